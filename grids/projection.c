#include "fenhe/projection.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"

#define RADIANS(degrees) ((degrees) * (FEN_PI / 180.0))
#define DEGREES(radians) ((radians) * (180.0 / FEN_PI))

enum { TEXT = 512, NUMBER = 32 };

struct fen_projection {
  fen_projection_params params;
  PJ_CONTEXT *context; /* one each, so that PROJ's error state and log are not shared */
  PJ *pj;              /* NULL for LONLAT, whose map coordinates are the degrees themselves */
  double eccentricity_squared;
  double cone;  /* n of the Lambert cone */
  double scale; /* map factor is scale * t^n / m (Lambert), scale / m (Mercator) */
  char text[TEXT];
};

/* m and t of Snyder (1987, Map Projections - A Working Manual, USGS Professional Paper 1395, equations 14-15 and 15-9);
 * on a sphere cos(lat) and tan(pi/4 - lat/2). */
static double parallel_radius(double lat, double e2) {
  double sine = sin(lat);
  return cos(lat) / sqrt(1 - e2 * sine * sine);
}

static double isometric_t(double lat, double e2) {
  double e = sqrt(e2);
  double sine = sin(lat);
  return tan(FEN_PI / 4 - lat / 2) / pow((1 - e * sine) / (1 + e * sine), e / 2);
}

/* The shortest decimal that reads back as the same number. */
static void write_number(double value, char text[NUMBER]) {
  for (int digits = 9; digits <= 17; digits++) {
    (void)snprintf(text, NUMBER, "%.*g", digits, value);
    if (strtod(text, NULL) == value)
      return;
  }
}

static void write_text(fen_projection *p) {
  const fen_projection_params *q = &p->params;
  char lat_1[NUMBER], lat_2[NUMBER], lat_0[NUMBER], lon_0[NUMBER], axis[NUMBER], flattening[NUMBER], figure[3 * NUMBER];
  write_number(q->lat_1_deg, lat_1);
  write_number(q->lat_2_deg, lat_2);
  write_number(q->lat_0_deg, lat_0);
  write_number(q->lon_0_deg, lon_0);
  write_number(q->semi_major_m, axis);
  write_number(q->inverse_flattening, flattening);
  if (q->inverse_flattening > 0)
    (void)snprintf(figure, sizeof figure, "+a=%s +rf=%s", axis, flattening);
  else
    (void)snprintf(figure, sizeof figure, "+R=%s", axis);
  if (q->kind == FEN_PROJECTION_LAMBERT)
    (void)snprintf(p->text, TEXT, "+proj=lcc +lat_1=%s +lat_2=%s +lat_0=%s +lon_0=%s %s +units=m +no_defs", lat_1, lat_2, lat_0, lon_0,
                   figure);
  else if (q->kind == FEN_PROJECTION_MERCATOR)
    (void)snprintf(p->text, TEXT, "+proj=merc +lat_ts=%s +lon_0=%s %s +units=m +no_defs", lat_1, lon_0, figure);
  else
    (void)snprintf(p->text, TEXT, "+proj=longlat %s +no_defs", figure);
}

static int within(double value, double limit) {
  return value >= -limit && value <= limit;
}

static fen_status check_params(const fen_projection_params *q, fen_error *err) {
  int lambert = q->kind == FEN_PROJECTION_LAMBERT;
  int mercator = q->kind == FEN_PROJECTION_MERCATOR;
  if (!(lambert || mercator || q->kind == FEN_PROJECTION_LONLAT))
    return fen_fail(err, FEN_ERR_ARGUMENT, "projection of kind %d; a projection is LONLAT, LAMBERT or MERCATOR", (int)q->kind);
  if (!(q->semi_major_m > 0 && isfinite(q->semi_major_m)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "semi-major axis of %g m; give the Earth's radius in metres, as 6370000 for WRF",
                    q->semi_major_m);
  if (!(q->inverse_flattening == 0 || (q->inverse_flattening > 1 && isfinite(q->inverse_flattening))))
    return fen_fail(err, FEN_ERR_ARGUMENT, "inverse flattening %g; give 0 for a sphere, or a number such as 298.257223563",
                    q->inverse_flattening);
  if ((lambert || mercator) && !(within(q->lat_1_deg, 89.9999) && within(q->lon_0_deg, 360)))
    return fen_fail(err, FEN_ERR_ARGUMENT,
                    "true latitude %g, central longitude %g degrees; latitudes lie between -90 and 90, longitudes within 360", q->lat_1_deg,
                    q->lon_0_deg);
  if (lambert && !(within(q->lat_2_deg, 89.9999) && within(q->lat_0_deg, 90)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "second true latitude %g, latitude of origin %g degrees; latitudes lie between -90 and 90",
                    q->lat_2_deg, q->lat_0_deg);
  if (lambert && !(fabs(q->lat_1_deg + q->lat_2_deg) > 1e-6))
    return fen_fail(err, FEN_ERR_ARGUMENT, "true latitudes %g and %g degrees of a Lambert projection lie opposite each other; use Mercator",
                    q->lat_1_deg, q->lat_2_deg);
  return FEN_OK;
}

/* Constants of the map factor, Snyder (1987), section 15 (cone constant 15-8) and section 7. */
static void set_constants(fen_projection *p) {
  const fen_projection_params *q = &p->params;
  double f = q->inverse_flattening > 0 ? 1 / q->inverse_flattening : 0;
  double e2 = f * (2 - f);
  double lat_1 = RADIANS(q->lat_1_deg);
  double lat_2 = RADIANS(q->lat_2_deg);
  p->eccentricity_squared = e2;
  p->scale = parallel_radius(lat_1, e2);
  if (q->kind == FEN_PROJECTION_LAMBERT) {
    double t_1 = isometric_t(lat_1, e2);
    if (fabs(lat_1 - lat_2) < 1e-10)
      p->cone = sin(lat_1);
    else
      p->cone = log(p->scale / parallel_radius(lat_2, e2)) / log(t_1 / isometric_t(lat_2, e2));
    p->scale /= pow(t_1, p->cone);
  }
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
  set_constants(p);
  write_text(p);
  if (params->kind != FEN_PROJECTION_LONLAT) {
    p->context = proj_context_create();
    if (p->context) {
      proj_log_level(p->context, PJ_LOG_NONE);
      p->pj = proj_create(p->context, p->text);
    }
    if (!p->pj) {
      int number = p->context ? proj_context_errno(p->context) : 0;
      const char *why = number ? proj_context_errno_string(p->context, number) : "no context";
      status = fen_fail(err, FEN_ERR_LIBRARY, "PROJ refuses \"%s\": %s; correct the projection's parameters", p->text,
                        why ? why : "no reason given");
      fen_projection_destroy(&p);
      return status;
    }
  }
  *out = p;
  return FEN_OK;
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

void fen_projection_map_factor(const fen_projection *projection, double lon_deg, double lat_deg, double *mx, double *my) {
  double e2 = projection->eccentricity_squared;
  double lat = RADIANS(lat_deg);
  *mx = *my = NAN;
  if (!(within(lat_deg, 90) && isfinite(lon_deg)))
    return;
  double m = parallel_radius(lat, e2);
  if (projection->params.kind == FEN_PROJECTION_LONLAT) {
    /* Radii of curvature along the parallel and the meridian, Snyder (1987), equations 4-20 and 4-18. */
    double sine = sin(lat);
    double meridian = (1 - e2) / pow(1 - e2 * sine * sine, 1.5);
    *mx = DEGREES(1 / (projection->params.semi_major_m * m));
    *my = DEGREES(1 / (projection->params.semi_major_m * meridian));
    return;
  }
  double factor = projection->scale / m;
  if (projection->params.kind == FEN_PROJECTION_LAMBERT)
    factor *= pow(isometric_t(lat, e2), projection->cone);
  *mx = *my = factor;
}

const char *fen_projection_text(const fen_projection *projection) {
  return projection->text;
}
