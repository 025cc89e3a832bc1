/* ERA5 files whose header, shapes and values the fuzzer changes: opened, and every instant read. */
#include "../era5_support.h"
#include "model.h"
#include "weather.h"

enum { VARIANTS = 4, PARTS = 2 };

typedef struct {
  const fuzz_model *part[PARTS];
  char path[PARTS][FUZZ_PATH];
} pattern;

/* The old form packed and plain, the new form, model levels: few points around a few cells. */
static const pattern *pattern_of(unsigned which) {
  static const era5_fixture forms[VARIANTS] = {{.packed = 1, .hours = 2},
                                               {.signed_lon = 1, .northwards = 1},
                                               {.new_form = 1},
                                               {.model_levels = 24, .coefficients = ERA5_HALF_LEVELS}};
  static const int parts[PARTS] = {ERA5_LEVELS, ERA5_SINGLE};
  static pattern made[VARIANTS];
  pattern *p = &made[which];
  for (int n = 0; n < PARTS; n++) {
    if (p->part[n])
      continue;
    era5_fixture f = forms[which];
    f.west_deg = 112.25;
    f.north_deg = 38.0;
    f.nlon = f.nlat = 5;
    f.lapse_kpm = 0.0065;
    f.q = 0.004;
    f.ground_m = 300.0;
    f.u_mps = 5.0;
    char name[32];
    (void)snprintf(p->path[n], FUZZ_PATH, "%s/era5-pattern.nc", fuzz_folder());
    era5_write(p->path[n], &f, parts[n]);
    p->part[n] = fuzz_model_load(p->path[n]);
    (void)snprintf(name, sizeof name, "era5-%u-%d.nc", which, n);
    fuzz_model_write(p->part[n], name, p->path[n]);
  }
  return p;
}

static bool read_all(const fen_era5_params *params) {
  fen_weather_source *source = NULL;
  fen_error err = {0};
  fen_status status = fen_era5_open(params, NULL, &source, &err);
  return fuzz_read_weather(status, source, &err);
}

/* Without and with the sound files before it, which the changed one is held against by a glance: all that is wrong is told. */
static void check(const fen_era5_params *params) {
  fen_diagnostics faults = {0};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  fen_era5_params checked = *params;
  checked.faults = &faults;
  const fen_status status = fen_era5_open(&checked, NULL, &source, &err);
  fuzz_check_complaint(status, &err);
  fen_weather_source_destroy(&source);
  fuzz_check_faults(&faults);
}

/* The first byte chooses the form, and which of its two files is changed. */
bool fuzz_era5(const uint8_t *data, size_t size) {
  static era5_case *c;
  char changed[FUZZ_PATH];
  unsigned first = size > 0 ? data[0] : 0;
  const pattern *p = pattern_of(first % VARIANTS);
  unsigned part = first / VARIANTS % PARTS;
  if (!c) {
    c = era5_case_new();
    era5_grid_at(c, 113.0, 37.5, 10000.0);
    c->params.grid.nx = c->params.grid.ny = 3;
    c->params.first_layer_m = 200.0;
    c->params.top_m = 1500.0;
  }
  if (!fuzz_model_vary(p->part[part], data + (size > 0), size - (size > 0), "era5.nc", changed))
    return false;
  c->params.since_midnight = first / VARIANTS / PARTS % 2;
  c->files[0] = p->path[0];
  c->files[1] = p->path[1];
  c->files[PARTS] = changed;
  c->params.file_count = PARTS + 1;
  check(&c->params);
  c->files[part] = changed;
  c->params.file_count = PARTS;
  check(&c->params);
  return read_all(&c->params);
}
