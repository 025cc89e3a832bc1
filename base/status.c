#include "fenhe/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plain_text.h"

typedef struct {
  const char *name;
  int code;
  fen_exit exit;
  const char *text;
} status_row;

static const status_row rows[FEN_STATUS_COUNT] = {
#define STATUS_ROW(name, code, exit, text) {#name, code, exit, text},
    FEN_STATUS_LIST(STATUS_ROW)
#undef STATUS_ROW
};

static const status_row unknown = {"(no status)", -1, FEN_EXIT_INTERNAL, "no such status"};

static const status_row *row_of(fen_status status) {
  return (unsigned)status < FEN_STATUS_COUNT ? &rows[status] : &unknown;
}

int fen_status_code(fen_status status) {
  return row_of(status)->code;
}

fen_exit fen_status_exit(fen_status status) {
  return row_of(status)->exit;
}

const char *fen_status_text(fen_status status) {
  return row_of(status)->text;
}

const char *fen_status_name(fen_status status) {
  return row_of(status)->name;
}

fen_status fen_fail(fen_error *err, fen_status status, const char *format, ...) {
  if (err) {
    char text[FEN_ERROR_TEXT]; /* apart from err->text, which may be among the arguments */
    va_list arguments;
    va_start(arguments, format);
    int used = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (used < 0)
      text[0] = '\0';
    fen_plain_text(text);
    memcpy(err->text, text, strlen(text) + 1);
    err->status = status;
  }
  return status;
}

fen_status fen_fail_within(fen_error *err, const char *format, ...) {
  if (!err)
    return FEN_ERR_INTERNAL;
  char text[FEN_ERROR_TEXT];
  va_list arguments;
  va_start(arguments, format);
  int used = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  size_t prefix = used < 0 ? 0 : strlen(text);
  if (prefix > sizeof text - 3)
    prefix = sizeof text - 3;
  memcpy(text + prefix, ": ", 2);
  prefix += 2;
  size_t rest = strlen(err->text);
  if (rest > sizeof text - 1 - prefix)
    rest = sizeof text - 1 - prefix;
  memcpy(text + prefix, err->text, rest);
  text[prefix + rest] = '\0';
  fen_plain_text(text);
  memcpy(err->text, text, sizeof text);
  return err->status;
}
