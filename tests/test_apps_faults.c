/* Faults of what a run reads, each through the real program: exit status, code and message. */
#include <netcdf.h>
#include <stdbool.h>

#include "apps_support.h"

typedef struct {
  const char *name;
  const char *file;    /* edited, or NULL */
  const char *find;    /* in that file's text; NULL: the whole file is replaced */
  const char *replace; /* by this */
  void (*prepare)(const char *folder);
  int exit, code;
  const char *message;
} fault;

static void check_nc(int status) {
  if (status)
    fail_msg("%s", nc_strerror(status));
}

static int create_nc(const char *folder, const char *name) {
  char path[SUPPORT_PATH + 128];
  int file;
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  check_nc(nc_create(path, NC_NETCDF4 | NC_CLOBBER, &file));
  return file;
}

/* A field over lat, lon around the case's grid; rank 1 leaves lat out; the value of one point can be set. */
static void write_field(const char *folder, const char *name, const char *variable, const char *unit, int rank, double east_limit,
                        float odd_value) {
  enum { N = 5 };
  int file = create_nc(folder, name);
  int dims[2], ids[3];
  double lat[N], lon[N];
  float values[N * N];
  for (int n = 0; n < N; n++) {
    lat[n] = 37.0 + 0.3 * n;
    lon[n] = 111.7 + (east_limit - 111.7) * n / (N - 1);
  }
  for (int n = 0; n < N * N; n++)
    values[n] = n == 12 ? odd_value : 1e-9f;
  check_nc(nc_def_dim(file, "lat", N, &dims[0]));
  check_nc(nc_def_dim(file, "lon", N, &dims[1]));
  check_nc(nc_def_var(file, "lat", NC_DOUBLE, 1, &dims[0], &ids[0]));
  check_nc(nc_def_var(file, "lon", NC_DOUBLE, 1, &dims[1], &ids[1]));
  check_nc(nc_put_att_text(file, ids[0], "units", 13, "degrees_north"));
  check_nc(nc_put_att_text(file, ids[1], "units", 12, "degrees_east"));
  check_nc(nc_def_var(file, variable, NC_FLOAT, rank, dims, &ids[2]));
  if (unit)
    check_nc(nc_put_att_text(file, ids[2], "units", strlen(unit), unit));
  check_nc(nc_enddef(file));
  check_nc(nc_put_var_double(file, ids[0], lat));
  check_nc(nc_put_var_double(file, ids[1], lon));
  check_nc(nc_put_var_float(file, ids[2], values));
  check_nc(nc_close(file));
}

static void write_terrain(const char *folder) {
  write_field(folder, "field.nc", "height", "m", 2, 113.0, 100.0f);
}

static void write_narrow_terrain(const char *folder) {
  write_field(folder, "field.nc", "height", "m", 2, 112.3, 100.0f);
}

static void write_row(const char *folder) {
  write_field(folder, "field.nc", "height", "m", 1, 113.0, 100.0f);
}

static void write_truncated(const char *folder) {
  char path[SUPPORT_PATH + 128];
  write_terrain(folder);
  (void)snprintf(path, sizeof path, "%s/field.nc", folder);
  assert_int_equal(truncate(path, 300), 0);
}

static void write_flux(const char *folder) {
  write_field(folder, "flux.nc", "flux", "kg m-2 s-1", 2, 113.0, 1e-9f);
}

static void write_nan_flux(const char *folder) {
  write_field(folder, "flux.nc", "flux", "kg m-2 s-1", 2, 113.0, NAN);
}

static void write_negative_flux(const char *folder) {
  write_field(folder, "flux.nc", "flux", "kg m-2 s-1", 2, 113.0, -1e-9f);
}

static void write_flux_without_unit(const char *folder) {
  write_field(folder, "flux.nc", "flux", NULL, 2, 113.0, 1e-9f);
}

static void write_flux_of_unknown_unit(const char *folder) {
  write_field(folder, "flux.nc", "flux", "UNKNOWN", 2, 113.0, 1e-9f);
}

/* The head of a WRF file, hours 0, 1 and 4: enough to see the gap. */
static void write_gap(const char *folder) {
  static const char *const names[] = {"DX", "DY", "TRUELAT1", "TRUELAT2", "STAND_LON", "MOAD_CEN_LAT"};
  static const float numbers[] = {3000.0f, 3000.0f, 34.0f, 41.0f, 112.3f, 37.6f};
  static const char times[] = "2020-01-10_00:00:002020-01-10_01:00:002020-01-10_04:00:00";
  const size_t start[2] = {0, 0};
  const size_t count[2] = {3, 19};
  const int projection = 1;
  int file = create_nc(folder, "wrfout.nc");
  int dims[2], id;
  check_nc(nc_def_dim(file, "Time", NC_UNLIMITED, &dims[0]));
  check_nc(nc_def_dim(file, "DateStrLen", 19, &dims[1]));
  check_nc(nc_def_dim(file, "west_east", 6, &id));
  check_nc(nc_def_dim(file, "south_north", 6, &id));
  check_nc(nc_def_dim(file, "bottom_top", 4, &id));
  check_nc(nc_def_var(file, "Times", NC_CHAR, 2, dims, &id));
  check_nc(nc_put_att_int(file, NC_GLOBAL, "MAP_PROJ", NC_INT, 1, &projection));
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    check_nc(nc_put_att_float(file, NC_GLOBAL, names[n], NC_FLOAT, 1, &numbers[n]));
  check_nc(nc_enddef(file));
  check_nc(nc_put_vara_text(file, id, start, count, times));
  check_nc(nc_close(file));
}

static void write_sectors_of_wrong_weights(const char *folder) {
  apps_write(folder, "sectors.yaml", "sectors:\n  - {name: power, weekday: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]}\n  - heating\n");
}

static void forbid_writing(const char *folder) {
  char path[SUPPORT_PATH + 128];
  /* A file where the folder should be: root, too, cannot write into it. */
  apps_write(folder, "out", "not a folder\n");
  (void)snprintf(path, sizeof path, "%s/out", folder);
  assert_int_equal(chmod(path, 0444), 0);
}

static const char with_terrain[] = "layers: {first: 30 m, stretching: 1.6, top: 3 km}\nterrain: {file: field.nc, variable: height}\n";
static const char layers_line[] = "layers: {first: 30 m, stretching: 1.6, top: 3 km}\n";
static const char with_flux[] = "  - {kind: gridded, file: flux.nc, sector: power, variables: [{variable: flux, species: PM25}]}\n";
static const char areas_line[] = "  - {kind: areas, file: areas.csv}\n";
static const char grid_to_weather[] = "grid:\n"
                                      "  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}\n"
                                      "  cells: [10, 10]\n"
                                      "  spacing: 3 km\n"
                                      "  centre: [112.3, 37.6]\n"
                                      "layers: {first: 30 m, stretching: 1.6, top: 3 km}\n"
                                      "meteorology: {kind: idealised, wind_speed: 4 m/s}";
static const char weather_line[] = "meteorology: {kind: idealised, wind_speed: 4 m/s}";

static const fault faults[] = {
    /* The case file. */
    {"a_case_that_is_not_there", NULL, NULL, NULL, NULL, 4, 301, "nocase.yaml"},
    {"bad_yaml_syntax", "case.yaml", "cells: [10, 10]", "cells: [10, 10", NULL, 3, 201, "case.yaml:"},
    {"an_empty_case", "case.yaml", NULL, "", NULL, 3, 201, "empty"},
    {"a_duplicate_key", "case.yaml", "title: small\n", "title: small\ntitle: large\n", NULL, 3, 204, "title"},
    {"an_unknown_key", "case.yaml", "title:", "titel:", NULL, 3, 202, "did you mean 'title'?"},
    {"an_unknown_key_within_a_section", "case.yaml", "spacing:", "spaceing:", NULL, 3, 202, "did you mean 'spacing'?"},
    {"a_missing_key", "case.yaml", "kind: particle, ", "", NULL, 3, 203, "'kind' is missing"},
    {"a_missing_section", "case.yaml", "meteorology: {kind: idealised, wind_speed: 4 m/s}\n", "", NULL, 3, 203, "'meteorology' is missing"},
    {"a_value_of_the_wrong_kind", "case.yaml", "cells: [10, 10]", "cells: ten", NULL, 3, 205, "a list of 2 numbers"},
    {"a_map_that_is_a_word", "case.yaml", "layers: {first: 30 m, stretching: 1.6, top: 3 km}", "layers: many", NULL, 3, 205,
     "layers must be a map"},
    {"a_number_out_of_range", "case.yaml", "stretching: 1.6", "stretching: 0.5", NULL, 3, 206, "0.5"},
    {"a_gas_that_settles", "case.yaml", "kind: gas,", "kind: gas, settling_velocity: 1 mm/s,", NULL, 3, 206,
     "a gas has no settling velocity"},
    {"a_negative_settling_velocity", "case.yaml", "kind: particle,", "kind: particle, settling_velocity: -1 mm/s,", NULL, 3, 206,
     "-1 mm/s"},
    {"a_negative_number_of_cells", "case.yaml", "[10, 10]", "[10, -10]", NULL, 3, 206, "-10"},
    {"an_unknown_word", "case.yaml", "kind: particle", "kind: partcle", NULL, 3, 207, "particle"},
    {"an_environment_variable_that_is_not_set", "case.yaml", "file: points.csv", "file: \"${FENHE_UNSET}/points.csv\"", NULL, 3, 207,
     "FENHE_UNSET"},
    {"an_unknown_word_for_the_time_between_restart_files", "case.yaml", "folder: out\n", "folder: out\n  restart: {every: nver}\n", NULL, 3,
     207, "never"},
    {"a_time_between_restart_files_without_a_unit", "case.yaml", "folder: out\n", "folder: out\n  restart: {every: 6}\n", NULL, 3, 208,
     "6"},
    {"a_missing_unit", "case.yaml", "spacing: 3 km", "spacing: 3000", NULL, 3, 208, "3000"},
    {"an_unknown_unit", "case.yaml", "spacing: 3 km", "spacing: 3 parsnips", NULL, 3, 209, "parsnips"},
    {"a_unit_of_another_dimension", "case.yaml", "spacing: 3 km", "spacing: 3 kg", NULL, 3, 210, "kg"},
    {"moles_without_a_molar_mass", "case.yaml", "molar_mass: 64 g/mol, initial: 1e-9 kg/kg", "initial: 1 ppb", NULL, 3, 210, "molar mass"},
    {"a_bad_time", "case.yaml", "2020-01-10T00:00Z", "2020-13-10T00:00Z", NULL, 3, 211, "2020-13-10"},
    {"an_end_before_the_start", "case.yaml", "length: 2 h", "end: \"2020-01-09T00:00Z\"", NULL, 3, 211, "ends before it starts"},
    {"a_period_of_no_whole_hours", "case.yaml", "length: 2 h", "length: 90 min", NULL, 3, 211, "whole number of hours"},
    {"an_unknown_species_of_a_tag", "case.yaml", "output:\n", "tags: [{species: PM24, name: a, sectors: [power]}]\noutput:\n", NULL, 3, 212,
     "did you mean 'PM25'?"},
    {"an_unknown_sector_of_a_tag", "case.yaml", "output:\n", "tags: [{species: PM25, name: a, sectors: [heatin]}]\noutput:\n", NULL, 3, 213,
     "did you mean 'heating'?"},
    {"an_unknown_region_of_a_tag", "case.yaml", "output:\n", "tags: [{species: PM25, name: a, regions: [tow]}]\noutput:\n", NULL, 3, 214,
     "did you mean 'town'?"},
    {"a_tag_that_selects_nothing", "case.yaml", "output:\n", "tags: [{species: PM25, name: a}]\noutput:\n", NULL, 3, 203,
     "selects nothing"},
    {"a_receptor_outside", "case.yaml", "lon: 112.3, lat: 37.6", "lon: 120.3, lat: 37.6", NULL, 3, 216, "outside the domain"},
    {"an_empty_glob", "case.yaml", weather_line, "meteorology: {kind: wrf, files: [wrf_*.nc]}", NULL, 4, 301, "no file matches"},
    {"a_folder_that_cannot_be_written", NULL, NULL, NULL, forbid_writing, 6, 502, "out"},
    /* Tables. */
    {"a_missing_inventory_file", "case.yaml", "points.csv", "plants.csv", NULL, 4, 301, "plants.csv"},
    {"an_unknown_sector_in_a_table", "points.csv", "power", "pover", NULL, 3, 213, "pover"},
    {"an_unknown_region_in_a_table", "areas.csv", "town", "city", NULL, 3, 214, "city"},
    {"an_unknown_species_in_a_table", "areas.csv", "PM25", "PM26", NULL, 3, 212, "PM26"},
    {"a_missing_column", "points.csv", "name,lon,lat", "name,lon,breadth", NULL, 3, 215, "breadth"},
    {"a_column_without_unit", "points.csv", "PM25 [t/yr]", "PM25", NULL, 3, 208, "PM25"},
    {"a_column_of_another_dimension", "points.csv", "PM25 [t/yr]", "PM25 [m]", NULL, 3, 210, "PM25"},
    {"a_negative_emission_in_a_table", "areas.csv", "2000", "-2000", NULL, 4, 307, "-2000"},
    {"a_point_outside", "points.csv", "112.31", "118.31", NULL, 3, 216, "outside the domain"},
    {"weights_that_do_not_sum_to_one", "case.yaml", "sectors: [power, heating]", "sectors_file: sectors.yaml",
     write_sectors_of_wrong_weights, 3, 217, "sum to 1.4"},
    {"broken_geojson", "regions.geojson", "\"features\": [", "\"features\": ", NULL, 3, 201, "regions.geojson"},
    /* Gridded data. */
    {"a_missing_terrain_file", "case.yaml", layers_line, with_terrain, NULL, 4, 301, "field.nc"},
    {"a_truncated_netcdf_file", "case.yaml", layers_line, with_terrain, write_truncated, 4, 302, "field.nc"},
    {"a_missing_variable", "case.yaml", layers_line,
     "layers: {first: 30 m, stretching: 1.6, top: 3 km}\nterrain: {file: field.nc, variable: heigth}\n", write_terrain, 4, 303, "heigth"},
    {"a_wrong_shape", "case.yaml", layers_line, with_terrain, write_row, 4, 304, "two-dimensional"},
    {"terrain_that_does_not_cover_the_grid", "case.yaml", layers_line, with_terrain, write_narrow_terrain, 4, 308, "the terrain covers"},
    {"a_gap_in_time", "case.yaml", grid_to_weather, "meteorology: {kind: wrf, files: [wrfout.nc]}", write_gap, 4, 305, "between"},
    {"nan_in_an_inventory", "case.yaml", areas_line, with_flux, write_nan_flux, 4, 306, "flux"},
    {"a_negative_emission_on_a_grid", "case.yaml", areas_line, with_flux, write_negative_flux, 4, 307, "flux"},
    {"a_variable_without_unit", "case.yaml", areas_line, with_flux, write_flux_without_unit, 4, 309, "flux"},
    {"a_variable_of_unknown_unit", "case.yaml", areas_line, with_flux, write_flux_of_unknown_unit, 4, 309, "UNKNOWN"},
    {"a_variable_that_the_inventory_lacks", "case.yaml", areas_line,
     "  - {kind: gridded, file: flux.nc, sector: power, variables: [{variable: flow, species: PM25}]}\n", write_flux, 4, 303, "flow"},
};
enum { FAULTS = sizeof faults / sizeof *faults };

static void edit(const char *folder, const fault *f) {
  char before[APPS_TEXT];
  char after[APPS_TEXT];
  if (!f->file)
    return;
  if (!f->find) {
    apps_write(folder, f->file, f->replace);
    return;
  }
  apps_read(folder, f->file, before);
  apps_replace(before, f->find, f->replace, after);
  apps_write(folder, f->file, after);
}

/* Whether some complaint has this message and ends in this code, and none has more than six lines; their number may follow. */
static bool has_complaint(const char *err, const char *message, const char *code) {
  bool found = false;
  int lines = 0;
  for (const char *start = err, *at = err; (at = strchr(at, '\n')) != NULL; at++) {
    char text[APPS_TEXT];
    (void)snprintf(text, sizeof text, "%.*s", (int)(at + 1 - start), start);
    lines++;
    if (strncmp(at - strlen("[E0000]"), "[E", 2) != 0)
      continue;
    found = found || (strstr(text, message) && strcmp(text + strlen(text) - strlen(code), code) == 0);
    if (lines > 6)
      return false;
    start = at + 1;
    lines = 0;
  }
  return found && lines <= 1;
}

static void is_reported(void **state) {
  const fault *f = *state;
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT], code[16];
  apps_folder(folder);
  apps_write_all(folder);
  edit(folder, f);
  if (f->prepare)
    f->prepare(folder);
  int exit_status = apps_run(folder, f->file || f->prepare ? "run case.yaml" : "run nocase.yaml", out, err);
  apps_remove(folder);
  (void)snprintf(code, sizeof code, "[E%04d]\n", f->code);
  if (exit_status != f->exit || !has_complaint(err, f->message, code))
    fail_msg("exit %d (wanted %d), code %s, message '%s', at most six lines; said:\n%s", exit_status, f->exit, code, f->message, err);
}

int main(void) {
  struct CMUnitTest tests[FAULTS];
  fault states[FAULTS];
  for (int n = 0; n < FAULTS; n++) {
    states[n] = faults[n];
    tests[n] = (struct CMUnitTest){.name = faults[n].name, .test_func = is_reported, .initial_state = &states[n]};
  }
  return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
