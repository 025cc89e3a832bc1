#include "fenhe/projection.h"

#include <math.h>

#include "fenhe/memory.h"
#include "projection_internal.h"

static int within(double value, double limit) {
  return value >= -limit && value <= limit;
}

int fen_projection_in_degrees(fen_projection_kind kind) {
  return kind == FEN_PROJECTION_LONLAT || kind == FEN_PROJECTION_ROTATED;
}

static fen_status check_figure(const fen_projection_params *q, fen_error *err) {
  if (!(q->semi_major_m > 0 && isfinite(q->semi_major_m)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "semi-major axis of %g m; give the Earth's radius in metres, as 6370000 for WRF",
                    q->semi_major_m);
  if (!(q->inverse_flattening == 0 || (q->inverse_flattening > 1 && isfinite(q->inverse_flattening))))
    return fen_fail(err, FEN_ERR_ARGUMENT, "inverse flattening %g; give 0 for a sphere, or a number such as 298.257223563",
                    q->inverse_flattening);
  if (q->kind == FEN_PROJECTION_ROTATED && q->inverse_flattening != 0)
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "a rotated latitude-longitude grid on an ellipsoid; rotation needs a sphere, such as of 6371229 m");
  return FEN_OK;
}

static fen_status check_polar(const fen_projection_params *q, fen_error *err) {
  if (!(fabs(q->lat_0_deg) == 90))
    return fen_fail(err, FEN_ERR_ARGUMENT, "polar stereographic map about latitude %g; its origin is a pole, 90 or -90", q->lat_0_deg);
  if (!(q->lat_1_deg * q->lat_0_deg > 0 && within(q->lat_1_deg, 90) && within(q->lon_0_deg, 360)))
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "true latitude %g, central longitude %g degrees of a map about latitude %g; the true latitude lies on the pole's side",
                    q->lat_1_deg, q->lon_0_deg, q->lat_0_deg);
  return FEN_OK;
}

static fen_status check_transverse(const fen_projection_params *q, fen_error *err) {
  if (!(within(q->lat_0_deg, 90) && within(q->lon_0_deg, 360)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "origin of a transverse Mercator map at latitude %g, longitude %g degrees", q->lat_0_deg,
                    q->lon_0_deg);
  if (!(q->scale > 0.1 && q->scale < 10))
    return fen_fail(err, FEN_ERR_ARGUMENT, "scale %g on the central meridian; UTM has 0.9996, Gauss-Krueger 1", q->scale);
  return FEN_OK;
}

static fen_status check_rotated(const fen_projection_params *q, fen_error *err) {
  if (within(q->pole_lat_deg, 90) && within(q->pole_lon_deg, 360) && within(q->pole_grid_lon_deg, 360))
    return FEN_OK;
  return fen_fail(err, FEN_ERR_ARGUMENT, "rotated pole at latitude %g, longitude %g degrees; latitudes lie between -90 and 90",
                  q->pole_lat_deg, q->pole_lon_deg);
}

static fen_status check_lambert(const fen_projection_params *q, fen_error *err) {
  if (!(within(q->lat_2_deg, 89.9999) && within(q->lat_0_deg, 90)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "second true latitude %g, latitude of origin %g degrees; latitudes lie between -90 and 90",
                    q->lat_2_deg, q->lat_0_deg);
  if (!(fabs(q->lat_1_deg + q->lat_2_deg) > 1e-6))
    return fen_fail(err, FEN_ERR_ARGUMENT, "true latitudes %g and %g degrees of a Lambert projection lie opposite each other; use Mercator",
                    q->lat_1_deg, q->lat_2_deg);
  return FEN_OK;
}

static fen_status check_params(const fen_projection_params *q, fen_error *err) {
  int lambert = q->kind == FEN_PROJECTION_LAMBERT;
  int mercator = q->kind == FEN_PROJECTION_MERCATOR;
  if (!(q->kind > FEN_PROJECTION_NONE && q->kind <= FEN_PROJECTION_PROJ))
    return fen_fail(err, FEN_ERR_ARGUMENT, "projection of kind %d; a projection is LONLAT, LAMBERT, MERCATOR, ... PROJ", (int)q->kind);
  fen_status status = check_figure(q, err);
  if (status)
    return status;
  if ((lambert || mercator) && !(within(q->lat_1_deg, 89.9999) && within(q->lon_0_deg, 360)))
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "true latitude %g, central longitude %g degrees; latitudes lie between -90 and 90, longitudes within 360", q->lat_1_deg,
                    q->lon_0_deg);
  if (!(isfinite(q->false_easting_m) && isfinite(q->false_northing_m)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "false easting %g, false northing %g m; both must be finite", q->false_easting_m,
                    q->false_northing_m);
  switch (q->kind) {
  case FEN_PROJECTION_LAMBERT:
    return check_lambert(q, err);
  case FEN_PROJECTION_POLAR:
    return check_polar(q, err);
  case FEN_PROJECTION_TRANSVERSE_MERCATOR:
    return check_transverse(q, err);
  case FEN_PROJECTION_ROTATED:
    return check_rotated(q, err);
  default:
    return FEN_OK;
  }
}

static fen_status set_up_proj(fen_projection *p, fen_error *err) {
  p->context = proj_context_create();
  if (p->context) {
    proj_log_level(p->context, PJ_LOG_NONE);
    p->pj = proj_create(p->context, p->text);
  }
  if (!p->pj) {
    int number = p->context ? proj_context_errno(p->context) : 0;
    const char *why = number ? proj_context_errno_string(p->context, number) : "no context";
    return fen_fail(err, FEN_ERR_LIBRARY, "PROJ refuses \"%s\": %s; correct the projection's parameters", p->text,
                    why ? why : "no reason given");
  }
  if (!proj_pj_info(p->pj).has_inverse)
    return fen_fail(err, FEN_ERR_ARGUMENT, "the map \"%s\" has no way back to longitude and latitude; choose another projection", p->text);
  if (proj_angular_output(p->pj, PJ_FWD))
    return fen_fail(err, FEN_ERR_ARGUMENT, "the map \"%s\" is in degrees; choose the kind LONLAT or ROTATED", p->text);
  return FEN_OK;
}

fen_status fen_projection_create(const fen_projection_params *params, fen_projection **out, fen_error *err) {
  fen_status status = check_params(params, err);
  if (status)
    return status;
  fen_projection *p;
  status = FEN_NEW(&p, 1, err);
  if (status)
    return status;
  p->params = *params;
  fen_projection_set_constants(p);
  fen_projection_write_text(p);
  if (!fen_projection_in_degrees(params->kind))
    status = set_up_proj(p, err);
  if (status)
    fen_projection_destroy(&p);
  else
    *out = p;
  return status;
}

void fen_projection_destroy(fen_projection **projection) {
  if (!projection || !*projection)
    return;
  proj_destroy((*projection)->pj);
  if ((*projection)->context)
    proj_context_destroy((*projection)->context);
  fen_free(*projection);
  *projection = NULL;
}

const fen_projection_params *fen_projection_get(const fen_projection *projection) {
  return &projection->params;
}

void fen_projection_forward(const fen_projection *projection, double lon_deg, double lat_deg, double *x, double *y) {
  *x = *y = NAN;
  if (!(within(lat_deg, 90) && isfinite(lon_deg)))
    return;
  if (projection->params.kind == FEN_PROJECTION_ROTATED) {
    fen_rotate(&projection->params, lon_deg, lat_deg, x, y);
    return;
  }
  if (!projection->pj) {
    *x = lon_deg;
    *y = lat_deg;
    return;
  }
  PJ_COORD place = proj_trans(projection->pj, PJ_FWD, proj_coord(RADIANS(lon_deg), RADIANS(lat_deg), 0, 0));
  if (isfinite(place.xy.x) && isfinite(place.xy.y)) {
    *x = place.xy.x;
    *y = place.xy.y;
  }
}

void fen_projection_inverse(const fen_projection *projection, double x, double y, double *lon_deg, double *lat_deg) {
  *lon_deg = *lat_deg = NAN;
  if (!(isfinite(x) && isfinite(y)))
    return;
  if (projection->params.kind == FEN_PROJECTION_ROTATED) {
    if (within(y, 90))
      fen_rotate_back(&projection->params, x, y, lon_deg, lat_deg);
    return;
  }
  if (!projection->pj) {
    if (within(y, 90)) {
      *lon_deg = x;
      *lat_deg = y;
    }
    return;
  }
  PJ_COORD place = proj_trans(projection->pj, PJ_INV, proj_coord(x, y, 0, 0));
  if (isfinite(place.lp.lam) && isfinite(place.lp.phi)) {
    *lon_deg = DEGREES(place.lp.lam);
    *lat_deg = DEGREES(place.lp.phi);
  }
}

const char *fen_projection_text(const fen_projection *projection) {
  return projection->text;
}
