/* Interrupted runs: split anywhere, they end in the same bytes. */
#include <omp.h>

#include "restart_calls.h"

static void run_split_at_every_hour_ends_in_the_same_bytes(void **state) {
  const restart_fixture *f = *state;
  char name[64];
  for (ptrdiff_t hours = 1; hours < 5; hours++) {
    (void)snprintf(name, sizeof name, "hour-%td", hours);
    (void)restart_stop_after_hours(f, name, hours, false);
    restart_finish(f, name, name);
  }
  (void)restart_stop_after_hours(f, "hours", 1, false);
  for (ptrdiff_t hours = 2; hours < 5; hours++)
    (void)restart_stop_after_hours(f, "hours", 1, true);
  restart_finish(f, "hours", "split at all hours");
}

static void run_split_at_ten_random_steps_ends_in_the_same_bytes(void **state) {
  const restart_fixture *f = *state;
  unsigned long seed = 20200110;
  char name[64];
  assert_true(f->steps > 60);
  for (int n = 0; n < 10; n++) {
    seed = (seed * 1103515245 + 12345) % 2147483648u;
    ptrdiff_t steps = 1 + (ptrdiff_t)(seed >> 8) % (f->steps - 1);
    (void)snprintf(name, sizeof name, "step-%td", steps);
    assert_true(restart_succeed(f, name, (fen_run_options){.most_steps = steps}).report.stopped);
    restart_finish(f, name, name);
  }
}

static void run_in_many_short_parts_ends_in_the_same_bytes(void **state) {
  const restart_fixture *f = *state;
  restart_result r = restart_succeed(f, "parts", (fen_run_options){.most_steps = 7});
  while (r.report.stopped && r.report.steps + 7 < f->steps)
    r = restart_succeed(f, "parts", (fen_run_options){.most_steps = 7, .resume = true});
  restart_finish(f, "parts", "parts of seven steps");
}

static void parts_may_use_other_numbers_of_threads(void **state) {
  const restart_fixture *f = *state;
  omp_set_num_threads(3);
  (void)restart_succeed(f, "threads", (fen_run_options){.most_steps = f->steps / 3});
  omp_set_num_threads(2);
  (void)restart_succeed(f, "threads", (fen_run_options){.most_steps = f->steps / 3, .resume = true});
  omp_set_num_threads(1);
  restart_finish(f, "threads", "three, two and one threads");
}

/* The spool's last bytes are those that a killed process wrote after its last restart file. */
static void what_was_spooled_after_the_restart_file_is_cut_off(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "cut", 2, false);
  restart_path(f, "cut/restart/spool", path);
  FILE *file = fopen(path, "ab");
  assert_non_null(file);
  assert_true(fputs("half a record", file) >= 0);
  assert_int_equal(fclose(file), 0);
  restart_finish(f, "cut", "after a half record");
}

static void run_killed_before_its_first_restart_file_begins_anew(void **state) {
  const restart_fixture *f = *state;
  volatile sig_atomic_t stop = 1;
  restart_result r = restart_succeed(f, "begun", (fen_run_options){.stop = &stop});
  assert_true(r.report.stopped && r.report.restart[0] == '\0');
  restart_finish(f, "begun", "from its start");
}

static void restart_files_are_written_on_demand_and_the_last_two_kept(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], log[APPS_TEXT], path[SUPPORT_PATH];
  restart_control c = {.save_every_hour = true, .stop_after = 4};
  apps_replace(restart_case, "every: 40 min", "every: never", text);
  apps_write(f->folder, "case.yaml", text);
  (void)restart_succeed(
      f, "demand",
      (fen_run_options){.progress = restart_count_hour, .progress_context = &c, .stop = &c.stop, .save = (volatile sig_atomic_t *)&c.save});
  apps_write(f->folder, "case.yaml", restart_case);
  apps_read(f->folder, "demand/run.log", log);
  int written = 0;
  for (const char *at = log; (at = strstr(at, "restart file restart/")); at++)
    written++;
  assert_int_equal(written, 4);
  restart_path(f, "demand/restart", path);
  assert_int_equal(restart_count(path, "hour-"), 2);
}

static void rests_of_a_killed_run_are_swept_up(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "swept", 2, false);
  restart_path(f, "swept/.surface.nc.tmp-1-0", path);
  support_write(path, "half", 4);
  restart_path(f, "swept/restart/.hour-000002.step-000000001.h5.tmp-1-0", path);
  support_write(path, "half", 4);
  restart_finish(f, "swept", "with rests");
}

/* Once every hour is done, a folder stands where a file should come. */
static void block_file(void *context, const fen_run_progress *progress) {
  const restart_fixture *f = context;
  char path[SUPPORT_PATH];
  restart_path(f, "late/fields.nc", path);
  if (progress->clock_s >= progress->end_s)
    assert_int_equal(mkdir(path, 0777), 0);
}

static void output_that_cannot_be_made_costs_no_step(void **state) {
  restart_fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH];
  restart_result r = restart_call(f, "late", (fen_run_options){.progress = block_file, .progress_context = f});
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "fields.nc");
  restart_path(f, "late/fields.nc", path);
  assert_int_equal(rmdir(path), 0);
  restart_control c = {0};
  (void)restart_succeed(f, "late", (fen_run_options){.resume = true, .progress = restart_count_hour, .progress_context = &c});
  assert_int_equal(c.hours, 0);
  restart_path(f, "late", out);
  restart_assert_same(&f->reference, out, "once there is room");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(run_split_at_every_hour_ends_in_the_same_bytes),
      cmocka_unit_test(run_split_at_ten_random_steps_ends_in_the_same_bytes),
      cmocka_unit_test(run_in_many_short_parts_ends_in_the_same_bytes),
      cmocka_unit_test(parts_may_use_other_numbers_of_threads),
      cmocka_unit_test(what_was_spooled_after_the_restart_file_is_cut_off),
      cmocka_unit_test(run_killed_before_its_first_restart_file_begins_anew),
      cmocka_unit_test(restart_files_are_written_on_demand_and_the_last_two_kept),
      cmocka_unit_test(rests_of_a_killed_run_are_swept_up),
      cmocka_unit_test(output_that_cannot_be_made_costs_no_step),
  };
  return cmocka_run_group_tests(tests, restart_setup, restart_teardown);
}
