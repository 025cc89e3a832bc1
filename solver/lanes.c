#include <stdint.h>

#include "fenhe/memory.h"
#include "state.h"

enum { LANE_UNIT = 4 };

static ptrdiff_t padded(ptrdiff_t count) {
  return (count + LANE_UNIT - 1) / LANE_UNIT * LANE_UNIT;
}

ptrdiff_t fen_lane_of(const fen_transport *t, ptrdiff_t species, ptrdiff_t member) {
  if (species < 0 || species >= t->species_count || member < 0 || member > t->species[species].tags)
    return -1;
  return member == 0 ? species : t->tag_start[species] + member - 1;
}

/* A rest of fewer lanes than the smallest group: padding that no kernel needs is left out. */
static ptrdiff_t rest_of(ptrdiff_t count) {
  return count > 2 ? LANE_UNIT : count;
}

/* Cut a block of lanes into bundles of the widest groups that fit; count: without padding. */
static ptrdiff_t bundle_block(const fen_transport *t, ptrdiff_t start, ptrdiff_t count, ptrdiff_t species, fen_bundle *out) {
  const ptrdiff_t end = start + (count > 2 ? padded(count) : count);
  ptrdiff_t used = 0;
  ptrdiff_t lane = start;
  for (int g = 0; g < t->set->groups; g++) {
    const fen_kernels *kernels = &t->set->group[g];
    while (lane < end && end - lane >= kernels->group) {
      ptrdiff_t fits = (end - lane) / kernels->group * kernels->group;
      ptrdiff_t most = species < 0 ? kernels->group : FEN_MAX_LANES; /* the march of leads knows its loops better so */
      ptrdiff_t lanes = fits < most ? fits : most;
      if (kernels->group == 1)
        lanes = rest_of(start + count - lane < LANE_UNIT ? start + count - lane : LANE_UNIT);
      out[used++] = (fen_bundle){.lane = lane, .lanes = lanes, .kernels = kernels, .species = species};
      lane += kernels->group == 1 ? LANE_UNIT : lanes;
    }
  }
  return used;
}

fen_status fen_lanes_arrange(fen_transport *t, fen_error *err) {
  ptrdiff_t tags = 0;
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    tags += t->species[s].tags > 0;
  /* One or two tracers alone need no padding: their kernels take neighbouring pencils instead. */
  t->leads = tags == 0 && t->species_count <= 2 ? t->species_count : padded(t->species_count);
  fen_status status = FEN_NEW(&t->tag_start, t->species_count, err);
  if (status)
    return status;
  t->lanes = t->leads;
  for (ptrdiff_t s = 0; s < t->species_count; s++) {
    if (t->species[s].tags > PTRDIFF_MAX - 2 * LANE_UNIT - t->lanes)
      return fen_fail(err, FEN_ERR_ARGUMENT, "species %td has %td tags, more than can be addressed", s, t->species[s].tags);
    t->tag_start[s] = t->lanes;
    t->lanes += padded(t->species[s].tags);
  }
  status = FEN_NEW(&t->bundles, t->lanes / LANE_UNIT + 1, err);
  if (status)
    return status;
  t->bundle_count = bundle_block(t, 0, t->species_count, -1, t->bundles);
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    t->bundle_count += bundle_block(t, t->tag_start[s], t->species[s].tags, s, t->bundles + t->bundle_count);
  return FEN_OK;
}

fen_part fen_part_of(const fen_bundle *bundle, ptrdiff_t first, ptrdiff_t count) {
  const ptrdiff_t lanes = bundle->lanes;
  const ptrdiff_t fit = bundle->kernels->most / lanes;
  if (bundle->kernels->group == 1)
    return (fen_part){.pencils = count, .lanes = lanes, .width = lanes * FEN_BATCH, .pencil_step = 1, .lane_step = FEN_BATCH};
  ptrdiff_t pencils = count - first < fit ? count - first : fit;
  return (fen_part){.first = first, .pencils = pencils, .lanes = lanes, .width = pencils * lanes, .pencil_step = lanes, .lane_step = 1};
}

int fen_parts_next(const fen_transport *t, ptrdiff_t count, fen_place *place) {
  ptrdiff_t first = place->bundle < 0 ? count : place->part.first + place->part.pencils;
  if (first >= count) {
    place->bundle++;
    first = 0;
  }
  if (place->bundle >= t->bundle_count)
    return 0;
  place->part = fen_part_of(&t->bundles[place->bundle], first, count);
  return 1;
}

fen_ahead fen_ahead_of(const fen_transport *t, const fen_place *place, char *q, ptrdiff_t pencil_stride, ptrdiff_t cell_stride) {
  const ptrdiff_t real = (ptrdiff_t)t->set->real_size;
  const fen_bundle *bundle = &t->bundles[place->bundle];
  const ptrdiff_t lane_bytes = bundle->lanes * real;
  const ptrdiff_t pencils = place->part.pencils;
  const ptrdiff_t last = FEN_CACHE_LINE - 1;
  fen_ahead ahead = {.start = q + (bundle->lane + place->part.first * pencil_stride) * real,
                     .pencils = pencils,
                     .pencil_bytes = pencil_stride * real,
                     .cell_bytes = cell_stride * real};
  if (ahead.pencil_bytes - lane_bytes < FEN_CACHE_LINE) { /* no line lies between the lanes of neighbours */
    const ptrdiff_t into = (ptrdiff_t)((uintptr_t)ahead.start % FEN_CACHE_LINE);
    ahead.start -= into;
    ahead.lines = (into + (pencils - 1) * ahead.pencil_bytes + lane_bytes + last) / FEN_CACHE_LINE;
    ahead.pencils = 1;
  } else { /* lanes may begin anywhere in a line, but four lie together */
    const int alike = ahead.pencil_bytes % FEN_CACHE_LINE == 0 && ahead.cell_bytes % FEN_CACHE_LINE == 0;
    const ptrdiff_t into = alike ? (ptrdiff_t)((uintptr_t)ahead.start % FEN_CACHE_LINE) : FEN_CACHE_LINE - LANE_UNIT * real;
    ahead.lines = (into + lane_bytes + last) / FEN_CACHE_LINE * pencils;
  }
  return ahead;
}
