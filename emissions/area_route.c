/* What the words of a table of areas become: by a map, or by the names of the case and what they are called in Chinese. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "area_table.h"
#include "map_parts.h"

static const char *const UNIT_REMEDY = "write the unit in brackets behind the name, such as 'PM25 [t/yr]' or 二氧化硫(吨)";

static int species_named(const fen_inventory_context *context, const char *name) {
  const char *usual = fen_pollutant_word(name);
  for (ptrdiff_t n = 0; n < context->params->species_count; n++) {
    const char *own = context->params->species[n].name;
    if (fen_map_same_word(own, name) || (usual && fen_map_same_word(own, usual)))
      return (int)n;
  }
  return -1;
}

/* The species that a word names, -1: none, -2: two of them. */
static int find_species(const fen_inventory_context *context, const char *word) {
  char name[FEN_TABLE_WORD];
  int found = -1;
  for (const char *at = word; fen_next_name(&at, name);) {
    int species = species_named(context, name);
    if (species >= 0 && found >= 0 && species != found)
      return -2;
    found = species >= 0 ? species : found;
  }
  return found;
}

static bool is_pollutant(const char *word) {
  char name[FEN_TABLE_WORD];
  for (const char *at = word; fen_next_name(&at, name);)
    if (fen_is_pollutant(name) || fen_pollutant_word(name))
      return true;
  return false;
}

static fen_status check_column(fen_inventory_context *context, const fen_inventory_map *map, const fen_area_table *t,
                               const fen_area_column *amount, bool *good) {
  static const char *const known[] = {"region", "sector", "fuel", "technology", "class", "name_zh", "source", "note", "basis", "year"};
  char name[FEN_TABLE_WORD];
  double scale;
  fen_error reason, fault = {0};
  int species = map ? -1 : find_species(context, amount->word);
  *good = false;
  if (species == -2) {
    (void)fen_csv_fail(t->table, -1, amount->column, FEN_ERR_COLUMN, "name one", &fault, "'%.60s' names two species", amount->word);
    return fen_inventory_note_table(context, &fault);
  }
  if (map && !fen_inventory_map_finds(map, amount->word, name)) {
    const fen_inventory_route *routes;
    ptrdiff_t count;
    fen_inventory_map *asked;
    memcpy(&asked, &map, sizeof asked); /* a question that fails changes nothing */
    (void)fen_inventory_map_routes(asked, amount->word, "", &routes, &count, &reason);
    (void)fen_table_fail_for(t->table, -1, amount->column, &reason, NULL, &fault);
    return fen_inventory_note_table(context, &fault);
  }
  if (!map && species < 0 && !is_pollutant(amount->word))
    return fen_rate_other_column(context, t->table, amount->column, amount->word, known, (ptrdiff_t)(sizeof known / sizeof *known));
  if (t->unit < 0 && (amount->unit[0] == '\0' || (!map && species >= 0))) {
    const fen_emitted_species nobody = {amount->word, 0.0};
    fen_status status = fen_area_unit(amount->unit, species >= 0 ? &context->params->species[species] : &nobody,
                                      context->inventory->year_days, &scale, &reason);
    if (status) {
      const char *remedy = amount->unit[0] ? fen_unit_fault_remedy(&reason, UNIT_REMEDY) : UNIT_REMEDY;
      if (amount->unit[0] && status == FEN_ERR_UNIT_UNKNOWN)
        remedy = "write a mass or a rate, such as t, kt/yr, kg/s, 吨 or 万吨";
      (void)fen_csv_fail(t->table, -1, amount->column, status, remedy, &fault, "%s",
                         amount->unit[0] ? reason.text : "the column has no unit");
      return fen_inventory_note_table(context, &fault);
    }
  }
  if (!map && species < 0)
    fen_log_line(context->log, FEN_LOG_INFO, "%s: column %s is left out, for the case carries no such species", fen_csv_path(t->table),
                 amount->word);
  *good = true;
  return FEN_OK;
}

/* What a column's word means to the map or the case: words of one meaning are one pollutant. */
static void find_meaning(const fen_inventory_context *context, const fen_inventory_map *map, const char *word,
                         char meaning[FEN_TABLE_WORD]) {
  const int species = map ? -1 : find_species(context, word);
  if (map && fen_inventory_map_finds(map, word, meaning))
    return;
  (void)snprintf(meaning, FEN_TABLE_WORD, "%s", species >= 0 ? context->params->species[species].name : word);
}

/* Note a column that is the same pollutant as one before it. */
static fen_status check_twice(fen_inventory_context *context, const fen_inventory_map *map, const fen_area_table *t, ptrdiff_t kept,
                              const fen_area_column *amount, bool *good) {
  char own[FEN_TABLE_WORD], other[FEN_TABLE_WORD];
  find_meaning(context, map, amount->word, own);
  for (ptrdiff_t n = 0; n < kept; n++) {
    find_meaning(context, map, t->amounts[n].word, other);
    if (!fen_map_same_word(own, other))
      continue;
    *good = false;
    return fen_table_note_twice(context, t->table, t->amounts[n].column, amount->column, own);
  }
  return FEN_OK;
}

fen_status fen_area_check_columns(fen_inventory_context *context, const fen_inventory_map *map, fen_area_table *t, fen_error *err) {
  ptrdiff_t kept = 0;
  (void)err;
  for (ptrdiff_t n = 0; n < t->amount_count; n++) {
    bool good = true;
    if (t->amounts[n].word[0]) {
      fen_status status = check_column(context, map, t, &t->amounts[n], &good);
      if (!status && good)
        status = check_twice(context, map, t, kept, &t->amounts[n], &good);
      if (status)
        return status;
    }
    if (good)
      t->amounts[kept++] = t->amounts[n];
  }
  t->amount_count = kept;
  return FEN_OK;
}

static int find_sector(fen_inventory_context *context, const char *word, fen_error *err) {
  int sector = fen_sector_of_word(context->params, word);
  return sector >= 0 ? sector : fen_inventory_sector(context, word, err);
}

fen_status fen_area_check_sector(fen_inventory_context *context, const fen_inventory_map *map, const fen_area_table *t, ptrdiff_t row,
                                 fen_error *err) {
  const char *sector = t->sector < 0 ? "" : fen_csv_text(t->table, row, t->sector);
  const ptrdiff_t column = t->sector >= 0 ? t->sector : t->level[0];
  fen_error reason = {0};
  fen_status status = FEN_OK;
  if (map)
    status = fen_inventory_map_check_sector(map, sector, &reason);
  else if (find_sector(context, sector, &reason) < 0)
    status = reason.status;
  return status ? fen_table_fail_for(t->table, row, column, &reason, NULL, err) : FEN_OK;
}

static fen_status route_own(fen_inventory_context *context, const fen_area_table *t, ptrdiff_t row, ptrdiff_t column,
                            const fen_area_amount *amount, fen_area_routing *out, fen_error *err) {
  fen_error reason = {0};
  int sector = find_sector(context, amount->sector, &reason);
  if (sector < 0)
    return fen_table_fail_for(t->table, row, t->sector < 0 ? column : t->sector, &reason, NULL, err);
  int species = find_species(context, amount->word);
  if (species == -2 || (species < 0 && !is_pollutant(amount->word))) {
    (void)fen_inventory_species(context, amount->word, &reason);
    return fen_table_fail_for(t->table, row, t->pollutant, &reason, NULL, err);
  }
  out->own = (fen_inventory_route){species, sector, 1.0, 1.0};
  out->routes = &out->own;
  out->count = species >= 0;
  return FEN_OK;
}

static fen_status scale_of(const fen_inventory_context *context, fen_area_column *column, const char *unit,
                           const fen_emitted_species *species, double *scale, fen_error *err) {
  if (!column->known_unit[0] || strcmp(column->known_unit, unit) != 0 || column->known_mass_gpmol != species->molar_mass_gpmol) {
    fen_status status = fen_area_unit(unit, species, context->inventory->year_days, &column->known_scale, err);
    if (status)
      return status;
    (void)snprintf(column->known_unit, sizeof column->known_unit, "%s", unit);
    column->known_mass_gpmol = species->molar_mass_gpmol;
  }
  *scale = column->known_scale;
  return FEN_OK;
}

/* Where the word stands that is not known. */
static ptrdiff_t word_column(const fen_area_table *t, fen_status status, ptrdiff_t amount) {
  const ptrdiff_t column = status == FEN_ERR_SECTOR_UNKNOWN ? t->sector : t->pollutant;
  return column >= 0 ? column : amount;
}

fen_status fen_area_route(fen_inventory_context *context, fen_inventory_map *map, fen_area_table *t, ptrdiff_t row, ptrdiff_t n,
                          const fen_area_amount *amount, fen_area_routing *out, fen_error *err) {
  fen_area_routing found = {.word = amount->word};
  ptrdiff_t column = t->amounts[n].column;
  char name[FEN_TABLE_WORD] = "";
  fen_error reason = {0};
  fen_emitted_species theirs = {amount->word, 0.0};
  fen_status status = FEN_OK;
  *out = found;
  if (!map)
    status = route_own(context, t, row, column, amount, out, err);
  else if (!fen_inventory_map_finds(map, amount->word, name))
    status = fen_inventory_map_routes(map, amount->word, amount->sector, &out->routes, &out->count, &reason);
  else if (!fen_inventory_map_ignores(map, name, amount->sector))
    status = fen_inventory_map_routes(map, name, amount->sector, &out->routes, &out->count, &reason);
  if (status && map)
    return fen_table_fail_for(t->table, row, word_column(t, reason.status, column), &reason, NULL, err);
  if (status)
    return status;
  theirs.molar_mass_gpmol =
      map ? fen_inventory_map_molar_mass(map, name) : (out->count ? context->params->species[out->routes->species].molar_mass_gpmol : 0.0);
  status = scale_of(context, &t->amounts[n], amount->unit, &theirs, &out->scale, &reason);
  if (status && out->count == 0) {
    out->scale = NAN; /* what is left out is told in its own unit */
    return FEN_OK;
  }
  return status ? fen_table_fail_for(t->table, row, t->unit >= 0 ? t->unit : column, &reason, UNIT_REMEDY, err) : FEN_OK;
}
