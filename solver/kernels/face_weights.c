/* Weights of the antidiffusive mass of all faces of a batch of pencils (Eq. 5 to 7), for one instruction set. */
#include <float.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "alike.h"
#include "level.h"
#include "turn.h"

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

/* Where the mass coordinate is used (Eq. 7): the largest growth of air from layer to layer, and the largest ratio between such growths. */
#define GROWTH_MAX 1.25
#define GROWTH_VARIES_MAX 1.25

#define BYTES FEN_REGISTER_BYTES
#define WIDTH 512
#define REAL double
#define INTEGER int64_t
#define SUFFIX pd
#define NAME(x) x##_double
#include "weights_template.h"
#undef NAME
#undef REAL
#undef INTEGER
#undef SUFFIX
#define REAL float
#define INTEGER int32_t
#define SUFFIX ps
#define NAME(x) x##_float
#include "weights_template.h"
#undef NAME
#undef REAL
#undef INTEGER
#undef SUFFIX

/* How far from its index a cell or face looks (fen_scratch): at the stencils of donors, and at what lies between two of these. */
static ptrdiff_t reach_of(const fen_scratch *s) {
  const fen_pencils *p = &s->pencils;
  int32_t lowest[FEN_BATCH] = {0};
  int32_t highest[FEN_BATCH] = {0};
  int32_t furthest = 0;
  for (ptrdiff_t f = 0; f <= p->n; f++)
    FOR_PENCILS {
      const int32_t distance = p->donor[f * FEN_BATCH + v] - (int32_t)f;
      lowest[v] = distance < lowest[v] ? distance : lowest[v];
      highest[v] = distance > highest[v] ? distance : highest[v];
    }
  for (int v = 0; v < FEN_BATCH; v++) {
    furthest = -lowest[v] > furthest ? -lowest[v] : furthest;
    furthest = highest[v] + 1 > furthest ? highest[v] + 1 : furthest;
  }
  for (ptrdiff_t i = 0; i < p->n; i++)
    if (s->alike[i * FEN_ALIKES + FEN_ALIKE_AT_OTHERS] > 2)
      return 0;
  const ptrdiff_t reach = furthest + p->order / 2;
  return reach > p->ghost ? reach : p->ghost;
}

void FEN_OF_LEVEL(fen_weigh_float)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_float(scratch, even, layers);
  scratch->reach = reach_of(scratch);
}

void FEN_OF_LEVEL(fen_weigh_double)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_double(scratch, even, layers);
  scratch->reach = reach_of(scratch);
}
