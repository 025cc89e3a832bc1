/* The conservation laws in three dimensions: random air, fluxes, sources and sinks, with open, closed and periodic sides. */
#include <omp.h>

#include "flow.h"

enum { NX = 13, NY = 11, NZ = 7, CELLS = NX * NY * NZ, INTERVALS = 3 };

typedef struct {
  fen_side x, y;
  int open_top, mixing;
  fen_precision precision;
  fen_limiter limiter;
  ptrdiff_t species, tags;
  double uniform; /* everywhere and outside, or -1: a cloud, and nothing outside */
} box_case;

typedef struct {
  fen_transport *transport;
  flow air;
} box;

static void add_sources(box *b, const box_case *c) {
  fen_source sources[4] = {{3, 4, 0, 0, 0, 2.0}, {3, 4, 2, 0, 0, 1.0}, {8, 2, 1, 0, 0, 0.5}, {3, 4, 0, 0, 1, 2.0}};
  ptrdiff_t count = c->tags > 0 ? 4 : 3;
  double velocity[NX * NY];
  for (int n = 0; n < NX * NY; n++)
    velocity[n] = 0.005 * (n % 3);
  MUST(fen_transport_set_sources(b->transport, sources, count, err));
  MUST(fen_transport_set_deposition(b->transport, 0, velocity, err));
}

static void set_fields(box *b, const box_case *c) {
  double q[CELLS];
  for (ptrdiff_t s = 0; s < c->species; s++)
    for (ptrdiff_t m = 0; m <= (s == 0 ? c->tags : 0); m++) {
      uint64_t seed = 77u + (uint64_t)m;
      for (int n = 0; n < CELLS; n++)
        q[n] = c->uniform >= 0.0 ? c->uniform : chance(&seed) < 0.1 ? 1e-6 * chance(&seed) : 0.0;
      MUST(fen_transport_set_field(b->transport, s, m, q, err));
      MUST(fen_transport_set_boundary_profile(b->transport, s, m, q, err));
    }
}

/* Run some intervals of ten minutes; the caller destroys. */
static box run_box(const box_case *c) {
  box b = {.air = flow_create(NX, NY, NZ, 1000.0, 0.0, 0.0, c->x, c->y)};
  fen_species species[20] = {{.tags = c->tags, .scavenging_factor = 1.0}};
  fen_transport_params params = {.grid = b.air.grid,
                                 .nz = NZ,
                                 .species = species,
                                 .species_count = c->species,
                                 .order = 7,
                                 .limiter = c->limiter,
                                 .precision = c->precision,
                                 .courant_max = 2.0};
  MUST(fen_transport_create(&params, &b.transport, err));
  for (int end = 0; end < 2; end++)
    b.air.forcing.flux_top_kgps[end] = c->open_top ? b.air.top[end] : NULL;
  flow_set_mixing(&b.air, c->mixing ? 20.0 : 0.0, c->mixing ? 50.0 : 0.0, c->mixing ? 1e-4 : 0.0);
  for (int n = 0; n < INTERVALS; n++) {
    flow_set_random(&b.air, 600.0, 3e-3, n == 0, 5u + (uint64_t)n);
    MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
    if (n == 0) {
      set_fields(&b, c);
      if (c->mixing && c->uniform < 0.0)
        add_sources(&b, c);
    }
    ptrdiff_t steps = fen_transport_plan_steps(b.transport, b.air.forcing.end_s);
    MUST(fen_transport_run(b.transport, b.air.forcing.end_s, steps, 1, err));
  }
  return b;
}

static void destroy_box(box *b) {
  fen_transport_destroy(&b->transport);
  flow_destroy(&b->air);
}

static void uniform_fields_stay_uniform_to_the_bit(void **state) {
  (void)state;
  for (int variant = 0; variant < 16; variant++) {
    box_case c = {.x = variant & 1 ? FEN_SIDE_OPEN : FEN_SIDE_PERIODIC,
                  .y = variant & 2 ? FEN_SIDE_OPEN : FEN_SIDE_CLOSED,
                  .open_top = variant & 4,
                  .precision = variant & 8 ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE,
                  .limiter = FEN_LIMITER_SELECTIVE,
                  .species = 1,
                  .tags = 1,
                  .uniform = 3.7e-7};
    box b = run_box(&c);
    double wanted = c.precision == FEN_PRECISION_SINGLE ? (double)(float)c.uniform : c.uniform;
    for (int m = 0; m < 2; m++) {
      double q[CELLS];
      MUST(fen_transport_get_field(b.transport, 0, m, q, err));
      for (int n = 0; n < CELLS; n++)
        assert_true(q[n] == wanted);
    }
    destroy_box(&b);
  }
}

static void diffusion_keeps_a_uniform_field_to_the_bit(void **state) {
  (void)state;
  box_case c = {.x = FEN_SIDE_OPEN,
                .y = FEN_SIDE_OPEN,
                .open_top = 1,
                .mixing = 1,
                .precision = FEN_PRECISION_SINGLE,
                .limiter = FEN_LIMITER_SELECTIVE,
                .species = 1,
                .uniform = 1e-6};
  box b = {.air = flow_create(NX, NY, NZ, 1000.0, 0.0, 0.0, c.x, c.y)};
  destroy_box(&b);
  b = run_box(
      &(box_case){.x = c.x, .y = c.y, .open_top = 1, .precision = c.precision, .limiter = c.limiter, .species = 1, .uniform = 1e-6});
  double before[CELLS];
  double after[CELLS];
  MUST(fen_transport_get_field(b.transport, 0, 0, before, err));
  flow_set_random(&b.air, 600.0, 3e-3, 0, 99u);
  flow_set_mixing(&b.air, 100.0, 200.0, 0.0);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  MUST(fen_transport_run(b.transport, b.air.forcing.end_s, 4, 1, err));
  MUST(fen_transport_get_field(b.transport, 0, 0, after, err));
  assert_memory_equal(before, after, sizeof before);
  destroy_box(&b);
}

static void budgets_close_and_leads_stay_non_negative(void **state) {
  (void)state;
  for (int variant = 0; variant < 24; variant++) {
    box_case c = {.x = (fen_side)(variant % 3),
                  .y = (fen_side)((variant + 1) % 3),
                  .open_top = variant % 2,
                  .mixing = 1,
                  .precision = variant % 4 < 2 ? FEN_PRECISION_DOUBLE : FEN_PRECISION_SINGLE,
                  .limiter = (fen_limiter)(FEN_LIMITER_POSITIVE + variant % 3),
                  .species = 3,
                  .tags = 1,
                  .uniform = -1.0};
    box b = run_box(&c);
    fen_transport_stats stats = fen_transport_get_stats(b.transport);
    assert_true(stats.minimum_lead >= 0.0);
    assert_int_equal(stats.clipped, 0);
    assert_true(stats.continuity < 1e-12);
    for (int s = 0; s < 3; s++) {
      fen_budget budget;
      MUST(fen_transport_budget(b.transport, s, 0, &budget, err));
      assert_true(fabs(budget.residual) < (c.precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-12));
      assert_true(s > 0 || (fabs(budget.emitted_kg - 3.5 * 600.0 * INTERVALS) < 1e-8 && budget.dry_kg > 0.0 && budget.wet_kg > 0.0));
    }
    destroy_box(&b);
  }
}

static void results_do_not_depend_on_the_number_of_threads(void **state) {
  (void)state;
  box_case c = {.x = FEN_SIDE_OPEN,
                .y = FEN_SIDE_PERIODIC,
                .open_top = 1,
                .mixing = 1,
                .limiter = FEN_LIMITER_SELECTIVE,
                .species = 2,
                .tags = 5,
                .uniform = -1.0};
  double q[4][CELLS];
  double residual[4];
  int threads = omp_get_max_threads();
  for (int n = 0; n < 4; n++) {
    omp_set_num_threads(n + 1);
    box b = run_box(&c);
    fen_budget budget;
    MUST(fen_transport_get_field(b.transport, 0, 1, q[n], err));
    MUST(fen_transport_budget(b.transport, 0, 0, &budget, err));
    residual[n] = budget.residual;
    destroy_box(&b);
    assert_memory_equal(q[0], q[n], sizeof q[0]);
    assert_true(residual[0] == residual[n]);
  }
  omp_set_num_threads(threads);
}

static void a_tracer_keeps_its_bytes_whatever_runs_beside_it(void **state) {
  (void)state;
  const ptrdiff_t beside[][2] = {{1, 1}, {1, 3}, {3, 1}, {9, 18}, {20, 33}};
  for (int precision = 0; precision < 2; precision++) {
    double lead[2][CELLS];
    double tag[2][CELLS];
    for (size_t n = 0; n < sizeof beside / sizeof *beside; n++) {
      box_case c = {.x = FEN_SIDE_OPEN,
                    .y = FEN_SIDE_CLOSED,
                    .mixing = 1,
                    .precision = (fen_precision)precision,
                    .limiter = FEN_LIMITER_SELECTIVE,
                    .species = beside[n][0],
                    .tags = beside[n][1],
                    .uniform = -1.0};
      box b = run_box(&c);
      MUST(fen_transport_get_field(b.transport, 0, 0, lead[n > 0], err));
      MUST(fen_transport_get_field(b.transport, 0, 1, tag[n > 0], err));
      destroy_box(&b);
      if (n > 0) {
        assert_memory_equal(lead[0], lead[1], sizeof lead[0]);
        assert_memory_equal(tag[0], tag[1], sizeof tag[0]);
      }
    }
  }
}

/* A tag with the lead's sources and fields is the lead, up to the rounding of its own boundary. */
static void a_tag_of_everything_equals_its_lead(void **state) {
  (void)state;
  box_case c = {.x = FEN_SIDE_OPEN,
                .y = FEN_SIDE_OPEN,
                .open_top = 1,
                .mixing = 0,
                .precision = FEN_PRECISION_DOUBLE,
                .limiter = FEN_LIMITER_SELECTIVE,
                .species = 1,
                .tags = 1,
                .uniform = -1.0};
  box b = run_box(&c);
  double lead[CELLS];
  double tag[CELLS];
  /* Members differ in their seed; start both from one field and cross one more interval. */
  MUST(fen_transport_get_field(b.transport, 0, 0, lead, err));
  MUST(fen_transport_set_field(b.transport, 0, 1, lead, err));
  double edge[CELLS] = {0};
  MUST(fen_transport_set_boundary_profile(b.transport, 0, 0, edge, err));
  MUST(fen_transport_set_boundary_profile(b.transport, 0, 1, edge, err));
  flow_set_random(&b.air, 600.0, 3e-3, 0, 42u);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  MUST(fen_transport_run(b.transport, b.air.forcing.end_s, 3, 1, err));
  MUST(fen_transport_get_field(b.transport, 0, 0, lead, err));
  MUST(fen_transport_get_field(b.transport, 0, 1, tag, err));
  assert_memory_equal(lead, tag, sizeof lead);
  destroy_box(&b);
}

static void limiter_ratios_can_be_read_back(void **state) {
  (void)state;
  box_case c = {.x = FEN_SIDE_OPEN, .y = FEN_SIDE_OPEN, .limiter = FEN_LIMITER_SELECTIVE, .species = 1, .uniform = -1.0};
  box b = run_box(&c);
  double *phi = numbers(CELLS * 2);
  assert_int_equal(fen_transport_get_limiter(b.transport, FEN_AXIS_X, 0, phi, NULL), FEN_ERR_ARGUMENT);
  MUST(fen_transport_record_limiter(b.transport, 1, err));
  flow_set_random(&b.air, 600.0, 3e-3, 0, 3u);
  MUST(fen_transport_set_forcing(b.transport, &b.air.forcing, err));
  MUST(fen_transport_run(b.transport, b.air.forcing.end_s, 3, 1, err));
  const ptrdiff_t faces[3] = {(NX + 1) * NY * NZ, NX * (NY + 1) * NZ, NX * NY * (NZ + 1)};
  for (int axis = 0; axis < 3; axis++) {
    ptrdiff_t limited = 0;
    MUST(fen_transport_get_limiter(b.transport, (fen_axis)axis, 0, phi, err));
    for (ptrdiff_t f = 0; f < faces[axis]; f++) {
      assert_true(phi[f] >= 0.0 && phi[f] <= 1.0);
      limited += phi[f] < 1.0;
    }
    assert_true(limited > 0 && limited < faces[axis]);
  }
  free(phi);
  destroy_box(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uniform_fields_stay_uniform_to_the_bit),
      cmocka_unit_test(diffusion_keeps_a_uniform_field_to_the_bit),
      cmocka_unit_test(budgets_close_and_leads_stay_non_negative),
      cmocka_unit_test(results_do_not_depend_on_the_number_of_threads),
      cmocka_unit_test(a_tracer_keeps_its_bytes_whatever_runs_beside_it),
      cmocka_unit_test(a_tag_of_everything_equals_its_lead),
      cmocka_unit_test(limiter_ratios_can_be_read_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
