/* The exact solutions against known values, and against the equations that they solve. */
#include "exact.h"
#include "support.h"

#define PI 3.14159265358979323846

static void bessel_functions_meet_known_values(void **state) {
  (void)state;
  for (double x = 0.01; x < 200.0; x *= 1.7) { /* half orders are elementary */
    assert_near(fen_exact_bessel(-0.5, x) * sqrt(0.5 * PI * x), 0.5 * (1.0 + exp(-2.0 * x)), 1e-14);
    assert_near(fen_exact_bessel(0.5, x) * sqrt(0.5 * PI * x), 0.5 * (1.0 - exp(-2.0 * x)), 1e-14);
    double nu = 2.0 / 15.0; /* I_{m-1} - I_{m+1} = 2 m/x I_m */
    double left = fen_exact_bessel(-nu, x) - fen_exact_bessel(2.0 - nu, x);
    assert_near(left / (2.0 * (1.0 - nu) / x * fen_exact_bessel(1.0 - nu, x)), 1.0, 1e-9);
  }
  assert_near(fen_exact_bessel(0.0, 1.0) * exp(1.0), 1.2660658777520084, 1e-15); /* Abramowitz & Stegun, table 9.8 */
  for (double x = 1.0; x < 200.0; x *= 3.0) {                                    /* pi I_0 = integral of exp(x cos), exact by trapezia */
    double sum = 0.0;
    for (int n = 0; n < 400; n++)
      sum += exp(x * (cos(PI * (n + 0.5) / 400.0) - 1.0)) / 400.0;
    assert_near(fen_exact_bessel(0.0, x), sum, 1e-15);
  }
  assert_near(fen_exact_bessel(-2.0 / 15.0, 30.0 - 1e-9) / fen_exact_bessel(-2.0 / 15.0, 30.0 + 1e-9), 1.0, 1e-9);
}

static void scaled_complementary_error_function_goes_on_where_erfc_ends(void **state) {
  (void)state;
  assert_near(fen_exact_erfcx(1.0), 0.427583576155807, 1e-14);
  assert_near(fen_exact_erfcx(25.0 - 1e-9) / fen_exact_erfcx(25.0), 1.0, 1e-9);
  assert_near(fen_exact_erfcx(1e3) * 1e3 * sqrt(PI), 1.0 - 0.5e-6, 1e-11);
}

static double power_law_flux(double z, const void *of) {
  const fen_exact_power_law *plume = of;
  return plume->a * pow(z, plume->p) * fen_exact_power_law_at(plume, 1000.0, z);
}

static void power_law_plume_has_the_published_value_and_carries_its_source(void **state) {
  (void)state;
  const fen_exact_power_law plume = {.a = 3.0, .p = 0.3, .b = 0.4, .n = 0.8, .source_m = 20.0};
  assert_near(fen_exact_power_law_at(&plume, 1000.0, 1.5), 2.4026e-3, 5e-8);
  double flux = 0.0;
  double low = 0.0;
  for (double high = 1e-6; low < 600.0; high *= 1.05) { /* the wind's power of z wants short parts near the ground */
    flux += fen_exact_mean(power_law_flux, &plume, low, high) * (high - low);
    low = high;
  }
  assert_near(flux, 1.0, 1e-8);
}

static void half_space_leaves_the_published_mass(void **state) {
  (void)state;
  const fen_exact_release release = {.k_m2ps = 5.0, .deposition_mps = 0.02, .height_m = 50.0};
  assert_near(fen_exact_release_left(&release, 3600.0), 0.707253, 5e-7);
  double s = sqrt(4.0 * 5.0 * 3600.0); /* its closed form */
  double exact = erf(50.0 / s) + exp(-2500.0 / (s * s)) * fen_exact_erfcx(50.0 / s + 0.02 * sqrt(3600.0 / 5.0));
  assert_near(fen_exact_release_left(&release, 3600.0), exact, 1e-13);
}

/* c_t = K c_zz + v_s c_z, K c_z + v_s c = v_d c at the ground, and what is lost is what the ground took. */
static void settling_release_solves_its_equation(void **state) {
  (void)state;
  const fen_exact_release r = {.k_m2ps = 4.0, .settling_mps = 0.03, .deposition_mps = 0.08, .height_m = 80.0};
  const double d = 0.5;
  for (double t = 500.0; t < 6000.0; t *= 1.7) {
    for (double z = 5.0; z < 300.0; z += 20.0) {
      double ct = (fen_exact_release_at(&r, z, t + d) - fen_exact_release_at(&r, z, t - d)) / (2.0 * d);
      double up = fen_exact_release_at(&r, z + d, t);
      double here = fen_exact_release_at(&r, z, t);
      double down = fen_exact_release_at(&r, z - d, t);
      assert_near(ct, r.k_m2ps * (up - 2.0 * here + down) / (d * d) + r.settling_mps * (up - down) / (2.0 * d), 1e-9);
    }
    double ground = fen_exact_release_at(&r, 0.0, t);
    double slope = (-3.0 * ground + 4.0 * fen_exact_release_at(&r, d, t) - fen_exact_release_at(&r, 2.0 * d, t)) / (2.0 * d);
    assert_near(r.k_m2ps * slope + r.settling_mps * ground, r.deposition_mps * ground, 1e-7);
    double lost = (fen_exact_release_left(&r, t - d) - fen_exact_release_left(&r, t + d)) / (2.0 * d);
    assert_near(lost, r.deposition_mps * ground, 1e-8);
  }
}

static void velocity_at_a_height_carries_the_ground_s_flux(void **state) {
  (void)state;
  fen_exact_release r = {.k_m2ps = 5.0, .deposition_mps = 0.02, .height_m = 50.0};
  assert_near(fen_exact_release_velocity(&r, 1.0), 1.0 / (50.0 + 0.2), 1e-15);
  r.settling_mps = 1e-9; /* falls slower and slower: the same */
  assert_near(fen_exact_release_velocity(&r, 1.0), 1.0 / (50.0 + 0.2), 1e-9);
  r.settling_mps = 0.02;
  assert_near(fen_exact_release_velocity(&r, 30.0), 0.02, 1e-15);
}

static void point_plume_is_gaussian_where_it_is_slender(void **state) {
  (void)state;
  double x = 1e5;
  double spread = 2.0 * 5.0 * x / 10.0; /* sigma^2 = 2 K x/u */
  double gauss = 2.0 * exp(-0.5 * (300.0 * 300.0 + 50.0 * 50.0) / spread) / (2.0 * PI * spread * 10.0);
  assert_near(fen_exact_point_plume(10.0, 5.0, 50.0, x, 300.0, 0.0) / gauss, 1.0, 1e-4);
}

static void shear_spreads_by_two_thirds_of_the_cube(void **state) {
  (void)state;
  fen_exact_moments m = fen_exact_sheared(0.01, 10.0, 0.0, 0.0, 1000.0);
  assert_near(m.xx, 2.0 / 3.0 * 10.0 * 1e-4 * 1e9 + 2e4, 1e-6);
  assert_near(m.xz, 1e5, 1e-8);
  assert_near(m.zz, 2e4, 1e-8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bessel_functions_meet_known_values),
      cmocka_unit_test(scaled_complementary_error_function_goes_on_where_erfc_ends),
      cmocka_unit_test(power_law_plume_has_the_published_value_and_carries_its_source),
      cmocka_unit_test(half_space_leaves_the_published_mass),
      cmocka_unit_test(settling_release_solves_its_equation),
      cmocka_unit_test(velocity_at_a_height_carries_the_ground_s_flux),
      cmocka_unit_test(point_plume_is_gaussian_where_it_is_slender),
      cmocka_unit_test(shear_spreads_by_two_thirds_of_the_cube),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
