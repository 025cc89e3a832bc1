/* The built-in analytic weather over a made-up basin. */
#include "fenhe/idealised.h"
#include "fenhe/interval.h"
#include "fenhe/memory.h"
#include "support.h"

enum { NX = 40, NY = 36, PLANE = NX * NY };

/* A basin 600 m deep between two ridges that run south-west to north-east. */
static double ground(int i, int j) {
  const double across = ((double)i - NX / 2.0 - ((double)j - NY / 2.0) * 0.6) * 3.0;
  return 800.0 + 700.0 * (exp(-pow((across - 40.0) / 15.0, 2.0)) + exp(-pow((across + 40.0) / 15.0, 2.0)));
}

static double terrain[PLANE];

static fen_idealised_params params_for(fen_side side_x, fen_side side_y) {
  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++)
      terrain[j * NX + i] = ground(i, j);
  return (fen_idealised_params){
      .grid = {.nx = NX, .ny = NY, .dx = 3000.0, .dy = 3000.0, .side_x = side_x, .side_y = side_y},
      .terrain_m = terrain,
      .first_layer_m = 30.0,
      .stretching = 1.2,
      .top_m = 5000.0,
      .start_s = 1578585600.0, /* 2020-01-10T00:00+08:00 */
      .end_s = 1578585600.0 + 24.0 * 3600.0,
      .utc_offset_s = 8.0 * 3600.0,
      .wind_mps = 7.0,
      .wind_from_deg = 300.0,
      .wind_turn_degpd = 60.0,
      .pblh_day_m = 1200.0,
      .pblh_night_m = 200.0,
      .t2_mean_k = 270.0,
      .t2_range_k = 12.0,
  };
}

static fen_weather_source *open_source(const fen_idealised_params *params) {
  fen_weather_source *source = NULL;
  fen_error err = {0};
  if (fen_idealised_open(params, NULL, &source, &err))
    fail_msg("%s", err.text);
  return source;
}

static fen_weather hour(fen_weather_source *source, ptrdiff_t index) {
  fen_weather w;
  fen_error err = {0};
  assert_int_equal(fen_weather_allocate(NX, NY, source->nz, &w, &err), FEN_OK);
  assert_int_equal(source->read(source, index, &w, &err), FEN_OK);
  return w;
}

static const fen_interval_options options = {.kz = FEN_KZ_PROFILE,
                                             .kz_minimum_m2ps = 0.1,
                                             .horizontal_diffusion = true,
                                             .smagorinsky_constant = 0.2,
                                             .kh_minimum_m2ps = 10.0,
                                             .kh_maximum_m2ps = 1e4,
                                             .scavenging_scale_ps = 8.4e-5,
                                             .scavenging_exponent = 0.79,
                                             .repair_limit_mps = 0.1};

static void repair_finds_next_to_nothing_between_sides_of_every_kind(void **state) {
  (void)state;
  const fen_side sides[] = {FEN_SIDE_OPEN, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC};
  for (int n = 0; n < 3; n++) {
    fen_idealised_params params = params_for(sides[n], sides[n]);
    fen_weather_source *source = open_source(&params);
    fen_error err = {0};
    fen_interval *interval = NULL;
    assert_int_equal(fen_interval_create(source, &options, NULL, &interval, &err), FEN_OK);
    fen_weather a = hour(source, 6);
    fen_weather b = hour(source, 7);
    fen_forcing forcing;
    fen_repair_report report;
    if (fen_interval_build(interval, &a, &b, &forcing, &report, &err))
      fail_msg("%s", err.text);
    print_message("sides of kind %d: repair at most %.3g m/s, mismatch %.3g -> %.3g\n", n, report.maximum_mps, report.mismatch_before,
                  report.mismatch_after);
    assert_true(report.maximum_mps < 1e-9);
    assert_true(report.mismatch_after <= 1e-12);
    assert_null(forcing.flux_top_kgps[0]);
    assert_null(forcing.scavenging_ps);
    fen_weather_clear(&a);
    fen_weather_clear(&b);
    fen_interval_destroy(&interval);
    fen_weather_source_destroy(&source);
  }
}

static void air_is_positive_and_hydrostatic_under_a_flat_top(void **state) {
  (void)state;
  const fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_weather_source *source = open_source(&params);
  fen_weather w = hour(source, 0);
  const double top = w.height_m[source->nz * PLANE] + source->grid->terrain_m[0];
  for (ptrdiff_t c = 0; c < PLANE; c++) {
    double mass = 0.0;
    for (ptrdiff_t k = 0; k < source->nz; k++) {
      const ptrdiff_t n = k * PLANE + c;
      assert_true(w.air_kg[n] > 0.0);
      assert_true(w.height_m[n + PLANE] > w.height_m[n]);
      assert_true(w.temperature_k[n] > 200.0 && w.temperature_k[n] < 300.0);
      assert_true(w.vapour_kgpkg[n] > 0.0 && w.vapour_kgpkg[n] < 0.02);
      /* Density from mass and volume against the gas law: they differ by the day cycle's warmth only. */
      const double volume = source->grid->area_m2[c] * (w.height_m[n + PLANE] - w.height_m[n]);
      assert_near(w.air_kg[n] / volume / (w.pressure_pa[n] / (287.0 * w.temperature_k[n])), 1.0, 0.03);
      mass += w.air_kg[n];
    }
    assert_near(w.height_m[source->nz * PLANE + c] + source->grid->terrain_m[c], top, 1e-9);
    /* Weight of the column = pressure at the ground less that at the top. */
    assert_near(mass * 9.81 / source->grid->area_m2[c] / w.surface_pressure_pa[c], 0.47, 0.05);
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

static void boundary_layer_breathes_with_the_day(void **state) {
  (void)state;
  const fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_weather_source *source = open_source(&params);
  assert_int_equal(source->time_count, 25);
  fen_weather night = hour(source, 3);
  fen_weather noon = hour(source, 13);
  const ptrdiff_t c = (NY / 2) * NX + NX / 2;
  print_message("03 h: PBLH %.0f m, u* %.2f m/s, HFX %.1f W/m2, L %.0f m, T2 %.1f K, wind %.1f m/s\n", night.pblh_m[c],
                night.friction_velocity_mps[c], night.heat_flux_wpm2[c], night.obukhov_m[c], night.t2_k[c],
                hypot(night.u_mps[c], night.v_mps[c]));
  print_message("13 h: PBLH %.0f m, u* %.2f m/s, HFX %.1f W/m2, L %.0f m, T2 %.1f K, wind %.1f m/s\n", noon.pblh_m[c],
                noon.friction_velocity_mps[c], noon.heat_flux_wpm2[c], noon.obukhov_m[c], noon.t2_k[c],
                hypot(noon.u_mps[c], noon.v_mps[c]));
  assert_near(night.pblh_m[c], 200.0, 1e-9);
  assert_true(noon.pblh_m[c] > 1100.0);
  assert_true(night.heat_flux_wpm2[c] < 0.0 && night.obukhov_m[c] > 0.0);
  assert_true(noon.heat_flux_wpm2[c] > 100.0 && noon.obukhov_m[c] < 0.0);
  assert_true(noon.t2_k[c] > night.t2_k[c] + 6.0);
  assert_true(hypot(night.u_mps[c], night.v_mps[c]) < 0.6 * hypot(noon.u_mps[c], noon.v_mps[c]));
  fen_weather_clear(&night);
  fen_weather_clear(&noon);
  fen_weather_source_destroy(&source);
}

static void basins_are_calmer_than_ridges_and_channel_the_wind(void **state) {
  (void)state;
  const fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_weather_source *source = open_source(&params);
  fen_weather w = hour(source, 3);
  const ptrdiff_t floor_cell = (NY / 2) * NX + NX / 2;
  ptrdiff_t ridge = floor_cell;
  for (ptrdiff_t i = NX / 2; i < NX; i++)
    if (terrain[(NY / 2) * NX + i] > terrain[ridge])
      ridge = (NY / 2) * NX + i;
  const double calm = hypot(w.u_mps[floor_cell], w.v_mps[floor_cell]);
  const double windy = hypot(w.u_mps[ridge], w.v_mps[ridge]);
  print_message("lowest layer at 03 h: basin %.2f m/s, ridge %.2f m/s\n", calm, windy);
  assert_true(calm < 0.6 * windy);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

static void rain_accumulates_and_scavenges_up_to_the_cloud(void **state) {
  (void)state;
  fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  params.rain_mmph = 2.0;
  fen_weather_source *source = open_source(&params);
  fen_error err = {0};
  fen_interval *interval = NULL;
  assert_int_equal(fen_interval_create(source, &options, NULL, &interval, &err), FEN_OK);
  fen_weather a = hour(source, 4);
  fen_weather b = hour(source, 5);
  fen_forcing forcing;
  fen_repair_report report;
  assert_int_equal(fen_interval_build(interval, &a, &b, &forcing, &report, &err), FEN_OK);
  assert_near(b.rain_mm[7] - a.rain_mm[7], 2.0, 1e-12);
  assert_non_null(forcing.scavenging_ps);
  for (ptrdiff_t k = 0; k < source->nz; k++) {
    const double middle = 0.5 * (a.height_m[k * PLANE] + a.height_m[(k + 1) * PLANE]);
    assert_near(forcing.scavenging_ps[k * PLANE], middle < 3000.0 ? 8.4e-5 * pow(2.0, 0.79) : 0.0, 1e-12);
  }
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_interval_destroy(&interval);
  fen_weather_source_destroy(&source);
}

static void a_top_below_the_mountains_is_refused(void **state) {
  (void)state;
  fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  params.top_m = 700.0;
  fen_weather_source *source = NULL;
  fen_error err = {0};
  assert_int_equal(fen_idealised_open(&params, NULL, &source, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "raise the top"));
  params.top_m = 5000.0;
  terrain[5] = NAN;
  assert_int_equal(fen_idealised_open(&params, NULL, &source, &err), FEN_ERR_VALUE);
  params.wind_mps = NAN;
  assert_int_equal(fen_idealised_open(&params, NULL, &source, &err), FEN_ERR_ARGUMENT);
  assert_null(source);
}

/* The same weather under a limit below the repair that a wind of its own needs. */
static void a_repair_above_its_limit_names_place_and_remedy(void **state) {
  (void)state;
  const fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_weather_source *source = open_source(&params);
  fen_error err = {0};
  fen_interval *interval = NULL;
  assert_int_equal(fen_interval_create(source, &options, NULL, &interval, &err), FEN_OK);
  fen_weather a = hour(source, 4);
  fen_weather b = hour(source, 5);
  for (ptrdiff_t k = 0; k < source->nz; k++)
    b.flux_x_kgps[(k * NY + 11) * (NX + 1) + 17] *= 1.5;
  fen_forcing forcing;
  fen_repair_report report;
  assert_int_equal(fen_interval_build(interval, &a, &b, &forcing, &report, &err), FEN_ERR_REPAIR);
  assert_true(report.maximum_mps > 0.1);
  assert_true(report.j == 11 && (report.i == 16 || report.i == 17));
  assert_non_null(strstr(err.text, "(11, 17)"));
  assert_non_null(strstr(err.text, "raise 'repair_limit'"));
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_interval_destroy(&interval);
  fen_weather_source_destroy(&source);
}

static void assert_same(const double *a, const double *b, ptrdiff_t count, const char *what) {
  if (!a != !b || (a && memcmp(a, b, (size_t)count * sizeof *a) != 0))
    fail_msg("%s differs", what);
}

static void assert_same_forcing(const fen_forcing *a, const fen_forcing *b, const fen_weather_source *source) {
  const ptrdiff_t nx = source->grid->params.nx;
  const ptrdiff_t ny = source->grid->params.ny;
  const ptrdiff_t nz = source->nz;
  assert_true(a->start_s == b->start_s && a->end_s == b->end_s);
  for (int end = 0; end < 2; end++) {
    assert_same(a->air_kg[end], b->air_kg[end], nx * ny * nz, "air");
    assert_same(a->flux_x_kgps[end], b->flux_x_kgps[end], (nx + 1) * ny * nz, "flux along x");
    assert_same(a->flux_y_kgps[end], b->flux_y_kgps[end], nx * (ny + 1) * nz, "flux along y");
    assert_same(a->thickness_m[end], b->thickness_m[end], nx * ny * nz, "thickness");
    assert_same(a->kz_m2ps[end], b->kz_m2ps[end], nx * ny * (nz + 1), "kz");
    assert_same(a->kh_m2ps[end], b->kh_m2ps[end], nx * ny * nz, "kh");
  }
  assert_same(a->scavenging_ps, b->scavenging_ps, nx * ny * nz, "scavenging");
}

/* An interval that goes on from the last is the one that would have been built anew, and leaves the last one's arrays alone. */
static void intervals_that_go_on_are_those_built_anew(void **state) {
  (void)state;
  fen_idealised_params params = params_for(FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  params.rain_mmph = 1.0;
  fen_weather_source *source = open_source(&params);
  fen_error err = {0};
  fen_interval *going = NULL, *anew[5] = {NULL};
  fen_weather w[5];
  fen_forcing last = {0}, wanted[5];
  assert_int_equal(fen_interval_create(source, &options, NULL, &going, &err), FEN_OK);
  for (ptrdiff_t n = 0; n < 5; n++)
    w[n] = hour(source, 5 + n);
  for (int n = 1; n < 5; n++) {
    fen_forcing found;
    fen_repair_report a, b;
    assert_int_equal(fen_interval_create(source, &options, NULL, &anew[n], &err), FEN_OK);
    assert_int_equal(fen_interval_build(anew[n], &w[n - 1], &w[n], &wanted[n], &b, &err), FEN_OK);
    fen_status status = n == 1 ? fen_interval_build(going, &w[0], &w[1], &found, &a, &err)
                               : fen_interval_continue(going, &w[n - 1], &w[n], &found, &a, &err);
    assert_int_equal(status, FEN_OK);
    assert_true(a.maximum_mps == b.maximum_mps && a.rms_mps == b.rms_mps);
    assert_same_forcing(&found, &wanted[n], source);
    if (n > 1)
      assert_same_forcing(&last, &wanted[n - 1], source);
    last = found;
  }
  for (int n = 0; n < 5; n++) {
    fen_weather_clear(&w[n]);
    fen_interval_destroy(&anew[n]);
  }
  fen_interval_destroy(&going);
  fen_weather_source_destroy(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(intervals_that_go_on_are_those_built_anew),
      cmocka_unit_test(repair_finds_next_to_nothing_between_sides_of_every_kind),
      cmocka_unit_test(air_is_positive_and_hydrostatic_under_a_flat_top),
      cmocka_unit_test(boundary_layer_breathes_with_the_day),
      cmocka_unit_test(basins_are_calmer_than_ridges_and_channel_the_wind),
      cmocka_unit_test(rain_accumulates_and_scavenges_up_to_the_cloud),
      cmocka_unit_test(a_top_below_the_mountains_is_refused),
      cmocka_unit_test(a_repair_above_its_limit_names_place_and_remedy),
  };
  return cmocka_run_group_tests_name("meteo: idealised weather", tests, NULL, NULL);
}
