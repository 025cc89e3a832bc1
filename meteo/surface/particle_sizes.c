/* How the mass of a species is spread over sizes. */
#include <math.h>
#include <stddef.h>
#include <strings.h>

#include "fenhe/particle.h"

/* docs/surface.md says where they come from. */
static const struct {
  const char *name;
  fen_particles particles;
} usual[] = {
    {"PM25", {0.6e-6, 2.0, 1500.0, 0.3}}, {"PM10", {2.5e-6, 2.0, 1700.0, 0.2}}, {"PMC", {5.0e-6, 1.8, 2000.0, 0.1}},
    {"BC", {0.25e-6, 1.8, 1800.0, 0.0}},  {"OC", {0.4e-6, 2.0, 1400.0, 0.1}},   {"SO4", {0.6e-6, 1.9, 1770.0, 0.53}},
    {"NO3", {0.6e-6, 1.9, 1720.0, 0.67}}, {"NH4", {0.6e-6, 1.9, 1750.0, 0.6}},  {"DUST", {4.5e-6, 2.0, 2650.0, 0.03}},
};

bool fen_particles_find(const char *name, fen_particles *out) {
  for (size_t n = 0; n < sizeof usual / sizeof *usual; n++)
    if (strcasecmp(name, usual[n].name) == 0) {
      *out = usual[n].particles;
      return true;
    }
  return false;
}

fen_particle_sizes fen_particles_sizes(const fen_particles *particles) {
  /* Abramowitz & Stegun 1964, Table 25.10, n = 9. */
  static const double ABSCISSA[FEN_SIZES] = {-3.190993201781528, -2.266580584531843, -1.468553289216668, -0.723551018752838, 0.0,
                                             0.723551018752838,  1.468553289216668,  2.266580584531843,  3.190993201781528};
  static const double WEIGHT[FEN_SIZES] = {3.960697726326e-5,    4.943624275537e-3,   8.847452739437665e-2,
                                           0.43265155900255575,  0.72023521560605097, 0.43265155900255575,
                                           8.847452739437665e-2, 4.943624275537e-3,   3.960697726326e-5};
  const double spread = sqrt(2.0) * log(particles->geometric_standard_deviation);
  fen_particle_sizes sizes;
  double sum = 0.0;
  for (int n = 0; n < FEN_SIZES; n++)
    sum += WEIGHT[n];
  for (int n = 0; n < FEN_SIZES; n++) {
    sizes.diameter_m[n] = particles->diameter_m * exp(spread * ABSCISSA[n]);
    sizes.weight[n] = WEIGHT[n] / sum;
  }
  return sizes;
}

double fen_particles_settling(const fen_particles *particles, double temperature_k, double pressure_pa, double relative_humidity) {
  const fen_particle_sizes sizes = fen_particles_sizes(particles);
  const double growth = fen_growth_factor(particles->kappa, particles->diameter_m, temperature_k, relative_humidity);
  const double density = fen_wet_density(particles->density_kgpm3, growth);
  double mean = 0.0;
  for (int n = 0; n < FEN_SIZES; n++)
    mean += sizes.weight[n] * fen_settling_velocity(growth * sizes.diameter_m[n], density, temperature_k, pressure_pa);
  return mean;
}
