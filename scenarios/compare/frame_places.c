/* Districts and receptors of a comparison's base. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "districts.h"
#include "fenhe/memory.h"
#include "frame.h"
#include "text.h"

enum { NAME = 200, NOTE = 400, SHORT = 64 };

/* Numbers by district or station; the variable may be absent where missing is allowed. */
static fen_status read_numbers(const fen_nc_reader *file, const char *name, ptrdiff_t count, bool needed, double *out, fen_error *err) {
  for (ptrdiff_t n = 0; n < count; n++)
    out[n] = NAN;
  if (!needed && !fen_nc_has(file, name))
    return FEN_OK;
  return fen_nc_read_missing(file, name, 1, (ptrdiff_t[1]){0}, &count, out, err);
}

static fen_status read_name(fen_frame *frame, const fen_nc_reader *file, const char *variable, ptrdiff_t row, const char **out,
                            fen_error *err) {
  char text[FEN_COMPARE_TEXT] = "";
  fen_status status = fen_nc_has(file, variable) ? fen_nc_read_text(file, variable, row, text, sizeof text, err) : FEN_OK;
  return status ? status : fen_pool_text(frame->pool, out, err, "%s", text);
}

static fen_status read_district(fen_frame *frame, const fen_nc_reader *file, ptrdiff_t d, const double *columns, fen_error *err) {
  fen_compared_place *place = &frame->districts[d];
  ptrdiff_t count = frame->district_count;
  *place = (fen_compared_place){.area_m2 = columns[d],
                                .area_share = columns[count + d],
                                .people = columns[2 * count + d],
                                .people_share = columns[3 * count + d],
                                .lon_deg = NAN,
                                .lat_deg = NAN};
  fen_status status = read_name(frame, file, "district_name", d, &place->name, err);
  return status ? status : read_name(frame, file, "district_name_zh", d, &place->name_zh, err);
}

static fen_status read_residents(fen_frame *frame, const fen_nc_reader *file, fen_error *err) {
  double *plane = NULL;
  ptrdiff_t cells = frame->nx * frame->ny;
  fen_status status = FEN_POOL_NEW(frame->pool, &frame->residents, frame->district_count, err);
  if (!status)
    status = FEN_NEW(&plane, cells, err);
  for (ptrdiff_t d = 0; !status && d < frame->district_count; d++) {
    fen_residents *residents = &frame->residents[d];
    ptrdiff_t count = 0;
    status = fen_nc_read(file, "cell_population", 3, (ptrdiff_t[3]){d, 0, 0}, (ptrdiff_t[3]){1, frame->ny, frame->nx}, plane, err);
    for (ptrdiff_t n = 0; !status && n < cells; n++)
      count += plane[n] > 0.0;
    if (!status)
      status = FEN_POOL_NEW(frame->pool, &residents->cell, count, err);
    if (!status)
      status = FEN_POOL_NEW(frame->pool, &residents->people, count, err);
    for (ptrdiff_t n = 0; !status && n < cells; n++) {
      if (!(plane[n] > 0.0))
        continue;
      residents->cell[residents->count] = n;
      residents->people[residents->count++] = plane[n];
    }
  }
  fen_free(plane);
  return status;
}

/* How rough the ground is that the figures stand on: a sentence for the outlines, one for the people. */
static void tell_worth(fen_frame *frame, const fen_nc_reader *file) {
  char polygons[FEN_COMPARE_TEXT] = "unknown", note[FEN_COMPARE_TEXT] = "nothing is said of their quality";
  char source[FEN_COMPARE_TEXT] = "unknown", spread[FEN_COMPARE_TEXT] = "nothing is said of how people are spread";
  double spacing_km = NAN;
  (void)fen_nc_attribute_text(file, NULL, "polygons", polygons, sizeof polygons, NULL);
  (void)fen_nc_attribute_text(file, NULL, "polygons_note", note, sizeof note, NULL);
  (void)fen_nc_attribute_number(file, NULL, "polygons_vertex_spacing_km", &spacing_km, NULL);
  (void)fen_nc_attribute_text(file, NULL, "population_source", source, sizeof source, NULL);
  (void)fen_nc_attribute_text(file, NULL, "population_spread", spread, sizeof spread, NULL);
  const int name_size = fen_text_fit(polygons, NAME), note_size = fen_text_fit(note, NOTE);
  const int source_size = fen_text_fit(source, NOTE), spread_size = fen_text_fit(spread, NOTE);
  char corners[SHORT] = "", corners_zh[SHORT] = "";
  if (!isnan(spacing_km)) {
    (void)snprintf(corners, sizeof corners, "; a corner every %.3g km", spacing_km);
    (void)snprintf(corners_zh, sizeof corners_zh, "；平均每 %.3g 千米一个拐点", spacing_km);
  }
  (void)snprintf(frame->polygons, sizeof frame->polygons, "Districts are the polygons of %.*s: %.*s%s.", name_size, polygons, note_size,
                 note, corners);
  const char *note_zh = strcmp(note, FEN_OUTLINES_UNSAID) == 0 ? "文件未说明边界的精度" : note;
  (void)snprintf(frame->polygons_zh, sizeof frame->polygons_zh, "地区边界取自 %.*s：%.*s%s。", name_size, polygons,
                 note_zh == note ? note_size : (int)strlen(note_zh), note_zh, corners_zh);
  if (frame->has_people) {
    (void)snprintf(frame->population, sizeof frame->population, "People are those of %.*s, spread %.*s.", source_size, source, spread_size,
                   spread);
    (void)snprintf(frame->population_zh, sizeof frame->population_zh, "人口取自 %.*s，分布方式：%.*s。", source_size, source, spread_size,
                   spread);
  } else {
    (void)snprintf(frame->population, sizeof frame->population,
                   "No population is known: means are over area, and nobody is counted (the case's key 'population' adds it).");
    (void)snprintf(frame->population_zh, sizeof frame->population_zh,
                   "没有人口数据：均值按面积计算，不统计人数（可用算例的 population 项补充）。");
  }
}

static fen_status read_districts(fen_frame *frame, const fen_nc_reader *file, fen_error *err) {
  double *columns = NULL;
  ptrdiff_t count = 0;
  fen_status status = fen_nc_dimension(file, "district", &count, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &frame->districts, count, err);
  if (!status)
    status = FEN_NEW(&columns, 4 * count, err);
  frame->district_count = count;
  frame->has_districts = true;
  frame->has_people = fen_nc_has(file, "cell_population");
  if (!status)
    status = read_numbers(file, "area", count, true, columns, err);
  if (!status)
    status = read_numbers(file, "area_share", count, false, columns + count, err);
  if (!status)
    status = read_numbers(file, "population", count, false, columns + 2 * count, err);
  if (!status)
    status = read_numbers(file, "population_share", count, false, columns + 3 * count, err);
  for (ptrdiff_t d = 0; !status && d < count; d++)
    status = read_district(frame, file, d, columns, err);
  if (!status && frame->has_people)
    status = read_residents(frame, file, err);
  fen_free(columns);
  if (!status)
    tell_worth(frame, file);
  return status;
}

fen_status fen_frame_read_districts(fen_frame *frame, fen_error *err) {
  fen_nc_reader *file = NULL;
  fen_status status = fen_frame_open(frame->folder, "districts.nc", false, &file, err);
  if (!status && file)
    status = read_districts(frame, file, err);
  fen_nc_close(&file);
  return status;
}

static fen_status read_receptors(fen_frame *frame, const fen_nc_reader *file, fen_error *err) {
  double *places = NULL;
  ptrdiff_t count = 0;
  fen_status status = fen_nc_dimension(file, "station", &count, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &frame->receptors, count, err);
  if (!status)
    status = FEN_NEW(&places, 2 * count, err);
  if (!status)
    status = read_numbers(file, "lon", count, true, places, err);
  if (!status)
    status = read_numbers(file, "lat", count, true, places + count, err);
  for (ptrdiff_t s = 0; !status && s < count; s++) {
    frame->receptors[s] = (fen_compared_place){
        .area_m2 = NAN, .area_share = NAN, .people = NAN, .people_share = NAN, .lon_deg = places[s], .lat_deg = places[count + s]};
    status = read_name(frame, file, "station_name", s, &frame->receptors[s].name, err);
    if (!status)
      status = read_name(frame, file, "station_name_zh", s, &frame->receptors[s].name_zh, err);
  }
  frame->receptor_count = count;
  fen_free(places);
  return status;
}

fen_status fen_frame_read_receptors(fen_frame *frame, fen_error *err) {
  fen_nc_reader *file = NULL;
  fen_status status = fen_frame_open(frame->folder, "receptors.nc", false, &file, err);
  if (!status && file)
    status = read_receptors(frame, file, err);
  fen_nc_close(&file);
  return status;
}
