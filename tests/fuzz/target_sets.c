/* Sets of files in the layouts of EDGAR and MEIC, and the map of their species and sectors. */
#include "../inventory_fixture.h"
#include "inventories.h"
#include "model.h"

static const char map_text[] = "species: {PM25: PM25, NOx: {factor: {SO2: 0.5, CO: 1}}, SO2: SO2}\n"
                               "sectors: {power: power, ENE: {power: 0.6, heating: 0.4}}\nignore: {species: [CO2], sectors: [ship]}\n";

static bool read_set(fen_inventory_kind kind, const char *file, const char *map) {
  const char *const paths[] = {file};
  return fuzz_read_inventory(&(fen_inventory_file){.kind = kind, .path = file, .paths = paths, .path_count = 1, .map_path = map});
}

static const char *map_path(void) {
  static char path[FUZZ_PATH];
  if (!path[0])
    fuzz_write("map.yaml", map_text, sizeof map_text - 1, path);
  return path;
}

bool fuzz_meic_text(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fuzz_write("2020__power__PM25.asc", data, size, path);
  return read_set(FEN_INVENTORY_MEIC, path, map_path());
}

bool fuzz_meic(const uint8_t *data, size_t size) {
  static const fuzz_model *pattern;
  char path[FUZZ_PATH];
  if (!pattern) {
    double value[MEIC_CELLS];
    for (int n = 0; n < MEIC_CELLS; n++)
      value[n] = n % 7;
    (void)snprintf(path, sizeof path, "%s/meic-pattern.nc", fuzz_folder());
    write_meic_nc(path, value, "t/year");
    pattern = fuzz_model_load(path);
  }
  return fuzz_model_vary(pattern, data, size, "2020__power__SO2.nc", path) && read_set(FEN_INVENTORY_MEIC, path, map_path());
}

bool fuzz_edgar(const uint8_t *data, size_t size) {
  static const fuzz_model *pattern;
  char path[FUZZ_PATH];
  if (!pattern) {
    static double value[EDGAR_CELLS];
    const char *const names[] = {"emissions"};
    for (int n = 0; n < EDGAR_CELLS; n++)
      value[n] = n % 7;
    (void)snprintf(path, sizeof path, "%s/edgar-pattern.nc", fuzz_folder());
    write_edgar(&(edgar_file){.path = path, .variable_count = 1, .variables = names, .unit = "Tonnes", .value = value});
    pattern = fuzz_model_load(path);
  }
  return fuzz_model_vary(pattern, data, size, "v8.1_FT2022_AP_NOx_2020_ENE_emi.nc", path) &&
         read_set(FEN_INVENTORY_EDGAR, path, map_path());
}

/* The map beside a sound file. */
bool fuzz_map(const uint8_t *data, size_t size) {
  static char sound[FUZZ_PATH];
  char path[FUZZ_PATH];
  if (!sound[0]) {
    double value[MEIC_CELLS];
    for (int n = 0; n < MEIC_CELLS; n++)
      value[n] = n % 7;
    (void)snprintf(sound, sizeof sound, "%s/2020__power__NOx.asc", fuzz_folder());
    write_meic_text(sound, value);
  }
  fuzz_write("own-map.yaml", data, size, path);
  return read_set(FEN_INVENTORY_MEIC, sound, path);
}
