/** @file timing.h  Where the time of a run goes: the wall time of each of its processes. */
#ifndef FENHE_TIMING_H
#define FENHE_TIMING_H

#include "fenhe/registry.h"
#include "fenhe/run.h"

/** Seconds by process (fenhe/run.h), of the parts before a restart too. Zero-initialise. */
typedef struct {
  double seconds[FEN_TIMED_COUNT];
  double counted_s; /**< wall clock up to which the total is counted */
} fen_timing;

/** The total is counted from now on. */
void fen_timing_start(fen_timing *timing);
void fen_timing_add(fen_timing *timing, fen_timed process, double seconds);
/** Add what has passed since begun_s; returns the clock, so that the next process begins there. */
double fen_timing_lap(fen_timing *timing, fen_timed process, double begun_s);
/** Count the total up to now, and what of it no process has taken. */
void fen_timing_count(fen_timing *timing);
/** Register the seconds, under a name that begins with "simulation/". */
fen_status fen_timing_register(fen_timing *timing, fen_registry *registry, fen_error *err);

#endif
