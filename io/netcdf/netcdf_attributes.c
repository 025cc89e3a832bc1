#include <netcdf.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "netcdf_handle.h"

typedef struct {
  int variable; /* netcdf-c's id, NC_GLOBAL for the file's */
  nc_type type;
  size_t length;
} attribute;

static fen_status find(const fen_nc_reader *reader, const char *variable, const char *name, attribute *out, fen_error *err) {
  out->variable = NC_GLOBAL;
  fen_status status = variable ? fen_nc_find(reader, variable, &out->variable, err) : FEN_OK;
  if (status)
    return status;
  int code = nc_inq_att(reader->file, out->variable, name, &out->type, &out->length);
  if (code == NC_ENOTATT)
    return fen_nc_fail(reader, variable, FEN_ERR_VARIABLE, "add it, for instance with ncatted", err, "%s '%.60s' is missing",
                       variable ? "attribute" : "global attribute", name);
  return code ? fen_nc_refused(reader, variable, code, err) : FEN_OK;
}

bool fen_nc_has_attribute(const fen_nc_reader *reader, const char *variable, const char *name) {
  attribute found;
  return find(reader, variable, name, &found, NULL) == FEN_OK;
}

/* Copy without the blanks and NULs around it, in one line: a complaint that shows it has lines of its own. */
static fen_status trim_into(const fen_nc_reader *reader, const char *variable, const char *name, const char *text, size_t length, char *out,
                            size_t size, fen_error *err) {
  const char *end = memchr(text, '\0', length);
  if (end)
    length = (size_t)(end - text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]))
    length--;
  while (length > 0 && strchr(" \t\r\n", *text)) {
    text++;
    length--;
  }
  if (length >= size)
    return fen_nc_fail(reader, variable, FEN_ERR_VALUE, "shorten it, for instance with ncatted", err,
                       "'%.60s' has %zu bytes, more than the %zu that are read", name, length, size - 1);
  memcpy(out, text, length);
  out[length] = '\0';
  for (char *at = strpbrk(out, "\r\n"); at; at = strpbrk(at, "\r\n"))
    *at = ' ';
  return FEN_OK;
}

fen_status fen_nc_attribute_text(const fen_nc_reader *reader, const char *variable, const char *name, char *out, size_t size,
                                 fen_error *err) {
  attribute found;
  fen_status status = find(reader, variable, name, &found, err);
  if (status)
    return status;
  if (found.type == NC_STRING && found.length == 1) {
    char *text = NULL;
    int code = nc_get_att_string(reader->file, found.variable, name, &text);
    if (code)
      return fen_nc_refused(reader, variable, code, err);
    status = trim_into(reader, variable, name, text ? text : "", text ? strlen(text) : 0, out, size, err);
    (void)nc_free_string(1, &text);
    return status;
  }
  if (found.type != NC_CHAR)
    return fen_nc_fail(reader, variable, FEN_ERR_VALUE, "write it as text, for instance with ncatted", err, "attribute '%.60s' is no text",
                       name);
  if (found.length > FEN_NC_LONGEST_TEXT)
    return fen_nc_fail(reader, variable, FEN_ERR_VALUE, "shorten it, for instance with ncatted", err,
                       "'%.60s' has %zu bytes, more than the %zu that are read", name, found.length, size - 1);
  char *text;
  status = fen_allocate((ptrdiff_t)found.length + 1, 1, &text, err);
  if (status)
    return status;
  int code = nc_get_att_text(reader->file, found.variable, name, text);
  status = code ? fen_nc_refused(reader, variable, code, err) : trim_into(reader, variable, name, text, found.length, out, size, err);
  fen_free(text);
  return status;
}

fen_status fen_nc_attribute_numbers(const fen_nc_reader *reader, const char *variable, const char *name, ptrdiff_t capacity, double *out,
                                    ptrdiff_t *count, fen_error *err) {
  attribute found;
  fen_status status = find(reader, variable, name, &found, err);
  if (status)
    return status;
  if (found.type < NC_BYTE || found.type == NC_CHAR || found.type > NC_UINT64 || found.length == 0)
    return fen_nc_fail(reader, variable, FEN_ERR_VALUE, "write it as a number, for instance with ncatted", err,
                       "attribute '%.60s' is no number", name);
  if (found.length > (size_t)capacity)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "correct it, for instance with ncatted", err,
                       "attribute '%.60s' has %zu values where at most %td are wanted", name, found.length, capacity);
  int code = nc_get_att_double(reader->file, found.variable, name, out);
  if (code)
    return fen_nc_refused(reader, variable, code, err);
  *count = (ptrdiff_t)found.length;
  return FEN_OK;
}

fen_status fen_nc_attribute_number(const fen_nc_reader *reader, const char *variable, const char *name, double *out, fen_error *err) {
  ptrdiff_t count = 0;
  double value = 0.0;
  fen_status status = fen_nc_attribute_numbers(reader, variable, name, 1, &value, &count, err);
  if (!status)
    *out = value;
  return status;
}
