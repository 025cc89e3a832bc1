/* Whole runs on real WRF weather: uniform fields stay uniform and budgets close, over Queensland's terrain and in a hurricane. */
#include <netcdf.h>

#include "apps_support.h"
#include "fenhe/run.h"

static void check_nc(int status) {
  if (status)
    fail_msg("%s", nc_strerror(status));
}

/* All values of a variable of a run's file; free them. */
static double *read_all(const char *folder, const char *name, const char *variable, size_t *count) {
  char path[SUPPORT_PATH + 128];
  int file, id, rank, dims[8];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  check_nc(nc_open(path, NC_NOWRITE, &file));
  check_nc(nc_inq_varid(file, variable, &id));
  check_nc(nc_inq_varndims(file, id, &rank));
  check_nc(nc_inq_vardimid(file, id, dims));
  *count = 1;
  for (int n = 0; n < rank; n++) {
    size_t length;
    check_nc(nc_inq_dimlen(file, dims[n], &length));
    *count *= length;
  }
  double *values = malloc(*count * sizeof *values);
  assert_non_null(values);
  check_nc(nc_get_var_double(file, id, values));
  check_nc(nc_close(file));
  return values;
}

static void run_case(const char *folder, const char *text, fen_run_report *report) {
  char path[SUPPORT_PATH + 128];
  fen_case *item = NULL;
  fen_error err = {0};
  const fen_run_options options = {.folder = folder};
  apps_write(folder, "case.yaml", text);
  (void)snprintf(path, sizeof path, "%s/case.yaml", folder);
  fen_status status = fen_case_open(path, NULL, &item, &err);
  if (!status)
    status = fen_run(item, &options, report, &err);
  if (status)
    fail_msg("%s", err.text);
  fen_case_close(&item);
  assert_false(report->stopped);
}

static void assert_all_near(const char *folder, const char *file, const char *variable, double expected, double tolerance) {
  size_t count = 0;
  double *values = read_all(folder, file, variable, &count);
  for (size_t n = 0; n < count; n++)
    if (!(fabs(values[n] - expected) <= tolerance))
      fail_msg("%s[%zu] = %.17g, expected %.17g within %.1e", variable, n, values[n], expected, tolerance);
  free(values);
}

/* Mixing ratio of every cell and written hour against a uniform one; the file holds single precision. */
static void assert_uniform(const char *folder, const char *variable, double expected) {
  size_t count = 0;
  size_t density_count = 0;
  double *value = read_all(folder, "fields.nc", variable, &count);
  double *density = read_all(folder, "fields.nc", "air_density", &density_count);
  assert_true(count == density_count && count > 0);
  for (size_t n = 0; n < count; n++)
    if (!(fabs(value[n] / density[n] * 1e-9 / expected - 1.0) <= 3e-7))
      fail_msg("mixing ratio of cell %zu is %.9g, not %.9g", n, value[n] / density[n] * 1e-9, expected);
  free(value);
  free(density);
}

static void queensland_text(char text[APPS_TEXT], const char *precision, const char *rest) {
  char first[SUPPORT_PATH];
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", first);
  char *name = strstr(first, "/wrf/WRFOUT");
  *name = '\0';
  (void)snprintf(text, APPS_TEXT,
                 "period: {start: \"2022-12-07T00:00Z\", length: 12 h, time_zone: \"+10:00\"}\n"
                 "meteorology: {kind: wrf, files: \"%s/wrf/WRFOUT_*.nc\", repair_limit: 1 m/s}\n"
                 "transport: {precision: %s}\nsectors: [all]\n"
                 "output: {folder: out, fields_3d: {species: [CH4], every: 4 h}}\n%s%s%s",
                 first, precision, strstr(rest, "FILE") ? "emissions: [{kind: ioapi, sector: all, file: " : "",
                 strstr(rest, "FILE") ? first : "", strstr(rest, "FILE") ? "/cmaq/emis_record_2022-12-07.nc}]\n" : "");
  const char *species = strstr(rest, "species:");
  assert_non_null(species);
  (void)strncat(text, species, APPS_TEXT - strlen(text) - 1);
}

static void layers_that_the_files_have_not_are_a_fault_of_the_case(void **state) {
  (void)state;
  char text[APPS_TEXT], folder[SUPPORT_PATH], path[SUPPORT_PATH + 128];
  fen_error err = {0};
  queensland_text(text, "single", "species: [{name: CH4, kind: gas}]\nlayers: {merge: [1, 1, 40]}\n");
  apps_folder(folder);
  apps_write(folder, "case.yaml", text);
  (void)snprintf(path, sizeof path, "%s/case.yaml", folder);
  assert_int_equal(fen_case_check(path, NULL, NULL, &err), FEN_ERR_RANGE);
  assert_non_null(strstr(err.text, "layers: {merge: [1, 1, 40]}\n"));
  assert_non_null(strstr(err.text, "there are only 32"));
  apps_remove(folder);
}

static void uniform_methane_stays_uniform_over_queensland(void **state) {
  static const char *const precisions[] = {"double", "single"};
  (void)state;
  for (int n = 0; n < 2; n++) {
    char text[APPS_TEXT], folder[SUPPORT_PATH];
    fen_run_report report = {0};
    queensland_text(text, precisions[n], "species: [{name: CH4, kind: gas, initial: 1e-6 kg/kg, boundary: 1e-6 kg/kg}]\n");
    apps_folder(folder);
    run_case(folder, text, &report);
    assert_true(report.worst_residual < (n == 0 ? 1e-12 : 1e-6));
    assert_uniform(folder, "CH4", 1e-6);
    /* Bitwise: the smallest value is the initial one, rounded once to the tracers' precision. */
    assert_all_near(folder, "budget.nc", "minimum_lead", n == 0 ? 1e-6 : (double)1e-6f, 0.0);
    assert_all_near(folder, "budget.nc", "clipped", 0.0, 0.0);
    apps_remove(folder);
  }
}

static void queensland_methane_of_emis_record_runs_12_hours_and_its_budget_closes(void **state) {
  char text[APPS_TEXT], folder[SUPPORT_PATH];
  fen_run_report report = {0};
  size_t count = 0;
  (void)state;
  queensland_text(text, "single",
                  "FILE species: [{name: CH4, kind: gas, molar_mass: 16.04 g/mol}]\n"
                  "tags: [{species: CH4, name: all, sectors: [all]}]\n");
  apps_folder(folder);
  run_case(folder, text, &report);
  assert_true(report.worst_residual < 1e-6);
  double *hourly = read_all(folder, "surface.nc", "CH4", &count);
  double highest = 0.0;
  for (size_t n = 0; n < count; n++) {
    assert_true(hourly[n] >= 0.0);
    highest = fmax(highest, hourly[n]);
  }
  free(hourly);
  assert_true(count == (size_t)12 * 14 * 14 && highest > 10.0 && highest < 5000.0);
  /* The one tag holds all emissions and the species nothing else: the same lane twice. */
  double *species = read_all(folder, "surface.nc", "CH4_mean", &count);
  double *tag = read_all(folder, "surface.nc", "CH4__all_mean", &count);
  for (size_t n = 0; n < count; n++)
    assert_near(tag[n], species[n], 1e-5 * highest);
  free(species);
  free(tag);
  assert_all_near(folder, "budget.nc", "clipped", 0.0, 0.0);
  apps_remove(folder);
}

static void uniform_tracer_stays_uniform_in_katrina_and_its_budget_closes(void **state) {
  char path[SUPPORT_PATH], text[APPS_TEXT], folder[SUPPORT_PATH];
  fen_run_report report = {0};
  (void)state;
  support_data_path("wrf_katrina/wrfout_d01_2005-08-28.nc", path);
  (void)snprintf(
      text, sizeof text,
      "period: {start: \"2005-08-28T12:00Z\", length: 9 h, time_zone: \"-06:00\"}\n"
      "meteorology: {kind: wrf, files: \"%s\", repair_limit: 5 m/s}\n"
      "species:\n  - {name: even, kind: gas, initial: 1e-8 kg/kg, boundary: 1e-8 kg/kg}\n"
      "  - {name: sunk, kind: particle, initial: 1e-8 kg/kg, boundary: 1e-8 kg/kg, deposition_velocity: {land: 1 cm/s, sea: 1 cm/s}}\n"
      "output: {folder: out, fields_3d: {species: [even], every: 3 h}}\n",
      path);
  apps_folder(folder);
  run_case(folder, text, &report);
  assert_true(report.worst_residual < 1e-6);
  assert_uniform(folder, "even", 1e-8);
  assert_all_near(folder, "budget.nc", "clipped", 0.0, 0.0);
  size_t count = 0;
  double *dry = read_all(folder, "deposition.nc", "sunk_dry", &count);
  for (size_t n = 0; n < count; n++)
    assert_true(dry[n] > 0.0);
  free(dry);
  apps_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(layers_that_the_files_have_not_are_a_fault_of_the_case),
      cmocka_unit_test(uniform_methane_stays_uniform_over_queensland),
      cmocka_unit_test(queensland_methane_of_emis_record_runs_12_hours_and_its_budget_closes),
      cmocka_unit_test(uniform_tracer_stays_uniform_in_katrina_and_its_budget_closes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
