/*
 * The source of the vector kernels along the pencils of a batch: loading, advection, horizontal diffusion. Included with REAL (float or
 * double), GROUP and NAME(x); see kernels.h for what each does and how rows are laid out.
 *
 * GROUP lanes of one pencil share a scalar of the air, or, with GROUP 1, every element of a row has its own. Every operation is per element
 * and in a fixed order, so that a lane's result depends neither on GROUP nor on its neighbours.
 */
#if GROUP == 1
#define BLOCK FEN_BATCH
#define FOR_BLOCKS for (ptrdiff_t e = 0; e < part->width; e += BLOCK)
#define SCALAR(name, row) const REAL *restrict name = (row) + e
#define OF_AIR(name) (name)[v]
#else
#define BLOCK GROUP
#define FOR_BLOCKS                                                                                                                         \
  for (ptrdiff_t b = part->first, e = 0; b < part->first + part->pencils; b++)                                                             \
    for (ptrdiff_t end = e + part->lanes; e < end; e += BLOCK)
#define SCALAR(name, row) const REAL name = (row)[b]
#define OF_AIR(name) (name)
#endif
#define FOR_LANES _Pragma("omp simd") for (int v = 0; v < BLOCK; v++)

/* A scalar a pencil as OF_AIR reads it: repeated for each lane where every element has its own. */
static FEN_INLINE const REAL *NAME(unfold)(const fen_part *part, const REAL *row, REAL *buffer) {
#if GROUP == 1
  if (part->lanes == 1)
    return row;
  if (part->lanes == 2) {
    for (int e = 0; e < 2 * FEN_BATCH; e++)
      buffer[e] = row[e / 2];
    return buffer;
  }
  for (int e = 0; e < 4 * FEN_BATCH; e++)
    buffer[e] = row[e / 4];
  return buffer;
#else
  (void)part;
  (void)buffer;
  return row;
#endif
}

enum { NAME(UNFOLDED) = GROUP == 1 ? 4 * FEN_BATCH : 1 }; /* numbers that unfold may write */

/*
 * The elements of a block in `cells` rows from a cell of its own for each pencil on. Where pencils in one block look at different cells the
 * rows are gathered first.
 */
#define ROWS_OF(name, rows, cell, same, cells)                                                                                             \
  REAL name##_gathered[GROUP == 1 ? (FEN_MAX_ORDER + 1) * BLOCK : 1];                                                                      \
  ptrdiff_t name##_stride = part->width;                                                                                                   \
  const REAL *name = NAME(rows_of)(part, (rows), (cell), (same), (cells), BLOCK_PENCIL, e, name##_gathered, &name##_stride)
#if GROUP == 1
#define BLOCK_PENCIL 0
#else
#define BLOCK_PENCIL b
#endif

static FEN_INLINE const REAL *NAME(rows_of)(const fen_part *part, const REAL *rows, const int32_t *cell, int same, int cells, ptrdiff_t pencil,
                                        ptrdiff_t e, REAL *gathered, ptrdiff_t *stride) {
#if GROUP == 1
  (void)pencil;
  if (!same) {
    *stride = BLOCK;
    for (int k = 0; k < cells; k++)
      for (int v = 0; v < BLOCK; v++)
        gathered[k * BLOCK + v] = rows[(cell[(e + v) >> part->shift] + k) * part->width + e + v];
    return gathered;
  }
  return rows + cell[0] * part->width + e;
#else
  (void)same;
  (void)cells;
  (void)gathered;
  (void)stride;
  return rows + cell[pencil] * part->width + e;
#endif
}

/* Row r of a ring of four. */
static FEN_INLINE REAL *NAME(ring)(const fen_part *part, void *rows, ptrdiff_t r) {
  return (REAL *)rows + (r & 3) * part->width;
}

/* Cells i of all pencils from memory into a row: pencil by pencil, lane by lane. */
static FEN_INLINE void NAME(load_row)(const fen_part *part, const fen_view *view, ptrdiff_t i, REAL *restrict row) {
  const REAL *restrict from = (const REAL *)view->start + i * view->cell_stride;
#if GROUP == 1
  const ptrdiff_t used = part->pencils * part->lanes;
  if (view->pencil_stride == part->lanes)
    memcpy(row, from, (size_t)used * sizeof *row);
  else
    for (ptrdiff_t e = 0; e < used; e++)
      row[e] = from[(e >> part->shift) * view->pencil_stride + (e & (part->lanes - 1))];
  for (ptrdiff_t e = used; e < part->width; e++)
    row[e] = 0;
#else
  FOR_BLOCKS {
    const REAL *restrict cell = from + b * view->pencil_stride + (e - (b - part->first) * part->lanes);
    FOR_LANES row[e + v] = cell[v];
  }
#endif
}

static FEN_INLINE void NAME(store_row)(const fen_part *part, const fen_view *view, ptrdiff_t i, const REAL *restrict row) {
  REAL *restrict to = (REAL *)view->start + i * view->cell_stride;
#if GROUP == 1
  const ptrdiff_t used = part->pencils * part->lanes;
  if (view->pencil_stride == part->lanes)
    memcpy(to, row, (size_t)used * sizeof *row);
  else
    for (ptrdiff_t e = 0; e < used; e++)
      to[(e >> part->shift) * view->pencil_stride + (e & (part->lanes - 1))] = row[e];
#else
  FOR_BLOCKS {
    REAL *restrict cell = to + b * view->pencil_stride + (e - (b - part->first) * part->lanes);
    FOR_LANES cell[v] = row[e + v];
  }
#endif
}

static void NAME(load)(const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows) {
  for (ptrdiff_t i = 0; i < n; i++)
    NAME(load_row)(part, view, i, (REAL *)rows + i * part->width);
}

static void NAME(store)(const fen_part *part, const fen_view *view, ptrdiff_t n, const void *rows) {
  for (ptrdiff_t i = 0; i < n; i++)
    NAME(store_row)(part, view, i, (const REAL *)rows + i * part->width);
}

/* What lies beyond an open end: the boundary value where air enters, else the edge's own. */
static void NAME(outside)(const fen_part *part, const double *inward_kg, void *const *values, const REAL *edge, REAL *restrict out) {
  for (ptrdiff_t b = part->first, e = 0; b < part->first + part->pencils; b++) {
    const REAL *from = inward_kg[b] > 0.0 ? values[b] : edge + e;
    for (ptrdiff_t v = 0; v < part->lanes; v++, e++)
      out[e] = from[v];
  }
  for (ptrdiff_t e = part->pencils * part->lanes; e < part->width; e++)
    out[e] = edge[e];
}

static void NAME(pad)(const fen_scratch *s, const fen_part *part, void *const *low, void *const *high, void *inout) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const ptrdiff_t width = part->width;
  const size_t bytes = (size_t)width * sizeof(REAL);
  REAL *q = inout;
  REAL beyond[2][FEN_ROW_BYTES / sizeof(REAL)];
  double inward_kg[2][FEN_BATCH];
  FOR_PENCILS {
    inward_kg[0][v] = p->flux_kg[v];
    inward_kg[1][v] = -p->flux_kg[n * FEN_BATCH + v];
  }
  if (p->low == FEN_SIDE_OPEN)
    NAME(outside)(part, inward_kg[0], low, q, beyond[0]);
  if (p->high == FEN_SIDE_OPEN)
    NAME(outside)(part, inward_kg[1], high, q + (n - 1) * width, beyond[1]);
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    const REAL *below = p->low == FEN_SIDE_PERIODIC ? q + (n - g % n) % n * width
                        : p->low == FEN_SIDE_CLOSED ? q + (inner - 1) * width
                                                    : beyond[0];
    const REAL *above = p->high == FEN_SIDE_PERIODIC ? q + (g - 1) % n * width
                        : p->high == FEN_SIDE_CLOSED ? q + (n - inner) * width
                                                     : beyond[1];
    memcpy(q - g * width, below, bytes);
    memcpy(q + (n + g - 1) * width, above, bytes);
  }
}

/* The true cell or face that one beyond the ends of a periodic pencil repeats. */
static FEN_INLINE ptrdiff_t NAME(wrapped)(const fen_pencils *p, ptrdiff_t i, ptrdiff_t most) {
  return i < 0 ? i + p->n : i > most ? i - p->n : i;
}

#define DIFFERENCE(t) (from[((t) + 1) * from_stride + v] - from[(t) * from_stride + v])
#define WEIGHTED(t) (OF_AIR(w##t) * DIFFERENCE(t))
/* The weights of a block, of which as many as the order has are used. */
#define WEIGHTS(row)                                                                                                                       \
  SCALAR(w0, (row)[0]);                                                                                                                    \
  SCALAR(w1, (row)[1]);                                                                                                                    \
  SCALAR(w2, (row)[2]);                                                                                                                    \
  SCALAR(w3, (row)[3]);                                                                                                                    \
  SCALAR(w4, (row)[4]);                                                                                                                    \
  SCALAR(w5, (row)[5]);                                                                                                                    \
  SCALAR(w6, (row)[6]);                                                                                                                    \
  SCALAR(w7, (row)[7])
/* Their sum over the differences of `from` in the order of the stencil. */
#define WEIGHTED_SUM(sum)                                                                                                                  \
  REAL sum = WEIGHTED(0) + WEIGHTED(1);                                                                                                    \
  if (terms > 2)                                                                                                                           \
    sum = sum + WEIGHTED(2) + WEIGHTED(3);                                                                                                 \
  if (terms > 4)                                                                                                                           \
    sum = sum + WEIGHTED(4) + WEIGHTED(5);                                                                                                 \
  if (terms > 6)                                                                                                                           \
  sum = sum + WEIGHTED(6) + WEIGHTED(7)

/* Antidiffusive mass through face f (Eq. 5), `terms` weights. */
static FEN_INLINE void NAME(flux_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, int terms, REAL *restrict flux) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t face = NAME(wrapped)(p, f, p->n);
  const REAL *rows = (const REAL *)s->q + (f - face - p->order / 2) * part->width;
  const REAL *weight = (const REAL *)s->real.weight + face * FEN_WEIGHT_ROWS * FEN_BATCH;
  const int32_t *donor = p->donor + face * FEN_BATCH;
  const int same = p->same_donor[face];
  REAL buffer[FEN_WEIGHT_ROWS][NAME(UNFOLDED)];
  const REAL *w[FEN_WEIGHT_ROWS];
  for (int t = 0; t < FEN_WEIGHT_ROWS; t++)
    w[t] = t < terms ? NAME(unfold)(part, weight + t * FEN_BATCH, buffer[t]) : weight;
  FOR_BLOCKS {
    ROWS_OF(from, rows, donor, same, terms + 1);
    WEIGHTS(w);
    FOR_LANES {
      WEIGHTED_SUM(sum);
      flux[e + v] = sum;
    }
  }
}

/* Low-order result of cell i (Eq. 4): the main piece's value and the others mixed in one by one. */
static FEN_INLINE void NAME(low_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, REAL *restrict low) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = NAME(wrapped)(p, i, p->n - 1);
  const REAL *rows = (const REAL *)s->q + (i - cell) * part->width;
  const int32_t first = p->terms[cell];
  const int32_t last = p->terms[cell + 1];
  const int32_t *main_cell = p->main_cell + cell * FEN_BATCH;
  const int same_main = p->same_main[cell];
  if (first == last) {
    FOR_BLOCKS {
      ROWS_OF(from, rows, main_cell, same_main, 1);
      (void)from_stride;
      FOR_LANES low[e + v] = from[v];
    }
    return;
  }
  for (int32_t t = first; t < last; t++) {
    REAL buffer[NAME(UNFOLDED)];
    const REAL *share = NAME(unfold)(part, (const REAL *)s->real.share + t * FEN_BATCH, buffer);
    const int32_t *term = p->term_cell + t * FEN_BATCH;
    const int same = p->same_term[t];
    if (t == first)
      FOR_BLOCKS {
        ROWS_OF(from, rows, main_cell, same_main, 1);
        ROWS_OF(other, rows, term, same, 1);
        SCALAR(part_share, share);
        (void)from_stride;
        (void)other_stride;
        FOR_LANES low[e + v] = from[v] + OF_AIR(part_share) * (other[v] - from[v]);
      }
    else
      FOR_BLOCKS {
        ROWS_OF(other, rows, term, same, 1);
        SCALAR(part_share, share);
        (void)other_stride;
        FOR_LANES low[e + v] += OF_AIR(part_share) * (other[v] - low[e + v]);
      }
  }
}

/*
 * What a cell may lose and gain (Eq. 8 and 9) as ratios in [0, 1]. A few ulps of safety keep the bound exact after rounding; a cell that
 * holds next to nothing, where rounding is no longer relative, gives nothing. Blocks without a bound to observe are spared the division.
 */
#define SAFE ((REAL)1 - 8 * EPSILON)

static FEN_INLINE void NAME(loss_row)(const fen_part *part, const REAL *inverse_row, const REAL *restrict low, const REAL *restrict low_face,
                                  const REAL *restrict high_face, REAL *restrict loss) {
  REAL buffer[NAME(UNFOLDED)];
  const REAL *inverse = NAME(unfold)(part, inverse_row, buffer);
  FOR_BLOCKS {
    SCALAR(per_air, inverse);
    int bound = 0;
#pragma omp simd reduction(| : bound)
    for (int v = 0; v < BLOCK; v++) {
      REAL left = -low_face[e + v];
      REAL right = high_face[e + v];
      REAL out = ((left > 0 ? left : 0) + (right > 0 ? right : 0)) * OF_AIR(per_air);
      REAL held = low[e + v];
      REAL room = held > 64 * SMALLEST ? held * SAFE : 0;
      loss[e + v] = 1;
      bound |= out > room;
    }
    if (!bound)
      continue;
    FOR_LANES {
      REAL left = -low_face[e + v];
      REAL right = high_face[e + v];
      REAL out = ((left > 0 ? left : 0) + (right > 0 ? right : 0)) * OF_AIR(per_air);
      REAL held = low[e + v];
      REAL room = held > 64 * SMALLEST ? held * SAFE : 0;
      REAL ratio = room / (out > room ? out : 1);
      loss[e + v] = out > room ? ratio : 1;
    }
  }
}

/* Eq. 9 for cell i, only in the blocks where one of its faces is rough. */
static FEN_INLINE void NAME(bounds_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, const unsigned char *low_rough,
                                    const unsigned char *high_rough, REAL *restrict gain, REAL *restrict loss) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = NAME(wrapped)(p, i, p->n - 1);
  const REAL *rows = (const REAL *)s->q + (i - cell - 1) * part->width;
  const int32_t *main_cell = p->main_cell + cell * FEN_BATCH;
  const int same = p->same_main[cell];
  const REAL *restrict before = NAME(ring)(part, s->ring[FEN_RING_LOW], i - 1);
  const REAL *restrict here = NAME(ring)(part, s->ring[FEN_RING_LOW], i);
  const REAL *restrict after = NAME(ring)(part, s->ring[FEN_RING_LOW], i + 1);
  const REAL *restrict low_face = NAME(ring)(part, s->ring[FEN_RING_FLUX], i);
  const REAL *restrict high_face = NAME(ring)(part, s->ring[FEN_RING_FLUX], i + 1);
  REAL buffer[NAME(UNFOLDED)];
  const REAL *inverse = NAME(unfold)(part, (const REAL *)s->real.inverse + cell * FEN_BATCH, buffer);
  FOR_BLOCKS {
    if (!(low_rough[e / BLOCK] | high_rough[e / BLOCK]))
      continue;
    ROWS_OF(from, rows, main_cell, same, 3);
    SCALAR(per_air, inverse);
    FOR_LANES {
      REAL own = here[e + v];
      REAL q0 = from[v];
      REAL q1 = from[from_stride + v];
      REAL q2 = from[2 * from_stride + v];
      REAL most = own;
      REAL least = own;
      most = before[e + v] > most ? before[e + v] : most;
      most = after[e + v] > most ? after[e + v] : most;
      most = q0 > most ? q0 : most;
      most = q1 > most ? q1 : most;
      most = q2 > most ? q2 : most;
      least = before[e + v] < least ? before[e + v] : least;
      least = after[e + v] < least ? after[e + v] : least;
      least = q0 < least ? q0 : least;
      least = q1 < least ? q1 : least;
      least = q2 < least ? q2 : least;
      REAL left = low_face[e + v];
      REAL right = -high_face[e + v];
      REAL in = ((left > 0 ? left : 0) + (right > 0 ? right : 0)) * OF_AIR(per_air);
      REAL out = ((left < 0 ? -left : 0) + (right < 0 ? -right : 0)) * OF_AIR(per_air);
      REAL up = most - own > 64 * SMALLEST ? (most - own) * SAFE : 0;
      REAL down = own - least > 64 * SMALLEST ? (own - least) * SAFE : 0;
      REAL rise = up / (in > up ? in : 1);
      REAL fall = down / (out > down ? out : 1);
      gain[e + v] = in > up ? rise : 1;
      loss[e + v] = out > down ? fall : 1;
    }
  }
}

/* Roughness of the old field (Eq. 10; Blossey & Durran 2008) in cell i. */
static FEN_INLINE void NAME(gamma_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i) {
  const REAL *restrict q = (const REAL *)s->q + i * part->width;
  const ptrdiff_t width = part->width;
  REAL *restrict gamma = (REAL *)s->gamma + i * width;
#pragma omp simd
  for (ptrdiff_t e = 0; e < width; e++) {
    REAL before = q[e] - q[e - width];
    REAL after = q[e + width] - q[e];
    REAL slope = before + after;
    REAL bend = after - before;
    gamma[e] = slope * slope * (REAL)0.25 + bend * bend * (REAL)(13.0 / 12.0);
  }
}

/* Whether the four cells around the departure point of face f are rough, and in which blocks any element is. */
static FEN_INLINE void NAME(rough_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, REAL *restrict rough, unsigned char *any) {
  const fen_pencils *p = &s->pencils;
  int32_t first[FEN_BATCH];
  int32_t differs = 0;
  for (int v = 0; v < FEN_BATCH; v++) {
    first[v] = p->donor[f * FEN_BATCH + v] - (p->flux_kg[f * FEN_BATCH + v] >= 0.0 ? 1 : 2);
    differs |= first[v] ^ first[0];
  }
  const int same = differs == 0;
  FOR_BLOCKS {
    ROWS_OF(from, (const REAL *)s->gamma, first, same, 4);
    int found = 0;
#pragma omp simd reduction(| : found)
    for (int v = 0; v < BLOCK; v++) {
      REAL g0 = from[v];
      REAL g1 = from[from_stride + v];
      REAL g2 = from[2 * from_stride + v];
      REAL g3 = from[3 * from_stride + v];
      REAL most = g1 > g0 ? g1 : g0;
      REAL least = g1 < g0 ? g1 : g0;
      most = g2 > most ? g2 : most;
      least = g2 < least ? g2 : least;
      most = g3 > most ? g3 : most;
      least = g3 < least ? g3 : least;
      rough[e + v] = most > 20 * least ? 1 : 0;
      found |= most > 20 * least;
    }
    any[e / BLOCK] = (unsigned char)found;
  }
}

/* Limiter ratios of face f (Eq. 8 to 10). */
static FEN_INLINE void NAME(ratio_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, const unsigned char *any, REAL *restrict phi) {
  const REAL *restrict flux = NAME(ring)(part, s->ring[FEN_RING_FLUX], f);
  const REAL *restrict loss_low = NAME(ring)(part, s->ring[FEN_RING_LOSS], f - 1);
  const REAL *restrict loss_high = NAME(ring)(part, s->ring[FEN_RING_LOSS], f);
  const REAL *restrict gain_low = NAME(ring)(part, s->ring[FEN_RING_GAIN], f - 1);
  const REAL *restrict gain_high = NAME(ring)(part, s->ring[FEN_RING_GAIN], f);
  const REAL *restrict fall_low = NAME(ring)(part, s->ring[FEN_RING_FALL], f - 1);
  const REAL *restrict fall_high = NAME(ring)(part, s->ring[FEN_RING_FALL], f);
  const REAL *restrict rough = NAME(ring)(part, s->ring[FEN_RING_ROUGH], f);
  FOR_BLOCKS {
    if (any && any[e / BLOCK])
      FOR_LANES {
        REAL left = loss_low[e + v]; /* all are read, so that the choices are blends */
        REAL right = loss_high[e + v];
        REAL ratio = flux[e + v] > 0 ? left : right;
        REAL ahead = gain_high[e + v] < fall_low[e + v] ? gain_high[e + v] : fall_low[e + v];
        REAL back = gain_low[e + v] < fall_high[e + v] ? gain_low[e + v] : fall_high[e + v];
        REAL bound = flux[e + v] > 0 ? ahead : back;
        bound = bound < ratio ? bound : ratio;
        phi[e + v] = rough[e + v] > 0 ? bound : ratio;
      }
    else
      FOR_LANES {
        REAL left = loss_low[e + v];
        REAL right = loss_high[e + v];
        phi[e + v] = flux[e + v] > 0 ? left : right;
      }
  }
}

/* Fetch the next part's cells i into the second cache. */
static FEN_INLINE void NAME(fetch)(const fen_ahead *a, ptrdiff_t i) {
  if (!a->start)
    return;
  const char *cell = a->start + i * a->cell_bytes;
  for (ptrdiff_t b = 0; b < a->pencils; b++)
    for (size_t at = 0; at < a->bytes; at += FEN_CACHE_LINE)
      __builtin_prefetch(cell + b * a->pencil_bytes + at, 0, 2);
}

/* Low-order result plus limited fluxes (Eq. 11) of cell i, to memory or to a row. */
static FEN_INLINE void NAME(finish_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, const REAL *restrict low,
                                    const REAL *restrict low_face, const REAL *restrict high_face, const fen_view *view) {
  REAL buffer[NAME(UNFOLDED)];
  const REAL *inverse = NAME(unfold)(part, (const REAL *)s->real.inverse + i * FEN_BATCH, buffer);
#if GROUP > 1
  if (view) {
    REAL *restrict to = (REAL *)view->start + i * view->cell_stride;
    FOR_BLOCKS {
      REAL *restrict cell = to + b * view->pencil_stride + (e - (b - part->first) * part->lanes);
      SCALAR(per_air, inverse);
      FOR_LANES cell[v] = low[e + v] + (low_face[e + v] - high_face[e + v]) * OF_AIR(per_air);
    }
    return;
  }
#endif
  REAL *restrict out = view ? s->done : (REAL *)s->fresh + i * part->width;
  FOR_BLOCKS {
    SCALAR(per_air, inverse);
    FOR_LANES out[e + v] = low[e + v] + (low_face[e + v] - high_face[e + v]) * OF_AIR(per_air);
  }
  if (view)
    NAME(store_row)(part, view, i, out);
}

/* Tracer that crosses face f, towards + [kg]; limited: the face's limited flux. */
static void NAME(crossing)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, const REAL *limited, double *restrict out) {
  const fen_pencils *p = &s->pencils;
  const REAL *q = s->q;
  for (ptrdiff_t b = 0; b < part->pencils; b++) {
    const ptrdiff_t pencil = part->first + b;
    const ptrdiff_t donor = p->donor[f * FEN_BATCH + pencil];
    const int ahead = p->flux_kg[f * FEN_BATCH + pencil] >= 0.0;
    const REAL *restrict from = q + b * part->lanes;
    double *restrict sum = out + b * part->lanes;
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      sum[v] = p->crossing_kg[f * FEN_BATCH + pencil] * (double)from[donor * part->width + v];
    for (ptrdiff_t i = ahead ? donor + 1 : f; i < (ahead ? f : donor); i++)
      for (ptrdiff_t v = 0; v < part->lanes; v++)
        sum[v] += p->air_kg[i * FEN_BATCH + pencil] * (double)from[i * part->width + v];
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      sum[v] = (ahead ? sum[v] : -sum[v]) + p->unit_kg[pencil] * (double)limited[b * part->lanes + v];
  }
}

static void NAME(count_ends)(fen_scratch *s, const fen_part *part) {
  const fen_pencils *p = &s->pencils;
  if (p->low == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, 0, s->end_flux[0], s->crossed[0]);
  if (p->high == FEN_SIDE_OPEN)
    NAME(crossing)(s, part, p->n, s->end_flux[1], s->crossed[1]);
}

/* Write the ratios of face f out for the tags, pencil fastest: phi[face][lead][pencil]. */
static FEN_INLINE void NAME(keep_ratios)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, ptrdiff_t lead, const REAL *restrict phi) {
  REAL *restrict out = (REAL *)s->phi + (f * s->leads + lead) * FEN_BATCH;
  if (part->lanes == 1) {
    memcpy(out, phi, FEN_BATCH * sizeof *out);
    return;
  }
  for (ptrdiff_t b = 0; b < part->pencils; b++)
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      out[v * FEN_BATCH + part->first + b] = phi[b * part->lanes + v];
}

static FEN_INLINE void NAME(fill_row)(const fen_part *part, REAL value, REAL *restrict row) {
  for (ptrdiff_t e = 0; e < part->width; e++)
    row[e] = value;
}

#define RING(name, r) NAME(ring)(part, s->ring[FEN_RING_##name], r)

/* What lies beyond the ends of pencils that do not wrap, for the limiters: where air leaves, no tracer may come in. */
static void NAME(close_low_end)(const fen_scratch *s, const fen_part *part) {
  memcpy(RING(LOW, -1), (const REAL *)s->q - part->width, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, -1));
  NAME(fill_row)(part, 1, RING(GAIN, -1));
  NAME(fill_row)(part, 1, RING(FALL, -1));
}

static void NAME(close_high_end)(const fen_scratch *s, const fen_part *part) {
  const ptrdiff_t n = s->pencils.n;
  memcpy(RING(LOW, n), (const REAL *)s->q + n * part->width, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, n));
  NAME(fill_row)(part, 1, RING(GAIN, n));
  NAME(fill_row)(part, 1, RING(FALL, n));
}

/* The sensor for face f, and the rows of gamma that it looks at; faces beyond a periodic end are taken as rough. */
static FEN_INLINE void NAME(sense)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, ptrdiff_t *gammas, unsigned char *any) {
  const fen_pencils *p = &s->pencils;
  if (f < 0 || f > p->n) {
    memset(any, 1, FEN_ROW_BLOCKS);
    return;
  }
  ptrdiff_t needed = -p->ghost;
  for (int v = 0; v < FEN_BATCH; v++)
    needed = p->donor[f * FEN_BATCH + v] + 2 > needed ? p->donor[f * FEN_BATCH + v] + 2 : needed;
  for (; *gammas <= needed; ++*gammas)
    NAME(gamma_row)(s, part, *gammas);
  NAME(rough_row)(s, part, f, RING(ROUGH, f), any);
}

/*
 * The march along the pencils. A face's ratio needs the bounds of the cells beside it, these the low-order results of their neighbours: at
 * step i the flux of face i + 1 is found and cell i's low-order result, the bounds of cell i - 1, the ratio of face i - 1 and the new cell
 * i - 2, so that four rows of each are enough. On a periodic axis the march begins and ends with cells that belong to the other end.
 */
static FEN_INLINE void NAME(march)(fen_scratch *s, const fen_part *part, fen_limiter limiter, int terms, ptrdiff_t lead, const fen_view *view) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const int wraps = p->low == FEN_SIDE_PERIODIC;
  const ptrdiff_t first = wraps ? -1 : 0; /* of the cells that have bounds of their own */
  const ptrdiff_t last = wraps ? n : n - 1;
  const int has_bounds = limiter == FEN_LIMITER_SELECTIVE || limiter == FEN_LIMITER_MONOTONE;
  const REAL *inverse = s->real.inverse;
  const ptrdiff_t width = part->width;
  REAL *restrict phi = s->ratio;
  unsigned char rough[4][FEN_ROW_BLOCKS];
  ptrdiff_t gammas = 1 - p->ghost; /* rows of gamma made so far */
  memset(rough, 1, sizeof rough);
  for (int r = 0; r < 4; r++)
    NAME(fill_row)(part, 1, RING(ROUGH, r));
  NAME(fill_row)(part, 1, phi);
  if (!wraps)
    NAME(close_low_end)(s, part);
  NAME(flux_row)(s, part, first, terms, RING(FLUX, first));
  for (ptrdiff_t i = wraps ? -2 : 0; i <= n + 1; i++) {
    const ptrdiff_t f = i - 1;
    if (i >= first && i <= last)
      NAME(flux_row)(s, part, i + 1, terms, RING(FLUX, i + 1));
    if (wraps || i < n)
      NAME(low_row)(s, part, i, RING(LOW, i));
    else if (i == n)
      NAME(close_high_end)(s, part);
    if (limiter == FEN_LIMITER_SELECTIVE && i >= first)
      NAME(sense)(s, part, i, &gammas, rough[i & 3]);
    if (limiter != FEN_LIMITER_NONE && i >= first && i <= last)
      NAME(loss_row)
      (part, inverse + NAME(wrapped)(p, i, n - 1) * FEN_BATCH, RING(LOW, i), RING(FLUX, i), RING(FLUX, i + 1), RING(LOSS, i));
    if (has_bounds && f >= first && f <= last)
      NAME(bounds_row)(s, part, f, rough[f & 3], rough[i & 3], RING(GAIN, f), RING(FALL, f));
    if (f < 0)
      continue;
    NAME(fetch)(&s->ahead, f < n ? f : n - 1);
    if (limiter != FEN_LIMITER_NONE)
      NAME(ratio_row)(s, part, f, has_bounds ? rough[f & 3] : NULL, phi);
    if (lead >= 0)
      NAME(keep_ratios)(s, part, f, lead, phi);
    const REAL *restrict flux = RING(FLUX, f);
    REAL *restrict limited = f == 0 ? s->end_flux[0] : f == n ? s->end_flux[1] : RING(LIMITED, f);
#pragma omp simd
    for (ptrdiff_t e = 0; e < width; e++)
      limited[e] = flux[e] * phi[e];
    if (f > 0)
      NAME(finish_row)(s, part, f - 1, RING(LOW, f - 1), f == 1 ? s->end_flux[0] : RING(LIMITED, f - 1), limited, view);
  }
}

static void NAME(advect_leads)(fen_scratch *s, const fen_part *part, fen_limiter limiter, ptrdiff_t lead, const fen_view *view) {
  switch (s->pencils.order) {
  case 3:
    NAME(march)(s, part, limiter, 2, lead, view);
    break;
  case 5:
    NAME(march)(s, part, limiter, 4, lead, view);
    break;
  case 7:
    NAME(march)(s, part, limiter, 6, lead, view);
    break;
  default: /* 9 */
    NAME(march)(s, part, limiter, 8, lead, view);
  }
  NAME(count_ends)(s, part);
}

/* Flux, low-order result and new cell i of tags at once; flux: limited flux of the cell's low face, then of its high one. */
static FEN_INLINE void NAME(tag_row)(fen_scratch *s, const fen_part *part, ptrdiff_t i, int terms, ptrdiff_t lead, REAL *restrict flux,
                                 const fen_view *view) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t f = i + 1;
  const int32_t first = p->terms[i];
  const int many = p->terms[i + 1] - first > 1;
  const REAL *q = s->q;
  REAL buffer[FEN_WEIGHT_ROWS + 3][NAME(UNFOLDED)];
  const REAL *w[FEN_WEIGHT_ROWS];
  const REAL *weight = (const REAL *)s->real.weight + f * FEN_WEIGHT_ROWS * FEN_BATCH;
  for (int t = 0; t < FEN_WEIGHT_ROWS; t++)
    w[t] = t < terms ? NAME(unfold)(part, weight + t * FEN_BATCH, buffer[t]) : weight;
  const REAL *phi = NAME(unfold)(part, (const REAL *)s->phi + (f * s->leads + lead) * FEN_BATCH, buffer[FEN_WEIGHT_ROWS]);
  const REAL *inverse = NAME(unfold)(part, (const REAL *)s->real.inverse + i * FEN_BATCH, buffer[FEN_WEIGHT_ROWS + 1]);
  /* One other piece is mixed in here; without one the main piece with a share of nothing, with more the finished low-order row. */
  const int one = p->terms[i + 1] - first == 1;
  const REAL *share = NAME(unfold)(part, one ? (const REAL *)s->real.share + first * FEN_BATCH : s->nothing, buffer[FEN_WEIGHT_ROWS + 2]);
  REAL *restrict low = RING(LOW, 0);
  if (many)
    NAME(low_row)(s, part, i, low);
  const int32_t *main_cell = many ? s->zero_cells : p->main_cell + i * FEN_BATCH;
  const int32_t *other_cell = one ? p->term_cell + first * FEN_BATCH : main_cell;
  const int same_main = many ? 1 : p->same_main[i];
  const int same_other = one ? p->same_term[first] : same_main;
  const REAL *rows = many ? low : q;
  const REAL *stencil_rows = q - p->order / 2 * part->width;
  REAL *restrict to = view ? (REAL *)view->start + i * view->cell_stride : (REAL *)s->fresh + i * part->width;
#if GROUP == 1
  REAL *restrict out = view ? s->done : to;
#endif
  FOR_BLOCKS {
    ROWS_OF(from, stencil_rows, p->donor + f * FEN_BATCH, p->same_donor[f], terms + 1);
    ROWS_OF(main_piece, rows, main_cell, same_main, 1);
    ROWS_OF(other, rows, other_cell, same_other, 1);
    (void)main_piece_stride;
    (void)other_stride;
#if GROUP == 1
    REAL *restrict cell = out + e;
#else
    REAL *restrict cell = view ? to + b * view->pencil_stride + (e - (b - part->first) * part->lanes) : to + e;
#endif
    WEIGHTS(w);
    SCALAR(ratio, phi);
    SCALAR(part_share, share);
    SCALAR(per_air, inverse);
    FOR_LANES {
      WEIGHTED_SUM(sum);
      REAL limited = sum * OF_AIR(ratio);
      REAL mixed = main_piece[v] + OF_AIR(part_share) * (other[v] - main_piece[v]);
      cell[v] = mixed + (flux[e + v] - limited) * OF_AIR(per_air);
      flux[e + v] = limited;
    }
  }
#if GROUP == 1
  if (view)
    NAME(store_row)(part, view, i, out);
#endif
}

static FEN_INLINE void NAME(march_tags)(fen_scratch *s, const fen_part *part, int terms, ptrdiff_t lead, const fen_view *view) {
  const ptrdiff_t width = part->width;
  REAL *restrict flux = s->end_flux[1];
  REAL *restrict start = s->end_flux[0];
  REAL buffer[NAME(UNFOLDED)];
  const REAL *phi = NAME(unfold)(part, (const REAL *)s->phi + lead * FEN_BATCH, buffer);
  NAME(flux_row)(s, part, 0, terms, start);
  FOR_BLOCKS {
    SCALAR(ratio, phi);
    FOR_LANES start[e + v] *= OF_AIR(ratio);
  }
  memcpy(flux, start, (size_t)width * sizeof *flux);
  for (ptrdiff_t i = 0; i < s->pencils.n; i++) {
    NAME(fetch)(&s->ahead, i);
    NAME(tag_row)(s, part, i, terms, lead, flux, view);
  }
}

static void NAME(advect_tags)(fen_scratch *s, const fen_part *part, ptrdiff_t lead, const fen_view *view) {
  switch (s->pencils.order) {
  case 3:
    NAME(march_tags)(s, part, 2, lead, view);
    break;
  case 5:
    NAME(march_tags)(s, part, 4, lead, view);
    break;
  case 7:
    NAME(march_tags)(s, part, 6, lead, view);
    break;
  default: /* 9 */
    NAME(march_tags)(s, part, 8, lead, view);
  }
  NAME(count_ends)(s, part);
}

static void NAME(spread)(fen_scratch *s, const fen_part *part, const void *padded, const fen_view *view) {
  const ptrdiff_t width = part->width;
  for (ptrdiff_t i = 0; i < s->pencils.n; i++) {
    const REAL *restrict q = (const REAL *)padded + i * width;
    REAL buffer[2][NAME(UNFOLDED)];
    const REAL *low = NAME(unfold)(part, (const REAL *)s->real.spread_low + i * FEN_BATCH, buffer[0]);
    const REAL *high = NAME(unfold)(part, (const REAL *)s->real.spread_high + i * FEN_BATCH, buffer[1]);
    REAL *restrict out = s->done;
    FOR_BLOCKS {
      SCALAR(from_low, low);
      SCALAR(from_high, high);
      FOR_LANES {
        REAL here = q[e + v];
        here += OF_AIR(from_low) * (q[e - width + v] - here);
        out[e + v] = here + OF_AIR(from_high) * (q[e + width + v] - here);
      }
    }
    NAME(store_row)(part, view, i, out);
  }
}

#undef RING
#undef WEIGHTED
#undef WEIGHTED_SUM
#undef WEIGHTS
#undef DIFFERENCE
#undef SAFE
