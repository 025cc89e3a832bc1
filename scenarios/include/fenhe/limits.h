/** @file limits.h  The dated table of air-quality limits (data/air_quality_limits.csv): which concentration a standard allows, and when. */
#ifndef FENHE_LIMITS_H
#define FENHE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One row; texts are owned by the table. */
typedef struct {
  const char *key;         /**< short name, such as GB2026-1 */
  const char *standard;    /**< such as GB 3095-2026 */
  const char *standard_zh; /**< never NULL */
  const char *stage;       /**< "" where the standard has none */
  const char *pollutant;
  const char *grade;
  bool annual; /**< a mean of a year; false: of 24 hours */
  double limit_ugpm3;
  double from_s, to_s; /**< in force from the start of a day to the end of one, in the time zone given when reading; infinite: no bound */
} fen_limit;

/** Hours that a day must have for its mean to count (GB 3095-2012, table 4). */
enum { FEN_WHOLE_DAY_HOURS = 20 };

typedef struct fen_limits fen_limits;

/**
 * Read the table.
 * @param[in] utc_offset_s in which the days of its dates begin and end
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_SYNTAX; FEN_ERR_COLUMN; FEN_ERR_TYPE, FEN_ERR_RANGE, FEN_ERR_TIME, FEN_ERR_WORD_UNKNOWN
 * (a cell, with its place); FEN_ERR_MEMORY
 */
fen_status fen_limits_open(const char *path, double utc_offset_s, fen_limits **out, fen_error *err);
void fen_limits_close(fen_limits **limits);
ptrdiff_t fen_limits_count(const fen_limits *limits);
const fen_limit *fen_limits_at(const fen_limits *limits, ptrdiff_t index);

/** What to look for. */
typedef struct {
  const char *pollutant;
  const char *standard; /**< key, name, or name and stage; case, blanks and punctuation do not count; NULL: what is in force */
  const char *grade;    /**< NULL: II, or, where the standard has none of that name, its first */
  bool annual;
  double time_s; /**< the instant that it is for: decides between stages, and what is in force */
} fen_limit_wanted;

/**
 * The limit for an instant. A standard that is named is taken even where it was not in force then, in the stage next to that time.
 * @param[out] out NULL if none is named and none is in force, or if the table has no limit for the pollutant
 * @return FEN_OK; FEN_ERR_WORD_UNKNOWN (no such standard, or no such grade of it; the text names those there are)
 */
fen_status fen_limits_find(const fen_limits *limits, const fen_limit_wanted *wanted, const fen_limit **out, fen_error *err);
/** Whether a limit was in force at an instant. */
bool fen_limit_in_force(const fen_limit *limit, double time_s);
/** "GB 3095-2026, first stage, grade II" into text[size]. */
void fen_limit_name(const fen_limit *limit, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
