/** @file grid.h  The horizontal grid: a regular grid in map coordinates with map factors and true areas. */
#ifndef FENHE_GRID_H
#define FENHE_GRID_H

#include <stddef.h>

#include "fenhe/projection.h"
#include "fenhe/status.h"

typedef enum { FEN_SIDE_OPEN, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC } fen_side;

typedef struct {
  ptrdiff_t nx, ny;
  double dx, dy; /**< cell size in map coordinates [m], or degrees for LONLAT */
  double x0, y0; /**< south-west corner of cell (0, 0) in map coordinates */
  fen_side side_x, side_y;
  fen_projection_params projection; /**< kind NONE: a plain plane in metres */
} fen_grid_params;

/** Owned by fen_grid_create; arrays are read-only for users except terrain_m. */
typedef struct {
  fen_grid_params params;
  fen_projection *projection;              /**< NULL for kind NONE */
  double *area_m2;                         /**< true area of a cell, shape [ny][nx] */
  double *map_factor;                      /**< at centres, shape [ny][nx] */
  double *face_x_m;                        /**< true length of the faces that x winds cross, shape [ny][nx + 1] */
  double *face_y_m;                        /**< true length of the faces that y winds cross, shape [ny + 1][nx] */
  double *spacing_x_m;                     /**< true distance between the centres beside an x face, shape [ny][nx + 1] */
  double *spacing_y_m;                     /**< shape [ny + 1][nx] */
  double *lon_deg, *lat_deg;               /**< centres, shape [ny][nx]; NULL for kind NONE */
  double *lon_corner_deg, *lat_corner_deg; /**< corners, shape [ny + 1][nx + 1]; NULL for kind NONE */
  double *terrain_m;                       /**< ground height, shape [ny][nx]; 0 until set */
} fen_grid;

/** @return FEN_OK; FEN_ERR_ARGUMENT (nx, ny < 1, dx, dy not > 0, ...); FEN_ERR_MEMORY; FEN_ERR_LIBRARY */
fen_status fen_grid_create(const fen_grid_params *params, fen_grid **out, fen_error *err);
void fen_grid_destroy(fen_grid **grid);
/** Fractional cell indices of a place (centre of cell (0, 0) is 0, 0); works outside the grid as well. NaN where undefined. */
void fen_grid_locate(const fen_grid *grid, double lon_deg, double lat_deg, double *i, double *j);
/** Whether fractional indices lie on the grid (its outer edges included). */
int fen_grid_contains(const fen_grid *grid, double i, double j);

#endif
