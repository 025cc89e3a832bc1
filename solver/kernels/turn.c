/* Rows of air from and to the batch's order, pencil fastest, for one instruction set. */
#include "turn.h"
#include "level.h"

typedef double eight __attribute__((vector_size(8 * sizeof(double)), aligned(sizeof(double))));

/* The last true pencil stands for those that are not in use. */
static FEN_INLINE const double *row_of(const double *first, ptrdiff_t stride, ptrdiff_t count, int b) {
  return first + (b < count ? b : count - 1) * stride;
}

/* Of what the next batch will be made from, which goes on by `step` a cell. */
static FEN_INLINE void leave_word(const fen_air_rows *rows, ptrdiff_t step) {
  if (!rows->later)
    return;
  *rows->later = (fen_rows_beside){.stride = step};
  for (int g = 0; g < 3 && rows->row[g]; g++)
    rows->later->row[g] = rows->row[g] + rows->further;
}

void FEN_OF_LEVEL(fen_air_turn)(const fen_air_rows *rows, ptrdiff_t n, double *batch) {
  const double *given[3] = {rows->row[0], rows->row[1], rows->row[2]};
  const double c0 = rows->factor[0];
  const double c1 = rows->factor[1];
  ptrdiff_t i = 0;
  leave_word(rows, FEN_BATCH);
  for (; i + 8 <= n; i += 8)
    for (int b = 0; b < FEN_BATCH; b += 8) {
      eight row[8];
      for (int r = 0; r < 8; r++) {
        row[r] = c0 * *(const eight *)(row_of(given[0], rows->stride, rows->count, b + r) + i);
        if (given[1])
          row[r] = row[r] + c1 * *(const eight *)(row_of(given[1], rows->stride, rows->count, b + r) + i);
        if (given[2])
          row[r] = row[r] + *(const eight *)(row_of(given[2], rows->stride, rows->count, b + r) + i);
      }
      FEN_TURN_EIGHT(eight, row);
      for (int r = 0; r < 8; r++)
        *(eight *)(batch + (i + r) * FEN_BATCH + b) = row[r];
    }
  for (; i < n; i++)
    for (int b = 0; b < FEN_BATCH; b++) {
      double sum = c0 * row_of(given[0], rows->stride, rows->count, b)[i];
      if (given[1])
        sum = sum + c1 * row_of(given[1], rows->stride, rows->count, b)[i];
      if (given[2])
        sum = sum + row_of(given[2], rows->stride, rows->count, b)[i];
      batch[i * FEN_BATCH + b] = sum;
    }
}

void FEN_OF_LEVEL(fen_air_turn_back)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows) {
  ptrdiff_t i = 0;
  for (; i + 8 <= n && count == FEN_BATCH; i += 8)
    for (int b = 0; b < FEN_BATCH; b += 8) {
      eight row[8];
      for (int r = 0; r < 8; r++)
        row[r] = *(const eight *)(batch + (i + r) * FEN_BATCH + b);
      FEN_TURN_EIGHT(eight, row);
      for (int r = 0; r < 8; r++)
        *(eight *)(rows + (b + r) * stride + i) = row[r];
    }
  for (; i < n; i++)
    for (ptrdiff_t b = 0; b < count; b++)
      rows[b * stride + i] = batch[i * FEN_BATCH + b];
}

/* Eight numbers of row i from b on. */
static FEN_INLINE void mix_eight(const fen_air_rows *rows, ptrdiff_t i, int b, double *out) {
  const ptrdiff_t at = i * rows->stride + b;
  eight sum = rows->factor[0] * *(const eight *)(rows->row[0] + at);
  if (rows->row[1])
    sum = sum + rows->factor[1] * *(const eight *)(rows->row[1] + at);
  if (rows->row[2])
    sum = sum + *(const eight *)(rows->row[2] + at);
  *(eight *)out = sum;
}

void FEN_OF_LEVEL(fen_air_gather)(const fen_air_rows *given, ptrdiff_t n, double *batch) {
  const fen_air_rows rows = *given;
  leave_word(&rows, rows.stride);
  for (ptrdiff_t i = 0; i < n; i++) {
    double *out = batch + i * FEN_BATCH;
    for (int g = 0; g < 3 && (g == 0 || rows.row[g]) && !rows.later; g++)
      fen_fetch_beside(rows.row[g] + i * rows.stride, FEN_BATCH);
    if (rows.count == FEN_BATCH)
      for (int b = 0; b < FEN_BATCH; b += 8)
        mix_eight(&rows, i, b, out + b);
    for (ptrdiff_t b = 0; b < FEN_BATCH && rows.count < FEN_BATCH; b++) {
      const ptrdiff_t at = i * rows.stride + (b < rows.count ? b : rows.count - 1);
      out[b] = rows.factor[0] * rows.row[0][at];
      if (rows.row[1])
        out[b] = out[b] + rows.factor[1] * rows.row[1][at];
      if (rows.row[2])
        out[b] = out[b] + rows.row[2][at];
    }
  }
}

void FEN_OF_LEVEL(fen_air_scatter)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows) {
  for (ptrdiff_t i = 0; i < n; i++) {
    for (int b = 0; b < FEN_BATCH && count == FEN_BATCH; b += 8)
      *(eight *)(rows + i * stride + b) = *(const eight *)(batch + i * FEN_BATCH + b);
    for (ptrdiff_t b = 0; b < count && count < FEN_BATCH; b++)
      rows[i * stride + b] = batch[i * FEN_BATCH + b];
  }
}
