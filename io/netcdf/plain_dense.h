/**
 * @file plain_dense.h  Links or attributes of a group of an HDF5 file that has many of them, found by name without HDF5.
 *
 * They lie in a fractal heap, with an index by the hashes of their names (a B-tree of version 2). Read as netCDF-4 writes them: nothing
 * filtered, an index of at most two levels; all that is read is held against its checksums. After the HDF5 File Format Specification,
 * version 3.0, sections III.A.2 (B-trees of version 2, records of types 5 and 8) and III.G (fractal heap). Private to io.
 */
#ifndef FENHE_PLAIN_DENSE_H
#define FENHE_PLAIN_DENSE_H

#include "plain_blocks.h"

/** Whether what was asked for is there; in doubt HDF5 is to be asked. */
typedef enum { FEN_PLAIN_FOUND, FEN_PLAIN_NONE, FEN_PLAIN_UNSURE } fen_plain_answer;

/** Types of records of an index. */
typedef enum { FEN_DENSE_LINKS = 5, FEN_DENSE_ATTRIBUTES = 8 } fen_dense_kind;

enum { FEN_DENSE_MOST = 2048, FEN_DENSE_ID = 8, FEN_DENSE_BLOCKS = 64, FEN_DENSE_OBJECT = 1024 };

typedef struct {
  uint64_t heap, root;               /**< addresses */
  uint64_t least_bytes, most_bytes;  /**< of direct blocks */
  unsigned width, rows, direct_rows; /**< of the root's table; rows 0: the root is a direct block */
  size_t offset_bytes, length_bytes; /**< of those numbers in identifiers of objects */
  uint64_t blocks[FEN_DENSE_BLOCKS]; /**< addresses of those in the root's table */
  bool sound[FEN_DENSE_BLOCKS];      /**< held against their checksums */
  ptrdiff_t count;
  uint32_t hash[FEN_DENSE_MOST]; /**< shape [count] */
  unsigned char id[FEN_DENSE_MOST][FEN_DENSE_ID];
} fen_dense;

/** Read the index. @return false: damaged, or of another form */
bool fen_dense_open(fen_blocks *file, uint64_t heap, uint64_t tree, fen_dense_kind kind, fen_dense *out);
/**
 * The one object whose name has a hash. @param[out] object shape [FEN_DENSE_OBJECT]. @param[out] size of it
 * @return FEN_PLAIN_NONE: no name has it
 */
fen_plain_answer fen_dense_find(fen_blocks *file, fen_dense *dense, uint32_t hash, unsigned char *object, size_t *size);

#endif
