#include "fenhe/regions.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

typedef struct {
  double west, east, south, north;
} extent;

void fen_regions_clear(fen_regions *regions) {
  if (!regions)
    return;
  for (ptrdiff_t r = 0; r < regions->count; r++) {
    fen_region *region = &regions->items[r];
    for (ptrdiff_t k = 0; region->rings && k < region->ring_count; k++) {
      fen_free(region->rings[k].lon_deg);
      fen_free(region->rings[k].lat_deg);
    }
    fen_free(region->rings);
    fen_free(region->name);
    fen_free(region->name_zh);
    fen_free(region->note);
  }
  fen_free(regions->items);
  *regions = (fen_regions){0};
}

ptrdiff_t fen_regions_find(const fen_regions *regions, const char *name) {
  for (ptrdiff_t r = 0; r < regions->count; r++)
    if (strcmp(regions->items[r].name, name) == 0)
      return r;
  return -1;
}

/* Whether a ray to the east crosses the ring an odd number of times. Every edge is taken from its southern end, half-open in
 * latitude: two polygons that share the edge then see the very same crossing, and a point belongs to exactly one of them. */
static int odd_crossings(const fen_ring *ring, double lon, double lat) {
  int odd = 0;
  for (ptrdiff_t b = 0; b < ring->count; b++) {
    ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
    ptrdiff_t south = ring->lat_deg[a] < ring->lat_deg[b] ? a : b;
    ptrdiff_t north = south == a ? b : a;
    if (!(ring->lat_deg[south] <= lat && lat < ring->lat_deg[north]))
      continue;
    double part = (lat - ring->lat_deg[south]) / (ring->lat_deg[north] - ring->lat_deg[south]);
    if (lon < ring->lon_deg[south] + part * (ring->lon_deg[north] - ring->lon_deg[south]))
      odd = !odd;
  }
  return odd;
}

int fen_region_contains(const fen_region *region, double lon_deg, double lat_deg) {
  if (!isfinite(lon_deg) || !isfinite(lat_deg))
    return 0;
  for (ptrdiff_t k = 0; k < region->ring_count;) {
    ptrdiff_t polygon = region->rings[k].polygon;
    int odd = 0;
    for (; k < region->ring_count && region->rings[k].polygon == polygon; k++)
      if (region->rings[k].count > 0) {
        double turns = round((lon_deg - region->rings[k].lon_deg[0]) / 360);
        odd ^= odd_crossings(&region->rings[k], lon_deg - 360 * turns, lat_deg);
      }
    if (odd)
      return 1;
  }
  return 0;
}

static extent empty_extent(void) {
  return (extent){INFINITY, -INFINITY, INFINITY, -INFINITY};
}

static void widen(extent *box, double lon, double lat) {
  box->west = lon < box->west ? lon : box->west;
  box->east = lon > box->east ? lon : box->east;
  box->south = lat < box->south ? lat : box->south;
  box->north = lat > box->north ? lat : box->north;
}

static extent region_extent(const fen_region *region) {
  extent box = empty_extent();
  for (ptrdiff_t k = 0; k < region->ring_count; k++)
    for (ptrdiff_t p = 0; p < region->rings[k].count; p++)
      widen(&box, region->rings[k].lon_deg[p], region->rings[k].lat_deg[p]);
  return box;
}

/* Whether a cell is surely outside the region, from its corners with a margin for its curved edges. Cells near the pole or the date
 * line, whose corners span more than half the circle, are never skipped. */
static int cell_is_apart(const fen_grid *grid, ptrdiff_t i, ptrdiff_t j, const extent *region) {
  if (!grid->lon_corner_deg)
    return 0;
  extent cell = empty_extent();
  for (int corner = 0; corner < 4; corner++) {
    ptrdiff_t at = (j + corner / 2) * (grid->params.nx + 1) + i + corner % 2;
    widen(&cell, grid->lon_corner_deg[at], grid->lat_corner_deg[at]);
  }
  double margin_lon = 0.5 * (cell.east - cell.west);
  double margin_lat = 0.5 * (cell.north - cell.south);
  if (cell.north + margin_lat < region->south || cell.south - margin_lat > region->north)
    return 1;
  if (cell.east - cell.west > 180 || cell.north + margin_lat >= 90 || cell.south - margin_lat <= -90)
    return 0;
  double turns = round(0.5 * (region->west + region->east - cell.west - cell.east) / 360);
  return cell.east + 360 * turns + margin_lon < region->west || cell.west + 360 * turns - margin_lon > region->east;
}

static double cell_share(const fen_region *region, const fen_grid *grid, ptrdiff_t i, ptrdiff_t j, int samples) {
  const fen_grid_params *p = &grid->params;
  int inside = 0;
  for (int b = 0; b < samples; b++)
    for (int a = 0; a < samples; a++) {
      double lon = p->x0 + ((double)i + (a + 0.5) / samples) * p->dx;
      double lat = p->y0 + ((double)j + (b + 0.5) / samples) * p->dy;
      if (grid->projection)
        fen_projection_inverse(grid->projection, lon, lat, &lon, &lat);
      inside += fen_region_contains(region, lon, lat);
    }
  return inside / ((double)samples * samples);
}

void fen_region_shares(const fen_region *region, const fen_grid *grid, int samples, double *share) {
  extent box = region_extent(region);
  int side = samples > 0 ? samples : 1;
  for (ptrdiff_t j = 0; j < grid->params.ny; j++)
    for (ptrdiff_t i = 0; i < grid->params.nx; i++)
      share[j * grid->params.nx + i] = cell_is_apart(grid, i, j, &box) ? 0 : cell_share(region, grid, i, j, side);
}
