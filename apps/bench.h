/** @file bench.h  The parts of the verb bench: what is measured, on which flow, what it costs in bytes and operations, how it is told. */
#ifndef FENHE_APPS_BENCH_H
#define FENHE_APPS_BENCH_H

#include "bench_flow.h"
#include "verbs.h"

enum { FEN_BENCH_MOST = 16, FEN_BENCH_WORD = 32, FEN_BENCH_MOST_REPEATS = 100 };

/** What is timed. */
typedef enum {
  FEN_BENCH_X_SWEEP,
  FEN_BENCH_Y_SWEEP,
  FEN_BENCH_Z_SWEEP,
  FEN_BENCH_DIFFUSION,     /**< implicit vertical diffusion with deposition and sources */
  FEN_BENCH_XYZ_DIFFUSION, /**< one call of each of the above: what other models' "full step" stands for */
  FEN_BENCH_FULL_STEP,     /**< a step as a run makes it: X, Y(1/2), D(1/2) Z D(1/2), Y(1/2), X sweeps of neighbouring steps merged */
  FEN_BENCH_YARDSTICK,     /**< x, y and z sweep of a scalar limited PPM (bench_yardstick.h) */
  FEN_BENCH_PROCESSES
} fen_bench_process;

/** Names as in JSON, shape [FEN_BENCH_PROCESSES]. */
extern const char *const fen_bench_process_names[FEN_BENCH_PROCESSES];

typedef struct {
  ptrdiff_t cells[3];
  int repeats;
  fen_precision precisions[2];
  int precision_count;
  int species[FEN_BENCH_MOST], species_count; /**< each species a lead with its own limiter and no tags */
  int tags[FEN_BENCH_MOST], tags_count;       /**< tags of one lead */
  int threads[FEN_BENCH_MOST], thread_count;
  bool processes[FEN_BENCH_PROCESSES];
  fen_instructions instructions;
  fen_limiter limiter;
  bool as_json, quick, with_case, clean_air;
  const char *case_path; /**< NULL: the built-in case */
  const char *compare;   /**< earlier results; NULL: none */
  const char *from;      /**< results to report instead of measuring; NULL: measure */
  double courants[FEN_BENCH_MOST];
  int courant_count;
  double hours; /**< of model time per Courant number */
} fen_bench_options;

/** Exit status of a wrong command line, FEN_EXIT_OK for a right one. */
int fen_bench_options_read(const fen_app_arguments *arguments, fen_bench_options *out);
/** Name of a precision or limiter, as the command line has it. */
const char *fen_bench_precision_name(fen_precision precision);
const char *fen_bench_limiter_name(fen_limiter limiter);

/** One line of the table. Rates are million updates of a cell and tracer per second; leads and tags count alike, padding does not. */
typedef struct {
  char process[FEN_BENCH_WORD], precision[FEN_BENCH_WORD]; /**< as in JSON: a file may name some that this version lacks */
  int species, tags, threads;
  ptrdiff_t grid[3];
  double least, median, most;
  double bytes, flops; /**< per update, see bench_work.c; NAN: not told */
  double copy_gbps;    /**< median of the copies made between the repeats; NAN: not told */
  double fraction;     /**< bytes times median rate, as a share of copy_gbps */
} fen_bench_row;

/** A whole table. */
typedef struct {
  int repeats;
  char instructions[FEN_BENCH_WORD], limiter[FEN_BENCH_WORD], field[FEN_BENCH_WORD], version[FEN_BENCH_WORD], cpu[128];
  ptrdiff_t count, room;
  fen_bench_row *rows; /**< owned, see fen_bench_table_clear */
  double copy_gbps[FEN_BENCH_MOST];
  int copy_threads[FEN_BENCH_MOST];
  int copy_count;
} fen_bench_table;

fen_status fen_bench_table_add(fen_bench_table *table, const fen_bench_row *row, fen_error *err);
void fen_bench_table_clear(fen_bench_table *table);
/** Median of the rows' copy bandwidths with so many threads [GB/s]; NAN: no such rows. */
double fen_bench_table_copy(const fen_bench_table *table, int threads);
/** The processor's name for itself; "unknown". */
void fen_bench_cpu(char *out, size_t size);
/** Smallest, median and largest of values, which are sorted in place. */
void fen_bench_spread(double *values, int count, double *least, double *median, double *most);

/** Bytes to and from memory, and arithmetic operations, of one update of a cell and tracer. */
typedef struct {
  double bytes, flops;
} fen_bench_work;
fen_bench_work fen_bench_work_of(fen_bench_process process, fen_precision precision, fen_limiter limiter, int species, int tags);

/** Measure everything that the options ask for; progress goes to standard error if it is a terminal. */
fen_status fen_bench_measure(const fen_bench_options *options, fen_bench_table *out, fen_error *err);

/** The table as text, or as one JSON object; `old`: earlier results to compare with, or NULL. */
void fen_bench_print_text(const fen_bench_table *table);
fen_status fen_bench_print_json(const fen_bench_table *table, const fen_bench_table *old, const char *old_path, fen_error *err);
/** What --json printed. @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT, with the place; FEN_ERR_MEMORY */
fen_status fen_bench_read(const char *path, fen_bench_table *out, fen_error *err);

/** The row of the same process, precision, tracers, threads and grid, or NULL. */
const fen_bench_row *fen_bench_find(const fen_bench_table *table, const fen_bench_row *like);
/** Old and new rates, their ratio and that of the copies, and what only one of the tables has. */
void fen_bench_print_comparison(const fen_bench_table *old, const char *old_path, const fen_bench_table *now);

/** fenhe bench --case: simulated hours a minute by Courant number, and error against seconds. Returns the exit status. */
int fen_bench_case(const fen_bench_options *options);

#endif
