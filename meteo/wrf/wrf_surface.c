/* Cloud, and what the boundary layer needs at the ground: read where the file has it, otherwise diagnosed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/constants.h"
#include "fenhe/land_use.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

/* Where neither roughness nor land use is known. */
static const double LAND_ROUGHNESS_M = 0.1;

static double kappa_power(double pressure_pa) {
  return pow(pressure_pa / FEN_P0_PA, FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK);
}

/* Plain mean of a mixing ratio over merged layers, added to out. */
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
  ptrdiff_t from = 0;
  for (ptrdiff_t k = 0; !status && k < out->nz; k++)
    for (int n = 0; n < self->merge[k]; n++, from++)
      for (ptrdiff_t c = 0; c < plane; c++) {
        const double value = values[from * plane + c];
        out->cloud_water_kgpkg[k * plane + c] += (value > 0.0 ? value : 0.0) / self->merge[k];
      }
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
static fen_status read_if_there(wrf_source *self, ptrdiff_t index, const char *name, double low, double high, double *out, int *found,
                                fen_error *err) {
  *found = fen_nc_has(self->reader, name);
  if (!*found)
    return FEN_OK;
  const wrf_block block = wrf_model_block(self, index);
  fen_status status = wrf_read_block(self->reader, &self->header, name, self->instants[index].record, WRF_CENTRE, 0, 0, &block, out, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
    if (!(out[c] >= low && out[c] <= high))
      status = fen_nc_fail(self->reader, name, FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                           "%.6g at (j, i) = (%td, %td) is outside %g to %g", out[c], block.j0 + c / block.nx, block.i0 + c % block.nx, low,
                           high);
  return status;
}

typedef struct {
  int t2, psfc, q2, pblh, ust, hfx;
} presence;

static fen_status read_surface(wrf_source *self, ptrdiff_t index, fen_weather *out, presence *has, fen_error *err) {
  const struct {
    const char *name;
    double low, high;
    double *values;
    int *found;
  } list[] = {
      {"T2", 150.0, 350.0, out->t2_k, &has->t2},
      {"PSFC", 30000.0, 120000.0, out->surface_pressure_pa, &has->psfc},
      {"Q2", -0.01, 0.2, out->q2_kgpkg, &has->q2},
      {"PBLH", 0.0, 20000.0, out->pblh_m, &has->pblh},
      {"UST", 0.0, 20.0, out->friction_velocity_mps, &has->ust},
      {"HFX", -5000.0, 5000.0, out->heat_flux_wpm2, &has->hfx},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++)
    status = read_if_there(self, index, list[n].name, list[n].low, list[n].high, list[n].values, list[n].found, err);
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

static double virtual_factor(double vapour_kgpkg) {
  return 1.0 + 0.608 * vapour_kgpkg;
}

/* Land and sea where the file has no mask: ground at sea level is taken for sea. */
static int is_sea(const wrf_source *self, ptrdiff_t column) {
  return self->land_share ? self->land_share[column] < 0.5 : fabs(self->grid->terrain_m[column]) < 0.01;
}

/* Writable profiles of one column, shape [nz] each. */
typedef struct {
  double *middle_m, *theta_v_k, *u_mps, *v_mps;
} column_work;

static void diagnose_column(const wrf_source *self, const presence *has, const double *roughness_m, const column_work *work, ptrdiff_t c,
                            fen_weather *w) {
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t k = 0; k < w->nz; k++) {
    const ptrdiff_t n = k * plane + c;
    work->middle_m[k] = 0.5 * (w->height_m[n] + w->height_m[n + plane]);
    work->theta_v_k[k] = w->temperature_k[n] / kappa_power(w->pressure_pa[n]) * virtual_factor(w->vapour_kgpkg[n]);
    work->u_mps[k] = w->u_mps[n];
    work->v_mps[k] = w->v_mps[n];
  }
  const fen_profile profile = {w->nz, work->middle_m, work->theta_v_k, work->u_mps, work->v_mps};
  const int sea = is_sea(self, c);
  const fen_surface_layer_input input = {
      .wind_mps = hypot(work->u_mps[0], work->v_mps[0]),
      .height_m = work->middle_m[0],
      .theta_k = work->theta_v_k[0],
      .theta_low_k = w->t2_k[c] / kappa_power(w->surface_pressure_pa[c]) * virtual_factor(w->q2_kgpkg[c]),
      .height_low_m = 2.0,
      .roughness_m = roughness_m ? roughness_m[c]
                     : sea       ? 1e-4
                                 : LAND_ROUGHNESS_M,
      .sea = sea && !roughness_m,
      .surface_pressure_pa = w->surface_pressure_pa[c],
  };
  const fen_surface_layer layer = fen_surface_layer_solve(&input);
  if (!has->ust)
    w->friction_velocity_mps[c] = layer.friction_velocity_mps;
  if (!has->hfx)
    w->heat_flux_wpm2[c] = layer.heat_flux_wpm2;
  if (!has->pblh)
    w->pblh_m[c] = fen_boundary_layer_height(&profile, w->friction_velocity_mps[c], w->heat_flux_wpm2[c],
                                             w->surface_pressure_pa[c] / (FEN_R_DRY_JPKGPK * w->t2_k[c]));
}

static void tell_diagnosis(wrf_source *self, const presence *has) {
  if (self->diagnosis_told)
    return;
  self->diagnosis_told = true;
  char absent[96] = "";
  const struct {
    const char *name;
    int there;
  } list[] = {{"T2", has->t2}, {"PSFC", has->psfc}, {"Q2", has->q2}, {"PBLH", has->pblh}, {"UST", has->ust}, {"HFX", has->hfx}};
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (!list[n].there)
      (void)snprintf(absent + strlen(absent), sizeof absent - strlen(absent), "%s%s", absent[0] ? ", " : "", list[n].name);
  if (absent[0])
    fen_log_line(
        &self->log, FEN_LOG_WARNING,
        "WRF: the files have no %s: diagnosed from the profiles (PBLH by bulk Richardson number 0.25, UST and HFX by similarity%s)", absent,
        self->land_share ? "" : "; no land mask: ground at 0 m counts as sea");
}

static fen_status diagnose(wrf_source *self, ptrdiff_t index, const presence *has, fen_weather *w, fen_error *err) {
  const ptrdiff_t plane = w->nx * w->ny;
  double *roughness = NULL;
  double *values = NULL;
  int has_roughness = 0;
  fen_status status = FEN_NEW(&roughness, plane, err);
  if (!status)
    status = FEN_NEW(&values, 4 * w->nz, err);
  if (!status)
    status = read_if_there(self, index, "ZNT", 1e-7, 10.0, roughness, &has_roughness, err);
  const column_work columns = {values, values + w->nz, values + 2 * w->nz, values + 3 * w->nz};
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    diagnose_column(self, has, has_roughness ? roughness : NULL, &columns, c, w);
  fen_free(roughness);
  fen_free(values);
  return status;
}

/* Sunlight and snow: whoever needs them does without where the files have none. */
static fen_status read_sun_and_snow(wrf_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  int sun = 0;
  int cover = 0;
  int water = 0;
  fen_status status = read_if_there(self, index, "SWDOWN", -1.0, 1600.0, out->shortwave_wpm2, &sun, err);
  if (!status)
    status = read_if_there(self, index, "SNOWC", -0.01, 1.01, out->snow_share, &cover, err);
  if (!status && !cover)
    status = read_if_there(self, index, "SNOW", -0.01, 1e6, out->snow_share, &water, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++) {
    const double snow = water ? fen_snow_share(out->snow_share[c]) : out->snow_share[c];
    out->shortwave_wpm2[c] = !sun ? NAN : out->shortwave_wpm2[c] > 0.0 ? out->shortwave_wpm2[c] : 0.0;
    out->snow_share[c] = !cover && !water ? NAN : snow < 0.0 ? 0.0 : snow > 1.0 ? 1.0 : snow;
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
  tell_diagnosis(self, &has);
  if (!has.pblh || !has.ust || !has.hfx)
    status = diagnose(self, index, &has, out, err);
  for (ptrdiff_t c = 0; !status && c < out->nx * out->ny; c++) {
    if (!(out->q2_kgpkg[c] > 0.0))
      out->q2_kgpkg[c] = 0.0;
    out->obukhov_m[c] =
        fen_obukhov_length(out->friction_velocity_mps[c], out->heat_flux_wpm2[c], out->t2_k[c], out->surface_pressure_pa[c]);
  }
  return status;
}
