#define _DEFAULT_SOURCE
#include "fenhe/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What a processor maps with one entry of its tables, if it may. */
enum { HUGE_PAGE = 2 << 20 };

/*
 * The system hands out a page, zeroed, to the first thread that touches it: dropping the pages of a new array zeroes it without a pass over
 * gigabytes by the one thread that allocates, and puts them near the threads that work on them. Huge pages are a wish; where either call
 * is refused the array is zeroed by hand.
 */
static void zero_large(void *memory, size_t bytes) {
#if defined(MADV_HUGEPAGE) && defined(MADV_DONTNEED) && defined(__linux__)
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
  if (madvise(memory, bytes, MADV_DONTNEED) == 0)
    return;
#endif
  memset(memory, 0, bytes);
}

fen_status fen_allocate(ptrdiff_t count, size_t size, void *out_pointer, fen_error *err) {
  if (count < 0 || size == 0 || (size_t)count > (PTRDIFF_MAX - HUGE_PAGE) / size)
    return fen_fail(err, FEN_ERR_ARGUMENT, "an array of %td items of %zu bytes cannot be addressed", count, size);
  void *memory = NULL;
  if (count > 0) {
    size_t bytes = (size_t)count * size;
    size_t alignment = bytes >= FEN_LARGE ? HUGE_PAGE : FEN_ALIGNMENT;
    bytes = (bytes + alignment - 1) / alignment * alignment;
    memory = aligned_alloc(alignment, bytes);
    if (!memory)
      return fen_fail(err, FEN_ERR_MEMORY,
                      "the system refuses %.3g %s of memory\n  = use fewer cells, layers, species or tags, or a machine with more memory",
                      (double)bytes / (bytes < 1000000000 ? 1e6 : 1e9), bytes < 1000000000 ? "MB" : "GB");
    if (alignment == HUGE_PAGE)
      zero_large(memory, bytes);
    else
      memset(memory, 0, bytes);
  }
  memcpy(out_pointer, &memory, sizeof memory);
  return FEN_OK;
}

void fen_free(void *memory) {
  free(memory);
}

fen_status fen_duplicate(const char *text, char **out, fen_error *err) {
  size_t size = strlen(text) + 1;
  char *copy = NULL;
  fen_status status = fen_allocate((ptrdiff_t)size, 1, &copy, err);
  if (status)
    return status;
  assert(copy);
  memcpy(copy, text, size);
  *out = copy;
  return FEN_OK;
}

fen_status fen_product(ptrdiff_t a, ptrdiff_t b, ptrdiff_t c, ptrdiff_t *out, fen_error *err) {
  if (a < 0 || b < 0 || c < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "negative extent among %td, %td, %td", a, b, c);
  if ((b > 0 && a > PTRDIFF_MAX / b) || (c > 0 && a * b > PTRDIFF_MAX / c))
    return fen_fail(err, FEN_ERR_ARGUMENT, "extents %td x %td x %td are too large to be addressed", a, b, c);
  *out = a * b * c;
  return FEN_OK;
}

fen_status fen_make_room(void *items_pointer, ptrdiff_t count, ptrdiff_t *capacity, size_t size, fen_error *err) {
  void *old;
  memcpy(&old, items_pointer, sizeof old);
  if (count < *capacity)
    return FEN_OK;
  ptrdiff_t wanted = *capacity ? 2 * *capacity : 16;
  void *items;
  fen_status status = fen_allocate(wanted, size, (void *)&items, err);
  if (status)
    return status;
  if (count)
    memcpy(items, old, (size_t)count * size);
  fen_free(old);
  memcpy(items_pointer, &items, sizeof items);
  *capacity = wanted;
  return FEN_OK;
}
