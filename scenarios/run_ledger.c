#include "run_ledger.h"

#include <stdio.h>

#include "fenhe/folder.h"
#include "output.h"

static void tell_totals(const fen_ledger *ledger, const fen_change *change, const fen_case *item, const fen_log *log) {
  const fen_ledger_total *totals = fen_ledger_totals(ledger);
  fen_log_line(log, FEN_LOG_INFO, "scenario %s: %s", fen_scenario_name(fen_change_scenario(change)),
               fen_scenario_title(fen_change_scenario(change), false));
  for (ptrdiff_t s = 0; s < item->species_count; s++)
    fen_log_line(log, FEN_LOG_INFO, "  %-8s %12.1f t/yr in the base, %12.1f t/yr in the scenario", item->species[s].name,
                 totals[s].base_tpyr, totals[s].scenario_tpyr);
}

fen_status fen_run_ledger_write(const char *folder, fen_change *change, const fen_log *log, fen_error *err) {
  char json[FEN_OUTPUT_PATH], csv[FEN_OUTPUT_PATH];
  fen_ledger *ledger = NULL;
  (void)snprintf(json, sizeof json, "%s/ledger.json", folder);
  (void)snprintf(csv, sizeof csv, "%s/ledger.csv", folder);
  if (!change) {
    fen_status status = fen_file_remove(json, err);
    return status ? status : fen_file_remove(csv, err);
  }
  fen_status status = fen_ledger_create(change, &ledger, err);
  if (!status)
    status = fen_ledger_write_json(ledger, json, err);
  if (!status)
    status = fen_ledger_write_csv(ledger, csv, err);
  if (!status)
    tell_totals(ledger, change, fen_scenario_case(fen_change_scenario(change)), log);
  fen_ledger_destroy(&ledger);
  return status;
}
