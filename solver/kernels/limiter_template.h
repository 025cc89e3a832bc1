/* The limiters, a block of elements at a time (Eq. 8 to 10). Part of advect_template.h. */

/*
 * What a cell may lose and gain (Eq. 8 and 9) as ratios in [0, 1]. A few ulps of safety keep the bound exact after rounding; a cell that
 * holds next to nothing, where rounding is no longer relative, gives nothing.
 */
#define SAFE ((REAL)1 - 8 * EPSILON)
#define ROOM(amount) ((amount) > 64 * SMALLEST ? (amount)*SAFE : 0)
/* Sum of what two fluxes move in their senses, as a mixing ratio. */
#define MOVED(a, b, per_air) ((((a) > 0 ? (a) : 0) + ((b) > 0 ? (b) : 0)) * (per_air))

/* The loss of Eq. 8; returns whether it bounds any element of the block: most blocks are spared the division. */
static FEN_INLINE int NAME(loses)(AIR per_air, const REAL *restrict low, const REAL *restrict low_flux, const REAL *restrict high_flux,
                                  REAL *restrict loss) {
  int bound = 0;
#pragma omp simd reduction(| : bound)
  for (int v = 0; v < BLOCK; v++) {
    REAL left = -low_flux[v];
    REAL right = high_flux[v];
    REAL out = MOVED(left, right, OF_AIR(per_air));
    REAL held = low[v];
    REAL room = ROOM(held);
    loss[v] = 1;
    bound |= out > room;
  }
  return bound;
}

static FEN_INLINE void NAME(bound_loss)(AIR per_air, const REAL *restrict low, const REAL *restrict low_flux,
                                        const REAL *restrict high_flux, REAL *restrict loss) {
  FOR_LANES {
    REAL left = -low_flux[v];
    REAL right = high_flux[v];
    REAL out = MOVED(left, right, OF_AIR(per_air));
    REAL held = low[v];
    REAL room = ROOM(held);
    REAL ratio = room / (out > room ? out : 1);
    loss[v] = out > room ? ratio : 1;
  }
}

/* Eq. 9; old: rows of the cells about the main piece, before, here, after: low-order results. */
static FEN_INLINE void NAME(bound_both)(AIR per_air, const REAL *restrict old, ptrdiff_t stride, const REAL *restrict before,
                                        const REAL *restrict here, const REAL *restrict after, const REAL *restrict low_flux,
                                        const REAL *restrict high_flux, REAL *restrict gain, REAL *restrict loss) {
  FOR_LANES {
    REAL own = here[v];
    REAL others[] = {before[v], after[v], old[v], old[stride + v], old[2 * stride + v]};
    REAL most = own;
    REAL least = own;
    most = others[0] > most ? others[0] : most;
    most = others[1] > most ? others[1] : most;
    most = others[2] > most ? others[2] : most;
    most = others[3] > most ? others[3] : most;
    most = others[4] > most ? others[4] : most;
    least = others[0] < least ? others[0] : least;
    least = others[1] < least ? others[1] : least;
    least = others[2] < least ? others[2] : least;
    least = others[3] < least ? others[3] : least;
    least = others[4] < least ? others[4] : least;
    REAL left = low_flux[v];
    REAL right = -high_flux[v];
    REAL minus_left = -left;
    REAL minus_right = -right;
    REAL in = MOVED(left, right, OF_AIR(per_air));
    REAL out = MOVED(minus_left, minus_right, OF_AIR(per_air));
    REAL above = most - own;
    REAL below = own - least;
    REAL up = ROOM(above);
    REAL down = ROOM(below);
    REAL rise = up / (in > up ? in : 1);
    REAL fall = down / (out > down ? out : 1);
    gain[v] = in > up ? rise : 1;
    loss[v] = out > down ? fall : 1;
  }
}

/*
 * Whether the four cells around a departure point are rough (Eq. 10; Blossey & Durran 2008): the largest gamma exceeds 20 times the
 * smallest. Returns whether any element of the block is.
 */
static FEN_INLINE int NAME(sense)(const REAL *restrict gamma, ptrdiff_t stride, REAL *restrict rough) {
  int any = 0;
#pragma omp simd reduction(| : any)
  for (int v = 0; v < BLOCK; v++) {
    REAL g0 = gamma[v];
    REAL g1 = gamma[stride + v];
    REAL g2 = gamma[2 * stride + v];
    REAL g3 = gamma[3 * stride + v];
    REAL most = g1 > g0 ? g1 : g0;
    REAL least = g1 < g0 ? g1 : g0;
    most = g2 > most ? g2 : most;
    least = g2 < least ? g2 : least;
    most = g3 > most ? g3 : most;
    least = g3 < least ? g3 : least;
    rough[v] = most > 20 * least ? 1 : 0;
    any |= most > 20 * least;
  }
  return any;
}

/* The flux of a face times its ratio (Eq. 8): the loss of the cell that gives; phi: the ratio, where it is kept. */
static FEN_INLINE void NAME(limit_loss)(const REAL *restrict flux, const REAL *restrict loss_low, const REAL *restrict loss_high,
                                        REAL *restrict phi, REAL *restrict limited) {
  FOR_LANES {
    REAL left = loss_low[v]; /* all are read, so that the choices are blends */
    REAL right = loss_high[v];
    REAL ratio = flux[v] > 0 ? left : right;
    phi[v] = ratio;
    limited[v] = flux[v] * ratio;
  }
}

/* The same with the bounds of Eq. 9 where it is rough. */
static FEN_INLINE void NAME(limit_both)(const REAL *restrict flux, const REAL *restrict loss_low, const REAL *restrict loss_high,
                                        const REAL *restrict gain_low, const REAL *restrict gain_high, const REAL *restrict fall_low,
                                        const REAL *restrict fall_high, const REAL *restrict rough, REAL *restrict phi,
                                        REAL *restrict limited) {
  FOR_LANES {
    REAL left = loss_low[v];
    REAL right = loss_high[v];
    REAL ratio = flux[v] > 0 ? left : right;
    REAL ahead = gain_high[v] < fall_low[v] ? gain_high[v] : fall_low[v];
    REAL back = gain_low[v] < fall_high[v] ? gain_low[v] : fall_high[v];
    REAL bound = flux[v] > 0 ? ahead : back;
    bound = bound < ratio ? bound : ratio;
    phi[v] = rough[v] > 0 ? bound : ratio;
    limited[v] = flux[v] * phi[v];
  }
}

/* Roughness of the old field in the cells i of all pencils. */
static FEN_INLINE void NAME(gamma_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i) {
  const REAL *restrict q = (const REAL *)s->q + i * ROW;
  const ptrdiff_t width = part->width;
  REAL *restrict gamma = (REAL *)s->gamma + i * ROW;
#pragma omp simd
  for (ptrdiff_t e = 0; e < width; e++) {
    REAL before = q[e] - q[e - ROW];
    REAL after = q[e + ROW] - q[e];
    REAL slope = before + after;
    REAL bend = after - before;
    gamma[e] = slope * slope * (REAL)0.25 + bend * bend * (REAL)(13.0 / 12.0);
  }
}
