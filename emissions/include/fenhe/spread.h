/** @file spread.h  Totals of regions, such as people, spread over the cells of a grid as an inventory's area totals are. */
#ifndef FENHE_SPREAD_H
#define FENHE_SPREAD_H

#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/regions.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Where a region's total goes. Owned; zero-initialise, release with fen_spread_clear. */
typedef struct {
  ptrdiff_t count;
  ptrdiff_t *cell; /**< j * nx + i, increasing, shape [count] */
  double *part;    /**< of the whole region's total, in the domain or not, shape [count] */
  double kept;     /**< sum of the parts: 1 if the region lies in the domain */
} fen_spread;

/**
 * The patterns of some regions.
 * @param[in]  wanted   which regions, shape [regions->count]; NULL: all
 * @param[in]  path     CF file of a surrogate, weights per cell or per area, by which totals are spread; NULL: evenly by area
 * @param[in]  variable of it
 * @param[out] out      shape [regions->count], zero-initialised; on failure all are clear
 * @return FEN_OK; FEN_ERR_WEIGHTS (a region in which the surrogate has no weight); statuses of the surrogate's reader; FEN_ERR_MEMORY
 */
fen_status fen_spread_create(const fen_regions *regions, const int *wanted, const char *path, const char *variable, const fen_grid *grid,
                             fen_spread *out, fen_error *err);
void fen_spread_clear(fen_spread *spread);

#ifdef __cplusplus
}
#endif
#endif
