/* The march of tags, which take the ratios of their lead. Part of advect_template.h. */

/* Blocks of tags side by side on one pencil, which share the scalars of the air. */
typedef struct {
  ptrdiff_t block;
  const REAL *records;
  const REAL *phi; /* of the pencil's face 0 */
  const REAL *q[FEN_ABREAST], *difference[FEN_ABREAST];
  REAL *out[FEN_ABREAST];
  ptrdiff_t out_stride;
} NAME(tag_course);

/* What the blocks abreast take from a face's record: read once, as the compiler may not assume that results leave it alone. */
typedef struct {
  OF_AIR weight[FEN_WEIGHT_ROWS];
  const REAL *record;
} NAME(face_air);

static FEN_INLINE NAME(face_air) NAME(face_air_of)(const NAME(tag_course) * c, int terms, ptrdiff_t f) {
  NAME(face_air) face = {.record = c->records + f * RECORD};
  for (int l = 0; l < terms; l++)
    face.weight[l] = NAME(field)(face.record, l);
  return face;
}

/* Limited flux of face f in a block. */
static FEN_INLINE VEC NAME(tag_flux)(const fen_scratch *s, const NAME(tag_course) * c, const NAME(face_air) * face, OF_AIR phi, int terms,
                                     ptrdiff_t f, int n) {
  NAME(cells) cells;
  const REAL *from = NAME(cells_at)(c->difference[n], face->record, f, FEN_RECORD_DONOR, s->alike[f * FEN_ALIKES + FEN_ALIKE_AT_DONOR],
                                    -(terms / 2), terms, &cells);
  return NAME(flux)(face->weight, from, terms) * phi;
}

static FEN_INLINE void NAME(march_tags)(fen_scratch *s, const fen_part *part, const NAME(tag_course) * c, int terms, int count) {
  VEC flux[FEN_ABREAST];
  NAME(fetched) next_part[FEN_ABREAST];
  NAME(face_air) face = NAME(face_air_of)(c, terms, 0);
  for (int n = 0; n < count; n++) {
    next_part[n] = NAME(fetches)(s, c->block + n);
    flux[n] = NAME(tag_flux)(s, c, &face, NAME(by_pencil)(part, c->block + n, c->phi), terms, 0, n);
    NAME(put)((REAL *)s->end_flux[0] + (c->block + n) * BLOCK, flux[n]);
  }
  for (ptrdiff_t i = 0; i < s->pencils.n; i++) {
    const REAL *record = c->records + i * RECORD;
    const OF_AIR per_air = NAME(field)(record, FEN_RECORD_INVERSE);
    const OF_AIR phi = NAME(by_pencil)(part, c->block, c->phi + (i + 1) * FEN_BATCH);
    VEC fresh[FEN_ABREAST];
    face = NAME(face_air_of)(c, terms, i + 1);
    NAME(low_abreast)(s, part, c->block, record, c->q, i, count, fresh);
#pragma GCC unroll 4
    for (int n = 0; n < count; n++) {
      NAME(fetch)(next_part[n], i);
      const VEC next = NAME(tag_flux)(s, c, &face, phi, terms, i + 1, n);
      NAME(put)(c->out[n] + i * c->out_stride, fresh[n] + (flux[n] - next) * per_air);
      flux[n] = next;
    }
  }
  for (int n = 0; n < count; n++)
    NAME(put)((REAL *)s->end_flux[1] + (c->block + n) * BLOCK, flux[n]);
}

static FEN_INLINE void NAME(march_tags_of)(fen_scratch *s, const fen_part *part, const NAME(tag_course) * c, int count) {
  switch (s->pencils.order) {
  case 3:
    NAME(march_tags)(s, part, c, 2, count);
    break;
  case 5:
    NAME(march_tags)(s, part, c, 4, count);
    break;
  case 7:
    NAME(march_tags)(s, part, c, 6, count);
    break;
  default: /* 9 */
    NAME(march_tags)(s, part, c, 8, count);
  }
}

#if GROUP > 1
#include "stream_template.h"
#endif

/* Blocks from c->block on: as many as go on together. */
static FEN_INLINE ptrdiff_t NAME(advect_some_tags)(fen_scratch *s, const fen_part *part, const fen_view *view, const fen_outside *outside,
                                                   NAME(tag_course) * c) {
  const ptrdiff_t of_pencil = GROUP > 1 ? part->lanes / BLOCK : 1; /* blocks that share records */
  const ptrdiff_t left = of_pencil - c->block % of_pencil;
#if GROUP > 1
  if (NAME(streams)(s, view)) {
    const int count = left >= NAME(STREAMS) ? NAME(STREAMS) : 1;
    for (int n = 0; n < count; n++)
      c->q[n] = NAME(read_ends)(s, part, c->block + n, view, outside);
    /* Each by itself, so that the compiler knows. */
    if (view && count > 1)
      NAME(stream_tags_of)(s, part, c, view, NAME(STREAMS));
    else if (view)
      NAME(stream_tags_of)(s, part, c, view, 1);
    else if (count > 1)
      NAME(stream_tags_of)(s, part, c, NULL, NAME(STREAMS));
    else
      NAME(stream_tags_of)(s, part, c, NULL, 1);
    return count;
  }
#endif
  const int count = left >= FEN_ABREAST ? FEN_ABREAST : 1;
  for (int n = 0; n < count; n++) {
    const NAME(slopes) slopes = {.difference = NAME(block_of)(s, s->difference, n)};
    c->q[n] = NAME(begin)(s, part, c->block + n, view, outside, &slopes);
    c->difference[n] = slopes.difference;
  }
  if (count > 1)
    NAME(march_tags_of)(s, part, c, FEN_ABREAST);
  else
    NAME(march_tags_of)(s, part, c, 1);
  return count;
}

static void NAME(advect_tags)(fen_scratch *s, const fen_part *part, const fen_view *view, const fen_outside *outside, ptrdiff_t lead) {
  const ptrdiff_t blocks = part->width / BLOCK;
  ptrdiff_t count;
  if (GROUP == 1 && view)
    NAME(load)(s, part, view, s->pencils.n, s->q);
  for (ptrdiff_t b = 0; b < blocks; b += count) {
    NAME(tag_course)
    c = {.block = b, .records = NAME(records_of)(s, part, b), .phi = (const REAL *)s->phi + lead * (s->pencils.n + 1) * FEN_BATCH};
    for (int n = 0; n < FEN_ABREAST && b + n < blocks; n++)
      c.out[n] = NAME(target)(s, part, b + n, view, &c.out_stride);
    count = NAME(advect_some_tags)(s, part, view, outside, &c);
    for (ptrdiff_t n = 0; n < count; n++)
      NAME(finish)(s, part, b + n, view, outside);
  }
  NAME(count_ends)(s, part);
  if (GROUP == 1 && view)
    NAME(store)(s, part, view, s->pencils.n, s->fresh);
}
