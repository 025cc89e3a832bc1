/* How the values of a field in time make up its mean over an interval. */
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/profiles.h"
#include "inventory_parts.h"

/* Instants that miss the edge of a file by less than this are rounding [s]. */
static const double TIME_SLACK_S = 1e-3;

static fen_status outside_period(double start_s, double end_s, const fen_time_axis *axis, fen_error *err) {
  char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT], begin[FEN_TIME_TEXT], end[FEN_TIME_TEXT];
  fen_time_format(start_s, 0.0, from);
  fen_time_format(end_s, 0.0, to);
  fen_time_format(axis->time_s[0], 0.0, begin);
  fen_time_format(axis->time_s[axis->kind == FEN_TIMING_STEPS ? axis->count : axis->count - 1], 0.0, end);
  return fen_fail(err, FEN_ERR_TIME_GAP,
                  "emissions are wanted from %s to %s, but the inventory's file holds %s to %s\n  = shorten the run or add the hours", from,
                  to, begin, end);
}

/* Weights of the file's times whose sum product with its values is the mean over the interval. */
static void instants_weights(double start_s, double end_s, const fen_time_axis *axis, double *weight) {
  double length = end_s - start_s;
  for (ptrdiff_t n = 0; n + 1 < axis->count; n++) {
    double t0 = axis->time_s[n];
    double t1 = axis->time_s[n + 1];
    double low = start_s > t0 ? start_s : t0;
    double high = end_s < t1 ? end_s : t1;
    if (high <= low)
      continue;
    /* The mean of a line is its value half-way. */
    double theta = (0.5 * (low + high) - t0) / (t1 - t0);
    weight[n] += (1.0 - theta) * (high - low) / length;
    weight[n + 1] += theta * (high - low) / length;
  }
}

fen_status fen_emission_time_weights(const fen_inventory *inventory, const fen_emission_field *field, double start_s, double end_s,
                                     double *weight, fen_error *err) {
  const fen_time_axis *axis = &field->time;
  double length = end_s - start_s;
  memset(weight, 0, (size_t)axis->count * sizeof *weight);
  if (axis->kind == FEN_TIMING_PROFILE) {
    weight[0] = fen_profile_mean(&inventory->sectors[field->sector].sector, inventory->utc_offset_s, start_s, end_s);
    return FEN_OK;
  }
  if (axis->kind == FEN_TIMING_MONTHS) {
    fen_profile_month_weights(&inventory->sectors[field->sector].sector, inventory->utc_offset_s, start_s, end_s, weight);
    return FEN_OK;
  }
  ptrdiff_t last = axis->kind == FEN_TIMING_STEPS ? axis->count : axis->count - 1;
  if (!(start_s >= axis->time_s[0] - TIME_SLACK_S) || !(end_s <= axis->time_s[last] + TIME_SLACK_S))
    return outside_period(start_s, end_s, axis, err);
  if (axis->kind == FEN_TIMING_INSTANTS) {
    instants_weights(start_s, end_s, axis, weight);
    return FEN_OK;
  }
  for (ptrdiff_t n = 0; n < axis->count; n++) {
    double low = start_s > axis->time_s[n] ? start_s : axis->time_s[n];
    double high = end_s < axis->time_s[n + 1] ? end_s : axis->time_s[n + 1];
    weight[n] = high > low ? (high - low) / length : 0.0;
  }
  return FEN_OK;
}
