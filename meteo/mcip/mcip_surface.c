/* Cloud, what the boundary layer needs at the ground, and rain. */
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "ground.h"
#include "mcip_internal.h"

static fen_status add_condensate(const mcip_source *self, ptrdiff_t record, const char *name, fen_weather *out, fen_error *err) {
  const mcip_field field = {name, "kg/kg", -0.01, 0.2};
  const fen_file_block block = mcip_model_block(self);
  const ptrdiff_t plane = block.nx * block.ny;
  double *values = NULL;
  if (!mcip_has(self, MCIP_METCRO3D, name))
    return FEN_OK;
  fen_status status = FEN_NEW(&values, plane * self->layers_used, err);
  if (!status)
    status = mcip_read(self, MCIP_METCRO3D, &field, record, 0, self->layers_used, &block, values, err);
  if (!status)
    fen_file_air_add_cloud(self->merge, values, out);
  fen_free(values);
  return status;
}

static void fill_with(double *values, ptrdiff_t count, double value) {
  for (ptrdiff_t n = 0; n < count; n++)
    values[n] = value;
}

fen_status mcip_fill_surface(mcip_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const struct {
    mcip_field field;
    double *values;
    bool needed;
  } list[] = {
      {{"TEMP2", "K", 150.0, 350.0}, out->t2_k, true},
      {{"PRSFC", "Pa", 30000.0, 120000.0}, out->surface_pressure_pa, true},
      {{"PBL", "m", 0.0, 20000.0}, out->pblh_m, true},
      {{"USTAR", "m s-1", 0.0, 20.0}, out->friction_velocity_mps, true},
      {{"HFX", "W m-2", -5000.0, 5000.0}, out->heat_flux_wpm2, true},
      {{"Q2", "kg/kg", -0.01, 0.2}, out->q2_kgpkg, false},
      {{"RGRND", "W m-2", -1.0, 1600.0}, out->shortwave_wpm2, false},
      {{"SNOCOV", "1", -0.01, 1.01}, out->snow_share, false},
  };
  const fen_file_block block = mcip_model_block(self);
  const ptrdiff_t plane = block.nx * block.ny;
  const fen_instant *instant = &self->group[MCIP_METCRO2D].instants.instant[index];
  const ptrdiff_t record = self->group[MCIP_METCRO3D].instants.instant[index].record;
  memset(out->cloud_water_kgpkg, 0, (size_t)(plane * out->nz) * sizeof *out->cloud_water_kgpkg);
  fill_with(out->shortwave_wpm2, plane, NAN);
  fill_with(out->snow_share, plane, NAN);
  memcpy(out->q2_kgpkg, out->vapour_kgpkg, (size_t)plane * sizeof *out->q2_kgpkg);
  fen_status status = add_condensate(self, record, "QC", out, err);
  if (!status)
    status = add_condensate(self, record, "QI", out, err);
  if (!status)
    status = mcip_select(self, MCIP_METCRO2D, instant->file, err);
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++)
    if (list[n].needed || mcip_has(self, MCIP_METCRO2D, list[n].field.name))
      status = mcip_read(self, MCIP_METCRO2D, &list[n].field, instant->record, 0, 1, &block, list[n].values, err);
  if (!status)
    fen_ground_finish(out);
  return status;
}

/* What fell in the step that ends at an instant. */
static fen_status add_step(mcip_source *self, ptrdiff_t index, double *work, fen_error *err) {
  static const mcip_field fields[2] = {{"RN", "mm", -0.01, 1000.0}, {"RC", "mm", -0.01, 1000.0}};
  const fen_file_block block = mcip_model_block(self);
  const fen_instant *instant = &self->group[MCIP_METCRO2D].instants.instant[index];
  fen_status status = mcip_select(self, MCIP_METCRO2D, instant->file, err);
  for (int n = 0; !status && n < 2; n++) {
    if (!mcip_has(self, MCIP_METCRO2D, fields[n].name))
      continue;
    status = mcip_read(self, MCIP_METCRO2D, &fields[n], instant->record, 0, 1, &block, work, err);
    for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
      self->rain_mm[c] += work[c] > 0.0 ? work[c] : 0.0;
  }
  return status;
}

fen_status mcip_fill_rain(mcip_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  double *work = NULL;
  fen_status status = self->rain_mm ? FEN_OK : FEN_NEW(&self->rain_mm, plane, err);
  if (!status)
    status = FEN_NEW(&work, plane, err);
  if (!status && (self->rain_index < 0 || self->rain_index > index)) {
    fill_with(self->rain_mm, plane, 0.0);
    self->rain_index = 0;
  }
  while (!status && self->rain_index < index) {
    status = add_step(self, self->rain_index + 1, work, err);
    self->rain_index = status ? -1 : self->rain_index + 1;
  }
  if (!status)
    memcpy(out->rain_mm, self->rain_mm, (size_t)plane * sizeof *out->rain_mm);
  fen_free(work);
  return status;
}
