/* Departure points and pieces of a batch of pencils (Eq. 2 and 3), for one instruction set. */
#include <math.h>
#include <string.h>

#include "level.h"

#define FOR_PENCILS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

static int same_row(const int32_t *row) {
  int32_t differs = 0;
  for (int v = 1; v < FEN_BATCH; v++)
    differs |= row[v] ^ row[0];
  return differs == 0;
}

/*
 * The donors of a face and the part of their air that crosses (Eq. 2), all pencils at once: as long as any of them has to go on, each looks
 * one cell further upstream. Beyond an open or closed end the air is taken as endless.
 */
static void find_donors(fen_pencils *p, ptrdiff_t f) {
  const double *restrict flux = p->flux_kg + f * FEN_BATCH;
  const ptrdiff_t lowest = p->low == FEN_SIDE_PERIODIC ? -p->ghost : 0;
  const ptrdiff_t highest = p->high == FEN_SIDE_PERIODIC ? p->n - 1 + p->ghost : p->n - 1;
  double endless[FEN_BATCH];
  double rest[FEN_BATCH];
  double held[FEN_BATCH];
  double cells[FEN_BATCH]; /* passed wholly */
  FOR_PENCILS endless[v] = INFINITY;
  const double *restrict below = f - 1 >= lowest ? p->air_kg + (f - 1) * FEN_BATCH : endless;
  const double *restrict above = f <= highest ? p->air_kg + f * FEN_BATCH : endless;
  int more = 0;
#pragma omp simd reduction(| : more)
  for (int v = 0; v < FEN_BATCH; v++) {
    double low = below[v];
    double high = above[v];
    held[v] = flux[v] >= 0.0 ? low : high;
    rest[v] = fabs(flux[v]);
    cells[v] = 0.0;
    more |= rest[v] > held[v];
  }
  for (ptrdiff_t s = 1; more; s++) {
    below = f - 1 - s >= lowest ? p->air_kg + (f - 1 - s) * FEN_BATCH : endless;
    above = f + s <= highest ? p->air_kg + (f + s) * FEN_BATCH : endless;
    more = 0;
#pragma omp simd reduction(| : more)
    for (int v = 0; v < FEN_BATCH; v++) {
      double low = below[v];
      double high = above[v];
      double next = flux[v] >= 0.0 ? low : high;
      int goes_on = rest[v] > held[v];
      rest[v] -= goes_on ? held[v] : 0.0;
      cells[v] += goes_on ? 1.0 : 0.0;
      held[v] = goes_on ? next : held[v];
      more |= rest[v] > held[v];
    }
  }
  double *restrict crossing = p->crossing_kg + f * FEN_BATCH;
  double *restrict donor_kg = p->donor_kg + f * FEN_BATCH;
  int32_t *restrict donor = p->donor + f * FEN_BATCH;
  const double here = (double)f;
  FOR_PENCILS {
    double ahead = here - 1.0 - cells[v];
    double back = here + cells[v];
    crossing[v] = rest[v];
    donor_kg[v] = held[v];
    donor[v] = (int32_t)(flux[v] >= 0.0 ? ahead : back);
  }
  int32_t least = donor[0];
  int32_t most = donor[0];
#pragma omp simd reduction(min : least) reduction(max : most)
  for (int v = 0; v < FEN_BATCH; v++) {
    least = donor[v] < least ? donor[v] : least;
    most = donor[v] > most ? donor[v] : most;
  }
  p->first_donor[f] = least;
  p->last_donor[f] = most;
  p->same_donor[f] = least == most;
}

/* A piece may come out as -1 ulp where two departure points meet. */
static FEN_INLINE double not_negative(double air_kg) {
  return air_kg > 0.0 ? air_kg : 0.0;
}

/* Air of the piece of cell c between the departure points of faces l and l + 1, which differ (Eq. 3). */
static double piece_kg(const fen_pencils *p, ptrdiff_t l, int v, int32_t c) {
  const ptrdiff_t left = l * FEN_BATCH + v;
  const ptrdiff_t right = left + FEN_BATCH;
  const double air = p->air_kg[c * FEN_BATCH + v];
  if (c == p->donor[left]) /* the departure point of a face that air leaves to the left lies to its right */
    return not_negative(p->flux_kg[left] < 0.0 ? air - p->crossing_kg[left] : p->crossing_kg[left]);
  if (c == p->donor[right])
    return not_negative(p->flux_kg[right] >= 0.0 ? air - p->crossing_kg[right] : p->crossing_kg[right]);
  return air;
}

/* Any number of pieces, pencil by pencil. */
static void nest_many(fen_pencils *p, ptrdiff_t i, ptrdiff_t row, ptrdiff_t rows) {
  for (int v = 0; v < FEN_BATCH; v++) {
    const int32_t first = p->donor[i * FEN_BATCH + v];
    const int32_t last = p->donor[(i + 1) * FEN_BATCH + v];
    int32_t main_cell = first;
    double main_kg = -1.0;
    for (int32_t c = first; c <= last && first < last; c++) {
      double air = piece_kg(p, i, v, c);
      main_cell = air > main_kg ? c : main_cell;
      main_kg = air > main_kg ? air : main_kg;
    }
    p->main_cell[i * FEN_BATCH + v] = main_cell;
    double sum = main_kg;
    int32_t c = first;
    for (ptrdiff_t t = row; t < row + rows; t++, c++) {
      c += c == main_cell;
      double air = c <= last ? piece_kg(p, i, v, c) : 0.0;
      sum += air;
      p->term_cell[t * FEN_BATCH + v] = c <= last ? c : main_cell;
      p->term_share[t * FEN_BATCH + v] = air > 0.0 ? air / sum : 0.0;
    }
  }
}

/* Two pieces at most, the common case. */
static void nest_two(fen_pencils *p, ptrdiff_t i, ptrdiff_t row) {
  const ptrdiff_t at = i * FEN_BATCH;
  const double *restrict flux = p->flux_kg + at;
  const double *restrict crossing = p->crossing_kg + at;
  const double *restrict donor_kg = p->donor_kg + at;
  const int32_t *restrict donor = p->donor + at;
  int32_t *restrict main_cell = p->main_cell + at;
  int32_t *restrict cell = p->term_cell + row * FEN_BATCH;
  double *restrict share = p->term_share + row * FEN_BATCH;
  double larger[FEN_BATCH];
  FOR_PENCILS {
    double to_left = donor_kg[v] - crossing[v];
    double to_right = donor_kg[FEN_BATCH + v] - crossing[FEN_BATCH + v];
    double left = not_negative(flux[v] < 0.0 ? to_left : crossing[v]);
    double right = not_negative(flux[FEN_BATCH + v] >= 0.0 ? to_right : crossing[FEN_BATCH + v]);
    double most = right > left ? right : left;
    double other = right > left ? left : right;
    double part = other / (most + other);
    larger[v] = right > left ? 1.0 : 0.0;
    share[v] = other > 0.0 ? part : 0.0;
  }
  FOR_PENCILS {
    int32_t first = donor[v];
    int32_t last = donor[FEN_BATCH + v];
    int32_t right_is_main = larger[v] > 0.0;
    main_cell[v] = right_is_main ? last : first;
    cell[v] = right_is_main ? first : last;
    share[v] = first == last ? 0.0 : share[v];
  }
}

static fen_pencils_fault fault_in(const fen_pencils *p, ptrdiff_t i) {
  for (int v = 0; v < FEN_BATCH; v++) {
    ptrdiff_t at = i * FEN_BATCH + v;
    double ratio = p->new_air_kg[at] / p->air_kg[at];
    if (!(ratio > 0.0) || p->donor[at] > p->donor[at + FEN_BATCH])
      return (fen_pencils_fault){.pencil = v < p->count ? v : p->count - 1, .ratio = ratio < 0.0 ? ratio : 0.0};
  }
  return (fen_pencils_fault){.pencil = -1};
}

/* New air of a cell, and the most donors between its two faces; -1 if a pencil would be left without air. */
static int32_t renew(fen_pencils *p, ptrdiff_t i) {
  const ptrdiff_t at = i * FEN_BATCH;
  const double *restrict air = p->air_kg + at;
  const double *restrict flux = p->flux_kg + at;
  const int32_t *restrict donor = p->donor + at;
  double *restrict fresh = p->new_air_kg + at;
  double *restrict inverse = p->inverse_pkg + at;
  int bad = 0;
  int32_t most = 0;
#pragma omp simd reduction(| : bad)
  for (int v = 0; v < FEN_BATCH; v++) {
    double sum = air[v] + flux[v] - flux[FEN_BATCH + v];
    fresh[v] = sum;
    inverse[v] = 1.0 / sum;
    bad |= !(sum > 0.0);
  }
#pragma omp simd reduction(| : bad) reduction(max : most)
  for (int v = 0; v < FEN_BATCH; v++) {
    int32_t passed = donor[FEN_BATCH + v] - donor[v];
    bad |= passed < 0;
    most = passed > most ? passed : most;
  }
  return bad ? -1 : most;
}

int FEN_OF_LEVEL(fen_pencils_cut)(fen_pencils *p, fen_pencils_fault *fault) {
  *fault = (fen_pencils_fault){.pencil = -1};
  for (ptrdiff_t f = 0; f <= p->n; f++)
    find_donors(p, f);
  int32_t row = 0;
  for (ptrdiff_t i = 0; i < p->n; i++) {
    int32_t rows = renew(p, i);
    if (rows < 0) {
      *fault = fault_in(p, i);
      return 1;
    }
    if (row + rows > p->term_rows)
      return 0;
    p->terms[i] = row;
    if (rows == 0)
      memcpy(p->main_cell + i * FEN_BATCH, p->donor + i * FEN_BATCH, FEN_BATCH * sizeof *p->donor);
    else if (rows == 1)
      nest_two(p, i, row);
    else
      nest_many(p, i, row, rows);
    p->same_main[i] = (unsigned char)same_row(p->main_cell + i * FEN_BATCH);
    for (int32_t t = row; t < row + rows; t++)
      p->same_term[t] = (unsigned char)same_row(p->term_cell + t * FEN_BATCH);
    row += rows;
  }
  p->terms[p->n] = row;
  return 1;
}
