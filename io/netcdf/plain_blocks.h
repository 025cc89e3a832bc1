/** @file plain_blocks.h  A file read by blocks of which the last ones are kept, for headers lie close together. Private to io. */
#ifndef FENHE_PLAIN_BLOCKS_H
#define FENHE_PLAIN_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct fen_blocks fen_blocks;

/** @return NULL: no memory. The caller's, see fen_blocks_destroy; without a file as yet */
fen_blocks *fen_blocks_create(void);
void fen_blocks_destroy(fen_blocks **blocks);
/**
 * Read this file instead of the one before, which is closed also on failure.
 * @return false: it cannot be opened, is no ordinary file, or another process that writes it has locked it, as HDF5 does
 */
bool fen_blocks_open(fen_blocks *blocks, const char *path);
void fen_blocks_close(fen_blocks *blocks);
/** Of the open file when it was opened [bytes]. */
uint64_t fen_blocks_size(const fen_blocks *blocks);
/** @param[out] out shape [size]. @return false: not all of it lies in the file */
bool fen_blocks_read(fen_blocks *blocks, uint64_t address, size_t size, void *out);

#endif
