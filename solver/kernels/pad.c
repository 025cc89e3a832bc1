/* The padding of a batch of pencils, for one instruction set. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "level.h"

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

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

/* Cells by which a flux of a periodic pencil may shift, at most; -1 and the pencil if one carries more air than its pencil has. */
static ptrdiff_t largest_shift(const fen_pencils *p, ptrdiff_t *pencil) {
  double least[FEN_BATCH];
  double total[FEN_BATCH] = {0};
  double most[FEN_BATCH] = {0};
  memcpy(least, p->air_kg, sizeof least);
  for (ptrdiff_t i = 0; i < p->n; i++) {
    const double *restrict air_kg = p->air_kg + i * FEN_BATCH;
    FOR_PENCILS {
      least[v] = air_kg[v] < least[v] ? air_kg[v] : least[v];
      total[v] += air_kg[v];
    }
  }
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    const double *restrict flux_kg = p->flux_kg + f * FEN_BATCH;
    FOR_PENCILS {
      double size_kg = fabs(flux_kg[v]);
      most[v] = size_kg > most[v] ? size_kg : most[v];
    }
  }
  ptrdiff_t shift = 0;
  for (ptrdiff_t b = 0; b < p->count; b++) {
    *pencil = b;
    if (!(most[b] < total[b]))
      return -1;
    ptrdiff_t own = (most[b] / least[b] < (double)p->n ? (ptrdiff_t)(most[b] / least[b]) : p->n) + 1;
    shift = own > shift ? own : shift;
  }
  return shift;
}

/* Powers of two: the first cells' air without the bits of the mantissa. */
static void find_units(fen_pencils *p) {
  for (int b = 0; b < FEN_BATCH; b++) {
    uint64_t bits;
    memcpy(&bits, &p->air_kg[b], sizeof bits);
    bits = bits >> (DBL_MANT_DIG - 1) << (DBL_MANT_DIG - 1);
    memcpy(&p->unit_kg[b], &bits, sizeof bits);
  }
}

ptrdiff_t FEN_OF_LEVEL(fen_pencils_pad)(fen_pencils *p) {
  ptrdiff_t pencil = 0;
  ptrdiff_t shift = p->low == FEN_SIDE_PERIODIC ? largest_shift(p, &pencil) : 0;
  if (shift < 0)
    return pencil;
  p->ghost = FEN_MAX_GHOST + (p->low == FEN_SIDE_PERIODIC ? FEN_ENDS + shift : 0);
  find_units(p);
  pad_air(p);
  return -1;
}
