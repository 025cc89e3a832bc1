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
static FEN_INLINE void NAME(substitute)(const NAME(columns) * c, int solve, const REAL *sigma, VEC *least, int count) {
  VEC below[FEN_ABREAST];
  for (int n = 0; n < count; n++) {
    below[n] = NAME(get)(c->right[n]) * NAME(get)(sigma + (c->block + n) * BLOCK);
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

/* Pencil of an element; unused elements do as the last pencil. */
static FEN_INLINE ptrdiff_t NAME(pencil_of)(const fen_part *part, ptrdiff_t e) {
  const ptrdiff_t pencil = GROUP > 1 ? e / part->lanes : e % FEN_BATCH;
  return part->first + (pencil < part->pencils ? pencil : part->pencils - 1);
}

/* The lowest cell's factor for the sink of each element. */
static void NAME(sink_factor)(const fen_part *part, const fen_column_half *half, int solve, const double *deposition_ps, REAL *sigma) {
  const double dt_s = fen_solve_s(half, solve);
  for (ptrdiff_t start = 0; start < part->width; start += BLOCK) {
    double pivot[BLOCK];
    for (int v = 0; v < BLOCK; v++)
      pivot[v] = half->pivot[solve][NAME(pencil_of)(part, GROUP > 1 ? start : start + v)];
#pragma omp simd
    for (int v = 0; v < BLOCK; v++)
      sigma[start + v] = (REAL)(pivot[v] / (pivot[v] + dt_s * deposition_ps[start + v]));
  }
}

/*
 * Deposition over the step as the rounded sigma makes it, dt v_d/dz_0 but for that rounding: counted is what the column loses. held: mean
 * of the lowest cell over the step.
 */
static void NAME(count_lost)(const fen_part *part, const fen_column_half *half, int solve, double stage_share, const REAL *sigma,
                             const REAL *held, double *lost_kg) {
  for (ptrdiff_t start = 0; start < part->width; start += BLOCK) {
    double pivot[BLOCK];
    double air_kg[BLOCK];
    for (int v = 0; v < BLOCK; v++) {
      const ptrdiff_t pencil = NAME(pencil_of)(part, GROUP > 1 ? start : start + v);
      pivot[v] = half->pivot[solve][pencil];
      air_kg[v] = half->air_kg[pencil];
    }
#pragma omp simd
    for (int v = 0; v < BLOCK; v++) {
      const double sink = pivot[v] * (1.0 / (double)sigma[start + v] - 1.0) / stage_share;
      lost_kg[start + v] = sink * air_kg[v] * (double)held[start + v];
    }
  }
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

/* SDIRK2 of some blocks into s->stage; lost: mean of the lowest cell over the step. Leads decide where it will not do. */
static FEN_INLINE void NAME(diffuse_blocks)(fen_scratch *s, const fen_part *part, const fen_column_half *half, ptrdiff_t block,
                                            ptrdiff_t sources, const REAL *sigma, int decide, unsigned char *euler, REAL *lost, int count) {
  const double gamma = FEN_SDIRK_GAMMA;
  const NAME(columns) c = NAME(columns_of)(s, part, half, block, sources, s->stage, count);
  VEC least[FEN_ABREAST];
  VEC early[FEN_ABREAST];
  NAME(fetched) next[FEN_ABREAST];
  for (int n = 0; n < count; n++)
    next[n] = NAME(fetches)(s, block + n);
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
    NAME(put)(lost + (block + n) * BLOCK, early[n] + (REAL)gamma * NAME(get)(c.right[n]));
    if (decide && NAME(any)(NAME(exceeds)(NAME(all)(0), least[n])))
      for (int v = 0; v < BLOCK; v++)
        euler[(block + n) * BLOCK + v] = least[n][v] < 0;
  }
}

/* Replace the elements that fell below zero by a step of backward Euler. */
static void NAME(fall_back)(fen_scratch *s, const fen_part *part, const fen_column_half *half, ptrdiff_t block, ptrdiff_t sources,
                            const REAL *sigma, const unsigned char *euler) {
  const NAME(columns) c = NAME(columns_of)(s, part, half, block, sources, s->fresh, 1);
  VEC least;
  REAL *right = NAME(block_of)(s, s->stage, block);
  NAME(eliminate)(&c, FEN_SOLVE_EULER, 0, 0, 1, 1);
  NAME(substitute)(&c, FEN_SOLVE_EULER, sigma, &least, 1);
  for (ptrdiff_t k = 0; k < half->n; k++)
    for (int v = 0; v < BLOCK; v++)
      right[k * BLOCK + v] = euler[block * BLOCK + v] ? c.right[0][k * BLOCK + v] : right[k * BLOCK + v];
}

static void NAME(diffuse)(fen_scratch *s, const fen_part *part, int half_index, const double *deposition_ps, ptrdiff_t sources, int decide,
                          unsigned char *euler, double *lost_kg) {
  fen_column_half *half = &s->half[half_index];
  const ptrdiff_t blocks = part->width / BLOCK;
  REAL sigma[FEN_ROW_BYTES / sizeof(REAL)];
  REAL lost[FEN_ROW_BYTES / sizeof(REAL)];
  s->factor(half, FEN_SOLVE_STAGE);
  NAME(sink_factor)(part, half, FEN_SOLVE_STAGE, deposition_ps, sigma);
  ptrdiff_t b = 0;
  for (; b + FEN_ABREAST <= blocks; b += FEN_ABREAST)
    NAME(diffuse_blocks)(s, part, half, b, sources, sigma, decide, euler, lost, FEN_ABREAST);
  for (; b < blocks; b++)
    NAME(diffuse_blocks)(s, part, half, b, sources, sigma, decide, euler, lost, 1);
  NAME(count_lost)(part, half, FEN_SOLVE_STAGE, FEN_SDIRK_GAMMA, sigma, lost, lost_kg);
  int any_euler = 0;
  for (ptrdiff_t e = 0; e < part->width; e++)
    any_euler |= euler[e];
  if (any_euler) {
    double instead_kg[FEN_ROW_BYTES / sizeof(REAL)];
    s->factor(half, FEN_SOLVE_EULER);
    NAME(sink_factor)(part, half, FEN_SOLVE_EULER, deposition_ps, sigma);
    for (b = 0; b < blocks; b++) {
      NAME(fall_back)(s, part, half, b, sources, sigma, euler);
      NAME(put)(lost + b * BLOCK, NAME(get)(NAME(block_of)(s, s->stage, b)));
    }
    NAME(count_lost)(part, half, FEN_SOLVE_EULER, 1.0, sigma, lost, instead_kg);
    for (ptrdiff_t e = 0; e < part->width; e++)
      lost_kg[e] = euler[e] ? instead_kg[e] : lost_kg[e];
  }
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
