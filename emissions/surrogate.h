/** How a region's total is spread: in proportion to a field that stands for its sources, or evenly by area. */
#ifndef FENHE_EMISSIONS_SURROGATE_H
#define FENHE_EMISSIONS_SURROGATE_H

#include <stdbool.h>

#include "fenhe/source_grid.h"

/** A field on a grid of its own, one weight per cell. Owned; zero-initialise. */
typedef struct {
  fen_source_grid source;
  fen_regrid_map map;
  double *weight; /**< shape [ny][nx] of the source */
} fen_surrogate;

/** Parts of a region's total in the model's cells. Owned; zero-initialise. */
typedef struct {
  bool made;
  ptrdiff_t count;
  ptrdiff_t *cell; /**< j * nx + i, shape [count] */
  double *share;   /**< of the whole region's total, in the domain or not, shape [count] */
  double kept;     /**< sum of the shares: 1 if the region lies in the domain */
} fen_area_pattern;

/** Read a CF variable. A unit per area (m-2, km-2 ...) makes it a density, any other a weight per cell. */
fen_status fen_surrogate_read(const char *path, const char *variable, const fen_grid *grid, fen_surrogate *out, fen_error *err);
void fen_surrogate_clear(fen_surrogate *surrogate);

/**
 * Spread by the surrogate: each of its cells weighs with the share of it that lies in the region, and what falls to a cell is even
 * within it, so that the region's border is as sharp as the surrogate's cells. The region's sum is taken over the surrogate's whole
 * grid: a domain that cuts the region gets its part and no more. An empty sum leaves (out->made) false and sum 0.
 */
fen_status fen_area_pattern_by_surrogate(const fen_surrogate *surrogate, const fen_region *region, const fen_grid *grid,
                                         fen_area_pattern *out, double *sum, fen_error *err);
/** Spread evenly by area over the region, on a fine grid laid around it. */
fen_status fen_area_pattern_by_area(const fen_region *region, const fen_grid *grid, fen_area_pattern *out, double *sum, fen_error *err);
void fen_area_pattern_clear(fen_area_pattern *pattern);

#endif
