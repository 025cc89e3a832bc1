#include "pencil.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

/* Where the mass coordinate is used (Eq. 7): the largest growth of air from layer to layer, and the largest ratio between such growths. */
#define GROWTH_MAX 1.25
#define GROWTH_VARIES_MAX 1.25

fen_status fen_pencil_create(ptrdiff_t n, fen_pencil *out, fen_error *err) {
  fen_pencil p = {.n = n};
  ptrdiff_t faces = n + 1;
  ptrdiff_t padded = 3 * n + 4 * FEN_MAX_GHOST;
  ptrdiff_t pieces = n + 2 * padded;
  ptrdiff_t doubles = padded + 2 * n + 3 * faces + faces * FEN_WEIGHT_STRIDE + pieces;
  ptrdiff_t indices = 3 * faces + 2 * n;
  double *memory;
  static_assert(sizeof(ptrdiff_t) <= sizeof(double), "indices and numbers share one block");
  fen_status status = FEN_NEW(&memory, doubles + indices, err);
  if (status)
    return status;
  p.memory = memory;
  p.air_kg = memory + n + 2 * FEN_MAX_GHOST;
  p.new_air_kg = memory + padded;
  p.inverse_pkg = p.new_air_kg + n;
  p.flux_kg = p.inverse_pkg + n;
  p.crossing_kg = p.flux_kg + faces;
  p.spread = p.crossing_kg + faces;
  p.weight_kg = p.spread + faces;
  p.piece = p.weight_kg + faces * FEN_WEIGHT_STRIDE;
  p.donor = (ptrdiff_t *)(p.piece + pieces);
  p.stencil = p.donor + faces;
  p.pieces = p.stencil + faces;
  p.main_cell = p.pieces + faces;
  p.first = p.main_cell + n;
  *out = p;
  return FEN_OK;
}

void fen_pencil_clear(fen_pencil *pencil) {
  fen_free(pencil->memory);
  *pencil = (fen_pencil){0};
}

static void pad_air(fen_pencil *p) {
  double *air = p->air_kg;
  ptrdiff_t n = p->n;
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    if (p->low == FEN_SIDE_PERIODIC) {
      air[-g] = air[(n - g % n) % n];
      air[n + g - 1] = air[(g - 1) % n];
    } else {
      air[-g] = p->low == FEN_SIDE_CLOSED ? air[inner - 1] : air[0];
      air[n + g - 1] = p->high == FEN_SIDE_CLOSED ? air[n - inner] : air[n - 1];
    }
  }
}

int fen_pencil_pad(fen_pencil *p) {
  ptrdiff_t shift = 0;
  if (p->low == FEN_SIDE_PERIODIC) {
    double least = p->air_kg[0];
    double total = p->air_kg[0];
    double most = 0.0;
    for (ptrdiff_t i = 1; i < p->n; i++) {
      least = p->air_kg[i] < least ? p->air_kg[i] : least;
      total += p->air_kg[i];
    }
    for (ptrdiff_t f = 0; f <= p->n; f++) {
      double size = p->flux_kg[f] < 0.0 ? -p->flux_kg[f] : p->flux_kg[f];
      most = size > most ? size : most;
    }
    if (!(most < total))
      return -1;
    shift = (most / least < (double)p->n ? (ptrdiff_t)(most / least) : p->n) + 1;
  }
  p->ghost = FEN_MAX_GHOST + shift;
  p->unit_kg = ldexp(1.0, ilogb(p->air_kg[0]));
  pad_air(p);
  return 0;
}

/* The donor of a face and the part of its air that crosses (Eq. 2); beyond an open or closed end the air is taken as endless. */
static void find_donor(fen_pencil *p, ptrdiff_t f) {
  const double *air = p->air_kg;
  ptrdiff_t first = p->low == FEN_SIDE_PERIODIC ? -p->ghost : 0;
  ptrdiff_t last = p->high == FEN_SIDE_PERIODIC ? p->n - 1 + p->ghost : p->n - 1;
  double rest = p->flux_kg[f];
  ptrdiff_t cell;
  if (rest >= 0.0) {
    cell = f - 1;
    while (cell >= first && rest > air[cell])
      rest -= air[cell--];
  } else {
    rest = -rest;
    cell = f;
    while (cell <= last && rest > air[cell])
      rest -= air[cell++];
  }
  p->donor[f] = cell;
  p->crossing_kg[f] = rest;
}

/* Air of the piece of cell c between the departure points of faces l and l + 1 (Eq. 3). */
static double piece_of(const fen_pencil *p, ptrdiff_t l, ptrdiff_t c) {
  ptrdiff_t r = l + 1;
  int left_leaves = p->flux_kg[l] < 0.0; /* the departure point of the left face lies to its right */
  int right_leaves = p->flux_kg[r] >= 0.0;
  double after_left = left_leaves ? p->air_kg[c] - p->crossing_kg[l] : p->crossing_kg[l];
  double before_right = right_leaves ? p->air_kg[c] - p->crossing_kg[r] : p->crossing_kg[r];
  if (p->donor[l] != c)
    return p->donor[r] != c ? p->air_kg[c] : before_right;
  if (p->donor[r] != c)
    return after_left;
  if (!left_leaves && right_leaves)
    return p->crossing_kg[l] - p->crossing_kg[r];
  if (left_leaves && !right_leaves)
    return p->crossing_kg[r] - p->crossing_kg[l];
  return p->air_kg[c] - p->crossing_kg[l] - p->crossing_kg[r];
}

typedef struct {
  ptrdiff_t main_cell;
  double main_kg;
} fen_pieces;

/* A piece may come out as -1 ulp where two departure points meet. */
static double piece_kg(const fen_pencil *p, ptrdiff_t l, ptrdiff_t c) {
  double air = piece_of(p, l, c);
  return air > 0.0 ? air : 0.0;
}

static fen_pieces cut_cell(const fen_pencil *p, ptrdiff_t i) {
  fen_pieces found = {.main_kg = -1.0};
  for (ptrdiff_t c = p->donor[i]; c <= p->donor[i + 1]; c++) {
    double air = piece_kg(p, i, c);
    if (air > found.main_kg)
      found = (fen_pieces){.main_cell = c, .main_kg = air};
  }
  return found;
}

/*
 * Shares of the pieces in what has been added up so far, beginning with the main piece: a chain of convex combinations, which keeps a
 * constant to the bit and non-negative values non-negative in any precision, denormal numbers included.
 */
static ptrdiff_t nest_pieces(fen_pencil *p, ptrdiff_t i, fen_pieces found, ptrdiff_t used) {
  double sum = found.main_kg;
  for (ptrdiff_t c = p->donor[i]; c <= p->donor[i + 1]; c++) {
    double air = c == found.main_cell ? 0.0 : piece_kg(p, i, c);
    sum += air;
    p->piece[used++] = air > 0.0 ? air / sum : 0.0;
  }
  return used;
}

double fen_pencil_cut(fen_pencil *p) {
  for (ptrdiff_t f = 0; f <= p->n; f++)
    find_donor(p, f);
  double worst = 1.0;
  ptrdiff_t used = 0;
  for (ptrdiff_t i = 0; i < p->n; i++) {
    double fresh = p->air_kg[i] + p->flux_kg[i] - p->flux_kg[i + 1];
    double ratio = fresh / p->air_kg[i];
    ptrdiff_t from = p->donor[i];
    ptrdiff_t to = p->donor[i + 1];
    if (!(ratio > 0.0) || from > to)
      return ratio < 0.0 ? ratio : 0.0;
    worst = ratio < worst ? ratio : worst;
    p->new_air_kg[i] = fresh;
    p->inverse_pkg[i] = 1.0 / fresh;
    p->first[i] = from;
    p->pieces[i] = used;
    fen_pieces found = cut_cell(p, i);
    p->main_cell[i] = found.main_cell;
    used = nest_pieces(p, i, found, used);
  }
  p->pieces[p->n] = used;
  return worst;
}

static int is_outside(const fen_pencil *p, ptrdiff_t cell) {
  return (cell < 0 && p->low != FEN_SIDE_PERIODIC) || (cell >= p->n && p->high != FEN_SIDE_PERIODIC);
}

/*
 * Turn amounts a_k of the stencil's cells into weights of the differences between neighbours (Eq. 5): sum_k a_k (q_k - q_donor) is
 * sum_l w_l (q_{l+1} - q_l), which vanishes for a constant whatever the rounding of a_k.
 */
static void weigh_differences(const double *amount, int order, double sign, double *weight) {
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

/* Amounts of Eq. 6: even weights in the coordinate of the index, normalised by the air. */
static void even_amounts(const fen_even_weights *even, const double *air, double crossing, double donor_kg, int ahead, double *amount) {
  double share[FEN_MAX_ORDER];
  int order = even->order;
  fen_even_weights_at(even, crossing / donor_kg, share);
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
static void mass_amounts(const double *air, int order, double crossing, int ahead, double *amount) {
  double node[FEN_MAX_ORDER + 1];               /* cumulative air at the stencil's faces, from the face that is crossed */
  int face = ahead ? order / 2 + 1 : order / 2; /* the donor is the middle cell */
  node[face] = 0.0;
  for (int t = face + 1; t <= order; t++)
    node[t] = node[t - 1] + air[t - 1];
  for (int t = face - 1; t >= 0; t--)
    node[t] = node[t + 1] - air[t];
  double point = ahead ? -crossing : crossing;
  double tail = 0.0;
  for (int k = order - 1; k >= 0; k--) {
    int t = k + 1;
    double above = 1.0;
    double below = 1.0;
    for (int s = 0; s <= order; s++)
      if (s != t) {
        above *= point - node[s];
        below *= node[t] - node[s];
      }
    tail += above / below;
    double inside = t <= face ? 1.0 : 0.0; /* the same sum at the face itself */
    amount[k] = air[k] * (ahead ? inside - tail : tail - inside);
  }
}

/*
 * Whether the layers of a stencil grow evenly enough for the polynomial in the mass coordinate: on layers that jump, that grow fast, and at
 * the mirror of ground and top, high orders in that coordinate amplify what they carry. Even weights do not, whatever the layers.
 */
static int grows_evenly(const double *air, int order) {
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
static void weigh(fen_pencil *p, const fen_even_weights *even, int by_mass) {
  int order = even->order;
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
      even_amounts(even, air, p->crossing_kg[f], p->air_kg[donor], ahead, amount);
    p->stencil[f] = donor - half;
    weigh_differences(amount, order, ahead ? 1.0 : -1.0, p->weight_kg + f * FEN_WEIGHT_STRIDE);
  }
}

void fen_pencil_weigh_even(fen_pencil *p, const fen_even_weights *even) {
  weigh(p, even, 0);
}

void fen_pencil_weigh_layers(fen_pencil *p, const fen_even_weights *even) {
  weigh(p, even, 1);
}
