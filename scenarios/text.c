#include "text.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"

static void make_room(fen_text *text, size_t more) {
  if (text->status || text->used + more <= text->room)
    return;
  size_t room = 2 * (text->used + more);
  char *larger = NULL;
  text->status = fen_allocate((ptrdiff_t)room, 1, &larger, text->err);
  if (text->status)
    return;
  if (text->used > 0)
    memcpy(larger, text->bytes, text->used);
  fen_free(text->bytes);
  text->bytes = larger;
  text->room = room;
}

void fen_text_add(fen_text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0)
    return;
  make_room(text, (size_t)length + 1);
  if (text->status)
    return;
  va_start(arguments, format);
  (void)vsnprintf(text->bytes + text->used, (size_t)length + 1, format, arguments);
  va_end(arguments);
  text->used += (size_t)length;
}

static void separate(fen_text *text) {
  if (text->used > 0 && text->bytes[text->used - 1] != '\n')
    fen_text_add(text, ",");
}

/* RFC 4180: quotes around a cell with a comma, a quote or a line's end, its quotes doubled. A row never begins with an empty cell. */
void fen_text_cell(fen_text *text, const char *cell) {
  separate(text);
  if (!strpbrk(cell, ",\"\r\n")) {
    fen_text_add(text, "%s", cell);
    return;
  }
  fen_text_add(text, "\"");
  for (; *cell; cell++)
    fen_text_add(text, *cell == '"' ? "\"\"" : "%c", *cell);
  fen_text_add(text, "\"");
}

void fen_text_number(fen_text *text, double value) {
  separate(text);
  if (!isnan(value))
    fen_text_add(text, "%.9g", value);
}

void fen_text_row_end(fen_text *text) {
  fen_text_add(text, "\n");
}

int fen_text_width(const char *words, int most) {
  int width = 0;
  for (int n = 0; n < most && words[n]; n++) {
    unsigned char byte = (unsigned char)words[n];
    if (byte >= 0xE0)
      width += 2;
    else if (byte < 0x80 || byte >= 0xC0)
      width++;
  }
  return width;
}

void fen_text_padded(fen_text *text, const char *words, int width) {
  int blanks = (width < 0 ? -width : width) - fen_text_width(words, INT_MAX);
  blanks = blanks > 0 ? blanks : 0;
  if (width < 0)
    fen_text_add(text, "%s%*s", words, blanks, "");
  else
    fen_text_add(text, "%*s%s", blanks, "", words);
}

int fen_text_fit(const char *words, int most) {
  int size = 0;
  while (size < most && words[size])
    size++;
  int last = size - 1; /* where the last character begins: bytes 10xxxxxx go on with one */
  while (last > 0 && ((unsigned char)words[last] & 0xC0) == 0x80)
    last--;
  if (last < 0)
    return 0;
  unsigned char lead = (unsigned char)words[last];
  int whole = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return last + whole > size ? last : size;
}

fen_status fen_text_finish(fen_text *text, char **out) {
  fen_text_add(text, "%s", "");
  if (text->status)
    fen_free(text->bytes);
  else
    *out = text->bytes;
  text->bytes = NULL;
  return text->status;
}
