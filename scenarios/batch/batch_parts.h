/** @file batch_parts.h  What the parts of a batch share. */
#ifndef FENHE_BATCH_PARTS_H
#define FENHE_BATCH_PARTS_H

#include "fenhe/batch.h"
#include "fenhe/folder.h"
#include "fingerprint.h"
#include "member.h"

/** A member at work. */
typedef struct {
  fen_batch_member *told; /**< in the report */
  fen_scenario *scenario; /**< NULL: the base, or one whose file is faulty */
  fen_change *change;     /**< NULL until it is known */
  fen_folder_lock claim;  /**< while it is this process's */
  bool claimed, wanted;
  char inputs[FEN_FINGERPRINT];
} fen_batch_item;

typedef struct {
  const fen_case *item;
  const fen_batch_options *options;
  const char *folder, *command;
  fen_batch_report *report;
  fen_batch_item *items; /**< shape [report->count], the base first */
  fen_weather_source *source;
  fen_inventory *inventory;
} fen_batch_work;

/** batch_status.c: FOLDER/status/NAME.json, one for each member, and FOLDER/batch.json. */
fen_status fen_batch_make_folders(const fen_batch_work *work, fen_error *err);
/** Whether a member is finished with the inputs it has now. */
bool fen_batch_is_done(const fen_batch_work *work, const fen_batch_item *item);
/** Tell what became of a member. */
fen_status fen_batch_tell(const fen_batch_work *work, const fen_batch_item *item, fen_error *err);
/** Put batch.json together from the status files of all members. */
fen_status fen_batch_summarise(const fen_batch_work *work, fen_error *err);
/** Take a member for this process; *taken is false where another one has it. */
fen_status fen_batch_claim(const fen_batch_work *work, fen_batch_item *item, bool *taken, fen_error *err);
void fen_batch_release(fen_batch_item *item);

/** batch_group.c: run members together and make their folders; those that cannot be done are told as failed. */
fen_status fen_batch_run_group(fen_batch_work *work, fen_batch_item *const *group, ptrdiff_t count, fen_error *err);

/** Once all members are done and no process is at any: remove what interrupted runs with other inputs have left. */
void fen_batch_sweep_groups(const fen_batch_work *work);

/** batch_memory.c: how many scenarios fit a run. */
fen_status fen_batch_measure(fen_batch_work *work, fen_error *err);
/** Scenarios that fit beside the base, with its tags or without; 1 at least. */
ptrdiff_t fen_batch_capacity(const fen_batch_work *work, bool tags);

/** A member has failed: note it, and go on. */
void fen_batch_fail(fen_batch_item *item, const fen_error *fault);

#endif
