/*
 * Layout: magic, length of the text about and its SHA-256, the text; then records of two lengths, the SHA-256 of lengths and content, the
 * content.
 */
#include "fenhe/spool.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "fenhe/files.h"
#include "fenhe/memory.h"
#include "replace.h"
#include "text/complaint.h"
#include "text/source.h"

enum { BLOCK = 65536, BUFFER = 1 << 20, SUM = 72 };

/* Read back in another byte order, the second word is not 1. Checksums are text, with a NUL behind. */
typedef struct {
  char magic[8];
  uint64_t one, about_bytes;
  char sum[SUM];
} spool_header;

typedef struct {
  uint64_t head_bytes, body_bytes;
  char sum[SUM];
} record_header;

struct fen_spool {
  char *path, *about;
  FILE *file;
  int64_t first; /* where the records begin */
  int64_t bytes; /* where they end */
  int64_t at;    /* the next to be read */
  int error;     /* errno of a write or sync that has failed: what the disk holds is not known any more */
};

static const char magic[8] = {'F', 'E', 'N', 'S', 'P', 'O', 'O', 'L'};
static const uint64_t most_about = 1u << 30;

static fen_status damaged(const fen_spool *spool, int64_t at, fen_error *err) {
  return fen_fail(err, FEN_ERR_FILE_FORMAT,
                  "%s: error: what the run has kept here is damaged at byte %lld\n  = use an older restart file, or start anew (--fresh)",
                  spool->path, (long long)at);
}

/* Whatever was handed over and not yet synced may be lost: nothing more is written. */
static fen_status refuse(fen_spool *spool, fen_error *err) {
  spool->error = errno ? errno : EIO;
  return fen_file_unwritable(spool->path, spool->error, err);
}

static fen_status sum_of(const char *path, const void *bytes, size_t size, char sum[SUM], fen_error *err) {
  fen_digest digest;
  fen_digest_begin(&digest);
  fen_digest_add(&digest, bytes, size);
  return fen_digest_end(&digest, path, sum, err);
}

/* The checksum of a record covers its lengths. */
static void begin_record(fen_digest *digest, const record_header *header) {
  const uint64_t sizes[2] = {header->head_bytes, header->body_bytes};
  fen_digest_begin(digest);
  fen_digest_add(digest, sizes, sizeof sizes);
}

fen_status fen_spool_create(const char *path, const char *about, fen_error *err) {
  spool_header header = {.one = 1, .about_bytes = strlen(about)};
  char *text = NULL;
  size_t size = sizeof header + strlen(about);
  memcpy(header.magic, magic, sizeof magic);
  fen_status status = sum_of(path, about, strlen(about), header.sum, err);
  if (!status)
    status = fen_allocate((ptrdiff_t)size, 1, &text, err);
  if (status)
    return status;
  memcpy(text, &header, sizeof header);
  memcpy(text + sizeof header, about, strlen(about));
  status = fen_file_write(path, text, size, err);
  fen_free(text);
  return status;
}

static fen_status read_header(fen_spool *spool, fen_error *err) {
  spool_header header;
  char sum[SUM] = "";
  bool good = fread(&header, sizeof header, 1, spool->file) == 1 && memcmp(header.magic, magic, sizeof magic) == 0 && header.one == 1 &&
              header.about_bytes <= most_about;
  if (!good)
    return damaged(spool, 0, err);
  fen_status status = fen_allocate((ptrdiff_t)header.about_bytes + 1, 1, &spool->about, err);
  if (status)
    return status;
  if (fread(spool->about, 1, header.about_bytes, spool->file) != header.about_bytes)
    return damaged(spool, (int64_t)sizeof header, err);
  status = sum_of(spool->path, spool->about, header.about_bytes, sum, err);
  if (!status && memcmp(sum, header.sum, SUM) != 0)
    status = damaged(spool, (int64_t)sizeof header, err);
  spool->first = spool->bytes = spool->at = (int64_t)(sizeof header + header.about_bytes);
  return status;
}

fen_status fen_spool_open(const char *path, fen_spool **out, fen_error *err) {
  fen_spool *spool = NULL;
  fen_status status = fen_file_check(path, err);
  if (!status)
    status = FEN_NEW(&spool, 1, err);
  if (status)
    return status;
  status = fen_duplicate(path, &spool->path, err);
  if (!status && !(spool->file = fopen(path, "r+b")))
    status = fen_file_unwritable(path, errno, err);
  if (!status)
    (void)setvbuf(spool->file, NULL, _IOFBF, BUFFER);
  if (!status)
    status = read_header(spool, err);
  if (status)
    fen_spool_close(&spool);
  else
    *out = spool;
  return status;
}

const char *fen_spool_about(const fen_spool *spool) {
  return spool->about;
}

/* The header of the record at spool->at; it must fit before end. */
static fen_status read_record_header(const fen_spool *spool, int64_t end, record_header *header, fen_error *err) {
  int64_t left = end - spool->at - (int64_t)sizeof *header;
  bool fits = left >= 0 && fread(header, sizeof *header, 1, spool->file) == 1 && header->head_bytes <= (uint64_t)left &&
              header->body_bytes <= (uint64_t)left - header->head_bytes;
  return fits ? FEN_OK : damaged(spool, spool->at, err);
}

/* Compare the checksum and go on behind the record; whole: all of it could be read. */
static fen_status end_record(fen_spool *spool, const record_header *header, fen_digest *digest, bool whole, fen_error *err) {
  char sum[SUM] = "";
  fen_status status = fen_digest_end(digest, spool->path, sum, err);
  if (!status && (!whole || memcmp(sum, header->sum, SUM) != 0))
    status = damaged(spool, spool->at, err);
  if (!status)
    spool->at += (int64_t)(sizeof *header + header->head_bytes + header->body_bytes);
  return status;
}

static fen_status check_record(fen_spool *spool, int64_t end, fen_error *err) {
  record_header header;
  fen_digest digest;
  unsigned char block[BLOCK];
  fen_status status = read_record_header(spool, end, &header, err);
  if (status)
    return status;
  begin_record(&digest, &header);
  uint64_t left = header.head_bytes + header.body_bytes;
  bool whole = true;
  while (left > 0 && whole) {
    size_t size = left < BLOCK ? (size_t)left : BLOCK;
    whole = fread(block, 1, size, spool->file) == size;
    fen_digest_add(&digest, block, whole ? size : 0);
    left -= size;
  }
  return end_record(spool, &header, &digest, whole, err);
}

fen_status fen_spool_cut(fen_spool *spool, int64_t bytes, fen_error *err) {
  int64_t end = bytes > 0 ? bytes : spool->first;
  fen_status status = end < spool->first ? damaged(spool, end, err) : fen_spool_rewind(spool, err);
  while (!status && spool->at < end)
    status = check_record(spool, end, err);
  if (status)
    return status;
  if (fflush(spool->file) || ftruncate(fileno(spool->file), end) || fseeko(spool->file, end, SEEK_SET))
    return fen_file_unwritable(spool->path, errno, err);
  spool->bytes = end;
  return FEN_OK;
}

fen_status fen_spool_append(fen_spool *spool, const void *head, size_t head_bytes, const void *body, size_t body_bytes, fen_error *err) {
  record_header header = {.head_bytes = head_bytes, .body_bytes = body_bytes};
  fen_digest digest;
  if (spool->error)
    return fen_file_unwritable(spool->path, spool->error, err);
  begin_record(&digest, &header);
  fen_digest_add(&digest, head, head_bytes);
  fen_digest_add(&digest, body, body_bytes);
  fen_status status = fen_digest_end(&digest, spool->path, header.sum, err);
  if (status)
    return status;
  if (fwrite(&header, sizeof header, 1, spool->file) != 1 || fwrite(head, 1, head_bytes, spool->file) != head_bytes ||
      fwrite(body, 1, body_bytes, spool->file) != body_bytes)
    return refuse(spool, err);
  spool->bytes += (int64_t)(sizeof header + head_bytes + body_bytes);
  return FEN_OK;
}

fen_status fen_spool_sync(fen_spool *spool, int64_t *bytes, fen_error *err) {
  if (spool->error)
    return fen_file_unwritable(spool->path, spool->error, err);
  if (fflush(spool->file) || fsync(fileno(spool->file)))
    return refuse(spool, err);
  *bytes = spool->bytes;
  return FEN_OK;
}

fen_status fen_spool_rewind(fen_spool *spool, fen_error *err) {
  if (fflush(spool->file) || fseeko(spool->file, spool->first, SEEK_SET))
    return fen_file_unwritable(spool->path, errno, err);
  spool->at = spool->first;
  return FEN_OK;
}

fen_status fen_spool_next(fen_spool *spool, void *head, size_t head_bytes, void *body, size_t room, size_t *body_bytes, int *found,
                          fen_error *err) {
  record_header header;
  fen_digest digest;
  if (spool->at >= spool->bytes) {
    *found = 0;
    return FEN_OK;
  }
  fen_status status = read_record_header(spool, spool->bytes, &header, err);
  if (status)
    return status;
  size_t size = (size_t)header.body_bytes;
  bool whole = header.head_bytes == head_bytes && size <= room && fread(head, 1, head_bytes, spool->file) == head_bytes &&
               fread(body, 1, size, spool->file) == size;
  begin_record(&digest, &header);
  fen_digest_add(&digest, head, whole ? head_bytes : 0);
  fen_digest_add(&digest, body, whole ? size : 0);
  status = end_record(spool, &header, &digest, whole, err);
  if (status)
    return status;
  *body_bytes = size;
  *found = 1;
  return FEN_OK;
}

void fen_spool_close(fen_spool **item) {
  if (!item || !*item)
    return;
  fen_spool *spool = *item;
  if (spool->file)
    (void)fclose(spool->file);
  fen_free(spool->about);
  fen_free(spool->path);
  fen_free(spool);
  *item = NULL;
}
