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

/** Factors of the solve with settling made so far; in double for every precision, see fen_column_settle. */
typedef struct {
  int factored[2];                          /**< whether factor holds those of the SDIRK stage, and of backward Euler */
  double settling_mps[2], deposition_ps[2]; /**< what they were made for */
  double *factor;                           /**< shape [2][3][n] */
} fen_column_settling;

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
  double *face_air_kgpm;   /**< air per metre of height at a face, shape [n + 1], 0 at the ends; set only if a species settles */
  fen_column_settling settling;
} fen_column;

/**
 * Factors alpha, beta, sigma of (I - dt L) for one implicit step, shape [n] each.
 * @param[in] deposition_ps rate at which the lowest cell loses tracer
 */
void fen_column_factor(const fen_column *column, double dt_s, double deposition_ps, double *alpha, double *beta, double *sigma);

/**
 * Factors own, below, above of one implicit step of diffusion, settling and deposition (Eq. 22 to 24), to be used as
 * y_k = own b_k + below y_{k-1}, x_k = y_k + above x_{k+1}. All are sums, products and quotients of numbers >= 0, so that a right-hand side
 * without negative values gives a solution without, whatever the step. Rounded to single, their errors would add up to a drift of mass.
 * @param[in]  settling_mps  >= 0
 * @param[in]  deposition_ps rate at which the lowest cell loses tracer, settling included
 * @param[in]  stride        between factors of neighbouring cells, in numbers
 * @param[out] factor        own, below, above, shape [3][n][stride], of which the first of each stride is set
 */
void fen_column_settle(const fen_column *column, double dt_s, double settling_mps, double deposition_ps, ptrdiff_t stride, double *factor);

#endif
