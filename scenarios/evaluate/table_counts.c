/* What was met in the tables of monitors. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "table.h"

enum { NAME = 44, COLUMN = 14, MOST_FILES = 6, MOST_NAMES = 12 };

bool fen_evaluation_has(const fen_evaluation *e, fen_skill_set set) {
  for (ptrdiff_t n = 0; n < e->row_count; n++)
    if (e->rows[n].set == set)
      return true;
  return false;
}

/* Rows of the table, from the struct's counts. */
typedef ptrdiff_t (*count_of)(const fen_observed_file *f);
typedef ptrdiff_t (*count_all)(const fen_evaluation *e);
#define COUNT(member)                                                                                                                      \
  static ptrdiff_t get_##member(const fen_observed_file *f) {                                                                              \
    return f->member;                                                                                                                      \
  }
COUNT(records)
COUNT(line_breaks)
COUNT(quotes)
COUNT(odd_rows)
COUNT(bad_times)
COUNT(nameless)
COUNT(stations)
COUNT(span_hours)
COUNT(hours)
COUNT(duplicates)
COUNT(completed)
COUNT(conflicts)
COUNT(contradicted)
COUNT(unreadable)
COUNT(out_of_range)
COUNT(zeros)
COUNT(stuck)
COUNT(valid)

static ptrdiff_t get_absent(const fen_observed_file *f) {
  return f->span_hours - f->hours;
}

static ptrdiff_t all_span(const fen_evaluation *e) {
  return e->observed_span_hours;
}

static ptrdiff_t all_hours(const fen_evaluation *e) {
  return e->observed_hours;
}

static ptrdiff_t all_absent(const fen_evaluation *e) {
  return e->observed_span_hours - e->observed_hours;
}

static const struct {
  const char *text;
  count_of get;
  bool always;   /* shown also where all are 0 */
  count_all all; /* of all tables, which share their hours; NULL: the sum */
} counts[] = {
    {"records", get_records, true, NULL},
    {"cells with line breaks, mended", get_line_breaks, true, NULL},
    {"cells with quotes in them", get_quotes, false, NULL},
    {"rows of another length, left out", get_odd_rows, false, NULL},
    {"times that cannot be read, left out", get_bad_times, false, NULL},
    {"rows without a station, left out", get_nameless, false, NULL},
    {"stations met here first", get_stations, true, NULL},
    {"hours from first to last", get_span_hours, true, all_span},
    {"  of these in the table", get_hours, true, all_hours},
    {"  of these absent", get_absent, true, all_absent},
    {"repeats that are equal, left out", get_duplicates, true, NULL},
    {"repeats that fill a missing value", get_completed, false, NULL},
    {"repeats that differ", get_conflicts, true, NULL},
};

static const struct {
  const char *text;
  count_of get;
  bool always;
} ends[] = {
    {"no number", get_unreadable, true},
    {"negative or too large", get_out_of_range, true},
    {"set aside: repeats differ", get_contradicted, false},
    {"set aside: they stand still", get_stuck, true},
    {"values left", get_valid, true},
    {"  of these zero, taken as they are", get_zeros, false},
};

typedef struct {
  fen_text *text;
  const fen_evaluation *e;
  ptrdiff_t columns; /* files beside the sum */
} sheet;

static void add_cell(const sheet *s, ptrdiff_t value) {
  char cell[32];
  (void)snprintf(cell, sizeof cell, "%td", value);
  fen_text_padded(s->text, cell, COLUMN);
}

static ptrdiff_t count_in(const fen_observed_file *file, count_of get, int mark) {
  return get ? get(file) : file->missing[mark];
}

static void add_count(const sheet *s, const char *name, count_of get, int mark, bool always, count_all all) {
  ptrdiff_t sum = 0;
  for (ptrdiff_t f = 0; f < s->e->file_count; f++)
    sum += count_in(&s->e->files[f], get, mark);
  if (sum == 0 && !always)
    return;
  fen_text_padded(s->text, name, -NAME);
  add_cell(s, all ? all(s->e) : sum);
  for (ptrdiff_t f = 0; f < s->columns; f++)
    add_cell(s, count_in(&s->e->files[f], get, mark));
  fen_text_add(s->text, "\n");
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* What all names begin with, up to a '_' or '-': it tells nothing. */
static size_t common_start(const sheet *s) {
  const char *first = base_name(s->e->files[0].path);
  size_t same = strlen(first);
  for (ptrdiff_t f = 1; f < s->columns; f++) {
    const char *other = base_name(s->e->files[f].path);
    size_t n = 0;
    while (n < same && first[n] == other[n])
      n++;
    same = n;
  }
  while (same > 0 && first[same - 1] != '_' && first[same - 1] != '-')
    same--;
  return same;
}

static void add_file_name(const sheet *s, const char *path, size_t start) {
  char cell[256];
  (void)snprintf(cell, sizeof cell, "%s", base_name(path) + start);
  char *dot = strrchr(cell, '.');
  if (dot)
    *dot = '\0';
  const char *from = cell;
  while (fen_text_width(from, (int)strlen(from)) > COLUMN - 2)
    for (from++; ((unsigned char)*from & 0xC0) == 0x80;)
      from++;
  fen_text_padded(s->text, from, COLUMN);
}

static void add_names(const sheet *s, fen_place_link link, const char *head) {
  ptrdiff_t shown = 0, count = 0;
  for (ptrdiff_t n = 0; n < s->e->name_count; n++)
    count += s->e->names[n].link == link && s->e->names[n].valid > 0;
  if (count == 0)
    return;
  fen_text_add(s->text, "%s:", head);
  for (ptrdiff_t n = 0; n < s->e->name_count; n++) {
    const fen_evaluated_name *name = &s->e->names[n];
    if (name->link != link || name->valid == 0 || shown == MOST_NAMES)
      continue;
    fen_text_add(s->text, "%s %s", shown++ ? "," : "", name->name);
    if (link == FEN_PLACE_RENAMED || link == FEN_PLACE_ALIAS)
      fen_text_add(s->text, " (%s)", name->listed);
    else if (*name->nearest)
      fen_text_add(s->text, " (near: %s)", name->nearest);
  }
  if (count > shown)
    fen_text_add(s->text, ", and %td more", count - shown);
  fen_text_add(s->text, "\n");
}

static void add_sites(const sheet *s) {
  const fen_evaluation *e = s->e;
  ptrdiff_t linked = 0, silent = 0;
  for (ptrdiff_t n = 0; n < e->name_count; n++) {
    linked += e->names[n].site >= 0;
    silent += e->names[n].valid == 0;
  }
  fen_text_add(s->text,
               "%td names of stations: %td without a value that can be taken, %td with a place; %td places, %td outside the domain\n",
               e->name_count, silent, linked, e->site_count, e->sites_outside);
  add_names(s, FEN_PLACE_RENAMED, "taken for one of the list but for its brackets");
  add_names(s, FEN_PLACE_ALIAS, "by another name of the list");
  add_names(s, FEN_PLACE_AMBIGUOUS, "left out, since the list has several of the name");
  add_names(s, FEN_PLACE_NONE, "left out, since nobody says where they are");
  if (e->merged + e->disagree > 0)
    fen_text_add(s->text, "hours that two names of one place have: %td equal, one taken; %td different, none taken\n", e->merged,
                 e->disagree);
  if (e->elsewhen > 0)
    fen_text_add(s->text, "values outside the run's hours: %td\n", e->elsewhen);
}

void fen_evaluation_add_counts(fen_text *text, const fen_evaluation *e) {
  const sheet s = {text, e, e->file_count > 1 && e->file_count <= MOST_FILES ? e->file_count : 0};
  const size_t start = s.columns ? common_start(&s) : 0;
  char times[2][FEN_TIME_TEXT];
  fen_time_format(e->observed_start_s, e->utc_offset_s, times[0]);
  fen_time_format(e->observed_end_s, e->utc_offset_s, times[1]);
  fen_text_add(text, "\n%td table%s, hours that end %s to %s; list of stations: %s\n", e->file_count, e->file_count == 1 ? "" : "s",
               times[0], times[1], e->stations_path ? e->stations_path : "none");
  fen_text_padded(text, "what was met", -NAME);
  fen_text_padded(text, "all", COLUMN);
  for (ptrdiff_t f = 0; f < s.columns; f++)
    add_file_name(&s, e->files[f].path, start);
  fen_text_add(text, "\n");
  for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
    add_count(&s, counts[n].text, counts[n].get, 0, counts[n].always, counts[n].all);
  for (int mark = 0; mark < FEN_OBSERVED_MARKS; mark++) {
    char name[64];
    (void)snprintf(name, sizeof name, "missing: %s", fen_observed_mark_text(mark));
    add_count(&s, name, NULL, mark, false, NULL);
  }
  for (size_t n = 0; n < sizeof ends / sizeof *ends; n++)
    add_count(&s, ends[n].text, ends[n].get, 0, ends[n].always, NULL);
  for (ptrdiff_t f = 0; f < e->file_count; f++)
    if (e->files[f].example)
      fen_text_add(text, "first that is no value in %s: %s\n", e->files[f].path, e->files[f].example);
  add_sites(&s);
}
