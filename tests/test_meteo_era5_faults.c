/* ERA5 files with one fault each: what is wrong, where, and what to download. */
#include "era5_support.h"

static const era5_fixture plain = {.hours = 3, .lapse_kpm = 0.0065, .q = 0.003, .u_mps = 6.0, .rain_mm = {0.0, 1.0, 2.0}, .land = 1.0};

/* The complaint of opening, or of reading all instants. */
static void refuse(era5_case *c, fen_status status, const char *words) {
  fen_error err = {0};
  fen_weather_source *source = era5_try(c, &err);
  for (ptrdiff_t n = 0; source && !err.status && n < source->time_count; n++) {
    fen_weather w = {0};
    assert_int_equal(fen_weather_allocate(source->grid->params.nx, source->grid->params.ny, source->nz, &w, &err), FEN_OK);
    (void)source->read(source, n, &w, &err);
    fen_weather_clear(&w);
  }
  fen_weather_source_destroy(&source);
  if (err.status != status)
    fail_msg("%s instead of %s: %s", fen_status_name(err.status), fen_status_name(status), err.text);
  assert_mentions(err.text, words);
  assert_mentions(err.text, "\n  = ");
  free(c);
}

static void refuse_fixture(void **state, const era5_fixture *f, fen_status status, const char *words) {
  refuse(era5_case_of(*state, f), status, words);
}

static void a_needed_variable_that_is_missing_is_named_as_the_store_names_it(void **state) {
  static const char *const list[][2] = {{" t ", "'temperature' of the dataset reanalysis-era5-pressure-levels"},
                                        {" q ", "'specific_humidity'"},
                                        {" u ", "'u_component_of_wind'"},
                                        {" v ", "'v_component_of_wind'"},
                                        {" z ", "'geopotential' of the dataset reanalysis-era5-pressure-levels"},
                                        {" sp ", "'surface_pressure' of the dataset reanalysis-era5-single-levels"},
                                        {" t2m ", "'2m_temperature'"},
                                        {" d2m ", "'2m_dewpoint_temperature'"},
                                        {" u10 ", "'10m_u_component_of_wind'"},
                                        {" v10 ", "'10m_v_component_of_wind'"}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    era5_fixture f = plain;
    f.leave = list[n][0];
    refuse_fixture(state, &f, FEN_ERR_VARIABLE, list[n][1]);
  }
  era5_fixture several = plain;
  several.leave = " t2m d2m q ";
  refuse_fixture(state, &several, FEN_ERR_VARIABLE, "download 'specific_humidity' of the dataset reanalysis-era5-pressure-levels");
  several.leave = " t2m d2m ";
  refuse_fixture(state, &several, FEN_ERR_VARIABLE, "download '2m_temperature', '2m_dewpoint_temperature' of the dataset");
  era5_fixture model = plain;
  model.model_levels = 30;
  model.leave = " lnsp sp ";
  refuse_fixture(state, &model, FEN_ERR_VARIABLE, "surface pressure ('sp')");
  model.leave = " q ";
  refuse_fixture(state, &model, FEN_ERR_VARIABLE, "reanalysis-era5-complete");
}

static void an_area_that_does_not_cover_the_grid_is_told_with_the_one_that_does(void **state) {
  era5_fixture f = plain;
  f.west_deg = 113.0; /* the grid is some 90 km wide around 113 E, 37.5 N */
  refuse_fixture(state, &f, FEN_ERR_GRID, "download the area [N, W, S, E] = [38.00, 112.25, 37.00, 113.75]");
  f.west_deg = 110.0;
  f.nlon = 1;
  refuse_fixture(state, &f, FEN_ERR_SHAPE, "download a larger area");
}

static void levels_that_end_below_the_top_are_refused(void **state) {
  era5_fixture f = plain;
  f.short_of_top = 6; /* up to 550 hPa, some 4.9 km */
  era5_case *c = era5_case_of(*state, &f);
  fen_error err = {0};
  assert_null(era5_try(c, &err)); /* when it is opened, so that a check tells it */
  assert_int_equal(err.status, FEN_ERR_GRID);
  assert_mentions(err.text, "the model's top at 5000 m");
  assert_mentions(err.text, "download levels up to 300 hPa (model levels from 90");
  free(c);
}

static void model_levels_must_reach_the_ground(void **state) {
  era5_fixture f = plain;
  f.model_levels = 40;
  f.lifted = 2;
  refuse_fixture(state, &f, FEN_ERR_SHAPE, "the lowest model level is 135");
  f.coefficients = ERA5_HALF_LEVELS;
  f.all_coefficients = 1; /* of 48, of which the lowest here is 46 */
  refuse_fixture(state, &f, FEN_ERR_SHAPE, "49 coefficients do not belong to 40 levels of which the lowest is 46");
}

/* Give an axis of a file other values. */
static void change_axis(const char *path, const char *axis, size_t at, double value) {
  int nc, id;
  era5_ok(nc_open(path, NC_WRITE, &nc), path);
  era5_ok(nc_inq_varid(nc, axis, &id), axis);
  era5_ok(nc_put_var1_double(nc, id, &at, &value), axis);
  era5_ok(nc_close(nc), path);
}

static void longitudes_that_are_none_are_refused(void **state) {
  static const double absurd[] = {1e30, -1e30, 5000.0};
  for (size_t n = 0; n < 2 * sizeof absurd / sizeof *absurd; n++) {
    era5_case *c = era5_case_of(*state, &plain);
    change_axis(c->paths[0], "longitude", n % 2, absurd[n / 2]);
    refuse(c, FEN_ERR_VALUE, "is no longitude in degrees");
  }
}

static void coefficients_of_other_levels_are_refused(void **state) {
  era5_fixture f = plain;
  f.model_levels = 40;
  f.coefficients = ERA5_FULL_LEVELS;
  for (size_t lost = 1; lost <= 3; lost++) { /* middles of the levels above the lowest ones alone */
    era5_case *c = era5_case_of(*state, &f);
    for (size_t k = 0; k < 40; k++) {
      double a[2], b[2];
      era5_half_level((int)(ERA5_LOWEST - 40 + k - lost), &a[0], &b[0]);
      era5_half_level((int)(ERA5_LOWEST - 39 + k - lost), &a[1], &b[1]);
      change_axis(c->paths[0], "hyam", k, 0.5 * (a[0] + a[1]));
      change_axis(c->paths[0], "hybm", k, 0.5 * (b[0] + b[1]));
    }
    refuse(c, FEN_ERR_VALUE, "the hybrid coefficients put half level 40 at");
  }
}

static void hours_that_are_missing_are_told(void **state) {
  era5_case *c = era5_case_of(*state, &plain);
  era5_fixture later = plain;
  later.start_s = era5_start(&plain) + 5.0 * 3600.0;
  era5_add(c, *state, "later.nc", &later, ERA5_LEVELS);
  refuse(c, FEN_ERR_TIME_GAP, "hold nothing between 2020-01-10T02:00:00Z and 2020-01-10T05:00:00Z");
  c = era5_case_of(*state, &plain);
  c->params.end_s = era5_start(&plain) + 86400.0;
  refuse(c, FEN_ERR_TIME_GAP, "ERA5: error: the files hold 2020-01-10T00:00:00Z to 2020-01-10T02:00:00Z");
  c = era5_case_new();
  era5_fixture fewer = plain;
  fewer.hours = 2;
  era5_add(c, *state, "levels.nc", &plain, ERA5_LEVELS);
  era5_add(c, *state, "single.nc", &fewer, ERA5_SINGLE);
  refuse(c, FEN_ERR_TIME_GAP, "the files have temperature at 2020-01-10T02:00:00Z, but no surface pressure ('sp'), 't2m', 'd2m'");
  c = era5_case_new();
  era5_fixture every_other = plain;
  every_other.spacing_s = 7200.0;
  era5_add(c, *state, "levels.nc", &plain, ERA5_LEVELS);
  era5_add(c, *state, "single.nc", &every_other, ERA5_SINGLE);
  refuse(c, FEN_ERR_TIME_GAP, "the files have temperature at 2020-01-10T01:00:00Z, but no surface pressure ('sp')");
}

static void an_hour_twice_with_other_values_is_refused(void **state) {
  era5_case *c = era5_case_of(*state, &plain);
  era5_fixture other = plain;
  other.sea_level_k = 290.0;
  other.hours = 1;
  era5_add(c, *state, "again.nc", &other, ERA5_LEVELS);
  refuse(c, FEN_ERR_TIME_GAP, "comes twice with different values");
}

static void sums_since_midnight_need_the_hour_before(void **state) {
  era5_fixture f = plain;
  fen_error err = {0};
  f.since_midnight = 1;
  era5_case *c = era5_case_of(*state, &f);
  assert_null(era5_try(c, &err)); /* when it is opened, so that a check tells it */
  free(c);
  refuse_fixture(state, &f, FEN_ERR_TIME_GAP, "accumulates from midnight and is missing at 2020-01-09T23:00:00Z");
}

static void units_and_calendars_are_checked(void **state) {
  era5_fixture f = plain;
  f.unit_of = "t2m";
  f.unit = "m s-1";
  refuse_fixture(state, &f, FEN_ERR_DATA_UNIT, "its unit 'm s-1' does not become K");
  f.unit = "";
  refuse_fixture(state, &f, FEN_ERR_DATA_UNIT, "ncatted");
  fen_error err = {0};
  f = plain;
  f.calendar = "360_day";
  era5_case *c = era5_case_of(*state, &f);
  assert_null(era5_try(c, &err));
  assert_mentions(err.text, "360_day");
  free(c);
}

static void ensembles_and_missing_or_absurd_values_are_refused(void **state) {
  era5_fixture f = plain;
  f.members = 10;
  refuse_fixture(state, &f, FEN_ERR_SHAPE, "dimension 'number' of 10");
  f = plain;
  f.bad = "t2m";
  f.bad_value = NAN;
  refuse_fixture(state, &f, FEN_ERR_VALUE, "no value at latitude 37.5, longitude 113 (2020-01-10T02:00:00Z)");
  f.packed = 1;
  refuse_fixture(state, &f, FEN_ERR_VALUE, "no value at latitude 37.5, longitude 113");
  f.packed = 0;
  f.bad = "sp";
  f.bad_value = 950.0; /* hPa */
  refuse_fixture(state, &f, FEN_ERR_VALUE, "950 at latitude 37.5, longitude 113 (2020-01-10T02:00:00Z) is outside 30000 to 120000 Pa");
}

static void files_of_two_grids_or_two_kinds_of_levels_are_refused(void **state) {
  era5_case *c = era5_case_of(*state, &plain);
  era5_fixture f = plain;
  f.west_deg = 110.5;
  f.start_s = era5_start(&plain) + 3.0 * 3600.0;
  era5_add(c, *state, "next.nc", &f, ERA5_LEVELS);
  refuse(c, FEN_ERR_GRID, "its latitudes and longitudes are not those of");
  c = era5_case_new();
  era5_add(c, *state, "levels.nc", &plain, ERA5_LEVELS);
  f.start_s = 0.0;
  era5_add(c, *state, "single.nc", &f, ERA5_SINGLE);
  refuse(c, FEN_ERR_GRID, "does not lie on the points of temperature");
  c = era5_case_of(*state, &plain);
  f = plain;
  f.model_levels = 30;
  f.start_s = era5_start(&plain) + 3.0 * 3600.0;
  era5_add(c, *state, "model.nc", &f, ERA5_LEVELS);
  refuse(c, FEN_ERR_GRID, "its 30 model levels are not those of");
}

static void what_the_store_delivers_besides_netcdf_is_told(void **state) {
  era5_case *c = era5_case_of(*state, &plain);
  support_write(c->paths[1], "PK\003\004 and so on", 14);
  refuse(c, FEN_ERR_FILE_FORMAT, "unzip it, and name the .nc files");
  c = era5_case_of(*state, &plain);
  support_write(c->paths[0], "GRIB and so on", 14);
  refuse(c, FEN_ERR_FILE_FORMAT, "data_format: netcdf");
}

static void no_file_a_damaged_file_and_a_plane_are_refused(void **state) {
  fen_error err = {0};
  era5_case *c = era5_case_new();
  assert_null(era5_try(c, &err));
  assert_int_equal(err.status, FEN_ERR_ARGUMENT);
  free(c);
  c = era5_case_of(*state, &plain);
  size_t size;
  unsigned char *bytes = support_read(c->paths[0], &size);
  support_write(c->paths[0], bytes, size / 2);
  free(bytes);
  refuse(c, FEN_ERR_FILE_FORMAT, "levels.nc");
  c = era5_case_of(*state, &plain);
  (void)remove(c->paths[1]);
  refuse(c, FEN_ERR_FILE_MISSING, "single.nc");
  c = era5_case_of(*state, &plain);
  c->params.grid.projection = (fen_projection_params){.kind = FEN_PROJECTION_NONE};
  assert_null(era5_try(c, &err));
  assert_mentions(err.text, "ERA5 needs a grid on a map");
  free(c);
}

/* All faults that a list takes, by the words of each. */
static void expect_all(era5_case *c, const char *const *words, ptrdiff_t count) {
  fen_diagnostics faults = {0};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  c->params.faults = &faults;
  assert_int_equal(fen_era5_open(&c->params, NULL, &source, &err), FEN_OK);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    if (n >= count || !strstr(faults.items[n].text, words[n]))
      fail_msg("fault %td of %td, wanted '%s': %s", n, faults.count, n < count ? words[n] : "none", faults.items[n].text);
  assert_int_equal(faults.count, count);
  fen_weather_source_destroy(&source);
  fen_diagnostics_clear(&faults);
  free(c);
}

static void all_faults_are_told_at_once(void **state) {
  static const char *const wanted[] = {
      "single.nc:t2m: error: its unit 'm s-1' does not become K",
      "members.nc:t: error: its dimension 'number' of 10",
      "moved.nc:t: error: its latitudes and longitudes are not those of",
      "ERA5: error: the files have no specific humidity ('q')",
      "ERA5: error: the files have no eastward wind at 10 m ('u10'), northward wind at 10 m ('v10')",
      "levels.nc: error: the file covers",
      "moved.nc: error: the file covers",
      "ERA5: error: the files have temperature at 2020-01-10T01:00:00Z to 2020-01-10T08:00:00Z (5 instants), but no surface pressure ('sp')",
  };
  era5_fixture levels = plain;
  era5_fixture other = plain;
  era5_case *c = era5_case_new();
  levels.leave = " q ";
  levels.west_deg = 113.0;
  era5_add(c, *state, "levels.nc", &levels, ERA5_LEVELS);
  other.hours = 1;
  other.unit_of = "t2m";
  other.unit = "m s-1";
  other.leave = " u10 v10 ";
  other.west_deg = 113.0;
  era5_add(c, *state, "single.nc", &other, ERA5_SINGLE);
  levels.start_s = era5_start(&plain) + 3.0 * 3600.0;
  levels.members = 10;
  era5_add(c, *state, "members.nc", &levels, ERA5_LEVELS);
  levels.members = 0;
  levels.start_s += 3.0 * 3600.0;
  levels.west_deg = 113.25;
  era5_add(c, *state, "moved.nc", &levels, ERA5_LEVELS);
  expect_all(c, wanted, sizeof wanted / sizeof *wanted);
}

static void gaps_and_hours_that_differ_are_told_together(void **state) {
  static const char *const wanted[] = {
      "ERA5: error: the files hold 2020-01-10T00:00:00Z to 2020-01-10T07:00:00Z, the period ends at 2020-01-11T00:00:00Z",
      "again.nc:t: error: 2020-01-10T02:00:00Z comes twice with different values",
      "ERA5: error: the files hold nothing between 2020-01-10T02:00:00Z and 2020-01-10T05:00:00Z",
      "ERA5: error: the files have temperature at 2020-01-10T05:00:00Z to 2020-01-10T07:00:00Z (3 instants), but no surface pressure ('sp'), 't2m'",
  };
  era5_case *c = era5_case_of(*state, &plain);
  era5_fixture other = plain;
  other.start_s = era5_start(&plain) + 5.0 * 3600.0;
  era5_add(c, *state, "later.nc", &other, ERA5_LEVELS);
  other.start_s = era5_start(&plain) + 2.0 * 3600.0;
  other.hours = 1;
  other.only = "t";
  other.sea_level_k = 290.0;
  era5_add(c, *state, "again.nc", &other, ERA5_LEVELS);
  c->params.end_s = era5_start(&plain) + 86400.0;
  expect_all(c, wanted, sizeof wanted / sizeof *wanted);
}

/* The complaint of a second file of levels and of the surface, after ones that are sound. */
static void refuse_second(void **state, const era5_fixture *second, fen_status status, const char *words) {
  era5_fixture first = plain;
  era5_fixture f = *second;
  first.new_form = f.new_form = 1;
  f.start_s = era5_start(&plain) + 3.0 * 3600.0;
  era5_case *c = era5_case_new();
  era5_add(c, *state, "levels.nc", &first, ERA5_LEVELS);
  era5_add(c, *state, "single.nc", &first, ERA5_SINGLE);
  era5_add(c, *state, "levels_2.nc", &f, ERA5_LEVELS);
  era5_add(c, *state, "single_2.nc", &f, ERA5_SINGLE);
  if (status)
    refuse(c, status, words);
  else {
    fen_weather_source *source = era5_open(c);
    assert_int_equal(source->time_count, 6);
    fen_weather_source_destroy(&source);
    free(c);
  }
}

/* Files like the first are only glanced at: one that is not like it is opened, and told as if it were the first. */
static void the_second_file_is_looked_at_as_closely_as_the_first(void **state) {
  refuse_second(state, &plain, FEN_OK, NULL);
  era5_fixture f = plain;
  f.leave = " t2m ";
  refuse_second(state, &f, FEN_ERR_TIME_GAP, "2020-01-10T03:00:00Z to 2020-01-10T05:00:00Z (3 instants), but no 2 m temperature ('t2m')");
  f = plain;
  f.unit_of = "u";
  f.unit = "K";
  refuse_second(state, &f, FEN_ERR_DATA_UNIT, "levels_2.nc:u: error: its unit 'K'");
  f = plain;
  f.west_deg = 110.5;
  refuse_second(state, &f, FEN_ERR_GRID, "levels_2.nc:t: error: its latitudes and longitudes are not those of");
  f = plain;
  f.calendar = "360_day";
  refuse_second(state, &f, FEN_ERR_CALENDAR, "levels_2.nc:valid_time: error: calendar '360_day'");
  f = plain;
  f.members = 10;
  refuse_second(state, &f, FEN_ERR_SHAPE, "levels_2.nc:t: error: its dimension 'number' of 10");
  f = plain;
  f.short_of_top = 1;
  refuse_second(state, &f, FEN_ERR_GRID, "pressure levels are not those of");
  f = plain;
  f.spacing_s = 7200.0;
  refuse_second(state, &f, FEN_ERR_TIME_GAP, "hold nothing between 2020-01-10T03:00:00Z and 2020-01-10T05:00:00Z");
}

static void what_a_fault_hides_is_no_fault_of_its_own(void **state) {
  static const char *const unreadable[] = {"single.nc"};
  static const char *const axis[] = {"levels.nc:longitude: error:"};
  era5_case *c = era5_case_of(*state, &plain);
  (void)remove(c->paths[1]);
  expect_all(c, unreadable, 1);
  c = era5_case_of(*state, &plain);
  change_axis(c->paths[0], "longitude", 1, 5000.0);
  expect_all(c, axis, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_needed_variable_that_is_missing_is_named_as_the_store_names_it),
      cmocka_unit_test(an_area_that_does_not_cover_the_grid_is_told_with_the_one_that_does),
      cmocka_unit_test(levels_that_end_below_the_top_are_refused),
      cmocka_unit_test(model_levels_must_reach_the_ground),
      cmocka_unit_test(longitudes_that_are_none_are_refused),
      cmocka_unit_test(coefficients_of_other_levels_are_refused),
      cmocka_unit_test(hours_that_are_missing_are_told),
      cmocka_unit_test(an_hour_twice_with_other_values_is_refused),
      cmocka_unit_test(sums_since_midnight_need_the_hour_before),
      cmocka_unit_test(units_and_calendars_are_checked),
      cmocka_unit_test(ensembles_and_missing_or_absurd_values_are_refused),
      cmocka_unit_test(files_of_two_grids_or_two_kinds_of_levels_are_refused),
      cmocka_unit_test(what_the_store_delivers_besides_netcdf_is_told),
      cmocka_unit_test(no_file_a_damaged_file_and_a_plane_are_refused),
      cmocka_unit_test(all_faults_are_told_at_once),
      cmocka_unit_test(gaps_and_hours_that_differ_are_told_together),
      cmocka_unit_test(the_second_file_is_looked_at_as_closely_as_the_first),
      cmocka_unit_test(what_a_fault_hides_is_no_fault_of_its_own),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
