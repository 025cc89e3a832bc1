/** @file clock.h  Instants and time zones: seconds since 1970-01-01T00:00:00Z as double, offsets from UTC in seconds. */
#ifndef FENHE_CLOCK_H
#define FENHE_CLOCK_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Broken-down civil time at a given offset from UTC (proleptic Gregorian calendar). */
typedef struct {
  int year, month, day;     /**< month 1-12, day 1-31 */
  int hour, minute, second; /**< second 0-59 */
  int weekday;              /**< 0 = Monday ... 6 = Sunday */
  int day_of_year;          /**< 1-366 */
} fen_civil;

enum { FEN_TIME_TEXT = 32 };

/**
 * Read "2020-01-10T00:00+08:00", "2020-01-10T00:00:00Z", "2020-01-10 00:00 +08:00", "2020-01-10" and WRF's "2020-01-10_00:00:00".
 * @param[in] default_offset_s offset used where the text names none
 * @return FEN_OK; FEN_ERR_TIME
 */
fen_status fen_time_parse(const char *text, double default_offset_s, double *out_s, fen_error *err);
/** Read "+08:00", "Z", "UTC" or "-03:30" into seconds east of Greenwich. */
fen_status fen_offset_parse(const char *text, double *out_s, fen_error *err);
/** ISO 8601 with offset, such as 2020-01-10T00:00:00+08:00 (Z at offset 0), into text[FEN_TIME_TEXT]. */
void fen_time_format(double time_s, double offset_s, char text[FEN_TIME_TEXT]);
fen_civil fen_time_civil(double time_s, double offset_s);
double fen_time_from_civil(int year, int month, int day, int hour, int minute, int second);
/** Wall clock for timings [s], monotonic. */
double fen_wall_clock_s(void);

#ifdef __cplusplus
}
#endif
#endif
