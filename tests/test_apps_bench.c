/* The verb bench: what it tells, how it compares, what it refuses. No figure of speed is held to anything. */
#include <jansson.h>
#include <math.h>
#include <stdbool.h>

#include "apps_support.h"

static const char small[] = "bench --quick --cells 16,16,8 --repeats 2 --species 1,3 --tags 2 --threads 1";

/* Run the program in a new folder and parse what it printed. */
static json_t *ask_json(const char *arguments, char folder[SUPPORT_PATH]) {
  char out[APPS_TEXT], err[APPS_TEXT], path[SUPPORT_PATH + 32];
  json_error_t fault;
  apps_folder(folder);
  int got = apps_run(folder, arguments, out, err);
  if (got != 0)
    fail_msg("'fenhe %s' exits %d:\n%s", arguments, got, err);
  (void)snprintf(path, sizeof path, "%s/stdout.txt", folder);
  json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
  if (!root)
    fail_msg("line %d: %s", fault.line, fault.text);
  return root;
}

static void refused(const char *folder, const char *arguments, int exit_status, const char *words) {
  char out[APPS_TEXT], err[APPS_TEXT];
  int got = apps_run(folder, arguments, out, err);
  if (got != exit_status || !strstr(err, words))
    fail_msg("'fenhe %s' exits %d, not %d with '%s':\n%s", arguments, got, exit_status, words, err);
}

static double number(const json_t *row, const char *key) {
  const json_t *value = json_object_get(row, key);
  if (!json_is_number(value))
    fail_msg("%s is no number", key);
  return json_number_value(value);
}

static const json_t *find(const json_t *results, const char *process, const char *precision, int species, int tags) {
  for (size_t n = 0; n < json_array_size(results); n++) {
    const json_t *row = json_array_get(results, n);
    if (strcmp(json_string_value(json_object_get(row, "process")), process) == 0 &&
        strcmp(json_string_value(json_object_get(row, "precision")), precision) == 0 && number(row, "species") == species &&
        number(row, "tags") == tags)
      return row;
  }
  return NULL;
}

static void check_row(const json_t *row) {
  assert_true(number(row, "mcups_min") > 0.0);
  assert_true(number(row, "mcups_min") <= number(row, "mcups_median"));
  assert_true(number(row, "mcups_median") <= number(row, "mcups_max"));
  assert_true(number(row, "bytes_per_update") > 0.0);
  assert_true(number(row, "flops_per_update") > 0.0);
  double share = number(row, "bytes_per_update") * number(row, "mcups_median") * 1e6 / (number(row, "copy_gbps") * 1e9);
  assert_true(fabs(number(row, "fraction_of_copy") / share - 1.0) < 1e-3);
  const json_t *grid = json_object_get(row, "grid");
  assert_int_equal(json_array_size(grid), 3);
  assert_int_equal(json_integer_value(json_array_get(grid, 0)), 16);
  assert_int_equal(json_integer_value(json_array_get(grid, 2)), 8);
}

static void one_object_holds_every_process_precision_and_number_of_tracers(void **state) {
  static const char *const processes[] = {"x_sweep", "y_sweep", "z_sweep", "diffusion", "xyz_diffusion", "full_step"};
  static const char *const precisions[] = {"single", "double"};
  static const int tracers[][2] = {{1, 0}, {3, 0}, {1, 2}};
  char folder[SUPPORT_PATH], arguments[256];
  (void)state;
  (void)snprintf(arguments, sizeof arguments, "%s --json", small);
  json_t *root = ask_json(arguments, folder);
  const json_t *results = json_object_get(root, "results");
  assert_true(number(json_object_get(root, "copy_gbps"), "1") > 0.0);
  assert_int_equal(json_integer_value(json_object_get(root, "repeats")), 2);
  assert_string_equal(json_string_value(json_object_get(root, "limiter")), "selective");
  assert_int_equal(json_array_size(results), 6 * 2 * 3 + 1);
  for (size_t n = 0; n < json_array_size(results); n++)
    check_row(json_array_get(results, n));
  for (size_t p = 0; p < 6; p++)
    for (size_t r = 0; r < 2; r++)
      for (size_t t = 0; t < 3; t++)
        assert_non_null(find(results, processes[p], precisions[r], tracers[t][0], tracers[t][1]));
  assert_non_null(find(results, "yardstick_ppm", "single", 3, 0));
  json_decref(root);
  apps_remove(folder);
}

static void what_is_named_alone_is_measured_alone(void **state) {
  char folder[SUPPORT_PATH];
  (void)state;
  json_t *root = ask_json(
      "bench --quick --cells 16x16x8 --repeats 1 --tags 2 --threads 1 --precision double --processes z_sweep,full_step --limiter none "
      "--field clean --json",
      folder);
  const json_t *results = json_object_get(root, "results");
  assert_int_equal(json_array_size(results), 2);
  assert_non_null(find(results, "z_sweep", "double", 1, 2));
  assert_non_null(find(results, "full_step", "double", 1, 2));
  assert_string_equal(json_string_value(json_object_get(root, "limiter")), "none");
  assert_string_equal(json_string_value(json_object_get(root, "field")), "clean");
  json_decref(root);
  apps_remove(folder);
}

static void text_names_what_was_measured(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  (void)state;
  apps_folder(folder);
  assert_int_equal(
      apps_run(folder, "bench --cells 16x16x8 --repeats 1 --species 1 --threads 1,2 --precision single --processes x_sweep", out, err), 0);
  apps_remove(folder);
  assert_non_null(strstr(out, "single precision, 1 thread, 16 x 16 x 8 cells"));
  assert_non_null(strstr(out, "single precision, 2 threads, 16 x 16 x 8 cells"));
  assert_non_null(strstr(out, "x_sweep"));
  assert_non_null(strstr(out, "copy with 2 threads"));
}

/* Two results by hand: a row of both, twice as fast in the new one, and one that each has alone. */
static const char head[] =
    "{\"version\": \"0\", \"cpu\": \"none\", \"instructions\": \"best\", \"limiter\": \"selective\", \"repeats\": 3,\n"
    " \"copy_gbps\": {\"1\": 20.0}, \"results\": [\n";
static const char row_format[] = "  {\"process\": \"%s\", \"precision\": \"single\", \"species\": %d, \"tags\": 0, \"threads\": 1,"
                                 " \"grid\": [32, 32, 8], \"mcups_median\": %s, \"copy_gbps\": %s}%s\n";

static void write_results(const char *folder, const char *name, const char *process, const char *median, const char *copy,
                          const char *other) {
  char text[2048];
  int used = snprintf(text, sizeof text, "%s", head);
  used += snprintf(text + used, sizeof text - (size_t)used, row_format, process, 16, median, copy, ",");
  used += snprintf(text + used, sizeof text - (size_t)used, row_format, other, 4, "50.0", "null", "]}");
  assert_true(used < (int)sizeof text);
  apps_write(folder, name, text);
}

static void comparison_tells_ratios_and_what_one_side_lacks(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  (void)state;
  apps_folder(folder);
  write_results(folder, "old.json", "full_step", "100.0", "20.0", "y_sweep");
  write_results(folder, "new.json", "full_step", "250.0", "30.0", "z_sweep");
  assert_int_equal(apps_run(folder, "bench --from new.json --compare old.json", out, err), 0);
  assert_non_null(strstr(out, "compared with old.json"));
  assert_non_null(strstr(out, "100.0     250.0    2.50    1.50"));
  const char *only_old = strstr(out, "only in the old results:");
  const char *only_new = strstr(out, "only in the new results:");
  assert_non_null(only_old);
  assert_non_null(only_new);
  assert_non_null(strstr(only_old, "y_sweep"));
  assert_null(strstr(only_new, "y_sweep"));
  assert_non_null(strstr(only_new, "z_sweep"));
  apps_remove(folder);
}

static void comparison_is_told_to_programs_too(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  (void)state;
  apps_folder(folder);
  write_results(folder, "old.json", "full_step", "100.0", "20.0", "y_sweep");
  write_results(folder, "new.json", "full_step", "250.0", "30.0", "z_sweep");
  assert_int_equal(apps_run(folder, "bench --from new.json --compare old.json --json", out, err), 0);
  json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(root);
  const json_t *told = json_object_get(root, "comparison");
  const json_t *both = json_object_get(told, "both");
  assert_int_equal(json_array_size(both), 1);
  assert_true(fabs(number(json_array_get(both, 0), "ratio") - 2.5) < 1e-6);
  assert_true(fabs(number(json_array_get(both, 0), "copy_ratio") - 1.5) < 1e-6);
  assert_int_equal(json_array_size(json_object_get(told, "only_old")), 1);
  assert_int_equal(json_array_size(json_object_get(told, "only_new")), 1);
  json_decref(root);
  apps_remove(folder);
}

static void what_it_printed_it_reads_again_unchanged(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT], command[2 * SUPPORT_PATH + 64];
  (void)state;
  json_t *first = ask_json("bench --cells 16x16x8 --repeats 1 --species 2 --threads 1 --precision single --json", folder);
  (void)snprintf(command, sizeof command, "cp '%s/stdout.txt' '%s/first.json'", folder, folder);
  assert_int_equal(system(command), 0);
  assert_int_equal(apps_run(folder, "bench --from first.json --json", out, err), 0);
  json_t *second = json_loads(out, 0, NULL);
  assert_true(json_equal(first, second));
  json_decref(first);
  json_decref(second);
  apps_remove(folder);
}

static void file_that_is_no_result_is_refused_with_its_place(void **state) {
  static const char *const faults[][2] = {
      {"{\n  \"results\": [,]\n}\n", "bad.json:2:"},
      {"[]\n", "bad.json: error: results must be an array"},
      {"{\"results\": []}\n", "copy_gbps must be an object"},
      {"{\"results\": [], \"copy_gbps\": {\"1\": -3}}\n", "copy_gbps.1 must be a number above 0"},
      {"{\"results\": [], \"copy_gbps\": {\"one\": 3}}\n", "copy_gbps must be an object"},
      {"{\"results\": [{}], \"copy_gbps\": {}}\n", "results[0].process must be a word"},
      {"{\"results\": [{\"process\": \"x_sweep\", \"precision\": \"single\", \"species\": 0}], \"copy_gbps\": {}}\n",
       "results[0].species must be a whole number in its range"},
      {"{\"results\": [{\"process\": \"x_sweep\", \"precision\": \"single\", \"species\": 1, \"tags\": 0, \"threads\": 1, \"grid\": [1, 2]}],"
       " \"copy_gbps\": {}}\n",
       "results[0].grid must be a whole number in its range"},
      {"{\"results\": [{\"process\": \"x_sweep\", \"precision\": \"single\", \"species\": 1, \"tags\": 0, \"threads\": 1,"
       " \"grid\": [8, 8, 4], \"mcups_median\": \"fast\"}], \"copy_gbps\": {}}\n",
       "results[0].mcups_median must be a number above 0"},
  };
  char folder[SUPPORT_PATH];
  (void)state;
  apps_folder(folder);
  for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
    apps_write(folder, "bad.json", faults[n][0]);
    refused(folder, "bench --compare bad.json", 4, faults[n][1]);
    refused(folder, "bench --from bad.json", 4, "[E0302]");
  }
  refused(folder, "bench --compare absent.json", 4, "absent.json: error: no such file");
  refused(folder, "bench --compare absent.json", 4, "[E0301]");
  apps_remove(folder);
}

static void option_that_is_wrong_is_named(void **state) {
  static const char *const faults[][2] = {
      {"bench --cells 64x64", "--cells: '64x64' is not understood; give three numbers, such as 64x64x20"},
      {"bench --cells 4x64x20", "of at least 8x8x4"},
      {"bench --cells 64,64,20,3", "--cells: '64,64,20,3' is not understood"},
      {"bench --species 1,none", "--species: '1,none' is not understood"},
      {"bench --species 0", "--species: '0' is not understood"},
      {"bench --tags 1,", "--tags: '1,' is not understood"},
      {"bench --threads 0", "--threads: '0' is not understood"},
      {"bench --repeats 3rd", "--repeats: '3rd' is not understood; give 1 to 100"},
      {"bench --precision half", "--precision: 'half' is not understood; give single, double or both"},
      {"bench --processes x_sweep,w_sweep", "--processes: 'x_sweep,w_sweep' is not understood"},
      {"bench --limiter selektive", "--limiter: 'selektive' is not understood"},
      {"bench --field dirty", "--field: 'dirty' is not understood"},
      {"bench --instructions avx", "--instructions: 'avx' is not understood"},
      {"bench --case --courant 0", "--courant: '0' is not understood"},
      {"bench --case --hours nan", "--hours: 'nan' is not understood"},
      {"bench --case --compare old.json", "--compare compares the table of processes"},
      {"bench --repeats", "--repeats has no value"},
      {"bench --compare --json", "--compare has no value"},
      {"bench --tracers 4", "unknown option '--tracers'"},
      {"bench --sells 64x64x20", "unknown option '--sells'; did you mean '--cells'?"},
  };
  char folder[SUPPORT_PATH];
  (void)state;
  apps_folder(folder);
  for (size_t n = 0; n < sizeof faults / sizeof *faults; n++)
    refused(folder, faults[n][0], 2, faults[n][1]);
  apps_remove(folder);
}

static void case_is_run_by_courant_number_beside_a_domain_and_the_published_deformation(void **state) {
  char folder[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  (void)state;
  apps_folder(folder);
  apps_write_all(folder);
  assert_int_equal(apps_run(folder, "bench --case case.yaml --quick --cells 16x16x8 --courant 1,3 --hours 2 --threads 1 --json", out, err),
                   0);
  json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(root);
  assert_string_equal(json_string_value(json_object_get(root, "case")), "small");
  const json_t *pace = json_object_get(root, "pace");
  assert_int_equal(json_array_size(pace), 4);
  for (size_t n = 0; n < 4; n++) {
    const json_t *row = json_array_get(pace, n);
    assert_string_equal(json_string_value(json_object_get(row, "what")), n < 2 ? "case" : "domain");
    assert_true(number(row, "hours") > 0.0 && number(row, "hours") <= 2.0);
    assert_true(number(row, "steps") >= number(row, "hours"));
    double rate = number(row, "hours") / number(row, "wall_s") * 60.0;
    assert_true(fabs(number(row, "hours_per_minute") / rate - 1.0) < 1e-3);
  }
  assert_true(number(json_array_get(pace, 2), "steps") / number(json_array_get(pace, 2), "hours") >
              number(json_array_get(pace, 3), "steps") / number(json_array_get(pace, 3), "hours"));
  const json_t *error = json_object_get(root, "error");
  bool found = false;
  for (size_t n = 0; n < json_array_size(error); n++) {
    const json_t *row = json_array_get(error, n);
    bool wanted = strcmp(json_string_value(json_object_get(row, "scheme")), "7 cells") == 0 && number(row, "steps") == 125.0 &&
                  json_integer_value(json_array_get(json_object_get(row, "grid"), 0)) == 120;
    if (wanted)
      assert_true(fabs(number(row, "l2") - 0.0588) < 1e-4); /* as `fenhe verify V2/120x60/c2.5/positive-7` has it */
    found = found || wanted;
    assert_true(number(row, "seconds_per_tracer") > 0.0);
  }
  assert_true(found);
  json_decref(root);
  apps_remove(folder);
}

static void case_that_cannot_be_opened_is_told_as_by_run(void **state) {
  char folder[SUPPORT_PATH], text[APPS_TEXT];
  (void)state;
  apps_folder(folder);
  apps_write_all(folder);
  apps_replace(apps_case, "kind: particle", "kind: partcle", text);
  apps_write(folder, "case.yaml", text);
  refused(folder, "bench --case case.yaml --quick", 3, "[E0207]");
  refused(folder, "bench --case absent.yaml --quick", 4, "[E0301]");
  apps_remove(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_object_holds_every_process_precision_and_number_of_tracers),
      cmocka_unit_test(what_is_named_alone_is_measured_alone),
      cmocka_unit_test(text_names_what_was_measured),
      cmocka_unit_test(comparison_tells_ratios_and_what_one_side_lacks),
      cmocka_unit_test(comparison_is_told_to_programs_too),
      cmocka_unit_test(what_it_printed_it_reads_again_unchanged),
      cmocka_unit_test(file_that_is_no_result_is_refused_with_its_place),
      cmocka_unit_test(option_that_is_wrong_is_named),
      cmocka_unit_test(case_is_run_by_courant_number_beside_a_domain_and_the_published_deformation),
      cmocka_unit_test(case_that_cannot_be_opened_is_told_as_by_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
