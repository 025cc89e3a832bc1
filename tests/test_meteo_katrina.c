/* A vortex-following nest without column mass, boundary layer or land use: Katrina, 2005-08-28 12-21 UTC. */
#include <netcdf.h>

#include "fenhe/interval.h"
#include "fenhe/memory.h"
#include "fenhe/wrf.h"
#include "support.h"

static fen_weather_source *open_source(bool common) {
  static char path[SUPPORT_PATH];
  support_data_path("wrf_katrina/wrfout_d01_2005-08-28.nc", path);
  const char *files[] = {path};
  const fen_wrf_params params = {.files = files, .file_count = 1, .start_s = NAN, .end_s = NAN, .moving_common_cells = common};
  fen_weather_source *source = NULL;
  fen_error err = {0};
  const fen_status status = fen_wrf_open(&params, NULL, &source, &err);
  if (common && status)
    fail_msg("%s", err.text);
  if (!common) {
    assert_int_equal(status, FEN_ERR_GRID);
    assert_non_null(strstr(err.text, "moves"));
  }
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

static void the_cells_common_to_all_hours_are_36_by_33(void **state) {
  (void)state;
  fen_weather_source *source = open_source(true);
  assert_int_equal(source->grid->params.ny, 36);
  assert_int_equal(source->grid->params.nx, 33);
  assert_int_equal(source->time_count, 4);
  assert_true(source->open_top);
  assert_null(source->land_share);
  fen_weather_source_destroy(&source);
  assert_null(open_source(false));
}

static void read_raw(const char *name, size_t hour, float values[48 * 48]) {
  char path[SUPPORT_PATH];
  int nc;
  int id;
  const size_t start[] = {hour, 0, 0};
  const size_t count[] = {1, 48, 48};
  support_data_path("wrf_katrina/wrfout_d01_2005-08-28.nc", path);
  assert_int_equal(nc_open(path, NC_NOWRITE, &nc), NC_NOERR);
  assert_int_equal(nc_inq_varid(nc, name, &id), NC_NOERR);
  assert_int_equal(nc_get_vara_float(nc, id, start, count, values), NC_NOERR);
  assert_int_equal(nc_close(nc), NC_NOERR);
}

/* Whatever the hour, a cell of the grid has the values that the file gives for its longitude and latitude, and no rain. */
static void every_hour_is_read_at_its_place(void **state) {
  (void)state;
  fen_weather_source *source = open_source(true);
  static float lon[48 * 48];
  static float lat[48 * 48];
  static float pressure[48 * 48];
  for (size_t t = 0; t < 4; t++) {
    fen_weather w = read_hour(source, (ptrdiff_t)t);
    read_raw("XLONG", t, lon);
    read_raw("XLAT", t, lat);
    read_raw("PSFC", t, pressure);
    for (ptrdiff_t c = 0; c < w.nx * w.ny; c += 7) {
      int nearest = 0;
      double distance = 1e9;
      for (int n = 0; n < 48 * 48; n++) {
        const double here = hypot(lon[n] - source->grid->lon_deg[c], lat[n] - source->grid->lat_deg[c]);
        if (here < distance) {
          distance = here;
          nearest = n;
        }
      }
      assert_true(distance < 1e-4);
      assert_true(w.surface_pressure_pa[c] == pressure[nearest]);
      assert_true(w.rain_mm[c] == 0.0);
    }
    fen_weather_clear(&w);
  }
  fen_weather_source_destroy(&source);
}

static void diagnosed_boundary_layer_is_plausible(void **state) {
  (void)state;
  fen_weather_source *source = open_source(true);
  double low[3] = {1e9, 1e9, 1e9};
  double high[3] = {-1e9, -1e9, -1e9};
  double strongest = 0.0;
  for (int t = 0; t < 4; t++) {
    fen_weather w = read_hour(source, t);
    for (ptrdiff_t c = 0; c < w.nx * w.ny; c++) {
      const double values[3] = {w.pblh_m[c], w.friction_velocity_mps[c], w.heat_flux_wpm2[c]};
      for (int n = 0; n < 3; n++) {
        low[n] = fmin(low[n], values[n]);
        high[n] = fmax(high[n], values[n]);
      }
      strongest = fmax(strongest, hypot(w.u_mps[c], w.v_mps[c]));
    }
    fen_weather_clear(&w);
  }
  print_message("lowest layer's wind up to %.1f m/s; PBLH %.0f-%.0f m, u* %.2f-%.2f m/s, HFX %.0f-%.0f W/m2\n", strongest, low[0], high[0],
                low[1], high[1], low[2], high[2]);
  assert_true(low[0] > 100.0 && high[0] < 4000.0);
  assert_true(low[1] > 0.1 && high[1] > 1.0 && high[1] < 4.0);
  assert_true(low[2] > -200.0 && high[2] < 600.0);
  fen_weather_source_destroy(&source);
}

/* The density of dry air must be that of the gas law, and the whole column that of the pressure difference, moisture taken off. */
static void dry_air_weighs_what_the_pressure_says(void **state) {
  (void)state;
  fen_weather_source *source = open_source(true);
  fen_weather w = read_hour(source, 0);
  const ptrdiff_t plane = w.nx * w.ny;
  for (ptrdiff_t c = 0; c < plane; c++) {
    double dry = 0.0;
    double moist = 0.0;
    for (ptrdiff_t k = 0; k < w.nz; k++) {
      dry += w.air_kg[k * plane + c];
      moist += w.air_kg[k * plane + c] * (1.0 + w.vapour_kgpkg[k * plane + c]);
    }
    /* The uppermost face lies a little above the uppermost layer's middle: half that layer's weight. */
    const ptrdiff_t top = (w.nz - 1) * plane + c;
    const double above = w.pressure_pa[top] - 0.5 * w.air_kg[top] * 9.81 / source->grid->area_m2[c];
    const double weight = moist * 9.81 / source->grid->area_m2[c];
    assert_near(weight / (w.surface_pressure_pa[c] - above), 1.0, 0.01);
    assert_true(dry < moist);
  }
  fen_weather_clear(&w);
  fen_weather_source_destroy(&source);
}

static void repaired_fluxes_close_with_an_open_top(void **state) {
  (void)state;
  fen_weather_source *source = open_source(true);
  const fen_interval_options options = {.kz = FEN_KZ_PROFILE, .kz_minimum_m2ps = 0.1, .repair_limit_mps = 0.5};
  fen_interval *interval = NULL;
  fen_error err = {0};
  assert_int_equal(fen_interval_create(source, &options, NULL, &interval, &err), FEN_OK);
  fen_weather before = read_hour(source, 0);
  for (ptrdiff_t t = 1; t < 4; t++) {
    fen_weather after = read_hour(source, t);
    fen_forcing forcing;
    fen_repair_report report;
    if (fen_interval_build(interval, &before, &after, &forcing, &report, &err))
      fail_msg("%s", err.text);
    print_message("interval %td: repair at most %.3g m/s (rms %.3g), at the top %.3g m/s; mismatch %.3g -> %.3g\n", t, report.maximum_mps,
                  report.rms_mps, report.maximum_top_mps, report.mismatch_before, report.mismatch_after);
    assert_true(report.mismatch_after <= 1e-12);
    assert_true(report.maximum_mps < 0.5 && report.maximum_top_mps < 0.5);
    assert_non_null(forcing.flux_top_kgps[0]);
    assert_null(forcing.scavenging_ps);
    assert_null(forcing.kh_m2ps[0]);
    fen_weather_clear(&before);
    before = after;
  }
  fen_weather_clear(&before);
  fen_interval_destroy(&interval);
  fen_weather_source_destroy(&source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_cells_common_to_all_hours_are_36_by_33), cmocka_unit_test(every_hour_is_read_at_its_place),
      cmocka_unit_test(diagnosed_boundary_layer_is_plausible),      cmocka_unit_test(dry_air_weighs_what_the_pressure_says),
      cmocka_unit_test(repaired_fluxes_close_with_an_open_top),
  };
  return cmocka_run_group_tests_name("meteo: WRF on a moving nest", tests, NULL, NULL);
}
