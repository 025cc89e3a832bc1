/**
 * @file instants.h  The common catalogue of instants of a weather reader's files: which file and record holds which time.
 *
 * A reader adds the instants of each file as it finds them, then chooses: they are sorted, the wanted period is cut out, an hour that
 * comes twice is compared (the same values: one is dropped and told; others: FEN_ERR_TIME_GAP), gaps are named. Messages begin with the
 * source's label, such as "WRF". Private to meteo.
 */
#ifndef FENHE_METEO_INSTANTS_H
#define FENHE_METEO_INSTANTS_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/diagnostics.h"
#include "fenhe/log.h"
#include "fenhe/status.h"
#include "unread.h"

typedef struct {
  double time_s;
  ptrdiff_t file, record; /**< the reader's own numbers */
  ptrdiff_t added;        /**< how many instants were added before it: the index into what a reader keeps beside the list */
} fen_instant;

/** Zero-initialise; released by fen_instants_clear. */
typedef struct fen_instants {
  fen_instant *instant; /**< shape [count] */
  ptrdiff_t count, capacity;
} fen_instants;

typedef struct {
  const char *label;     /**< "WRF", "MCIP", "ERA5" */
  double start_s, end_s; /**< period wanted: from the last instant <= start to the first >= end; NaN: all */
  const fen_log *log;
  /** FEN_OK if two records of one time hold the same values of all that the reader uses; otherwise its complaint (FEN_ERR_TIME_GAP). */
  fen_status (*compare)(void *context, const fen_instant *first, const fen_instant *second, fen_error *err);
  void *context;
  fen_diagnostics *faults;  /**< takes all faults, and the list stays usable; NULL: the first fault is returned */
  bool incomplete;          /**< the period and gaps are not asked for */
  const fen_unread *unread; /**< hours that files may hold which could not be read are no gaps; NULL: all could */
} fen_instants_choice;

/** Add the records 0 to count - 1 of a file. @return FEN_OK; FEN_ERR_ARGUMENT, FEN_ERR_MEMORY */
fen_status fen_instants_add(fen_instants *list, ptrdiff_t file, const double *times_s, ptrdiff_t count, fen_error *err);

/**
 * Sort, choose the period, drop repeats, look for gaps: neighbours may be at most 1.5 times as far apart as the nearest two.
 * @return FEN_OK, also where choice->faults has taken them; FEN_ERR_TIME_GAP (no instant at all, a period that the files do not hold, a
 * gap); what compare returned
 */
fen_status fen_instants_choose(fen_instants *list, const fen_instants_choice *choice, fen_error *err);

/** Drop what lies outside from_s to to_s. */
void fen_instants_cut(fen_instants *list, double from_s, double to_s);

enum { FEN_INSTANTS_RUN_TEXT = 128, FEN_INSTANTS_MOST_RUNS = 16 };

/** Instants that one list has and another lacks. */
typedef struct {
  double first_s, last_s;
  ptrdiff_t count;
} fen_instants_run;

/**
 * Which instants of a list another one lacks, but for those that may be in its files that could not be read; both are sorted.
 * @param[in]  unread of the other; NULL: all could be read
 * @param[out] runs of those that follow each other; the last takes all that is left, so that a user is not told of thousands
 * @return how many runs there are
 */
ptrdiff_t fen_instants_lacking(const fen_instants *list, const fen_instants *other, const fen_unread *unread,
                               fen_instants_run runs[FEN_INSTANTS_MOST_RUNS]);
/** "2020-01-10T00:00:00Z", or from that to another with their number. */
void fen_instants_run_format(const fen_instants_run *run, char text[FEN_INSTANTS_RUN_TEXT]);

void fen_instants_clear(fen_instants *list);

#endif
