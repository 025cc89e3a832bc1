#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "netcdf_handle.h"

enum { MOST_MISSING = 8, INDEX_TEXT = 240 };

/* How the numbers in the file become values. */
typedef struct {
  double scale, offset;
  double missing[MOST_MISSING]; /* before scale and offset, as CF wants it */
  ptrdiff_t missing_count;
  double lowest, highest; /* before scale and offset: CF's valid_min, valid_max or valid_range, beyond which a value is missing */
} packing;

/* I/O API marks missing values by BADVAL3 = -9.999E36, and counts all below AMISS3 = -9.0E36 as such (its include file PARMS3.EXT). */
static const double LEAST_VALUE = -9.0e36;

/* Values that netcdf-c leaves where nothing was ever written; bytes have none, all their values are in use. */
static bool default_fill(nc_type type, double *out) {
  static const struct {
    nc_type type;
    double fill;
  } fills[] = {{NC_SHORT, NC_FILL_SHORT}, {NC_USHORT, NC_FILL_USHORT},       {NC_INT, NC_FILL_INT},
               {NC_UINT, NC_FILL_UINT},   {NC_INT64, (double)NC_FILL_INT64}, {NC_UINT64, (double)NC_FILL_UINT64},
               {NC_FLOAT, NC_FILL_FLOAT}, {NC_DOUBLE, NC_FILL_DOUBLE}};
  for (size_t i = 0; i < sizeof fills / sizeof *fills; i++)
    if (fills[i].type == type) {
      *out = fills[i].fill;
      return true;
    }
  return false;
}

static fen_status read_valid_range(const fen_nc_reader *reader, const char *variable, packing *out, fen_error *err) {
  double range[2] = {-HUGE_VAL, HUGE_VAL};
  ptrdiff_t count = 0;
  fen_status status = FEN_OK;
  if (fen_nc_has_attribute(reader, variable, "valid_range"))
    status = fen_nc_attribute_numbers(reader, variable, "valid_range", 2, range, &count, err);
  if (!status && fen_nc_has_attribute(reader, variable, "valid_min"))
    status = fen_nc_attribute_number(reader, variable, "valid_min", &range[0], err);
  if (!status && fen_nc_has_attribute(reader, variable, "valid_max"))
    status = fen_nc_attribute_number(reader, variable, "valid_max", &range[1], err);
  out->lowest = range[0];
  out->highest = range[1];
  return status;
}

static fen_status read_packing(const fen_nc_reader *reader, const char *variable, nc_type type, packing *out, fen_error *err) {
  fen_status status = FEN_OK;
  *out = (packing){.scale = 1.0, .lowest = -HUGE_VAL, .highest = HUGE_VAL};
  if (fen_nc_has_attribute(reader, variable, "scale_factor"))
    status = fen_nc_attribute_number(reader, variable, "scale_factor", &out->scale, err);
  if (!status && fen_nc_has_attribute(reader, variable, "add_offset"))
    status = fen_nc_attribute_number(reader, variable, "add_offset", &out->offset, err);
  if (!status && (!isfinite(out->scale) || !isfinite(out->offset)))
    status = fen_nc_fail(reader, variable, FEN_ERR_VALUE, "correct the attributes, for instance with ncatted", err,
                         "scale_factor is %g and add_offset %g, where finite numbers are needed", out->scale, out->offset);
  if (!status)
    status = read_valid_range(reader, variable, out, err);
  bool filled = fen_nc_has_attribute(reader, variable, "_FillValue");
  static const char *const names[] = {"_FillValue", "missing_value"};
  for (int i = 0; i < 2 && !status; i++) {
    ptrdiff_t count = 0;
    if (fen_nc_has_attribute(reader, variable, names[i]))
      status = fen_nc_attribute_numbers(reader, variable, names[i], MOST_MISSING - 1 - out->missing_count,
                                        out->missing + out->missing_count, &count, err);
    out->missing_count += count;
  }
  if (!status && !filled && default_fill(type, &out->missing[out->missing_count]))
    out->missing_count++;
  return status;
}

static bool is_missing(const packing *pack, double raw) {
  bool missing = isnan(raw) || (isfinite(raw) && (raw < LEAST_VALUE || raw < pack->lowest || raw > pack->highest));
  for (ptrdiff_t i = 0; i < pack->missing_count; i++)
    missing = missing || raw == pack->missing[i];
  return missing;
}

/* "time 0, lat 3, lon 5": the index in the file of the at-th value of a block. */
static void write_index(const fen_nc_shape *shape, const ptrdiff_t *start, const ptrdiff_t *count, ptrdiff_t at, char text[INDEX_TEXT]) {
  ptrdiff_t index[FEN_NC_MAX_RANK];
  for (int i = shape->rank - 1; i >= 0; i--) {
    index[i] = start[i] + at % count[i];
    at /= count[i];
  }
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; i < shape->rank && used < INDEX_TEXT - 72; i++)
    used += (size_t)snprintf(text + used, INDEX_TEXT - used, "%s%.40s %td", i ? ", " : "", shape->dimension[i], index[i]);
}

/* A value that is none: which it is, why, and where it stands. */
static fen_status refuse_value(const fen_nc_reader *reader, const char *variable, const char *why, double value, const ptrdiff_t *start,
                               const ptrdiff_t *count, ptrdiff_t at, fen_error *err) {
  char index[INDEX_TEXT] = "";
  fen_nc_shape shape;
  if (!fen_nc_variable_shape(reader, variable, &shape, NULL))
    write_index(&shape, start, count, at, index);
  return fen_nc_fail(reader, variable, FEN_ERR_VALUE, "fill the gap, or leave this file or time out", err, "a value is %s: %g at %s%s", why,
                     value, index[0] ? index : "its one place", index[0] ? " (from 0)" : "");
}

static fen_status check_block(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                              ptrdiff_t *total, fen_error *err) {
  fen_nc_shape shape;
  fen_status status = fen_nc_variable_shape(reader, variable, &shape, err);
  if (status)
    return status;
  if (rank != shape.rank)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "ncdump -h shows its dimensions", err, "it has %d dimensions where %d are wanted",
                       shape.rank, rank);
  *total = 1;
  for (int i = 0; i < rank; i++) {
    if (start[i] < 0 || count[i] < 0 || start[i] > shape.shape[i] || count[i] > shape.shape[i] - start[i])
      return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "check that the file belongs to this grid and period", err,
                         "%td values from index %td are wanted along '%s', which has %td", count[i], start[i], shape.dimension[i],
                         shape.shape[i]);
    status = fen_product(*total, count[i], 1, total, err);
    if (status)
      return status;
  }
  return FEN_OK;
}

static fen_status number_type(const fen_nc_reader *reader, const char *variable, int *id, nc_type *type, fen_error *err) {
  fen_status status = fen_nc_find(reader, variable, id, err);
  if (status)
    return status;
  int code = nc_inq_vartype(reader->file, *id, type);
  if (code)
    return fen_nc_refused(reader, variable, code, err);
  if (*type == NC_CHAR || *type > NC_UINT64)
    return fen_nc_fail(reader, variable, FEN_ERR_FILE_FORMAT, "store it as numbers, or name another variable", err,
                       "it holds text or a compound where numbers are wanted");
  return FEN_OK;
}

fen_status fen_nc_check_numbers(const fen_nc_reader *reader, const char *variable, fen_error *err) {
  int id;
  nc_type type;
  return number_type(reader, variable, &id, &type, err);
}

static fen_status read_block(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                             bool allow_missing, double *out, fen_error *err) {
  ptrdiff_t total = 0;
  int id;
  nc_type type;
  packing pack;
  fen_status status = check_block(reader, variable, rank, start, count, &total, err);
  if (!status)
    status = number_type(reader, variable, &id, &type, err);
  if (!status)
    status = read_packing(reader, variable, type, &pack, err);
  if (status || total == 0)
    return status;
  size_t from[FEN_NC_MAX_RANK] = {0};
  size_t extent[FEN_NC_MAX_RANK] = {0};
  for (int i = 0; i < rank; i++) {
    from[i] = (size_t)start[i];
    extent[i] = (size_t)count[i];
  }
  int code = nc_get_vara_double(reader->file, id, from, extent, out);
  if (code)
    return fen_nc_refused(reader, variable, code, err);
  for (ptrdiff_t i = 0; i < total; i++) {
    const bool missing = is_missing(&pack, out[i]);
    const double value = missing ? (double)NAN : out[i] * pack.scale + pack.offset;
    if (!isfinite(value) && !(allow_missing && missing))
      return refuse_value(reader, variable,
                          !missing && isfinite(out[i])                    ? "not finite with its scale_factor and add_offset"
                          : !missing                                      ? "not finite"
                          : out[i] < pack.lowest || out[i] > pack.highest ? "beyond the file's valid_range"
                                                                          : "missing",
                          out[i], start, count, i, err);
    out[i] = value;
  }
  return FEN_OK;
}

fen_status fen_nc_read(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                       double *out, fen_error *err) {
  return read_block(reader, variable, rank, start, count, false, out, err);
}

fen_status fen_nc_read_missing(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                               double *out, fen_error *err) {
  return read_block(reader, variable, rank, start, count, true, out, err);
}

/* Index of a row over all dimensions but the last `inner`. */
static fen_status row_index(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *shape, int inner, ptrdiff_t row,
                            size_t start[FEN_NC_MAX_RANK], fen_error *err) {
  ptrdiff_t rest = row;
  for (int i = shape->rank - inner - 1; i >= 0; i--) {
    start[i] = shape->shape[i] > 0 ? (size_t)(rest % shape->shape[i]) : 0;
    rest = shape->shape[i] > 0 ? rest / shape->shape[i] : 1;
  }
  if (row < 0 || rest != 0)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "ncdump -h shows its dimensions", err, "it has no row %td", row);
  return FEN_OK;
}

static fen_status copy_text(const fen_nc_reader *reader, const char *variable, const char *text, size_t length, char *out, size_t size,
                            fen_error *err) {
  const char *end = memchr(text, '\0', length);
  if (end)
    length = (size_t)(end - text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]))
    length--;
  if (length >= size)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, NULL, err, "a text of %zu bytes, more than the %zu that are read", length,
                       size - 1);
  memcpy(out, text, length);
  out[length] = '\0';
  return FEN_OK;
}

fen_status fen_nc_read_text(const fen_nc_reader *reader, const char *variable, ptrdiff_t row, char *out, size_t size, fen_error *err) {
  fen_nc_shape shape;
  int id;
  nc_type type;
  size_t start[FEN_NC_MAX_RANK] = {0};
  size_t extent[FEN_NC_MAX_RANK] = {1, 1, 1, 1, 1, 1, 1, 1};
  fen_status status = fen_nc_variable_shape(reader, variable, &shape, err);
  if (!status)
    status = fen_nc_find(reader, variable, &id, err);
  if (status)
    return status;
  int code = nc_inq_vartype(reader->file, id, &type);
  if (code)
    return fen_nc_refused(reader, variable, code, err);
  if (type != NC_CHAR && type != NC_STRING)
    return fen_nc_fail(reader, variable, FEN_ERR_FILE_FORMAT, "give text", err, "it holds numbers where text is wanted");
  bool string = type == NC_STRING;
  status = row_index(reader, variable, &shape, string || shape.rank == 0 ? 0 : 1, row, start, err);
  if (status)
    return status;
  if (string) {
    char *text = NULL;
    code = nc_get_vara_string(reader->file, id, start, extent, &text);
    if (code)
      return fen_nc_refused(reader, variable, code, err);
    status = copy_text(reader, variable, text ? text : "", text ? strlen(text) : 0, out, size, err);
    (void)nc_free_string(1, &text);
    return status;
  }
  size_t length = shape.rank ? (size_t)shape.shape[shape.rank - 1] : 1;
  if (shape.rank)
    extent[shape.rank - 1] = length;
  if (length > FEN_NC_LONGEST_TEXT)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, NULL, err, "a text of %zu bytes, more than the %zu that are read", length,
                       size - 1);
  char *text;
  status = fen_allocate((ptrdiff_t)length + 1, 1, &text, err);
  if (status)
    return status;
  code = length ? nc_get_vara_text(reader->file, id, start, extent, text) : 0;
  status = code ? fen_nc_refused(reader, variable, code, err) : copy_text(reader, variable, text, length, out, size, err);
  fen_free(text);
  return status;
}
