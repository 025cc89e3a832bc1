/* The promises on real winds: the cases run, hold their bounds, and say why where they cannot run. */
#include "support.h"
#include "verification.h"

static void look_up(fen_verify_context *context, const char *id, const fen_verify_result **result) {
  fen_error err = {.text = ""};
  if (fen_verify_result_of(context, id, result, &err))
    fail_msg("%s", err.text);
}

static void create(fen_verify_context *context) {
  fen_error err = {.text = ""};
  if (fen_verify_create(context, &err))
    fail_msg("%s", err.text);
}

static void winds_without_their_files_are_skipped_and_say_what_is_missing(void **state) {
  static const struct {
    const char *id, *file, *variable;
  } cases[] = {{"V6/queensland", "WRFOUT_d01_2022-12-07T0000Z.nc", "FENHE_DATA"},
               {"V6/katrina/single", "wrfout_d01_2005-08-28.nc", "FENHE_DATA"},
               {"V6/basin", "taiyuan.yaml", "FENHE_SHARE"}};
  fen_verify_context context;
  (void)state;
  create(&context);
  context.data = "/nowhere/at/all";
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    const fen_verify_result *result;
    look_up(&context, cases[n].id, &result);
    assert_mentions(result->skipped, cases[n].file);
    assert_mentions(result->skipped, cases[n].variable);
    assert_int_equal(result->figure_count, 0);
  }
  fen_verify_clear(&context);
}

static void promises_hold_over_queensland_in_both_precisions(void **state) {
  static const char *const ids[] = {"V6/queensland", "V6/queensland/single"};
  char file[SUPPORT_PATH];
  fen_verify_context context;
  (void)state;
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", file);
  *strstr(file, "/wrf_queensland") = '\0';
  create(&context);
  context.data = file;
  for (int n = 0; n < 2; n++) {
    const fen_verify_result *result;
    look_up(&context, ids[n], &result);
    for (int f = 0; f < result->figure_count; f++)
      if (!fen_verify_keeps(&result->figures[f]))
        fail_msg("%s: %s is %g, its limit %g", ids[n], result->figures[f].name, result->figures[f].ours, result->figures[f].limit);
    assert_string_equal(result->skipped, "");
    /* The table has every hour, and something was at stake in it: rounding leaves a residual, tags are not their lead. */
    assert_int_equal(result->series[0].rows, 12);
    assert_near(result->series[0].values[11 * result->series[0].columns], 12.0, 1e-9);
    assert_true(fen_verify_figure(result, "residual")->ours > 0.0);
    assert_true(fen_verify_figure(result, "tags_l2")->ours > 0.0);
    assert_true(fen_verify_figure(result, "repair_mps")->ours > 0.01);
  }
  fen_verify_clear(&context);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(winds_without_their_files_are_skipped_and_say_what_is_missing),
      cmocka_unit_test(promises_hold_over_queensland_in_both_precisions),
  };
  return cmocka_run_group_tests_name("verification: consistency on real winds", tests, NULL, NULL);
}
