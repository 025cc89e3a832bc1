#include "observations.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

bool fen_observed_same(double a, double b) {
  return fabs(a - b) <= 1e-9 * fabs(a);
}

void fen_observations_clear(fen_observations *o) {
  fen_free(o->stations);
  fen_free(o->slots);
  fen_free(o->items);
  o->stations = NULL;
  o->slots = NULL;
  o->items = NULL;
}

/* FNV-1a. */
static uint64_t hash_text(uint64_t hash, const char *text) {
  for (; *text; text++)
    hash = (hash ^ (unsigned char)*text) * 1099511628211U;
  return (hash ^ 255U) * 1099511628211U;
}

static uint64_t hash_station(const char *id, const char *name, const char *city) {
  const uint64_t start = 14695981039346656037U;
  return *id ? hash_text(start, id) : hash_text(hash_text(start, name), city);
}

static bool same(const fen_observed_station *s, const char *id, const char *name, const char *city) {
  if (*id || *s->id)
    return strcmp(s->id, id) == 0;
  return strcmp(s->name, name) == 0 && strcmp(s->city, city) == 0;
}

/* The slot that holds a station, or the free one that it would take. */
static ptrdiff_t find_slot(const fen_observations *o, const char *id, const char *name, const char *city) {
  ptrdiff_t mask = o->slot_count - 1;
  ptrdiff_t slot = (ptrdiff_t)(hash_station(id, name, city) & (uint64_t)mask);
  while (o->slots[slot] >= 0 && !same(&o->stations[o->slots[slot]], id, name, city))
    slot = (slot + 1) & mask;
  return slot;
}

static fen_status grow_stations(fen_observations *o, fen_error *err) {
  fen_observed_station *stations = NULL;
  int32_t *slots = NULL;
  ptrdiff_t room = o->station_room ? 2 * o->station_room : 128;
  fen_status status = FEN_NEW(&stations, room, err);
  if (!status)
    status = FEN_NEW(&slots, 2 * room, err);
  if (status) {
    fen_free(stations);
    return status;
  }
  if (o->station_count > 0)
    memcpy(stations, o->stations, (size_t)o->station_count * sizeof *stations);
  fen_free(o->stations);
  fen_free(o->slots);
  o->stations = stations;
  o->slots = slots;
  o->station_room = room;
  o->slot_count = 2 * room;
  for (ptrdiff_t n = 0; n < o->slot_count; n++)
    slots[n] = -1;
  for (ptrdiff_t n = 0; n < o->station_count; n++)
    slots[find_slot(o, stations[n].id, stations[n].name, stations[n].city)] = (int32_t)n;
  return FEN_OK;
}

fen_status fen_observations_station(fen_observations *o, const char *id, const char *name, const char *city, int32_t file, int32_t *out,
                                    fen_error *err) {
  fen_status status = o->station_count < o->station_room ? FEN_OK : grow_stations(o, err);
  if (status)
    return status;
  ptrdiff_t slot = find_slot(o, id, name, city);
  if (o->slots[slot] >= 0) {
    *out = o->slots[slot];
    return FEN_OK;
  }
  fen_observed_station *s = &o->stations[o->station_count];
  *s = (fen_observed_station){.lon_deg = NAN, .lat_deg = NAN, .file = file, .site = -1};
  status = fen_pool_text(o->pool, &s->id, err, "%s", id);
  if (!status)
    status = fen_pool_text(o->pool, &s->name, err, "%s", name);
  if (!status)
    status = fen_pool_text(o->pool, &s->city, err, "%s", city);
  if (status)
    return status;
  *out = o->slots[slot] = (int32_t)o->station_count++;
  return FEN_OK;
}

fen_status fen_observations_add(fen_observations *o, const fen_observation *item, fen_error *err) {
  if (o->count == o->room) {
    fen_observation *larger = NULL;
    ptrdiff_t room = o->room ? 2 * o->room : 4096;
    fen_status status = FEN_NEW(&larger, room, err);
    if (status)
      return status;
    if (o->count > 0)
      memcpy(larger, o->items, (size_t)o->count * sizeof *larger);
    fen_free(o->items);
    o->items = larger;
    o->room = room;
  }
  o->items[o->count++] = *item;
  return FEN_OK;
}
