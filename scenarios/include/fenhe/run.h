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
  const volatile sig_atomic_t *stop; /**< once this is not 0 the run ends after its step under way, with a restart file; may be NULL */
  const volatile sig_atomic_t *save; /**< whenever this has changed, a restart file is written after the step under way; may be NULL */
  ptrdiff_t most_steps;              /**< the run ends so after this many steps, as by stop; 0: no limit */
  bool resume;                       /**< go on from the newest restart file in the folder */
  bool fresh;                        /**< begin anew, though the folder holds an unfinished run, which is lost */
} fen_run_options;

typedef struct {
  bool stopped;          /**< ended by options.stop or most_steps: of the output there are the log and the folder restart */
  bool complete;         /**< resumed, but there was nothing left to do */
  double wall_s;         /**< of this call */
  double worst_residual; /**< largest budget residual of any lane and hour */
  ptrdiff_t steps;
  char folder[1024];  /**< where the output is */
  char restart[1200]; /**< the newest restart file; empty: none */
} fen_run_report;

/**
 * Run a case. While it runs, its folder is locked and holds restart files, from which it can be resumed after any end; a run that was
 * interrupted at any steps and resumed leaves the same bytes in its NetCDF files as one that was not.
 * @return FEN_OK; any status of the readers; FEN_ERR_REPAIR; FEN_ERR_BUDGET; FEN_ERR_WRITE; FEN_ERR_MEMORY; FEN_ERR_UNFINISHED (neither
 * resume nor fresh, and the folder holds an unfinished run); FEN_ERR_RESUME (resume, and it holds none); FEN_ERR_RESTART (one of another
 * case, input or version); FEN_ERR_FILE_FORMAT (no usable restart file)
 */
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
