/** @file projection.h  Map projections by PROJ: Lambert conformal, Mercator, latitude-longitude, and none. */
#ifndef FENHE_PROJECTION_H
#define FENHE_PROJECTION_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_PROJECTION_NONE, FEN_PROJECTION_LONLAT, FEN_PROJECTION_LAMBERT, FEN_PROJECTION_MERCATOR } fen_projection_kind;

/** Parameters; unused ones are 0. A sphere has inverse_flattening 0 (WRF: semi_major_m = 6 370 000). */
typedef struct {
  fen_projection_kind kind;
  double lat_1_deg, lat_2_deg; /**< true latitudes (Lambert), lat_1_deg also Mercator's lat_ts */
  double lat_0_deg, lon_0_deg; /**< origin */
  double semi_major_m;
  double inverse_flattening;
} fen_projection_params;

/** Owns its PROJ context; not to be used by two threads at once. */
typedef struct fen_projection fen_projection;

/** Set up PROJ for these parameters. @return FEN_OK; FEN_ERR_ARGUMENT; FEN_ERR_LIBRARY; FEN_ERR_MEMORY */
fen_status fen_projection_create(const fen_projection_params *params, fen_projection **out, fen_error *err);
void fen_projection_destroy(fen_projection **projection);
const fen_projection_params *fen_projection_get(const fen_projection *projection);
/** Map coordinates [m] (degrees for LONLAT) of a place on the projection's own sphere or ellipsoid. NaN where undefined. */
void fen_projection_forward(const fen_projection *projection, double lon_deg, double lat_deg, double *x, double *y);
void fen_projection_inverse(const fen_projection *projection, double x, double y, double *lon_deg, double *lat_deg);
/** Scale of the map along x and y at a place: map length / true length (for LONLAT: degrees per metre); NaN where undefined. By the closed
 * formulas of Snyder (1987, Map Projections - A Working Manual, USGS Professional Paper 1395), which on a sphere are WRF's. */
void fen_projection_map_factor(const fen_projection *projection, double lon_deg, double lat_deg, double *mx, double *my);
/** PROJ definition (static in the object), such as "+proj=lcc +lat_1=...", for provenance and GDAL. */
const char *fen_projection_text(const fen_projection *projection);

#ifdef __cplusplus
}
#endif
#endif
