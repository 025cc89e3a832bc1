/*
 * Blocks: as many elements of a cell as a vector register holds, [cell][element] along the pencils, and the ways to and from memory. Part
 * of advect_template.h.
 *
 * Elements of a part are counted pencil by pencil, lane by lane; block n holds those from n * BLOCK on. With GROUP > 1 a block is lanes of
 * one pencil, whose scalars of the air stand beside each other in its records; with GROUP 1 every element has scalars of its own.
 */
#if GROUP == 1
#define RECORD (FEN_RECORD * FEN_BATCH)
#define FIELD FEN_BATCH
#else
#define RECORD FEN_RECORD
#define FIELD 1
#endif

/* Cell 0 of a block in rows of blocks. */
static FEN_INLINE REAL *NAME(block_of)(const fen_scratch *s, void *rows, ptrdiff_t block) {
  return (REAL *)rows + (block * s->rows + s->side) * BLOCK;
}

/* A scalar of the air as a block's arithmetic takes it. */
#if GROUP == 1
#define OF_AIR VEC
static FEN_INLINE VEC NAME(field)(const REAL *record, int field) {
  return NAME(get)(record + field * FIELD);
}
#else
#define OF_AIR REAL
static FEN_INLINE REAL NAME(field)(const REAL *record, int field) {
  return record[field];
}
#endif

/* How far from its index a record's cell lies. */
static FEN_INLINE ptrdiff_t NAME(distance)(const REAL *record, int field, int element) {
  INTEGER cells;
  memcpy(&cells, record + field * FIELD + element, sizeof cells);
  return cells;
}

/* Neighbouring cells of a block, from a cell of its own for each element on. */
typedef struct {
  const REAL *at;
  REAL gathered[GROUP == 1 ? FEN_MAX_ORDER * BLOCK : 1];
} NAME(cells);

/*
 * Find the cells that lie a field of the record, and `beyond`, from cell i on; base: cell 0. Where the elements of a block look at
 * different cells they are gathered, two at a time where these are neighbours.
 */
static FEN_INLINE const REAL *NAME(cells_at)(const REAL *base, const REAL *record, ptrdiff_t i, int field, int alike, int beyond, int count,
                                             NAME(cells) * out) {
#if GROUP == 1
  if (alike == FEN_APART) {
    for (int v = 0; v < BLOCK; v++) {
      const REAL *from = base + (i + NAME(distance)(record, field, v) + beyond) * BLOCK + v;
      for (int k = 0; k < count; k++)
        out->gathered[k * BLOCK + v] = from[k * BLOCK];
    }
    return out->gathered;
  }
  if (alike == FEN_ALIKE_OR_NEXT) {
    typedef INTEGER distances __attribute__((vector_size(BYTES), aligned(sizeof(REAL))));
    const distances own = *(const distances *)(const void *)(record + field * FIELD);
    const VEC lie = __builtin_convertvector(own, VEC);
    ptrdiff_t nearest = NAME(distance)(record, field, 0);
    nearest -= NAME(any)(NAME(exceeds)(NAME(all)((REAL)nearest), lie));
    const MASK next = NAME(exceeds)(lie, NAME(all)((REAL)nearest));
    const REAL *from = base + (i + nearest + beyond) * BLOCK;
    for (int k = 0; k < count; k++)
      NAME(put)(out->gathered + k * BLOCK, NAME(choose)(next, NAME(get)(from + (k + 1) * BLOCK), NAME(get)(from + k * BLOCK)));
    return out->gathered;
  }
#endif
  (void)alike;
  (void)count;
  (void)out;
  return base + (i + NAME(distance)(record, field, 0) + beyond) * BLOCK;
}

#if GROUP == 1
/* A vector that repeats each number twice or four times; as many are read as it holds. */
#if BYTES / SIZE == 16
#define TWICE 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7
#define FOUR_TIMES 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3
#elif BYTES / SIZE == 8
#define TWICE 0, 0, 1, 1, 2, 2, 3, 3
#define FOUR_TIMES 0, 0, 0, 0, 1, 1, 1, 1
#elif BYTES / SIZE == 4
#define TWICE 0, 0, 1, 1
#define FOUR_TIMES 0, 0, 0, 0
#else
#define TWICE 0, 0
#define FOUR_TIMES 0, 0
#endif
static FEN_INLINE VEC NAME(repeated)(const REAL *from, ptrdiff_t lanes) {
  const VEC x = NAME(get)(from);
  return lanes == 2 ? __builtin_shufflevector(x, x, TWICE) : __builtin_shufflevector(x, x, FOUR_TIMES);
}
#undef TWICE
#undef FOUR_TIMES
#endif

/* Records of a block's pencils. */
static FEN_INLINE const REAL *NAME(records_of)(fen_scratch *s, const fen_part *part, ptrdiff_t block) {
#if GROUP == 1
  const REAL *row = (const REAL *)s->records + s->record_side * RECORD;
  const ptrdiff_t first = block * BLOCK / part->lanes; /* pencil of the block's first element */
  if (part->lanes == 1)
    return row + first;
  REAL *unfolded = (REAL *)s->unfolded + s->record_side * RECORD;
  for (ptrdiff_t i = -s->record_side; i < s->pencils.n + s->record_side; i++)
    for (int f = 0; f < FEN_RECORD; f++)
      NAME(put)(unfolded + i * RECORD + f * FIELD, NAME(repeated)(row + i * RECORD + f * FIELD + first, part->lanes));
  return unfolded;
#else
  const ptrdiff_t pencil = part->first + block * BLOCK / part->lanes;
  return (const REAL *)s->pencil_records + (pencil * (s->rows_most + 2 * s->record_side) + s->record_side) * FEN_RECORD;
#endif
}

/* A scalar by pencil, shape [..][FEN_BATCH], for a block. */
static FEN_INLINE OF_AIR NAME(by_pencil)(const fen_part *part, ptrdiff_t block, const REAL *row) {
#if GROUP == 1
  const REAL *from = row + (block * BLOCK >> part->shift);
  return part->lanes == 1 ? NAME(get)(from) : NAME(repeated)(from, part->lanes);
#else
  return row[part->first + block * BLOCK / part->lanes];
#endif
}

/* The first element of a block in memory, with GROUP > 1. */
static FEN_INLINE REAL *NAME(place)(const fen_part *part, const fen_view *view, ptrdiff_t block) {
  const ptrdiff_t pencil = part->first + block * BLOCK / part->lanes;
  return (REAL *)view->start + pencil * view->pencil_stride + block * BLOCK % part->lanes;
}

/*
 * Between memory and blocks, where elements lie otherwise there: `unit` lanes of a pencil at a time, which are neighbours in both, of a few
 * cells after another.
 */
static FEN_INLINE void NAME(turn_units)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows,
                                        int stores, ptrdiff_t unit) {
  enum { TILE = 16 };
  const ptrdiff_t used = part->pencils * part->lanes;
  const REAL none[4] = {0};
  for (ptrdiff_t start = 0; start < n; start += TILE)
    for (ptrdiff_t e = 0; e < part->width; e += unit) {
      const ptrdiff_t end = start + TILE < n ? start + TILE : n;
      REAL *block = NAME(block_of)(s, rows, e / BLOCK) + e % BLOCK;
      REAL *memory = (REAL *)view->start + (e >> part->shift) * view->pencil_stride + (e & (part->lanes - 1));
      if (stores && e < used)
        for (ptrdiff_t i = start; i < end; i++)
          memcpy(memory + i * view->cell_stride, block + i * BLOCK, (size_t)unit * sizeof(REAL));
      else if (!stores)
        for (ptrdiff_t i = start; i < end; i++)
          memcpy(block + i * BLOCK, e < used ? memory + i * view->cell_stride : none, (size_t)unit * sizeof(REAL));
    }
}

static void NAME(turn)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows, int stores) {
  if (part->lanes == 4 && BLOCK >= 4)
    NAME(turn_units)(s, part, view, n, rows, stores, 4);
  else if (part->lanes >= 2)
    NAME(turn_units)(s, part, view, n, rows, stores, 2);
  else
    NAME(turn_units)(s, part, view, n, rows, stores, 1);
}

/* Blocks of a part, here and in memory, whose cells are moved side by side, as they lie in memory. */
typedef struct {
  ptrdiff_t count;
  REAL *here[FEN_ROW_BYTES / BYTES];
  REAL *memory[FEN_ROW_BYTES / BYTES];
} NAME(blocks);

static FEN_INLINE void NAME(list_blocks)(const fen_scratch *s, const fen_part *part, const fen_view *view, void *rows, NAME(blocks) * out) {
  out->count = part->width / BLOCK;
  for (ptrdiff_t b = 0; b < out->count; b++) {
    out->here[b] = NAME(block_of)(s, rows, b);
    out->memory[b] = GROUP > 1 ? NAME(place)(part, view, b) : (REAL *)view->start + b * BLOCK;
  }
}

/* Whether the elements of a part lie otherwise in memory. */
static FEN_INLINE int NAME(is_turned)(const fen_part *part, const fen_view *view) {
  return GROUP == 1 && (view->pencil_stride != part->lanes || part->width != part->pencils * part->lanes);
}

static void NAME(load)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows) {
  NAME(blocks) blocks;
  if (NAME(is_turned)(part, view)) {
    NAME(turn)(s, part, view, n, rows, 0);
    return;
  }
  NAME(list_blocks)(s, part, view, rows, &blocks);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t b = 0; b < blocks.count; b++)
      NAME(put)(blocks.here[b] + i * BLOCK, NAME(get)(blocks.memory[b] + i * view->cell_stride));
}

static void NAME(store)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows) {
  NAME(blocks) blocks;
  if (NAME(is_turned)(part, view)) {
    NAME(turn)(s, part, view, n, rows, 1);
    return;
  }
  NAME(list_blocks)(s, part, view, rows, &blocks);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t b = 0; b < blocks.count; b++)
      NAME(put)(blocks.memory[b] + i * view->cell_stride, NAME(get)(blocks.here[b] + i * BLOCK));
}

/* What lies beyond an open end: the boundary value where air enters, in the sense of the sign, else the edge's own. */
static VEC NAME(outside)(const fen_part *part, ptrdiff_t block, const double *flux_kg, double sign, void *const *values, VEC edge) {
  VEC out = edge;
#if GROUP > 1
  const ptrdiff_t pencil = part->first + block * BLOCK / part->lanes;
  if (sign * flux_kg[pencil] > 0.0)
    out = NAME(get)((const REAL *)values[pencil] + block * BLOCK % part->lanes);
#else
  for (int v = 0; v < BLOCK; v++) {
    const ptrdiff_t e = block * BLOCK + v;
    const ptrdiff_t pencil = e >> part->shift;
    if (pencil < part->pencils && sign * flux_kg[pencil] > 0.0)
      out[v] = ((const REAL *)values[pencil])[e & (part->lanes - 1)];
  }
#endif
  return out;
}

/* Fill the padding of a block: periodic, mirrored, or beyond an open end the boundary value where air enters, the edge's where it leaves.
 */
static void NAME(pad)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_outside *outside, REAL *q) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t n = p->n;
  VEC beyond[2] = {NAME(get)(q), NAME(get)(q + (n - 1) * BLOCK)};
  if (p->low == FEN_SIDE_OPEN)
    beyond[0] = NAME(outside)(part, block, p->flux_kg, 1.0, outside->low, beyond[0]);
  if (p->high == FEN_SIDE_OPEN)
    beyond[1] = NAME(outside)(part, block, p->flux_kg + n * FEN_BATCH, -1.0, outside->high, beyond[1]);
  for (ptrdiff_t g = 1; g <= p->ghost; g++) {
    ptrdiff_t inner = g <= n ? g : n;
    NAME(put)
    (q - g * BLOCK, p->low == FEN_SIDE_PERIODIC ? NAME(get)(q + (n - g % n) % n * BLOCK)
                    : p->low == FEN_SIDE_CLOSED ? NAME(get)(q + (inner - 1) * BLOCK)
                                                : beyond[0]);
    NAME(put)
    (q + (n + g - 1) * BLOCK, p->high == FEN_SIDE_PERIODIC ? NAME(get)(q + (g - 1) % n * BLOCK)
                              : p->high == FEN_SIDE_CLOSED ? NAME(get)(q + (n - inner) * BLOCK)
                                                           : beyond[1]);
  }
}

/* Old values of a block with their padding: from memory, unless they are there (view NULL) or were turned with the whole part. */
static FEN_INLINE REAL *NAME(begin)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, const fen_view *view,
                                    const fen_outside *outside) {
  REAL *q = NAME(block_of)(s, s->q, block);
#if GROUP > 1
  if (view) {
    const REAL *from = NAME(place)(part, view, block);
    for (ptrdiff_t i = 0; i < s->pencils.n; i++)
      NAME(put)(q + i * BLOCK, NAME(get)(from + i * view->cell_stride));
  }
#else
  (void)view;
#endif
  NAME(pad)(s, part, block, outside, q);
  return q;
}

/* What a block fetches of the next part into the second cache, cell by cell; without one, its own memory again and again. */
typedef struct {
  const char *at;
  ptrdiff_t step;
} NAME(fetched);

static FEN_INLINE NAME(fetched) NAME(fetches)(const fen_scratch *s, ptrdiff_t block) {
  const fen_ahead *a = &s->ahead;
  if (block >= a->lines)
    return (NAME(fetched)){.at = (const char *)NAME(block_of)(s, s->q, block)};
  return (NAME(fetched)){.at = a->start + block / a->pencil_lines * a->pencil_bytes + block % a->pencil_lines * FEN_CACHE_LINE,
                         .step = a->cell_bytes};
}

static FEN_INLINE void NAME(fetch)(NAME(fetched) f, ptrdiff_t i) {
  __builtin_prefetch(f.at + i * f.step, 0, 2);
}
