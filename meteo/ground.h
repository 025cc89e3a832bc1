/**
 * @file ground.h  What the boundary layer and the surface need at the ground, whichever reader fills it: diagnosed where files have it not,
 * and brought into the bounds that it has. Private to meteo.
 */
#ifndef FENHE_METEO_GROUND_H
#define FENHE_METEO_GROUND_H

#include <stdbool.h>

#include "fenhe/weather.h"

/** Which fields the files lack, and what is known of the ground. */
typedef struct {
  bool friction_velocity, heat_flux, pblh; /**< missing: to be diagnosed */
  const double *land_share;                /**< shape [ny][nx]; NULL: not known, ground at 0 m counts as sea */
  const double *roughness_m;               /**< shape [ny][nx]; NULL: not known, by land and sea */
} fen_ground_gaps;

/**
 * Friction velocity and heat flux by similarity between the screen and the lowest layer (boundary_layer.h), the boundary layer's height by
 * the bulk Richardson number 0.25, from profiles, t2_k, q2_kgpkg and surface_pressure_pa, which must be there.
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_ground_diagnose(const fen_grid *grid, const fen_ground_gaps *gaps, fen_weather *w, fen_error *err);

/** Vapour, sunlight and snow into their bounds, where models and packing leave traces beyond; NaN stays. Then the Obukhov length. */
void fen_ground_finish(fen_weather *w);

#endif
