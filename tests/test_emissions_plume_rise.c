/* Briggs' plume rise against values worked out by hand from the formulas in plume_rise.h. */
#include "fenhe/plume_rise.h"
#include "support.h"

/* v = 20 m/s, d = 4 m, 400 K in air of 280 K: F_b = 9.81 * 20 * 16 * 120 / 1600 = 235.44 m4 s-3. */
static const fen_stack large = {.height_m = 200.0, .diameter_m = 4.0, .temperature_k = 400.0, .velocity_mps = 20.0};
/* v = 10 m/s, d = 1 m: F_b = 7.3575 m4 s-3. */
static const fen_stack small = {.height_m = 30.0, .diameter_m = 1.0, .temperature_k = 400.0, .velocity_mps = 10.0};

static fen_stack_air neutral(double wind_mps) {
  return (fen_stack_air){.temperature_k = 280.0, .wind_mps = wind_mps, .pblh_m = 5000.0, .obukhov_m = -INFINITY};
}

static fen_stack_air stable(double wind_mps) {
  return (fen_stack_air){.temperature_k = 280.0, .wind_mps = wind_mps, .pblh_m = 100.0, .obukhov_m = 20.0, .dtheta_dz_kpm = 0.02};
}

static void fluxes_are_those_of_briggs(void **state) {
  (void)state;
  fen_stack_air air = neutral(5.0);
  fen_plume plume = fen_plume_rise(&large, &air);
  assert_near(plume.buoyancy_flux_m4ps3, 235.44, 1e-10);
  assert_near(plume.momentum_flux_m4ps2, 20.0 * 20.0 * 16.0 * 280.0 / 1600.0, 1e-10);
}

static void large_neutral_plume_rises_38_71_f_to_three_fifths_over_u(void **state) {
  (void)state;
  fen_stack_air air = neutral(5.0);
  assert_near(fen_plume_rise(&large, &air).rise_m, 205.10739387182647, 1e-9);
}

static void small_neutral_plume_rises_21_425_f_to_three_quarters_over_u(void **state) {
  (void)state;
  fen_stack_air air = neutral(5.0);
  assert_near(fen_plume_rise(&small, &air).rise_m, 19.142494427403133, 1e-10);
}

static void stable_plume_rises_2_6_cube_root(void **state) {
  (void)state;
  fen_stack_air air = stable(5.0);
  assert_near(fen_plume_rise(&large, &air).rise_m, 105.70522110874474, 1e-9);
}

/* In the calmest air the bent-over formula takes 1 m/s: 180.75 m, below the vertical plume's 238.75 m. */
static void calm_air_counts_as_one_metre_per_second(void **state) {
  (void)state;
  fen_stack_air calm = stable(0.0);
  fen_stack_air light = stable(1.0);
  assert_near(fen_plume_rise(&large, &calm).rise_m, 180.75338553409537, 1e-9);
  assert_true(fen_plume_rise(&large, &calm).rise_m == fen_plume_rise(&large, &light).rise_m);
}

static void cold_plume_rises_by_its_momentum(void **state) {
  (void)state;
  fen_stack cold = large;
  cold.temperature_k = 280.0;
  fen_stack_air air = neutral(6.0);
  fen_plume plume = fen_plume_rise(&cold, &air);
  assert_near(plume.rise_m, 3.0 * 4.0 * 20.0 / 6.0, 1e-12);
  assert_true(plume.buoyancy_flux_m4ps3 == 0.0);
}

static void still_gas_does_not_rise(void **state) {
  (void)state;
  fen_stack still = large;
  still.velocity_mps = 0.0;
  fen_stack_air air = stable(3.0);
  fen_plume plume = fen_plume_rise(&still, &air);
  assert_true(plume.rise_m == 0.0 && plume.bottom_m == 200.0 && plume.top_m == 200.0);
}

static void plume_spans_half_to_one_and_a_half_rises(void **state) {
  (void)state;
  fen_stack_air air = neutral(5.0);
  fen_plume plume = fen_plume_rise(&large, &air);
  assert_near(plume.bottom_m, 200.0 + 0.5 * plume.rise_m, 1e-12);
  assert_near(plume.top_m, 200.0 + 1.5 * plume.rise_m, 1e-12);
}

/* u* = 0.6 m/s, u = 8 m/s: F / (u u*^2) = 81.75 m; 1.2 * 81.75^0.6 * (200 + 106.275)^0.4 = 166.26 m; L = -50 m brings
 * H = 0.0108 m2 s-3 and 4.3 (235.44 / 8)^0.6 0.0108^-0.4 = 199.7 m. The formula without limits gives 128.19 m: no limit acts;
 * at 2 m/s it gives 512.77 m and the convective limit 4.3 * 117.72^0.6 * 0.0108^-0.4 = 459.0 m acts. */
static void turbulence_breaks_up_a_plume(void **state) {
  (void)state;
  fen_stack_air air = neutral(8.0);
  air.friction_velocity_mps = 0.6;
  air.obukhov_m = -50.0;
  assert_near(fen_plume_rise(&large, &air).rise_m, 38.71 * pow(235.44, 0.6) / 8.0, 1e-9);
  air.wind_mps = 2.0;
  double limit = 4.3 * pow(235.44 / 2.0, 0.6) * pow(0.6 * 0.6 * 0.6 / (0.4 * 50.0), -0.4);
  assert_near(fen_plume_rise(&large, &air).rise_m, limit, 1e-9);
}

/* 205 m of rise would leave a boundary layer of 250 m; the inversion above lets the plume climb 105.7 m, the way to the top is 50 m. */
static void inversion_above_the_boundary_layer_stops_a_plume(void **state) {
  (void)state;
  fen_stack_air air = neutral(5.0);
  air.pblh_m = 250.0;
  air.dtheta_dz_above_kpm = 0.02;
  assert_near(fen_plume_rise(&large, &air).rise_m, 105.70522110874474, 1e-9);
  air.pblh_m = 380.0;
  assert_near(fen_plume_rise(&large, &air).rise_m, 180.0, 1e-9);
}

static void weak_stability_gives_no_more_than_the_neutral_rise(void **state) {
  (void)state;
  fen_stack_air air = stable(5.0);
  air.dtheta_dz_kpm = 1e-6;
  assert_near(fen_plume_rise(&large, &air).rise_m, 205.10739387182647, 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fluxes_are_those_of_briggs),
      cmocka_unit_test(large_neutral_plume_rises_38_71_f_to_three_fifths_over_u),
      cmocka_unit_test(small_neutral_plume_rises_21_425_f_to_three_quarters_over_u),
      cmocka_unit_test(stable_plume_rises_2_6_cube_root),
      cmocka_unit_test(calm_air_counts_as_one_metre_per_second),
      cmocka_unit_test(cold_plume_rises_by_its_momentum),
      cmocka_unit_test(still_gas_does_not_rise),
      cmocka_unit_test(plume_spans_half_to_one_and_a_half_rises),
      cmocka_unit_test(turbulence_breaks_up_a_plume),
      cmocka_unit_test(inversion_above_the_boundary_layer_stops_a_plume),
      cmocka_unit_test(weak_stability_gives_no_more_than_the_neutral_rise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
