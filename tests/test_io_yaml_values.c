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

static void quantities_become_si(void **state) {
  fen_yaml *document = open_text(*state, "spacing: 3 km\nshare: 25 %\nrate: 10 万吨/年\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  double value = 0.0;
  assert_int_equal(fen_yaml_quantity(fen_yaml_get(root, "spacing"), "m", 0.0, INFINITY, &value, NULL), FEN_OK);
  assert_near(value, 3000.0, 0.0);
  assert_int_equal(fen_yaml_quantity(fen_yaml_get(root, "share"), "1", 0.0, 1.0, &value, NULL), FEN_OK);
  assert_near(value, 0.25, 1e-16);
  assert_int_equal(fen_yaml_quantity(fen_yaml_get(root, "rate"), "t/yr", 0.0, INFINITY, &value, NULL), FEN_OK);
  assert_near(value, 1e5, 1e-9);
  fen_yaml_close(&document);
}

/* The value of key v, read in one way, fails with this status, mentions this, and leaves the output alone. */
typedef struct {
  const char *text;
  enum { QUANTITY, NUMBER, INTEGER, BOOL, TIME, WORD } reader;
  fen_status status;
  const char *mention;
} refusal;

static const char *const words[] = {"positive", "selective", "monotone", "none"};

static fen_status read_value(const fen_yaml_node *node, const refusal *want, fen_error *err) {
  double real = 7.0;
  long whole = 7;
  bool flag = true;
  int index = 7;
  fen_status status = FEN_ERR_INTERNAL;
  switch (want->reader) {
  case QUANTITY:
    status = fen_yaml_quantity(node, "m", 1.0, 1e6, &real, err);
    break;
  case NUMBER:
    status = fen_yaml_number(node, 0.0, INFINITY, &real, err);
    break;
  case INTEGER:
    status = fen_yaml_integer(node, 1, 1000, &whole, err);
    break;
  case BOOL:
    status = fen_yaml_bool(node, &flag, err);
    break;
  case TIME:
    status = fen_yaml_time(node, 0.0, &real, err);
    break;
  case WORD:
    status = fen_yaml_word(node, words, 4, &index, err);
    break;
  }
  assert_true(real == 7.0 && whole == 7 && flag && index == 7);
  return status;
}

static void wrong_values_are_refused_where_they_stand(void **state) {
  static const refusal refusals[] = {
      {"3", QUANTITY, FEN_ERR_UNIT_MISSING, "'3' has no unit\n"},
      {"3", QUANTITY, FEN_ERR_UNIT_MISSING, "= write it like '3 m'  [E0208]"},
      {"3 kmm", QUANTITY, FEN_ERR_UNIT_UNKNOWN, "unit 'kmm' is not understood"},
      {"3 h", QUANTITY, FEN_ERR_UNIT_INCOMPATIBLE, "unit 'h' is of another dimension than 'm'\n"},
      {"3 h", QUANTITY, FEN_ERR_UNIT_INCOMPATIBLE, "= write it like '3 km'  [E0210]"},
      {"3 kmm", QUANTITY, FEN_ERR_UNIT_UNKNOWN, "= write it as UDUNITS does, such as"},
      {"far", QUANTITY, FEN_ERR_TYPE, "'far' is not a number with a unit"},
      {"1 mm", QUANTITY, FEN_ERR_RANGE, "= give 1000 to 1e+09 mm  [E0206]"},
      {"1e9 km", QUANTITY, FEN_ERR_RANGE, "1e9 km is too large"},
      {"[1 m]", QUANTITY, FEN_ERR_TYPE, "is a list where a number with a unit, like '3 km', is wanted"},
      {"", QUANTITY, FEN_ERR_TYPE, "is empty"},
      {"3 km", NUMBER, FEN_ERR_TYPE, "'3 km' is not a number"},
      {"0x10", NUMBER, FEN_ERR_TYPE, "write a plain decimal number"},
      {"nan", NUMBER, FEN_ERR_TYPE, "not a number"},
      {".inf", NUMBER, FEN_ERR_TYPE, "not a number"},
      {"1e999", NUMBER, FEN_ERR_TYPE, "not a number"},
      {"-1", NUMBER, FEN_ERR_RANGE, "= give at least 0  [E0206]"},
      {"{a: 1}", NUMBER, FEN_ERR_TYPE, "is a map where a number is wanted"},
      {"1.5", INTEGER, FEN_ERR_TYPE, "'1.5' is not a whole number"},
      {"99999999999999999999", INTEGER, FEN_ERR_TYPE, "not a whole number"},
      {"0", INTEGER, FEN_ERR_RANGE, "= give 1 to 1000  [E0206]"},
      {"+", INTEGER, FEN_ERR_TYPE, "not a whole number"},
      {"yes", BOOL, FEN_ERR_TYPE, "= write true or false  [E0205]"},
      {"2020-02-30", TIME, FEN_ERR_TIME, "a day that the calendar does not have"},
      {"noon", TIME, FEN_ERR_TIME, "= write it like 2020-01-10T00:00+08:00"},
      {"selectiv", WORD, FEN_ERR_WORD_UNKNOWN, "unknown word 'selectiv'; did you mean 'selective'?"},
      {"xyz", WORD, FEN_ERR_WORD_UNKNOWN, "= give one of: positive, selective, monotone, none  [E0207]"},
  };
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    char text[200];
    (void)snprintf(text, sizeof text, "first: 1\nv: %s\n", refusals[i].text);
    fen_yaml *document = open_text(*state, text);
    fen_error err = {0};
    assert_int_equal(read_value(fen_yaml_get(fen_yaml_root(document), "v"), &refusals[i], &err), refusals[i].status);
    assert_mentions(err.text, refusals[i].text[0] ? "case.yaml:2:4: error: key 'v'" : "case.yaml:2:1: error: key 'v'");
    assert_mentions(err.text, refusals[i].mention);
    char code[16];
    (void)snprintf(code, sizeof code, "[E%04d]", fen_status_code(refusals[i].status));
    assert_mentions(err.text, code);
    fen_yaml_close(&document);
  }
}

static void an_example_is_of_what_is_asked_for(void **state) {
  static const struct {
    const char *text, *unit;
    double min, max;
    const char *remedy;
  } list[] = {
      {"1 kg", "m s-1", 0.0, 1.0, "= write it like '0.2 cm/s'  [E0210]"},
      {"1 kg", "m s-1", 0.0, 100.0, "= write it like '3 m/s'  [E0210]"},
      {"1 kg", "m", 1e-9, 1e-4, "= write it like '2.5 um'  [E0210]"},
      {"5 C", "K", 200.0, 330.0, "= write it like '-5 degC'  [E0210]"},
      {"5 C", "K", 0.0, 50.0, "= write it like '10 K'  [E0210]"},
      {"10 degC", "K", 0.0, 50.0, "= give 0 to 50 K  [E0206]"},
      {"-90 degC", "K", 200.0, 330.0, "= give -73.15 to 56.85 degC  [E0206]"},
      {"2.5", "m", 1e-9, 1e-4, "= write it like '2.5 um'  [E0208]"},
      {"3", "s", 0.0, 1e6, "= write it like '3 h'  [E0208]"},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    char text[80];
    double value = 7.0;
    fen_error err = {0};
    (void)snprintf(text, sizeof text, "v: %s\n", list[n].text);
    fen_yaml *document = open_text(*state, text);
    assert_int_not_equal(
        fen_yaml_quantity(fen_yaml_get(fen_yaml_root(document), "v"), list[n].unit, list[n].min, list[n].max, &value, &err), FEN_OK);
    assert_mentions(err.text, list[n].remedy);
    fen_yaml_close(&document);
  }
}

static void zeros_before_a_number_do_not_make_it_octal(void **state) {
  fen_yaml *document = open_text(*state, "a: 012\nb: 010.5\nc: 012 m\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  long whole = 0;
  double real = 0.0;
  assert_int_equal(fen_yaml_integer(fen_yaml_get(root, "a"), 0, 100, &whole, NULL), FEN_OK);
  assert_int_equal(whole, 12);
  assert_int_equal(fen_yaml_number(fen_yaml_get(root, "b"), 0, 100, &real, NULL), FEN_OK);
  assert_near(real, 10.5, 0.0);
  assert_int_equal(fen_yaml_quantity(fen_yaml_get(root, "c"), "m", 0, 100, &real, NULL), FEN_OK);
  assert_near(real, 12.0, 0.0);
  fen_yaml_close(&document);
}

static void words_flags_and_times_are_read(void **state) {
  fen_yaml *document = open_text(*state, "w: monotone\nt: true\nf: false\nstart: 2020-01-10T00:00\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  int index = -1;
  bool flag = false;
  double time_s = 0.0;
  assert_int_equal(fen_yaml_word(fen_yaml_get(root, "w"), words, 4, &index, NULL), FEN_OK);
  assert_int_equal(index, 2);
  assert_int_equal(fen_yaml_bool(fen_yaml_get(root, "t"), &flag, NULL), FEN_OK);
  assert_true(flag);
  assert_int_equal(fen_yaml_bool(fen_yaml_get(root, "f"), &flag, NULL), FEN_OK);
  assert_false(flag);
  assert_int_equal(fen_yaml_time(fen_yaml_get(root, "start"), 28800.0, &time_s, NULL), FEN_OK);
  assert_near(time_s, 1578585600.0, 0.0);
  fen_yaml_close(&document);
}

static void limits_belong_to_the_range(void **state) {
  fen_yaml *document = open_text(*state, "a: 1\nb: 2\n");
  const fen_yaml_node *root = fen_yaml_root(document);
  double real = 0.0;
  long whole = 0;
  assert_int_equal(fen_yaml_number(fen_yaml_get(root, "a"), 1.0, 2.0, &real, NULL), FEN_OK);
  assert_int_equal(fen_yaml_number(fen_yaml_get(root, "b"), 1.0, 2.0, &real, NULL), FEN_OK);
  assert_int_equal(fen_yaml_integer(fen_yaml_get(root, "a"), 1, 1, &whole, NULL), FEN_OK);
  fen_yaml_close(&document);
}

static void many_words_are_listed_as_far_as_they_go(void **state) {
  char names[60][24];
  const char *many[60];
  for (int i = 0; i < 60; i++) {
    (void)snprintf(names[i], sizeof names[i], "candidate%d", i);
    many[i] = names[i];
  }
  fen_yaml *document = open_text(*state, "v: zzz\n");
  int index = 0;
  fen_error err = {0};
  assert_int_equal(fen_yaml_word(fen_yaml_get(fen_yaml_root(document), "v"), many, 60, &index, &err), FEN_ERR_WORD_UNKNOWN);
  assert_mentions(err.text, "give one of: candidate0, candidate1");
  assert_mentions(err.text, ", ...  [E0207]");
  fen_yaml_close(&document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantities_become_si),
      cmocka_unit_test(wrong_values_are_refused_where_they_stand),
      cmocka_unit_test(an_example_is_of_what_is_asked_for),
      cmocka_unit_test(zeros_before_a_number_do_not_make_it_octal),
      cmocka_unit_test(words_flags_and_times_are_read),
      cmocka_unit_test(limits_belong_to_the_range),
      cmocka_unit_test(many_words_are_listed_as_far_as_they_go),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
