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

/* Rows of a face's stencil, in one piece. */
static FEN_INLINE const double *growth_of(const fen_pencils *p, ptrdiff_t f, const double *restrict growth, int order,
                                          double *restrict gathered) {
  const int32_t *restrict donor = p->donor + f * FEN_BATCH;
  const int half = order / 2;
  if (p->alike_donor[f] == FEN_ALIKE)
    return growth + (donor[0] - half) * FEN_BATCH;
  for (int k = 0; k < order - 1; k++)
    for (int v = 0; v < FEN_BATCH; v++)
      gathered[k * FEN_BATCH + v] = growth[(donor[v] - half + k) * FEN_BATCH + v];
  return gathered;
}

/* How many pencils of a batch. */
enum { NONE_EVEN, SOME_EVEN, ALL_EVEN };

/*
 * Whether the layers of a stencil grow evenly enough for the polynomial in the mass coordinate: on layers that jump, that grow fast, and at
 * the mirror of ground and top, high orders in that coordinate amplify what they carry. Even weights do not, whatever the layers.
 * growth: air of the next layer over that of each. evenly: 1 for the pencils that do and whose face is
 * crossed from inside.
 */
static FEN_INLINE int grow_evenly(const fen_pencils *p, ptrdiff_t f, const double *restrict growth, int order, double *restrict evenly) {
  double least[FEN_BATCH];
  double most[FEN_BATCH];
  double crosses[FEN_BATCH];
  const double *restrict crossing = p->crossing_kg + f * FEN_BATCH;
  const double *restrict donor_kg = p->donor_kg + f * FEN_BATCH;
  FOR_PENCILS {
    least[v] = most[v] = growth[v];
    crosses[v] = ((crossing[v] > 0.0) & (donor_kg[v] < DBL_MAX)) ? 1.0 : 0.0;
  }
  for (int k = 1; k < order - 1; k++)
    FOR_PENCILS {
      double here = growth[k * FEN_BATCH + v];
      least[v] = here < least[v] ? here : least[v];
      most[v] = here > most[v] ? here : most[v];
    }
  int any = 0;
  int all = 1;
#pragma omp simd reduction(| : any) reduction(& : all)
  for (int v = 0; v < FEN_BATCH; v++) {
    int even = (most[v] <= GROWTH_VARIES_MAX * least[v]) & (most[v] <= GROWTH_MAX) & (least[v] * GROWTH_MAX >= 1.0) & (crosses[v] > 0.0);
    evenly[v] = even ? 1.0 : 0.0;
    any |= even;
    all &= even;
  }
  return all ? ALL_EVEN : any ? SOME_EVEN : NONE_EVEN;
}

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

void FEN_OF_LEVEL(fen_weigh_float)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_float(scratch, even, layers);
}

void FEN_OF_LEVEL(fen_weigh_double)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_double(scratch, even, layers);
}
