/* Daily means of a finished run, taken as the forecast. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "alert.h"
#include "fenhe/clock.h"
#include "fenhe/limits.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"

enum { PATH_TEXT = 4096, NAME_TEXT = 128 };

static const double DAY_S = 86400.0;
static const double HOUR_S = 3600.0;

/* Means of the places by day. */
typedef struct {
  ptrdiff_t days;
  double *start_s; /* [days] */
  double *mean;    /* [places][days], NaN: too few hours */
  ptrdiff_t places;
} daily;

static void clear_daily(daily *d) {
  fen_free(d->start_s);
  fen_free(d->mean);
}

static double day_of(const fen_scenario *scenario, double time_s) {
  double offset_s = scenario->item->period.utc_offset_s;
  return floor((time_s + offset_s) / DAY_S) * DAY_S - offset_s;
}

static fen_status make_days(const fen_scenario *scenario, double first_s, double last_s, ptrdiff_t places, daily *out, fen_error *err) {
  double start_s = day_of(scenario, first_s);
  out->days = (ptrdiff_t)floor((day_of(scenario, last_s) - start_s) / DAY_S + 0.5) + 1;
  out->places = places;
  fen_status status = FEN_NEW(&out->start_s, out->days, err);
  if (!status)
    status = FEN_NEW(&out->mean, out->days * places, err);
  for (ptrdiff_t d = 0; !status && d < out->days; d++)
    out->start_s[d] = start_s + DAY_S * (double)d;
  return status;
}

static fen_status find_station(const fen_scenario *scenario, const fen_nc_reader *reader, ptrdiff_t stations, ptrdiff_t n, ptrdiff_t *out,
                               fen_error *err) {
  enum { MOST = 64 };
  char text[MOST][NAME_TEXT], remedy[512];
  const char *names[MOST];
  ptrdiff_t listed = 0;
  const char *wanted = scenario->alert.receptors.items[n];
  for (ptrdiff_t s = 0; s < stations; s++) {
    char name[NAME_TEXT];
    fen_status status = fen_nc_read_text(reader, "station_name", s, name, sizeof name, err);
    if (status)
      return status;
    if (strcmp(name, wanted) == 0) {
      *out = s;
      return FEN_OK;
    }
    if (listed < MOST) {
      (void)snprintf(text[listed], NAME_TEXT, "%s", name);
      names[listed] = text[listed];
      listed++;
    }
  }
  const char *near = fen_nearest_word(wanted, names, listed);
  fen_case_join("the forecast has: ", names, listed, remedy, sizeof remedy);
  return fen_yaml_fail(scenario->alert.receptors.nodes[n], FEN_ERR_FORECAST, remedy, err, "the forecast has no receptor '%s'%s%s%s", wanted,
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Hourly values of one place, shape [hours], into its daily means. The hour's middle decides its day. */
static void sum_days(const fen_scenario *scenario, const double *time_s, const double *value, ptrdiff_t hours, ptrdiff_t place,
                     daily *out) {
  double *mean = out->mean + place * out->days;
  for (ptrdiff_t d = 0; d < out->days; d++) {
    ptrdiff_t count = 0;
    double sum = 0.0;
    for (ptrdiff_t h = 0; h < hours; h++) {
      if (fabs(day_of(scenario, time_s[h] - 0.5 * HOUR_S) - out->start_s[d]) < 1.0) {
        sum += value[h];
        count++;
      }
    }
    mean[d] = count >= FEN_WHOLE_DAY_HOURS ? sum / (double)count : NAN;
  }
}

static fen_status read_receptors(const fen_scenario *scenario, const fen_nc_reader *reader, daily *out, fen_error *err) {
  const char *variable = scenario->item->species[scenario->alert.species].name;
  ptrdiff_t hours = 0;
  ptrdiff_t stations = 0;
  double *time_s = NULL;
  double *value = NULL;
  fen_status status = fen_nc_times(reader, &hours, &time_s, err);
  if (!status)
    status = fen_nc_dimension(reader, "station", &stations, err);
  if (!status)
    status = FEN_NEW(&value, hours, err);
  if (!status)
    status = make_days(scenario, time_s[0] - 0.5 * HOUR_S, time_s[hours - 1] - 0.5 * HOUR_S, scenario->alert.receptors.count, out, err);
  for (ptrdiff_t n = 0; !status && n < scenario->alert.receptors.count; n++) {
    ptrdiff_t station = 0;
    status = find_station(scenario, reader, stations, n, &station, err);
    if (!status)
      status = fen_nc_read(reader, variable, 2, (ptrdiff_t[2]){station, 0}, (ptrdiff_t[2]){1, hours}, value, err);
    if (!status)
      sum_days(scenario, time_s, value, hours, n, out);
  }
  fen_free(time_s);
  fen_free(value);
  return status;
}

/* Mean of a field over the cells whose centres lie in a region; NaN without any. */
static double mean_over(const fen_region *region, const double *lon, const double *lat, const double *field, ptrdiff_t cells) {
  double sum = 0.0;
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < cells; n++) {
    if (fen_region_contains(region, lon[n], lat[n])) {
      sum += field[n];
      count++;
    }
  }
  return count ? sum / (double)count : NAN;
}

typedef struct {
  ptrdiff_t ny, nx, hours;
  double *lon, *lat, *field; /* [ny][nx] */
  double *value;             /* [regions][hours] */
  double *time_s;
} surface;

static fen_status read_surface(const fen_scenario *scenario, const fen_nc_reader *reader, surface *s, fen_error *err) {
  const char *variable = scenario->item->species[scenario->alert.species].name;
  ptrdiff_t regions = scenario->alert.region_count;
  fen_nc_shape shape;
  fen_status status = fen_nc_times(reader, &s->hours, &s->time_s, err);
  if (!status)
    status = fen_nc_variable_shape(reader, variable, &shape, err);
  if (!status && (shape.rank != 3 || shape.shape[0] != s->hours))
    status =
        fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "write hourly means of the surface in the base run", err, "time, y, x are wanted");
  if (status)
    return status;
  s->ny = shape.shape[1];
  s->nx = shape.shape[2];
  const ptrdiff_t start[3] = {0};
  status = FEN_NEW(&s->lon, s->ny * s->nx, err);
  if (!status)
    status = FEN_NEW(&s->lat, s->ny * s->nx, err);
  if (!status)
    status = FEN_NEW(&s->field, s->ny * s->nx, err);
  if (!status)
    status = FEN_NEW(&s->value, regions * s->hours, err);
  if (!status)
    status = fen_nc_read(reader, "lon", 2, start, shape.shape + 1, s->lon, err);
  if (!status)
    status = fen_nc_read(reader, "lat", 2, start, shape.shape + 1, s->lat, err);
  for (ptrdiff_t h = 0; !status && h < s->hours; h++) {
    status = fen_nc_read(reader, variable, 3, (ptrdiff_t[3]){h, 0, 0}, (ptrdiff_t[3]){1, s->ny, s->nx}, s->field, err);
    for (ptrdiff_t r = 0; !status && r < regions; r++)
      s->value[r * s->hours + h] =
          mean_over(&scenario->item->regions.items[scenario->alert.regions[r]], s->lon, s->lat, s->field, s->ny * s->nx);
  }
  return status;
}

static fen_status read_regions(const fen_scenario *scenario, const fen_nc_reader *reader, daily *out, fen_error *err) {
  surface s = {0};
  fen_status status = read_surface(scenario, reader, &s, err);
  if (!status)
    status = make_days(scenario, s.time_s[0] - 0.5 * HOUR_S, s.time_s[s.hours - 1] - 0.5 * HOUR_S, scenario->alert.region_count, out, err);
  for (ptrdiff_t r = 0; !status && r < scenario->alert.region_count; r++) {
    if (isnan(s.value[r * s.hours]))
      status = fen_yaml_fail(scenario->alert.node, FEN_ERR_OUTSIDE, "name regions within the domain", err,
                             "region '%s' holds no cell of the forecast", scenario->item->regions.items[scenario->alert.regions[r]].name);
    else
      sum_days(scenario, s.time_s, s.value + r * s.hours, s.hours, r, out);
  }
  fen_free(s.lon);
  fen_free(s.lat);
  fen_free(s.field);
  fen_free(s.value);
  fen_free(s.time_s);
  return status;
}

/* The places' mean, or the highest of them. */
static double decide(const fen_alert *alert, const daily *d, ptrdiff_t day) {
  double sum = 0.0;
  double highest = -HUGE_VAL;
  for (ptrdiff_t n = 0; n < d->places; n++) {
    double value = d->mean[n * d->days + day];
    if (isnan(value))
      return NAN;
    sum += value;
    highest = value > highest ? value : highest;
  }
  return alert->mean ? sum / (double)d->places : highest;
}

static fen_status settle(fen_scenario *scenario, daily *d, fen_error *err) {
  fen_alert_outcome *o = &scenario->outcome;
  o->day_count = d->days;
  fen_status status = FEN_NEW(&o->day_mean, d->days, err);
  if (!status)
    status = FEN_NEW(&o->day_level, d->days, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < d->days; n++)
    o->day_mean[n] = decide(&scenario->alert, d, n);
  o->day_start_s = d->start_s;
  d->start_s = NULL;
  fen_alert_days(&scenario->alert, o->day_mean, o->day_count, o->day_level);
  return fen_alert_set_windows(&scenario->alert, o, err);
}

/* The forecast must hold the case's period. */
static fen_status check_period(const fen_scenario *scenario, const fen_nc_reader *reader, fen_error *err) {
  ptrdiff_t count = 0;
  double *time_s = NULL;
  const fen_case_period *period = &scenario->item->period;
  fen_status status = fen_nc_times(reader, &count, &time_s, err);
  if (!status && (count == 0 || time_s[0] - HOUR_S > period->start_s + 1.0 || time_s[count - 1] < period->end_s - HOUR_S)) {
    char from[FEN_TIME_TEXT], to[FEN_TIME_TEXT];
    fen_time_format(period->start_s, period->utc_offset_s, from);
    fen_time_format(period->end_s, period->utc_offset_s, to);
    status = fen_fail(err, FEN_ERR_FORECAST,
                      "%s: error: the forecast does not hold the case's period, %s to %s\n  = name a base run of this case",
                      fen_nc_path(reader), from, to);
  }
  fen_free(time_s);
  return status;
}

/* An alert is decided on what would be without measures. A folder without a summary is taken at its word. */
static fen_status check_base(const char *folder, fen_error *err) {
  char path[PATH_TEXT];
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  json_t *root = json_load_file(path, 0, NULL);
  const char *scenario = json_string_value(json_object_get(root, "scenario"));
  fen_status status = FEN_OK;
  if (scenario)
    status = fen_fail(err, FEN_ERR_FORECAST, "%s: error: the forecast is a run of the scenario '%s'\n  = name a run of the case alone",
                      path, scenario);
  json_decref(root);
  return status;
}

fen_status fen_scenario_set_forecast(fen_scenario *scenario, const char *folder, fen_error *err) {
  char path[PATH_TEXT];
  fen_nc_reader *reader = NULL;
  daily days = {0};
  bool at_receptors = scenario->alert.receptors.count > 0;
  if (!fen_scenario_has_alert(scenario))
    return FEN_OK;
  fen_alert_outcome_clear(&scenario->outcome);
  (void)snprintf(path, sizeof path, "%s/%s", folder, at_receptors ? "receptors.nc" : "surface.nc");
  fen_status status = fen_nc_open(path, &reader, err);
  if (!status)
    status = check_base(folder, err);
  if (!status)
    status = check_period(scenario, reader, err);
  if (!status)
    status = at_receptors ? read_receptors(scenario, reader, &days, err) : read_regions(scenario, reader, &days, err);
  if (!status)
    status = fen_duplicate(path, &scenario->outcome.path, err);
  if (!status)
    status = settle(scenario, &days, err);
  if (status)
    fen_alert_outcome_clear(&scenario->outcome);
  clear_daily(&days);
  fen_nc_close(&reader);
  return status;
}
