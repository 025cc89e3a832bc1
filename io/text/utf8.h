/** @file utf8.h  UTF-8 as far as files and carets need it. Private to io. */
#ifndef FENHE_UTF8_H
#define FENHE_UTF8_H

#include <stddef.h>

/** Decode one character. @return its bytes (1-4), or 0 where the text is no UTF-8 (RFC 3629) */
size_t fen_utf8_decode(const char *text, size_t size, unsigned *code);
/** Columns of a terminal that a character takes: 0 (combining), 1, or 2 (Chinese and other wide characters). */
int fen_utf8_columns(unsigned code);
/** Columns of a text; a byte that is no UTF-8 counts as one. */
ptrdiff_t fen_utf8_width(const char *text, size_t size);
/** Characters of a text; a byte that is no UTF-8 counts as one. */
ptrdiff_t fen_utf8_length(const char *text, size_t size);

#endif
