/** @file weights.h  Weights of the flux polynomial on even cells (Eq. 6): computed once, for any order. */
#ifndef FENHE_KERNELS_WEIGHTS_H
#define FENHE_KERNELS_WEIGHTS_H

enum { FEN_MAX_ORDER = 9, FEN_MAX_GHOST = 5 };

/**
 * For cell k of the stencil, counted from the farthest upstream, the share of its tracer that crosses, per unit of the donor's crossing
 * fraction x, is sum_n coefficient[n][k] x^n.
 */
typedef struct {
  int order;                                            /**< cells in the stencil, odd, <= FEN_MAX_ORDER */
  double coefficient[FEN_MAX_ORDER][FEN_MAX_ORDER + 1]; /**< columns beyond the order are 0 */
} fen_even_weights;

/** Fill the table for an odd order from 1 to FEN_MAX_ORDER. */
void fen_even_weights_set(int order, fen_even_weights *out);

#endif
