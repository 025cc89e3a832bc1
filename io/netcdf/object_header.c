#include "object_header.h"

#include <string.h>

#include "bytes.h"
#include "fenhe/netcdf_read.h"

enum { LEAST = 40, USUAL = 1024, BLOCK = 16384, MOST_BLOCKS = 8, CHECKSUM = 4 };
enum { HAS_ORDER = 4, HAS_LIMITS = 16, HAS_TIMES = 32, IS_SHARED = 2, MUST_BE_KNOWN = 0x80 };

typedef struct {
  unsigned char bytes[BLOCK];
  size_t begin, end; /* of its messages */
} header_block;

typedef struct {
  uint64_t address, length; /* length 0: as the first block says itself */
} block_place;

typedef struct {
  fen_object_visit visit;
  void *context;
  block_place place[MOST_BLOCKS];
  int places;
  bool has_order;
} header;

/* Where the messages of a first block begin and end. */
static bool read_prefix(header_block *block, header *h) {
  const unsigned char flags = block->bytes[5];
  const size_t size_bytes = (size_t)1 << (flags & 3);
  size_t at = 6 + (flags & HAS_TIMES ? 16 : 0) + (flags & HAS_LIMITS ? 4 : 0);
  if (memcmp(block->bytes, "OHDR", 4) != 0 || block->bytes[4] != 2)
    return false;
  const uint64_t size = fen_bytes_number(block->bytes + at, size_bytes);
  block->begin = at + size_bytes;
  if (size > BLOCK - CHECKSUM - block->begin)
    return false;
  block->end = block->begin + (size_t)size;
  h->has_order = flags & HAS_ORDER;
  return true;
}

static bool read_block(fen_blocks *file, const block_place *place, header *h, header_block *block) {
  const uint64_t size = fen_blocks_size(file);
  size_t got = USUAL;
  if (place->address > size || size - place->address < LEAST)
    return false;
  got = size - place->address < got ? (size_t)(size - place->address) : got;
  if (!fen_blocks_read(file, place->address, got, block->bytes))
    return false;
  if (place->length == 0) {
    if (!read_prefix(block, h))
      return false;
  } else {
    if (memcmp(block->bytes, "OCHK", 4) != 0 || place->length < 8 || place->length > BLOCK)
      return false;
    block->begin = 4;
    block->end = (size_t)place->length - CHECKSUM;
  }
  if (block->end + CHECKSUM > got && !fen_blocks_read(file, place->address, block->end + CHECKSUM, block->bytes))
    return false;
  return fen_bytes_sound(block->bytes, block->end, fen_bytes_number(block->bytes + block->end, CHECKSUM));
}

bool fen_object_dataspace(const unsigned char *bytes, size_t size, int *rank, ptrdiff_t *shape) {
  const size_t begin = size > 0 && bytes[0] == 1 ? 8 : 4; /* version 1 has five bytes in reserve, version 2 a type */
  if (size < 4 || (bytes[0] != 1 && bytes[0] != 2) || (bytes[0] == 2 && bytes[3] > 1) || bytes[1] > FEN_NC_MAX_RANK ||
      size < begin + 8 * (size_t)bytes[1])
    return false;
  for (int n = 0; n < bytes[1]; n++) {
    const uint64_t extent = fen_bytes_number(bytes + begin + 8 * n, 8);
    if (extent > PTRDIFF_MAX)
      return false;
    shape[n] = (ptrdiff_t)extent;
  }
  *rank = bytes[1];
  return true;
}

static bool take_message(header *h, const fen_object_message *message) {
  if (message->type != FEN_MESSAGE_CONTINUATION)
    return h->visit(h->context, message);
  if (message->size < 16 || h->places == MOST_BLOCKS)
    return false;
  h->place[h->places++] = (block_place){fen_bytes_number(message->bytes, 8), fen_bytes_number(message->bytes + 8, 8)};
  return h->place[h->places - 1].length > 0;
}

static bool take_messages(const header_block *block, header *h) {
  const size_t head = h->has_order ? 6 : 4;
  size_t at = block->begin;
  while (at + head <= block->end) { /* a gap smaller than that may end the block */
    const unsigned char *bytes = block->bytes + at;
    const fen_object_message message = {bytes[0], bytes[3] & IS_SHARED, bytes + head, (size_t)fen_bytes_number(bytes + 1, 2)};
    at += head + message.size;
    if (at > block->end || bytes[3] & MUST_BE_KNOWN || !take_message(h, &message))
      return false;
  }
  return true;
}

bool fen_object_walk(fen_blocks *file, uint64_t address, fen_object_visit visit, void *context) {
  header h = {.visit = visit, .context = context, .place = {{.address = address}}, .places = 1};
  header_block block;
  for (int n = 0; n < h.places; n++)
    if (!read_block(file, &h.place[n], &h, &block) || !take_messages(&block, &h))
      return false;
  return true;
}
