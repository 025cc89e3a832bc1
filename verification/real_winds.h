/** @file real_winds.h  Weather of real places for verified cases, interval by interval, with emissions for it. */
#ifndef FENHE_VERIFICATION_REAL_WINDS_H
#define FENHE_VERIFICATION_REAL_WINDS_H

#include "fenhe/case.h"
#include "fenhe/interval.h"
#include "verification.h"

/**
 * QUEENSLAND: 12 hours of WRF over terrain, hourly; KATRINA: 9 hours of WRF in a hurricane, every three, part of a moving nest with an open
 * top; BASIN: the built-in case, idealised weather over real terrain and its inventory, 48 hours.
 */
typedef enum { FEN_WINDS_QUEENSLAND, FEN_WINDS_KATRINA, FEN_WINDS_BASIN, FEN_WINDS_COUNT } fen_winds;

/** What is emitted: the members of species 0. Species 1 is emitted as a lead alone. */
enum { FEN_WINDS_LEAD, FEN_WINDS_FIRST, FEN_WINDS_SECOND, FEN_WINDS_BACKGROUND, FEN_WINDS_REST, FEN_WINDS_MEMBERS };

/** Zero-initialise; release with fen_real_winds_close. */
typedef struct {
  fen_case *item; /**< the built-in case; NULL for weather files */
  fen_weather_source *source;
  fen_interval *interval;
  fen_inventory *inventory; /**< NULL for weather files: sources at fixed places */
  fen_weather weather[2];   /**< at the interval's start and end */
  ptrdiff_t instant;        /**< index of weather[1] */
  fen_forcing forcing;
  fen_repair_report repair; /**< of this interval */
  double repair_mps;        /**< largest correction of the horizontal wind so far */
} fen_real_winds;

/**
 * Open the winds; borrowed: nothing of the context.
 * @param[out] skipped why they cannot be had, such as absent files: then nothing is open and the status is FEN_OK; "" otherwise
 * @return FEN_OK; statuses of the readers
 */
fen_status fen_real_winds_open(fen_real_winds *winds, fen_winds which, const fen_verify_context *context, char skipped[FEN_VERIFY_TEXT],
                               fen_error *err);
void fen_real_winds_close(fen_real_winds *winds);

/** Whether there is another interval. */
bool fen_real_winds_more(const fen_real_winds *winds);
/** Build winds->forcing of the next interval. */
fen_status fen_real_winds_next(fen_real_winds *winds, fen_error *err);
/**
 * Sources from start_s to end_s, which lie in the interval: of the members of species 0, and of species 1.
 * @param[out] out allocated for the caller (fen_free)
 */
fen_status fen_real_winds_sources(fen_real_winds *winds, double start_s, double end_s, fen_source **out, ptrdiff_t *count, fen_error *err);

#endif
