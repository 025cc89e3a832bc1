#include "fenhe/mcip.h"

#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "mcip_internal.h"

static void destroy(fen_weather_source *source) {
  mcip_source *self = (mcip_source *)source->state;
  for (int kind = 0; kind < MCIP_KINDS; kind++) {
    fen_nc_close(&self->group[kind].reader);
    fen_instants_clear(&self->group[kind].instants);
  }
  for (ptrdiff_t n = 0; self->files && n < self->file_count; n++)
    fen_free(self->files[n]);
  fen_free(self->files);
  fen_free(self->griddesc);
  fen_free(self->times_s);
  fen_grid_destroy(&self->grid);
  fen_free(self->land_share);
  fen_free(self->land_use_share);
  fen_free(self->roughness_m);
  fen_free(self->merge);
  fen_free(self->rain_mm);
  fen_free(self);
}

/* WHAT_JD at a layer's upper face is the air through a square metre of the map. */
static fen_status fill_top(mcip_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  static const mcip_field through_top = {"WHAT_JD", "kg m-1 s-1", -1e3, 1e3};
  const fen_file_block block = mcip_model_block(self);
  const ptrdiff_t record = self->group[MCIP_METCRO3D].instants.instant[index].record;
  memset(out->flux_top_kgps, 0, (size_t)(block.nx * block.ny) * sizeof *out->flux_top_kgps);
  if (!self->source.open_top)
    return FEN_OK;
  fen_status status = mcip_read(self, MCIP_METCRO3D, &through_top, record, self->layers_used - 1, 1, &block, out->flux_top_kgps, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
    out->flux_top_kgps[c] *= self->grid->params.dx * self->grid->params.dy;
  return status;
}

static fen_status read_instant(fen_weather_source *source, ptrdiff_t index, fen_weather *out, fen_error *err) {
  mcip_source *self = (mcip_source *)source->state;
  if (!(index >= 0 && index < source->time_count))
    return fen_fail(err, FEN_ERR_ARGUMENT, "instant %td asked of MCIP files that hold 0 to %td", index, source->time_count - 1);
  if (out->nx != self->grid->params.nx || out->ny != self->grid->params.ny || out->nz != source->nz)
    return fen_fail(err, FEN_ERR_ARGUMENT, "the weather has %td x %td x %td cells, the MCIP source %td x %td x %td", out->nx, out->ny,
                    out->nz, self->grid->params.nx, self->grid->params.ny, source->nz);
  fen_file_air air = {0};
  fen_status status = mcip_read_air(self, index, &air, err);
  if (!status) {
    fen_file_air_fill(self->grid, self->merge, &air, out);
    status = fill_top(self, index, out, err);
  }
  if (!status)
    status = mcip_fill_surface(self, index, out, err);
  if (!status)
    status = mcip_fill_rain(self, index, out, err);
  fen_file_air_clear(&air);
  if (status) {
    char text[FEN_TIME_TEXT];
    fen_time_format(self->times_s[index], 0.0, text);
    return err ? fen_fail_within(err, "hour %s", text) : status;
  }
  out->time_s = self->times_s[index];
  return FEN_OK;
}

static fen_status copy_files(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  if (!(params->file_count >= 1) || !params->files)
    return fen_fail(err, FEN_ERR_ARGUMENT, "no MCIP file was given\n  = name METCRO3D, METDOT3D, METCRO2D and GRIDCRO2D files");
  /* One more: GRIDDESC, once the others were scanned. */
  fen_status status = FEN_NEW(&self->files, params->file_count + 1, err);
  for (; !status && self->file_count < params->file_count; self->file_count++)
    status = fen_duplicate(params->files[self->file_count], &self->files[self->file_count], err);
  return !status && params->griddesc ? fen_duplicate(params->griddesc, &self->griddesc, err) : status;
}

/* Variables without which nothing goes, and their units, asked of the first file of each kind: a check of headers finds them. */
static fen_status check_variables(mcip_source *self, fen_error *err) {
  static const struct {
    mcip_kind kind;
    const char *name, *unit;
  } needed[] = {{MCIP_METCRO3D, "ZF", "m"},      {MCIP_METCRO3D, "TA", "K"},    {MCIP_METCRO3D, "PRES", "Pa"},
                {MCIP_METCRO3D, "QV", "kg/kg"},  {MCIP_METCRO2D, "PBL", "m"},   {MCIP_METCRO2D, "USTAR", "m s-1"},
                {MCIP_METCRO2D, "HFX", "W m-2"}, {MCIP_METCRO2D, "TEMP2", "K"}, {MCIP_METCRO2D, "PRSFC", "Pa"},
                {MCIP_GRIDCRO2D, "HT", "m"}};
  fen_conversion ignored;
  fen_status status = FEN_OK;
  for (int kind = 0; !status && kind < MCIP_KINDS; kind++)
    if (self->group[kind].first_file >= 0)
      status = mcip_select(self, (mcip_kind)kind, self->group[kind].first_file, err);
  for (size_t n = 0; !status && n < sizeof needed / sizeof *needed; n++)
    status = fen_ioapi_conversion(self->group[needed[n].kind].reader, needed[n].name, needed[n].unit, &ignored, err);
  if (status)
    return status;
  self->faces = mcip_has(self, MCIP_METDOT3D, "UWINDC") && mcip_has(self, MCIP_METDOT3D, "VWINDC");
  const char *const winds[2] = {self->faces ? "UWINDC" : "UWIND", self->faces ? "VWINDC" : "VWIND"};
  for (int axis = 0; !status && axis < 2; axis++)
    status = fen_ioapi_conversion(self->group[MCIP_METDOT3D].reader, winds[axis], "m s-1", &ignored, err);
  if (!status && !self->faces)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: no winds at faces (UWINDC, VWINDC); means of those at dot points are used");
  return status;
}

/* How the files' layers make the model's, and whether the uppermost of them ends at the weather model's own top (sigma 0). */
static fen_status choose_layers(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  const fen_ioapi_header *header = &self->group[MCIP_METCRO3D].header;
  fen_status status =
      fen_file_air_layers(header->layers, params->merge, params->merge_count, &self->merge, &self->source.nz, &self->layers_used, err);
  if (status)
    return status;
  const bool sigma = header->level_count > 0 && header->vgtyp != FEN_IOAPI_HEIGHT;
  self->source.open_top = sigma ? !(fabs(header->level[self->layers_used]) < 1e-7) : self->layers_used < header->layers;
  if (self->source.open_top && !mcip_has(self, MCIP_METCRO3D, "WHAT_JD"))
    return fen_nc_fail(
        self->group[MCIP_METCRO3D].reader, NULL, FEN_ERR_VARIABLE, "take all layers up to the weather model's top, or files with WHAT_JD",
        err, "layers above the %td taken are left out, and without WHAT_JD the air through the top is not known", self->layers_used);
  return FEN_OK;
}

static void tell_what_was_found(const mcip_source *self) {
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  fen_time_format(self->times_s[0], 0.0, from);
  fen_time_format(self->times_s[self->source.time_count - 1], 0.0, to);
  fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: %td instants from %s to %s in %td files; %td x %td cells, %td of %td layers as %td, top %s",
               self->source.time_count, from, to, self->file_count, self->grid->params.nx, self->grid->params.ny, self->layers_used,
               self->group[MCIP_METCRO3D].header.layers, self->source.nz, self->source.open_top ? "open" : "closed");
  if (!mcip_has(self, MCIP_METCRO2D, "RN") && !mcip_has(self, MCIP_METCRO2D, "RC"))
    fen_log_line(&self->log, FEN_LOG_WARNING, "MCIP: the files have no rain (RN, RC): none is used");
}

/* A GRIDDESC that the case names is an input, too. */
static fen_status list_griddesc(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  if (!params->griddesc)
    return FEN_OK;
  fen_status status = fen_duplicate(params->griddesc, &self->files[self->file_count], err);
  self->file_count += !status;
  return status;
}

static void fill_source(mcip_source *self) {
  self->source.grid = self->grid;
  self->source.time_count = self->group[MCIP_METCRO3D].instants.count;
  self->source.time_s = self->times_s;
  self->source.land_share = self->land_share;
  self->source.land_use_share = self->land_use_share;
  self->source.roughness_m = self->roughness_m;
  self->source.label = "MCIP";
  self->source.file_count = self->file_count;
  self->source.files = (const char *const *)self->files;
}

fen_status fen_mcip_open(const fen_mcip_params *params, const fen_log *log, fen_weather_source **out, fen_error *err) {
  mcip_source *self = NULL;
  fen_status status = FEN_NEW(&self, 1, err);
  if (status)
    return status;
  self->source = (fen_weather_source){.read = read_instant, .destroy = destroy, .state = self};
  self->rain_index = -1;
  for (int kind = 0; kind < MCIP_KINDS; kind++)
    self->group[kind].first_file = -1;
  if (log)
    self->log = *log;
  status = copy_files(self, params, err);
  if (!status)
    status = mcip_catalogue_build(self, params, err);
  if (!status)
    status = check_variables(self, err);
  if (!status)
    status = mcip_place(self, params, err);
  if (!status)
    status = choose_layers(self, params, err);
  if (!status)
    status = mcip_take_land(self, err);
  if (!status)
    status = mcip_judge_density(self, err);
  if (!status)
    status = list_griddesc(self, params, err);
  if (status) {
    destroy(&self->source);
    return status;
  }
  fill_source(self);
  tell_what_was_found(self);
  *out = &self->source;
  return FEN_OK;
}
