/*
 * Blocks: as many elements of a cell as a vector register holds, [cell][element] along the pencils, and the ways to and from memory. Part
 * of advect_template.h.
 *
 * Block n holds the elements of a part from n * BLOCK on. With GROUP > 1 a block is lanes of one pencil, whose scalars of the air stand
 * beside each other in its records; with GROUP 1 it is pencils of one lane, each with scalars of its own.
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

#if GROUP == 1
/* The least distance in a field whose elements are that or the next; next: where they are the next. */
static FEN_INLINE ptrdiff_t NAME(nearest)(const REAL *record, int field, MASK *next) {
  typedef INTEGER distances __attribute__((vector_size(BYTES), aligned(sizeof(REAL))));
  const distances own = *(const distances *)(const void *)(record + field * FIELD);
  const VEC lie = __builtin_convertvector(own, VEC);
  ptrdiff_t nearest = NAME(distance)(record, field, 0);
  nearest -= NAME(any)(NAME(exceeds)(NAME(all)((REAL)nearest), lie));
  *next = NAME(exceeds)(lie, NAME(all)((REAL)nearest));
  return nearest;
}
#endif

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
    MASK next;
    const REAL *from = base + (i + NAME(nearest)(record, field, &next) + beyond) * BLOCK;
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

/* The mask that lies a field of the record from cell i on, from each element's own. */
static FEN_INLINE MASK NAME(mask_at)(const MASK *base, const REAL *record, ptrdiff_t i, int field, int alike) {
#if GROUP == 1
  if (alike == FEN_APART) {
    MASK mask = NAME(element)(base[i + NAME(distance)(record, field, 0)], 0);
    for (int v = 1; v < BLOCK; v++)
      mask |= NAME(element)(base[i + NAME(distance)(record, field, v)], v);
    return mask;
  }
  if (alike == FEN_ALIKE_OR_NEXT) {
    MASK next;
    const MASK *at = base + i + NAME(nearest)(record, field, &next);
    return (MASK)((at[1] & next) | (at[0] & ~next));
  }
#endif
  (void)alike;
  return base[i + NAME(distance)(record, field, 0)];
}

/* Pencil of a block's first element, counted from the part's first, and its lane. */
static FEN_INLINE ptrdiff_t NAME(first_pencil)(const fen_part *part, ptrdiff_t block) {
#if GROUP == 1
  (void)part;
  return block * BLOCK % FEN_BATCH;
#else
  return block * BLOCK / part->lanes;
#endif
}

static FEN_INLINE ptrdiff_t NAME(first_lane)(const fen_part *part, ptrdiff_t block) {
#if GROUP == 1
  (void)part;
  return block * BLOCK / FEN_BATCH;
#else
  return block * BLOCK % part->lanes;
#endif
}

/* Records of a block's pencils. */
static FEN_INLINE const REAL *NAME(records_of)(const fen_scratch *s, const fen_part *part, ptrdiff_t block) {
  const ptrdiff_t pencil = part->first + NAME(first_pencil)(part, block);
#if GROUP == 1
  return (const REAL *)s->records + s->record_side * RECORD + pencil;
#else
  return (const REAL *)s->pencil_records + (pencil * (s->rows_most + 2 * s->record_side) + s->record_side) * FEN_RECORD;
#endif
}

/* A scalar by pencil, shape [..][FEN_BATCH], for a block. */
static FEN_INLINE OF_AIR NAME(by_pencil)(const fen_part *part, ptrdiff_t block, const REAL *row) {
  return NAME(field)(row + part->first + NAME(first_pencil)(part, block), 0);
}

/* A block's first element in memory. */
static FEN_INLINE REAL *NAME(place)(const fen_part *part, const fen_view *view, ptrdiff_t block) {
  const ptrdiff_t pencil = part->first + NAME(first_pencil)(part, block);
  return (REAL *)view->start + pencil * view->pencil_stride + NAME(first_lane)(part, block);
}

#if GROUP == 1
typedef REAL NAME(four) __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL))));

/* Four rows of four numbers become columns. */
static FEN_INLINE void NAME(turn_four)(NAME(four) * row) {
  const NAME(four) low[] = {__builtin_shufflevector(row[0], row[2], 0, 4, 1, 5), __builtin_shufflevector(row[1], row[3], 0, 4, 1, 5)};
  const NAME(four) high[] = {__builtin_shufflevector(row[0], row[2], 2, 6, 3, 7), __builtin_shufflevector(row[1], row[3], 2, 6, 3, 7)};
  row[0] = __builtin_shufflevector(low[0], low[1], 0, 4, 1, 5);
  row[1] = __builtin_shufflevector(low[0], low[1], 2, 6, 3, 7);
  row[2] = __builtin_shufflevector(high[0], high[1], 0, 4, 1, 5);
  row[3] = __builtin_shufflevector(high[0], high[1], 2, 6, 3, 7);
}

/*
 * Between memory and blocks for pencils p to p + 3, cells first to end, which are `turned` by four: the four lanes of a cell, or four cells
 * of the only lane, which lie side by side.
 */
static FEN_INLINE void NAME(turn_fours)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t p, ptrdiff_t first,
                                        ptrdiff_t end, void *rows, int stores) {
  const ptrdiff_t cells = part->lanes == 4 ? 1 : 4;
  REAL *block[4];
  for (int r = 0; r < 4; r++) {
    const ptrdiff_t e = fen_element(part, p, cells == 1 ? r : 0);
    block[r] = NAME(block_of)(s, rows, e / BLOCK) + (cells == 1 ? 0 : r) * BLOCK + e % BLOCK;
  }
  for (ptrdiff_t i = first; i < end; i += cells) {
    REAL *memory = (REAL *)view->start + p * view->pencil_stride + i * view->cell_stride;
    NAME(four) row[4];
    for (int r = 0; r < 4; r++)
      row[r] = *(const NAME(four) *)(stores ? block[r] + i * BLOCK : memory + r * view->pencil_stride);
    NAME(turn_four)(row);
    for (int r = 0; r < 4; r++)
      *(NAME(four) *)(stores ? memory + r * view->pencil_stride : block[r] + i * BLOCK) = row[r];
  }
}

/* The same for one element. */
static FEN_INLINE void NAME(turn_one)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t e, ptrdiff_t first,
                                      ptrdiff_t end, void *rows, int stores) {
  const ptrdiff_t pencil = e % FEN_BATCH;
  REAL *block = NAME(block_of)(s, rows, e / BLOCK) + e % BLOCK;
  REAL *memory = (REAL *)view->start + pencil * view->pencil_stride + e / FEN_BATCH;
  for (ptrdiff_t i = first; i < end; i++) {
    if (!stores)
      block[i * BLOCK] = pencil < part->pencils ? memory[i * view->cell_stride] : 0;
    else if (pencil < part->pencils)
      memory[i * view->cell_stride] = block[i * BLOCK];
  }
}

/* Between memory and blocks of pencils, which are no neighbours in memory: a few cells at a time, which stay in the cache. */
static void NAME(turn)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows, int stores) {
  enum { TILE = 16 };
  const int by_four = BLOCK >= 4 && (part->lanes == 4 || (part->lanes == 1 && view->cell_stride == 1));
  const ptrdiff_t whole = by_four ? part->pencils / 4 * 4 : 0; /* pencils */
  for (ptrdiff_t start = 0; start < n; start += TILE) {
    const ptrdiff_t end = start + TILE < n ? start + TILE : n;
    const ptrdiff_t turned = part->lanes == 4 ? end : start + (end - start) / 4 * 4;
    for (ptrdiff_t p = 0; p < whole; p += 4)
      NAME(turn_fours)(s, part, view, p, start, turned, rows, stores);
    for (ptrdiff_t e = 0; e < part->width; e++)
      NAME(turn_one)(s, part, view, e, e % FEN_BATCH < whole ? turned : start, end, rows, stores);
  }
}
#endif

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
    out->memory[b] = NAME(place)(part, view, b);
  }
}

/* Fill n cells of all blocks from memory, or memory from them. */
static FEN_INLINE void NAME(move)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows, int stores) {
  NAME(blocks) blocks;
#if GROUP == 1
  if (part->lanes > 1 || view->pencil_stride > 1 || part->pencils < FEN_BATCH) {
    NAME(turn)(s, part, view, n, rows, stores);
    return;
  }
#endif
  NAME(list_blocks)(s, part, view, rows, &blocks);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t b = 0; b < blocks.count; b++) {
      REAL *here = blocks.here[b] + i * BLOCK;
      REAL *memory = blocks.memory[b] + i * view->cell_stride;
      NAME(put)(stores ? memory : here, NAME(get)(stores ? here : memory));
    }
}

static void NAME(load)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows) {
  NAME(move)(s, part, view, n, rows, 0);
}

static void NAME(store)(const fen_scratch *s, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows) {
  NAME(move)(s, part, view, n, rows, 1);
}

/* What lies beyond an open end: the boundary value where air enters, in the sense of the sign, else the edge's own. */
static VEC NAME(outside)(const fen_part *part, ptrdiff_t block, const double *flux_kg, double sign, void *const *values, VEC edge) {
  VEC out = edge;
  const ptrdiff_t pencil = part->first + NAME(first_pencil)(part, block);
  const ptrdiff_t lane = NAME(first_lane)(part, block);
#if GROUP > 1
  if (sign * flux_kg[pencil] > 0.0)
    out = NAME(get)((const REAL *)values[pencil] + lane);
#else
  for (int v = 0; v < BLOCK; v++)
    if (pencil + v < part->pencils && sign * flux_kg[pencil + v] > 0.0)
      out[v] = ((const REAL *)values[pencil + v])[lane];
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

/* What a block fetches of the next part into the second cache, cell by cell; without one, its own memory again and again. */
typedef struct {
  const char *at;
  ptrdiff_t step;
} NAME(fetched);

static FEN_INLINE NAME(fetched) NAME(fetches)(const fen_scratch *s, ptrdiff_t block) {
  const fen_ahead *a = &s->ahead;
  if (block >= a->lines)
    return (NAME(fetched)){.at = (const char *)NAME(block_of)(s, s->q, block)};
  return (NAME(fetched)){.at = a->start + block % a->pencils * a->pencil_bytes + block / a->pencils * FEN_CACHE_LINE,
                         .step = a->cell_bytes};
}

static FEN_INLINE void NAME(fetch)(NAME(fetched) f, ptrdiff_t i) {
  __builtin_prefetch(f.at + i * f.step, 0, 2);
}

/*
 * All that a block fetches of the next part while it goes along its pencils, where that has more lines than there are blocks: one line a
 * block, the next of each block, and so on.
 */
typedef struct {
  NAME(fetched) first;
  ptrdiff_t more; /* lines beside the first */
  const char *others[FEN_LINES_MORE];
} NAME(fetched_lines);

static FEN_INLINE void NAME(fetches_of)(const fen_scratch *s, const fen_part *part, ptrdiff_t block, NAME(fetched_lines) * out) {
  const ptrdiff_t blocks = part->width / BLOCK;
  out->first = NAME(fetches)(s, block);
  out->more = 0;
  for (ptrdiff_t line = block + blocks; line < s->ahead.lines && out->more < FEN_LINES_MORE; line += blocks)
    out->others[out->more++] = NAME(fetches)(s, line).at;
}

/* Cell i, if a line begins with it. */
static FEN_INLINE void NAME(fetch_lines)(const NAME(fetched_lines) * f, ptrdiff_t i) {
  const ptrdiff_t step = f->first.step;
  NAME(fetch)(f->first, i);
  if (f->more > 0 && (step >= FEN_CACHE_LINE || (i * step & (FEN_CACHE_LINE - 1)) < step))
    for (ptrdiff_t l = 0; l < f->more; l++)
      __builtin_prefetch(f->others[l] + i * step, 0, 2);
}
