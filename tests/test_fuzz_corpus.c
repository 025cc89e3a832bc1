/* The fuzz targets on the inputs that are kept: the corpus and what was found. docs/fuzzing.md tells how more of them are made. */
#include "support.h"

#include <glob.h>

#include "fuzz/fuzz.h"

typedef struct {
  const char *name;
  fuzz_function *function;
} target;

typedef struct {
  size_t read, refused;
} tally;

static void feed(const target *t, const char *pattern, tally *out) {
  char folder[SUPPORT_PATH], path[SUPPORT_PATH];
  glob_t found = {0};
  support_source_path("tests/fuzz", folder);
  support_join(folder, pattern, path);
  int result = glob(path, 0, NULL, &found);
  assert_true(result == 0 || result == GLOB_NOMATCH);
  for (size_t n = 0; result == 0 && n < found.gl_pathc; n++) {
    size_t size;
    unsigned char *bytes = support_read(found.gl_pathv[n], &size);
    bool read = t->function(bytes, size);
    out->read += read;
    out->refused += !read;
    free(bytes);
  }
  globfree(&found);
}

/* A corpus of which nothing is read would not come far. */
static void corpus_and_findings_are_read_or_refused(void **state) {
  const target *t = *state;
  char pattern[64];
  tally kept = {0};
  (void)snprintf(pattern, sizeof pattern, "corpus/%s/*", t->name);
  feed(t, pattern, &kept);
  (void)snprintf(pattern, sizeof pattern, "found/%s-*", t->name);
  feed(t, pattern, &kept);
  print_message("%s: %zu read, %zu refused\n", t->name, kept.read, kept.refused);
  assert_true(kept.read > 0);
}

int main(void) {
  static target targets[] = {
#define TARGET(name) {#name, fuzz_##name},
      FUZZ_TARGETS(TARGET)
#undef TARGET
  };
  struct CMUnitTest tests[sizeof targets / sizeof *targets] = {{0}};
  for (size_t n = 0; n < sizeof targets / sizeof *targets; n++)
    tests[n] = (struct CMUnitTest){targets[n].name, corpus_and_findings_are_read_or_refused, NULL, NULL, &targets[n]};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
