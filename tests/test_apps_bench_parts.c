/* What bench measures with: that its flow and tracers are what the pages say, that the yardstick is a sound scheme, that work is counted.
 */
#include <math.h>

#include "bench.h"
#include "bench_copy.h"
#include "bench_yardstick.h"
#include "fenhe/memory.h"
#include "support.h"

static const ptrdiff_t cells[3] = {64, 60, 20};

static fen_bench_flow *make_flow(void) {
  fen_bench_flow *flow = NULL;
  assert_int_equal(fen_bench_flow_create(cells, &flow, NULL), FEN_OK);
  return flow;
}

static void wind_blows_both_ways_at_courant_numbers_of_two_in_the_mean_and_three_at_most(void **state) {
  fen_bench_flow *flow = make_flow();
  double sum = 0.0;
  double least = INFINITY;
  double most = -INFINITY;
  ptrdiff_t faces = 0;
  (void)state;
  for (ptrdiff_t row = 0; row < flow->ny * flow->nz; row++)
    for (ptrdiff_t i = 0; i < flow->nx; i++, faces++) {
      double courant = flow->dt_s * flow->flux_x_kgps[0][row * (flow->nx + 1) + i] / flow->air_kg[0][row * flow->nx + i];
      sum += fabs(courant);
      least = fmin(least, courant);
      most = fmax(most, courant);
    }
  double mean = sum / (double)faces;
  assert_true(least < -2.0 && least > -3.5);
  assert_true(most > 2.5 && most < 3.5);
  assert_true(mean > 1.4 && mean < 2.2);
  fen_bench_flow_destroy(&flow);
}

static fen_transport *make_transport(fen_bench_flow *flow, int species, int tags) {
  const fen_bench_tracers tracers = {.species = species,
                                     .tags = tags,
                                     .precision = FEN_PRECISION_DOUBLE,
                                     .instructions = fen_instructions_best(),
                                     .limiter = FEN_LIMITER_SELECTIVE,
                                     .courant_max = 10.0};
  fen_transport *transport = NULL;
  assert_int_equal(fen_bench_flow_transport(flow, &tracers, &transport, NULL), FEN_OK);
  return transport;
}

static void steps_keep_the_budget_and_air_rises_by_about_a_layer(void **state) {
  fen_bench_flow *flow = make_flow();
  fen_transport *transport = make_transport(flow, 2, 0);
  fen_budget budget;
  (void)state;
  assert_int_equal(fen_transport_run(transport, 4.0 * flow->dt_s, 4, 1, NULL), FEN_OK);
  fen_transport_stats stats = fen_transport_get_stats(transport);
  assert_true(stats.courant[0] > 2.5 && stats.courant[0] < 3.5);
  assert_true(stats.courant[1] > 1.0);
  assert_true(stats.courant[2] > 0.3 && stats.courant[2] < 2.0);
  assert_true(stats.continuity < 1e-9);
  assert_true(stats.minimum_lead >= 0.0);
  assert_int_equal(fen_transport_budget(transport, 1, 0, &budget, NULL), FEN_OK);
  assert_true(fabs(budget.residual) < 1e-12);
  assert_true(budget.dry_kg > 0.0);
  assert_true(budget.emitted_kg > 0.0);
  fen_transport_destroy(&transport);
  fen_bench_flow_destroy(&flow);
}

static void limiter_has_work_along_every_axis(void **state) {
  static const ptrdiff_t faces[3] = {65 * 60 * 20, 64 * 61 * 20, 64 * 60 * 21};
  fen_bench_flow *flow = make_flow();
  fen_transport *transport = make_transport(flow, 1, 0);
  double *phi = NULL;
  (void)state;
  assert_int_equal(FEN_NEW(&phi, faces[2], NULL), FEN_OK);
  assert_int_equal(fen_transport_record_limiter(transport, 1, NULL), FEN_OK);
  assert_int_equal(fen_transport_run(transport, 2.0 * flow->dt_s, 2, 1, NULL), FEN_OK);
  for (int axis = 0; axis < 3; axis++) {
    ptrdiff_t limited = 0;
    assert_int_equal(fen_transport_get_limiter(transport, (fen_axis)axis, 0, phi, NULL), FEN_OK);
    for (ptrdiff_t f = 0; f < faces[axis]; f++)
      limited += phi[f] < 1.0;
    assert_true((double)limited > 0.01 * (double)faces[axis]);
  }
  fen_free(phi);
  fen_transport_destroy(&transport);
  fen_bench_flow_destroy(&flow);
}

static void lead_is_the_sum_of_its_tags(void **state) {
  fen_bench_flow *flow = make_flow();
  fen_transport *transport = make_transport(flow, 1, 3);
  ptrdiff_t count = cells[0] * cells[1] * cells[2];
  double *lead = NULL;
  double *sum = NULL;
  double *tag = NULL;
  double worst = 0.0;
  double most = 0.0;
  (void)state;
  assert_int_equal(FEN_NEW(&lead, count, NULL), FEN_OK);
  assert_int_equal(FEN_NEW(&sum, count, NULL), FEN_OK);
  assert_int_equal(FEN_NEW(&tag, count, NULL), FEN_OK);
  assert_int_equal(fen_transport_run(transport, 2.0 * flow->dt_s, 2, 1, NULL), FEN_OK);
  assert_int_equal(fen_transport_get_field(transport, 0, 0, lead, NULL), FEN_OK);
  for (int member = 1; member <= 3; member++) {
    assert_int_equal(fen_transport_get_field(transport, 0, member, tag, NULL), FEN_OK);
    for (ptrdiff_t c = 0; c < count; c++)
      sum[c] += tag[c];
  }
  for (ptrdiff_t c = 0; c < count; c++) {
    worst = fmax(worst, fabs(sum[c] - lead[c]));
    most = fmax(most, lead[c]);
  }
  assert_true(worst < 1e-12 * most);
  fen_free(lead);
  fen_free(sum);
  fen_free(tag);
  fen_transport_destroy(&transport);
  fen_bench_flow_destroy(&flow);
}

/* Tracer in the air [kg], and the smallest and largest mixing ratio. */
static double weigh(const fen_bench_yardstick *yardstick, int species, double *least, double *most) {
  const float *air = fen_bench_yardstick_air(yardstick);
  const float *q = fen_bench_yardstick_tracer(yardstick, species);
  double mass = 0.0;
  *least = INFINITY;
  *most = -INFINITY;
  for (ptrdiff_t c = 0; c < cells[0] * cells[1] * cells[2]; c++) {
    mass += (double)air[c] * (double)q[c];
    *least = fmin(*least, (double)q[c]);
    *most = fmax(*most, (double)q[c]);
  }
  return mass;
}

static void yardstick_keeps_mass_air_and_bounds(void **state) {
  fen_bench_flow *flow = make_flow();
  fen_bench_yardstick *yardstick = NULL;
  double least[2];
  double most[2];
  (void)state;
  assert_int_equal(fen_bench_yardstick_create(flow, 2, 2, &yardstick, NULL), FEN_OK);
  double before = weigh(yardstick, 1, &least[0], &most[0]);
  for (int n = 0; n < 5; n++)
    fen_bench_yardstick_step(yardstick);
  double after = weigh(yardstick, 1, &least[1], &most[1]);
  assert_true(fabs(after / before - 1.0) < 1e-5);
  assert_true(least[1] > 0.99 * least[0]);
  assert_true(most[1] < 1.01 * most[0]);
  const float *air = fen_bench_yardstick_air(yardstick);
  for (ptrdiff_t c = 0; c < cells[0] * cells[1] * cells[2]; c++)
    assert_true(fabs((double)air[c] / flow->air_kg[0][c] - 1.0) < 1e-4);
  fen_bench_yardstick_destroy(&yardstick);
  fen_bench_flow_destroy(&flow);
}

static void bytes_are_those_of_one_reading_and_writing_a_pass(void **state) {
  (void)state;
  const fen_limiter selective = FEN_LIMITER_SELECTIVE;
  /* Tracer 2 x 4 bytes; air, read and written, and two fluxes in double make 32 for all tracers. */
  assert_true(fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, selective, 1, 0).bytes == 40.0);
  assert_true(fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, selective, 16, 0).bytes == 10.0);
  assert_true(fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, selective, 1, 15).bytes == 10.0);
  assert_true(fen_bench_work_of(FEN_BENCH_Y_SWEEP, FEN_PRECISION_DOUBLE, selective, 16, 0).bytes == 18.0);
  /* Four passes; x, twice y and z share 32 each, diffusion 32 beyond the air. */
  assert_true(fen_bench_work_of(FEN_BENCH_FULL_STEP, FEN_PRECISION_SINGLE, selective, 1, 0).bytes == 32.0 + 160.0);
  assert_true(fen_bench_work_of(FEN_BENCH_XYZ_DIFFUSION, FEN_PRECISION_SINGLE, selective, 1, 0).bytes == 32.0 + 136.0);
}

static void tags_are_spared_the_limiter(void **state) {
  (void)state;
  double lead = fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, FEN_LIMITER_MONOTONE, 1, 0).flops;
  double none = fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, FEN_LIMITER_NONE, 1, 0).flops;
  double half = fen_bench_work_of(FEN_BENCH_X_SWEEP, FEN_PRECISION_SINGLE, FEN_LIMITER_MONOTONE, 1, 1).flops;
  assert_true(lead > none);
  assert_true(half == 0.5 * (lead + none));
}

static void copy_takes_time(void **state) {
  fen_bench_copy *copy = NULL;
  (void)state;
  assert_int_equal(fen_bench_copy_create(&copy, NULL), FEN_OK);
  assert_true(isfinite(fen_bench_copy_once(copy, 2)));
  fen_bench_copy_destroy(&copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wind_blows_both_ways_at_courant_numbers_of_two_in_the_mean_and_three_at_most),
      cmocka_unit_test(steps_keep_the_budget_and_air_rises_by_about_a_layer),
      cmocka_unit_test(limiter_has_work_along_every_axis),
      cmocka_unit_test(lead_is_the_sum_of_its_tags),
      cmocka_unit_test(yardstick_keeps_mass_air_and_bounds),
      cmocka_unit_test(bytes_are_those_of_one_reading_and_writing_a_pass),
      cmocka_unit_test(tags_are_spared_the_limiter),
      cmocka_unit_test(copy_takes_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
