/** @file mountain_flow.h  A plane of x and z with terrain-following layers over wave-shaped mountains, and winds whose answer is known. */
#ifndef FENHE_VERIFICATION_MOUNTAIN_FLOW_H
#define FENHE_VERIFICATION_MOUNTAIN_FLOW_H

#include "fenhe/grid.h"
#include "fenhe/transport.h"

/**
 * LEVEL: calm up to 1 km above the peaks, 10 m/s from 2 km above them on, level everywhere, so that air crosses the layers (Schaer et al.
 * 2002). LAYERS: along the layers (Shaw & Weller 2016). GROUND: along the ground, level from 10 km on, with the tracer on the ground; it
 * crosses the layers between (Shaw, Weller, Methven & Davies 2017).
 */
typedef enum { FEN_MOUNTAIN_LEVEL, FEN_MOUNTAIN_LAYERS, FEN_MOUNTAIN_GROUND } fen_mountain_wind;

typedef struct {
  fen_mountain_wind wind;
  double peak_m;  /**< of the mountains; wind and tracer of LEVEL and LAYERS lie as much above 3 km as the peak does */
  double width_m; /**< of the domain; its height is 25 km */
  int nx, nz;
  int power; /**< of the tracer's cosine: 2 as published, 4 for a smoother one */
} fen_mountain_params;

/** Unit density, so that air [kg] is the area of a cell [m2]. Owned arrays; zero-initialise, release with fen_mountain_clear. */
typedef struct {
  fen_mountain_params params;
  fen_grid *grid; /**< nx x 1 cells, open along x */
  ptrdiff_t cells;
  double *air_kg;      /**< shape [nz][nx] */
  double *flux_x_kgps; /**< of the stream function at the cells' corners: without divergence, shape [nz][nx + 1] */
  double *flux_y_kgps; /**< 0, shape [nz][2][nx] */
  double *x_m, *z_m;   /**< centres, shape [nz][nx] */
  double *start, *end; /**< tracer at first and, exactly, after FEN_MOUNTAIN_END_S; values at the centres, shape [nz][nx] */
} fen_mountain_flow;

#define FEN_MOUNTAIN_END_S 1e4

fen_status fen_mountain_create(const fen_mountain_params *params, fen_mountain_flow *out, fen_error *err);
void fen_mountain_clear(fen_mountain_flow *flow);
/** Steady forcing from 0 to FEN_MOUNTAIN_END_S, which borrows the flow's arrays. */
fen_forcing fen_mountain_forcing(const fen_mountain_flow *flow);

#endif
