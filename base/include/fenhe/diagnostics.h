/** @file diagnostics.h  A list of faults, so that one pass over an input reports all of them. */
#ifndef FENHE_DIAGNOSTICS_H
#define FENHE_DIAGNOSTICS_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Grows as needed; zero-initialise before use, release with fen_diagnostics_clear. */
typedef struct {
  fen_error *items; /**< shape [count], owned */
  ptrdiff_t count;
  ptrdiff_t capacity;
} fen_diagnostics;

/** Append a copy of err; silently drops it only when memory is exhausted after at least one was kept. */
void fen_diagnostics_add(fen_diagnostics *list, const fen_error *err);
/** FEN_OK if the list is empty; otherwise copies the first fault to err and returns its status. */
fen_status fen_diagnostics_first(const fen_diagnostics *list, fen_error *err);
void fen_diagnostics_clear(fen_diagnostics *list);

/** The candidate nearest to word by edit distance, or NULL if none is near enough to be a likely misspelling. */
const char *fen_nearest_word(const char *word, const char *const *candidates, ptrdiff_t count);

#ifdef __cplusplus
}
#endif
#endif
