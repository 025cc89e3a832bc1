/* Which files are of which kind, that their grids belong together, and which instants they hold. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "mcip_internal.h"

/* Any of these variables makes a gridded file one of a kind. */
static const struct {
  mcip_kind kind;
  const char *names[6];
} marks[] = {
    {MCIP_METCRO3D, {"ZF", "PRES", "TA", "DENS"}},
    {MCIP_METDOT3D, {"UWINDC", "VWINDC", "UWIND", "VWIND"}},
    {MCIP_METCRO2D, {"PBL", "USTAR", "HFX", "TEMP2", "PRSFC"}},
    {MCIP_GRIDCRO2D, {"HT", "MSFX2"}},
    {MCIP_GRIDDOT2D, {"MSFU2", "MSFD2", "LATD"}},
    {MCIP_LUFRAC, {"LUFRAC"}},
};

/* What the reader uses: an hour that comes twice must have the same values here. Rain of a file's first step may be that of no step. */
static const char *const compared[MCIP_HOURLY][12] = {
    {"ZF", "TA", "PRES", "QV", "DENS", "QC", "QI", "WHAT_JD"},
    {"UWINDC", "VWINDC", "UWIND", "VWIND"},
    {"PBL", "USTAR", "HFX", "TEMP2", "PRSFC", "Q2", "RGRND", "SNOCOV"},
};

static int kind_of(const fen_nc_reader *reader) {
  for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
    for (const char *const *name = marks[m].names; *name; name++)
      if (fen_nc_has(reader, *name))
        return (int)marks[m].kind;
  return -1;
}

static fen_status other_grid(const mcip_source *self, const fen_nc_reader *reader, const fen_ioapi_header *here, ptrdiff_t file,
                             const fen_ioapi_header *there, const char *note, fen_error *err) {
  return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give the files of one run of MCIP", err,
                     "its grid does not belong to that of %s: %td x %td points and %td layers from (%.10g, %.10g) here, %td x %td and %td "
                     "from (%.10g, %.10g) there%s",
                     self->files[file], here->place.ncols, here->place.nrows, here->layers, here->place.xorig, here->place.yorig,
                     there->place.ncols, there->place.nrows, there->layers, there->place.xorig, there->place.yorig, note);
}

static fen_status add_times(mcip_source *self, mcip_kind kind, ptrdiff_t file, const fen_ioapi_header *header, fen_error *err) {
  mcip_group *group = &self->group[kind];
  ptrdiff_t count = 0;
  double *times_s = NULL;
  if (header->step_s == 0.0)
    return fen_nc_fail(group->reader, NULL, FEN_ERR_TIME_GAP, "give the file as MCIP wrote it", err,
                       "TSTEP = 0: the file says that it does not depend on time");
  fen_status status = fen_ioapi_times(group->reader, header, &count, &times_s, err);
  if (!status)
    status = fen_instants_add(&group->instants, file, times_s, count, err);
  fen_free(times_s);
  return status;
}

static fen_status add_file(mcip_source *self, mcip_kind kind, ptrdiff_t file, fen_error *err) {
  mcip_group *group = &self->group[kind];
  fen_ioapi_header header;
  fen_status status = fen_ioapi_header_read(group->reader, &header, err);
  if (status)
    return status;
  if (group->first_file < 0) {
    group->first_file = file;
    group->header = header;
  } else if (!fen_ioapi_same_place(&header.place, &group->header.place) || header.layers != group->header.layers) {
    return other_grid(self, group->reader, &header, group->first_file, &group->header, "", err);
  }
  return (int)kind < (int)MCIP_HOURLY ? add_times(self, kind, file, &header, err) : FEN_OK;
}

static bool is_griddesc(const char *path) {
  const char *slash = strrchr(path, '/');
  return strncmp(slash ? slash + 1 : path, "GRIDDESC", sizeof "GRIDDESC" - 1) == 0;
}

static fen_status scan_file(mcip_source *self, ptrdiff_t file, ptrdiff_t *passed_over, fen_error *err) {
  fen_nc_reader *reader = NULL;
  if (is_griddesc(self->files[file]))
    return self->griddesc ? FEN_OK : fen_duplicate(self->files[file], &self->griddesc, err);
  fen_status status = fen_nc_open(self->files[file], &reader, err);
  if (!status && !fen_ioapi_is(reader))
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give files that MCIP wrote; for WRF's own output write 'kind: wrf', for ERA5 'kind: era5'",
                    err, "it has no attributes GDTYP and XORIG and is no file of I/O API");
  ptrdiff_t perimeter;
  int kind = -1;
  /* Boundary files have the variables of gridded ones. */
  if (!status && fen_nc_dimension(reader, "PERIM", &perimeter, NULL))
    kind = kind_of(reader);
  if (status || kind < 0) {
    if (!status && (*passed_over)++ == 0)
      fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: %s is a boundary file or has no variable that is used", self->files[file]);
    fen_nc_close(&reader);
    return status;
  }
  mcip_group *group = &self->group[kind];
  fen_nc_close(&group->reader);
  group->reader = reader;
  group->reader_file = file;
  return add_file(self, (mcip_kind)kind, file, err);
}

static fen_status check_kinds(const mcip_source *self, fen_error *err) {
  static const struct {
    mcip_kind kind;
    const char *holds;
  } needed[] = {{MCIP_METCRO3D, "ZF, TA, PRES, QV"},
                {MCIP_METDOT3D, "UWINDC, VWINDC or UWIND, VWIND"},
                {MCIP_METCRO2D, "PBL, USTAR, HFX, TEMP2, PRSFC"},
                {MCIP_GRIDCRO2D, "HT"}};
  for (size_t n = 0; n < sizeof needed / sizeof *needed; n++)
    if (self->group[needed[n].kind].first_file < 0)
      return fen_fail(err, FEN_ERR_FILE_MISSING,
                      "MCIP: error: no %s file (%s) is among the %td files given\n"
                      "  = add it; METCRO3D, METDOT3D, METCRO2D and GRIDCRO2D of the same run are needed, told apart by their variables",
                      mcip_kind_name(needed[n].kind), needed[n].holds, self->file_count);
  return FEN_OK;
}

/* Dot points are the corners of the cells: one more each way, half a cell to the south-west. */
static fen_ioapi_place dot_place(const fen_ioapi_place *cross) {
  fen_ioapi_place dot = *cross;
  dot.ncols++;
  dot.nrows++;
  dot.xorig -= 0.5 * dot.xcell;
  dot.yorig -= 0.5 * dot.ycell;
  return dot;
}

static fen_status check_grids(const mcip_source *self, fen_error *err) {
  const mcip_group *base = &self->group[MCIP_GRIDCRO2D];
  const fen_ioapi_place dot = dot_place(&base->header.place);
  for (int kind = 0; kind < MCIP_KINDS; kind++) {
    const mcip_group *group = &self->group[kind];
    const bool on_dots = kind == MCIP_METDOT3D || kind == MCIP_GRIDDOT2D;
    const fen_ioapi_place *place = &group->header.place;
    if (group->first_file < 0)
      continue;
    if (!fen_ioapi_same_place(place, on_dots ? &dot : &base->header.place)) {
      const char *note = on_dots && fen_ioapi_same_place(place, &base->header.place) ? "; these are cells, winds lie on dot points"
                         : !on_dots && fen_ioapi_same_place(place, &dot)             ? "; these are dot points, this kind lies on cells"
                                                                                     : "";
      return other_grid(self, group->reader, &group->header, base->first_file, &base->header, note, err);
    }
  }
  const mcip_group *winds = &self->group[MCIP_METDOT3D];
  const mcip_group *air = &self->group[MCIP_METCRO3D];
  if (winds->header.layers != air->header.layers)
    return other_grid(self, winds->reader, &winds->header, air->first_file, &air->header, "; the layers must be the same", err);
  return FEN_OK;
}

typedef struct {
  const mcip_source *self;
  mcip_kind kind;
} comparison;

/* Whether a variable has the same values in two records; both files are open. */
static fen_status compare_variable(const comparison *c, const fen_nc_reader *const readers[2], const fen_instant *const instants[2],
                                   const char *name, fen_error *err) {
  if (!fen_nc_has(readers[0], name) && !fen_nc_has(readers[1], name))
    return FEN_OK;
  const fen_ioapi_header *h = &c->self->group[c->kind].header;
  double *values[2] = {NULL, NULL};
  ptrdiff_t size = 0;
  fen_status status = fen_product(h->place.ncols, h->place.nrows, h->layers, &size, err);
  for (int side = 0; !status && side < 2; side++) {
    const fen_ioapi_part all = {instants[side]->record, 0, 0, 0, h->layers, h->place.nrows, h->place.ncols};
    status = FEN_NEW(&values[side], size, err);
    if (!status)
      status = fen_ioapi_read(readers[side], h, name, &all, values[side], err);
  }
  for (ptrdiff_t n = 0; !status && n < size; n++)
    if (values[0][n] != values[1][n]) {
      char text[FEN_TIME_TEXT];
      fen_time_format(instants[0]->time_s, 0.0, text);
      status = fen_nc_fail(readers[1], name, FEN_ERR_TIME_GAP, "give each hour once, or the same values twice", err,
                           "%s comes twice with different values: %.9g at (LAY, ROW, COL) = (%td, %td, %td) from 0 here, %.9g in %s", text,
                           values[1][n], n / (h->place.ncols * h->place.nrows), n / h->place.ncols % h->place.nrows, n % h->place.ncols,
                           values[0][n], fen_nc_path(readers[0]));
    }
  fen_free(values[0]);
  fen_free(values[1]);
  return status;
}

static fen_status compare_instants(void *context, const fen_instant *first, const fen_instant *second, fen_error *err) {
  const comparison *c = (const comparison *)context;
  fen_nc_reader *one = NULL;
  fen_nc_reader *two = NULL;
  fen_status status = fen_nc_open(c->self->files[first->file], &one, err);
  if (!status)
    status = fen_nc_open(c->self->files[second->file], &two, err);
  const fen_nc_reader *const readers[2] = {one, two};
  const fen_instant *const instants[2] = {first, second};
  for (const char *const *name = compared[c->kind]; !status && *name; name++)
    status = compare_variable(c, readers, instants, *name, err);
  fen_nc_close(&one);
  fen_nc_close(&two);
  return status;
}

/* The n-th instant must be the same time in all hourly kinds. */
static fen_status match_times(mcip_source *self, fen_error *err) {
  const fen_instants *base = &self->group[MCIP_METCRO3D].instants;
  for (int kind = MCIP_METCRO3D + 1; kind < MCIP_HOURLY; kind++) {
    const fen_instants *other = &self->group[kind].instants;
    const ptrdiff_t both = base->count < other->count ? base->count : other->count;
    ptrdiff_t n = 0;
    while (n < both && base->instant[n].time_s == other->instant[n].time_s)
      n++;
    if (n == base->count && n == other->count)
      continue;
    const bool lacks = n == other->count || (n < base->count && base->instant[n].time_s < other->instant[n].time_s);
    char text[FEN_TIME_TEXT];
    fen_time_format(lacks ? base->instant[n].time_s : other->instant[n].time_s, 0.0, text);
    return fen_fail(err, FEN_ERR_TIME_GAP,
                    "MCIP: error: %s is in a %s file but in no %s file\n  = add the missing file, or give those of one run of MCIP", text,
                    mcip_kind_name(lacks ? MCIP_METCRO3D : (mcip_kind)kind), mcip_kind_name(lacks ? (mcip_kind)kind : MCIP_METCRO3D));
  }
  fen_status status = FEN_NEW(&self->times_s, base->count, err);
  for (ptrdiff_t n = 0; !status && n < base->count; n++)
    self->times_s[n] = base->instant[n].time_s;
  return status;
}

static fen_status choose_instants(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  fen_status status = FEN_OK;
  for (int kind = 0; !status && kind < MCIP_HOURLY; kind++) {
    char label[32];
    comparison context = {self, (mcip_kind)kind};
    (void)snprintf(label, sizeof label, "MCIP %s", mcip_kind_name((mcip_kind)kind));
    const fen_instants_choice choice = {.label = label,
                                        .start_s = params->start_s,
                                        .end_s = params->end_s,
                                        .log = &self->log,
                                        .compare = compare_instants,
                                        .context = &context};
    status = fen_instants_choose(&self->group[kind].instants, &choice, err);
  }
  return status ? status : match_times(self, err);
}

fen_status mcip_catalogue_build(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  fen_status status = FEN_OK;
  ptrdiff_t passed_over = 0;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++)
    status = scan_file(self, file, &passed_over, err);
  if (!status && passed_over > 1)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: and so are or have %td others", passed_over - 1);
  if (!status)
    status = check_kinds(self, err);
  if (!status)
    status = check_grids(self, err);
  return status ? status : choose_instants(self, params, err);
}
