#include "plain_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes of a character by its first one (RFC 3629, section 4), 0 where none begins so. */
static size_t bytes_of(unsigned char first) {
  if (first < 0x80)
    return 1;
  if (first < 0xc2 || first > 0xf4)
    return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool goes_on(const unsigned char *text, size_t at) {
  if ((text[at] & 0xc0) != 0x80)
    return false;
  if (at > 1)
    return true;
  bool too_long = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
  bool beyond = (text[0] == 0xed && text[1] > 0x9f) || (text[0] == 0xf4 && text[1] > 0x8f);
  return !too_long && !beyond;
}

void fen_plain_text(char *text) {
  const unsigned char *from = (const unsigned char *)text;
  char *to = text;
  while (*from) {
    size_t bytes = bytes_of(*from);
    size_t found = bytes > 0;
    while (found < bytes && goes_on(from, found))
      found++;
    bool control = (*from < ' ' && *from != '\n') || *from == 0x7f || (*from == 0xc2 && from[1] < 0xa0);
    if (bytes > 0 && found == bytes && !control) {
      memmove(to, from, bytes);
      to += bytes;
    } else if (found == bytes) {
      *to++ = *from == '\t' ? ' ' : '?';
    }
    from += found ? found : 1;
  }
  *to = '\0';
}
