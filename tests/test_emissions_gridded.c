/* Gridded inventories in the shapes that CF allows. */
#include "emissions_support.h"
#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/netcdf_write.h"

static const fen_emitted_species methane = {"CH4", 16.04};
static const double night_day[24] = {0,       0,       0,       0,       0,       0,       1. / 12, 1. / 12,
                                     1. / 12, 1. / 12, 1. / 12, 1. / 12, 1. / 12, 1. / 12, 1. / 12, 1. / 12,
                                     1. / 12, 1. / 12, 0,       0,       0,       0,       0,       0};
static const fen_sector sector = {.name = "farms", .hour = night_day};

typedef struct {
  fen_grid *grid;
  still_air air;
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  fen_inventory_variable variable;
  fen_inventory_file file;
  fen_inventory_params params;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  f->air = make_air(f->grid);
  make_folder(f->folder);
  (void)snprintf(f->path, sizeof f->path, "%.3900s/gridded.nc", f->folder);
  f->variable = (fen_inventory_variable){.variable = "emi", .species = "CH4", .sector = "farms"};
  f->file = (fen_inventory_file){.kind = FEN_INVENTORY_GRIDDED, .path = f->path, .variables = &f->variable, .variable_count = 1};
  f->params = (fen_inventory_params){.grid = f->grid,
                                     .species = &methane,
                                     .species_count = 1,
                                     .sectors = &sector,
                                     .sector_count = 1,
                                     .files = &f->file,
                                     .file_count = 1,
                                     .utc_offset_s = 8 * 3600.0,
                                     .year = 2020};
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

/* A file in the making: every call is checked. */
typedef struct {
  fen_nc_writer *writer;
  fen_error err;
} maker;

static void ok(maker *m, fen_status status) {
  if (status)
    fail_msg("%s", m->err.text);
}

static maker begin(const fixture *f) {
  maker m = {0};
  ok(&m, fen_nc_create(f->path, &m.writer, &m.err));
  return m;
}

static void variable(maker *m, const char *name, const char *dimensions, const char *unit) {
  ok(m, fen_nc_define_variable(m->writer, name, FEN_NC_DOUBLE, dimensions, NULL, &m->err));
  if (unit)
    ok(m, fen_nc_put_text(m->writer, name, "units", unit, &m->err));
}

static void axis(maker *m, const char *name, ptrdiff_t count, const char *unit) {
  ok(m, fen_nc_define_dimension(m->writer, name, count, &m->err));
  variable(m, name, name, unit);
}

static void put(maker *m, const char *name, int rank, const ptrdiff_t *count, const double *values) {
  ok(m, fen_nc_write(m->writer, name, rank, (ptrdiff_t[FEN_NC_MAX_RANK]){0}, count, values, &m->err));
}

static void finish(maker *m) {
  ok(m, fen_nc_commit(&m->writer, &m->err));
}

enum { LON = 8, LAT = 6 };

/* 8 x 6 cells of a quarter degree at 112.5-114.5 E, 37.0-38.5 N (north first), which the grid does not hold as a whole. */
static void degrees_file(const fixture *f, const char *unit, ptrdiff_t times, const double *time, const char *time_unit,
                         const double *value) {
  double lon[LON], lat[LAT];
  maker m = begin(f);
  for (int i = 0; i < LON; i++)
    lon[i] = 112.625 + 0.25 * i;
  for (int j = 0; j < LAT; j++)
    lat[j] = 38.375 - 0.25 * j;
  axis(&m, "lat", LAT, "degrees_north");
  axis(&m, "lon", LON, "degrees_east");
  if (times)
    axis(&m, "time", times, time_unit);
  variable(&m, "emi", times ? "time lat lon" : "lat lon", unit);
  put(&m, "lon", 1, (ptrdiff_t[]){LON}, lon);
  put(&m, "lat", 1, (ptrdiff_t[]){LAT}, lat);
  if (times)
    put(&m, "time", 1, &times, time);
  put(&m, "emi", times ? 3 : 2, times ? (ptrdiff_t[]){times, LAT, LON} : (ptrdiff_t[]){LAT, LON}, value);
  finish(&m);
}

static double mean_rate(fixture *f, fen_inventory *inventory, double start_s, double length_s) {
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err = {0};
  if (fen_inventory_rates(inventory, start_s, start_s + length_s, &f->air.air, &emission, &count, &err))
    fail_msg("%s", err.text);
  return rate_sum(emission, count, 0, 0);
}

/* Cells wholly inside keep their tonnes; stated is flux times the area on WGS-84. */
static void latitude_longitude_keeps_totals(void **state) {
  fixture *f = *state;
  double value[LAT * LON] = {0};
  value[3 * LON + 2] = 1e-9; /* 113.0-113.25 E, 37.5-37.75 N */
  degrees_file(f, "kg m-2 s-1", 0, NULL, NULL, value);
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_inventory_total *total = fen_inventory_totals(inventory);
  /* 0.25 degrees of parallel and meridian at 37.625 N on WGS-84: M = 6 359 246 m, N = 6 386 116 m. */
  double area = 6359246.0 * 6386116.0 * cos(37.625 * FEN_PI / 180) * pow(0.25 * FEN_PI / 180, 2);
  assert_near(total->stated_tpyr / (1e-9 * area * 366 * 86.4), 1.0, 1e-5);
  assert_near(total->kept_tpyr / total->stated_tpyr, 1.0, 1e-12);
  fen_inventory_close(&inventory);
}

/* Cells belong to the region that holds their centre; what each cell emits has the same bits as without regions. */
static void regions_split_a_field_without_changing_its_cells(void **state) {
  fixture *f = *state;
  double value[LAT * LON], lon[] = {112.0, 113.2, 113.2, 112.0}, lat[] = {37.0, 37.0, 38.6, 38.6}, far[] = {10.0, 11.0, 11.0, 10.0};
  char west[] = "west", away[] = "away";
  fen_ring rings[] = {{.count = 4, .lon_deg = lon, .lat_deg = lat}, {.count = 4, .lon_deg = far, .lat_deg = lat}};
  fen_region items[] = {{.name = away, .ring_count = 1, .rings = &rings[1]}, {.name = west, .ring_count = 1, .rings = &rings[0]}};
  const fen_regions regions = {.count = 2, .items = items};
  fen_inventory_params params = f->params;
  enum { CELLS = 60 * 50 };
  static double whole[CELLS], split[CELLS];
  for (int n = 0; n < LAT * LON; n++)
    value[n] = 1e-9 * (1.0 + 0.37 * n);
  degrees_file(f, "kg m-2 s-1", 0, NULL, NULL, value);
  for (int pass = 0; pass < 2; pass++) {
    const fen_emission *emission;
    ptrdiff_t count;
    double *sum = pass ? split : whole;
    params.regions = pass ? &regions : NULL;
    fen_inventory *inventory = open_inventory(&params);
    assert_int_equal(fen_inventory_rates(inventory, 12 * 3600.0, 13 * 3600.0, &f->air.air, &emission, &count, NULL), FEN_OK);
    for (ptrdiff_t n = 0; n < count; n++) {
      ptrdiff_t cell = emission[n].j * 60 + emission[n].i;
      bool inside = pass && fen_region_contains(&items[1], f->grid->lon_deg[cell], f->grid->lat_deg[cell]);
      sum[cell] += emission[n].rate_kgps;
      assert_int_equal(emission[n].region, inside ? 1 : -1);
      assert_int_equal(fen_inventory_record_at(inventory, emission[n].record)->region, emission[n].region);
    }
    assert_int_equal(fen_inventory_record_count(inventory), pass ? 2 : 1);
    double tpyr = 0.0;
    for (ptrdiff_t n = 0; n < fen_inventory_record_count(inventory); n++)
      tpyr += fen_inventory_record_tpyr(inventory, n, 0);
    assert_near(tpyr / fen_inventory_totals(inventory)->kept_tpyr, 1.0, 1e-12);
    fen_inventory_close(&inventory);
  }
  assert_memory_equal(whole, split, sizeof whole);
}

static void part_outside_is_stated_but_not_kept(void **state) {
  fixture *f = *state;
  double value[LAT * LON];
  for (int n = 0; n < LAT * LON; n++)
    value[n] = 2.0;
  degrees_file(f, "t yr-1", 0, NULL, NULL, value);
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_inventory_total *total = fen_inventory_totals(inventory);
  assert_near(total->stated_tpyr, 96.0, 1e-10);
  assert_true(total->kept_tpyr > 45.0 && total->kept_tpyr < 55.0);
  double year = fen_time_from_civil(2020, 1, 1, 0, 0, 0) - 8 * 3600.0;
  assert_near(mean_rate(f, inventory, year, 366 * 86400.0) * 366 * 86.4 / total->kept_tpyr, 1.0, 1e-12);
  fen_inventory_close(&inventory);
}

/* Projected axes with a false origin, given with and without it, are the same place. */
static void projected_axes_are_placed_by_their_grid_mapping(void **state) {
  fixture *f = *state;
  for (int shifted = 0; shifted < 2; shifted++) {
    double x[3], y[2] = {12.0, 16.0};
    double value[6] = {0, 5.0, 0, 0, 0, 0};
    double shift = shifted ? 500.0 : 0.0;
    maker m = begin(f);
    for (int i = 0; i < 3; i++)
      x[i] = -6.0 + 4.0 * i + shift;
    axis(&m, "y", 2, "km");
    axis(&m, "x", 3, "km");
    variable(&m, "emi", "y x", "kg s-1");
    variable(&m, "crs", "", NULL);
    ok(&m, fen_nc_put_text(m.writer, "emi", "grid_mapping", "crs", &m.err));
    ok(&m, fen_nc_put_text(m.writer, "crs", "grid_mapping_name", "lambert_conformal_conic", &m.err));
    ok(&m, fen_nc_put_numbers(m.writer, "crs", "standard_parallel", (double[2]){30.0, 60.0}, 2, &m.err));
    ok(&m, fen_nc_put_numbers(m.writer, "crs", "latitude_of_projection_origin", (double[1]){37.6}, 1, &m.err));
    ok(&m, fen_nc_put_numbers(m.writer, "crs", "longitude_of_central_meridian", (double[1]){112.2}, 1, &m.err));
    ok(&m, fen_nc_put_numbers(m.writer, "crs", "earth_radius", (double[1]){6370000.0}, 1, &m.err));
    ok(&m, fen_nc_put_numbers(m.writer, "crs", "false_easting", (double[1]){1000.0 * shift}, 1, &m.err));
    put(&m, "x", 1, (ptrdiff_t[]){3}, x);
    put(&m, "y", 1, (ptrdiff_t[]){2}, y);
    put(&m, "emi", 2, (ptrdiff_t[]){2, 3}, value);
    finish(&m);
    fen_inventory *inventory = open_inventory(&f->params);
    const fen_emission *emission;
    ptrdiff_t count;
    fen_error err;
    double noon = fen_time_from_civil(2020, 1, 10, 4, 0, 0);
    assert_int_equal(fen_inventory_rates(inventory, noon, noon + 3600, &f->air.air, &emission, &count, &err), FEN_OK);
    /* The cell from -4 to 0 km and 10 to 14 km lies half in row 27 (8-12 km) and half in row 28, in column 29. */
    double half[2] = {0, 0};
    for (ptrdiff_t n = 0; n < count; n++) {
      if (emission[n].i == 29 && (emission[n].j == 27 || emission[n].j == 28))
        half[emission[n].j - 27] = emission[n].rate_kgps;
      else
        assert_true(emission[n].rate_kgps < 1e-8);
    }
    assert_near(half[0], 5.0, 1e-6);
    assert_near(half[1], 5.0, 1e-6);
    fen_inventory_close(&inventory);
  }
}

/* A curvilinear file on the model's own centres: every value stays in its cell but for the rounding of the corners. */
static void two_dimensional_coordinates_are_understood(void **state) {
  fixture *f = *state;
  ptrdiff_t shape[2] = {f->grid->params.ny, f->grid->params.nx};
  double *value = calloc((size_t)(shape[0] * shape[1]), sizeof *value);
  maker m = begin(f);
  assert_non_null(value);
  value[20 * 60 + 30] = 1.0;
  ok(&m, fen_nc_define_dimension(m.writer, "south_north", shape[0], &m.err));
  ok(&m, fen_nc_define_dimension(m.writer, "west_east", shape[1], &m.err));
  variable(&m, "lon", "south_north west_east", "degrees_east");
  variable(&m, "lat", "south_north west_east", "degrees_north");
  variable(&m, "emi", "south_north west_east", "kg s-1");
  put(&m, "lon", 2, shape, f->grid->lon_deg);
  put(&m, "lat", 2, shape, f->grid->lat_deg);
  put(&m, "emi", 2, shape, value);
  finish(&m);
  free(value);
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_emission *emission;
  ptrdiff_t count;
  fen_error err;
  double noon = fen_time_from_civil(2020, 1, 10, 4, 0, 0);
  assert_int_equal(fen_inventory_rates(inventory, noon, noon + 3600, &f->air.air, &emission, &count, &err), FEN_OK);
  double own = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    own += emission[n].i == 30 && emission[n].j == 20 ? emission[n].rate_kgps : 0.0;
  assert_near(own, 2.0, 2e-3);
  assert_near(rate_sum(emission, count, 0, 0), 2.0, 1e-12);
  fen_inventory_close(&inventory);
}

/* Months as CF gives them: the year's total is that of the calendar's months, January has its own rate by the hour profile. */
static void months_are_taken_over(void **state) {
  fixture *f = *state;
  double time[12];
  double *value = calloc(12 * LAT * LON, sizeof *value);
  double stated = 0.0;
  static const int days[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  assert_non_null(value);
  for (int m = 0; m < 12; m++) {
    time[m] = (fen_time_from_civil(2015, m + 1, 15, 0, 0, 0) - fen_time_from_civil(2015, 1, 1, 0, 0, 0)) / 86400.0;
    value[m * LAT * LON + 3 * LON + 2] = m + 1.0;
    stated += days[m] * (m + 1.0) * 86.4;
  }
  degrees_file(f, "kg s-1", 12, time, "days since 2015-01-01", value);
  free(value);
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(fen_inventory_totals(inventory)->kept_tpyr / stated, 1.0, 1e-12);
  double march = fen_time_from_civil(2020, 3, 1, 0, 0, 0) - 8 * 3600.0;
  assert_near(mean_rate(f, inventory, march, 31 * 86400.0), 3.0, 1e-11);
  assert_near(mean_rate(f, inventory, march - 3600.0 + 12 * 3600.0, 3600.0), 6.0, 1e-11);
  double year = fen_time_from_civil(2020, 1, 1, 0, 0, 0) - 8 * 3600.0;
  assert_near(mean_rate(f, inventory, year, 366 * 86400.0) * 366 * 86.4 / stated, 1.0, 1e-12);
  fen_inventory_close(&inventory);
}

static void hours_are_linear_in_between(void **state) {
  fixture *f = *state;
  double time[3] = {0, 1, 2};
  double value[3 * LAT * LON] = {0};
  value[3 * LON + 2] = 1.0;
  value[LAT * LON + 3 * LON + 2] = 3.0;
  degrees_file(f, "kg s-1", 3, time, "hours since 2020-01-10", value);
  fen_inventory *inventory = open_inventory(&f->params);
  double start = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  assert_near(mean_rate(f, inventory, start, 3600.0), 2.0, 1e-12);
  assert_near(mean_rate(f, inventory, start, 1800.0), 1.5, 1e-12);
  assert_near(mean_rate(f, inventory, start + 1800.0, 3600.0), 0.5 * (2.5 + 2.25), 1e-12);
  assert_near(fen_inventory_totals(inventory)->kept_tpyr, 1.75 * 366 * 86.4, 1e-8);
  fen_inventory_close(&inventory);
}

static void moles_and_overridden_units_are_converted(void **state) {
  fixture *f = *state;
  double value[LAT * LON] = {0};
  value[3 * LON + 2] = 2.0;
  degrees_file(f, "", 0, NULL, NULL, value);
  f->variable.unit = "mols/s";
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(fen_inventory_totals(inventory)->kept_tpyr, 2.0 * 0.01604 * 366 * 86.4, 1e-9);
  fen_inventory_close(&inventory);
}

static void expect(fixture *f, fen_status status, const char *words) {
  fen_error err = {0};
  fen_status found = refused(&f->params, NULL, &err);
  if (found != status || !strstr(err.text, words) || !strstr(err.text, "gridded.nc") || !strstr(err.text, "emi"))
    fail_msg("%s instead of %s, or '%s', file or variable not in:\n%s", fen_status_name(found), fen_status_name(status), words, err.text);
}

static void faulty_files_are_refused_by_name(void **state) {
  fixture *f = *state;
  double value[LAT * LON] = {0};
  degrees_file(f, NULL, 0, NULL, NULL, value);
  expect(f, FEN_ERR_DATA_UNIT, "no unit");
  degrees_file(f, "UNKNOWN", 0, NULL, NULL, value);
  expect(f, FEN_ERR_DATA_UNIT, "UNKNOWN");
  degrees_file(f, "K", 0, NULL, NULL, value);
  expect(f, FEN_ERR_DATA_UNIT, "no mass");
  value[3 * LON + 2] = -1e-12;
  degrees_file(f, "kg s-1", 0, NULL, NULL, value);
  expect(f, FEN_ERR_NEGATIVE, "row 3, column 2");
  value[3 * LON + 2] = NAN;
  degrees_file(f, "kg s-1", 0, NULL, NULL, value);
  expect(f, FEN_ERR_VALUE, "lat 3, lon 2");
  value[3 * LON + 2] = 0.0;
  degrees_file(f, "kg s-1", 0, NULL, NULL, value);
  f->variable.species = "CH5";
  expect(f, FEN_ERR_SPECIES_UNKNOWN, "did you mean 'CH4'");
  f->variable.species = "CH4";
  f->variable.sector = "fams";
  expect(f, FEN_ERR_SECTOR_UNKNOWN, "did you mean 'farms'");
  f->variable.sector = "farms";
  f->variable.variable = "emis";
  expect(f, FEN_ERR_VARIABLE, "did you mean 'emi'");
}

static void gaps_in_time_are_refused(void **state) {
  fixture *f = *state;
  double value[3 * LAT * LON] = {0};
  degrees_file(f, "kg s-1", 3, (double[3]){0, 24, 72.5}, "hours since 2020-01-10", value);
  fen_error err = {0};
  assert_int_equal(refused(&f->params, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "time 2 (from 0)"));
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_FIXTURE(latitude_longitude_keeps_totals),
      WITH_FIXTURE(regions_split_a_field_without_changing_its_cells),
      WITH_FIXTURE(part_outside_is_stated_but_not_kept),
      WITH_FIXTURE(projected_axes_are_placed_by_their_grid_mapping),
      WITH_FIXTURE(two_dimensional_coordinates_are_understood),
      WITH_FIXTURE(months_are_taken_over),
      WITH_FIXTURE(hours_are_linear_in_between),
      WITH_FIXTURE(moles_and_overridden_units_are_converted),
      WITH_FIXTURE(faulty_files_are_refused_by_name),
      WITH_FIXTURE(gaps_in_time_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
