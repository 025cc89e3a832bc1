/**
 * @file unread.h  Files of a list that could not be read, and which hours they may hold.
 *
 * Lists go by time: between the last sound file before a damaged one and the first behind it lie its hours, whichever they are. Whether
 * hours that are missing elsewhere are missing indeed can so be told before it is mended. Private to meteo.
 */
#ifndef FENHE_METEO_UNREAD_H
#define FENHE_METEO_UNREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/status.h"

struct fen_instants;

/** Zero-initialise; released by fen_unread_clear. */
typedef struct {
  bool *file;      /**< whether it could not be read, shape [count]; NULL: all could */
  ptrdiff_t count; /**< of the list */
} fen_unread;

/** Note that a file of a list of so many could not be read. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_unread_note(fen_unread *unread, ptrdiff_t count, ptrdiff_t file, fen_error *err);
void fen_unread_clear(fen_unread *unread);

/**
 * Whether hours after one time and before another may be those of a file that could not be read, going by the files of a sorted list of
 * instants. -INFINITY and INFINITY stand for before the first and behind the last. In doubt, where the files do not go by time, they may.
 */
bool fen_unread_may_hold(const fen_unread *unread, const struct fen_instants *list, double after_s, double before_s);

#endif
