#include "fenhe/netcdf_write.h"

#include <errno.h>
#include <math.h>
#include <netcdf.h>
#include <stdbool.h>
#include <string.h>

#include "fenhe/memory.h"
#include "files/replace.h"
#include "netcdf_handle.h"
#include "text/complaint.h"

enum { MAX_RANK = 8, CACHE_SLOTS = 7 };

struct fen_nc_writer {
  fen_replacement file;
  int id; /**< netcdf-c's; -1 once it is closed */
};

/* A refusal of netcdf-c: a system error where it passes one on, else HDF5's, whose usual cause is the disk. */
static fen_status refused(const fen_nc_writer *writer, const char *variable, int code, fen_error *err) {
  if (code > 0)
    return fen_file_unwritable(writer->file.path, code, err);
  const fen_place place = {.path = writer->file.path, .name = variable};
  bool misuse = code == NC_ENOTVAR || code == NC_EBADDIM || code == NC_EINVALCOORDS || code == NC_EEDGE || code == NC_ENAMEINUSE ||
                code == NC_EBADNAME || code == NC_EBADTYPE || code == NC_ECHAR || code == NC_EBADCHUNK || code == NC_ELATEFILL ||
                code == NC_EINVAL;
  if (misuse)
    return fen_complain(&place, FEN_ERR_ARGUMENT, NULL, err, "the file cannot be laid out so: %s", nc_strerror(code));
  if (code == NC_ERANGE)
    return fen_complain(&place, FEN_ERR_VALUE, "write it in another unit or type", err, "a value does not fit the variable's type");
  if (code == NC_EHDFERR && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO))
    return fen_file_unwritable(writer->file.path, errno, err);
  return fen_complain(&place, FEN_ERR_WRITE, "check the space on that disk", err, "the file cannot be written: %s", nc_strerror(code));
}

fen_status fen_nc_create(const char *path, fen_nc_writer **out, fen_error *err) {
  fen_nc_writer *writer;
  fen_status status = FEN_NEW(&writer, 1, err);
  if (status)
    return status;
  writer->id = -1;
  status = fen_replacement_begin(path, &writer->file, err);
  if (!status) {
    fen_nc_prepare();
    int code = nc_create(writer->file.temporary, NC_CLOBBER | NC_NETCDF4, &writer->id);
    if (code) {
      writer->id = -1;
      status = refused(writer, NULL, code, err);
    }
  }
  if (status)
    fen_nc_discard(&writer);
  else
    *out = writer;
  return status;
}

fen_status fen_nc_define_dimension(fen_nc_writer *writer, const char *name, ptrdiff_t length, fen_error *err) {
  if (length < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "%s: dimension '%s' of length %td", writer->file.path, name, length);
  int id;
  int code = nc_def_dim(writer->id, name, length ? (size_t)length : NC_UNLIMITED, &id);
  return code ? refused(writer, name, code, err) : FEN_OK;
}

/* Ids of blank-separated dimension names. */
static int find_dimensions(const fen_nc_writer *writer, const char *names, int *rank, int ids[MAX_RANK]) {
  *rank = 0;
  for (const char *at = names + strspn(names, " "); *at; at += strspn(at, " ")) {
    char name[NC_MAX_NAME + 1];
    size_t length = strcspn(at, " ");
    if (*rank == MAX_RANK || length > NC_MAX_NAME)
      return NC_EBADDIM;
    memcpy(name, at, length);
    name[length] = '\0';
    int code = nc_inq_dimid(writer->id, name, &ids[(*rank)++]);
    if (code)
      return code;
    at += length;
  }
  return NC_NOERR;
}

fen_status fen_nc_define_variable(fen_nc_writer *writer, const char *name, fen_nc_type type, const char *dimensions, const ptrdiff_t *chunk,
                                  fen_error *err) {
  static const nc_type types[] = {[FEN_NC_FLOAT] = NC_FLOAT, [FEN_NC_DOUBLE] = NC_DOUBLE, [FEN_NC_INT] = NC_INT, [FEN_NC_CHAR] = NC_CHAR};
  int rank = 0;
  int ids[MAX_RANK] = {0};
  int id = -1;
  int code = find_dimensions(writer, dimensions, &rank, ids);
  if (!code)
    code = nc_def_var(writer->id, name, types[type], rank, ids, &id);
  if (!code && rank > 0 && chunk) {
    size_t sizes[MAX_RANK];
    size_t bytes = sizeof(double);
    for (int i = 0; i < rank; i++) {
      sizes[i] = chunk[i] > 0 ? (size_t)chunk[i] : 1;
      bytes *= sizes[i];
    }
    code = nc_def_var_chunking(writer->id, id, NC_CHUNKED, sizes);
    /* Who names chunks writes them whole: without this the library keeps 16 MB of every variable until the file is closed. */
    if (!code)
      code = nc_set_var_chunk_cache(writer->id, id, bytes, CACHE_SLOTS, 1.0F);
  }
  if (!code && rank > 0)
    code = nc_def_var_deflate(writer->id, id, 1, 1, 1);
  return code ? refused(writer, name, code, err) : FEN_OK;
}

static int find_variable(const fen_nc_writer *writer, const char *variable, int *id) {
  *id = NC_GLOBAL;
  return variable ? nc_inq_varid(writer->id, variable, id) : NC_NOERR;
}

fen_status fen_nc_put_text(fen_nc_writer *writer, const char *variable, const char *attribute, const char *text, fen_error *err) {
  int id;
  int code = find_variable(writer, variable, &id);
  if (!code)
    code = nc_put_att_text(writer->id, id, attribute, strlen(text), text);
  return code ? refused(writer, variable ? variable : attribute, code, err) : FEN_OK;
}

/* CF wants these in the type of their variable. */
static bool follows_type(const char *attribute) {
  static const char *const names[] = {"_FillValue",  "missing_value", "valid_min",  "valid_max",
                                      "valid_range", "flag_values",   "flag_masks", "actual_range"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(attribute, names[i]) == 0)
      return true;
  return false;
}

fen_status fen_nc_put_numbers(fen_nc_writer *writer, const char *variable, const char *attribute, const double *values, ptrdiff_t count,
                              fen_error *err) {
  int id;
  nc_type type = NC_DOUBLE;
  int code = find_variable(writer, variable, &id);
  if (!code && variable && follows_type(attribute))
    code = nc_inq_vartype(writer->id, id, &type);
  if (!code)
    code = nc_put_att_double(writer->id, id, attribute, type, (size_t)count, values);
  return code ? refused(writer, variable ? variable : attribute, code, err) : FEN_OK;
}

fen_status fen_nc_put_texts(fen_nc_writer *writer, const char *variable, const char *const *pairs, fen_error *err) {
  fen_status status = FEN_OK;
  for (; *pairs && !status; pairs += 2)
    status = fen_nc_put_text(writer, variable, pairs[0], pairs[1], err);
  return status;
}

fen_status fen_nc_write(fen_nc_writer *writer, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                        const double *values, fen_error *err) {
  int id;
  int actual_rank = 0;
  nc_type type = NC_DOUBLE;
  size_t from[MAX_RANK] = {0};
  size_t extent[MAX_RANK] = {0};
  size_t total = 1;
  int code = find_variable(writer, variable, &id);
  if (!code)
    code = nc_inq_var(writer->id, id, NULL, &type, &actual_rank, NULL, NULL);
  if (code)
    return refused(writer, variable, code, err);
  if (rank != actual_rank)
    return refused(writer, variable, NC_EINVALCOORDS, err);
  for (int i = 0; i < rank; i++) {
    if (start[i] < 0 || count[i] < 0)
      return refused(writer, variable, NC_EINVALCOORDS, err);
    from[i] = (size_t)start[i];
    extent[i] = (size_t)count[i];
    total *= extent[i];
  }
  for (size_t i = 0; type == NC_INT && i < total; i++)
    if (!isfinite(values[i]))
      return refused(writer, variable, NC_ERANGE, err);
  code = nc_put_vara_double(writer->id, id, from, extent, values);
  return code ? refused(writer, variable, code, err) : FEN_OK;
}

fen_status fen_nc_write_text(fen_nc_writer *writer, const char *variable, ptrdiff_t row, const char *text, fen_error *err) {
  int id;
  int rank = 0;
  int dimensions[NC_MAX_VAR_DIMS];
  size_t width = 1;
  int code = find_variable(writer, variable, &id);
  if (!code)
    code = nc_inq_var(writer->id, id, NULL, NULL, &rank, dimensions, NULL);
  if (!code && (rank < 1 || rank > 2 || row < 0 || (rank == 1 && row != 0)))
    code = NC_EINVALCOORDS;
  if (!code)
    code = nc_inq_dimlen(writer->id, dimensions[rank - 1], &width);
  if (code)
    return refused(writer, variable, code, err);
  size_t length = strlen(text);
  if (length > width) {
    const fen_place place = {.path = writer->file.path, .name = variable};
    return fen_complain(&place, FEN_ERR_ARGUMENT, NULL, err, "'%.60s' is longer than the %zu bytes of a row", text, width);
  }
  char *padded;
  fen_status status = fen_allocate((ptrdiff_t)width + 1, 1, &padded, err);
  if (status)
    return status;
  memcpy(padded, text, length + 1);
  const size_t from[2] = {rank == 2 ? (size_t)row : 0, 0};
  const size_t extent[2] = {rank == 2 ? 1 : width, width};
  code = width ? nc_put_vara_text(writer->id, id, from, extent, padded) : NC_NOERR;
  fen_free(padded);
  return code ? refused(writer, variable, code, err) : FEN_OK;
}

fen_status fen_nc_finish(fen_nc_writer *writer, fen_error *err) {
  errno = 0;
  int code = nc_sync(writer->id);
  if (!code) {
    code = nc_close(writer->id);
    writer->id = -1;
  }
  return code ? refused(writer, NULL, code, err) : fen_replacement_sync(&writer->file, err);
}

fen_status fen_nc_commit(fen_nc_writer **writer, fen_error *err) {
  fen_status status = (*writer)->id >= 0 ? fen_nc_finish(*writer, err) : FEN_OK;
  if (!status)
    status = fen_replacement_commit(&(*writer)->file, err);
  fen_nc_discard(writer);
  return status;
}

void fen_nc_discard(fen_nc_writer **writer) {
  if (!writer || !*writer)
    return;
  /*
   * Dropping a file writes what is still held of it, and where the disk is full netCDF crashes while it tells of that (netCDF 4.9,
   * reportopenobjects). So this is tried first; a file that cannot be written stays open in the library until the process ends.
   */
  if ((*writer)->id >= 0 && nc_sync((*writer)->id) == NC_NOERR)
    (void)nc_abort((*writer)->id);
  fen_replacement_discard(&(*writer)->file);
  fen_free(*writer);
  *writer = NULL;
}
