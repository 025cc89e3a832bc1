/** @file summary.h  summary.json: version, command, checksums, tonnes, budget, times. It is a run's last file: who finds it finds all. */
#ifndef FENHE_SUMMARY_H
#define FENHE_SUMMARY_H

#include <jansson.h>

#include "restart.h"

/** @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_LIBRARY */
fen_status fen_summary_write(const fen_restart *restart, const fen_inputs *inputs, const char *command, fen_error *err);
/** Remove the summary, if there is one: what follows is not finished. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_summary_remove(const char *folder, fen_error *err);
/**
 * Whether a folder holds the finished run of a case and scenario (may be NULL): this program's, of the inputs as they are now, with all
 * files that it has yielded.
 * @return FEN_OK; FEN_ERR_RESTART (of another case, input or version, or not whole); FEN_ERR_FILE_MISSING; any status of the domain
 */
fen_status fen_summary_find(const char *folder, const fen_case *item, const fen_scenario *scenario, bool *found, fen_error *err);

/** The case's sectors, and its tags with what each selects (an empty list: all). */
json_t *fen_summary_sectors(const fen_case *item);
json_t *fen_summary_tags(const fen_case *item, const fen_lanes *lanes);

#endif
