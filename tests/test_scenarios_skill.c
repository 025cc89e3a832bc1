/* Figures of pairs, against values reckoned by hand from the formulas of docs/guide/evaluate.md. */
#include "fenhe/skill.h"
#include "support.h"

static void figures_are_those_reckoned_by_hand(void **state) {
  (void)state;
  /* O = 10 20 30 40, M = 12 15 33 60: Obar 25, Mbar 30; M - O = 2 -5 3 20, sum 20, sum of sizes 30, of squares 438. */
  const double o[] = {10, 20, 30, 40};
  const double m[] = {12, 15, 33, 60};
  fen_skill s = fen_skill_of(4, o, m);
  assert_int_equal(s.count, 4);
  assert_near(s.mean_observed, 25.0, 1e-12);
  assert_near(s.mean_modelled, 30.0, 1e-12);
  assert_near(s.bias, 5.0, 1e-12);
  assert_near(s.nmb, 20.0 / 100.0, 1e-12);
  assert_near(s.nme, 30.0 / 100.0, 1e-12);
  assert_near(s.rmse, sqrt(438.0 / 4.0), 1e-12);
  assert_near(s.fac2, 1.0, 0.0);
  /* About the means: O -15 -5 5 15, M -18 -15 3 30: products 270 75 15 450; squares of O 500, of M 1458. */
  assert_near(s.r, 810.0 / sqrt(500.0 * 1458.0), 1e-12);
  /* |M - 25| + |O - 25|: 13+15, 10+5, 8+5, 35+15. */
  assert_near(s.ioa, 1.0 - 438.0 / (28.0 * 28.0 + 15.0 * 15.0 + 13.0 * 13.0 + 50.0 * 50.0), 1e-12);
  double fractions[] = {2.0 / 22.0, -5.0 / 35.0, 3.0 / 63.0, 20.0 / 100.0};
  assert_near(s.mfb, 0.5 * (fractions[0] + fractions[1] + fractions[2] + fractions[3]), 1e-12);
  assert_near(s.mfe, 0.5 * (fractions[0] - fractions[1] + fractions[2] + fractions[3]), 1e-12);
  assert_near(s.fb, 2.0 * (25.0 - 30.0) / 55.0, 1e-12);
  assert_near(s.nmse, 438.0 / 4.0 / (25.0 * 30.0), 1e-12);
}

static void a_factor_of_two_takes_its_edges_in(void **state) {
  (void)state;
  const double o[] = {10, 10, 10, 10, 0, 0};
  const double m[] = {5, 20, 4.999, 20.001, 0, 1};
  assert_near(fen_skill_of(6, o, m).fac2, 3.0 / 6.0, 1e-15);
}

static void a_series_that_does_not_vary_has_no_correlation(void **state) {
  (void)state;
  const double flat[] = {0.1, 0.1, 0.1};
  const double other[] = {1, 2, 4};
  assert_true(isnan(fen_skill_of(3, flat, other).r));
  assert_true(isnan(fen_skill_of(3, other, flat).r));
  assert_near(fen_skill_of(3, flat, other).bias, 7.0 / 3.0 - 0.1, 1e-12);
  /* Both flat and equal: nothing deviates, and there is no index of agreement. */
  assert_true(isnan(fen_skill_of(3, flat, flat).ioa));
  assert_near(fen_skill_of(3, flat, flat).rmse, 0.0, 0.0);
}

static void one_pair_and_none_are_borne(void **state) {
  (void)state;
  const double o[] = {8}, m[] = {6}, zero[] = {0};
  fen_skill one = fen_skill_of(1, o, m);
  assert_near(one.nmb, -0.25, 1e-15);
  assert_near(one.rmse, 2.0, 0.0);
  assert_true(isnan(one.r));
  fen_skill none = fen_skill_of(0, NULL, NULL);
  assert_int_equal(none.count, 0);
  assert_true(isnan(none.mean_observed) && isnan(none.nmb) && isnan(none.fac2) && isnan(none.nmse));
  fen_skill nothing = fen_skill_of(1, zero, zero); /* nothing observed: no share of it can be told */
  assert_true(isnan(nothing.nmb) && isnan(nothing.nme) && isnan(nothing.fb));
  assert_near(nothing.mfb, 0.0, 0.0);
}

static const fen_judgement *find(const fen_judgement *items, int count, const char *figure) {
  for (int n = 0; n < count; n++)
    if (strcmp(items[n].figure, figure) == 0)
      return &items[n];
  fail_msg("no judgement of %s", figure);
  return NULL;
}

static void daily_means_are_held_to_goal_and_criterion(void **state) {
  (void)state;
  fen_judgement items[FEN_SKILL_MOST_JUDGEMENTS];
  fen_skill s = {.count = 10, .nmb = -0.1, .nme = 0.5, .r = 0.39, .mfb = 0.31, .mfe = 0.76};
  int count = fen_skill_judge("PM25", FEN_SKILL_DAYS, &s, items);
  assert_int_equal(count, 5);
  assert_int_equal(find(items, count, "NMB")->verdict, FEN_VERDICT_GOAL);
  assert_int_equal(find(items, count, "NME")->verdict, FEN_VERDICT_CRITERION);
  assert_int_equal(find(items, count, "r")->verdict, FEN_VERDICT_MISSED);
  assert_int_equal(find(items, count, "MFB")->verdict, FEN_VERDICT_CRITERION);
  assert_int_equal(find(items, count, "MFE")->verdict, FEN_VERDICT_MISSED);
  s.nmb = -0.301;
  s.r = NAN;
  count = fen_skill_judge("PM25", FEN_SKILL_DAYS, &s, items);
  assert_int_equal(find(items, count, "NMB")->verdict, FEN_VERDICT_MISSED);
  assert_int_equal(find(items, count, "r")->verdict, FEN_VERDICT_UNDEFINED);
  s.count = FEN_SKILL_LEAST_DAYS - 1;
  count = fen_skill_judge("PM25", FEN_SKILL_DAYS, &s, items);
  for (int n = 0; n < count; n++)
    assert_int_equal(items[n].verdict, FEN_VERDICT_TOO_FEW);
  assert_int_equal(fen_skill_judge("SO2", FEN_SKILL_DAYS, &s, items), 0);
}

static void the_worst_verdict_is_that_of_a_row(void **state) {
  (void)state;
  fen_verdict worst = FEN_VERDICT_GOAL;
  fen_skill s = {.count = 10, .nmb = 0.0, .nme = 0.1, .r = NAN, .mfb = 0.0, .mfe = 0.1};
  assert_true(fen_skill_worst("PM25", FEN_SKILL_DAYS, &s, &worst));
  assert_int_equal(worst, FEN_VERDICT_GOAL);
  s.nme = 0.45;
  assert_true(fen_skill_worst("PM25", FEN_SKILL_DAYS, &s, &worst));
  assert_int_equal(worst, FEN_VERDICT_CRITERION);
  s.nmb = 0.4;
  assert_true(fen_skill_worst("PM25", FEN_SKILL_DAYS, &s, &worst));
  assert_int_equal(worst, FEN_VERDICT_MISSED);
  s.count = 9;
  assert_true(fen_skill_worst("PM25", FEN_SKILL_DAYS, &s, &worst));
  assert_int_equal(worst, FEN_VERDICT_TOO_FEW);
  assert_false(fen_skill_worst("SO2", FEN_SKILL_DAYS, &s, &worst));
}

static void hours_are_held_to_the_criteria_of_dispersion_models(void **state) {
  (void)state;
  fen_judgement items[FEN_SKILL_MOST_JUDGEMENTS];
  fen_skill s = {.count = 24, .fac2 = 0.5, .fb = -0.301, .nmse = 1.5};
  int count = fen_skill_judge("SO2", FEN_SKILL_HOURS, &s, items);
  assert_int_equal(count, 3);
  assert_int_equal(find(items, count, "FAC2")->verdict, FEN_VERDICT_CRITERION);
  assert_int_equal(find(items, count, "FB")->verdict, FEN_VERDICT_MISSED);
  assert_int_equal(find(items, count, "NMSE")->verdict, FEN_VERDICT_CRITERION);
  assert_string_equal(find(items, count, "NMSE")->source, "Chang & Hanna (2004)");
  assert_int_equal(fen_skill_judge("O3", FEN_SKILL_HOURS, &s, items), 7);
  assert_int_equal(fen_skill_judge("O3", FEN_SKILL_EIGHT_HOURS, &s, items), 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_those_reckoned_by_hand),
      cmocka_unit_test(a_factor_of_two_takes_its_edges_in),
      cmocka_unit_test(a_series_that_does_not_vary_has_no_correlation),
      cmocka_unit_test(one_pair_and_none_are_borne),
      cmocka_unit_test(daily_means_are_held_to_goal_and_criterion),
      cmocka_unit_test(the_worst_verdict_is_that_of_a_row),
      cmocka_unit_test(hours_are_held_to_the_criteria_of_dispersion_models),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
