/**
 * @file column.h  Implicit vertical diffusion of one column: factors that all tracers of a species share (Eq. 12).
 *
 * Both sweeps of the tridiagonal solve are written as convex combinations, y = r + alpha (y_below - r) and x = y + beta (x_above - y): with
 * 0 <= alpha, beta < 1 a uniform column stays so to the bit and a non-negative one non-negative, in any precision.
 */
#ifndef FENHE_KERNELS_COLUMN_H
#define FENHE_KERNELS_COLUMN_H

#include <stddef.h>

#include "fenhe/status.h"

/** Coefficient of the two-stage L-stable SDIRK method of order 2 (Alexander 1977): 1 - 1/sqrt(2). */
#define FEN_SDIRK_GAMMA 0.29289321881345247560

/** One column; arrays of shape [n] or [n + 1]. */
typedef struct {
  ptrdiff_t n;
  double *air_kg;        /**< shape [n] */
  double *exchange_kgps; /**< air exchanged through a face by diffusion, shape [n + 1], 0 at the ends */
  double deposition_ps;  /**< rate at which the lowest cell loses tracer */
  double dt_s;
  int factored;      /**< whether the factors below are those of deposition_ps */
  double *factor;    /**< shape [2][3][n]: the SDIRK stage and backward Euler, each alpha, beta, sigma */
  void *real_factor; /**< the same in the tracers' precision */
} fen_column;

/** Factors alpha, beta, sigma of (I - dt L) for one implicit step; shape [n] each. */
void fen_column_factor(const fen_column *column, double dt_s, double *alpha, double *beta, double *sigma);

#endif
