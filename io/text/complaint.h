/** @file complaint.h  One shape for every complaint: place, message, the line with a caret, remedy and code. Private to io. */
#ifndef FENHE_COMPLAINT_H
#define FENHE_COMPLAINT_H

#include <stdarg.h>
#include <stddef.h>

#include "fenhe/status.h"

/** Where a fault is; zero-initialise what is not known. */
typedef struct {
  const char *path;
  const char *name;     /**< a variable or column, printed after path and line; may be NULL */
  ptrdiff_t line;       /**< from 1; 0: none */
  ptrdiff_t column;     /**< in characters, from 1; 0: none */
  const char *excerpt;  /**< start of the line in the text, not terminated; NULL: none */
  size_t excerpt_bytes; /**< its length without the line break */
  size_t token_start;   /**< of the faulty token within the line, in bytes */
  size_t token_bytes;
} fen_place;

/**
 * "path:line:column: error: MESSAGE", the line and a caret where an excerpt is given, "  = REMEDY  [Ennnn]".
 * A message that is too long is cut; place, excerpt, remedy and code stay whole.
 * @param[in] remedy may be NULL: what is usually done about the status stands in for it
 */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 0)))
#endif
fen_status
fen_complain_v(const fen_place *place, fen_status status, const char *remedy, fen_error *err, const char *format, va_list arguments);

#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
fen_status
fen_complain(const fen_place *place, fen_status status, const char *remedy, fen_error *err, const char *format, ...);

#endif
