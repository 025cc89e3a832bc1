/** @file inputs.h  Every file that a run reads, for provenance. */
#ifndef FENHE_INPUTS_H
#define FENHE_INPUTS_H

#include "simulation.h"

/** Call visit with the role and path of each input file once, the case file first. */
fen_status fen_inputs_visit(const fen_case *item, const fen_weather_source *source,
                            fen_status (*visit)(void *context, const char *role, const char *path, fen_error *err), void *context,
                            fen_error *err);

#endif
