/** @file projection.h  Map projections by PROJ, and none. */
#ifndef FENHE_PROJECTION_H
#define FENHE_PROJECTION_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** UTM is a transverse Mercator. ROTATED: latitude and longitude about a pole of one's own, on a sphere. PROJ: any invertible plane map. */
typedef enum {
  FEN_PROJECTION_NONE,
  FEN_PROJECTION_LONLAT,
  FEN_PROJECTION_LAMBERT,
  FEN_PROJECTION_MERCATOR,
  FEN_PROJECTION_POLAR,
  FEN_PROJECTION_TRANSVERSE_MERCATOR,
  FEN_PROJECTION_ROTATED,
  FEN_PROJECTION_PROJ
} fen_projection_kind;

enum { FEN_PROJECTION_TEXT = 256 };

/** Parameters; unused ones are 0. A sphere has inverse_flattening 0 (WRF: semi_major_m = 6 370 000). */
typedef struct {
  fen_projection_kind kind;
  double lat_1_deg, lat_2_deg; /**< true latitudes (Lambert), lat_1_deg also that of Mercator and of the polar map */
  double lat_0_deg, lon_0_deg; /**< origin; lat_0_deg of the polar map is 90 or -90 */
  double semi_major_m;
  double inverse_flattening;
  double scale;                             /**< on the central meridian (transverse Mercator) */
  double false_easting_m, false_northing_m; /**< of the origin, on maps in metres (PROJ: in its text) */
  double pole_lat_deg, pole_lon_deg;        /**< the rotated north pole (ROTATED) */
  double pole_grid_lon_deg;                 /**< rotated longitude of the true north pole (ROTATED), mostly 0 */
  char proj[FEN_PROJECTION_TEXT];           /**< PROJ, see fen_projection_from_text */
} fen_projection_params;

/** Whether the map coordinates are degrees (LONLAT, ROTATED) and not metres. */
int fen_projection_in_degrees(fen_projection_kind kind);
/**
 * Parameters from "+proj=...", "EPSG:n" or WKT: of kind PROJ, or of the kind that the map has here (transverse Mercator, Lambert with two
 * parallels, polar). Map coordinates are metres whatever the text's own units; +towgs84 is kept and applied, shifts by files are refused.
 * @return FEN_OK; FEN_ERR_ARGUMENT (not understood, no plane map, too long)
 */
fen_status fen_projection_from_text(const char *text, fen_projection_params *out, fen_error *err);
/** What a user should know of the map's datum, static; NULL if nothing. */
const char *fen_projection_datum_note(const fen_projection_params *params);

/** Owns its PROJ context; not to be used by two threads at once. */
typedef struct fen_projection fen_projection;

/** Set up PROJ for these parameters. @return FEN_OK; FEN_ERR_ARGUMENT; FEN_ERR_LIBRARY; FEN_ERR_MEMORY */
fen_status fen_projection_create(const fen_projection_params *params, fen_projection **out, fen_error *err);
void fen_projection_destroy(fen_projection **projection);
const fen_projection_params *fen_projection_get(const fen_projection *projection);
/** Map coordinates [m] (degrees for LONLAT and ROTATED) of a place on the projection's own sphere or ellipsoid. NaN where undefined. */
void fen_projection_forward(const fen_projection *projection, double lon_deg, double lat_deg, double *x, double *y);
void fen_projection_inverse(const fen_projection *projection, double x, double y, double *lon_deg, double *lat_deg);
/** Scale of the map at a place: map length / true length along x and along y, map area / true area (degrees for LONLAT and ROTATED). */
typedef struct {
  double mx, my, areal; /**< areal = mx my where x and y cross at right angles; mx my / areal is the sine of their angle */
} fen_map_scale;

/** NaN where undefined. By the closed formulas of Snyder (1987, Map Projections - A Working Manual, USGS Professional Paper 1395), which on
 * a sphere are WRF's; by PROJ's derivatives (to about 1e-9) for TRANSVERSE_MERCATOR and PROJ. */
fen_map_scale fen_projection_scale(const fen_projection *projection, double lon_deg, double lat_deg);
/** The lengths' part of fen_projection_scale. */
void fen_projection_map_factor(const fen_projection *projection, double lon_deg, double lat_deg, double *mx, double *my);
/** PROJ definition (static in the object), such as "+proj=lcc +lat_1=...", for provenance and GDAL. */
const char *fen_projection_text(const fen_projection *projection);
/** The map as WKT 2 (ISO 19162:2019) in (size) bytes of out. @return FEN_OK; FEN_ERR_LIBRARY (PROJ has none, or longer) */
fen_status fen_projection_wkt(const fen_projection *projection, size_t size, char *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
