#include "catalogue.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/responses.h"
#include "member.h"
#include "partition.h"
#include "run/summary.h"

double fen_catalogue_tonnes(const fen_lanes *lanes, const fen_lane *lane) {
  const fen_inventory *inventory = lanes->inventory;
  double tonnes = 0.0;
  for (ptrdiff_t r = 0; inventory && r < fen_inventory_record_count(inventory); r++)
    if (fen_lane_takes(lanes, lane, lane->species, fen_inventory_record_at(inventory, r)))
      tonnes += fen_inventory_record_tpyr(inventory, r, lane->species);
  return tonnes;
}

/* Work of comparing the sum of the tags with their species in one file. */
typedef struct {
  fen_nc_reader *reader;
  double *total, *part; /* shape [room], grown by the reader below */
  ptrdiff_t room;
} gap_work;

static fen_status read_slab(const gap_work *w, const char *variable, const fen_nc_shape *shape, ptrdiff_t slab, double *out,
                            fen_error *err) {
  ptrdiff_t start[FEN_NC_MAX_RANK] = {slab};
  ptrdiff_t count[FEN_NC_MAX_RANK] = {1};
  for (int d = 1; d < shape->rank; d++)
    count[d] = shape->shape[d];
  return fen_nc_read_missing(w->reader, variable, shape->rank, start, count, out, err);
}

/* Relative l2 norm of (sum of tags - species) over a variable; NaN where the file has it not of species and tags. */
static fen_status find_gap(gap_work *w, const fen_lanes *lanes, const fen_lane *lead, const char *suffix, double *out, fen_error *err) {
  char name[FEN_NC_NAME];
  fen_nc_shape shape;
  double gap = 0.0;
  double norm = 0.0;
  *out = NAN;
  (void)snprintf(name, sizeof name, "%s%s", lead->name, suffix);
  if (!fen_nc_has(w->reader, name))
    return FEN_OK;
  fen_status status = fen_nc_variable_shape(w->reader, name, &shape, err);
  ptrdiff_t values = 1;
  for (int d = 1; d < shape.rank; d++)
    values *= shape.shape[d];
  if (!status)
    status = FEN_NEW(&w->total, values, err);
  if (!status)
    status = FEN_NEW(&w->part, values, err);
  for (ptrdiff_t slab = 0; !status && slab < shape.shape[0]; slab++) {
    (void)snprintf(name, sizeof name, "%s%s", lead->name, suffix);
    status = read_slab(w, name, &shape, slab, w->total, err);
    for (ptrdiff_t n = 0; n < values; n++)
      norm += isnan(w->total[n]) ? 0.0 : w->total[n] * w->total[n];
    for (ptrdiff_t l = 0; !status && l < lanes->count; l++) {
      const fen_lane *lane = &lanes->items[l];
      if (!lane->tag || lane->species != lead->species)
        continue;
      (void)snprintf(name, sizeof name, "%s%s", lane->name, suffix);
      if (!fen_nc_has(w->reader, name)) {
        gap = NAN;
        break;
      }
      status = read_slab(w, name, &shape, slab, w->part, err);
      for (ptrdiff_t n = 0; n < values; n++)
        w->total[n] -= w->part[n];
    }
    for (ptrdiff_t n = 0; n < values; n++)
      gap += isnan(w->total[n]) ? 0.0 : w->total[n] * w->total[n];
  }
  fen_free(w->total);
  fen_free(w->part);
  w->total = w->part = NULL;
  if (!status)
    *out = norm > 0.0 ? sqrt(gap / norm) : 0.0;
  return status;
}

static void add_number(json_t *entry, const char *key, double value) {
  json_object_set_new(entry, key, isfinite(value) ? json_real(value) : json_null());
}

/* The gaps of a species in one file, by variable. */
static fen_status add_gaps(const fen_lanes *lanes, const fen_lane *lead, const char *folder, const char *file, json_t *entry,
                           fen_error *err) {
  static const char *const suffixes[] = {"", "_daily", "_mean"};
  char path[FEN_MEMBER_PATH];
  gap_work w = {0};
  bool surface = strcmp(file, "surface.nc") == 0;
  (void)snprintf(path, sizeof path, "%s/%s", folder, file);
  fen_status status = fen_nc_open(path, &w.reader, NULL);
  if (status == FEN_ERR_FILE_MISSING)
    return FEN_OK;
  if (status)
    return fen_nc_open(path, &w.reader, err);
  for (int n = 0; !status && n < (surface ? 3 : 1); n++) {
    double gap;
    char key[64];
    status = find_gap(&w, lanes, lead, suffixes[n], &gap, err);
    (void)snprintf(key, sizeof key, "%s%s", surface ? "surface" : "receptors", n == 0 ? "_hourly" : suffixes[n]);
    add_number(entry, key, gap);
  }
  fen_nc_close(&w.reader);
  return status;
}

static fen_status list_species(const fen_case *item, const fen_lanes *lanes, const char *folder, json_t *list, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t l = 0; !status && l < lanes->count; l++) {
    const fen_lane *lead = &lanes->items[l];
    if (lead->tag)
      continue;
    bool tagged = fen_partition_has_tags(lanes, lead->species);
    json_t *gap = json_object();
    if (tagged)
      status = add_gaps(lanes, lead, folder, "surface.nc", gap, err);
    if (!status && tagged)
      status = add_gaps(lanes, lead, folder, "receptors.nc", gap, err);
    json_array_append_new(list, json_pack("{s:s, s:b, s:f, s:o}", "name", item->species[lead->species].name, "tagged", (int)tagged,
                                          "tonnes_pyr", fen_catalogue_tonnes(lanes, lead), "gap_l2", gap));
  }
  return status;
}

/* Smallest and largest mixing ratio of each lane over all hours, shape [lanes->count] each. */
static fen_status read_extremes(const fen_lanes *lanes, const char *folder, double *minimum, double *maximum, fen_error *err) {
  char path[FEN_MEMBER_PATH];
  fen_nc_reader *reader = NULL;
  ptrdiff_t hours = 0;
  double *values = NULL;
  (void)snprintf(path, sizeof path, "%s/budget.nc", folder);
  fen_status status = fen_nc_open(path, &reader, err);
  if (!status)
    status = fen_nc_dimension(reader, "time", &hours, err);
  if (!status)
    status = FEN_NEW(&values, hours, err);
  for (ptrdiff_t l = 0; !status && l < lanes->count; l++) {
    for (int largest = 0; !status && largest < 2; largest++) {
      double *out = largest ? maximum : minimum;
      status = fen_nc_read(reader, largest ? "maximum" : "minimum", 2, (ptrdiff_t[2]){l, 0}, (ptrdiff_t[2]){1, hours}, values, err);
      out[l] = values[0];
      for (ptrdiff_t h = 1; h < hours; h++)
        out[l] = largest ? fmax(out[l], values[h]) : fmin(out[l], values[h]);
    }
  }
  fen_free(values);
  fen_nc_close(&reader);
  return status;
}

static fen_status list_tags(const fen_lanes *lanes, const char *folder, json_t *list, fen_error *err) {
  double *minimum = NULL;
  double *maximum = NULL;
  size_t at = 0;
  fen_status status = FEN_NEW(&minimum, lanes->count, err);
  if (!status)
    status = FEN_NEW(&maximum, lanes->count, err);
  if (!status)
    status = read_extremes(lanes, folder, minimum, maximum, err);
  for (ptrdiff_t l = 0; !status && l < lanes->count; l++) {
    const fen_lane *lane = &lanes->items[l];
    if (!lane->tag)
      continue;
    json_t *entry = json_array_get(list, at++);
    json_object_set_new(entry, "lane", json_string(lane->name));
    json_object_set_new(entry, "initial", json_boolean(lane->initial));
    json_object_set_new(entry, "boundary", json_boolean(lane->boundary));
    add_number(entry, "tonnes_pyr", fen_catalogue_tonnes(lanes, lane));
    add_number(entry, "minimum_kgpkg", minimum[l]);
    add_number(entry, "maximum_kgpkg", maximum[l]);
  }
  fen_free(minimum);
  fen_free(maximum);
  return status;
}

fen_status fen_catalogue_write(const fen_case *item, const fen_lanes *lanes, const char *folder, fen_error *err) {
  char path[FEN_MEMBER_PATH], sha256[65];
  json_t *species = json_array();
  json_t *tags = fen_summary_tags(item, lanes);
  char *whole = realpath(item->path, NULL);
  fen_status status = fen_file_checksum(item->path, sha256, err);
  if (!status)
    status = list_species(item, lanes, folder, species, err);
  if (!status)
    status = list_tags(lanes, folder, tags, err);
  (void)snprintf(path, sizeof path, "%s/%s", folder, FEN_RESPONSES_FILE);
  if (!status) {
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:O, s:O}", "program", "Fenhe", "version", fen_version(), "case",
                             whole ? whole : item->path, "case_sha256", sha256, "limiter_of", "base", "species", species, "tags", tags);
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    status =
        text ? fen_file_write(path, text, strlen(text), err)
             : fen_fail(err, FEN_ERR_LIBRARY,
                        "%s: error: the catalogue could not be put together\n  = write the names of the case and its scenarios in UTF-8",
                        path);
    free(text);
    json_decref(root);
  }
  free(whole);
  json_decref(species);
  json_decref(tags);
  return status;
}
