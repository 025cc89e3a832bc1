/** @file gather.h  Which results are meant: folders as they are, and a batch's folder as its base and all its members. */
#ifndef FENHE_COMPARE_GATHER_H
#define FENHE_COMPARE_GATHER_H

#include "fenhe/log.h"
#include "fenhe/status.h"

#include <stddef.h>

typedef struct {
  ptrdiff_t count, room;
  char **items;
} fen_gathered;

/** @return FEN_OK; FEN_ERR_ARGUMENT (fewer than two); FEN_ERR_FILE_MISSING (a batch without a base); FEN_ERR_FILE_FORMAT (batch.json);
 * FEN_ERR_MEMORY */
fen_status fen_gather(const char *const *folders, ptrdiff_t count, const fen_log *log, fen_gathered *out, fen_error *err);
void fen_gathered_clear(fen_gathered *gathered);

#endif
