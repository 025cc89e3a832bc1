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

/* Cut a block of lanes into bundles of the widest kernels that fit. */
static ptrdiff_t bundle_block(const fen_transport *t, ptrdiff_t start, ptrdiff_t count, ptrdiff_t species, fen_bundle *out) {
  ptrdiff_t used = 0;
  ptrdiff_t lane = start;
  for (int w = 0; w < FEN_WIDTH_COUNT; w++) {
    const fen_kernels *kernels = &t->set->width[w];
    for (; start + count - lane >= kernels->width; lane += kernels->width)
      out[used++] = (fen_bundle){.lane = lane, .kernels = kernels, .species = species};
  }
  return used;
}

fen_status fen_lanes_arrange(fen_transport *t, fen_error *err) {
  t->leads = padded(t->species_count);
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
  status = FEN_NEW(&t->bundles, t->lanes / LANE_UNIT, err);
  if (status)
    return status;
  t->bundle_count = bundle_block(t, 0, t->leads, -1, t->bundles);
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    t->bundle_count += bundle_block(t, t->tag_start[s], padded(t->species[s].tags), s, t->bundles + t->bundle_count);
  return FEN_OK;
}
