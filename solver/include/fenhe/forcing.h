/** @file forcing.h  What drives the transport between two instants: air masses, air fluxes, diffusivities, sources. */
#ifndef FENHE_FORCING_H
#define FENHE_FORCING_H

#include <stddef.h>

/**
 * Forcing of one interval; index 0 is its start, 1 its end, linear in between. Arrays are borrowed while the interval is in use.
 * Air masses are linear in time, so the horizontal fluxes at start and at end must both carry each column's mean change of mass
 * (see flux repair); vertical fluxes follow from continuity.
 */
typedef struct {
  double start_s, end_s;
  const double *air_kg[2];        /**< dry air in a cell, shape [nz][ny][nx], > 0 */
  const double *flux_x_kgps[2];   /**< air through x faces towards +x, shape [nz][ny][nx + 1] */
  const double *flux_y_kgps[2];   /**< air through y faces towards +y, shape [nz][ny + 1][nx] */
  const double *flux_top_kgps[2]; /**< air upwards through the top, shape [ny][nx]; NULL: none */
  const double *thickness_m[2];   /**< layer thickness, shape [nz][ny][nx]; NULL only without diffusion, deposition and settling */
  const double *kz_m2ps[2];       /**< vertical diffusivity at faces, shape [nz + 1][ny][nx] (ground and top unused); NULL: none */
  const double *kh_m2ps[2];       /**< horizontal diffusivity in cells, shape [nz][ny][nx]; NULL: none */
  const double *scavenging_ps;    /**< scavenging coefficient, mean of the interval, shape [nz][ny][nx]; NULL: none */
  ptrdiff_t more_scavenging_count;
  const double *const *more_scavenging_ps; /**< coefficients of species that have their own, shape [more_scavenging_count], each as above */
} fen_forcing;

/** A rate of emission into one cell; several may name the same cell and lane. */
typedef struct {
  int i, j, k;
  int species;      /**< index of the species */
  int member;       /**< 0 the species' lead, 1... its tags */
  double rate_kgps; /**< >= 0 for a lead */
} fen_source;

#endif
