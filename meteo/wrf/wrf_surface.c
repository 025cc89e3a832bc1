/* Cloud, and what the boundary layer needs at the ground: read where the file has it, otherwise diagnosed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/land_use.h"
#include "fenhe/memory.h"
#include "ground.h"
#include "wrf_internal.h"

static double kappa_power(double pressure_pa) {
  return pow(pressure_pa / FEN_P0_PA, FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK);
}

static fen_status add_condensate(wrf_source *self, ptrdiff_t index, const char *name, fen_weather *out, fen_error *err) {
  if (!fen_nc_has(self->reader, name))
    return FEN_OK;
  const wrf_block block = wrf_model_block(self, index);
  const ptrdiff_t plane = block.nx * block.ny;
  double *values = NULL;
  fen_status status = FEN_NEW(&values, plane * self->layers_used, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, name, self->instants[index].record, WRF_CENTRE, 0, self->layers_used, &block,
                            values, err);
  if (!status)
    fen_file_air_add_cloud(self->merge, values, out);
  fen_free(values);
  return status;
}

static fen_status read_cloud(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  memset(out->cloud_water_kgpkg, 0, (size_t)(out->nx * out->ny * out->nz) * sizeof *out->cloud_water_kgpkg);
  fen_status status = add_condensate(self, index, "QCLOUD", out, err);
  if (!status)
    status = add_condensate(self, index, "QICE", out, err);
  return status;
}

/* Read a 2-D variable if the file has it. */
static fen_status read_if_there(wrf_source *self, ptrdiff_t index, const char *name, const char *unit, double low, double high, double *out,
                                int *found, fen_error *err) {
  *found = fen_nc_has(self->reader, name);
  if (!*found)
    return FEN_OK;
  const wrf_block block = wrf_model_block(self, index);
  fen_status status = wrf_read_block(self->reader, &self->header, name, self->instants[index].record, WRF_CENTRE, 0, 0, &block, out, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
    if (!(out[c] >= low && out[c] <= high))
      status = fen_nc_fail(self->reader, name, FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                           "%.6g %s at (j, i) = (%td, %td) from 0 is outside %g to %g", out[c], unit, block.j0 + c / block.nx,
                           block.i0 + c % block.nx, low, high);
  return status;
}

typedef struct {
  int t2, psfc, q2, pblh, ust, hfx;
} presence;

static fen_status read_surface(wrf_source *self, ptrdiff_t index, fen_weather *out, presence *has, fen_error *err) {
  const struct {
    const char *name, *unit;
    double low, high;
    double *values;
    int *found;
  } list[] = {
      {"T2", "K", 150.0, 350.0, out->t2_k, &has->t2},
      {"PSFC", "Pa", 30000.0, 120000.0, out->surface_pressure_pa, &has->psfc},
      {"Q2", "kg/kg", -0.01, 0.2, out->q2_kgpkg, &has->q2},
      {"PBLH", "m", 0.0, 20000.0, out->pblh_m, &has->pblh},
      {"UST", "m/s", 0.0, 20.0, out->friction_velocity_mps, &has->ust},
      {"HFX", "W/m2", -5000.0, 5000.0, out->heat_flux_wpm2, &has->hfx},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++)
    status = read_if_there(self, index, list[n].name, list[n].unit, list[n].low, list[n].high, list[n].values, list[n].found, err);
  return status;
}

/* Screen values from the lowest layer, adiabatic and hydrostatic down to the ground. */
static void fill_screen(const presence *has, fen_weather *w) {
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t c = 0; c < plane; c++) {
    const double middle = 0.5 * w->height_m[plane + c];
    if (!has->psfc)
      w->surface_pressure_pa[c] = w->pressure_pa[c] * exp(FEN_GRAVITY_MPS2 * middle / (FEN_R_DRY_JPKGPK * w->temperature_k[c]));
    if (!has->t2)
      w->t2_k[c] = w->temperature_k[c] * kappa_power(w->surface_pressure_pa[c]) / kappa_power(w->pressure_pa[c]);
    if (!has->q2)
      w->q2_kgpkg[c] = w->vapour_kgpkg[c];
  }
}

void wrf_tell_diagnosis(const wrf_source *self) {
  static const char *const diagnosed[] = {"T2", "PSFC", "Q2", "PBLH", "UST", "HFX"};
  char absent[96] = "";
  for (size_t n = 0; n < sizeof diagnosed / sizeof *diagnosed; n++)
    for (ptrdiff_t v = 0; v < wrf_variable_count; v++)
      if (strcmp(wrf_variables[v].name, diagnosed[n]) == 0 && !self->header.has[v])
        (void)snprintf(absent + strlen(absent), sizeof absent - strlen(absent), "%s%s", absent[0] ? ", " : "", diagnosed[n]);
  if (absent[0])
    fen_log_line(
        &self->log, FEN_LOG_WARNING,
        "WRF: the files have no %s: diagnosed from the profiles (PBLH by bulk Richardson number 0.25, UST and HFX by similarity%s)", absent,
        self->land_share ? "" : "; no land mask: ground at 0 m counts as sea");
}

static fen_status diagnose(wrf_source *self, ptrdiff_t index, const presence *has, fen_weather *w, fen_error *err) {
  double *roughness = NULL;
  int has_roughness = 0;
  fen_status status = FEN_NEW(&roughness, w->nx * w->ny, err);
  if (!status)
    status = read_if_there(self, index, "ZNT", "m", 1e-7, 10.0, roughness, &has_roughness, err);
  const fen_ground_gaps gaps = {.friction_velocity = !has->ust,
                                .heat_flux = !has->hfx,
                                .pblh = !has->pblh,
                                .land_share = self->land_share,
                                .roughness_m = has_roughness ? roughness : NULL};
  if (!status)
    status = fen_ground_diagnose(self->grid, &gaps, w, err);
  fen_free(roughness);
  return status;
}

/* Sunlight and snow: whoever needs them does without where the files have none. */
static fen_status read_sun_and_snow(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  int sun = 0;
  int cover = 0;
  int water = 0;
  fen_status status = read_if_there(self, index, "SWDOWN", "W/m2", -1.0, 1600.0, out->shortwave_wpm2, &sun, err);
  if (!status)
    status = read_if_there(self, index, "SNOWC", "(a share)", -0.01, 1.01, out->snow_share, &cover, err);
  if (!status && !cover)
    status = read_if_there(self, index, "SNOW", "kg/m2", -0.01, 1e6, out->snow_share, &water, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++) {
    if (!sun)
      out->shortwave_wpm2[c] = NAN;
    if (!cover)
      out->snow_share[c] = water ? fen_snow_share(out->snow_share[c]) : NAN;
  }
  return status;
}

fen_status wrf_fill_surface(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  presence has = {0};
  fen_status status = read_cloud(self, index, out, err);
  if (!status)
    status = read_surface(self, index, out, &has, err);
  if (!status)
    status = read_sun_and_snow(self, index, out, err);
  if (status)
    return status;
  fill_screen(&has, out);
  if (!has.pblh || !has.ust || !has.hfx)
    status = diagnose(self, index, &has, out, err);
  if (!status)
    fen_ground_finish(out);
  return status;
}
