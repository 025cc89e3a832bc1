/* ERA5 on a grid of the case's own: a known atmosphere, known winds, known sums come back. */
#include "era5_support.h"
#include "fenhe/constants.h"
#include "fenhe/land_use.h"

/* Altitude of the middle of a layer. */
static double middle_m(const fen_weather *w, const double *terrain_m, ptrdiff_t k, ptrdiff_t c) {
  const ptrdiff_t plane = w->nx * w->ny;
  return terrain_m[c] + 0.5 * (w->height_m[k * plane + c] + w->height_m[(k + 1) * plane + c]);
}

/* A mountain of 1100 m over ground at 300 m, that ERA5 does not have, and a valley 200 m deeper. */
static void raise_mountain(era5_case *c) {
  for (int n = 0; n < ERA5_CELLS; n++) {
    const double i = n % ERA5_NX - 4.0;
    const double j = n / ERA5_NX - 3.5;
    c->terrain_m[n] = 300.0 + 1100.0 * exp(-(i * i + j * j) / 6.0) - (i > 2.5 ? 200.0 : 0.0);
  }
}

static void compare_air(const era5_fixture *f, const era5_case *c, const fen_weather_source *source, const fen_weather *w,
                        double pressure_share, double temperature_k) {
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t n = 0; n < plane * w->nz; n++) {
    const ptrdiff_t cell = n % plane;
    const double z = middle_m(w, c->terrain_m, n / plane, cell);
    const double low = era5_pressure(f, 0, c->terrain_m[cell] + w->height_m[n]);
    const double high = era5_pressure(f, 0, c->terrain_m[cell] + w->height_m[n + plane]);
    const double dry = (low - high) / ERA5_G * (1.0 - f->q) * source->grid->area_m2[cell];
    assert_near(w->pressure_pa[n] / era5_pressure(f, 0, z), 1.0, pressure_share);
    assert_near(w->temperature_k[n], era5_temperature(f, 0, z), temperature_k);
    assert_near(w->vapour_kgpkg[n], f->q / (1.0 - f->q), 2e-6);
    assert_near(w->air_kg[n] / dry, 1.0, 20.0 * pressure_share);
  }
  for (ptrdiff_t n = 0; n < plane; n++) {
    assert_near(w->surface_pressure_pa[n] / era5_pressure(f, 0, c->terrain_m[n]), 1.0, pressure_share);
    assert_near(w->t2_k[n], era5_temperature(f, 0, c->terrain_m[n]), temperature_k);
  }
}

/* Floats hold a height to 0.01 m and a pressure to 0.01 Pa: what is left is their rounding. */
static void compare_atmosphere(void **state, const era5_fixture *f, int mountain, double pressure_share, double temperature_k) {
  era5_case *c = era5_case_of(*state, f);
  for (int n = 0; n < ERA5_CELLS; n++)
    c->terrain_m[n] = f->ground_m;
  if (mountain)
    raise_mountain(c);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 0);
  compare_air(f, c, source, &w, pressure_share, temperature_k);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
}

static void standard_atmosphere_comes_back_over_flat_ground(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .q = 0.004, .ground_m = 300.0, .u_mps = 5.0};
  compare_atmosphere(state, &f, 0, 2e-6, 2e-3);
}

static void standard_atmosphere_comes_back_over_a_mountain_and_a_valley_that_era5_lacks(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .q = 0.004, .ground_m = 300.0, .u_mps = 5.0};
  compare_atmosphere(state, &f, 1, 2e-6, 2e-3);
}

static void isothermal_atmosphere_comes_back_over_a_mountain(void **state) {
  const era5_fixture f = {.sea_level_k = 270.0, .ground_m = 100.0, .u_mps = 5.0};
  compare_atmosphere(state, &f, 1, 2e-6, 2e-3);
}

/* Between points 28 km apart the interpolated levels follow hills of 400 m by their chords. */
static void atmosphere_over_hills_comes_back_to_a_ten_thousandth(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .q = 0.002, .hills_m = 400.0, .u_mps = 5.0};
  compare_atmosphere(state, &f, 1, 2e-4, 0.02);
}

static void model_levels_give_the_same_atmosphere(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .q = 0.004, .hills_m = 400.0, .u_mps = 5.0, .model_levels = 48};
  compare_atmosphere(state, &f, 1, 3e-4, 0.05);
}

static void wind_belongs_to_height_above_ground_below_and_to_altitude_above(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .ground_m = 0.0, .u_mps = 4.0, .shear_ps = 0.002};
  era5_case *c = era5_case_of(*state, &f);
  const double plateau = 900.0;
  for (int n = 0; n < ERA5_CELLS; n++)
    c->terrain_m[n] = plateau;
  c->params.grid.projection = (fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000.0};
  c->params.grid.dx = c->params.grid.dy = 0.1;
  c->params.grid.x0 = 112.5;
  c->params.grid.y0 = 37.0;
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 0);
  const ptrdiff_t plane = w.nx * w.ny;
  /* ERA5's column, from the sea, over the model's, from the plateau, to one top. */
  const double top = era5_pressure(&f, 0, plateau + w.height_m[w.nz * plane]);
  const double ratio = (era5_pressure(&f, 0, 0.0) - top) / (era5_pressure(&f, 0, plateau) - top);
  for (ptrdiff_t k = 0; k < w.nz; k++) {
    const double h = 0.5 * (w.height_m[k * plane] + w.height_m[(k + 1) * plane]);
    const double source_m = h >= 3000.0 ? plateau + h : h * (3000.0 + plateau) / 3000.0;
    /* Below the lowest level, 975 hPa, the wind goes with the logarithm of height. */
    if (source_m > 350.0)
      assert_near(w.u_mps[k * plane + 40] / ratio, 4.0 + 0.002 * source_m, 1e-3);
    else
      assert_in_range((int)(1000.0 * w.u_mps[k * plane + 40] / ratio), 4010, 4000 + (int)(2.0 * 350.0));
    assert_near(w.v_mps[k * plane + 40], 0.0, 1e-4);
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
}

/* The direction of a parallel on the map, by the projection forwards: the reader uses it backwards, along meridians. */
static void along_parallel(const fen_grid *g, double lon, double lat, double *x, double *y) {
  double x0, y0, x1, y1;
  fen_projection_forward(g->projection, lon - 0.01, lat, &x0, &y0);
  fen_projection_forward(g->projection, lon + 0.01, lat, &x1, &y1);
  *x = (x1 - x0) / hypot(x1 - x0, y1 - y0);
  *y = (y1 - y0) / hypot(x1 - x0, y1 - y0);
}

/* How far the axes are turned at most, as a sine. */
static double follow_parallels(void **state, const fen_projection_params *map, double spacing) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .u_mps = 20.0, .solid_body = 1};
  era5_case *c = era5_case_of(*state, &f);
  era5_grid_on(c, map, 113.0, 37.5, spacing);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 0);
  const ptrdiff_t plane = w.nx * w.ny;
  double turned = 0.0;
  for (ptrdiff_t n = 0; n < plane; n++) {
    double x, y;
    const double speed = 20.0 * cos(source->grid->lat_deg[n] * FEN_PI / 180.0);
    along_parallel(source->grid, source->grid->lon_deg[n], source->grid->lat_deg[n], &x, &y);
    for (ptrdiff_t k = 0; k < w.nz; k++) {
      assert_near(w.u_mps[k * plane + n], speed * x, 2e-3);
      assert_near(w.v_mps[k * plane + n], speed * y, 2e-3);
    }
    turned = fmax(turned, fabs(y));
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
  return turned;
}

static void solid_body_rotation_follows_the_parallels_of_every_map(void **state) {
  const double sphere_m = 6370000.0;
  const fen_projection_params maps[] = {
      {.kind = FEN_PROJECTION_LAMBERT,
       .lat_1_deg = 30.0,
       .lat_2_deg = 45.0,
       .lat_0_deg = 37.5,
       .lon_0_deg = 103.0,
       .semi_major_m = sphere_m},
      {.kind = FEN_PROJECTION_POLAR, .lat_1_deg = 60.0, .lat_0_deg = 90.0, .lon_0_deg = 90.0, .semi_major_m = sphere_m},
      {.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 45.0, .pole_lon_deg = -30.0, .semi_major_m = sphere_m},
      {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lat_0_deg = 30.0, .lon_0_deg = 105.0, .semi_major_m = sphere_m, .scale = 1.0}};
  for (size_t n = 0; n < sizeof maps / sizeof *maps; n++)
    assert_true(follow_parallels(state, &maps[n], maps[n].kind == FEN_PROJECTION_ROTATED ? 0.1 : 10000.0) > 0.05);
}

/* On the sinusoidal map the x axis follows the parallels, the y axis leans 7 degrees off the meridian: no air crosses y faces. */
static void wind_across_a_face_is_that_across_its_edge_on_a_skew_map(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .u_mps = 20.0, .solid_body = 1};
  fen_projection_params map;
  fen_error err = {0};
  assert_int_equal(fen_projection_from_text("+proj=sinu +lon_0=101 +R=6370000", &map, &err), FEN_OK);
  era5_case *c = era5_case_of(*state, &f);
  era5_grid_on(c, &map, 113.0, 37.5, 10000.0);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 0);
  const double lean = atan(12.0 * FEN_PI / 180.0 * sin(37.5 * FEN_PI / 180.0));
  for (ptrdiff_t n = 0; n < ERA5_CELLS * w.nz; n++) {
    assert_near(w.v_mps[n], 0.0, 2e-3);
    assert_near(w.u_mps[n], 20.0 * cos(source->grid->lat_deg[n % ERA5_CELLS] * FEN_PI / 180.0) * cos(lean), 0.03);
  }
  assert_true(cos(lean) < 0.993); /* 0.1 m/s */
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
}

static void fluxes_are_wind_times_air_and_the_top_is_open(void **state) {
  const era5_fixture f = {.lapse_kpm = 0.0065, .q = 0.003, .u_mps = 8.0, .v_mps = -3.0, .omega_paps = -0.2};
  era5_case *c = era5_case_of(*state, &f);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 0);
  const fen_grid *g = source->grid;
  const ptrdiff_t nx = w.nx;
  const ptrdiff_t plane = nx * w.ny;
  assert_true(source->open_top);
  for (ptrdiff_t n = 0; n < plane; n++)
    assert_near(w.flux_top_kgps[n] / (0.2 / ERA5_G * (1.0 - f.q) * g->area_m2[n]), 1.0, 1e-5);
  for (ptrdiff_t k = 0; k < w.nz; k++) {
    const ptrdiff_t cell = k * plane + 3 * nx + 4;
    const ptrdiff_t face = (k * w.ny + 3) * (nx + 1) + 4;
    const double carried =
        0.5 * (w.flux_x_kgps[face] / g->face_x_m[3 * (nx + 1) + 4] + w.flux_x_kgps[face + 1] / g->face_x_m[3 * (nx + 1) + 5]);
    assert_near(carried / (w.u_mps[cell] * w.air_kg[cell] / g->area_m2[3 * nx + 4]), 1.0, 1e-3);
  }
  assert_near(hypot(w.u_mps[40], w.v_mps[40]), hypot(8.0, 3.0), 1e-3);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
}

static void surface_fields_come_back_with_their_signs(void **state) {
  const era5_fixture f = {.hours = 3,
                          .lapse_kpm = 0.0065,
                          .u_mps = 5.0,
                          .rain_mm = {9.0, 1.5, 0.25},
                          .heat_wpm2 = 120.0,
                          .sun_wpm2 = 450.0,
                          .snow_m = 0.006,
                          .land = 0.75};
  era5_case *c = era5_case_of(*state, &f);
  fen_weather_source *source = era5_open(c);
  const double rain[] = {0.0, 1.5, 1.75};
  for (int h = 2; h >= 0; h--) { /* backwards: the sum does not depend on the order of reading */
    fen_weather w = era5_read(source, h);
    assert_near(w.rain_mm[10], rain[h], 1e-5);
    assert_near(w.heat_flux_wpm2[10], 120.0, 1e-4);
    assert_near(w.shortwave_wpm2[10], 450.0, 1e-4);
    assert_near(w.snow_share[10], fen_snow_share(6.0), 1e-6);
    assert_near(w.pblh_m[10], 700.0, 1e-9);
    assert_near(w.friction_velocity_mps[10], 0.4, 1e-6);
    assert_true(w.obukhov_m[10] < 0.0);
    fen_weather_clear(&w);
  }
  assert_near(source->land_share[10], 0.75, 1e-6);
  assert_near(source->roughness_m[10], 0.25, 1e-6);
  assert_string_equal(source->label, "ERA5");
  fen_weather_source_destroy(&source);
  free(c);
}

static void sums_since_midnight_give_the_same_hours(void **state) {
  era5_fixture f = {
      .hours = 5, .lapse_kpm = 0.0065, .u_mps = 5.0, .rain_mm = {0.0, 1.5, 0.0, 0.25, 2.0}, .heat_wpm2 = 80.0, .sun_wpm2 = 300.0};
  fen_weather hourly = era5_weather_of(*state, &f, 4);
  f.since_midnight = 1;
  era5_case *c = era5_case_of(*state, &f);
  c->params.start_s = era5_start(&f) + 3600.0; /* the sum at midnight would want the hour before */
  fen_weather_source *source = era5_open(c);
  fen_weather sums = era5_read(source, source->time_count - 1);
  assert_near(sums.rain_mm[10], 2.25, 1e-5);
  assert_near(hourly.rain_mm[10], 3.75, 1e-5);
  assert_near(sums.heat_flux_wpm2[10], 80.0, 1e-3);
  assert_near(sums.shortwave_wpm2[10], 300.0, 1e-3);
  fen_weather_clear(&sums);
  fen_weather_clear(&hourly);
  fen_weather_source_destroy(&source);
  free(c);
}

static void the_sum_stamped_midnight_is_that_of_the_day_before(void **state) {
  era5_fixture f = {.hours = 26,
                    .nlat = 5,
                    .nlon = 9,
                    .west_deg = 112.0,
                    .north_deg = 38.0,
                    .lapse_kpm = 0.0065,
                    .u_mps = 5.0,
                    .sun_wpm2 = 300.0,
                    .since_midnight = 1};
  for (int h = 0; h < 26; h++)
    f.rain_mm[h] = 0.25 * h;
  era5_case *c = era5_case_of(*state, &f);
  c->params.start_s = era5_start(&f) + 22.0 * 3600.0;
  fen_weather_source *source = era5_open(c);
  for (ptrdiff_t n = 0; n < 4; n++) {
    fen_weather w = era5_read(source, n);
    static const double fallen_mm[] = {0.0, 5.75, 11.75, 18.0};
    assert_near(w.rain_mm[10], fallen_mm[n], 1e-3);
    assert_near(w.shortwave_wpm2[10], 300.0, 0.1);
    fen_weather_clear(&w);
  }
  fen_weather_source_destroy(&source);
  free(c);
}

static void rain_of_every_hour_counts_between_instants_three_hours_apart(void **state) {
  const era5_fixture instants = {.hours = 3, .spacing_s = 10800.0, .lapse_kpm = 0.0065, .u_mps = 5.0};
  era5_fixture hours = {.hours = 7, .lapse_kpm = 0.0065, .rain_mm = {7.0, 1.0, 2.0, 4.0, 0.5, 0.0, 0.25}, .heat_wpm2 = 50.0};
  era5_case *c = era5_case_new();
  era5_add(c, *state, "levels3.nc", &instants, ERA5_LEVELS);
  era5_add(c, *state, "surface3.nc", &instants, ERA5_SURFACE | ERA5_CONSTANTS);
  era5_add(c, *state, "sums.nc", &hours, ERA5_SUMS);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, 2);
  assert_near(w.rain_mm[10], 7.75, 1e-5);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  free(c);
}

static void what_is_absent_is_diagnosed_and_told_once(void **state) {
  const era5_fixture f = {.hours = 2, .lapse_kpm = 0.0065, .u_mps = 5.0, .leave = " blh zust sshf ssrd sd tp lsm fsr w "};
  era5_case *c = era5_case_of(*state, &f);
  fen_weather_source *source = era5_open(c);
  for (int h = 0; h < 2; h++) {
    fen_weather w = era5_read(source, h);
    assert_true(w.pblh_m[10] >= 10.0 && w.pblh_m[10] < 5000.0);
    assert_true(w.friction_velocity_mps[10] > 0.05 && w.friction_velocity_mps[10] < 1.0);
    assert_true(fabs(w.heat_flux_wpm2[10]) < 500.0);
    assert_true(isnan(w.shortwave_wpm2[10]) && isnan(w.snow_share[10]));
    assert_true(w.rain_mm[10] == 0.0 && w.flux_top_kgps[10] == 0.0);
    fen_weather_clear(&w);
  }
  assert_null(source->land_share);
  assert_null(source->roughness_m);
  const char *told = strstr(c->words, "ERA5: the files have no blh (diagnosed");
  assert_non_null(told);
  assert_null(strstr(told + 1, "ERA5: the files have no blh"));
  assert_mentions(told, "tp (no rain, no wet removal)");
  fen_weather_source_destroy(&source);
  free(c);
}

static void units_that_can_be_converted_are(void **state) {
  era5_fixture f = {.hours = 2, .lapse_kpm = 0.0065, .u_mps = 5.0, .rain_mm = {0.0, 2.0}};
  f.unit_of = "tp";
  f.unit = "mm"; /* what the fixture writes as 0.002 then is 0.002 mm */
  fen_weather w = era5_weather_of(*state, &f, 1);
  assert_near(w.rain_mm[10], 0.002, 1e-8);
  fen_weather_clear(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(standard_atmosphere_comes_back_over_flat_ground),
      cmocka_unit_test(standard_atmosphere_comes_back_over_a_mountain_and_a_valley_that_era5_lacks),
      cmocka_unit_test(isothermal_atmosphere_comes_back_over_a_mountain),
      cmocka_unit_test(atmosphere_over_hills_comes_back_to_a_ten_thousandth),
      cmocka_unit_test(model_levels_give_the_same_atmosphere),
      cmocka_unit_test(wind_belongs_to_height_above_ground_below_and_to_altitude_above),
      cmocka_unit_test(solid_body_rotation_follows_the_parallels_of_every_map),
      cmocka_unit_test(wind_across_a_face_is_that_across_its_edge_on_a_skew_map),
      cmocka_unit_test(fluxes_are_wind_times_air_and_the_top_is_open),
      cmocka_unit_test(surface_fields_come_back_with_their_signs),
      cmocka_unit_test(sums_since_midnight_give_the_same_hours),
      cmocka_unit_test(the_sum_stamped_midnight_is_that_of_the_day_before),
      cmocka_unit_test(rain_of_every_hour_counts_between_instants_three_hours_apart),
      cmocka_unit_test(what_is_absent_is_diagnosed_and_told_once),
      cmocka_unit_test(units_that_can_be_converted_are),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
