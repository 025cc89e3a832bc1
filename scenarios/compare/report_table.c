/* A comparison as tables for a terminal. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/compare.h"
#include "text.h"
#include "verdict.h"

/* Widths; runs beside each other in the tables of places, of which files have all. */
enum { NAME = 22, COLUMN = 12, PLACE = 22, MOST_COLUMNS = 8, CELL = 64 };

typedef struct {
  const fen_comparison *c;
  fen_text *text;
} table;

static void cut(const char *name, int width, char out[CELL]) {
  (void)snprintf(out, CELL, "%s", name);
  size_t length = strlen(out);
  /* By whole characters, and a mark for what is missing. */
  if ((int)length > width - 1) {
    size_t end = (size_t)width - 2;
    while (end > 0 && ((unsigned char)out[end] & 0xC0) == 0x80)
      end--;
    (void)snprintf(out + end, CELL - end, "~");
  }
}

static void add_name(const table *t, const char *name, int width) {
  char cell[CELL];
  cut(name, width, cell);
  fen_text_padded(t->text, cell, -width);
}

static void add_cell(const table *t, double value, const char *cell) {
  fen_text_padded(t->text, isfinite(value) ? cell : "-", COLUMN);
}

static void add_number(const table *t, double value, int decimals) {
  char cell[CELL];
  (void)snprintf(cell, sizeof cell, "%.*f", decimals, value);
  add_cell(t, value, cell);
}

static void add_change(const table *t, double value, int decimals) {
  char cell[CELL];
  (void)snprintf(cell, sizeof cell, "%+.*f", decimals, value);
  add_cell(t, value, cell);
}

/* People, tonnes and yuan by thousands, millions and so on. */
static void add_large(const table *t, double value) {
  double size = fabs(value);
  char cell[CELL];
  if (size >= 1e9)
    (void)snprintf(cell, sizeof cell, "%.3g G", value / 1e9);
  else if (size >= 1e6)
    (void)snprintf(cell, sizeof cell, "%.3g M", value / 1e6);
  else if (size >= 1e4)
    (void)snprintf(cell, sizeof cell, "%.3g k", value / 1e3);
  else
    (void)snprintf(cell, sizeof cell, size >= 1e3 ? "%.0f" : "%.3g", value);
  add_cell(t, value, cell);
}

static void add_days(const table *t, ptrdiff_t days) {
  add_number(t, days < 0 ? NAN : (double)days, 0);
}

static void add_runs(const table *t) {
  static const char *const heads[] = {"rank", "mean", "change", "%", "worst day", "day's peak", "days over", "people over", "person-days"};
  fen_text_padded(t->text, "scenario", -NAME);
  for (size_t n = 0; n < sizeof heads / sizeof *heads; n++)
    fen_text_padded(t->text, heads[n], COLUMN);
  fen_text_add(t->text, "\n");
  for (ptrdiff_t n = 0; n < t->c->run_count; n++) {
    const fen_compared_run *run = &t->c->runs[n];
    const fen_place_figures *domain = &run->districts[t->c->district_count - 1];
    const fen_series_figures *f = t->c->over_people ? &domain->people : &domain->area;
    add_name(t, run->name, NAME);
    add_number(t, run->rank > 0 ? (double)run->rank : NAN, 0);
    add_number(t, f->mean, 2);
    add_change(t, n == 0 ? NAN : -run->gain_ugpm3, 3);
    add_change(t, n == 0 ? NAN : -100.0 * run->gain_ugpm3 / fen_verdict_mean(t->c, &t->c->runs[0]), 2);
    add_number(t, f->highest_day, 2);
    add_number(t, f->daily_maximum, 2);
    add_days(t, f->days_above);
    add_large(t, domain->people_above);
    add_large(t, domain->people_days_above);
    fen_text_add(t->text, "\n");
  }
}

static bool has_account(const fen_comparison *c) {
  for (ptrdiff_t n = 0; n < c->run_count; n++)
    if (c->runs[n].tonnes_count > 0)
      return true;
  return false;
}

static void add_account(const table *t) {
  static const char *const heads[] = {"emits t",    "change t",   "per ug m-3",  "cost yuan",
                                      "per ug m-3", "and person", "CO2 saved t", "worth yuan"};
  if (!has_account(t->c))
    return;
  fen_text_add(t->text, "\n%s emitted in the domain, cost and CO2, all of a year (k, M, G: thousand, million, billion)\n",
               t->c->species_text);
  fen_text_padded(t->text, "scenario", -NAME);
  for (size_t n = 0; n < sizeof heads / sizeof *heads; n++)
    fen_text_padded(t->text, heads[n], COLUMN);
  fen_text_add(t->text, "\n");
  for (ptrdiff_t n = 0; n < t->c->run_count; n++) {
    const fen_compared_run *run = &t->c->runs[n];
    fen_compared_tonnes own = {.scenario_tpyr = NAN, .change_tpyr = NAN};
    for (ptrdiff_t s = 0; s < run->tonnes_count; s++)
      if (strcmp(run->tonnes[s].species, t->c->species) == 0)
        own = run->tonnes[s];
    const double cells[] = {own.scenario_tpyr,   n == 0 ? NAN : own.change_tpyr, run->tonnes_per_ugpm3, run->cost_yuan_pyr,
                            run->cost_per_ugpm3, run->cost_per_person_ugpm3,     run->co2_tpyr,         run->co2_value_yuan_pyr};
    add_name(t, run->name, NAME);
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
      add_large(t, cells[k]);
    fen_text_add(t->text, "\n");
  }
}

static const fen_series_figures *figures_of(const table *t, const fen_place_figures *f, bool receptor) {
  return !receptor && t->c->over_people ? &f->people : &f->area;
}

/* Places down, runs across: the base's mean, the others' change against it, and the days above the limit. */
static void add_places(const table *t, bool receptors) {
  const fen_comparison *c = t->c;
  const fen_compared_place *places = receptors ? c->receptors : c->districts;
  ptrdiff_t count = receptors ? c->receptor_count : c->district_count;
  ptrdiff_t columns = c->run_count < MOST_COLUMNS ? c->run_count : MOST_COLUMNS;
  bool days = !isnan(c->limit_ugpm3) && c->whole_days > 0;
  if (count == 0 || (!receptors && count == 1)) /* the whole domain alone was told before */
    return;
  fen_text_add(t->text, "\n%s: mean of the base and change%s\n",
               receptors        ? "receptors"
               : c->over_people ? "districts, over their people"
                                : "districts, over their area",
               days ? "; in brackets days above the limit" : "");
  fen_text_padded(t->text, receptors ? "receptor" : "district", -PLACE);
  for (ptrdiff_t n = 0; n < columns; n++) {
    char head[CELL];
    cut(c->runs[n].name, COLUMN + 3, head);
    fen_text_padded(t->text, head, COLUMN + (days ? 4 : 0));
  }
  fen_text_add(t->text, "\n");
  for (ptrdiff_t p = 0; p < count; p++) {
    const fen_series_figures *base = figures_of(t, receptors ? &c->runs[0].receptors[p] : &c->runs[0].districts[p], receptors);
    add_name(t, places[p].name, PLACE);
    for (ptrdiff_t n = 0; n < columns; n++) {
      const fen_series_figures *f = figures_of(t, receptors ? &c->runs[n].receptors[p] : &c->runs[n].districts[p], receptors);
      if (n == 0)
        add_number(t, f->mean, 2);
      else
        add_change(t, f->mean - base->mean, 3);
      if (days && f->days_above >= 0)
        fen_text_add(t->text, " (%td)", f->days_above);
      else if (days)
        fen_text_add(t->text, " (-)");
    }
    fen_text_add(t->text, "\n");
  }
  if (columns < c->run_count)
    fen_text_add(t->text, "and %td scenarios more, which the files have (--output)\n", c->run_count - columns);
}

/* Names of parts that divide nothing. */
static bool is_whole(const char *name) {
  static const char *const words[] = {"all sectors", "all regions", "background", "initial", "boundary", "other", "untagged"};
  for (size_t n = 0; n < sizeof words / sizeof *words; n++)
    if (strcmp(words[n], name) == 0)
      return true;
  return false;
}

static void add_parts(const table *t, const fen_compared_run *run, const fen_contributions *parts, const char *what) {
  ptrdiff_t domain = t->c->district_count - 1;
  double total = fen_verdict_mean(t->c, run);
  bool divided = false;
  for (ptrdiff_t n = 0; n < parts->count; n++)
    divided = divided || !is_whole(parts->items[n].name);
  if (!divided)
    return;
  fen_text_add(t->text, "\n%s by %s, the whole domain's mean, ug m-3\n", run->name, what);
  for (ptrdiff_t n = 0; n < parts->count; n++) {
    double value = parts->items[n].districts[domain];
    fen_text_add(t->text, "  ");
    add_name(t, parts->items[n].name, PLACE);
    add_number(t, value, 3);
    add_number(t, 100.0 * value / total, 1);
    fen_text_add(t->text, " %%");
    fen_text_add(t->text, "\n");
  }
}

static void add_changed(const table *t) {
  static const int sides[] = {-1, 1};
  static const char *const words[] = {"means on no day above the limit any more",
                                      "means on some days above the limit, where there were none"};
  bool first = true;
  for (ptrdiff_t n = 1; n < t->c->run_count; n++)
    for (int s = 0; s < 2; s++) {
      ptrdiff_t found = 0;
      for (ptrdiff_t d = 0; d + 1 < t->c->district_count; d++) {
        if (t->c->runs[n].districts[d].side != sides[s])
          continue;
        if (found++ == 0)
          fen_text_add(t->text, "%s%s, %s: %s", first ? "\n" : "", t->c->runs[n].name, words[s], t->c->districts[d].name);
        else
          fen_text_add(t->text, ", %s", t->c->districts[d].name);
        first = false;
      }
      if (found > 0)
        fen_text_add(t->text, "\n");
    }
}

/* Bytes of a mark that may not begin a line; 0: none is here. */
static size_t closing_mark(const char *words) {
  static const char *const marks[] = {"，", "。", "；", "、", "：", "）"};
  for (size_t n = 0; n < sizeof marks / sizeof *marks; n++)
    if (strncmp(words, marks[n], strlen(marks[n])) == 0)
      return strlen(marks[n]);
  return 0;
}

/* Bytes up to where a line may end: a word, or a Chinese character, with the marks behind it. */
static size_t unit_of(const char *words) {
  size_t length = 0;
  if ((unsigned char)*words < 0xE0) {
    while (words[length] && words[length] != ' ' && (unsigned char)words[length] < 0xE0)
      length++;
  } else {
    do
      length++;
    while (((unsigned char)words[length] & 0xC0) == 0x80);
  }
  for (size_t mark = closing_mark(words + length); mark > 0; mark = closing_mark(words + length))
    length += mark;
  return length;
}

/* Columns of so many bytes on a terminal. */
static int columns_of(const char *words, size_t size) {
  int columns = 0;
  for (size_t n = 0; n < size; n++)
    columns += ((unsigned char)words[n] & 0xC0) == 0x80 ? 0 : (unsigned char)words[n] >= 0xE0 ? 2 : 1;
  return columns;
}

/* Lines of a text that fit a terminal. */
static void add_wrapped(const table *t, const char *words) {
  enum { LINE = 118 };
  int column = 0;
  fen_text_add(t->text, "- ");
  while (*words) {
    size_t blanks = strspn(words, " ");
    size_t length = unit_of(words + blanks);
    int columns = columns_of(words + blanks, length);
    if (column > 0 && column + (int)blanks + columns > LINE) {
      fen_text_add(t->text, "\n  ");
      column = 0;
    }
    fen_text_add(t->text, "%s%.*s", column > 0 && blanks > 0 ? " " : "", (int)length, words + blanks);
    column += (column > 0 && blanks > 0) + columns;
    words += blanks + length;
  }
  fen_text_add(t->text, "\n");
}

fen_status fen_comparison_table(const fen_comparison *c, char **out, fen_error *err) {
  fen_text text = {.err = err};
  const table t = {c, &text};
  fen_text_add(&text, "%s, %s to %s (%td hours)\n", c->species_text, c->start, c->end, c->hours);
  if (!isnan(c->limit_ugpm3))
    fen_text_add(&text, "24 h limit %g ug m-3: %s\n", c->limit_ugpm3, c->limit_name);
  if (!isnan(c->annual_limit_ugpm3))
    fen_text_add(&text, "annual limit %g ug m-3: %s\n", c->annual_limit_ugpm3, c->annual_limit_name);
  fen_text_add(&text, "\nthe whole domain, mean over its %s, ug m-3\n", c->over_people ? "people" : "area");
  add_runs(&t);
  add_account(&t);
  add_places(&t, false);
  add_places(&t, true);
  for (ptrdiff_t n = 0; n < c->run_count; n++) {
    add_parts(&t, &c->runs[n], &c->runs[n].sectors, "sector");
    add_parts(&t, &c->runs[n], &c->runs[n].regions, "region");
  }
  add_changed(&t);
  fen_text_add(&text, "\nwhat this stands on\n");
  for (ptrdiff_t n = 0; n < c->note_count; n++)
    add_wrapped(&t, c->notes[n]);
  fen_text_add(&text, "\n说明\n");
  for (ptrdiff_t n = 0; n < c->note_count; n++)
    add_wrapped(&t, c->notes_zh[n]);
  fen_text_add(&text, "\n%s\n%s\n", c->sentence, c->sentence_zh);
  return fen_text_finish(&text, out);
}
