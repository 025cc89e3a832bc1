/** @file encoding.h  Text as people save it: UTF-8, or the Chinese national code GB18030. Private to io. */
#ifndef FENHE_ENCODING_H
#define FENHE_ENCODING_H

#include "source.h"

/**
 * Turn the bytes of (source) into UTF-8 and name the encoding taken: UTF-8 (with or without byte-order mark) where they are UTF-8, else
 * GB18030 (with GBK and GB2312 inside it) where all of them are.
 *
 * Nearly any pair of bytes is some character of GB18030, so a text in UTF-8 with one byte broken would pass as Chinese nonsense. A text
 * whose bytes beyond ASCII are for the most part characters of three or four bytes in UTF-8 is therefore held for damaged UTF-8: in
 * Chinese text in GB2312 fewer than two pairs in a hundred look like that by chance. The other way round, 太原 in GB2312 happens to be two
 * letters in UTF-8, a combining mark and a Cyrillic one: a text whose only letters beyond ASCII have two bytes, are not all Latin, Greek or
 * Russian, and are Chinese in GB2312 is in GB2312.
 * @return FEN_OK; FEN_ERR_ENCODING with line and column (UTF-16, neither code, a character that an earlier conversion has lost);
 *         FEN_ERR_SYNTAX (a NUL byte: no text); FEN_ERR_LIBRARY (the system cannot convert GB18030); FEN_ERR_MEMORY
 */
fen_status fen_encoding_decode(fen_source *source, fen_error *err);

#endif
