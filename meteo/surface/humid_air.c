#include "fenhe/humid_air.h"

#include <math.h>

#include "fenhe/constants.h"

static const double ZERO_CELSIUS_K = 273.15;

double fen_air_viscosity(double temperature_k) {
  return 1.458e-6 * temperature_k * sqrt(temperature_k) / (temperature_k + 110.4);
}

double fen_air_mean_free_path(double temperature_k, double pressure_pa) {
  return 2.0 * fen_air_viscosity(temperature_k) / (pressure_pa * sqrt(8.0 / (FEN_PI * FEN_R_DRY_JPKGPK * temperature_k)));
}

double fen_saturation_pressure(double temperature_k) {
  const double t = temperature_k - ZERO_CELSIUS_K;
  return 610.94 * exp(17.625 * t / (t + 243.04));
}

double fen_relative_humidity(double vapour_kgpkg, double temperature_k, double pressure_pa) {
  if (!(vapour_kgpkg > 0.0))
    return 0.0;
  const double vapour_pa = vapour_kgpkg * pressure_pa / (vapour_kgpkg + FEN_R_DRY_JPKGPK / FEN_R_VAPOUR_JPKGPK);
  const double share = vapour_pa / fen_saturation_pressure(temperature_k);
  return share < 1.0 ? share : 1.0;
}

double fen_vapour_diffusivity(double temperature_k, double pressure_pa) {
  return 2.178e-5 * pow(temperature_k / ZERO_CELSIUS_K, 1.81) * 101325.0 / pressure_pa;
}
