/** @file source_grid.h  Cells of a gridded file, wherever its coordinates come from: corners in longitude and latitude, true areas. */
#ifndef FENHE_SOURCE_GRID_H
#define FENHE_SOURCE_GRID_H

#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/projection.h"
#include "fenhe/regions.h"
#include "fenhe/regrid.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Either degree axes (x_edge, y_edge) or corners of every cell. Owned by whoever has it; zero-initialise. */
typedef struct {
  ptrdiff_t nx, ny;
  double *x_edge;                  /**< [degrees east], shape [nx + 1], with degree axes */
  double *y_edge;                  /**< [degrees north], shape [ny + 1], increasing or decreasing */
  double *corner_lon, *corner_lat; /**< counter-clockwise or clockwise, shape [ny][nx][4], without degree axes */
  double *area_m2;                 /**< true areas, shape [ny][nx] */
} fen_source_grid;

/** Shares of the source's cells in the model's cells: those of source cell s are first[s] ... first[s + 1] - 1. */
typedef struct {
  ptrdiff_t *first; /**< shape [ny * nx + 1] of the source */
  fen_overlaps overlaps;
  ptrdiff_t *cell; /**< model cells that any source cell touches, increasing, shape [cell_count] */
  ptrdiff_t cell_count;
} fen_regrid_map;

void fen_source_grid_clear(fen_source_grid *grid);
/** From degree axes on an ellipsoid; the edges' ownership passes to the grid, on failure too. */
fen_status fen_source_grid_degrees(ptrdiff_t nx, ptrdiff_t ny, double *x_edge, double *y_edge, double semi_major_m,
                                   double inverse_flattening, fen_source_grid *out, fen_error *err);
/** From edges in map coordinates [m, or degrees of a rotated grid], which are borrowed. */
fen_status fen_source_grid_projected(ptrdiff_t nx, ptrdiff_t ny, const double *x_edge, const double *y_edge,
                                     const fen_projection_params *params, fen_source_grid *out, fen_error *err);
/** From corners, shape [ny][nx][4], whose ownership passes to the grid, on failure too; areas on the sphere of equal area. */
fen_status fen_source_grid_corners(ptrdiff_t nx, ptrdiff_t ny, double *lon, double *lat, fen_source_grid *out, fen_error *err);
/** Corners of cell (i, j). */
void fen_source_cell(const fen_source_grid *grid, ptrdiff_t i, ptrdiff_t j, double lon[4], double lat[4]);
/** Edges of an axis from its centres, half-way between them. @param[out] edge shape [count + 1] */
void fen_axis_edges(const double *centre, ptrdiff_t count, double *edge);
/** Exact share of every source cell's area in a region, shape [ny][nx]. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_source_region_shares(const fen_source_grid *grid, const fen_region *region, double *share, fen_error *err);

/** Read the grid of a variable from CF coordinates; (shape) is the variable's, whose last two dimensions are y and x. */
fen_status fen_source_grid_read_cf(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *shape, fen_source_grid *out,
                                   fen_error *err);
/** Overlaps of all source cells with the model's. */
fen_status fen_regrid_map_create(const fen_source_grid *source, const fen_grid *grid, fen_regrid_map *out, fen_error *err);
void fen_regrid_map_clear(fen_regrid_map *map);

#ifdef __cplusplus
}
#endif
#endif
