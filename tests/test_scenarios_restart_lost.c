/* What must not be lost, or believed: a disk that is full at the end, spools made up by others, summaries of runs that are gone. */
#include <sys/resource.h>

#include "fenhe/files.h"
#include "restart_calls.h"

/* Places of words within the spool and within the head of a record. */
enum { ABOUT_BYTES = 16, SPOOL_HEADER = 96, RECORD_HEADER = 88, RECORD_SUM = 16, SUM_TEXT = 72, HEAD = 216 };
enum { PART_FILE = 0, PART_VALUE_BYTES = 8, PART_RANK = 16, PART_START = 24, PART_COUNT = 56, PART_NAME = 88, PART_NAME_BYTES = 128 };

static int64_t word(const unsigned char *bytes, size_t at) {
  int64_t value;
  memcpy(&value, bytes + at, sizeof value);
  return value;
}

static void set_word(unsigned char *bytes, size_t at, int64_t value) {
  memcpy(bytes + at, &value, sizeof value);
}

/* The record's checksum, as one who knows the format would write it. */
static void sign(const restart_fixture *f, unsigned char *record) {
  size_t body = (size_t)word(record, 8);
  char path[SUPPORT_PATH], sum[SUM_TEXT] = "";
  unsigned char *text = malloc(16 + HEAD + body);
  assert_non_null(text);
  memcpy(text, record, 16);
  memcpy(text + 16, record + RECORD_HEADER, HEAD + body);
  restart_path(f, "signed", path);
  support_write(path, text, 16 + HEAD + body);
  free(text);
  assert_int_equal(fen_file_checksum(path, sum, NULL), FEN_OK);
  memcpy(record + RECORD_SUM, sum, SUM_TEXT);
}

/* The first record of four dimensions in single precision: a field. */
static unsigned char *find_field(unsigned char *bytes, size_t size) {
  size_t at = SPOOL_HEADER + (size_t)word(bytes, ABOUT_BYTES);
  while (at < size) {
    const unsigned char *head = bytes + at + RECORD_HEADER;
    assert_int_equal(word(bytes, at), HEAD);
    if (word(head, PART_RANK) == 4 && word(head, PART_VALUE_BYTES) == 4)
      return bytes + at;
    at += (size_t)(RECORD_HEADER + word(bytes, at) + word(bytes, at + 8));
  }
  return NULL;
}

static void spool_with_impossible_records_is_refused(void **state) {
  static const struct {
    size_t at;
    int64_t value;
  } faults[] = {{PART_VALUE_BYTES, 1},
                {PART_VALUE_BYTES, 0},
                {PART_VALUE_BYTES, 8},
                {PART_VALUE_BYTES, -4},
                {PART_FILE, 5},
                {PART_FILE, -1},
                {PART_RANK, 5},
                {PART_RANK, -1},
                {PART_START, -1},
                {PART_COUNT, 0},
                {PART_COUNT, -1},
                {PART_COUNT, INT64_MAX},
                {PART_COUNT, (int64_t)1 << 62}};
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  size_t size;
  (void)restart_stop_after_hours(f, "hostile", 4, false);
  restart_path(f, "hostile/restart/spool", path);
  unsigned char *bytes = support_read(path, &size);
  unsigned char *record = find_field(bytes, size);
  assert_non_null(record);
  unsigned char *head = record + RECORD_HEADER;
  for (size_t n = 0; n <= sizeof faults / sizeof *faults; n++) {
    unsigned char kept[RECORD_HEADER + HEAD];
    memcpy(kept, record, sizeof kept);
    if (n < sizeof faults / sizeof *faults)
      set_word(head, faults[n].at, faults[n].value);
    else
      memset(head + PART_NAME, 'x', PART_NAME_BYTES);
    /* Fewer bytes a value, but more values: the length of the body is right. */
    if (n == 0)
      set_word(head, PART_COUNT, 4);
    sign(f, record);
    support_write(path, bytes, size);
    memcpy(record, kept, sizeof kept);
    restart_result r = restart_call(f, "hostile", (fen_run_options){.resume = true});
    if (r.status != FEN_ERR_FILE_FORMAT)
      fail_msg("fault %zu gives %d: %s", n, r.status, r.error);
    assert_mentions(r.error, "does not fit this case");
  }
  free(bytes);
}

/* Once so many hours are done no file can grow beyond a few bytes. */
typedef struct {
  ptrdiff_t hours, full_after;
} disk;

static void fill(void *context, const fen_run_progress *progress) {
  disk *d = context;
  struct rlimit limit;
  (void)progress;
  if (++d->hours != d->full_after)
    return;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = 1000;
  (void)signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void fail_on_full_disk(const restart_fixture *f, const char *name, ptrdiff_t hours) {
  struct rlimit usual;
  disk d = {.full_after = hours};
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
  restart_result r = restart_call(f, name, (fen_run_options){.progress = fill, .progress_context = &d});
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
  assert_int_not_equal(r.status, FEN_OK);
}

static void full_disk_at_the_end_loses_no_run_without_restart_files(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], path[SUPPORT_PATH];
  apps_replace(restart_case, "every: 40 min", "every: never", text);
  apps_write(f->folder, "case.yaml", text);
  fail_on_full_disk(f, "full", 5);
  restart_control c = {0};
  restart_result r = restart_succeed(f, "full", (fen_run_options){.resume = true, .progress = restart_count_hour, .progress_context = &c});
  apps_write(f->folder, "case.yaml", restart_case);
  assert_int_equal(c.hours, 0);
  assert_int_equal(r.report.steps, f->steps);
  restart_path(f, "full", path);
  assert_int_equal(restart_count(path, "restart"), 0);
}

static void full_disk_keeps_what_the_hours_have_yielded(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], path[SUPPORT_PATH];
  apps_replace(restart_case, "every: 40 min", "every: never", text);
  apps_write(f->folder, "case.yaml", text);
  fail_on_full_disk(f, "spooled", 4);
  apps_write(f->folder, "case.yaml", restart_case);
  restart_path(f, "spooled/restart/spool", path);
  assert_int_equal(access(path, R_OK), 0);
}

static void finished_run_with_changed_inputs_or_without_its_files_is_not_complete(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], path[SUPPORT_PATH];
  (void)restart_succeed(f, "whole", (fen_run_options){0});
  assert_true(restart_succeed(f, "whole", (fen_run_options){.resume = true}).report.complete);
  apps_replace(apps_points, "1000", "1001", text);
  apps_write(f->folder, "points.csv", text);
  restart_result r = restart_call(f, "whole", (fen_run_options){.resume = true});
  apps_write(f->folder, "points.csv", apps_points);
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "points.csv");
  restart_path(f, "whole/budget.nc", path);
  assert_int_equal(unlink(path), 0);
  r = restart_call(f, "whole", (fen_run_options){.resume = true});
  assert_int_equal(r.status, FEN_ERR_RESTART);
  assert_mentions(r.error, "budget.nc");
  assert_false(r.report.complete);
}

static void old_result_stays_until_the_new_run_is_complete(void **state) {
  const restart_fixture *f = *state;
  volatile sig_atomic_t stop = 1;
  char path[SUPPORT_PATH];
  (void)restart_succeed(f, "again", (fen_run_options){0});
  (void)restart_succeed(f, "again", (fen_run_options){.stop = &stop});
  restart_path(f, "again/summary.json", path);
  assert_int_equal(access(path, F_OK), 0);
}

/* A folder stands where a file should come: the output cannot be laid out. */
static void old_run_is_not_dropped_for_one_that_cannot_write(void **state) {
  const restart_fixture *f = *state;
  char path[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "old", 2, false);
  restart_path(f, "old/fields.nc", path);
  assert_int_equal(mkdir(path, 0777), 0);
  assert_int_equal(restart_call(f, "old", (fen_run_options){.fresh = true}).status, FEN_ERR_WRITE);
  assert_int_equal(rmdir(path), 0);
  restart_finish(f, "old", "after a new run that could not begin");
}

static void restart_file_that_is_not_there_is_not_passed_over(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH], path[SUPPORT_PATH], aside[SUPPORT_PATH];
  (void)restart_stop_after_hours(f, "away", 3, false);
  restart_path(f, "away", out);
  restart_newest(out, false, path);
  restart_path(f, "aside.h5", aside);
  assert_int_equal(rename(path, aside), 0);
  assert_int_equal(symlink("nowhere", path), 0);
  assert_int_equal(restart_call(f, "away", (fen_run_options){.resume = true}).status, FEN_ERR_FILE_MISSING);
  assert_int_equal(rename(aside, path), 0);
  restart_finish(f, "away", "once the file is back");
}

static void folder_of_too_long_a_name_is_refused(void **state) {
  const restart_fixture *f = *state;
  char name[1101];
  for (size_t n = 0; n < sizeof name - 1; n++)
    name[n] = n % 100 == 99 ? '/' : 'n';
  name[sizeof name - 1] = '\0';
  fen_run_report report;
  fen_error err = {0};
  fen_case *item = NULL;
  char path[SUPPORT_PATH];
  restart_path(f, "case.yaml", path);
  assert_int_equal(fen_case_open(path, NULL, &item, &err), FEN_OK);
  assert_int_equal(fen_run(item, &(fen_run_options){.folder = name}, &report, &err), FEN_ERR_WRITE);
  fen_case_close(&item);
  assert_mentions(err.text, "choose a shorter one");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spool_with_impossible_records_is_refused),
      cmocka_unit_test(full_disk_at_the_end_loses_no_run_without_restart_files),
      cmocka_unit_test(full_disk_keeps_what_the_hours_have_yielded),
      cmocka_unit_test(finished_run_with_changed_inputs_or_without_its_files_is_not_complete),
      cmocka_unit_test(old_result_stays_until_the_new_run_is_complete),
      cmocka_unit_test(old_run_is_not_dropped_for_one_that_cannot_write),
      cmocka_unit_test(restart_file_that_is_not_there_is_not_passed_over),
      cmocka_unit_test(folder_of_too_long_a_name_is_refused),
  };
  return cmocka_run_group_tests(tests, restart_setup, restart_teardown);
}
