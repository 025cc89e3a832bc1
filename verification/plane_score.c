/* Flows on a plane: those of the published set-ups, and how well a field came through. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"
#include "plane.h"

static double rotation_psi(double x, double y, double t_s) {
  (void)t_s;
  return -5.0 * FEN_PLANE_PI / 3000.0 * ((x - 5000.0) * (x - 5000.0) + (y - 5000.0) * (y - 5000.0));
}

static double deformation_psi(double x, double y, double t_s) {
  double s = sin(x + FEN_PLANE_PI - 2.0 * FEN_PLANE_PI * t_s / 5.0);
  double c = cos(y);
  return 2.0 * s * s * c * c * cos(FEN_PLANE_PI * t_s / 5.0) - 2.0 * FEN_PLANE_PI * y / 5.0;
}

/* The Gaussian where it has turned to, clockwise, a turn in 600 s: its tails reach beyond the domain. */
static double rotation_outside(double x, double y, double t_s) {
  double angle = 2.0 * FEN_PLANE_PI * t_s / 600.0;
  double east = x - 5000.0;
  double north = y - 5000.0;
  return fen_plane_gaussian(5000.0 + cos(angle) * east - sin(angle) * north, 5000.0 + sin(angle) * east + cos(angle) * north);
}

const fen_plane_flow fen_plane_rotation = {.length_x_m = 10000.0,
                                           .length_y_m = 10000.0,
                                           .side_x = FEN_SIDE_OPEN,
                                           .side_y = FEN_SIDE_OPEN,
                                           .end_s = 600.0,
                                           .psi_m2ps = rotation_psi,
                                           .outside = rotation_outside,
                                           .steady = true};

const fen_plane_flow fen_plane_deformation = {.x0 = -FEN_PLANE_PI,
                                              .y0 = -0.5 * FEN_PLANE_PI,
                                              .length_x_m = 2.0 * FEN_PLANE_PI,
                                              .length_y_m = FEN_PLANE_PI,
                                              .side_x = FEN_SIDE_PERIODIC,
                                              .side_y = FEN_SIDE_CLOSED,
                                              .end_s = 5.0,
                                              .psi_m2ps = deformation_psi};

double fen_plane_gaussian(double x, double y) {
  return exp(-((x - 5000.0) * (x - 5000.0) + (y - 7500.0) * (y - 7500.0)) / (2.0 * 500.0 * 500.0));
}

static double bell(double x, double y, double twelfths) {
  double away = fabs(x + FEN_PLANE_PI - twelfths / 12.0 * 2.0 * FEN_PLANE_PI);
  away = away > FEN_PLANE_PI ? 2.0 * FEN_PLANE_PI - away : away;
  return 0.95 * exp(-5.0 * (away * away + y * y));
}

double fen_plane_west_bell(double x, double y) {
  return bell(x, y, 5.0);
}

double fen_plane_east_bell(double x, double y) {
  return bell(x, y, 7.0);
}

double fen_plane_two_bells(double x, double y) {
  return bell(x, y, 5.0) + bell(x, y, 7.0);
}

fen_plane_norms fen_plane_compare(ptrdiff_t count, const double *ours, const double *truth) {
  fen_plane_norms n = {.minimum = INFINITY, .maximum = -INFINITY};
  double error = 0.0;
  double size = 0.0;
  double peak = 0.0;
  for (ptrdiff_t c = 0; c < count; c++) {
    double e = ours[c] - truth[c];
    error += e * e;
    size += truth[c] * truth[c];
    n.linf = fmax(n.linf, fabs(e));
    peak = fmax(peak, fabs(truth[c]));
    n.minimum = fmin(n.minimum, ours[c]);
    n.maximum = fmax(n.maximum, ours[c]);
  }
  n.l2 = sqrt(error / size);
  n.linf = isnan(n.l2) ? NAN : n.linf / peak;
  return n;
}

fen_status fen_plane_score_of(const fen_plane_run *run, fen_plane_score *out, double *field, fen_error *err) {
  fen_plane *plane = NULL;
  fen_transport *transport = NULL;
  double *start = NULL;
  double *end = NULL;
  fen_budget budget;
  ptrdiff_t made = run->made ? run->made : run->steps;
  fen_status status = fen_plane_create(run->flow, run->nx, run->ny, run->steps, &plane, err);
  if (!status)
    status = FEN_NEW(&start, plane->cells, err);
  if (!status)
    status = FEN_NEW(&end, plane->cells, err);
  if (!status)
    status = fen_plane_start(plane, &run->how, &transport, err);
  if (!status) {
    fen_plane_sample(plane, run->start, start);
    status = fen_transport_set_field(transport, 0, 0, start, err);
  }
  if (!status)
    status = fen_plane_advance(plane, transport, made, err);
  if (!status)
    status = fen_transport_get_field(transport, 0, 0, end, err);
  if (!status)
    status = fen_transport_budget(transport, 0, 0, &budget, err);
  if (!status) {
    *out = (fen_plane_score){.norms = fen_plane_compare(plane->cells, end, run->truth ? run->truth : start),
                             .start_maximum = fen_plane_compare(plane->cells, start, start).maximum,
                             .residual = budget.residual,
                             .clipped = (double)fen_transport_get_stats(transport).clipped,
                             .updates = fen_plane_updates(plane, made)};
    if (field)
      memcpy(field, end, (size_t)plane->cells * sizeof *end);
  }
  fen_transport_destroy(&transport);
  fen_free(start);
  fen_free(end);
  fen_plane_destroy(&plane);
  return status;
}

double fen_plane_printed(const char *text, double *limit) {
  char *rest;
  double value = strtod(text, &rest);
  double unit = 1.0;
  bool fraction = false;
  for (const char *c = text; *c && *c != 'e'; c++) {
    if (fraction)
      unit *= 0.1;
    fraction = fraction || *c == '.';
  }
  const char *exponent = strchr(text, 'e');
  *limit = value + 0.5 * unit * (exponent ? pow(10.0, strtod(exponent + 1, NULL)) : 1.0);
  return value;
}

const char *fen_plane_limiter_name(fen_limiter limiter) {
  static const char *const names[] = {"none", "positive", "selective", "monotone"};
  return names[limiter];
}

void fen_plane_tell_extremes(fen_verify_result *result, const fen_plane_score *score, fen_limiter limiter) {
  if (limiter == FEN_LIMITER_NONE)
    fen_verify_tell(result, "min", score->norms.minimum, 0.0);
  else
    fen_verify_at_least(result, "min", score->norms.minimum, 0.0, 0.0);
  if (limiter == FEN_LIMITER_MONOTONE)
    fen_verify_at_most(result, "max", score->norms.maximum, score->start_maximum, score->start_maximum);
  else
    fen_verify_tell(result, "max", score->norms.maximum, score->start_maximum);
  fen_verify_at_most(result, "clipped", score->clipped, 0.0, 0.0);
}

void fen_plane_tell_bounds(fen_verify_result *result, const fen_plane_score *score, const fen_transport_params *how) {
  fen_plane_tell_extremes(result, score, how->limiter);
  fen_verify_at_most(result, "budget", fabs(score->residual), 0.0, how->precision == FEN_PRECISION_SINGLE ? 1e-6 : 1e-12);
}
