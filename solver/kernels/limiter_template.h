/* The limiters (Eq. 8 to 10). Part of advect_template.h. */

/* What fluxes move is counted a few ulps too high, so that bounds are exact after rounding. */
static const REAL NAME(safety) = (REAL)1 + 8 * EPSILON;

/* What a cell may lose of what it holds (Eq. 8): next to nothing, of which roundings are no longer relative, counts as nothing. */
static FEN_INLINE VEC NAME(room)(VEC held) {
  return NAME(choose)(NAME(exceeds)(held, NAME(all)(64 * SMALLEST)), held, NAME(all)(0));
}

/* Share of what fluxes move, as mixing ratios, that fits a room >= 0 (Eq. 8 and 9): in [0, 1], and 1 where they move nothing, as the
 * smaller of 1 and what is no number is 1. */
static FEN_INLINE VEC NAME(fitting)(VEC room, VEC moved) {
  return NAME(smaller)(room / moved, NAME(all)(1));
}

/* Largest and smallest value that a cell may take (Eq. 9). */
typedef struct {
  VEC most, least;
} NAME(extremes);

/* low: results of low order of a cell and its neighbours; old: cells about its main piece. */
static FEN_INLINE NAME(extremes) NAME(extremes_of)(const VEC *low, const REAL *old) {
  const VEC a = NAME(get)(old);
  const VEC b = NAME(get)(old + BLOCK);
  const VEC c = NAME(get)(old + 2 * BLOCK);
  return (NAME(extremes)){.most = NAME(larger)(NAME(larger)(NAME(larger)(low[0], low[1]), NAME(larger)(a, b)), NAME(larger)(low[2], c)),
                          .least =
                              NAME(smaller)(NAME(smaller)(NAME(smaller)(low[0], low[1]), NAME(smaller)(a, b)), NAME(smaller)(low[2], c))};
}

/* Roughness of a cell (Eq. 10). */
static FEN_INLINE VEC NAME(gamma)(VEC before, VEC after) {
  const VEC slope = before + after;
  const VEC bend = after - before;
  return slope * slope * (REAL)0.25 + bend * bend * (REAL)(13.0 / 12.0);
}

/* A walk along cells that tells whether four in a row are rough. */
typedef struct {
  VEC gamma;             /* of the last cell */
  VEC most[3], least[3]; /* of the last two cells, of the two before it and the last but one, and so on, the last first */
} NAME(senses);

/*
 * The next cell; the three before it and it are rough (Eq. 10; Blossey & Durran 2008) where their largest gamma exceeds 20 times the
 * smallest.
 */
static FEN_INLINE MASK NAME(sense)(NAME(senses) * s, VEC gamma) {
  s->most[2] = s->most[1];
  s->most[1] = s->most[0];
  s->least[2] = s->least[1];
  s->least[1] = s->least[0];
  s->most[0] = NAME(larger)(s->gamma, gamma);
  s->least[0] = NAME(smaller)(s->gamma, gamma);
  s->gamma = gamma;
  return NAME(exceeds)(NAME(larger)(s->most[2], s->most[0]), 20 * NAME(smaller)(s->least[2], s->least[0]));
}
