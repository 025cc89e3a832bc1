/* Restart files: what is written is read back or refused, whatever happens to the file. */
#include "support.h"

#include <dirent.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "fenhe/checkpoint.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"

enum { FLOATS = 1000, DOUBLES = 150000, WHOLES = 7, BYTES = 33 };

/* A small set of arrays of every kind, one of them longer than the reader's blocks and one empty. */
typedef struct {
  float floats[FLOATS];
  double *doubles;
  int64_t wholes[WHOLES];
  unsigned char bytes[BYTES];
  double clock;
  fen_registry registry;
} sample;

static void add(sample *s, const char *name, fen_item_kind kind, ptrdiff_t count, void *address) {
  assert_int_equal(fen_registry_add(&s->registry, name, kind, count, address, NULL), FEN_OK);
}

static sample *sample_create(int seed) {
  sample *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->doubles = calloc(DOUBLES, sizeof *s->doubles);
  assert_non_null(s->doubles);
  for (int n = 0; n < FLOATS; n++)
    s->floats[n] = sinf((float)(seed * n));
  for (int n = 0; n < DOUBLES; n++)
    s->doubles[n] = sin((double)seed * n);
  for (int n = 0; n < WHOLES; n++)
    s->wholes[n] = INT64_MAX / (n + seed + 1);
  for (int n = 0; n < BYTES; n++)
    s->bytes[n] = (unsigned char)(n * seed);
  s->clock = seed ? NAN : 0.0;
  add(s, "transport/q", FEN_ITEM_FLOAT, FLOATS, s->floats);
  add(s, "transport/air_kg", FEN_ITEM_DOUBLE, DOUBLES, s->doubles);
  add(s, "transport/nothing", FEN_ITEM_DOUBLE, 0, NULL);
  add(s, "run/log/wholes", FEN_ITEM_INT64, WHOLES, s->wholes);
  add(s, "bytes", FEN_ITEM_BYTE, BYTES, s->bytes);
  add(s, "transport/clock_s", FEN_ITEM_DOUBLE, 1, &s->clock);
  return s;
}

static void sample_destroy(sample *s) {
  fen_registry_clear(&s->registry);
  free(s->doubles);
  free(s);
}

static void assert_same(const sample *a, const sample *b) {
  for (ptrdiff_t n = 0; n < a->registry.count; n++) {
    const fen_item *item = &a->registry.items[n];
    if (item->count > 0)
      assert_memory_equal(item->address, b->registry.items[n].address, (size_t)item->count * fen_item_size(item->kind));
  }
}

static void write_sample(const sample *s, const char *folder, const char *name, char path[SUPPORT_PATH]) {
  fen_error err = {.text = ""};
  support_join(folder, name, path);
  if (fen_checkpoint_write(path, "a case", &s->registry, &err))
    fail_msg("%s", err.text);
}

/* The file is refused with a status and words, and nothing is changed. */
static void assert_refused(const char *path, fen_status status, const char *words) {
  sample *s = sample_create(0);
  sample *before = sample_create(0);
  fen_error err = {.text = ""};
  fen_status got = fen_checkpoint_read(path, &s->registry, &err);
  if (got != status)
    fail_msg("%s: status %d (%s) instead of %d", path, (int)got, err.text, (int)status);
  assert_mentions(err.text, words);
  assert_mentions(err.text, path);
  assert_mentions(err.text, "  = ");
  assert_same(s, before);
  sample_destroy(s);
  sample_destroy(before);
}

static int entries_of(const char *folder) {
  DIR *open = opendir(folder);
  assert_non_null(open);
  int count = 0;
  while (readdir(open))
    count++;
  (void)closedir(open);
  return count - 2;
}

static void assert_hdf5_idle(void) {
  assert_int_equal(H5Fget_obj_count((hid_t)H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
}

static void what_is_written_is_read_back(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  sample *back = sample_create(0);
  write_sample(s, *state, "round.h5", path);
  fen_error err = {.text = ""};
  assert_int_equal(fen_checkpoint_read(path, &back->registry, &err), FEN_OK);
  assert_same(s, back);
  char *about = NULL;
  assert_int_equal(fen_checkpoint_about(path, &about, &err), FEN_OK);
  assert_string_equal(about, "a case");
  fen_free(about);
  assert_hdf5_idle();
  sample_destroy(s);
  sample_destroy(back);
}

static void equal_contents_give_equal_bytes(void **state) {
  char first[SUPPORT_PATH];
  char second[SUPPORT_PATH];
  sample *s = sample_create(3);
  write_sample(s, *state, "first.h5", first);
  const struct timespec pause = {.tv_sec = 1, .tv_nsec = 100000000};
  (void)nanosleep(&pause, NULL); /* past the next second, the grain of HDF5's times */
  write_sample(s, *state, "second.h5", second);
  size_t size_first;
  size_t size_second;
  unsigned char *a = support_read(first, &size_first);
  unsigned char *b = support_read(second, &size_second);
  assert_int_equal(size_first, size_second);
  assert_memory_equal(a, b, size_first);
  free(a);
  free(b);
  sample_destroy(s);
}

static void a_file_of_hdf5_says_the_checksums(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  write_sample(s, *state, "plain.h5", path);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  assert_true(file >= 0);
  hid_t attribute = H5Aopen_by_name(file, "run/log/wholes", "sha256", H5P_DEFAULT, H5P_DEFAULT);
  hid_t type = H5Aget_type(attribute);
  char hex[65] = "";
  assert_int_equal(H5Tget_size(type), 64);
  assert_true(H5Aread(attribute, type, hex) >= 0);
  assert_int_equal(strspn(hex, "0123456789abcdef"), 64);
  (void)H5Tclose(type);
  (void)H5Aclose(attribute);
  (void)H5Fclose(file);
  sample_destroy(s);
}

static void long_and_empty_texts_about_it_are_kept(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  char *text = calloc(60002, 1);
  assert_non_null(text);
  support_join(*state, "about.h5", path);
  for (size_t size = 0; size <= 60000; size += 60000) {
    memset(text, 'x', size);
    char *about = NULL;
    fen_error err = {.text = ""};
    assert_int_equal(fen_checkpoint_write(path, text, &s->registry, &err), FEN_OK);
    assert_int_equal(fen_checkpoint_about(path, &about, &err), FEN_OK);
    assert_string_equal(about, text);
    fen_free(about);
  }
  text[60000] = 'x';
  assert_int_equal(fen_checkpoint_write(path, text, &s->registry, NULL), FEN_ERR_INTERNAL);
  assert_hdf5_idle();
  free(text);
  sample_destroy(s);
}

/* One bit turned at places all over the file, the head densely: refused each time, for every byte is under the seal. */
static void a_flipped_bit_is_refused(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  write_sample(s, *state, "flipped.h5", path);
  size_t size;
  unsigned char *bytes = support_read(path, &size);
  sample *back = sample_create(0);
  sample *before = sample_create(0);
  uint64_t seed = 1;
  for (int trial = 0; trial < 300; trial++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    size_t reach = trial < 100 ? 512 : trial < 200 ? 12000 : size;
    size_t at = (size_t)(seed >> 20) % reach;
    unsigned char bit = (unsigned char)(1u << (seed >> 61));
    bytes[at] ^= bit;
    support_write(path, bytes, size);
    bytes[at] ^= bit;
    fen_error err = {.text = ""};
    fen_status status = fen_checkpoint_read(path, &back->registry, &err);
    if (status != FEN_ERR_FILE_FORMAT)
      fail_msg("byte %zu: status %d, %s", at, (int)status, err.text);
    assert_same(back, before);
  }
  support_write(path, bytes, size);
  assert_int_equal(fen_checkpoint_read(path, &back->registry, NULL), FEN_OK);
  assert_same(s, back);
  assert_hdf5_idle();
  free(bytes);
  sample_destroy(s);
  sample_destroy(back);
  sample_destroy(before);
}

static void a_file_of_another_length_is_refused(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  write_sample(s, *state, "cut.h5", path);
  size_t size;
  unsigned char *bytes = support_read(path, &size);
  const size_t lengths[] = {0, 1, 18, 40, 300, 511, 512, 513, 2000, 10000, size / 2, size - 1};
  for (size_t n = 0; n < sizeof lengths / sizeof *lengths; n++) {
    support_write(path, bytes, lengths[n]);
    assert_refused(path, FEN_ERR_FILE_FORMAT, lengths[n] == 0 ? "empty" : lengths[n] < 40 ? "no restart file" : "cut off");
  }
  support_write(path, bytes, size + 1);
  assert_refused(path, FEN_ERR_FILE_FORMAT, "damaged");
  free(bytes);
  sample_destroy(s);
}

static void foreign_and_missing_files_are_refused(void **state) {
  char path[SUPPORT_PATH];
  support_write_text(*state, "foreign.txt", "This is a text of some length, which is not what a restart file looks like.\n", path);
  assert_refused(path, FEN_ERR_FILE_FORMAT, "no restart file");
  support_join(*state, "foreign.h5", path);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(file >= 0);
  (void)H5Fclose(file);
  assert_refused(path, FEN_ERR_FILE_FORMAT, "no restart file");
  support_write_text(*state, "later.h5", "fenhe restart file 2\nbytes 600\nsha256\n", path);
  assert_refused(path, FEN_ERR_FILE_FORMAT, "format 2");
  support_join(*state, "missing.h5", path);
  assert_refused(path, FEN_ERR_FILE_MISSING, "No such file");
  assert_refused(*state, FEN_ERR_FILE_MISSING, "folder");
  char *about = NULL;
  assert_int_equal(fen_checkpoint_about(path, &about, NULL), FEN_ERR_FILE_MISSING);
  assert_null(about);
  assert_hdf5_idle();
}

static void a_file_of_another_setup_is_refused(void **state) {
  char path[SUPPORT_PATH];
  sample *s = sample_create(3);
  fen_error err = {.text = ""};
  s->registry.items[1].count -= 1;
  write_sample(s, *state, "shorter.h5", path);
  assert_refused(path, FEN_ERR_SHAPE, "air_kg: error: the restart file is of another set-up: it holds 149999 double-precision numbers");
  s->registry.items[1].count += 1;
  s->registry.items[0].kind = FEN_ITEM_INT64;
  s->registry.items[0].count /= 2;
  write_sample(s, *state, "kind.h5", path);
  assert_refused(path, FEN_ERR_SHAPE, "this run has 1000 single-precision numbers");
  s->registry.items[0].kind = FEN_ITEM_FLOAT;
  s->registry.items[0].count *= 2;
  s->registry.count -= 1;
  write_sample(s, *state, "fewer.h5", path);
  assert_refused(path, FEN_ERR_SHAPE, "clock_s: error: the restart file is of another set-up: it lacks");
  s->registry.count += 1;
  add(s, "transport/q2", FEN_ITEM_DOUBLE, 1, &s->clock);
  write_sample(s, *state, "more.h5", path);
  assert_refused(path, FEN_ERR_SHAPE, "transport/q2: error: the restart file is of another set-up: it holds an array that this run");
  assert_int_equal(fen_checkpoint_read(path, &s->registry, &err), FEN_OK);
  assert_hdf5_idle();
  sample_destroy(s);
}

/* Whoever seals a file anew does not get past the arrays' own checksums. */
static void an_array_changed_under_a_good_seal_is_refused(void **state) {
  char path[SUPPORT_PATH];
  char tail[SUPPORT_PATH];
  sample *s = sample_create(3);
  write_sample(s, *state, "changed.h5", path);
  size_t size;
  unsigned char *bytes = support_read(path, &size);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  hid_t set = H5Dopen2(file, "transport/q", H5P_DEFAULT);
  haddr_t offset = H5Dget_offset(set);
  (void)H5Dclose(set);
  (void)H5Fclose(file);
  assert_memory_equal(bytes + offset, s->floats, sizeof s->floats);
  bytes[offset + 10] ^= 1;
  support_join(*state, "tail", tail);
  support_write(tail, bytes + 512, size - 512);
  char hex[65];
  assert_int_equal(fen_file_checksum(tail, hex, NULL), FEN_OK);
  char *digits = strstr((char *)bytes, ": ");
  assert_non_null(digits);
  memcpy(digits + 2, hex, 64);
  support_write(path, bytes, size);
  assert_refused(path, FEN_ERR_FILE_FORMAT, "transport/q");
  free(bytes);
  sample_destroy(s);
}

static void a_file_that_cannot_be_written_leaves_the_old_one(void **state) {
  char path[SUPPORT_PATH];
  char folder[SUPPORT_PATH];
  sample *s = sample_create(3);
  sample *other = sample_create(5);
  support_join(*state, "kept", folder);
  assert_int_equal(mkdir(folder, 0777), 0);
  write_sample(s, folder, "kept.h5", path);
  fen_error err = {.text = ""};
  struct rlimit usual;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
  void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
  const rlim_t limits[] = {0, 100, 3000, 20000, 600000, 1200000};
  for (size_t n = 0; n < sizeof limits / sizeof *limits; n++) {
    const struct rlimit tight = {.rlim_cur = limits[n], .rlim_max = usual.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    fen_status status = fen_checkpoint_write(path, "another case", &other->registry, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_int_equal(status, FEN_ERR_WRITE);
    assert_mentions(err.text, path);
    assert_mentions(err.text, "File too large");
    assert_hdf5_idle();
  }
  (void)signal(SIGXFSZ, handler);
  assert_int_equal(entries_of(folder), 1);
  assert_int_equal(fen_checkpoint_read(path, &other->registry, &err), FEN_OK);
  assert_same(s, other);
  sample_destroy(s);
  sample_destroy(other);
}

static void a_folder_that_is_absent_or_shut_is_told(void **state) {
  char path[SUPPORT_PATH];
  char folder[SUPPORT_PATH];
  sample *s = sample_create(3);
  fen_error err = {.text = ""};
  support_join(*state, "absent/restart.h5", path);
  assert_int_equal(fen_checkpoint_write(path, "", &s->registry, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "make the folder first");
  support_join(*state, "shut", folder);
  assert_int_equal(mkdir(folder, 0555), 0);
  support_join(folder, "restart.h5", path);
  if (geteuid() != 0) { /* root may write anywhere */
    assert_int_equal(fen_checkpoint_write(path, "", &s->registry, &err), FEN_ERR_WRITE);
    assert_mentions(err.text, "may write");
  }
  assert_int_equal(fen_checkpoint_write(*state, "", &s->registry, &err), FEN_ERR_WRITE);
  assert_mentions(err.text, "folder");
  sample_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read_back),
      cmocka_unit_test(equal_contents_give_equal_bytes),
      cmocka_unit_test(a_file_of_hdf5_says_the_checksums),
      cmocka_unit_test(long_and_empty_texts_about_it_are_kept),
      cmocka_unit_test(a_flipped_bit_is_refused),
      cmocka_unit_test(a_file_of_another_length_is_refused),
      cmocka_unit_test(foreign_and_missing_files_are_refused),
      cmocka_unit_test(a_file_of_another_setup_is_refused),
      cmocka_unit_test(an_array_changed_under_a_good_seal_is_refused),
      cmocka_unit_test(a_file_that_cannot_be_written_leaves_the_old_one),
      cmocka_unit_test(a_folder_that_is_absent_or_shut_is_told),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
