/** @file particle.h  How particles of one size move in air, how they take up water, and how a species' sizes are distributed. Pure
 * functions. */
#ifndef FENHE_PARTICLE_H
#define FENHE_PARTICLE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Slip correction of Cunningham: 1 + (2 l / D) (1.257 + 0.4 exp(-1.1 D / (2 l))) (Seinfeld & Pandis 2006, Eq. 9.34). */
double fen_slip_correction(double diameter_m, double mean_free_path_m);

/**
 * Terminal velocity [m/s], downwards: Stokes' with slip, over 1 + 0.15 Re^0.687 (Schiller & Naumann 1933; Clift, Grace & Weber 1978: within
 * 5 % up to Re = 800), found by iteration. Diameters from 1 nm to 1 mm.
 */
double fen_settling_velocity(double diameter_m, double density_kgpm3, double temperature_k, double pressure_pa);

/** Brownian diffusivity [m2/s]: k T Cc / (3 pi mu D) (Seinfeld & Pandis 2006, Eq. 9.73). */
double fen_brownian_diffusivity(double diameter_m, double temperature_k, double pressure_pa);

/** Relative humidity beyond which no more uptake is counted: at saturation the equilibrium ends and cloud begins. */
#define FEN_GROWTH_HUMIDITY_MOST 0.98

/**
 * Wet over dry diameter in equilibrium with the air: kappa-Koehler theory (Petters & Kreidenweis 2007, Atmos. Chem. Phys. 7, 1961-1971,
 * Eq. 6), RH = (g^3 - 1) / (g^3 - 1 + kappa) exp(A / (g D)), A = 4 sigma Mw / (R T rho_w), sigma = 0.072 J m-2. Uptake is continuous:
 * particles do not crystallise.
 * @param[in] kappa             hygroscopicity, 0 to 1.4; 0: none
 * @param[in] relative_humidity 0 to 1; more than FEN_GROWTH_HUMIDITY_MOST counts as that
 * @return >= 1
 */
double fen_growth_factor(double kappa, double dry_diameter_m, double temperature_k, double relative_humidity);

/** Density of a particle that has grown: volumes of dry matter and water add. */
double fen_wet_density(double dry_density_kgpm3, double growth_factor);

/** A species' particles: a log-normal distribution of mass over dry diameter. */
typedef struct {
  double diameter_m;                   /**< mass median diameter (geometric, not aerodynamic), > 0 */
  double geometric_standard_deviation; /**< >= 1; 1: all of one size */
  double density_kgpm3;                /**< dry, > 0 */
  double kappa;                        /**< hygroscopicity, >= 0 */
} fen_particles;

/** Usual values for a species' name (PM25, PM10, PMC, BC, OC, SO4, NO3, NH4, DUST, in any case): docs/surface.md has the sources.
 * @return whether the name is among them; *out is untouched otherwise */
bool fen_particles_find(const char *name, fen_particles *out);

enum { FEN_SIZES = 9 };

/** Nodes of the Gauss-Hermite rule of nine points over a species' mass; dry diameters, weights that sum to 1. */
typedef struct {
  double diameter_m[FEN_SIZES], weight[FEN_SIZES];
} fen_particle_sizes;
fen_particle_sizes fen_particles_sizes(const fen_particles *particles);

/** Terminal velocity of a species, mean over its mass, grown at a humidity (at the factor of its median diameter) [m/s]. */
double fen_particles_settling(const fen_particles *particles, double temperature_k, double pressure_pa, double relative_humidity);

#ifdef __cplusplus
}
#endif
#endif
