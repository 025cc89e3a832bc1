/* What the tests of emissions share: a folder of their own, a small grid, a resting atmosphere, sums of rates. */
#ifndef FENHE_TESTS_EMISSIONS_SUPPORT_H
#define FENHE_TESTS_EMISSIONS_SUPPORT_H

#include <unistd.h>

#include "fenhe/emissions.h"
#include "support.h"

enum { AIR_LAYERS = 6 };

/* A new folder, its name owned by the caller's array. */
static inline void make_folder(char folder[SUPPORT_PATH]) {
  const char *root = getenv("TMPDIR");
  (void)snprintf(folder, SUPPORT_PATH, "%s/fenhe-emissions-XXXXXX", root ? root : "/tmp");
  assert_non_null(mkdtemp(folder));
}

static inline void write_text(const char *folder, const char *name, const char *text, char path[SUPPORT_PATH]) {
  (void)snprintf(path, SUPPORT_PATH, "%.3900s/%.100s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* 60 x 50 cells of 4 km around the Taiyuan Basin. */
static inline fen_grid *basin_grid(void) {
  fen_grid_params params = {.nx = 60, .ny = 50, .dx = 4000.0, .dy = 4000.0, .x0 = -120000.0, .y0 = -100000.0};
  params.projection = (fen_projection_params){.kind = FEN_PROJECTION_LAMBERT,
                                              .lat_1_deg = 30.0,
                                              .lat_2_deg = 60.0,
                                              .lat_0_deg = 37.6,
                                              .lon_0_deg = 112.2,
                                              .semi_major_m = 6370000.0};
  fen_grid *grid = NULL;
  fen_error err = {0};
  if (fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  return grid;
}

typedef struct {
  fen_plume_air air;
  double *memory;
} still_air;

/* Layers 0-40-120-300-700-1500-3000 m, 280 K at the ground and 6.5 K/km, wind 4 m/s, a boundary layer of 600 m with L = -80 m. */
static inline still_air make_air(const fen_grid *grid) {
  static const double face[AIR_LAYERS + 1] = {0.0, 40.0, 120.0, 300.0, 700.0, 1500.0, 3000.0};
  size_t plane = (size_t)(grid->params.nx * grid->params.ny);
  still_air out;
  out.memory = calloc(plane * (AIR_LAYERS + 1 + 4 * AIR_LAYERS + 3), sizeof *out.memory);
  assert_non_null(out.memory);
  double *height = out.memory;
  double *temperature = height + (AIR_LAYERS + 1) * plane;
  double *pressure = temperature + AIR_LAYERS * plane;
  double *u = pressure + AIR_LAYERS * plane;
  double *v = u + AIR_LAYERS * plane;
  double *pblh = v + AIR_LAYERS * plane;
  for (size_t c = 0; c < plane; c++) {
    for (size_t k = 0; k <= AIR_LAYERS; k++)
      height[k * plane + c] = face[k];
    for (size_t k = 0; k < AIR_LAYERS; k++) {
      double z = 0.5 * (face[k] + face[k + 1]);
      temperature[k * plane + c] = 280.0 - 0.0065 * z;
      pressure[k * plane + c] = 92000.0 * exp(-z / 8000.0);
      u[k * plane + c] = 4.0;
    }
    pblh[c] = 600.0;
    pblh[plane + c] = 0.3;
    pblh[2 * plane + c] = -80.0;
  }
  out.air = (fen_plume_air){AIR_LAYERS, height, temperature, pressure, u, v, pblh, pblh + plane, pblh + 2 * plane};
  return out;
}

static inline double rate_sum(const fen_emission *emission, ptrdiff_t count, int species, int sector) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    if (emission[n].species == species && (sector < 0 || emission[n].sector == sector))
      sum += emission[n].rate_kgps;
  return sum;
}

static inline fen_inventory *open_inventory(const fen_inventory_params *params) {
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  if (fen_inventory_open(params, NULL, NULL, &inventory, &err))
    fail_msg("%s", err.text);
  return inventory;
}

/* The status of an inventory that must be refused; its faults are left in list. */
static inline fen_status refused(const fen_inventory_params *params, fen_diagnostics *list, fen_error *err) {
  fen_inventory *inventory = NULL;
  fen_status status = fen_inventory_open(params, NULL, list, &inventory, err);
  assert_null(inventory);
  return status;
}

#endif
