/* Which variable has which hours in which file; whether what is needed is there. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "era5_internal.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"

enum { MISSING_TEXT = 320 };

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

/* What the variables of one file share, found when the first asks. */
typedef struct {
  bool timed, placed, layered;
  ptrdiff_t count; /* of times */
  double *times_s;
  char lat[FEN_NC_NAME], lon[FEN_NC_NAME], level[FEN_NC_NAME]; /* the axes that mesh and levels were taken from */
  int mesh;
} file_facts;

static fen_status add_hours(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, era5_name name, const era5_layout *layout,
                            file_facts *facts, fen_error *err) {
  const double none = -INFINITY;
  if (layout->time < 0 && era5_facts[name].constant)
    return fen_instants_add(&self->series[name].instants, file, &none, 1, err);
  if (!facts->timed) {
    fen_status status = fen_nc_times(reader, &facts->count, &facts->times_s, err);
    if (status)
      return status;
    facts->timed = true;
  }
  const ptrdiff_t wanted = layout->time < 0 ? 1 : layout->shape.shape[layout->time];
  if (wanted != facts->count)
    return fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err,
                       "it has %td hours, the file's time axis %td", wanted, facts->count);
  return fen_instants_add(&self->series[name].instants, file, facts->times_s, facts->count, err);
}

/* A year of files is opened to be checked: axes are read once a file. */
static fen_status take_axes(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, era5_name name, const era5_layout *layout,
                            file_facts *facts, fen_error *err) {
  const char *lat = layout->shape.dimension[layout->lat];
  const char *lon = layout->shape.dimension[layout->lon];
  fen_status status = FEN_OK;
  if (!facts->placed || strcmp(facts->lat, lat) != 0 || strcmp(facts->lon, lon) != 0) {
    status = era5_take_mesh(self, file, reader, layout, &facts->mesh, err);
    (void)snprintf(facts->lat, sizeof facts->lat, "%s", lat);
    (void)snprintf(facts->lon, sizeof facts->lon, "%s", lon);
    facts->placed = !status;
  }
  if (status || !era5_facts[name].levels)
    return status;
  const char *level = layout->shape.dimension[layout->level];
  if (!facts->layered || strcmp(facts->level, level) != 0) {
    status = era5_take_levels(self, file, reader, layout, err);
    (void)snprintf(facts->level, sizeof facts->level, "%s", level);
    facts->layered = !status;
  }
  return status;
}

static fen_status add_variable(era5_source *self, ptrdiff_t file, const fen_nc_reader *reader, era5_name name, const era5_layout *layout,
                               file_facts *facts, fen_error *err) {
  era5_series *series = &self->series[name];
  double scale, offset;
  if (era5_facts[name].levels && layout->level < 0)
    return fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "give the file as the Climate Data Store made it", err, "it has no levels");
  if (!era5_facts[name].levels && layout->level >= 0 && layout->shape.shape[layout->level] != 1)
    return fen_nc_fail(reader, layout->name, FEN_ERR_SHAPE, "give the surface field alone", err, "a field of the surface on %td levels",
                       layout->shape.shape[layout->level]);
  fen_status status = take_axes(self, file, reader, name, layout, facts, err);
  if (!status && series->instants.count > 0 && series->mesh != facts->mesh)
    status = fen_nc_fail(reader, layout->name, FEN_ERR_GRID, "download all hours of a variable with one area and one grid", err,
                         "its latitudes and longitudes are not those of %s", self->files[series->instants.instant[0].file]);
  if (!status)
    status = era5_check_unit(reader, layout->name, name, &scale, &offset, err);
  if (!status)
    status = add_hours(self, file, reader, name, layout, facts, err);
  series->mesh = facts->mesh;
  return status;
}

static fen_status scan_file(era5_source *self, ptrdiff_t file, ptrdiff_t *used, fen_error *err) {
  const fen_nc_reader *reader = NULL;
  file_facts facts = {0};
  era5_layout layout;
  *used = 0;
  fen_status status = era5_reader(self, file, &reader, err);
  for (int name = 0; !status && name < ERA5_VARIABLES; name++) {
    status = era5_find(reader, (era5_name)name, &layout, err);
    if (!status && layout.rank > 0) {
      status = add_variable(self, file, reader, (era5_name)name, &layout, &facts, err);
      ++*used;
    }
  }
  fen_free(facts.times_s);
  return status;
}

/* One download takes hours: all that is missing of the first one's dataset is told at once. */
static fen_status missing(const era5_source *self, const era5_name *names, int count, fen_error *err) {
  const era5_fact *fact = &era5_facts[names[0]];
  const char *collection = !fact->levels                                  ? "reanalysis-era5-single-levels"
                           : self->levels.count > 0 && self->levels.model ? "reanalysis-era5-complete"
                                                                          : "reanalysis-era5-pressure-levels";
  char words[MISSING_TEXT] = "";
  char requests[MISSING_TEXT] = "";
  for (int n = 0; n < count; n++) {
    const era5_fact *other = &era5_facts[names[n]];
    size_t used = strlen(words);
    if (other->levels != fact->levels)
      continue;
    (void)snprintf(words + used, sizeof words - used, "%s%s ('%s')", n ? ", " : "", other->words, other->names[0]);
    used = strlen(requests);
    (void)snprintf(requests + used, sizeof requests - used, "%s'%s'", n ? ", " : "", other->request);
  }
  return fen_fail(err, FEN_ERR_VARIABLE,
                  "ERA5: error: the files have no %s\n  = download %s of the dataset %s for the same hours and area, and add the file to "
                  "'files'",
                  words, requests, collection);
}

/* The fields on levels, and those of the surface that heights and levels under the ground need, share their points. */
static fen_status check_meshes(const era5_source *self, fen_error *err) {
  static const era5_name surface[] = {ERA5_ZS, ERA5_LNSP, ERA5_SP, ERA5_T2, ERA5_D2, ERA5_U10, ERA5_V10};
  const int last = self->levels.model ? 3 : 7;
  bool bound[ERA5_VARIABLES] = {false};
  for (int name = 0; name < ERA5_VARIABLES; name++)
    bound[name] = era5_facts[name].levels;
  for (int n = 0; n < last; n++)
    bound[surface[n]] = true;
  for (int name = 0; name < ERA5_VARIABLES; name++)
    if (bound[name] && era5_has(self, (era5_name)name) && self->series[name].mesh != self->series[ERA5_T].mesh)
      return fen_fail(err, FEN_ERR_GRID,
                      "%s: error: %s ('%s') does not lie on the points of temperature in %s\n  = download both with one area and one grid",
                      self->files[self->series[name].instants.instant[0].file], era5_facts[name].words, era5_facts[name].names[0],
                      self->files[self->series[ERA5_T].instants.instant[0].file]);
  return FEN_OK;
}

static fen_status check_needed(const era5_source *self, fen_error *err) {
  static const era5_name always[] = {ERA5_T, ERA5_U, ERA5_V, ERA5_Q, ERA5_ZS, ERA5_T2, ERA5_D2};
  static const era5_name pressure[] = {ERA5_Z, ERA5_SP, ERA5_U10, ERA5_V10};
  era5_name absent[ERA5_VARIABLES];
  int count = 0;
  for (size_t n = 0; n < sizeof always / sizeof *always; n++)
    if (!era5_has(self, always[n]))
      absent[count++] = always[n];
  for (size_t n = 0; !self->levels.model && n < sizeof pressure / sizeof *pressure; n++)
    if (!era5_has(self, pressure[n]))
      absent[count++] = pressure[n];
  if (self->levels.model && !era5_has(self, ERA5_LNSP) && !era5_has(self, ERA5_SP))
    absent[count++] = ERA5_SP;
  return count ? missing(self, absent, count, err) : check_meshes(self, err);
}

fen_status era5_catalogue(era5_source *self, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t file = 0; !status && file < self->file_count; file++) {
    ptrdiff_t used = 0;
    status = scan_file(self, file, &used, err);
    if (!status && used == 0)
      fen_log_line(&self->log, FEN_LOG_WARNING, "ERA5: %s holds nothing that is used", self->files[file]);
  }
  return status ? status : check_needed(self, err);
}

typedef struct {
  era5_source *self;
  era5_name name;
} comparison;

/* Whether an hour that comes twice has the same values, over the window that is used. */
static fen_status compare(void *context, const fen_instant *first, const fen_instant *second, fen_error *err) {
  const comparison *of = (const comparison *)context;
  const ptrdiff_t size = era5_window(of->self, of->name);
  const fen_instant *const instants[2] = {first, second};
  double *values[2] = {NULL, NULL};
  const fen_nc_reader *reader = NULL;
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < 2; n++) {
    status = FEN_NEW(&values[n], size, err);
    if (!status)
      status = era5_read(of->self, of->name, instants[n], values[n], err);
  }
  for (ptrdiff_t n = 0; !status && n < size; n++)
    if (values[0][n] != values[1][n]) {
      char text[FEN_TIME_TEXT];
      fen_time_format(first->time_s, 0.0, text);
      status = era5_reader(of->self, second->file, &reader, err);
      if (!status)
        status = fen_nc_fail(reader, era5_facts[of->name].names[0], FEN_ERR_TIME_GAP, "give each hour once, or the same values twice", err,
                             "%s comes twice with different values: %.9g here, %.9g in %s", text, values[1][n], values[0][n],
                             of->self->files[first->file]);
    }
  fen_free(values[0]);
  fen_free(values[1]);
  return status;
}

static fen_status choose(era5_source *self, era5_name name, double start_s, double end_s, fen_error *err) {
  char label[96];
  comparison of = {self, name};
  (void)snprintf(label, sizeof label, name == ERA5_T ? "ERA5" : "ERA5, %s ('%s')", era5_facts[name].words, era5_facts[name].names[0]);
  const fen_instants_choice choice = {
      .label = label, .start_s = start_s, .end_s = end_s, .log = &self->log, .compare = compare, .context = &of};
  return fen_instants_choose(&self->series[name].instants, &choice, err);
}

/* Accumulations since midnight need the hour before the first instant as well, where there is one. */
static fen_status choose_other(era5_source *self, era5_name name, fen_error *err) {
  const double from = self->times_s[0];
  const double to = self->times_s[self->instant_count - 1];
  const bool differences = self->since_midnight && (name == ERA5_SSHF || name == ERA5_SSRD || name == ERA5_TP);
  const bool earlier = differences && era5_at(self, name, from - 3600.0);
  fen_status status = choose(self, name, earlier ? from - 3600.0 : from, to, err);
  for (ptrdiff_t n = 0; !status && n < self->instant_count; n++)
    if (!era5_at(self, name, self->times_s[n])) {
      char text[FEN_TIME_TEXT];
      fen_time_format(self->times_s[n], 0.0, text);
      status = fen_fail(err, FEN_ERR_TIME_GAP,
                        "ERA5: error: the files have temperature at %s, but no %s ('%s')\n  = download all variables for the same hours",
                        text, era5_facts[name].words, era5_facts[name].names[0]);
    }
  /* Rain counts from the first instant on, so that its own hour is not asked for. */
  for (ptrdiff_t n = name == ERA5_TP; !status && differences && n < self->instant_count; n++)
    status = era5_check_hour_before(self, name, self->times_s[n], err);
  return status;
}

fen_status era5_instants(era5_source *self, const fen_era5_params *params, fen_error *err) {
  fen_status status = choose(self, ERA5_T, params->start_s, params->end_s, err);
  const fen_instants *list = &self->series[ERA5_T].instants;
  if (!status)
    status = FEN_NEW(&self->times_s, list->count, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < list->count; n++)
    self->times_s[n] = list->instant[n].time_s;
  self->instant_count = list->count;
  for (int name = 0; !status && name < ERA5_VARIABLES; name++)
    if (name != ERA5_T && era5_has(self, (era5_name)name) && !era5_facts[name].constant)
      status = choose_other(self, (era5_name)name, err);
  return status;
}
