/**
 * @file batch.h  A base and any number of scenarios, as lanes of one run where memory allows, else as several runs that carry the base as
 * lead: the same bytes either way. docs/guide/batch.md explains the folder.
 */
#ifndef FENHE_BATCH_H
#define FENHE_BATCH_H

#include "fenhe/run.h"
#include "fenhe/scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_BATCH_BASE, FEN_BATCH_OWN } fen_batch_limiter;

/** What became of a member: enumerator, word in the status files. */
#define FEN_MEMBER_STATE_LIST(X)                                                                                                           \
  X(FEN_MEMBER_WAITING, "waiting") /* not asked for in this call, or it was stopped before */                                              \
  X(FEN_MEMBER_DONE, "done")       /* by this call */                                                                                      \
  X(FEN_MEMBER_KEPT, "kept")       /* finished before, with the same inputs */                                                             \
  X(FEN_MEMBER_BUSY, "busy")       /* another process is at it */                                                                          \
  X(FEN_MEMBER_FAILED, "failed")

typedef enum {
#define FEN_MEMBER_STATE_ENUM(name, word) name,
  FEN_MEMBER_STATE_LIST(FEN_MEMBER_STATE_ENUM)
#undef FEN_MEMBER_STATE_ENUM
      FEN_MEMBER_STATES
} fen_member_state;

/** Word of a state (static storage). */
const char *fen_member_state_word(fen_member_state state);

enum { FEN_BATCH_NAME = 48, FEN_BATCH_TEXT = 256, FEN_BATCH_FOLDER = 1100 };

typedef struct {
  char name[FEN_BATCH_NAME];   /**< "base", or the scenario's */
  char title[FEN_BATCH_TEXT];  /**< of the scenario */
  char path[FEN_BATCH_FOLDER]; /**< of the scenario's file; empty: the base */
  char folder[FEN_BATCH_FOLDER];
  fen_member_state state;
  ptrdiff_t group; /**< run of this call that it was carried in, from 1; 0: none */
  double wall_s;   /**< of that run */
  bool alert;      /**< needs the base as forecast */
  fen_error error; /**< of a failed one */
} fen_batch_member;

/** Everything is owned by it. */
typedef struct {
  ptrdiff_t count;
  fen_batch_member *members;     /**< the base first */
  ptrdiff_t groups;              /**< runs made, or, in a dry run, that would be */
  bool stopped;                  /**< by options.run.stop */
  double memory_bytes;           /**< that one run may take */
  double base_bytes, lane_bytes; /**< that the base takes, and each further scenario; 0: not asked */
} fen_batch_report;

typedef struct {
  fen_run_options run; /**< folder (NULL: the case's), command, log, progress, stop: as of each run */
  fen_batch_limiter limiter;
  double memory_bytes;      /**< for one run; 0: four fifths of what the machine has left */
  const char *only;         /**< name of the one member to do, "base" too; NULL: all */
  const char *share;        /**< see fen_scenario_open */
  bool names;               /**< only read the members' names */
  bool dry;                 /**< say what would be done; nothing is written */
  ptrdiff_t scenario_count; /**< 0: those of the case */
  const char *const *scenarios;
} fen_batch_options;

/**
 * Do what is not done yet. A member that fails does not keep the others from being done: its error is in the report, in
 * FOLDER/status/NAME.json and in FOLDER/batch.json. Several processes may work in one folder.
 * @param[out] out the caller's, see fen_batch_report_destroy; set whenever FEN_OK is returned
 * @return FEN_OK also where members failed; FEN_ERR_NAME_TWICE; FEN_ERR_ARGUMENT (no member of the name asked for); FEN_ERR_WRITE; any
 * status of the readers for what the base needs too; FEN_ERR_MEMORY
 */
fen_status fen_batch(const fen_case *item, const fen_batch_options *options, fen_batch_report **out, fen_error *err);
void fen_batch_report_destroy(fen_batch_report **report);

#ifdef __cplusplus
}
#endif
#endif
