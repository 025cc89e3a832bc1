#include "faulty_polygon.h"

#include "fenhe/memory.h"

enum { MOST_TOLD = 1000 };

static void drop_rings(fen_region *region) {
  for (ptrdiff_t n = 0; n < region->ring_count; n++) {
    fen_free(region->rings[n].lon_deg);
    fen_free(region->rings[n].lat_deg);
  }
  fen_free(region->rings);
  region->rings = NULL;
  region->ring_count = 0;
}

fen_status fen_polygon_pass_over(const fen_error *fault, ptrdiff_t before, fen_diagnostics *faults, fen_regions *regions, fen_error *err) {
  if (!faults || faults->count >= MOST_TOLD || fault->status == FEN_ERR_MEMORY) {
    if (err)
      *err = *fault;
    return fault->status;
  }
  fen_diagnostics_add(faults, fault);
  if (regions->count > before) {
    drop_rings(&regions->items[before]);
    return FEN_OK;
  }
  return fen_duplicate("", &regions->items[regions->count++].name, err);
}
