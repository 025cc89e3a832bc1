/*
 * Advection on a plane against published set-ups: solid-body rotation and deformation with reversal of Chen, Weller, Pring & Shaw (2017,
 * QJRMS). Limits are the values of an independent implementation of the same scheme (verification tables), plus 1 %.
 */
#include "flow.h"

typedef struct {
  double l2, linf, minimum, maximum, tags, tag_minimum, residual;
} score;

typedef struct {
  double (*psi)(double x, double y, double t);
  double (*start)(double x, double y, int part); /* parts 0 and 1 add up to the lead */
  double end_s;
  int steps;
  fen_limiter limiter;
  fen_precision precision;
  int order;
} plane_case;

static double rotation(double x, double y, double t) {
  (void)t;
  return -5.0 * PI / 3000.0 * ((x - 5000.0) * (x - 5000.0) + (y - 5000.0) * (y - 5000.0));
}

static double bell(double x, double y, int part) {
  double value = exp(-((x - 5000.0) * (x - 5000.0) + (y - 7500.0) * (y - 7500.0)) / (2.0 * 500.0 * 500.0));
  return part ? 0.25 * value : 0.75 * value;
}

static double deformation(double x, double y, double t) {
  double s = sin(2.0 * PI * ((x + PI) / (2.0 * PI) - t / 5.0));
  double c = cos(y);
  return 2.0 * s * s * c * c * cos(PI * t / 5.0) - 2.0 * PI * y / 5.0;
}

static double two_bells(double x, double y, int part) {
  double centre = (part ? 7.0 : 5.0) / 12.0 * 2.0 * PI;
  double away = fabs(x + PI - centre);
  away = away > PI ? 2.0 * PI - away : away;
  return 0.95 * exp(-5.0 * (away * away + y * y));
}

static score run_plane(flow *w, const plane_case *c) {
  fen_species species = {.tags = 2};
  fen_transport_params params = {.grid = w->grid,
                                 .nz = 1,
                                 .species = &species,
                                 .species_count = 1,
                                 .order = c->order,
                                 .limiter = c->limiter,
                                 .precision = c->precision,
                                 .courant_max = 3.0};
  fen_transport *t = NULL;
  double *start[3] = {numbers(w->cells), numbers(w->cells), numbers(w->cells)};
  double *end[3] = {numbers(w->cells), numbers(w->cells), numbers(w->cells)};
  const fen_grid_params *g = &w->grid->params;
  for (ptrdiff_t n = 0; n < w->cells; n++) {
    double x = g->x0 + ((double)(n % w->nx) + 0.5) * g->dx;
    double y = g->y0 + ((double)(n / w->nx) + 0.5) * g->dy;
    start[1][n] = c->start(x, y, 0);
    start[2][n] = c->start(x, y, 1);
    start[0][n] = start[1][n] + start[2][n];
  }
  MUST(fen_transport_create(&params, &t, err));
  double dt = c->end_s / c->steps;
  for (int step = 0; step < c->steps; step++) {
    flow_set_stream(w, c->psi, (step + 0.5) * dt);
    w->forcing.start_s = step * dt;
    w->forcing.end_s = (step + 1) * dt;
    MUST(fen_transport_set_forcing(t, &w->forcing, err));
    for (int m = 0; step == 0 && m < 3; m++)
      MUST(fen_transport_set_field(t, 0, m, start[m], err));
    MUST(fen_transport_run(t, (step + 1) * dt, 1, step == c->steps - 1, err));
  }
  for (int m = 0; m < 3; m++)
    MUST(fen_transport_get_field(t, 0, m, end[m], err));
  score s = {.minimum = INFINITY, .maximum = -INFINITY};
  double error = 0.0;
  double size = 0.0;
  double gap = 0.0;
  double peak = 0.0;
  for (ptrdiff_t n = 0; n < w->cells; n++) {
    double e = end[0][n] - start[0][n];
    double sum = end[1][n] + end[2][n] - end[0][n];
    error += e * e;
    size += start[0][n] * start[0][n];
    gap += sum * sum;
    s.linf = fmax(s.linf, fabs(e));
    peak = fmax(peak, start[0][n]);
    s.minimum = fmin(s.minimum, end[0][n]);
    s.maximum = fmax(s.maximum, end[0][n]);
    s.tag_minimum = fmin(s.tag_minimum, fmin(end[1][n], end[2][n]));
  }
  s.l2 = sqrt(error / size);
  s.linf /= peak;
  s.tags = sqrt(gap / size);
  fen_budget budget;
  MUST(fen_transport_budget(t, 0, 0, &budget, err));
  s.residual = budget.residual;
  for (int m = 0; m < 3; m++) {
    free(start[m]);
    free(end[m]);
  }
  fen_transport_destroy(&t);
  return s;
}

static score rotate(ptrdiff_t n, int steps, fen_limiter limiter, fen_precision precision, int order) {
  flow w = flow_create(n, n, 1, 10000.0 / (double)n, 0.0, 0.0, FEN_SIDE_OPEN, FEN_SIDE_OPEN);
  score s = run_plane(&w, &(plane_case){rotation, bell, 600.0, steps, limiter, precision, order});
  flow_destroy(&w);
  return s;
}

static score deform(ptrdiff_t nx, int steps, fen_limiter limiter, fen_precision precision, int order) {
  flow w = flow_create(nx, nx / 2, 1, 2.0 * PI / (double)nx, -PI, -PI / 2.0, FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED);
  score s = run_plane(&w, &(plane_case){deformation, two_bells, 5.0, steps, limiter, precision, order});
  flow_destroy(&w);
  return s;
}

static void rotation_meets_the_published_grid(void **state) {
  (void)state;
  score s = rotate(100, 600, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, 7);
  print_message("rotation, dx 100 m: l2 %.3e linf %.3e\n", s.l2, s.linf);
  assert_true(s.l2 <= 1.32e-4 * 1.01); /* published PPM: 5.4e-3 */
  assert_true(s.minimum >= 0.0);
}

static void deformation_meets_the_tables(void **state) {
  (void)state;
  const struct {
    int nx, steps, order;
    double l2;
  } rows[] = {{120, 250, 7, .0931}, {120, 125, 7, .0588}, {240, 250, 7, .0040}};
  double last = 0.0;
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    score s = deform(rows[r].nx, rows[r].steps, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, rows[r].order);
    print_message("deformation, %d cells, %d steps, order %d: l2 %.5f, table %.5f\n", rows[r].nx, rows[r].steps, rows[r].order, s.l2,
                  rows[r].l2);
    assert_true(s.l2 <= rows[r].l2 * 1.01);
    assert_true(s.minimum >= 0.0);
    assert_true(fabs(s.residual) < 1e-12);
    if (r == 2) {
      print_message("observed order %.2f\n", log2(last / s.l2));
      assert_true(last / s.l2 >= 4.0);
    }
    last = s.l2;
  }
}

/* The selective limiter must not cost a smooth field its accuracy; nine cells must gain over seven. */
static void order_and_limiter_matter_as_they_should(void **state) {
  (void)state;
  double seven = deform(120, 125, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, 7).l2;
  double nine = deform(120, 125, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, 9).l2;
  double monotone = deform(120, 125, FEN_LIMITER_MONOTONE, FEN_PRECISION_DOUBLE, 7).l2;
  print_message("deformation, 120 cells, selective, 7 and 9 cells: l2 %.4f, %.4f; monotone %.4f\n", seven, nine, monotone);
  assert_true(seven <= .0588 * 1.01);
  assert_true(nine < 0.8 * seven);
  assert_true(monotone > 1.5 * seven);
}

static void leads_stay_non_negative_and_tags_add_up(void **state) {
  (void)state;
  for (int precision = 0; precision < 2; precision++)
    for (int limiter = FEN_LIMITER_POSITIVE; limiter <= FEN_LIMITER_MONOTONE; limiter++) {
      score s = deform(60, 62, (fen_limiter)limiter, (fen_precision)precision, 7);
      assert_true(s.minimum >= 0.0);
      assert_true(s.tags <= (precision == FEN_PRECISION_SINGLE ? 1e-5 : 1e-12));
      assert_true(fabs(s.residual) <= (precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-12));
    }
}

static void monotone_never_passes_its_bounds(void **state) {
  (void)state;
  score s = deform(60, 125, FEN_LIMITER_MONOTONE, FEN_PRECISION_SINGLE, 7);
  assert_true(s.minimum >= 0.0);
  assert_true(s.maximum <= 0.951); /* the two bells hardly overlap: peak 0.95 and a little */
}

static void limiter_none_undershoots_so_the_others_do_something(void **state) {
  (void)state;
  assert_true(deform(60, 125, FEN_LIMITER_NONE, FEN_PRECISION_DOUBLE, 7).minimum < -1e-3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rotation_meets_the_published_grid),       cmocka_unit_test(deformation_meets_the_tables),
      cmocka_unit_test(order_and_limiter_matter_as_they_should), cmocka_unit_test(leads_stay_non_negative_and_tags_add_up),
      cmocka_unit_test(monotone_never_passes_its_bounds),        cmocka_unit_test(limiter_none_undershoots_so_the_others_do_something),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
