/* Records of what a march asks of the air (kernels.h), from what the cut found and beside the weights. Part of weights_template.h. */

static FEN_INLINE REAL *NAME(record_at)(const fen_scratch *s, ptrdiff_t i) {
  return (REAL *)s->records + (s->record_side + i) * FEN_RECORD * FEN_BATCH;
}

/* Air in units and the shares of diffusion, in the tracers' precision. */
static void NAME(round_air)(fen_scratch *s) {
  const fen_pencils *p = &s->pencils;
  REAL *restrict air = s->air;
  FOR_PENCILS s->per_unit[v] = 1.0 / p->unit_kg[v];
  for (ptrdiff_t i = -p->ghost; i < p->n + p->ghost; i++)
    FOR_PENCILS air[i * FEN_BATCH + v] = (REAL)(p->air_kg[i * FEN_BATCH + v] * s->per_unit[v]);
  REAL *restrict low = s->spread_low;
  REAL *restrict high = s->spread_high;
  for (ptrdiff_t i = 0; i < p->n && p->spreads; i++)
    FOR_PENCILS {
      ptrdiff_t at = i * FEN_BATCH + v;
      low[at] = (REAL)(p->spread[at] / (p->new_air_kg[at] - p->spread[at + FEN_BATCH]));
      high[at] = (REAL)(p->spread[at + FEN_BATCH] / p->new_air_kg[at]);
    }
}

/* Where the pencils' cells lie, from `here` on. */
static FEN_INLINE void NAME(record_cells)(const int32_t *restrict cell, ptrdiff_t here, REAL *restrict distance) {
  INTEGER cells[FEN_BATCH];
  FOR_PENCILS cells[v] = cell[v] - (int32_t)here;
  memcpy(distance, cells, sizeof cells);
}

/*
 * The shares of a cell's pieces beside the main one (Eq. 4), each in itself and those before it, the last first. What is left without a
 * piece is no less than the main one, and so than itself, whatever rounding says.
 */
static FEN_INLINE void NAME(find_shares)(const fen_scratch *s, ptrdiff_t cell, const REAL *inverse, ptrdiff_t others, REAL *share,
                                         ptrdiff_t stride) {
  const fen_pencils *p = &s->pencils;
  const double *restrict per_unit = s->per_unit;
  const double *restrict air_kg = p->new_air_kg + cell * FEN_BATCH;
  double rest_kg[FEN_BATCH];
  REAL per_rest[FEN_BATCH];
  FOR_PENCILS {
    rest_kg[v] = air_kg[v];
    per_rest[v] = inverse[v];
  }
  for (ptrdiff_t t = others - 1; t >= 0; t--) {
    const double *restrict own_kg = p->term_kg + (p->terms[cell] + t) * FEN_BATCH;
    REAL *restrict own = share + t * stride;
    FOR_PENCILS {
      const REAL part = (REAL)(own_kg[v] * per_unit[v]) * per_rest[v];
      own[v] = part < (REAL)0.5 ? part : (REAL)0.5;
    }
    if (t == 0)
      break;
    FOR_PENCILS {
      const double without_kg = rest_kg[v] - own_kg[v];
      rest_kg[v] = without_kg > own_kg[v] ? without_kg : own_kg[v];
      per_rest[v] = 1 / (REAL)(rest_kg[v] * per_unit[v]);
    }
  }
}

/* A cell's fields of record i: where its pieces lie, and what its new air divides by. */
static FEN_INLINE void NAME(record_cell)(const fen_scratch *s, ptrdiff_t i, REAL *restrict record, unsigned char *alike) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t cell = fen_wrapped(i, p->n, p->n - 1);
  const ptrdiff_t row = p->terms[cell];
  const ptrdiff_t others = p->terms[cell + 1] - row;
  const int32_t *main_cell = p->main_cell + cell * FEN_BATCH;
  const int32_t *other_cell = others > 0 ? p->term_cell + row * FEN_BATCH : main_cell;
  const double *restrict air_kg = p->new_air_kg + cell * FEN_BATCH;
  REAL *inverse = record + FEN_RECORD_INVERSE * FEN_BATCH;
  REAL *share = record + FEN_RECORD_SHARE * FEN_BATCH;
  FOR_PENCILS inverse[v] = 1 / (REAL)(air_kg[v] * s->per_unit[v]);
  alike[FEN_ALIKE_AT_OTHERS] = (unsigned char)(others < 3 ? others : 3);
  alike[FEN_ALIKE_AT_MAIN] = fen_alike(main_cell);
  NAME(record_cells)(main_cell, cell, record + FEN_RECORD_MAIN * FEN_BATCH);
  if (others > 2) {
    NAME(find_shares)(s, cell, inverse, others, (REAL *)s->share + row * FEN_BATCH, FEN_BATCH);
    return;
  }
  alike[FEN_ALIKE_AT_OTHER] = fen_alike(other_cell);
  NAME(record_cells)(other_cell, cell, record + FEN_RECORD_OTHER * FEN_BATCH);
  FOR_PENCILS share[v] = 0;
  NAME(find_shares)(s, cell, inverse, others, share, (FEN_RECORD_THIRD_SHARE - FEN_RECORD_SHARE) * FEN_BATCH);
  if (others == 2) {
    alike[FEN_ALIKE_AT_THIRD] = fen_alike(other_cell + FEN_BATCH);
    NAME(record_cells)(other_cell + FEN_BATCH, cell, record + FEN_RECORD_THIRD * FEN_BATCH);
  }
}

/* A face's fields beside its weights: where its donor lies, from i on, and the first of the cells that tell whether it is rough. */
static FEN_INLINE void NAME(record_face)(const fen_scratch *s, ptrdiff_t i, REAL *restrict record, unsigned char *alike) {
  const fen_pencils *p = &s->pencils;
  const ptrdiff_t face = fen_wrapped(i, p->n, p->n);
  const int32_t *restrict donor = p->donor + face * FEN_BATCH;
  const double *restrict flux_kg = p->flux_kg + face * FEN_BATCH;
  int32_t sensed[FEN_BATCH];
  if (face != i)
    memcpy(record, NAME(record_at)(s, face), FEN_WEIGHT_ROWS * FEN_BATCH * sizeof *record);
  FOR_PENCILS sensed[v] = donor[v] - (flux_kg[v] >= 0.0 ? 1 : 2);
  NAME(record_cells)(donor, face, record + FEN_RECORD_DONOR * FEN_BATCH);
  NAME(record_cells)(sensed, face, record + FEN_RECORD_SENSED * FEN_BATCH);
  alike[FEN_ALIKE_AT_DONOR] = fen_alike(donor);
  alike[FEN_ALIKE_AT_SENSED] = fen_alike(sensed);
}

typedef REAL NAME(eight) __attribute__((vector_size(8 * sizeof(REAL)), aligned(sizeof(REAL))));

static FEN_INLINE void NAME(turn_eight)(const REAL *from, ptrdiff_t from_stride, REAL *to, ptrdiff_t to_stride) {
  NAME(eight) row[8];
  for (int r = 0; r < 8; r++)
    row[r] = *(const NAME(eight) *)(from + r * from_stride);
  FEN_TURN_EIGHT(NAME(eight), row);
  for (int r = 0; r < 8; r++)
    *(NAME(eight) *)(to + r * to_stride) = row[r];
}

/* Record i pencil by pencil. */
static FEN_INLINE void NAME(turn_record)(const fen_scratch *s, ptrdiff_t i) {
  const ptrdiff_t stride = (s->rows_most + 2 * s->record_side) * FEN_RECORD;
  const REAL *rows = NAME(record_at)(s, i);
  REAL *turned = (REAL *)s->pencil_records + (s->record_side + i) * FEN_RECORD;
  for (ptrdiff_t b = 0; b < s->pencils.count; b += 8)
    for (int f = 0; f < FEN_RECORD; f += 8)
      NAME(turn_eight)(rows + f * FEN_BATCH + b, FEN_BATCH, turned + b * stride + f, stride);
}

/* All but the weights of record i, which are there, or at the other end of a periodic pencil. */
static FEN_INLINE void NAME(record)(const fen_scratch *s, ptrdiff_t i) {
  REAL *record = NAME(record_at)(s, i);
  unsigned char *alike = s->alike + i * FEN_ALIKES;
  if (i < s->pencils.n || s->pencils.low == FEN_SIDE_PERIODIC)
    NAME(record_cell)(s, i, record, alike);
  NAME(record_face)(s, i, record, alike);
  if (s->groups)
    NAME(turn_record)(s, i);
}
