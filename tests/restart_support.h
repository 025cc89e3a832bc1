/* What the tests of interrupted runs share: a small case that uses every kind of state and output, and the comparison of two runs. */
#ifndef FENHE_TESTS_RESTART_SUPPORT_H
#define FENHE_TESTS_RESTART_SUPPORT_H

#include <dirent.h>
#include <stdbool.h>
#include <unistd.h>

#include "apps_support.h"

/* Two days, tags, initial and boundary values, rain, fields in three dimensions, receptors; steps shorter than the parts of an hour. */
static const char restart_case[] = "title: interrupted\n"
                                   "period: {start: \"2020-01-09T22:00+08:00\", length: 5 h}\n"
                                   "grid:\n"
                                   "  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}\n"
                                   "  cells: [9, 8]\n"
                                   "  spacing: 3 km\n"
                                   "  centre: [112.3, 37.6]\n"
                                   "layers: {first: 30 m, stretching: 1.6, top: 2 km}\n"
                                   "meteorology: {kind: idealised, wind_speed: 4 m/s, rain: 1 mm/h}\n"
                                   "regions: regions.geojson\n"
                                   "population: {file: people.csv}\n"
                                   "sectors: [power, heating]\n"
                                   "species:\n"
                                   "  - {name: PM25, kind: particle, deposition_velocity: 0.1 cm/s, scavenging: true, initial: 20 ug/m3,\n"
                                   "     boundary: {profile: [[0 m, 20 ug/m3], [1 km, 2 ug/m3]]}}\n"
                                   "  - {name: SO2, kind: gas, molar_mass: 64 g/mol, initial: 1e-9 kg/kg, boundary: 1e-9 kg/kg}\n"
                                   "tags:\n"
                                   "  - {species: PM25, name: power, sectors: [power]}\n"
                                   "  - {species: PM25, name: rest, other: true}\n"
                                   "emissions:\n"
                                   "  - {kind: points, file: points.csv}\n"
                                   "  - {kind: areas, file: areas.csv}\n"
                                   "transport: {courant: 0.3, precision: single}\n"
                                   "output:\n"
                                   "  folder: out\n"
                                   "  samples_per_hour: 3\n"
                                   "  fields_3d: {species: [PM25], every: 2 h}\n"
                                   "  receptors: [{name: centre, lon: 112.3, lat: 37.6}]\n"
                                   "  restart: {every: 40 min}\n";

static const char *const restart_files[] = {"surface.nc", "receptors.nc", "districts.nc", "budget.nc", "fields.nc", "deposition.nc"};
enum { RESTART_FILES = sizeof restart_files / sizeof *restart_files };

static inline void restart_write_all(const char *folder, const char *text) {
  apps_write_all(folder);
  apps_write(folder, "case.yaml", text);
  apps_write(folder, "people.csv", "region,population\ntown,120000\n");
}

/* The bytes of a run's files, and its summary up to the wall times. */
typedef struct {
  size_t size[RESTART_FILES + 1];
  unsigned char *bytes[RESTART_FILES + 1];
} restart_output;

static inline restart_output restart_read(const char *out) {
  restart_output o = {0};
  char path[SUPPORT_PATH];
  for (int n = 0; n <= RESTART_FILES; n++) {
    support_join(out, n < RESTART_FILES ? restart_files[n] : "summary.json", path);
    if (n < RESTART_FILES && strcmp(restart_files[n], "districts.nc") == 0 && access(path, F_OK) != 0) {
      o.bytes[n] = calloc(1, 1); /* a case without regions has none */
      continue;
    }
    o.bytes[n] = support_read(path, &o.size[n]);
  }
  const char *times = strstr((const char *)o.bytes[RESTART_FILES], "\"wall_time_s\"");
  assert_non_null(times);
  o.size[RESTART_FILES] = (size_t)(times - (const char *)o.bytes[RESTART_FILES]);
  return o;
}

static inline void restart_forget(restart_output *o) {
  for (int n = 0; n <= RESTART_FILES; n++)
    free(o->bytes[n]);
}

/* Fails, naming the file, unless the folder's files are those of the reference to the byte. */
static inline void restart_assert_same(const restart_output *reference, const char *out, const char *what) {
  restart_output o = restart_read(out);
  for (int n = 0; n <= RESTART_FILES; n++)
    if (o.size[n] != reference->size[n] || memcmp(o.bytes[n], reference->bytes[n], o.size[n]) != 0)
      fail_msg("%s: %s differs", what, n < RESTART_FILES ? restart_files[n] : "summary.json");
  restart_forget(&o);
}

/* Names in a folder that begin with prefix, in no order; how many there are. */
static inline int restart_count(const char *folder, const char *prefix) {
  DIR *dir = opendir(folder);
  int count = 0;
  for (const struct dirent *entry; dir && (entry = readdir(dir));)
    count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
  if (dir)
    (void)closedir(dir);
  return count;
}

/* Path of the newest restart file, or, with older, of the one before it. */
static inline void restart_newest(const char *out, bool older, char path[SUPPORT_PATH]) {
  char folder[SUPPORT_PATH];
  char first[256] = "", second[256] = "";
  support_join(out, "restart", folder);
  DIR *dir = opendir(folder);
  assert_non_null(dir);
  for (const struct dirent *entry; (entry = readdir(dir));) {
    if (strncmp(entry->d_name, "hour-", 5) != 0)
      continue;
    if (strcmp(entry->d_name, first) > 0) {
      memcpy(second, first, sizeof second);
      (void)snprintf(first, sizeof first, "%s", entry->d_name);
    } else if (strcmp(entry->d_name, second) > 0) {
      (void)snprintf(second, sizeof second, "%s", entry->d_name);
    }
  }
  (void)closedir(dir);
  support_join(folder, older ? second : first, path);
}

#endif
