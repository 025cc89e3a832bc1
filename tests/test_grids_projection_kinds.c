/* Every kind of map against published examples, PROJ, and the areas that it must keep. */
#include "fenhe/constants.h"
#include "fenhe/grid.h"
#include "support.h"

static fen_projection *make(const fen_projection_params *params) {
  fen_projection *projection = NULL;
  fen_error err = {0};
  if (fen_projection_create(params, &projection, &err))
    fail_msg("%s", err.text);
  return projection;
}

static fen_projection_params from_text(const char *text) {
  fen_projection_params params = {0};
  fen_error err = {0};
  if (fen_projection_from_text(text, &params, &err))
    fail_msg("%s", err.text);
  return params;
}

#define CLARKE_1866 .semi_major_m = 6378206.4, .inverse_flattening = 294.978698213898
#define INTERNATIONAL .semi_major_m = 6378388, .inverse_flattening = 297
#define WGS84 .semi_major_m = 6378137, .inverse_flattening = 298.257223563

typedef struct {
  const char *what;
  fen_projection_params map;
  double lon_deg, lat_deg, x_m, y_m, k;
} example;

/* Snyder (1987, Map Projections - A Working Manual, USGS Professional Paper 1395), appendix A, numerical examples: Mercator (p. 267),
 * transverse Mercator (p. 269), Lambert (p. 296), polar stereographic with a true latitude (p. 315). */
static void worked_examples_of_snyder_come_out(void **state) {
  (void)state;
  const example all[] = {
      {"Mercator", {.kind = FEN_PROJECTION_MERCATOR, .lon_0_deg = -180, CLARKE_1866}, -75, 35, 11688673.7, 4139145.6, 1.2194146},
      {"Lambert",
       {.kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 33, .lat_2_deg = 45, .lat_0_deg = 23, .lon_0_deg = -96, CLARKE_1866},
       -75,
       35,
       1894410.9,
       1564649.5,
       0.9970171},
      {"transverse Mercator",
       {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lon_0_deg = -75, .scale = 0.9996, CLARKE_1866},
       -73.5,
       40.5,
       127106.5,
       4484124.4,
       0.9997989},
      {"polar stereographic",
       {.kind = FEN_PROJECTION_POLAR, .lat_0_deg = -90, .lat_1_deg = -71, .lon_0_deg = -100, INTERNATIONAL},
       150,
       -75,
       -1540033.6,
       -560526.4,
       0.9896255},
  };
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    const example *e = &all[n];
    fen_projection *map = make(&e->map);
    double x, y, lon, lat;
    print_message("%s\n", e->what);
    fen_projection_forward(map, e->lon_deg, e->lat_deg, &x, &y);
    assert_near(x, e->x_m, 0.1); /* printed to 0.1 m, computed with an e2 of seven digits */
    assert_near(y, e->y_m, 0.1);
    fen_projection_inverse(map, x, y, &lon, &lat);
    assert_near(lon, e->lon_deg, 1e-9);
    assert_near(lat, e->lat_deg, 1e-9);
    fen_map_scale s = fen_projection_scale(map, lon, lat);
    assert_near(s.mx, e->k, 1e-7);
    assert_near(s.my, e->k, 1e-7);
    assert_near(s.areal, e->k * e->k, 2e-7);
    fen_projection_destroy(&map);
  }
}

/* Snyder (1987), p. 333: Lambert's azimuthal equal-area map, Clarke 1866, h = 0.9984, k = 1.0017 along meridian and parallel. */
static void equal_area_map_by_its_proj_string_keeps_areas(void **state) {
  (void)state;
  fen_projection_params params = from_text("+proj=laea +lat_0=40 +lon_0=-100 +a=6378206.4 +rf=294.978698213898");
  fen_projection *map = make(&params);
  double x, y;
  fen_projection_forward(map, -110, 30, &x, &y);
  assert_near(x, -965932.1, 0.06);
  assert_near(y, -1056814.9, 0.06);
  fen_map_scale s = fen_projection_scale(map, -110, 30);
  assert_near(s.areal, 1, 1e-9);
  assert_true(fabs(s.mx - 1) > 1e-4 && fabs(s.mx - s.my) < 0.01);
  fen_projection_destroy(&map);
}

/* A step of 1 m on the map, taken back to the Earth and measured there, is the check of the factors along x and y. */
static void factors_are_the_lengths_of_steps_on_the_map(void **state) {
  (void)state;
  const fen_projection_params all[] = {
      from_text("+proj=laea +lat_0=40 +lon_0=105 +R=6370000"),
      from_text("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +R=6370000"),
      from_text("+proj=omerc +lat_0=37 +lonc=112 +alpha=30 +R=6370000"),
      {.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90, .lat_1_deg = 60, .lon_0_deg = 105, .semi_major_m = 6370000},
      {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lon_0_deg = 111, .scale = 0.9996, .semi_major_m = 6370000},
      {.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 52, .pole_lon_deg = -68, .semi_major_m = 6370000}};
  const double radian = FEN_PI / 180;
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    fen_projection *map = make(&all[n]);
    double x, y, lon, lat, east_lon, east_lat, north_lon, north_lat;
    double step = fen_projection_in_degrees(all[n].kind) ? 1e-3 : 100;
    fen_projection_forward(map, 113.5, 36.5, &x, &y);
    fen_projection_inverse(map, x, y, &lon, &lat);
    fen_projection_inverse(map, x + step, y, &east_lon, &east_lat);
    fen_projection_inverse(map, x, y + step, &north_lon, &north_lat);
    double a[2] = {(east_lon - lon) * cos(lat * radian), east_lat - lat};
    double b[2] = {(north_lon - lon) * cos(lat * radian), north_lat - lat};
    double metres = 6370000 * radian;
    fen_map_scale s = fen_projection_scale(map, 113.5, 36.5);
    assert_near(step / (metres * hypot(a[0], a[1])) / s.mx, 1, 3e-5);
    assert_near(step / (metres * hypot(b[0], b[1])) / s.my, 1, 3e-5);
    assert_near(step * step / (metres * metres * fabs(a[0] * b[1] - a[1] * b[0])) / s.areal, 1, 3e-5);
    fen_projection_destroy(&map);
  }
}

/* The rotation as the COSMO model publishes it (Doms et al. 2021, Part I, equations 3.74 and 3.75), in the form with arcsine and
 * arctangent. */
static void cosmo(double pole_lat, double pole_lon, double lon, double lat, double *x, double *y) {
  const double r = FEN_PI / 180;
  *y = asin(sin(lat * r) * sin(pole_lat * r) + cos(lat * r) * cos(pole_lat * r) * cos((lon - pole_lon) * r)) / r;
  *x = atan2(-cos(lat * r) * sin((lon - pole_lon) * r),
             -cos(lat * r) * sin(pole_lat * r) * cos((lon - pole_lon) * r) + sin(lat * r) * cos(pole_lat * r)) /
       r;
}

static void rotated_pole_is_cosmos(void **state) {
  (void)state;
  /* EURO-CORDEX (Christensen et al., "CORDEX domains for model integrations"): pole at 39.25 N, 162 W; the rotated origin is 18 E, 50.75 N.
   */
  const fen_projection_params europe = {
      .kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 39.25, .pole_lon_deg = -162, .semi_major_m = 6371229};
  fen_projection *map = make(&europe);
  double x, y, lon, lat, want_x, want_y;
  fen_projection_inverse(map, 0, 0, &lon, &lat);
  assert_near(lon, 18, 1e-12);
  assert_near(lat, 50.75, 1e-12);
  for (lat = -80; lat <= 80; lat += 20)
    for (lon = -170; lon <= 170; lon += 34) {
      double back_lon, back_lat;
      fen_projection_forward(map, lon, lat, &x, &y);
      cosmo(39.25, -162, lon, lat, &want_x, &want_y);
      assert_near(x, want_x, 1e-11);
      assert_near(y, want_y, 1e-11);
      fen_projection_inverse(map, x, y, &back_lon, &back_lat);
      assert_near(back_lon, lon, 1e-11);
      assert_near(back_lat, lat, 1e-11);
    }
  fen_projection_destroy(&map);
}

static void utm_has_its_false_origin(void **state) {
  (void)state;
  /* EPSG:32649 and the same by parameters: zone 49 north, central meridian 111 E. */
  const fen_projection_params utm = {
      .kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lon_0_deg = 111, .scale = 0.9996, .false_easting_m = 500000, WGS84};
  fen_projection_params epsg = from_text("EPSG:32649");
  fen_projection *a = make(&utm);
  fen_projection *b = make(&epsg);
  double x, y, x_epsg, y_epsg;
  fen_projection_forward(a, 112.55, 37.87, &x, &y);
  fen_projection_forward(b, 112.55, 37.87, &x_epsg, &y_epsg);
  assert_true(x > 600000 && x < 700000);
  assert_near(x, x_epsg, 1e-6);
  assert_near(y, y_epsg, 1e-6);
  fen_projection_destroy(&a);
  fen_projection_destroy(&b);
}

/* A polar map is true at its true latitude, and its factor at the pole is the limit, not 0 / 0. */
static void polar_maps_reach_the_pole(void **state) {
  (void)state;
  for (int side = -1; side <= 1; side += 2) {
    fen_projection_params params = {
        .kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90.0 * side, .lat_1_deg = 60.0 * side, .lon_0_deg = 105, WGS84};
    fen_projection *map = make(&params);
    double x, y;
    fen_projection_forward(map, 0, 90.0 * side, &x, &y);
    assert_near(x, 0, 1e-6);
    assert_near(y, 0, 1e-6);
    assert_near(fen_projection_scale(map, 7, 60.0 * side).mx, 1, 1e-14);
    assert_near(fen_projection_scale(map, 7, 90.0 * side).mx, fen_projection_scale(map, 7, 89.9999 * side).mx, 1e-10);
    fen_projection_forward(map, 105, 45.0 * side, &x, &y);
    assert_near(x, 0, 1e-6);
    assert_true(y * side < 0);
    fen_projection_destroy(&map);
  }
}

/* Area of the grid's outline by another way: through the corners on its edge, on an equal-area map of the same figure. */
static double outline_area(const fen_grid *grid) {
  ptrdiff_t nx = grid->params.nx;
  ptrdiff_t ny = grid->params.ny;
  ptrdiff_t centre = (ny / 2) * (nx + 1) + nx / 2;
  char text[200];
  double rf = grid->params.projection.inverse_flattening;
  (void)snprintf(text, sizeof text, "+proj=laea +lat_0=%.9g +lon_0=%.9g +a=%.9g +%s=%.12g", grid->lat_corner_deg[centre],
                 grid->lon_corner_deg[centre], grid->params.projection.semi_major_m, rf > 0 ? "rf" : "b",
                 rf > 0 ? rf : grid->params.projection.semi_major_m);
  fen_projection_params params = from_text(text);
  fen_projection *map = make(&params);
  double twice = 0, x0 = 0, y0 = 0;
  ptrdiff_t count = 2 * (nx + ny);
  for (ptrdiff_t n = 0; n <= count; n++) {
    ptrdiff_t i = n % count, j = 0;
    if (i > 2 * nx + ny)
      j = count - i, i = 0;
    else if (i > nx + ny)
      j = ny, i = 2 * nx + ny - i;
    else if (i > nx)
      j = i - nx, i = nx;
    double x, y;
    fen_projection_forward(map, grid->lon_corner_deg[j * (nx + 1) + i], grid->lat_corner_deg[j * (nx + 1) + i], &x, &y);
    if (n > 0)
      twice += x0 * y - x * y0;
    x0 = x;
    y0 = y;
  }
  fen_projection_destroy(&map);
  return 0.5 * twice;
}

static void cells_add_up_to_the_patch_of_the_earth(void **state) {
  (void)state;
  const fen_projection_params all[] = {
      {.kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 38, .lat_2_deg = 38, .lat_0_deg = 38, .lon_0_deg = 112, WGS84},
      {.kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 30, .lat_2_deg = 60, .lat_0_deg = 38, .lon_0_deg = 112, .semi_major_m = 6370000},
      {.kind = FEN_PROJECTION_MERCATOR, .lat_1_deg = 38, .lon_0_deg = 112, WGS84},
      {.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90, .lat_1_deg = 60, .lon_0_deg = 112, WGS84},
      {.kind = FEN_PROJECTION_POLAR, .lat_0_deg = -90, .lat_1_deg = -71, .lon_0_deg = 112, .semi_major_m = 6370000},
      {.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .lon_0_deg = 111, .scale = 0.9996, .false_easting_m = 500000, WGS84},
      {.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 52, .pole_lon_deg = -68, .semi_major_m = 6371229},
      from_text("+proj=laea +lat_0=38 +lon_0=112 +ellps=WGS84"),
      from_text("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=krass +units=km"),
      from_text("EPSG:4526"),
      from_text("+proj=eqdc +lat_1=30 +lat_2=45 +lat_0=38 +lon_0=112 +R=6370000")};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    fen_grid_params params = {.nx = 100, .ny = 80, .dx = 6000, .dy = 6000, .projection = all[n]};
    double lat = all[n].lat_0_deg < 0 ? -85 : (all[n].kind == FEN_PROJECTION_POLAR ? 88 : 37.8); /* polar ones hold their pole */
    fen_projection *map = make(&all[n]);
    double x, y, sum = 0;
    fen_grid *grid = NULL;
    fen_error err = {0};
    if (fen_projection_in_degrees(all[n].kind))
      params.dx = params.dy = 0.06;
    fen_projection_forward(map, 112.5, lat, &x, &y);
    fen_projection_destroy(&map);
    params.x0 = x - 50 * params.dx;
    params.y0 = y - 40 * params.dy;
    if (fen_grid_create(&params, &grid, &err))
      fail_msg("%s", err.text);
    for (ptrdiff_t c = 0; c < 100 * 80; c++)
      sum += grid->area_m2[c];
    print_message("%zu: %.2e off\n", n, sum / outline_area(grid) - 1);
    assert_near(sum / outline_area(grid), 1, 1e-6);
    assert_near(grid->area_m2[4050] / (grid->face_x_m[40 * 101 + 50] * grid->spacing_x_m[40 * 101 + 50]), 1, 3e-3);
    fen_grid_destroy(&grid);
  }
}

static void units_of_the_text_become_metres(void **state) {
  (void)state;
  fen_projection_params metres = from_text("+proj=laea +lat_0=38 +lon_0=112 +x_0=1000");
  fen_projection_params feet = from_text("+proj=laea +lat_0=38 +lon_0=112 +x_0=1000 +to_meter=0.3048");
  fen_projection *a = make(&metres);
  fen_projection *b = make(&feet);
  double x, y, x_feet, y_feet;
  fen_projection_forward(a, 113, 39, &x, &y);
  fen_projection_forward(b, 113, 39, &x_feet, &y_feet);
  assert_near(x, x_feet, 1e-9);
  assert_near(y, y_feet, 1e-9);
  assert_non_null(strstr(fen_projection_text(b), "+units=m"));
  fen_projection_destroy(&a);
  fen_projection_destroy(&b);
}

static void shift_of_the_datum_is_applied_and_told(void **state) {
  (void)state;
  fen_projection_params plain = from_text("+proj=tmerc +lon_0=111 +x_0=500000 +ellps=krass");
  fen_projection_params shifted = from_text("+proj=tmerc +lon_0=111 +x_0=500000 +ellps=krass +towgs84=15.8,-154.4,-82.3");
  fen_projection *a = make(&plain);
  fen_projection *b = make(&shifted);
  double x, y, x_shifted, y_shifted;
  fen_projection_forward(a, 112.55, 37.87, &x, &y);
  fen_projection_forward(b, 112.55, 37.87, &x_shifted, &y_shifted);
  double moved = hypot(x - x_shifted, y - y_shifted);
  assert_true(moved > 10 && moved < 300);
  assert_non_null(strstr(fen_projection_datum_note(&shifted), "towgs84"));
  assert_non_null(strstr(fen_projection_datum_note(&plain), "100 m"));
  fen_projection_params wgs84 = from_text("EPSG:32649");
  assert_null(fen_projection_datum_note(&wgs84));
  fen_projection_destroy(&a);
  fen_projection_destroy(&b);
}

static void refuse_text(const char *text, const char *word) {
  fen_projection_params params = {.kind = FEN_PROJECTION_NONE};
  fen_projection *projection = NULL;
  fen_error err = {0};
  fen_status status = fen_projection_from_text(text, &params, &err);
  if (!status)
    status = fen_projection_create(&params, &projection, &err);
  print_message("%s: %s\n", text, err.text);
  assert_int_equal(status, FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, word));
}

static void texts_that_are_no_plane_map_are_refused(void **state) {
  (void)state;
  refuse_text("+proj=nonsense", "understand");
  refuse_text("shanxi", "understand");
  refuse_text("+proj=longlat +ellps=WGS84", "lonlat");
  refuse_text("EPSG:4326", "lonlat");
  refuse_text("+proj=geocent +ellps=WGS84", "no map in metres");
  refuse_text("+proj=pipeline +step +proj=merc", "pipelines");
  refuse_text("+proj=laea +lat_0=38 +lon_0=112 +axis=wsu", "eastward");
  refuse_text("proj=laea lat_0=38 lon_0=112 axis=neu", "eastward");
  refuse_text("EPSG:2048", "eastward"); /* westing, southing */
  refuse_text("+proj=tmerc +lon_0=111 +ellps=clrk66 +nadgrids=@conus", "grid shifts");
  refuse_text("+proj=tmerc +lon_0=111 +datum=NAD27", "grid shifts");
  refuse_text("+proj=airy +lat_0=38 +lon_0=112 +R=6370000", "no way back");
}

static void skewed_maps_are_refused(void **state) {
  (void)state;
  fen_grid_params params = {.nx = 4, .ny = 4, .dx = 6000, .dy = 6000, .projection = from_text("+proj=sinu +lon_0=0 +R=6370000")};
  fen_projection *map = make(&params.projection);
  fen_grid *grid = NULL;
  fen_error err = {0};
  fen_projection_forward(map, 112.5, 37.8, &params.x0, &params.y0);
  fen_projection_destroy(&map);
  assert_int_equal(fen_grid_create(&params, &grid, &err), FEN_ERR_ARGUMENT);
  assert_non_null(strstr(err.text, "cross at"));
}

static void impossible_parameters_are_refused(void **state) {
  (void)state;
  const struct {
    fen_projection_params params;
    const char *word;
  } all[] = {{{.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 89, .lat_1_deg = 60, WGS84}, "origin is a pole"},
             {{.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90, .lat_1_deg = -60, WGS84}, "pole's side"},
             {{.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, WGS84}, "scale 0"},
             {{.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 40, WGS84}, "sphere"},
             {{.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = NAN, .semi_major_m = 6370000}, "rotated pole"},
             {{.kind = FEN_PROJECTION_LAMBERT, .lat_1_deg = 38, .lat_2_deg = 38, .false_easting_m = NAN, WGS84}, "false easting"}};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    fen_projection *projection = NULL;
    fen_error err = {0};
    assert_int_equal(fen_projection_create(&all[n].params, &projection, &err), FEN_ERR_ARGUMENT);
    assert_non_null(strstr(err.text, all[n].word));
  }
}

static void wkt_names_the_method(void **state) {
  (void)state;
  const struct {
    fen_projection_params params;
    const char *word;
  } all[] = {{{.kind = FEN_PROJECTION_POLAR, .lat_0_deg = 90, .lat_1_deg = 60, WGS84}, "Polar Stereographic (variant B)"},
             {{.kind = FEN_PROJECTION_TRANSVERSE_MERCATOR, .scale = 1, .lon_0_deg = 114, WGS84}, "Transverse Mercator"},
             {{.kind = FEN_PROJECTION_ROTATED, .pole_lat_deg = 40, .semi_major_m = 6370000}, "ob_tran"},
             {{.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000}, "GEOGCRS"}};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
    char wkt[4096];
    fen_error err = {0};
    fen_projection *map = make(&all[n].params);
    if (fen_projection_wkt(map, sizeof wkt, wkt, &err))
      fail_msg("%s", err.text);
    assert_non_null(strstr(wkt, all[n].word));
    assert_int_equal(fen_projection_wkt(map, 40, wkt, &err), FEN_ERR_LIBRARY);
    fen_projection_destroy(&map);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(worked_examples_of_snyder_come_out),
                                     cmocka_unit_test(equal_area_map_by_its_proj_string_keeps_areas),
                                     cmocka_unit_test(factors_are_the_lengths_of_steps_on_the_map),
                                     cmocka_unit_test(rotated_pole_is_cosmos),
                                     cmocka_unit_test(utm_has_its_false_origin),
                                     cmocka_unit_test(polar_maps_reach_the_pole),
                                     cmocka_unit_test(cells_add_up_to_the_patch_of_the_earth),
                                     cmocka_unit_test(units_of_the_text_become_metres),
                                     cmocka_unit_test(shift_of_the_datum_is_applied_and_told),
                                     cmocka_unit_test(texts_that_are_no_plane_map_are_refused),
                                     cmocka_unit_test(skewed_maps_are_refused),
                                     cmocka_unit_test(impossible_parameters_are_refused),
                                     cmocka_unit_test(wkt_names_the_method)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
