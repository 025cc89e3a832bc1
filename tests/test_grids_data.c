/* The built-in geography of Shanxi: whether its files agree with each other and with public figures. */
#include <netcdf.h>

#include "fenhe/csv.h"
#include "fenhe/geojson.h"
#include "fenhe/grid.h"
#include "fenhe/regions.h"
#include "support.h"

enum { PLACES = 18, PREFECTURES = 11, MOST_EDGES = 1000, NX = 67, NY = 87 };

/* Official areas [km2], recalled and rounded, and the towns of places.csv that lie in each. */
static const struct {
  const char *name;
  double area_km2;
  const char *towns[6];
} prefectures[PREFECTURES] = {{"Taiyuan", 6988, {"Taiyuan", "Qingxu"}},
                              {"Datong", 14176, {"Datong"}},
                              {"Yangquan", 4559, {"Yangquan"}},
                              {"Changzhi", 13955, {"Changzhi"}},
                              {"Jincheng", 9490, {"Jincheng"}},
                              {"Shuozhou", 10662, {"Shuozhou"}},
                              {"Jinzhong", 16404, {"Jinzhong", "Jiexiu", "Pingyao"}},
                              {"Yuncheng", 14181, {"Yuncheng", "Hejin"}},
                              {"Xinzhou", 25117, {"Xinzhou", "Yuanping"}},
                              {"Linfen", 20302, {"Linfen"}},
                              {"Lvliang", 21095, {"Lishi", "Xiaoyi", "Fenyang"}}};

typedef struct {
  char name[PLACES][32];
  double lon[PLACES], lat[PLACES], height[PLACES];
  double population;
} places;

static void read_places(places *out) {
  static const char *const names[] = {"lon", "lat", "height", "population", "name"};
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  ptrdiff_t column[5];
  support_source_path("data/shanxi/places.csv", path);
  if (fen_csv_open(path, NULL, &table, &err))
    fail_msg("%s", err.text);
  assert_int_equal(fen_csv_rows(table), PLACES);
  for (int k = 0; k < 5; k++)
    assert_int_equal(fen_csv_find(table, names[k], &column[k], &err), FEN_OK);
  out->population = 0;
  for (ptrdiff_t r = 0; r < PLACES; r++) {
    assert_int_equal(fen_csv_number(table, r, column[0], 109, 116, &out->lon[r], &err), FEN_OK);
    assert_int_equal(fen_csv_number(table, r, column[1], 34, 42, &out->lat[r], &err), FEN_OK);
    assert_int_equal(fen_csv_number(table, r, column[2], 0, 3000, &out->height[r], &err), FEN_OK);
    if (fen_csv_text(table, r, column[3])[0]) {
      double population;
      assert_int_equal(fen_csv_number(table, r, column[3], 1e5, 1e8, &population, &err), FEN_OK);
      out->population += population;
    }
    (void)snprintf(out->name[r], sizeof out->name[r], "%s", fen_csv_text(table, r, column[4]));
  }
  fen_csv_close(&table);
}

static ptrdiff_t place_named(const places *all, const char *name) {
  for (ptrdiff_t r = 0; r < PLACES; r++)
    if (strcmp(all->name[r], name) == 0)
      return r;
  fail_msg("places.csv lacks %s", name);
  return -1;
}

static void read_regions(const char *name, fen_regions *out) {
  char path[SUPPORT_PATH];
  fen_error err = {0};
  *out = (fen_regions){0};
  support_source_path(name, path);
  if (fen_geojson_read_regions(path, NULL, out, &err))
    fail_msg("%s", err.text);
}

static const fen_region *region_named(const fen_regions *regions, const char *name) {
  ptrdiff_t r = fen_regions_find(regions, name);
  if (r < 0)
    fail_msg("no region %s", name);
  return &regions->items[r];
}

static void every_town_lies_in_its_prefecture_alone(void **state) {
  (void)state;
  places all;
  fen_regions regions;
  read_places(&all);
  read_regions("data/shanxi/prefectures.geojson", &regions);
  assert_int_equal(regions.count, PREFECTURES);
  int towns = 0;
  for (int p = 0; p < PREFECTURES; p++) {
    const fen_region *own = region_named(&regions, prefectures[p].name);
    assert_non_null(own->name_zh);
    for (int t = 0; t < 6 && prefectures[p].towns[t]; t++, towns++) {
      ptrdiff_t at = place_named(&all, prefectures[p].towns[t]);
      for (ptrdiff_t r = 0; r < regions.count; r++)
        if (fen_region_contains(&regions.items[r], all.lon[at], all.lat[at]) != (&regions.items[r] == own))
          fail_msg("%s and the prefecture of %s", all.name[at], regions.items[r].name);
    }
  }
  assert_int_equal(towns, PLACES);
  assert_true(all.population == 34915616);
  fen_regions_clear(&regions);
}

/* Area on the authalic sphere of the Earth, with straight edges in longitude and the sine of latitude. */
static double ring_area_km2(const fen_ring *ring) {
  const double radius_km = 6371.007;
  const double degree = acos(-1) / 180;
  double sum = 0;
  for (ptrdiff_t b = 0; b < ring->count; b++) {
    ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
    sum += 0.5 * (ring->lon_deg[a] - ring->lon_deg[b]) * degree * (sin(ring->lat_deg[a] * degree) + sin(ring->lat_deg[b] * degree));
  }
  return sum * radius_km * radius_km;
}

static void prefectures_have_nearly_their_real_areas(void **state) {
  (void)state;
  fen_regions regions;
  double total = 0;
  read_regions("data/shanxi/prefectures.geojson", &regions);
  for (int p = 0; p < PREFECTURES; p++) {
    const fen_region *region = region_named(&regions, prefectures[p].name);
    assert_int_equal(region->ring_count, 1);
    double area = ring_area_km2(&region->rings[0]);
    total += area;
    assert_near(area / prefectures[p].area_km2, 1, 0.06);
  }
  assert_near(total, 156929, 0.01 * 156929);
  fen_regions_clear(&regions);
}

typedef struct {
  double from[2], to[2];
} edge;

static ptrdiff_t collect_edges(const fen_regions *regions, edge edges[MOST_EDGES]) {
  ptrdiff_t count = 0;
  for (ptrdiff_t r = 0; r < regions->count; r++) {
    const fen_ring *ring = &regions->items[r].rings[0];
    for (ptrdiff_t b = 0; b < ring->count; b++) {
      ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
      if (ring->lon_deg[a] == ring->lon_deg[b] && ring->lat_deg[a] == ring->lat_deg[b])
        continue;
      assert_true(count < MOST_EDGES);
      edges[count++] = (edge){{ring->lon_deg[a], ring->lat_deg[a]}, {ring->lon_deg[b], ring->lat_deg[b]}};
    }
  }
  return count;
}

static int same(const double a[2], const double b[2]) {
  return a[0] == b[0] && a[1] == b[1];
}

/* Every inner edge is used once each way, and what is left is one ring around the province: nothing overlaps, nothing gapes. */
static void prefectures_share_their_borders_exactly(void **state) {
  (void)state;
  static edge edges[MOST_EDGES], outer[MOST_EDGES];
  fen_regions regions;
  read_regions("data/shanxi/prefectures.geojson", &regions);
  ptrdiff_t count = collect_edges(&regions, edges);
  ptrdiff_t outside = 0;
  double lon[MOST_EDGES], lat[MOST_EDGES], sum = 0;
  for (ptrdiff_t e = 0; e < count; e++) {
    int back = 0, forth = 0;
    for (ptrdiff_t o = 0; o < count; o++) {
      back += same(edges[e].from, edges[o].to) && same(edges[e].to, edges[o].from);
      forth += same(edges[e].from, edges[o].from) && same(edges[e].to, edges[o].to);
    }
    assert_true(forth == 1 && back <= 1);
    if (!back)
      outer[outside++] = edges[e];
  }
  edge at = outer[0];
  for (ptrdiff_t step = 0; step < outside; step++) {
    lon[step] = at.to[0];
    lat[step] = at.to[1];
    ptrdiff_t next = 0;
    while (next < outside && !same(outer[next].from, at.to))
      next++;
    assert_true(next < outside);
    assert_true((next == 0) == (step == outside - 1));
    at = outer[next];
  }
  fen_ring province = {outside, lon, lat, 0};
  for (ptrdiff_t r = 0; r < regions.count; r++)
    sum += ring_area_km2(&regions.items[r].rings[0]);
  assert_near(ring_area_km2(&province), sum, 1e-6);
  fen_regions_clear(&regions);
}

static void basins_hold_their_towns(void **state) {
  (void)state;
  static const struct {
    const char *basin;
    const char *inside[8], *outside[4];
  } expected[] = {{"Taiyuan Basin",
                   {"Taiyuan", "Jinzhong", "Qingxu", "Jiexiu", "Xiaoyi", "Fenyang", "Pingyao"},
                   {"Linfen", "Xinzhou", "Lishi", "Yangquan"}},
                  {"Fenhe Valley", {"Taiyuan", "Jinzhong", "Qingxu", "Jiexiu", "Linfen", "Hejin"}, {"Yuncheng", "Xinzhou", "Lishi"}},
                  {"Linfen-Yuncheng Basin", {"Linfen", "Yuncheng", "Hejin"}, {"Jiexiu", "Jincheng"}},
                  {"Xinding Basin", {"Xinzhou", "Yuanping"}, {"Taiyuan", "Shuozhou"}},
                  {"Datong Basin", {"Datong", "Shuozhou"}, {"Yuanping"}},
                  {"Shangdang Basin", {"Changzhi"}, {"Jincheng", "Linfen"}}};
  places all;
  fen_regions regions;
  read_places(&all);
  read_regions("data/shanxi/basins.geojson", &regions);
  assert_int_equal(regions.count, sizeof expected / sizeof expected[0]);
  for (ptrdiff_t b = 0; b < regions.count; b++) {
    const fen_region *basin = region_named(&regions, expected[b].basin);
    for (int t = 0; t < 12; t++) {
      const char *town = t < 8 ? expected[b].inside[t] : expected[b].outside[t - 8];
      if (!town)
        continue;
      ptrdiff_t at = place_named(&all, town);
      if (fen_region_contains(basin, all.lon[at], all.lat[at]) != (t < 8))
        fail_msg("%s and %s", town, basin->name);
    }
  }
  fen_regions_clear(&regions);
}

static void read_terrain(double terrain[NY * NX], double *rms_m) {
  char path[SUPPORT_PATH];
  double lon[NX], lat[NY];
  int nc, id;
  support_source_path("data/shanxi/terrain.nc", path);
  assert_int_equal(nc_open(path, NC_NOWRITE, &nc), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, "lon", &id), NC_NOERR);
  assert_int_equal(nc_get_var_double(nc, id, lon), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, "lat", &id), NC_NOERR);
  assert_int_equal(nc_get_var_double(nc, id, lat), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, "surface_altitude", &id), NC_NOERR);
  assert_int_equal(nc_get_var_double(nc, id, terrain), NC_NOERR);
  assert_int_equal(nc_get_att_double(nc, NC_GLOBAL, "registration_rms_error_m", rms_m), NC_NOERR);
  assert_int_equal(nc_close(nc), NC_NOERR);
  for (int i = 0; i < NX; i++)
    assert_near(lon[i], 109.5 + i / 12.0, 1e-12);
  for (int j = 0; j < NY; j++)
    assert_near(lat[j], 34 + j / 12.0, 1e-12);
}

static void terrain_is_registered_to_the_towns(void **state) {
  (void)state;
  places all;
  double terrain[NY * NX], rms_m, sum = 0;
  read_places(&all);
  read_terrain(terrain, &rms_m);
  for (int t = 0; t < PLACES; t++) {
    double x = (all.lon[t] - 109.5) * 12;
    double y = (all.lat[t] - 34) * 12;
    int i = (int)x;
    int j = (int)y;
    const double *corner = terrain + j * NX + i;
    double south = corner[0] + (x - i) * (corner[1] - corner[0]);
    double north = corner[NX] + (x - i) * (corner[NX + 1] - corner[NX]);
    double error = south + (y - j) * (north - south) - all.height[t];
    sum += error * error;
  }
  assert_near(sqrt(sum / PLACES), rms_m, 0.2);
  assert_near(rms_m, 151.3, 0.1);
}

/* Each basin's mean height stands well below that of the country within a quarter of a degree of it. */
static void basins_are_lower_than_what_surrounds_them(void **state) {
  (void)state;
  fen_regions regions;
  double terrain[NY * NX], share[NY * NX], rms_m;
  fen_grid_params params = {.nx = NX,
                            .ny = NY,
                            .dx = 1.0 / 12,
                            .dy = 1.0 / 12,
                            .x0 = 109.5 - 1.0 / 24,
                            .y0 = 34 - 1.0 / 24,
                            .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}};
  fen_grid *grid = NULL;
  assert_int_equal(fen_grid_create(&params, &grid, NULL), FEN_OK);
  read_terrain(terrain, &rms_m);
  read_regions("data/shanxi/basins.geojson", &regions);
  for (ptrdiff_t b = 0; b < regions.count; b++) {
    double inside = 0, inside_area = 0, around = 0, around_area = 0;
    fen_region_shares(&regions.items[b], grid, 4, share);
    for (int c = 0; c < NX * NY; c++) {
      int near = 0;
      for (int j = c / NX - 3; j <= c / NX + 3; j++)
        for (int i = c % NX - 3; i <= c % NX + 3; i++)
          near |= i >= 0 && i < NX && j >= 0 && j < NY && share[j * NX + i] > 0;
      inside += share[c] * grid->area_m2[c] * terrain[c];
      inside_area += share[c] * grid->area_m2[c];
      if (near) {
        around += (1 - share[c]) * grid->area_m2[c] * terrain[c];
        around_area += (1 - share[c]) * grid->area_m2[c];
      }
    }
    double depth = around / around_area - inside / inside_area;
    print_message("%-22s %6.0f km2, mean height %4.0f m, %4.0f m below its surroundings\n", regions.items[b].name, inside_area / 1e6,
                  inside / inside_area, depth);
    assert_true(depth > 50);
  }
  fen_regions_clear(&regions);
  fen_grid_destroy(&grid);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_town_lies_in_its_prefecture_alone), cmocka_unit_test(prefectures_have_nearly_their_real_areas),
      cmocka_unit_test(prefectures_share_their_borders_exactly), cmocka_unit_test(basins_hold_their_towns),
      cmocka_unit_test(terrain_is_registered_to_the_towns),      cmocka_unit_test(basins_are_lower_than_what_surrounds_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
