/** @file flat_top.h  Layers that follow the ground and end in a flat top, for weather on a grid of the case's own. */
#ifndef FENHE_FLAT_TOP_H
#define FENHE_FLAT_TOP_H

#include "fenhe/grid.h"

/**
 * Take over the ground and find how deep the air above it is. Layers keep their share of the depth: face k of a column lies
 * faces_m[k] / faces_m[nz] * depth_m above its ground.
 * @param[in]  terrain_m shape [ny][nx]; goes into grid->terrain_m
 * @param[in]  top_m     of the layers above the mean ground
 * @param[out] ground_m  mean ground
 * @param[out] depth_m   from the ground to the top, shape [ny][nx]
 * @return FEN_OK; FEN_ERR_VALUE (terrain that is none); FEN_ERR_ARGUMENT (a top less than 500 m above the highest ground)
 */
fen_status fen_flat_top(fen_grid *grid, const double *terrain_m, double top_m, double *ground_m, double *depth_m, fen_error *err);

#endif
