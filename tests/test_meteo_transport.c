/* Real weather through the transport: a uniform mixing ratio stays uniform to the bit, and its budget closes. */
#include "fenhe/interval.h"
#include "fenhe/memory.h"
#include "fenhe/transport.h"
#include "fenhe/wrf.h"
#include "support.h"

enum { MOST_FILES = 13 };
static const double UNIFORM = 1e-8;

static const fen_interval_options options = {.kz = FEN_KZ_PROFILE,
                                             .kz_minimum_m2ps = 0.1,
                                             .horizontal_diffusion = true,
                                             .smagorinsky_constant = 0.2,
                                             .kh_minimum_m2ps = 10.0,
                                             .kh_maximum_m2ps = 1e5,
                                             .scavenging_exponent = 0.79,
                                             .repair_limit_mps = 1.0};

typedef struct {
  fen_weather_source *source;
  fen_interval *interval;
  fen_transport *transport;
  fen_weather before, after;
  double *q;
  ptrdiff_t cells;
} scene;

static void check(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

static void open_scene(scene *s, const char *const *files, ptrdiff_t count, fen_precision precision) {
  const fen_wrf_params params = {.files = files, .file_count = count, .start_s = NAN, .end_s = NAN, .moving_common_cells = true};
  fen_error err = {0};
  check(fen_wrf_open(&params, NULL, &s->source, &err), &err);
  check(fen_interval_create(s->source, &options, NULL, &s->interval, &err), &err);
  const fen_grid *g = s->source->grid;
  const fen_species species = {.tags = 0, .scavenging_factor = 0.0};
  const fen_transport_params transport = {.grid = g,
                                          .nz = s->source->nz,
                                          .species = &species,
                                          .species_count = 1,
                                          .order = 7,
                                          .limiter = FEN_LIMITER_SELECTIVE,
                                          .precision = precision,
                                          .courant_max = 3.0};
  check(fen_transport_create(&transport, &s->transport, &err), &err);
  check(fen_weather_allocate(g->params.nx, g->params.ny, s->source->nz, &s->before, &err), &err);
  check(fen_weather_allocate(g->params.nx, g->params.ny, s->source->nz, &s->after, &err), &err);
  s->cells = g->params.nx * g->params.ny * s->source->nz;
  check(FEN_NEW(&s->q, s->cells, &err), &err);
  check(s->source->read(s->source, 0, &s->before, &err), &err);
}

static void close_scene(scene *s) {
  fen_transport_destroy(&s->transport);
  fen_interval_destroy(&s->interval);
  fen_weather_clear(&s->before);
  fen_weather_clear(&s->after);
  fen_free(s->q);
  fen_weather_source_destroy(&s->source);
}

static void start_uniform(scene *s) {
  fen_error err = {0};
  for (ptrdiff_t c = 0; c < s->cells; c++)
    s->q[c] = UNIFORM;
  check(fen_transport_set_field(s->transport, 0, 0, s->q, &err), &err);
  check(fen_transport_set_boundary_profile(s->transport, 0, 0, s->q, &err), &err);
}

/* Cross the intervals up to an instant; q holds the field, the worst continuity and budget are returned. */
static void carry(scene *s, ptrdiff_t last, double *continuity, double *residual) {
  fen_error err = {0};
  for (ptrdiff_t t = 1; t <= last; t++) {
    fen_forcing forcing;
    fen_repair_report report;
    check(s->source->read(s->source, t, &s->after, &err), &err);
    check(fen_interval_build(s->interval, &s->before, &s->after, &forcing, &report, &err), &err);
    check(fen_transport_set_forcing(s->transport, &forcing, &err), &err);
    if (t == 1)
      start_uniform(s);
    check(fen_transport_run(s->transport, forcing.end_s, fen_transport_plan_steps(s->transport, forcing.end_s), 1, &err), &err);
    const fen_weather swapped = s->before;
    s->before = s->after;
    s->after = swapped;
  }
  fen_budget budget;
  check(fen_transport_get_field(s->transport, 0, 0, s->q, &err), &err);
  check(fen_transport_budget(s->transport, 0, 0, &budget, &err), &err);
  *continuity = fen_transport_get_stats(s->transport).continuity;
  *residual = fabs(budget.residual);
}

static void stays_uniform(const char *const *files, ptrdiff_t count, ptrdiff_t last, fen_precision precision, double budget_limit) {
  scene s = {0};
  double continuity = 0.0;
  double residual = 0.0;
  open_scene(&s, files, count, precision);
  carry(&s, last, &continuity, &residual);
  const double first = s.q[0];
  for (ptrdiff_t c = 0; c < s.cells; c++)
    assert_true(s.q[c] == first);
  print_message("%s: uniform to the bit over %td intervals; continuity %.2g, budget %.2g\n",
                precision == FEN_PRECISION_SINGLE ? "single" : "double", last, continuity, residual);
  assert_near(first / UNIFORM, 1.0, 1e-7);
  assert_true(continuity <= 1e-12);
  assert_true(residual <= budget_limit);
  close_scene(&s);
}

static void uniform_air_stays_uniform_over_queensland(void **state) {
  (void)state;
  static char paths[MOST_FILES][SUPPORT_PATH];
  const char *files[MOST_FILES];
  for (int h = 0; h < MOST_FILES; h++) {
    char name[64];
    (void)snprintf(name, sizeof name, "wrf_queensland/wrf/WRFOUT_d01_2022-12-07T%02d00Z.nc", h);
    support_data_path(name, paths[h]);
    files[h] = paths[h];
  }
  stays_uniform(files, MOST_FILES, 12, FEN_PRECISION_DOUBLE, 1e-12);
  stays_uniform(files, 4, 3, FEN_PRECISION_SINGLE, 1e-6);
}

static void uniform_air_stays_uniform_in_the_hurricane(void **state) {
  (void)state;
  static char path[SUPPORT_PATH];
  support_data_path("wrf_katrina/wrfout_d01_2005-08-28.nc", path);
  const char *files[] = {path};
  stays_uniform(files, 1, 3, FEN_PRECISION_DOUBLE, 1e-12);
  stays_uniform(files, 1, 1, FEN_PRECISION_SINGLE, 1e-6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uniform_air_stays_uniform_over_queensland),
      cmocka_unit_test(uniform_air_stays_uniform_in_the_hurricane),
  };
  return cmocka_run_group_tests_name("meteo: real weather through the transport", tests, NULL, NULL);
}
