/* What cannot be resumed: damaged, missing and foreign files, changed inputs, folders in use; each is told, and nothing is lost. */
#include "restart_calls.h"

static void flip_byte(const char *path, double place) {
  size_t size;
  unsigned char *bytes = support_read(path, &size);
  bytes[(size_t)(place * (double)size)] ^= 0x10;
  support_write(path, bytes, size);
  free(bytes);
}

static void damaged_restart_file_is_told_and_the_one_before_is_used(void **state) {
  static const double places[] = {0.0, 0.3, 0.7};
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  restart_path(f, "damaged", out);
  for (size_t n = 0; n < sizeof places / sizeof *places; n++) {
    (void)restart_stop_after_hours(f, "damaged", 3, false);
    restart_newest(out, false, path);
    flip_byte(path, places[n]);
    restart_result r = restart_succeed(f, "damaged", (fen_run_options){.resume = true});
    assert_mentions(r.warnings, "a restart file cannot be used");
    restart_assert_same(&f->reference, out, "after a damaged restart file");
  }
}

static void nothing_usable_is_an_error_and_leaves_the_files_alone(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  restart_path(f, "unusable", out);
  (void)restart_stop_after_hours(f, "unusable", 3, false);
  for (int older = 0; older < 2; older++) {
    restart_newest(out, older, path);
    assert_int_equal(truncate(path, 2000), 0);
  }
  restart_result r = restart_call(f, "unusable", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_FORMAT);
  assert_mentions(r.error, "none of its 2 restart files can be used");
  assert_mentions(r.error, "--fresh");
  support_join(out, "restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
}

static void damaged_spool_is_told(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "spool", 3, false);
  restart_path(f, "spool/restart/spool", path);
  flip_byte(path, 0.4);
  restart_result r = restart_call(f, "spool", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_FORMAT);
  assert_mentions(r.warnings, "what the run has kept here is damaged at byte");
  flip_byte(path, 0.0);
  assert_int_equal(restart_call(f, "spool", (fen_run_options){.resume = true}).status, FEN_ERR_FILE_FORMAT);
}

static void missing_spool_is_told(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "lost", 2, false);
  restart_path(f, "lost/restart/spool", path);
  assert_int_equal(unlink(path), 0);
  restart_result r = restart_call(f, "lost", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_MISSING);
  assert_mentions(r.error, "restart/spool");
  assert_mentions(r.error, "missing");
}

static void changed_case_and_changed_input_are_refused(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT];
  (void)restart_stop_after_hours(f, "changed", 2, false);
  apps_replace(restart_case, "interrupted", "another", text);
  apps_write(f->folder, "case.yaml", text);
  restart_result r = restart_call(f, "changed", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "the case file");
  assert_mentions(r.error, "put back what the run began with");
  apps_write(f->folder, "case.yaml", restart_case);
  apps_replace(apps_points, "1000", "1001", text);
  apps_write(f->folder, "points.csv", text);
  r = restart_call(f, "changed", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "points.csv");
  apps_write(f->folder, "points.csv", apps_points);
  restart_finish(f, "changed", "once all is as it was");
}

static void restart_file_of_another_run_is_not_used(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], from[SUPPORT_PATH], to[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "one", 3, false);
  (void)restart_stop_after_hours(f, "two", 2, false);
  restart_path(f, "one", out);
  restart_newest(out, false, from);
  restart_path(f, "two", out);
  support_join(out, strstr(from, "restart/hour-"), to);
  assert_int_equal(rename(from, to), 0);
  restart_result r = restart_succeed(f, "two", (fen_run_options){.resume = true});
  assert_mentions(r.warnings, "of another run");
  restart_path(f, "two", out);
  restart_assert_same(&f->reference, out, "beside a stranger's file");
}

static void nothing_to_resume_is_an_error(void **state) {
  const restart_fixture *f = *state;
  restart_result r = restart_call(f, "empty", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESUME);
  assert_mentions(r.error, "start it without --resume");
}

static void finished_run_is_complete_unless_the_case_is_another(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT];
  assert_true(restart_succeed(f, "reference", (fen_run_options){.resume = true}).report.complete);
  apps_replace(restart_case, "interrupted", "another", text);
  apps_write(f->folder, "case.yaml", text);
  assert_int_equal(restart_call(f, "reference", (fen_run_options){.resume = true}).status, FEN_ERR_RESTART);
  apps_write(f->folder, "case.yaml", restart_case);
}

static void unfinished_run_is_dropped_only_when_told(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "kept", 2, false);
  restart_result r = restart_call(f, "kept", (fen_run_options){0});
  assert_int_equal(r.status, FEN_ERR_UNFINISHED);
  assert_mentions(r.error, "--resume");
  assert_mentions(r.error, "--fresh");
  apps_write(f->folder, "points.csv", "name,lon,lat,sector,PM25 [t/yr]\na,112.31,37.61,power,-1\n");
  assert_int_not_equal(restart_call(f, "kept", (fen_run_options){.fresh = true}).status, FEN_OK);
  apps_write(f->folder, "points.csv", apps_points);
  restart_path(f, "kept/restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
  (void)restart_succeed(f, "kept", (fen_run_options){.fresh = true});
  restart_path(f, "kept", out);
  restart_assert_same(&f->reference, out, "started anew");
}

static void compete(void *context, const fen_run_progress *progress) {
  const restart_fixture *f = context;
  (void)progress;
  restart_result r = restart_call(f, "busy", (fen_run_options){.fresh = true});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "another run is writing");
}

static void two_runs_in_one_folder_are_refused(void **state) {
  restart_fixture *f = *state;
  char out[SUPPORT_PATH];
  (void)restart_succeed(f, "busy", (fen_run_options){.progress = compete, .progress_context = f});
  restart_path(f, "busy", out);
  restart_assert_same(&f->reference, out, "beside a competitor");
}

/* A folder under the name of a restart file to come: the file cannot be written, even by root. */
typedef struct {
  ptrdiff_t hours;
  const char *path;
} obstacle;

static void block_restart_file(void *context, const fen_run_progress *progress) {
  obstacle *o = context;
  (void)progress;
  if (++o->hours == 1)
    assert_int_equal(mkdir(o->path, 0777), 0);
}

static void restart_file_that_cannot_be_written_is_a_warning(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], model[SUPPORT_PATH], path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "model", 2, false);
  restart_path(f, "model", out);
  restart_newest(out, false, model);
  restart_path(f, "blocked", out);
  support_join(out, strstr(model, "restart/hour-"), path);
  obstacle o = {.path = path};
  restart_result r = restart_succeed(f, "blocked", (fen_run_options){.progress = block_restart_file, .progress_context = &o});
  assert_mentions(r.warnings, "no restart file was written, the run goes on");
  restart_assert_same(&f->reference, out, "without a restart file");
}

static void folder_named_restart_with_other_files_is_left_alone(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  restart_path(f, "strange", path);
  assert_int_equal(mkdir(path, 0777), 0);
  restart_path(f, "strange/restart", path);
  assert_int_equal(mkdir(path, 0777), 0);
  restart_path(f, "strange/restart/wrfrst_d01", path);
  support_write(path, "mine", 4);
  restart_result r = restart_call(f, "strange", (fen_run_options){0});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "holds 'wrfrst_d01'");
  assert_int_equal(access(path, R_OK), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(damaged_restart_file_is_told_and_the_one_before_is_used),
      cmocka_unit_test(nothing_usable_is_an_error_and_leaves_the_files_alone),
      cmocka_unit_test(damaged_spool_is_told),
      cmocka_unit_test(missing_spool_is_told),
      cmocka_unit_test(changed_case_and_changed_input_are_refused),
      cmocka_unit_test(restart_file_of_another_run_is_not_used),
      cmocka_unit_test(nothing_to_resume_is_an_error),
      cmocka_unit_test(finished_run_is_complete_unless_the_case_is_another),
      cmocka_unit_test(unfinished_run_is_dropped_only_when_told),
      cmocka_unit_test(two_runs_in_one_folder_are_refused),
      cmocka_unit_test(restart_file_that_cannot_be_written_is_a_warning),
      cmocka_unit_test(folder_named_restart_with_other_files_is_left_alone),
  };
  return cmocka_run_group_tests(tests, restart_setup, restart_teardown);
}
