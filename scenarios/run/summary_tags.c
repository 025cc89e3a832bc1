/* What a run's sectors and tags are, for those who read its output without its case. */
#include "summary.h"

json_t *fen_summary_sectors(const fen_case *item) {
  json_t *list = json_array();
  for (ptrdiff_t s = 0; s < item->sector_count; s++)
    json_array_append_new(
        list, json_pack("{s:s, s:s}", "name", item->sectors[s].name, "name_zh", item->sectors[s].name_zh ? item->sectors[s].name_zh : ""));
  return list;
}

/* Names of what a tag selects; empty: all. */
static json_t *names_of_sectors(const fen_case *item, const fen_case_tag *tag) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < tag->sector_count; n++)
    json_array_append_new(list, json_string(item->sectors[tag->sectors[n]].name));
  return list;
}

static json_t *names_of_regions(const fen_case *item, const fen_case_tag *tag) {
  json_t *list = json_array();
  for (ptrdiff_t n = 0; n < tag->region_count; n++)
    json_array_append_new(list, json_string(item->regions.items[tag->regions[n]].name));
  return list;
}

static json_t *describe_tag(const fen_case *item, const fen_case_tag *tag) {
  json_t *entry =
      json_pack("{s:s, s:s, s:b, s:o, s:o, s:b, s:b, s:b}", "species", item->species[tag->species].name, "name", tag->name, "emissions",
                (int)tag->emissions, "sectors", names_of_sectors(item, tag), "regions", names_of_regions(item, tag), "initial",
                (int)tag->initial, "boundary", (int)tag->boundary, "other", (int)tag->other);
  if (tag->sector_part)
    (void)json_object_set_new(entry, "sector_part", json_string(tag->sector_part));
  if (tag->region_part)
    (void)json_object_set_new(entry, "region_part", json_string(tag->region_part));
  if (tag->stack.kind != FEN_STACK_ANY && tag->stack.name)
    (void)json_object_set_new(entry, "stack", json_string(tag->stack.name));
  return entry;
}

json_t *fen_summary_tags(const fen_case *item, const fen_lanes *lanes) {
  json_t *list = json_array();
  for (ptrdiff_t l = 0; l < lanes->count; l++)
    if (lanes->items[l].tag)
      json_array_append_new(list, describe_tag(item, lanes->items[l].tag));
  return list;
}
