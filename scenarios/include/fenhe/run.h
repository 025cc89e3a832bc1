/** @file run.h  Run a case from its start to its end and leave the output files. */
#ifndef FENHE_RUN_H
#define FENHE_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "fenhe/case.h"
#include "fenhe/scenario.h"

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

/**
 * Processes whose wall time is told: enumerator, name in summary.json, text, and whether another thread did it while the run went on, so
 * that it is no part of the total.
 */
#define FEN_TIMED_LIST(X)                                                                                                                  \
  X(FEN_TIMED_SETUP, "setup", "set-up, checksums of inputs", false)                                                                        \
  X(FEN_TIMED_SWEEP_X, "x_sweeps", "x sweeps", false)                                                                                      \
  X(FEN_TIMED_SWEEP_Y, "y_sweeps", "y sweeps", false)                                                                                      \
  X(FEN_TIMED_COLUMNS, "columns", "columns: vertical advection, diffusion", false)                                                         \
  X(FEN_TIMED_STEPS, "steps_rest", "steps, the rest of them", false)                                                                       \
  X(FEN_TIMED_ENTERING, "entering", "entering intervals of weather", false)                                                                \
  X(FEN_TIMED_EMISSIONS, "emissions", "emissions", false)                                                                                  \
  X(FEN_TIMED_BOUNDARIES, "boundary_values", "boundary values", false)                                                                     \
  X(FEN_TIMED_SAMPLING, "sampling", "samples of concentrations", false)                                                                    \
  X(FEN_TIMED_BUDGET, "budget", "mass budgets", false)                                                                                     \
  X(FEN_TIMED_WEATHER, "weather_waited", "weather, waited for", false)                                                                     \
  X(FEN_TIMED_OUTPUT, "output_waited", "output, handed over or waited for", false)                                                         \
  X(FEN_TIMED_FILES, "output_files", "output files at the end", false)                                                                     \
  X(FEN_TIMED_RESTART, "restart", "restart files", false)                                                                                  \
  X(FEN_TIMED_REST, "rest", "the rest", false)                                                                                             \
  X(FEN_TIMED_WEATHER_APART, "weather_apart", "weather, by its own thread", true)                                                          \
  X(FEN_TIMED_OUTPUT_APART, "output_apart", "output, by its own thread", true)                                                             \
  X(FEN_TIMED_TOTAL, "total", "total", false)

typedef enum {
#define FEN_TIMED_ENUM(name, key, text, apart) name,
  FEN_TIMED_LIST(FEN_TIMED_ENUM)
#undef FEN_TIMED_ENUM
      FEN_TIMED_COUNT
} fen_timed;

/** Name and text of a process (static storage), and whether it went on beside the run. */
const char *fen_timed_name(fen_timed process);
const char *fen_timed_text(fen_timed process);
bool fen_timed_is_apart(fen_timed process);

/** What of a process' memory goes where, at its peak [bytes]. */
typedef struct {
  double weather;   /**< instants and intervals of weather, the one being prepared too */
  double transport; /**< fields of all tracers, their boundary values and accounts, air */
  double means;     /**< of concentrations */
  double output;    /**< what an hour yields, on its way to the disk */
  double rest;      /**< program, libraries, grid, emissions */
  double total;     /**< expected peak of the resident set */
} fen_run_memory;

typedef struct {
  const char *folder;                                                /**< replaces the case's output folder; NULL: the case's */
  const fen_scenario *scenario;                                      /**< changes the emissions, under the run's own limiter; NULL: none */
  const char *command;                                               /**< command line, for the files' history; NULL: "fenhe" */
  const fen_log *log;                                                /**< told everything that run.log gets; may be NULL */
  void (*progress)(void *context, const fen_run_progress *progress); /**< may be NULL */
  void *progress_context;
  const volatile sig_atomic_t *stop; /**< once this is not 0 the run ends after its step under way, with a restart file; may be NULL */
  const volatile sig_atomic_t *save; /**< whenever this has changed, a restart file is written after the step under way; may be NULL */
  ptrdiff_t most_steps;              /**< the run ends so after this many steps, as by stop; 0: no limit */
  bool resume;                       /**< go on from the newest restart file in the folder */
  bool fresh;                        /**< begin anew, though the folder holds an unfinished run, which is lost */
  ptrdiff_t member_count;
  const fen_scenario *const
      *members; /**< without a scenario of its own: carried beside the base with its limiter, as PM25___NAME; shape [member_count] */
  bool alone;   /**< no threads of their own for weather and output: the same bytes, later */
} fen_run_options;

typedef struct {
  bool stopped;          /**< ended by options.stop or most_steps: of the output there are the log and the folder restart */
  bool complete;         /**< resumed, but there was nothing left to do */
  double wall_s;         /**< of this call */
  double worst_residual; /**< largest budget residual of any lane and hour */
  ptrdiff_t steps;
  double seconds[FEN_TIMED_COUNT]; /**< wall time by process, of the parts before a resume too */
  char folder[1024];               /**< where the output is */
  char restart[1200];              /**< the newest restart file; empty: none */
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
  fen_run_memory memory;
  double steps;  /**< of the whole run, as the first interval has them */
  double wall_s; /**< from one timed step, one reading and one forcing */
  ptrdiff_t nx, ny, nz, lanes, hours, threads;
} fen_run_estimate;

/**
 * A dry run: everything is opened and one step is timed; nothing is written. Tonnes by sector and files read go to the log.
 * @param[in]  scenario may be NULL
 * @param[out] ledger   what the scenario does, as a table; not NULL where scenario is not
 */
fen_status fen_run_dry(const fen_case *item, const fen_scenario *scenario, FILE *ledger, const fen_log *log, fen_run_estimate *out,
                       fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
