#include "fenhe/worker.h"

#include <pthread.h>
#include <signal.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"

struct fen_worker {
  bool apart;
  double waited_s;
  pthread_t thread;
  pthread_mutex_t turn; /* held to look at what follows */
  pthread_cond_t change;
  bool ending;
  fen_job job; /* NULL: none is under way */
  void *context;
  double busy_s;
  fen_status status;
  fen_error fault;
};

/* Without the lock: only the caller's thread or, while a job is under way, the worker's touches these. */
static void do_job(fen_worker *worker) {
  double begun_s = fen_wall_clock_s();
  fen_error fault;
  fen_status status = worker->job(worker->context, &fault);
  double spent_s = fen_wall_clock_s() - begun_s;
  (void)pthread_mutex_lock(&worker->turn);
  worker->busy_s += spent_s;
  worker->status = status;
  if (status)
    worker->fault = fault;
  worker->job = NULL;
  (void)pthread_cond_broadcast(&worker->change);
  (void)pthread_mutex_unlock(&worker->turn);
}

static void *work(void *argument) {
  fen_worker *worker = argument;
  for (;;) {
    (void)pthread_mutex_lock(&worker->turn);
    while (!worker->job && !worker->ending)
      (void)pthread_cond_wait(&worker->change, &worker->turn);
    bool over = !worker->job;
    (void)pthread_mutex_unlock(&worker->turn);
    if (over)
      return NULL;
    do_job(worker);
  }
}

/* Signals are for the program's own threads: here they would interrupt writing. */
static bool start_thread(fen_worker *worker) {
  sigset_t all, before;
  (void)sigfillset(&all);
  bool masked = pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
  bool started = pthread_create(&worker->thread, NULL, work, worker) == 0;
  if (masked)
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

fen_status fen_worker_create(bool apart, fen_worker **out, fen_error *err) {
  fen_worker *worker = NULL;
  fen_status status = FEN_NEW(&worker, 1, err);
  if (status)
    return status;
  (void)pthread_mutex_init(&worker->turn, NULL); /* neither fails on Linux, where both only set fields */
  (void)pthread_cond_init(&worker->change, NULL);
  worker->apart = apart && start_thread(worker);
  *out = worker;
  return FEN_OK;
}

void fen_worker_destroy(fen_worker **item) {
  if (!item || !*item)
    return;
  fen_worker *worker = *item;
  if (worker->apart) {
    (void)pthread_mutex_lock(&worker->turn);
    worker->ending = true;
    (void)pthread_cond_broadcast(&worker->change);
    (void)pthread_mutex_unlock(&worker->turn);
    (void)pthread_join(worker->thread, NULL);
  }
  (void)pthread_cond_destroy(&worker->change);
  (void)pthread_mutex_destroy(&worker->turn);
  fen_free(worker);
  *item = NULL;
}

bool fen_worker_is_apart(const fen_worker *worker) {
  return worker->apart;
}

/* With the lock held. */
static fen_status tell(const fen_worker *worker, fen_error *err) {
  if (worker->job || !worker->status)
    return FEN_OK;
  if (err)
    *err = worker->fault;
  return worker->status;
}

fen_status fen_worker_check(fen_worker *worker, fen_error *err) {
  (void)pthread_mutex_lock(&worker->turn);
  fen_status status = tell(worker, err);
  (void)pthread_mutex_unlock(&worker->turn);
  return status;
}

fen_status fen_worker_wait(fen_worker *worker, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  (void)pthread_mutex_lock(&worker->turn);
  while (worker->job)
    (void)pthread_cond_wait(&worker->change, &worker->turn);
  fen_status status = tell(worker, err);
  (void)pthread_mutex_unlock(&worker->turn);
  worker->waited_s += fen_wall_clock_s() - begun_s;
  return status;
}

fen_status fen_worker_begin(fen_worker *worker, fen_job job, void *context, fen_error *err) {
  fen_status status = fen_worker_wait(worker, err);
  if (status)
    return status;
  (void)pthread_mutex_lock(&worker->turn);
  worker->job = job;
  worker->context = context;
  (void)pthread_cond_broadcast(&worker->change);
  (void)pthread_mutex_unlock(&worker->turn);
  if (worker->apart)
    return FEN_OK;
  double begun_s = fen_wall_clock_s();
  do_job(worker);
  worker->waited_s += fen_wall_clock_s() - begun_s;
  return fen_worker_check(worker, err);
}

double fen_worker_busy_s(fen_worker *worker) {
  (void)pthread_mutex_lock(&worker->turn);
  double busy_s = worker->busy_s;
  (void)pthread_mutex_unlock(&worker->turn);
  return busy_s;
}

double fen_worker_waited_s(const fen_worker *worker) {
  return worker->waited_s;
}
