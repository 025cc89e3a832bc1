#include "result.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "text.h"

enum { NAME = 100 };

static const double place_tolerance_deg = 1e-6;
static const double relative_tolerance = 1e-6;
static const double time_tolerance_s = 1.0;

#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
static fen_status
does_not_fit(const fen_frame *frame, const char *folder, const char *remedy, fen_error *err, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return fen_fail(err, FEN_ERR_COMPARE, "%s: error: this result does not fit the base %s: %s\n  = %s", folder, frame->folder, message,
                  remedy);
}

static bool alike(double a, double b) {
  return (isnan(a) && isnan(b)) || fabs(a - b) <= relative_tolerance * fmax(fabs(a), fabs(b));
}

static fen_status check_axis(const fen_frame *frame, const fen_result *result, const char *name, const double *expected, ptrdiff_t count,
                             fen_error *err) {
  static const char remedy[] = "compare results of one grid";
  double *own = NULL;
  ptrdiff_t length = 0;
  fen_status status = fen_nc_dimension(result->surface, name, &length, err);
  if (!status && length != count)
    return does_not_fit(frame, result->folder, remedy, err, "it has %td cells along %s, the base %td", length, name, count);
  if (!status)
    status = FEN_NEW(&own, count, err);
  if (!status)
    status = fen_nc_read(result->surface, name, 1, (ptrdiff_t[1]){0}, &count, own, err);
  double step = count > 1 ? fabs(expected[1] - expected[0]) : 1.0;
  for (ptrdiff_t n = 0; !status && n < count; n++)
    if (!(fabs(own[n] - expected[n]) <= 1e-3 * step))
      status = does_not_fit(frame, result->folder, remedy, err, "its cell %td lies at %s = %.8g, the base's at %.8g", n, name, own[n],
                            expected[n]);
  fen_free(own);
  return status;
}

static fen_status check_times(const fen_frame *frame, const fen_result *result, const fen_nc_reader *file, const char *name,
                              fen_error *err) {
  static const char remedy[] = "compare results of one period";
  double *own_s = NULL;
  ptrdiff_t hours = 0;
  char own[FEN_TIME_TEXT], base[FEN_TIME_TEXT];
  fen_status status = fen_nc_times(file, &hours, &own_s, err);
  if (!status && hours != frame->hours)
    status = does_not_fit(frame, result->folder, remedy, err, "its %s has %td hours, the base %td", name, hours, frame->hours);
  for (ptrdiff_t h = 0; !status && h < hours; h++) {
    if (fabs(own_s[h] - frame->end_s[h]) <= time_tolerance_s)
      continue;
    fen_time_format(own_s[h], frame->utc_offset_s, own);
    fen_time_format(frame->end_s[h], frame->utc_offset_s, base);
    status = does_not_fit(frame, result->folder, remedy, err, "hour %td of its %s ends at %s, the base's at %s", h + 1, name, own, base);
  }
  fen_free(own_s);
  return status;
}

static fen_status check_surface(const fen_frame *frame, const fen_result *result, fen_error *err) {
  char crs[FEN_COMPARE_CRS] = "", offset[FEN_NC_NAME] = "+00:00";
  double offset_s = 0.0;
  fen_status status = check_axis(frame, result, "x", frame->x, frame->nx, err);
  if (!status)
    status = check_axis(frame, result, "y", frame->y, frame->ny, err);
  if (status)
    return status;
  (void)fen_nc_attribute_text(result->surface, "crs", "crs_wkt", crs, sizeof crs, NULL);
  if (strcmp(crs, frame->crs) != 0)
    return does_not_fit(frame, result->folder, "compare results of one grid", err, "its map projection is another");
  status = check_times(frame, result, result->surface, "surface.nc", err);
  if (status)
    return status;
  (void)fen_nc_attribute_text(result->surface, NULL, "utc_offset", offset, sizeof offset, NULL);
  if (!fen_offset_parse(offset, &offset_s, NULL) && offset_s != frame->utc_offset_s)
    return does_not_fit(frame, result->folder, "give both cases one time_zone", err, "its days are those of %s", offset);
  if (!fen_frame_has_species(result->surface, frame->species))
    return does_not_fit(frame, result->folder, "compare another species (--species), or results that have it", err,
                        "it has no fields of %s", frame->species);
  return FEN_OK;
}

static fen_status read_column(const fen_nc_reader *file, const char *name, ptrdiff_t count, double *out, fen_error *err) {
  for (ptrdiff_t n = 0; n < count; n++)
    out[n] = NAN;
  return fen_nc_has(file, name) ? fen_nc_read_missing(file, name, 1, (ptrdiff_t[1]){0}, &count, out, err) : FEN_OK;
}

static fen_status compare_districts(const fen_frame *frame, const fen_result *result, const double *area_m2, const double *people,
                                    fen_error *err) {
  static const char remedy[] = "run both with the same regions and population";
  char name[FEN_COMPARE_TEXT] = "";
  for (ptrdiff_t d = 0; d < frame->district_count; d++) {
    const fen_compared_place *place = &frame->districts[d];
    fen_status status = fen_nc_read_text(result->districts, "district_name", d, name, sizeof name, err);
    if (status)
      return status;
    if (strcmp(name, place->name) != 0)
      return does_not_fit(frame, result->folder, remedy, err, "its district %td is '%.*s', the base's is '%.*s'", d + 1,
                          fen_text_fit(name, NAME), name, fen_text_fit(place->name, NAME), place->name);
    if (!alike(area_m2[d], place->area_m2))
      return does_not_fit(frame, result->folder, remedy, err, "its district '%.*s' has %.6g km2 in the domain, the base's %.6g km2",
                          fen_text_fit(name, NAME), name, 1e-6 * area_m2[d], 1e-6 * place->area_m2);
    if (!alike(people[d], place->people))
      return does_not_fit(frame, result->folder, remedy, err, "its district '%.*s' has %.9g people, the base's %.9g",
                          fen_text_fit(name, NAME), name, people[d], place->people);
  }
  return FEN_OK;
}

static fen_status check_districts(const fen_frame *frame, const fen_result *result, fen_error *err) {
  ptrdiff_t count = 0;
  double *columns = NULL;
  if (!frame->has_districts)
    return FEN_OK;
  if (!result->districts)
    return does_not_fit(frame, result->folder, "run it again with the regions of the base's case", err, "it has no districts.nc");
  fen_status status = check_times(frame, result, result->districts, "districts.nc", err);
  if (!status)
    status = fen_nc_dimension(result->districts, "district", &count, err);
  if (!status && count != frame->district_count)
    return does_not_fit(frame, result->folder, "run both with the same regions", err, "it has %td districts, the base %td", count,
                        frame->district_count);
  if (!status)
    status = FEN_NEW(&columns, 2 * count, err);
  if (!status)
    status = read_column(result->districts, "area", count, columns, err);
  if (!status)
    status = read_column(result->districts, "population", count, columns + count, err);
  if (!status)
    status = compare_districts(frame, result, columns, columns + count, err);
  fen_free(columns);
  return status;
}

/* Where the frame's receptors are in this result: a receptor is the same if name and place are. */
static fen_status find_stations(const fen_frame *frame, fen_result *result, fen_error *err) {
  double *places = NULL;
  ptrdiff_t count = 0;
  char name[FEN_COMPARE_TEXT];
  fen_status status = FEN_NEW(&result->station, frame->receptor_count, err);
  for (ptrdiff_t r = 0; !status && r < frame->receptor_count; r++)
    result->station[r] = -1;
  if (status || !result->receptors || frame->receptor_count == 0)
    return status;
  status = check_times(frame, result, result->receptors, "receptors.nc", err);
  if (!status)
    status = fen_nc_dimension(result->receptors, "station", &count, err);
  if (!status)
    status = FEN_NEW(&places, 2 * count, err);
  if (!status)
    status = read_column(result->receptors, "lon", count, places, err);
  if (!status)
    status = read_column(result->receptors, "lat", count, places + count, err);
  for (ptrdiff_t s = 0; !status && s < count; s++) {
    status = fen_nc_read_text(result->receptors, "station_name", s, name, sizeof name, err);
    for (ptrdiff_t r = 0; !status && r < frame->receptor_count; r++)
      if (strcmp(name, frame->receptors[r].name) == 0 && fabs(places[s] - frame->receptors[r].lon_deg) <= place_tolerance_deg &&
          fabs(places[count + s] - frame->receptors[r].lat_deg) <= place_tolerance_deg)
        result->station[r] = s;
  }
  fen_free(places);
  return status;
}

/* A JSON file that may be absent, but not damaged. */
static fen_status load(const char *folder, const char *name, json_t **out, fen_error *err) {
  char path[FEN_COMPARE_PATH];
  json_error_t fault;
  fen_frame_path(folder, name, path);
  if (!fen_path_exists(path))
    return FEN_OK;
  *out = json_load_file(path, 0, &fault);
  if (json_is_object(*out))
    return FEN_OK;
  return fen_fail(err, FEN_ERR_FILE_FORMAT, "%s:%d: error: this is no such table as Fenhe writes: %.200s\n  = run it again", path,
                  *out ? 1 : fault.line, *out ? "no object" : fault.text);
}

fen_status fen_result_open(const fen_frame *frame, const char *folder, fen_result *out, fen_error *err) {
  fen_result result = {.folder = folder};
  fen_status status = fen_frame_open(folder, "surface.nc", true, &result.surface, err);
  if (!status)
    status = fen_frame_open(folder, "districts.nc", false, &result.districts, err);
  if (!status)
    status = fen_frame_open(folder, "receptors.nc", false, &result.receptors, err);
  if (!status)
    status = load(folder, "summary.json", &result.summary, err);
  if (!status)
    status = load(folder, "ledger.json", &result.ledger, err);
  if (!status)
    status = check_surface(frame, &result, err);
  if (!status)
    status = check_districts(frame, &result, err);
  if (!status)
    status = find_stations(frame, &result, err);
  if (status)
    fen_result_close(&result);
  else
    *out = result;
  return status;
}

void fen_result_close(fen_result *result) {
  fen_nc_close(&result->surface);
  fen_nc_close(&result->districts);
  fen_nc_close(&result->receptors);
  json_decref(result->summary);
  json_decref(result->ledger);
  fen_free(result->station);
  *result = (fen_result){0};
}
