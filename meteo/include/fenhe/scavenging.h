/** @file scavenging.h  Wet removal by rain: the scavenging coefficient. */
#ifndef FENHE_SCAVENGING_H
#define FENHE_SCAVENGING_H

#include <stddef.h>

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

/**
 * Number of layers, from the ground, that rain washes: up to and including the highest with more than 1e-6 kg/kg of cloud water or
 * ice; in a column without any (showers of a cumulus scheme leave none) the layers that begin below the boundary layer's top or below
 * 3 km, whichever is higher.
 * @param[in] cloud_water_kgpkg [k stride], nz values; may be NULL: none
 * @param[in] face_m            heights of faces [k stride], nz + 1 values
 */
ptrdiff_t fen_scavenging_layers(ptrdiff_t nz, ptrdiff_t stride, const double *cloud_water_kgpkg, const double *face_m, double pblh_m);

#ifdef __cplusplus
}
#endif
#endif
