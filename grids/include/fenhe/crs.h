/** @file crs.h  Coordinates of any reference system, as a file states it, into longitude and latitude on WGS84. By PROJ. */
#ifndef FENHE_CRS_H
#define FENHE_CRS_H

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_crs fen_crs;

/** @param[in] text WKT (also ESRI's, of a .prj), "+proj=..." or "EPSG:n". @return FEN_OK; FEN_ERR_ARGUMENT (PROJ does not understand it) */
fen_status fen_crs_open(const char *text, fen_crs **out, fen_error *err);
void fen_crs_close(fen_crs **crs);
/** Degrees; NaN where undefined. x is east, or the longitude in degrees. */
void fen_crs_to_lonlat(const fen_crs *crs, double x, double y, double *lon_deg, double *lat_deg);

#ifdef __cplusplus
}
#endif
#endif
