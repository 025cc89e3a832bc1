/* Places to report besides the regions; people by region, from the polygons or a table. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/csv.h"
#include "fenhe/geojson.h"
#include "fenhe/shapefile.h"

enum { MOST_LISTED = 64, SOURCE_TEXT = 512 };
static const double most_people = 1e10;

/* The table of a case's population as it is read. */
typedef struct {
  fen_csv *table;
  ptrdiff_t region, people, source; /* columns; -1: none */
} people_table;

static ptrdiff_t find_region(fen_case_reader *reader, const people_table *in, ptrdiff_t row) {
  const fen_regions *regions = &reader->out->regions;
  const char *name = fen_csv_text(in->table, row, in->region);
  ptrdiff_t found = fen_regions_find(regions, name);
  if (found >= 0)
    return found;
  const char *names[MOST_LISTED];
  fen_error err;
  ptrdiff_t listed = regions->count < MOST_LISTED ? regions->count : MOST_LISTED;
  if (fen_case_may_lack(reader, FEN_SECTION_REGIONS))
    return -1;
  for (ptrdiff_t n = 0; n < listed; n++)
    names[n] = regions->items[n].name;
  const char *near = fen_nearest_word(name, names, listed);
  fen_csv_fail(in->table, row, in->region, FEN_ERR_REGION_UNKNOWN, "name a region of the case's regions file", &err,
               "unknown region '%s'%s%s%s", name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
  fen_case_fault(reader, &err);
  return -1;
}

/* The texts of a table's column source, each once. */
static void note_source(const char *text, char sources[SOURCE_TEXT]) {
  size_t used = strlen(sources);
  if (text[0] && !strstr(sources, text))
    (void)snprintf(sources + used, SOURCE_TEXT - used, "%s%s", used ? "; " : "", text);
}

static void read_rows(fen_case_reader *reader, const people_table *in, double *people) {
  fen_case_population *out = &reader->out->population;
  char sources[SOURCE_TEXT] = "";
  fen_error err;
  for (ptrdiff_t row = 0; row < fen_csv_rows(in->table); row++) {
    ptrdiff_t region = find_region(reader, in, row);
    if (region < 0)
      continue;
    if (in->people >= 0 && !isnan(people[region])) {
      fen_csv_fail(in->table, row, in->region, FEN_ERR_KEY_TWICE, "give each region one row", &err, "region '%s' is given twice",
                   reader->out->regions.items[region].name);
      fen_case_fault(reader, &err);
    } else if (in->people >= 0 && fen_csv_number(in->table, row, in->people, 0.0, most_people, &people[region], &err)) {
      fen_case_fault(reader, &err);
    }
    if (in->source >= 0)
      note_source(fen_csv_text(in->table, row, in->source), sources);
  }
  if (sources[0])
    out->source = fen_case_copy(reader, sources);
}

static void read_table(fen_case_reader *reader, double *people) {
  people_table in = {.people = -1, .source = -1};
  fen_error err;
  if (fen_csv_open(reader->out->population.path, reader->faults, &in.table, &err)) {
    fen_case_fault(reader, &err);
    return;
  }
  (void)fen_csv_find(in.table, "source", &in.source, NULL);
  if (fen_csv_find(in.table, "population", &in.people, &err))
    fen_case_fault(reader, &err);
  if (fen_csv_find(in.table, "region", &in.region, &err))
    fen_case_fault(reader, &err);
  else
    read_rows(reader, &in, people);
  fen_csv_close(&in.table);
}

static void complain(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *message) {
  fen_error err;
  fen_yaml_fail(node, status, remedy, &err, "%s", message);
  fen_case_fault(reader, &err);
}

static void read_property(fen_case_reader *reader, double *people) {
  const fen_case *item = reader->out;
  const char *property = item->population.property;
  fen_error err;
  ptrdiff_t stated = 0;
  if (!item->regions_path || fen_is_shapefile(item->regions_path)) {
    complain(reader, fen_yaml_get(item->population.node, "property"), FEN_ERR_TYPE, "give a table: population: {file: people.csv}",
             "properties are read from a GeoJSON file, and the regions come from none");
    return;
  }
  if (fen_geojson_read_numbers(item->regions_path, property, &item->regions, people, &err)) {
    fen_case_fault(reader, &err);
    return;
  }
  for (ptrdiff_t r = 0; r < item->regions.count; r++) {
    stated += !isnan(people[r]);
    if (isnan(people[r]) || (people[r] >= 0.0 && people[r] <= most_people))
      continue;
    fen_yaml_fail(fen_yaml_get(item->population.node, "property"), FEN_ERR_RANGE, "correct it in the regions file", &err,
                  "region '%s' has %g people", item->regions.items[r].name, people[r]);
    fen_case_fault(reader, &err);
  }
  if (stated > 0)
    return;
  fen_yaml_fail(fen_yaml_get(item->population.node, "property"), FEN_ERR_KEY_MISSING, "name the property that holds the number of people",
                &err, "no polygon of %s has the property '%s'", item->regions_path, property);
  fen_case_fault(reader, &err);
}

void fen_case_read_population(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"property", "file", "surrogate"};
  static const char *const surrogate_keys[] = {"file", "variable"};
  fen_case *item = reader->out;
  fen_case_population *out = &item->population;
  if (!node || !fen_case_map(reader, node, "population", keys, FEN_COUNT_OF(keys)))
    return;
  out->node = node;
  bool by_property = fen_case_text(reader, node, "property", FEN_KEY_OPTIONAL, &out->property);
  const bool by_table = fen_yaml_get(node, "file") != NULL;
  const bool placed = by_table && fen_case_path(reader, node, "file", FEN_KEY_OPTIONAL, &out->path);
  const fen_yaml_node *surrogate = fen_yaml_get(node, "surrogate");
  if (surrogate && fen_case_map(reader, surrogate, "surrogate", surrogate_keys, FEN_COUNT_OF(surrogate_keys))) {
    fen_case_path(reader, surrogate, "file", FEN_KEY_REQUIRED, &out->surrogate_path);
    fen_case_text(reader, surrogate, "variable", FEN_KEY_REQUIRED, &out->surrogate_variable);
  }
  if (by_property == by_table) {
    complain(reader, node, by_table ? FEN_ERR_KEY_TWICE : FEN_ERR_KEY_MISSING, "as in: {property: population}, or {file: people.csv}",
             by_table ? "the people come from a property or from a file, not from both" : "where do the numbers of people stand?");
    return;
  }
  if (by_table && !placed)
    return;
  if (item->regions.count == 0) {
    if (reader->valid & FEN_SECTION_REGIONS) /* else why there are none was told */
      complain(reader, node, FEN_ERR_KEY_MISSING, "add the key 'regions' with a GeoJSON file of polygons",
               "people are given by region, but the case has none");
    return;
  }
  double *people = fen_case_memory(reader, item->regions.count, sizeof *people);
  if (!people)
    return;
  for (ptrdiff_t r = 0; r < item->regions.count; r++)
    people[r] = NAN;
  if (by_property)
    read_property(reader, people);
  else
    read_table(reader, people);
  out->people = people;
}
