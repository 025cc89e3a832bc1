#include <netcdf.h>

#include "fenhe/netcdf_read.h"
#include "support.h"

#define NC(call) assert_int_equal((call), NC_NOERR)
#define GOOD(call)                                                                                                                         \
  do {                                                                                                                                     \
    fen_error fault = {0};                                                                                                                 \
    fen_error *err = &fault;                                                                                                               \
    if (call)                                                                                                                              \
      fail_msg("%s", fault.text);                                                                                                          \
  } while (0)

/* A file of each kind of variable that is found in the field: format is one of netcdf-c's creation modes. */
static void make_file(const char *path, int format) {
  const float temperature[6] = {280, 281, 282, 283, 284, 285};
  const short packed[6] = {0, 10, -32767, 20, 30, 40};
  const int counts[3] = {1, -1, 7};
  const float with_gaps[3] = {1, NAN, 3};
  const double scale = 0.5;
  const double offset = 100.0;
  const short fill = -32767;
  const int missing[2] = {-1, -9};
  const double several[2] = {30.0, 60.0};
  int file;
  int y;
  int x;
  int letters;
  int id;
  NC(nc_create(path, NC_CLOBBER | format, &file));
  NC(nc_def_dim(file, "y", 2, &y));
  NC(nc_def_dim(file, "x", 3, &x));
  NC(nc_def_dim(file, "letters", 8, &letters));
  const int plane[2] = {y, x};
  const int words[2] = {y, letters};
  NC(nc_def_var(file, "T2", NC_FLOAT, 2, plane, &id));
  NC(nc_put_att_text(file, id, "units", 18, "  K               "));
  NC(nc_put_att_double(file, id, "levels", NC_DOUBLE, 2, several));
  NC(nc_def_var(file, "packed", NC_SHORT, 2, plane, &id));
  NC(nc_put_att_double(file, id, "scale_factor", NC_DOUBLE, 1, &scale));
  NC(nc_put_att_double(file, id, "add_offset", NC_DOUBLE, 1, &offset));
  NC(nc_put_att_short(file, id, "_FillValue", NC_SHORT, 1, &fill));
  NC(nc_def_var(file, "counts", NC_INT, 1, &x, &id));
  NC(nc_put_att_int(file, id, "missing_value", NC_INT, 2, missing));
  NC(nc_def_var(file, "gaps", NC_FLOAT, 1, &x, &id));
  NC(nc_def_var(file, "unwritten", NC_FLOAT, 1, &x, &id));
  NC(nc_def_var(file, "names", NC_CHAR, 2, words, &id));
  NC(nc_def_var(file, "scalar", NC_DOUBLE, 0, NULL, &id));
  NC(nc_put_att_text(file, NC_GLOBAL, "TITLE", 3, "WRF"));
  NC(nc_enddef(file));
  NC(nc_put_var_float(file, 0, temperature));
  NC(nc_put_var_short(file, 1, packed));
  NC(nc_put_var_int(file, 2, counts));
  NC(nc_put_var_float(file, 3, with_gaps));
  NC(nc_put_var_text(file, 5, "Taiyuan \xe5\xa4\xaa\xe5\x8e\x9f\0\0"));
  NC(nc_put_var_double(file, 6, &scale));
  NC(nc_close(file));
}

static const struct {
  const char *name;
  int mode;
} formats[] = {{"classic.nc", 0}, {"offset.nc", NC_64BIT_OFFSET}, {"cdf5.nc", NC_64BIT_DATA}, {"four.nc", NC_NETCDF4}};

enum { FORMATS = sizeof formats / sizeof *formats };

static fen_nc_reader *open_format(const char *folder, int which, char path[SUPPORT_PATH]) {
  fen_nc_reader *reader = NULL;
  support_join(folder, formats[which].name, path);
  make_file(path, formats[which].mode);
  GOOD(fen_nc_open(path, &reader, err));
  return reader;
}

static void every_format_is_read(void **state) {
  for (int i = 0; i < FORMATS; i++) {
    char path[SUPPORT_PATH];
    char text[32];
    double values[6];
    double value = 0.0;
    ptrdiff_t length = 0;
    const ptrdiff_t start[2] = {1, 0};
    const ptrdiff_t count[2] = {1, 3};
    fen_nc_reader *reader = open_format(*state, i, path);
    assert_string_equal(fen_nc_path(reader), path);
    GOOD(fen_nc_read(reader, "T2", 2, start, count, values, err));
    assert_near(values[0], 283.0, 0.0);
    assert_near(values[2], 285.0, 0.0);
    GOOD(fen_nc_read(reader, "scalar", 0, NULL, NULL, &value, err));
    assert_near(value, 0.5, 0.0);
    GOOD(fen_nc_attribute_text(reader, "T2", "units", text, sizeof text, err));
    assert_string_equal(text, "K");
    GOOD(fen_nc_attribute_text(reader, NULL, "TITLE", text, sizeof text, err));
    assert_string_equal(text, "WRF");
    GOOD(fen_nc_read_text(reader, "names", 0, text, sizeof text, err));
    assert_string_equal(text, "Taiyuan");
    GOOD(fen_nc_read_text(reader, "names", 1, text, sizeof text, err));
    assert_string_equal(text, "太原");
    GOOD(fen_nc_dimension(reader, "x", &length, err));
    assert_int_equal(length, 3);
    assert_int_equal(fen_nc_variable_count(reader), 7);
    assert_true(fen_nc_has(reader, "T2"));
    assert_false(fen_nc_has(reader, "t2"));
    assert_true(fen_nc_has_attribute(reader, "T2", "units"));
    assert_false(fen_nc_has_attribute(reader, "absent", "units"));
    fen_nc_close(&reader);
    assert_null(reader);
    fen_nc_close(&reader);
  }
}

static void packed_values_are_unpacked(void **state) {
  char path[SUPPORT_PATH];
  double values[6];
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {2, 3};
  fen_nc_reader *reader = open_format(*state, 3, path);
  GOOD(fen_nc_read_missing(reader, "packed", 2, start, count, values, err));
  assert_near(values[1], 105.0, 0.0);
  assert_near(values[5], 120.0, 0.0);
  assert_true(isnan(values[2]));
  fen_nc_close(&reader);
}

static void missing_values_are_refused_with_their_index(void **state) {
  for (int i = 0; i < FORMATS; i++) {
    char path[SUPPORT_PATH];
    double values[6];
    const ptrdiff_t start[2] = {0, 1};
    const ptrdiff_t count[2] = {2, 2};
    fen_error found = {0};
    fen_nc_reader *reader = open_format(*state, i, path);
    assert_int_equal(fen_nc_read(reader, "packed", 2, start, count, values, &found), FEN_ERR_VALUE);
    assert_mentions(found.text, ".nc:packed: error: a value is missing: -32767 at y 0, x 2 (from 0)\n  = fill the gap");
    assert_mentions(found.text, "[E0306]");
    assert_int_equal(fen_nc_read(reader, "counts", 1, start, count, values, &found), FEN_ERR_VALUE);
    assert_mentions(found.text, "missing: -1 at x 1");
    assert_int_equal(fen_nc_read(reader, "gaps", 1, start, count, values, &found), FEN_ERR_VALUE);
    assert_mentions(found.text, "nan at x 1");
    assert_int_equal(fen_nc_read(reader, "unwritten", 1, start, count, values, &found), FEN_ERR_VALUE);
    assert_mentions(found.text, "9.96921e+36 at x 0");
    GOOD(fen_nc_read_missing(reader, "gaps", 1, start, count, values, err));
    assert_true(values[0] == 1.0 && isnan(values[1]));
    fen_nc_close(&reader);
  }
}

static void wrong_shapes_are_refused(void **state) {
  char path[SUPPORT_PATH];
  double values[9];
  ptrdiff_t length = 7;
  fen_error found = {0};
  fen_nc_reader *reader = open_format(*state, 0, path);
  const ptrdiff_t zero[3] = {0, 0, 0};
  const ptrdiff_t minus[2] = {-1, 0};
  const ptrdiff_t count[3] = {2, 3, 1};
  const ptrdiff_t more[2] = {2, 4};
  const ptrdiff_t last[2] = {1, PTRDIFF_MAX};
  assert_int_equal(fen_nc_read(reader, "T2", 3, zero, count, values, &found), FEN_ERR_SHAPE);
  assert_mentions(found.text, ":T2: error: it has 2 dimensions where 3 are wanted");
  assert_int_equal(fen_nc_read(reader, "T2", 2, zero, more, values, &found), FEN_ERR_SHAPE);
  assert_mentions(found.text, "4 values from index 0 are wanted along 'x', which has 3");
  assert_int_equal(fen_nc_read(reader, "T2", 2, minus, count, values, &found), FEN_ERR_SHAPE);
  assert_int_equal(fen_nc_read(reader, "T2", 2, zero, last, values, &found), FEN_ERR_SHAPE);
  assert_int_equal(fen_nc_dimension(reader, "bottom_top", &length, &found), FEN_ERR_SHAPE);
  assert_mentions(found.text, "dimension 'bottom_top' is missing");
  assert_int_equal(length, 7);
  char text[32];
  assert_int_equal(fen_nc_read_text(reader, "names", 2, text, sizeof text, &found), FEN_ERR_SHAPE);
  assert_int_equal(fen_nc_read_text(reader, "names", -1, text, sizeof text, &found), FEN_ERR_SHAPE);
  assert_int_equal(fen_nc_read_text(reader, "names", 0, text, 7, &found), FEN_ERR_SHAPE);
  fen_nc_close(&reader);
}

static void a_missing_variable_names_its_neighbour(void **state) {
  char path[SUPPORT_PATH];
  fen_nc_shape shape;
  fen_error found = {0};
  fen_nc_reader *reader = open_format(*state, 3, path);
  assert_int_equal(fen_nc_variable_shape(reader, "pcked", &shape, &found), FEN_ERR_VARIABLE);
  assert_mentions(found.text, "four.nc: error: variable 'pcked' is missing; is 'packed' meant for it?\n"
                              "  = give a file with it; this one has: T2 packed counts gaps unwritten names scalar  [E0303]");
  char name[FEN_NC_NAME];
  assert_int_equal(fen_nc_variable_name(reader, 7, name, &found), FEN_ERR_ARGUMENT);
  GOOD(fen_nc_variable_name(reader, 1, name, err));
  assert_string_equal(name, "packed");
  fen_nc_close(&reader);
}

static void attributes_of_the_wrong_kind_are_refused(void **state) {
  for (int i = 0; i < FORMATS; i++) {
    char path[SUPPORT_PATH];
    char text[32];
    double value = 7.0;
    ptrdiff_t count = 0;
    fen_error found = {0};
    fen_nc_reader *reader = open_format(*state, i, path);
    assert_int_equal(fen_nc_attribute_text(reader, "T2", "absent", text, sizeof text, &found), FEN_ERR_VARIABLE);
    assert_mentions(found.text, ":T2: error: attribute 'absent' is missing");
    assert_int_equal(fen_nc_attribute_number(reader, NULL, "DX", &value, &found), FEN_ERR_VARIABLE);
    assert_mentions(found.text, "global attribute 'DX' is missing");
    assert_int_equal(fen_nc_attribute_text(reader, "packed", "scale_factor", text, sizeof text, &found), FEN_ERR_VALUE);
    assert_int_equal(fen_nc_attribute_number(reader, "T2", "units", &value, &found), FEN_ERR_VALUE);
    assert_int_equal(fen_nc_attribute_number(reader, "T2", "levels", &value, &found), FEN_ERR_SHAPE);
    assert_int_equal(fen_nc_attribute_text(reader, NULL, "TITLE", text, 3, &found), FEN_ERR_VALUE);
    assert_near(value, 7.0, 0.0);
    double values[2];
    GOOD(fen_nc_attribute_numbers(reader, "T2", "levels", 2, values, &count, err));
    assert_int_equal(count, 2);
    assert_near(values[1], 60.0, 0.0);
    fen_nc_close(&reader);
  }
}

static void text_and_numbers_are_not_mixed(void **state) {
  char path[SUPPORT_PATH];
  double values[16];
  char text[32];
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {2, 8};
  fen_error found = {0};
  fen_nc_reader *reader = open_format(*state, 3, path);
  assert_int_equal(fen_nc_read(reader, "names", 2, start, count, values, &found), FEN_ERR_FILE_FORMAT);
  assert_mentions(found.text, "it holds text");
  assert_int_equal(fen_nc_read_text(reader, "T2", 0, text, sizeof text, &found), FEN_ERR_FILE_FORMAT);
  assert_mentions(found.text, "it holds numbers");
  fen_nc_close(&reader);
}

static void a_complaint_names_file_and_variable(void **state) {
  char path[SUPPORT_PATH];
  fen_error found = {0};
  fen_nc_reader *reader = open_format(*state, 3, path);
  assert_int_equal(fen_nc_fail(reader, "T2", FEN_ERR_GRID, "use another", &found, "%d cells", 7), FEN_ERR_GRID);
  assert_string_equal(found.text + strlen(*state) + 1, "four.nc:T2: error: 7 cells\n  = use another  [E0308]");
  assert_int_equal(fen_nc_fail(reader, NULL, FEN_ERR_GRID, NULL, &found, "7 cells"), FEN_ERR_GRID);
  assert_string_equal(found.text + strlen(*state) + 1,
                      "four.nc: error: 7 cells\n  = correct the description of the grid, or give another file  [E0308]");
  fen_nc_close(&reader);
}

/* At every length, the file is refused or, where only padding is gone, read: never a crash, never invented zeros. */
static void truncated_files_are_refused(void **state) {
  for (int i = 0; i < FORMATS; i++) {
    char path[SUPPORT_PATH];
    fen_nc_reader *reader = open_format(*state, i, path);
    fen_nc_close(&reader);
    size_t size = 0;
    unsigned char *bytes = support_read(path, &size);
    for (size_t keep = 0; keep < size; keep += keep < size - 40 ? 37 : 1) {
      fen_error found = {0};
      support_write(path, bytes, keep);
      fen_status status = fen_nc_open(path, &reader, &found);
      if (status == FEN_OK) {
        assert_true(i < 3 && size - keep <= 3);
        fen_nc_close(&reader);
      } else {
        assert_int_equal(status, FEN_ERR_FILE_FORMAT);
        assert_mentions(found.text, formats[i].name);
      }
    }
    free(bytes);
  }
}

static void records_that_are_cut_off_are_noticed(void **state) {
  char path[SUPPORT_PATH];
  int file;
  int time;
  int x;
  int id;
  const float values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const size_t start[2] = {0, 0};
  const size_t count[2] = {2, 4};
  support_join(*state, "records.nc", path);
  NC(nc_create(path, NC_CLOBBER, &file));
  NC(nc_def_dim(file, "time", NC_UNLIMITED, &time));
  NC(nc_def_dim(file, "x", 4, &x));
  const int dimensions[2] = {time, x};
  NC(nc_def_var(file, "v", NC_FLOAT, 2, dimensions, &id));
  NC(nc_enddef(file));
  NC(nc_put_vara_float(file, id, start, count, values));
  NC(nc_close(file));
  size_t size = 0;
  unsigned char *bytes = support_read(path, &size);
  support_write(path, bytes, size - 16);
  free(bytes);
  fen_nc_reader *reader = NULL;
  fen_error found = {0};
  assert_int_equal(fen_nc_open(path, &reader, &found), FEN_ERR_FILE_FORMAT);
  assert_mentions(found.text, "records.nc: error: the file is truncated");
}

static void what_is_no_netcdf_is_refused(void **state) {
  char path[SUPPORT_PATH];
  fen_nc_reader *reader = NULL;
  fen_error found = {0};
  support_write_text(*state, "text.nc", "this is no NetCDF file, however long it may be\n", path);
  assert_int_equal(fen_nc_open(path, &reader, &found), FEN_ERR_FILE_FORMAT);
  assert_mentions(found.text, "text.nc: error: this is no NetCDF, it is text");
  support_write_text(*state, "empty.nc", "", path);
  assert_int_equal(fen_nc_open(path, &reader, &found), FEN_ERR_FILE_FORMAT);
  support_join(*state, "absent.nc", path);
  assert_int_equal(fen_nc_open(path, &reader, &found), FEN_ERR_FILE_MISSING);
  assert_mentions(found.text, "No such file or directory");
  assert_int_equal(fen_nc_open(*state, &reader, &found), FEN_ERR_FILE_MISSING);
  assert_int_equal(fen_nc_open("http://localhost/absent.nc", &reader, &found), FEN_ERR_FILE_MISSING);
  assert_null(reader);
}

static void string_variables_are_read(void **state) {
  char path[SUPPORT_PATH];
  char text[32];
  int file;
  int x;
  int id;
  const char *words[2] = {"coking ", "焦化"};
  const char *title = " demo ";
  support_join(*state, "strings.nc", path);
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, "x", 2, &x));
  NC(nc_def_var(file, "sector", NC_STRING, 1, &x, &id));
  NC(nc_put_att_string(file, NC_GLOBAL, "title", 1, &title));
  NC(nc_put_var_string(file, id, words));
  NC(nc_close(file));
  fen_nc_reader *reader = NULL;
  GOOD(fen_nc_open(path, &reader, err));
  GOOD(fen_nc_read_text(reader, "sector", 0, text, sizeof text, err));
  assert_string_equal(text, "coking");
  GOOD(fen_nc_read_text(reader, "sector", 1, text, sizeof text, err));
  assert_string_equal(text, "焦化");
  GOOD(fen_nc_attribute_text(reader, NULL, "title", text, sizeof text, err));
  assert_string_equal(text, "demo");
  fen_nc_close(&reader);
}

static void emissions_of_io_api_are_read_as_they_are(void **state) {
  (void)state;
  char path[SUPPORT_PATH];
  char unit[32];
  fen_nc_shape shape;
  static double values[32 * 100];
  fen_nc_reader *reader = NULL;
  support_data_path("wrf_queensland/cmaq/emis_record_2022-12-07.nc", path);
  GOOD(fen_nc_open(path, &reader, err));
  GOOD(fen_nc_variable_shape(reader, "CH4", &shape, err));
  assert_int_equal(shape.rank, 4);
  GOOD(fen_nc_attribute_text(reader, "CH4", "units", unit, sizeof unit, err));
  assert_string_equal(unit, "mols/s");
  const ptrdiff_t start[4] = {0, 0, 0, 0};
  const ptrdiff_t count[4] = {1, 32, 10, 10};
  GOOD(fen_nc_read(reader, "CH4", 4, start, count, values, err));
  double sum = 0.0;
  for (int i = 0; i < 3200; i++)
    sum += values[i];
  assert_true(sum > 0.0);
  fen_nc_close(&reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_format_is_read),
      cmocka_unit_test(packed_values_are_unpacked),
      cmocka_unit_test(missing_values_are_refused_with_their_index),
      cmocka_unit_test(wrong_shapes_are_refused),
      cmocka_unit_test(a_missing_variable_names_its_neighbour),
      cmocka_unit_test(attributes_of_the_wrong_kind_are_refused),
      cmocka_unit_test(text_and_numbers_are_not_mixed),
      cmocka_unit_test(a_complaint_names_file_and_variable),
      cmocka_unit_test(truncated_files_are_refused),
      cmocka_unit_test(records_that_are_cut_off_are_noticed),
      cmocka_unit_test(what_is_no_netcdf_is_refused),
      cmocka_unit_test(string_variables_are_read),
      cmocka_unit_test(emissions_of_io_api_are_read_as_they_are),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
