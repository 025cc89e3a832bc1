/* Running a case from the command line: signals, progress, log, exit status. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fenhe/clock.h"
#include "verbs.h"

/* Set by the signal handlers, read by the run: the variables that cannot be local. */
static volatile sig_atomic_t stop_signal, stop_time_s, save_requests;

/* timeout(1) and batch systems send one signal to the program and to its group: what follows within this time is the same request. */
enum { SAME_REQUEST_S = 1 };

/* The first signal asks for an end, one that comes later ends the program at once. */
static void remember_signal(int number) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  if (!stop_signal) {
    stop_time_s = (sig_atomic_t)now.tv_sec;
    stop_signal = number;
  } else if ((sig_atomic_t)now.tv_sec > stop_time_s + SAME_REQUEST_S) {
    (void)signal(number, SIG_DFL);
    (void)raise(number);
  }
}

static void count_request(int number) {
  (void)number;
  save_requests = (save_requests + 1) % 1000;
}

static void catch_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = remember_signal;
  sigemptyset(&action.sa_mask);
  /* SIGHUP: a terminal or a session closed; SIGXCPU: a batch system's limit of time. nohup(1) has SIGHUP ignored, and it stays so. */
  static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};
  enum { STOPS = sizeof stops / sizeof *stops };
  for (int n = 0; n < STOPS; n++)
    (void)sigaddset(&action.sa_mask, stops[n]);
  for (int n = 0; n < STOPS; n++) {
    struct sigaction before;
    if (stops[n] != SIGHUP || sigaction(SIGHUP, NULL, &before) != 0 || before.sa_handler != SIG_IGN)
      (void)sigaction(stops[n], &action, NULL);
  }
  action.sa_handler = count_request;
  action.sa_flags = SA_RESTART;
  (void)sigaction(SIGUSR1, &action, NULL);
  (void)signal(SIGXFSZ, SIG_IGN); /* a file that grows beyond its limit is a fault of writing, told as such */
}

static void show_warning(void *context, fen_log_level level, const char *line) {
  (void)context;
  if (level == FEN_LOG_WARNING && !stop_signal)
    (void)fprintf(stderr, "warning: %s\n", line);
}

static void format_span(double seconds, char text[32]) {
  long s = (long)(seconds + 0.5);
  if (s >= 3600)
    (void)snprintf(text, 32, "%ld h %02ld min", s / 3600, s / 60 % 60);
  else if (s >= 60)
    (void)snprintf(text, 32, "%ld min %02ld s", s / 60, s % 60);
  else
    (void)snprintf(text, 32, "%ld s", s);
}

/* One line that is written over on a terminal; one line an hour elsewhere. */
static void show_progress(void *context, const fen_run_progress *p) {
  const bool *terminal = context;
  char clock[FEN_TIME_TEXT], remaining[32];
  double share = (p->clock_s - p->start_s) / (p->end_s - p->start_s);
  fen_time_format(p->clock_s, p->utc_offset_s, clock);
  format_span(p->remaining_s, remaining);
  (void)fprintf(stderr, "%s%s  %3.0f %%  remaining %s%s", *terminal ? "\r" : "", clock, 100.0 * share, remaining,
                *terminal ? "      " : "\n");
  if (*terminal && share >= 1.0)
    (void)fputc('\n', stderr);
  (void)fflush(stderr);
}

int fen_app_complain_of_run(const fen_app_case *which, const fen_error *err) {
  char path[FEN_APP_PATH];
  fen_error ignored;
  const bool scenario = which->scenario && !fen_app_scenario_path(which->scenario, path, &ignored);
  return fen_app_complain_of_case(which->path, scenario ? path : NULL, false, err);
}

int fen_app_open_scenario(const fen_app_case *which, const fen_case *item, bool assume, fen_scenario **out) {
  char share[FEN_APP_PATH], path[FEN_APP_PATH];
  fen_diagnostics faults = {0};
  fen_scenario *scenario = NULL;
  fen_error err;
  *out = NULL;
  if (!which->scenario)
    return FEN_EXIT_OK;
  int code = FEN_EXIT_OK;
  if (fen_app_scenario_path(which->scenario, path, &err))
    return fen_app_complain(&err);
  fen_status status = fen_scenario_open(path, item, fen_app_share(share) ? share : NULL, &faults, &scenario, &err);
  if (status)
    code = faults.count > 0 ? fen_app_complain_of_file(path, &faults) : fen_app_complain(&err);
  else if (which->forecast && fen_scenario_set_forecast(scenario, which->forecast, &err))
    code = fen_app_complain(&err);
  else if (!which->forecast && assume && fen_scenario_has_alert(scenario))
    fen_scenario_assume_alert(scenario);
  fen_diagnostics_clear(&faults);
  if (code)
    fen_scenario_close(&scenario);
  *out = scenario;
  return code;
}

static void tell_remedy(const fen_app_case *which) {
  const struct {
    const char *option, *value;
  } given[] = {{"--output", which->folder}, {"--scenario", which->scenario}, {"--forecast", which->forecast}};
  (void)fprintf(stderr, "  = continue with: fenhe %s '%s'", which->verb ? which->verb : "run", which->path);
  for (size_t n = 0; n < sizeof given / sizeof *given; n++)
    if (given[n].value)
      (void)fprintf(stderr, " %s '%s'", given[n].option, given[n].value);
  (void)fputs(" --resume\n", stderr);
}

/* How the run ended, and how it goes on. */
static void tell_of_stop(const fen_app_case *which, const fen_run_report *report) {
  (void)fprintf(stderr, "\nstopped by signal %d before the end; ", (int)stop_signal);
  if (report->restart[0])
    (void)fprintf(stderr, "restart file %s\n", report->restart);
  else
    (void)fprintf(stderr, "there was nothing yet to put into a restart file\n");
  tell_remedy(which);
}

/* Every process with its share of the wall time; what went on beside them has none. */
static void print_times(const double seconds[FEN_TIMED_COUNT]) {
  (void)printf("%-44s %10s %7s\n", "where the time went", "s", "%");
  for (int process = 0; process < FEN_TIMED_COUNT; process++) {
    const char *text = fen_timed_text((fen_timed)process);
    if (fen_timed_is_apart((fen_timed)process))
      (void)printf("  %-42s %10.3f  beside\n", text, seconds[process]);
    else
      (void)printf("  %-42s %10.3f %7.1f\n", text, seconds[process], 100.0 * seconds[process] / seconds[FEN_TIMED_TOTAL]);
  }
}

void fen_app_watch_run(fen_app_watch *watch, fen_run_options *options) {
  watch->terminal = isatty(STDERR_FILENO) == 1;
  watch->log = (fen_log){.write = show_warning};
  options->log = &watch->log;
  options->progress = show_progress;
  options->progress_context = &watch->terminal;
  options->stop = &stop_signal;
  options->save = &save_requests;
  catch_signals();
}

int fen_app_run_case(const fen_app_case *which) {
  fen_case *item = NULL;
  fen_error err;
  if (fen_case_open(which->path, NULL, &item, &err))
    return fen_app_complain_of_run(which, &err);
  fen_scenario *scenario = NULL;
  int refused = fen_app_open_scenario(which, item, false, &scenario);
  if (refused) {
    fen_case_close(&item);
    return refused;
  }
  if (scenario)
    fen_scenario_print_alert(scenario, stdout);
  fen_app_watch watch;
  fen_run_options options = {
      .folder = which->folder, .scenario = scenario, .command = which->command, .resume = which->resume, .fresh = which->fresh};
  fen_app_watch_run(&watch, &options);
  fen_run_report report;
  fen_status status = which->call ? which->call(item, &options, &report, &err) : fen_run(item, &options, &report, &err);
  fen_scenario_close(&scenario);
  fen_case_close(&item);
  if (status) {
    int code = fen_app_complain_of_run(which, &err);
    if (report.restart[0])
      tell_remedy(which);
    return code;
  }
  if (report.stopped) {
    tell_of_stop(which, &report);
    return 128 + (int)stop_signal;
  }
  if (report.complete) {
    (void)printf("nothing to resume: the run is complete\noutput in %s\n", report.folder);
    return FEN_EXIT_OK;
  }
  print_times(report.seconds);
  (void)printf("%td steps in %.1f s; largest budget residual %.1e\noutput in %s\n", report.steps, report.wall_s, report.worst_residual,
               report.folder);
  return FEN_EXIT_OK;
}
