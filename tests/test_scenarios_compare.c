/* Comparisons of results made by hand: every figure can be reckoned on paper (compare_support.h). */
#include <jansson.h>

#include "compare_fixture.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"

static void means_and_maxima_are_those_of_the_series(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  const fen_series_figures *f = &c->runs[0].districts[NORTH].people;
  assert_near(f->mean, 66.0, 1e-9);
  assert_near(f->highest_day, 76.0, 1e-9);
  assert_near(f->daily_maximum, 89.0, 1e-9);
  assert_near(f->highest_hour, 99.0, 1e-9);
  assert_near(c->runs[1].districts[NORTH].people.mean, 60.5, 1e-9);
  assert_near(c->runs[0].districts[SOUTH].area.mean, 31.0, 1e-9);
  assert_near(c->runs[0].districts[WHOLE].area.mean, 46.0, 1e-9);
  assert_near(c->runs[0].receptors[0].area.mean, 71.0, 1e-9);
  assert_true(isnan(c->runs[0].districts[SOUTH].people.mean));
}

static void days_and_people_above_the_limit_are_counted(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  assert_near(c->limit_ugpm3, 75.0, 0.0);
  assert_int_equal(c->runs[0].districts[NORTH].people.days_above, 1);
  assert_int_equal(c->runs[0].receptors[0].area.days_above, 1);
  assert_int_equal(c->runs[1].districts[NORTH].people.days_above, 0);
  assert_int_equal(c->runs[0].districts[SOUTH].people.days_above, -1);
  assert_near(c->runs[0].districts[NORTH].people_above, 300.0, 0.0);
  assert_near(c->runs[0].districts[WHOLE].people_days_above, 300.0, 0.0);
  /* A day at the limit is not above it. */
  assert_near(c->runs[1].districts[NORTH].people_above, 0.0, 0.0);
}

static void a_district_that_comes_within_the_limit_is_told(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  assert_int_equal(c->runs[1].districts[NORTH].side, -1);
  assert_int_equal(c->runs[1].districts[SOUTH].side, 0);
  assert_int_equal(c->runs[0].districts[NORTH].side, 0);
  assert_non_null(strstr(c->sentence, "the daily mean over the people of north no longer exceeds the limit"));
}

static void gain_is_related_to_tonnes_cost_and_people(void **state) {
  const fen_compared_run *cut = &((fixture *)*state)->comparison->runs[1];
  assert_near(cut->gain_ugpm3, 5.5, 1e-9);
  assert_near(cut->cost_per_ugpm3, 1e6, 1e-3);
  assert_near(cut->cost_per_person_ugpm3, 2500.0, 1e-6);
  assert_near(cut->tonnes_per_ugpm3, 200.0 / 5.5, 1e-9);
  assert_near(cut->co2_tpyr, -100.0, 0.0);
  assert_int_equal(cut->rank, 1);
  assert_string_equal(cut->title_zh, "削减");
  assert_string_equal(cut->limiter_of, "base");
}

static void sectors_and_regions_are_sums_of_tags_and_what_they_leave(void **state) {
  const fen_compared_run *base = &((fixture *)*state)->comparison->runs[0];
  static const char *const sectors[] = {"heating", "background", "untagged"};
  static const double expected[] = {33.0, 16.5, 16.5};
  assert_int_equal(base->sectors.count, 3);
  assert_int_equal(base->regions.count, 3);
  for (int n = 0; n < 3; n++) {
    assert_string_equal(base->sectors.items[n].name, sectors[n]);
    assert_near(base->sectors.items[n].districts[NORTH], expected[n], 1e-9);
    assert_near(base->sectors.items[n].receptors[0], expected[n] * 71.0 / 66.0, 1e-9);
  }
  assert_string_equal(base->sectors.items[0].name_zh, "取暖");
  assert_string_equal(base->regions.items[0].name, "north");
  assert_int_equal(((fixture *)*state)->comparison->runs[1].sectors.count, 0);
}

static void the_notes_say_what_the_figures_stand_on(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  static const char *const words[] = {"made.geojson: drawn by hand",
                                      "made.csv, spread by hand",
                                      "north (50 % of its area)",
                                      "No annual limit is applied",
                                      "idealised",
                                      "base's limiter",
                                      "Costs and tonnes are those of a year",
                                      "cut (1 of 2 measures)"};
  for (size_t n = 0; n < sizeof words / sizeof *words; n++)
    if (!noted(c, words[n]))
      fail_msg("no note has '%s'", words[n]);
}

static void the_notes_are_there_in_chinese(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  static const char *const words[] = {"取自 made.geojson：drawn by hand",
                                      "取自 made.csv",
                                      "north（面积的 50%",
                                      "24 小时限值为 75 微克/立方米",
                                      "未采用年均限值：年均限值只用于",
                                      "气象为理想化",
                                      "1 个情景中有 1 个采用基准的通量限制器",
                                      "费用和排放量为全年值",
                                      "cut（2 项措施中的 1 项）。"};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
    bool found = false;
    for (ptrdiff_t n = 0; n < c->note_count; n++)
      found = found || strstr(c->notes_zh[n], words[w]);
    if (!found)
      fail_msg("no note has '%s'", words[w]);
  }
}

static void the_sentence_is_there_in_both_languages(void **state) {
  const fen_comparison *c = ((fixture *)*state)->comparison;
  static const char *const words[] = {"Against the base, \"Cut it\" lowers", "from 66 to 60.5 ug m-3", "2020-01-10 to 2020-01-11",
                                      "300 fewer person-days", "at least 1 million yuan a year"};
  static const char *const words_zh[] = {"与基准相比，“削减”使", "由 66 降至 60.5 微克/立方米", "减少300", "每年费用至少 100万元"};
  for (size_t n = 0; n < sizeof words / sizeof *words; n++)
    if (!strstr(c->sentence, words[n]))
      fail_msg("'%s' is not in: %s", words[n], c->sentence);
  for (size_t n = 0; n < sizeof words_zh / sizeof *words_zh; n++)
    if (!strstr(c->sentence_zh, words_zh[n]))
      fail_msg("'%s' is not in: %s", words_zh[n], c->sentence_zh);
}

static bool is_utf8(const char *text) {
  json_t *value = json_string(text);
  json_decref(value);
  return value != NULL;
}

static void long_titles_are_cut_between_characters(void **state) {
  const fixture *f = *state;
  char out[APPS_TEXT], err[APPS_TEXT], path[SUPPORT_PATH], summary[2048], ledger[4096], title[1024] = "";
  for (int n = 0; n < 300; n++)
    (void)strcat(title, "焦");
  /* By one, two and three bytes, so that each limit falls into a character. */
  static const char *const starts[] = {"", "a", "ab"};
  for (int n = 0; n < 3; n++) {
    fen_comparison *c = NULL;
    fen_error fault = {0};
    fen_nc_reader *file = NULL;
    (void)snprintf(summary, sizeof summary, "{\"kind\": \"run\", \"scenario\": \"long-%d\"}", n);
    (void)snprintf(ledger, sizeof ledger, "{\"title\": \"%s%s\", \"title_zh\": \"%s%s\"}", starts[n], title, starts[n], title);
    made_write(f->folder, "long", &(made_result){.scale = 1.0, .summary = summary, .ledger = ledger});
    made_good(compare(f, "long", "cut", NULL, &c, &fault), &fault);
    if (!is_utf8(c->sentence) || !is_utf8(c->sentence_zh))
      fail_msg("a character is cut: %s", c->sentence_zh);
    fen_comparison_destroy(&c);
    made_good(compare(f, "cut", "long", NULL, &c, &fault), &fault);
    assert_true(is_utf8(c->sentence) && is_utf8(c->sentence_zh));
    fen_comparison_destroy(&c);
    if (apps_run(f->folder, "compare base long --output lengthy", out, err) != 0)
      fail_msg("%s", err);
    char variable[64], long_name[1024];
    (void)snprintf(variable, sizeof variable, "PM25_mean_difference__long_%d", n);
    support_join(f->folder, "lengthy/differences.nc", path);
    assert_int_equal(fen_nc_open(path, &file, NULL), FEN_OK);
    assert_int_equal(fen_nc_attribute_text(file, variable, "long_name", long_name, sizeof long_name, NULL), FEN_OK);
    assert_true(is_utf8(long_name));
    fen_nc_close(&file);
  }
}

static void an_annual_limit_is_refused_for_two_days(void **state) {
  const fixture *f = *state;
  fen_comparison *none = NULL;
  fen_error err = {0};
  assert_int_equal(compare(f, "base", "cut", &(fen_compare_options){.annual = true}, &none, &err), FEN_ERR_COMPARE);
  assert_non_null(strstr(err.text, "this period has 2"));
  assert_true(isnan(f->comparison->annual_limit_ugpm3));
}

static void the_mean_of_a_year_is_held_against_the_annual_limit(void **state) {
  const fixture *f = *state;
  enum { DAYS = 324 };
  fen_comparison *c = NULL;
  fen_error err = {0};
  made_result year = {.scale = 1.0, .hours = (ptrdiff_t)24 * DAYS, .no_districts = true, .no_receptors = true};
  made_write(f->folder, "year", &year);
  year.scale = 0.3;
  made_write(f->folder, "better", &year);
  made_good(compare(f, "year", "better", &(fen_compare_options){.annual = true}, &c, &err), &err);
  assert_near(c->annual_limit_ugpm3, 35.0, 0.0);
  assert_string_equal(c->annual_refusal, "");
  assert_int_equal(c->runs[1].districts[0].side_annual, -1);
  fen_comparison_destroy(&c);
}

static void another_standard_counts_other_days(void **state) {
  const fixture *f = *state;
  fen_comparison *c = NULL;
  fen_error err = {0};
  made_good(compare(f, "base", "cut", &(fen_compare_options){.standard = "WHO2021"}, &c, &err), &err);
  assert_near(c->limit_ugpm3, 15.0, 0.0);
  assert_int_equal(c->runs[1].districts[NORTH].people.days_above, 2);
  assert_near(c->runs[0].districts[WHOLE].people_days_above, 800.0, 0.0);
  fen_comparison_destroy(&c);
}

static void without_the_table_no_limit_is_passed_over(void **state) {
  const fixture *f = *state;
  static const fen_compare_options wanted[] = {{.standard = "GB2012"}, {.grade = "I"}, {.annual = true}};
  char paths[2][SUPPORT_PATH];
  const char *const folders[2] = {paths[0], paths[1]};
  fen_comparison *c = NULL;
  fen_error err = {0};
  support_join(f->folder, "base", paths[0]);
  support_join(f->folder, "cut", paths[1]);
  for (size_t n = 0; n < sizeof wanted / sizeof *wanted; n++) {
    assert_int_equal(fen_compare(folders, 2, &wanted[n], NULL, &c, &err), FEN_ERR_FILE_MISSING);
    assert_non_null(strstr(err.text, "FENHE_SHARE"));
    assert_null(c);
  }
  made_good(fen_compare(folders, 2, &(fen_compare_options){0}, NULL, &c, &err), &err);
  assert_true(isnan(c->limit_ugpm3) && noted(c, "The table of limits was not found"));
  fen_comparison_destroy(&c);
}

static void without_districts_the_domain_is_the_mean_of_its_cells(void **state) {
  const fixture *f = *state;
  fen_comparison *c = NULL;
  fen_error err = {0};
  made_write(f->folder, "plain", &(made_result){.scale = 1.0, .no_districts = true});
  made_write(f->folder, "plainer", &(made_result){.scale = 1.2, .no_districts = true, .no_receptors = true});
  made_good(compare(f, "plain", "plainer", NULL, &c, &err), &err);
  assert_int_equal(c->district_count, 1);
  assert_int_equal(c->receptor_count, 0);
  assert_false(c->over_people);
  assert_near(c->runs[0].districts[0].area.mean, 46.0, 0.05);
  assert_true(c->runs[1].gain_ugpm3 < -6.9 && c->runs[1].gain_ugpm3 > -7.1);
  assert_non_null(strstr(c->sentence, "raises the mean PM2.5 over the domain"));
  fen_comparison_destroy(&c);
}

static void a_gain_of_rounding_is_none(void **state) {
  const fixture *f = *state;
  fen_comparison *c = NULL;
  fen_error err = {0};
  made_write(f->folder, "hardly", &(made_result){.scale = 1.0 - 1e-7, .summary = made_cut_summary, .ledger = made_cut_ledger});
  made_good(compare(f, "base", "hardly", NULL, &c, &err), &err);
  assert_true(c->runs[1].gain_ugpm3 > 0.0);
  assert_true(isnan(c->runs[1].cost_per_ugpm3) && isnan(c->runs[1].tonnes_per_ugpm3));
  assert_non_null(strstr(c->sentence, "leaves the mean PM2.5"));
  fen_comparison_destroy(&c);
}

static void files_hold_what_the_screen_tells(void **state) {
  const fixture *f = *state;
  char out[APPS_TEXT], err[APPS_TEXT], path[SUPPORT_PATH];
  if (apps_run(f->folder, "compare base cut --output told", out, err) != 0)
    fail_msg("%s", err);
  assert_true(strstr(out, "  66.00 (1)") && strstr(out, "  -5.500 (0)"));
  assert_non_null(strstr(out, "cut, means on no day above the limit any more: north"));
  apps_read(f->folder, "told/runs.csv", out);
  assert_non_null(strstr(out, "\ncut,Cut it,削减,member,base,1,60.5,-5.5,"));
  apps_read(f->folder, "told/places.csv", out);
  assert_non_null(strstr(out, "\ncut,district,north,,,,300,0.5,400,"));
  apps_read(f->folder, "told/contributions.csv", out);
  assert_non_null(strstr(out, "\nbase,sector,heating,取暖,district,north,,33,50\n"));
  fen_nc_reader *file = NULL;
  double values[MADE_CELLS];
  support_join(f->folder, "told/differences.nc", path);
  assert_int_equal(fen_nc_open(path, &file, NULL), FEN_OK);
  assert_int_equal(
      fen_nc_read(file, "PM25_daily_difference__cut", 3, (ptrdiff_t[3]){1, 0, 0}, (ptrdiff_t[3]){1, MADE_NY, MADE_NX}, values, NULL),
      FEN_OK);
  for (int n = 0; n < MADE_CELLS; n++)
    assert_near(values[n], -1.0 * (n + 1), 1e-5);
  assert_int_equal(fen_nc_read(file, "PM25_mean_difference__cut", 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){MADE_NY, MADE_NX}, values, NULL),
                   FEN_OK);
  assert_near(values[5], -6.0, 1e-5);
  fen_nc_close(&file);
}

static void scenarios_whose_names_become_alike_stay_apart(void **state) {
  const fixture *f = *state;
  char out[APPS_TEXT], err[APPS_TEXT], path[SUPPORT_PATH];
  fen_nc_reader *file = NULL;
  made_write(f->folder, "cut-a", &(made_result){.scale = 0.9});
  made_write(f->folder, "cut_a", &(made_result){.scale = 0.8});
  if (apps_run(f->folder, "compare base cut-a cut_a --output alike", out, err) != 0)
    fail_msg("%s", err);
  support_join(f->folder, "alike/differences.nc", path);
  assert_int_equal(fen_nc_open(path, &file, NULL), FEN_OK);
  assert_true(fen_nc_has(file, "PM25_mean_difference__cut_a_1") && fen_nc_has(file, "PM25_mean_difference__cut_a_2"));
  fen_nc_close(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(means_and_maxima_are_those_of_the_series),
      cmocka_unit_test(days_and_people_above_the_limit_are_counted),
      cmocka_unit_test(a_district_that_comes_within_the_limit_is_told),
      cmocka_unit_test(gain_is_related_to_tonnes_cost_and_people),
      cmocka_unit_test(sectors_and_regions_are_sums_of_tags_and_what_they_leave),
      cmocka_unit_test(the_notes_say_what_the_figures_stand_on),
      cmocka_unit_test(the_notes_are_there_in_chinese),
      cmocka_unit_test(the_sentence_is_there_in_both_languages),
      cmocka_unit_test(long_titles_are_cut_between_characters),
      cmocka_unit_test(an_annual_limit_is_refused_for_two_days),
      cmocka_unit_test(the_mean_of_a_year_is_held_against_the_annual_limit),
      cmocka_unit_test(another_standard_counts_other_days),
      cmocka_unit_test(without_the_table_no_limit_is_passed_over),
      cmocka_unit_test(without_districts_the_domain_is_the_mean_of_its_cells),
      cmocka_unit_test(a_gain_of_rounding_is_none),
      cmocka_unit_test(files_hold_what_the_screen_tells),
      cmocka_unit_test(scenarios_whose_names_become_alike_stay_apart),
  };
  return cmocka_run_group_tests(tests, make, clean);
}
