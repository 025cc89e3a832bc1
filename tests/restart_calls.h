/* Calls of the library on the case of restart_support.h, and a fixture with the output of an uninterrupted run. */
#ifndef FENHE_TESTS_RESTART_CALLS_H
#define FENHE_TESTS_RESTART_CALLS_H

#include "fenhe/run.h"
#include "restart_support.h"

/* A folder with the case, the output of an uninterrupted run in reference/, and the bytes of that. */
typedef struct {
  char folder[SUPPORT_PATH];
  restart_output reference;
  ptrdiff_t steps;
} restart_fixture;

typedef struct {
  fen_status status;
  fen_run_report report;
  char warnings[APPS_TEXT];
  char error[FEN_ERROR_TEXT];
} restart_result;

/* What the options of one call need to be told of. */
typedef struct {
  ptrdiff_t hours, stop_after; /* hours done in this call; 0: never */
  volatile sig_atomic_t stop, save;
  bool save_every_hour;
} restart_control;

static inline void restart_count_hour(void *context, const fen_run_progress *progress) {
  restart_control *c = context;
  (void)progress;
  c->hours++;
  if (c->save_every_hour)
    c->save++;
  if (c->hours == c->stop_after)
    c->stop = 1;
}

static inline void restart_keep_warning(void *context, fen_log_level level, const char *line) {
  char *text = context;
  size_t used = strlen(text);
  if (level == FEN_LOG_WARNING)
    (void)snprintf(text + used, APPS_TEXT - used, "%s\n", line);
}

static inline void restart_path(const restart_fixture *f, const char *name, char path[SUPPORT_PATH]) {
  support_join(f->folder, name, path);
}

/* One call of the library on the fixture's case, into a folder within the fixture's. */
static inline restart_result restart_call(const restart_fixture *f, const char *name, fen_run_options options) {
  restart_result r = {0};
  char path[SUPPORT_PATH], out[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_error err = {0};
  const fen_log log = {.write = restart_keep_warning, .context = r.warnings};
  restart_path(f, "case.yaml", path);
  restart_path(f, name, out);
  options.folder = out;
  options.command = "fenhe run case.yaml";
  options.log = &log;
  r.status = fen_case_open(path, NULL, &item, &err);
  if (!r.status)
    r.status = fen_run(item, &options, &r.report, &err);
  fen_case_close(&item);
  (void)snprintf(r.error, sizeof r.error, "%s", err.text);
  return r;
}

static inline restart_result restart_succeed(const restart_fixture *f, const char *name, fen_run_options options) {
  restart_result r = restart_call(f, name, options);
  if (r.status)
    fail_msg("%s", r.error);
  return r;
}

static inline restart_result restart_stop_after_hours(const restart_fixture *f, const char *name, ptrdiff_t hours, bool resume) {
  restart_control c = {.stop_after = hours};
  restart_result r = restart_succeed(
      f, name, (fen_run_options){.resume = resume, .progress = restart_count_hour, .progress_context = &c, .stop = &c.stop});
  assert_true(r.report.stopped);
  return r;
}

static inline void restart_finish(const restart_fixture *f, const char *name, const char *what) {
  char out[SUPPORT_PATH];
  restart_result r = restart_succeed(f, name, (fen_run_options){.resume = true});
  assert_false(r.report.stopped);
  assert_string_equal(r.warnings, "");
  restart_path(f, name, out);
  restart_assert_same(&f->reference, out, what);
  assert_int_equal(restart_count(out, "restart"), 0);
  assert_int_equal(restart_count(out, "."), 2);
}

static inline int restart_setup(void **state) {
  restart_fixture *f = calloc(1, sizeof *f);
  char out[SUPPORT_PATH];
  if (!f)
    return -1;
  apps_folder(f->folder);
  restart_write_all(f->folder, restart_case);
  f->steps = restart_succeed(f, "reference", (fen_run_options){0}).report.steps;
  restart_path(f, "reference", out);
  f->reference = restart_read(out);
  *state = f;
  return 0;
}

static inline int restart_teardown(void **state) {
  restart_fixture *f = *state;
  restart_forget(&f->reference);
  apps_remove(f->folder);
  free(f);
  return 0;
}

#endif
