#include <dirent.h>
#include <netcdf.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "fenhe/netcdf_read.h"
#include "fenhe/netcdf_write.h"
#include "support.h"

static int entries(const char *folder) {
  DIR *open = opendir(folder);
  assert_non_null(open);
  int count = -2; /* . and .. */
  while (readdir(open))
    count++;
  (void)closedir(open);
  return count;
}

#define GOOD(call)                                                                                                                         \
  do {                                                                                                                                     \
    fen_error fault_ = {0};                                                                                                                \
    fen_error *err = &fault_;                                                                                                              \
    if (call)                                                                                                                              \
      fail_msg("%s", fault_.text);                                                                                                         \
  } while (0)

static fen_nc_writer *begin(const char *folder, char path[SUPPORT_PATH]) {
  fen_nc_writer *writer = NULL;
  support_join(folder, "out.nc", path);
  GOOD(fen_nc_create(path, &writer, err));
  return writer;
}

static void what_is_written_is_read_back(void **state) {
  char path[SUPPORT_PATH];
  const double values[6] = {1, 2.5, 3, -4, 5, 1e-9};
  const double fill = -999.0;
  const ptrdiff_t chunk[3] = {1, 2, 3};
  const ptrdiff_t start[3] = {1, 0, 0};
  const ptrdiff_t count[3] = {1, 2, 3};
  const char *const texts[] = {"units", "ug m-3", "long_name", "mass", NULL};
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "time", 0, err));
  GOOD(fen_nc_define_dimension(writer, "y", 2, err));
  GOOD(fen_nc_define_dimension(writer, "x", 3, err));
  GOOD(fen_nc_define_dimension(writer, "letters", 8, err));
  GOOD(fen_nc_define_variable(writer, "pm25", FEN_NC_FLOAT, "time y x", chunk, err));
  GOOD(fen_nc_define_variable(writer, "n", FEN_NC_INT, "", NULL, err));
  GOOD(fen_nc_define_variable(writer, "name", FEN_NC_CHAR, "y letters", NULL, err));
  GOOD(fen_nc_put_texts(writer, "pm25", texts, err));
  GOOD(fen_nc_put_numbers(writer, "pm25", "_FillValue", &fill, 1, err));
  GOOD(fen_nc_put_text(writer, NULL, "Conventions", "CF-1.11", err));
  GOOD(fen_nc_put_numbers(writer, NULL, "levels", values, 3, err));
  GOOD(fen_nc_write(writer, "pm25", 3, start, count, values, err));
  GOOD(fen_nc_write(writer, "n", 0, NULL, NULL, &values[4], err));
  GOOD(fen_nc_write_text(writer, "name", 1, "太原", err));
  assert_int_not_equal(access(path, F_OK), 0);
  GOOD(fen_nc_commit(&writer, err));
  assert_null(writer);
  assert_int_equal(entries(*state), 1);

  fen_nc_reader *reader = NULL;
  fen_nc_shape shape;
  double back[6];
  double levels[4];
  ptrdiff_t level_count = 0;
  char text[20];
  GOOD(fen_nc_open(path, &reader, err));
  GOOD(fen_nc_variable_shape(reader, "pm25", &shape, err));
  assert_int_equal(shape.rank, 3);
  assert_int_equal(shape.shape[0], 2);
  assert_string_equal(shape.dimension[2], "x");
  GOOD(fen_nc_read(reader, "pm25", 3, start, count, back, err));
  for (int i = 0; i < 6; i++)
    assert_near(back[i], (double)(float)values[i], 0.0);
  GOOD(fen_nc_read(reader, "n", 0, NULL, NULL, back, err));
  assert_near(back[0], 5.0, 0.0);
  GOOD(fen_nc_read_text(reader, "name", 1, text, sizeof text, err));
  assert_string_equal(text, "太原");
  GOOD(fen_nc_attribute_text(reader, "pm25", "units", text, sizeof text, err));
  assert_string_equal(text, "ug m-3");
  GOOD(fen_nc_attribute_text(reader, NULL, "Conventions", text, sizeof text, err));
  assert_string_equal(text, "CF-1.11");
  GOOD(fen_nc_attribute_numbers(reader, NULL, "levels", 4, levels, &level_count, err));
  assert_int_equal(level_count, 3);
  assert_near(levels[1], 2.5, 0.0);
  fen_nc_close(&reader);
}

static void arrays_are_shuffled_and_deflated(void **state) {
  char path[SUPPORT_PATH];
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "x", 100, err));
  GOOD(fen_nc_define_variable(writer, "v", FEN_NC_DOUBLE, " x ", NULL, err));
  GOOD(fen_nc_commit(&writer, err));
  int file = 0;
  int id = 0;
  int shuffle = 0;
  int deflate = 0;
  int level = 0;
  int format = 0;
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  assert_int_equal(nc_inq_format(file, &format), NC_NOERR);
  assert_int_equal(format, NC_FORMAT_NETCDF4);
  assert_int_equal(nc_inq_varid(file, "v", &id), NC_NOERR);
  assert_int_equal(nc_inq_var_deflate(file, id, &shuffle, &deflate, &level), NC_NOERR);
  assert_true(shuffle && deflate && level == 1);
  assert_int_equal(nc_close(file), NC_NOERR);
}

static void what_cf_wants_in_the_type_of_the_variable_is_so(void **state) {
  char path[SUPPORT_PATH];
  const double flags[3] = {1, 2, 4};
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "x", 2, err));
  GOOD(fen_nc_define_variable(writer, "v", FEN_NC_INT, "x", NULL, err));
  GOOD(fen_nc_put_numbers(writer, "v", "flag_values", flags, 3, err));
  GOOD(fen_nc_put_numbers(writer, "v", "scale_factor", flags, 1, err));
  GOOD(fen_nc_commit(&writer, err));
  int file = 0;
  nc_type type = NC_NAT;
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  assert_int_equal(nc_inq_atttype(file, 0, "flag_values", &type), NC_NOERR);
  assert_int_equal(type, NC_INT);
  assert_int_equal(nc_inq_atttype(file, 0, "scale_factor", &type), NC_NOERR);
  assert_int_equal(type, NC_DOUBLE);
  assert_int_equal(nc_close(file), NC_NOERR);
}

static void a_discarded_file_leaves_nothing(void **state) {
  char path[SUPPORT_PATH];
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "x", 2, err));
  assert_int_equal(entries(*state), 1);
  fen_nc_discard(&writer);
  assert_null(writer);
  fen_nc_discard(&writer);
  assert_int_equal(entries(*state), 0);
}

static void the_old_file_stays_until_the_new_one_is_complete(void **state) {
  char path[SUPPORT_PATH];
  support_write_text(*state, "out.nc", "old", path);
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "x", 2, err));
  size_t size = 0;
  free(support_read(path, &size));
  assert_int_equal(size, 3);
  GOOD(fen_nc_commit(&writer, err));
  free(support_read(path, &size));
  assert_true(size > 100);
}

static void misuse_is_refused(void **state) {
  char path[SUPPORT_PATH];
  const double values[4] = {1, NAN, 1e300, 4};
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {2, 2};
  const ptrdiff_t beyond[1] = {5};
  fen_error fault = {0};
  fen_nc_writer *writer = begin(*state, path);
  GOOD(fen_nc_define_dimension(writer, "x", 4, err));
  GOOD(fen_nc_define_variable(writer, "v", FEN_NC_INT, "x", NULL, err));
  GOOD(fen_nc_define_variable(writer, "f", FEN_NC_FLOAT, "x", NULL, err));
  GOOD(fen_nc_define_variable(writer, "c", FEN_NC_CHAR, "x", NULL, err));
  assert_int_equal(fen_nc_define_dimension(writer, "x", 4, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_define_dimension(writer, "z", -1, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_define_variable(writer, "w", FEN_NC_INT, "absent", NULL, &fault), FEN_ERR_ARGUMENT);
  assert_mentions(fault.text, "out.nc:w: error:");
  assert_int_equal(fen_nc_write(writer, "absent", 1, start, count, values, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_write(writer, "v", 2, start, count, values, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_write(writer, "f", 1, start, beyond, values, &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_write(writer, "v", 1, start, count, values, &fault), FEN_ERR_VALUE);
  const ptrdiff_t third[1] = {2};
  const ptrdiff_t one[1] = {1};
  assert_int_equal(fen_nc_write(writer, "f", 1, third, one, &values[2], &fault), FEN_ERR_VALUE);
  assert_mentions(fault.text, "a value does not fit");
  assert_int_equal(fen_nc_write_text(writer, "c", 0, "longer than four", &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_write_text(writer, "c", 1, "x", &fault), FEN_ERR_ARGUMENT);
  assert_int_equal(fen_nc_put_text(writer, "absent", "units", "m", &fault), FEN_ERR_ARGUMENT);
  fen_nc_discard(&writer);
}

static void places_that_cannot_be_written_are_refused(void **state) {
  char path[SUPPORT_PATH];
  fen_nc_writer *writer = NULL;
  fen_error fault = {0};
  support_join(*state, "absent/out.nc", path);
  assert_int_equal(fen_nc_create(path, &writer, &fault), FEN_ERR_WRITE);
  assert_mentions(fault.text, "absent/out.nc: error: the file cannot be written: No such file or directory");
  assert_int_equal(fen_nc_create(*state, &writer, &fault), FEN_ERR_WRITE);
  assert_mentions(fault.text, "this is a folder");
  assert_null(writer);
}

/* In a child process whose files may not grow, as on a full disk. @return the number of the first check that failed, 0 if none */
static int write_without_space(const char *folder) {
  enum { MANY = 400000 };
  char path[SUPPORT_PATH];
  static double noise[MANY];
  const struct rlimit limit = {200000, 200000};
  const ptrdiff_t start[1] = {0};
  const ptrdiff_t count[1] = {MANY};
  fen_error fault = {0};
  fen_nc_writer *writer = NULL;
  unsigned seed = 1;
  for (int i = 0; i < MANY; i++) {
    seed = seed * 1664525u + 1013904223u;
    noise[i] = seed / 7.0;
  }
  support_join(folder, "out.nc", path);
  if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit))
    return 1;
  if (fen_nc_create(path, &writer, NULL) || fen_nc_define_dimension(writer, "x", MANY, NULL) ||
      fen_nc_define_variable(writer, "v", FEN_NC_DOUBLE, "x", NULL, NULL))
    return 2;
  fen_status status = fen_nc_write(writer, "v", 1, start, count, noise, &fault);
  if (status)
    fen_nc_discard(&writer);
  else
    status = fen_nc_commit(&writer, &fault);
  if (status != FEN_ERR_WRITE || writer)
    return 3;
  return strstr(fault.text, "the file cannot be written") ? 0 : 4;
}

static void a_full_disk_is_an_error_and_leaves_nothing(void **state) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0)
    exit(write_without_space(*state)); /* not _exit: HDF5 must leave the process in peace */
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_int_equal(entries(*state), 0);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder_setup, support_folder_teardown)
  const struct CMUnitTest tests[] = {
      IN_FOLDER(what_is_written_is_read_back),
      IN_FOLDER(arrays_are_shuffled_and_deflated),
      IN_FOLDER(what_cf_wants_in_the_type_of_the_variable_is_so),
      IN_FOLDER(a_discarded_file_leaves_nothing),
      IN_FOLDER(the_old_file_stays_until_the_new_one_is_complete),
      IN_FOLDER(misuse_is_refused),
      IN_FOLDER(places_that_cannot_be_written_are_refused),
      IN_FOLDER(a_full_disk_is_an_error_and_leaves_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
