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
    fen_unread_clear(&self->group[kind].unread);
  }
  fen_weather_files_clear(&self->files, self->file_count);
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
  fen_file_air air = {0};
  fen_status status = fen_weather_source_check(source, index, out, err);
  if (status)
    return status;
  status = mcip_read_air(self, index, &air, err);
  if (!status) {
    fen_file_air_fill(self->grid, self->merge, &air, out);
    status = fill_top(self, index, out, err);
  }
  if (!status)
    status = mcip_fill_surface(self, index, out, err);
  if (!status)
    status = mcip_fill_rain(self, index, out, err);
  fen_file_air_clear(&air);
  return fen_weather_source_finish(source, index, status, out, err);
}

static fen_status copy_files(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  /* One more: GRIDDESC, once the others were scanned. */
  fen_status status = fen_weather_files_copy(params->files, params->file_count, params->file_count + 1, "MCIP",
                                             "METCRO3D, METDOT3D, METCRO2D and GRIDCRO2D files", &self->files, &self->file_count, err);
  return !status && params->griddesc ? fen_duplicate(params->griddesc, &self->griddesc, err) : status;
}

static fen_status choose_layers(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  return fen_file_air_layers(self->group[MCIP_METCRO3D].header.layers, params->merge, params->merge_count, &self->merge, &self->source.nz,
                             &self->layers_used, err);
}

static void tell_what_was_found(const mcip_source *self) {
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  fen_time_format(self->times_s[0], 0.0, from);
  fen_time_format(self->times_s[self->source.time_count - 1], 0.0, to);
  fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: %td instants from %s to %s in %td files; %td x %td cells, %td of %td layers as %td, top %s",
               self->source.time_count, from, to, self->file_count, self->grid->params.nx, self->grid->params.ny, self->layers_used,
               self->group[MCIP_METCRO3D].header.layers, self->source.nz, self->source.open_top ? "open" : "closed");
  const mcip_group *surface = &self->group[MCIP_METCRO2D];
  const bool known = surface->instants.count > 0 && surface->reader; /* an empty file has no rain to use, and that is told otherwise */
  if (known && !mcip_has(self, MCIP_METCRO2D, "RN") && !mcip_has(self, MCIP_METCRO2D, "RC"))
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
  self->source.time_count = self->times_s ? self->group[MCIP_METCRO3D].instants.count : 0;
  self->source.time_s = self->times_s;
  self->source.land_share = self->land_share;
  self->source.land_use_share = self->land_use_share;
  self->source.roughness_m = self->roughness_m;
  self->source.label = "MCIP";
  self->source.file_count = self->file_count;
  self->source.files = (const char *const *)self->files;
}

/* The place and the layers, as far as the files that tell them are sound. */
static fen_status settle(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  const mcip_group *cross = &self->group[MCIP_GRIDCRO2D];
  fen_status status = FEN_OK;
  if (cross->first_file >= 0 && !cross->faulty && !self->group[MCIP_GRIDDOT2D].faulty) {
    status = mcip_place(self, params, err);
    if (status)
      fen_grid_destroy(&self->grid);
    status = fen_fault_take(params->faults, status, err);
  }
  if (!status && self->group[MCIP_METCRO3D].first_file >= 0)
    status = fen_fault_take(params->faults, choose_layers(self, params, err), err);
  return status;
}

/* What is taken of the files' values at once; only of files without fault. */
static fen_status take_values(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  if (!self->faces)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: no winds at faces (UWINDC, VWINDC); means of those at dot points are used");
  fen_status status = mcip_take_land(self, err);
  if (!status)
    status = mcip_judge_density(self, err);
  return status ? status : list_griddesc(self, params, err);
}

/* Opened in spite of faults if there is a grid with layers. */
static fen_status open_files(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  fen_status status = copy_files(self, params, err);
  if (!status)
    status = mcip_catalogue_build(self, params, err);
  if (!status)
    status = mcip_choose_instants(self, params, err);
  if (!status)
    status = settle(self, params, err);
  if (!status && (!params->faults || params->faults->count == before))
    status = fen_fault_take(params->faults, take_values(self, params, err), err);
  if (!status && params->faults && params->faults->count > before && !(self->grid && self->merge)) {
    *err = params->faults->items[before];
    status = err->status;
  }
  return status;
}

fen_status fen_mcip_open(const fen_mcip_params *params, const fen_log *log, fen_weather_source **out, fen_error *err) {
  mcip_source *self = NULL;
  fen_error fault;
  fen_status status = FEN_NEW(&self, 1, err);
  if (status)
    return status;
  self->source = (fen_weather_source){.read = read_instant, .destroy = destroy, .state = self};
  self->rain_index = -1;
  for (int kind = 0; kind < MCIP_KINDS; kind++)
    self->group[kind].first_file = -1;
  if (log)
    self->log = *log;
  status = open_files(self, params, &fault);
  if (status) {
    destroy(&self->source);
    if (err)
      *err = fault;
    return status;
  }
  fill_source(self);
  if (self->times_s)
    tell_what_was_found(self);
  *out = &self->source;
  return FEN_OK;
}
