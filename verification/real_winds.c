/* Weather of real places: WRF files of two folders, and the built-in case. */
#include "real_winds.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "fenhe/clock.h"
#include "fenhe/domain.h"
#include "fenhe/memory.h"
#include "fenhe/scavenging.h"
#include "fenhe/wrf.h"

enum { PATH_TEXT = 4096, QUEENSLAND_FILES = 13 };

/* As the cases in data/cases have it. */
static const fen_interval_options wrf_options = {.kz = FEN_KZ_PROFILE,
                                                 .kz_minimum_m2ps = 0.1,
                                                 .horizontal_diffusion = true,
                                                 .smagorinsky_constant = 0.2,
                                                 .kh_minimum_m2ps = 10.0,
                                                 .kh_maximum_m2ps = 1e5,
                                                 .scavenging_scale_ps = FEN_SCAVENGING_SCALE_PS,
                                                 .scavenging_exponent = FEN_SCAVENGING_EXPONENT,
                                                 .repair_limit_mps = 10.0};

static bool readable(const char *folder, const char *name, char path[PATH_TEXT]) {
  int written = folder ? snprintf(path, PATH_TEXT, "%s/%s", folder, name) : 0;
  return written > 0 && written < PATH_TEXT && access(path, R_OK) == 0;
}

static void skip(char skipped[FEN_VERIFY_TEXT], const char *folder, const char *name, const char *variable) {
  (void)snprintf(skipped, FEN_VERIFY_TEXT, "%s is not in %s; set %s to the folder that holds it", name, folder ? folder : "(no folder)",
                 variable);
}

static fen_status open_queensland(fen_real_winds *winds, const fen_verify_context *context, char skipped[FEN_VERIFY_TEXT], fen_error *err) {
  char path[QUEENSLAND_FILES][PATH_TEXT];
  const char *files[QUEENSLAND_FILES];
  for (int hour = 0; hour < QUEENSLAND_FILES; hour++) {
    char name[64];
    (void)snprintf(name, sizeof name, "wrf_queensland/wrf/WRFOUT_d01_2022-12-07T%02d00Z.nc", hour);
    files[hour] = path[hour];
    if (!readable(context->data, name, path[hour])) {
      skip(skipped, context->data, name, "FENHE_DATA");
      return FEN_OK;
    }
  }
  const fen_wrf_params params = {.files = files, .file_count = QUEENSLAND_FILES, .start_s = NAN, .end_s = NAN};
  return fen_wrf_open(&params, context->log, &winds->source, err);
}

static fen_status open_katrina(fen_real_winds *winds, const fen_verify_context *context, char skipped[FEN_VERIFY_TEXT], fen_error *err) {
  static const char name[] = "wrf_katrina/wrfout_d01_2005-08-28.nc";
  char path[PATH_TEXT];
  if (!readable(context->data, name, path)) {
    skip(skipped, context->data, name, "FENHE_DATA");
    return FEN_OK;
  }
  const char *files[] = {path};
  const fen_wrf_params params = {.files = files, .file_count = 1, .start_s = NAN, .end_s = NAN, .moving_common_cells = true};
  return fen_wrf_open(&params, context->log, &winds->source, err);
}

static fen_status open_basin(fen_real_winds *winds, const fen_verify_context *context, char skipped[FEN_VERIFY_TEXT], fen_error *err) {
  static const char name[] = "cases/taiyuan.yaml";
  char path[PATH_TEXT];
  if (!readable(context->share, name, path)) {
    skip(skipped, context->share, name, "FENHE_SHARE");
    return FEN_OK;
  }
  fen_status status = fen_case_open(path, NULL, &winds->item, err);
  if (!status)
    status = fen_domain_open(winds->item, context->log, &winds->source, err);
  if (status)
    return status;
  const fen_case *item = winds->item;
  fen_emitted_species *species = NULL;
  status = FEN_NEW(&species, item->species_count, err);
  for (ptrdiff_t n = 0; !status && n < item->species_count; n++)
    species[n] = (fen_emitted_species){item->species[n].name, item->species[n].molar_mass_gpmol};
  const fen_inventory_params params = {.grid = winds->source->grid,
                                       .species = species,
                                       .species_count = item->species_count,
                                       .sectors = item->sectors,
                                       .sector_count = item->sector_count,
                                       .regions = &item->regions,
                                       .files = item->inventory,
                                       .file_count = item->inventory_count,
                                       .utc_offset_s = item->period.utc_offset_s,
                                       .year = fen_time_civil(item->period.start_s, item->period.utc_offset_s).year};
  if (!status)
    status = fen_inventory_open(&params, context->log, NULL, &winds->inventory, err);
  fen_free(species);
  return status;
}

fen_status fen_real_winds_open(fen_real_winds *winds, fen_winds which, const fen_verify_context *context, char skipped[FEN_VERIFY_TEXT],
                               fen_error *err) {
  fen_status (*const open[FEN_WINDS_COUNT])(fen_real_winds *, const fen_verify_context *, char *, fen_error *) = {
      [FEN_WINDS_QUEENSLAND] = open_queensland, [FEN_WINDS_KATRINA] = open_katrina, [FEN_WINDS_BASIN] = open_basin};
  skipped[0] = '\0';
  fen_status status = open[which](winds, context, skipped, err);
  if (skipped[0])
    return FEN_OK;
  for (int end = 0; !status && end < 2; end++)
    status =
        fen_weather_allocate(winds->source->grid->params.nx, winds->source->grid->params.ny, winds->source->nz, &winds->weather[end], err);
  if (!status)
    status = fen_interval_create(winds->source, winds->item ? &winds->item->weather.interval : &wrf_options, context->log, &winds->interval,
                                 err);
  if (!status)
    status = winds->source->read(winds->source, 0, &winds->weather[1], err);
  if (status)
    fen_real_winds_close(winds);
  return status;
}

void fen_real_winds_close(fen_real_winds *winds) {
  fen_interval_destroy(&winds->interval);
  fen_inventory_close(&winds->inventory);
  fen_weather_clear(&winds->weather[0]);
  fen_weather_clear(&winds->weather[1]);
  fen_weather_source_destroy(&winds->source);
  fen_case_close(&winds->item);
  *winds = (fen_real_winds){0};
}

bool fen_real_winds_more(const fen_real_winds *winds) {
  return winds->instant + 1 < winds->source->time_count;
}

fen_status fen_real_winds_next(fen_real_winds *winds, fen_error *err) {
  const fen_weather older = winds->weather[0];
  winds->weather[0] = winds->weather[1];
  winds->weather[1] = older;
  fen_status status = winds->source->read(winds->source, ++winds->instant, &winds->weather[1], err);
  if (!status)
    status = fen_interval_build(winds->interval, &winds->weather[0], &winds->weather[1], &winds->forcing, &winds->repair, err);
  if (!status)
    winds->repair_mps = fmax(winds->repair_mps, winds->repair.maximum_mps);
  return status;
}

/* A source at a place given by shares of the grid. */
typedef struct {
  double x, y;
  int k, size; /* size x size cells */
  int member;
  double rate_kgps; /* of all its cells together */
} place;

/* Points, among them one in the corner where the domain is open, and areas; low and aloft. */
static const place places[] = {{0.31, 0.62, 0, 1, FEN_WINDS_FIRST, 2.0},  {0.71, 0.33, 3, 1, FEN_WINDS_FIRST, 5.0},
                               {0.52, 0.48, 1, 1, FEN_WINDS_SECOND, 1.0}, {0.99, 0.01, 0, 1, FEN_WINDS_SECOND, 0.3},
                               {0.20, 0.20, 0, 5, FEN_WINDS_REST, 4.0},   {0.60, 0.75, 0, 4, FEN_WINDS_REST, 0.01}};
enum { PLACES = sizeof places / sizeof *places };

static void add(fen_source *sources, ptrdiff_t *count, fen_source source, int member) {
  source.species = 0;
  source.member = FEN_WINDS_LEAD;
  sources[(*count)++] = source;
  source.member = member;
  sources[(*count)++] = source;
}

static fen_status place_sources(const fen_grid *grid, fen_source **out, ptrdiff_t *count, fen_error *err) {
  ptrdiff_t room = 0;
  *count = 0;
  for (int p = 0; p < PLACES; p++)
    room += 3 * places[p].size * places[p].size;
  fen_status status = FEN_NEW(out, room, err);
  for (int p = 0; !status && p < PLACES; p++)
    for (int n = 0; n < places[p].size * places[p].size; n++) {
      fen_source source = {.i = (int)(places[p].x * (double)grid->params.nx) + n % places[p].size,
                           .j = (int)(places[p].y * (double)grid->params.ny) + n / places[p].size,
                           .k = places[p].k,
                           .rate_kgps = places[p].rate_kgps / (places[p].size * places[p].size)};
      add(*out, count, source, places[p].member);
      source.species = 1;
      (*out)[(*count)++] = source;
    }
  return status;
}

/* The tag that takes an emission: the first whose sectors name its own, else the rest. */
static int member_of(const fen_case *item, const fen_emission *e) {
  static const int members[] = {FEN_WINDS_FIRST, FEN_WINDS_SECOND};
  int named = 0;
  for (ptrdiff_t t = 0; t < item->tag_count && named < 2; t++) {
    const fen_case_tag *tag = &item->tags[t];
    if (tag->species != 0 || tag->sector_count == 0)
      continue;
    for (ptrdiff_t s = 0; s < tag->sector_count; s++)
      if (tag->sectors[s] == e->sector)
        return members[named];
    named++;
  }
  return FEN_WINDS_REST;
}

static fen_status inventory_sources(fen_real_winds *winds, double start_s, double end_s, fen_source **out, ptrdiff_t *count,
                                    fen_error *err) {
  const fen_weather *w = &winds->weather[0];
  const fen_plume_air air = {.nz = w->nz,
                             .height_m = w->height_m,
                             .temperature_k = w->temperature_k,
                             .pressure_pa = w->pressure_pa,
                             .u_mps = w->u_mps,
                             .v_mps = w->v_mps,
                             .pblh_m = w->pblh_m,
                             .friction_velocity_mps = w->friction_velocity_mps,
                             .obukhov_m = w->obukhov_m};
  const fen_emission *emissions;
  ptrdiff_t emission_count;
  *count = 0;
  fen_status status = fen_inventory_rates(winds->inventory, start_s, end_s, &air, &emissions, &emission_count, err);
  if (!status)
    status = FEN_NEW(out, 2 * emission_count, err);
  for (ptrdiff_t n = 0; !status && n < emission_count; n++) {
    const fen_emission *e = &emissions[n];
    const fen_source source = {.i = e->i, .j = e->j, .k = e->k, .species = e->species, .rate_kgps = e->rate_kgps};
    if (e->species == 0)
      add(*out, count, source, member_of(winds->item, e));
    else if (e->species == 1)
      (*out)[(*count)++] = source;
  }
  return status;
}

fen_status fen_real_winds_sources(fen_real_winds *winds, double start_s, double end_s, fen_source **out, ptrdiff_t *count, fen_error *err) {
  return winds->inventory ? inventory_sources(winds, start_s, end_s, out, count, err) : place_sources(winds->source->grid, out, count, err);
}
