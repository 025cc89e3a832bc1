/* Points and areas from CSV, and their units. */
#include "fenhe/clock.h"
#include "fenhe/emission_steps.h"
#include "table_basin.h"

static const fen_emission *rates(fixture *f, fen_inventory *inventory, double hours, ptrdiff_t *count) {
  const fen_emission *emission;
  fen_error err = {0};
  double start = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  if (fen_inventory_rates(inventory, start, start + 3600.0 * hours, &f->air.air, &emission, count, &err))
    fail_msg("%s", err.text);
  return emission;
}

static void point_sits_in_the_cell_that_contains_it(void **state) {
  fixture *f = *state;
  char text[512];
  ptrdiff_t cell = 21 * 60 + 33;
  (void)snprintf(text, sizeof text, "name,lon,lat,sector,PM25 [t/yr]\nHere,%.9f,%.9f,power,100\n", f->grid->lon_deg[cell],
                 f->grid->lat_deg[cell]);
  table(f, FEN_INVENTORY_POINTS, text);
  fen_inventory *inventory = open_inventory(&f->params);
  ptrdiff_t count;
  const fen_emission *emission = rates(f, inventory, 1.0, &count);
  assert_int_equal(count, 1);
  assert_true(emission[0].i == 33 && emission[0].j == 21 && emission[0].k == 0);
  assert_int_equal(emission[0].region, 0);
  assert_near(emission[0].rate_kgps * 366 * 86400.0, 1e5, 1e-7);
  fen_inventory_close(&inventory);
}

static void stack_lifts_its_plume_and_keeps_the_rate(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS,
        "name,lon,lat,sector,stack_height [m],diameter [m],temperature [degC],velocity [m/s],PM25 [t/yr],SO2 [t/d]\n"
        "Tall,112.2,37.6,power,200,6,126.85,20,366,1\n");
  fen_inventory *inventory = open_inventory(&f->params);
  ptrdiff_t count;
  const fen_emission *emission = rates(f, inventory, 1.0, &count);
  assert_near(rate_sum(emission, count, 0, 0) * 86400.0, 1000.0, 1e-9);
  assert_near(rate_sum(emission, count, 1, 0) * 86400.0, 1000.0, 1e-9);
  assert_true(count > 2);
  for (ptrdiff_t n = 0; n < count; n++)
    assert_true(emission[n].k >= 2 && emission[n].k < AIR_LAYERS);
  fen_inventory_close(&inventory);
}

static void other_words_and_empty_rows_give_what_the_usual_columns_do(void **state) {
  static const char *const texts[] = {
      "name,lon,lat,sector,stack_height [m],diameter [m],temperature [degC],velocity [m/s],PM25 [t/yr],SO2 [t/yr]\n"
      "Tall,112.2,37.6,power,200,6,126.85,20,366,3000\n",
      "序号,企业名称,经度,纬度,行业,烟囱高度（米）,内径(米),烟气温度[摄氏度],烟气流速（米/秒）,细颗粒物（吨/年）,二氧化硫(万吨/年),氮氧化物(吨/年)\n"
      "1,高塔,112.2,37.6,power,200,6,126.85,20,366,0.3,7\n",
      "name,Longitude,Latitude,sector,stack_height [m],diameter [m],temperature [degC],velocity [m/s],PM2.5 [t/yr],SO2 [t/yr],NOx [t/yr]\n"
      "Tall,112.2,37.6,power,200,6,126.85,20,366,3000,-\n,,,,,,,,,,\n"};
  fixture *f = *state;
  double rate[3][AIR_LAYERS][2] = {0};
  for (int n = 0; n < 3; n++) {
    ptrdiff_t count;
    table(f, FEN_INVENTORY_POINTS, texts[n]);
    fen_inventory *inventory = open_inventory(&f->params);
    const fen_emission *emission = rates(f, inventory, 1.0, &count);
    for (ptrdiff_t m = 0; m < count; m++)
      rate[n][emission[m].k][emission[m].species] += emission[m].rate_kgps;
    fen_inventory_close(&inventory);
  }
  for (int k = 0; k < AIR_LAYERS; k++)
    for (int s = 0; s < 2; s++)
      for (int n = 1; n < 3; n++)
        assert_near(rate[n][k][s], rate[0][k][s], 1e-12 * rate[0][k][s]);
  assert_near(rate[0][0][0] + rate[0][1][0], 0.0, 1e-30);
}

static void a_map_parts_the_rates_and_sectors_of_points(void **state) {
  fixture *f = *state;
  char map[SUPPORT_PATH];
  write_text(f->folder, "map.yaml",
             "species:\n"
             "  颗粒物: {split: {PM25: 0.75, SO2: 0.25}, sectors: {电厂: {factor: {PM25: 0.5}}}}\n"
             "  SO2: SO2\n"
             "sectors: {电厂: power, 工业: {power: 0.4, coking: 0.6}}\n"
             "ignore: {species: [CO2]}\n",
             map);
  f->file.map_path = map;
  table(f, FEN_INVENTORY_POINTS,
        "名称,经度,纬度,行业,颗粒物（吨/年）,二氧化硫（吨/年）,CO2 [t/yr]\n"
        "甲,112.2,37.6,电厂,100,8,5\n"
        "乙,112.4,37.7,工业,1000,20,7\n");
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_inventory_total *totals = fen_inventory_totals(inventory); /* [species][sector] */
  assert_near(totals[0].kept_tpyr, 0.5 * 100.0 + 0.75 * 0.4 * 1000.0, 1e-9);
  assert_near(totals[1].kept_tpyr, 0.75 * 0.6 * 1000.0, 1e-9);
  assert_near(totals[3].kept_tpyr, 8.0 + 0.4 * (0.25 * 1000.0 + 20.0), 1e-9);
  assert_near(totals[4].kept_tpyr, 0.6 * (0.25 * 1000.0 + 20.0), 1e-9);
  /* Each rate is told with the step it took, though two of them go to the same species of the same stack. */
  const fen_emission_step *step;
  ptrdiff_t count;
  assert_int_equal(fen_inventory_steps(inventory, 0.0, 366 * 86400.0, &step, &count, NULL), FEN_OK);
  double left_out_t = 0.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    assert_near(step[n].period_t, step[n].species < 0 ? 0.0 : step[n].inside_tpyr, 1e-6);
    left_out_t += step[n].species < 0 ? step[n].stated_tpyr : 0.0;
  }
  assert_near(left_out_t, 12.0, 1e-9);
  ptrdiff_t emissions;
  const fen_emission *emission = rates(f, inventory, 1.0, &emissions);
  assert_near(rate_sum(emission, emissions, 0, 1) * 366 * 86400.0 / 1000.0, 450.0, 1e-6);
  fen_inventory_close(&inventory);
  table(f, FEN_INVENTORY_POINTS, "名称,经度,纬度,行业,颗粒物（吨/年）,NOx [t/yr]\n甲,112.2,37.6,养殖,100,8\n");
  fen_error err = {0};
  fen_diagnostics list = {0};
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_SPECIES_UNKNOWN);
  assert_int_equal(list.count, 2);
  assert_non_null(strstr(list.items[0].text, "does not say what becomes of 'NOx'"));
  assert_non_null(strstr(list.items[1].text, "does not say what becomes of the sector '养殖'"));
  fen_diagnostics_clear(&list);
  table(f, FEN_INVENTORY_POINTS, "名称,经度,纬度,颗粒物（吨/年）\n甲,112.2,37.6,100\n");
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_SECTOR_UNKNOWN);
  assert_non_null(strstr(list.items[0].text, "no sector is named\n  = name one in a column 'sector'"));
  fen_diagnostics_clear(&list);
  (void)unlink(map);
}

static void units_of_the_header_are_honoured(void **state) {
  fixture *f = *state;
  static const char *const units[] = {"t/yr", "kg/s", "kt/a", "万吨/年", "mol s-1"};
  const double tonnes[] = {2.0, 2.0 * 366 * 86.4, 2000.0, 20000.0, 2.0 * 0.064 * 366 * 86.4};
  for (int n = 0; n < 5; n++) {
    char text[256];
    (void)snprintf(text, sizeof text, "name,lon,lat,sector,SO2 [%s]\nA,112.2,37.6,power,2\n", units[n]);
    table(f, FEN_INVENTORY_POINTS, text);
    fen_inventory *inventory = open_inventory(&f->params);
    assert_near(fen_inventory_totals(inventory)[3].kept_tpyr / tonnes[n], 1.0, 1e-12);
    fen_inventory_close(&inventory);
  }
}

static void keep_line(void *context, fen_log_level level, const char *line) {
  char *kept = context;
  (void)level;
  if (strstr(line, "left out") || strstr(line, "both are counted") || strstr(line, "counted twice"))
    (void)snprintf(kept + strlen(kept), SUPPORT_PATH - strlen(kept), "%.200s\n", strrchr(line, '/') ? strrchr(line, '/') + 1 : line);
}

static void points_outside_are_an_error_or_left_out(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [t/yr]\nIn,112.2,37.6,power,3\nChangzhi works,113.12,36.19,power,5\n");
  fen_error err = {0};
  fen_diagnostics list = {0};
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_OUTSIDE);
  assert_non_null(strstr(err.text, "table.csv:3"));
  assert_non_null(strstr(err.text, "Changzhi works"));
  fen_diagnostics_clear(&list);
  f->file.skip_outside = true;
  char lines[SUPPORT_PATH] = "";
  const fen_log log = {keep_line, lines};
  fen_inventory *inventory = NULL;
  assert_int_equal(fen_inventory_open(&f->params, &log, &list, &inventory, &err), FEN_OK);
  assert_string_equal(lines, "table.csv, line 3: Changzhi works at 113.1200 E, 36.1900 N lies outside the domain and is left out\n"
                             "table.csv: 1 of 2 points lie outside the domain and are left out\n");
  assert_near(fen_inventory_totals(inventory)[0].stated_tpyr, 8.0, 1e-12);
  assert_near(fen_inventory_totals(inventory)[0].kept_tpyr, 3.0, 1e-12);
  fen_inventory_close(&inventory);
}

static void region_total_is_spread_over_its_cells(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr],source\nBasin,heating,732,estimate\n");
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_inventory_total *total = &fen_inventory_totals(inventory)[2];
  assert_near(total->stated_tpyr, 732.0, 1e-9);
  assert_near(total->kept_tpyr, 732.0, 732.0 * 1e-12);
  ptrdiff_t count;
  const fen_emission *emission = rates(f, inventory, 1.0, &count);
  double high = 0.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    ptrdiff_t cell = emission[n].j * 60 + emission[n].i;
    assert_true(f->grid->lon_deg[cell] > 111.75 && f->grid->lon_deg[cell] < 112.65);
    assert_true(f->grid->lat_deg[cell] > 37.25 && f->grid->lat_deg[cell] < 37.95);
    assert_int_equal(emission[n].region, 0);
    high += emission[n].k > 0 ? emission[n].rate_kgps : 0.0;
  }
  /* Of the upper bin, 20-100 m, a quarter of the sector, three quarters lie above the lowest layer's 40 m. */
  assert_near(high / rate_sum(emission, count, 0, 2), 0.25 * 0.75, 1e-12);
  fen_inventory_close(&inventory);
}

static void a_point_that_is_given_twice_is_warned_of_and_a_species_is_known_whatever_its_capitals(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS,
        "name,lon,lat,sector,pm25 [t/yr]\nA,112.2,37.6,power,3\nB,112.2,37.6,power,3\nA,112.2,37.6,power,3\nA,112.2,37.6,power,4\n");
  char lines[SUPPORT_PATH] = "";
  const fen_log log = {keep_line, lines};
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  assert_int_equal(fen_inventory_open(&f->params, &log, NULL, &inventory, &err), FEN_OK);
  assert_string_equal(lines, "table.csv:4: the row is that of line 2 once more; both are counted\n");
  fen_inventory_close(&inventory);
}

static void repeated_region_and_sector_are_added_with_a_warning(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nBasin,heating,7\nBasin,power,1\nBasin,heating,5\n");
  char lines[SUPPORT_PATH] = "";
  const fen_log log = {keep_line, lines};
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  assert_int_equal(fen_inventory_open(&f->params, &log, NULL, &inventory, &err), FEN_OK);
  assert_string_equal(lines, "table.csv:4: region Basin has a row of this sector in line 2 already; both are counted\n");
  assert_near(fen_inventory_totals(inventory)[2].stated_tpyr, 12.0, 1e-12);
  fen_inventory_close(&inventory);
}

/* Area 113.0-114.4 E: the part west of the grid's edge, and no more, is kept. */
static void domain_that_cuts_a_region_gets_its_part(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nEastern hills,coking,1000\n");
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_inventory_total *total = &fen_inventory_totals(inventory)[1];
  double x, y, edge_lon, edge_lat;
  (void)y;
  fen_projection_forward(f->grid->projection, 113.5, 37.6, &x, &y);
  fen_projection_inverse(f->grid->projection, 120000.0, y, &edge_lon, &edge_lat);
  assert_near(total->stated_tpyr, 1000.0, 1e-9);
  assert_near(total->kept_tpyr / 1000.0, (edge_lon - 113.0) / 1.4, 2e-3);
  fen_inventory_close(&inventory);
}

static void rates_over_a_year_give_the_kept_totals(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS,
        "region,sector,PM25 [t/yr],SO2 [t/yr]\nBasin,heating,500,70\nEastern hills,heating,300,20\nBasin,power,40,10\n");
  fen_inventory *inventory = open_inventory(&f->params);
  double year = fen_time_from_civil(2020, 1, 1, 0, 0, 0) - 8 * 3600.0;
  double mass[2][3] = {{0}};
  for (int part = 0; part < 61; part++) {
    const fen_emission *emission;
    ptrdiff_t count;
    fen_error err;
    double length = 366 * 86400.0 / 61;
    assert_int_equal(fen_inventory_rates(inventory, year + part * length, year + (part + 1) * length, &f->air.air, &emission, &count, &err),
                     FEN_OK);
    for (int s = 0; s < 2; s++)
      for (int sector = 0; sector < 3; sector++)
        mass[s][sector] += rate_sum(emission, count, s, sector) * length / 1000.0;
  }
  const fen_inventory_total *total = fen_inventory_totals(inventory);
  for (int s = 0; s < 2; s++)
    for (int sector = 0; sector < 3; sector++)
      assert_near(mass[s][sector], total[s * 3 + sector].kept_tpyr, 1e-12 * total[s * 3 + sector].kept_tpyr);
  fen_inventory_close(&inventory);
}

static void pollutants_that_the_case_does_not_carry_are_left_out(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS, "name,lon,lat,sector,PM25 [t/yr],NOx [t/yr]\nA,112.2,37.6,power,3,7\n");
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(fen_inventory_totals(inventory)[0].kept_tpyr, 3.0, 1e-12);
  fen_inventory_close(&inventory);
}

static void a_table_that_two_entries_name_is_warned_of(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_POINTS, "lon,lat,sector,PM25 [t/yr]\n112.2,37.6,power,3\n");
  const fen_inventory_file files[] = {f->file, f->file};
  f->params.files = files;
  f->params.file_count = 2;
  char lines[SUPPORT_PATH] = "";
  const fen_log log = {keep_line, lines};
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  assert_int_equal(fen_inventory_open(&f->params, &log, NULL, &inventory, &err), FEN_OK);
  assert_non_null(strstr(lines, "table.csv: the table is listed twice; all it holds is counted twice\n"));
  fen_inventory_close(&inventory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_BASIN(point_sits_in_the_cell_that_contains_it),
      WITH_BASIN(stack_lifts_its_plume_and_keeps_the_rate),
      WITH_BASIN(other_words_and_empty_rows_give_what_the_usual_columns_do),
      WITH_BASIN(a_map_parts_the_rates_and_sectors_of_points),
      WITH_BASIN(units_of_the_header_are_honoured),
      WITH_BASIN(points_outside_are_an_error_or_left_out),
      WITH_BASIN(region_total_is_spread_over_its_cells),
      WITH_BASIN(a_point_that_is_given_twice_is_warned_of_and_a_species_is_known_whatever_its_capitals),
      WITH_BASIN(a_table_that_two_entries_name_is_warned_of),
      WITH_BASIN(repeated_region_and_sector_are_added_with_a_warning),
      WITH_BASIN(domain_that_cuts_a_region_gets_its_part),
      WITH_BASIN(rates_over_a_year_give_the_kept_totals),
      WITH_BASIN(pollutants_that_the_case_does_not_carry_are_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
