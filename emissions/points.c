#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "inventory_parts.h"
#include "stack_columns.h"
#include "table_words.h"

/* Columns of a table of point sources, apart from its species. */
static const char *const known[] = {"name",        "name_zh",  "lon",    "lat",  "sector", "stack_height", "diameter",   "fuel",
                                    "temperature", "velocity", "source", "note", "city",   "capacity",     "technology", "class"};
enum { KNOWN = sizeof known / sizeof *known };

typedef struct {
  fen_rate_table rates;
  ptrdiff_t lon, lat, name, name_zh; /* -1: no such column */
  fen_stack_columns stack;
  fen_inventory_map *map; /* NULL: the case's own words */
  double *rate;           /* of a row, [rate_count] */
  int *record;            /* of a row by sector, -1: none yet, [sector_count] */
  ptrdiff_t left_out;
  bool sectorless; /* nothing says what sector its rows are of, which is told */
} point_table;

/* A column that must be there; what it lacks is noted, so that all that are missing are told. */
static fen_status find_needed(fen_inventory_context *context, const point_table *points, const char *name, ptrdiff_t *column,
                              fen_error *err) {
  fen_error fault = {0};
  *column = fen_rate_table_column(&points->rates, name);
  if (*column >= 0 || fen_csv_find(points->rates.table, name, column, &fault) == FEN_OK)
    return FEN_OK;
  *column = -1;
  fen_status status = fen_inventory_note(context, &fault);
  if (status && err)
    *err = fault;
  return status;
}

static fen_status find_columns(fen_inventory_context *context, point_table *points, fen_error *err) {
  ptrdiff_t sector = 0;
  fen_status status = find_needed(context, points, "lon", &points->lon, err);
  if (!status)
    status = find_needed(context, points, "lat", &points->lat, err);
  if (!status && !points->map && !context->file->sector)
    status = find_needed(context, points, "sector", &sector, err);
  points->sectorless = sector < 0;
  points->name = fen_rate_table_column(&points->rates, "name");
  points->name_zh = fen_rate_table_column(&points->rates, "name_zh");
  return status ? status : fen_stack_columns_find(context, &points->rates, &points->stack, err);
}

static const char *name_of(const point_table *points, ptrdiff_t row) {
  return points->name < 0 ? "the point" : fen_csv_text(points->rates.table, row, points->name);
}

/* Cell of a place; FEN_ERR_OUTSIDE if none. */
static fen_status find_cell(const fen_grid *grid, const point_table *points, ptrdiff_t row, double lon, double lat, fen_point *point,
                            fen_error *err) {
  double i, j;
  fen_grid_locate(grid, lon, lat, &i, &j);
  if (!fen_grid_contains(grid, i, j))
    return fen_csv_fail(points->rates.table, row, points->lon, FEN_ERR_OUTSIDE,
                        "correct the place, widen the domain, or leave out points outside: write outside: skip", err,
                        "%s at %.4f E, %.4f N lies outside the domain", name_of(points, row), lon, lat);
  double last_i = (double)(grid->params.nx - 1);
  double last_j = (double)(grid->params.ny - 1);
  double cell_i = floor(i + 0.5);
  double cell_j = floor(j + 0.5);
  point->i = (int)(cell_i < 0.0 ? 0.0 : cell_i > last_i ? last_i : cell_i);
  point->j = (int)(cell_j < 0.0 ? 0.0 : cell_j > last_j ? last_j : cell_j);
  return FEN_OK;
}

/* A row at hand, which may belong to several sectors where a map parts it. */
typedef struct {
  ptrdiff_t row;
  bool inside;
  fen_point place;             /**< without rates */
  fen_inventory_record record; /**< without a sector */
  ptrdiff_t first_point;       /**< of the inventory's that are this row's */
} point_row;

static void describe(const point_table *points, point_row *at) {
  const fen_csv *table = points->rates.table;
  fen_inventory_record *record = &at->record;
  record->name = points->name < 0 ? NULL : fen_csv_text(table, at->row, points->name);
  record->name_zh = points->name_zh < 0 ? NULL : fen_csv_text(table, at->row, points->name_zh);
  record->region = at->place.region;
  record->stack_height_m = at->place.has_height ? at->place.stack.height_m : 0.0;
  record->outside = !at->inside;
  fen_rate_table_labels(&points->rates, at->row, record);
}

/* The row's record in a sector, made if need be. */
static fen_status find_record(fen_inventory_context *context, point_table *points, const point_row *at, int sector, fen_error *err) {
  fen_inventory_record record = at->record;
  if (points->record[sector] >= 0)
    return FEN_OK;
  record.sector = sector;
  return fen_inventory_add_record(context->inventory, &record, &points->record[sector], err);
}

/* The row's point in a sector that has no rate of a species yet, made if need be: each rate of a point has a row among the steps. */
static fen_status find_point(fen_inventory_context *context, const point_table *points, const point_row *at, int sector, int species,
                             fen_point **out, fen_error *err) {
  fen_inventory *inventory = context->inventory;
  for (ptrdiff_t n = at->first_point; n < inventory->point_count; n++) {
    *out = &inventory->points[n];
    if ((*out)->sector == sector && (species < 0 || (*out)->rate_kgps[species] == 0.0))
      return FEN_OK;
  }
  fen_point point = at->place;
  point.sector = sector;
  point.record = points->record[sector];
  fen_status status = FEN_NEW(&point.rate_kgps, inventory->species_count, err);
  if (!status)
    status = FEN_NEW(&point.step, inventory->species_count, err);
  if (status) {
    fen_free(point.rate_kgps);
    return status;
  }
  status = fen_inventory_add_point(inventory, &point, err);
  if (!status)
    *out = &inventory->points[inventory->point_count - 1];
  return status;
}

/* Count one rate and leave it with the row's point, if that lies in the domain. */
static fen_status add_rate(fen_inventory_context *context, point_table *points, const point_row *at, ptrdiff_t n, const char *sector_in,
                           const fen_inventory_route *route, fen_error *err) {
  const fen_rate_column *column = &points->rates.rates[n];
  const fen_emission_step step = {.species_in = column->word,
                                  .sector_in = sector_in,
                                  .unit = column->unit,
                                  .species = route->species,
                                  .sector = route->sector,
                                  .species_factor = route->factor,
                                  .sector_share = route->share};
  const double stated_kgps = points->rate[n];
  const double rate_kgps = route->species < 0 ? 0.0 : stated_kgps * route->factor * route->share;
  const double inside_kgps = at->inside ? rate_kgps : 0.0;
  int index;
  fen_status status =
      fen_inventory_count(context, &step, stated_kgps / column->scale, stated_kgps, inside_kgps, rate_kgps - inside_kgps, &index, err);
  if (status || route->species < 0)
    return status;
  status = find_record(context, points, at, route->sector, err);
  if (status || !at->inside)
    return status;
  fen_point *point;
  status = find_point(context, points, at, route->sector, route->species, &point, err);
  if (status)
    return status;
  point->rate_kgps[route->species] = rate_kgps;
  point->step[route->species] = index;
  return FEN_OK;
}

/* The rates of a row by the case's own words. */
static fen_status add_own(fen_inventory_context *context, point_table *points, const point_row *at, fen_error *err) {
  int sector = fen_rate_table_sector(context, &points->rates, at->row, err);
  if (sector < 0)
    return err->status;
  fen_point *point;
  fen_status status = find_record(context, points, at, sector, err);
  if (!status && at->inside)
    status = find_point(context, points, at, sector, -1, &point, err);
  for (ptrdiff_t n = 0; !status && n < points->rates.rate_count; n++) {
    const fen_inventory_route own = {points->rates.rates[n].species, sector, 1.0, 1.0};
    status = add_rate(context, points, at, n, context->params->sectors[sector].name, &own, err);
  }
  return status;
}

/* What a map makes of one rate of a row; what it leaves out is counted among the steps alone. */
static fen_status find_routes(const point_table *points, ptrdiff_t row, ptrdiff_t n, const char *sector, ptrdiff_t column,
                              const fen_inventory_route **routes, ptrdiff_t *count, fen_error *err) {
  static const fen_inventory_route nowhere = {-1, -1, 1.0, 1.0};
  const char *word = points->rates.rates[n].mapped;
  fen_error reason = {0};
  *routes = &nowhere;
  *count = 1;
  if (fen_inventory_map_ignores(points->map, word, sector) || !fen_inventory_map_routes(points->map, word, sector, routes, count, &reason))
    return FEN_OK;
  return fen_table_fail_for(points->rates.table, row, reason.status == FEN_ERR_SECTOR_UNKNOWN ? column : points->rates.rates[n].column,
                            &reason, NULL, err);
}

/* The rates of a row by a map's words. */
static fen_status add_mapped(fen_inventory_context *context, point_table *points, const point_row *at, fen_error *err) {
  ptrdiff_t column;
  const char *sector = fen_rate_table_sector_word(context, &points->rates, at->row, &column);
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < points->rates.rate_count; n++) {
    const fen_inventory_route *routes = NULL;
    ptrdiff_t count = 0;
    status = find_routes(points, at->row, n, sector ? sector : "", column, &routes, &count, err);
    for (ptrdiff_t r = 0; !status && r < count; r++)
      status = add_rate(context, points, at, n, sector ? sector : "", &routes[r], err);
  }
  return status;
}

/* Whether a row's sector is known, with the rates that a map makes of it: an unknown one is told once. */
static fen_status check_sector(fen_inventory_context *context, const point_table *points, ptrdiff_t row, fen_error *err) {
  fen_error fault = {0};
  ptrdiff_t column, count;
  const fen_inventory_route *routes;
  const char *sector = fen_rate_table_sector_word(context, &points->rates, row, &column);
  fen_status status = FEN_OK;
  fen_status told = FEN_OK;
  if (!points->map)
    return points->sectorless || fen_rate_table_sector(context, &points->rates, row, &fault) >= 0
               ? FEN_OK
               : fen_inventory_keep(context, fault.status, &fault, err);
  for (ptrdiff_t n = 0; !status && told != FEN_ERR_SECTOR_UNKNOWN && n < points->rates.rate_count; n++) {
    told = find_routes(points, row, n, sector ? sector : "", column, &routes, &count, &fault);
    status = fen_inventory_keep(context, told, &fault, err);
  }
  return status;
}

/* A row of totals has no place; as nothing is compared with it, it must go. */
static fen_status check_total(const point_table *points, ptrdiff_t row, fen_error *err) {
  static const char *const named[] = {"name", "sector", "city"};
  const fen_csv *table = points->rates.table;
  for (size_t n = 0; n < sizeof named / sizeof *named && !fen_csv_text(table, row, points->lon)[0]; n++) {
    ptrdiff_t column = fen_rate_table_column(&points->rates, named[n]);
    bool since;
    if (column >= 0 && fen_is_total_word(fen_csv_text(table, row, column), &since))
      return fen_csv_fail(table, row, column, FEN_ERR_TYPE, "remove the row: sums are compared in tables of areas alone", err,
                          "'%.40s' is a row of totals, no point", fen_csv_text(table, row, column));
  }
  return FEN_OK;
}

static fen_status read_latitude(const point_table *points, ptrdiff_t row, double *lat, fen_error *err) {
  const fen_csv *table = points->rates.table;
  fen_error other;
  double lon;
  fen_status status = fen_csv_number(table, row, points->lat, -90.0, 90.0, lat, err);
  if (status == FEN_ERR_RANGE && points->lon >= 0 && fen_csv_number(table, row, points->lon, -90.0, 90.0, &lon, &other) == FEN_OK)
    return fen_csv_fail(table, row, points->lat, status, "give -90 to 90; longitude and latitude seem to be swapped", err,
                        "%.60s is no latitude", fen_csv_text(table, row, points->lat));
  return status;
}

/* Where a row lies; columns that are missing are told already. */
static fen_status read_place(fen_inventory_context *context, point_table *points, point_row *at, fen_error *err) {
  fen_inventory_record *record = &at->record;
  fen_error fault = {0};
  fen_status lon = FEN_ERR_COLUMN;
  fen_status lat = FEN_ERR_COLUMN;
  fen_status status = FEN_OK;
  if (points->lon >= 0) {
    lon = fen_csv_number(points->rates.table, at->row, points->lon, -180.0, 360.0, &record->lon_deg, &fault);
    status = fen_inventory_keep(context, lon, &fault, err);
  }
  if (!status && points->lat >= 0) {
    lat = read_latitude(points, at->row, &record->lat_deg, &fault);
    status = fen_inventory_keep(context, lat, &fault, err);
  }
  if (status || lon || lat)
    return status;
  at->place.region = fen_inventory_region_at(context, record->lon_deg, record->lat_deg);
  at->inside = !find_cell(context->params->grid, points, at->row, record->lon_deg, record->lat_deg, &at->place, &fault);
  return at->inside || context->file->skip_outside ? FEN_OK : fen_inventory_keep(context, FEN_ERR_OUTSIDE, &fault, err);
}

/* The cells of a row; each has faults of its own, and all are noted. @return whether there is none in *sound */
static fen_status read_cells(fen_inventory_context *context, point_table *points, point_row *at, bool *sound, fen_error *err) {
  const ptrdiff_t before = context->faults.count;
  fen_error fault = {0};
  *sound = false;
  if (points->lon >= 0 && check_total(points, at->row, &fault))
    return fen_inventory_keep(context, fault.status, &fault, err);
  fen_status status = check_sector(context, points, at->row, err);
  if (!status)
    status = read_place(context, points, at, err);
  if (!status)
    status = fen_stack_columns_read(context, &points->rates, &points->stack, at->row, &at->place, err);
  for (ptrdiff_t n = 0; !status && n < points->rates.rate_count; n++)
    status = fen_inventory_keep(context, fen_rate_table_value(&points->rates, at->row, n, &points->rate[n], &fault), &fault, err);
  *sound = !status && context->faults.count == before && points->lon >= 0 && points->lat >= 0 && !points->sectorless;
  return status;
}

static fen_status read_row(fen_inventory_context *context, point_table *points, ptrdiff_t row, fen_error *err) {
  point_row at = {.row = row, .record = {.kind = FEN_INVENTORY_POINTS, .species = -1}, .first_point = context->inventory->point_count};
  bool sound;
  for (ptrdiff_t s = 0; s < context->params->sector_count; s++)
    points->record[s] = -1;
  fen_status status = read_cells(context, points, &at, &sound, err);
  if (status || !sound)
    return status;
  if (!at.inside) {
    points->left_out++;
    fen_log_line(context->log, FEN_LOG_INFO, "%s, line %td: %s at %.4f E, %.4f N lies outside the domain and is left out",
                 context->file->path, fen_csv_line(points->rates.table, row), name_of(points, row), at.record.lon_deg, at.record.lat_deg);
  }
  describe(points, &at);
  return points->map ? add_mapped(context, points, &at, err) : add_own(context, points, &at, err);
}

static fen_status read_rows(fen_inventory_context *context, point_table *points, fen_error *err) {
  fen_status status = find_columns(context, points, err);
  if (!status)
    status = FEN_NEW(&points->rate, points->rates.rate_count, err);
  if (!status)
    status = FEN_NEW(&points->record, context->params->sector_count, err);
  for (ptrdiff_t row = 0; !status && row < fen_csv_rows(points->rates.table); row++) {
    fen_error fault = {0};
    if (read_row(context, points, row, &fault))
      status = fen_inventory_note_table(context, &fault);
    if (status && err)
      *err = fault;
  }
  if (!status && points->left_out)
    fen_log_line(context->log, FEN_LOG_WARNING, "%s: %td of %td points lie outside the domain and are left out", context->file->path,
                 points->left_out, fen_csv_rows(points->rates.table));
  return status ? status : fen_rate_table_tell_repeats(context, &points->rates, err);
}

fen_status fen_inventory_read_points(fen_inventory_context *context, fen_error *err) {
  point_table points = {0};
  const char *map = context->file->map_path;
  ptrdiff_t before = context->faults.count;
  fen_status status = map ? fen_inventory_map_read(map, context->params, &context->faults, &points.map, err) : FEN_OK;
  if (status) /* all its faults are noted already */
    return context->faults.count > before ? FEN_OK : status;
  status = fen_rate_table_open(context, points.map, known, KNOWN, &points.rates, err);
  if (!status)
    status = read_rows(context, &points, err);
  fen_free(points.rate);
  fen_free(points.record);
  fen_rate_table_close(&points.rates);
  fen_inventory_map_destroy(&points.map);
  return status;
}
