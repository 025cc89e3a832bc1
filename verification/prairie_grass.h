/** @file prairie_grass.h  What the cases of V7 share: the runs that are meant, how one is computed, and what is kept of it. */
#ifndef FENHE_VERIFICATION_PRAIRIE_GRASS_H
#define FENHE_VERIFICATION_PRAIRIE_GRASS_H

#include "crosswind_plume.h"
#include "field_runs.h"
#include "verification.h"

/** Columns of a run's series "arcs"; with the run's number before them, and without the last, those of V7/all. */
enum { FEN_ARC, FEN_MAXIMUM, FEN_MAXIMUM_OURS, FEN_INTEGRAL, FEN_INTEGRAL_OURS, FEN_SPREAD, FEN_SPREAD_OURS, FEN_TRAVEL, FEN_ARC_COLUMNS };

extern const char fen_prairie_citation[];
extern const fen_plume_grid fen_prairie_grid;

/**
 * Read the runs that are meant: the tables of the context, else those of the data folder.
 * @param[out] absent why there are none, "" if there are
 */
fen_status fen_prairie_read(const fen_verify_context *context, fen_field_runs *out, char absent[FEN_VERIFY_TEXT], fen_error *err);
/** Surface resistance of dry grass to SO2 [s/m]. */
double fen_prairie_resistance(const fen_field_run *run);
/** Measured and modelled values of a run's arcs, shape [run->arc_count][FEN_ARC_COLUMNS]. */
void fen_prairie_fill(const fen_field_run *run, const fen_plume_arc *plume, double *rows);
/** Rows of a run from its own case, which is run if it has not been; a run without a case is computed each time. */
fen_status fen_prairie_rows(fen_verify_context *context, const fen_field_run *run, double *rows, double *cell_updates, fen_error *err);
/** Add the cases that compute the plume in other ways: finer, without deposition, with other spreads across the wind. */
fen_status fen_prairie_add_variants(fen_verify_context *context, fen_error *err);

#endif
