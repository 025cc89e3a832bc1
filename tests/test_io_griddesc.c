/* GRIDDESC, the text file of grids beside I/O API files. */
#include "fenhe/griddesc.h"
#include "ioapi_fixture.h"

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
      {"' '\n'Lambert'\n 2 30. 60. 1 1 1\n' '\n'G'\n'Lambart' 0 0 1 1 4 3 1\n", FEN_ERR_WORD_UNKNOWN, "did you mean 'Lambert'?"},
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
      cmocka_unit_test(griddesc_is_read_as_fortran_reads_it),
      cmocka_unit_test(griddesc_must_hold_the_file_s_grid_under_any_name),
      cmocka_unit_test(faults_of_griddesc_are_placed),
  };
  return cmocka_run_group_tests_name("io: GRIDDESC", tests, support_folder_setup, support_folder_teardown);
}
