#include "utf8.h"

#include <stdbool.h>
#include <string.h>

#include "fenhe/text.h"

size_t fen_utf8_decode(const char *text, size_t size, unsigned *code) {
  static const unsigned lowest[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (size == 0)
    return 0;
  unsigned char lead = (unsigned char)text[0];
  size_t bytes = lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc0 && lead < 0xe0 ? 2 : 0;
  if (bytes == 0 || bytes > size)
    return 0;
  unsigned value = bytes == 1 ? lead : lead & (0x7fu >> bytes);
  for (size_t i = 1; i < bytes; i++) {
    unsigned char next = (unsigned char)text[i];
    if ((next & 0xc0) != 0x80)
      return 0;
    value = value << 6 | (next & 0x3fu);
  }
  if (value < lowest[bytes] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    return 0;
  *code = value;
  return bytes;
}

/* After Unicode's East Asian Width (UAX 11), in blocks. */
int fen_utf8_columns(unsigned code) {
  static const unsigned none[][2] = {{0x300, 0x36f}, {0x200b, 0x200f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};
  static const unsigned wide[][2] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xac00, 0xd7a3},
                                     {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                                     {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    if (code >= none[i][0] && code <= none[i][1])
      return 0;
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (code >= wide[i][0] && code <= wide[i][1])
      return 2;
  return 1;
}

ptrdiff_t fen_utf8_width(const char *text, size_t size) {
  ptrdiff_t width = 0;
  for (size_t at = 0; at < size;) {
    unsigned code = ' ';
    size_t bytes = fen_utf8_decode(text + at, size - at, &code);
    width += fen_utf8_columns(code);
    at += bytes ? bytes : 1;
  }
  return width;
}

ptrdiff_t fen_utf8_length(const char *text, size_t size) {
  ptrdiff_t length = 0;
  for (size_t at = 0; at < size; length++) {
    unsigned code;
    size_t bytes = fen_utf8_decode(text + at, size - at, &code);
    at += bytes ? bytes : 1;
  }
  return length;
}

void fen_text_cut(char *text) {
  enum { MOST_BEHIND = 3 }; /* bytes of a character behind its first */
  size_t length = strlen(text);
  size_t behind = 0;
  unsigned code;
  while (behind < MOST_BEHIND && behind < length && ((unsigned char)text[length - 1 - behind] & 0xc0) == 0x80)
    behind++;
  if (behind == length)
    return;
  char *last = text + length - 1 - behind;
  bool starts_several = ((unsigned char)*last & 0xc0) == 0xc0;
  if (starts_several && fen_utf8_decode(last, behind + 1, &code) != behind + 1)
    *last = '\0';
}
