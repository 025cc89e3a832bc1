/* Differences between neighbours, the antidiffusive flux of a face and the low-order result of a cell (Eq. 4 and 5). Part of
 * advect_template.h. */

/* What is found of a block's old values once for all faces. */
typedef struct {
  REAL *difference; /* q_i+1 - q_i */
  MASK *rough;      /* whether cells i - 3 to i are; NULL: not wanted */
} NAME(slopes);

/* A walk along old values. */
typedef struct {
  NAME(slopes) out;
  VEC here, before; /* the last value, and what it was more than the one before */
  NAME(senses) senses;
} NAME(walk);

/* Go on from cell i to the next; writes: whether what was found is kept. */
static FEN_INLINE void NAME(walk_on)(NAME(walk) * w, ptrdiff_t i, VEC next, int writes) {
  const VEC after = next - w->here;
  if (writes)
    NAME(put)(w->out.difference + i * BLOCK, after);
  if (w->out.rough) {
    const MASK rough = NAME(sense)(&w->senses, NAME(gamma)(w->before, after));
    if (writes)
      w->out.rough[i] = rough;
  }
  w->before = after;
  w->here = next;
}

/* Slopes of cells from first to end: differences, and whether the four cells up to each are rough. */
static FEN_INLINE void NAME(walk_from)(const fen_scratch *s, const REAL *q, ptrdiff_t first, ptrdiff_t end, const NAME(slopes) * out) {
  const ptrdiff_t start = first - 4 > -s->pencils.ghost ? first - 4 : -s->pencils.ghost; /* what is rough looks back so far */
  NAME(walk) w = {.out = *out, .here = NAME(get)(q + start * BLOCK)};
  for (ptrdiff_t i = start; i < end; i++)
    NAME(walk_on)(&w, i, NAME(get)(q + (i + 1) * BLOCK), i >= first);
}

/*
 * Old values of a block with their padding and slopes: from memory, whose latency then hides the arithmetic, unless the values are there
 * (view NULL) or were turned with the whole part.
 */
static FEN_INLINE const REAL *NAME(begin)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_view *view,
                                          const fen_outside *outside, const NAME(slopes) * slopes) {
  const ptrdiff_t n = s->pencils.n;
  const ptrdiff_t ghost = s->pencils.ghost;
  REAL *q = NAME(block_of)(s, s->q, block);
  if (GROUP > 1 && view) {
    const REAL *from = NAME(place)(part, view, block);
    NAME(walk) w = {.out = *slopes, .here = NAME(get)(from)};
    NAME(put)(q, w.here);
    for (ptrdiff_t i = 0; i < n - 1; i++) {
      NAME(walk_on)(&w, i, NAME(get)(from + (i + 1) * view->cell_stride), 1);
      NAME(put)(q + (i + 1) * BLOCK, w.here);
    }
    NAME(pad)(s, part, block, outside, q);
    NAME(walk_from)(s, q, -ghost, n - 1 < 4 ? n - 1 : 4, slopes); /* what looks back on the padding */
    NAME(walk_from)(s, q, n - 1, n + ghost - 1, slopes);
    return q;
  }
  NAME(pad)(s, part, block, outside, q);
  NAME(walk_from)(s, q, -ghost, n + ghost - 1, slopes);
  return q;
}

/* Antidiffusive mass through a face from the differences of its stencil, `terms` weights in the stencil's order. */
static FEN_INLINE VEC NAME(weighed)(const OF_AIR *weight, const VEC *difference, int terms) {
  VEC sum = weight[0] * difference[0] + weight[1] * difference[1];
  for (int l = 2; l < terms; l += 2)
    sum = sum + (weight[l] * difference[l] + weight[l + 1] * difference[l + 1]);
  return sum;
}

/* The same from rows of differences. */
static FEN_INLINE VEC NAME(flux)(const OF_AIR *weight, const REAL *from, int terms) {
  VEC sum = weight[0] * NAME(get)(from) + weight[1] * NAME(get)(from + BLOCK);
  for (int l = 2; l < terms; l += 2)
    sum = sum + (weight[l] * NAME(get)(from + l * BLOCK) + weight[l + 1] * NAME(get)(from + (l + 1) * BLOCK));
  return sum;
}

/* Low-order result of cell i of any number of pieces: the main one's value and the others mixed in one by one. */
static VEC NAME(low_of_many)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const REAL *record, const REAL *q, ptrdiff_t i) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = fen_wrapped(i, p->n, p->n - 1);
  const REAL *from = q + (i - cell) * BLOCK;
  NAME(cells) cells;
  VEC low = NAME(get)(NAME(cells_at)(q, record, i, FEN_RECORD_MAIN, GROUP > 1, 0, 1, &cells));
  for (int32_t t = p->terms[cell]; t < p->terms[cell + 1]; t++) {
    const int32_t *own = p->term_cell + t * FEN_BATCH;
    const OF_AIR share = NAME(by_pencil)(part, block, (const REAL *)s->share + t * FEN_BATCH);
#if GROUP == 1
    VEC other;
    for (int v = 0; v < BLOCK; v++)
      other[v] = from[own[NAME(first_pencil)(part, block) + v] * BLOCK + v];
#else
    const VEC other = NAME(get)(from + own[part->first + NAME(first_pencil)(part, block)] * BLOCK);
#endif
    low = low + share * (other - low);
  }
  return low;
}

/* Low-order result of cell i (Eq. 4) in blocks that share its record. */
static FEN_INLINE void NAME(low_abreast)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const REAL *record,
                                         const REAL *const *q, ptrdiff_t i, int count, VEC *low) {
  const unsigned char *alike = s->alike + i * FEN_ALIKES;
  NAME(cells) cells[3];
  if (alike[FEN_ALIKE_AT_OTHERS] > 2) {
    for (int n = 0; n < count; n++)
      low[n] = NAME(low_of_many)(s, part, block + n, record, q[n], i);
    return;
  }
#pragma GCC unroll 4
  for (int n = 0; n < count; n++) {
    const VEC main_piece = NAME(get)(NAME(cells_at)(q[n], record, i, FEN_RECORD_MAIN, alike[FEN_ALIKE_AT_MAIN], 0, 1, &cells[0]));
    const VEC other = NAME(get)(NAME(cells_at)(q[n], record, i, FEN_RECORD_OTHER, alike[FEN_ALIKE_AT_OTHER], 0, 1, &cells[1]));
    low[n] = main_piece + NAME(field)(record, FEN_RECORD_SHARE) * (other - main_piece);
  }
  if (alike[FEN_ALIKE_AT_OTHERS] < 2)
    return;
#pragma GCC unroll 4
  for (int n = 0; n < count; n++) {
    const VEC third = NAME(get)(NAME(cells_at)(q[n], record, i, FEN_RECORD_THIRD, alike[FEN_ALIKE_AT_THIRD], 0, 1, &cells[2]));
    low[n] = low[n] + NAME(field)(record, FEN_RECORD_THIRD_SHARE) * (third - low[n]);
  }
}
