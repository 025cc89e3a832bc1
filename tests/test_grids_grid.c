#include "fenhe/communicator.h"
#include "fenhe/constants.h"
#include "fenhe/grid.h"
#include "support.h"

static fen_grid *make(fen_grid_params params) {
  fen_grid *grid = NULL;
  fen_error err = {0};
  if (fen_grid_create(&params, &grid, &err))
    fail_msg("%s", err.text);
  return grid;
}

static double total_area(const fen_grid *grid) {
  double sum = 0;
  for (ptrdiff_t c = 0; c < grid->params.nx * grid->params.ny; c++)
    sum += grid->area_m2[c];
  return sum;
}

static fen_grid_params globe(ptrdiff_t nx, ptrdiff_t ny) {
  return (fen_grid_params){.nx = nx,
                           .ny = ny,
                           .dx = 360.0 / (double)nx,
                           .dy = 180.0 / (double)ny,
                           .x0 = -180,
                           .y0 = -90,
                           .side_x = FEN_SIDE_PERIODIC,
                           .side_y = FEN_SIDE_CLOSED,
                           .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}};
}

static fen_grid_params shanxi(void) {
  return (fen_grid_params){.nx = 20,
                           .ny = 30,
                           .dx = 9000,
                           .dy = 6000,
                           .x0 = -90000,
                           .y0 = -90000,
                           .projection = {.kind = FEN_PROJECTION_LAMBERT,
                                          .lat_1_deg = 30,
                                          .lat_2_deg = 60,
                                          .lat_0_deg = 37.8,
                                          .lon_0_deg = 112.5,
                                          .semi_major_m = 6370000}};
}

static void cells_of_the_globe_cover_the_sphere(void **state) {
  (void)state;
  fen_grid *grid = make(globe(36, 19));
  double sphere = 4 * FEN_PI * 6370000.0 * 6370000.0;
  assert_near(total_area(grid) / sphere, 1, 1e-14);
  fen_grid_destroy(&grid);
}

/* The ellipsoid's surface, 2 pi a^2 + pi b^2 / e ln((1 + e) / (1 - e)); for WGS-84 510 065 621.7 km2. */
static void cells_of_the_globe_cover_the_ellipsoid(void **state) {
  (void)state;
  fen_grid_params params = globe(36, 19);
  params.projection.semi_major_m = 6378137;
  params.projection.inverse_flattening = 298.257223563;
  fen_grid *grid = make(params);
  double f = 1 / 298.257223563;
  double e = sqrt(f * (2 - f));
  double b = 6378137 * (1 - f);
  double surface = 2 * FEN_PI * 6378137.0 * 6378137.0 + FEN_PI * b * b / e * log((1 + e) / (1 - e));
  assert_near(surface, 510065621.7e6, 1e5);
  assert_near(total_area(grid) / surface, 1, 1e-13);
  fen_grid_destroy(&grid);
}

static void lonlat_lengths_are_arcs(void **state) {
  (void)state;
  fen_grid *grid = make(globe(36, 18));
  double degree = 6370000 * FEN_PI / 180;
  assert_near(grid->face_x_m[9 * 37], 10 * degree, 1e-6);
  assert_near(grid->spacing_y_m[9 * 36], 10 * degree, 1e-6);
  assert_near(grid->face_y_m[9 * 36], 10 * degree, 1e-6);
  assert_near(grid->face_y_m[15 * 36], 5 * degree, 1e-6);
  assert_near(grid->spacing_x_m[9 * 37], 10 * degree * cos(5 * FEN_PI / 180), 1e-6);
  assert_true(grid->face_y_m[0] >= 0 && grid->face_y_m[0] < 1e-6);
  assert_true(grid->map_factor[0] == 1);
  assert_near(grid->lon_deg[0], -175, 1e-12);
  assert_near(grid->lat_corner_deg[18 * 37], 90, 1e-12);
  fen_grid_destroy(&grid);
}

static void lambert_metrics_follow_the_map_factor(void **state) {
  (void)state;
  fen_grid *grid = make(shanxi());
  for (ptrdiff_t j = 0; j < 30; j++)
    for (ptrdiff_t i = 0; i < 20; i++) {
      ptrdiff_t at = j * 20 + i;
      double mx, my;
      fen_projection_map_factor(grid->projection, grid->lon_deg[at], grid->lat_deg[at], &mx, &my);
      assert_near(grid->map_factor[at], mx, 1e-14);
      assert_near(grid->area_m2[at], 9000 * 6000 / (mx * my), 1e-6);
      double across = 0.5 * (grid->face_x_m[j * 21 + i] + grid->face_x_m[j * 21 + i + 1]);
      double along = 0.5 * (grid->face_y_m[at] + grid->face_y_m[at + 20]);
      assert_near(across, 6000 / my, 1e-3);
      assert_near(along, 9000 / mx, 1e-3);
      assert_near(grid->spacing_x_m[j * 21 + i] / 9000, grid->face_x_m[j * 21 + i] / 6000, 1e-15);
    }
  fen_grid_destroy(&grid);
}

/* On the sphere, the quadrilateral of a cell's corners has nearly the cell's area: the corners are where they should be. */
static void corners_enclose_the_area(void **state) {
  (void)state;
  fen_grid *grid = make(shanxi());
  double area = 0;
  for (int k = 0; k < 4; k++) {
    const ptrdiff_t ring[] = {0, 20, 30 * 21 + 20, 30 * 21};
    ptrdiff_t a = ring[k];
    ptrdiff_t b = ring[(k + 1) % 4];
    double sines = sin(grid->lat_corner_deg[a] * FEN_PI / 180) + sin(grid->lat_corner_deg[b] * FEN_PI / 180);
    area += 0.5 * (grid->lon_corner_deg[a] - grid->lon_corner_deg[b]) * FEN_PI / 180 * sines * 6370000.0 * 6370000.0;
  }
  assert_near(area / total_area(grid), 1, 3e-3);
  fen_grid_destroy(&grid);
}

static void a_plane_is_plain(void **state) {
  (void)state;
  fen_grid_params params = {.nx = 5, .ny = 4, .dx = 10, .dy = 20, .x0 = -25, .side_x = FEN_SIDE_PERIODIC, .side_y = FEN_SIDE_PERIODIC};
  fen_grid *grid = make(params);
  assert_null(grid->projection);
  assert_null(grid->lon_deg);
  assert_null(grid->lat_corner_deg);
  for (ptrdiff_t c = 0; c < 20; c++)
    assert_true(grid->area_m2[c] == 200 && grid->map_factor[c] == 1 && grid->terrain_m[c] == 0);
  assert_true(grid->face_x_m[23] == 20 && grid->face_y_m[24] == 10 && grid->spacing_x_m[0] == 10 && grid->spacing_y_m[0] == 20);
  double i, j;
  fen_grid_locate(grid, 0, 10, &i, &j);
  assert_true(i == 2 && j == 0);
  fen_grid_locate(grid, 50, -10, &i, &j);
  assert_true(i == 2 && j == 3);
  fen_grid_destroy(&grid);
}

static void centres_locate_to_their_indices(void **state) {
  (void)state;
  fen_grid *grid = make(shanxi());
  for (ptrdiff_t c = 0; c < 600; c += 7) {
    double i, j;
    fen_grid_locate(grid, grid->lon_deg[c] + 360, grid->lat_deg[c], &i, &j);
    assert_near(i, (double)(c % 20), 1e-9);
    assert_near(j, (double)(c / 20), 1e-9);
    assert_true(fen_grid_contains(grid, i, j));
  }
  double i, j;
  fen_grid_locate(grid, 100, 37.8, &i, &j);
  assert_false(fen_grid_contains(grid, i, j));
  fen_grid_locate(grid, 112, 91, &i, &j);
  assert_true(isnan(i));
  assert_false(fen_grid_contains(grid, i, j));
  assert_true(fen_grid_contains(grid, -0.5, 29.5));
  assert_false(fen_grid_contains(grid, -0.500001, 0));
  fen_grid_destroy(&grid);
}

static void longitudes_may_differ_by_whole_turns(void **state) {
  (void)state;
  fen_grid_params params = globe(36, 18);
  params.x0 = 0;
  fen_grid *grid = make(params);
  double i, j;
  fen_grid_locate(grid, -5, 5, &i, &j);
  assert_near(i, 35, 1e-12);
  assert_near(j, 9, 1e-12);
  fen_grid_locate(grid, -0.1, 5, &i, &j);
  assert_true(fen_grid_contains(grid, i, j));
  fen_grid_destroy(&grid);
  fen_grid_params pacific = {.nx = 10,
                             .ny = 10,
                             .dx = 100000,
                             .dy = 100000,
                             .projection = {.kind = FEN_PROJECTION_MERCATOR, .lon_0_deg = 10, .semi_major_m = 6370000}};
  pacific.x0 = 170 * FEN_PI / 180 * 6370000 - 500000;
  grid = make(pacific);
  for (ptrdiff_t c = 0; c < 100; c += 9) {
    fen_grid_locate(grid, grid->lon_deg[c], grid->lat_deg[c], &i, &j);
    assert_near(i, (double)(c % 10), 1e-9);
  }
  fen_grid_destroy(&grid);
}

static void origin_is_found_from_centres(void **state) {
  (void)state;
  fen_grid *grid = make(shanxi());
  fen_grid_params params = grid->params;
  params.x0 = params.y0 = NAN;
  double misfit;
  fen_error err = {0};
  assert_int_equal(fen_grid_fit_origin(&params, grid->lon_deg, grid->lat_deg, &misfit, &err), FEN_OK);
  assert_near(params.x0, -90000, 1e-6);
  assert_near(params.y0, -90000, 1e-6);
  assert_true(misfit < 1e-9);
  grid->lat_deg[77] += 0.01;
  assert_int_equal(fen_grid_fit_origin(&params, grid->lon_deg, grid->lat_deg, &misfit, &err), FEN_OK);
  assert_true(misfit > 0.1);
  grid->lat_deg[77] = NAN;
  assert_int_equal(fen_grid_fit_origin(&params, grid->lon_deg, grid->lat_deg, &misfit, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "cell (17, 3)"));
  fen_grid_destroy(&grid);
}

static void refuse(fen_grid_params params, const char *word) {
  fen_grid *grid = NULL;
  fen_error err = {0};
  assert_int_equal(fen_grid_create(&params, &grid, &err), FEN_ERR_ARGUMENT);
  assert_null(grid);
  if (!strstr(err.text, word))
    fail_msg("'%s' lacks '%s'", err.text, word);
}

static void impossible_grids_are_refused(void **state) {
  (void)state;
  fen_grid_params p = shanxi();
  p.nx = 0;
  refuse(p, "0 x 30");
  p = shanxi();
  p.dy = NAN;
  refuse(p, "cells of");
  p = shanxi();
  p.x0 = INFINITY;
  refuse(p, "corner");
  p = shanxi();
  p.side_x = FEN_SIDE_PERIODIC;
  refuse(p, "periodic");
  p = globe(36, 18);
  p.y0 = -80;
  refuse(p, "degrees north");
  p = globe(36, 18);
  p.nx = 37;
  refuse(p, "wide");
  p = globe(36, 18);
  p.side_y = FEN_SIDE_PERIODIC;
  refuse(p, "along y");
  p = shanxi();
  p.projection.semi_major_m = -1;
  refuse(p, "semi-major");
  p = shanxi();
  p.nx = p.ny = PTRDIFF_MAX / 4;
  refuse(p, "too large");
}

static void a_lone_rank_has_no_neighbours(void **state) {
  (void)state;
  const fen_communicator *alone = fen_communicator_null();
  double values[2] = {3, 4};
  double received = 7;
  assert_true(alone->rank == 0 && alone->size == 1);
  for (int k = 0; k < FEN_NEIGHBOUR_COUNT; k++) {
    assert_int_equal(alone->neighbour[k], -1);
    assert_int_equal(alone->exchange(alone, (fen_neighbour)k, values, &received, sizeof received, NULL), FEN_OK);
  }
  assert_int_equal(alone->sum(alone, values, 2, NULL), FEN_OK);
  assert_int_equal(alone->maximum(alone, values, 2, NULL), FEN_OK);
  assert_true(values[0] == 3 && values[1] == 4 && received == 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells_of_the_globe_cover_the_sphere),
                                     cmocka_unit_test(cells_of_the_globe_cover_the_ellipsoid),
                                     cmocka_unit_test(lonlat_lengths_are_arcs),
                                     cmocka_unit_test(lambert_metrics_follow_the_map_factor),
                                     cmocka_unit_test(corners_enclose_the_area),
                                     cmocka_unit_test(a_plane_is_plain),
                                     cmocka_unit_test(centres_locate_to_their_indices),
                                     cmocka_unit_test(longitudes_may_differ_by_whole_turns),
                                     cmocka_unit_test(origin_is_found_from_centres),
                                     cmocka_unit_test(impossible_grids_are_refused),
                                     cmocka_unit_test(a_lone_rank_has_no_neighbours)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
