/* Latitude and longitude about a pole of one's own choice. */
#include <math.h>

#include "projection_internal.h"

/* Doms et al. (2021), A Description of the Nonhydrostatic Regional COSMO-Model, Part I, equations 3.74 to 3.77 (COSMO 6.0), which the CF
 * conventions' rotated_latitude_longitude follows: the new pole lies at (pole_lon, pole_lat), and the old one has the longitude
 * pole_grid_lon in the rotated system. */
void fen_rotate(const fen_projection_params *p, double lon_deg, double lat_deg, double *x_deg, double *y_deg) {
  double pole = RADIANS(p->pole_lat_deg);
  double lat = RADIANS(lat_deg);
  double lon = RADIANS(lon_deg - p->pole_lon_deg);
  double sine = sin(pole) * sin(lat) + cos(pole) * cos(lat) * cos(lon);
  double across = -cos(lat) * sin(lon);
  double along = cos(pole) * sin(lat) - sin(pole) * cos(lat) * cos(lon);
  *x_deg = remainder(DEGREES(atan2(across, along)) + p->pole_grid_lon_deg, 360.0);
  *y_deg = DEGREES(atan2(sine, hypot(across, along)));
}

void fen_rotate_back(const fen_projection_params *p, double x_deg, double y_deg, double *lon_deg, double *lat_deg) {
  double pole = RADIANS(p->pole_lat_deg);
  double lat = RADIANS(y_deg);
  double lon = RADIANS(x_deg - p->pole_grid_lon_deg);
  double sine = sin(pole) * sin(lat) + cos(pole) * cos(lat) * cos(lon);
  double across = cos(lat) * sin(lon);
  double along = sin(pole) * cos(lat) * cos(lon) - cos(pole) * sin(lat);
  *lon_deg = remainder(p->pole_lon_deg + 180.0 + DEGREES(atan2(across, along)), 360.0);
  *lat_deg = DEGREES(atan2(sine, hypot(across, along)));
}
