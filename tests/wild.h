/** @file wild.h  Wild flow along one pencil: most of its air into one of its cells. */
#ifndef FENHE_TESTS_WILD_H
#define FENHE_TESTS_WILD_H

#include "flow.h"

enum { WILD_CELLS = 40 };

/**
 * Air that crosses the n + 1 faces of a pencil in one sweep, after which every cell but `centre` keeps (1 - share) of its air and that one
 * has what the others lost, if `wind_kg` is 0; a wind moves all departure points alike, through ends that are not closed.
 */
static inline void collapse(const double *air_kg, ptrdiff_t n, ptrdiff_t centre, double share, double wind_kg, double *flux_kg) {
  flux_kg[0] = 0.0;
  for (ptrdiff_t f = 1; f <= n; f++)
    flux_kg[f] = f <= centre ? flux_kg[f - 1] + share * air_kg[f - 1] : 0.0;
  for (ptrdiff_t f = n - 1; f > centre; f--)
    flux_kg[f] = flux_kg[f + 1] - share * air_kg[f];
  for (ptrdiff_t f = 0; f <= n; f++)
    flux_kg[f] += wind_kg;
}

/**
 * How one of many pencils of WILD_CELLS cells flows, by its number. In every fifth the air is calm: half of each cell crosses where it can,
 * so that a new cell's two pieces are equal.
 */
static inline void wild_pencil(ptrdiff_t pencil, fen_side side, double share, double *air_kg, double *flux_kg) {
  const int calm = pencil % 5 == 4;
  uint64_t seed = (uint64_t)pencil;
  for (ptrdiff_t i = 0; i < WILD_CELLS; i++)
    air_kg[i] = calm ? 1.0 : 0.9 + 0.2 * chance(&seed);
  const double least = 0.8 * (1.0 - share) * WILD_CELLS; /* that nothing goes round */
  const double most = side == FEN_SIDE_CLOSED ? 0.0 : side == FEN_SIDE_PERIODIC && least < 12.0 ? least : 12.0;
  const double wind_kg = most * (2.0 * chance(&seed) - 1.0);
  if (calm)
    collapse(air_kg, WILD_CELLS, pencil % WILD_CELLS, side == FEN_SIDE_CLOSED ? 0.05 : 0.0, side == FEN_SIDE_CLOSED ? 0.0 : 0.5, flux_kg);
  else
    collapse(air_kg, WILD_CELLS, (7 * pencil + 3) % WILD_CELLS, share, wind_kg, flux_kg);
}

#endif
