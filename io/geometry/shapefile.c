#include "fenhe/shapefile.h"

#include <math.h>
#include <shapefil.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "faulty_polygon.h"
#include "fenhe/crs.h"
#include "fenhe/memory.h"
#include "text/encoding.h"

enum { PATH = 4096, MOST_SHAPES = 1000000, WKT = 16384 };

typedef struct {
  const char *path;
  SHPHandle shapes;
  DBFHandle table;
  fen_crs *crs;  /**< NULL: degrees on WGS84 */
  int column[2]; /**< of name and name_zh; -1: none */
  int count;
  fen_source names; /**< "name\nname_zh\n" of each shape, decoded */
  fen_error *err;
} reading;

static void quiet(const char *message) {
  (void)message; /* complaints are the reader's own */
}

int fen_is_shapefile(const char *path) {
  size_t length = strlen(path);
  return length > 4 && strcasecmp(path + length - 4, ".shp") == 0;
}

#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
static fen_status
complain(const reading *r, fen_status status, const char *remedy, const char *format, ...) {
  const fen_place place = {.path = r->path};
  va_list arguments;
  va_start(arguments, format);
  status = fen_complain_v(&place, status, remedy, r->err, format, arguments);
  va_end(arguments);
  return status;
}

/* The file beside the .shp with another ending. */
static fen_status beside(const reading *r, const char *ending, char out[PATH]) {
  size_t stem = strlen(r->path) - 4;
  int length = snprintf(out, PATH, "%.*s%s", (int)stem, r->path, ending);
  return length > 0 && length < PATH ? FEN_OK : complain(r, FEN_ERR_FILE_MISSING, "shorten the path", "the path is too long");
}

static fen_status open_files(reading *r) {
  static const char *const endings[] = {".shp", ".shx", ".dbf"};
  SAHooks hooks;
  char part[PATH];
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof endings / sizeof *endings; n++) {
    status = beside(r, endings[n], part);
    if (!status && n > 0 && fen_file_check(part, NULL))
      status = complain(r, FEN_ERR_FILE_MISSING, "copy all files of the shapefile: .shp, .shx, .dbf and .prj",
                        "its part %s is missing or cannot be read", endings[n]);
    else if (!status && n == 0)
      status = fen_file_check(r->path, r->err);
  }
  if (status)
    return status;
  SASetupDefaultHooks(&hooks);
  hooks.Error = quiet;
  r->shapes = SHPOpenLL(r->path, "rb", &hooks);
  r->table = r->shapes ? DBFOpenLL(r->path, "rb", &hooks) : NULL;
  if (!r->table)
    return complain(r, FEN_ERR_FILE_FORMAT, "export it again, for example by ogr2ogr", "it is no shapefile, or damaged");
  int type;
  SHPGetInfo(r->shapes, &r->count, &type, NULL, NULL);
  if (type != SHPT_POLYGON && type != SHPT_POLYGONZ && type != SHPT_POLYGONM)
    return complain(r, FEN_ERR_FILE_FORMAT, "give a shapefile of polygons", "its shapes are of type %d (%s)", type, SHPTypeName(type));
  if (r->count < 1 || r->count > MOST_SHAPES || DBFGetRecordCount(r->table) != r->count)
    return complain(r, FEN_ERR_FILE_FORMAT, "export it again, for example by ogr2ogr", "%d shapes, but %d records in the .dbf", r->count,
                    DBFGetRecordCount(r->table));
  return FEN_OK;
}

static fen_status find_column(reading *r, int which, const char *name) {
  char list[256] = "";
  r->column[which] = name ? DBFGetFieldIndex(r->table, name) : -1;
  if (!name || r->column[which] >= 0)
    return FEN_OK;
  for (int n = 0; n < DBFGetFieldCount(r->table); n++) {
    char column[XBASE_FLDNAME_LEN_READ + 1] = "";
    size_t used = strlen(list);
    DBFGetFieldInfo(r->table, n, column, NULL, NULL);
    (void)snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", column);
  }
  return complain(r, FEN_ERR_COLUMN, "name one of these, as in {file: counties.shp, name: NAME}", "the .dbf has no column '%s'; it has %s",
                  name, list);
}

static fen_status open_crs(reading *r) {
  char path[PATH], text[WKT];
  fen_status status = beside(r, ".prj", path);
  FILE *file = status ? NULL : fopen(path, "rb");
  if (!file)
    return status;
  size_t size = fread(text, 1, sizeof text - 1, file);
  (void)fclose(file);
  text[size] = '\0';
  if (fen_crs_open(text, &r->crs, NULL))
    return complain(r, FEN_ERR_GRID, "reproject it: ogr2ogr -t_srs EPSG:4326 new.shp old.shp",
                    "its .prj states a reference system that PROJ does not understand");
  return FEN_OK;
}

/* Western letters beyond ASCII would pass for Chinese ones; a .cpg says so where the number in the .dbf is often the wrong one. */
static fen_status check_code_page(const reading *r) {
  const char *page = DBFGetCodePage(r->table);
  bool beyond_ascii = false;
  for (size_t n = 0; n < r->names.size; n++)
    beyond_ascii |= (unsigned char)r->names.text[n] >= 0x80;
  if (!beyond_ascii || !page || !(strstr(page, "8859") || strstr(page, "1252")))
    return FEN_OK;
  return complain(r, FEN_ERR_ENCODING, "export it anew: ogr2ogr -lco ENCODING=UTF-8 new.shp old.shp",
                  "its .cpg says that names are in %.40s, which is not read", page);
}

/* All names in one text, so that one encoding is found for them all. */
static fen_status read_names(reading *r) {
  size_t size = 0;
  for (int pass = 0; pass < 2; pass++) {
    size = 0;
    for (int n = 0; n < r->count; n++)
      for (int c = 0; c < 2; c++) {
        const char *text = r->column[c] >= 0 ? DBFReadStringAttribute(r->table, n, r->column[c]) : "";
        size_t length = text ? strcspn(text, "\r\n") : 0;
        if (pass && length)
          memcpy(r->names.text + size, text, length);
        size += length;
        if (pass)
          r->names.text[size] = '\n';
        size++;
      }
    if (!pass) {
      fen_status status = FEN_NEW(&r->names.text, (ptrdiff_t)size + 1, r->err);
      if (!status)
        status = fen_duplicate(r->path, &r->names.path, r->err);
      if (status)
        return status;
    }
  }
  r->names.size = size;
  fen_status status = check_code_page(r);
  return status ? status : fen_encoding_decode(&r->names, r->err);
}

static fen_status check_ring(const reading *r, const char *name, fen_ring *ring) {
  fen_ring_fault fault;
  ptrdiff_t edge;
  fen_status status = fen_ring_check(ring, &fault, &edge, r->err);
  if (status || fault == FEN_RING_SOUND)
    return status;
  ptrdiff_t at = edge > 0 ? edge - 1 : 0;
  return complain(r, FEN_ERR_POLYGON, "mend the outline, for example with QGIS' Fix geometries", "'%.60s': a ring at [%.6g, %.6g] %s", name,
                  ring->lon_deg[at], ring->lat_deg[at],
                  fault == FEN_RING_CROSSES ? "crosses itself"
                  : fault == FEN_RING_EMPTY ? "encloses nothing"
                                            : "goes round a pole");
}

static fen_status read_ring(const reading *r, const char *name, const SHPObject *shape, int part, fen_ring *out) {
  int first = shape->panPartStart[part];
  int end = part + 1 < shape->nParts ? shape->panPartStart[part + 1] : shape->nVertices;
  if (first < 0 || end > shape->nVertices || end - first < 3)
    return complain(r, FEN_ERR_FILE_FORMAT, "export it again, for example by ogr2ogr", "'%.60s': a ring of %d corners", name, end - first);
  fen_status status = FEN_NEW(&out->lon_deg, end - first, r->err);
  if (!status)
    status = FEN_NEW(&out->lat_deg, end - first, r->err);
  for (int n = first; !status && n < end; n++) {
    double lon = shape->padfX[n], lat = shape->padfY[n];
    if (r->crs)
      fen_crs_to_lonlat(r->crs, lon, lat, &lon, &lat);
    if (!(lon >= -360.0 && lon <= 360.0 && lat >= -90.0 && lat <= 90.0))
      return complain(r, FEN_ERR_RANGE, r->crs ? "correct its .prj" : "add its .prj, which says what the coordinates are",
                      "'%.60s': a corner at (%g, %g) is no longitude and latitude", name, shape->padfX[n], shape->padfY[n]);
    out->lon_deg[n - first] = lon;
    out->lat_deg[n - first] = lat;
  }
  out->count = end - first;
  return status ? status : check_ring(r, name, out);
}

static double twice_area(const fen_ring *ring) {
  double twice = 0.0;
  for (ptrdiff_t n = 1; n + 1 < ring->count; n++)
    twice += (ring->lon_deg[n] - ring->lon_deg[0]) * (ring->lat_deg[n + 1] - ring->lat_deg[0]) -
             (ring->lon_deg[n + 1] - ring->lon_deg[0]) * (ring->lat_deg[n] - ring->lat_deg[0]);
  return twice;
}

/* Outlines run clockwise, holes the other way (ESRI Shapefile Technical Description 1998, page 8), in any order: a hole belongs to the
 * smallest outline that holds its first corner, which is not the largest where a lake lies on an island in a lake. What is in none is an
 * outline that runs the wrong way. */
static void order_rings(fen_region *region) {
  ptrdiff_t polygons = 0;
  fen_ring *rings = region->rings;
  for (ptrdiff_t k = 0; k < region->ring_count; k++)
    rings[k].polygon = twice_area(&rings[k]) <= 0.0 ? polygons++ : -1;
  for (ptrdiff_t k = 0; k < region->ring_count; k++) {
    if (rings[k].polygon >= 0)
      continue;
    double least = INFINITY;
    for (ptrdiff_t m = 0; m < region->ring_count; m++) {
      const fen_region outline = {.ring_count = 1, .rings = &rings[m]};
      const double area = -twice_area(&rings[m]);
      if (area >= 0.0 && area < least && fen_region_contains(&outline, rings[k].lon_deg[0], rings[k].lat_deg[0])) {
        rings[k].polygon = rings[m].polygon;
        least = area;
      }
    }
    if (rings[k].polygon < 0)
      rings[k].polygon = polygons++;
  }
  /* Rings of a polygon follow each other, its outline first: a stable insertion by polygon, holes after outlines. */
  for (ptrdiff_t k = 1; k < region->ring_count; k++) {
    fen_ring moved = rings[k];
    ptrdiff_t to = k;
    while (to > 0 && (rings[to - 1].polygon > moved.polygon ||
                      (rings[to - 1].polygon == moved.polygon && twice_area(&rings[to - 1]) > 0.0 && twice_area(&moved) <= 0.0))) {
      rings[to] = rings[to - 1];
      to--;
    }
    rings[to] = moved;
  }
}

static fen_status read_shape(reading *r, int index, char *name, char *name_zh, fen_regions *out) {
  if (!*name)
    return complain(r, FEN_ERR_KEY_MISSING, "give every record a name", "record %d has no name", index + 1);
  if (fen_regions_find(out, name) >= 0)
    return complain(r, FEN_ERR_KEY_TWICE, "choose a column of unique names, or dissolve by name with ogr2ogr",
                    "record %d: the name '%.60s' is taken by an earlier record", index + 1, name);
  fen_region *region = &out->items[out->count++];
  fen_status status = fen_duplicate(name, &region->name, r->err);
  if (!status && *name_zh)
    status = fen_duplicate(name_zh, &region->name_zh, r->err);
  SHPObject *shape = status ? NULL : SHPReadObject(r->shapes, index);
  if (status)
    return status;
  if (!shape)
    return complain(r, FEN_ERR_FILE_FORMAT, "export it again, for example by ogr2ogr", "'%.60s' has a damaged shape", name);
  if (shape->nParts < 1)
    status = complain(r, FEN_ERR_FILE_FORMAT, "export it again, for example by ogr2ogr", "'%.60s' has no shape", name);
  if (!status)
    status = FEN_NEW(&region->rings, shape->nParts, r->err);
  for (int part = 0; !status && part < shape->nParts; part++)
    status = read_ring(r, name, shape, part, &region->rings[region->ring_count++]);
  if (!status)
    order_rings(region);
  SHPDestroyObject(shape);
  return status;
}

/* What is wrong with all shapes of a file, for it is damaged or on another map, is told of the first. */
static bool is_of_file(fen_status status) {
  return status == FEN_ERR_FILE_FORMAT || status == FEN_ERR_RANGE;
}

static fen_status read_shapes(reading *r, fen_diagnostics *faults, fen_regions *out) {
  char *at = r->names.text;
  fen_error *err = r->err;
  fen_error fault = {0};
  fen_status status = FEN_NEW(&out->items, r->count, err);
  r->err = &fault;
  for (int n = 0; !status && n < r->count; n++) {
    char *text[2];
    for (int c = 0; c < 2; c++) {
      text[c] = at;
      at += strcspn(at, "\n");
      if (*at)
        *at++ = '\0';
    }
    const ptrdiff_t before = out->count;
    if (read_shape(r, n, text[0], text[1], out))
      status = fen_polygon_pass_over(&fault, before, is_of_file(fault.status) ? NULL : faults, out, err);
  }
  r->err = err;
  return status;
}

fen_status fen_shapefile_read_regions(const char *path, const char *name, const char *name_zh, fen_diagnostics *faults, fen_regions *out,
                                      fen_error *err) {
  reading r = {.path = path, .err = err};
  fen_regions regions = {0};
  fen_status status = open_files(&r);
  if (!status)
    status = find_column(&r, 0, name);
  if (!status)
    status = find_column(&r, 1, name_zh);
  if (!status)
    status = open_crs(&r);
  if (!status)
    status = read_names(&r);
  if (!status)
    status = read_shapes(&r, faults, &regions);
  if (r.table)
    DBFClose(r.table);
  if (r.shapes)
    SHPClose(r.shapes);
  fen_crs_close(&r.crs);
  fen_source_clear(&r.names);
  if (status)
    fen_regions_clear(&regions);
  else
    *out = regions;
  return status;
}
