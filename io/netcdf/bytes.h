/** @file bytes.h  Numbers and checksums as HDF5 keeps them in a file. Private to io. */
#ifndef FENHE_IO_BYTES_H
#define FENHE_IO_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** An unsigned number of up to eight bytes, the least first. */
static inline uint64_t fen_bytes_number(const unsigned char *bytes, size_t size) {
  uint64_t value = 0;
  for (size_t n = size; n-- > 0;)
    value = value << 8 | bytes[n];
  return value;
}

/** Bob Jenkins' lookup3 (public domain, 2006), which HDF5 takes for its checksums and for the hashes of names. */
uint32_t fen_bytes_checksum(const unsigned char *bytes, size_t size);
/** Whether bytes have the checksum that the file tells. The fuzzer's build takes any, or what lies behind checksums would never be tried.
 */
bool fen_bytes_sound(const unsigned char *bytes, size_t size, uint64_t checksum);

#endif
