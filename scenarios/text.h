/** @file text.h  A text that grows. */
#ifndef FENHE_SCENARIOS_TEXT_H
#define FENHE_SCENARIOS_TEXT_H

#include <stdarg.h>
#include <stddef.h>

#include "fenhe/status.h"

/** Zero-initialise; the first fault is kept and ends the growing. */
typedef struct {
  char *bytes; /**< to be freed with fen_free */
  size_t used, room;
  fen_status status;
  fen_error *err;
} fen_text;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void fen_text_add(fen_text *text, const char *format, ...);
/** A cell of a table of CSV, in quotes where it needs them, behind a comma unless it is the row's first. */
void fen_text_cell(fen_text *text, const char *cell);
/** A number as a cell of CSV; NaN: empty. */
void fen_text_number(fen_text *text, double value);
void fen_text_row_end(fen_text *text);
/** Blanks up to a width; Chinese characters are two wide. width < 0: the text stands at the left. */
void fen_text_padded(fen_text *text, const char *words, int width);
/** Columns that the first bytes of a text take on a terminal, at most so many; characters of three bytes and more count for Chinese ones.
 */
int fen_text_width(const char *words, int most);
/** How many bytes of UTF-8 to take, at most so many, so that no character is cut; for "%.*s". */
int fen_text_fit(const char *words, int most);
/** Hand the bytes over, or drop them after a fault. */
fen_status fen_text_finish(fen_text *text, char **out);

#endif
