/* Observed order and error against work, from the results of other cases. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "plane_rows.h"

/* An order is told to two decimals; rounding of the two errors must not decide. */
#define ORDER_LIMIT 1.995

/* Cells across are the first number of the id's second part. */
static double cells_across(const char *id) {
  while (*id && *id != '/')
    id++;
  return *id ? strtod(id + 1, NULL) : NAN;
}

static int points_of(const fen_plane_curve *curve) {
  int points = curve->points;
  while (curve->ids && curve->ids[points])
    points++;
  return points;
}

static fen_status tell_curve(const fen_plane_curve *curve, fen_verify_context *context, fen_verify_result *out, double **values,
                             fen_error *err) {
  static const char *const columns[] = {"cells_across", "cell_updates", "l2", NULL};
  int points = points_of(curve);
  fen_status status = fen_verify_series_add(out, curve->name, columns, points, values, err);
  for (int n = 0; n < points && !status; n++) {
    double *row = *values + (ptrdiff_t)3 * n;
    if (curve->ids) {
      row[0] = cells_across(curve->ids[n]);
      status = fen_plane_figure_of(context, curve->ids[n], "l2", &row[2], &row[1], err);
    } else {
      row[0] = curve->cells_across[n];
      row[1] = curve->updates[n];
      row[2] = curve->l2[n];
    }
  }
  return status;
}

fen_status fen_plane_run_order(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const fen_plane_order *order = item->parameters;
  fen_status status = FEN_OK;
  for (int c = 0; c < order->count && !status; c++) {
    double *values;
    status = tell_curve(&order->curves[c], context, out, &values, err);
    if (status || c > 0)
      continue;
    const double *last = values + (ptrdiff_t)3 * (points_of(&order->curves[0]) - 1);
    fen_verify_at_least(out, "order", log2(last[-1] / last[2]), NAN, ORDER_LIMIT);
    fen_verify_tell(out, "order_before", log2(last[-4] / last[-1]), NAN);
  }
  return status;
}
