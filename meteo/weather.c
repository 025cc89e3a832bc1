#include "fenhe/weather.h"

#include "fenhe/memory.h"

typedef enum { SHAPE_CELLS, SHAPE_FACES_X, SHAPE_FACES_Y, SHAPE_FACES_Z, SHAPE_GROUND } shape;

typedef struct {
  double **array;
  shape shape;
} member;

enum { MEMBERS = 21 };

static void list_members(fen_weather *w, member out[MEMBERS]) {
  const member members[MEMBERS] = {
      {&w->air_kg, SHAPE_CELLS},
      {&w->flux_x_kgps, SHAPE_FACES_X},
      {&w->flux_y_kgps, SHAPE_FACES_Y},
      {&w->flux_top_kgps, SHAPE_GROUND},
      {&w->height_m, SHAPE_FACES_Z},
      {&w->u_mps, SHAPE_CELLS},
      {&w->v_mps, SHAPE_CELLS},
      {&w->temperature_k, SHAPE_CELLS},
      {&w->pressure_pa, SHAPE_CELLS},
      {&w->vapour_kgpkg, SHAPE_CELLS},
      {&w->cloud_water_kgpkg, SHAPE_CELLS},
      {&w->pblh_m, SHAPE_GROUND},
      {&w->friction_velocity_mps, SHAPE_GROUND},
      {&w->heat_flux_wpm2, SHAPE_GROUND},
      {&w->obukhov_m, SHAPE_GROUND},
      {&w->t2_k, SHAPE_GROUND},
      {&w->surface_pressure_pa, SHAPE_GROUND},
      {&w->q2_kgpkg, SHAPE_GROUND},
      {&w->rain_mm, SHAPE_GROUND},
      {&w->shortwave_wpm2, SHAPE_GROUND},
      {&w->snow_share, SHAPE_GROUND},
  };
  for (int n = 0; n < MEMBERS; n++)
    out[n] = members[n];
}

static fen_status shape_size(shape s, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, ptrdiff_t *size, fen_error *err) {
  switch (s) {
  case SHAPE_FACES_X:
    return fen_product(nx + 1, ny, nz, size, err);
  case SHAPE_FACES_Y:
    return fen_product(nx, ny + 1, nz, size, err);
  case SHAPE_FACES_Z:
    return fen_product(nx, ny, nz + 1, size, err);
  case SHAPE_GROUND:
    return fen_product(nx, ny, 1, size, err);
  case SHAPE_CELLS:
    break;
  }
  return fen_product(nx, ny, nz, size, err);
}

fen_status fen_weather_allocate(ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, fen_weather *out, fen_error *err) {
  if (!(nx >= 1 && ny >= 1 && nz >= 1))
    return fen_fail(err, FEN_ERR_ARGUMENT, "weather on %td x %td x %td cells: each extent must be at least 1", nx, ny, nz);
  fen_weather made = {.nx = nx, .ny = ny, .nz = nz};
  member members[MEMBERS];
  list_members(&made, members);
  for (int n = 0; n < MEMBERS; n++) {
    ptrdiff_t size = 0;
    fen_status status = shape_size(members[n].shape, nx, ny, nz, &size, err);
    if (!status)
      status = FEN_NEW(members[n].array, size, err);
    if (status) {
      fen_weather_clear(&made);
      return status;
    }
  }
  *out = made;
  return FEN_OK;
}

size_t fen_weather_bytes(const fen_weather *weather, size_t *large) {
  fen_weather shown = *weather;
  member members[MEMBERS];
  size_t all = 0;
  *large = 0;
  list_members(&shown, members);
  for (int n = 0; n < MEMBERS; n++) {
    ptrdiff_t size = 0;
    if (!*members[n].array || shape_size(members[n].shape, weather->nx, weather->ny, weather->nz, &size, NULL))
      continue;
    size_t bytes = (size_t)size * sizeof(double);
    all += bytes;
    *large += bytes >= FEN_LARGE ? bytes : 0;
  }
  return all;
}

void fen_weather_clear(fen_weather *weather) {
  if (!weather)
    return;
  member members[MEMBERS];
  list_members(weather, members);
  for (int n = 0; n < MEMBERS; n++)
    fen_free(*members[n].array);
  *weather = (fen_weather){0};
}

void fen_weather_source_destroy(fen_weather_source **source) {
  if (!source || !*source)
    return;
  (*source)->destroy(*source);
  *source = NULL;
}
