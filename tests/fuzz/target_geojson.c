/* GeoJSON: read, asked for numbers, areas and places, and spread over a grid. */
#include <math.h>

#include "fenhe/geojson.h"
#include "fenhe/memory.h"
#include "fuzz.h"

enum { CELLS = 6, MOST_ASKED = 20 };

static const fen_grid *grid(void) {
  static fen_grid *made;
  fen_error err;
  const fen_grid_params params = {.nx = CELLS,
                                  .ny = CELLS,
                                  .dx = 9000.0,
                                  .dy = 9000.0,
                                  .x0 = -27000.0,
                                  .y0 = -27000.0,
                                  .projection = {.kind = FEN_PROJECTION_LAMBERT,
                                                 .lat_1_deg = 34.0,
                                                 .lat_2_deg = 41.0,
                                                 .lat_0_deg = 37.6,
                                                 .lon_0_deg = 112.3,
                                                 .semi_major_m = 6370000.0}};
  if (!made)
    fuzz_require(fen_grid_create(&params, &made, &err) == FEN_OK);
  return made;
}

static void ask(const fen_region *region) {
  double share[CELLS * CELLS];
  ptrdiff_t corners;
  (void)fen_region_contains(region, 112.3, 37.6);
  (void)fen_region_area_m2(region, 6370000.0);
  (void)fen_region_perimeter_m(region, 6370000.0, &corners);
  fen_region_shares(region, grid(), 2, share);
  for (int n = 0; n < CELLS * CELLS; n++)
    fuzz_require(share[n] >= 0.0 && share[n] <= 1.0);
}

bool fuzz_geojson(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  double *people = NULL;
  fuzz_write("any.geojson", data, size, path);
  fen_diagnostics faults = {0};
  fen_status status = fen_geojson_read_regions(path, &faults, &regions, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    fuzz_check_complaint(faults.items[n].status, &faults.items[n]);
  const bool sound = !status && faults.count == 0;
  fen_diagnostics_clear(&faults);
  if (status)
    return false;
  for (ptrdiff_t n = 0; n < regions.count && n < MOST_ASKED; n++)
    ask(&regions.items[n]);
  fuzz_require(FEN_NEW(&people, regions.count, &err) == FEN_OK);
  fuzz_check_complaint(fen_geojson_read_numbers(path, "people", &regions, people, &err), &err);
  fen_free(people);
  fen_regions_clear(&regions);
  return sound;
}
