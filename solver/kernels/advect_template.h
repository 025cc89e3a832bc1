/*
 * The source of the vector kernels along a pencil: loading, advection, horizontal diffusion. Included with REAL (float or double), LANES
 * (4, 8 or 16) and NAME(x); see kernels.h for what each does.
 * Every operation is per lane and in a fixed order, so that a lane's result does not depend on LANES or on its neighbours.
 */

static void NAME(load)(const void *memory, ptrdiff_t stride, ptrdiff_t n, void *out) {
  const REAL *restrict from = memory;
  REAL *restrict q = out;
  for (ptrdiff_t i = 0; i < n; i++)
    FOR_LANES q[i * LANES + v] = from[i * stride + v];
}

static void NAME(store)(const void *in, ptrdiff_t stride, ptrdiff_t n, void *memory) {
  const REAL *restrict q = in;
  REAL *restrict to = memory;
  for (ptrdiff_t i = 0; i < n; i++)
    FOR_LANES to[i * stride + v] = q[i * LANES + v];
}

static void NAME(pad_end)(fen_side side, int enters, const REAL *beyond, const REAL *edge, const REAL *mirror, const REAL *wrapped,
                          REAL *to) {
  const REAL *from = side == FEN_SIDE_PERIODIC ? wrapped : side == FEN_SIDE_CLOSED ? mirror : enters ? beyond : edge;
  FOR_LANES to[v] = from[v];
}

static void NAME(pad)(const fen_pencil *p, const void *low, const void *high, void *inout) {
  REAL *q = inout;
  ptrdiff_t n = p->n;
  int enters_low = p->flux_kg[0] > 0.0;
  int enters_high = p->flux_kg[n] < 0.0;
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    NAME(pad_end)(p->low, enters_low, low, q, q + (inner - 1) * LANES, q + (n - g % n) % n * LANES, q - g * LANES);
    NAME(pad_end)
    (p->high, enters_high, high, q + (n - 1) * LANES, q + (n - inner) * LANES, q + (g - 1) % n * LANES, q + (n + g - 1) * LANES);
  }
}

/* Differences between neighbours, padding included. */
static void NAME(differences)(const fen_pencil *p, const REAL *restrict q, REAL *restrict d) {
  for (ptrdiff_t i = -p->ghost; i < p->n + p->ghost - 1; i++)
    FOR_LANES d[i * LANES + v] = q[(i + 1) * LANES + v] - q[i * LANES + v];
}

/* Antidiffusive mass through each face (Eq. 5), `terms` weights a face. */
static inline void NAME(fluxes_of)(const fen_pencil *p, const REAL *restrict weight, const REAL *restrict d, int terms,
                                   REAL *restrict flux) {
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    const REAL *restrict w = weight + f * FEN_WEIGHT_STRIDE;
    const REAL *restrict from = d + p->stencil[f] * LANES;
    REAL sum[LANES];
    FOR_LANES sum[v] = w[0] * from[v];
    for (int t = 1; t < terms; t++)
      FOR_LANES sum[v] += w[t] * from[t * LANES + v];
    FOR_LANES flux[f * LANES + v] = sum[v];
  }
}

static void NAME(fluxes)(const fen_scratch *s) {
  const fen_pencil *p = &s->pencil;
  switch (p->order) {
  case 3:
    NAME(fluxes_of)(p, s->real.weight, s->difference, 2, s->flux);
    break;
  case 5:
    NAME(fluxes_of)(p, s->real.weight, s->difference, 4, s->flux);
    break;
  case 7:
    NAME(fluxes_of)(p, s->real.weight, s->difference, 6, s->flux);
    break;
  default: /* 9 */
    NAME(fluxes_of)(p, s->real.weight, s->difference, 8, s->flux);
  }
}

/* Low-order result (Eq. 4): the main piece's value and the others mixed in one by one. */
static void NAME(remap)(const fen_pencil *p, const REAL *restrict piece, const REAL *restrict q, REAL *restrict low) {
  for (ptrdiff_t i = 0; i < p->n; i++) {
    const REAL *restrict main_cell = q + p->main_cell[i] * LANES;
    const REAL *restrict share = piece + p->pieces[i];
    const REAL *restrict from = q + p->first[i] * LANES;
    ptrdiff_t skip = p->main_cell[i] - p->first[i];
    ptrdiff_t count = p->pieces[i + 1] - p->pieces[i];
    REAL sum[LANES];
    FOR_LANES sum[v] = main_cell[v];
    for (ptrdiff_t k = 0; k < count; k++) {
      if (k == skip)
        continue;
      FOR_LANES sum[v] += share[k] * (from[k * LANES + v] - sum[v]);
    }
    FOR_LANES low[i * LANES + v] = sum[v];
  }
  for (int end = 0; end < 2; end++) {
    ptrdiff_t to = end ? p->n : -1;
    const REAL *from = p->low == FEN_SIDE_PERIODIC ? low + (end ? 0 : p->n - 1) * LANES : q + to * LANES;
    FOR_LANES low[to * LANES + v] = from[v];
  }
}

/*
 * What a cell may lose and gain (Eq. 8 and 9) as ratios in [0, 1]. A few ulps of safety keep the bound exact after rounding; a cell that
 * holds next to nothing, where rounding is no longer relative, gives nothing.
 */
#define SAFE ((REAL)1 - 8 * EPSILON)

static void NAME(loss_to_zero)(const fen_scratch *s) {
  const fen_pencil *p = &s->pencil;
  const REAL *restrict inverse = s->real.inverse;
  const REAL *restrict low = s->low;
  const REAL *restrict flux = s->flux;
  REAL *restrict loss = s->loss;
  for (ptrdiff_t i = 0; i < p->n; i++)
    FOR_LANES {
      REAL left = -flux[i * LANES + v];
      REAL right = flux[(i + 1) * LANES + v];
      REAL out = ((left > 0 ? left : 0) + (right > 0 ? right : 0)) * inverse[i];
      REAL held = low[i * LANES + v];
      REAL room = held > 64 * SMALLEST ? held * SAFE : 0;
      REAL ratio = room / (out > room ? out : 1);
      loss[i * LANES + v] = out > room ? ratio : 1;
    }
}

static void NAME(bounds)(const fen_scratch *s) {
  const fen_pencil *p = &s->pencil;
  const REAL *restrict inverse = s->real.inverse;
  const REAL *restrict low = s->low;
  const REAL *restrict flux = s->flux;
  REAL *restrict gain = s->gain;
  REAL *restrict loss = s->fall;
  for (ptrdiff_t i = 0; i < p->n; i++) {
    const REAL *restrict q = (const REAL *)s->q + p->main_cell[i] * LANES;
    const REAL *restrict l = low + i * LANES;
    FOR_LANES {
      REAL most = l[v];
      REAL least = l[v];
      most = l[v - LANES] > most ? l[v - LANES] : most;
      most = l[v + LANES] > most ? l[v + LANES] : most;
      most = q[v - LANES] > most ? q[v - LANES] : most;
      most = q[v] > most ? q[v] : most;
      most = q[v + LANES] > most ? q[v + LANES] : most;
      least = l[v - LANES] < least ? l[v - LANES] : least;
      least = l[v + LANES] < least ? l[v + LANES] : least;
      least = q[v - LANES] < least ? q[v - LANES] : least;
      least = q[v] < least ? q[v] : least;
      least = q[v + LANES] < least ? q[v + LANES] : least;
      REAL left = flux[i * LANES + v];
      REAL right = -flux[(i + 1) * LANES + v];
      REAL in = ((left > 0 ? left : 0) + (right > 0 ? right : 0)) * inverse[i];
      REAL out = ((left < 0 ? -left : 0) + (right < 0 ? -right : 0)) * inverse[i];
      REAL up = most - l[v] > 64 * SMALLEST ? (most - l[v]) * SAFE : 0;
      REAL down = l[v] - least > 64 * SMALLEST ? (l[v] - least) * SAFE : 0;
      REAL rise = up / (in > up ? in : 1);
      REAL fall = down / (out > down ? out : 1);
      gain[i * LANES + v] = in > up ? rise : 1;
      loss[i * LANES + v] = out > down ? fall : 1;
    }
  }
}

/* Ratios of the cells beyond the ends: those of the other end on a periodic pencil, else the given one. */
static void NAME(pad_ratio)(const fen_pencil *p, REAL beyond, REAL *ratio) {
  int wraps = p->low == FEN_SIDE_PERIODIC;
  FOR_LANES {
    ratio[v - LANES] = wraps ? ratio[(p->n - 1) * LANES + v] : beyond;
    ratio[p->n * LANES + v] = wraps ? ratio[v] : beyond;
  }
}

/* Roughness of the old field (Eq. 10; Blossey & Durran 2008): 1 where the four cells around the departure point are rough. */
static inline REAL NAME(gamma)(REAL before, REAL after) {
  REAL slope = before + after;
  REAL bend = after - before;
  return slope * slope * (REAL)0.25 + bend * bend * (REAL)(13.0 / 12.0);
}

static void NAME(smoothness)(const fen_pencil *p, const REAL *restrict d, REAL *restrict gamma) {
  for (ptrdiff_t i = 1 - p->ghost; i < p->n + p->ghost - 1; i++)
    FOR_LANES gamma[i * LANES + v] = NAME(gamma)(d[(i - 1) * LANES + v], d[i * LANES + v]);
}

static inline void NAME(ratio_positive)(const REAL *restrict flux, const REAL *restrict loss, REAL *restrict phi) {
  FOR_LANES {
    REAL left = loss[v - LANES]; /* both are read, so that the choice is a blend */
    REAL right = loss[v];
    phi[v] = flux[v] > 0 ? left : right;
  }
}

static inline void NAME(ratio_monotone)(const REAL *restrict flux, const REAL *restrict gain, const REAL *restrict fall,
                                        REAL *restrict phi) {
  FOR_LANES {
    REAL ahead = gain[v] < fall[v - LANES] ? gain[v] : fall[v - LANES];
    REAL back = gain[v - LANES] < fall[v] ? gain[v - LANES] : fall[v];
    REAL bound = flux[v] > 0 ? ahead : back;
    phi[v] = bound < phi[v] ? bound : phi[v];
  }
}

static void NAME(ratio_selective)(const fen_pencil *p, ptrdiff_t f, const REAL *restrict gamma, const REAL *restrict flux,
                                  const REAL *restrict gain, const REAL *restrict fall, REAL *restrict phi) {
  ptrdiff_t first = p->donor[f] - (p->flux_kg[f] >= 0.0 ? 1 : 2);
  ptrdiff_t lowest = 1 - p->ghost;
  ptrdiff_t highest = p->n + p->ghost - 5;
  first = first < lowest ? lowest : first;
  first = first > highest ? highest : first;
  const REAL *restrict g = gamma + first * LANES;
  FOR_LANES {
    REAL most = g[v];
    REAL least = g[v];
    for (int k = 1; k < 4; k++) {
      REAL value = g[k * LANES + v];
      most = value > most ? value : most;
      least = value < least ? value : least;
    }
    REAL ahead = gain[v] < fall[v - LANES] ? gain[v] : fall[v - LANES];
    REAL back = gain[v - LANES] < fall[v] ? gain[v - LANES] : fall[v];
    REAL bound = flux[v] > 0 ? ahead : back;
    bound = bound < phi[v] ? bound : phi[v];
    phi[v] = most > 20 * least ? bound : phi[v];
  }
}

/* Limiter ratios of a bundle of leads into phi[f * stride + lane] (Eq. 8 to 10). */
static void NAME(limit)(fen_scratch *s, fen_limiter limiter, REAL *phi, ptrdiff_t stride) {
  const fen_pencil *p = &s->pencil;
  const REAL *flux = s->flux;
  if (limiter == FEN_LIMITER_NONE) {
    for (ptrdiff_t f = 0; f <= p->n; f++)
      FOR_LANES phi[f * stride + v] = 1;
    return;
  }
  NAME(loss_to_zero)(s);
  NAME(pad_ratio)(p, 0, s->loss); /* where air leaves, no tracer may come in */
  const REAL *loss = s->loss;
  for (ptrdiff_t f = 0; f <= p->n; f++)
    NAME(ratio_positive)(flux + f * LANES, loss + f * LANES, phi + f * stride);
  if (limiter == FEN_LIMITER_POSITIVE)
    return;
  NAME(bounds)(s);
  NAME(pad_ratio)(p, 1, s->gain);
  NAME(pad_ratio)(p, 1, s->fall);
  const REAL *gain = s->gain;
  const REAL *fall = s->fall;
  if (limiter == FEN_LIMITER_MONOTONE) {
    for (ptrdiff_t f = 0; f <= p->n; f++)
      NAME(ratio_monotone)(flux + f * LANES, gain + f * LANES, fall + f * LANES, phi + f * stride);
    return;
  }
  REAL *gamma = s->loss; /* no longer needed */
  NAME(smoothness)(p, s->difference, gamma);
  for (ptrdiff_t f = 0; f <= p->n; f++)
    NAME(ratio_selective)(p, f, gamma, flux + f * LANES, gain + f * LANES, fall + f * LANES, phi + f * stride);
}

/* Tracer that crosses face f, towards + [kg]. */
static void NAME(crossing)(const fen_scratch *s, ptrdiff_t f, double *out) {
  const fen_pencil *p = &s->pencil;
  const REAL *q = s->q;
  const REAL *limited = (const REAL *)s->flux + f * LANES;
  ptrdiff_t donor = p->donor[f];
  int ahead = p->flux_kg[f] >= 0.0;
  double sum[LANES];
  for (int v = 0; v < LANES; v++)
    sum[v] = p->crossing_kg[f] * (double)q[donor * LANES + v];
  for (ptrdiff_t i = ahead ? donor + 1 : f; i < (ahead ? f : donor); i++)
    for (int v = 0; v < LANES; v++)
      sum[v] += p->air_kg[i] * (double)q[i * LANES + v];
  for (int v = 0; v < LANES; v++)
    out[v] = (ahead ? sum[v] : -sum[v]) + p->unit_kg * (double)limited[v];
}

/* Low-order result plus limited fluxes (Eq. 11); s->flux already holds phi times the flux. */
static void NAME(finish)(fen_scratch *s, double *crossed) {
  const fen_pencil *p = &s->pencil;
  const REAL *restrict inverse = s->real.inverse;
  const REAL *restrict low = s->low;
  const REAL *restrict flux = s->flux;
  REAL *restrict q = s->q;
  if (p->low == FEN_SIDE_OPEN)
    NAME(crossing)(s, 0, crossed);
  if (p->high == FEN_SIDE_OPEN)
    NAME(crossing)(s, p->n, crossed + LANES);
  for (ptrdiff_t i = 0; i < p->n; i++)
    FOR_LANES q[i * LANES + v] = low[i * LANES + v] + (flux[i * LANES + v] - flux[(i + 1) * LANES + v]) * inverse[i];
}

static void NAME(advect_leads)(fen_scratch *s, fen_limiter limiter, void *phi_out, ptrdiff_t phi_stride, double *crossed) {
  const fen_pencil *p = &s->pencil;
  REAL *phi = phi_out;
  REAL *restrict flux = s->flux;
  NAME(differences)(p, s->q, s->difference);
  NAME(fluxes)(s);
  NAME(remap)(p, s->real.piece, s->q, s->low);
  NAME(limit)(s, limiter, phi, phi_stride);
  for (ptrdiff_t f = 0; f <= p->n; f++)
    FOR_LANES flux[f * LANES + v] *= phi[f * phi_stride + v];
  NAME(finish)(s, crossed);
}

static void NAME(advect_tags)(fen_scratch *s, const void *phi_in, ptrdiff_t phi_stride, double *crossed) {
  const fen_pencil *p = &s->pencil;
  const REAL *phi = phi_in;
  REAL *restrict flux = s->flux;
  NAME(differences)(p, s->q, s->difference);
  NAME(fluxes)(s);
  NAME(remap)(p, s->real.piece, s->q, s->low);
  for (ptrdiff_t f = 0; f <= p->n; f++)
    FOR_LANES flux[f * LANES + v] *= phi[f * phi_stride];
  NAME(finish)(s, crossed);
}

static void NAME(spread)(fen_scratch *s) {
  const fen_pencil *p = &s->pencil;
  const REAL *restrict low = s->real.spread_low;
  const REAL *restrict high = s->real.spread_high;
  const REAL *restrict q = s->q;
  REAL *restrict out = s->low;
  for (ptrdiff_t i = 0; i < p->n; i++)
    FOR_LANES {
      REAL here = q[i * LANES + v];
      here += low[i] * (q[(i - 1) * LANES + v] - here);
      out[i * LANES + v] = here + high[i] * (q[(i + 1) * LANES + v] - here);
    }
  memcpy(s->q, s->low, (size_t)p->n * LANES * sizeof(REAL));
}

#undef SAFE
