/* Dry deposition of particles: Zhang et al. (2001), with the constants of Emerson et al. (2020) if wanted. */
#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/deposition.h"
#include "fenhe/humid_air.h"

/* Table 3 of Zhang et al. (2001). A of 0: the surface is smooth, without collectors; roughness of 0: by Charnock's formula. */
typedef struct {
  double alpha, gamma;
  double collector_mm[FEN_SEASON_COUNT];
  double roughness_m[FEN_SEASON_COUNT];
} land_constants;

static const land_constants constants_of[FEN_LAND_USE_COUNT] = {
    [FEN_LAND_EVERGREEN_NEEDLELEAF] = {1.0, 0.56, {2, 2, 2, 2, 2}, {0.8, 0.9, 0.9, 0.9, 0.8}},
    [FEN_LAND_EVERGREEN_BROADLEAF] = {0.6, 0.58, {5, 5, 5, 5, 5}, {2.65, 2.65, 2.65, 2.65, 2.65}},
    [FEN_LAND_DECIDUOUS_NEEDLELEAF] = {1.1, 0.56, {2, 2, 5, 5, 2}, {0.85, 0.85, 0.80, 0.55, 0.60}},
    [FEN_LAND_DECIDUOUS_BROADLEAF] = {0.8, 0.56, {5, 5, 10, 10, 5}, {1.05, 1.05, 0.95, 0.55, 0.75}},
    [FEN_LAND_MIXED_FOREST] = {0.8, 0.56, {5, 5, 5, 5, 5}, {1.15, 1.15, 1.15, 1.15, 1.15}},
    [FEN_LAND_GRASS] = {1.2, 0.54, {2, 2, 5, 5, 2}, {0.1, 0.1, 0.05, 0.02, 0.05}},
    [FEN_LAND_CROPS] = {1.2, 0.54, {2, 2, 5, 5, 2}, {0.1, 0.1, 0.02, 0.02, 0.05}},
    [FEN_LAND_DESERT] = {50.0, 0.54, {0}, {0.04, 0.04, 0.04, 0.04, 0.04}},
    [FEN_LAND_TUNDRA] = {50.0, 0.54, {0}, {0.03, 0.03, 0.03, 0.03, 0.03}},
    [FEN_LAND_SHRUBS] = {1.3, 0.54, {10, 10, 10, 10, 10}, {0.1, 0.1, 0.1, 0.1, 0.1}},
    [FEN_LAND_WETLAND] = {2.0, 0.54, {10, 10, 10, 10, 10}, {0.03, 0.03, 0.03, 0.03, 0.03}},
    [FEN_LAND_ICE] = {50.0, 0.54, {0}, {0.01, 0.01, 0.01, 0.01, 0.01}},
    [FEN_LAND_INLAND_WATER] = {100.0, 0.50, {0}, {0}},
    [FEN_LAND_OCEAN] = {100.0, 0.50, {0}, {0}},
    [FEN_LAND_URBAN] = {1.5, 0.56, {10, 10, 10, 10, 10}, {1.0, 1.0, 1.0, 1.0, 1.0}},
};

/* Constants that do not depend on the surface; a gamma of 0: by class. */
typedef struct {
  double brownian, gamma, impaction, beta, interception, nu;
} scheme_constants;

static const scheme_constants schemes[] = {
    [FEN_PARTICLE_EMERSON] = {0.2, 2.0 / 3.0, 0.4, 1.7, 2.5, 0.8},
    [FEN_PARTICLE_ZHANG] = {1.0, 0.0, 1.0, 2.0, 0.5, 2.0},
};

double fen_land_roughness(fen_land_use land_use, fen_season season, double friction_velocity_mps) {
  const double roughness = constants_of[land_use].roughness_m[season];
  const double charnock = 0.0185 * friction_velocity_mps * friction_velocity_mps / FEN_GRAVITY_MPS2 + 1.59e-5;
  return roughness > 0.0 ? roughness : charnock < 2.85e-3 ? charnock : 2.85e-3;
}

/* Emerson et al. fitted their constants with the collectors of shrubs over grassland, as GEOS-Chem has its classes. They did not fit crops,
 * which grow as grass does; with Zhang's 2 mm and these constants crops would take up as much as conifers. */
static const land_constants *constants_over(fen_land_use land_use, fen_particle_constants constants) {
  const bool low = land_use == FEN_LAND_GRASS || land_use == FEN_LAND_CROPS;
  return &constants_of[low && constants == FEN_PARTICLE_EMERSON ? FEN_LAND_SHRUBS : land_use];
}

double fen_particle_velocity(double diameter_m, double density_kgpm3, const fen_ground_air *air, double resistance_spm,
                             fen_land_use land_use, fen_season season, fen_particle_constants constants) {
  static const double SURFACE_FACTOR = 3.0;
  const land_constants *land = constants_over(land_use, constants);
  const scheme_constants *scheme = &schemes[constants];
  const bool water = land_use == FEN_LAND_OCEAN || land_use == FEN_LAND_INLAND_WATER;
  const double friction = air->friction_velocity_mps;
  const double collector_m = 1e-3 * land->collector_mm[season];
  const double kinematic = fen_air_viscosity(air->temperature_k) * FEN_R_DRY_JPKGPK * air->temperature_k / air->pressure_pa;
  const double falling = fen_settling_velocity(diameter_m, density_kgpm3, air->temperature_k, air->pressure_pa);
  const double schmidt = kinematic / fen_brownian_diffusivity(diameter_m, air->temperature_k, air->pressure_pa);
  const double stokes = collector_m > 0.0 ? falling * friction / (FEN_GRAVITY_MPS2 * collector_m)
                                          : falling * friction * friction / (FEN_GRAVITY_MPS2 * kinematic);
  const double diffusion = scheme->brownian * pow(schmidt, -(scheme->gamma > 0.0 ? scheme->gamma : land->gamma));
  const double impaction = scheme->impaction * pow(stokes / (land->alpha + stokes), scheme->beta);
  const double interception = collector_m > 0.0 ? scheme->interception * pow(diameter_m / collector_m, scheme->nu) : 0.0;
  const double stick = water || air->wetness != FEN_SURFACE_DRY ? 1.0 : exp(-sqrt(stokes));
  const double surface = SURFACE_FACTOR * friction * (diffusion + impaction + interception) * stick;
  return surface <= 0.0 ? falling : falling + 1.0 / (resistance_spm + 1.0 / surface);
}

double fen_particles_velocity(const fen_particles *particles, const fen_ground_air *air, fen_land_use land_use, fen_season season,
                              fen_particle_constants constants) {
  const fen_particle_sizes sizes = fen_particles_sizes(particles);
  const double resistance = fen_aerodynamic_resistance(air->height_m, air->roughness_m, air->friction_velocity_mps, air->obukhov_m);
  const double growth = fen_growth_factor(particles->kappa, particles->diameter_m, air->temperature_k, air->relative_humidity);
  const double density = fen_wet_density(particles->density_kgpm3, growth);
  double mean = 0.0;
  for (int n = 0; n < FEN_SIZES; n++)
    mean += sizes.weight[n] * fen_particle_velocity(growth * sizes.diameter_m[n], density, air, resistance, land_use, season, constants);
  return mean;
}
