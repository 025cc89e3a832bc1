/* verify: the cases with known answers, ours beside theirs. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "verify.h"

static const char help[] =
    "usage: fenhe verify [CASE...] [--quick] [--list] [--json] [--plots DIR] [--data DIR] [--runs FILE --samples FILE]\n\n"
    "Run the cases with known answers and print ours beside theirs, with whose they are and what passes. CASE is an\n"
    "id or its beginning up to a slash, such as V2 or V2/240x120; without one all are run, which takes some minutes.\n\n"
    "  --quick         only the cases that take seconds\n"
    "  --list          name the cases, run none\n"
    "  --json          one JSON object on standard output; progress goes to standard error\n"
    "  --plots DIR     write verify.json and the tables behind the figures to DIR, and draw pictures of them there\n"
    "  --data DIR      folder of the real data that some cases need (FENHE_DATA); without it they are skipped\n"
    "  --runs FILE     releases and meteorology of field runs other than Prairie Grass, with\n"
    "  --samples FILE  what was measured in them: tables in the form of docs/guide/file-formats.md\n\n"
    "The exit status is 0 if every case that was run passes, 5 if one fails. FENHE_PYTHON names the Python that draws.\n";

static void tell_progress(const fen_verify_outcome *outcome, ptrdiff_t n, ptrdiff_t count) {
  static const char *const words[] = {[FEN_VERDICT_PASS] = "pass", [FEN_VERDICT_FAIL] = "FAIL", [FEN_VERDICT_SKIPPED] = "skipped"};
  (void)fprintf(stderr, "%td of %td  %-7s  %s\n", n + 1, count, words[fen_verify_verdict(outcome)], outcome->item->id);
}

/* One case after the other; one that breaks off does not keep the rest from being run. */
static void run_all(fen_verify_context *context, const fen_verify_options *options, const fen_verify_case *const *items,
                    fen_verify_outcome *outcomes, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++) {
    fen_verify_outcome *outcome = &outcomes[n];
    outcome->item = items[n];
    if (fen_verify_result_of(context, items[n]->id, &outcome->result, &outcome->error))
      outcome->result = NULL;
    if (options->as_json) {
      tell_progress(outcome, n, count);
      continue;
    }
    fen_verify_print_case(stdout, outcome);
    (void)fputc('\n', stdout);
    (void)fflush(stdout);
  }
}

static fen_status print_json(const fen_verify_report *report, bool with_series, fen_error *err) {
  char *text = NULL;
  fen_status status = fen_verify_json(report, with_series, &text, err);
  if (!status)
    (void)puts(text);
  fen_free(text);
  return status;
}

/* The exit status of what was found. */
static int conclude(const fen_verify_report *report) {
  const char *first = NULL;
  fen_error err;
  for (ptrdiff_t n = 0; n < report->count; n++) {
    const fen_verify_outcome *outcome = &report->outcomes[n];
    if (!outcome->result)
      return fen_app_complain(&outcome->error);
    if (!first && fen_verify_verdict(outcome) == FEN_VERDICT_FAIL)
      first = outcome->item->id;
  }
  if (!first && report->count > 0 && fen_verify_count(report, FEN_VERDICT_PASS) == 0) {
    fen_fail(&err, FEN_ERR_VERIFY,
             "fenhe verify: error: nothing was verified, all %td cases were skipped\n  = name the folder of the real data: --data DIR",
             report->count);
    return fen_app_complain(&err);
  }
  if (!first)
    return FEN_EXIT_OK;
  fen_fail(&err, FEN_ERR_VERIFY, "fenhe verify: error: %td of %td cases failed, the first is %s",
           fen_verify_count(report, FEN_VERDICT_FAIL), report->count, first);
  return fen_app_complain(&err);
}

static fen_status report_all(const fen_verify_report *report, const fen_verify_options *options, fen_error *err) {
  fen_status status = FEN_OK;
  if (options->as_json)
    status = print_json(report, options->plots != NULL, err);
  else
    fen_verify_print_total(stdout, report);
  if (!status && options->plots)
    status = fen_verify_write(report, options->plots, err);
  if (!status && options->plots)
    fen_app_draw("plot_verification.py", options->plots, options->as_json ? stderr : stdout);
  return status;
}

static int verify(fen_verify_context *context, const fen_verify_options *options, const fen_verify_case *const *items, ptrdiff_t count) {
  fen_verify_outcome *outcomes = NULL;
  fen_error err;
  fen_status status = FEN_NEW(&outcomes, count, &err);
  if (status)
    return fen_app_complain(&err);
  if (options->plots) /* minutes of computing must not end at a folder that cannot be made */
    status = fen_folder_create(options->plots, &err);
  if (status) {
    fen_free(outcomes);
    return fen_app_complain(&err);
  }
  double begun_s = fen_wall_clock_s();
  run_all(context, options, items, outcomes, count);
  const fen_verify_report report = {outcomes, count, omp_get_max_threads(), fen_wall_clock_s() - begun_s};
  status = report_all(&report, options, &err);
  int code = status ? fen_app_complain(&err) : conclude(&report);
  fen_free(outcomes);
  return code;
}

static int list(const fen_verify_options *options, const fen_verify_case *const *items, ptrdiff_t count) {
  char *text = NULL;
  fen_error err;
  if (!options->as_json) {
    for (ptrdiff_t n = 0; n < count; n++)
      fen_verify_print_item(stdout, items[n]);
    return FEN_EXIT_OK;
  }
  fen_status status = fen_verify_json_list(items, count, &text, &err);
  if (status)
    return fen_app_complain(&err);
  (void)puts(text);
  fen_free(text);
  return FEN_EXIT_OK;
}

int fen_app_verify(const fen_app_arguments *arguments) {
  fen_verify_options options;
  fen_verify_context context;
  char share[FEN_APP_PATH];
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  int code = fen_verify_options_read(arguments, &options);
  if (code)
    return code;
  if (fen_verify_create(&context, &err))
    return fen_app_complain(&err);
  context.data = options.data;
  context.share = fen_app_share(share) ? share : NULL;
  context.runs_path = options.runs;
  context.samples_path = options.samples;
  const fen_verify_case **items = NULL;
  ptrdiff_t count = 0;
  fen_status status = fen_verify_add_field_runs(&context, &err);
  if (!status)
    status = FEN_NEW(&items, context.count, &err);
  if (!status)
    status = fen_verify_select(&context, &options, items, &count, &err);
  if (status)
    code = fen_app_complain(&err);
  else
    code = options.list ? list(&options, items, count) : verify(&context, &options, items, count);
  fen_free(items);
  fen_verify_clear(&context);
  return code;
}
