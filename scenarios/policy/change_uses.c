/* When and where measures act. */
#include <math.h>

#include "alert.h"
#include "change_parts.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"

/* Cut windows to an interval; what covers it wholly makes the measure act always. */
static fen_status cut_windows(const fen_window *windows, ptrdiff_t count, double start_s, double end_s, const fen_change *change,
                              fen_measure_use *use, fen_error *err) {
  fen_status status = FEN_NEW(&use->windows, count, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    fen_window cut = {fmax(windows[n].start_s, start_s), fmin(windows[n].end_s, end_s)};
    if (cut.end_s > cut.start_s)
      use->windows[use->window_count++] = cut;
  }
  if (!status && use->window_count == 1 && use->windows[0].start_s <= change->start_s && use->windows[0].end_s >= change->end_s) {
    use->always = true;
    use->window_count = 0;
  }
  return status;
}

static void complain_of_dates(const fen_change *change, const fen_measure *measure, fen_diagnostics *faults) {
  char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT];
  fen_error fault;
  fen_time_format(change->start_s, change->item->period.utc_offset_s, from);
  fen_time_format(change->end_s, change->item->period.utc_offset_s, to);
  fen_yaml_fail(measure->dates_node, FEN_ERR_TIME, "choose dates within it, or leave them out", &fault,
                "the dates of measure '%s' miss the case's period, %s to %s", measure->name, from, to);
  fen_diagnostics_add(faults, &fault);
}

static fen_status set_windows(fen_change *change, int m, fen_diagnostics *faults, fen_error *err) {
  const fen_scenario *scenario = change->scenario;
  const fen_measure *measure = &scenario->measures[m];
  fen_measure_use *use = &change->uses[m];
  const fen_window whole = {change->start_s, change->end_s};
  const fen_window *windows = &whole;
  ptrdiff_t count = 1;
  double start_s = fmax(measure->from_s, change->start_s);
  double end_s = fmin(measure->to_s, change->end_s);
  use->reached = true;
  if (!(end_s > start_s)) {
    use->reached = false;
    complain_of_dates(change, measure, faults);
    return FEN_OK;
  }
  if (measure->level >= 0 && scenario->outcome.known) {
    windows = measure->level_and_above ? scenario->outcome.above[measure->level] : scenario->outcome.windows[measure->level];
    count = measure->level_and_above ? scenario->outcome.above_count[measure->level] : scenario->outcome.window_count[measure->level];
  } else if (measure->level >= 0) {
    int assumed = fen_alert_assumed_level(scenario);
    count = measure->level_and_above ? measure->level <= assumed : measure->level == assumed;
  }
  fen_status status = cut_windows(windows, count, start_s, end_s, change, use, err);
  use->reached = use->always || use->window_count > 0;
  return status;
}

fen_status fen_change_set_uses(fen_change *change, fen_diagnostics *faults, fen_error *err) {
  fen_status status = FEN_OK;
  for (int m = 0; !status && m < (int)change->scenario->measure_count; m++) {
    status = set_windows(change, m, faults, err);
    if (!status)
      status = fen_change_set_mask(change, m, err);
  }
  return status;
}
