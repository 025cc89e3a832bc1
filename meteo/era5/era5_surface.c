/* What the boundary layer and the ground need: read where the files have it, otherwise diagnosed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/land_use.h"
#include "fenhe/memory.h"
#include "ground.h"

/* Below these packing has left its traces. */
static const double LEAST_FRICTION_VELOCITY_MPS = 0.01;
static const double LEAST_PBLH_M = 10.0;
static const double LEAST_ROUGHNESS_M = 1e-5;
static const double WATER_KGPM3 = 1000.0;

void era5_tell_what_is_missing(const era5_source *self) {
  static const struct {
    era5_name name;
    const char *instead;
  } list[] = {{ERA5_BLH, "diagnosed by the bulk Richardson number 0.25"},
              {ERA5_ZUST, "diagnosed by similarity"},
              {ERA5_SSHF, "diagnosed by similarity"},
              {ERA5_TP, "no rain, no wet removal"},
              {ERA5_SSRD, "sunlight from the sun's height and the clouds"},
              {ERA5_SD, "snow by temperature"},
              {ERA5_LSM, "ground at 0 m counts as sea"}};
  char text[512] = "";
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (!era5_has(self, list[n].name))
      (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s (%s)", text[0] ? ", " : "", era5_facts[list[n].name].names[0],
                     list[n].instead);
  if (text[0])
    fen_log_line(&self->log, FEN_LOG_WARNING, "ERA5: the files have no %s", text);
  if (!era5_has(self, ERA5_OMEGA))
    fen_log_line(&self->log, FEN_LOG_INFO, "ERA5: without vertical velocity (w) the air through the top is left to the flux repair");
}

static fen_status read_if_there(era5_source *self, era5_name name, double time_s, double least, double *out, fen_error *err) {
  if (!era5_has(self, name))
    return FEN_OK;
  fen_status status = era5_read_at(self, name, time_s, ERA5_CENTRES, out, err);
  for (ptrdiff_t c = 0; !status && c < era5_place_count(self, ERA5_CENTRES); c++)
    out[c] = out[c] > least ? out[c] : least;
  return status;
}

/* ECMWF counts fluxes downwards, the model the sensible one upwards. */
static fen_status read_fluxes(era5_source *self, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  fen_status status = FEN_OK;
  if (era5_has(self, ERA5_SSHF)) {
    status = era5_hourly_rate(self, ERA5_SSHF, out->time_s, out->heat_flux_wpm2, err);
    for (ptrdiff_t c = 0; !status && c < plane; c++)
      out->heat_flux_wpm2[c] = -out->heat_flux_wpm2[c];
  }
  if (!status && era5_has(self, ERA5_SSRD))
    status = era5_hourly_rate(self, ERA5_SSRD, out->time_s, out->shortwave_wpm2, err);
  return status;
}

fen_status era5_fill_surface(era5_source *self, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  const double time_s = out->time_s;
  for (ptrdiff_t c = 0; c < plane; c++)
    out->shortwave_wpm2[c] = out->snow_share[c] = NAN;
  fen_status status = read_if_there(self, ERA5_BLH, time_s, LEAST_PBLH_M, out->pblh_m, err);
  if (!status)
    status = read_if_there(self, ERA5_ZUST, time_s, LEAST_FRICTION_VELOCITY_MPS, out->friction_velocity_mps, err);
  if (!status)
    status = read_if_there(self, ERA5_SD, time_s, 0.0, out->snow_share, err);
  for (ptrdiff_t c = 0; !status && era5_has(self, ERA5_SD) && c < plane; c++)
    out->snow_share[c] = fen_snow_share(WATER_KGPM3 * out->snow_share[c]);
  if (!status)
    status = read_fluxes(self, out, err);
  const fen_ground_gaps gaps = {.friction_velocity = !era5_has(self, ERA5_ZUST),
                                .heat_flux = !era5_has(self, ERA5_SSHF),
                                .pblh = !era5_has(self, ERA5_BLH),
                                .land_share = self->land_share,
                                .roughness_m = self->roughness_m};
  if (!status)
    status = fen_ground_diagnose(self->grid, &gaps, out, err);
  if (!status)
    fen_ground_finish(out);
  return status;
}

fen_status era5_fill_constants(era5_source *self, fen_error *err) {
  const ptrdiff_t plane = era5_place_count(self, ERA5_CENTRES);
  fen_status status = FEN_OK;
  if (era5_has(self, ERA5_LSM)) {
    status = FEN_NEW(&self->land_share, plane, err);
    if (!status)
      status = era5_read_at(self, ERA5_LSM, self->times_s[0], ERA5_CENTRES, self->land_share, err);
    for (ptrdiff_t c = 0; !status && c < plane; c++)
      self->land_share[c] = self->land_share[c] > 1.0 ? 1.0 : self->land_share[c] > 0.0 ? self->land_share[c] : 0.0;
  }
  if (!status && era5_has(self, ERA5_FSR)) {
    status = FEN_NEW(&self->roughness_m, plane, err);
    if (!status)
      status = read_if_there(self, ERA5_FSR, self->times_s[0], LEAST_ROUGHNESS_M, self->roughness_m, err);
  }
  return status;
}
