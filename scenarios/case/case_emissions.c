/* The inventory files of a case. */
#include <stdio.h>

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

/* A name of a species or sector, checked against the case; NULL where absent or wrong. */
static const char *known_species(fen_case_reader *reader, const fen_yaml_node *map, fen_key_need need) {
  const fen_yaml_node *node = fen_case_key(reader, map, "species", need);
  int index = node ? fen_case_find_species(reader, node) : -1;
  return index >= 0 ? reader->out->species[index].name : NULL;
}

static const char *known_sector(fen_case_reader *reader, const fen_yaml_node *map, fen_key_need need) {
  const fen_yaml_node *node = fen_case_key(reader, map, "sector", need);
  int index = node ? fen_case_find_sector(reader, node) : -1;
  return index >= 0 ? reader->out->sectors[index].name : NULL;
}

static void read_variables(fen_case_reader *reader, const fen_yaml_node *node, bool has_sector, fen_inventory_file *out) {
  static const char *const keys[] = {"variable", "species", "sector", "unit"};
  if (!node || !fen_case_sequence(reader, node, "variables"))
    return;
  ptrdiff_t count = fen_yaml_count(node);
  fen_inventory_variable *variables = fen_case_memory(reader, count, sizeof *variables);
  if (!variables)
    return;
  for (ptrdiff_t i = 0; i < count; i++) {
    const fen_yaml_node *item = fen_yaml_at(node, i);
    if (!fen_case_map(reader, item, "a variable of an inventory", keys, FEN_COUNT_OF(keys)))
      continue;
    fen_case_text(reader, item, "variable", FEN_KEY_REQUIRED, &variables[i].variable);
    fen_case_text(reader, item, "unit", FEN_KEY_OPTIONAL, &variables[i].unit);
    variables[i].species = known_species(reader, item, FEN_KEY_REQUIRED);
    variables[i].sector = known_sector(reader, item, has_sector ? FEN_KEY_OPTIONAL : FEN_KEY_REQUIRED);
    if (!variables[i].sector)
      variables[i].sector = out->sector;
  }
  out->variables = variables;
  out->variable_count = count;
}

static void read_surrogate(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"file", "variable"};
  if (!node || !fen_case_map(reader, node, "surrogate", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->surrogate_path);
  fen_case_text(reader, node, "variable", FEN_KEY_REQUIRED, &out->surrogate_variable);
}

/* Files in the layout of EDGAR, HTAP or MEIC, and what their words become. */
static void read_set(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"kind", "files", "map", "pattern"};
  if (!fen_case_map(reader, node, "a set of inventory files", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_files(reader, node, &out->paths, &out->path_count);
  fen_case_path(reader, node, "map", FEN_KEY_REQUIRED, &out->map_path);
  fen_case_text(reader, node, "pattern", FEN_KEY_OPTIONAL, &out->pattern);
  out->path = out->path_count > 0 ? out->paths[0] : "";
}

static void read_points(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"kind", "file", "sector", "outside", "map"};
  static const char *const outside_words[] = {"error", "skip"};
  int outside = 0;
  fen_case_map(reader, node, "an inventory of points", keys, FEN_COUNT_OF(keys));
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->path);
  out->sector = known_sector(reader, node, FEN_KEY_OPTIONAL);
  fen_case_word(reader, node, "outside", FEN_KEY_OPTIONAL, outside_words, 2, &outside);
  out->skip_outside = outside == 1;
  fen_case_path(reader, node, "map", FEN_KEY_OPTIONAL, &out->map_path);
}

static void read_areas(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"kind", "file", "surrogate", "map"};
  fen_case_map(reader, node, "an inventory of areas", keys, FEN_COUNT_OF(keys));
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->path);
  fen_case_path(reader, node, "map", FEN_KEY_OPTIONAL, &out->map_path);
  read_surrogate(reader, fen_yaml_get(node, "surrogate"), out);
}

static void read_gridded(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const char *const keys[] = {"kind", "file", "sector", "variables"};
  bool listed = out->kind == FEN_INVENTORY_GRIDDED;
  fen_case_map(reader, node, "a gridded inventory", keys, FEN_COUNT_OF(keys));
  fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, &out->path);
  out->sector = known_sector(reader, node, FEN_KEY_OPTIONAL);
  read_variables(reader, fen_case_key(reader, node, "variables", listed ? FEN_KEY_REQUIRED : FEN_KEY_OPTIONAL),
                 fen_yaml_get(node, "sector") != NULL, out);
}

static void read_file(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out) {
  static const struct {
    const char *word;
    fen_inventory_kind kind;
    void (*read)(fen_case_reader *reader, const fen_yaml_node *node, fen_inventory_file *out);
  } kinds[] = {{"gridded", FEN_INVENTORY_GRIDDED, read_gridded},
               {"ioapi", FEN_INVENTORY_IOAPI, read_gridded},
               {"points", FEN_INVENTORY_POINTS, read_points},
               {"areas", FEN_INVENTORY_AREAS, read_areas},
               {"edgar", FEN_INVENTORY_EDGAR, read_set},
               {"htap", FEN_INVENTORY_HTAP, read_set},
               {"meic", FEN_INVENTORY_MEIC, read_set}};
  const char *words[FEN_COUNT_OF(kinds)];
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
  if (!fen_case_word(reader, node, "kind", FEN_KEY_REQUIRED, words, (int)FEN_COUNT_OF(kinds), &word))
    return;
  out->kind = kinds[word].kind;
  kinds[word].read(reader, node, out);
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
  for (ptrdiff_t i = 0; i < count; i++) {
    const ptrdiff_t before = reader->faults->count;
    read_file(reader, fen_yaml_at(node, i), &files[i]);
    if (reader->faults->count > before)
      files[i].path = NULL; /* fen_case_check passes over what it could not read */
  }
  reader->out->inventory = files;
  reader->out->inventory_count = count;
}
