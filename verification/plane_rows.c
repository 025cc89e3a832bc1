/* Rows of a table as cases. */
#include "plane_rows.h"

#include <math.h>
#include <stdio.h>

void fen_plane_row_id(const fen_plane_row *row, const char *suffix, char id[FEN_VERIFY_ID]) {
  (void)snprintf(id, FEN_VERIFY_ID, "%s/%tdx%td/%s/%s-%d%s%s", row->table->suite, row->nx, row->ny, row->courant,
                 fen_plane_limiter_name(row->limiter), row->order, suffix, row->precision == FEN_PRECISION_SINGLE ? "/single" : "");
}

void fen_plane_row_setup(const fen_plane_row *row, char setup[FEN_VERIFY_TEXT]) {
  (void)snprintf(setup, FEN_VERIFY_TEXT, "%s, %td x %td cells, %td steps of %.4g s (Courant number %s), merged Strang, %s, %d cells",
                 row->table->what, row->nx, row->ny, row->steps, row->table->flow->end_s / (double)row->steps, row->courant + 1,
                 row->limiter == FEN_LIMITER_NONE ? "no limiter" : fen_plane_limiter_name(row->limiter), row->order);
}

fen_transport_params fen_plane_row_how(const fen_plane_row *row) {
  return (fen_transport_params){.order = row->order, .limiter = row->limiter, .precision = row->precision};
}

void fen_plane_tell_norms(fen_verify_result *result, const fen_plane_row *row, fen_plane_norms norms) {
  double unused;
  double published = row->l2 ? fen_plane_printed(row->l2, &unused) : NAN;
  if (row->goal_l2) {
    double limit;
    (void)fen_plane_printed(row->goal_l2, &limit);
    fen_verify_at_most(result, "l2", norms.l2, published, limit);
  } else {
    fen_verify_tell(result, "l2", norms.l2, published);
  }
  fen_verify_tell(result, "linf", norms.linf, row->linf ? fen_plane_printed(row->linf, &unused) : NAN);
  if (row->share > 0.0)
    fen_verify_at_most(result, "share_of_published", norms.l2 / published, 1.0, row->share);
}

static fen_status run_row(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const fen_plane_row *row = item->parameters;
  fen_plane_run run = {.flow = row->table->flow,
                       .start = row->table->start,
                       .nx = row->nx,
                       .ny = row->ny,
                       .steps = row->steps,
                       .how = fen_plane_row_how(row)};
  fen_plane_score score;
  fen_status status = fen_plane_score_of(&run, &score, NULL, err);
  if (status)
    return status;
  fen_plane_tell_norms(out, row, score.norms);
  fen_plane_tell_bounds(out, &score, &run.how);
  out->cell_updates = score.updates;
  (void)snprintf(out->note, sizeof out->note, "%s", row->note ? row->note : "");
  return FEN_OK;
}

fen_status fen_plane_add_rows(fen_verify_context *context, const fen_plane_row *rows, ptrdiff_t count, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t r = 0; r < count && !status; r++) {
    fen_verify_case item = {
        .citation = rows[r].citation, .precision = rows[r].precision, .tier = rows[r].tier, .run = run_row, .parameters = &rows[r]};
    fen_plane_row_id(&rows[r], "", item.id);
    fen_plane_row_setup(&rows[r], item.setup);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}

fen_status fen_plane_figure_of(fen_verify_context *context, const char *id, const char *name, double *ours, double *updates,
                               fen_error *err) {
  const fen_verify_result *result;
  fen_status status = fen_verify_result_of(context, id, &result, err);
  if (status)
    return status;
  const fen_figure *figure = fen_verify_figure(result, name);
  if (!figure)
    return fen_fail(err, FEN_ERR_INTERNAL, "the case %s has no figure '%s'", id, name);
  *ours = figure->ours;
  if (updates)
    *updates = result->cell_updates;
  return FEN_OK;
}
