/** @file replace.h  Files that appear under their name only when they are complete. Private to io. */
#ifndef FENHE_REPLACE_H
#define FENHE_REPLACE_H

#include <stddef.h>

#include "fenhe/status.h"

typedef struct {
  char *path;      /**< final name, owned */
  char *temporary; /**< in the same folder, so that renaming is one step; owned */
} fen_replacement;

/** Claim an empty temporary file beside path. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY (out is then empty) */
fen_status fen_replacement_begin(const char *path, fen_replacement *out, fen_error *err);
/** Sync the temporary file, which stays. @return FEN_OK; FEN_ERR_WRITE */
fen_status fen_replacement_sync(const fen_replacement *replacement, fen_error *err);
/** Sync the temporary file, rename it, sync the folder; the temporary file is gone afterwards, also after a failure. */
fen_status fen_replacement_commit(fen_replacement *replacement, fen_error *err);
/** Remove the temporary file. */
void fen_replacement_discard(fen_replacement *replacement);

/** FEN_ERR_WRITE with the reason and a remedy; error is an errno, 0 where it is not known. */
fen_status fen_file_unwritable(const char *path, int error, fen_error *err);
/** Folder part of a path: "." if it has none; caller frees. */
fen_status fen_path_folder(const char *path, char **out, fen_error *err);

#endif
