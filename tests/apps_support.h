/* What the tests of the command line share: a folder with a small case in it, and the program's answer. */
#ifndef FENHE_TESTS_APPS_SUPPORT_H
#define FENHE_TESTS_APPS_SUPPORT_H

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { APPS_TEXT = 16384 };

/* A complete small case: 10 x 10 cells of 3 km, idealised weather, two species, a point and an area. */
static const char apps_case[] = "title: small\n"
                                "period: {start: \"2020-01-10T00:00Z\", length: 2 h, time_zone: \"+00:00\"}\n"
                                "grid:\n"
                                "  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}\n"
                                "  cells: [10, 10]\n"
                                "  spacing: 3 km\n"
                                "  centre: [112.3, 37.6]\n"
                                "layers: {first: 30 m, stretching: 1.6, top: 3 km}\n"
                                "meteorology: {kind: idealised, wind_speed: 4 m/s}\n"
                                "regions: regions.geojson\n"
                                "sectors: [power, heating]\n"
                                "species:\n"
                                "  - {name: PM25, kind: particle, deposition_velocity: 0.1 cm/s}\n"
                                "  - {name: SO2, kind: gas, molar_mass: 64 g/mol, initial: 1e-9 kg/kg, boundary: 1e-9 kg/kg}\n"
                                "emissions:\n"
                                "  - {kind: points, file: points.csv}\n"
                                "  - {kind: areas, file: areas.csv}\n"
                                "output:\n"
                                "  folder: out\n"
                                "  receptors: [{name: centre, lon: 112.3, lat: 37.6}]\n";
static const char apps_points[] = "name,lon,lat,sector,stack_height [m],PM25 [t/yr]\nstack,112.31,37.61,power,50,1000\n";
static const char apps_areas[] = "region,sector,PM25 [t/yr]\ntown,heating,2000\n";
static const char apps_regions[] =
    "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {\"name\": \"town\"},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.25, 37.55], [112.35, 37.55],"
    " [112.35, 37.65], [112.25, 37.65], [112.25, 37.55]]]}}]}\n";

static inline void apps_folder(char folder[SUPPORT_PATH]) {
  const char *root = getenv("TMPDIR");
  (void)snprintf(folder, SUPPORT_PATH, "%s/fenhe-apps-XXXXXX", root ? root : "/tmp");
  assert_non_null(mkdtemp(folder));
}

static inline void apps_remove(const char *folder) {
  char command[SUPPORT_PATH + 32];
  (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
}

static inline void apps_write(const char *folder, const char *name, const char *text) {
  char path[SUPPORT_PATH + 128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* text with its first `find` replaced; find must be there. */
static inline void apps_replace(const char *text, const char *find, const char *replace, char out[APPS_TEXT]) {
  const char *at = strstr(text, find);
  if (!at)
    fail_msg("'%s' is not in the text", find);
  (void)snprintf(out, APPS_TEXT, "%.*s%s%s", (int)(at - text), text, replace, at + strlen(find));
}

static inline void apps_write_all(const char *folder) {
  apps_write(folder, "case.yaml", apps_case);
  apps_write(folder, "points.csv", apps_points);
  apps_write(folder, "areas.csv", apps_areas);
  apps_write(folder, "regions.geojson", apps_regions);
}

static inline void apps_read(const char *folder, const char *name, char out[APPS_TEXT]) {
  char path[SUPPORT_PATH + 128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  out[0] = '\0';
  if (!file)
    return;
  size_t size = fread(out, 1, APPS_TEXT - 1, file);
  out[size] = '\0';
  (void)fclose(file);
}

/* Run the program in the folder; its exit status, and what it said on both streams. */
static inline int apps_run(const char *folder, const char *arguments, char out[APPS_TEXT], char err[APPS_TEXT]) {
  char command[2 * SUPPORT_PATH + 512];
  const char *program = getenv("FENHE_PROGRAM");
  assert_non_null(program);
  (void)snprintf(command, sizeof command, "cd '%s' && '%s' %s >stdout.txt 2>stderr.txt", folder, program, arguments);
  int status = system(command);
  apps_read(folder, "stdout.txt", out);
  apps_read(folder, "stderr.txt", err);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
