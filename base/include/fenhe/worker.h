/**
 * @file worker.h  A thread in the background that does one job at a time: reading what is needed next, writing what is done.
 *
 * A worker belongs to the thread that made it; only that thread may call these functions. Between fen_worker_begin and the end of the
 * job, as the next call to begin or wait tells it, the job owns what its context points to. A job that fails is the last one: its fault
 * comes out of the next call and of every later one, so that it cannot get lost.
 */
#ifndef FENHE_WORKER_H
#define FENHE_WORKER_H

#include <stdbool.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_worker fen_worker;

/** What is to be done; err is never NULL. */
typedef fen_status (*fen_job)(void *context, fen_error *err);

/**
 * @param[in]  apart false: without a thread, fen_worker_begin does the job itself. So it is also where the system refuses a thread.
 * @param[out] out   owned by the caller, see fen_worker_destroy; untouched on failure
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_worker_create(bool apart, fen_worker **out, fen_error *err);
/** Wait for the job under way, then end. A fault that nobody has asked for is dropped. Accepts NULL and sets NULL. */
void fen_worker_destroy(fen_worker **worker);
/** Whether jobs are done by a thread of their own. */
bool fen_worker_is_apart(const fen_worker *worker);
/** Wait for the job before, then begin this one. @return FEN_OK; the fault of the job before, and this one is not begun */
fen_status fen_worker_begin(fen_worker *worker, fen_job job, void *context, fen_error *err);
/** Wait for the job under way, if any. @return FEN_OK; its fault */
fen_status fen_worker_wait(fen_worker *worker, fen_error *err);
/** Do not wait. @return FEN_OK (also while a job is under way); the fault of a job that is over */
fen_status fen_worker_check(fen_worker *worker, fen_error *err);
/** Wall time that the jobs that are over have taken, and that was waited for them, since the worker was made [s]. */
double fen_worker_busy_s(fen_worker *worker);
double fen_worker_waited_s(const fen_worker *worker);

#ifdef __cplusplus
}
#endif
#endif
