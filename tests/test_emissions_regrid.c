#include "fenhe/memory.h"
#include "fenhe/source_grid.h"
#include "support.h"

static const fen_grid_params grid = {.nx = 12, .ny = 9, .dx = 1000.0, .dy = 1500.0, .x0 = -4000.0, .y0 = 2000.0};

static double share_sum(const fen_overlaps *list) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < list->count; n++)
    sum += list->items[n].share;
  return sum;
}

static fen_overlaps overlaps(const double x[4], const double y[4]) {
  fen_overlaps list = {0};
  fen_error err;
  if (fen_regrid_quadrilateral(&grid, x, y, &list, &err))
    fail_msg("%s", err.text);
  return list;
}

static void own_cell_keeps_everything(void **state) {
  (void)state;
  fen_overlaps list = overlaps((double[4]){-3000, -2000, -2000, -3000}, (double[4]){3500, 3500, 5000, 5000});
  assert_int_equal(list.count, 1);
  assert_int_equal(list.items[0].cell, 13);
  assert_true(list.items[0].share == 1.0);
  fen_overlaps_clear(&list);
}

static void rectangle_splits_by_area(void **state) {
  (void)state;
  fen_overlaps list = overlaps((double[4]){-3250, -2250, -2250, -3250}, (double[4]){3500, 3500, 5000, 5000});
  assert_int_equal(list.count, 2);
  assert_near(list.items[0].share, 0.25, 1e-15);
  assert_near(list.items[1].share, 0.75, 1e-15);
  fen_overlaps_clear(&list);
}

/* A square on its tip over the meeting point of four cells. */
static void rotated_square_splits_evenly(void **state) {
  (void)state;
  fen_overlaps list = overlaps((double[4]){0, 400, 0, -400}, (double[4]){4600, 5000, 5400, 5000});
  assert_int_equal(list.count, 4);
  for (int n = 0; n < 4; n++)
    assert_near(list.items[n].share, 0.25, 1e-14);
  fen_overlaps_clear(&list);
}

static void order_of_the_corners_does_not_matter(void **state) {
  (void)state;
  fen_overlaps one = overlaps((double[4]){-700, 2100, 2600, -900}, (double[4]){4100, 4300, 7700, 7200});
  fen_overlaps other = overlaps((double[4]){-900, 2600, 2100, -700}, (double[4]){7200, 7700, 4300, 4100});
  assert_int_equal(one.count, other.count);
  for (ptrdiff_t n = 0; n < one.count; n++)
    assert_near(one.items[n].share, other.items[n].share, 1e-14);
  fen_overlaps_clear(&one);
  fen_overlaps_clear(&other);
}

/* A skew lattice of source cells that covers the grid: every cell of the grid is filled, and inner source cells keep their totals. */
static void lattice_keeps_totals_and_fills_the_grid(void **state) {
  (void)state;
  enum { SIDE = 40 };
  double received[12 * 9] = {0};
  for (int b = -SIDE; b < SIDE; b++) {
    for (int a = -SIDE; a < SIDE; a++) {
      double x[4], y[4];
      int inside = 1;
      for (int n = 0; n < 4; n++) {
        double s = 730.0 * (a + (n == 1 || n == 2));
        double t = 610.0 * (b + (n >= 2));
        x[n] = 0.9 * s - 0.3 * t;
        y[n] = 8000.0 + 0.2 * s + 1.1 * t;
        inside = inside && x[n] > -4000.0 && x[n] < 8000.0 && y[n] > 2000.0 && y[n] < 15500.0;
      }
      fen_overlaps list = overlaps(x, y);
      if (inside)
        assert_near(share_sum(&list), 1.0, 1e-15);
      for (ptrdiff_t n = 0; n < list.count; n++)
        received[list.items[n].cell] += list.items[n].share * 730.0 * 610.0 * (0.9 * 1.1 + 0.3 * 0.2);
      fen_overlaps_clear(&list);
    }
  }
  for (int n = 0; n < 12 * 9; n++)
    assert_near(received[n] / (1000.0 * 1500.0), 1.0, 1e-12);
}

static void part_outside_is_not_counted(void **state) {
  (void)state;
  fen_overlaps half = overlaps((double[4]){-4500, -3500, -3500, -4500}, (double[4]){3500, 3500, 5000, 5000});
  assert_near(share_sum(&half), 0.5, 1e-15);
  fen_overlaps far = overlaps((double[4]){1e7, 1.1e7, 1.1e7, 1e7}, (double[4]){0, 0, 1e6, 1e6});
  assert_int_equal(far.count, 0);
  fen_overlaps_clear(&half);
  fen_overlaps_clear(&far);
}

static void cell_larger_than_the_grid_fills_it(void **state) {
  (void)state;
  fen_overlaps list = overlaps((double[4]){-1e5, 1e5, 1e5, -1e5}, (double[4]){-1e5, -1e5, 1e5, 1e5});
  assert_int_equal(list.count, 12 * 9);
  assert_near(share_sum(&list), 12000.0 * 13500.0 / 4e10, 1e-15);
  fen_overlaps_clear(&list);
}

static void unusable_corners_have_no_overlap(void **state) {
  (void)state;
  fen_overlaps nan = overlaps((double[4]){0, 1000, NAN, 0}, (double[4]){3000, 3000, 4000, 4000});
  fen_overlaps flat = overlaps((double[4]){0, 1000, 2000, 3000}, (double[4]){3000, 3000, 3000, 3000});
  assert_int_equal(nan.count, 0);
  assert_int_equal(flat.count, 0);
}

/* The share of a world of 1-degree cells that arrives on a map whose x comes round. */
static void fill_from_the_world(const fen_grid_params *params) {
  fen_grid *made = NULL;
  fen_source_grid source = {0};
  fen_regrid_map map = {0};
  fen_error err = {0};
  double *x_edge = NULL, *y_edge = NULL;
  if (fen_grid_create(params, &made, &err) || FEN_NEW(&x_edge, 361, &err) || FEN_NEW(&y_edge, 181, &err) || !made || !x_edge || !y_edge) {
    fail_msg("%s", err.text);
    return;
  }
  for (int n = 0; n <= 360; n++)
    x_edge[n] = n - 180.0;
  for (int n = 0; n <= 180; n++)
    y_edge[n] = n - 90.0;
  if (fen_source_grid_degrees(360, 180, x_edge, y_edge, 6370000.0, 0.0, &source, &err) || fen_regrid_map_create(&source, made, &map, &err))
    fail_msg("%s", err.text);
  ptrdiff_t cells = params->nx * params->ny;
  assert_int_equal(map.cell_count, cells);
  double *covered = calloc((size_t)cells, sizeof *covered);
  assert_non_null(covered);
  for (ptrdiff_t s = 0; s < 360 * 180; s++)
    for (ptrdiff_t n = map.first[s]; n < map.first[s + 1]; n++)
      covered[map.overlaps.items[n].cell] += map.overlaps.items[n].share * source.area_m2[s];
  for (ptrdiff_t c = 0; c < cells; c++)
    assert_near(covered[c] / made->area_m2[c], 1.0, 0.02);
  free(covered);
  fen_regrid_map_clear(&map);
  fen_source_grid_clear(&source);
  fen_grid_destroy(&made);
}

static void maps_that_come_round_are_filled_across_their_seam(void **state) {
  (void)state;
  /* As WPS turns the globe: the grid's middle has the rotated longitude 180. */
  fen_grid_params rotated = {.nx = 20, .ny = 10, .dx = 1.0, .dy = 1.0, .x0 = 170.0, .y0 = -5.0};
  rotated.projection = (fen_projection_params){
      .kind = FEN_PROJECTION_ROTATED, .semi_major_m = 6370000.0, .pole_lat_deg = 52.0, .pole_lon_deg = -68.0, .pole_grid_lon_deg = 180.0};
  fill_from_the_world(&rotated);
  fen_grid_params pacific = {.nx = 20, .ny = 10, .dx = 1e5, .dy = 1e5, .x0 = 19e6, .y0 = -2e6};
  pacific.projection = (fen_projection_params){.kind = FEN_PROJECTION_MERCATOR, .semi_major_m = 6370000.0};
  fill_from_the_world(&pacific);
  fen_grid_params lonlat = {.nx = 20, .ny = 10, .dx = 1.25, .dy = 1.0, .x0 = 167.3, .y0 = 20.0};
  lonlat.projection = (fen_projection_params){.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000.0};
  fill_from_the_world(&lonlat);
  lonlat.nx = 288;
  lonlat.side_x = FEN_SIDE_PERIODIC;
  fill_from_the_world(&lonlat);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(own_cell_keeps_everything),
      cmocka_unit_test(rectangle_splits_by_area),
      cmocka_unit_test(rotated_square_splits_evenly),
      cmocka_unit_test(order_of_the_corners_does_not_matter),
      cmocka_unit_test(lattice_keeps_totals_and_fills_the_grid),
      cmocka_unit_test(part_outside_is_not_counted),
      cmocka_unit_test(cell_larger_than_the_grid_fills_it),
      cmocka_unit_test(unusable_corners_have_no_overlap),
      cmocka_unit_test(maps_that_come_round_are_filled_across_their_seam),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
