/** @file potential.h  The elliptic problem of the flux repair: sum over a cell's faces of c (p - p_neighbour) + c_top p = r. */
#ifndef FENHE_POTENTIAL_H
#define FENHE_POTENTIAL_H

#include "fenhe/grid.h"

typedef struct {
  const double *face_x; /**< coefficients of x faces, shape [ny][nx + 1]; 0 on closed sides; periodic: [0] equals [nx] */
  const double *face_y; /**< shape [ny + 1][nx] */
  const double *top;    /**< shape [ny][nx]; NULL: no such term */
} potential_coefficients;

typedef struct potential_solver potential_solver;

fen_status potential_create(ptrdiff_t nx, ptrdiff_t ny, fen_side side_x, fen_side side_y, potential_solver **out, fen_error *err);
void potential_destroy(potential_solver **solver);
/**
 * Conjugate gradients until the residual is 1e-10 of the right-hand side (Euclidean norms).
 * @param[in]  rhs shape [ny][nx]; where only the differences of p are determined, its sum must be 0
 * @param[out] p   shape [ny][nx]
 * @return number of iterations
 */
ptrdiff_t potential_solve(potential_solver *solver, const potential_coefficients *c, const double *rhs, double *p);

#endif
