/* A set of inventory files with its map, on the basin's grid, and what opening it gives. */
#ifndef FENHE_TESTS_SETS_SUPPORT_H
#define FENHE_TESTS_SETS_SUPPORT_H

#include "fenhe/clock.h"
#include "fenhe/emission_steps.h"
#include "fenhe/inventory_map.h"
#include "inventory_fixture.h"

enum { PM25, BC, DUST, NO, NO2, SPECIES };
static const fen_emitted_species species[SPECIES] = {{"PM25", 0.0}, {"BC", 0.0}, {"dust", 0.0}, {"NO", 30.0}, {"NO2", 46.0}};
static const double winter[12] = {0.2, 0.2, 0.1, 0.05, 0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.1, 0.2};
static const fen_sector sectors[3] = {{.name = "power"}, {.name = "steel"}, {.name = "heating", .month = winter}};
enum { MOST_FILES = 16 };

static const char plain_map[] = "species: {PM2.5: PM25, NOx: NO2}\n"
                                "sectors: {power: power, industry: steel, ENE: power, IND: steel, residential: heating, TOTALS: heating}\n";

typedef struct {
  fen_grid *grid;
  still_air air;
  char folder[SUPPORT_PATH], map[SUPPORT_PATH], text[4096];
  char path[MOST_FILES][SUPPORT_PATH];
  const char *paths[MOST_FILES];
  fen_inventory_file file;
  fen_inventory_params params;
  double value[MEIC_CELLS];
} fixture;

static inline int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  f->air = make_air(f->grid);
  make_folder(f->folder);
  f->params = (fen_inventory_params){.grid = f->grid,
                                     .species = species,
                                     .species_count = SPECIES,
                                     .sectors = sectors,
                                     .sector_count = 3,
                                     .files = &f->file,
                                     .file_count = 1,
                                     .utc_offset_s = 8 * 3600.0,
                                     .year = 2020};
  f->file = (fen_inventory_file){.kind = FEN_INVENTORY_MEIC, .paths = f->paths, .map_path = f->map, .path = f->folder};
  write_text(f->folder, "map.yaml", plain_map, f->map);
  *state = f;
  return 0;
}

static inline int tear_down(void **state) {
  fixture *f = *state;
  support_folder_remove(f->folder);
  free(f->air.memory);
  fen_grid_destroy(&f->grid);
  free(f);
  return 0;
}

static inline const char *next_path(fixture *f, const char *name) {
  ptrdiff_t n = f->file.path_count++;
  assert_true(n < MOST_FILES);
  support_join(f->folder, name, f->path[n]);
  f->paths[n] = f->path[n];
  return f->path[n];
}

/* A MEIC file with tonnes in one cell. */
static inline void meic(fixture *f, const char *name, int cell, double tonnes) {
  memset(f->value, 0, sizeof f->value);
  f->value[cell] = tonnes;
  write_meic_nc(next_path(f, name), f->value, NULL);
}

/* An EDGAR or HTAP file with one variable and one value inside. */
static inline void edgar(fixture *f, const char *name, const char *variable, const char *unit, double value) {
  static double values[EDGAR_CELLS];
  memset(values, 0, sizeof values);
  values[EDGAR_INSIDE] = value;
  write_edgar(&(edgar_file){.path = next_path(f, name), .variable_count = 1, .variables = &variable, .unit = unit, .value = values});
}

static inline void map(fixture *f, const char *text) {
  write_text(f->folder, "map.yaml", text, f->map);
}

static inline const fen_emission_step *steps(fen_inventory *inventory, int year, ptrdiff_t *count) {
  const fen_emission_step *rows = NULL;
  fen_error err = {0};
  double start = fen_time_from_civil(year, 1, 1, 0, 0, 0) - 8 * 3600.0;
  double end = fen_time_from_civil(year + 1, 1, 1, 0, 0, 0) - 8 * 3600.0;
  if (fen_inventory_steps(inventory, start, end, &rows, count, &err))
    fail_msg("%s", err.text);
  return rows;
}

static inline const fen_inventory_total *total(const fen_inventory *inventory, int which, int sector) {
  return &fen_inventory_totals(inventory)[which * 3 + sector];
}

/* Mean rate of everything in some days [t/d]. */
static inline double tonnes_per_day(fixture *f, fen_inventory *inventory, int year, int month, int days) {
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double sum = 0.0;
  double start = fen_time_from_civil(year, month, 1, 0, 0, 0) - 8 * 3600.0;
  if (fen_inventory_rates(inventory, start, start + days * 86400.0, &f->air.air, &emission, &count, &err))
    fail_msg("%s", err.text);
  for (ptrdiff_t n = 0; n < count; n++)
    sum += emission[n].rate_kgps * 86.4;
  return sum;
}

static inline void refuses(fixture *f, fen_status status, const char *mention) {
  fen_diagnostics list = {0};
  fen_error err = {0};
  assert_int_equal(refused(&f->params, &list, &err), status);
  assert_mentions(err.text, mention);
  for (ptrdiff_t n = 0; n < list.count; n++) {
    int lines = 1;
    for (const char *at = list.items[n].text; *at; at++)
      lines += *at == '\n';
    assert_in_range(lines, 2, 6);
  }
  fen_diagnostics_clear(&list);
  f->file.path_count = 0;
}

static inline void twelve_months(fixture *f) {
  for (int month = 1; month <= 12; month++) {
    char name[64];
    (void)snprintf(name, sizeof name, "2017_%02d_industry_PM25.nc", month);
    meic(f, name, MEIC_INSIDE, 10.0 * month);
  }
}

#endif
