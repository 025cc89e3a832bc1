/* Which faces the limiters act on. */
#include "flow.h"

/* A periodic row turned by some cells gives the turned result: its ends are no place of their own, for limiters neither. */
static void a_periodic_axis_has_no_seam(void **state) {
  (void)state;
  enum { N = 24 };
  for (int variant = 0; variant < 480; variant++) {
    int along_y = variant & 1;
    double results[2][N];
    for (int turn = 0; turn < 2; turn++) {
      flow air = along_y ? flow_still(1, N, 1, FEN_SIDE_CLOSED, FEN_SIDE_PERIODIC, 1.0)
                         : flow_still(N, 1, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, 1.0);
      air.forcing.flux_top_kgps[0] = air.top[0];
      air.forcing.flux_top_kgps[1] = air.top[1];
      double q[N];
      uint64_t seed = 9u + (uint64_t)variant;
      double wind = (variant & 2 ? 1.6 : -0.6) + 0.3 * chance(&seed);
      for (ptrdiff_t n = 0; n < N; n++) {
        ptrdiff_t at = (n + 7 * turn) % N;
        q[at] = chance(&seed) < 0.5 ? 0.0 : chance(&seed);
        double flux = wind + 0.2 * chance(&seed);
        for (int end = 0; end < 2; end++)
          (along_y ? air.fy : air.fx)[end][at] = flux;
      }
      for (int end = 0; end < 2; end++) {
        double *flux = (along_y ? air.fy : air.fx)[end];
        flux[N] = flux[0];
        for (ptrdiff_t n = 0; n < N; n++)
          air.top[end][n] = flux[n] - flux[n + 1];
      }
      fen_species species = {0};
      fen_transport_params params = {.grid = air.grid,
                                     .nz = 1,
                                     .species = &species,
                                     .species_count = 1,
                                     .order = variant & 2 ? 7 : 9,
                                     .limiter = (fen_limiter)(variant >> 2 & 3),
                                     .precision = FEN_PRECISION_DOUBLE,
                                     .courant_max = 3.0};
      fen_transport *t = NULL;
      MUST(fen_transport_create(&params, &t, err));
      MUST(fen_transport_set_forcing(t, &air.forcing, err));
      MUST(fen_transport_set_field(t, 0, 0, q, err));
      MUST(fen_transport_advect_axis(t, along_y ? FEN_AXIS_Y : FEN_AXIS_X, 1.0, err));
      MUST(fen_transport_get_field(t, 0, 0, q, err));
      for (ptrdiff_t n = 0; n < N; n++)
        results[turn][n] = q[(n + 7 * turn) % N];
      fen_transport_destroy(&t);
      flow_destroy(&air);
    }
    for (int n = 0; n < N; n++)
      assert_true(fabs(results[0][n] - results[1][n]) <= 1e-13);
  }
}

enum { ROUGH_CELLS = 64 };

/* Limiter ratios of one sweep with a Courant number of 0.4 along a periodic row. */
static void ratios_of(const double *q, fen_limiter limiter, double *phi) {
  flow air = flow_still(ROUGH_CELLS, 1, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, 1.0);
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t f = 0; f <= ROUGH_CELLS; f++)
      air.fx[end][f] = 0.4;
  fen_species species = {0};
  fen_transport_params params = {.grid = air.grid,
                                 .nz = 1,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = 7,
                                 .limiter = limiter,
                                 .precision = FEN_PRECISION_DOUBLE,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  MUST(fen_transport_create(&params, &t, err));
  MUST(fen_transport_set_forcing(t, &air.forcing, err));
  MUST(fen_transport_set_field(t, 0, 0, q, err));
  MUST(fen_transport_record_limiter(t, 1, err));
  MUST(fen_transport_advect_axis(t, FEN_AXIS_X, 1.0, err));
  MUST(fen_transport_get_limiter(t, FEN_AXIS_X, 0, phi, err));
  fen_transport_destroy(&t);
  flow_destroy(&air);
}

/* Roughness of a cell (Eq. 10; Blossey & Durran 2008). */
static double roughness(const double *q, ptrdiff_t i) {
  double before = q[(i + ROUGH_CELLS - 1) % ROUGH_CELLS];
  double here = q[(i + ROUGH_CELLS) % ROUGH_CELLS];
  double after = q[(i + ROUGH_CELLS + 1) % ROUGH_CELLS];
  double slope = after - before;
  double bend = after - 2.0 * here + before;
  return 0.25 * slope * slope + 13.0 / 12.0 * bend * bend;
}

/* The selective limiter is the monotone one where the roughness of the four cells around a face differs by more than 20 times, at any
 * scale. */
static void the_selective_limiter_chooses_by_roughness(void **state) {
  (void)state;
  uint64_t seed = 12;
  int chosen[2] = {0};
  for (int trial = 0; trial < 100; trial++) {
    double scale = trial % 2 ? 1e-9 : 1.0;
    double q[ROUGH_CELLS];
    for (ptrdiff_t i = 0; i < ROUGH_CELLS; i++) {
      double x = 2.0 * PI * (double)i / ROUGH_CELLS;
      q[i] = scale * (3.0 + sin(x + trial) + 0.5 * sin(5.0 * x) + 0.1 * chance(&seed) + (i % 16 < 3 ? 1.0 : 0.0));
    }
    double positive[ROUGH_CELLS + 1];
    double monotone[ROUGH_CELLS + 1];
    double selective[ROUGH_CELLS + 1];
    ratios_of(q, FEN_LIMITER_POSITIVE, positive);
    ratios_of(q, FEN_LIMITER_MONOTONE, monotone);
    ratios_of(q, FEN_LIMITER_SELECTIVE, selective);
    for (ptrdiff_t f = 0; f <= ROUGH_CELLS; f++) {
      double most = 0.0;
      double least = INFINITY;
      for (ptrdiff_t i = f - 2; i < f + 2; i++) {
        most = fmax(most, roughness(q, i));
        least = fmin(least, roughness(q, i));
      }
      int rough = most > 20.0 * least;
      if (fabs(most / (20.0 * least) - 1.0) > 1e-3)
        assert_true(selective[f] == (rough ? monotone[f] : positive[f]));
      chosen[rough] += monotone[f] < positive[f];
    }
  }
  assert_true(chosen[0] > 100 && chosen[1] > 100); /* both make a difference */
}

/* Plateaus well above zero: no other limiter keeps these bounds, and cells that are at one have no room. */
static void monotone_keeps_steps_between_their_plateaus(void **state) {
  (void)state;
  for (int single = 0; single < 2; single++) {
    flow air = flow_still(ROUGH_CELLS, 1, 1, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, 40.0);
    for (int end = 0; end < 2; end++)
      for (ptrdiff_t f = 0; f <= ROUGH_CELLS; f++)
        air.fx[end][f] = 0.37;
    fen_species species = {0};
    fen_transport_params params = {.grid = air.grid,
                                   .nz = 1,
                                   .species = &species,
                                   .species_count = 1,
                                   .order = 7,
                                   .limiter = FEN_LIMITER_MONOTONE,
                                   .precision = single ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE,
                                   .courant_max = 3.0};
    fen_transport *t = NULL;
    double q[ROUGH_CELLS];
    for (ptrdiff_t i = 0; i < ROUGH_CELLS; i++)
      q[i] = i % 20 < 8 ? 2.0 : 1.0;
    MUST(fen_transport_create(&params, &t, err));
    MUST(fen_transport_set_forcing(t, &air.forcing, err));
    MUST(fen_transport_set_field(t, 0, 0, q, err));
    for (int step = 0; step < 40; step++) {
      MUST(fen_transport_run(t, 1.0 + step, 1, 1, err));
      MUST(fen_transport_get_field(t, 0, 0, q, err));
      for (ptrdiff_t i = 0; i < ROUGH_CELLS; i++)
        assert_true(q[i] >= 1.0 - (single ? 1e-6 : 1e-14) && q[i] <= 2.0 + (single ? 1e-6 : 1e-14));
    }
    fen_transport_destroy(&t);
    flow_destroy(&air);
  }
}

/* Wind, air and tracer seen in a mirror give the mirrored result, with open ends too, through which air comes and goes. */
static void a_mirrored_row_gives_the_mirrored_result(void **state) {
  (void)state;
  enum { N = 20 };
  for (int variant = 0; variant < 240; variant++) {
    double results[2][N];
    for (int mirrored = 0; mirrored < 2; mirrored++) {
      flow air = flow_still(N, 1, 1, FEN_SIDE_OPEN, FEN_SIDE_CLOSED, 1.0);
      air.forcing.flux_top_kgps[0] = air.top[0];
      air.forcing.flux_top_kgps[1] = air.top[1];
      uint64_t seed = 30u + (uint64_t)variant;
      double q[N];
      double outside = chance(&seed);
      double wind = 5.0 * (chance(&seed) - 0.5);
      for (ptrdiff_t n = 0; n < N; n++)
        q[mirrored ? N - 1 - n : n] = chance(&seed) < 0.5 ? 0.0 : chance(&seed);
      for (ptrdiff_t f = 0; f <= N; f++) {
        double flux = wind + 0.2 * chance(&seed);
        air.fx[0][mirrored ? N - f : f] = air.fx[1][mirrored ? N - f : f] = mirrored ? -flux : flux;
      }
      for (int end = 0; end < 2; end++)
        for (ptrdiff_t n = 0; n < N; n++)
          air.top[end][n] = air.fx[end][n] - air.fx[end][n + 1];
      fen_species species = {0};
      fen_transport_params params = {.grid = air.grid,
                                     .nz = 1,
                                     .species = &species,
                                     .species_count = 1,
                                     .order = 3 + variant / 4 % 4 * 2,
                                     .limiter = (fen_limiter)(variant % 4),
                                     .precision = FEN_PRECISION_DOUBLE,
                                     .courant_max = 3.0};
      fen_transport *t = NULL;
      MUST(fen_transport_create(&params, &t, err));
      MUST(fen_transport_set_boundary_profile(t, 0, 0, &outside, err));
      MUST(fen_transport_set_forcing(t, &air.forcing, err));
      MUST(fen_transport_set_field(t, 0, 0, q, err));
      MUST(fen_transport_advect_axis(t, FEN_AXIS_X, 1.0, err));
      MUST(fen_transport_get_field(t, 0, 0, q, err));
      for (ptrdiff_t n = 0; n < N; n++)
        results[mirrored][n] = q[mirrored ? N - 1 - n : n];
      fen_transport_destroy(&t);
      flow_destroy(&air);
    }
    for (int n = 0; n < N; n++)
      assert_true(fabs(results[0][n] - results[1][n]) <= 1e-13);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_periodic_axis_has_no_seam),
      cmocka_unit_test(a_mirrored_row_gives_the_mirrored_result),
      cmocka_unit_test(the_selective_limiter_chooses_by_roughness),
      cmocka_unit_test(monotone_keeps_steps_between_their_plateaus),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
