/*
 * The source of the vector kernels along the pencils of a batch: loading, advection, horizontal diffusion. Included with REAL (float or
 * double), GROUP and NAME(x); see kernels.h for what each does and how rows are laid out.
 *
 * GROUP lanes of one pencil share a scalar of the air, or, with GROUP 1, every element of a row has its own. Every operation is per element
 * and in a fixed order, so that a lane's result depends neither on GROUP nor on its neighbours.
 */
#if GROUP == 1
#define BLOCK FEN_BATCH
#define ROW (4 * FEN_BATCH)
#define FOR_BLOCKS for (ptrdiff_t e = 0; e < part->width; e += BLOCK)
#define AIR const REAL *restrict
#define SCALAR(name, row) AIR name = (row) + e
#define OF_AIR(name) (name)[v]
#else
#define BLOCK GROUP
#define ROW (FEN_ROW_BYTES / (ptrdiff_t)sizeof(REAL))
#define FOR_BLOCKS                                                                                                                         \
  for (ptrdiff_t b = part->first, e = 0; b < part->first + part->pencils; b++)                                                             \
    for (ptrdiff_t end = e + part->lanes; e < end; e += BLOCK)
#define AIR const REAL
#define SCALAR(name, row) AIR name = (row)[b]
#define OF_AIR(name) (name)
#endif
#define FOR_LANES _Pragma("omp simd") for (int v = 0; v < BLOCK; v++)

/* A scalar a pencil as OF_AIR reads it: repeated for each lane where every element has its own. */
static FEN_INLINE const REAL *NAME(unfold)(const fen_part *part, const REAL *row, REAL *buffer) {
#if GROUP == 1
  typedef REAL vector __attribute__((vector_size(FEN_BATCH * sizeof(REAL))));
  vector x;
  if (part->lanes == 1)
    return row;
  memcpy(&x, row, sizeof x);
  if (part->lanes == 2) {
    const vector twice[] = {__builtin_shufflevector(x, x, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7),
                            __builtin_shufflevector(x, x, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15)};
    memcpy(buffer, twice, sizeof twice);
  } else {
    const vector four[] = {__builtin_shufflevector(x, x, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
                           __builtin_shufflevector(x, x, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7),
                           __builtin_shufflevector(x, x, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11),
                           __builtin_shufflevector(x, x, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15)};
    memcpy(buffer, four, sizeof four);
  }
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
  ptrdiff_t name##_stride = ROW;                                                                                                           \
  const REAL *name = NAME(rows_of)(part, (rows), (cell), (same), (cells), BLOCK_PENCIL, e, name##_gathered, &name##_stride)
#if GROUP == 1
#define BLOCK_PENCIL 0
#else
#define BLOCK_PENCIL b
#endif

static FEN_INLINE const REAL *NAME(rows_of)(const fen_part *part, const REAL *rows, const int32_t *cell, int same, int cells,
                                            ptrdiff_t pencil, ptrdiff_t e, REAL *gathered, ptrdiff_t *stride) {
#if GROUP == 1
  (void)pencil;
  if (!same) {
    const ptrdiff_t lanes = part->lanes;
    const int32_t *restrict own = cell + (e >> part->shift);
    *stride = BLOCK;
    for (int k = 0; k < cells; k++) {
      const REAL *restrict from = rows + k * ROW + e;
      REAL *restrict to = gathered + k * BLOCK;
      if (lanes == 1)
        for (int v = 0; v < BLOCK; v++)
          to[v] = from[own[v] * ROW + v];
      else if (lanes == 2)
        for (int b = 0; b < BLOCK / 2; b++)
          memcpy(to + b * 2, from + own[b] * ROW + b * 2, 2 * sizeof *to);
      else
        for (int b = 0; b < BLOCK / 4; b++)
          memcpy(to + b * 4, from + own[b] * ROW + b * 4, 4 * sizeof *to);
    }
    return gathered;
  }
  return rows + cell[0] * ROW + e;
#else
  (void)part;
  (void)same;
  (void)cells;
  (void)gathered;
  (void)stride;
  return rows + cell[pencil] * ROW + e;
#endif
}

/* The rows of all stages that belong to cell or face r, of the four that are kept. */
static FEN_INLINE REAL *NAME(slot)(const fen_scratch *s, ptrdiff_t r) {
  return (REAL *)s->ring + (r & 3) * (FEN_RINGS * ROW);
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
    NAME(load_row)(part, view, i, (REAL *)rows + i * ROW);
}

static void NAME(load_ends)(fen_scratch *s, const fen_part *part, const fen_view *view) {
  const ptrdiff_t n = s->pencils.n;
  const ptrdiff_t ends = s->pencils.ghost;
  s->rest = *view;
  s->loaded = ends < n ? ends : n;
  s->until = n - ends > s->loaded ? n - ends : s->loaded;
  for (ptrdiff_t i = 0; i < s->loaded; i++)
    NAME(load_row)(part, view, i, (REAL *)s->q + i * ROW);
  for (ptrdiff_t i = s->until; i < n; i++)
    NAME(load_row)(part, view, i, (REAL *)s->q + i * ROW);
}

/* See to it that the old values are there which the step that finds the flux of face f looks at, or whose place it may write to. */
static FEN_INLINE void NAME(load_for)(fen_scratch *s, const fen_part *part, ptrdiff_t f) {
  const ptrdiff_t face = f < 0 ? 0 : f < s->pencils.n ? f : s->pencils.n;
  const ptrdiff_t reach = s->pencils.last_donor[face] + FEN_MAX_GHOST;
  const ptrdiff_t last = reach > f ? reach : f;
  for (; s->loaded <= last && s->loaded < s->until; s->loaded++)
    NAME(load_row)(part, &s->rest, s->loaded, (REAL *)s->q + s->loaded * ROW);
}

static void NAME(store)(const fen_part *part, const fen_view *view, ptrdiff_t n, const void *rows) {
  for (ptrdiff_t i = 0; i < n; i++)
    NAME(store_row)(part, view, i, (const REAL *)rows + i * ROW);
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
  const size_t bytes = (size_t)part->width * sizeof(REAL);
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
    NAME(outside)(part, inward_kg[1], high, q + (n - 1) * ROW, beyond[1]);
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    const REAL *below = p->low == FEN_SIDE_PERIODIC ? q + (n - g % n) % n * ROW
                        : p->low == FEN_SIDE_CLOSED ? q + (inner - 1) * ROW
                                                    : beyond[0];
    const REAL *above = p->high == FEN_SIDE_PERIODIC ? q + (g - 1) % n * ROW
                        : p->high == FEN_SIDE_CLOSED ? q + (n - inner) * ROW
                                                     : beyond[1];
    memcpy(q - g * ROW, below, bytes);
    memcpy(q + (n + g - 1) * ROW, above, bytes);
  }
}

/* The true cell or face that one beyond the ends of a periodic pencil repeats. */
static FEN_INLINE ptrdiff_t NAME(wrapped)(const fen_pencils *p, ptrdiff_t i, ptrdiff_t most) {
  return i < 0 ? i + p->n : i > most ? i - p->n : i;
}

#define DIFFERENCE(t) (from[((t) + 1) * from_stride + v] - from[(t)*from_stride + v])
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

/* What the flux through a face is made from, found once for all blocks of a row. */
typedef struct {
  const REAL *rows;    /* of the cell before the stencil by half of it */
  const int32_t *cell; /* the donor by pencil */
  int same;            /* whether all pencils have the same */
  const REAL *w[FEN_WEIGHT_ROWS];
  REAL buffer[FEN_WEIGHT_ROWS][NAME(UNFOLDED)];
} NAME(face);

/* Faces beyond the ends of a periodic pencil are those that they repeat, moved. */
static FEN_INLINE void NAME(face_at)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, int terms, NAME(face) * out) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t at = NAME(wrapped)(p, f, p->n);
  const REAL *weight = (const REAL *)s->real.weight + at * FEN_WEIGHT_ROWS * FEN_BATCH;
  out->rows = (const REAL *)s->q + (f - at - p->order / 2) * ROW;
  out->cell = p->donor + at * FEN_BATCH;
  out->same = p->same_donor[at];
  for (int t = 0; t < FEN_WEIGHT_ROWS; t++)
    out->w[t] = t < terms ? NAME(unfold)(part, weight + t * FEN_BATCH, out->buffer[t]) : weight;
}

/* Antidiffusive mass through a face (Eq. 5) into a row, `terms` weights. */
static FEN_INLINE void NAME(flux_row)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, int terms, REAL *restrict flux) {
  NAME(face) face;
  NAME(face_at)(s, part, f, terms, &face);
  FOR_BLOCKS {
    ROWS_OF(from, face.rows, face.cell, face.same, terms + 1);
    WEIGHTS(face.w);
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
  const REAL *rows = (const REAL *)s->q + (i - cell) * ROW;
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

/* What the low-order result of a cell is made from: the main piece and another, or, of more pieces, a row that is finished. */
typedef struct {
  const REAL *rows;
  const int32_t *main_cell, *other_cell;
  int same_main, same_other;
  const REAL *share; /* of the other piece; without one 0 */
  REAL buffer[NAME(UNFOLDED)];
} NAME(pieces);

static FEN_INLINE void NAME(pieces_at)(const fen_scratch *s, const fen_part *part, ptrdiff_t i, REAL *finished, NAME(pieces) * out) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = NAME(wrapped)(p, i, p->n - 1);
  const int32_t first = p->terms[cell];
  const int32_t others = p->terms[cell + 1] - first;
  out->rows = (const REAL *)s->q + (i - cell) * ROW;
  out->main_cell = out->other_cell = p->main_cell + cell * FEN_BATCH;
  out->same_main = out->same_other = p->same_main[cell];
  out->share = s->nothing;
  if (others == 1) {
    out->other_cell = p->term_cell + first * FEN_BATCH;
    out->same_other = p->same_term[first];
    out->share = (const REAL *)s->real.share + first * FEN_BATCH;
  } else if (others > 1) {
    NAME(low_row)(s, part, i, finished);
    out->rows = finished;
    out->main_cell = out->other_cell = s->zero_cells;
    out->same_main = out->same_other = 1;
  }
  out->share = NAME(unfold)(part, out->share, out->buffer);
}

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

/* Fetch the next part's cells i into the second cache. */
static FEN_INLINE void NAME(fetch)(const fen_ahead *a, ptrdiff_t i) {
  if (!a->start)
    return;
  const char *cell = a->start + i * a->cell_bytes;
  for (ptrdiff_t b = 0; b < a->pencils; b++)
    for (size_t at = 0; at < a->bytes; at += FEN_CACHE_LINE)
      __builtin_prefetch(cell + b * a->pencil_bytes + at, 0, 2);
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
      sum[v] = p->crossing_kg[f * FEN_BATCH + pencil] * (double)from[donor * ROW + v];
    for (ptrdiff_t i = ahead ? donor + 1 : f; i < (ahead ? f : donor); i++)
      for (ptrdiff_t v = 0; v < part->lanes; v++)
        sum[v] += p->air_kg[i * FEN_BATCH + pencil] * (double)from[i * ROW + v];
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
static FEN_INLINE void NAME(keep_ratios)(const fen_scratch *s, const fen_part *part, ptrdiff_t f, ptrdiff_t lead,
                                         const REAL *restrict phi) {
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

#define RING(name, r) (NAME(slot)(s, r) + FEN_RING_##name * ROW)

/* What lies beyond the ends of pencils that do not wrap, for the limiters: where air leaves, no tracer may come in. */
static void NAME(close_low_end)(const fen_scratch *s, const fen_part *part) {
  memcpy(RING(LOW, -1), (const REAL *)s->q - ROW, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, -1));
  NAME(fill_row)(part, 1, RING(GAIN, -1));
  NAME(fill_row)(part, 1, RING(FALL, -1));
}

static void NAME(close_high_end)(const fen_scratch *s, const fen_part *part) {
  const ptrdiff_t n = s->pencils.n;
  memcpy(RING(LOW, n), (const REAL *)s->q + n * ROW, (size_t)part->width * sizeof(REAL));
  NAME(fill_row)(part, 0, RING(LOSS, n));
  NAME(fill_row)(part, 1, RING(GAIN, n));
  NAME(fill_row)(part, 1, RING(FALL, n));
}

/* Where in memory the block of pencil b that begins with element e goes, or in a row. */
#if GROUP == 1
#define BLOCK_IN(to, view) ((to) + e)
#else
#define BLOCK_IN(to, view) ((view) ? (to) + b * (view)->pencil_stride + (e - (b - part->first) * part->lanes) : (to) + e)
#endif

/* Where new cells i go: to memory, through a row where elements have scalars of their own, or to the rows of new values. */
static FEN_INLINE REAL *NAME(target)(const fen_scratch *s, ptrdiff_t i, const fen_view *view) {
  if (!view)
    return (REAL *)s->fresh + i * ROW;
  return GROUP == 1 ? (REAL *)s->done : (REAL *)view->start + i * view->cell_stride;
}

/* Which of its stages a step of the march has, and the limiter's; the same for all blocks of a row. */
typedef struct {
  fen_limiter limiter;
  int bounds;            /* whether the limiter has upper bounds */
  ptrdiff_t first, last; /* cells that have bounds of their own: on a periodic axis one more at each end */
  ptrdiff_t lead;        /* where ratios are kept; -1: nowhere */
  const fen_view *view;
  ptrdiff_t gammas;                       /* rows of gamma made so far */
  unsigned char rough[4][FEN_ROW_BLOCKS]; /* a ring of rows: whether any element of a block is rough */
} NAME(course);

/*
 * Step i of the march along the pencils. A face's ratio needs the bounds of the cells beside it, these the low-order results of their
 * neighbours: the step finds the flux of face i + 1 and cell i's low-order result, the bounds of cell i - 1, the ratio of face i - 1 and
 * the new cell i - 2, block by block, so that four rows of each are enough and most of them are still at hand.
 */
static FEN_INLINE void NAME(step)(fen_scratch *s, const fen_part *part, NAME(course) * c, int terms, ptrdiff_t i) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const ptrdiff_t f = i - 1;
  const int has_flux = i >= c->first && i <= c->last;
  const int has_low = p->low == FEN_SIDE_PERIODIC || i < n;
  const int has_loss = has_flux && c->limiter != FEN_LIMITER_NONE;
  const int senses = c->limiter == FEN_LIMITER_SELECTIVE && i >= 0 && i <= n;
  const int has_bounds = c->bounds && f >= c->first && f <= c->last;
  const int has_ratio = f >= 0;
  const int has_new = f > 0;
  const ptrdiff_t cell = NAME(wrapped)(p, i, n - 1);
  const ptrdiff_t before = NAME(wrapped)(p, f, n - 1);
  REAL *before_last = NAME(slot)(s, i - 2);
  REAL *last = NAME(slot)(s, i - 1);
  REAL *here = NAME(slot)(s, i);
  REAL *next = NAME(slot)(s, i + 1);
#define AT(slot, name) ((slot) + FEN_RING_##name * ROW + e)
  unsigned char *any_rough[2] = {c->rough[f & 3], c->rough[i & 3]};
  NAME(face) face;
  NAME(pieces) pieces;
  int32_t sensed[FEN_BATCH]; /* first of the four cells that the sensor looks at */
  int same_sensed = 1;
  REAL buffer[3][NAME(UNFOLDED)];
  const REAL *inverse = s->real.inverse;
  const REAL *of_cell = NAME(unfold)(part, inverse + (has_loss ? cell : 0) * FEN_BATCH, buffer[0]);
  const REAL *of_before = NAME(unfold)(part, inverse + (has_bounds ? before : 0) * FEN_BATCH, buffer[1]);
  const REAL *of_new = NAME(unfold)(part, inverse + (has_new ? i - 2 : 0) * FEN_BATCH, buffer[2]);
  NAME(face_at)(s, part, has_flux ? i + 1 : 0, terms, &face);
  NAME(pieces_at)(s, part, has_low ? i : 0, s->done, &pieces);
  if (senses) {
    const int32_t *donor = p->donor + i * FEN_BATCH;
    const double *air = p->flux_kg + i * FEN_BATCH;
    int32_t differs = 0;
    for (int v = 0; v < FEN_BATCH; v++) {
      sensed[v] = donor[v] - (air[v] >= 0.0 ? 1 : 2);
      differs |= sensed[v] ^ sensed[0];
    }
    same_sensed = differs == 0;
    for (; c->gammas <= p->last_donor[i] + 2; c->gammas++)
      NAME(gamma_row)(s, part, c->gammas);
  } else {
    memset(any_rough[1], 1, FEN_ROW_BLOCKS);
  }
  REAL *to = has_new ? NAME(target)(s, i - 2, c->view) : NULL;
  FOR_BLOCKS {
    const ptrdiff_t block = e / BLOCK;
    if (has_flux) {
      ROWS_OF(from, face.rows, face.cell, face.same, terms + 1);
      WEIGHTS(face.w);
      FOR_LANES {
        WEIGHTED_SUM(sum);
        AT(next, FLUX)[v] = sum;
      }
    }
    if (has_low) {
      ROWS_OF(main_piece, pieces.rows, pieces.main_cell, pieces.same_main, 1);
      ROWS_OF(other, pieces.rows, pieces.other_cell, pieces.same_other, 1);
      SCALAR(share, pieces.share);
      (void)main_piece_stride;
      (void)other_stride;
      FOR_LANES AT(here, LOW)[v] = main_piece[v] + OF_AIR(share) * (other[v] - main_piece[v]);
    }
    if (senses) {
      ROWS_OF(gamma, (const REAL *)s->gamma, sensed, same_sensed, 4);
      any_rough[1][block] = (unsigned char)NAME(sense)(gamma, gamma_stride, AT(here, ROUGH));
    }
    if (has_loss) {
      SCALAR(per_air, of_cell);
      if (NAME(loses)(per_air, AT(here, LOW), AT(here, FLUX), AT(next, FLUX), AT(here, LOSS)))
        NAME(bound_loss)(per_air, AT(here, LOW), AT(here, FLUX), AT(next, FLUX), AT(here, LOSS));
    }
    if (has_bounds && (any_rough[0][block] | any_rough[1][block])) {
      ROWS_OF(old, (const REAL *)s->q + (f - before - 1) * ROW, p->main_cell + before * FEN_BATCH, p->same_main[before], 3);
      SCALAR(per_air, of_before);
      NAME(bound_both)
      (per_air, old, old_stride, AT(before_last, LOW), AT(last, LOW), AT(here, LOW), AT(last, FLUX), AT(here, FLUX), AT(last, GAIN),
       AT(last, FALL));
    }
    if (!has_ratio)
      continue;
    if (c->bounds && any_rough[0][block])
      NAME(limit_both)
    (AT(last, FLUX), AT(before_last, LOSS), AT(last, LOSS), AT(before_last, GAIN), AT(last, GAIN), AT(before_last, FALL), AT(last, FALL),
     AT(last, ROUGH), AT(last, PHI), AT(last, LIMITED));
    else if (c->limiter != FEN_LIMITER_NONE)
        NAME(limit_loss)(AT(last, FLUX), AT(before_last, LOSS), AT(last, LOSS), AT(last, PHI), AT(last, LIMITED));
    else FOR_LANES {
      AT(last, PHI)[v] = 1;
      AT(last, LIMITED)[v] = AT(last, FLUX)[v];
    }
    if (has_new) {
      SCALAR(per_air, of_new);
      REAL *restrict out = BLOCK_IN(to, c->view);
      FOR_LANES out[v] = AT(before_last, LOW)[v] + (AT(before_last, LIMITED)[v] - AT(last, LIMITED)[v]) * OF_AIR(per_air);
    }
  }
  if (has_ratio && c->lead >= 0)
    NAME(keep_ratios)(s, part, f, c->lead, last + FEN_RING_PHI * ROW);
  if (f == 0 || f == n)
    memcpy(s->end_flux[f == 0 ? 0 : 1], last + FEN_RING_LIMITED * ROW, (size_t)part->width * sizeof(REAL));
#undef AT
#if GROUP == 1
  if (has_new && c->view)
    NAME(store_row)(part, c->view, i - 2, to);
#endif
}

/* On a periodic axis the march begins and ends with cells that belong to the other end. */
static FEN_INLINE void NAME(march)(fen_scratch *s, const fen_part *part, fen_limiter limiter, int terms, ptrdiff_t lead,
                                   const fen_view *view) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  const int wraps = p->low == FEN_SIDE_PERIODIC;
  NAME(course)
  c = {.limiter = limiter,
       .bounds = limiter == FEN_LIMITER_SELECTIVE || limiter == FEN_LIMITER_MONOTONE,
       .first = wraps ? -1 : 0,
       .last = wraps ? n : n - 1,
       .lead = lead,
       .view = view,
       .gammas = 1 - p->ghost};
  memset(c.rough, 1, sizeof c.rough);
  for (int r = 0; r < 4; r++)
    NAME(fill_row)(part, 1, RING(ROUGH, r));
  if (!wraps)
    NAME(close_low_end)(s, part);
  NAME(load_for)(s, part, 0);
  NAME(flux_row)(s, part, c.first, terms, RING(FLUX, c.first));
  for (ptrdiff_t i = wraps ? -2 : 0; i <= n + 1; i++) {
    NAME(load_for)(s, part, i + 1);
    NAME(fetch)(&s->ahead, i < 0 ? 0 : i < n ? i : n - 1);
    if (!wraps && i == n)
      NAME(close_high_end)(s, part);
    NAME(step)(s, part, &c, terms, i);
  }
}

static void NAME(advect_leads)(fen_scratch *s, const fen_part *given, fen_limiter limiter, ptrdiff_t lead, const fen_view *view) {
  const fen_part narrow = {.first = given->first, .pencils = given->pencils, .lanes = BLOCK, .width = given->width, .row = given->row};
  const fen_part *part = GROUP > 1 ? &narrow : given; /* leads come in single groups, which the loops know here */
  assert(GROUP == 1 || given->lanes == BLOCK);
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
  NAME(count_ends)(s, given);
}

/* Flux, low-order result and new cell i of tags at once; flux: limited flux of the cell's low face, then of its high one. */
static FEN_INLINE void NAME(tag_row)(fen_scratch *s, const fen_part *part, ptrdiff_t i, int terms, ptrdiff_t lead, REAL *restrict flux,
                                     const fen_view *view) {
  const ptrdiff_t f = i + 1;
  REAL buffer[2][NAME(UNFOLDED)];
  NAME(face) face;
  NAME(pieces) pieces;
  NAME(face_at)(s, part, f, terms, &face);
  NAME(pieces_at)(s, part, i, RING(LOW, 0), &pieces);
  const REAL *phi = NAME(unfold)(part, (const REAL *)s->phi + (f * s->leads + lead) * FEN_BATCH, buffer[0]);
  const REAL *inverse = NAME(unfold)(part, (const REAL *)s->real.inverse + i * FEN_BATCH, buffer[1]);
  REAL *to = NAME(target)(s, i, view);
  FOR_BLOCKS {
    ROWS_OF(from, face.rows, face.cell, face.same, terms + 1);
    ROWS_OF(main_piece, pieces.rows, pieces.main_cell, pieces.same_main, 1);
    ROWS_OF(other, pieces.rows, pieces.other_cell, pieces.same_other, 1);
    (void)main_piece_stride;
    (void)other_stride;
    REAL *restrict out = BLOCK_IN(to, view);
    WEIGHTS(face.w);
    SCALAR(ratio, phi);
    SCALAR(share, pieces.share);
    SCALAR(per_air, inverse);
    FOR_LANES {
      WEIGHTED_SUM(sum);
      REAL limited = sum * OF_AIR(ratio);
      REAL low = main_piece[v] + OF_AIR(share) * (other[v] - main_piece[v]);
      out[v] = low + (flux[e + v] - limited) * OF_AIR(per_air);
      flux[e + v] = limited;
    }
  }
#if GROUP == 1
  if (view)
    NAME(store_row)(part, view, i, to);
#endif
}

static FEN_INLINE void NAME(march_tags)(fen_scratch *s, const fen_part *part, int terms, ptrdiff_t lead, const fen_view *view) {
  const ptrdiff_t width = part->width;
  REAL *restrict flux = s->end_flux[1];
  REAL *restrict start = s->end_flux[0];
  REAL buffer[NAME(UNFOLDED)];
  const REAL *phi = NAME(unfold)(part, (const REAL *)s->phi + lead * FEN_BATCH, buffer);
  NAME(load_for)(s, part, 0);
  NAME(flux_row)(s, part, 0, terms, start);
  FOR_BLOCKS {
    SCALAR(ratio, phi);
    FOR_LANES start[e + v] *= OF_AIR(ratio);
  }
  memcpy(flux, start, (size_t)width * sizeof *flux);
  for (ptrdiff_t i = 0; i < s->pencils.n; i++) {
    NAME(fetch)(&s->ahead, i);
    NAME(load_for)(s, part, i + 1);
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
  for (ptrdiff_t i = 0; i < s->pencils.n; i++) {
    const REAL *restrict q = (const REAL *)padded + i * ROW;
    REAL buffer[2][NAME(UNFOLDED)];
    const REAL *low = NAME(unfold)(part, (const REAL *)s->real.spread_low + i * FEN_BATCH, buffer[0]);
    const REAL *high = NAME(unfold)(part, (const REAL *)s->real.spread_high + i * FEN_BATCH, buffer[1]);
    REAL *restrict out = s->done;
    FOR_BLOCKS {
      SCALAR(from_low, low);
      SCALAR(from_high, high);
      FOR_LANES {
        REAL here = q[e + v];
        here += OF_AIR(from_low) * (q[e - ROW + v] - here);
        out[e + v] = here + OF_AIR(from_high) * (q[e + ROW + v] - here);
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
#undef ROOM
#undef MOVED
#undef BLOCK_IN
