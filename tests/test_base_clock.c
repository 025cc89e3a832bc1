#include "fenhe/clock.h"
#include "support.h"

static double parse(const char *text, double default_offset_s) {
  double time_s = NAN;
  fen_error err = {0};
  if (fen_time_parse(text, default_offset_s, &time_s, &err))
    fail_msg("%s", err.text);
  return time_s;
}

/* Reference: seconds since the epoch by date(1). */
static void all_spellings_of_an_instant_are_one(void **state) {
  (void)state;
  const double instant_s = 1578585600.0; /* 2020-01-09T16:00:00Z */
  const char *spellings[] = {"2020-01-10T00:00+08:00",   "2020-01-10T00:00:00+08:00", "2020-01-10 00:00 +08:00",
                             "2020-01-10T00:00:00+0800", "2020-01-10T00:00+08",       "2020-01-09T16:00:00Z",
                             "2020-01-09 16:00 UTC",     "2020-01-09_16:00:00",       " 2020-01-09 16:00:00.000 ",
                             "2020-1-9 16:0:0",          "2020-01-09T12:30-03:30"};
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
    assert_near(parse(spellings[i], 0.0), instant_s, 0.0);
  assert_near(parse("2020-01-10", 28800.0), instant_s, 0.0);
  assert_near(parse("2020-01-10T00:00", 28800.0), instant_s, 0.0);
  assert_near(parse("2020-01-09T16:00:00.25Z", 0.0), instant_s + 0.25, 1e-6);
}

static void what_is_no_time_is_refused(void **state) {
  (void)state;
  const char *texts[] = {"",
                         "today",
                         "2020",
                         "2020-01",
                         "2020-01-10T",
                         "2020-01-10T08",
                         "2020-13-01",
                         "2020-02-30",
                         "2019-02-29",
                         "2020-00-10",
                         "2020-01-00",
                         "2020-01-10T24:00",
                         "0000-01-01",
                         "2020-01-10T8:60",
                         "2020-01-10 8:0 CST",
                         "2020-01-10T00:00+99",
                         "2020-01-10T00:00:61",
                         "2020-01-10x"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double time_s = 7.0;
    fen_error err = {0};
    assert_int_equal(fen_time_parse(texts[i], 0.0, &time_s, &err), FEN_ERR_TIME);
    assert_mentions(err.text, texts[i]);
    assert_near(time_s, 7.0, 0.0);
  }
}

static void offsets_are_read(void **state) {
  (void)state;
  double offset_s = 0.0;
  fen_error err = {0};
  assert_int_equal(fen_offset_parse("+08:00", &offset_s, NULL), FEN_OK);
  assert_near(offset_s, 28800.0, 0.0);
  assert_int_equal(fen_offset_parse("-03:30", &offset_s, NULL), FEN_OK);
  assert_near(offset_s, -12600.0, 0.0);
  assert_int_equal(fen_offset_parse(" UTC ", &offset_s, NULL), FEN_OK);
  assert_near(offset_s, 0.0, 0.0);
  const char *wrong[] = {"", "8", "Beijing", "+", "+08:", "+08:61", "+16:00", "Zulu"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(fen_offset_parse(wrong[i], &offset_s, &err), FEN_ERR_TIME);
  assert_mentions(err.text, "+08:00");
}

static void civil_time_comes_back_over_the_centuries(void **state) {
  (void)state;
  double last_s = fen_time_from_civil(2401, 1, 1, 0, 0, 0);
  int weekday = -1;
  int days = 0;
  for (double time_s = fen_time_from_civil(1599, 12, 31, 0, 0, 0); time_s < last_s; time_s += 86400.0, days++) {
    fen_civil c = fen_time_civil(time_s + 86399.0, 0.0);
    assert_near(fen_time_from_civil(c.year, c.month, c.day, c.hour, c.minute, c.second), time_s + 86399.0, 0.0);
    assert_true(weekday < 0 || c.weekday == (weekday + 1) % 7);
    assert_near(fen_time_from_civil(c.year, 1, 1, 0, 0, 0) + 86400.0 * (c.day_of_year - 1), time_s, 0.0);
    weekday = c.weekday;
  }
  assert_int_equal(days, 2 * 146097 + 367); /* two Gregorian cycles, the leap year 2400 and one day */
}

static void known_days_have_their_weekday(void **state) {
  (void)state;
  assert_int_equal(fen_time_civil(0.0, 0.0).weekday, 3);                                              /* Thursday */
  assert_int_equal(fen_time_civil(fen_time_from_civil(2020, 1, 10, 0, 0, 0), 0.0).weekday, 4);        /* Friday */
  assert_int_equal(fen_time_civil(fen_time_from_civil(2020, 1, 9, 16, 0, 0), 28800.0).weekday, 4);    /* Friday in Beijing */
  assert_int_equal(fen_time_civil(fen_time_from_civil(1900, 1, 1, 0, 0, 0), 0.0).weekday, 0);         /* Monday */
  assert_int_equal(fen_time_civil(fen_time_from_civil(2020, 12, 31, 0, 0, 0), 0.0).day_of_year, 366); /* leap year */
}

static void times_are_written_as_they_are_read(void **state) {
  (void)state;
  char text[FEN_TIME_TEXT];
  fen_time_format(1578585600.0, 28800.0, text);
  assert_string_equal(text, "2020-01-10T00:00:00+08:00");
  fen_time_format(1578585600.0, -12600.0, text);
  assert_string_equal(text, "2020-01-09T12:30:00-03:30");
  fen_time_format(1578585600.0, 0.0, text);
  assert_string_equal(text, "2020-01-09T16:00:00Z");
  assert_near(parse(text, 3600.0), 1578585600.0, 0.0);
}

static void a_time_just_short_of_a_second_is_that_second(void **state) {
  (void)state;
  char text[FEN_TIME_TEXT];
  fen_time_format(3599.9999999, 0.0, text);
  assert_string_equal(text, "1970-01-01T01:00:00Z");
}

static void odd_times_stay_within_the_text(void **state) {
  (void)state;
  const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 1e15, -1e15};
  char text[FEN_TIME_TEXT];
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    fen_time_format(odd[i], 0.0, text);
    assert_true(strlen(text) < FEN_TIME_TEXT);
    (void)fen_time_civil(odd[i], 0.0);
  }
  fen_time_format(0.0, NAN, text);
  assert_string_equal(text, "(no time)");
}

static void the_wall_clock_runs_forward(void **state) {
  (void)state;
  double first_s = fen_wall_clock_s();
  assert_true(first_s > 0.0);
  assert_true(fen_wall_clock_s() >= first_s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_spellings_of_an_instant_are_one),
      cmocka_unit_test(what_is_no_time_is_refused),
      cmocka_unit_test(offsets_are_read),
      cmocka_unit_test(civil_time_comes_back_over_the_centuries),
      cmocka_unit_test(known_days_have_their_weekday),
      cmocka_unit_test(times_are_written_as_they_are_read),
      cmocka_unit_test(a_time_just_short_of_a_second_is_that_second),
      cmocka_unit_test(odd_times_stay_within_the_text),
      cmocka_unit_test(the_wall_clock_runs_forward),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
