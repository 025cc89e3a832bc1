/* Which instants the files hold and where their grids lie; repeated hours compared. */
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "instants.h"
#include "weather_files.h"
#include "wrf_internal.h"

typedef struct {
  fen_instants instants;
  double (*corner_deg)[2]; /* longitude and latitude, NaN where the file has none; by the order of adding */
  ptrdiff_t corner_capacity;
  ptrdiff_t origin;          /* the file whose header counts, -1: none yet */
  bool placed;               /* the open file has all its variables in their shapes */
  fen_glance *glance;        /* at files like that one */
  fen_unread unread;         /* files whose hours are not known */
  fen_diagnostics variables; /* what is missing or has a wrong shape: of all faults, a missing hour is told first */
} wrf_catalogue;

/* Longitude (axis 0) or latitude of the first cell at all of a file's instants, by one read: a year of files is read so. */
static fen_status read_corners(const wrf_source *self, int axis, ptrdiff_t count, double (*out)[2], fen_error *err) {
  static const char *const names[2] = {"XLONG", "XLAT"};
  const ptrdiff_t start[3] = {0, 0, 0};
  const ptrdiff_t extent[3] = {count, 1, 1};
  fen_nc_shape shape;
  double *values = NULL;
  fen_status status = wrf_check_shape(self->reader, &self->header, names[axis], WRF_CENTRE, 0, &shape, err);
  if (!status)
    status = FEN_NEW(&values, count, err);
  const int constant = shape.rank == 2;
  if (!status && count > 0)
    status = fen_nc_read(self->reader, names[axis], shape.rank, start, extent + constant, values, err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    out[n][axis] = values[constant ? 0 : n];
  fen_free(values);
  return status;
}

/* Add a file's instants, and room for its corners, which are unknown yet. */
static fen_status add_instants(wrf_catalogue *all, ptrdiff_t file, const double *times_s, ptrdiff_t count, fen_error *err) {
  const ptrdiff_t before = all->instants.count;
  fen_status status = fen_instants_add(&all->instants, file, times_s, count, err);
  if (!status && all->instants.count > all->corner_capacity) {
    double(*grown)[2] = NULL;
    status = FEN_NEW(&grown, all->instants.capacity, err);
    if (status)
      return status;
    if (before > 0)
      memcpy(grown, all->corner_deg, (size_t)before * sizeof *grown);
    fen_free(all->corner_deg);
    all->corner_deg = grown;
    all->corner_capacity = all->instants.capacity;
  }
  for (ptrdiff_t n = 0; !status && n < count; n++)
    all->corner_deg[before + n][0] = all->corner_deg[before + n][1] = NAN;
  return status;
}

/* Where the file's first cell lies at each of its instants, beside the list of instants. */
static fen_status append(wrf_catalogue *all, const wrf_source *self, ptrdiff_t file, const double *times_s, ptrdiff_t count,
                         fen_error *err) {
  const ptrdiff_t before = all->instants.count;
  fen_status status = add_instants(all, file, times_s, count, err);
  for (int axis = 0; !status && count > 0 && axis < 2; axis++) {
    fen_status read = read_corners(self, axis, count, all->corner_deg + before, err);
    status = all->placed ? read : FEN_OK; /* what is wrong with the variables is on their list */
  }
  return status;
}

/* A file of a grid that is known already, if a glance suffices. */
static bool glance(const wrf_source *self, ptrdiff_t file, wrf_catalogue *all, fen_status *status, fen_error *err) {
  wrf_glance seen;
  if (all->origin < 0 || !wrf_glance_at(self->files[file], &self->header, &all->glance, &seen))
    return false;
  const ptrdiff_t before = all->instants.count;
  *status = add_instants(all, file, seen.times_s, seen.count, err);
  for (ptrdiff_t n = 0; !*status && n < seen.count; n++)
    for (int axis = 0; axis < 2; axis++)
      all->corner_deg[before + n][axis] = seen.corner_deg[axis * seen.count + n];
  wrf_glance_clear(&seen);
  return true;
}

/* The first number in which two files differ; NULL: none. */
static const char *difference(const wrf_header *a, const wrf_header *b, double *here, double *there) {
  const struct {
    const char *name;
    double here, there;
  } numbers[] = {{"MAP_PROJ", a->projection, b->projection},
                 {"DX", a->dx_m, b->dx_m},
                 {"DY", a->dy_m, b->dy_m},
                 {"TRUELAT1", a->true_lat_1_deg, b->true_lat_1_deg},
                 {"TRUELAT2", a->true_lat_2_deg, b->true_lat_2_deg},
                 {"STAND_LON", a->stand_lon_deg, b->stand_lon_deg},
                 {"MOAD_CEN_LAT", a->centre_lat_deg, b->centre_lat_deg},
                 {"POLE_LAT", a->pole_lat_deg, b->pole_lat_deg},
                 {"POLE_LON", a->pole_lon_deg, b->pole_lon_deg},
                 {"west_east", (double)a->nx, (double)b->nx},
                 {"south_north", (double)a->ny, (double)b->ny},
                 {"bottom_top", (double)a->nz, (double)b->nz}};
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    if (numbers[n].here != numbers[n].there) {
      *here = numbers[n].here;
      *there = numbers[n].there;
      return numbers[n].name;
    }
  return NULL;
}

/* Faults of the header and the hours of one file; those of its variables are kept for later. */
static fen_status scan_file(wrf_source *self, ptrdiff_t file, wrf_catalogue *all, fen_diagnostics *faults, fen_error *err) {
  wrf_header header;
  double here, there;
  fen_status status = FEN_OK;
  if (glance(self, file, all, &status, err))
    return status;
  status = wrf_select(self, file, err);
  if (status) {
    if (faults)
      fen_diagnostics_add(faults, err);
    return status;
  }
  if (!fen_nc_has_attribute(self->reader, NULL, "MAP_PROJ") && !fen_nc_has(self->reader, "Times")) {
    status = fen_nc_fail(self->reader, NULL, FEN_ERR_FILE_FORMAT,
                         "name files that WRF wrote, such as wrfout_d01_*; for MCIP's write 'kind: mcip', for ERA5's 'kind: era5'", err,
                         "this is no output of WRF: it has neither the attribute MAP_PROJ nor the variable Times");
    if (faults)
      fen_diagnostics_add(faults, err);
    return status;
  }
  status = wrf_read_header(self->reader, &header, faults, err);
  if (status)
    return status;
  const char *differs = all->origin < 0 ? NULL : difference(&header, &self->header, &here, &there);
  ptrdiff_t count = 0;
  double *times_s = NULL;
  if (differs)
    status = fen_nc_fail(self->reader, NULL, FEN_ERR_GRID, "give files of one WRF domain only", err,
                         "the grid differs from that of %s: %s is %g here, %g there", self->files[all->origin], differs, here, there);
  if (!status && all->origin < 0) {
    self->header = header;
    all->origin = file;
  }
  if (!status)
    status = fen_nc_times(self->reader, &count, &times_s, err);
  if (!status) {
    const ptrdiff_t before = all->variables.count;
    wrf_check_variables(self->reader, &header, &self->header, self->files[all->origin], &all->variables);
    all->placed = all->variables.count == before;
    status = append(all, self, file, times_s, count, err);
  }
  fen_free(times_s);
  if (status && faults)
    fen_diagnostics_add(faults, err);
  return status;
}

/* Whether one variable has the same values in two records, as an hour that comes twice must have; both files are open. */
static fen_status compare_variable(const wrf_source *self, const fen_nc_reader *const readers[2], const fen_instant *const instants[2],
                                   ptrdiff_t variable, fen_error *err) {
  const wrf_variable *what = &wrf_variables[variable];
  const char *name = what->name;
  if (!fen_nc_has(readers[0], name) && !fen_nc_has(readers[1], name))
    return FEN_OK;
  const wrf_header *h = &self->header;
  const wrf_stagger stagger = what->stagger;
  const wrf_block block = {0, 0, h->nx, h->ny};
  const ptrdiff_t levels = wrf_variable_levels(h, what);
  fen_repeated_field field = {.variable = name,
                              .time_s = instants[0]->time_s,
                              .reader = {readers[0], readers[1]},
                              .shape = {levels > 0 ? levels : 1, h->ny + (stagger == WRF_STAGGER_Y), h->nx + (stagger == WRF_STAGGER_X)},
                              .axes = "(k, j, i)"};
  ptrdiff_t size = 0;
  fen_status status = fen_product(field.shape[0], field.shape[1], field.shape[2], &size, err);
  for (int side = 0; !status && side < 2; side++) {
    status = FEN_NEW(&field.values[side], size, err);
    if (!status)
      status = wrf_read_block(readers[side], h, name, instants[side]->record, stagger, 0, levels, &block, field.values[side], err);
  }
  if (!status)
    status = fen_repeated_field_compare(&field, err);
  fen_free(field.values[0]);
  fen_free(field.values[1]);
  return status;
}

static fen_status compare_instants(void *context, const fen_instant *first, const fen_instant *second, fen_error *err) {
  const wrf_source *self = (const wrf_source *)context;
  fen_nc_reader *one = NULL;
  fen_nc_reader *two = NULL;
  fen_status status = fen_nc_open(self->files[first->file], &one, err);
  if (!status)
    status = fen_nc_open(self->files[second->file], &two, err);
  const fen_nc_reader *const readers[2] = {one, two};
  const fen_instant *const instants[2] = {first, second};
  for (ptrdiff_t n = 0; !status && n < wrf_variable_count; n++)
    status = compare_variable(self, readers, instants, n, err);
  fen_nc_close(&one);
  fen_nc_close(&two);
  return status;
}

static fen_status keep(wrf_source *self, const wrf_catalogue *all, fen_error *err) {
  const ptrdiff_t count = all->instants.count;
  fen_status status = FEN_NEW(&self->instants, count, err);
  if (!status)
    status = FEN_NEW(&self->times_s, count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_instant *chosen = &all->instants.instant[n];
    const double *corner = all->corner_deg[chosen->added];
    self->instants[n] = (wrf_instant){
        .time_s = chosen->time_s, .file = chosen->file, .record = chosen->record, .corner_lon_deg = corner[0], .corner_lat_deg = corner[1]};
    self->times_s[n] = chosen->time_s;
  }
  self->instant_count = count;
  return FEN_OK;
}

/* Hours are chosen, then the variables' faults are told. */
static fen_status choose(wrf_source *self, const fen_wrf_params *params, wrf_catalogue *all, fen_error *err) {
  const fen_instants_choice choice = {.label = "WRF",
                                      .start_s = params->start_s,
                                      .end_s = params->end_s,
                                      .log = &self->log,
                                      .compare = compare_instants,
                                      .context = self,
                                      .faults = params->faults,
                                      .unread = &all->unread};
  fen_status status = fen_instants_choose(&all->instants, &choice, err);
  for (ptrdiff_t n = 0; !status && params->faults && n < all->variables.count; n++)
    fen_diagnostics_add(params->faults, &all->variables.items[n]);
  if (!status && !params->faults)
    status = fen_diagnostics_first(&all->variables, err);
  return status ? status : keep(self, all, err);
}

fen_status wrf_catalogue_build(wrf_source *self, const fen_wrf_params *params, fen_error *err) {
  wrf_catalogue all = {.origin = -1};
  fen_status first = FEN_OK;
  fen_error fault;
  for (ptrdiff_t file = 0; (!first || params->faults) && file < self->file_count; file++) {
    fen_status status = scan_file(self, file, &all, params->faults, &fault);
    if (status && !first && err)
      *err = fault;
    first = first ? first : status;
    if (status && fen_unread_note(&all.unread, self->file_count, file, err))
      first = FEN_ERR_MEMORY;
  }
  fen_status status = first && (!params->faults || all.instants.count == 0) ? first : choose(self, params, &all, err);
  fen_glance_close(&all.glance);
  fen_instants_clear(&all.instants);
  fen_unread_clear(&all.unread);
  fen_diagnostics_clear(&all.variables);
  fen_free(all.corner_deg);
  return status;
}
