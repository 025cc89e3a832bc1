/* Which results may be put beside each other: what fits, what is told of their inputs, what is refused and why. */
#include <jansson.h>

#include "compare_fixture.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"

#define MADE_INPUT(role, sum) "{\"role\": \"" role "\", \"path\": \"x\", \"sha256\": \"" sum "\"}"

static void inputs_that_differ_from_the_base_are_told(void **state) {
  const fixture *f = *state;
  static const struct {
    const char *name, *inputs, *words; /* words NULL: nothing is told */
  } others[] = {
      {"same", MADE_INPUT("case", "a") "," MADE_INPUT("weather", "b") "," MADE_INPUT("emissions", "c"), NULL},
      {"plan", MADE_INPUT("case", "a") "," MADE_INPUT("weather", "b") "," MADE_INPUT("emissions", "c") "," MADE_INPUT("scenario", "d"),
       NULL},
      {"cased", MADE_INPUT("case", "z") "," MADE_INPUT("weather", "b") "," MADE_INPUT("emissions", "c"), "The case file is not"},
      {"windy", MADE_INPUT("case", "a") "," MADE_INPUT("weather", "z") "," MADE_INPUT("emissions", "c"), "The weather files are not"},
      {"sooty", MADE_INPUT("case", "a") "," MADE_INPUT("weather", "b") "," MADE_INPUT("emissions", "z"), "The emission files are not"},
      {"grounded",
       MADE_INPUT("case", "a") "," MADE_INPUT("weather", "b") "," MADE_INPUT("emissions", "c") "," MADE_INPUT("boundary values", "z"),
       "The files of initial and boundary values are not"}};
  for (size_t n = 0; n < sizeof others / sizeof *others; n++) {
    char summary[2048];
    fen_comparison *c = NULL;
    fen_error err = {0};
    (void)snprintf(summary, sizeof summary, "{\"kind\": \"run\", \"inputs\": [%s]}", others[n].inputs);
    made_write(f->folder, others[n].name, &(made_result){.scale = 0.9, .summary = summary});
    made_good(compare(f, "same", others[n].name, NULL, &c, &err), &err);
    if (others[n].words ? !noted(c, others[n].words) : noted(c, "not the base's"))
      fail_msg("%s is not told as it should be", others[n].name);
    fen_comparison_destroy(&c);
  }
}

static void a_ledger_of_other_emissions_is_left_out(void **state) {
  const fixture *f = *state;
  static const char summary[] = "{\"kind\": \"run\", \"tonnes\": [{\"species\": \"PM25\", \"in_domain_t_per_year\": %d}]}";
  for (int tpyr = 1000; tpyr <= 2000; tpyr += 1000) {
    char text[256], name[32];
    fen_comparison *c = NULL;
    fen_error err = {0};
    (void)snprintf(text, sizeof text, summary, tpyr);
    (void)snprintf(name, sizeof name, "emits-%d", tpyr);
    made_write(f->folder, name, &(made_result){.scale = 1.0, .summary = text});
    made_good(compare(f, name, "cut", NULL, &c, &err), &err);
    bool same = tpyr == 1000;
    assert_int_equal(c->runs[1].tonnes_count, same ? 1 : 0);
    assert_true(isnan(c->runs[1].cost_yuan_pyr) == !same && isnan(c->runs[1].cost_per_ugpm3) == !same);
    assert_true(noted(c, "Tonnes and costs are left out where the ledger counts from other emissions than the base's: cut.") == !same);
    fen_comparison_destroy(&c);
  }
}

static void a_result_that_does_not_fit_is_refused_with_the_reason(void **state) {
  const fixture *f = *state;
  static const struct {
    const char *name, *words;
    made_result result;
  } faults[] = {{"shifted", "its cell 0 lies at x = 112.05", {.scale = 1.0, .shift_degree = 0.05}},
                {"short", "its surface.nc has 24 hours, the base 48", {.scale = 1.0, .hours = 24}},
                {"dust", "it has no fields of PM25", {.scale = 1.0, .species = "dust"}},
                {"crowd", "district 'north' has 800 people, the base's 400", {.scale = 1.0, .people_factor = 2.0}},
                {"bare", "it has no districts.nc", {.scale = 1.0, .no_districts = true}}};
  for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
    fen_comparison *none = NULL;
    fen_error err = {0};
    made_write(f->folder, faults[n].name, &faults[n].result);
    assert_int_equal(compare(f, "base", faults[n].name, NULL, &none, &err), FEN_ERR_COMPARE);
    assert_null(none);
    if (!strstr(err.text, faults[n].words) || !strstr(err.text, faults[n].name) || !strstr(err.text, "\n  = "))
      fail_msg("'%s' is not in: %s", faults[n].words, err.text);
  }
}

/* A copy that was interrupted, or files of two runs in one folder. */
static void hours_of_all_files_are_checked(void **state) {
  const fixture *f = *state;
  static void (*const makers[])(const char *, const made_result *) = {made_districts, made_receptors};
  static const char *const names[] = {"districts.nc", "receptors.nc"};
  for (int n = 0; n < 2; n++) {
    char folder[SUPPORT_PATH], words[64];
    fen_comparison *none = NULL;
    fen_error err = {0};
    made_write(f->folder, "mixed", &(made_result){.scale = 0.9});
    support_join(f->folder, "mixed", folder);
    makers[n](folder, &(made_result){.scale = 0.9, .hours = 24});
    (void)snprintf(words, sizeof words, "its %s has 24 hours, the base 48", names[n]);
    assert_int_equal(compare(f, "base", "mixed", NULL, &none, &err), FEN_ERR_COMPARE);
    assert_non_null(strstr(err.text, words));
    assert_int_equal(compare(f, "mixed", "base", NULL, &none, &err), FEN_ERR_COMPARE); /* the base's own too */
  }
}

static void missing_and_damaged_files_are_told(void **state) {
  const fixture *f = *state;
  fen_comparison *none = NULL;
  fen_error err = {0};
  assert_int_equal(compare(f, "base", "nowhere", NULL, &none, &err), FEN_ERR_FILE_MISSING);
  assert_non_null(strstr(err.text, "nowhere/surface.nc"));
  made_write(f->folder, "damaged", &(made_result){.scale = 1.0, .ledger = "{\"totals\":"});
  assert_int_equal(compare(f, "base", "damaged", NULL, &none, &err), FEN_ERR_FILE_FORMAT);
  assert_non_null(strstr(err.text, "damaged/ledger.json:1"));
  assert_int_equal(compare(f, "base", "cut", &(fen_compare_options){.species = "PM52"}, &none, &err), FEN_ERR_SPECIES_UNKNOWN);
  assert_non_null(strstr(err.text, "did you mean 'PM25'?"));
  static const char *const fields[] = {"PM25__heating", "PM25_mean", "PM25_daily", "surface_altitude", ""};
  for (size_t n = 0; n < sizeof fields / sizeof *fields; n++)
    assert_int_equal(compare(f, "base", "cut", &(fen_compare_options){.species = fields[n]}, &none, &err), FEN_ERR_SPECIES_UNKNOWN);
  assert_non_null(strstr(err.text, "choose what there is: PM25"));
  assert_int_equal(compare(f, "base", "cut", &(fen_compare_options){.standard = "GB2020"}, &none, &err), FEN_ERR_WORD_UNKNOWN);
  assert_null(none);
}

static void a_batch_stands_for_its_base_and_its_members(void **state) {
  const fixture *f = *state;
  char batch[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  support_join(f->folder, "batch", batch);
  made_write(batch, "base", &(made_result){.scale = 1.0});
  made_write(batch, "members/weak", &(made_result){.scale = 0.95});
  made_write(batch, "members/strong", &(made_result){.scale = 0.8});
  apps_write(batch, "batch.json",
             "{\"members\": [{\"name\": \"base\", \"state\": \"done\"}, {\"name\": \"weak\", \"state\": \"kept\"},\n"
             "{\"name\": \"failed\", \"state\": \"failed\"}, {\"name\": \"strong\", \"state\": \"done\"}]}\n");
  assert_int_equal(apps_run(f->folder, "compare batch --json", out, err), 0);
  assert_non_null(strstr(err, "member failed is left out"));
  json_t *root = json_loads(out, 0, NULL);
  json_t *runs = json_object_get(root, "runs");
  assert_int_equal(json_array_size(runs), 3);
  assert_int_equal(json_integer_value(json_object_get(json_array_get(runs, 1), "rank")), 2);
  assert_int_equal(json_integer_value(json_object_get(json_array_get(runs, 2), "rank")), 1);
  assert_non_null(strstr(json_string_value(json_object_get(root, "sentence")), "Of 2 scenarios \"strong\" does most"));
  json_decref(root);
}

static void members_of_older_inputs_are_left_out(void **state) {
  const fixture *f = *state;
  char batch[SUPPORT_PATH], told[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  support_join(f->folder, "renewed", batch);
  support_join(batch, "status", told);
  made_write(batch, "base", &(made_result){.scale = 1.0});
  made_write(batch, "members/fresh", &(made_result){.scale = 0.95});
  made_write(batch, "members/stale", &(made_result){.scale = 0.8});
  made_write(batch, "members/anew", &(made_result){.scale = 0.7});
  apps_write(
      batch, "batch.json",
      "{\"case\": \"shanxi.yaml\", \"members\": [{\"name\": \"base\", \"state\": \"done\", \"inputs\": \"a\"},\n"
      "{\"name\": \"stale\", \"state\": \"waiting\", \"inputs\": \"b\"}, {\"name\": \"fresh\", \"state\": \"done\", \"inputs\": \"c\"},\n"
      "{\"name\": \"anew\", \"state\": \"done\", \"inputs\": \"d\"}]}\n");
  assert_int_equal(fen_folder_create(told, NULL), FEN_OK);
  apps_write(told, "fresh.json", "{\"state\": \"done\", \"inputs\": \"c\"}\n");
  apps_write(told, "anew.json", "{\"state\": \"done\", \"inputs\": \"e\"}\n");
  assert_int_equal(apps_run(f->folder, "compare renewed --json", out, err), 0);
  assert_non_null(strstr(err, "member stale is left out"));
  assert_non_null(strstr(err, "not of the batch as it stands (waiting)"));
  assert_non_null(strstr(err, "member anew is left out"));
  json_t *root = json_loads(out, 0, NULL);
  json_t *runs = json_object_get(root, "runs");
  assert_int_equal(json_array_size(runs), 2);
  assert_string_equal(json_string_value(json_object_get(json_array_get(runs, 1), "name")), "fresh");
  json_decref(root);
  apps_write(told, "base.json", "{\"state\": \"done\", \"inputs\": \"f\"}\n");
  assert_int_equal(apps_run(f->folder, "compare renewed", out, err), FEN_EXIT_DATA);
  assert_non_null(strstr(err, "renewed/base: error: the batch has no base yet (run anew)"));
}

static void a_batch_without_its_base_is_refused(void **state) {
  const fixture *f = *state;
  char batch[SUPPORT_PATH], out[APPS_TEXT], err[APPS_TEXT];
  support_join(f->folder, "baseless", batch);
  made_write(batch, "members/weak", &(made_result){.scale = 0.95});
  made_write(batch, "members/strong", &(made_result){.scale = 0.8});
  apps_write(
      batch, "batch.json",
      "{\"case\": \"shanxi.yaml\", \"members\": [{\"name\": \"base\", \"state\": \"done\"}, {\"name\": \"weak\", \"state\": \"done\"},\n"
      "{\"name\": \"strong\", \"state\": \"done\"}]}\n");
  assert_int_equal(apps_run(f->folder, "compare baseless", out, err), FEN_EXIT_DATA);
  assert_non_null(strstr(err, "baseless/base: error: the batch has no base yet"));
  assert_non_null(strstr(err, "fenhe batch shanxi.yaml --output baseless --only base"));
}

static void a_wrong_command_line_is_told(void **state) {
  const fixture *f = *state;
  char out[APPS_TEXT], err[APPS_TEXT];
  assert_int_equal(apps_run(f->folder, "compare", out, err), FEN_EXIT_USAGE);
  assert_int_equal(apps_run(f->folder, "compare base", out, err), FEN_EXIT_USAGE);
  assert_non_null(strstr(err, "nothing to compare"));
  assert_int_equal(apps_run(f->folder, "compare base cut --standart GB2012", out, err), FEN_EXIT_USAGE);
  assert_int_equal(apps_run(f->folder, "compare base cut --grade", out, err), FEN_EXIT_USAGE);
  assert_int_equal(apps_run(f->folder, "compare base short --json", out, err), FEN_EXIT_DATA);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(inputs_that_differ_from_the_base_are_told),
      cmocka_unit_test(a_ledger_of_other_emissions_is_left_out),
      cmocka_unit_test(a_result_that_does_not_fit_is_refused_with_the_reason),
      cmocka_unit_test(hours_of_all_files_are_checked),
      cmocka_unit_test(missing_and_damaged_files_are_told),
      cmocka_unit_test(a_batch_stands_for_its_base_and_its_members),
      cmocka_unit_test(members_of_older_inputs_are_left_out),
      cmocka_unit_test(a_batch_without_its_base_is_refused),
      cmocka_unit_test(a_wrong_command_line_is_told),
  };
  return cmocka_run_group_tests(tests, make, clean);
}
