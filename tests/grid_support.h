/** @file grid_support.h  A grid about a place, for tests. */
#ifndef FENHE_GRID_SUPPORT_H
#define FENHE_GRID_SUPPORT_H

#include "fenhe/grid.h"
#include "support.h"

/** nx by ny cells of a size, in the map's own unit, whose middle is a place. */
static inline fen_grid *grid_about(fen_projection_params projection, double lon, double lat, ptrdiff_t nx, ptrdiff_t ny, double size) {
  fen_projection *map = NULL;
  fen_grid *grid = NULL;
  fen_error err = {0};
  double x, y;
  assert_int_equal(fen_projection_create(&projection, &map, &err), FEN_OK);
  fen_projection_forward(map, lon, lat, &x, &y);
  fen_projection_destroy(&map);
  const fen_grid_params params = {.nx = nx,
                                  .ny = ny,
                                  .dx = size,
                                  .dy = size,
                                  .x0 = x - 0.5 * (double)nx * size,
                                  .y0 = y - 0.5 * (double)ny * size,
                                  .projection = projection};
  if (fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  return grid;
}

#endif
