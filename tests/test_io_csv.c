#include "fenhe/csv.h"
#include "support.h"

static fen_csv *open_text(const char *folder, const char *text) {
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  support_write_text(folder, "table.csv", text, path);
  if (fen_csv_open(path, NULL, &table, &err))
    fail_msg("%s", err.text);
  return table;
}

static void refuses(const char *folder, const char *text, fen_status status, const char *mention) {
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  support_write_text(folder, "table.csv", text, path);
  assert_int_equal(fen_csv_open(path, NULL, &table, &err), status);
  assert_null(table);
  assert_mentions(err.text, mention);
}

static void cells_are_found_by_name(void **state) {
  fen_csv *table = open_text(*state, "name,lat,rate [t/yr],高度[ m ]\n太原, 37.87 ,1e3,789\n\"Jin, zhong\",37.69,0,800\n");
  ptrdiff_t column = -1;
  double value = 0.0;
  assert_int_equal(fen_csv_rows(table), 2);
  assert_int_equal(fen_csv_columns(table), 4);
  assert_int_equal(fen_csv_find(table, "rate", &column, NULL), FEN_OK);
  assert_string_equal(fen_csv_unit(table, column), "t/yr");
  assert_string_equal(fen_csv_column_name(table, column), "rate");
  assert_int_equal(fen_csv_find(table, "高度", &column, NULL), FEN_OK);
  assert_string_equal(fen_csv_unit(table, column), "m");
  assert_int_equal(fen_csv_number(table, 1, column, 0.0, 9000.0, &value, NULL), FEN_OK);
  assert_near(value, 800.0, 0.0);
  assert_int_equal(fen_csv_find(table, "lat", &column, NULL), FEN_OK);
  assert_string_equal(fen_csv_unit(table, column), "");
  assert_string_equal(fen_csv_text(table, 0, column), "37.87");
  assert_string_equal(fen_csv_text(table, 1, 0), "Jin, zhong");
  assert_mentions(fen_csv_path(table), "table.csv");
  fen_csv_close(&table);
  assert_null(table);
  fen_csv_close(&table);
}

static void marks_line_ends_and_comments_are_passed_over(void **state) {
  fen_csv *table = open_text(*state, "\xef\xbb\xbf# source: none\r\n\r\nname,x\r\n# one\r\na,1\r\n  # two\r\n\r\nb,2");
  assert_int_equal(fen_csv_rows(table), 2);
  assert_string_equal(fen_csv_column_name(table, 0), "name");
  assert_string_equal(fen_csv_text(table, 1, 1), "2");
  fen_error err = {0};
  (void)fen_csv_fail(table, 1, 1, FEN_ERR_RANGE, "mend it", &err, "bad");
  assert_mentions(err.text, "table.csv:8:x: error: bad\n  = mend it  [E0206]");
  fen_csv_close(&table);
}

static void line_breaks_in_quotes_do_not_shift_lines(void **state) {
  fen_csv *table = open_text(*state, "station,note,pm25\n\"小店\n\",\"a \"\"quoted\"\" word\n# no comment\n\",1\n\"晋源\",,x\n");
  double value = 7.0;
  fen_error err = {0};
  assert_int_equal(fen_csv_rows(table), 2);
  assert_string_equal(fen_csv_text(table, 0, 0), "小店");
  assert_string_equal(fen_csv_text(table, 0, 1), "a \"quoted\" word\n# no comment");
  assert_int_equal(fen_csv_number(table, 1, 2, 0.0, 1.0, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, "table.csv:6:pm25: error: 'x' is not a number\n");
  assert_near(value, 7.0, 0.0);
  fen_csv_close(&table);
}

static void numbers_are_checked_with_their_place(void **state) {
  fen_csv *table = open_text(*state, "x,y\n1,\nnan,0x1\n-3,1e999\n");
  double value = 7.0;
  fen_error err = {0};
  assert_int_equal(fen_csv_number(table, 0, 1, 0, 1, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, ":2:y: error: the cell is empty\n");
  assert_int_equal(fen_csv_number(table, 1, 0, 0, 1, &value, &err), FEN_ERR_TYPE);
  assert_int_equal(fen_csv_number(table, 1, 1, 0, 1, &value, &err), FEN_ERR_TYPE);
  assert_int_equal(fen_csv_number(table, 2, 1, 0, 1, &value, &err), FEN_ERR_TYPE);
  assert_int_equal(fen_csv_number(table, 2, 0, 0, 1, &value, &err), FEN_ERR_RANGE);
  assert_mentions(err.text, ":4:x: error: -3 is too small\n  = give 0 to 1  ");
  assert_near(value, 7.0, 0.0);
  fen_csv_close(&table);
  table = open_text(*state, "x,y\n１２,3\n");
  assert_int_equal(fen_csv_number(table, 0, 0, 0, 100, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, ":2:x: error: '１２' has full-width characters\n  = write digits, point and signs half-width");
  fen_csv_close(&table);
}

static void decimal_commas_are_told_from_words(void **state) {
  fen_csv *table = open_text(*state, "x,y\n\"112,48\",ca. 3\n");
  double value;
  fen_error err = {0};
  assert_int_equal(fen_csv_number(table, 0, 0, 0, 180, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, "= write a point before the decimals");
  assert_int_equal(fen_csv_number(table, 0, 1, 0, 180, &value, &err), FEN_ERR_TYPE);
  assert_mentions(err.text, "= write a plain decimal number");
  fen_csv_close(&table);
}

static void rows_of_commas_alone_are_passed_over(void **state) {
  fen_csv *table = open_text(*state, "a,b\n,\n1,\n,,,\n , \n2,x\n,\n");
  assert_int_equal(fen_csv_rows(table), 2);
  assert_int_equal(fen_csv_line(table, 1), 6);
  assert_string_equal(fen_csv_text(table, 0, 0), "1");
  assert_string_equal(fen_csv_text(table, 1, 1), "x");
  fen_csv_close(&table);
}

static void a_missing_column_names_its_neighbour(void **state) {
  fen_csv *table = open_text(*state, "# first\nname,sector,rate [t/yr]\n");
  ptrdiff_t column = 7;
  fen_error err = {0};
  assert_int_equal(fen_csv_rows(table), 0);
  assert_int_equal(fen_csv_find(table, "sectro", &column, &err), FEN_ERR_COLUMN);
  assert_mentions(
      err.text,
      "table.csv:2: error: column 'sectro' is missing; is 'sector' meant for it?\n  = add it, or rename one; the table has: name, sector, rate  [E0215]");
  assert_int_equal(column, 7);
  fen_csv_close(&table);
}

static void faulty_tables_are_refused(void **state) {
  refuses(*state, "", FEN_ERR_SYNTAX, "the table is empty");
  refuses(*state, "# nothing\n\n", FEN_ERR_SYNTAX, "the table is empty");
  refuses(*state, "a,b\n1,2\n\n1,2,3\n", FEN_ERR_SYNTAX, "table.csv:4: error: the row has 3 cells where the header has 2");
  refuses(*state, "a,b\n1\n", FEN_ERR_SYNTAX, "the row has 1 cells where the header has 2");
  refuses(*state, "a,b\n1,x\"y\n", FEN_ERR_SYNTAX, "table.csv:2:4: error: a quote where none may stand\n   2 | 1,x\"y\n     |    ^\n");
  refuses(*state, "a,b\n1,\"x\" y\n", FEN_ERR_SYNTAX, "a quote where none may stand");
  refuses(*state, "a,b\n1,2\n3,\"x\n4,5\n", FEN_ERR_SYNTAX,
          "table.csv:3: error: the row that begins here has quotes that are never closed");
  refuses(*state, "a,b,a\n1,2,3\n", FEN_ERR_COLUMN, "columns 1 and 3 are both named 'a'");
  refuses(*state, "rate [t],rate [kg]\n", FEN_ERR_COLUMN, "both named 'rate'");
  refuses(*state, "a,,b\n", FEN_ERR_COLUMN, "column 2 has no name");
  refuses(*state, "a;b\n1,5;2\n", FEN_ERR_COLUMN, "table.csv:1: error: the cells are parted by semicolons");
  refuses(*state, "a\tb\n1\t2\n", FEN_ERR_COLUMN, "the cells are parted by tabs");
  refuses(*state, "名称，数\n太原，1\n", FEN_ERR_SYNTAX, "table.csv:1: error: the cells are parted by full-width commas");
}

static void a_table_of_very_many_columns_is_refused(void **state) {
  enum { COLUMNS = 10001 };
  char *text = malloc(COLUMNS * 8);
  size_t used = 0;
  assert_non_null(text);
  for (int n = 0; n < COLUMNS; n++)
    used += (size_t)sprintf(text + used, "%sc%d", n ? "," : "", n);
  refuses(*state, text, FEN_ERR_COLUMN, "table.csv:1: error: 10001 columns are more than the 10000 that a table may have");
  free(text);
}

static void missing_and_binary_files_are_refused(void **state) {
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_error err = {0};
  support_join(*state, "absent.csv", path);
  assert_int_equal(fen_csv_open(path, NULL, &table, &err), FEN_ERR_FILE_MISSING);
  assert_mentions(err.text, "absent.csv: error: the file cannot be read");
  support_join(*state, "binary.csv", path);
  support_write(path, "a,b\n\0,1\n", 8);
  assert_int_equal(fen_csv_open(path, NULL, &table, &err), FEN_ERR_SYNTAX);
  assert_mentions(err.text, "binary.csv:2:1: error: a NUL byte");
}

static void tables_of_stations_are_read_as_they_are(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  support_data_path("shanxi/hourly_stations_2020_taiyuan.csv", path);
  fen_csv *table = NULL;
  fen_error err = {0};
  if (fen_csv_open(path, NULL, &table, &err))
    fail_msg("%s", err.text);
  assert_int_equal(fen_csv_rows(table), 852);
  assert_int_equal(fen_csv_columns(table), 13);
  ptrdiff_t column = 0;
  assert_int_equal(fen_csv_find(table, "PM2.5", &column, NULL), FEN_OK);
  double value = 0.0;
  ptrdiff_t last = fen_csv_rows(table) - 1;
  if (fen_csv_number(table, last, column, 0.0, 1000.0, &value, &err))
    assert_mentions(err.text, "hourly_stations_2020_taiyuan.csv:868:PM2.5");
  (void)fen_csv_fail(table, last, 0, FEN_ERR_TYPE, NULL, &err, "last");
  assert_mentions(err.text, "hourly_stations_2020_taiyuan.csv:868:Date");
  fen_csv_close(&table);
}

static void odd_tables_are_read_and_counted_where_that_is_asked(void **state) {
  static const char text[] = ",station,why,pm25\n0,\"a\nb\",\"\n  PM10\n\",1\n1,c \"d\" e,x,2\n2,short,3\n3,f,,4,5\n4,\"g \"\"h\"\"\",,6\n";
  char path[SUPPORT_PATH];
  fen_csv *table = NULL;
  fen_csv_oddities odd = {0};
  fen_error err = {0};
  support_write_text(*state, "odd.csv", text, path);
  assert_int_equal(fen_csv_open(path, NULL, &table, &err), FEN_ERR_SYNTAX);
  if (fen_csv_open_odd(path, &table, &odd, &err))
    fail_msg("%s", err.text);
  assert_int_equal(fen_csv_rows(table), 3);
  assert_int_equal(odd.line_breaks, 2);
  assert_int_equal(odd.quotes, 2);
  assert_int_equal(odd.odd_rows, 2);
  assert_int_equal(odd.odd_row_line, 7);
  assert_string_equal(fen_csv_column_name(table, 0), "");
  assert_string_equal(fen_csv_text(table, 0, 2), "PM10");
  assert_string_equal(fen_csv_text(table, 1, 1), "c \"d\" e");
  assert_string_equal(fen_csv_text(table, 2, 1), "g \"h\"");
  assert_int_equal(fen_csv_line(table, 2), 9);
  fen_csv_close(&table);
}

static void a_quote_that_swallows_the_table_is_refused(void **state) {
  char path[SUPPORT_PATH], text[2048] = "station,pm25\n\"a,1\n";
  fen_csv *table = NULL;
  fen_csv_oddities odd = {0};
  fen_error err = {0};
  for (int n = 0; n < 60; n++)
    strcat(text, "b,2\n");
  support_write_text(*state, "swallow.csv", text, path);
  assert_int_equal(fen_csv_open_odd(path, &table, &odd, &err), FEN_ERR_SYNTAX);
  assert_mentions(err.text, "swallow.csv:2: error: quotes open");
  assert_null(table);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_found_by_name),
      cmocka_unit_test(marks_line_ends_and_comments_are_passed_over),
      cmocka_unit_test(line_breaks_in_quotes_do_not_shift_lines),
      cmocka_unit_test(numbers_are_checked_with_their_place),
      cmocka_unit_test(decimal_commas_are_told_from_words),
      cmocka_unit_test(rows_of_commas_alone_are_passed_over),
      cmocka_unit_test(a_missing_column_names_its_neighbour),
      cmocka_unit_test(faulty_tables_are_refused),
      cmocka_unit_test(a_table_of_very_many_columns_is_refused),
      cmocka_unit_test(missing_and_binary_files_are_refused),
      cmocka_unit_test(tables_of_stations_are_read_as_they_are),
      cmocka_unit_test(odd_tables_are_read_and_counted_where_that_is_asked),
      cmocka_unit_test(a_quote_that_swallows_the_table_is_refused),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
