/**
 * @file column.h  Implicit vertical diffusion of sixteen columns: factors that all tracers share (Eq. 12 and 13).
 *
 * Both sweeps of the tridiagonal solve are written as convex combinations, y = b + alpha (y_above - b) and x = y + beta (x_below - y): with
 * 0 <= alpha, beta < 1 a uniform column stays so to the bit and a non-negative one non-negative, in any precision. Elimination goes
 * downwards, so that deposition, a species' own, appears in the last pivot only.
 */
#ifndef FENHE_KERNELS_COLUMN_H
#define FENHE_KERNELS_COLUMN_H

#include <stddef.h>

#include "pencils.h"

/** Coefficient of the two-stage L-stable SDIRK method of order 2 (Alexander 1977): 1 - 1/sqrt(2). */
#define FEN_SDIRK_GAMMA 0.29289321881345247560

/** The implicit solves to choose from. */
enum { FEN_SOLVE_STAGE, FEN_SOLVE_EULER, FEN_SOLVES };

/** Sixteen columns in half a column process, and the factors made for them so far; the column is the fastest index. */
typedef struct {
  ptrdiff_t n;
  double dt_s;
  const double *air_kg;     /**< shape [n][FEN_BATCH], not owned */
  double *exchange_kgps;    /**< air exchanged through a face by diffusion, shape [n + 1][FEN_BATCH], 0 at the ends */
  double *face_air_kgpm;    /**< air per metre of height at a face, like shape, 0 at the ends; set if any tracer settles */
  int factored[FEN_SOLVES]; /**< whether there are factors of the SDIRK stage, and of backward Euler */
  void *alpha[FEN_SOLVES];  /**< in the tracers' precision, shape [n][FEN_BATCH] */
  void *beta[FEN_SOLVES];
  double *pivot[FEN_SOLVES];  /**< of the lowest cell, without deposition, over its air; shape [FEN_BATCH] */
  ptrdiff_t leads;            /**< padded */
  double *sink_ps;            /**< rate at which the lowest cell loses a lead and its tags, shape [FEN_BATCH][leads] */
  void *sigma;                /**< its factor for that in the SDIRK stage, in the tracers' precision, like sink_ps */
  double *lost_kg;            /**< what it loses of a mean mixing ratio of 1 over the step, like sink_ps */
  const double *settling_mps; /**< shape [leads], not owned */
  unsigned char *euler;       /**< which leads fell back to backward Euler, like sink_ps */
  int falls;                  /**< whether any did */
} fen_column_half;

/** What diffusion needs of the forcing; index 0 is the interval's start, 1 its end. */
typedef struct {
  const double *thickness_m[2]; /**< of the batch's first column, shape [n][layer stride]; NULL: not needed */
  const double *kz_m2ps[2];     /**< shape [n + 1][layer stride]; NULL: no diffusion */
  double share[2];              /**< of start and end at the instant wanted */
  ptrdiff_t layer;              /**< numbers from a layer to the next */
  ptrdiff_t count;              /**< columns in use */
  int settles;                  /**< whether any tracer does */
  const double *deposition_mps; /**< total velocities in the columns, shape [count][leads]; NULL: none deposit */
} fen_column_forcing;

static inline double fen_solve_s(const fen_column_half *half, int solve) {
  return solve == FEN_SOLVE_EULER ? half->dt_s : FEN_SDIRK_GAMMA * half->dt_s;
}

/**
 * Factors own, below, above of one implicit step of diffusion, settling and deposition (Eq. 22 to 24) of one column, to be used as
 * y_k = own b_k + below y_{k-1}, x_k = y_k + above x_{k+1}. All are sums, products and quotients of numbers >= 0, so that a right-hand side
 * without negative values gives a solution without, whatever the step. Rounded to single, their errors would add up to a drift of mass.
 * @param[in]  column        of the batch
 * @param[in]  settling_mps  >= 0
 * @param[in]  deposition_ps rate at which the lowest cell loses tracer, settling included
 * @param[in]  stride        between factors of neighbouring cells, in numbers
 * @param[out] factor        own, below, above, shape [3][n][stride], of which the first of each stride is set
 */
void fen_column_settle(const fen_column_half *half, ptrdiff_t column, double dt_s, double settling_mps, double deposition_ps,
                       ptrdiff_t stride, double *factor);

#endif
