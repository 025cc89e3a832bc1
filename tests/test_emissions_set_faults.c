/* What sets of inventory files may not be: incomplete, doubled, of other grids, with words that the map has not. */
#include "sets_support.h"

static void missing_doubled_and_mixed_months_are_refused(void **state) {
  fixture *f = *state;
  twelve_months(f);
  f->file.path_count = 11;
  refuses(f, FEN_ERR_TIME_GAP, "PM25 of sector industry lacks month 12, and the run needs month 12");
  f->file.path_count = 12;
  meic(f, "2017_3_industry_PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "PM25 of sector industry has its month 3 in 2017_03_industry_PM25.nc, too");
  f->file.path_count = 12;
  meic(f, "2017__industry__PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "a whole year of PM25 of sector industry beside single months");
  meic(f, "2017_01_industry_PM25.nc", MEIC_INSIDE, 1.0);
  meic(f, "2018_02_industry_PM25.nc", MEIC_INSIDE, 1.0);
  refuses(f, FEN_ERR_TIME_GAP, "a file of the year 2018 among those of 2017");
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
  assert_mentions(
      list.items[0].text,
      "does not say what becomes of the species 'CO'\n  = add it under 'species', or under 'ignore' to leave it out; the map has: PM2.5, NOx");
  assert_mentions(
      list.items[1].text,
      "the sector 'aviation'\n  = add it under 'sectors', or under 'ignore' to leave it out; the map has: power, industry, ENE");
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
  refuses(f, FEN_ERR_TIME_GAP, "NOx of sector ENE has its year in v8.1_FT2022_AP_NOx_2022_ENE_emi.nc, too");
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
      CASE(missing_doubled_and_mixed_months_are_refused),
      CASE(unknown_words_are_told_once_with_those_that_are_there),
      CASE(faulty_maps_are_refused_with_their_places),
      CASE(faulty_files_are_refused),
      CASE(totals_beside_sectors_are_refused),
      CASE(months_whose_cells_lie_elsewhere_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
