/*
 * What runs beside a tracer, how its lanes and pencils are grouped, by which instructions and how many threads, changes none of its bytes:
 * every tracer that is looked at is run once more with nothing beside it, by one thread and the baseline's instructions.
 */
#include "tracers.h"

enum { MOST_SPECIES = 33, SIDES = 3, STEPS = 2 };
#define LENGTH_S 1000.0

static const fen_side sides[SIDES] = {FEN_SIDE_PERIODIC, FEN_SIDE_CLOSED, FEN_SIDE_OPEN};

typedef struct {
  ptrdiff_t nx, ny, nz;
  fen_side side_x, side_y;
  double most_wind; /* cells a sweep */
  int spreads, open_top;
  manner how;
} setting;

/*
 * One row's wind: 0.1 cells a sweep or up to the setting's most, another in every row, so that neighbouring pencils' air comes from
 * different cells. Round a short axis it may go so far that all of the padding is needed.
 */
static double wind_of_row(const setting *s, fen_side side, ptrdiff_t n, uint64_t *seed) {
  const double most = side == FEN_SIDE_PERIODIC && 0.8 * (double)n < s->most_wind ? 0.8 * (double)n : s->most_wind;
  const double cells = chance(seed) < 0.3 ? 0.1 : most * chance(seed);
  const double sign = chance(seed) < 0.5 ? -1.0 : 1.0;
  return side == FEN_SIDE_CLOSED ? 0.0 : sign * cells;
}

/* Fluxes of a row in cells a step: its wind, convergence between the ends, and noise. */
static void set_row(const setting *s, double *flux, ptrdiff_t n, ptrdiff_t stride, fen_side side, double converges, uint64_t *seed) {
  const double wind = wind_of_row(s, side, n, seed);
  const double kg_ps = 1e9 * STEPS / LENGTH_S;
  for (ptrdiff_t f = 0; f <= n; f++) {
    const double inside = flow_shape(FEN_SIDE_CLOSED, f, n);
    flux[f * stride] = kg_ps * (wind + inside * (converges * (double)n / 15.0 + 0.04 * (chance(seed) - 0.5)));
  }
}

/* Layers converge by turns, so that there is a wind upwards and a column's air stays. */
static double convergence_of(ptrdiff_t k, ptrdiff_t nz) {
  return k == nz - 1 && nz % 2 ? 0.1 : k % 2 ? -1.0 : 1.0;
}

static flow flow_of(const setting *s) {
  uint64_t seed = (uint64_t)(s->nx * 64 + s->ny);
  flow w = flow_create(s->nx, s->ny, s->nz, 1000.0, 0.0, 0.0, s->side_x, s->side_y);
  if (s->open_top) {
    w.forcing.flux_top_kgps[0] = w.top[0];
    w.forcing.flux_top_kgps[1] = w.top[1];
  }
  w.forcing.end_s = LENGTH_S;
  for (ptrdiff_t c = 0; c < w.cells; c++)
    w.air[0][c] = 1e9 * (0.9 + 0.2 * chance(&seed));
  for (ptrdiff_t k = 0; k < w.nz; k++) {
    for (ptrdiff_t j = 0; j < w.ny; j++)
      set_row(s, w.fx[0] + (k * w.ny + j) * (w.nx + 1), w.nx, 1, s->side_x, convergence_of(k, w.nz), &seed);
    for (ptrdiff_t i = 0; i < w.nx; i++)
      set_row(s, w.fy[0] + k * (w.ny + 1) * w.nx + i, w.ny, w.nx, s->side_y, -convergence_of(k, w.nz), &seed);
  }
  memcpy(w.fx[1], w.fx[0], (size_t)(w.nz * w.ny * (w.nx + 1)) * sizeof(double));
  memcpy(w.fy[1], w.fy[0], (size_t)(w.nz * (w.ny + 1) * w.nx) * sizeof(double));
  flow_fit_air(&w, LENGTH_S, &seed);
  flow_set_mixing(&w, 20.0, s->spreads ? 200.0 : 0.0, 2e-4);
  return w;
}

static fen_transport *run(const manner *how, const flow *w, const party *parties, ptrdiff_t count) {
  fen_transport *t = tracers_create(how, w, parties, count);
  MUST(fen_transport_run(t, LENGTH_S, STEPS, 1, err));
  return t;
}

/* A member of a species by itself: a lead without tags, or a lead with one tag. */
static void read_alone(const manner *how, const flow *w, const party *p, ptrdiff_t member, double *out) {
  const manner plainly = {.precision = how->precision,
                          .limiter = how->limiter,
                          .order = how->order,
                          .columns = how->columns,
                          .threads = 1,
                          .instructions = FEN_INSTRUCTIONS_BASELINE};
  const party one = {.number = p->number, .first_tag = p->first_tag + (int)member - 1, .tags = member ? 1 : 0};
  fen_transport *t = run(&plainly, w, &one, 1);
  tracer_read(t, w, 0, member ? 1 : 0, out);
  fen_transport_destroy(&t);
}

typedef struct {
  ptrdiff_t species, member;
} place;

/* By all instructions, by the best with the setting's threads, the tracers at these places are as they are alone. */
static void they_are_as_alone(const setting *s, const party *parties, ptrdiff_t count, const place *places, ptrdiff_t looked_at) {
  flow w = flow_of(s);
  const ptrdiff_t size = tracer_numbers(&w);
  double *alone = numbers(looked_at * size);
  double *beside = numbers(size);
  for (ptrdiff_t n = 0; n < looked_at; n++)
    read_alone(&s->how, &w, &parties[places[n].species], places[n].member, alone + n * size);
  for (int instructions = FEN_INSTRUCTIONS_BASELINE; instructions <= FEN_INSTRUCTIONS_AVX512; instructions++) {
    manner how = s->how;
    how.instructions = (fen_instructions)instructions;
    how.threads = how.instructions == fen_instructions_best() ? s->how.threads : 1;
    if (!fen_instructions_available(how.instructions))
      continue;
    fen_transport *t = run(&how, &w, parties, count);
    assert_true(fen_transport_get_stats(t).minimum_lead >= 0.0 || how.limiter == FEN_LIMITER_NONE);
    for (ptrdiff_t n = 0; n < looked_at; n++) {
      tracer_read(t, &w, places[n].species, places[n].member, beside);
      const double *budget = beside + size - (ptrdiff_t)(sizeof(fen_budget) / sizeof(double));
      fen_budget told;
      memcpy(&told, budget, sizeof told);
      if (memcmp(beside, alone + n * size, (size_t)size * sizeof *beside) != 0)
        fail_msg("member %td of species %td of %td differs: %td x %td x %td, sides %d and %d, precision %d, limiter %d, order %d, %s",
                 places[n].member, places[n].species, count, s->nx, s->ny, s->nz, (int)s->side_x, (int)s->side_y, (int)how.precision,
                 (int)how.limiter, how.order, fen_instructions_name(how.instructions));
      if (!(fabs(told.residual) <= (how.precision == FEN_PRECISION_DOUBLE ? 1e-12 : 1e-6)))
        fail_msg("the budget of member %td of species %td has a residual of %g", places[n].member, places[n].species, told.residual);
    }
    fen_transport_destroy(&t);
  }
  free(alone);
  free(beside);
  flow_destroy(&w);
}

/* Sides, limiters, orders and the rest vary with a number, each in its own rhythm. */
static setting setting_of(int n, ptrdiff_t nx, ptrdiff_t ny) {
  return (setting){.nx = nx,
                   .ny = ny,
                   .nz = 1 + (n + 2) % 4,
                   .side_x = sides[n % SIDES],
                   .side_y = sides[(n / SIDES + n) % SIDES],
                   .most_wind = 12.0,
                   .spreads = n % 2,
                   .open_top = n / 2 % 2,
                   .how = {.precision = (fen_precision)(n / 3 % 2),
                           .limiter = (fen_limiter)((FEN_LIMITER_SELECTIVE + n / 2) % 4),
                           .order = 3 + 2 * ((n + 2) % 4),
                           .threads = n % 5 == 1   ? 3
                                      : n % 5 == 3 ? 2
                                                   : 1,
                           .columns = 1}};
}

static void a_lead_is_the_same_among_any_number_of_leads(void **state) {
  static const ptrdiff_t counts[] = {1, 2, 3, 4, 5, 8, 12, 16, 17, MOST_SPECIES};
  (void)state;
  int n = 0;
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    for (int precision = 0; precision < 2; precision++, n++) {
      party parties[MOST_SPECIES];
      place places[4];
      const ptrdiff_t count = counts[c];
      for (ptrdiff_t s = 0; s < count; s++)
        parties[s] = (party){.number = (int)((s + n) % MOST_SPECIES)};
      const ptrdiff_t looked_at = count < 4 ? count : 4;
      for (ptrdiff_t p = 0; p < looked_at; p++)
        places[p] = (place){.species = p * (count - 1) / (looked_at > 1 ? looked_at - 1 : 1)};
      setting s = setting_of(n, 19, 18);
      s.how.precision = (fen_precision)precision;
      they_are_as_alone(&s, parties, count, places, looked_at);
    }
}

static void a_tag_is_the_same_among_any_number_of_tags(void **state) {
  static const ptrdiff_t counts[] = {0, 1, 3, 4, 7, 8, 15, 16, 20, 64, 70, 130};
  (void)state;
  int n = 0;
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    for (int precision = 0; precision < 2; precision++, n++) {
      const ptrdiff_t tags = counts[c];
      const party parties[] = {
          {.number = n}, {.number = n + 1, .first_tag = 1 + n, .tags = tags}, {.number = n + 2, .first_tag = 5, .tags = 2}};
      const place places[] = {{1, 0}, {2, 2}, {1, 1}, {1, tags}, {1, (tags + 1) / 2}};
      setting s = setting_of(n + 1, 18, 4);
      s.how.precision = (fen_precision)precision;
      they_are_as_alone(&s, parties, 3, places, tags ? 5 : 2);
    }
}

static void every_limiter_and_order_leaves_the_bytes_alone(void **state) {
  (void)state;
  for (int n = 0; n < 96; n++) {
    static const party parties[] = {{7, 0, 0}, {3, 1, 9}, {1, 0, 0}, {4, 1, 1}, {2, 3, 0}};
    static const place places[] = {{1, 0}, {1, 9}, {3, 1}};
    setting s = setting_of(n / 32, 5, 18);
    s.how.limiter = (fen_limiter)(n % 4);
    s.how.order = 3 + 2 * (n / 4 % 4);
    s.how.precision = (fen_precision)(n / 16 % 2);
    s.how.threads = 1;
    they_are_as_alone(&s, parties, 5, places, 3);
  }
}

static void grids_of_any_shape_have_batches_with_a_rest(void **state) {
  static const ptrdiff_t extents[] = {1, 2, 3, 4, 5, 6, 15, 16, 17, 33};
  enum { EXTENTS = sizeof extents / sizeof *extents };
  (void)state;
  for (int n = 0; n < EXTENTS * EXTENTS; n++) {
    static const party mixtures[3][3] = {
        {{3, 0, 0}, {5, 0, 0}, {1, 0, 0}}, {{2, 2, 3}, {7, 0, 0}, {1, 0, 0}}, {{1, 0, 0}, {2, 0, 2}, {3, 4, 8}}};
    const ptrdiff_t count = 1 + n % 3;
    const party *parties = mixtures[n / 3 % 3];
    const place places[] = {{0, 0}, {count - 1, parties[count - 1].tags}};
    setting s = setting_of(n, extents[n % EXTENTS], extents[n / EXTENTS]);
    they_are_as_alone(&s, parties, count, places, 2);
  }
}

/* Cells of tags are read once, through a ring, where no pencil looks far; those of a tag by itself are not. */
static void calm_tags_stream_as_they_march(void **state) {
  static const ptrdiff_t grids[][2] = {{37, 33}, {70, 3}};
  static const ptrdiff_t counts[] = {8, 17, 24};
  (void)state;
  for (int n = 0; n < 24; n++) {
    const ptrdiff_t tags = counts[n / 4 % 3];
    const party parties[] = {{.number = n}, {.number = n + 1, .first_tag = 1 + n, .tags = tags}};
    const place places[] = {{1, 1}, {1, tags}};
    setting s = setting_of(n, grids[n / 4 % 2][0], grids[n / 4 % 2][1]);
    s.nz = 1 + (n / 4 + n) % 2;
    if (n / 8 % 2 == 0)
      s.most_wind = 2.0;
    s.how.precision = (fen_precision)(n / 12);
    they_are_as_alone(&s, parties, 2, places, 2);
  }
}

/* Limiter ratios of a lead along all axes, in the last sweep of each. */
static double *ratios_of(const manner *how, const flow *w, const party *parties, ptrdiff_t count, ptrdiff_t species, ptrdiff_t *size) {
  const ptrdiff_t faces[] = {w->nz * w->ny * (w->nx + 1), w->nz * (w->ny + 1) * w->nx, (w->nz + 1) * w->ny * w->nx};
  double *phi = numbers(faces[0] + faces[1] + faces[2]);
  fen_transport *t = tracers_create(how, w, parties, count);
  *size = 0;
  MUST(fen_transport_record_limiter(t, 1, err));
  MUST(fen_transport_run(t, LENGTH_S, STEPS, 1, err));
  for (int axis = 0; axis < 3; axis++) {
    MUST(fen_transport_get_limiter(t, (fen_axis)axis, species, phi + *size, err));
    *size += faces[axis];
  }
  fen_transport_destroy(&t);
  return phi;
}

static void recorded_limiter_ratios_are_a_leads_own(void **state) {
  static const party parties[] = {{5, 0, 0}, {3, 0, 0}, {1, 0, 1}, {4, 0, 0}, {2, 0, 0}, {6, 0, 0}, {8, 0, 0}, {7, 0, 0}, {9, 0, 0}};
  (void)state;
  for (int n = 0; n < 18; n++) {
    const ptrdiff_t count = n % 9 + 1;
    setting s = setting_of(n, 9, 18);
    flow w = flow_of(&s);
    ptrdiff_t size;
    s.how.threads = 1;
    double *beside = ratios_of(&s.how, &w, parties, count, count - 1, &size);
    double *alone = ratios_of(&s.how, &w, &parties[count - 1], 1, 0, &size);
    assert_memory_equal(beside, alone, (size_t)size * sizeof *alone);
    free(beside);
    free(alone);
    flow_destroy(&w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lead_is_the_same_among_any_number_of_leads),
      cmocka_unit_test(a_tag_is_the_same_among_any_number_of_tags),
      cmocka_unit_test(every_limiter_and_order_leaves_the_bytes_alone),
      cmocka_unit_test(grids_of_any_shape_have_batches_with_a_rest),
      cmocka_unit_test(calm_tags_stream_as_they_march),
      cmocka_unit_test(recorded_limiter_ratios_are_a_leads_own),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
