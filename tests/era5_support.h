/* Opening ERA5 files that tests make, on a small grid around 37.5 N, 113 E. */
#ifndef FENHE_TESTS_ERA5_SUPPORT_H
#define FENHE_TESTS_ERA5_SUPPORT_H

#include "era5_fixture.h"
#include "fenhe/era5.h"
#include "fenhe/memory.h"

enum { ERA5_NX = 9, ERA5_NY = 8, ERA5_CELLS = ERA5_NX * ERA5_NY, ERA5_MOST_FILES = 6, ERA5_WORDS = 4096 };

typedef struct {
  char paths[ERA5_MOST_FILES][SUPPORT_PATH];
  const char *files[ERA5_MOST_FILES];
  double terrain_m[ERA5_CELLS];
  fen_era5_params params;
  char words[ERA5_WORDS]; /* what was logged */
} era5_case;

static inline void era5_listen(void *context, fen_log_level level, const char *line) {
  char *words = (char *)context;
  (void)level;
  (void)snprintf(words + strlen(words), ERA5_WORDS - strlen(words), "%s\n", line);
}

/* Cells around a place on a map. */
static inline void era5_grid_on(era5_case *c, const fen_projection_params *map, double lon_deg, double lat_deg, double spacing) {
  fen_projection *projection = NULL;
  fen_error err = {0};
  double x, y;
  if (fen_projection_create(map, &projection, &err))
    fail_msg("%s", err.text);
  fen_projection_forward(projection, lon_deg, lat_deg, &x, &y);
  fen_projection_destroy(&projection);
  c->params.grid = (fen_grid_params){.nx = ERA5_NX,
                                     .ny = ERA5_NY,
                                     .dx = spacing,
                                     .dy = spacing,
                                     .x0 = x - 0.5 * ERA5_NX * spacing,
                                     .y0 = y - 0.5 * ERA5_NY * spacing,
                                     .projection = *map};
}

/* Lambert, 10 degrees east of its central meridian, so that the axes are turned. */
static inline void era5_grid_at(era5_case *c, double lon_deg, double lat_deg, double spacing_m) {
  const fen_projection_params map = {.kind = FEN_PROJECTION_LAMBERT,
                                     .lat_1_deg = 30.0,
                                     .lat_2_deg = 45.0,
                                     .lat_0_deg = lat_deg,
                                     .lon_0_deg = lon_deg - 10.0,
                                     .semi_major_m = 6370000.0};
  era5_grid_on(c, &map, lon_deg, lat_deg, spacing_m);
}

static inline era5_case *era5_case_new(void) {
  era5_case *c = calloc(1, sizeof *c);
  assert_non_null(c);
  c->params = (fen_era5_params){.files = c->files,
                                .start_s = NAN,
                                .end_s = NAN,
                                .terrain_m = c->terrain_m,
                                .first_layer_m = 30.0,
                                .stretching = 1.4,
                                .top_m = 5000.0};
  era5_grid_at(c, 113.0, 37.5, 10000.0);
  return c;
}

static inline void era5_add(era5_case *c, const char *folder, const char *name, const era5_fixture *f, int parts) {
  const ptrdiff_t n = c->params.file_count++;
  assert_true(n < ERA5_MOST_FILES);
  support_join(folder, name, c->paths[n]);
  c->files[n] = c->paths[n];
  era5_write(c->paths[n], f, parts);
}

/* Levels in one file, the rest in another. */
static inline era5_case *era5_case_of(const char *folder, const era5_fixture *f) {
  era5_case *c = era5_case_new();
  era5_add(c, folder, "levels.nc", f, ERA5_LEVELS);
  era5_add(c, folder, "single.nc", f, ERA5_SINGLE);
  c->params.since_midnight = f->since_midnight;
  return c;
}

/* Open; NULL with the complaint in err. */
static inline fen_weather_source *era5_try(era5_case *c, fen_error *err) {
  fen_weather_source *source = NULL;
  const fen_log log = {era5_listen, c->words};
  return fen_era5_open(&c->params, &log, &source, err) ? NULL : source;
}

static inline fen_weather_source *era5_open(era5_case *c) {
  fen_error err = {0};
  fen_weather_source *source = era5_try(c, &err);
  if (!source)
    fail_msg("%s", err.text);
  return source;
}

static inline fen_weather era5_read(fen_weather_source *source, ptrdiff_t index) {
  fen_weather w = {0};
  fen_error err = {0};
  if (fen_weather_allocate(source->grid->params.nx, source->grid->params.ny, source->nz, &w, &err) || source->read(source, index, &w, &err))
    fail_msg("%s", err.text);
  return w;
}

/* One instant of a fixture as the reader gives it, and the grid it is on. */
static inline fen_weather era5_weather_of(const char *folder, const era5_fixture *f, ptrdiff_t index) {
  era5_case *c = era5_case_of(folder, f);
  fen_weather_source *source = era5_open(c);
  fen_weather w = era5_read(source, index);
  fen_weather_source_destroy(&source);
  free(c);
  return w;
}

/* Every array of a weather, with its length, for comparisons. */
enum { ERA5_ARRAYS = 21 };
typedef struct {
  const char *name;
  const double *values;
  ptrdiff_t count;
} era5_array;

static inline void era5_arrays(const fen_weather *w, era5_array out[ERA5_ARRAYS]) {
  const ptrdiff_t plane = w->nx * w->ny;
  const ptrdiff_t cells = plane * w->nz;
  const era5_array list[ERA5_ARRAYS] = {{"air_kg", w->air_kg, cells},
                                        {"flux_x_kgps", w->flux_x_kgps, (w->nx + 1) * w->ny * w->nz},
                                        {"flux_y_kgps", w->flux_y_kgps, w->nx * (w->ny + 1) * w->nz},
                                        {"flux_top_kgps", w->flux_top_kgps, plane},
                                        {"height_m", w->height_m, cells + plane},
                                        {"u_mps", w->u_mps, cells},
                                        {"v_mps", w->v_mps, cells},
                                        {"temperature_k", w->temperature_k, cells},
                                        {"pressure_pa", w->pressure_pa, cells},
                                        {"vapour_kgpkg", w->vapour_kgpkg, cells},
                                        {"cloud_water_kgpkg", w->cloud_water_kgpkg, cells},
                                        {"pblh_m", w->pblh_m, plane},
                                        {"friction_velocity_mps", w->friction_velocity_mps, plane},
                                        {"heat_flux_wpm2", w->heat_flux_wpm2, plane},
                                        {"obukhov_m", w->obukhov_m, plane},
                                        {"t2_k", w->t2_k, plane},
                                        {"surface_pressure_pa", w->surface_pressure_pa, plane},
                                        {"q2_kgpkg", w->q2_kgpkg, plane},
                                        {"rain_mm", w->rain_mm, plane},
                                        {"shortwave_wpm2", w->shortwave_wpm2, plane},
                                        {"snow_share", w->snow_share, plane}};
  memcpy(out, list, sizeof list);
}

/* The largest difference of any array, as a share of that array's largest value. */
static inline double era5_difference(const fen_weather *a, const fen_weather *b) {
  era5_array left[ERA5_ARRAYS], right[ERA5_ARRAYS];
  double worst = 0.0;
  era5_arrays(a, left);
  era5_arrays(b, right);
  for (int n = 0; n < ERA5_ARRAYS; n++) {
    double largest = 1e-300;
    double off = 0.0;
    for (ptrdiff_t c = 0; c < left[n].count; c++) {
      largest = fmax(largest, fabs(left[n].values[c]));
      off = fmax(off, fabs(left[n].values[c] - right[n].values[c]));
      assert_true(isfinite(left[n].values[c]) && isfinite(right[n].values[c]));
    }
    worst = fmax(worst, off / largest);
  }
  return worst;
}

#endif
