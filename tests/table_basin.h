/* Species, sectors and two regions for tests of tables. */
#ifndef FENHE_TESTS_TABLE_BASIN_H
#define FENHE_TESTS_TABLE_BASIN_H

#include "table_fixture.h"

static const fen_emitted_species basin_species[2] = {{"PM25", 0.0}, {"SO2", 64.0}};
static const double basin_winter[12] = {0.2, 0.2, 0.1, 0.05, 0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.1, 0.2};
static const double bins[2] = {20.0, 100.0};
static const double parts[2] = {0.75, 0.25};
static const fen_sector basin_sectors[3] = {
    {.name = "power"}, {.name = "coking"}, {.name = "heating", .month = basin_winter, .height = {2, bins, parts}}};

/* Two regions: a square in the grid's middle, and one that the grid's eastern edge cuts (x = 120 km, near 113.57 E). */
static double square_lon[4] = {111.8, 112.6, 112.6, 111.8}, square_lat[4] = {37.3, 37.3, 37.9, 37.9};
static double cut_lon[4] = {113.0, 114.4, 114.4, 113.0}, cut_lat[4] = {37.3, 37.3, 37.9, 37.9};
static char square_name[] = "Basin", cut_name[] = "Eastern hills";
static fen_ring square_ring = {4, square_lon, square_lat, 0}, cut_ring = {4, cut_lon, cut_lat, 0};
static fen_region region_items[2] = {{.name = square_name, .ring_count = 1, .rings = &square_ring},
                                     {.name = cut_name, .ring_count = 1, .rings = &cut_ring}};
static const fen_regions basin_regions = {.count = 2, .items = region_items};

static inline int basin_set_up(void **state) {
  const fen_inventory_params params = {
      .species = basin_species, .species_count = 2, .sectors = basin_sectors, .sector_count = 3, .regions = &basin_regions, .year = 2020};
  *state = fixture_create(FEN_INVENTORY_POINTS, &params);
  return 0;
}

#define WITH_BASIN(test) cmocka_unit_test_setup_teardown(test, basin_set_up, tear_down)

#endif
