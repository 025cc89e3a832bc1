/* How species leave the air of a simulation, where that is computed from what they are. */
#include <math.h>

#include "fenhe/memory.h"
#include "simulation.h"

static bool any_deposits(const fen_case *item) {
  for (ptrdiff_t s = 0; s < item->species_count; s++)
    if (item->species[s].removal.deposits)
      return true;
  return false;
}

fen_status fen_simulation_removal_open(fen_simulation *sim, fen_error *err) {
  const fen_case *item = sim->item;
  ptrdiff_t size = 0;
  fen_removed_species *species = NULL;
  fen_status status = FEN_NEW(&species, item->species_count, err);
  for (ptrdiff_t s = 0; !status && s < item->species_count; s++)
    species[s] = item->species[s].removal;
  if (!status)
    status = fen_ahead_remove(&sim->ahead, species, item->species_count, err);
  fen_free(species);
  if (status || !any_deposits(item))
    return status;
  fen_log_line(sim->log, FEN_LOG_INFO, "deposition by resistances: land use %s, roughness %s",
               sim->source->land_use_share ? "as the weather has it" : "not known, taken for grass on land",
               sim->source->roughness_m ? "as the weather has it" : "by land use");
  status = fen_product(sim->nx, sim->ny, item->species_count, &size, err);
  return status ? status : FEN_NEW(&sim->removal.velocity_m, size, err);
}

fen_status fen_simulation_removal_enter(fen_simulation *sim, const fen_removal_rates *rates, fen_error *err) {
  const fen_case *item = sim->item;
  const ptrdiff_t plane = sim->nx * sim->ny;
  const double span_s = fmin(sim->forcing.end_s, item->period.end_s) - fmax(sim->forcing.start_s, item->period.start_s);
  fen_status status = FEN_OK;
  for (ptrdiff_t s = 0; !status && s < item->species_count; s++) {
    const fen_removed_species *species = &item->species[s].removal;
    if (species->deposits) {
      const double *velocity_mps = rates->velocity_mps[s];
      double *sum_m = sim->removal.velocity_m + s * plane;
      status = fen_transport_set_deposition(sim->transport, s, velocity_mps, err);
      for (ptrdiff_t c = 0; c < plane; c++)
        sum_m[c] += span_s * velocity_mps[c];
    }
    if (!status && species->settles)
      status = fen_transport_set_settling(sim->transport, s, rates->settling_mps[s], err);
  }
  sim->removal.time_s += span_s;
  return status;
}

fen_status fen_simulation_removal_register(fen_simulation *sim, fen_registry *registry, fen_error *err) {
  fen_simulation_removal *removal = &sim->removal;
  if (!removal->velocity_m)
    return FEN_OK;
  fen_status status = fen_registry_add(registry, "simulation/removal_s", FEN_ITEM_DOUBLE, 1, &removal->time_s, err);
  return status ? status
                : fen_registry_add(registry, "simulation/removal_velocity_m", FEN_ITEM_DOUBLE, sim->nx * sim->ny * sim->item->species_count,
                                   removal->velocity_m, err);
}

void fen_simulation_removal_close(fen_simulation *sim) {
  fen_free(sim->removal.velocity_m);
  sim->removal.velocity_m = NULL;
}
