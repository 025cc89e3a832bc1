/* What measures do to the records that they select, in the order in which they are written. */
#include "policy_support.h"

enum { PM25, SO2 };

static double plant(const policy_fixture *f, const policy_result *r, const char *name, int species) {
  return policy_factor(f, r, policy_record(f, name, NULL, NULL, 0), species);
}

static double area(const policy_fixture *f, const policy_result *r, const char *region, const char *sector, int species) {
  return policy_factor(f, r, policy_record(f, NULL, region, sector, species), species);
}

static void records_tell_what_a_row_is_and_emits(void **state) {
  const policy_fixture *f = *state;
  const fen_inventory_record *r = fen_inventory_record_at(f->inventory, policy_record(f, "Old ovens", NULL, NULL, 0));
  assert_int_equal(r->kind, FEN_INVENTORY_POINTS);
  assert_int_equal(r->species, -1);
  assert_string_equal(r->name_zh, "老焦炉");
  assert_string_equal(r->class_, "D");
  assert_string_equal(r->fuel, "coal");
  assert_null(r->technology);
  assert_string_equal(f->item->regions.items[r->region].name, "West");
  assert_near(fen_inventory_record_tpyr(f->inventory, policy_record(f, "Old ovens", NULL, NULL, 0), SO2), 400.0, 1e-9);
  assert_near(fen_inventory_record_tpyr(f->inventory, policy_record(f, NULL, "West", "heating", PM25), PM25), 2000.0, 1e-6);
  assert_true(fen_inventory_record_at(f->inventory, policy_record(f, "Far works", NULL, NULL, 0))->outside);
  assert_true(fen_inventory_record_at(f->inventory, policy_record(f, NULL, "Beyond", "heating", PM25))->outside);
}

static void records_spread_over_cells_sums_to_their_tonnes(void **state) {
  const policy_fixture *f = *state;
  double tpyr[POLICY_CELLS * POLICY_CELLS] = {0};
  double sum = 0.0;
  int record = policy_record(f, NULL, "East", "heating", PM25);
  assert_int_equal(fen_inventory_record_spread(f->inventory, record, PM25, tpyr, NULL), FEN_OK);
  for (int n = 0; n < POLICY_CELLS * POLICY_CELLS; n++)
    sum += tpyr[n];
  assert_near(sum, fen_inventory_record_tpyr(f->inventory, record, PM25), 1e-9);
}

static void every_change_is_a_factor(void **state) {
  policy_fixture *f = *state;
  static const struct {
    const char *change;
    double factor;
  } cases[] = {{"{reduce: 30 %}", 0.7},
               {"{factor: 0.25}", 0.25},
               {"{grow: 10 %}", 1.1},
               {"close", 0.0},
               {"{limit: {old: 20 mg/m3, new: 5 mg/m3}}", 0.25},
               {"{limit: {old: 0.02 g/m3, new: 5 mg/m3}}", 0.25},
               {"{cap: 250 t/yr}", 0.25},
               {"{cap: 0.25 kt/yr}", 0.25},
               {"{shift: {share: 50 %, ratio: 0.2}}", 0.6},
               {"{replace: {ratio: 0.1}}", 0.1},
               {"{replace: {factors: {PM25: {old: 2 kg/t, new: 500 g/t}}}}", 0.25},
               {"{replace: {per: 2500 kWh/t, factors: {PM25: {old: 5 kg/t, new: 0.2 g/kWh}}}}", 0.1}};
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    char text[512];
    (void)snprintf(text, sizeof text, "measures: [{name: a, what: {sector: coking, species: PM25}, change: %s}]\n", cases[n].change);
    policy_result r = policy_apply(f, text);
    assert_near(plant(f, &r, "Old ovens", PM25), cases[n].factor, 1e-12);
    assert_near(plant(f, &r, "Old ovens", SO2), 1.0, 0.0);
    assert_near(area(f, &r, "West", "heating", PM25), 1.0, 0.0);
    policy_release(&r);
  }
}

static void uptake_scales_a_change(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures: [{name: a, where: {plant: Old ovens}, change: close, uptake: 40 %}]\n");
  assert_near(plant(f, &r, "Old ovens", PM25), 0.6, 1e-15);
  assert_near(plant(f, &r, "Old ovens", SO2), 0.6, 1e-15);
  assert_near(plant(f, &r, "New ovens", PM25), 1.0, 0.0);
  policy_release(&r);
}

static void words_select_in_english_and_chinese(void **state) {
  policy_fixture *f = *state;
  static const char *const wheres[] = {"{plant: 老焦炉}",
                                       "{plants: [Old ovens]}",
                                       "West",
                                       "西市",
                                       "西",
                                       "[West]",
                                       "{region: West}",
                                       "{regions: [West]}",
                                       "{file: regions.geojson, name: West}",
                                       "{polygon: [[112.15, 37.55], [112.25, 37.55], [112.25, 37.65], [112.15, 37.65]]}"};
  for (size_t n = 0; n < sizeof wheres / sizeof *wheres; n++) {
    char text[512];
    (void)snprintf(text, sizeof text, "measures: [{name: a, where: %s, what: {sector: 焦化, class: D}, change: {reduce: 50 %%}}]\n",
                   wheres[n]);
    policy_result r = policy_apply(f, text);
    assert_near(plant(f, &r, "Old ovens", PM25), 0.5, 0.0);
    assert_near(plant(f, &r, "New ovens", PM25), 1.0, 0.0);
    policy_release(&r);
  }
}

static void measures_apply_in_order_to_what_is_left(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures:\n"
                                    "- {name: a, what: {sector: coking}, change: {reduce: 50 %}}\n"
                                    "- {name: b, what: {sector: coking, species: PM25}, change: {cap: 300 t/yr}}\n"
                                    "- {name: c, where: {plant: New ovens}, change: {reduce: 20 %}}\n");
  assert_near(plant(f, &r, "Old ovens", PM25), 0.5 * 0.6, 1e-15);
  assert_near(plant(f, &r, "New ovens", PM25), 0.5 * 0.6 * 0.8, 1e-15);
  assert_near(plant(f, &r, "New ovens", SO2), 0.5 * 0.8, 1e-15);
  policy_release(&r);
}

static void replacing_raises_the_other_activity_in_the_same_region_or_else_anywhere(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(
      f, "measures: [{name: a, what: {sector: heating, species: PM25}, change: {replace: {by: power, share: 50 %, ratio: 0.01}}}]\n");
  assert_near(area(f, &r, "West", "heating", PM25), 0.5, 0.0);
  assert_near(area(f, &r, "East", "heating", PM25), 0.5, 0.0);
  assert_near(plant(f, &r, "East power", PM25), 1.0 + (500.0 + 1000.0) * 0.01 / 100.0, 1e-9);
  assert_near(plant(f, &r, "East power", SO2), 1.0, 0.0);
  policy_release(&r);
}

static void polygon_cuts_an_area_by_cells(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures: [{name: a, where: {polygon: [[112.1, 37.5], [112.3, 37.5], [112.3, 37.6], [112.1, 37.6]]},"
                                    " what: {sector: heating, species: PM25}, change: close}]\n");
  int record = policy_record(f, NULL, "West", "heating", PM25);
  const fen_ledger_total *total = &fen_ledger_totals(r.ledger)[PM25];
  double factor = 0.0;
  assert_near(total->change_tpyr, -1000.0, 20.0); /* half of the region */
  assert_false(fen_change_is_uniform(r.change, &record, 1, PM25, &factor));
  record = policy_record(f, NULL, "East", "heating", PM25);
  assert_true(fen_change_is_uniform(r.change, &record, 1, PM25, &factor));
  assert_near(factor, 1.0, 0.0);
  policy_release(&r);
}

/* Cells on the border belong to both neighbours: a region's own outline takes all of the one and nothing of the other. */
static void outline_of_a_region_takes_what_the_region_takes(void **state) {
  policy_fixture *f = *state;
  policy_result by_outline = policy_apply(f, "measures: [{name: a, where: {file: regions.geojson, name: West}, change: {reduce: 50 %}}]\n");
  policy_result by_name = policy_apply(f, "measures: [{name: a, where: West, change: {reduce: 50 %}}]\n");
  int record = policy_record(f, NULL, "East", "heating", PM25);
  double factor = 0.0;
  for (int s = 0; s < 2; s++)
    assert_near(fen_ledger_totals(by_outline.ledger)[s].change_tpyr / fen_ledger_totals(by_name.ledger)[s].change_tpyr, 1.0, 2e-3);
  assert_true(fen_change_is_uniform(by_outline.change, &record, 1, PM25, &factor));
  assert_near(factor, 1.0, 0.0);
  policy_release(&by_outline);
  policy_release(&by_name);
}

/* Halves that meet along a slanted line through cells close all between them, and a cap on the second finds what it emits. */
static void adjoining_polygons_do_not_mix_in_a_cell(void **state) {
  policy_fixture *f = *state;
  static const char west[] = "- {name: w, where: {polygon: [[112.0, 37.3], [112.29, 37.3], [112.31, 37.9], [112.0, 37.9]]}, ";
  static const char east[] = "- {name: e, where: {polygon: [[112.29, 37.3], [112.6, 37.3], [112.6, 37.9], [112.31, 37.9]]}, ";
  char text[1024];
  (void)snprintf(text, sizeof text, "measures:\n%swhat: {sector: heating}, change: close}\n%swhat: {sector: heating}, change: close}\n",
                 west, east);
  policy_result r = policy_apply(f, text);
  for (int s = 0; s < 2; s++) {
    const fen_ledger_total *total = &fen_ledger_totals(r.ledger)[s];
    double heating_tpyr = s == PM25 ? 3000.0 : 1500.0;
    assert_near(total->change_tpyr, -heating_tpyr, 1e-9 * heating_tpyr);
  }
  policy_release(&r);
  static const char *const seconds[] = {"change: {reduce: 50 %}", "change: close"};
  double alone_tpyr[2], after_tpyr[2];
  for (int n = 0; n < 2; n++) { /* what e does is the same with and without w before it */
    (void)snprintf(text, sizeof text, "measures:\n%swhat: {sector: heating, species: PM25}, %s}\n", east, seconds[n]);
    r = policy_apply(f, text);
    alone_tpyr[n] = fen_ledger_totals(r.ledger)[PM25].change_tpyr;
    policy_release(&r);
    (void)snprintf(text, sizeof text,
                   "measures:\n%swhat: {sector: heating, species: PM25}, change: close}\n%swhat: {sector: heating, species: PM25}, %s}\n",
                   west, east, seconds[n]);
    r = policy_apply(f, text);
    after_tpyr[n] = fen_ledger_totals(r.ledger)[PM25].scenario_tpyr - fen_ledger_totals(r.ledger)[PM25].base_tpyr;
    policy_release(&r);
  }
  assert_near(after_tpyr[0] - after_tpyr[1], alone_tpyr[0] - alone_tpyr[1], 1e-9 * 3000.0);
  (void)snprintf(
      text, sizeof text,
      "measures:\n%swhat: {sector: heating, species: PM25}, change: close}\n%swhat: {sector: heating, species: PM25}, change: {cap: 100 t/yr}}\n",
      west, east);
  r = policy_apply(f, text);
  assert_near(fen_ledger_totals(r.ledger)[PM25].change_tpyr, 100.0 - 3000.0, 1e-9 * 3000.0);
  policy_release(&r);
}

static void dates_limit_a_measure_in_time(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures: [{name: a, where: {plant: Old ovens}, change: {reduce: 40 %},"
                                    " from: \"2020-01-10T12:00\", to: \"2020-01-11T06:00\"}]\n");
  int record = policy_record(f, "Old ovens", NULL, NULL, 0);
  double start_s = f->item->period.start_s;
  double factor = 0.0;
  assert_near(fen_change_factor(r.change, record, PM25, 0, start_s, start_s + 12 * 3600.0), 1.0, 0.0);
  assert_near(fen_change_factor(r.change, record, PM25, 0, start_s + 12 * 3600.0, start_s + 13 * 3600.0), 0.6, 0.0);
  assert_near(fen_change_factor(r.change, record, PM25, 0, start_s + 11.5 * 3600.0, start_s + 12.5 * 3600.0), 0.8, 1e-15);
  assert_false(fen_change_is_uniform(r.change, &record, 1, PM25, &factor));
  assert_near(fen_ledger_totals(r.ledger)[PM25].change_tpyr, -800.0 * 0.4 * 18.0 / 72.0, 1e-9);
  policy_release(&r);
}

static void sets_of_records_are_uniform_where_one_factor_holds(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures: [{name: a, what: {sector: heating}, change: {reduce: 10 %}}]\n");
  const int records[] = {policy_record(f, NULL, "West", "heating", PM25), policy_record(f, NULL, "East", "heating", PM25),
                         policy_record(f, NULL, "West", "transport", PM25)};
  double factor = 0.0;
  assert_true(fen_change_is_uniform(r.change, records, 2, PM25, &factor));
  assert_near(factor, 0.9, 0.0);
  assert_false(fen_change_is_uniform(r.change, records, 3, PM25, &factor));
  assert_true(fen_change_touches(r.change, PM25));
  policy_release(&r);
}

static const char many[] =
    "measures:\n"
    "- {name: a, what: {sector: coking}, change: {reduce: 37 %}, uptake: 81 %}\n"
    "- {name: b, where: {polygon: [[112.15, 37.5], [112.37, 37.52], [112.3, 37.66]]}, change: {reduce: 13 %}}\n"
    "- {name: c, what: {sector: heating}, change: {replace: {by: power, share: 33 %, ratio: {PM25: 0.013, SO2: 0.21}}}}\n"
    "- {name: d, what: {sector: transport, species: PM25}, change: {shift: {to: power, share: 21 %, ratio: 0.3}}}\n"
    "- {name: e, change: {reduce: 17 %}, from: \"2020-01-10T05:00\", to: \"2020-01-12T00:20\"}\n"
    "- {name: g, where: East, change: {grow: 7 %}, from: \"2020-01-11\"}\n"
    "- {name: h, change: {cap: {PM25: 2000 t/yr, SO2: 900 t/yr}}}\n";

static void ledger_changes_sum_to_scenario_minus_base(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, many);
  for (int s = 0; s < 2; s++) {
    const fen_ledger_total *total = &fen_ledger_totals(r.ledger)[s];
    assert_true(total->base_tpyr > 1000.0);
    assert_near(total->change_tpyr, total->scenario_tpyr - total->base_tpyr, 1e-12 * total->base_tpyr);
  }
  policy_release(&r);
}

/* Rates of the base times their factors are the rates that the transport gets. */
static void changed_rates_are_rates_times_factors(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, many);
  const double start_s = f->item->period.start_s + 4.5 * 3600.0;
  fen_emission emissions[3 * POLICY_CELLS], changed[3 * POLICY_CELLS];
  int count = 0;
  for (int n = 0; n < POLICY_CELLS; n++)
    emissions[count++] =
        (fen_emission){.i = n, .j = 9, .species = PM25, .record = policy_record(f, NULL, "West", "heating", PM25), .rate_kgps = 1.0 + n};
  for (int n = 0; n < POLICY_CELLS; n++)
    emissions[count++] =
        (fen_emission){.i = n, .j = 9, .species = n % 2, .record = policy_record(f, "Old ovens", NULL, NULL, 0), .rate_kgps = 1.0};
  fen_change_apply(r.change, emissions, count, start_s, start_s + 3600.0, changed);
  for (int n = 0; n < count; n++) {
    const fen_emission *e = &emissions[n];
    double factor = fen_change_factor(r.change, e->record, e->species, e->j * POLICY_CELLS + e->i, start_s, start_s + 3600.0);
    assert_near(changed[n].rate_kgps, e->rate_kgps * factor, 0.0);
    assert_true(changed[n].rate_kgps >= 0.0);
  }
  fen_change_apply(r.change, emissions, count, start_s, start_s + 3600.0, emissions);
  for (int n = 0; n < count; n++)
    assert_near(emissions[n].rate_kgps, changed[n].rate_kgps, 0.0);
  policy_release(&r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_tell_what_a_row_is_and_emits),
      cmocka_unit_test(records_spread_over_cells_sums_to_their_tonnes),
      cmocka_unit_test(every_change_is_a_factor),
      cmocka_unit_test(uptake_scales_a_change),
      cmocka_unit_test(words_select_in_english_and_chinese),
      cmocka_unit_test(measures_apply_in_order_to_what_is_left),
      cmocka_unit_test(replacing_raises_the_other_activity_in_the_same_region_or_else_anywhere),
      cmocka_unit_test(polygon_cuts_an_area_by_cells),
      cmocka_unit_test(outline_of_a_region_takes_what_the_region_takes),
      cmocka_unit_test(adjoining_polygons_do_not_mix_in_a_cell),
      cmocka_unit_test(dates_limit_a_measure_in_time),
      cmocka_unit_test(sets_of_records_are_uniform_where_one_factor_holds),
      cmocka_unit_test(ledger_changes_sum_to_scenario_minus_base),
      cmocka_unit_test(changed_rates_are_rates_times_factors),
  };
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
