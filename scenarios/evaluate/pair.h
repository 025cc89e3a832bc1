/** @file pair.h  Observed hours beside the run's. */
#ifndef FENHE_EVALUATE_PAIR_H
#define FENHE_EVALUATE_PAIR_H

#include "compare/frame.h"
#include "observations.h"

/** How a model's concentration becomes one of monitors. */
typedef struct {
  bool gas;     /**< by the density of the air to the reference state */
  double scale; /**< from ug m-3 to the unit of the evaluation, for both */
} fen_pair_units;

/**
 * Pair the sites in the domain with the run: sets their cells, the hours, pair_count and what could not be used.
 * @return FEN_OK; FEN_ERR_OBSERVATIONS (no place, or no hour, in common); FEN_ERR_VARIABLE; those of NetCDF files; FEN_ERR_MEMORY
 */
fen_status fen_pair_hours(const fen_observations *o, const fen_frame *frame, const fen_pair_units *units, fen_evaluation *e,
                          fen_error *err);

#endif
