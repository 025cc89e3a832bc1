/* What the MCIP reader says of the files of several days together: all their faults at once, and of those that are only glanced at. */
#include "fenhe/mcip.h"
#include "mcip_fixture.h"

static const double START_S = 1577836800.0; /* 2020-01-01T00:00Z */

/* All faults that a list takes, by the words of each; opened: whether there is a source in spite of them. */
static void expect_all(const fen_mcip_params *params, const char *const *words, ptrdiff_t count, bool opened) {
  fen_diagnostics faults = {0};
  fen_mcip_params checked = *params;
  fen_weather_source *source = NULL;
  fen_error err = {0};
  checked.faults = &faults;
  const fen_status status = fen_mcip_open(&checked, NULL, &source, &err);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    if (n >= count || !strstr(faults.items[n].text, words[n]))
      fail_msg("fault %td of %td, wanted '%s': %s", n, faults.count, n < count ? words[n] : "none", faults.items[n].text);
  assert_int_equal(faults.count, count);
  assert_int_equal(status == FEN_OK, opened);
  if (!opened)
    assert_int_equal(status, faults.items[0].status);
  fen_weather_source_destroy(&source);
  fen_diagnostics_clear(&faults);
}

static void all_faults_are_told_at_once(void **state) {
  static const char *const wanted[] = {
      "METCRO3D_b: error: variable 'TA' is missing",
      "METDOT3D_b:UWINDC: error: it lies on",
      "METCRO2D_b:PBL: error: unit 'PARSNIPS'",
      "METCRO2D_c: error: its grid does not belong to that of",
      "MCIP METCRO3D: error: the files hold 2020-01-01T00:00:00Z to 2020-01-01T09:00:00Z, the period ends at 2020-01-02T00:00:00Z",
      "MCIP METCRO3D: error: the files hold nothing between 2020-01-01T05:00:00Z and 2020-01-01T08:00:00Z",
      "MCIP: error: 2020-01-01T09:00:00Z is in a METCRO3D file but in no METDOT3D file",
      "none of its 1 grids is that of",
      "the sub-domain takes columns 3 to 7",
      "merged layer 2 needs layers up to 5",
  };
  static const int merge[] = {2, 3};
  static const mcip_fixture fixtures[] = {
      {.start_s = 0.0},
      {.start_s = 2.0, .left_out = "TA", .misshapen = "UWINDC", .renamed = "PBL", .unit = "PARSNIPS"},
      {.start_s = 4.0, .moved = "METCRO2D"},
      {.start_s = 8.0, .short_of_hour = "METDOT3D"},
  };
  static const char *const names[] = {"a", "b", "c", "d"};
  mcip_files set[4];
  const char *files[4 * MCIP_FILES];
  int count = 0;
  for (int n = 0; n < 4; n++) {
    mcip_fixture f = fixtures[n];
    f.start_s = START_S + 3600.0 * f.start_s;
    set[n] = mcip_write(*state, names[n], &f);
    mcip_list(&set[n], files, &count);
  }
  fen_mcip_params params = mcip_params_of(files, count);
  params.start_s = START_S;
  params.end_s = START_S + 86400.0;
  expect_all(&params, wanted, 7, true);
  char griddesc[SUPPORT_PATH];
  support_write_text(*state, "grids.txt", "' '\n'L'\n2 30 45 112 112 37\n' '\n'G'\n'L' 20000 -15000 10000 10000 6 4 1\n", griddesc);
  params.griddesc = griddesc;
  params.i_start = 3;
  params.nx = 5;
  params.ny = 2;
  params.merge = merge;
  params.merge_count = 2;
  expect_all(&params, wanted, 10, false);
}

/* Files like the first are only glanced at: one that is not like it is opened, and told as if it were the first. */
static void the_second_day_is_looked_at_as_closely_as_the_first(void **state) {
  static const struct {
    mcip_fixture second;
    fen_status status;
    const char *words;
  } list[] = {
      {{.left_out = "QV"}, FEN_ERR_VARIABLE, "METCRO3D_two: error: variable 'QV' is missing"},
      {{.misshapen = "PRES"}, FEN_ERR_SHAPE, "METCRO3D_two:PRES: error: it lies on"},
      {{.renamed = "HFX", .unit = "PARSNIPS"}, FEN_ERR_DATA_UNIT, "METCRO2D_two:HFX: error: unit 'PARSNIPS'"},
      {{.renamed = "RN", .unit = ""}, FEN_ERR_DATA_UNIT, "METCRO2D_two:RN: error: it has no unit"},
      {{.dots_only = 1}, FEN_ERR_VARIABLE, "METDOT3D_two: error: variable 'UWINDC' is missing"},
      {{.moved = "METDOT3D"}, FEN_ERR_GRID, "METDOT3D_two: error: its grid does not belong"},
      {{.swollen = "METCRO2D"}, FEN_ERR_GRID, "METCRO2D_two: error: its grid does not belong"},
      {{.gapped = "METCRO3D"}, FEN_ERR_TIME_GAP, "METCRO3D_two:TFLAG: error: entry 1 is"},
      {{.steady = "METCRO2D"}, FEN_ERR_TIME_GAP, "METCRO2D_two: error: TSTEP = 0"},
      {{.renamed = "TEMP2", .unit = "degrees K"}, FEN_OK, NULL},
  };
  mcip_files one = mcip_write(*state, "one", &(mcip_fixture){.start_s = START_S});
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    const char *files[2 * MCIP_FILES];
    int count = 0;
    fen_weather_source *source = NULL;
    fen_error err = {.text = ""};
    mcip_fixture f = list[n].second;
    f.start_s = START_S + 7200.0;
    mcip_files two = mcip_write(*state, "two", &f);
    mcip_list(&one, files, &count);
    mcip_list(&two, files, &count);
    const fen_mcip_params params = mcip_params_of(files, count);
    assert_int_equal(fen_mcip_open(&params, NULL, &source, &err), list[n].status);
    if (list[n].words)
      assert_mentions(err.text, list[n].words);
    else
      assert_int_equal(source->time_count, 4);
    fen_weather_source_destroy(&source);
  }
}

static void what_a_fault_hides_is_no_fault_of_its_own(void **state) {
  static const char *const unreadable[] = {"notes.txt"};
  static const char *const alone[] = {"no METDOT3D file (UWINDC, VWINDC or UWIND, VWIND), no METCRO2D file (PBL, USTAR"};
  static const char *const differing[] = {"METCRO3D_two:TA: error: 2020-01-01T02:00:00Z comes twice with different values",
                                          "METCRO2D_two:TEMP2: error: 2020-01-01T02:00:00Z comes twice with different values"};
  const char *files[2 * MCIP_FILES + 1];
  char path[SUPPORT_PATH];
  int count = 0;
  mcip_files set = mcip_write(*state, "day", &(mcip_fixture){.start_s = START_S, .hours = 3});
  support_write_text(*state, "notes.txt", "no NetCDF at all, but some words long enough to be read", path);
  /* The file that cannot be read may be any of the others, or the missing hours. */
  fen_mcip_params params = mcip_params_of(files, 2);
  params.end_s = START_S + 86400.0;
  files[0] = path;
  files[1] = set.path[0];
  expect_all(&params, unreadable, 1, false);
  files[0] = set.path[0];
  params = mcip_params_of(files, 1);
  expect_all(&params, alone, 1, false);
  mcip_list(&set, files, &count);
  mcip_files two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 7200.0, .warmer_k = 1.0});
  mcip_list(&two, files, &count);
  params = mcip_params_of(files, count);
  expect_all(&params, differing, 2, true);
}

static void a_shared_hour_is_compared_in_all_layers_by_a_run_and_in_the_lowest_by_a_check(void **state) {
  const char *files[2 * MCIP_FILES];
  int count = 0;
  fen_error err = {0};
  fen_weather_source *source = NULL;
  mcip_files one = mcip_write(*state, "one", &(mcip_fixture){.start_s = START_S, .hours = 3, .poisoned = "TA", .poison = 291.0});
  mcip_files two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 7200.0, .hours = 2});
  mcip_list(&one, files, &count);
  mcip_list(&two, files, &count);
  const fen_mcip_params params = mcip_params_of(files, count);
  expect_all(&params, NULL, 0, true);
  assert_int_equal(fen_mcip_open(&params, NULL, &source, &err), FEN_ERR_TIME_GAP);
  assert_mentions(err.text, "at (LAY, ROW, COL) = (1, 2, 3) from 0 here");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_faults_are_told_at_once),
      cmocka_unit_test(the_second_day_is_looked_at_as_closely_as_the_first),
      cmocka_unit_test(a_shared_hour_is_compared_in_all_layers_by_a_run_and_in_the_lowest_by_a_check),
      cmocka_unit_test(what_a_fault_hides_is_no_fault_of_its_own),
  };
  return cmocka_run_group_tests_name("meteo: MCIP files of several days", tests, support_folder_setup, support_folder_teardown);
}
