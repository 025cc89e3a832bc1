/* The demonstration's inventory: read as a case would read it, with the prefectures and the surrogate of the repository. */
#include "emissions_support.h"
#include "fenhe/clock.h"
#include "fenhe/csv.h"
#include "fenhe/geojson.h"
#include "fenhe/profiles.h"
#include "fenhe/yaml.h"

enum { SECTORS = 8, SPECIES = 3, MOST_BINS = 6 };

static const fen_emitted_species species[SPECIES] = {{"PM25", 0.0}, {"SO2", 64.0}, {"NOx", 46.0}};

typedef struct {
  fen_yaml *document;
  fen_sector sectors[SECTORS];
  double month[SECTORS][12], weekday[SECTORS][7], hour[SECTORS][24];
  double top[SECTORS][MOST_BINS], share[SECTORS][MOST_BINS];
} sector_table;

static void read_list(const fen_yaml_node *list, ptrdiff_t count, double *out) {
  fen_error err = {0};
  assert_non_null(list);
  assert_int_equal(fen_yaml_count(list), count);
  for (ptrdiff_t n = 0; n < count; n++)
    if (fen_yaml_number(fen_yaml_at(list, n), 0.0, 1.0, &out[n], &err))
      fail_msg("%s", err.text);
}

static void read_sectors(sector_table *out) {
  char path[SUPPORT_PATH];
  fen_error err = {0};
  support_source_path("data/shanxi/inventory/sectors.yaml", path);
  if (fen_yaml_open(path, NULL, &out->document, &err))
    fail_msg("%s", err.text);
  const fen_yaml_node *list = fen_yaml_get(fen_yaml_root(out->document), "sectors");
  assert_int_equal(fen_yaml_count(list), SECTORS);
  for (ptrdiff_t n = 0; n < SECTORS; n++) {
    const fen_yaml_node *node = fen_yaml_at(list, n);
    const fen_yaml_node *bins = fen_yaml_get(node, "height");
    fen_sector *sector = &out->sectors[n];
    read_list(fen_yaml_get(node, "month"), 12, out->month[n]);
    read_list(fen_yaml_get(node, "weekday"), 7, out->weekday[n]);
    read_list(fen_yaml_get(node, "hour"), 24, out->hour[n]);
    *sector = (fen_sector){fen_yaml_text(fen_yaml_get(node, "name")),
                           fen_yaml_text(fen_yaml_get(node, "name_zh")),
                           out->month[n],
                           out->weekday[n],
                           out->hour[n],
                           {fen_yaml_count(bins), out->top[n], out->share[n]}};
    assert_in_range(sector->height.count, 1, MOST_BINS);
    for (ptrdiff_t bin = 0; bin < sector->height.count; bin++) {
      const fen_yaml_node *item = fen_yaml_at(bins, bin);
      assert_int_equal(fen_yaml_quantity(fen_yaml_get(item, "top"), "m", 1.0, 1000.0, &out->top[n][bin], &err), FEN_OK);
      assert_int_equal(fen_yaml_number(fen_yaml_get(item, "share"), 0.0, 1.0, &out->share[n][bin], &err), FEN_OK);
    }
  }
}

static void weights_of_the_sectors_sum_to_one(void **state) {
  (void)state;
  sector_table table = {0};
  fen_error err = {0};
  read_sectors(&table);
  for (ptrdiff_t n = 0; n < SECTORS; n++)
    if (fen_sector_check(&table.sectors[n], &err))
      fail_msg("%s", err.text);
  fen_yaml_close(&table.document);
}

/* Domain of the demonstration, about 111.0-113.4 E and 36.6-38.7 N. */
static void inventory_is_read_and_its_parts_add_up(void **state) {
  (void)state;
  static const double basin_share_least = 0.3;
  char points[SUPPORT_PATH], areas[SUPPORT_PATH], surrogate[SUPPORT_PATH], prefectures[SUPPORT_PATH];
  fen_error err = {0};
  fen_regions regions = {0};
  sector_table table = {0};
  support_source_path("data/shanxi/inventory/points.csv", points);
  support_source_path("data/shanxi/inventory/areas.csv", areas);
  support_source_path("data/shanxi/inventory/surrogate.nc", surrogate);
  support_source_path("data/shanxi/prefectures.geojson", prefectures);
  read_sectors(&table);
  if (fen_geojson_read_regions(prefectures, NULL, &regions, &err))
    fail_msg("%s", err.text);
  fen_grid *grid = basin_grid();
  fen_inventory_file files[2] = {{.kind = FEN_INVENTORY_POINTS, .path = points, .skip_outside = true},
                                 {.kind = FEN_INVENTORY_AREAS, .path = areas, .surrogate_path = surrogate, .surrogate_variable = "people"}};
  fen_inventory *inventory = open_inventory(&(fen_inventory_params){.grid = grid,
                                                                    .species = species,
                                                                    .species_count = SPECIES,
                                                                    .sectors = table.sectors,
                                                                    .sector_count = SECTORS,
                                                                    .regions = &regions,
                                                                    .files = files,
                                                                    .file_count = 2,
                                                                    .utc_offset_s = 8 * 3600.0,
                                                                    .year = 2020});
  const fen_inventory_total *total = fen_inventory_totals(inventory);
  double stated[SPECIES] = {0}, kept[SPECIES] = {0};
  for (ptrdiff_t s = 0; s < SPECIES; s++) {
    for (ptrdiff_t n = 0; n < SECTORS; n++) {
      const fen_inventory_total *one = &total[s * SECTORS + n];
      stated[s] += one->stated_tpyr;
      kept[s] += one->kept_tpyr;
      assert_true(one->kept_tpyr <= one->stated_tpyr * (1 + 1e-12));
      print_message("%-5s %-12s %10.0f t/yr stated %10.0f kept\n", species[s].name, table.sectors[n].name, one->stated_tpyr,
                    one->kept_tpyr);
    }
    assert_true(kept[s] > basin_share_least * stated[s]);
  }
  /* The sums that README.md of the inventory tells. */
  assert_near(stated[0], 304288.0, 0.5);
  assert_near(stated[1], 208186.0, 0.5);
  assert_near(stated[2], 543706.0, 0.5);
  still_air air = make_air(grid);
  const fen_emission *emission;
  ptrdiff_t count;
  double night = fen_time_from_civil(2020, 1, 10, 18, 0, 0);
  assert_int_equal(fen_inventory_rates(inventory, night, night + 3600.0, &air.air, &emission, &count, &err), FEN_OK);
  double mean = kept[0] * 1e3 / (366 * 86400.0);
  print_message("PM25 at night in January: %.3f kg/s, mean of the year %.3f kg/s, %td rates\n", rate_sum(emission, count, 0, -1), mean,
                count);
  assert_true(rate_sum(emission, count, 0, -1) > 0.5 * mean);
  free(air.memory);
  fen_inventory_close(&inventory);
  fen_regions_clear(&regions);
  fen_grid_destroy(&grid);
  fen_yaml_close(&table.document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(weights_of_the_sectors_sum_to_one),
      cmocka_unit_test(inventory_is_read_and_its_parts_add_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
