/* A planner's mistakes: each complaint has its place, what is wrong, the nearest valid word and one remedy. */
#include "policy_support.h"

typedef struct {
  const char *measures;
  fen_status status;
  const char *mentions[3];
} mistake;

static const mistake mistakes[] = {
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 110 %}}]\n",
     FEN_ERR_MEASURE_EXCESS,
     {"s.yaml:2:63", "110 %", "at most 100 %"}},
    {"measures: [{name: a, what: {sector: coking}, change: {factor: -0.1}}]\n", FEN_ERR_MEASURE_EXCESS, {"-0.1", "negative"}},
    {"measures: [{name: a, what: {sector: coking}, change: close, uptake: 130 %}]\n", FEN_ERR_MEASURE_EXCESS, {"130 %", "at most 100 %"}},
    {"measures: [{name: a, what: {sector: coking}, change: {shift: {share: 101 %, ratio: 1}}}]\n", FEN_ERR_MEASURE_EXCESS, {"101 %"}},
    {"measures: [{name: a, what: {sector: coking}, change: {replace: {ratio: -1}}}]\n", FEN_ERR_MEASURE_EXCESS, {"ratio of -1"}},
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 30 t/yr}}]\n",
     FEN_ERR_UNIT_INCOMPATIBLE,
     {"'30 t/yr' is an amount", "'30 %'", "cap"}},
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 30}}]\n", FEN_ERR_UNIT_MISSING, {"'30' has no unit", "30 %"}},
    {"measures: [{name: a, where: {polygon: [[112, 37], [113, 38], [113, 37], [112, 38]]}, change: close}]\n",
     FEN_ERR_RANGE,
     {"from this corner on crosses another"}},
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 0.7}}]\n", FEN_ERR_UNIT_MISSING, {"'0.7' has no unit", "70 %"}},
    {"measures: [{name: a, what: {sector: coking, species: PM25}, change: {cap: 5 mg/m3}}]\n", FEN_ERR_UNIT_INCOMPATIBLE, {"t/yr"}},
    {"measures: [{name: a, what: {sector: coking}, change: {limit: {old: 20 t, new: 10 mg/m3}}}]\n", FEN_ERR_UNIT_INCOMPATIBLE, {"mg/m3"}},
    {"measures: [{name: a, what: {sector: coking}, change: {limit: {old: 10 mg/m3, new: 20 mg/m3}}}]\n",
     FEN_ERR_RANGE,
     {"above the old one"}},
    {"measures: [{name: a, what: {sector: coking}, change: {cap: 3 t/yr}}]\n", FEN_ERR_SPECIES_UNKNOWN, {"2 species"}},
    {"measures: [{name: a, where: Wset, change: close}]\n", FEN_ERR_REGION_UNKNOWN, {"did you mean 'West'?", "West, East, Beyond"}},
    {"measures: [{name: a, where: {plant: Old oven}, change: close}]\n",
     FEN_ERR_PLANT_UNKNOWN,
     {"did you mean 'Old ovens'?", "East power"}},
    {"measures: [{name: a, where: {plant: 新焦炉厂}, change: close}]\n", FEN_ERR_PLANT_UNKNOWN, {"did you mean '新焦炉'?"}},
    {"measures: [{name: a, what: {sector: cokeing}, change: close}]\n", FEN_ERR_SECTOR_UNKNOWN, {"did you mean 'coking'?"}},
    {"measures: [{name: a, what: {species: PM2.5}, change: close}]\n", FEN_ERR_SPECIES_UNKNOWN, {"did you mean 'PM25'?"}},
    {"measures: [{name: a, what: {fuel: deisel}, change: close}]\n", FEN_ERR_WORD_UNKNOWN, {"did you mean 'diesel'?", "coal"}},
    {"measures: [{name: a, what: {technology: new}, change: close}]\n", FEN_ERR_WORD_UNKNOWN, {"no column 'technology'"}},
    {"measures: [{name: a, what: {class: E}, change: close}]\n", FEN_ERR_WORD_UNKNOWN, {"unknown class 'E'", "D, A, B"}},
    {"measures: [{name: a, change: {reduse: 5 %}}]\n", FEN_ERR_WORD_UNKNOWN, {"did you mean 'reduce'?"}},
    {"measures: [{name: a, wht: {sector: coking}, change: close}]\n", FEN_ERR_KEY_UNKNOWN, {"did you mean 'what'?"}},
    {"measures: [{name: a}]\n", FEN_ERR_KEY_MISSING, {"'change' is missing", "docs/guide/scenarios.md"}},
    {"measures: []\n", FEN_ERR_MEASURE_IDLE, {"changes nothing"}},
    {"measures: [{name: a, where: [West, Beyond], change: close}]\n", FEN_ERR_OUTSIDE, {"'Beyond' of measure 'a'"}},
    {"measures: [{name: a, where: {plant: Far works}, change: close}]\n", FEN_ERR_OUTSIDE, {"'Far works'"}},
    {"measures: [{name: a, where: {polygon: [[100, 20], [101, 20], [101, 21]]}, change: close}]\n", FEN_ERR_OUTSIDE, {"the polygon"}},
    {"measures: [{name: a, where: {polygon: [[112, 37], [113, 37]]}, change: close}]\n", FEN_ERR_TYPE, {"three corners"}},
    {"measures: [{name: a, where: {file: regions.geojson, name: Wist}, change: close}]\n",
     FEN_ERR_REGION_UNKNOWN,
     {"did you mean 'West'?"}},
    {"measures: [{name: a, where: {file: absent.geojson}, change: close}]\n", FEN_ERR_FILE_MISSING, {"absent.geojson"}},
    {"measures: [{name: a, where: {region: West, plant: Old ovens}, change: close}]\n", FEN_ERR_RANGE, {"one kind of place, here are 2"}},
    {"measures: [{name: a, where: East, what: {sector: coking}, change: close}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"touches nothing", "PM25, SO2", "coking in East"}},
    {"measures: [{name: a, what: {sector: transport, species: SO2}, change: close}]\n", FEN_ERR_MEASURE_IDLE, {"no SO2"}},
    {"measures: [{name: a, where: {plant: East power}, what: {sector: coking}, change: close}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"of sector power"}},
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 0 %}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"changes nothing", "PM25 1000, SO2 500 t/yr"}},
    {"measures: [{name: a, what: {sector: coking}, change: close, uptake: 0 %}]\n", FEN_ERR_MEASURE_IDLE, {"uptake of 0 %"}},
    {"measures: [{name: a, what: {sector: coking, species: SO2}, change: {cap: 501 t/yr}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"SO2 500 t/yr", "within its cap"}},
    {"measures: [{name: a, what: {sector: coking}, change: close}, {name: b, what: {sector: coking}, change: {reduce: 1 %}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"measure 'b' touches nothing", "'a' has left none", "order written"}},
    {"measures: [{name: a, what: {sector: heating, species: SO2}, change: {replace: {by: transport, ratio: 0.1}}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"adds SO2", "emits none"}},
    {"measures: [{name: a, where: West, change: close}, {name: a, where: East, change: close}]\n",
     FEN_ERR_NAME_TWICE,
     {"'a' is there already", "s.yaml:2"}},
    {"measures: [{name: a, change: close, from: \"2021-01-01\"}]\n", FEN_ERR_TIME, {"miss the case's period", "2020-01-10"}},
    {"measures: [{name: a, change: close, from: \"2020-01-12\", to: \"2020-01-11\"}]\n", FEN_ERR_TIME, {"ends before it starts"}},
    {"measures: [{name: a, change: close, alert: yellow}]\n", FEN_ERR_KEY_MISSING, {"where the alert is decided", "receptors"}},
    {"alert: {receptors: [Taiyuan]}\nmeasures: [{name: a, change: close, alert: yelow}]\n",
     FEN_ERR_WORD_UNKNOWN,
     {"did you mean 'yellow'?", "orange and above"}},
    {"alert: {receptors: [Taiyuan]}\nmeasures: [{name: a, change: close, alert: yellow}]\n", FEN_ERR_FORECAST, {"--forecast"}},
    {"measures: [{name: a, change: close, cost: 9000 yuan/t}]\n", FEN_ERR_SPECIES_UNKNOWN, {"per tonne of what?", "of: PM25"}},
    {"measures: [{name: a, change: close, cost: 9000 t}]\n", FEN_ERR_UNIT_UNKNOWN, {"yuan"}},
    {"measures: [{name: a, change: close, cost: 9000 yuan}]\n", FEN_ERR_UNIT_INCOMPATIBLE, {"per tonne"}},
    {"measures: [{name: a, change: close, co2: 9000 yuan}]\n", FEN_ERR_UNIT_UNKNOWN, {"'9000 yuan'"}},
    {"measures: [{name: a, what: {sector: heating}, change: {replace: {factors: {PM25: {old: 6 kg/t, new: 1 g/kWh}}}}}]\n",
     FEN_ERR_UNIT_INCOMPATIBLE,
     {"cannot be compared", "per"}},
    {"measures: [{include: absent.yaml}]\n", FEN_ERR_FILE_MISSING, {"absent.yaml"}},
    {"measures: [{name: a, what: {sector: heating}, change: {replace: {per: 1500 kWh/t, ratio: 0.1}}}]\n",
     FEN_ERR_KEY_UNKNOWN,
     {"'per' goes with 'factors'"}},
    {"measures: [{name: a, what: {sector: heating, species: PM25}, change: {replace: {factors: {PM25: {old: 6 kg/t, "
     "new: 1 kg/t}, SO2: {old: 6 kg/t, new: 1 kg/t}}}}}]\n",
     FEN_ERR_RANGE,
     {"leaves SO2 out"}},
    {"measures: [{name: a, what: {sector: heating}, change: {replace: {by: {}, ratio: 0.1}}}]\n",
     FEN_ERR_KEY_MISSING,
     {"nothing is named that is raised"}},
    {"measures: [{name: a, change: close, cost: {rate: 3e8 yuan/yr, total: 2e9 yuan, years: 20}}]\n", FEN_ERR_KEY_UNKNOWN, {"here twice"}},
    {"measures: [{name: a, change: close, cost: {rate: 3e8 yuan/yr, years: 20}}]\n", FEN_ERR_KEY_UNKNOWN, {"here twice"}},
    {"measures: [{name: a, change: close, cost: {rate: 3e8 yuan/yr, of: PM25}}]\n",
     FEN_ERR_KEY_UNKNOWN,
     {"'of' goes with a rate per tonne"}},
    {"measures: [{name: a, change: close, cost: {total: 3e8 yuan, years: 2, of: PM25}}]\n",
     FEN_ERR_KEY_UNKNOWN,
     {"'of' goes with a rate per tonne"}},
    {"measures: [{name: a, change: close, co2: {rate: 3e8 t/yr, of: PM25}}]\n", FEN_ERR_KEY_UNKNOWN, {"'of' goes with a rate per tonne"}},
    {"measures: [{name: a, change: close, cost: 0x10 yuan/yr}]\n", FEN_ERR_TYPE, {"amount of money"}},
    {"measures: [{name: a, change: close, co2: 0x10 t/yr}]\n", FEN_ERR_TYPE, {"'0x10 t/yr'"}},
    {"measures: [{name: a, what: {sector: heating}, change: {replace: {factors: {PM25: {old: 0x6 kg/t, new: 1 "
     "kg/t}}}}}]\n",
     FEN_ERR_UNIT_MISSING,
     {"needs a number"}},
    {"measures: [{name: a, what: {sector: coking}, change: {factor: 1e305}}]\n", FEN_ERR_RANGE, {"1e+305 is above 1000"}},
    {"measures: [{name: a, what: {sector: coking}, change: {grow: 1e308 %}}]\n", FEN_ERR_RANGE, {"above 1000"}},
    {"measures: [{name: a, what: {sector: coking}, change: {replace: {ratio: 1001}}}]\n", FEN_ERR_RANGE, {"ratio of 1001"}},
    {"measures: [{name: a, where: [], change: close}]\n", FEN_ERR_TYPE, {"the list is empty"}},
    {"measures: [{include: none.yaml}]\n", FEN_ERR_KEY_MISSING, {"no measures"}},
    {"measures: [{include: other.yaml}]\n", FEN_ERR_RANGE, {"another price of CO2", "1000 and 59"}},
    {"co2_price: 1000 yuan/t\nmeasures: [{include: other.yaml}]\n", FEN_ERR_RANGE, {"another alert"}},
    {"co2_price: 1000 yuan/t\nalert: {receptors: [Linfen]}\nmeasures: [{include: other.yaml}]\n", FEN_ERR_RANGE, {"another alert"}},
    {"measures: [{include: odd.yaml}]\n", FEN_ERR_KEY_UNKNOWN, {"mesures", "odd.yaml:2"}},
    {"alert: {receptors: [Taiyuan], levels: [{name: l0, when: [{daily_mean: 10 ug/m3}]}, {name: l1, when: "
     "[{daily_mean: 11 ug/m3}]}, {name: l2, when: [{daily_mean: 12 ug/m3}]}, {name: l3, when: [{daily_mean: 13 "
     "ug/m3}]}, {name: l4, when: [{daily_mean: 14 ug/m3}]}, {name: l5, when: [{daily_mean: 15 ug/m3}]}, {name: l6, "
     "when: [{daily_mean: 16 ug/m3}]}, {name: l7, when: [{daily_mean: 17 ug/m3}]}, {name: l8, when: [{daily_mean: "
     "18 ug/m3}]}]}\nmeasures: [{name: a, change: close, alert: l0}]\n",
     FEN_ERR_RANGE,
     {"9 levels; there are 8 at most"}},
    {"alert: {receptors: [Taiyuan], levels: [{name: l0, when: [{daily_mean: 9 ug/m3}, {daily_mean: 10 ug/m3}, "
     "{daily_mean: 11 ug/m3}, {daily_mean: 12 ug/m3}, {daily_mean: 13 ug/m3}, {daily_mean: 14 ug/m3}, {daily_mean: "
     "15 ug/m3}, {daily_mean: 16 ug/m3}, {daily_mean: 17 ug/m3}]}]}\nmeasures: [{name: a, change: close, alert: "
     "l0}]\n",
     FEN_ERR_RANGE,
     {"9 rules; a level has 1 to 8"}},
    {"alert: {receptors: [Taiyuan], levels: [{name: l0, when: []}]}\nmeasures: [{name: a, change: close, alert: "
     "l0}]\n",
     FEN_ERR_RANGE,
     {"0 rules"}},
    {"alert: {receptors: [Taiyuan], levels: [{name: l0, when: [{daily_mean: 10 ug/m3}]}, {name: l0, when: "
     "[{daily_mean: 20 ug/m3}]}]}\nmeasures: [{name: a, change: close, alert: l0}]\n",
     FEN_ERR_NAME_TWICE,
     {"'l0' is there already"}},
    {"alert: {receptors: [Taiyuan], levels: [{name: l0, when: [{daily_mean: 40 ug/m3}]}, {name: l1, when: "
     "[{daily_mean: 20 ug/m3}]}]}\nmeasures: [{name: a, change: close, alert: l0}]\n",
     FEN_ERR_RANGE,
     {"'l0' is reached, 'l1'", "never in force"}},
    {"alert: {receptors: [Taiyuan], index: {concentration: [0 ug/m3, 35 ug/m3, 35 ug/m3], index: [0, 50, 100]}, "
     "levels: [{name: l0, when: [{index: 20}]}]}\nmeasures: [{name: a, change: close, alert: l0}]\n",
     FEN_ERR_RANGE,
     {"not above the last"}},
    {"alert: {receptors: [Taiyuan], index: {concentration: [0 ug/m3, 35 ug/m3, 45 ug/m3], index: [0, 50, 50]}, "
     "levels: [{name: l0, when: [{index: 20}]}]}\nmeasures: [{name: a, change: close, alert: l0}]\n",
     FEN_ERR_RANGE,
     {"not above the last"}},
    {"measures: [{name: a, what: {sector: coking, species: PM25}, change: {grow: 10 %}, cost: 9000 yuan/t}]\n",
     FEN_ERR_RANGE,
     {"adds 100 t/yr of PM25", "cost a year"}},
    {"measures: [{name: a, where: {polygon: [[112.2995, 37.5995], [112.3005, 37.5995], [112.3, 37.6005]]}, what: "
     "{sector: coking}, change: close}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"touches nothing"}},
};

static void mistakes_are_told_with_place_and_remedy(void **state) {
  policy_fixture *f = *state;
  char path[SUPPORT_PATH];
  support_write_text(f->folder, "none.yaml", "name: none\nmeasures: []\n", path);
  support_write_text(f->folder, "other.yaml",
                     "name: other\nco2_price: 1000 yuan/t\nalert: {receptors: [Taiyuan]}\nmeasures: [{name: a, change: close}]\n", path);
  support_write_text(f->folder, "odd.yaml", "name: odd\nmesures: 3\nmeasures: [{name: a, change: close}]\n", path);
  for (size_t n = 0; n < sizeof mistakes / sizeof *mistakes; n++) {
    const char *text = policy_complaint(f, mistakes[n].measures, mistakes[n].status);
    for (int k = 0; k < 3 && mistakes[n].mentions[k]; k++)
      assert_mentions(text, mistakes[n].mentions[k]);
  }
}

static void all_faults_of_a_file_are_told_at_once(void **state) {
  policy_fixture *f = *state;
  (void)policy_complaint(f,
                         "measures:\n- {name: a, where: Wset, what: {sector: cokeing}, change: {reduce: 110 %}}\n"
                         "- {name: a, change: {reduce: 5}}\n- {nmae: c, change: close}\n",
                         FEN_ERR_REGION_UNKNOWN);
  assert_int_equal(f->faults.count, 6); /* "nmae" is one */
}

static void all_faults_against_the_inventory_are_told_at_once(void **state) {
  policy_fixture *f = *state;
  (void)policy_complaint(f,
                         "measures:\n- {name: a, where: {plants: [Nobody, Old ovens, Far works]}, change: close}\n"
                         "- {name: b, where: Beyond, change: close}\n- {name: c, where: East, what: {sector: coking}, change: close}\n",
                         FEN_ERR_PLANT_UNKNOWN);
  assert_int_equal(f->faults.count, 4);
}

/* Smaller than the distance of the points by which a cell's share is told. */
static void small_polygon_takes_the_plant_in_it(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures: [{name: a, where: {polygon: [[112.1999, 37.5999], [112.2001, 37.5999], [112.2, 37.6001]]}, "
                                    "what: {sector: coking}, change: close}]\n");
  assert_near(policy_factor(f, &r, policy_record(f, "Old ovens", NULL, NULL, 0), 0), 0.0, 0.0);
  assert_near(policy_factor(f, &r, policy_record(f, "New ovens", NULL, NULL, 0), 0), 1.0, 0.0);
  policy_release(&r);
}

static void included_file_may_repeat_price_and_alert(void **state) {
  policy_fixture *f = *state;
  char path[SUPPORT_PATH];
  support_write_text(f->folder, "same.yaml",
                     "name: other\nco2_price: 1000 yuan/t\nalert: {receptors: [Taiyuan], decide: any}\n"
                     "measures: [{name: a, change: close}]\n",
                     path);
  policy_result r =
      policy_apply(f, "co2_price: 0.1 万元/t\nalert: {decide: any, receptors: [Taiyuan]}\nmeasures: [{include: same.yaml}]\n");
  policy_release(&r);
}

static void two_scenarios_of_one_name_are_refused(void **state) {
  policy_fixture *f = *state;
  fen_scenario *first, *second;
  fen_error err;
  assert_int_equal(policy_open(f, "measures: [{name: a, change: close}]\n", &first), FEN_OK);
  assert_int_equal(policy_open(f, "measures: [{name: b, change: close}]\n", &second), FEN_OK);
  const fen_scenario *both[] = {first, second};
  assert_int_equal(fen_scenario_check_names(both, 1, NULL, &err), FEN_OK);
  assert_int_equal(fen_scenario_check_names(both, 2, NULL, &err), FEN_ERR_NAME_TWICE);
  assert_mentions(err.text, "the name 's'");
  assert_mentions(err.text, "s.yaml:1");
  fen_scenario_close(&first);
  fen_scenario_close(&second);
}

static void check_tells_faults_of_case_and_scenario_together(void **state) {
  policy_fixture *f = *state;
  fen_diagnostics faults = {0};
  char scenario[SUPPORT_PATH], share[SUPPORT_PATH], broken[SUPPORT_PATH], text[8192];
  support_source_path("data", share);
  support_write_text(f->folder, "s.yaml", "name: s\nmeasures: [{name: a, what: {sector: cokeing}, change: close}]\n", scenario);
  (void)snprintf(text, sizeof text, "%stransport: {courant: -1}\n", policy_case);
  support_write_text(f->folder, "broken.yaml", text, broken);
  assert_int_equal(fen_scenario_check(broken, scenario, share, NULL, &faults, NULL), FEN_ERR_RANGE);
  assert_int_equal(faults.count, 2);
  fen_diagnostics_clear(&faults);
  support_write_text(f->folder, "s.yaml", "name: s\nmeasures: [{name: a, where: {plant: Nobody}, change: close}]\n", scenario);
  assert_int_equal(fen_scenario_check(f->path, scenario, share, NULL, &faults, NULL), FEN_ERR_PLANT_UNKNOWN);
  fen_diagnostics_clear(&faults);
  support_write_text(f->folder, "s.yaml", "name: s\nmeasures: [{name: a, change: close}]\n", scenario);
  assert_int_equal(fen_scenario_check(f->path, scenario, share, NULL, &faults, NULL), FEN_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mistakes_are_told_with_place_and_remedy),           cmocka_unit_test(all_faults_of_a_file_are_told_at_once),
      cmocka_unit_test(all_faults_against_the_inventory_are_told_at_once), cmocka_unit_test(two_scenarios_of_one_name_are_refused),
      cmocka_unit_test(check_tells_faults_of_case_and_scenario_together),  cmocka_unit_test(small_polygon_takes_the_plant_in_it),
      cmocka_unit_test(included_file_may_repeat_price_and_alert),
  };
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
