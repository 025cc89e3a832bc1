#include "complaint.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

enum { WIDEST_EXCERPT = 90, EXCERPT_TEXT = 700, TAIL_TEXT = 512, HEAD_TEXT = 400, LEAD = 40 };

/* Bytes of text that fit into room, never ending within a character. */
static size_t cut_at_character(const char *text, size_t size, size_t room) {
  if (size <= room)
    return size;
  size = room;
  while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
    size--;
  return size;
}

/* The line in a window around the token, and the caret below; both sides agree on the display width of every character. */
static void draw_excerpt(const fen_place *place, char out[EXCERPT_TEXT]) {
  char line[4 * WIDEST_EXCERPT + 8];
  char caret[WIDEST_EXCERPT + 8];
  size_t before =
      (size_t)fen_utf8_width(place->excerpt, place->token_start < place->excerpt_bytes ? place->token_start : place->excerpt_bytes);
  size_t left = before > WIDEST_EXCERPT - LEAD ? before - LEAD : 0;
  size_t line_used = 0;
  size_t caret_used = 0;
  size_t width = 0;
  size_t token_end = place->token_start + (place->token_bytes ? place->token_bytes : 1);
  for (size_t at = 0; at <= place->excerpt_bytes && width < left + WIDEST_EXCERPT;) {
    unsigned code = ' ';
    size_t bytes = at < place->excerpt_bytes ? fen_utf8_decode(place->excerpt + at, place->excerpt_bytes - at, &code) : 1;
    size_t columns = (size_t)fen_utf8_columns(code);
    if (width >= left && line_used + 4 < sizeof line && caret_used + 2 < sizeof caret) {
      if (at < place->excerpt_bytes) {
        int printable = bytes > 0 && code >= ' ' && code != 0x7f;
        memcpy(line + line_used, printable ? place->excerpt + at : code == '\t' ? " " : "?", printable ? bytes : 1);
        line_used += printable ? bytes : 1;
      }
      for (size_t i = 0; i < columns && at < token_end; i++) {
        char mark = at == place->token_start && i == 0 ? '^' : '~';
        if (at < place->token_start)
          mark = ' ';
        caret[caret_used++] = mark;
      }
    }
    width += columns;
    at += bytes ? bytes : 1;
  }
  (void)snprintf(out, EXCERPT_TEXT, "\n%4td | %.*s\n     | %.*s", place->line, (int)line_used, line, (int)caret_used, caret);
}

/* Path, line and column or name, as compilers write them. */
static void draw_place(const fen_place *place, char out[HEAD_TEXT]) {
  size_t length = strlen(place->path);
  const char *path = length > 300 ? place->path + length - 300 : place->path;
  int used = snprintf(out, HEAD_TEXT, "%s%s", path == place->path ? "" : "...", path);
  if (place->line > 0)
    used += snprintf(out + used, HEAD_TEXT - (size_t)used, ":%td", place->line);
  if (place->column > 0)
    used += snprintf(out + used, HEAD_TEXT - (size_t)used, ":%td", place->column);
  if (place->name)
    used +=
        snprintf(out + used, HEAD_TEXT - (size_t)used, ":%.*s", (int)cut_at_character(place->name, strlen(place->name), 40), place->name);
  (void)snprintf(out + used, HEAD_TEXT - (size_t)used, ": error: ");
}

/* Words from a file may hold line breaks; a complaint has its own lines. */
static void join_lines(char *text) {
  for (; *text; text++)
    if (*text == '\n' || *text == '\r')
      *text = ' ';
}

/* What can be done where the place that found the fault knows nothing better. */
static const char *usual_remedy(fen_status status) {
  switch (status) {
  case FEN_ERR_TYPE:
    return "write what is asked for; the guide's page on this file shows how";
  case FEN_ERR_RANGE:
    return "correct the value; the guide's page on this file tells its limits";
  case FEN_ERR_TIME:
    return "correct the time; times are written like 2020-01-10T00:00+08:00";
  case FEN_ERR_KEY_TWICE:
  case FEN_ERR_NAME_TWICE:
    return "keep one of the two";
  case FEN_ERR_SHAPE:
    return "ncdump -h shows the dimensions that it has; make the file anew with those that are wanted";
  case FEN_ERR_VALUE:
    return "correct the file, or leave it out";
  case FEN_ERR_GRID:
    return "correct the description of the grid, or give another file";
  case FEN_ERR_NEGATIVE:
    return "correct the file: what is emitted or in the air is 0 or more";
  default:
    return fen_status_text(status);
  }
}

fen_status fen_complain_v(const fen_place *place, fen_status status, const char *remedy, fen_error *err, const char *format,
                          va_list arguments) {
  if (!err)
    return status;
  char head[HEAD_TEXT];
  char excerpt[EXCERPT_TEXT] = "";
  char tail[TAIL_TEXT];
  char message[FEN_ERROR_TEXT];
  if (vsnprintf(message, sizeof message, format, arguments) < 0)
    message[0] = '\0';
  if (!remedy)
    remedy = usual_remedy(status);
  draw_place(place, head);
  join_lines(head);
  join_lines(message);
  if (place->excerpt)
    draw_excerpt(place, excerpt);
  (void)snprintf(tail, sizeof tail, "\n  = %.*s  [E%04d]", (int)cut_at_character(remedy, strlen(remedy), TAIL_TEXT - 32), remedy,
                 fen_status_code(status));
  join_lines(tail + 1);
  size_t taken = strlen(head) + strlen(excerpt) + strlen(tail) + 1;
  size_t room = taken < FEN_ERROR_TEXT ? FEN_ERROR_TEXT - taken : 0;
  return fen_fail(err, status, "%s%.*s%s%s", head, (int)cut_at_character(message, strlen(message), room), message, excerpt, tail);
}

fen_status fen_complain(const fen_place *place, fen_status status, const char *remedy, fen_error *err, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)fen_complain_v(place, status, remedy, err, format, arguments);
  va_end(arguments);
  return status;
}
