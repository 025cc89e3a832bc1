#include "digest.h"

#include <openssl/evp.h>

void fen_digest_begin(fen_digest *digest) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  *digest = (fen_digest){.context = context, .good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL)};
}

void fen_digest_add(fen_digest *digest, const void *bytes, size_t size) {
  digest->good = digest->good && EVP_DigestUpdate(digest->context, bytes, size);
}

fen_status fen_digest_end(fen_digest *digest, const char *path, char hex[FEN_DIGEST_TEXT], fen_error *err) {
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  int good = digest->good && EVP_DigestFinal_ex(digest->context, raw, &size) && size == 32;
  EVP_MD_CTX_free(digest->context);
  *digest = (fen_digest){0};
  if (!good)
    return fen_fail(err, FEN_ERR_LIBRARY, "%s: libcrypto refuses to make a SHA-256 checksum; check its installation", path);
  for (size_t i = 0; i < size; i++) {
    hex[2 * i] = digits[raw[i] >> 4];
    hex[2 * i + 1] = digits[raw[i] & 15];
  }
  hex[FEN_DIGEST_TEXT - 1] = '\0';
  return FEN_OK;
}
