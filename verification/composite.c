/*
 * V4: the composite of Jiang & Shu (1996, J. Comput. Phys. 126, 202-228) in one dimension: Gaussians, square, triangle and half-ellipse
 * carried four times round. Cells hold exact averages, at the start and at the end. Errors are the mean and the largest difference.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane.h"
#include "suites.h"

enum { CELLS = 200 };

/** A row of the table: mean and largest error as printed. */
typedef struct {
  const char *scheme, *l1, *linf;
} published_scheme;

typedef struct {
  const char *id;
  const char *courant;
  int steps; /**< in t = 8 */
  fen_limiter limiter;
  int order;
  const published_scheme *beside; /**< what both errors must not exceed */
  const char *note;
} composite_row;

static const published_scheme ppm = {"PPM", ".0391", ".431"};
static const published_scheme limited_ppm = {"limited PPM", ".0353", ".410"};
static const published_scheme weno5 = {"WENO5", ".0444", ".433"};
static const published_scheme weno_z = {"WENO-Z", ".0346", ".418"};
static const char citation[] =
    "t = 8, N = 200, Courant number 0.4, mean L1 / Linf, independent implementations: upwind .3035/.781, van Leer "
    ".0881/.550, MC .0649/.466, PPM .0391/.431, limited PPM .0353/.410, WENO5 .0444/.433, WENO-Z .0346/.418";

static double unit_wind(double x, double y, double t_s) {
  (void)x;
  (void)t_s;
  return -y;
}

static const fen_plane_flow line = {.x0 = -1.0,
                                    .length_x_m = 2.0,
                                    .length_y_m = 2.0 / CELLS,
                                    .side_x = FEN_SIDE_PERIODIC,
                                    .side_y = FEN_SIDE_CLOSED,
                                    .end_s = 8.0,
                                    .psi_m2ps = unit_wind,
                                    .steady = true};

static const double width = 0.005; /* delta of the paper: three curves apart by it are averaged by Simpson's rule */

static double gaussian_integral(double x, double centre) {
  double beta = log(2.0) / (36.0 * width * width);
  return 0.5 * sqrt(FEN_PLANE_PI / beta) * erf(sqrt(beta) * (x - centre));
}

static double ellipse_integral(double x, double centre) {
  const double alpha = 10.0;
  double s = fmin(1.0, fmax(-1.0, alpha * (x - centre)));
  return 0.5 / alpha * (s * sqrt(1.0 - s * s) + asin(s));
}

/* Integral of the composite from somewhere to x. */
static double integral(double x) {
  double gaussians = gaussian_integral(x, -0.7 - width) + gaussian_integral(x, -0.7 + width) + 4.0 * gaussian_integral(x, -0.7);
  double square = fmin(fmax(x, -0.4), -0.2) + 0.4;
  double s = fmin(fmax(x, 0.0), 0.2) - 0.1;
  double triangle = s - 5.0 * s * fabs(s);
  double ellipses = ellipse_integral(x, 0.5 - width) + ellipse_integral(x, 0.5 + width) + 4.0 * ellipse_integral(x, 0.5);
  return gaussians / 6.0 + square + triangle + ellipses / 6.0;
}

static fen_status carry(const composite_row *row, const double *start, double *end, double *clipped, fen_error *err) {
  fen_plane *plane = NULL;
  fen_transport *t = NULL;
  fen_transport_params how = {.order = row->order, .limiter = row->limiter, .precision = FEN_PRECISION_DOUBLE};
  fen_status status = fen_plane_create(&line, CELLS, 1, row->steps, &plane, err);
  if (!status)
    status = fen_plane_start(plane, &how, &t, err);
  if (!status)
    status = fen_transport_set_field(t, 0, 0, start, err);
  for (int n = 0; n < row->steps && !status; n++)
    status = fen_transport_advect_axis(t, FEN_AXIS_X, line.end_s / row->steps, err);
  if (!status)
    status = fen_transport_get_field(t, 0, 0, end, err);
  if (!status)
    *clipped = (double)fen_transport_get_stats(t).clipped;
  fen_transport_destroy(&t);
  fen_plane_destroy(&plane);
  return status;
}

static fen_status tell_profile(fen_verify_result *out, const double *truth, const double *end, fen_error *err) {
  static const char *const columns[] = {"x", "exact", "ours", NULL};
  double *values;
  fen_status status = fen_verify_series_add(out, "profile", columns, CELLS, &values, err);
  for (ptrdiff_t c = 0; c < CELLS && !status; c++) {
    values[3 * c] = -1.0 + 2.0 * ((double)c + 0.5) / CELLS;
    values[3 * c + 1] = truth[c];
    values[3 * c + 2] = end[c];
  }
  return status;
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const composite_row *row = item->parameters;
  double start[CELLS];
  double end[CELLS];
  double clipped = NAN;
  for (ptrdiff_t c = 0; c < CELLS; c++)
    start[c] = (integral(-1.0 + 2.0 * (double)(c + 1) / CELLS) - integral(-1.0 + 2.0 * (double)c / CELLS)) * (CELLS / 2.0);
  fen_status status = carry(row, start, end, &clipped, err);
  if (status)
    return status;
  double mean = 0.0;
  double largest = 0.0;
  for (ptrdiff_t c = 0; c < CELLS; c++) {
    mean += fabs(end[c] - start[c]) / CELLS;
    largest = fmax(largest, fabs(end[c] - start[c]));
  }
  double mean_limit;
  double largest_limit;
  double mean_reference = fen_plane_printed(row->beside->l1, &mean_limit);
  double largest_reference = fen_plane_printed(row->beside->linf, &largest_limit);
  fen_verify_at_most(out, "l1", mean, mean_reference, mean_limit);
  fen_verify_at_most(out, "linf", largest, largest_reference, largest_limit);
  (void)snprintf(out->note, sizeof out->note, "Shown and held to: %s. %s", row->beside->scheme, row->note);
  fen_plane_score score = {.norms = fen_plane_compare(CELLS, end, start), .clipped = clipped};
  score.start_maximum = fen_plane_compare(CELLS, start, start).maximum;
  fen_plane_tell_extremes(out, &score, row->limiter);
  out->cell_updates = (double)CELLS * row->steps;
  return tell_profile(out, start, end, err);
}

#define ROW(courant, steps, limiter, order, beside, note)                                                                                  \
  { "V4/200/" courant, courant, steps, limiter, order, &(beside), note }

static const char overshoot[] = "Not monotone: it overshoots beside the square, where limited PPM is .410.";
static const char steep[] = "Monotone steps in smooth slopes cost nine cells more than seven: limited PPM's mean of .0353 is missed.";

static const composite_row rows[] = {
    ROW("c0.4", 2000, FEN_LIMITER_NONE, 7, ppm, ""),
    ROW("c0.4", 2000, FEN_LIMITER_POSITIVE, 7, weno5, overshoot),
    ROW("c0.4", 2000, FEN_LIMITER_SELECTIVE, 7, limited_ppm, ""),
    ROW("c0.4", 2000, FEN_LIMITER_MONOTONE, 7, limited_ppm, ""),
    ROW("c0.4", 2000, FEN_LIMITER_POSITIVE, 9, weno_z, overshoot),
    ROW("c0.4", 2000, FEN_LIMITER_SELECTIVE, 9, limited_ppm, ""),
    ROW("c0.4", 2000, FEN_LIMITER_MONOTONE, 9, weno5, steep),
    ROW("c2.5", 320, FEN_LIMITER_POSITIVE, 7, limited_ppm, ""),
    ROW("c2.5", 320, FEN_LIMITER_SELECTIVE, 7, limited_ppm, ""),
    ROW("c2.5", 320, FEN_LIMITER_MONOTONE, 7, limited_ppm, ""),
    ROW("c6.4", 125, FEN_LIMITER_SELECTIVE, 7, limited_ppm, ""),
};

fen_status fen_verify_composite(fen_verify_context *context, fen_error *err) {
  fen_status status = FEN_OK;
  for (size_t r = 0; r < sizeof rows / sizeof *rows && !status; r++) {
    fen_verify_case item = {
        .citation = citation, .precision = FEN_PRECISION_DOUBLE, .tier = FEN_TIER_QUICK, .run = run, .parameters = &rows[r]};
    (void)snprintf(item.id, sizeof item.id, "%s/%s-%d", rows[r].id, fen_plane_limiter_name(rows[r].limiter), rows[r].order);
    (void)snprintf(item.setup, sizeof item.setup,
                   "Composite of Jiang & Shu in one dimension, 200 cells, four times round in %d steps (Courant number %s), %s, %d cells",
                   rows[r].steps, rows[r].courant + 1,
                   rows[r].limiter == FEN_LIMITER_NONE ? "no limiter" : fen_plane_limiter_name(rows[r].limiter), rows[r].order);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
