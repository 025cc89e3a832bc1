/* The march of leads along their pencils. Part of advect_template.h. */

/* Tracer that crosses face f, towards + [kg], from its limited flux in s->end_flux, by element. */
static void NAME(crossing)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, const REAL *limited, double *out) {
  const fen_pencils *p = &s->pencils;
  for (ptrdiff_t e = 0; e < part->width; e++) {
    const ptrdiff_t pencil = part->first + (GROUP > 1 ? e / part->lanes : e % FEN_BATCH);
    const ptrdiff_t donor = p->donor[f * FEN_BATCH + pencil];
    const int ahead = p->flux_kg[f * FEN_BATCH + pencil] >= 0.0;
    const REAL *from = NAME(block_of)(s, s->q, e / BLOCK) + e % BLOCK;
    double sum = p->crossing_kg[f * FEN_BATCH + pencil] * (double)from[donor * BLOCK];
    for (ptrdiff_t i = ahead ? donor + 1 : f; i < (ahead ? f : donor); i++)
      sum += p->air_kg[i * FEN_BATCH + pencil] * (double)from[i * BLOCK];
    out[e] = (ahead ? sum : -sum) + p->unit_kg[pencil] * (double)limited[e];
  }
}

static void NAME(count_ends)(fen_scratch *s, const fen_part *part) {
  const fen_pencils *p = &s->pencils;
  if (p->low == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, 0, s->end_flux[0], s->crossed[0]);
  if (p->high == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, p->n, s->end_flux[1], s->crossed[1]);
}

/* Write the ratios of face f out for the tags, pencil fastest: phi[lead][face][pencil]. */
static FEN_INLINE void NAME(keep_ratios)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, ptrdiff_t f, ptrdiff_t lead,
                                         VEC phi) {
  const ptrdiff_t faces = s->pencils.n + 1;
  const ptrdiff_t lane = lead + NAME(first_lane)(part, block);
  REAL *out = (REAL *)s->phi + (lane * faces + f) * FEN_BATCH + part->first + NAME(first_pencil)(part, block);
#if GROUP == 1
  NAME(put)(out, phi);
#else
  for (int v = 0; v < BLOCK; v++)
    out[v * faces * FEN_BATCH] = phi[v];
#endif
}

/* What a march along a block's pencils looks at and writes to. */
typedef struct {
  ptrdiff_t block;
  const REAL *records, *q, *difference;
  const MASK *rough;
  REAL *out; /* of cell 0 */
  ptrdiff_t out_stride;
  fen_limiter limiter;
  ptrdiff_t lead; /* where ratios are kept; -1: nowhere */
} NAME(course);

/* What the march has at hand after step i, of the faces or cells named, oldest first. */
typedef struct {
  VEC flux[3];     /* faces i - 1, i, i + 1 */
  VEC plus, minus; /* face i + 1: what goes towards + and towards -, of which one is 0 */
  VEC low[3];      /* cells i - 2, i - 1, i */
  VEC loss[3];     /* the same */
  VEC out[2];      /* cells i - 1, i: what the fluxes take from them, a little more for safety */
  VEC in[2];       /* and what they bring */
  VEC gain[2];     /* cells i - 2, i - 1 */
  VEC fall[2];     /* the same */
  MASK rough[2];   /* faces i - 1, i */
  VEC limited;     /* face i - 2 */
} NAME(wake);

/* Antidiffusive flux of face f. */
static FEN_INLINE VEC NAME(face_flux)(const fen_scratch *s, const NAME(course) * c, int terms, ptrdiff_t f) {
  NAME(cells) cells;
  OF_AIR weight[FEN_WEIGHT_ROWS];
  const REAL *record = c->records + f * RECORD;
  const REAL *from = NAME(cells_at)(c->difference, record, f, FEN_RECORD_DONOR, s->alike[f * FEN_ALIKES + FEN_ALIKE_AT_DONOR], -(terms / 2),
                                    terms, &cells);
  for (int l = 0; l < terms; l++)
    weight[l] = NAME(field)(record, l);
  return NAME(flux)(weight, from, terms);
}

/* The flux of face i + 1 comes in. */
static FEN_INLINE void NAME(enter)(VEC flux, NAME(wake) * w) {
  w->flux[2] = flux;
  w->plus = NAME(larger)(flux, NAME(all)(0));
  w->minus = w->plus - flux;
}

/* What lies beyond the end of pencils that do not wrap, for the limiters: where air leaves, no tracer may come in. */
static FEN_INLINE void NAME(close_end)(VEC beyond, NAME(wake) * w) {
  w->low[2] = beyond;
  w->loss[2] = NAME(all)(0);
}

/* Everything becomes one older. */
static FEN_INLINE void NAME(shift)(NAME(wake) * w) {
  for (int n = 0; n < 2; n++) {
    w->flux[n] = w->flux[n + 1];
    w->low[n] = w->low[n + 1];
    w->loss[n] = w->loss[n + 1];
  }
  w->out[0] = w->out[1];
  w->in[0] = w->in[1];
  w->gain[0] = w->gain[1];
  w->fall[0] = w->fall[1];
  w->rough[0] = w->rough[1];
}

/* Ratio of the oldest face of a wake. */
static FEN_INLINE VEC NAME(ratio)(const NAME(course) * c, int bounded, const NAME(wake) * w) {
  const MASK ahead = NAME(exceeds)(w->flux[0], NAME(all)(0));
  VEC phi = NAME(all)(1);
  if (c->limiter != FEN_LIMITER_NONE)
    phi = NAME(choose)(ahead, w->loss[0], w->loss[1]);
  if (!bounded)
    return phi;
  const VEC towards_plus = NAME(smaller)(w->gain[1], w->fall[0]);
  const VEC towards_minus = NAME(smaller)(w->gain[0], w->fall[1]);
  return NAME(choose)(w->rough[0], NAME(smaller)(NAME(choose)(ahead, towards_plus, towards_minus), phi), phi);
}

/* What the fluxes take from the latest cell of a wake and bring to it, plus and minus through its lower face, and what it may lose. */
static FEN_INLINE void NAME(find_loss)(const REAL *record, VEC plus, VEC minus, NAME(wake) * w) {
  const OF_AIR per_air = NAME(field)(record, FEN_RECORD_INVERSE) * NAME(safety);
  w->out[1] = (minus + w->plus) * per_air;
  w->in[1] = (plus + w->minus) * per_air;
  w->loss[2] = NAME(fitting)(NAME(room)(w->low[2]), w->out[1]);
}

/*
 * Step i of a march. A face's ratio needs the bounds of the cells beside it, these the low-order results of their neighbours: the step
 * finds the flux of face i + 1, cell i's low-order result and what it may lose, the bounds of cell i - 1, the ratio of face i - 2 and the
 * new cell i - 3, so that a wake of three of each is enough, which stays in registers. The last two come in between, so that they need not
 * wait for the divisions that the bounds end with.
 */
static FEN_INLINE void NAME(step)(const fen_scratch *s, const fen_part *part, const NAME(course) * c, fen_stages has, int terms,
                                  int bounded, ptrdiff_t i, NAME(wake) * w) {
  const REAL *record = c->records + i * RECORD;
  const unsigned char *alike = s->alike + i * FEN_ALIKES;
  const VEC plus = w->plus;
  const VEC minus = w->minus;
  VEC flux = w->flux[2];
  VEC low = w->low[2];
  VEC limited = w->limited;
  NAME(cells) cells;
  if (has.flux)
    flux = NAME(face_flux)(s, c, terms, i + 1);
  if (has.low)
    NAME(low_abreast)(s, part, c->block, record, &c->q, i, 1, &low);
  if (has.ratio) {
    const VEC phi = NAME(ratio)(c, bounded, w);
    limited = w->flux[0] * phi;
    if (c->lead >= 0)
      NAME(keep_ratios)(s, part, c->block, i - 2, c->lead, phi);
  }
  if (has.fresh)
    NAME(put)
  (c->out + (i - 3) * c->out_stride, w->low[0] + (w->limited - limited) * NAME(field)(record - 3 * RECORD, FEN_RECORD_INVERSE));
  w->limited = limited;
  NAME(shift)(w);
  NAME(enter)(flux, w);
  w->low[2] = low;
  if (has.senses && c->limiter == FEN_LIMITER_SELECTIVE)
    w->rough[1] = NAME(mask_at)(c->rough, record, i + 3, FEN_RECORD_SENSED, alike[FEN_ALIKE_AT_SENSED]);
  if (has.loss && c->limiter != FEN_LIMITER_NONE)
    NAME(find_loss)(record, plus, minus, w);
  if (has.closes)
    NAME(close_end)(NAME(get)(c->q + i * BLOCK), w);
  if (has.frees)
    w->gain[1] = w->fall[1] = NAME(all)(1);
  /* Lanes are many species, of which some is rough nearly everywhere; pencils of one are rough in the same places. */
  if (has.bounds && bounded && (GROUP > 1 || NAME(any)(w->rough[0] | w->rough[1]))) {
    const REAL *old = NAME(cells_at)(c->q, record - RECORD, i - 1, FEN_RECORD_MAIN, alike[FEN_ALIKE_AT_MAIN - FEN_ALIKES], -1, 3, &cells);
    const NAME(extremes) e = NAME(extremes_of)(w->low, old);
    w->gain[1] = NAME(fitting)(e.most - w->low[1], w->in[0]);
    w->fall[1] = NAME(fitting)(w->low[1] - e.least, w->out[0]);
  }
}

/* A step near an end. On a periodic axis the march begins and ends with cells that belong to the other end. */
static FEN_INLINE void NAME(step_at_end)(const fen_scratch *s, const fen_part *part, const NAME(course) * c, int terms, int bounded,
                                         ptrdiff_t i, NAME(wake) * w) {
  const ptrdiff_t n = s->pencils.n;
  const int wraps = s->pencils.low == FEN_SIDE_PERIODIC;
  const ptrdiff_t first = wraps ? -1 : 0;
  const ptrdiff_t last = wraps ? n : n - 1;
  const ptrdiff_t f = i - 1;
  const fen_stages has = {.flux = i < (wraps ? n + 1 : n),
                          .low = i < (wraps ? n + 2 : n),
                          .loss = i >= first && i <= last,
                          .senses = i >= 0 && i <= n,
                          .bounds = f >= first && f <= last,
                          .ratio = f > 0,
                          .fresh = f > 1,
                          .closes = !wraps && i == n,
                          .frees = !wraps && f == n};
  NAME(step)(s, part, c, has, terms, bounded, i, w);
  if (f == 1 || f == n + 1)
    NAME(put)((REAL *)s->end_flux[f == 1 ? 0 : 1] + c->block * BLOCK, w->limited);
}

static FEN_INLINE void NAME(march)(fen_scratch *s, const fen_part *part, const NAME(course) * c, int terms, int bounded) {
  static const fen_stages all = {1, 1, 1, 1, 1, 1, 1, 0, 0};
  const ptrdiff_t n = s->pencils.n;
  const int wraps = s->pencils.low == FEN_SIDE_PERIODIC;
  const VEC one = NAME(all)(1);
  const MASK yes = NAME(exceeds)(one, NAME(all)(0));
  NAME(wake)
  w = {.loss = {one, one, one}, .gain = {one, one}, .fall = {one, one}, .rough = {yes, yes}};
  if (!wraps) {
    NAME(close_end)(NAME(get)(c->q - BLOCK), &w);
    NAME(enter)(NAME(face_flux)(s, c, terms, 0), &w);
  }
  NAME(fetched_lines) next;
  NAME(fetches_of)(s, part, c->block, &next);
  for (ptrdiff_t i = wraps ? -2 : 0; i <= n + 2; i++) {
    NAME(step_at_end)(s, part, c, terms, bounded, i, &w);
    for (; i >= 2 && i < n - 1; i++) {
      NAME(fetch_lines)(&next, i + 1);
      NAME(step)(s, part, c, all, terms, bounded, i + 1, &w);
    }
  }
}

/* New values of a block, where they are not yet in memory: diffused along the pencils (Eq. 16) if asked for. */
static FEN_INLINE void NAME(finish)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_view *view,
                                    const fen_outside *outside) {
  const ptrdiff_t n = s->pencils.n;
  REAL *q = NAME(block_of)(s, s->fresh, block);
  if (!s->pencils.spreads)
    return;
  NAME(pad)(s, part, block, outside, q);
  REAL *out = GROUP > 1 ? NAME(place)(part, view, block) : q;
  const ptrdiff_t stride = GROUP > 1 ? view->cell_stride : BLOCK;
  VEC before = NAME(get)(q - BLOCK);
  VEC here = NAME(get)(q);
  for (ptrdiff_t i = 0; i < n; i++) {
    const VEC after = NAME(get)(q + (i + 1) * BLOCK);
    const VEC mixed = here + NAME(by_pencil)(part, block, (const REAL *)s->spread_low + i * FEN_BATCH) * (before - here);
    NAME(put)(out + i * stride, mixed + NAME(by_pencil)(part, block, (const REAL *)s->spread_high + i * FEN_BATCH) * (after - mixed));
    before = here;
    here = after;
  }
}

/* Where a march writes the new values of a block: to memory if nothing is left to be done with them. */
static FEN_INLINE REAL *NAME(target)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_view *view, ptrdiff_t *stride) {
  if (GROUP == 1 || !view || s->pencils.spreads) {
    *stride = BLOCK;
    return NAME(block_of)(s, s->fresh, block);
  }
  *stride = view->cell_stride;
  return NAME(place)(part, view, block);
}

static void NAME(advect_leads)(fen_scratch *s, const fen_part *part, const fen_view *view, const fen_outside *outside, fen_limiter limiter,
                               ptrdiff_t lead) {
  const NAME(slopes) slopes = {.difference = NAME(block_of)(s, s->difference, 0),
                               .rough = limiter == FEN_LIMITER_SELECTIVE ? (MASK *)s->rough + s->side : NULL};
  const int bounded = (limiter == FEN_LIMITER_SELECTIVE) | (limiter == FEN_LIMITER_MONOTONE);
  if (GROUP == 1 && view)
    NAME(load)(s, part, view, s->pencils.n, s->q);
  for (ptrdiff_t b = 0; b < part->width / BLOCK; b++) {
    NAME(course)
    c = {.block = b,
         .records = NAME(records_of)(s, part, b),
         .q = NAME(begin)(s, part, b, view, outside, &slopes),
         .difference = slopes.difference,
         .rough = slopes.rough,
         .limiter = limiter,
         .lead = lead};
    c.out = NAME(target)(s, part, b, view, &c.out_stride);
    switch (s->pencils.order) {
    case 3:
      bounded ? NAME(march)(s, part, &c, 2, 1) : NAME(march)(s, part, &c, 2, 0);
      break;
    case 5:
      bounded ? NAME(march)(s, part, &c, 4, 1) : NAME(march)(s, part, &c, 4, 0);
      break;
    case 7:
      bounded ? NAME(march)(s, part, &c, 6, 1) : NAME(march)(s, part, &c, 6, 0);
      break;
    default: /* 9 */
      bounded ? NAME(march)(s, part, &c, 8, 1) : NAME(march)(s, part, &c, 8, 0);
    }
    NAME(finish)(s, part, b, view, outside);
  }
  NAME(count_ends)(s, part);
  if (GROUP == 1 && view)
    NAME(store)(s, part, view, s->pencils.n, s->fresh);
}
