/** @file verify.h  The parts of the verb verify. */
#ifndef FENHE_APPS_VERIFY_H
#define FENHE_APPS_VERIFY_H

#include "report.h"
#include "verbs.h"

typedef struct {
  bool list, quick, as_json;
  const char *data, *runs, *samples, *plots; /* NULL: not given */
  int words;                                 /* of the cases wanted; 0: all */
  char **word;                               /* moved to the front of the verb's own arguments */
} fen_verify_options;

/** Exit status of a wrong command line, FEN_EXIT_OK for a right one. */
int fen_verify_options_read(const fen_app_arguments *arguments, fen_verify_options *out);
/**
 * The cases that the words and the tier ask for.
 * @param[out] items  shape [context->count], of which *count are set
 * @return FEN_OK; FEN_ERR_USAGE (a word that is no case, or nothing left)
 */
fen_status fen_verify_select(const fen_verify_context *context, const fen_verify_options *options, const fen_verify_case **items,
                             ptrdiff_t *count, fen_error *err);

#endif
