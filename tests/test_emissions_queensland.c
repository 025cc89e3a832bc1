/* Real files: methane over Queensland as CMAQ was given it (I/O API) and as its source states it (CF). */
#include "emissions_support.h"
#include "fenhe/clock.h"
#include "fenhe/netcdf_read.h"

static const fen_emitted_species methane = {"CH4", 16.0};
static const fen_sector all_sources = {.name = "all"};

static fen_grid *lambert(ptrdiff_t cells, double lat_0_deg, double x0, double y0) {
  fen_grid_params params = {.nx = cells, .ny = cells, .dx = 10000.0, .dy = 10000.0, .x0 = x0, .y0 = y0};
  params.projection = (fen_projection_params){.kind = FEN_PROJECTION_LAMBERT,
                                              .lat_1_deg = -15.0,
                                              .lat_2_deg = -40.0,
                                              .lat_0_deg = lat_0_deg,
                                              .lon_0_deg = 133.302001953125,
                                              .semi_major_m = 6370000.0};
  fen_grid *grid = NULL;
  fen_error err = {0};
  if (fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  return grid;
}

/* Skips the test where the data are absent, before it holds anything. */
static void need_data(void) {
  char path[SUPPORT_PATH];
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", path);
}

/* The grid of the emission files themselves. */
static fen_grid *file_grid(void) {
  return lambert(10, -27.5, 1480000.375, 314369.5);
}

/* The WRF grid around it, from the centre of its first cell; its parameters are others for the same place. */
static fen_grid *wrf_grid(ptrdiff_t first, ptrdiff_t cells) {
  char path[SUPPORT_PATH];
  fen_error err = {0};
  fen_nc_reader *reader = NULL;
  double lon, lat, lat_0, x, y;
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", path);
  assert_int_equal(fen_nc_open(path, &reader, &err), FEN_OK);
  assert_int_equal(fen_nc_read(reader, "XLONG", 3, (ptrdiff_t[3]){0}, (ptrdiff_t[3]){1, 1, 1}, &lon, &err), FEN_OK);
  assert_int_equal(fen_nc_read(reader, "XLAT", 3, (ptrdiff_t[3]){0}, (ptrdiff_t[3]){1, 1, 1}, &lat, &err), FEN_OK);
  assert_int_equal(fen_nc_attribute_number(reader, NULL, "MOAD_CEN_LAT", &lat_0, &err), FEN_OK);
  fen_nc_close(&reader);
  fen_grid *anywhere = lambert(1, lat_0, 0.0, 0.0);
  fen_projection_forward(anywhere->projection, lon, lat, &x, &y);
  fen_grid_destroy(&anywhere);
  return lambert(cells, lat_0, x - 5000.0 + 10000.0 * (double)first, y - 5000.0 + 10000.0 * (double)first);
}

static fen_inventory *open_record(const fen_grid *grid, const fen_emitted_species *species) {
  char path[SUPPORT_PATH];
  support_data_path("wrf_queensland/cmaq/emis_record_2022-12-07.nc", path);
  fen_inventory_file file = {.kind = FEN_INVENTORY_IOAPI, .path = path};
  return open_inventory(&(fen_inventory_params){.grid = grid,
                                                .species = species,
                                                .species_count = 1,
                                                .sectors = &all_sources,
                                                .sector_count = 1,
                                                .files = &file,
                                                .file_count = 1,
                                                .year = 2022});
}

static fen_inventory *open_prior(const fen_grid *grid, const char *const *names, int count) {
  char path[SUPPORT_PATH];
  fen_inventory_variable variables[16];
  support_data_path("wrf_queensland/cmaq/prior-emissions.nc", path);
  for (int n = 0; n < count; n++)
    variables[n] = (fen_inventory_variable){.variable = names[n], .species = "CH4"};
  fen_inventory_file file = {.kind = FEN_INVENTORY_GRIDDED, .path = path, .variables = variables, .variable_count = count};
  return open_inventory(&(fen_inventory_params){.grid = grid,
                                                .species = &methane,
                                                .species_count = 1,
                                                .sectors = &all_sources,
                                                .sector_count = 1,
                                                .files = &file,
                                                .file_count = 1,
                                                .year = 2022});
}

static void record_keeps_its_total_on_its_own_grid_and_on_wrf_s(void **state) {
  (void)state;
  need_data();
  fen_grid *grids[2] = {file_grid(), wrf_grid(0, 14)};
  for (int n = 0; n < 2; n++) {
    fen_inventory *inventory = open_record(grids[n], &methane);
    const fen_inventory_total *total = fen_inventory_totals(inventory);
    print_message("emis_record: %.6f t/yr stated, %.6f t/yr kept on the grid of %td x %td cells\n", total->stated_tpyr, total->kept_tpyr,
                  grids[n]->params.nx, grids[n]->params.ny);
    assert_true(total->stated_tpyr > 0.0);
    assert_near(total->kept_tpyr / total->stated_tpyr, 1.0, 1e-12);
    fen_inventory_close(&inventory);
    fen_grid_destroy(&grids[n]);
  }
}

/* The WRF cells 2-11 lie a metre or two off the file's: what the displacement cuts off is small, and counted. */
static void displaced_grid_loses_only_what_leaves_it(void **state) {
  (void)state;
  need_data();
  fen_grid *grid = wrf_grid(2, 10);
  fen_inventory *inventory = open_record(grid, &methane);
  const fen_inventory_total *total = fen_inventory_totals(inventory);
  double lost = 1.0 - total->kept_tpyr / total->stated_tpyr;
  print_message("on WRF cells 2-11: %.3g of the total leaves the domain\n", lost);
  assert_true(lost >= 0.0 && lost < 1e-4);
  fen_inventory_close(&inventory);
  fen_grid_destroy(&grid);
}

static void mean_rates_give_the_total(void **state) {
  (void)state;
  need_data();
  fen_grid *grid = wrf_grid(0, 14);
  fen_inventory *inventory = open_record(grid, &methane);
  still_air air = make_air(grid);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double day = fen_time_from_civil(2022, 12, 7, 0, 0, 0);
  double mass_kg = 0.0;
  for (int part = 0; part < 16; part++) {
    if (fen_inventory_rates(inventory, day + 5400.0 * part, day + 5400.0 * (part + 1), &air.air, &emission, &count, &err))
      fail_msg("%s", err.text);
    mass_kg += 5400.0 * rate_sum(emission, count, 0, 0);
    assert_int_equal(emission[0].k, 0);
  }
  assert_near(mass_kg * 365.0 / 1000.0 / fen_inventory_totals(inventory)->kept_tpyr, 1.0, 1e-12);
  assert_int_equal(fen_inventory_rates(inventory, day + 86000.0, day + 87000.0, &air.air, &emission, &count, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "2022-12-08T00:00:00Z"));
  free(air.memory);
  fen_inventory_close(&inventory);
  fen_grid_destroy(&grid);
}

/* emis_record was made with 1e8 m2 a cell; the true areas are 4.3 % larger. */
static void prior_states_four_per_cent_more_than_the_record(void **state) {
  (void)state;
  need_data();
  static const char *const whole[] = {"ch4_total"};
  fen_grid *grid = wrf_grid(0, 14);
  fen_inventory *record = open_record(grid, &methane);
  fen_inventory *prior = open_prior(grid, whole, 1);
  double ratio = fen_inventory_totals(prior)->stated_tpyr / fen_inventory_totals(record)->stated_tpyr;
  print_message("prior-emissions: %.6f t/yr stated, %.6f t/yr kept, %.4f times emis_record\n", fen_inventory_totals(prior)->stated_tpyr,
                fen_inventory_totals(prior)->kept_tpyr, ratio);
  assert_near(ratio, 1.043, 5e-4);
  assert_near(fen_inventory_totals(prior)->kept_tpyr / fen_inventory_totals(prior)->stated_tpyr, 1.0, 1e-12);
  fen_inventory_close(&prior);
  fen_inventory_close(&record);
  fen_grid_destroy(&grid);
}

static void sectors_of_the_prior_sum_to_its_total(void **state) {
  (void)state;
  need_data();
  static const char *const whole[] = {"ch4_total"};
  static const char *const parts[] = {"ch4_sector_agriculture", "ch4_sector_lulucf",     "ch4_sector_waste",     "ch4_sector_livestock",
                                      "ch4_sector_industrial",  "ch4_sector_stationary", "ch4_sector_transport", "ch4_sector_electricity",
                                      "ch4_sector_fugitive",    "ch4_sector_termite",    "ch4_sector_fire",      "ch4_sector_wetlands"};
  fen_grid *grid = file_grid();
  fen_inventory *total = open_prior(grid, whole, 1);
  fen_inventory *sectors = open_prior(grid, parts, 12);
  assert_near(fen_inventory_totals(sectors)->stated_tpyr / fen_inventory_totals(total)->stated_tpyr, 1.0, 1e-6);
  fen_inventory_close(&total);
  fen_inventory_close(&sectors);
  fen_grid_destroy(&grid);
}

static void moles_without_molar_mass_are_refused(void **state) {
  (void)state;
  need_data();
  char path[SUPPORT_PATH];
  fen_error err = {0};
  fen_diagnostics faults = {0};
  support_data_path("wrf_queensland/cmaq/emis_record_2022-12-07.nc", path);
  fen_grid *grid = file_grid();
  fen_inventory_file file = {.kind = FEN_INVENTORY_IOAPI, .path = path, .place = "case.yaml:12:5"};
  fen_emitted_species unknown = {"CH4", 0.0};
  fen_inventory_params params = {.grid = grid,
                                 .species = &unknown,
                                 .species_count = 1,
                                 .sectors = &all_sources,
                                 .sector_count = 1,
                                 .files = &file,
                                 .file_count = 1,
                                 .year = 2022};
  assert_int_equal(refused(&params, &faults, &err), FEN_ERR_DATA_UNIT);
  assert_non_null(strstr(err.text, "case.yaml:12:5"));
  assert_non_null(strstr(err.text, "emis_record"));
  assert_non_null(strstr(err.text, "CH4"));
  assert_non_null(strstr(err.text, "molar mass"));
  fen_diagnostics_clear(&faults);
  fen_grid_destroy(&grid);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(record_keeps_its_total_on_its_own_grid_and_on_wrf_s),
      cmocka_unit_test(displaced_grid_loses_only_what_leaves_it),
      cmocka_unit_test(mean_rates_give_the_total),
      cmocka_unit_test(prior_states_four_per_cent_more_than_the_record),
      cmocka_unit_test(sectors_of_the_prior_sum_to_its_total),
      cmocka_unit_test(moles_without_molar_mass_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
