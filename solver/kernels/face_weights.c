/* Weights of the antidiffusive mass of all faces of a pencil (Eq. 5 to 7), for one instruction set. */
#include <string.h>

#include "level.h"

/* Where the mass coordinate is used (Eq. 7): the largest growth of air from layer to layer, and the largest ratio between such growths. */
#define GROWTH_MAX 1.25
#define GROWTH_VARIES_MAX 1.25

static int is_outside(const fen_pencil *p, ptrdiff_t cell) {
  return (cell < 0 && p->low != FEN_SIDE_PERIODIC) || (cell >= p->n && p->high != FEN_SIDE_PERIODIC);
}

/*
 * Turn amounts a_k of the stencil's cells into weights of the differences between neighbours (Eq. 5): sum_k a_k (q_k - q_donor) is
 * sum_l w_l (q_{l+1} - q_l), which vanishes for a constant whatever the rounding of a_k.
 */
static inline void weigh_differences(const double *amount, int order, double sign, double *weight) {
  int donor = order / 2;
  double sum = 0.0;
  for (int l = 0; l < donor; l++) {
    sum += amount[l];
    weight[l] = -sign * sum;
  }
  sum = 0.0;
  for (int l = order - 2; l >= donor; l--) {
    sum += amount[l + 1];
    weight[l] = sign * sum;
  }
}

static void weigh_nothing(fen_pencil *p, ptrdiff_t f) {
  p->stencil[f] = 0;
  memset(p->weight_kg + f * FEN_WEIGHT_STRIDE, 0, FEN_WEIGHT_STRIDE * sizeof *p->weight_kg);
}

/* Evaluate all weights at x in [0, 1]; value: shape [order + 1], of which the first `order` count: an even length makes better vectors. */
static inline void even_weights_at(const fen_even_weights *restrict weights, int order, double x, double *restrict value) {
  for (int k = 0; k <= order; k++)
    value[k] = weights->coefficient[order - 1][k];
  for (int n = order - 2; n >= 0; n--)
    for (int k = 0; k <= order; k++)
      value[k] = value[k] * x + weights->coefficient[n][k];
}

/* Amounts of Eq. 6: even weights in the coordinate of the index, normalised by the air. */
static inline void even_amounts(const fen_even_weights *even, int order, const double *air, double crossing, double donor_kg, int ahead,
                                double *amount) {
  double share[FEN_MAX_ORDER + 1];
  even_weights_at(even, order, crossing / donor_kg, share);
  double sum = 0.0;
  for (int k = 0; k < order; k++) {
    amount[k] = (ahead ? share[k] : share[order - 1 - k]) * air[k];
    sum += amount[k];
  }
  /* Extremely uneven air could make the normalisation vanish: the donor's own value is used there. */
  double scale = sum > 0.1 * donor_kg ? crossing / sum : 0.0;
  for (int k = 0; k < order; k++)
    amount[k] *= scale;
}

/* Amounts of Eq. 7: the cumulative polynomial between the face and the departure point, per cell of the stencil. */
static inline void mass_amounts(const double *air, int order, double crossing, int ahead, double *amount) {
  double node[FEN_MAX_ORDER + 1];               /* cumulative air at the stencil's faces, from the face that is crossed */
  int face = ahead ? order / 2 + 1 : order / 2; /* the donor is the middle cell */
  node[face] = 0.0;
  for (int t = face + 1; t <= order; t++)
    node[t] = node[t - 1] + air[t - 1];
  for (int t = face - 1; t >= 0; t--)
    node[t] = node[t + 1] - air[t];
  double point = ahead ? -crossing : crossing;
  double above[FEN_MAX_ORDER + 1];
  double below[FEN_MAX_ORDER + 1];
  for (int t = 0; t <= order; t++)
    above[t] = below[t] = 1.0;
  for (int s = 0; s <= order; s++) /* all Lagrange polynomials at once, each leaving out its own node */
    for (int t = 0; t <= order; t++) {
      above[t] *= s == t ? 1.0 : point - node[s];
      below[t] *= s == t ? 1.0 : node[t] - node[s];
    }
  double tail = 0.0;
  for (int t = order; t > 0; t--) {
    tail += above[t] / below[t];
    double inside = t <= face ? 1.0 : 0.0; /* the same sum at the face itself */
    amount[t - 1] = air[t - 1] * (ahead ? inside - tail : tail - inside);
  }
}

/*
 * Whether the layers of a stencil grow evenly enough for the polynomial in the mass coordinate: on layers that jump, that grow fast, and at
 * the mirror of ground and top, high orders in that coordinate amplify what they carry. Even weights do not, whatever the layers.
 */
static inline int grows_evenly(const double *air, int order) {
  double least = air[1] / air[0];
  double most = least;
  for (int k = 1; k < order - 1; k++) {
    double growth = air[k + 1] / air[k];
    least = growth < least ? growth : least;
    most = growth > most ? growth : most;
  }
  return most <= GROWTH_VARIES_MAX * least && most <= GROWTH_MAX && least * GROWTH_MAX >= 1.0;
}

/* Weights of all faces: by the index, or by mass where the layers allow it. */
static inline void weigh_of(fen_pencil *p, const fen_even_weights *even, int order, int by_mass) {
  int half = order / 2;
  p->order = order;
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    ptrdiff_t donor = p->donor[f];
    if (is_outside(p, donor) || p->crossing_kg[f] == 0.0) {
      weigh_nothing(p, f);
      continue;
    }
    double amount[FEN_MAX_ORDER];
    const double *air = p->air_kg + donor - half;
    int ahead = p->flux_kg[f] >= 0.0;
    if (by_mass && grows_evenly(air, order))
      mass_amounts(air, order, p->crossing_kg[f], ahead, amount);
    else
      even_amounts(even, order, air, p->crossing_kg[f], p->air_kg[donor], ahead, amount);
    p->stencil[f] = donor - half;
    weigh_differences(amount, order, ahead ? 1.0 : -1.0, p->weight_kg + f * FEN_WEIGHT_STRIDE);
  }
}

/* With the order known to the compiler its loops are vectors without a rest. */
static void weigh(fen_pencil *p, const fen_even_weights *even, int by_mass) {
  switch (even->order) {
  case 3:
    weigh_of(p, even, 3, by_mass);
    break;
  case 5:
    weigh_of(p, even, 5, by_mass);
    break;
  case 7:
    weigh_of(p, even, 7, by_mass);
    break;
  default: /* 9 */
    weigh_of(p, even, 9, by_mass);
  }
}

void FEN_OF_LEVEL(fen_pencil_weigh_even)(fen_pencil *p, const fen_even_weights *even) {
  weigh(p, even, 0);
}

void FEN_OF_LEVEL(fen_pencil_weigh_layers)(fen_pencil *p, const fen_even_weights *even) {
  weigh(p, even, 1);
}
