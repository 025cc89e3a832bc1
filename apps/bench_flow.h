/** @file bench_flow.h  The weather and the tracers on which the transport's speed is measured. */
#ifndef FENHE_APPS_BENCH_FLOW_H
#define FENHE_APPS_BENCH_FLOW_H

#include <stdbool.h>

#include "fenhe/transport.h"

/**
 * A box of cells of 3 km, periodic in x and y, with 30 m thick layers at the ground that grow by 5 %: wind along x from one side below and
 * from the other above, a wind along y that turns with height, a gyre in each layer, and waves in x and height that carry air up and down.
 * Steady, so that air mass and fluxes are the same at both ends of an interval; each end has arrays of its own, as a run's weather has.
 */
typedef struct {
  ptrdiff_t nx, ny, nz;
  fen_grid *grid;
  double *air_kg[2], *flux_x_kgps[2], *flux_y_kgps[2], *thickness_m[2], *kz_m2ps[2];
  double *layer_m;      /**< faces above ground, shape [nz + 1] */
  double *shape;        /**< work of fen_bench_flow_tracer, shape [nx + ny + nz] */
  double *q, *total;    /**< a tracer; sum of a lead's tags; shape [nz][ny][nx] */
  double *velocity_mps; /**< deposition velocity, shape [ny][nx] */
  /** No background: the fringes of plumes then fade into numbers below the smallest normal one, which many processors take slowly. Set it
   * before tracers are made; false at first. */
  bool clean_air;
  fen_forcing forcing;
  double dt_s; /**< step of Courant numbers up to 3 along x, 2 or so in the mean */
} fen_bench_flow;

fen_status fen_bench_flow_create(const ptrdiff_t cells[3], fen_bench_flow **out, fen_error *err);
void fen_bench_flow_destroy(fen_bench_flow **flow);

/** What is carried. */
typedef struct {
  int species, tags; /**< leads, and tags of each */
  fen_precision precision;
  fen_instructions instructions;
  fen_limiter limiter;
  double courant_max;
} fen_bench_tracers;

/** A transport ready to step: fields, deposition velocities and sources set. It borrows the flow. */
fen_status fen_bench_flow_transport(fen_bench_flow *flow, const fen_bench_tracers *tracers, fen_transport **out, fen_error *err);

/**
 * One tracer's mixing ratio into flow->q, another for each number: broad plumes, blocks with sharp edges and columns of a single cell,
 * spread over the domain, on the background or, if so wanted, on clean air.
 */
void fen_bench_flow_tracer(fen_bench_flow *flow, int number);
/** Deposition velocity of a species into flow->velocity_mps, other values for each species and for land and water. */
void fen_bench_flow_deposition(fen_bench_flow *flow, int species);
/** Sources in the places of the tracer's single cells. @param[out] out shape [fen_bench_flow_source_count] */
ptrdiff_t fen_bench_flow_source_count(const fen_bench_flow *flow);
void fen_bench_flow_sources(const fen_bench_flow *flow, int number, int species, int member, fen_source *out);

#endif
