/* What the public interface accepts and refuses, and its single processes. */
#include "flow.h"

typedef struct {
  flow air;
  fen_transport *transport;
} row;

/* A row of 40 cells with a steady wind of Courant number 0.5 a second. */
static row row_create(fen_side side) {
  row r = {.air = flow_create(40, 1, 1, 1.0, 0.0, 0.0, side, FEN_SIDE_CLOSED)};
  fen_species species = {.tags = 1};
  fen_transport_params params = {.grid = r.air.grid,
                                 .nz = 1,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 5,
                                 .limiter = FEN_LIMITER_POSITIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  MUST(fen_transport_create(&params, &r.transport, err));
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t i = 0; i <= 40; i++) {
      r.air.air[end][i < 40 ? i : 39] = 1.0;
      r.air.fx[end][i] = 0.5;
    }
  r.air.forcing.end_s = 100.0;
  return r;
}

static void row_destroy(row *r) {
  fen_transport_destroy(&r->transport);
  flow_destroy(&r->air);
}

static void a_row_shifted_by_whole_cells_is_exact(void **state) {
  (void)state;
  row r = row_create(FEN_SIDE_PERIODIC);
  double q[40] = {[3] = 1.0, [4] = 0.25};
  double after[40];
  MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
  MUST(fen_transport_set_field(r.transport, 0, 0, q, err));
  MUST(fen_transport_advect_axis(r.transport, FEN_AXIS_X, 14.0, err)); /* Courant number 7 */
  MUST(fen_transport_get_field(r.transport, 0, 0, after, err));
  for (int i = 0; i < 40; i++)
    assert_true(after[(i + 7) % 40] == q[i]);
  assert_true(fen_transport_clock_s(r.transport) == 0.0); /* a single process leaves the clock */
  row_destroy(&r);
}

static void open_sides_let_in_the_boundary_value_and_count_it(void **state) {
  (void)state;
  row r = row_create(FEN_SIDE_OPEN);
  double q[40] = {0};
  double outside = 2.0;
  MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
  MUST(fen_transport_set_field(r.transport, 0, 0, q, err));
  MUST(fen_transport_set_boundary_profile(r.transport, 0, 0, &outside, err));
  MUST(fen_transport_run(r.transport, 100.0, fen_transport_plan_steps(r.transport, 100.0), 1, err));
  MUST(fen_transport_get_field(r.transport, 0, 0, q, err));
  fen_budget budget;
  MUST(fen_transport_budget(r.transport, 0, 0, &budget, err));
  for (int i = 0; i < 40; i++)
    assert_true(fabs(q[i] - 2.0) < 1e-5);
  assert_true(fabs(budget.in_kg - 100.0) < 1e-9 && fabs(budget.out_kg - 20.0) < 1e-3 && fabs(budget.residual) < 1e-13);
  row_destroy(&r);
}

/* Milligrams of air: what crosses open sides is counted by the direction of the air, however little it is. */
static void little_air_is_counted_as_much_air_is(void **state) {
  (void)state;
  for (int backwards = 0; backwards < 2; backwards++) {
    row r = row_create(FEN_SIDE_OPEN);
    for (int end = 0; end < 2; end++)
      for (ptrdiff_t i = 0; i <= 40; i++) {
        r.air.air[end][i < 40 ? i : 39] = 1e-6;
        r.air.fx[end][i] = backwards ? -5e-7 : 5e-7;
      }
    double q[40];
    double outside = 2.0;
    for (int i = 0; i < 40; i++)
      q[i] = 1.0;
    MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
    MUST(fen_transport_set_field(r.transport, 0, 0, q, err));
    MUST(fen_transport_set_boundary_profile(r.transport, 0, 0, &outside, err));
    MUST(fen_transport_run(r.transport, 10.0, 5, 1, err));
    fen_budget budget;
    MUST(fen_transport_budget(r.transport, 0, 0, &budget, err));
    assert_true(fabs(budget.in_kg - 1e-5) < 1e-18 && fabs(budget.out_kg - 5e-6) < 1e-18 && fabs(budget.residual) < 1e-13);
    row_destroy(&r);
  }
}

static void boundary_rings_act_where_they_are_set(void **state) {
  (void)state;
  flow air = flow_create(4, 3, 2, 1.0, 0.0, 0.0, FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_species species = {0};
  fen_transport_params params = {.grid = air.grid,
                                 .nz = 2,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_POSITIVE,
                                 .precision = FEN_PRECISION_SINGLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  for (int end = 0; end < 2; end++) {
    for (ptrdiff_t c = 0; c < air.cells; c++)
      air.air[end][c] = 1.0;
    for (ptrdiff_t f = 0; f < 2 * 3 * 5; f++)
      air.fx[end][f] = 0.5;
  }
  air.forcing.end_s = 20.0;
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  double west[6] = {1, 2, 3, 4, 5, 6};
  double none[24] = {0};
  MUST(fen_transport_set_field(t, 0, 0, none, err));
  MUST(fen_transport_set_boundary_ring(t, 0, 0, west, none, none, none, none, err));
  MUST(fen_transport_run(t, 20.0, 10, 1, err));
  double q[24];
  MUST(fen_transport_get_field(t, 0, 0, q, err));
  for (int c = 0; c < 24; c++)
    assert_true(q[c] == west[c / 4]);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

static void a_full_advection_step_keeps_mass_and_air(void **state) {
  (void)state;
  flow air = flow_create(12, 10, 5, 1.0, 0.0, 0.0, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED);
  fen_species species = {0};
  fen_transport_params params = {.grid = air.grid,
                                 .nz = 5,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 9,
                                 .limiter = FEN_LIMITER_MONOTONE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  flow_set_random(&air, 600.0, 1e-3, 1, 8u);
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  double q[600] = {[123] = 1e-6, [321] = 2e-6};
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  MUST(fen_transport_advect(t, 600.0, err));
  double mass[600];
  fen_transport_get_air(t, mass);
  for (int c = 0; c < 600; c++)
    assert_true(fabs(mass[c] / air.air[1][c] - 1.0) < 1e-12);
  fen_budget budget;
  MUST(fen_transport_budget(t, 0, 0, &budget, err));
  assert_true(fabs(budget.residual) < 1e-13 && budget.in_kg == 0.0 && budget.out_kg == 0.0);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

static void bad_parameters_are_refused(void **state) {
  (void)state;
  flow air = flow_create(4, 4, 1, 1.0, 0.0, 0.0, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED);
  fen_species species = {0};
  fen_transport_params good = {.grid = air.grid, .nz = 1, .species = &species, .species_count = 1, .order = 7, .courant_max = 3.0};
  fen_transport *t = NULL;
  fen_error error;
  fen_transport_params bad[6] = {good, good, good, good, good, good};
  bad[0].grid = NULL;
  bad[1].nz = 0;
  bad[2].order = 6;
  bad[3].species_count = 0;
  bad[4].courant_max = NAN;
  bad[5].limiter = (fen_limiter)9;
  for (int n = 0; n < 6; n++) {
    assert_int_equal(fen_transport_create(&bad[n], &t, &error), FEN_ERR_ARGUMENT);
    assert_null(t);
    assert_true(strlen(error.text) > 10);
  }
  flow_destroy(&air);
}

static void bad_values_are_refused_with_their_place(void **state) {
  (void)state;
  row r = row_create(FEN_SIDE_OPEN);
  fen_error error;
  double q[40] = {0};
  double velocity = -1.0;
  fen_source source = {.i = 40, .rate_kgps = 1.0};
  assert_int_equal(fen_transport_set_field(r.transport, 0, 0, q, &error), FEN_ERR_ARGUMENT); /* no forcing yet */
  MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
  q[7] = -1e-9;
  assert_int_equal(fen_transport_set_field(r.transport, 0, 0, q, &error), FEN_ERR_VALUE);
  assert_non_null(strstr(error.text, "(7, 0, 0)"));
  assert_int_equal(fen_transport_set_field(r.transport, 0, 1, q, &error), FEN_OK); /* a tag may be negative */
  q[7] = NAN;
  assert_int_equal(fen_transport_set_field(r.transport, 0, 1, q, &error), FEN_ERR_VALUE);
  assert_int_equal(fen_transport_set_field(r.transport, 1, 0, q, &error), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_transport_set_sources(r.transport, &source, 1, &error), FEN_ERR_ARGUMENT);
  source = (fen_source){.rate_kgps = -1.0};
  assert_int_equal(fen_transport_set_sources(r.transport, &source, 1, &error), FEN_ERR_NEGATIVE);
  assert_int_equal(fen_transport_set_deposition(r.transport, 0, &velocity, &error), FEN_ERR_VALUE);
  assert_int_equal(fen_transport_run(r.transport, 200.0, 1, 1, &error), FEN_ERR_ARGUMENT); /* past the interval's end */
  assert_int_equal(fen_transport_run(r.transport, 50.0, 0, 1, &error), FEN_ERR_ARGUMENT);
  row_destroy(&r);
}

static void fluxes_that_do_not_fit_the_air_are_refused(void **state) {
  (void)state;
  row r = row_create(FEN_SIDE_OPEN);
  fen_error error;
  r.air.fx[1][20] = 0.6;
  assert_int_equal(fen_transport_set_forcing(r.transport, &r.air.forcing, &error), FEN_ERR_CONTINUITY);
  assert_non_null(strstr(error.text, "repair"));
  r.air.fx[1][20] = 0.5;
  r.air.air[0][3] = 0.0;
  assert_int_equal(fen_transport_set_forcing(r.transport, &r.air.forcing, &error), FEN_ERR_VALUE);
  r.air.air[0][3] = 1.0;
  MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
  MUST(fen_transport_run(r.transport, 100.0, 50, 1, err));
  r.air.forcing.start_s = 100.0;
  r.air.forcing.end_s = 200.0;
  for (int end = 0; end < 2; end++)
    r.air.air[end][5] = 1.1;
  assert_int_equal(fen_transport_set_forcing(r.transport, &r.air.forcing, &error), FEN_ERR_CONTINUITY);
  assert_int_equal(fen_transport_run(r.transport, 200.0, 50, 1, &error), FEN_ERR_ARGUMENT); /* no interval is in force now */
  for (int end = 0; end < 2; end++)
    r.air.air[end][5] = 1.0;
  MUST(fen_transport_set_forcing(r.transport, &r.air.forcing, err));
  MUST(fen_transport_run(r.transport, 200.0, 50, 1, err));
  row_destroy(&r);
}

/* Strong divergence: the planned steps keep every cell from being emptied, one step would not. */
static void planned_steps_do_not_empty_cells(void **state) {
  (void)state;
  flow air = flow_create(3, 3, 1, 1.0, 0.0, 0.0, FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_species species = {0};
  fen_transport_params params = {.grid = air.grid,
                                 .nz = 1,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_POSITIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 50.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  for (int end = 0; end < 2; end++) {
    for (int c = 0; c < 9; c++)
      air.air[end][c] = 1.0;
    for (int f = 0; f < 12; f++) {
      air.fx[end][f] = (double)(f % 4);
      air.fy[end][f] = -(double)(f / 3);
    }
  }
  air.forcing.end_s = 2.0;
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  double q[9] = {[4] = 1.0};
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  ptrdiff_t steps = fen_transport_plan_steps(t, 2.0);
  assert_true(steps >= 3);
  fen_error error;
  assert_int_equal(fen_transport_run(t, 2.0, 1, 1, &error), FEN_ERR_COURANT);
  fen_transport_destroy(&t);
  MUST(fen_transport_create(&params, &t, err));
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  MUST(fen_transport_run(t, 2.0, steps, 1, err));
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_row_shifted_by_whole_cells_is_exact),    cmocka_unit_test(open_sides_let_in_the_boundary_value_and_count_it),
      cmocka_unit_test(little_air_is_counted_as_much_air_is),     cmocka_unit_test(boundary_rings_act_where_they_are_set),
      cmocka_unit_test(a_full_advection_step_keeps_mass_and_air), cmocka_unit_test(bad_parameters_are_refused),
      cmocka_unit_test(bad_values_are_refused_with_their_place),  cmocka_unit_test(fluxes_that_do_not_fit_the_air_are_refused),
      cmocka_unit_test(planned_steps_do_not_empty_cells),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
