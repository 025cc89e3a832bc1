/*
 * Tags along their pencils, each old value read once from memory: what a cell and its faces look at stays in a ring of cells in the first
 * cache, and the differences of a face's stencil in registers, which move along with the donors. In the march (tags_template.h) old values
 * and differences go through the second cache. Part of advect_template.h, for groups of lanes; the arithmetic is the march's.
 */

enum {
  NAME(RING) = 32,  /* cells, a power of two */
  NAME(STREAMS) = 2 /* blocks side by side, whose differences fill the registers */
};

/* A block's way along its pencil. */
typedef struct {
  VEC difference[FEN_WEIGHT_ROWS]; /* of the stencil of the face at hand */
  VEC last;                        /* the stencil's last cell */
  REAL *rows;                      /* cell i is row i modulo RING, or row i of s->q if all are there */
  ptrdiff_t mask;                  /* of rows */
  const REAL *from;                /* cell 0, in memory or, near the high end, in s->q */
  VEC flux;
} NAME(stream);

/* Whether the ring holds all that cells look at, and the pencil more than its two ends; without a view all of it is in s->q. */
static FEN_INLINE int NAME(streams)(const fen_scratch *s, const fen_view *view) {
  return s->reach > 0 && (!view || (2 * s->reach < NAME(RING) && 2 * s->reach < s->pencils.n));
}

/* The first and the last cells of a block with their padding, in s->q; the others are read when their turn comes, or there (view NULL). */
static FEN_INLINE const REAL *NAME(read_ends)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_view *view,
                                              const fen_outside *outside) {
  const ptrdiff_t n = s->pencils.n;
  const REAL *from = view ? NAME(place)(part, view, block) : NULL;
  REAL *q = NAME(block_of)(s, s->q, block);
  for (ptrdiff_t i = 0; i < s->reach && view; i++) {
    NAME(put)(q + i * BLOCK, NAME(get)(from + i * view->cell_stride));
    NAME(put)(q + (n - 1 - i) * BLOCK, NAME(get)(from + (n - 1 - i) * view->cell_stride));
  }
  NAME(pad)(s, part, block, outside, q);
  return q;
}

static FEN_INLINE REAL *NAME(row)(const NAME(stream) * w, ptrdiff_t cell) {
  return w->rows + (cell & w->mask) * BLOCK;
}

/* The stencil goes on by one cell, this one, which is in the ring. */
static FEN_INLINE void NAME(go_on)(NAME(stream) * w, int terms, ptrdiff_t cell) {
  const VEC next = NAME(get)(NAME(row)(w, cell));
  for (int l = 0; l < terms - 1; l++)
    w->difference[l] = w->difference[l + 1];
  w->difference[terms - 1] = next - w->last;
  w->last = next;
}

/* Low-order result of cell i (Eq. 4), of three pieces at most. */
static FEN_INLINE VEC NAME(low_of)(const NAME(stream) * w, const REAL *record, ptrdiff_t i, int others) {
  const VEC main_piece = NAME(get)(NAME(row)(w, i + NAME(distance)(record, FEN_RECORD_MAIN, 0)));
  const VEC other = NAME(get)(NAME(row)(w, i + NAME(distance)(record, FEN_RECORD_OTHER, 0)));
  const VEC low = main_piece + NAME(field)(record, FEN_RECORD_SHARE) * (other - main_piece);
  if (others < 2)
    return low;
  const VEC third = NAME(get)(NAME(row)(w, i + NAME(distance)(record, FEN_RECORD_THIRD, 0)));
  return low + NAME(field)(record, FEN_RECORD_THIRD_SHARE) * (third - low);
}

/* Before the first cell: the ring as full as cell 0 needs it but for one cell, and the flux of face 0. */
static FEN_INLINE void NAME(spring)(const fen_scratch *s, const fen_part *part, const NAME(tag_course) * c, const fen_view *view, int terms,
                                    int b, const NAME(face_air) * face, OF_AIR phi, ptrdiff_t donor, NAME(stream) * w) {
  if (view) {
    w->from = NAME(place)(part, view, c->block + b);
    for (ptrdiff_t cell = -s->reach; cell < s->reach; cell++)
      NAME(put)(NAME(row)(w, cell), NAME(get)(c->q[b] + cell * BLOCK));
  }
  for (ptrdiff_t cell = donor - terms / 2; cell <= donor + terms / 2; cell++)
    NAME(go_on)(w, terms, cell);
  w->flux = NAME(weighed)(face->weight, w->difference, terms) * phi;
  NAME(put)((REAL *)s->end_flux[0] + (c->block + b) * BLOCK, w->flux);
}

static FEN_INLINE void NAME(stream_tags)(fen_scratch *s, const fen_part *part, const NAME(tag_course) * c, const fen_view *view, int terms,
                                         int count) {
  const ptrdiff_t n = s->pencils.n;
  const ptrdiff_t reach = s->reach;
  REAL rings[NAME(STREAMS)][NAME(RING) * BLOCK] __attribute__((aligned(BYTES)));
  NAME(stream) w[NAME(STREAMS)];
  NAME(fetched_lines) next_part[NAME(STREAMS)];
  NAME(face_air) face = NAME(face_air_of)(c, terms, 0);
  OF_AIR phi = NAME(by_pencil)(part, c->block, c->phi);
  ptrdiff_t donor = NAME(distance)(face.record, FEN_RECORD_DONOR, 0);
#pragma GCC unroll 2
  for (int b = 0; b < count; b++) {
    w[b] = (NAME(stream)){.rows = view ? rings[b] : NAME(block_of)(s, s->q, c->block + b), .mask = view ? NAME(RING) - 1 : -1};
    NAME(fetches_of)(s, part, c->block + b, &next_part[b]);
    NAME(spring)(s, part, c, view, terms, b, &face, phi, donor, &w[b]);
  }
  ptrdiff_t stride = view ? view->cell_stride : BLOCK;
  ptrdiff_t i = 0;
  for (ptrdiff_t end = view ? n - reach : n; end <= n; end += reach) {
    for (; i < end; i++) {
      const REAL *record = c->records + i * RECORD;
      const int others = s->alike[i * FEN_ALIKES + FEN_ALIKE_AT_OTHERS];
      const OF_AIR per_air = NAME(field)(record, FEN_RECORD_INVERSE);
      face = NAME(face_air_of)(c, terms, i + 1);
      phi = NAME(by_pencil)(part, c->block, c->phi + (i + 1) * FEN_BATCH);
#pragma GCC unroll 2
      for (int b = 0; b < count; b++) {
        NAME(fetch_lines)(&next_part[b], i);
        if (view)
          NAME(put)(NAME(row)(&w[b], i + reach), NAME(get)(w[b].from + (i + reach) * stride));
      }
      for (const ptrdiff_t next = i + 1 + NAME(distance)(face.record, FEN_RECORD_DONOR, 0); donor < next;) {
        donor++;
#pragma GCC unroll 2
        for (int b = 0; b < count; b++)
          NAME(go_on)(&w[b], terms, donor + terms / 2);
      }
#pragma GCC unroll 2
      for (int b = 0; b < count; b++) {
        const VEC next = NAME(weighed)(face.weight, w[b].difference, terms) * phi;
        NAME(put)(c->out[b] + i * c->out_stride, NAME(low_of)(&w[b], record, i, others) + (w[b].flux - next) * per_air);
        w[b].flux = next;
      }
    }
    for (int b = 0; b < count; b++)
      w[b].from = c->q[b];
    stride = BLOCK;
  }
  for (int b = 0; b < count; b++)
    NAME(put)((REAL *)s->end_flux[1] + (c->block + b) * BLOCK, w[b].flux);
}

static FEN_INLINE void NAME(stream_tags_of)(fen_scratch *s, const fen_part *part, const NAME(tag_course) * c, const fen_view *view,
                                            int count) {
  switch (s->pencils.order) {
  case 3:
    NAME(stream_tags)(s, part, c, view, 2, count);
    break;
  case 5:
    NAME(stream_tags)(s, part, c, view, 4, count);
    break;
  case 7:
    NAME(stream_tags)(s, part, c, view, 6, count);
    break;
  default: /* 9 */
    NAME(stream_tags)(s, part, c, view, 8, count);
  }
}
