/* Inventories: tables of points and areas; I/O API and CF files whose header, shapes and values the fuzzer changes. */
#include "../emissions_support.h"
#include "cases.h"
#include "fenhe/clock.h"
#include "fenhe/netcdf_read.h"
#include "fenhe/netcdf_write.h"
#include "inventories.h"
#include "model.h"

enum { TIMES = 3, LAYERS = 2, ROWS = 4, COLUMNS = 5 };

typedef struct {
  fen_grid *grid;
  still_air air;
} place;

static const place *domain(void) {
  static place made;
  if (!made.grid) {
    const fen_grid_params params = {.nx = 8,
                                    .ny = 8,
                                    .dx = 8000.0,
                                    .dy = 8000.0,
                                    .x0 = -32000.0,
                                    .y0 = -32000.0,
                                    .projection = {.kind = FEN_PROJECTION_LAMBERT,
                                                   .lat_1_deg = 30.0,
                                                   .lat_2_deg = 60.0,
                                                   .lat_0_deg = 37.6,
                                                   .lon_0_deg = 112.2,
                                                   .semi_major_m = 6370000.0}};
    fuzz_require(fen_grid_create(&params, &made.grid, NULL) == FEN_OK);
    made.air = make_air(made.grid);
  }
  return &made;
}

static void put(fen_nc_writer *w, const char *name, int rank, const ptrdiff_t *count, const double *values) {
  const ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  fuzz_require(fen_nc_write(w, name, rank, start, count, values, NULL) == FEN_OK);
}

static void define(fen_nc_writer *w, const char *name, fen_nc_type type, const char *dimensions, const char *unit) {
  fuzz_require(fen_nc_define_variable(w, name, type, dimensions, NULL, NULL) == FEN_OK);
  if (unit)
    fuzz_require(fen_nc_put_text(w, name, "units", unit, NULL) == FEN_OK);
}

static void dimension(fen_nc_writer *w, const char *name, ptrdiff_t length) {
  fuzz_require(fen_nc_define_dimension(w, name, length, NULL) == FEN_OK);
}

static fen_nc_writer *begin(const char *name, char path[FUZZ_PATH]) {
  fen_nc_writer *w = NULL;
  (void)snprintf(path, FUZZ_PATH, "%s/%s", fuzz_folder(), name);
  fuzz_require(fen_nc_create(path, &w, NULL) == FEN_OK);
  return w;
}

/* As CMAQ takes its emissions: three hours, two layers, 4 x 5 cells of 8 km. */
static const fuzz_model *ioapi_pattern(void) {
  static const fuzz_model *made;
  static const struct {
    const char *name;
    double value;
  } numbers[] = {{"FTYPE", 1},     {"NCOLS", COLUMNS}, {"NROWS", ROWS},  {"NLAYS", LAYERS},  {"NVARS", 1},
                 {"GDTYP", 2},     {"P_ALP", 30},      {"P_BET", 60},    {"P_GAM", 112.2},   {"XCENT", 112.2},
                 {"YCENT", 37.6},  {"XORIG", -16000},  {"YORIG", -8000}, {"XCELL", 8000},    {"YCELL", 8000},
                 {"TSTEP", 10000}, {"VGTYP", 7},       {"VGTOP", 5000},  {"SDATE", 2020010}, {"STIME", 0}};
  char path[FUZZ_PATH];
  double flag[TIMES * 2], values[TIMES * LAYERS * ROWS * COLUMNS];
  if (made)
    return made;
  fen_nc_writer *w = begin("ioapi-pattern.nc", path);
  for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
    fuzz_require(fen_nc_put_numbers(w, NULL, numbers[n].name, &numbers[n].value, 1, NULL) == FEN_OK);
  fuzz_require(fen_nc_put_numbers(w, NULL, "VGLVLS", (double[]){1.0, 0.98, 0.9}, LAYERS + 1, NULL) == FEN_OK);
  dimension(w, "TSTEP", TIMES);
  dimension(w, "DATE-TIME", 2);
  dimension(w, "VAR", 1);
  dimension(w, "LAY", LAYERS);
  dimension(w, "ROW", ROWS);
  dimension(w, "COL", COLUMNS);
  define(w, "TFLAG", FEN_NC_INT, "TSTEP VAR DATE-TIME", "<YYYYDDD,HHMMSS>");
  define(w, "CO", FEN_NC_FLOAT, "TSTEP LAY ROW COL", "moles/s");
  for (int n = 0; n < TIMES; n++) {
    flag[2 * n] = 2020010;
    flag[2 * n + 1] = 10000 * n;
  }
  for (int n = 0; n < TIMES * LAYERS * ROWS * COLUMNS; n++)
    values[n] = n % 7;
  put(w, "TFLAG", 3, (ptrdiff_t[]){TIMES, 1, 2}, flag);
  put(w, "CO", 4, (ptrdiff_t[]){TIMES, LAYERS, ROWS, COLUMNS}, values);
  fuzz_require(fen_nc_commit(&w, NULL) == FEN_OK);
  made = fuzz_model_load(path);
  return made;
}

/* CF with axes in degrees, bounds, a grid mapping and three hours. */
static const fuzz_model *gridded_pattern(void) {
  static const fuzz_model *made;
  char path[FUZZ_PATH];
  double lon[COLUMNS], lat[ROWS], lon_bounds[COLUMNS * 2], values[TIMES * ROWS * COLUMNS];
  if (made)
    return made;
  fen_nc_writer *w = begin("gridded-pattern.nc", path);
  dimension(w, "time", TIMES);
  dimension(w, "lat", ROWS);
  dimension(w, "lon", COLUMNS);
  dimension(w, "two", 2);
  define(w, "time", FEN_NC_DOUBLE, "time", "hours since 2020-01-10");
  define(w, "lat", FEN_NC_DOUBLE, "lat", "degrees_north");
  define(w, "lon", FEN_NC_DOUBLE, "lon", "degrees_east");
  define(w, "lon_bnds", FEN_NC_DOUBLE, "lon two", NULL);
  define(w, "crs", FEN_NC_INT, "", NULL);
  define(w, "emi", FEN_NC_FLOAT, "time lat lon", "kg m-2 s-1");
  fuzz_require(fen_nc_put_text(w, "lon", "bounds", "lon_bnds", NULL) == FEN_OK);
  fuzz_require(fen_nc_put_text(w, "time", "calendar", "standard", NULL) == FEN_OK);
  fuzz_require(fen_nc_put_text(w, "crs", "grid_mapping_name", "latitude_longitude", NULL) == FEN_OK);
  fuzz_require(fen_nc_put_text(w, "emi", "grid_mapping", "crs", NULL) == FEN_OK);
  for (int i = 0; i < COLUMNS; i++) {
    lon[i] = 111.7 + 0.25 * i;
    lon_bounds[2 * i] = lon[i] - 0.125;
    lon_bounds[2 * i + 1] = lon[i] + 0.125;
  }
  for (int j = 0; j < ROWS; j++)
    lat[j] = 38.0 - 0.25 * j;
  for (int n = 0; n < TIMES * ROWS * COLUMNS; n++)
    values[n] = 1e-9 * (n % 5);
  put(w, "time", 1, (ptrdiff_t[]){TIMES}, (double[]){0.0, 1.0, 2.0});
  put(w, "lat", 1, (ptrdiff_t[]){ROWS}, lat);
  put(w, "lon", 1, (ptrdiff_t[]){COLUMNS}, lon);
  put(w, "lon_bnds", 2, (ptrdiff_t[]){COLUMNS, 2}, lon_bounds);
  put(w, "emi", 3, (ptrdiff_t[]){TIMES, ROWS, COLUMNS}, values);
  fuzz_require(fen_nc_commit(&w, NULL) == FEN_OK);
  made = fuzz_model_load(path);
  return made;
}

/* Two regions within the domain. */
static const fen_regions *regions(void) {
  static double west[3] = {112.0, 112.2, 112.2}, east[3] = {112.2, 112.4, 112.4}, lat[3] = {37.5, 37.5, 37.8};
  static fen_ring rings[2] = {{3, west, lat, 0}, {3, east, lat, 0}};
  static char names[2][8] = {"West", "East"};
  static fen_region items[2] = {{.name = names[0], .ring_count = 1, .rings = &rings[0]},
                                {.name = names[1], .ring_count = 1, .rings = &rings[1]}};
  static const fen_regions both = {.count = 2, .items = items};
  return &both;
}

bool fuzz_read_inventory(const fen_inventory_file *file) {
  static const fen_sector sectors[] = {{.name = "all"}, {.name = "coking"}, {.name = "heating"}, {.name = "power"}};
  static const fen_emitted_species species[] = {{"PM25", 0.0}, {"SO2", 64.0}, {"CO", 28.0}, {"CH4", 16.04}};
  const fen_inventory_params params = {.grid = domain()->grid,
                                       .species = species,
                                       .species_count = 4,
                                       .sectors = sectors,
                                       .sector_count = 4,
                                       .regions = file->kind == FEN_INVENTORY_AREAS ? regions() : NULL,
                                       .files = file,
                                       .file_count = 1,
                                       .utc_offset_s = 8 * 3600.0,
                                       .year = 2020};
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  const fen_emission *emission;
  ptrdiff_t count = 0;
  fen_status status = fen_inventory_open(&params, NULL, NULL, &inventory, &err);
  fuzz_check_complaint(status, &err);
  if (status)
    return false;
  const fen_inventory_total *totals = fen_inventory_totals(inventory);
  for (int n = 0; n < 4 * 4; n++)
    fuzz_require(totals[n].kept_tpyr >= 0.0 && totals[n].stated_tpyr >= totals[n].kept_tpyr * (1.0 - 1e-9) &&
                 isfinite(totals[n].stated_tpyr));
  double start_s = fen_time_from_civil(2020, 1, 10, 0, 0, 0);
  status = fen_inventory_rates(inventory, start_s, start_s + 3600.0, &domain()->air.air, &emission, &count, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    fuzz_require(emission[n].i >= 0 && emission[n].i < 8 && emission[n].j >= 0 && emission[n].j < 8);
    fuzz_require(emission[n].k >= 0 && emission[n].k < AIR_LAYERS);
    fuzz_require(emission[n].rate_kgps >= 0.0 && isfinite(emission[n].rate_kgps));
  }
  fen_inventory_close(&inventory);
  return status == FEN_OK;
}

bool fuzz_ioapi(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  if (!fuzz_model_vary(ioapi_pattern(), data, size, "ioapi.nc", path))
    return false;
  return fuzz_read_inventory(&(fen_inventory_file){.kind = FEN_INVENTORY_IOAPI, .path = path, .sector = "all"});
}

bool fuzz_gridded(const uint8_t *data, size_t size) {
  static const fen_inventory_variable variable = {.variable = "emi", .species = "CH4", .sector = "all"};
  char path[FUZZ_PATH];
  if (!fuzz_model_vary(gridded_pattern(), data, size, "gridded.nc", path))
    return false;
  return fuzz_read_inventory(
      &(fen_inventory_file){.kind = FEN_INVENTORY_GRIDDED, .path = path, .variables = &variable, .variable_count = 1});
}

bool fuzz_points(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fuzz_write("points.csv", data, size, path);
  return fuzz_read_inventory(&(fen_inventory_file){.kind = FEN_INVENTORY_POINTS, .path = path, .skip_outside = size % 2 == 0});
}

bool fuzz_areas(const uint8_t *data, size_t size) {
  static char people[FUZZ_PATH];
  char path[FUZZ_PATH];
  if (!people[0])
    fuzz_write_people(people);
  fuzz_write("areas.csv", data, size, path);
  return fuzz_read_inventory(
      &(fen_inventory_file){.kind = FEN_INVENTORY_AREAS, .path = path, .surrogate_path = people, .surrogate_variable = "people"});
}
