/*
 * The MCIP reader on real files over Queensland, against the WRF reader on the files that MCIP read: its cell (0, 0) is WRF's (2, 2).
 *
 * Tolerances. MCIP passes winds, surface fields, terrain and map factors on as WRF has them, in single precision: those are compared to the
 * bit (air fluxes are products of them and of air masses). This MCIP ignores WRF's hybrid coordinate: the masses of its layers are those of
 * pure sigma layers, 3.4 % less to 2.4 % more than WRF's, so that layers, and fluxes through them, are compared within 4 %; their sums over
 * the column, which hybrid layers do not change, within 1e-6, what single precision leaves of 32 added layers. Heights differ with the
 * layers, 330 m at most near 20 km and 2.1 % about the middle: 2.5 %.
 */
#include "fenhe/interval.h"
#include "fenhe/mcip.h"
#include "fenhe/wrf.h"
#include "support.h"

enum { HOURS = 13, SIDE = 10, SHIFT = 2, LAYERS = 32, PLANE = SIDE * SIDE };

static char paths[HOURS + 8][SUPPORT_PATH];
static const char *files[HOURS + 8];

static fen_weather_source *open_wrf(const int *merge, ptrdiff_t merge_count) {
  for (int h = 0; h < HOURS; h++) {
    char name[64];
    (void)snprintf(name, sizeof name, "wrf_queensland/wrf/WRFOUT_d01_2022-12-07T%02d00Z.nc", h);
    support_data_path(name, paths[h]);
    files[h] = paths[h];
  }
  const fen_wrf_params params = {.files = files,
                                 .file_count = HOURS,
                                 .start_s = NAN,
                                 .end_s = NAN,
                                 .i_start = SHIFT,
                                 .j_start = SHIFT,
                                 .nx = SIDE,
                                 .ny = SIDE,
                                 .merge = merge,
                                 .merge_count = merge_count};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  if (fen_wrf_open(&params, NULL, &source, &err))
    fail_msg("%s", err.text);
  return source;
}

static void listen(void *context, fen_log_level level, const char *line) {
  (void)level;
  char *text = (char *)context;
  (void)snprintf(text + strlen(text), 4096 - strlen(text), "%s\n", line);
}

static fen_weather_source *open_mcip(const int *merge, ptrdiff_t merge_count, char *told) {
  static const char *const names[] = {"METCRO3D", "METDOT3D", "METCRO2D", "GRIDCRO2D", "GRIDDOT2D", "METBDY3D", "GRIDBDY2D"};
  const int count = sizeof names / sizeof *names;
  for (int n = 0; n < count; n++) {
    char name[64];
    (void)snprintf(name, sizeof name, "wrf_queensland/mcip/%s_au-test_v1", names[n]);
    support_data_path(name, paths[n]);
    files[n] = paths[n];
  }
  support_data_path("wrf_queensland/mcip/GRIDDESC", paths[count]);
  files[count] = paths[count];
  const fen_mcip_params params = {
      .files = files, .file_count = count + 1, .start_s = NAN, .end_s = NAN, .merge = merge, .merge_count = merge_count};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  const fen_log log = {told ? listen : NULL, told};
  if (fen_mcip_open(&params, &log, &source, &err))
    fail_msg("%s", err.text);
  return source;
}

static fen_weather read_hour(fen_weather_source *source, ptrdiff_t hour) {
  fen_weather w;
  fen_error err = {0};
  assert_int_equal(fen_weather_allocate(source->grid->params.nx, source->grid->params.ny, source->nz, &w, &err), FEN_OK);
  if (source->read(source, hour, &w, &err))
    fail_msg("%s", err.text);
  return w;
}

typedef struct {
  fen_weather_source *wrf, *mcip;
} pair;

static double worst_ratio(const double *a, const double *b, ptrdiff_t count) {
  double worst = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    worst = fmax(worst, fabs(a[n] / b[n] - 1.0));
  return worst;
}

static double worst_difference(const double *a, const double *b, ptrdiff_t count) {
  double worst = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    worst = fmax(worst, fabs(a[n] - b[n]));
  return worst;
}

static int set_up(void **state) {
  static pair both;
  both.wrf = open_wrf(NULL, 0);
  both.mcip = open_mcip(NULL, 0, NULL);
  *state = &both;
  return 0;
}

static int tear_down(void **state) {
  pair *both = *state;
  fen_weather_source_destroy(&both->wrf);
  fen_weather_source_destroy(&both->mcip);
  return 0;
}

static void grid_and_ground_are_wrfs(void **state) {
  const pair *both = *state;
  const fen_grid *a = both->mcip->grid;
  const fen_grid *b = both->wrf->grid;
  assert_int_equal(both->mcip->time_count, HOURS);
  assert_int_equal(both->mcip->nz, LAYERS);
  assert_false(both->mcip->open_top);
  /* The parameters differ, and XORIG with them: places are compared, to 2e-5 degrees or 2 m. */
  assert_true(worst_difference(a->lon_deg, b->lon_deg, PLANE) < 2e-5);
  assert_true(worst_difference(a->lat_deg, b->lat_deg, PLANE) < 2e-5);
  assert_true(worst_difference(a->terrain_m, b->terrain_m, PLANE) == 0.0);
  /* Map factors squared and rounded to single precision. */
  assert_true(worst_ratio(a->area_m2, b->area_m2, PLANE) < 2e-7);
  assert_true(worst_ratio(a->face_x_m, b->face_x_m, SIDE * (SIDE + 1)) < 2e-7);
  assert_true(worst_ratio(a->spacing_y_m, b->spacing_y_m, SIDE * (SIDE + 1)) < 2e-7);
  assert_true(worst_difference(both->mcip->land_share, both->wrf->land_share, PLANE) == 0.0);
  assert_true(worst_difference(both->mcip->roughness_m, both->wrf->roughness_m, PLANE) == 0.0);
}

static void land_use_is_wrfs(void **state) {
  const pair *both = *state;
  assert_non_null(both->mcip->land_use_share);
  assert_non_null(both->wrf->land_use_share);
  /* Shares are single precision. */
  assert_true(worst_difference(both->mcip->land_use_share, both->wrf->land_use_share, 15 * PLANE) < 1e-6);
}

static void winds_and_surface_fields_are_wrfs_to_the_bit(void **state) {
  const pair *both = *state;
  for (ptrdiff_t hour = 0; hour < HOURS; hour += 4) {
    fen_weather a = read_hour(both->mcip, hour);
    fen_weather b = read_hour(both->wrf, hour);
    assert_true(a.time_s == b.time_s);
    const struct {
      const char *name;
      const double *mcip, *wrf;
    } list[] = {{"PBL", a.pblh_m, b.pblh_m},
                {"USTAR", a.friction_velocity_mps, b.friction_velocity_mps},
                {"HFX", a.heat_flux_wpm2, b.heat_flux_wpm2},
                {"Obukhov's length", a.obukhov_m, b.obukhov_m},
                {"TEMP2", a.t2_k, b.t2_k},
                {"PRSFC", a.surface_pressure_pa, b.surface_pressure_pa},
                {"Q2", a.q2_kgpkg, b.q2_kgpkg},
                {"RGRND", a.shortwave_wpm2, b.shortwave_wpm2},
                {"SNOCOV", a.snow_share, b.snow_share}};
    for (size_t n = 0; n < sizeof list / sizeof *list; n++)
      if (!(worst_difference(list[n].mcip, list[n].wrf, PLANE) == 0.0))
        fail_msg("%s differs at hour %td", list[n].name, hour);
    /* Means over merged layers weigh with mass, which is divided out again. */
    assert_true(worst_difference(a.u_mps, b.u_mps, LAYERS * PLANE) < 1e-13);
    assert_true(worst_difference(a.v_mps, b.v_mps, LAYERS * PLANE) < 1e-13);
    /* MCIP's TA is WRF's potential temperature by the same power law, PRES the sum of P and PB: both rounded. */
    assert_true(worst_difference(a.temperature_k, b.temperature_k, LAYERS * PLANE) < 1e-4);
    assert_true(worst_ratio(a.pressure_pa, b.pressure_pa, LAYERS * PLANE) < 1e-7);
    assert_true(worst_difference(a.vapour_kgpkg, b.vapour_kgpkg, LAYERS * PLANE) < 1e-17);
    assert_true(worst_difference(a.cloud_water_kgpkg, b.cloud_water_kgpkg, LAYERS * PLANE) < 1e-9);
    fen_weather_clear(&a);
    fen_weather_clear(&b);
  }
}

static void columns_are_wrfs_and_layers_within_4_percent(void **state) {
  const pair *both = *state;
  double layer = 0.0;
  double column = 0.0;
  double height = 0.0;
  for (ptrdiff_t hour = 0; hour < HOURS; hour += 6) {
    fen_weather a = read_hour(both->mcip, hour);
    fen_weather b = read_hour(both->wrf, hour);
    layer = fmax(layer, worst_ratio(a.air_kg, b.air_kg, LAYERS * PLANE));
    height = fmax(height, worst_ratio(a.height_m + PLANE, b.height_m + PLANE, LAYERS * PLANE));
    for (int c = 0; c < PLANE; c++) {
      double sums[2] = {0.0, 0.0};
      for (int k = 0; k < LAYERS; k++) {
        sums[0] += a.air_kg[k * PLANE + c];
        sums[1] += b.air_kg[k * PLANE + c];
      }
      column = fmax(column, fabs(sums[0] / sums[1] - 1.0));
    }
    fen_weather_clear(&a);
    fen_weather_clear(&b);
  }
  print_message("air against WRF's: columns within %.2g, layers within %.2g; heights within %.2g\n", column, layer, height);
  assert_true(column < 1e-6);
  assert_true(layer < 0.04);
  assert_true(height < 0.025);
}

static void fluxes_are_wrfs_within_4_percent(void **state) {
  const pair *both = *state;
  fen_weather a = read_hour(both->mcip, 6);
  fen_weather b = read_hour(both->wrf, 6);
  /* Faces at the rim of MCIP's cells couple the wind with the rim's own air, where WRF's reader knows the cell beyond. */
  for (int k = 0; k < LAYERS; k++)
    for (int j = 0; j < SIDE; j++)
      for (int i = 0; i <= SIDE; i++) {
        const ptrdiff_t x = (k * SIDE + j) * (SIDE + 1) + i;
        const ptrdiff_t y = (k * (SIDE + 1) + i) * SIDE + j;
        const double limit = i == 0 || i == SIDE ? 0.06 : 0.04;
        assert_true(fabs(a.flux_x_kgps[x] - b.flux_x_kgps[x]) <= limit * fabs(b.flux_x_kgps[x]));
        assert_true(fabs(a.flux_y_kgps[y] - b.flux_y_kgps[y]) <= limit * fabs(b.flux_y_kgps[y]));
      }
  fen_weather_clear(&a);
  fen_weather_clear(&b);
}

static void rain_of_the_steps_adds_up_to_wrfs(void **state) {
  const pair *both = *state;
  fen_weather last = read_hour(both->mcip, HOURS - 1);
  fen_weather first = read_hour(both->mcip, 0);
  fen_weather wrf = read_hour(both->wrf, HOURS - 1);
  double largest = 0.0;
  for (int c = 0; c < PLANE; c++) {
    assert_true(first.rain_mm[c] == 0.0);
    largest = fmax(largest, wrf.rain_mm[c]);
  }
  print_message("rain of 12 h: at most %.4g mm, largest difference %.2g mm\n", largest, worst_difference(last.rain_mm, wrf.rain_mm, PLANE));
  assert_true(largest > 0.2);
  /* Differences of single-precision totals of some mm. */
  assert_true(worst_difference(last.rain_mm, wrf.rain_mm, PLANE) < 1e-6);
  fen_weather_clear(&first);
  fen_weather_clear(&last);
  fen_weather_clear(&wrf);
}

/* Ten layers end at some 1.5 km. WRF's flux there comes from W and the slope of its hybrid surface, MCIP's from WHAT_JD on pure sigma:
 * they differ by 0.4 % of the largest. */
static void an_open_top_passes_what_wrfs_does(void **state) {
  (void)state;
  static const int merge[] = {1, 1, 2, 3, 3};
  fen_weather_source *wrf = open_wrf(merge, 5);
  fen_weather_source *mcip = open_mcip(merge, 5, NULL);
  assert_true(mcip->open_top);
  fen_weather a = read_hour(mcip, 6);
  fen_weather b = read_hour(wrf, 6);
  double largest = 0.0;
  for (int c = 0; c < PLANE; c++)
    largest = fmax(largest, fabs(b.flux_top_kgps[c]));
  const double off = worst_difference(a.flux_top_kgps, b.flux_top_kgps, PLANE);
  print_message("flux through an open top: largest difference %.2g of %.3g kg/s\n", off / largest, largest);
  assert_true(off < 0.01 * largest);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_weather_source_destroy(&wrf);
  fen_weather_source_destroy(&mcip);
}

static void fluxes_are_repaired_as_wrfs_are(void **state) {
  const pair *both = *state;
  const fen_interval_options options = {.kz = FEN_KZ_PROFILE,
                                        .kz_minimum_m2ps = 0.1,
                                        .horizontal_diffusion = true,
                                        .smagorinsky_constant = 0.2,
                                        .kh_minimum_m2ps = 10.0,
                                        .kh_maximum_m2ps = 1e4,
                                        .scavenging_scale_ps = 8.4e-5,
                                        .scavenging_exponent = 0.79,
                                        .repair_limit_mps = 1.0};
  fen_interval *interval = NULL;
  fen_error err = {0};
  assert_int_equal(fen_interval_create(both->mcip, &options, NULL, &interval, &err), FEN_OK);
  fen_weather before = read_hour(both->mcip, 5);
  fen_weather after = read_hour(both->mcip, 6);
  fen_forcing forcing;
  fen_repair_report report;
  if (fen_interval_build(interval, &before, &after, &forcing, &report, &err))
    fail_msg("%s", err.text);
  print_message("repair of one hour: at most %.3g m/s, mismatch %.3g -> %.3g\n", report.maximum_mps, report.mismatch_before,
                report.mismatch_after);
  assert_true(report.mismatch_after <= 1e-12);
  assert_true(report.maximum_mps < 0.05);
  fen_weather_clear(&before);
  fen_weather_clear(&after);
  fen_interval_destroy(&interval);
}

static void griddesc_is_found_by_numbers_and_boundary_files_are_passed_over(void **state) {
  (void)state;
  char told[4096] = "";
  fen_weather_source *source = open_mcip(NULL, 0, told);
  assert_mentions(told, "the grid is 'au-test_v1' on 'LamCon_34S_150E' (GDNAM 'GRIDOUT_au-test_')");
  assert_mentions(told, "METBDY3D_au-test_v1 is a boundary file or has no variable that is used");
  assert_mentions(told, "and so are or have 1 others");
  assert_mentions(told, "MCIP: 13 instants from 2022-12-07T00:00:00Z to 2022-12-07T12:00:00Z");
  fen_weather_source_destroy(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(grid_and_ground_are_wrfs, set_up, tear_down),
      cmocka_unit_test_setup_teardown(land_use_is_wrfs, set_up, tear_down),
      cmocka_unit_test_setup_teardown(winds_and_surface_fields_are_wrfs_to_the_bit, set_up, tear_down),
      cmocka_unit_test_setup_teardown(columns_are_wrfs_and_layers_within_4_percent, set_up, tear_down),
      cmocka_unit_test_setup_teardown(fluxes_are_wrfs_within_4_percent, set_up, tear_down),
      cmocka_unit_test_setup_teardown(rain_of_the_steps_adds_up_to_wrfs, set_up, tear_down),
      cmocka_unit_test(an_open_top_passes_what_wrfs_does),
      cmocka_unit_test_setup_teardown(fluxes_are_repaired_as_wrfs_are, set_up, tear_down),
      cmocka_unit_test(griddesc_is_found_by_numbers_and_boundary_files_are_passed_over),
  };
  return cmocka_run_group_tests_name("meteo: MCIP over Queensland", tests, NULL, NULL);
}
