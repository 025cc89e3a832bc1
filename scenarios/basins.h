/** @file basins.h  Regions that the terrain outlines: the ground below a height around a place. */
#ifndef FENHE_BASINS_H
#define FENHE_BASINS_H

#include "fenhe/case.h"
#include "fenhe/grid.h"
#include "fenhe/log.h"

/**
 * Outline the case's basins that have no outline yet: cells of the grid that are lower than the height and joined to the seed's by their
 * sides. The outline runs along cell sides; what it does not reach are holes. A basin that runs out of the grid is told in the log.
 * @return FEN_OK; FEN_ERR_OUTSIDE (seed off the grid); FEN_ERR_RANGE (seed not below the height); FEN_ERR_MEMORY
 */
fen_status fen_basins_form(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_error *err);

#endif
