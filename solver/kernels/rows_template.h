/*
 * Rows of elements, one row a cell along the pencils of a part: the loops over them, scalars of the air as they read these, and the way
 * from memory and back. Part of advect_template.h.
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
