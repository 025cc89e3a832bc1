#include "plain_data.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "netcdf_handle.h"
#include "object_header.h"

enum { CHUNKED = 2, CONTIGUOUS = 1, MOST_TYPE = 64, MOST_FILTERS = 128, MOST_ENTRIES = 512, NODE_HEAD = 24 };
enum { FIXED = 0, FLOAT = 1, STRING = 3 }; /* classes of types */

static const unsigned needed = 1U << FEN_MESSAGE_DATASPACE | 1U << FEN_MESSAGE_DATATYPE | 1U << FEN_MESSAGE_LAYOUT;

/* What a variable's header tells. */
typedef struct {
  unsigned found; /* types of messages, as bits */
  int rank;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  size_t type_bytes, filter_bytes;
  unsigned char type[MOST_TYPE], filters[MOST_FILTERS];
  int layout;                          /* 0: another one */
  uint64_t place, length;              /* of the data, or of the index of chunks */
  uint32_t chunk[FEN_NC_MAX_RANK + 1]; /* the last: bytes of a value */
  bool as_they_stand;
} dataset;

typedef struct {
  uint64_t address, first_record;
  uint32_t bytes;
} chunk;

/* A sum of both might come round to the begin of the file. */
static bool lies_within(fen_blocks *file, uint64_t address, uint64_t bytes) {
  const uint64_t size = fen_blocks_size(file);
  return address <= size && bytes <= size - address;
}

static bool take_layout(dataset *d, const unsigned char *bytes, size_t size) {
  d->layout = 0;
  if (size < 2 || bytes[0] != 3)
    return true;
  if (bytes[1] == CONTIGUOUS && size >= 18) {
    d->place = fen_bytes_number(bytes + 2, 8);
    d->length = fen_bytes_number(bytes + 10, 8);
    d->layout = CONTIGUOUS;
  }
  if (bytes[1] == CHUNKED && size >= 11 && bytes[2] >= 1 && bytes[2] <= FEN_NC_MAX_RANK + 1 && size >= 11 + 4 * (size_t)bytes[2]) {
    d->place = fen_bytes_number(bytes + 3, 8);
    d->length = bytes[2];
    for (int n = 0; n < bytes[2]; n++)
      d->chunk[n] = (uint32_t)fen_bytes_number(bytes + 11 + 4 * n, 4);
    d->layout = CHUNKED;
  }
  return true;
}

/* Packed or bounded numbers are no values as they stand (netcdf_values.c). */
static bool changes_values(const unsigned char *attribute, size_t size) {
  static const char *const names[] = {"scale_factor", "add_offset", "missing_value", "valid_min", "valid_max", "valid_range"};
  const size_t length = size >= 9 ? (size_t)fen_bytes_number(attribute + 2, 2) : 0;
  if (size < 9 || attribute[0] != 3 || length > size - 9)
    return true;
  for (size_t n = 0; n < sizeof names / sizeof *names; n++)
    if (length == strlen(names[n]) + 1 && memcmp(attribute + 9, names[n], length) == 0)
      return true;
  return false;
}

/* Attributes that are elsewhere, for they are many, may be any. */
static bool elsewhere(const fen_object_message *message) {
  const size_t at = 2 + (message->size > 1 && message->bytes[1] & 1 ? 2 : 0);
  return message->size < at + 8 || fen_bytes_number(message->bytes + at, 8) != UINT64_MAX;
}

static bool visit(void *context, const fen_object_message *m) {
  dataset *d = (dataset *)context;
  const unsigned kind = m->type < 32 ? 1U << m->type : 0;
  if (d->found & kind & (needed | 1U << FEN_MESSAGE_FILTERS)) /* one alone has a meaning */
    return false;
  d->found |= kind;
  switch (m->type) {
  case FEN_MESSAGE_DATASPACE:
    return !m->shared && fen_object_dataspace(m->bytes, m->size, &d->rank, d->shape);
  case FEN_MESSAGE_DATATYPE:
    if (m->shared || m->size > MOST_TYPE || m->size < 8)
      return false;
    memcpy(d->type, m->bytes, m->size);
    d->type_bytes = m->size;
    return true;
  case FEN_MESSAGE_LAYOUT:
    return !m->shared && take_layout(d, m->bytes, m->size);
  case FEN_MESSAGE_FILTERS:
    if (m->shared || m->size < 2 || m->size > MOST_FILTERS)
      return false;
    memcpy(d->filters, m->bytes, m->size);
    d->filter_bytes = m->size;
    return true;
  case FEN_MESSAGE_ATTRIBUTE:
    d->as_they_stand = d->as_they_stand && !m->shared && !changes_values(m->bytes, m->size);
    return true;
  case FEN_MESSAGE_ATTRIBUTES:
    d->as_they_stand = d->as_they_stand && !m->shared && !elsewhere(m);
    return true;
  default:
    return true;
  }
}

/* As HDF5 writes them: chunks of all dimensions, none of them empty, or room for all values that lie together. */
static bool holds_together(const dataset *d) {
  bool whole = d->layout != CHUNKED || d->length == (uint64_t)d->rank + 1;
  double bytes = (double)fen_bytes_number(d->type + 4, 4);
  for (int n = 0; n < d->rank; n++) {
    whole = whole && (d->layout != CHUNKED || d->chunk[n] >= 1);
    bytes *= (double)d->shape[n];
  }
  return whole && (d->layout != CONTIGUOUS || bytes <= (double)d->length);
}

static fen_plain_answer look(fen_plain *plain, const char *name, dataset *out) {
  uint64_t address = 0;
  const fen_plain_answer answer = fen_plain_find(plain, name, &address);
  if (answer != FEN_PLAIN_FOUND)
    return answer;
  *out = (dataset){.as_they_stand = true};
  const bool read = fen_object_walk(plain->blocks, address, visit, out) && (out->found & needed) == needed && holds_together(out);
  return read ? FEN_PLAIN_FOUND : FEN_PLAIN_UNSURE;
}

static unsigned class_of(const dataset *d) {
  return d->type[0] & 15U;
}

/* As values, whatever they are in the file: netcdf_guard.c judges so. */
static double chunk_bytes(const dataset *d) {
  double bytes = (double)sizeof(double);
  for (uint64_t n = 0; n + 1 < d->length; n++)
    bytes *= (double)d->chunk[n];
  return bytes;
}

fen_plain_answer fen_plain_shape(fen_plain *plain, const char *name, fen_plain_content content, int *rank, ptrdiff_t *shape) {
  dataset d;
  const fen_plain_answer answer = look(plain, name, &d);
  if (answer != FEN_PLAIN_FOUND)
    return answer;
  const bool letters = class_of(&d) == STRING && fen_bytes_number(d.type + 4, 4) == 1;
  const bool numbers = class_of(&d) == FIXED || class_of(&d) == FLOAT;
  if (!(content == FEN_PLAIN_LETTERS ? letters : numbers) || d.layout == 0 ||
      (d.layout == CHUNKED && !fen_nc_plausible(chunk_bytes(&d), (double)fen_blocks_size(plain->blocks))))
    return FEN_PLAIN_UNSURE;
  *rank = d.rank;
  memcpy(shape, d.shape, (size_t)d.rank * sizeof *shape);
  return FEN_PLAIN_FOUND;
}

/* The chunks at the begin of the first records, one behind the other. @param[out] out shape [FEN_PLAIN_CHUNKS] */
static bool find_chunks(fen_blocks *file, const dataset *d, ptrdiff_t count, chunk *out, ptrdiff_t *chunks) {
  unsigned char node[NODE_HEAD + FEN_NC_MAX_RANK * 8 + 24];
  const size_t key = 8 + 8 * ((size_t)d->rank + 1);
  uint64_t covered = 0;
  *chunks = 0;
  if (d->layout != CHUNKED || d->rank < 1 || d->place == UINT64_MAX || !fen_blocks_read(file, d->place, NODE_HEAD, node) ||
      memcmp(node, "TREE\1\0", 6) != 0)
    return false;
  const size_t entries = (size_t)fen_bytes_number(node + 6, 2);
  for (size_t n = 0; n < entries && n < MOST_ENTRIES && covered < (uint64_t)count && *chunks < FEN_PLAIN_CHUNKS; n++) {
    if (!fen_blocks_read(file, d->place + NODE_HEAD + n * (key + 8), key + 8, node) || fen_bytes_number(node + 4, 4) != 0)
      return false; /* filters passed over */
    bool first = true;
    for (int k = 1; k <= d->rank; k++)
      first = first && fen_bytes_number(node + 8 + 8 * k, 8) == 0;
    if (!first)
      continue;
    if (fen_bytes_number(node + 8, 8) != covered)
      return false;
    const chunk found = {fen_bytes_number(node + key, 8), covered, (uint32_t)fen_bytes_number(node, 4)};
    if (!lies_within(file, found.address, found.bytes))
      return false;
    out[(*chunks)++] = found;
    covered += d->chunk[0];
  }
  return covered >= (uint64_t)count;
}

/* Bytes of a record of unfiltered values, as far as they lie together; 0: none. */
static uint64_t record_bytes(const dataset *d, size_t value_bytes) {
  double bytes = (double)value_bytes;
  for (int n = 1; n < d->rank; n++)
    bytes *= d->layout == CHUNKED ? (double)d->chunk[n] : (double)d->shape[n];
  return bytes >= 1.0 && bytes <= 1e12 ? (uint64_t)bytes : 0;
}

/* Read the first `part` bytes of each record that is not filtered. @param[out] out shape [count][part] */
static bool read_records(fen_blocks *file, const dataset *d, ptrdiff_t count, size_t value_bytes, size_t part, unsigned char *out) {
  chunk chunks[FEN_PLAIN_CHUNKS];
  ptrdiff_t found = 0;
  const uint64_t stride = record_bytes(d, value_bytes);
  if (d->filter_bytes > 0 || d->rank < 1 || stride < part)
    return false;
  if (d->layout == CONTIGUOUS) {
    bool read = lies_within(file, d->place, d->length) && d->length / stride == (uint64_t)d->shape[0];
    for (ptrdiff_t n = 0; read && n < count; n++)
      read = fen_blocks_read(file, d->place + (uint64_t)n * stride, part, out + (size_t)n * part);
    return read;
  }
  bool read = find_chunks(file, d, count, chunks, &found) && d->chunk[d->rank] == value_bytes;
  for (ptrdiff_t k = 0; read && k < found; k++) {
    read = chunks[k].bytes / stride == d->chunk[0];
    for (uint64_t n = chunks[k].first_record; read && n < chunks[k].first_record + d->chunk[0] && n < (uint64_t)count; n++)
      read = fen_blocks_read(file, chunks[k].address + (n - chunks[k].first_record) * stride, part, out + (size_t)n * part);
  }
  return read;
}

bool fen_plain_letters(fen_plain *plain, const char *name, ptrdiff_t count, ptrdiff_t width, char *out) {
  dataset d;
  return look(plain, name, &d) == FEN_PLAIN_FOUND && d.rank == 2 && d.shape[0] == count && d.shape[1] == width && width > 0 &&
         class_of(&d) == STRING && fen_bytes_number(d.type + 4, 4) == 1 && record_bytes(&d, 1) == (uint64_t)width &&
         read_records(plain->blocks, &d, count, 1, (size_t)width, (unsigned char *)out);
}

/* All that decides the first values of records that are filtered: type, filters, form of the chunks and their bytes. */
static bool collect(fen_plain *plain, const dataset *d, ptrdiff_t count, unsigned char out[FEN_PLAIN_TOLD_BYTES], size_t *size) {
  chunk chunks[FEN_PLAIN_CHUNKS];
  ptrdiff_t found = 0;
  if (!find_chunks(plain->blocks, d, count, chunks, &found))
    return false;
  memcpy(out, d->type, d->type_bytes);
  memcpy(out + d->type_bytes, d->filters, d->filter_bytes);
  size_t at = d->type_bytes + d->filter_bytes;
  memcpy(out + at, d->chunk, sizeof d->chunk);
  at += sizeof d->chunk;
  for (ptrdiff_t n = 0; n < found; n++, at += sizeof chunks[n].bytes) /* where each ends */
    memcpy(out + at, &chunks[n].bytes, sizeof chunks[n].bytes);
  for (ptrdiff_t n = 0; n < found; at += chunks[n++].bytes)
    if (chunks[n].bytes > FEN_PLAIN_TOLD_BYTES - at || !fen_blocks_read(plain->blocks, chunks[n].address, chunks[n].bytes, out + at))
      return false;
  *size = at;
  return true;
}

static bool may_have_firsts(const dataset *d, ptrdiff_t count) {
  return d->rank >= 1 && d->as_they_stand && count >= 1 && count <= FEN_PLAIN_CHUNKS && d->shape[0] >= count;
}

static fen_plain_memory *told_of(fen_plain *plain, const char *name) {
  for (int n = 0; n < FEN_PLAIN_MEMORIES; n++)
    if (strcmp(plain->told[n].name, name) == 0)
      return &plain->told[n];
  return NULL;
}

bool fen_plain_firsts(fen_plain *plain, const char *name, ptrdiff_t count, double *out) {
  unsigned char values[FEN_PLAIN_CHUNKS * sizeof(double)];
  dataset d;
  bool real = false;
  if (look(plain, name, &d) != FEN_PLAIN_FOUND || !may_have_firsts(&d, count))
    return false;
  const fen_plain_memory *told = told_of(plain, name);
  size_t size = 0;
  if (d.filter_bytes > 0) {
    const bool same = told && told->count == count && collect(plain, &d, count, plain->bytes, &size) && size == told->size &&
                      memcmp(plain->bytes, told->bytes, size) == 0;
    if (same)
      memcpy(out, told->values, (size_t)count * sizeof *out);
    return same;
  }
  size = fen_plain_type(d.type, d.type_bytes, &real);
  if (size == 0 || !read_records(plain->blocks, &d, count, size, size, values))
    return false;
  for (ptrdiff_t n = 0; n < count; n++)
    out[n] = fen_plain_value(values + (size_t)n * size, size, real);
  return true;
}

void fen_plain_told(fen_plain *plain, const char *name, ptrdiff_t count, const double *values) {
  dataset d;
  fen_plain_memory *told = told_of(plain, name);
  if (!plain->has_links || strlen(name) >= FEN_NC_NAME || look(plain, name, &d) != FEN_PLAIN_FOUND || d.filter_bytes == 0 ||
      !may_have_firsts(&d, count))
    return;
  if (!told) {
    told = &plain->told[plain->next_told];
    plain->next_told = (plain->next_told + 1) % FEN_PLAIN_MEMORIES;
  }
  told->name[0] = '\0';
  if (!collect(plain, &d, count, told->bytes, &told->size))
    return;
  (void)snprintf(told->name, sizeof told->name, "%s", name);
  told->count = count;
  memcpy(told->values, values, (size_t)count * sizeof *values);
}
