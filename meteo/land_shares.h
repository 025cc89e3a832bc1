/** @file land_shares.h  Shares of land-use classes in the cells, as readers of weather files gather them. Private to meteo. */
#ifndef FENHE_METEO_LAND_SHARES_H
#define FENHE_METEO_LAND_SHARES_H

#include <stddef.h>

#include "fenhe/log.h"

/**
 * Make the shares of each cell sum to one; a cell without any known category is left to the land mask: grass or water.
 * @param[in,out] share      shape [FEN_LAND_USE_COUNT][plane]
 * @param[in]     land_share shape [plane]; NULL: not known
 * @param[in]     label      of the source, for the line that tells how many such cells there are
 */
void fen_land_shares_complete(double *share, ptrdiff_t plane, const double *land_share, const char *label, const fen_log *log);

#endif
