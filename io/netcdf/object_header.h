/**
 * @file object_header.h  Object headers of an HDF5 file without HDF5, which needs four times as long because it makes all of a dataset
 * ready to be read.
 *
 * Headers of version 2, as netCDF-4 has them, are read; all of their blocks are held against their checksums. After the HDF5 File Format
 * Specification, version 3.0, sections IV.A.1.b (header), IV.A.2 (messages) and IV.A.2.q (continuation). Private to io.
 */
#ifndef FENHE_OBJECT_HEADER_H
#define FENHE_OBJECT_HEADER_H

#include "plain_blocks.h"

/** Types of messages. */
enum {
  FEN_MESSAGE_DATASPACE = 1,
  FEN_MESSAGE_LINKS = 2,
  FEN_MESSAGE_DATATYPE = 3,
  FEN_MESSAGE_LAYOUT = 8,
  FEN_MESSAGE_FILTERS = 11,
  FEN_MESSAGE_ATTRIBUTE = 12,
  FEN_MESSAGE_CONTINUATION = 16,
  FEN_MESSAGE_ATTRIBUTES = 21
};

typedef struct {
  unsigned type;
  bool shared; /**< the bytes tell where it is kept */
  const unsigned char *bytes;
  size_t size;
} fen_object_message;

/** Takes a message; false ends the walk. */
typedef bool (*fen_object_visit)(void *context, const fen_object_message *message);

/** Visit all messages of the header at an address but continuations. @return false: none, damaged, of another form, or ended by visit */
bool fen_object_walk(fen_blocks *file, uint64_t address, fen_object_visit visit, void *context);
/** Extents of a dataspace. @param[out] shape [FEN_NC_MAX_RANK]. @return false: of another form, or of more dimensions */
bool fen_object_dataspace(const unsigned char *bytes, size_t size, int *rank, ptrdiff_t *shape);

#endif
