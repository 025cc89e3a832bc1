/* Weather prepared and output written by threads of their own: the same bytes, no fault lost, all time and memory accounted for. */
#include <jansson.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "restart_calls.h"
#include "wrf_fixture.h"

static void run_alone_leaves_the_same_bytes(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH];
  restart_result r = restart_succeed(f, "alone", (fen_run_options){.alone = true});
  assert_int_equal(r.report.steps, f->steps);
  restart_path(f, "alone", out);
  restart_assert_same(&f->reference, out, "alone");
}

static void run_may_go_on_without_the_threads_it_began_with(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH];
  bool alone = true;
  restart_result r = restart_succeed(f, "either", (fen_run_options){.most_steps = 13});
  for (; r.report.stopped; alone = !alone)
    r = restart_succeed(f, "either", (fen_run_options){.most_steps = 13, .resume = true, .alone = alone});
  restart_path(f, "either", out);
  restart_assert_same(&f->reference, out, "with and without threads in turn");
}

/* Lines of the log up to the table of times, without those that tell times. */
static void read_told(const restart_fixture *f, const char *name, char told[APPS_TEXT]) {
  char log[APPS_TEXT];
  size_t used = 0;
  apps_read(f->folder, name, log);
  char *end = strstr(log, "where the time went");
  assert_non_null(end);
  *end = '\0';
  for (const char *line = log; *line; line = strchr(line, '\n') + 1) {
    size_t size = (size_t)(strchr(line, '\n') + 1 - line);
    if (strncmp(line, "restart file", strlen("restart file")) == 0)
      continue;
    memcpy(told + used, line, size);
    used += size;
  }
  told[used] = '\0';
}

static void what_another_thread_tells_is_logged_in_its_place(void **state) {
  const restart_fixture *f = *state;
  char apart[APPS_TEXT], alone[APPS_TEXT];
  (void)restart_succeed(f, "told", (fen_run_options){.alone = true});
  read_told(f, "reference/run.log", apart);
  read_told(f, "told/run.log", alone);
  assert_mentions(apart, "flux repair from");
  assert_string_equal(apart, alone);
}

static const char wrf_case[] = "period: {start: \"2020-01-10T00:00Z\", length: 2 h}\n"
                               "meteorology: {kind: wrf, files: weather.nc, repair_limit: 100 m/s}\n"
                               "species: [{name: PM25, kind: particle, initial: 10 ug/m3, boundary: 10 ug/m3}]\n"
                               "output: {folder: out}\n";

/* The second interval cannot be prepared. That is found out while the first is crossed, and told when it is over. */
static void fault_in_weather_to_come_is_told_where_it_comes(void **state) {
  const restart_fixture *f = *state;
  restart_fixture own = {0};
  char path[SUPPORT_PATH], log[APPS_TEXT];
  (void)f;
  apps_folder(own.folder);
  restart_path(&own, "weather.nc", path);
  wrf_write(path,
            &(wrf_fixture){.start_s = fen_time_from_civil(2020, 1, 10, 0, 0, 0), .hours = 3, .poisoned = "T", .poison = 1e36, .simple = 1});
  apps_write(own.folder, "case.yaml", wrf_case);
  restart_result apart = restart_call(&own, "apart", (fen_run_options){0});
  restart_result alone = restart_call(&own, "alone", (fen_run_options){.alone = true});
  assert_int_equal(apart.status, FEN_ERR_VALUE);
  assert_int_equal(alone.status, FEN_ERR_VALUE);
  assert_mentions(apart.error, "weather.nc:T");
  assert_string_equal(apart.error, alone.error);
  apps_read(own.folder, "apart/run.log", log);
  assert_mentions(log, "hour 1 of 2");
  apps_remove(own.folder);
}

typedef struct {
  const restart_fixture *fixture;
  struct rlimit before;
  ptrdiff_t hours;
} tight_disk;

/* After the second hour no file may grow beyond what the spool has. */
static void tighten(void *context, const fen_run_progress *progress) {
  tight_disk *disk = context;
  char path[SUPPORT_PATH];
  struct stat facts;
  (void)progress;
  if (++disk->hours != 2)
    return;
  restart_path(disk->fixture, "tight/restart/spool", path);
  assert_int_equal(stat(path, &facts), 0);
  struct rlimit now = disk->before;
  now.rlim_cur = (rlim_t)facts.st_size;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static void output_that_finds_no_room_ends_the_run_and_loses_no_hour(void **state) {
  const restart_fixture *f = *state;
  tight_disk disk = {.fixture = f};
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &disk.before), 0);
  assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  restart_result r = restart_call(f, "tight", (fen_run_options){.progress = tighten, .progress_context = &disk});
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &disk.before), 0);
  assert_int_equal(r.status, FEN_ERR_WRITE);
  assert_mentions(r.error, "spool");
  restart_finish(f, "tight", "once there is room");
}

static void processes_add_up_to_the_total(void **state) {
  const restart_fixture *f = *state;
  restart_result r = restart_succeed(f, "timed", (fen_run_options){0});
  const double *seconds = r.report.seconds;
  double sum = 0.0;
  for (int process = 0; process < FEN_TIMED_TOTAL; process++) {
    assert_true(isfinite(seconds[process]));
    if (!fen_timed_is_apart((fen_timed)process))
      sum += seconds[process];
  }
  assert_near(sum, seconds[FEN_TIMED_TOTAL], 1e-9 * (1.0 + sum));
  assert_true(seconds[FEN_TIMED_SWEEP_X] > 0.0 && seconds[FEN_TIMED_SWEEP_Y] > 0.0 && seconds[FEN_TIMED_COLUMNS] > 0.0);
  assert_true(seconds[FEN_TIMED_WEATHER_APART] > 0.0 && seconds[FEN_TIMED_OUTPUT_APART] > 0.0);
  r = restart_succeed(f, "timed-alone", (fen_run_options){.alone = true});
  assert_true(r.report.seconds[FEN_TIMED_WEATHER_APART] == 0.0 && r.report.seconds[FEN_TIMED_OUTPUT_APART] == 0.0);
  assert_true(r.report.seconds[FEN_TIMED_WEATHER] > 0.0);
}

static void summary_tells_times_and_memory(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  restart_path(f, "reference/summary.json", path);
  json_t *root = json_load_file(path, 0, NULL);
  const json_t *times = json_object_get(root, "wall_time_s");
  const json_t *memory = json_object_get(root, "memory_bytes");
  for (int process = 0; process < FEN_TIMED_COUNT; process++)
    assert_true(json_is_real(json_object_get(times, fen_timed_name((fen_timed)process))));
  double expected = json_real_value(json_object_get(memory, "expected"));
  double peak = json_real_value(json_object_get(memory, "peak"));
  static const char *const parts[] = {"weather", "transport", "means", "output", "rest"};
  double sum = 0.0;
  for (size_t n = 0; n < sizeof parts / sizeof *parts; n++)
    sum += json_real_value(json_object_get(memory, parts[n]));
  assert_true(peak > 0.0 && expected > 0.0);
  assert_near(sum, expected, 1.0);
  json_decref(root);
}

static void names_of_processes_are_told_apart(void **state) {
  (void)state;
  for (int a = 0; a < FEN_TIMED_COUNT; a++)
    for (int b = 0; b < a; b++)
      assert_string_not_equal(fen_timed_name((fen_timed)a), fen_timed_name((fen_timed)b));
  assert_string_equal(fen_timed_text(FEN_TIMED_COUNT), "unknown");
  assert_false(fen_timed_is_apart(FEN_TIMED_COUNT));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(run_alone_leaves_the_same_bytes),
      cmocka_unit_test(run_may_go_on_without_the_threads_it_began_with),
      cmocka_unit_test(what_another_thread_tells_is_logged_in_its_place),
      cmocka_unit_test(fault_in_weather_to_come_is_told_where_it_comes),
      cmocka_unit_test(output_that_finds_no_room_ends_the_run_and_loses_no_hour),
      cmocka_unit_test(processes_add_up_to_the_total),
      cmocka_unit_test(summary_tells_times_and_memory),
      cmocka_unit_test(names_of_processes_are_told_apart),
  };
  return cmocka_run_group_tests(tests, restart_setup, restart_teardown);
}
