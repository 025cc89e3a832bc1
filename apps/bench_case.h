/** @file bench_case.h  The parts of fenhe bench --case: model hours a minute, and error against seconds. */
#ifndef FENHE_APPS_BENCH_CASE_H
#define FENHE_APPS_BENCH_CASE_H

#include "bench.h"
#include "fenhe/pace.h"

enum { FEN_BENCH_MOST_POINTS = 64 };

/** How fast the model went with one bound of the Courant number. */
typedef struct {
  char what[FEN_BENCH_WORD]; /**< "case" or "domain" */
  double courant_max;
  fen_pace pace;
} fen_bench_pace;

/** One run of the deformation V2 (docs/verification.md). */
typedef struct {
  char scheme[FEN_BENCH_WORD]; /**< "7 cells", "9 cells", "limited PPM" */
  ptrdiff_t nx, ny, steps;
  double courant; /**< largest, along an axis */
  int tracers;    /**< carried together */
  double l2;
  double seconds; /**< of the steps, for one tracer */
} fen_bench_point;

typedef struct {
  const fen_bench_options *options;
  char title[FEN_APP_PATH]; /**< of the case */
  int threads;
  fen_bench_pace paces[2 * FEN_BENCH_MOST];
  int pace_count;
  fen_bench_point points[FEN_BENCH_MOST_POINTS];
  int point_count;
} fen_bench_report;

/** The bench's own flow as a domain of 16 species in single precision, its weather the same every hour. Appends to the paces. */
fen_status fen_bench_domain(fen_bench_report *report, fen_error *err);
/** Deformation by our scheme and by limited PPM, both in double on one thread. Appends to the points. */
fen_status fen_bench_error(fen_bench_report *report, fen_error *err);

void fen_bench_report_text(const fen_bench_report *report);
fen_status fen_bench_report_json(const fen_bench_report *report, fen_error *err);

#endif
