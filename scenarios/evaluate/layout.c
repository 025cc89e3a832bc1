#include "layout.h"

#include <stdio.h>
#include <string.h>

bool fen_layout_is_species(const fen_observations *o, const char *word) {
  const fen_monitored *met = fen_word_species(word);
  char key[FEN_WORD], own[FEN_WORD];
  if (met || o->monitored)
    return met == o->monitored;
  fen_word_key(word, key);
  fen_word_key(o->species, own);
  return strcmp(key, own) == 0;
}

/* Name and unit of a column, whichever brackets the unit is in. */
static void head_of(const fen_csv *table, ptrdiff_t column, char name[FEN_WORD], char unit[FEN_WORD]) {
  fen_word_split(fen_csv_column_name(table, column), name, unit);
  if (*fen_csv_unit(table, column))
    (void)snprintf(unit, FEN_WORD, "%s", fen_csv_unit(table, column));
}

static fen_status complain(const fen_csv *table, const char *what, const char *words, fen_error *err) {
  char remedy[400] = "rename a column; the table has: ";
  for (ptrdiff_t n = 0; n < fen_csv_columns(table); n++) {
    size_t used = strlen(remedy);
    const char *name = fen_csv_column_name(table, n);
    if (used + strlen(name) + 8 > sizeof remedy)
      break;
    (void)snprintf(remedy + used, sizeof remedy - used, "%s%s", n ? ", " : "", name);
  }
  return fen_csv_fail(table, -1, -1, FEN_ERR_COLUMN, remedy, err, "no column is named as one that holds %s, such as: %s", what, words);
}

static bool has(const fen_layout *l, fen_head head) {
  return l->column[head] >= 0;
}

static bool has_time(const fen_layout *l) {
  bool civil = has(l, FEN_HEAD_YEAR) && has(l, FEN_HEAD_MONTH) && has(l, FEN_HEAD_DAY) && has(l, FEN_HEAD_HOUR);
  return has(l, FEN_HEAD_TIME) || has(l, FEN_HEAD_DATE) || civil;
}

fen_status fen_layout_find(const fen_observations *o, const fen_csv *table, fen_layout *out, fen_error *err) {
  fen_layout l = {.value = -1};
  char name[FEN_WORD], unit[FEN_WORD];
  for (int head = 0; head < FEN_HEAD_COUNT; head++)
    l.column[head] = -1;
  for (ptrdiff_t n = 0; n < fen_csv_columns(table); n++) {
    head_of(table, n, name, unit);
    fen_head head = fen_word_head(name);
    if (head != FEN_HEAD_OTHER && l.column[head] < 0) {
      l.column[head] = n;
      l.utc = l.utc || (head == FEN_HEAD_TIME && fen_word_is_utc(name));
    }
    bool is_value = head == FEN_HEAD_OTHER && l.value < 0 && fen_layout_is_species(o, name);
    if (is_value) {
      l.value = n;
      (void)snprintf(l.unit, sizeof l.unit, "%s", unit);
    }
  }
  bool station = has(&l, FEN_HEAD_STATION) || has(&l, FEN_HEAD_ID);
  if (!has_time(&l))
    return complain(table, "the time", "time; date and hour; 时间; 日期 and 小时", err);
  if (has(&l, FEN_HEAD_SPECIES) && has(&l, FEN_HEAD_VALUE) && station) {
    l.kind = FEN_LAYOUT_LONG;
    l.value = l.column[FEN_HEAD_VALUE];
    head_of(table, l.value, name, l.unit);
  } else if (has(&l, FEN_HEAD_SPECIES) && !station && l.value < 0) {
    l.kind = FEN_LAYOUT_COLUMNS;
  } else if (!station) {
    return complain(table, "the station", "station, name, id, 站点, 监测点位, 站点编码", err);
  } else if (l.value < 0) {
    return complain(table, "hourly values of the species", o->species, err);
  }
  *out = l;
  return FEN_OK;
}
