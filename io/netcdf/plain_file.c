#include "plain_file.h"

#include <string.h>

#include "bytes.h"
#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "object_header.h"

enum { SUPERBLOCK = 48, CHECKSUM = 4 };
static const uint64_t NOWHERE = UINT64_MAX;

/* What the root group's header tells. */
typedef struct {
  uint64_t links[2], attributes[2]; /* heap and index */
} root_facts;

fen_plain *fen_plain_create(void) {
  fen_plain *plain = NULL;
  if (FEN_NEW(&plain, 1, NULL))
    return NULL;
  plain->blocks = fen_blocks_create();
  if (!plain->blocks)
    fen_free(plain);
  return plain->blocks ? plain : NULL;
}

void fen_plain_destroy(fen_plain **plain) {
  if (!*plain)
    return;
  fen_blocks_destroy(&(*plain)->blocks);
  fen_free(*plain);
  *plain = NULL;
}

/* Flags, perhaps the largest number given, then the addresses of heap and index: of links that number has eight bytes, of attributes two.
 */
static bool take_dense(const fen_object_message *message, size_t number_bytes, uint64_t out[2]) {
  const size_t at = 2 + (message->size > 1 && message->bytes[1] & 1 ? number_bytes : 0);
  if (message->shared || message->size < at + 16 || message->bytes[0] != 0)
    return false;
  out[0] = fen_bytes_number(message->bytes + at, 8);
  out[1] = fen_bytes_number(message->bytes + at + 8, 8);
  return true;
}

static bool visit_root(void *context, const fen_object_message *message) {
  root_facts *root = (root_facts *)context;
  if (message->type == FEN_MESSAGE_LINKS)
    return take_dense(message, 8, root->links);
  if (message->type == FEN_MESSAGE_ATTRIBUTES)
    return take_dense(message, 2, root->attributes);
  return true;
}

/* All of the file there, no extension, nobody writing. */
static bool read_superblock(fen_blocks *file, uint64_t *root) {
  unsigned char bytes[SUPERBLOCK];
  if (!fen_blocks_read(file, 0, sizeof bytes, bytes) || memcmp(bytes, "\211HDF\r\n\032\n", 8) != 0 || (bytes[8] != 2 && bytes[8] != 3) ||
      bytes[9] != 8 || bytes[10] != 8 || bytes[11] != 0 || fen_bytes_number(bytes + 12, 8) != 0 ||
      fen_bytes_number(bytes + 20, 8) != NOWHERE || fen_bytes_number(bytes + 28, 8) > fen_blocks_size(file) ||
      !fen_bytes_sound(bytes, SUPERBLOCK - CHECKSUM, fen_bytes_number(bytes + SUPERBLOCK - CHECKSUM, CHECKSUM)))
    return false;
  *root = fen_bytes_number(bytes + 36, 8);
  return true;
}

bool fen_plain_open(fen_plain *plain, const char *path) {
  root_facts root = {{NOWHERE, NOWHERE}, {NOWHERE, NOWHERE}};
  uint64_t address = 0;
  plain->has_links = plain->has_attributes = false;
  if (!fen_blocks_open(plain->blocks, path) || !read_superblock(plain->blocks, &address) ||
      !fen_object_walk(plain->blocks, address, visit_root, &root)) {
    fen_plain_close(plain);
    return false;
  }
  plain->has_links =
      root.links[0] != NOWHERE && fen_dense_open(plain->blocks, root.links[0], root.links[1], FEN_DENSE_LINKS, &plain->links);
  plain->has_attributes = root.attributes[0] != NOWHERE &&
                          fen_dense_open(plain->blocks, root.attributes[0], root.attributes[1], FEN_DENSE_ATTRIBUTES, &plain->attributes);
  if (!plain->has_links)
    fen_plain_close(plain);
  return plain->has_links;
}

void fen_plain_close(fen_plain *plain) {
  plain->has_links = plain->has_attributes = false;
  fen_blocks_close(plain->blocks);
}

static fen_plain_answer find(fen_blocks *file, fen_dense *dense, const char *name, unsigned char object[FEN_DENSE_OBJECT], size_t *size) {
  return fen_dense_find(file, dense, fen_bytes_checksum((const unsigned char *)name, strlen(name)), object, size);
}

/* A link of version 1: flags, what they tell of, the name's length, the name, and of a hard one the address. */
fen_plain_answer fen_plain_find(fen_plain *plain, const char *name, uint64_t *address) {
  unsigned char link[FEN_DENSE_OBJECT];
  const size_t length = strlen(name);
  size_t size = 0;
  if (!plain->has_links)
    return FEN_PLAIN_UNSURE;
  const fen_plain_answer answer = find(plain->blocks, &plain->links, name, link, &size);
  if (answer != FEN_PLAIN_FOUND)
    return answer;
  const unsigned flags = size > 2 ? link[1] : 0;
  const size_t length_bytes = (size_t)1 << (flags & 3);
  const size_t at = 2 + (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  if (size < at + length_bytes + 8 || link[0] != 1 || flags & 0xe0 || (flags & 8 && link[2] != 0))
    return FEN_PLAIN_UNSURE;
  const uint64_t told = fen_bytes_number(link + at, length_bytes);
  if (told != size - at - length_bytes - 8)
    return FEN_PLAIN_UNSURE;
  if (told != length || memcmp(link + at + length_bytes, name, length) != 0)
    return FEN_PLAIN_NONE; /* another one with that hash */
  *address = fen_bytes_number(link + size - 8, 8);
  return FEN_PLAIN_FOUND;
}

size_t fen_plain_type(const unsigned char *bytes, size_t size, bool *real) {
  static const struct {
    unsigned char bytes[20];
    size_t length, size;
  } known[] = {
      {{0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0}, 20, 4},
      {{0x11, 0x20, 0x3f, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0}, 20, 8},
      {{0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0}, 12, 4},
  };
  for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    if (size >= known[n].length && (bytes[0] & 15) == (known[n].bytes[0] & 15) &&
        memcmp(bytes + 1, known[n].bytes + 1, known[n].length - 1) == 0) {
      *real = (bytes[0] & 15) == 1;
      return known[n].size;
    }
  return 0;
}

double fen_plain_value(const unsigned char *bytes, size_t size, bool real) {
  const uint64_t bits = fen_bytes_number(bytes, size);
  if (!real)
    return (double)(int32_t)(uint32_t)bits;
  if (size == sizeof(double)) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  const uint32_t half = (uint32_t)bits;
  float value;
  memcpy(&value, &half, sizeof value);
  return (double)value;
}

/* An attribute of version 3: its name with the zero, its type, its dataspace, its values. */
fen_plain_answer fen_plain_numbers(fen_plain *plain, const char *name, ptrdiff_t most, double *out, ptrdiff_t *count) {
  unsigned char attribute[FEN_DENSE_OBJECT];
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  size_t size = 0;
  int rank = 0;
  bool real = false;
  if (!plain->has_attributes)
    return FEN_PLAIN_UNSURE;
  const fen_plain_answer answer = find(plain->blocks, &plain->attributes, name, attribute, &size);
  if (answer != FEN_PLAIN_FOUND)
    return answer;
  if (size < 9 || attribute[0] != 3 || attribute[1] != 0)
    return FEN_PLAIN_UNSURE;
  const size_t name_bytes = (size_t)fen_bytes_number(attribute + 2, 2);
  const size_t type_bytes = (size_t)fen_bytes_number(attribute + 4, 2);
  const size_t space_bytes = (size_t)fen_bytes_number(attribute + 6, 2);
  const size_t head = 9 + name_bytes + type_bytes + space_bytes;
  if (head > size || name_bytes < 1)
    return FEN_PLAIN_UNSURE;
  if (name_bytes != strlen(name) + 1 || memcmp(attribute + 9, name, name_bytes) != 0)
    return FEN_PLAIN_NONE;
  const size_t value_bytes = fen_plain_type(attribute + 9 + name_bytes, type_bytes, &real);
  if (value_bytes == 0 || !fen_object_dataspace(attribute + head - space_bytes, space_bytes, &rank, shape) || rank > 1)
    return FEN_PLAIN_UNSURE;
  const ptrdiff_t values = rank == 0 ? 1 : shape[0];
  if (values < 1 || values > most || (size_t)values > (size - head) / value_bytes)
    return FEN_PLAIN_UNSURE;
  for (ptrdiff_t n = 0; n < values; n++)
    out[n] = fen_plain_value(attribute + head + (size_t)n * value_bytes, value_bytes, real);
  *count = values;
  return FEN_PLAIN_FOUND;
}
