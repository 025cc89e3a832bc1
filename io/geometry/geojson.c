#include "fenhe/geojson.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "faulty_polygon.h"
#include "fenhe/memory.h"
#include "text/source.h"

enum { MOST_FEATURES = 20000 };

/* Where in the file the reader stands; jansson keeps no lines, so features are counted and named instead. */
typedef struct {
  const char *path;
  size_t feature;
  const char *name;
  fen_error *err;
} reading;

#define POSITION "write positions as [longitude, latitude], in degrees east and north"

#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
static fen_status
complain(const reading *at, fen_status status, const char *remedy, const char *format, ...) {
  char message[256];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  const fen_place place = {.path = at->path};
  if (at->name)
    return fen_complain(&place, status, remedy, at->err, "feature %zu ('%.60s'): %s", at->feature, at->name, message);
  return fen_complain(&place, status, remedy, at->err, "feature %zu: %s", at->feature, message);
}

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

static fen_status read_position(const reading *at, const json_t *position, double *lon_deg, double *lat_deg) {
  const json_t *lon = json_array_get(position, 0);
  const json_t *lat = json_array_get(position, 1);
  if (!json_is_number(lon) || !json_is_number(lat))
    return complain(at, FEN_ERR_TYPE, POSITION, "a position that is no pair of numbers");
  *lon_deg = json_number_value(lon);
  *lat_deg = json_number_value(lat);
  if (!(*lon_deg >= -180.0 && *lon_deg <= 180.0))
    return complain(at, FEN_ERR_RANGE, POSITION, "longitude %g is not within -180 and 180 degrees", *lon_deg);
  if (!(*lat_deg >= -90.0 && *lat_deg <= 90.0))
    return complain(at, FEN_ERR_RANGE, POSITION, "latitude %g is not within -90 and 90 degrees", *lat_deg);
  return FEN_OK;
}

static fen_status check_ring(const reading *at, fen_ring *ring) {
  fen_ring_fault fault;
  ptrdiff_t edge;
  fen_status status = fen_ring_check(ring, &fault, &edge, at->err);
  if (status || fault == FEN_RING_SOUND)
    return status;
  if (fault == FEN_RING_CROSSES)
    return complain(at, FEN_ERR_POLYGON, "mend the outline, for example with QGIS' Fix geometries",
                    "the edge from [%.6g, %.6g], corner %td of a ring, crosses another, so that it is not clear what lies inside",
                    ring->lon_deg[edge - 1], ring->lat_deg[edge - 1], edge);
  if (fault == FEN_RING_EMPTY)
    return complain(at, FEN_ERR_POLYGON, "give corners that do not lie in a line", "a ring at [%.6g, %.6g] encloses nothing",
                    ring->lon_deg[0], ring->lat_deg[0]);
  return complain(at, FEN_ERR_POLYGON, "cut it along a meridian into two polygons", "a ring goes round a pole");
}

static fen_status read_ring(const reading *at, const json_t *positions, ptrdiff_t polygon, fen_ring *out) {
  ptrdiff_t count = (ptrdiff_t)json_array_size(positions);
  if (count < 3)
    return complain(at, FEN_ERR_TYPE, "give every ring at least three corners", "a ring of %td positions", count);
  fen_status status = FEN_NEW(&out->lon_deg, count, at->err);
  if (!status)
    status = FEN_NEW(&out->lat_deg, count, at->err);
  out->count = count;
  out->polygon = polygon;
  for (ptrdiff_t i = 0; i < count && !status; i++)
    status = read_position(at, json_array_get(positions, (size_t)i), &out->lon_deg[i], &out->lat_deg[i]);
  for (ptrdiff_t i = 1; i < count && !status; i++)
    if (fabs(out->lon_deg[i] - out->lon_deg[i - 1]) > 180.0)
      status = complain(at, FEN_ERR_POLYGON, "cut the polygon there into the parts of a MultiPolygon (RFC 7946, 3.1.9)",
                        "the edge from longitude %g to %g crosses the date line", out->lon_deg[i - 1], out->lon_deg[i]);
  return status ? status : check_ring(at, out);
}

static fen_status read_polygon(const reading *at, const json_t *rings, ptrdiff_t polygon, fen_region *region) {
  if (!json_is_array(rings) || json_array_size(rings) == 0)
    return complain(at, FEN_ERR_TYPE, "write its coordinates as a list of rings", "a polygon without rings");
  fen_status status = FEN_OK;
  for (size_t i = 0; i < json_array_size(rings) && !status; i++)
    status = read_ring(at, json_array_get(rings, i), polygon, &region->rings[region->ring_count++]);
  return status;
}

/* region is empty before; whatever it holds after a failure is freed by fen_regions_clear. */
static fen_status read_shape(const reading *at, const json_t *coordinates, bool many, fen_region *region) {
  size_t rings = many ? 0 : json_array_size(coordinates);
  for (size_t i = 0; many && i < json_array_size(coordinates); i++)
    rings += json_array_size(json_array_get(coordinates, i));
  fen_status status = FEN_NEW(&region->rings, (ptrdiff_t)rings, at->err);
  if (status)
    return status;
  if (!many || json_array_size(coordinates) == 0)
    return read_polygon(at, many ? NULL : coordinates, 0, region);
  for (size_t i = 0; i < json_array_size(coordinates) && !status; i++)
    status = read_polygon(at, json_array_get(coordinates, i), (ptrdiff_t)i, region);
  return status;
}

static fen_status read_feature(reading *at, const json_t *feature, fen_regions *regions) {
  const json_t *geometry = json_object_get(feature, "geometry");
  const char *type = text_of(geometry, "type");
  bool many = type && strcmp(type, "MultiPolygon") == 0;
  if (!type || (!many && strcmp(type, "Polygon") != 0)) {
    regions->passed_over++;
    return FEN_OK;
  }
  const json_t *properties = json_object_get(feature, "properties");
  at->name = text_of(properties, "name");
  if (!at->name || !*at->name)
    return complain(at, FEN_ERR_KEY_MISSING, "give each polygon a property \"name\"", "it has no name");
  if (fen_regions_find(regions, at->name) >= 0)
    return complain(at, FEN_ERR_KEY_TWICE, "give each region a name of its own", "the name is taken by an earlier feature");
  fen_region *region = &regions->items[regions->count++];
  const char *name_zh = text_of(properties, "name_zh");
  const char *note = text_of(properties, "note");
  fen_status status = fen_duplicate(at->name, &region->name, at->err);
  if (!status && name_zh)
    status = fen_duplicate(name_zh, &region->name_zh, at->err);
  if (!status && note)
    status = fen_duplicate(note, &region->note, at->err);
  return status ? status : read_shape(at, json_object_get(geometry, "coordinates"), many, region);
}

/* RFC 7946 knows longitudes and latitudes alone; older files name their coordinate system. */
static fen_status check_crs(const char *path, const json_t *root, fen_error *err) {
  static const char *const degrees[] = {"CRS84", "4326", "4490"}; /* WGS84, and China's CGCS2000, which lies within a metre of it */
  const char *name = text_of(json_object_get(json_object_get(root, "crs"), "properties"), "name");
  for (size_t n = 0; name && n < sizeof degrees / sizeof *degrees; n++)
    if (strstr(name, degrees[n]))
      return FEN_OK;
  const fen_place place = {.path = path};
  return name ? fen_complain(&place, FEN_ERR_GRID, "reproject it: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson", err,
                             "its coordinates are in '%.60s', not longitude and latitude", name)
              : FEN_OK;
}

static fen_status read_features(const char *path, const json_t *root, fen_diagnostics *faults, fen_regions *regions, fen_error *err) {
  const char *type = text_of(root, "type");
  const json_t *features = json_object_get(root, "features");
  bool single = type && strcmp(type, "Feature") == 0;
  if (!single && !(type && strcmp(type, "FeatureCollection") == 0 && json_is_array(features))) {
    const fen_place place = {.path = path};
    return fen_complain(&place, FEN_ERR_SYNTAX, "give a FeatureCollection, see RFC 7946", err,
                        "this is JSON, but no GeoJSON: it has no features");
  }
  size_t count = single ? 1 : json_array_size(features);
  if (count > MOST_FEATURES) { /* each name is compared with all before it */
    const fen_place place = {.path = path};
    return fen_complain(&place, FEN_ERR_RANGE, "leave out what lies outside the domain, or join small regions", err,
                        "%zu features are more than the %d that are read", count, MOST_FEATURES);
  }
  fen_status status = check_crs(path, root, err);
  if (!status)
    status = FEN_NEW(&regions->items, (ptrdiff_t)count, err);
  for (size_t i = 0; i < count && !status; i++) {
    fen_error fault = {0};
    const ptrdiff_t before = regions->count;
    reading at = {.path = path, .feature = i + 1, .err = &fault};
    status = read_feature(&at, single ? root : json_array_get(features, i), regions);
    if (status)
      status = fen_polygon_pass_over(&fault, before, faults, regions, err);
  }
  const fen_place place = {.path = path};
  if (!status && regions->count == 0)
    status = fen_complain(&place, FEN_ERR_KEY_MISSING, "give features of type Polygon or MultiPolygon", err, "no polygon is in this file");
  return status;
}

static fen_status syntax_error(const fen_source *source, const json_error_t *fault, fen_error *err) {
  const fen_place whole = {.path = source->path};
  size_t at = fault->position > 0 ? (size_t)fault->position - 1 : 0;
  fen_place place = fen_source_place(source, at, 1);
  if (source->text[strspn(source->text, " \t\r\n")] == '\0')
    return fen_complain(&whole, FEN_ERR_SYNTAX, "copy or make the file anew", err, "the file is empty");
  return fen_complain(&place, FEN_ERR_SYNTAX, "check brackets, commas and quotes before this place", err, "%s", fault->text);
}

static fen_status load(const char *path, json_t **out, fen_error *err) {
  fen_source source = {0};
  json_error_t fault;
  fen_status status = fen_source_load(path, &source, err);
  json_t *root = status ? NULL : json_loadb(source.text, source.size, JSON_REJECT_DUPLICATES, &fault);
  if (!status && !root)
    status = syntax_error(&source, &fault, err);
  fen_source_clear(&source);
  *out = root;
  return status;
}

fen_status fen_geojson_read_regions(const char *path, fen_diagnostics *faults, fen_regions *out, fen_error *err) {
  fen_regions regions = {0};
  json_t *root = NULL;
  fen_status status = load(path, &root, err);
  if (!status)
    status = read_features(path, root, faults, &regions, err);
  json_decref(root);
  if (status)
    fen_regions_clear(&regions);
  else
    *out = regions;
  return status;
}

fen_status fen_geojson_read_numbers(const char *path, const char *property, const fen_regions *regions, double *out, fen_error *err) {
  json_t *root = NULL;
  fen_status status = load(path, &root, err);
  const json_t *features = json_object_get(root, "features");
  size_t count = features ? json_array_size(features) : 1;
  for (ptrdiff_t r = 0; r < regions->count; r++)
    out[r] = NAN;
  for (size_t i = 0; !status && i < count; i++) {
    const json_t *properties = json_object_get(features ? json_array_get(features, i) : root, "properties");
    const json_t *value = json_object_get(properties, property);
    reading at = {.path = path, .feature = i + 1, .name = text_of(properties, "name"), .err = err};
    ptrdiff_t found = at.name ? fen_regions_find(regions, at.name) : -1;
    if (found >= 0 && json_is_number(value))
      out[found] = json_number_value(value);
    else if (found >= 0 && value && !json_is_null(value))
      status = complain(&at, FEN_ERR_TYPE, "write it as a number, without quotes", "its property \"%.40s\" is no number", property);
  }
  json_decref(root);
  return status;
}
