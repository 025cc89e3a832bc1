/* NetCDF-4 files like one that was found sound: their hours, by a glance that spares opening them by netcdf-c. */
#include <math.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/glance.h"
#include "fenhe/memory.h"

enum { MOST_NAMES = 64, MOST_HOURS = 100000, MOST_AXIS = 4096, WORDS = 128 };

/* An axis of a file and its values as they are written. */
typedef struct {
  char name[FEN_NC_NAME];
  ptrdiff_t count; /* 0: there is none */
  double *value;   /* shape [count] */
} axis;

typedef struct {
  era5_name name;
  era5_layout layout;
  char unit[WORDS];
} pattern_variable;

struct era5_pattern {
  ptrdiff_t links; /* variables and dimensions in all */
  ptrdiff_t name_count;
  char names[MOST_NAMES][FEN_NC_NAME]; /* of all variables, used or not */
  int variable_count;
  pattern_variable variables[ERA5_VARIABLES];
  axis lat, lon, level;
  char level_unit[WORDS];
  char time[FEN_NC_NAME], time_unit[WORDS], calendar[WORDS]; /* time empty: nothing depends on it */
  double unit_s, reference_s;
};

static bool text_of(const fen_glance *glance, const char *variable, const char *attribute, char out[WORDS]) {
  return fen_glance_text(glance, variable, attribute, out, WORDS);
}

static bool read_axis(const fen_glance *glance, const char *name, ptrdiff_t count, double **out) {
  const ptrdiff_t start = 0;
  if (FEN_NEW(out, count, NULL))
    return false;
  return fen_glance_values(glance, name, 1, &start, &count, *out);
}

/* An axis that variables share; all of them must lie on it. */
static bool learn_axis(const fen_glance *glance, const era5_layout *layout, int dimension, axis *out) {
  const char *name = layout->shape.dimension[dimension];
  const ptrdiff_t count = layout->shape.shape[dimension];
  if (out->count > 0)
    return strcmp(out->name, name) == 0 && out->count == count;
  if (count < 1 || count > MOST_AXIS)
    return false;
  memcpy(out->name, name, sizeof out->name);
  out->count = count;
  return read_axis(glance, name, count, &out->value);
}

static bool learn_time(const fen_glance *glance, const fen_nc_reader *reader, const era5_layout *layout, era5_pattern *p) {
  const char *name = layout->shape.dimension[layout->time];
  if (p->time[0])
    return strcmp(p->time, name) == 0;
  memcpy(p->time, name, sizeof p->time);
  return fen_nc_time_unit(reader, name, &p->unit_s, &p->reference_s, NULL) == FEN_OK && text_of(glance, name, "units", p->time_unit) &&
         text_of(glance, name, "calendar", p->calendar);
}

static bool learn_variable(const fen_glance *glance, const fen_nc_reader *reader, era5_name name, const era5_layout *layout,
                           era5_pattern *p) {
  pattern_variable *variable = &p->variables[p->variable_count++];
  variable->name = name;
  variable->layout = *layout;
  if (era5_facts[name].unit && !text_of(glance, layout->name, "units", variable->unit))
    return false;
  if (layout->time < 0 ? !era5_facts[name].constant : !learn_time(glance, reader, layout, p))
    return false;
  if (!learn_axis(glance, layout, layout->lat, &p->lat) || !learn_axis(glance, layout, layout->lon, &p->lon))
    return false;
  return !era5_facts[name].levels ||
         (learn_axis(glance, layout, layout->level, &p->level) && text_of(glance, p->level.name, "units", p->level_unit));
}

static bool learn(const fen_glance *glance, const fen_nc_reader *reader, era5_pattern *p) {
  p->name_count = fen_nc_variable_count(reader);
  bool plain = p->name_count <= MOST_NAMES && fen_glance_count(glance, &p->links);
  for (ptrdiff_t n = 0; plain && n < p->name_count; n++)
    plain = fen_nc_variable_name(reader, n, p->names[n], NULL) == FEN_OK;
  for (int name = 0; plain && name < ERA5_VARIABLES; name++) {
    era5_layout layout;
    plain = era5_find(reader, (era5_name)name, &layout, NULL) == FEN_OK &&
            (layout.rank == 0 || learn_variable(glance, reader, (era5_name)name, &layout, p));
  }
  return plain && p->variable_count > 0;
}

/* Read and convert; true, too, where nothing depends on time. */
static bool read_times(const fen_glance *glance, const era5_pattern *p, ptrdiff_t *count, double **times_s) {
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  char text[WORDS];
  int rank = 0;
  *count = 0;
  *times_s = NULL;
  if (!p->time[0])
    return true;
  if (!fen_glance_shape(glance, p->time, &rank, shape) || rank != 1 || shape[0] < 1 || shape[0] > MOST_HOURS ||
      !text_of(glance, p->time, "units", text) || strcmp(text, p->time_unit) != 0 || !text_of(glance, p->time, "calendar", text) ||
      strcmp(text, p->calendar) != 0)
    return false;
  *count = shape[0];
  bool read = read_axis(glance, p->time, *count, times_s);
  for (ptrdiff_t n = 0; read && n < *count; n++)
    read = fen_nc_time_from(p->unit_s, p->reference_s, &(*times_s)[n]);
  return read;
}

static bool same_axis(const fen_glance *glance, const axis *wanted) {
  double *value = NULL;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = 0;
  if (wanted->count == 0)
    return true;
  bool same = fen_glance_shape(glance, wanted->name, &rank, shape) && rank == 1 && shape[0] == wanted->count &&
              read_axis(glance, wanted->name, wanted->count, &value);
  for (ptrdiff_t n = 0; same && n < wanted->count; n++)
    same = value[n] == wanted->value[n];
  fen_free(value);
  return same;
}

/* The same dimensions in the same order, all but time as long, and the same unit. */
static bool same_variable(const fen_glance *glance, const pattern_variable *wanted, ptrdiff_t hours) {
  const era5_layout *layout = &wanted->layout;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  char unit[WORDS];
  int rank = 0;
  double values = 1.0;
  bool same = fen_glance_shape(glance, layout->name, &rank, shape) && rank == layout->rank;
  for (int d = 0; same && d < rank; d++) {
    same = shape[d] == (d == layout->time ? hours : layout->shape.shape[d]);
    values *= (double)shape[d];
  }
  return same && fen_glance_may_hold(glance, values) &&
         fen_glance_lies_on(glance, layout->name, rank, (const char(*)[FEN_NC_NAME])layout->shape.dimension) &&
         (!era5_facts[wanted->name].unit || (text_of(glance, layout->name, "units", unit) && strcmp(unit, wanted->unit) == 0));
}

static bool same_names(const fen_glance *glance, const era5_pattern *p) {
  ptrdiff_t links = 0;
  bool same = fen_glance_count(glance, &links) && links == p->links;
  for (ptrdiff_t n = 0; same && n < p->name_count; n++)
    same = fen_glance_has(glance, p->names[n]);
  return same;
}

static bool is_like(const fen_glance *glance, const era5_pattern *p, ptrdiff_t *hours, double **times_s) {
  char text[WORDS];
  if (!same_names(glance, p))
    return false;
  bool same = read_times(glance, p, hours, times_s) && same_axis(glance, &p->lat) && same_axis(glance, &p->lon) &&
              same_axis(glance, &p->level) &&
              (p->level.count == 0 || (text_of(glance, p->level.name, "units", text) && strcmp(text, p->level_unit) == 0));
  for (int n = 0; same && n < p->variable_count; n++)
    same = same_variable(glance, &p->variables[n], *hours);
  if (!same) {
    fen_free(*times_s);
    *times_s = NULL;
  }
  return same;
}

/* A pattern must know the file that it was learnt from, and tell its hours as the closer look did. */
static bool knows_itself(const fen_glance *glance, const fen_nc_reader *reader, const era5_pattern *p) {
  double *times_s[2] = {NULL, NULL};
  ptrdiff_t count[2] = {0, 0};
  bool same = is_like(glance, p, &count[0], &times_s[0]);
  if (same && p->time[0])
    same = fen_nc_times(reader, &count[1], &times_s[1], NULL) == FEN_OK && count[0] == count[1];
  for (ptrdiff_t n = 0; same && n < count[0]; n++)
    same = times_s[0][n] == times_s[1][n];
  fen_free(times_s[0]);
  fen_free(times_s[1]);
  return same;
}

void era5_pattern_learn(const char *path, const fen_nc_reader *reader, era5_pattern **out) {
  fen_glance *glance = NULL;
  era5_pattern *pattern = NULL;
  if (!fen_glance_open(path, &glance))
    return;
  if (FEN_NEW(&pattern, 1, NULL) == FEN_OK && learn(glance, reader, pattern) && knows_itself(glance, reader, pattern))
    *out = pattern;
  else
    era5_pattern_destroy(&pattern);
  fen_glance_close(&glance);
}

void era5_pattern_destroy(era5_pattern **pattern) {
  if (!*pattern)
    return;
  fen_free((*pattern)->lat.value);
  fen_free((*pattern)->lon.value);
  fen_free((*pattern)->level.value);
  fen_free(*pattern);
  *pattern = NULL;
}

const era5_pattern *era5_pattern_of(const char *path, era5_pattern *const *patterns, fen_glance **glance, ptrdiff_t *hours,
                                    double **times_s) {
  const era5_pattern *found = NULL;
  if (!patterns[0] || !fen_glance_open(path, glance))
    return NULL;
  for (int n = 0; !found && n < ERA5_MOST_PATTERNS && patterns[n]; n++)
    if (is_like(*glance, patterns[n], hours, times_s))
      found = patterns[n];
  return found;
}

fen_status era5_pattern_add(const era5_pattern *pattern, era5_source *self, ptrdiff_t file, ptrdiff_t hours, const double *times_s,
                            fen_error *err) {
  const double none = -INFINITY;
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < pattern->variable_count; n++) {
    const pattern_variable *variable = &pattern->variables[n];
    fen_instants *instants = &self->series[variable->name].instants;
    status =
        variable->layout.time < 0 ? fen_instants_add(instants, file, &none, 1, err) : fen_instants_add(instants, file, times_s, hours, err);
  }
  return status;
}
