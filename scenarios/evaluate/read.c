/* Rows of a monitors' table into observations. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "observations.h"
#include "stamp.h"

static const double hour_s = 3600.0;

typedef struct {
  fen_observations *o;
  const fen_csv *table;
  fen_layout layout;
  fen_observed_file *file;
  int32_t index;           /* of the file */
  double factor;           /* from the column's unit to ug m-3 */
  char row_unit[FEN_WORD]; /* last unit of a cell, and its factor */
  double row_factor;
  char other[FEN_WORD]; /* last species that was not wanted */
} reader;

static const char *cell(const reader *r, ptrdiff_t row, fen_head head) {
  ptrdiff_t column = r->layout.column[head];
  return column >= 0 ? fen_csv_text(r->table, row, column) : "";
}

static bool read_time(const reader *r, ptrdiff_t row, double *end_s) {
  const ptrdiff_t *column = r->layout.column;
  char text[FEN_WORD];
  const char *hour = column[FEN_HEAD_HOUR] >= 0 ? cell(r, row, FEN_HEAD_HOUR) : NULL;
  const double offset_s = r->layout.utc ? 0.0 : r->o->utc_offset_s;
  double stamp_s = 0.0;
  if (column[FEN_HEAD_TIME] >= 0)
    (void)snprintf(text, sizeof text, "%s", cell(r, row, FEN_HEAD_TIME));
  else if (column[FEN_HEAD_DATE] >= 0)
    (void)snprintf(text, sizeof text, "%s", cell(r, row, FEN_HEAD_DATE));
  else
    (void)snprintf(text, sizeof text, "%s-%s-%s", cell(r, row, FEN_HEAD_YEAR), cell(r, row, FEN_HEAD_MONTH), cell(r, row, FEN_HEAD_DAY));
  bool own = column[FEN_HEAD_TIME] >= 0;
  bool read = fen_stamp_read(text, own ? NULL : hour, offset_s, &stamp_s);
  if (!read && own && column[FEN_HEAD_DATE] >= 0) /* the time of the day alone, beside the date */
    read = fen_stamp_read(cell(r, row, FEN_HEAD_DATE), text, offset_s, &stamp_s);
  if (!read)
    return false;
  *end_s = stamp_s + (r->o->hour_begins ? hour_s : 0.0);
  return true;
}

/* The first cell that is no value, for the report. */
static fen_status keep_example(reader *r, ptrdiff_t row, const char *text, fen_error *err) {
  if (r->file->example)
    return FEN_OK;
  return fen_pool_text(r->o->pool, &r->file->example, err, "line %td: '%.40s'", fen_csv_line(r->table, row), text);
}

/* A cell into a value and what is to be said of it. */
static fen_status read_value(reader *r, ptrdiff_t row, const char *text, double factor, fen_observation *out, fen_error *err) {
  int mark = fen_word_missing_index(text);
  char *end = NULL;
  double value = strtod(text, &end);
  double most = r->o->monitored ? r->o->monitored->most_ugpm3 : 1e6;
  out->value = NAN;
  if (mark >= 0) {
    out->flag = FEN_OBSERVED_MISSING;
    out->mark = (int16_t)mark;
    return FEN_OK;
  }
  if (*end != '\0' || strspn(text, "+-.0123456789eE") != strlen(text) || !isfinite(value)) {
    out->flag = FEN_OBSERVED_UNREADABLE;
    return keep_example(r, row, text, err);
  }
  if (!(value >= 0.0) || !(value * factor <= most)) {
    out->flag = FEN_OBSERVED_RANGE;
    return keep_example(r, row, text, err);
  }
  out->value = value * factor;
  return FEN_OK;
}

static fen_status add_value(reader *r, ptrdiff_t row, int32_t station, double end_s, const char *text, double factor, fen_error *err) {
  fen_observation item = {.station = station, .file = r->index, .line = (int32_t)fen_csv_line(r->table, row), .end_s = end_s};
  fen_status status = read_value(r, row, text, factor, &item, err);
  return status ? status : fen_observations_add(r->o, &item, err);
}

static double read_degrees(const reader *r, ptrdiff_t row, fen_head head, double most) {
  char *end = NULL;
  const char *text = cell(r, row, head);
  double value = strtod(text, &end);
  return *text && *end == '\0' && fabs(value) <= most ? value : NAN;
}

/* The station of a row; -1: it names none. */
static fen_status read_station(reader *r, ptrdiff_t row, int32_t *out, fen_error *err) {
  const char *id = cell(r, row, FEN_HEAD_ID);
  const char *name = cell(r, row, FEN_HEAD_STATION);
  *out = -1;
  if (!*id && !*name)
    return FEN_OK;
  fen_status status = fen_observations_station(r->o, id, name, cell(r, row, FEN_HEAD_CITY), r->index, out, err);
  fen_observed_station *s = status ? NULL : &r->o->stations[*out];
  if (s && isnan(s->lon_deg)) {
    double lon_deg = read_degrees(r, row, FEN_HEAD_LON, 360.0), lat_deg = read_degrees(r, row, FEN_HEAD_LAT, 90.0);
    if (!isnan(lon_deg) && !isnan(lat_deg)) {
      s->lon_deg = lon_deg;
      s->lat_deg = lat_deg;
    }
  }
  return status;
}

static fen_status unit_factor(const reader *r, ptrdiff_t row, ptrdiff_t column, const char *unit, double *factor, fen_error *err) {
  fen_error why;
  if (fen_word_unit(unit, r->o->monitored ? r->o->monitored->molar_mass_gpmol : 0.0, factor, &why))
    return fen_csv_fail(r->table, row, column, why.status, fen_word_units, err, "'%.40s' is no unit in which %s is read", unit,
                        r->o->species);
  return FEN_OK;
}

/* Of a row with a unit of its own. */
static fen_status row_factor(reader *r, ptrdiff_t row, double *factor, fen_error *err) {
  const char *unit = cell(r, row, FEN_HEAD_UNIT);
  *factor = r->factor;
  if (!*unit)
    return FEN_OK;
  if (strcmp(unit, r->row_unit) != 0 || !*r->row_unit) {
    fen_status status = unit_factor(r, row, r->layout.column[FEN_HEAD_UNIT], unit, &r->row_factor, err);
    if (status)
      return status;
    (void)snprintf(r->row_unit, sizeof r->row_unit, "%s", unit);
    r->file->unit_stated = true;
    status = fen_pool_text(r->o->pool, &r->file->unit, err, "%s", unit);
    if (status)
      return status;
  }
  *factor = r->row_factor;
  return FEN_OK;
}

/* Species that are not wanted, for a complaint where none is. */
static void remember_other(reader *r, const char *word) {
  char *others = r->o->others;
  size_t used = strlen(others);
  if (strcmp(word, r->other) == 0)
    return;
  (void)snprintf(r->other, sizeof r->other, "%s", word);
  if (*word && used + strlen(word) + 3 < sizeof r->o->others && !strstr(others, word))
    (void)snprintf(others + used, sizeof r->o->others - used, "%s%s", used ? ", " : "", word);
}

/* The time of a row with so many records, which are counted. */
static bool take_time(reader *r, ptrdiff_t row, ptrdiff_t records, double *end_s) {
  bool read = read_time(r, row, end_s);
  r->file->records += records;
  r->file->bad_times += read ? 0 : records;
  return read;
}

static fen_status read_row(reader *r, ptrdiff_t row, fen_error *err) {
  int32_t station = -1;
  double end_s = 0.0, factor = 0.0;
  if (r->layout.kind == FEN_LAYOUT_LONG && !fen_layout_is_species(r->o, cell(r, row, FEN_HEAD_SPECIES))) {
    remember_other(r, cell(r, row, FEN_HEAD_SPECIES));
    return FEN_OK;
  }
  if (!take_time(r, row, 1, &end_s))
    return FEN_OK;
  fen_status status = read_station(r, row, &station, err);
  if (!status && station < 0) {
    r->file->nameless++;
    return FEN_OK;
  }
  if (!status)
    status = row_factor(r, row, &factor, err);
  return status ? status : add_value(r, row, station, end_s, fen_csv_text(r->table, row, r->layout.value), factor, err);
}

/* A row an hour and species: every column that is nothing else is a station. */
static fen_status read_columns(reader *r, const int32_t *station, ptrdiff_t stations, ptrdiff_t row, fen_error *err) {
  double end_s = 0.0, factor = 0.0;
  if (!fen_layout_is_species(r->o, cell(r, row, FEN_HEAD_SPECIES))) {
    remember_other(r, cell(r, row, FEN_HEAD_SPECIES));
    return FEN_OK;
  }
  if (!take_time(r, row, stations, &end_s))
    return FEN_OK;
  fen_status status = row_factor(r, row, &factor, err);
  for (ptrdiff_t c = 0; !status && c < fen_csv_columns(r->table); c++)
    if (station[c] >= 0)
      status = add_value(r, row, station[c], end_s, fen_csv_text(r->table, row, c), factor, err);
  return status;
}

static fen_status read_all_columns(reader *r, fen_error *err) {
  int32_t *station = NULL;
  ptrdiff_t stations = 0;
  fen_status status = FEN_POOL_NEW(r->o->pool, &station, fen_csv_columns(r->table), err);
  for (ptrdiff_t c = 0; !status && c < fen_csv_columns(r->table); c++) {
    const char *name = fen_csv_column_name(r->table, c);
    station[c] = -1;
    if (*name && fen_word_head(name) == FEN_HEAD_OTHER)
      status = fen_observations_station(r->o, "", name, "", r->index, &station[c], err);
    stations += station[c] >= 0;
  }
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(r->table); row++)
    status = read_columns(r, station, stations, row, err);
  return status;
}

/* The unit of the column, else that of the command line, else that of the national network. */
static fen_status choose_unit(reader *r, fen_error *err) {
  bool carbon_monoxide = r->o->monitored && strcmp(r->o->monitored->name, "CO") == 0;
  const char *unit = *r->layout.unit ? r->layout.unit : r->o->unit;
  r->file->unit_stated = unit != NULL;
  unit = unit ? unit : carbon_monoxide ? "mg/m3" : "ug/m3";
  fen_status status = unit_factor(r, -1, r->layout.value, unit, &r->factor, err);
  return status ? status : fen_pool_text(r->o->pool, &r->file->unit, err, "%s", unit);
}

static fen_status read_table(reader *r, fen_error *err) {
  static const char *const layouts[] = {"stations by row", "long", "stations by column"};
  if (fen_csv_rows(r->table) == 0)
    return fen_csv_fail(r->table, -1, -1, FEN_ERR_SYNTAX, "give a table with hours in it", err, "the table has column names, but no rows");
  fen_status status = fen_layout_find(r->o, r->table, &r->layout, err);
  if (!status)
    status = choose_unit(r, err);
  if (status)
    return status;
  r->file->layout = layouts[r->layout.kind];
  if (r->layout.kind == FEN_LAYOUT_COLUMNS)
    return read_all_columns(r, err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(r->table); row++)
    status = read_row(r, row, err);
  return status;
}

fen_status fen_observations_read(fen_observations *o, const char *path, int32_t file, fen_error *err) {
  fen_csv *table = NULL;
  fen_csv_oddities odd;
  fen_status status = fen_csv_open_odd(path, &table, &odd, err);
  if (status)
    return status;
  ptrdiff_t before = o->station_count;
  reader r = {.o = o, .table = table, .file = &o->files[file], .index = file};
  *r.file = (fen_observed_file){.first_s = NAN, .last_s = NAN};
  status = fen_pool_text(o->pool, &r.file->path, err, "%s", path);
  if (!status)
    status = read_table(&r, err);
  r.file->line_breaks = odd.line_breaks;
  r.file->quotes = odd.quotes;
  r.file->odd_rows = odd.odd_rows;
  r.file->stations = o->station_count - before;
  o->unit_assumed = o->unit_assumed || !r.file->unit_stated;
  fen_csv_close(&table);
  return status;
}
