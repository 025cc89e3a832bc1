/* What the boundary layer and the ground need: read where the files have it, otherwise diagnosed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"
#include "fenhe/boundary_layer.h"
#include "fenhe/constants.h"
#include "fenhe/land_use.h"
#include "fenhe/memory.h"

/* Where roughness is not known. */
static const double LAND_ROUGHNESS_M = 0.1;
static const double SEA_ROUGHNESS_M = 1e-4;
/* Below these packing has left its traces. */
static const double LEAST_FRICTION_VELOCITY_MPS = 0.01;
static const double LEAST_PBLH_M = 10.0;
static const double LEAST_ROUGHNESS_M = 1e-5;
static const double WATER_KGPM3 = 1000.0;

static double potential(double temperature_k, double pressure_pa, double vapour_kgpkg) {
  return temperature_k * pow(FEN_P0_PA / pressure_pa, FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK) * (1.0 + 0.608 * vapour_kgpkg);
}

/* Writable profiles of one column, shape [nz] each. */
typedef struct {
  double *middle_m, *theta_v_k, *u_mps, *v_mps;
} column_work;

static void diagnose_column(const era5_source *self, const column_work *work, ptrdiff_t c, fen_weather *w) {
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t k = 0; k < w->nz; k++) {
    const ptrdiff_t n = k * plane + c;
    work->middle_m[k] = 0.5 * (w->height_m[n] + w->height_m[n + plane]);
    work->theta_v_k[k] = potential(w->temperature_k[n], w->pressure_pa[n], w->vapour_kgpkg[n]);
    work->u_mps[k] = w->u_mps[n];
    work->v_mps[k] = w->v_mps[n];
  }
  const fen_profile profile = {w->nz, work->middle_m, work->theta_v_k, work->u_mps, work->v_mps};
  const int sea = self->land_share ? self->land_share[c] < 0.5 : fabs(self->grid->terrain_m[c]) < 0.01;
  const double roughness = self->roughness_m ? self->roughness_m[c] : sea ? SEA_ROUGHNESS_M : LAND_ROUGHNESS_M;
  const fen_surface_layer_input input = {
      .wind_mps = hypot(work->u_mps[0], work->v_mps[0]),
      .height_m = work->middle_m[0] > 2.0 * roughness ? work->middle_m[0] : 2.0 * roughness,
      .theta_k = work->theta_v_k[0],
      .theta_low_k = potential(w->t2_k[c], w->surface_pressure_pa[c], w->q2_kgpkg[c]),
      .height_low_m = 2.0,
      .roughness_m = roughness,
      .sea = sea && !self->roughness_m,
      .surface_pressure_pa = w->surface_pressure_pa[c],
  };
  const fen_surface_layer layer = fen_surface_layer_solve(&input);
  if (!era5_has(self, ERA5_ZUST))
    w->friction_velocity_mps[c] = layer.friction_velocity_mps;
  if (!era5_has(self, ERA5_SSHF))
    w->heat_flux_wpm2[c] = layer.heat_flux_wpm2;
  if (!era5_has(self, ERA5_BLH))
    w->pblh_m[c] = fen_boundary_layer_height(&profile, w->friction_velocity_mps[c], w->heat_flux_wpm2[c],
                                             w->surface_pressure_pa[c] / (FEN_R_DRY_JPKGPK * w->t2_k[c]));
}

static void tell_what_is_missing(era5_source *self) {
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
  if (self->diagnosis_told)
    return;
  self->diagnosis_told = true;
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (!era5_has(self, list[n].name))
      (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s (%s)", text[0] ? ", " : "", era5_facts[list[n].name].names[0],
                     list[n].instead);
  if (text[0])
    fen_log_line(&self->log, FEN_LOG_WARNING, "ERA5: the files have no %s", text);
  if (!era5_has(self, ERA5_OMEGA))
    fen_log_line(&self->log, FEN_LOG_INFO, "ERA5: without vertical velocity (w) the air through the top is left to the flux repair");
}

static fen_status diagnose(const era5_source *self, fen_weather *w, fen_error *err) {
  double *values = NULL;
  if (era5_has(self, ERA5_BLH) && era5_has(self, ERA5_ZUST) && era5_has(self, ERA5_SSHF))
    return FEN_OK;
  fen_status status = FEN_NEW(&values, 4 * w->nz, err);
  const column_work columns = {values, values + w->nz, values + 2 * w->nz, values + 3 * w->nz};
  for (ptrdiff_t c = 0; !status && c < w->nx * w->ny; c++)
    diagnose_column(self, &columns, c, w);
  fen_free(values);
  return status;
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
  if (!status && era5_has(self, ERA5_SSRD)) {
    status = era5_hourly_rate(self, ERA5_SSRD, out->time_s, out->shortwave_wpm2, err);
    for (ptrdiff_t c = 0; !status && c < plane; c++)
      out->shortwave_wpm2[c] = out->shortwave_wpm2[c] > 0.0 ? out->shortwave_wpm2[c] : 0.0;
  }
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
  tell_what_is_missing(self);
  if (!status)
    status = diagnose(self, out, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    out->obukhov_m[c] =
        fen_obukhov_length(out->friction_velocity_mps[c], out->heat_flux_wpm2[c], out->t2_k[c], out->surface_pressure_pa[c]);
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
