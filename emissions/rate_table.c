#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"
#include "inventory_parts.h"
#include "map_parts.h"

/* Pollutants that an inventory may hold without the case carrying them: their columns are left out, and the log says so. */
static const char *const pollutants[] = {"PM25", "PM10", "TSP", "PMC", "BC",  "EC",   "OC",    "POA", "SO2", "NOx", "NO2",
                                         "NO",   "NH3",  "CO",  "CO2", "VOC", "VOCs", "NMVOC", "CH4", "N2O", "Hg"};
enum { POLLUTANTS = sizeof pollutants / sizeof *pollutants };

/* The header's name without its unit in brackets; a Chinese one, and one that no species can have, becomes the usual word. */
static void part_column(const fen_csv *table, ptrdiff_t column, char name[FEN_TABLE_WORD], char unit[FEN_TABLE_WORD]) {
  fen_part_header(fen_csv_column_name(table, column), name, unit);
  if (fen_csv_unit(table, column)[0])
    (void)snprintf(unit, FEN_TABLE_WORD, "%s", fen_csv_unit(table, column));
  const char *word = fen_point_word(name);
  if (!word && ((unsigned char)name[0] >= 0x80 || strchr(name, '.')))
    word = fen_pollutant_word(name);
  if (word)
    (void)snprintf(name, FEN_TABLE_WORD, "%s", word);
}

void fen_rate_table_unit(const fen_rate_table *rates, ptrdiff_t column, char unit[FEN_TABLE_WORD]) {
  char name[FEN_TABLE_WORD];
  part_column(rates->table, column, name, unit);
}

static bool among(const char *name, const char *const *words, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (strcmp(name, words[n]) == 0)
      return true;
  return false;
}

ptrdiff_t fen_rate_table_column(const fen_rate_table *rates, const char *wanted) {
  for (ptrdiff_t column = 0; column < fen_csv_columns(rates->table); column++) {
    char name[FEN_TABLE_WORD], unit[FEN_TABLE_WORD];
    part_column(rates->table, column, name, unit);
    if (strcmp(name, wanted) == 0)
      return column;
  }
  return -1;
}

/* The species of that name, else one that differs in capitals, points or dashes alone, as in tables of areas. */
static int species_of(const fen_inventory_context *context, const char *name, bool exactly) {
  for (ptrdiff_t n = 0; n < context->params->species_count; n++)
    if (strcmp(context->params->species[n].name, name) == 0)
      return (int)n;
  for (ptrdiff_t n = 0; !exactly && n < context->params->species_count; n++)
    if (fen_map_same_word(context->params->species[n].name, name))
      return (int)n;
  return -1;
}

bool fen_is_pollutant(const char *name) {
  return among(name, pollutants, POLLUTANTS);
}

fen_status fen_rate_other_column(fen_inventory_context *context, const fen_csv *table, ptrdiff_t column, const char *name,
                                 const char *const *known, ptrdiff_t known_count) {
  if (among(name, known, known_count))
    return FEN_OK;
  if (among(name, pollutants, POLLUTANTS)) {
    fen_log_line(context->log, FEN_LOG_INFO, "%s: column %s is left out, for the case carries no such species", fen_csv_path(table), name);
    return FEN_OK;
  }
  const char *words[64];
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < context->params->species_count && count < 64; n++)
    words[count++] = context->params->species[n].name;
  for (ptrdiff_t n = 0; n < known_count && count < 64; n++)
    words[count++] = known[n];
  const char *near = fen_nearest_word(name, words, count);
  fen_error fault = {0};
  bool rate = fen_csv_unit(table, column)[0] != '\0' && !(near && among(near, known, known_count));
  (void)fen_csv_fail(table, -1, column, rate ? FEN_ERR_SPECIES_UNKNOWN : FEN_ERR_COLUMN,
                     rate ? "name a species of the case, add it there, or remove the column" : "remove or rename the column", &fault,
                     "unknown %s '%s'%s%s%s", rate ? "species" : "column", name, near ? "; did you mean '" : "", near ? near : "",
                     near ? "'?" : "");
  return fen_inventory_note_table(context, &fault);
}

fen_status fen_table_note_twice(fen_inventory_context *context, const fen_csv *table, ptrdiff_t first, ptrdiff_t second, const char *word) {
  fen_error fault = {0};
  (void)fen_csv_fail(table, -1, second, FEN_ERR_COLUMN, "remove one of the two columns, so that it does not count twice", &fault,
                     "the column is %.60s, as is '%.60s'", word, fen_csv_column_name(table, first));
  return fen_inventory_note_table(context, &fault);
}

static fen_status species_column(fen_inventory_context *context, fen_rate_table *out, ptrdiff_t column, const char *unit, int species,
                                 const fen_emitted_species *emitted, const char *mapped) {
  fen_error reason, fault = {0};
  double scale;
  for (ptrdiff_t n = 0; n < out->rate_count; n++)
    if (fen_map_same_word(out->rates[n].mapped, mapped))
      return fen_table_note_twice(context, out->table, out->rates[n].column, column, mapped);
  fen_status status = fen_emission_unit(unit, emitted, context->inventory->year_days, &scale, NULL, &reason);
  if (status == FEN_OK) {
    fen_rate_column *rate = &out->rates[out->rate_count++];
    *rate = (fen_rate_column){.column = column, .species = species, .scale = scale};
    fen_part_header(fen_csv_column_name(out->table, column), rate->word, rate->unit);
    (void)snprintf(rate->unit, sizeof rate->unit, "%s", unit);
    (void)snprintf(rate->mapped, sizeof rate->mapped, "%s", mapped);
    return FEN_OK;
  }
  const char *usual = "write the unit in brackets behind the name, such as 'PM25 [t/yr]'";
  (void)fen_csv_fail(out->table, -1, column, status, unit[0] ? fen_unit_fault_remedy(&reason, usual) : usual, &fault, "%s",
                     unit[0] ? reason.text : "the column has no unit");
  return fen_inventory_note_table(context, &fault);
}

/* A column by the map's words: one that it does not know is a mistake where it looks like emissions. */
static fen_status mapped_column(fen_inventory_context *context, const fen_inventory_map *map, fen_rate_table *out, ptrdiff_t column,
                                const char *unit) {
  char word[FEN_TABLE_WORD], own_unit[FEN_TABLE_WORD], mapped[FEN_TABLE_WORD];
  fen_part_header(fen_csv_column_name(out->table, column), word, own_unit);
  if (fen_inventory_map_finds(map, word, mapped)) {
    const fen_emitted_species theirs = {word, fen_inventory_map_molar_mass(map, mapped)};
    return species_column(context, out, column, unit, -1, &theirs, mapped);
  }
  fen_error fault = {0};
  (void)fen_csv_fail(out->table, -1, column, unit[0] ? FEN_ERR_SPECIES_UNKNOWN : FEN_ERR_COLUMN,
                     unit[0] ? "add it there under 'species', or under 'ignore' to leave it out" : "remove or rename the column", &fault,
                     unit[0] ? "the map %s does not say what becomes of '%.60s'" : "the map %s does not know the column '%.60s'",
                     fen_inventory_map_path(map), word);
  return fen_inventory_note_table(context, &fault);
}

static fen_status read_column(fen_inventory_context *context, const fen_inventory_map *map, const char *const *known, ptrdiff_t known_count,
                              fen_rate_table *out, ptrdiff_t column) {
  char name[FEN_TABLE_WORD], unit[FEN_TABLE_WORD];
  part_column(out->table, column, name, unit);
  if (map && !among(name, known, known_count))
    return mapped_column(context, map, out, column, unit);
  int species = map ? -1 : species_of(context, name, among(name, known, known_count));
  return species >= 0 ? species_column(context, out, column, unit, species, &context->params->species[species], name)
                      : fen_rate_other_column(context, out->table, column, name, known, known_count);
}

fen_status fen_table_fail_for(const fen_csv *table, ptrdiff_t row, ptrdiff_t column, fen_error *reason, const char *remedy,
                              fen_error *err) {
  char *own = strstr(reason->text, "\n  = ");
  if (own)
    *own = '\0';
  return fen_csv_fail(table, row, column, reason->status, own ? own + 5 : remedy, err, "%s", reason->text);
}

fen_status fen_rate_check_form(const fen_csv *table, fen_error *err) {
  if (fen_csv_rows(table) == 0)
    return fen_csv_fail(table, -1, -1, FEN_ERR_SYNTAX, "give it rows, or take it out of the case", err,
                        "the table has a header but no row");
  return FEN_OK;
}

fen_status fen_rate_table_open(fen_inventory_context *context, const fen_inventory_map *map, const char *const *known,
                               ptrdiff_t known_count, fen_rate_table *out, fen_error *err) {
  fen_rate_table rates = {0};
  const ptrdiff_t before = context->faults.count;
  fen_status status = fen_csv_open(context->file->path, &context->faults, &rates.table, err);
  if (status)
    return status;
  if (strcmp(fen_csv_encoding(rates.table), "UTF-8") != 0)
    fen_log_line(context->log, FEN_LOG_INFO, "%s: read as %s, for it is no UTF-8", context->file->path, fen_csv_encoding(rates.table));
  if (context->faults.count == before)
    status = fen_rate_check_form(rates.table, err);
  if (status) {
    fen_rate_table_close(&rates);
    return status;
  }
  ptrdiff_t columns = fen_csv_columns(rates.table);
  status = FEN_NEW(&rates.rates, columns, err);
  for (ptrdiff_t column = 0; !status && column < columns; column++)
    status = read_column(context, map, known, known_count, &rates, column);
  if (!status && rates.rate_count == 0 && context->faults.count == before)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: no column holds a species of the case", context->file->path);
  if (status)
    fen_rate_table_close(&rates);
  else
    *out = rates;
  return status;
}

void fen_rate_table_close(fen_rate_table *rates) {
  fen_csv_close(&rates->table);
  fen_free(rates->rates);
  *rates = (fen_rate_table){0};
}

fen_status fen_rate_table_value(const fen_rate_table *rates, ptrdiff_t row, ptrdiff_t n, double *rate_kgps, fen_error *err) {
  const ptrdiff_t column = rates->rates[n].column;
  double value = 0.0;
  if (!fen_is_no_amount(fen_csv_text(rates->table, row, column))) {
    fen_status status = fen_csv_number(rates->table, row, column, -HUGE_VAL, HUGE_VAL, &value, err);
    if (status)
      return status;
  }
  if (!(value >= 0.0))
    return fen_csv_fail(rates->table, row, column, FEN_ERR_NEGATIVE, "give 0 or more: an inventory gives emissions, sinks are the model's",
                        err, "negative emission %g", value);
  const double rate = value * rates->rates[n].scale;
  if (!(rate <= FEN_MOST_KGPS))
    return fen_csv_fail(rates->table, row, column, FEN_ERR_RANGE, "check the figure and the unit in the header", err,
                        "%g %s are %g kg/s, more than the whole world emits", value, rates->rates[n].unit, rate);
  *rate_kgps = rate;
  return FEN_OK;
}

static const char *label(const fen_rate_table *rates, ptrdiff_t row, const char *name) {
  ptrdiff_t column = fen_rate_table_column(rates, name);
  return column < 0 ? NULL : fen_csv_text(rates->table, row, column);
}

void fen_rate_table_labels(const fen_rate_table *rates, ptrdiff_t row, fen_inventory_record *record) {
  record->fuel = label(rates, row, "fuel");
  record->technology = label(rates, row, "technology");
  record->class_ = label(rates, row, "class");
}

typedef struct {
  const fen_csv *table;
  ptrdiff_t row;
} table_row;

static int by_cells(const table_row *a, const table_row *b) {
  int order = 0;
  for (ptrdiff_t column = 0; column < fen_csv_columns(a->table) && order == 0; column++)
    order = strcmp(fen_csv_text(a->table, a->row, column), fen_csv_text(b->table, b->row, column));
  return order;
}

static int by_cells_then_row(const void *a, const void *b) {
  const table_row *left = a;
  const table_row *right = b;
  const int order = by_cells(left, right);
  return order ? order : (left->row > right->row) - (left->row < right->row);
}

fen_status fen_rate_table_tell_repeats(const fen_inventory_context *context, const fen_rate_table *rates, fen_error *err) {
  const ptrdiff_t rows = fen_csv_rows(rates->table);
  ptrdiff_t repeats = 0;
  ptrdiff_t at = 0, of = 0; /* the uppermost row that repeats another, and that */
  table_row *sorted = NULL;
  fen_status status = FEN_NEW(&sorted, rows, err);
  if (status || rows == 0) /* a table whose rows all have a fault */
    return status;
  for (ptrdiff_t row = 0; row < rows; row++)
    sorted[row] = (table_row){rates->table, row};
  qsort(sorted, (size_t)rows, sizeof *sorted, by_cells_then_row);
  for (ptrdiff_t n = 1, first = 0; n < rows; n++) {
    if (by_cells(&sorted[first], &sorted[n]) != 0)
      first = n;
    else if (repeats++ == 0 || sorted[n].row < at) {
      at = sorted[n].row;
      of = sorted[first].row;
    }
  }
  if (repeats)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s:%td: the row is that of line %td once more%s", fen_csv_path(rates->table),
                 fen_csv_line(rates->table, at), fen_csv_line(rates->table, of),
                 repeats > 1 ? ", and other rows are repeated, too; all are counted" : "; both are counted");
  fen_free(sorted);
  return FEN_OK;
}

int fen_sector_of_word(const fen_inventory_params *params, const char *word) {
  for (ptrdiff_t n = 0; word[0] && n < params->sector_count; n++) {
    const fen_sector *sector = &params->sectors[n];
    if (strcmp(sector->name, word) == 0 || (sector->name_zh && fen_match_sector(word, sector->name_zh)))
      return (int)n;
  }
  return -1;
}

const char *fen_rate_table_sector_word(const fen_inventory_context *context, const fen_rate_table *rates, ptrdiff_t row,
                                       ptrdiff_t *column) {
  ptrdiff_t found = fen_rate_table_column(rates, "sector");
  *column = found < 0 ? 0 : found;
  return found < 0 ? context->file->sector : fen_csv_text(rates->table, row, found);
}

int fen_rate_table_sector(fen_inventory_context *context, const fen_rate_table *rates, ptrdiff_t row, fen_error *err) {
  ptrdiff_t column;
  const char *name = fen_rate_table_sector_word(context, rates, row, &column);
  fen_error reason;
  int sector = name ? fen_sector_of_word(context->params, name) : -1;
  if (sector < 0)
    sector = fen_inventory_sector(context, name, &reason);
  if (sector < 0)
    (void)fen_table_fail_for(rates->table, row, column, &reason, NULL, err);
  return sector;
}
