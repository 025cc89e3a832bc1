/* Which files are of which kind, whether their grids belong together, and which instants they hold. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "mcip_internal.h"

/* Any of these variables makes a gridded file one of a kind; the first that it has tells. */
static const struct {
  mcip_kind kind;
  const char *name;
} marks[] = {
    {MCIP_METCRO3D, "ZF"},     {MCIP_METCRO3D, "PRES"},   {MCIP_METCRO3D, "TA"},    {MCIP_METCRO3D, "DENS"}, {MCIP_METDOT3D, "UWINDC"},
    {MCIP_METDOT3D, "VWINDC"}, {MCIP_METDOT3D, "UWIND"},  {MCIP_METDOT3D, "VWIND"}, {MCIP_METCRO2D, "PBL"},  {MCIP_METCRO2D, "USTAR"},
    {MCIP_METCRO2D, "HFX"},    {MCIP_METCRO2D, "TEMP2"},  {MCIP_METCRO2D, "PRSFC"}, {MCIP_GRIDCRO2D, "HT"},  {MCIP_GRIDCRO2D, "MSFX2"},
    {MCIP_GRIDDOT2D, "MSFU2"}, {MCIP_GRIDDOT2D, "MSFD2"}, {MCIP_GRIDDOT2D, "LATD"}, {MCIP_LUFRAC, "LUFRAC"},
};

bool mcip_mark(size_t n, mcip_kind *kind, const char **name) {
  if (n >= sizeof marks / sizeof *marks)
    return false;
  *kind = marks[n].kind;
  *name = marks[n].name;
  return true;
}

/* What is known once all files were looked through. */
typedef struct {
  const fen_mcip_params *params;
  ptrdiff_t passed_over;
  fen_glance *glance; /* at files like the first of their kind */
  bool unknown;       /* files of unknown kind could not be read: what seems missing may be there */
} scan;

static int kind_of(const fen_nc_reader *reader) {
  mcip_kind kind;
  const char *name;
  for (size_t n = 0; mcip_mark(n, &kind, &name); n++)
    if (fen_nc_has(reader, name))
      return (int)kind;
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

/* Layers are told apart by their number, so that the n-th must be the same in all files. */
static fen_status check_levels(const mcip_source *self, const fen_nc_reader *reader, const fen_ioapi_header *here, ptrdiff_t file,
                               const fen_ioapi_header *there, fen_error *err) {
  if (here->vgtyp != there->vgtyp || here->vgtop != there->vgtop)
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give the files of one run of MCIP", err,
                       "its layers are not those of %s: VGTYP %d and VGTOP %.10g here, %d and %.10g there", self->files[file], here->vgtyp,
                       here->vgtop, there->vgtyp, there->vgtop);
  if (here->level_count != there->level_count)
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give the files of one run of MCIP", err,
                       "its layers are not those of %s: %td VGLVLS that fit here, %td there", self->files[file], here->level_count,
                       there->level_count);
  for (ptrdiff_t n = 0; n < here->level_count; n++)
    if (here->level[n] != there->level[n])
      return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give the files of one run of MCIP", err,
                         "its layers are not those of %s: value %td of VGLVLS is %.7g here, %.7g there", self->files[file], n + 1,
                         here->level[n], there->level[n]);
  return FEN_OK;
}

static fen_status add_times(mcip_source *self, mcip_kind kind, ptrdiff_t file, const fen_ioapi_header *header, ptrdiff_t *count,
                            fen_error *err) {
  mcip_group *group = &self->group[kind];
  double *times_s = NULL;
  if (header->step_s == 0.0)
    return fen_nc_fail(group->reader, NULL, FEN_ERR_TIME_GAP, "give the file as MCIP wrote it", err,
                       "TSTEP = 0: the file says that it does not depend on time");
  fen_status status = fen_ioapi_times(group->reader, header, count, &times_s, err);
  if (!status)
    status = fen_instants_add(&group->instants, file, times_s, *count, err);
  fen_free(times_s);
  return status;
}

/* Whether the uppermost layer taken ends below the weather model's own top (sigma 0). */
static bool top_is_open(const fen_ioapi_header *header, const fen_mcip_params *params) {
  ptrdiff_t used = params->merge ? 0 : header->layers;
  for (ptrdiff_t k = 0; params->merge && k < params->merge_count; k++)
    used += params->merge[k];
  if (used < 1 || used > header->layers) /* told when layers are chosen */
    return false;
  const bool sigma = header->level_count > 0 && header->vgtyp != FEN_IOAPI_HEIGHT;
  return sigma ? !(fabs(header->level[used]) < 1e-7) : used < header->layers;
}

/* A file whose hours are not known. */
static fen_status miss_hours(mcip_source *self, mcip_kind kind, ptrdiff_t file, fen_error *err) {
  mcip_group *group = &self->group[kind];
  group->hours_missing = true;
  return fen_unread_note(&group->unread, self->file_count, file, err);
}

/* A list of faults takes all of a header, and FEN_OK is returned. */
static fen_status take_header(const mcip_group *group, const fen_mcip_params *params, fen_status status, fen_error *err) {
  status = fen_fault_take(params->faults, status, err);
  if (!status)
    fen_ioapi_header_others(group->reader, params->faults);
  return status;
}

/* What the first file of a kind tells for all. */
static void begin_group(mcip_source *self, mcip_kind kind, ptrdiff_t file, const fen_ioapi_header *header, const fen_mcip_params *params) {
  mcip_group *group = &self->group[kind];
  group->first_file = file;
  group->header = *header;
  if (kind == MCIP_METDOT3D)
    self->faces = mcip_has(self, kind, "UWINDC") && mcip_has(self, kind, "VWINDC");
  if (kind == MCIP_METCRO3D)
    self->source.open_top = top_is_open(header, params);
}

static fen_status add_file(mcip_source *self, mcip_kind kind, ptrdiff_t file, const fen_mcip_params *params, fen_error *err) {
  mcip_group *group = &self->group[kind];
  fen_ioapi_header header;
  ptrdiff_t records = 1;
  ptrdiff_t faults = 0;
  group->given = true;
  fen_status status = fen_ioapi_header_read(group->reader, &header, err);
  if (status) {
    group->faulty = true;
    return miss_hours(self, kind, file, err) ? FEN_ERR_MEMORY : take_header(group, params, status, err);
  }
  if (group->first_file < 0)
    begin_group(self, kind, file, &header, params);
  else if (!fen_ioapi_same_place(&header.place, &group->header.place) || header.layers != group->header.layers)
    status = other_grid(self, group->reader, &header, group->first_file, &group->header, "", err);
  else if (header.layers > 1) /* programs leave out the levels of a single one */
    status = check_levels(self, group->reader, &header, group->first_file, &group->header, err);
  if (!status && (int)kind < (int)MCIP_HOURLY)
    status = add_times(self, kind, file, &header, &records, err);
  if (status && miss_hours(self, kind, file, err))
    return FEN_ERR_MEMORY;
  if (!status)
    status = mcip_check_variables(self, kind, &header, records, params->faults, &faults, err);
  group->faulty = group->faulty || status || faults > 0;
  return status;
}

static bool is_griddesc(const char *path) {
  const char *slash = strrchr(path, '/');
  return strncmp(slash ? slash + 1 : path, "GRIDDESC", sizeof "GRIDDESC" - 1) == 0;
}

/* The file becomes the open one of its kind; kind -1: it is none that is used. */
static fen_status open_file(mcip_source *self, ptrdiff_t file, int *kind, fen_error *err) {
  fen_nc_reader *reader = NULL;
  ptrdiff_t perimeter;
  *kind = -1;
  fen_status status = fen_nc_open(self->files[file], &reader, err);
  if (!status && !fen_ioapi_is(reader))
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give files that MCIP wrote; for WRF's own output write 'kind: wrf', for ERA5 'kind: era5'",
                    err, "it has no attributes GDTYP and XORIG and is no file of I/O API");
  /* Boundary files have the variables of gridded ones. */
  if (!status && fen_nc_dimension(reader, "PERIM", &perimeter, NULL))
    *kind = kind_of(reader);
  if (status || *kind < 0) {
    fen_nc_close(&reader);
    return status;
  }
  mcip_group *group = &self->group[*kind];
  fen_nc_close(&group->reader);
  group->reader = reader;
  group->reader_file = file;
  return FEN_OK;
}

/* A file that is like one that was looked at, if a glance suffices. */
static bool glance(mcip_source *self, ptrdiff_t file, scan *all, fen_status *status, fen_error *err) {
  mcip_glance seen;
  if (!mcip_glance_at(self, self->files[file], &all->glance, &seen))
    return false;
  *status = fen_instants_add(&self->group[seen.kind].instants, file, seen.times_s, seen.count, err);
  fen_free(seen.times_s);
  return true;
}

static fen_status scan_file(mcip_source *self, ptrdiff_t file, scan *all, fen_error *err) {
  int kind = -1;
  if (is_griddesc(self->files[file]))
    return self->griddesc ? FEN_OK : fen_duplicate(self->files[file], &self->griddesc, err);
  fen_status status = FEN_OK;
  if (glance(self, file, all, &status, err))
    return status;
  status = open_file(self, file, &kind, err);
  all->unknown = all->unknown || status;
  for (int any = 0; status && any < MCIP_KINDS; any++)
    if (miss_hours(self, (mcip_kind)any, file, err))
      return FEN_ERR_MEMORY;
  if (!status && kind >= 0)
    return add_file(self, (mcip_kind)kind, file, all->params, err);
  if (!status && all->passed_over++ == 0)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: %s is a boundary file or has no variable that is used", self->files[file]);
  return status;
}

static fen_status check_kinds(const mcip_source *self, fen_error *err) {
  static const struct {
    mcip_kind kind;
    const char *holds;
  } needed[] = {{MCIP_METCRO3D, "ZF, TA, PRES, QV"},
                {MCIP_METDOT3D, "UWINDC, VWINDC or UWIND, VWIND"},
                {MCIP_METCRO2D, "PBL, USTAR, HFX, TEMP2, PRSFC"},
                {MCIP_GRIDCRO2D, "HT"}};
  char missing[256] = "";
  for (size_t n = 0; n < sizeof needed / sizeof *needed; n++)
    if (!self->group[needed[n].kind].given)
      (void)snprintf(missing + strlen(missing), sizeof missing - strlen(missing), "%sno %s file (%s)", missing[0] ? ", " : "",
                     mcip_kind_name(needed[n].kind), needed[n].holds);
  if (missing[0] == '\0')
    return FEN_OK;
  return fen_fail(err, FEN_ERR_FILE_MISSING,
                  "MCIP: error: among the %td file%s given there is %s\n"
                  "  = add it; METCRO3D, METDOT3D, METCRO2D and GRIDCRO2D of the same run are needed, told apart by their variables",
                  self->file_count, self->file_count == 1 ? "" : "s", missing);
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

/* Whether the grid of a kind belongs to that of GRIDCRO2D. */
static fen_status check_grid(mcip_source *self, mcip_kind kind, fen_error *err) {
  const mcip_group *base = &self->group[MCIP_GRIDCRO2D];
  const fen_ioapi_place dot = dot_place(&base->header.place);
  mcip_group *group = &self->group[kind];
  const bool on_dots = kind == MCIP_METDOT3D || kind == MCIP_GRIDDOT2D;
  const fen_ioapi_place *place = &group->header.place;
  if (fen_ioapi_same_place(place, on_dots ? &dot : &base->header.place))
    return FEN_OK;
  const char *note = on_dots && fen_ioapi_same_place(place, &base->header.place) ? "; these are cells, winds lie on dot points"
                     : !on_dots && fen_ioapi_same_place(place, &dot)             ? "; these are dot points, this kind lies on cells"
                                                                                 : "";
  fen_status status = mcip_select(self, kind, group->first_file, err);
  return status ? status : other_grid(self, group->reader, &group->header, base->first_file, &base->header, note, err);
}

static fen_status check_layers(mcip_source *self, fen_error *err) {
  const mcip_group *winds = &self->group[MCIP_METDOT3D];
  const mcip_group *air = &self->group[MCIP_METCRO3D];
  fen_status status = mcip_select(self, MCIP_METDOT3D, winds->first_file, err);
  if (status)
    return status;
  if (winds->header.layers != air->header.layers)
    return other_grid(self, winds->reader, &winds->header, air->first_file, &air->header, "; the layers must be the same", err);
  return air->header.layers > 1 ? check_levels(self, winds->reader, &winds->header, air->first_file, &air->header, err) : FEN_OK;
}

static fen_status check_grids(mcip_source *self, fen_diagnostics *faults, fen_error *err) {
  fen_status status = FEN_OK;
  for (int kind = 0; !status && kind < MCIP_KINDS && self->group[MCIP_GRIDCRO2D].first_file >= 0; kind++) {
    if (self->group[kind].first_file < 0)
      continue;
    status = check_grid(self, (mcip_kind)kind, err);
    self->group[kind].faulty = self->group[kind].faulty || status;
    status = fen_fault_take(faults, status, err);
  }
  if (!status && self->group[MCIP_METDOT3D].first_file >= 0 && self->group[MCIP_METCRO3D].first_file >= 0)
    status = fen_fault_take(faults, check_layers(self, err), err);
  return status;
}

fen_status mcip_catalogue_build(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  scan all = {.params = params};
  fen_error own;
  fen_error *fault = err ? err : &own;
  fen_status status = FEN_OK;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++)
    status = fen_fault_take(params->faults, scan_file(self, file, &all, fault), fault);
  fen_glance_close(&all.glance);
  if (!status && all.passed_over > 1)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: and so are or have %td others", all.passed_over - 1);
  if (!status && !all.unknown)
    status = fen_fault_take(params->faults, check_kinds(self, fault), fault);
  return status ? status : check_grids(self, params->faults, fault);
}
