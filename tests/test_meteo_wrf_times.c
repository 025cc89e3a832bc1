/* Hours of WRF files: gaps, hours that come twice, rain that is counted on. */
#include "wrf_store.h"

static void a_missing_hour_is_named(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3});
  add(&s, (wrf_fixture){.hours = 2, .start_s = START_S + 4.0 * 3600.0});
  fen_wrf_params params = params_of(&s);
  fen_error err = {0};
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "2020-01-01T02:00:00Z and 2020-01-01T04:00:00Z"));
  /* Outside the wanted period a gap does no harm. */
  params.start_s = START_S;
  params.end_s = START_S + 1.5 * 3600.0;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_OK);
  params.end_s = START_S + 9.0 * 3600.0;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "the period ends at 2020-01-01T09:00:00Z"));
  params.start_s = START_S - 60.0;
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "the period starts at"));
  close_store(&s);
}

static void the_same_hour_twice_is_taken_only_with_the_same_values(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .start_s = START_S});
  add(&s, (wrf_fixture){.start_s = START_S});
  const fen_wrf_params params = params_of(&s);
  told words = {""};
  fen_error err = {0};
  assert_int_equal(read_all(&params, &words, NULL, &err), FEN_OK);
  assert_non_null(strstr(words.text, "1 repeated hours"));
  close_store(&s);
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .start_s = START_S});
  add(&s, (wrf_fixture){.start_s = START_S, .warmer_k = 0.5});
  const fen_wrf_params differing = params_of(&s);
  assert_int_equal(read_all(&differing, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "comes twice with different values"));
  assert_non_null(strstr(err.text, "T"));
  close_store(&s);
}

static void sunlight_that_differs_in_a_repeated_hour_is_refused(void **state) {
  (void)state;
  store s;
  int nc, id;
  const size_t at[3] = {0, 0, 0};
  const float dimmer = 3.0F;
  fen_error err = {0};
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .start_s = START_S, .land_scheme = "USGS"});
  add(&s, (wrf_fixture){.start_s = START_S, .land_scheme = "USGS"});
  const fen_wrf_params params = params_of(&s);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_OK);
  assert_int_equal(nc_open(params.files[1], NC_WRITE, &nc), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, "SWDOWN", &id), NC_NOERR);
  assert_int_equal(nc_put_var1_float(nc, id, at, &dimmer), NC_NOERR);
  assert_int_equal(nc_close(nc), NC_NOERR);
  assert_int_equal(read_all(&params, NULL, NULL, &err), FEN_ERR_TIME_GAP);
  assert_non_null(strstr(err.text, "SWDOWN"));
  close_store(&s);
}

static void rain_is_counted_on_over_a_reset_and_over_buckets(void **state) {
  (void)state;
  store s;
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 5, .rain_mm = {10.0, 12.0, 1.5, 2.0, 2.0}});
  const fen_wrf_params params = params_of(&s);
  told words = {""};
  fen_error err = {0};
  double rain[5] = {0};
  assert_int_equal(read_all(&params, &words, rain, &err), FEN_OK);
  static const double wanted[5] = {0.0, 2.0, 3.5, 4.0, 4.0};
  for (int n = 0; n < 5; n++)
    assert_near(rain[n], wanted[n], 1e-6);
  assert_non_null(strstr(words.text, "starts again from zero before 2020-01-01T02:00:00Z"));
  close_store(&s);
  open_store(&s);
  add(&s, (wrf_fixture){.hours = 3, .rain_mm = {98.0, 3.0, 5.0}, .bucket_mm = 100.0});
  const fen_wrf_params buckets = params_of(&s);
  assert_int_equal(read_all(&buckets, NULL, rain, &err), FEN_OK);
  assert_near(rain[1], 5.0, 1e-6);
  assert_near(rain[2], 7.0, 1e-6);
  close_store(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_missing_hour_is_named),
      cmocka_unit_test(the_same_hour_twice_is_taken_only_with_the_same_values),
      cmocka_unit_test(sunlight_that_differs_in_a_repeated_hour_is_refused),
      cmocka_unit_test(rain_is_counted_on_over_a_reset_and_over_buckets),
  };
  return cmocka_run_group_tests_name("meteo: hours of WRF files", tests, NULL, NULL);
}
