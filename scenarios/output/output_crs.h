/** @file output_crs.h  The CF grid mapping of a projection, with WKT and a PROJ definition beside it. */
#ifndef FENHE_OUTPUT_CRS_H
#define FENHE_OUTPUT_CRS_H

#include "fenhe/grid.h"
#include "fenhe/netcdf_write.h"

/** Define the scalar variable `crs`. */
fen_status fen_output_define_crs(fen_nc_writer *writer, const fen_grid *grid, fen_error *err);

#endif
