/* Predictions, and runs for those that need one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "predict.h"

static fen_status choose_species(predict_work *work, fen_error *err) {
  const fen_case *item = fen_responses_case(work->responses);
  const char *name = work->asked->species;
  work->species = -1;
  for (int s = 0; s < (int)item->species_count && work->species < 0; s++)
    if (name ? strcmp(item->species[s].name, name) == 0 : fen_responses_has(work->responses, s))
      work->species = s;
  if (work->species < 0)
    return fen_fail(err, FEN_ERR_SPECIES_UNKNOWN, "%s: error: the responses have no species '%s'", work->asked->responses,
                    name ? name : "with tags");
  return FEN_OK;
}

static fen_status predict_one(predict_work *work, ptrdiff_t n, const char *share, fen_error *err) {
  predicted *p = &work->items[n];
  const predict_arguments *asked = work->asked;
  fen_status status = fen_app_scenario_path(asked->paths[n], p->path, err);
  if (status)
    return status;
  status = fen_scenario_open(p->path, fen_responses_case(work->responses), share, &work->faults, &p->scenario, err);
  if (status)
    return status;
  for (ptrdiff_t m = 0; m < n; m++)
    if (strcmp(fen_scenario_name(work->items[m].scenario), fen_scenario_name(p->scenario)) == 0)
      return fen_fail(err, FEN_ERR_NAME_TWICE, "%s: error: another scenario given has the name '%s', too\n  = give it another name",
                      p->path, fen_scenario_name(p->scenario));
  if (fen_scenario_has_alert(p->scenario))
    status = fen_scenario_set_forecast(p->scenario, asked->responses, err);
  if (!status)
    status = fen_predict(work->responses, p->scenario, &p->prediction, err);
  if (!status && p->prediction->exact && asked->output) {
    (void)snprintf(p->folder, sizeof p->folder, "%s/%s", asked->output, fen_scenario_name(p->scenario));
    status = fen_prediction_write(work->responses, p->prediction, p->folder, asked->command, err);
  }
  return status;
}

static fen_status no_memory(fen_error *err) {
  return fen_fail(err, FEN_ERR_MEMORY,
                  "error: there is no memory left for the prediction\n  = predict fewer scenarios at a time, or end other programs");
}

/* Run scenarios as a batch of their own; members that are done already are kept. */
static fen_status run_batch(predict_work *work, fen_batch_limiter limiter, bool all, char folder[PREDICT_RUNS], fen_error *err) {
  const predict_arguments *asked = work->asked;
  char share[FEN_APP_PATH];
  const char **paths = calloc((size_t)asked->count, sizeof *paths);
  ptrdiff_t count = 0;
  fen_batch_report *report = NULL;
  fen_app_watch watch;
  if (!paths)
    return no_memory(err);
  for (ptrdiff_t n = 0; n < asked->count; n++)
    if (all || !work->items[n].prediction->exact)
      paths[count++] = work->items[n].path;
  (void)snprintf(folder, PREDICT_RUNS, "%s/runs-%s", asked->output, limiter == FEN_BATCH_OWN ? "own" : "base");
  fen_batch_options options = {.run = {.folder = folder, .command = asked->command},
                               .limiter = limiter,
                               .share = fen_app_share(share) ? share : NULL,
                               .scenario_count = count,
                               .scenarios = paths};
  fen_app_watch_run(&watch, &options.run);
  fen_status status = count > 0 ? fen_batch(fen_responses_case(work->responses), &options, &report, err) : FEN_OK;
  for (ptrdiff_t n = 0; !status && report && n < report->count; n++) {
    if (report->members[n].state == FEN_MEMBER_FAILED) {
      *err = report->members[n].error;
      status = err->status;
    }
  }
  if (!status && report && report->stopped)
    status = fen_fail(err, FEN_ERR_UNFINISHED, "error: stopped before the runs were over\n  = the same command goes on");
  fen_batch_report_destroy(&report);
  free((void *)paths);
  return status;
}

/* A table's values from the folder of a run. */
static fen_status read_table(const predict_work *work, const char *folder, double **out, fen_error *err) {
  const fen_case *item = fen_responses_case(work->responses);
  size_t values = (size_t)(item->species_count * fen_responses_place_count(work->responses));
  *out = calloc(values > 0 ? values : 1, sizeof **out);
  return *out ? fen_responses_read(work->responses, folder, *out, err) : no_memory(err);
}

static void name_member(const char *runs, const predicted *p, char folder[PREDICT_PATH]) {
  (void)snprintf(folder, PREDICT_PATH, "%s/members/%s", runs, fen_scenario_name(p->scenario));
}

static fen_status take_run(predict_work *work, predicted *p, const char *runs, fen_error *err) {
  name_member(runs, p, p->folder);
  return read_table(work, p->folder, &p->mean_ugpm3, err);
}

static fen_status run_the_rest(predict_work *work, fen_error *err) {
  char runs[PREDICT_RUNS];
  fen_status status = run_batch(work, FEN_BATCH_BASE, false, runs, err);
  for (ptrdiff_t n = 0; !status && n < work->asked->count; n++)
    if (!work->items[n].prediction->exact)
      status = take_run(work, &work->items[n], runs, err);
  return status;
}

static fen_status compare_with(predict_work *work, const char *runs, bool own, fen_error *err) {
  const fen_case *item = fen_responses_case(work->responses);
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < work->asked->count; n++) {
    predicted *p = &work->items[n];
    char reference[PREDICT_PATH];
    if (!p->folder[0])
      continue;
    fen_result_gap *gaps = calloc((size_t)item->species_count, sizeof *gaps);
    if (!gaps)
      return no_memory(err);
    *(own ? &p->own : &p->base) = gaps;
    name_member(runs, p, reference);
    status = read_table(work, reference, own ? &p->own_ugpm3 : &p->base_ugpm3, err);
    for (ptrdiff_t s = 0; !status && s < item->species_count; s++)
      status = fen_result_compare(p->folder, reference, item->species[s].name, &gaps[s], err);
    p->compared = own && !status;
  }
  return status;
}

static fen_status find_gaps(predict_work *work, fen_error *err) {
  char runs[PREDICT_RUNS];
  fen_status status = run_batch(work, FEN_BATCH_BASE, true, runs, err);
  if (!status)
    status = compare_with(work, runs, false, err);
  if (!status)
    status = run_batch(work, FEN_BATCH_OWN, true, runs, err);
  return status ? status : compare_with(work, runs, true, err);
}

static void clear(predict_work *work) {
  for (ptrdiff_t n = 0; work->items && n < work->asked->count; n++) {
    predicted *p = &work->items[n];
    fen_prediction_destroy(&p->prediction);
    fen_scenario_close(&p->scenario);
    free(p->mean_ugpm3);
    free(p->base);
    free(p->own);
    free(p->base_ugpm3);
    free(p->own_ugpm3);
  }
  free(work->items);
  fen_diagnostics_clear(&work->faults);
  fen_responses_close(&work->responses);
}

/* Scenarios that were neither predicted nor run. */
static int code_of(const predict_work *work) {
  for (ptrdiff_t n = 0; n < work->asked->count; n++)
    if (!work->items[n].prediction->exact && !work->items[n].mean_ugpm3)
      return fen_status_exit(FEN_ERR_PREDICTION);
  return FEN_EXIT_OK;
}

/* Of a scenario file all faults are told. */
static int complain(const predict_work *work, const fen_error *err) {
  if (work->faults.count == 0)
    return fen_app_complain(err);
  ptrdiff_t n = 0;
  while (work->items[n].scenario)
    n++;
  return fen_app_complain_of_file(work->items[n].path, &work->faults);
}

int fen_app_predict_all(const predict_arguments *asked) {
  predict_work work = {.asked = asked, .items = calloc((size_t)asked->count, sizeof *work.items)};
  char share[FEN_APP_PATH];
  const char *data = fen_app_share(share) ? share : NULL;
  fen_error err;
  double begun_s = fen_wall_clock_s();
  fen_status status = work.items ? FEN_OK : no_memory(&err);
  if (!status)
    status = fen_responses_open(asked->responses, &work.responses, &err);
  work.opened_s = fen_wall_clock_s() - begun_s;
  if (!status)
    status = choose_species(&work, &err);
  for (ptrdiff_t n = 0; !status && n < asked->count; n++)
    status = predict_one(&work, n, data, &err);
  if (!status && asked->run)
    status = run_the_rest(&work, &err);
  if (!status && asked->gap)
    status = find_gaps(&work, &err);
  if (!status && asked->json)
    fen_app_predict_json(&work);
  else if (!status)
    fen_app_predict_table(&work);
  int code = status ? complain(&work, &err) : code_of(&work);
  clear(&work);
  return code;
}
