/* What the tests of tables share: a grid, air, a folder, and a table to write. */
#ifndef FENHE_TESTS_TABLE_FIXTURE_H
#define FENHE_TESTS_TABLE_FIXTURE_H

#include "emissions_support.h"

typedef struct {
  fen_grid *grid;
  still_air air;
  char folder[SUPPORT_PATH], path[SUPPORT_PATH], map[SUPPORT_PATH], lines[SUPPORT_PATH];
  fen_inventory_file file;
  fen_inventory_params params;
} fixture;

/* Of one file of the kind; species, sectors, regions and the year are those of params. */
static inline fixture *fixture_create(fen_inventory_kind kind, const fen_inventory_params *params) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->grid = basin_grid();
  f->air = make_air(f->grid);
  make_folder(f->folder);
  f->file = (fen_inventory_file){.kind = kind, .path = f->path};
  f->params = *params;
  f->params.grid = f->grid;
  f->params.files = &f->file;
  f->params.file_count = 1;
  f->params.utc_offset_s = 8 * 3600.0;
  return f;
}

static inline int tear_down(void **state) {
  fixture *f = *state;
  support_folder_remove(f->folder);
  free(f->air.memory);
  fen_grid_destroy(&f->grid);
  free(f);
  return 0;
}

static inline void table(fixture *f, fen_inventory_kind kind, const char *text) {
  write_text(f->folder, "table.csv", text, f->path);
  f->file.kind = kind;
}

#endif
