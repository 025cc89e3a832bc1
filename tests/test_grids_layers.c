#include "fenhe/layers.h"
#include "fenhe/memory.h"
#include "support.h"

static void layers_grow_by_the_factor_up_to_the_top(void **state) {
  (void)state;
  ptrdiff_t nz;
  double *faces;
  assert_int_equal(fen_layers_from_rule(30, 1.2, 5000, &nz, &faces, NULL), FEN_OK);
  assert_true(faces[0] == 0 && faces[nz] == 5000);
  assert_near(faces[1], 30, 1e-12);
  for (ptrdiff_t k = 1; k < nz - 1; k++)
    assert_near((faces[k + 1] - faces[k]) / (faces[k] - faces[k - 1]), 1.2, 1e-12);
  double last = (faces[nz] - faces[nz - 1]) / (faces[nz - 1] - faces[nz - 2]);
  assert_true(last >= 0.5 * 1.2 && last < 1.5 * 1.2);
  fen_free(faces);
}

static void even_layers_end_at_the_top_without_a_sliver(void **state) {
  (void)state;
  ptrdiff_t nz;
  double *faces;
  assert_int_equal(fen_layers_from_rule(0.1, 1, 1, &nz, &faces, NULL), FEN_OK);
  assert_int_equal(nz, 10);
  assert_true(faces[10] == 1);
  fen_free(faces);
  assert_int_equal(fen_layers_from_rule(100, 1, 240, &nz, &faces, NULL), FEN_OK);
  assert_int_equal(nz, 2);
  assert_true(faces[1] == 100 && faces[2] == 240);
  fen_free(faces);
  assert_int_equal(fen_layers_from_rule(100, 1.5, 100, &nz, &faces, NULL), FEN_OK);
  assert_true(nz == 1 && faces[1] == 100);
  fen_free(faces);
}

static void refuse(double first_m, double stretching, double top_m, const char *word) {
  ptrdiff_t nz = 7;
  double *faces = NULL;
  fen_error err = {0};
  assert_int_equal(fen_layers_from_rule(first_m, stretching, top_m, &nz, &faces, &err), FEN_ERR_ARGUMENT);
  assert_true(nz == 7 && !faces);
  assert_non_null(strstr(err.text, word));
}

static void impossible_rules_are_refused(void **state) {
  (void)state;
  refuse(0, 1.2, 1000, "first layer");
  refuse(NAN, 1.2, 1000, "first layer");
  refuse(30, 0.9, 1000, "stretching");
  refuse(30, NAN, 1000, "stretching");
  refuse(30, 1.2, 29, "top");
  refuse(30, 1.2, INFINITY, "top");
  refuse(1e-3, 1, 1000, "more than");
}

static void merging_may_drop_layers_but_not_invent_them(void **state) {
  (void)state;
  const int good[] = {1, 1, 2, 4};
  const int empty[] = {1, 0, 2};
  const int huge[] = {2147483647, 2147483647};
  fen_error err = {0};
  assert_int_equal(fen_layers_check_merge(8, good, 4, &err), FEN_OK);
  assert_int_equal(fen_layers_check_merge(32, good, 4, &err), FEN_OK);
  assert_int_equal(fen_layers_check_merge(7, good, 4, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "up to 8"));
  assert_int_equal(fen_layers_check_merge(8, empty, 3, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "layer 2"));
  assert_int_equal(fen_layers_check_merge(8, huge, 2, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_layers_check_merge(8, good, 0, &err), FEN_ERR_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(layers_grow_by_the_factor_up_to_the_top), cmocka_unit_test(even_layers_end_at_the_top_without_a_sliver),
      cmocka_unit_test(impossible_rules_are_refused), cmocka_unit_test(merging_may_drop_layers_but_not_invent_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
