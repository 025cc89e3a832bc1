/* How particles of one size move in air. */
#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/humid_air.h"
#include "fenhe/particle.h"

static const double BOLTZMANN_JPK = 1.380649e-23;

double fen_slip_correction(double diameter_m, double mean_free_path_m) {
  const double knudsen = 2.0 * mean_free_path_m / diameter_m;
  return 1.0 + knudsen * (1.257 + 0.4 * exp(-1.1 / knudsen));
}

double fen_settling_velocity(double diameter_m, double density_kgpm3, double temperature_k, double pressure_pa) {
  static const double STOKES_ENDS = 0.01;
  enum { ITERATIONS = 20 };
  const double viscosity = fen_air_viscosity(temperature_k);
  const double air_kgpm3 = pressure_pa / (FEN_R_DRY_JPKGPK * temperature_k);
  const double slip = fen_slip_correction(diameter_m, fen_air_mean_free_path(temperature_k, pressure_pa));
  const double stokes = density_kgpm3 * diameter_m * diameter_m * FEN_GRAVITY_MPS2 * slip / (18.0 * viscosity);
  const double reynolds_per_mps = air_kgpm3 * diameter_m / viscosity;
  if (stokes * reynolds_per_mps < STOKES_ENDS)
    return stokes;
  double velocity = stokes / (1.0 + 0.15 * pow(stokes * reynolds_per_mps, 0.687));
  for (int n = 0; n < ITERATIONS; n++)
    velocity = 0.5 * (velocity + stokes / (1.0 + 0.15 * pow(velocity * reynolds_per_mps, 0.687)));
  return velocity;
}

double fen_brownian_diffusivity(double diameter_m, double temperature_k, double pressure_pa) {
  const double slip = fen_slip_correction(diameter_m, fen_air_mean_free_path(temperature_k, pressure_pa));
  return BOLTZMANN_JPK * temperature_k * slip / (3.0 * FEN_PI * fen_air_viscosity(temperature_k) * diameter_m);
}
