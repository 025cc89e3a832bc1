/* Departure points and pieces (Eq. 2 and 3). */
#include "pencil.h"

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
