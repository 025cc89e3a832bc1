/* Runs of a scenario: interrupted and resumed ones leave the bytes of one that was not, and no other scenario continues them. */
#include "fenhe/scenario.h"
#include "restart_calls.h"

static const char half[] = "name: half\n"
                           "measures:\n"
                           "- {name: all, change: {reduce: 50 %}}\n"
                           "- {name: later, what: {sector: power}, change: close, from: \"2020-01-10T00:20+08:00\"}\n";

/* Run the fixture's case with a scenario (NULL: none) into a folder. */
static restart_result run_scenario(const restart_fixture *f, const char *name, const char *scenario_text, fen_run_options options) {
  restart_result r = {0};
  char path[SUPPORT_PATH], out[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_scenario *scenario = NULL;
  fen_error err = {0};
  restart_path(f, "case.yaml", path);
  restart_path(f, name, out);
  r.status = fen_case_open(path, NULL, &item, &err);
  if (!r.status && scenario_text) {
    apps_write(f->folder, "scenario.yaml", scenario_text);
    restart_path(f, "scenario.yaml", path);
    r.status = fen_scenario_open(path, item, NULL, NULL, &scenario, &err);
  }
  options.folder = out;
  options.command = "fenhe run case.yaml";
  options.scenario = scenario;
  if (!r.status)
    r.status = fen_run(item, &options, &r.report, &err);
  fen_scenario_close(&scenario);
  fen_case_close(&item);
  (void)snprintf(r.error, sizeof r.error, "%s", err.text);
  return r;
}

static void resumed_scenario_leaves_the_bytes_of_one_that_was_not_interrupted(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], text[APPS_TEXT], again[APPS_TEXT];
  restart_result r = run_scenario(f, "whole", half, (fen_run_options){0});
  assert_int_equal(r.status, FEN_OK);
  restart_path(f, "whole", out);
  restart_output whole = restart_read(out);
  r = run_scenario(f, "parts", half, (fen_run_options){.most_steps = 7});
  while (!r.status && r.report.stopped)
    r = run_scenario(f, "parts", half, (fen_run_options){.most_steps = 11, .resume = true});
  assert_int_equal(r.status, FEN_OK);
  restart_path(f, "parts", out);
  restart_assert_same(&whole, out, "a scenario in parts");
  apps_read(f->folder, "whole/ledger.json", text);
  apps_read(f->folder, "parts/ledger.json", again);
  assert_string_equal(text, again);
  assert_mentions(text, "2020-01-10T00:20:00+08:00");
  restart_forget(&whole);
}

static void run_of_one_scenario_is_not_continued_as_another(void **state) {
  const restart_fixture *f = *state;
  char other[APPS_TEXT];
  assert_true(run_scenario(f, "kept", half, (fen_run_options){.most_steps = 7}).report.stopped);
  restart_result r = run_scenario(f, "kept", NULL, (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  apps_replace(half, "50 %", "51 %", other);
  r = run_scenario(f, "kept", other, (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "the scenario file");
  r = run_scenario(f, "kept", half, (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_OK);
}

/* 0.5 times 2 is 1 to the bit. */
static void scenario_that_undoes_itself_leaves_the_bytes_of_the_base(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH];
  static const char undone[] = "name: undone\n"
                               "measures:\n- {name: halve, change: {factor: 0.5}}\n- {name: double, change: {factor: 2}}\n";
  restart_result r = run_scenario(f, "undone", undone, (fen_run_options){.alone = true});
  assert_int_equal(r.status, FEN_OK);
  restart_path(f, "undone", out);
  restart_output o = restart_read(out);
  for (int n = 0; n < RESTART_FILES; n++) {
    assert_int_equal(o.size[n], f->reference.size[n]);
    assert_memory_equal(o.bytes[n], f->reference.bytes[n], o.size[n]);
  }
  restart_forget(&o);
}

static void run_without_a_scenario_leaves_no_ledger_of_another(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], ledger[SUPPORT_PATH];
  assert_int_equal(run_scenario(f, "again", half, (fen_run_options){0}).status, FEN_OK);
  restart_path(f, "again", out);
  support_join(out, "ledger.csv", ledger);
  assert_int_equal(access(ledger, F_OK), 0);
  assert_int_equal(run_scenario(f, "again", NULL, (fen_run_options){0}).status, FEN_OK);
  assert_int_equal(access(ledger, F_OK), -1);
  restart_assert_same(&f->reference, out, "after a scenario");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(resumed_scenario_leaves_the_bytes_of_one_that_was_not_interrupted),
      cmocka_unit_test(run_of_one_scenario_is_not_continued_as_another),
      cmocka_unit_test(scenario_that_undoes_itself_leaves_the_bytes_of_the_base),
      cmocka_unit_test(run_without_a_scenario_leaves_no_ledger_of_another),
  };
  return cmocka_run_group_tests(tests, restart_setup, restart_teardown);
}
