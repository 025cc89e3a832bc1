/** @file bench_flow.h  The flow on which the transport's speed is measured, and the memory's copy bandwidth. */
#ifndef FENHE_APPS_BENCH_FLOW_H
#define FENHE_APPS_BENCH_FLOW_H

#include "fenhe/transport.h"

typedef struct {
  ptrdiff_t nx, ny, nz;
  fen_grid *grid;
  double *air_kg, *flux_x_kgps, *flux_y_kgps, *thickness_m, *kz_m2ps, *q;
  fen_forcing forcing;
  double dt_s; /**< step of a Courant number of about 2 */
} fen_bench_flow;

/** A box, periodic in x and y: wind along x sheared with height, a gyre in each layer, overturning in x and height. */
fen_status fen_bench_flow_create(const ptrdiff_t cells[3], fen_bench_flow **out, fen_error *err);
void fen_bench_flow_destroy(fen_bench_flow **flow);
/** A transport of one lead and tracers - 1 tags, ready to step. */
fen_status fen_bench_flow_transport(const fen_bench_flow *flow, int tracers, fen_precision precision, fen_instructions instructions,
                                    fen_transport **out, fen_error *err);

/** Best of the repeats of a threaded copy of 128 MB, bytes read and written counted [GB/s]. */
fen_status fen_bench_copy(int repeats, double *gbps, fen_error *err);

#endif
