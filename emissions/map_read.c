/* Reading a map of species and sectors. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "map_parts.h"

static const double SUM_TOLERANCE = 1e-6;
static const double MOST_MASS = 1000.0; /* of a factor */

#define COUNT(array) ((ptrdiff_t)(sizeof(array) / sizeof *(array)))

typedef struct {
  fen_inventory_map *map;
  const fen_inventory_params *params;
  fen_diagnostics faults;
} reading;

static void note(reading *read, const fen_error *err) {
  fen_diagnostics_add(&read->faults, err);
}

/* Whether a node is a map; unknown keys are noted, and a misspelt one is taken for the one that is meant. */
static bool check_keys(reading *read, const fen_yaml_node *node, const char *what, const char *const *keys, ptrdiff_t count) {
  fen_error err;
  if (!fen_yaml_is_map(node)) {
    (void)fen_yaml_fail(node, FEN_ERR_TYPE, "docs/guide/file-formats.md shows one", &err, "%s must be a map", what);
    note(read, &err);
    return false;
  }
  char remedy[200] = "correct it; known keys:";
  for (ptrdiff_t k = 0, used = (ptrdiff_t)strlen(remedy); k < count && used < (ptrdiff_t)sizeof remedy; k++)
    used += snprintf(remedy + used, sizeof remedy - (size_t)used, "%s %s", k ? "," : "", keys[k]);
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *key_node = NULL;
    const char *key = fen_yaml_key(node, n, &key_node);
    ptrdiff_t k = 0;
    while (k < count && strcmp(key, keys[k]) != 0)
      k++;
    if (k < count)
      continue;
    const char *near = fen_nearest_word(key, keys, count);
    (void)fen_yaml_fail(key_node, FEN_ERR_KEY_UNKNOWN, remedy, &err, "unknown key '%.40s' of %s%s%s%s", key, what,
                        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    note(read, &err);
    if (near && !fen_yaml_get(node, near) && fen_yaml_correct_key(node, n, near, &err))
      note(read, &err);
  }
  return true;
}

/* Index of one of our names, or -1 with the fault noted. */
static int find_ours(reading *read, const fen_yaml_node *node, const char *name, bool species) {
  enum { LISTED = 64 };
  const fen_inventory_params *params = read->params;
  const char *words[LISTED];
  char list[400] = "name one that the case has: ";
  ptrdiff_t listed = 0;
  ptrdiff_t count = species ? params->species_count : params->sector_count;
  for (ptrdiff_t n = 0; n < count; n++) {
    const char *word = species ? params->species[n].name : params->sectors[n].name;
    if (name && strcmp(word, name) == 0)
      return (int)n;
    size_t used = strlen(list);
    if (listed < LISTED)
      words[listed++] = word;
    if (used + strlen(word) + 4 < sizeof list)
      (void)snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", word);
  }
  fen_error err;
  const char *near = name ? fen_nearest_word(name, words, listed) : NULL;
  (void)fen_yaml_fail(node, species ? FEN_ERR_SPECIES_UNKNOWN : FEN_ERR_SECTOR_UNKNOWN, list, &err, "unknown %s '%.60s'%s%s%s",
                      species ? "species" : "sector", name ? name : "", near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  note(read, &err);
  return -1;
}

static bool make_split(reading *read, ptrdiff_t count, fen_map_split *out) {
  fen_error err;
  if (FEN_NEW(&out->target, count, &err) || FEN_NEW(&out->value, count, &err)) {
    note(read, &err);
    return false;
  }
  return true;
}

/* {NAME: NUMBER, ...}; shares must sum to one. */
static void read_numbers(reading *read, const fen_yaml_node *node, bool species, bool shares, fen_map_split *out) {
  fen_error err;
  double sum = 0.0;
  ptrdiff_t count = fen_yaml_count(node);
  if (!fen_yaml_is_map(node) || count == 0) {
    (void)fen_yaml_fail(node, FEN_ERR_TYPE, "as in {BC: 0.1, OC: 0.2, other: 0.7}", &err, "names of the case with their shares are wanted");
    note(read, &err);
    return;
  }
  if (!make_split(read, count, out))
    return;
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_yaml_node *key_node = NULL;
    const char *key = fen_yaml_key(node, n, &key_node);
    int target = find_ours(read, key_node, key, species);
    if (target < 0)
      continue;
    if (fen_yaml_number(fen_yaml_at(node, n), 0.0, shares ? 1.0 : MOST_MASS, &out->value[out->count], &err)) {
      note(read, &err);
      continue;
    }
    sum += out->value[out->count];
    out->target[out->count++] = target;
  }
  if (shares && out->count == count && !(fabs(sum - 1.0) <= SUM_TOLERANCE)) {
    (void)fen_yaml_fail(node, FEN_ERR_WEIGHTS,
                        species ? "correct them; a part that is not wanted needs a species of its own, or 'factor' for 'split'"
                                : "divide each by their sum",
                        &err, count == 1 ? "%td share is given, of %.9g, not of 1" : "the %td shares sum to %.9g, not to 1", count, sum);
    note(read, &err);
  }
}

/* Molecules of ours for each of theirs become masses. */
static void weigh_moles(reading *read, const fen_yaml_node *node, double molar_mass_gpmol, fen_map_split *out) {
  fen_error err;
  for (ptrdiff_t n = 0; n < out->count; n++) {
    const fen_emitted_species *ours = &read->params->species[out->target[n]];
    if (molar_mass_gpmol > 0.0 && ours->molar_mass_gpmol > 0.0) {
      out->value[n] *= ours->molar_mass_gpmol / molar_mass_gpmol;
      continue;
    }
    (void)fen_yaml_fail(node, FEN_ERR_UNIT_INCOMPATIBLE,
                        molar_mass_gpmol > 0.0 ? "give the species of the case a molar_mass"
                                               : "write molar_mass: 46.01 g/mol beside 'moles'",
                        &err, "'moles' needs the molar mass of %s", molar_mass_gpmol > 0.0 ? ours->name : "the file's species");
    note(read, &err);
    return;
  }
}

/* One of split, factor and moles, if the node has any. */
static void read_parts(reading *read, const fen_yaml_node *node, double molar_mass_gpmol, fen_map_split *out) {
  static const char *const ways[] = {"split", "factor", "moles"};
  const fen_yaml_node *found = NULL;
  for (ptrdiff_t w = 0; w < COUNT(ways); w++) {
    const fen_yaml_node *parts = fen_yaml_get(node, ways[w]);
    if (!parts)
      continue;
    if (found) {
      fen_error err;
      (void)fen_yaml_fail(parts, FEN_ERR_KEY_TWICE, "keep one of them", &err, "give one of 'split', 'factor' and 'moles'");
      note(read, &err);
      return;
    }
    found = parts;
    read_numbers(read, parts, true, w == 0, out);
    if (w == 2)
      weigh_moles(read, parts, molar_mass_gpmol, out);
  }
}

/* A single name. */
static void read_name(reading *read, const fen_yaml_node *node, bool species, fen_map_split *out) {
  int target = find_ours(read, node, fen_yaml_text(node), species);
  if (target < 0 || !make_split(read, 1, out))
    return;
  out->count = 1;
  out->target[0] = target;
  out->value[0] = 1.0;
}

static void read_own_sectors(reading *read, const fen_yaml_node *node, fen_map_species *out) {
  static const char *const keys[] = {"split", "factor", "moles"};
  fen_error err;
  if (!fen_yaml_is_map(node)) {
    (void)fen_yaml_fail(node, FEN_ERR_TYPE, "as in {power: {split: {BC: 0.02, other: 0.98}}}", &err, "sectors of a species must be a map");
    note(read, &err);
    return;
  }
  if (FEN_NEW(&out->sectors, fen_yaml_count(node), &err)) {
    note(read, &err);
    return;
  }
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    fen_map_sector_split *own = &out->sectors[out->sector_count++];
    own->sector = fen_yaml_key(node, n, NULL);
    if (check_keys(read, fen_yaml_at(node, n), "a species in a sector", keys, COUNT(keys)))
      read_parts(read, fen_yaml_at(node, n), out->molar_mass_gpmol, &own->split);
  }
}

static void read_species(reading *read, const fen_yaml_node *node, fen_map_species *out) {
  static const char *const keys[] = {"split", "factor", "moles", "molar_mass", "unit", "sectors"};
  fen_error err;
  if (fen_yaml_is_scalar(node)) {
    read_name(read, node, true, &out->split);
    return;
  }
  if (!check_keys(read, node, "a species of the map", keys, COUNT(keys)))
    return;
  const fen_yaml_node *mass = fen_yaml_get(node, "molar_mass");
  const fen_yaml_node *unit = fen_yaml_get(node, "unit");
  const fen_yaml_node *sectors = fen_yaml_get(node, "sectors");
  if (mass && fen_yaml_quantity(mass, "g mol-1", 0.1, 10000.0, &out->molar_mass_gpmol, &err))
    note(read, &err);
  if (unit)
    out->unit = fen_yaml_text(unit);
  read_parts(read, node, out->molar_mass_gpmol, &out->split);
  if (sectors)
    read_own_sectors(read, sectors, out);
  if (out->split.count == 0 && !sectors && read->faults.count == 0) {
    (void)fen_yaml_fail(node, FEN_ERR_KEY_MISSING, "name a species of the case, or list it under 'ignore'", &err,
                        "what becomes of this species is not said: 'split', 'factor' or 'moles' is missing");
    note(read, &err);
  }
}

/* The words under a key must differ from each other in more than case and punctuation. */
static void check_words(reading *read, const fen_yaml_node *node) {
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *key_node = NULL;
    const char *word = fen_yaml_key(node, n, &key_node);
    for (ptrdiff_t m = 0; m < n; m++) {
      if (!fen_map_same_word(word, fen_yaml_key(node, m, NULL)))
        continue;
      fen_error err;
      (void)fen_yaml_fail(key_node, FEN_ERR_KEY_TWICE, "keep one of the two", &err, "'%.60s' is the same word as '%.60s'", word,
                          fen_yaml_key(node, m, NULL));
      note(read, &err);
    }
  }
}

static void read_all_species(reading *read, const fen_yaml_node *node) {
  fen_error err;
  ptrdiff_t count = fen_yaml_count(node);
  if (FEN_NEW(&read->map->species, count, &err)) {
    note(read, &err);
    return;
  }
  check_words(read, node);
  for (ptrdiff_t n = 0; n < count; n++) {
    fen_map_species *species = &read->map->species[read->map->species_count++];
    species->name = fen_yaml_key(node, n, NULL);
    read_species(read, fen_yaml_at(node, n), species);
  }
}

static void read_all_sectors(reading *read, const fen_yaml_node *node) {
  fen_error err;
  ptrdiff_t count = fen_yaml_count(node);
  if (FEN_NEW(&read->map->sectors, count, &err)) {
    note(read, &err);
    return;
  }
  check_words(read, node);
  for (ptrdiff_t n = 0; n < count; n++) {
    const fen_yaml_node *item = fen_yaml_at(node, n);
    fen_map_sector_split *sector = &read->map->sectors[read->map->sector_count++];
    sector->sector = fen_yaml_key(node, n, NULL);
    if (fen_yaml_is_scalar(item))
      read_name(read, item, false, &sector->split);
    else
      read_numbers(read, item, false, true, &sector->split);
  }
}

static const fen_yaml_node *read_ignored(reading *read, const fen_yaml_node *node, const char *key) {
  const fen_yaml_node *list = fen_yaml_get(node, key);
  if (!list || fen_yaml_is_sequence(list))
    return list;
  fen_error err;
  (void)fen_yaml_fail(list, FEN_ERR_TYPE, "as in [CO2, CH4]", &err, "the words to ignore must be a list");
  note(read, &err);
  return NULL;
}

static void read_map(reading *read, const fen_yaml_node *root) {
  static const char *const keys[] = {"species", "sectors", "ignore"};
  static const char *const ignored[] = {"species", "sectors"};
  fen_error err;
  if (!check_keys(read, root, "a map of an inventory", keys, COUNT(keys)))
    return;
  for (ptrdiff_t k = 0; k < 2; k++) {
    const fen_yaml_node *node = fen_yaml_get(root, keys[k]);
    if (node && fen_yaml_is_map(node)) {
      if (k == 0)
        read_all_species(read, node);
      else
        read_all_sectors(read, node);
      continue;
    }
    (void)fen_yaml_fail(node ? node : root, node ? FEN_ERR_TYPE : FEN_ERR_KEY_MISSING, "as in species: {SO2: SO2}, sectors: {power: power}",
                        &err, node ? "'%s' must be a map" : "key '%s' is missing", keys[k]);
    note(read, &err);
  }
  const fen_yaml_node *ignore = fen_yaml_get(root, "ignore");
  if (!ignore || !check_keys(read, ignore, "ignore", ignored, COUNT(ignored)))
    return;
  read->map->ignored_species = read_ignored(read, ignore, "species");
  read->map->ignored_sectors = read_ignored(read, ignore, "sectors");
}

fen_status fen_inventory_map_read(const char *path, const fen_inventory_params *params, fen_diagnostics *faults, fen_inventory_map **out,
                                  fen_error *err) {
  reading read = {.params = params};
  fen_error fault;
  fen_status status = FEN_NEW(&read.map, 1, err);
  if (status)
    return status;
  read.map->params = params;
  status = fen_yaml_open(path, &read.faults, &read.map->document, &fault);
  if (status)
    fen_diagnostics_add(&read.faults, &fault);
  else
    read_map(&read, fen_yaml_root(read.map->document));
  status = fen_diagnostics_first(&read.faults, err);
  for (ptrdiff_t n = 0; n < read.faults.count && faults; n++)
    fen_diagnostics_add(faults, &read.faults.items[n]);
  fen_diagnostics_clear(&read.faults);
  if (status)
    fen_inventory_map_destroy(&read.map);
  else
    *out = read.map;
  return status;
}
