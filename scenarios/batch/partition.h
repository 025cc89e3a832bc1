/** @file partition.h  Whether the tags of a species make it up: each emission, initial and boundary values in exactly one of them. */
#ifndef FENHE_BATCH_PARTITION_H
#define FENHE_BATCH_PARTITION_H

#include "run/lanes.h"

/** Whether a species has tags. */
bool fen_partition_has_tags(const fen_lanes *lanes, int species);
/** Whether a lane carries initial or boundary values that are not 0. */
bool fen_partition_has_background(const fen_case *item, const fen_lane *lane);
/**
 * Check each species that has tags.
 * @return FEN_OK; FEN_ERR_TAGS: no species has any, or something falls to two of them or to none
 */
fen_status fen_partition_check(const fen_case *item, const fen_lanes *lanes, fen_error *err);

#endif
