/* What a simulation does in every interval of weather and every hour. */
#include <math.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "footprint.h"
#include "simulation.h"

static const double hour_s = 3600.0;
static const double instant_tolerance_s = 0.5;

double fen_simulation_clock(const fen_simulation *sim) {
  return sim->fields_set ? fen_transport_clock_s(sim->transport) : sim->item->period.start_s;
}

void fen_simulation_air_at(fen_simulation *sim, double time_s) {
  const fen_forcing *f = &sim->forcing;
  double b = (time_s - f->start_s) / (f->end_s - f->start_s);
  double a = 1.0 - b;
  ptrdiff_t plane = sim->nx * sim->ny;
  for (ptrdiff_t n = 0; n < plane; n++)
    sim->air.height_m[n] = 0.0;
  for (ptrdiff_t k = 0; k < sim->nz; k++) {
    for (ptrdiff_t n = 0; n < plane; n++) {
      ptrdiff_t cell = k * plane + n;
      double thickness_m = a * f->thickness_m[0][cell] + b * f->thickness_m[1][cell];
      sim->air.height_m[cell + plane] = sim->air.height_m[cell] + thickness_m;
      sim->air.density_kgpm3[cell] = (a * f->air_kg[0][cell] + b * f->air_kg[1][cell]) / (thickness_m * sim->grid->area_m2[n]);
    }
  }
}

static fen_background_air background_air(const fen_simulation *sim, double time_s) {
  return (fen_background_air){.time_s = time_s,
                              .nx = sim->nx,
                              .ny = sim->ny,
                              .nz = sim->nz,
                              .height_m = sim->air.height_m,
                              .density_kgpm3 = sim->air.density_kgpm3};
}

/* Index of the weather's instant at the period's start. */
static ptrdiff_t first_instant(const fen_simulation *sim) {
  ptrdiff_t n = 0;
  while (n < sim->source->time_count - 1 && fabs(sim->source->time_s[n] - sim->item->period.start_s) >= instant_tolerance_s)
    n++;
  return n;
}

static fen_status set_initial_fields(fen_simulation *sim, fen_error *err) {
  fen_status status = FEN_OK;
  fen_simulation_air_at(sim, sim->forcing.start_s);
  fen_background_air air = background_air(sim, sim->forcing.start_s);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    if (lane->initial)
      status = fen_background_fill(sim->values[lane->species].initial, &air, sim->work, err);
    else
      for (ptrdiff_t cell = 0; cell < sim->nx * sim->ny * sim->nz; cell++)
        sim->work[cell] = 0.0;
    if (!status)
      status = fen_transport_set_field(sim->transport, lane->species, lane->member, sim->work, err);
  }
  sim->fields_set = true;
  return status;
}

/* Enter the interval that ends at sim->instant. */
static fen_status enter_interval(fen_simulation *sim, fen_error *err) {
  fen_ready_interval ready;
  double apart_s = 0.0;
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_ahead_take(&sim->ahead, sim->instant, &ready, &apart_s, &sim->sources_ready, err);
  fen_timing_add(&sim->timing, FEN_TIMED_WEATHER_APART, apart_s);
  begun_s = fen_timing_lap(&sim->timing, FEN_TIMED_WEATHER, begun_s);
  if (!status) {
    sim->before = ready.before;
    sim->forcing = ready.forcing;
    sim->repair = ready.repair;
    status = fen_transport_set_forcing(sim->transport, &sim->forcing, err);
  }
  if (!status)
    status = fen_simulation_removal_enter(sim, &ready.removal, err);
  (void)fen_timing_lap(&sim->timing, FEN_TIMED_ENTERING, begun_s);
  return status;
}

fen_status fen_simulation_enter(fen_simulation *sim, fen_error *err) {
  sim->instant = sim->instant < 0 ? first_instant(sim) + 1 : sim->instant + 1;
  fen_status status = enter_interval(sim, err);
  if (!status && !sim->fields_set)
    status = set_initial_fields(sim, err);
  if (!status)
    sim->planned = fen_transport_plan_steps(sim->transport, sim->forcing.end_s);
  if (!status)
    fen_log_line(sim->log, FEN_LOG_INFO,
                 "weather: flux repair at most %.3g m/s at column (%td, %td), rms %.3g m/s, top %.3g m/s; %td steps",
                 sim->repair.maximum_mps, sim->repair.i, sim->repair.j, sim->repair.rms_mps, sim->repair.maximum_top_mps, sim->planned);
  return status;
}

/* Emissions as the scenario has them. */
static fen_status change_emissions(fen_simulation *sim, double start_s, double end_s, const fen_emission **emissions, ptrdiff_t count,
                                   fen_error *err) {
  if (!sim->change)
    return FEN_OK;
  if (count > sim->changed_room) {
    fen_free(sim->changed);
    sim->changed = NULL;
    sim->changed_room = 0;
    fen_status status = FEN_NEW(&sim->changed, count, err);
    if (status)
      return status;
    sim->changed_room = count;
  }
  fen_change_apply(sim->change, *emissions, count, start_s, end_s, sim->changed);
  *emissions = sim->changed;
  return FEN_OK;
}

/* Emission rates over a time as sources of the lanes, for the caller to free. */
static fen_status find_sources(fen_simulation *sim, const fen_weather *w, double start_s, double end_s, double *work, fen_source **out,
                               ptrdiff_t *count, fen_error *err) {
  const fen_plume_air air = {.nz = sim->nz,
                             .height_m = w->height_m,
                             .temperature_k = w->temperature_k,
                             .pressure_pa = w->pressure_pa,
                             .u_mps = w->u_mps,
                             .v_mps = w->v_mps,
                             .pblh_m = w->pblh_m,
                             .friction_velocity_mps = w->friction_velocity_mps,
                             .obukhov_m = w->obukhov_m};
  const fen_emission *emissions = NULL;
  ptrdiff_t emission_count = 0;
  (void)pthread_mutex_lock(&sim->ahead.library);
  fen_status status = fen_inventory_rates(sim->inventory, start_s, end_s, &air, &emissions, &emission_count, err);
  if (!status)
    status = change_emissions(sim, start_s, end_s, &emissions, emission_count, err);
  if (!status)
    status = fen_lanes_sources(&sim->lanes, emissions, emission_count, start_s, end_s, sim->grid, work, out, count, err);
  (void)pthread_mutex_unlock(&sim->ahead.library);
  return status;
}

/* The end of the case's hour that a time lies in. */
static double hour_end(const fen_case *item, double time_s) {
  double hours = floor((time_s - item->period.start_s + instant_tolerance_s) / hour_s);
  return item->period.start_s + hour_s * (hours + 1.0);
}

fen_status fen_simulation_sources_ahead(void *context, const fen_ready_interval *ready, fen_error *err) {
  fen_simulation *sim = context;
  fen_simulation_sources *sources = &sim->sources;
  if (!sim->inventory)
    return FEN_OK;
  fen_free(sources->items);
  sources->items = NULL;
  sources->start_s = ready->forcing.start_s;
  sources->end_s = fmin(hour_end(sim->item, sources->start_s), ready->forcing.end_s);
  return find_sources(sim, ready->before, sources->start_s, sources->end_s, sources->work, &sources->items, &sources->count, err);
}

static fen_status set_sources(fen_simulation *sim, double start_s, double end_s, fen_error *err) {
  fen_source *found = NULL;
  ptrdiff_t count = 0;
  bool ready = sim->sources_ready && sim->sources.start_s == start_s && sim->sources.end_s == end_s;
  if (!sim->inventory)
    return FEN_OK;
  sim->sources_ready = false;
  if (ready) {
    sim->source_count = sim->sources.count;
    return fen_transport_set_sources(sim->transport, sim->sources.items, sim->sources.count, err);
  }
  fen_status status = find_sources(sim, sim->before, start_s, end_s, sim->work, &found, &count, err);
  if (!status)
    status = fen_transport_set_sources(sim->transport, found, count, err);
  sim->source_count = count;
  fen_free(found);
  return status;
}

/* The outermost cells of a field serve as the values just outside; the uppermost layer as those above the top. */
static void cut_ring(const fen_simulation *sim, const double *q, fen_simulation_values *out) {
  ptrdiff_t nx = sim->nx;
  ptrdiff_t ny = sim->ny;
  for (ptrdiff_t k = 0; k < sim->nz; k++) {
    for (ptrdiff_t j = 0; j < ny; j++) {
      out->west[k * ny + j] = q[(k * ny + j) * nx];
      out->east[k * ny + j] = q[(k * ny + j) * nx + nx - 1];
    }
    for (ptrdiff_t i = 0; i < nx; i++) {
      out->south[k * nx + i] = q[k * ny * nx + i];
      out->north[k * nx + i] = q[(k * ny + ny - 1) * nx + i];
    }
  }
  for (ptrdiff_t n = 0; n < nx * ny; n++)
    out->top[n] = q[(sim->nz - 1) * nx * ny + n];
}

static fen_status set_boundaries(fen_simulation *sim, double time_s, fen_error *err) {
  fen_status status = FEN_OK;
  fen_simulation_air_at(sim, time_s);
  fen_background_air air = background_air(sim, time_s);
  for (ptrdiff_t s = 0; !status && s < sim->item->species_count; s++) {
    fen_simulation_values *values = &sim->values[s];
    if (!values->bounded)
      continue;
    (void)pthread_mutex_lock(&sim->ahead.library);
    status = fen_background_fill(values->boundary, &air, sim->work, err);
    (void)pthread_mutex_unlock(&sim->ahead.library);
    if (!status)
      cut_ring(sim, sim->work, values);
    for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
      const fen_lane *lane = &sim->lanes.items[l];
      if (lane->species == s && lane->boundary)
        status = fen_transport_set_boundary_ring(sim->transport, s, lane->member, values->west, values->east, values->south, values->north,
                                                 values->top, err);
    }
  }
  return status;
}

fen_status fen_simulation_drive(fen_simulation *sim, double start_s, double end_s, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  sim->drive_s[0] = start_s;
  sim->drive_s[1] = end_s;
  fen_status status = set_sources(sim, start_s, end_s, err);
  begun_s = fen_timing_lap(&sim->timing, FEN_TIMED_EMISSIONS, begun_s);
  if (!status)
    status = set_boundaries(sim, 0.5 * (start_s + end_s), err);
  (void)fen_timing_lap(&sim->timing, FEN_TIMED_BOUNDARIES, begun_s);
  return status;
}

fen_status fen_simulation_look_ahead(fen_simulation *sim, fen_error *err) {
  if (!(sim->memory.total > 0.0))
    sim->memory = fen_footprint_expect(sim, false);
  bool more = sim->instant + 1 < sim->source->time_count && sim->forcing.end_s < sim->item->period.end_s - instant_tolerance_s;
  return more ? fen_ahead_start(&sim->ahead, sim->instant + 1, err) : FEN_OK;
}

fen_status fen_simulation_register_place(fen_simulation *sim, fen_registry *registry, fen_error *err) {
  fen_status status = fen_registry_add(registry, "simulation/instant", FEN_ITEM_INT64, 1, &sim->instant, err);
  return status ? status : fen_registry_add(registry, "simulation/drive_s", FEN_ITEM_DOUBLE, 2, sim->drive_s, err);
}

fen_status fen_simulation_register(fen_simulation *sim, fen_registry *registry, fen_error *err) {
  fen_status status = fen_transport_register(sim->transport, registry, err);
  if (!status)
    status = fen_simulation_register_place(sim, registry, err);
  if (!status)
    status = fen_simulation_removal_register(sim, registry, err);
  return status ? status : fen_timing_register(&sim->timing, registry, err);
}

fen_status fen_simulation_reenter(fen_simulation *sim, fen_error *err) {
  const double drive_s[2] = {sim->drive_s[0], sim->drive_s[1]};
  if (sim->instant < 1 || sim->instant >= sim->source->time_count)
    return fen_fail(
        err, FEN_ERR_FILE_FORMAT,
        "error: the restart file stands at instant %td of the weather (from 0), which has %td\n  = give the weather files that the run began with, or start anew (--fresh)",
        sim->instant, sim->source->time_count);
  fen_status status = enter_interval(sim, err);
  sim->fields_set = true;
  if (!status)
    status = fen_simulation_drive(sim, drive_s[0], drive_s[1], err);
  return status ? status : fen_simulation_look_ahead(sim, err);
}
