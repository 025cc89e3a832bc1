/** @file run.h  Run a case from its start to its end and leave the output files. */
#ifndef FENHE_RUN_H
#define FENHE_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "fenhe/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the library, such as "0.1.0" (static storage). */
const char *fen_version(void);

/** Where a run is; told after every hour of the model. */
typedef struct {
  double start_s, end_s, clock_s; /**< model time */
  double utc_offset_s;            /**< of the case's time zone */
  double wall_s;                  /**< since the run began */
  double remaining_s;             /**< estimate of the wall time left */
} fen_run_progress;

typedef struct {
  const char *folder;                                                /**< replaces the case's output folder; NULL: the case's */
  const char *command;                                               /**< command line, for the files' history; NULL: "fenhe" */
  const fen_log *log;                                                /**< told everything that run.log gets; may be NULL */
  void (*progress)(void *context, const fen_run_progress *progress); /**< may be NULL */
  void *progress_context;
  const volatile sig_atomic_t *stop; /**< the run ends at its next step once this is not 0; may be NULL */
} fen_run_options;

typedef struct {
  bool stopped; /**< ended by options.stop: no output was left but the log */
  double wall_s;
  double worst_residual; /**< largest budget residual of any lane and hour */
  ptrdiff_t steps;
  char folder[1024]; /**< where the output is */
} fen_run_report;

/** @return FEN_OK; any status of the readers; FEN_ERR_REPAIR; FEN_ERR_BUDGET; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_run(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err);

/** What a run would need. */
typedef struct {
  double memory_bytes; /**< peak of the process, libraries included */
  double steps;        /**< of the whole run, as the first interval has them */
  double wall_s;       /**< from one timed step, one reading and one forcing */
  ptrdiff_t nx, ny, nz, lanes, hours, threads;
} fen_run_estimate;

/** A dry run: everything is opened and one step is timed; nothing is written. Tonnes by sector and files read go to the log. */
fen_status fen_run_dry(const fen_case *item, const fen_log *log, fen_run_estimate *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
