#include "cases.h"

#include <stdio.h>
#include <string.h>

#include "fenhe/case.h"
#include "fenhe/netcdf_write.h"

/* What every case needs; a table's own lines follow. Shares of regions cost a second under the sanitizers, so few cases have regions. */
#define CASE_HEAD                                                                                                                          \
  "period: {start: \"2020-01-10T00:00+08:00\", length: 24 h}\n"                                                                            \
  "grid: {projection: {kind: lonlat}, cells: [6, 6], spacing: 0.1 degree, centre: [112.3, 37.6]}\n"                                        \
  "layers: {first: 50 m, stretching: 1.6, top: 2 km}\n"                                                                                    \
  "meteorology: {kind: idealised, wind_speed: 4 m/s}\n"                                                                                    \
  "sectors: [{name: power}, {name: coking, name_zh: 焦化}, {name: heating}]\n"                                                           \
  "species: [{name: PM25, kind: particle}, {name: SO2, kind: gas, molar_mass: 64 g/mol}]\n"

static const char regions_text[] =
    "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"name\": \"West\"}, \"geometry\": "
    "{\"type\": \"Polygon\", \"coordinates\": [[[112.1, 37.5], [112.3, 37.5], [112.3, 37.7], [112.1, 37.7]]]}}, {\"type\": \"Feature\", "
    "\"properties\": {\"name\": \"East\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.3, 37.5], [112.5, 37.5], "
    "[112.5, 37.7], [112.3, 37.7]]]}}]}\n";

static const struct {
  const char *name, *text, *case_text; /* case_text: of the case that names the file; NULL: no target's own */
} files[] = {{"regions.geojson", regions_text, NULL},
             {"points.csv", "name,lon,lat,sector,PM25 [t/yr]\nOvens,112.20,37.60,coking,800\n", NULL},
             {"areas.csv", "region,sector,PM25 [t/yr]\nWest,heating,2000\n", NULL},
             {"receptors.csv", "name,lon,lat\nTaiyuan,112.35,37.65\n", CASE_HEAD "output: {folder: out, receptors: receptors.csv}\n"},
             {"population.csv", "region,population\nWest,1e6\nEast,2e6\n",
              CASE_HEAD "regions: regions.geojson\npopulation: {file: population.csv}\noutput: {folder: out}\n"},
             {"sectors.yaml", "sectors: [{name: power}, {name: coking}, {name: heating}]\n", NULL}};

/* One person in each of 5 x 5 cells of a fifth of a degree. */
void fuzz_write_people(char path[FUZZ_PATH]) {
  enum { CELLS = 5 };
  double lon[CELLS], lat[CELLS], people[CELLS * CELLS];
  fen_nc_writer *w = NULL;
  for (int n = 0; n < CELLS; n++) {
    lon[n] = 111.9 + 0.2 * n;
    lat[n] = 37.2 + 0.2 * n;
  }
  for (int n = 0; n < CELLS * CELLS; n++)
    people[n] = 1.0;
  (void)snprintf(path, FUZZ_PATH, "%s/people.nc", fuzz_folder());
  bool good = !fen_nc_create(path, &w, NULL) && !fen_nc_define_dimension(w, "lat", CELLS, NULL) &&
              !fen_nc_define_dimension(w, "lon", CELLS, NULL) && !fen_nc_define_variable(w, "lat", FEN_NC_DOUBLE, "lat", NULL, NULL) &&
              !fen_nc_define_variable(w, "lon", FEN_NC_DOUBLE, "lon", NULL, NULL) &&
              !fen_nc_define_variable(w, "people", FEN_NC_DOUBLE, "lat lon", NULL, NULL) &&
              !fen_nc_put_text(w, "lat", "units", "degrees_north", NULL) && !fen_nc_put_text(w, "lon", "units", "degrees_east", NULL) &&
              !fen_nc_write(w, "lat", 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){CELLS}, lat, NULL) &&
              !fen_nc_write(w, "lon", 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){CELLS}, lon, NULL) &&
              !fen_nc_write(w, "people", 2, (ptrdiff_t[2]){0}, (ptrdiff_t[2]){CELLS, CELLS}, people, NULL) && !fen_nc_commit(&w, NULL);
  fuzz_require(good);
}

const char *fuzz_case_with(const char *name, const uint8_t *data, size_t size) {
  static char path[FUZZ_PATH];
  char other[FUZZ_PATH];
  const char *case_text = NULL;
  if (!path[0])
    fuzz_write_people(other);
  for (size_t n = 0; n < sizeof files / sizeof *files; n++) {
    if (!path[0])
      fuzz_write(files[n].name, files[n].text, strlen(files[n].text), other);
    if (strcmp(files[n].name, name) == 0)
      case_text = files[n].case_text;
  }
  if (case_text)
    fuzz_write("case.yaml", case_text, strlen(case_text), path);
  else
    (void)snprintf(path, sizeof path, "%s/case.yaml", fuzz_folder());
  fuzz_write(name, data, size, other);
  return path;
}

bool fuzz_case_open(const char *path, ptrdiff_t *cells) {
  fen_case *item = NULL;
  fen_diagnostics faults = {0};
  fen_error err = {0};
  fen_status status = fen_case_open(path, &faults, &item, &err);
  fuzz_check_complaint(status, &err);
  fuzz_require((status == FEN_OK) == (item != NULL) && (status == FEN_OK) == (faults.count == 0));
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  *cells = !status && item->grid.given ? item->grid.nx * item->grid.ny : 0;
  fen_diagnostics_clear(&faults);
  fen_case_close(&item);
  return status == FEN_OK;
}

bool fuzz_case_check(const char *path) {
  enum { MOST_CELLS = 400 };
  fen_diagnostics faults = {0};
  fen_error err = {0};
  ptrdiff_t cells;
  bool read = fuzz_case_open(path, &cells);
  if (!read || cells < 1 || cells > MOST_CELLS)
    return read;
  fen_status status = fen_case_check(path, NULL, &faults, &err);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  fen_diagnostics_clear(&faults);
  return status == FEN_OK;
}
