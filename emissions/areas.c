#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area_table.h"
#include "fenhe/memory.h"
#include "surrogate.h"

enum { REGION_LIST = 200 };

typedef struct {
  fen_area_table table;
  fen_inventory_map *map;    /* NULL: the case's own words */
  fen_surrogate surrogate;   /* unless by area */
  fen_area_pattern *pattern; /* [regions], made when first asked for */
  const fen_region *outside; /* the first region that lies outside the domain */
  ptrdiff_t outside_count;
  bool sectorless; /* nothing says what sector the rows are of, which is told */
} area_reading;

/* Some names of the case's regions, for a remedy. */
static void list_regions(const fen_regions *regions, char list[REGION_LIST]) {
  size_t used = (size_t)snprintf(list, REGION_LIST, "name a region of the case's regions file:");
  for (ptrdiff_t n = 0; n < regions->count; n++) {
    const fen_region *region = &regions->items[n];
    const char *more = region->name_zh ? region->name_zh : "";
    if (used + strlen(region->name) + strlen(more) + 16 > REGION_LIST) {
      (void)snprintf(list + used, REGION_LIST - used, ", ...");
      return;
    }
    used += (size_t)snprintf(list + used, REGION_LIST - used, "%s %s%s%s%s", n ? "," : "", region->name, more[0] ? " (" : "", more,
                             more[0] ? ")" : "");
  }
}

static int unknown_region(const fen_inventory_context *context, const area_reading *areas, ptrdiff_t row, ptrdiff_t column,
                          const char *name, fen_error *err) {
  const fen_regions *regions = context->params->regions;
  const char **words = NULL;
  ptrdiff_t count = regions ? regions->count : 0;
  ptrdiff_t known = 0;
  if (FEN_NEW(&words, 2 * count, err))
    return -1;
  for (ptrdiff_t n = 0; n < count; n++) {
    words[known++] = regions->items[n].name;
    if (regions->items[n].name_zh)
      words[known++] = regions->items[n].name_zh;
  }
  const char *near = fen_nearest_word(name, words, known);
  char list[REGION_LIST] = "the case names no regions file; add one";
  if (count)
    list_regions(regions, list);
  if (name[0])
    (void)fen_csv_fail(areas->table.table, row, column, FEN_ERR_REGION_UNKNOWN, list, err, "unknown region '%s'%s%s%s", name,
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  else
    (void)fen_csv_fail(areas->table.table, row, column, FEN_ERR_REGION_UNKNOWN,
                       "fill the cell: where cells of a spreadsheet are merged, all but the first are empty in its CSV", err,
                       "the row names no region");
  fen_free((void *)words);
  return -1;
}

static int find_region(const fen_inventory_context *context, const area_reading *areas, ptrdiff_t row, fen_error *err) {
  const fen_regions *regions = context->params->regions;
  ptrdiff_t column = -1;
  ptrdiff_t other = -1;
  const char *name = fen_area_region(&areas->table, row, &column);
  ptrdiff_t found = regions ? fen_match_region(regions, name, &other) : -1;
  if (found < 0)
    return unknown_region(context, areas, row, column, name, err);
  if (other < 0)
    return (int)found;
  (void)fen_csv_fail(areas->table.table, row, column, FEN_ERR_REGION_UNKNOWN, "write the whole name", err, "'%s' may be '%s' or '%s'", name,
                     regions->items[found].name, regions->items[other].name);
  return -1;
}

/* The cells of a region and their parts of its total. */
static fen_status region_pattern(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, int region,
                                 const fen_area_pattern **out, fen_error *err) {
  fen_area_pattern *pattern = &areas->pattern[region];
  const fen_region *place = &context->params->regions->items[region];
  fen_status status = FEN_OK;
  double sum = 1.0;
  if (!pattern->made) {
    status = areas->surrogate.weight ? fen_area_pattern_by_surrogate(&areas->surrogate, place, context->params->grid, pattern, &sum, err)
                                     : fen_area_pattern_by_area(place, context->params->grid, pattern, &sum, err);
    if (!status && pattern->made && !(pattern->kept > 0.0)) {
      areas->outside = areas->outside ? areas->outside : place;
      areas->outside_count++;
    }
  }
  if (!status && !pattern->made)
    return fen_csv_fail(areas->table.table, row, areas->table.level[0], FEN_ERR_WEIGHTS, "correct the surrogate or the region's outline",
                        err, "the surrogate %s%s%s has no weight in region '%s', so its tonnes have no place",
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

enum { LABELS = 6 };

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
static fen_status tell_repeats(const fen_inventory_context *context, const area_reading *areas, fen_error *err) {
  const fen_area_table *t = &areas->table;
  const fen_csv *table = t->table;
  const fen_inventory_params *params = context->params;
  const ptrdiff_t column[LABELS] = {-1, t->sector, t->pollutant, t->label[0], t->label[1], t->label[2]};
  ptrdiff_t finest;
  ptrdiff_t rows = 0;
  row_labels *sorted = NULL;
  fen_status status = FEN_NEW(&sorted, fen_csv_rows(table), err);
  if (status)
    return status;
  for (ptrdiff_t row = 0; row < fen_csv_rows(table); row++) {
    bool since = false;
    if (fen_area_is_total(t, row, &since))
      continue;
    sorted[rows].row = row;
    sorted[rows].label[0] = fen_area_region(t, row, &finest);
    for (int n = 1; n < LABELS; n++)
      sorted[rows].label[n] = column[n] < 0 ? "" : fen_csv_text(table, row, column[n]);
    const ptrdiff_t region = params->regions ? fen_match_region(params->regions, sorted[rows].label[0], NULL) : -1;
    const int sector = fen_sector_of_word(params, sorted[rows].label[1]);
    if (region >= 0)
      sorted[rows].label[0] = params->regions->items[region].name;
    if (sector >= 0)
      sorted[rows].label[1] = params->sectors[sector].name;
    rows++;
  }
  if (rows)
    qsort(sorted, (size_t)rows, sizeof *sorted, by_labels_then_row);
  ptrdiff_t repeats = 0;
  ptrdiff_t at = 0, of = 0; /* the uppermost row that repeats another, and that */
  for (ptrdiff_t n = 1, first = 0; n < rows; n++) {
    if (by_labels(&sorted[first], &sorted[n]) != 0) {
      first = n;
      continue;
    }
    if (repeats++ == 0 || sorted[n].row < sorted[at].row) {
      at = n;
      of = first;
    }
  }
  if (repeats == 1)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s:%td: region %s has a row of this sector in line %td already; both are counted",
                 fen_csv_path(table), fen_csv_line(table, sorted[at].row), fen_area_region(t, sorted[at].row, &finest),
                 fen_csv_line(table, sorted[of].row));
  else if (repeats)
    fen_log_line(context->log, FEN_LOG_WARNING,
                 "%s: %td rows have a region and sector that an earlier row has, line %td (as %td) the first; all are counted",
                 fen_csv_path(table), repeats, fen_csv_line(table, sorted[at].row), fen_csv_line(table, sorted[of].row));
  fen_free(sorted);
  return FEN_OK;
}

/* An amount and what it becomes: either may have a fault. */
typedef struct {
  fen_area_amount amount;
  fen_area_routing routing;
  fen_status unread, unknown;
} understood_amount;

static bool understand(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, ptrdiff_t n, understood_amount *out,
                       fen_error faults[2]) {
  fen_area_table *t = &areas->table;
  const fen_area_amount *amount = &out->amount;
  out->unread = fen_area_amount_read(t, row, n, &out->amount, &faults[0]);
  out->unknown = fen_area_route(context, areas->map, t, row, n, amount, &out->routing, &faults[1]);
  if (out->unread || out->unknown)
    return false;
  const double rate_kgps = amount->value * out->routing.scale;
  if (!isnan(out->routing.scale) && !(rate_kgps <= FEN_MOST_KGPS))
    out->unread = fen_csv_fail(t->table, row, t->amounts[n].column, FEN_ERR_RANGE, "check the figure and its unit", &faults[0],
                               "%g %s are %g kg/s, more than the whole world emits", amount->value, amount->unit, rate_kgps);
  return !out->unread;
}

/* One amount of a row to what it becomes; one that is left out is counted among the steps alone. */
static fen_status read_amount(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, ptrdiff_t n,
                              const fen_area_pattern *pattern, fen_inventory_record *record, fen_error *err) {
  understood_amount found;
  fen_error faults[2];
  if (!understand(context, areas, row, n, &found, faults)) {
    *err = faults[found.unread ? 0 : 1];
    return err->status;
  }
  const fen_area_amount *amount = &found.amount;
  const fen_area_routing *routing = &found.routing;
  const double rate_kgps = amount->value * routing->scale;
  fen_status status = FEN_OK;
  fen_emission_step step = {.species_in = amount->word, .sector_in = amount->sector, .unit = amount->unit, .species = -1, .sector = -1};
  step.species_factor = step.sector_share = 1.0;
  if (routing->count == 0)
    return fen_inventory_count(context, &step, amount->value, rate_kgps, 0.0, 0.0, NULL, err);
  for (ptrdiff_t r = 0; !status && r < routing->count; r++) {
    step.species = routing->routes[r].species;
    step.sector = routing->routes[r].sector;
    step.species_factor = routing->routes[r].factor;
    step.sector_share = routing->routes[r].share;
    if (!step.sector_in[0])
      step.sector_in = context->params->sectors[step.sector].name;
    status = add_field(context, pattern, record, &step, amount->value, rate_kgps, err);
  }
  return status;
}

static const char *label(const fen_area_table *t, ptrdiff_t row, int n) {
  return t->label[n] < 0 ? NULL : fen_csv_text(t->table, row, t->label[n]);
}

/* The first fault of a row ends it. */
static fen_status read_row(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, fen_error *err) {
  const fen_area_table *t = &areas->table;
  const fen_area_pattern *pattern = NULL;
  bool since = false;
  if (fen_area_is_total(t, row, &since))
    return FEN_OK;
  int region = find_region(context, areas, row, err);
  if (region < 0)
    return err->status;
  fen_status status = region_pattern(context, areas, row, region, &pattern, err);
  fen_inventory_record record = {.kind = FEN_INVENTORY_AREAS, .region = region};
  record.fuel = label(t, row, 0);
  record.technology = label(t, row, 1);
  record.class_ = label(t, row, 2);
  for (ptrdiff_t n = 0; !status && n < t->amount_count; n++)
    status = read_amount(context, areas, row, n, pattern, &record, err);
  if (!status && t->amount_count == 0) /* all columns of amounts have faults, which are told */
    status = fen_area_check_sector(context, areas->map, t, row, err);
  return status;
}

/* Faults of a row as they are found: its sector's is the same for every amount, and told once. */
static fen_status keep_of_row(fen_inventory_context *context, fen_status found, fen_error *fault, bool *sector_told, fen_error *err) {
  if (found == FEN_ERR_SECTOR_UNKNOWN && *sector_told)
    return FEN_OK;
  *sector_told = *sector_told || found == FEN_ERR_SECTOR_UNKNOWN;
  return fen_inventory_keep(context, found, fault, err);
}

/* The faults of one amount of a row. One that names no sector may name no pollutant either, and the other way round. */
static fen_status check_amount(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, ptrdiff_t n, bool *sector_told,
                               fen_error *err) {
  fen_area_table *t = &areas->table;
  understood_amount found;
  fen_error faults[2];
  if (understand(context, areas, row, n, &found, faults))
    return FEN_OK;
  fen_status status = fen_inventory_keep(context, found.unread, &faults[0], err);
  if (!status)
    status = keep_of_row(context, found.unknown, &faults[1], sector_told, err);
  fen_status other = FEN_OK;
  if (found.unknown == FEN_ERR_SECTOR_UNKNOWN && !areas->map) {
    found.amount.sector = context->params->sectors[0].name;
    other = fen_area_route(context, NULL, t, row, n, &found.amount, &found.routing, &faults[1]);
  } else if (found.unknown == FEN_ERR_SPECIES_UNKNOWN) {
    other = fen_area_check_sector(context, areas->map, t, row, &faults[1]);
  }
  return status ? status : keep_of_row(context, other, &faults[1], sector_told, err);
}

/* All faults of a row, which has some: that of its region, and those of its amounts. */
static fen_status check_row(fen_inventory_context *context, area_reading *areas, ptrdiff_t row, fen_error *first, fen_error *err) {
  const fen_area_pattern *pattern = NULL;
  const fen_area_table *t = &areas->table;
  const ptrdiff_t before = context->faults.count;
  fen_error fault = {0};
  bool sector_told = areas->sectorless;
  const int region = find_region(context, areas, row, &fault);
  const fen_status unplaced = region < 0 ? fault.status : region_pattern(context, areas, row, region, &pattern, &fault);
  fen_status status = fen_inventory_keep(context, unplaced, &fault, err);
  for (ptrdiff_t n = 0; !status && n < t->amount_count; n++)
    status = check_amount(context, areas, row, n, &sector_told, err);
  if (!status && t->amount_count == 0 && !sector_told)
    status = fen_inventory_keep(context, fen_area_check_sector(context, areas->map, t, row, &fault), &fault, err);
  if (status || context->faults.count > before || areas->sectorless)
    return status;
  return fen_inventory_keep(context, first->status, first, err);
}

/* A table of a province of which the domain holds a part has many such regions. */
static void tell_outside(const fen_inventory_context *context, const area_reading *areas) {
  if (areas->outside_count == 1)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: region %s lies outside the domain", context->file->path, areas->outside->name);
  else if (areas->outside_count > 1)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: %td of its regions lie outside the domain, %s the first", context->file->path,
                 areas->outside_count, areas->outside->name);
}

static fen_status read_rows(fen_inventory_context *context, area_reading *areas, fen_error *err) {
  fen_status status = fen_area_check_columns(context, areas->map, &areas->table, err);
  if (!status && areas->table.level_count == 0)
    return FEN_OK; /* told already */
  areas->sectorless = fen_area_is_sectorless(context, &areas->table);
  if (!status)
    status = FEN_NEW(&areas->pattern, context->params->regions ? context->params->regions->count : 0, err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(areas->table.table); row++) {
    fen_error fault = {0};
    if (read_row(context, areas, row, &fault))
      status = check_row(context, areas, row, &fault, err);
  }
  tell_outside(context, areas);
  if (status || areas->sectorless) /* rows of totals and repeats are known by their sectors */
    return status;
  status = fen_area_check_totals(context, &areas->table, err);
  return status ? status : tell_repeats(context, areas, err);
}

/* Without a surrogate that has a fault, which is noted, the rest is read as if it were even by area. */
static fen_status read_surrogate(fen_inventory_context *context, fen_surrogate *out, fen_error *err) {
  const fen_inventory_file *file = context->file;
  if (!file->surrogate_path || !fen_surrogate_read(file->surrogate_path, file->surrogate_variable, context->params->grid, out, err))
    return FEN_OK;
  return fen_inventory_note(context, err);
}

fen_status fen_inventory_read_areas(fen_inventory_context *context, fen_error *err) {
  area_reading areas = {0};
  const fen_inventory_file *file = context->file;
  ptrdiff_t before = context->faults.count;
  fen_status status = file->map_path ? fen_inventory_map_read(file->map_path, context->params, &context->faults, &areas.map, err) : FEN_OK;
  if (status) /* all its faults are noted already */
    return context->faults.count > before ? FEN_OK : status;
  status = read_surrogate(context, &areas.surrogate, err);
  if (!status)
    status = fen_area_table_open(context, &areas.table, err);
  if (!status)
    status = read_rows(context, &areas, err);
  for (ptrdiff_t n = 0; areas.pattern && n < context->params->regions->count; n++)
    fen_area_pattern_clear(&areas.pattern[n]);
  fen_free(areas.pattern);
  fen_surrogate_clear(&areas.surrogate);
  fen_area_table_close(&areas.table);
  fen_inventory_map_destroy(&areas.map);
  return status;
}
