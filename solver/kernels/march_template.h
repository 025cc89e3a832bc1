/* The march of leads along their pencils. Part of advect_template.h. */

/* Fetch the next part's cells i into the second cache. */
static FEN_INLINE void NAME(fetch)(const fen_ahead *a, ptrdiff_t i) {
  if (!a->start)
    return;
  const char *cell = a->start + i * a->cell_bytes;
  for (ptrdiff_t b = 0; b < a->pencils; b++)
    for (size_t at = 0; at < a->bytes; at += FEN_CACHE_LINE)
      __builtin_prefetch(cell + b * a->pencil_bytes + at, 0, 2);
}

/* Tracer that crosses face f, towards + [kg]; limited: the face's limited flux. */
static void NAME(crossing)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, const REAL *limited, double *restrict out) {
  const fen_pencils *p = &s->pencils;
  const REAL *q = s->q;
  for (ptrdiff_t b = 0; b < part->pencils; b++) {
    const ptrdiff_t pencil = part->first + b;
    const ptrdiff_t donor = p->donor[f * FEN_BATCH + pencil];
    const int ahead = p->flux_kg[f * FEN_BATCH + pencil] >= 0.0;
    const REAL *restrict from = q + b * part->lanes;
    double *restrict sum = out + b * part->lanes;
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      sum[v] = p->crossing_kg[f * FEN_BATCH + pencil] * (double)from[donor * ROW + v];
    for (ptrdiff_t i = ahead ? donor + 1 : f; i < (ahead ? f : donor); i++)
      for (ptrdiff_t v = 0; v < part->lanes; v++)
        sum[v] += p->air_kg[i * FEN_BATCH + pencil] * (double)from[i * ROW + v];
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      sum[v] = (ahead ? sum[v] : -sum[v]) + p->unit_kg[pencil] * (double)limited[b * part->lanes + v];
  }
}

static void NAME(count_ends)(fen_scratch *s, const fen_part *part) {
  const fen_pencils *p = &s->pencils;
  if (p->low == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, 0, s->end_flux[0], s->crossed[0]);
  if (p->high == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, p->n, s->end_flux[1], s->crossed[1]);
}

/* Write the ratios of face f out for the tags, pencil fastest: phi[face][lead][pencil]. */
static FEN_INLINE void NAME(keep_ratios)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, ptrdiff_t lead,
                                         const REAL *restrict phi) {
  REAL *restrict out = (REAL *)s->phi + (f * s->leads + lead) * FEN_BATCH;
  if (part->lanes == 1) {
    memcpy(out, phi, FEN_BATCH * sizeof *out);
    return;
  }
  for (ptrdiff_t b = 0; b < part->pencils; b++)
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      out[v * FEN_BATCH + part->first + b] = phi[b * part->lanes + v];
}

static FEN_INLINE void NAME(fill_row)(const fen_part *part, REAL value, REAL *restrict row) {
  for (ptrdiff_t e = 0; e < part->width; e++)
    row[e] = value;
}

#define RING(name, r) (NAME(slot)(s, r) + FEN_RING_##name * ROW)

/* What lies beyond the ends of pencils that do not wrap, for the limiters: where air leaves, no tracer may come in. */
static void NAME(close_low_end)(const fen_scratch *s, const fen_part *part) {
  memcpy(RING(LOW, -1), (const REAL *)s->q - ROW, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, -1));
  NAME(fill_row)(part, 1, RING(GAIN, -1));
  NAME(fill_row)(part, 1, RING(FALL, -1));
}

static void NAME(close_high_end)(const fen_scratch *s, const fen_part *part) {
  const ptrdiff_t n = s->pencils.n;
  memcpy(RING(LOW, n), (const REAL *)s->q + n * ROW, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, n));
  NAME(fill_row)(part, 1, RING(GAIN, n));
  NAME(fill_row)(part, 1, RING(FALL, n));
}

/* Where in memory the block of pencil b that begins with element e goes, or in a row. */
#if GROUP == 1
#define BLOCK_IN(to, view) ((to) + e)
#else
#define BLOCK_IN(to, view) ((view) ? (to) + b * (view)->pencil_stride + (e - (b - part->first) * part->lanes) : (to) + e)
#endif

/* Where new cells i go: to memory, through a row where elements have scalars of their own, or to the rows of new values. */
static FEN_INLINE REAL *NAME(target)(const fen_scratch *s, ptrdiff_t i, const fen_view *view) {
  if (!view)
    return (REAL *)s->fresh + i * ROW;
  return GROUP == 1 ? (REAL *)s->done : (REAL *)view->start + i * view->cell_stride;
}

/* Which of its stages a step of the march has, and the limiter's; the same for all blocks of a row. */
typedef struct {
  fen_limiter limiter;
  int bounds;            /* whether the limiter has upper bounds */
  ptrdiff_t first, last; /* cells that have bounds of their own: on a periodic axis one more at each end */
  ptrdiff_t lead;        /* where ratios are kept; -1: nowhere */
  const fen_view *view;
  ptrdiff_t gammas;                       /* rows of gamma made so far */
  unsigned char rough[4][FEN_ROW_BLOCKS]; /* a ring of rows: whether any element of a block is rough */
} NAME(course);

/*
 * Step i of the march along the pencils. A face's ratio needs the bounds of the cells beside it, these the low-order results of their
 * neighbours: the step finds the flux of face i + 1 and cell i's low-order result, the bounds of cell i - 1, the ratio of face i - 1 and
 * the new cell i - 2, block by block, so that four rows of each are enough and most of them are still at hand.
 */
static FEN_INLINE void NAME(step)(fen_scratch *s, const fen_part *part, NAME(course) * c, int terms, ptrdiff_t i) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const ptrdiff_t f = i - 1;
  const int has_flux = i >= c->first && i <= c->last;
  const int has_low = p->low == FEN_SIDE_PERIODIC || i < n;
  const int has_loss = has_flux && c->limiter != FEN_LIMITER_NONE;
  const int senses = c->limiter == FEN_LIMITER_SELECTIVE && i >= 0 && i <= n;
  const int has_bounds = c->bounds && f >= c->first && f <= c->last;
  const int has_ratio = f >= 0;
  const int has_new = f > 0;
  const ptrdiff_t cell = NAME(wrapped)(p, i, n - 1);
  const ptrdiff_t before = NAME(wrapped)(p, f, n - 1);
  REAL *before_last = NAME(slot)(s, i - 2);
  REAL *last = NAME(slot)(s, i - 1);
  REAL *here = NAME(slot)(s, i);
  REAL *next = NAME(slot)(s, i + 1);
#define AT(slot, name) ((slot) + FEN_RING_##name * ROW + e)
  unsigned char *any_rough[2] = {c->rough[f & 3], c->rough[i & 3]};
  NAME(face) face;
  NAME(pieces) pieces;
  int32_t sensed[FEN_BATCH]; /* first of the four cells that the sensor looks at */
  int same_sensed = 1;
  REAL buffer[3][NAME(UNFOLDED)];
  const REAL *inverse = s->real.inverse;
  const REAL *of_cell = NAME(unfold)(part, inverse + (has_loss ? cell : 0) * FEN_BATCH, buffer[0]);
  const REAL *of_before = NAME(unfold)(part, inverse + (has_bounds ? before : 0) * FEN_BATCH, buffer[1]);
  const REAL *of_new = NAME(unfold)(part, inverse + (has_new ? i - 2 : 0) * FEN_BATCH, buffer[2]);
  NAME(face_at)(s, part, has_flux ? i + 1 : 0, terms, &face);
  NAME(pieces_at)(s, part, has_low ? i : 0, s->done, &pieces);
  if (senses) {
    const int32_t *donor = p->donor + i * FEN_BATCH;
    const double *air = p->flux_kg + i * FEN_BATCH;
    int32_t differs = 0;
    for (int v = 0; v < FEN_BATCH; v++) {
      sensed[v] = donor[v] - (air[v] >= 0.0 ? 1 : 2);
      differs |= sensed[v] ^ sensed[0];
    }
    same_sensed = differs == 0;
    for (; c->gammas <= p->last_donor[i] + 2; c->gammas++)
      NAME(gamma_row)(s, part, c->gammas);
  } else {
    memset(any_rough[1], 1, FEN_ROW_BLOCKS);
  }
  REAL *to = has_new ? NAME(target)(s, i - 2, c->view) : NULL;
  FOR_BLOCKS {
    const ptrdiff_t block = e / BLOCK;
    if (has_flux) {
      ROWS_OF(from, face.rows, face.cell, face.same, terms + 1);
      WEIGHTS(face.w);
      FOR_LANES {
        WEIGHTED_SUM(sum);
        AT(next, FLUX)[v] = sum;
      }
    }
    if (has_low) {
      ROWS_OF(main_piece, pieces.rows, pieces.main_cell, pieces.same_main, 1);
      ROWS_OF(other, pieces.rows, pieces.other_cell, pieces.same_other, 1);
      SCALAR(share, pieces.share);
      (void)main_piece_stride;
      (void)other_stride;
      FOR_LANES AT(here, LOW)[v] = main_piece[v] + OF_AIR(share) * (other[v] - main_piece[v]);
    }
    if (senses) {
      ROWS_OF(gamma, (const REAL *)s->gamma, sensed, same_sensed, 4);
      any_rough[1][block] = (unsigned char)NAME(sense)(gamma, gamma_stride, AT(here, ROUGH));
    }
    if (has_loss) {
      SCALAR(per_air, of_cell);
      if (NAME(loses)(per_air, AT(here, LOW), AT(here, FLUX), AT(next, FLUX), AT(here, LOSS)))
        NAME(bound_loss)(per_air, AT(here, LOW), AT(here, FLUX), AT(next, FLUX), AT(here, LOSS));
    }
    if (has_bounds && (any_rough[0][block] | any_rough[1][block])) {
      ROWS_OF(old, (const REAL *)s->q + (f - before - 1) * ROW, p->main_cell + before * FEN_BATCH, p->same_main[before], 3);
      SCALAR(per_air, of_before);
      NAME(bound_both)
      (per_air, old, old_stride, AT(before_last, LOW), AT(last, LOW), AT(here, LOW), AT(last, FLUX), AT(here, FLUX), AT(last, GAIN),
       AT(last, FALL));
    }
    if (!has_ratio)
      continue;
    if (c->bounds && any_rough[0][block])
      NAME(limit_both)
    (AT(last, FLUX), AT(before_last, LOSS), AT(last, LOSS), AT(before_last, GAIN), AT(last, GAIN), AT(before_last, FALL), AT(last, FALL),
     AT(last, ROUGH), AT(last, PHI), AT(last, LIMITED));
    else if (c->limiter != FEN_LIMITER_NONE)
        NAME(limit_loss)(AT(last, FLUX), AT(before_last, LOSS), AT(last, LOSS), AT(last, PHI), AT(last, LIMITED));
    else FOR_LANES {
      AT(last, PHI)[v] = 1;
      AT(last, LIMITED)[v] = AT(last, FLUX)[v];
    }
    if (has_new) {
      SCALAR(per_air, of_new);
      REAL *restrict out = BLOCK_IN(to, c->view);
      FOR_LANES out[v] = AT(before_last, LOW)[v] + (AT(before_last, LIMITED)[v] - AT(last, LIMITED)[v]) * OF_AIR(per_air);
    }
  }
  if (has_ratio && c->lead >= 0)
    NAME(keep_ratios)(s, part, f, c->lead, last + FEN_RING_PHI * ROW);
  if (f == 0 || f == n)
    memcpy(s->end_flux[f == 0 ? 0 : 1], last + FEN_RING_LIMITED * ROW, (size_t)part->width * sizeof(REAL));
#undef AT
#if GROUP == 1
  if (has_new && c->view)
    NAME(store_row)(part, c->view, i - 2, to);
#endif
}

/* On a periodic axis the march begins and ends with cells that belong to the other end. */
static FEN_INLINE void NAME(march)(fen_scratch *s, const fen_part *part, fen_limiter limiter, int terms, ptrdiff_t lead,
                                   const fen_view *view) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const int wraps = p->low == FEN_SIDE_PERIODIC;
  NAME(course)
  c = {.limiter = limiter,
       .bounds = limiter == FEN_LIMITER_SELECTIVE || limiter == FEN_LIMITER_MONOTONE,
       .first = wraps ? -1 : 0,
       .last = wraps ? n : n - 1,
       .lead = lead,
       .view = view,
       .gammas = 1 - p->ghost};
  memset(c.rough, 1, sizeof c.rough);
  for (int r = 0; r < 4; r++)
    NAME(fill_row)(part, 1, RING(ROUGH, r));
  if (!wraps)
    NAME(close_low_end)(s, part);
  NAME(load_for)(s, part, 0);
  NAME(flux_row)(s, part, c.first, terms, RING(FLUX, c.first));
  for (ptrdiff_t i = wraps ? -2 : 0; i <= n + 1; i++) {
    NAME(load_for)(s, part, i + 1);
    NAME(fetch)(&s->ahead, i < 0 ? 0 : i < n ? i : n - 1);
    if (!wraps && i == n)
      NAME(close_high_end)(s, part);
    NAME(step)(s, part, &c, terms, i);
  }
}

static void NAME(advect_leads)(fen_scratch *s, const fen_part *given, fen_limiter limiter, ptrdiff_t lead, const fen_view *view) {
  const fen_part narrow = {.first = given->first, .pencils = given->pencils, .lanes = BLOCK, .width = given->width, .row = given->row};
  const fen_part *part = GROUP > 1 ? &narrow : given; /* leads come in single groups, which the loops know here */
  assert(GROUP == 1 || given->lanes == BLOCK);
  switch (s->pencils.order) {
  case 3:
    NAME(march)(s, part, limiter, 2, lead, view);
    break;
  case 5:
    NAME(march)(s, part, limiter, 4, lead, view);
    break;
  case 7:
    NAME(march)(s, part, limiter, 6, lead, view);
    break;
  default: /* 9 */
    NAME(march)(s, part, limiter, 8, lead, view);
  }
  NAME(count_ends)(s, given);
}
