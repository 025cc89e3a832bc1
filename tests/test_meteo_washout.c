/* Scavenging of particles and gases against published values. */
#include "fenhe/deposition.h"
#include "fenhe/scavenging.h"
#include "support.h"

#define assert_share(value, expected, share) assert_near((value) / (expected), 1.0, (share))

static double collection(double diameter_um) {
  return fen_rain_collection(1e-3, diameter_um * 1e-6, 1000.0, 298.0, 101325.0);
}

/* Gunn & Kinzer (1949, J. Meteorol. 6, 243-248): 4.03 m/s of drops of 1 mm, 6.49 m/s of 2 mm, 9.09 m/s of 5 mm. */
static void drops_fall_as_gunn_and_kinzer_measured(void **state) {
  (void)state;
  assert_share(fen_rain_drop_velocity(1e-3), 4.03, 0.03);
  assert_share(fen_rain_drop_velocity(2e-3), 6.49, 0.03);
  assert_share(fen_rain_drop_velocity(5e-3), 9.09, 0.03);
  assert_true(fen_rain_drop_velocity(1e-5) == 0.0);
  assert_share(fen_rain_drop_diameter(1.0), 0.7e-3, 1e-12);
  assert_share(fen_rain_drop_diameter(16.0), 1.4e-3, 1e-12);
}

/* Seinfeld & Pandis (2006), the figure of Slinn's efficiency for drops of 0.1 and 1 mm, read off within a factor of 3: for 1 mm about 1e-2
 * at 0.01 um, 1e-4 to 1e-3 in the gap from 0.1 to 1 um, 0.6 to 0.9 at 10 um. */
static void drops_collect_by_size_as_the_figure_shows(void **state) {
  (void)state;
  for (double d = 0.001; d < 40.0; d *= sqrt(10.0))
    print_message("%.3f um: %.2e\n", d, collection(d));
  assert_true(collection(0.01) > 3e-3 && collection(0.01) < 3e-2);
  assert_true(collection(0.3) > 3e-5 && collection(0.3) < 1e-3);
  assert_true(collection(10.0) > 0.5 && collection(10.0) < 1.0);
  assert_true(collection(0.001) > collection(0.01) && collection(0.01) > collection(0.1) && collection(0.1) > collection(0.5));
}

/* Lambda = 3/2 E P / D, to the letter for particles of one size: 1 mm/h, drops of 0.7 mm. */
static void washout_is_the_volume_that_drops_sweep(void **state) {
  (void)state;
  const fen_particles single = {10e-6, 1.0, 1000.0, 0.0};
  const double wanted = 1.5 * fen_rain_collection(0.7e-3, 10e-6, 1000.0, 290.0, 95000.0) / 3.6e6 / 0.7e-3;
  assert_share(fen_scavenging_particles(&single, 1.0, 290.0, 95000.0, 0.5), wanted, 1e-12);
  assert_true(fen_scavenging_particles(&single, 0.0, 290.0, 95000.0, 0.5) == 0.0);
  fen_particles fine, coarse;
  assert_true(fen_particles_find("PM25", &fine) && fen_particles_find("PMC", &coarse));
  print_message("below cloud at 1 mm/h: PM25 %.2e 1/s, PMC %.2e 1/s\n", fen_scavenging_particles(&fine, 1.0, 290.0, 95000.0, 0.9),
                fen_scavenging_particles(&coarse, 1.0, 290.0, 95000.0, 0.9));
  assert_true(fen_scavenging_particles(&coarse, 1.0, 290.0, 95000.0, 0.9) >
              5.0 * fen_scavenging_particles(&fine, 1.0, 290.0, 95000.0, 0.9));
  assert_true(fen_scavenging_particles(&fine, 5.0, 290.0, 95000.0, 0.9) > fen_scavenging_particles(&fine, 1.0, 290.0, 95000.0, 0.9));
}

/* The EMEP model (Simpson et al. 2012): Lambda = A P E / v with A = 5.2 m3 kg-1 s-1, v = 5 m/s and fixed shares of 0.02 for fine and 0.4
 * for coarse particles; by sizes it is the same within a factor of 2.5. */
static void washout_is_of_the_size_that_another_model_has(void **state) {
  (void)state;
  const struct {
    const char *name;
    double share;
  } list[] = {{"PM25", 0.02}, {"PMC", 0.4}};
  for (int n = 0; n < 2; n++) {
    fen_particles particles;
    assert_true(fen_particles_find(list[n].name, &particles));
    const double emep = 5.2 * (1.0 / 3600.0) * list[n].share / 5.0;
    const double ratio = fen_scavenging_particles(&particles, 1.0, 285.0, 95000.0, 0.9) / emep;
    print_message("%s: %.2f of EMEP's\n", list[n].name, ratio);
    assert_true(ratio > 0.4 && ratio < 2.5);
  }
}

/* Simpson et al. (2012, supplement): ratios in and below cloud; 1e6 in cloud for particles. */
static void gases_wash_out_by_their_ratios(void **state) {
  (void)state;
  fen_gas gas;
  assert_share(fen_scavenging_by_ratio(1.0, FEN_SCAVENGING_PARTICLES_IN_CLOUD), 1.0 / 3600.0, 1e-12);
  assert_true(fen_scavenging_by_ratio(0.0, 1e6) == 0.0);
  const struct {
    const char *name;
    double in_cloud, below_cloud;
  } list[] = {{"SO2", 0.3e6, 0.15e6}, {"HNO3", 1.4e6, 0.5e6},  {"HONO", 1.4e6, 0.5e6}, {"NH3", 1.4e6, 0.5e6},
              {"H2O2", 1.4e6, 0.5e6}, {"HCHO", 0.1e6, 0.03e6}, {"OP", 0.05e6, 0.015e6}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    assert_true(fen_gas_find(list[n].name, &gas) && gas.in_cloud == list[n].in_cloud && gas.below_cloud == list[n].below_cloud);
  assert_true(fen_gas_find("CO", &gas) && gas.in_cloud == 0.0 && gas.below_cloud == 0.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(drops_fall_as_gunn_and_kinzer_measured), cmocka_unit_test(drops_collect_by_size_as_the_figure_shows),
      cmocka_unit_test(washout_is_the_volume_that_drops_sweep), cmocka_unit_test(washout_is_of_the_size_that_another_model_has),
      cmocka_unit_test(gases_wash_out_by_their_ratios),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
