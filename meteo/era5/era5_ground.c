/* ERA5's own ground and what it has there, at places of the model. */
#include <math.h>

#include "era5_internal.h"
#include "fenhe/memory.h"

void era5_ground_clear(era5_ground *g) {
  double *const all[] = {g->ground_m, g->u10_mps, g->v10_mps, g->lnp, g->t2_k, g->q2};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  *g = (era5_ground){0};
}

static fen_status read_at(era5_source *self, era5_name name, double time_s, era5_places places, double **out, fen_error *err) {
  fen_status status = FEN_NEW(out, era5_place_count(self, places), err);
  return status ? status : era5_read_at(self, name, time_s, places, *out, err);
}

/* The logarithm is nearly linear in the ground's height, pressure is not. */
static fen_status read_pressure(era5_source *self, double time_s, double **out, fen_error *err) {
  double *window = NULL;
  era5_name name;
  const ptrdiff_t count = era5_place_count(self, ERA5_CENTRES);
  fen_status status = FEN_NEW(out, count, err);
  if (!status)
    status = era5_read_lnsp(self, time_s, &name, &window, err);
  if (!status) {
    const era5_mesh *mesh = &self->meshes[self->series[name].mesh];
    for (ptrdiff_t n = 0; n < count; n++)
      (*out)[n] = era5_bilinear(window, &mesh->spots[ERA5_CENTRES][n], mesh->ni);
  }
  fen_free(window);
  return status;
}

/* Saturation over water (IFS documentation CY41R2, part IV, equation 7.5, after Buck 1981), to which ECMWF's dewpoint refers. */
double era5_dewpoint_humidity(double dewpoint_k, double pressure_pa) {
  const double vapour_pa = 611.21 * exp(17.502 * (dewpoint_k - 273.16) / (dewpoint_k - 32.19));
  const double ratio = 1.0 / (1.0 + ERA5_VIRTUAL);
  return ratio * vapour_pa / (pressure_pa - (1.0 - ratio) * vapour_pa);
}

fen_status era5_ground_read(era5_source *self, double time_s, era5_places places, era5_ground *out, fen_error *err) {
  era5_ground g = {0};
  fen_status status = read_at(self, ERA5_ZS, time_s, places, &g.ground_m, err);
  for (ptrdiff_t n = 0; !status && n < era5_place_count(self, places); n++)
    g.ground_m[n] /= ERA5_GRAVITY_MPS2;
  if (!status && places != ERA5_CENTRES && !self->levels.model) {
    status = read_at(self, ERA5_U10, time_s, places, &g.u10_mps, err);
    if (!status)
      status = read_at(self, ERA5_V10, time_s, places, &g.v10_mps, err);
  }
  if (!status && places == ERA5_CENTRES) {
    status = read_pressure(self, time_s, &g.lnp, err);
    if (!status)
      status = read_at(self, ERA5_T2, time_s, places, &g.t2_k, err);
    if (!status)
      status = read_at(self, ERA5_D2, time_s, places, &g.q2, err);
    for (ptrdiff_t n = 0; !status && n < era5_place_count(self, places); n++)
      g.q2[n] = era5_dewpoint_humidity(g.q2[n], exp(g.lnp[n]));
  }
  if (status)
    era5_ground_clear(&g);
  else
    *out = g;
  return status;
}
