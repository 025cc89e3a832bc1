/** What the parts of fen_projection share. */
#ifndef FENHE_GRIDS_PROJECTION_INTERNAL_H
#define FENHE_GRIDS_PROJECTION_INTERNAL_H

#include <proj.h>

#include "fenhe/constants.h"
#include "fenhe/projection.h"

#define RADIANS(degrees) ((degrees) * (FEN_PI / 180.0))
#define DEGREES(radians) ((radians) * (180.0 / FEN_PI))

enum { DEFINITION = 512 };

struct fen_projection {
  fen_projection_params params;
  PJ_CONTEXT *context; /* one each, so that PROJ's error state and log are not shared */
  PJ *pj;              /* NULL for LONLAT and ROTATED, whose map coordinates are degrees */
  double eccentricity_squared;
  double cone;  /* n of the Lambert cone */
  double scale; /* map factor is scale * t^n / m (Lambert; n = 1 polar), scale / m (Mercator) */
  char text[DEFINITION];
};

/** m and t of Snyder (1987, Map Projections - A Working Manual, USGS Professional Paper 1395, equations 14-15 and 15-9);
 * on a sphere cos(lat) and tan(pi/4 - lat/2). Latitude in radians. */
double fen_parallel_radius(double lat, double e2);
double fen_isometric_t(double lat, double e2);
/** q of Snyder (1987), equation 3-12: between the equator and a latitude [degrees] lies a^2 q / 2 for each radian of longitude. */
double fen_authalic_q(double lat_deg, double inverse_flattening);
/** Constants of the map factor, from the parameters. */
void fen_projection_set_constants(fen_projection *p);
/** The PROJ definition, from the parameters. */
void fen_projection_write_text(fen_projection *p);
/** The rotation of ROTATED and back, in degrees; the rotated longitude lies in [-180, 180]. */
void fen_rotate(const fen_projection_params *p, double lon_deg, double lat_deg, double *x_deg, double *y_deg);
void fen_rotate_back(const fen_projection_params *p, double x_deg, double y_deg, double *lon_deg, double *lat_deg);

#endif
