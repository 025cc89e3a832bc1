#include "fenhe/idealised.h"

#include <math.h>

#include "fenhe/layers.h"
#include "fenhe/memory.h"
#include "flat_top.h"
#include "idealised_internal.h"
#include "weather_files.h"

static void destroy(fen_weather_source *source) {
  idealised_source *self = (idealised_source *)source->state;
  fen_grid_destroy(&self->grid);
  double *const all[] = {self->times_s, self->roughness_m, self->faces_m, self->depth_m,   self->area_mass_kgpm2, self->pressure_pa,
                         self->basin_m, self->slope_x,     self->slope_y, self->tensor_xx, self->tensor_xy,       self->tensor_yy};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  fen_free(self);
}

static fen_status read_instant(fen_weather_source *source, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const idealised_source *self = (const idealised_source *)source->state;
  fen_status status = fen_weather_source_check(source, index, out, err);
  if (status)
    return status;
  out->time_s = self->times_s[index];
  const idealised_hour hour = idealised_day_cycle(self, out->time_s);
  idealised_fill_air(self, &hour, out);
  idealised_fill_wind(self, &hour, out);
  idealised_fill_surface(self, &hour, out);
  return FEN_OK;
}

static fen_status check(const fen_idealised_params *p, fen_error *err) {
  const struct {
    const char *name, *unit;
    double value, low, high;
  } list[] = {
      {"a wind", "m/s", p->wind_mps, 0.0, 100.0},
      {"a direction of the wind", "degrees", p->wind_from_deg, -720.0, 720.0},
      {"a turn of the wind", "degrees a day", p->wind_turn_degpd, -36000.0, 36000.0},
      {"a mixing height by day", "m", p->pblh_day_m, 10.0, 10000.0},
      {"a mixing height by night", "m", p->pblh_night_m, 10.0, 10000.0},
      {"a mean temperature", "K", p->t2_mean_k, 200.0, 330.0},
      {"a range of temperature", "K", p->t2_range_k, 0.0, 50.0},
      {"a rain", "mm/h", p->rain_mmph, 0.0, 500.0},
      {"an offset from UTC", "s", p->utc_offset_s, -86400.0, 86400.0},
      {"a top of the layers", "m", p->top_m, 500.0, 30000.0},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    if (!(list[n].value >= list[n].low && list[n].value <= list[n].high))
      return fen_fail(err, FEN_ERR_ARGUMENT, "idealised weather with %s of %g %s, which is outside %g to %g", list[n].name, list[n].value,
                      list[n].unit, list[n].low, list[n].high);
  if (!(p->end_s > p->start_s) || !(p->end_s - p->start_s < 1e10))
    return fen_fail(err, FEN_ERR_ARGUMENT, "idealised weather over %g s: the end must be after the start", p->end_s - p->start_s);
  if (!p->terrain_m)
    return fen_fail(err, FEN_ERR_ARGUMENT, "idealised weather needs terrain, zeros for flat ground");
  return FEN_OK;
}

static fen_status allocate(idealised_source *self, fen_error *err) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  ptrdiff_t cells = 0;
  fen_status status = fen_product(plane, self->source.nz, 1, &cells, err);
  double **const planes[] = {&self->roughness_m, &self->depth_m,   &self->basin_m,   &self->slope_x,
                             &self->slope_y,     &self->tensor_xx, &self->tensor_xy, &self->tensor_yy};
  for (size_t n = 0; !status && n < sizeof planes / sizeof *planes; n++)
    status = FEN_NEW(planes[n], plane, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    self->roughness_m[c] = IDEALISED_ROUGHNESS_M;
  if (!status)
    status = FEN_NEW(&self->area_mass_kgpm2, cells, err);
  if (!status)
    status = FEN_NEW(&self->pressure_pa, cells, err);
  self->source.time_count = (ptrdiff_t)ceil((self->params.end_s - self->params.start_s) / 3600.0) + 1;
  if (!status)
    status = FEN_NEW(&self->times_s, self->source.time_count, err);
  for (ptrdiff_t n = 0; !status && n < self->source.time_count; n++)
    self->times_s[n] = self->params.start_s + 3600.0 * (double)n;
  return status;
}

fen_status fen_idealised_open(const fen_idealised_params *params, const fen_log *log, fen_weather_source **out, fen_error *err) {
  idealised_source *self = NULL;
  fen_status status = check(params, err);
  if (!status)
    status = FEN_NEW(&self, 1, err);
  if (status)
    return status;
  self->params = *params;
  self->params.terrain_m = NULL;
  self->source = (fen_weather_source){.read = read_instant, .destroy = destroy, .state = self, .label = "idealised"};
  status = fen_grid_create(&params->grid, &self->grid, err);
  if (!status)
    status = fen_layers_from_rule(params->first_layer_m, params->stretching, params->top_m, &self->source.nz, &self->faces_m, err);
  if (!status)
    status = allocate(self, err);
  if (!status)
    status = fen_flat_top(self->grid, params->terrain_m, params->top_m, &self->mean_ground_m, self->depth_m, err);
  if (!status)
    status = idealised_shape_terrain(self, err);
  if (status) {
    destroy(&self->source);
    return status;
  }
  idealised_fill_mass(self);
  self->source.grid = self->grid;
  self->source.time_s = self->times_s;
  self->source.roughness_m = self->roughness_m;
  fen_log_line(log, FEN_LOG_INFO, "idealised weather: %td hourly instants, %td layers up to %.0f m above sea level, closed top",
               self->source.time_count, self->source.nz, self->mean_ground_m + self->params.top_m);
  *out = &self->source;
  return FEN_OK;
}
