/* Case files beyond what any run could hold are refused at once. */
#include "fenhe/case.h"
#include "support.h"

enum { TEXT = 1000000 };

#define HEAD                                                                                                                               \
  "period: {start: \"2020-01-10T00:00+08:00\", length: 24 h}\n"                                                                            \
  "grid: {projection: {kind: lonlat}, cells: [6, 6], spacing: 0.1 degree, centre: [112.3, 37.6]}\n"                                        \
  "layers: {first: 50 m, stretching: 1.6, top: 2 km}\nmeteorology: {kind: idealised, wind_speed: 4 m/s}\n"                                 \
  "sectors: [power]\nspecies: [{name: PM25, kind: particle}]\n"

static void refuses(const char *folder, const char *text, const char *words) {
  char path[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_error err = {0};
  support_write_text(folder, "case.yaml", text, path);
  assert_int_equal(fen_case_open(path, NULL, &item, &err), FEN_ERR_RANGE);
  assert_null(item);
  assert_mentions(err.text, words);
}

static void more_receptors_than_series_can_be_kept_are_refused(void **state) {
  char path[SUPPORT_PATH];
  char *text = malloc(TEXT);
  assert_non_null(text);
  int used = sprintf(text, "name,lon,lat\n");
  for (int n = 0; n < 10001; n++)
    used += sprintf(text + used, "r%d,112.3,37.6\n", n);
  support_write_text(*state, "receptors.csv", text, path);
  refuses(*state, HEAD "output: {folder: out, receptors: receptors.csv}\n", "10001 receptors; at most 10000");
  used = sprintf(text, HEAD "output: {folder: out, receptors: [");
  for (int n = 0; n < 10001; n++)
    used += sprintf(text + used, "%s{name: r%d, lon: 112.3, lat: 37.6}", n ? ", " : "", n);
  (void)sprintf(text + used, "]}\n");
  refuses(*state, text, "10001 receptors; at most 10000");
  free(text);
}

static void more_files_of_emissions_than_can_be_read_are_refused(void **state) {
  char *text = malloc(TEXT);
  assert_non_null(text);
  int used = sprintf(text, HEAD "output: {folder: out}\nemissions: [");
  for (int n = 0; n < 10001; n++)
    used += sprintf(text + used, "%s{kind: points, file: p.csv}", n ? ", " : "");
  (void)sprintf(text + used, "]\n");
  refuses(*state, text, "10001 files of emissions; at most 10000");
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(more_receptors_than_series_can_be_kept_are_refused),
                                     cmocka_unit_test(more_files_of_emissions_than_can_be_read_are_refused)};
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
