#include "fenhe/profiles.h"

#include <math.h>
#include <string.h>

#include "fenhe/clock.h"

enum { MONTHS = 12, WEEKDAYS = 7, HOURS = 24 };

static const double DAY_S = 86400.0;
static const double HOUR_S = 3600.0;
/* As written weights may be rounded; sums beyond this are a mistake. */
static const double SUM_TOLERANCE = 1e-6;

static fen_status check_weights(const fen_sector *sector, const char *what, const double *weight, ptrdiff_t count, fen_error *err) {
  if (!weight)
    return FEN_OK;
  double sum = 0.0;
  for (ptrdiff_t i = 0; i < count; i++) {
    if (!(weight[i] >= 0.0) || isinf(weight[i]))
      return fen_fail(err, FEN_ERR_WEIGHTS, "sector '%s': %s weight number %td is %g; weights are finite and not negative", sector->name,
                      what, i + 1, weight[i]);
    sum += weight[i];
  }
  if (!(fabs(sum - 1.0) <= SUM_TOLERANCE))
    return fen_fail(err, FEN_ERR_WEIGHTS, "sector '%s': the %td %s weights sum to %.9g, not to 1\n  = divide each of them by %.9g",
                    sector->name, count, what, sum, sum);
  return FEN_OK;
}

fen_status fen_sector_check(const fen_sector *sector, fen_error *err) {
  fen_status status = check_weights(sector, "month", sector->month, MONTHS, err);
  if (!status)
    status = check_weights(sector, "weekday", sector->weekday, WEEKDAYS, err);
  if (!status)
    status = check_weights(sector, "hour", sector->hour, HOURS, err);
  const fen_vertical_profile *height = &sector->height;
  if (status || height->count == 0)
    return status;
  double below = 0.0;
  for (ptrdiff_t bin = 0; bin < height->count; bin++) {
    if (!(height->top_m[bin] > below) || isinf(height->top_m[bin]))
      return fen_fail(err, FEN_ERR_WEIGHTS, "sector '%s': height bin %td ends at %g m, not above the %g m below it; list tops upwards",
                      sector->name, bin + 1, height->top_m[bin], below);
    below = height->top_m[bin];
  }
  return check_weights(sector, "height", height->share, height->count, err);
}

static double weight_sum(const double *weight, ptrdiff_t count) {
  double sum = 0.0;
  for (ptrdiff_t i = 0; i < count; i++)
    sum += weight[i];
  return sum;
}

/* Weight relative to an even profile: 1 where there is none. */
static double relative(const double *weight, int index, int count, double sum) {
  return weight ? count * weight[index] / sum : 1.0;
}

/* Sector with the sums of its weights, so that rounding in the case file does not reach the totals. */
typedef struct {
  const fen_sector *sector;
  double month_sum, weekday_sum, hour_sum;
} scaled_sector;

static scaled_sector scale(const fen_sector *sector) {
  return (scaled_sector){sector, sector->month ? weight_sum(sector->month, MONTHS) : 1.0,
                         sector->weekday ? weight_sum(sector->weekday, WEEKDAYS) : 1.0,
                         sector->hour ? weight_sum(sector->hour, HOURS) : 1.0};
}

static double month_factor(const scaled_sector *scaled, int month) {
  return relative(scaled->sector->month, month - 1, MONTHS, scaled->month_sum);
}

static double weekday_factor(const scaled_sector *scaled, int weekday) {
  return relative(scaled->sector->weekday, weekday, WEEKDAYS, scaled->weekday_sum);
}

static double month_start(int year, int month) {
  return month > MONTHS ? fen_time_from_civil(year + 1, 1, 1, 0, 0, 0) : fen_time_from_civil(year, month, 1, 0, 0, 0);
}

/* Adds the factors of a month's days of local time to a sum, one after the other, times the month's own: how many days it has. */
static int add_days(const scaled_sector *scaled, int year, int month, double own_factor, double *sum) {
  const double first_s = month_start(year, month);
  const int days = (int)round((month_start(year, month + 1) - first_s) / DAY_S);
  const int first_weekday = fen_time_civil(first_s, 0.0).weekday;
  double factor[WEEKDAYS];
  for (int day = 0; day < WEEKDAYS; day++)
    factor[day] = own_factor * weekday_factor(scaled, (first_weekday + day) % WEEKDAYS);
  for (int day = 0; day < days; day++)
    *sum += factor[day % WEEKDAYS];
  return days;
}

static double year_mean(const scaled_sector *scaled, int year) {
  double sum = 0.0;
  int days = 0;
  for (int month = 1; month <= MONTHS; month++)
    days += add_days(scaled, year, month, month_factor(scaled, month), &sum);
  return sum / days;
}

static double month_mean(const scaled_sector *scaled, int year, int month) {
  double sum = 0.0;
  const int days = add_days(scaled, year, month, 1.0, &sum);
  return sum / days;
}

/* Integral of the factor over the part of one local day [from_s, to_s), hour by hour. */
static double hours_integral(const scaled_sector *scaled, double midnight_s, double from_s, double to_s) {
  if (!scaled->sector->hour)
    return to_s - from_s;
  double sum = 0.0;
  int first = (int)floor((from_s - midnight_s) / HOUR_S);
  for (int hour = first < 0 ? 0 : first; hour < HOURS; hour++) {
    double begin = midnight_s + hour * HOUR_S;
    double end = begin + HOUR_S;
    if (begin >= to_s)
      break;
    double length = (end < to_s ? end : to_s) - (begin > from_s ? begin : from_s);
    if (length > 0.0)
      sum += length * relative(scaled->sector->hour, hour, HOURS, scaled->hour_sum);
  }
  return sum;
}

/* Integral by month of the interval, days normalised over the year (months_from_file 0) or over the month (1). */
static void integrate(const fen_sector *sector, double utc_offset_s, double start_s, double end_s, int months_from_file,
                      double integral[MONTHS]) {
  scaled_sector scaled = scale(sector);
  double start = start_s + utc_offset_s;
  double end = end_s + utc_offset_s;
  int known_period = -1;
  double mean = 1.0;
  memset(integral, 0, MONTHS * sizeof *integral);
  long first_day = (long)floor(start / DAY_S);
  long end_day = (long)ceil(end / DAY_S);
  for (long number = first_day; number < end_day; number++) {
    double midnight = (double)number * DAY_S;
    fen_civil civil = fen_time_civil(midnight, 0.0);
    int period = months_from_file ? civil.year * MONTHS + civil.month : civil.year * MONTHS;
    if (period != known_period) {
      mean = months_from_file ? month_mean(&scaled, civil.year, civil.month) : year_mean(&scaled, civil.year);
      known_period = period;
    }
    double day = weekday_factor(&scaled, civil.weekday) * (months_from_file ? 1.0 : month_factor(&scaled, civil.month)) / mean;
    double from = start > midnight ? start : midnight;
    double to = end < midnight + DAY_S ? end : midnight + DAY_S;
    integral[civil.month - 1] += day * hours_integral(&scaled, midnight, from, to);
  }
}

double fen_profile_mean(const fen_sector *sector, double utc_offset_s, double start_s, double end_s) {
  if (!sector->month && !sector->weekday && !sector->hour)
    return 1.0;
  double integral[MONTHS];
  integrate(sector, utc_offset_s, start_s, end_s, 0, integral);
  return weight_sum(integral, MONTHS) / (end_s - start_s);
}

void fen_profile_month_weights(const fen_sector *sector, double utc_offset_s, double start_s, double end_s, double *weight) {
  integrate(sector, utc_offset_s, start_s, end_s, 1, weight);
  for (int month = 0; month < MONTHS; month++)
    weight[month] /= end_s - start_s;
}

void fen_layer_shares(double bottom_m, double top_m, double factor, ptrdiff_t nz, const double *faces_m, ptrdiff_t stride, double *share) {
  double depth = top_m - bottom_m;
  if (!(depth > 0.0)) {
    ptrdiff_t k = 0;
    while (k < nz - 1 && bottom_m >= faces_m[(k + 1) * stride])
      k++;
    share[k] += factor;
    return;
  }
  double left = factor;
  for (ptrdiff_t k = 0; k < nz - 1 && left > 0.0; k++) {
    double low = k > 0 && faces_m[k * stride] > bottom_m ? faces_m[k * stride] : bottom_m;
    double face = faces_m[(k + 1) * stride];
    double high = face < top_m ? face : top_m;
    if (high <= low)
      continue;
    double part = face >= top_m ? left : factor * (high - low) / depth;
    share[k] += part;
    left -= part;
  }
  if (left > 0.0)
    share[nz - 1] += left;
}

void fen_profile_shares(const fen_vertical_profile *profile, ptrdiff_t nz, const double *faces_m, ptrdiff_t stride, double *share) {
  memset(share, 0, (size_t)nz * sizeof *share);
  if (profile->count == 0) {
    share[0] = 1.0;
    return;
  }
  double sum = weight_sum(profile->share, profile->count);
  double below = 0.0;
  for (ptrdiff_t bin = 0; bin < profile->count; bin++) {
    if (profile->share[bin] > 0.0)
      fen_layer_shares(below, profile->top_m[bin], profile->share[bin] / sum, nz, faces_m, stride, share);
    below = profile->top_m[bin];
  }
}
