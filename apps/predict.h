/** @file predict.h  Parts of the verb 'predict'. */
#ifndef FENHE_APPS_PREDICT_H
#define FENHE_APPS_PREDICT_H

#include "fenhe/batch.h"
#include "fenhe/responses.h"
#include "verbs.h"

typedef struct {
  const char *command, *responses, *output, *species;
  const char **paths; /**< scenario files, or names of built-in ones, shape [count] */
  ptrdiff_t count;
  bool run, gap, json;
} predict_arguments;

/** Room for the folder asked for, and for paths of results in it. */
enum { PREDICT_OUTPUT = 900, PREDICT_RUNS = PREDICT_OUTPUT + 16, PREDICT_PATH = PREDICT_RUNS + 64 };

/** One scenario and what is known of it. */
typedef struct {
  char path[FEN_APP_PATH]; /**< of its file */
  fen_scenario *scenario;
  fen_prediction *prediction;
  double *mean_ugpm3;             /**< of a run, shape [species][places]; NULL: of the prediction, if exact */
  char folder[PREDICT_PATH];      /**< of the result; empty: none was left */
  bool compared;                  /**< whether the gaps are known */
  fen_result_gap *base, *own;     /**< of the prediction to runs with either limiter, by species */
  double *base_ugpm3, *own_ugpm3; /**< means of these runs, shape [species][places] */
} predicted;

typedef struct {
  const predict_arguments *asked;
  fen_responses *responses;
  int species; /**< of the table */
  predicted *items;
  fen_diagnostics faults; /**< of a scenario's file: it is the first that is not open */
  double opened_s;
} predict_work;

/** Everything that was asked for; returns the exit status. */
int fen_app_predict_all(const predict_arguments *asked);
/** predict_print.c */
void fen_app_predict_table(const predict_work *work);
void fen_app_predict_json(const predict_work *work);

#endif
