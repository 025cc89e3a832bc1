#include <ctype.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fenhe/clock.h"
#include "fenhe/ioapi.h"
#include "fenhe/memory.h"
#include "netcdf_handle.h"

enum { UNITS_TEXT = 256, WORD_TEXT = 64 };

typedef struct {
  const char *word;
  double seconds;
} time_unit;

static const time_unit time_units[] = {
    {"seconds", 1.0},  {"second", 1.0},  {"secs", 1.0},          {"sec", 1.0},           {"s", 1.0},
    {"minutes", 60.0}, {"minute", 60.0}, {"mins", 60.0},         {"min", 60.0},          {"hours", 3600.0},
    {"hour", 3600.0},  {"hrs", 3600.0},  {"hr", 3600.0},         {"h", 3600.0},          {"days", 86400.0},
    {"day", 86400.0},  {"d", 86400.0},   {"milliseconds", 1e-3}, {"microseconds", 1e-6}, {"nanoseconds", 1e-9},
};

/* "hours since 2022-12-07 00:00:00" into the unit's seconds and the instant of reference. */
static fen_status read_units(const fen_nc_reader *reader, const char *variable, const char *units, double *unit_s, double *reference_s,
                             fen_error *err) {
  static const char remedy[] = "write them like 'hours since 2022-12-07 00:00:00'; months and years differ in length";
  char word[WORD_TEXT];
  char since[8];
  int used = 0;
  if (sscanf(units, "%63s %7s %n", word, since, &used) < 2 || strcasecmp(since, "since") != 0 || used == 0)
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, remedy, err, "units '%.80s' are no time since a date", units);
  size_t i = 0;
  while (i < sizeof time_units / sizeof *time_units && strcasecmp(word, time_units[i].word) != 0)
    i++;
  if (i == sizeof time_units / sizeof *time_units)
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, remedy, err, "units '%.80s' count in '%s', which is not read", units, word);
  fen_error fault = {0};
  if (fen_time_parse(units + used, 0.0, reference_s, &fault))
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, remedy, err, "units '%.80s': %s", units, fault.text);
  *unit_s = time_units[i].seconds;
  return FEN_OK;
}

static fen_status check_calendar(const fen_nc_reader *reader, const char *variable, double reference_s, fen_error *err) {
  char calendar[WORD_TEXT] = "standard";
  if (fen_nc_has_attribute(reader, variable, "calendar")) {
    fen_status status = fen_nc_attribute_text(reader, variable, "calendar", calendar, sizeof calendar, err);
    if (status)
      return status;
  }
  bool mixed = strcasecmp(calendar, "standard") == 0 || strcasecmp(calendar, "gregorian") == 0;
  if (!mixed && strcasecmp(calendar, "proleptic_gregorian") != 0)
    return fen_nc_fail(reader, variable, FEN_ERR_CALENDAR,
                       "make the file with the standard calendar; cdo -setcalendar,standard renames it where no day is lost", err,
                       "calendar '%s' is not read: the weather of real days needs the standard one", calendar);
  if (mixed && reference_s < fen_time_from_civil(1582, 10, 15, 0, 0, 0))
    return fen_nc_fail(reader, variable, FEN_ERR_CALENDAR,
                       "give a later date of reference, for instance with cdo -setreftime,1970-01-01,00:00,1hour", err,
                       "its date of reference lies before the Gregorian calendar of 1582");
  return FEN_OK;
}

static bool counts_time(const fen_nc_reader *reader, const char *name) {
  fen_nc_shape shape;
  char units[UNITS_TEXT];
  if (fen_nc_variable_shape(reader, name, &shape, NULL) || shape.rank > 1 ||
      fen_nc_attribute_text(reader, name, "units", units, sizeof units, NULL))
    return false;
  return strstr(units, " since ") != NULL;
}

/* The time axis by name, by standard name or axis, or the coordinate variable that counts time; "" if there is none. */
static void find_axis(const fen_nc_reader *reader, char axis[FEN_NC_NAME]) {
  int best = 0;
  axis[0] = '\0';
  for (ptrdiff_t i = 0; i < fen_nc_variable_count(reader); i++) {
    char name[FEN_NC_NAME];
    char text[WORD_TEXT];
    fen_nc_shape shape;
    if (fen_nc_variable_name(reader, i, name, NULL) || !counts_time(reader, name) || fen_nc_variable_shape(reader, name, &shape, NULL))
      continue;
    int rank = 1;
    if (shape.rank == 1 && strcmp(shape.dimension[0], name) == 0)
      rank = 2;
    if (!fen_nc_attribute_text(reader, name, "axis", text, sizeof text, NULL) && strcmp(text, "T") == 0)
      rank = 3;
    if (!fen_nc_attribute_text(reader, name, "standard_name", text, sizeof text, NULL) && strcmp(text, "time") == 0)
      rank = 4;
    if (strcasecmp(name, "time") == 0)
      rank = 5;
    if (rank > best) {
      best = rank;
      memcpy(axis, name, sizeof name);
    }
  }
}

fen_status fen_nc_time_unit(const fen_nc_reader *reader, const char *axis, double *unit_s, double *reference_s, fen_error *err) {
  char units[UNITS_TEXT];
  if (fen_nc_attribute_text(reader, axis, "units", units, sizeof units, NULL))
    units[0] = '\0';
  fen_status status = read_units(reader, axis, units, unit_s, reference_s, err);
  return status ? status : check_calendar(reader, axis, *reference_s, err);
}

bool fen_nc_time_from(double unit_s, double reference_s, double *time) {
  const double time_s = reference_s + unit_s * *time;
  if (!(fabs(time_s) < 1e12))
    return false;
  /* Whole milliseconds: hours as fractions of a day are no round numbers. */
  *time = nearbyint(1e3 * time_s) / 1e3;
  return true;
}

static fen_status cf_times(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err) {
  char axis[FEN_NC_NAME];
  char units[UNITS_TEXT] = "";
  fen_nc_shape shape;
  double unit_s = 0.0;
  double reference_s = 0.0;
  find_axis(reader, axis);
  if (axis[0] == '\0' && fen_nc_has(reader, "time"))
    (void)snprintf(axis, sizeof axis, "time");
  if (axis[0] == '\0')
    return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, "give it one: a variable time with units like 'hours since 2022-12-07 00:00:00'",
                       err, "it has no time axis: neither TFLAG nor Times nor a variable that counts time since a date");
  fen_status status = fen_nc_time_unit(reader, axis, &unit_s, &reference_s, err);
  if (!status)
    status = fen_nc_variable_shape(reader, axis, &shape, err);
  if (!status && shape.rank > 1)
    status = fen_nc_fail(reader, axis, FEN_ERR_SHAPE, "give it the one dimension of time", err, "a time axis of %d dimensions", shape.rank);
  if (status)
    return status;
  const ptrdiff_t zero[1] = {0};
  *count = shape.rank == 0 ? 1 : shape.shape[0];
  status = FEN_NEW(times_s, *count, err);
  if (status)
    return status;
  status = fen_nc_read(reader, axis, shape.rank, zero, shape.shape, *times_s, err);
  for (ptrdiff_t i = 0; i < *count && !status; i++)
    if (!fen_nc_time_from(unit_s, reference_s, &(*times_s)[i])) {
      (void)fen_nc_attribute_text(reader, axis, "units", units, sizeof units, NULL);
      status =
          fen_nc_fail(reader, axis, FEN_ERR_VALUE, "correct its values or its units", err, "time %td is %g %.80s", i, (*times_s)[i], units);
    }
  return status;
}

/* All rows of Times by one read, for a year of files has thousands; NULL where it is no plain table of letters. */
static fen_status read_rows(const fen_nc_reader *reader, ptrdiff_t count, ptrdiff_t width, char **rows, fen_error *err) {
  int id;
  nc_type type;
  *rows = NULL;
  if (count < 1 || width < 1 || width >= WORD_TEXT || nc_inq_varid(reader->file, "Times", &id) || nc_inq_vartype(reader->file, id, &type) ||
      type != NC_CHAR)
    return FEN_OK;
  char *text = NULL;
  fen_status status = FEN_NEW(&text, count * width, err);
  int code = status ? NC_NOERR : nc_get_var_text(reader->file, id, text);
  if (code)
    status = fen_nc_refused(reader, "Times", code, err);
  if (status)
    fen_free(text);
  else
    *rows = text;
  return status;
}

static fen_status wrf_times(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err) {
  fen_nc_shape shape;
  fen_status status = fen_nc_variable_shape(reader, "Times", &shape, err);
  if (status)
    return status;
  *count = 1;
  for (int i = 0; i < shape.rank - 1 && !status; i++)
    status = fen_product(*count, shape.shape[i], 1, count, err);
  if (!status)
    status = FEN_NEW(times_s, *count, err);
  char *rows = NULL;
  const ptrdiff_t width = shape.rank == 2 ? shape.shape[1] : 0;
  if (!status)
    status = read_rows(reader, *count, width, &rows, err);
  for (ptrdiff_t i = 0; i < *count && !status; i++) {
    char text[WORD_TEXT];
    fen_error fault = {0};
    if (rows)
      (void)snprintf(text, sizeof text, "%.*s", (int)width, rows + i * width);
    else
      status = fen_nc_read_text(reader, "Times", i, text, sizeof text, err);
    if (!status && fen_time_parse(text, 0.0, &(*times_s)[i], &fault)) {
      fault.text[strcspn(fault.text, ";")] = '\0'; /* its remedy is for the case's times */
      status = fen_nc_fail(reader, "Times", FEN_ERR_VALUE, "write it like 2022-12-07_00:00:00", err, "row %td (from 0): %s", i, fault.text);
    }
  }
  fen_free(rows);
  return status;
}

fen_status fen_nc_times(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err) {
  ptrdiff_t found = 0;
  double *values_s = NULL;
  fen_status status;
  if (fen_nc_has(reader, "TFLAG"))
    status = fen_ioapi_flags(reader, &found, &values_s, err);
  else if (fen_nc_has(reader, "Times"))
    status = wrf_times(reader, &found, &values_s, err);
  else
    status = cf_times(reader, &found, &values_s, err);
  if (status) {
    fen_free(values_s);
    return status;
  }
  *count = found;
  *times_s = values_s;
  return FEN_OK;
}
