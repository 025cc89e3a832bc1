/* The built-in demonstration, whole: it is what a new user meets first. */
#include <netcdf.h>

#include "apps_support.h"

static void check_nc(int status) {
  if (status)
    fail_msg("%s", nc_strerror(status));
}

/* Smallest and largest value of a variable. */
static void range_of(const char *folder, const char *name, const char *variable, double *lowest, double *highest) {
  char path[SUPPORT_PATH + 128];
  int file, id, rank, dims[8];
  size_t count = 1;
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  check_nc(nc_open(path, NC_NOWRITE, &file));
  check_nc(nc_inq_varid(file, variable, &id));
  check_nc(nc_inq_varndims(file, id, &rank));
  check_nc(nc_inq_vardimid(file, id, dims));
  for (int n = 0; n < rank; n++) {
    size_t length = 0;
    check_nc(nc_inq_dimlen(file, dims[n], &length));
    count *= length;
  }
  double *values = malloc(count * sizeof *values);
  assert_non_null(values);
  check_nc(nc_get_var_double(file, id, values));
  check_nc(nc_close(file));
  *lowest = *highest = values[0];
  for (size_t n = 0; n < count; n++) {
    *lowest = values[n] < *lowest ? values[n] : *lowest;
    *highest = values[n] > *highest ? values[n] : *highest;
  }
  free(values);
}

static void demo_leaves_plausible_fields_and_closed_budgets(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  double lowest, highest;
  (void)state;
  apps_folder(folder);
  if (apps_run(folder, "demo demo", out, err) != 0)
    fail_msg("%s", err);
  range_of(folder, "demo/base/surface.nc", "PM25", &lowest, &highest);
  assert_true(lowest >= 0.0 && highest > 50.0 && highest < 2000.0);
  range_of(folder, "demo/base/budget.nc", "residual", &lowest, &highest);
  assert_true(fabs(lowest) < 2e-6 && fabs(highest) < 2e-6);
  range_of(folder, "demo/base/budget.nc", "clipped", &lowest, &highest);
  assert_true(highest == 0.0);
  range_of(folder, "demo/base/budget.nc", "minimum_lead", &lowest, &highest);
  assert_true(lowest >= 0.0);
  range_of(folder, "demo/base/receptors.nc", "PM25", &lowest, &highest);
  assert_true(lowest > 0.0 && highest < 2000.0);
  /* 24 tags and five scenarios, compared, with one sentence at the end. */
  range_of(folder, "demo/base/surface.nc", "PM25__heating__Taiyuan_mean", &lowest, &highest);
  assert_true(highest > 10.0);
  range_of(folder, "demo/comparison/differences.nc", "PM25_mean_difference__heating_central", &lowest, &highest);
  assert_true(lowest < -10.0);
  assert_non_null(strstr(out, "Of 5 scenarios"));
  assert_non_null(strstr(out, "lowers the mean PM2.5"));
  apps_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(demo_leaves_plausible_fields_and_closed_budgets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
