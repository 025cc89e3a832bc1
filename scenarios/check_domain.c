/* Where a case is checked: on its weather's grid, or on one that stands in for it, so that one fault does not hide the others. */
#include <math.h>

#include "check_parts.h"
#include "fenhe/clock.h"
#include "fenhe/domain.h"

/* The whole world but for the poles, in cells of ten degrees: whatever has a place lies in it. */
static const fen_case_grid WORLD = {
    .given = true, .nx = 36, .ny = 17, .spacing = 10.0, .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000.0}};

/* What a faulty section leaves unknown is taken so that the rest can be checked: all hours of the files, all their cells. */
static fen_case weather_case(const fen_checker *c) {
  fen_case item = *c->item;
  fen_wrf_params *wrf = &item.weather.wrf;
  fen_mcip_params *mcip = &item.weather.mcip;
  if (!fen_check_has(c, FEN_SECTION_LAYERS))
    wrf->merge = NULL;
  if (!fen_check_has(c, FEN_SECTION_WEATHER))
    wrf->nx = wrf->ny = mcip->nx = mcip->ny = 0;
  return item;
}

static bool can_open_weather(const fen_checker *c) {
  const unsigned own = FEN_SECTION_GRID | FEN_SECTION_LAYERS | FEN_SECTION_WEATHER;
  switch (c->item->weather.kind) {
  case FEN_CASE_WEATHER_WRF:
    return c->item->weather.wrf.file_count > 0;
  case FEN_CASE_WEATHER_MCIP:
    return c->item->weather.mcip.file_count > 0;
  case FEN_CASE_WEATHER_ERA5:
    return fen_check_has(c, own);
  case FEN_CASE_WEATHER_IDEALISED:
    return fen_check_has(c, own | FEN_SECTION_PERIOD);
  }
  return false;
}

/* ERA5's files, where it is not known on which grid and layers. */
static void look_at_files(const fen_checker *c) {
  fen_era5_params params = c->item->weather.era5;
  if (c->item->weather.kind != FEN_CASE_WEATHER_ERA5 || params.file_count < 1)
    return;
  params.start_s = c->item->period.start_s;
  params.end_s = c->item->period.end_s;
  params.faults = c->faults;
  (void)fen_era5_look(&params, c->log, NULL);
}

static bool open_stand_in(fen_checker *c, const fen_case_grid *grid, const fen_idealised_params *rule, bool flat) {
  fen_case item = *c->item;
  fen_error err;
  item.grid = *grid;
  item.grid.land_use_path = NULL;
  item.weather.kind = FEN_CASE_WEATHER_IDEALISED;
  item.weather.idealised = *rule;
  item.period.start_s = 0.0;
  item.period.end_s = 3600.0;
  if (flat) {
    item.grid.terrain_path = NULL;
    item.basin_count = 0;
  }
  return fen_domain_open(&item, c->log, &c->source, &err) == FEN_OK;
}

void fen_check_open_domain(fen_checker *c) {
  fen_idealised_params rule = {
      .first_layer_m = 25.0, .stretching = 1.25, .top_m = 5000.0, .pblh_day_m = 1000.0, .pblh_night_m = 150.0, .t2_mean_k = 280.0};
  const fen_idealised_params *given = &c->item->weather.idealised;
  const fen_case item = weather_case(c);
  const bool own_grid = c->item->grid.given && fen_check_has(c, FEN_SECTION_GRID);
  fen_error err;
  if (!can_open_weather(c))
    look_at_files(c);
  else if (!fen_domain_check(&item, c->log, c->faults, &c->source, &err))
    return;
  c->without_layers = !own_grid || !fen_check_has(c, FEN_SECTION_LAYERS);
  if (!c->without_layers) {
    rule.first_layer_m = given->first_layer_m;
    rule.stretching = given->stretching;
    rule.top_m = given->top_m;
  }
  if (own_grid && open_stand_in(c, &c->item->grid, &rule, false))
    return;
  c->without_basins = true;
  if (own_grid && open_stand_in(c, &c->item->grid, &rule, true))
    return;
  c->anywhere = open_stand_in(c, &WORLD, &rule, true);
}
