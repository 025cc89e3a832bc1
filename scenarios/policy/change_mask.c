/*
 * Parts of cells in polygons. What a cell of a region's total emits lies in the cell's part in that region: where the region's border
 * crosses the cell, the polygons' share is taken of this part, not of the whole cell. So a region's own outline takes all of it and
 * nothing of its neighbours.
 */
#include <stdlib.h>

#include "fenhe/memory.h"
#include "fenhe/projection.h"
#include "policy/change_parts.h"

static fen_status find_border(fen_change *change, int region, fen_error *err) {
  fen_border *border = &change->borders[region];
  ptrdiff_t count = 0;
  if (border->known)
    return FEN_OK;
  fen_region_shares(&change->item->regions.items[region], change->grid, FEN_MASK_SAMPLES, change->scratch);
  for (ptrdiff_t n = 0; n < change->cells; n++)
    count += change->scratch[n] > 0.0 && change->scratch[n] < 1.0;
  fen_status status = FEN_NEW(&border->cell, count, err);
  for (ptrdiff_t n = 0; !status && n < change->cells; n++)
    if (change->scratch[n] > 0.0 && change->scratch[n] < 1.0)
      border->cell[border->count++] = n;
  border->known = status == FEN_OK;
  return status;
}

static bool is_partial(const fen_measure_use *use, ptrdiff_t cell) {
  return use->mask[cell] > 0.0 && use->mask[cell] < 1.0;
}

static bool in_polygons(const fen_regions *polygons, double lon_deg, double lat_deg) {
  for (ptrdiff_t n = 0; n < polygons->count; n++)
    if (fen_region_contains(&polygons->items[n], lon_deg, lat_deg))
      return true;
  return false;
}

/* By the points that tell the cell's share in the region, too. */
static double share_in_region(const fen_change *change, const fen_region *region, const fen_regions *polygons, ptrdiff_t cell) {
  const fen_grid_params *p = &change->grid->params;
  int inside = 0;
  int common = 0;
  for (int b = 0; b < FEN_MASK_SAMPLES; b++) {
    for (int a = 0; a < FEN_MASK_SAMPLES; a++) {
      double lon = p->x0 + ((double)(cell % p->nx) + (a + 0.5) / FEN_MASK_SAMPLES) * p->dx;
      double lat = p->y0 + ((double)(cell / p->nx) + (b + 0.5) / FEN_MASK_SAMPLES) * p->dy;
      if (change->grid->projection)
        fen_projection_inverse(change->grid->projection, lon, lat, &lon, &lat);
      if (!fen_region_contains(region, lon, lat))
        continue;
      inside++;
      common += in_polygons(polygons, lon, lat);
    }
  }
  return inside > 0 ? (double)common / inside : 0.0;
}

static fen_status count_rims(fen_change *change, const fen_measure_use *use, ptrdiff_t *count, fen_error *err) {
  fen_status status = FEN_OK;
  *count = 0;
  for (int r = 0; !status && r < (int)change->item->regions.count; r++) {
    status = find_border(change, r, err);
    for (ptrdiff_t n = 0; !status && n < change->borders[r].count; n++)
      *count += is_partial(use, change->borders[r].cell[n]);
  }
  return status;
}

fen_status fen_change_set_rims(fen_change *change, int measure, fen_error *err) {
  fen_measure_use *use = &change->uses[measure];
  const fen_regions *polygons = change->scenario->measures[measure].selector.polygons;
  ptrdiff_t count = 0;
  fen_status status = count_rims(change, use, &count, err);
  if (!status)
    status = FEN_NEW(&use->rims, count, err);
  for (int r = 0; !status && r < (int)change->item->regions.count; r++) {
    const fen_border *border = &change->borders[r];
    for (ptrdiff_t n = 0; n < border->count; n++)
      if (is_partial(use, border->cell[n]))
        use->rims[use->rim_count++] =
            (fen_rim){r, border->cell[n], share_in_region(change, &change->item->regions.items[r], polygons, border->cell[n])};
  }
  return status;
}

static int by_region_and_cell(const void *a, const void *b) {
  const fen_rim *left = a;
  const fen_rim *right = b;
  if (left->region != right->region)
    return left->region < right->region ? -1 : 1;
  return (left->cell > right->cell) - (left->cell < right->cell);
}

double fen_change_share(const fen_change *change, int measure, ptrdiff_t slot, ptrdiff_t cell) {
  const fen_measure_use *use = &change->uses[measure];
  const fen_inventory_record *record = fen_inventory_record_at(change->inventory, slot / change->species_count);
  if (!is_partial(use, cell) || use->rim_count == 0 || record->kind != FEN_INVENTORY_AREAS)
    return use->mask[cell];
  const fen_rim wanted = {.region = record->region, .cell = cell};
  const fen_rim *rim = bsearch(&wanted, use->rims, (size_t)use->rim_count, sizeof wanted, by_region_and_cell);
  return rim ? rim->share : use->mask[cell];
}
