/** @file sites.h  Where the stations of tables are: by their own columns or by a list of stations. */
#ifndef FENHE_EVALUATE_SITES_H
#define FENHE_EVALUATE_SITES_H

#include "observations.h"

/**
 * Find a place for every station; several names may share one.
 * @param[in]     list_path NULL: no list
 * @param[in,out] o         station's site is set
 * @param[out]    e         sites and names, in the pool of o
 * @return FEN_OK; as fen_csv_open; FEN_ERR_COLUMN; FEN_ERR_TYPE; FEN_ERR_RANGE
 */
fen_status fen_sites_link(fen_observations *o, const char *list_path, fen_evaluation *e, fen_error *err);

#endif
