/* Washout of particles below cloud by their sizes: Slinn (1984). */
#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/humid_air.h"
#include "fenhe/scavenging.h"

static const double WATER_KGPM3 = 1000.0;
static const double MMPH_PER_MPS = 3.6e6;

double fen_rain_drop_diameter(double rain_mmph) {
  return 0.7e-3 * sqrt(sqrt(rain_mmph));
}

double fen_rain_drop_velocity(double drop_diameter_m) {
  const double velocity = 9.65 - 10.3 * exp(-600.0 * drop_diameter_m);
  return velocity > 0.0 ? velocity : 0.0;
}

double fen_rain_collection(double drop_diameter_m, double diameter_m, double density_kgpm3, double temperature_k, double pressure_pa) {
  static const double WATER_VISCOSITY = 1.0e-3;
  const double viscosity = fen_air_viscosity(temperature_k);
  const double air_kgpm3 = pressure_pa / (FEN_R_DRY_JPKGPK * temperature_k);
  const double falling = fen_settling_velocity(diameter_m, density_kgpm3, temperature_k, pressure_pa);
  const double relative = fen_rain_drop_velocity(drop_diameter_m) - falling;
  if (!(relative > 0.0))
    return 0.0;
  const double reynolds = 0.5 * drop_diameter_m * fen_rain_drop_velocity(drop_diameter_m) * air_kgpm3 / viscosity;
  const double schmidt = viscosity / (air_kgpm3 * fen_brownian_diffusivity(diameter_m, temperature_k, pressure_pa));
  const double stokes = 2.0 * falling / FEN_GRAVITY_MPS2 * relative / drop_diameter_m;
  const double root = sqrt(reynolds);
  const double ratio = diameter_m / drop_diameter_m;
  const double critical = (1.2 + log1p(reynolds) / 12.0) / (1.0 + log1p(reynolds));
  const double diffusion = 4.0 / (reynolds * schmidt) * (1.0 + 0.4 * root * cbrt(schmidt) + 0.16 * root * sqrt(schmidt));
  const double interception = 4.0 * ratio * (viscosity / WATER_VISCOSITY + (1.0 + 2.0 * root) * ratio);
  const double beyond = stokes - critical;
  const double impaction = beyond > 0.0 ? pow(beyond / (beyond + 2.0 / 3.0), 1.5) * sqrt(WATER_KGPM3 / density_kgpm3) : 0.0;
  const double all = diffusion + interception + impaction;
  return all < 1.0 ? all : 1.0;
}

double fen_scavenging_particles(const fen_particles *particles, double rain_mmph, double temperature_k, double pressure_pa,
                                double relative_humidity) {
  if (!(rain_mmph > 0.0))
    return 0.0;
  const fen_particle_sizes sizes = fen_particles_sizes(particles);
  const double growth = fen_growth_factor(particles->kappa, particles->diameter_m, temperature_k, relative_humidity);
  const double density = fen_wet_density(particles->density_kgpm3, growth);
  const double drop_m = fen_rain_drop_diameter(rain_mmph);
  double mean = 0.0;
  for (int n = 0; n < FEN_SIZES; n++)
    mean += sizes.weight[n] * fen_rain_collection(drop_m, growth * sizes.diameter_m[n], density, temperature_k, pressure_pa);
  return 1.5 * mean * rain_mmph / MMPH_PER_MPS / drop_m;
}
