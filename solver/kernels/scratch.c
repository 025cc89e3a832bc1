/* The working space of one thread. */
#include "fenhe/memory.h"
#include "kernels.h"

/* For AddressSanitizer's eyes each array ends with a gap that may not be touched, as if it were allocated by itself. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 4 * FEN_ALIGNMENT };
#else
#define ASAN_POISON_MEMORY_REGION(start, bytes) ((void)(start), (void)(bytes))
enum { GAP_BYTES = 0 };
#endif

enum { RECORD_SIDE = 2 }; /* cells beyond a periodic end that a march begins and ends with */

/* Memory that is being divided; nothing is given out, only counted, while start is NULL. */
typedef struct {
  char *start;
  size_t used;
} block;

/* The next array of count numbers of the given size, aligned, moved by `skipped` of them. */
static void *take(block *b, ptrdiff_t count, ptrdiff_t skipped, size_t size) {
  const size_t bytes = (size_t)count * size;
  const size_t whole = (bytes + FEN_ALIGNMENT - 1) / FEN_ALIGNMENT * FEN_ALIGNMENT + GAP_BYTES;
  char *array = b->start ? b->start + b->used : NULL;
  if (array)
    ASAN_POISON_MEMORY_REGION(array + bytes, whole - bytes);
  b->used += whole;
  return array ? array + (size_t)skipped * size : NULL;
}

static double *take_doubles(block *b, ptrdiff_t rows) {
  return take(b, rows * FEN_BATCH, 0, sizeof(double));
}

static int32_t *take_cells(block *b, ptrdiff_t rows) {
  return take(b, rows * FEN_BATCH, 0, sizeof(int32_t));
}

static void lay_out_pencils(block *b, ptrdiff_t n, ptrdiff_t side, fen_pencils *p) {
  const ptrdiff_t faces = n + 1;
  p->term_rows = n + 2 * side; /* enough for any single pencil */
  p->air_kg = take(b, (n + 2 * side) * FEN_BATCH, side * FEN_BATCH, sizeof *p->air_kg);
  p->unit_kg = take_doubles(b, 1);
  p->new_air_kg = take_doubles(b, n);
  double **by_face[] = {&p->flux_kg, &p->crossing_kg, &p->spread};
  for (size_t a = 0; a < sizeof by_face / sizeof *by_face; a++)
    *by_face[a] = take_doubles(b, faces);
  p->term_kg = take_doubles(b, p->term_rows);
  p->donor = take_cells(b, faces);
  p->main_cell = take_cells(b, n);
  p->term_cell = take_cells(b, p->term_rows);
  p->terms = take(b, faces, 0, sizeof *p->terms);
}

static void lay_out_half(block *b, ptrdiff_t n, ptrdiff_t leads, size_t real, fen_column_half *half) {
  half->n = n;
  half->leads = leads;
  half->exchange_kgps = take_doubles(b, n + 1);
  half->face_air_kgpm = take_doubles(b, n + 1);
  for (int solve = 0; solve < FEN_SOLVES; solve++) {
    half->alpha[solve] = take(b, n * FEN_BATCH, 0, real);
    half->beta[solve] = take(b, n * FEN_BATCH, 0, real);
    half->pivot[solve] = take_doubles(b, 1);
  }
  half->sink_ps = take_doubles(b, leads);
  half->sigma = take(b, leads * FEN_BATCH, 0, real);
  half->lost_kg = take_doubles(b, leads);
  half->euler = take(b, leads * FEN_BATCH, 0, sizeof *half->euler);
}

/* Divide memory among the arrays; returns the bytes needed. */
static size_t lay_out(fen_scratch *s, char *memory, ptrdiff_t n, ptrdiff_t leads, size_t real) {
  block b = {.start = memory};
  const ptrdiff_t side = n + FEN_MAX_GHOST + FEN_ENDS + 2; /* a periodic pencil may be carried round once */
  const ptrdiff_t row = FEN_ROW_BYTES / (ptrdiff_t)real;
  const ptrdiff_t widest = FEN_CACHE_LINE / (ptrdiff_t)real; /* block */
  lay_out_pencils(&b, n, side, &s->pencils);
  lay_out_half(&b, n, leads, real, &s->half[0]);
  lay_out_half(&b, n, leads, real, &s->half[1]);
  s->rows_most = n;
  s->rows = n + 2 * side;
  s->side = side;
  void **blocks[] = {&s->q, &s->fresh, &s->stage, &s->source, &s->settled};
  for (size_t a = 0; a < sizeof blocks / sizeof *blocks; a++)
    *blocks[a] = take(&b, s->rows * row, 0, real);
  s->difference = take(&b, FEN_ABREAST * s->rows * widest, 0, real);
  s->rough = take(&b, s->rows * widest, 0, real);
  void **rows[] = {&s->end_flux[0], &s->end_flux[1]};
  for (size_t a = 0; a < sizeof rows / sizeof *rows; a++)
    *rows[a] = take(&b, row, 0, real);
  for (int end = 0; end < 2; end++)
    s->crossed[end] = take(&b, row, 0, sizeof *s->crossed[end]);
  s->fall_stage = take(&b, n * FEN_MAX_LANES, 0, sizeof *s->fall_stage);
  s->fall_right = take(&b, n * FEN_MAX_LANES, 0, sizeof *s->fall_right);
  s->fall_factor = take(&b, 3 * n * FEN_MAX_LANES, 0, sizeof *s->fall_factor);
  s->scavenging_ps = take_doubles(&b, n);
  s->spread_rows = take_doubles(&b, n + 1);
  s->per_unit = take_doubles(&b, 1);
  s->evenly = take(&b, (n + 3) * FEN_BATCH, FEN_BATCH, real);
  s->growth = take(&b, (n + 2 * side) * FEN_BATCH, side * FEN_BATCH, real);
  s->leads = leads;
  s->phi = take(&b, (n + 1) * leads * FEN_BATCH, 0, real);
  s->air = take(&b, (n + 2 * side) * FEN_BATCH, side * FEN_BATCH, real);
  s->share = take(&b, s->pencils.term_rows * FEN_BATCH, 0, real);
  s->spread_low = take(&b, n * FEN_BATCH, 0, real);
  s->spread_high = take(&b, n * FEN_BATCH, 0, real);
  s->record_side = RECORD_SIDE;
  void **records[] = {&s->records, &s->pencil_records};
  for (size_t a = 0; a < sizeof records / sizeof *records; a++)
    *records[a] = take(&b, (n + 2 * RECORD_SIDE) * FEN_RECORD * FEN_BATCH, 0, real);
  s->alike = take(&b, (n + 2 * RECORD_SIDE) * FEN_ALIKES, RECORD_SIDE * FEN_ALIKES, 1);
  return b.used;
}

size_t fen_scratch_bytes(ptrdiff_t n, ptrdiff_t leads, size_t real_size) {
  return lay_out(&(fen_scratch){0}, NULL, n, leads, real_size);
}

fen_status fen_scratch_create(ptrdiff_t n, ptrdiff_t leads, const fen_kernel_set *set, fen_scratch *out, fen_error *err) {
  fen_scratch s = {.factor = set->factor};
  char *memory;
  fen_status status = FEN_NEW(&memory, (ptrdiff_t)fen_scratch_bytes(n, leads, set->real_size), err);
  if (status)
    return status;
  (void)lay_out(&s, memory, n, leads, set->real_size);
  s.memory = memory;
  *out = s;
  return FEN_OK;
}

void fen_scratch_clear(fen_scratch *scratch) {
  fen_free(scratch->memory);
  *scratch = (fen_scratch){0};
}
