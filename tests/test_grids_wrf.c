/* WRF's own latitudes, longitudes and map factors, from real files, against the grid made from their attributes. */

#include <netcdf.h>

#include "fenhe/grid.h"
#include "fenhe/memory.h"
#include "support.h"

static double attribute(int nc, const char *name) {
  double value;
  assert_int_equal(nc_get_att_double(nc, NC_GLOBAL, name, &value), NC_NOERR);
  return value;
}

static ptrdiff_t length(int nc, const char *name) {
  int id;
  size_t size;
  assert_int_equal(nc_inq_dimid(nc, name, &id), NC_NOERR);
  assert_int_equal(nc_inq_dimlen(nc, id, &size), NC_NOERR);
  return (ptrdiff_t)size;
}

static double *first_hour(int nc, const char *name, ptrdiff_t ny, ptrdiff_t nx) {
  const size_t start[] = {0, 0, 0};
  const size_t count[] = {1, (size_t)ny, (size_t)nx};
  int id;
  double *values;
  assert_int_equal(FEN_NEW(&values, nx * ny, NULL), FEN_OK);
  assert_int_equal(nc_inq_varid(nc, name, &id), NC_NOERR);
  assert_int_equal(nc_get_vara_double(nc, id, start, count, values), NC_NOERR);
  return values;
}

/* Largest difference between a variable of the file and an array of the grid; reciprocal lengths are compared as map factors. */
static double largest_difference(int nc, const char *name, ptrdiff_t ny, ptrdiff_t nx, const double *ours, double map_length_m) {
  double *theirs = first_hour(nc, name, ny, nx);
  double largest = 0;
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    double value = map_length_m > 0 ? map_length_m / ours[c] : ours[c];
    largest = fmax(largest, fabs(value - theirs[c]));
  }
  fen_free(theirs);
  return largest;
}

static fen_grid *grid_of_file(int nc, fen_projection_params projection, double *misfit) {
  fen_grid_params params = {.nx = length(nc, "west_east"),
                            .ny = length(nc, "south_north"),
                            .dx = attribute(nc, "DX"),
                            .dy = attribute(nc, "DY"),
                            .projection = projection};
  double *lon = first_hour(nc, "XLONG", params.ny, params.nx);
  double *lat = first_hour(nc, "XLAT", params.ny, params.nx);
  fen_error err = {0};
  fen_grid *grid = NULL;
  if (fen_grid_fit_origin(&params, lon, lat, misfit, &err) || fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  fen_free(lon);
  fen_free(lat);
  return grid;
}

static void compare(const char *file, fen_projection_kind kind, double degrees, double factor) {
  char path[SUPPORT_PATH];
  support_data_path(file, path);
  int nc;
  assert_int_equal(nc_open(path, NC_NOWRITE, &nc), NC_NOERR);
  fen_projection_params projection = {
      .kind = kind, .lat_1_deg = attribute(nc, "TRUELAT1"), .lon_0_deg = attribute(nc, "STAND_LON"), .semi_major_m = 6370000};
  if (kind == FEN_PROJECTION_LAMBERT) {
    projection.lat_2_deg = attribute(nc, "TRUELAT2");
    projection.lat_0_deg = attribute(nc, "MOAD_CEN_LAT");
  }
  double misfit;
  fen_grid *grid = grid_of_file(nc, projection, &misfit);
  ptrdiff_t nx = grid->params.nx;
  ptrdiff_t ny = grid->params.ny;
  double dx = grid->params.dx;
  double lon = largest_difference(nc, "XLONG", ny, nx, grid->lon_deg, 0);
  double lat = largest_difference(nc, "XLAT", ny, nx, grid->lat_deg, 0);
  double m = largest_difference(nc, "MAPFAC_M", ny, nx, grid->map_factor, 0);
  double u = largest_difference(nc, "MAPFAC_U", ny, nx + 1, grid->face_x_m, dx);
  double v = largest_difference(nc, "MAPFAC_V", ny + 1, nx, grid->face_y_m, dx);
  print_message("%s: misfit %.2g cells, longitude %.2g, latitude %.2g degrees, MAPFAC_M %.2g, _U %.2g, _V %.2g\n", file, misfit, lon, lat,
                m, u, v);
  assert_true(misfit < 1e-3);
  assert_true(lon < degrees && lat < degrees);
  assert_true(m < factor && u < factor && v < factor);
  fen_grid_destroy(&grid);
  assert_int_equal(nc_close(nc), NC_NOERR);
}

/* WRF works out its coordinates in single precision, to within some 3 m: a float holds a longitude of 150 degrees to 1.5e-5, and the
 * chain of its functions loses a little more. The differences show no trend across the grid. */
static void queensland_lambert_is_wrfs(void **state) {
  (void)state;
  compare("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", FEN_PROJECTION_LAMBERT, 4e-5, 1e-6);
}

static void katrina_mercator_is_wrfs(void **state) {
  (void)state;
  compare("wrf_katrina/wrfout_d01_2005-08-28.nc", FEN_PROJECTION_MERCATOR, 4e-5, 1e-6);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(queensland_lambert_is_wrfs), cmocka_unit_test(katrina_mercator_is_wrfs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
