/* ERA5 through the flux repair and the transport, over terrain that is finer than its own: uniform air stays uniform, mass closes. */
#include "era5_support.h"
#include "fenhe/interval.h"
#include "fenhe/transport.h"

static const double UNIFORM = 1e-8;

static const fen_interval_options options = {.kz = FEN_KZ_PROFILE,
                                             .kz_minimum_m2ps = 0.1,
                                             .horizontal_diffusion = true,
                                             .smagorinsky_constant = 0.2,
                                             .kh_maximum_m2ps = 1e5,
                                             .scavenging_exponent = 0.79,
                                             .repair_limit_mps = 2.0};

static void check(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

/* Ridges of 600 m, 40 km apart, on ERA5's hills. */
static void fine_terrain(era5_case *c, const era5_fixture *f) {
  fen_grid *grid = NULL;
  fen_error err = {0};
  check(fen_grid_create(&c->params.grid, &grid, &err), &err);
  for (int n = 0; n < ERA5_CELLS; n++)
    c->terrain_m[n] = era5_ground(f, grid->lon_deg[n], grid->lat_deg[n]) + 300.0 * (1.0 + cos(1.5 * (n % ERA5_NX)));
  fen_grid_destroy(&grid);
}

/* Cross all intervals of a source; the transport is left at the end. */
static fen_transport *cross(fen_weather_source *source, fen_repair_report *largest) {
  const fen_grid *g = source->grid;
  const fen_species species = {.tags = 0, .scavenging_factor = 0.0};
  const fen_transport_params params = {.grid = g,
                                       .nz = source->nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = FEN_PRECISION_DOUBLE,
                                       .courant_max = 3.0};
  const ptrdiff_t cells = g->params.nx * g->params.ny * source->nz;
  fen_error err = {0};
  fen_interval *interval = NULL;
  fen_transport *transport = NULL;
  double *q = NULL;
  fen_weather before = era5_read(source, 0);
  check(fen_interval_create(source, &options, NULL, &interval, &err), &err);
  check(fen_transport_create(&params, &transport, &err), &err);
  check(FEN_NEW(&q, cells, &err), &err);
  for (ptrdiff_t n = 0; n < cells; n++)
    q[n] = UNIFORM;
  for (ptrdiff_t t = 1; t < source->time_count; t++) {
    fen_forcing forcing;
    fen_repair_report report;
    fen_weather after = era5_read(source, t);
    check(fen_interval_build(interval, &before, &after, &forcing, &report, &err), &err);
    if (report.maximum_mps > largest->maximum_mps)
      *largest = report;
    check(fen_transport_set_forcing(transport, &forcing, &err), &err);
    if (t == 1) {
      check(fen_transport_set_field(transport, 0, 0, q, &err), &err);
      check(fen_transport_set_boundary_profile(transport, 0, 0, q, &err), &err);
    }
    check(fen_transport_run(transport, forcing.end_s, fen_transport_plan_steps(transport, forcing.end_s), 1, &err), &err);
    fen_weather_clear(&before);
    before = after;
  }
  fen_weather_clear(&before);
  fen_interval_destroy(&interval);
  fen_free(q);
  return transport;
}

static void uniform_air_stays_uniform(void **state, const era5_fixture *f) {
  era5_case *c = era5_case_of(*state, f);
  fine_terrain(c, f);
  fen_weather_source *source = era5_open(c);
  fen_repair_report report = {0};
  fen_transport *transport = cross(source, &report);
  const ptrdiff_t cells = ERA5_CELLS * source->nz;
  fen_error err = {0};
  fen_budget budget;
  double *q = NULL;
  check(FEN_NEW(&q, cells, &err), &err);
  check(fen_transport_get_field(transport, 0, 0, q, &err), &err);
  check(fen_transport_budget(transport, 0, 0, &budget, &err), &err);
  for (ptrdiff_t n = 0; n < cells; n++)
    assert_true(q[n] == q[0]);
  assert_near(q[0] / UNIFORM, 1.0, 1e-12);
  assert_true(fen_transport_get_stats(transport).continuity <= 1e-12);
  assert_true(fabs(budget.residual) <= 1e-12);
  print_message("repair: %.3g m/s at most, %.3g rms, top %.3g; mismatch %.2g -> %.2g\n", report.maximum_mps, report.rms_mps,
                report.maximum_top_mps, report.mismatch_before, report.mismatch_after);
  /* The ratio of the columns leaves the repair a fifth of what the terrain asks for: 0.21 m/s without it. */
  assert_true(report.maximum_mps < 0.06);
  fen_free(q);
  fen_transport_destroy(&transport);
  fen_weather_source_destroy(&source);
  free(c);
}

static const era5_fixture windy = {.hours = 3,
                                   .lapse_kpm = 0.0065,
                                   .q = 0.003,
                                   .ground_m = 200.0,
                                   .hills_m = 300.0,
                                   .u_mps = 9.0,
                                   .v_mps = 3.0,
                                   .shear_ps = 0.001,
                                   .warming_k = 0.5,
                                   .rain_mm = {0.0, 1.0, 0.5},
                                   .heat_wpm2 = 60.0,
                                   .land = 1.0};

static void uniform_air_stays_uniform_on_pressure_levels(void **state) {
  uniform_air_stays_uniform(state, &windy);
}

static void uniform_air_stays_uniform_on_model_levels(void **state) {
  era5_fixture f = windy;
  f.model_levels = 48;
  f.packed = 1;
  uniform_air_stays_uniform(state, &f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uniform_air_stays_uniform_on_pressure_levels),
      cmocka_unit_test(uniform_air_stays_uniform_on_model_levels),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
