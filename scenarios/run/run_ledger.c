#include "run_ledger.h"

#include <stdio.h>

#include "fenhe/clock.h"
#include "fenhe/folder.h"
#include "output/output.h"

static void tell_totals(const fen_ledger *ledger, const fen_change *change, const fen_case *item, const fen_log *log) {
  const fen_ledger_total *totals = fen_ledger_totals(ledger);
  fen_log_line(log, FEN_LOG_INFO, "scenario %s: %s", fen_scenario_name(fen_change_scenario(change)),
               fen_scenario_title(fen_change_scenario(change), false));
  for (ptrdiff_t s = 0; s < item->species_count; s++)
    fen_log_line(log, FEN_LOG_INFO, "  %-8s %12.1f t/yr in the base, %12.1f t/yr in the scenario", item->species[s].name,
                 totals[s].base_tpyr, totals[s].scenario_tpyr);
}

/* Start and stop hours of the alert's levels. */
static void tell_alert(const fen_scenario *scenario, const fen_case *item, const fen_log *log) {
  for (int level = 0; level < fen_scenario_level_count(scenario); level++) {
    const fen_window *windows = NULL;
    ptrdiff_t count = 0;
    fen_scenario_level_windows(scenario, level, &windows, &count);
    if (count == 0)
      fen_log_line(log, FEN_LOG_INFO, "  alert: %s is not reached", fen_scenario_level_name(scenario, level));
    for (ptrdiff_t n = 0; n < count; n++) {
      char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT];
      fen_time_format(windows[n].start_s, item->period.utc_offset_s, from);
      fen_time_format(windows[n].end_s, item->period.utc_offset_s, to);
      fen_log_line(log, FEN_LOG_INFO, "  alert: %s from %s to %s", fen_scenario_level_name(scenario, level), from, to);
    }
  }
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
  const fen_scenario *scenario = fen_change_scenario(change);
  if (!status) {
    tell_totals(ledger, change, fen_scenario_case(scenario), log);
    tell_alert(scenario, fen_scenario_case(scenario), log);
  }
  fen_ledger_destroy(&ledger);
  return status;
}
