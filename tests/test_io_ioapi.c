/* I/O API headers, times, grids and units, of files made here. */
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "ioapi_fixture.h"

static void header_times_and_values_are_read(void **state) {
  const content usual = {0};
  fen_nc_reader *reader = open_file(state, &usual);
  fen_ioapi_header h;
  fen_error err = {0};
  ptrdiff_t count = 0;
  double *time_s = NULL;
  assert_true(fen_ioapi_is(reader));
  assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
  assert_int_equal(h.kind, FEN_IOAPI_GRIDDED);
  assert_int_equal(h.place.ncols, COLUMNS);
  assert_int_equal(h.layers, LAYERS);
  assert_int_equal(h.level_count, LAYERS + 1);
  assert_near(h.step_s, 3600.0, 0.0);
  assert_near(h.vgtop, 5000.0, 0.0);
  assert_near(h.earth_radius_m, 6370000.0, 0.0);
  assert_string_equal(h.gdnam, "SHANXI_10");
  assert_string_equal(h.upnam, "OPNCONC");
  assert_int_equal(fen_ioapi_times(reader, &h, &count, &time_s, &err), FEN_OK);
  assert_int_equal(count, STEPS);
  assert_near(time_s[2], fen_time_from_civil(2022, 12, 7, 2, 0, 0), 0.0);
  fen_free(time_s);
  const fen_ioapi_part part = {.record = 1, .layer = 1, .row = 1, .column = 2, .layers = 1, .rows = 2, .columns = 2};
  double values[4];
  assert_int_equal(fen_ioapi_read(reader, &h, "CO", &part, values, &err), FEN_OK);
  assert_near(values[0], 100 + 12 + 4 + 2, 0.0);
  assert_near(values[3], 100 + 12 + 8 + 3, 0.0);
  fen_nc_close(&reader);
}

static void the_grid_lies_where_its_numbers_say(void **state) {
  const content usual = {0};
  const content mercator = {.gdtyp = 7};
  const content polar = {.gdtyp = 6, .p_alp = 1.0};
  const content aside = {.xcent = 114.0}; /* P_GAM is 112.25 */
  const content mercator_aside = {.gdtyp = 7, .xcent = 114.0};
  const struct {
    const content *c;
    fen_projection_kind kind;
    double lon_deg;
  } list[] = {{&usual, FEN_PROJECTION_LAMBERT, 112.25},
              {&mercator, FEN_PROJECTION_MERCATOR, 112.25},
              {&polar, FEN_PROJECTION_POLAR, 112.25},
              {&aside, FEN_PROJECTION_LAMBERT, 114.0},
              {&mercator_aside, FEN_PROJECTION_MERCATOR, 114.0}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    fen_nc_reader *reader = open_file(state, list[n].c);
    fen_ioapi_header h;
    fen_grid_params params;
    fen_grid *grid = NULL;
    fen_error err = {0};
    assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
    if (fen_ioapi_grid(reader, &h, &params, &err) || fen_grid_create(&params, &grid, &err))
      fail_msg("%s", err.text);
    assert_int_equal(params.projection.kind, list[n].kind);
    /* (XCENT, YCENT) is two cells east and one and a half north of the corner. */
    double i, j;
    fen_grid_locate(grid, list[n].lon_deg, 37.5, &i, &j);
    assert_near(i, 1.5, 1e-9);
    assert_near(j, 1.0, 1e-9);
    fen_grid_destroy(&grid);
    fen_nc_close(&reader);
  }
}

/* Zone 49 has its meridian at 111 E, 500 km east of the coordinates' origin on the equator; XCENT and YCENT are offsets in metres. */
static void utm_counts_from_its_zone(void **state) {
  const content utm = {.gdtyp = 5, .p_alp = 49.0, .xcent = 520000.0, .ycent = 15000.0};
  fen_nc_reader *reader = open_file(state, &utm);
  fen_ioapi_header h;
  fen_grid_params params;
  fen_grid *grid = NULL;
  fen_error err = {0};
  assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
  if (fen_ioapi_grid(reader, &h, &params, &err) || fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  double i, j;
  fen_grid_locate(grid, 111.0, 0.0, &i, &j);
  assert_near(i, -0.5, 1e-9);
  assert_near(j, -0.5, 1e-9);
  fen_grid_destroy(&grid);
  fen_nc_close(&reader);
}

static void expect(void **state, content c, fen_status wanted, const char *words) {
  fen_nc_reader *reader = open_file(state, &c);
  fen_ioapi_header h;
  fen_grid_params grid;
  fen_error err = {0};
  ptrdiff_t count;
  double *time_s = NULL;
  fen_status status = fen_ioapi_header_read(reader, &h, &err);
  if (!status)
    status = fen_ioapi_times(reader, &h, &count, &time_s, &err);
  if (!status)
    status = fen_ioapi_grid(reader, &h, &grid, &err);
  fen_free(time_s);
  fen_nc_close(&reader);
  if (status != wanted || !strstr(err.text, words) || !strstr(err.text, "ioapi.nc"))
    fail_msg("%s instead of %s, or '%s' is not in:\n%s", fen_status_name(status), fen_status_name(wanted), words, err.text);
}

static void attributes_must_agree_with_the_file(void **state) {
  expect(state, (content){.left_out = "XORIG"}, FEN_ERR_VARIABLE, "XORIG");
  expect(state, (content){.left_out = "TSTEP"}, FEN_ERR_VARIABLE, "TSTEP");
  expect(state, (content){.ncols = 5}, FEN_ERR_SHAPE, "COL has 4, attribute NCOLS says 5");
  expect(state, (content){.ftype = 2, .perimeter = 17}, FEN_ERR_SHAPE, "PERIM has 17 cells, a rim of 1 around 4 x 3 cells has 18");
  expect(state, (content){.xcell = -1.0}, FEN_ERR_GRID, "XCELL = -1");
  expect(state, (content){.gdtyp = 11}, FEN_ERR_GRID, "GDTYP 11");
  expect(state, (content){.gdtyp = 5, .p_alp = 61.0}, FEN_ERR_GRID, "P_ALP = 61 is no zone");
  expect(state, (content){.step = 7000}, FEN_ERR_VALUE, "TSTEP = 7000 is no step of time");
  expect(state, (content){.date = 2022366}, FEN_ERR_VALUE, "SDATE = 2022366");
}

static void times_must_agree_with_the_attributes(void **state) {
  expect(state, (content){.flags = {{0}, {2022341, 20000}}}, FEN_ERR_TIME_GAP,
         "entry 1 is 2022-12-07T02:00:00Z, where SDATE, STIME (2022-12-07T00:00:00Z) and TSTEP (1 h) say 2022-12-07T01:00:00Z");
  expect(state, (content){.clock = 30000}, FEN_ERR_TIME_GAP, "entry 0 is 2022-12-07T00:00:00Z");
  expect(state, (content){.left_out = "SDATE", .flags = {{0}, {0}, {2022341, 30000}}}, FEN_ERR_TIME_GAP, "step 2 is 7200 s after");
  expect(state, (content){.flags = {{2022400, 0}}}, FEN_ERR_VALUE, "(2022400, 0), is no date and time");
  expect(state, (content){.flags = {{2022341, 6000}}}, FEN_ERR_VALUE, "is no date and time");
}

static void boundary_files_are_told_by_ftype_and_by_their_dimension(void **state) {
  const content list[] = {{.ftype = 2, .perimeter = 18}, {.left_out = "FTYPE", .perimeter = 18}};
  for (int n = 0; n < 2; n++) {
    fen_nc_reader *reader = open_file(state, &list[n]);
    fen_ioapi_header h;
    fen_error err = {0};
    if (fen_ioapi_header_read(reader, &h, &err))
      fail_msg("%s", err.text);
    assert_int_equal(h.kind, FEN_IOAPI_BOUNDARY);
    fen_nc_close(&reader);
  }
}

static void a_variable_that_var_list_names_was_lost(void **state) {
  const content usual = {0};
  fen_nc_reader *reader = open_file(state, &usual);
  fen_ioapi_header h;
  fen_error err = {0};
  double value;
  const fen_ioapi_part part = {.layers = 1, .rows = 1, .columns = 1};
  assert_true(fen_ioapi_lists(reader, "CO") && fen_ioapi_lists(reader, "LOST"));
  assert_false(fen_ioapi_lists(reader, "C") || fen_ioapi_lists(reader, "OST"));
  assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
  assert_int_equal(fen_ioapi_read(reader, &h, "LOST", &part, &value, &err), FEN_ERR_VARIABLE);
  assert_mentions(err.text, "though VAR-LIST names it");
  h.layers = 1;
  assert_int_equal(fen_ioapi_read(reader, &h, "CO", &part, &value, &err), FEN_ERR_SHAPE);
  assert_mentions(err.text, "LAY = 2");
  fen_nc_close(&reader);
}

static void units_are_converted_and_unknown_ones_refused(void **state) {
  const struct {
    const char *unit, *to;
    double scale;
    fen_status status;
  } list[] = {{"CM              ", "mm", 10.0, FEN_OK},
              {"WATTS/M**2      ", "W m-2", 1.0, FEN_OK},
              {"deg K           ", "K", 1.0, FEN_OK},
              {"(M/M)**2        ", "1", 1.0, FEN_OK},
              {"micrograms/m**3 ", "kg m-3", 1e-9, FEN_OK},
              {"1/M             ", "m-1", 1.0, FEN_OK},
              {"UNKNOWN         ", "m", 0.0, FEN_ERR_DATA_UNIT},
              {"M/S             ", "m", 0.0, FEN_ERR_DATA_UNIT},
              {"FURLONG/WEEKEND ", "m", 0.0, FEN_ERR_DATA_UNIT}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    const content c = {.unit = list[n].unit};
    fen_nc_reader *reader = open_file(state, &c);
    fen_conversion conversion = {0};
    fen_error err = {0};
    assert_int_equal(fen_ioapi_conversion(reader, "CO", list[n].to, &conversion, &err), list[n].status);
    if (list[n].status)
      assert_mentions(err.text, "ioapi.nc:CO");
    else
      assert_near(conversion.scale / list[n].scale, 1.0, 1e-14);
    fen_nc_close(&reader);
  }
}

/* Rows "| `word` | `unit` |" of the guide's table are the code's, in its order. */
static void the_guide_shows_the_table_of_units(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  support_source_path("docs/guide/file-formats.md", path);
  size_t size;
  char *text = (char *)support_read(path, &size);
  char *row = strstr(text, "| I/O API | UDUNITS |");
  assert_non_null(row);
  row = strchr(strchr(row, '\n') + 1, '\n') + 1;
  const char *word, *unit;
  size_t n = 0;
  for (; fen_ioapi_unit_alias(n, &word, &unit); n++) {
    char wanted[160];
    fen_conversion ignored;
    (void)snprintf(wanted, sizeof wanted, "| `%s` | `%s` |\n", word, unit);
    if (strncmp(row, wanted, strlen(wanted)) != 0)
      fail_msg("docs/guide/file-formats.md: row %zu should be %s", n, wanted);
    row += strlen(wanted);
    assert_int_equal(fen_units_conversion(unit, unit, 0.0, 0, &ignored, NULL), FEN_OK);
  }
  assert_true(n > 40);
  assert_true(*row != '|');
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(header_times_and_values_are_read),
      cmocka_unit_test(the_grid_lies_where_its_numbers_say),
      cmocka_unit_test(utm_counts_from_its_zone),
      cmocka_unit_test(attributes_must_agree_with_the_file),
      cmocka_unit_test(times_must_agree_with_the_attributes),
      cmocka_unit_test(boundary_files_are_told_by_ftype_and_by_their_dimension),
      cmocka_unit_test(a_variable_that_var_list_names_was_lost),
      cmocka_unit_test(units_are_converted_and_unknown_ones_refused),
      cmocka_unit_test(the_guide_shows_the_table_of_units),
  };
  return cmocka_run_group_tests_name("io: I/O API", tests, support_folder_setup, support_folder_teardown);
}
