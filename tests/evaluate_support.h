/* A run made by hand, tables of monitors beside it, and the evaluation of both. */
#ifndef FENHE_TESTS_EVALUATE_SUPPORT_H
#define FENHE_TESTS_EVALUATE_SUPPORT_H

#include "compare_support.h"
#include "fenhe/evaluate.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

typedef struct {
  char folder[SUPPORT_PATH];
  fen_case *item;
} evaluated;

static const char evaluated_case[] = "title: made\n"
                                     "period: {start: \"2020-01-10T00:00+08:00\", length: 48 h, time_zone: \"+08:00\"}\n"
                                     "grid:\n"
                                     "  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}\n"
                                     "  cells: [3, 2]\n"
                                     "  spacing: 9 km\n"
                                     "  centre: [112.3, 37.6]\n"
                                     "layers: {first: 30 m, stretching: 1.6, top: 3 km}\n"
                                     "meteorology: {kind: idealised, wind_speed: 4 m/s}\n"
                                     "species:\n"
                                     "  - {name: PM25, kind: particle}\n"
                                     "  - {name: SO2, kind: gas, molar_mass: 64 g/mol}\n"
                                     "  - {name: O3, kind: particle}\n" /* so that no density is asked for */
                                     "  - {name: CO, kind: particle}\n"
                                     "output: {folder: run}\n";

static inline int evaluated_make(void **state) {
  static evaluated f;
  static const char summary[] = "{\"program\": \"Fenhe\", \"kind\": \"run\"}\n";
  char path[SUPPORT_PATH];
  fen_error err;
  apps_folder(f.folder);
  apps_write(f.folder, "case.yaml", evaluated_case);
  made_write(f.folder, "run", &(made_result){.scale = 1.0, .summary = summary});
  made_write(f.folder, "ozone",
             &(made_result){.scale = 1.0, .species = "O3", .no_districts = true, .no_receptors = true, .summary = summary});
  made_write(f.folder, "carbon",
             &(made_result){.scale = 1.0, .species = "CO", .no_districts = true, .no_receptors = true, .summary = summary});
  made_write(f.folder, "gas",
             &(made_result){.scale = 1.0, .species = "SO2", .no_districts = true, .no_receptors = true, .summary = summary});
  made_write(f.folder, "begun", &(made_result){.scale = 1.0, .no_districts = true, .no_receptors = true});
  support_join(f.folder, "case.yaml", path);
  made_good(fen_case_open(path, NULL, &f.item, &err), &err);
  *state = &f;
  return 0;
}

static inline int evaluated_clean(void **state) {
  evaluated *f = *state;
  fen_case_close(&f->item);
  apps_remove(f->folder);
  return 0;
}

/* Evaluate a table, written as obs.csv. options may be NULL; a run's name in it is taken within the folder. */
static inline fen_status evaluated_try(const evaluated *f, const char *table, const fen_evaluate_options *options, fen_evaluation **out,
                                       fen_error *err) {
  char path[SUPPORT_PATH], run[SUPPORT_PATH], list[SUPPORT_PATH];
  const char *const paths[1] = {path};
  fen_evaluate_options own = options ? *options : (fen_evaluate_options){0};
  own.utc_offset_s = own.utc_offset_s != 0.0 ? own.utc_offset_s : NAN;
  support_join(f->folder, own.run ? own.run : "run", run);
  own.run = run;
  if (own.stations) {
    support_join(f->folder, own.stations, list);
    own.stations = list;
  }
  support_write_text(f->folder, "obs.csv", table, path);
  return fen_evaluate(f->item, paths, 1, &own, out, err);
}

static inline fen_evaluation *evaluated_good(const evaluated *f, const char *table, const fen_evaluate_options *options) {
  fen_evaluation *e = NULL;
  fen_error err;
  made_good(evaluated_try(f, table, options, &e, &err), &err);
  return e;
}

static inline void evaluated_refuses(const evaluated *f, const char *table, const fen_evaluate_options *options, fen_status status,
                                     const char *mention) {
  fen_evaluation *e = NULL;
  fen_error err = {0};
  fen_status met = evaluated_try(f, table, options, &e, &err);
  if (met != status)
    print_error("%s\n", err.text);
  assert_int_equal(met, status);
  assert_null(e);
  assert_mentions(err.text, mention);
}

static inline const fen_evaluated_row *evaluated_row(const fen_evaluation *e, fen_skill_set set, fen_group group, const char *name) {
  for (ptrdiff_t n = 0; n < e->row_count; n++)
    if (e->rows[n].set == set && e->rows[n].group == group && strcmp(e->rows[n].name, name) == 0)
      return &e->rows[n];
  fail_msg("no row %s", name);
  return NULL;
}

#endif
