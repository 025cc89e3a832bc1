/* The dated table of air-quality limits, as it comes with the program. */
#include "apps_support.h"
#include "fenhe/clock.h"
#include "fenhe/limits.h"

static const double beijing_s = 8 * 3600.0;

static int open_table(void **state) {
  char path[SUPPORT_PATH];
  static fen_limits *limits;
  support_source_path("data/air_quality_limits.csv", path);
  fen_error err;
  if (fen_limits_open(path, beijing_s, &limits, &err))
    fail_msg("%s", err.text);
  *state = limits;
  return 0;
}

static int close_table(void **state) {
  fen_limits *limits = *state;
  fen_limits_close(&limits);
  return 0;
}

/* The limit at a time of Beijing; NaN: there is none. */
static double limit_of(const fen_limits *limits, const char *standard, const char *grade, bool annual, const char *time) {
  fen_limit_wanted wanted = {.pollutant = "PM25", .standard = standard, .grade = grade, .annual = annual};
  const fen_limit *found = NULL;
  fen_error err = {0};
  assert_int_equal(fen_time_parse(time, beijing_s, &wanted.time_s, NULL), FEN_OK);
  if (fen_limits_find(limits, &wanted, &found, &err))
    fail_msg("%s", err.text);
  return found ? found->limit_ugpm3 : NAN;
}

static void without_a_name_the_limit_in_force_holds(void **state) {
  assert_true(isnan(limit_of(*state, NULL, NULL, false, "2015-12-31T23:00")));
  assert_near(limit_of(*state, NULL, NULL, false, "2016-01-01T00:00"), 75.0, 0.0);
  assert_near(limit_of(*state, NULL, NULL, false, "2026-02-28T23:59"), 75.0, 0.0);
  assert_near(limit_of(*state, NULL, NULL, false, "2026-03-01T00:00"), 60.0, 0.0);
  assert_near(limit_of(*state, NULL, NULL, false, "2030-12-31T23:59"), 60.0, 0.0);
  assert_near(limit_of(*state, NULL, NULL, false, "2031-01-01T00:00"), 50.0, 0.0);
  assert_near(limit_of(*state, NULL, "I", true, "2026-03-01T00:00"), 10.0, 0.0);
  assert_near(limit_of(*state, NULL, "II", true, "2020-01-10T00:00"), 35.0, 0.0);
}

static void a_standard_goes_by_key_name_and_stage(void **state) {
  static const char *const names[] = {"GB2026-2", "gb2026-2", "GB 3095-2026, second stage", "gb 3095-2026 second stage"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    assert_near(limit_of(*state, names[n], NULL, false, "2020-01-10T00:00"), 50.0, 0.0);
  assert_near(limit_of(*state, "GB2012", "I", false, "2040-01-01T00:00"), 35.0, 0.0);
  assert_near(limit_of(*state, "WHO 2021", NULL, false, "2020-01-10T00:00"), 15.0, 0.0);
  assert_near(limit_of(*state, "WHO2021", "interim-3", false, "2020-01-10T00:00"), 37.5, 0.0);
  assert_near(limit_of(*state, "WHO2021", "interim-4", true, "2020-01-10T00:00"), 10.0, 0.0);
}

static void a_name_without_stage_takes_the_stage_nearest_in_time(void **state) {
  assert_near(limit_of(*state, "GB 3095-2026", NULL, false, "2020-01-10T00:00"), 60.0, 0.0);
  assert_near(limit_of(*state, "GB 3095-2026", NULL, false, "2028-01-10T00:00"), 60.0, 0.0);
  assert_near(limit_of(*state, "GB 3095-2026", NULL, false, "2035-01-10T00:00"), 50.0, 0.0);
}

static void every_grade_has_both_kinds_of_mean(void **state) {
  const fen_limits *limits = *state;
  int daily = 0;
  for (ptrdiff_t n = 0; n < fen_limits_count(limits); n++) {
    const fen_limit *limit = fen_limits_at(limits, n);
    daily += limit->annual ? -1 : 1;
    assert_true(limit->limit_ugpm3 > 0.0 && limit->from_s < limit->to_s && limit->standard_zh[0]);
  }
  assert_int_equal(daily, 0);
  assert_int_equal(fen_limits_count(limits), 22);
}

static void unknown_words_are_told_with_those_there_are(void **state) {
  fen_limit_wanted wanted = {.pollutant = "PM25", .standard = "EU 2024"};
  const fen_limit *found = NULL;
  fen_error err = {0};
  assert_int_equal(fen_limits_find(*state, &wanted, &found, &err), FEN_ERR_WORD_UNKNOWN);
  assert_non_null(strstr(err.text, "GB2012, GB2026-1, GB2026-2, WHO2021"));
  wanted = (fen_limit_wanted){.pollutant = "PM25", .standard = "GB2012", .grade = "III"};
  assert_int_equal(fen_limits_find(*state, &wanted, &found, &err), FEN_ERR_WORD_UNKNOWN);
  assert_non_null(strstr(err.text, "it has: I, II"));
}

static void a_pollutant_without_limits_has_none(void **state) {
  fen_limit_wanted wanted = {.pollutant = "SO2"};
  const fen_limit *found = NULL;
  assert_int_equal(fen_limits_find(*state, &wanted, &found, NULL), FEN_OK);
  assert_null(found);
}

static void faults_of_a_table_have_their_place(void **state) {
  (void)state;
  static const char header[] = "key,standard,standard_zh,stage,pollutant,grade,averaging,limit,from,to\n";
  static const char *const rows[][2] = {{"A,A,,,PM25,I,annual,minus,,\n", "table.csv:2:limit"},
                                        {"A,A,,,PM25,I,weekly,5,,\n", "table.csv:2:averaging"},
                                        {"A,A,,,PM25,I,24 h,5,soon,\n", "table.csv:2:from"}};
  char folder[SUPPORT_PATH], path[SUPPORT_PATH], text[1024];
  apps_folder(folder);
  support_join(folder, "table.csv", path);
  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    fen_limits *limits = NULL;
    fen_error err = {0};
    (void)snprintf(text, sizeof text, "%s%s", header, rows[n][0]);
    apps_write(folder, "table.csv", text);
    assert_true(fen_limits_open(path, 0.0, &limits, &err) != FEN_OK);
    if (!strstr(err.text, rows[n][1]))
      fail_msg("%s is not in: %s", rows[n][1], err.text);
    assert_null(limits);
  }
  apps_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_name_the_limit_in_force_holds),
      cmocka_unit_test(a_standard_goes_by_key_name_and_stage),
      cmocka_unit_test(a_name_without_stage_takes_the_stage_nearest_in_time),
      cmocka_unit_test(every_grade_has_both_kinds_of_mean),
      cmocka_unit_test(unknown_words_are_told_with_those_there_are),
      cmocka_unit_test(a_pollutant_without_limits_has_none),
      cmocka_unit_test(faults_of_a_table_have_their_place),
  };
  return cmocka_run_group_tests(tests, open_table, close_table);
}
