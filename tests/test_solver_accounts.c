/* What a transport says of itself: statistics, planned steps, shares, and the spreading that its moments tell. */
#include "flow.h"

static fen_transport *transport_on(const flow *air, const fen_species *species, ptrdiff_t count) {
  fen_transport_params params = {.grid = air->grid,
                                 .nz = air->nz,
                                 .species = species,
                                 .species_count = count,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  return t;
}

static void the_smallest_lead_is_found_wherever_it_is(void **state) {
  (void)state;
  flow air = flow_still(3, 2, 2, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 1.0);
  fen_species species[2] = {{.tags = 1}, {.tags = 0}};
  fen_transport *t = transport_on(&air, species, 2);
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  for (ptrdiff_t s = 0; s < 2; s++)
    for (ptrdiff_t c = 0; c < air.cells; c++) {
      double q[12];
      for (ptrdiff_t n = 0; n < 12; n++)
        q[n] = 2.0 + (double)n;
      MUST(fen_transport_set_field(t, 1 - s, 0, q, err));
      q[c] = 0.5;
      MUST(fen_transport_set_field(t, s, 0, q, err));
      for (ptrdiff_t n = 0; n < 12; n++)
        q[n] = -7.0; /* a tag does not count */
      MUST(fen_transport_set_field(t, 0, 1, q, err));
      assert_true(fen_transport_get_stats(t).minimum_lead == 0.5);
    }
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

/* A wind along one axis whose Courant number is 0.5 a second. */
static flow windy_air(int along_y, fen_side side) {
  flow air = along_y ? flow_still(1, 40, 1, FEN_SIDE_CLOSED, side, 100.0) : flow_still(40, 1, 1, side, FEN_SIDE_CLOSED, 100.0);
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t f = 0; f <= 40; f++)
      (along_y ? air.fy : air.fx)[end][f] = -0.5;
  return air;
}

static void steps_are_planned_and_counted_by_the_largest_courant_number(void **state) {
  (void)state;
  for (int along_y = 0; along_y < 2; along_y++) {
    flow air = windy_air(along_y, FEN_SIDE_OPEN);
    air.air[1][7] = 0.8; /* the thinner cell counts */
    air.forcing.flux_top_kgps[0] = air.top[0];
    air.forcing.flux_top_kgps[1] = air.top[1];
    air.top[0][7] = air.top[1][7] = 0.2 / 100.0;
    fen_species species = {0};
    fen_transport *t = transport_on(&air, &species, 1);
    MUST(fen_transport_set_forcing(t, &air.forcing, err));
    ptrdiff_t steps = fen_transport_plan_steps(t, 100.0);
    assert_int_equal(steps, 21); /* 0.5 / 0.8 / s over 100 s in parts of 3 */
    MUST(fen_transport_run(t, 100.0, 25, 1, err));
    fen_transport_stats stats = fen_transport_get_stats(t);
    assert_int_equal(stats.steps, 25);
    assert_int_equal(stats.clipped, 0);
    assert_true(fabs(stats.courant[along_y] - 4.0 * 0.5 / 0.8) < 1e-12);
    assert_true(stats.courant[1 - along_y] == 0.0);
    assert_true(stats.continuity < 1e-12);
    fen_transport_destroy(&t);
    flow_destroy(&air);
  }
}

static void steps_round_a_short_periodic_axis_go_half_way_at_most(void **state) {
  (void)state;
  for (int along_y = 0; along_y < 2; along_y++) {
    flow air = along_y ? flow_still(1, 4, 1, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC, 100.0)
                       : flow_still(4, 1, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, 100.0);
    for (int end = 0; end < 2; end++)
      for (ptrdiff_t f = 0; f <= 4; f++)
        (along_y ? air.fy : air.fx)[end][f] = 1.0;
    fen_species species = {0};
    fen_transport *t = transport_on(&air, &species, 1);
    MUST(fen_transport_set_forcing(t, &air.forcing, err));
    assert_int_equal(fen_transport_plan_steps(t, 100.0), 50);
    assert_int_equal(fen_transport_plan_steps(t, 0.0), 1);
    fen_transport_destroy(&t);
    flow_destroy(&air);
  }
}

static void steps_leave_air_where_it_diverges(void **state) {
  (void)state;
  flow air = flow_still(3, 3, 1, FEN_SIDE_OPEN, FEN_SIDE_OPEN, 100.0);
  air.forcing.flux_top_kgps[0] = air.top[0];
  air.forcing.flux_top_kgps[1] = air.top[1];
  for (int end = 0; end < 2; end++) { /* out of the middle cell along x and y, fed from above */
    air.fx[end][4 + 1] = -0.03;
    air.fx[end][4 + 2] = 0.04;
    air.fy[end][3 + 1] = -0.05;
    air.fy[end][6 + 1] = 0.06;
    air.top[end][4] = -0.18;
    air.fx[end][4] = -0.03;
    air.fx[end][4 + 3] = 0.04;
    air.fy[end][1] = -0.05;
    air.fy[end][9 + 1] = 0.06;
  }
  fen_species species = {0};
  fen_transport *t = transport_on(&air, &species, 1);
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  assert_int_equal(fen_transport_plan_steps(t, 100.0), 26); /* 0.18 / s, 0.7 of the air a step */
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

/* Wherever along an axis the diffusivity is large, across the seam of a periodic one too: it bounds the step. */
static void every_face_counts_in_planned_steps(void **state) {
  (void)state;
  for (int along_y = 0; along_y < 2; along_y++)
    for (int periodic = 0; periodic < 2; periodic++)
      for (ptrdiff_t f = periodic ? 0 : 1; f < 6; f++) {
        fen_side side = periodic ? FEN_SIDE_PERIODIC : FEN_SIDE_OPEN;
        flow air = along_y ? flow_still(1, 6, 1, FEN_SIDE_CLOSED, side, 100.0) : flow_still(6, 1, 1, side, FEN_SIDE_CLOSED, 100.0);
        flow_set_mixing(&air, 0.0, 0.01, 0.0);
        for (int end = 0; end < 2; end++)
          air.kh[end][f] = air.kh[end][(f + 5) % 6] = 1.0;
        fen_species species = {0};
        fen_transport *t = transport_on(&air, &species, 1);
        MUST(fen_transport_set_forcing(t, &air.forcing, err));
        assert_int_equal(fen_transport_plan_steps(t, 100.0), 500); /* 2 K / dx^2, 0.4 a step */
        fen_transport_destroy(&t);
        flow_destroy(&air);
      }
}

/* Mean and variance of the position of a row's tracer along it. */
static void moments(const double *q, ptrdiff_t n, double *mean, double *variance) {
  double sum = 0.0;
  double first = 0.0;
  double second = 0.0;
  for (ptrdiff_t i = 0; i < n; i++) {
    sum += q[i];
    first += q[i] * (double)i;
    second += q[i] * (double)(i * i);
  }
  *mean = first / sum;
  *variance = second / sum - *mean * *mean;
}

static void horizontal_diffusion_spreads_by_twice_k_and_t(void **state) {
  (void)state;
  for (int along_y = 0; along_y < 2; along_y++) {
    flow air = along_y ? flow_still(1, 81, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 40.0)
                       : flow_still(81, 1, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 40.0);
    flow_set_mixing(&air, 0.0, 0.5, 0.0);
    for (ptrdiff_t c = 0; c < 81; c++)
      air.kh[1][c] = 1.5; /* 1 m2/s in the mean of the interval */
    fen_species species = {0};
    fen_transport *t = transport_on(&air, &species, 1);
    double q[81] = {[40] = 1.0};
    MUST(fen_transport_set_forcing(t, &air.forcing, err));
    MUST(fen_transport_set_field(t, 0, 0, q, err));
    ptrdiff_t steps = fen_transport_plan_steps(t, 40.0);
    assert_int_equal(steps, 300); /* 2 K / dx^2 with the larger K, 0.4 a step */
    MUST(fen_transport_run(t, 40.0, 400, 1, err));
    MUST(fen_transport_get_field(t, 0, 0, q, err));
    double mean;
    double variance;
    moments(q, 81, &mean, &variance);
    print_message("%s: mean %.3f, variance %.4f, exact 40 and 80\n", along_y ? "y" : "x", mean, variance);
    assert_true(fabs(mean - 40.0) < 0.05);
    assert_true(fabs(variance - 80.0) < 0.4);
    for (ptrdiff_t i = 30; i <= 50; i++) {
      double exact = exp(-(double)((i - 40) * (i - 40)) / 160.0) / sqrt(160.0 * PI);
      assert_true(fabs(q[i] / exact - 1.0) < 0.02);
    }
    fen_transport_destroy(&t);
    flow_destroy(&air);
  }
}

/* The same row along x and along y, with uneven air and diffusivity: the two sweeps are one scheme. */
static void both_axes_diffuse_alike(void **state) {
  (void)state;
  enum { N = 13 };
  for (int periodic = 0; periodic < 2; periodic++) {
    fen_side side = periodic ? FEN_SIDE_PERIODIC : FEN_SIDE_OPEN;
    double results[2][N * 2];
    for (int along_y = 0; along_y < 2; along_y++) {
      flow air = along_y ? flow_still(2, N, 1, FEN_SIDE_CLOSED, side, 10.0) : flow_still(N, 2, 1, side, FEN_SIDE_CLOSED, 10.0);
      uint64_t seed = 4;
      double q[N * 2];
      flow_set_mixing(&air, 0.0, 0.5, 0.0);
      for (ptrdiff_t i = 0; i < N; i++)
        for (ptrdiff_t row = 0; row < 2; row++) {
          ptrdiff_t c = along_y ? i * 2 + row : row * N + i;
          air.air[0][c] = air.air[1][c] = 1.0 + chance(&seed);
          air.kh[0][c] = 0.1 * chance(&seed);
          air.kh[1][c] = 0.1 * chance(&seed);
          q[c] = chance(&seed);
        }
      fen_species species = {0};
      fen_transport *t = transport_on(&air, &species, 1);
      MUST(fen_transport_set_forcing(t, &air.forcing, err));
      MUST(fen_transport_set_field(t, 0, 0, q, err));
      MUST(fen_transport_advect_axis(t, along_y ? FEN_AXIS_Y : FEN_AXIS_X, 2.0, err));
      MUST(fen_transport_get_field(t, 0, 0, q, err));
      for (ptrdiff_t i = 0; i < N; i++)
        for (ptrdiff_t row = 0; row < 2; row++)
          results[along_y][row * N + i] = q[along_y ? i * 2 + row : row * N + i];
      fen_transport_destroy(&t);
      flow_destroy(&air);
    }
    assert_memory_equal(results[0], results[1], sizeof results[0]);
  }
}

static void deposited_mass_is_given_in_parts_on_demand(void **state) {
  (void)state;
  flow air = flow_still(2, 2, 2, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 10.0);
  flow_set_mixing(&air, 1.0, 0.0, 1e-3);
  fen_species species = {.tags = 1, .scavenging_factor = 1.0};
  fen_transport *t = transport_on(&air, &species, 1);
  double q[8];
  double none[8] = {0};
  const double velocity[4] = {0.1, 0.2, 0.0, 0.4};
  for (int n = 0; n < 8; n++)
    q[n] = 1.0 + n;
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  MUST(fen_transport_set_deposition(t, 0, velocity, err));
  MUST(fen_transport_set_field(t, 0, 0, none, err));
  MUST(fen_transport_set_field(t, 0, 1, q, err));
  MUST(fen_transport_run(t, 10.0, 2, 1, err));
  double dry[4];
  double wet[4];
  double again[4];
  MUST(fen_transport_get_deposited(t, 0, 1, dry, wet, err));
  MUST(fen_transport_get_deposited(t, 0, 1, again, NULL, err));
  assert_memory_equal(dry, again, sizeof dry);
  MUST(fen_transport_get_deposited(t, 0, 1, NULL, again, err));
  assert_memory_equal(wet, again, sizeof wet);
  for (int c = 0; c < 4; c++) {
    assert_true(velocity[c] > 0.0 ? dry[c] > 0.0 : dry[c] == 0.0);
    assert_true(wet[c] > 0.0);
  }
  MUST(fen_transport_get_deposited(t, 0, 0, dry, wet, err));
  for (int c = 0; c < 4; c++)
    assert_true(dry[c] == 0.0 && wet[c] == 0.0);
  MUST(fen_transport_set_field(t, 0, 1, q, err)); /* its accounts start anew */
  MUST(fen_transport_get_deposited(t, 0, 1, dry, wet, err));
  for (int c = 0; c < 4; c++)
    assert_true(dry[c] == 0.0 && wet[c] == 0.0);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

static void limiter_ratios_are_kept_only_on_demand(void **state) {
  (void)state;
  flow air = windy_air(0, FEN_SIDE_OPEN);
  fen_species species = {0};
  fen_transport *t = transport_on(&air, &species, 1);
  double q[40] = {[20] = 1.0};
  double phi[41];
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  assert_int_equal(fen_transport_get_limiter(t, FEN_AXIS_X, 0, phi, NULL), FEN_ERR_ARGUMENT);
  MUST(fen_transport_record_limiter(t, 1, err));
  MUST(fen_transport_advect_axis(t, FEN_AXIS_X, 1.0, err));
  MUST(fen_transport_get_limiter(t, FEN_AXIS_X, 0, phi, err));
  assert_int_equal(fen_transport_get_limiter(t, FEN_AXIS_X, 1, phi, NULL), FEN_ERR_ARGUMENT);
  MUST(fen_transport_record_limiter(t, 0, err));
  assert_int_equal(fen_transport_get_limiter(t, FEN_AXIS_X, 0, phi, NULL), FEN_ERR_ARGUMENT);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

/* Twenty species take more than one bundle of lanes: each tag, filled as its lead, falls back with it and stays its copy. */
static void tags_follow_their_leads_in_every_bundle(void **state) {
  (void)state;
  enum { SPECIES = 20, LAYERS = 30 };
  flow air = flow_still(2, 1, LAYERS, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 3600.0);
  flow_set_mixing(&air, 100.0, 0.0, 0.0);
  for (int end = 0; end < 2; end++) {
    for (ptrdiff_t c = 0; c < air.cells; c++)
      air.thickness[end][c] = 20.0;
    for (ptrdiff_t c = 0; c < air.cells + 2; c++)
      air.kz[end][c] = 100.0;
  }
  fen_species species[SPECIES];
  for (int s = 0; s < SPECIES; s++)
    species[s] = (fen_species){.tags = 1 + s % 5};
  fen_transport *t = transport_on(&air, species, SPECIES);
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  for (int s = 0; s < SPECIES; s++)
    for (int m = 0; m <= species[s].tags; m++) {
      double q[2 * LAYERS] = {0};
      q[2 * (10 + s % 4)] = 1e-6 * (1 + s);
      MUST(fen_transport_set_field(t, s, m, q, err));
    }
  MUST(fen_transport_run(t, 3600.0, 6, 1, err));
  assert_true(fen_transport_get_stats(t).euler_columns >= SPECIES);
  for (int s = 0; s < SPECIES; s++) {
    double lead[2 * LAYERS];
    double tag[2 * LAYERS];
    MUST(fen_transport_get_field(t, s, 0, lead, err));
    for (int m = 1; m <= species[s].tags; m++) {
      MUST(fen_transport_get_field(t, s, m, tag, err));
      assert_memory_equal(lead, tag, sizeof lead);
    }
  }
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

static void rates_that_are_not_finite_are_refused(void **state) {
  (void)state;
  flow air = flow_still(2, 1, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 1.0);
  fen_species species = {.tags = 1};
  fen_transport *t = transport_on(&air, &species, 1);
  const double bad[] = {INFINITY, -INFINITY, NAN};
  for (int n = 0; n < 3; n++)
    for (int member = 0; member < 2; member++) {
      fen_source source = {.member = member, .rate_kgps = bad[n]};
      assert_int_equal(fen_transport_set_sources(t, &source, 1, NULL), FEN_ERR_NEGATIVE);
      const double velocity[2] = {0.0, bad[n]};
      assert_int_equal(fen_transport_set_deposition(t, 0, velocity, NULL), FEN_ERR_VALUE);
      assert_int_equal(fen_transport_set_boundary_profile(t, 0, member, &velocity[1], NULL), FEN_ERR_VALUE);
    }
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

/* Seconds since 1970 with parts of a second: round-off of the instants is more than the share of the interval that may be missed. */
static void short_intervals_may_follow_each_other_late(void **state) {
  (void)state;
  flow air = flow_still(2, 1, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 1.0);
  fen_species species = {0};
  fen_transport *t = transport_on(&air, &species, 1);
  for (int n = 0; n < 3; n++) {
    air.forcing.start_s = 4e9 + 0.1 * n;
    air.forcing.end_s = 4e9 + 0.1 * (n + 1);
    MUST(fen_transport_set_forcing(t, &air.forcing, err));
    MUST(fen_transport_run(t, air.forcing.end_s, 3, 1, err));
  }
  air.forcing.start_s += 0.2;
  air.forcing.end_s += 0.2;
  assert_int_equal(fen_transport_set_forcing(t, &air.forcing, NULL), FEN_ERR_ARGUMENT);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

static void members_that_do_not_exist_are_refused(void **state) {
  (void)state;
  flow air = flow_still(2, 1, 1, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED, 1.0);
  fen_species species[2] = {{.tags = 2}, {.tags = 0}};
  fen_transport *t = transport_on(&air, species, 2);
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  const ptrdiff_t absent[][2] = {{-1, 0}, {2, 0}, {0, -1}, {0, 3}, {1, -1}, {1, 1}};
  for (size_t n = 0; n < sizeof absent / sizeof *absent; n++) {
    double q[2] = {0};
    fen_budget budget;
    fen_source source = {.species = (int)absent[n][0], .member = (int)absent[n][1]};
    assert_int_equal(fen_transport_set_field(t, absent[n][0], absent[n][1], q, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_get_field(t, absent[n][0], absent[n][1], q, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_set_boundary_profile(t, absent[n][0], absent[n][1], q, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_set_boundary_ring(t, absent[n][0], absent[n][1], q, q, q, q, q, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_get_deposited(t, absent[n][0], absent[n][1], q, q, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_budget(t, absent[n][0], absent[n][1], &budget, NULL), FEN_ERR_ARGUMENT);
    assert_int_equal(fen_transport_set_sources(t, &source, 1, NULL), FEN_ERR_ARGUMENT);
  }
  assert_int_equal(fen_transport_set_deposition(t, 2, NULL, NULL), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_transport_set_deposition(t, -1, NULL, NULL), FEN_ERR_ARGUMENT);
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_smallest_lead_is_found_wherever_it_is),
      cmocka_unit_test(steps_are_planned_and_counted_by_the_largest_courant_number),
      cmocka_unit_test(steps_round_a_short_periodic_axis_go_half_way_at_most),
      cmocka_unit_test(steps_leave_air_where_it_diverges),
      cmocka_unit_test(every_face_counts_in_planned_steps),
      cmocka_unit_test(horizontal_diffusion_spreads_by_twice_k_and_t),
      cmocka_unit_test(both_axes_diffuse_alike),
      cmocka_unit_test(deposited_mass_is_given_in_parts_on_demand),
      cmocka_unit_test(limiter_ratios_are_kept_only_on_demand),
      cmocka_unit_test(tags_follow_their_leads_in_every_bundle),
      cmocka_unit_test(members_that_do_not_exist_are_refused),
      cmocka_unit_test(rates_that_are_not_finite_are_refused),
      cmocka_unit_test(short_intervals_may_follow_each_other_late),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
