/* What several test programs share: cmocka with its headers, comparison of doubles, and the way to the real data. */
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

#endif
