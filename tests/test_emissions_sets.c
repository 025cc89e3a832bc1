/* Sets of files in the layouts of EDGAR, HTAP and MEIC: their tonnes arrive, split as the map says, in their place and month. */
#include "fenhe/clock.h"
#include "fenhe/emission_steps.h"
#include "fenhe/inventory_map.h"
#include "inventory_fixture.h"

enum { PM25, BC, DUST, NO, NO2, SPECIES };
static const fen_emitted_species species[SPECIES] = {{"PM25", 0.0}, {"BC", 0.0}, {"dust", 0.0}, {"NO", 30.0}, {"NO2", 46.0}};
static const double winter[12] = {0.2, 0.2, 0.1, 0.05, 0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.1, 0.2};
static const fen_sector sectors[3] = {{.name = "power"}, {.name = "steel"}, {.name = "heating", .month = winter}};
enum { MOST_FILES = 16 };

static const char plain_map[] = "species: {PM2.5: PM25, NOx: NO2}\n"
                                "sectors: {power: power, industry: steel, ENE: power, IND: steel, residential: heating, TOTALS: heating}\n";

typedef struct {
  fen_grid *grid;
  still_air air;
  char folder[SUPPORT_PATH], map[SUPPORT_PATH], text[4096];
  char path[MOST_FILES][SUPPORT_PATH];
  const char *paths[MOST_FILES];
  fen_inventory_file file;
  fen_inventory_params params;
  double value[MEIC_CELLS];
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  f->air = make_air(f->grid);
  make_folder(f->folder);
  f->params = (fen_inventory_params){.grid = f->grid,
                                     .species = species,
                                     .species_count = SPECIES,
                                     .sectors = sectors,
                                     .sector_count = 3,
                                     .files = &f->file,
                                     .file_count = 1,
                                     .utc_offset_s = 8 * 3600.0,
                                     .year = 2020};
  f->file = (fen_inventory_file){.kind = FEN_INVENTORY_MEIC, .paths = f->paths, .map_path = f->map, .path = f->folder};
  write_text(f->folder, "map.yaml", plain_map, f->map);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  support_folder_remove(f->folder);
  free(f->air.memory);
  fen_grid_destroy(&f->grid);
  free(f);
  return 0;
}

static const char *next_path(fixture *f, const char *name) {
  ptrdiff_t n = f->file.path_count++;
  assert_true(n < MOST_FILES);
  support_join(f->folder, name, f->path[n]);
  f->paths[n] = f->path[n];
  return f->path[n];
}

/* A MEIC file with tonnes in one cell. */
static void meic(fixture *f, const char *name, int cell, double tonnes) {
  memset(f->value, 0, sizeof f->value);
  f->value[cell] = tonnes;
  write_meic_nc(next_path(f, name), f->value, NULL);
}

/* An EDGAR or HTAP file with one variable and one value inside. */
static void edgar(fixture *f, const char *name, const char *variable, const char *unit, double value) {
  static double values[EDGAR_CELLS];
  memset(values, 0, sizeof values);
  values[EDGAR_INSIDE] = value;
  write_edgar(&(edgar_file){.path = next_path(f, name), .variable_count = 1, .variables = &variable, .unit = unit, .value = values});
}

static void map(fixture *f, const char *text) {
  write_text(f->folder, "map.yaml", text, f->map);
}

static const fen_emission_step *steps(fen_inventory *inventory, int year, ptrdiff_t *count) {
  const fen_emission_step *rows = NULL;
  fen_error err = {0};
  double start = fen_time_from_civil(year, 1, 1, 0, 0, 0) - 8 * 3600.0;
  double end = fen_time_from_civil(year + 1, 1, 1, 0, 0, 0) - 8 * 3600.0;
  if (fen_inventory_steps(inventory, start, end, &rows, count, &err))
    fail_msg("%s", err.text);
  return rows;
}

static const fen_inventory_total *total(const fen_inventory *inventory, int which, int sector) {
  return &fen_inventory_totals(inventory)[which * 3 + sector];
}

/* Mean rate of everything in some days [t/d]. */
static double tonnes_per_day(fixture *f, fen_inventory *inventory, int year, int month, int days) {
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double sum = 0.0;
  double start = fen_time_from_civil(year, month, 1, 0, 0, 0) - 8 * 3600.0;
  if (fen_inventory_rates(inventory, start, start + days * 86400.0, &f->air.air, &emission, &count, &err))
    fail_msg("%s", err.text);
  for (ptrdiff_t n = 0; n < count; n++)
    sum += emission[n].rate_kgps * 86.4;
  return sum;
}

static void refuses(fixture *f, fen_status status, const char *mention) {
  fen_diagnostics list = {0};
  fen_error err = {0};
  assert_int_equal(refused(&f->params, &list, &err), status);
  assert_mentions(err.text, mention);
  for (ptrdiff_t n = 0; n < list.count; n++) {
    int lines = 1;
    for (const char *at = list.items[n].text; *at; at++)
      lines += *at == '\n';
    assert_in_range(lines, 2, 6);
  }
  fen_diagnostics_clear(&list);
  f->file.path_count = 0;
}

static void twelve_months(fixture *f) {
  for (int month = 1; month <= 12; month++) {
    char name[64];
    (void)snprintf(name, sizeof name, "2017_%02d_industry_PM25.nc", month);
    meic(f, name, MEIC_INSIDE, 10.0 * month);
  }
}

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

static void missing_doubled_and_mixed_months_are_refused(void **state) {
  fixture *f = *state;
  twelve_months(f);
  f->file.path_count = 11;
  refuses(f, FEN_ERR_TIME_GAP, "months 12 of PM25, industry are missing, and the run needs one of them");
  f->file.path_count = 12;
  meic(f, "2017_3_industry_PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "PM25, industry has its month in 2017_03_industry_PM25.nc, too");
  f->file.path_count = 12;
  meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "a whole year of PM25, industry beside single months");
  meic(f, "2017_01_industry_PM25.nc", MEIC_INSIDE, 1.0);
  meic(f, "2018_02_industry_PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "a file of 2018 among those of 2017");
}

static void unknown_words_are_told_once_with_those_that_are_there(void **state) {
  fixture *f = *state;
  meic(f, "2017__industry__CO.nc", MEIC_INSIDE, 1.0);
  meic(f, "2017__power__CO.nc", MEIC_INSIDE, 1.0);
  meic(f, "2017__aviation__PM25.nc", MEIC_INSIDE, 1.0);
  fen_diagnostics list = {0};
  fen_error err = {0};
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_SPECIES_UNKNOWN);
  assert_int_equal(list.count, 2);
  assert_mentions(list.items[0].text,
                  "does not say what becomes of the species 'CO'\n  = it has: PM2.5, NOx; add the word under 'species'");
  assert_mentions(list.items[1].text, "the sector 'aviation'\n  = it has: power, industry, ENE");
  fen_diagnostics_clear(&list);
}

static void faulty_maps_are_refused_with_their_places(void **state) {
  fixture *f = *state;
  static const struct {
    const char *text;
    fen_status status;
    const char *mention;
  } cases[] = {
      {"species: {PM25: {split: {BC: 0.1, dust: 0.8}}}\nsectors: {a: power}\n", FEN_ERR_WEIGHTS,
       "map.yaml:1:25: error: the 2 shares sum to 0.9, not to 1"},
      {"species: {PM25: PM25}\nsectors: {a: {power: 0.5, steel: 0.6}}\n", FEN_ERR_WEIGHTS, "map.yaml:2:14: error: the 2 shares sum to 1.1"},
      {"species: {PM25: PM2}\nsectors: {a: power}\n", FEN_ERR_SPECIES_UNKNOWN, "unknown species 'PM2'; did you mean 'PM25'?"},
      {"species: {PM25: PM25}\nsectors: {a: powr}\n", FEN_ERR_SECTOR_UNKNOWN, "unknown sector 'powr'; did you mean 'power'?"},
      {"species: {PM25: PM25, pm2.5: BC}\nsectors: {a: power}\n", FEN_ERR_KEY_TWICE, "'pm2.5' is the same word as 'PM25'"},
      {"species: {PM25: {split: {BC: 1}, factor: {BC: 1}}}\nsectors: {a: power}\n", FEN_ERR_KEY_TWICE,
       "give one of 'split', 'factor' and 'moles'"},
      {"species: {PM25: {spilt: {BC: 1}}}\nsectors: {a: power}\n", FEN_ERR_KEY_UNKNOWN,
       "unknown key 'spilt' of a species of the map; did you mean 'split'?"},
      {"species: {PM25: {molar_mass: 3 g/mol}}\nsectors: {a: power}\n", FEN_ERR_KEY_MISSING, "what becomes of this species is not said"},
      {"species: {PM25: PM25}\n", FEN_ERR_KEY_MISSING, "key 'sectors' is missing"},
      {"species: {PM25: PM25}\nsectors: {a: power}\nignore: {species: CO}\n", FEN_ERR_TYPE, "the words to ignore must be a list"},
  };
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    map(f, cases[n].text);
    meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, 1.0);
    refuses(f, cases[n].status, cases[n].mention);
  }
}

static void faulty_files_are_refused(void **state) {
  fixture *f = *state;
  meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, -3.0);
  refuses(f, FEN_ERR_NEGATIVE, "z: error: negative emission -3 in row 7, column 8");
  meic(f, "PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_SPECIES_UNKNOWN, "the file's name tells no species");
  write_meic_nc(next_path(f, "2017_01_industry_PM25.nc"), f->value, "t/month");
  write_meic_nc(next_path(f, "2017_02_industry_PM25.nc"), f->value, "kt/month");
  f->params.start_s = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  f->params.end_s = f->params.start_s + 86400.0;
  refuses(f, FEN_ERR_DATA_UNIT, "the unit is 'kt/month' here and 't/month' in others");
  write_meic_nc(next_path(f, "2017__industry__PM25.nc"), f->value, "K");
  refuses(f, FEN_ERR_DATA_UNIT, "'K' is no unit of an inventory");
  support_write_text(f->folder, "2017__industry__PM25.asc", "ncols 3\nnrows 2\nxllcorner 111\nyllcorner 37\ncellsize 0.25\n1 2 3\n4 5\n",
                     f->text);
  (void)next_path(f, "2017__industry__PM25.asc");
  refuses(f, FEN_ERR_SHAPE, "5 numbers where 3 x 2 = 6 are announced");
  support_write_text(f->folder, "2017__industry__PM25.asc", "ncols 2\nnrows 1\nxllcorner 111\nyllcorner 37\ncellsize 0.25\n1 x\n", f->text);
  (void)next_path(f, "2017__industry__PM25.asc");
  refuses(f, FEN_ERR_FILE_FORMAT, "PM25.asc:6:3: error: 'x' is no number");
  support_write_text(f->folder, "2017__industry__PM25.asc", "ncols 2\nnrows 1\nxllcorner 1e5\nyllcorner 37\ncellsize 1000\n1 2\n", f->text);
  (void)next_path(f, "2017__industry__PM25.asc");
  refuses(f, FEN_ERR_GRID, "are no places");
}

static void totals_beside_sectors_are_refused(void **state) {
  fixture *f = *state;
  f->file.kind = FEN_INVENTORY_EDGAR;
  edgar(f, "v8.1_FT2022_AP_NOx_2022_TOTALS_emi.nc", "emissions", "Tonnes", 5.0);
  edgar(f, "v8.1_FT2022_AP_NOx_2022_ENE_emi.nc", "emissions", "Tonnes", 5.0);
  refuses(f, FEN_ERR_NAME_TWICE,
          "the totals of NOx beside its sector ENE (v8.1_FT2022_AP_NOx_2022_ENE_emi.nc) count the same tonnes twice");
  edgar(f, "v8.1_FT2022_AP_NOx_2022_ENE_emi.nc", "emissions", "Tonnes", 5.0);
  edgar(f, "v8.1_FT2022_AP_NOx_2022_ENE_flx.nc", "fluxes", "kg m-2 s-1", 1e-9);
  refuses(f, FEN_ERR_TIME_GAP, "NOx, ENE has its year in v8.1_FT2022_AP_NOx_2022_ENE_emi.nc, too");
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

/* A MEIC file of the same size whose cells lie elsewhere. */
static void months_whose_cells_lie_elsewhere_are_refused(void **state) {
  fixture *f = *state;
  int file, id;
  const double moved[2] = {MEIC_WEST + 4 * MEIC_STEP, MEIC_WEST + (4 + MEIC_NX) * MEIC_STEP};
  for (int month = 1; month <= 12; month++) {
    char name[64];
    (void)snprintf(name, sizeof name, "2017_%02d_power_PM2.5.nc", month);
    meic(f, name, MEIC_INSIDE, 1.0);
  }
  fixture_nc(nc_open(f->path[4], NC_WRITE, &file));
  fixture_nc(nc_inq_varid(file, "x_range", &id));
  fixture_nc(nc_put_var_double(file, id, moved));
  fixture_nc(nc_close(file));
  refuses(f, FEN_ERR_GRID, "2017_05_power_PM2.5.nc: error: its cells do not lie where those of");
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
      CASE(missing_doubled_and_mixed_months_are_refused),
      CASE(unknown_words_are_told_once_with_those_that_are_there),
      CASE(faulty_maps_are_refused_with_their_places),
      CASE(faulty_files_are_refused),
      CASE(totals_beside_sectors_are_refused),
      CASE(months_whose_cells_lie_elsewhere_are_refused),
      cmocka_unit_test(shipped_maps_fit_the_case_of_shanxi),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
