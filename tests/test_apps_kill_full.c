/*
 * Three hundred runs of the program, each killed up to three times, at random moments and at those that are aimed at: the writing of a
 * restart file, its rotation, the making of the output, the cleaning up. Resumed until they end, all leave the same bytes.
 */
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "restart_support.h"

enum { RUNS = 300, MOST_KILLS = 3, SEED = 20200110 };

typedef enum { AIM_RANDOM, AIM_START, AIM_WRITING, AIM_ROTATION, AIM_FILES, AIM_END, AIM_TERM, AIM_TERM_KILL, AIMS } aim;

/* Where a run was, as its folder shows once it is dead. */
typedef enum {
  PHASE_SETUP,
  PHASE_FIRST,
  PHASE_BETWEEN,
  PHASE_WRITING,
  PHASE_ROTATION,
  PHASE_LAYOUT,
  PHASE_FILES,
  PHASE_CLEANING,
  PHASE_OVER,
  PHASES
} phase;
static const char *const phase_names[PHASES] = {"before the spool was there",
                                                "before the first restart file",
                                                "between restart files",
                                                "writing a restart file",
                                                "rotating restart files",
                                                "laying out or making the files",
                                                "some files in place",
                                                "cleaning up",
                                                "all over"};

typedef struct {
  char folder[SUPPORT_PATH], out[SUPPORT_PATH], restart[SUPPORT_PATH];
  restart_output reference;
  double span_s; /* that an uninterrupted run takes */
  unsigned long seed;
  int kills, found[PHASES];
} bench;

static double draw(bench *b) {
  b->seed = b->seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(b->seed >> 40) / 16777216.0;
}

static double now_s(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pause_s(double seconds) {
  const struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  (void)nanosleep(&t, NULL);
}

static pid_t start(const bench *b, bool resume) {
  const char *program = getenv("FENHE_PROGRAM");
  assert_non_null(program);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child > 0)
    return child;
  if (chdir(b->folder) == 0 && freopen("stderr.txt", "w", stderr) && freopen("stdout.txt", "w", stdout))
    (void)execl(program, "fenhe", "run", "case.yaml", resume ? "--resume" : (char *)NULL, (char *)NULL);
  _exit(99);
}

static bool ended(pid_t child, int *status) {
  pid_t got = waitpid(child, status, WNOHANG);
  return got == child;
}

static bool in_sight(const bench *b, aim a) {
  switch (a) {
  case AIM_WRITING:
    return restart_count(b->restart, ".hour-") > 0;
  case AIM_ROTATION:
    return restart_count(b->restart, "hour-") > 2;
  case AIM_FILES:
    return restart_count(b->restart, "hour-000003") > 0 && restart_count(b->out, ".surface.nc") > 0;
  case AIM_END:
    return restart_count(b->out, ".restart.gone") > 0 || restart_count(b->out, "summary.json") > 0;
  default:
    return true;
  }
}

/* Wait for the aim, or for the run's end. A moment within what is aimed at is random too. Returns whether the run has ended by itself. */
static bool wait_for(bench *b, pid_t child, aim a, int *status) {
  double begun_s = now_s();
  double delay_s = draw(b) * (a == AIM_START ? 0.1 : 1.0) * b->span_s;
  if (a == AIM_WRITING || a == AIM_ROTATION || a == AIM_FILES || a == AIM_END) {
    bool aimless = draw(b) < 0.5; /* else not the first such moment */
    while (!ended(child, status)) {
      if ((aimless || now_s() - begun_s > 0.7 * delay_s) && in_sight(b, a)) {
        pause_s(draw(b) * (a == AIM_FILES ? 0.2 * b->span_s : 0.001));
        return ended(child, status);
      }
      pause_s(0.0001);
    }
    return true;
  }
  while (now_s() - begun_s < delay_s) {
    if (ended(child, status))
      return true;
    pause_s(0.0005);
  }
  return ended(child, status);
}

static phase look(const bench *b) {
  int files = restart_count(b->restart, "hour-");
  bool spool = restart_count(b->restart, "spool") > 0;
  if (restart_count(b->out, ".restart.gone") > 0)
    return PHASE_CLEANING;
  if (!spool)
    return restart_count(b->out, "summary.json") > 0 ? PHASE_OVER : PHASE_SETUP;
  if (restart_count(b->restart, ".hour-") > 0)
    return PHASE_WRITING;
  if (files == 0)
    return PHASE_FIRST;
  if (files > 2)
    return PHASE_ROTATION;
  if (restart_count(b->out, ".") > 2)
    return PHASE_LAYOUT;
  return restart_count(b->out, "") > 4 ? PHASE_FILES : PHASE_BETWEEN;
}

/* Start or resume the run and kill it. Returns the exit status where it ended by itself, -1 where it was killed. */
static int kill_once(bench *b, bool resume) {
  int status = 0;
  aim a = (aim)(draw(b) * AIMS);
  pid_t child = start(b, resume);
  bool over = wait_for(b, child, a, &status);
  if (!over) {
    (void)kill(child, a == AIM_TERM || a == AIM_TERM_KILL ? SIGTERM : SIGKILL);
    if (a == AIM_TERM_KILL) {
      pause_s(draw(b) * 0.02);
      (void)kill(child, SIGKILL);
    }
    while (waitpid(child, &status, 0) < 0)
      assert_int_equal(errno, EINTR);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) != 143)
    return WEXITSTATUS(status);
  b->kills++;
  b->found[look(b)]++;
  return -1;
}

static int run_to_end(bench *b, bool resume) {
  int status = 0;
  pid_t child = start(b, resume);
  while (waitpid(child, &status, 0) < 0)
    assert_int_equal(errno, EINTR);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A run that was killed before it had begun has nothing to resume: that is said, and it is started. */
static bool nothing_to_resume(const bench *b, int code) {
  char err[APPS_TEXT];
  apps_read(b->folder, "stderr.txt", err);
  return code == 2 && strstr(err, "[E0103]");
}

/* One run from its start to its end; whether it was killed on the way, which it may escape. */
static bool one_run(bench *b, int number) {
  int before = b->kills;
  char what[64], err[APPS_TEXT];
  int kills = 1 + (int)(draw(b) * MOST_KILLS);
  int code = -1;
  bool resume = false;
  for (int k = 0; k < kills && code != 0; k++) {
    code = kill_once(b, resume);
    resume = true;
    if (code > 0 && nothing_to_resume(b, code))
      resume = false;
    else if (code > 0)
      break;
  }
  if (code < 0)
    code = run_to_end(b, true);
  if (nothing_to_resume(b, code))
    code = run_to_end(b, false);
  apps_read(b->folder, "stderr.txt", err);
  (void)snprintf(what, sizeof what, "run %d (seed %d)", number, SEED);
  if (code != 0)
    fail_msg("%s ends with %d:\n%s", what, code, err);
  restart_assert_same(&b->reference, b->out, what);
  /* Beside them ".", "..", summary.json, run.log and emission_totals.csv. */
  if (restart_count(b->out, "") != RESTART_FILES + 5)
    fail_msg("%s leaves other files than the output", what);
  support_folder_remove(b->out);
  return b->kills > before;
}

static void three_hundred_killed_runs_end_in_the_same_bytes(void **state) {
  bench b = {.seed = SEED};
  (void)state;
  char text[APPS_TEXT], quick[APPS_TEXT];
  apps_replace(restart_case, "every: 40 min", "every: 10 min", text);
  apps_replace(text, "length: 5 h", "length: 3 h", quick);
  apps_folder(b.folder);
  restart_write_all(b.folder, quick);
  support_join(b.folder, "out", b.out);
  support_join(b.out, "restart", b.restart);
  double begun_s = now_s();
  for (int n = 0; n < 3; n++)
    assert_int_equal(run_to_end(&b, false), 0);
  b.span_s = (now_s() - begun_s) / 3.0;
  b.reference = restart_read(b.out);
  support_folder_remove(b.out);
  for (int n = 0; n < RUNS;)
    n += one_run(&b, n);
  print_message("%d runs, seed %d, killed %d times; a whole run takes %.2f s, all took %.0f s\n", RUNS, SEED, b.kills, b.span_s,
                now_s() - begun_s);
  for (int p = 0; p < PHASES; p++)
    print_message("%5d  %s\n", b.found[p], phase_names[p]);
  assert_true(b.kills >= RUNS);
  assert_true(b.found[PHASE_WRITING] > 0 && b.found[PHASE_ROTATION] > 0 && b.found[PHASE_BETWEEN] > 0);
  restart_forget(&b.reference);
  apps_remove(b.folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(three_hundred_killed_runs_end_in_the_same_bytes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
