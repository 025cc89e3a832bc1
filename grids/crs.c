#include "fenhe/crs.h"

#include <math.h>
#include <proj.h>

#include "fenhe/memory.h"

struct fen_crs {
  PJ_CONTEXT *context;
  PJ *way;
};

fen_status fen_crs_open(const char *text, fen_crs **out, fen_error *err) {
  fen_crs *crs = NULL;
  fen_status status = FEN_NEW(&crs, 1, err);
  if (status)
    return status;
  crs->context = proj_context_create();
  proj_log_level(crs->context, PJ_LOG_NONE);
  PJ *way = proj_create_crs_to_crs(crs->context, text, "EPSG:4326", NULL);
  /* Longitude and easting first, whatever order the systems are defined in. */
  crs->way = way ? proj_normalize_for_visualization(crs->context, way) : NULL;
  proj_destroy(way);
  if (!crs->way) {
    status = fen_fail(err, FEN_ERR_ARGUMENT, "PROJ does not understand the reference system \"%.60s...\"", text);
    fen_crs_close(&crs);
    return status;
  }
  *out = crs;
  return FEN_OK;
}

void fen_crs_close(fen_crs **crs) {
  if (!crs || !*crs)
    return;
  proj_destroy((*crs)->way);
  if ((*crs)->context)
    proj_context_destroy((*crs)->context);
  fen_free(*crs);
  *crs = NULL;
}

void fen_crs_to_lonlat(const fen_crs *crs, double x, double y, double *lon_deg, double *lat_deg) {
  PJ_COORD place = proj_trans(crs->way, PJ_FWD, proj_coord(x, y, 0, 0));
  int found = isfinite(place.xy.x) && isfinite(place.xy.y);
  *lon_deg = found ? place.xy.x : NAN;
  *lat_deg = found ? place.xy.y : NAN;
}
