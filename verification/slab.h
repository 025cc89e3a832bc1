/**
 * @file slab.h  Flat ground, air of density 1, steady wind and diffusivity that vary with height alone: where exact solutions live.
 *
 * Mixing ratios are then concentrations [kg/m3]. Cells are cubes' columns: dy = dx.
 */
#ifndef FENHE_VERIFICATION_SLAB_H
#define FENHE_VERIFICATION_SLAB_H

#include "fenhe/transport.h"

typedef struct {
  ptrdiff_t nx, ny, nz;
  double dx_m;
  double x0_m, y0_m; /**< of the south-west corner */
  fen_side side_x, side_y;
  const double *face_m;   /**< heights of the layers' faces, shape [nz + 1], the first 0 */
  const double *wind_mps; /**< along x, shape [nz]; NULL: calm */
  double wind_y_mps;
  const double *kz_m2ps; /**< at faces, shape [nz + 1]; NULL: none */
  double kh_m2ps;        /**< 0: none */
  double end_s;          /**< of the interval, from 0 */
  fen_limiter limiter;
  fen_precision precision;
} fen_slab_params;

/** Arrays are owned; what is constant in time serves both ends of the interval. */
typedef struct {
  ptrdiff_t nx, ny, nz, cells;
  double area_m2;
  fen_grid *grid;
  fen_transport *transport; /**< of one species without tags, seven cells, the forcing set */
  double *air_kg, *thickness_m, *flux_x_kgps, *flux_y_kgps, *kz_m2ps, *kh_m2ps;
  fen_forcing forcing;
} fen_slab;

/** @param[out] out owned by the caller, cleared also after a failure by fen_slab_clear */
fen_status fen_slab_create(const fen_slab_params *params, fen_slab *out, fen_error *err);
void fen_slab_clear(fen_slab *slab);

/**
 * Heights of faces: even, or growing geometrically. A finer set divides a coarser one smoothly: the faces are those of a continuous
 * mapping, sampled `refine` times as densely.
 * @param[in]  count  layers of the coarsest set
 * @param[in]  growth of a layer over the one below in the coarsest set; 1: even
 * @param[out] face_m shape [count refine + 1]
 */
void fen_slab_faces(ptrdiff_t count, ptrdiff_t refine, double first_m, double growth, double *face_m);

/** Observed order between two errors. */
double fen_slab_order(double coarse_error, double fine_error, double ratio);

#endif
