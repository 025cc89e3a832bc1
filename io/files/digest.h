/** @file digest.h  SHA-256 of bytes as they come, by libcrypto. Private to io. */
#ifndef FENHE_DIGEST_H
#define FENHE_DIGEST_H

#include <stddef.h>

#include "fenhe/status.h"

enum { FEN_DIGEST_TEXT = 65 };

typedef struct {
  void *context; /**< owned */
  int good;
} fen_digest;

/** Start; always followed by fen_digest_end. Faults are told there. */
void fen_digest_begin(fen_digest *digest);
void fen_digest_add(fen_digest *digest, const void *bytes, size_t size);
/** Release, and write 64 hexadecimal digits. path is only named. @return FEN_OK; FEN_ERR_LIBRARY */
fen_status fen_digest_end(fen_digest *digest, const char *path, char hex[FEN_DIGEST_TEXT], fen_error *err);

#endif
