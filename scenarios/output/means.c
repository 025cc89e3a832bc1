#include "means.h"

#include "fenhe/memory.h"

static const double ug_per_kg = 1e9;

bool fen_means_has_air(const fen_case *item) {
  bool gases = false;
  for (ptrdiff_t s = 0; s < item->species_count; s++)
    gases = gases || !item->species[s].particle;
  return gases && item->output.hourly;
}

fen_status fen_means_create(const fen_simulation *sim, fen_means *out, fen_error *err) {
  fen_means means = {.lanes = sim->lanes.count, .plane = sim->nx * sim->ny};
  ptrdiff_t size = means.lanes * means.plane;
  fen_status status = FEN_NEW(&means.now, size, err);
  if (!status)
    status = FEN_NEW(&means.hour, size, err);
  if (!status)
    status = FEN_NEW(&means.day, size, err);
  if (!status)
    status = FEN_NEW(&means.period, size, err);
  if (!status)
    status = FEN_NEW(&means.q, means.plane, err);
  if (!status && fen_means_has_air(sim->item))
    status = FEN_NEW(&means.air_now, means.plane, err);
  if (!status && fen_means_has_air(sim->item))
    status = FEN_NEW(&means.air_hour, means.plane, err);
  if (status)
    fen_means_clear(&means);
  else
    *out = means;
  return status;
}

fen_status fen_means_register(fen_means *means, fen_registry *registry, fen_error *err) {
  ptrdiff_t size = means->lanes * means->plane;
  fen_status status = fen_registry_add(registry, "means/now", FEN_ITEM_DOUBLE, size, means->now, err);
  if (!status)
    status = fen_registry_add(registry, "means/hour", FEN_ITEM_DOUBLE, size, means->hour, err);
  if (!status)
    status = fen_registry_add(registry, "means/day", FEN_ITEM_DOUBLE, size, means->day, err);
  if (!status)
    status = fen_registry_add(registry, "means/period", FEN_ITEM_DOUBLE, size, means->period, err);
  if (!status && means->air_now)
    status = fen_registry_add(registry, "means/air_now", FEN_ITEM_DOUBLE, means->plane, means->air_now, err);
  if (!status && means->air_now)
    status = fen_registry_add(registry, "means/air_hour", FEN_ITEM_DOUBLE, means->plane, means->air_hour, err);
  if (!status)
    status = fen_registry_add(registry, "means/day_hours", FEN_ITEM_INT64, 1, &means->day_hours, err);
  return status ? status : fen_registry_add(registry, "means/hours", FEN_ITEM_INT64, 1, &means->hours, err);
}

void fen_means_clear(fen_means *means) {
  fen_free(means->now);
  fen_free(means->hour);
  fen_free(means->day);
  fen_free(means->period);
  fen_free(means->q);
  fen_free(means->air_now);
  fen_free(means->air_hour);
  *means = (fen_means){0};
}

fen_status fen_means_sample(fen_means *means, fen_simulation *sim, fen_error *err) {
  fen_simulation_air_at(sim, fen_simulation_clock(sim));
  for (ptrdiff_t n = 0; means->air_now && n < means->plane; n++)
    means->air_now[n] = sim->air.density_kgpm3[n];
  for (ptrdiff_t l = 0; l < means->lanes; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    fen_status status = fen_transport_get_layer(sim->transport, lane->species, lane->member, 0, means->q, err);
    if (status)
      return status;
    for (ptrdiff_t n = 0; n < means->plane; n++)
      means->now[l * means->plane + n] = ug_per_kg * means->q[n] * sim->air.density_kgpm3[n];
  }
  return FEN_OK;
}

void fen_means_add(fen_means *means, double weight_h) {
  for (ptrdiff_t n = 0; n < means->lanes * means->plane; n++)
    means->hour[n] += weight_h * means->now[n];
  for (ptrdiff_t n = 0; means->air_now && n < means->plane; n++)
    means->air_hour[n] += weight_h * means->air_now[n];
}

void fen_means_end_hour(fen_means *means) {
  for (ptrdiff_t n = 0; n < means->lanes * means->plane; n++) {
    means->day[n] += means->hour[n];
    means->period[n] += means->hour[n];
  }
  means->day_hours++;
  means->hours++;
}

static void zero(double *values, ptrdiff_t count) {
  for (ptrdiff_t n = 0; n < count; n++)
    values[n] = 0.0;
}

void fen_means_start_hour(fen_means *means) {
  zero(means->hour, means->lanes * means->plane);
  if (means->air_hour)
    zero(means->air_hour, means->plane);
}

void fen_means_start_day(fen_means *means) {
  zero(means->day, means->lanes * means->plane);
  means->day_hours = 0;
}
