/*
 * The source of the vector kernels of columns: implicit diffusion and scavenging. Included after advect_template.h, whose macros it uses.
 */

/* Down the columns: right = q + step (stage - q) + part source, eliminated from the top as it goes; stage may be right itself. */
static FEN_INLINE void NAME(eliminate)(const fen_scratch *s, const fen_part *part, const fen_column_half *half, int solve,
                                       ptrdiff_t sources, int staged, REAL step, REAL share, REAL *right) {
  const ptrdiff_t n = half->n;
  const REAL *restrict q = s->q;
  const REAL *restrict source = s->source;
  for (ptrdiff_t k = n - 1; k >= 0; k--) {
    REAL buffer[NAME(UNFOLDED)];
    const REAL *alpha = NAME(unfold)(part, (const REAL *)half->alpha[solve] + k * FEN_BATCH, buffer);
    REAL *to = right + k * ROW;
    const REAL *above = right + (k < n - 1 ? k + 1 : k) * ROW;
    const REAL *restrict own_source = source + k * ROW;
    const REAL *restrict own = q + k * ROW;
    const int emits = k < sources;
    const int top = k == n - 1;
    FOR_BLOCKS {
      SCALAR(mixes, alpha);
      FOR_LANES {
        REAL here = own[e + v];
        if (staged)
          here = here + step * (to[e + v] - here);
        if (emits)
          here = here + share * own_source[e + v];
        to[e + v] = top ? here : here + OF_AIR(mixes) * (above[e + v] - here);
      }
    }
  }
}

/* Up the columns from the lowest cell, which alone has a sink. */
static FEN_INLINE void NAME(substitute)(const fen_part *part, const fen_column_half *half, int solve, const REAL *sigma, REAL *right) {
  const ptrdiff_t width = part->width;
  for (ptrdiff_t e = 0; e < width; e++)
    right[e] *= sigma[e];
  for (ptrdiff_t k = 1; k < half->n; k++) {
    REAL buffer[NAME(UNFOLDED)];
    const REAL *beta = NAME(unfold)(part, (const REAL *)half->beta[solve] + k * FEN_BATCH, buffer);
    REAL *to = right + k * ROW;
    const REAL *below = to - ROW;
    FOR_BLOCKS {
      SCALAR(mixes, beta);
      FOR_LANES to[e + v] = to[e + v] + OF_AIR(mixes) * (below[e + v] - to[e + v]);
    }
  }
}

/* The lowest cell's factor for the sink of each element. */
static void NAME(sink_factor)(const fen_part *part, const fen_column_half *half, int solve, const double *deposition_ps, REAL *sigma) {
  const double dt_s = fen_solve_s(half, solve);
  const double *pivot = half->pivot[solve];
  for (ptrdiff_t b = part->first, e = 0; b < part->first + part->pencils; b++)
    for (ptrdiff_t end = e + part->lanes; e < end; e++)
      sigma[e] = (REAL)(pivot[b] / (pivot[b] + dt_s * deposition_ps[e]));
  for (ptrdiff_t e = part->pencils * part->lanes; e < part->width; e++)
    sigma[e] = 1;
}

/* Replace the elements that fell below zero by a step of backward Euler. */
static void NAME(fall_back)(fen_scratch *s, const fen_part *part, fen_column_half *half, ptrdiff_t sources, const unsigned char *euler,
                            const REAL *sigma, REAL *right) {
  REAL *restrict other = s->fresh;
  NAME(eliminate)(s, part, half, FEN_SOLVE_EULER, sources, 0, 0, 1, other);
  NAME(substitute)(part, half, FEN_SOLVE_EULER, sigma, other);
  for (ptrdiff_t k = 0; k < half->n; k++)
    for (ptrdiff_t e = 0; e < part->width; e++)
      right[k * ROW + e] = euler[e] ? other[k * ROW + e] : right[k * ROW + e];
}

static void NAME(diffuse)(fen_scratch *s, const fen_part *part, int half_index, const double *deposition_ps, ptrdiff_t sources, int decide,
                          unsigned char *euler, double *lost_kg) {
  const double gamma = FEN_SDIRK_GAMMA;
  fen_column_half *half = &s->half[half_index];
  const ptrdiff_t n = half->n;
  const ptrdiff_t width = part->width;
  REAL *right = s->stage;
  REAL sigma[FEN_SOLVES][FEN_ROW_BYTES / sizeof(REAL)];
  REAL lost[FEN_ROW_BYTES / sizeof(REAL)];
  s->factor(half, FEN_SOLVE_STAGE);
  NAME(sink_factor)(part, half, FEN_SOLVE_STAGE, deposition_ps, sigma[FEN_SOLVE_STAGE]);
  NAME(eliminate)(s, part, half, FEN_SOLVE_STAGE, sources, 0, 0, (REAL)gamma, right);
  NAME(substitute)(part, half, FEN_SOLVE_STAGE, sigma[FEN_SOLVE_STAGE], right);
  for (ptrdiff_t e = 0; e < width; e++)
    lost[e] = (REAL)(1.0 - gamma) * right[e];
  NAME(eliminate)(s, part, half, FEN_SOLVE_STAGE, sources, 1, (REAL)((1.0 - gamma) / gamma), (REAL)gamma, right);
  NAME(substitute)(part, half, FEN_SOLVE_STAGE, sigma[FEN_SOLVE_STAGE], right);
  for (ptrdiff_t e = 0; e < width; e++)
    lost[e] += (REAL)gamma * right[e];
  if (decide) {
    REAL least[FEN_ROW_BYTES / sizeof(REAL)] = {0};
    for (ptrdiff_t k = 0; k < n; k++)
      FOR_BLOCKS
    FOR_LANES least[e + v] = right[k * ROW + e + v] < least[e + v] ? right[k * ROW + e + v] : least[e + v];
    for (ptrdiff_t e = 0; e < width; e++)
      euler[e] = least[e] < 0;
  }
  int any_euler = 0;
  for (ptrdiff_t e = 0; e < width; e++)
    any_euler |= euler[e];
  if (any_euler) {
    s->factor(half, FEN_SOLVE_EULER);
    NAME(sink_factor)(part, half, FEN_SOLVE_EULER, deposition_ps, sigma[FEN_SOLVE_EULER]);
    NAME(fall_back)(s, part, half, sources, euler, sigma[FEN_SOLVE_EULER], right);
  }
  /* Deposition over the step as the rounded sigma makes it, dt v_d/dz_0 but for that rounding: counted is what the column loses. */
  for (ptrdiff_t b = part->first, e = 0; b < part->first + part->pencils; b++)
    for (ptrdiff_t end = e + part->lanes; e < end; e++) {
      const int solve = euler[e] ? FEN_SOLVE_EULER : FEN_SOLVE_STAGE;
      double sink = half->pivot[solve][b] * (1.0 / (double)sigma[solve][e] - 1.0) / (euler[e] ? 1.0 : gamma);
      lost_kg[e] += sink * half->air_kg[b] * (double)(euler[e] ? right[e] : lost[e]);
    }
  s->stage = s->q;
  s->q = right;
}

static void NAME(scavenge)(fen_scratch *s, const fen_part *part, double dt_s, const double *factor, const double *rate_ps,
                           double *taken_kg) {
  const fen_column_half *half = &s->half[1];
  REAL *restrict q = s->q;
  for (ptrdiff_t k = 0; k < half->n; k++)
    for (ptrdiff_t b = 0; b < part->pencils; b++) {
      const double rate = rate_ps[k * FEN_BATCH + part->first + b];
      if (!(rate > 0.0))
        continue;
      const double air_kg = half->air_kg[k * FEN_BATCH + part->first + b];
      REAL gone = 0;
      for (ptrdiff_t v = 0; v < part->lanes; v++) {
        const ptrdiff_t e = b * part->lanes + v;
        if (v == 0 || factor[v] != factor[v - 1])
          gone = (REAL)-expm1(-dt_s * factor[v] * rate);
        REAL before = q[k * ROW + e];
        REAL after = before - before * gone;
        taken_kg[e] += air_kg * ((double)before - (double)after);
        q[k * ROW + e] = after;
      }
    }
}

#undef FOR_LANES
#undef OF_AIR
#undef AIR
#undef SCALAR
#undef FOR_BLOCKS
#undef ROWS_OF
#undef BLOCK_PENCIL
#undef BLOCK
#undef ROW
