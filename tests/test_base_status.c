#include "fenhe/diagnostics.h"
#include "fenhe/log.h"
#include "fenhe/memory.h"
#include "fenhe/status.h"
#include "support.h"

static void codes_are_unique_and_named(void **state) {
  (void)state;
  for (int i = 0; i < FEN_STATUS_COUNT; i++) {
    assert_non_null(strstr(fen_status_name((fen_status)i), i ? "FEN_ERR_" : "FEN_OK"));
    assert_true(strlen(fen_status_text((fen_status)i)) > 0);
    for (int j = 0; j < i; j++)
      assert_int_not_equal(fen_status_code((fen_status)i), fen_status_code((fen_status)j));
  }
}

static void a_number_that_is_no_status_has_no_code(void **state) {
  (void)state;
  assert_int_equal(fen_status_code((fen_status)9999), -1);
  assert_int_equal(fen_status_code(FEN_STATUS_COUNT), -1);
  assert_int_equal(fen_status_exit((fen_status)9999), FEN_EXIT_INTERNAL);
}

static void exit_status_follows_the_class_of_the_code(void **state) {
  (void)state;
  for (int i = FEN_ERR_ARGUMENT; i < FEN_STATUS_COUNT; i++)
    assert_int_equal(fen_status_exit((fen_status)i), fen_status_code((fen_status)i) / 100 + 1);
}

static void a_fault_may_have_no_reader(void **state) {
  (void)state;
  assert_int_equal(fen_fail(NULL, FEN_ERR_SHAPE, "%d", 1), FEN_ERR_SHAPE);
  assert_int_equal(fen_fail_within(NULL, "while testing"), FEN_ERR_INTERNAL);
}

static void a_long_message_is_cut_and_not_overrun(void **state) {
  (void)state;
  struct {
    fen_error err;
    char guard[16];
  } box = {.guard = "guard"};
  char text[2 * FEN_ERROR_TEXT];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  assert_int_equal(fen_fail(&box.err, FEN_ERR_SYNTAX, "%s", text), FEN_ERR_SYNTAX);
  assert_int_equal(strlen(box.err.text), FEN_ERROR_TEXT - 1);
  assert_int_equal(fen_fail_within(&box.err, "%s", text), FEN_ERR_SYNTAX);
  assert_int_equal(strlen(box.err.text), FEN_ERROR_TEXT - 1);
  assert_string_equal(box.guard, "guard");
}

static void a_message_may_quote_the_one_before(void **state) {
  (void)state;
  fen_error err = {0};
  (void)fen_fail(&err, FEN_ERR_SYNTAX, "inner");
  (void)fen_fail(&err, FEN_ERR_SHAPE, "outer of %s", err.text);
  assert_string_equal(err.text, "outer of inner");
  assert_int_equal(fen_fail_within(&err, "while %s", "testing"), FEN_ERR_SHAPE);
  assert_string_equal(err.text, "while testing: outer of inner");
}

static void a_list_of_faults_keeps_all_in_order(void **state) {
  (void)state;
  fen_diagnostics list = {0};
  fen_error err = {0};
  assert_int_equal(fen_diagnostics_first(&list, &err), FEN_OK);
  for (int i = 0; i < 20; i++) {
    (void)fen_fail(&err, i ? FEN_ERR_RANGE : FEN_ERR_TYPE, "fault %d", i);
    fen_diagnostics_add(&list, &err);
  }
  assert_int_equal(list.count, 20);
  assert_string_equal(list.items[19].text, "fault 19");
  assert_int_equal(fen_diagnostics_first(&list, &err), FEN_ERR_TYPE);
  assert_string_equal(err.text, "fault 0");
  fen_diagnostics_clear(&list);
  assert_int_equal(list.count, 0);
  fen_diagnostics_add(NULL, &err);
}

static void misspelt_words_find_their_neighbour(void **state) {
  (void)state;
  const char *words[] = {"power", "coking", "transport", "so2", "pm25", "太原"};
  assert_string_equal(fen_nearest_word("coaking", words, 6), "coking");
  assert_string_equal(fen_nearest_word("trnasport", words, 6), "transport");
  assert_string_equal(fen_nearest_word("pwoer", words, 6), "power");
  assert_string_equal(fen_nearest_word("PM25", words, 6), "pm25");
  static const char *const symbols[] = {"MU", "PB", "t2"};
  assert_null(fen_nearest_word("U", symbols, 3));
  assert_null(fen_nearest_word("PHB", symbols, 3));
  assert_string_equal(fen_nearest_word("T2", symbols, 3), "t2");
  assert_string_equal(fen_nearest_word("Power", words, 6), "power");
  assert_string_equal(fen_nearest_word("太厡", words, 6), "太原");
}

static void words_far_from_all_find_none(void **state) {
  (void)state;
  const char *words[] = {"power", "so2", "a word that is longer than any word of a case file could ever sensibly be in practice"};
  assert_null(fen_nearest_word("agriculture", words, 3));
  assert_null(fen_nearest_word("nox", words, 3));
  const char *const species[] = {"SO2", "NH3", "CO"};
  assert_null(fen_nearest_word("NO2", species, 3));
  assert_null(fen_nearest_word("NO3", species, 3));
  assert_string_equal(fen_nearest_word("S02", species, 3), "SO2");
  const char *const verbs[] = {"run"};
  assert_string_equal(fen_nearest_word("ran", verbs, 1), "run");
  assert_string_equal(fen_nearest_word("OS2", species, 3), "SO2");
  assert_string_equal(fen_nearest_word("SO22", species, 3), "SO2");
  assert_null(fen_nearest_word("power", words, 0));
  char endless[300];
  memset(endless, 'p', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  assert_null(fen_nearest_word(endless, words, 3));
}

static void memory_is_zeroed_and_aligned(void **state) {
  (void)state;
  for (ptrdiff_t n = 1; n < 200; n += 33) {
    double *values = NULL;
    assert_int_equal(FEN_NEW(&values, n, NULL), FEN_OK);
    assert_int_equal((uintptr_t)values % FEN_ALIGNMENT, 0);
    for (ptrdiff_t i = 0; i < n; i++)
      assert_true(values[i] == 0.0);
    fen_free(values);
  }
}

static void memory_for_nothing_is_null(void **state) {
  (void)state;
  int there = 0;
  void *values = &there;
  assert_int_equal(fen_allocate(0, 8, &values, NULL), FEN_OK);
  assert_null(values);
  fen_free(NULL);
}

static void sizes_that_overflow_are_refused(void **state) {
  (void)state;
  fen_error err = {0};
  int there = 0;
  void *values = &there;
  assert_int_equal(fen_allocate(PTRDIFF_MAX / 2, 8, &values, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_allocate(-1, 8, &values, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_allocate(PTRDIFF_MAX - FEN_ALIGNMENT + 1, 1, &values, &err), FEN_ERR_ARGUMENT);
  assert_mentions(err.text, "cannot be addressed");
  assert_ptr_equal(values, &there);
}

static void products_of_extents_are_checked(void **state) {
  (void)state;
  ptrdiff_t product = -7;
  fen_error err = {0};
  assert_int_equal(fen_product(3, 4, 5, &product, &err), FEN_OK);
  assert_int_equal(product, 60);
  assert_int_equal(fen_product(PTRDIFF_MAX, 1, 1, &product, &err), FEN_OK);
  assert_int_equal(fen_product(0, PTRDIFF_MAX, PTRDIFF_MAX, &product, &err), FEN_OK);
  product = -7;
  assert_int_equal(fen_product(PTRDIFF_MAX, 2, 1, &product, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_product(PTRDIFF_MAX / 2, 2, 2, &product, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_product(2, -1, 2, &product, &err), FEN_ERR_ARGUMENT);
  assert_int_equal(product, -7);
}

static void take_line(void *context, fen_log_level level, const char *line) {
  (void)snprintf(context, 2048, "%d %s", (int)level, line);
}

static void a_log_gets_whole_lines(void **state) {
  (void)state;
  char line[2048] = "";
  const fen_log log = {take_line, line};
  fen_log_line(&log, FEN_LOG_WARNING, "%s of %d", "one", 2);
  assert_string_equal(line, "2 one of 2");
}

static void a_log_that_is_absent_is_silent(void **state) {
  (void)state;
  const fen_log empty = {0};
  fen_log_line(NULL, FEN_LOG_INFO, "nobody hears");
  fen_log_line(&empty, FEN_LOG_INFO, "nobody hears");
}

/* ESC, BEL, DEL and the CSI of Latin-1 (U+009B) steer a terminal; a name from a file may hold them. */
static void words_from_files_cannot_steer_a_terminal(void **state) {
  (void)state;
  fen_error err = {0};
  (void)fen_fail(&err, FEN_ERR_TYPE, "'%s'",
                 "a\033[31mb\007\177\xc2\x9b"
                 "c\td");
  assert_string_equal(err.text, "'a?[31mb???c d'");
  char line[2048] = "";
  const fen_log log = {take_line, line};
  fen_log_line(&log, FEN_LOG_INFO, "%s", "\033]0;title\007");
  assert_non_null(strstr(line, " ?]0;title?"));
}

static void a_character_that_is_cut_off_is_left_out(void **state) {
  (void)state;
  fen_error err = {0};
  (void)fen_fail(&err, FEN_ERR_TYPE, "'%.4s' and '%.5s'", "太原", "太原");
  assert_string_equal(err.text, "'太' and '太'");
  (void)fen_fail(&err, FEN_ERR_TYPE, "'%s'",
                 "\xff\xc0\xaf\xed\xa0\x80"
                 "end");
  assert_string_equal(err.text, "'?????end'");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_are_unique_and_named),
      cmocka_unit_test(a_number_that_is_no_status_has_no_code),
      cmocka_unit_test(exit_status_follows_the_class_of_the_code),
      cmocka_unit_test(a_fault_may_have_no_reader),
      cmocka_unit_test(a_long_message_is_cut_and_not_overrun),
      cmocka_unit_test(a_message_may_quote_the_one_before),
      cmocka_unit_test(a_list_of_faults_keeps_all_in_order),
      cmocka_unit_test(misspelt_words_find_their_neighbour),
      cmocka_unit_test(words_far_from_all_find_none),
      cmocka_unit_test(memory_is_zeroed_and_aligned),
      cmocka_unit_test(memory_for_nothing_is_null),
      cmocka_unit_test(sizes_that_overflow_are_refused),
      cmocka_unit_test(products_of_extents_are_checked),
      cmocka_unit_test(a_log_gets_whole_lines),
      cmocka_unit_test(a_log_that_is_absent_is_silent),
      cmocka_unit_test(words_from_files_cannot_steer_a_terminal),
      cmocka_unit_test(a_character_that_is_cut_off_is_left_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
