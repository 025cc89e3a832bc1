/*
 * The source of the column kernel of species that settle (Eq. 22 to 24): one column of the batch at a time, in double. Included with REAL
 * and NAME(x).
 */

/* One column of a part: its lanes, of which some settle. */
typedef struct {
  ptrdiff_t column; /* of the batch */
  ptrdiff_t lanes;
  ptrdiff_t first, step; /* element of the first lane, and from each to the next */
  const fen_kernels *kernels;
  const double *settling_mps, *sink_ps; /* of the first lane */
  unsigned char *euler;                 /* the same */
  ptrdiff_t lead_step;                  /* of these three from each lane to the next */
  ptrdiff_t sources;
} NAME(settling_column);

/* Factors of an implicit solve into s->fall_factor: own, below, above, shape [3][n][step]. Returns step: 1 if all lanes share them. */
static ptrdiff_t NAME(settle_factors)(const fen_scratch *s, const fen_column_half *half, const NAME(settling_column) * c, int solve) {
  const double dt_s = fen_solve_s(half, solve);
  int wide = 0;
  for (ptrdiff_t v = 1; v < c->lanes; v++)
    wide |= c->settling_mps[v * c->lead_step] != c->settling_mps[0] || c->sink_ps[v * c->lead_step] != c->sink_ps[0];
  const ptrdiff_t step = wide ? c->lanes : 1;
  for (ptrdiff_t v = 0; v < step; v++)
    fen_column_settle(half, c->column, dt_s, c->settling_mps[v * c->lead_step], c->sink_ps[v * c->lead_step], step, s->fall_factor + v);
  return step;
}

/* One implicit solve (Eq. 24) with these factors: right becomes the solution. */
static void NAME(settle_solve)(const fen_scratch *s, ptrdiff_t n, const NAME(settling_column) * c, ptrdiff_t step, double *right) {
  const int wide = step > 1;
  const double *own = s->fall_factor;
  const double *below = own + n * step;
  const double *above = below + n * step;
  for (ptrdiff_t k = 0; k < n; k++)
    for (ptrdiff_t v = 0; v < c->lanes; v++) {
      ptrdiff_t at = k * step + (wide ? v : 0);
      double up = k > 0 ? below[at] * right[(k - 1) * c->lanes + v] : 0.0;
      right[k * c->lanes + v] = own[at] * right[k * c->lanes + v] + up;
    }
  for (ptrdiff_t k = n - 2; k >= 0; k--)
    for (ptrdiff_t v = 0; v < c->lanes; v++)
      right[k * c->lanes + v] += above[k * step + (wide ? v : 0)] * right[(k + 1) * c->lanes + v];
}

/* right = q + step (stage - q) + part * source, in double. */
static void NAME(settle_right_side)(const fen_scratch *s, ptrdiff_t n, const NAME(settling_column) * c, const double *stage, double step,
                                    double part, double *restrict right) {
  const REAL *q = s->q;
  const REAL *source = s->source;
  for (ptrdiff_t k = 0; k < n; k++)
    for (ptrdiff_t v = 0; v < c->lanes; v++) {
      const ptrdiff_t at = fen_element_at(s, c->kernels, c->first + v * c->step, k);
      double old = (double)q[at];
      double emitted = k < c->sources ? part * (double)source[at] : 0.0;
      right[k * c->lanes + v] = old + (stage ? step * (stage[k * c->lanes + v] - old) : 0.0) + emitted;
    }
}

/* The step of a column's lanes into s->fall_right; lost: mean of the lowest cell over the step as deposition sees it (Eq. 14). */
static void NAME(settle_step)(const fen_scratch *s, const fen_column_half *half, const NAME(settling_column) * c, unsigned char *euler,
                              double *lost) {
  const int decide = c->lead_step > 0;
  const double gamma = FEN_SDIRK_GAMMA;
  const ptrdiff_t n = half->n;
  double *stage = s->fall_stage;
  double *right = s->fall_right;
  NAME(settle_right_side)(s, n, c, NULL, 0.0, gamma, stage);
  const ptrdiff_t step = NAME(settle_factors)(s, half, c, FEN_SOLVE_STAGE);
  NAME(settle_solve)(s, n, c, step, stage);
  NAME(settle_right_side)(s, n, c, stage, (1.0 - gamma) / gamma, gamma, right);
  NAME(settle_solve)(s, n, c, step, right);
  int any_euler = 0;
  for (ptrdiff_t v = 0; v < c->lanes; v++) {
    lost[v] = (1.0 - gamma) * stage[v] + gamma * right[v];
    double least = 0.0;
    for (ptrdiff_t k = 0; k < n && decide; k++)
      least = right[k * c->lanes + v] < least ? right[k * c->lanes + v] : least;
    euler[v] = decide ? least < 0.0 : *c->euler;
    any_euler |= euler[v];
  }
  if (!any_euler)
    return;
  NAME(settle_right_side)(s, n, c, NULL, 0.0, 1.0, stage);
  NAME(settle_solve)(s, n, c, NAME(settle_factors)(s, half, c, FEN_SOLVE_EULER), stage);
  for (ptrdiff_t v = 0; v < c->lanes; v++)
    lost[v] = euler[v] ? stage[v] : lost[v];
  for (ptrdiff_t k = 0; k < n; k++)
    for (ptrdiff_t v = 0; v < c->lanes; v++)
      right[k * c->lanes + v] = euler[v] ? stage[k * c->lanes + v] : right[k * c->lanes + v];
}

/* Lanes that do not settle, beside others that do, take the other kernel: a tracer's bytes do not depend on its neighbours. */
static void NAME(settle)(fen_scratch *s, const fen_part *part, const fen_kernels *kernels, int half_index, const fen_column_way *way,
                         double *lost_kg) {
  const fen_leads *leads = &way->leads;
  const fen_column_way inside = {.leads = way->leads, .sources = way->sources};
  fen_column_half *half = &s->half[half_index];
  unsigned char settled_euler[FEN_ROW_BYTES / sizeof(REAL)];
  double settled_kg[FEN_ROW_BYTES / sizeof(REAL)];
  REAL *restrict settled = s->settled;
  if (way->from)
    kernels->load(s, part, way->from, half->n, s->q);
  for (ptrdiff_t b = 0; b < part->pencils; b++) {
    double lost[FEN_MAX_LANES];
    unsigned char euler[FEN_MAX_LANES];
    const ptrdiff_t column = part->first + b;
    const ptrdiff_t lead = column * half->leads + leads->first;
    const NAME(settling_column) c = {.column = column,
                                     .lanes = part->lanes,
                                     .first = fen_element(part, b, 0),
                                     .step = part->lane_step,
                                     .kernels = kernels,
                                     .settling_mps = half->settling_mps + leads->first,
                                     .sink_ps = half->sink_ps + lead,
                                     .euler = half->euler + lead,
                                     .lead_step = leads->step,
                                     .sources = way->sources};
    NAME(settle_step)(s, half, &c, euler, lost);
    for (ptrdiff_t v = 0; v < part->lanes; v++) {
      const ptrdiff_t e = fen_element(part, b, v);
      settled_euler[e] = euler[v];
      settled_kg[e] = half->dt_s * c.sink_ps[v * c.lead_step] * half->air_kg[column] * lost[v];
    }
    for (ptrdiff_t k = 0; k < half->n; k++)
      for (ptrdiff_t v = 0; v < part->lanes; v++)
        settled[fen_element_at(s, kernels, fen_element(part, b, v), k)] = (REAL)s->fall_right[k * part->lanes + v];
  }
  kernels->diffuse(s, part, half_index, &inside, lost_kg);
  REAL *restrict q = s->q;
  for (ptrdiff_t b = 0; b < part->pencils; b++)
    for (ptrdiff_t v = 0; v < part->lanes; v++) {
      const ptrdiff_t e = fen_element(part, b, v);
      const ptrdiff_t lead = leads->first + v * leads->step;
      if (!(half->settling_mps[lead] > 0.0))
        continue;
      lost_kg[e] = settled_kg[e];
      half->euler[(part->first + b) * half->leads + lead] = settled_euler[e];
      half->falls |= settled_euler[e];
      for (ptrdiff_t k = 0; k < half->n; k++)
        q[fen_element_at(s, kernels, e, k)] = settled[fen_element_at(s, kernels, e, k)];
    }
  if (way->to)
    kernels->store(s, part, way->to, half->n, s->q);
}
