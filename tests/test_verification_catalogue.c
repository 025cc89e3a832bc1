/* The catalogue of cases with known answers, and the verdicts on them. */
#include "suites.h"
#include "support.h"

static fen_status run_once(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"dx_m", "l2", NULL};
  double *values;
  (void)item, (void)context;
  fen_verify_at_most(out, "l2", 0.004, 0.0040, 0.0041);
  fen_verify_at_least(out, "min", 0.0, NAN, 0.0);
  fen_verify_tell(out, "tag_min", -0.02, NAN);
  fen_status status = fen_verify_series_add(out, "orders", columns, 3, &values, err);
  if (!status)
    values[5] = 7.0;
  return status;
}

static fen_status run_after_another(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const fen_verify_result *first;
  (void)item;
  fen_status status = fen_verify_result_of(context, "T/a", &first, err);
  if (!status)
    fen_verify_tell(out, "l2_of_the_first", fen_verify_figure(first, "l2")->ours, NAN);
  return status;
}

static fen_status run_and_break_off(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)item, (void)context, (void)out;
  return fen_fail(err, FEN_ERR_COURANT, "too fast");
}

static const fen_verify_case cases[] = {
    {.id = "T/a", .setup = "one", .run = run_once},
    {.id = "T/b", .setup = "two", .run = run_after_another},
    {.id = "T/c", .setup = "three", .run = run_and_break_off},
};

static void create(fen_verify_context *context) {
  *context = (fen_verify_context){0};
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
    assert_int_equal(fen_verify_add(context, &cases[n], NULL), FEN_OK);
}

static void a_word_means_an_id_or_its_beginning_up_to_a_slash(void **state) {
  (void)state;
  assert_true(fen_verify_matches("V2/240x120/c2.5", "V2/240x120/c2.5"));
  assert_true(fen_verify_matches("V2/240x120/c2.5", "V2"));
  assert_true(fen_verify_matches("V2/240x120/c2.5", "V2/"));
  assert_true(fen_verify_matches("V2/240x120/c2.5", "V2/240x120"));
  assert_false(fen_verify_matches("V2/240x120/c2.5", "V2/240"));
  assert_false(fen_verify_matches("V2/240x120/c2.5", "V"));
  assert_false(fen_verify_matches("V2", "V2/240x120"));
}

static void a_case_is_run_once_and_another_may_build_on_it(void **state) {
  fen_verify_context context;
  const fen_verify_result *first, *again, *second;
  (void)state;
  create(&context);
  assert_int_equal(fen_verify_result_of(&context, "T/b", &second, NULL), FEN_OK);
  assert_near(fen_verify_figure(second, "l2_of_the_first")->ours, 0.004, 0.0);
  assert_int_equal(fen_verify_result_of(&context, "T/a", &first, NULL), FEN_OK);
  assert_int_equal(fen_verify_result_of(&context, "T/a", &again, NULL), FEN_OK);
  assert_ptr_equal(first, again);
  assert_int_equal(first->series_count, 1);
  assert_int_equal(first->series[0].columns, 2);
  assert_near(first->series[0].values[5], 7.0, 0.0);
  assert_null(fen_verify_figure(first, "linf"));
  fen_verify_clear(&context);
}

static void an_id_given_twice_or_unknown_is_refused(void **state) {
  fen_verify_context context;
  const fen_verify_result *result;
  fen_error err;
  (void)state;
  create(&context);
  assert_int_equal(fen_verify_add(&context, &cases[0], &err), FEN_ERR_INTERNAL);
  assert_mentions(err.text, "T/a");
  assert_int_equal(fen_verify_result_of(&context, "T/z", &result, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_verify_result_of(&context, "T/c", &result, &err), FEN_ERR_COURANT);
  assert_mentions(err.text, "T/c: too fast");
  fen_verify_clear(&context);
}

static void a_catalogue_grows(void **state) {
  fen_verify_context context = {0};
  const fen_verify_result *first, *same;
  (void)state;
  for (int n = 0; n < 300; n++) {
    fen_verify_case item = cases[0];
    (void)snprintf(item.id, sizeof item.id, "T/%d", n);
    assert_int_equal(fen_verify_add(&context, &item, NULL), FEN_OK);
    assert_int_equal(fen_verify_result_of(&context, "T/0", &same, NULL), FEN_OK);
    first = n == 0 ? same : first;
    assert_ptr_equal(first, same);
  }
  assert_int_equal(context.count, 300);
  fen_verify_clear(&context);
}

static void bounds_are_kept_by_numbers_and_never_by_nan(void **state) {
  fen_verify_result result = {0};
  (void)state;
  fen_verify_at_most(&result, "a", 1.0, NAN, 1.0);
  fen_verify_at_least(&result, "b", 1.0, NAN, 1.0);
  fen_verify_tell(&result, "c", NAN, NAN);
  assert_true(fen_verify_passes(&result));
  fen_verify_at_most(&result, "d", NAN, NAN, 1.0);
  assert_false(fen_verify_passes(&result));
  result.figure_count = 3;
  fen_verify_at_least(&result, "e", NAN, NAN, 1.0);
  assert_false(fen_verify_passes(&result));
  result.figure_count = 3;
  fen_verify_at_most(&result, "f", 0.5, NAN, NAN);
  assert_false(fen_verify_passes(&result));
}

/* What the program offers: ids that can be typed and be file names, sentences, and whose figures they are. */
static void every_case_of_the_program_is_described(void **state) {
  fen_verify_context context;
  fen_error err;
  (void)state;
  if (fen_verify_create(&context, &err))
    fail_msg("%s", err.text);
  for (ptrdiff_t n = 0; n < context.count; n++) {
    const fen_verify_case *item = &context.cases[n];
    size_t length = strlen(item->id);
    if (length == 0 || strspn(item->id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+._/") != length)
      fail_msg("'%s': an id has letters, digits, '-+._' and slashes only", item->id);
    if (strlen(item->setup) < 20)
      fail_msg("%s: the set-up '%s' says too little", item->id, item->setup);
    if (strlen(item->setup) == FEN_VERIFY_TEXT - 1)
      fail_msg("%s: the set-up is cut: %s", item->id, item->setup);
    if (!item->citation || strlen(item->citation) < 5)
      fail_msg("%s: whose figures? a citation, or a word on what is exact", item->id);
    bool ends_single = length >= 7 && strcmp(item->id + length - 7, "/single") == 0;
    if (ends_single != (item->precision == FEN_PRECISION_SINGLE))
      fail_msg("%s: the id ends in /single in single precision and only there", item->id);
  }
  fen_verify_clear(&context);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_word_means_an_id_or_its_beginning_up_to_a_slash), cmocka_unit_test(a_case_is_run_once_and_another_may_build_on_it),
      cmocka_unit_test(an_id_given_twice_or_unknown_is_refused),           cmocka_unit_test(a_catalogue_grows),
      cmocka_unit_test(bounds_are_kept_by_numbers_and_never_by_nan),       cmocka_unit_test(every_case_of_the_program_is_described),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
