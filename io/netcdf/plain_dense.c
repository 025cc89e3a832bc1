#include "plain_dense.h"

#include <string.h>

#include "bytes.h"

enum {
  CHECKSUM = 4,
  TREE_HEAD = 38,
  HEAP_HEAD = 146,
  NODE_HEAD = 6,
  MOST_NODE = 4096,
  MOST_DIRECT = 65536,
  MOST_CHILDREN = 64,
  HAS_CHECKSUMS = 2
};

typedef struct {
  fen_dense_kind kind;
  size_t node_bytes, record_bytes, id_at, id_bytes, hash_at;
} index_form;

static const uint64_t NOWHERE = UINT64_MAX;

/* Read what begins with a signature and its version 0 and ends with its checksum. */
static bool read_summed(fen_blocks *file, uint64_t address, const char signature[5], size_t size, unsigned char *out) {
  return fen_blocks_read(file, address, size, out) && memcmp(out, signature, 4) == 0 && out[4] == 0 &&
         fen_bytes_sound(out, size - CHECKSUM, fen_bytes_number(out + size - CHECKSUM, CHECKSUM));
}

static bool add_record(fen_dense *dense, const index_form *form, const unsigned char *record) {
  if (dense->count == FEN_DENSE_MOST || (form->kind == FEN_DENSE_ATTRIBUTES && record[8] != 0)) /* no shared ones */
    return false;
  dense->hash[dense->count] = (uint32_t)fen_bytes_number(record + form->hash_at, 4);
  memcpy(dense->id[dense->count], record + form->id_at, form->id_bytes);
  dense->count++;
  return true;
}

static bool add_records(fen_dense *dense, const index_form *form, const unsigned char *records, size_t count) {
  bool added = true;
  for (size_t n = 0; added && n < count; n++)
    added = add_record(dense, form, records + n * form->record_bytes);
  return added;
}

static bool read_leaf(fen_blocks *file, fen_dense *dense, const index_form *form, uint64_t address, size_t count) {
  unsigned char node[MOST_NODE];
  const size_t bytes = NODE_HEAD + count * form->record_bytes + CHECKSUM;
  return bytes <= form->node_bytes && read_summed(file, address, "BTLF", bytes, node) && node[5] == form->kind &&
         add_records(dense, form, node + NODE_HEAD, count);
}

/* A root over leaves: its records, then where each leaf is and how many records that has, in one byte, for nodes are small. */
static bool read_root(fen_blocks *file, fen_dense *dense, const index_form *form, uint64_t address, size_t count) {
  unsigned char node[MOST_NODE];
  const size_t pointer = 9;
  const size_t bytes = NODE_HEAD + count * form->record_bytes + (count + 1) * pointer + CHECKSUM;
  if ((form->node_bytes - NODE_HEAD - CHECKSUM) / form->record_bytes > 255 || count >= MOST_CHILDREN || bytes > form->node_bytes ||
      !read_summed(file, address, "BTIN", bytes, node) || node[5] != form->kind || !add_records(dense, form, node + NODE_HEAD, count))
    return false;
  const unsigned char *child = node + NODE_HEAD + count * form->record_bytes;
  bool read = true;
  for (size_t n = 0; read && n <= count; n++, child += pointer)
    read = read_leaf(file, dense, form, fen_bytes_number(child, 8), child[8]);
  return read;
}

static bool read_index(fen_blocks *file, uint64_t address, fen_dense_kind kind, fen_dense *dense) {
  unsigned char head[TREE_HEAD];
  const bool links = kind == FEN_DENSE_LINKS;
  index_form form = {
      .kind = kind, .record_bytes = links ? 11 : 17, .id_at = links ? 4 : 0, .id_bytes = links ? 7 : 8, .hash_at = links ? 0 : 13};
  if (!read_summed(file, address, "BTHD", TREE_HEAD, head) || head[5] != kind || fen_bytes_number(head + 10, 2) != form.record_bytes)
    return false;
  const uint64_t node_bytes = fen_bytes_number(head + 6, 4);
  const uint64_t depth = fen_bytes_number(head + 12, 2);
  const uint64_t root = fen_bytes_number(head + 16, 8);
  const size_t count = (size_t)fen_bytes_number(head + 24, 2);
  const uint64_t total = fen_bytes_number(head + 26, 8);
  if (node_bytes < 64 || node_bytes > MOST_NODE || depth > 1)
    return false;
  form.node_bytes = (size_t)node_bytes;
  if (total > 0 && !(depth ? read_root : read_leaf)(file, dense, &form, root, count))
    return false;
  return (uint64_t)dense->count == total;
}

static unsigned bits_of(uint64_t value) {
  unsigned bits = 0;
  for (; value > 1; value >>= 1)
    bits++;
  return bits;
}

static bool power_of_two(uint64_t value) {
  return value > 0 && (value & (value - 1)) == 0;
}

/* Where the root's direct blocks are. */
static bool read_table(fen_blocks *file, fen_dense *d) {
  unsigned char table[4 + 1 + 8 + 8 + 8 * FEN_DENSE_BLOCKS + CHECKSUM];
  const size_t count = (size_t)d->width * d->rows;
  const size_t head = 13 + d->offset_bytes;
  const size_t bytes = head + 8 * count + CHECKSUM;
  if (d->rows == 0) {
    d->blocks[0] = d->root;
    return true;
  }
  if (d->rows > d->direct_rows || d->rows > FEN_DENSE_BLOCKS || count > FEN_DENSE_BLOCKS ||
      !read_summed(file, d->root, "FHIB", bytes, table) || fen_bytes_number(table + 5, 8) != d->heap)
    return false;
  for (size_t n = 0; n < count; n++)
    d->blocks[n] = fen_bytes_number(table + head + 8 * n, 8);
  return true;
}

static bool read_heap(fen_blocks *file, uint64_t address, size_t id_bytes, fen_dense *d) {
  unsigned char head[HEAP_HEAD];
  if (!read_summed(file, address, "FRHP", HEAP_HEAD, head) || fen_bytes_number(head + 5, 2) != id_bytes ||
      fen_bytes_number(head + 7, 2) != 0 || !(head[9] & HAS_CHECKSUMS))
    return false; /* filtered ones are longer */
  d->heap = address;
  d->width = (unsigned)fen_bytes_number(head + 110, 2);
  d->least_bytes = fen_bytes_number(head + 112, 8);
  d->most_bytes = fen_bytes_number(head + 120, 8);
  d->offset_bytes = (size_t)(fen_bytes_number(head + 128, 2) + 7) / 8;
  d->root = fen_bytes_number(head + 132, 8);
  d->rows = (unsigned)fen_bytes_number(head + 140, 2);
  if (d->width == 0 || d->width > FEN_DENSE_BLOCKS || !power_of_two(d->least_bytes) || !power_of_two(d->most_bytes) ||
      d->least_bytes > d->most_bytes || d->most_bytes > MOST_DIRECT || d->offset_bytes < 1 || d->offset_bytes > 8 ||
      1 + d->offset_bytes >= id_bytes)
    return false;
  d->length_bytes = id_bytes - 1 - d->offset_bytes;
  d->direct_rows = bits_of(d->most_bytes) - bits_of(d->least_bytes) + 2;
  return read_table(file, d);
}

bool fen_dense_open(fen_blocks *file, uint64_t heap, uint64_t tree, fen_dense_kind kind, fen_dense *out) {
  out->count = 0;
  memset(out->sound, 0, sizeof out->sound);
  return read_heap(file, heap, kind == FEN_DENSE_LINKS ? 7 : 8, out) && read_index(file, tree, kind, out);
}

/* Of the doubling table: two rows of the least blocks, then each row's are twice as long. */
static bool block_of(const fen_dense *d, uint64_t offset, size_t *index, uint64_t *begin, size_t *bytes) {
  uint64_t size = d->least_bytes;
  uint64_t row_begin = 0;
  for (unsigned row = 0; row < (d->rows ? d->rows : 1); row++) {
    const uint64_t row_bytes = size * (d->rows ? d->width : 1);
    if (offset - row_begin < row_bytes) {
      const uint64_t column = (offset - row_begin) / size;
      *index = (size_t)(row * d->width + column);
      *begin = row_begin + column * size;
      *bytes = (size_t)size;
      return true;
    }
    row_begin += row_bytes;
    size *= row > 0 ? 2 : 1;
  }
  return false;
}

/* A direct block, once: its heap, its place in the heap and its checksum, which counts as zero in the sum. */
static bool judge_block(fen_blocks *file, fen_dense *d, size_t index, uint64_t begin, size_t size) {
  unsigned char block[MOST_DIRECT];
  const size_t head = 13 + d->offset_bytes;
  if (d->sound[index])
    return true;
  if (d->blocks[index] == NOWHERE || size < head + CHECKSUM || !fen_blocks_read(file, d->blocks[index], size, block) ||
      memcmp(block, "FHDB", 4) != 0 || block[4] != 0 || fen_bytes_number(block + 5, 8) != d->heap ||
      fen_bytes_number(block + 13, d->offset_bytes) != begin)
    return false;
  const uint64_t told = fen_bytes_number(block + head, CHECKSUM);
  memset(block + head, 0, CHECKSUM);
  d->sound[index] = fen_bytes_sound(block, size, told);
  return d->sound[index];
}

fen_plain_answer fen_dense_find(fen_blocks *file, fen_dense *d, uint32_t hash, unsigned char *object, size_t *size) {
  const unsigned char *id = NULL;
  size_t index = 0;
  uint64_t begin = 0;
  size_t bytes = 0;
  for (ptrdiff_t n = 0; n < d->count; n++)
    if (d->hash[n] == hash) {
      if (id)
        return FEN_PLAIN_UNSURE;
      id = d->id[n];
    }
  if (!id)
    return FEN_PLAIN_NONE;
  const uint64_t offset = fen_bytes_number(id + 1, d->offset_bytes);
  const uint64_t length = fen_bytes_number(id + 1 + d->offset_bytes, d->length_bytes);
  if (id[0] != 0 || length < 1 || length > FEN_DENSE_OBJECT || !block_of(d, offset, &index, &begin, &bytes) ||
      !judge_block(file, d, index, begin, bytes) || offset - begin < 13 + d->offset_bytes + CHECKSUM || length > bytes - (offset - begin) ||
      !fen_blocks_read(file, d->blocks[index] + (offset - begin), (size_t)length, object))
    return FEN_PLAIN_UNSURE;
  *size = (size_t)length;
  return FEN_PLAIN_FOUND;
}
