/* Exact shares of regions in cells: they tile, and they have the region's area. */
#include "fenhe/constants.h"
#include "fenhe/geojson.h"
#include "fenhe/regions.h"
#include "grid_support.h"

enum { NX = 60, NY = 50, CELLS = NX * NY };

#define WGS84 .semi_major_m = 6378137, .inverse_flattening = 298.257223563

static const fen_projection_params maps[] = {
    {.kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 30, .lat_2_deg = 60, .lat_0_deg = 37.8, .lon_0_deg = 112.5, .semi_major_m = 6370000},
    {.kind = FEN_PROJECTION_LONLAT, WGS84},
    {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000},
    {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lon_0_deg = 111, .scale = 0.9996, WGS84},
    {.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90, .lat_1_deg = 60, .lon_0_deg = 60, WGS84},
    {.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 52, .pole_lon_deg = -68, .semi_major_m = 6371229}};
enum { MAPS = sizeof maps / sizeof *maps };

static double size_on(int map) {
  return fen_projection_in_degrees(maps[map].kind) ? 0.1 : 10000;
}

/* Two neighbours with a crooked border, one with a hole that the third fills, which make a rectangle. */
static double west_lon[] = {111.03, 112.41, 112.77, 112.13, 112.5, 111.03}, west_lat[] = {36.5, 36.5, 37.11, 37.93, 39.1, 39.1};
static double east_lon[] = {112.41, 112.77, 112.13, 112.5, 114.2, 114.2}, east_lat[] = {36.5, 37.11, 37.93, 39.1, 39.1, 36.5};
static double hole_lon[] = {113.111, 113.9, 113.5}, hole_lat[] = {37.21, 37.3, 38.7};
static double both_lon[] = {111.03, 112.41, 114.2, 114.2, 112.5, 111.03}, both_lat[] = {36.5, 36.5, 36.5, 39.1, 39.1, 39.1};

static double total(const fen_grid *grid, const double *share) {
  double sum = 0;
  for (int c = 0; c < CELLS; c++)
    sum += share[c] * grid->area_m2[c];
  return sum;
}

static void neighbours_holes_and_fillings_tile(void **state) {
  (void)state;
  fen_ring west = {6, west_lon, west_lat, 0}, both = {6, both_lon, both_lat, 0}, filling = {3, hole_lon, hole_lat, 0};
  fen_ring east[] = {{6, east_lon, east_lat, 0}, {3, hole_lon, hole_lat, 0}};
  const fen_region regions[] = {{.ring_count = 1, .rings = &west},
                                {.ring_count = 2, .rings = east},
                                {.ring_count = 1, .rings = &filling},
                                {.ring_count = 1, .rings = &both}};
  for (int m = 0; m < MAPS; m++) {
    fen_grid *grid = grid_about(maps[m], 112.5, 37.8, NX, NY, size_on(m));
    static double share[4][CELLS];
    double whole = 0;
    for (int r = 0; r < 4; r++) {
      assert_int_equal(fen_region_cover(&regions[r], grid, share[r], NULL), FEN_OK);
      double area = fen_region_area_on(&regions[r], &grid->params.projection);
      print_message("map %d region %d: area %.1e off\n", m, r, total(grid, share[r]) / area - 1);
      assert_near(total(grid, share[r]) / area, 1, 1e-5);
    }
    for (int c = 0; c < CELLS; c++) {
      assert_near(share[0][c] + share[1][c] + share[2][c], share[3][c], 1e-11);
      whole += share[3][c] == 1;
    }
    assert_true(whole > 300);
    fen_grid_destroy(&grid);
  }
}

static void sampling_finds_the_same_shares(void **state) {
  (void)state;
  fen_ring east[] = {{6, east_lon, east_lat, 0}, {3, hole_lon, hole_lat, 0}};
  const fen_region region = {.ring_count = 2, .rings = east};
  for (int m = 0; m < MAPS; m++) {
    fen_grid *grid = grid_about(maps[m], 112.5, 37.8, NX, NY, size_on(m));
    static double exact[CELLS], sampled[CELLS];
    assert_int_equal(fen_region_cover(&region, grid, exact, NULL), FEN_OK);
    fen_region_shares(&region, grid, 20, sampled);
    for (int c = 0; c < CELLS; c++)
      assert_near(exact[c], sampled[c], 0.03);
    fen_grid_destroy(&grid);
  }
}

static void regions_larger_than_the_grid_and_apart_from_it(void **state) {
  (void)state;
  double lon[] = {60, 150, 150, 60}, lat[] = {-60, -60, 85, 85}, far_lon[] = {-60, -50, -50, -60};
  fen_ring ring = {4, lon, lat, 0}, far_ring = {4, far_lon, lat, 0};
  const fen_region large = {.ring_count = 1, .rings = &ring}, apart = {.ring_count = 1, .rings = &far_ring};
  for (int m = 0; m < MAPS; m++) {
    fen_grid *grid = grid_about(maps[m], 112.5, 37.8, NX, NY, size_on(m));
    static double share[CELLS];
    assert_int_equal(fen_region_cover(&large, grid, share, NULL), FEN_OK);
    for (int c = 0; c < CELLS; c++)
      assert_true(share[c] == 1);
    assert_int_equal(fen_region_cover(&apart, grid, share, NULL), FEN_OK);
    for (int c = 0; c < CELLS; c++)
      assert_true(share[c] == 0);
    fen_grid_destroy(&grid);
  }
}

static void a_cap_about_the_pole_comes_in_sectors(void **state) {
  (void)state;
  fen_grid *grid = grid_about(maps[4], 0, 90, NX, NY, 60000);
  static double share[CELLS], sum[CELLS];
  double area = 0;
  memset(sum, 0, sizeof sum);
  for (int n = 0; n < 3; n++) {
    double lon[] = {-180 + 120 * n, -60 + 120 * n, -60 + 120 * n, -180 + 120 * n}, lat[] = {80, 80, 90, 90};
    fen_ring ring = {4, lon, lat, 0};
    const fen_region sector = {.ring_count = 1, .rings = &ring};
    assert_int_equal(fen_region_cover(&sector, grid, share, NULL), FEN_OK);
    area += fen_region_area_on(&sector, &maps[4]);
    for (int c = 0; c < CELLS; c++)
      sum[c] += share[c];
  }
  assert_near(total(grid, sum) / area, 1, 1e-4);
  assert_near(sum[(NY / 2) * NX + NX / 2], 1, 1e-9);
  fen_grid_destroy(&grid);
}

static void shares_on_a_globe_cross_the_date_line(void **state) {
  (void)state;
  double lon[] = {175, 190, 190, 175}, lat[] = {-5, -5, 5, 5};
  fen_ring ring = {4, lon, lat, 0};
  const fen_region region = {.ring_count = 1, .rings = &ring};
  const fen_grid_params params = {.nx = 36, .ny = 18, .dx = 10, .dy = 10, .x0 = -180, .y0 = -90, .projection = maps[2]};
  fen_grid *grid = NULL;
  static double share[36 * 18];
  assert_int_equal(fen_grid_create(&params, &grid, NULL), FEN_OK);
  assert_int_equal(fen_region_cover(&region, grid, share, NULL), FEN_OK);
  double half = sin(5 * FEN_PI / 180) / sin(10 * FEN_PI / 180);
  assert_near(share[9 * 36], half, 1e-9);
  assert_near(share[9 * 36 + 35], 0.5 * half, 1e-9);
  assert_near(share[9 * 36 + 34], 0, 1e-9);
  fen_grid_destroy(&grid);
}

static void shares_in_quadrilaterals_tile_too(void **state) {
  (void)state;
  fen_ring west = {6, west_lon, west_lat, 0}, both = {6, both_lon, both_lat, 0}, filling = {3, hole_lon, hole_lat, 0};
  fen_ring east[] = {{6, east_lon, east_lat, 0}, {3, hole_lon, hole_lat, 0}};
  const fen_region regions[] = {{.ring_count = 1, .rings = &west},
                                {.ring_count = 2, .rings = east},
                                {.ring_count = 1, .rings = &filling},
                                {.ring_count = 1, .rings = &both}};
  double lon[4 * 34], lat[4 * 34], share[4][34], sum = 0;
  for (int i = 0; i < 34; i++)
    for (int n = 0; n < 4; n++) {
      /* Slanted, clockwise, and on another turn of the globe. */
      lon[4 * i + n] = 110.6 + 0.12 * (i + (n == 1 || n == 2)) + (n < 2 ? 0.3 : 0) - 360;
      lat[4 * i + n] = n < 2 ? 38 : 37.5;
    }
  for (int r = 0; r < 4; r++)
    assert_int_equal(fen_region_shares_in_row(&regions[r], 34, lon, lat, share[r], NULL), FEN_OK);
  for (int i = 0; i < 34; i++) {
    assert_near(share[0][i] + share[1][i] + share[2][i], share[3][i], 1e-11);
    sum += share[3][i];
  }
  /* The strip of height 0.5 that lies between 111.03 and 114.2, 3.17 wide. */
  assert_near(sum * 0.12 * 0.5, 3.17 * 0.5, 1e-9);
}

static void prefectures_of_the_province_fill_it(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  static double share[CELLS], sum[CELLS];
  support_source_path("data/shanxi/prefectures.geojson", path);
  if (fen_geojson_read_regions(path, NULL, &regions, &err))
    fail_msg("%s", err.text);
  fen_grid *grid = grid_about(maps[0], 112.4, 37.6, NX, NY, 15000);
  double area = 0, worst = 0, whole = 0;
  memset(sum, 0, sizeof sum);
  for (ptrdiff_t r = 0; r < regions.count; r++) {
    assert_int_equal(fen_region_cover(&regions.items[r], grid, share, NULL), FEN_OK);
    double own = fen_region_area_on(&regions.items[r], &maps[0]);
    worst = fmax(worst, fabs(total(grid, share) / own - 1));
    area += own;
    for (int c = 0; c < CELLS; c++)
      sum[c] += share[c];
  }
  print_message("%td prefectures of %.0f km2: areas within %.1e\n", regions.count, area * 1e-6, worst);
  assert_true(regions.count == 11 && worst < 3e-5);
  for (int c = 0; c < CELLS; c++) {
    assert_true(sum[c] < 1 + 1e-9);
    whole += sum[c] > 1 - 1e-9;
  }
  assert_true(whole > 500);
  fen_regions_clear(&regions);
  fen_grid_destroy(&grid);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(neighbours_holes_and_fillings_tile),
                                     cmocka_unit_test(sampling_finds_the_same_shares),
                                     cmocka_unit_test(regions_larger_than_the_grid_and_apart_from_it),
                                     cmocka_unit_test(a_cap_about_the_pole_comes_in_sectors),
                                     cmocka_unit_test(shares_on_a_globe_cross_the_date_line),
                                     cmocka_unit_test(shares_in_quadrilaterals_tile_too),
                                     cmocka_unit_test(prefectures_of_the_province_fill_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
