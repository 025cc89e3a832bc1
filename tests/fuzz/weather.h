/** @file weather.h  What the targets of weather share. */
#ifndef FUZZ_WEATHER_H
#define FUZZ_WEATHER_H

#include "fenhe/weather.h"

/**
 * Read every instant of a source, which must be finite with air in every cell, and destroy it.
 * @param[in] opened what opening it returned, with its complaint in err
 * @return whether all could be read
 */
bool fuzz_read_weather(fen_status opened, fen_weather_source *source, const fen_error *err);

#endif
