/* Land use in the model's classes, the sun's height, and what weather has of both. */
#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/idealised.h"
#include "fenhe/land_use.h"
#include "fenhe/sun.h"
#include "fenhe/wrf.h"
#include "wrf_fixture.h"

static void every_category_that_has_a_name_has_a_class(void **state) {
  (void)state;
  const struct {
    fen_land_scheme scheme;
    int category, land_use;
  } list[] = {
      {FEN_LAND_SCHEME_USGS, 1, FEN_LAND_URBAN},
      {FEN_LAND_SCHEME_USGS, 10, FEN_LAND_SHRUBS},
      {FEN_LAND_SCHEME_USGS, 14, FEN_LAND_EVERGREEN_NEEDLELEAF},
      {FEN_LAND_SCHEME_USGS, 16, FEN_LAND_OCEAN},
      {FEN_LAND_SCHEME_USGS, 28, FEN_LAND_INLAND_WATER},
      {FEN_LAND_SCHEME_USGS, 29, -1},
      {FEN_LAND_SCHEME_USGS, 0, -1},
      {FEN_LAND_SCHEME_USGS, 34, -1},
      {FEN_LAND_SCHEME_MODIS, 0, FEN_LAND_OCEAN},
      {FEN_LAND_SCHEME_MODIS, 12, FEN_LAND_CROPS},
      {FEN_LAND_SCHEME_MODIS, 21, FEN_LAND_INLAND_WATER},
      {FEN_LAND_SCHEME_MODIS, 61, FEN_LAND_URBAN},
      {FEN_LAND_SCHEME_MODIS, -1, -1},
      {FEN_LAND_SCHEME_NLCD40, 38, FEN_LAND_CROPS},
      {FEN_LAND_SCHEME_NLCD40, 18, -1},
      {FEN_LAND_SCHEME_WORLDCOVER, 40, FEN_LAND_CROPS},
      {FEN_LAND_SCHEME_WORLDCOVER, 41, -1},
      {FEN_LAND_SCHEME_COUNT, 1, -1},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++)
    assert_int_equal(fen_land_use_from_category(list[n].scheme, list[n].category), list[n].land_use);
  for (int category = 1; category <= 24; category++)
    assert_true(fen_land_use_from_category(FEN_LAND_SCHEME_USGS, category) >= 0);
  for (int category = 0; category <= 21; category++)
    assert_true(fen_land_use_from_category(FEN_LAND_SCHEME_MODIS, category) >= 0);
}

static void classifications_are_known_by_their_names(void **state) {
  (void)state;
  fen_land_scheme scheme = FEN_LAND_SCHEME_COUNT;
  assert_true(fen_land_scheme_from_name("MODIFIED_IGBP_MODIS_NOAH", &scheme) && scheme == FEN_LAND_SCHEME_MODIS);
  assert_true(fen_land_scheme_from_name("USGS", &scheme) && scheme == FEN_LAND_SCHEME_USGS);
  assert_true(fen_land_scheme_from_name("nlcd40", &scheme) && scheme == FEN_LAND_SCHEME_NLCD40);
  assert_false(fen_land_scheme_from_name("", &scheme));
  assert_false(fen_land_scheme_from_name("corine", &scheme));
  for (int s = 0; s < FEN_LAND_SCHEME_COUNT; s++)
    assert_true(fen_land_scheme_from_name(fen_land_scheme_name((fen_land_scheme)s), &scheme) && (int)scheme == s);
  assert_string_equal(fen_land_use_name(FEN_LAND_GRASS), "grass");
  assert_string_equal(fen_land_use_name(FEN_LAND_USE_COUNT), "unknown");
}

static void snow_covers_all_from_fifteen_millimetres_of_water(void **state) {
  (void)state;
  assert_true(fen_snow_share(0.0) == 0.0 && fen_snow_share(-0.1) == 0.0);
  assert_near(fen_snow_share(6.0), 0.4, 1e-15);
  assert_true(fen_snow_share(15.0) == 1.0 && fen_snow_share(400.0) == 1.0);
}

/* The worked example of Reda & Andreas (2004, Solar Energy 76, 577-589, Table A5.1): 17 October 2003, 12:30:30 at UTC-7, 39.742476 N,
 * 105.1786 W: elevation without refraction 39.872 degrees. */
static void the_sun_stands_where_the_almanac_says(void **state) {
  (void)state;
  const double time_s = fen_time_from_civil(2003, 10, 17, 19, 30, 30);
  const double elevation_deg = asin(fen_sun_cos_zenith(time_s, -105.1786, 39.742476)) * 180.0 / 3.14159265358979323846;
  print_message("elevation %.3f degrees\n", elevation_deg);
  assert_near(elevation_deg, 39.872, 0.012);
  /* Solstices: at noon of the meridian on the tropics the sun is overhead. */
  assert_near(fen_sun_cos_zenith(fen_time_from_civil(2021, 6, 21, 12, 2, 0), 0.0, 23.44), 1.0, 1e-4);
  assert_near(fen_sun_cos_zenith(fen_time_from_civil(2021, 12, 21, 11, 58, 0), 0.0, -23.44), 1.0, 1e-4);
  assert_true(fen_sun_cos_zenith(fen_time_from_civil(2020, 1, 10, 16, 0, 0), 112.5, 37.8) < -0.8);
}

static void sunlight_needs_the_sun_and_clouds_dim_it(void **state) {
  (void)state;
  assert_true(fen_sun_clear_sky(0.0) == 0.0 && fen_sun_clear_sky(-0.5) == 0.0);
  /* Sun's height [degrees] and what Sandia's own code makes of it (PV_LIB, pvl_clearsky_haurwitz) [W m-2]. */
  const double sandia[][2] = {{5.0, 48.62987}, {10.0, 135.74175}, {30.0, 487.89413}, {50.0, 778.76669}, {90.0, 1035.09203}};
  for (size_t n = 0; n < sizeof sandia / sizeof *sandia; n++)
    assert_near(fen_sun_clear_sky(sin(sandia[n][0] * FEN_PI / 180.0)), sandia[n][1], 1e-4);
  assert_true(fen_sun_cloud_transmission(0.0) == 1.0);
  /* 100 g m-2 of 10 um droplets: an optical depth of 15. */
  assert_near(fen_sun_cloud_transmission(0.1), 1.0 / (1.0 + 0.13 * 15.0), 1e-12);
}

static fen_weather_source *open_wrf(const char *folder, const char *name, const wrf_fixture *fixture) {
  char path[SUPPORT_PATH];
  support_join(folder, name, path);
  wrf_write(path, fixture);
  const char *files[] = {path};
  const fen_wrf_params params = {.files = files, .file_count = 1, .start_s = NAN, .end_s = NAN};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  if (fen_wrf_open(&params, NULL, &source, &err))
    fail_msg("%s", err.text);
  return source;
}

static void wrf_brings_land_use_roughness_snow_and_sunlight(void **state) {
  fen_weather_source *source = open_wrf(*state, "land.nc", &(wrf_fixture){.land_scheme = "MODIFIED_IGBP_MODIS_NOAH"});
  fen_weather w = {0};
  fen_error err = {0};
  const ptrdiff_t plane = WRF_NX * WRF_NY;
  assert_int_equal(fen_weather_allocate(WRF_NX, WRF_NY, WRF_NZ, &w, &err), FEN_OK);
  assert_int_equal(source->read(source, 0, &w, &err), FEN_OK);
  assert_non_null(source->land_use_share);
  assert_non_null(source->roughness_m);
  for (ptrdiff_t c = 0; c < plane; c++) {
    const int i = (int)(c % WRF_NX);
    for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
      assert_true(source->land_use_share[n * plane + c] == (n == fen_land_use_from_category(FEN_LAND_SCHEME_MODIS, i + 1)));
    assert_true(source->roughness_m[c] == 1.0);
    assert_near(w.snow_share[c], i < 2 ? i * 10.0 / 15.0 : 1.0, 1e-12);
    assert_true(w.shortwave_wpm2[c] == 10.0 * i);
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

static void what_wrf_has_not_is_not_known(void **state) {
  fen_weather_source *source = open_wrf(*state, "bare.nc", &(wrf_fixture){0});
  fen_weather w = {0};
  fen_error err = {0};
  assert_int_equal(fen_weather_allocate(WRF_NX, WRF_NY, WRF_NZ, &w, &err), FEN_OK);
  assert_int_equal(source->read(source, 0, &w, &err), FEN_OK);
  assert_null(source->land_use_share);
  assert_null(source->roughness_m);
  for (ptrdiff_t c = 0; c < WRF_NX * WRF_NY; c++)
    assert_true(isnan(w.snow_share[c]) && isnan(w.shortwave_wpm2[c]));
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
  source = open_wrf(*state, "other.nc", &(wrf_fixture){.land_scheme = "CORINE"});
  assert_null(source->land_use_share);
  fen_weather_source_destroy(&source);
}

/* Categories of Queensland are USGS 8 to 10, 13 and 16: shrubs and savannas, a forest, water. */
static void queensland_is_shrubs_with_a_forest(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", path);
  const char *files[] = {path};
  const fen_wrf_params params = {.files = files, .file_count = 1, .start_s = NAN, .end_s = NAN};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  if (fen_wrf_open(&params, NULL, &source, &err))
    fail_msg("%s", err.text);
  assert_non_null(source->land_use_share);
  double total[FEN_LAND_USE_COUNT] = {0};
  for (ptrdiff_t c = 0; c < 196; c++) {
    double sum = 0.0;
    for (int n = 0; n < FEN_LAND_USE_COUNT; n++) {
      sum += source->land_use_share[n * 196 + c];
      total[n] += source->land_use_share[n * 196 + c] / 196.0;
    }
    assert_near(sum, 1.0, 1e-12);
    assert_true(source->roughness_m[c] > 0.0);
  }
  for (int n = 0; n < FEN_LAND_USE_COUNT; n++)
    if (total[n] > 0.0)
      print_message("%s %.3f\n", fen_land_use_name((fen_land_use)n), total[n]);
  assert_true(total[FEN_LAND_SHRUBS] > 0.7);
  fen_weather_source_destroy(&source);
}

static void idealised_weather_has_the_sun_of_its_place(void **state) {
  (void)state;
  const double terrain[16] = {0};
  fen_idealised_params params = {.grid = {.nx = 4,
                                          .ny = 4,
                                          .dx = 0.1,
                                          .dy = 0.1,
                                          .x0 = 112.3,
                                          .y0 = 37.6,
                                          .projection = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6370000.0}},
                                 .terrain_m = terrain,
                                 .first_layer_m = 25.0,
                                 .stretching = 1.5,
                                 .top_m = 4000.0,
                                 .start_s = fen_time_from_civil(2020, 1, 9, 16, 0, 0),
                                 .end_s = fen_time_from_civil(2020, 1, 10, 16, 0, 0),
                                 .utc_offset_s = 28800.0,
                                 .wind_mps = 5.0,
                                 .pblh_day_m = 1000.0,
                                 .pblh_night_m = 150.0,
                                 .t2_mean_k = 275.0,
                                 .t2_range_k = 10.0};
  double noon_wpm2[2];
  for (int wet = 0; wet < 2; wet++) {
    fen_weather_source *source = NULL;
    fen_weather w = {0};
    fen_error err = {0};
    params.rain_mmph = wet;
    if (fen_idealised_open(&params, NULL, &source, &err) || fen_weather_allocate(4, 4, source->nz, &w, &err) ||
        source->read(source, 0, &w, &err))
      fail_msg("%s", err.text);
    assert_true(w.shortwave_wpm2[5] == 0.0 && w.snow_share[5] == 0.0);
    assert_true(source->roughness_m[5] > 0.0);
    assert_null(source->land_use_share);
    assert_int_equal(source->read(source, 12, &w, &err), FEN_OK);
    noon_wpm2[wet] = w.shortwave_wpm2[5];
    fen_weather_clear(&w);
    fen_weather_source_destroy(&source);
  }
  assert_true(noon_wpm2[0] > 400.0 && noon_wpm2[0] < 600.0);
  assert_true(noon_wpm2[1] < 0.3 * noon_wpm2[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_category_that_has_a_name_has_a_class),
      cmocka_unit_test(classifications_are_known_by_their_names),
      cmocka_unit_test(snow_covers_all_from_fifteen_millimetres_of_water),
      cmocka_unit_test(the_sun_stands_where_the_almanac_says),
      cmocka_unit_test(sunlight_needs_the_sun_and_clouds_dim_it),
      cmocka_unit_test(wrf_brings_land_use_roughness_snow_and_sunlight),
      cmocka_unit_test(what_wrf_has_not_is_not_known),
      cmocka_unit_test(queensland_is_shrubs_with_a_forest),
      cmocka_unit_test(idealised_weather_has_the_sun_of_its_place),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
