/* Interrupted runs: split anywhere they end in the same bytes; what is damaged, missing or of another run is told. */
#include <omp.h>

#include "fenhe/run.h"
#include "restart_support.h"

/* A folder with the case, the output of an uninterrupted run in reference/, and the bytes of that. */
typedef struct {
  char folder[SUPPORT_PATH];
  restart_output reference;
  ptrdiff_t steps;
} fixture;

typedef struct {
  fen_status status;
  fen_run_report report;
  char warnings[APPS_TEXT];
  char error[FEN_ERROR_TEXT];
} result;

/* What the options of one call need to be told of. */
typedef struct {
  ptrdiff_t hours, stop_after; /* hours done in this call; 0: never */
  volatile sig_atomic_t stop, save;
  bool save_every_hour;
} control;

static void count_hour(void *context, const fen_run_progress *progress) {
  control *c = context;
  (void)progress;
  c->hours++;
  if (c->save_every_hour)
    c->save++;
  if (c->hours == c->stop_after)
    c->stop = 1;
}

static void keep_warning(void *context, fen_log_level level, const char *line) {
  char *text = context;
  size_t used = strlen(text);
  if (level == FEN_LOG_WARNING)
    (void)snprintf(text + used, APPS_TEXT - used, "%s\n", line);
}

static void out_path(const fixture *f, const char *name, char path[SUPPORT_PATH]) {
  support_join(f->folder, name, path);
}

/* One call of the library on the fixture's case, into a folder within the fixture's. */
static result call(const fixture *f, const char *name, fen_run_options options) {
  result r = {0};
  char path[SUPPORT_PATH], out[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_error err = {0};
  const fen_log log = {.write = keep_warning, .context = r.warnings};
  out_path(f, "case.yaml", path);
  out_path(f, name, out);
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

static result succeed(const fixture *f, const char *name, fen_run_options options) {
  result r = call(f, name, options);
  if (r.status)
    fail_msg("%s", r.error);
  return r;
}

static result stop_after_hours(const fixture *f, const char *name, ptrdiff_t hours, bool resume) {
  control c = {.stop_after = hours};
  result r = succeed(f, name, (fen_run_options){.resume = resume, .progress = count_hour, .progress_context = &c, .stop = &c.stop});
  assert_true(r.report.stopped);
  return r;
}

static void finish(const fixture *f, const char *name, const char *what) {
  char out[SUPPORT_PATH];
  result r = succeed(f, name, (fen_run_options){.resume = true});
  assert_false(r.report.stopped);
  assert_string_equal(r.warnings, "");
  out_path(f, name, out);
  restart_assert_same(&f->reference, out, what);
  assert_int_equal(restart_count(out, "restart"), 0);
  assert_int_equal(restart_count(out, "."), 2);
}

static void run_split_at_every_hour_ends_in_the_same_bytes(void **state) {
  const fixture *f = *state;
  char name[64];
  for (ptrdiff_t hours = 1; hours < 5; hours++) {
    (void)snprintf(name, sizeof name, "hour-%td", hours);
    (void)stop_after_hours(f, name, hours, false);
    finish(f, name, name);
  }
  (void)stop_after_hours(f, "hours", 1, false);
  for (ptrdiff_t hours = 2; hours < 5; hours++)
    (void)stop_after_hours(f, "hours", 1, true);
  finish(f, "hours", "split at all hours");
}

static void run_split_at_ten_random_steps_ends_in_the_same_bytes(void **state) {
  const fixture *f = *state;
  unsigned long seed = 20200110;
  char name[64];
  assert_true(f->steps > 60);
  for (int n = 0; n < 10; n++) {
    seed = (seed * 1103515245 + 12345) % 2147483648u;
    ptrdiff_t steps = 1 + (ptrdiff_t)(seed >> 8) % (f->steps - 1);
    (void)snprintf(name, sizeof name, "step-%td", steps);
    assert_true(succeed(f, name, (fen_run_options){.most_steps = steps}).report.stopped);
    finish(f, name, name);
  }
}

static void run_in_many_short_parts_ends_in_the_same_bytes(void **state) {
  const fixture *f = *state;
  result r = succeed(f, "parts", (fen_run_options){.most_steps = 7});
  while (r.report.stopped && r.report.steps + 7 < f->steps)
    r = succeed(f, "parts", (fen_run_options){.most_steps = 7, .resume = true});
  finish(f, "parts", "parts of seven steps");
}

static void parts_may_use_other_numbers_of_threads(void **state) {
  const fixture *f = *state;
  omp_set_num_threads(3);
  (void)succeed(f, "threads", (fen_run_options){.most_steps = f->steps / 3});
  omp_set_num_threads(2);
  (void)succeed(f, "threads", (fen_run_options){.most_steps = f->steps / 3, .resume = true});
  omp_set_num_threads(1);
  finish(f, "threads", "three, two and one threads");
}

static void flip_byte(const char *path, double place) {
  size_t size;
  unsigned char *bytes = support_read(path, &size);
  bytes[(size_t)(place * (double)size)] ^= 0x10;
  support_write(path, bytes, size);
  free(bytes);
}

static void damaged_restart_file_is_told_and_the_one_before_is_used(void **state) {
  static const double places[] = {0.0, 0.3, 0.7};
  const fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  out_path(f, "damaged", out);
  for (size_t n = 0; n < sizeof places / sizeof *places; n++) {
    (void)stop_after_hours(f, "damaged", 3, false);
    restart_newest(out, false, path);
    flip_byte(path, places[n]);
    result r = succeed(f, "damaged", (fen_run_options){.resume = true});
    assert_mentions(r.warnings, "a restart file cannot be used");
    restart_assert_same(&f->reference, out, "after a damaged restart file");
  }
}

static void nothing_usable_is_an_error_and_leaves_the_files_alone(void **state) {
  const fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  out_path(f, "unusable", out);
  (void)stop_after_hours(f, "unusable", 3, false);
  for (int older = 0; older < 2; older++) {
    restart_newest(out, older, path);
    assert_int_equal(truncate(path, 2000), 0);
  }
  result r = call(f, "unusable", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_FORMAT);
  assert_mentions(r.error, "none of its 2 restart files can be used");
  assert_mentions(r.error, "--fresh");
  support_join(out, "restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
}

static void damaged_spool_is_told(void **state) {
  const fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)stop_after_hours(f, "spool", 3, false);
  out_path(f, "spool/restart/spool", path);
  flip_byte(path, 0.4);
  result r = call(f, "spool", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_FORMAT);
  assert_mentions(r.warnings, "the spool is damaged at byte");
  flip_byte(path, 0.0);
  assert_int_equal(call(f, "spool", (fen_run_options){.resume = true}).status, FEN_ERR_FILE_FORMAT);
}

static void missing_spool_is_told(void **state) {
  const fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)stop_after_hours(f, "lost", 2, false);
  out_path(f, "lost/restart/spool", path);
  assert_int_equal(unlink(path), 0);
  result r = call(f, "lost", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_FILE_MISSING);
  assert_mentions(r.error, "restart/spool");
  assert_mentions(r.error, "missing");
}

/* The spool's last bytes are those that a killed process wrote after its last restart file. */
static void what_was_spooled_after_the_restart_file_is_cut_off(void **state) {
  const fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)stop_after_hours(f, "cut", 2, false);
  out_path(f, "cut/restart/spool", path);
  FILE *file = fopen(path, "ab");
  assert_non_null(file);
  assert_true(fputs("half a record", file) >= 0);
  assert_int_equal(fclose(file), 0);
  finish(f, "cut", "after a half record");
}

static void changed_case_and_changed_input_are_refused(void **state) {
  const fixture *f = *state;
  char text[APPS_TEXT];
  (void)stop_after_hours(f, "changed", 2, false);
  apps_replace(restart_case, "interrupted", "another", text);
  apps_write(f->folder, "case.yaml", text);
  result r = call(f, "changed", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "the case file");
  assert_mentions(r.error, "put back what the run began with");
  apps_write(f->folder, "case.yaml", restart_case);
  apps_replace(apps_points, "1000", "1001", text);
  apps_write(f->folder, "points.csv", text);
  r = call(f, "changed", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "points.csv");
  apps_write(f->folder, "points.csv", apps_points);
  finish(f, "changed", "once all is as it was");
}

static void restart_file_of_another_run_is_not_used(void **state) {
  const fixture *f = *state;
  char out[SUPPORT_PATH], from[SUPPORT_PATH], to[SUPPORT_PATH];
  (void)stop_after_hours(f, "one", 3, false);
  (void)stop_after_hours(f, "two", 2, false);
  out_path(f, "one", out);
  restart_newest(out, false, from);
  out_path(f, "two", out);
  support_join(out, strstr(from, "restart/hour-"), to);
  assert_int_equal(rename(from, to), 0);
  result r = succeed(f, "two", (fen_run_options){.resume = true});
  assert_mentions(r.warnings, "of another run");
  out_path(f, "two", out);
  restart_assert_same(&f->reference, out, "beside a stranger's file");
}

static void nothing_to_resume_is_an_error(void **state) {
  const fixture *f = *state;
  result r = call(f, "empty", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESUME);
  assert_mentions(r.error, "start it without --resume");
}

static void finished_run_is_complete_unless_the_case_is_another(void **state) {
  const fixture *f = *state;
  char text[APPS_TEXT];
  assert_true(succeed(f, "reference", (fen_run_options){.resume = true}).report.complete);
  apps_replace(restart_case, "interrupted", "another", text);
  apps_write(f->folder, "case.yaml", text);
  assert_int_equal(call(f, "reference", (fen_run_options){.resume = true}).status, FEN_ERR_RESTART);
  apps_write(f->folder, "case.yaml", restart_case);
}

static void unfinished_run_is_dropped_only_when_told(void **state) {
  const fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  (void)stop_after_hours(f, "kept", 2, false);
  result r = call(f, "kept", (fen_run_options){0});
  assert_int_equal(r.status, FEN_ERR_UNFINISHED);
  assert_mentions(r.error, "--resume");
  assert_mentions(r.error, "--fresh");
  apps_write(f->folder, "points.csv", "name,lon,lat,sector,PM25 [t/yr]\na,112.31,37.61,power,-1\n");
  assert_int_not_equal(call(f, "kept", (fen_run_options){.fresh = true}).status, FEN_OK);
  apps_write(f->folder, "points.csv", apps_points);
  out_path(f, "kept/restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
  (void)succeed(f, "kept", (fen_run_options){.fresh = true});
  out_path(f, "kept", out);
  restart_assert_same(&f->reference, out, "started anew");
}

static void run_killed_before_its_first_restart_file_begins_anew(void **state) {
  const fixture *f = *state;
  volatile sig_atomic_t stop = 1;
  result r = succeed(f, "begun", (fen_run_options){.stop = &stop});
  assert_true(r.report.stopped && r.report.restart[0] == '\0');
  finish(f, "begun", "from its start");
}

static void restart_files_are_written_on_demand_and_the_last_two_kept(void **state) {
  const fixture *f = *state;
  char text[APPS_TEXT], log[APPS_TEXT], path[SUPPORT_PATH];
  control c = {.save_every_hour = true, .stop_after = 4};
  apps_replace(restart_case, "every: 40 min", "every: never", text);
  apps_write(f->folder, "case.yaml", text);
  (void)succeed(
      f, "demand",
      (fen_run_options){.progress = count_hour, .progress_context = &c, .stop = &c.stop, .save = (volatile sig_atomic_t *)&c.save});
  apps_write(f->folder, "case.yaml", restart_case);
  apps_read(f->folder, "demand/run.log", log);
  int written = 0;
  for (const char *at = log; (at = strstr(at, "restart file restart/")); at++)
    written++;
  assert_int_equal(written, 4);
  out_path(f, "demand/restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
}

static void compete(void *context, const fen_run_progress *progress) {
  const fixture *f = context;
  (void)progress;
  result r = call(f, "busy", (fen_run_options){.fresh = true});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "another run is writing");
}

static void two_runs_in_one_folder_are_refused(void **state) {
  fixture *f = *state;
  char out[SUPPORT_PATH];
  (void)succeed(f, "busy", (fen_run_options){.progress = compete, .progress_context = f});
  out_path(f, "busy", out);
  restart_assert_same(&f->reference, out, "beside a competitor");
}

/* A folder under the name of a restart file to come: the file cannot be written, even by root. */
static void restart_file_that_cannot_be_written_is_a_warning(void **state) {
  const fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  out_path(f, "blocked", out);
  (void)stop_after_hours(f, "blocked", 2, false);
  restart_newest(out, false, path);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(mkdir(path, 0777), 0);
  result r = succeed(f, "blocked", (fen_run_options){.resume = true});
  assert_mentions(r.warnings, "no restart file was written, the run goes on");
  restart_assert_same(&f->reference, out, "without a restart file");
}

static void rests_of_a_killed_run_are_swept_up(void **state) {
  const fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)stop_after_hours(f, "swept", 2, false);
  out_path(f, "swept/.surface.nc.tmp-1-0", path);
  support_write(path, "half", 4);
  out_path(f, "swept/restart/.hour-000002.step-000000001.h5.tmp-1-0", path);
  support_write(path, "half", 4);
  finish(f, "swept", "with rests");
}

/* Once every hour is done, a folder stands where a file should come. */
static void block_file(void *context, const fen_run_progress *progress) {
  const fixture *f = context;
  char path[SUPPORT_PATH];
  out_path(f, "late/fields.nc", path);
  if (progress->clock_s >= progress->end_s)
    assert_int_equal(mkdir(path, 0777), 0);
}

static void output_that_cannot_be_made_costs_no_step(void **state) {
  fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  result r = call(f, "late", (fen_run_options){.progress = block_file, .progress_context = f});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "fields.nc");
  out_path(f, "late/fields.nc", path);
  assert_int_equal(rmdir(path), 0);
  control c = {0};
  (void)succeed(f, "late", (fen_run_options){.resume = true, .progress = count_hour, .progress_context = &c});
  assert_int_equal(c.hours, 0);
  out_path(f, "late", out);
  restart_assert_same(&f->reference, out, "once there is room");
}

static void folder_named_restart_with_other_files_is_left_alone(void **state) {
  const fixture *f = *state;
  char path[SUPPORT_PATH];
  out_path(f, "strange", path);
  assert_int_equal(mkdir(path, 0777), 0);
  out_path(f, "strange/restart", path);
  assert_int_equal(mkdir(path, 0777), 0);
  out_path(f, "strange/restart/wrfrst_d01", path);
  support_write(path, "mine", 4);
  result r = call(f, "strange", (fen_run_options){0});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "holds 'wrfrst_d01'");
  assert_int_equal(access(path, R_OK), 0);
}

static int setup(void **state) {
  fixture *f = calloc(1, sizeof *f);
  char out[SUPPORT_PATH];
  if (!f)
    return -1;
  apps_folder(f->folder);
  restart_write_all(f->folder, restart_case);
  f->steps = succeed(f, "reference", (fen_run_options){0}).report.steps;
  out_path(f, "reference", out);
  f->reference = restart_read(out);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  restart_forget(&f->reference);
  apps_remove(f->folder);
  free(f);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(run_split_at_every_hour_ends_in_the_same_bytes),
      cmocka_unit_test(run_split_at_ten_random_steps_ends_in_the_same_bytes),
      cmocka_unit_test(run_in_many_short_parts_ends_in_the_same_bytes),
      cmocka_unit_test(parts_may_use_other_numbers_of_threads),
      cmocka_unit_test(damaged_restart_file_is_told_and_the_one_before_is_used),
      cmocka_unit_test(nothing_usable_is_an_error_and_leaves_the_files_alone),
      cmocka_unit_test(damaged_spool_is_told),
      cmocka_unit_test(missing_spool_is_told),
      cmocka_unit_test(what_was_spooled_after_the_restart_file_is_cut_off),
      cmocka_unit_test(changed_case_and_changed_input_are_refused),
      cmocka_unit_test(restart_file_of_another_run_is_not_used),
      cmocka_unit_test(nothing_to_resume_is_an_error),
      cmocka_unit_test(finished_run_is_complete_unless_the_case_is_another),
      cmocka_unit_test(unfinished_run_is_dropped_only_when_told),
      cmocka_unit_test(run_killed_before_its_first_restart_file_begins_anew),
      cmocka_unit_test(restart_files_are_written_on_demand_and_the_last_two_kept),
      cmocka_unit_test(two_runs_in_one_folder_are_refused),
      cmocka_unit_test(restart_file_that_cannot_be_written_is_a_warning),
      cmocka_unit_test(rests_of_a_killed_run_are_swept_up),
      cmocka_unit_test(output_that_cannot_be_made_costs_no_step),
      cmocka_unit_test(folder_named_restart_with_other_files_is_left_alone),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
