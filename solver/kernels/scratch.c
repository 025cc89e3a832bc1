/* The working space of one thread. */
#include "fenhe/memory.h"
#include "kernels.h"

/* Take the next block of count numbers of the given size from a chunk of memory, aligned; only counts while memory is NULL. */
static void *take(char *memory, size_t *used, ptrdiff_t count, size_t size) {
  char *start = memory ? memory + *used : NULL;
  *used += ((size_t)count * size + FEN_ALIGNMENT - 1) / FEN_ALIGNMENT * FEN_ALIGNMENT;
  return start;
}

/* Divide memory among the arrays; returns the bytes needed. */
static size_t lay_out(fen_scratch *s, char *memory, ptrdiff_t n, ptrdiff_t leads, size_t real) {
  size_t used = 0;
  ptrdiff_t side = n + 2 * FEN_MAX_GHOST;
  void **bundles[] = {&s->q, &s->difference, &s->low, &s->flux, &s->gain, &s->loss, &s->fall};
  for (size_t b = 0; b < sizeof bundles / sizeof *bundles; b++) {
    char *start = take(memory, &used, (n + 2 * side) * FEN_MAX_WIDTH, real);
    *bundles[b] = start ? start + (size_t)(side * FEN_MAX_WIDTH) * real : NULL;
  }
  void **columns[] = {&s->stage, &s->right, &s->source, &s->taken};
  for (size_t b = 0; b < sizeof columns / sizeof *columns; b++)
    *columns[b] = take(memory, &used, n * FEN_MAX_WIDTH, real);
  s->lane_factor = take(memory, &used, 6 * n * FEN_MAX_WIDTH, real);
  double **falls[] = {&s->fall_stage, &s->fall_right};
  for (size_t b = 0; b < sizeof falls / sizeof *falls; b++)
    *falls[b] = take(memory, &used, n * FEN_MAX_WIDTH, sizeof **falls[b]);
  s->fall_factor = take(memory, &used, 3 * n * FEN_MAX_WIDTH, sizeof *s->fall_factor);
  s->phi = take(memory, &used, (n + 1) * leads, real);
  s->euler = take(memory, &used, 2 * leads, sizeof *s->euler);
  s->real.weight = take(memory, &used, (n + 1) * FEN_WEIGHT_STRIDE, real);
  s->real.inverse = take(memory, &used, n, real);
  s->real.piece = take(memory, &used, n + 2 * (n + 2 * side), real);
  s->real.spread_low = take(memory, &used, n, real);
  s->real.spread_high = take(memory, &used, n, real);
  for (int half = 0; half < 2; half++) {
    fen_column *column = &s->column[half];
    column->n = n;
    column->real_factor = take(memory, &used, 6 * n, real);
    column->factor = take(memory, &used, 3 * n, sizeof *column->factor);
    column->air_kg = take(memory, &used, n, sizeof *column->air_kg);
    column->exchange_kgps = take(memory, &used, n + 1, sizeof *column->exchange_kgps);
    column->face_air_kgpm = take(memory, &used, n + 1, sizeof *column->face_air_kgpm);
    column->settling.factor = take(memory, &used, 6 * n, sizeof *column->settling.factor);
  }
  return used;
}

fen_status fen_scratch_create(ptrdiff_t n, ptrdiff_t leads, size_t real_size, fen_scratch *out, fen_error *err) {
  fen_scratch s = {0};
  fen_status status = fen_pencil_create(n, &s.pencil, err);
  if (status)
    return status;
  char *memory;
  status = FEN_NEW(&memory, (ptrdiff_t)lay_out(&s, NULL, n, leads, real_size), err);
  if (status) {
    fen_pencil_clear(&s.pencil);
    return status;
  }
  (void)lay_out(&s, memory, n, leads, real_size);
  s.memory = memory;
  *out = s;
  return FEN_OK;
}

size_t fen_scratch_bytes(ptrdiff_t n, ptrdiff_t leads, size_t real_size) {
  fen_scratch unused = {0};
  return lay_out(&unused, NULL, n, leads, real_size) + fen_pencil_bytes(n);
}

void fen_scratch_clear(fen_scratch *scratch) {
  fen_pencil_clear(&scratch->pencil);
  fen_free(scratch->memory);
  *scratch = (fen_scratch){0};
}
