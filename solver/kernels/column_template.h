/*
 * The source of the vector kernels of a column: implicit diffusion and scavenging. Included as advect_template.h is.
 */

/*
 * Factors of one implicit step (Eq. 13) where the lanes' deposition differs, operation by operation those of fen_column_factor.
 * factor: alpha, beta, sigma, shape [3][n][LANES].
 */
static void NAME(factor_lanes)(const fen_column *c, double dt_s, const double *restrict deposition_ps, REAL *restrict factor) {
  ptrdiff_t n = c->n;
  double beta[LANES] = {0};
  for (ptrdiff_t k = 0; k < n; k++) {
    double from_below = dt_s * c->exchange_kgps[k] / c->air_kg[k];
    double above = dt_s * c->exchange_kgps[k + 1] / c->air_kg[k];
    REAL *restrict out = factor + k * LANES;
    FOR_LANES {
      double below = from_below * (1.0 - beta[v]);
      double loss = k == 0 ? dt_s * deposition_ps[v] : 0.0;
      beta[v] = above / (1.0 + below + loss + above);
      out[v] = (REAL)(below / (1.0 + below));
      out[n * LANES + v] = (REAL)beta[v];
      out[2 * n * LANES + v] = (REAL)((1.0 + below) / (1.0 + below + loss));
    }
  }
}

/* One implicit solve: right becomes the solution. factor: alpha, beta, sigma, shape [3][n], or [3][n][LANES] if wide. */
static inline void NAME(solve_of)(ptrdiff_t n, const REAL *restrict factor, int wide, REAL *restrict right) {
  const ptrdiff_t step = wide ? LANES : 1;
  const REAL *restrict alpha = factor;
  const REAL *restrict beta = factor + n * step;
  const REAL *restrict sigma = factor + 2 * n * step;
  FOR_LANES right[v] *= sigma[wide ? v : 0]; /* only the lowest cell has a sink */
  for (ptrdiff_t k = 1; k < n; k++)
    FOR_LANES {
      REAL own = right[k * LANES + v];
      right[k * LANES + v] = own + alpha[k * step + (wide ? v : 0)] * (right[(k - 1) * LANES + v] - own);
    }
  for (ptrdiff_t k = n - 2; k >= 0; k--)
    FOR_LANES {
      REAL own = right[k * LANES + v];
      right[k * LANES + v] = own + beta[k * step + (wide ? v : 0)] * (right[(k + 1) * LANES + v] - own);
    }
}

/* Solve over dt_s with factors made for it: one set for all lanes, or one a lane. */
static void NAME(solve)(const fen_scratch *s, const fen_column *c, int euler, int wide, REAL *right) {
  if (wide)
    NAME(solve_of)(c->n, (const REAL *)s->lane_factor + (euler ? 3 * c->n * LANES : 0), 1, right);
  else
    NAME(solve_of)(c->n, (const REAL *)c->real_factor + (euler ? 3 * c->n : 0), 0, right);
}

/* Make the factors of the SDIRK stage or of backward Euler, unless they are there. */
static void NAME(prepare)(fen_scratch *s, fen_column *c, const double *deposition_ps, int euler) {
  ptrdiff_t n = c->n;
  double dt_s = euler ? c->dt_s : FEN_SDIRK_GAMMA * c->dt_s;
  int wide = 0;
  for (int v = 1; v < LANES; v++)
    wide |= deposition_ps[v] != deposition_ps[0];
  c->wide = wide;
  if (wide) {
    NAME(factor_lanes)(c, dt_s, deposition_ps, (REAL *)s->lane_factor + (euler ? 3 * n * LANES : 0));
    return;
  }
  if (c->factored[euler] && c->deposition_ps[euler] == deposition_ps[0])
    return;
  c->factored[euler] = 1;
  c->deposition_ps[euler] = deposition_ps[0];
  double *factor = c->factor;
  fen_column_factor(c, dt_s, deposition_ps[0], factor, factor + n, factor + 2 * n);
  REAL *out = (REAL *)c->real_factor + (euler ? 3 * n : 0);
  for (ptrdiff_t i = 0; i < 3 * n; i++)
    out[i] = (REAL)factor[i];
}

/* right = q + step (stage - q) + part * source */
static void NAME(right_side)(const fen_scratch *s, ptrdiff_t n, int has_source, const REAL *stage, REAL step, REAL part,
                             REAL *restrict right) {
  const REAL *restrict q = s->q;
  const REAL *restrict source = s->source;
  ptrdiff_t count = n * LANES;
  if (stage) {
#pragma omp simd
    for (ptrdiff_t c = 0; c < count; c++)
      right[c] = q[c] + step * (stage[c] - q[c]);
  } else {
    memcpy(right, q, (size_t)count * sizeof *right);
  }
  if (has_source) {
#pragma omp simd
    for (ptrdiff_t c = 0; c < count; c++)
      right[c] += part * source[c];
  }
}

/* Replace the lanes that fell below zero by a step of backward Euler. */
static void NAME(fall_back)(fen_scratch *s, fen_column *c, const double *deposition_ps, int has_source, const int *euler, REAL *right,
                            REAL *lost) {
  REAL *stage = s->stage;
  NAME(prepare)(s, c, deposition_ps, 1);
  NAME(right_side)(s, c->n, has_source, NULL, 0, 1, stage);
  NAME(solve)(s, c, 1, c->wide, stage);
  for (int v = 0; v < LANES; v++)
    lost[v] = euler[v] ? stage[v] : lost[v];
  for (ptrdiff_t k = 0; k < c->n; k++)
    for (int v = 0; v < LANES; v++)
      right[k * LANES + v] = euler[v] ? stage[k * LANES + v] : right[k * LANES + v];
}

/* Deposition over the step as the rounded sigma makes it, dt v_d/dz_0 but for that rounding: counted is what the column loses. */
static double NAME(sink)(const fen_scratch *s, const fen_column *c, int euler, int v) {
  const ptrdiff_t at = euler ? 5 * c->n : 2 * c->n;
  double sigma = (double)(c->wide ? ((const REAL *)s->lane_factor)[at * LANES + v] : ((const REAL *)c->real_factor)[at]);
  return (1.0 / sigma - 1.0) / (euler ? 1.0 : FEN_SDIRK_GAMMA);
}

static void NAME(diffuse)(fen_scratch *s, int half, const double *deposition_ps, int has_source, int decide, int *euler, double *lost_kg) {
  const double gamma = FEN_SDIRK_GAMMA;
  fen_column *c = &s->column[half];
  ptrdiff_t n = c->n;
  REAL *stage = s->stage;
  REAL *right = s->right;
  NAME(prepare)(s, c, deposition_ps, 0);
  NAME(right_side)(s, n, has_source, NULL, 0, (REAL)gamma, stage);
  NAME(solve)(s, c, 0, c->wide, stage);
  NAME(right_side)(s, n, has_source, stage, (REAL)((1.0 - gamma) / gamma), (REAL)gamma, right);
  NAME(solve)(s, c, 0, c->wide, right);
  if (decide) {
    REAL least[LANES] = {0};
    for (ptrdiff_t k = 0; k < n; k++)
      FOR_LANES least[v] = right[k * LANES + v] < least[v] ? right[k * LANES + v] : least[v];
    for (int v = 0; v < LANES; v++)
      euler[v] = least[v] < 0;
  }
  REAL lost[LANES];
  FOR_LANES lost[v] = (REAL)(1.0 - gamma) * stage[v] + (REAL)gamma * right[v];
  int any_euler = 0;
  for (int v = 0; v < LANES; v++)
    any_euler |= euler[v];
  if (any_euler)
    NAME(fall_back)(s, c, deposition_ps, has_source, euler, right, lost);
  memcpy(s->q, right, (size_t)n * LANES * sizeof *right);
  for (int v = 0; v < LANES; v++)
    lost_kg[v] += NAME(sink)(s, c, euler[v], v) * c->air_kg[0] * (double)lost[v];
}

/* One implicit solve with settling (Eq. 24): right becomes the solution. factor: own, below, above, shape [3][n], or [3][n][LANES] if wide.
 */
static inline void NAME(settle_of)(ptrdiff_t n, const double *restrict factor, int wide, double *restrict right) {
  const ptrdiff_t step = wide ? LANES : 1;
  const double *restrict own = factor;
  const double *restrict below = factor + n * step;
  const double *restrict above = factor + 2 * n * step;
  FOR_LANES right[v] *= own[wide ? v : 0];
  for (ptrdiff_t k = 1; k < n; k++)
    FOR_LANES right[k * LANES + v] =
        own[k * step + (wide ? v : 0)] * right[k * LANES + v] + below[k * step + (wide ? v : 0)] * right[(k - 1) * LANES + v];
  for (ptrdiff_t k = n - 2; k >= 0; k--)
    FOR_LANES right[k * LANES + v] += above[k * step + (wide ? v : 0)] * right[(k + 1) * LANES + v];
}

/* Solve over the SDIRK stage or over a step of backward Euler; the factors are kept where all lanes share them. */
static void NAME(settle_solve)(fen_scratch *s, fen_column *c, const double *settling_mps, const double *deposition_ps, int euler,
                               double *right) {
  double dt_s = euler ? c->dt_s : FEN_SDIRK_GAMMA * c->dt_s;
  fen_column_settling *made = &c->settling;
  int wide = 0;
  for (int v = 1; v < LANES; v++)
    wide |= settling_mps[v] != settling_mps[0] || deposition_ps[v] != deposition_ps[0];
  if (wide) {
    for (int v = 0; v < LANES; v++)
      fen_column_settle(c, dt_s, settling_mps[v], deposition_ps[v], LANES, s->fall_factor + v);
    NAME(settle_of)(c->n, s->fall_factor, 1, right);
    return;
  }
  double *factor = made->factor + (euler ? 3 * c->n : 0);
  if (!made->factored[euler] || made->settling_mps[euler] != settling_mps[0] || made->deposition_ps[euler] != deposition_ps[0]) {
    fen_column_settle(c, dt_s, settling_mps[0], deposition_ps[0], 1, factor);
    made->factored[euler] = 1;
    made->settling_mps[euler] = settling_mps[0];
    made->deposition_ps[euler] = deposition_ps[0];
  }
  NAME(settle_of)(c->n, factor, 0, right);
}

/* right = q + step (stage - q) + part * source, in double. */
static void NAME(settle_right_side)(const fen_scratch *s, ptrdiff_t n, int has_source, const double *stage, double step, double part,
                                    double *restrict right) {
  const REAL *restrict q = s->q;
  const REAL *restrict source = s->source;
  ptrdiff_t count = n * LANES;
  for (ptrdiff_t c = 0; c < count; c++)
    right[c] = (double)q[c] + (stage ? step * (stage[c] - (double)q[c]) : 0.0) + (has_source ? part * (double)source[c] : 0.0);
}

/* The step of the lanes in double, into s->fall_right; lost: mean of the lowest cell over the step as deposition sees it (Eq. 14). */
static void NAME(settle_step)(fen_scratch *s, fen_column *c, const double *settling_mps, const double *deposition_ps, int has_source,
                              int decide, int *euler, double *lost) {
  const double gamma = FEN_SDIRK_GAMMA;
  ptrdiff_t n = c->n;
  double *stage = s->fall_stage;
  double *right = s->fall_right;
  NAME(settle_right_side)(s, n, has_source, NULL, 0.0, gamma, stage);
  NAME(settle_solve)(s, c, settling_mps, deposition_ps, 0, stage);
  NAME(settle_right_side)(s, n, has_source, stage, (1.0 - gamma) / gamma, gamma, right);
  NAME(settle_solve)(s, c, settling_mps, deposition_ps, 0, right);
  for (int v = 0; v < LANES; v++) {
    lost[v] = (1.0 - gamma) * stage[v] + gamma * right[v];
    double least = 0.0;
    for (ptrdiff_t k = 0; k < n && decide; k++)
      least = right[k * LANES + v] < least ? right[k * LANES + v] : least;
    euler[v] = decide ? least < 0.0 : euler[v];
  }
  int any_euler = 0;
  for (int v = 0; v < LANES; v++)
    any_euler |= euler[v];
  if (!any_euler)
    return;
  NAME(settle_right_side)(s, n, has_source, NULL, 0.0, 1.0, stage);
  NAME(settle_solve)(s, c, settling_mps, deposition_ps, 1, stage);
  for (int v = 0; v < LANES; v++)
    lost[v] = euler[v] ? stage[v] : lost[v];
  for (ptrdiff_t k = 0; k < n; k++)
    for (int v = 0; v < LANES; v++)
      right[k * LANES + v] = euler[v] ? stage[k * LANES + v] : right[k * LANES + v];
}

/* Lanes that do not settle, beside others that do, take the other kernel: a tracer's bytes do not depend on its neighbours. */
static void NAME(settle)(fen_scratch *s, int half, const double *settling_mps, const double *deposition_ps, int has_source, int decide,
                         int *euler, double *lost_kg) {
  fen_column *c = &s->column[half];
  int settled_euler[LANES];
  double lost[LANES];
  int others = 0;
  memcpy(settled_euler, euler, sizeof settled_euler);
  NAME(settle_step)(s, c, settling_mps, deposition_ps, has_source, decide, settled_euler, lost);
  for (int v = 0; v < LANES; v++)
    others |= !(settling_mps[v] > 0.0);
  double others_kg[LANES] = {0};
  if (others)
    NAME(diffuse)(s, half, deposition_ps, has_source, decide, euler, others_kg);
  REAL *restrict q = s->q;
  for (int v = 0; v < LANES; v++) {
    int settles = settling_mps[v] > 0.0;
    lost_kg[v] += settles ? c->dt_s * deposition_ps[v] * c->air_kg[0] * lost[v] : others_kg[v];
    euler[v] = settles ? settled_euler[v] : euler[v];
    for (ptrdiff_t k = 0; k < c->n && settles; k++)
      q[k * LANES + v] = (REAL)s->fall_right[k * LANES + v];
  }
}

static void NAME(scavenge)(fen_scratch *s, double *taken_kg) {
  const fen_column *column = &s->column[1];
  const REAL *restrict taken = s->taken;
  REAL *restrict q = s->q;
  for (ptrdiff_t k = 0; k < column->n; k++)
    for (int v = 0; v < LANES; v++) {
      REAL before = q[k * LANES + v];
      REAL after = before - before * taken[k * LANES + v];
      taken_kg[v] += column->air_kg[k] * ((double)before - (double)after);
      q[k * LANES + v] = after;
    }
}
