/**
 * @file restart.h  The folder OUTPUT/restart of a run that is not over: the spool of what its hours have yielded, which carries a text that
 * says which run it is of (restart_about.c), and the last two restart files, which carry the run's name from that text.
 */
#ifndef FENHE_RESTART_H
#define FENHE_RESTART_H

#include "inputs.h"
#include "march.h"

/** The last so many times that a run was taken up again are remembered. */
enum { FEN_RESTART_RESUMES = 32, FEN_RESTART_NAME = 64 };

/** What an output folder holds. */
typedef enum {
  FEN_RESTART_NONE,  /**< no run that is not over */
  FEN_RESTART_BEGUN, /**< one that has written no restart file yet: it begins from its start */
  FEN_RESTART_SAVED  /**< one with a restart file at least */
} fen_restart_state;

/** When a run was taken up again, and from where; registered with the rest. */
typedef struct {
  ptrdiff_t count;                    /**< in all */
  double at_s[FEN_RESTART_RESUMES];   /**< wall clock, seconds since 1970 */
  double from_s[FEN_RESTART_RESUMES]; /**< model time */
} fen_resumes;

typedef struct {
  const char *folder; /**< of the output; borrowed, as march and log are */
  char *id;           /**< which run the files are of; owned */
  fen_march *march;
  const fen_log *log;
  fen_registry registry; /**< all that evolves */
  fen_registry place;    /**< what must be known before the rest can be read */
  fen_resumes resumes;
  char newest[FEN_RESTART_NAME], previous[FEN_RESTART_NAME]; /**< names within the folder; empty: none */
  ptrdiff_t steps;                                           /**< at the newest, -1: none */
} fen_restart;

fen_status fen_restart_look(const char *folder, fen_restart_state *out, fen_error *err);

/** The text for a new run; the caller frees it. */
fen_status fen_restart_about(const fen_inputs *inputs, const char *command, char **text, fen_error *err);
/** The run's name, and the command that it began with; the caller frees them. @return FEN_OK; FEN_ERR_FILE_FORMAT; FEN_ERR_MEMORY */
fen_status fen_restart_origin(const char *about, const char *folder, char **id, char **command, fen_error *err);
/**
 * Whether a run can be continued by this program with these inputs; another compiler is worth a warning.
 * @return FEN_OK; FEN_ERR_RESTART (another version, another case, another input); FEN_ERR_FILE_FORMAT
 */
fen_status fen_restart_compare(const char *about, const char *folder, const fen_inputs *inputs, const fen_log *log, fen_error *err);

struct json_t;
/**
 * The same of an object with "version" and "inputs", such as the summary's.
 * @param[in] place what a message begins with
 * @param[in] anew  how to start anew, for the remedy
 */
fen_status fen_restart_compare_origin(const struct json_t *root, const char *place, const char *anew, const fen_inputs *inputs,
                                      fen_error *err);

/** Path of the spool. */
void fen_restart_spool_path(const char *folder, char path[FEN_OUTPUT_PATH]);
/** Remove what is left of an earlier run, and make the folder with an empty spool. */
fen_status fen_restart_begin(const char *folder, const char *about, fen_error *err);
/** Register all that evolves; the struct must stay where it is. Release with fen_restart_clear. */
fen_status fen_restart_register(fen_restart *restart, fen_error *err);
void fen_restart_clear(fen_restart *restart);
/**
 * Take the run up from its newest usable restart file and cut the spool to it; files that cannot be used are told as warnings.
 * @return FEN_OK; FEN_ERR_FILE_FORMAT (none can be used); any status of the weather's readers; FEN_ERR_MEMORY
 */
fen_status fen_restart_load(fen_restart *restart, fen_error *err);
/** Note that the run is taken up again now. */
void fen_restart_note(fen_restart *restart);
/** Sync the spool, write a restart file, then remove all but it and the one before. Nothing is done if no step was made since the last. */
fen_status fen_restart_write(fen_restart *restart, fen_error *err);
/** Remove the whole folder: the run is over, or not worth keeping. */
fen_status fen_restart_end(const char *folder, fen_error *err);
/** Remove the temporary files that a killed run has left among the output; what cannot be removed stays. */
void fen_restart_sweep(const char *folder);

#endif
