/*
 * Parts of cells in polygons, told by points. What a cell of a region's total emits lies in the cell's part in that region: where the
 * region's border crosses the cell, the polygons' share is taken of this part, not of the whole cell. So a region's own outline takes all
 * of it and nothing of its neighbours. The points are kept, so that measures whose polygons share a cell act each on its own points.
 */
#include <stdlib.h>

#include "change_parts.h"
#include "fenhe/memory.h"
#include "fenhe/projection.h"

static const fen_samples all_samples = {{~UINT64_C(0), (UINT64_C(1) << (FEN_MASK_POINTS - 64)) - 1}};

int fen_samples_count(const fen_samples *samples) {
  int count = 0;
  for (int n = 0; n < 2; n++)
    for (uint64_t bits = samples->bits[n]; bits; bits &= bits - 1)
      count++;
  return count;
}

fen_samples fen_samples_common(const fen_samples *a, const fen_samples *b) {
  return (fen_samples){{a->bits[0] & b->bits[0], a->bits[1] & b->bits[1]}};
}

/* The points of a cell in a region; those of fen_region_shares. */
static fen_samples samples_in(const fen_change *change, const fen_region *region, ptrdiff_t cell) {
  const fen_grid_params *p = &change->grid->params;
  fen_samples samples = {{0}};
  for (int n = 0; n < FEN_MASK_POINTS; n++) {
    double lon = p->x0 + ((double)(cell % p->nx) + (n % FEN_MASK_SAMPLES + 0.5) / FEN_MASK_SAMPLES) * p->dx;
    double lat = p->y0 + ((double)(cell / p->nx) + (n / FEN_MASK_SAMPLES + 0.5) / FEN_MASK_SAMPLES) * p->dy;
    if (change->grid->projection)
      fen_projection_inverse(change->grid->projection, lon, lat, &lon, &lat);
    if (fen_region_contains(region, lon, lat))
      samples.bits[n / 64] |= UINT64_C(1) << n % 64;
  }
  return samples;
}

static bool is_part(double share) {
  return share > 0.0 && share < 1.0;
}

static fen_status find_border(fen_change *change, int region, fen_error *err) {
  fen_border *border = &change->borders[region];
  ptrdiff_t count = 0;
  if (border->known)
    return FEN_OK;
  fen_region_shares(&change->item->regions.items[region], change->grid, FEN_MASK_SAMPLES, change->scratch);
  for (ptrdiff_t n = 0; n < change->cells; n++)
    count += is_part(change->scratch[n]);
  fen_status status = FEN_NEW(&border->cells, count, err);
  for (ptrdiff_t n = 0; !status && n < change->cells; n++)
    if (is_part(change->scratch[n]))
      border->cells[border->count++] = (fen_border_cell){n, samples_in(change, &change->item->regions.items[region], n)};
  border->known = status == FEN_OK;
  return status;
}

fen_status fen_change_set_mask(fen_change *change, int measure, fen_error *err) {
  const fen_selector *selector = &change->scenario->measures[measure].selector;
  fen_measure_use *use = &change->uses[measure];
  if (selector->where != FEN_WHERE_POLYGONS)
    return FEN_OK;
  fen_status status = FEN_NEW(&use->mask, change->cells, err);
  for (ptrdiff_t p = 0; !status && p < selector->polygons->count; p++) {
    const fen_region *polygon = &selector->polygons->items[p];
    fen_region_shares(polygon, change->grid, FEN_MASK_SAMPLES, change->scratch);
    for (ptrdiff_t n = 0; n < change->cells; n++) {
      if (!(change->scratch[n] > 0.0))
        continue;
      fen_samples own = is_part(change->scratch[n]) ? samples_in(change, polygon, n) : all_samples;
      use->mask[n].bits[0] |= own.bits[0];
      use->mask[n].bits[1] |= own.bits[1];
    }
  }
  for (int r = 0; !status && r < (int)change->item->regions.count; r++)
    status = find_border(change, r, err);
  return status;
}

static int by_cell(const void *a, const void *b) {
  const fen_border_cell *left = a;
  const fen_border_cell *right = b;
  return (left->cell > right->cell) - (left->cell < right->cell);
}

fen_samples fen_change_part(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell) {
  const fen_inventory_record *record = fen_inventory_record_at(change->inventory, slot / change->species_count);
  if (record->kind != FEN_INVENTORY_AREAS || record->region < 0 || change->borders[record->region].count == 0)
    return all_samples;
  const fen_border *border = &change->borders[record->region];
  const fen_border_cell wanted = {.cell = cell};
  const fen_border_cell *found = bsearch(&wanted, border->cells, (size_t)border->count, sizeof wanted, by_cell);
  return found ? found->samples : all_samples;
}

double fen_change_share(const fen_change *change, int measure, ptrdiff_t slot, ptrdiff_t cell) {
  const fen_samples *mask = &change->uses[measure].mask[cell];
  int count = fen_samples_count(mask);
  if (count == 0 || count == FEN_MASK_POINTS)
    return count == 0 ? 0.0 : 1.0;
  fen_samples part = fen_change_part(change, slot, cell);
  fen_samples common = fen_samples_common(mask, &part);
  return (double)fen_samples_count(&common) / fen_samples_count(&part);
}
