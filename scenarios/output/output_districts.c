/* districts.nc: what districts and the people in them breathe, hour by hour. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "output.h"

enum { NAME_TEXT = 128, ATTRIBUTE_TEXT = 1024 };

/* Hours in a chunk of a series. A chunk's shape is named, for otherwise the library keeps tens of kilobytes of every variable, of which
 * hundreds of tags have two each. */
enum { CHUNK_HOURS = 168 };

static const char *base_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static const char *chinese_of(const fen_district *district) {
  return district->name_zh ? district->name_zh : "";
}

static fen_status define_names(fen_nc_writer *w, const fen_districts *districts, fen_error *err) {
  static const char *const name[] = {"long_name", "name of the district", "_Encoding", "utf-8", NULL};
  static const char *const name_zh[] = {"long_name", "name of the district in Chinese", "_Encoding", "utf-8", NULL};
  size_t longest = 1;
  size_t longest_zh = 1;
  for (ptrdiff_t d = 0; d < districts->count; d++) {
    size_t length = strlen(districts->items[d].name);
    size_t length_zh = strlen(chinese_of(&districts->items[d]));
    longest = length > longest ? length : longest;
    longest_zh = length_zh > longest_zh ? length_zh : longest_zh;
  }
  fen_status status = fen_nc_define_dimension(w, "district", districts->count, err);
  if (!status)
    status = fen_nc_define_dimension(w, "name_length", (ptrdiff_t)longest, err);
  if (!status)
    status = fen_nc_define_dimension(w, "name_zh_length", (ptrdiff_t)longest_zh, err);
  if (!status)
    status = fen_nc_define_variable(w, "district_name", FEN_NC_CHAR, "district name_length", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, "district_name", name, err);
  if (!status)
    status = fen_nc_define_variable(w, "district_name_zh", FEN_NC_CHAR, "district name_zh_length", NULL, err);
  return status ? status : fen_nc_put_texts(w, "district_name_zh", name_zh, err);
}

/* A number for each district. */
static fen_status define_number(fen_nc_writer *w, const char *name, const char *units, const char *long_name, fen_error *err) {
  const char *const attributes[] = {"long_name", long_name, "units", units, "coordinates", "district_name", NULL};
  const double missing = NAN;
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_DOUBLE, "district", NULL, err);
  if (!status)
    status = fen_nc_put_texts(w, name, attributes, err);
  return status ? status : fen_nc_put_numbers(w, name, "_FillValue", &missing, 1, err);
}

/* A map for each district. */
static fen_status define_map(const fen_output *output, const char *name, const char *long_name, const char *methods, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  const ptrdiff_t chunk[3] = {1, output->sim->ny, output->sim->nx};
  bool degrees = output->sim->grid->params.projection.kind == FEN_PROJECTION_LONLAT;
  const char *const attributes[] = {"long_name",    long_name, "units",       "1",
                                    "grid_mapping", "crs",     "coordinates", degrees ? "district_name" : "district_name lat lon",
                                    "cell_methods", methods,   NULL};
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_FLOAT, "district y x", chunk, err);
  return status ? status : fen_nc_put_texts(w, name, attributes, err);
}

static fen_status define_districts(const fen_output *output, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  fen_status status = define_names(w, &output->districts, err);
  if (!status)
    status = define_number(w, "area", "m2", "area of the district that lies in the domain", err);
  if (!status)
    status = define_number(w, "area_share", "1", "part of the district's area that lies in the domain", err);
  if (!status)
    status = define_map(output, "cell_share", "part of the cell that lies in the district", "area: mean", err);
  if (status || !output->districts.people)
    return status;
  status = define_number(w, "population", "1", "people of the district who live in the domain", err);
  if (!status)
    status = define_number(w, "population_share", "1", "part of the district's people who live in the domain", err);
  return status ? status : define_map(output, "cell_population", "people of the district who live in the cell", "area: sum", err);
}

static void people_name(const fen_lane *lane, char name[NAME_TEXT]) {
  (void)snprintf(name, NAME_TEXT, "%s_people", lane->name);
}

static fen_status define_lane(const fen_output *output, const fen_lane *lane, bool over_people, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  const fen_case *item = output->sim->item;
  const double missing = NAN;
  char name[NAME_TEXT], long_name[ATTRIBUTE_TEXT];
  (void)snprintf(name, sizeof name, "%s", lane->name);
  if (over_people)
    people_name(lane, name);
  (void)snprintf(long_name, sizeof long_name, "%s%s%s mass concentration, %s", item->species[lane->species].name,
                 lane->tag ? ", part " : "", lane->tag ? lane->tag->name : "",
                 over_people ? "mean over the people of the district" : "mean over the area of the district");
  const ptrdiff_t chunk[2] = {output->districts.count, output->hours < CHUNK_HOURS ? output->hours : CHUNK_HOURS};
  fen_status status = fen_nc_define_variable(w, name, FEN_NC_DOUBLE, "district time", chunk, err);
  if (!status)
    status = fen_output_describe_lane(w, item, lane, name, over_people ? "time: mean" : "time: mean area: mean", "district_name", err);
  if (!status)
    status = fen_nc_put_text(w, name, "long_name", long_name, err);
  if (!status && over_people)
    status = fen_nc_put_text(w, name, "weights", "cell_population", err);
  return status ? status : fen_nc_put_numbers(w, name, "_FillValue", &missing, 1, err);
}

/* The notes of the polygons, each once. */
static void join_notes(const fen_regions *regions, char text[ATTRIBUTE_TEXT]) {
  for (ptrdiff_t r = 0; r < regions->count; r++) {
    const char *note = regions->items[r].note;
    size_t used = strlen(text);
    if (note && note[0] && !strstr(text, note))
      (void)snprintf(text + used, ATTRIBUTE_TEXT - used, "%s%s", used ? "; " : "", note);
  }
}

static void add_outlines(const fen_regions *regions, double radius_m, double *length_m, ptrdiff_t *corners) {
  for (ptrdiff_t r = 0; r < regions->count; r++) {
    ptrdiff_t own = 0;
    *length_m += fen_region_perimeter_m(&regions->items[r], radius_m, &own);
    *corners += own;
  }
}

static fen_status tell_polygons(const fen_output *output, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  const fen_case *item = output->sim->item;
  double radius_m = output->sim->grid->params.projection.semi_major_m;
  char notes[ATTRIBUTE_TEXT] = "", files[ATTRIBUTE_TEXT];
  double length_m = 0.0;
  ptrdiff_t corners = 0;
  join_notes(&item->regions, notes);
  join_notes(&item->districts, notes);
  add_outlines(&item->regions, radius_m, &length_m, &corners);
  add_outlines(&item->districts, radius_m, &length_m, &corners);
  (void)snprintf(files, sizeof files, "%s%s%s", item->regions_path ? base_of(item->regions_path) : "",
                 item->regions_path && item->districts_path ? ", " : "", item->districts_path ? base_of(item->districts_path) : "");
  const char *const attributes[] = {"polygons", files, "polygons_note", notes[0] ? notes : FEN_OUTLINES_UNSAID, NULL};
  double spacing_km = corners > 0 ? 1e-3 * length_m / (double)corners : 0.0;
  fen_status status = fen_nc_put_texts(w, NULL, attributes, err);
  return status ? status : fen_nc_put_numbers(w, NULL, "polygons_vertex_spacing_km", &spacing_km, 1, err);
}

static fen_status tell_population(const fen_output *output, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  const fen_case *item = output->sim->item;
  const fen_case_population *population = &item->population;
  char source[ATTRIBUTE_TEXT];
  if (!output->districts.people)
    return fen_nc_put_text(w, NULL, "population_source", "none: the case states no population", err);
  if (population->property)
    (void)snprintf(source, sizeof source, "property '%s' of %s", population->property, base_of(item->regions_path));
  else
    (void)snprintf(source, sizeof source, "%s%s%s", base_of(population->path), population->source ? ": " : "",
                   population->source ? population->source : "");
  const char *const attributes[] = {"population_source", source, "population_spread", output->districts.spread, NULL};
  return fen_nc_put_texts(w, NULL, attributes, err);
}

static fen_status write_number(const fen_output *output, const char *name, ptrdiff_t district, double value, fen_error *err) {
  return fen_nc_write(output->writers[FEN_OUTPUT_DISTRICTS], name, 1, &district, (ptrdiff_t[1]){1}, &value, err);
}

/* Weights that sum to 1 become what they stand for: shares of the cells' area, or people. */
static fen_status write_map(fen_output *output, const char *name, ptrdiff_t district, const fen_weighted_cells *cells, double sum,
                            const double *unit, fen_error *err) {
  const fen_simulation *sim = output->sim;
  for (ptrdiff_t n = 0; n < sim->nx * sim->ny; n++)
    output->buffer[n] = 0.0;
  for (ptrdiff_t n = 0; n < cells->count; n++)
    output->buffer[cells->cell[n]] = cells->weight[n] * sum / (unit ? unit[cells->cell[n]] : 1.0);
  return fen_nc_write(output->writers[FEN_OUTPUT_DISTRICTS], name, 3, (ptrdiff_t[3]){district, 0, 0}, (ptrdiff_t[3]){1, sim->ny, sim->nx},
                      output->buffer, err);
}

static fen_status write_district(fen_output *output, ptrdiff_t d, fen_error *err) {
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  const fen_district *district = &output->districts.items[d];
  fen_status status = fen_nc_write_text(w, "district_name", d, district->name, err);
  if (!status)
    status = fen_nc_write_text(w, "district_name_zh", d, chinese_of(district), err);
  if (!status)
    status = write_number(output, "area", d, district->area_m2, err);
  if (!status)
    status = write_number(output, "area_share", d, district->area_share, err);
  if (!status)
    status = write_map(output, "cell_share", d, &district->area, district->area_m2, output->sim->grid->area_m2, err);
  if (status || !output->districts.people)
    return status;
  status = write_number(output, "population", d, district->people, err);
  if (!status)
    status = write_number(output, "population_share", d, district->people_share, err);
  return status ? status : write_map(output, "cell_population", d, &district->residents, district->people, NULL, err);
}

fen_status fen_output_districts_create(fen_output *output, fen_error *err) {
  const fen_simulation *sim = output->sim;
  char path[FEN_OUTPUT_PATH];
  if (output->districts.count == 0)
    return FEN_OK;
  fen_output_path(output, "districts.nc", path);
  fen_status status = fen_nc_create(path, &output->writers[FEN_OUTPUT_DISTRICTS], err);
  fen_nc_writer *w = output->writers[FEN_OUTPUT_DISTRICTS];
  if (!status)
    status = fen_output_globals(w, output, "means over districts and their people", err);
  if (!status)
    status = tell_polygons(output, err);
  if (!status)
    status = tell_population(output, err);
  if (!status)
    status = fen_output_define_grid(w, sim->grid, err);
  if (!status)
    status = define_districts(output, err);
  if (!status)
    status = fen_output_define_time(w, sim->item, "time", "time_bnds", output->hours, err);
  for (ptrdiff_t l = 0; !status && l < sim->lanes.count; l++) {
    status = define_lane(output, &sim->lanes.items[l], false, err);
    if (!status && output->districts.people)
      status = define_lane(output, &sim->lanes.items[l], true, err);
  }
  if (!status)
    status = fen_output_write_grid(w, sim->grid, err);
  for (ptrdiff_t d = 0; !status && d < output->districts.count; d++)
    status = write_district(output, d, err);
  return status ? status : fen_output_write_hours(w, output->hours, err);
}

static fen_status put_lane(fen_output *output, const char *name, ptrdiff_t hour, bool over_people, const double *plane, fen_error *err) {
  const fen_districts *districts = &output->districts;
  for (ptrdiff_t d = 0; d < districts->count; d++)
    output->buffer[d] = fen_weighted_mean(over_people ? &districts->items[d].residents : &districts->items[d].area, plane);
  return fen_output_put(output, FEN_OUTPUT_DISTRICTS, name, false, 2, (ptrdiff_t[2]){0, hour}, (ptrdiff_t[2]){districts->count, 1},
                        output->buffer, err);
}

fen_status fen_output_districts_hour(fen_output *output, ptrdiff_t hour, const fen_means *means, fen_error *err) {
  fen_status status = FEN_OK;
  if (output->districts.count == 0)
    return FEN_OK;
  for (ptrdiff_t l = 0; !status && l < means->lanes; l++) {
    const fen_lane *lane = &output->sim->lanes.items[l];
    const double *plane = means->hour + l * means->plane;
    char name[NAME_TEXT];
    status = put_lane(output, lane->name, hour, false, plane, err);
    people_name(lane, name);
    if (!status && output->districts.people)
      status = put_lane(output, name, hour, true, plane, err);
  }
  return status;
}
