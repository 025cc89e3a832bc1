/* Regional totals spread by a field of weights. */
#include "emissions_support.h"
#include "fenhe/clock.h"
#include "fenhe/netcdf_write.h"

enum { SIDE = 16 };

static const fen_emitted_species dust = {"PM25", 0.0};
static const fen_sector sector = {.name = "dust"};
static double region_lon[4] = {111.8, 112.6, 112.6, 111.8}, region_lat[4] = {37.2, 37.2, 38.0, 38.0};
static char region_name[] = "Basin";
static fen_ring ring = {4, region_lon, region_lat, 0};
static fen_region item = {.name = region_name, .ring_count = 1, .rings = &ring};
static const fen_regions regions = {.count = 1, .items = &item};

typedef struct {
  fen_grid *grid;
  char folder[SUPPORT_PATH], table[SUPPORT_PATH], weights[SUPPORT_PATH];
  fen_inventory_file file;
  fen_inventory_params params;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  make_folder(f->folder);
  write_text(f->folder, "areas.csv", "region,sector,PM25 [kt/yr]\nBasin,dust,1\n", f->table);
  (void)snprintf(f->weights, sizeof f->weights, "%.3900s/weights.nc", f->folder);
  f->file = (fen_inventory_file){.kind = FEN_INVENTORY_AREAS,
                                 .path = f->table,
                                 .place = "case.yaml:7:5",
                                 .surrogate_path = f->weights,
                                 .surrogate_variable = "people"};
  f->params = (fen_inventory_params){.grid = f->grid,
                                     .species = &dust,
                                     .species_count = 1,
                                     .sectors = &sector,
                                     .sector_count = 1,
                                     .regions = &regions,
                                     .files = &f->file,
                                     .file_count = 1,
                                     .year = 2021};
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  (void)unlink(f->table);
  (void)unlink(f->weights);
  (void)rmdir(f->folder);
  fen_grid_destroy(&f->grid);
  free(f);
  return 0;
}

static void ok(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

/* 16 x 16 cells of a tenth of a degree from 111.4 E, 36.8 N. */
static void write_weights(const fixture *f, const char *unit, const double *weight) {
  static const char *const names[2] = {"lat", "lon"};
  static const char *const units[2] = {"degrees_north", "degrees_east"};
  static const double first[2] = {36.85, 111.45};
  fen_nc_writer *w = NULL;
  fen_error err = {0};
  ok(fen_nc_create(f->weights, &w, &err), &err);
  for (int n = 0; n < 2; n++) {
    double centre[SIDE];
    for (int i = 0; i < SIDE; i++)
      centre[i] = first[n] + 0.1 * i;
    ok(fen_nc_define_dimension(w, names[n], SIDE, &err), &err);
    ok(fen_nc_define_variable(w, names[n], FEN_NC_DOUBLE, names[n], NULL, &err), &err);
    ok(fen_nc_put_text(w, names[n], "units", units[n], &err), &err);
    ok(fen_nc_write(w, names[n], 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){SIDE}, centre, &err), &err);
  }
  ok(fen_nc_define_variable(w, "people", FEN_NC_DOUBLE, "lat lon", NULL, &err), &err);
  ok(fen_nc_put_text(w, "people", "units", unit, &err), &err);
  ok(fen_nc_write(w, "people", 2, (ptrdiff_t[2]){0}, (ptrdiff_t[2]){SIDE, SIDE}, weight, &err), &err);
  ok(fen_nc_commit(&w, &err), &err);
}

/* Share of the kept rate south of 37.6 N, by the cells' centres. */
static double southern_share(const fixture *f) {
  fen_inventory *inventory = open_inventory(&f->params);
  still_air air = make_air(f->grid);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double south = 0.0;
  ok(fen_inventory_rates(inventory, 0.0, 3600.0, &air.air, &emission, &count, &err), &err);
  for (ptrdiff_t n = 0; n < count; n++)
    south += f->grid->lat_deg[emission[n].j * 60 + emission[n].i] < 37.6 ? emission[n].rate_kgps : 0.0;
  double share = south / rate_sum(emission, count, 0, 0);
  assert_near(fen_inventory_totals(inventory)->stated_tpyr, 1000.0, 1e-9);
  assert_near(fen_inventory_totals(inventory)->kept_tpyr, 1000.0, 1e-9);
  free(air.memory);
  fen_inventory_close(&inventory);
  return share;
}

/* Three people in a cell of the south, one in a cell of the north; a crowd outside the region counts for nothing. */
static void weights_divide_the_total(void **state) {
  fixture *f = *state;
  double weight[SIDE * SIDE] = {0};
  weight[5 * SIDE + 6] = 3.0;
  weight[10 * SIDE + 9] = 1.0;
  weight[14 * SIDE + 1] = 1e6;
  write_weights(f, "1", weight);
  assert_near(southern_share(f), 0.75, 1e-12);
}

/* As a density the same field weighs with the cells' areas, larger in the south. */
static void density_weighs_with_area(void **state) {
  fixture *f = *state;
  double weight[SIDE * SIDE] = {0};
  weight[4 * SIDE + 6] = 1.0;
  weight[11 * SIDE + 6] = 1.0;
  write_weights(f, "km-2", weight);
  double south = cos(37.25 * acos(-1) / 180);
  double north = cos(37.95 * acos(-1) / 180);
  assert_near(southern_share(f), south / (south + north), 1e-4);
}

static void expect(fixture *f, fen_status status, const char *words) {
  fen_error err = {0};
  fen_status found = refused(&f->params, NULL, &err);
  if (found != status || !strstr(err.text, words))
    fail_msg("%s instead of %s, or '%s' not in:\n%s", fen_status_name(found), fen_status_name(status), words, err.text);
}

static void surrogates_that_cannot_serve_are_refused(void **state) {
  fixture *f = *state;
  double weight[SIDE * SIDE] = {0};
  weight[14 * SIDE + 1] = 1e6;
  write_weights(f, "1", weight);
  expect(f, FEN_ERR_WEIGHTS, "no weight in region 'Basin'");
  weight[3] = -1.0;
  write_weights(f, "1", weight);
  expect(f, FEN_ERR_NEGATIVE, "row 0, column 3");
  f->file.surrogate_variable = "peple";
  expect(f, FEN_ERR_VARIABLE, "people");
  f->file.surrogate_variable = NULL;
  expect(f, FEN_ERR_KEY_MISSING, "case.yaml:7:5");
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FIXTURE(weights_divide_the_total),
      WITH_FIXTURE(density_weighs_with_area),
      WITH_FIXTURE(surrogates_that_cannot_serve_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
