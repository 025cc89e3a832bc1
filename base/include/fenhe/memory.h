/** @file memory.h  Aligned, zeroed allocation with overflow checks. */
#ifndef FENHE_MEMORY_H
#define FENHE_MEMORY_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FEN_ALIGNMENT = 64 };

/** Bytes from which on an array takes memory only where it is touched. */
enum { FEN_LARGE = 8 << 20 };

/**
 * Allocate count items of size bytes each, zeroed, aligned to FEN_ALIGNMENT. Arrays of FEN_LARGE and more are aligned to huge pages, take
 * them where the system has them, and come into being page by page where they are touched first.
 * @param[out] out set to the memory on success (to NULL for count 0), untouched on failure; free with fen_free
 * @return FEN_OK; FEN_ERR_ARGUMENT (count negative or too large); FEN_ERR_MEMORY
 */
fen_status fen_allocate(ptrdiff_t count, size_t size, void *out_pointer, fen_error *err);

/** Allocate an array through a typed pointer: FEN_NEW(&p, n, err). */
#define FEN_NEW(pointer_address, count, err) fen_allocate((count), sizeof **(pointer_address), (void *)(pointer_address), (err))

/**
 * Let an array that grows item by item have room for one more: twice the room, when it is full.
 * @param[in]     count         items in use
 * @param[in,out] capacity      room [items]
 * @param[in,out] items_pointer address of the array's pointer; the array is moved, or made, by fen_allocate
 * @return FEN_OK; FEN_ERR_MEMORY, with all as it was
 */
fen_status fen_make_room(void *items_pointer, ptrdiff_t count, ptrdiff_t *capacity, size_t size, fen_error *err);

/** Free what fen_allocate gave; NULL is allowed. */
void fen_free(void *memory);

/** Copy of a string, to be freed with fen_free. */
fen_status fen_duplicate(const char *text, char **out, fen_error *err);

/** a * b * c for extents; FEN_ERR_ARGUMENT if a factor is negative or the product overflows ptrdiff_t. */
fen_status fen_product(ptrdiff_t a, ptrdiff_t b, ptrdiff_t c, ptrdiff_t *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
