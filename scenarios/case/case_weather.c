/* Meteorology of a case: where it comes from and what is made of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "case_read.h"
#include "fenhe/netcdf_read.h"

enum { LARGEST_EXTENT = 100000 };

/* First cell and number of cells along x and y. */
static void read_subdomain(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t first[2], ptrdiff_t extent[2]) {
  static const char *const keys[] = {"start", "cells"};
  ptrdiff_t pair[2];
  if (!node || !fen_case_map(reader, node, "subdomain", keys, FEN_COUNT_OF(keys)))
    return;
  const fen_yaml_node *start = fen_case_key(reader, node, "start", FEN_KEY_REQUIRED);
  const fen_yaml_node *cells = fen_case_key(reader, node, "cells", FEN_KEY_REQUIRED);
  if (start && fen_case_integers(reader, start, 2, 0, LARGEST_EXTENT, pair)) {
    first[0] = pair[0];
    first[1] = pair[1];
  }
  if (cells && fen_case_integers(reader, cells, 2, 1, LARGEST_EXTENT, pair)) {
    extent[0] = pair[0];
    extent[1] = pair[1];
  }
}

/* What tells files of one kind from those of others. */
typedef struct {
  const char *variable, *kind, *maker;
} kind_sign;

/* The sign of another kind than this in the first of the files, which stands for all; NULL: there is none. */
static const kind_sign *find_other_kind(const char *const *files, ptrdiff_t count, const char *kind) {
  static const kind_sign signs[] = {
      {"Times", "wrf", "WRF"}, {"XLAT", "wrf", "WRF"}, {"TFLAG", "mcip", "MCIP"}, {"valid_time", "era5", "ERA5"}};
  fen_nc_reader *file = NULL;
  const kind_sign *found = NULL;
  if (count < 1 || fen_nc_open(files[0], &file, NULL))
    return NULL;
  for (ptrdiff_t n = 0; n < FEN_COUNT_OF(signs) && !found; n++)
    if (fen_nc_has(file, signs[n].variable))
      found = &signs[n];
  fen_nc_close(&file);
  return found && strcmp(found->kind, kind) != 0 ? found : NULL;
}

bool fen_case_weather_brings_grid(const fen_yaml_node *root) {
  const fen_yaml_node *kind = fen_yaml_get(fen_yaml_get(root, "meteorology"), "kind");
  const char *word = kind ? fen_yaml_text(kind) : NULL;
  return word && (strcmp(word, "wrf") == 0 || strcmp(word, "mcip") == 0);
}

/* WRF's and MCIP's grid and layers are those of the files: a second description would be passed over. It is a fault, and passed over. */
static void refuse_own_grid(fen_case_reader *reader, const char *weather) {
  static const char *const ground[][2] = {{"grid", "grid"}, {"terrain", "terrain"}, {"land_use", "land use"}};
  const fen_yaml_node *root = fen_yaml_root(reader->out->document);
  fen_case_grid *grid = &reader->out->grid;
  fen_error err;
  const ptrdiff_t before = reader->faults->count;
  ptrdiff_t first = 0; /* the others go with it */
  while (first < FEN_COUNT_OF(ground) && !fen_yaml_get(root, ground[first][0]))
    first++;
  if (first < FEN_COUNT_OF(ground)) {
    fen_yaml_fail(fen_yaml_get(root, ground[first][0]), FEN_ERR_KEY_UNKNOWN,
                  "leave 'grid', 'terrain' and 'land_use' out; meteorology's 'subdomain' takes a part of the files' grid", &err,
                  "%s brings its own %s, and this one would not be used", weather, ground[first][1]);
    fen_case_fault(reader, &err);
  }
  if (grid->layer_rule) {
    fen_yaml_fail(grid->layer_rule, FEN_ERR_KEY_UNKNOWN, "leave 'layers' out, or write layers: {merge: [1, 1, 2, ...]}", &err,
                  "%s brings its own layers, and these would not be used", weather);
    fen_case_fault(reader, &err);
  }
  reader->slips += reader->faults->count - before;
  grid->given = false;
  grid->terrain_path = grid->land_use_path = NULL;
}

static void read_wrf(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"kind", "files", "subdomain", "moving_nest", "repair_limit", "mixing", "scavenging"};
  static const char *const nests[] = {"common", "error"};
  fen_wrf_params *wrf = &reader->out->weather.wrf;
  ptrdiff_t first[2] = {0, 0};
  ptrdiff_t extent[2] = {0, 0};
  int word = 0;
  if (!fen_case_map(reader, node, "meteorology of kind wrf", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_files(reader, node, &wrf->files, &wrf->file_count);
  read_subdomain(reader, fen_yaml_get(node, "subdomain"), first, extent);
  wrf->i_start = first[0];
  wrf->j_start = first[1];
  wrf->nx = extent[0];
  wrf->ny = extent[1];
  fen_case_word(reader, node, "moving_nest", FEN_KEY_OPTIONAL, nests, 2, &word);
  wrf->moving_common_cells = word == 0;
  if (!find_other_kind(wrf->files, wrf->file_count, "wrf")) /* which the reader of the files tells */
    refuse_own_grid(reader, "WRF");
}

static void read_mcip(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"kind", "files", "griddesc", "subdomain", "repair_limit", "mixing", "scavenging"};
  fen_mcip_params *mcip = &reader->out->weather.mcip;
  ptrdiff_t first[2] = {0, 0};
  ptrdiff_t extent[2] = {0, 0};
  if (!fen_case_map(reader, node, "meteorology of kind mcip", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_files(reader, node, &mcip->files, &mcip->file_count);
  fen_case_path(reader, node, "griddesc", FEN_KEY_OPTIONAL, &mcip->griddesc);
  read_subdomain(reader, fen_yaml_get(node, "subdomain"), first, extent);
  mcip->i_start = first[0];
  mcip->j_start = first[1];
  mcip->nx = extent[0];
  mcip->ny = extent[1];
  if (!find_other_kind(mcip->files, mcip->file_count, "mcip"))
    refuse_own_grid(reader, "MCIP");
}

/* Weather on a grid of the case's own: the grid must be there, and layers come from a rule, not from a file. */
static void need_grid(fen_case_reader *reader, const fen_yaml_node *node, const char *weather) {
  fen_error err;
  if (reader->out->weather.wrf.merge_count > 0) {
    fen_yaml_fail(node, FEN_ERR_KEY_UNKNOWN, "write layers: {first: 25 m, stretching: 1.25, top: 5 km}", &err,
                  "'merge' of the layers is for weather that brings its own; %s has layers by the case's rule", weather);
    fen_case_fault(reader, &err);
  }
  if (reader->out->grid.given)
    return;
  fen_yaml_fail(node, FEN_ERR_KEY_MISSING, "add 'grid', with projection, cells, spacing and centre", &err,
                "%s needs a grid of the case's own", weather);
  fen_case_fault(reader, &err);
}

/* Files of another kind need no grid of the case's own; that they are of another is all that can be said of them. */
static void complain_of_kind(fen_case_reader *reader, const fen_yaml_node *node, const kind_sign *other, ptrdiff_t *file_count) {
  char remedy[80];
  fen_error err;
  (void)snprintf(remedy, sizeof remedy, "write kind: %s, or name files of ERA5", other->kind);
  fen_yaml_fail(fen_yaml_get(node, "kind"), FEN_ERR_WORD_UNKNOWN, remedy, &err, "the files are %s's, for they have a variable %s",
                other->maker, other->variable);
  fen_case_fault(reader, &err);
  *file_count = 0;
}

static void read_era5(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"kind", "files", "accumulation", "repair_limit", "mixing", "scavenging"};
  static const char *const accumulations[] = {"hourly", "since-midnight"};
  fen_era5_params *era5 = &reader->out->weather.era5;
  int word = 0;
  if (!fen_case_map(reader, node, "meteorology of kind era5", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_files(reader, node, &era5->files, &era5->file_count);
  fen_case_word(reader, node, "accumulation", FEN_KEY_OPTIONAL, accumulations, FEN_COUNT_OF(accumulations), &word);
  era5->since_midnight = word == 1;
  const kind_sign *other = reader->out->grid.given ? NULL : find_other_kind(era5->files, era5->file_count, "era5");
  if (other)
    complain_of_kind(reader, node, other, &era5->file_count);
  else
    need_grid(reader, node, "ERA5");
}

static void read_idealised(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {
      "kind", "wind_speed",   "wind_from", "wind_turn", "boundary_layer_day", "boundary_layer_night", "temperature", "temperature_range",
      "rain", "repair_limit", "mixing",    "scavenging"};
  fen_idealised_params *air = &reader->out->weather.idealised;
  if (!fen_case_map(reader, node, "meteorology of kind idealised", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_quantity(reader, node, "wind_speed", FEN_KEY_OPTIONAL, "m s-1", 0.0, 100.0, &air->wind_mps);
  fen_case_quantity(reader, node, "wind_from", FEN_KEY_OPTIONAL, "degree", 0.0, 360.0, &air->wind_from_deg);
  fen_case_quantity(reader, node, "wind_turn", FEN_KEY_OPTIONAL, "degree day-1", -3600.0, 3600.0, &air->wind_turn_degpd);
  fen_case_quantity(reader, node, "boundary_layer_day", FEN_KEY_OPTIONAL, "m", 10.0, 10000.0, &air->pblh_day_m);
  fen_case_quantity(reader, node, "boundary_layer_night", FEN_KEY_OPTIONAL, "m", 10.0, 10000.0, &air->pblh_night_m);
  fen_case_quantity(reader, node, "temperature", FEN_KEY_OPTIONAL, "K", 200.0, 330.0, &air->t2_mean_k);
  fen_case_quantity(reader, node, "temperature_range", FEN_KEY_OPTIONAL, "K", 0.0, 50.0, &air->t2_range_k);
  fen_case_quantity(reader, node, "rain", FEN_KEY_OPTIONAL, "mm h-1", 0.0, 200.0, &air->rain_mmph);
  need_grid(reader, node, "idealised weather");
}

static void read_kz(fen_case_reader *reader, const fen_yaml_node *map) {
  fen_interval_options *options = &reader->out->weather.interval;
  static const char *const words[] = {"profile", "none"};
  static const fen_kz_closure closures[] = {FEN_KZ_PROFILE, FEN_KZ_NONE};
  fen_error err;
  int word = 0;
  const fen_yaml_node *node = fen_yaml_get(map, "kz");
  if (!node)
    return;
  const char *text = fen_yaml_text(node);
  bool number = text && strchr("+-.0123456789", text[0]);
  fen_status status;
  if (number) {
    status = fen_yaml_quantity(node, "m2 s-1", 0.0, 1e5, &options->kz_constant_m2ps, &err);
    if (!status)
      options->kz = FEN_KZ_CONSTANT;
  } else {
    status = fen_yaml_word(node, words, 2, &word, &err);
    if (!status)
      options->kz = closures[word];
  }
  if (status)
    fen_case_fault(reader, &err);
}

static void read_mixing(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"kz", "kz_minimum", "horizontal", "smagorinsky_constant", "kh_minimum", "kh_maximum"};
  static const char *const closures[] = {"smagorinsky", "none"};
  fen_interval_options *options = &reader->out->weather.interval;
  int word = 0;
  if (!node || !fen_case_map(reader, node, "mixing", keys, FEN_COUNT_OF(keys)))
    return;
  read_kz(reader, node);
  fen_case_quantity(reader, node, "kz_minimum", FEN_KEY_OPTIONAL, "m2 s-1", 0.0, 100.0, &options->kz_minimum_m2ps);
  if (fen_case_word(reader, node, "horizontal", FEN_KEY_OPTIONAL, closures, 2, &word))
    options->horizontal_diffusion = word == 0;
  fen_case_number(reader, node, "smagorinsky_constant", FEN_KEY_OPTIONAL, 0.0, 1.0, &options->smagorinsky_constant);
  fen_case_quantity(reader, node, "kh_minimum", FEN_KEY_OPTIONAL, "m2 s-1", 0.0, 1e6, &options->kh_minimum_m2ps);
  fen_case_quantity(reader, node, "kh_maximum", FEN_KEY_OPTIONAL, "m2 s-1", 0.0, 1e7, &options->kh_maximum_m2ps);
}

static void read_scavenging(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const keys[] = {"scale", "exponent"};
  fen_interval_options *options = &reader->out->weather.interval;
  if (!node || !fen_case_map(reader, node, "scavenging", keys, FEN_COUNT_OF(keys)))
    return;
  fen_case_quantity(reader, node, "scale", FEN_KEY_OPTIONAL, "s-1", 0.0, 1.0, &options->scavenging_scale_ps);
  fen_case_number(reader, node, "exponent", FEN_KEY_OPTIONAL, 0.0, 3.0, &options->scavenging_exponent);
}

void fen_case_read_weather(fen_case_reader *reader, const fen_yaml_node *node) {
  static const char *const kinds[] = {"wrf", "idealised", "era5", "mcip"};
  static const fen_case_weather_kind kind_of[] = {FEN_CASE_WEATHER_WRF, FEN_CASE_WEATHER_IDEALISED, FEN_CASE_WEATHER_ERA5,
                                                  FEN_CASE_WEATHER_MCIP};
  static void (*const read_kind[])(fen_case_reader *, const fen_yaml_node *) = {read_wrf, read_idealised, read_era5, read_mcip};
  fen_case_weather *weather = &reader->out->weather;
  int kind = 0;
  if (!node)
    return;
  weather->node = node;
  if (!fen_yaml_is_map(node)) {
    fen_error err;
    fen_yaml_fail(node, FEN_ERR_TYPE, "as in: meteorology: {kind: wrf, files: [...]}", &err, "meteorology must be a map");
    fen_case_fault(reader, &err);
    return;
  }
  if (!fen_case_kind(reader, node, "meteorology", kinds, FEN_COUNT_OF(kinds), &kind))
    return;
  weather->kind = kind_of[kind];
  read_kind[kind](reader, node);
  fen_case_quantity(reader, node, "repair_limit", FEN_KEY_OPTIONAL, "m s-1", 1e-9, 1e3, &weather->interval.repair_limit_mps);
  read_mixing(reader, fen_yaml_get(node, "mixing"));
  read_scavenging(reader, fen_yaml_get(node, "scavenging"));
}
