/** @file catalogue.h  responses.json: the tags of a run whose sum is each of their species. */
#ifndef FENHE_BATCH_CATALOGUE_H
#define FENHE_BATCH_CATALOGUE_H

#include "run/lanes.h"

/** Tonnes a year that a lane takes of its species in the domain. */
double fen_catalogue_tonnes(const fen_lanes *lanes, const fen_lane *lane);
/** Write the catalogue of a run that is over. @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_catalogue_write(const fen_case *item, const fen_lanes *lanes, const char *folder, fen_error *err);

#endif
