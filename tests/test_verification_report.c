/* What the cases gave, as text, as JSON and as files. */
#include <jansson.h>

#include "fenhe/memory.h"
#include "report.h"
#include "support.h"

enum { OUTCOMES = 4, REPORT_TEXT = 8192 };

typedef struct {
  fen_verify_case items[OUTCOMES];
  fen_verify_result results[OUTCOMES];
  fen_verify_outcome outcomes[OUTCOMES];
  fen_verify_report report;
} fixture;

static void prepare(fixture *f) {
  static const char *const columns[] = {"x_m", "q_kgpkg", NULL};
  double *values;
  *f = (fixture){.items = {{.id = "T/good",
                            .setup = "A blob that is carried once around, which takes more than one line of a terminal to "
                                     "say, as it is told in some detail.",
                            .citation = "Somebody (1999)",
                            .precision = FEN_PRECISION_DOUBLE},
                           {.id = "T/bad/single", .setup = "A blob.", .citation = "exact", .tier = FEN_TIER_FULL},
                           {.id = "T/absent", .setup = "A blob over mountains.", .citation = "exact"},
                           {.id = "T/broken", .setup = "A blob too fast.", .citation = "exact"}}};
  for (int n = 0; n < OUTCOMES; n++)
    f->outcomes[n] = (fen_verify_outcome){.item = &f->items[n], .result = n == 3 ? NULL : &f->results[n]};
  fen_verify_at_most(&f->results[0], "l2", 0.0039, 0.004, 0.004);
  fen_verify_tell(&f->results[0], "tag_min", -0.02, NAN);
  f->results[0].cell_updates = 1e9;
  assert_int_equal(fen_verify_series_add(&f->results[0], "profile", columns, 2, &values, NULL), FEN_OK);
  values[0] = 0.5;
  values[1] = NAN;
  values[3] = -1e-9;
  fen_verify_at_most(&f->results[1], "l2", NAN, 0.004, 0.004);
  fen_verify_at_least(&f->results[1], "order", INFINITY, 2.0, 2.0);
  (void)snprintf(f->results[1].note, sizeof f->results[1].note, "no figure was found");
  (void)snprintf(f->results[2].skipped, sizeof f->results[2].skipped, "the real data are absent");
  fen_fail(&f->outcomes[3].error, FEN_ERR_COURANT, "T/broken: too fast");
  f->report = (fen_verify_report){f->outcomes, OUTCOMES, 2, 1.5};
}

static void release(fixture *f) {
  fen_free(f->results[0].series[0].values);
}

static void verdicts_are_counted_and_a_broken_case_fails(void **state) {
  fixture f;
  (void)state;
  prepare(&f);
  assert_int_equal(fen_verify_count(&f.report, FEN_VERDICT_PASS), 1);
  assert_int_equal(fen_verify_count(&f.report, FEN_VERDICT_FAIL), 2);
  assert_int_equal(fen_verify_count(&f.report, FEN_VERDICT_SKIPPED), 1);
  release(&f);
}

static void text_tells_ours_theirs_bound_and_citation(void **state) {
  static const char *const wanted[] = {"T/good ",
                                       "pass ",
                                       "ours",
                                       "theirs: Somebody (1999)",
                                       "<= 0.004",
                                       "0.0039",
                                       "FAIL",
                                       "skipped:",
                                       "the real data are absent",
                                       "broke off: T/broken: too fast",
                                       "note: no figure was found",
                                       "4 cases: 1 passed, 2 failed, 1 skipped, in 1.5 s"};
  fixture f;
  char text[REPORT_TEXT] = "";
  (void)state;
  prepare(&f);
  FILE *out = fmemopen(text, sizeof text, "w");
  assert_non_null(out);
  for (int n = 0; n < OUTCOMES; n++)
    fen_verify_print_case(out, &f.outcomes[n]);
  fen_verify_print_item(out, &f.items[1]);
  fen_verify_print_total(out, &f.report);
  assert_int_equal(fclose(out), 0);
  for (size_t n = 0; n < sizeof wanted / sizeof *wanted; n++)
    assert_mentions(text, wanted[n]);
  for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
    assert_true(strcspn(line, "\n") <= 110);
  release(&f);
}

static void json_is_one_object_whatever_the_figures(void **state) {
  fixture f;
  char *text = NULL;
  (void)state;
  prepare(&f);
  assert_int_equal(fen_verify_json(&f.report, true, &text, NULL), FEN_OK);
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(root);
  json_t *cases = json_object_get(root, "cases");
  assert_int_equal(json_array_size(cases), OUTCOMES);
  const json_t *good = json_array_get(cases, 0);
  assert_string_equal(json_string_value(json_object_get(good, "precision")), "double");
  assert_near(json_number_value(json_object_get(json_object_get(good, "ours"), "l2")), 0.0039, 0.0);
  assert_near(json_number_value(json_object_get(json_object_get(good, "reference"), "l2")), 0.004, 0.0);
  assert_null(json_object_get(json_object_get(good, "reference"), "tag_min"));
  assert_string_equal(json_string_value(json_object_get(json_object_get(good, "reference"), "citation")), "Somebody (1999)");
  assert_near(json_number_value(json_object_get(json_object_get(json_object_get(good, "limits"), "l2"), "at_most")), 0.004, 0.0);
  assert_true(json_is_true(json_object_get(good, "pass")));
  const json_t *series = json_array_get(json_object_get(good, "series"), 0);
  assert_string_equal(json_string_value(json_object_get(series, "file")), "T-good-profile.csv");
  const json_t *bad = json_array_get(cases, 1);
  assert_true(json_is_null(json_object_get(json_object_get(bad, "ours"), "l2")));
  assert_true(json_is_null(json_object_get(json_object_get(bad, "ours"), "order")));
  assert_true(json_is_false(json_object_get(bad, "pass")));
  const json_t *absent = json_array_get(cases, 2);
  assert_true(json_is_null(json_object_get(absent, "pass")));
  assert_non_null(json_object_get(absent, "skipped"));
  assert_non_null(json_object_get(json_array_get(cases, 3), "error"));
  assert_null(json_object_get(bad, "skipped"));
  json_decref(root);
  fen_free(text);
  release(&f);
}

static void cases_are_listed_without_being_run(void **state) {
  fixture f;
  char *text = NULL;
  (void)state;
  prepare(&f);
  const fen_verify_case *items[] = {&f.items[0], &f.items[1]};
  assert_int_equal(fen_verify_json_list(items, 2, &text, NULL), FEN_OK);
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  assert_int_equal(json_array_size(json_object_get(root, "cases")), 2);
  assert_string_equal(json_string_value(json_object_get(json_array_get(json_object_get(root, "cases"), 1), "tier")), "full");
  json_decref(root);
  fen_free(text);
  release(&f);
}

static void files_hold_the_report_and_its_tables(void **state) {
  fixture f;
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  size_t size;
  prepare(&f);
  support_join(*state, "made/anew", folder);
  assert_int_equal(fen_verify_write(&f.report, folder, NULL), FEN_OK);
  support_join(folder, "T-good-profile.csv", path);
  char *table = (char *)support_read(path, &size);
  assert_string_equal(table, "x_m,q_kgpkg\n0.5,nan\n0,-1e-09\n");
  free(table);
  support_join(folder, "verify.json", path);
  json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(root);
  assert_int_equal(json_integer_value(json_object_get(root, "failed")), 2);
  json_decref(root);
  release(&f);
}

static void a_folder_that_cannot_be_made_is_reported(void **state) {
  fixture f;
  fen_error err;
  char path[SUPPORT_PATH], folder[SUPPORT_PATH];
  prepare(&f);
  support_write_text(*state, "file", "no folder", path);
  support_join(path, "plots", folder);
  assert_int_equal(fen_verify_write(&f.report, folder, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "file");
  release(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(verdicts_are_counted_and_a_broken_case_fails), cmocka_unit_test(text_tells_ours_theirs_bound_and_citation),
      cmocka_unit_test(json_is_one_object_whatever_the_figures),      cmocka_unit_test(cases_are_listed_without_being_run),
      cmocka_unit_test(files_hold_the_report_and_its_tables),         cmocka_unit_test(a_folder_that_cannot_be_made_is_reported),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
