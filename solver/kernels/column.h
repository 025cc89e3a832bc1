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

/** One column and the factors made for it so far; arrays of shape [n] or [n + 1]. */
typedef struct {
  ptrdiff_t n;
  double *air_kg;        /**< shape [n] */
  double *exchange_kgps; /**< air exchanged through a face by diffusion, shape [n + 1], 0 at the ends */
  double dt_s;
  int factored[2];         /**< whether real_factor holds the factors of the SDIRK stage, and of backward Euler */
  double deposition_ps[2]; /**< the rate at which the lowest cell loses tracer that they were made for */
  int wide;                /**< whether the lanes at hand have factors of their own */
  double *factor;          /**< working space, shape [3][n] */
  void *real_factor;       /**< shape [2][3][n] in the tracers' precision */
} fen_column;

/**
 * Factors alpha, beta, sigma of (I - dt L) for one implicit step, shape [n] each.
 * @param[in] deposition_ps rate at which the lowest cell loses tracer
 */
void fen_column_factor(const fen_column *column, double dt_s, double deposition_ps, double *alpha, double *beta, double *sigma);

#endif
