/* Tags, which take the ratios of their lead, and horizontal diffusion. Part of advect_template.h. */

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
