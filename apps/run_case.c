/* Running a case from the command line: signals, progress, log, exit status. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fenhe/clock.h"
#include "verbs.h"

/* Set by the signal handler, read by the run: the one variable that cannot be local. */
static volatile sig_atomic_t stop_signal;

static void remember_signal(int number) {
  stop_signal = number;
}

static void catch_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = remember_signal;
  /* A second signal ends the program at once. */
  action.sa_flags = (int)SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  (void)sigaction(SIGINT, &action, NULL);
  (void)sigaction(SIGTERM, &action, NULL);
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

/* The first fault, and how many more there are: six lines at most. */
static int complain_of_case(const char *path, const fen_diagnostics *faults) {
  if (faults->count > 1)
    (void)fprintf(stderr, "%s has %td faults ('fenhe check' lists all); the first:\n", path, faults->count);
  return fen_app_complain(&faults->items[0]);
}

int fen_app_run_case(const char *path, const char *folder, const char *command) {
  fen_diagnostics faults = {0};
  fen_case *item = NULL;
  fen_error err;
  if (fen_case_open(path, &faults, &item, &err)) {
    int code = faults.count > 0 ? complain_of_case(path, &faults) : fen_app_complain(&err);
    fen_diagnostics_clear(&faults);
    return code;
  }
  bool terminal = isatty(STDERR_FILENO) == 1;
  const fen_log log = {.write = show_warning};
  const fen_run_options options = {
      .folder = folder, .command = command, .log = &log, .progress = show_progress, .progress_context = &terminal, .stop = &stop_signal};
  fen_run_report report;
  catch_signals();
  fen_status status = fen_run(item, &options, &report, &err);
  fen_case_close(&item);
  fen_diagnostics_clear(&faults);
  if (status)
    return fen_app_complain(&err);
  if (report.stopped) {
    (void)fprintf(stderr, "\nstopped by signal %d before the end; no output was left but %s/run.log\n", (int)stop_signal, report.folder);
    return 128 + (int)stop_signal;
  }
  (void)printf("%td steps in %.1f s; largest budget residual %.1e\noutput in %s\n", report.steps, report.wall_s, report.worst_residual,
               report.folder);
  return FEN_EXIT_OK;
}
