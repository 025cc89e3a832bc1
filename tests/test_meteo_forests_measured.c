/* Particles that deposit on forests, by their size, beside what sixteen campaigns measured.
 *
 * The measurements are those beside which Saylor et al. (2019, Tellus B 71, 1550324) set schemes, as one of the authors keeps them
 * (github.com/bbakernoaa/drydep, pforest.py), less a wind tunnel; Lorenz & Murphy's first value is that of their abstract (Atmos. Environ.
 * 23). They are means of campaigns over conifers and broadleaf trees, read off figures in part. Their friction velocities are not in it:
 * here all have 0.4 m/s, as the figures of Emerson et al. (2020, PNAS 117, 26076-26082), and neutral air. Between campaigns, velocities of
 * one size differ by more than ten times, so that it is medians and shares that can be asked for. */
#include "fenhe/deposition.h"
#include "support.h"

enum { MOST = 20 };

static const struct {
  const char *campaign;
  int count;
  double diameter_um[MOST], velocity_cmps[MOST];
} measured[] = {
    {"Hoefken & Gravenhorst 1982", 8, {0.26, 0.63, 0.7, 0.78, 1.1, 1.5, 2.2, 2.4}, {1.8, 1.1, 1, 0.9, 0.7, 1, 1, 1.3}},
    {"Grosch & Schmitt 1988", 3, {0.4, 1.1, 4.4}, {1.85, 1.3, 1.7}},
    {"Lorenz & Murphy 1989", 3, {0.75, 1.5, 3.5}, {0.43, 0.78, 0.92}},
    {"Waraghai & Gravenhorst 1989", 6, {0.75, 1.5, 3.5, 6.5, 9, 10}, {1.5, 1.1, 0.86, 1.1, 0.93, 1.64}},
    {"Beswick et al. 1991",
     13,
     {3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27},
     {1.15, 2.51, 1.93, 1.73, 1.83, 1.83, 1.31, 3.13, 3.65, 3.81, 3.23, 5.99, 9.4}},
    {"Gallagher et al. 1997",
     20,
     {0.1, 0.11, 0.13, 0.14, 0.16, 0.18, 0.21, 0.22, 0.25, 0.29, 0.32, 0.38, 0.42, 0.48, 0.53, 0.63, 0.83, 0.9, 1.2, 2.1},
     {0.15, 0.03, 0.13, 0.18, 0.12, 0.18, 0.3, 0.85, 0.85, 1.8, 2.3, 0.6, 7, 1.1, 1.2, 1.7, 0.7, 11, 1.3, 0.8}},
    {"Gaman et al. 2004", 1, {0.43}, {0.05}},
    {"Pryor 2006", 5, {0.025, 0.035, 0.045, 0.055, 0.065}, {0.47, 0.31, 0.3, 0.26, 0.15}},
    {"Pryor et al. 2007", 8, {0.015, 0.025, 0.035, 0.045, 0.055, 0.065, 0.075, 0.085}, {0.42, 0.3, 0.21, 0.19, 0.17, 0.15, 0.14, 0.13}},
    {"Gronholm et al. 2007",
     13,
     {0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.1, 0.15},
     {1.77, 1.49, 1.18, 1.23, 0.9, 0.94, 0.74, 0.62, 0.66, 0.99, 0.78, 0.69, 0.25}},
    {"Gronholm et al. 2009", 6, {0.01, 0.02, 0.03, 0.04, 0.05, 0.06}, {0.47, 0.16, 0.06, 0.05, 0.1, 0.085}},
    {"Pryor et al. 2009",
     16,
     {0.011, 0.012, 0.015, 0.017, 0.019, 0.022, 0.025, 0.029, 0.033, 0.039, 0.043, 0.051, 0.06, 0.07, 0.08, 0.092},
     {0.32, 0.22, 0.3, 0.2, 0.196, 0.12, 0.2, 0.22, 0.16, 0.1, 0.1, 0.08, 0.072, 0.06, 0.06, 0.06}},
    {"Vong et al. 2010", 6, {0.26, 0.3, 0.33, 0.4, 0.49, 0.78}, {0.18, 0.29, 0.46, 0.63, 0.61, 0.38}},
    {"Gordon et al. 2011",
     15,
     {0.017, 0.024, 0.029, 0.035, 0.043, 0.052, 0.062, 0.076, 0.091, 0.11, 0.133, 0.16, 0.194, 0.282, 0.34},
     {0.4, 0.58, 0.39, 0.26, 0.16, 0.12, 0.11, 0.105, 0.1, 0.095, 0.09, 0.09, 0.08, 0.58, 0.46}},
    {"Mammarella et al. 2011",
     16,
     {0.02, 0.023, 0.028, 0.032, 0.039, 0.047, 0.054, 0.065, 0.075, 0.091, 0.11, 0.13, 0.17, 0.19, 0.21, 0.24},
     {0.4, 0.34, 0.29, 0.26, 0.21, 0.17, 0.14, 0.12, 0.08, 0.07, 0.08, 0.084, 0.08, 0.11, 0.17, 0.2}},
    {"Lavi et al. 2013", 8, {0.27, 0.29, 0.33, 0.38, 0.43, 0.48, 0.54, 0.57}, {0.38, 0.48, 0.57, 0.7, 0.68, 0.64, 0.52, 0.51}},
};
enum { CAMPAIGNS = sizeof measured / sizeof *measured };

static double computed_cmps(double diameter_um, fen_particle_constants constants) {
  const fen_ground_air air = {.friction_velocity_mps = 0.4, .temperature_k = 288.15, .pressure_pa = 101325.0};
  return 100.0 *
         fen_particle_velocity(diameter_um * 1e-6, 1500.0, &air, 0.0, FEN_LAND_EVERGREEN_NEEDLELEAF, FEN_SEASON_MIDSUMMER, constants);
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Computed over measured velocities among diameters of [least, most) um, ascending: their number. */
static int ratios_among(double least_um, double most_um, fen_particle_constants constants, double ratios[CAMPAIGNS * MOST]) {
  int count = 0;
  for (int n = 0; n < CAMPAIGNS; n++)
    for (int i = 0; i < measured[n].count; i++) {
      const double diameter_um = measured[n].diameter_um[i];
      if (diameter_um >= least_um && diameter_um < most_um)
        ratios[count++] = computed_cmps(diameter_um, constants) / measured[n].velocity_cmps[i];
    }
  qsort(ratios, (size_t)count, sizeof *ratios, ascending);
  return count;
}

static double median_ratio(double least_um, double most_um, fen_particle_constants constants, int *count) {
  double ratios[CAMPAIGNS * MOST];
  *count = ratios_among(least_um, most_um, constants, ratios);
  return 0.5 * (ratios[(*count - 1) / 2] + ratios[*count / 2]);
}

static double share_within(double factor, fen_particle_constants constants) {
  double ratios[CAMPAIGNS * MOST];
  const int count = ratios_among(0.0, 100.0, constants, ratios);
  int within = 0;
  for (int n = 0; n < count; n++)
    within += ratios[n] < factor && ratios[n] > 1.0 / factor;
  return within / (double)count;
}

static void medians_by_size_are_as_measured(void **state) {
  (void)state;
  static const double edges_um[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 3.0, 10.1, 30.0};
  for (size_t n = 0; n + 1 < sizeof edges_um / sizeof *edges_um; n++) {
    int count;
    const double ratio = median_ratio(edges_um[n], edges_um[n + 1], FEN_PARTICLE_EMERSON, &count);
    print_message("%g to %g um: %d measured, here %.2f of them\n", edges_um[n], edges_um[n + 1], count, ratio);
    assert_true(count >= 9 && ratio > 0.4 && ratio < 2.5);
  }
}

static void most_measurements_lie_within_a_factor_of_three(void **state) {
  (void)state;
  int count;
  const double median = median_ratio(0.0, 100.0, FEN_PARTICLE_EMERSON, &count);
  const double emerson = share_within(3.0, FEN_PARTICLE_EMERSON), zhang = share_within(3.0, FEN_PARTICLE_ZHANG);
  print_message("%d measured: median %.2f; within a factor of three %.0f %%, by the constants of 2001 %.0f %%\n", count, median,
                100.0 * emerson, 100.0 * zhang);
  assert_int_equal(count, 147);
  assert_true(median > 0.67 && median < 1.5);
  assert_true(emerson > 0.75);
  assert_true(zhang < 0.5);
}

/* Abstract of Emerson et al.: the constants of 2001 deposit too much below and too little above what is measured. */
static void constants_of_2001_are_off_in_fine_and_accumulation_mode(void **state) {
  (void)state;
  int count;
  assert_true(median_ratio(0.01, 0.1, FEN_PARTICLE_ZHANG, &count) > 3.0);
  assert_true(median_ratio(0.5, 3.0, FEN_PARTICLE_ZHANG, &count) < 0.33);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(medians_by_size_are_as_measured),
      cmocka_unit_test(most_measurements_lie_within_a_factor_of_three),
      cmocka_unit_test(constants_of_2001_are_off_in_fine_and_accumulation_mode),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
