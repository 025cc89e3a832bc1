/* The column process: orders of diffusion, emission, signs, rain. Deposition and the vertical sweep are cases of `fenhe verify`. */
#include "flow.h"

typedef struct {
  flow air;
  fen_transport *transport;
} column;

/* One column of nz even layers of dz, unit area and density, constant K. */
static column column_create(ptrdiff_t nz, double dz_m, double kz_m2ps, double velocity_mps, fen_precision precision) {
  column c = {.air = flow_create(1, 1, nz, 1.0, 0.0, 0.0, FEN_SIDE_CLOSED, FEN_SIDE_CLOSED)};
  fen_species species = {0};
  fen_transport_params params = {.grid = c.air.grid,
                                 .nz = nz,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = precision,
                                 .courant_max = 3.0};
  MUST(fen_transport_create(&params, &c.transport, err));
  for (int end = 0; end < 2; end++) {
    for (ptrdiff_t k = 0; k < nz; k++)
      c.air.air[end][k] = c.air.thickness[end][k] = dz_m;
    for (ptrdiff_t k = 0; k <= nz; k++)
      c.air.kz[end][k] = kz_m2ps;
    c.air.forcing.thickness_m[end] = c.air.thickness[end];
    c.air.forcing.kz_m2ps[end] = c.air.kz[end];
  }
  c.air.forcing.end_s = 1e6;
  MUST(fen_transport_set_deposition(c.transport, 0, &velocity_mps, err));
  MUST(fen_transport_set_forcing(c.transport, &c.air.forcing, err));
  return c;
}

static void column_destroy(column *c) {
  fen_transport_destroy(&c->transport);
  flow_destroy(&c->air);
}

/* Mean of cos(pi z / H) over a layer: the slowest mode between closed ends. */
static double mode(ptrdiff_t k, ptrdiff_t nz) {
  return (double)nz / PI * (sin(PI * (double)(k + 1) / (double)nz) - sin(PI * (double)k / (double)nz));
}

static double mode_error(ptrdiff_t nz, int steps, int exact_in_space) {
  const double height_m = 1000.0;
  const double kz = 20.0;
  const double end_s = 10000.0;
  double dz = height_m / (double)nz;
  column c = column_create(nz, dz, kz, 0.0, FEN_PRECISION_DOUBLE);
  double *q = numbers(nz);
  for (ptrdiff_t k = 0; k < nz; k++)
    q[k] = 2.0 + mode(k, nz);
  MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
  MUST(fen_transport_run(c.transport, end_s, steps, 1, err));
  MUST(fen_transport_get_field(c.transport, 0, 0, q, err));
  /* Either the continuous decay rate or the discrete one, which leaves only the error in time. */
  double rate = exact_in_space ? 2.0 * kz / (dz * dz) * (1.0 - cos(PI / (double)nz)) : kz * PI * PI / (height_m * height_m);
  double error = 0.0;
  for (ptrdiff_t k = 0; k < nz; k++)
    error = fmax(error, fabs(q[k] - 2.0 - mode(k, nz) * exp(-rate * end_s)));
  free(q);
  column_destroy(&c);
  return error;
}

static void diffusion_is_second_order_in_time(void **state) {
  (void)state;
  double coarse = mode_error(20, 2, 1);
  double fine = mode_error(20, 4, 1);
  print_message("order in time %.2f\n", log2(coarse / fine));
  assert_true(coarse / fine > 3.6);
}

static void diffusion_is_second_order_in_height(void **state) {
  (void)state;
  double coarse = mode_error(10, 400, 0);
  double fine = mode_error(20, 400, 0);
  print_message("order in height %.2f\n", log2(coarse / fine));
  assert_true(coarse / fine > 3.8);
}

/* Steady emission into the lowest of ten layers that diffusion mixes: long steps must give what short ones give. */
static double surface_after_emission(int steps) {
  column c = column_create(10, 50.0, 10.0, 0.01, FEN_PRECISION_DOUBLE);
  double q[10] = {0};
  fen_source source = {.rate_kgps = 1e-3};
  MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
  MUST(fen_transport_set_sources(c.transport, &source, 1, err));
  MUST(fen_transport_run(c.transport, 7200.0, steps, 1, err));
  MUST(fen_transport_get_field(c.transport, 0, 0, q, err));
  column_destroy(&c);
  return q[0];
}

static void emission_enters_inside_the_diffusion_solve(void **state) {
  (void)state;
  double exact = surface_after_emission(7200);
  double error = fabs(surface_after_emission(12) / exact - 1.0);
  print_message("surface value off by %.2e with steps of 600 s\n", error);
  assert_true(error < 1e-3);
}

static void strong_mixing_of_a_spike_stays_non_negative(void **state) {
  (void)state;
  for (int precision = 0; precision < 2; precision++) {
    ptrdiff_t fallbacks = 0;
    for (double kz = 1.0; kz < 1000.0; kz *= 3.0) {
      column c = column_create(30, 20.0, kz, 0.1, (fen_precision)precision);
      double q[30] = {[12] = 1e-6};
      MUST(fen_transport_set_field(c.transport, 0, 0, q, err));
      MUST(fen_transport_run(c.transport, 3600.0, 6, 1, err));
      fen_transport_stats stats = fen_transport_get_stats(c.transport);
      assert_true(stats.minimum_lead >= 0.0);
      fallbacks += stats.euler_columns;
      column_destroy(&c);
    }
    assert_true(fallbacks > 0); /* the spike is what the fallback to backward Euler is for */
  }
}

/* Rain takes exp(-rate t) whatever the step. */
static void scavenging_is_exact(void **state) {
  (void)state;
  column c = column_create(4, 100.0, 0.0, 0.0, FEN_PRECISION_DOUBLE);
  double rain[4] = {1e-4, 1e-4, 1e-4, 1e-4};
  double q[4] = {1.0, 1.0, 1.0, 1.0};
  c.air.forcing.scavenging_ps = rain;
  fen_species species = {.scavenging_factor = 0.5};
  fen_transport_params params = {.grid = c.air.grid,
                                 .nz = 4,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = FEN_LIMITER_SELECTIVE,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  MUST(fen_transport_set_forcing(t, &c.air.forcing, err));
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  MUST(fen_transport_run(t, 3600.0, 7, 1, err));
  MUST(fen_transport_get_field(t, 0, 0, q, err));
  assert_true(fabs(q[2] - exp(-0.5e-4 * 3600.0)) < 1e-14);
  fen_budget budget;
  MUST(fen_transport_budget(t, 0, 0, &budget, err));
  assert_true(fabs(budget.residual) < 1e-14 && budget.wet_kg > 0.0);
  fen_transport_destroy(&t);
  column_destroy(&c);
}

/* Species whose rain differs lose what they would lose alone, to the bit; one whose field the forcing has not is not washed at all. */
static void each_species_is_washed_by_its_own_field(void **state) {
  (void)state;
  enum { SPECIES = 4 };
  column c = column_create(4, 100.0, 5.0, 0.0, FEN_PRECISION_DOUBLE);
  double rain[2][4] = {{1e-4, 1e-4, 0.0, 0.0}, {3e-4, 2e-4, 1e-4, 5e-5}};
  const double *const more[1] = {rain[1]};
  const fen_species species[SPECIES] = {{.tags = 1, .scavenging_factor = 1.0},
                                        {.tags = 1, .scavenging_factor = 0.5, .scavenging_field = 1},
                                        {.scavenging_factor = 0.0, .scavenging_field = 1},
                                        {.scavenging_factor = 1.0, .scavenging_field = 2}};
  double wet_kg[SPECIES];
  double q[SPECIES][4];
  for (int alone = 0; alone < 2; alone++)
    for (int first = 0; first < (alone ? SPECIES : 1); first++) {
      const fen_species lone = {.tags = species[first].tags, .scavenging_factor = species[first].scavenging_factor};
      const fen_transport_params params = {.grid = c.air.grid,
                                           .nz = 4,
                                           .species = alone ? &lone : species,
                                           .species_count = alone ? 1 : SPECIES,
                                           .order = 7,
                                           .limiter = FEN_LIMITER_SELECTIVE,
                                           .precision = FEN_PRECISION_DOUBLE,
                                           .courant_max = 3.0};
      fen_transport *t = NULL;
      c.air.forcing.scavenging_ps = !alone || first == 0 ? rain[0] : first == 3 ? NULL : rain[1];
      c.air.forcing.more_scavenging_count = alone ? 0 : 1;
      c.air.forcing.more_scavenging_ps = more;
      MUST(fen_transport_create(&params, &t, err));
      MUST(fen_transport_set_forcing(t, &c.air.forcing, err));
      for (int s = 0; s < params.species_count; s++)
        for (int member = 0; member <= params.species[s].tags; member++)
          MUST(fen_transport_set_field(t, s, member, (double[4]){1.0, 0.5, 0.25, 0.125}, err));
      MUST(fen_transport_run(t, 3600.0, 7, 1, err));
      for (int s = 0; s < params.species_count; s++)
        for (int member = 0; member <= params.species[s].tags; member++) {
          const int number = alone ? first : s;
          double found[4];
          fen_budget budget;
          MUST(fen_transport_get_field(t, s, member, found, err));
          MUST(fen_transport_budget(t, s, member, &budget, err));
          assert_true(fabs(budget.residual) < 1e-14);
          if (!alone && member == 0) {
            wet_kg[number] = budget.wet_kg;
            memcpy(q[number], found, sizeof found);
          }
          assert_memory_equal(q[number], found, sizeof found);
          assert_true(budget.wet_kg == wet_kg[number]);
        }
      fen_transport_destroy(&t);
    }
  assert_true(wet_kg[0] > 0.0 && wet_kg[1] > 0.0 && wet_kg[0] != wet_kg[1]);
  assert_true(wet_kg[2] == 0.0 && wet_kg[3] == 0.0);
  column_destroy(&c);
}

/* Species lose to the ground what they would lose alone, to the bit; one whose velocity is taken back loses nothing more. */
static void each_species_deposits_at_its_own_velocity(void **state) {
  (void)state;
  enum { SPECIES = 5, TAKEN_BACK = 2, NEVER = 3 };
  column c = column_create(4, 100.0, 5.0, 0.0, FEN_PRECISION_SINGLE);
  const fen_species species[SPECIES] = {{.tags = 1}};
  double dry_kg[SPECIES][2];
  for (int first = -1; first < SPECIES; first++) { /* all together, then each alone */
    const ptrdiff_t count = first < 0 ? SPECIES : 1;
    const fen_transport_params params = {.grid = c.air.grid,
                                         .nz = 4,
                                         .species = first < 0 ? species : species + first,
                                         .species_count = count,
                                         .order = 7,
                                         .limiter = FEN_LIMITER_SELECTIVE,
                                         .precision = FEN_PRECISION_SINGLE,
                                         .courant_max = 3.0};
    fen_transport *t = NULL;
    MUST(fen_transport_create(&params, &t, err));
    MUST(fen_transport_set_forcing(t, &c.air.forcing, err));
    for (int s = 0; s < count; s++) {
      const int number = first < 0 ? s : first;
      MUST(fen_transport_set_deposition(t, s, NULL, err));
      if (number != NEVER)
        MUST(fen_transport_set_deposition(t, s, &(double){0.003 * (number + 1)}, err));
      MUST(fen_transport_set_field(t, s, 0, (double[4]){1.0, 0.5, 0.25, 0.125}, err));
    }
    for (int half = 0; half < 2; half++) {
      MUST(fen_transport_run(t, 1800.0 * (half + 1), 5, 1, err));
      for (int s = 0; s < count; s++) {
        const int number = first < 0 ? s : first;
        double found;
        MUST(fen_transport_get_deposited(t, s, 0, &found, NULL, err));
        if (first < 0)
          dry_kg[s][half] = found;
        assert_true(found == dry_kg[number][half]);
        if (number == TAKEN_BACK)
          MUST(fen_transport_set_deposition(t, s, NULL, err));
      }
    }
    fen_transport_destroy(&t);
  }
  for (int s = 0; s < SPECIES; s++)
    assert_true(s == NEVER ? dry_kg[s][1] == 0.0 : s == TAKEN_BACK ? dry_kg[s][1] == dry_kg[s][0] : dry_kg[s][1] > dry_kg[s][0]);
  column_destroy(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(diffusion_is_second_order_in_time),
      cmocka_unit_test(diffusion_is_second_order_in_height),
      cmocka_unit_test(emission_enters_inside_the_diffusion_solve),
      cmocka_unit_test(strong_mixing_of_a_spike_stays_non_negative),
      cmocka_unit_test(scavenging_is_exact),
      cmocka_unit_test(each_species_is_washed_by_its_own_field),
      cmocka_unit_test(each_species_deposits_at_its_own_velocity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
