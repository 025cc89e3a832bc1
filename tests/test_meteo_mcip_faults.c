/* What the MCIP reader says of files that are faulty, and that it reads sound ones of the same make. */
#include "fenhe/land_use.h"
#include "fenhe/mcip.h"
#include "mcip_fixture.h"

static const double START_S = 1577836800.0; /* 2020-01-01T00:00Z */

typedef struct {
  char text[4096];
} told;

static void listen(void *context, fen_log_level level, const char *line) {
  told *t = (told *)context;
  (void)level;
  (void)snprintf(t->text + strlen(t->text), sizeof t->text - strlen(t->text), "%s\n", line);
}

/* What a test looks at after all instants were read. */
typedef struct {
  ptrdiff_t instants;
  double air_kg, u_mps, v_mps, cloud, rain_mm[8], top_kgps, urban, land, sun, snow;
  bool open_top;
} seen;

static void look(const fen_weather_source *source, ptrdiff_t n, const fen_weather *w, seen *out) {
  const ptrdiff_t plane = w->nx * w->ny;
  out->instants = source->time_count;
  out->open_top = source->open_top;
  out->air_kg = w->air_kg[0];
  out->u_mps = w->u_mps[0];
  out->v_mps = w->v_mps[1];
  out->cloud = w->cloud_water_kgpkg[plane * (w->nz - 1)];
  out->rain_mm[n] = w->rain_mm[plane - 1];
  out->top_kgps = w->flux_top_kgps[0];
  out->urban = source->land_use_share ? source->land_use_share[FEN_LAND_URBAN * plane] : NAN;
  out->land = source->land_share ? source->land_share[0] : NAN;
  out->sun = w->shortwave_wpm2[0];
  out->snow = w->snow_share[0];
}

static fen_status read_all(const fen_mcip_params *params, told *words, seen *out, fen_error *err) {
  fen_weather_source *source = NULL;
  const fen_log log = {words ? listen : NULL, words};
  fen_weather w;
  fen_status status = fen_mcip_open(params, &log, &source, err);
  if (status)
    return status;
  assert_int_equal(fen_weather_allocate(source->grid->params.nx, source->grid->params.ny, source->nz, &w, err), FEN_OK);
  for (ptrdiff_t n = 0; !status && n < source->time_count; n++) {
    status = source->read(source, n, &w, err);
    if (!status && out)
      look(source, n, &w, out);
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  return status;
}

static fen_status read_fixture(void **state, mcip_fixture f, told *words, seen *out, fen_error *err) {
  const char *files[MCIP_FILES];
  int count = 0;
  if (!(f.start_s > 0.0))
    f.start_s = START_S;
  mcip_files set = mcip_write(*state, "day", &f);
  mcip_list(&set, files, &count);
  const fen_mcip_params params = mcip_params_of(files, count);
  return read_all(&params, words, out, err);
}

static seen sound(void **state, mcip_fixture f, told *words) {
  seen out = {0};
  fen_error err = {0};
  if (read_fixture(state, f, words, &out, &err))
    fail_msg("%s", err.text);
  return out;
}

static void expect(void **state, mcip_fixture f, fen_status wanted, const char *first, const char *second) {
  fen_error err = {0};
  const fen_status status = read_fixture(state, f, NULL, NULL, &err);
  if (status != wanted || !strstr(err.text, first) || (second && !strstr(err.text, second)))
    fail_msg("%s, wanted %s naming '%s' and '%s'; text: %s", fen_status_name(status), fen_status_name(wanted), first, second ? second : "",
             err.text);
}

static void sound_files_are_read(void **state) {
  told words = {""};
  const seen s = sound(state, (mcip_fixture){.hours = 3}, &words);
  assert_int_equal(s.instants, 3);
  assert_false(s.open_top);
  assert_near(s.u_mps, 4.0, 1e-6);
  assert_near(s.v_mps, 1.0, 1e-6);
  assert_near(s.urban, 0.25, 1e-6);
  assert_near(s.land, 1.0, 0.0);
  assert_true(isnan(s.sun) && isnan(s.snow));
  assert_mentions(words.text, "those of the projection are used");
}

static void density_is_dry_whatever_the_file_has(void **state) {
  told words = {""};
  const seen dry = sound(state, (mcip_fixture){0}, NULL);
  const seen moist = sound(state, (mcip_fixture){.moist = 1}, &words);
  const seen absent = sound(state, (mcip_fixture){.left_out = "DENS"}, NULL);
  assert_near(moist.air_kg / dry.air_kg, 1.0, 1e-6);
  assert_mentions(words.text, "moist air");
  /* By this program's gas constant, 1.4e-4 off that of the files. */
  assert_near(absent.air_kg / dry.air_kg, 1.0, 2e-4);
}

static void winds_at_dot_points_are_brought_to_faces(void **state) {
  told words = {""};
  const seen s = sound(state, (mcip_fixture){.dots_only = 1}, &words);
  assert_near(s.u_mps, 4.0, 1e-6);
  /* VWIND grows by 1 from dot to dot: 2 and 3 at the corners of the second column. */
  assert_near(s.v_mps, 2.5, 1e-6);
  assert_mentions(words.text, "means of those at dot points");
}

static void rain_of_the_steps_is_added_up(void **state) {
  const seen s = sound(state, (mcip_fixture){.hours = 4, .rain_cm = {9.0, 0.2, 0.0, 0.1}}, NULL);
  static const double wanted[] = {0.0, 3.0, 3.0, 4.5};
  for (int n = 0; n < 4; n++)
    assert_near(s.rain_mm[n], wanted[n], 1e-6);
}

static void an_open_top_passes_air(void **state) {
  const seen s = sound(state, (mcip_fixture){.open_top = 1}, NULL);
  assert_true(s.open_top);
  assert_near(s.top_kgps, 0.01 * 1e8, 1.0);
  expect(state, (mcip_fixture){.open_top = 1, .left_out = "WHAT_JD"}, FEN_ERR_VARIABLE, "without WHAT_JD", "METCRO3D_day");
}

static void a_part_of_the_cells_and_merged_layers_are_taken(void **state) {
  static const int merge[] = {1, 2};
  const char *files[MCIP_FILES];
  int count = 0;
  fen_error err = {0};
  seen part = {0};
  mcip_files set = mcip_write(*state, "day", &(mcip_fixture){.start_s = START_S});
  mcip_list(&set, files, &count);
  fen_mcip_params params = mcip_params_of(files, count);
  params.i_start = 1;
  params.j_start = 1;
  params.nx = 3;
  params.ny = 2;
  params.merge = merge;
  params.merge_count = 2;
  if (read_all(&params, NULL, &part, &err))
    fail_msg("%s", err.text);
  /* The second layer's cloud of 1e-5 over two layers. */
  assert_near(part.cloud, 5e-6, 1e-12);
  params.nx = 5;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_ARGUMENT);
  assert_mentions(err.text, "columns 1 to 5, the MCIP files have 0 to 4");
}

static void land_use_is_known_by_its_classification(void **state) {
  told words = {""};
  assert_near(sound(state, (mcip_fixture){.dominant = 1}, NULL).urban, 0.0, 0.0);
  assert_near(sound(state, (mcip_fixture){.dominant = 1, .newer = 1}, NULL).urban, 0.0, 0.0);
  assert_true(isnan(sound(state, (mcip_fixture){.land_use = "SiB: Forest", .left_out = "DLUSE"}, &words).urban));
  assert_mentions(words.text, "land use is classified by 'SiB', which is not known");
}

static void missing_files_and_variables_are_named(void **state) {
  static const char *const kinds[] = {"METCRO3D", "METDOT3D", "METCRO2D", "GRIDCRO2D"};
  static const char *const names[] = {"TA", "PRES", "QV", "ZF", "PBL", "USTAR", "HFX", "TEMP2", "PRSFC", "HT"};
  for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
    expect(state, (mcip_fixture){.skipped = kinds[n]}, FEN_ERR_FILE_MISSING, kinds[n], "among the 4 files");
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    if (strcmp(names[n], "HT") != 0)
      expect(state, (mcip_fixture){.left_out = names[n]}, FEN_ERR_VARIABLE, names[n], "_day");
  /* HT is what GRIDCRO2D is known by. */
  expect(state, (mcip_fixture){.left_out = "HT"}, FEN_ERR_FILE_MISSING, "no GRIDCRO2D file (HT)", NULL);
  expect(state, (mcip_fixture){.dots_only = 1, .left_out = "VWIND"}, FEN_ERR_VARIABLE, "VWIND", "METDOT3D_day");
}

static void wrong_shapes_and_grids_are_named(void **state) {
  expect(state, (mcip_fixture){.misshapen = "TA"}, FEN_ERR_SHAPE, "METCRO3D_day:TA", "LAY = 3, ROW = 4, COL = 5");
  expect(state, (mcip_fixture){.misshapen = "UWINDC"}, FEN_ERR_SHAPE, "METDOT3D_day:UWINDC", "ROW = 5, COL = 6");
  expect(state, (mcip_fixture){.swollen = "METCRO3D"}, FEN_ERR_GRID, "METCRO3D_day", "6 x 5 points");
  expect(state, (mcip_fixture){.shrunk = "METDOT3D"}, FEN_ERR_GRID, "METDOT3D_day", "5 x 4 points");
  expect(state, (mcip_fixture){.moved = "METCRO2D"}, FEN_ERR_GRID, "METCRO2D_day", "(30000, -15000) here");
  expect(state, (mcip_fixture){.misplaced_deg = 0.1}, FEN_ERR_GRID, "GRIDCRO2D_day:LAT", "cells off the map");
}

static void wrong_times_are_named(void **state) {
  expect(state, (mcip_fixture){.gapped = "METCRO3D"}, FEN_ERR_TIME_GAP, "METCRO3D_day:TFLAG", "2020-01-01T02:00:00Z, where SDATE");
  expect(state, (mcip_fixture){.short_of_hour = "METDOT3D"}, FEN_ERR_TIME_GAP,
         "2020-01-01T01:00:00Z is in a METCRO3D file but in no METDOT3D file", NULL);
  expect(state, (mcip_fixture){.short_of_hour = "METCRO3D"}, FEN_ERR_TIME_GAP,
         "2020-01-01T01:00:00Z is in a METDOT3D file but in no METCRO3D file", NULL);
  expect(state, (mcip_fixture){.steady = "METCRO2D"}, FEN_ERR_TIME_GAP, "METCRO2D_day", "TSTEP = 0");
}

static void wrong_units_are_named(void **state) {
  expect(state, (mcip_fixture){.renamed = "PBL", .unit = "PARSNIPS"}, FEN_ERR_DATA_UNIT, "METCRO2D_day:PBL", "PARSNIPS");
  expect(state, (mcip_fixture){.renamed = "UWINDC", .unit = "M"}, FEN_ERR_DATA_UNIT, "METDOT3D_day:UWINDC", NULL);
  expect(state, (mcip_fixture){.renamed = "RN", .unit = ""}, FEN_ERR_DATA_UNIT, "METCRO2D_day:RN", "it has no unit");
  /* A wrong unit that can be converted makes a wrong density. */
  expect(state, (mcip_fixture){.renamed = "DENS", .unit = "G/M**3"}, FEN_ERR_VALUE, "METCRO3D_day:DENS", "PRES, TA and QV make");
}

static void odd_values_are_named_with_their_place(void **state) {
  expect(state, (mcip_fixture){.poisoned = "TA", .poison = NAN}, FEN_ERR_VALUE, "hour 2020-01-01T01:00:00Z", "METCRO3D_day:TA");
  expect(state, (mcip_fixture){.poisoned = "DENS", .poison = -1.0}, FEN_ERR_VALUE, "METCRO3D_day:DENS", "(1, 2, 3)");
  expect(state, (mcip_fixture){.poisoned = "DENS", .poison = 0.5}, FEN_ERR_VALUE, "PRES, TA and QV make", "(1, 2, 3)");
  expect(state, (mcip_fixture){.poisoned = "ZF", .poison = 700.0}, FEN_ERR_VALUE, "thickness", "(1, 2, 3)");
  expect(state, (mcip_fixture){.poisoned = "UWINDC", .poison = 450.0}, FEN_ERR_VALUE, "450 m s-1", "outside -200 to 200");
  expect(state, (mcip_fixture){.poisoned = "PBL", .poison = -5.0}, FEN_ERR_VALUE, "METCRO2D_day:PBL", "(0, 2, 3)");
  expect(state, (mcip_fixture){.poisoned = "PRSFC", .poison = 1e36}, FEN_ERR_VALUE, "METCRO2D_day:PRSFC", NULL);
  expect(state, (mcip_fixture){.poisoned = "RN", .poison = -3.0}, FEN_ERR_VALUE, "METCRO2D_day:RN", NULL);
  expect(state, (mcip_fixture){.poisoned = "HT", .poison = 99999.0}, FEN_ERR_VALUE, "GRIDCRO2D_day:HT", NULL);
}

static void days_may_share_an_hour_of_the_same_values(void **state) {
  const char *files[2 * MCIP_FILES];
  int count = 0;
  fen_error err = {0};
  told words = {""};
  seen out = {0};
  mcip_files one = mcip_write(*state, "one", &(mcip_fixture){.start_s = START_S, .hours = 3, .rain_cm = {0.0, 0.1, 0.2}});
  mcip_files two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 7200.0, .hours = 2, .rain_cm = {0.0, 0.4}});
  /* The second day first: files come in any order. */
  mcip_list(&two, files, &count);
  mcip_list(&one, files, &count);
  fen_mcip_params params = mcip_params_of(files, count);
  if (read_all(&params, &words, &out, &err))
    fail_msg("%s", err.text);
  assert_int_equal(out.instants, 4);
  assert_mentions(words.text, "MCIP METDOT3D: 1 repeated hours with the same values");
  /* The shared hour's rain is that of the day that knows the hour before it. */
  static const double wanted[] = {0.0, 1.5, 4.5, 10.5};
  for (int n = 0; n < 4; n++)
    assert_near(out.rain_mm[n], wanted[n], 1e-6);
  params.start_s = START_S - 3600.0;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_mentions(err.text, "MCIP METCRO3D: error: the files hold 2020-01-01T00:00:00Z to 2020-01-01T03:00:00Z, the period starts at");
  params = mcip_params_of(files, count);
  two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 7200.0, .hours = 2, .warmer_k = 1.0});
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_mentions(err.text, "2020-01-01T02:00:00Z comes twice with different values");
  two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 5 * 3600.0});
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_mentions(err.text, "nothing between 2020-01-01T02:00:00Z and 2020-01-01T05:00:00Z");
  two = mcip_write(*state, "two", &(mcip_fixture){.start_s = START_S + 7200.0, .moved = "METCRO2D"});
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_GRID);
  assert_mentions(err.text, "METCRO2D_");
}

static void files_of_other_kinds_are_refused_or_told(void **state) {
  const char *files[MCIP_FILES + 1];
  char path[SUPPORT_PATH];
  int count = 0;
  fen_error err = {0};
  mcip_files set = mcip_write(*state, "day", &(mcip_fixture){.start_s = START_S});
  mcip_list(&set, files, &count);
  support_write_text(*state, "notes.txt", "no NetCDF at all, but some words long enough to be read", path);
  files[count] = path;
  fen_mcip_params params = mcip_params_of(files, count + 1);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_FILE_FORMAT);
  assert_mentions(err.text, "notes.txt");
  support_write_text(*state, "GRIDDESC", "' '\n'L'\n2 30 45 112 112 37\n' '\n'G'\n'L' 20000 -15000 10000 10000 6 4 1\n", path);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_GRID);
  assert_mentions(err.text, "none of its 1 grids is that of");
  support_write_text(*state, "GRIDDESC", "' '\n'L'\n2 30 45 112 112 37\n' '\n'G'\n'L' 20000 -15000 10000 10000 5 4 1\n", path);
  if (read_all(&params, NULL, NULL, &err))
    fail_msg("%s", err.text);
  /* Under another name it is given by the case, and listed as an input. */
  fen_weather_source *source = NULL;
  support_write_text(*state, "grids.txt", "' '\n'L'\n2 30 45 112 112 37\n' '\n'G'\n'L' 20000 -15000 10000 10000 5 4 1\n", path);
  params.file_count = count;
  params.griddesc = path;
  if (fen_mcip_open(&params, NULL, &source, &err))
    fail_msg("%s", err.text);
  assert_int_equal(source->file_count, count + 1);
  assert_string_equal(source->files[count], path);
  fen_weather_source_destroy(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sound_files_are_read),
      cmocka_unit_test(density_is_dry_whatever_the_file_has),
      cmocka_unit_test(winds_at_dot_points_are_brought_to_faces),
      cmocka_unit_test(rain_of_the_steps_is_added_up),
      cmocka_unit_test(an_open_top_passes_air),
      cmocka_unit_test(a_part_of_the_cells_and_merged_layers_are_taken),
      cmocka_unit_test(land_use_is_known_by_its_classification),
      cmocka_unit_test(missing_files_and_variables_are_named),
      cmocka_unit_test(wrong_shapes_and_grids_are_named),
      cmocka_unit_test(wrong_times_are_named),
      cmocka_unit_test(wrong_units_are_named),
      cmocka_unit_test(odd_values_are_named_with_their_place),
      cmocka_unit_test(days_may_share_an_hour_of_the_same_values),
      cmocka_unit_test(files_of_other_kinds_are_refused_or_told),
  };
  return cmocka_run_group_tests_name("meteo: faulty MCIP files", tests, support_folder_setup, support_folder_teardown);
}
