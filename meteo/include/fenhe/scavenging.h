/** @file scavenging.h  Wet removal by rain: scavenging coefficients. Pure functions. */
#ifndef FENHE_SCAVENGING_H
#define FENHE_SCAVENGING_H

#include <stddef.h>

#include "fenhe/particle.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Default constants of Lambda = scale (rain / 1 mm/h)^exponent for fine particles below cloud: 8.4e-5 s-1 and 0.79
 * (Baklanov & Sorensen 2001, Phys. Chem. Earth B 26, 787-799; within the range that Sportisse 2007 reviews).
 */
#define FEN_SCAVENGING_SCALE_PS 8.4e-5
#define FEN_SCAVENGING_EXPONENT 0.79

/** Lambda [1/s] of a rain rate; 0 without rain. */
double fen_scavenging_coefficient(double rain_mmph, double scale_ps, double exponent);

/** Cloud water or ice from which on a layer counts as cloud. */
#define FEN_SCAVENGING_CLOUD_KGPKG 1e-6

/**
 * Number of layers, from the ground, that rain washes: up to and including the highest with more than FEN_SCAVENGING_CLOUD_KGPKG of cloud
 * water or ice; in a column without any (showers of a cumulus scheme leave none) the layers that begin below the boundary layer's top or
 * below 3 km, whichever is higher.
 * @param[in] cloud_water_kgpkg [k stride], nz values; may be NULL: none
 * @param[in] face_m            heights of faces [k stride], nz + 1 values
 */
ptrdiff_t fen_scavenging_layers(ptrdiff_t nz, ptrdiff_t stride, const double *cloud_water_kgpkg, const double *face_m, double pblh_m);

/** Scavenging ratio in cloud of particles that cloud droplets take up, as the EMEP model's for sulphate (Simpson et al. 2012, supplement).
 */
#define FEN_SCAVENGING_PARTICLES_IN_CLOUD 1.0e6

/**
 * Lambda [1/s] = W P / (h rho_w), h = 1000 m, P the rain's mass flux (Simpson et al. 2012, Atmos. Chem. Phys. 12, 7825-7865;
 * Berge & Jakobsen 1998, Tellus B 50, 205-223).
 * @param[in] ratio W, mass in a volume of rain over mass in as much air
 */
double fen_scavenging_by_ratio(double rain_mmph, double ratio);

/** Diameter of the drops of a steady rain [m]: 0.7 mm (rain / 1 mm/h)^(1/4) (Slinn 1984, in Atmospheric Science and Power Production,
 * 466-532). */
double fen_rain_drop_diameter(double rain_mmph);
/** Terminal velocity of drops [m/s]: 9.65 - 10.3 exp(-600 m-1 D) (Atlas et al. 1973, Rev. Geophys. 11, 1-35), never below 0. */
double fen_rain_drop_velocity(double drop_diameter_m);

/**
 * Share of the particles in a drop's way that it collects, by diffusion, interception and impaction (Slinn 1984; Seinfeld & Pandis 2006,
 * chapter 20), at most 1. Without phoresis and charge, so that between 0.1 and 1 um field measurements are some ten times higher
 * (Wang et al. 2010).
 */
double fen_rain_collection(double drop_diameter_m, double diameter_m, double density_kgpm3, double temperature_k, double pressure_pa);

/** Lambda below cloud of a species [1/s], mean over its mass: 3/2 E P / (rho_w D) (Seinfeld & Pandis 2006, chapter 20), grown at the
 * humidity; 0 without rain. */
double fen_scavenging_particles(const fen_particles *particles, double rain_mmph, double temperature_k, double pressure_pa,
                                double relative_humidity);

#ifdef __cplusplus
}
#endif
#endif
