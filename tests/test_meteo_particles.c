/* Air's properties, the motion of particles and their water, against values that are published. */
#include "fenhe/humid_air.h"
#include "fenhe/particle.h"
#include "support.h"

/* Relative tolerance. */
#define assert_share(value, expected, share) assert_near((value) / (expected), 1.0, (share))

/* US Standard Atmosphere 1976, sea level: mu = 1.7894e-5 kg m-1 s-1, mean free path 6.6332e-8 m (defined by the collision diameter, which
 * differs from the formula by some per cent). Seinfeld & Pandis (2006), Table 9.3 and its text: 0.0651 um at 298 K and 1 atm. */
static void air_is_as_the_standard_atmosphere_has_it(void **state) {
  (void)state;
  assert_share(fen_air_viscosity(288.15), 1.7894e-5, 1e-4);
  assert_share(fen_air_viscosity(216.65), 1.4216e-5, 1e-4); /* the same at 11 km */
  assert_share(fen_air_mean_free_path(298.0, 101325.0), 0.0651e-6, 0.03);
}

/* Vapour pressure over water of the International Association for the Properties of Water and Steam, as in the CRC Handbook: 0 C 611.2,
 * 10 C 1228.1, 20 C 2339.3, 30 C 4247.0 Pa. */
static void saturation_follows_the_steam_tables(void **state) {
  (void)state;
  const double table[][2] = {{273.15, 611.2}, {283.15, 1228.1}, {293.15, 2339.3}, {303.15, 4247.0}};
  for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    assert_share(fen_saturation_pressure(table[n][0]), table[n][1], 0.003);
  /* Smithsonian Meteorological Tables (List 1951), table 94, after Goff & Gratch: the error that Alduchov & Eskridge state, 0.4 % at most.
   */
  const double smithsonian[][2] = {{233.15, 18.91}, {243.15, 50.88}, {253.15, 125.40}, {313.15, 7377.7}, {323.15, 12340.0}};
  for (size_t n = 0; n < sizeof smithsonian / sizeof *smithsonian; n++)
    assert_share(fen_saturation_pressure(smithsonian[n][0]), smithsonian[n][1], 0.004);
  const double mixing = 0.622 * 1169.6 / (101325.0 - 1169.6);
  assert_near(fen_relative_humidity(mixing, 293.15, 101325.0), 0.5, 0.002);
  assert_true(fen_relative_humidity(0.0, 293.15, 101325.0) == 0.0);
  assert_true(fen_relative_humidity(0.05, 293.15, 101325.0) == 1.0);
}

/* Massman (1998): 0.2178 cm2/s at 0 C and 1 atm; List (1951, Smithsonian Tables) has 0.257 at 26 C within 4 per cent. */
static void vapour_diffuses_as_measured(void **state) {
  (void)state;
  assert_share(fen_vapour_diffusivity(273.15, 101325.0), 2.178e-5, 1e-12);
  assert_share(fen_vapour_diffusivity(299.15, 101325.0), 2.57e-5, 0.04);
  assert_share(fen_vapour_diffusivity(273.15, 80000.0), 2.178e-5 * 101325.0 / 80000.0, 1e-12);
}

/* Seinfeld & Pandis (2006), Table 9.3: slip correction in air at 298 K and 1 atm. */
static void slip_is_that_of_the_table(void **state) {
  (void)state;
  const double table[][2] = {{0.001, 216}, {0.002, 108}, {0.005, 43.6}, {0.01, 22.2}, {0.02, 11.4}, {0.05, 4.95},
                             {0.1, 2.85},  {0.2, 1.865}, {0.5, 1.326},  {1.0, 1.164}, {2.0, 1.082}, {5.0, 1.032},
                             {10, 1.016},  {20, 1.008},  {50, 1.003},   {100, 1.0016}};
  for (size_t n = 0; n < sizeof table / sizeof *table; n++)
    assert_share(fen_slip_correction(table[n][0] * 1e-6, 0.0651e-6), table[n][1], 0.006);
}

/* Hinds (1999, Aerosol Technology), Table A11: spheres of unit density at 293 K and 101 kPa; he takes a mean free path 2 % longer. */
static void particles_fall_as_the_table_says(void **state) {
  (void)state;
  const double table[][2] = {{0.1, 8.82e-7}, {1.0, 3.48e-5}, {10.0, 3.06e-3}, {100.0, 0.249}};
  for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
    const double velocity = fen_settling_velocity(table[n][0] * 1e-6, 1000.0, 293.15, 101325.0);
    print_message("%g um: %.3e m/s, table %.3e\n", table[n][0], velocity, table[n][1]);
    assert_share(velocity, table[n][1], 0.03);
  }
}

/* Seinfeld & Pandis (2006), Table 9.5: diffusion coefficients at 293 K: 0.01 um 5.24e-8, 0.1 um 6.75e-10 to 6.82e-10, 1 um 2.77e-11 m2/s.
 */
static void small_particles_diffuse(void **state) {
  (void)state;
  assert_share(fen_brownian_diffusivity(0.01e-6, 293.15, 101325.0), 5.24e-8, 0.04);
  assert_share(fen_brownian_diffusivity(0.1e-6, 293.15, 101325.0), 6.82e-10, 0.04);
  assert_share(fen_brownian_diffusivity(1e-6, 293.15, 101325.0), 2.77e-11, 0.04);
}

/* Ammonium sulphate at 90 %: Petters & Kreidenweis (2007), Table 1, kappa 0.53 from growth factors; measured growth of 100 nm
 * particles 1.68 to 1.75 (Gysel et al. 2002; Sjogren et al. 2007). Sodium chloride, kappa 1.12: 2.2 to 2.35. */
static void salts_take_up_as_much_water_as_measured(void **state) {
  (void)state;
  const double sulphate = fen_growth_factor(0.53, 100e-9, 298.15, 0.90);
  const double chloride = fen_growth_factor(1.12, 100e-9, 298.15, 0.90);
  print_message("growth at 90 %%: ammonium sulphate %.3f, sodium chloride %.3f\n", sulphate, chloride);
  assert_near(sulphate, 1.715, 0.035);
  assert_near(chloride, 2.17, 0.08);
  /* Of a size without curvature: g^3 = 1 + kappa RH / (1 - RH). */
  assert_share(fen_growth_factor(0.3, 1.0, 298.15, 0.8), cbrt(1.0 + 0.3 * 4.0), 1e-8);
  assert_true(fen_growth_factor(0.0, 1e-7, 298.15, 0.95) == 1.0 && fen_growth_factor(0.5, 1e-7, 298.15, 0.0) == 1.0);
  assert_true(fen_growth_factor(0.5, 1e-7, 298.15, 1.0) == fen_growth_factor(0.5, 1e-7, 298.15, FEN_GROWTH_HUMIDITY_MOST));
  assert_share(fen_wet_density(1800.0, 2.0), (1800.0 + 7.0 * 1000.0) / 8.0, 1e-12);
}

/* Wet over dry radius after Gerber (1985, NRL Memorandum Report), (C1 r^C2 / (C3 r^C4 - lg RH) + r^3)^(1/3) in cm, with the constants that
 * Zhang et al. (2001), Table 1 print. */
static double gerber(const double c[4], double dry_diameter_um, double relative_humidity) {
  const double radius_cm = 0.5e-4 * dry_diameter_um;
  const double taken = c[0] * pow(radius_cm, c[1]) / (c[2] * pow(radius_cm, c[3]) - log10(relative_humidity));
  return cbrt(taken + radius_cm * radius_cm * radius_cm) / radius_cm;
}

/* kappa-Koehler theory is another theory than Gerber's fit to measurements, which has no constants in common with it: within 5 % for
 * ammonium sulphate, 7 % for PM25 beside his urban aerosol, 13 % for sea salt, whose kappa here is that of pure sodium chloride. */
static void water_uptake_is_that_of_gerbers_measurements(void **state) {
  (void)state;
  const struct {
    double c[4], kappa, share;
  } list[] = {{{0.4809, 3.082, 3.110e-11, -1.428}, 0.53, 0.05},
              {{0.3926, 3.101, 4.190e-11, -1.404}, 0.3, 0.07},
              {{0.7674, 3.079, 2.573e-11, -1.424}, 1.12, 0.13}};
  const double diameters_um[] = {0.1, 0.2, 0.6, 2.0};
  const double humidities[] = {0.5, 0.7, 0.8, 0.9, 0.95};
  fen_particles fine;
  assert_true(fen_particles_find("PM25", &fine) && fine.kappa == list[1].kappa);
  for (int n = 0; n < 3; n++)
    for (int d = 0; d < 4; d++)
      for (int h = 0; h < 5; h++)
        assert_share(fen_growth_factor(list[n].kappa, 1e-6 * diameters_um[d], 298.15, humidities[h]),
                     gerber(list[n].c, diameters_um[d], humidities[h]), list[n].share);
}

/* Means over a log-normal distribution are known: of D^n it is median^n exp(n^2 ln^2(sigma) / 2). */
static void sizes_carry_the_distributions_moments(void **state) {
  (void)state;
  const fen_particles particles = {2.5e-6, 2.5, 1700.0, 0.2};
  const fen_particle_sizes sizes = fen_particles_sizes(&particles);
  const double spread = log(2.5);
  for (int power = -1; power <= 2; power++) {
    double mean = 0.0;
    for (int n = 0; n < FEN_SIZES; n++)
      mean += sizes.weight[n] * pow(sizes.diameter_m[n] / 2.5e-6, power);
    assert_share(mean, exp(0.5 * power * power * spread * spread), 1e-3);
  }
  /* Without slip and inertia a species falls as D^2 does. */
  const fen_particles coarse = {10e-6, 1.5, 1000.0, 0.0};
  const double square = exp(2.0 * log(1.5) * log(1.5));
  assert_share(fen_particles_settling(&coarse, 293.15, 101325.0, 0.5), square * 3.06e-3, 0.03);
  const fen_particles single = {10e-6, 1.0, 1000.0, 0.0};
  assert_share(fen_particles_settling(&single, 293.15, 101325.0, 0.5), fen_settling_velocity(10e-6, 1000.0, 293.15, 101325.0), 1e-12);
}

static void usual_species_have_sizes(void **state) {
  (void)state;
  fen_particles found = {0};
  assert_true(fen_particles_find("pm25", &found) && found.diameter_m > 0.2e-6 && found.diameter_m < 1e-6);
  assert_true(fen_particles_find("PM10", &found) && found.diameter_m > 1e-6 && found.diameter_m < 10e-6);
  assert_false(fen_particles_find("ash", &found));
  assert_true(found.diameter_m > 1e-6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(air_is_as_the_standard_atmosphere_has_it),
      cmocka_unit_test(saturation_follows_the_steam_tables),
      cmocka_unit_test(vapour_diffuses_as_measured),
      cmocka_unit_test(slip_is_that_of_the_table),
      cmocka_unit_test(particles_fall_as_the_table_says),
      cmocka_unit_test(small_particles_diffuse),
      cmocka_unit_test(salts_take_up_as_much_water_as_measured),
      cmocka_unit_test(water_uptake_is_that_of_gerbers_measurements),
      cmocka_unit_test(sizes_carry_the_distributions_moments),
      cmocka_unit_test(usual_species_have_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
