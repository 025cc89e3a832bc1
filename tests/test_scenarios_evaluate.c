/* Monitors' hours beside a run's. The run has 10 (c + 1) in cell c, 20 more on the second day and 24 more in each day's hour 13. */
#include "evaluate_support.h"

static void hours_are_paired_by_their_ends_and_cells(void **state) {
  fen_evaluation *e = evaluated_good(*state,
                                     "station,lon,lat,time,PM2.5\n"
                                     "a,112.0,37.0,2020-01-10 13:00,30\n"
                                     "a,112.0,37.0,2020-01-11 01:00,40\n"
                                     "b,112.24,37.14,2020-01-10 01:00,50\n"
                                     "b,112.24,37.14,2020-01-12 01:00,50\n"
                                     "c,112.9,37.0,2020-01-10 01:00,50\n",
                                     NULL);
  assert_int_equal(e->pair_count, 3);
  assert_int_equal(e->sites_paired, 2);
  assert_int_equal(e->sites_outside, 1);
  assert_int_equal(e->elsewhen, 1);
  assert_near(e->hours[0].modelled, 34.0, 1e-5);
  assert_near(e->hours[1].modelled, 30.0, 1e-5);
  assert_near(e->hours[2].modelled, 60.0, 1e-5);
  const fen_skill *all = &evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_ALL, "all")->skill;
  assert_near(all->nmb, (34.0 + 30.0 + 60.0 - 120.0) / 120.0, 1e-6);
  assert_near(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_STATION, "a")->skill.bias, -3.0, 1e-5);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_HOUR, "1")->skill.count, 2);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_HOUR, "13")->skill.count, 1);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_DAY, "2020-01-11")->skill.count, 1);
  fen_evaluation_destroy(&e);
  assert_null(e);
}

static void midnight_belongs_to_the_day_that_it_ends(void **state) {
  fen_evaluation *e = evaluated_good(*state, "date,hour,name,lon,lat,PM2.5\n20200111,0,a,112,37,10\n2020/1/11,24,a,112,37,30\n", NULL);
  assert_near(e->hours[0].modelled, 10.0, 1e-5);
  assert_near(e->hours[1].modelled, 30.0, 1e-5);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_DAY, "2020-01-10")->skill.count, 1);
  assert_int_equal(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_HOUR, "24")->skill.count, 2);
  fen_evaluation_destroy(&e);
}

static void times_are_read_in_all_their_forms(void **state) {
  /* All of them are the end of hour 13 of the first day, whose value stands out. */
  static const char *const times[] = {"2020-01-10 13:00",
                                      "2020-01-10T13:00:00",
                                      "2020-01-10T05:00Z",
                                      "2020-01-10T14:00:00+09:00",
                                      "2020/1/10 13:00",
                                      "2020年1月10日13时",
                                      "2020011013",
                                      "20200110 13",
                                      "202001101300",
                                      "2020-01-10 13:00:00.000",
                                      "2020-01-10 00:00:00-05:00"};
  for (size_t n = 0; n < sizeof times / sizeof *times; n++) {
    char table[256];
    (void)snprintf(table, sizeof table, "name,lon,lat,time,pm25\na,112,37,%s,1\n", times[n]);
    fen_evaluation *e = evaluated_good(*state, table, NULL);
    assert_near(e->hours[0].modelled, 34.0, 1e-5);
    fen_evaluation_destroy(&e);
  }
  fen_evaluation *e =
      evaluated_good(*state, "name,lon,lat,time,pm25\na,112,37,2020-01-10 12:00,1\n", &(fen_evaluate_options){.hour_begins = true});
  assert_near(e->hours[0].modelled, 34.0, 1e-5);
  fen_evaluation_destroy(&e);
  e = evaluated_good(*state, "name,lon,lat,year,month,day,hour,pm25\na,112,37,2020,1,10,5,1\n",
                     &(fen_evaluate_options){.utc_offset_s = 1e-9});
  assert_near(e->hours[0].modelled, 34.0, 1e-5);
  fen_evaluation_destroy(&e);
}

static void the_time_of_the_day_may_have_a_column_of_its_own(void **state) {
  static const char *const tables[] = {
      "name,lon,lat,date,time,pm25\na,112,37,2020/1/10,13:00,1\n", "name,lon,lat,date,time,pm25\na,112,37,2020-01-10,13:00:00,1\n",
      "name,lon,lat,date,hour,pm25\na,112,37,2020-01-10,13.0,1\n", "name,lon,lat,date,hour,pm25\na,112,37,20200110,13时,1\n",
      "name,lon,lat,date,hour,pm25\na,112,37,2020-01-10 00:00,13,1\n"};
  for (size_t n = 0; n < sizeof tables / sizeof *tables; n++) {
    fen_evaluation *e = evaluated_good(*state, tables[n], NULL);
    assert_near(e->hours[0].modelled, 34.0, 1e-5);
    fen_evaluation_destroy(&e);
  }
}

static void hours_of_all_tables_are_told(void **state) {
  fen_evaluation *e =
      evaluated_good(*state,
                     "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,1\na,112,37,2020-01-10 05:00,1\nb,112,37.1,2020-01-10 05:00,1\n"
                     "b,112,37.1,2020-01-10 10:00,\n",
                     NULL);
  assert_int_equal(e->observed_span_hours, 10);
  assert_int_equal(e->observed_hours, 3);
  assert_int_equal(e->files[0].span_hours, 10);
  assert_int_equal(e->files[0].hours, 3);
  assert_int_equal(e->hour_count, 4);
  fen_evaluation_destroy(&e);
}

static void times_that_are_none_are_counted(void **state) {
  fen_evaluation *e =
      evaluated_good(*state,
                     "name,lon,lat,time,pm25\na,112,37,2020-01-10 13:00,1\na,112,37,2020-02-30 13:00,1\na,112,37,2020-01-10 13:30,1\n"
                     "a,112,37,2020-01-10,1\na,112,37,,1\na,112,37,2020-13-10 13:00,1\na,112,37,yesterday,1\na,112,37,2020-01-10 25:00,1\n"
                     ",112,37,2020-01-10 14:00,1\n",
                     NULL);
  assert_int_equal(e->files[0].records, 9);
  assert_int_equal(e->files[0].bad_times, 7);
  assert_int_equal(e->files[0].nameless, 1);
  assert_int_equal(e->pair_count, 1);
  fen_evaluation_destroy(&e);
}

static void missing_values_never_count_as_zero(void **state) {
  fen_evaluation *e =
      evaluated_good(*state,
                     "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,\na,112,37,2020-01-10 02:00,-\na,112,37,2020-01-10 03:00,—\n"
                     "a,112,37,2020-01-10 04:00,NA\na,112,37,2020-01-10 05:00,NaN\na,112,37,2020-01-10 06:00,-999\n"
                     "a,112,37,2020-01-10 07:00,null\na,112,37,2020-01-10 08:00,12(H)\na,112,37,2020-01-10 09:00,-3\n"
                     "a,112,37,2020-01-10 10:00,50000\na,112,37,2020-01-10 11:00,0\na,112,37,2020-01-10 12:00,20\n",
                     NULL);
  const fen_observed_file *f = &e->files[0];
  assert_int_equal(e->pair_count, 2);
  assert_near(evaluated_row(e, FEN_SKILL_HOURS, FEN_GROUP_ALL, "all")->skill.mean_observed, 10.0, 1e-12);
  const ptrdiff_t missing[FEN_OBSERVED_MARKS] = {1, 2, 2, 1, 1};
  for (int mark = 0; mark < FEN_OBSERVED_MARKS; mark++)
    assert_int_equal(f->missing[mark], missing[mark]);
  assert_int_equal(f->unreadable, 1);
  assert_int_equal(f->out_of_range, 2);
  assert_int_equal(f->zeros, 1);
  assert_string_equal(f->example, "line 9: '12(H)'");
  fen_evaluation_destroy(&e);
}

static ptrdiff_t told(const fen_observed_file *f) {
  ptrdiff_t sum =
      f->bad_times + f->nameless + f->duplicates + f->completed + f->conflicts + f->unreadable + f->out_of_range + f->contradicted;
  for (int mark = 0; mark < FEN_OBSERVED_MARKS; mark++)
    sum += f->missing[mark];
  return sum + f->stuck + f->valid;
}

static void repeats_are_dropped_filled_or_set_aside(void **state) {
  fen_evaluation *e =
      evaluated_good(*state,
                     "name,lon,lat,time,pm25\na,112,37,2020-01-10 01:00,5\na,112,37,2020-01-10 01:00,5.0\n"    /* equal */
                     "a,112,37,2020-01-10 02:00,\na,112,37,2020-01-10 02:00,6\na,112,37,2020-01-10 02:00,NA\n" /* filled */
                     "a,112,37,2020-01-10 03:00,7\na,112,37,2020-01-10 03:00,8\na,112,37,2020-01-10 03:00,7\n" /* different */
                     "a,112,37,2020-01-10 04:00,\na,112,37,2020-01-10 04:00,NA\na,112,37,2020-01-10 25:00,1\n",
                     NULL);
  const fen_observed_file *f = &e->files[0];
  assert_int_equal(f->duplicates, 2);
  assert_int_equal(f->completed, 2);
  assert_int_equal(f->conflicts, 2);
  assert_int_equal(f->contradicted, 1);
  assert_int_equal(f->valid, 2);
  assert_int_equal(told(f), f->records);
  assert_int_equal(e->pair_count, 2);
  assert_near(e->hours[1].observed, 6.0, 1e-12);
  assert_int_equal(e->hours[2].flag, FEN_OBSERVED_CONFLICT);
  assert_true(isnan(e->hours[2].observed));
  fen_evaluation_destroy(&e);
}

/* Hours 1 to count of the first days with one value, and one more that differs. */
static void write_still(char *table, size_t size, int count, double value) {
  size_t used = (size_t)snprintf(table, size, "name,lon,lat,date,hour,pm25\n");
  for (int h = 0; h < count; h++)
    used += (size_t)snprintf(table + used, size - used, "a,112,37,2020011%d,%d,%g\n", h / 24, 1 + h % 24, value);
  (void)snprintf(table + used, size - used, "a,112,37,20200111,23,%g\n", value + 1.0);
}

static void values_that_stand_still_are_set_aside(void **state) {
  char table[4096];
  write_still(table, sizeof table, FEN_STUCK_HOURS - 1, 30.0);
  fen_evaluation *e = evaluated_good(*state, table, NULL);
  assert_int_equal(e->files[0].stuck, 0);
  assert_int_equal(e->pair_count, FEN_STUCK_HOURS);
  fen_evaluation_destroy(&e);
  write_still(table, sizeof table, FEN_STUCK_HOURS, 30.0);
  e = evaluated_good(*state, table, NULL);
  assert_int_equal(e->files[0].stuck, FEN_STUCK_HOURS);
  assert_int_equal(told(&e->files[0]), e->files[0].records);
  assert_int_equal(e->pair_count, 1);
  fen_evaluation_destroy(&e);
  e = evaluated_good(*state, table, &(fen_evaluate_options){.keep_stuck = true});
  assert_int_equal(e->pair_count, FEN_STUCK_HOURS + 1);
  fen_evaluation_destroy(&e);
}

/* A table with so many hours of each of the two days, observed 10 above the run's. */
static void write_days(char *table, size_t size, const char *species, int first_day, int second_day) {
  const int hours[2] = {first_day, second_day};
  size_t used = (size_t)snprintf(table, size, "name,lon,lat,city,date,hour,%s\n", species);
  for (int day = 0; day < 2; day++)
    for (int h = 0; h < hours[day]; h++)
      used += (size_t)snprintf(table + used, size - used, "a,112,37,太原,2020011%d,%d,%g\n", day, h + 1,
                               made_value(1.0, 24 * day + h, 1.0) + 10.0);
}

static void a_day_needs_twenty_hours_of_both(void **state) {
  char table[4096];
  write_days(table, sizeof table, "PM2.5", FEN_DAY_LEAST_HOURS, FEN_DAY_LEAST_HOURS - 1);
  fen_evaluation *e = evaluated_good(*state, table, NULL);
  const fen_skill *days = &evaluated_row(e, FEN_SKILL_DAYS, FEN_GROUP_ALL, "all")->skill;
  assert_int_equal(days->count, 1);
  assert_near(days->mean_modelled, 10.0 + 24.0 / 20.0, 1e-5);
  assert_near(days->mean_observed, 20.0 + 24.0 / 20.0, 1e-5);
  assert_int_equal(evaluated_row(e, FEN_SKILL_DAYS, FEN_GROUP_CITY, "太原")->skill.count, 1);
  assert_int_equal(e->judgements[e->judgement_count - 1].verdict, FEN_VERDICT_TOO_FEW);
  fen_evaluation_destroy(&e);
}

static void ozone_has_daily_maxima_of_eight_hours(void **state) {
  char table[4096];
  /* Means of 6 hours and more that end at hours 8 to 23: 16. On the second day the hours end at 19, and the last of them at 21: 14. */
  write_days(table, sizeof table, "O3", 23, 19);
  fen_evaluation *e = evaluated_good(*state, table, &(fen_evaluate_options){.species = "O3", .run = "ozone"});
  const fen_skill *eight = &evaluated_row(e, FEN_SKILL_EIGHT_HOURS, FEN_GROUP_ALL, "all")->skill;
  assert_int_equal(eight->count, 2);
  /* Hour 13 is in the best mean: one of eight hours, and at the end of the second day one of the seven that are there. */
  assert_near(eight->mean_modelled, 0.5 * (10.0 + 24.0 / 8.0 + 30.0 + 24.0 / 7.0), 1e-5);
  fen_evaluation_destroy(&e);
  write_days(table, sizeof table, "O3", 23, 18);
  e = evaluated_good(*state, table, &(fen_evaluate_options){.species = "O3", .run = "ozone"});
  assert_int_equal(evaluated_row(e, FEN_SKILL_EIGHT_HOURS, FEN_GROUP_ALL, "all")->skill.count, 1);
  fen_evaluation_destroy(&e);
}

static void between_centres_if_that_is_asked(void **state) {
  fen_evaluation *e =
      evaluated_good(*state, "name,lon,lat,time,pm25\na,112.04,37.02,2020-01-10 01:00,1\n", &(fen_evaluate_options){.bilinear = true});
  assert_near(e->hours[0].modelled, 10.0 + 0.4 * 10.0 + 0.2 * 30.0, 1e-4);
  fen_evaluation_destroy(&e);
}

static void reports_have_a_dash_or_nothing_where_a_figure_is_not_defined(void **state) {
  const evaluated *f = *state;
  static const char *const names[] = {"evaluation.json", "evaluation.csv", "pairs.csv"};
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  char *text = NULL;
  fen_error err;
  fen_evaluation *e =
      evaluated_good(f, "name,lon,lat,time,pm25\n桃园站,112,37,2020-01-10 01:00,20\n桃园站,112,37,2020-01-10 02:00,x\n", NULL);
  made_good(fen_evaluation_table(e, &text, &err), &err);
  assert_mentions(text, "桃园站                                1     20.0     10.0    -10.0    -50.0     50.0     10.0        -");
  assert_mentions(text, "made (idealised weather): PM25 in ug m-3");
  assert_null(strstr(text, "nan"));
  fen_free(text);
  support_join(f->folder, "evaluated", folder);
  made_good(fen_evaluation_write(e, folder, &err), &err);
  for (int n = 0; n < 3; n++) {
    support_join(folder, names[n], path);
    assert_true(fen_path_exists(path));
  }
  made_good(fen_evaluation_csv_rows(e, &text, &err), &err);
  assert_mentions(text, "\nhours,all,all,,,,,1,20,10,-10,-0.5,0.5,10,,0,1,-0.666666667,0.666666667,0.666666667,0.5,too few pairs\n");
  fen_free(text);
  made_good(fen_evaluation_csv_pairs(e, &text, &err), &err);
  assert_mentions(text,
                  "桃园站,,,112,37,2020-01-10T01:00:00+08:00,20,10,paired\n桃园站,,,112,37,2020-01-10T02:00:00+08:00,,10,unreadable\n");
  fen_free(text);
  fen_evaluation_destroy(&e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hours_are_paired_by_their_ends_and_cells),
      cmocka_unit_test(midnight_belongs_to_the_day_that_it_ends),
      cmocka_unit_test(times_are_read_in_all_their_forms),
      cmocka_unit_test(the_time_of_the_day_may_have_a_column_of_its_own),
      cmocka_unit_test(hours_of_all_tables_are_told),
      cmocka_unit_test(times_that_are_none_are_counted),
      cmocka_unit_test(missing_values_never_count_as_zero),
      cmocka_unit_test(repeats_are_dropped_filled_or_set_aside),
      cmocka_unit_test(values_that_stand_still_are_set_aside),
      cmocka_unit_test(a_day_needs_twenty_hours_of_both),
      cmocka_unit_test(ozone_has_daily_maxima_of_eight_hours),
      cmocka_unit_test(between_centres_if_that_is_asked),
      cmocka_unit_test(reports_have_a_dash_or_nothing_where_a_figure_is_not_defined),
  };
  return cmocka_run_group_tests(tests, evaluated_make, evaluated_clean);
}
