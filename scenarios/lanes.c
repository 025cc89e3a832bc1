#include "lanes.h"

#include <stdio.h>

#include "fenhe/memory.h"

/* What no tag of the species takes goes to its tag 'other'. */
static bool taken(const fen_case *item, int species, bool initial) {
  for (ptrdiff_t t = 0; t < item->tag_count; t++)
    if (item->tags[t].species == species && (initial ? item->tags[t].initial : item->tags[t].boundary))
      return true;
  return false;
}

static void set_tag(const fen_case *item, fen_lane *lane, int member, const fen_case_tag *tag) {
  lane->species = tag->species;
  lane->member = member;
  lane->tag = tag;
  lane->initial = tag->initial || (tag->other && !taken(item, tag->species, true));
  lane->boundary = tag->boundary || (tag->other && !taken(item, tag->species, false));
  (void)snprintf(lane->name, sizeof lane->name, "%s__%s", item->species[tag->species].name, tag->name);
}

fen_status fen_lanes_create(const fen_case *item, fen_lanes *out, fen_error *err) {
  fen_lanes lanes = {.count = item->species_count + item->tag_count};
  fen_status status = FEN_NEW(&lanes.items, lanes.count, err);
  if (!status)
    status = FEN_NEW(&lanes.species, item->species_count, err);
  if (status) {
    fen_lanes_clear(&lanes);
    return status;
  }
  ptrdiff_t at = 0;
  for (int s = 0; s < (int)item->species_count; s++) {
    fen_lane *lead = &lanes.items[at++];
    int member = 0;
    *lead = (fen_lane){.species = s, .initial = true, .boundary = true};
    (void)snprintf(lead->name, sizeof lead->name, "%s", item->species[s].name);
    for (ptrdiff_t t = 0; t < item->tag_count; t++)
      if (item->tags[t].species == s)
        set_tag(item, &lanes.items[at++], ++member, &item->tags[t]);
    lanes.species[s] = (fen_species){.tags = member, .scavenging_factor = item->species[s].scavenging_factor};
  }
  *out = lanes;
  return FEN_OK;
}

void fen_lanes_clear(fen_lanes *lanes) {
  fen_free(lanes->items);
  fen_free(lanes->species);
  *lanes = (fen_lanes){0};
}

static bool among(int value, const int *list, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++)
    if (list[i] == value)
      return true;
  return count == 0;
}

static bool matches(const fen_case_tag *tag, const fen_emission *emission) {
  return tag->emissions && !tag->other && tag->species == emission->species && among(emission->sector, tag->sectors, tag->sector_count) &&
         among(emission->region, tag->regions, tag->region_count);
}

static ptrdiff_t add(fen_source *sources, ptrdiff_t count, const fen_emission *e, int member) {
  if (sources)
    sources[count] = (fen_source){.i = e->i, .j = e->j, .k = e->k, .species = e->species, .member = member, .rate_kgps = e->rate_kgps};
  return count + 1;
}

/* Count the sources of one emission, and write them where there is room. */
static ptrdiff_t distribute(const fen_lanes *lanes, const fen_emission *e, fen_source *sources, ptrdiff_t count) {
  bool matched = false;
  int other = 0;
  for (ptrdiff_t l = 0; l < lanes->count; l++) {
    const fen_lane *lane = &lanes->items[l];
    if (lane->species != e->species)
      continue;
    if (!lane->tag) {
      count = add(sources, count, e, 0);
    } else if (lane->tag->other) {
      other = lane->member;
    } else if (matches(lane->tag, e)) {
      count = add(sources, count, e, lane->member);
      matched = true;
    }
  }
  return other > 0 && !matched ? add(sources, count, e, other) : count;
}

fen_status fen_lanes_sources(const fen_lanes *lanes, const fen_emission *emissions, ptrdiff_t count, fen_source **out, ptrdiff_t *out_count,
                             fen_error *err) {
  fen_source *sources = NULL;
  ptrdiff_t total = 0;
  for (ptrdiff_t n = 0; n < count; n++)
    total = distribute(lanes, &emissions[n], NULL, total);
  fen_status status = FEN_NEW(&sources, total, err);
  if (status)
    return status;
  ptrdiff_t at = 0;
  for (ptrdiff_t n = 0; n < count; n++)
    at = distribute(lanes, &emissions[n], sources, at);
  *out = sources;
  *out_count = total;
  return FEN_OK;
}
