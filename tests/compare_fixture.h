/* A base and a scenario beside it, made by hand and compared, for the tests of comparisons. */
#ifndef FENHE_TESTS_COMPARE_FIXTURE_H
#define FENHE_TESTS_COMPARE_FIXTURE_H

#include "compare_support.h"

enum { SOUTH, NORTH, WHOLE };

typedef struct {
  char folder[SUPPORT_PATH], limits[SUPPORT_PATH];
  fen_comparison *comparison; /* of base and cut */
} fixture;

static inline fen_status compare(const fixture *f, const char *base, const char *other, const fen_compare_options *options,
                                 fen_comparison **out, fen_error *err) {
  char paths[2][SUPPORT_PATH];
  const char *const folders[2] = {paths[0], paths[1]};
  fen_compare_options own = options ? *options : (fen_compare_options){0};
  own.limits_path = f->limits;
  support_join(f->folder, base, paths[0]);
  support_join(f->folder, other, paths[1]);
  return fen_compare(folders, 2, &own, NULL, out, err);
}

static inline int make(void **state) {
  static fixture f;
  fen_error err;
  apps_folder(f.folder);
  support_source_path("data/air_quality_limits.csv", f.limits);
  made_write(f.folder, "base", &(made_result){.scale = 1.0, .summary = made_base_summary});
  made_write(f.folder, "cut", &(made_result){.scale = 0.9, .summary = made_cut_summary, .ledger = made_cut_ledger});
  made_good(compare(&f, "base", "cut", NULL, &f.comparison, &err), &err);
  *state = &f;
  return 0;
}

static inline int clean(void **state) {
  fixture *f = *state;
  fen_comparison_destroy(&f->comparison);
  apps_remove(f->folder);
  return 0;
}

static inline bool noted(const fen_comparison *c, const char *words) {
  for (ptrdiff_t n = 0; n < c->note_count; n++)
    if (strstr(c->notes[n], words))
      return true;
  return false;
}

#endif
