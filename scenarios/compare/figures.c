/* What a result does to each place: means, maxima, days and people above a limit. */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "result.h"

/* The mean over the whole domain of an hourly surface field, weighted by the cells' areas. */
static fen_status domain_series(const fen_frame *frame, const fen_result *result, const char *variable, double *out, fen_error *err) {
  double *plane = NULL;
  ptrdiff_t cells = frame->nx * frame->ny;
  fen_status status = FEN_NEW(&plane, cells, err);
  for (ptrdiff_t h = 0; !status && h < frame->hours; h++) {
    double sum = 0.0;
    status = fen_nc_read(result->surface, variable, 3, (ptrdiff_t[3]){h, 0, 0}, (ptrdiff_t[3]){1, frame->ny, frame->nx}, plane, err);
    for (ptrdiff_t n = 0; !status && n < cells; n++)
      sum += frame->cell_area_m2[n] * plane[n];
    out[h] = sum / frame->districts[0].area_m2;
  }
  fen_free(plane);
  return status;
}

fen_status fen_result_district(const fen_frame *frame, const fen_result *result, const char *variable, ptrdiff_t district, double *out,
                               fen_error *err) {
  if (!frame->has_districts)
    return domain_series(frame, result, variable, out, err);
  return fen_nc_read_missing(result->districts, variable, 2, (ptrdiff_t[2]){district, 0}, (ptrdiff_t[2]){1, frame->hours}, out, err);
}

fen_status fen_result_receptor(const fen_frame *frame, const fen_result *result, const char *variable, ptrdiff_t receptor, double *out,
                               fen_error *err) {
  return fen_nc_read_missing(result->receptors, variable, 2, (ptrdiff_t[2]){result->station[receptor], 0}, (ptrdiff_t[2]){1, frame->hours},
                             out, err);
}

static double larger(double a, double b) {
  return b > a || isnan(a) ? b : a;
}

/* A series with a missing hour, as of a district without people, has no figures. */
static fen_series_figures figures_of(const fen_frame *frame, const double *series, double limit_ugpm3) {
  fen_series_figures f = {.mean = 0.0, .highest_day = NAN, .daily_maximum = NAN, .highest_hour = NAN, .days_above = -1};
  double maxima = 0.0;
  ptrdiff_t h = 0;
  for (ptrdiff_t d = 0; d < frame->days; d++) {
    double sum = 0.0;
    double highest = NAN;
    for (ptrdiff_t n = 0; n < frame->day_hours[d]; n++, h++) {
      sum += series[h];
      highest = larger(highest, series[h]);
    }
    f.mean += sum;
    f.highest_hour = larger(f.highest_hour, highest);
    if (frame->day_hours[d] < FEN_WHOLE_DAY_HOURS || isnan(sum))
      continue;
    double mean = sum / (double)frame->day_hours[d];
    f.highest_day = larger(f.highest_day, mean);
    maxima += highest;
    if (!isnan(limit_ugpm3))
      f.days_above = (f.days_above < 0 ? 0 : f.days_above) + (mean > limit_ugpm3);
  }
  f.mean /= (double)frame->hours;
  if (frame->whole_days > 0 && !isnan(f.highest_day))
    f.daily_maximum = maxima / (double)frame->whole_days;
  return f;
}

static fen_status read_place(const fen_frame *frame, const fen_result *result, ptrdiff_t d, double limit_ugpm3, double *series,
                             fen_place_figures *out, fen_error *err) {
  char people[FEN_NC_NAME];
  static const fen_series_figures unknown = {NAN, NAN, NAN, NAN, -1};
  *out = (fen_place_figures){.people = unknown, .people_above = NAN, .people_days_above = NAN};
  fen_status status = fen_result_district(frame, result, frame->species, d, series, err);
  if (!status)
    out->area = figures_of(frame, series, limit_ugpm3);
  if (status || !frame->has_people)
    return status;
  (void)snprintf(people, sizeof people, "%s_people", frame->species);
  status = fen_result_district(frame, result, people, d, series, err);
  if (!status)
    out->people = figures_of(frame, series, limit_ugpm3);
  return status;
}

/* Day by day, the people of each district who live in cells above the limit. */
typedef struct {
  double *day;   /* the day's mean, shape [ny][nx] */
  double *worst; /* the largest of the days so far */
} day_fields;

static double people_above(const fen_residents *residents, const double *field, double limit_ugpm3) {
  double people = 0.0;
  for (ptrdiff_t n = 0; n < residents->count; n++)
    people += field[residents->cell[n]] > limit_ugpm3 ? residents->people[n] : 0.0;
  return people;
}

static fen_status count_days(const fen_frame *frame, const fen_result *result, double limit_ugpm3, day_fields *fields,
                             fen_place_figures *out, fen_error *err) {
  char daily[FEN_NC_NAME];
  ptrdiff_t cells = frame->nx * frame->ny;
  (void)snprintf(daily, sizeof daily, "%s_daily", frame->species);
  for (ptrdiff_t d = 0; d < frame->district_count; d++)
    out[d].people_days_above = 0.0;
  for (ptrdiff_t n = 0; n < cells; n++)
    fields->worst[n] = -INFINITY;
  for (ptrdiff_t day = 0; day < frame->days; day++) {
    if (frame->day_hours[day] < FEN_WHOLE_DAY_HOURS)
      continue;
    fen_status status =
        fen_nc_read(result->surface, daily, 3, (ptrdiff_t[3]){day, 0, 0}, (ptrdiff_t[3]){1, frame->ny, frame->nx}, fields->day, err);
    if (status)
      return status;
    for (ptrdiff_t n = 0; n < cells; n++)
      fields->worst[n] = fields->day[n] > fields->worst[n] ? fields->day[n] : fields->worst[n];
    for (ptrdiff_t d = 0; d < frame->district_count; d++)
      out[d].people_days_above += people_above(&frame->residents[d], fields->day, limit_ugpm3);
  }
  for (ptrdiff_t d = 0; d < frame->district_count; d++)
    out[d].people_above = people_above(&frame->residents[d], fields->worst, limit_ugpm3);
  return FEN_OK;
}

/* People above the limit need daily fields, whole days, and people. */
static fen_status count_people(const fen_frame *frame, const fen_result *result, double limit_ugpm3, fen_place_figures *out,
                               fen_error *err) {
  char daily[FEN_NC_NAME];
  day_fields fields = {0};
  (void)snprintf(daily, sizeof daily, "%s_daily", frame->species);
  if (!frame->has_people || isnan(limit_ugpm3) || frame->whole_days == 0 || !fen_nc_has(result->surface, daily))
    return FEN_OK;
  fen_status status = FEN_NEW(&fields.day, frame->nx * frame->ny, err);
  if (!status)
    status = FEN_NEW(&fields.worst, frame->nx * frame->ny, err);
  if (!status)
    status = count_days(frame, result, limit_ugpm3, &fields, out, err);
  fen_free(fields.day);
  fen_free(fields.worst);
  return status;
}

fen_status fen_result_figures(const fen_frame *frame, const fen_result *result, double limit_ugpm3, fen_compared_run *out, fen_error *err) {
  static const fen_series_figures unknown = {NAN, NAN, NAN, NAN, -1};
  double *series = NULL;
  fen_status status = FEN_NEW(&series, frame->hours, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &out->districts, frame->district_count, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &out->receptors, frame->receptor_count, err);
  for (ptrdiff_t d = 0; !status && d < frame->district_count; d++)
    status = read_place(frame, result, d, limit_ugpm3, series, &out->districts[d], err);
  for (ptrdiff_t r = 0; !status && r < frame->receptor_count; r++) {
    out->receptors[r] = (fen_place_figures){.people = unknown, .people_above = NAN, .people_days_above = NAN};
    status = fen_result_receptor(frame, result, frame->species, r, series, err);
    if (!status)
      out->receptors[r].area = figures_of(frame, series, limit_ugpm3);
  }
  if (!status)
    status = count_people(frame, result, limit_ugpm3, out->districts, err);
  fen_free(series);
  return status;
}
