/* Tags of a case: which part of a species each carries. */
#include <string.h>

#include "case_read.h"

typedef int (*finder)(fen_case_reader *reader, const fen_yaml_node *node);

static ptrdiff_t read_indices(fen_case_reader *reader, const fen_yaml_node *node, const char *what, finder find, const int **out) {
  if (!node || !fen_case_sequence(reader, node, what))
    return 0;
  ptrdiff_t count = fen_yaml_count(node);
  int *indices = fen_case_memory(reader, count, sizeof *indices);
  if (!indices)
    return 0;
  for (ptrdiff_t i = 0; i < count; i++)
    indices[i] = find(reader, fen_yaml_at(node, i));
  *out = indices;
  return count;
}

static void read_tag(fen_case_reader *reader, const fen_yaml_node *node, fen_case_tag *out) {
  static const char *const keys[] = {"species", "name", "sectors", "regions", "initial", "boundary", "other"};
  *out = (fen_case_tag){.name = "", .species = -1, .node = node};
  if (!fen_case_map(reader, node, "a tag", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *species = fen_case_key(reader, node, "species", FEN_KEY_REQUIRED);
  if (species)
    out->species = fen_case_find_species(reader, species);
  fen_case_name(reader, node, &out->name);
  out->sector_count = read_indices(reader, fen_yaml_get(node, "sectors"), "sectors", fen_case_find_sector, &out->sectors);
  out->region_count = read_indices(reader, fen_yaml_get(node, "regions"), "regions", fen_case_find_region, &out->regions);
  fen_case_flag(reader, node, "initial", &out->initial);
  fen_case_flag(reader, node, "boundary", &out->boundary);
  fen_case_flag(reader, node, "other", &out->other);
  bool selects = out->sector_count > 0 || out->region_count > 0;
  fen_error err;
  if (out->other && (selects || out->initial || out->boundary)) {
    fen_yaml_fail(node, FEN_ERR_RANGE, "leave the other keys out", &err, "'other' takes what no other tag takes, and nothing else");
    fen_case_fault(reader, &err);
  } else if (!out->other && !selects && !out->initial && !out->boundary) {
    fen_yaml_fail(node, FEN_ERR_KEY_MISSING, "add sectors, regions, initial, boundary or other", &err, "tag '%s' selects nothing",
                  out->name);
    fen_case_fault(reader, &err);
  }
  out->emissions = selects || out->other;
}

/* No two tags of a species may have one name, and only one may be 'other'. */
static void check_pairs(fen_case_reader *reader, const fen_case_tag *tags, ptrdiff_t count) {
  fen_error err;
  for (ptrdiff_t i = 0; i < count; i++) {
    for (ptrdiff_t j = 0; j < i; j++) {
      if (tags[i].species != tags[j].species || tags[i].species < 0)
        continue;
      bool same_name = strcmp(tags[i].name, tags[j].name) == 0 && tags[i].name[0];
      if (!same_name && !(tags[i].other && tags[j].other))
        continue;
      fen_yaml_fail(tags[i].node, FEN_ERR_KEY_TWICE, NULL, &err,
                    same_name ? "tag '%s' is given twice for this species" : "a second tag of 'other' ('%s')", tags[i].name);
      fen_case_fault(reader, &err);
    }
  }
}

bool fen_case_add_tag(fen_case_reader *reader, fen_case_tag_list *list, const fen_case_tag *tag) {
  if (list->count == list->room) {
    ptrdiff_t room = list->room > 0 ? 2 * list->room : 16;
    fen_case_tag *larger = fen_case_memory(reader, room, sizeof *larger);
    if (!larger)
      return false;
    for (ptrdiff_t n = 0; n < list->count; n++)
      larger[n] = list->items[n];
    list->items = larger;
    list->room = room;
  }
  list->items[list->count++] = *tag;
  return true;
}

/* A tag that has a name is one, a map without a name is a product. */
static void read_item(fen_case_reader *reader, const fen_yaml_node *node, fen_case_tag_list *list) {
  fen_case_tag tag;
  if (fen_yaml_is_map(node) && !fen_yaml_get(node, "name")) {
    fen_case_read_tag_product(reader, node, list);
    return;
  }
  read_tag(reader, node, &tag);
  (void)fen_case_add_tag(reader, list, &tag);
}

void fen_case_read_tags(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_case_tag_list list = {0};
  if (!node)
    return;
  if (fen_yaml_is_map(node))
    read_item(reader, node, &list);
  else if (fen_case_sequence(reader, node, "tags"))
    for (ptrdiff_t i = 0; i < fen_yaml_count(node); i++)
      read_item(reader, fen_yaml_at(node, i), &list);
  check_pairs(reader, list.items, list.count);
  reader->out->tags = list.items;
  reader->out->tag_count = list.count;
}
