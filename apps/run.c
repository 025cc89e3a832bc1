#include <stdio.h>
#include <string.h>

#include "options.h"

static const char help[] =
    "usage: fenhe run case.yaml [--scenario FILE [--forecast RUN]] [--dry-run] [--output DIR] [--resume | --fresh]\n\n"
    "Run a case. docs/guide/case-file.md describes the file, docs/guide/scenarios.md scenario files.\n\n"
    "  --scenario FILE  change the emissions as the measures of this file say, or of the built-in scenario of this name;\n"
    "                   ledger.json and ledger.csv tell the tonnes\n"
    "  --forecast RUN   folder of a finished base run, on which the scenario's alert is decided\n"
    "  --dry-run        open everything, print what would be read, tonnes by sector and measure, memory and time;\n"
    "                   write nothing\n"
    "  --output DIR     write there instead of the case's folder\n"
    "  --resume         go on from the newest restart file of a run that was interrupted\n"
    "  --fresh          start anew, though the folder holds such a run, which is lost\n\n"
    "SIGTERM, SIGINT, SIGHUP and SIGXCPU end the run after its step under way, with a restart file; a second signal,\n"
    "two seconds later or more, ends it at once.\n"
    "SIGUSR1 writes a restart file, and the run goes on. docs/guide/restart.md explains.\n";

static void print_line(void *context, fen_log_level level, const char *line) {
  (void)context;
  if (level != FEN_LOG_DEBUG)
    (void)puts(line);
}

static int dry_run(const fen_app_case *which) {
  fen_case *item = NULL;
  fen_scenario *scenario = NULL;
  fen_run_estimate estimate;
  fen_error err;
  const fen_log log = {.write = print_line};
  fen_status status = fen_case_open(which->path, NULL, &item, &err);
  int refused = status ? FEN_EXIT_OK : fen_app_open_scenario(which, item, true, &scenario);
  if (!status && !refused)
    status = fen_run_dry(item, scenario, stdout, &log, &estimate, &err);
  fen_scenario_close(&scenario);
  fen_case_close(&item);
  if (refused)
    return refused;
  if (status)
    return fen_app_complain_of_run(which, &err);
  (void)printf("grid       %td x %td x %td cells, %td tracers, %td hours, %td threads\n", estimate.nx, estimate.ny, estimate.nz,
               estimate.lanes, estimate.hours, estimate.threads);
  const fen_run_memory *m = &estimate.memory;
  (void)printf("memory     %.0f MB: weather %.0f, transport %.0f, means %.0f, output %.0f, the rest %.0f\n", m->total / 1e6,
               m->weather / 1e6, m->transport / 1e6, m->means / 1e6, m->output / 1e6, m->rest / 1e6);
  (void)printf("time       about %.3g s for %.0f steps, judged from the first one\n", estimate.wall_s, estimate.steps);
  return FEN_EXIT_OK;
}

int fen_app_run(const fen_app_arguments *arguments) {
  fen_app_case which = {.command = arguments->command};
  bool dry = false;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  const fen_app_option options[] = {
      {.name = "--output", .what = "folder", .value = &which.folder},
      {.name = "--scenario", .what = "file", .value = &which.scenario},
      {.name = "--forecast", .what = "folder", .value = &which.forecast},
      {.name = "--dry-run", .flag = &dry},
      {.name = "--resume", .flag = &which.resume},
      {.name = "--fresh", .flag = &which.fresh},
  };
  int code = fen_app_case_options(arguments, FEN_APP_OPTIONS(options), &which.path);
  if (code)
    return code;
  if (which.resume && which.fresh)
    return fen_app_complain_usage("run", "--resume goes on with a run, --fresh drops it: give one of them");
  if (which.forecast && !which.scenario)
    return fen_app_complain_usage("run", "--forecast decides a scenario's alert: give --scenario, too");
  return dry ? dry_run(&which) : fen_app_run_case(&which);
}
