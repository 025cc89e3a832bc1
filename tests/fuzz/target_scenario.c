/* Scenario files: read by the words of a case, resolved against its inventory, reckoned as a ledger. */
#include "../policy_support.h"
#include "fuzz.h"

static policy_fixture fixture;

static void end(void) {
  policy_destroy(&fixture);
}

bool fuzz_scenario(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH], share[SUPPORT_PATH];
  policy_result r = {0};
  fen_error err = {0};
  if (!fixture.item) {
    policy_create(&fixture);
    (void)atexit(end);
  }
  support_source_path("data", share);
  support_join(fixture.folder, "s.yaml", path);
  support_write(path, data, size);
  fen_diagnostics_clear(&fixture.faults);
  fen_status status = fen_scenario_open(path, fixture.item, share, &fixture.faults, &r.scenario, &err);
  if (!status && fen_scenario_has_alert(r.scenario))
    fen_scenario_assume_alert(r.scenario);
  if (!status)
    status = fen_change_create(r.scenario, fixture.item, fixture.inventory, fixture.source->grid, &fixture.faults, &r.change, &err);
  if (!status)
    status = fen_ledger_create(r.change, &r.ledger, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; n < fixture.faults.count; n++)
    fuzz_check_complaint(fixture.faults.items[n].status, &fixture.faults.items[n]);
  for (ptrdiff_t s = 0; !status && s < fixture.item->species_count; s++) {
    const fen_ledger_total *total = &fen_ledger_totals(r.ledger)[s];
    fuzz_require(total->scenario_tpyr >= 0.0 && isfinite(total->scenario_tpyr));
    fuzz_require(fabs(total->change_tpyr - (total->scenario_tpyr - total->base_tpyr)) <= 1e-9 * (total->base_tpyr + total->scenario_tpyr));
  }
  policy_release(&r);
  return status == FEN_OK;
}
