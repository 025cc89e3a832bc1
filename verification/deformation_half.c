/*
 * V2 at half its time, when the filaments are thinnest: the reversal flatters a scheme that is symmetric in time. The truth are runs of
 * ours on grids twice and four times finer than the finest that is compared, as means over its cells. The table's fine run is not
 * described: against 480 x 240 cells our errors are within 3 % of the table's, against 960 x 480 they are larger, as the finer run is
 * sharper.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane_rows.h"
#include "suites.h"

/** The fine runs: cells across, steps in T (largest Courant number 2.5), and across which their means are kept, one after the other. */
enum { FINE = 480, FINE_STEPS = 500, FINER = 960, FINER_STEPS = 1000, KEPT = 240, KEPT_CELLS = KEPT * KEPT / 2 };

static const char fine_id[] = "V2/half/reference";
static const char citation[] = "An independent implementation of the same scheme against a fine run of its own";

static const fen_plane_table table = {
    .suite = "V2/half", .what = "Deformation stopped at T/2", .flow = &fen_plane_deformation, .start = fen_plane_two_bells};

/* Means over blocks of factor x factor cells of a field with nx x nx/2 cells. */
static void coarsen(const double *fine, ptrdiff_t nx, ptrdiff_t factor, double *coarse) {
  ptrdiff_t across = nx / factor;
  for (ptrdiff_t j = 0; j < across / 2; j++)
    for (ptrdiff_t i = 0; i < across; i++) {
      double sum = 0.0;
      for (ptrdiff_t f = 0; f < factor * factor; f++)
        sum += fine[(j * factor + f / factor) * nx + i * factor + f % factor];
      coarse[j * across + i] = sum / (double)(factor * factor);
    }
}

/* The field at T/2 on a grid, as means on a coarser one. */
static fen_status half_field(ptrdiff_t nx, ptrdiff_t steps, int order, double *means, double *updates, fen_error *err) {
  fen_plane_run run = {.flow = &fen_plane_deformation,
                       .start = fen_plane_two_bells,
                       .nx = nx,
                       .ny = nx / 2,
                       .steps = steps,
                       .made = steps / 2,
                       .how = {.order = order, .limiter = FEN_LIMITER_POSITIVE, .precision = FEN_PRECISION_DOUBLE}};
  fen_plane_score score;
  double *field = NULL;
  fen_status status = FEN_NEW(&field, nx * nx / 2, err);
  if (!status)
    status = fen_plane_score_of(&run, &score, field, err);
  if (!status) {
    coarsen(field, nx, nx / KEPT, means);
    *updates = score.updates;
  }
  fen_free(field);
  return status;
}

static fen_status run_fine(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item;
  (void)context;
  static const char *const columns[] = {"q", NULL};
  double *fine;
  double *finer;
  double updates;
  fen_status status = fen_verify_series_add(out, "means_of_480x240", columns, KEPT_CELLS, &fine, err);
  if (!status)
    status = fen_verify_series_add(out, "means_of_960x480", columns, KEPT_CELLS, &finer, err);
  if (!status)
    status = half_field(FINE, FINE_STEPS, 7, fine, &updates, err);
  if (!status)
    status = half_field(FINER, FINER_STEPS, 9, finer, &out->cell_updates, err);
  if (!status)
    fen_verify_tell(out, "l2_480_to_960", fen_plane_compare(KEPT_CELLS, fine, finer).l2, NAN);
  return status;
}

static fen_status run_row(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const fen_plane_row *row = item->parameters;
  const fen_verify_result *fine;
  double *truth = NULL;
  double *field = NULL;
  fen_plane_score score;
  double at_end = NAN;
  fen_plane_run run = {.flow = row->table->flow,
                       .start = row->table->start,
                       .nx = row->nx,
                       .ny = row->ny,
                       .steps = row->steps,
                       .made = row->steps / 2,
                       .how = fen_plane_row_how(row)};
  fen_status status = fen_verify_result_of(context, fine_id, &fine, err);
  if (!status)
    status = FEN_NEW(&truth, row->nx * row->ny, err);
  if (!status)
    status = FEN_NEW(&field, row->nx * row->ny, err);
  if (!status) {
    coarsen(fine->series[0].values, KEPT, KEPT / row->nx, truth);
    run.truth = truth;
    status = fen_plane_score_of(&run, &score, field, err);
  }
  if (!status)
    status = fen_plane_figure_of(context, row->note, "l2", &at_end, NULL, err);
  if (!status) {
    fen_plane_tell_norms(out, row, score.norms);
    coarsen(fine->series[1].values, KEPT, KEPT / row->nx, truth);
    fen_verify_tell(out, "l2_to_960x480", fen_plane_compare(row->nx * row->ny, field, truth).l2, NAN);
    fen_verify_tell(out, "l2_at_T", at_end, NAN);
    fen_plane_tell_bounds(out, &score, &run.how);
    out->cell_updates = score.updates;
  }
  fen_free(field);
  fen_free(truth);
  return status;
}

/* The note of a row is the case at T. */
#define ROW(...) FEN_PLANE_ROW(table, __VA_ARGS__)
static const fen_plane_row rows[] = {
    ROW(60, 30, 250, "c0.62", POSITIVE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/60x30/c0.62/positive-7"),
    ROW(120, 60, 500, "c0.62", POSITIVE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/120x60/c0.62/positive-7"),
    ROW(120, 60, 124, "c2.5", POSITIVE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/120x60/c2.5/positive-7"),
    ROW(120, 60, 62, "c5", POSITIVE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/120x60/c5/positive-7"),
    ROW(240, 120, 1000, "c0.62", POSITIVE, 7, DOUBLE, FULL, ".0088", NULL, ".0088", 0.0, citation, "V2/240x120/c0.62/positive-7"),
    ROW(240, 120, 500, "c1.24", POSITIVE, 7, DOUBLE, FULL, ".0070", NULL, ".0070", 0.0, citation, "V2/240x120/c1.24/positive-7"),
    ROW(240, 120, 250, "c2.5", POSITIVE, 7, DOUBLE, FULL, ".0037", NULL, ".0037", 0.0, citation, "V2/240x120/c2.5/positive-7"),
    ROW(240, 120, 126, "c5", POSITIVE, 7, DOUBLE, FULL, ".0037", NULL, ".0037", 0.0, citation, "V2/240x120/c5/positive-7"),
    ROW(240, 120, 62, "c10", POSITIVE, 7, DOUBLE, FULL, ".0066", NULL, ".0066", 0.0, citation, "V2/240x120/c10/positive-7"),
    ROW(240, 120, 250, "c2.5", POSITIVE, 9, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/240x120/c2.5/positive-9"),
    ROW(240, 120, 250, "c2.5", SELECTIVE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/240x120/c2.5/selective-7"),
    ROW(240, 120, 250, "c2.5", MONOTONE, 7, DOUBLE, FULL, NULL, NULL, NULL, 0.0, citation, "V2/240x120/c2.5/monotone-7"),
};

fen_status fen_verify_deformation_half(fen_verify_context *context, fen_error *err) {
  fen_verify_case fine = {.citation = citation, .precision = FEN_PRECISION_DOUBLE, .tier = FEN_TIER_FULL, .run = run_fine};
  (void)snprintf(fine.id, sizeof fine.id, "%s", fine_id);
  (void)snprintf(
      fine.setup, sizeof fine.setup,
      "Deformation stopped at T/2: the fine run that the others are compared with, %d x %d cells, %d steps, positive, 9 cells, as "
      "means on %d x %d; told is how far a run of half its resolution is from it",
      FINE, FINE / 2, FINE_STEPS / 2, KEPT, KEPT / 2);
  fen_status status = fen_verify_add(context, &fine, err);
  for (size_t r = 0; r < sizeof rows / sizeof *rows && !status; r++) {
    fen_verify_case item = {
        .citation = citation, .precision = rows[r].precision, .tier = rows[r].tier, .run = run_row, .parameters = &rows[r]};
    fen_plane_row_id(&rows[r], "", item.id);
    fen_plane_row_setup(&rows[r], item.setup);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
