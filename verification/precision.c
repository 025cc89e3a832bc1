/*
 * Where single precision suffices: the same runs with tracers in single and in double. What single adds is set beside what the scheme
 * itself gets wrong on that grid, beside a faint plume on a strong background, beside a weak source's part, and followed over many turns.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane.h"
#include "suites.h"

typedef struct {
  const char *id, *setup;
  const fen_plane_flow *flow;
  double (*start)(double x, double y);
  ptrdiff_t nx, ny, steps;
} rounding_row;

static double faint_bells(double x, double y) {
  return 1.0 + 1e-3 * fen_plane_two_bells(x, y);
}

/* Root of the mean square of a field less a constant. */
static double size_of(ptrdiff_t count, const double *q, double constant) {
  double sum = 0.0;
  for (ptrdiff_t c = 0; c < count; c++)
    sum += (q[c] - constant) * (q[c] - constant);
  return sqrt(sum / (double)count);
}

static fen_status run_rounding(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const rounding_row *row = item->parameters;
  ptrdiff_t cells = row->nx * row->ny;
  double background = row->start == faint_bells ? 1.0 : 0.0;
  double *fields;
  fen_plane_score score[2];
  (void)context;
  fen_status status = FEN_NEW(&fields, 2 * cells, err);
  for (int p = 0; p < 2 && !status; p++) {
    const fen_plane_run run = {
        .flow = row->flow,
        .start = row->start,
        .nx = row->nx,
        .ny = row->ny,
        .steps = row->steps,
        .how = {.order = 7, .limiter = FEN_LIMITER_POSITIVE, .precision = p ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE}};
    status = fen_plane_score_of(&run, &score[p], fields + p * cells, err);
  }
  if (!status) {
    /* What is looked for is the plume: both errors as shares of it. */
    double plume = size_of(cells, fields, background);
    double whole = size_of(cells, fields, 0.0);
    double rounding = fen_plane_compare(cells, fields + cells, fields).l2 * whole / plume;
    fen_verify_tell(out, "l2_double", score[0].norms.l2 * whole / plume, NAN);
    fen_verify_tell(out, "l2_single", score[1].norms.l2 * whole / plume, NAN);
    fen_verify_tell(out, "rounding", rounding, NAN);
    fen_verify_tell(out, "rounding_over_l2", rounding * plume / (score[0].norms.l2 * whole), NAN);
    fen_verify_tell(out, "residual_single", fabs(score[1].residual), NAN);
  }
  fen_free(fields);
  return status;
}

/* A tag that is a share of the lead everywhere: as it is carried, and as the lead less a tag of all the rest. */
static const double shares[] = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5};
enum { SHARES = sizeof shares / sizeof *shares };

static fen_status carry_shares(fen_precision precision, double *lead, double *parts, double *rests, ptrdiff_t *count, fen_error *err) {
  enum { NX = 120, NY = 60, STEPS = 500 };
  fen_species species = {.tags = 2 * SHARES};
  const fen_transport_params how = {
      .species = &species, .species_count = 1, .order = 7, .limiter = FEN_LIMITER_SELECTIVE, .precision = precision};
  fen_plane *plane = NULL;
  fen_transport *t = NULL;
  fen_status status = fen_plane_create(&fen_plane_deformation, NX, NY, STEPS, &plane, err);
  if (!status)
    status = fen_plane_start(plane, &how, &t, err);
  if (!status) {
    *count = plane->cells;
    fen_plane_sample(plane, fen_plane_two_bells, lead);
  }
  for (int s = 0; s < SHARES && !status; s++) {
    double *part = parts + s * plane->cells;
    double *rest = rests + s * plane->cells;
    fen_plane_sample(plane, fen_plane_west_bell, part);
    for (ptrdiff_t c = 0; c < plane->cells; c++) {
      part[c] *= shares[s];
      rest[c] = lead[c] - part[c];
    }
    status = fen_transport_set_field(t, 0, 1 + s, part, err);
    if (!status)
      status = fen_transport_set_field(t, 0, 1 + SHARES + s, rest, err);
  }
  if (!status)
    status = fen_transport_set_field(t, 0, 0, lead, err);
  if (!status)
    status = fen_plane_advance(plane, t, STEPS / 2, err);
  for (int s = 0; s < SHARES && !status; s++) {
    status = fen_transport_get_field(t, 0, 1 + s, parts + s * plane->cells, err);
    if (!status)
      status = fen_transport_get_field(t, 0, 1 + SHARES + s, rests + s * plane->cells, err);
  }
  if (!status)
    status = fen_transport_get_field(t, 0, 0, lead, err);
  fen_transport_destroy(&t);
  fen_plane_destroy(&plane);
  return status;
}

static fen_status run_response(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  enum { MOST = 7200 };
  static const char *const names[SHARES] = {"difference_10_percent", "difference_1_percent", "difference_1e-3", "difference_1e-4",
                                            "difference_1e-5"};
  double *memory;
  ptrdiff_t cells = 0;
  (void)context;
  fen_status status = FEN_NEW(&memory, (ptrdiff_t)(2 * (1 + 2 * SHARES) + 1) * MOST, err);
  if (status)
    return status;
  double *exact = memory;
  double *ours = memory + (ptrdiff_t)(1 + 2 * SHARES) * MOST;
  double *difference = memory + (ptrdiff_t)2 * (1 + 2 * SHARES) * MOST;
  status = carry_shares(FEN_PRECISION_DOUBLE, exact, exact + MOST, exact + (1 + SHARES) * MOST, &cells, err);
  if (!status)
    status = carry_shares(item->precision, ours, ours + MOST, ours + (1 + SHARES) * MOST, &cells, err);
  double worst_tag = 0.0;
  for (int s = 0; s < SHARES && !status; s++) {
    const double *truth = exact + (1 + s) * cells;
    worst_tag = fmax(worst_tag, fen_plane_compare(cells, ours + (1 + s) * cells, truth).l2);
    for (ptrdiff_t c = 0; c < cells; c++)
      difference[c] = ours[c] - ours[(1 + SHARES + s) * cells + c];
    fen_verify_tell(out, names[s], fen_plane_compare(cells, difference, truth).l2, NAN);
  }
  if (!status)
    fen_verify_at_most(out, "tag", worst_tag, 0.0, item->precision == FEN_PRECISION_SINGLE ? 1e-5 : 0.0);
  fen_free(memory);
  return status;
}

/* Twenty turns of the Gaussian, over which rounding might add up. */
static fen_status run_turns(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  enum { TURNS = 20, ACROSS = 50, STEPS = 300 };
  static const char *const names[] = {"residual_1_turn", "residual_5_turns", "residual_20_turns"};
  static const int looks[] = {1, 5, TURNS};
  fen_plane_flow flow = fen_plane_rotation;
  const fen_transport_params how = {.order = 7, .limiter = FEN_LIMITER_POSITIVE, .precision = item->precision};
  fen_plane *plane = NULL;
  fen_transport *t = NULL;
  double *q = NULL;
  (void)context;
  flow.end_s *= TURNS;
  fen_status status = fen_plane_create(&flow, ACROSS, ACROSS, (ptrdiff_t)STEPS * TURNS, &plane, err);
  if (!status)
    status = fen_plane_start(plane, &how, &t, err);
  if (!status)
    status = FEN_NEW(&q, plane->cells, err);
  if (!status) {
    fen_plane_sample(plane, fen_plane_gaussian, q);
    status = fen_transport_set_field(t, 0, 0, q, err);
  }
  int turns = 0;
  for (int n = 0; n < 3 && !status; n++) {
    fen_budget budget;
    status = fen_plane_advance(plane, t, (ptrdiff_t)STEPS * (looks[n] - turns), err);
    turns = looks[n];
    if (!status)
      status = fen_transport_budget(t, 0, 0, &budget, err);
    if (!status)
      fen_verify_at_most(out, names[n], fabs(budget.residual), 0.0, item->precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-12);
  }
  fen_free(q);
  fen_transport_destroy(&t);
  fen_plane_destroy(&plane);
  return status;
}

static const rounding_row roundings[] = {
    {"precision/rotation/50x50", "one turn, 300 steps", &fen_plane_rotation, fen_plane_gaussian, 50, 50, 300},
    {"precision/rotation/200x200", "one turn, 1200 steps", &fen_plane_rotation, fen_plane_gaussian, 200, 200, 1200},
    {"precision/deformation/120x60", "there and back, 500 steps", &fen_plane_deformation, fen_plane_two_bells, 120, 60, 500},
    {"precision/deformation/240x120", "there and back, 250 steps", &fen_plane_deformation, fen_plane_two_bells, 240, 120, 250},
    {"precision/background/240x120", "bells of a thousandth on a background of 1, there and back, 250 steps", &fen_plane_deformation,
     faint_bells, 240, 120, 250},
};

fen_status fen_verify_precision(fen_verify_context *context, fen_error *err) {
  fen_status status = FEN_OK;
  fen_verify_case item = {.citation = "the same run with tracers in double", .precision = FEN_PRECISION_SINGLE, .tier = FEN_TIER_FULL};
  for (size_t n = 0; n < sizeof roundings / sizeof *roundings && !status; n++) {
    (void)snprintf(item.id, sizeof item.id, "%s/single", roundings[n].id);
    (void)snprintf(item.setup, sizeof item.setup,
                   "%s, positive, 7 cells, in single against double: l2 of both and of their difference, as shares of the plume",
                   roundings[n].setup);
    item.run = run_rounding;
    item.parameters = &roundings[n];
    status = fen_verify_add(context, &item, err);
  }
  item.parameters = NULL;
  for (int p = 0; p < 2 && !status; p++) {
    item.precision = p ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE;
    item.run = run_response;
    (void)snprintf(item.id, sizeof item.id, "precision/response%s", p ? "/single" : "");
    (void)snprintf(
        item.setup, sizeof item.setup,
        "a part of one bell, of a tenth to 1e-5 of it, half-way through the deformation, 120 x 60 cells, selective: as a tag, and as the "
        "difference of two fields");
    status = fen_verify_add(context, &item, err);
    item.run = run_turns;
    (void)snprintf(item.id, sizeof item.id, "precision/turns%s", p ? "/single" : "");
    (void)snprintf(item.setup, sizeof item.setup,
                   "twenty turns of the Gaussian, 50 x 50 cells, 6000 steps, positive: the budget's residual");
    if (!status)
      status = fen_verify_add(context, &item, err);
  }
  return status;
}
