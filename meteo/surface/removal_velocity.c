/* The deposition velocity of a species in one cell of the weather. */
#include <math.h>

#include "fenhe/humid_air.h"
#include "fenhe/removal.h"
#include "fenhe/sun.h"

/* The cell's air and the state of its ground. */
typedef struct {
  fen_ground_air air;
  fen_season season;
  double snow_share;
  double land[FEN_LAND_USE_COUNT];
} ground;

void fen_removal_land(const fen_weather_source *source, ptrdiff_t cell, double *share) {
  const fen_grid *grid = source->grid;
  const ptrdiff_t plane = grid->params.nx * grid->params.ny;
  const double land = source->land_share ? source->land_share[cell] : grid->terrain_m[cell] > 0.0 ? 1.0 : 0.0;
  for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
    share[n] = source->land_use_share ? source->land_use_share[n * plane + cell] : 0.0;
  if (source->land_use_share)
    return;
  share[FEN_LAND_GRASS] = land;
  share[FEN_LAND_OCEAN] = 1.0 - land;
}

static double cloud_path(const fen_grid *grid, const fen_weather *w, ptrdiff_t cell) {
  const ptrdiff_t plane = w->nx * w->ny;
  double water_kg = 0.0;
  for (ptrdiff_t k = 0; k < w->nz; k++)
    water_kg += w->cloud_water_kgpkg[k * plane + cell] * w->air_kg[k * plane + cell];
  return water_kg / grid->area_m2[cell];
}

static double sunlight(const fen_grid *grid, const fen_weather *w, ptrdiff_t cell) {
  if (!isnan(w->shortwave_wpm2[cell]))
    return w->shortwave_wpm2[cell];
  if (!grid->lon_deg || !grid->lat_deg)
    return 0.0;
  const double clear = fen_sun_clear_sky(fen_sun_cos_zenith(w->time_s, grid->lon_deg[cell], grid->lat_deg[cell]));
  return clear > 0.0 ? clear * fen_sun_cloud_transmission(cloud_path(grid, w, cell)) : 0.0;
}

/* The mean of the classes' roughness is that of their logarithms, as they make the mean of their profiles. */
static double roughness(const ground *g) {
  double sum = 0.0;
  for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
    if (g->land[n] > 0.0)
      sum += g->land[n] * log(fen_land_roughness((fen_land_use)n, g->season, g->air.friction_velocity_mps));
  return exp(sum);
}

static ground look(const fen_weather_source *source, const fen_weather *w, ptrdiff_t cell, double rain_mmph) {
  const fen_grid *grid = source->grid;
  ground g = {.season = fen_season_of(w->time_s, grid->lat_deg ? grid->lat_deg[cell] : NAN)};
  fen_removal_land(source, cell, g.land);
  g.air = (fen_ground_air){.height_m = 0.5 * w->height_m[w->nx * w->ny + cell],
                           .friction_velocity_mps = w->friction_velocity_mps[cell],
                           .obukhov_m = w->obukhov_m[cell],
                           .temperature_k = w->t2_k[cell],
                           .pressure_pa = w->surface_pressure_pa[cell],
                           .relative_humidity = fen_relative_humidity(w->q2_kgpkg[cell], w->t2_k[cell], w->surface_pressure_pa[cell]),
                           .shortwave_wpm2 = sunlight(grid, w, cell)};
  g.air.wetness = fen_surface_wetness(rain_mmph, g.air.temperature_k, g.air.relative_humidity, g.air.shortwave_wpm2);
  g.air.roughness_m = source->roughness_m ? source->roughness_m[cell] : roughness(&g);
  g.snow_share = isnan(w->snow_share[cell]) ? fen_season_snow_share(g.season, g.air.temperature_k) : w->snow_share[cell];
  return g;
}

static double over(const fen_removed_species *species, const ground *g, int land_use, fen_season season) {
  return species->particle ? fen_particles_velocity(&species->particles, &g->air, (fen_land_use)land_use, season, species->constants)
                           : fen_gas_velocity(&species->gas, &g->air, (fen_land_use)land_use, season);
}

double fen_removal_velocity(const fen_weather_source *source, const fen_removed_species *species, const fen_weather *weather,
                            ptrdiff_t cell, double rain_mmph) {
  const ground g = look(source, weather, cell, rain_mmph);
  double mean = 0.0;
  for (int n = 0; n < FEN_LAND_USE_COUNT; n++) {
    const bool water = n == FEN_LAND_OCEAN || n == FEN_LAND_INLAND_WATER;
    const double snow = water ? 0.0 : g.snow_share;
    if (!(g.land[n] > 0.0))
      continue;
    if (snow < 1.0)
      mean += g.land[n] * (1.0 - snow) * over(species, &g, n, g.season);
    if (snow > 0.0)
      mean += g.land[n] * snow * over(species, &g, n, FEN_SEASON_WINTER);
  }
  return mean;
}
