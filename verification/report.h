/** @file report.h  What the cases gave, for people (text), for programs (JSON) and for plots (a folder of files). */
#ifndef FENHE_VERIFICATION_REPORT_H
#define FENHE_VERIFICATION_REPORT_H

#include <stdio.h>

#include "verification.h"

typedef enum { FEN_VERDICT_PASS, FEN_VERDICT_FAIL, FEN_VERDICT_SKIPPED } fen_verdict;

/** One case as it went. */
typedef struct {
  const fen_verify_case *item;
  const fen_verify_result *result; /**< NULL: the case broke off, and `error` says why */
  fen_error error;
} fen_verify_outcome;

typedef struct {
  const fen_verify_outcome *outcomes; /**< shape [count] */
  ptrdiff_t count;
  int threads;
  double wall_s;
} fen_verify_report;

/** A case that broke off fails. */
fen_verdict fen_verify_verdict(const fen_verify_outcome *outcome);
/** Cases of that verdict. */
ptrdiff_t fen_verify_count(const fen_verify_report *report, fen_verdict verdict);

/** One block: the id with its verdict, the set-up, a table of ours, theirs and the bounds, and whose theirs are. */
void fen_verify_print_case(FILE *out, const fen_verify_outcome *outcome);
/** One block without figures, of a case that is not run. */
void fen_verify_print_item(FILE *out, const fen_verify_case *item);
/** "12 cases: 11 passed, 1 failed, 0 skipped, in 3.2 s". */
void fen_verify_print_total(FILE *out, const fen_verify_report *report);

/**
 * The report as one JSON object; what is not finite is null. Figures stand under "ours", "reference" and "limits" by their names.
 * @param[in]  with_series  name each case's tables with their files, as fen_verify_write leaves them
 * @param[out] out          freed with fen_free
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_verify_json(const fen_verify_report *report, bool with_series, char **out, fen_error *err);
/** The cases that would be run, without figures, as one JSON object; shape [count]. */
fen_status fen_verify_json_list(const fen_verify_case *const *cases, ptrdiff_t count, char **out, fen_error *err);

/** folder/verify.json and the tables beside it. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_verify_write(const fen_verify_report *report, const char *folder, fen_error *err);
/** Name of a table's file within the folder: the id with dashes for slashes, a dash, the table's name, ".csv". */
void fen_verify_series_file(const fen_verify_case *item, const fen_verify_series *series, char *out, size_t size);

#endif
