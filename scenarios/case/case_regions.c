/* Regions and districts of a case: polygons of a file, and basins that the terrain outlines. */
#include <stdio.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/geojson.h"
#include "fenhe/memory.h"
#include "fenhe/shapefile.h"

enum { MOST_BASINS = 1000 };

typedef struct {
  fen_regions *out;
  const char **path;
  bool is_district;
} places;

static void complain(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *message) {
  fen_error err;
  fen_yaml_fail(node, status, remedy, &err, "%s", message);
  fen_case_fault(reader, &err);
}

static void read_polygons(fen_case_reader *reader, const fen_yaml_node *node, const char *name, const char *name_zh, const places *to) {
  fen_error err;
  fen_regions read = {0};
  if (to->out->count > 0) {
    complain(reader, node, FEN_ERR_KEY_TWICE, "put all polygons into one file, before any basins",
             "one file of polygons, first in the list");
    return;
  }
  bool shapes = fen_is_shapefile(*to->path);
  if (!shapes && (name || name_zh)) {
    complain(reader, node, FEN_ERR_TYPE, "GeoJSON has the properties name and name_zh; leave the keys out",
             "'name' and 'name_zh' choose columns of a shapefile");
    return;
  }
  if (shapes && !name) {
    complain(reader, node, FEN_ERR_KEY_MISSING, "as in: {file: counties.shp, name: NAME, name_zh: NAME_ZH}",
             "which column of the shapefile holds the names?");
    return;
  }
  const ptrdiff_t before = reader->faults->count;
  fen_status status = shapes ? fen_shapefile_read_regions(*to->path, name, name_zh, reader->faults, &read, &err)
                             : fen_geojson_read_regions(*to->path, reader->faults, &read, &err);
  if (status)
    fen_case_fault(reader, &err);
  if (to->is_district && reader->faults->count > before)
    fen_regions_clear(&read); /* nothing asks for the names of districts */
  *to->out = read;
}

/* {file: counties.shp, name: NAME, name_zh: 中文名} */
static void read_file(fen_case_reader *reader, const fen_yaml_node *node, const places *to) {
  static const char *const keys[] = {"file", "name", "name_zh"};
  const char *name = NULL, *name_zh = NULL;
  if (!fen_case_map(reader, node, "a file of polygons", keys, FEN_COUNT_OF(keys)) ||
      !fen_case_path(reader, node, "file", FEN_KEY_REQUIRED, to->path))
    return;
  fen_case_text(reader, node, "name", FEN_KEY_OPTIONAL, &name);
  fen_case_text(reader, node, "name_zh", FEN_KEY_OPTIONAL, &name_zh);
  read_polygons(reader, node, name, name_zh, to);
}

/* name "": it is missing, or taken by another. */
static bool add_region(fen_case_reader *reader, const char *name, const char *name_zh, fen_regions *out) {
  fen_error err;
  fen_region *items = NULL;
  fen_status status = FEN_NEW(&items, out->count + 1, &err);
  if (!status)
    status = fen_duplicate(name, &items[out->count].name, &err);
  if (!status && name_zh)
    status = fen_duplicate(name_zh, &items[out->count].name_zh, &err);
  if (status) {
    if (items)
      fen_free(items[out->count].name);
    fen_free(items);
    fen_case_fault(reader, &err);
    return false;
  }
  if (out->count)
    memcpy(items, out->items, (size_t)out->count * sizeof *items);
  fen_free(out->items);
  out->items = items;
  out->count++;
  return true;
}

/* {name: Taiyuan Basin, name_zh: 太原盆地, seed: [112.55, 37.87], below: 900 m} */
static void read_basin(fen_case_reader *reader, const fen_yaml_node *node, const places *to) {
  static const char *const keys[] = {"name", "name_zh", "seed", "below"};
  const char *name = NULL, *name_zh = NULL;
  fen_case_basin basin = {.is_district = to->is_district, .index = to->out->count, .node = node};
  fen_case *item = reader->out;
  if (!fen_case_map(reader, node, "a basin", keys, FEN_COUNT_OF(keys)))
    return;
  bool named = fen_case_text(reader, node, "name", FEN_KEY_REQUIRED, &name);
  fen_case_text(reader, node, "name_zh", FEN_KEY_OPTIONAL, &name_zh);
  const fen_yaml_node *seed = fen_case_key(reader, node, "seed", FEN_KEY_REQUIRED);
  bool placed = seed && fen_case_place(reader, seed, &basin.lon_deg, &basin.lat_deg);
  bool limited = fen_case_quantity(reader, node, "below", FEN_KEY_REQUIRED, "m", -500.0, 9000.0, &basin.below_m);
  const bool taken = named && fen_regions_find(to->out, name) >= 0;
  if (taken) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_NAME_TWICE, "give each place a name of its own", &err, "the name '%s' is taken", name);
    fen_case_fault(reader, &err);
  }
  const bool sound = named && !taken && placed && limited;
  if (!sound && to->is_district) /* nothing asks for the names of districts */
    return;
  if (!add_region(reader, named && !taken ? name : "", name_zh, to->out) || !sound)
    return;
  fen_case_basin *basins = fen_case_memory(reader, item->basin_count + 1, sizeof *basins);
  if (!basins)
    return;
  if (item->basin_count)
    memcpy(basins, item->basins, (size_t)item->basin_count * sizeof *basins);
  basins[item->basin_count++] = basin;
  item->basins = basins;
}

/* A path, a file with its columns, or a list of one of these and of basins. */
static void read_places(fen_case_reader *reader, const fen_yaml_node *node, const char *what, const places *to) {
  if (fen_yaml_is_scalar(node)) {
    if (fen_case_path_node(reader, node, to->path))
      read_polygons(reader, node, NULL, NULL, to);
    return;
  }
  if (fen_yaml_get(node, "file")) {
    read_file(reader, node, to);
    return;
  }
  if (!fen_case_sequence(reader, node, what))
    return;
  if (fen_yaml_count(node) > MOST_BASINS) {
    complain(reader, node, FEN_ERR_RANGE, "put them into one file of polygons", "more than 1000 places in a list");
    return;
  }
  for (ptrdiff_t n = 0; n < fen_yaml_count(node); n++) {
    const fen_yaml_node *entry = fen_yaml_at(node, n);
    if (fen_yaml_is_scalar(entry) || fen_yaml_get(entry, "file"))
      read_places(reader, entry, what, to);
    else
      read_basin(reader, entry, to);
  }
}

void fen_case_read_regions(fen_case_reader *reader, const fen_yaml_node *root) {
  const fen_yaml_node *node = fen_yaml_get(root, "regions");
  const places to = {.out = &reader->out->regions, .path = &reader->out->regions_path};
  if (node)
    read_places(reader, node, "regions", &to);
}

void fen_case_read_districts(fen_case_reader *reader, const fen_yaml_node *node) {
  fen_case *item = reader->out;
  fen_error err;
  const places to = {.out = &item->districts, .path = &item->districts_path, .is_district = true};
  if (!node)
    return;
  read_places(reader, node, "districts", &to);
  const char *shared = NULL;
  ptrdiff_t more = -1;
  for (ptrdiff_t d = 0; d < item->districts.count; d++) {
    const char *name = item->districts.items[d].name;
    if (!name[0] || fen_regions_find(&item->regions, name) < 0)
      continue;
    shared = shared ? shared : name;
    more++;
  }
  if (!shared)
    return;
  char others[40] = "";
  if (more > 0)
    (void)snprintf(others, sizeof others, ", and so %s %td other%s", more == 1 ? "is" : "are", more, more == 1 ? "" : "s");
  fen_yaml_fail(node, FEN_ERR_KEY_TWICE, "give each place a name of its own, or leave out the districts that are regions", &err,
                "'%.60s' of %s is a region too%s", shared, item->districts_path ? item->districts_path : "the list", others);
  fen_case_fault(reader, &err);
}
