/* Edges of what the solver accepts: smallest grids, bad forcings, calls in an odd order, and budgets that must not drift. */
#include "flow.h"

typedef struct {
  flow air;
  fen_transport *transport;
} box;

static box box_create(ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, fen_side x, fen_side y, fen_precision precision, double courant_max) {
  box b = {.air = flow_create(nx, ny, nz, 1000.0, 0.0, 0.0, x, y)};
  fen_species species = {.scavenging_factor = 1.0};
  fen_transport_params params = {.grid = b.air.grid,
                                 .nz = nz,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = precision,
                                 .courant_max = courant_max};
  MUST(fen_transport_create(&params, &b.transport, err));
  return b;
}

static void box_destroy(box *b) {
  fen_transport_destroy(&b->transport);
  flow_destroy(&b->air);
}

/* Air at rest, 1e9 kg a cell, for an hour. */
static void set_still(box *b) {
  b->air.forcing.end_s = 3600.0;
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t c = 0; c < b->air.cells; c++)
      b->air.air[end][c] = 1e9;
}

static void set_cloud(box *b) {
  double *q = numbers(b->air.cells);
  uint64_t seed = 11u;
  for (ptrdiff_t c = 0; c < b->air.cells; c++)
    q[c] = chance(&seed) < 0.3 ? 1e-6 * chance(&seed) : 0.0;
  MUST(fen_transport_set_field(b->transport, 0, 0, q, err));
  free(q);
}

static double residual(const box *b) {
  fen_budget budget;
  MUST(fen_transport_budget(b->transport, 0, 0, &budget, err));
  return fabs(budget.residual);
}

/* A wind along both axes that would go round several times in the wanted step. */
static void planned_steps_suit_the_smallest_grids(void **state) {
  (void)state;
  for (int variant = 0; variant < 16; variant++) {
    box b = box_create(1 + variant % 4, 1 + variant / 4, 1, FEN_SIDE_PERIODIC, FEN_SIDE_PERIODIC, (fen_precision)(variant & 1), 6.0);
    uint64_t seed = 3u;
    set_still(&b);
    for (int end = 0; end < 2; end++) {
      for (ptrdiff_t c = 0; c < b.air.cells; c++)
        b.air.air[end][c] = end ? b.air.air[0][c] : 1e9 * (0.2 + chance(&seed));
      for (ptrdiff_t f = 0; f < (b.air.nx + 1) * b.air.ny; f++)
        b.air.fx[end][f] = 3e6;
      for (ptrdiff_t f = 0; f < (b.air.ny + 1) * b.air.nx; f++)
        b.air.fy[end][f] = -5e6;
    }
    MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
    set_cloud(&b);
    MUST(fen_transport_run(b.transport, 3600.0, fen_transport_plan_steps(b.transport, 3600.0), 1, err));
    assert_true(fen_transport_get_stats(b.transport).minimum_lead >= 0.0 && residual(&b) < (variant & 1 ? 1e-13 : 1e-6));
    box_destroy(&b);
  }
}

/* A cell with a hundredth of its neighbours' air takes as much from them as a cell that is full. */
static void horizontal_diffusion_over_uneven_air_keeps_leads_non_negative(void **state) {
  (void)state;
  for (int precision = 0; precision < 2; precision++) {
    box b = box_create(9, 7, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, (fen_precision)precision, 3.0);
    set_still(&b);
    flow_set_mixing(&b.air, 0.0, 50.0, 0.0);
    for (ptrdiff_t c = 0; c < b.air.cells; c += 2)
      b.air.air[0][c] = b.air.air[1][c] = 1e6;
    MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
    set_cloud(&b);
    MUST(fen_transport_run(b.transport, 3600.0, 2, 1, err));
    assert_true(fen_transport_get_stats(b.transport).minimum_lead >= 0.0 && residual(&b) < (precision ? 1e-13 : 1e-7));
    box_destroy(&b);
  }
}

static void horizontal_diffusion_ends_with_its_diffusivity(void **state) {
  (void)state;
  box b = box_create(8, 6, 1, FEN_SIDE_PERIODIC, FEN_SIDE_PERIODIC, FEN_PRECISION_DOUBLE, 3.0);
  set_still(&b);
  flow_set_mixing(&b.air, 0.0, 50.0, 0.0);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  set_cloud(&b);
  MUST(fen_transport_run(b.transport, 3600.0, 2, 1, err));
  double before[48];
  double after[48];
  MUST(fen_transport_get_field(b.transport, 0, 0, before, err));
  b.air.forcing.start_s = 3600.0;
  b.air.forcing.end_s = 7200.0;
  b.air.forcing.kh_m2ps[0] = b.air.forcing.kh_m2ps[1] = NULL;
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  MUST(fen_transport_run(b.transport, 7200.0, 2, 1, err));
  MUST(fen_transport_get_field(b.transport, 0, 0, after, err));
  assert_memory_equal(before, after, sizeof before);
  box_destroy(&b);
}

static void numbers_that_are_none_are_refused_in_every_field_of_a_forcing(void **state) {
  (void)state;
  box b = box_create(4, 3, 3, FEN_SIDE_OPEN, FEN_SIDE_OPEN, FEN_PRECISION_DOUBLE, 3.0);
  flow *w = &b.air;
  fen_error error;
  set_still(&b);
  flow_set_mixing(w, 20.0, 50.0, 1e-4);
  double *own_rain = numbers(w->cells);
  const double *const more[] = {NULL, own_rain};
  memset(own_rain, 0, (size_t)w->cells * sizeof *own_rain);
  w->forcing.more_scavenging_count = 2;
  w->forcing.more_scavenging_ps = more;
  struct {
    double *at, bad;
  } const faults[] = {{&w->fx[0][2], NAN},   {&w->fy[1][20], NAN},       {&w->kz[0][13], NAN},       {&w->kz[1][14], -1.0},
                      {&w->kh[1][5], -1.0},  {&w->kh[0][5], INFINITY},   {&w->rain[7], NAN},         {&w->rain[7], -1e-4},
                      {&w->air[1][2], NAN},  {&w->thickness[0][3], 0.0}, {&w->thickness[1][3], NAN}, {&own_rain[9], NAN},
                      {&own_rain[35], -1e-4}};
  for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
    double good = *faults[n].at;
    *faults[n].at = faults[n].bad;
    fen_status status = fen_transport_set_forcing(b.transport, &w->forcing, &error);
    assert_true(status == FEN_ERR_VALUE || status == FEN_ERR_CONTINUITY);
    assert_non_null(strchr(error.text, '('));
    *faults[n].at = good;
  }
  MUST(fen_transport_set_forcing(b.transport, &w->forcing, err));
  box_destroy(&b);
  free(own_rain);
}

/* Through a closed side, or unlike at the two ends of a periodic axis: tracer would come from nowhere. */
static void fluxes_that_contradict_the_sides_are_refused(void **state) {
  (void)state;
  for (int side = FEN_SIDE_CLOSED; side <= FEN_SIDE_PERIODIC; side++)
    for (int axis = 0; axis < 2; axis++) {
      box b = box_create(4, 4, 1, (fen_side)side, (fen_side)side, FEN_PRECISION_DOUBLE, 3.0);
      set_still(&b);
      double *flux = axis ? b.air.fy[1] : b.air.fx[1];
      flux[0] = -1e5;
      b.air.air[1][0] -= 3600.0 * 1e5;
      double *other = axis ? b.air.fy[0] : b.air.fx[0];
      other[0] = -1e5;
      fen_error error;
      assert_int_equal(fen_transport_set_forcing(b.transport, &b.air.forcing, &error), FEN_ERR_CONTINUITY);
      assert_non_null(strstr(error.text, side == FEN_SIDE_CLOSED ? "closed" : "periodic"));
      box_destroy(&b);
    }
}

static void deposition_without_thickness_is_refused(void **state) {
  (void)state;
  box b = box_create(2, 1, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, FEN_PRECISION_DOUBLE, 3.0);
  const double velocity[2] = {0.01, 0.01};
  set_still(&b);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  assert_int_equal(fen_transport_set_deposition(b.transport, 0, velocity, NULL), FEN_ERR_ARGUMENT);
  set_cloud(&b);
  MUST(fen_transport_run(b.transport, 3600.0, 2, 1, err));
  box_destroy(&b);
}

static void a_sweep_that_is_due_is_not_lost_or_mixed_up_between_intervals(void **state) {
  (void)state;
  box b = box_create(6, 5, 3, FEN_SIDE_OPEN, FEN_SIDE_PERIODIC, FEN_PRECISION_DOUBLE, 3.0);
  fen_error error;
  flow_set_random(&b.air, 600.0, 1e-3, 1, 5u);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  set_cloud(&b);
  MUST(fen_transport_run(b.transport, 300.0, 2, 0, err));
  fen_forcing rest = b.air.forcing;
  rest.start_s = 300.0;
  assert_int_equal(fen_transport_set_forcing(b.transport, &rest, &error), FEN_ERR_ARGUMENT); /* half an X sweep is due */
  MUST(fen_transport_run(b.transport, 600.0, 2, 0, err));
  flow_set_random(&b.air, 600.0, 1e-3, 0, 6u);
  b.air.air[0][7] += 1e7;
  b.air.air[1][7] += 1e7;
  fen_status status = fen_transport_set_forcing(b.transport, &b.air.forcing, &error);
  assert_int_equal(status, FEN_ERR_CONTINUITY); /* not the air that the last interval ended with, once the sweep is made */
  assert_non_null(strstr(error.text, "(1, 1, 0)"));
  b.air.air[0][7] -= 1e7;
  b.air.air[1][7] -= 1e7;
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  MUST(fen_transport_run(b.transport, 1200.0, 3, 1, err));
  assert_true(fen_transport_get_stats(b.transport).continuity < 1e-12 && residual(&b) < 1e-13);
  box_destroy(&b);
}

static void after_a_failed_step_nothing_runs(void **state) {
  (void)state;
  box b = box_create(3, 1, 1, FEN_SIDE_OPEN, FEN_SIDE_CLOSED, FEN_PRECISION_DOUBLE, 50.0);
  fen_error error;
  set_still(&b);
  for (int end = 0; end < 2; end++)
    for (int f = 0; f < 4; f++)
      b.air.fx[end][f] = 1e6 * (double)f;
  b.air.air[0][0] = b.air.air[0][1] = b.air.air[0][2] = 1e9 + 3.6e9;
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  set_cloud(&b);
  MUST(fen_transport_replace_air(b.transport, b.air.air[1], err));
  assert_int_equal(fen_transport_run(b.transport, 3600.0, 1, 1, &error), FEN_ERR_COURANT);
  assert_int_equal(fen_transport_run(b.transport, 3600.0, 20, 1, &error), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(error.text, "anew"));
  box_destroy(&b);
}

/* The worst case for rounding, one weather over and over: what is counted as lost is what the air has lost, however little it is. */
static void sinks_are_counted_as_the_air_feels_them(void **state) {
  (void)state;
  const double rain_ps[] = {1e-5, 1e-6, 1e-10, 0.0, 0.0};
  const double velocity_mps[] = {0.0, 0.0, 0.0, 0.002, 1e-8};
  for (size_t n = 0; n < sizeof rain_ps / sizeof *rain_ps; n++) {
    box b = box_create(2, 1, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, FEN_PRECISION_SINGLE, 3.0);
    const double q[2] = {3e-8, 7e-8};
    const double velocity[2] = {velocity_mps[n], velocity_mps[n]};
    set_still(&b);
    flow_set_mixing(&b.air, 0.0, 0.0, 1e-4);
    b.air.forcing.end_s = 86400.0;
    b.air.rain[0] = b.air.rain[1] = rain_ps[n];
    MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
    MUST(fen_transport_set_deposition(b.transport, 0, velocity, err));
    MUST(fen_transport_set_field(b.transport, 0, 0, q, err));
    MUST(fen_transport_run(b.transport, 86400.0, 720, 1, err));
    assert_true(residual(&b) < 1e-6);
    box_destroy(&b);
  }
}

/* A polynomial that undershoots behind a peak must not draw tracer in through an open side against the wind. */
static void air_that_leaves_brings_no_tracer_in(void **state) {
  (void)state;
  for (int variant = 0; variant < 4; variant++) {
    box b = box_create(8, 1, 1, FEN_SIDE_OPEN, FEN_SIDE_CLOSED, (fen_precision)(variant & 1), 3.0);
    double q[8] = {0.0};
    q[variant & 2 ? 1 : 6] = 1e-6;
    set_still(&b);
    for (int end = 0; end < 2; end++)
      for (int f = 0; f <= 8; f++)
        b.air.fx[end][f] = variant & 2 ? -1e5 : 1e5;
    MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
    MUST(fen_transport_set_field(b.transport, 0, 0, q, err));
    for (int n = 1; n <= 9; n++) {
      fen_budget budget;
      MUST(fen_transport_run(b.transport, 400.0 * n, 1, 1, err));
      MUST(fen_transport_budget(b.transport, 0, 0, &budget, err));
      assert_true(budget.in_kg == 0.0 && budget.out_kg >= 0.0 && fabs(budget.residual) < 1e-6);
    }
    box_destroy(&b);
  }
}

static void extents_beyond_memory_are_refused(void **state) {
  (void)state;
  flow air = flow_create(2, 2, 1, 1.0, 0.0, 0.0, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED);
  fen_species species[2] = {{.tags = PTRDIFF_MAX - 4}, {.tags = 8}};
  fen_transport_params params = {.grid = air.grid, .nz = 1, .species = species, .species_count = 2, .order = 7, .courant_max = 3.0};
  fen_transport *t = NULL;
  fen_error error;
  assert_int_equal(fen_transport_create(&params, &t, &error), FEN_ERR_ARGUMENT);
  species[0] = (fen_species){.scavenging_factor = INFINITY};
  assert_int_equal(fen_transport_create(&params, &t, &error), FEN_ERR_ARGUMENT);
  species[0] = (fen_species){.scavenging_field = -1};
  assert_int_equal(fen_transport_create(&params, &t, &error), FEN_ERR_ARGUMENT);
  assert_null(t);
  flow_destroy(&air);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(planned_steps_suit_the_smallest_grids),
      cmocka_unit_test(horizontal_diffusion_over_uneven_air_keeps_leads_non_negative),
      cmocka_unit_test(horizontal_diffusion_ends_with_its_diffusivity),
      cmocka_unit_test(numbers_that_are_none_are_refused_in_every_field_of_a_forcing),
      cmocka_unit_test(fluxes_that_contradict_the_sides_are_refused),
      cmocka_unit_test(deposition_without_thickness_is_refused),
      cmocka_unit_test(a_sweep_that_is_due_is_not_lost_or_mixed_up_between_intervals),
      cmocka_unit_test(after_a_failed_step_nothing_runs),
      cmocka_unit_test(sinks_are_counted_as_the_air_feels_them),
      cmocka_unit_test(air_that_leaves_brings_no_tracer_in),
      cmocka_unit_test(extents_beyond_memory_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
