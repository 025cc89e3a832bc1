#include "area_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"

static fen_status note_header(fen_inventory_context *context, const fen_csv *table, ptrdiff_t column, fen_status status, const char *remedy,
                              const char *message) {
  fen_error fault = {0};
  (void)fen_csv_fail(table, -1, column, status, remedy, &fault, "%s", message);
  return fen_inventory_note_table(context, &fault);
}

/* A role that only one column may have. */
static fen_status take_column(fen_inventory_context *context, const fen_area_table *t, ptrdiff_t column, ptrdiff_t *place) {
  if (*place >= 0)
    return note_header(context, t->table, column, FEN_ERR_COLUMN, "keep one of the two", "a second column of this kind");
  *place = column;
  return FEN_OK;
}

static fen_status add_amount(fen_area_table *t, ptrdiff_t column, const char *word, const char *unit) {
  fen_area_column *amount = &t->amounts[t->amount_count++];
  amount->column = column;
  (void)snprintf(amount->word, sizeof amount->word, "%s", word);
  (void)snprintf(amount->unit, sizeof amount->unit, "%s", unit);
  return FEN_OK;
}

static fen_status sort_column(fen_inventory_context *context, fen_area_table *t, ptrdiff_t column, ptrdiff_t level[FEN_AREA_LEVELS]) {
  char name[FEN_TABLE_WORD], unit[FEN_TABLE_WORD];
  fen_part_header(fen_csv_column_name(t->table, column), name, unit);
  if (fen_csv_unit(t->table, column)[0])
    (void)snprintf(unit, sizeof unit, "%.*s", FEN_TABLE_WORD - 1, fen_csv_unit(t->table, column));
  fen_column_role role = fen_column_role_of(name);
  switch (role) {
  case FEN_COLUMN_PROVINCE:
  case FEN_COLUMN_CITY:
  case FEN_COLUMN_COUNTY:
  case FEN_COLUMN_REGION:
    return take_column(context, t, column, &level[role]);
  case FEN_COLUMN_SECTOR:
    return take_column(context, t, column, &t->sector);
  case FEN_COLUMN_POLLUTANT:
    return take_column(context, t, column, &t->pollutant);
  case FEN_COLUMN_UNIT:
    return take_column(context, t, column, &t->unit);
  case FEN_COLUMN_FUEL:
  case FEN_COLUMN_TECHNOLOGY:
  case FEN_COLUMN_CLASS:
    return take_column(context, t, column, &t->label[role - FEN_COLUMN_FUEL]);
  case FEN_COLUMN_OTHER:
    return FEN_OK;
  case FEN_COLUMN_AMOUNT:
    return add_amount(t, column, "", unit);
  case FEN_COLUMN_NONE:
    break;
  }
  return add_amount(t, column, name, unit);
}

bool fen_area_is_sectorless(const fen_inventory_context *context, const fen_area_table *t) {
  return t->sector < 0 && !context->file->map_path && context->params->sector_count != 1;
}

/* Columns must make up a wide table or a long one. */
static fen_status check_layout(fen_inventory_context *context, fen_area_table *t) {
  ptrdiff_t nameless = 0;
  for (ptrdiff_t n = 0; n < t->amount_count; n++)
    nameless += t->amounts[n].word[0] == '\0';
  if (fen_area_is_sectorless(context, t)) {
    const fen_status status =
        note_header(context, t->table, -1, FEN_ERR_COLUMN, "name one 'sector' or 行业", "no column names the sectors");
    if (status)
      return status;
  }
  if (t->level_count == 0)
    return note_header(context, t->table, -1, FEN_ERR_COLUMN,
                       strcmp(fen_csv_encoding(t->table), "UTF-8") == 0
                           ? "name one 'region', 地区, 城市 or 区县"
                           : "name one 'region', 地区, 城市 or 区县; where names are garbled, save the table as UTF-8",
                       "no column names the regions");
  if (t->pollutant >= 0 && nameless == 1 && t->amount_count == 1 && t->unit < 0 && !t->amounts[0].unit[0]) {
    t->amount_count = 0;
    return note_header(context, t->table, t->amounts[0].column, FEN_ERR_UNIT_MISSING,
                       "add a column 'unit' (单位), or write the unit in brackets behind the name, such as 排放量(吨)",
                       "the column has no unit");
  }
  if (nameless > 0 && t->pollutant < 0)
    return note_header(context, t->table, t->amounts[0].column, FEN_ERR_COLUMN,
                       "add a column 'pollutant' (污染物), or name the column after one", "whose amounts these are is not said");
  if (t->pollutant >= 0 && (nameless != 1 || t->amount_count != 1))
    return note_header(context, t->table, t->pollutant, FEN_ERR_COLUMN,
                       "give one column 'emission' (排放量) beside it, and none for pollutants",
                       "a column of pollutants wants one column of amounts");
  return FEN_OK;
}

fen_status fen_area_table_open(fen_inventory_context *context, fen_area_table *out, fen_error *err) {
  fen_area_table t = {.params = context->params, .sector = -1, .pollutant = -1, .unit = -1, .label = {-1, -1, -1}};
  ptrdiff_t level[FEN_AREA_LEVELS] = {-1, -1, -1, -1};
  const ptrdiff_t before = context->faults.count;
  fen_status status = fen_csv_open(context->file->path, &context->faults, &t.table, err);
  if (status)
    return status;
  if (strcmp(fen_csv_encoding(t.table), "UTF-8") != 0)
    fen_log_line(context->log, FEN_LOG_INFO, "%s: read as %s, for it is no UTF-8", context->file->path, fen_csv_encoding(t.table));
  t.short_of_rows = context->faults.count > before;
  if (!t.short_of_rows)
    status = fen_rate_check_form(t.table, err);
  if (!status)
    status = FEN_NEW(&t.amounts, fen_csv_columns(t.table), err);
  for (ptrdiff_t column = 0; !status && column < fen_csv_columns(t.table); column++)
    status = sort_column(context, &t, column, level);
  for (int n = 0; n < FEN_AREA_LEVELS; n++)
    if (level[n] >= 0)
      t.level[t.level_count++] = level[n];
  if (!status)
    status = check_layout(context, &t);
  if (status)
    fen_area_table_close(&t);
  else
    *out = t;
  return status;
}

void fen_area_table_close(fen_area_table *t) {
  fen_csv_close(&t->table);
  fen_free(t->amounts);
  *t = (fen_area_table){0};
}

const char *fen_area_region(const fen_area_table *t, ptrdiff_t row, ptrdiff_t *column) {
  for (int n = t->level_count - 1; n >= 0; n--) {
    *column = t->level[n];
    if (fen_csv_text(t->table, row, t->level[n])[0])
      break;
  }
  return fen_csv_text(t->table, row, *column);
}

bool fen_area_total_word(const fen_area_table *t, const char *word, bool *since) {
  bool own_since = false;
  if (!fen_is_total_word(word, &own_since))
    return false;
  for (ptrdiff_t n = 0; n < t->params->sector_count; n++)
    if (strcmp(t->params->sectors[n].name, word) == 0)
      return false;
  if (t->params->regions && fen_regions_find(t->params->regions, word) >= 0)
    return false;
  *since = *since || own_since;
  return true;
}

bool fen_area_is_total(const fen_area_table *t, ptrdiff_t row, bool *since) {
  bool total = t->sector >= 0 && fen_area_total_word(t, fen_csv_text(t->table, row, t->sector), since);
  for (int n = 0; n < t->level_count; n++)
    total |= fen_area_total_word(t, fen_csv_text(t->table, row, t->level[n]), since);
  return total;
}

static fen_status read_value(const fen_area_table *t, ptrdiff_t row, ptrdiff_t column, fen_area_amount *out, fen_error *err) {
  char plain[64];
  const char *text = fen_csv_text(t->table, row, column);
  bool grouped = strchr(text, ',') != NULL;
  fen_status status = FEN_OK;
  if (grouped && !fen_drop_thousands(text, plain, sizeof plain))
    return fen_csv_fail(t->table, row, column, FEN_ERR_TYPE, "write it without commas, or with one before every three digits, as 1,234.5",
                        err, "'%.60s' is not a number: its commas part no thousands", text);
  if (grouped && strspn(plain, ".0123456789") == strlen(plain))
    out->value = strtod(plain, NULL);
  else
    status = fen_csv_number(t->table, row, column, -HUGE_VAL, HUGE_VAL, &out->value, err);
  if (status)
    return status;
  if (!(out->value >= 0.0))
    return fen_csv_fail(t->table, row, column, FEN_ERR_NEGATIVE, "give 0 or more: an inventory gives emissions, sinks are the model's", err,
                        "negative emission %g", out->value);
  const char *point = strchr(text, '.');
  out->rounding = 0.5 * pow(10.0, point ? -(double)strspn(point + 1, "0123456789") : 0.0);
  return FEN_OK;
}

fen_status fen_area_amount_read(const fen_area_table *t, ptrdiff_t row, ptrdiff_t n, fen_area_amount *out, fen_error *err) {
  const fen_area_column *amount = &t->amounts[n];
  const char *unit = t->unit < 0 ? "" : fen_csv_text(t->table, row, t->unit);
  fen_area_amount found = {.word = amount->word[0] ? amount->word : fen_csv_text(t->table, row, t->pollutant),
                           .sector = t->sector < 0 ? "" : fen_csv_text(t->table, row, t->sector),
                           .unit = unit[0] ? unit : amount->unit};
  found.stated = !fen_is_no_amount(fen_csv_text(t->table, row, amount->column));
  *out = found;
  if (unit[0] && amount->unit[0] && strcmp(unit, amount->unit) != 0)
    return fen_csv_fail(t->table, row, t->unit, FEN_ERR_UNIT_INCOMPATIBLE, "keep one of the two", err,
                        "the row's unit is '%.40s' and the header's '%.40s'", unit, amount->unit);
  return found.stated ? read_value(t, row, amount->column, out, err) : FEN_OK;
}

fen_status fen_area_unit(const char *unit, const fen_emitted_species *species, int year_days, double *scale, fen_error *err) {
  char yearly[FEN_TABLE_WORD + 8];
  fen_conversion mass;
  (void)snprintf(yearly, sizeof yearly, "%s/yr", unit);
  bool bare = unit[0] && fen_units_conversion(unit, "kg", species->molar_mass_gpmol, year_days, &mass, NULL) == FEN_OK;
  return fen_emission_unit(bare ? yearly : unit, species, year_days, scale, NULL, err);
}
