/* Departure points and pieces of a batch of pencils (Eq. 2 and 3), for one instruction set. */
#include <math.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "level.h"

#define BYTES FEN_REGISTER_BYTES
#define WIDTH 512
#define REAL double
#define INTEGER int64_t
#define SUFFIX pd
#define NAME(x) x##_double
#define VEC vec_double
#define MASK mask_double
#include "vector_template.h"

enum {
  BLOCK = BYTES / sizeof(double), /* pencils of a vector */
  VECTORS = FEN_BATCH / BLOCK     /* of a row */
};

/* Cells are counted in doubles, which hold them exactly, until they are stored. */
typedef int32_t cells_of_block __attribute__((vector_size(BLOCK * sizeof(int32_t)), aligned(sizeof(int32_t))));

/* A face of all pencils. */
typedef struct {
  VEC crossing[VECTORS]; /* part of the donor's air that crosses */
  VEC held[VECTORS];     /* air of the donor */
  VEC donor[VECTORS];
  MASK back[VECTORS]; /* air goes towards - */
} face;

/* A row's vectors are worked on together. */
#define FOR_VECTORS _Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)

static FEN_INLINE void put_cells(int32_t *row, int v, VEC cells) {
  *(cells_of_block *)(row + v * BLOCK) = __builtin_convertvector(cells, cells_of_block);
}

/*
 * The donors of a face and the part of their air that crosses (Eq. 2), all pencils at once: as long as any of them has to go on, each looks
 * one cell further upstream. Beyond an open or closed end the air is taken as endless.
 */
static FEN_INLINE void find_donors(fen_pencils *p, ptrdiff_t f, const double *endless, face *out) {
  const double *flux = p->flux_kg + f * FEN_BATCH;
  const ptrdiff_t lowest = p->low == FEN_SIDE_PERIODIC ? -p->ghost : 0;
  const ptrdiff_t highest = p->high == FEN_SIDE_PERIODIC ? p->n - 1 + p->ghost : p->n - 1;
  const VEC none = all_double(0.0);
  const VEC one = all_double(1.0);
  VEC rest[VECTORS];
  VEC passed[VECTORS]; /* cells */
  VEC held[VECTORS];
  MASK back[VECTORS];
  const double *below = f - 1 >= lowest ? p->air_kg + (f - 1) * FEN_BATCH : endless;
  const double *above = f <= highest ? p->air_kg + f * FEN_BATCH : endless;
  int more = 0;
  FOR_VECTORS {
    const VEC towards = get_double(flux + v * BLOCK);
    back[v] = exceeds_double(none, towards);
    rest[v] = choose_double(back[v], -towards, towards + none); /* -0 becomes 0 */
    held[v] = choose_double(back[v], get_double(above + v * BLOCK), get_double(below + v * BLOCK));
    passed[v] = none;
    more |= any_double(exceeds_double(rest[v], held[v]));
  }
  for (ptrdiff_t s = 1; more; s++) {
    below = f - 1 - s >= lowest ? p->air_kg + (f - 1 - s) * FEN_BATCH : endless;
    above = f + s <= highest ? p->air_kg + (f + s) * FEN_BATCH : endless;
    more = 0;
    FOR_VECTORS {
      const VEC next = choose_double(back[v], get_double(above + v * BLOCK), get_double(below + v * BLOCK));
      const MASK goes_on = exceeds_double(rest[v], held[v]);
      rest[v] = rest[v] - choose_double(goes_on, held[v], none);
      passed[v] = passed[v] + choose_double(goes_on, one, none);
      held[v] = choose_double(goes_on, next, held[v]);
      more |= any_double(exceeds_double(rest[v], held[v]));
    }
  }
  const VEC here = all_double((double)f);
  FOR_VECTORS {
    out->back[v] = back[v];
    out->crossing[v] = rest[v];
    out->held[v] = held[v];
    out->donor[v] = choose_double(back[v], here + passed[v], here - one - passed[v]);
    put_double(p->crossing_kg + f * FEN_BATCH + v * BLOCK, rest[v]);
    put_cells(p->donor + f * FEN_BATCH, v, out->donor[v]);
  }
}

/* A piece may come out as -1 ulp where two departure points meet. */
static FEN_INLINE VEC not_negative(VEC air_kg) {
  return larger_double(air_kg, all_double(0.0));
}

/* What is left of the air of a face's donor on the side of the cell that begins, or ends, with the face (Eq. 3). */
static FEN_INLINE VEC from_left(const face *left, int v, VEC held) {
  return not_negative(choose_double(left->back[v], held - left->crossing[v], left->crossing[v]));
}

static FEN_INLINE VEC from_right(const face *right, int v, VEC held) {
  return not_negative(choose_double(right->back[v], right->crossing[v], held - right->crossing[v]));
}

static FEN_INLINE MASK differ(VEC a, VEC b) {
  return exceeds_double(larger_double(a, b), smaller_double(a, b));
}

/* The row of a cell's other pieces, from `row` on: where they lie, and their air, none for the main one again. */
static FEN_INLINE void put_piece(fen_pencils *p, ptrdiff_t row, int v, VEC cell, VEC air_kg) {
  put_cells(p->term_cell + row * FEN_BATCH, v, cell);
  put_double(p->term_kg + row * FEN_BATCH + v * BLOCK, air_kg);
}

/* Two pieces at most, the common case. */
static FEN_INLINE void nest_two(fen_pencils *p, ptrdiff_t i, const face *left, const face *right, ptrdiff_t row) {
  FOR_VECTORS {
    const VEC first = left->donor[v];
    const VEC last = right->donor[v];
    const VEC of_first = from_left(left, v, left->held[v]);
    const VEC of_last = from_right(right, v, right->held[v]);
    const MASK last_is_main = exceeds_double(of_last, of_first);
    const VEC other = smaller_double(of_last, of_first);
    put_cells(p->main_cell + i * FEN_BATCH, v, choose_double(last_is_main, last, first));
    put_piece(p, row, v, choose_double(last_is_main, first, last), choose_double(differ(first, last), other, all_double(0.0)));
  }
}

/* Air of cells, each pencil's own. */
static FEN_INLINE VEC air_of(const fen_pencils *p, int v, VEC c) {
  double gathered[BLOCK];
  const cells_of_block cell = __builtin_convertvector(c, cells_of_block);
  for (int b = 0; b < BLOCK; b++)
    gathered[b] = p->air_kg[cell[b] * FEN_BATCH + v * BLOCK + b];
  return get_double(gathered);
}

/* Three pieces at most: the second one, if it is not the last, is a whole cell. */
static FEN_INLINE void nest_three(fen_pencils *p, ptrdiff_t i, const face *left, const face *right, ptrdiff_t row) {
  const VEC none = all_double(0.0);
  FOR_VECTORS {
    const VEC first = left->donor[v];
    const VEC last = right->donor[v];
    const VEC second = smaller_double(first + all_double(1.0), last);
    const VEC of_first = from_left(left, v, left->held[v]);
    const VEC of_last = from_right(right, v, right->held[v]);
    const MASK three = exceeds_double(last, second);
    const VEC of_second = choose_double(three, air_of(p, v, second), of_last);
    const VEC of_third = choose_double(three, of_last, none);
    const VEC most = larger_double(of_second, of_first);
    const MASK third_is_main = exceeds_double(of_third, most);
    const MASK first_is_not = exceeds_double(larger_double(of_third, most), of_first);
    const VEC cell = choose_double(first_is_not, first, second);
    const VEC air_kg = choose_double(first_is_not, of_first, of_second);
    const VEC main_cell = choose_double(first_is_not, second, first);
    put_cells(p->main_cell + i * FEN_BATCH, v, choose_double(third_is_main, last, main_cell));
    put_piece(p, row, v, cell, choose_double(exceeds_double(last, first), air_kg, none));
    put_piece(p, row + 1, v, choose_double(third_is_main, second, last), choose_double(third_is_main, of_second, of_third));
  }
}

/* Air of the piece of cell c between the departure points of two faces, which differ (Eq. 3). */
static FEN_INLINE VEC piece_kg(const fen_pencils *p, const face *left, const face *right, int v, VEC c) {
  const VEC air = air_of(p, v, c);
  const VEC piece = choose_double(differ(c, right->donor[v]), air, from_right(right, v, air));
  return choose_double(differ(c, left->donor[v]), piece, from_left(left, v, air));
}

/* Any number of pieces. */
static void nest_many(fen_pencils *p, ptrdiff_t i, const face *left, const face *right, ptrdiff_t row, ptrdiff_t rows) {
  const VEC none = all_double(0.0);
  const VEC one = all_double(1.0);
  FOR_VECTORS {
    const VEC first = left->donor[v];
    const VEC last = right->donor[v];
    VEC main_cell = first;
    VEC main_kg = none - one;
    for (ptrdiff_t s = 0; s <= rows; s++) {
      const VEC c = smaller_double(first + all_double((double)s), last);
      const VEC air = choose_double(exceeds_double(last, first), piece_kg(p, left, right, v, c), main_kg);
      const MASK larger = exceeds_double(air, main_kg);
      main_cell = choose_double(larger, c, main_cell);
      main_kg = choose_double(larger, air, main_kg);
    }
    put_cells(p->main_cell + i * FEN_BATCH, v, main_cell);
    for (ptrdiff_t t = 0; t < rows; t++) {
      const VEC before = first + all_double((double)t);
      const VEC c = choose_double(exceeds_double(main_cell, before), before, before + one);
      const MASK beyond = exceeds_double(c, last);
      const VEC air = choose_double(beyond, none, piece_kg(p, left, right, v, smaller_double(c, last)));
      put_piece(p, row + t, v, choose_double(beyond, main_cell, c), air);
    }
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
static FEN_INLINE int32_t renew(fen_pencils *p, ptrdiff_t i, const face *left, const face *right) {
  const ptrdiff_t at = i * FEN_BATCH;
  const VEC none = all_double(0.0);
  const VEC one = all_double(1.0);
  VEC bad = none;
  VEC most = none;
  FOR_VECTORS {
    const double *flux = p->flux_kg + at + v * BLOCK;
    const VEC sum = get_double(p->air_kg + at + v * BLOCK) + get_double(flux) - get_double(flux + FEN_BATCH);
    const VEC passed = right->donor[v] - left->donor[v];
    put_double(p->new_air_kg + at + v * BLOCK, sum);
    bad = choose_double(exceeds_double(sum, none), bad, one);
    bad = choose_double(exceeds_double(none, passed), one, bad);
    most = larger_double(passed, most);
  }
  if (any_double(exceeds_double(bad, none)))
    return -1;
  if (!any_double(exceeds_double(most, one)))
    return any_double(exceeds_double(most, none));
  if (!any_double(exceeds_double(most, one + one)))
    return 2;
  double largest = 0.0;
  for (int b = 0; b < BLOCK; b++)
    largest = most[b] > largest ? most[b] : largest;
  return (int32_t)largest;
}

int FEN_OF_LEVEL(fen_pencils_cut)(fen_pencils *p, fen_pencils_fault *fault) {
  double endless[FEN_BATCH];
  face faces[2];
  *fault = (fen_pencils_fault){.pencil = FEN_OF_LEVEL(fen_pencils_pad)(p)};
  if (fault->pencil >= 0)
    return 1;
  for (int v = 0; v < FEN_BATCH; v++)
    endless[v] = INFINITY;
  find_donors(p, 0, endless, &faces[0]);
  int32_t row = 0;
  for (ptrdiff_t i = 0; i < p->n; i++) {
    const face *left = &faces[i % 2];
    face *right = &faces[(i + 1) % 2];
    find_donors(p, i + 1, endless, right);
    int32_t rows = renew(p, i, left, right);
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
      nest_two(p, i, left, right, row);
    else if (rows == 2)
      nest_three(p, i, left, right, row);
    else
      nest_many(p, i, left, right, row, rows);
    row += rows;
  }
  p->terms[p->n] = row;
  return 1;
}
