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

/* Whether the system lists a feature among the processor's, between blanks. */
static int processor_lists(const char *feature) {
  static char text[1 << 16];
  char word[32];
  FILE *file = fopen("/proc/cpuinfo", "rb");
  size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file)
    (void)fclose(file);
  text[size] = '\0';
  (void)snprintf(word, sizeof word, " %s ", feature);
  return strstr(text, word) != NULL;
}

static void what_the_processor_has_can_be_used(void **state) {
  (void)state;
  const struct {
    fen_instructions instructions;
    const char *features[6];
  } levels[] = {{FEN_INSTRUCTIONS_AVX2, {"avx2"}}, {FEN_INSTRUCTIONS_AVX512, {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"}}};
  flow w = flow_create(4, 4, 1, 1.0, 0.0, 0.0, FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  fen_species species = {0};
  for (size_t n = 0; n < sizeof levels / sizeof *levels; n++) {
    int listed = 1;
    for (int f = 0; levels[n].features[f]; f++)
      listed = listed && processor_lists(levels[n].features[f]);
    fen_transport_params params = {.grid = w.grid,
                                   .nz = 1,
                                   .species = &species,
                                   .species_count = 1,
                                   .order = 7,
                                   .courant_max = 3.0,
                                   .instructions = levels[n].instructions};
    fen_transport *transport = NULL;
    fen_error err = {.text = ""};
    fen_status status = fen_transport_create(&params, &transport, &err);
    if (listed) /* unless the library was built without */
      assert_true(status == FEN_OK || strstr(err.text, "build of the library"));
    fen_transport_destroy(&transport);
  }
  flow_destroy(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(instructions_have_names_and_a_best_one),
                                     cmocka_unit_test(instructions_that_are_not_there_are_refused),
                                     cmocka_unit_test(what_the_processor_has_can_be_used)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
