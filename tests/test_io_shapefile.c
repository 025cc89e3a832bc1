/* Shapefiles written by shapelib: which rings are holes of which outline. tests/test_regions.py has whole files of GDAL's. */
#include <shapefil.h>
#include <stdbool.h>

#include "fenhe/regions.h"
#include "fenhe/shapefile.h"
#include "support.h"

enum { SQUARE = 5, RINGS = 4, CORNERS = SQUARE * RINGS };

/* A square around (5, 5); outlines run clockwise, holes the other way. */
static void add_square(double *x, double *y, int ring, double half, int hole) {
  static const double clockwise[SQUARE][2] = {{-1, -1}, {-1, 1}, {1, 1}, {1, -1}, {-1, -1}};
  for (int n = 0; n < SQUARE; n++) {
    const double *corner = clockwise[hole ? SQUARE - 1 - n : n];
    x[SQUARE * ring + n] = 5.0 + half * corner[0];
    y[SQUARE * ring + n] = 5.0 + half * corner[1];
  }
}

static void a_lake_on_an_island_in_a_lake_is_a_hole_of_the_island(void **state) {
  static const int start[RINGS] = {0, SQUARE, 2 * SQUARE, 3 * SQUARE};
  double x[CORNERS], y[CORNERS];
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_error err = {0};
  add_square(x, y, 0, 4.0, 0);
  add_square(x, y, 1, 1.0, 1); /* the small lake comes before its island */
  add_square(x, y, 2, 2.0, 0);
  add_square(x, y, 3, 3.0, 1);
  support_join(*state, "lakes.shp", path);
  SHPHandle shapes = SHPCreate(path, SHPT_POLYGON);
  DBFHandle table = DBFCreate(path);
  assert_non_null(shapes);
  assert_non_null(table);
  SHPObject *shape = SHPCreateObject(SHPT_POLYGON, -1, RINGS, start, NULL, CORNERS, x, y, NULL, NULL);
  (void)SHPWriteObject(shapes, -1, shape);
  SHPDestroyObject(shape);
  (void)DBFWriteStringAttribute(table, 0, DBFAddField(table, "NAME", FTString, 12, 0), "Lakes");
  SHPClose(shapes);
  DBFClose(table);
  if (fen_shapefile_read_regions(path, "NAME", NULL, NULL, &regions, &err))
    fail_msg("%s", err.text);
  const fen_region *region = &regions.items[0];
  assert_true(fen_region_contains(region, 1.5, 5.0));
  assert_false(fen_region_contains(region, 2.5, 5.0));
  assert_true(fen_region_contains(region, 3.5, 5.0));
  assert_false(fen_region_contains(region, 5.0, 5.0));
  fen_regions_clear(&regions);
}

/* One square whose name is in a code page that the .cpg names. */
static fen_status read_named(void **state, const char *page, const char *name, fen_regions *out, fen_error *err) {
  static const int start[1] = {0};
  double x[SQUARE], y[SQUARE];
  char path[SUPPORT_PATH];
  add_square(x, y, 0, 4.0, 0);
  support_join(*state, "named.shp", path);
  SHPHandle shapes = SHPCreate(path, SHPT_POLYGON);
  DBFHandle table = DBFCreateEx(path, page);
  assert_non_null(shapes);
  assert_non_null(table);
  SHPObject *shape = SHPCreateObject(SHPT_POLYGON, -1, 1, start, NULL, SQUARE, x, y, NULL, NULL);
  (void)SHPWriteObject(shapes, -1, shape);
  SHPDestroyObject(shape);
  (void)DBFWriteStringAttribute(table, 0, DBFAddField(table, "NAME", FTString, 12, 0), name);
  SHPClose(shapes);
  DBFClose(table);
  return fen_shapefile_read_regions(path, "NAME", NULL, NULL, out, err);
}

static void names_in_a_western_code_page_are_refused_and_not_taken_for_chinese(void **state) {
  fen_regions regions = {0};
  fen_error err = {0};
  assert_int_equal(read_named(state, "ISO-8859-1", "Z\xfcrich", &regions, &err), FEN_ERR_ENCODING);
  assert_mentions(err.text, "named.shp: error: its .cpg says that names are in ISO-8859-1");
  assert_mentions(err.text, "-lco ENCODING=UTF-8");
  static const char *const sound[][3] = {
      {"ISO-8859-1", "Bern", "Bern"}, {"UTF-8", "Zürich", "Zürich"}, {"GBK", "\xcc\xab\xd4\xad", "太原"}};
  for (size_t n = 0; n < sizeof sound / sizeof *sound; n++) {
    if (read_named(state, sound[n][0], sound[n][1], &regions, &err))
      fail_msg("%s", err.text);
    assert_string_equal(regions.items[0].name, sound[n][2]);
    fen_regions_clear(&regions);
  }
}

/* A bow where it is `crossed`, else a square. */
static void write_record(SHPHandle shapes, DBFHandle table, const char *name, bool crossed) {
  static const int start[1] = {0};
  double x[SQUARE], y[SQUARE];
  const int row = DBFGetRecordCount(table);
  add_square(x, y, 0, 4.0, 0);
  if (crossed) {
    y[2] = 1.0;
    y[3] = 7.0;
  }
  SHPObject *shape = SHPCreateObject(SHPT_POLYGON, -1, 1, start, NULL, SQUARE, x, y, NULL, NULL);
  (void)SHPWriteObject(shapes, -1, shape);
  SHPDestroyObject(shape);
  (void)DBFWriteStringAttribute(table, row, 0, name);
}

static void every_polygon_that_has_a_fault_is_told_and_the_others_are_read(void **state) {
  static const char *const names[] = {"bow", "square", "", "square", "loop"};
  static const bool crossed[] = {true, false, false, false, true};
  static const ptrdiff_t rings[] = {0, 1, 0, 0, 0};
  static const char *const told[] = {"'bow': a ring at", "record 3 has no name", "record 4: the name 'square' is taken",
                                     "'loop': a ring at"};
  char path[SUPPORT_PATH];
  fen_regions regions = {0};
  fen_diagnostics faults = {0};
  fen_error err = {0};
  support_join(*state, "faulty.shp", path);
  SHPHandle shapes = SHPCreate(path, SHPT_POLYGON);
  DBFHandle table = DBFCreate(path);
  assert_int_equal(DBFAddField(table, "NAME", FTString, 12, 0), 0);
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    write_record(shapes, table, names[n], crossed[n]);
  SHPClose(shapes);
  DBFClose(table);
  assert_int_equal(fen_shapefile_read_regions(path, "NAME", NULL, NULL, &regions, &err), FEN_ERR_POLYGON);
  assert_mentions(err.text, told[0]);
  if (fen_shapefile_read_regions(path, "NAME", NULL, &faults, &regions, &err))
    fail_msg("%s", err.text);
  assert_int_equal(faults.count, sizeof told / sizeof *told);
  for (ptrdiff_t n = 0; n < faults.count; n++)
    assert_mentions(faults.items[n].text, told[n]);
  assert_int_equal(regions.count, sizeof names / sizeof *names);
  for (ptrdiff_t n = 0; n < regions.count; n++)
    assert_int_equal(regions.items[n].ring_count, rings[n]);
  assert_string_equal(regions.items[4].name, "loop");
  fen_diagnostics_clear(&faults);
  fen_regions_clear(&regions);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lake_on_an_island_in_a_lake_is_a_hole_of_the_island),
      cmocka_unit_test(names_in_a_western_code_page_are_refused_and_not_taken_for_chinese),
      cmocka_unit_test(every_polygon_that_has_a_fault_is_told_and_the_others_are_read),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
