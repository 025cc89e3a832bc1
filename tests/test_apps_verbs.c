/* The verbs of the command line: help, usage, all faults at once, signals, doctor. */
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "apps_support.h"

typedef struct {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
} answer;

static void ask(answer *a, const char *arguments, int exit_status) {
  apps_folder(a->folder);
  apps_write_all(a->folder);
  int got = apps_run(a->folder, arguments, a->out, a->err);
  apps_remove(a->folder);
  if (got != exit_status)
    fail_msg("'fenhe %s' exits %d, not %d:\n%s", arguments, got, exit_status, a->err);
}

static void help_is_given_by_every_verb(void **state) {
  static const char *const verbs[] = {"run", "check", "demo", "doctor", "bench", "verify"};
  answer a;
  char arguments[32];
  (void)state;
  ask(&a, "--help", 0);
  for (size_t n = 0; n < sizeof verbs / sizeof *verbs; n++) {
    assert_non_null(strstr(a.out, verbs[n]));
    answer own;
    (void)snprintf(arguments, sizeof arguments, "%s --help", verbs[n]);
    ask(&own, arguments, 0);
    assert_non_null(strstr(own.out, "usage: fenhe"));
  }
}

static void report_that_cannot_be_written_is_a_fault(void **state) {
  (void)state;
  const char *program = getenv("FENHE_PROGRAM");
  char command[SUPPORT_PATH + 64];
  (void)snprintf(command, sizeof command, "'%s' verify --list > /dev/full 2> /dev/null", program ? program : "fenhe");
  int status = system(command);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 6);
}

static void version_is_told(void **state) {
  answer a;
  (void)state;
  ask(&a, "--version", 0);
  assert_true(strncmp(a.out, "fenhe 0.", 8) == 0);
}

static void unknown_verb_and_option_are_wrong_usage(void **state) {
  answer a;
  (void)state;
  ask(&a, "rum case.yaml", 2);
  assert_non_null(strstr(a.err, "did you mean 'run'?"));
  assert_non_null(strstr(a.err, "[E0102]\n"));
  ask(&a, "run --fast case.yaml", 2);
  assert_non_null(strstr(a.err, "--fast"));
  assert_non_null(strstr(a.err, "unknown option '--fast'"));
  ask(&a, "run case.yaml --output", 2);
  assert_non_null(strstr(a.err, "--output has no folder"));
  ask(&a, "run", 2);
  ask(&a, "", 2);
}

static void check_finds_nothing_wrong_with_a_good_case(void **state) {
  answer a;
  (void)state;
  ask(&a, "check case.yaml", 0);
  assert_non_null(strstr(a.out, "no faults"));
}

static int count_of(const char *text, const char *word) {
  int count = 0;
  for (const char *at = text; (at = strstr(at, word)); at++)
    count++;
  return count;
}

static void check_reports_all_faults_in_one_pass(void **state) {
  answer a;
  char text[APPS_TEXT], more[APPS_TEXT];
  (void)state;
  apps_folder(a.folder);
  apps_write_all(a.folder);
  apps_replace(apps_case, "spacing: 3 km", "spacing: 3 kg", text);
  apps_replace(text, "kind: particle", "kind: partcle", more);
  apps_replace(more, "length: 2 h", "length: 2 h, lenght: 3 h", text);
  apps_replace(text, "folder: out", "folder: out\n  surfce: [hourly]", more);
  apps_write(a.folder, "case.yaml", more);
  int got = apps_run(a.folder, "check case.yaml", a.out, a.err);
  assert_int_equal(got, 3);
  assert_int_equal(count_of(a.err, "[E0"), 4);
  assert_non_null(strstr(a.err, "4 faults in case.yaml"));
  got = apps_run(a.folder, "run case.yaml", a.out, a.err);
  apps_remove(a.folder);
  assert_int_equal(got, 3);
  assert_int_equal(count_of(a.err, "[E0"), 4);
  assert_non_null(strstr(a.err, "4 faults in case.yaml"));
}

static void check_goes_on_to_inventory_and_receptors(void **state) {
  answer a;
  char text[APPS_TEXT];
  (void)state;
  apps_folder(a.folder);
  apps_write_all(a.folder);
  apps_replace(apps_case, "lon: 112.3, lat: 37.6}]", "lon: 120, lat: 37.6}]", text);
  apps_write(a.folder, "case.yaml", text);
  apps_write(a.folder, "points.csv",
             "name,lon,lat,sector,PM25 [t/yr]\na,112.31,37.61,pover,1\nb,118.3,37.6,power,1\nc,112.3,37.6,power,-1\n");
  int got = apps_run(a.folder, "check case.yaml", a.out, a.err);
  apps_remove(a.folder);
  assert_int_equal(got, 3);
  assert_non_null(strstr(a.err, "pover"));
  assert_non_null(strstr(a.err, "[E0213]"));
  assert_non_null(strstr(a.err, "[E0307]"));
  assert_int_equal(count_of(a.err, "[E0216]"), 2);
}

/* Start a run that takes long enough to be stopped: many hours of the small case, restart files on demand alone. */
static pid_t start_long_run(answer *a) {
  char text[APPS_TEXT], more[APPS_TEXT];
  const char *program = getenv("FENHE_PROGRAM");
  assert_non_null(program);
  apps_folder(a->folder);
  apps_write_all(a->folder);
  apps_replace(apps_case, "length: 2 h", "length: 20000 h", text);
  apps_replace(text, "folder: out\n", "folder: out\n  restart: {every: never}\n", more);
  apps_write(a->folder, "case.yaml", more);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (program && chdir(a->folder) == 0 && freopen("stderr.txt", "w", stderr) && freopen("stdout.txt", "w", stdout))
      (void)execl(program, "fenhe", "run", "case.yaml", (char *)NULL);
    _exit(99);
  }
  return child;
}

/* Whether a line of the run's log, which grows fast, has these words. */
static bool log_has(const answer *a, const char *words) {
  char path[sizeof a->folder + 16], line[4096];
  bool found = false;
  (void)snprintf(path, sizeof path, "%s/out/run.log", a->folder);
  FILE *file = fopen(path, "r");
  while (file && !found && fgets(line, sizeof line, file))
    found = strstr(line, words) != NULL;
  if (file)
    (void)fclose(file);
  return found;
}

static void wait_for_log(const answer *a, const char *words) {
  for (int n = 0; n < 600; n++) {
    const struct timespec moment = {0, 50000000};
    if (log_has(a, words))
      return;
    (void)nanosleep(&moment, NULL);
  }
  fail_msg("'%s' does not appear in the log", words);
}

/* Exit status of a run that is sent a signal. */
static int end_by(int number, pid_t child, answer *a) {
  int status;
  assert_int_equal(kill(child, number), 0);
  assert_true(waitpid(child, &status, 0) == child);
  apps_read(a->folder, "stderr.txt", a->err);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int stop_by(int number, answer *a) {
  pid_t child = start_long_run(a);
  wait_for_log(a, "hour 2 of");
  return end_by(number, child, a);
}

/* As timeout(1) and batch systems do, which signal the program and then its group. */
static void signal_sent_twice_is_one_request(void **state) {
  answer a;
  (void)state;
  pid_t child = start_long_run(&a);
  wait_for_log(&a, "hour 2 of");
  assert_int_equal(kill(child, SIGTERM), 0);
  assert_int_equal(end_by(SIGTERM, child, &a), 128 + SIGTERM);
  assert_non_null(strstr(a.err, "restart file out/restart/hour-"));
  apps_remove(a.folder);
}

static void sigusr1_writes_a_restart_file_and_the_run_goes_on(void **state) {
  answer a;
  (void)state;
  pid_t child = start_long_run(&a);
  wait_for_log(&a, "hour 2 of");
  assert_false(log_has(&a, "restart file"));
  assert_int_equal(kill(child, SIGUSR1), 0);
  wait_for_log(&a, "restart file restart/hour-");
  assert_int_equal(end_by(SIGTERM, child, &a), 128 + SIGTERM);
  apps_remove(a.folder);
}

static void unfinished_run_is_refused_dropped_or_told_to_be_complete(void **state) {
  answer a;
  char text[APPS_TEXT];
  (void)state;
  assert_int_equal(stop_by(SIGTERM, &a), 128 + SIGTERM);
  assert_int_equal(apps_run(a.folder, "run case.yaml", a.out, a.err), 2);
  assert_non_null(strstr(a.err, "[E0104]"));
  apps_write(a.folder, "case.yaml", apps_case);
  assert_int_equal(apps_run(a.folder, "run case.yaml --resume", a.out, a.err), 4);
  assert_non_null(strstr(a.err, "[E0310]"));
  assert_int_equal(apps_run(a.folder, "run case.yaml --fresh", a.out, a.err), 0);
  assert_int_equal(apps_run(a.folder, "run case.yaml --resume", a.out, a.err), 0);
  assert_non_null(strstr(a.out, "the run is complete"));
  assert_int_equal(apps_run(a.folder, "run case.yaml --output elsewhere --resume", a.out, a.err), 2);
  assert_non_null(strstr(a.err, "[E0103]"));
  assert_int_equal(apps_run(a.folder, "run case.yaml --fresh --resume", a.out, a.err), 2);
  apps_read(a.folder, "out/summary.json", text);
  assert_non_null(strstr(text, "\"resumed\": []"));
  apps_remove(a.folder);
}

static void signals_stop_a_run_cleanly_with_a_restart_file(void **state) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};
  (void)state;
  for (int n = 0; n < 4; n++) {
    answer a;
    char command[2 * SUPPORT_PATH + 128];
    assert_int_equal(stop_by(numbers[n], &a), 128 + numbers[n]);
    (void)snprintf(command, sizeof command,
                   "test \"$(ls -A '%s/out' | tr '\\n' ' ')\" = 'restart run.log ' && ls '%s'/out/restart/hour-*.h5", a.folder, a.folder);
    int as_promised = system(command);
    apps_remove(a.folder);
    assert_int_equal(as_promised, 0);
    assert_non_null(strstr(a.err, "stopped by signal"));
    assert_non_null(strstr(a.err, "restart file out/restart/hour-"));
    assert_non_null(strstr(a.err, "continue with: fenhe run 'case.yaml' --resume"));
  }
}

static void failed_run_leaves_only_its_log(void **state) {
  answer a;
  char text[APPS_TEXT], command[SUPPORT_PATH + 128];
  (void)state;
  apps_folder(a.folder);
  apps_write_all(a.folder);
  apps_write(a.folder, "points.csv", "name,lon,lat,sector,PM25 [t/yr]\na,112.31,37.61,power,-1\n");
  assert_int_equal(apps_run(a.folder, "run case.yaml", a.out, a.err), 4);
  apps_read(a.folder, "out/run.log", text);
  assert_non_null(strstr(text, "E0307"));
  (void)snprintf(command, sizeof command, "test \"$(ls -A '%s/out')\" = run.log", a.folder);
  int only_the_log = system(command);
  apps_remove(a.folder);
  assert_int_equal(only_the_log, 0);
}

static void doctor_reports_for_people_and_programs(void **state) {
  answer a;
  (void)state;
  ask(&a, "doctor", 0);
  assert_non_null(strstr(a.out, "netcdf-c"));
  assert_non_null(strstr(a.out, "threads"));
  ask(&a, "doctor --json", 0);
  assert_true(a.out[0] == '{' && strstr(a.out, "\"in_order\""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(help_is_given_by_every_verb),
      cmocka_unit_test(version_is_told),
      cmocka_unit_test(report_that_cannot_be_written_is_a_fault),
      cmocka_unit_test(unknown_verb_and_option_are_wrong_usage),
      cmocka_unit_test(check_finds_nothing_wrong_with_a_good_case),
      cmocka_unit_test(check_reports_all_faults_in_one_pass),
      cmocka_unit_test(check_goes_on_to_inventory_and_receptors),
      cmocka_unit_test(signals_stop_a_run_cleanly_with_a_restart_file),
      cmocka_unit_test(signal_sent_twice_is_one_request),
      cmocka_unit_test(sigusr1_writes_a_restart_file_and_the_run_goes_on),
      cmocka_unit_test(unfinished_run_is_refused_dropped_or_told_to_be_complete),
      cmocka_unit_test(failed_run_leaves_only_its_log),
      cmocka_unit_test(doctor_reports_for_people_and_programs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
