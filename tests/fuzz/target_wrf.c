/* WRF files whose header, shapes and values the fuzzer changes: opened, and every instant read. */
#include "../wrf_fixture.h"
#include "fenhe/wrf.h"
#include "model.h"
#include "weather.h"

static const fuzz_model *pattern(bool degrees) {
  static const fuzz_model *made[2];
  if (!made[degrees]) {
    const wrf_fixture f = {
        .start_s = 1670371200.0, .hours = 2, .map_projection = degrees ? 6 : 1, .lon_west_deg = 112.0, .bucket_mm = 100.0};
    char path[FUZZ_PATH];
    (void)snprintf(path, sizeof path, "%s/wrf-pattern.nc", fuzz_folder());
    wrf_write(path, &f);
    made[degrees] = fuzz_model_load(path);
  }
  return made[degrees];
}

static bool read_all(const char *path) {
  const fen_wrf_params params = {.files = &path, .file_count = 1, .start_s = NAN, .end_s = NAN, .moving_common_cells = true};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  fen_status status = fen_wrf_open(&params, NULL, &source, &err);
  return fuzz_read_weather(status, source, &err);
}

bool fuzz_wrf(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  bool degrees = size > 0 && data[0] % 2 == 1;
  return fuzz_model_vary(pattern(degrees), data + (size > 0), size - (size > 0), "wrf.nc", path) && read_all(path);
}
