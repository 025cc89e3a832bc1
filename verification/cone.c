/*
 * V3: a cone on a plane that turns six times: Jaruga et al. (2015), libmpdata++ 1.0, Geosci. Model Dev. 8, 1005-1032, after Smolarkiewicz &
 * Margolin (1998). The published 3768 steps of 0.1 make 5.997 turns; the field is compared with the start, as published, and with the cone
 * where it is then. What the first comparison finds is mostly the missing 0.019 rad: a scheme that turns a little too far does better. The
 * values of the independent implementation are those of plain alternation (X Y, Y X), which turns 6e-4 rad further; they bound the cases
 * that alternate, and the error in place of those with merged Strang splitting.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane.h"
#include "suites.h"

enum { ACROSS = 101, STEPS = 3768 };

typedef struct {
  const char *id;
  const char *setup;
  fen_limiter limiter;
  int order;
  fen_verify_tier tier;
  bool alternating;                      /**< X Y, Y X instead of merged Strang */
  const char *minimum, *maximum, *error; /**< of the row that is shown */
  const char *goal;                      /**< what the error must not exceed, or, with merged Strang, the error in place */
  const char *citation;
} cone_row;

static double psi(double x, double y, double t_s) {
  (void)t_s;
  return -0.05 * ((x - 50.0) * (x - 50.0) + (y - 50.0) * (y - 50.0));
}

static double background(double x, double y, double t_s) {
  (void)x;
  (void)y;
  (void)t_s;
  return 1.0;
}

static const fen_plane_flow turning = {.x0 = -0.5,
                                       .y0 = -0.5,
                                       .length_x_m = ACROSS,
                                       .length_y_m = ACROSS,
                                       .side_x = FEN_SIDE_OPEN,
                                       .side_y = FEN_SIDE_OPEN,
                                       .end_s = 0.1 * STEPS,
                                       .psi_m2ps = psi,
                                       .outside = background,
                                       .steady = true};

static double cone(double x, double y) {
  double r = hypot(x - 50.0, y - 75.0);
  return 1.0 + fmax(0.0, 4.0 * (1.0 - r / 15.0));
}

/* The cone where it is after the last step, clockwise. */
static double turned_cone(double x, double y) {
  double angle = 0.1 * turning.end_s;
  double east = x - 50.0;
  double north = y - 50.0;
  return cone(50.0 + cos(angle) * east - sin(angle) * north, 50.0 + sin(angle) * east + cos(angle) * north);
}

/* Root mean square over the time elapsed, the measure of the paper. */
static double error_rate(const double *ours, const double *truth) {
  double sum = 0.0;
  for (ptrdiff_t c = 0; c < (ptrdiff_t)ACROSS * ACROSS; c++)
    sum += (ours[c] - truth[c]) * (ours[c] - truth[c]);
  return sqrt(sum / ((double)ACROSS * ACROSS)) / turning.end_s;
}

static fen_status sample(double (*field)(double x, double y), double **values, fen_error *err) {
  fen_plane *plane = NULL;
  fen_status status = fen_plane_create(&turning, ACROSS, ACROSS, STEPS, &plane, err);
  if (!status)
    status = FEN_NEW(values, plane->cells, err);
  if (!status)
    fen_plane_sample(plane, field, *values);
  fen_plane_destroy(&plane);
  return status;
}

/* The cone's field after all steps, and its score. */
static fen_status turn(const cone_row *row, fen_plane_run *cone_run, fen_plane_score *score, double *end, fen_error *err) {
  if (!row->alternating)
    return fen_plane_score_of(cone_run, score, end, err);
  fen_plane *plane = NULL;
  fen_transport *t = NULL;
  double dt_s = turning.end_s / STEPS;
  double outside = 1.0;
  fen_budget budget;
  fen_status status = fen_plane_create(&turning, ACROSS, ACROSS, STEPS, &plane, err);
  if (!status)
    status = fen_plane_start(plane, &cone_run->how, &t, err);
  if (!status)
    status = fen_transport_set_field(t, 0, 0, end, err);
  if (!status)
    status = fen_transport_set_boundary_profile(t, 0, 0, &outside, err);
  for (int n = 0; n < 2 * STEPS && !status; n++)
    status = fen_transport_advect_axis(t, n % 4 == 0 || n % 4 == 3 ? FEN_AXIS_X : FEN_AXIS_Y, dt_s, err);
  if (!status)
    status = fen_transport_budget(t, 0, 0, &budget, err);
  if (!status)
    *score = (fen_plane_score){.start_maximum = fen_plane_compare(plane->cells, end, end).maximum,
                               .residual = budget.residual,
                               .clipped = (double)fen_transport_get_stats(t).clipped,
                               .updates = 2.0 * STEPS * (double)plane->cells};
  if (!status)
    status = fen_transport_get_field(t, 0, 0, end, err);
  if (!status)
    score->norms = fen_plane_compare(plane->cells, end, end);
  fen_transport_destroy(&t);
  fen_plane_destroy(&plane);
  return status;
}

static void tell_errors(const cone_row *row, fen_verify_result *out, double as_published, double in_place) {
  double published_limit;
  double goal_limit;
  double published = fen_plane_printed(row->error, &published_limit);
  double goal = fen_plane_printed(row->goal, &goal_limit);
  fen_verify_at_most(out, "err", as_published, published, row->alternating ? goal_limit : published_limit);
  if (row->alternating)
    fen_verify_tell(out, "err_in_place", in_place, NAN);
  else
    fen_verify_at_most(out, "err_in_place", in_place, goal, goal_limit);
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const cone_row *row = item->parameters;
  fen_plane_run cone_run = {.flow = &turning,
                            .start = cone,
                            .nx = ACROSS,
                            .ny = ACROSS,
                            .steps = STEPS,
                            .how = {.order = row->order, .limiter = row->limiter, .precision = FEN_PRECISION_DOUBLE}};
  fen_plane_score score;
  double *start = NULL;
  double *turned = NULL;
  double *end = NULL;
  fen_status status = sample(cone, &start, err);
  if (!status)
    status = sample(turned_cone, &turned, err);
  if (!status)
    status = sample(cone, &end, err);
  if (!status)
    status = turn(row, &cone_run, &score, end, err);
  if (!status) {
    double unused;
    tell_errors(row, out, error_rate(end, start), error_rate(end, turned));
    fen_verify_tell(out, "published_min", score.norms.minimum, fen_plane_printed(row->minimum, &unused));
    fen_verify_tell(out, "published_max", score.norms.maximum, fen_plane_printed(row->maximum, &unused));
    fen_plane_tell_bounds(out, &score, &cone_run.how);
    out->cell_updates = score.updates;
  }
  fen_free(start);
  fen_free(turned);
  fen_free(end);
  return status;
}

fen_status fen_verify_cone(fen_verify_context *context, fen_error *err) {
  static const char best[] =
      "Jaruga et al. (2015), GMD 8, 1005-1032: MPDATA with infinite gauge, third order and flux correction, the best of its rows";
  static const char independent[] = "An independent implementation of the same scheme, X and Y in alternating order";
  static const char setup[] = "Rotating cone, six turns, 101 x 101 cells, 3768 steps of 0.1, open sides, background 1";
  static const cone_row rows[] = {
      {"V3/101x101/positive-7", setup, FEN_LIMITER_POSITIVE, 7, FEN_TIER_FULL, false, "1.000", "4.241", "1.05e-4", "6.44e-5", best},
      {"V3/101x101/selective-7", setup, FEN_LIMITER_SELECTIVE, 7, FEN_TIER_FULL, false, "1.000", "4.241", "1.05e-4", "9.47e-5", best},
      {"V3/101x101/monotone-7", setup, FEN_LIMITER_MONOTONE, 7, FEN_TIER_FULL, false, "1.000", "4.241", "1.05e-4", "9.47e-5", best},
      {"V3/101x101/positive-7/alternating", setup, FEN_LIMITER_POSITIVE, 7, FEN_TIER_FULL, true, ".970", "4.703", "6.44e-5", "6.44e-5",
       independent},
      {"V3/101x101/monotone-7/alternating", setup, FEN_LIMITER_MONOTONE, 7, FEN_TIER_FULL, true, "1", "4.176", "9.47e-5", "9.47e-5",
       independent},
  };
  fen_status status = FEN_OK;
  for (size_t r = 0; r < sizeof rows / sizeof *rows && !status; r++) {
    fen_verify_case item = {
        .citation = rows[r].citation, .precision = FEN_PRECISION_DOUBLE, .tier = rows[r].tier, .run = run, .parameters = &rows[r]};
    (void)snprintf(item.id, sizeof item.id, "%s", rows[r].id);
    (void)snprintf(item.setup, sizeof item.setup, "%s; %s, %d cells, %s", rows[r].setup, fen_plane_limiter_name(rows[r].limiter),
                   rows[r].order, rows[r].alternating ? "X Y, Y X" : "merged Strang");
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
