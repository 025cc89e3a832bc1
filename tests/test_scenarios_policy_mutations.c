/* Scenario files with bytes, lines and words out of their place are read or refused with a complaint, and never bring the program down. */
#include "policy_support.h"

enum { TEXT = 4096, ROUNDS = 1500 };

static const char start[] =
    "title: a\nco2_price: 59 yuan/t\nalert: {receptors: [Taiyuan], decide: mean, lead: 6 h, levels: [{name: low, when: "
    "[{daily_mean: 75 ug/m3, for: 24 h}, [{index: 150}, {index: 200, for: 48 h}]]}], index: {concentration: "
    "[0 ug/m3, 35 ug/m3, 250 ug/m3], index: [0, 50, 300]}}\n"
    "measures:\n"
    "- {name: a, where: {plants: [Old ovens, 新焦炉]}, what: {sector: coking, species: [PM25, SO2], class: [A, D]}, change: "
    "{limit: {PM25: {old: 20 mg/m3, new: 5 mg/m3}, SO2: {old: 50 mg/m3, new: 35 mg/m3}}}, uptake: 80 %}\n"
    "- {name: b, where: {polygon: [[112.2, 37.5], [112.4, 37.5], [112.3, 37.6]]}, change: {reduce: {PM25: 10 %}}}\n"
    "- {name: c, where: {file: regions.geojson, name: West}, change: {grow: 3 %}, from: \"2020-01-10\", to: \"2020-01-12\"}\n"
    "- {name: d, what: {sector: heating, fuel: coal}, change: {replace: {by: power, share: 50 %, per: 1500 kWh/t, factors: "
    "{PM25: {old: 6.5 kg/t, new: 0.014 g/kWh}}}}, cost: {rate: 9000 yuan/t, of: PM25}, co2: 1e5 t/yr}\n"
    "- {name: e, what: {sector: transport}, change: {shift: {to: {sector: power, where: East}, ratio: {PM25: 0.2}}}}\n"
    "- {name: g, where: [West, 东市], alert: low and above, change: {cap: {PM25: 900 t/yr}}, source: x, assumption: y}\n";

/* A generator of its own (Knuth's MMIX constants), so that a failing round can be repeated. */
static unsigned pick(uint64_t *seed, unsigned below) {
  *seed = *seed * 6364136223846793005U + 1442695040888963407U;
  return (unsigned)(*seed >> 33) % below;
}

static void mutate(uint64_t *seed, char *text) {
  static const char signs[] = "{}[]:,-%/ \n\"'#&*!|>09aZ\t~@`?";
  unsigned size = (unsigned)strlen(text);
  unsigned at = pick(seed, size);
  unsigned length = 1 + pick(seed, 12);
  length = at + length > size ? size - at : length;
  switch (pick(seed, 4)) {
  case 0: /* a sign in place of another */
    text[at] = signs[pick(seed, sizeof signs - 1)];
    break;
  case 1: /* some bytes go */
    memmove(text + at, text + at + length, size - at - length + 1);
    break;
  case 2: /* some bytes come twice */
    if (size + length < TEXT) {
      memmove(text + at + length, text + at, size - at + 1);
      memcpy(text + at, text + at + length, length);
    }
    break;
  default: { /* some bytes from elsewhere */
    unsigned from = pick(seed, size);
    length = from + length > size ? size - from : length;
    memmove(text + at, text + from, length);
  }
  }
}

static void mutated_files_are_read_or_refused(void **state) {
  policy_fixture *f = *state;
  ptrdiff_t read = 0;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    char text[TEXT + 1] = "";
    policy_result r = {0};
    uint64_t seed = 12345 + round;
    memcpy(text, start, sizeof start);
    for (unsigned n = pick(&seed, 2); n < 2; n++)
      mutate(&seed, text);
    fen_status status = policy_open(f, text, &r.scenario);
    if (!status && fen_scenario_has_alert(r.scenario))
      fen_scenario_assume_alert(r.scenario);
    if (!status)
      status = fen_change_create(r.scenario, f->item, f->inventory, f->source->grid, &f->faults, &r.change, &f->err);
    if (!status)
      status = fen_ledger_create(r.change, &r.ledger, &f->err);
    if (status && !strstr(f->err.text, "error: ") && !strstr(f->err.text, "\n  = "))
      fail_msg("round %d: a complaint without place or remedy: %s", (int)round, f->err.text);
    for (int s = 0; !status && s < 2; s++) {
      const fen_ledger_total *total = &fen_ledger_totals(r.ledger)[s];
      assert_true(total->scenario_tpyr >= 0.0);
      assert_near(total->change_tpyr, total->scenario_tpyr - total->base_tpyr, 1e-12 * (total->base_tpyr + total->scenario_tpyr));
    }
    read += status == FEN_OK;
    policy_release(&r);
  }
  print_message("%td of %d files are read\n", read, (int)ROUNDS);
  assert_true(read > ROUNDS / 100); /* most are refused, but not all */
}

static void unchanged_file_is_read_and_resolved(void **state) {
  policy_fixture *f = *state;
  policy_result r = {0};
  if (policy_open(f, start, &r.scenario))
    fail_msg("%s", f->err.text);
  fen_scenario_assume_alert(r.scenario);
  if (fen_change_create(r.scenario, f->item, f->inventory, f->source->grid, NULL, &r.change, &f->err))
    fail_msg("%s", f->err.text);
  policy_release(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(unchanged_file_is_read_and_resolved),
                                     cmocka_unit_test(mutated_files_are_read_or_refused)};
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
