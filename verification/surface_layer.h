/**
 * @file surface_layer.h  Wind, diffusivity, resistance to deposition and crosswind spread near the ground by similarity.
 *
 * One published set, the one that the model itself uses (meteo/boundary_layer.h); nothing in it is fitted to a case.
 */
#ifndef FENHE_VERIFICATION_SURFACE_LAYER_H
#define FENHE_VERIFICATION_SURFACE_LAYER_H

#include <stddef.h>

#include "field_runs.h"

/** Roughness of the site, mown prairie near O'Neill, Nebraska [m], and its Coriolis parameter at 42.5 N [1/s]. */
#define FEN_PRAIRIE_ROUGHNESS_M 0.008
#define FEN_PRAIRIE_CORIOLIS_PS 9.85e-5

typedef struct {
  double friction_mps;
  double obukhov_m;
  double roughness_m;
  double mixing_height_m;
} fen_similarity;

/**
 * A run's similarity. Without a mixing height: stable, 0.4 (u* L / f)^(1/2) (Zilitinkevich 1972, Boundary-Layer Meteorol. 3, 141-145), at
 * most the neutral 0.3 u* / f; unstable, 1000 m, where no arc feels it.
 */
fen_similarity fen_similarity_of(const fen_field_run *run);

/** Wind [m/s] at a height above ground, 0 below the roughness length: fen_similarity_psi_m. */
double fen_similarity_wind(const fen_similarity *similarity, double z_m);
/** Mean wind of a layer [m/s]. */
double fen_similarity_layer_wind(const fen_similarity *similarity, double bottom_m, double top_m);
/** Diffusivities at faces [m2/s], shape [nz + 1], 0 at ground and top: fen_kz_profile. */
void fen_similarity_diffusivity(const fen_similarity *similarity, ptrdiff_t nz, const double *face_m, double *kz_m2ps);
/**
 * Deposition velocity [m/s] at a height of a gas over vegetation, 1 / (ra + rb + rc): ra by similarity between the height and the roughness
 * length, rb = 2 (Sc / Pr)^(2/3) / (k u*) (Hicks et al. 1987, Water Air Soil Pollut. 36, 311-330), Sc / Pr = 1.7 for SO2.
 * @param[in] surface_spm rc [s/m]
 */
double fen_similarity_deposition(const fen_similarity *similarity, double z_m, double surface_spm);

/** How a plume's spread across the wind falls behind sigma_theta x, by published functions; they differ in nothing else. */
typedef enum {
  FEN_SPREAD_DRAXLER_SURFACE,  /**< f = 1 / (1 + 0.9 (t / 300 s)^(1/2)), Draxler (1976), Atmos. Environ. 10, 99-105, releases at the surface
                                */
  FEN_SPREAD_DRAXLER_ELEVATED, /**< the same with 1000 s, elevated releases; Irwin (1983) takes it for all */
  FEN_SPREAD_PASQUILL          /**< f(x) as tabulated by Pasquill (1976), EPA-600/4-76-030b: 0.8 at 100 m, 0.62 at 800 m */
} fen_spread_function;

/**
 * Standard deviation of a plume across the wind [m], sigma_theta x f, with the measured standard deviation of the wind's direction in
 * radians, or where that is missing sigma_v / u: sigma_v = u* (12 + 0.5 h / |L|)^(1/3) when unstable (Panofsky et al. 1977,
 * Boundary-Layer Meteorol. 11, 355-361), 1.9 u* when stable (Cimorelli et al. 2005, J. Appl. Meteorol. 44, 682-693).
 */
double fen_crosswind_spread(const fen_field_run *run, const fen_similarity *similarity, fen_spread_function function, double distance_m,
                            double travel_s);

#endif
