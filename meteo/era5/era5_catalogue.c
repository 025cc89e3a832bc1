/* Which variable has which hours in which file. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

bool era5_has(const era5_source *self, era5_name name) {
  return self->series[name].instants.count > 0;
}

const fen_instant *era5_at(const era5_source *self, era5_name name, double time_s) {
  const fen_instants *list = &self->series[name].instants;
  ptrdiff_t low = 0;
  ptrdiff_t high = list->count;
  while (low < high) {
    const ptrdiff_t middle = low + (high - low) / 2;
    if (list->instant[middle].time_s < time_s - 0.5)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < list->count && fabs(list->instant[low].time_s - time_s) < 0.5)
    return &list->instant[low];
  return era5_facts[name].constant && list->count > 0 ? &list->instant[0] : NULL;
}

/* What the variables of one file share, found when the first asks; a fault of it is told once. */
typedef struct {
  era5_source *self;
  ptrdiff_t file;
  const fen_nc_reader *reader;
  fen_diagnostics *faults; /* NULL: the first fault ends the work */
  bool timed, placed, layered;
  bool layout_told, times_told, axes_told, mesh_told, levels_told;
  ptrdiff_t count; /* of times */
  double *times_s;
  char lat[FEN_NC_NAME], lon[FEN_NC_NAME], level[FEN_NC_NAME]; /* the axes that mesh and levels were taken from */
  int mesh;
} file_scan;

/* A fault makes the variable faulty; it is told unless another variable of the file was told of the same. */
static fen_status take(file_scan *scan, era5_series *series, bool *told, fen_status status, const fen_error *err) {
  if (!status)
    return FEN_OK;
  series->faulty = true;
  if (scan->faults && told && *told && status != FEN_ERR_MEMORY)
    return FEN_OK;
  if (told)
    *told = true;
  return fen_fault_take(scan->faults, status, err);
}

/* A file whose hours of a variable are not known. */
static fen_status miss_hours(era5_source *self, era5_name name, ptrdiff_t file, fen_error *err) {
  self->series[name].hours_missing = true;
  return fen_unread_note(&self->series[name].unread, self->file_count, file, err);
}

static fen_status add_hours(file_scan *scan, era5_name name, const era5_layout *layout, fen_error *err) {
  const double none = -INFINITY;
  fen_instants *instants = &scan->self->series[name].instants;
  if (layout->time < 0 && era5_facts[name].constant)
    return fen_instants_add(instants, scan->file, &none, 1, err);
  if (!scan->timed) {
    fen_status status = fen_nc_times(scan->reader, &scan->count, &scan->times_s, err);
    if (status)
      return status;
    scan->timed = true;
  }
  const ptrdiff_t wanted = layout->time < 0 ? 1 : layout->shape.shape[layout->time];
  if (wanted != scan->count)
    return fen_nc_fail(scan->reader, layout->name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err,
                       "it has %td hours, the file's time axis %td", wanted, scan->count);
  return fen_instants_add(instants, scan->file, scan->times_s, scan->count, err);
}

/* A year of files is opened to be checked: axes are read once a file. */
static fen_status take_mesh(file_scan *scan, const era5_layout *layout, fen_error *err) {
  const char *lat = layout->shape.dimension[layout->lat];
  const char *lon = layout->shape.dimension[layout->lon];
  if (scan->placed && strcmp(scan->lat, lat) == 0 && strcmp(scan->lon, lon) == 0)
    return FEN_OK;
  fen_status status = era5_take_mesh(scan->self, scan->file, scan->reader, layout, &scan->mesh, err);
  (void)snprintf(scan->lat, sizeof scan->lat, "%s", lat);
  (void)snprintf(scan->lon, sizeof scan->lon, "%s", lon);
  scan->placed = !status;
  return status;
}

static fen_status take_levels(file_scan *scan, const era5_layout *layout, fen_error *err) {
  const char *level = layout->shape.dimension[layout->level];
  if (scan->layered && strcmp(scan->level, level) == 0)
    return FEN_OK;
  fen_status status = era5_take_levels(scan->self, scan->file, scan->reader, layout, err);
  (void)snprintf(scan->level, sizeof scan->level, "%s", level);
  scan->layered = !status;
  return status;
}

static fen_status check_form(const fen_nc_reader *reader, era5_name name, const era5_layout *layout, fen_error *err) {
  if (era5_facts[name].levels && layout->level < 0)
    return fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err, "it has no levels");
  if (!era5_facts[name].levels && layout->level >= 0 && layout->shape.shape[layout->level] != 1)
    return fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "give the surface field alone", err, "a field of the surface on %td levels",
                       layout->shape.shape[layout->level]);
  return fen_nc_check_numbers(reader, layout->name, err);
}

static fen_status other_mesh(const file_scan *scan, const era5_series *series, const era5_layout *layout, fen_error *err) {
  if (!series->placed || series->mesh == scan->mesh)
    return FEN_OK;
  return fen_nc_fail(scan->reader, layout->name, FEN_ERR_GRID, "download all hours of a variable with one area and one grid", err,
                     "its latitudes and longitudes are not those of %s", scan->self->files[scan->self->meshes[series->mesh].file]);
}

/* Where a variable lies: what is wrong with its points does not keep its levels from being looked at. */
static fen_status add_axes(file_scan *scan, era5_name name, const era5_layout *layout, fen_error *err) {
  era5_series *series = &scan->self->series[name];
  fen_status mesh = take_mesh(scan, layout, err);
  fen_status status = take(scan, series, &scan->axes_told, mesh, err);
  if (!status && !mesh)
    status = take(scan, series, &scan->mesh_told, other_mesh(scan, series, layout, err), err);
  if (!status && !mesh && !series->placed) {
    series->mesh = scan->mesh;
    series->placed = true;
  }
  if (!status && era5_facts[name].levels)
    status = take(scan, series, &scan->levels_told, take_levels(scan, layout, err), err);
  return status;
}

static fen_status add_variable(file_scan *scan, era5_name name, const era5_layout *layout, fen_error *err) {
  era5_series *series = &scan->self->series[name];
  double scale, offset;
  fen_status form = check_form(scan->reader, name, layout, err);
  fen_status status = take(scan, series, NULL, form, err);
  if (!status && !form)
    status = add_axes(scan, name, layout, err);
  if (!status)
    status = take(scan, series, NULL, era5_check_unit(scan->reader, layout->name, name, &scale, &offset, err), err);
  if (!status) {
    fen_status hours = add_hours(scan, name, layout, err);
    if (hours && miss_hours(scan->self, name, scan->file, err))
      return FEN_ERR_MEMORY;
    status = take(scan, series, &scan->times_told, hours, err);
  }
  return status;
}

static fen_status scan_file(file_scan *scan, ptrdiff_t *used, fen_error *err) {
  fen_status status = FEN_OK;
  *used = 0;
  for (int name = 0; !status && name < ERA5_VARIABLES; name++) {
    era5_series *series = &scan->self->series[name];
    era5_layout layout;
    fen_status found = era5_find(scan->reader, (era5_name)name, &layout, err);
    if (!found && layout.rank == 0)
      continue;
    ++*used;
    series->given = true;
    if (found && miss_hours(scan->self, (era5_name)name, scan->file, err))
      return FEN_ERR_MEMORY;
    status = found ? take(scan, series, &scan->layout_told, found, err) : add_variable(scan, (era5_name)name, &layout, err);
  }
  fen_free(scan->times_s);
  return status;
}

/* All files as they are looked through. */
typedef struct {
  fen_diagnostics *faults;
  era5_pattern *patterns[ERA5_MOST_PATTERNS];
  int pattern_count;
  fen_glance *glance; /* at files that may be like one of them */
  bool unknown;       /* some could not be read: what seems missing may be there */
} catalogue;

/* A file that is like one that was looked at, if a glance suffices. */
static bool glance(era5_source *self, ptrdiff_t file, catalogue *all, fen_status *status, fen_error *err) {
  ptrdiff_t hours = 0;
  double *times_s = NULL;
  const era5_pattern *like = era5_pattern_of(self->files[file], all->patterns, &all->glance, &hours, &times_s);
  if (like)
    *status = era5_pattern_add(like, self, file, hours, times_s, err);
  fen_free(times_s);
  return like != NULL;
}

static fen_status add_file(era5_source *self, ptrdiff_t file, catalogue *all, fen_error *err) {
  file_scan scan = {.self = self, .file = file, .faults = all->faults};
  const ptrdiff_t before = all->faults ? all->faults->count : 0;
  ptrdiff_t used = 0;
  fen_status status = FEN_OK;
  if (glance(self, file, all, &status, err))
    return status;
  status = era5_reader(self, file, &scan.reader, err);
  if (status) {
    all->unknown = true;
    for (int name = 0; name < ERA5_VARIABLES; name++)
      if (miss_hours(self, (era5_name)name, file, err))
        return FEN_ERR_MEMORY;
    return fen_fault_take(all->faults, status, err);
  }
  status = scan_file(&scan, &used, err);
  if (!status && used == 0)
    fen_log_line(&self->log, FEN_LOG_WARNING, "ERA5: %s holds nothing that is used", self->files[file]);
  if (!status && used > 0 && (!all->faults || all->faults->count == before) && all->pattern_count < ERA5_MOST_PATTERNS) {
    era5_pattern_learn(self->files[file], scan.reader, &all->patterns[all->pattern_count]);
    all->pattern_count += all->patterns[all->pattern_count] != NULL;
  }
  return status;
}

fen_status era5_catalogue(era5_source *self, const fen_era5_params *params, fen_error *err) {
  catalogue all = {.faults = params->faults};
  fen_status status = FEN_OK;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++)
    status = add_file(self, file, &all, err);
  fen_glance_close(&all.glance);
  for (int n = 0; n < all.pattern_count; n++)
    era5_pattern_destroy(&all.patterns[n]);
  return status || all.unknown ? status : era5_check_needed(self, params->faults, err);
}
