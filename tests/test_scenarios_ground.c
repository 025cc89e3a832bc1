/* Heights and land use from files on every kind of grid onto the model's. */
#include <netcdf.h>

#include "fenhe/constants.h"
#include "grid_support.h"
#include "raster.h"
#include "terrain.h"

enum { NX = 12, NY = 10 };

typedef struct {
  char folder[SUPPORT_PATH];
  char path[2 * SUPPORT_PATH];
  fen_grid *grid;
} fixture;

static const fen_projection_params cone = {
    .kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 34, .lat_2_deg = 41, .lat_0_deg = 37.6, .lon_0_deg = 112.3, .semi_major_m = 6370000};

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  support_folder_create(f->folder);
  (void)snprintf(f->path, sizeof f->path, "%s/ground.nc", f->folder);
  f->grid = grid_about(cone, 112.4, 37.5, NX, NY, 3000);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  fen_grid_destroy(&f->grid);
  support_folder_remove(f->folder);
  free(f);
  return 0;
}

/* A surface whose means are known: a plane in longitude and latitude. */
static double plane(double lon, double lat) {
  return 500 + 200 * (lon - (lon > 200 ? 260 : 112)) + 300 * (lat - 37);
}

static void ok(int code) {
  if (code != NC_NOERR)
    fail_msg("%s", nc_strerror(code));
}

typedef struct {
  ptrdiff_t nx, ny;
  double x0, y0, dx, dy; /* of the first centre; dy < 0: from north to south */
  const char *unit;      /* of the axes */
  fen_projection *map;   /* NULL: degrees */
  int packed;            /* shorts of 0.5 m, offset 400 */
  double gap_lon;        /* pixels west of it are missing; 0: none */
  const char *height_unit;
  double (*value)(double lon, double lat);
} file_of;

static void write_file(const fixture *f, const file_of *of, const char *mapping, const char *const *names, const double *numbers) {
  int nc, dims[2], x_id, y_id, id, crs;
  const short fill = -32768;
  ok(nc_create(f->path, NC_NETCDF4 | NC_CLOBBER, &nc));
  ok(nc_def_dim(nc, "y", (size_t)of->ny, &dims[0]));
  ok(nc_def_dim(nc, "x", (size_t)of->nx, &dims[1]));
  ok(nc_def_var(nc, "x", NC_DOUBLE, 1, &dims[1], &x_id));
  ok(nc_def_var(nc, "y", NC_DOUBLE, 1, &dims[0], &y_id));
  ok(nc_def_var(nc, "height", of->packed ? NC_SHORT : NC_DOUBLE, 2, dims, &id));
  if (of->packed) {
    const double scale = 0.5, offset = 400;
    ok(nc_put_att_double(nc, id, "scale_factor", NC_DOUBLE, 1, &scale));
    ok(nc_put_att_double(nc, id, "add_offset", NC_DOUBLE, 1, &offset));
    ok(nc_put_att_short(nc, id, "_FillValue", NC_SHORT, 1, &fill));
  }
  ok(nc_put_att_text(nc, x_id, "units", strlen(of->unit), of->unit));
  ok(nc_put_att_text(nc, y_id, "units", strlen(of->unit), of->unit));
  if (of->height_unit)
    ok(nc_put_att_text(nc, id, "units", strlen(of->height_unit), of->height_unit));
  if (mapping) {
    ok(nc_def_var(nc, "crs", NC_INT, 0, NULL, &crs));
    ok(nc_put_att_text(nc, id, "grid_mapping", 3, "crs"));
    ok(nc_put_att_text(nc, crs, "grid_mapping_name", strlen(mapping), mapping));
    for (int n = 0; names[n]; n++)
      ok(nc_put_att_double(nc, crs, names[n], NC_DOUBLE, 1, &numbers[n]));
  }
  ok(nc_enddef(nc));
  double per_metre = strcmp(of->unit, "km") == 0 ? 1e-3 : 1;
  double axis[200], row[200];
  short packed[200];
  for (ptrdiff_t i = 0; i < of->nx; i++)
    axis[i] = (of->x0 + (double)i * of->dx) * per_metre;
  ok(nc_put_var_double(nc, x_id, axis));
  for (ptrdiff_t j = 0; j < of->ny; j++)
    axis[j] = (of->y0 + (double)j * of->dy) * per_metre;
  ok(nc_put_var_double(nc, y_id, axis));
  for (ptrdiff_t j = 0; j < of->ny; j++) {
    const size_t start[2] = {(size_t)j, 0}, count[2] = {1, (size_t)of->nx};
    for (ptrdiff_t i = 0; i < of->nx; i++) {
      double lon = of->x0 + (double)i * of->dx, lat = of->y0 + (double)j * of->dy;
      if (of->map)
        fen_projection_inverse(of->map, lon, lat, &lon, &lat);
      row[i] = of->value(lon, lat);
      packed[i] = lon < of->gap_lon ? fill : (short)lround((row[i] - 400) / 0.5);
    }
    if (of->packed)
      ok(nc_put_vara_short(nc, id, start, count, packed));
    else
      ok(nc_put_vara_double(nc, id, start, count, row));
  }
  ok(nc_close(nc));
}

static void expect_plane(const fixture *f, const fen_grid *grid, double tolerance) {
  double height[NX * NY];
  fen_error err = {0};
  if (fen_terrain_read(f->path, "height", grid, height, &err))
    fail_msg("%s", err.text);
  for (int c = 0; c < NX * NY; c++)
    assert_near(height[c], plane(grid->lon_deg[c] < 0 ? grid->lon_deg[c] + 360 : grid->lon_deg[c], grid->lat_deg[c]), tolerance);
}

/* Fine: 0.005 degree, some 35 pixels a cell, by their mean. Coarse: 0.05 degree, by the surface between them. */
static void degrees_run_either_way_packed_or_not(void **state) {
  const fixture *f = *state;
  for (int n = 0; n < 4; n++) {
    double step = n & 2 ? 0.05 : 0.005;
    ptrdiff_t count = n & 2 ? 16 : 160;
    file_of of = {.nx = count, .ny = count, .x0 = 112 + step / 2, .dx = step, .unit = "degrees", .packed = n & 1, .value = plane};
    of.y0 = n & 1 ? 37.9 - step / 2 : 37.1 + step / 2;
    of.dy = n & 1 ? -step : step;
    write_file(f, &of, NULL, NULL, NULL);
    expect_plane(f, f->grid, of.packed ? 0.5 : 0.2);
  }
}

static void longitudes_from_0_to_360_serve_a_grid_west_of_greenwich(void **state) {
  const fixture *f = *state;
  fen_grid *grid = grid_about((fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}, -100, 40, NX, NY, 0.05);
  file_of of = {.nx = 200, .ny = 160, .x0 = 259.5, .y0 = 40.4, .dx = 0.005, .dy = -0.005, .unit = "degrees", .value = plane};
  write_file(f, &of, NULL, NULL, NULL);
  expect_plane(f, grid, 1e-6);
  fen_grid_destroy(&grid);
}

static double over_greenwich(double lon, double lat) {
  return 500 + 100 * remainder(lon, 360) + 10 * (lat - 50);
}

static void coarse_heights_round_the_globe_serve_a_grid_across_their_seam(void **state) {
  const fixture *f = *state;
  fen_grid *grid = grid_about((fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}, 0.03, 50.5, NX, NY, 0.1);
  const file_of whole = {.nx = 180, .ny = 9, .x0 = 0, .y0 = 46, .dx = 2, .dy = 1, .unit = "degrees", .value = over_greenwich};
  double height[NX * NY];
  fen_error err = {0};
  write_file(f, &whole, NULL, NULL, NULL);
  if (fen_terrain_read(f->path, "height", grid, height, &err))
    fail_msg("%s", err.text);
  for (int n = 0; n < NX * NY; n++)
    assert_near(height[n], over_greenwich(grid->lon_deg[n], grid->lat_deg[n]), 1e-6);
  fen_grid_destroy(&grid);
}

static void maps_in_kilometres_and_rotated_degrees_are_followed(void **state) {
  const fixture *f = *state;
  fen_error err = {0};
  const fen_projection_params utm = {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR,
                                     .lon_0_deg = 111,
                                     .scale = 0.9996,
                                     .false_easting_m = 500000,
                                     .semi_major_m = 6378137,
                                     .inverse_flattening = 298.257223563};
  const fen_projection_params rotated = {.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 52, .pole_lon_deg = -68, .semi_major_m = 6371229};
  static const char *const utm_names[] = {"scale_factor_at_central_meridian", "longitude_of_central_meridian",
                                          "latitude_of_projection_origin", "false_easting", NULL};
  static const char *const rotated_names[] = {"grid_north_pole_latitude", "grid_north_pole_longitude", NULL};
  for (int coarse = 0; coarse < 2; coarse++) {
    double x, y;
    file_of of = {.dy = coarse ? -5000 : -500, .dx = coarse ? 5000 : 500, .unit = "km", .value = plane};
    assert_int_equal(fen_projection_create(&utm, &of.map, &err), FEN_OK);
    fen_projection_forward(of.map, 112.4, 37.5, &x, &y);
    of.nx = of.ny = coarse ? 20 : 150;
    of.x0 = x - 0.5 * of.dx * (double)of.nx;
    of.y0 = y - 0.5 * of.dy * (double)of.ny;
    write_file(f, &of, "transverse_mercator", utm_names, (double[]){0.9996, 111, 0, 500000});
    expect_plane(f, f->grid, 0.5);
    fen_projection_destroy(&of.map);
    assert_int_equal(fen_projection_create(&rotated, &of.map, &err), FEN_OK);
    fen_projection_forward(of.map, 112.4, 37.5, &x, &y);
    of.dx = of.dy = coarse ? 0.05 : 0.005;
    of.x0 = x - 0.5 * of.dx * (double)of.nx;
    of.y0 = y - 0.5 * of.dy * (double)of.ny;
    of.unit = "degrees";
    write_file(f, &of, "rotated_latitude_longitude", rotated_names, (double[]){52, -68});
    expect_plane(f, f->grid, 0.5);
    fen_projection_destroy(&of.map);
  }
}

/* Longitudes and latitudes of their own for every pixel: a field turned by 30 degrees. */
static void two_dimensional_coordinates_are_followed(void **state) {
  const fixture *f = *state;
  enum { SIDE = 160 };
  static double lon[SIDE * SIDE], lat[SIDE * SIDE], height[SIDE * SIDE];
  int nc, dims[2], lon_id, lat_id, id;
  for (int c = 0; c < SIDE * SIDE; c++) {
    double a = 0.005 * (c % SIDE - SIDE / 2), b = 0.005 * (c / SIDE - SIDE / 2); /* NOLINT(bugprone-integer-division): row and column */
    lon[c] = 112.4 + a * cos(0.5) - b * sin(0.5);
    lat[c] = 37.5 + a * sin(0.5) + b * cos(0.5);
    height[c] = plane(lon[c], lat[c]);
  }
  ok(nc_create(f->path, NC_NETCDF4 | NC_CLOBBER, &nc));
  ok(nc_def_dim(nc, "south_north", SIDE, &dims[0]));
  ok(nc_def_dim(nc, "west_east", SIDE, &dims[1]));
  ok(nc_def_var(nc, "lon", NC_DOUBLE, 2, dims, &lon_id));
  ok(nc_def_var(nc, "lat", NC_DOUBLE, 2, dims, &lat_id));
  ok(nc_def_var(nc, "height", NC_DOUBLE, 2, dims, &id));
  ok(nc_put_att_text(nc, lon_id, "units", 12, "degrees_east"));
  ok(nc_put_att_text(nc, lat_id, "units", 13, "degrees_north"));
  ok(nc_enddef(nc));
  ok(nc_put_var_double(nc, lon_id, lon));
  ok(nc_put_var_double(nc, lat_id, lat));
  ok(nc_put_var_double(nc, id, height));
  ok(nc_close(nc));
  expect_plane(f, f->grid, 0.5);
}

static double ridge(double lon, double lat) {
  (void)lat;
  return lon > 112.4 && lon <= 112.45 ? 1000 : 0;
}

/* Pixels of 1/200 degree, 40 000 of them: what the ridge holds above the grid is kept, as no sampling would. */
static void fine_heights_keep_their_mean(void **state) {
  const fixture *f = *state;
  fen_grid *grid = grid_about((fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}, 112.4, 37.5, NX, NY, 0.0437);
  file_of of = {.nx = 200, .ny = 200, .x0 = 111.9025, .y0 = 37.0025, .dx = 0.005, .dy = 0.005, .unit = "degrees", .value = ridge};
  double height[NX * NY], sum = 0;
  fen_error err = {0};
  write_file(f, &of, NULL, NULL, NULL);
  assert_int_equal(fen_terrain_read(f->path, "height", grid, height, &err), FEN_OK);
  for (int c = 0; c < NX * NY; c++)
    sum += height[c] * 0.0437;
  assert_near(sum / NY, 1000 * 0.05, 1e-6);
  fen_grid_destroy(&grid);
}

static void refuse(const fixture *f, const file_of *of, fen_status status, const char *words) {
  double height[NX * NY];
  fen_error err = {0};
  write_file(f, of, NULL, NULL, NULL);
  fen_status found = fen_terrain_read(f->path, "height", f->grid, height, &err);
  if (found != status || !strstr(err.text, words) || !strstr(err.text, "ground.nc"))
    fail_msg("%s instead of %s, or '%s' not in:\n%s", fen_status_name(found), fen_status_name(status), words, err.text);
}

static double fill_undeclared(double lon, double lat) {
  return lon > 112.5 && lat > 37.5 ? 32767 : 800;
}

static void a_coarse_surface_may_have_gaps_beyond_the_grid(void **state) {
  fixture *f = *state;
  file_of of = {.nx = 60, .ny = 60, .x0 = 110.5, .y0 = 35.5, .dx = 0.05, .dy = 0.05, .unit = "degrees", .value = plane, .packed = 1};
  of.gap_lon = 111.0;
  write_file(f, &of, NULL, NULL, NULL);
  expect_plane(f, f->grid, 0.5);
  of.gap_lon = 112.3;
  refuse(f, &of, FEN_ERR_VALUE, "100 % of cell (0, 0)");
}

static void faulty_heights_are_refused(void **state) {
  const fixture *f = *state;
  file_of of = {.nx = 160, .ny = 160, .x0 = 112, .y0 = 37.1, .dx = 0.005, .dy = 0.005, .unit = "degrees", .value = fill_undeclared};
  refuse(f, &of, FEN_ERR_VALUE, "height 32767 m");
  of.value = plane;
  of.packed = 1;
  of.gap_lon = 112.3;
  refuse(f, &of, FEN_ERR_VALUE, "% of cell (0, 0)");
  of.packed = 0;
  of.height_unit = "K";
  refuse(f, &of, FEN_ERR_DATA_UNIT, "'K' is no length");
  of.height_unit = NULL;
  of.unit = "m";
  refuse(f, &of, FEN_ERR_GRID, "no grid mapping");
  of.unit = "s";
  refuse(f, &of, FEN_ERR_GRID, "no grid mapping");
  of.unit = "degrees";
  of.x0 = 112.3;
  refuse(f, &of, FEN_ERR_GRID, "not cell (0, 0)");
  of.dx = of.dy = 0.05;
  of.nx = of.ny = 16;
  refuse(f, &of, FEN_ERR_GRID, "not cell (0, 0)");
}

static double categories(double lon, double lat) {
  return lat < 37.5 ? (lon < 112.4 ? 13 : 17) : 12; /* MODIS: urban, water, cropland */
}

static void land_use_becomes_shares_that_sum_to_one(void **state) {
  const fixture *f = *state;
  fen_grid *grid = grid_about((fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}, 112.4, 37.5, NX, NY, 0.05);
  file_of of = {.nx = 200, .ny = 200, .x0 = 111.9025, .y0 = 37.9975, .dx = 0.005, .dy = -0.005, .unit = "degrees", .value = categories};
  static double share[FEN_LAND_USE_COUNT][NY][NX];
  fen_error err = {0};
  write_file(f, &of, NULL, NULL, NULL);
  if (fen_land_use_read(f->path, "height", FEN_LAND_SCHEME_MODIS, grid, &share[0][0][0], &err))
    fail_msg("%s", err.text);
  int crops = fen_land_use_from_category(FEN_LAND_SCHEME_MODIS, 12);
  int urban = fen_land_use_from_category(FEN_LAND_SCHEME_MODIS, 13);
  int water = fen_land_use_from_category(FEN_LAND_SCHEME_MODIS, 17);
  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++) {
      double sum = 0;
      for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
        sum += share[n][j][i];
      assert_near(sum, 1, 1e-12);
      assert_near(share[crops][j][i], j >= 5, 1e-9);
      assert_near(share[urban][j][i], j < 5 && i < 6, 1e-9);
      assert_near(share[water][j][i], j < 5 && i >= 6, 1e-9);
    }
  assert_int_equal(fen_land_use_read(f->path, "height", FEN_LAND_SCHEME_WORLDCOVER, grid, &share[0][0][0], &err), FEN_ERR_VALUE);
  assert_mentions(err.text, "choose the scheme");
  fen_grid_destroy(&grid);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(degrees_run_either_way_packed_or_not, set_up, tear_down),
      cmocka_unit_test_setup_teardown(longitudes_from_0_to_360_serve_a_grid_west_of_greenwich, set_up, tear_down),
      cmocka_unit_test_setup_teardown(coarse_heights_round_the_globe_serve_a_grid_across_their_seam, set_up, tear_down),
      cmocka_unit_test_setup_teardown(maps_in_kilometres_and_rotated_degrees_are_followed, set_up, tear_down),
      cmocka_unit_test_setup_teardown(two_dimensional_coordinates_are_followed, set_up, tear_down),
      cmocka_unit_test_setup_teardown(fine_heights_keep_their_mean, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_coarse_surface_may_have_gaps_beyond_the_grid, set_up, tear_down),
      cmocka_unit_test_setup_teardown(faulty_heights_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(land_use_becomes_shares_that_sum_to_one, set_up, tear_down)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
