/* All faults of a case in one pass. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case/case_read.h"
#include "fenhe/domain.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"
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

/* A name that a faulty section would have held is no fault of its own, nor is a region without its outline. */
static bool is_consequence(const checker *c, fen_status status) {
  switch (status) {
  case FEN_ERR_SPECIES_UNKNOWN:
    return !has(c, FEN_SECTION_SPECIES);
  case FEN_ERR_SECTOR_UNKNOWN:
    return !has(c, FEN_SECTION_SECTORS);
  case FEN_ERR_REGION_UNKNOWN:
  case FEN_ERR_WEIGHTS:
    return !has(c, FEN_SECTION_REGIONS);
  default:
    return false;
  }
}

/* Files of the inventory whose entries in the case have no fault. */
static fen_status sound_files(const fen_case *item, fen_inventory_file **out, ptrdiff_t *count, fen_error *err) {
  fen_status status = FEN_NEW(out, item->inventory_count, err);
  *count = 0;
  for (ptrdiff_t n = 0; !status && n < item->inventory_count; n++)
    if (item->inventory[n].path)
      (*out)[(*count)++] = item->inventory[n];
  return status;
}

static void check_inventory(checker *c, const fen_grid *grid) {
  fen_inventory *inventory = NULL;
  fen_inventory_file *files = NULL;
  fen_diagnostics found = {0};
  fen_error err;
  fen_case item = *c->item;
  if (item.species_count < 1 || item.sector_count < 1)
    return;
  fen_status status = sound_files(c->item, &files, &item.inventory_count, &err);
  item.inventory = files;
  if (!status)
    status = fen_simulation_inventory(&item, grid, c->log, &found, &inventory, &err);
  if (status && found.count == 0)
    fen_diagnostics_add(&found, &err);
  for (ptrdiff_t n = 0; n < found.count; n++)
    if (!is_consequence(c, found.items[n].status))
      fen_diagnostics_add(c->faults, &found.items[n]);
  fen_diagnostics_clear(&found);
  fen_inventory_close(&inventory);
  fen_free(files);
}

static void check_districts(checker *c, const fen_grid *grid) {
  fen_districts districts = {0};
  fen_error err;
  ptrdiff_t before = c->faults->count;
  keep(c, fen_districts_create(c->item, grid, c->log, &districts, &err), &err, before);
  fen_districts_clear(&districts);
}

/* What a faulty section leaves unknown is taken so that the rest can be checked: all hours of the files, all their cells. */
static fen_case weather_case(const checker *c) {
  fen_case item = *c->item;
  fen_wrf_params *wrf = &item.weather.wrf;
  if (!has(c, FEN_SECTION_PERIOD)) {
    item.period.start_s = NAN;
    item.period.end_s = NAN;
  }
  if (!has(c, FEN_SECTION_GRID))
    wrf->merge = NULL;
  if (!has(c, FEN_SECTION_WEATHER))
    wrf->nx = wrf->ny = 0;
  return item;
}

static bool can_open_weather(const checker *c) {
  if (c->item->weather.kind != FEN_CASE_WEATHER_WRF)
    return has(c, FEN_SECTION_PERIOD | FEN_SECTION_GRID | FEN_SECTION_WEATHER);
  return c->item->weather.wrf.file_count > 0;
}

/* Without weather there is no grid to check an inventory on; that its files are there can be told all the same. */
static void check_inventory_files(checker *c) {
  for (ptrdiff_t n = 0; n < c->item->inventory_count; n++) {
    const fen_inventory_file *file = &c->item->inventory[n];
    const char *const paths[] = {file->path_count ? NULL : file->path, file->surrogate_path, file->map_path};
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++) {
      char sum[65];
      fen_error err;
      if (!paths[k] || access(paths[k], R_OK) == 0 || !fen_file_checksum(paths[k], sum, &err))
        continue;
      if (file->place)
        (void)fen_fail_within(&err, "%s", file->place);
      fen_diagnostics_add(c->faults, &err);
    }
  }
}

static void check_weather(checker *c) {
  fen_weather_source *source = NULL;
  fen_error err;
  fen_case item = weather_case(c);
  if (!can_open_weather(c) || fen_domain_check(&item, c->log, c->faults, &source, &err)) {
    check_inventory_files(c);
    return;
  }
  check_inventory(c, source->grid);
  if (has(c, FEN_SECTION_REGIONS))
    check_districts(c, source->grid);
  if (has(c, FEN_SECTION_SPECIES))
    check_backgrounds(c, source);
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
    if (errno == ENAMETOOLONG) {
      fen_fail(&err, FEN_ERR_WRITE,
               "%s: error: a name in the path of the output folder %.40s... is too long\n  = choose a shorter one in 'output'",
               c->item->path, c->item->output.folder);
      fen_diagnostics_add(c->faults, &err);
      return;
    }
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
  if (item)
    check_weather(&c);
  if (item && item->output.folder)
    check_folder(&c);
  fen_case_close(&item);
  status = c.faults->count > first ? c.faults->items[first].status : FEN_OK;
  if (status && err)
    *err = c.faults->items[first];
  fen_diagnostics_clear(&own);
  return status;
}
