#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/memory.h"
#include "inventory_parts.h"
#include "surrogate.h"

/* Columns of a table of area totals, apart from its species. */
static const char *const known[] = {"region", "name_zh", "sector", "source", "note", "basis", "year", "fuel", "technology", "class"};
enum { KNOWN = sizeof known / sizeof *known };

typedef struct {
  fen_rate_table rates;
  ptrdiff_t region;
  double *rate;              /* [rate_count] */
  fen_surrogate surrogate;   /* unless by area */
  fen_area_pattern *pattern; /* [regions], made when first asked for */
} area_table;

static int find_region(fen_inventory_context *context, const area_table *areas, ptrdiff_t row, fen_error *err) {
  const fen_regions *regions = context->params->regions;
  const char *name = fen_csv_text(areas->rates.table, row, areas->region);
  ptrdiff_t found = regions ? fen_regions_find(regions, name) : -1;
  if (found >= 0)
    return (int)found;
  const char **words = NULL;
  ptrdiff_t count = regions ? regions->count : 0;
  if (FEN_NEW(&words, count, err))
    return -1;
  for (ptrdiff_t n = 0; n < count; n++)
    words[n] = regions->items[n].name;
  const char *near = fen_nearest_word(name, words, count);
  fen_free((void *)words);
  (void)fen_csv_fail(areas->rates.table, row, areas->region, FEN_ERR_REGION_UNKNOWN,
                     count ? "name a region of the case's regions file" : "the case names no regions file; add one", err,
                     "unknown region '%s'%s%s%s", name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  return -1;
}

/* The cells of a region and their parts of its total. */
static fen_status region_pattern(fen_inventory_context *context, area_table *areas, ptrdiff_t row, int region, const fen_area_pattern **out,
                                 fen_error *err) {
  fen_area_pattern *pattern = &areas->pattern[region];
  const fen_region *place = &context->params->regions->items[region];
  fen_status status = FEN_OK;
  double sum = 1.0;
  if (!pattern->made) {
    status = areas->surrogate.weight ? fen_area_pattern_by_surrogate(&areas->surrogate, place, context->params->grid, pattern, &sum, err)
                                     : fen_area_pattern_by_area(place, context->params->grid, pattern, &sum, err);
    if (!status && pattern->made && !(pattern->kept > 0.0))
      fen_log_line(context->log, FEN_LOG_WARNING, "%s: region %s lies outside the domain", context->file->path, place->name);
  }
  if (!status && !pattern->made)
    return fen_csv_fail(areas->rates.table, row, areas->region, FEN_ERR_WEIGHTS, "correct the surrogate or the region's outline", err,
                        "the surrogate %s%s%s has no weight in region '%s', so its tonnes have no place",
                        context->file->surrogate_path ? context->file->surrogate_path : "by area",
                        context->file->surrogate_variable ? ": " : "",
                        context->file->surrogate_variable ? context->file->surrogate_variable : "", place->name);
  *out = pattern;
  return status;
}

static fen_status add_field(fen_inventory_context *context, const fen_area_pattern *pattern, fen_inventory_record *record,
                            const fen_emission_step *step, double stated, double rate_kgps, fen_error *err) {
  fen_emission_field field = {.species = step->species, .sector = step->sector, .region = record->region, .cell_count = pattern->count};
  double mapped_kgps = rate_kgps * step->species_factor * step->sector_share;
  field.time = (fen_time_axis){.kind = FEN_TIMING_PROFILE, .count = 1};
  field.height.kind = FEN_HEIGHT_SECTOR;
  record->species = step->species;
  record->sector = step->sector;
  record->outside = !(pattern->kept > 0.0);
  fen_status status = fen_inventory_count(context, step, stated, rate_kgps, mapped_kgps * pattern->kept,
                                          mapped_kgps * (1.0 - pattern->kept), &field.step, err);
  if (!status)
    status = fen_inventory_add_record(context->inventory, record, &field.record, err);
  if (status || pattern->count == 0 || !(mapped_kgps > 0.0))
    return status;
  status = FEN_NEW(&field.cell, pattern->count, err);
  if (!status)
    status = FEN_NEW(&field.rate_kgps, pattern->count, err);
  for (ptrdiff_t n = 0; !status && n < pattern->count; n++) {
    field.cell[n] = pattern->cell[n];
    field.rate_kgps[n] = mapped_kgps * pattern->share[n];
  }
  if (!status)
    return fen_inventory_add_field(context->inventory, &field, err);
  fen_emission_field_clear(&field);
  return status;
}

enum { LABELS = 5 };

/* What a row is about, for finding others of the same. */
typedef struct {
  const char *label[LABELS];
  ptrdiff_t row;
} row_labels;

static int by_labels(const row_labels *a, const row_labels *b) {
  int order = 0;
  for (int n = 0; n < LABELS && order == 0; n++)
    order = strcmp(a->label[n], b->label[n]);
  return order;
}

static int by_labels_then_row(const void *a, const void *b) {
  const row_labels *left = a;
  const row_labels *right = b;
  int order = by_labels(left, right);
  return order ? order : (left->row > right->row) - (left->row < right->row);
}

/*
 * Parts of a sector may have rows of their own, so a repeated region and sector is no fault; but it may be a slip, and is told. Rows are
 * sorted to find it, for a county's table may have a hundred thousand of them.
 */
static fen_status tell_repeats(const fen_inventory_context *context, const area_table *areas, fen_error *err) {
  static const char *const names[LABELS] = {"region", "sector", "fuel", "technology", "class"};
  const fen_csv *table = areas->rates.table;
  ptrdiff_t rows = fen_csv_rows(table);
  ptrdiff_t column[LABELS];
  row_labels *sorted = NULL;
  fen_status status = FEN_NEW(&sorted, rows, err);
  if (status || rows == 0)
    return status;
  for (int n = 0; n < LABELS; n++)
    column[n] = fen_rate_table_column(&areas->rates, names[n]);
  for (ptrdiff_t row = 0; row < rows; row++) {
    sorted[row].row = row;
    for (int n = 0; n < LABELS; n++)
      sorted[row].label[n] = column[n] < 0 ? "" : fen_csv_text(table, row, column[n]);
  }
  qsort(sorted, (size_t)rows, sizeof *sorted, by_labels_then_row);
  for (ptrdiff_t n = 1, first = 0; n < rows; n++) {
    if (by_labels(&sorted[first], &sorted[n]) != 0) {
      first = n;
      continue;
    }
    fen_log_line(context->log, FEN_LOG_WARNING, "%s:%td: region %s has a row of this sector in line %td already; both are counted",
                 fen_csv_path(table), fen_csv_line(table, sorted[n].row), sorted[n].label[0], fen_csv_line(table, sorted[first].row));
  }
  fen_free(sorted);
  return FEN_OK;
}

static fen_status read_row(fen_inventory_context *context, area_table *areas, ptrdiff_t row, fen_error *err) {
  const fen_area_pattern *pattern = NULL;
  int region = find_region(context, areas, row, err);
  if (region < 0)
    return err->status;
  int sector = fen_rate_table_sector(context, &areas->rates, row, err);
  if (sector < 0)
    return err->status;
  fen_status status = fen_rate_table_row(&areas->rates, row, areas->rate, err);
  if (!status)
    status = region_pattern(context, areas, row, region, &pattern, err);
  fen_inventory_record record = {.kind = FEN_INVENTORY_AREAS, .region = region};
  fen_rate_table_labels(&areas->rates, row, &record);
  for (ptrdiff_t n = 0; !status && n < areas->rates.rate_count; n++) {
    const fen_rate_column *column = &areas->rates.rates[n];
    const fen_emission_step step = {.species_in = fen_csv_column_name(areas->rates.table, column->column),
                                    .sector_in = context->params->sectors[sector].name,
                                    .unit = fen_csv_unit(areas->rates.table, column->column),
                                    .species = column->species,
                                    .sector = sector,
                                    .species_factor = 1.0,
                                    .sector_share = 1.0};
    status = add_field(context, pattern, &record, &step, areas->rate[n] / column->scale, areas->rate[n], err);
  }
  return status;
}

static fen_status read_rows(fen_inventory_context *context, area_table *areas, fen_error *err) {
  fen_status status = fen_csv_find(areas->rates.table, "region", &areas->region, err);
  if (!status)
    status = FEN_NEW(&areas->rate, areas->rates.rate_count, err);
  if (!status)
    status = FEN_NEW(&areas->pattern, context->params->regions ? context->params->regions->count : 0, err);
  if (!status && context->file->surrogate_path)
    status =
        fen_surrogate_read(context->file->surrogate_path, context->file->surrogate_variable, context->params->grid, &areas->surrogate, err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(areas->rates.table); row++) {
    fen_error fault = {0};
    if (read_row(context, areas, row, &fault))
      status = fen_inventory_note_table(context, &fault);
    if (status && err)
      *err = fault;
  }
  return status ? status : tell_repeats(context, areas, err);
}

fen_status fen_inventory_read_areas(fen_inventory_context *context, fen_error *err) {
  area_table areas = {0};
  fen_status status = fen_rate_table_open(context, known, KNOWN, &areas.rates, err);
  if (status)
    return status;
  status = read_rows(context, &areas, err);
  for (ptrdiff_t n = 0; areas.pattern && n < context->params->regions->count; n++)
    fen_area_pattern_clear(&areas.pattern[n]);
  fen_free(areas.pattern);
  fen_free(areas.rate);
  fen_surrogate_clear(&areas.surrogate);
  fen_rate_table_close(&areas.rates);
  return status;
}
