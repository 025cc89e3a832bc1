/** @file pace.h  How fast the model goes: a case run without its output. */
#ifndef FENHE_PACE_H
#define FENHE_PACE_H

#include "fenhe/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How far to go: until the first of these. */
typedef struct {
  double courant_max; /**< replaces the case's, > 0 */
  double hours;       /**< of model time, > 0 */
  double wall_s;      /**< whole intervals of weather are crossed until this has passed; at least one is */
} fen_pace_options;

typedef struct {
  ptrdiff_t nx, ny, nz, lanes;
  ptrdiff_t steps;
  double hours;                               /**< of model time */
  double wall_s;                              /**< from the first reading of weather to the last step; opening the case is not counted */
  double weather_s;                           /**< waited for the weather, which a thread of its own prepares */
  double forcing_s, emissions_s, transport_s; /**< parts of wall_s */
} fen_pace;

/**
 * Run a case's weather, forcing, emissions and transport, and time them; nothing is written, and the fields are closed at the ends of hours
 * and of intervals of weather alone.
 * @return FEN_OK; any status of the readers; FEN_ERR_REPAIR; FEN_ERR_MEMORY
 */
fen_status fen_pace_measure(const fen_case *item, const fen_pace_options *options, fen_pace *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
