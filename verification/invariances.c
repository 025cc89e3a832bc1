/*
 * What must not matter: threads, other tracers, instructions, units, how the axes are named. Each case runs one box of air with every
 * process going on, once as it is and once changed, and compares the results byte by byte, as the ocean model MOM6 does in its own tests.
 */
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "fenhe/memory.h"
#include "suites.h"

enum { BOXES = 2, LIMITERS = 4, WATCHED = 4 };

static const fen_box_params boxes[BOXES] = {{.nx = 11, .ny = 8, .nz = 5, .side_x = FEN_SIDE_OPEN, .side_y = FEN_SIDE_OPEN},
                                            {.nx = 11, .ny = 8, .nz = 5, .side_x = FEN_SIDE_PERIODIC, .side_y = FEN_SIDE_CLOSED}};

/* The tracers whose results are compared: two species' leads and two tags, by their numbers. */
static const struct { int species, tag; } watched[WATCHED] = {{1, 0}, {1, 7}, {1, 8}, {2, 0}};
static const fen_box_tracers alone = {.count = 2, .species = {{1, 6, 2}, {2, 0, 0}}};

/* One way of running the box; 0 and NULL are the ordinary one. */
typedef struct {
  fen_box_params box;
  const fen_box_tracers *tracers;
  fen_precision precision;
  fen_limiter limiter;
  fen_instructions instructions;
  int threads;
  bool axis_by_axis; /**< single sweeps, x and y exchanged where the box is transposed, instead of whole steps */
} way;

static fen_transport_params params_of(const way *w) {
  return (fen_transport_params){
      .order = 7, .limiter = w->limiter, .precision = w->precision, .courant_max = 2.5, .instructions = w->instructions};
}

static fen_status run_axes(const fen_box *box, fen_transport *transport, fen_error *err) {
  bool exchanged = box->base.turn.transposed;
  const fen_axis order[] = {exchanged ? FEN_AXIS_Y : FEN_AXIS_X, exchanged ? FEN_AXIS_X : FEN_AXIS_Y, FEN_AXIS_Z};
  double dt_s = (box->forcing[0].end_s - box->forcing[0].start_s) / 4;
  fen_status status = FEN_OK;
  for (int n = 0; n < 3; n++) {
    for (int axis = 0; axis < 3 && !status; axis++)
      status = fen_transport_advect_axis(transport, order[axis], dt_s, err);
    if (!status)
      status = fen_transport_diffuse(transport, dt_s, err);
  }
  return status;
}

static fen_status read_watched(const fen_box *box, const fen_box_tracers *tracers, fen_transport *transport, double *outcome,
                               fen_error *err) {
  fen_status status = FEN_OK;
  for (int n = 0; n < WATCHED; n++)
    for (int s = 0; s < tracers->count && !status; s++) {
      const fen_box_species *species = &tracers->species[s];
      if (species->number == watched[n].species)
        status = fen_box_outcome(box, transport, s, watched[n].tag ? watched[n].tag - species->first_tag : 0,
                                 outcome + n * fen_box_outcome_size(box), err);
    }
  return status;
}

/* A transport ready to run, with as many threads as the way says. */
static fen_status start(const way *w, const fen_box *box, const fen_box_tracers *tracers, fen_transport **out, fen_error *err) {
  fen_transport_params params = params_of(w);
  int threads = omp_get_max_threads();
  omp_set_num_threads(w->threads ? w->threads : 1);
  fen_status status = fen_box_transport(box, tracers, &params, out, err);
  omp_set_num_threads(threads);
  return status;
}

/* The results of the watched tracers, shape [WATCHED][fen_box_outcome_size]. */
static fen_status outcome_of(const way *w, double *outcome, fen_error *err) {
  const fen_box_tracers *tracers = w->tracers ? w->tracers : &alone;
  fen_transport *transport = NULL;
  fen_box box;
  fen_status status = fen_box_create(&w->box, &box, err);
  if (status)
    return status;
  status = start(w, &box, tracers, &transport, err);
  if (!status)
    status = w->axis_by_axis ? run_axes(&box, transport, err) : fen_box_run(&box, tracers, transport, err);
  if (!status)
    status = read_watched(&box, tracers, transport, outcome, err);
  fen_transport_destroy(&transport);
  fen_box_clear(&box);
  return status;
}

/* What comparisons have found. */
typedef struct {
  double bytes, differing; /**< compared byte by byte */
  double largest;          /**< difference relative to the largest value of its kind */
} finding;

static void compare_bytes(const double *a, const double *b, ptrdiff_t count, finding *found) {
  const unsigned char *x = (const unsigned char *)a;
  const unsigned char *y = (const unsigned char *)b;
  for (size_t n = 0; n < (size_t)count * sizeof *a; n++)
    found->differing += x[n] != y[n];
  found->bytes += (double)count * sizeof *a;
}

static void compare_values(const double *a, const double *b, ptrdiff_t count, finding *found) {
  double most = 0.0;
  double miss = 0.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    most = fmax(most, fabs(a[n]));
    miss = !(fabs(a[n] - b[n]) <= miss) ? fabs(a[n] - b[n]) : miss;
  }
  if (!(miss <= found->largest * most))
    found->largest = miss / most;
}

/* Fields, and what was deposited, without the budgets: their sums have an order, which turns with the axes. */
static void compare_turned(const fen_box_params *box, const double *a, const double *b, bool to_the_byte, finding *found) {
  ptrdiff_t plane = box->nx * box->ny;
  ptrdiff_t cells = plane * box->nz;
  if (to_the_byte) {
    compare_bytes(a, b, cells + 2 * plane, found);
    return;
  }
  compare_values(a, b, cells, found);
  compare_values(a + cells, b + cells, plane, found);
  compare_values(a + cells + plane, b + cells + plane, plane, found);
}

/* The runs of one case: the ordinary way and `changes` others, for every box and limiter. */
typedef struct {
  int changes;
  /** Make a way another; returns false where it cannot be gone here. */
  bool (*change)(int n, way *w);
  bool axis_by_axis;
  bool one_limiter; /**< the selective one, which has the others within it */
} comparison;

static ptrdiff_t size_of(const fen_box_params *p) {
  return p->nx * p->ny * (p->nz + 2) + (ptrdiff_t)(sizeof(fen_budget) / sizeof(double));
}

static fen_status compare_ways(const comparison *c, const way *ordinary, double *work, finding *found, int *runs, fen_error *err) {
  ptrdiff_t size = size_of(&ordinary->box);
  double *changed = work + WATCHED * size;
  fen_status status = outcome_of(ordinary, work, err);
  for (int n = 0; n < c->changes && !status; n++) {
    way other = *ordinary;
    if (!c->change(n, &other))
      continue;
    status = outcome_of(&other, changed, err);
    fen_box_turn turn = other.box.turn;
    for (int t = 0; t < WATCHED && !status; t++)
      if (c->axis_by_axis)
        compare_turned(&ordinary->box, work + t * size, changed + t * size, !turn.mirrored_x && !turn.mirrored_y, found);
      else
        compare_bytes(work + t * size, changed + t * size, size, found);
    ++*runs;
  }
  return status;
}

static fen_status run_comparison(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const comparison *c = item->parameters;
  finding found = {0};
  int runs = 0;
  double *work = NULL;
  fen_status status = FEN_NEW(&work, 2 * WATCHED * size_of(&boxes[0]), err);
  for (int b = 0; b < BOXES; b++)
    for (int limiter = 0; limiter < LIMITERS && !status; limiter++) {
      if (c->one_limiter && limiter != FEN_LIMITER_SELECTIVE)
        continue;
      way ordinary = {.box = boxes[b], .precision = item->precision, .limiter = (fen_limiter)limiter, .axis_by_axis = c->axis_by_axis};
      status = compare_ways(c, &ordinary, work, &found, &runs, err);
    }
  fen_free(work);
  if (status)
    return status;
  fen_verify_at_most(out, "differing_bytes", found.differing, NAN, 0.0);
  fen_verify_tell(out, "compared_bytes", found.bytes, NAN);
  fen_verify_tell(out, "compared_runs", runs, NAN);
  if (c->axis_by_axis)
    fen_verify_at_most(out, "turned_difference", found.largest, NAN,
                       100.0 * (item->precision == FEN_PRECISION_DOUBLE ? DBL_EPSILON : FLT_EPSILON));
  return FEN_OK;
}

static bool more_threads(int n, way *w) {
  w->threads = 2 + n;
  return true;
}

static bool other_tracers(int n, way *w) {
  static const fen_box_tracers besides[] = {
      {.count = 2, .species = {{2, 0, 0}, {1, 6, 2}}},
      {.count = 3, .species = {{1, 0, 8}, {0, 0, 3}, {2, 0, 1}}},
      {.count = 4, .species = {{3, 0, 5}, {2, 9, 3}, {1, 4, 21}, {0, 0, 0}}},
      {.count = 5, .species = {{4, 0, 0}, {3, 1, 9}, {0, 0, 0}, {2, 0, 0}, {1, -9, 18}}},
  };
  w->tracers = &besides[n];
  return true;
}

static bool other_instructions(int n, way *w) {
  w->instructions = (fen_instructions)(FEN_INSTRUCTIONS_BASELINE + n);
  return fen_instructions_available(w->instructions);
}

static bool other_units(int n, way *w) {
  static const fen_box_units units[] = {{.length = 11}, {.length = -9}, {.time = 12},   {.time = -7},
                                        {.mass = 30},   {.mass = -34},  {.ratio = -14}, {.length = -3, .time = 5, .mass = -8, .ratio = 6}};
  w->box.units = units[n];
  return true;
}

static bool other_position(int n, way *w) {
  w->box.turn = (fen_box_turn){.transposed = (n + 1) & 1, .mirrored_x = (n + 1) & 2, .mirrored_y = (n + 1) & 4};
  return true;
}

/* A transport whose leads and tags are uniform, lead and tag each with its own value. */
static fen_status make_uniform(fen_transport *transport, const fen_box *box, double lead, double tag, fen_error *err) {
  ptrdiff_t cells = box->as_laid.nx * box->as_laid.ny * box->as_laid.nz;
  double *q = NULL;
  fen_status status = FEN_NEW(&q, cells, err);
  for (ptrdiff_t member = 0; member < 2 && !status; member++) {
    for (ptrdiff_t c = 0; c < cells; c++)
      q[c] = member ? tag : lead;
    status = fen_transport_set_field(transport, 0, member, q, err);
    if (!status)
      status = fen_transport_set_boundary_profile(transport, 0, member, q, err);
  }
  fen_free(q);
  return status;
}

/* What is to stay as it is to the byte: the box, its one species and the values that it starts from. */
typedef struct {
  const char *name;
  bool still, uniform;
  fen_box_tracers tracers;
  double lead, tag;
} steady;

static const steady steadies[] = {
    {"uniform", false, true, {.count = 1, .species = {{0, 0, 1}}, .sources = FEN_BOX_SOURCES_NONE}, 0.7, -0.3},
    {"no_wind", true, false, {.count = 1, .species = {{0, 0, 1}}, .sources = FEN_BOX_SOURCES_NONE}, 0.0, 0.0},
    {"no_emission", false, true, {.count = 1, .species = {{1, 0, 1}}, .sources = FEN_BOX_SOURCES_OF_ZERO}, 0.0, 0.0},
};

static fen_status run_steady(const steady *s, const way *w, finding *found, fen_error *err) {
  fen_transport *transport = NULL;
  double *before = NULL;
  fen_box box;
  fen_box_params laid = w->box;
  laid.still = s->still;
  fen_status status = fen_box_create(&laid, &box, err);
  if (status)
    return status;
  ptrdiff_t cells = laid.nx * laid.ny * laid.nz;
  status = FEN_NEW(&before, 4 * cells, err);
  if (!status)
    status = start(w, &box, &s->tracers, &transport, err);
  if (!status && s->uniform)
    status = make_uniform(transport, &box, s->lead, s->tag, err);
  for (ptrdiff_t member = 0; member < 2 && !status; member++)
    status = fen_transport_get_field(transport, 0, member, before + member * cells, err);
  if (!status)
    status = fen_box_run(&box, &s->tracers, transport, err);
  for (ptrdiff_t member = 0; member < 2 && !status; member++)
    status = fen_transport_get_field(transport, 0, member, before + (2 + member) * cells, err);
  if (!status)
    compare_bytes(before, before + 2 * cells, 2 * cells, found);
  fen_free(before);
  fen_transport_destroy(&transport);
  fen_box_clear(&box);
  return status;
}

/* A source that emits nothing must be like none. */
static fen_status run_idle_sources(const way *w, finding *found, fen_error *err) {
  fen_box_tracers without = alone;
  fen_box_tracers idle = alone;
  without.sources = FEN_BOX_SOURCES_NONE;
  idle.sources = FEN_BOX_SOURCES_OF_ZERO;
  way ways[2] = {*w, *w};
  ways[0].tracers = &without;
  ways[1].tracers = &idle;
  ptrdiff_t size = WATCHED * size_of(&w->box);
  double *work = NULL;
  fen_status status = FEN_NEW(&work, 2 * size, err);
  for (int n = 0; n < 2 && !status; n++)
    status = outcome_of(&ways[n], work + n * size, err);
  if (!status)
    compare_bytes(work, work + size, size, found);
  fen_free(work);
  return status;
}

static fen_status run_exact(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  enum { STEADIES = sizeof steadies / sizeof *steadies };
  finding found[STEADIES + 1] = {{0}};
  fen_status status = FEN_OK;
  for (int b = 0; b < BOXES; b++)
    for (int limiter = 0; limiter < LIMITERS && !status; limiter++) {
      way w = {.box = boxes[b], .precision = item->precision, .limiter = (fen_limiter)limiter};
      for (int s = 0; s < STEADIES && !status; s++)
        status = run_steady(&steadies[s], &w, &found[s], err);
      if (!status)
        status = run_idle_sources(&w, &found[STEADIES], err);
    }
  for (int s = 0; s < STEADIES && !status; s++)
    fen_verify_at_most(out, steadies[s].name, found[s].differing, NAN, 0.0);
  if (!status)
    fen_verify_at_most(out, "idle_sources", found[STEADIES].differing, NAN, 0.0);
  return status;
}

fen_status fen_verify_invariances(fen_verify_context *context, fen_error *err) {
  static const comparison threads = {.changes = 3, .change = more_threads, .one_limiter = true};
  static const comparison tracers = {.changes = 4, .change = other_tracers};
  static const comparison instructions = {.changes = 3, .change = other_instructions};
  static const comparison rescaling = {.changes = 8, .change = other_units};
  static const comparison rotation = {.changes = 7, .change = other_position, .axis_by_axis = true};
  static const struct {
    const char *name, *setup;
    const comparison *comparison; /* NULL: exactness */
  } list[] = {
      {"threads", "1 thread against 2, 3 and 4 (selective limiter)", &threads},
      {"tracers", "two species and two tags alone against the same beside up to 31 other tracers, in other places and orders", &tracers},
      {"instructions", "the widest vector instructions that the processor has against each narrower set", &instructions},
      {"rescaling", "length, time, mass and mixing ratio counted in units that differ by powers of two", &rescaling},
      {"rotation",
       "sweep by sweep, with x and y exchanged to the byte, and in the other six positions of a square, where sums along a row run backwards, "
       "to rounding",
       &rotation},
      {"exact", "bytes that change of a uniform field, a field without wind, one of zeros with sources of zero, and by such sources", NULL},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    for (int single = 0; single < 2 && !status; single++) {
      fen_verify_case item = {.citation = "promises of this program",
                              .precision = single ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE,
                              .tier = FEN_TIER_QUICK,
                              .run = list[n].comparison ? run_comparison : run_exact,
                              .parameters = list[n].comparison};
      (void)snprintf(item.id, sizeof item.id, "V6/invariance/%s%s", list[n].name, single ? "/single" : "");
      (void)snprintf(item.setup, sizeof item.setup,
                     "A box of 11 x 8 x 5 cells with random winds, rain, mixing, deposition and sources, with open and with periodic and "
                     "closed sides, by every limiter: %s.",
                     list[n].setup);
      status = fen_verify_add(context, &item, err);
    }
  return status;
}
