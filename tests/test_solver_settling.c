/* Gravitational settling in the column's implicit solve: exact steady profiles, signs, mass, tags, and the bytes of tracers beside. */
#include "flow.h"

#include "fenhe/instructions.h"

enum { LAYERS = 25 }; /* one more than a multiple of 8, so that arrays of the working space lie side by side without a gap */

typedef struct {
  flow air;
  fen_transport *transport;
} column;

/* One column of layers that grow by a tenth from 10 m, unit area and density. */
static column column_create_for(const fen_species *species, ptrdiff_t count, fen_precision precision, double kz_m2ps,
                                fen_instructions instructions) {
  column c = {.air = flow_create(1, 1, LAYERS, 1.0, 0.0, 0.0, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED)};
  fen_transport_params params = {.grid = c.air.grid,
                                 .nz = LAYERS,
                                 .species = species,
                                 .species_count = count,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = precision,
                                 .courant_max = 3.0,
                                 .instructions = instructions};
  MUST(fen_transport_create(&params, &c.transport, err));
  for (int end = 0; end < 2; end++) {
    for (ptrdiff_t k = 0; k < LAYERS; k++)
      c.air.air[end][k] = c.air.thickness[end][k] = 10.0 * pow(1.1, (double)k);
    for (ptrdiff_t k = 0; k <= LAYERS; k++)
      c.air.kz[end][k] = kz_m2ps;
    c.air.forcing.thickness_m[end] = c.air.thickness[end];
    c.air.forcing.kz_m2ps[end] = kz_m2ps > 0.0 ? c.air.kz[end] : NULL;
  }
  c.air.forcing.end_s = 1e9;
  MUST(fen_transport_set_forcing(c.transport, &c.air.forcing, err));
  return c;
}

static column column_create(const fen_species *species, ptrdiff_t count, fen_precision precision, double kz_m2ps) {
  return column_create_for(species, count, precision, kz_m2ps, FEN_INSTRUCTIONS_BEST);
}

static void column_destroy(column *c) {
  fen_transport_destroy(&c->transport);
  flow_destroy(&c->air);
}

/*
 * A flux F from the top that falls, diffuses and deposits: q = F (1/v_s + (1/v - 1/v_s) exp(-v_s (z - z_0)/K)) with v at the height z_0 of
 * the lowest centre. The fitted flux (Eq. 22) is exact for it, on uneven layers and for any Peclet number.
 */
static void steady_profiles_are_exact_at_the_centres_of_layers(void **state) {
  (void)state;
  const double settling_mps = 0.02;
  const double velocity_mps = 0.05;
  for (double kz = 0.01; kz < 200.0; kz *= 10.0) {
    fen_species species = {0};
    column c = column_create(&species, 1, FEN_PRECISION_DOUBLE, kz);
    fen_source source = {.k = LAYERS - 1, .rate_kgps = 1.0};
    double q[LAYERS] = {0};
    MUST(fen_transport_set_settling(c.transport, 0, settling_mps, err));
    MUST(fen_transport_set_deposition(c.transport, 0, &velocity_mps, err));
    MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
    MUST(fen_transport_set_sources(c.transport, &source, 1, err));
    MUST(fen_transport_run(c.transport, 1e8, 200, 1, err));
    MUST(fen_transport_get_field(c.transport, 0, 0, q, err));
    double height = 0.0;
    for (ptrdiff_t k = 0; k < LAYERS; k++) {
      double exact = 1.0 / settling_mps + (1.0 / velocity_mps - 1.0 / settling_mps) * exp(-settling_mps * height / kz);
      if (!(fabs(q[k] / exact - 1.0) < 1e-11))
        fail_msg("K = %g m2/s, layer %td: %.15g, exact %.15g", kz, k, q[k], exact);
      height += k + 1 < LAYERS ? 0.5 * (c.air.thickness[0][k] + c.air.thickness[0][k + 1]) : 0.0;
    }
    column_destroy(&c);
  }
}

static void what_settles_deposits_at_least_as_fast_as_it_falls(void **state) {
  (void)state;
  const double slower_mps = 0.001;
  double q[2][LAYERS];
  for (int given = 0; given < 2; given++) {
    fen_species species = {0};
    column c = column_create(&species, 1, FEN_PRECISION_DOUBLE, 5.0);
    for (ptrdiff_t k = 0; k < LAYERS; k++)
      q[given][k] = 1.0;
    MUST(fen_transport_set_settling(c.transport, 0, 0.01, err));
    if (given)
      MUST(fen_transport_set_deposition(c.transport, 0, &slower_mps, err));
    MUST(fen_transport_set_field(c.transport, 0, 0, q[given], err));
    MUST(fen_transport_run(c.transport, 600.0, 1, 1, err));
    MUST(fen_transport_get_field(c.transport, 0, 0, q[given], err));
    fen_budget budget;
    MUST(fen_transport_budget(c.transport, 0, 0, &budget, err));
    /* Until the air above is used up, a uniform field of uniform density stays so at the ground and loses v_s q. */
    assert_true(fabs(q[given][0] - 1.0) < 1e-6);
    assert_true(fabs(budget.dry_kg - 0.01 * 600.0) < 1e-5);
    column_destroy(&c);
  }
  assert_memory_equal(q[0], q[1], sizeof q[0]);
}

/* Without a layer above, what falls goes to the ground: q decays at v_s / dz. */
static void a_single_layer_loses_what_falls_out_of_it(void **state) {
  (void)state;
  flow w = flow_create(1, 1, 1, 1.0, 0.0, 0.0, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED);
  fen_species species = {0};
  fen_transport_params params = {.grid = w.grid,
                                 .nz = 1,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  double q = 1.0;
  for (int end = 0; end < 2; end++) {
    w.air[end][0] = w.thickness[end][0] = 100.0;
    w.forcing.thickness_m[end] = w.thickness[end];
  }
  w.forcing.end_s = 1e4;
  MUST(fen_transport_create(&params, &t, err));
  MUST(fen_transport_set_forcing(t, &w.forcing, err));
  MUST(fen_transport_set_settling(t, 0, 0.02, err));
  MUST(fen_transport_set_field(t, 0, 0, &q, err));
  MUST(fen_transport_run(t, 5000.0, 1000, 1, err));
  MUST(fen_transport_get_field(t, 0, 0, &q, err));
  assert_true(fabs(q - exp(-1.0)) < 1e-7);
  fen_transport_destroy(&t);
  flow_destroy(&w);
}

static void no_step_gives_negative_values_or_loses_mass(void **state) {
  (void)state;
  ptrdiff_t fallbacks = 0;
  for (int precision = 0; precision < 2; precision++)
    for (double kz = 0.0; kz < 1e3; kz = kz == 0.0 ? 1e-3 : 10.0 * kz)
      for (double settling_mps = 1e-4; settling_mps < 20.0; settling_mps *= 10.0)
        for (double dt_s = 1.0; dt_s < 1e5; dt_s *= 10.0) {
          fen_species species = {0};
          column c = column_create(&species, 1, (fen_precision)precision, kz);
          double q[LAYERS] = {[3] = 1e-30, [12] = 1e-6};
          MUST(fen_transport_set_settling(c.transport, 0, settling_mps, err));
          MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
          MUST(fen_transport_run(c.transport, 5.0 * dt_s, 5, 1, err));
          fen_budget budget;
          MUST(fen_transport_budget(c.transport, 0, 0, &budget, err));
          fen_transport_stats stats = fen_transport_get_stats(c.transport);
          assert_true(stats.minimum_lead >= 0.0);
          assert_true(fabs(budget.residual) < (precision == FEN_PRECISION_DOUBLE ? 1e-14 : 1e-6));
          assert_true(budget.dry_kg >= 0.0);
          fallbacks += stats.euler_columns;
          column_destroy(&c);
        }
  assert_true(fallbacks > 0);
}

/* A day of steady fall in which every rounding has the same sign each step: the worst that single precision can meet. */
static void a_day_closes_the_budget_in_both_precisions(void **state) {
  (void)state;
  for (int precision = 0; precision < 2; precision++) {
    fen_species species = {0};
    column c = column_create(&species, 1, (fen_precision)precision, 10.0);
    fen_source source = {.k = 15, .rate_kgps = 1e-9};
    double q[LAYERS] = {0};
    double velocity_mps = 0.03;
    MUST(fen_transport_set_settling(c.transport, 0, 0.01, err));
    MUST(fen_transport_set_deposition(c.transport, 0, &velocity_mps, err));
    MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
    MUST(fen_transport_set_sources(c.transport, &source, 1, err));
    MUST(fen_transport_run(c.transport, 86400.0, 864, 1, err));
    fen_budget budget;
    MUST(fen_transport_budget(c.transport, 0, 0, &budget, err));
    print_message("residual after a day: %.1e (%s)\n", budget.residual, precision == FEN_PRECISION_DOUBLE ? "double" : "single");
    assert_true(fabs(budget.residual) < (precision == FEN_PRECISION_DOUBLE ? 1e-12 : 1e-6));
    column_destroy(&c);
  }
}

/* Returns in how many columns the lead fell back to backward Euler. */
static ptrdiff_t check_tags(double kz_m2ps) {
  fen_species species = {.tags = 3};
  column c = column_create(&species, 1, FEN_PRECISION_DOUBLE, kz_m2ps);
  double q[4][LAYERS] = {{0}};
  q[1][9] = 1.0;
  q[2][9] = 0.5;
  q[3][12] = 0.1;
  q[0][9] = 1.0;
  q[0][12] = 0.1;
  MUST(fen_transport_set_settling(c.transport, 0, 0.05, err));
  for (int member = 0; member < 4; member++)
    MUST(fen_transport_set_field(c.transport, 0, member, q[member], err));
  MUST(fen_transport_run(c.transport, 3600.0, 6, 1, err));
  for (int member = 0; member < 4; member++)
    MUST(fen_transport_get_field(c.transport, 0, member, q[member], err));
  double largest = 0.0;
  for (ptrdiff_t k = 0; k < LAYERS; k++)
    largest = fmax(largest, q[0][k]);
  for (ptrdiff_t k = 0; k < LAYERS; k++) {
    assert_true(fabs(q[1][k] + q[3][k] - q[0][k]) < 1e-14 * largest);
    assert_true(fabs(q[2][k] - 0.5 * q[1][k]) < 1e-15 * largest);
  }
  ptrdiff_t fallbacks = fen_transport_get_stats(c.transport).euler_columns;
  column_destroy(&c);
  return fallbacks;
}

static void tags_of_what_settles_add_up_and_stay_linear(void **state) {
  (void)state;
  ptrdiff_t fallbacks = 0;
  for (double kz = 0.1; kz < 1e4; kz *= 3.0)
    fallbacks += check_tags(kz);
  assert_true(fallbacks > 0); /* the choice of the lead's solver is among what the tags must follow */
}

/* Six species in one bundle of lanes; each alone must give the bytes that it gives beside the others. */
static void tracers_keep_their_bytes_beside_others_that_settle(void **state) {
  (void)state;
  enum { SPECIES = 6 };
  const double settling_mps[SPECIES] = {0.0, 0.01, 0.0, 0.2, 0.01, 0.0};
  const double velocity_mps[SPECIES] = {0.0, 0.02, 0.003, 0.0, 0.0, 0.0};
  for (int precision = 0; precision < 2; precision++) {
    fen_species species[SPECIES] = {{0}};
    double together[SPECIES][LAYERS];
    double alone[LAYERS];
    double start[LAYERS] = {[0] = 0.3, [5] = 1.0, [6] = 2.0, [14] = 1e-3};
    column c = column_create(species, SPECIES, (fen_precision)precision, 8.0);
    for (int s = 0; s < SPECIES; s++) {
      MUST(fen_transport_set_settling(c.transport, s, settling_mps[s], err));
      MUST(fen_transport_set_deposition(c.transport, s, &velocity_mps[s], err));
      MUST(fen_transport_set_field(c.transport, s, 0, start, err));
    }
    MUST(fen_transport_run(c.transport, 7200.0, 9, 1, err));
    for (int s = 0; s < SPECIES; s++)
      MUST(fen_transport_get_field(c.transport, s, 0, together[s], err));
    column_destroy(&c);
    for (int s = 0; s < SPECIES; s++) {
      c = column_create(species, 1, (fen_precision)precision, 8.0);
      if (settling_mps[s] > 0.0) /* where it is 0, not to have been set is the same */
        MUST(fen_transport_set_settling(c.transport, 0, settling_mps[s], err));
      MUST(fen_transport_set_deposition(c.transport, 0, &velocity_mps[s], err));
      MUST(fen_transport_set_field(c.transport, 0, 0, start, err));
      MUST(fen_transport_run(c.transport, 7200.0, 9, 1, err));
      MUST(fen_transport_get_field(c.transport, 0, 0, alone, err));
      assert_memory_equal(alone, together[s], sizeof alone);
      column_destroy(&c);
    }
  }
}

static void all_instruction_sets_settle_to_the_same_bytes(void **state) {
  (void)state;
  enum { SPECIES = 3 };
  const double settling_mps[SPECIES] = {0.02, 0.0, 0.3};
  for (int precision = 0; precision < 2; precision++) {
    double q[FEN_INSTRUCTIONS_AVX512 + 1][SPECIES][LAYERS];
    for (int set = FEN_INSTRUCTIONS_BASELINE; set <= FEN_INSTRUCTIONS_AVX512; set++) {
      fen_species species[SPECIES] = {{.tags = 1}};
      if (!fen_instructions_available((fen_instructions)set))
        continue;
      column c = column_create_for(species, SPECIES, (fen_precision)precision, 8.0, (fen_instructions)set);
      double start[LAYERS] = {[0] = 0.3, [5] = 1.0, [6] = 2.0, [14] = 1e-3};
      for (int s = 0; s < SPECIES; s++) {
        MUST(fen_transport_set_settling(c.transport, s, settling_mps[s], err));
        MUST(fen_transport_set_field(c.transport, s, 0, start, err));
      }
      MUST(fen_transport_run(c.transport, 7200.0, 9, 1, err));
      for (int s = 0; s < SPECIES; s++)
        MUST(fen_transport_get_field(c.transport, s, 0, q[set][s], err));
      assert_memory_equal(q[set], q[FEN_INSTRUCTIONS_BASELINE], sizeof q[set]);
      column_destroy(&c);
    }
  }
}

static void wrong_settling_velocities_are_refused(void **state) {
  (void)state;
  fen_species species = {0};
  column c = column_create(&species, 1, FEN_PRECISION_DOUBLE, 1.0);
  fen_error why;
  assert_int_equal(fen_transport_set_settling(c.transport, 1, 0.1, &why), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_transport_set_settling(c.transport, 0, -0.1, &why), FEN_ERR_VALUE);
  assert_int_equal(fen_transport_set_settling(c.transport, 0, NAN, &why), FEN_ERR_VALUE);
  column_destroy(&c);
}

static void settling_without_the_layers_thickness_is_refused(void **state) {
  (void)state;
  fen_species species = {0};
  column c = column_create(&species, 1, FEN_PRECISION_DOUBLE, 0.0);
  fen_transport_destroy(&c.transport);
  fen_transport_params params = {.grid = c.air.grid,
                                 .nz = LAYERS,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_error why;
  MUST(fen_transport_create(&params, &c.transport, err));
  c.air.forcing.thickness_m[0] = c.air.forcing.thickness_m[1] = NULL;
  MUST(fen_transport_set_settling(c.transport, 0, 0.1, err));
  assert_int_equal(fen_transport_set_forcing(c.transport, &c.air.forcing, &why), FEN_ERR_ARGUMENT);
  MUST(fen_transport_set_settling(c.transport, 0, 0.0, err));
  MUST(fen_transport_set_forcing(c.transport, &c.air.forcing, err));
  assert_int_equal(fen_transport_set_settling(c.transport, 0, 0.1, &why), FEN_ERR_ARGUMENT);
  column_destroy(&c);
}

/* Factors are kept from bundle to bundle: those of tags that fall otherwise but deposit alike are others. */
static void species_that_deposit_alike_fall_their_own_ways(void **state) {
  (void)state;
  const fen_species species[2] = {{.tags = 4}, {.tags = 4}};
  column c = column_create(species, 2, FEN_PRECISION_DOUBLE, 1.0);
  const double velocity_mps = 0.05;
  double q[LAYERS] = {[7] = 1e-6};
  for (int s = 0; s < 2; s++) {
    MUST(fen_transport_set_settling(c.transport, s, s == 0 ? 0.04 : 0.001, err));
    MUST(fen_transport_set_deposition(c.transport, s, &velocity_mps, err));
    for (int m = 0; m <= 4; m++)
      MUST(fen_transport_set_field(c.transport, s, m, q, err));
  }
  MUST(fen_transport_run(c.transport, 3600.0, 12, 1, err));
  for (int s = 0; s < 2; s++) {
    double lead[LAYERS];
    double tag[LAYERS];
    MUST(fen_transport_get_field(c.transport, s, 0, lead, err));
    for (int m = 1; m <= 4; m++) {
      MUST(fen_transport_get_field(c.transport, s, m, tag, err));
      assert_memory_equal(lead, tag, sizeof lead);
    }
  }
  column_destroy(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steady_profiles_are_exact_at_the_centres_of_layers),
      cmocka_unit_test(what_settles_deposits_at_least_as_fast_as_it_falls),
      cmocka_unit_test(a_single_layer_loses_what_falls_out_of_it),
      cmocka_unit_test(no_step_gives_negative_values_or_loses_mass),
      cmocka_unit_test(a_day_closes_the_budget_in_both_precisions),
      cmocka_unit_test(tags_of_what_settles_add_up_and_stay_linear),
      cmocka_unit_test(tracers_keep_their_bytes_beside_others_that_settle),
      cmocka_unit_test(all_instruction_sets_settle_to_the_same_bytes),
      cmocka_unit_test(species_that_deposit_alike_fall_their_own_ways),
      cmocka_unit_test(wrong_settling_velocities_are_refused),
      cmocka_unit_test(settling_without_the_layers_thickness_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
