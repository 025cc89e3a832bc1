/* I/O API headers, times, grids, units and GRIDDESC, of files made here. */
#include <netcdf.h>

#include "fenhe/clock.h"
#include "fenhe/griddesc.h"
#include "fenhe/ioapi.h"
#include "fenhe/memory.h"
#include "support.h"

enum { COLUMNS = 4, ROWS = 3, LAYERS = 2, STEPS = 3 };

/* What a test may change; zero means "as it should be". */
typedef struct {
  int ftype, gdtyp, ncols, perimeter;
  int step;             /* TSTEP */
  int date, clock;      /* SDATE, STIME */
  int flags[STEPS][2];  /* TFLAG; 0: hourly from 2022341 */
  const char *left_out; /* a global attribute */
  const char *unit;
  double xcell, p_alp, xcent, ycent;
} content;

static void ok(int code) {
  if (code != NC_NOERR)
    fail_msg("%s", nc_strerror(code));
}

static void put_int(int nc, const content *c, const char *name, int value) {
  if (!c->left_out || strcmp(c->left_out, name) != 0)
    ok(nc_put_att_int(nc, NC_GLOBAL, name, NC_INT, 1, &value));
}

static void put_double(int nc, const content *c, const char *name, double value) {
  if (!c->left_out || strcmp(c->left_out, name) != 0)
    ok(nc_put_att_double(nc, NC_GLOBAL, name, NC_DOUBLE, 1, &value));
}

static void put_header(int nc, const content *c) {
  const double levels[LAYERS + 1] = {1.0, 0.9, 0.0};
  const int step = c->step ? c->step : 10000;
  put_int(nc, c, "FTYPE", c->ftype ? c->ftype : 1);
  put_int(nc, c, "GDTYP", c->gdtyp ? c->gdtyp : 2);
  put_int(nc, c, "NCOLS", c->ncols ? c->ncols : COLUMNS);
  put_int(nc, c, "NROWS", ROWS);
  put_int(nc, c, "NLAYS", LAYERS);
  put_int(nc, c, "NTHIK", 1);
  put_int(nc, c, "VGTYP", 7);
  put_int(nc, c, "TSTEP", step < 0 ? 0 : step);
  put_int(nc, c, "SDATE", c->date ? c->date : 2022341);
  put_int(nc, c, "STIME", c->clock);
  put_double(nc, c, "P_ALP", c->p_alp != 0.0 ? c->p_alp : 30.0);
  put_double(nc, c, "P_BET", 60.0);
  put_double(nc, c, "P_GAM", 112.25);
  put_double(nc, c, "XCENT", c->xcent != 0.0 ? c->xcent : 112.25);
  put_double(nc, c, "YCENT", c->ycent != 0.0 ? c->ycent : 37.5);
  put_double(nc, c, "XORIG", -20000.0);
  put_double(nc, c, "YORIG", -15000.0);
  put_double(nc, c, "XCELL", c->xcell != 0.0 ? c->xcell : 10000.0);
  put_double(nc, c, "YCELL", 10000.0);
  put_double(nc, c, "VGTOP", 5000.0);
  ok(nc_put_att_double(nc, NC_GLOBAL, "VGLVLS", NC_FLOAT, LAYERS + 1, levels));
  ok(nc_put_att_text(nc, NC_GLOBAL, "GDNAM", 16, "SHANXI_10       "));
  ok(nc_put_att_text(nc, NC_GLOBAL, "UPNAM", 16, "OPNCONC         "));
  ok(nc_put_att_text(nc, NC_GLOBAL, "VAR-LIST", 32, "CO              LOST            "));
}

static void write_file(const char *path, const content *c) {
  int nc, dim[4], perim, pair[3], flag, co;
  ok(nc_create(path, NC_CLOBBER, &nc));
  ok(nc_def_dim(nc, "TSTEP", NC_UNLIMITED, &dim[0]));
  ok(nc_def_dim(nc, "LAY", LAYERS, &dim[1]));
  ok(nc_def_dim(nc, "ROW", ROWS, &dim[2]));
  ok(nc_def_dim(nc, "COL", COLUMNS, &dim[3]));
  ok(nc_def_dim(nc, "VAR", 1, &pair[1]));
  ok(nc_def_dim(nc, "DATE-TIME", 2, &pair[2]));
  if (c->perimeter)
    ok(nc_def_dim(nc, "PERIM", (size_t)c->perimeter, &perim));
  pair[0] = dim[0];
  ok(nc_def_var(nc, "TFLAG", NC_INT, 3, pair, &flag));
  ok(nc_def_var(nc, "CO", NC_FLOAT, 4, dim, &co));
  const char *unit = c->unit ? c->unit : "moles/s         ";
  ok(nc_put_att_text(nc, co, "units", strlen(unit), unit));
  put_header(nc, c);
  ok(nc_enddef(nc));
  for (size_t t = 0; t < STEPS; t++) {
    const int usual[2] = {2022341, 10000 * (int)t};
    const int *flags = c->flags[t][0] ? c->flags[t] : usual;
    float values[LAYERS * ROWS * COLUMNS];
    for (int n = 0; n < LAYERS * ROWS * COLUMNS; n++)
      values[n] = (float)(100 * (int)t + n);
    ok(nc_put_vara_int(nc, flag, (size_t[3]){t, 0, 0}, (size_t[3]){1, 1, 2}, flags));
    ok(nc_put_vara_float(nc, co, (size_t[4]){t, 0, 0, 0}, (size_t[4]){1, LAYERS, ROWS, COLUMNS}, values));
  }
  ok(nc_close(nc));
}

static fen_nc_reader *open_file(void **state, const content *c) {
  char path[SUPPORT_PATH];
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  support_join(*state, "ioapi.nc", path);
  write_file(path, c);
  if (fen_nc_open(path, &reader, &err))
    fail_msg("%s", err.text);
  return reader;
}

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

static const char usual_griddesc[] = "' '  made by hand\n"
                                     "'LAM_Shanxi'   ! a comment\n"
                                     "  2, 30.D0, 60.0,\n"
                                     "  1.1225D+02, 112.25, 37.5\n"
                                     "\"LATLON\"\n 1 0. 0. 0. 0. 0.\n"
                                     "' '\n"
                                     "'other'\n'LATLON' 110.0 34.0 0.1 0.1 40 50 1\n"
                                     "'SX10'\n"
                                     "'LAM_Shanxi', -20000.0, -1.5D4, 10000., 10000., 4, 3, 1 ! as used\n"
                                     "' '\n";

static void griddesc_is_read_as_fortran_reads_it(void **state) {
  char path[SUPPORT_PATH];
  fen_griddesc g = {0};
  fen_error err = {0};
  support_write_text(*state, "GRIDDESC", usual_griddesc, path);
  if (fen_griddesc_read(path, &g, &err))
    fail_msg("%s", err.text);
  assert_int_equal(g.count, 2);
  assert_string_equal(g.grid[1].name, "SX10");
  assert_string_equal(g.grid[1].coordinates, "LAM_Shanxi");
  assert_int_equal(g.grid[1].place.gdtyp, 2);
  assert_near(g.grid[1].place.p_gam, 112.25, 1e-12);
  assert_near(g.grid[1].place.yorig, -15000.0, 1e-12);
  assert_int_equal(g.grid[1].place.nrows, 3);
  fen_griddesc_clear(&g);
}

static void griddesc_must_hold_the_file_s_grid_under_any_name(void **state) {
  const content usual = {0};
  const content wide = {.xcell = 12000.0};
  char path[SUPPORT_PATH];
  fen_ioapi_header h;
  fen_error err = {0};
  support_write_text(*state, "GRIDDESC", usual_griddesc, path);
  fen_nc_reader *reader = open_file(state, &usual);
  assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
  if (fen_griddesc_check(path, reader, &h, NULL, &err))
    fail_msg("%s", err.text);
  fen_nc_close(&reader);
  reader = open_file(state, &wide);
  assert_int_equal(fen_ioapi_header_read(reader, &h, &err), FEN_OK);
  assert_int_equal(fen_griddesc_check(path, reader, &h, NULL, &err), FEN_ERR_GRID);
  assert_mentions(err.text, "none of its 2 grids");
  fen_nc_close(&reader);
}

static void faults_of_griddesc_are_placed(void **state) {
  static const struct {
    const char *text;
    fen_status status;
    const char *words;
  } list[] = {
      {"", FEN_ERR_SYNTAX, "the file ends where a name in quotes is wanted"},
      {"' '\nLAM\n 2 1 1 1 1 1\n", FEN_ERR_SYNTAX, ":2:1: error: a name in quotes"},
      {"' '\n'LAM\n", FEN_ERR_SYNTAX, "no closing quote"},
      {"' '\n'LAM'\n 2 30. 60. x 1 1\n", FEN_ERR_SYNTAX, ":3:12: error: a number is wanted here"},
      {"' '\n'LAM'\n 2 30. 60.\n", FEN_ERR_SYNTAX, "the file ends where a number is wanted"},
      {"' '\n'LAM'\n 2.5 30. 60. 1 1 1\n' '\n", FEN_ERR_RANGE, "whole number"},
      {"' '\n'LAM'\n 2 30. 60. 1 1 1\n' '\n'G'\n'LAN' 0 0 1 1 4 3 1\n", FEN_ERR_WORD_UNKNOWN, "did you mean 'LAM'?"},
      {"' '\n'LAM'\n 2 30. 60. 1 1 1\n' '\n'G'\n'LAM' 0 0 0 1 4 3 1\n", FEN_ERR_RANGE, "no size or no whole number"},
      {"' '\n'LAM'\n 2 30. 60. 1 1 1\n' '\n'G'\n'LAM' 0 0 1 1 4.5 3 1\n", FEN_ERR_RANGE, "no whole number"},
      {"' '\n'LAM'\n 2 30. nan 1 1 1\n", FEN_ERR_SYNTAX, "a number is wanted here"},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    char path[SUPPORT_PATH];
    fen_griddesc g = {0};
    fen_error err = {0};
    support_write_text(*state, "GRIDDESC", list[n].text, path);
    const fen_status status = fen_griddesc_read(path, &g, &err);
    if (status != list[n].status || !strstr(err.text, list[n].words))
      fail_msg("text %zu: %s, or '%s' is not in:\n%s", n, fen_status_name(status), list[n].words, err.text);
  }
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
      cmocka_unit_test(griddesc_is_read_as_fortran_reads_it),
      cmocka_unit_test(griddesc_must_hold_the_file_s_grid_under_any_name),
      cmocka_unit_test(faults_of_griddesc_are_placed),
  };
  return cmocka_run_group_tests_name("io: I/O API", tests, support_folder_setup, support_folder_teardown);
}
