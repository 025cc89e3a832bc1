/* Scenario files beyond what a person writes are refused at once, instead of being worked at for minutes. */
#include "policy_support.h"

enum { TEXT = 200000 };

static void refuses(policy_fixture *f, const char *text, const char *words) {
  char path[SUPPORT_PATH], share[SUPPORT_PATH];
  fen_scenario *scenario = NULL;
  support_write_text(f->folder, "long.yaml", text, path);
  support_source_path("data", share);
  assert_int_equal(fen_scenario_open(path, f->item, share, NULL, &scenario, &f->err), FEN_ERR_RANGE);
  assert_null(scenario);
  assert_mentions(f->err.text, words);
}

static void more_measures_than_a_ledger_can_tell_are_refused(void **state) {
  char *text = malloc(TEXT);
  assert_non_null(text);
  int used = sprintf(text, "name: s\nmeasures:\n");
  for (int n = 0; n < 501; n++)
    used += sprintf(text + used, "- {name: m%d, what: {sector: coking}, change: {reduce: 1 %%}}\n", n);
  refuses(*state, text, "long.yaml:503:3: error: more than the 500 measures that a scenario may have");
  free(text);
}

static void a_polygon_of_thousands_of_corners_belongs_into_a_file(void **state) {
  char *text = malloc(TEXT);
  assert_non_null(text);
  int used = sprintf(text, "name: s\nmeasures:\n- {name: m, change: {reduce: 1 %%}, where: {polygon: [");
  for (int n = 0; n < 5001; n++)
    used += sprintf(text + used, "%s[112, 37]", n ? ", " : "");
  (void)sprintf(text + used, "]}}\n");
  refuses(*state, text, "5001 corners are more than the 5000 that a polygon written here may have");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(more_measures_than_a_ledger_can_tell_are_refused),
                                     cmocka_unit_test(a_polygon_of_thousands_of_corners_belongs_into_a_file)};
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
