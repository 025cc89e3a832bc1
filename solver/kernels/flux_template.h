/* The antidiffusive flux of a face and the low-order result of a cell (Eq. 4 and 5). Part of advect_template.h. */

/* The true cell or face that one beyond the ends of a periodic pencil repeats. */
static FEN_INLINE ptrdiff_t NAME(wrapped)(const fen_pencils *p, ptrdiff_t i, ptrdiff_t most) {
  return i < 0 ? i + p->n : i > most ? i - p->n : i;
}

#define DIFFERENCE(t) (from[((t) + 1) * from_stride + v] - from[(t)*from_stride + v])
#define WEIGHTED(t) (OF_AIR(w##t) * DIFFERENCE(t))
/* The weights of a block, of which as many as the order has are used. */
#define WEIGHTS(row)                                                                                                                       \
  SCALAR(w0, (row)[0]);                                                                                                                    \
  SCALAR(w1, (row)[1]);                                                                                                                    \
  SCALAR(w2, (row)[2]);                                                                                                                    \
  SCALAR(w3, (row)[3]);                                                                                                                    \
  SCALAR(w4, (row)[4]);                                                                                                                    \
  SCALAR(w5, (row)[5]);                                                                                                                    \
  SCALAR(w6, (row)[6]);                                                                                                                    \
  SCALAR(w7, (row)[7])
/* Their sum over the differences of `from` in the order of the stencil. */
#define WEIGHTED_SUM(sum)                                                                                                                  \
  REAL sum = WEIGHTED(0) + WEIGHTED(1);                                                                                                    \
  if (terms > 2)                                                                                                                           \
    sum = sum + WEIGHTED(2) + WEIGHTED(3);                                                                                                 \
  if (terms > 4)                                                                                                                           \
    sum = sum + WEIGHTED(4) + WEIGHTED(5);                                                                                                 \
  if (terms > 6)                                                                                                                           \
  sum = sum + WEIGHTED(6) + WEIGHTED(7)

/* What the flux through a face is made from, found once for all blocks of a row. */
typedef struct {
  const REAL *rows;    /* of the cell before the stencil by half of it */
  const int32_t *cell; /* the donor by pencil */
  int same;            /* whether all pencils have the same */
  const REAL *w[FEN_WEIGHT_ROWS];
  REAL buffer[FEN_WEIGHT_ROWS][NAME(UNFOLDED)];
} NAME(face);

/* Faces beyond the ends of a periodic pencil are those that they repeat, moved. */
static FEN_INLINE void NAME(face_at)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, int terms, NAME(face) * out) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t at = NAME(wrapped)(p, f, p->n);
  const REAL *weight = (const REAL *)s->real.weight + at * FEN_WEIGHT_ROWS * FEN_BATCH;
  out->rows = (const REAL *)s->q + (f - at - p->order / 2) * ROW;
  out->cell = p->donor + at * FEN_BATCH;
  out->same = p->same_donor[at];
  for (int t = 0; t < FEN_WEIGHT_ROWS; t++)
    out->w[t] = t < terms ? NAME(unfold)(part, weight + t * FEN_BATCH, out->buffer[t]) : weight;
}

/* Antidiffusive mass through a face (Eq. 5) into a row, `terms` weights. */
static FEN_INLINE void NAME(flux_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, int terms, REAL *restrict flux) {
  NAME(face) face;
  NAME(face_at)(s, part, f, terms, &face);
  FOR_BLOCKS {
    ROWS_OF(from, face.rows, face.cell, face.same, terms + 1);
    WEIGHTS(face.w);
    FOR_LANES {
      WEIGHTED_SUM(sum);
      flux[e + v] = sum;
    }
  }
}

/* Low-order result of cell i (Eq. 4): the main piece's value and the others mixed in one by one. */
static FEN_INLINE void NAME(low_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, REAL *restrict low) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = NAME(wrapped)(p, i, p->n - 1);
  const REAL *rows = (const REAL *)s->q + (i - cell) * ROW;
  const int32_t first = p->terms[cell];
  const int32_t last = p->terms[cell + 1];
  const int32_t *main_cell = p->main_cell + cell * FEN_BATCH;
  const int same_main = p->same_main[cell];
  if (first == last) {
    FOR_BLOCKS {
      ROWS_OF(from, rows, main_cell, same_main, 1);
      (void)from_stride;
      FOR_LANES low[e + v] = from[v];
    }
    return;
  }
  for (int32_t t = first; t < last; t++) {
    REAL buffer[NAME(UNFOLDED)];
    const REAL *share = NAME(unfold)(part, (const REAL *)s->real.share + t * FEN_BATCH, buffer);
    const int32_t *term = p->term_cell + t * FEN_BATCH;
    const int same = p->same_term[t];
    if (t == first)
      FOR_BLOCKS {
        ROWS_OF(from, rows, main_cell, same_main, 1);
        ROWS_OF(other, rows, term, same, 1);
        SCALAR(part_share, share);
        (void)from_stride;
        (void)other_stride;
        FOR_LANES low[e + v] = from[v] + OF_AIR(part_share) * (other[v] - from[v]);
      }
    else
      FOR_BLOCKS {
        ROWS_OF(other, rows, term, same, 1);
        SCALAR(part_share, share);
        (void)other_stride;
        FOR_LANES low[e + v] += OF_AIR(part_share) * (other[v] - low[e + v]);
      }
  }
}

/* What the low-order result of a cell is made from: the main piece and another, or, of more pieces, a row that is finished. */
typedef struct {
  const REAL *rows;
  const int32_t *main_cell, *other_cell;
  int same_main, same_other;
  const REAL *share; /* of the other piece; without one 0 */
  REAL buffer[NAME(UNFOLDED)];
} NAME(pieces);

static FEN_INLINE void NAME(pieces_at)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, REAL *finished, NAME(pieces) * out) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = NAME(wrapped)(p, i, p->n - 1);
  const int32_t first = p->terms[cell];
  const int32_t others = p->terms[cell + 1] - first;
  out->rows = (const REAL *)s->q + (i - cell) * ROW;
  out->main_cell = out->other_cell = p->main_cell + cell * FEN_BATCH;
  out->same_main = out->same_other = p->same_main[cell];
  out->share = s->nothing;
  if (others == 1) {
    out->other_cell = p->term_cell + first * FEN_BATCH;
    out->same_other = p->same_term[first];
    out->share = (const REAL *)s->real.share + first * FEN_BATCH;
  } else if (others > 1) {
    NAME(low_row)(s, part, i, finished);
    out->rows = finished;
    out->main_cell = out->other_cell = s->zero_cells;
    out->same_main = out->same_other = 1;
  }
  out->share = NAME(unfold)(part, out->share, out->buffer);
}
