/* Map factors: by closed formulas where the map has them, by PROJ's derivatives where it has not. */
#include <math.h>

#include "projection_internal.h"

double fen_parallel_radius(double lat, double e2) {
  double sine = sin(lat);
  return cos(lat) / sqrt(1 - e2 * sine * sine);
}

double fen_isometric_t(double lat, double e2) {
  double e = sqrt(e2);
  double sine = sin(lat);
  return tan(FEN_PI / 4 - lat / 2) / pow((1 - e * sine) / (1 + e * sine), e / 2);
}

double fen_authalic_q(double lat_deg, double inverse_flattening) {
  double f = inverse_flattening > 0 ? 1 / inverse_flattening : 0;
  double e2 = f * (2 - f);
  double sine = sin(RADIANS(lat_deg));
  if (!(e2 > 0))
    return 2 * sine;
  double e = sqrt(e2);
  return (1 - e2) * (sine / (1 - e2 * sine * sine) + atanh(e * sine) / e);
}

/* t / m of Snyder, with the cosine of the latitude cancelled so that it holds at the pole. */
static double t_over_m(double lat, double e2) {
  double e = sqrt(e2);
  double sine = sin(lat);
  return sqrt(1 - e2 * sine * sine) / ((1 + sine) * pow((1 - e * sine) / (1 + e * sine), e / 2));
}

/* Snyder (1987), section 15 (cone constant 15-8), section 7, and section 21 (21-34, and 21-33 for a true latitude at the pole, of which
 * this is the limit). */
void fen_projection_set_constants(fen_projection *p) {
  const fen_projection_params *q = &p->params;
  double f = q->inverse_flattening > 0 ? 1 / q->inverse_flattening : 0;
  double e2 = f * (2 - f);
  double lat_1 = RADIANS(q->lat_1_deg);
  double lat_2 = RADIANS(q->lat_2_deg);
  p->eccentricity_squared = e2;
  p->scale = fen_parallel_radius(lat_1, e2);
  if (q->kind == FEN_PROJECTION_LAMBERT) {
    double t_1 = fen_isometric_t(lat_1, e2);
    if (fabs(lat_1 - lat_2) < 1e-10)
      p->cone = sin(lat_1);
    else
      p->cone = log(p->scale / fen_parallel_radius(lat_2, e2)) / log(t_1 / fen_isometric_t(lat_2, e2));
    p->scale /= pow(t_1, p->cone);
  } else if (q->kind == FEN_PROJECTION_POLAR) {
    p->scale = 1 / t_over_m(fabs(lat_1), e2);
  }
}

static fen_map_scale isotropic(double factor) {
  return (fen_map_scale){factor, factor, factor * factor};
}

/* Degrees of map per metre. Radii of curvature along the parallel and the meridian, Snyder (1987), equations 4-20 and 4-18. */
static fen_map_scale of_degrees(const fen_projection *p, double lat_deg) {
  double e2 = p->eccentricity_squared;
  double sine = sin(RADIANS(lat_deg));
  double meridian = (1 - e2) / pow(1 - e2 * sine * sine, 1.5);
  fen_map_scale s;
  s.mx = DEGREES(1 / (p->params.semi_major_m * fen_parallel_radius(RADIANS(lat_deg), e2)));
  s.my = DEGREES(1 / (p->params.semi_major_m * meridian));
  s.areal = s.mx * s.my;
  return s;
}

/* The map is locally a matrix from true metres (east, north) to metres of map; its inverse carries a step along x or y to the Earth. */
static fen_map_scale by_derivatives(const fen_projection *p, double lon_deg, double lat_deg) {
  const fen_map_scale nowhere = {NAN, NAN, NAN};
  PJ_FACTORS f = proj_factors(p->pj, proj_coord(RADIANS(lon_deg), RADIANS(lat_deg), 0, 0));
  double e2 = p->eccentricity_squared;
  double sine = sin(RADIANS(lat_deg));
  double east = fen_parallel_radius(RADIANS(lat_deg), e2);
  double north = (1 - e2) / pow(1 - e2 * sine * sine, 1.5);
  double x_east = f.dx_dlam / east;
  double y_east = f.dy_dlam / east;
  double x_north = f.dx_dphi / north;
  double y_north = f.dy_dphi / north;
  double areal = fabs(x_east * y_north - x_north * y_east);
  if (!(areal > 0 && isfinite(areal)))
    return nowhere;
  return (fen_map_scale){areal / hypot(y_north, y_east), areal / hypot(x_north, x_east), areal};
}

fen_map_scale fen_projection_scale(const fen_projection *projection, double lon_deg, double lat_deg) {
  double e2 = projection->eccentricity_squared;
  double lat = RADIANS(lat_deg);
  if (!(lat_deg >= -90 && lat_deg <= 90 && isfinite(lon_deg)))
    return isotropic(NAN);
  switch (projection->params.kind) {
  case FEN_PROJECTION_LONLAT:
    return of_degrees(projection, lat_deg);
  case FEN_PROJECTION_ROTATED: {
    double x_deg, y_deg;
    fen_rotate(&projection->params, lon_deg, lat_deg, &x_deg, &y_deg);
    return of_degrees(projection, y_deg);
  }
  case FEN_PROJECTION_LAMBERT:
    return isotropic(projection->scale / fen_parallel_radius(lat, e2) * pow(fen_isometric_t(lat, e2), projection->cone));
  case FEN_PROJECTION_MERCATOR:
    return isotropic(projection->scale / fen_parallel_radius(lat, e2));
  case FEN_PROJECTION_POLAR:
    return isotropic(projection->scale * t_over_m(projection->params.lat_0_deg > 0 ? lat : -lat, e2));
  case FEN_PROJECTION_TRANSVERSE_MERCATOR:
    /* Conformal: one factor, the mean of two that differ by rounding. */
    return isotropic(sqrt(by_derivatives(projection, lon_deg, lat_deg).areal));
  case FEN_PROJECTION_PROJ:
    return by_derivatives(projection, lon_deg, lat_deg);
  case FEN_PROJECTION_NONE:
    break;
  }
  return isotropic(1);
}

void fen_projection_map_factor(const fen_projection *projection, double lon_deg, double lat_deg, double *mx, double *my) {
  fen_map_scale scale = fen_projection_scale(projection, lon_deg, lat_deg);
  *mx = scale.mx;
  *my = scale.my;
}
