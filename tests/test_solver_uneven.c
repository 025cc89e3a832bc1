/*
 * Flows that differ wildly between neighbouring pencils: all of a pencil's air flows together, in each pencil into another cell, beside
 * pencils where it hardly moves. In some the pieces of a batch do not fit its space (tests/test_solver_cut.c), so that it is swept pencil
 * by pencil. Results are those of each pencil in a box of its own.
 */
#include "tracers.h"
#include "wild.h"

enum { CELLS = WILD_CELLS, PENCILS = 35, LAYERS = 2, SIDES = 3 };

static const fen_side sides[SIDES] = {FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, FEN_SIDE_OPEN};

/* Sets of tracers that make all kinds of rows. */
enum { MIXTURES = 4, MOST_PARTIES = 9 };
static const struct {
  ptrdiff_t count;
  party parties[MOST_PARTIES];
} mixtures[MIXTURES] = {{1, {{1, 0, 0}}},
                        {2, {{1, 0, 0}, {2, 0, 0}}},
                        {1, {{1, 2, 3}}},
                        {9, {{1, 0, 9}, {2, 1, 1}, {3, 0, 0}, {4, 0, 0}, {5, 0, 0}, {6, 0, 0}, {7, 0, 0}, {8, 1, 17}, {9, 0, 0}}}};

/* Where the numbers of a pencil are in the arrays of a forcing. */
typedef struct {
  fen_axis axis;
  ptrdiff_t pencils;
  ptrdiff_t nx, ny, nz;
} layout;

static layout layout_of(fen_axis axis) {
  return axis == FEN_AXIS_X   ? (layout){axis, PENCILS * LAYERS, CELLS, PENCILS, LAYERS}
         : axis == FEN_AXIS_Y ? (layout){axis, PENCILS * LAYERS, PENCILS, CELLS, LAYERS}
                              : (layout){axis, PENCILS * 2, PENCILS, 2, CELLS};
}

static layout single(fen_axis axis) {
  return (layout){axis, 1, axis == FEN_AXIS_X ? CELLS : 1, axis == FEN_AXIS_Y ? CELLS : 1, axis == FEN_AXIS_Z ? CELLS : 1};
}

static ptrdiff_t cell_of(const layout *l, ptrdiff_t pencil, ptrdiff_t i) {
  const ptrdiff_t layer = l->nx * l->ny;
  return l->axis == FEN_AXIS_X   ? pencil * l->nx + i
         : l->axis == FEN_AXIS_Y ? pencil / l->nx * layer + i * l->nx + pencil % l->nx
                                 : i * layer + pencil;
}

/* Vertical fluxes follow from continuity: what they lack comes from the side, row by row. */
static void feed_from_side(flow *w, const layout *l, ptrdiff_t pencil, const double *flux_kg) {
  const ptrdiff_t j = pencil / l->nx;
  const ptrdiff_t i = pencil % l->nx;
  for (ptrdiff_t k = 0; k < CELLS; k++) {
    double *fx = w->fx[0] + (k * l->ny + j) * (l->nx + 1) + i;
    fx[1] = fx[0] + flux_kg[k] - flux_kg[k + 1];
  }
}

/* One second of that flow; along x and y what it lacks comes from above. `first` is the number of the first pencil. */
static flow flow_of(const layout *l, ptrdiff_t first, fen_side side, double share, double kh_m2ps) {
  const fen_side across = l->axis == FEN_AXIS_Z ? FEN_SIDE_OPEN : FEN_SIDE_CLOSED;
  flow w = flow_create(l->nx, l->ny, l->nz, 1000.0, 0.0, 0.0, l->axis == FEN_AXIS_X ? side : across, l->axis == FEN_AXIS_Y ? side : across);
  w.forcing.flux_top_kgps[0] = w.top[0];
  w.forcing.flux_top_kgps[1] = w.top[1];
  for (ptrdiff_t p = 0; p < l->pencils; p++) {
    double air_kg[CELLS];
    double flux_kg[CELLS + 1];
    wild_pencil(first + p, l->axis == FEN_AXIS_Z ? FEN_SIDE_CLOSED : side, share, air_kg, flux_kg);
    for (ptrdiff_t i = 0; i < CELLS; i++)
      w.air[0][cell_of(l, p, i)] = w.air[1][cell_of(l, p, i)] = air_kg[i];
    if (l->axis == FEN_AXIS_Z)
      feed_from_side(&w, l, p, flux_kg);
    for (ptrdiff_t f = 0; f <= CELLS && l->axis != FEN_AXIS_Z; f++)
      if (l->axis == FEN_AXIS_X)
        w.fx[0][p * (CELLS + 1) + f] = flux_kg[f];
      else
        w.fy[0][(p / l->nx * (CELLS + 1) + f) * l->nx + p % l->nx] = flux_kg[f];
    const double *gains_kgps = flux_kg;
    for (ptrdiff_t i = 0; i < CELLS && l->axis != FEN_AXIS_Z; i++)
      w.top[0][cell_of(l, p, i) % (l->nx * l->ny)] += gains_kgps[i] - gains_kgps[i + 1];
  }
  memcpy(w.top[1], w.top[0], (size_t)(l->nx * l->ny) * sizeof(double));
  memcpy(w.fx[1], w.fx[0], (size_t)(w.nz * w.ny * (w.nx + 1)) * sizeof(double));
  memcpy(w.fy[1], w.fy[0], (size_t)(w.nz * (w.ny + 1) * w.nx) * sizeof(double));
  flow_set_mixing(&w, 0.0, kh_m2ps, 0.0);
  return w;
}

/* One way of looking at it. */
typedef struct {
  fen_axis axis;
  fen_side side;
  double share, kh_m2ps;
  ptrdiff_t mixture;
  manner how;
} look;

static look look_at(int n, fen_axis axis, int side, double share) {
  return (look){.axis = axis,
                .side = sides[side],
                .share = share,
                .kh_m2ps = n % 2 && axis != FEN_AXIS_Z ? 5e4 : 0.0,
                .mixture = n % MIXTURES,
                .how = {.precision = (fen_precision)(n / 4 % 2),
                        .limiter = (fen_limiter)(n / 3 % 4),
                        .order = 3 + 2 * (n % 4),
                        .instructions = FEN_INSTRUCTIONS_BEST,
                        .threads = n % 4 == 1 ? 3 : 1}};
}

/* A pencil of that flow in a box of its own. */
static flow pencil_of(const flow *w, const layout *l, ptrdiff_t pencil, const look *x) {
  const layout one = single(l->axis);
  flow own = flow_of(&one, pencil, x->side, x->share, x->kh_m2ps);
  for (int end = 0; end < 2; end++) /* with their rounding */
    for (ptrdiff_t k = 0; k < CELLS && l->axis == FEN_AXIS_Z; k++)
      memcpy(own.fx[end] + 2 * k, w->fx[end] + (k * l->ny + pencil / l->nx) * (l->nx + 1) + pencil % l->nx, 2 * sizeof(double));
  return own;
}

/* Sweeps over the same air; between them it is put back, mixing ratios kept. */
static void sweep(fen_transport *t, const flow *w, fen_axis axis, int sweeps) {
  for (int n = 0; n < sweeps; n++) {
    if (n > 0)
      MUST(fen_transport_replace_air(t, w->air[0], err));
    MUST(fen_transport_advect_axis(t, axis, 1.0, err));
  }
}

/* Members of a mixture one after the other; 0 after the last. */
static int next_member(ptrdiff_t mixture, ptrdiff_t *species, ptrdiff_t *member) {
  if (*species >= 0 && *member < mixtures[mixture].parties[*species].tags) {
    ++*member;
    return 1;
  }
  *member = 0;
  return ++*species < mixtures[mixture].count;
}

/* Fill one transport with a pencil of another. */
static void copy_pencil(fen_transport *from, const layout *l, ptrdiff_t pencil, fen_transport *to, ptrdiff_t mixture) {
  double *q = numbers(l->nx * l->ny * l->nz);
  for (ptrdiff_t species = -1, member = 0; next_member(mixture, &species, &member);) {
    double own[CELLS];
    MUST(fen_transport_get_field(from, species, member, q, err));
    for (ptrdiff_t i = 0; i < CELLS; i++)
      own[i] = q[cell_of(l, pencil, i)];
    MUST(fen_transport_set_field(to, species, member, own, err));
  }
  free(q);
}

/* Beyond the ends each pencil has values of its own, by its number; `first` is that of the box's first. */
static void set_rings(fen_transport *t, ptrdiff_t first, ptrdiff_t mixture) {
  enum { MOST = WILD_CELLS * WILD_CELLS };
  double edge[2][MOST];
  for (ptrdiff_t species = -1, member = 0; next_member(mixture, &species, &member);) {
    for (ptrdiff_t n = 0; n < MOST; n++)
      for (int high = 0; high < 2; high++)
        edge[high][n] = 3e-8 * (double)(1 + member + species) * (1.0 + (double)((first + n) % 7) + 0.5 * high);
    MUST(fen_transport_set_boundary_ring(t, species, member, edge[0], edge[1], edge[0], edge[1], edge[1], err));
  }
}

static void assert_pencil(fen_transport *box, const layout *l, ptrdiff_t pencil, fen_transport *alone, ptrdiff_t mixture) {
  double *q = numbers(l->nx * l->ny * l->nz);
  for (ptrdiff_t species = -1, member = 0; next_member(mixture, &species, &member);) {
    double own[CELLS];
    MUST(fen_transport_get_field(box, species, member, q, err));
    MUST(fen_transport_get_field(alone, species, member, own, err));
    for (ptrdiff_t i = 0; i < CELLS; i++)
      if (memcmp(&q[cell_of(l, pencil, i)], &own[i], sizeof *q) != 0)
        fail_msg("axis %d, pencil %td, cell %td of member %td of species %td: %.17g, alone %.17g", (int)l->axis, pencil, i, member, species,
                 q[cell_of(l, pencil, i)], own[i]);
  }
  free(q);
}

static void each_pencil_is_as_in_a_box_of_its_own(const look *x) {
  const layout l = layout_of(x->axis);
  const ptrdiff_t count = mixtures[x->mixture].count;
  flow w = flow_of(&l, 0, x->side, x->share, x->kh_m2ps);
  fen_transport *start = tracers_create(&x->how, &w, mixtures[x->mixture].parties, count);
  fen_transport *box = tracers_create(&x->how, &w, mixtures[x->mixture].parties, count);
  set_rings(box, 0, x->mixture);
  sweep(box, &w, x->axis, 2);
  for (ptrdiff_t pencil = 0; pencil < l.pencils; pencil += 3) {
    flow own = pencil_of(&w, &l, pencil, x);
    manner how = x->how;
    how.threads = 1;
    how.instructions = FEN_INSTRUCTIONS_BASELINE;
    fen_transport *alone = tracers_create(&how, &own, mixtures[x->mixture].parties, count);
    copy_pencil(start, &l, pencil, alone, x->mixture);
    set_rings(alone, pencil, x->mixture);
    sweep(alone, &own, x->axis, 2);
    assert_pencil(box, &l, pencil, alone, x->mixture);
    fen_transport_destroy(&alone);
    flow_destroy(&own);
  }
  fen_transport_destroy(&box);
  fen_transport_destroy(&start);
  flow_destroy(&w);
}

static void pencils_are_alike_in_and_out_of_batches_that_do_not_fit(void **state) {
  (void)state;
  for (int n = 0; n < 12; n++) {
    const look x = look_at(n, (fen_axis)(n % 3), n / 3 % SIDES, 0.9);
    each_pencil_is_as_in_a_box_of_its_own(&x);
  }
}

static void pencils_are_alike_in_and_out_of_batches_of_many_pieces(void **state) {
  (void)state;
  for (int n = 0; n < 12; n++) {
    const look x = look_at(n + 5, (fen_axis)(n % 3), n / 3 % SIDES, 0.1);
    each_pencil_is_as_in_a_box_of_its_own(&x);
  }
}

static void budgets_close_and_leads_stay_non_negative(void **state) {
  (void)state;
  for (int n = 0; n < 36; n++) {
    const look x = look_at(n, (fen_axis)(n % 3), n / 3 % SIDES, n % 2 ? 0.9 : 0.2);
    const layout l = layout_of(x.axis);
    flow w = flow_of(&l, 0, x.side, x.share, x.kh_m2ps);
    fen_transport *t = tracers_create(&x.how, &w, mixtures[x.mixture].parties, mixtures[x.mixture].count);
    sweep(t, &w, x.axis, 1);
    for (ptrdiff_t species = -1, member = 0; next_member(x.mixture, &species, &member);) {
      fen_budget budget;
      MUST(fen_transport_budget(t, species, member, &budget, err));
      if (!(fabs(budget.residual) <= (x.how.precision == FEN_PRECISION_DOUBLE ? 1e-12 : 1e-6)))
        fail_msg("residual %g of member %td of species %td, look %d", budget.residual, member, species, n);
    }
    if (x.how.limiter != FEN_LIMITER_NONE)
      assert_true(fen_transport_get_stats(t).minimum_lead >= 0.0);
    fen_transport_destroy(&t);
    flow_destroy(&w);
  }
}

static void uniform_fields_stay_to_the_bit(void **state) {
  (void)state;
  for (int n = 0; n < 36; n++) {
    const look x = look_at(n, (fen_axis)(n % 3), n / 3 % SIDES, n % 2 ? 0.2 : 0.9);
    const layout l = layout_of(x.axis);
    flow w = flow_of(&l, 0, x.side, x.share, x.kh_m2ps);
    fen_transport *t = tracers_create(&x.how, &w, mixtures[x.mixture].parties, mixtures[x.mixture].count);
    double *q = numbers(w.cells);
    for (ptrdiff_t species = -1, member = 0; next_member(x.mixture, &species, &member);) {
      for (ptrdiff_t c = 0; c < w.cells; c++)
        q[c] = (float)(member ? -0.3 : 0.7);
      MUST(fen_transport_set_field(t, species, member, q, err));
      MUST(fen_transport_set_boundary_profile(t, species, member, q, err));
    }
    sweep(t, &w, x.axis, 2);
    for (ptrdiff_t species = -1, member = 0; next_member(x.mixture, &species, &member);) {
      MUST(fen_transport_get_field(t, species, member, q, err));
      for (ptrdiff_t c = 0; c < w.cells; c++)
        assert_true(q[c] == (double)(float)(member ? -0.3 : 0.7));
    }
    free(q);
    fen_transport_destroy(&t);
    flow_destroy(&w);
  }
}

/* Cell `cell` of one pencil gives more to both sides than it has. */
static void empty_a_cell(flow *w, const layout *l, ptrdiff_t pencil, ptrdiff_t cell) {
  for (int end = 0; end < 2; end++) {
    double *f = l->axis == FEN_AXIS_X   ? w->fx[end] + pencil * (CELLS + 1)
                : l->axis == FEN_AXIS_Y ? w->fy[end] + pencil / l->nx * (CELLS + 1) * l->nx + pencil % l->nx
                                        : NULL;
    const ptrdiff_t step = l->axis == FEN_AXIS_Y ? l->nx : 1;
    const ptrdiff_t plane = l->nx * l->ny;
    if (l->axis == FEN_AXIS_Z) { /* through the column's east side, from there on through all others of the row */
      for (ptrdiff_t k = cell - 1; k <= cell + 1; k++)
        for (ptrdiff_t i = pencil % l->nx; i < l->nx; i++)
          w->fx[end][(k * l->ny + pencil / l->nx) * (l->nx + 1) + i + 1] += k == cell ? -1.6 : 0.8;
    } else {
      f[cell * step] -= 0.8;
      f[(cell + 1) * step] += 0.8;
      w->top[end][cell_of(l, pencil, cell - 1) % plane] += 0.8;
      w->top[end][cell_of(l, pencil, cell) % plane] -= 1.6;
      w->top[end][cell_of(l, pencil, cell + 1) % plane] += 0.8;
    }
  }
}

static void the_first_pencil_that_would_be_emptied_is_named(void **state) {
  (void)state;
  for (int n = 0; n < 9; n++) {
    const fen_axis axis = (fen_axis)(n % 3);
    const layout l = layout_of(axis);
    flow w = flow_of(&l, 4, FEN_SIDE_PERIODIC, 0.0, 0.0);
    for (int end = 0; end < 2; end++) { /* still air */
      memset(w.fx[end], 0, (size_t)(l.nz * l.ny * (l.nx + 1)) * sizeof(double));
      memset(w.fy[end], 0, (size_t)(l.nz * (l.ny + 1) * l.nx) * sizeof(double));
      memset(w.top[end], 0, (size_t)(l.nx * l.ny) * sizeof(double));
    }
    /* The one with the lower number fails in a later cell, and there is a failure in a batch after it. */
    empty_a_cell(&w, &l, 21, 5);
    empty_a_cell(&w, &l, 18, 30);
    empty_a_cell(&w, &l, 57, 2);
    manner how = {.limiter = FEN_LIMITER_SELECTIVE, .order = 7, .threads = 1 + n / 3};
    fen_transport *t = tracers_create(&how, &w, mixtures[0].parties, 1);
    fen_error fault = {.text = ""};
    assert_int_equal(fen_transport_advect_axis(t, axis, 1.0, &fault), FEN_ERR_COURANT);
    static const char *const named[] = {"(k, j) = (0, 18) ", "(k, i) = (0, 18) ", "column (18, 0) "};
    if (!strstr(fault.text, named[axis]))
      fail_msg("'%s' is not in: %s", named[axis], fault.text);
    fen_transport_destroy(&t);
    flow_destroy(&w);
  }
}

/* A pencil of its batch would go round the axis, one before it would only be emptied. */
static void a_pencil_that_goes_round_hides_no_other(void **state) {
  (void)state;
  const layout l = layout_of(FEN_AXIS_X);
  flow w = flow_of(&l, 4, FEN_SIDE_PERIODIC, 0.0, 0.0);
  for (int end = 0; end < 2; end++) {
    memset(w.fx[end], 0, (size_t)(l.nz * l.ny * (l.nx + 1)) * sizeof(double));
    memset(w.top[end], 0, (size_t)(l.nx * l.ny) * sizeof(double));
    for (ptrdiff_t f = 0; f <= CELLS; f++)
      w.fx[end][23 * (CELLS + 1) + f] = 100.0;
  }
  empty_a_cell(&w, &l, 19, 30);
  manner how = {.limiter = FEN_LIMITER_SELECTIVE, .order = 7, .threads = 1};
  fen_transport *t = tracers_create(&how, &w, mixtures[0].parties, 1);
  fen_error fault = {.text = ""};
  assert_int_equal(fen_transport_advect_axis(t, FEN_AXIS_X, 1.0, &fault), FEN_ERR_COURANT);
  if (!strstr(fault.text, "(k, j) = (0, 19) "))
    fail_msg("%s", fault.text);
  fen_transport_destroy(&t);
  flow_destroy(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pencils_are_alike_in_and_out_of_batches_that_do_not_fit),
      cmocka_unit_test(pencils_are_alike_in_and_out_of_batches_of_many_pieces),
      cmocka_unit_test(budgets_close_and_leads_stay_non_negative),
      cmocka_unit_test(uniform_fields_stay_to_the_bit),
      cmocka_unit_test(the_first_pencil_that_would_be_emptied_is_named),
      cmocka_unit_test(a_pencil_that_goes_round_hides_no_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
