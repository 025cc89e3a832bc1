/* All faults of a case in one pass. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case/case_read.h"
#include "fenhe/domain.h"
#include "output/output.h"

typedef struct {
  const fen_case *item;
  const fen_log *log;
  fen_diagnostics *faults;
  unsigned valid;
} checker;

static bool has(const checker *c, unsigned sections) {
  return (c->valid & sections) == sections;
}

/* Keep a fault unless the function that found it has put it on the list itself. */
static void keep(checker *c, fen_status status, const fen_error *err, ptrdiff_t count_before) {
  if (status && c->faults->count == count_before)
    fen_diagnostics_add(c->faults, err);
}

static void check_backgrounds(checker *c, const fen_weather_source *source) {
  for (ptrdiff_t s = 0; s < c->item->species_count; s++) {
    const fen_case_species *species = &c->item->species[s];
    const fen_case_background *values[2] = {&species->initial, &species->boundary};
    for (int n = 0; n < 2; n++) {
      fen_background *background = NULL;
      fen_error err;
      ptrdiff_t before = c->faults->count;
      keep(c, fen_background_create(values[n], source->grid, source->nz, species->molar_mass_gpmol, &background, &err), &err, before);
      fen_background_destroy(&background);
    }
  }
}

static void check_inventory(checker *c, const fen_grid *grid) {
  fen_inventory *inventory = NULL;
  fen_error err;
  ptrdiff_t before = c->faults->count;
  keep(c, fen_simulation_inventory(c->item, grid, c->log, c->faults, &inventory, &err), &err, before);
  fen_inventory_close(&inventory);
}

static void check_districts(checker *c, const fen_grid *grid) {
  fen_districts districts = {0};
  fen_error err;
  ptrdiff_t before = c->faults->count;
  keep(c, fen_districts_create(c->item, grid, c->log, &districts, &err), &err, before);
  fen_districts_clear(&districts);
}

static void check_weather(checker *c) {
  fen_weather_source *source = NULL;
  fen_error err;
  ptrdiff_t before = c->faults->count;
  fen_status status = fen_domain_open(c->item, c->log, &source, &err);
  keep(c, status, &err, before);
  if (status)
    return;
  if (has(c, FEN_SECTION_SPECIES | FEN_SECTION_SECTORS | FEN_SECTION_REGIONS | FEN_SECTION_EMISSIONS))
    check_inventory(c, source->grid);
  if (has(c, FEN_SECTION_REGIONS))
    check_districts(c, source->grid);
  if (has(c, FEN_SECTION_SPECIES))
    check_backgrounds(c, source);
  if (has(c, FEN_SECTION_OUTPUT))
    (void)fen_output_locate_receptors(c->item, source->grid, NULL, NULL, c->faults, NULL);
  fen_weather_source_destroy(&source);
}

/* The folder, or the nearest of its parents that exists, must allow writing. */
static void check_folder(checker *c) {
  char path[FEN_OUTPUT_PATH];
  struct stat info;
  fen_error err;
  (void)snprintf(path, sizeof path, "%s", c->item->output.folder);
  for (size_t length = 0; stat(path, &info) != 0;) {
    for (length = 0; path[length]; length++)
      ;
    while (length > 0 && path[length - 1] != '/')
      length--;
    if (length <= 1)
      return;
    path[length - 1] = '\0';
  }
  if (S_ISDIR(info.st_mode) && access(path, W_OK | X_OK) == 0)
    return;
  fen_fail(&err, FEN_ERR_WRITE, "%s: error: the output folder %s cannot be written: %s is %s\n  = choose another folder in 'output'",
           c->item->path, c->item->output.folder, path, S_ISDIR(info.st_mode) ? "not writable" : "not a folder");
  fen_diagnostics_add(c->faults, &err);
}

fen_status fen_case_check(const char *path, const fen_log *log, fen_diagnostics *faults, fen_error *err) {
  fen_diagnostics own = {0};
  fen_case *item = NULL;
  checker c = {.log = log, .faults = faults ? faults : &own};
  ptrdiff_t first = c.faults->count;
  fen_error fault;
  fen_status status = fen_case_read_partly(path, c.faults, &item, &c.valid, &fault);
  if (status)
    fen_diagnostics_add(c.faults, &fault);
  c.item = item;
  if (item && has(&c, FEN_SECTION_PERIOD | FEN_SECTION_GRID | FEN_SECTION_WEATHER))
    check_weather(&c);
  if (item && has(&c, FEN_SECTION_OUTPUT))
    check_folder(&c);
  fen_case_close(&item);
  status = c.faults->count > first ? c.faults->items[first].status : FEN_OK;
  if (status && err)
    *err = c.faults->items[first];
  fen_diagnostics_clear(&own);
  return status;
}
