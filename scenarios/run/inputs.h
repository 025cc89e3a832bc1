/** @file inputs.h  Every file that a run reads, for provenance. */
#ifndef FENHE_INPUTS_H
#define FENHE_INPUTS_H

#include "simulation.h"

/** Call visit with the role and path of each input file once, the case file first, those of the scenario (may be NULL) last. */
fen_status fen_inputs_visit(const fen_case *item, const fen_weather_source *source, const fen_scenario *scenario,
                            fen_status (*visit)(void *context, const char *role, const char *path, fen_error *err), void *context,
                            fen_error *err);

/** One of them as it was when the run began. */
typedef struct {
  const char *role; /**< static storage */
  char *path;
  char sha256[65];
} fen_input;

typedef struct {
  ptrdiff_t count, room;
  fen_input *items; /**< the case file first */
} fen_inputs;

/** Take the checksum of every input. @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_LIBRARY; FEN_ERR_MEMORY */
fen_status fen_inputs_read(const fen_case *item, const fen_weather_source *source, const fen_scenario *scenario, fen_inputs *out,
                           fen_error *err);
void fen_inputs_clear(fen_inputs *inputs);

#endif
