/* How velocities and coefficients follow from weather, land use and snow. */
#include "fenhe/clock.h"
#include "fenhe/humid_air.h"
#include "fenhe/removal.h"
#include "fenhe/scavenging.h"
#include "fenhe/sun.h"
#include "fenhe/wrf.h"
#include "support.h"

enum { NX = 3, NY = 2, NZ = 5, PLANE = NX * NY };

#define assert_share(value, expected, share) assert_near((value) / (expected), 1.0, (share))

typedef struct {
  fen_grid *grid;
  fen_weather_source source;
  fen_weather before, after;
  double shares[FEN_LAND_USE_COUNT * PLANE];
  double roughness_m[PLANE];
} scene;

static void fill(fen_weather *w, double time_s) {
  w->time_s = time_s;
  for (ptrdiff_t c = 0; c < PLANE; c++) {
    w->friction_velocity_mps[c] = 0.35;
    w->obukhov_m[c] = -80.0;
    w->t2_k[c] = 295.0;
    w->surface_pressure_pa[c] = 95000.0;
    w->q2_kgpkg[c] = 0.008;
    w->pblh_m[c] = 800.0;
    w->rain_mm[c] = 0.0;
    w->shortwave_wpm2[c] = 600.0;
    w->snow_share[c] = 0.0;
    for (ptrdiff_t k = 0; k < NZ; k++) {
      w->height_m[(k + 1) * PLANE + c] = 500.0 * (double)(k + 1);
      w->temperature_k[k * PLANE + c] = 294.0;
      w->pressure_pa[k * PLANE + c] = 94000.0;
      w->vapour_kgpkg[k * PLANE + c] = 0.008;
      w->cloud_water_kgpkg[k * PLANE + c] = 0.0;
      w->air_kg[k * PLANE + c] = 500.0 * 1.1e8;
    }
  }
}

/* Cells: grass, urban, half of each, ocean, grass, grass. */
static int setup(void **state) {
  static const int classes[PLANE] = {FEN_LAND_GRASS, FEN_LAND_URBAN, -1, FEN_LAND_OCEAN, FEN_LAND_GRASS, FEN_LAND_GRASS};
  const fen_grid_params params = {.nx = NX,
                                  .ny = NY,
                                  .dx = 0.1,
                                  .dy = 0.1,
                                  .x0 = 112.0,
                                  .y0 = 37.0,
                                  .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000.0}};
  scene *s = calloc(1, sizeof *s);
  fen_error err = {0};
  if (!s || fen_grid_create(&params, &s->grid, &err) || fen_weather_allocate(NX, NY, NZ, &s->before, &err) ||
      fen_weather_allocate(NX, NY, NZ, &s->after, &err))
    return -1;
  for (int c = 0; c < PLANE; c++) {
    for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
      s->shares[n * PLANE + c] = n == classes[c] || (classes[c] < 0 && (n == FEN_LAND_GRASS || n == FEN_LAND_URBAN)) ? 1.0 : 0.0;
    s->roughness_m[c] = 0.2;
  }
  s->shares[FEN_LAND_GRASS * PLANE + 2] = s->shares[FEN_LAND_URBAN * PLANE + 2] = 0.5;
  s->source = (fen_weather_source){.grid = s->grid, .nz = NZ, .land_use_share = s->shares, .roughness_m = s->roughness_m};
  *state = s;
  return 0;
}

static int teardown(void **state) {
  scene *s = *state;
  fen_grid_destroy(&s->grid);
  fen_weather_clear(&s->before);
  fen_weather_clear(&s->after);
  free(s);
  return 0;
}

static fen_removed_species particle_of(const char *name) {
  fen_removed_species species = {
      .particle = true, .deposits = true, .settles = true, .washed = true, .in_cloud = FEN_SCAVENGING_PARTICLES_IN_CLOUD};
  assert_true(fen_particles_find(name, &species.particles));
  return species;
}

static fen_removed_species gas_of(const char *name) {
  fen_removed_species species = {.deposits = true, .washed = true};
  assert_true(fen_gas_find(name, &species.gas));
  return species;
}

static scene *fresh(void **state) {
  scene *s = *state;
  const double noon = fen_time_from_civil(2021, 6, 20, 4, 0, 0);
  fill(&s->before, noon);
  fill(&s->after, noon + 3600.0);
  return s;
}

static void a_cell_has_the_mean_of_its_classes(void **state) {
  const scene *s = fresh(state);
  const fen_removed_species list[] = {particle_of("PM25"), gas_of("NO2")};
  for (int n = 0; n < 2; n++) {
    const double grass = fen_removal_velocity(&s->source, &list[n], &s->before, 0, 0.0);
    const double urban = fen_removal_velocity(&s->source, &list[n], &s->before, 1, 0.0);
    assert_true(grass != urban);
    assert_share(fen_removal_velocity(&s->source, &list[n], &s->before, 2, 0.0), 0.5 * (grass + urban), 1e-12);
  }
}

static void snow_takes_its_share_of_land_and_none_of_water(void **state) {
  scene *s = fresh(state);
  const fen_removed_species gas = gas_of("SO2");
  double velocity[3];
  double water[2];
  for (int n = 0; n < 3; n++) {
    for (int c = 0; c < PLANE; c++)
      s->before.snow_share[c] = 0.5 * n;
    velocity[n] = fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0);
    water[n > 0] = fen_removal_velocity(&s->source, &gas, &s->before, 3, 0.0);
  }
  assert_true(velocity[0] != velocity[2]);
  assert_share(velocity[1], 0.5 * (velocity[0] + velocity[2]), 1e-12);
  assert_true(water[0] == water[1]);
  /* Where it is not known, frost in winter makes it. */
  const double january = fen_time_from_civil(2021, 1, 20, 4, 0, 0);
  double winter[2];
  for (int known = 0; known < 2; known++) {
    fill(&s->before, january);
    s->before.t2_k[0] = 260.0;
    s->before.snow_share[0] = known ? 1.0 : NAN;
    winter[known] = fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0);
  }
  assert_true(winter[0] == winter[1]);
}

static void sunlight_that_is_not_known_is_that_of_the_sky(void **state) {
  scene *s = fresh(state);
  const fen_removed_species gas = gas_of("NO2");
  s->before.shortwave_wpm2[0] = fen_sun_clear_sky(fen_sun_cos_zenith(s->before.time_s, s->grid->lon_deg[0], s->grid->lat_deg[0]));
  assert_true(s->before.shortwave_wpm2[0] > 900.0);
  const double clear = fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0);
  s->before.shortwave_wpm2[0] = NAN;
  assert_true(fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0) == clear);
  for (ptrdiff_t k = 2; k < NZ; k++)
    s->before.cloud_water_kgpkg[k * PLANE] = 3e-4;
  assert_true(fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0) < 0.95 * clear);
}

static void land_without_classes_is_grass_and_the_rest_water(void **state) {
  scene *s = fresh(state);
  static const double land[PLANE] = {1.0, 0.25, 0.0, 0.0, 1.0, 1.0};
  fen_weather_source bare = s->source;
  double share[FEN_LAND_USE_COUNT];
  bare.land_use_share = NULL;
  bare.land_share = land;
  fen_removal_land(&bare, 1, share);
  assert_true(share[FEN_LAND_GRASS] == 0.25 && share[FEN_LAND_OCEAN] == 0.75 && share[FEN_LAND_URBAN] == 0.0);
  const fen_removed_species gas = gas_of("SO2");
  assert_true(fen_removal_velocity(&bare, &gas, &s->before, 0, 0.0) == fen_removal_velocity(&s->source, &gas, &s->before, 0, 0.0));
  bare.land_share = NULL;
  s->grid->terrain_m[0] = 0.0;
  s->grid->terrain_m[1] = 12.0;
  fen_removal_land(&bare, 0, share);
  assert_true(share[FEN_LAND_OCEAN] == 1.0);
  fen_removal_land(&bare, 1, share);
  assert_true(share[FEN_LAND_GRASS] == 1.0);
  /* Where the weather has no roughness: 1 m of towns and 0.1 m of grass instead of 0.2 m. */
  bare = s->source;
  bare.roughness_m = NULL;
  const fen_removed_species acid = gas_of("HNO3");
  assert_true(fen_removal_velocity(&bare, &acid, &s->before, 1, 0.0) > fen_removal_velocity(&s->source, &acid, &s->before, 1, 0.0));
  assert_true(fen_removal_velocity(&bare, &acid, &s->before, 0, 0.0) < fen_removal_velocity(&s->source, &acid, &s->before, 0, 0.0));
}

static void rates_are_the_mean_of_both_instants(void **state) {
  scene *s = fresh(state);
  const fen_removed_species list[] = {particle_of("DUST"), gas_of("NO2")};
  fen_removal *removal = NULL;
  fen_removal_rates rates;
  fen_error err = {0};
  for (int c = 0; c < PLANE; c++)
    s->after.friction_velocity_mps[c] = 0.1;
  assert_int_equal(fen_removal_create(&s->source, list, 2, &removal, &err), FEN_OK);
  fen_removal_build(removal, &s->before, &s->after, &rates);
  assert_int_equal(rates.scavenging_count, 0);
  for (int n = 0; n < 2; n++)
    for (int c = 0; c < PLANE; c++)
      assert_share(rates.velocity_mps[n][c],
                   0.5 * (fen_removal_velocity(&s->source, &list[n], &s->before, c, 0.0) +
                          fen_removal_velocity(&s->source, &list[n], &s->after, c, 0.0)),
                   1e-12);
  assert_share(rates.settling_mps[0],
               fen_particles_settling(&list[0].particles, 294.0, 94000.0, fen_relative_humidity(0.008, 294.0, 94000.0)), 1e-9);
  assert_true(rates.settling_mps[1] == 0.0);
  fen_removal_destroy(&removal);
  assert_null(removal);
}

/* Column 0: cloud in layers 2 and 3; column 1: a shower without any; column 2: dry; column 3: cloud in layer 1, at one instant only. */
static void rain_washes_in_cloud_and_below_it_but_not_above(void **state) {
  scene *s = fresh(state);
  const fen_removed_species list[] = {particle_of("PM25"), gas_of("SO2"), gas_of("O3")};
  fen_removal *removal = NULL;
  fen_removal_rates rates;
  fen_error err = {0};
  s->before.cloud_water_kgpkg[2 * PLANE] = s->after.cloud_water_kgpkg[3 * PLANE] = 1e-4;
  s->after.cloud_water_kgpkg[PLANE + 3] = 1e-4;
  s->after.rain_mm[0] = s->after.rain_mm[1] = s->after.rain_mm[3] = 2.0;
  assert_int_equal(fen_removal_create(&s->source, list, 3, &removal, &err), FEN_OK);
  fen_removal_build(removal, &s->before, &s->after, &rates);
  assert_int_equal(rates.scavenging_count, 3);
  const double humidity = fen_relative_humidity(0.008, 295.0, 95000.0);
  const double below[] = {fen_scavenging_particles(&list[0].particles, 2.0, 295.0, 95000.0, humidity), fen_scavenging_by_ratio(2.0, 0.15e6),
                          0.0};
  const double in[] = {fen_scavenging_by_ratio(2.0, 1e6), fen_scavenging_by_ratio(2.0, 0.3e6), 0.0};
  assert_true(below[0] > 0.0 && in[0] > below[0]);
  for (int n = 0; n < 3; n++) {
    const double clouded[NZ] = {below[n], below[n], in[n], in[n], 0.0};
    /* Faces every 500 m: cloud is taken from 1 km to the layer that begins below 3 km. */
    const double shower[NZ] = {below[n], below[n], in[n], in[n], in[n]};
    const double low[NZ] = {below[n], in[n], 0.0, 0.0, 0.0};
    for (int k = 0; k < NZ; k++) {
      assert_near(rates.scavenging_ps[n][k * PLANE], clouded[k], 1e-18);
      assert_near(rates.scavenging_ps[n][k * PLANE + 1], shower[k], 1e-18);
      assert_true(rates.scavenging_ps[n][k * PLANE + 2] == 0.0);
      assert_near(rates.scavenging_ps[n][k * PLANE + 3], low[k], 1e-18);
    }
  }
  fen_removal_destroy(&removal);
}

/* A day of December: 12:00 and 22:00 of local time; means over the domain, and the largest of cells that are mostly forest or
 * all shrubs. */
static void queensland_takes_more_by_day_and_its_forest_more_than_shrubs(void **state) {
  (void)state;
  enum { CELLS = 196 };
  static const char *const names[] = {"wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0200Z.nc",
                                      "wrf_queensland/wrf/WRFOUT_d01_2022-12-07T1200Z.nc"};
  const fen_removed_species list[] = {particle_of("PM25"), gas_of("SO2"), gas_of("NO2"), gas_of("O3")};
  double mean[4][2] = {{0}};
  double forest = 0.0;
  double shrubs = 0.0;
  for (int hour = 0; hour < 2; hour++) {
    char path[SUPPORT_PATH];
    support_data_path(names[hour], path);
    const char *files[] = {path};
    const fen_wrf_params params = {.files = files, .file_count = 1, .start_s = NAN, .end_s = NAN};
    fen_weather_source *source = NULL;
    fen_weather w = {0};
    fen_error err = {0};
    if (fen_wrf_open(&params, NULL, &source, &err) || fen_weather_allocate(14, 14, source->nz, &w, &err) ||
        source->read(source, 0, &w, &err))
      fail_msg("%s", err.text);
    const double *wooded = source->land_use_share + (ptrdiff_t)FEN_LAND_EVERGREEN_BROADLEAF * CELLS;
    const double *bushy = source->land_use_share + (ptrdiff_t)FEN_LAND_SHRUBS * CELLS;
    for (int c = 0; c < CELLS; c++) {
      double velocity[4];
      for (int n = 0; n < 4; n++) {
        velocity[n] = fen_removal_velocity(source, &list[n], &w, c, 0.0);
        assert_true(velocity[n] > 0.0 && velocity[n] < 0.03);
        mean[n][hour] += velocity[n] / CELLS;
      }
      if (hour == 0 && wooded[c] > 0.8)
        forest = fmax(forest, velocity[0]);
      if (hour == 0 && bushy[c] > 0.99)
        shrubs = fmax(shrubs, velocity[0]);
    }
    fen_weather_clear(&w);
    fen_weather_source_destroy(&source);
  }
  for (int n = 0; n < 4; n++) {
    print_message("%s: noon %.3f, night %.3f cm/s\n", n == 0 ? "PM25" : list[n].gas.name, 100.0 * mean[n][0], 100.0 * mean[n][1]);
    assert_true(mean[n][0] > 1.2 * mean[n][1]);
  }
  print_message("PM25 at noon: forest %.3f, shrubs %.3f cm/s\n", 100.0 * forest, 100.0 * shrubs);
  assert_true(shrubs > 0.0 && forest > 1.2 * shrubs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cell_has_the_mean_of_its_classes),
      cmocka_unit_test(snow_takes_its_share_of_land_and_none_of_water),
      cmocka_unit_test(sunlight_that_is_not_known_is_that_of_the_sky),
      cmocka_unit_test(land_without_classes_is_grass_and_the_rest_water),
      cmocka_unit_test(rates_are_the_mean_of_both_instants),
      cmocka_unit_test(rain_washes_in_cloud_and_below_it_but_not_above),
      cmocka_unit_test(queensland_takes_more_by_day_and_its_forest_more_than_shrubs),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
