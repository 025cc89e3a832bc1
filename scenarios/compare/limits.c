#include "fenhe/limits.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/csv.h"
#include "fenhe/memory.h"

enum {
  COLUMN_KEY,
  COLUMN_STANDARD,
  COLUMN_CHINESE,
  COLUMN_STAGE,
  COLUMN_POLLUTANT,
  COLUMN_GRADE,
  COLUMN_AVERAGING,
  COLUMN_LIMIT,
  COLUMN_FROM,
  COLUMN_TO,
  COLUMNS
};
enum { WORD = 128 };
static const char *const column_names[COLUMNS] = {"key",   "standard",  "standard_zh", "stage", "pollutant",
                                                  "grade", "averaging", "limit",       "from",  "to"};
static const double day_s = 86400.0;
static const double highest_ugpm3 = 1e6;

struct fen_limits {
  fen_csv *table; /* owns the texts */
  ptrdiff_t count;
  fen_limit *items;
};

/* The start of a day; an empty cell is no bound. */
static fen_status read_day(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, double utc_offset_s, double unbounded_s, double *out_s,
                           fen_error *err) {
  const char *text = fen_csv_text(table, row, column);
  *out_s = unbounded_s;
  if (text[0] == '\0' || fen_time_parse(text, utc_offset_s, out_s, NULL) == FEN_OK)
    return FEN_OK;
  return fen_csv_fail(table, row, column, FEN_ERR_TIME, "write a date such as 2026-03-01", err, "'%s' is no date", text);
}

static fen_status read_row(const fen_csv *table, ptrdiff_t row, const ptrdiff_t columns[COLUMNS], double utc_offset_s, fen_limit *out,
                           fen_error *err) {
  const char *averaging = fen_csv_text(table, row, columns[COLUMN_AVERAGING]);
  *out = (fen_limit){.key = fen_csv_text(table, row, columns[COLUMN_KEY]),
                     .standard = fen_csv_text(table, row, columns[COLUMN_STANDARD]),
                     .standard_zh = fen_csv_text(table, row, columns[COLUMN_CHINESE]),
                     .stage = fen_csv_text(table, row, columns[COLUMN_STAGE]),
                     .pollutant = fen_csv_text(table, row, columns[COLUMN_POLLUTANT]),
                     .grade = fen_csv_text(table, row, columns[COLUMN_GRADE]),
                     .annual = strcmp(averaging, "annual") == 0};
  if (!out->annual && strcmp(averaging, "24 h") != 0)
    return fen_csv_fail(table, row, columns[COLUMN_AVERAGING], FEN_ERR_WORD_UNKNOWN, "write annual or 24 h", err,
                        "a mean over '%s' is not known", averaging);
  if (!out->standard_zh[0])
    out->standard_zh = out->standard;
  fen_status status = fen_csv_number(table, row, columns[COLUMN_LIMIT], 0.0, highest_ugpm3, &out->limit_ugpm3, err);
  if (!status)
    status = read_day(table, row, columns[COLUMN_FROM], utc_offset_s, -INFINITY, &out->from_s, err);
  if (!status)
    status = read_day(table, row, columns[COLUMN_TO], utc_offset_s, INFINITY, &out->to_s, err);
  out->to_s += day_s;
  return status;
}

fen_status fen_limits_open(const char *path, double utc_offset_s, fen_limits **out, fen_error *err) {
  fen_limits *limits = NULL;
  ptrdiff_t columns[COLUMNS];
  fen_status status = FEN_NEW(&limits, 1, err);
  if (!status)
    status = fen_csv_open(path, NULL, &limits->table, err);
  for (int c = 0; !status && c < COLUMNS; c++)
    status = fen_csv_find(limits->table, column_names[c], &columns[c], err);
  if (!status)
    status = FEN_NEW(&limits->items, fen_csv_rows(limits->table), err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(limits->table); row++)
    status = read_row(limits->table, row, columns, utc_offset_s, &limits->items[limits->count++], err);
  if (status)
    fen_limits_close(&limits);
  else
    *out = limits;
  return status;
}

void fen_limits_close(fen_limits **limits) {
  if (!limits || !*limits)
    return;
  fen_csv_close(&(*limits)->table);
  fen_free((*limits)->items);
  fen_free(*limits);
  *limits = NULL;
}

ptrdiff_t fen_limits_count(const fen_limits *limits) {
  return limits->count;
}

const fen_limit *fen_limits_at(const fen_limits *limits, ptrdiff_t index) {
  return &limits->items[index];
}

bool fen_limit_in_force(const fen_limit *limit, double time_s) {
  return limit->from_s <= time_s && time_s < limit->to_s;
}

void fen_limit_name(const fen_limit *limit, char *text, size_t size) {
  (void)snprintf(text, size, "%s%s%s, grade %s", limit->standard, limit->stage[0] ? ", " : "", limit->stage, limit->grade);
}

/* Letters and digits alone, small. */
static void plain(const char *text, char out[WORD]) {
  size_t used = 0;
  for (; *text && used < WORD - 1; text++)
    if (isalnum((unsigned char)*text))
      out[used++] = (char)tolower((unsigned char)*text);
  out[used] = '\0';
}

static bool is_named(const fen_limit *limit, const char *name) {
  char wanted[WORD], own[WORD], whole[2 * WORD];
  plain(name, wanted);
  plain(limit->key, own);
  if (strcmp(wanted, own) == 0)
    return true;
  plain(limit->standard, own);
  if (strcmp(wanted, own) == 0)
    return true;
  (void)snprintf(whole, sizeof whole, "%s %s", limit->standard, limit->stage);
  plain(whole, own);
  return strcmp(wanted, own) == 0;
}

static double away_s(const fen_limit *limit, double time_s) {
  return time_s < limit->from_s ? limit->from_s - time_s : time_s >= limit->to_s ? time_s - limit->to_s : 0.0;
}

/* Of two rows that are both meant, the one whose time is nearer; the first of the table where both are. */
static const fen_limit *nearer(const fen_limit *a, const fen_limit *b, double time_s) {
  return a && away_s(a, time_s) <= away_s(b, time_s) ? a : b;
}

static bool is_meant(const fen_limit *limit, const fen_limit_wanted *wanted) {
  if (strcmp(limit->pollutant, wanted->pollutant) != 0)
    return false;
  return wanted->standard ? is_named(limit, wanted->standard) : fen_limit_in_force(limit, wanted->time_s) && isfinite(limit->from_s);
}

/* Names of standards or grades, each once, for a complaint. */
static void list_words(const fen_limits *limits, const char *standard, char *text, size_t size) {
  text[0] = '\0';
  for (ptrdiff_t n = 0; n < limits->count; n++) {
    const fen_limit *limit = &limits->items[n];
    const char *word = standard ? limit->grade : limit->key;
    bool known = standard && !is_named(limit, standard);
    for (ptrdiff_t m = 0; m < n && !known; m++)
      known = strcmp(standard ? limits->items[m].grade : limits->items[m].key, word) == 0 &&
              (!standard || is_named(&limits->items[m], standard));
    size_t used = strlen(text);
    if (!known)
      (void)snprintf(text + used, size - used, "%s%s", used ? ", " : "", word);
  }
}

fen_status fen_limits_find(const fen_limits *limits, const fen_limit_wanted *wanted, const fen_limit **out, fen_error *err) {
  const fen_limit *best = NULL;
  const fen_limit *other = NULL; /* of another grade */
  bool known = false;            /* the standard, for any pollutant */
  bool limited = false;          /* the pollutant, by any standard */
  char words[512];
  for (ptrdiff_t n = 0; n < limits->count; n++) {
    const fen_limit *limit = &limits->items[n];
    known = known || (wanted->standard && is_named(limit, wanted->standard));
    limited = limited || strcmp(limit->pollutant, wanted->pollutant) == 0;
    if (limit->annual != wanted->annual || !is_meant(limit, wanted))
      continue;
    if (strcmp(limit->grade, wanted->grade ? wanted->grade : "II") == 0)
      best = nearer(best, limit, wanted->time_s);
    else if (!wanted->grade)
      other = nearer(other, limit, wanted->time_s);
    else
      other = other ? other : limit;
  }
  if (wanted->standard && !known) {
    list_words(limits, NULL, words, sizeof words);
    return fen_fail(err, FEN_ERR_WORD_UNKNOWN, "error: there is no standard '%s' in the table of limits\n  = it has: %s", wanted->standard,
                    words);
  }
  if (!best && wanted->grade && other) {
    list_words(limits, other->key, words, sizeof words);
    return fen_fail(err, FEN_ERR_WORD_UNKNOWN, "error: %s has no grade '%s'\n  = it has: %s", other->standard, wanted->grade, words);
  }
  *out = limited ? (best ? best : other) : NULL;
  return FEN_OK;
}
