/** @file options.h  The words behind a verb: options with and without a value, and the paths that are left. */
#ifndef FENHE_APPS_OPTIONS_H
#define FENHE_APPS_OPTIONS_H

#include "verbs.h"

/** One option: a value goes to `value`, or the option alone sets `flag`. */
typedef struct {
  const char *name; /**< "--output" */
  const char *what; /**< what is behind it, for complaints: "folder" */
  const char **value;
  bool *flag;
} fen_app_option;

/** A table of options and its length. */
#define FEN_APP_OPTIONS(table) (table), (ptrdiff_t)(sizeof(table) / sizeof *(table))

/** What is not an option. */
typedef struct {
  const char **items; /**< shape [most] */
  ptrdiff_t most;     /**< arguments->argc always suffices */
  ptrdiff_t count;
} fen_app_words;

/** Sort the words behind a verb. @return exit status; complaints are printed */
int fen_app_options(const fen_app_arguments *arguments, const fen_app_option *options, ptrdiff_t option_count, fen_app_words *words);
/** The same for a verb that takes one case and nothing else. */
int fen_app_case_options(const fen_app_arguments *arguments, const fen_app_option *options, ptrdiff_t option_count, const char **path);

#endif
