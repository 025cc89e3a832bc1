/** @file weights.h  Weights of the flux polynomial on even cells (Eq. 6): computed once, for any order. */
#ifndef FENHE_KERNELS_WEIGHTS_H
#define FENHE_KERNELS_WEIGHTS_H

enum { FEN_MAX_ORDER = 9, FEN_MAX_HALF = FEN_MAX_ORDER / 2, FEN_MAX_GHOST = 5 };

/**
 * The share of the tracer in a cell of the stencil that crosses, per unit of the donor's crossing fraction x (Eq. 6). With the departure
 * point at z = 1/2 - x from the donor's middle, and u = z^2, it is for the cells m steps down and up the stream from the donor
 * (1 - x) (z S(u) + P(u)) and (1 - x) (z S(u) - P(u)), where S(u) = sum_n odd[n][m - 1] u^n and P(u) = sum_n even[n][m - 1] u^n: mirrored
 * cells have mirrored polynomials, and if all of the donor crosses nothing else does. All shares add up to 1.
 */
typedef struct {
  int order;                               /**< cells in the stencil, odd, <= FEN_MAX_ORDER; its half is the steps from the donor */
  double odd[FEN_MAX_HALF][FEN_MAX_HALF];  /**< n and m - 1 below the order's half */
  double even[FEN_MAX_HALF][FEN_MAX_HALF]; /**< the same */
} fen_even_weights;

/** Fill the table for an odd order from 3 to FEN_MAX_ORDER. */
void fen_even_weights_set(int order, fen_even_weights *out);

#endif
