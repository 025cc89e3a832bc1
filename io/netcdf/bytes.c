#include "bytes.h"

static uint32_t word_of(const unsigned char *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint32_t turned(uint32_t value, int bits) {
  return value << bits | value >> (32 - bits);
}

uint32_t fen_bytes_checksum(const unsigned char *bytes, size_t size) {
  static const int mix[6] = {4, 6, 8, 16, 19, 4};
  static const int last[7] = {14, 11, 25, 16, 4, 14, 24};
  const uint32_t start = 0xdeadbeefU + (uint32_t)size;
  uint32_t word[3] = {start, start, start};
  if (size == 0)
    return start;
  for (; size > 12; size -= 12, bytes += 12) {
    for (int n = 0; n < 3; n++)
      word[n] += word_of(bytes + 4 * n);
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

bool fen_bytes_sound(const unsigned char *bytes, size_t size, uint64_t checksum) {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  (void)bytes, (void)size, (void)checksum;
  return true;
#else
  return fen_bytes_checksum(bytes, size) == checksum;
#endif
}
