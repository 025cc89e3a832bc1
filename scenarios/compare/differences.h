/** @file differences.h  differences.nc: each result's surface fields minus the base's. */
#ifndef FENHE_COMPARE_DIFFERENCES_H
#define FENHE_COMPARE_DIFFERENCES_H

#include "fenhe/compare.h"

/** @return FEN_OK; FEN_ERR_WRITE; statuses of the readers */
fen_status fen_differences_write(const fen_comparison *comparison, const char *path, const char *command, fen_error *err);

#endif
