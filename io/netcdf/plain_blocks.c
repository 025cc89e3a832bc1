#include "plain_blocks.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fenhe/memory.h"

enum { BLOCK = 8192, KEPT = 64 };

struct fen_blocks {
  int file; /* -1: none */
  uint64_t size;
  uint64_t number[KEPT]; /* of the block in each place, counted from 1; 0: none */
  unsigned char bytes[KEPT][BLOCK];
};

fen_blocks *fen_blocks_create(void) {
  fen_blocks *blocks = NULL;
  if (FEN_NEW(&blocks, 1, NULL))
    return NULL;
  blocks->file = -1;
  return blocks;
}

void fen_blocks_destroy(fen_blocks **blocks) {
  if (!*blocks)
    return;
  fen_blocks_close(*blocks);
  fen_free(*blocks);
  *blocks = NULL;
}

void fen_blocks_close(fen_blocks *blocks) {
  if (blocks->file >= 0)
    (void)close(blocks->file);
  blocks->file = -1;
  blocks->size = 0;
  memset(blocks->number, 0, sizeof blocks->number);
}

bool fen_blocks_open(fen_blocks *blocks, const char *path) {
  struct stat facts;
  fen_blocks_close(blocks);
  blocks->file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
  if (blocks->file < 0)
    return false;
  if (fstat(blocks->file, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size < 0 || flock(blocks->file, LOCK_SH | LOCK_NB) != 0) {
    fen_blocks_close(blocks);
    return false;
  }
  blocks->size = (uint64_t)facts.st_size;
  return true;
}

uint64_t fen_blocks_size(const fen_blocks *blocks) {
  return blocks->size;
}

/* A block of the file, whose last one is shorter; NULL: it cannot be read. */
static const unsigned char *block_at(fen_blocks *blocks, uint64_t index) {
  const size_t place = (size_t)(index % KEPT);
  const uint64_t begin = index * BLOCK;
  const uint64_t length = blocks->size - begin < BLOCK ? blocks->size - begin : BLOCK;
  if (blocks->number[place] != index + 1) {
    blocks->number[place] = 0;
    if (pread(blocks->file, blocks->bytes[place], (size_t)length, (off_t)begin) != (ssize_t)length)
      return NULL;
    blocks->number[place] = index + 1;
  }
  return blocks->bytes[place];
}

bool fen_blocks_read(fen_blocks *blocks, uint64_t address, size_t size, void *out) {
  unsigned char *to = (unsigned char *)out;
  if (address > blocks->size || size > blocks->size - address)
    return false;
  while (size > 0) {
    const size_t within = (size_t)(address % BLOCK);
    const size_t part = size < BLOCK - within ? size : BLOCK - within;
    const unsigned char *block = block_at(blocks, address / BLOCK);
    if (!block)
      return false;
    memcpy(to, block + within, part);
    to += part;
    address += part;
    size -= part;
  }
  return true;
}
