#include <netcdf.h>

#include "fenhe/glance.h"
#include "support.h"

#define NC(call) assert_int_equal((call), NC_NOERR)

/* Three records of a field and their times, as WRF writes them, and odd things beside. */
static void make_file(const char *folder, const char *name, int format, char path[SUPPORT_PATH]) {
  static const float values[18] = {1.5F, 0, 0, 0, 0, 0, -2.5F, 0, 0, 0, 0, 0, 4.25F, 0, 0, 0, 0, 0};
  static const double spacing[2] = {3000.0, 4000.0};
  int file, dims[3], letters, id;
  support_join(folder, name, path);
  NC(nc_create(path, NC_CLOBBER | format, &file));
  NC(nc_def_dim(file, "Time", NC_UNLIMITED, &dims[0]));
  NC(nc_def_dim(file, "south_north", 2, &dims[1]));
  NC(nc_def_dim(file, "west_east", 3, &dims[2]));
  NC(nc_def_dim(file, "DateStrLen", 4, &letters));
  NC(nc_def_var(file, "XLAT", NC_FLOAT, 3, dims, &id));
  const int text_dims[2] = {dims[0], letters};
  NC(nc_def_var(file, "Times", NC_CHAR, 2, text_dims, &id));
  NC(nc_def_var(file, "scalar", NC_INT, 0, NULL, &id));
  NC(nc_put_att_double(file, NC_GLOBAL, "DX", NC_FLOAT, 1, spacing));
  NC(nc_put_att_double(file, NC_GLOBAL, "BOTH", NC_DOUBLE, 2, spacing));
  NC(nc_put_att_text(file, NC_GLOBAL, "TITLE", 3, "WRF"));
  NC(nc_put_att_text(file, 0, "units", 16, "degree_north    "));
  NC(nc_enddef(file));
  const size_t start[3] = {0, 0, 0};
  const size_t count[3] = {3, 2, 3};
  const size_t rows[2] = {3, 4};
  NC(nc_put_vara_float(file, 0, start, count, values));
  NC(nc_put_vara_text(file, 1, start, rows, "00h 01h 02h "));
  NC(nc_close(file));
}

static void a_glance_at_netcdf4_finds_what_netcdf_finds(void **state) {
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = -1;
  double value = 0.0;
  double first[3];
  ptrdiff_t count = 0;
  char letters[12];
  make_file(*state, "four.nc", NC_NETCDF4, path);
  assert_true(fen_glance_open(path, &glance));
  assert_true(fen_glance_may_hold(glance, 1e5));
  assert_false(fen_glance_may_hold(glance, 1e9)); /* of some kilobytes */
  assert_false(fen_glance_may_hold(glance, NAN));
  assert_true(fen_glance_has(glance, "XLAT"));
  assert_true(fen_glance_shape(glance, "XLAT", &rank, shape));
  assert_int_equal(rank, 3);
  assert_int_equal(shape[0], 3);
  assert_int_equal(shape[1], 2);
  assert_int_equal(shape[2], 3);
  assert_false(fen_glance_shape(glance, "Times", &rank, shape)); /* letters */
  assert_false(fen_glance_table(glance, "XLAT", &rank, shape));
  assert_true(fen_glance_table(glance, "Times", &rank, shape));
  assert_int_equal(rank, 2);
  assert_int_equal(shape[1], 4);
  assert_true(fen_glance_shape(glance, "scalar", &rank, shape));
  assert_int_equal(rank, 0);
  assert_true(fen_glance_number(glance, "DX", &value));
  assert_true(value == 3000.0);
  assert_true(fen_glance_numbers(glance, "BOTH", 3, first, &count));
  assert_int_equal(count, 2);
  assert_true(first[0] == 3000.0 && first[1] == 4000.0);
  assert_true(fen_glance_firsts(glance, "XLAT", 3, first));
  assert_true(first[0] == 1.5 && first[1] == -2.5 && first[2] == 4.25);
  assert_true(fen_glance_letters(glance, "Times", 3, 4, letters));
  assert_memory_equal(letters, "00h 01h 02h ", 12);
  fen_glance_close(&glance);
  assert_null(glance);
}

static void texts_values_and_dimensions_are_found(void **state) {
  static const char dimensions[3][FEN_NC_NAME] = {"Time", "south_north", "west_east"};
  static const char turned[3][FEN_NC_NAME] = {"Time", "west_east", "south_north"};
  static const ptrdiff_t start[3] = {1, 0, 0};
  static const ptrdiff_t extent[3] = {2, 1, 2};
  static const ptrdiff_t beyond[3] = {3, 1, 2};
  static const char *const words[1] = {"  a text of its own length "};
  char path[SUPPORT_PATH];
  char text[32] = "untouched";
  fen_glance *glance = NULL;
  ptrdiff_t count = 0;
  double values[12];
  int file;
  make_file(*state, "four.nc", NC_NETCDF4, path);
  NC(nc_open(path, NC_WRITE, &file));
  NC(nc_put_att_string(file, 0, "long_name", 1, (const char **)(uintptr_t)words));
  NC(nc_close(file));
  assert_true(fen_glance_open(path, &glance));
  assert_true(fen_glance_count(glance, &count));
  assert_int_equal(count, 7); /* four dimensions without values of their own, three variables */
  assert_false(fen_glance_text(glance, "XLAT", "description", text, sizeof text));
  assert_false(fen_glance_text(glance, "XLONG", "units", text, sizeof text));
  assert_false(fen_glance_text(glance, NULL, "DX", text, sizeof text));
  assert_false(fen_glance_text(glance, "XLAT", "units", text, 12));
  assert_true(fen_glance_text(glance, "XLAT", "units", text, sizeof text));
  assert_string_equal(text, "degree_north");
  assert_true(fen_glance_text(glance, NULL, "TITLE", text, sizeof text));
  assert_string_equal(text, "WRF");
  assert_true(fen_glance_text(glance, "XLAT", "long_name", text, sizeof text));
  assert_string_equal(text, "a text of its own length");
  assert_true(fen_glance_values(glance, "XLAT", 3, start, extent, values));
  assert_true(values[0] == -2.5 && values[1] == 0.0 && values[2] == 4.25);
  assert_false(fen_glance_values(glance, "XLAT", 2, start, extent, values));
  assert_false(fen_glance_values(glance, "XLAT", 3, start, beyond, values));
  assert_false(fen_glance_values(glance, "Times", 2, start, extent, values));
  assert_true(fen_glance_lies_on(glance, "XLAT", 3, dimensions));
  assert_false(fen_glance_lies_on(glance, "XLAT", 3, turned));
  assert_false(fen_glance_lies_on(glance, "XLAT", 2, dimensions));
  fen_glance_close(&glance);
}

static void packed_values_are_left_to_netcdf(void **state) {
  static const ptrdiff_t start[3] = {0, 0, 0};
  static const ptrdiff_t extent[3] = {1, 1, 1};
  static const double scale = 0.5;
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  double value;
  int file;
  make_file(*state, "four.nc", NC_NETCDF4, path);
  NC(nc_open(path, NC_WRITE, &file));
  NC(nc_put_att_double(file, 0, "scale_factor", NC_DOUBLE, 1, &scale));
  NC(nc_close(file));
  assert_true(fen_glance_open(path, &glance));
  assert_false(fen_glance_values(glance, "XLAT", 3, start, extent, &value));
  fen_glance_close(&glance);
}

/* A variable of two numbers, and one mark of what stands for none. */
static void add_pair(int file, int dimension, const char *name, nc_type type, const char *mark, const double *marks, size_t count,
                     const double *values) {
  int id;
  NC(nc_redef(file));
  NC(nc_def_var(file, name, type, 1, &dimension, &id));
  if (mark)
    NC(nc_put_att_double(file, id, mark, type, count, marks));
  NC(nc_enddef(file));
  if (values)
    NC(nc_put_var_double(file, id, values));
}

static void values_that_may_stand_for_none_are_left_to_netcdf(void **state) {
  static const char *const left[] = {"unwritten_int", "unwritten_int64", "unwritten_double", "marked", "bounded", "two_marks"};
  static const double marks[2] = {-999.0, 5.0}, with[2] = {1.0, -999.0}, without[2] = {1.0, 2.0}, none[1] = {NAN};
  static const ptrdiff_t start = 0, count = 2;
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  double values[2];
  int file, two;
  support_join(*state, "pairs.nc", path);
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, "two", 2, &two));
  NC(nc_enddef(file));
  add_pair(file, two, "unwritten_int", NC_INT, NULL, NULL, 0, NULL);
  add_pair(file, two, "unwritten_int64", NC_INT64, NULL, NULL, 0, NULL);
  add_pair(file, two, "unwritten_double", NC_DOUBLE, NULL, NULL, 0, NULL);
  add_pair(file, two, "marked", NC_DOUBLE, "_FillValue", marks, 1, with);
  add_pair(file, two, "bounded", NC_DOUBLE, "valid_range", marks, 2, without);
  add_pair(file, two, "two_marks", NC_DOUBLE, "missing_value", marks, 2, without);
  add_pair(file, two, "sound", NC_DOUBLE, "_FillValue", none, 1, without);
  add_pair(file, two, "sound_int", NC_INT, "_FillValue", marks, 1, without);
  NC(nc_close(file));
  assert_true(fen_glance_open(path, &glance));
  for (size_t n = 0; n < sizeof left / sizeof *left; n++)
    if (fen_glance_values(glance, left[n], 1, &start, &count, values))
      fail_msg("%s was read: %g, %g", left[n], values[0], values[1]);
  assert_true(fen_glance_values(glance, "sound", 1, &start, &count, values));
  assert_true(values[0] == 1.0 && values[1] == 2.0);
  assert_true(fen_glance_values(glance, "sound_int", 1, &start, &count, values));
  fen_glance_close(&glance);
}

/* Two numbers in a chunk of 80 MB, of which the file has some kilobytes. */
static void large_chunks_are_left_to_netcdf(void **state) {
  static const size_t chunk[1] = {10000000}, small[1] = {1000}, absurd[1] = {400000000};
  static const ptrdiff_t start = 0, count = 2;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = 0;
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  double values[2];
  int file, length, id;
  support_join(*state, "chunks.nc", path);
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, "length", NC_UNLIMITED, &length));
  NC(nc_def_var(file, "large", NC_DOUBLE, 1, &length, &id));
  NC(nc_def_var_chunking(file, id, NC_CHUNKED, chunk));
  NC(nc_def_var_deflate(file, id, 0, 1, 1));
  NC(nc_def_var(file, "small", NC_DOUBLE, 1, &length, &id));
  NC(nc_def_var_chunking(file, id, NC_CHUNKED, small));
  NC(nc_def_var(file, "absurd", NC_DOUBLE, 1, &length, &id));
  NC(nc_def_var_chunking(file, id, NC_CHUNKED, absurd));
  NC(nc_enddef(file));
  const size_t from = 0, all = 2;
  NC(nc_put_vara_double(file, 0, &from, &all, (const double[2]){1.0, 2.0}));
  NC(nc_put_vara_double(file, 1, &from, &all, (const double[2]){1.0, 2.0}));
  NC(nc_close(file));
  assert_true(fen_glance_open(path, &glance));
  assert_false(fen_glance_values(glance, "large", 1, &start, &count, values));
  assert_true(fen_glance_values(glance, "small", 1, &start, &count, values));
  assert_true(fen_glance_shape(glance, "large", &rank, shape));
  assert_false(fen_glance_shape(glance, "absurd", &rank, shape)); /* 3 GB */
  fen_glance_close(&glance);
}

static void a_glance_without_a_plain_answer_gives_none(void **state) {
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank = -1;
  double value = 7.0;
  double first[4];
  char letters[32];
  make_file(*state, "four.nc", NC_NETCDF4, path);
  assert_true(fen_glance_open(path, &glance));
  assert_false(fen_glance_has(glance, "XLONG"));
  assert_false(fen_glance_shape(glance, "XLONG", &rank, shape));
  assert_false(fen_glance_number(glance, "DY", &value));
  assert_false(fen_glance_number(glance, "BOTH", &value));
  assert_false(fen_glance_number(glance, "TITLE", &value));
  assert_true(value == 7.0);
  assert_false(fen_glance_firsts(glance, "XLAT", 4, first));
  assert_false(fen_glance_firsts(glance, "Times", 3, first));
  assert_false(fen_glance_letters(glance, "Times", 3, 5, letters));
  assert_false(fen_glance_letters(glance, "XLAT", 3, 4, letters));
  fen_glance_close(&glance);
}

static void other_files_are_left_to_netcdf(void **state) {
  char path[SUPPORT_PATH];
  fen_glance *glance = NULL;
  size_t size = 0;
  make_file(*state, "classic.nc", 0, path);
  assert_false(fen_glance_open(path, &glance));
  make_file(*state, "four.nc", NC_NETCDF4, path);
  unsigned char *bytes = support_read(path, &size);
  support_write(path, bytes, size / 2);
  free(bytes);
  assert_false(fen_glance_open(path, &glance));
  support_write(path, "", 0);
  assert_false(fen_glance_open(path, &glance));
  support_join(*state, "none.nc", path);
  assert_false(fen_glance_open(path, &glance));
  assert_null(glance);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_glance_at_netcdf4_finds_what_netcdf_finds, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(texts_values_and_dimensions_are_found, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(packed_values_are_left_to_netcdf, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(values_that_may_stand_for_none_are_left_to_netcdf, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(large_chunks_are_left_to_netcdf, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(a_glance_without_a_plain_answer_gives_none, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(other_files_are_left_to_netcdf, support_folder_setup, support_folder_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
