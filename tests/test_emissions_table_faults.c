/* What is said of tables of points and areas that are faulty. */
#include "table_basin.h"

static void all_faults_of_a_table_are_told(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS,
        "name,lon,lat,sector,PM25 [t/yr],SO2 [t/yr]\nA,112.2,37.6,powr,3,1\nB,112.2,37.6,power,-3,1\nC,112.2,97,power,3,1\n"
        "D,112.2,37.6,power,nan,1\nE,100,20,power,1,1\nF,37.6,112.2,powr,3,much\n合计,,,,10,5\n");
  fen_error err = {0};
  fen_diagnostics list = {0};
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_SECTOR_UNKNOWN);
  assert_int_equal(list.count, 9);
  assert_non_null(strstr(list.items[0].text, "did you mean 'power'"));
  assert_int_equal(list.items[1].status, FEN_ERR_NEGATIVE);
  assert_non_null(strstr(list.items[1].text, "table.csv:3"));
  assert_int_equal(list.items[2].status, FEN_ERR_RANGE);
  assert_int_equal(list.items[3].status, FEN_ERR_TYPE);
  assert_int_equal(list.items[4].status, FEN_ERR_OUTSIDE);
  assert_int_equal(list.items[5].status, FEN_ERR_SECTOR_UNKNOWN);
  assert_non_null(strstr(list.items[6].text, "longitude and latitude seem to be swapped"));
  assert_int_equal(list.items[7].status, FEN_ERR_TYPE);
  assert_non_null(strstr(list.items[8].text, "'合计' is a row of totals"));
  fen_diagnostics_clear(&list);
}

/* Each table, and what must be said about it. */
static const struct {
  fen_inventory_kind kind;
  const char *text;
  fen_status status;
  const char *words;
} faulty[] = {
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_MISSING, "in brackets"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [UNKNOWN]\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_MISSING, "in brackets"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [furlongs]\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_INCOMPATIBLE, "furlongs"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [blobs/s]\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_UNKNOWN, "blobs"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [t/month]\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_UNKNOWN, "month"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [mol/s]\nA,112.2,37.6,power,3\n", FEN_ERR_UNIT_INCOMPATIBLE, "molar mass"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM2.55 [t/yr]\nA,112.2,37.6,power,3\n", FEN_ERR_SPECIES_UNKNOWN, "did you mean 'PM25'"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sectr,PM25 [t/yr]\nA,112.2,37.6,power,3\n", FEN_ERR_COLUMN, "did you mean 'sector'"},
    {FEN_INVENTORY_POINTS, "name,lon,sector,PM25 [t/yr]\nA,112.2,power,3\n", FEN_ERR_COLUMN, "lat"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,stack_height [m],diameter [m],PM25 [t/yr]\nA,112.2,37.6,power,100,3,3\n", FEN_ERR_COLUMN,
     "velocity"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,stack_height,PM25 [t/yr]\nA,112.2,37.6,power,100,3\n", FEN_ERR_UNIT_MISSING,
     "stack_height"},
    {FEN_INVENTORY_POINTS, "name,lon,lat,sector,stack_height [km],PM25 [t/yr]\nA,112.2,37.6,power,100,3\n", FEN_ERR_RANGE, "stack_height"},
    {FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nBassin,power,3\n", FEN_ERR_REGION_UNKNOWN, "did you mean 'Basin'"},
    {FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nBasin,,3\n", FEN_ERR_SECTOR_UNKNOWN, "table.csv:2"},
    {FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nBasin,power,-1e-9\n", FEN_ERR_NEGATIVE, "table.csv:2"},
    {FEN_INVENTORY_AREAS, "region,sector,PM25 [Mt/h]\nBasin,power,1e308\n", FEN_ERR_RANGE, "more than the whole world emits"},
};

static void faulty_tables_are_refused_with_place_and_remedy(void **state) {
  fixture *f = *state;
  for (size_t n = 0; n < sizeof faulty / sizeof *faulty; n++) {
    fen_error err = {0};
    fen_diagnostics list = {0};
    table(f, faulty[n].kind, faulty[n].text);
    fen_status status = refused(&f->params, &list, &err);
    if (status != faulty[n].status || !strstr(err.text, faulty[n].words) || !strstr(err.text, "table.csv"))
      fail_msg("table %zu: %s instead of %s, or '%s' not in:\n%s", n, fen_status_name(status), fen_status_name(faulty[n].status),
               faulty[n].words, err.text);
    assert_true(list.count >= 1);
    fen_diagnostics_clear(&list);
  }
}

static void missing_file_is_named_with_its_place_in_the_case(void **state) {
  fixture *f = *state;
  fen_error err = {0};
  (void)snprintf(f->path, sizeof f->path, "%.3900s/absent.csv", f->folder);
  f->file.kind = FEN_INVENTORY_POINTS;
  f->file.place = "case.yaml:9:5";
  assert_int_equal(refused(&f->params, NULL, &err), FEN_ERR_FILE_MISSING);
  assert_non_null(strstr(err.text, "case.yaml:9:5"));
  assert_non_null(strstr(err.text, "absent.csv"));
}

static void one_pollutant_in_two_columns_is_refused(void **state) {
  static const struct {
    fen_inventory_kind kind;
    const char *text, *says;
  } tables[] = {{FEN_INVENTORY_POINTS, "name,lon,lat,sector,SO2 [t/yr],二氧化硫（吨/年）\nA,112.2,37.6,power,100,100\n",
                 "二氧化硫（吨/年）: error: the column is SO2, as is 'SO2"},
                {FEN_INVENTORY_AREAS, "region,sector,SO2 [t/yr],二氧化硫(吨)\nBasin,coking,100,100\n", "the column is SO2, as is 'SO2"}};
  fixture *f = *state;
  for (int n = 0; n < 2; n++) {
    fen_error err = {0};
    table(f, tables[n].kind, tables[n].text);
    assert_int_equal(refused(&f->params, NULL, &err), FEN_ERR_COLUMN);
    if (!strstr(err.text, tables[n].says))
      fail_msg("%s", err.text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_BASIN(all_faults_of_a_table_are_told),
      WITH_BASIN(faulty_tables_are_refused_with_place_and_remedy),
      WITH_BASIN(missing_file_is_named_with_its_place_in_the_case),
      WITH_BASIN(one_pollutant_in_two_columns_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
