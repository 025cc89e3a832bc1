/** @file run_ledger.h  The ledger among a run's files. */
#ifndef FENHE_RUN_LEDGER_H
#define FENHE_RUN_LEDGER_H

#include "fenhe/log.h"
#include "fenhe/scenario.h"

/** Write ledger.json and ledger.csv of a scenario, its totals to the log; without one (NULL), remove those of an earlier run. */
fen_status fen_run_ledger_write(const char *folder, fen_change *change, const fen_log *log, fen_error *err);

#endif
