/* What the tests of scenarios share: a small case with two regions within the domain and one beyond, and scenarios written in place. */
#ifndef FENHE_TESTS_POLICY_SUPPORT_H
#define FENHE_TESTS_POLICY_SUPPORT_H

#include "fenhe/clock.h"
#include "fenhe/domain.h"
#include "fenhe/scenario.h"
#include "support.h"

enum { POLICY_CELLS = 20 };

static const char policy_case[] = "period: {start: \"2020-01-10T00:00+08:00\", length: 72 h}\n"
                                  "grid:\n"
                                  "  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}\n"
                                  "  cells: [20, 20]\n"
                                  "  spacing: 3 km\n"
                                  "  centre: [112.3, 37.6]\n"
                                  "layers: {first: 30 m, stretching: 1.6, top: 3 km}\n"
                                  "meteorology: {kind: idealised, wind_speed: 4 m/s}\n"
                                  "regions: regions.geojson\n"
                                  "sectors: [{name: power}, {name: coking, name_zh: 焦化}, {name: heating}, {name: transport}]\n"
                                  "species: [{name: PM25, kind: particle}, {name: SO2, kind: gas, molar_mass: 64 g/mol}]\n"
                                  "emissions: [{kind: points, file: points.csv, outside: skip}, {kind: areas, file: areas.csv}]\n"
                                  "output: {folder: out}\n";
static const char policy_points[] = "name,name_zh,lon,lat,sector,class,fuel,PM25 [t/yr],SO2 [t/yr]\n"
                                    "Old ovens,老焦炉,112.20,37.60,coking,D,coal,800,400\n"
                                    "New ovens,新焦炉,112.22,37.62,coking,A,coal,200,100\n"
                                    "East power,东电厂,112.40,37.60,power,B,coal,100,600\n"
                                    "Far works,远厂,114.00,37.60,coking,D,coal,5000,5000\n";
static const char policy_areas[] = "region,sector,fuel,PM25 [t/yr],SO2 [t/yr]\n"
                                   "West,heating,coal,2000,1000\n"
                                   "East,heating,coal,1000,500\n"
                                   "West,transport,diesel,300,0\n"
                                   "East,transport,diesel,500,0\n"
                                   "Beyond,heating,coal,9000,9000\n";
#define POLICY_BOX(name, zh, west, east)                                                                                                   \
  "{\"type\": \"Feature\", \"properties\": {\"name\": \"" name "\", \"name_zh\": \"" zh "\"}, \"geometry\": {\"type\": \"Polygon\", "      \
  "\"coordinates\": [[[" west ", 37.5], [" east ", 37.5], [" east ", 37.7], [" west ", 37.7], [" west ", 37.5]]]}}"
static const char policy_regions[] =
    "{\"type\": \"FeatureCollection\", \"features\": [" POLICY_BOX("West", "西市", "112.1", "112.3") ",\n" POLICY_BOX(
        "East", "东市", "112.3", "112.5") ",\n" POLICY_BOX("Beyond", "远市", "114.0", "114.2") "]}\n";

typedef struct {
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  fen_case *item;
  fen_weather_source *source;
  fen_inventory *inventory;
  fen_diagnostics faults;
  fen_error err;
} policy_fixture;

static inline void policy_open_inventory(policy_fixture *f) {
  fen_emitted_species species[4];
  for (ptrdiff_t s = 0; s < f->item->species_count; s++)
    species[s] = (fen_emitted_species){f->item->species[s].name, f->item->species[s].molar_mass_gpmol};
  fen_inventory_params params = {.grid = f->source->grid,
                                 .species = species,
                                 .species_count = f->item->species_count,
                                 .sectors = f->item->sectors,
                                 .sector_count = f->item->sector_count,
                                 .regions = &f->item->regions,
                                 .files = f->item->inventory,
                                 .file_count = f->item->inventory_count,
                                 .utc_offset_s = f->item->period.utc_offset_s,
                                 .year = 2020};
  if (fen_inventory_open(&params, NULL, NULL, &f->inventory, &f->err))
    fail_msg("%s", f->err.text);
}

static inline void policy_create(policy_fixture *f) {
  char path[SUPPORT_PATH];
  *f = (policy_fixture){0};
  support_folder_create(f->folder);
  support_write_text(f->folder, "points.csv", policy_points, path);
  support_write_text(f->folder, "areas.csv", policy_areas, path);
  support_write_text(f->folder, "regions.geojson", policy_regions, path);
  support_write_text(f->folder, "case.yaml", policy_case, f->path);
  if (fen_case_open(f->path, NULL, &f->item, &f->err) || fen_domain_open(f->item, NULL, &f->source, &f->err))
    fail_msg("%s", f->err.text);
  policy_open_inventory(f);
}

static inline void policy_destroy(policy_fixture *f) {
  fen_inventory_close(&f->inventory);
  fen_weather_source_destroy(&f->source);
  fen_case_close(&f->item);
  fen_diagnostics_clear(&f->faults);
  support_folder_remove(f->folder);
}

static inline int policy_setup(void **state) {
  policy_fixture *f = malloc(sizeof *f);
  if (!f)
    return -1;
  policy_create(f);
  *state = f;
  return 0;
}

static inline int policy_teardown(void **state) {
  policy_destroy(*state);
  free(*state);
  return 0;
}

/* Open "name: s, measures: ..." */
static inline fen_status policy_open(policy_fixture *f, const char *measures, fen_scenario **out) {
  char path[SUPPORT_PATH], share[SUPPORT_PATH], text[8192];
  (void)snprintf(text, sizeof text, "name: s\n%s", measures);
  support_write_text(f->folder, "s.yaml", text, path);
  support_source_path("data", share);
  fen_diagnostics_clear(&f->faults);
  f->err.text[0] = '\0';
  return fen_scenario_open(path, f->item, share, &f->faults, out, &f->err);
}

typedef struct {
  fen_scenario *scenario;
  fen_change *change;
  fen_ledger *ledger;
} policy_result;

static inline fen_status policy_resolve(policy_fixture *f, const char *measures, policy_result *out) {
  *out = (policy_result){0};
  fen_status status = policy_open(f, measures, &out->scenario);
  if (!status)
    status = fen_change_create(out->scenario, f->item, f->inventory, f->source->grid, &f->faults, &out->change, &f->err);
  return status ? status : fen_ledger_create(out->change, &out->ledger, &f->err);
}

static inline void policy_release(policy_result *r) {
  fen_ledger_destroy(&r->ledger);
  fen_change_destroy(&r->change);
  fen_scenario_close(&r->scenario);
}

static inline policy_result policy_apply(policy_fixture *f, const char *measures) {
  policy_result r;
  if (policy_resolve(f, measures, &r))
    fail_msg("%s", f->err.text);
  return r;
}

/* The complaint of a scenario that cannot be. */
static inline const char *policy_complaint(policy_fixture *f, const char *measures, fen_status expected) {
  policy_result r;
  fen_status status = policy_resolve(f, measures, &r);
  if (status != expected)
    print_error("%s\n", f->err.text);
  assert_int_equal(status, expected);
  policy_release(&r);
  ptrdiff_t lines = 1;
  for (const char *at = f->err.text; *at; at++)
    lines += *at == '\n';
  assert_true(lines <= 6);
  return f->err.text;
}

/* The record of a plant, or of a region's sector and species. */
static inline int policy_record(const policy_fixture *f, const char *name, const char *region, const char *sector, int species) {
  for (ptrdiff_t n = 0; n < fen_inventory_record_count(f->inventory); n++) {
    const fen_inventory_record *r = fen_inventory_record_at(f->inventory, n);
    bool plant = name && r->name && strcmp(r->name, name) == 0;
    bool area = !name && r->species == species && r->region >= 0 && strcmp(f->item->regions.items[r->region].name, region) == 0 &&
                strcmp(f->item->sectors[r->sector].name, sector) == 0;
    if (plant || area)
      return (int)n;
  }
  fail_msg("no record of %s", name ? name : region);
  return -1;
}

/* Factor of a record throughout the period, in its first cell. */
static inline double policy_factor(const policy_fixture *f, const policy_result *r, int record, int species) {
  return fen_change_factor(r->change, record, species, 0, f->item->period.start_s, f->item->period.end_s);
}

#endif
