/* Which records a measure selects, and complaints of selections that make no sense. */
#include <stdio.h>
#include <string.h>

#include "change_parts.h"
#include "fenhe/projection.h"

enum { MOST_WORDS = 256, LIST_TEXT = 420 };

static bool among(int value, const int *list, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (list[n] == value)
      return true;
  return false;
}

static bool is_word(const fen_words *words, const char *value) {
  for (ptrdiff_t n = 0; n < words->count; n++)
    if (value && strcmp(words->items[n], value) == 0)
      return true;
  return words->count == 0;
}

static bool is_plant(const fen_words *plants, const fen_inventory_record *record) {
  for (ptrdiff_t n = 0; n < plants->count; n++)
    if (record->kind == FEN_INVENTORY_POINTS && fen_policy_is_named(plants->items[n], record->name, record->name_zh))
      return true;
  return false;
}

static fen_pick pick_by_polygon(const fen_selector *selector, const fen_inventory_record *record) {
  if (record->kind != FEN_INVENTORY_POINTS)
    return FEN_PICK_BY_MASK;
  for (ptrdiff_t n = 0; n < selector->polygons->count; n++)
    if (fen_region_contains(&selector->polygons->items[n], record->lon_deg, record->lat_deg))
      return FEN_PICK_WHOLE;
  return FEN_PICK_NO;
}

/* Apart from the place. */
static bool matches_what(const fen_selector *selector, const fen_inventory_record *record) {
  return (selector->sector_count == 0 || among(record->sector, selector->sectors, selector->sector_count)) &&
         is_word(&selector->fuels, record->fuel) && is_word(&selector->technologies, record->technology) &&
         is_word(&selector->classes, record->class_);
}

fen_pick fen_change_pick(const fen_selector *selector, const fen_inventory_record *record) {
  if (record->outside || !matches_what(selector, record))
    return FEN_PICK_NO;
  switch (selector->where) {
  case FEN_WHERE_EVERYWHERE:
    return FEN_PICK_WHOLE;
  case FEN_WHERE_REGIONS:
    return among(record->region, selector->regions, selector->region_count) ? FEN_PICK_WHOLE : FEN_PICK_NO;
  case FEN_WHERE_PLANTS:
    return is_plant(&selector->plants, record) ? FEN_PICK_WHOLE : FEN_PICK_NO;
  case FEN_WHERE_POLYGONS:
    return pick_by_polygon(selector, record);
  }
  return FEN_PICK_NO;
}

/* A plant is often named by a part of its name: the first that holds the text. */
static const char *containing(const char *text, const char *const *words, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (strstr(words[n], text))
      return words[n];
  return NULL;
}

static void complain_of_plant(const fen_change *change, const fen_measure *measure, const fen_selector *selector, ptrdiff_t n, bool outside,
                              fen_diagnostics *faults) {
  const char *words[MOST_WORDS] = {NULL};
  const char *names[MOST_WORDS] = {NULL};
  char remedy[LIST_TEXT];
  ptrdiff_t count = 0;
  ptrdiff_t named = 0;
  fen_error fault;
  const char *text = selector->plants.items[n];
  for (ptrdiff_t r = 0; r < change->record_count && count < MOST_WORDS - 1; r++) {
    const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
    if (record->kind != FEN_INVENTORY_POINTS || record->outside || !record->name)
      continue;
    names[named++] = record->name;
    words[count++] = record->name;
    if (record->name_zh)
      words[count++] = record->name_zh;
  }
  const char *near = containing(text, words, count);
  near = near ? near : fen_nearest_word(text, words, count);
  fen_case_join(named ? "in the domain are: " : "the inventory has no plants with names in the domain", names, named < 12 ? named : 12,
                remedy, sizeof remedy);
  if (named > 12)
    (void)snprintf(remedy + strlen(remedy), sizeof remedy - strlen(remedy), ", and %td more", named - 12);
  if (outside)
    fen_yaml_fail(selector->plants.nodes[n], FEN_ERR_OUTSIDE, "leave it out, or take a case whose domain holds it", &fault,
                  "plant '%s' of measure '%s' lies outside the domain", text, measure->name);
  else
    fen_yaml_fail(selector->plants.nodes[n], FEN_ERR_PLANT_UNKNOWN, remedy, &fault, "unknown plant '%s' in measure '%s'%s%s%s", text,
                  measure->name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  fen_diagnostics_add(faults, &fault);
}

static void check_plants(const fen_change *change, const fen_measure *measure, const fen_selector *selector, fen_diagnostics *faults) {
  for (ptrdiff_t n = 0; n < selector->plants.count; n++) {
    bool inside = false;
    bool outside = false;
    for (ptrdiff_t r = 0; r < change->record_count; r++) {
      const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
      if (record->kind != FEN_INVENTORY_POINTS || !fen_policy_is_named(selector->plants.items[n], record->name, record->name_zh))
        continue;
      inside = inside || !record->outside;
      outside = outside || record->outside;
    }
    if (!inside)
      complain_of_plant(change, measure, selector, n, outside, faults);
  }
}

static bool is_on_grid(const fen_grid *grid, double lon_deg, double lat_deg) {
  double i, j;
  fen_grid_locate(grid, lon_deg, lat_deg, &i, &j);
  return fen_grid_contains(grid, i, j);
}

/* Whether a region smaller than the samples' distance lies in the domain: by its corners and by the plants in it. */
static bool is_small_within(const fen_change *change, const fen_region *region) {
  for (ptrdiff_t n = 0; n < region->ring_count; n++)
    for (ptrdiff_t k = 0; k < region->rings[n].count; k++)
      if (is_on_grid(change->grid, region->rings[n].lon_deg[k], region->rings[n].lat_deg[k]))
        return true;
  for (ptrdiff_t r = 0; r < change->record_count; r++) {
    const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
    if (record->kind == FEN_INVENTORY_POINTS && !record->outside && fen_region_contains(region, record->lon_deg, record->lat_deg))
      return true;
  }
  return false;
}

static bool lies_outside(const fen_change *change, const fen_region *region) {
  if (is_small_within(change, region))
    return false;
  fen_region_shares(region, change->grid, FEN_MASK_SAMPLES, change->scratch);
  for (ptrdiff_t n = 0; n < change->cells; n++)
    if (change->scratch[n] > 0.0)
      return false;
  return true;
}

/* Whether some record of a region lies in the domain: then the region does, and its outline need not be laid on the grid. */
static bool has_records(const fen_change *change, int region) {
  for (ptrdiff_t r = 0; r < change->record_count; r++) {
    const fen_inventory_record *record = fen_inventory_record_at(change->inventory, r);
    if (record->region == region && !record->outside)
      return true;
  }
  return false;
}

static void complain_outside(const fen_measure *measure, const fen_yaml_node *node, const char *name, fen_diagnostics *faults) {
  fen_error fault;
  fen_yaml_fail(node, FEN_ERR_OUTSIDE, "leave it out, or take a case whose domain holds it", &fault,
                "'%s' of measure '%s' lies outside the domain", name, measure->name);
  fen_diagnostics_add(faults, &fault);
}

static void check_places(const fen_change *change, const fen_measure *measure, const fen_selector *selector, fen_diagnostics *faults) {
  const fen_yaml_node *node = selector->where_node ? selector->where_node : selector->node;
  for (ptrdiff_t n = 0; n < selector->region_count; n++) {
    const fen_region *region = &change->item->regions.items[selector->regions[n]];
    if (!has_records(change, selector->regions[n]) && lies_outside(change, region))
      complain_outside(measure, node, region->name, faults);
  }
  for (ptrdiff_t n = 0; selector->where == FEN_WHERE_POLYGONS && n < selector->polygons->count; n++)
    if (lies_outside(change, &selector->polygons->items[n]))
      complain_outside(measure, node, selector->polygons->items[n].name, faults);
}

/* Words of a label that the inventory has. */
static const char *label_of(const fen_inventory_record *record, int which) {
  return which == 0 ? record->fuel : which == 1 ? record->technology : record->class_;
}

static bool is_listed(const char *const *words, ptrdiff_t count, const char *word) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (strcmp(words[n], word) == 0)
      return true;
  return false;
}

static bool has_label(const fen_change *change, int which, const char *word) {
  for (ptrdiff_t r = 0; r < change->record_count; r++) {
    const char *label = label_of(fen_inventory_record_at(change->inventory, r), which);
    if (label && strcmp(label, word) == 0)
      return true;
  }
  return false;
}

static void check_label(const fen_change *change, const fen_measure *measure, const fen_words *wanted, int which, fen_diagnostics *faults) {
  static const char *const columns[] = {"fuel", "technology", "class"};
  const char *words[MOST_WORDS];
  char opening[64], remedy[LIST_TEXT];
  ptrdiff_t count = 0;
  for (ptrdiff_t r = 0; r < change->record_count && count < MOST_WORDS; r++) {
    const char *label = label_of(fen_inventory_record_at(change->inventory, r), which);
    if (label && !is_listed(words, count, label))
      words[count++] = label;
  }
  for (ptrdiff_t n = 0; n < wanted->count; n++) {
    fen_error fault;
    if (has_label(change, which, wanted->items[n]))
      continue;
    const char *near = strlen(wanted->items[n]) > 2 ? fen_nearest_word(wanted->items[n], words, count) : NULL;
    (void)snprintf(opening, sizeof opening, count ? "the inventory has: " : "the inventory's tables have no column '%s'", columns[which]);
    fen_case_join(opening, words, count, remedy, sizeof remedy);
    fen_yaml_fail(wanted->nodes[n], FEN_ERR_WORD_UNKNOWN, remedy, &fault, "unknown %s '%s' in measure '%s'%s%s%s", columns[which],
                  wanted->items[n], measure->name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    fen_diagnostics_add(faults, &fault);
  }
}

void fen_change_check_selector(const fen_change *change, const fen_measure *measure, const fen_selector *selector,
                               fen_diagnostics *faults) {
  check_plants(change, measure, selector, faults);
  check_places(change, measure, selector, faults);
  check_label(change, measure, &selector->fuels, 0, faults);
  check_label(change, measure, &selector->technologies, 1, faults);
  check_label(change, measure, &selector->classes, 2, faults);
}

static void append(char *text, size_t size, const char *separator, const char *word) {
  size_t used = strlen(text);
  (void)snprintf(text + used, size - used, "%s%s", separator, word);
}

static void append_words(char *text, size_t size, const char *opening, const fen_words *words) {
  for (ptrdiff_t n = 0; n < words->count; n++)
    append(text, size, n ? ", " : opening, words->items[n]);
}

void fen_change_describe(const fen_change *change, const fen_measure *measure, char *text, size_t size) {
  const fen_selector *selector = &measure->selector;
  text[0] = '\0';
  for (ptrdiff_t n = 0; n < selector->sector_count; n++)
    append(text, size, n ? ", " : "", change->item->sectors[selector->sectors[n]].name);
  if (selector->sector_count == 0)
    append(text, size, "", "any sector");
  append_words(text, size, " with fuel ", &selector->fuels);
  append_words(text, size, " of technology ", &selector->technologies);
  append_words(text, size, " of class ", &selector->classes);
  for (ptrdiff_t n = 0; n < selector->region_count; n++)
    append(text, size, n ? ", " : " in ", change->item->regions.items[selector->regions[n]].name);
  append_words(text, size, " at ", &selector->plants);
  if (selector->where == FEN_WHERE_POLYGONS)
    append(text, size, " in ", selector->place);
  if (selector->where == FEN_WHERE_EVERYWHERE)
    append(text, size, "", " anywhere in the domain");
}
