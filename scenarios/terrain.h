/** @file terrain.h  Ground heights on the model's grid from a file in longitude and latitude. */
#ifndef FENHE_TERRAIN_H
#define FENHE_TERRAIN_H

#include "fenhe/grid.h"

/**
 * Mean over each cell of the bilinear surface through the file's points.
 * @param[in]  variable 2-D, over latitude then longitude, with a coordinate variable for each, in metres
 * @param[out] height_m shape [ny][nx]; heights below the sea are 0
 * @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_GRID (the file does not cover the grid); FEN_ERR_VALUE
 */
fen_status fen_terrain_read(const char *path, const char *variable, const fen_grid *grid, double *height_m, fen_error *err);

#endif
