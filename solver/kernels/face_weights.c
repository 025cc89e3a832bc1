/* Weights of the antidiffusive mass of all faces of a batch of pencils (Eq. 5 to 7), for one instruction set. */
#include <float.h>
#include <string.h>

#include "level.h"

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

/* Where the mass coordinate is used (Eq. 7): the largest growth of air from layer to layer, and the largest ratio between such growths. */
#define GROWTH_MAX 1.25
#define GROWTH_VARIES_MAX 1.25

/*
 * Whether the layers of a stencil grow evenly enough for the polynomial in the mass coordinate: on layers that jump, that grow fast, and at
 * the mirror of ground and top, high orders in that coordinate amplify what they carry. Even weights do not, whatever the layers.
 */
static FEN_INLINE int grow_evenly(const double *restrict air, int order, double *restrict evenly) {
  double least[FEN_BATCH];
  double most[FEN_BATCH];
  FOR_PENCILS least[v] = most[v] = air[FEN_BATCH + v] / air[v];
  for (int k = 1; k < order - 1; k++)
    FOR_PENCILS {
      double growth = air[(k + 1) * FEN_BATCH + v] / air[k * FEN_BATCH + v];
      least[v] = growth < least[v] ? growth : least[v];
      most[v] = growth > most[v] ? growth : most[v];
    }
  int any = 0;
#pragma omp simd reduction(| : any)
  for (int v = 0; v < FEN_BATCH; v++) {
    int even = (most[v] <= GROWTH_VARIES_MAX * least[v]) & (most[v] <= GROWTH_MAX) & (least[v] * GROWTH_MAX >= 1.0);
    evenly[v] = even ? 1.0 : 0.0;
    any |= even;
  }
  return any;
}

static FEN_INLINE void weigh_differences_double(int order, const double *restrict scale, const double *restrict amount, double *restrict weight);

/*
 * Weights of Eq. 7, times the crossing's sign: the cumulative polynomial between the face and the departure point, per cell of the stencil.
 * Returns whether any pencil's layers allow it; evenly: 1 for those.
 */
static FEN_INLINE int mass_weights(const fen_pencils *p, ptrdiff_t f, int order, double *restrict evenly, double *restrict weight) {
  double air[FEN_MAX_ORDER * FEN_BATCH];
  double node[(FEN_MAX_ORDER + 1) * FEN_BATCH]; /* cumulative air at the stencil's faces, from the face that is crossed */
  double sign[FEN_BATCH];
  double point[FEN_BATCH];
  double tail[FEN_BATCH];
  double amount[FEN_MAX_ORDER * FEN_BATCH];
  const int32_t *restrict donor = p->donor + f * FEN_BATCH;
  const int half = order / 2; /* the donor is the middle cell */
  for (int k = 0; k < order; k++)
    for (int v = 0; v < FEN_BATCH; v++)
      air[k * FEN_BATCH + v] = p->air_kg[(donor[v] - half + k) * FEN_BATCH + v];
  if (!grow_evenly(air, order, evenly))
    return 0;
  FOR_PENCILS {
    double crossing = p->crossing_kg[f * FEN_BATCH + v];
    crossing = p->donor_kg[f * FEN_BATCH + v] < DBL_MAX ? crossing : 0.0;
    sign[v] = p->flux_kg[f * FEN_BATCH + v] >= 0.0 ? 1.0 : -1.0;
    point[v] = -sign[v] * crossing;
    evenly[v] = crossing > 0.0 ? evenly[v] : 0.0;
    node[half * FEN_BATCH + v] = sign[v] > 0.0 ? -air[half * FEN_BATCH + v] : 0.0;
    node[(half + 1) * FEN_BATCH + v] = sign[v] > 0.0 ? 0.0 : air[half * FEN_BATCH + v];
    tail[v] = 0.0;
  }
  for (int t = half + 2; t <= order; t++)
    FOR_PENCILS node[t * FEN_BATCH + v] = node[(t - 1) * FEN_BATCH + v] + air[(t - 1) * FEN_BATCH + v];
  for (int t = half - 1; t >= 0; t--)
    FOR_PENCILS node[t * FEN_BATCH + v] = node[(t + 1) * FEN_BATCH + v] - air[t * FEN_BATCH + v];
  for (int t = order; t > 0; t--) {
    double above[FEN_BATCH];
    double below[FEN_BATCH];
    FOR_PENCILS above[v] = below[v] = 1.0;
    for (int s = 0; s <= order; s++) /* the Lagrange polynomial leaves out its own node */
      if (s != t)
        FOR_PENCILS {
          above[v] *= point[v] - node[s * FEN_BATCH + v];
          below[v] *= node[t * FEN_BATCH + v] - node[s * FEN_BATCH + v];
        }
    FOR_PENCILS {
      tail[v] += above[v] / below[v];
      /* The same sum at the face itself; the face is node half + 1 ahead, half back. */
      double inside = t <= half || (t == half + 1 && sign[v] > 0.0) ? 1.0 : 0.0;
      double kept = sign[v] > 0.0 ? inside - tail[v] : tail[v] - inside;
      amount[(t - 1) * FEN_BATCH + v] = air[(t - 1) * FEN_BATCH + v] * kept;
    }
  }
  weigh_differences_double(order, sign, amount, weight);
  return 1;
}

#define REAL double
#define NAME(x) x##_double
#include "weights_template.h"
#undef NAME
#undef REAL
#define REAL float
#define NAME(x) x##_float
#include "weights_template.h"
#undef NAME
#undef REAL

void FEN_OF_LEVEL(fen_weigh_float)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_float(scratch, even, layers);
}

void FEN_OF_LEVEL(fen_weigh_double)(fen_scratch *scratch, const fen_even_weights *even, int layers) {
  weigh_double(scratch, even, layers);
}
