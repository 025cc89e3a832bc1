#include "pool.h"

#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"

typedef struct block {
  struct block *next;
  void *memory;
} block;

struct fen_pool {
  block *blocks;
};

fen_status fen_pool_create(fen_pool **out, fen_error *err) {
  return FEN_NEW(out, 1, err);
}

fen_status fen_pool_allocate(fen_pool *pool, ptrdiff_t count, size_t size, void *out_pointer, fen_error *err) {
  block *added = NULL;
  fen_status status = FEN_NEW(&added, 1, err);
  if (!status)
    status = fen_allocate(count, size, &added->memory, err);
  if (status) {
    fen_free(added);
    return status;
  }
  added->next = pool->blocks;
  pool->blocks = added;
  memcpy(out_pointer, &added->memory, sizeof added->memory);
  return FEN_OK;
}

fen_status fen_pool_text(fen_pool *pool, const char **out, fen_error *err, const char *format, ...) {
  va_list arguments;
  char *text = NULL;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0)
    return fen_fail(err, FEN_ERR_INTERNAL, "a text of the comparison could not be made");
  fen_status status = FEN_POOL_NEW(pool, &text, (ptrdiff_t)length + 1, err);
  if (status)
    return status;
  va_start(arguments, format);
  (void)vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  *out = text;
  return FEN_OK;
}

void fen_pool_destroy(fen_pool **pool) {
  if (!pool || !*pool)
    return;
  for (block *at = (*pool)->blocks; at;) {
    block *next = at->next;
    fen_free(at->memory);
    fen_free(at);
    at = next;
  }
  fen_free(*pool);
  *pool = NULL;
}
