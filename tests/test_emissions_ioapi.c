/* I/O API emission files made here: layers, time steps, grids and their faults. */
#include "emissions_support.h"
#include "fenhe/clock.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/netcdf_write.h"

enum { LAYERS = 3, ROWS = 4, COLUMNS = 5, MOST_STEPS = 4 };

static const fen_emitted_species carbon_monoxide = {"CO", 28.0};
static const fen_sector sector = {.name = "all"};

/* What a test may change in the file. */
typedef struct {
  double gdtyp, vgtyp, tstep, ftype;
  ptrdiff_t steps;
  double hour[MOST_STEPS];
  double rate[LAYERS]; /* of the cell in row 1, column 2, at every step */
  const char *unit;
} content;

static const content usual = {2, 7, 10000, 1, 3, {0, 10000, 20000}, {6.0, 3.0, 1.0}, "moles/s"};

typedef struct {
  fen_grid *grid;
  still_air air;
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  f->air = make_air(f->grid);
  make_folder(f->folder);
  (void)snprintf(f->path, sizeof f->path, "%.3900s/emissions.nc", f->folder);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  (void)unlink(f->path);
  (void)rmdir(f->folder);
  free(f->air.memory);
  fen_grid_destroy(&f->grid);
  free(f);
  return 0;
}

static void ok(fen_status status, const fen_error *err) {
  if (status)
    fail_msg("%s", err->text);
}

/* 4 x 5 cells of 8 km from 16 km east and south of the projection's centre, given from another origin, 2 degrees further south. */
static void write_file(const fixture *f, const content *c) {
  fen_nc_writer *w = NULL;
  fen_error err = {0};
  double x, y;
  fen_projection_forward(f->grid->projection, 112.2, 35.6, &x, &y);
  const struct {
    const char *name;
    double value;
  } numbers[] = {{"GDTYP", c->gdtyp}, {"P_ALP", 30},       {"P_BET", 60},         {"P_GAM", 112.2}, {"XCENT", 112.2},
                 {"YCENT", 35.6},     {"XORIG", 16000},    {"YORIG", -16000 - y}, {"XCELL", 8000},  {"YCELL", 8000},
                 {"TSTEP", c->tstep}, {"FTYPE", c->ftype}, {"VGTYP", c->vgtyp},   {"VGTOP", 5000}};
  ok(fen_nc_create(f->path, &w, &err), &err);
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    ok(fen_nc_put_numbers(w, NULL, numbers[n].name, &numbers[n].value, 1, &err), &err);
  ok(fen_nc_put_numbers(w, NULL, "VGLVLS", (double[4]){1.0, 0.98, 0.95, 0.85}, 4, &err), &err);
  ok(fen_nc_define_dimension(w, "TSTEP", c->steps, &err), &err);
  ok(fen_nc_define_dimension(w, "DATE-TIME", 2, &err), &err);
  ok(fen_nc_define_dimension(w, "VAR", 1, &err), &err);
  ok(fen_nc_define_dimension(w, "LAY", LAYERS, &err), &err);
  ok(fen_nc_define_dimension(w, "ROW", ROWS, &err), &err);
  ok(fen_nc_define_dimension(w, "COL", COLUMNS, &err), &err);
  ok(fen_nc_define_variable(w, "TFLAG", FEN_NC_INT, "TSTEP VAR DATE-TIME", NULL, &err), &err);
  ok(fen_nc_define_variable(w, "CO", FEN_NC_FLOAT, "TSTEP LAY ROW COL", NULL, &err), &err);
  ok(fen_nc_put_text(w, "CO", "units", c->unit, &err), &err);
  double flag[MOST_STEPS * 2];
  double value[MOST_STEPS][LAYERS][ROWS][COLUMNS] = {{{{0}}}};
  for (ptrdiff_t t = 0; t < c->steps; t++) {
    flag[2 * t] = 2020010;
    flag[2 * t + 1] = c->hour[t];
    for (int k = 0; k < LAYERS; k++)
      value[t][k][1][2] = c->rate[k];
  }
  ok(fen_nc_write(w, "TFLAG", 3, (ptrdiff_t[3]){0}, (ptrdiff_t[3]){c->steps, 1, 2}, flag, &err), &err);
  ok(fen_nc_write(w, "CO", 4, (ptrdiff_t[4]){0}, (ptrdiff_t[4]){c->steps, LAYERS, ROWS, COLUMNS}, &value[0][0][0][0], &err), &err);
  ok(fen_nc_commit(&w, &err), &err);
}

static fen_inventory_params params_of(const fixture *f, fen_inventory_file *file) {
  *file = (fen_inventory_file){.kind = FEN_INVENTORY_IOAPI, .path = f->path};
  return (fen_inventory_params){.grid = f->grid,
                                .species = &carbon_monoxide,
                                .species_count = 1,
                                .sectors = &sector,
                                .sector_count = 1,
                                .files = file,
                                .file_count = 1,
                                .year = 2020};
}

/* 8 km cells cover 2 x 2 of the model's; row 1, column 2 begins at x = 32 km, y = -8 km: columns 38 and 39, rows 23 and 24. */
static void grid_with_another_origin_is_placed(void **state) {
  fixture *f = *state;
  fen_inventory_file file;
  write_file(f, &usual);
  fen_inventory_params params = params_of(f, &file);
  fen_inventory *inventory = open_inventory(&params);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double start = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  ok(fen_inventory_rates(inventory, start, start + 7200, &f->air.air, &emission, &count, &err), &err);
  double inside = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    if ((emission[n].i == 38 || emission[n].i == 39) && (emission[n].j == 23 || emission[n].j == 24))
      inside += emission[n].rate_kgps;
  assert_near(inside, 10.0 * 0.028, 1e-8);
  assert_near(rate_sum(emission, count, 0, 0), 10.0 * 0.028, 1e-13);
  assert_near(fen_inventory_totals(inventory)->kept_tpyr, 10.0 * 0.028 * 366 * 86.4, 1e-8);
  fen_inventory_close(&inventory);
}

/*
 * sigma 1 to 0.98 of some 920 - 50 hPa is the lowest 17.4 hPa, by the hypsometric equation some 152 m: it fills the model's 0-40 and
 * 40-120 m and a part of the third layer; nothing of it goes above.
 */
static void sigma_layers_fall_into_the_model_s_by_height(void **state) {
  fixture *f = *state;
  fen_inventory_file file;
  content low = usual;
  low.rate[1] = low.rate[2] = 0.0;
  write_file(f, &low);
  fen_inventory_params params = params_of(f, &file);
  fen_inventory *inventory = open_inventory(&params);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  double start = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  ok(fen_inventory_rates(inventory, start, start + 3600, &f->air.air, &emission, &count, &err), &err);
  double layer[AIR_LAYERS] = {0};
  for (ptrdiff_t n = 0; n < count; n++)
    layer[emission[n].k] += emission[n].rate_kgps / (6.0 * 0.028);
  double depth = 40.0 / layer[0];
  print_message("sigma 1 to 0.98 is %.1f m deep\n", depth);
  assert_near(depth, 152.0, 5.0);
  assert_near(layer[1] * depth, 80.0, 1e-6);
  assert_near(layer[0] + layer[1] + layer[2], 1.0, 1e-12);
  fen_inventory_close(&inventory);
}

static void expect(const fixture *f, const content *c, fen_status status, const char *words) {
  fen_inventory_file file;
  fen_error err = {0};
  write_file(f, c);
  fen_inventory_params params = params_of(f, &file);
  fen_status found = refused(&params, NULL, &err);
  if (found != status || !strstr(err.text, words) || !strstr(err.text, "emissions.nc"))
    fail_msg("%s instead of %s, or '%s' not in:\n%s", fen_status_name(found), fen_status_name(status), words, err.text);
}

static void faulty_files_are_refused(void **state) {
  const fixture *f = *state;
  content c = usual;
  c.gdtyp = 9;
  expect(f, &c, FEN_ERR_GRID, "GDTYP 9");
  c = usual;
  c.ftype = 3;
  expect(f, &c, FEN_ERR_SHAPE, "this is no gridded file (FTYPE)");
  c = usual;
  c.vgtyp = 4;
  expect(f, &c, FEN_ERR_SHAPE, "VGTYP 4");
  c = usual;
  c.hour[2] = 30000;
  expect(f, &c, FEN_ERR_TIME_GAP, "TFLAG");
  c = usual;
  c.rate[0] = -1.0;
  expect(f, &c, FEN_ERR_NEGATIVE, "CO");
  c = usual;
  c.unit = "UNKNOWN";
  expect(f, &c, FEN_ERR_DATA_UNIT, "UNKNOWN");
}

static void a_variable_that_is_missing_is_told_as_such(void **state) {
  const fixture *f = *state;
  const fen_inventory_variable wanted = {.variable = "CO2", .species = "CO", .sector = "all"};
  fen_inventory_file file;
  fen_error err = {0};
  write_file(f, &usual);
  fen_inventory_params params = params_of(f, &file);
  file.variables = &wanted;
  file.variable_count = 1;
  assert_int_equal(refused(&params, NULL, &err), FEN_ERR_VARIABLE);
  assert_mentions(err.text, "variable 'CO2' is missing");
}

static void constant_file_needs_no_times(void **state) {
  fixture *f = *state;
  fen_inventory_file file;
  content c = usual;
  c.tstep = 0;
  c.steps = 1;
  write_file(f, &c);
  fen_inventory_params params = params_of(f, &file);
  fen_inventory *inventory = open_inventory(&params);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  ok(fen_inventory_rates(inventory, 0.0, 3600.0, &f->air.air, &emission, &count, &err), &err);
  assert_near(rate_sum(emission, count, 0, 0), 10.0 * 0.028, 1e-13);
  fen_inventory_close(&inventory);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FIXTURE(grid_with_another_origin_is_placed), WITH_FIXTURE(sigma_layers_fall_into_the_model_s_by_height),
      WITH_FIXTURE(faulty_files_are_refused),           WITH_FIXTURE(a_variable_that_is_missing_is_told_as_such),
      WITH_FIXTURE(constant_file_needs_no_times),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
