#include "weather.h"

#include <math.h>

#include "fuzz.h"

bool fuzz_read_weather(fen_status opened, fen_weather_source *source, const fen_error *complaint) {
  fen_weather weather = {0};
  fen_error err = {0};
  fuzz_check_complaint(opened, complaint);
  if (opened)
    return false;
  const fen_grid_params *grid = &source->grid->params;
  fen_status status = fen_weather_allocate(grid->nx, grid->ny, source->nz, &weather, &err);
  for (ptrdiff_t n = 0; n < source->time_count && !status; n++) {
    status = source->read(source, n, &weather, &err);
    for (ptrdiff_t c = 0; !status && c < source->nz * grid->ny * grid->nx; c++)
      fuzz_require(weather.air_kg[c] > 0.0 && isfinite(weather.air_kg[c]) && isfinite(weather.u_mps[c]));
  }
  fuzz_check_complaint(status, &err);
  fen_weather_clear(&weather);
  fen_weather_source_destroy(&source);
  return status == FEN_OK;
}
