/* All faults of a case in one pass. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_parts.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "fenhe/spread.h"
#include "output/output.h"
#include "terrain.h"

bool fen_check_has(const fen_checker *c, unsigned sections) {
  return (c->valid & sections) == sections;
}

/* A basin without an outline: its seed has a fault, or the ground of the case is not known. */
static bool lacks_outlines(const fen_checker *c) {
  bool lacks = c->without_basins;
  for (ptrdiff_t n = 0; n < c->item->basin_count; n++) {
    const fen_case_basin *basin = &c->item->basins[n];
    lacks = lacks || (basin->is_district ? &c->item->districts : &c->item->regions)->items[basin->index].ring_count == 0;
  }
  return lacks;
}

static void find_gaps(fen_checker *c) {
  static const unsigned sections[] = {FEN_SECTION_SPECIES, FEN_SECTION_SECTORS, FEN_SECTION_REGIONS};
  for (size_t n = 0; n < sizeof sections / sizeof *sections; n++)
    if (!fen_check_has(c, sections[n]) && fen_case_lacks_names(c->item, sections[n]))
      c->nameless |= sections[n];
}

/* A name that a faulty section would have held is no fault of its own, nor is a region without its outline. */
static bool is_consequence(const fen_checker *c, fen_status status) {
  switch (status) {
  case FEN_ERR_SPECIES_UNKNOWN:
    return (c->nameless & FEN_SECTION_SPECIES) != 0;
  case FEN_ERR_SECTOR_UNKNOWN:
    return (c->nameless & FEN_SECTION_SECTORS) != 0;
  case FEN_ERR_REGION_UNKNOWN:
    return (c->nameless & FEN_SECTION_REGIONS) != 0;
  case FEN_ERR_WEIGHTS:
    return !fen_check_has(c, FEN_SECTION_REGIONS) || lacks_outlines(c);
  case FEN_ERR_OUTSIDE:
    return c->anywhere;
  default:
    return false;
  }
}

void fen_check_take(fen_checker *c, fen_diagnostics *found) {
  for (ptrdiff_t n = 0; n < found->count; n++)
    if (!is_consequence(c, found->items[n].status))
      fen_diagnostics_add(c->faults, &found->items[n]);
  fen_diagnostics_clear(found);
}

/* Whether a file of values can be looked at though some species has a fault. */
static bool can_be_read(const fen_case_species *species, const fen_case_background *values) {
  return values->path && values->variable && species->molar_mass_gpmol > 0.0;
}

static void check_backgrounds(fen_checker *c) {
  const fen_weather_source *source = c->source;
  for (ptrdiff_t s = 0; s < c->item->species_count; s++) {
    const fen_case_species *species = &c->item->species[s];
    const fen_case_background *values[2] = {&species->initial, &species->boundary};
    for (int n = 0; n < 2; n++) {
      fen_background *background = NULL;
      fen_error err;
      if (!fen_check_has(c, FEN_SECTION_SPECIES) && !can_be_read(species, values[n]))
        continue;
      fen_status status =
          fen_background_create(values[n], source->grid, c->without_layers ? 0 : source->nz, species->molar_mass_gpmol, &background, &err);
      if (status && !(c->anywhere && status == FEN_ERR_GRID)) /* no file of a domain covers the world */
        fen_background_take(values[n], &err, c->faults);
      fen_background_destroy(&background);
    }
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

/* A file's complaint behind the place of its entry, as in "case.yaml:13:5: flux.nc: error: ..."; NULL: it is none such. */
static const char *behind_entry(const fen_case *item, const char *text) {
  const size_t length = strlen(item->path);
  int used = 0;
  if (strncmp(text, item->path, length) != 0 || sscanf(text + length, ":%*d:%*d: %n", &used) != 0 || used == 0)
    return NULL;
  return strncmp(text + length + used, "error: ", 7) == 0 ? NULL : text + length + used;
}

/* A file that several entries name has a fault once. */
static void drop_repeats(const fen_case *item, fen_diagnostics *found) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t n = 0; n < found->count; n++) {
    const char *own = behind_entry(item, found->items[n].text);
    bool told = false;
    for (ptrdiff_t earlier = 0; own && earlier < kept && !told; earlier++) {
      const char *other = behind_entry(item, found->items[earlier].text);
      told = other && strcmp(own, other) == 0;
    }
    if (!told)
      found->items[kept++] = found->items[n];
  }
  found->count = kept;
}

static void check_inventory(fen_checker *c) {
  fen_inventory_file *files = NULL;
  fen_diagnostics found = {0};
  fen_error err;
  fen_case item = *c->item;
  if (item.species_count < 1 || item.sector_count < 1) /* nothing can be read without them */
    return;
  fen_status status = sound_files(c->item, &files, &item.inventory_count, &err);
  item.inventory = files;
  if (!status)
    status = fen_simulation_inventory(&item, c->source->grid, c->log, &found, &c->inventory, &err);
  if (status && found.count == 0)
    fen_diagnostics_add(&found, &err);
  drop_repeats(c->item, &found);
  fen_check_take(c, &found);
  fen_free(files);
}

static void check_districts(fen_checker *c) {
  fen_districts districts = {0};
  fen_diagnostics found = {0};
  fen_error err;
  fen_case item = *c->item;
  if (!fen_check_has(c, FEN_SECTION_PEOPLE))
    item.population.people = NULL;
  if (fen_districts_create(&item, c->source->grid, c->log, &districts, &err))
    fen_diagnostics_add(&found, &err);
  fen_check_take(c, &found);
  fen_districts_clear(&districts);
}

/* What people are spread by, where there are none to spread: their regions or their table have faults. */
static void check_spread(fen_checker *c) {
  const fen_case_population *population = &c->item->population;
  fen_error err;
  if (!c->anywhere && population->surrogate_path && population->surrogate_variable &&
      fen_spread_create(&(fen_regions){0}, NULL, population->surrogate_path, population->surrogate_variable, c->source->grid, NULL, &err))
    fen_diagnostics_add(c->faults, &err);
}

static void add_new(fen_checker *c, const fen_error *err) {
  for (ptrdiff_t n = 0; n < c->faults->count; n++)
    if (strcmp(c->faults->items[n].text, err->text) == 0)
      return;
  fen_diagnostics_add(c->faults, err);
}

/* Files of the ground, on the case's own grid: where another fault keeps the weather from being opened, nobody else reads them. */
static void check_ground(fen_checker *c) {
  const fen_case_grid *own = &c->item->grid;
  const fen_grid *grid = c->source->grid;
  double *values = NULL;
  fen_error err;
  if (c->anywhere || !own->given || c->source->land_use_share)
    return;
  if (FEN_NEW(&values, FEN_LAND_USE_COUNT * grid->params.nx * grid->params.ny, &err)) {
    fen_diagnostics_add(c->faults, &err);
    return;
  }
  if (own->terrain_path && c->without_basins && fen_terrain_read(own->terrain_path, own->terrain_variable, grid, values, &err))
    add_new(c, &err);
  if (own->land_use_path && fen_land_use_read(own->land_use_path, own->land_use_variable, own->land_use_scheme, grid, values, &err))
    add_new(c, &err);
  fen_free(values);
}

/* What lies on the grid. */
static void check_contents(fen_checker *c) {
  fen_check_open_domain(c);
  if (!c->source)
    return;
  check_ground(c);
  check_inventory(c);
  if (fen_check_has(c, FEN_SECTION_REGIONS))
    check_districts(c);
  if (!fen_check_has(c, FEN_SECTION_REGIONS | FEN_SECTION_PEOPLE))
    check_spread(c);
  check_backgrounds(c);
  if (!c->anywhere)
    (void)fen_output_locate_receptors(c->item, c->source->grid, NULL, NULL, c->faults, NULL);
}

/* The folder, or the nearest of its parents that exists, must allow writing. */
static void check_folder(fen_checker *c) {
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
  fen_yaml_fail(c->item->output.folder_node, FEN_ERR_WRITE, "choose another folder", &err, "the output folder cannot be written: %s is %s",
                path, S_ISDIR(info.st_mode) ? "not writable" : "not a folder");
  fen_diagnostics_add(c->faults, &err);
}

/* What is checked beside the case: its own scenarios, or one given, or none. */
typedef struct {
  const char *given;
  bool own;
  const char *share;
} check_scope;

static fen_status check(const char *path, const check_scope *scope, const fen_log *log, fen_diagnostics *faults, fen_error *err) {
  fen_diagnostics own = {0};
  fen_case *item = NULL;
  fen_checker c = {.log = log, .faults = faults ? faults : &own};
  ptrdiff_t first = c.faults->count;
  fen_error fault;
  fen_status status = fen_case_read_partly(path, c.faults, &item, &c.valid, &fault);
  if (status)
    fen_diagnostics_add(c.faults, &fault);
  c.item = item;
  if (item && !fen_check_has(&c, FEN_SECTION_PERIOD))
    item->period.start_s = item->period.end_s = NAN;
  if (item && !fen_check_has(&c, FEN_SECTION_GROUND)) { /* basins are outlined by the ground */
    item->basin_count = 0;
    c.without_basins = true;
  }
  if (item) {
    fen_check_scenarios scenarios = {.paths = &scope->given, .count = scope->given != NULL, .share = scope->share};
    if (scope->own) {
      scenarios.paths = item->scenarios;
      scenarios.count = item->scenario_count;
    }
    find_gaps(&c);
    check_contents(&c);
    fen_check_the_scenarios(&c, &scenarios);
  }
  if (item && item->output.folder)
    check_folder(&c);
  if (item) {
    for (ptrdiff_t n = first; n < c.faults->count; n++)
      fen_case_place_fault(item, &c.faults->items[n]);
    fen_case_check_files(item, c.faults);
  }
  fen_inventory_close(&c.inventory);
  fen_weather_source_destroy(&c.source);
  fen_case_close(&item);
  status = c.faults->count > first ? c.faults->items[first].status : FEN_OK;
  if (status && err)
    *err = c.faults->items[first];
  fen_diagnostics_clear(&own);
  return status;
}

fen_status fen_case_check(const char *path, const fen_log *log, fen_diagnostics *faults, fen_error *err) {
  return check(path, &(check_scope){0}, log, faults, err);
}

fen_status fen_case_check_all(const char *path, const char *share, const fen_log *log, fen_diagnostics *faults, fen_error *err) {
  return check(path, &(check_scope){.own = true, .share = share}, log, faults, err);
}

fen_status fen_scenario_check(const char *case_path, const char *scenario_path, const char *share, const fen_log *log,
                              fen_diagnostics *faults, fen_error *err) {
  return check(case_path, &(check_scope){.given = scenario_path, .share = share}, log, faults, err);
}
