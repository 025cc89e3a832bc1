/* Which instants the files hold and where their grids lie; repeated hours compared. */
#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "instants.h"
#include "wrf_internal.h"

typedef struct {
  fen_instants instants;
  double (*corner_deg)[2]; /* longitude and latitude, NaN where the file has none; by the order of adding */
  ptrdiff_t corner_capacity;
} wrf_catalogue;

/* What the reader uses: an hour that comes twice must have the same values here. */
static const struct {
  const char *name;
  wrf_stagger stagger;
  int three_dimensional;
} compared[] = {
    {"XLAT", WRF_CENTRE, 0},   {"XLONG", WRF_CENTRE, 0},  {"HGT", WRF_CENTRE, 0},    {"PH", WRF_STAGGER_Z, 1}, {"PHB", WRF_STAGGER_Z, 1},
    {"U", WRF_STAGGER_X, 1},   {"V", WRF_STAGGER_Y, 1},   {"W", WRF_STAGGER_Z, 1},   {"T", WRF_CENTRE, 1},     {"P", WRF_CENTRE, 1},
    {"PB", WRF_CENTRE, 1},     {"QVAPOR", WRF_CENTRE, 1}, {"QCLOUD", WRF_CENTRE, 1}, {"QICE", WRF_CENTRE, 1},  {"MU", WRF_CENTRE, 0},
    {"MUB", WRF_CENTRE, 0},    {"T2", WRF_CENTRE, 0},     {"PSFC", WRF_CENTRE, 0},   {"Q2", WRF_CENTRE, 0},    {"RAINC", WRF_CENTRE, 0},
    {"RAINNC", WRF_CENTRE, 0}, {"PBLH", WRF_CENTRE, 0},   {"UST", WRF_CENTRE, 0},    {"HFX", WRF_CENTRE, 0},
};

/* Where the file's first cell lies at each of its instants, beside the list of instants. */
static fen_status append(wrf_catalogue *all, const wrf_source *self, ptrdiff_t file, const double *times_s, ptrdiff_t count,
                         fen_error *err) {
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
  const wrf_block corner = {0, 0, 1, 1};
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    double *place = all->corner_deg[before + n];
    place[0] = place[1] = NAN;
    /* Of all faults, a missing hour is told before a missing place. */
    if (!fen_nc_has(self->reader, "XLONG") || !fen_nc_has(self->reader, "XLAT"))
      continue;
    status = wrf_read_block(self->reader, &self->header, "XLONG", n, WRF_CENTRE, 0, 0, &corner, &place[0], err);
    if (!status)
      status = wrf_read_block(self->reader, &self->header, "XLAT", n, WRF_CENTRE, 0, 0, &corner, &place[1], err);
  }
  return status;
}

static int same_header(const wrf_header *a, const wrf_header *b) {
  return a->projection == b->projection && a->dx_m == b->dx_m && a->dy_m == b->dy_m && a->true_lat_1_deg == b->true_lat_1_deg &&
         a->true_lat_2_deg == b->true_lat_2_deg && a->stand_lon_deg == b->stand_lon_deg && a->pole_lat_deg == b->pole_lat_deg &&
         a->pole_lon_deg == b->pole_lon_deg && a->nx == b->nx && a->ny == b->ny && a->nz == b->nz;
}

static fen_status scan_file(wrf_source *self, ptrdiff_t file, wrf_catalogue *all, fen_error *err) {
  fen_status status = wrf_select(self, file, err);
  wrf_header header;
  if (!status)
    status = wrf_read_header(self->reader, &header, err);
  if (status)
    return status;
  if (file == 0)
    self->header = header;
  else if (!same_header(&header, &self->header))
    return fen_nc_fail(self->reader, NULL, FEN_ERR_GRID, "give files of one WRF domain only", err,
                       "the grid differs from that of %s: %td x %td x %td cells of %g m here, %td x %td x %td cells of %g m there, "
                       "or another projection",
                       self->files[0], header.nx, header.ny, header.nz, header.dx_m, self->header.nx, self->header.ny, self->header.nz,
                       self->header.dx_m);
  ptrdiff_t count = 0;
  double *times_s = NULL;
  status = fen_nc_times(self->reader, &count, &times_s, err);
  if (!status)
    status = append(all, self, file, times_s, count, err);
  fen_free(times_s);
  return status;
}

/* Whether one variable has the same values in two records; both files are open. */
static fen_status compare_variable(const wrf_source *self, const fen_nc_reader *const readers[2], const fen_instant *const instants[2],
                                   size_t variable, fen_error *err) {
  const char *name = compared[variable].name;
  if (!fen_nc_has(readers[0], name) && !fen_nc_has(readers[1], name))
    return FEN_OK;
  const wrf_header *h = &self->header;
  const wrf_stagger stagger = compared[variable].stagger;
  const wrf_block block = {0, 0, h->nx, h->ny};
  const ptrdiff_t nx = h->nx + (stagger == WRF_STAGGER_X);
  const ptrdiff_t ny = h->ny + (stagger == WRF_STAGGER_Y);
  const ptrdiff_t levels = compared[variable].three_dimensional ? h->nz + (stagger == WRF_STAGGER_Z) : 0;
  double *values[2] = {NULL, NULL};
  ptrdiff_t size = 0;
  fen_status status = fen_product(nx, ny, levels > 0 ? levels : 1, &size, err);
  for (int side = 0; !status && side < 2; side++) {
    status = FEN_NEW(&values[side], size, err);
    if (!status)
      status = wrf_read_block(readers[side], h, name, instants[side]->record, stagger, 0, levels, &block, values[side], err);
  }
  for (ptrdiff_t n = 0; !status && n < size; n++)
    if (values[0][n] != values[1][n]) {
      char text[FEN_TIME_TEXT];
      fen_time_format(instants[0]->time_s, 0.0, text);
      status = fen_nc_fail(readers[1], name, FEN_ERR_TIME_GAP, "give each hour once, or the same values twice", err,
                           "%s comes twice with different values: %.9g at (k, j, i) = (%td, %td, %td) here, %.9g in %s", text, values[1][n],
                           n / (nx * ny), n / nx % ny, n % nx, values[0][n], fen_nc_path(readers[0]));
    }
  fen_free(values[0]);
  fen_free(values[1]);
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
  for (size_t n = 0; !status && n < sizeof compared / sizeof *compared; n++)
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

fen_status wrf_catalogue_build(wrf_source *self, const fen_wrf_params *params, fen_error *err) {
  const fen_instants_choice choice = {
      .label = "WRF", .start_s = params->start_s, .end_s = params->end_s, .log = &self->log, .compare = compare_instants, .context = self};
  wrf_catalogue all = {0};
  fen_status status = FEN_OK;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++)
    status = scan_file(self, file, &all, err);
  if (!status)
    status = fen_instants_choose(&all.instants, &choice, err);
  if (!status)
    status = keep(self, &all, err);
  fen_instants_clear(&all.instants);
  fen_free(all.corner_deg);
  return status;
}
