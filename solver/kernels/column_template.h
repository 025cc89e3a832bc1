/*
 * The source of the vector kernels of columns: implicit diffusion and scavenging. Included after advect_template.h, whose macros it uses.
 * Blocks go through the column abreast, as many as hide the wait for one another's layers.
 */

/* Blocks abreast in one solve. */
typedef struct {
  ptrdiff_t block;
  const fen_part *part;
  const fen_column_half *half;
  ptrdiff_t sources; /* layers from the ground up with emissions */
  const REAL *q[FEN_ABREAST], *source[FEN_ABREAST];
  REAL *right[FEN_ABREAST];
} NAME(columns);

static FEN_INLINE OF_AIR NAME(factor)(const NAME(columns) * c, const void *factors, ptrdiff_t k, int n) {
  return NAME(by_pencil)(c->part, c->block + n, (const REAL *)factors + k * FEN_BATCH);
}

/* Down the columns: right = q + step (stage - q) + part source, eliminated from the top as it goes; stage is right itself. */
static FEN_INLINE void NAME(eliminate)(const NAME(columns) * c, int solve, int staged, REAL step, REAL share, int count) {
  const ptrdiff_t top = c->half->n - 1;
  VEC above[FEN_ABREAST]; /* of which the top takes nothing: its alpha is 0 */
  for (int n = 0; n < count; n++)
    above[n] = NAME(get)(c->q[n] + top * BLOCK);
  for (ptrdiff_t k = top; k >= 0; k--)
#pragma GCC unroll 4
    for (int n = 0; n < count; n++) {
      VEC here = NAME(get)(c->q[n] + k * BLOCK);
      if (staged)
        here = here + step * (NAME(get)(c->right[n] + k * BLOCK) - here);
      if (k < c->sources)
        here = here + share * NAME(get)(c->source[n] + k * BLOCK);
      here = here + NAME(factor)(c, c->half->alpha[solve], k, n) * (above[n] - here);
      NAME(put)(c->right[n] + k * BLOCK, here);
      above[n] = here;
    }
}

/* Up the columns from the lowest cell, which alone has a sink; least: the smallest value and 0. */
static FEN_INLINE void NAME(substitute)(const NAME(columns) * c, int solve, const VEC *sigma, VEC *least, int count) {
  VEC below[FEN_ABREAST];
  for (int n = 0; n < count; n++) {
    below[n] = NAME(get)(c->right[n]) * sigma[n];
    least[n] = NAME(smaller)(below[n], NAME(all)(0));
    NAME(put)(c->right[n], below[n]);
  }
  for (ptrdiff_t k = 1; k < c->half->n; k++)
#pragma GCC unroll 4
    for (int n = 0; n < count; n++) {
      VEC here = NAME(get)(c->right[n] + k * BLOCK);
      here = here + NAME(factor)(c, c->half->beta[solve], k, n) * (below[n] - here);
      least[n] = NAME(smaller)(here, least[n]);
      NAME(put)(c->right[n] + k * BLOCK, here);
      below[n] = here;
    }
}

/* Where an element of a block is in tables by pencil and lead. */
static FEN_INLINE ptrdiff_t NAME(lead_at)(const fen_part *part, const fen_column_half *half, const fen_leads *leads, ptrdiff_t block, int v) {
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

/* The same columns with their right sides elsewhere. */
static FEN_INLINE NAME(columns) NAME(columns_of)(const fen_scratch *s, const fen_part *part, const fen_column_half *half, ptrdiff_t block,
                                                 ptrdiff_t sources, void *right, int count) {
  NAME(columns) c = {.block = block, .part = part, .half = half, .sources = sources};
  for (int n = 0; n < count; n++) {
    c.q[n] = NAME(block_of)(s, s->q, block + n);
    c.source[n] = NAME(block_of)(s, s->source, block + n);
    c.right[n] = NAME(block_of)(s, right, block + n);
  }
  return c;
}

/* SDIRK2 of some blocks into s->stage. Leads decide where it will not do; returns whether any did. */
static FEN_INLINE int NAME(diffuse_blocks)(fen_scratch *s, const fen_part *part, fen_column_half *half, const fen_leads *leads,
                                           ptrdiff_t block, ptrdiff_t sources, double *lost_kg, int count) {
  const double gamma = FEN_SDIRK_GAMMA;
  const NAME(columns) c = NAME(columns_of)(s, part, half, block, sources, s->stage, count);
  VEC sigma[FEN_ABREAST];
  VEC least[FEN_ABREAST];
  VEC early[FEN_ABREAST];
  NAME(fetched) next[FEN_ABREAST];
  int falls = 0;
  for (int n = 0; n < count; n++) {
    sigma[n] = NAME(sigma_of)(part, half, leads, block + n);
    next[n] = NAME(fetches)(s, block + n);
  }
  for (ptrdiff_t k = 0; k < half->n; k++)
    for (int n = 0; n < count; n++)
      NAME(fetch)(next[n], k);
  NAME(eliminate)(&c, FEN_SOLVE_STAGE, 0, 0, (REAL)gamma, count);
  NAME(substitute)(&c, FEN_SOLVE_STAGE, sigma, least, count);
  for (int n = 0; n < count; n++)
    early[n] = (REAL)(1.0 - gamma) * NAME(get)(c.right[n]);
  NAME(eliminate)(&c, FEN_SOLVE_STAGE, 1, (REAL)((1.0 - gamma) / gamma), (REAL)gamma, count);
  NAME(substitute)(&c, FEN_SOLVE_STAGE, sigma, least, count);
  for (int n = 0; n < count; n++) {
    const VEC held = early[n] + (REAL)gamma * NAME(get)(c.right[n]); /* mean of the lowest cell over the step */
    for (int v = 0; v < BLOCK; v++)
      lost_kg[(block + n) * BLOCK + v] = half->lost_kg[NAME(lead_at)(part, half, leads, block + n, v)] * (double)held[v];
    if (!leads->step || !NAME(any)(NAME(exceeds)(NAME(all)(0), least[n])))
      continue;
    falls = 1;
    for (int v = 0; v < BLOCK; v++)
      half->euler[NAME(lead_at)(part, half, leads, block + n, v)] = least[n][v] < 0;
  }
  return falls;
}

/* Replace the elements whose leads fell below zero by a step of backward Euler. */
static void NAME(fall_back)(fen_scratch *s, const fen_part *part, fen_column_half *half, const fen_leads *leads, ptrdiff_t block,
                            ptrdiff_t sources, double *lost_kg) {
  const NAME(columns) c = NAME(columns_of)(s, part, half, block, sources, s->fresh, 1);
  REAL *right = NAME(block_of)(s, s->stage, block);
  const double *pivot = half->pivot[FEN_SOLVE_EULER];
  VEC sigma = {0};
  VEC least;
  int any = 0;
  for (int v = 0; v < BLOCK; v++)
    any |= half->euler[NAME(lead_at)(part, half, leads, block, v)];
  if (!any)
    return;
  s->factor(half, FEN_SOLVE_EULER);
  for (int v = 0; v < BLOCK; v++) {
    const ptrdiff_t at = NAME(lead_at)(part, half, leads, block, v);
    const double kept = pivot[at / half->leads];
    if (half->euler[at])
      sigma[v] = (REAL)(kept / (kept + half->dt_s * half->sink_ps[at]));
  }
  NAME(eliminate)(&c, FEN_SOLVE_EULER, 0, 0, 1, 1);
  NAME(substitute)(&c, FEN_SOLVE_EULER, &sigma, &least, 1);
  for (int v = 0; v < BLOCK; v++) {
    const ptrdiff_t at = NAME(lead_at)(part, half, leads, block, v);
    if (!half->euler[at])
      continue;
    const double kept = pivot[at / half->leads];
    lost_kg[block * BLOCK + v] = kept * (1.0 / (double)sigma[v] - 1.0) * half->air_kg[at / half->leads] * (double)c.right[0][v];
    for (ptrdiff_t k = 0; k < half->n; k++)
      right[k * BLOCK + v] = c.right[0][k * BLOCK + v];
  }
}

static void NAME(diffuse)(fen_scratch *s, const fen_part *part, int half_index, const fen_leads *leads, ptrdiff_t sources,
                          double *lost_kg) {
  fen_column_half *half = &s->half[half_index];
  const ptrdiff_t blocks = part->width / BLOCK;
  int falls = 0;
  ptrdiff_t b = 0;
  for (; b + FEN_ABREAST <= blocks; b += FEN_ABREAST)
    falls |= NAME(diffuse_blocks)(s, part, half, leads, b, sources, lost_kg, FEN_ABREAST);
  for (; b < blocks; b++)
    falls |= NAME(diffuse_blocks)(s, part, half, leads, b, sources, lost_kg, 1);
  half->falls |= falls;
  if (falls || (half->falls && !leads->step))
    for (b = 0; b < blocks; b++)
      NAME(fall_back)(s, part, half, leads, b, sources, lost_kg);
  void *solved = s->stage;
  s->stage = s->q;
  s->q = solved;
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
