#include "fenhe/wrf.h"

#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "weather_files.h"
#include "wrf_internal.h"

static void destroy(fen_weather_source *source) {
  wrf_source *self = (wrf_source *)source->state;
  fen_nc_close(&self->reader);
  fen_weather_files_clear(&self->files, self->file_count);
  fen_free(self->instants);
  fen_free(self->times_s);
  fen_grid_destroy(&self->grid);
  fen_free(self->land_share);
  fen_free(self->land_use_share);
  fen_free(self->roughness_m);
  fen_free(self->merge);
  fen_free(self->eta);
  fen_free(self->c1h);
  fen_free(self->rain.raw_mm);
  fen_free(self->rain.sum_mm);
  fen_free(self);
}

/* Where the highest layer taken is not WRF's own top, W says what passes through it. */
static fen_status fill_top(const wrf_source *self, ptrdiff_t index, const fen_file_air *air, fen_weather *out, fen_error *err) {
  const wrf_block block = wrf_model_block(self, index);
  memset(out->flux_top_kgps, 0, (size_t)(block.nx * block.ny) * sizeof *out->flux_top_kgps);
  if (!self->source.open_top)
    return FEN_OK;
  fen_status status = wrf_read_block(self->reader, &self->header, "W", self->instants[index].record, WRF_STAGGER_Z, air->nz, 1, &block,
                                     out->flux_top_kgps, err);
  if (!status)
    fen_file_air_top(self->grid, air, out->flux_top_kgps);
  return status;
}

static fen_status read_instant(fen_weather_source *source, ptrdiff_t index, fen_weather *out, fen_error *err) {
  wrf_source *self = (wrf_source *)source->state;
  wrf_fields fields = {0};
  fen_status status = fen_weather_source_check(source, index, out, err);
  if (status)
    return status;
  status = wrf_fields_read(self, index, &fields, err);
  if (!status) {
    fen_file_air_fill(self->grid, self->merge, &fields.air, out);
    status = fill_top(self, index, &fields.air, out, err);
  }
  if (!status)
    status = wrf_fill_surface(self, index, out, err);
  if (!status)
    status = wrf_fill_rain(self, index, out, err);
  wrf_fields_clear(&fields);
  return fen_weather_source_finish(source, index, status, out, err);
}

/* How the file's layers make the model's, and whether the uppermost of them ends at WRF's own top (eta 0). */
static fen_status choose_layers(wrf_source *self, const fen_wrf_params *params, fen_error *err) {
  fen_status status =
      fen_file_air_layers(self->header.nz, params->merge, params->merge_count, &self->merge, &self->source.nz, &self->layers_used, err);
  if (status)
    return status;
  self->source.open_top = true;
  if (fen_nc_has(self->reader, "ZNW")) {
    double eta = 1.0;
    const ptrdiff_t start[2] = {self->instants[0].record, self->layers_used};
    const ptrdiff_t count[2] = {1, 1};
    fen_nc_shape shape;
    status = fen_nc_variable_shape(self->reader, "ZNW", &shape, err);
    if (!status && (shape.rank < 1 || shape.rank > 2 || shape.shape[shape.rank - 1] != self->header.nz + 1))
      return fen_nc_fail(self->reader, "ZNW", FEN_ERR_SHAPE, "use the file as WRF wrote it", err, "the shape is not hours x %td",
                         self->header.nz + 1);
    if (!status)
      status = fen_nc_read(self->reader, "ZNW", shape.rank, shape.rank == 2 ? start : start + 1, count, &eta, err);
    self->source.open_top = !(fabs(eta) < 1e-7);
  }
  return status;
}

static void tell_what_was_found(const wrf_source *self) {
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  fen_time_format(self->times_s[0], 0.0, from);
  fen_time_format(self->times_s[self->instant_count - 1], 0.0, to);
  fen_log_line(&self->log, FEN_LOG_INFO, "WRF: %td instants from %s to %s in %td files; %td x %td cells, %td of %td layers as %td, top %s",
               self->instant_count, from, to, self->file_count, self->grid->params.nx, self->grid->params.ny, self->layers_used,
               self->header.nz, self->source.nz, self->source.open_top ? "open" : "closed");
  if (self->moving)
    fen_log_line(&self->log, FEN_LOG_WARNING, "WRF: on a grid that moves, differences of accumulated rain mean nothing: no rain is used");
}

static void fill_source(wrf_source *self) {
  self->source.grid = self->grid;
  self->source.time_count = self->instant_count;
  self->source.time_s = self->times_s;
  self->source.land_share = self->land_share;
  self->source.land_use_share = self->land_use_share;
  self->source.roughness_m = self->roughness_m;
  self->source.label = "WRF";
  self->source.file_count = self->file_count;
  self->source.files = (const char *const *)self->files;
}

fen_status fen_wrf_open(const fen_wrf_params *params, const fen_log *log, fen_weather_source **out, fen_error *err) {
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  wrf_source *self = NULL;
  fen_status status = FEN_NEW(&self, 1, err);
  if (status)
    return status;
  self->source = (fen_weather_source){.read = read_instant, .destroy = destroy, .state = self};
  self->reader_file = -1;
  self->rain.index = -1;
  if (log)
    self->log = *log;
  status = fen_weather_files_copy(params->files, params->file_count, params->file_count, "WRF", "at least one file", &self->files,
                                  &self->file_count, err);
  if (!status)
    status = wrf_catalogue_build(self, params, err);
  if (!status)
    status = wrf_place(self, params, err);
  if (!status)
    status = wrf_take_land_use(self, err);
  if (!status)
    status = choose_layers(self, params, err);
  if (status) {
    destroy(&self->source);
    return status;
  }
  fill_source(self);
  tell_what_was_found(self);
  if (!params->faults || params->faults->count == before)
    wrf_tell_diagnosis(self);
  *out = &self->source;
  return FEN_OK;
}
