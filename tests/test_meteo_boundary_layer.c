/* Similarity, boundary-layer height, diffusivities, scavenging and deposition against their formulas and limits. */
#include "fenhe/boundary_layer.h"
#include "fenhe/deformation.h"
#include "fenhe/deposition.h"
#include "fenhe/scavenging.h"
#include "support.h"

enum { NZ = 40 };

typedef struct {
  double face[NZ + 1], middle[NZ], theta[NZ], u[NZ], v[NZ], kz[NZ + 1];
} column;

/* Layers of equal depth; a mixed layer of 290 K up to the given height, 6 K/km and a jump of 3 K above. */
static void fill_column(column *c, double depth_m, double mixed_m) {
  for (int k = 0; k <= NZ; k++)
    c->face[k] = depth_m * k;
  for (int k = 0; k < NZ; k++) {
    c->middle[k] = depth_m * (k + 0.5);
    c->theta[k] = c->middle[k] < mixed_m ? 290.0 : 293.0 + 0.006 * (c->middle[k] - mixed_m);
    c->u[k] = 6.0 + 0.001 * c->middle[k];
    c->v[k] = 0.0;
  }
}

static fen_profile profile_of(const column *c) {
  return (fen_profile){NZ, c->middle, c->theta, c->u, c->v};
}

static void obukhov_length_has_its_sign_and_value(void **state) {
  (void)state;
  /* -rho cp u*^3 T / (k g H) with rho = 1e5 / (287 x 300). */
  const double wanted = -1e5 / 287.0 * 1004.5 * 0.064 / (0.4 * 9.81 * 100.0);
  assert_near(fen_obukhov_length(0.4, 100.0, 300.0, 1e5), wanted, 1e-9);
  assert_near(fen_obukhov_length(0.4, -100.0, 300.0, 1e5), -wanted, 1e-9);
  assert_true(fen_obukhov_length(0.4, 0.0, 300.0, 1e5) == 1e9);
  assert_true(fen_obukhov_length(0.4, 1e-12, 300.0, 1e5) == -1e9);
  assert_true(fen_obukhov_length(0.0, 50.0, 300.0, 1e5) == -1.0);
  assert_true(fen_obukhov_length(0.0, -50.0, 300.0, 1e5) == 1.0);
}

/* psi(zeta) is the integral of (1 - phi) / zeta. */
static void similarity_functions_are_integrals_of_the_gradients(void **state) {
  (void)state;
  for (double end = -4.0; end < 4.1; end += 1.6) {
    double momentum = 0.0;
    double heat = 0.0;
    const int steps = 200000;
    for (int n = 0; n < steps; n++) {
      const double zeta = end * (n + 0.5) / steps;
      const double stable = zeta < 1.0 ? 1.0 + 5.0 * zeta : 6.0;
      const double phi_m = zeta < 0.0 ? pow(1.0 - 16.0 * zeta, -0.25) : stable;
      const double phi_h = zeta < 0.0 ? pow(1.0 - 16.0 * zeta, -0.5) : stable;
      momentum += (1.0 - phi_m) / zeta * end / steps;
      heat += (1.0 - phi_h) / zeta * end / steps;
    }
    assert_near(fen_similarity_psi_m(end), momentum, 1e-4);
    assert_near(fen_similarity_psi_h(end), heat, 1e-4);
  }
}

/* Wind and temperature made from known scales by the similarity profiles give those scales back. */
static void surface_layer_returns_the_scales_of_its_profiles(void **state) {
  (void)state;
  const double friction = 0.35;
  const double pressure = 1e5;
  const double theta_low = 290.0;
  static const double fluxes[] = {-20.0, 0.0, 150.0};
  for (int n = 0; n < 3; n++) {
    const double density = pressure / (287.0 * theta_low);
    const double scale = -fluxes[n] / (density * 1004.5 * friction);
    const double length = fen_obukhov_length(friction, fluxes[n], theta_low, pressure);
    const double z = 25.0;
    const double z0 = 0.1;
    const double wind = friction / 0.4 * (log(z / z0) - fen_similarity_psi_m(z / length) + fen_similarity_psi_m(z0 / length));
    const double theta = theta_low + scale / 0.4 * (log(z / 2.0) - fen_similarity_psi_h(z / length) + fen_similarity_psi_h(2.0 / length));
    const fen_surface_layer_input input = {.wind_mps = wind,
                                           .height_m = z,
                                           .theta_k = theta,
                                           .theta_low_k = theta_low,
                                           .height_low_m = 2.0,
                                           .roughness_m = z0,
                                           .surface_pressure_pa = pressure};
    const fen_surface_layer found = fen_surface_layer_solve(&input);
    assert_near(found.friction_velocity_mps, friction, 1e-6);
    assert_near(found.heat_flux_wpm2, fluxes[n], 1e-4);
  }
}

static void the_sea_grows_rough_and_levels_off(void **state) {
  (void)state;
  fen_surface_layer_input input = {.wind_mps = 8.0,
                                   .height_m = 25.0,
                                   .theta_k = 300.0,
                                   .theta_low_k = 300.0,
                                   .height_low_m = 2.0,
                                   .roughness_m = 1e-4,
                                   .sea = 1,
                                   .surface_pressure_pa = 1e5};
  const fen_surface_layer breeze = fen_surface_layer_solve(&input);
  input.wind_mps = 60.0;
  const fen_surface_layer hurricane = fen_surface_layer_solve(&input);
  assert_near(breeze.roughness_m, 0.0185 * pow(breeze.friction_velocity_mps, 2.0) / 9.81 + 1.59e-5, 1e-8);
  assert_near(hurricane.roughness_m, 2.85e-3, 1e-15);
  assert_near(hurricane.friction_velocity_mps, 0.4 * 60.0 / log(25.0 / 2.85e-3), 1e-6);
}

static void boundary_layer_ends_at_the_inversion(void **state) {
  (void)state;
  column c;
  fill_column(&c, 50.0, 1000.0);
  const fen_profile p = profile_of(&c);
  const double height = fen_boundary_layer_height(&p, 0.3, 0.0, 1.2);
  assert_true(height > 950.0 && height < 1050.0);
  /* Stable from the ground: shallow; a warm parcel goes higher, never lower. */
  for (int k = 0; k < NZ; k++)
    c.theta[k] = 290.0 + 0.02 * c.middle[k];
  const double stable = fen_boundary_layer_height(&p, 0.1, -20.0, 1.2);
  const double warm = fen_boundary_layer_height(&p, 0.1, 100.0, 1.2);
  assert_true(stable > 25.0 && stable < 200.0);
  assert_true(warm > stable);
  for (int k = 0; k < NZ; k++)
    c.theta[k] = 290.0;
  assert_true(fen_boundary_layer_height(&p, 0.3, 50.0, 1.2) == c.middle[NZ - 1]);
}

static void kz_is_k_ustar_z_in_a_neutral_log_layer(void **state) {
  (void)state;
  column c;
  fill_column(&c, 1.0, 5000.0);
  const fen_profile p = profile_of(&c);
  const fen_kz_params params = {.friction_velocity_mps = 0.4, .obukhov_m = 1e9, .pblh_m = 1e5, .minimum_m2ps = 0.0};
  fen_kz_profile(&p, c.face, &params, c.kz);
  assert_true(c.kz[0] == 0.0 && c.kz[NZ] == 0.0);
  for (int k = 1; k < NZ; k++)
    assert_near(c.kz[k] / (0.4 * 0.4 * c.face[k]), 1.0, 1e-3);
  /* The unstable branch has the same neutral limit. */
  const fen_kz_params other = {.friction_velocity_mps = 0.4, .obukhov_m = -1e9, .pblh_m = 1e5, .minimum_m2ps = 0.0};
  double before[NZ + 1];
  memcpy(before, c.kz, sizeof before);
  fen_kz_profile(&p, c.face, &other, c.kz);
  for (int k = 1; k < NZ; k++)
    assert_near(c.kz[k] / before[k], 1.0, 0.02);
}

static void kz_follows_its_formula_in_stable_air(void **state) {
  (void)state;
  column c;
  fill_column(&c, 20.0, 100.0);
  const fen_profile p = profile_of(&c);
  const fen_kz_params params = {.friction_velocity_mps = 0.2, .obukhov_m = 50.0, .pblh_m = 300.0, .minimum_m2ps = 0.01};
  fen_kz_profile(&p, c.face, &params, c.kz);
  for (int k = 1; c.face[k] < 300.0; k++) {
    const double z = c.face[k];
    const double phi = z <= 50.0 ? 1.0 + 5.0 * z / 50.0 : 5.0 + z / 50.0;
    const double wanted = 0.4 * 0.2 / phi * z * (1.0 - z / 300.0) * (1.0 - z / 300.0);
    assert_near(c.kz[k], fmax(wanted, 0.01), 1e-12);
  }
}

static void convective_kz_scales_with_w_star(void **state) {
  (void)state;
  column c;
  fill_column(&c, 50.0, 1500.0);
  const fen_profile p = profile_of(&c);
  const double h = 1500.0;
  /* u* = 0.1 m/s and L = -2 m: w* = 1.23 m/s, free convection. */
  const fen_kz_params params = {.friction_velocity_mps = 0.1, .obukhov_m = -2.0, .pblh_m = h, .minimum_m2ps = 0.1};
  fen_kz_profile(&p, c.face, &params, c.kz);
  const double w_star = 0.1 * cbrt(h / (0.4 * 2.0));
  double largest = 0.0;
  for (int k = 1; k < NZ; k++)
    largest = fmax(largest, c.kz[k]);
  print_message("free convection: largest Kz %.0f m2/s = %.3f w* h\n", largest, largest / (w_star * h));
  assert_true(largest / (w_star * h) > 0.04 && largest / (w_star * h) < 0.15);
  assert_true(c.kz[30] >= 0.1 && c.kz[30] < 0.01 * largest);
}

static void kz_has_its_floor_and_shear_lifts_it_aloft(void **state) {
  (void)state;
  column c;
  fill_column(&c, 100.0, 300.0);
  const fen_profile p = profile_of(&c);
  const fen_kz_params params = {.friction_velocity_mps = 0.2, .obukhov_m = 100.0, .pblh_m = 200.0, .minimum_m2ps = 0.5};
  fen_kz_profile(&p, c.face, &params, c.kz);
  assert_true(c.kz[30] == 0.5);
  c.u[29] -= 8.0;
  c.theta[29] = c.theta[30];
  fen_kz_profile(&p, c.face, &params, c.kz);
  /* Neutral: K = l^2 S. */
  const double z = c.face[30];
  const double mixing = 1.0 / (1.0 / (0.4 * z) + 1.0 / (30.0 + 270.0 * exp(1.0 - z / 1000.0)));
  assert_near(c.kz[30], mixing * mixing * sqrt(pow((c.u[30] - c.u[29]) / 100.0, 2.0) + 1e-10), 1e-9);
}

static void smagorinsky_sees_deformation_and_not_rotation(void **state) {
  (void)state;
  enum { N = 8 };
  const fen_grid_params params = {.nx = N, .ny = N, .dx = 2000.0, .dy = 2000.0};
  fen_grid *grid = NULL;
  fen_error err = {0};
  assert_int_equal(fen_grid_create(&params, &grid, &err), FEN_OK);
  double u[N * N];
  double v[N * N];
  double k[N * N];
  const double rate = 1e-4;
  for (int c = 0; c < N * N; c++) {
    u[c] = -rate * 2000.0 * (c / N);
    v[c] = rate * 2000.0 * (c % N);
  }
  fen_smagorinsky(grid, u, v, 0.2, 5.0, 1e5, k);
  for (int c = 0; c < N * N; c++)
    assert_true(k[c] == 5.0);
  for (int c = 0; c < N * N; c++)
    v[c] = -v[c];
  fen_smagorinsky(grid, u, v, 0.2, 5.0, 1e5, k);
  for (int c = 0; c < N * N; c++)
    assert_near(k[c], 0.04 * 4e6 * 2.0 * rate, 1e-9);
  fen_smagorinsky(grid, u, v, 0.2, 5.0, 20.0, k);
  assert_true(k[0] == 20.0);
  fen_grid_destroy(&grid);
}

static void scavenging_follows_its_power_law_up_to_the_cloud(void **state) {
  (void)state;
  assert_near(fen_scavenging_coefficient(1.0, 8.4e-5, 0.79), 8.4e-5, 1e-18);
  assert_near(fen_scavenging_coefficient(10.0, 8.4e-5, 0.79), 8.4e-5 * pow(10.0, 0.79), 1e-15);
  assert_true(fen_scavenging_coefficient(0.0, 8.4e-5, 0.0) == 0.0);
  assert_true(fen_scavenging_coefficient(-1.0, 8.4e-5, 0.79) == 0.0);
  static const double face[] = {0.0, 500.0, 1500.0, 2800.0, 5000.0, 9000.0};
  static const double cloud[] = {0.0, 0.0, 3e-4, 0.0, 1e-7};
  static const double clear[] = {0.0, 0.0, 0.0, 0.0, 0.0};
  assert_int_equal(fen_scavenging_layers(5, 1, cloud, face, 800.0), 3);
  assert_int_equal(fen_scavenging_layers(5, 1, clear, face, 800.0), 4);
  assert_int_equal(fen_scavenging_layers(5, 1, NULL, face, 6000.0), 5);
}

static void deposition_mixes_land_and_sea(void **state) {
  (void)state;
  static const double land[] = {1.0, 0.0, 0.25};
  double velocity[3];
  fen_error err = {0};
  assert_int_equal(fen_deposition_velocity(land, 3, 4e-3, 1e-3, velocity, &err), FEN_OK);
  assert_near(velocity[0], 4e-3, 1e-18);
  assert_near(velocity[1], 1e-3, 1e-18);
  assert_near(velocity[2], 1.75e-3, 1e-18);
  assert_int_equal(fen_deposition_velocity(NULL, 3, 4e-3, 1e-3, velocity, &err), FEN_OK);
  assert_near(velocity[1], 4e-3, 1e-18);
  assert_int_equal(fen_deposition_velocity(land, 3, NAN, 1e-3, velocity, &err), FEN_ERR_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(obukhov_length_has_its_sign_and_value),
      cmocka_unit_test(similarity_functions_are_integrals_of_the_gradients),
      cmocka_unit_test(surface_layer_returns_the_scales_of_its_profiles),
      cmocka_unit_test(the_sea_grows_rough_and_levels_off),
      cmocka_unit_test(boundary_layer_ends_at_the_inversion),
      cmocka_unit_test(kz_is_k_ustar_z_in_a_neutral_log_layer),
      cmocka_unit_test(kz_follows_its_formula_in_stable_air),
      cmocka_unit_test(convective_kz_scales_with_w_star),
      cmocka_unit_test(kz_has_its_floor_and_shear_lifts_it_aloft),
      cmocka_unit_test(smagorinsky_sees_deformation_and_not_rotation),
      cmocka_unit_test(scavenging_follows_its_power_law_up_to_the_cloud),
      cmocka_unit_test(deposition_mixes_land_and_sea),
  };
  return cmocka_run_group_tests_name("meteo: boundary layer", tests, NULL, NULL);
}
