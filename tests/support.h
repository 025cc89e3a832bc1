/* What several test programs share: cmocka with its headers, comparison of doubles, temporary files, and the way to the real data. */
#ifndef FENHE_TESTS_SUPPORT_H
#define FENHE_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ftw.h>
#include <unistd.h>

#include <cmocka.h>

enum { SUPPORT_PATH = 4096 };

/* cmocka 1.1 compares floats only. NaN fails. */
#define assert_near(value, expected, tolerance) support_near((value), (expected), (tolerance), #value, __FILE__, __LINE__)

static inline void support_near(double value, double expected, double tolerance, const char *text, const char *file, int line) {
  if (fabs(value - expected) <= tolerance)
    return;
  print_error("%s = %.17g, expected %.17g within %.3g (off by %.3g)\n", text, value, expected, tolerance, value - expected);
  _fail(file, line);
}

/* Path of a file in the source tree. */
static inline void support_source_path(const char *name, char path[SUPPORT_PATH]) {
  const char *source = getenv("FENHE_SOURCE");
  (void)snprintf(path, SUPPORT_PATH, "%s/%s", source ? source : ".", name);
}

/* Path of a file of the real data, which are not in the repository; where it is absent the test says so and is skipped. */
static inline void support_data_path(const char *name, char path[SUPPORT_PATH]) {
  const char *data = getenv("FENHE_DATA");
  const char *source = getenv("FENHE_SOURCE");
  if (data)
    (void)snprintf(path, SUPPORT_PATH, "%s/%s", data, name);
  else
    (void)snprintf(path, SUPPORT_PATH, "%s/../shared/data/%s", source ? source : ".", name);
  FILE *file = fopen(path, "rb");
  if (file) {
    (void)fclose(file);
    return;
  }
  print_message("skipped: %s is absent; set FENHE_DATA to the folder of the real data\n", path);
  skip();
}

/* The text of a complaint contains what its reader needs. */
#define assert_mentions(text, wanted) support_mentions((text), (wanted), __FILE__, __LINE__)

static inline void support_mentions(const char *text, const char *wanted, const char *file, int line) {
  if (strstr(text, wanted))
    return;
  print_error("'%s'\nis not in\n%s\n", wanted, text);
  _fail(file, line);
}

static inline int support_remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)facts, (void)kind, (void)place;
  return remove(path);
}

/* A new empty folder under TMPDIR, or /tmp. */
static inline void support_folder_create(char folder[SUPPORT_PATH]) {
  const char *parent = getenv("TMPDIR");
  (void)snprintf(folder, SUPPORT_PATH, "%s/fenhe-test-XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder))
    fail_msg("no temporary folder %s", folder);
}

static inline void support_folder_remove(const char *folder) {
  (void)nftw(folder, support_remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* Group fixtures: *state is the path of a folder for the group's files. */
static inline int support_folder_setup(void **state) {
  char *folder = malloc(SUPPORT_PATH);
  if (!folder)
    return -1;
  support_folder_create(folder);
  *state = folder;
  return 0;
}

static inline int support_folder_teardown(void **state) {
  support_folder_remove(*state);
  free(*state);
  return 0;
}

static inline void support_join(const char *folder, const char *name, char path[SUPPORT_PATH]) {
  int used = snprintf(path, SUPPORT_PATH, "%s/%s", folder, name);
  assert_true(used > 0 && used < SUPPORT_PATH);
}

static inline void support_write(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

/* A text file in folder; its path goes to path. */
static inline void support_write_text(const char *folder, const char *name, const char *text, char path[SUPPORT_PATH]) {
  support_join(folder, name, path);
  support_write(path, text, strlen(text));
}

/* A whole file; the caller frees it. */
static inline unsigned char *support_read(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  long length = ftell(file);
  assert_true(length >= 0);
  rewind(file);
  unsigned char *bytes = malloc((size_t)length + 1);
  assert_non_null(bytes);
  *size = fread(bytes, 1, (size_t)length, file);
  bytes[*size] = 0;
  (void)fclose(file);
  return bytes;
}

#endif
