#include "flat_top.h"

#include <math.h>

/* Air that must remain above the highest ground. */
static const double LEAST_DEPTH_M = 500.0;

fen_status fen_flat_top(fen_grid *grid, const double *terrain_m, double top_m, double *ground_m, double *depth_m, fen_error *err) {
  const ptrdiff_t nx = grid->params.nx;
  const ptrdiff_t plane = nx * grid->params.ny;
  double sum = 0.0;
  double highest = -INFINITY;
  for (ptrdiff_t c = 0; c < plane; c++) {
    if (!(fabs(terrain_m[c]) < 10000.0))
      return fen_fail(err, FEN_ERR_VALUE, "terrain of %g m at cell (j, i) = (%td, %td)\n  = give ground heights in metres everywhere",
                      terrain_m[c], c / nx, c % nx);
    grid->terrain_m[c] = terrain_m[c];
    sum += terrain_m[c];
    highest = terrain_m[c] > highest ? terrain_m[c] : highest;
  }
  const double mean_m = sum / (double)plane;
  const double top = mean_m + top_m;
  if (!(top - highest >= LEAST_DEPTH_M))
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "the layers' top, %.0f m above sea level (%.0f m above the mean ground), is less than %.0f m above the highest ground, "
                    "%.0f m\n  = raise the top to %.0f m or more",
                    top, top_m, LEAST_DEPTH_M, highest, highest + LEAST_DEPTH_M - mean_m);
  *ground_m = mean_m;
  for (ptrdiff_t c = 0; c < plane; c++)
    depth_m[c] = top - terrain_m[c];
  return FEN_OK;
}
