#include "fenhe/domain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "basins.h"
#include "case/case_read.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "land_cover.h"
#include "terrain.h"

/* A wrong zone or parallel is no fault, for all areas are the true ones, but hardly meant. */
static void tell_scale(const fen_case_grid *grid, const fen_projection *projection, const fen_log *log) {
  const double most = 1.25;
  double mx, my;
  if (fen_projection_in_degrees(grid->projection.kind))
    return;
  fen_projection_map_factor(projection, grid->centre_lon_deg, grid->centre_lat_deg, &mx, &my);
  if (!(mx > most || mx < 1.0 / most || my > most || my < 1.0 / most))
    return;
  fen_log_line(
      log, FEN_LOG_WARNING,
      "the grid's map is far from true to scale at its centre: cells of %.6g m are %.4g m by %.4g m on the ground; check its zone, "
      "parallels or origin",
      grid->spacing, grid->spacing / mx, grid->spacing / my);
}

/* Grid of a case around its centre. */
static fen_status grid_params(const fen_case_grid *grid, const fen_log *log, fen_grid_params *out, fen_error *err) {
  fen_projection *projection = NULL;
  fen_error refused = {.text = ""};
  fen_status status = fen_projection_create(&grid->projection, &projection, &refused);
  if (status) {
    refused.text[strcspn(refused.text, ";\n")] = '\0';
    return fen_yaml_fail(grid->node, status == FEN_ERR_ARGUMENT ? FEN_ERR_RANGE : status,
                         "correct 'projection'; docs/guide/case-file.md describes it", err, "%s", refused.text);
  }
  double x = NAN;
  double y = NAN;
  fen_projection_forward(projection, grid->centre_lon_deg, grid->centre_lat_deg, &x, &y);
  if (isfinite(x) && isfinite(y))
    tell_scale(grid, projection, log);
  fen_projection_destroy(&projection);
  if (!isfinite(x) || !isfinite(y))
    return fen_yaml_fail(grid->node, FEN_ERR_RANGE, "choose a centre and an origin near each other", err,
                         "the projection is not defined at the grid's centre");
  const char *note = fen_projection_datum_note(&grid->projection);
  if (note)
    fen_log_line(log, FEN_LOG_WARNING, "%s", note);
  *out = (fen_grid_params){.nx = grid->nx,
                           .ny = grid->ny,
                           .dx = grid->spacing,
                           .dy = grid->spacing,
                           .x0 = x - 0.5 * (double)grid->nx * grid->spacing,
                           .y0 = y - 0.5 * (double)grid->ny * grid->spacing,
                           .side_x = FEN_SIDE_OPEN,
                           .side_y = FEN_SIDE_OPEN,
                           .projection = grid->projection};
  return FEN_OK;
}

/* What a domain is opened with, beside the case. */
typedef struct {
  const fen_case *item;
  const fen_log *log;
  fen_diagnostics *faults; /* takes all faults; NULL: the first is the outcome */
  bool flat;               /* the terrain has a fault: what else there is was looked at on flat ground */
} opening;

/* Put a fault on the list unless it is there; without a list, or without memory to go on, it is the outcome as well. */
static fen_status take(const opening *o, fen_status status, const fen_error *err) {
  bool listed = false;
  if (!status || !o->faults)
    return status;
  for (ptrdiff_t n = 0; n < o->faults->count; n++)
    listed = listed || strcmp(o->faults->items[n].text, err->text) == 0;
  if (!listed)
    fen_diagnostics_add(o->faults, err);
  return status == FEN_ERR_MEMORY ? status : FEN_OK;
}

static fen_status read_terrain(opening *o, const fen_grid_params *params, double *heights_m, fen_error *err) {
  fen_grid *grid = NULL;
  fen_status status = fen_grid_create(params, &grid, err);
  if (!status)
    status = fen_terrain_read(o->item->grid.terrain_path, o->item->grid.terrain_variable, grid, heights_m, err);
  fen_grid_destroy(&grid);
  o->flat = status != FEN_OK;
  for (ptrdiff_t c = 0; o->flat && c < params->nx * params->ny; c++)
    heights_m[c] = 0.0;
  return take(o, status, err);
}

/* Grid and terrain (zeros for flat ground) of a case that has its own; terrain_m is the caller's. */
static fen_status own_grid(opening *o, fen_grid_params *params, double **terrain_m, fen_error *err) {
  double *heights_m = NULL;
  fen_status status = grid_params(&o->item->grid, o->log, params, err);
  if (!status)
    status = FEN_NEW(&heights_m, params->nx * params->ny, err);
  if (!status && o->item->grid.terrain_path)
    status = read_terrain(o, params, heights_m, err);
  if (status)
    fen_free(heights_m);
  else
    *terrain_m = heights_m;
  return status;
}

/* What weather on the case's own grid refuses as an argument is its layers, for all else is held to its limits where it is read. */
static fen_status place_layers(const fen_case *item, fen_status status, fen_error *refused, fen_error *err) {
  static const char mark[] = "\n  = ";
  if (status != FEN_ERR_ARGUMENT) {
    if (status && err)
      *err = *refused;
    return status;
  }
  const fen_yaml_node *node = item->grid.layer_rule ? item->grid.layer_rule : item->weather.node;
  char *own = strstr(refused->text, mark);
  char remedy[160] = "correct 'layers': first, stretching and top";
  if (own) {
    (void)snprintf(remedy, sizeof remedy, "%.*s", (int)strcspn(own + sizeof mark - 1, "\n"), own + sizeof mark - 1);
    *own = '\0';
  }
  refused->text[strcspn(refused->text, "\n")] = '\0';
  return fen_yaml_fail(node, FEN_ERR_RANGE, remedy, err, "%s", refused->text);
}

static fen_status open_idealised(opening *o, fen_weather_source **out, fen_error *err) {
  const fen_case_period *period = &o->item->period;
  fen_idealised_params params = o->item->weather.idealised;
  double *terrain_m = NULL;
  fen_status status = own_grid(o, &params.grid, &terrain_m, err);
  if (!status) {
    params.terrain_m = terrain_m;
    params.start_s = period->start_s;
    params.end_s = period->end_s;
    params.utc_offset_s = period->utc_offset_s;
    fen_error refused = {.text = ""};
    status = place_layers(o->item, fen_idealised_open(&params, o->log, out, &refused), &refused, err);
  }
  fen_free(terrain_m);
  return status;
}

static fen_status open_era5(opening *o, fen_weather_source **out, fen_error *err) {
  const fen_idealised_params *rule = &o->item->weather.idealised;
  fen_era5_params params = o->item->weather.era5;
  double *terrain_m = NULL;
  params.start_s = o->item->period.start_s;
  params.end_s = o->item->period.end_s;
  params.faults = o->faults;
  fen_status status = own_grid(o, &params.grid, &terrain_m, err);
  if (status && o->faults)
    (void)fen_era5_look(&params, o->log, NULL);
  if (!status) {
    params.terrain_m = terrain_m;
    params.first_layer_m = rule->first_layer_m;
    params.stretching = rule->stretching;
    params.top_m = rule->top_m;
    const ptrdiff_t before = o->faults ? o->faults->count : 0;
    fen_error refused = {.text = ""};
    status = place_layers(o->item, fen_era5_open(&params, o->log, out, &refused), &refused, err);
    for (ptrdiff_t n = before; o->faults && n < o->faults->count; n++) {
      refused = o->faults->items[n];
      (void)place_layers(o->item, refused.status, &refused, &o->faults->items[n]);
    }
  }
  fen_free(terrain_m);
  return status;
}

/* The run starts at an instant of the weather and must end within it. */
static fen_status check_period(const fen_case *item, const fen_weather_source *source, fen_error *err) {
  const fen_case_period *period = &item->period;
  if (isnan(period->start_s) || isnan(period->end_s)) /* of a case whose period has a fault, which is told already */
    return FEN_OK;
  char first[FEN_TIME_TEXT], last[FEN_TIME_TEXT], start[FEN_TIME_TEXT], end[FEN_TIME_TEXT];
  fen_time_format(source->time_s[0], 0.0, first);
  fen_time_format(source->time_s[source->time_count - 1], 0.0, last);
  fen_time_format(period->start_s, 0.0, start);
  fen_time_format(period->end_s, 0.0, end);
  if (source->time_s[0] > period->start_s || source->time_s[source->time_count - 1] < period->end_s)
    return fen_yaml_fail(period->start_node, FEN_ERR_TIME, "shorten the period, or add weather files", err,
                         "the period %s to %s reaches beyond the weather, %s to %s", start, end, first, last);
  for (ptrdiff_t n = 0; n < source->time_count; n++)
    if (fabs(source->time_s[n] - period->start_s) < 0.5)
      return FEN_OK;
  return fen_yaml_fail(period->start_node, FEN_ERR_TIME, "start at an instant of the weather", err, "the weather has no instant at %s",
                       start);
}

/* What the weather reader refuses as an argument, layers to merge or a sub-domain, the case wrote: the fault has its place there. */
static fen_status placed(const fen_case *item, fen_status status, fen_error *refused, fen_error *err) {
  if (status == FEN_ERR_ARGUMENT) {
    const fen_yaml_node *subdomain = fen_yaml_get(item->weather.node, "subdomain");
    const bool merged = item->grid.merge && strncmp(refused->text, "merged", strlen("merged")) == 0;
    const char *remedy = merged ? strchr(refused->text, ';') : NULL;
    char own[80] = "choose a sub-domain inside the files' cells";
    if (remedy)
      (void)snprintf(own, sizeof own, "%.*s", (int)strcspn(remedy + 2, "\n"), remedy + 2);
    refused->text[strcspn(refused->text, ";\n")] = '\0'; /* the reader's own remedy and code give way to these */
    return fen_yaml_fail(merged      ? item->grid.merge
                         : subdomain ? subdomain
                                     : item->weather.node,
                         FEN_ERR_RANGE, own, err, "%s", refused->text);
  }
  if (status && err)
    *err = *refused;
  return status;
}

static fen_status open_wrf(const opening *o, fen_weather_source **out, fen_error *err) {
  fen_wrf_params params = o->item->weather.wrf;
  fen_error refused = {.text = ""};
  params.start_s = o->item->period.start_s;
  params.end_s = o->item->period.end_s;
  params.faults = o->faults;
  fen_status status = fen_wrf_open(&params, o->log, out, &refused);
  return placed(o->item, status, &refused, err);
}

/* The same for a list of all faults. */
static void place_faults(const fen_case *item, fen_diagnostics *faults, ptrdiff_t from) {
  for (ptrdiff_t n = from; faults && n < faults->count; n++) {
    fen_error refused = faults->items[n];
    (void)placed(item, refused.status, &refused, &faults->items[n]);
  }
}

static fen_status open_mcip(const opening *o, fen_weather_source **out, fen_error *err) {
  fen_mcip_params params = o->item->weather.mcip;
  fen_error refused = {.text = ""};
  const ptrdiff_t before = o->faults ? o->faults->count : 0;
  params.start_s = o->item->period.start_s;
  params.end_s = o->item->period.end_s;
  params.merge = o->item->weather.wrf.merge;
  params.merge_count = o->item->weather.wrf.merge_count;
  params.faults = o->faults;
  fen_status status = fen_mcip_open(&params, o->log, out, &refused);
  place_faults(o->item, o->faults, before);
  return placed(o->item, status, &refused, err);
}

static fen_status open_kind(opening *o, fen_weather_source **out, fen_error *err) {
  switch (o->item->weather.kind) {
  case FEN_CASE_WEATHER_WRF:
    return open_wrf(o, out, err);
  case FEN_CASE_WEATHER_IDEALISED:
    return open_idealised(o, out, err);
  case FEN_CASE_WEATHER_ERA5:
    return open_era5(o, out, err);
  case FEN_CASE_WEATHER_MCIP:
    return open_mcip(o, out, err);
  }
  return fen_fail(err, FEN_ERR_INTERNAL, "weather of kind %d", (int)o->item->weather.kind);
}

static fen_status add_land_use(const fen_case_grid *grid, fen_weather_source **source, fen_error *err) {
  double *share = NULL;
  ptrdiff_t count;
  const fen_grid *g = (*source)->grid;
  fen_status status = fen_product(FEN_LAND_USE_COUNT, g->params.nx, g->params.ny, &count, err);
  if (!status)
    status = FEN_NEW(&share, count, err);
  if (!status)
    status = fen_land_use_read(grid->land_use_path, grid->land_use_variable, grid->land_use_scheme, g, share, err);
  if (!status)
    return fen_land_cover_attach(source, share, err);
  fen_free(share);
  return status;
}

fen_status fen_domain_check(const fen_case *item, const fen_log *log, fen_diagnostics *faults, fen_weather_source **out, fen_error *err) {
  opening o = {.item = item, .log = log, .faults = faults};
  fen_weather_source *source = NULL;
  const ptrdiff_t before = faults ? faults->count : 0;
  fen_status status = open_kind(&o, &source, err);
  /* Of files that have faults the hours are not all known. */
  if (!status && (!faults || faults->count == before))
    status = check_period(item, source, err);
  status = take(&o, status, err);
  if (!status && source && item->grid.land_use_path)
    status = take(&o, add_land_use(&item->grid, &source, err), err);
  if (!status && source && !o.flat)
    status = take(&o, fen_basins_form(item, source->grid, log, err), err);
  /* Nothing but the weather itself is judged on ground that is not the case's. */
  if (!status && faults && (!source || o.flat)) {
    *err = faults->items[faults->count > before ? before : 0];
    status = err->status;
  }
  if (status) {
    fen_weather_source_destroy(&source);
    return status;
  }
  *out = source;
  return FEN_OK;
}

fen_status fen_domain_open(const fen_case *item, const fen_log *log, fen_weather_source **out, fen_error *err) {
  fen_error fault = {.status = FEN_OK};
  fen_status status = fen_domain_check(item, log, NULL, out, &fault);
  fen_case_place_fault(item, &fault);
  if (status && err)
    *err = fault;
  return status;
}
