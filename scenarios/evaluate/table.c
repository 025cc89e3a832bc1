/* An evaluation as tables for a terminal. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "table.h"
#include "text.h"

enum { CELL = 64, NAME = 32, COLUMN = 9, MOST_STATIONS = 60 };

static void add_number(fen_text *text, double value, int decimals, int width) {
  char cell[CELL];
  (void)snprintf(cell, sizeof cell, "%.*f", decimals, value);
  fen_text_padded(text, isnan(value) ? "-" : cell, width);
}

static void add_signed(fen_text *text, double value, int decimals, int width) {
  char cell[CELL];
  (void)snprintf(cell, sizeof cell, "%+.*f", decimals, value);
  fen_text_padded(text, isnan(value) ? "-" : cell, width);
}

static void add_heads(fen_text *text, const char *first) {
  static const char *const heads[] = {"N", "observed", "model", "bias", "NMB %", "NME %", "RMSE", "r", "IOA", "FAC2 %"};
  fen_text_padded(text, first, -NAME);
  for (size_t n = 0; n < sizeof heads / sizeof *heads; n++)
    fen_text_padded(text, heads[n], n == 0 ? COLUMN - 2 : COLUMN);
  fen_text_add(text, "  criteria\n");
}

static void add_skill(fen_text *text, const char *name, const fen_evaluated_row *row, int decimals) {
  const fen_skill *s = &row->skill;
  char count[CELL];
  (void)snprintf(count, sizeof count, "%td", s->count);
  fen_text_padded(text, name, -NAME);
  fen_text_padded(text, count, COLUMN - 2);
  add_number(text, s->mean_observed, decimals, COLUMN);
  add_number(text, s->mean_modelled, decimals, COLUMN);
  add_signed(text, s->bias, decimals, COLUMN);
  add_signed(text, 100.0 * s->nmb, 1, COLUMN);
  add_number(text, 100.0 * s->nme, 1, COLUMN);
  add_number(text, s->rmse, decimals, COLUMN);
  add_number(text, s->r, 3, COLUMN);
  add_number(text, s->ioa, 3, COLUMN);
  add_number(text, 100.0 * s->fac2, 1, COLUMN);
  fen_text_add(text, "  %s\n", row->judged ? fen_verdict_word(row->verdict) : "-");
}

static const char *city_of(const fen_evaluation *e, const fen_evaluated_row *row) {
  return row->site >= 0 ? e->sites[row->site].city : "";
}

/* "name, city", or the name alone where both do not fit, cut by whole characters. */
static void label(const fen_evaluation *e, const fen_evaluated_row *row, char out[4 * CELL]) {
  const char *city = city_of(e, row);
  (void)snprintf(out, 4 * CELL, "%s%s%s", row->name, *city ? ", " : "", city);
  if (fen_text_width(out, 4 * CELL) >= NAME)
    (void)snprintf(out, 4 * CELL, "%s", row->name);
  int most = (int)strlen(out);
  while (most > 0 && fen_text_width(out, most) >= NAME)
    most = fen_text_fit(out, most - 1);
  out[most] = '\0';
}

static void add_group(fen_text *text, const fen_evaluation *e, fen_skill_set set, fen_group group, const char *head) {
  const int decimals = e->unit[0] == 'm' ? 2 : 1;
  ptrdiff_t shown = 0, count = 0;
  for (ptrdiff_t n = 0; n < e->row_count; n++)
    count += e->rows[n].set == set && e->rows[n].group == group;
  if (count == 0)
    return;
  if (group != FEN_GROUP_ALL)
    fen_text_add(text, "\n");
  add_heads(text, head);
  for (ptrdiff_t n = 0; n < e->row_count; n++) {
    const fen_evaluated_row *row = &e->rows[n];
    char name[4 * CELL];
    if (row->set != set || row->group != group || shown == MOST_STATIONS)
      continue;
    label(e, row, name);
    add_skill(text, name, row, decimals);
    shown++;
  }
  if (count > shown)
    fen_text_add(text, "... and %td more, in evaluation.csv\n", count - shown);
}

static void add_head(fen_text *text, const fen_evaluation *e) {
  char times[2][FEN_TIME_TEXT];
  fen_time_format(e->start_s, e->utc_offset_s, times[0]);
  fen_time_format(e->end_s, e->utc_offset_s, times[1]);
  fen_text_add(text, "%s%s: %s in %s\n", e->title, e->idealised ? " (idealised weather)" : "", e->species, e->unit);
  fen_text_add(text, "run %s, %s to %s\n", e->run, times[0], times[1]);
  fen_text_add(text, "%s\n", e->conditions);
  fen_text_add(text, "%td pairs of hours at %td places; the model's is %s\n", e->pair_count, e->sites_paired,
               e->bilinear ? "between the centres of cells" : "that of the cell which holds the place");
}

static void add_bound(fen_text *text, const fen_judgement *j, double bound) {
  char cell[CELL];
  (void)snprintf(cell, sizeof cell, "%s%g", j->at_least ? ">= " : "<= ", bound);
  fen_text_padded(text, isnan(bound) ? "-" : cell, COLUMN + 2);
}

static void add_judgements(fen_text *text, const fen_evaluation *e) {
  static const char *const sets[] = {"hours", "daily means", "daily 8 h maxima"};
  if (e->judgement_count == 0) {
    fen_text_add(text, "\nNo criteria are known for %s.\n", e->species);
    return;
  }
  fen_text_add(text, "\n");
  fen_text_padded(text, "accepted criteria, all", -NAME);
  fen_text_add(text, "%9s%11s%11s  %-16s%s\n", "value", "goal", "criterion", "verdict", "source");
  for (int n = 0; n < e->judgement_count; n++) {
    const fen_judgement *j = &e->judgements[n];
    char name[CELL];
    (void)snprintf(name, sizeof name, "%s of %s", j->figure, sets[j->set]);
    fen_text_padded(text, name, -NAME);
    add_signed(text, j->value, 3, COLUMN);
    add_bound(text, j, j->goal);
    add_bound(text, j, j->criterion);
    fen_text_add(text, "  %-16s%s\n", fen_verdict_word(j->verdict), j->source);
  }
}

fen_status fen_evaluation_table(const fen_evaluation *e, char **out, fen_error *err) {
  fen_text text = {.err = err};
  add_head(&text, e);
  fen_evaluation_add_counts(&text, e);
  fen_text_add(&text, "\n");
  add_group(&text, e, FEN_SKILL_HOURS, FEN_GROUP_ALL, "hours");
  add_group(&text, e, FEN_SKILL_HOURS, FEN_GROUP_CITY, "hours, by city");
  add_group(&text, e, FEN_SKILL_HOURS, FEN_GROUP_STATION, "hours, by station");
  add_group(&text, e, FEN_SKILL_HOURS, FEN_GROUP_HOUR, "by the hour that ends at");
  add_group(&text, e, FEN_SKILL_HOURS, FEN_GROUP_DAY, "hours, by day");
  fen_text_add(&text, "\n");
  add_group(&text, e, FEN_SKILL_DAYS, FEN_GROUP_ALL, "daily means");
  add_group(&text, e, FEN_SKILL_DAYS, FEN_GROUP_CITY, "daily means, by city");
  if (fen_evaluation_has(e, FEN_SKILL_EIGHT_HOURS)) {
    fen_text_add(&text, "\n");
    add_group(&text, e, FEN_SKILL_EIGHT_HOURS, FEN_GROUP_ALL, "daily 8 h maxima");
    add_group(&text, e, FEN_SKILL_EIGHT_HOURS, FEN_GROUP_CITY, "daily 8 h maxima, by city");
  }
  add_judgements(&text, e);
  for (ptrdiff_t n = 0; n < e->note_count; n++)
    fen_text_add(&text, "%s- %s\n", n == 0 ? "\n" : "", e->notes[n]);
  return fen_text_finish(&text, out);
}
