/* The keys 'where' and 'what' of a measure. */
#include <stdio.h>
#include <string.h>

#include "fenhe/geojson.h"
#include "fenhe/memory.h"
#include "scenario_parts.h"

/* A GeoJSON file that measures take polygons of. Lists of what is picked, and polygons written in place, lie in the reader's memory. */
struct fen_polygon_file {
  fen_polygon_file *next;
  char *path;          /* owned */
  fen_regions regions; /* all of the file, owned: fen_regions_clear */
};

void fen_policy_release(fen_scenario *scenario) {
  for (fen_polygon_file *file = scenario->polygons, *next; file; file = next) {
    next = file->next;
    fen_free(file->path);
    fen_regions_clear(&file->regions);
    fen_free(file);
  }
  scenario->polygons = NULL;
  for (fen_included *file = scenario->included, *next; file; file = next) {
    next = file->next;
    fen_yaml_close(&file->document);
    fen_free(file);
  }
  scenario->included = NULL;
}

fen_status fen_scenario_visit_inputs(const fen_scenario *scenario,
                                     fen_status (*visit)(void *context, const char *role, const char *path, fen_error *err), void *context,
                                     fen_error *err) {
  fen_status status = visit(context, "scenario", scenario->names.path, err);
  for (const fen_included *file = scenario->included; !status && file; file = file->next)
    status = visit(context, "scenario", fen_yaml_path(file->document), err);
  for (const fen_polygon_file *file = scenario->polygons; !status && file; file = file->next)
    status = visit(context, "polygons", file->path, err);
  if (!status && scenario->alerts_path)
    status = visit(context, "alerts", scenario->alerts_path, err);
  return !status && scenario->outcome.path ? visit(context, "forecast", scenario->outcome.path, err) : status;
}

/* The regions of a GeoJSON file, read once. */
static const fen_regions *polygons_of(fen_policy_reader *reader, const char *path) {
  fen_scenario *scenario = reader->scenario;
  fen_error err;
  for (const fen_polygon_file *file = scenario->polygons; file; file = file->next)
    if (strcmp(file->path, path) == 0)
      return &file->regions;
  fen_polygon_file *file = NULL;
  fen_status status = FEN_NEW(&file, 1, &err);
  if (!status)
    status = fen_duplicate(path, &file->path, &err);
  if (!status)
    status = fen_geojson_read_regions(path, NULL, &file->regions, &err);
  if (status) {
    fen_case_fault(&reader->base, &err);
    if (file)
      fen_free(file->path);
    fen_free(file);
    return NULL;
  }
  fen_polygon_file **end = &scenario->polygons; /* in the order of the file, for the list of inputs */
  while (*end)
    end = &(*end)->next;
  *end = file;
  return &file->regions;
}

static void no_such_polygon(fen_policy_reader *reader, const fen_yaml_node *node, const char *text, const fen_regions *regions,
                            const char *path) {
  enum { MOST = 64, TEXT = 512 };
  const char *names[MOST];
  char opening[TEXT / 2], remedy[TEXT];
  ptrdiff_t count = regions->count < MOST ? regions->count : MOST;
  for (ptrdiff_t n = 0; n < count; n++)
    names[n] = regions->items[n].name;
  const char *near = fen_nearest_word(text, names, count);
  const char *slash = strrchr(path, '/');
  (void)snprintf(opening, sizeof opening, "%.100s has: ", slash ? slash + 1 : path);
  fen_case_join(opening, names, count, remedy, sizeof remedy);
  fen_policy_fault(reader, node, FEN_ERR_REGION_UNKNOWN, remedy, "no polygon '%s' in the file%s%s%s", text, near ? "; did you mean '" : "",
                   near ? near : "", near ? "'?" : "");
}

/* {file: basins.geojson, name: Taiyuan Basin} */
static void read_file(fen_policy_reader *reader, const fen_yaml_node *map, fen_selector *out) {
  const char *path = NULL;
  fen_words names = {0};
  if (!fen_case_path(&reader->base, map, "file", FEN_KEY_REQUIRED, &path))
    return;
  const fen_regions *all = polygons_of(reader, path);
  fen_regions *picked = fen_case_memory(&reader->base, 1, sizeof *picked);
  if (!all || !picked)
    return;
  out->where = FEN_WHERE_POLYGONS;
  out->polygons = picked;
  if (!fen_policy_words(reader, map, "name", "names", &names)) {
    *picked = *all; /* the whole file */
    out->place = path;
    return;
  }
  picked->items = fen_case_memory(&reader->base, names.count, sizeof *picked->items);
  out->place = names.items[0];
  for (ptrdiff_t n = 0; picked->items && n < names.count; n++) {
    ptrdiff_t at = 0;
    while (at < all->count && !fen_policy_is_named(names.items[n], all->items[at].name, all->items[at].name_zh))
      at++;
    if (at < all->count)
      picked->items[picked->count++] = all->items[at];
    else
      no_such_polygon(reader, names.nodes[n], names.items[n], all, path);
  }
}

enum { MOST_CORNERS = 5000 };

/* polygon: [[lon, lat], [lon, lat], [lon, lat], ...] */
static void read_polygon(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out) {
  static const char written[] = "the polygon";
  ptrdiff_t count = fen_yaml_is_sequence(node) ? fen_yaml_count(node) : 0;
  if (count < 3) {
    fen_policy_fault(reader, node, FEN_ERR_TYPE, "write [[longitude, latitude], ...] in degrees", "a polygon needs three corners or more");
    return;
  }
  if (count > MOST_CORNERS) { /* a policy is read by people */
    fen_policy_fault(reader, node, FEN_ERR_RANGE, "write it into a GeoJSON file, and name that with {file, name}",
                     "%td corners are more than the %d that a polygon written here may have", count, (int)MOST_CORNERS);
    return;
  }
  fen_regions *regions = fen_case_memory(&reader->base, 1, sizeof *regions);
  fen_region *region = fen_case_memory(&reader->base, 1, sizeof *region);
  fen_ring *ring = fen_case_memory(&reader->base, 1, sizeof *ring);
  double *lon = fen_case_memory(&reader->base, count, sizeof *lon);
  double *lat = fen_case_memory(&reader->base, count, sizeof *lat);
  char *name = fen_case_memory(&reader->base, sizeof written, 1);
  if (!regions || !region || !ring || !lon || !lat || !name)
    return;
  memcpy(name, written, sizeof written);
  for (ptrdiff_t n = 0; n < count; n++)
    if (!fen_case_place(&reader->base, fen_yaml_at(node, n), &lon[n], &lat[n]))
      return;
  *ring = (fen_ring){.count = count, .lon_deg = lon, .lat_deg = lat};
  fen_ring_fault fault = FEN_RING_SOUND;
  ptrdiff_t crossing = 0;
  fen_error err;
  if (fen_ring_check(ring, &fault, &crossing, &err))
    fen_case_fault(&reader->base, &err);
  if (crossing > 0)
    fen_policy_fault(reader, fen_yaml_at(node, crossing - 1), FEN_ERR_RANGE, "go round the outline, corner after corner",
                     "the edge from this corner on crosses another, so that it is not clear what lies in the polygon");
  *region = (fen_region){.name = name, .ring_count = 1, .rings = ring};
  *regions = (fen_regions){.count = 1, .items = region};
  out->where = FEN_WHERE_POLYGONS;
  out->polygons = regions;
  out->place = written;
}

static const fen_region *named(const fen_regions *regions, const char *text) {
  for (ptrdiff_t n = 0; n < regions->count; n++)
    if (fen_policy_is_named(text, regions->items[n].name, regions->items[n].name_zh))
      return &regions->items[n];
  return NULL;
}

/* Words that all are districts of the case and no regions of it: polygons like any others. Returns whether they are. */
static bool set_districts(fen_policy_reader *reader, const fen_words *words, fen_selector *out) {
  const fen_case *item = reader->scenario->item;
  for (ptrdiff_t n = 0; n < words->count; n++)
    if (named(&item->regions, words->items[n]) || !named(&item->districts, words->items[n]))
      return false;
  fen_regions *picked = fen_case_memory(&reader->base, 1, sizeof *picked);
  if (!picked || words->count == 0)
    return false;
  picked->items = fen_case_memory(&reader->base, words->count, sizeof *picked->items);
  for (ptrdiff_t n = 0; picked->items && n < words->count; n++)
    picked->items[picked->count++] = *named(&item->districts, words->items[n]);
  out->where = FEN_WHERE_POLYGONS;
  out->polygons = picked;
  out->place = words->items[0];
  return true;
}

static void set_regions(fen_policy_reader *reader, const fen_words *words, fen_selector *out) {
  if (set_districts(reader, words, out))
    return;
  int *regions = fen_case_memory(&reader->base, words->count, sizeof *regions);
  out->where = FEN_WHERE_REGIONS;
  out->regions = regions;
  for (ptrdiff_t n = 0; regions && n < words->count; n++) {
    int region = fen_policy_region(reader, words->items[n], words->nodes[n]);
    if (region >= 0)
      regions[out->region_count++] = region;
  }
}

static void read_where_map(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out) {
  static const char *const keys[] = {"region", "regions", "plant", "plants", "polygon", "file", "name", "names"};
  static const char remedy[] = "write one of: everywhere, region, regions, plant, plants, polygon, or file with name";
  fen_words words = {0};
  if (!fen_case_map(&reader->base, node, "where", keys, FEN_COUNT_OF(keys)))
    return;
  bool region = fen_yaml_get(node, "region") || fen_yaml_get(node, "regions");
  bool plant = fen_yaml_get(node, "plant") || fen_yaml_get(node, "plants");
  const fen_yaml_node *polygon = fen_yaml_get(node, "polygon");
  bool file = fen_yaml_get(node, "file") || fen_yaml_get(node, "name") || fen_yaml_get(node, "names");
  if (region + plant + (polygon != NULL) + file != 1) {
    fen_policy_fault(reader, node, FEN_ERR_RANGE, remedy, "a measure has one kind of place, here are %d",
                     region + plant + (polygon != NULL) + file);
    return;
  }
  if (region && fen_policy_words(reader, node, "region", "regions", &words))
    set_regions(reader, &words, out);
  else if (plant && fen_policy_words(reader, node, "plant", "plants", &out->plants))
    out->where = FEN_WHERE_PLANTS;
  else if (polygon)
    read_polygon(reader, polygon, out);
  else if (file)
    read_file(reader, node, out);
}

void fen_policy_read_where(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out) {
  const char *text = node ? fen_yaml_text(node) : NULL;
  out->where_node = node;
  if (!node || (text && strcmp(text, "everywhere") == 0))
    return;
  if (fen_yaml_is_map(node)) {
    read_where_map(reader, node, out);
    return;
  }
  /* A name or a list of names: regions. */
  ptrdiff_t count = text ? 1 : fen_yaml_count(node);
  if (count == 0) {
    fen_policy_fault(reader, node, FEN_ERR_TYPE, "name something, or leave the key out for everything", "the list is empty");
    return;
  }
  fen_words words = {.items = fen_case_memory(&reader->base, count, sizeof *words.items),
                     .nodes = fen_case_memory(&reader->base, count, sizeof *words.nodes)};
  for (ptrdiff_t n = 0; words.items && words.nodes && n < count; n++) {
    words.nodes[n] = text ? node : fen_yaml_at(node, n);
    words.items[n] = fen_yaml_text(words.nodes[n]);
    if (!words.items[n] || !words.items[n][0]) {
      fen_policy_fault(reader, node, FEN_ERR_TYPE, "as in: where: {plant: Xiaoyi alumina}", "a place is wanted here");
      return;
    }
    words.count++;
  }
  set_regions(reader, &words, out);
}

static void read_species(fen_policy_reader *reader, const fen_yaml_node *node, bool *acts, bool *named) {
  fen_words words = {0};
  *named = fen_policy_words(reader, node, "species", NULL, &words);
  if (!*named)
    return;
  for (ptrdiff_t s = 0; s < reader->scenario->item->species_count; s++)
    acts[s] = false;
  for (ptrdiff_t n = 0; n < words.count; n++) {
    int species = fen_policy_species(reader, words.items[n], words.nodes[n]);
    if (species >= 0)
      acts[species] = true;
  }
}

void fen_policy_read_what(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out, bool *acts, bool *named) {
  static const char *const keys[] = {"sector", "sectors", "species", "fuel", "technology", "class"};
  fen_words words = {0};
  out->node = node ? node : out->node;
  if (!node || !fen_case_map(&reader->base, node, "what", keys, FEN_COUNT_OF(keys)))
    return;
  if (fen_policy_words(reader, node, "sector", "sectors", &words)) {
    int *sectors = fen_case_memory(&reader->base, words.count, sizeof *sectors);
    out->sectors = sectors;
    for (ptrdiff_t n = 0; sectors && n < words.count; n++) {
      int sector = fen_policy_sector(reader, words.items[n], words.nodes[n]);
      if (sector >= 0)
        sectors[out->sector_count++] = sector;
    }
  }
  if (acts)
    read_species(reader, node, acts, named);
  (void)fen_policy_words(reader, node, "fuel", NULL, &out->fuels);
  (void)fen_policy_words(reader, node, "technology", NULL, &out->technologies);
  (void)fen_policy_words(reader, node, "class", NULL, &out->classes);
}
