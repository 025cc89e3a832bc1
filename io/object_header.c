#include "object_header.h"

#include <string.h>
#include <unistd.h>

#include "fenhe/netcdf_read.h"

enum { LEAST = 40, USUAL = 1024, BLOCK = 16384, MOST_BLOCKS = 8, CHECKSUM = 4 };
enum { DATASPACE = 1, DATATYPE = 3, LAYOUT = 8, CONTINUATION = 16 }; /* types of messages */
enum { HAS_ORDER = 4, HAS_LIMITS = 16, HAS_TIMES = 32, IS_SHARED = 2 };

typedef struct {
  unsigned char bytes[BLOCK];
  size_t begin, end; /* of its messages */
} header_block;

typedef struct {
  uint64_t address, length; /* length 0: as the first block says itself */
} block_place;

typedef struct {
  unsigned found; /* types of messages, as bits */
  int rank;
  ptrdiff_t *shape;
  block_place place[MOST_BLOCKS];
  int places;
  bool has_order;
} header;

static uint64_t number(const unsigned char *bytes, size_t size) {
  uint64_t value = 0;
  for (size_t n = size; n-- > 0;)
    value = value << 8 | bytes[n];
  return value;
}

static uint32_t turned(uint32_t value, int bits) {
  return value << bits | value >> (32 - bits);
}

/* Bob Jenkins' lookup3 (public domain, 2006), which HDF5 takes for its checksums. */
static uint32_t checksum(const unsigned char *bytes, size_t size) {
  static const int mix[6] = {4, 6, 8, 16, 19, 4};
  static const int last[7] = {14, 11, 25, 16, 4, 14, 24};
  const uint32_t start = 0xdeadbeefU + (uint32_t)size;
  uint32_t word[3] = {start, start, start};
  for (; size > 12; size -= 12, bytes += 12) {
    for (int n = 0; n < 3; n++)
      word[n] += (uint32_t)number(bytes + 4 * n, 4);
    for (int n = 0; n < 6; n++) {
      uint32_t *a = &word[n % 3], *b = &word[(n + 1) % 3], *c = &word[(n + 2) % 3];
      *a = (*a - *c) ^ turned(*c, mix[n]);
      *c += *b;
    }
  }
  for (size_t n = 0; n < size; n++)
    word[n / 4] += (uint32_t)bytes[n] << 8 * (n % 4);
  for (int n = 0; n < 7; n++) {
    uint32_t *to = &word[(n + 2) % 3];
    const uint32_t from = word[(n + 1) % 3];
    *to = (*to ^ from) - turned(from, last[n]);
  }
  return word[2];
}

/* Where the messages of a first block begin and end. */
static bool read_prefix(header_block *block, header *h) {
  const unsigned char flags = block->bytes[5];
  const size_t size_bytes = (size_t)1 << (flags & 3);
  size_t at = 6 + (flags & HAS_TIMES ? 16 : 0) + (flags & HAS_LIMITS ? 4 : 0);
  if (memcmp(block->bytes, "OHDR", 4) != 0 || block->bytes[4] != 2)
    return false;
  const uint64_t size = number(block->bytes + at, size_bytes);
  block->begin = at + size_bytes;
  if (size > BLOCK - CHECKSUM - block->begin)
    return false;
  block->end = block->begin + (size_t)size;
  h->has_order = flags & HAS_ORDER;
  return true;
}

static bool read_block(int file, const block_place *place, header *h, header_block *block) {
  ssize_t got = place->address <= INT64_MAX ? pread(file, block->bytes, USUAL, (off_t)place->address) : -1;
  if (got < LEAST)
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
  if (block->end + CHECKSUM > USUAL)
    got = pread(file, block->bytes, block->end + CHECKSUM, (off_t)place->address);
  return got >= (ssize_t)(block->end + CHECKSUM) && checksum(block->bytes, block->end) == number(block->bytes + block->end, CHECKSUM);
}

static bool read_dataspace(const unsigned char *bytes, size_t size, header *h) {
  const size_t begin = size > 0 && bytes[0] == 1 ? 8 : 4; /* version 1 has five bytes in reserve, version 2 a type */
  if (size < 4 || (bytes[0] != 1 && bytes[0] != 2) || (bytes[0] == 2 && bytes[3] > 1) || bytes[1] > FEN_NC_MAX_RANK ||
      size < begin + 8 * (size_t)bytes[1])
    return false;
  h->rank = bytes[1];
  for (int n = 0; n < h->rank; n++) {
    const uint64_t extent = number(bytes + begin + 8 * n, 8);
    if (extent > PTRDIFF_MAX)
      return false;
    h->shape[n] = (ptrdiff_t)extent;
  }
  return true;
}

static bool read_message(unsigned type, unsigned flags, const unsigned char *bytes, size_t size, header *h) {
  if (type < 32)
    h->found |= 1U << type;
  if (type == DATASPACE)
    return !(flags & IS_SHARED) && read_dataspace(bytes, size, h);
  if (type != CONTINUATION)
    return true;
  if (size < 16 || h->places == MOST_BLOCKS)
    return false;
  h->place[h->places++] = (block_place){number(bytes, 8), number(bytes + 8, 8)};
  return h->place[h->places - 1].length > 0;
}

static bool read_messages(const header_block *block, header *h) {
  const size_t head = h->has_order ? 6 : 4;
  size_t at = block->begin;
  while (at + head <= block->end) { /* a gap smaller than that may end the block */
    const unsigned char *message = block->bytes + at;
    const size_t size = (size_t)number(message + 1, 2);
    at += head + size;
    if (at > block->end || !read_message(message[0], message[3], message + head, size, h))
      return false;
  }
  return true;
}

bool fen_object_headers_plain(int file) {
  unsigned char bytes[20];
  return pread(file, bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes && memcmp(bytes, "\211HDF\r\n\032\n", 8) == 0 &&
         (bytes[8] == 2 || bytes[8] == 3) && bytes[9] == 8 && bytes[10] == 8 && number(bytes + 12, 8) == 0;
}

bool fen_object_shape(int file, uint64_t address, int *rank, ptrdiff_t *shape) {
  const unsigned dataset = 1U << DATASPACE | 1U << DATATYPE | 1U << LAYOUT;
  header h = {.shape = shape, .place = {{.address = address}}, .places = 1};
  header_block block;
  for (int n = 0; n < h.places; n++)
    if (!read_block(file, &h.place[n], &h, &block) || !read_messages(&block, &h))
      return false;
  if ((h.found & dataset) != dataset)
    return false;
  *rank = h.rank;
  return true;
}
