/* Sets of files in the layouts of EDGAR, HTAP and MEIC: their tonnes arrive, split as the map says, in their place and month. */
#include "sets_support.h"

static void twelve_months_make_the_year_whatever_their_length(void **state) {
  fixture *f = *state;
  static const int days[2][2] = {{2020, 29}, {2021, 28}};
  twelve_months(f);
  for (int n = 0; n < 2; n++) {
    f->params.year = days[n][0];
    fen_inventory *inventory = open_inventory(&f->params);
    assert_near(total(inventory, PM25, 1)->stated_tpyr, 780.0, 1e-9);
    assert_near(total(inventory, PM25, 1)->kept_tpyr, 780.0, 1e-9);
    /* The month's tonnes leave in the run's month: 29 days in a leap year. */
    assert_near(tonnes_per_day(f, inventory, days[n][0], 2, days[n][1]) * days[n][1], 20.0, 1e-10);
    assert_near(tonnes_per_day(f, inventory, days[n][0], 12, 31) * 31, 120.0, 1e-10);
    fen_inventory_close(&inventory);
  }
}

static void rows_from_the_north_are_not_flipped(void **state) {
  fixture *f = *state;
  meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, 365.0);
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_emission *emission;
  ptrdiff_t count;
  double lon = 0.0;
  double lat = 0.0;
  double sum = 0.0;
  assert_int_equal(fen_inventory_rates(inventory, 0.0, 86400.0, &f->air.air, &emission, &count, NULL), FEN_OK);
  for (ptrdiff_t n = 0; n < count; n++) {
    ptrdiff_t cell = emission[n].j * f->grid->params.nx + emission[n].i;
    lon += emission[n].rate_kgps * f->grid->lon_deg[cell];
    lat += emission[n].rate_kgps * f->grid->lat_deg[cell];
    sum += emission[n].rate_kgps;
  }
  assert_near(lon / sum, 112.125, 0.02);
  assert_near(lat / sum, 37.625, 0.02);
  fen_inventory_close(&inventory);
}

static void text_and_netcdf_give_the_same_bits(void **state) {
  fixture *f = *state;
  double kept[2];
  for (int text = 0; text < 2; text++) {
    f->file.path_count = 0;
    for (int n = 0; n < MEIC_CELLS; n++)
      f->value[n] = n % 7 == 0 ? -9999.0 : 0.37 * n;
    const char *path = next_path(f, text ? "2017__industry__PM25.asc" : "2017__industry__PM25.nc");
    if (text)
      write_meic_text(path, f->value);
    else
      write_meic_nc(path, f->value, NULL);
    fen_inventory *inventory = open_inventory(&f->params);
    kept[text] = total(inventory, PM25, 1)->kept_tpyr;
    fen_inventory_close(&inventory);
  }
  assert_true(kept[0] > 0.0);
  assert_memory_equal(&kept[0], &kept[1], sizeof kept[0]);
}

static void what_lies_outside_has_its_own_column(void **state) {
  fixture *f = *state;
  memset(f->value, 0, sizeof f->value);
  f->value[MEIC_INSIDE] = 100.0;
  f->value[MEIC_NORTH_WEST] = 40.0;
  f->value[1] = -9999.0;
  write_meic_nc(next_path(f, "2017__industry__PM25.nc"), f->value, NULL);
  fen_inventory *inventory = open_inventory(&f->params);
  ptrdiff_t count;
  const fen_emission_step *row = steps(inventory, 2020, &count);
  assert_int_equal(count, 1);
  assert_near(row->stated, 140.0, 1e-9);
  assert_string_equal(row->unit, "t/year");
  assert_near(row->inside_tpyr, 100.0, 1e-9);
  assert_near(row->outside_tpyr, 40.0, 1e-9);
  assert_near(row->period_t, 100.0, 1e-9);
  fen_inventory_close(&inventory);
}

static void splits_by_sector_add_up_by_hand(void **state) {
  fixture *f = *state;
  map(f, "species:\n"
         "  pm2.5:\n"
         "    split: {BC: 0.1, dust: 0.9}\n"
         "    sectors: {power: {split: {BC: 0.25, dust: 0.75}}}\n"
         "  NOx: {molar_mass: 46 g/mol, moles: {NO: 0.9, NO2: 0.1}}\n"
         "sectors: {power: power, industry: {power: 0.25, steel: 0.75}}\n"
         "ignore: {species: [CO2]}\n");
  meic(f, "2017__power__PM25.nc", MEIC_INSIDE, 100.0);
  meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, 1000.0);
  meic(f, "2017__power__NOx.nc", MEIC_INSIDE, 460.0);
  meic(f, "2017__power__CO2.nc", MEIC_INSIDE, 7000.0);
  fen_inventory *inventory = open_inventory(&f->params);
  static const struct {
    int species, sector;
    double stated, factor, share, tonnes;
  } expected[] = {{BC, 0, 100, 0.25, 1, 25},           {DUST, 0, 100, 0.75, 1, 75},     {BC, 0, 1000, 0.1, 0.25, 25},
                  {BC, 1, 1000, 0.1, 0.75, 75},        {DUST, 0, 1000, 0.9, 0.25, 225}, {DUST, 1, 1000, 0.9, 0.75, 675},
                  {NO, 0, 460, 0.9 * 30 / 46, 1, 270}, {NO2, 0, 460, 0.1, 1, 46}};
  ptrdiff_t count;
  const fen_emission_step *row = steps(inventory, 2020, &count);
  assert_int_equal(count, 9);
  for (int n = 0; n < 8; n++) {
    assert_int_equal(row[n].species, expected[n].species);
    assert_int_equal(row[n].sector, expected[n].sector);
    assert_near(row[n].stated, expected[n].stated, 1e-9);
    assert_near(row[n].species_factor, expected[n].factor, 1e-15);
    assert_near(row[n].species_tpyr, expected[n].stated * expected[n].factor, 1e-9);
    assert_near(row[n].sector_tpyr, expected[n].tonnes, 1e-9);
    assert_near(row[n].sector_tpyr - row[n].inside_tpyr - row[n].outside_tpyr, 0.0, 1e-9);
    assert_near(row[n].period_t, expected[n].tonnes, 1e-9);
  }
  assert_int_equal(row[8].species, -1);
  assert_string_equal(row[8].species_in, "CO2");
  assert_near(row[8].stated_tpyr, 7000.0, 1e-9);
  assert_near(total(inventory, BC, 0)->kept_tpyr, 50.0, 1e-9);
  fen_inventory_close(&inventory);
}

static void moles_need_a_molar_mass(void **state) {
  fixture *f = *state;
  map(f, "species: {ALD2: {unit: million mol/month, molar_mass: 44 g/mol, split: {PM25: 1}}}\nsectors: {industry: steel}\n");
  meic(f, "2017_01_industry_CB05_ALD2.nc", MEIC_INSIDE, 0.5);
  f->params.start_s = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  f->params.end_s = f->params.start_s + 86400.0;
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(total(inventory, PM25, 1)->kept_tpyr, 0.5e6 * 44e-6, 1e-9);
  fen_inventory_close(&inventory);
  map(f, "species: {ALD2: {unit: million mol/month, split: {PM25: 1}}}\nsectors: {industry: steel}\n");
  refuses(f, FEN_ERR_DATA_UNIT, "'million mol/month' counts moles, and the molar mass of ALD2 is not known");
  map(f, "species: {ALD2: {moles: {NO: 1}}}\nsectors: {industry: steel}\n");
  meic(f, "2017_01_industry_CB05_ALD2.nc", MEIC_INSIDE, 0.5);
  refuses(f, FEN_ERR_UNIT_INCOMPATIBLE, "'moles' needs the molar mass of the file's species");
}

static double edgar_area(fixture *f, const char *name, const char *variable, const char *unit, double value) {
  f->file.path_count = 0;
  f->file.kind = FEN_INVENTORY_EDGAR;
  edgar(f, name, variable, unit, value);
  fen_inventory *inventory = open_inventory(&f->params);
  double tonnes = total(inventory, PM25, 0)->kept_tpyr;
  assert_near(tonnes / total(inventory, PM25, 0)->stated_tpyr, 1.0, 1e-12);
  fen_inventory_close(&inventory);
  return tonnes;
}

static void fluxes_and_tonnes_of_edgar_agree(void **state) {
  fixture *f = *state;
  /* 0.1 degree at 37.65 N on WGS 84: 8.8247 km by 11.0984 km. */
  double flux = edgar_area(f, "v8.1_FT2022_AP_PM2.5_2022_ENE_flx.nc", "fluxes", "kg m-2 s-1", 1e-9);
  assert_near(flux / (1e-9 * 8824.7 * 11098.4 * 366 * 86.4), 1.0, 1e-4);
  assert_near(edgar_area(f, "v8.1_FT2022_AP_PM2.5_2022_ENE_emi.nc", "emissions", "Tonnes", 55.0), 55.0, 1e-9);
  assert_near(edgar_area(f, "v6.1_PM2.5_2018_ENE.0.1x0.1.nc", "emi_pm2.5", "kg m-2 s-1", 1e-9), flux, 1e-9);
}

static void htap_sectors_are_variables_and_longitudes_may_run_to_360(void **state) {
  fixture *f = *state;
  static const char *const names[] = {"HTAPv3_3_Energy", "HTAPv3_4_1_Industry"};
  static double value[2 * 12 * EDGAR_CELLS];
  for (int v = 0; v < 2; v++)
    for (int t = 0; t < 12; t++)
      value[(v * 12 + t) * EDGAR_CELLS + EDGAR_INSIDE] = (v + 1) * (t + 1.0);
  map(f, "species: {PM2.5: PM25}\nsectors: {Energy: power, Industry: steel}\n");
  f->file.kind = FEN_INVENTORY_HTAP;
  write_edgar(&(edgar_file){.path = next_path(f, "edgar_HTAPv3_2018_PM2.5.nc"),
                            .variable_count = 2,
                            .variables = names,
                            .unit = "Mg/month",
                            .times = 12,
                            .lon_offset = 360.0,
                            .value = value});
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(total(inventory, PM25, 0)->kept_tpyr, 78.0, 1e-9);
  assert_near(total(inventory, PM25, 1)->kept_tpyr, 156.0, 1e-9);
  assert_near(tonnes_per_day(f, inventory, 2020, 3, 31) * 31, 9.0, 1e-10);
  fen_inventory_close(&inventory);
}

static void other_names_are_read_by_a_pattern(void **state) {
  fixture *f = *state;
  f->file.pattern = "meic-{species}-{sector}-v*-{year}{month}";
  f->params.start_s = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  f->params.end_s = f->params.start_s + 86400.0;
  meic(f, "meic-PM25-industry-v1.4-201701.nc", MEIC_INSIDE, 31.0);
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(tonnes_per_day(f, inventory, 2020, 1, 31), 1.0, 1e-12);
  fen_inventory_close(&inventory);
  meic(f, "2017_01_industry_PM25.nc", MEIC_INSIDE, 31.0);
  refuses(f, FEN_ERR_SPECIES_UNKNOWN, "does not fit the pattern");
}

static void shipped_maps_fit_the_case_of_shanxi(void **state) {
  (void)state;
  static const char *const names[] = {"edgar", "htap", "meic"};
  static const char *const industry[] = {"IND", "Industry", "industry"};
  const fen_emitted_species ours[] = {{"PM25", 0.0}, {"SO2", 64.06}, {"NOx", 46.01}};
  static const char *const words[] = {"power", "steel", "coking", "cement", "heating", "transport", "agriculture", "dust"};
  fen_sector list[8] = {{0}};
  for (int n = 0; n < 8; n++)
    list[n].name = words[n];
  const fen_inventory_params params = {.species = ours, .species_count = 3, .sectors = list, .sector_count = 8};
  for (int n = 0; n < 3; n++) {
    char name[64], path[SUPPORT_PATH];
    fen_inventory_map *read = NULL;
    fen_error err = {0};
    const fen_inventory_route *routes = NULL;
    ptrdiff_t count = 0;
    (void)snprintf(name, sizeof name, "data/maps/%s.yaml", names[n]);
    support_source_path(name, path);
    if (fen_inventory_map_read(path, &params, NULL, &read, &err) ||
        fen_inventory_map_routes(read, "PM2.5", industry[n], &routes, &count, &err))
      fail_msg("%s", err.text);
    assert_int_equal(count, 3);
    assert_near(routes[0].share + routes[1].share + routes[2].share, 1.0, 1e-12);
    assert_true(fen_inventory_map_ignores(read, "CO", industry[n]));
    fen_inventory_map_destroy(&read);
  }
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      CASE(twelve_months_make_the_year_whatever_their_length),
      CASE(rows_from_the_north_are_not_flipped),
      CASE(text_and_netcdf_give_the_same_bits),
      CASE(what_lies_outside_has_its_own_column),
      CASE(splits_by_sector_add_up_by_hand),
      CASE(moles_need_a_molar_mass),
      CASE(fluxes_and_tonnes_of_edgar_agree),
      CASE(htap_sectors_are_variables_and_longitudes_may_run_to_360),
      CASE(other_names_are_read_by_a_pattern),
      cmocka_unit_test(shipped_maps_fit_the_case_of_shanxi),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
