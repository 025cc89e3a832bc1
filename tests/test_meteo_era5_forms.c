/* One atmosphere in all the forms in which ERA5 is downloaded: the same weather comes out. */
#include "era5_support.h"

static const era5_fixture plain = {.hours = 3,
                                   .lapse_kpm = 0.0065,
                                   .q = 0.004,
                                   .ground_m = 200.0,
                                   .hills_m = 300.0,
                                   .u_mps = 6.0,
                                   .v_mps = -2.0,
                                   .shear_ps = 0.002,
                                   .omega_paps = 0.1,
                                   .warming_k = 0.5,
                                   .rain_mm = {0.0, 1.25, 2.5},
                                   .heat_wpm2 = 90.0,
                                   .sun_wpm2 = 400.0,
                                   .snow_m = 0.004,
                                   .land = 1.0};

/* How far the last hour of two fixtures is apart, as a share of each field's largest value. */
static double difference(void **state, const era5_fixture *one, const era5_fixture *two) {
  fen_weather a = era5_weather_of(*state, one, one->hours - 1);
  fen_weather b = era5_weather_of(*state, two, two->hours - 1);
  const double worst = era5_difference(&a, &b);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  return worst;
}

static void old_and_new_form_give_the_same_bytes(void **state) {
  era5_fixture other = plain;
  other.new_form = 1;
  assert_true(difference(state, &plain, &other) == 0.0);
}

static void order_of_levels_does_not_matter(void **state) {
  era5_fixture other = plain;
  other.upwards = 1;
  assert_true(difference(state, &plain, &other) == 0.0);
  era5_fixture model = plain;
  model.model_levels = 48;
  other.model_levels = 48;
  assert_true(difference(state, &model, &other) == 0.0);
}

/* Bilinear weights are reckoned from the other point: rounding differs. */
static void latitudes_may_run_either_way(void **state) {
  era5_fixture other = plain;
  other.northwards = 1;
  assert_true(difference(state, &plain, &other) < 1e-12);
}

static void packed_values_differ_by_the_packing_step_at_most(void **state) {
  era5_fixture other = plain;
  other.packed = 1;
  fen_weather a = era5_weather_of(*state, &plain, 2);
  fen_weather b = era5_weather_of(*state, &other, 2);
  /* 65 533 steps: of temperature over 340 - 230 K, of the wind over 120 m/s, half a step of rounding in each of two fields. */
  const ptrdiff_t cells = a.nx * a.ny * a.nz;
  for (ptrdiff_t n = 0; n < cells; n++) {
    assert_near(b.temperature_k[n], a.temperature_k[n], 110.0 / 65532.0);
    assert_near(b.u_mps[n], a.u_mps[n], 120.0 / 65532.0);
  }
  for (ptrdiff_t n = 0; n < a.nx * a.ny; n++)
    assert_near(b.rain_mm[n], a.rain_mm[n], 2.0 * 2.5 / 65532.0);
  assert_true(era5_difference(&a, &b) < 2e-2); /* layers of 30 m: 1.5 m of geopotential's 90 000 m2/s2 in 65 533 steps */
  assert_true(era5_difference(&a, &b) > 0.0);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
}

static void hybrid_coefficients_come_from_the_file_or_the_table(void **state) {
  era5_fixture table = plain;
  table.model_levels = 48;
  era5_fixture half = table;
  half.coefficients = ERA5_HALF_LEVELS;
  era5_fixture full = table;
  full.coefficients = ERA5_FULL_LEVELS;
  assert_true(difference(state, &table, &half) == 0.0);
  assert_true(difference(state, &table, &full) < 1e-9);
  /* CDO keeps the coefficients of all levels when it selects some. */
  table.model_levels = half.model_levels = full.model_levels = 40;
  half.all_coefficients = full.all_coefficients = 1;
  assert_true(difference(state, &table, &half) == 0.0);
  assert_true(difference(state, &table, &full) < 1e-9);
}

static void surface_geopotential_may_lie_on_the_first_model_level(void **state) {
  era5_fixture model = plain;
  model.model_levels = 48;
  era5_fixture archived = model;
  archived.archived = 1;
  assert_true(difference(state, &model, &archived) == 0.0);
}

static void pressure_and_model_levels_agree(void **state) {
  era5_fixture model = plain;
  model.model_levels = 48;
  model.leave = " w "; /* interpolated over other nodes between the ground, where it vanishes, and the first level */
  era5_fixture pressure = plain;
  pressure.leave = " w ";
  fen_weather a = era5_weather_of(*state, &pressure, 2);
  fen_weather b = era5_weather_of(*state, &model, 2);
  const ptrdiff_t cells = a.nx * a.ny * a.nz;
  for (ptrdiff_t n = 0; n < cells; n++) {
    assert_near(b.temperature_k[n], a.temperature_k[n], 0.05);
    assert_near(b.pressure_pa[n], a.pressure_pa[n], 15.0);
    assert_near(b.air_kg[n] / a.air_kg[n], 1.0, 2e-3);
    assert_near(b.u_mps[n], a.u_mps[n], 0.15); /* the shear, even up to 250 m, is taken for a logarithmic one on pressure levels */
  }
  fen_weather_clear(&a);
  fen_weather_clear(&b);
}

static void longitudes_may_be_signed_and_cross_greenwich_or_the_date_line(void **state) {
  static const double middles[] = {0.0, 180.0};
  for (int m = 0; m < 2; m++) {
    fen_weather found[3];
    era5_fixture f = plain;
    f.west_deg = middles[m] - 3.0; /* 0 to 360: 357 ... 359.75, 0 ... 3, or 177 ... 183 */
    for (int n = 0; n < 3; n++) {
      f.signed_lon = n == 1;
      if (n == 2) { /* round the earth, from 0 on */
        f.west_deg = 0.0;
        f.step_deg = 2.5;
        f.nlon = 144;
        f.hills_m = 0.0;
      }
      era5_case *c = era5_case_of(*state, &f);
      era5_grid_at(c, middles[m], 37.5, 10000.0);
      fen_weather_source *source = era5_open(c);
      found[n] = era5_read(source, 2);
      fen_weather_source_destroy(&source);
      free(c);
    }
    assert_true(era5_difference(&found[0], &found[1]) < 1e-9); /* rounding of longitudes */
    for (int n = 0; n < 3; n++)
      assert_near(found[n].t2_k[30], era5_temperature(&plain, 2, 0.0), 0.05);
    for (int n = 0; n < 3; n++)
      fen_weather_clear(&found[n]);
  }
}

/* The preliminary version fills the hours that the final one does not have yet. */
static void mixed_versions_are_merged(void **state) {
  era5_fixture mixed = plain;
  mixed.expver = 2;
  assert_true(difference(state, &plain, &mixed) == 0.0);
  mixed.packed = 1;
  era5_fixture packed = plain;
  packed.packed = 1;
  assert_true(difference(state, &packed, &mixed) == 0.0);
}

static void one_file_for_each_part_is_as_good_as_one(void **state) {
  era5_case *c = era5_case_new();
  era5_fixture f = plain;
  f.new_form = 1;
  era5_add(c, *state, "constants.nc", &f, ERA5_CONSTANTS);
  era5_add(c, *state, "data_stream-oper_stepType-accum.nc", &f, ERA5_SUMS);
  era5_add(c, *state, "data_stream-oper_stepType-instant.nc", &f, ERA5_SURFACE);
  era5_fixture hour = f;
  for (int h = 0; h < 3; h++) {
    char name[32];
    (void)snprintf(name, sizeof name, "levels-%d.nc", 2 - h);
    hour.hours = 1;
    hour.start_s = era5_start(&f) + 3600.0 * (2 - h);
    hour.sea_level_k = 288.15 + f.warming_k * (2 - h);
    era5_add(c, *state, name, &hour, ERA5_LEVELS);
  }
  fen_weather_source *source = era5_open(c);
  fen_weather a = era5_read(source, 2);
  fen_weather b = era5_weather_of(*state, &f, 2);
  assert_int_equal(source->time_count, 3);
  assert_true(era5_difference(&a, &b) == 0.0);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_weather_source_destroy(&source);
  free(c);
}

static void sums_may_lie_on_points_of_their_own(void **state) {
  era5_case *c = era5_case_new();
  era5_fixture fine = plain;
  fine.step_deg = 0.1;
  fine.west_deg = 111.05;
  fine.north_deg = 39.35;
  fine.nlon = 41;
  fine.nlat = 38;
  era5_add(c, *state, "levels.nc", &plain, ERA5_LEVELS);
  era5_add(c, *state, "surface.nc", &plain, ERA5_SURFACE | ERA5_CONSTANTS);
  era5_add(c, *state, "sums.nc", &fine, ERA5_SUMS);
  fen_weather_source *source = era5_open(c);
  fen_weather a = era5_read(source, 2);
  fen_weather b = era5_weather_of(*state, &plain, 2);
  assert_true(era5_difference(&a, &b) < 1e-12);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_weather_source_destroy(&source);
  free(c);
}

static void an_hour_twice_is_taken_once_if_it_is_the_same(void **state) {
  era5_case *c = era5_case_of(*state, &plain);
  era5_fixture again = plain;
  again.hours = 1;
  era5_add(c, *state, "again.nc", &again, ERA5_LEVELS);
  fen_weather_source *source = era5_open(c);
  assert_int_equal(source->time_count, 3);
  assert_mentions(c->words, "repeated hours with the same values were passed over");
  fen_weather_source_destroy(&source);
  free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(old_and_new_form_give_the_same_bytes),
      cmocka_unit_test(order_of_levels_does_not_matter),
      cmocka_unit_test(latitudes_may_run_either_way),
      cmocka_unit_test(packed_values_differ_by_the_packing_step_at_most),
      cmocka_unit_test(hybrid_coefficients_come_from_the_file_or_the_table),
      cmocka_unit_test(surface_geopotential_may_lie_on_the_first_model_level),
      cmocka_unit_test(pressure_and_model_levels_agree),
      cmocka_unit_test(longitudes_may_be_signed_and_cross_greenwich_or_the_date_line),
      cmocka_unit_test(mixed_versions_are_merged),
      cmocka_unit_test(one_file_for_each_part_is_as_good_as_one),
      cmocka_unit_test(sums_may_lie_on_points_of_their_own),
      cmocka_unit_test(an_hour_twice_is_taken_once_if_it_is_the_same),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
