#include "frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "background/nest_grid.h"
#include "fenhe/clock.h"
#include "fenhe/diagnostics.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

enum { MOST_SPECIES = 64 };
static const double hour_s = 3600.0;
static const double day_s = 86400.0;

void fen_frame_path(const char *folder, const char *name, char *path) {
  (void)snprintf(path, FEN_COMPARE_PATH, "%s/%s", folder, name);
}

fen_status fen_frame_open(const char *folder, const char *name, bool needed, fen_nc_reader **out, fen_error *err) {
  char path[FEN_COMPARE_PATH];
  fen_frame_path(folder, name, path);
  if (fen_path_exists(path))
    return fen_nc_open(path, out, err);
  if (!needed)
    return FEN_OK;
  return fen_fail(
      err, FEN_ERR_FILE_MISSING,
      "%s: error: there is no such file\n  = name the folder of a finished run, of a batch or one of its members, or of a prediction",
      path);
}

bool fen_frame_has_species(const fen_nc_reader *surface, const char *species) {
  static const char *const suffixes[] = {"", "_daily", "_mean"};
  char name[FEN_NC_NAME];
  for (size_t n = 0; n < sizeof suffixes / sizeof *suffixes; n++) {
    (void)snprintf(name, sizeof name, "%s%s", species, suffixes[n]);
    if (fen_nc_has(surface, name))
      return true;
  }
  return false;
}

/* The species of a surface file: its variables on (time, y, x), or those of means, without tags. */
static ptrdiff_t list_species(const fen_nc_reader *surface, char (*names)[FEN_NC_NAME]) {
  static const char *const suffixes[] = {"_mean", "_daily"};
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < fen_nc_variable_count(surface) && count < MOST_SPECIES; n++) {
    char name[FEN_NC_NAME];
    fen_nc_shape shape;
    if (fen_nc_variable_name(surface, n, name, NULL) || fen_nc_variable_shape(surface, name, &shape, NULL) || shape.rank < 2 ||
        strcmp(shape.dimension[shape.rank - 1], "x") != 0 || strcmp(name, "surface_altitude") == 0 || strcmp(name, "air_density") == 0 ||
        strcmp(name, "lat") == 0 || strcmp(name, "lon") == 0 || strstr(name, "__"))
      continue;
    for (size_t s = 0; s < sizeof suffixes / sizeof *suffixes; s++) {
      size_t length = strlen(name);
      size_t tail = strlen(suffixes[s]);
      if (length > tail && strcmp(name + length - tail, suffixes[s]) == 0)
        name[length - tail] = '\0';
    }
    bool known = false;
    for (ptrdiff_t k = 0; k < count; k++)
      known = known || strcmp(names[k], name) == 0;
    if (!known)
      (void)snprintf(names[count++], FEN_NC_NAME, "%s", name);
  }
  return count;
}

static fen_status choose_species(const fen_nc_reader *surface, const char *wanted, fen_frame *out, fen_error *err) {
  char names[MOST_SPECIES][FEN_NC_NAME];
  const char *words[MOST_SPECIES];
  char all[512] = "";
  const char *asked = wanted ? wanted : "PM25";
  ptrdiff_t count = list_species(surface, names);
  for (ptrdiff_t n = 0; n < count; n++) /* neither tags nor means of species are species */
    if (strcmp(names[n], asked) == 0)
      return fen_pool_text(out->pool, &out->species, err, "%s", asked);
  if (!wanted && count > 0)
    return fen_pool_text(out->pool, &out->species, err, "%s", names[0]);
  for (ptrdiff_t n = 0; n < count; n++) {
    size_t used = strlen(all);
    words[n] = names[n];
    (void)snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", names[n]);
  }
  const char *near = fen_nearest_word(asked, words, count);
  return fen_fail(err, FEN_ERR_SPECIES_UNKNOWN,
                  "%s: error: it has no species '%s'%s%s%s\n  = run the case with it, or choose what there is: %s", fen_nc_path(surface),
                  asked, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", all[0] ? all : "none");
}

static fen_status read_axis(fen_frame *frame, const fen_nc_reader *surface, const char *name, ptrdiff_t *count, double **out,
                            fen_error *err) {
  fen_status status = fen_nc_dimension(surface, name, count, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, out, *count, err);
  return status ? status : fen_nc_read(surface, name, 1, (ptrdiff_t[1]){0}, count, *out, err);
}

/* Hours are stamped by their ends, so that an hour belongs to the day that its middle lies in. */
static fen_status divide_days(fen_frame *frame, fen_error *err) {
  fen_status status = FEN_POOL_NEW(frame->pool, &frame->day_of, frame->hours, err);
  double first = floor((frame->end_s[0] - 0.5 * hour_s + frame->utc_offset_s) / day_s);
  for (ptrdiff_t h = 0; !status && h < frame->hours; h++)
    frame->day_of[h] = (ptrdiff_t)(floor((frame->end_s[h] - 0.5 * hour_s + frame->utc_offset_s) / day_s) - first);
  frame->days = status ? 0 : frame->day_of[frame->hours - 1] + 1;
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &frame->day_hours, frame->days, err);
  for (ptrdiff_t h = 0; !status && h < frame->hours; h++)
    frame->day_hours[frame->day_of[h]]++;
  for (ptrdiff_t d = 0; !status && d < frame->days; d++)
    frame->whole_days += frame->day_hours[d] >= FEN_WHOLE_DAY_HOURS;
  return status;
}

static fen_status read_times(fen_frame *frame, const fen_nc_reader *surface, fen_error *err) {
  char offset[FEN_NC_NAME] = "+00:00";
  double *times_s = NULL;
  fen_status status = fen_nc_times(surface, &frame->hours, &times_s, err);
  if (!status && frame->hours < 1)
    status = fen_nc_fail(surface, "time", FEN_ERR_SHAPE, "run the case again", err, "the result has no hours");
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &frame->end_s, frame->hours, err);
  for (ptrdiff_t h = 0; !status && h < frame->hours; h++) {
    frame->end_s[h] = times_s[h];
    if (h > 0 && !(times_s[h] > times_s[h - 1]))
      status =
          fen_nc_fail(surface, "time", FEN_ERR_TIME_GAP, "run the case again", err, "hour %td (from 0) is not after the one before it", h);
  }
  fen_free(times_s);
  if (status)
    return status;
  (void)fen_nc_attribute_text(surface, NULL, "utc_offset", offset, sizeof offset, NULL);
  status = fen_offset_parse(offset, &frame->utc_offset_s, err);
  return status ? status : divide_days(frame, err);
}

/* The areas of the cells, for a domain whose mean no districts.nc has. */
static fen_status measure_cells(fen_frame *frame, const fen_nc_reader *surface, fen_error *err) {
  fen_grid *grid = NULL;
  fen_status status = fen_nest_grid_read(surface, frame->nx, frame->ny, &grid, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &frame->cell_area_m2, frame->nx * frame->ny, err);
  double sum_m2 = 0.0;
  for (ptrdiff_t n = 0; !status && n < frame->nx * frame->ny; n++) {
    frame->cell_area_m2[n] = grid->area_m2[n];
    sum_m2 += grid->area_m2[n];
  }
  if (!status)
    frame->districts[0].area_m2 = sum_m2;
  fen_grid_destroy(&grid);
  return status;
}

static fen_status domain_alone(fen_frame *frame, const fen_nc_reader *surface, fen_error *err) {
  fen_status status = FEN_POOL_NEW(frame->pool, &frame->districts, 1, err);
  if (status)
    return status;
  frame->district_count = 1;
  frame->districts[0] = (fen_compared_place){
      .name = "whole domain", .name_zh = "全域", .area_share = 1.0, .people = NAN, .people_share = NAN, .lon_deg = NAN, .lat_deg = NAN};
  (void)snprintf(frame->polygons, sizeof frame->polygons, "No districts: the base has no districts.nc, since its case names no regions.");
  (void)snprintf(frame->population, sizeof frame->population, "No population is known.");
  (void)snprintf(frame->polygons_zh, sizeof frame->polygons_zh, "没有地区数据：基准算例未给出区域，因此没有 districts.nc。");
  (void)snprintf(frame->population_zh, sizeof frame->population_zh, "没有人口数据。");
  return measure_cells(frame, surface, err);
}

static fen_status read_surface(fen_frame *frame, const fen_nc_reader *surface, const char *species, fen_error *err) {
  fen_status status = choose_species(surface, species, frame, err);
  if (!status)
    status = read_axis(frame, surface, "x", &frame->nx, &frame->x, err);
  if (!status)
    status = read_axis(frame, surface, "y", &frame->ny, &frame->y, err);
  if (!status)
    status = read_times(frame, surface, err);
  if (status)
    return status;
  (void)fen_nc_attribute_text(surface, "crs", "crs_wkt", frame->crs, sizeof frame->crs, NULL);
  (void)fen_nc_attribute_text(surface, NULL, "weather", frame->weather, sizeof frame->weather, NULL);
  status = fen_frame_read_districts(frame, err);
  if (!status && !frame->has_districts)
    status = domain_alone(frame, surface, err);
  return status ? status : fen_frame_read_receptors(frame, err);
}

fen_status fen_frame_read(fen_pool *pool, const char *folder, const char *species, fen_frame *out, fen_error *err) {
  fen_frame frame = {.pool = pool, .folder = folder};
  fen_nc_reader *surface = NULL;
  fen_status status = fen_frame_open(folder, "surface.nc", true, &surface, err);
  if (!status)
    status = read_surface(&frame, surface, species, err);
  fen_nc_close(&surface);
  if (!status)
    *out = frame;
  return status;
}
