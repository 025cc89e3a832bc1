#include "fenhe/era5.h"

#include <string.h>

#include "era5_internal.h"
#include "fenhe/clock.h"
#include "fenhe/layers.h"
#include "fenhe/memory.h"
#include "flat_top.h"

static void destroy(fen_weather_source *source) {
  era5_source *self = (era5_source *)source->state;
  era5_close(self);
  fen_weather_files_clear(&self->files, self->file_count);
  for (int n = 0; n < ERA5_VARIABLES; n++) {
    fen_instants_clear(&self->series[n].instants);
    fen_unread_clear(&self->series[n].unread);
  }
  for (int n = 0; n < self->mesh_count; n++) {
    fen_free(self->meshes[n].lat_deg);
    fen_free(self->meshes[n].lon_deg);
    for (int p = 0; p < ERA5_PLACES; p++)
      fen_free(self->meshes[n].spots[p]);
  }
  for (int p = 0; p < ERA5_PLACES; p++) {
    fen_free(self->sine[p]);
    fen_free(self->cosine[p]);
  }
  fen_grid_destroy(&self->grid);
  double *const all[] = {self->levels.value, self->levels.a_pa, self->levels.b,    self->times_s,    self->faces_m,
                         self->depth_m,      self->land_share,  self->roughness_m, self->rain.sum_mm};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  fen_free(self);
}

/* Air, then wind over it, then the surface under it. */
static fen_status fill(era5_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const double time_s = self->times_s[index];
  era5_block block = {0};
  era5_ground ground[ERA5_PLACES] = {0};
  double *ratio = NULL;
  fen_status status = FEN_NEW(&ratio, out->nx * out->ny, err);
  if (!status)
    status = era5_block_read(self, time_s, &block, err);
  for (int p = 0; !status && p < ERA5_PLACES; p++)
    status = era5_ground_read(self, time_s, (era5_places)p, &ground[p], err);
  if (!status)
    status = era5_fill_air(self, &block, &ground[ERA5_CENTRES], ratio, out, err);
  if (!status)
    status = era5_fill_wind(self, &block, &ground[ERA5_FACES_X], &ground[ERA5_FACES_Y], ratio, out, err);
  out->time_s = time_s;
  if (!status)
    status = era5_fill_surface(self, out, err);
  if (!status)
    status = era5_fill_rain(self, index, out, err);
  era5_block_clear(&block);
  for (int p = 0; p < ERA5_PLACES; p++)
    era5_ground_clear(&ground[p]);
  fen_free(ratio);
  return status;
}

static fen_status read_instant(fen_weather_source *source, ptrdiff_t index, fen_weather *out, fen_error *err) {
  era5_source *self = (era5_source *)source->state;
  fen_status status = fen_weather_source_check(source, index, out, err);
  return status ? status : fill(self, index, out, err);
}

static fen_status lay_grid(era5_source *self, const fen_era5_params *params, fen_error *err) {
  fen_status status = fen_grid_create(&params->grid, &self->grid, err);
  if (!status)
    status = fen_layers_from_rule(params->first_layer_m, params->stretching, params->top_m, &self->source.nz, &self->faces_m, err);
  if (!status)
    status = FEN_NEW(&self->depth_m, params->grid.nx * params->grid.ny, err);
  return status ? status : fen_flat_top(self->grid, params->terrain_m, params->top_m, &self->ground_m, self->depth_m, err);
}

/* What is taken of the first hour's values; better now than when a run has begun it is told whether the levels were chosen well. */
static fen_status take_values(era5_source *self, fen_error *err) {
  era5_block block = {0};
  fen_status status = era5_fill_constants(self, err);
  if (!status)
    status = era5_block_read(self, self->times_s[0], &block, err);
  if (!status)
    status = era5_check_top(self, &block, err);
  era5_block_clear(&block);
  return status;
}

static void fill_source(era5_source *self) {
  self->source.grid = self->grid;
  self->source.time_count = self->instant_count;
  self->source.time_s = self->times_s;
  self->source.open_top = true;
  self->source.land_share = self->land_share;
  self->source.roughness_m = self->roughness_m;
  self->source.label = "ERA5";
  self->source.file_count = self->file_count;
  self->source.files = (const char *const *)self->files;
}

static void tell_what_was_found(const era5_source *self, double top_m) {
  char from[FEN_TIME_TEXT];
  char to[FEN_TIME_TEXT];
  fen_time_format(self->times_s[0], 0.0, from);
  fen_time_format(self->times_s[self->instant_count - 1], 0.0, to);
  const era5_mesh *mesh = &self->meshes[self->series[ERA5_T].mesh];
  fen_log_line(&self->log, FEN_LOG_INFO,
               "ERA5: %td instants from %s to %s in %td files; %td %s levels, %td x %td of their points; %td layers up to %.0f m above sea "
               "level, open top",
               self->instant_count, from, to, self->file_count, self->levels.count, self->levels.model ? "model" : "pressure", mesh->ni,
               mesh->nj, self->source.nz, self->ground_m + top_m);
}

static fen_status copy_files(era5_source *self, const fen_era5_params *params, fen_error *err) {
  return fen_weather_files_copy(params->files, params->file_count, params->file_count, "ERA5", "at least one file", &self->files,
                                &self->file_count, err);
}

/* With params->faults opened in spite of those of the files: the grid is the case's own. If that cannot be laid, the files are looked at
 * all the same. */
static fen_status open_files(era5_source *self, const fen_era5_params *params, fen_error *err) {
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  if (!params->terrain_m)
    return fen_fail(err, FEN_ERR_ARGUMENT, "ERA5 needs terrain, zeros for flat ground");
  fen_status status = copy_files(self, params, err);
  if (status)
    return status;
  const fen_status laid = lay_grid(self, params, err);
  status = fen_fault_take(params->faults, laid, err);
  if (!status)
    status = era5_catalogue(self, params, err);
  if (!status && !laid)
    status = era5_place(self, params->faults, err);
  if (!status)
    status = era5_instants(self, params, err);
  if (!status && (!params->faults || params->faults->count == before))
    status = fen_fault_take(params->faults, take_values(self, err), err);
  if (!status && laid && params->faults)
    *err = params->faults->items[before];
  return status ? status : laid;
}

static fen_status create(const fen_era5_params *params, const fen_log *log, era5_source **out, fen_error *err) {
  era5_source *self = NULL;
  fen_status status = FEN_NEW(&self, 1, err);
  if (status)
    return status;
  self->source = (fen_weather_source){.read = read_instant, .destroy = destroy, .state = self};
  self->since_midnight = params->since_midnight;
  self->rain.index = -1;
  if (log)
    self->log = *log;
  *out = self;
  return FEN_OK;
}

fen_status fen_era5_look(const fen_era5_params *params, const fen_log *log, fen_error *err) {
  era5_source *self = NULL;
  fen_error fault;
  fen_status status = create(params, log, &self, err);
  if (status)
    return status;
  status = copy_files(self, params, &fault);
  if (!status)
    status = era5_catalogue(self, params, &fault);
  if (!status)
    status = era5_instants(self, params, &fault);
  destroy(&self->source);
  if (status && err)
    *err = fault;
  return status;
}

fen_status fen_era5_open(const fen_era5_params *params, const fen_log *log, fen_weather_source **out, fen_error *err) {
  const ptrdiff_t before = params->faults ? params->faults->count : 0;
  era5_source *self = NULL;
  fen_error fault;
  fen_status status = create(params, log, &self, err);
  if (status)
    return status;
  status = open_files(self, params, &fault);
  if (status) {
    destroy(&self->source);
    if (err)
      *err = fault;
    return status;
  }
  fill_source(self);
  if (self->times_s && self->levels.count > 0) {
    tell_what_was_found(self, params->top_m);
    if (!params->faults || params->faults->count == before)
      era5_tell_what_is_missing(self);
  }
  *out = &self->source;
  return FEN_OK;
}
