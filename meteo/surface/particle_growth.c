/* Water that particles take up in air that is not saturated. */
#include <math.h>

#include "fenhe/particle.h"

static const double WATER_KGPM3 = 1000.0;

double fen_growth_factor(double kappa, double dry_diameter_m, double temperature_k, double relative_humidity) {
  enum { HALVINGS = 40 };
  static const double SURFACE_TENSION_JPM2 = 0.072;
  static const double WATER_KGPMOL = 0.018015;
  static const double GAS_JPMOLPK = 8.314462618;
  const double humidity = relative_humidity < FEN_GROWTH_HUMIDITY_MOST ? relative_humidity : FEN_GROWTH_HUMIDITY_MOST;
  if (!(kappa > 0.0 && humidity > 0.0))
    return 1.0;
  const double kelvin_m = 4.0 * SURFACE_TENSION_JPM2 * WATER_KGPMOL / (GAS_JPMOLPK * temperature_k * WATER_KGPM3);
  /* Without the curvature it would be this; curvature makes it less. */
  double most = cbrt(1.0 + kappa * humidity / (1.0 - humidity));
  double least = 1.0;
  for (int n = 0; n < HALVINGS; n++) {
    const double middle = 0.5 * (least + most);
    const double water = middle * middle * middle - 1.0;
    if (water / (water + kappa) * exp(kelvin_m / (middle * dry_diameter_m)) > humidity)
      most = middle;
    else
      least = middle;
  }
  return 0.5 * (least + most);
}

double fen_wet_density(double dry_density_kgpm3, double growth_factor) {
  const double volume = growth_factor * growth_factor * growth_factor;
  return (dry_density_kgpm3 + (volume - 1.0) * WATER_KGPM3) / volume;
}
