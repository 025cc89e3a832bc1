/*
 * Advection on a plane beyond what the verified cases say: what limiters and orders are good for, tags beside a lead. The flow is the
 * deformation with reversal of Chen, Weller, Pring & Shaw (2017, QJRMS).
 */
#include "flow.h"
#include "plane.h"

static fen_plane_score deform(ptrdiff_t nx, ptrdiff_t steps, fen_limiter limiter, fen_precision precision, int order) {
  fen_plane_run run = {.flow = &fen_plane_deformation,
                       .start = fen_plane_two_bells,
                       .nx = nx,
                       .ny = nx / 2,
                       .steps = steps,
                       .how = {.order = order, .limiter = limiter, .precision = precision}};
  fen_plane_score score;
  MUST(fen_plane_score_of(&run, &score, NULL, err));
  return score;
}

/* The selective limiter must not cost a smooth field its accuracy; nine cells must gain over seven. */
static void order_and_limiter_matter_as_they_should(void **state) {
  (void)state;
  double positive = deform(120, 125, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, 7).norms.l2;
  double seven = deform(120, 125, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, 7).norms.l2;
  double nine = deform(120, 125, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, 9).norms.l2;
  double monotone = deform(120, 125, FEN_LIMITER_MONOTONE, FEN_PRECISION_DOUBLE, 7).norms.l2;
  print_message("deformation, 120 cells, selective, 7 and 9 cells: l2 %.4f, %.4f; monotone %.4f\n", seven, nine, monotone);
  assert_true(seven <= positive * 1.01);
  assert_true(nine < 0.8 * seven);
  assert_true(monotone > 1.5 * seven);
}

static void leads_stay_non_negative_and_tags_add_up(void **state) {
  (void)state;
  fen_species species = {.tags = 2};
  for (int precision = 0; precision < 2; precision++)
    for (int limiter = FEN_LIMITER_POSITIVE; limiter <= FEN_LIMITER_MONOTONE; limiter++) {
      fen_plane *plane = NULL;
      fen_transport *t = NULL;
      fen_transport_params how = {
          .species = &species, .species_count = 1, .order = 7, .limiter = (fen_limiter)limiter, .precision = (fen_precision)precision};
      MUST(fen_plane_create(&fen_plane_deformation, 60, 30, 62, &plane, err));
      MUST(fen_plane_start(plane, &how, &t, err));
      double *field[3] = {numbers(plane->cells), numbers(plane->cells), numbers(plane->cells)};
      fen_plane_sample(plane, fen_plane_two_bells, field[0]);
      fen_plane_sample(plane, fen_plane_west_bell, field[1]);
      fen_plane_sample(plane, fen_plane_east_bell, field[2]);
      for (int m = 0; m < 3; m++)
        MUST(fen_transport_set_field(t, 0, m, field[m], err));
      MUST(fen_plane_advance(plane, t, plane->steps, err));
      for (int m = 0; m < 3; m++)
        MUST(fen_transport_get_field(t, 0, m, field[m], err));
      for (ptrdiff_t c = 0; c < plane->cells; c++) {
        field[1][c] += field[2][c];
        assert_true(field[0][c] >= 0.0);
      }
      assert_true(fen_plane_compare(plane->cells, field[1], field[0]).l2 <= (precision == FEN_PRECISION_SINGLE ? 1e-5 : 1e-12));
      fen_budget budget;
      MUST(fen_transport_budget(t, 0, 0, &budget, err));
      assert_true(fabs(budget.residual) <= (precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-12));
      for (int m = 0; m < 3; m++)
        free(field[m]);
      fen_transport_destroy(&t);
      fen_plane_destroy(&plane);
    }
}

static void monotone_never_passes_its_bounds_in_single(void **state) {
  (void)state;
  fen_plane_score s = deform(60, 125, FEN_LIMITER_MONOTONE, FEN_PRECISION_SINGLE, 7);
  assert_true(s.norms.minimum >= 0.0);
  assert_true(s.norms.maximum <= (double)(float)s.start_maximum);
}

static void limiter_none_undershoots_so_the_others_do_something(void **state) {
  (void)state;
  assert_true(deform(60, 125, FEN_LIMITER_NONE, FEN_PRECISION_DOUBLE, 7).norms.minimum < -1e-3);
}

static void printed_numbers_are_limits_to_their_digits(void **state) {
  (void)state;
  double limit;
  assert_true(fabs(fen_plane_printed(".0588", &limit) - 0.0588) <= 1e-15);
  assert_true(fabs(limit - 0.05885) <= 1e-15);
  assert_true(fabs(fen_plane_printed("2.54e-5", &limit) - 2.54e-5) <= 1e-18);
  assert_true(fabs(limit - 2.545e-5) <= 1e-18);
  assert_true(fabs(fen_plane_printed("3", &limit) - 3.0) <= 0.0);
  assert_true(fabs(limit - 3.5) <= 1e-15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(order_and_limiter_matter_as_they_should),    cmocka_unit_test(leads_stay_non_negative_and_tags_add_up),
      cmocka_unit_test(monotone_never_passes_its_bounds_in_single), cmocka_unit_test(limiter_none_undershoots_so_the_others_do_something),
      cmocka_unit_test(printed_numbers_are_limits_to_their_digits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
