/* Which hours are used: those of temperature, which the other variables must have; hours that come twice are compared. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

typedef struct {
  era5_source *self;
  era5_name name;
} comparison;

/* Whether an hour that comes twice has the same values, over the window that is used. */
static fen_status compare(void *context, const fen_instant *first, const fen_instant *second, fen_error *err) {
  const comparison *of = (const comparison *)context;
  const era5_series *series = &of->self->series[of->name];
  const era5_mesh *mesh = &of->self->meshes[series->mesh];
  const ptrdiff_t size = era5_window(of->self, of->name);
  const fen_instant *const instants[2] = {first, second};
  fen_repeated_field field = {.variable = era5_facts[of->name].names[0],
                              .time_s = first->time_s,
                              .shape = {size / (mesh->nj > 0 ? mesh->nj * mesh->ni : 1), mesh->nj, mesh->ni},
                              .first = {0, mesh->j0, mesh->i0},
                              .axes = "(level, latitude, longitude)"};
  fen_status status = FEN_OK;
  if (series->faulty || mesh->nj == 0) /* what cannot be read was told already */
    return FEN_OK;
  for (int n = 0; !status && n < 2; n++) {
    status = FEN_NEW(&field.values[n], size, err);
    if (!status)
      status = era5_read(of->self, of->name, instants[n], field.values[n], err);
    if (!status)
      status = era5_reader(of->self, instants[n]->file, &field.reader[n], err);
  }
  if (!status)
    status = fen_repeated_field_compare(&field, err);
  fen_free(field.values[0]);
  fen_free(field.values[1]);
  return status;
}

/* The reader is complete where the period and gaps are asked for. */
static fen_status choose(era5_source *self, era5_name name, const fen_era5_params *params, bool complete, fen_error *err) {
  char label[96];
  comparison of = {self, name};
  const bool first = name == ERA5_T;
  (void)snprintf(label, sizeof label, first ? "ERA5" : "ERA5, %s ('%s')", era5_facts[name].words, era5_facts[name].names[0]);
  const fen_instants_choice choice = {.label = label,
                                      .start_s = first ? params->start_s : NAN,
                                      .end_s = first ? params->end_s : NAN,
                                      .log = &self->log,
                                      .compare = compare,
                                      .context = &of,
                                      .faults = params->faults,
                                      .incomplete = !complete,
                                      .unread = &self->series[name].unread};
  return fen_instants_choose(&self->series[name].instants, &choice, err);
}

/* Sums since midnight, which need the hour before. */
static bool needs_hour_before(const era5_source *self, era5_name name) {
  return self->since_midnight && (name == ERA5_SSHF || name == ERA5_SSRD || name == ERA5_TP);
}

/* Hours that temperature has and other variables lack. */
typedef struct {
  fen_instants_run runs[ERA5_VARIABLES][FEN_INSTANTS_MOST_RUNS];
  ptrdiff_t count[ERA5_VARIABLES];
} lacking;

static bool lacks(const lacking *all, int name, const fen_instants_run *run) {
  for (ptrdiff_t n = 0; n < all->count[name]; n++)
    if (all->runs[name][n].first_s == run->first_s && all->runs[name][n].count == run->count && all->runs[name][n].last_s == run->last_s)
      return true;
  return false;
}

/* A missing file lacks several variables: they are told together, with the first of them. */
static fen_status tell_lacking(const lacking *all, int name, const fen_instants_run *run, fen_error *err) {
  char words[320];
  char text[FEN_INSTANTS_RUN_TEXT];
  for (int other = 0; other < name; other++)
    if (lacks(all, other, run))
      return FEN_OK;
  (void)snprintf(words, sizeof words, "%s ('%s')", era5_facts[name].words, era5_facts[name].names[0]);
  for (int other = name + 1; other < ERA5_VARIABLES; other++)
    if (lacks(all, other, run))
      (void)snprintf(words + strlen(words), sizeof words - strlen(words), ", '%s'", era5_facts[other].names[0]);
  fen_instants_run_format(run, text);
  return fen_fail(err, FEN_ERR_TIME_GAP,
                  "ERA5: error: the files have temperature at %s, but no %s\n  = download all variables for the same hours", text, words);
}

/* Sort a variable's hours, and find which of temperature's it lacks. whole: temperature itself has no gaps. */
static fen_status choose_other(era5_source *self, era5_name name, const fen_era5_params *params, bool whole, lacking *all, fen_error *err) {
  const double slack_s = 0.5;
  const fen_instants *base = &self->series[ERA5_T].instants;
  era5_series *series = &self->series[name];
  fen_instants_cut(&series->instants, self->times_s[0] - (needs_hour_before(self, name) ? 3600.0 : 0.0) - slack_s,
                   self->times_s[self->instant_count - 1] + slack_s);
  fen_status status = series->instants.count > 0 ? choose(self, name, params, false, err) : FEN_OK;
  if (status)
    return status;
  all->count[name] = fen_instants_lacking(base, &series->instants, &series->unread, all->runs[name]);
  if (!whole || series->hours_missing || all->count[name] > 0)
    return FEN_OK;
  status = choose(self, name, params, true, err);
  /* Rain counts from the first instant on, so that its own hour is not asked for. */
  for (ptrdiff_t n = name == ERA5_TP; !status && needs_hour_before(self, name) && n < self->instant_count; n++)
    status = era5_check_hour_before(self, name, self->times_s[n], err);
  return status;
}

static fen_status choose_others(era5_source *self, const fen_era5_params *params, bool whole, fen_error *err) {
  lacking all = {.count = {0}};
  fen_status status = FEN_OK;
  for (int name = 0; !status && name < ERA5_VARIABLES; name++)
    if (name != ERA5_T && self->series[name].given && !era5_facts[name].constant)
      status = fen_fault_take(params->faults, choose_other(self, (era5_name)name, params, whole, &all, err), err);
  for (int name = 0; !status && name < ERA5_VARIABLES; name++)
    for (ptrdiff_t n = 0; !status && n < all.count[name]; n++)
      status = fen_fault_take(params->faults, tell_lacking(&all, name, &all.runs[name][n], err), err);
  return status;
}

fen_status era5_instants(era5_source *self, const fen_era5_params *params, fen_error *err) {
  const era5_series *first = &self->series[ERA5_T];
  const fen_instants *list = &first->instants;
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  if (list->count == 0 && (first->hours_missing || !first->given)) /* why, was told */
    return FEN_OK;
  fen_status status = choose(self, ERA5_T, params, true, err);
  if (!status)
    status = FEN_NEW(&self->times_s, list->count, err);
  if (status)
    return fen_fault_take(params->faults, status, err);
  for (ptrdiff_t n = 0; n < list->count; n++)
    self->times_s[n] = list->instant[n].time_s;
  self->instant_count = list->count;
  const bool whole = !first->hours_missing && (!params->faults || params->faults->count == before);
  return choose_others(self, params, whole, err);
}
