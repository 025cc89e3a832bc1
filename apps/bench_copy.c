/* A threaded copy of blocks too large for the caches. */
#include "bench_copy.h"

#include <omp.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "fenhe/clock.h"
#include "fenhe/memory.h"

/* Threads take whole lines, so that no line is written by two of them. */
enum { LINE = 64, BLOCK_BYTES = 256 << 20 };

struct fen_bench_copy {
  char *from, *to;
};

/*
 * Stores that go past the caches spare the memory the reading of lines that are about to be written over. The C library's memcpy makes such
 * stores only for blocks that it deems large for the caches, which on machines with large shared caches these are not.
 */
#ifdef __SSE2__
static void copy_lines(const char *restrict from, char *restrict to, ptrdiff_t bytes) {
  for (ptrdiff_t at = 0; at < bytes; at += LINE) {
    const __m128i *line = (const __m128i *)(const void *)(from + at);
    __m128i *out = (__m128i *)(void *)(to + at);
    __m128i a = _mm_load_si128(line);
    __m128i b = _mm_load_si128(line + 1);
    __m128i c = _mm_load_si128(line + 2);
    __m128i d = _mm_load_si128(line + 3);
    _mm_stream_si128(out, a);
    _mm_stream_si128(out + 1, b);
    _mm_stream_si128(out + 2, c);
    _mm_stream_si128(out + 3, d);
  }
  _mm_sfence();
}
#else
static void copy_lines(const char *restrict from, char *restrict to, ptrdiff_t bytes) {
  memcpy(to, from, (size_t)bytes);
}
#endif

fen_status fen_bench_copy_create(fen_bench_copy **out, fen_error *err) {
  fen_bench_copy *copy = NULL;
  fen_status status = FEN_NEW(&copy, 1, err);
  if (!status)
    status = FEN_NEW(&copy->from, BLOCK_BYTES, err);
  if (!status)
    status = FEN_NEW(&copy->to, BLOCK_BYTES, err);
  if (status) {
    fen_bench_copy_destroy(&copy);
    return status;
  }
  /* Pages that were never written may all be one page of zeros. */
  memset(copy->from, 1, (size_t)BLOCK_BYTES);
  memset(copy->to, 2, (size_t)BLOCK_BYTES);
  *out = copy;
  return FEN_OK;
}

void fen_bench_copy_destroy(fen_bench_copy **copy) {
  if (!*copy)
    return;
  fen_free((*copy)->from);
  fen_free((*copy)->to);
  fen_free(*copy);
  *copy = NULL;
}

double fen_bench_copy_once(fen_bench_copy *copy, int threads) {
  const char *from = copy->from;
  char *to = copy->to;
  double begun_s = fen_wall_clock_s();
#pragma omp parallel default(none) firstprivate(from, to) num_threads(threads)
  {
    ptrdiff_t lines = BLOCK_BYTES / LINE;
    ptrdiff_t first = lines * omp_get_thread_num() / omp_get_num_threads() * LINE;
    ptrdiff_t last = lines * (omp_get_thread_num() + 1) / omp_get_num_threads() * LINE;
    copy_lines(from + first, to + first, last - first);
  }
  return 2.0 * (double)BLOCK_BYTES / (fen_wall_clock_s() - begun_s) / 1e9;
}
