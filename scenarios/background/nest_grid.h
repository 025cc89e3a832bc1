/** @file nest_grid.h  The grid of a file: from CF grid mapping and coordinates, or from I/O API's attributes. */
#ifndef FENHE_NEST_GRID_H
#define FENHE_NEST_GRID_H

#include "fenhe/grid.h"
#include "fenhe/netcdf_read.h"

/** @return FEN_OK; FEN_ERR_GRID (no grid described, or of another size); FEN_ERR_VARIABLE; FEN_ERR_MEMORY; FEN_ERR_LIBRARY */
fen_status fen_nest_grid_read(const fen_nc_reader *file, ptrdiff_t nx, ptrdiff_t ny, fen_grid **out, fen_error *err);

#endif
