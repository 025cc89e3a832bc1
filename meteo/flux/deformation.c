#include "fenhe/deformation.h"

#include <math.h>

typedef struct {
  ptrdiff_t low, high;    /* cells of the difference, as offsets from the line's first */
  double inverse_spacing; /* 1/m; 0 where there is no neighbour */
} difference;

/* Centred difference at a position; spacing_m holds the distances at the line's faces. */
static difference choose(ptrdiff_t position, ptrdiff_t extent, fen_side side, const double *spacing_m, ptrdiff_t stride) {
  difference d = {position, position, 0.0};
  double distance = 0.0;
  if (position > 0 || side == FEN_SIDE_PERIODIC) {
    d.low = position > 0 ? position - 1 : extent - 1;
    distance += spacing_m[position * stride];
  }
  if (position < extent - 1 || side == FEN_SIDE_PERIODIC) {
    d.high = position < extent - 1 ? position + 1 : 0;
    distance += spacing_m[(position + 1) * stride];
  }
  d.inverse_spacing = distance > 0.0 ? 1.0 / distance : 0.0;
  return d;
}

void fen_smagorinsky(const fen_grid *grid, const double *u_mps, const double *v_mps, double constant, double minimum_m2ps,
                     double maximum_m2ps, double *kh_m2ps) {
  const ptrdiff_t nx = grid->params.nx;
  const ptrdiff_t ny = grid->params.ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const difference x = choose(i, nx, grid->params.side_x, grid->spacing_x_m + j * (nx + 1), 1);
      const difference y = choose(j, ny, grid->params.side_y, grid->spacing_y_m + i, nx);
      const ptrdiff_t row = j * nx;
      const double ux = (u_mps[row + x.high] - u_mps[row + x.low]) * x.inverse_spacing;
      const double vx = (v_mps[row + x.high] - v_mps[row + x.low]) * x.inverse_spacing;
      const double uy = (u_mps[y.high * nx + i] - u_mps[y.low * nx + i]) * y.inverse_spacing;
      const double vy = (v_mps[y.high * nx + i] - v_mps[y.low * nx + i]) * y.inverse_spacing;
      const double stretching = ux - vy;
      const double shearing = vx + uy;
      const double k = constant * constant * grid->area_m2[row + i] * sqrt(stretching * stretching + shearing * shearing);
      kh_m2ps[row + i] = k < minimum_m2ps ? minimum_m2ps : k > maximum_m2ps ? maximum_m2ps : k;
    }
}
