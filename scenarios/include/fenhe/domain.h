/** @file domain.h  The weather, and with it grid and terrain, that a case asks for. */
#ifndef FENHE_DOMAIN_H
#define FENHE_DOMAIN_H

#include "fenhe/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Open the weather of a case; out is owned by the caller (fen_weather_source_destroy). Statuses of the readers it calls. */
fen_status fen_domain_open(const fen_case *item, const fen_log *log, fen_weather_source **out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
