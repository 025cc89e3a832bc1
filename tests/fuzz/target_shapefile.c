/* Shapefiles: a sound set of files, in which the fuzzer changes bytes or cuts one off; the .prj may be added. */
#include <math.h>
#include <shapefil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/shapefile.h"
#include "fuzz.h"

enum { PARTS = 3, CHANGE_BYTES = 4, MOST_CHANGES = 64 };

static const char *const endings[PARTS] = {".shp", ".shx", ".dbf"};

typedef struct {
  unsigned char *bytes;
  size_t size;
} part;

static part read_part(const char *path) {
  FILE *file = fopen(path, "rb");
  fuzz_require(file != NULL && fseek(file, 0, SEEK_END) == 0);
  part out = {.size = (size_t)ftell(file)};
  rewind(file);
  out.bytes = malloc(out.size);
  fuzz_require(out.bytes != NULL && fread(out.bytes, 1, out.size, file) == out.size);
  (void)fclose(file);
  return out;
}

/* Two regions, the second with a hole and an island. */
static const part *sound(void) {
  static part parts[PARTS];
  static const double x[] = {112.0, 112.0, 113.0, 113.0, 112.0, 112.4, 112.6, 112.6, 112.4, 112.4, 114.0, 114.0, 114.2, 114.0};
  static const double y[] = {37.0, 38.0, 38.0, 37.0, 37.0, 37.4, 37.4, 37.6, 37.6, 37.4, 37.0, 37.2, 37.0, 37.0};
  static const int start[] = {0, 5, 10};
  char path[FUZZ_PATH];
  if (parts[0].bytes)
    return parts;
  (void)snprintf(path, sizeof path, "%s/sound.shp", fuzz_folder());
  SHPHandle shapes = SHPCreate(path, SHPT_POLYGON);
  DBFHandle table = DBFCreate(path);
  fuzz_require(shapes != NULL && table != NULL);
  int name = DBFAddField(table, "NAME", FTString, 12, 0);
  int name_zh = DBFAddField(table, "NAME_ZH", FTString, 12, 0);
  for (int n = 0; n < 2; n++) {
    SHPObject *shape = n ? SHPCreateObject(SHPT_POLYGON, -1, 3, start, NULL, 14, x, y, NULL, NULL)
                         : SHPCreateObject(SHPT_POLYGON, -1, 1, start, NULL, 5, x, y, NULL, NULL);
    (void)SHPWriteObject(shapes, -1, shape);
    SHPDestroyObject(shape);
    (void)DBFWriteStringAttribute(table, n, name, n ? "East" : "West");
    (void)DBFWriteStringAttribute(table, n, name_zh, n ? "东" : "西");
  }
  SHPClose(shapes);
  DBFClose(table);
  for (int n = 0; n < PARTS; n++) {
    (void)snprintf(path, sizeof path, "%s/sound%s", fuzz_folder(), endings[n]);
    parts[n] = read_part(path);
  }
  return parts;
}

/* A change is four bytes: the part, where (two bytes), and the new byte; part 3 cuts one off there. */
static void change(const uint8_t *data, size_t size, part copy[PARTS]) {
  for (size_t n = 0; n < size / CHANGE_BYTES && n < MOST_CHANGES; n++) {
    const uint8_t *c = data + CHANGE_BYTES * n;
    part *p = &copy[c[0] % 4 < PARTS ? c[0] % 4 : c[3] % PARTS];
    size_t at = c[1] + 256U * c[2];
    if (p->size == 0)
      continue;
    if (c[0] % 4 < PARTS)
      p->bytes[at % p->size] = c[3];
    else
      p->size = at % p->size;
  }
}

bool fuzz_shapefile(const uint8_t *data, size_t size) {
  static const char *const maps[] = {
      "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],"
      "UNIT[\"degree\",0.0174532925199433]]",
      "no map"};
  const part *parts = sound();
  part copy[PARTS];
  char path[FUZZ_PATH], other[FUZZ_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  unsigned first = size > 0 ? data[0] : 0;
  for (int n = 0; n < PARTS; n++) {
    copy[n] = (part){malloc(parts[n].size), parts[n].size};
    fuzz_require(copy[n].bytes != NULL);
    memcpy(copy[n].bytes, parts[n].bytes, parts[n].size);
  }
  if (size > 1)
    change(data + 1, size - 1, copy);
  for (int n = PARTS - 1; n >= 0; n--) {
    char name[32];
    (void)snprintf(name, sizeof name, "any%s", endings[n]);
    fuzz_write(name, copy[n].bytes, copy[n].size, path);
    free(copy[n].bytes);
  }
  fuzz_write("any.prj", "", 0, other);
  if (first % 16 < 2) /* PROJ takes a hundred times as long as all else */
    fuzz_write("any.prj", maps[first % 16], strlen(maps[first % 16]), other);
  else
    (void)remove(other);
  fen_diagnostics faults = {0};
  fen_status status = fen_shapefile_read_regions(path, "NAME", first % 8 < 4 ? "NAME_ZH" : NULL, &faults, &regions, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  const bool sound = !status && faults.count == 0;
  fen_diagnostics_clear(&faults);
  for (ptrdiff_t n = 0; n < regions.count; n++) {
    fuzz_require(isfinite(fen_region_area_m2(&regions.items[n], 6370000.0)));
    (void)fen_region_contains(&regions.items[n], 112.5, 37.5);
  }
  fen_regions_clear(&regions);
  return sound;
}
