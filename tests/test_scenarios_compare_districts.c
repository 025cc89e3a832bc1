/* districts.nc: what a run says of districts and of the people in them. */
#include "apps_support.h"
#include "fenhe/geojson.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/run.h"

/* Two districts side by side, the eastern one half beyond the domain, and a place without people of its own within the western one. */
static const char districts_regions[] =
    "{\"type\": \"FeatureCollection\", \"features\": [\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"west\", \"name_zh\": \"西区\", \"note\": \"drawn by hand\", \"people\": 1000},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.2, 37.5], [112.3, 37.5], [112.3, 37.7], [112.2, 37.7], [112.2, 37.5]]]}},\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"east\", \"note\": \"drawn by hand\", \"people\": 400},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.3, 37.5], [112.6, 37.5], [112.6, 37.7], [112.3, 37.7], [112.3, 37.5]]]}},\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"town\"},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.22, 37.55], [112.28, 37.55], [112.28, 37.65], [112.22, 37.65]]]}},\n"
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"far\", \"people\": 5},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[10, 37.5], [11, 37.5], [11, 37.7], [10, 37.7]]]}}]}\n";

/* Across the border of the two, named as a district of its own. */
static const char districts_valley[] =
    "{\"type\": \"Feature\", \"properties\": {\"name\": \"valley\", \"note\": \"along the river\"},\n"
    "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[112.25, 37.55], [112.35, 37.55], [112.35, 37.65], [112.25, 37.65]]]}}\n";

enum { WEST, EAST, TOWN, VALLEY, DOMAIN, DISTRICTS, SIDE = 10, HOURS = 2 };

typedef struct {
  char folder[SUPPORT_PATH];
  fen_nc_reader *districts, *surface;
} fixture;

static int run_once(void **state) {
  static fixture f;
  char path[SUPPORT_PATH], text[APPS_TEXT], out[APPS_TEXT], err[APPS_TEXT];
  apps_folder(f.folder);
  apps_write_all(f.folder);
  apps_write(f.folder, "regions.geojson", districts_regions);
  apps_write(f.folder, "valley.geojson", districts_valley);
  apps_replace(apps_case, "regions: regions.geojson\n",
               "regions: regions.geojson\ndistricts: valley.geojson\npopulation: {property: people}\n", text);
  apps_write(f.folder, "case.yaml", text);
  if (apps_run(f.folder, "run case.yaml", out, err) != 0)
    fail_msg("%s", err);
  support_join(f.folder, "out/districts.nc", path);
  assert_int_equal(fen_nc_open(path, &f.districts, NULL), FEN_OK);
  support_join(f.folder, "out/surface.nc", path);
  assert_int_equal(fen_nc_open(path, &f.surface, NULL), FEN_OK);
  *state = &f;
  return 0;
}

static int clean(void **state) {
  fixture *f = *state;
  fen_nc_close(&f->districts);
  fen_nc_close(&f->surface);
  apps_remove(f->folder);
  return 0;
}

static void read_numbers(const fixture *f, const char *name, double out[DISTRICTS]) {
  assert_int_equal(fen_nc_read_missing(f->districts, name, 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){DISTRICTS}, out, NULL), FEN_OK);
}

static void read_map(const fixture *f, const char *name, ptrdiff_t district, double out[SIDE * SIDE]) {
  assert_int_equal(fen_nc_read(f->districts, name, 3, (ptrdiff_t[3]){district, 0, 0}, (ptrdiff_t[3]){1, SIDE, SIDE}, out, NULL), FEN_OK);
}

static void regions_outside_are_left_out_and_the_whole_domain_is_the_last(void **state) {
  const fixture *f = *state;
  ptrdiff_t count = 0;
  char name[64];
  assert_int_equal(fen_nc_dimension(f->districts, "district", &count, NULL), FEN_OK);
  assert_int_equal(count, DISTRICTS);
  assert_int_equal(fen_nc_read_text(f->districts, "district_name", DOMAIN, name, sizeof name, NULL), FEN_OK);
  assert_string_equal(name, "whole domain");
  assert_int_equal(fen_nc_read_text(f->districts, "district_name_zh", WEST, name, sizeof name, NULL), FEN_OK);
  assert_string_equal(name, "西区");
}

static void a_district_says_which_part_of_it_lies_inside(void **state) {
  const fixture *f = *state;
  double area_share[DISTRICTS], people[DISTRICTS], people_share[DISTRICTS];
  read_numbers(f, "area_share", area_share);
  read_numbers(f, "population", people);
  read_numbers(f, "population_share", people_share);
  assert_near(area_share[WEST], 1.0, 0.0);
  assert_near(people[WEST], 1000.0, 1e-6);
  /* The domain reaches 15 km, 0.17 degrees, east of its middle; the district 0.3. */
  assert_near(area_share[EAST], 0.17 / 0.3, 0.01);
  assert_near(people_share[EAST], area_share[EAST], 0.01);
  assert_near(people[EAST], 400.0 * people_share[EAST], 1e-6);
  assert_near(people[DOMAIN], people[WEST] + people[EAST], 1e-6);
  assert_near(people_share[DOMAIN], people[DOMAIN] / 1405.0, 1e-9);
}

static void a_region_without_people_of_its_own_takes_those_of_its_cells(void **state) {
  const fixture *f = *state;
  double people[DISTRICTS], area[DISTRICTS], people_share[DISTRICTS];
  read_numbers(f, "population", people);
  read_numbers(f, "area", area);
  read_numbers(f, "population_share", people_share);
  assert_near(people[TOWN], 1000.0 * area[TOWN] / area[WEST], 20.0);
  assert_true(isnan(people_share[TOWN]));
}

static void a_district_of_its_own_may_lie_across_regions(void **state) {
  const fixture *f = *state;
  double people[DISTRICTS], area[DISTRICTS], area_share[DISTRICTS];
  char name[64];
  read_numbers(f, "population", people);
  read_numbers(f, "area", area);
  read_numbers(f, "area_share", area_share);
  assert_int_equal(fen_nc_read_text(f->districts, "district_name", VALLEY, name, sizeof name, NULL), FEN_OK);
  assert_string_equal(name, "valley");
  assert_near(area_share[VALLEY], 1.0, 0.0);
  /* Half of it in the west, at its density, half in the east, at that one's: 400 people on three times the area. */
  double west = 1000.0 / area[WEST];
  assert_near(people[VALLEY], 0.5 * area[VALLEY] * (west + west * 0.4 / 3.0), 20.0);
}

static void districts_side_by_side_share_the_cells_between_them(void **state) {
  const fixture *f = *state;
  double west[SIDE * SIDE], east[SIDE * SIDE], domain[SIDE * SIDE];
  read_map(f, "cell_share", WEST, west);
  read_map(f, "cell_share", EAST, east);
  read_map(f, "cell_share", DOMAIN, domain);
  for (int n = 0; n < SIDE * SIDE; n++) {
    assert_true(west[n] >= 0.0 && east[n] >= 0.0 && west[n] + east[n] <= 1.0 + 1e-6);
    assert_near(domain[n], 1.0, 1e-6);
  }
  assert_near(west[5 * SIDE + 3] + east[5 * SIDE + 3], 1.0, 1e-6);
}

static void means_over_people_are_those_of_the_surface_field(void **state) {
  const fixture *f = *state;
  double people[SIDE * SIDE], field[SIDE * SIDE], written;
  for (ptrdiff_t d = 0; d < DISTRICTS; d++)
    for (ptrdiff_t hour = 0; hour < HOURS; hour++) {
      double sum = 0.0;
      double weight = 0.0;
      read_map(f, "cell_population", d, people);
      assert_int_equal(fen_nc_read(f->surface, "PM25", 3, (ptrdiff_t[3]){hour, 0, 0}, (ptrdiff_t[3]){1, SIDE, SIDE}, field, NULL), FEN_OK);
      for (int n = 0; n < SIDE * SIDE; n++) {
        sum += people[n] * field[n];
        weight += people[n];
      }
      assert_int_equal(fen_nc_read(f->districts, "PM25_people", 2, (ptrdiff_t[2]){d, hour}, (ptrdiff_t[2]){1, 1}, &written, NULL), FEN_OK);
      assert_near(written, sum / weight, 1e-5 * written);
    }
}

static void the_file_says_which_polygons_and_people_it_stands_on(void **state) {
  const fixture *f = *state;
  static const char *const expected[][2] = {{"polygons", "regions.geojson, valley.geojson"},
                                            {"polygons_note", "drawn by hand; along the river"},
                                            {"population_source", "property 'people' of regions.geojson"},
                                            {"population_spread", "evenly over the area of each region"}};
  char text[256];
  for (size_t n = 0; n < sizeof expected / sizeof *expected; n++) {
    assert_int_equal(fen_nc_attribute_text(f->districts, NULL, expected[n][0], text, sizeof text, NULL), FEN_OK);
    assert_string_equal(text, expected[n][1]);
  }
  double spacing_km = 0.0;
  assert_int_equal(fen_nc_attribute_number(f->districts, NULL, "polygons_vertex_spacing_km", &spacing_km, NULL), FEN_OK);
  assert_true(spacing_km > 5.0 && spacing_km < 50.0);
}

/* The program's complaint about a case with this population in it. */
static void complaint(const fixture *f, const char *population, const char *find, const char *also) {
  char text[APPS_TEXT], out[APPS_TEXT], err[APPS_TEXT];
  apps_replace(apps_case, "regions: regions.geojson\n", population, text);
  apps_write(f->folder, "faulty.yaml", text);
  assert_int_equal(apps_run(f->folder, "check faulty.yaml", out, err), FEN_EXIT_CASE);
  if (!strstr(err, find) || !strstr(err, also))
    fail_msg("'%s' and '%s' are not in: %s", find, also, err);
}

static void a_wrong_population_is_told_with_its_place(void **state) {
  const fixture *f = *state;
  apps_write(f->folder, "people.csv", "region,population\nwets,12\n");
  apps_write(f->folder, "minus.csv", "region,population\nwest,-12\n");
  apps_write(f->folder, "twice.csv", "region,population\nwest,12\nwest,13\n");
  complaint(f, "regions: regions.geojson\ndistricts: regions.geojson\n", "faulty.yaml", "'west' of");
  complaint(f, "regions: regions.geojson\npopulation: {file: people.csv}\n", "people.csv:2:region", "did you mean 'west'?");
  complaint(f, "regions: regions.geojson\npopulation: {file: minus.csv}\n", "minus.csv:2:population", "-12");
  complaint(f, "regions: regions.geojson\npopulation: {file: twice.csv}\n", "twice.csv:3:region", "given twice");
  complaint(f, "regions: regions.geojson\npopulation: {property: persons}\n", "faulty.yaml", "has the property 'persons'");
  complaint(f, "regions: regions.geojson\npopulation: {property: name}\n", "regions.geojson", "is no number");
  complaint(f, "regions: regions.geojson\npopulation: {surrogate: {file: a.nc, variable: b}}\n", "faulty.yaml", "where do the numbers");
  complaint(f, "regions: regions.geojson\npopulation: {property: people, file: people.csv}\n", "faulty.yaml", "not from both");
}

static void area_of_an_octant_of_the_sphere(void **state) {
  (void)state;
  double lon[] = {0, 90, 90, 0};
  double lat[] = {0, 0, 90, 90};
  fen_ring ring = {.count = 4, .lon_deg = lon, .lat_deg = lat};
  fen_region region = {.ring_count = 1, .rings = &ring};
  const double pi = 3.14159265358979323846;
  assert_near(fen_region_area_m2(&region, 2.0), 0.5 * pi * 4.0, 1e-12);
}

static void a_hole_is_taken_off_and_the_perimeter_counts_each_corner_once(void **state) {
  (void)state;
  double lon[] = {0, 2, 2, 0, 0};
  double lat[] = {-1, -1, 1, 1, -1};
  double lon_hole[] = {0.5, 1.5, 1.5, 0.5};
  double lat_hole[] = {-0.5, -0.5, 0.5, 0.5};
  fen_ring rings[] = {{.count = 5, .lon_deg = lon, .lat_deg = lat}, {.count = 4, .lon_deg = lon_hole, .lat_deg = lat_hole}};
  fen_region whole = {.ring_count = 1, .rings = rings};
  fen_region holed = {.ring_count = 2, .rings = rings};
  ptrdiff_t corners = 0;
  assert_near(fen_region_area_m2(&holed, 1.0) / fen_region_area_m2(&whole, 1.0), 0.75, 1e-4);
  assert_near(fen_region_perimeter_m(&whole, 1.0, &corners), 8.0 * 0.0174533, 1e-4);
  assert_int_equal(corners, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(regions_outside_are_left_out_and_the_whole_domain_is_the_last),
      cmocka_unit_test(a_district_says_which_part_of_it_lies_inside),
      cmocka_unit_test(a_region_without_people_of_its_own_takes_those_of_its_cells),
      cmocka_unit_test(a_district_of_its_own_may_lie_across_regions),
      cmocka_unit_test(districts_side_by_side_share_the_cells_between_them),
      cmocka_unit_test(means_over_people_are_those_of_the_surface_field),
      cmocka_unit_test(the_file_says_which_polygons_and_people_it_stands_on),
      cmocka_unit_test(a_wrong_population_is_told_with_its_place),
      cmocka_unit_test(area_of_an_octant_of_the_sphere),
      cmocka_unit_test(a_hole_is_taken_off_and_the_perimeter_counts_each_corner_once),
  };
  return cmocka_run_group_tests(tests, run_once, clean);
}
