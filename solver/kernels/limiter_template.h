/* The limiters (Eq. 8 to 10). Part of advect_template.h. */

/*
 * What a cell may lose and gain (Eq. 8 and 9) as ratios in [0, 1]. A few ulps of safety keep the bound exact after rounding; a cell that
 * holds next to nothing, where rounding is no longer relative, gives nothing.
 */
static FEN_INLINE VEC NAME(room)(VEC amount) {
  return NAME(choose)(NAME(exceeds)(amount, NAME(all)(64 * SMALLEST)), amount * ((REAL)1 - 8 * EPSILON), NAME(all)(0));
}

/* Sum of what two fluxes move in their senses, as a mixing ratio. */
static FEN_INLINE VEC NAME(moved)(VEC a, VEC b, OF_AIR per_air) {
  const VEC nothing = NAME(all)(0);
  return (NAME(larger)(a, nothing) + NAME(larger)(b, nothing)) * per_air;
}

/* Share of `wanted` that fits the room. */
static FEN_INLINE VEC NAME(fitting)(VEC room, VEC wanted) {
  const MASK over = NAME(exceeds)(wanted, room);
  const VEC one = NAME(all)(1);
  return NAME(choose)(over, room / NAME(choose)(over, wanted, one), one);
}

/* Eq. 9; around: low-order results before and after, old: cells about the main piece. */
static FEN_INLINE void NAME(bound_both)(OF_AIR per_air, const REAL *old, VEC before, VEC here, VEC after, VEC low_flux, VEC high_flux,
                                        VEC *gain, VEC *fall) {
  const VEC others[] = {before, after, NAME(get)(old), NAME(get)(old + BLOCK), NAME(get)(old + 2 * BLOCK)};
  VEC most = here;
  VEC least = here;
  for (int n = 0; n < 5; n++) {
    most = NAME(larger)(others[n], most);
    least = NAME(smaller)(others[n], least);
  }
  *gain = NAME(fitting)(NAME(room)(most - here), NAME(moved)(low_flux, -high_flux, per_air));
  *fall = NAME(fitting)(NAME(room)(here - least), NAME(moved)(-low_flux, high_flux, per_air));
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
