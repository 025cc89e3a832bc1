/* The choice of instructions. That all give the same bytes is shown by the cases V6/invariance. */
#include "flow.h"

static void instructions_have_names_and_a_best_one(void **state) {
  (void)state;
  assert_string_equal(fen_instructions_name(FEN_INSTRUCTIONS_AVX2), "avx2");
  assert_string_equal(fen_instructions_name((fen_instructions)9), "unknown");
  assert_true(fen_instructions_available(FEN_INSTRUCTIONS_BASELINE));
  assert_true(fen_instructions_available(fen_instructions_best()));
  assert_false(fen_instructions_available((fen_instructions)9));
  assert_true(fen_instructions_best() != FEN_INSTRUCTIONS_BEST);
}

static void instructions_that_are_not_there_are_refused(void **state) {
  (void)state;
  flow w = flow_create(4, 4, 1, 1.0, 0.0, 0.0, FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_species species = {0};
  for (int n = FEN_INSTRUCTIONS_BEST; n <= FEN_INSTRUCTIONS_AVX512 + 1; n++) {
    fen_transport_params params = {.grid = w.grid,
                                   .nz = 1,
                                   .species = &species,
                                   .species_count = 1,
                                   .order = 7,
                                   .precision = FEN_PRECISION_SINGLE,
                                   .courant_max = 3.0,
                                   .instructions = (fen_instructions)n};
    fen_transport *transport = NULL;
    fen_error err = {.text = ""};
    fen_status status = fen_transport_create(&params, &transport, &err);
    assert_int_equal(status, fen_instructions_available(params.instructions) ? FEN_OK : FEN_ERR_ARGUMENT);
    assert_true(!transport == (status != FEN_OK));
    assert_true(status == FEN_OK || strstr(err.text, "instructions"));
    fen_transport_destroy(&transport);
  }
  flow_destroy(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(instructions_have_names_and_a_best_one),
                                     cmocka_unit_test(instructions_that_are_not_there_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
