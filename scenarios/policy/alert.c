/* When each level of alert is in force. */
#include "alert.h"

#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"

static const double DAY_S = 86400.0;

/* Whether days [first, last] hold a run of so many days above a threshold. */
static bool holds(const double *mean, ptrdiff_t first, ptrdiff_t last, const fen_alert_part *part) {
  ptrdiff_t run = 0;
  for (ptrdiff_t d = first; d <= last; d++) {
    run = mean[d] > part->above_ugpm3 ? run + 1 : 0;
    if (run >= part->days)
      return true;
  }
  return false;
}

/* Days of every run above the first part's threshold in which all parts hold get the level. */
static void apply_rule(const fen_alert_rule *rule, const double *mean, ptrdiff_t days, int level, int *day_level) {
  for (ptrdiff_t first = 0; first < days;) {
    ptrdiff_t last = first;
    while (last < days && mean[last] > rule->parts[0].above_ugpm3)
      last++;
    bool all = last > first;
    for (int n = 0; n < rule->count; n++)
      all = all && holds(mean, first, last - 1, &rule->parts[n]);
    for (ptrdiff_t d = first; all && d < last; d++)
      day_level[d] = day_level[d] > level ? day_level[d] : level;
    first = last > first ? last : first + 1;
  }
}

void fen_alert_days(const fen_alert *alert, const double *mean, ptrdiff_t days, int *day_level) {
  for (ptrdiff_t d = 0; d < days; d++)
    day_level[d] = -1;
  for (int level = 0; level < alert->level_count; level++)
    for (int n = 0; n < alert->levels[level].rule_count; n++)
      if (alert->levels[level].rules[n].count > 0)
        apply_rule(&alert->levels[level].rules[n], mean, days, level, day_level);
}

/* Days of a level and of higher ones, lengthened. */
static fen_status make_above(const fen_alert *alert, const fen_alert_outcome *o, int level, fen_window **out, ptrdiff_t *out_count,
                             fen_error *err) {
  fen_window *windows = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&windows, o->day_count, err);
  for (ptrdiff_t d = 0; !status && d < o->day_count; d++) {
    if (o->day_level[d] < level)
      continue;
    fen_window window = {o->day_start_s[d] - alert->lead_s, o->day_start_s[d] + DAY_S + alert->tail_s};
    if (count > 0 && window.start_s <= windows[count - 1].end_s)
      windows[count - 1].end_s = window.end_s;
    else
      windows[count++] = window;
  }
  *out = windows;
  *out_count = count;
  return status;
}

/* What the windows of a higher level leave of a level's: where lead or tail reaches into a higher level, the higher one holds. */
static fen_status cut_higher(const fen_window *own, ptrdiff_t own_count, const fen_window *higher, ptrdiff_t higher_count, fen_window **out,
                             ptrdiff_t *out_count, fen_error *err) {
  fen_window *windows = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&windows, own_count + higher_count, err);
  for (ptrdiff_t n = 0; !status && n < own_count; n++) {
    double start_s = own[n].start_s;
    for (ptrdiff_t k = 0; k < higher_count; k++) {
      if (higher[k].end_s <= start_s || higher[k].start_s >= own[n].end_s)
        continue;
      if (higher[k].start_s > start_s)
        windows[count++] = (fen_window){start_s, higher[k].start_s};
      start_s = higher[k].end_s;
    }
    if (start_s < own[n].end_s)
      windows[count++] = (fen_window){start_s, own[n].end_s};
  }
  *out = windows;
  *out_count = count;
  return status;
}

fen_status fen_alert_set_windows(const fen_alert *alert, fen_alert_outcome *o, fen_error *err) {
  fen_status status = FEN_OK;
  for (int level = 0; !status && level < alert->level_count; level++)
    status = make_above(alert, o, level, &o->above[level], &o->above_count[level], err);
  for (int level = 0; !status && level < alert->level_count; level++) {
    bool highest = level + 1 == alert->level_count;
    status = cut_higher(o->above[level], o->above_count[level], highest ? NULL : o->above[level + 1],
                        highest ? 0 : o->above_count[level + 1], &o->windows[level], &o->window_count[level], err);
  }
  o->known = status == FEN_OK;
  return status;
}

void fen_alert_outcome_clear(fen_alert_outcome *o) {
  for (int n = 0; n < FEN_ALERT_LEVELS; n++) {
    fen_free(o->windows[n]);
    fen_free(o->above[n]);
  }
  fen_free(o->path);
  fen_free(o->day_start_s);
  fen_free(o->day_mean);
  fen_free(o->day_level);
  *o = (fen_alert_outcome){0};
}

bool fen_scenario_has_alert(const fen_scenario *scenario) {
  for (ptrdiff_t n = 0; n < scenario->measure_count; n++)
    if (scenario->measures[n].level >= 0)
      return true;
  return false;
}

void fen_scenario_assume_alert(fen_scenario *scenario) {
  fen_alert_outcome_clear(&scenario->outcome);
  scenario->outcome.assumed = true;
}

int fen_alert_assumed_level(const fen_scenario *scenario) {
  int highest = -1;
  for (ptrdiff_t n = 0; n < scenario->measure_count; n++)
    highest = scenario->measures[n].level > highest ? scenario->measures[n].level : highest;
  return highest;
}

int fen_scenario_level_count(const fen_scenario *scenario) {
  return scenario->alert.given ? scenario->alert.level_count : 0;
}

const char *fen_scenario_level_name(const fen_scenario *scenario, int level) {
  return scenario->alert.levels[level].name;
}

void fen_scenario_level_windows(const fen_scenario *scenario, int level, const fen_window **windows, ptrdiff_t *count) {
  *windows = scenario->outcome.windows[level];
  *count = scenario->outcome.window_count[level];
}

static void print_days(const fen_scenario *scenario, FILE *out) {
  const fen_alert_outcome *o = &scenario->outcome;
  for (ptrdiff_t d = 0; d < o->day_count; d++) {
    char text[FEN_TIME_TEXT];
    fen_time_format(o->day_start_s[d], scenario->item->period.utc_offset_s, text);
    text[strcspn(text, "T")] = '\0';
    if (isnan(o->day_mean[d]))
      (void)fprintf(out, "  %s   fewer than 20 hours, not judged\n", text);
    else
      (void)fprintf(out, "  %s  %6.1f ug/m3  %s\n", text, o->day_mean[d],
                    o->day_level[d] < 0 ? "-" : scenario->alert.levels[o->day_level[d]].name);
  }
}

void fen_scenario_print_alert(const fen_scenario *scenario, FILE *out) {
  const fen_alert_outcome *o = &scenario->outcome;
  if (!fen_scenario_has_alert(scenario))
    return;
  if (o->assumed) {
    (void)fprintf(out, "alert      no forecast is given: '%s' is taken to be in force throughout\n",
                  scenario->alert.levels[fen_alert_assumed_level(scenario)].name);
    return;
  }
  if (!o->known)
    return;
  (void)fprintf(out, "alert      by %s, %s\n", o->path, scenario->alert.mean ? "mean of the places" : "highest of the places");
  print_days(scenario, out);
  for (int level = 0; level < scenario->alert.level_count; level++) {
    if (o->window_count[level] == 0)
      (void)fprintf(out, "  %-8s is not reached\n", scenario->alert.levels[level].name);
    for (ptrdiff_t n = 0; n < o->window_count[level]; n++) {
      char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT];
      fen_time_format(o->windows[level][n].start_s, scenario->item->period.utc_offset_s, from);
      fen_time_format(o->windows[level][n].end_s, scenario->item->period.utc_offset_s, to);
      (void)fprintf(out, "  %-8s from %.16s to %.16s\n", scenario->alert.levels[level].name, from, to);
    }
  }
}
