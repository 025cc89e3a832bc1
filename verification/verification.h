/**
 * @file verification.h  Cases with known answers: what is computed, against which published or exact values, and what passes.
 *
 * A suite is one file that adds its cases to a catalogue; a case is run at most once, so that one case may build on another's figures. Only
 * the library's public headers are used here: what a case can do, any program can.
 */
#ifndef FENHE_VERIFICATION_H
#define FENHE_VERIFICATION_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/log.h"
#include "fenhe/status.h"
#include "fenhe/transport.h"

enum { FEN_VERIFY_ID = 64, FEN_VERIFY_TEXT = 320, FEN_VERIFY_FIGURES = 32, FEN_VERIFY_COLUMNS = 8, FEN_VERIFY_SERIES = 6 };

/** FEN_TIER_QUICK: seconds for all together, part of the fast tests; FEN_TIER_FULL: all that the tables ask for. */
typedef enum { FEN_TIER_QUICK, FEN_TIER_FULL } fen_verify_tier;

/** What a figure must be for its case to pass. */
typedef enum { FEN_BOUND_NONE, FEN_BOUND_AT_MOST, FEN_BOUND_AT_LEAST } fen_bound;

/** One number of a case. */
typedef struct {
  const char *name; /**< static text: "l2", "linf", "min", ...; the key in JSON */
  double ours;
  double reference; /**< published or exact value; NAN: none */
  fen_bound bound;
  double limit;
} fen_figure;

/** A table for plots, such as measured beside modelled values or a profile; one file DIR/<id>-<name>.csv, slashes as dashes. */
typedef struct {
  char name[32];
  int columns;
  const char *column[FEN_VERIFY_COLUMNS]; /**< static texts with units, such as "measured_mgpm2" */
  ptrdiff_t rows;
  double *values; /**< shape [rows][columns], owned by the result */
} fen_verify_series;

typedef struct {
  fen_figure figures[FEN_VERIFY_FIGURES];
  int figure_count;
  fen_verify_series series[FEN_VERIFY_SERIES];
  int series_count;
  double cell_updates;           /**< cells times sweeps, for error against work; 0: not counted */
  char skipped[FEN_VERIFY_TEXT]; /**< why the case could not be run, such as absent data; "": it was run */
  char note[FEN_VERIFY_TEXT];    /**< a sentence for the reader, or "" */
  double wall_s;                 /**< set by fen_verify_result_of */
} fen_verify_result;

typedef struct fen_verify_case fen_verify_case;
typedef struct fen_verify_context fen_verify_context;

struct fen_verify_case {
  char id[FEN_VERIFY_ID];      /**< such as "V2/240x120/c2.5/positive-7"; double precision is not named, single ends in "/single" */
  char setup[FEN_VERIFY_TEXT]; /**< one sentence */
  const char *citation;        /**< of the reference values: static text */
  fen_precision precision;
  fen_verify_tier tier;
  /** Compute; a figure out of its bound is no failure of the call. */
  fen_status (*run)(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err);
  const void *parameters; /**< of the suite's own: static */
};

/** All cases of one program, and the results so far. */
struct fen_verify_context {
  const char *data;         /**< folder of the real data; NULL: absent, the cases that need it are skipped */
  const char *share;        /**< folder of the built-in data, which holds cases/taiyuan.yaml; NULL: absent, cases are skipped */
  const char *runs_path;    /**< release and meteorology of field runs (CSV) instead of the data folder's; NULL: none */
  const char *samples_path; /**< their samples */
  const fen_log *log;       /**< may be NULL */
  ptrdiff_t count, room;
  fen_verify_case *cases;
  fen_verify_result **results; /**< NULL where not yet run, shape [count] */
};

/** An empty catalogue filled by every suite. @return FEN_OK; FEN_ERR_MEMORY; FEN_ERR_INTERNAL (an id given twice) */
fen_status fen_verify_create(fen_verify_context *out, fen_error *err);
void fen_verify_clear(fen_verify_context *context);

/**
 * Add a case V7/run-N for each run of the user's own tables that has none; does nothing without runs_path and samples_path. To be called
 * once these are set and before cases are chosen: it may move the cases. Faults of the tables are told with file and line.
 */
fen_status fen_verify_add_field_runs(fen_verify_context *context, fen_error *err);

/** For suites: add a case (copied). */
fen_status fen_verify_add(fen_verify_context *context, const fen_verify_case *item, fen_error *err);
/** The result of a case, computed on first demand. @return FEN_OK; FEN_ERR_ARGUMENT (no such id); whatever its run returns */
fen_status fen_verify_result_of(fen_verify_context *context, const char *id, const fen_verify_result **out, fen_error *err);
/** Whether an id is meant by a word of the command line: the id itself, or the beginning of it up to a slash. */
bool fen_verify_matches(const char *id, const char *word);

/** For runs: add a figure without a bound. reference may be NAN. */
void fen_verify_tell(fen_verify_result *result, const char *name, double ours, double reference);
/** Add a figure that must not exceed (or fall below) a limit; NaN fails. */
void fen_verify_at_most(fen_verify_result *result, const char *name, double ours, double reference, double limit);
void fen_verify_at_least(fen_verify_result *result, const char *name, double ours, double reference, double limit);
/** Add a table; columns: static texts ended by NULL; values are the caller's to fill, zero at first. */
fen_status fen_verify_series_add(fen_verify_result *result, const char *name, const char *const *columns, ptrdiff_t rows, double **values,
                                 fen_error *err);

/** A figure by name, NULL if there is none; whether it keeps its bound; whether all do. */
const fen_figure *fen_verify_figure(const fen_verify_result *result, const char *name);
bool fen_verify_keeps(const fen_figure *figure);
bool fen_verify_passes(const fen_verify_result *result);

#endif
