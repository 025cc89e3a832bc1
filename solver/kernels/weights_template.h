/*
 * The source of the weights of faces (Eq. 5 to 7), all pencils of a batch at once. Included with REAL (float or double) and NAME(x).
 * They are found in the tracers' precision: they make an antidiffusive flux that leaves one cell and enters the next, so that
 * their rounding moves no mass.
 */

/* Rows of a face's stencil, cells donor - half and on. */
static FEN_INLINE const REAL *NAME(stencil_of)(const fen_scratch *s, ptrdiff_t f, int order, REAL *restrict gathered) {
  const fen_pencils *p = &s->pencils;
  const int32_t *restrict donor = p->donor + f * FEN_BATCH;
  const REAL *restrict air = s->real.air;
  const int half = order / 2;
  if (p->same_donor[f])
    return air + (donor[0] - half) * FEN_BATCH;
  for (int k = 0; k < order; k++)
    for (int v = 0; v < FEN_BATCH; v++)
      gathered[k * FEN_BATCH + v] = air[(donor[v] - half + k) * FEN_BATCH + v];
  return gathered;
}

/*
 * Turn amounts a_k of the stencil's cells into weights of the differences between neighbours (Eq. 5): sum_k a_k (q_k - q_donor) is
 * sum_l w_l (q_{l+1} - q_l), which vanishes for a constant whatever the rounding of a_k.
 */
static FEN_INLINE void NAME(weigh_differences)(int order, const REAL *restrict scale, const REAL *restrict amount, REAL *restrict weight) {
  const int donor = order / 2;
  FOR_PENCILS {
    REAL sum = 0;
    for (int l = 0; l < donor; l++) {
      sum += amount[l * FEN_BATCH + v];
      weight[l * FEN_BATCH + v] = -scale[v] * sum;
    }
  }
  FOR_PENCILS {
    REAL sum = 0;
    for (int l = order - 2; l >= donor; l--) {
      sum += amount[(l + 1) * FEN_BATCH + v];
      weight[l * FEN_BATCH + v] = scale[v] * sum;
    }
  }
}

/* Amounts of Eq. 6: even weights in the coordinate of the index, normalised by the air. */
static FEN_INLINE void NAME(even_weights)(const fen_even_weights *even, int order, const REAL *restrict air, const REAL *restrict crossing,
                                          const REAL *restrict donor_air, const REAL *restrict sign, REAL *restrict weight) {
  REAL share[FEN_MAX_ORDER * FEN_BATCH];
  REAL amount[FEN_MAX_ORDER * FEN_BATCH];
  REAL scale[FEN_BATCH];
  REAL x[FEN_BATCH];
  FOR_PENCILS x[v] = crossing[v] / donor_air[v];
  for (int k = 0; k < order; k++) {
    REAL c[FEN_MAX_ORDER];
    for (int n = 0; n < order; n++)
      c[n] = (REAL)even->coefficient[n][k];
    FOR_PENCILS {
      REAL value = c[order - 1];
      for (int n = order - 2; n >= 0; n--)
        value = value * x[v] + c[n];
      share[k * FEN_BATCH + v] = value;
    }
  }
  for (int k = 0; k < order; k++)
    FOR_PENCILS {
      REAL ahead = share[k * FEN_BATCH + v];
      REAL back = share[(order - 1 - k) * FEN_BATCH + v];
      amount[k * FEN_BATCH + v] = (sign[v] > 0 ? ahead : back) * air[k * FEN_BATCH + v];
    }
  FOR_PENCILS {
    REAL sum = 0;
    for (int k = 0; k < order; k++)
      sum += amount[k * FEN_BATCH + v];
    /* Extremely uneven air could make the normalisation vanish: the donor's own value is used there. */
    REAL normal = crossing[v] / sum;
    scale[v] = sign[v] * (sum > (REAL)0.1 * donor_air[v] ? normal : 0);
  }
  NAME(weigh_differences)(order, scale, amount, weight);
}

/* What a face's weights are made from, in units of its pencil's air: 0 crosses where the donor lies beyond an open or closed end. */
static FEN_INLINE void NAME(face_air)(const fen_scratch *s, ptrdiff_t f, REAL *restrict crossing, REAL *restrict donor_air,
                                      REAL *restrict sign) {
  const fen_pencils *p = &s->pencils;
  const double *restrict part = p->crossing_kg + f * FEN_BATCH;
  const double *restrict donor = p->donor_kg + f * FEN_BATCH;
  const double *restrict flux = p->flux_kg + f * FEN_BATCH;
  const double *restrict per_unit = s->per_unit;
  FOR_PENCILS {
    double most = donor[v];
    int inside = most < DBL_MAX;
    double crosses = part[v] * per_unit[v];
    double held = most * per_unit[v];
    crossing[v] = (REAL)(inside ? crosses : 0.0);
    donor_air[v] = (REAL)(inside ? held : 1.0);
    sign[v] = flux[v] >= 0.0 ? 1 : -1;
  }
}

/* Weights of all faces by the index; the order, known to the compiler, leaves loops without a rest. */
static FEN_INLINE void NAME(weigh_even_of)(fen_scratch *s, const fen_even_weights *even, int order) {
  const fen_pencils *p = &s->pencils;
  REAL *weight = s->real.weight;
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    REAL gathered[FEN_MAX_ORDER * FEN_BATCH];
    REAL crossing[FEN_BATCH];
    REAL donor_air[FEN_BATCH];
    REAL sign[FEN_BATCH];
    NAME(face_air)(s, f, crossing, donor_air, sign);
    NAME(even_weights)
    (even, order, NAME(stencil_of)(s, f, order, gathered), crossing, donor_air, sign, weight + f * FEN_WEIGHT_ROWS * FEN_BATCH);
  }
}

/*
 * Weights of Eq. 7: the cumulative polynomial between the face and the departure point, per cell of the stencil. The products of distances
 * that the Lagrange polynomials are made of are shared between them.
 */
static FEN_INLINE void NAME(mass_weights)(int order, const REAL *restrict air, const REAL *restrict crossing, const REAL *restrict sign,
                                          REAL *restrict weight) {
  REAL node[(FEN_MAX_ORDER + 1) * FEN_BATCH];   /* cumulative air at the stencil's faces, from the face that is crossed */
  REAL away[(FEN_MAX_ORDER + 1) * FEN_BATCH];   /* the departure point's distance from each */
  REAL lower[(FEN_MAX_ORDER + 1) * FEN_BATCH];  /* product of these below each */
  REAL others[(FEN_MAX_ORDER + 1) * FEN_BATCH]; /* product of the distances between a face and all others, without sign */
  REAL upper[FEN_BATCH];
  REAL tail[FEN_BATCH];
  REAL amount[FEN_MAX_ORDER * FEN_BATCH];
  const int half = order / 2; /* the donor is the middle cell */
  FOR_PENCILS {
    REAL donor = air[half * FEN_BATCH + v];
    node[half * FEN_BATCH + v] = sign[v] > 0 ? -donor : 0;
    node[(half + 1) * FEN_BATCH + v] = sign[v] > 0 ? 0 : donor;
    tail[v] = 0;
    upper[v] = 1;
  }
  for (int t = half + 2; t <= order; t++)
    FOR_PENCILS node[t * FEN_BATCH + v] = node[(t - 1) * FEN_BATCH + v] + air[(t - 1) * FEN_BATCH + v];
  for (int t = half - 1; t >= 0; t--)
    FOR_PENCILS node[t * FEN_BATCH + v] = node[(t + 1) * FEN_BATCH + v] - air[t * FEN_BATCH + v];
  FOR_PENCILS lower[v] = 1;
  for (int t = 0; t <= order; t++)
    FOR_PENCILS {
      REAL distance = -sign[v] * crossing[v] - node[t * FEN_BATCH + v];
      away[t * FEN_BATCH + v] = distance;
      others[t * FEN_BATCH + v] = 1;
    }
  for (int t = 1; t <= order; t++)
    FOR_PENCILS lower[t * FEN_BATCH + v] = lower[(t - 1) * FEN_BATCH + v] * away[(t - 1) * FEN_BATCH + v];
  for (int t = 1; t <= order; t++)
    for (int u = 0; u < t; u++)
      FOR_PENCILS {
        REAL distance = node[t * FEN_BATCH + v] - node[u * FEN_BATCH + v];
        others[t * FEN_BATCH + v] *= distance;
        others[u * FEN_BATCH + v] *= distance;
      }
  for (int t = order; t > 0; t--) {
    const REAL turned = (order - t) % 2 ? -1 : 1; /* of the distances to the faces above, which are negative */
    const REAL at_ahead = t <= half + 1 ? 1 : 0;  /* the same sum at the face itself, which is node half + 1 ahead, */
    const REAL at_back = t <= half ? 1 : 0;       /* half back */
    FOR_PENCILS {
      /* The Lagrange polynomial of face t at the departure point leaves out its own distance. */
      tail[v] += turned * lower[t * FEN_BATCH + v] * upper[v] / others[t * FEN_BATCH + v];
      upper[v] *= away[t * FEN_BATCH + v];
      REAL ahead = at_ahead - tail[v];
      REAL back = tail[v] - at_back;
      amount[(t - 1) * FEN_BATCH + v] = air[(t - 1) * FEN_BATCH + v] * (sign[v] > 0 ? ahead : back);
    }
  }
  NAME(weigh_differences)(order, sign, amount, weight);
}

/* By mass where the layers of a stencil grow evenly, else by the index. */
static FEN_INLINE void NAME(weigh_layers_of)(fen_scratch *s, const fen_even_weights *even, int order) {
  const fen_pencils *p = &s->pencils;
  double *restrict growth = s->growth;
  for (ptrdiff_t k = -p->ghost; k < p->n + p->ghost - 1; k++)
    FOR_PENCILS growth[k * FEN_BATCH + v] = p->air_kg[(k + 1) * FEN_BATCH + v] / p->air_kg[k * FEN_BATCH + v];
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    REAL *restrict weight = (REAL *)s->real.weight + f * FEN_WEIGHT_ROWS * FEN_BATCH;
    double gathered_growth[FEN_MAX_ORDER * FEN_BATCH];
    REAL gathered[FEN_MAX_ORDER * FEN_BATCH];
    REAL crossing[FEN_BATCH];
    REAL donor_air[FEN_BATCH];
    REAL sign[FEN_BATCH];
    double evenly[FEN_BATCH];
    REAL by_mass[FEN_WEIGHT_ROWS * FEN_BATCH];
    const REAL *air = NAME(stencil_of)(s, f, order, gathered);
    NAME(face_air)(s, f, crossing, donor_air, sign);
    const int found = grow_evenly(p, f, growth_of(p, f, growth, order, gathered_growth), order, evenly);
    if (found != ALL_EVEN)
      NAME(even_weights)(even, order, air, crossing, donor_air, sign, weight);
    if (found == NONE_EVEN)
      continue;
    NAME(mass_weights)(order, air, crossing, sign, by_mass);
    for (int l = 0; l < order - 1; l++)
      FOR_PENCILS {
        REAL other = weight[l * FEN_BATCH + v];
        REAL own = by_mass[l * FEN_BATCH + v];
        weight[l * FEN_BATCH + v] = evenly[v] > 0.0 ? own : other;
      }
  }
}

/* Air in units, its inverse, the shares of pieces and of diffusion, in the tracers' precision. */
static void NAME(round_air)(fen_scratch *s) {
  const fen_pencils *p = &s->pencils;
  REAL *restrict air = s->real.air;
  REAL *restrict inverse = s->real.inverse;
  REAL *restrict share = s->real.share;
  FOR_PENCILS s->per_unit[v] = 1.0 / p->unit_kg[v];
  for (ptrdiff_t i = -p->ghost; i < p->n + p->ghost; i++)
    FOR_PENCILS air[i * FEN_BATCH + v] = (REAL)(p->air_kg[i * FEN_BATCH + v] * s->per_unit[v]);
  for (ptrdiff_t i = 0; i < p->n; i++)
    FOR_PENCILS inverse[i * FEN_BATCH + v] = (REAL)(p->inverse_pkg[i * FEN_BATCH + v] * p->unit_kg[v]);
  for (ptrdiff_t t = 0; t < p->terms[p->n]; t++)
    FOR_PENCILS share[t * FEN_BATCH + v] = (REAL)p->term_share[t * FEN_BATCH + v];
  REAL *restrict low = s->real.spread_low;
  REAL *restrict high = s->real.spread_high;
  for (ptrdiff_t i = 0; i < p->n && p->spreads; i++)
    FOR_PENCILS {
      ptrdiff_t at = i * FEN_BATCH + v;
      double above = p->spread[at + FEN_BATCH] * p->inverse_pkg[at];
      low[at] = (REAL)(p->spread[at] * p->inverse_pkg[at] / (1.0 - above));
      high[at] = (REAL)above;
    }
}

static void NAME(weigh)(fen_scratch *s, const fen_even_weights *even, int layers) {
  s->pencils.order = even->order;
  NAME(round_air)(s);
  switch (even->order) {
  case 3:
    layers ? NAME(weigh_layers_of)(s, even, 3) : NAME(weigh_even_of)(s, even, 3);
    break;
  case 5:
    layers ? NAME(weigh_layers_of)(s, even, 5) : NAME(weigh_even_of)(s, even, 5);
    break;
  case 7:
    layers ? NAME(weigh_layers_of)(s, even, 7) : NAME(weigh_even_of)(s, even, 7);
    break;
  default: /* 9 */
    layers ? NAME(weigh_layers_of)(s, even, 9) : NAME(weigh_even_of)(s, even, 9);
  }
}
