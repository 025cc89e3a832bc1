#include "fenhe/sun.h"

#include <math.h>

#include "fenhe/constants.h"

static const double DEGREE = FEN_PI / 180.0;

double fen_sun_cos_zenith(double time_s, double lon_deg, double lat_deg) {
  static const double NOON_OF_2000_S = 946728000.0;
  const double days = (time_s - NOON_OF_2000_S) / 86400.0;
  const double mean_longitude = 280.460 + 0.9856474 * days;
  const double anomaly = (357.528 + 0.9856003 * days) * DEGREE;
  const double longitude = (mean_longitude + 1.915 * sin(anomaly) + 0.020 * sin(2.0 * anomaly)) * DEGREE;
  const double obliquity = (23.439 - 4e-7 * days) * DEGREE;
  const double right_ascension = atan2(cos(obliquity) * sin(longitude), cos(longitude));
  const double declination = asin(sin(obliquity) * sin(longitude));
  /* Mean sidereal time at Greenwich [h]; the hour of the day is in it once more. */
  const double hour = 24.0 * (time_s / 86400.0 - floor(time_s / 86400.0));
  const double sidereal = 6.697375 + 0.0657098242 * days + hour;
  const double hour_angle = (15.0 * sidereal + lon_deg) * DEGREE - right_ascension;
  const double latitude = lat_deg * DEGREE;
  return sin(declination) * sin(latitude) + cos(declination) * cos(latitude) * cos(hour_angle);
}

double fen_sun_clear_sky(double cos_zenith) {
  return cos_zenith > 0.0 ? 1098.0 * cos_zenith * exp(-0.059 / cos_zenith) : 0.0;
}

double fen_sun_cloud_transmission(double water_kgpm2) {
  static const double WATER_KGPM3 = 1000.0;
  static const double DROPLET_M = 10e-6;
  const double depth = 1.5 * water_kgpm2 / (WATER_KGPM3 * DROPLET_M);
  return 1.0 / (1.0 + 0.13 * depth);
}
