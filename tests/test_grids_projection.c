#include "fenhe/constants.h"
#include "fenhe/projection.h"
#include "support.h"

static const fen_projection_params shanxi = {.kind = FEN_PROJECTION_LAMBERT,
                                             .lat_1_deg = 30,
                                             .lat_2_deg = 60,
                                             .lat_0_deg = 37.8,
                                             .lon_0_deg = 112.5,
                                             .semi_major_m = FEN_WRF_EARTH_RADIUS_M};
static const fen_projection_params gulf = {
    .kind = FEN_PROJECTION_MERCATOR, .lat_1_deg = 20, .lon_0_deg = -89, .semi_major_m = FEN_WRF_EARTH_RADIUS_M};
static const fen_projection_params lonlat = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6378137, .inverse_flattening = 298.257223563};

static fen_projection *make(fen_projection_params params) {
  fen_projection *projection = NULL;
  fen_error err = {0};
  if (fen_projection_create(&params, &projection, &err))
    fail_msg("%s", err.text);
  return projection;
}

static void round_trip(fen_projection_params params, double lon_deg, double lat_deg) {
  fen_projection *projection = make(params);
  double x, y, lon, lat;
  fen_projection_forward(projection, lon_deg, lat_deg, &x, &y);
  fen_projection_inverse(projection, x, y, &lon, &lat);
  assert_near(lon, lon_deg, 1e-11);
  assert_near(lat, lat_deg, 1e-11);
  fen_projection_destroy(&projection);
  assert_null(projection);
}

static void places_come_back_from_the_map(void **state) {
  (void)state;
  fen_projection_params ellipsoid = shanxi;
  ellipsoid.semi_major_m = 6378137;
  ellipsoid.inverse_flattening = 298.257223563;
  round_trip(shanxi, 112.55, 37.87);
  round_trip(shanxi, 80, -20);
  round_trip(ellipsoid, 113.3, 40.09);
  round_trip(gulf, -95.25, 31.5);
  round_trip(lonlat, 112.55, 37.87);
}

static void origin_lies_at_zero(void **state) {
  (void)state;
  fen_projection *projection = make(shanxi);
  double x, y;
  fen_projection_forward(projection, 112.5, 37.8, &x, &y);
  assert_near(x, 0, 1e-6);
  assert_near(y, 0, 1e-6);
  fen_projection_destroy(&projection);
}

static void assert_map_factor(fen_projection_params params, double lat_deg, double expected, double tolerance) {
  fen_projection *projection = make(params);
  double mx, my;
  fen_projection_map_factor(projection, params.lon_0_deg + 3, lat_deg, &mx, &my);
  assert_near(mx, expected, tolerance);
  assert_near(my, expected, tolerance);
  fen_projection_destroy(&projection);
}

static void scale_is_one_at_the_true_latitudes(void **state) {
  (void)state;
  fen_projection_params south = {.kind = FEN_PROJECTION_LAMBERT,
                                 .lat_1_deg = -15,
                                 .lat_2_deg = -40,
                                 .lat_0_deg = -27,
                                 .lon_0_deg = 133,
                                 .semi_major_m = 6378137,
                                 .inverse_flattening = 298.257223563};
  fen_projection_params tangent = shanxi;
  tangent.lat_1_deg = tangent.lat_2_deg = 38;
  assert_map_factor(shanxi, 30, 1, 1e-14);
  assert_map_factor(shanxi, 60, 1, 1e-14);
  assert_map_factor(south, -15, 1, 1e-14);
  assert_map_factor(south, -40, 1, 1e-14);
  assert_map_factor(tangent, 38, 1, 1e-14);
  assert_map_factor(gulf, 20, 1, 1e-14);
  assert_map_factor(gulf, 0, cos(20 * FEN_PI / 180), 1e-14);
}

/* The factor is a formula of its own: differences of PROJ's map coordinates are the independent check. */
static void map_factor_is_the_slope_of_the_map(void **state) {
  (void)state;
  fen_projection_params ellipsoid = gulf;
  ellipsoid.semi_major_m = 6378137;
  ellipsoid.inverse_flattening = 298.257223563;
  const fen_projection_params all[] = {shanxi, gulf, ellipsoid};
  const double step_deg = 1e-3;
  for (int k = 0; k < 3; k++)
    for (double lat = -10; lat < 80; lat += 13) {
      fen_projection *projection = make(all[k]);
      double lon = all[k].lon_0_deg + 7;
      double west_x, west_y, east_x, east_y, mx, my;
      fen_projection_forward(projection, lon - step_deg, lat, &west_x, &west_y);
      fen_projection_forward(projection, lon + step_deg, lat, &east_x, &east_y);
      fen_projection_map_factor(projection, lon, lat, &mx, &my);
      double f = all[k].inverse_flattening > 0 ? 1 / all[k].inverse_flattening : 0;
      double sine = sin(lat * FEN_PI / 180);
      double radius = all[k].semi_major_m * cos(lat * FEN_PI / 180) / sqrt(1 - f * (2 - f) * sine * sine);
      double true_m = 2 * step_deg * FEN_PI / 180 * radius;
      assert_near(hypot(east_x - west_x, east_y - west_y) / true_m, mx, 1e-8 * mx);
      assert_true(mx == my);
      fen_projection_destroy(&projection);
    }
}

static void lonlat_factor_is_degrees_per_metre(void **state) {
  (void)state;
  fen_projection_params sphere = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000};
  fen_projection *projection = make(sphere);
  double mx, my;
  fen_projection_map_factor(projection, 112, 60, &mx, &my);
  assert_near(my * 6370000 * FEN_PI / 180, 1, 1e-14);
  assert_near(mx / my, 2, 1e-13);
  fen_projection_destroy(&projection);
  /* GRS 80 and WGS-84: one degree of meridian at 45 degrees is 111 132 m, of the parallel 78 847 m. */
  projection = make(lonlat);
  fen_projection_map_factor(projection, 0, 45, &mx, &my);
  assert_near(1 / my, 111132, 1);
  assert_near(1 / mx, 78847, 1);
  fen_projection_destroy(&projection);
}

static void places_off_the_map_are_nan(void **state) {
  (void)state;
  fen_projection *projection = make(gulf);
  double a, b;
  fen_projection_forward(projection, -89, 95, &a, &b);
  assert_true(isnan(a) && isnan(b));
  fen_projection_forward(projection, NAN, 5, &a, &b);
  assert_true(isnan(a) && isnan(b));
  fen_projection_inverse(projection, INFINITY, 0, &a, &b);
  assert_true(isnan(a) && isnan(b));
  fen_projection_map_factor(projection, 0, NAN, &a, &b);
  assert_true(isnan(a) && isnan(b));
  fen_projection_destroy(&projection);
}

static void text_is_a_proj_definition(void **state) {
  (void)state;
  fen_projection *projection = make(shanxi);
  assert_string_equal(fen_projection_text(projection),
                      "+proj=lcc +lat_1=30 +lat_2=60 +lat_0=37.8 +lon_0=112.5 +R=6370000 +units=m +no_defs");
  assert_int_equal(fen_projection_get(projection)->kind, FEN_PROJECTION_LAMBERT);
  fen_projection_destroy(&projection);
  projection = make(lonlat);
  assert_string_equal(fen_projection_text(projection), "+proj=longlat +a=6378137 +rf=298.257223563 +no_defs");
  fen_projection_destroy(&projection);
}

static void refuse(fen_projection_params params, const char *word) {
  fen_projection *projection = NULL;
  fen_error err = {0};
  assert_int_equal(fen_projection_create(&params, &projection, &err), FEN_ERR_ARGUMENT);
  assert_null(projection);
  assert_non_null(strstr(err.text, word));
}

static void impossible_parameters_are_refused(void **state) {
  (void)state;
  fen_projection_params p = shanxi;
  p.lat_2_deg = -30;
  refuse(p, "opposite");
  p = shanxi;
  p.lat_1_deg = NAN;
  refuse(p, "true latitude");
  p = shanxi;
  p.lat_0_deg = 91;
  refuse(p, "latitude of origin");
  p = shanxi;
  p.semi_major_m = 0;
  refuse(p, "semi-major axis");
  p = shanxi;
  p.inverse_flattening = -1;
  refuse(p, "flattening");
  p = shanxi;
  p.kind = FEN_PROJECTION_NONE;
  refuse(p, "kind");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(places_come_back_from_the_map),      cmocka_unit_test(origin_lies_at_zero),
      cmocka_unit_test(scale_is_one_at_the_true_latitudes), cmocka_unit_test(map_factor_is_the_slope_of_the_map),
      cmocka_unit_test(lonlat_factor_is_degrees_per_metre), cmocka_unit_test(places_off_the_map_are_nan),
      cmocka_unit_test(text_is_a_proj_definition),          cmocka_unit_test(impossible_parameters_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
