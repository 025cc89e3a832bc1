/** @file verbs.h  The verbs of the command line. Each gets its own arguments and returns the exit status. */
#ifndef FENHE_APPS_VERBS_H
#define FENHE_APPS_VERBS_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "fenhe/run.h"

/** argv[0] is the verb. `command` is the whole command line, for the files' history. */
typedef struct {
  int argc;
  char **argv;
  const char *command;
} fen_app_arguments;

int fen_app_run(const fen_app_arguments *arguments);
int fen_app_check(const fen_app_arguments *arguments);
int fen_app_compare(const fen_app_arguments *arguments);
int fen_app_evaluate(const fen_app_arguments *arguments);
int fen_app_demo(const fen_app_arguments *arguments);
int fen_app_batch(const fen_app_arguments *arguments);
int fen_app_predict(const fen_app_arguments *arguments);
int fen_app_respond(const fen_app_arguments *arguments);
int fen_app_doctor(const fen_app_arguments *arguments);
int fen_app_bench(const fen_app_arguments *arguments);
int fen_app_verify(const fen_app_arguments *arguments);

/** Print a fault to standard error, at most six lines that end with its code; returns its exit status. */
int fen_app_complain(const fen_error *err);
/** Print all faults in their order, alike ones counted, then warnings, then the numbers of both; scenario may be NULL. */
void fen_app_tell_faults(const char *path, const char *scenario, const fen_diagnostics *faults, const fen_diagnostics *warnings);
/** Print the faults found in a file, one at least, and their number; returns the exit status of the first. */
int fen_app_complain_of_file(const char *path, const fen_diagnostics *faults);
/**
 * Print what ended a verb that was given a case: where it is a fault of the case or its files, with all others that `fenhe check` finds.
 * @param scenario path of the scenario that is run with it; may be NULL
 * @param listed   whether the scenarios that the case lists are looked at
 * @return exit status of err
 */
int fen_app_complain_of_case(const char *path, const char *scenario, bool listed, const fen_error *err);
/** A wrong command line; returns its exit status. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int fen_app_complain_usage(const char *verb, const char *format, ...);
/** The value behind the option at *n, which then moves on. Another option is none. @return whether there is one */
bool fen_app_value(const fen_app_arguments *arguments, int *n, const char **value);
/** Whether the first argument is --help; prints the verb's help. */
bool fen_app_wants_help(const fen_app_arguments *arguments, const char *help);

enum { FEN_APP_PATH = 4096 };
/** Folder of the built-in data: FENHE_SHARE, else beside the program, else the source tree's. @return whether it was found */
bool fen_app_share(char folder[FEN_APP_PATH]);
/** Path of a script that comes with the program: beside it, else the source tree's. @return whether it was found */
bool fen_app_script(const char *name, char path[FEN_APP_PATH]);
/** Have a script draw what lies in a folder; what it says goes to out, why it does not draw to standard error. */
void fen_app_draw(const char *script_name, const char *folder, FILE *out);
/** The demonstration within the built-in data. */
#define FEN_APP_DEMO_CASE "cases/taiyuan.yaml"

typedef struct {
  const char *path;     /**< of the case */
  const char *folder;   /**< NULL: the case's */
  const char *scenario; /**< path of a scenario file; NULL: none */
  const char *forecast; /**< folder of a base run for the scenario's alert; NULL: none */
  const char *command;
  bool resume, fresh;
  const char *verb; /**< NULL: run */
  /** What is done with the case; NULL: fen_run */
  fen_status (*call)(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err);
} fen_app_case;

/**
 * Path of a scenario that a command line names: a file, or the name of one in the built-in data's folder scenarios.
 * @return FEN_OK; FEN_ERR_FILE_MISSING (a word that is neither); FEN_ERR_MEMORY
 */
fen_status fen_app_scenario_path(const char *word, char path[FEN_APP_PATH], fen_error *err);
/**
 * Open the scenario that a command line names, and evaluate its alert; complaints are printed.
 * @param[in]  assume without a forecast, take the highest level to be in force
 * @param[out] out    NULL where none is named
 * @return exit status
 */
int fen_app_open_scenario(const fen_app_case *which, const fen_case *item, bool assume, fen_scenario **out);
/** fen_app_complain_of_case for a run. */
int fen_app_complain_of_run(const fen_app_case *which, const fen_error *err);
/** What a run is watched with; stays where it is while the run goes on. */
typedef struct {
  bool terminal;
  fen_log log;
} fen_app_watch;
/** Have a run show its progress and warnings and end in good order on a signal: sets these options. */
void fen_app_watch_run(fen_app_watch *watch, fen_run_options *options);
/** A size in bytes, such as "8GB" or "500 MiB". @return whether it is one */
bool fen_app_bytes(const char *text, double *bytes);
/** Run a case and tell of it: shared by run and demo. */
int fen_app_run_case(const fen_app_case *which);

#endif
