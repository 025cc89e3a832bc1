/** @file bench_yardstick.h  A plain transport step to measure against: limited PPM, scalar, single precision, air carried along. */
#ifndef FENHE_APPS_BENCH_YARDSTICK_H
#define FENHE_APPS_BENCH_YARDSTICK_H

#include "bench_flow.h"

typedef struct fen_bench_yardstick fen_bench_yardstick;

/** The flow's tracers and fluxes, with steps short enough for Courant numbers below 1. The flow is borrowed during the call only. */
fen_status fen_bench_yardstick_create(fen_bench_flow *flow, int species, int threads, fen_bench_yardstick **out, fen_error *err);
void fen_bench_yardstick_destroy(fen_bench_yardstick **yardstick);
/** One sweep along x, y and z. */
void fen_bench_yardstick_step(fen_bench_yardstick *yardstick);
/** A cell's air and a species' mixing ratio, shape [nz][ny][nx] each. */
const float *fen_bench_yardstick_air(const fen_bench_yardstick *yardstick);
const float *fen_bench_yardstick_tracer(const fen_bench_yardstick *yardstick, int species);

#endif
