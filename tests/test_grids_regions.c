#include "fenhe/memory.h"
#include "fenhe/regions.h"
#include "support.h"

enum { CELLS = 40 * 40 };

static fen_grid *lambert(void) {
  fen_grid_params params = {.nx = 40,
                            .ny = 40,
                            .dx = 10000,
                            .dy = 10000,
                            .x0 = -200000,
                            .y0 = -200000,
                            .projection = {.kind = FEN_PROJECTION_LAMBERT,
                                           .lat_1_deg = 30,
                                           .lat_2_deg = 60,
                                           .lat_0_deg = 37.8,
                                           .lon_0_deg = 112.5,
                                           .semi_major_m = 6370000}};
  fen_grid *grid = NULL;
  assert_int_equal(fen_grid_create(&params, &grid, NULL), FEN_OK);
  return grid;
}

/* Two neighbours with a crooked border, traversed in opposite directions, which together make a rectangle. */
static double west_lon[] = {111.03, 112.41, 112.77, 112.13, 112.5, 111.03};
static double west_lat[] = {36.5, 36.5, 37.11, 37.93, 39.1, 39.1};
static double east_lon[] = {112.41, 114.2, 114.2, 112.5, 112.13, 112.77, 112.41};
static double east_lat[] = {36.5, 36.5, 39.1, 39.1, 37.93, 37.11, 36.5};
static double both_lon[] = {111.03, 114.2, 114.2, 111.03};
static double both_lat[] = {36.5, 36.5, 39.1, 39.1};

static fen_region region_of(fen_ring *ring) {
  return (fen_region){.ring_count = 1, .rings = ring};
}

static void shares_of_neighbours_sum_to_their_union(void **state) {
  (void)state;
  fen_ring rings[] = {{6, west_lon, west_lat, 0}, {7, east_lon, east_lat, 0}, {4, both_lon, both_lat, 0}};
  fen_grid *grid = lambert();
  double share[3][CELLS];
  for (int r = 0; r < 3; r++) {
    fen_region region = region_of(&rings[r]);
    fen_region_shares(&region, grid, 7, share[r]);
  }
  double outside = 0, inside = 0;
  for (int c = 0; c < CELLS; c++) {
    assert_near(share[0][c] + share[1][c], share[2][c], 1e-15);
    outside += share[2][c] == 0;
    inside += share[2][c] == 1;
  }
  assert_true(outside > 100 && inside > 100);
  fen_grid_destroy(&grid);
}

/* R^2 dlon (sin lat_2 - sin lat_1) is the rectangle's exact area. */
static void shares_give_the_area_of_the_region(void **state) {
  (void)state;
  fen_ring ring = {4, both_lon, both_lat, 0};
  fen_region region = region_of(&ring);
  fen_grid *grid = lambert();
  double share[CELLS];
  fen_region_shares(&region, grid, 10, share);
  double area = 0;
  for (int c = 0; c < CELLS; c++)
    area += share[c] * grid->area_m2[c];
  double degree = acos(-1) / 180;
  double exact = 6370000.0 * 6370000.0 * (114.2 - 111.03) * degree * (sin(39.1 * degree) - sin(36.5 * degree));
  assert_near(area / exact, 1, 1e-3);
  fen_grid_destroy(&grid);
}

static void a_plane_takes_regions_in_metres(void **state) {
  (void)state;
  fen_grid_params params = {.nx = 4, .ny = 2, .dx = 10, .dy = 10};
  double x[] = {5, 30, 30, 5};
  double y[] = {0, 0, 5, 5};
  double share[8];
  fen_ring ring = {4, x, y, 0};
  fen_region region = region_of(&ring);
  fen_grid *grid = NULL;
  assert_int_equal(fen_grid_create(&params, &grid, NULL), FEN_OK);
  fen_region_shares(&region, grid, 4, share);
  const double expected[8] = {0.25, 0.5, 0.5, 0, 0, 0, 0, 0};
  for (int c = 0; c < 8; c++)
    assert_true(share[c] == expected[c]);
  fen_grid_destroy(&grid);
}

static void holes_are_outside_and_islands_inside(void **state) {
  (void)state;
  double outer[] = {0, 10, 10, 0}, outer_lat[] = {0, 0, 10, 10};
  double hole[] = {4, 6, 6, 4}, hole_lat[] = {4, 4, 6, 6};
  double island[] = {4.5, 5.5, 5.5, 4.5}, island_lat[] = {4.5, 4.5, 5.5, 5.5};
  fen_ring rings[] = {{4, outer, outer_lat, 0}, {4, hole, hole_lat, 0}, {4, island, island_lat, 1}};
  fen_region region = {.ring_count = 3, .rings = rings};
  assert_true(fen_region_contains(&region, 1, 1));
  assert_false(fen_region_contains(&region, 4.2, 5));
  assert_true(fen_region_contains(&region, 5, 5));
  assert_true(fen_region_contains(&region, 361, 1));
  assert_false(fen_region_contains(&region, 11, 1));
  assert_false(fen_region_contains(&region, NAN, 1));
}

static void regions_may_cross_the_date_line(void **state) {
  (void)state;
  double lon[] = {175, 190, 190, 175}, lat[] = {-5, -5, 5, 5};
  fen_ring ring = {4, lon, lat, 0};
  fen_region region = region_of(&ring);
  assert_true(fen_region_contains(&region, -175, 0));
  assert_true(fen_region_contains(&region, 179, 0));
  assert_false(fen_region_contains(&region, -165, 0));
  fen_grid_params params = {.nx = 36,
                            .ny = 18,
                            .dx = 10,
                            .dy = 10,
                            .x0 = -180,
                            .y0 = -90,
                            .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}};
  fen_grid *grid = NULL;
  double share[36 * 18];
  assert_int_equal(fen_grid_create(&params, &grid, NULL), FEN_OK);
  fen_region_shares(&region, grid, 2, share);
  assert_true(share[9 * 36] == 0.5 && share[8 * 36 + 35] == 0.25 && share[9 * 36 + 34] == 0);
  fen_grid_destroy(&grid);
}

static void regions_are_found_by_name_and_released(void **state) {
  (void)state;
  fen_regions regions = {0};
  assert_int_equal(FEN_NEW(&regions.items, 2, NULL), FEN_OK);
  regions.count = 2;
  assert_int_equal(fen_duplicate("Taiyuan", &regions.items[0].name, NULL), FEN_OK);
  assert_int_equal(fen_duplicate("Datong", &regions.items[1].name, NULL), FEN_OK);
  assert_int_equal(FEN_NEW(&regions.items[1].rings, 1, NULL), FEN_OK);
  regions.items[1].ring_count = 1;
  assert_int_equal(fen_regions_find(&regions, "Datong"), 1);
  assert_int_equal(fen_regions_find(&regions, "datong"), -1);
  fen_regions_clear(&regions);
  assert_true(regions.count == 0 && !regions.items);
  fen_regions_clear(&regions);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_of_neighbours_sum_to_their_union), cmocka_unit_test(shares_give_the_area_of_the_region),
      cmocka_unit_test(a_plane_takes_regions_in_metres),         cmocka_unit_test(holes_are_outside_and_islands_inside),
      cmocka_unit_test(regions_may_cross_the_date_line),         cmocka_unit_test(regions_are_found_by_name_and_released)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
