/*
 * The source of the weights of faces (Eq. 5 to 7), all pencils of a batch at once. Included with REAL (float or double), INTEGER, BYTES of
 * a vector and NAME(x).
 * They are found in the tracers' precision: they make an antidiffusive flux that leaves one cell and enters the next, so that
 * their rounding moves no mass.
 */

/* Pencils are taken as many at a time as a vector holds; all that a face needs stays in registers. */
#define BLOCK (BYTES / (int)sizeof(REAL))
#define VEC NAME(vec)
#define MASK NAME(mask)

#include "vector_template.h"

/* Coefficients of Eq. 6 in the tracers' precision, like fen_even_weights. */
typedef struct {
  REAL odd[FEN_MAX_HALF][FEN_MAX_HALF];
  REAL even[FEN_MAX_HALF][FEN_MAX_HALF];
} NAME(coefficients);

/* A face of some pencils, in units of their air. */
typedef struct {
  VEC air[FEN_MAX_ORDER]; /* of the stencil's cells */
  VEC crossing;
  MASK ahead;      /* air goes towards + */
  ptrdiff_t donor; /* of the first pencil, or where donors are not all the same of the one furthest towards - */
  int alike;       /* how alike the pencils' donors are (alike.h) */
  MASK further;    /* where they are the same or the next: the next */
} NAME(face);

/* What a face's donor has of a field of cells: the row `beyond` the donor's. */
static FEN_INLINE VEC NAME(of_donor)(const NAME(face) * face, const int32_t *donor, const REAL *field, ptrdiff_t beyond) {
  if (face->alike == FEN_APART) {
    REAL gathered[BLOCK];
    for (int v = 0; v < BLOCK; v++)
      gathered[v] = field[(donor[v] + beyond) * FEN_BATCH + v];
    return NAME(get)(gathered);
  }
  const REAL *nearest = field + (face->donor + beyond) * FEN_BATCH;
  if (face->alike == FEN_ALIKE)
    return NAME(get)(nearest);
  return NAME(choose)(face->further, NAME(get)(nearest + FEN_BATCH), NAME(get)(nearest));
}

/* Some pencils' cells as numbers. */
static FEN_INLINE VEC NAME(cells_of)(const int32_t *cell) {
  typedef int32_t cells __attribute__((vector_size(BLOCK * sizeof(int32_t)), aligned(sizeof(int32_t))));
  return __builtin_convertvector(*(const cells *)cell, VEC);
}

/* Where donors lie beyond an open end nothing crosses; beyond a closed one there are none. */
static FEN_INLINE NAME(face) NAME(face_of)(const fen_scratch *s, ptrdiff_t f, int first, int order, int alike) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t at = f * FEN_BATCH + first;
  const int half = order / 2;
  const REAL *air = (const REAL *)s->air + first;
  const int32_t *donor = p->donor + at;
  const VEC none = NAME(all)(0);
  NAME(face) face;
  REAL crossing[BLOCK];
  REAL sign[BLOCK];
#pragma omp simd
  for (int v = 0; v < BLOCK; v++) {
    crossing[v] = (REAL)(p->crossing_kg[at + v] * s->per_unit[first + v]);
    sign[v] = p->flux_kg[at + v] >= 0.0 ? 1 : -1;
  }
  face.crossing = NAME(get)(crossing);
  face.ahead = NAME(exceeds)(NAME(get)(sign), none);
  if ((p->low == FEN_SIDE_OPEN) | (p->high == FEN_SIDE_OPEN)) {
    const VEC cell = NAME(cells_of)(donor);
    const VEC beyond = NAME(larger)(none - cell, cell - (REAL)(p->n - 1));
    face.crossing = NAME(choose)(NAME(exceeds)(beyond, none), none, face.crossing);
  }
  face.donor = donor[0];
  face.alike = alike;
  face.further = NAME(exceeds)(none, none);
  if (alike == FEN_ALIKE_OR_NEXT) {
    const VEC from_first = NAME(cells_of)(donor) - (REAL)donor[0];
    const int back = NAME(any)(NAME(exceeds)(none, from_first));
    face.donor -= back;
    face.further = NAME(exceeds)(from_first, NAME(all)((REAL)-back));
  }
#pragma GCC unroll 9
  for (int k = 0; k < order; k++)
    face.air[k] = NAME(of_donor)(&face, donor, air, k - half);
  return face;
}

/*
 * Turn amounts a_k of the stencil's cells into weights of the differences between neighbours (Eq. 5): sum_k a_k (q_k - q_donor) is
 * sum_l w_l (q_{l+1} - q_l), which vanishes for a constant whatever the rounding of a_k.
 */
static FEN_INLINE void NAME(weigh_differences)(int order, VEC scale, const VEC *amount, VEC *weight) {
  const int donor = order / 2;
  VEC sum = NAME(all)(0);
  for (int l = 0; l < donor; l++) {
    sum = sum + amount[l];
    weight[l] = -scale * sum;
  }
  sum = NAME(all)(0);
  for (int l = order - 2; l >= donor; l--) {
    sum = sum + amount[l + 1];
    weight[l] = scale * sum;
  }
}

/*
 * Amounts of Eq. 6: even weights in the coordinate of the index, normalised by the air. Without the factor that the shares of all cells
 * but the donor's have in common, and with the direction in their sign, they are the same polynomials of where in the donor the departure
 * point lies, whatever the direction.
 */
static FEN_INLINE void NAME(even_weights)(const NAME(coefficients) * of, int order, const NAME(face) * face, VEC *weight) {
  VEC amount[FEN_MAX_ORDER];
  const int half = order / 2;
  const VEC x = face->crossing / face->air[half];
  const VEC stays = (REAL)1 - x;
  const VEC z = NAME(choose)(face->ahead, (REAL)0.5 - x, x - (REAL)0.5);
  const VEC u = z * z;
  const VEC donor = face->air[half];
  VEC sum = NAME(all)(0);
  VEC odds = NAME(all)(0);
  for (int m = 1; m <= half; m++) {
    VEC odd = NAME(all)(of->odd[half - 1][m - 1]);
    VEC even = NAME(all)(of->even[half - 1][m - 1]);
    for (int n = half - 2; n >= 0; n--) {
      odd = odd * u + of->odd[n][m - 1];
      even = even * u + of->even[n][m - 1];
    }
    odd = odd * z;
    amount[half + m] = (odd + even) * face->air[half + m];
    amount[half - m] = (odd - even) * face->air[half - m];
    sum = sum + (amount[half + m] + amount[half - m]);
    odds = odds + odd;
  }
  /* The donor's own share is what the others leave of 1. */
  sum = donor + NAME(choose)(face->ahead, stays, -stays) * (sum - (odds + odds) * donor);
  /* Extremely uneven air could make the normalisation vanish: the donor's own value is used there. */
  const VEC normal = NAME(choose)(NAME(exceeds)(sum, (REAL)0.1 * donor), face->crossing / sum, NAME(all)(0));
  NAME(weigh_differences)(order, normal * stays, amount, weight);
}

/* Inverses of an even number of values, two by a division, which takes as long as ten products. */
static FEN_INLINE void NAME(invert)(int count, const VEC *value, VEC *inverse) {
  for (int n = 0; n < count; n += 2) {
    const VEC both = (REAL)1 / (value[n] * value[n + 1]);
    inverse[n] = both * value[n + 1];
    inverse[n + 1] = both * value[n];
  }
}

/*
 * Weights of Eq. 7: with the sum over the faces below a cell of the donor's lower side, and above one of its upper side, nothing cancels,
 * and only Lagrange polynomials of the stencil's outer faces are asked for. These vanish at the donor's own two, which are 0 and 1 in units
 * of the donor's air (in which no product leaves the range of numbers), so that they have the factor departure (departure - 1) in common.
 */
static FEN_INLINE void NAME(mass_weights)(int order, const NAME(face) * face, VEC *weight) {
  VEC node[FEN_WEIGHT_ROWS];    /* the outer faces, from below */
  VEC away[FEN_WEIGHT_ROWS];    /* the departure point's distance from each */
  VEC lower[FEN_WEIGHT_ROWS];   /* product of these below each */
  VEC others[FEN_WEIGHT_ROWS];  /* product of the distances between a face and all others, without sign */
  VEC inverse[FEN_WEIGHT_ROWS]; /* of that */
  VEC share[FEN_WEIGHT_ROWS];   /* the Lagrange polynomials without their common factor */
  VEC amount[FEN_MAX_ORDER];
  const int half = order / 2; /* the donor is the middle cell */
  const int faces = order - 1;
  const VEC one = NAME(all)(1);
  const VEC per_donor = one / face->air[half];
  const VEC x = face->crossing * per_donor;
  const VEC stays = one - x;
  const VEC departure = NAME(choose)(face->ahead, stays, x);
  for (int t = half - 1; t >= 0; t--)
    node[t] = (t < half - 1 ? node[t + 1] : NAME(all)(0)) - face->air[t] * per_donor;
  for (int t = half; t < faces; t++)
    node[t] = (t > half ? node[t - 1] : one) + face->air[t + 1] * per_donor;
  for (int t = 0; t < faces; t++) {
    away[t] = departure - node[t];
    lower[t] = t > 0 ? lower[t - 1] * away[t - 1] : one;
    others[t] = node[t] * (node[t] - one);
  }
#pragma GCC unroll 9
  for (int t = 1; t < faces; t++)
#pragma GCC unroll 9
    for (int u = 0; u < t; u++) {
      const VEC distance = node[t] - node[u];
      others[t] = others[t] * distance;
      others[u] = others[u] * distance;
    }
  NAME(invert)(faces, others, inverse);
  VEC upper = one;
#pragma GCC unroll 9
  for (int t = faces - 1; t >= 0; t--) {
    const REAL turned = (faces - t) % 2 ? 1 : -1; /* of the distances to the faces above, which are negative */
    share[t] = turned * lower[t] * upper * inverse[t];
    upper = upper * away[t];
  }
  VEC sum = NAME(all)(0);
  for (int k = 0; k < half; k++) {
    sum = sum - share[k];
    amount[k] = face->air[k] * sum;
  }
  sum = NAME(all)(0);
  for (int k = order - 1; k > half; k--) {
    sum = sum + share[k - 1];
    amount[k] = face->air[k] * sum;
  }
  NAME(weigh_differences)(order, x * stays, amount, weight);
}

#include "records_template.h"

/* Ask for a cell of what the next batch will be made from: here there is time to wait for memory, as while gathering there is not. */
static FEN_INLINE void NAME(fetch_rows)(const fen_scratch *s, ptrdiff_t i) {
  for (int n = 0; n < 2; n++)
    for (int g = 0; g < 3 && s->beside[n].row[g]; g++)
      fen_fetch_beside(s->beside[n].row[g] + i * s->beside[n].stride, 0);
}

/* Records of all faces, with weights by the index; the order, known to the compiler, leaves loops without a rest. */
static FEN_INLINE void NAME(weigh_even_of)(fen_scratch *s, const NAME(coefficients) * even, int order) {
  for (ptrdiff_t f = 0; f <= s->pencils.n; f++) {
    const int alike = fen_alike(s->pencils.donor + f * FEN_BATCH);
    NAME(fetch_rows)(s, f);
    for (int first = 0; first < FEN_BATCH; first += BLOCK) {
      VEC weight[FEN_WEIGHT_ROWS];
      const NAME(face) face = NAME(face_of)(s, f, first, order, alike);
      NAME(even_weights)(even, order, &face, weight);
      for (int l = 0; l < order - 1; l++)
        NAME(put)(NAME(record_at)(s, f) + l * FEN_BATCH + first, weight[l]);
    }
    NAME(record)(s, f);
  }
}

/*
 * Whether the layers of each cell's stencil grow evenly enough for the polynomial in the mass coordinate: 1 or 0. On layers that jump, that
 * grow fast, and at the mirror of ground and top, high orders in that coordinate amplify what they carry. Even weights do not, whatever the
 * layers.
 */
static FEN_INLINE void NAME(find_evenly)(const fen_scratch *s, int order) {
  const fen_pencils *p = &s->pencils;
  const int half = order / 2;
  const REAL *restrict air = s->air;
  REAL *restrict growth = s->growth;
  REAL *restrict evenly = s->evenly;
  for (ptrdiff_t k = -p->ghost; k < p->n + p->ghost - 1; k++)
    FOR_PENCILS growth[k * FEN_BATCH + v] = air[(k + 1) * FEN_BATCH + v] / air[k * FEN_BATCH + v];
  for (ptrdiff_t k = -1; k <= p->n; k++)
    for (int first = 0; first < FEN_BATCH; first += BLOCK) {
      VEC least = NAME(get)(growth + (k - half) * FEN_BATCH + first);
      VEC most = least;
      for (int l = 1; l < order - 1; l++) {
        const VEC here = NAME(get)(growth + (k - half + l) * FEN_BATCH + first);
        least = NAME(smaller)(here, least);
        most = NAME(larger)(here, most);
      }
      const VEC fast = NAME(larger)(most - (REAL)GROWTH_MAX, (REAL)1 - (REAL)GROWTH_MAX * least);
      const VEC excess = NAME(larger)(fast, most - (REAL)GROWTH_VARIES_MAX * least);
      NAME(put)(evenly + k * FEN_BATCH + first, NAME(choose)(NAME(exceeds)(excess, NAME(all)(0)), NAME(all)(0), NAME(all)(1)));
    }
}

/* By mass where the layers of a stencil grow evenly and the face is crossed from inside, else by the index. */
static FEN_INLINE void NAME(weigh_layers_of)(fen_scratch *s, const NAME(coefficients) * even, int order) {
  const fen_pencils *p = &s->pencils;
  const VEC none = NAME(all)(0);
  NAME(find_evenly)(s, order);
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    const int alike = fen_alike(p->donor + f * FEN_BATCH);
    NAME(fetch_rows)(s, f);
    for (int first = 0; first < FEN_BATCH; first += BLOCK) {
      VEC weight[FEN_WEIGHT_ROWS];
      VEC by_mass[FEN_WEIGHT_ROWS];
      const NAME(face) face = NAME(face_of)(s, f, first, order, alike);
      const VEC of_donor = NAME(of_donor)(&face, p->donor + f * FEN_BATCH + first, (const REAL *)s->evenly + first, 0);
      const VEC evenly = NAME(choose)(NAME(exceeds)(face.crossing, none), of_donor, none);
      const MASK is_even = NAME(exceeds)(evenly, none);
      const int some = NAME(any)(is_even);
      const int all = some && !NAME(any)(NAME(exceeds)(NAME(all)(1), evenly));
      if (!all)
        NAME(even_weights)(even, order, &face, weight);
      if (some)
        NAME(mass_weights)(order, &face, all ? weight : by_mass);
      for (int l = 0; l < order - 1; l++)
        NAME(put)(NAME(record_at)(s, f) + l * FEN_BATCH + first, some && !all ? NAME(choose)(is_even, by_mass[l], weight[l]) : weight[l]);
    }
    NAME(record)(s, f);
  }
}

static void NAME(weigh)(fen_scratch *s, const fen_even_weights *given, int layers) {
  NAME(coefficients) coefficients;
  const NAME(coefficients) *even = &coefficients;
  s->pencils.order = given->order;
  for (int n = 0; n < FEN_MAX_HALF; n++)
    for (int m = 0; m < FEN_MAX_HALF; m++) {
      coefficients.odd[n][m] = (REAL)given->odd[n][m];
      coefficients.even[n][m] = (REAL)given->even[n][m];
    }
  NAME(round_air)(s);
  switch (given->order) {
  case 3:
    layers ? NAME(weigh_layers_of)(s, even, 3) : NAME(weigh_even_of)(s, even, 3);
    break;
  case 5:
    layers ? NAME(weigh_layers_of)(s, even, 5) : NAME(weigh_even_of)(s, even, 5);
    break;
  case 7:
    layers ? NAME(weigh_layers_of)(s, even, 7) : NAME(weigh_even_of)(s, even, 7);
    break;
  default: /* 9 */
    layers ? NAME(weigh_layers_of)(s, even, 9) : NAME(weigh_even_of)(s, even, 9);
  }
  for (ptrdiff_t n = 1; n <= s->record_side && s->pencils.low == FEN_SIDE_PERIODIC; n++) {
    NAME(record)(s, -n);
    if (n > 1)
      NAME(record)(s, s->pencils.n + n - 1);
  }
  for (int n = 0; n < 2; n++)
    s->beside[n] = (fen_rows_beside){0};
}

#undef BLOCK
#undef VEC
#undef MASK
