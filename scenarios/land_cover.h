/** @file land_cover.h  Weather with the land use that the case names beside it. */
#ifndef FENHE_LAND_COVER_H
#define FENHE_LAND_COVER_H

#include "fenhe/weather.h"

/**
 * Give a source land use; its share of land, where the source knows none, is then what is not water.
 * @param[in,out] source replaced by one that owns it
 * @param[in]     share  shape [FEN_LAND_USE_COUNT][ny][nx], fen_free's; owned by the source from now on, on failure too
 */
fen_status fen_land_cover_attach(fen_weather_source **source, double *share, fen_error *err);

#endif
