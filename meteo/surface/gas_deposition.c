/* Dry deposition of gases: Wesely (1989), Walmsley & Wesely (1996). */
#include <math.h>

#include "fenhe/deposition.h"
#include "fenhe/humid_air.h"

enum { TYPES = 11, URBAN = 0, RANGE = 2 };

/* What does not take anything up [s/m]. */
#define NONE 1e25

typedef double season_table[FEN_SEASON_COUNT][TYPES];

/* Wesely (1989), Table 1, columns 1 to 11: urban, agricultural, range, deciduous, coniferous, mixed forest, water, barren, non-forested
 * wetland, mixed agricultural and range, rocky open areas with low shrubs. */
static const season_table stomata_spm = {{NONE, 60, 120, 70, 130, 100, NONE, NONE, 80, 100, 150},
                                         {NONE, NONE, NONE, NONE, 250, 500, NONE, NONE, NONE, NONE, NONE},
                                         {NONE, NONE, NONE, NONE, 250, 500, NONE, NONE, NONE, NONE, NONE},
                                         {NONE, NONE, NONE, NONE, 400, 800, NONE, NONE, NONE, NONE, NONE},
                                         {NONE, 120, 240, 140, 250, 190, NONE, NONE, 160, 200, 300}};
static const season_table outer_spm = {{NONE, 2000, 2000, 2000, 2000, 2000, NONE, NONE, 2500, 2000, 4000},
                                       {NONE, 9000, 9000, 9000, 4000, 8000, NONE, NONE, 9000, 9000, 9000},
                                       {NONE, NONE, 9000, 9000, 4000, 8000, NONE, NONE, 9000, 9000, 9000},
                                       {NONE, NONE, NONE, NONE, 6000, 9000, NONE, NONE, 9000, 9000, 9000},
                                       {NONE, 4000, 4000, 4000, 2000, 3000, NONE, NONE, 4000, 4000, 8000}};
static const season_table canopy_air_spm = {{100, 200, 100, 2000, 2000, 2000, 0, 0, 300, 150, 200},
                                            {100, 150, 100, 1500, 2000, 1700, 0, 0, 200, 120, 140},
                                            {100, 10, 100, 1000, 2000, 1500, 0, 0, 100, 50, 120},
                                            {100, 10, 10, 1000, 2000, 1500, 0, 0, 50, 10, 50},
                                            {100, 50, 80, 1200, 2000, 1500, 0, 0, 200, 60, 120}};
static const season_table ground_so2_spm = {{400, 150, 350, 500, 500, 100, 0, 1000, 0, 220, 400},
                                            {400, 200, 350, 500, 500, 100, 0, 1000, 0, 300, 400},
                                            {400, 150, 350, 500, 500, 200, 0, 1000, 0, 200, 400},
                                            {100, 100, 100, 100, 100, 100, 0, 1000, 100, 100, 50},
                                            {500, 150, 350, 500, 500, 200, 0, 1000, 0, 250, 400}};
static const season_table ground_o3_spm = {{300, 150, 200, 200, 200, 300, 2000, 400, 1000, 180, 200},
                                           {300, 150, 200, 200, 200, 300, 2000, 400, 800, 180, 200},
                                           {300, 150, 200, 200, 200, 300, 2000, 400, 1000, 180, 200},
                                           {600, 3500, 3500, 3500, 3500, 3500, 2000, 400, 3500, 3500, 3500},
                                           {300, 150, 200, 200, 200, 300, 2000, 400, 1000, 180, 200}};
static const season_table lower_so2_spm = {{NONE, 2000, 2000, 2000, 2000, 2000, NONE, NONE, 2500, 2000, 4000},
                                           {NONE, 9000, 9000, 9000, 2000, 4000, NONE, NONE, 9000, 9000, 9000},
                                           {NONE, NONE, 9000, 9000, 3000, 6000, NONE, NONE, 9000, 9000, 9000},
                                           {NONE, NONE, NONE, 9000, 200, 400, NONE, NONE, 9000, NONE, 9000},
                                           {NONE, 4000, 4000, 4000, 2000, 3000, NONE, NONE, 4000, 4000, 8000}};
static const season_table lower_o3_spm = {{NONE, 1000, 1000, 1000, 1000, 1000, NONE, NONE, 1000, 1000, 1000},
                                          {NONE, 400, 400, 400, 1000, 600, NONE, NONE, 400, 400, 400},
                                          {NONE, 1000, 400, 400, 1000, 600, NONE, NONE, 800, 600, 600},
                                          {NONE, 1000, 1000, 400, 1500, 600, NONE, NONE, 800, 1000, 800},
                                          {NONE, 1000, 500, 500, 1500, 700, NONE, NONE, 600, 800, 800}};

/* Wesely's types, from 0. */
static const unsigned char type_of[FEN_LAND_USE_COUNT] = {
    [FEN_LAND_EVERGREEN_NEEDLELEAF] = 4,
    [FEN_LAND_EVERGREEN_BROADLEAF] = 3,
    [FEN_LAND_DECIDUOUS_NEEDLELEAF] = 3,
    [FEN_LAND_DECIDUOUS_BROADLEAF] = 3,
    [FEN_LAND_MIXED_FOREST] = 5,
    [FEN_LAND_GRASS] = RANGE,
    [FEN_LAND_CROPS] = 1,
    [FEN_LAND_DESERT] = 7,
    [FEN_LAND_TUNDRA] = 8,
    [FEN_LAND_SHRUBS] = 10,
    [FEN_LAND_WETLAND] = 8,
    [FEN_LAND_ICE] = RANGE,
    [FEN_LAND_INLAND_WATER] = 6,
    [FEN_LAND_OCEAN] = 6,
    [FEN_LAND_URBAN] = URBAN,
};

int fen_gas_surface_type(fen_land_use land_use) {
  return type_of[land_use];
}

/* Of a gas that is taken up like SO2 by its solubility and like ozone by its reactivity (Eq. 8 and 9). */
static double between(const fen_gas *gas, double so2_spm, double o3_spm) {
  return 1.0 / (gas->henry_mpatm / (1e5 * (so2_spm > 0.0 ? so2_spm : 1.0)) + gas->reactivity / o3_spm);
}

/* Leaves' cuticles and other outer surfaces (Eq. 7 and 10 to 14; Walmsley & Wesely 1996, Eq. 5g). Dew does nothing where snow lies. */
static double outer_surfaces(const fen_gas *gas, int type, fen_season season, fen_wetness wetness) {
  const double dry = outer_spm[season][type];
  const double taken = 1e-5 * gas->henry_mpatm + gas->reactivity;
  if (wetness == FEN_SURFACE_DRY || season == FEN_SEASON_WINTER)
    return dry / taken;
  const double wet_ozone = 1.0 / (1.0 / (wetness == FEN_SURFACE_DEW ? 3000.0 : 1000.0) + 1.0 / (3.0 * dry));
  if (gas->as_so2 && type == URBAN)
    return 50.0;
  if (gas->as_so2)
    return wetness == FEN_SURFACE_DEW ? 100.0 : 1.0 / (1.0 / 5000.0 + 1.0 / (3.0 * dry));
  if (gas->as_ozone)
    return wet_ozone;
  return 1.0 / (taken / (3.0 * dry) + 1e-7 * gas->henry_mpatm + gas->reactivity / wet_ozone);
}

/* Stomata and mesophyll (Eq. 3, 4 and 6): open between 0 and 40 degrees, three times as resistant under water. */
static double leaves(const fen_gas *gas, int type, fen_season season, double t_celsius, double shortwave_wpm2, fen_wetness wetness) {
  if (!(t_celsius > 0.0 && t_celsius < 40.0))
    return NONE;
  const double dark = 200.0 / (shortwave_wpm2 + 0.1);
  const double stomata = stomata_spm[season][type] * (1.0 + dark * dark) * 400.0 / (t_celsius * (40.0 - t_celsius));
  const double mesophyll = 1.0 / (gas->henry_mpatm / 3000.0 + 100.0 * gas->reactivity);
  return stomata * (wetness == FEN_SURFACE_DRY ? 1.0 : 3.0) * gas->diffusivity_ratio + mesophyll;
}

static double chilled(double resistance_spm, double t_celsius, double most_spm) {
  const double cold = resistance_spm + 1000.0 * exp(-t_celsius - 4.0);
  return cold < most_spm ? cold : most_spm;
}

/* Snow resists SO2 by up to 500 s/m when it is cold, as in Zhang et al. (2003), Eq. 8a. */
static double ground_below(const fen_gas *gas, int type, fen_season season, double t_celsius) {
  static const double COLD_SNOW_SPM = 500.0;
  const double so2 = ground_so2_spm[season][type];
  const double o3 = ground_o3_spm[season][type];
  const bool snow = season == FEN_SEASON_WINTER && so2 > 0.0;
  const double most_so2 = snow && 2.0 * so2 < COLD_SNOW_SPM ? COLD_SNOW_SPM : 2.0 * so2;
  return chilled(between(gas, so2, o3), t_celsius, between(gas, most_so2, 2.0 * o3));
}

double fen_gas_surface_resistance(const fen_gas *gas, int type, fen_season season, double temperature_k, double shortwave_wpm2,
                                  fen_wetness wetness) {
  static const double LEAST_SPM = 10.0;
  const double t_celsius = temperature_k - 273.15;
  const double mixing = 100.0 * (1.0 + 1000.0 / (shortwave_wpm2 + 10.0)); /* Eq. 5 on level ground */
  const double outer_mild = outer_surfaces(gas, type, season, wetness);
  const double lower_mild = between(gas, lower_so2_spm[season][type], lower_o3_spm[season][type]);
  const double outer = chilled(outer_mild, t_celsius, 2.0 * outer_mild);
  const double lower = chilled(lower_mild, t_celsius, 2.0 * lower_mild);
  const double ground = ground_below(gas, type, season, t_celsius);
  const double taken = 1.0 / leaves(gas, type, season, t_celsius, shortwave_wpm2, wetness) + 1.0 / outer + 1.0 / (mixing + lower) +
                       1.0 / (canopy_air_spm[season][type] + ground);
  return taken * LEAST_SPM > 1.0 ? LEAST_SPM : 1.0 / taken;
}

/* Ice is snow all year. Evergreen broadleaf forest, which Wesely has not, is his deciduous one, but keeps its leaves: outside midsummer its
 * constants are those of spring, by which its stomata resist twice as much, as those of conifers do. */
static fen_season own_season(fen_land_use land_use, fen_season season) {
  if (land_use == FEN_LAND_ICE)
    return FEN_SEASON_WINTER;
  const bool leaves_fall = season == FEN_SEASON_AUTUMN || season == FEN_SEASON_LATE_AUTUMN;
  return land_use == FEN_LAND_EVERGREEN_BROADLEAF && leaves_fall ? FEN_SEASON_SPRING : season;
}

double fen_gas_velocity(const fen_gas *gas, const fen_ground_air *air, fen_land_use land_use, fen_season season) {
  const double diffusivity = fen_vapour_diffusivity(air->temperature_k, air->pressure_pa) / gas->diffusivity_ratio;
  const fen_season own = own_season(land_use, season);
  const double resistance = fen_aerodynamic_resistance(air->height_m, air->roughness_m, air->friction_velocity_mps, air->obukhov_m) +
                            fen_quasilaminar_resistance(diffusivity, air->temperature_k, air->pressure_pa, air->friction_velocity_mps) +
                            fen_gas_surface_resistance(gas, type_of[land_use], own, air->temperature_k, air->shortwave_wpm2, air->wetness);
  return 1.0 / resistance;
}
