#include <netcdf.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "support.h"

#define NC(call) assert_int_equal((call), NC_NOERR)

/* A file with one variable `name` along its own dimension; calendar may be NULL. */
static fen_nc_reader *make_axis(const char *folder, const char *name, const char *units, const char *calendar, const double *values,
                                size_t count) {
  char path[SUPPORT_PATH];
  int file;
  int dimension;
  int id;
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  support_join(folder, "times.nc", path);
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, name, count, &dimension));
  NC(nc_def_var(file, name, NC_DOUBLE, 1, &dimension, &id));
  if (units)
    NC(nc_put_att_text(file, id, "units", strlen(units), units));
  if (calendar)
    NC(nc_put_att_text(file, id, "calendar", strlen(calendar), calendar));
  NC(nc_put_var_double(file, id, values));
  NC(nc_close(file));
  if (fen_nc_open(path, &reader, &err))
    fail_msg("%s", err.text);
  return reader;
}

static void cf_units_are_decoded(void **state) {
  static const struct {
    const char *units, *calendar;
    double value;
    const char *instant;
  } cases[] = {
      {"hours since 2022-12-07 00:00:00", NULL, 6.0, "2022-12-07T06:00:00Z"},
      {"days since 1970-01-01", "standard", 18271.0 + 1.0 / 3.0, "2020-01-10T08:00:00Z"},
      {"days since 1970-01-01", "gregorian", 18271.0, "2020-01-10T00:00:00Z"},
      {"seconds since 1970-01-01T00:00:00Z", "proleptic_gregorian", 1578585600.0, "2020-01-09T16:00:00Z"},
      {"minutes since 2020-01-10 00:00:00 +08:00", NULL, 30.0, "2020-01-09T16:30:00Z"},
      {"Hours Since 1900-1-1 0:0:0.0", "Standard", 1052064.0, "2020-01-08T00:00:00Z"},
      {"h since 2020-01-10T00:00", NULL, -1.0, "2020-01-09T23:00:00Z"},
      {"nanoseconds since 2020-01-10", NULL, 3.6e12, "2020-01-10T01:00:00Z"},
      {"days since 0001-01-01", "proleptic_gregorian", 737433.0, "2020-01-10T00:00:00Z"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    fen_nc_reader *reader = make_axis(*state, "time", cases[i].units, cases[i].calendar, &cases[i].value, 1);
    ptrdiff_t count = 0;
    double *times_s = NULL;
    fen_error err = {0};
    char text[FEN_TIME_TEXT];
    if (fen_nc_times(reader, &count, &times_s, &err))
      fail_msg("%s", err.text);
    assert_int_equal(count, 1);
    fen_time_format(times_s[0], 0.0, text);
    assert_string_equal(text, cases[i].instant);
    assert_near(times_s[0], round(times_s[0]), 0.0);
    fen_free(times_s);
    fen_nc_close(&reader);
  }
}

static void what_cannot_be_decoded_is_refused(void **state) {
  static const struct {
    const char *units, *calendar;
    double value;
    fen_status status;
    const char *mention;
  } cases[] = {
      {"hours since 2022-12-07", "365_day", 0.0, FEN_ERR_CALENDAR, "calendar '365_day' is not read"},
      {"hours since 2022-12-07", "360_day", 0.0, FEN_ERR_CALENDAR, "cdo -setcalendar"},
      {"hours since 2022-12-07", "noleap", 0.0, FEN_ERR_CALENDAR, "noleap"},
      {"hours since 2022-12-07", "julian", 0.0, FEN_ERR_CALENDAR, "julian"},
      {"days since 1-1-1", NULL, 0.0, FEN_ERR_CALENDAR, "before the Gregorian calendar"},
      {"months since 2022-12-07", NULL, 1.0, FEN_ERR_DATA_UNIT, "count in 'months', which is not read"},
      {"years since 2022-12-07", NULL, 1.0, FEN_ERR_DATA_UNIT, "months and years differ in length"},
      {"hours since yesterday", NULL, 1.0, FEN_ERR_DATA_UNIT, "'yesterday' is not a time"},
      {"hours", NULL, 1.0, FEN_ERR_DATA_UNIT, "units 'hours' are no time since a date"},
      {"hours since", NULL, 1.0, FEN_ERR_DATA_UNIT, "'' is not a time"},
      {NULL, NULL, 1.0, FEN_ERR_DATA_UNIT, "units '' are no time"},
      {"hours since 2022-12-07", NULL, NAN, FEN_ERR_VALUE, "missing: nan at time 0"},
      {"hours since 2022-12-07", NULL, 1e30, FEN_ERR_VALUE, "time 0 is 1e+30"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    fen_nc_reader *reader = make_axis(*state, "time", cases[i].units, cases[i].calendar, &cases[i].value, 1);
    ptrdiff_t count = 7;
    double *times_s = NULL;
    fen_error err = {0};
    assert_int_equal(fen_nc_times(reader, &count, &times_s, &err), cases[i].status);
    assert_mentions(err.text, "times.nc:time: error: ");
    assert_mentions(err.text, cases[i].mention);
    assert_int_equal(count, 7);
    assert_null(times_s);
    fen_nc_close(&reader);
  }
}

static void the_axis_is_found_by_its_units(void **state) {
  const double values[2] = {0.0, 1.0};
  ptrdiff_t count = 0;
  double *times_s = NULL;
  fen_error err = {0};
  fen_nc_reader *reader = make_axis(*state, "stunde", "hours since 2020-01-10", NULL, values, 2);
  if (fen_nc_times(reader, &count, &times_s, &err))
    fail_msg("%s", err.text);
  assert_int_equal(count, 2);
  assert_near(times_s[1] - times_s[0], 3600.0, 0.0);
  fen_free(times_s);
  fen_nc_close(&reader);
  reader = make_axis(*state, "x", "m", NULL, values, 2);
  assert_int_equal(fen_nc_times(reader, &count, &times_s, &err), FEN_ERR_VARIABLE);
  assert_mentions(err.text, "times.nc: error: it has no time axis");
  fen_nc_close(&reader);
}

static fen_nc_reader *make_wrf(const char *folder, const char *first, const char *second) {
  char path[SUPPORT_PATH];
  char text[38];
  int file;
  int dimensions[2];
  int id;
  fen_nc_reader *reader = NULL;
  support_join(folder, "wrf.nc", path);
  memcpy(text, first, 19);
  memcpy(text + 19, second, 19);
  NC(nc_create(path, NC_CLOBBER, &file));
  NC(nc_def_dim(file, "Time", 2, &dimensions[0]));
  NC(nc_def_dim(file, "DateStrLen", 19, &dimensions[1]));
  NC(nc_def_var(file, "Times", NC_CHAR, 2, dimensions, &id));
  NC(nc_enddef(file));
  NC(nc_put_var_text(file, id, text));
  NC(nc_close(file));
  assert_int_equal(fen_nc_open(path, &reader, NULL), FEN_OK);
  return reader;
}

static void times_of_wrf_are_decoded(void **state) {
  ptrdiff_t count = 0;
  double *times_s = NULL;
  fen_error err = {0};
  fen_nc_reader *reader = make_wrf(*state, "2005-08-28_12:00:00", "2005-08-28_15:00:00");
  assert_int_equal(fen_nc_times(reader, &count, &times_s, NULL), FEN_OK);
  assert_int_equal(count, 2);
  assert_near(times_s[0], fen_time_from_civil(2005, 8, 28, 12, 0, 0), 0.0);
  assert_near(times_s[1] - times_s[0], 10800.0, 0.0);
  fen_free(times_s);
  fen_nc_close(&reader);
  reader = make_wrf(*state, "2005-08-28_12:00:00", "2005-08-32_15:00:00");
  assert_int_equal(fen_nc_times(reader, &count, &times_s, &err), FEN_ERR_VALUE);
  assert_mentions(err.text, "wrf.nc:Times: error: row 1 (from 0): '2005-08-32_15:00:00' names a day");
  fen_nc_close(&reader);
}

static fen_nc_reader *make_ioapi(const char *folder, const int flags[8], size_t last) {
  char path[SUPPORT_PATH];
  int file;
  int dimensions[3];
  int id;
  fen_nc_reader *reader = NULL;
  support_join(folder, "ioapi.nc", path);
  NC(nc_create(path, NC_CLOBBER, &file));
  NC(nc_def_dim(file, "TSTEP", 2, &dimensions[0]));
  NC(nc_def_dim(file, "VAR", 4 / last, &dimensions[1]));
  NC(nc_def_dim(file, "DATE-TIME", last, &dimensions[2]));
  NC(nc_def_var(file, "TFLAG", NC_INT, 3, dimensions, &id));
  NC(nc_enddef(file));
  NC(nc_put_var_int(file, id, flags));
  NC(nc_close(file));
  assert_int_equal(fen_nc_open(path, &reader, NULL), FEN_OK);
  return reader;
}

static void times_of_io_api_are_decoded(void **state) {
  const int flags[8] = {2022341, 230000, 2022341, 230000, 2020366, 3015, 2020366, 3015};
  ptrdiff_t count = 0;
  double *times_s = NULL;
  fen_nc_reader *reader = make_ioapi(*state, flags, 2);
  assert_int_equal(fen_nc_times(reader, &count, &times_s, NULL), FEN_OK);
  assert_int_equal(count, 2);
  assert_near(times_s[0], fen_time_from_civil(2022, 12, 7, 23, 0, 0), 0.0);
  assert_near(times_s[1], fen_time_from_civil(2020, 12, 31, 0, 30, 15), 0.0);
  fen_free(times_s);
  fen_nc_close(&reader);
}

static void flags_that_are_no_times_are_refused(void **state) {
  static const int wrong[][2] = {{0, 0},          {2022366, 0},  {2022000, 0}, {2022341, 240000},
                                 {2022341, 6000}, {2022341, 60}, {-5, 0},      {2022341, -1}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const int flags[8] = {2022341, 0, 2022341, 0, wrong[i][0], wrong[i][1], 0, 0};
    ptrdiff_t count = 0;
    double *times_s = NULL;
    fen_error err = {0};
    fen_nc_reader *reader = make_ioapi(*state, flags, 2);
    assert_int_equal(fen_nc_times(reader, &count, &times_s, &err), FEN_ERR_VALUE);
    assert_mentions(err.text, "ioapi.nc:TFLAG: error: entry 1, (");
    assert_mentions(err.text, "YYYYDDD");
    fen_nc_close(&reader);
  }
  const int flags[8] = {0};
  ptrdiff_t count = 0;
  double *times_s = NULL;
  fen_nc_reader *reader = make_ioapi(*state, flags, 4);
  assert_int_equal(fen_nc_times(reader, &count, &times_s, NULL), FEN_ERR_SHAPE);
  fen_nc_close(&reader);
}

static void times_of_real_files_are_decoded(void **state) {
  (void)state;
  static const struct {
    const char *name;
    ptrdiff_t count;
    const char *first, *last;
  } files[] = {
      {"wrf_queensland/cmaq/emis_record_2022-12-07.nc", 25, "2022-12-07T00:00:00Z", "2022-12-08T00:00:00Z"},
      {"wrf_queensland/cmaq/prior-emissions.nc", 1, "2022-12-07T00:00:00Z", "2022-12-07T00:00:00Z"},
      {"wrf_queensland/mcip/METCRO2D_au-test_v1", 13, "2022-12-07T00:00:00Z", "2022-12-07T12:00:00Z"},
      {"wrf_katrina/wrfout_d01_2005-08-28.nc", 4, "2005-08-28T12:00:00Z", "2005-08-28T21:00:00Z"},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char path[SUPPORT_PATH];
    char text[FEN_TIME_TEXT];
    ptrdiff_t count = 0;
    double *times_s = NULL;
    fen_error err = {0};
    fen_nc_reader *reader = NULL;
    support_data_path(files[i].name, path);
    if (fen_nc_open(path, &reader, &err) || fen_nc_times(reader, &count, &times_s, &err))
      fail_msg("%s", err.text);
    assert_int_equal(count, files[i].count);
    fen_time_format(times_s[0], 0.0, text);
    assert_string_equal(text, files[i].first);
    fen_time_format(times_s[count - 1], 0.0, text);
    assert_string_equal(text, files[i].last);
    fen_free(times_s);
    fen_nc_close(&reader);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cf_units_are_decoded),
      cmocka_unit_test(what_cannot_be_decoded_is_refused),
      cmocka_unit_test(the_axis_is_found_by_its_units),
      cmocka_unit_test(times_of_wrf_are_decoded),
      cmocka_unit_test(times_of_io_api_are_decoded),
      cmocka_unit_test(flags_that_are_no_times_are_refused),
      cmocka_unit_test(times_of_real_files_are_decoded),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
