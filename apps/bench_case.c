/* bench --case: what the rates mean for who waits for a run. */
#include "bench_case.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/diagnostics.h"

static const double case_wall_s = 10.0;
static const double quick_wall_s = 1.0;

/* The case that is meant; complains itself. */
static int find_case(const fen_bench_options *o, char path[FEN_APP_PATH]) {
  char share[FEN_APP_PATH];
  fen_error err;
  int written = o->case_path           ? snprintf(path, FEN_APP_PATH, "%s", o->case_path)
                : fen_app_share(share) ? snprintf(path, FEN_APP_PATH, "%s/%s", share, FEN_APP_DEMO_CASE)
                                       : -1;
  if (written > 0 && written < FEN_APP_PATH)
    return FEN_EXIT_OK;
  fen_fail(&err, FEN_ERR_FILE_MISSING, "fenhe bench: error: the case %s was not found\n  = set FENHE_SHARE to the folder that holds it",
           o->case_path ? o->case_path : FEN_APP_DEMO_CASE);
  return fen_app_complain(&err);
}

static fen_status pace_case(const fen_case *item, fen_bench_report *report, fen_error *err) {
  const fen_bench_options *o = report->options;
  fen_status status = FEN_OK;
  for (int c = 0; !status && c < o->courant_count; c++) {
    const fen_pace_options how = {.courant_max = o->courants[c], .hours = o->hours, .wall_s = o->quick ? quick_wall_s : case_wall_s};
    fen_bench_pace *pace = &report->paces[report->pace_count];
    *pace = (fen_bench_pace){.what = "case", .courant_max = o->courants[c]};
    status = fen_pace_measure(item, &how, &pace->pace, err);
    report->pace_count += status == FEN_OK;
  }
  return status;
}

int fen_bench_case(const fen_bench_options *options) {
  fen_bench_report *report = calloc(1, sizeof *report);
  char path[FEN_APP_PATH];
  fen_case *item = NULL;
  fen_error err;
  if (!report) {
    fen_fail(&err, FEN_ERR_MEMORY, "fenhe bench: error: no memory for a report of %zu bytes", sizeof *report);
    return fen_app_complain(&err);
  }
  int code = find_case(options, path);
  if (!code && fen_case_open(path, NULL, &item, &err))
    code = fen_app_complain_of_case(path, NULL, false, &err);
  if (code) {
    free(report);
    return code;
  }
  report->options = options;
  report->threads = options->threads[options->thread_count - 1];
  (void)snprintf(report->title, sizeof report->title, "%s", item->title);
  omp_set_num_threads(report->threads);
  fen_status status = pace_case(item, report, &err);
  fen_case_close(&item);
  if (!status)
    status = fen_bench_domain(report, &err);
  if (!status)
    status = fen_bench_error(report, &err);
  if (!status && options->as_json)
    status = fen_bench_report_json(report, &err);
  else if (!status)
    fen_bench_report_text(report);
  free(report);
  return status ? fen_app_complain(&err) : FEN_EXIT_OK;
}
