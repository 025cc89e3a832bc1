/* Real WRF weather over Queensland, against what MCIP made of the same files. MCIP's cell (0, 0) is WRF's (2, 2). */
#include <netcdf.h>

#include "fenhe/interval.h"
#include "fenhe/memory.h"
#include "fenhe/wrf.h"
#include "support.h"

enum { HOURS = 13, MCIP = 10, SHIFT = 2, LAYERS = 32 };

static char paths[HOURS][SUPPORT_PATH];
static const char *files[HOURS];

static void find_files(void) {
  for (int h = 0; h < HOURS; h++) {
    char name[64];
    (void)snprintf(name, sizeof name, "wrf_queensland/wrf/WRFOUT_d01_2022-12-07T%02d00Z.nc", h);
    support_data_path(name, paths[h]);
    /* Given in reverse: the reader sorts. */
    files[HOURS - 1 - h] = paths[h];
  }
}

static fen_weather_source *open_source(fen_wrf_params params) {
  find_files();
  params.files = files;
  params.file_count = HOURS;
  params.start_s = NAN;
  params.end_s = NAN;
  fen_weather_source *source = NULL;
  fen_error err = {0};
  if (fen_wrf_open(&params, NULL, &source, &err))
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

/* One hour of an MCIP variable; caller frees. */
static float *mcip(const char *file, const char *name, size_t hour, size_t layers, size_t rows, size_t columns) {
  char path[SUPPORT_PATH];
  support_data_path(file, path);
  int nc;
  int id;
  const size_t start[] = {hour, 0, 0, 0};
  const size_t count[] = {1, layers, rows, columns};
  float *values = malloc(layers * rows * columns * sizeof *values);
  assert_non_null(values);
  assert_int_equal(nc_open(path, NC_NOWRITE, &nc), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, name, &id), NC_NOERR);
  assert_int_equal(nc_get_vara_float(nc, id, start, count, values), NC_NOERR);
  assert_int_equal(nc_close(nc), NC_NOERR);
  return values;
}

#define MET3 "wrf_queensland/mcip/METCRO3D_au-test_v1"
#define DOT3 "wrf_queensland/mcip/METDOT3D_au-test_v1"
#define MET2 "wrf_queensland/mcip/METCRO2D_au-test_v1"

static const fen_wrf_params subdomain = {.i_start = SHIFT, .j_start = SHIFT, .nx = MCIP, .ny = MCIP};

static void dry_columns_agree_with_mcip_and_layers_within_4_percent(void **state) {
  (void)state;
  fen_weather_source *source = open_source(subdomain);
  double worst_column = 0.0;
  double worst_layer = 0.0;
  for (size_t hour = 0; hour < HOURS; hour += 6) {
    fen_weather w = read_hour(source, (ptrdiff_t)hour);
    float *density = mcip(MET3, "DENS", hour, LAYERS, MCIP, MCIP);
    float *face = mcip(MET3, "ZF", hour, LAYERS, MCIP, MCIP);
    for (int c = 0; c < MCIP * MCIP; c++) {
      double ours = 0.0;
      double theirs = 0.0;
      for (int k = 0; k < LAYERS; k++) {
        const int n = k * MCIP * MCIP + c;
        const double thickness = face[n] - (k ? face[n - MCIP * MCIP] : 0.0F);
        const double mine = w.air_kg[n] / source->grid->area_m2[c];
        ours += mine;
        theirs += density[n] * thickness;
        worst_layer = fmax(worst_layer, fabs(mine / (density[n] * thickness) - 1.0));
      }
      worst_column = fmax(worst_column, fabs(ours / theirs - 1.0));
    }
    free(density);
    free(face);
    fen_weather_clear(&w);
  }
  print_message("dry air against MCIP: columns within %.2g, layers within %.2g\n", worst_column, worst_layer);
  assert_true(worst_column < 1e-6);
  assert_true(worst_layer < 0.04);
  fen_weather_source_destroy(&source);
}

/* At MCIP's dot points the C-grid winds UWINDC and VWINDC are WRF's U and V themselves. */
static void face_winds_are_mcips_to_the_bit(void **state) {
  (void)state;
  fen_weather_source *source = open_source(subdomain);
  float *u = mcip(DOT3, "UWINDC", 6, LAYERS, MCIP + 1, MCIP + 1);
  float *v = mcip(DOT3, "VWINDC", 6, LAYERS, MCIP + 1, MCIP + 1);
  fen_weather w = read_hour(source, 6);
  double worst = 0.0;
  const int side = MCIP + 1;
  for (int k = 0; k < LAYERS; k++)
    for (int j = 0; j < MCIP; j++)
      for (int i = 0; i < MCIP; i++) {
        const int n = (k * MCIP + j) * MCIP + i;
        const float *left = &u[(k * side + j) * side + i];
        const float *low = &v[(k * side + j) * side + i];
        worst = fmax(worst, fabs(w.u_mps[n] - 0.5 * ((double)left[0] + left[1])));
        worst = fmax(worst, fabs(w.v_mps[n] - 0.5 * ((double)low[0] + low[side])));
      }
  print_message("winds at centres against the mean of MCIP's faces: largest difference %.3g m/s\n", worst);
  assert_true(worst < 1e-13);
  free(u);
  free(v);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

static void surface_fields_are_mcips_to_the_bit(void **state) {
  (void)state;
  fen_weather_source *source = open_source(subdomain);
  for (size_t hour = 0; hour < HOURS; hour += 4) {
    fen_weather w = read_hour(source, (ptrdiff_t)hour);
    const struct {
      const char *name;
      const double *ours;
    } list[] = {{"PBL", w.pblh_m},
                {"USTAR", w.friction_velocity_mps},
                {"TEMP2", w.t2_k},
                {"HFX", w.heat_flux_wpm2},
                {"PRSFC", w.surface_pressure_pa}};
    for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
      float *theirs = mcip(MET2, list[n].name, hour, 1, MCIP, MCIP);
      for (int c = 0; c < MCIP * MCIP; c++)
        if ((float)list[n].ours[c] != theirs[c])
          fail_msg("%s at hour %zu, cell %d: %.9g against MCIP's %.9g", list[n].name, hour, c, list[n].ours[c], (double)theirs[c]);
      free(theirs);
    }
    fen_weather_clear(&w);
  }
  fen_weather_source_destroy(&source);
}

static void total_air_does_not_depend_on_merging(void **state) {
  (void)state;
  static const int merge[] = {1, 1, 2, 2, 4, 6, 8, 8};
  fen_wrf_params merged = subdomain;
  merged.merge = merge;
  merged.merge_count = sizeof merge / sizeof *merge;
  fen_weather_source *fine = open_source(subdomain);
  fen_weather_source *coarse = open_source(merged);
  assert_false(fine->open_top);
  assert_false(coarse->open_top);
  fen_weather a = read_hour(fine, 3);
  fen_weather b = read_hour(coarse, 3);
  double air[2] = {0.0, 0.0};
  double flux[2] = {0.0, 0.0};
  for (ptrdiff_t n = 0; n < LAYERS * MCIP * MCIP; n++)
    air[0] += a.air_kg[n];
  for (ptrdiff_t n = 0; n < coarse->nz * MCIP * MCIP; n++)
    air[1] += b.air_kg[n];
  for (ptrdiff_t n = 0; n < LAYERS * MCIP * (MCIP + 1); n++)
    flux[0] += a.flux_x_kgps[n];
  for (ptrdiff_t n = 0; n < coarse->nz * MCIP * (MCIP + 1); n++)
    flux[1] += b.flux_x_kgps[n];
  assert_near(air[1] / air[0], 1.0, 1e-14);
  assert_near(flux[1] / flux[0], 1.0, 1e-12);
  for (ptrdiff_t c = 0; c < MCIP * MCIP; c++)
    assert_true(a.height_m[LAYERS * MCIP * MCIP + c] == b.height_m[coarse->nz * MCIP * MCIP + c]);
  fen_weather_clear(&a);
  fen_weather_clear(&b);
  fen_weather_source_destroy(&fine);
  fen_weather_source_destroy(&coarse);
}

static void layers_left_out_open_the_top(void **state) {
  (void)state;
  static const int merge[] = {1, 1, 2, 2, 4};
  fen_wrf_params params = subdomain;
  params.merge = merge;
  params.merge_count = sizeof merge / sizeof *merge;
  fen_weather_source *source = open_source(params);
  assert_true(source->open_top);
  fen_weather w = read_hour(source, 3);
  double largest = 0.0;
  for (ptrdiff_t c = 0; c < MCIP * MCIP; c++)
    largest = fmax(largest, fabs(w.flux_top_kgps[c]));
  assert_true(largest > 0.0);
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

/* All intervals of a source; the largest sizes over them. */
static fen_repair_report repair_all(fen_weather_source *source) {
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
  assert_int_equal(fen_interval_create(source, &options, NULL, &interval, &err), FEN_OK);
  fen_repair_report worst = {0};
  fen_weather before = read_hour(source, 0);
  for (ptrdiff_t t = 1; t < source->time_count; t++) {
    fen_weather after = read_hour(source, t);
    fen_forcing forcing;
    fen_repair_report report;
    if (fen_interval_build(interval, &before, &after, &forcing, &report, &err))
      fail_msg("%s", err.text);
    worst.maximum_mps = fmax(worst.maximum_mps, report.maximum_mps);
    worst.maximum_top_mps = fmax(worst.maximum_top_mps, report.maximum_top_mps);
    worst.rms_mps = fmax(worst.rms_mps, report.rms_mps);
    worst.mismatch_before = fmax(worst.mismatch_before, report.mismatch_before);
    worst.mismatch_after = fmax(worst.mismatch_after, report.mismatch_after);
    for (ptrdiff_t n = 0; n < source->nz * before.nx * before.ny; n++) {
      assert_true(forcing.kh_m2ps[0][n] >= 10.0 && forcing.kh_m2ps[0][n] <= 1e4);
      if (n >= before.nx * before.ny)
        assert_true(forcing.kz_m2ps[0][n] >= 0.1 && forcing.kz_m2ps[0][n] < 2000.0);
    }
    fen_weather_clear(&before);
    before = after;
  }
  fen_weather_clear(&before);
  fen_interval_destroy(&interval);
  return worst;
}

static void repaired_fluxes_carry_the_change_of_air_mass(void **state) {
  (void)state;
  fen_weather_source *source = open_source((fen_wrf_params){0});
  fen_repair_report whole = repair_all(source);
  fen_weather_source_destroy(&source);
  source = open_source(subdomain);
  fen_repair_report inner = repair_all(source);
  fen_weather_source_destroy(&source);
  print_message("repair over 12 h, whole domain: at most %.3g m/s (rms %.3g), mismatch %.3g -> %.3g\n", whole.maximum_mps, whole.rms_mps,
                whole.mismatch_before, whole.mismatch_after);
  print_message("repair over 12 h, two cells from WRF's edge: at most %.3g m/s (rms %.3g), mismatch %.3g -> %.3g\n", inner.maximum_mps,
                inner.rms_mps, inner.mismatch_before, inner.mismatch_after);
  assert_true(whole.mismatch_after <= 1e-12 && inner.mismatch_after <= 1e-12);
  assert_true(whole.maximum_mps < 0.5);
  assert_true(inner.maximum_mps < 1e-2);
}

static void rain_is_counted_from_the_first_instant_and_scavenges(void **state) {
  (void)state;
  fen_weather_source *source = open_source(subdomain);
  fen_weather last = read_hour(source, HOURS - 1);
  fen_weather first = read_hour(source, 0);
  fen_weather again = read_hour(source, HOURS - 1);
  double largest = 0.0;
  for (ptrdiff_t c = 0; c < MCIP * MCIP; c++) {
    assert_true(first.rain_mm[c] == 0.0);
    assert_true(last.rain_mm[c] == again.rain_mm[c] && last.rain_mm[c] >= 0.0);
    largest = fmax(largest, last.rain_mm[c]);
  }
  print_message("largest rain of the 12 h: %.3g mm\n", largest);
  assert_true(largest > 0.0 && largest < 0.3);
  fen_weather_clear(&first);
  fen_weather_clear(&last);
  fen_weather_clear(&again);
  fen_weather_source_destroy(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dry_columns_agree_with_mcip_and_layers_within_4_percent),
      cmocka_unit_test(face_winds_are_mcips_to_the_bit),
      cmocka_unit_test(surface_fields_are_mcips_to_the_bit),
      cmocka_unit_test(total_air_does_not_depend_on_merging),
      cmocka_unit_test(layers_left_out_open_the_top),
      cmocka_unit_test(repaired_fluxes_carry_the_change_of_air_mass),
      cmocka_unit_test(rain_is_counted_from_the_first_instant_and_scavenges),
  };
  return cmocka_run_group_tests_name("meteo: WRF over Queensland", tests, NULL, NULL);
}
