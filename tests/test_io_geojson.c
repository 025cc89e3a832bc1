#include "fenhe/geojson.h"
#include "support.h"

#define FEATURE(properties, type, coordinates)                                                                                             \
  "{\"type\": \"Feature\", \"properties\": " properties ", \"geometry\": {\"type\": \"" type "\", \"coordinates\": " coordinates "}}"
#define COLLECTION(features) "{\"type\": \"FeatureCollection\",\n\"features\": [\n" features "\n]}\n"
#define SQUARE "[[112, 37], [113, 37], [113, 38], [112, 38], [112, 37]]"

static void refuses(const char *folder, const char *text, fen_status status, const char *mention) {
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  support_write_text(folder, "regions.geojson", text, path);
  assert_int_equal(fen_geojson_read_regions(path, NULL, &regions, &err), status);
  assert_int_equal(regions.count, 0);
  assert_mentions(err.text, "regions.geojson");
  assert_mentions(err.text, mention);
}

static void polygons_become_regions(void **state) {
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  support_write_text(
      *state, "regions.geojson",
      COLLECTION(
          FEATURE("{\"name\": \"basin\", \"name_zh\": \"太原盆地\"}", "Polygon", "[" SQUARE ", [[112.4, 37.4], [112.6, 37.4], [112.6, 37.6]]]") ",\n" FEATURE(
              "null", "Point", "[112.5, 37.8]") ",\n" FEATURE("{\"name\": \"two\"}", "MultiPolygon",
                                                              "[[" SQUARE "], [[[110, 36, 500], [111, 36], [111, 37]]]]")),
      path);
  if (fen_geojson_read_regions(path, NULL, &regions, &err))
    fail_msg("%s", err.text);
  assert_int_equal(regions.count, 2);
  const fen_region *basin = &regions.items[0];
  assert_string_equal(basin->name, "basin");
  assert_string_equal(basin->name_zh, "太原盆地");
  assert_int_equal(basin->ring_count, 2);
  assert_int_equal(basin->rings[0].count, 5);
  assert_near(basin->rings[0].lon_deg[1], 113.0, 0.0);
  assert_near(basin->rings[1].lat_deg[2], 37.6, 0.0);
  assert_int_equal(basin->rings[1].polygon, 0);
  const fen_region *two = &regions.items[1];
  assert_null(two->name_zh);
  assert_int_equal(two->ring_count, 2);
  assert_int_equal(two->rings[1].polygon, 1);
  assert_near(two->rings[1].lon_deg[0], 110.0, 0.0);
  assert_true(fen_region_contains(basin, 112.2, 37.2));
  assert_false(fen_region_contains(basin, 112.55, 37.45));
  fen_regions_clear(&regions);
}

static void a_single_feature_is_read(void **state) {
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  support_write_text(*state, "regions.geojson", FEATURE("{\"name\": \"one\"}", "Polygon", "[" SQUARE "]"), path);
  assert_int_equal(fen_geojson_read_regions(path, NULL, &regions, NULL), FEN_OK);
  assert_int_equal(regions.count, 1);
  fen_regions_clear(&regions);
}

static void syntax_errors_have_line_and_caret(void **state) {
  refuses(*state, "{\"type\": \"FeatureCollection\",\n\"features\": [}\n", FEN_ERR_SYNTAX, "regions.geojson:2:14: error: ");
  refuses(*state, "{\"type\": \"FeatureCollection\",\n\"features\": [}\n", FEN_ERR_SYNTAX,
          "   2 | \"features\": [}\n     |              ^\n");
  refuses(*state, "{\"名称\": 太原}\n", FEN_ERR_SYNTAX, "regions.geojson:1:");
  refuses(*state, "{\"a\": 1, \"a\": 2}\n", FEN_ERR_SYNTAX, "duplicate");
  refuses(*state, "", FEN_ERR_SYNTAX, "[E0201]");
  refuses(*state, "[1, 2]", FEN_ERR_SYNTAX, "no GeoJSON");
  refuses(*state, "{\"type\": \"FeatureCollection\"}", FEN_ERR_SYNTAX, "no GeoJSON");
  refuses(*state, "{\"type\": \"Topology\", \"features\": []}", FEN_ERR_SYNTAX, "no GeoJSON");
}

static void names_are_required_and_unique(void **state) {
  refuses(*state, COLLECTION(FEATURE("{}", "Polygon", "[" SQUARE "]")), FEN_ERR_KEY_MISSING, "feature 1: it has no name");
  refuses(*state, COLLECTION(FEATURE("{\"name\": 7}", "Polygon", "[" SQUARE "]")), FEN_ERR_KEY_MISSING, "give each polygon a property");
  refuses(*state,
          COLLECTION(FEATURE("{\"name\": \"a\"}", "Polygon", "[" SQUARE "]") "," FEATURE("{\"name\": \"a\"}", "Polygon", "[" SQUARE "]")),
          FEN_ERR_KEY_TWICE, "feature 2 ('a'): the name is taken");
}

static void places_off_the_globe_are_refused(void **state) {
  refuses(*state, COLLECTION(FEATURE("{\"name\": \"a\"}", "Polygon", "[[[37, 112], [37, 113], [38, 113]]]")), FEN_ERR_RANGE,
          "feature 1 ('a'): latitude 112");
  refuses(*state, COLLECTION(FEATURE("{\"name\": \"a\"}", "Polygon", "[[[181, 37], [113, 37], [113, 38]]]")), FEN_ERR_RANGE,
          "longitude 181");
}

static void malformed_shapes_are_refused(void **state) {
  static const char *const coordinates[] = {
      "[]",  "7",          "[[]]", "[[[112, 37], [113, 37]]]", "[[[112, 37], [113], [113, 38]]]", "[[[112, 37], [113, \"x\"], [113, 38]]]",
      "[7]", "[[7, 8, 9]]"};
  for (size_t i = 0; i < sizeof coordinates / sizeof *coordinates; i++) {
    char text[500];
    (void)snprintf(text, sizeof text,
                   "{\"type\": \"Feature\", \"properties\": {\"name\": \"a\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": %s}}",
                   coordinates[i]);
    refuses(*state, text, FEN_ERR_TYPE, "feature 1 ('a'): ");
    (void)snprintf(
        text, sizeof text,
        "{\"type\": \"Feature\", \"properties\": {\"name\": \"a\"}, \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": [%s]}}",
        coordinates[i]);
    refuses(*state, text, FEN_ERR_TYPE, "feature 1 ('a'): ");
  }
}

static void more_features_than_can_be_told_apart_are_refused(void **state) {
  enum { FEATURES = 20001 };
  static const char head[] = "{\"type\": \"FeatureCollection\", \"features\": [{}";
  char *text = malloc(sizeof head + 3 * FEATURES);
  assert_non_null(text);
  memcpy(text, head, sizeof head);
  size_t used = sizeof head - 1;
  for (int n = 1; n < FEATURES; n++, used += 3)
    memcpy(text + used, ",{}", 4);
  memcpy(text + used, "]}", 3);
  refuses(*state, text, FEN_ERR_RANGE, "20001 features are more than the 20000 that are read");
  free(text);
}

static void a_missing_file_is_refused(void **state) {
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  support_join(*state, "absent.geojson", path);
  assert_int_equal(fen_geojson_read_regions(path, NULL, &regions, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "absent.geojson: error: the file cannot be read");
}

static void a_file_of_rivers_alone_is_refused(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  support_data_path("shanxi/ne_10m_rivers_shanxi.geojson", path);
  assert_int_equal(fen_geojson_read_regions(path, NULL, &regions, &err), FEN_ERR_KEY_MISSING);
  assert_mentions(err.text, "no polygon is in this file");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(polygons_become_regions),
      cmocka_unit_test(a_single_feature_is_read),
      cmocka_unit_test(syntax_errors_have_line_and_caret),
      cmocka_unit_test(names_are_required_and_unique),
      cmocka_unit_test(places_off_the_globe_are_refused),
      cmocka_unit_test(malformed_shapes_are_refused),
      cmocka_unit_test(more_features_than_can_be_told_apart_are_refused),
      cmocka_unit_test(a_missing_file_is_refused),
      cmocka_unit_test(a_file_of_rivers_alone_is_refused),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
