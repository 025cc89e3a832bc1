/* Interrupted runs on real WRF weather: what is read and repaired anew on resuming is the same to the last bit. */
#include "fenhe/run.h"
#include "restart_support.h"

static fen_run_report run_part(const char *folder, const char *out, bool resume, ptrdiff_t most_steps) {
  char path[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_run_report report = {0};
  fen_error err = {0};
  const fen_run_options options = {.folder = out, .command = "fenhe", .resume = resume, .most_steps = most_steps};
  support_join(folder, "case.yaml", path);
  fen_status status = fen_case_open(path, NULL, &item, &err);
  if (!status)
    status = fen_run(item, &options, &report, &err);
  fen_case_close(&item);
  if (status)
    fail_msg("%s", err.text);
  return report;
}

/* An uninterrupted run beside one of many parts. */
static void assert_parts_give_the_same(const char *text, ptrdiff_t part) {
  char folder[SUPPORT_PATH], whole[SUPPORT_PATH], parts[SUPPORT_PATH];
  apps_folder(folder);
  apps_write(folder, "case.yaml", text);
  support_join(folder, "whole", whole);
  support_join(folder, "parts", parts);
  ptrdiff_t steps = run_part(folder, whole, false, 0).steps;
  ptrdiff_t stops = 0;
  fen_run_report report = run_part(folder, parts, false, part);
  for (; report.stopped; stops++)
    report = run_part(folder, parts, true, part);
  assert_int_equal(report.steps, steps);
  assert_true(stops >= 4);
  restart_output reference = restart_read(whole);
  restart_assert_same(&reference, parts, "in parts");
  restart_forget(&reference);
  apps_remove(folder);
}

static const char rest[] = "layers: {merge: [1, 1, 2, 2, 2, 3, 3]}\n"
                           "species:\n"
                           "  - {name: CH4, kind: gas, molar_mass: 16.04 g/mol, initial: 1800 ppb, boundary: 1800 ppb}\n"
                           "  - {name: PM25, kind: particle, deposition_velocity: {land: 1 cm/s, sea: 2 mm/s}, scavenging: true,\n"
                           "     initial: 10 ug/m3, boundary: {profile: [[0 m, 10 ug/m3], [2 km, 1 ug/m3]]}}\n"
                           "tags: [{species: PM25, name: old, initial: true, boundary: true}]\n"
                           "transport: {precision: double}\n";

static void queensland_in_parts_gives_the_same_bytes(void **state) {
  char first[SUPPORT_PATH], text[APPS_TEXT];
  (void)state;
  support_data_path("wrf_queensland/wrf/WRFOUT_d01_2022-12-07T0000Z.nc", first);
  *strstr(first, "/wrf/WRFOUT") = '\0';
  (void)snprintf(text, sizeof text,
                 "period: {start: \"2022-12-07T04:00Z\", length: 5 h, time_zone: \"+10:00\"}\n"
                 "meteorology: {kind: wrf, files: \"%s/wrf/WRFOUT_*.nc\"}\n%ssectors: [all]\n"
                 "emissions: [{kind: ioapi, sector: all, file: %s/cmaq/emis_record_2022-12-07.nc}]\n"
                 "output:\n  folder: out\n  fields_3d: {species: [CH4, PM25], every: 2 h}\n"
                 "  receptors: [{name: centre, lon: 148.6, lat: -23.2}]\n",
                 first, rest, first);
  assert_parts_give_the_same(text, 7);
}

static void katrina_in_parts_gives_the_same_bytes(void **state) {
  char path[SUPPORT_PATH], text[APPS_TEXT];
  (void)state;
  support_data_path("wrf_katrina/wrfout_d01_2005-08-28.nc", path);
  (void)snprintf(text, sizeof text,
                 "period: {start: \"2005-08-28T15:00Z\", length: 6 h, time_zone: \"-06:00\"}\n"
                 "meteorology: {kind: wrf, files: \"%s\", repair_limit: 5 m/s}\n%s"
                 "output:\n  folder: out\n  fields_3d: {species: [PM25], every: 3 h}\n"
                 "  receptors: [{name: gulf, lon: -89.5, lat: 24}]\n",
                 path, strstr(rest, "species:"));
  assert_parts_give_the_same(text, 11);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(queensland_in_parts_gives_the_same_bytes),
      cmocka_unit_test(katrina_in_parts_gives_the_same_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
