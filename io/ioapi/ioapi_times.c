/* Dates and times of I/O API files: TFLAG, SDATE, STIME, TSTEP. */
#include <math.h>

#include "fenhe/clock.h"
#include "fenhe/ioapi.h"
#include "fenhe/memory.h"

static bool is_whole(double value, double largest) {
  return value >= 0.0 && value <= largest && value == nearbyint(value);
}

bool fen_ioapi_interval(double hhmmss, double *seconds) {
  if (!is_whole(hhmmss, 1e9))
    return false;
  const long digits = (long)hhmmss;
  if (digits / 100 % 100 > 59 || digits % 100 > 59)
    return false;
  *seconds = (double)(digits / 10000) * 3600.0 + (double)(digits / 100 % 100) * 60.0 + (double)(digits % 100);
  return true;
}

bool fen_ioapi_instant(double yyyyddd, double hhmmss, double *time_s) {
  double clock_s = 0.0;
  if (!is_whole(yyyyddd, 9999366.0) || !(yyyyddd >= 1000.0) || !is_whole(hhmmss, 235959.0) || !fen_ioapi_interval(hhmmss, &clock_s))
    return false;
  const int year = (int)yyyyddd / 1000;
  const int day = (int)yyyyddd % 1000;
  const double start_s = fen_time_from_civil(year, 1, 1, 0, 0, 0);
  const int days = (int)((fen_time_from_civil(year + 1, 1, 1, 0, 0, 0) - start_s) / 86400.0 + 0.5);
  if (day < 1 || day > days)
    return false;
  *time_s = start_s + (day - 1) * 86400.0 + clock_s;
  return true;
}

/* The first variable's flags: the others carry the same. */
fen_status fen_ioapi_flags(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err) {
  fen_nc_shape shape;
  double *flags = NULL;
  double *values_s = NULL;
  ptrdiff_t size = 0;
  fen_status status = fen_nc_variable_shape(reader, "TFLAG", &shape, err);
  if (status)
    return status;
  if (shape.rank != 3 || shape.shape[1] < 1 || shape.shape[2] != 2)
    return fen_nc_fail(reader, "TFLAG", FEN_ERR_SHAPE, "use the file as it was written, with TFLAG(TSTEP, VAR, DATE-TIME)", err,
                       "its shape is not (times, variables, 2)");
  const ptrdiff_t start[3] = {0, 0, 0};
  const ptrdiff_t extent[3] = {shape.shape[0], 1, 2};
  status = fen_product(shape.shape[0], 2, 1, &size, err);
  if (!status)
    status = FEN_NEW(&flags, size, err);
  if (!status)
    status = FEN_NEW(&values_s, shape.shape[0], err);
  if (!status)
    status = fen_nc_read(reader, "TFLAG", 3, start, extent, flags, err);
  for (ptrdiff_t i = 0; !status && i < shape.shape[0]; i++)
    if (!fen_ioapi_instant(flags[2 * i], flags[2 * i + 1], &values_s[i]))
      status = fen_nc_fail(reader, "TFLAG", FEN_ERR_VALUE, "write dates as YYYYDDD and times as HHMMSS", err,
                           "entry %td, (%.0f, %.0f), is no date and time", i, flags[2 * i], flags[2 * i + 1]);
  fen_free(flags);
  if (status) {
    fen_free(values_s);
    return status;
  }
  *count = shape.shape[0];
  *times_s = values_s;
  return FEN_OK;
}

static fen_status off_the_attributes(const fen_nc_reader *reader, const fen_ioapi_header *header, ptrdiff_t entry, double flag_s,
                                     double wanted_s, fen_error *err) {
  char from[FEN_TIME_TEXT];
  char has[FEN_TIME_TEXT];
  char wanted[FEN_TIME_TEXT];
  fen_time_format(header->start_s, 0.0, from);
  fen_time_format(flag_s, 0.0, has);
  fen_time_format(wanted_s, 0.0, wanted);
  return fen_nc_fail(reader, "TFLAG", FEN_ERR_TIME_GAP,
                     "give files with every step; of a file that was cut, set SDATE and STIME to its first step, with ncatted", err,
                     "entry %td is %s, where SDATE, STIME (%s) and TSTEP (%g h) say %s", entry, has, from, header->step_s / 3600.0, wanted);
}

static fen_status check_steps(const fen_nc_reader *reader, const fen_ioapi_header *header, const double *times_s, ptrdiff_t count,
                              fen_error *err) {
  const double start_s = isnan(header->start_s) && count > 0 ? times_s[0] : header->start_s;
  for (ptrdiff_t n = 0; n < count; n++) {
    const double wanted_s = start_s + (double)n * header->step_s;
    if (fabs(times_s[n] - wanted_s) < 0.5)
      continue;
    if (!isnan(header->start_s))
      return off_the_attributes(reader, header, n, times_s[n], wanted_s, err);
    return fen_nc_fail(reader, "TFLAG", FEN_ERR_TIME_GAP, "give every time step once, in order", err,
                       "step %td is %g s after the one before it, TSTEP is %g s", n, times_s[n] - times_s[n - 1], header->step_s);
  }
  return FEN_OK;
}

fen_status fen_ioapi_times(const fen_nc_reader *reader, const fen_ioapi_header *header, ptrdiff_t *count, double **times_s,
                           fen_error *err) {
  double *values_s = NULL;
  ptrdiff_t found = 0;
  fen_status status = fen_ioapi_flags(reader, &found, &values_s, err);
  if (!status)
    status = check_steps(reader, header, values_s, found, err);
  if (status) {
    fen_free(values_s);
    return status;
  }
  *count = found;
  *times_s = values_s;
  return FEN_OK;
}
