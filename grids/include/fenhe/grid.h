/** @file grid.h  The horizontal grid: a regular grid in map coordinates with map factors and true areas. */
#ifndef FENHE_GRID_H
#define FENHE_GRID_H

#include <stddef.h>

#include "fenhe/projection.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_SIDE_OPEN, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC } fen_side;

typedef struct {
  ptrdiff_t nx, ny;
  double dx, dy; /**< cell size in map coordinates [m], or degrees for LONLAT and ROTATED */
  double x0, y0; /**< south-west corner of cell (0, 0) in map coordinates */
  fen_side side_x, side_y;
  fen_projection_params projection; /**< kind NONE: a plain plane in metres, on which places are given as x, y for lon, lat */
} fen_grid_params;

/**
 * Owned by fen_grid_create. Arrays are read-only for users, except terrain_m and, for a weather reader that takes over its model's own
 * map factors, those that follow from them.
 * Metrics: conformal maps take the map factor m at the cell's or face's centre, as WRF does: area dx dy / m^2, lengths dx / m. Kind PROJ
 * takes the factors along x and y and of areas there; where x and y do not cross at right angles (18 degrees off are allowed), spacings are
 * normal to the face, so that area = face times spacing holds. On LONLAT and ROTATED the area between parallels is exact (Snyder 1987,
 * equation 3-12), parallels are exact, meridian arcs exact on a sphere and by the midpoint rule on an ellipsoid (relative error below 3e-7
 * at 1 degree).
 */
typedef struct {
  fen_grid_params params;
  fen_projection *projection;              /**< NULL for kind NONE */
  double *area_m2;                         /**< true area of a cell, shape [ny][nx] */
  double *map_factor;                      /**< at centres, shape [ny][nx]; 1 for kinds in degrees and NONE, whose areas and
                                                lengths say all */
  double *face_x_m;                        /**< true length of the faces that x winds cross, shape [ny][nx + 1] */
  double *face_y_m;                        /**< true length of the faces that y winds cross, shape [ny + 1][nx] */
  double *spacing_x_m;                     /**< true distance between the centres beside an x face, shape [ny][nx + 1] */
  double *spacing_y_m;                     /**< shape [ny + 1][nx] */
  double *lon_deg, *lat_deg;               /**< centres, shape [ny][nx]; NULL for kind NONE */
  double *lon_corner_deg, *lat_corner_deg; /**< corners, shape [ny + 1][nx + 1]; NULL for kind NONE */
  double *terrain_m;                       /**< ground height, shape [ny][nx]; 0 until set */
} fen_grid;

/**
 * Build a grid with all its metrics. Sides may be periodic on a plane, and in x on a grid in degrees that goes once round.
 * @return FEN_OK; FEN_ERR_ARGUMENT (nx, ny < 1, dx, dy not > 0, beyond the pole or the map, a side that cannot be periodic);
 * FEN_ERR_MEMORY; FEN_ERR_LIBRARY
 */
fen_status fen_grid_create(const fen_grid_params *params, fen_grid **out, fen_error *err);
void fen_grid_destroy(fen_grid **grid);
/** Fractional cell indices of a place (centre of cell (0, 0) is 0, 0); works outside the grid as well. NaN where undefined. Along a
 * periodic side the index is brought onto the grid; longitudes may differ by whole turns. */
void fen_grid_locate(const fen_grid *grid, double lon_deg, double lat_deg, double *i, double *j);
/** Width of the whole Earth on the grid's map, by which x may differ and mean the same place; 0 where x does not come round. */
double fen_grid_turn(const fen_grid *grid);
/** Whether fractional indices lie on the grid (its outer edges included). */
int fen_grid_contains(const fen_grid *grid, double i, double j);
/**
 * Place a grid so that its cell centres agree with given ones, such as WRF's XLAT and XLONG: the mean over all cells, which is finer than
 * the rounding of any one of them.
 * @param[in,out] params         nx, ny, dx, dy and projection in; x0, y0 set
 * @param[in]     lon_deg, lat_deg centres, shape [ny][nx]
 * @param[out]    misfit         bound on the distance between any given and its resulting centre, in cells; may be NULL
 * @return FEN_OK; FEN_ERR_ARGUMENT (as fen_grid_create, or a place off the map); FEN_ERR_LIBRARY; FEN_ERR_MEMORY
 */
fen_status fen_grid_fit_origin(fen_grid_params *params, const double *lon_deg, const double *lat_deg, double *misfit, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
