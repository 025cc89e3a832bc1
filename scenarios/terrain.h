/** @file terrain.h  Ground heights and land use on the model's grid, from files on any grid. */
#ifndef FENHE_TERRAIN_H
#define FENHE_TERRAIN_H

#include "fenhe/grid.h"
#include "fenhe/land_use.h"

/**
 * Height of each cell: the mean of all pixels, each with the part of it that lies in the cell, where a cell holds four pixels or more or
 * the file has two-dimensional coordinates; else the mean of the bilinear surface through the file's points.
 * @param[in]  variable see fen_raster_open; in metres, or in a unit of length that it names
 * @param[out] height_m shape [ny][nx]; heights below the sea count as 0
 * @return FEN_OK; as fen_raster_open; FEN_ERR_GRID (the file does not cover the grid); FEN_ERR_VALUE (missing in more than half of a cell,
 * no height that there is); FEN_ERR_DATA_UNIT
 */
fen_status fen_terrain_read(const char *path, const char *variable, const fen_grid *grid, double *height_m, fen_error *err);
/**
 * Shares of the model's classes in each cell, by the exact overlap of pixels and cells.
 * @param[in]  variable categories of the scheme, see fen_raster_open; missing ones count as the rest of their cell
 * @param[out] share    shape [FEN_LAND_USE_COUNT][ny][nx], sums to 1 in each cell
 * @return FEN_OK; as fen_raster_open; FEN_ERR_GRID (the file does not cover the grid); FEN_ERR_VALUE (a category that the scheme has not,
 * missing in more than half of a cell)
 */
fen_status fen_land_use_read(const char *path, const char *variable, fen_land_scheme scheme, const fen_grid *grid, double *share,
                             fen_error *err);

#endif
