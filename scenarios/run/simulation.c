#include "simulation.h"

#include <math.h>

#include "case/case_read.h"
#include "fenhe/clock.h"
#include "fenhe/domain.h"
#include "fenhe/memory.h"

fen_transport_params fen_simulation_transport_params(const fen_simulation *sim) {
  const fen_case *item = sim->item;
  return (fen_transport_params){.grid = sim->grid,
                                .nz = sim->nz,
                                .species = sim->lanes.species,
                                .species_count = item->species_count,
                                .order = item->order,
                                .limiter = item->limiter,
                                .precision = item->precision,
                                .courant_max = item->courant_max};
}

static fen_status open_transport(fen_simulation *sim, fen_error *err) {
  const fen_transport_params params = fen_simulation_transport_params(sim);
  return fen_transport_create(&params, &sim->transport, err);
}

/* Land and sea have their own deposition velocity; where the weather knows no shares of land, ground at height 0 is sea. */
static fen_status set_deposition(fen_simulation *sim, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t s = 0; !status && s < sim->item->species_count; s++) {
    const fen_case_species *species = &sim->item->species[s];
    for (ptrdiff_t n = 0; n < sim->nx * sim->ny; n++) {
      double land = sim->source->land_share ? sim->source->land_share[n] : (sim->grid->terrain_m[n] > 0.0 ? 1.0 : 0.0);
      sim->work[n] = land * species->velocity_land_mps + (1.0 - land) * species->velocity_sea_mps;
    }
    if (species->velocity_land_mps > 0.0 || species->velocity_sea_mps > 0.0)
      status = fen_transport_set_deposition(sim->transport, s, sim->work, err);
    if (!status)
      status = fen_transport_set_settling(sim->transport, s, species->settling_mps, err);
  }
  return status;
}

static fen_status open_values(fen_simulation *sim, fen_error *err) {
  const fen_case *item = sim->item;
  fen_status status = FEN_NEW(&sim->values, item->species_count, err);
  for (ptrdiff_t s = 0; !status && s < item->species_count; s++) {
    const fen_case_species *species = &item->species[s];
    fen_simulation_values *values = &sim->values[s];
    const fen_case_background *boundary = &species->boundary;
    values->bounded = !(boundary->count == 1 && boundary->value[0] == 0.0);
    status = fen_background_create(&species->initial, sim->grid, sim->nz, species->molar_mass_gpmol, &values->initial, err);
    if (!status && values->bounded) {
      status = fen_background_create(boundary, sim->grid, sim->nz, species->molar_mass_gpmol, &values->boundary, err);
      if (!status)
        status = FEN_NEW(&values->west, sim->nz * sim->ny, err);
      if (!status)
        status = FEN_NEW(&values->east, sim->nz * sim->ny, err);
      if (!status)
        status = FEN_NEW(&values->south, sim->nz * sim->nx, err);
      if (!status)
        status = FEN_NEW(&values->north, sim->nz * sim->nx, err);
      if (!status)
        status = FEN_NEW(&values->top, sim->ny * sim->nx, err);
    }
    if (status)
      fen_fail_within(err, "species %s", species->name);
  }
  return status;
}

static fen_status allocate(fen_simulation *sim, fen_error *err) {
  ptrdiff_t plane = sim->nx * sim->ny;
  fen_status status = FEN_NEW(&sim->air.height_m, plane * (sim->nz + 1), err);
  if (!status)
    status = FEN_NEW(&sim->air.density_kgpm3, plane * sim->nz, err);
  if (!status)
    status = FEN_NEW(&sim->work, plane * sim->nz, err);
  return status;
}

fen_status fen_simulation_inventory(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_diagnostics *faults,
                                    fen_inventory **out, fen_error *err) {
  fen_emitted_species *species = NULL;
  if (item->inventory_count == 0)
    return FEN_OK;
  fen_status status = FEN_NEW(&species, item->species_count, err);
  if (status)
    return status;
  for (ptrdiff_t s = 0; s < item->species_count; s++)
    species[s] = (fen_emitted_species){item->species[s].name, item->species[s].molar_mass_gpmol};
  fen_inventory_params params = {.grid = grid,
                                 .species = species,
                                 .species_count = item->species_count,
                                 .sectors = item->sectors,
                                 .sector_count = item->sector_count,
                                 .regions = item->regions.count > 0 ? &item->regions : NULL,
                                 .files = item->inventory,
                                 .file_count = item->inventory_count,
                                 .utc_offset_s = item->period.utc_offset_s,
                                 .start_s = item->period.start_s,
                                 .end_s = item->period.end_s,
                                 .year = fen_time_civil(item->period.start_s, item->period.utc_offset_s).year};
  const ptrdiff_t before = faults ? faults->count : 0;
  status = fen_inventory_open(&params, log, faults, out, err);
  for (ptrdiff_t n = before; faults && n < faults->count; n++)
    fen_case_place_fault(item, &faults->items[n]);
  if (status)
    fen_case_place_fault(item, err);
  fen_free(species);
  return status;
}

/* What the scenarios beside make of the inventory, and lanes for them. */
static fen_status open_members(fen_simulation *sim, const fen_simulation_members *members, fen_error *err) {
  fen_lane_scenario *lanes = NULL;
  if (!members || members->count == 0)
    return FEN_OK;
  fen_status status = FEN_NEW(&sim->members, members->count, err);
  if (!status)
    status = FEN_NEW(&lanes, members->count, err);
  for (ptrdiff_t n = 0; !status && n < members->count; n++) {
    status = fen_change_create(members->items[n], sim->item, sim->inventory, sim->grid, NULL, &sim->members[n], err);
    sim->member_count += status == FEN_OK;
    lanes[n] = (fen_lane_scenario){fen_scenario_name(members->items[n]), sim->members[n]};
  }
  if (!status)
    status = fen_lanes_add(&sim->lanes, sim->item, lanes, members->count, err);
  fen_free(lanes);
  return status;
}

fen_status fen_simulation_open(const fen_case *item, const fen_simulation_members *members, const fen_log *log, bool apart,
                               fen_simulation **out, fen_error *err) {
  fen_simulation *sim = NULL;
  fen_status status = FEN_NEW(&sim, 1, err);
  if (status)
    return status;
  sim->item = item;
  sim->log = log;
  sim->instant = -1;
  fen_timing_start(&sim->timing);
  fen_ahead_begin(&sim->ahead, log);
  status = fen_domain_open(item, &sim->ahead.log.log, &sim->source, err);
  if (!status) {
    sim->grid = sim->source->grid;
    sim->nx = sim->grid->params.nx;
    sim->ny = sim->grid->params.ny;
    sim->nz = sim->source->nz;
    status = allocate(sim, err);
  }
  if (!status)
    status = fen_simulation_inventory(item, sim->grid, log, NULL, &sim->inventory, err);
  if (!status)
    status = fen_lanes_create(item, sim->inventory, log, &sim->lanes, err);
  if (!status)
    status = open_members(sim, members, err);
  if (!status)
    status = open_values(sim, err);
  if (!status)
    status = fen_ahead_open(&sim->ahead, sim->source, &item->weather.interval, apart, err);
  if (!status)
    status = fen_simulation_removal_open(sim, err);
  if (!status)
    status = FEN_NEW(&sim->sources.work, apart && sim->inventory ? sim->nx * sim->ny * sim->nz : 0, err);
  fen_ahead_add(&sim->ahead, fen_simulation_sources_ahead, sim);
  if (!status)
    status = open_transport(sim, err);
  if (!status)
    status = set_deposition(sim, err);
  if (status) {
    fen_case_place_fault(item, err);
    fen_simulation_close(&sim);
    return status;
  }
  *out = sim;
  return FEN_OK;
}

fen_status fen_simulation_set_scenario(fen_simulation *sim, const fen_scenario *scenario, fen_error *err) {
  return scenario ? fen_change_create(scenario, sim->item, sim->inventory, sim->grid, NULL, &sim->change, err) : FEN_OK;
}

static void close_values(fen_simulation *sim) {
  for (ptrdiff_t s = 0; sim->values && s < sim->item->species_count; s++) {
    fen_simulation_values *values = &sim->values[s];
    fen_background_destroy(&values->initial);
    fen_background_destroy(&values->boundary);
    fen_free(values->west);
    fen_free(values->east);
    fen_free(values->south);
    fen_free(values->north);
    fen_free(values->top);
  }
  fen_free(sim->values);
}

void fen_simulation_close(fen_simulation **item) {
  if (!item || !*item)
    return;
  fen_simulation *sim = *item;
  fen_transport_destroy(&sim->transport);
  fen_ahead_close(&sim->ahead);
  fen_simulation_removal_close(sim);
  fen_free(sim->sources.items);
  fen_free(sim->sources.work);
  fen_change_destroy(&sim->change);
  fen_free(sim->changed);
  for (ptrdiff_t n = 0; n < sim->member_count; n++)
    fen_change_destroy(&sim->members[n]);
  fen_free(sim->members);
  fen_inventory_close(&sim->inventory);
  close_values(sim);
  fen_lanes_clear(&sim->lanes);
  fen_free(sim->air.height_m);
  fen_free(sim->air.density_kgpm3);
  fen_free(sim->work);
  fen_weather_source_destroy(&sim->source);
  fen_free(sim);
  *item = NULL;
}
