/* All faults of a case and of a scenario of it, in one pass. */
#include "fenhe/domain.h"
#include "run/simulation.h"
#include "scenario_parts.h"

/* Measures against the inventory, where the case has no fault that stands in the way. An alert is taken at its highest level. */
static void check_measures(const fen_case *item, fen_scenario *scenario, fen_diagnostics *faults) {
  fen_weather_source *source = NULL;
  fen_inventory *inventory = NULL;
  fen_change *change = NULL;
  fen_ledger *ledger = NULL;
  fen_error err;
  ptrdiff_t before = faults->count;
  fen_status status = fen_domain_open(item, NULL, &source, &err);
  if (!status)
    status = fen_simulation_inventory(item, source->grid, NULL, NULL, &inventory, &err);
  if (!status && fen_scenario_has_alert(scenario))
    fen_scenario_assume_alert(scenario);
  if (!status)
    status = fen_change_create(scenario, item, inventory, source->grid, faults, &change, &err);
  if (!status)
    status = fen_ledger_create(change, &ledger, &err);
  if (status && faults->count == before)
    fen_diagnostics_add(faults, &err);
  fen_ledger_destroy(&ledger);
  fen_change_destroy(&change);
  fen_inventory_close(&inventory);
  fen_weather_source_destroy(&source);
}

fen_status fen_scenario_check(const char *case_path, const char *scenario_path, const char *share, const fen_log *log,
                              fen_diagnostics *faults, fen_error *err) {
  fen_diagnostics own = {0};
  fen_diagnostics *list = faults ? faults : &own;
  fen_diagnostics known = {0}; /* of the case: they are on the list already */
  ptrdiff_t first = list->count;
  unsigned valid = 0;
  const unsigned words = FEN_SECTION_SPECIES | FEN_SECTION_SECTORS | FEN_SECTION_REGIONS | FEN_SECTION_PERIOD;
  fen_case *item = NULL;
  fen_scenario *scenario = NULL;
  (void)fen_case_check(case_path, log, list, NULL);
  bool case_is_good = list->count == first;
  if (!fen_case_read_partly(case_path, &known, &item, &valid, NULL) && (valid & words) == words &&
      !fen_scenario_open(scenario_path, item, share, list, &scenario, NULL) && case_is_good)
    check_measures(item, scenario, list);
  fen_scenario_close(&scenario);
  fen_case_close(&item);
  fen_diagnostics_clear(&known);
  fen_status status = list->count > first ? list->items[first].status : FEN_OK;
  if (status && err)
    *err = list->items[first];
  fen_diagnostics_clear(&own);
  return status;
}
