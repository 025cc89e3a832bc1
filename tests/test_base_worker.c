/* A worker does its jobs in their order beside the caller, and no fault of theirs gets lost. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fenhe/worker.h"
#include "support.h"

/* A gate that a job waits at, so that a test decides when it ends. */
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t change;
  bool open;
  pthread_t thread; /* that did the job */
  int done;
  fen_status status;
} gate;

static gate gate_make(bool open) {
  return (gate){.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER, .open = open};
}

static void gate_open(gate *g) {
  (void)pthread_mutex_lock(&g->lock);
  g->open = true;
  (void)pthread_cond_broadcast(&g->change);
  (void)pthread_mutex_unlock(&g->lock);
}

static fen_status pass(void *context, fen_error *err) {
  gate *g = context;
  (void)pthread_mutex_lock(&g->lock);
  while (!g->open)
    (void)pthread_cond_wait(&g->change, &g->lock);
  g->thread = pthread_self();
  g->done++;
  (void)pthread_mutex_unlock(&g->lock);
  return g->status ? fen_fail(err, g->status, "job %d failed", g->done) : FEN_OK;
}

static fen_worker *make(bool apart) {
  fen_worker *worker = NULL;
  fen_error err;
  assert_int_equal(fen_worker_create(apart, &worker, &err), FEN_OK);
  return worker;
}

static void jobs_are_done_by_another_thread(void **state) {
  fen_worker *worker = make(true);
  gate g = gate_make(false);
  fen_error err;
  (void)state;
  assert_true(fen_worker_is_apart(worker));
  assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_OK);
  assert_int_equal(fen_worker_check(worker, &err), FEN_OK); /* under way: begin has not waited for it */
  gate_open(&g);
  assert_int_equal(fen_worker_wait(worker, &err), FEN_OK);
  assert_int_equal(g.done, 1);
  assert_false(pthread_equal(g.thread, pthread_self()));
  fen_worker_destroy(&worker);
  assert_null(worker);
}

static void jobs_without_a_thread_are_done_at_once(void **state) {
  fen_worker *worker = make(false);
  gate g = gate_make(true);
  fen_error err;
  (void)state;
  assert_false(fen_worker_is_apart(worker));
  assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_OK);
  assert_int_equal(g.done, 1);
  assert_true(pthread_equal(g.thread, pthread_self()));
  g.status = FEN_ERR_WRITE;
  assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_ERR_WRITE);
  assert_string_equal(err.text, "job 2 failed");
  fen_worker_destroy(&worker);
}

typedef struct {
  int count;
  int found[100];
} list;

typedef struct {
  list *to;
  int number;
} entry;

static fen_status append(void *context, fen_error *err) {
  const entry *e = context;
  (void)err;
  e->to->found[e->to->count++] = e->number;
  return FEN_OK;
}

static void jobs_keep_their_order(void **state) {
  list numbers = {0};
  entry entries[100];
  fen_worker *worker = make(true);
  fen_error err;
  (void)state;
  for (int n = 0; n < 100; n++) {
    entries[n] = (entry){&numbers, n};
    assert_int_equal(fen_worker_begin(worker, append, &entries[n], &err), FEN_OK);
  }
  assert_int_equal(fen_worker_wait(worker, &err), FEN_OK);
  assert_int_equal(numbers.count, 100);
  for (int n = 0; n < 100; n++)
    assert_int_equal(numbers.found[n], n);
  fen_worker_destroy(&worker);
}

static void fault_of_a_job_comes_out_of_every_later_call(void **state) {
  fen_worker *worker = make(true);
  gate bad = gate_make(true), later = gate_make(true);
  fen_error err;
  (void)state;
  bad.status = FEN_ERR_REPAIR;
  assert_int_equal(fen_worker_begin(worker, pass, &bad, &err), FEN_OK);
  assert_int_equal(fen_worker_begin(worker, pass, &later, &err), FEN_ERR_REPAIR);
  assert_string_equal(err.text, "job 1 failed");
  assert_int_equal(err.status, FEN_ERR_REPAIR);
  assert_int_equal(later.done, 0);
  err = (fen_error){0};
  assert_int_equal(fen_worker_check(worker, &err), FEN_ERR_REPAIR);
  assert_string_equal(err.text, "job 1 failed");
  assert_int_equal(fen_worker_wait(worker, NULL), FEN_ERR_REPAIR);
  fen_worker_destroy(&worker);
}

static void worker_that_is_destroyed_ends_its_job_first(void **state) {
  fen_worker *worker = make(true);
  gate g = gate_make(true);
  fen_error err;
  (void)state;
  assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_OK);
  fen_worker_destroy(&worker);
  assert_int_equal(g.done, 1);
  fen_worker_destroy(&worker);
  fen_worker_destroy(NULL);
}

static fen_status ask_for_signals(void *context, fen_error *err) {
  sigset_t *blocked = context;
  (void)err;
  (void)pthread_sigmask(SIG_SETMASK, NULL, blocked);
  return FEN_OK;
}

static void signals_are_left_to_other_threads(void **state) {
  sigset_t blocked, own;
  fen_worker *worker = make(true);
  fen_error err;
  (void)state;
  assert_int_equal(fen_worker_begin(worker, ask_for_signals, &blocked, &err), FEN_OK);
  assert_int_equal(fen_worker_wait(worker, &err), FEN_OK);
  assert_true(sigismember(&blocked, SIGTERM) == 1 && sigismember(&blocked, SIGUSR1) == 1);
  (void)pthread_sigmask(SIG_SETMASK, NULL, &own);
  assert_int_equal(sigismember(&own, SIGTERM), 0);
  fen_worker_destroy(&worker);
}

/* A process that may take no more address space gets no stack for a thread. */
static void worker_that_gets_no_thread_does_its_jobs_itself(void **state) {
  struct rlimit before = {0};
  gate g = gate_make(true);
  fen_error err;
  long pages = 0;
  (void)state;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld", &pages) != 1)
    pages = 0;
  if (file)
    (void)fclose(file);
  if (pages == 0 || getrlimit(RLIMIT_AS, &before))
    skip();
  struct rlimit now = before;
  now.rlim_cur = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (1u << 20);
  if (setrlimit(RLIMIT_AS, &now))
    skip();
  fen_worker *worker = make(true);
  (void)setrlimit(RLIMIT_AS, &before);
  if (fen_worker_is_apart(worker)) { /* the stack of a thread that has ended was used again, or a sanitizer lifts the limit */
    fen_worker_destroy(&worker);
    skip();
  }
  assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_OK);
  assert_int_equal(g.done, 1);
  fen_worker_destroy(&worker);
}

static void times_add_up(void **state) {
  fen_worker *worker = make(false);
  gate g = gate_make(true);
  fen_error err;
  (void)state;
  assert_true(fen_worker_busy_s(worker) == 0.0);
  for (int n = 0; n < 3; n++)
    assert_int_equal(fen_worker_begin(worker, pass, &g, &err), FEN_OK);
  /* Without a thread whatever is done is waited for. */
  assert_true(fen_worker_busy_s(worker) >= 0.0 && fen_worker_waited_s(worker) >= fen_worker_busy_s(worker));
  fen_worker_destroy(&worker);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worker_that_gets_no_thread_does_its_jobs_itself), /* first: no stack of an earlier thread is kept yet */
      cmocka_unit_test(jobs_are_done_by_another_thread),
      cmocka_unit_test(jobs_without_a_thread_are_done_at_once),
      cmocka_unit_test(jobs_keep_their_order),
      cmocka_unit_test(fault_of_a_job_comes_out_of_every_later_call),
      cmocka_unit_test(worker_that_is_destroyed_ends_its_job_first),
      cmocka_unit_test(signals_are_left_to_other_threads),
      cmocka_unit_test(times_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
