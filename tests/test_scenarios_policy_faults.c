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
    {"measures: [{name: a, what: {sector: coking}, change: {reduce: 0 %}}]\n", FEN_ERR_MEASURE_IDLE, {"changes nothing", "1500 t/yr"}},
    {"measures: [{name: a, what: {sector: coking}, change: close, uptake: 0 %}]\n", FEN_ERR_MEASURE_IDLE, {"uptake of 0 %"}},
    {"measures: [{name: a, what: {sector: coking, species: SO2}, change: {cap: 501 t/yr}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"500 t/yr", "within its cap"}},
    {"measures: [{name: a, what: {sector: coking}, change: close}, {name: b, what: {sector: coking}, change: {reduce: 1 %}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"measure 'b' touches nothing", "'a' has left none", "order written"}},
    {"measures: [{name: a, what: {sector: heating, species: SO2}, change: {replace: {by: transport, ratio: 0.1}}}]\n",
     FEN_ERR_MEASURE_IDLE,
     {"adds SO2", "emits none"}},
    {"measures: [{name: a, where: West, change: close}, {name: a, where: East, change: close}]\n",
     FEN_ERR_NAME_TWICE,
     {"'a' is in line 2"}},
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
};

static void mistakes_are_told_with_place_and_remedy(void **state) {
  policy_fixture *f = *state;
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
  assert_int_equal(f->faults.count, 7);
}

static void all_faults_against_the_inventory_are_told_at_once(void **state) {
  policy_fixture *f = *state;
  (void)policy_complaint(f,
                         "measures:\n- {name: a, where: {plants: [Nobody, Old ovens, Far works]}, change: close}\n"
                         "- {name: b, where: Beyond, change: close}\n- {name: c, where: East, what: {sector: coking}, change: close}\n",
                         FEN_ERR_PLANT_UNKNOWN);
  assert_int_equal(f->faults.count, 4);
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
      cmocka_unit_test(check_tells_faults_of_case_and_scenario_together),
  };
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
