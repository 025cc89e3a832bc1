/* The inventory files of a case. */
#include <stdio.h>
#include <string.h>

#include "case_read.h"

enum { PLACE_TEXT = 64, MOST_FILES = 10000 };

static const char *place_of(fen_case_reader *reader, const fen_yaml_node *node) {
  char text[PLACE_TEXT];
  char whole[4096];
  int line = 0;
  int column = 0;
  fen_yaml_place(node, &line, &column);
  (void)snprintf(text, sizeof text, ":%d:%d", line, column);
  (void)snprintf(whole, sizeof whole, "%s%s", reader->out->path, text);
  return fen_case_copy(reader, whole);
}

/*
 * An entry that has a fault is looked into all the same, as far as what is known suffices: a stand-in takes the place of a species or
 * sector that is not known. What comes of it is never run, for the case has a fault.
 */
typedef struct {
  fen_case_reader *reader;
  const fen_yaml_node *node;
  fen_inventory_file *out;
  bool readable; /* nothing that is needed to read the file is missing or wrong */
} file_entry;

/* One whose unit can be moles, if there is any. */
static const char *stand_in_species(const fen_case *item) {
  const char *found = NULL;
  for (ptrdiff_t n = 0; n < item->species_count; n++) {
    const fen_case_species *species = &item->species[n];
    if (species->name && species->name[0] && (!found || species->molar_mass_gpmol > 0.0))
      found = species->name;
  }
  return found;
}

static const char *stand_in_sector(const fen_case *item) {
  for (ptrdiff_t n = 0; n < item->sector_count; n++)
    if (item->sectors[n].name && item->sectors[n].name[0])
      return item->sectors[n].name;
  return NULL;
}

/* A name of a species, checked against the case. */
static const char *read_species(fen_case_reader *reader, const fen_yaml_node *map) {
  const fen_yaml_node *node = fen_case_key(reader, map, "species", FEN_KEY_REQUIRED);
  int index = node ? fen_case_find_species(reader, node) : -1;
  return index >= 0 ? reader->out->species[index].name : stand_in_species(reader->out);
}

/* The same for a sector; NULL where none is given. */
static const char *read_sector(fen_case_reader *reader, const fen_yaml_node *map, fen_key_need need) {
  const fen_yaml_node *node = fen_case_key(reader, map, "sector", need);
  int index = node ? fen_case_find_sector(reader, node) : -1;
  if (index >= 0)
    return reader->out->sectors[index].name;
  return node || need == FEN_KEY_REQUIRED ? stand_in_sector(reader->out) : NULL;
}

/* Whether a variable can be looked for: its name, and its unit if one is given. */
static bool read_variable(const file_entry *entry, const fen_yaml_node *item, bool has_sector, fen_inventory_variable *out) {
  static const char *const keys[] = {"variable", "species", "sector", "unit"};
  fen_case_reader *reader = entry->reader;
  if (!fen_case_map(reader, item, "a variable of an inventory", keys, FEN_COUNT_OF(keys)))
    return false;
  const bool named = fen_case_text(reader, item, "variable", FEN_KEY_REQUIRED, &out->variable);
  const bool given = fen_case_text(reader, item, "unit", FEN_KEY_OPTIONAL, &out->unit);
  out->species = read_species(reader, item);
  out->sector = read_sector(reader, item, has_sector ? FEN_KEY_OPTIONAL : FEN_KEY_REQUIRED);
  if (!out->sector)
    out->sector = entry->out->sector;
  return named && (given || !fen_yaml_get(item, "unit")) && out->species && out->sector;
}

static void read_variables(file_entry *entry, const fen_yaml_node *node, bool has_sector) {
  fen_case_reader *reader = entry->reader;
  ptrdiff_t kept = 0;
  if (!fen_case_sequence(reader, node, "variables")) {
    entry->readable = false;
    return;
  }
  ptrdiff_t count = fen_yaml_count(node);
  fen_inventory_variable *variables = fen_case_memory(reader, count, sizeof *variables);
  for (ptrdiff_t i = 0; variables && i < count; i++) {
    variables[kept] = (fen_inventory_variable){0};
    kept += read_variable(entry, fen_yaml_at(node, i), has_sector, &variables[kept]);
  }
  entry->readable = entry->readable && (kept > 0 || count == 0);
  entry->out->variables = variables;
  entry->out->variable_count = kept;
}

static void read_surrogate(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"file", "variable"};
  const char *path = NULL;
  if (!node || !fen_case_map(reader, node, "surrogate", keys, FEN_COUNT_OF(keys)))
    return;
  const bool placed = fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &path);
  if (fen_case_text(reader, node, "variable", FEN_KEY_REQUIRED, &out->surrogate_variable) && placed)
    out->surrogate_path = path;
}

/* Without the map that is meant, the words of a file are not known. */
static void read_map(file_entry *entry, fen_key_need need) {
  const bool given = fen_case_path(entry->reader, entry->node, "map", need, &entry->out->map_path);
  if (!given && (need == FEN_KEY_REQUIRED || fen_yaml_get(entry->node, "map")))
    entry->readable = false;
}

static void read_path(file_entry *entry) {
  entry->readable = fen_case_path(entry->reader, entry->node, "file", FEN_KEY_REQUIRED, &entry->out->path) && entry->readable;
}

/* Files in the layout of EDGAR, HTAP or MEIC, and what their words become. */
static void read_set(file_entry *entry) {
  static const char *const keys[] = {"kind", "files", "map", "pattern"};
  fen_case_reader *reader = entry->reader;
  fen_inventory_file *out = entry->out;
  (void)fen_case_map(entry->reader, entry->node, "a set of inventory files", keys, FEN_COUNT_OF(keys));
  const ptrdiff_t before = fen_case_doubts(reader);
  fen_case_files(reader, entry->node, &out->paths, &out->path_count);
  fen_case_text(reader, entry->node, "pattern", FEN_KEY_OPTIONAL, &out->pattern);
  if (fen_case_doubts(reader) > before) /* what is missing of a set cannot be told from a part of it; its map can be read */
    out->path_count = 0;
  read_map(entry, FEN_KEY_REQUIRED);
  out->path = out->path_count > 0 ? out->paths[0] : "";
}

static void read_points(file_entry *entry) {
  static const char *const keys[] = {"kind", "file", "sector", "outside", "map"};
  static const char *const outside_words[] = {"error", "skip"};
  int outside = 0;
  (void)fen_case_map(entry->reader, entry->node, "an inventory of points", keys, FEN_COUNT_OF(keys));
  read_path(entry);
  entry->out->sector = read_sector(entry->reader, entry->node, FEN_KEY_OPTIONAL);
  const bool known = fen_case_word(entry->reader, entry->node, "outside", FEN_KEY_OPTIONAL, outside_words, 2, &outside);
  entry->out->skip_outside = outside == 1 || (!known && fen_yaml_get(entry->node, "outside"));
  read_map(entry, FEN_KEY_OPTIONAL);
}

static void read_areas(file_entry *entry) {
  static const char *const keys[] = {"kind", "file", "surrogate", "map"};
  (void)fen_case_map(entry->reader, entry->node, "an inventory of areas", keys, FEN_COUNT_OF(keys));
  read_path(entry);
  read_map(entry, FEN_KEY_OPTIONAL);
  read_surrogate(entry->reader, fen_yaml_get(entry->node, "surrogate"), entry->out);
}

static void read_gridded(file_entry *entry) {
  static const char *const keys[] = {"kind", "file", "sector", "variables"};
  const bool listed = entry->out->kind == FEN_INVENTORY_GRIDDED;
  (void)fen_case_map(entry->reader, entry->node, "a gridded inventory", keys, FEN_COUNT_OF(keys));
  read_path(entry);
  entry->out->sector = read_sector(entry->reader, entry->node, FEN_KEY_OPTIONAL);
  const fen_yaml_node *variables = fen_case_key(entry->reader, entry->node, "variables", listed ? FEN_KEY_REQUIRED : FEN_KEY_OPTIONAL);
  if (variables)
    read_variables(entry, variables, fen_yaml_get(entry->node, "sector") != NULL);
  else if (listed)
    entry->readable = false;
}

/* The path of an entry of which nothing more is known: whether the file is there can be told. */
static void name_files(fen_case_reader *reader, const fen_yaml_node *node) {
  const char *ignored = NULL;
  (void)fen_case_path(reader, node, "file", FEN_KEY_OPTIONAL, &ignored);
  (void)fen_case_path(reader, node, "map", FEN_KEY_OPTIONAL, &ignored);
}

static void read_file(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const struct {
    const char *word;
    fen_inventory_kind kind;
    void (*read)(file_entry *entry);
  } kinds[] = {{"gridded", FEN_INVENTORY_GRIDDED, read_gridded},
               {"ioapi", FEN_INVENTORY_IOAPI, read_gridded},
               {"points", FEN_INVENTORY_POINTS, read_points},
               {"areas", FEN_INVENTORY_AREAS, read_areas},
               {"edgar", FEN_INVENTORY_EDGAR, read_set},
               {"htap", FEN_INVENTORY_HTAP, read_set},
               {"meic", FEN_INVENTORY_MEIC, read_set}};
  const char *words[FEN_COUNT_OF(kinds)];
  file_entry entry = {.reader = reader, .node = node, .out = out, .readable = true};
  int word = 0;
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(kinds); n++)
    words[n] = kinds[n].word;
  if (!fen_yaml_is_map(node)) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_TYPE, "as in: - {kind: points, file: plants.csv}", &err, "a file of the inventory must be a map");
    fen_case_fault(reader, &err);
    return;
  }
  out->place = place_of(reader, node);
  if (!fen_case_kind(reader, node, "an entry of emissions", words, (int)FEN_COUNT_OF(kinds), &word)) {
    name_files(reader, node);
    return;
  }
  out->kind = kinds[word].kind;
  kinds[word].read(&entry);
  if (!entry.readable)
    out->path = NULL; /* fen_case_check passes over what it cannot read */
}

void fen_case_read_emissions(fen_case_reader *reader, const fen_yaml_node *node) {
  if (!node || !fen_case_sequence(reader, node, "emissions"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  if (count > MOST_FILES) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_RANGE, "join files, such as those of one sector", &err, "%td files of emissions; at most %d", count,
                  MOST_FILES);
    fen_case_fault(reader, &err);
    return;
  }
  fen_inventory_file *files = fen_case_memory(reader, count, sizeof *files);
  if (!files)
    return;
  for (ptrdiff_t i = 0; i < count; i++)
    read_file(reader, fen_yaml_at(node, i), &files[i]);
  reader->out->inventory = files;
  reader->out->inventory_count = count;
}
