/* All faults of scenarios: of their files, of their measures against the case's inventory, and of their names. */
#include "check_parts.h"
#include "fenhe/memory.h"

/* Faults of measures that depend on where the domain lies or on the period, where these are not known. */
static void drop_unsure(const fen_checker *c, fen_diagnostics *found) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; n < found->count; n++) {
    const fen_status status = found->items[n].status;
    const bool by_place = status == FEN_ERR_OUTSIDE || status == FEN_ERR_MEASURE_IDLE || status == FEN_ERR_MEASURE_EXCESS;
    const bool unsure = (c->anywhere && by_place) || (status == FEN_ERR_TIME && !fen_check_has(c, FEN_SECTION_PERIOD));
    if (!unsure)
      found->items[kept++] = found->items[n];
  }
  found->count = kept;
}

/* Measures against the inventory. An alert is taken at its highest level. */
static void check_measures(fen_checker *c, const fen_case *item, fen_scenario *scenario) {
  fen_diagnostics found = {0};
  fen_change *change = NULL;
  fen_ledger *ledger = NULL;
  fen_error err;
  if (fen_scenario_has_alert(scenario))
    fen_scenario_assume_alert(scenario);
  fen_status status = fen_change_create(scenario, item, c->inventory, c->source->grid, &found, &change, &err);
  if (!status)
    status = fen_ledger_create(change, &ledger, &err);
  if (status && found.count == 0)
    fen_diagnostics_add(&found, &err);
  drop_unsure(c, &found);
  fen_check_take(c, &found);
  fen_ledger_destroy(&ledger);
  fen_change_destroy(&change);
}

static fen_scenario *open_one(fen_checker *c, const fen_case *item, const char *path, const char *share) {
  const unsigned sound = FEN_SECTION_SPECIES | FEN_SECTION_SECTORS | FEN_SECTION_REGIONS | FEN_SECTION_EMISSIONS;
  fen_scenario *scenario = NULL;
  fen_diagnostics found = {0};
  fen_error err;
  if (fen_scenario_open(path, item, share, &found, &scenario, &err) && found.count == 0)
    fen_diagnostics_add(&found, &err);
  fen_check_take(c, &found);
  if (scenario && c->source && fen_check_has(c, sound) && (c->inventory || item->inventory_count == 0))
    check_measures(c, item, scenario);
  return scenario;
}

void fen_check_the_scenarios(fen_checker *c, const fen_check_scenarios *scenarios) {
  fen_case item = *c->item;
  fen_scenario **opened = NULL;
  ptrdiff_t count = 0;
  fen_error err;
  if (scenarios->count < 1)
    return;
  if (FEN_NEW(&opened, scenarios->count, &err)) {
    fen_diagnostics_add(c->faults, &err);
    return;
  }
  if (!fen_check_has(c, FEN_SECTION_PERIOD)) {
    const bool timed = c->source && c->source->time_count > 0; /* there may be no hour that could be read */
    item.period.start_s = timed ? c->source->time_s[0] : 0.0;
    item.period.end_s = item.period.start_s + 3600.0;
  }
  for (ptrdiff_t n = 0; n < scenarios->count; n++) {
    opened[count] = open_one(c, &item, scenarios->paths[n], scenarios->share);
    count += opened[count] != NULL;
  }
  (void)fen_scenario_check_names((const fen_scenario *const *)opened, count, c->faults, &err);
  for (ptrdiff_t n = 0; n < count; n++)
    fen_scenario_close(&opened[n]);
  fen_free((void *)opened);
}
