/* The ledger: what each measure costs and saves, what it shares with earlier ones, and the files that programs read. */
#include <jansson.h>

#include "policy_support.h"

/* The ledger as its file has it. */
static json_t *written(const policy_fixture *f, const policy_result *r) {
  char path[SUPPORT_PATH];
  fen_error err;
  support_join(f->folder, "ledger.json", path);
  if (fen_ledger_write_json(r->ledger, path, &err))
    fail_msg("%s", err.text);
  json_t *root = json_load_file(path, 0, NULL);
  assert_non_null(root);
  return root;
}

static json_t *measure_at(const json_t *root, size_t n) {
  return json_array_get(json_object_get(root, "measures"), n);
}

static double number(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  assert_true(json_is_number(value));
  return json_number_value(value);
}

/* Old ovens emit 800 t/yr of PM25 and 400 of SO2; half of that goes. */
static void costs_are_per_tonne_or_a_year(void **state) {
  policy_fixture *f = *state;
  static const struct {
    const char *cost;
    double yuan_pyr;
  } cases[] = {{"{rate: 9000 yuan/t, of: PM25}", 9000.0 * 400.0},
               {"{rate: 0.9 万元/t, of: SO2}", 9000.0 * 200.0},
               {"{rate: 9000 元/吨, of: PM25}", 9000.0 * 400.0},
               {"3e8 yuan/yr", 3e8},
               {"3 亿元/年", 3e8},
               {"300 million yuan/yr", 3e8},
               {"{total: 2e9 yuan, years: 20}", 1e8},
               {"{total: 2 billion yuan, years: 20}", 1e8}};
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    char text[512];
    (void)snprintf(text, sizeof text, "measures: [{name: a, where: {plant: Old ovens}, change: {reduce: 50 %%}, cost: %s}]\n",
                   cases[n].cost);
    policy_result r = policy_apply(f, text);
    json_t *root = written(f, &r);
    assert_near(number(measure_at(root, 0), "cost_yuan_pyr"), cases[n].yuan_pyr, 1e-6 * cases[n].yuan_pyr);
    assert_near(number(json_object_get(root, "totals"), "cost_yuan_pyr"), cases[n].yuan_pyr, 1e-6 * cases[n].yuan_pyr);
    json_decref(root);
    policy_release(&r);
  }
}

static void co2_is_worth_its_price(void **state) {
  policy_fixture *f = *state;
  policy_result r =
      policy_apply(f, "measures:\n- {name: a, where: {plant: Old ovens}, change: {reduce: 50 %}, co2: {rate: 150 t/t, of: PM25}}\n"
                      "- {name: b, where: {plant: New ovens}, change: {reduce: 50 %}, co2: -2e3 t/yr}\n"
                      "- {name: c, where: West, what: {sector: heating}, change: {reduce: 1 %}}\n");
  json_t *root = written(f, &r);
  assert_near(number(measure_at(root, 0), "co2_tpyr"), 150.0 * 400.0, 1e-6);
  assert_near(number(measure_at(root, 0), "co2_value_yuan_pyr"), 59.0 * 150.0 * 400.0, 1e-3);
  assert_near(number(measure_at(root, 1), "co2_tpyr"), -2000.0, 1e-9);
  assert_true(json_is_null(json_object_get(measure_at(root, 2), "co2_tpyr")));
  assert_near(number(json_object_get(root, "totals"), "co2_tpyr"), 58000.0, 1e-6);
  assert_true(json_is_null(json_object_get(json_object_get(root, "totals"), "cost_yuan_pyr")));
  json_decref(root);
  policy_release(&r);
  r = policy_apply(f, "co2_price: 100 yuan/t\nmeasures: [{name: a, where: {plant: Old ovens}, change: close, co2: 1000 t/yr}]\n");
  root = written(f, &r);
  assert_near(number(measure_at(root, 0), "co2_value_yuan_pyr"), 1e5, 1e-6);
  json_decref(root);
  policy_release(&r);
}

static void measure_of_a_part_of_the_period_costs_for_that_part(void **state) {
  policy_fixture *f = *state;
  policy_result r =
      policy_apply(f, "measures: [{name: a, where: {plant: Old ovens}, change: close, from: \"2020-01-11\", to: \"2020-01-12\","
                      " cost: 3e8 yuan/yr}]\n");
  json_t *root = written(f, &r);
  const json_t *window = json_array_get(json_object_get(measure_at(root, 0), "windows"), 0);
  assert_near(number(measure_at(root, 0), "in_force"), 1.0 / 3.0, 1e-12);
  assert_near(number(measure_at(root, 0), "cost_yuan_pyr"), 1e8, 1e-3);
  assert_string_equal(json_string_value(json_object_get(window, "from")), "2020-01-11T00:00:00+08:00");
  json_decref(root);
  policy_release(&r);
}

/* What a later measure touches again, as it finds it; measures that never act at one time have nothing in common. */
static void overlaps_are_told_with_the_tonnes_that_were_left(void **state) {
  policy_fixture *f = *state;
  policy_result r =
      policy_apply(f, "measures:\n- {name: a, what: {sector: coking}, change: {reduce: 50 %}}\n"
                      "- {name: b, where: {plant: Old ovens}, what: {species: PM25}, change: {reduce: 10 %}}\n"
                      "- {name: c, where: East, change: {reduce: 10 %}}\n"
                      "- {name: d, where: {plant: New ovens}, change: {reduce: 1 %}, from: \"2020-01-10\", to: \"2020-01-11\"}\n"
                      "- {name: e, where: {plant: New ovens}, change: {reduce: 1 %}, from: \"2020-01-11\", to: \"2020-01-12\"}\n");
  json_t *root = written(f, &r);
  const json_t *overlaps = json_object_get(measure_at(root, 1), "overlaps");
  assert_int_equal(json_array_size(overlaps), 1);
  assert_string_equal(json_string_value(json_object_get(json_array_get(overlaps, 0), "with")), "a");
  assert_string_equal(json_string_value(json_object_get(json_array_get(overlaps, 0), "species")), "PM25");
  assert_near(number(json_array_get(overlaps, 0), "tpyr"), 400.0, 1e-9);
  assert_int_equal(json_array_size(json_object_get(measure_at(root, 2), "overlaps")), 0);
  overlaps = json_object_get(measure_at(root, 4), "overlaps");
  assert_int_equal(json_array_size(overlaps), 2); /* with a in both species, not with d */
  assert_string_equal(json_string_value(json_object_get(json_array_get(overlaps, 1), "with")), "a");
  json_decref(root);
  policy_release(&r);
}

/* Each in force for two of three days, one of them common: a third of what the earlier one leaves of 800 t/yr on that day. */
static void overlaps_count_the_time_that_both_are_in_force(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(
      f, "measures:\n- {name: a, where: {plant: Old ovens}, what: {species: PM25}, change: {reduce: 50 %}, to: \"2020-01-12\"}\n"
         "- {name: b, where: {plant: Old ovens}, what: {species: PM25}, change: {reduce: 50 %}, from: \"2020-01-11\"}\n");
  json_t *root = written(f, &r);
  const json_t *overlaps = json_object_get(measure_at(root, 1), "overlaps");
  assert_int_equal(json_array_size(overlaps), 1);
  assert_near(number(json_array_get(overlaps, 0), "tpyr"), 400.0 / 3.0, 1e-9);
  json_decref(root);
  policy_release(&r);
}

/* Polygons that meet in cells have nothing in common. */
static void adjoining_polygons_do_not_overlap(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(
      f,
      "measures:\n- {name: a, where: {polygon: [[112.0, 37.3], [112.29, 37.3], [112.31, 37.9], [112.0, 37.9]]}, change: {reduce: 50 %}}\n"
      "- {name: b, where: {polygon: [[112.29, 37.3], [112.6, 37.3], [112.6, 37.9], [112.31, 37.9]]}, change: {reduce: 50 %}}\n");
  json_t *root = written(f, &r);
  assert_int_equal(json_array_size(json_object_get(measure_at(root, 1), "overlaps")), 0);
  json_decref(root);
  policy_release(&r);
}

/* The sum of two polygons' common part is at most either. */
static void polygons_overlap_by_their_common_cells(void **state) {
  policy_fixture *f = *state;
  policy_result r = policy_apply(f, "measures:\n- {name: a, where: {polygon: [[112.1, 37.5], [112.2, 37.5], [112.2, 37.7], [112.1, 37.7]]},"
                                    " what: {sector: heating, species: PM25}, change: {reduce: 50 %}}\n"
                                    "- {name: b, where: {polygon: [[112.15, 37.5], [112.3, 37.5], [112.3, 37.7], [112.15, 37.7]]},"
                                    " what: {sector: heating, species: PM25}, change: {reduce: 50 %}}\n"
                                    "- {name: c, where: {polygon: [[112.32, 37.5], [112.5, 37.5], [112.5, 37.7], [112.32, 37.7]]},"
                                    " what: {sector: heating, species: PM25}, change: {reduce: 50 %}}\n");
  json_t *root = written(f, &r);
  const json_t *overlaps = json_object_get(measure_at(root, 1), "overlaps");
  assert_int_equal(json_array_size(overlaps), 1);
  double tpyr = number(json_array_get(overlaps, 0), "tpyr"); /* a quarter of West's 2000, halved by a */
  assert_true(tpyr > 200.0 && tpyr < 350.0);
  assert_int_equal(json_array_size(json_object_get(measure_at(root, 2), "overlaps")), 0);
  json_decref(root);
  policy_release(&r);
}

static void included_measures_stand_where_they_are_named(void **state) {
  policy_fixture *f = *state;
  char path[SUPPORT_PATH], folder[SUPPORT_PATH];
  support_join(f->folder, "parts", folder);
  (void)mkdir(folder, 0777);
  support_write_text(folder, "inner.yaml",
                     "name: inner\nmeasures:\n- {name: first, where: {file: ../regions.geojson, name: West}, change: {reduce: 50 %}}\n"
                     "- {name: second, where: {plant: Old ovens}, change: {reduce: 10 %}}\n",
                     path);
  policy_result r = policy_apply(f, "measures:\n- {name: before, change: {reduce: 20 %}}\n- {include: parts/inner.yaml}\n"
                                    "- {name: after, where: {plant: Old ovens}, what: {species: PM25}, change: {cap: 100 t/yr}}\n");
  json_t *root = written(f, &r);
  assert_int_equal(json_array_size(json_object_get(root, "measures")), 4);
  assert_string_equal(json_string_value(json_object_get(measure_at(root, 2), "name")), "second");
  assert_near(policy_factor(f, &r, policy_record(f, "Old ovens", NULL, NULL, 0), 1), 0.8 * 0.5 * 0.9, 1e-15);
  assert_near(policy_factor(f, &r, policy_record(f, "Old ovens", NULL, NULL, 0), 0), 100.0 / 800.0, 1e-15);
  json_decref(root);
  policy_release(&r);
  assert_mentions(policy_complaint(f, "measures: [{name: first, change: close}, {include: parts/inner.yaml}]\n", FEN_ERR_NAME_TWICE),
                  "inner.yaml:3");
  support_write_text(folder, "inner.yaml", "name: inner\nmeasures: [{include: inner.yaml}]\n", path);
  assert_mentions(policy_complaint(f, "measures: [{include: parts/inner.yaml}]\n", FEN_ERR_RANGE), "cannot include another");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(costs_are_per_tonne_or_a_year),
      cmocka_unit_test(co2_is_worth_its_price),
      cmocka_unit_test(measure_of_a_part_of_the_period_costs_for_that_part),
      cmocka_unit_test(overlaps_are_told_with_the_tonnes_that_were_left),
      cmocka_unit_test(overlaps_count_the_time_that_both_are_in_force),
      cmocka_unit_test(adjoining_polygons_do_not_overlap),
      cmocka_unit_test(polygons_overlap_by_their_common_cells),
      cmocka_unit_test(included_measures_stand_where_they_are_named),
  };
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
