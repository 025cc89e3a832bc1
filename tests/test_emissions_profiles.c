#include "fenhe/clock.h"
#include "fenhe/profiles.h"
#include "support.h"

static const double month[12] = {0.14, 0.12, 0.10, 0.08, 0.05, 0.05, 0.05, 0.05, 0.06, 0.08, 0.10, 0.12};
static const double weekday[7] = {0.15, 0.15, 0.15, 0.15, 0.15, 0.13, 0.12};
static const double hour[24] = {0.01, 0.01, 0.01, 0.01, 0.02, 0.04, 0.06, 0.08, 0.07, 0.05, 0.04, 0.04,
                                0.05, 0.04, 0.04, 0.04, 0.05, 0.07, 0.08, 0.07, 0.05, 0.03, 0.02, 0.02};
static const fen_sector uneven = {.name = "heating", .month = month, .weekday = weekday, .hour = hour};
static const double beijing_s = 8 * 3600.0;

static double year_start(int year) {
  return fen_time_from_civil(year, 1, 1, 0, 0, 0) - beijing_s;
}

/* Common and leap years, starting on different weekdays. */
static void calendar_year_keeps_its_total(void **state) {
  (void)state;
  for (int year = 2018; year <= 2024; year++)
    assert_near(fen_profile_mean(&uneven, beijing_s, year_start(year), year_start(year + 1)), 1.0, 1e-12);
}

static void sum_over_the_hours_of_a_year_keeps_its_total(void **state) {
  (void)state;
  double sum = 0.0;
  double start = year_start(2020);
  for (int n = 0; n < 366 * 24; n++)
    sum += fen_profile_mean(&uneven, beijing_s, start + 3600.0 * n, start + 3600.0 * (n + 1)) / (366 * 24);
  assert_near(sum, 1.0, 1e-12);
}

static void factor_is_the_product_of_its_parts(void **state) {
  (void)state;
  /* Friday 10 January and Sunday 12 July 2020, local hours 7 and 3. */
  double winter = fen_time_from_civil(2020, 1, 10, 7, 0, 0) - beijing_s;
  double summer = fen_time_from_civil(2020, 7, 12, 3, 0, 0) - beijing_s;
  double ratio =
      fen_profile_mean(&uneven, beijing_s, winter, winter + 3600.0) / fen_profile_mean(&uneven, beijing_s, summer, summer + 3600.0);
  assert_near(ratio, (0.14 * 0.15 * 0.08) / (0.05 * 0.12 * 0.01), 1e-10);
}

static void hours_are_cut_exactly(void **state) {
  (void)state;
  double seven = fen_time_from_civil(2020, 1, 10, 7, 0, 0) - beijing_s;
  double mean = fen_profile_mean(&uneven, beijing_s, seven + 2700.0, seven + 4500.0);
  double first = fen_profile_mean(&uneven, beijing_s, seven, seven + 3600.0);
  double second = fen_profile_mean(&uneven, beijing_s, seven + 3600.0, seven + 7200.0);
  assert_near(mean, 0.5 * (first + second), 1e-12);
}

static void midnight_is_local(void **state) {
  (void)state;
  static const double monday_only[7] = {1.0, 0, 0, 0, 0, 0, 0};
  fen_sector sector = {.name = "s", .weekday = monday_only};
  double monday = fen_time_from_civil(2020, 1, 13, 0, 0, 0) - beijing_s;
  assert_true(fen_profile_mean(&sector, beijing_s, monday - 3600.0, monday) == 0.0);
  assert_true(fen_profile_mean(&sector, beijing_s, monday, monday + 3600.0) > 6.0);
}

static void even_profile_is_exactly_one(void **state) {
  (void)state;
  fen_sector even = {.name = "s"};
  assert_true(fen_profile_mean(&even, 0.0, 123.0, 4567.0) == 1.0);
}

static void months_of_a_file_keep_their_totals(void **state) {
  (void)state;
  double weight[12];
  double start = fen_time_from_civil(2020, 2, 1, 0, 0, 0) - beijing_s;
  double end = fen_time_from_civil(2020, 3, 1, 0, 0, 0) - beijing_s;
  fen_profile_month_weights(&uneven, beijing_s, start, end, weight);
  for (int m = 0; m < 12; m++)
    assert_near(weight[m], m == 1 ? 1.0 : 0.0, 1e-12);
}

static void wrong_weights_are_refused(void **state) {
  (void)state;
  double bad[7] = {0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2};
  fen_sector sector = {.name = "power", .weekday = bad};
  fen_error err;
  assert_int_equal(fen_sector_check(&sector, &err), FEN_ERR_WEIGHTS);
  assert_non_null(strstr(err.text, "'power'"));
  assert_non_null(strstr(err.text, "weekday"));
  bad[0] = NAN;
  assert_int_equal(fen_sector_check(&sector, &err), FEN_ERR_WEIGHTS);
  assert_int_equal(fen_sector_check(&uneven, &err), FEN_OK);
}

static const double faces[6] = {0.0, 40.0, 100.0, 200.0, 400.0, 800.0};

static double sum_of(const double *share, int count) {
  double sum = 0.0;
  for (int k = 0; k < count; k++)
    sum += share[k];
  return sum;
}

static void bins_fall_into_layers_by_depth(void **state) {
  (void)state;
  static const double top[3] = {50.0, 150.0, 300.0};
  static const double part[3] = {0.5, 0.3, 0.2};
  fen_vertical_profile profile = {3, top, part};
  double share[5];
  fen_profile_shares(&profile, 5, faces, 1, share);
  assert_near(share[0], 0.5 * 40.0 / 50.0, 1e-15);
  assert_near(share[1], 0.5 * 10.0 / 50.0 + 0.3 * 50.0 / 100.0, 1e-15);
  assert_near(share[2], 0.3 * 50.0 / 100.0 + 0.2 * 50.0 / 150.0, 1e-15);
  assert_near(share[3], 0.2 * 100.0 / 150.0, 1e-15);
  assert_near(sum_of(share, 5), 1.0, 1e-15);
}

static void shares_above_the_top_go_to_the_top_layer(void **state) {
  (void)state;
  double share[5] = {0};
  fen_layer_shares(700.0, 1500.0, 1.0, 5, faces, 1, share);
  assert_true(share[4] == 1.0);
  double high[5] = {0};
  fen_layer_shares(900.0, 900.0, 2.0, 5, faces, 1, high);
  assert_true(high[4] == 2.0);
}

static void no_profile_is_the_lowest_layer(void **state) {
  (void)state;
  double share[5];
  fen_profile_shares(&(fen_vertical_profile){0}, 5, faces, 1, share);
  assert_true(share[0] == 1.0 && sum_of(share, 5) == 1.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(calendar_year_keeps_its_total),
      cmocka_unit_test(sum_over_the_hours_of_a_year_keeps_its_total),
      cmocka_unit_test(factor_is_the_product_of_its_parts),
      cmocka_unit_test(hours_are_cut_exactly),
      cmocka_unit_test(midnight_is_local),
      cmocka_unit_test(even_profile_is_exactly_one),
      cmocka_unit_test(months_of_a_file_keep_their_totals),
      cmocka_unit_test(wrong_weights_are_refused),
      cmocka_unit_test(bins_fall_into_layers_by_depth),
      cmocka_unit_test(shares_above_the_top_go_to_the_top_layer),
      cmocka_unit_test(no_profile_is_the_lowest_layer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
