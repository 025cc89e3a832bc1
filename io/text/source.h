/** @file source.h  A text file in memory, with its lines. Private to io. */
#ifndef FENHE_SOURCE_H
#define FENHE_SOURCE_H

#include <stddef.h>

#include "complaint.h"
#include "fenhe/files.h"

enum { FEN_SOURCE_BLOCK = 4096 };

/** Where a block of the text begins: a faulty file may give a complaint for each of its words, and none shall count from the start. */
struct fen_source_mark {
  ptrdiff_t lines, characters; /**< line breaks and characters before it */
  size_t line_start;           /**< of the line that holds its first byte */
};

typedef struct {
  char *path; /**< owned */
  char *text; /**< owned, shape [size + 1], ends with NUL; a byte-order mark at its start is left out */
  size_t size;
  struct fen_source_mark *marks; /**< one for each block of FEN_SOURCE_BLOCK bytes, owned; NULL: not set yet */
  const char *encoding;          /**< "UTF-8" or "GB18030": what the file is in; the text here is UTF-8 */
} fen_source;

/**
 * Read a whole text file.
 * @param[out] out zero-initialised by the caller; release with fen_source_clear, also after a failure
 * @return FEN_OK; FEN_ERR_FILE_MISSING (missing, a folder, unreadable); FEN_ERR_SYNTAX (larger than 256 MB, binary);
 *         FEN_ERR_ENCODING; FEN_ERR_LIBRARY; FEN_ERR_MEMORY (encoding.h)
 */
fen_status fen_source_load(const char *path, fen_source *out, fen_error *err);
void fen_source_clear(fen_source *source);
/** The place of bytes within the text, for complaints; a token that runs over the end of its line is cut there. */
fen_place fen_source_place(const fen_source *source, size_t start, size_t bytes);

/** FEN_ERR_FILE_MISSING with the reason and a remedy; error is an errno. */
fen_status fen_file_unreadable(const char *path, int error, fen_error *err);

#endif
