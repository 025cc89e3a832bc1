/**
 * @file ahead.h  The weather of a run, interval by interval: while one is crossed, the next is read, repaired and made ready by a thread
 * of its own. What comes out does not depend on which thread did it, or when.
 */
#ifndef FENHE_AHEAD_H
#define FENHE_AHEAD_H

#include <pthread.h>

#include "fenhe/interval.h"
#include "fenhe/removal.h"
#include "fenhe/worker.h"
#include "held_log.h"

/** The interval in front, the one that is being crossed, and the instant that both share. */
enum { FEN_AHEAD_INSTANTS = 3 };

/** One interval, ready. Arrays are the owner's and hold until the second call of fen_ahead_take from here. */
typedef struct {
  const fen_weather *before; /**< weather at its start */
  fen_forcing forcing;
  fen_repair_report repair;
  fen_removal_rates removal; /**< nothing in it where no species asks for any */
} fen_ready_interval;

/** What else is made ready by the thread that works ahead, once an interval is. */
typedef fen_status (*fen_ahead_more)(void *context, const fen_ready_interval *ready, fen_error *err);

/** Zero-initialise; must stay where it is. */
typedef struct {
  fen_weather_source *source; /**< borrowed */
  fen_interval *interval;
  fen_removal *removal;                    /**< NULL: no species asks for any */
  fen_weather weather[FEN_AHEAD_INSTANTS]; /**< the n-th instant of the source is at n modulo their number */
  ptrdiff_t held[FEN_AHEAD_INSTANTS];      /**< which instant each holds, -1: none */
  ptrdiff_t built;                         /**< instant at the end of the interval last built, -1: none */
  ptrdiff_t under_way;                     /**< instant at the end of the one that the worker was given, -1: none */
  fen_ready_interval ready;                /**< the worker's while it is under way */
  fen_worker *worker;
  fen_ahead_more more;     /**< NULL: nothing */
  void *context;           /**< of it */
  double told_s;           /**< of the worker's time, what fen_ahead_take has told */
  fen_held_log log;        /**< for source and interval */
  pthread_mutex_t library; /**< held where netcdf-c or HDF5 is used, or the inventory: they bear one thread at a time */
  bool opened;
} fen_ahead;

/** Set up the lock and the log, which the source is then opened with; fen_ahead_close must follow in any case. */
void fen_ahead_begin(fen_ahead *ahead, const fen_log *log);
/** @param[in] apart whether a thread of its own works ahead */
fen_status fen_ahead_open(fen_ahead *ahead, fen_weather_source *source, const fen_interval_options *options, bool apart, fen_error *err);
/**
 * Have the rates at which species leave the air made ready with every interval.
 * @param[in] species shape [count]
 */
fen_status fen_ahead_remove(fen_ahead *ahead, const fen_removed_species *species, ptrdiff_t count, fen_error *err);
/** Have more done by that thread. */
void fen_ahead_add(fen_ahead *ahead, fen_ahead_more more, void *context);
/** Waits for what is under way; to be called before the source is destroyed. */
void fen_ahead_close(fen_ahead *ahead);
/**
 * The interval that ends at an instant of the source, >= 1. What was not begun ahead is done now.
 * @param[out] apart_s time that the worker has taken for it [s]
 * @param[out] begun   whether it was begun ahead, and what else belongs to it is ready too
 * @return as the source's read and fen_interval_build
 */
fen_status fen_ahead_take(fen_ahead *ahead, ptrdiff_t instant, fen_ready_interval *out, double *apart_s, bool *begun, fen_error *err);
/** Begin to make the interval ready that ends at an instant, if there is a thread for it; its faults come out of fen_ahead_take. */
fen_status fen_ahead_start(fen_ahead *ahead, ptrdiff_t instant, fen_error *err);
/** Bytes of the weather and of the intervals made of it; to_come: of what is touched only when it is first worked ahead. */
size_t fen_ahead_bytes(const fen_ahead *ahead, size_t *to_come);

#endif
