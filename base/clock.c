#include "fenhe/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, HOUR_S = 3600, MINUTE_S = 60 };

static int is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

static long long floor_divide(long long a, long long b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Days from 1970-01-01 to 1 January of a year: 365 a year, and the Gregorian leap days before it. */
static long long days_before_year(long long year) {
  long long past = year - 1;
  return 365 * (year - 1970) + floor_divide(past, 4) - floor_divide(past, 100) + floor_divide(past, 400) - 477;
}

static long long days_before_date(int year, int month, int day) {
  long long days = days_before_year(year);
  for (int m = 1; m < month; m++)
    days += days_of_month(year, m);
  return days + day - 1;
}

double fen_time_from_civil(int year, int month, int day, int hour, int minute, int second) {
  return (double)days_before_date(year, month, day) * DAY_S + (double)hour * HOUR_S + (double)minute * MINUTE_S + second;
}

fen_civil fen_time_civil(double time_s, double offset_s) {
  /* Sums of hours divided into steps miss a whole second by some ulps: the nearest second is meant. Far-off times are held at the
   * ends of the calendar that four digits can write. */
  const double first_s = -62135596800.0; /* 0001-01-01T00:00:00Z */
  const double last_s = 253402300799.0;  /* 9999-12-31T23:59:59Z */
  double local_s = floor(time_s + offset_s + 0.5);
  if (!(local_s >= first_s))
    local_s = first_s;
  if (local_s > last_s)
    local_s = last_s;
  long long days = floor_divide((long long)local_s, DAY_S);
  int rest = (int)((long long)local_s - days * DAY_S);

  fen_civil civil = {0};
  int year = 1970 + (int)floor_divide(days * 400, 146097); /* 146 097 days in 400 years: at most one year off */
  while (days_before_year(year) > days)
    year--;
  while (days_before_year((long long)year + 1) <= days)
    year++;
  int day = (int)(days - days_before_year(year));
  civil.year = year;
  civil.day_of_year = day + 1;
  civil.month = 1;
  while (day >= days_of_month(year, civil.month))
    day -= days_of_month(year, civil.month++);
  civil.day = day + 1;
  civil.hour = rest / HOUR_S;
  civil.minute = rest % HOUR_S / MINUTE_S;
  civil.second = rest % MINUTE_S;
  civil.weekday = (int)(((days + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
  return civil;
}

void fen_time_format(double time_s, double offset_s, char text[FEN_TIME_TEXT]) {
  if (!isfinite(time_s) || !(fabs(offset_s) < DAY_S)) {
    (void)snprintf(text, FEN_TIME_TEXT, "(no time)");
    return;
  }
  fen_civil civil = fen_time_civil(time_s, offset_s);
  int used =
      snprintf(text, FEN_TIME_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u", (unsigned)civil.year % 10000u, (unsigned)civil.month % 100u,
               (unsigned)civil.day % 100u, (unsigned)civil.hour % 100u, (unsigned)civil.minute % 100u, (unsigned)civil.second % 100u);
  int minutes = (int)lround(fabs(offset_s) / MINUTE_S);
  char *end = text + used;
  size_t room = FEN_TIME_TEXT - (size_t)used;
  if (minutes == 0)
    (void)snprintf(end, room, "Z");
  else
    (void)snprintf(end, room, "%c%02u:%02u", offset_s < 0 ? '-' : '+', (unsigned)minutes / 60u % 100u, (unsigned)minutes % 60u);
}

double fen_wall_clock_s(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now))
    return 0.0;
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static const char *skip_blanks(const char *at) {
  while (*at == ' ' || *at == '\t')
    at++;
  return at;
}

/* At most `digits` decimal digits; NULL if there is none. */
static const char *read_digits(const char *at, int digits, int *out) {
  int value = 0;
  int count = 0;
  for (; count < digits && *at >= '0' && *at <= '9'; count++)
    value = 10 * value + (*at++ - '0');
  *out = value;
  return count > 0 ? at : NULL;
}

/* "Z", "UTC", "GMT" or a signed hour with optional minutes; NULL if it is none of them. */
static const char *read_offset(const char *at, double *out_s) {
  static const char *const greenwich[] = {"Z", "UTC", "GMT"};
  for (size_t i = 0; i < sizeof greenwich / sizeof *greenwich; i++) {
    size_t length = strlen(greenwich[i]);
    if (strncmp(at, greenwich[i], length) == 0) {
      *out_s = 0.0;
      return at + length;
    }
  }
  if (*at != '+' && *at != '-')
    return NULL;
  double sign = *at == '-' ? -1.0 : 1.0;
  int hour = 0;
  int minute = 0;
  at = read_digits(at + 1, 2, &hour);
  if (!at)
    return NULL;
  if (*at == ':' || (*at >= '0' && *at <= '9')) {
    at = read_digits(at + (*at == ':'), 2, &minute);
    if (!at)
      return NULL;
  }
  if (hour > 15 || minute > 59)
    return NULL;
  *out_s = sign * (hour * (double)HOUR_S + minute * (double)MINUTE_S);
  return at;
}

fen_status fen_offset_parse(const char *text, double *out_s, fen_error *err) {
  double offset_s = 0.0;
  const char *end = read_offset(skip_blanks(text), &offset_s);
  if (!end || *skip_blanks(end))
    return fen_fail(err, FEN_ERR_TIME, "'%.40s' is not an offset from UTC; write it like +08:00, -03:30 or Z", text);
  *out_s = offset_s;
  return FEN_OK;
}

static const char *read_date(const char *at, fen_civil *out) {
  at = read_digits(at, 4, &out->year);
  if (!at || *at != '-')
    return NULL;
  at = read_digits(at + 1, 2, &out->month);
  if (!at || *at != '-')
    return NULL;
  return read_digits(at + 1, 2, &out->day);
}

/* hh:mm with optional :ss and fraction of a second. */
static const char *read_clock(const char *at, fen_civil *out, double *fraction_s) {
  at = read_digits(at, 2, &out->hour);
  if (!at || *at != ':')
    return NULL;
  at = read_digits(at + 1, 2, &out->minute);
  if (!at || *at != ':')
    return at;
  at = read_digits(at + 1, 2, &out->second);
  if (!at || *at != '.')
    return at;
  double weight = 0.1;
  for (at++; *at >= '0' && *at <= '9'; at++, weight *= 0.1)
    *fraction_s += weight * (*at - '0');
  return at;
}

fen_status fen_time_parse(const char *text, double default_offset_s, double *out_s, fen_error *err) {
  fen_civil civil = {0};
  double offset_s = default_offset_s;
  double fraction_s = 0.0;
  const char *at = read_date(skip_blanks(text), &civil);
  if (at && (*at == 'T' || *at == '_' || ((*at == ' ' || *at == '\t') && *skip_blanks(at) >= '0' && *skip_blanks(at) <= '9')))
    at = read_clock(skip_blanks(at + 1), &civil, &fraction_s);
  if (at && *skip_blanks(at))
    at = read_offset(skip_blanks(at), &offset_s);
  if (!at || *skip_blanks(at))
    return fen_fail(err, FEN_ERR_TIME, "'%.60s' is not a time; write it like 2020-01-10T00:00+08:00 or 2020-01-10", text);
  if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1 || civil.day > days_of_month(civil.year, civil.month))
    return fen_fail(err, FEN_ERR_TIME, "'%.60s' names a day that the calendar does not have", text);
  if (civil.hour > 23 || civil.minute > 59 || civil.second > 59)
    return fen_fail(err, FEN_ERR_TIME, "'%.60s' names an hour that the day does not have; hours run from 00:00:00 to 23:59:59", text);
  *out_s = fen_time_from_civil(civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second) + fraction_s - offset_s;
  return FEN_OK;
}
