/* What a transport takes is known before it is made. */
#include "flow.h"

static size_t bytes_of(const fen_grid *grid, ptrdiff_t nz, const fen_species *species, ptrdiff_t count, fen_precision precision) {
  const fen_transport_params params = {.grid = grid,
                                       .nz = nz,
                                       .species = species,
                                       .species_count = count,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = precision,
                                       .courant_max = 3.0};
  size_t bytes = 0;
  MUST(fen_transport_bytes(&params, &bytes, err));
  return bytes;
}

/* Air masses and vertical fluxes at both ends, 24 bytes a cell, belong to the weather. */
static void single_precision_takes_five_bytes_a_cell_and_lane(void **state) {
  enum { N = 250, NZ = 40, LEADS = 16 };
  const fen_species leads[LEADS] = {{0}};
  const fen_species tagged[1] = {{.tags = 60}};
  const double cells = (double)N * N * NZ;
  const fen_grid_params params = {.nx = N, .ny = N, .dx = 1000.0, .dy = 1000.0};
  fen_grid *grid = NULL;
  (void)state;
  MUST(fen_grid_create(&params, &grid, err));
  double air = cells * 24.0;
  double sixteen = (double)bytes_of(grid, NZ, leads, LEADS, FEN_PRECISION_SINGLE) - air;
  double many = (double)bytes_of(grid, NZ, tagged, 1, FEN_PRECISION_SINGLE) - air;
  print_message("bytes a cell and lane: %.3f of 16 leads, %.3f of a lead with 60 tags (64 lanes)\n", sixteen / cells / LEADS,
                many / cells / 64.0);
  assert_true(sixteen <= 5.0 * cells * LEADS);
  assert_true(many <= 5.0 * cells * 64.0);
  double doubled = (double)bytes_of(grid, NZ, leads, LEADS, FEN_PRECISION_DOUBLE) - air;
  assert_true(doubled - sixteen >= 4.0 * cells * LEADS);
  fen_grid_destroy(&grid);
}

static void parameters_are_checked_as_when_it_is_made(void **state) {
  const fen_species one = {0};
  const fen_grid_params small = {.nx = 4, .ny = 4, .dx = 1000.0, .dy = 1000.0};
  fen_transport_params params = {
      .nz = 2, .species = &one, .species_count = 1, .order = 7, .limiter = FEN_LIMITER_SELECTIVE, .courant_max = 3.0};
  fen_grid *grid = NULL;
  fen_error fault;
  size_t bytes = 17;
  (void)state;
  assert_int_equal(fen_transport_bytes(&params, &bytes, &fault), FEN_ERR_ARGUMENT);
  MUST(fen_grid_create(&small, &grid, err));
  params.grid = grid;
  params.order = 6;
  assert_int_equal(fen_transport_bytes(&params, &bytes, &fault), FEN_ERR_ARGUMENT);
  params.order = 7;
  params.nz = PTRDIFF_MAX / 8;
  assert_int_equal(fen_transport_bytes(&params, &bytes, &fault), FEN_ERR_ARGUMENT);
  params.nz = 2;
  params.instructions = (fen_instructions)99;
  assert_int_equal(fen_transport_bytes(&params, &bytes, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(bytes, 17);
  fen_grid_destroy(&grid);
}

static void processes_of_a_step_are_timed(void **state) {
  const fen_species one = {0};
  flow w = flow_still(6, 5, 4, FEN_SIDE_OPEN, FEN_SIDE_OPEN, 600.0);
  const fen_transport_params params = {.grid = w.grid,
                                       .nz = w.nz,
                                       .species = &one,
                                       .species_count = 1,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = FEN_PRECISION_DOUBLE,
                                       .courant_max = 3.0};
  fen_transport *t = NULL;
  double seconds[FEN_PROCESS_COUNT];
  (void)state;
  MUST(fen_transport_create(&params, &t, err));
  MUST(fen_transport_set_forcing(t, &w.forcing, err));
  fen_transport_get_seconds(t, seconds);
  for (int p = 0; p < FEN_PROCESS_COUNT; p++)
    assert_true(seconds[p] == 0.0);
  MUST(fen_transport_run(t, 600.0, 3, 1, err));
  const fen_transport_stats stats = fen_transport_get_stats(t);
  fen_transport_get_seconds(t, seconds);
  for (int p = 0; p < FEN_PROCESS_COUNT; p++)
    assert_true(seconds[p] > 0.0 && seconds[p] == stats.seconds[p]);
  fen_transport_destroy(&t);
  flow_destroy(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(single_precision_takes_five_bytes_a_cell_and_lane),
      cmocka_unit_test(parameters_are_checked_as_when_it_is_made),
      cmocka_unit_test(processes_of_a_step_are_timed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
