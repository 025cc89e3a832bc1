/** @file domain.h  The weather, and with it grid and terrain, that a case asks for. */
#ifndef FENHE_DOMAIN_H
#define FENHE_DOMAIN_H

#include "fenhe/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Open the weather of a case; out is owned by the caller (fen_weather_source_destroy). Statuses of the readers it calls. */
fen_status fen_domain_open(const fen_case *item, const fen_log *log, fen_weather_source **out, fen_error *err);

/**
 * The same for a check: all faults of the weather's files are added to the list, and the weather is opened from what is sound, so that what
 * lies on its grid can be checked, too.
 * @param[in,out] faults takes the faults, one that makes out impossible included; NULL: as fen_domain_open
 * @param[out]    err    not NULL
 */
fen_status fen_domain_check(const fen_case *item, const fen_log *log, fen_diagnostics *faults, fen_weather_source **out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
