/* The spool: records come back as they went in, what was not synced can be cut off, and every damaged byte is noticed. */
#include <signal.h>
#include <sys/resource.h>

#include "fenhe/spool.h"
#include "support.h"

static const char about[] = "of a test";

typedef struct {
  int64_t number, more;
} label;

static void new_spool(void **state, const char *name, char path[SUPPORT_PATH], fen_spool **spool) {
  fen_error err = {0};
  support_join(*state, name, path);
  assert_int_equal(fen_spool_create(path, about, &err), FEN_OK);
  assert_int_equal(fen_spool_open(path, spool, &err), FEN_OK);
  assert_string_equal(fen_spool_about(*spool), about);
  assert_int_equal(fen_spool_cut(*spool, 0, &err), FEN_OK);
}

/* Records of growing length; returns the bytes after the last, synced. */
static int64_t append(fen_spool *spool, int first, int count) {
  double values[64];
  int64_t bytes = 0;
  for (int n = first; n < first + count; n++) {
    const label head = {n, -n};
    for (int i = 0; i < n; i++)
      values[i] = n + 0.5 * i;
    assert_int_equal(fen_spool_append(spool, &head, sizeof head, values, (size_t)n * sizeof *values, NULL), FEN_OK);
  }
  assert_int_equal(fen_spool_sync(spool, &bytes, NULL), FEN_OK);
  return bytes;
}

static void assert_records(fen_spool *spool, int count) {
  assert_int_equal(fen_spool_rewind(spool, NULL), FEN_OK);
  for (int n = 0; n <= count; n++) {
    double values[64];
    label head;
    size_t bytes = 0;
    int found = -1;
    assert_int_equal(fen_spool_next(spool, &head, sizeof head, values, sizeof values, &bytes, &found, NULL), FEN_OK);
    assert_int_equal(found, n < count);
    if (!found)
      break;
    assert_int_equal(head.number, n);
    assert_int_equal(bytes, (size_t)n * sizeof *values);
    for (int i = 0; i < n; i++)
      assert_near(values[i], n + 0.5 * i, 0.0);
  }
}

static void records_come_back_as_they_went_in(void **state) {
  char path[SUPPORT_PATH];
  fen_spool *spool = NULL;
  new_spool(state, "plain", path, &spool);
  (void)append(spool, 0, 20);
  assert_records(spool, 20);
  fen_spool_close(&spool);
  assert_null(spool);
}

static void what_follows_the_cut_is_forgotten_and_can_be_written_anew(void **state) {
  char path[SUPPORT_PATH];
  fen_spool *spool = NULL;
  new_spool(state, "cut", path, &spool);
  int64_t middle = append(spool, 0, 7);
  int64_t end = append(spool, 7, 5);
  fen_spool_close(&spool);
  assert_int_equal(truncate(path, end - 3), 0);
  assert_int_equal(fen_spool_open(path, &spool, NULL), FEN_OK);
  assert_int_equal(fen_spool_cut(spool, end, NULL), FEN_ERR_FILE_FORMAT);
  assert_int_equal(fen_spool_cut(spool, middle + 1, NULL), FEN_ERR_FILE_FORMAT);
  assert_int_equal(fen_spool_cut(spool, middle, NULL), FEN_OK);
  assert_int_equal(append(spool, 7, 5), end);
  assert_records(spool, 12);
  fen_spool_close(&spool);
}

static void every_damaged_byte_is_noticed(void **state) {
  char path[SUPPORT_PATH];
  fen_spool *spool = NULL;
  size_t size;
  new_spool(state, "damaged", path, &spool);
  int64_t end = append(spool, 0, 4);
  fen_spool_close(&spool);
  unsigned char *bytes = support_read(path, &size);
  assert_int_equal(size, end);
  for (size_t n = 0; n < size; n++) {
    bytes[n] ^= 0x01;
    support_write(path, bytes, size);
    bytes[n] ^= 0x01;
    fen_error err = {0};
    fen_status status = fen_spool_open(path, &spool, &err);
    if (!status)
      status = fen_spool_cut(spool, end, &err);
    fen_spool_close(&spool);
    if (status != FEN_ERR_FILE_FORMAT)
      fail_msg("a changed byte %zu gives status %d", n, status);
    assert_mentions(err.text, path);
  }
  free(bytes);
}

static void other_files_and_missing_ones_are_told(void **state) {
  char path[SUPPORT_PATH];
  fen_spool *spool = NULL;
  support_write_text(*state, "text", "no spool", path);
  assert_int_equal(fen_spool_open(path, &spool, NULL), FEN_ERR_FILE_FORMAT);
  support_join(*state, "nowhere", path);
  assert_int_equal(fen_spool_open(path, &spool, NULL), FEN_ERR_FILE_MISSING);
  support_join(*state, "nowhere/spool", path);
  assert_int_equal(fen_spool_create(path, about, NULL), FEN_ERR_WRITE);
}

/* After a failed write nothing is known of what the disk holds: the spool takes nothing more, and the part synced before is good. */
static void full_disk_ends_the_spool_and_spares_what_was_synced(void **state) {
  char path[SUPPORT_PATH];
  fen_spool *spool = NULL;
  fen_error err = {0};
  struct rlimit limit, before;
  int64_t bytes = 0;
  new_spool(state, "full", path, &spool);
  int64_t good = append(spool, 0, 8);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  limit = before;
  limit.rlim_cur = (rlim_t)good + 100;
  (void)signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const label head = {8, -8};
  const double values[64] = {0};
  fen_status appended = fen_spool_append(spool, &head, sizeof head, values, sizeof values, &err);
  fen_status synced = fen_spool_sync(spool, &bytes, &err);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_true(appended == FEN_ERR_WRITE || synced == FEN_ERR_WRITE);
  assert_mentions(err.text, "ulimit -f");
  assert_int_equal(fen_spool_append(spool, &head, sizeof head, values, sizeof values, &err), FEN_ERR_WRITE);
  assert_int_equal(fen_spool_sync(spool, &bytes, &err), FEN_ERR_WRITE);
  fen_spool_close(&spool);
  assert_int_equal(fen_spool_open(path, &spool, NULL), FEN_OK);
  assert_int_equal(fen_spool_cut(spool, good, NULL), FEN_OK);
  assert_records(spool, 8);
  fen_spool_close(&spool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_come_back_as_they_went_in),
      cmocka_unit_test(what_follows_the_cut_is_forgotten_and_can_be_written_anew),
      cmocka_unit_test(every_damaged_byte_is_noticed),
      cmocka_unit_test(other_files_and_missing_ones_are_told),
      cmocka_unit_test(full_disk_ends_the_spool_and_spares_what_was_synced),
  };
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
