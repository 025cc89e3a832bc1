#include <sys/stat.h>

#include "fenhe/yaml.h"
#include "support.h"

static fen_yaml *open_text(const char *folder, const char *text) {
  char path[SUPPORT_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  support_write_text(folder, "case.yaml", text, path);
  if (fen_yaml_open(path, NULL, &document, &err))
    fail_msg("%s", err.text);
  return document;
}

/* Opening fails with this status; the complaint after the folder is exactly `wanted`, or mentions it. */
static void refuses(const char *folder, const char *text, fen_status status, const char *wanted, int exactly) {
  char path[SUPPORT_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  support_write_text(folder, "case.yaml", text, path);
  assert_int_equal(fen_yaml_open(path, NULL, &document, &err), status);
  assert_null(document);
  assert_int_equal(err.status, status);
  if (exactly)
    assert_string_equal(err.text + strlen(folder) + 1, wanted);
  else
    assert_mentions(err.text, wanted);
}

static void maps_lists_and_words_are_found(void **state) {
  fen_yaml *document = open_text(*state, "grid:\n  nx: 20\n  名称: \"太原盆地\"\nlist: [1, {a: b}, 'c']\nempty:\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  assert_true(fen_yaml_is_map(root));
  assert_int_equal(fen_yaml_count(root), 3);
  const fen_yaml_node *grid = fen_yaml_get(root, "grid");
  assert_string_equal(fen_yaml_text(fen_yaml_get(grid, "nx")), "20");
  assert_string_equal(fen_yaml_text(fen_yaml_get(grid, "名称")), "太原盆地");
  const fen_yaml_node *list = fen_yaml_get(root, "list");
  assert_true(fen_yaml_is_sequence(list));
  assert_string_equal(fen_yaml_text(fen_yaml_get(fen_yaml_at(list, 1), "a")), "b");
  assert_string_equal(fen_yaml_text(fen_yaml_at(list, 2)), "c");
  assert_true(fen_yaml_is_scalar(fen_yaml_get(root, "empty")));
  assert_string_equal(fen_yaml_text(fen_yaml_get(root, "empty")), "");
  const fen_yaml_node *key = NULL;
  assert_string_equal(fen_yaml_key(root, 1, &key), "list");
  assert_string_equal(fen_yaml_text(key), "list");
  fen_yaml_close(&document);
  assert_null(document);
  fen_yaml_close(&document);
}

static void what_is_not_there_is_null(void **state) {
  fen_yaml *document = open_text(*state, "a: [1]\nb: word\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  assert_null(fen_yaml_get(root, "c"));
  assert_null(fen_yaml_get(fen_yaml_get(root, "b"), "c"));
  assert_null(fen_yaml_get(NULL, "c"));
  assert_null(fen_yaml_at(root, 2));
  assert_null(fen_yaml_at(root, -1));
  assert_null(fen_yaml_key(root, 2, NULL));
  assert_null(fen_yaml_text(root));
  assert_int_equal(fen_yaml_count(fen_yaml_get(root, "b")), 0);
  fen_yaml_close(&document);
}

static void places_count_lines_and_characters_from_one(void **state) {
  fen_yaml *document = open_text(*state, "\xef\xbb\xbf# 注释\r\n盆地: 太原\r\nlist:\r\n  - {城市: 大同}\r\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  int line = 0;
  int column = 0;
  fen_yaml_place(fen_yaml_get(root, "盆地"), &line, &column);
  assert_int_equal(line, 2);
  assert_int_equal(column, 5);
  fen_yaml_place(fen_yaml_get(fen_yaml_at(fen_yaml_get(root, "list"), 0), "城市"), &line, &column);
  assert_int_equal(line, 4);
  assert_int_equal(column, 10);
  fen_yaml_close(&document);
}

static void a_complaint_shows_line_caret_and_remedy(void **state) {
  fen_yaml *document = open_text(*state, "measures:\n    - name: coking-ule\n      sector: coaking\n");
  const fen_yaml_node *measure = fen_yaml_at(fen_yaml_get(fen_yaml_root(document), "measures"), 0);
  fen_error err = {0};
  assert_int_equal(fen_yaml_fail(fen_yaml_get(measure, "sector"), FEN_ERR_SECTOR_UNKNOWN, "the inventory has: cement, coking", &err,
                                 "unknown sector '%s' in measure 'coking-ule'; did you mean 'coking'?", "coaking"),
                   FEN_ERR_SECTOR_UNKNOWN);
  assert_string_equal(err.text + strlen(*state) + 1,
                      "case.yaml:3:15: error: unknown sector 'coaking' in measure 'coking-ule'; did you mean 'coking'?\n"
                      "   3 |       sector: coaking\n"
                      "     |               ^~~~~~~\n"
                      "  = the inventory has: cement, coking  [E0213]");
  fen_yaml_close(&document);
}

static void the_caret_stands_under_chinese_text(void **state) {
  fen_yaml *document = open_text(*state, "行业: {名称: 焦化厂, 排放: 多}\n");
  fen_error err = {0};
  (void)fen_yaml_fail(fen_yaml_get(fen_yaml_get(fen_yaml_root(document), "行业"), "排放"), FEN_ERR_TYPE, NULL, &err, "no");
  assert_mentions(err.text, "case.yaml:1:19: error: no\n"
                            "   1 | 行业: {名称: 焦化厂, 排放: 多}\n"
                            "     |                            ^~\n"
                            "  = write what is asked for; the guide's page on this file shows how  [E0205]");
  fen_yaml_close(&document);
}

static void a_complaint_about_a_map_points_at_its_key(void **state) {
  fen_yaml *document = open_text(*state, "grid:\n  spacing: 3 km\nlist:\n  - a: 1\n");
  fen_error err = {0};
  (void)fen_yaml_fail(fen_yaml_get(fen_yaml_root(document), "grid"), FEN_ERR_KEY_MISSING, "add it", &err, "key 'nx' is missing");
  assert_mentions(err.text, ":1:1: error: key 'nx' is missing\n   1 | grid:\n     | ^~~~\n  = add it  [E0203]");
  (void)fen_yaml_fail(fen_yaml_at(fen_yaml_get(fen_yaml_root(document), "list"), 0), FEN_ERR_KEY_MISSING, "add it", &err, "no");
  assert_mentions(err.text, ":4:5: error: no\n   4 |   - a: 1\n     |     ^\n");
  fen_yaml_close(&document);
}

static void a_long_line_is_shown_around_its_token(void **state) {
  char text[2000] = "key: [";
  for (int i = 0; i < 60; i++)
    strcat(text, "some words, ");
  strcat(text, "太原, end]\n");
  fen_yaml *document = open_text(*state, text);
  fen_error err = {0};
  (void)fen_yaml_fail(fen_yaml_at(fen_yaml_get(fen_yaml_root(document), "key"), 60), FEN_ERR_TYPE, NULL, &err, "no");
  assert_mentions(err.text, "words, 太原, end]\n     |                                         ^~~~\n");
  fen_yaml_close(&document);
}

static void a_long_message_keeps_its_remedy_and_code(void **state) {
  fen_yaml *document = open_text(*state, "key: value\n");
  char endless[4000];
  memset(endless, 'm', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  fen_error err = {0};
  (void)fen_yaml_fail(fen_yaml_root(document), FEN_ERR_TYPE, "the remedy", &err, "%s", endless);
  assert_mentions(err.text, "\n   1 | key: value\n     | ^~~\n  = the remedy  [E0205]");
  fen_yaml_close(&document);
}

static void a_key_given_twice_is_refused_with_both_places(void **state) {
  refuses(*state, "a: 1\nb: 2\n'a': 3\n", FEN_ERR_KEY_TWICE,
          "case.yaml:3:1: error: key 'a' is given twice, first in line 1\n   3 | 'a': 3\n     | ^~~\n  = keep one of the two  [E0204]", 1);
  refuses(*state, "a:\n  x: 1\n  太原: 1\n  y: 2\n  太原: 2\n", FEN_ERR_KEY_TWICE,
          ":5:3: error: key '太原' is given twice, first in line 3", 0);
}

static void with_a_list_all_keys_given_twice_are_told_and_the_first_stand(void **state) {
  fen_yaml *document = NULL;
  fen_diagnostics faults = {0};
  fen_error err;
  char path[SUPPORT_PATH];
  support_write_text(*state, "case.yaml", "a: 1\nb: {x: 1, y: 2, x: 3, x: 4}\na: 2\nc: 5\n", path);
  assert_int_equal(fen_yaml_open(path, &faults, &document, &err), FEN_OK);
  const fen_yaml_node *root = fen_yaml_root(document);
  assert_int_equal(faults.count, 3);
  assert_mentions(faults.items[0].text, ":2:17: error: key 'x' is given twice, first in line 2");
  assert_mentions(faults.items[1].text, ":2:23: error: key 'x'");
  assert_mentions(faults.items[2].text, ":3:1: error: key 'a' is given twice, first in line 1");
  assert_int_equal(fen_yaml_count(root), 3);
  assert_string_equal(fen_yaml_text(fen_yaml_get(root, "a")), "1");
  assert_string_equal(fen_yaml_text(fen_yaml_get(fen_yaml_get(root, "b"), "x")), "1");
  assert_string_equal(fen_yaml_text(fen_yaml_get(root, "c")), "5");
  fen_diagnostics_clear(&faults);
  fen_yaml_close(&document);
}

static void syntax_errors_have_their_place(void **state) {
  refuses(*state, "a: [1, 2\nb: 3\n", FEN_ERR_SYNTAX, "closing bracket", 0);
  refuses(*state, "a:\n\tb: 1\n", FEN_ERR_SYNTAX, ":2:1: error: tab", 0);
  refuses(*state, "a:\n\tb: 1\n", FEN_ERR_SYNTAX, "use blanks  [E0201]", 0);
  refuses(*state, "a: \"x\n", FEN_ERR_SYNTAX, ":1:5: error: ", 0);
  refuses(*state, "k: v\n  bad: 2\n", FEN_ERR_SYNTAX, "[E0201]", 0);
  refuses(*state, "城市: ]\n", FEN_ERR_SYNTAX, ":1:5: error: ", 0);
  refuses(*state, "a: @b\n", FEN_ERR_SYNTAX, ":1:4: error: ", 0);
}

static void habits_of_keyboards_have_remedies_of_their_own(void **state) {
  refuses(*state, "a: 1\nb：2\n", FEN_ERR_SYNTAX, "= write half-width punctuation", 0);
  refuses(*state,
          "a: 1\nb:\xc2\xa0"
          "2\n",
          FEN_ERR_SYNTAX, "= write plain blanks", 0);
  refuses(*state, "a: 1\nb:2\n", FEN_ERR_SYNTAX, "= put a blank behind the colon", 0);
  refuses(*state, "a: [${HOME}/b.nc]\n", FEN_ERR_SYNTAX, "= in brackets and braces put a text with ${NAME} into quotes", 0);
  refuses(*state, "a: {file: ${HOME}/b.nc}\n", FEN_ERR_SYNTAX, "= in brackets and braces put a text with ${NAME} into quotes", 0);
  refuses(*state, "a: \"C:\\data\"\n", FEN_ERR_SYNTAX, "= write / between folders", 0);
  fen_yaml *document = open_text(*state, "a: [30，40]\nb: “x”\nc: 6,5 km\nd: plain\ne: full　width\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  static const char *const words[][2] = {{"a", "= write half-width punctuation"},
                                         {"b", "= write straight quotes"},
                                         {"c", "= write a point before the decimals"},
                                         {"d", "= the remedy"},
                                         {"e", "= write plain blanks"}};
  for (size_t n = 0; n < sizeof words / sizeof *words; n++) {
    fen_error err = {0};
    (void)fen_yaml_fail(fen_yaml_get(root, words[n][0]), FEN_ERR_UNIT_UNKNOWN, "the remedy", &err, "no");
    assert_mentions(err.text, words[n][1]);
  }
  fen_yaml_close(&document);
}

static void what_is_not_read_is_refused_not_ignored(void **state) {
  refuses(*state, "a: 1\n---\nb: 2\n", FEN_ERR_SYNTAX, "a second document", 0);
  refuses(*state, "? [a, b]\n: 1\n", FEN_ERR_SYNTAX, "a key that is a map or a list", 0);
  refuses(*state, "base: &b {a: 1}\nc:\n  <<: *b\n", FEN_ERR_SYNTAX, ":3:3: error: merge keys", 0);
  refuses(*state, "a: !own 1\n", FEN_ERR_SYNTAX, ":1:4: error: tags", 0);
  refuses(*state, "a: \"x\\0y\"\n", FEN_ERR_SYNTAX, "NUL", 0);
}

static void empty_and_binary_files_are_refused(void **state) {
  refuses(*state, "", FEN_ERR_SYNTAX, "case.yaml: error: the file is empty\n  = write at least one key and its value  [E0201]", 1);
  refuses(*state, "# only a comment\n", FEN_ERR_SYNTAX, "the file is empty", 0);
  char path[SUPPORT_PATH];
  support_join(*state, "binary.yaml", path);
  support_write(path, "a: b\0c\n", 7);
  fen_yaml *document = NULL;
  fen_error err = {0};
  assert_int_equal(fen_yaml_open(path, NULL, &document, &err), FEN_ERR_SYNTAX);
  assert_mentions(err.text, "binary.yaml:1:5: error: a NUL byte");
}

static void missing_files_and_folders_are_refused(void **state) {
  char path[SUPPORT_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  support_join(*state, "absent.yaml", path);
  assert_int_equal(fen_yaml_open(path, NULL, &document, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "absent.yaml: error: the file cannot be read: No such file or directory\n  = check the path");
  assert_int_equal(fen_yaml_open(*state, NULL, &document, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "this is a folder  [E0301]");
  assert_int_equal(fen_yaml_open("/dev/null", NULL, &document, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "a device or a pipe");
  assert_null(document);
}

static void anchors_are_shared_with_their_aliases(void **state) {
  fen_yaml *document = open_text(*state, "a: &x [1, 2]\nb: *x\nc: &y word\nd: {e: *y}\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  assert_string_equal(fen_yaml_text(fen_yaml_at(fen_yaml_get(root, "b"), 1)), "2");
  assert_string_equal(fen_yaml_text(fen_yaml_get(fen_yaml_get(root, "d"), "e")), "word");
  fen_yaml_close(&document);
  refuses(*state, "a: &x [*x]\n", FEN_ERR_SYNTAX, "alias of an unknown anchor", 0);
  refuses(*state, "a: *nope\n", FEN_ERR_SYNTAX, ":1:5: error: alias of an unknown anchor", 0);
}

/* A hundred thousand of each would be looked through ten thousand million times. */
static void anchors_without_end_are_refused(void **state) {
  enum { ANCHORS = 3000 };
  char *text = malloc(ANCHORS * 16);
  size_t used = 0;
  assert_non_null(text);
  for (int n = 0; n < ANCHORS; n++)
    used += (size_t)sprintf(text + used, "k%d: &a%d x\n", n, n);
  refuses(*state, text, FEN_ERR_SYNTAX, "case.yaml:2001:9: error: too many anchors\n", 0);
  free(text);
}

/* Lines are counted by blocks of 4096 bytes beforehand; lines of 16 bytes begin where blocks do, too. */
static void lines_of_long_files_are_counted_rightly(void **state) {
  enum { LINES = 1100, BYTES = 16 };
  char *text = malloc(LINES * BYTES + 1);
  assert_non_null(text);
  for (int n = 0; n < LINES; n++)
    (void)sprintf(text + BYTES * n, "key%05d: v%04d\n", n, n);
  fen_yaml *document = open_text(*state, text);
  for (int n = 0; n < LINES; n++) {
    int line;
    int column;
    fen_yaml_place(fen_yaml_at(fen_yaml_root(document), n), &line, &column);
    assert_int_equal(line, n + 1);
    assert_int_equal(column, 11);
  }
  fen_yaml_close(&document);
  free(text);
}

static void aliases_that_multiply_without_end_are_refused(void **state) {
  char text[4000] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; i++) {
    size_t used = strlen(text);
    used += (size_t)snprintf(text + used, sizeof text - used, "a%d: &a%d [", i, i);
    for (int j = 0; j < 10; j++)
      used += (size_t)snprintf(text + used, sizeof text - used, "%s*a%d", j ? ", " : "", i - 1);
    (void)snprintf(text + used, sizeof text - used, "]\n");
  }
  refuses(*state, text, FEN_ERR_SYNTAX, "aliases that stand for too many values", 0);
}

static void nesting_has_an_end(void **state) {
  char text[20001];
  memset(text, '[', 10000);
  memset(text + 10000, ']', 10000);
  text[20000] = '\0';
  refuses(*state, text, FEN_ERR_SYNTAX, "nested too deeply", 0);
}

static void yaml_kinds_written_as_tags_are_read(void **state) {
  fen_yaml *document = open_text(*state, "a: !!str 12\nb: !!map {c: 1}\n");
  assert_string_equal(fen_yaml_text(fen_yaml_get(fen_yaml_root(document), "a")), "12");
  fen_yaml_close(&document);
}

static void nothing_is_printed(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "printed", path);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  (void)fflush(stderr);
  int saved = dup(STDERR_FILENO);
  assert_true(saved >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
  char yaml[SUPPORT_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  support_write_text(*state, "broken.yaml", "a: [1\nb: {\n", yaml);
  fen_status status = fen_yaml_open(yaml, NULL, &document, &err);
  (void)fflush(stderr);
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  (void)close(saved);
  (void)fclose(file);
  assert_int_equal(status, FEN_ERR_SYNTAX);
  struct stat facts;
  assert_int_equal(stat(path, &facts), 0);
  assert_int_equal(facts.st_size, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(maps_lists_and_words_are_found),
      cmocka_unit_test(what_is_not_there_is_null),
      cmocka_unit_test(places_count_lines_and_characters_from_one),
      cmocka_unit_test(a_complaint_shows_line_caret_and_remedy),
      cmocka_unit_test(the_caret_stands_under_chinese_text),
      cmocka_unit_test(a_complaint_about_a_map_points_at_its_key),
      cmocka_unit_test(a_long_line_is_shown_around_its_token),
      cmocka_unit_test(a_long_message_keeps_its_remedy_and_code),
      cmocka_unit_test(a_key_given_twice_is_refused_with_both_places),
      cmocka_unit_test(with_a_list_all_keys_given_twice_are_told_and_the_first_stand),
      cmocka_unit_test(syntax_errors_have_their_place),
      cmocka_unit_test(habits_of_keyboards_have_remedies_of_their_own),
      cmocka_unit_test(what_is_not_read_is_refused_not_ignored),
      cmocka_unit_test(empty_and_binary_files_are_refused),
      cmocka_unit_test(missing_files_and_folders_are_refused),
      cmocka_unit_test(anchors_are_shared_with_their_aliases),
      cmocka_unit_test(anchors_without_end_are_refused),
      cmocka_unit_test(lines_of_long_files_are_counted_rightly),
      cmocka_unit_test(aliases_that_multiply_without_end_are_refused),
      cmocka_unit_test(nesting_has_an_end),
      cmocka_unit_test(yaml_kinds_written_as_tags_are_read),
      cmocka_unit_test(nothing_is_printed),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
