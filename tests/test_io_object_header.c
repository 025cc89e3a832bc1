#include <fcntl.h>
#include <hdf5.h>
#include <netcdf.h>
#include <unistd.h>

#include "fenhe/netcdf_read.h"
#include "object_header.h"
#include "support.h"

#define NC(call) assert_int_equal((call), NC_NOERR)
enum { VARIABLES = 6 };

typedef struct {
  char path[SUPPORT_PATH];
  int file; /* descriptor */
  uint64_t address[VARIABLES];
} fixture;

static const char *const names[VARIABLES] = {"Times", "T", "scalar", "plain", "much", "many"};

/* As WRF writes: records without limit, compressed, six attributes; and beside it what has few, very long and very many of them. */
static void write_file(const char *path) {
  static const char text[3000] = "x";
  static const int of[VARIABLES][3] = {{0, 3}, {0, 1, 2}, {0}, {1, 2}, {2}, {1}};
  static const int rank[VARIABLES] = {2, 3, 0, 2, 1, 1};
  int file, id, dims[4];
  NC(nc_create(path, NC_CLOBBER | NC_NETCDF4, &file));
  NC(nc_def_dim(file, "Time", NC_UNLIMITED, &dims[0]));
  NC(nc_def_dim(file, "south_north", 5, &dims[1]));
  NC(nc_def_dim(file, "west_east", 7, &dims[2]));
  NC(nc_def_dim(file, "DateStrLen", 19, &dims[3]));
  for (int n = 0; n < VARIABLES; n++) {
    const int chosen[3] = {dims[of[n][0]], dims[of[n][1]], dims[of[n][2]]};
    NC(nc_def_var(file, names[n], n ? NC_FLOAT : NC_CHAR, rank[n], chosen, &id));
    for (int k = 0; k < (n == 5 ? 40 : n == 2 ? 0 : 6); k++) {
      char name[32];
      (void)snprintf(name, sizeof name, "attribute_%d", k);
      NC(nc_put_att_text(file, id, name, n == 4 && k == 0 ? sizeof text : 12, text));
    }
  }
  NC(nc_def_var_deflate(file, 1, 1, 1, 2));
  NC(nc_enddef(file));
  const float values[3 * 35] = {1.0F};
  const size_t start[3] = {0, 0, 0};
  const size_t count[3] = {3, 5, 7};
  const size_t letters[2] = {3, 19};
  NC(nc_put_vara_float(file, 1, start, count, values));
  NC(nc_put_vara_text(file, 0, start, letters, "2020-01-01_00:00:002020-01-01_01:00:002020-01-01_02:00:00"));
  NC(nc_close(file));
}

static void open_fixture(const char *folder, fixture *f) {
  support_join(folder, "year.nc", f->path);
  write_file(f->path);
  const hid_t file = H5Fopen(f->path, H5F_ACC_RDONLY, H5P_DEFAULT);
  for (int n = 0; n < VARIABLES; n++) {
    H5L_info_t link;
    assert_true(H5Lget_info(file, names[n], &link, H5P_DEFAULT) >= 0);
    f->address[n] = link.u.address;
  }
  assert_true(H5Fclose(file) >= 0);
  f->file = open(f->path, O_RDWR);
  assert_true(f->file >= 0);
}

static void shapes_by_headers_are_those_of_the_variables(void **state) {
  static const int ranks[VARIABLES] = {2, 3, 0, 2, 1, 1};
  static const ptrdiff_t wanted[VARIABLES][3] = {{3, 19}, {3, 5, 7}, {0}, {5, 7}, {7}, {5}};
  fixture f;
  open_fixture(*state, &f);
  assert_true(fen_object_headers_plain(f.file));
  for (int n = 0; n < VARIABLES; n++) {
    ptrdiff_t shape[FEN_NC_MAX_RANK];
    int rank = -1;
    if (!fen_object_shape(f.file, f.address[n], &rank, shape))
      fail_msg("the header of %s was not read", names[n]);
    assert_int_equal(rank, ranks[n]);
    for (int d = 0; d < rank; d++)
      assert_int_equal(shape[d], wanted[n][d]);
  }
  (void)close(f.file);
}

/* Each byte of the first 200 of a header, which is longer, one after the other. */
static void a_header_with_a_wrong_byte_is_not_believed(void **state) {
  fixture f;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank;
  open_fixture(*state, &f);
  for (off_t at = (off_t)f.address[1]; at < (off_t)f.address[1] + 200; at++) {
    unsigned char byte;
    assert_int_equal(pread(f.file, &byte, 1, at), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(f.file, &byte, 1, at), 1);
    if (fen_object_shape(f.file, f.address[1], &rank, shape))
      fail_msg("byte %d was changed, and nothing noticed", (int)(at - (off_t)f.address[1]));
    byte ^= 0x10;
    assert_int_equal(pwrite(f.file, &byte, 1, at), 1);
  }
  assert_true(fen_object_shape(f.file, f.address[1], &rank, shape));
  (void)close(f.file);
}

static void what_is_no_header_has_no_shape(void **state) {
  fixture f;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int rank;
  open_fixture(*state, &f);
  const uint64_t nowhere[] = {0, f.address[0] + 1, (uint64_t)lseek(f.file, 0, SEEK_END), INT64_MAX, UINT64_MAX};
  for (size_t n = 0; n < sizeof nowhere / sizeof *nowhere; n++)
    assert_false(fen_object_shape(f.file, nowhere[n], &rank, shape));
  assert_int_equal(ftruncate(f.file, (off_t)f.address[1] + 200), 0);
  assert_false(fen_object_shape(f.file, f.address[1], &rank, shape));
  (void)close(f.file);
}

static void a_file_of_an_older_form_is_left_to_hdf5(void **state) {
  char path[SUPPORT_PATH];
  support_join(*state, "old.h5", path);
  const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT); /* superblock of version 0 */
  assert_true(H5Fclose(file) >= 0);
  const int descriptor = open(path, O_RDONLY);
  assert_false(fen_object_headers_plain(descriptor));
  (void)close(descriptor);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(shapes_by_headers_are_those_of_the_variables, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(a_header_with_a_wrong_byte_is_not_believed, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(what_is_no_header_has_no_shape, support_folder_setup, support_folder_teardown),
      cmocka_unit_test_setup_teardown(a_file_of_an_older_form_is_left_to_hdf5, support_folder_setup, support_folder_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
