/** @file emission_totals.h  The way of the tonnes from the inventory's files to the model, for people who check it. */
#ifndef FENHE_EMISSION_TOTALS_H
#define FENHE_EMISSION_TOTALS_H

#include "simulation.h"

#define FEN_EMISSION_TOTALS_FILE "emission_totals.csv"

/** Write emission_totals.csv into a folder; without emissions, remove that of an earlier run. */
fen_status fen_emission_totals_write(const char *folder, fen_simulation *sim, fen_error *err);
/** One line for each row to a log. */
fen_status fen_emission_totals_tell(fen_simulation *sim, const fen_log *log, fen_error *err);

#endif
