/** @file held_log.h  A log for what another thread may do: its lines are held back until the run's own thread hands them on. */
#ifndef FENHE_HELD_LOG_H
#define FENHE_HELD_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/log.h"

/** Zero-initialise; must stay where it is while its log is used. */
typedef struct {
  fen_log log;       /**< for those who write */
  const fen_log *to; /**< where the lines go in the end; may be NULL */
  bool holding;      /**< false: lines go there at once */
  size_t used, room;
  char *lines; /**< each a level and a text with its NUL */
} fen_held_log;

/** Set log and to. */
void fen_held_log_set(fen_held_log *held, const fen_log *to);
/** From here on, or no more, hold lines back; set by the thread that hands on, while the other does nothing. */
void fen_held_log_hold(fen_held_log *held);
/** Hand on what was held, in its order, and hold no more. */
void fen_held_log_release(fen_held_log *held);
void fen_held_log_clear(fen_held_log *held);

#endif
