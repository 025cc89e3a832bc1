/* What the WRF reader says of files that are faulty, and that it reads sound ones of the same make. */
#include "fenhe/memory.h"
#include "wrf_store.h"

static void sound_files_are_read(void **state) {
  (void)state;
  expect((wrf_fixture){.hours = 3}, FEN_OK, NULL, NULL);
  expect((wrf_fixture){.hours = 2, .map_projection = 3}, FEN_OK, NULL, NULL);
  expect((wrf_fixture){.hours = 2, .simple = 1}, FEN_OK, NULL, NULL);
  expect((wrf_fixture){.hours = 2, .left_out = "MU"}, FEN_OK, NULL, NULL);
}

static void a_latitude_longitude_grid_has_wrfs_areas_also_across_the_date_line(void **state) {
  (void)state;
  static const double west[] = {110.0, 179.8};
  for (int n = 0; n < 2; n++) {
    store s;
    open_store(&s);
    add(&s, (wrf_fixture){.hours = 2, .map_projection = 6, .lon_west_deg = west[n]});
    const fen_wrf_params params = params_of(&s);
    fen_weather_source *source = NULL;
    fen_error err = {0};
    if (fen_wrf_open(&params, NULL, &source, &err))
      fail_msg("%s", err.text);
    const fen_grid *g = source->grid;
    const double cell = WRF_DEGREES * 3.14159265358979323846 / 180.0 * 6370000.0;
    assert_near(g->params.x0, west[n] - 0.05, 1e-5);
    assert_near(g->params.y0, 34.95, 1e-5);
    assert_near(g->params.dx, WRF_DEGREES, 1e-5);
    for (int j = 0; j < WRF_NY; j++) {
      const double cosine = cos((35.0 + WRF_DEGREES * j) * 3.14159265358979323846 / 180.0);
      assert_near(g->area_m2[j * WRF_NX] / (cell * cell * cosine), 1.0, 1e-6);
      assert_near(g->face_x_m[j * (WRF_NX + 1)] / cell, 1.0, 1e-6);
      assert_near(g->spacing_x_m[j * (WRF_NX + 1)] / (cell * cosine), 1.0, 1e-6);
    }
    fen_weather_source_destroy(&source);
    close_store(&s);
  }
}

/* The reader's places, formed by CF's convention of the pole, are the files', formed by WPS's own formula. */
static void polar_and_rotated_grids_lie_where_the_files_say(void **state) {
  (void)state;
  const wrf_fixture all[] = {{.hours = 2, .map_projection = 2},
                             {.hours = 2, .map_projection = 6, .lon_west_deg = -0.2, .pole_lat_deg = 52.0},
                             {.hours = 2, .map_projection = 6, .lon_west_deg = 179.8, .pole_lat_deg = 52.0, .pole_lon_deg = 180.0}};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    store s;
    open_store(&s);
    add(&s, all[n]);
    const fen_wrf_params params = params_of(&s);
    fen_weather_source *source = NULL;
    fen_error err = {0};
    if (fen_wrf_open(&params, NULL, &source, &err))
      fail_msg("%s", err.text);
    const fen_grid *g = source->grid;
    assert_int_equal(g->params.projection.kind, n ? FEN_PROJECTION_ROTATED : FEN_PROJECTION_POLAR);
    for (int j = 0; j < WRF_NY; j++)
      for (int i = 0; i < WRF_NX; i++) {
        double lon, lat;
        wrf_place_of(&all[n], 0, j, i, &lon, &lat);
        assert_near(remainder(g->lon_deg[j * WRF_NX + i] - lon, 360.0), 0.0, 2e-5);
        assert_near(g->lat_deg[j * WRF_NX + i], lat, 2e-5);
      }
    fen_weather_source_destroy(&source);
    close_store(&s);
  }
}

static void a_missing_variable_is_named(void **state) {
  (void)state;
  static const char *const names[] = {"U", "V", "PH", "PHB", "T", "P", "PB", "QVAPOR", "HGT", "XLAT", "XLONG"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    expect((wrf_fixture){.left_out = names[n]}, FEN_ERR_VARIABLE, names[n], "wrf_0.nc");
}

static void a_wrong_shape_is_named(void **state) {
  (void)state;
  static const char *const names[] = {"U", "V", "PH", "PBLH"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    expect((wrf_fixture){.misshapen = names[n]}, FEN_ERR_SHAPE, names[n], "hours x");
}

static void odd_values_are_named_with_their_place(void **state) {
  (void)state;
  expect((wrf_fixture){.hours = 2, .poisoned = "T", .poison = NAN}, FEN_ERR_VALUE, ":T: ", "2020-01-01T01:00:00Z");
  expect((wrf_fixture){.hours = 2, .poisoned = "U", .poison = 450.0}, FEN_ERR_VALUE, "a wind of 450 m/s", "(2, 2, 3)");
  expect((wrf_fixture){.hours = 2, .poisoned = "PHB", .poison = 9e5}, FEN_ERR_VALUE, "thickness", "(2, 2, 3)");
  expect((wrf_fixture){.hours = 2, .poisoned = "MUB", .poison = -1.0}, FEN_ERR_VALUE, "mass of dry air", "2, 3)");
  expect((wrf_fixture){.hours = 2, .poisoned = "PB", .poison = 0.0}, FEN_ERR_VALUE, "a pressure (P + PB) of", NULL);
  expect((wrf_fixture){.hours = 2, .poisoned = "PBLH", .poison = -5.0}, FEN_ERR_VALUE, "PBLH", NULL);
  expect((wrf_fixture){.hours = 2, .poisoned = "RAINNC", .poison = -50.0}, FEN_ERR_VALUE, "RAINNC", NULL);
}

static void unsupported_and_false_projections_are_refused(void **state) {
  (void)state;
  expect((wrf_fixture){.map_projection = 5}, FEN_ERR_GRID, "MAP_PROJ = 5", NULL);
  expect((wrf_fixture){.map_projection = 6, .left_out = "MAPFAC_VX"}, FEN_OK, NULL, NULL);
  expect((wrf_fixture){.misplaced_deg = 0.01}, FEN_ERR_GRID, "off the projection", NULL);
}

static void a_moving_grid_gives_common_cells_or_is_refused(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .shift_x = 1.0});
  fen_wrf_params params = params_of(&s);
  fen_weather_source *source = NULL;
  fen_error err = {0};
  assert_int_equal(fen_wrf_open(&params, NULL, &source, &err), FEN_OK);
  assert_int_equal(source->grid->params.nx, WRF_NX - 2);
  assert_int_equal(source->grid->params.ny, WRF_NY);
  assert_near(source->grid->params.x0, 25000.0, 2.0);
  fen_weather_source_destroy(&source);
  params.moving_common_cells = false;
  assert_int_equal(fen_wrf_open(&params, NULL, &source, &err), FEN_ERR_GRID);
  assert_non_null(strstr(err.text, "4 x 5 cells"));
  close_store(&s);
  expect((wrf_fixture){.hours = 2, .shift_x = 0.4}, FEN_ERR_GRID, "not a whole number", NULL);
  expect((wrf_fixture){.hours = 2, .shift_x = 7.0}, FEN_ERR_GRID, "no cell is common", NULL);
}

static void a_subdomain_must_lie_inside_and_layers_must_be_there(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 2});
  fen_wrf_params params = params_of(&s);
  fen_error err = {0};
  params.i_start = 3;
  params.nx = 4;
  params.ny = 2;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "columns 3 to 6, the WRF files have 0 to 5"));
  params.nx = 0;
  static const int merge[] = {2, 3};
  params.merge = merge;
  params.merge_count = 2;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_ARGUMENT);
  params.file_count = 0;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_ARGUMENT);
  close_store(&s);
}

static void files_of_two_grids_are_refused(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 2});
  add(&s, (wrf_fixture){.hours = 2, .start_s = START_S + 7200.0, .map_projection = 3});
  const fen_wrf_params params = params_of(&s);
  fen_error err = {0};
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_GRID);
  assert_non_null(strstr(err.text, "one WRF domain only"));
  close_store(&s);
}

/* Files like the first are only glanced at: one that is not like it is opened and told as if it were the first. */
static void a_fault_in_a_later_file_is_told_with_its_name(void **state) {
  static const struct {
    wrf_fixture second;
    fen_status status;
    const char *words;
  } faults[] = {
      {{.left_out = "PSFC", .hours = 2}, FEN_ERR_VARIABLE, "variable 'PSFC' is missing, though"}, /* a substitute in all hours or in none */
      {{.left_out = "QVAPOR", .hours = 2}, FEN_ERR_VARIABLE, "QVAPOR"},
      {{.misshapen = "U", .hours = 2}, FEN_ERR_SHAPE, "U"},
  };
  (void)state;
  for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
    store s;
    open_store(&s);
    add(&s, (wrf_fixture){.hours = 2});
    wrf_fixture second = faults[n].second;
    second.start_s = START_S + 7200.0;
    add(&s, second);
    const fen_wrf_params params = params_of(&s);
    fen_error err = {0};
    assert_int_equal(read_all(&params, NULL, NULL, &err), faults[n].status);
    if (faults[n].words) {
      assert_mentions(err.text, faults[n].words);
      assert_mentions(err.text, s.files[1]);
    }
    close_store(&s);
  }
}

static void a_damaged_or_absent_file_is_named(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 2});
  fen_wrf_params params = params_of(&s);
  fen_error err = {0};
  assert_int_equal(truncate(s.path[0], 3000), 0);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_FILE_FORMAT);
  assert_non_null(strstr(err.text, "wrf_0.nc"));
  (void)unlink(s.path[0]);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_FILE_MISSING);
  close_store(&s);
}

static void absent_fields_are_diagnosed_with_one_line(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .simple = 1});
  const fen_wrf_params params = params_of(&s);
  told words = {""};
  fen_error err = {0};
  assert_int_equal(read_all(&params, &words, NULL, &err), FEN_OK);
  const char *line = strstr(words.text, "no PBLH, UST, HFX");
  assert_non_null(line);
  assert_null(strstr(line + 1, "no PBLH, UST, HFX"));
  close_store(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sound_files_are_read),
      cmocka_unit_test(polar_and_rotated_grids_lie_where_the_files_say),
      cmocka_unit_test(a_latitude_longitude_grid_has_wrfs_areas_also_across_the_date_line),
      cmocka_unit_test(a_missing_variable_is_named),
      cmocka_unit_test(a_wrong_shape_is_named),
      cmocka_unit_test(odd_values_are_named_with_their_place),
      cmocka_unit_test(unsupported_and_false_projections_are_refused),
      cmocka_unit_test(a_moving_grid_gives_common_cells_or_is_refused),
      cmocka_unit_test(a_subdomain_must_lie_inside_and_layers_must_be_there),
      cmocka_unit_test(files_of_two_grids_are_refused),
      cmocka_unit_test(a_fault_in_a_later_file_is_told_with_its_name),
      cmocka_unit_test(a_damaged_or_absent_file_is_named),
      cmocka_unit_test(absent_fields_are_diagnosed_with_one_line),
  };
  return cmocka_run_group_tests_name("meteo: faulty WRF files", tests, NULL, NULL);
}
