/** @file groups.h  Pairs by station, city, hour and day. */
#ifndef FENHE_EVALUATE_GROUPS_H
#define FENHE_EVALUATE_GROUPS_H

#include "observations.h"

/** Rows of figures and their judgements, from the evaluation's hours. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_group_pairs(fen_pool *pool, fen_evaluation *e, fen_error *err);

#endif
