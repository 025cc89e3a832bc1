/** @file pool.h  Memory that is released at once. */
#ifndef FENHE_COMPARE_POOL_H
#define FENHE_COMPARE_POOL_H

#include <stdarg.h>
#include <stddef.h>

#include "fenhe/status.h"

typedef struct fen_pool fen_pool;

fen_status fen_pool_create(fen_pool **out, fen_error *err);
/** Zeroed; NULL is given for count 0. */
fen_status fen_pool_allocate(fen_pool *pool, ptrdiff_t count, size_t size, void *out_pointer, fen_error *err);
#define FEN_POOL_NEW(pool, pointer_address, count, err)                                                                                    \
  fen_pool_allocate((pool), (count), sizeof **(pointer_address), (void *)(pointer_address), (err))
/** A text, made as by printf. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
fen_status
fen_pool_text(fen_pool *pool, const char **out, fen_error *err, const char *format, ...);
void fen_pool_destroy(fen_pool **pool);

#endif
