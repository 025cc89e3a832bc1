/*
 * Fluxes and rain that ERA5 gives as sums: over the hour before the stamp, or, in ERA5-Land, from 00 UTC on, so that the sum stamped
 * 00 UTC is the whole day before (https://confluence.ecmwf.int/display/CKB/ERA5-Land:+data+documentation, "accumulations").
 */
#include <math.h>

#include "era5_internal.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"

/* Whether a sum is that of the hour before its stamp alone. */
static bool is_hourly(const era5_source *self, double time_s) {
  return !self->since_midnight || fen_time_civil(time_s, 0.0).hour == 1;
}

fen_status era5_check_hour_before(const era5_source *self, era5_name name, double time_s, fen_error *err) {
  char text[FEN_TIME_TEXT];
  if (is_hourly(self, time_s) || era5_at(self, name, time_s - 3600.0))
    return FEN_OK;
  fen_time_format(time_s - 3600.0, 0.0, text);
  return fen_fail(err, FEN_ERR_TIME_GAP,
                  "ERA5: error: %s ('%s') accumulates from midnight and is missing at %s: the hour after it cannot be told\n  = add "
                  "that hour, or write 'accumulation: hourly' if the files are ERA5's own",
                  era5_facts[name].words, era5_facts[name].names[0], text);
}

/* Sum over the hour before time_s. */
static fen_status hour_sum(era5_source *self, era5_name name, double time_s, double *out, fen_error *err) {
  fen_status status = era5_read_at(self, name, time_s, ERA5_CENTRES, out, err);
  if (status || is_hourly(self, time_s))
    return status;
  const ptrdiff_t count = era5_place_count(self, ERA5_CENTRES);
  double *before = NULL;
  status = era5_check_hour_before(self, name, time_s, err);
  if (!status)
    status = FEN_NEW(&before, count, err);
  if (!status)
    status = era5_read_at(self, name, time_s - 3600.0, ERA5_CENTRES, before, err);
  for (ptrdiff_t c = 0; !status && c < count; c++)
    out[c] -= before[c];
  fen_free(before);
  return status;
}

fen_status era5_hourly_rate(era5_source *self, era5_name name, double time_s, double *out, fen_error *err) {
  fen_status status = hour_sum(self, name, time_s, out, err);
  for (ptrdiff_t c = 0; !status && c < era5_place_count(self, ERA5_CENTRES); c++)
    out[c] /= 3600.0;
  return status;
}

/*
 * Rain between two instants: all hours that the files have after the first and up to the second. Where hours are missing, those that are
 * there stand for all.
 */
static fen_status add_rain(era5_source *self, double from_s, double to_s, double *work_m, double *sum_mm, fen_error *err) {
  const fen_instants *list = &self->series[ERA5_TP].instants;
  const ptrdiff_t plane = era5_place_count(self, ERA5_CENTRES);
  const double hours = (to_s - from_s) / 3600.0;
  double found = 0.0;
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; n < list->count; n++)
    found += list->instant[n].time_s > from_s + 0.5 && list->instant[n].time_s < to_s + 0.5;
  const double weight = found > 0.0 ? hours / found : 0.0;
  if (fabs(found - hours) > 1e-6 && !self->short_rain_told) {
    self->short_rain_told = true;
    fen_log_line(
        &self->log, FEN_LOG_WARNING,
        "ERA5: total precipitation has %g hours between instants that lie %g hours apart: those stand for all; download every hour", found,
        hours);
  }
  for (ptrdiff_t n = 0; !status && n < list->count; n++) {
    const double time_s = list->instant[n].time_s;
    if (!(time_s > from_s + 0.5 && time_s < to_s + 0.5))
      continue;
    status = hour_sum(self, ERA5_TP, time_s, work_m, err);
    /* Packing leaves traces below zero; rain never falls back. */
    for (ptrdiff_t c = 0; !status && c < plane; c++)
      sum_mm[c] += work_m[c] > 0.0 ? 1000.0 * weight * work_m[c] : 0.0;
  }
  return status;
}

fen_status era5_fill_rain(era5_source *self, ptrdiff_t index, fen_weather *out, fen_error *err) {
  const ptrdiff_t plane = out->nx * out->ny;
  era5_rain *rain = &self->rain;
  double *work = NULL;
  for (ptrdiff_t c = 0; c < plane; c++)
    out->rain_mm[c] = 0.0;
  if (!era5_has(self, ERA5_TP))
    return FEN_OK;
  fen_status status = FEN_NEW(&work, plane, err);
  if (!status && !rain->sum_mm)
    status = FEN_NEW(&rain->sum_mm, plane, err);
  if (!status && (rain->index < 0 || rain->index > index)) {
    rain->index = 0;
    for (ptrdiff_t c = 0; c < plane; c++)
      rain->sum_mm[c] = 0.0;
  }
  while (!status && rain->index < index) {
    status = add_rain(self, self->times_s[rain->index], self->times_s[rain->index + 1], work, rain->sum_mm, err);
    rain->index = status ? -1 : rain->index + 1;
  }
  for (ptrdiff_t c = 0; !status && c < plane; c++)
    out->rain_mm[c] = rain->sum_mm[c];
  fen_free(work);
  return status;
}
