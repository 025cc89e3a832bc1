/* Tags as a product: sectors x regions x stack classes of one or more species, with what was there, what comes in, and the rest. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "case_read.h"
#include "run/lanes.h"

/* One part along an axis of the product. */
typedef struct {
  const char *name; /* what it adds to the tags' names; NULL: nothing, where the product is not divided along this axis */
  ptrdiff_t count;  /* 0: all */
  const int *indices;
  fen_stack_class stack;
} part;

typedef struct {
  ptrdiff_t count;
  part *items;
} axis;

typedef struct {
  const char *what; /* "sector" or "region" */
  unsigned section; /* that names them, a FEN_SECTION_* bit */
  ptrdiff_t count;
  int (*find)(fen_case_reader *reader, const fen_yaml_node *node);
  const char *(*name)(const fen_case *item, ptrdiff_t index);
} vocabulary;

static const char *sector_name(const fen_case *item, ptrdiff_t index) {
  return item->sectors[index].name;
}

static const char *region_name(const fen_case *item, ptrdiff_t index) {
  return item->regions.items[index].name;
}

/* A name that does for a part of a variable's: what is neither letter nor digit becomes a single underscore; what has no letter to begin
 * with, such as a Chinese name, is numbered. */
static const char *identifier(fen_case_reader *reader, const char *text, const char *what, ptrdiff_t index) {
  char name[FEN_LANE_NAME];
  size_t used = 0;
  for (const char *c = text; *c && used + 1 < sizeof name; c++) {
    bool plain = isalnum((unsigned char)*c) != 0;
    if (plain || (used > 0 && name[used - 1] != '_'))
      name[used++] = '_';
    if (plain)
      name[used - 1] = *c;
  }
  while (used > 0 && name[used - 1] == '_')
    used--;
  name[used] = '\0';
  if (!isalpha((unsigned char)name[0]))
    (void)snprintf(name, sizeof name, "%s%td", what, index + 1);
  return fen_case_copy(reader, name);
}

#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
static void
complain(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *format, ...) {
  fen_error err;
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  fen_yaml_fail(node, status, remedy, &err, "%s", text);
  fen_case_fault(reader, &err);
}

/* A whole axis, undivided. */
static void read_whole(fen_case_reader *reader, axis *out) {
  out->items = fen_case_memory(reader, 1, sizeof *out->items);
  out->count = out->items ? 1 : 0;
}

static void read_each(fen_case_reader *reader, const fen_yaml_node *node, const vocabulary *words, axis *out) {
  out->items = fen_case_memory(reader, words->count, sizeof *out->items);
  if (words->count == 0 && (reader->valid & words->section)) /* else why there is none was told */
    complain(reader, node, FEN_ERR_RANGE, "name them in the case first", "'each', but the case has no %s", words->what);
  for (ptrdiff_t n = 0; out->items && n < words->count; n++) {
    int *index = fen_case_memory(reader, 1, sizeof *index);
    if (!index)
      return;
    *index = (int)n;
    out->items[n] = (part){.name = identifier(reader, words->name(reader->out, n), words->what, n), .count = 1, .indices = index};
    out->count = n + 1;
  }
}

/* A name, or a group {name: [names]}. */
static bool read_part(fen_case_reader *reader, const fen_yaml_node *node, const vocabulary *words, part *out) {
  const fen_yaml_node *key = NULL;
  bool group = fen_yaml_is_map(node);
  const fen_yaml_node *members = group ? fen_yaml_at(node, 0) : node;
  const char *name = group ? fen_yaml_key(node, 0, &key) : NULL;
  if (group && fen_yaml_count(node) != 1) {
    complain(reader, node, FEN_ERR_TYPE, "write {NAME: [...]}", "a group of %ss has one name", words->what);
    return false;
  }
  if (group && !fen_case_is_name(name)) {
    complain(reader, key, FEN_ERR_RANGE, "write a letter, then at most 39 letters, digits and single underscores",
             "'%s' cannot be a part of a variable's name", name);
    return false;
  }
  if (group && !fen_case_sequence(reader, members, name))
    return false;
  ptrdiff_t count = group ? fen_yaml_count(members) : 1;
  int *indices = fen_case_memory(reader, count, sizeof *indices);
  if (count == 0)
    complain(reader, node, FEN_ERR_KEY_MISSING, NULL, "the group '%s' is empty", name);
  for (ptrdiff_t n = 0; indices && n < count; n++)
    indices[n] = words->find(reader, group ? fen_yaml_at(members, n) : members);
  if (!indices || (!group && indices[0] < 0))
    return false;
  out->name = group ? name : identifier(reader, words->name(reader->out, indices[0]), words->what, indices[0]);
  out->count = count;
  out->indices = indices;
  return true;
}

/* What lies in two parts would be counted twice. */
static void check_overlap(fen_case_reader *reader, const fen_yaml_node *node, const vocabulary *words, const axis *all) {
  for (ptrdiff_t n = 0; n < words->count; n++) {
    ptrdiff_t found = 0;
    for (ptrdiff_t p = 0; p < all->count; p++)
      for (ptrdiff_t m = 0; m < all->items[p].count; m++)
        found += all->items[p].indices[m] == n;
    if (found > 1)
      complain(reader, node, FEN_ERR_KEY_TWICE, "the parts of a product must not overlap: name it once", "'%s' is in two parts",
               words->name(reader->out, n));
  }
}

static void read_axis(fen_case_reader *reader, const fen_yaml_node *node, const vocabulary *words, axis *out) {
  const char *text = node ? fen_yaml_text(node) : NULL;
  if (!node) {
    read_whole(reader, out);
  } else if (text && strcmp(text, "each") == 0) {
    read_each(reader, node, words, out);
  } else if (text) {
    complain(reader, node, FEN_ERR_WORD_UNKNOWN, "write 'each', or a list of names and groups {NAME: [...]}", "'%s' is not a list here",
             text);
  } else if (fen_case_sequence(reader, node, words->what)) {
    out->items = fen_case_memory(reader, fen_yaml_count(node), sizeof *out->items);
    for (ptrdiff_t n = 0; out->items && n < fen_yaml_count(node); n++)
      out->count += read_part(reader, fen_yaml_at(node, n), words, &out->items[out->count]);
    check_overlap(reader, node, words, out);
  }
}

static void read_stack(fen_case_reader *reader, const fen_yaml_node *node, const char *name, part *out) {
  static const char *const keys[] = {"from", "to"};
  static const char *const words[] = {"none"};
  fen_stack_class class = {.kind = FEN_STACK_RANGE, .name = name, .from_m = 0.0, .to_m = INFINITY};
  fen_error err;
  int word;
  if (node && fen_yaml_is_map(node)) {
    fen_case_map(reader, node, "a stack class", keys, FEN_COUNT_OF(keys));
    fen_case_quantity(reader, node, "from", FEN_KEY_OPTIONAL, "m", 0.0, 1000.0, &class.from_m);
    fen_case_quantity(reader, node, "to", FEN_KEY_OPTIONAL, "m", 0.0, 1000.0, &class.to_m);
    if (!(class.from_m < class.to_m))
      complain(reader, node, FEN_ERR_RANGE, "FROM <= height < TO", "no stack is in class '%s'", name);
  } else if (node && !fen_yaml_word(node, words, 1, &word, &err)) {
    class.kind = FEN_STACK_NONE;
  } else {
    complain(reader, node, FEN_ERR_TYPE, "write {from: 100 m}, {to: 100 m} or 'none', for sources without a stack",
             "what is stack class '%s'?", name);
  }
  *out = (part){.name = name, .stack = class};
}

static bool stacks_overlap(const fen_stack_class *a, const fen_stack_class *b) {
  if (a->kind == FEN_STACK_NONE || b->kind == FEN_STACK_NONE)
    return a->kind == b->kind;
  return a->from_m < b->to_m && b->from_m < a->to_m;
}

static void read_stacks(fen_case_reader *reader, const fen_yaml_node *node, axis *out) {
  if (!node) {
    read_whole(reader, out);
    return;
  }
  if (!fen_yaml_is_map(node)) {
    complain(reader, node, FEN_ERR_TYPE, "write {tall: {from: 100 m}, low: {to: 100 m}, ground: none}", "stacks must be a map");
    return;
  }
  out->items = fen_case_memory(reader, fen_yaml_count(node), sizeof *out->items);
  for (ptrdiff_t n = 0; out->items && n < fen_yaml_count(node); n++) {
    const fen_yaml_node *key = node;
    const char *name = fen_yaml_key(node, n, &key);
    if (!fen_case_is_name(name))
      complain(reader, key, FEN_ERR_RANGE, "write a letter, then letters, digits and single underscores",
               "'%s' cannot be a part of a variable's name", name);
    read_stack(reader, fen_yaml_at(node, n), name, &out->items[n]);
    out->count = n + 1;
    for (ptrdiff_t m = 0; m < n; m++)
      if (stacks_overlap(&out->items[m].stack, &out->items[n].stack))
        complain(reader, key, FEN_ERR_RANGE, "FROM <= height < TO: end one where the next begins", "stack class '%s' overlaps another one",
                 name);
  }
}

/* The names of the parts, joined by the separator of tags; false: too long for a variable. */
static bool join_parts(const char *species, const part *const parts[3], char name[FEN_LANE_NAME]) {
  size_t used = 0;
  size_t room = FEN_LANE_NAME - strlen(species) - 2;
  name[0] = '\0';
  for (int p = 0; p < 3; p++) {
    if (!parts[p]->name)
      continue;
    int written = snprintf(name + used, room - used, "%s%s", used > 0 ? "__" : "", parts[p]->name);
    if (written < 0 || (size_t)written >= room - used)
      return false;
    used += (size_t)written;
  }
  return used > 0;
}

static void add_part(fen_case_reader *reader, const fen_yaml_node *node, int species, const part *const parts[3], fen_case_tag_list *list) {
  char name[FEN_LANE_NAME];
  if (!join_parts(reader->out->species[species].name, parts, name)) {
    complain(reader, node, FEN_ERR_RANGE, "give a sector or region a shorter name by a group: {SHORT: [NAME]}",
             "the name of the tag %s... is too long for a variable", name);
    return;
  }
  const fen_case_tag tag = {.name = fen_case_copy(reader, name),
                            .species = species,
                            .sector_count = parts[0]->count,
                            .sectors = parts[0]->indices,
                            .region_count = parts[1]->count,
                            .regions = parts[1]->indices,
                            .stack = parts[2]->stack,
                            .sector_part = parts[0]->name,
                            .region_part = parts[1]->name,
                            .derived = true,
                            .emissions = true,
                            .node = node};
  if (tag.name)
    (void)fen_case_add_tag(reader, list, &tag);
}

static bool is_divided(const axis axes[3]) {
  bool divided = false;
  for (int a = 0; a < 3; a++)
    divided = divided || (axes[a].count > 0 && axes[a].items[0].name);
  return divided;
}

/* The tags of one species. */
static void add_tags(fen_case_reader *reader, const fen_yaml_node *node, int species, const axis axes[3], const fen_case_tag *rest,
                     fen_case_tag_list *list) {
  const bool divided = is_divided(axes);
  for (ptrdiff_t s = 0; divided && s < axes[0].count; s++)
    for (ptrdiff_t r = 0; r < axes[1].count; r++)
      for (ptrdiff_t h = 0; h < axes[2].count; h++)
        add_part(reader, node, species, (const part *const[3]){&axes[0].items[s], &axes[1].items[r], &axes[2].items[h]}, list);
  if (rest->boundary)
    (void)fen_case_add_tag(reader, list, &(fen_case_tag){.name = "boundary", .species = species, .boundary = true, .node = node});
  if (rest->initial)
    (void)fen_case_add_tag(reader, list, &(fen_case_tag){.name = "initial", .species = species, .initial = true, .node = node});
  if (rest->other)
    (void)fen_case_add_tag(reader, list,
                           &(fen_case_tag){.name = "other", .species = species, .other = true, .emissions = true, .node = node});
}

void fen_case_read_tag_product(fen_case_reader *reader, const fen_yaml_node *node, fen_case_tag_list *list) {
  static const char *const keys[] = {"species", "sectors", "regions", "stacks", "boundary", "initial", "other"};
  const fen_case *item = reader->out;
  const vocabulary sectors = {"sector", FEN_SECTION_SECTORS, item->sector_count, fen_case_find_sector, sector_name};
  const vocabulary regions = {"region", FEN_SECTION_REGIONS, item->regions.count, fen_case_find_region, region_name};
  axis axes[3] = {{0}};
  fen_case_tag rest = {0};
  const ptrdiff_t before = reader->faults->count;
  if (!fen_case_map(reader, node, "tags", keys, FEN_COUNT_OF(keys)))
    return;
  read_axis(reader, fen_yaml_get(node, "sectors"), &sectors, &axes[0]);
  read_axis(reader, fen_yaml_get(node, "regions"), &regions, &axes[1]);
  read_stacks(reader, fen_yaml_get(node, "stacks"), &axes[2]);
  fen_case_flag(reader, node, "boundary", &rest.boundary);
  fen_case_flag(reader, node, "initial", &rest.initial);
  fen_case_flag(reader, node, "other", &rest.other);
  const bool sound = reader->faults->count == before && (reader->valid & sectors.section) && (reader->valid & regions.section);
  if (sound && !is_divided(axes) && !rest.boundary && !rest.initial && !rest.other)
    complain(reader, node, FEN_ERR_KEY_MISSING, "add sectors, regions, stacks, boundary, initial or other", "these tags select nothing");
  const fen_yaml_node *species = fen_case_key(reader, node, "species", FEN_KEY_REQUIRED);
  if (!species)
    return;
  bool several = fen_yaml_is_sequence(species);
  for (ptrdiff_t n = 0; n < (several ? fen_yaml_count(species) : 1); n++) {
    int found = fen_case_find_species(reader, several ? fen_yaml_at(species, n) : species);
    if (found >= 0)
      add_tags(reader, node, found, axes, &rest, list);
  }
}
