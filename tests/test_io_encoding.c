/* Encodings of tables and cases: what is taken for what, and where a text is refused. */
#include <iconv.h>

#include "fenhe/csv.h"
#include "fenhe/yaml.h"
#include "support.h"

/* A table of the same text in GB18030; bytes are counted, for the text may hold anything. */
static size_t write_gb18030(const char *folder, const char *name, const char *text, char path[SUPPORT_PATH]) {
  char bytes[4096];
  char from_text[4096];
  size_t left = strlen(text);
  size_t room = sizeof bytes;
  assert_true(left < sizeof from_text);
  memcpy(from_text, text, left + 1);
  char *from = from_text;
  char *to = bytes;
  iconv_t converter = iconv_open("GB18030", "UTF-8");
  assert_true(converter != (iconv_t)-1);
  assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
  assert_int_equal(iconv_close(converter), 0);
  support_join(folder, name, path);
  support_write(path, bytes, (size_t)(to - bytes));
  return (size_t)(to - bytes);
}

static fen_csv *open_table(const char *path) {
  fen_csv *table = NULL;
  fen_error err = {0};
  if (fen_csv_open(path, NULL, &table, &err))
    fail_msg("%s", err.text);
  return table;
}

static void refuses(const char *folder, const char *bytes, size_t size, fen_status status, const char *mention) {
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  support_join(folder, "bad.csv", path);
  support_write(path, bytes, size);
  assert_int_equal(fen_csv_open(path, NULL, &table, &err), status);
  assert_null(table);
  assert_mentions(err.text, mention);
}

static void a_table_in_gb18030_reads_as_in_utf8(void **state) {
  /* 㐀 and 𠮷 take four bytes in GB18030; 镕 is in GBK and not in GB2312; the comma in quotes and the lines stay. */
  static const char text[] = "# 说明\n地区,名称,PM25 [吨/年]\n太原市,\"朱镕,㐀𠮷\",1.5\n\n晋中市,忻州,x\n";
  char path[SUPPORT_PATH];
  support_write_text(*state, "utf8.csv", text, path);
  fen_csv *utf8 = open_table(path);
  write_gb18030(*state, "gb.csv", text, path);
  fen_csv *gb = open_table(path);
  assert_string_equal(fen_csv_encoding(utf8), "UTF-8");
  assert_string_equal(fen_csv_encoding(gb), "GB18030");
  assert_int_equal(fen_csv_rows(gb), 2);
  for (ptrdiff_t column = 0; column < 3; column++) {
    assert_string_equal(fen_csv_column_name(gb, column), fen_csv_column_name(utf8, column));
    assert_string_equal(fen_csv_unit(gb, column), fen_csv_unit(utf8, column));
    for (ptrdiff_t row = 0; row < 2; row++)
      assert_string_equal(fen_csv_text(gb, row, column), fen_csv_text(utf8, row, column));
  }
  double value;
  fen_error err = {0};
  assert_int_equal(fen_csv_number(gb, 1, 2, 0.0, 1.0, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, "gb.csv:5:PM25: error: 'x' is not a number");
  fen_csv_close(&utf8);
  fen_csv_close(&gb);
}

static void marks_and_plain_ascii_are_utf8(void **state) {
  char path[SUPPORT_PATH];
  support_write_text(*state, "ascii.csv", "a,b\n1,2\n", path);
  fen_csv *table = open_table(path);
  assert_string_equal(fen_csv_encoding(table), "UTF-8");
  fen_csv_close(&table);
  support_write_text(*state, "marked.csv",
                     "\xef\xbb\xbf"
                     "地区,数\n太原,2\n",
                     path);
  table = open_table(path);
  assert_string_equal(fen_csv_encoding(table), "UTF-8");
  assert_string_equal(fen_csv_column_name(table, 0), "地区");
  fen_csv_close(&table);
}

static void taiyuan_alone_is_not_taken_for_letters(void **state) {
  /* In GB2312, 太原 is CC AB D4 AD: two letters in UTF-8. Latin, Greek and Russian letters stay what they are. */
  char path[SUPPORT_PATH];
  write_gb18030(*state, "taiyuan.csv", "region,PM25\n太原,2\n", path);
  fen_csv *table = open_table(path);
  assert_string_equal(fen_csv_encoding(table), "GB18030");
  assert_string_equal(fen_csv_text(table, 0, 0), "太原");
  fen_csv_close(&table);
  support_write_text(*state, "latin.csv", "name,x [µg]\nJīn,Москва σ\n", path);
  table = open_table(path);
  assert_string_equal(fen_csv_encoding(table), "UTF-8");
  fen_csv_close(&table);
}

static void a_case_may_be_in_gb18030_and_its_columns_stay(void **state) {
  char path[SUPPORT_PATH];
  fen_yaml *document = NULL;
  fen_error err = {0};
  write_gb18030(*state, "case.yaml", "title: 汾河谷地\n名称: [太原, 晋中]\n", path);
  if (fen_yaml_open(path, NULL, &document, &err))
    fail_msg("%s", err.text);
  const fen_yaml_node *names = fen_yaml_get(fen_yaml_root(document), "名称");
  assert_non_null(names);
  assert_string_equal(fen_yaml_text(fen_yaml_at(names, 1)), "晋中");
  int line = 0;
  int column = 0;
  fen_yaml_place(fen_yaml_at(names, 1), &line, &column);
  assert_int_equal(line, 2);
  assert_int_equal(column, 10);
  fen_yaml_close(&document);
}

static void bytes_in_no_code_are_refused_with_line_and_column(void **state) {
  /* 太原 in GB18030, then a byte that begins no character. */
  static const char neither[] = "a,b\n\xcc\xab\xd4\xad,\xff\n";
  refuses(*state, neither, sizeof neither - 1, FEN_ERR_ENCODING, "bad.csv:2:4: error: byte 0xff is neither UTF-8 nor GB18030\n  = save it");
  static const char cut[] = "a,b\n\xcc\xab\xd4\xad\xc5";
  refuses(*state, cut, sizeof cut - 1, FEN_ERR_ENCODING, "bad.csv:2:3: error: byte 0xc5 is neither");
  static const char marked[] = "\xef\xbb\xbf"
                               "a,b\n\xcc\xcc,1\n";
  refuses(*state, marked, sizeof marked - 1, FEN_ERR_ENCODING, "bad.csv:2:1: error: byte 0xcc is no UTF-8, though a byte-order mark");
}

static void damaged_utf8_is_not_taken_for_gb18030(void **state) {
  /* 太原 with the last byte of 太 lost: as GB18030 this would be another word. */
  static const char damaged[] = "地区,数\n晋中,2\n\xe5\xa4"
                                "\xe5\x8e\x9f,1\n";
  refuses(*state, damaged, sizeof damaged - 1, FEN_ERR_ENCODING, "bad.csv:3:1: error: byte 0xe5 is no UTF-8, in a text that is otherwise");
}

static void utf16_is_refused_with_a_remedy(void **state) {
  static const char marked[] = "\xff\xfe"
                               "a\0,\0b\0\n\0"
                               "1\0,\0"
                               "2\0\n";
  refuses(*state, marked, sizeof marked, FEN_ERR_ENCODING,
          "bad.csv: error: the text is in UTF-16, which Windows calls 'Unicode'\n  = save it as UTF-8");
  static const char big[] = "\xfe\xff\0a\0,\0b\0\n";
  refuses(*state, big, sizeof big - 1, FEN_ERR_ENCODING, "UTF-16");
  static const char bare[] = "a\0,\0b\0\n\0"
                             "1\0,\0"
                             "2\0\n";
  refuses(*state, bare, sizeof bare, FEN_ERR_ENCODING, "UTF-16");
}

static void characters_that_an_earlier_conversion_lost_are_refused(void **state) {
  static const char replaced[] = "a,b\n太\xef\xbf\xbd,1\n";
  refuses(*state, replaced, sizeof replaced - 1, FEN_ERR_ENCODING, "bad.csv:2:2: error: an earlier conversion has lost a character here");
  static const char twice[] = "a,b\n锟斤拷,1\n";
  refuses(*state, twice, sizeof twice - 1, FEN_ERR_ENCODING, "bad.csv:2:1: error: an earlier conversion");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_in_gb18030_reads_as_in_utf8),
      cmocka_unit_test(marks_and_plain_ascii_are_utf8),
      cmocka_unit_test(taiyuan_alone_is_not_taken_for_letters),
      cmocka_unit_test(a_case_may_be_in_gb18030_and_its_columns_stay),
      cmocka_unit_test(bytes_in_no_code_are_refused_with_line_and_column),
      cmocka_unit_test(damaged_utf8_is_not_taken_for_gb18030),
      cmocka_unit_test(utf16_is_refused_with_a_remedy),
      cmocka_unit_test(characters_that_an_earlier_conversion_lost_are_refused),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
