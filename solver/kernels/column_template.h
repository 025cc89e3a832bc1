/*
 * The source of the vector kernels of columns: implicit diffusion and scavenging. Included after advect_template.h, whose macros it uses.
 * Blocks go through the column abreast, as many as hide the wait for one another's layers.
 */

/* Blocks abreast in one solve. Old values may lie in memory, and new ones go there, so many numbers from a cell to the next. */
typedef struct {
  ptrdiff_t block;
  const fen_part *part;
  const fen_column_half *half;
  ptrdiff_t sources; /* layers from the ground up with emissions */
  const REAL *from[FEN_ABREAST], *source[FEN_ABREAST];
  REAL *q[FEN_ABREAST], *right[FEN_ABREAST], *to[FEN_ABREAST];
  ptrdiff_t from_step, to_step;
  NAME(fetched) next[FEN_ABREAST];
} NAME(columns);

static FEN_INLINE OF_AIR NAME(factor)(const NAME(columns) * c, const void *factors, ptrdiff_t k, int n) {
  return NAME(by_pencil)(c->part, c->block + n, (const REAL *)factors + k * FEN_BATCH);
}

/* Layers of an elimination from k to end downwards; emits: whether they have sources. */
static FEN_INLINE void NAME(eliminate_layers)(const NAME(columns) * c, int solve, int pass, REAL step, REAL share, VEC *above, ptrdiff_t k,
                                              ptrdiff_t end, int emits, int count) {
  const int loads = pass == FEN_FIRST_DOWN && GROUP > 1;
  for (; k >= end; k--) {
    if (pass < count)
      NAME(fetch)(c->next[pass], k);
#pragma GCC unroll 4
    for (int n = 0; n < count; n++) {
      VEC here = NAME(get)(loads ? c->from[n] + k * c->from_step : c->q[n] + k * BLOCK);
      if (loads)
        NAME(put)(c->q[n] + k * BLOCK, here);
      if (pass == FEN_SECOND_DOWN)
        here = here + step * (NAME(get)(c->right[n] + k * BLOCK) - here);
      if (emits)
        here = here + share * NAME(get)(c->source[n] + k * BLOCK);
      here = here + NAME(factor)(c, c->half->alpha[solve], k, n) * (above[n] - here);
      NAME(put)(c->right[n] + k * BLOCK, here);
      above[n] = here;
    }
  }
}

/* Down the columns: right = q + step (stage - q) + part source, eliminated from the top as it goes; stage is right itself. */
static FEN_INLINE void NAME(eliminate)(const NAME(columns) * c, int solve, int pass, REAL step, REAL share, int count) {
  const ptrdiff_t top = c->half->n - 1;
  VEC above[FEN_ABREAST]; /* of which the top takes nothing: its alpha is 0 */
  for (int n = 0; n < count; n++)
    above[n] = NAME(get)(pass == FEN_FIRST_DOWN ? c->from[n] + top * c->from_step : c->q[n] + top * BLOCK);
  NAME(eliminate_layers)(c, solve, pass, step, share, above, top, c->sources, 0, count);
  NAME(eliminate_layers)(c, solve, pass, step, share, above, c->sources - 1, 0, 1, count);
}

/* Up the columns from the lowest cell, which alone has a sink. lowest: its value; least: the smallest value and 0. */
static FEN_INLINE void NAME(substitute)(const NAME(columns) * c, int solve, int pass, const VEC *sigma, VEC *lowest, VEC *least,
                                        int count) {
  const int stores = pass == FEN_SECOND_UP;
  VEC below[FEN_ABREAST];
  for (int n = 0; n < count; n++) {
    lowest[n] = below[n] = NAME(get)(c->right[n]) * sigma[n];
    least[n] = NAME(smaller)(below[n], NAME(all)(0));
    NAME(put)(stores ? c->to[n] : c->right[n], below[n]);
  }
  if (pass < count)
    NAME(fetch)(c->next[pass], 0);
  for (ptrdiff_t k = 1; k < c->half->n; k++) {
    if (pass < count)
      NAME(fetch)(c->next[pass], k);
#pragma GCC unroll 4
    for (int n = 0; n < count; n++) {
      VEC here = NAME(get)(c->right[n] + k * BLOCK);
      here = here + NAME(factor)(c, c->half->beta[solve], k, n) * (below[n] - here);
      least[n] = NAME(smaller)(here, least[n]);
      NAME(put)(stores ? c->to[n] + k * c->to_step : c->right[n] + k * BLOCK, here);
      below[n] = here;
    }
  }
}

/* Where an element of a block is in tables by pencil and lead. */
static FEN_INLINE ptrdiff_t NAME(lead_at)(const fen_part *part, const fen_column_half *half, const fen_leads *leads, ptrdiff_t block,
                                          int v) {
  const ptrdiff_t pencil = part->first + NAME(first_pencil)(part, block) + (GROUP > 1 ? 0 : v);
  const ptrdiff_t lane = NAME(first_lane)(part, block) + (GROUP > 1 ? v : 0);
  return pencil * half->leads + leads->first + lane * leads->step;
}

/* The lowest cell's factors for the sinks of a block's elements. */
static FEN_INLINE VEC NAME(sigma_of)(const fen_part *part, const fen_column_half *half, const fen_leads *leads, ptrdiff_t block) {
  const REAL *sigma = (const REAL *)half->sigma;
#if GROUP > 1
  const REAL *at = sigma + NAME(lead_at)(part, half, leads, block, 0);
  return leads->step ? NAME(get)(at) : NAME(all)(*at);
#else
  VEC out;
  for (int v = 0; v < BLOCK; v++)
    out[v] = sigma[NAME(lead_at)(part, half, leads, block, v)];
  return out;
#endif
}

/*
 * Blocks whose right sides are there. What is in memory before or after takes the rows of the first blocks, whichever it is, which so stay
 * in the cache. Blocks of pencils are turned on their way from and to memory, before and after.
 */
static FEN_INLINE NAME(columns) NAME(columns_of)(const fen_scratch *s, const fen_part *part, const fen_column_half *half,
                                                 const fen_column_way *way, ptrdiff_t block, int slot, void *right, int count) {
  const int reads = GROUP > 1 && way->from;
  const int writes = GROUP > 1 && way->to;
  NAME(columns) c = {.block = block, .part = part, .half = half, .sources = way->sources};
  c.from_step = reads ? way->from->cell_stride : BLOCK;
  c.to_step = writes ? way->to->cell_stride : BLOCK;
  for (int n = 0; n < count; n++) {
    c.q[n] = NAME(block_of)(s, s->q, reads ? slot + n : block + n);
    c.source[n] = NAME(block_of)(s, s->source, block + n);
    c.right[n] = NAME(block_of)(s, right, writes ? slot + n : block + n);
    c.from[n] = reads ? NAME(place)(part, way->from, block + n) : c.q[n];
    c.to[n] = writes ? NAME(place)(part, way->to, block + n) : c.right[n];
    c.next[n] = NAME(fetches)(s, block + n);
  }
  return c;
}

/* Fetch lines of cells beyond one a block: there are more where lanes begin within lines. In the passes it would cost registers. */
static __attribute__((noinline)) void NAME(fetch_rest)(const fen_scratch *s, ptrdiff_t blocks, ptrdiff_t block, int count,
                                                       ptrdiff_t cells) {
  for (ptrdiff_t beside = blocks; beside < s->ahead.lines; beside += blocks)
    for (int n = 0; n < count; n++) {
      const NAME(fetched) next = NAME(fetches)(s, beside + block + n);
      for (ptrdiff_t k = 0; k < cells; k++)
        NAME(fetch)(next, k);
    }
}

/* SDIRK2 of some blocks into s->stage or memory. Leads decide where it will not do; returns whether any did. */
static FEN_INLINE int NAME(diffuse_blocks)(fen_scratch *s, const fen_part *part, fen_column_half *half, const fen_column_way *way,
                                           ptrdiff_t block, double *lost_kg, int count) {
  const double gamma = FEN_SDIRK_GAMMA;
  const NAME(columns) c = NAME(columns_of)(s, part, half, way, block, 0, s->stage, count);
  VEC sigma[FEN_ABREAST];
  VEC least[FEN_ABREAST];
  VEC early[FEN_ABREAST];
  VEC late[FEN_ABREAST];
  int falls = 0;
  for (int n = 0; n < count; n++)
    sigma[n] = NAME(sigma_of)(part, half, &way->leads, block + n);
  NAME(eliminate)(&c, FEN_SOLVE_STAGE, FEN_FIRST_DOWN, 0, (REAL)gamma, count);
  NAME(substitute)(&c, FEN_SOLVE_STAGE, FEN_FIRST_UP, sigma, early, least, count);
  NAME(eliminate)(&c, FEN_SOLVE_STAGE, FEN_SECOND_DOWN, (REAL)((1.0 - gamma) / gamma), (REAL)gamma, count);
  NAME(substitute)(&c, FEN_SOLVE_STAGE, FEN_SECOND_UP, sigma, late, least, count);
  for (int n = 0; n < count; n++) {
    const VEC held = (REAL)(1.0 - gamma) * early[n] + (REAL)gamma * late[n]; /* mean of the lowest cell over the step */
    for (int v = 0; v < BLOCK; v++)
      lost_kg[(block + n) * BLOCK + v] = half->lost_kg[NAME(lead_at)(part, half, &way->leads, block + n, v)] * (double)held[v];
    if (!way->leads.step || !NAME(any)(NAME(exceeds)(NAME(all)(0), least[n])))
      continue;
    falls = 1;
    for (int v = 0; v < BLOCK; v++)
      half->euler[NAME(lead_at)(part, half, &way->leads, block + n, v)] = least[n][v] < 0;
  }
  return falls;
}

/* Replace the elements whose leads fell below zero by a step of backward Euler. */
static void NAME(fall_back)(fen_scratch *s, const fen_part *part, fen_column_half *half, const fen_column_way *way, ptrdiff_t block,
                            int slot, double *lost_kg) {
  const NAME(columns) solved = NAME(columns_of)(s, part, half, way, block, slot, s->stage, 1);
  const NAME(columns) c = NAME(columns_of)(s, part, half, way, block, slot, s->fresh, 1);
  const double *pivot = half->pivot[FEN_SOLVE_EULER];
  VEC sigma = {0};
  VEC lowest;
  VEC least;
  int any = 0;
  for (int v = 0; v < BLOCK; v++)
    any |= half->euler[NAME(lead_at)(part, half, &way->leads, block, v)];
  if (!any)
    return;
  s->factor(half, FEN_SOLVE_EULER);
  for (int v = 0; v < BLOCK; v++) {
    const ptrdiff_t at = NAME(lead_at)(part, half, &way->leads, block, v);
    const double kept = pivot[at / half->leads];
    if (half->euler[at])
      sigma[v] = (REAL)(kept / (kept + half->dt_s * half->sink_ps[at]));
  }
  NAME(eliminate)(&c, FEN_SOLVE_EULER, FEN_ALONE, 0, 1, 1);
  NAME(substitute)(&c, FEN_SOLVE_EULER, FEN_ALONE, &sigma, &lowest, &least, 1);
  for (int v = 0; v < BLOCK; v++) {
    const ptrdiff_t at = NAME(lead_at)(part, half, &way->leads, block, v);
    const double kept = pivot[at / half->leads];
    if (!half->euler[at])
      continue;
    lost_kg[block * BLOCK + v] = kept * (1.0 / (double)sigma[v] - 1.0) * half->air_kg[at / half->leads] * (double)lowest[v];
    for (ptrdiff_t k = 0; k < half->n; k++)
      solved.to[0][k * solved.to_step + v] = c.right[0][k * BLOCK + v];
  }
}

static void NAME(diffuse)(fen_scratch *s, const fen_part *part, int half_index, const fen_column_way *way, double *lost_kg) {
  fen_column_half *half = &s->half[half_index];
  const ptrdiff_t blocks = part->width / BLOCK;
  if (GROUP == 1 && way->from)
    NAME(load)(s, part, way->from, half->n, s->q);
  for (ptrdiff_t b = 0; b < blocks;) {
    const int count = b + FEN_ABREAST <= blocks ? FEN_ABREAST : 1;
    if (s->ahead.lines > blocks)
      NAME(fetch_rest)(s, blocks, b, count, half->n);
    const int falls = count == 1 ? NAME(diffuse_blocks)(s, part, half, way, b, lost_kg, 1)
                                 : NAME(diffuse_blocks)(s, part, half, way, b, lost_kg, FEN_ABREAST);
    half->falls |= falls;
    for (int n = 0; n < count && (falls || (half->falls && !way->leads.step)); n++)
      NAME(fall_back)(s, part, half, way, b + n, n, lost_kg);
    b += count;
  }
  void *solved = s->stage;
  s->stage = s->q;
  s->q = solved;
  if (GROUP == 1 && way->to)
    NAME(store)(s, part, way->to, half->n, s->q);
}

static void NAME(scavenge)(fen_scratch *s, const fen_part *part, double dt_s, const double *factor, const double *rate_ps,
                           double *taken_kg) {
  const fen_column_half *half = &s->half[1];
  for (ptrdiff_t b = 0; b < part->pencils; b++)
    for (ptrdiff_t k = 0; k < half->n; k++) {
      const double rate = rate_ps[k * FEN_BATCH + part->first + b];
      if (!(rate > 0.0))
        continue;
      const double air_kg = half->air_kg[k * FEN_BATCH + part->first + b];
      REAL gone = 0;
      for (ptrdiff_t v = 0; v < part->lanes; v++) {
        const ptrdiff_t e = fen_element(part, b, v);
        REAL *q = NAME(block_of)(s, s->q, e / BLOCK) + k * BLOCK + e % BLOCK;
        if (v == 0 || factor[v] != factor[v - 1])
          gone = (REAL)-expm1(-dt_s * factor[v] * rate);
        REAL before = *q;
        REAL after = before - before * gone;
        taken_kg[e] += air_kg * ((double)before - (double)after);
        *q = after;
      }
    }
}

#undef BLOCK
#undef RECORD
#undef FIELD
#undef VEC
#undef MASK
#undef OF_AIR
