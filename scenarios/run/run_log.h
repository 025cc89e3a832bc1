/** @file run_log.h  run.log: every line of the run's log, passed on to the caller's log too. */
#ifndef FENHE_RUN_LOG_H
#define FENHE_RUN_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include "fenhe/log.h"
#include "fenhe/status.h"

typedef struct {
  fen_log log; /**< give this to the layers below */
  FILE *file;
  const fen_log *next;
} fen_run_log;

/** Start a new log file, or go on with one. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_run_log_open(const char *path, bool append, const fen_log *next, fen_run_log *out, fen_error *err);
void fen_run_log_close(fen_run_log *log);

#endif
