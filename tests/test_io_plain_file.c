/* What a file tells without HDF5 is what HDF5 tells of it, and a damaged one tells nothing else. */
#include <fcntl.h>
#include <hdf5.h>
#include <netcdf.h>
#include <unistd.h>

#include "netcdf/plain_data.h"
#include "support.h"

#define NC(call) assert_int_equal((call), NC_NOERR)
static fen_plain_answer number(fen_plain *plain, const char *name, double *out) {
  ptrdiff_t count = 0;
  return fen_plain_numbers(plain, name, 1, out, &count);
}

enum { VARIABLES = 60, ATTRIBUTES = 70, SEVERAL = 8 };

static const char *const names[SEVERAL] = {"Times", "T", "scalar", "plain", "much", "many", "v59", "XLAT"};
static const int ranks[SEVERAL] = {2, 3, 0, 2, 1, 1, 1, 3};
static const ptrdiff_t shapes[SEVERAL][3] = {{3, 19}, {3, 5, 7}, {0}, {5, 7}, {7}, {5}, {5}, {3, 5, 7}};

static void add_variables(int file, const int dims[4], double first) {
  static const char text[3000] = "x";
  static const int of[SEVERAL][3] = {{0, 3}, {0, 1, 2}, {0}, {1, 2}, {2}, {1}, {1}, {0, 1, 2}};
  float values[3 * 35] = {(float)first};
  int id;
  for (int n = 0; n < SEVERAL; n++) {
    const int chosen[3] = {dims[of[n][0]], dims[of[n][1]], dims[of[n][2]]};
    NC(nc_def_var(file, names[n], n ? NC_FLOAT : NC_CHAR, ranks[n], chosen, &id));
    for (int k = 0; k < (n == 5 ? 40 : n == 2 ? 0 : 6); k++) {
      char name[32];
      (void)snprintf(name, sizeof name, "attribute_%d", k);
      NC(nc_put_att_text(file, id, name, n == 4 && k == 0 ? sizeof text : 12, text));
    }
  }
  NC(nc_def_var_deflate(file, 7, 1, 1, 2));
  for (int n = 0; n < VARIABLES; n++) {
    char name[32];
    (void)snprintf(name, sizeof name, "v%d", n);
    if (n != 59)
      NC(nc_def_var(file, name, NC_DOUBLE, 1, dims + 1, &id));
  }
  NC(nc_enddef(file));
  const size_t start[3] = {0, 0, 0};
  const size_t count[3] = {3, 5, 7};
  const size_t letters[2] = {3, 19};
  NC(nc_put_vara_float(file, 1, start, count, values));
  NC(nc_put_vara_float(file, 7, start, count, values));
  NC(nc_put_var_float(file, 3, values));
  NC(nc_put_vara_text(file, 0, start, letters, "2020-01-01_00:00:002020-01-01_01:00:002020-01-01_02:00:00"));
}

/* As WRF writes: some dozens of variables and attributes, records without limit, some of them compressed; and beside them what has few,
 * very long and very many attributes. */
static void write_file(const char *path, double first) {
  int file, dims[4];
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, "Time", NC_UNLIMITED, &dims[0]));
  NC(nc_def_dim(file, "south_north", 5, &dims[1]));
  NC(nc_def_dim(file, "west_east", 7, &dims[2]));
  NC(nc_def_dim(file, "DateStrLen", 19, &dims[3]));
  for (int n = 0; n < ATTRIBUTES; n++) {
    static const nc_type types[3] = {NC_INT, NC_FLOAT, NC_DOUBLE};
    const double value = n - 30.5 + (n % 3 == 0 ? 0.5 : 0.0);
    char name[32];
    (void)snprintf(name, sizeof name, "number_%d", n);
    NC(nc_put_att_double(file, NC_GLOBAL, name, types[n % 3], 1, &value));
  }
  NC(nc_put_att_double(file, NC_GLOBAL, "BOTH", NC_DOUBLE, 2, (const double[2]){1.0, 2.0}));
  NC(nc_put_att_text(file, NC_GLOBAL, "TITLE", 3, "WRF"));
  add_variables(file, dims, first);
  NC(nc_close(file));
}

/* What is asked of a sound file. */
static void everything_is_found_without_hdf5(void **state) {
  char path[SUPPORT_PATH];
  char letters[58] = "";
  double value = 0.0;
  double both[3];
  uint64_t address = 0;
  ptrdiff_t count = 0;
  support_join(*state, "year.nc", path);
  write_file(path, 2.5);
  fen_plain *plain = fen_plain_create();
  assert_true(fen_plain_open(plain, path));
  for (int n = 0; n < SEVERAL; n++) {
    ptrdiff_t shape[FEN_NC_MAX_RANK];
    int rank = -1;
    if (fen_plain_shape(plain, names[n], n ? FEN_PLAIN_NUMBERS : FEN_PLAIN_LETTERS, &rank, shape) != FEN_PLAIN_FOUND)
      fail_msg("the header of %s was not read", names[n]);
    assert_int_equal(rank, ranks[n]);
    for (int d = 0; d < rank; d++)
      assert_int_equal(shape[d], shapes[n][d]);
    assert_int_equal(fen_plain_shape(plain, names[n], n ? FEN_PLAIN_LETTERS : FEN_PLAIN_NUMBERS, &rank, shape), FEN_PLAIN_UNSURE);
  }
  for (int n = 0; n < ATTRIBUTES; n++) {
    char name[32];
    (void)snprintf(name, sizeof name, "number_%d", n);
    assert_int_equal(number(plain, name, &value), FEN_PLAIN_FOUND);
    assert_true(value == n - 30.5 + (n % 3 == 0 ? 0.5 : 0.0));
  }
  assert_int_equal(fen_plain_find(plain, "v58", &address), FEN_PLAIN_FOUND);
  assert_int_equal(fen_plain_find(plain, "v60", &address), FEN_PLAIN_NONE);
  assert_int_equal(number(plain, "number_70", &value), FEN_PLAIN_NONE);
  assert_int_equal(number(plain, "BOTH", &value), FEN_PLAIN_UNSURE);
  assert_int_equal(number(plain, "TITLE", &value), FEN_PLAIN_UNSURE);
  assert_int_equal(fen_plain_numbers(plain, "BOTH", 3, both, &count), FEN_PLAIN_FOUND);
  assert_int_equal(count, 2);
  assert_true(both[0] == 1.0 && both[1] == 2.0);
  assert_true(fen_plain_letters(plain, "Times", 3, 19, letters));
  assert_memory_equal(letters + 19, "2020-01-01_01:00:00", 19);
  assert_false(fen_plain_letters(plain, "Times", 2, 19, letters));
  fen_plain_destroy(&plain);
}

static void first_values_are_read_or_those_of_the_same_bytes(void **state) {
  static const double told[3] = {2.5, 0.0, 0.0};
  char path[SUPPORT_PATH];
  double values[5];
  support_join(*state, "year.nc", path);
  fen_plain *plain = fen_plain_create();
  write_file(path, 2.5);
  assert_true(fen_plain_open(plain, path));
  assert_true(fen_plain_firsts(plain, "T", 3, values));
  assert_true(values[0] == 2.5 && values[1] == 0.0 && values[2] == 0.0);
  assert_true(fen_plain_firsts(plain, "plain", 5, values));
  assert_true(values[0] == 2.5 && values[4] == 0.0);
  assert_false(fen_plain_firsts(plain, "T", 4, values));
  assert_false(fen_plain_firsts(plain, "many", 2, values)); /* one of its attributes might pack it */
  assert_false(fen_plain_firsts(plain, "XLAT", 3, values)); /* compressed */
  fen_plain_told(plain, "XLAT", 3, told);
  memset(values, 0, sizeof values);
  assert_true(fen_plain_open(plain, path));
  assert_true(fen_plain_firsts(plain, "XLAT", 3, values));
  assert_memory_equal(values, told, sizeof told);
  assert_false(fen_plain_firsts(plain, "XLAT", 2, values));
  fen_plain_close(plain); /* it had locked the file */
  write_file(path, 2.75);
  assert_true(fen_plain_open(plain, path));
  assert_false(fen_plain_firsts(plain, "XLAT", 3, values));
  fen_plain_destroy(&plain);
}

/* All that is asked of the file at `path` is answered as of the sound one, or not at all. @return number of answers */
static int answers(fen_plain *plain, const char *path, size_t at) {
  int found = 0;
  uint64_t address;
  if (!fen_plain_open(plain, path))
    return 0;
  for (int n = 0; n < SEVERAL; n++) {
    ptrdiff_t shape[FEN_NC_MAX_RANK];
    int rank = -1;
    const fen_plain_answer answer = fen_plain_shape(plain, names[n], n ? FEN_PLAIN_NUMBERS : FEN_PLAIN_LETTERS, &rank, shape);
    if (answer == FEN_PLAIN_NONE ||
        (answer == FEN_PLAIN_FOUND && (rank != ranks[n] || memcmp(shape, shapes[n], (size_t)rank * sizeof *shape) != 0)))
      fail_msg("byte %zu was changed, and %s has another shape", at, names[n]);
    found += answer == FEN_PLAIN_FOUND;
  }
  for (int n = 0; n < ATTRIBUTES; n += 23) {
    char name[32];
    double value = 0.0;
    (void)snprintf(name, sizeof name, "number_%d", n);
    const fen_plain_answer answer = number(plain, name, &value);
    if (answer == FEN_PLAIN_NONE || (answer == FEN_PLAIN_FOUND && value != n - 30.5 + (n % 3 == 0 ? 0.5 : 0.0)))
      fail_msg("byte %zu was changed, and %s is %g", at, name, value);
    found += answer == FEN_PLAIN_FOUND;
  }
  if (fen_plain_find(plain, "v60", &address) == FEN_PLAIN_FOUND)
    fail_msg("byte %zu was changed, and there is a variable v60", at);
  return found;
}

static void a_file_with_a_wrong_byte_tells_nothing_else(void **state) {
  char path[SUPPORT_PATH];
  size_t size = 0;
  int noticed = 0;
  support_join(*state, "year.nc", path);
  write_file(path, 2.5);
  unsigned char *bytes = support_read(path, &size);
  fen_plain *plain = fen_plain_create();
  const int all = answers(plain, path, size);
  assert_int_equal(all, SEVERAL + 4);
  const int file = open(path, O_WRONLY);
  for (size_t at = 0; at < size; at += at < 2000 ? 1 : 11) {
    const unsigned char wrong = bytes[at] ^ 0x10;
    assert_int_equal(pwrite(file, &wrong, 1, (off_t)at), 1);
    noticed += answers(plain, path, at) < all;
    assert_int_equal(pwrite(file, &bytes[at], 1, (off_t)at), 1);
  }
  assert_in_range(noticed, 1000, size);
  assert_int_equal(answers(plain, path, size), all);
  assert_int_equal(ftruncate(file, (off_t)size - 1), 0);
  assert_false(fen_plain_open(plain, path));
  (void)close(file);
  free(bytes);
  fen_plain_destroy(&plain);
}

/* Where chunks are has no checksum in the file. The first value would still lie in it. */
static void a_chunk_that_reaches_beyond_the_file_is_left_to_hdf5(void **state) {
  enum { ADDRESS = 24 + 8 + 4 * 8 }; /* of the first chunk of a variable of three dimensions, behind the node's head and its key */
  char path[SUPPORT_PATH];
  size_t size = 0;
  int refused = 0;
  double values[3];
  support_join(*state, "year.nc", path);
  write_file(path, 2.5);
  unsigned char *bytes = support_read(path, &size);
  const uint64_t last = size - sizeof(float);
  fen_plain *plain = fen_plain_create();
  const int file = open(path, O_WRONLY);
  for (size_t at = 0; at + ADDRESS + sizeof last <= size; at++) {
    if (memcmp(bytes + at, "TREE\1\0", 6) != 0)
      continue;
    assert_int_equal(pwrite(file, &last, sizeof last, (off_t)(at + ADDRESS)), sizeof last);
    const bool read = fen_plain_open(plain, path) && fen_plain_firsts(plain, "T", 3, values);
    refused += !read;
    assert_true(!read || values[0] == 2.5);
    assert_int_equal(pwrite(file, bytes + at + ADDRESS, sizeof last, (off_t)(at + ADDRESS)), sizeof last);
  }
  assert_int_equal(refused, 1);
  (void)close(file);
  free(bytes);
  fen_plain_destroy(&plain);
}

static void other_files_are_left_to_hdf5(void **state) {
  char path[SUPPORT_PATH];
  double value;
  uint64_t address;
  fen_plain *plain = fen_plain_create();
  support_join(*state, "old.h5", path);
  const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT); /* superblock of version 0 */
  assert_true(H5Fclose(file) >= 0);
  assert_false(fen_plain_open(plain, path));
  support_write(path, "", 0);
  assert_false(fen_plain_open(plain, path));
  support_write(path, "\211HDF\r\n\032\n\002", 9);
  assert_false(fen_plain_open(plain, path));
  assert_false(fen_plain_open(plain, *state));
  assert_int_equal(fen_plain_find(plain, "T", &address), FEN_PLAIN_UNSURE);
  assert_int_equal(number(plain, "DX", &value), FEN_PLAIN_UNSURE);
  fen_plain_destroy(&plain);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(everything_is_found_without_hdf5, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(first_values_are_read_or_those_of_the_same_bytes, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(a_file_with_a_wrong_byte_tells_nothing_else, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(a_chunk_that_reaches_beyond_the_file_is_left_to_hdf5, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(other_files_are_left_to_hdf5, support_folder_setup, support_folder_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
