/**
 * @file member.h  A result folder made of a run's: its files with each species replaced by a weighted sum of the run's lanes. A member of
 * a batch is one lane with weight 1, a prediction is the lead and what the measures change of the tags.
 */
#ifndef FENHE_BATCH_MEMBER_H
#define FENHE_BATCH_MEMBER_H

#include "fenhe/case.h"
#include "run/lanes.h"

/** Room for the path of a file in a result folder. */
enum { FEN_MEMBER_PATH = 1200 };

typedef struct {
  char lane[FEN_LANE_NAME]; /**< such as PM25__coking */
  double weight;
} fen_member_term;

/** What one species becomes. */
typedef struct {
  const char *species;
  ptrdiff_t count;              /**< 0: the species is left out */
  const fen_member_term *terms; /**< shape [count] */
} fen_member_sum;

typedef struct {
  const char *run;              /**< folder of the run */
  const char *folder;           /**< appears, whole, in the place of one that was there */
  const char *kind;             /**< of the summary: "run", "member" or "prediction" */
  const char *scenario;         /**< name; NULL: none */
  const fen_scenario *measures; /**< whose files are inputs beside the run's; NULL: none */
  const char *limiter_of;       /**< "base" or "own" */
  const char *title;
  const char *command;
  ptrdiff_t sum_count;
  const fen_member_sum *sums; /**< of every species, or none: the species stay as they are, and so do the tags of the case */
} fen_member;

/** A folder in the making, beside the one it will replace. */
typedef struct {
  char folder[FEN_MEMBER_PATH];
} fen_member_draft;

/**
 * Whether a result may take this place: nothing is there, an empty folder, or a result of Fenhe.
 * @return FEN_OK; FEN_ERR_WRITE (something else is there); FEN_ERR_FILE_MISSING (no folder, or unreadable); FEN_ERR_MEMORY
 */
fen_status fen_member_check_place(const char *folder, fen_error *err);
/** Remove a result, but nothing else. @return as fen_member_check_place */
fen_status fen_member_remove(const char *folder, fen_error *err);
/**
 * Make the files of a member in a temporary folder, where others may be put beside them.
 * @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_WRITE; FEN_ERR_MEMORY
 */
fen_status fen_member_write(const fen_member *member, fen_member_draft *draft, fen_error *err);
/** Put the ledger of a change into a draft; nothing for NULL. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY; FEN_ERR_LIBRARY */
fen_status fen_member_write_ledger(fen_change *change, const fen_member_draft *draft, fen_error *err);
/** The folder gets its name, in one step, if fen_member_check_place allows. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_FILE_MISSING */
fen_status fen_member_commit(const fen_member *member, fen_member_draft *draft, fen_error *err);
/** Remove a draft; nothing happens to one that was committed. */
void fen_member_discard(fen_member_draft *draft);

#endif
