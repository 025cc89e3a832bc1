/* Every entry of the published tables by class, type and season shows in what is computed from it. */
#include "fenhe/constants.h"
#include "fenhe/deposition.h"
#include "fenhe/humid_air.h"
#include "support.h"

#define assert_share(value, expected, share) assert_near((value) / (expected), 1.0, (share))

/* Zhang et al. (2001), Table 3, its columns by season; A of 0: not applicable, z0 of 0: by the wind. */
static const struct {
  double z0_m[FEN_SEASON_COUNT], a_mm[FEN_SEASON_COUNT], alpha, gamma;
} zhang[FEN_LAND_USE_COUNT] = {
    {{0.8, 0.9, 0.9, 0.9, 0.8}, {2, 2, 2, 2, 2}, 1.0, 0.56},
    {{2.65, 2.65, 2.65, 2.65, 2.65}, {5, 5, 5, 5, 5}, 0.6, 0.58},
    {{0.85, 0.85, 0.80, 0.55, 0.60}, {2, 2, 5, 5, 2}, 1.1, 0.56},
    {{1.05, 1.05, 0.95, 0.55, 0.75}, {5, 5, 10, 10, 5}, 0.8, 0.56},
    {{1.15, 1.15, 1.15, 1.15, 1.15}, {5, 5, 5, 5, 5}, 0.8, 0.56},
    {{0.1, 0.1, 0.05, 0.02, 0.05}, {2, 2, 5, 5, 2}, 1.2, 0.54},
    {{0.1, 0.1, 0.02, 0.02, 0.05}, {2, 2, 5, 5, 2}, 1.2, 0.54},
    {{0.04, 0.04, 0.04, 0.04, 0.04}, {0}, 50.0, 0.54},
    {{0.03, 0.03, 0.03, 0.03, 0.03}, {0}, 50.0, 0.54},
    {{0.1, 0.1, 0.1, 0.1, 0.1}, {10, 10, 10, 10, 10}, 1.3, 0.54},
    {{0.03, 0.03, 0.03, 0.03, 0.03}, {10, 10, 10, 10, 10}, 2.0, 0.54},
    {{0.01, 0.01, 0.01, 0.01, 0.01}, {0}, 50.0, 0.54},
    {{0}, {0}, 100.0, 0.50},
    {{0}, {0}, 100.0, 0.50},
    {{1.0, 1.0, 1.0, 1.0, 1.0}, {10, 10, 10, 10, 10}, 1.5, 0.56},
};

static const fen_ground_air windy = {.friction_velocity_mps = 0.4, .temperature_k = 288.15, .pressure_pa = 101325.0};

/* Zhang's Eq. 5 to 9 by hand: of 0.05 um diffusion shows, of 8 um the others. */
static double zhang_velocity(int land, int season, double diameter_m) {
  const double nu = fen_air_viscosity(288.15) * FEN_R_DRY_JPKGPK * 288.15 / 101325.0;
  const double vg = fen_settling_velocity(diameter_m, 2000.0, 288.15, 101325.0);
  const double a = 1e-3 * zhang[land].a_mm[season];
  const double st = a > 0.0 ? vg * 0.4 / (FEN_GRAVITY_MPS2 * a) : vg * 0.16 / (FEN_GRAVITY_MPS2 * nu);
  const double eb = pow(nu / fen_brownian_diffusivity(diameter_m, 288.15, 101325.0), -zhang[land].gamma);
  const double eim = pow(st / (zhang[land].alpha + st), 2.0);
  const double ein = a > 0.0 ? 0.5 * pow(diameter_m / a, 2.0) : 0.0;
  const double r1 = land == FEN_LAND_INLAND_WATER || land == FEN_LAND_OCEAN ? 1.0 : exp(-sqrt(st));
  return vg + 3.0 * 0.4 * (eb + eim + ein) * r1;
}

static void particles_have_zhangs_constants_by_class_and_season(void **state) {
  (void)state;
  static const double diameters_m[] = {0.05e-6, 8e-6};
  for (int land = 0; land < FEN_LAND_USE_COUNT; land++)
    for (int season = 0; season < FEN_SEASON_COUNT; season++) {
      if (zhang[land].z0_m[season] > 0.0)
        assert_true(fen_land_roughness((fen_land_use)land, (fen_season)season, 0.4) == zhang[land].z0_m[season]);
      for (int n = 0; n < 2; n++)
        assert_share(fen_particle_velocity(diameters_m[n], 2000.0, &windy, 0.0, (fen_land_use)land, (fen_season)season, FEN_PARTICLE_ZHANG),
                     zhang_velocity(land, season, diameters_m[n]), 1e-4);
    }
  /* Charnock's roughness of water: 0.0185 u*^2 / g. */
  assert_near(fen_land_roughness(FEN_LAND_OCEAN, FEN_SEASON_MIDSUMMER, 0.4), 0.0185 * 0.16 / FEN_GRAVITY_MPS2 + 1.59e-5, 1e-9);
}

/* Emerson et al. (2020), Eq. 2 to 6 with their Table S1, over the three classes that they fitted: conifers, broadleaf forest and grass,
 * which has the collectors of Zhang's shrubs. A, alpha [mm, 1]. */
static void particles_have_emersons_constants_where_they_were_fitted(void **state) {
  (void)state;
  const struct {
    fen_land_use land;
    double a_mm, alpha;
  } list[] = {{FEN_LAND_EVERGREEN_NEEDLELEAF, 2.0, 1.0}, {FEN_LAND_DECIDUOUS_BROADLEAF, 5.0, 0.8}, {FEN_LAND_GRASS, 10.0, 1.3}};
  const double nu = fen_air_viscosity(288.15) * FEN_R_DRY_JPKGPK * 288.15 / 101325.0;
  for (int n = 0; n < 3; n++)
    for (double d = 0.01e-6; d < 50e-6; d *= 2.0) {
      const double vg = fen_settling_velocity(d, 1500.0, 288.15, 101325.0);
      const double a = 1e-3 * list[n].a_mm;
      const double st = vg * 0.4 / (FEN_GRAVITY_MPS2 * a);
      const double eb = 0.2 * pow(nu / fen_brownian_diffusivity(d, 288.15, 101325.0), -2.0 / 3.0);
      const double eim = 0.4 * pow(st / (list[n].alpha + st), 1.7);
      const double ein = 2.5 * pow(d / a, 0.8);
      assert_share(fen_particle_velocity(d, 1500.0, &windy, 0.0, list[n].land, FEN_SEASON_MIDSUMMER, FEN_PARTICLE_EMERSON),
                   vg + 3.0 * 0.4 * (eb + eim + ein) * exp(-sqrt(st)), 1e-9);
    }
}

/* The same equations evaluated apart from this code, settling and Brownian motion too: 15 degrees, u* of 0.4 m/s, 1500 kg m-3 [cm/s].
 * Within 1 %. */
static void particles_deposit_as_emersons_equations_say(void **state) {
  (void)state;
  static const double diameters_um[] = {0.01, 0.05, 0.2, 1.0, 3.0, 10.0};
  static const struct {
    fen_land_use land;
    double cmps[6];
  } wanted[] = {{FEN_LAND_EVERGREEN_NEEDLELEAF, {0.5697, 0.1319, 0.2025, 0.6730, 1.562, 4.194}},
                {FEN_LAND_DECIDUOUS_BROADLEAF, {0.5611, 0.09970, 0.1053, 0.3318, 0.7972, 2.379}},
                {FEN_LAND_GRASS, {0.5577, 0.08701, 0.06686, 0.1954, 0.4826, 1.535}}};
  for (int n = 0; n < 3; n++)
    for (int i = 0; i < 6; i++)
      assert_share(100.0 * fen_particle_velocity(diameters_um[i] * 1e-6, 1500.0, &windy, 0.0, wanted[n].land, FEN_SEASON_MIDSUMMER,
                                                 FEN_PARTICLE_EMERSON),
                   wanted[n].cmps[i], 0.01);
}

/* Wesely (1989), Table 2: diffusivity ratio, effective Henry's constant [mol l-1 atm-1], reactivity; NO and NH3 as Walmsley & Wesely (1996)
 * have them. CO and toluene: Sander (2015), 9.7e-6 and 1.5e-3 mol m-3 Pa-1, and Graham's law; within 2 % of what he recommends. */
static void gases_have_weselys_properties(void **state) {
  (void)state;
  const double litres_atm = 101325.0 / 1000.0;
  const struct {
    const char *name;
    double ratio, henry, reactivity;
  } list[] = {{"SO2", 1.9, 1e5, 0.0},
              {"O3", 1.6, 0.01, 1.0},
              {"NO2", 1.6, 0.01, 0.1},
              {"NO", 1.3, 3e-3, 0.0},
              {"HNO3", 1.9, 1e14, 0.0},
              {"H2O2", 1.4, 1e5, 1.0},
              {"ALD", 1.6, 15.0, 0.0},
              {"HCHO", 1.3, 6e3, 0.0},
              {"OP", 1.6, 240.0, 0.1},
              {"PAA", 2.0, 540.0, 0.1},
              {"ORA", 1.6, 4e6, 0.0},
              {"NH3", 0.97, 2e4, 0.0},
              {"PAN", 2.6, 3.6, 0.1},
              {"HONO", 1.6, 1e5, 0.1},
              {"CO", sqrt(28.010 / 18.015), 9.7e-6 * litres_atm, 0.0},
              {"VOC", sqrt(92.141 / 18.015), 1.5e-3 * litres_atm, 0.0}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    fen_gas gas;
    assert_true(fen_gas_find(list[n].name, &gas));
    assert_share(gas.diffusivity_ratio, list[n].ratio, 0.02);
    assert_share(gas.henry_mpatm, list[n].henry, 0.02);
    assert_true(gas.reactivity == list[n].reactivity);
  }
}

/*
 * Surface resistances [s/m] at 15 degrees on dry surfaces, of SO2 in the dark and of O3 in 500 W m-2, over Wesely's eleven types by season,
 * worked out from Wesely (1989), Table 1, as another implementation of it has its entries (ctessum/atmos, wesely1989, which InMAP uses);
 * a ground resistance of 0 as 1.
 */
static const double so2_spm[FEN_SEASON_COUNT][11] = {
    {500.00, 290.72, 356.52, 1017.66, 1017.66, 944.43, 10.00, 1000.00, 263.05, 304.38, 503.12},
    {500.00, 331.06, 419.17, 1507.23, 1364.92, 1330.71, 10.00, 1000.00, 194.61, 393.02, 496.20},
    {500.00, 160.00, 419.17, 1204.63, 1376.77, 1289.74, 10.00, 1000.00, 99.36, 240.18, 479.26},
    {200.00, 110.00, 110.00, 1040.10, 1351.45, 1202.86, 10.00, 1000.00, 146.41, 108.67, 98.39},
    {600.00, 187.94, 377.86, 1099.92, 1017.66, 1002.10, 10.00, 1000.00, 188.82, 281.95, 475.44},
};
static const double o3_spm[FEN_SEASON_COUNT][11] = {
    {400.00, 79.70, 113.45, 111.83, 178.20, 147.98, 2000.00, 400.00, 121.14, 106.92, 145.16},
    {400.00, 204.87, 204.87, 468.17, 285.99, 363.47, 2000.00, 400.00, 392.51, 204.87, 222.77},
    {400.00, 142.42, 204.87, 419.98, 285.99, 356.28, 2000.00, 400.00, 517.45, 179.38, 229.77},
    {700.00, 946.56, 946.56, 602.83, 461.23, 485.79, 2000.00, 400.00, 766.20, 856.48, 766.20},
    {400.00, 97.74, 139.23, 171.57, 283.14, 219.71, 2000.00, 400.00, 186.69, 127.31, 171.05},
};

static void gases_have_weselys_constants_by_type_and_season(void **state) {
  (void)state;
  fen_gas so2, o3;
  assert_true(fen_gas_find("SO2", &so2) && fen_gas_find("O3", &o3));
  for (int season = 0; season < FEN_SEASON_COUNT; season++)
    for (int type = 0; type < 11; type++) {
      assert_share(fen_gas_surface_resistance(&so2, type, (fen_season)season, 288.15, 0.0, FEN_SURFACE_DRY), so2_spm[season][type], 2e-4);
      assert_share(fen_gas_surface_resistance(&o3, type, (fen_season)season, 288.15, 500.0, FEN_SURFACE_DRY), o3_spm[season][type], 2e-4);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(particles_have_zhangs_constants_by_class_and_season),
      cmocka_unit_test(particles_have_emersons_constants_where_they_were_fitted),
      cmocka_unit_test(particles_deposit_as_emersons_equations_say),
      cmocka_unit_test(gases_have_weselys_properties),
      cmocka_unit_test(gases_have_weselys_constants_by_type_and_season),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
