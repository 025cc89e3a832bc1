/* Deposition by resistances against published values. */
#include "fenhe/clock.h"
#include "fenhe/deposition.h"
#include "fenhe/humid_air.h"
#include "support.h"

#define assert_share(value, expected, share) assert_near((value) / (expected), 1.0, (share))

/* Seinfeld & Pandis (2006), page 745: over z0 = 1.5 mm 7.8 m/s at 4 m make u* = 0.4 m/s; momentum's resistance u / u*^2 is Ra when neutral.
 */
static void neutral_air_resists_as_its_wind_profile_says(void **state) {
  (void)state;
  assert_share(fen_aerodynamic_resistance(4.0, 0.0015, 0.4, 1e9), 7.8 / 0.16, 0.02);
  assert_true(fen_aerodynamic_resistance(20.0, 0.1, 0.3, -20.0) < fen_aerodynamic_resistance(20.0, 0.1, 0.3, 1e9));
  assert_true(fen_aerodynamic_resistance(20.0, 0.1, 0.3, 20.0) > fen_aerodynamic_resistance(20.0, 0.1, 0.3, 1e9));
  assert_true(fen_aerodynamic_resistance(0.5, 1.0, 0.3, -1.0) >= 0.0);
  assert_true(isfinite(fen_aerodynamic_resistance(20.0, 0.1, 0.0, 1.0)));
  /* L of 0, which no weather has: as stable and as unstable as can be. */
  assert_true(fen_aerodynamic_resistance(20.0, 0.1, 0.3, 0.0) > fen_aerodynamic_resistance(20.0, 0.1, 0.3, 1.0));
  assert_true(fen_aerodynamic_resistance(20.0, 0.1, 0.3, -0.0) < fen_aerodynamic_resistance(20.0, 0.1, 0.3, -1.0));
}

/* Garratt & Hicks (1973, Q. J. R. Meteorol. Soc. 99, 680-687): k B^-1 = 2 for heat, so k u* Rb = 2 where the gas diffuses as heat does. */
static void the_quasilaminar_layer_resists_gases_as_heat(void **state) {
  (void)state;
  const double kinematic = fen_air_viscosity(288.15) * 287.0 * 288.15 / 101325.0;
  assert_share(fen_quasilaminar_resistance(kinematic / 0.72, 288.15, 101325.0, 0.3), 2.0 / (0.4 * 0.3), 1e-9);
}

/* Wesely (1989), Table 3, as Walmsley & Wesely (1996), Table 1, print it corrected: surface resistances over deciduous forest; columns:
 * sunlight 800, 500, 300, 100, 0 W m-2, dew at 0, rain at 0; rows: the five seasons at 25, 10, 2, 0 and 10 degrees. 9999: that or more. */
typedef double published[FEN_SEASON_COUNT][7];
static const published so2 = {{130, 140, 160, 380, 1000, 100, 1200},
                              {1400, 1400, 1400, 1400, 1500, 100, 1300},
                              {1100, 1100, 1100, 1100, 1200, 90, 1000},
                              {1000, 1000, 1000, 1000, 1100, 1100, 1100},
                              {270, 290, 330, 620, 1100, 90, 1000}};
static const published o3 = {{100, 110, 130, 320, 960, 960, 580},
                             {430, 470, 520, 710, 1300, 950, 580},
                             {390, 420, 460, 610, 960, 770, 510},
                             {560, 620, 710, 1100, 3200, 3200, 3200},
                             {180, 200, 230, 440, 950, 820, 530}};
static const published no2 = {{120, 130, 160, 480, 2900, 2700, 2300},
                              {1900, 1900, 1900, 2000, 2700, 2500, 2200},
                              {1700, 1700, 1800, 1900, 2400, 2300, 2000},
                              {3900, 4000, 4100, 4500, 9999, 9999, 9999},
                              {270, 290, 350, 850, 2500, 2300, 2000}};
static const published nh3 = {{80, 80, 100, 320, 2700, 430, 430},
                              {3400, 3400, 3400, 3400, 3400, 440, 440},
                              {3000, 3000, 3000, 3000, 3100, 430, 430},
                              {1500, 1500, 1500, 1500, 1500, 1500, 1500},
                              {180, 200, 240, 680, 2800, 430, 430}};
static const published hcho = {{100, 110, 140, 450, 6700, 1400, 1400},
                               {8700, 8700, 8700, 8700, 8700, 1400, 1400},
                               {8300, 8300, 8300, 8300, 8400, 1400, 1400},
                               {2900, 2900, 2900, 2900, 2900, 2900, 2900},
                               {250, 270, 340, 1000, 7500, 1400, 1400}};
static const published ora = {{30, 30, 30, 40, 50, 10, 10},
                              {140, 140, 150, 170, 190, 10, 10},
                              {130, 140, 140, 160, 180, 10, 10},
                              {310, 340, 390, 550, 910, 910, 910},
                              {60, 60, 70, 80, 90, 10, 10}};
static const published pan = {{190, 210, 250, 700, 2900, 2700, 2300},
                              {1900, 1900, 1900, 2000, 2700, 2500, 2200},
                              {1700, 1700, 1800, 1900, 2400, 2300, 2000},
                              {3900, 4000, 4100, 4500, 9999, 9999, 9999},
                              {410, 430, 510, 1100, 2500, 2300, 2000}};

static void surfaces_resist_gases_as_weselys_table_says(void **state) {
  (void)state;
  enum { DECIDUOUS = 3 };
  static const double celsius[FEN_SEASON_COUNT] = {25, 10, 2, 0, 10};
  static const double sun[7] = {800, 500, 300, 100, 0, 0, 0};
  const struct {
    const char *name;
    const published *values;
  } list[] = {{"SO2", &so2}, {"O3", &o3}, {"NO2", &no2}, {"NH3", &nh3}, {"HCHO", &hcho}, {"ORA", &ora}, {"PAN", &pan}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    fen_gas gas;
    assert_true(fen_gas_find(list[n].name, &gas));
    for (int season = 0; season < FEN_SEASON_COUNT; season++)
      for (int column = 0; column < 7; column++) {
        const fen_wetness wetness = column == 5 ? FEN_SURFACE_DEW : column == 6 ? FEN_SURFACE_RAIN : FEN_SURFACE_DRY;
        const double value =
            fen_gas_surface_resistance(&gas, DECIDUOUS, (fen_season)season, 273.15 + celsius[season], sun[column], wetness);
        const double wanted = (*list[n].values)[season][column];
        /* The table has two digits, and some of them are of 1989. */
        const double shown = value < 9999.0 ? value : 9999.0;
        if (!(fabs(shown - wanted) <= fmax(0.1 * wanted, 11.0)))
          fail_msg("%s, season %d, column %d: %.0f s/m, table %.0f", list[n].name, season, column, value, wanted);
      }
  }
}

static void water_takes_what_dissolves_and_carbon_monoxide_stays(void **state) {
  (void)state;
  const int water = fen_gas_surface_type(FEN_LAND_OCEAN);
  fen_gas gas;
  assert_true(fen_gas_find("so2", &gas));
  assert_true(fen_gas_surface_resistance(&gas, water, FEN_SEASON_MIDSUMMER, 290.0, 300.0, FEN_SURFACE_DRY) == 10.0);
  assert_true(fen_gas_find("O3", &gas));
  assert_share(fen_gas_surface_resistance(&gas, water, FEN_SEASON_MIDSUMMER, 290.0, 300.0, FEN_SURFACE_DRY), 2000.0, 0.01);
  assert_true(fen_gas_find("CO", &gas));
  for (int land = 0; land < FEN_LAND_USE_COUNT; land++)
    assert_true(fen_gas_surface_resistance(&gas, fen_gas_surface_type((fen_land_use)land), FEN_SEASON_MIDSUMMER, 298.0, 800.0,
                                           FEN_SURFACE_DRY) > 2500.0);
  assert_false(fen_gas_find("xenon", &gas));
}

/*
 * Zhang et al. (2003), Eq. 8a: snow resists SO2 by 70 (2 - t), from 100 to 500 s/m; leaves and soil without snow by twice as much in the
 * cold as in mild weather at most. Over open land there is hardly anything beside the ground; Wesely's term for cold, which leads from 100
 * to 500 here, keeps within 40 per cent of that line.
 */
static void cold_snow_resists_so2_up_to_five_times_as_much(void **state) {
  (void)state;
  fen_gas gas;
  assert_true(fen_gas_find("SO2", &gas));
  const int range = fen_gas_surface_type(FEN_LAND_GRASS);
  for (int t = -20; t <= 2; t++) {
    const double zhang = fmin(fmax(70.0 * (2.0 - t), 100.0), 500.0);
    const double value = fen_gas_surface_resistance(&gas, range, FEN_SEASON_WINTER, 273.15 + t, 0.0, FEN_SURFACE_DRY);
    assert_true(value > 0.7 * zhang && value < 1.4 * zhang);
  }
  const double mild = fen_gas_surface_resistance(&gas, range, FEN_SEASON_LATE_AUTUMN, 275.15, 0.0, FEN_SURFACE_DRY);
  const double cold = fen_gas_surface_resistance(&gas, range, FEN_SEASON_LATE_AUTUMN, 253.15, 0.0, FEN_SURFACE_DRY);
  assert_true(cold > 1.5 * mild && cold < 2.0 * mild);
}

/* Cadle et al. (1985, Atmos. Environ. 19, 1819-1827), weekly means to snow in Michigan: SO2 0.15 cm/s above and 0.06 cm/s below -3 degrees,
 * HNO3 1.4 cm/s. Their wind is not known here: within a factor of three, for u* = 0.25 m/s. */
static void snow_takes_gases_as_measured_in_michigan(void **state) {
  (void)state;
  const struct {
    const char *name;
    double celsius, cmps;
  } list[] = {{"SO2", -1.0, 0.15}, {"SO2", -8.0, 0.06}, {"HNO3", -8.0, 1.4}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    fen_gas gas;
    const fen_ground_air air = {.height_m = 10.0,
                                .roughness_m = fen_land_roughness(FEN_LAND_GRASS, FEN_SEASON_WINTER, 0.25),
                                .friction_velocity_mps = 0.25,
                                .obukhov_m = 1e9,
                                .temperature_k = 273.15 + list[n].celsius,
                                .pressure_pa = 98000.0,
                                .relative_humidity = 0.8,
                                .shortwave_wpm2 = 50.0};
    assert_true(fen_gas_find(list[n].name, &gas));
    const double value = 100.0 * fen_gas_velocity(&gas, &air, FEN_LAND_GRASS, FEN_SEASON_WINTER);
    print_message("%s to snow at %g degrees: %.2f cm/s, measured %.2f\n", list[n].name, list[n].celsius, value, list[n].cmps);
    assert_true(value < 3.0 * list[n].cmps && value > list[n].cmps / 3.0);
  }
}

static const fen_ground_air brisk = {.height_m = 20.0,
                                     .roughness_m = 0.9,
                                     .friction_velocity_mps = 0.4,
                                     .obukhov_m = 1e9,
                                     .temperature_k = 293.15,
                                     .pressure_pa = 101325.0,
                                     .relative_humidity = 0.0,
                                     .shortwave_wpm2 = 300.0};

static double needles(double diameter_m, fen_particle_constants constants) {
  return fen_particle_velocity(diameter_m, 1500.0, &brisk, 0.0, FEN_LAND_EVERGREEN_NEEDLELEAF, FEN_SEASON_MIDSUMMER, constants);
}

/*
 * Emerson et al. (2020), abstract and Figure 2 (needleleaf forest, u* = 0.4 m/s, 1500 kg m-3): earlier constants overestimate Aitken and
 * accumulation mode, by up to ten times, and underestimate the coarse mode.
 */
static void revised_constants_lower_the_fine_and_raise_the_coarse(void **state) {
  (void)state;
  for (double d = 0.01e-6; d < 40e-6; d *= 2.0)
    print_message("%.3f um: Zhang %.3f, Emerson %.3f cm/s\n", d * 1e6, 100.0 * needles(d, FEN_PARTICLE_ZHANG),
                  100.0 * needles(d, FEN_PARTICLE_EMERSON));
  assert_true(needles(0.02e-6, FEN_PARTICLE_ZHANG) > 5.0 * needles(0.02e-6, FEN_PARTICLE_EMERSON));
  assert_true(needles(0.02e-6, FEN_PARTICLE_ZHANG) < 12.0 * needles(0.02e-6, FEN_PARTICLE_EMERSON));
  assert_true(needles(0.1e-6, FEN_PARTICLE_ZHANG) > 2.5 * needles(0.1e-6, FEN_PARTICLE_EMERSON));
  assert_true(needles(3e-6, FEN_PARTICLE_EMERSON) > 1.5 * needles(3e-6, FEN_PARTICLE_ZHANG));
}

/* The same figure: the least of Zhang's curve lies at 1 to 2 um, that of the revised one near 0.1 um; read off within a factor of two. */
static void the_slowest_size_is_where_the_figures_have_it(void **state) {
  (void)state;
  double slowest[2] = {0.0, 0.0};
  for (int constants = 0; constants < 2; constants++) {
    double least = 1.0;
    for (double d = 0.01e-6; d < 20e-6; d *= 1.05)
      if (needles(d, (fen_particle_constants)constants) < least) {
        least = needles(d, (fen_particle_constants)constants);
        slowest[constants] = d;
      }
  }
  print_message("slowest: Emerson %.2f um, Zhang %.2f um\n", 1e6 * slowest[0], 1e6 * slowest[1]);
  assert_true(slowest[FEN_PARTICLE_EMERSON] > 0.05e-6 && slowest[FEN_PARTICLE_EMERSON] < 0.2e-6);
  assert_true(slowest[FEN_PARTICLE_ZHANG] > 0.8e-6 && slowest[FEN_PARTICLE_ZHANG] < 3e-6);
}

static void heavy_particles_deposit_as_they_fall(void **state) {
  (void)state;
  fen_ground_air calm = brisk;
  calm.friction_velocity_mps = 1e-6;
  const double falling = fen_settling_velocity(20e-6, 1500.0, calm.temperature_k, calm.pressure_pa);
  for (int land = 0; land < FEN_LAND_USE_COUNT; land++) {
    const double velocity = fen_particle_velocity(20e-6, 1500.0, &calm, 1e6, (fen_land_use)land, FEN_SEASON_SPRING, FEN_PARTICLE_EMERSON);
    assert_share(velocity, falling, 1e-4);
  }
  /* Humid air makes salt grow, and fall faster. */
  const fen_particles salt = {3e-6, 1.5, 1770.0, 0.53};
  fen_ground_air humid = brisk;
  humid.relative_humidity = 0.95;
  assert_true(fen_particles_velocity(&salt, &humid, FEN_LAND_GRASS, FEN_SEASON_SPRING, FEN_PARTICLE_EMERSON) >
              1.3 * fen_particles_velocity(&salt, &brisk, FEN_LAND_GRASS, FEN_SEASON_SPRING, FEN_PARTICLE_EMERSON));
}

/* A field that is not known must not become a velocity: the transport refuses NaN. */
static void what_is_no_number_is_not_hidden(void **state) {
  (void)state;
  fen_gas gas;
  fen_particles particles;
  assert_true(fen_gas_find("SO2", &gas) && fen_particles_find("PM25", &particles));
  for (int n = 0; n < 4; n++) {
    fen_ground_air air = brisk;
    double *const fields[] = {&air.friction_velocity_mps, &air.obukhov_m, &air.temperature_k, &air.shortwave_wpm2};
    *fields[n] = NAN;
    assert_true(isnan(fen_gas_velocity(&gas, &air, FEN_LAND_GRASS, FEN_SEASON_MIDSUMMER)));
    if (n < 3)
      assert_true(isnan(fen_particles_velocity(&particles, &air, FEN_LAND_GRASS, FEN_SEASON_MIDSUMMER, FEN_PARTICLE_EMERSON)));
  }
}

static void seasons_turn_with_month_and_hemisphere(void **state) {
  (void)state;
  const double january = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  const double july = fen_time_from_civil(2020, 7, 10, 0, 0, 0);
  const double march = fen_time_from_civil(2020, 3, 31, 0, 0, 0);
  assert_int_equal(fen_season_of(january, 37.0), FEN_SEASON_LATE_AUTUMN);
  assert_int_equal(fen_season_of(january, -37.0), FEN_SEASON_MIDSUMMER);
  assert_int_equal(fen_season_of(july, 37.0), FEN_SEASON_MIDSUMMER);
  assert_int_equal(fen_season_of(march, 37.0), FEN_SEASON_SPRING);
  assert_int_equal(fen_season_of(march, -37.0), FEN_SEASON_AUTUMN);
  assert_int_equal(fen_season_of(january, 10.0), FEN_SEASON_MIDSUMMER);
  assert_true(fen_season_snow_share(FEN_SEASON_LATE_AUTUMN, 260.0) == 1.0);
  assert_true(fen_season_snow_share(FEN_SEASON_LATE_AUTUMN, 272.0) == 0.0);
  assert_true(fen_season_snow_share(FEN_SEASON_MIDSUMMER, 260.0) == 0.0);
}

static void surfaces_are_wet_by_rain_and_by_nightly_dew(void **state) {
  (void)state;
  assert_int_equal(fen_surface_wetness(1.0, 290.0, 0.5, 500.0), FEN_SURFACE_RAIN);
  assert_int_equal(fen_surface_wetness(0.0, 290.0, 0.95, 0.0), FEN_SURFACE_DEW);
  assert_int_equal(fen_surface_wetness(0.0, 290.0, 0.95, 300.0), FEN_SURFACE_DRY);
  assert_int_equal(fen_surface_wetness(0.0, 270.0, 0.95, 0.0), FEN_SURFACE_DRY);
  assert_int_equal(fen_surface_wetness(1.0, 270.0, 0.95, 0.0), FEN_SURFACE_DRY);
  assert_int_equal(fen_surface_wetness(0.0, 290.0, 0.6, 0.0), FEN_SURFACE_DRY);
}

/* Air over a class: a fair day with wind, or a quiet clear night. */
static fen_ground_air air_over(int land, fen_season season, bool day) {
  const double celsius = season == FEN_SEASON_MIDSUMMER ? (day ? 25.0 : 18.0)
                         : season == FEN_SEASON_WINTER  ? (day ? -4.0 : -12.0)
                                                        : (day ? 3.0 : -6.0);
  fen_ground_air air = {.height_m = 20.0, .pressure_pa = 95000.0};
  air.friction_velocity_mps = day ? 0.4 : 0.12;
  air.obukhov_m = day ? -50.0 : 25.0;
  air.temperature_k = 273.15 + celsius;
  air.relative_humidity = day ? 0.45 : 0.75;
  air.shortwave_wpm2 = day ? (season == FEN_SEASON_MIDSUMMER ? 700.0 : 350.0) : 0.0;
  air.roughness_m = fen_land_roughness((fen_land_use)land, season, air.friction_velocity_mps);
  return air;
}

/* Stomata, which take up NO2, stay open over winter in evergreen broadleaf forest: half as far as in summer, and far more than in one that
 * is bare. At the same temperature and sunlight, so that only the season tells. */
static void evergreen_forests_keep_their_leaves(void **state) {
  (void)state;
  fen_gas gas;
  assert_true(fen_gas_find("NO2", &gas));
  const fen_ground_air air = air_over(FEN_LAND_EVERGREEN_BROADLEAF, FEN_SEASON_MIDSUMMER, true);
  const double summer = fen_gas_velocity(&gas, &air, FEN_LAND_EVERGREEN_BROADLEAF, FEN_SEASON_MIDSUMMER);
  const double late = fen_gas_velocity(&gas, &air, FEN_LAND_EVERGREEN_BROADLEAF, FEN_SEASON_LATE_AUTUMN);
  assert_true(late > 0.4 * summer && late < 0.8 * summer);
  assert_true(late > 4.0 * fen_gas_velocity(&gas, &air, FEN_LAND_DECIDUOUS_BROADLEAF, FEN_SEASON_LATE_AUTUMN));
}

/*
 * The least by night and the most by day that measurements have [cm/s]: fine particles (Emerson et al. 2020, Figure 1; Saylor et al. 2019,
 * Tellus B 71), coarse ones; SO2, O3, NO2, HNO3 (Wesely & Hicks 2000, Atmos. Environ. 34, 2261-2282: over land SO2 up to 2.5, O3 up to 1,
 * NO2 up to 0.8, HNO3 1 to 5 by day; O3 0.01 to 0.05 over water, hardly more on snow), NH3 (Schrader & Bruemmer 2014, Water Air Soil
 * Pollut. 225, 2114: means up to 2.2). Of nights the least are not known so well: these keep orders of magnitude.
 */
static const struct {
  const char *name;
  bool particle;
  double least_cmps, most_cmps;
} judged[] = {{"PM25", true, 0.004, 1.0}, {"PM10", true, 0.05, 4.0},  {"PMC", true, 0.1, 5.0},    {"SO2", false, 0.03, 2.5},
              {"O3", false, 0.01, 1.0},   {"NO2", false, 0.001, 0.8}, {"NH3", false, 0.005, 2.2}, {"HNO3", false, 0.05, 5.0}};

static double judged_velocity(size_t n, int land, fen_season season, bool day) {
  const fen_ground_air air = air_over(land, season, day);
  fen_particles particles;
  fen_gas gas;
  if (judged[n].particle) {
    assert_true(fen_particles_find(judged[n].name, &particles));
    return 100.0 * fen_particles_velocity(&particles, &air, (fen_land_use)land, season, FEN_PARTICLE_EMERSON);
  }
  assert_true(fen_gas_find(judged[n].name, &gas));
  return 100.0 * fen_gas_velocity(&gas, &air, (fen_land_use)land, season);
}

/* Prints the tables of docs/surface.md. */
static void velocities_over_classes_lie_in_published_ranges(void **state) {
  (void)state;
  static const fen_season seasons[] = {FEN_SEASON_MIDSUMMER, FEN_SEASON_LATE_AUTUMN, FEN_SEASON_WINTER};
  for (int s = 0; s < 3; s++)
    for (int land = 0; land < FEN_LAND_USE_COUNT; land++) {
      print_message("| %s |", fen_land_use_name((fen_land_use)land));
      for (size_t n = 0; n < sizeof judged / sizeof *judged; n++) {
        const double day = judged_velocity(n, land, seasons[s], true);
        const double night = judged_velocity(n, land, seasons[s], false);
        print_message(" %.*f / %.*f |", day < 0.1 ? 3 : 2, day, night < 0.1 ? 3 : 2, night);
        if (!(night >= judged[n].least_cmps && day >= night && day <= judged[n].most_cmps))
          fail_msg("%s over %s: %g by day, %g cm/s by night", judged[n].name, fen_land_use_name((fen_land_use)land), day, night);
      }
      print_message("\n");
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(neutral_air_resists_as_its_wind_profile_says),
      cmocka_unit_test(the_quasilaminar_layer_resists_gases_as_heat),
      cmocka_unit_test(surfaces_resist_gases_as_weselys_table_says),
      cmocka_unit_test(water_takes_what_dissolves_and_carbon_monoxide_stays),
      cmocka_unit_test(cold_snow_resists_so2_up_to_five_times_as_much),
      cmocka_unit_test(snow_takes_gases_as_measured_in_michigan),
      cmocka_unit_test(revised_constants_lower_the_fine_and_raise_the_coarse),
      cmocka_unit_test(the_slowest_size_is_where_the_figures_have_it),
      cmocka_unit_test(heavy_particles_deposit_as_they_fall),
      cmocka_unit_test(what_is_no_number_is_not_hidden),
      cmocka_unit_test(seasons_turn_with_month_and_hemisphere),
      cmocka_unit_test(evergreen_forests_keep_their_leaves),
      cmocka_unit_test(velocities_over_classes_lie_in_published_ranges),
      cmocka_unit_test(surfaces_are_wet_by_rain_and_by_nightly_dew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
