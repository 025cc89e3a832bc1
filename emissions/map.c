/* Questions to a map of species and sectors. */
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "map_parts.h"

/* The next letter that counts, in small; a NUL at the end. */
static unsigned char next_letter(const char **text) {
  while (**text && strchr(" ._-", **text))
    (*text)++;
  unsigned char c = (unsigned char)**text;
  *text += c != 0;
  return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

bool fen_map_same_word(const char *a, const char *b) {
  for (;;) {
    unsigned char left = next_letter(&a);
    if (left != next_letter(&b))
      return false;
    if (left == '\0')
      return true;
  }
}

static bool is_listed(const fen_yaml_node *list, const char *word) {
  for (ptrdiff_t n = 0; list && n < fen_yaml_count(list); n++) {
    const char *text = fen_yaml_text(fen_yaml_at(list, n));
    if (text && fen_map_same_word(text, word))
      return true;
  }
  return false;
}

bool fen_inventory_map_ignores(const fen_inventory_map *map, const char *species, const char *sector) {
  return is_listed(map->ignored_species, species) || is_listed(map->ignored_sectors, sector);
}

static const fen_map_species *find_species(const fen_inventory_map *map, const char *word) {
  for (ptrdiff_t n = 0; n < map->species_count; n++)
    if (fen_map_same_word(map->species[n].name, word))
      return &map->species[n];
  return NULL;
}

static const fen_map_split *find_split(const fen_map_sector_split *list, ptrdiff_t count, const char *word) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (fen_map_same_word(list[n].sector, word))
      return &list[n].split;
  return NULL;
}

bool fen_inventory_map_knows(const fen_inventory_map *map, const char *species) {
  return find_species(map, species) != NULL;
}

const char *fen_inventory_map_unit(const fen_inventory_map *map, const char *species) {
  const fen_map_species *entry = find_species(map, species);
  return entry ? entry->unit : NULL;
}

double fen_inventory_map_molar_mass(const fen_inventory_map *map, const char *species) {
  const fen_map_species *entry = find_species(map, species);
  if (!entry)
    return 0.0;
  if (entry->molar_mass_gpmol > 0.0 || entry->split.count != 1)
    return entry->molar_mass_gpmol;
  return map->params->species[entry->split.target[0]].molar_mass_gpmol;
}

bool fen_inventory_map_finds(const fen_inventory_map *map, const char *word, char name[FEN_TABLE_WORD]) {
  for (const char *at = word; fen_next_name(&at, name);) {
    const char *usual = fen_pollutant_word(name);
    if (fen_inventory_map_knows(map, name) || fen_inventory_map_ignores(map, name, ""))
      return true;
    if (usual && (fen_inventory_map_knows(map, usual) || fen_inventory_map_ignores(map, usual, ""))) {
      (void)snprintf(name, FEN_TABLE_WORD, "%s", usual);
      return true;
    }
  }
  return false;
}

const char *fen_inventory_map_path(const fen_inventory_map *map) {
  return fen_yaml_path(map->document);
}

/* "the map has: a, b, c" */
static fen_status unknown(const fen_inventory_map *map, bool species, const char *word, fen_error *err) {
  char list[600] = "";
  size_t used = 0;
  ptrdiff_t count = species ? map->species_count : map->sector_count;
  for (ptrdiff_t n = 0; n < count; n++) {
    const char *name = species ? map->species[n].name : map->sectors[n].sector;
    if (used + strlen(name) + 8 < sizeof list)
      used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", name);
  }
  if (!species && word[0] == '\0')
    return fen_fail(err, FEN_ERR_SECTOR_UNKNOWN,
                    "no sector is named\n  = name one in a column 'sector', or in the file's entry of the case; the map %s has: %s",
                    fen_inventory_map_path(map), list);
  return fen_fail(
      err, species ? FEN_ERR_SPECIES_UNKNOWN : FEN_ERR_SECTOR_UNKNOWN,
      "the map %s does not say what becomes of the %s '%s'\n  = add it under '%s', or under 'ignore' to leave it out; the map has: %s",
      fen_inventory_map_path(map), species ? "species" : "sector", word, species ? "species" : "sectors", list);
}

fen_status fen_inventory_map_check_sector(const fen_inventory_map *map, const char *sector, fen_error *err) {
  if (fen_inventory_map_ignores(map, "", sector) || find_split(map->sectors, map->sector_count, sector))
    return FEN_OK;
  return unknown(map, false, sector, err);
}

fen_status fen_inventory_map_routes(fen_inventory_map *map, const char *species, const char *sector, const fen_inventory_route **out,
                                    ptrdiff_t *count, fen_error *err) {
  const fen_map_species *entry = find_species(map, species);
  const fen_map_split *places = find_split(map->sectors, map->sector_count, sector);
  if (!entry)
    return unknown(map, true, species, err);
  if (!places)
    return unknown(map, false, sector, err);
  const fen_map_split *own = find_split(entry->sectors, entry->sector_count, sector);
  const fen_map_split *parts = own ? own : &entry->split;
  if (parts->count == 0)
    return fen_fail(
        err, FEN_ERR_SPECIES_UNKNOWN,
        "the map %s says what becomes of the species '%s' in other sectors, but not in '%s'\n  = add the sector there, or a split "
        "for all others",
        fen_inventory_map_path(map), species, sector);
  if (parts->count * places->count > map->route_capacity) {
    fen_free(map->routes);
    map->routes = NULL;
    map->route_capacity = 0;
    fen_status status = FEN_NEW(&map->routes, parts->count * places->count, err);
    if (status)
      return status;
    map->route_capacity = parts->count * places->count;
  }
  ptrdiff_t made = 0;
  for (ptrdiff_t p = 0; p < parts->count; p++)
    for (ptrdiff_t s = 0; s < places->count; s++)
      map->routes[made++] = (fen_inventory_route){parts->target[p], places->target[s], parts->value[p], places->value[s]};
  *out = map->routes;
  *count = made;
  return FEN_OK;
}

static void clear_split(fen_map_split *split) {
  fen_free(split->target);
  fen_free(split->value);
}

void fen_inventory_map_destroy(fen_inventory_map **pointer) {
  fen_inventory_map *map = *pointer;
  if (!map)
    return;
  for (ptrdiff_t n = 0; n < map->species_count; n++) {
    clear_split(&map->species[n].split);
    for (ptrdiff_t s = 0; s < map->species[n].sector_count; s++)
      clear_split(&map->species[n].sectors[s].split);
    fen_free(map->species[n].sectors);
  }
  for (ptrdiff_t n = 0; n < map->sector_count; n++)
    clear_split(&map->sectors[n].split);
  fen_free(map->species);
  fen_free(map->sectors);
  fen_free(map->routes);
  fen_yaml_close(&map->document);
  fen_free(map);
  *pointer = NULL;
}
