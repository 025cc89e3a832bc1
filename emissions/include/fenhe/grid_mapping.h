/** @file grid_mapping.h  Map projections as files state them by the CF conventions (section 5.6 and appendix F). */
#ifndef FENHE_GRID_MAPPING_H
#define FENHE_GRID_MAPPING_H

#include "fenhe/netcdf_read.h"
#include "fenhe/projection.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Parameters of a grid mapping: latitude_longitude, lambert_conformal_conic, mercator, polar_stereographic, transverse_mercator,
 * rotated_latitude_longitude, and any other that comes with crs_wkt, spatial_ref or proj4. The figure of the Earth is WGS84's where none is
 * stated, and for rotated grids a sphere of 6 371 229 m, as they have no ellipsoid.
 * @param[in] mapping name of the variable with the attributes
 * @return FEN_OK; FEN_ERR_VARIABLE (an attribute is missing); FEN_ERR_GRID (a mapping that is not known)
 */
fen_status fen_grid_mapping_read(const fen_nc_reader *reader, const char *mapping, fen_projection_params *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
