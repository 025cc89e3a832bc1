/* A batch of pencils: its padding. */
#include "pencils.h"

#include <math.h>
#include <string.h>

void fen_pencils_fill(const fen_pencils *p, double *row) {
  for (ptrdiff_t b = p->count; b < FEN_BATCH; b++)
    row[b] = row[p->count - 1];
}

static void pad_air(fen_pencils *p) {
  const size_t row = FEN_BATCH * sizeof *p->air_kg;
  double *air = p->air_kg;
  ptrdiff_t n = p->n;
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    ptrdiff_t below;
    ptrdiff_t above;
    if (p->low == FEN_SIDE_PERIODIC) {
      below = (n - g % n) % n;
      above = (g - 1) % n;
    } else {
      below = p->low == FEN_SIDE_CLOSED ? inner - 1 : 0;
      above = p->high == FEN_SIDE_CLOSED ? n - inner : n - 1;
    }
    memcpy(air - g * FEN_BATCH, air + below * FEN_BATCH, row);
    memcpy(air + (n + g - 1) * FEN_BATCH, air + above * FEN_BATCH, row);
  }
}

/* Cells by which a flux of a periodic pencil may shift, at most; -1 if it carries more air than the pencil has. */
static ptrdiff_t largest_shift(const fen_pencils *p, ptrdiff_t b) {
  const double *air = p->air_kg + b;
  double least = air[0];
  double total = air[0];
  double most = 0.0;
  for (ptrdiff_t i = 1; i < p->n; i++) {
    least = air[i * FEN_BATCH] < least ? air[i * FEN_BATCH] : least;
    total += air[i * FEN_BATCH];
  }
  for (ptrdiff_t f = 0; f <= p->n; f++)
    most = fabs(p->flux_kg[f * FEN_BATCH + b]) > most ? fabs(p->flux_kg[f * FEN_BATCH + b]) : most;
  if (!(most < total))
    return -1;
  return (most / least < (double)p->n ? (ptrdiff_t)(most / least) : p->n) + 1;
}

ptrdiff_t fen_pencils_pad(fen_pencils *p) {
  ptrdiff_t shift = 0;
  for (ptrdiff_t b = 0; b < p->count && p->low == FEN_SIDE_PERIODIC; b++) {
    ptrdiff_t own = largest_shift(p, b);
    if (own < 0)
      return b;
    shift = own > shift ? own : shift;
  }
  p->ghost = FEN_MAX_GHOST + (p->low == FEN_SIDE_PERIODIC ? FEN_ENDS + shift : 0);
  for (ptrdiff_t b = 0; b < FEN_BATCH; b++)
    p->unit_kg[b] = ldexp(1.0, ilogb(p->air_kg[b]));
  pad_air(p);
  return -1;
}
