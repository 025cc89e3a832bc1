/* When an alert starts and stops: daily means of a finished run against thresholds of the index or of the mean itself. */
#include <netcdf.h>

#include "policy_support.h"

enum { STATIONS = 2, DAYS = 3, HOURS = 24 * DAYS };

#define SURE(call) assert_int_equal((call), NC_NOERR)

/* receptors.nc of two places whose daily means are given; each hour differs from them. */
static void write_forecast(const policy_fixture *f, const double mean[STATIONS][DAYS]) {
  char path[SUPPORT_PATH];
  int nc, station, name_length, time, names, times, values;
  double hour[HOURS], value[STATIONS][HOURS];
  support_join(f->folder, "receptors.nc", path);
  SURE(nc_create(path, NC_NETCDF4 | NC_CLOBBER, &nc));
  SURE(nc_def_dim(nc, "station", STATIONS, &station));
  SURE(nc_def_dim(nc, "name_length", 8, &name_length));
  SURE(nc_def_dim(nc, "time", HOURS, &time));
  SURE(nc_def_var(nc, "station_name", NC_CHAR, 2, (int[]){station, name_length}, &names));
  SURE(nc_def_var(nc, "time", NC_DOUBLE, 1, &time, &times));
  SURE(nc_put_att_text(nc, times, "units", strlen("hours since 2020-01-09 16:00:00"), "hours since 2020-01-09 16:00:00"));
  SURE(nc_put_att_text(nc, times, "standard_name", strlen("time"), "time"));
  SURE(nc_def_var(nc, "PM25", NC_DOUBLE, 2, (int[]){station, time}, &values));
  SURE(nc_enddef(nc));
  for (int h = 0; h < HOURS; h++) {
    hour[h] = h + 1.0; /* stamped by their ends */
    for (int s = 0; s < STATIONS; s++)
      value[s][h] = mean[s][h / 24] + (h % 24 - 11.5);
  }
  SURE(nc_put_var_text(nc, names, "Taiyuan\0Linfen\0\0"));
  SURE(nc_put_var_double(nc, times, hour));
  SURE(nc_put_var_double(nc, values, &value[0][0]));
  SURE(nc_close(nc));
}

static fen_scenario *decide(policy_fixture *f, const char *alert, const double mean[STATIONS][DAYS]) {
  fen_scenario *scenario = NULL;
  char text[2048];
  write_forecast(f, mean);
  (void)snprintf(text, sizeof text,
                 "alert: %s\nmeasures:\n- {name: y, change: {reduce: 10 %%}, alert: yellow}\n"
                 "- {name: o, change: {reduce: 20 %%}, alert: orange}\n- {name: r, change: {reduce: 30 %%}, alert: red}\n",
                 alert);
  if (policy_open(f, text, &scenario) || fen_scenario_set_forecast(scenario, f->folder, &f->err))
    fail_msg("%s", f->err.text);
  return scenario;
}

/* The level of each day, -1: none; windows of a level must be whole days. */
static void assert_days(policy_fixture *f, const char *alert, const double mean[STATIONS][DAYS], const int expected[DAYS]) {
  fen_scenario *scenario = decide(f, alert, mean);
  assert_int_equal(fen_scenario_level_count(scenario), 3);
  for (int d = 0; d < DAYS; d++) {
    double noon_s = f->item->period.start_s + (24.0 * d + 12.0) * 3600.0;
    int level = -1;
    for (int n = 0; n < 3; n++) {
      const fen_window *windows;
      ptrdiff_t count;
      fen_scenario_level_windows(scenario, n, &windows, &count);
      for (ptrdiff_t w = 0; w < count; w++) {
        assert_near(fmod(windows[w].start_s - f->item->period.start_s, 86400.0), 0.0, 1e-6);
        assert_near(fmod(windows[w].end_s - f->item->period.start_s, 86400.0), 0.0, 1e-6);
        if (windows[w].start_s < noon_s && noon_s < windows[w].end_s)
          level = n;
      }
    }
    if (level != expected[d])
      print_error("day %d: level %d, expected %d\n", d, level, expected[d]);
    assert_int_equal(level, expected[d]);
  }
  fen_scenario_close(&scenario);
}

/* Index 150 is 115 ug/m3, 200 is 150, 300 is 250. */
static void levels_follow_the_thresholds_of_2024(void **state) {
  policy_fixture *f = *state;
  static const struct {
    double mean[DAYS];
    int level[DAYS];
  } cases[] = {
      {{100, 110, 114}, {-1, -1, -1}}, /* nothing above 150 */
      {{100, 151, 100}, {-1, 0, -1}},  /* yellow: above 200 on a day */
      {{100, 120, 120}, {-1, 0, 0}},   /* yellow: above 150 for 48 h */
      {{120, 100, 120}, {-1, -1, -1}}, /* not in a row */
      {{100, 160, 160}, {-1, 1, 1}},   /* orange: above 200 for 48 h */
      {{120, 120, 120}, {1, 1, 1}},    /* orange: above 150 for 72 h */
      {{160, 160, 160}, {1, 1, 1}},    /* above 200 for 72 h, but never above 300 */
      {{160, 260, 160}, {2, 2, 2}},    /* red */
      {{120, 260, 260}, {1, 1, 1}},    /* above 200 for 48 h only: orange by 72 h above 150 */
  };
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    double mean[STATIONS][DAYS] = {{cases[n].mean[0], cases[n].mean[1], cases[n].mean[2]}, {500, 500, 500}};
    assert_days(f, "{receptors: [Taiyuan]}", mean, cases[n].level);
  }
}

static void region_starts_by_any_place_or_by_their_mean(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{100, 100, 100}, {100, 170, 240}};
  assert_days(f, "{receptors: [Taiyuan]}", mean, (int[]){-1, -1, -1});
  assert_days(f, "{receptors: [Taiyuan, Linfen]}", mean, (int[]){-1, 1, 1});
  assert_days(f, "{receptors: [Taiyuan, Linfen], decide: mean}", mean, (int[]){-1, 0, 0});
}

static void thresholds_may_be_own_ones_of_the_daily_mean(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{80, 90, 130}, {0, 0, 0}};
  assert_days(f,
              "{receptors: [Taiyuan], levels: [{name: yellow, when: [{daily_mean: 75 ug/m3}]}, "
              "{name: orange, when: [{daily_mean: 0.085 mg/m3, for: 48 h}]}, {name: red, when: [{daily_mean: 120 ug/m3, for: 24 h}]}]}",
              mean, (int[]){0, 1, 2});
}

static void measures_act_in_the_windows_of_their_level(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{100, 160, 100}, {0, 0, 0}};
  fen_scenario *scenario = decide(f, "{receptors: [Taiyuan], lead: 6 h}", mean);
  fen_change *change = NULL;
  int record = policy_record(f, "Old ovens", NULL, NULL, 0);
  double start_s = f->item->period.start_s;
  assert_int_equal(fen_change_create(scenario, f->item, f->inventory, f->source->grid, NULL, &change, &f->err), FEN_OK);
  assert_near(fen_change_factor(change, record, 0, 0, start_s + 17 * 3600.0, start_s + 18 * 3600.0), 1.0, 0.0);
  assert_near(fen_change_factor(change, record, 0, 0, start_s + 18 * 3600.0, start_s + 48 * 3600.0), 0.9, 0.0);
  assert_near(fen_change_factor(change, record, 0, 0, start_s + 48 * 3600.0, start_s + 49 * 3600.0), 1.0, 0.0);
  fen_change_destroy(&change);
  fen_scenario_close(&scenario);
}

/* Orange on the second day, yellow on the others: where lengthened days of both overlap, orange alone is in force. */
static void higher_level_wins_where_lead_and_tail_overlap(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{100, 300, 100}, {0, 0, 0}};
  fen_scenario *scenario = decide(f,
                                  "{receptors: [Taiyuan], lead: 6 h, tail: 12 h, levels: [{name: yellow, when: [{daily_mean: 50 ug/m3}]}, "
                                  "{name: orange, when: [{daily_mean: 200 ug/m3}]}, {name: red, when: [{daily_mean: 900 ug/m3}]}]}",
                                  mean);
  fen_change *change = NULL;
  int record = policy_record(f, "Old ovens", NULL, NULL, 0);
  assert_int_equal(fen_change_create(scenario, f->item, f->inventory, f->source->grid, NULL, &change, &f->err), FEN_OK);
  for (int h = 0; h < HOURS; h++) {
    double start_s = f->item->period.start_s + h * 3600.0;
    assert_near(fen_change_factor(change, record, 0, 0, start_s, start_s + 3600.0), h >= 18 && h < 60 ? 0.8 : 0.9, 0.0);
  }
  fen_change_destroy(&change);
  fen_scenario_close(&scenario);
}

static void and_above_holds_at_higher_levels_too(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{160, 160, 100}, {0, 0, 0}};
  policy_result r = {0};
  int record = policy_record(f, "Old ovens", NULL, NULL, 0);
  double start_s = f->item->period.start_s;
  write_forecast(f, mean);
  assert_int_equal(policy_open(f,
                               "alert: {receptors: [Taiyuan]}\nmeasures:\n- {name: y, change: {reduce: 10 %}, alert: yellow and above}\n"
                               "- {name: only, change: {reduce: 50 %}, alert: yellow}\n",
                               &r.scenario),
                   FEN_OK);
  assert_int_equal(fen_scenario_set_forecast(r.scenario, f->folder, &f->err), FEN_OK);
  assert_int_equal(fen_change_create(r.scenario, f->item, f->inventory, f->source->grid, NULL, &r.change, &f->err), FEN_OK);
  assert_near(fen_change_factor(r.change, record, 0, 0, start_s, start_s + 3600.0), 0.9, 0.0);
  policy_release(&r);
}

static void forecast_that_does_not_fit_is_refused(void **state) {
  policy_fixture *f = *state;
  const double mean[STATIONS][DAYS] = {{100, 100, 100}, {0, 0, 0}};
  fen_scenario *scenario = NULL;
  write_forecast(f, mean);
  assert_int_equal(policy_open(f, "alert: {receptors: [Taiyan]}\nmeasures: [{name: a, change: close, alert: red}]\n", &scenario), FEN_OK);
  assert_int_equal(fen_scenario_set_forecast(scenario, f->folder, &f->err), FEN_ERR_FORECAST);
  assert_mentions(f->err.text, "did you mean 'Taiyuan'?");
  char path[SUPPORT_PATH];
  support_write_text(f->folder, "summary.json", "{\"scenario\": \"cleaner\"}\n", path);
  assert_int_equal(fen_scenario_set_forecast(scenario, f->folder, &f->err), FEN_ERR_FORECAST);
  assert_mentions(f->err.text, "run of the scenario 'cleaner'");
  assert_int_equal(fen_scenario_set_forecast(scenario, "/nowhere", &f->err), FEN_ERR_FILE_MISSING);
  fen_scenario_close(&scenario);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(levels_follow_the_thresholds_of_2024),         cmocka_unit_test(region_starts_by_any_place_or_by_their_mean),
      cmocka_unit_test(thresholds_may_be_own_ones_of_the_daily_mean), cmocka_unit_test(measures_act_in_the_windows_of_their_level),
      cmocka_unit_test(and_above_holds_at_higher_levels_too),         cmocka_unit_test(higher_level_wins_where_lead_and_tail_overlap),
      cmocka_unit_test(forecast_that_does_not_fit_is_refused),
  };
  return cmocka_run_group_tests(tests, policy_setup, policy_teardown);
}
