#include "fenhe/netcdf_read.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <netcdf.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "fenhe/diagnostics.h"
#include "fenhe/memory.h"
#include "netcdf_handle.h"
#include "text/complaint.h"
#include "text/source.h"

fen_status fen_nc_fail(const fen_nc_reader *reader, const char *variable, fen_status status, const char *remedy, fen_error *err,
                       const char *format, ...) {
  const fen_place place = {.path = reader->path, .name = variable};
  va_list arguments;
  va_start(arguments, format);
  (void)fen_complain_v(&place, status, remedy, err, format, arguments);
  va_end(arguments);
  return status;
}

/* Files of other formats that are taken for NetCDF, by their first bytes. */
static const struct {
  const char *magic, *what, *remedy;
} OTHERS[] = {
    {"PK\x03\x04", "a zip archive", "unpack it (unzip FILE), and name the files that were in it"},
    {"\x1f\x8b", "compressed by gzip", "unpack it (gunzip FILE), and name what comes out"},
    {"GRIB", "in GRIB", "download it as NetCDF, or convert it, for instance with grib_to_netcdf"},
    {"II*", "a TIFF (GeoTIFF)", "convert it: scripts/import_terrain -o FILE.nc FILE.tif, with --land-use for categories"},
    {"MM", "a TIFF (GeoTIFF)", "convert it: scripts/import_terrain -o FILE.nc FILE.tif, with --land-use for categories"},
    {"<", "a page of the web or XML", "fetch the file anew: what came is most likely the server's complaint"},
};

enum { FIRST_BYTES = 256, LEAST_TEXT = 8 };

static bool is_text(const char *first, size_t count) {
  for (size_t n = 0; n < count; n++)
    if (iscntrl((unsigned char)first[n]) && !isspace((unsigned char)first[n]))
      return false;
  return true;
}

static fen_status refuse_other(const fen_nc_reader *reader, fen_error *err) {
  char first[FIRST_BYTES + 1] = "";
  FILE *file = fopen(reader->path, "rb");
  if (!file)
    return FEN_OK; /* netcdf-c says why */
  const size_t count = fread(first, 1, FIRST_BYTES, file);
  (void)fclose(file);
  for (size_t n = 0; n < sizeof OTHERS / sizeof *OTHERS; n++)
    if (strncmp(first, OTHERS[n].magic, strlen(OTHERS[n].magic)) == 0)
      return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, OTHERS[n].remedy, err, "this is no NetCDF, it is %s", OTHERS[n].what);
  if (count >= LEAST_TEXT && is_text(first, count))
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "name files of NetCDF; a pattern such as METCRO3D* leaves others out", err,
                       "this is no NetCDF, it is text");
  return FEN_OK;
}

/* Where a NetCDF-4 file's own beginning (HDF5's superblock: HDF5 File Format Specification 3.0, section II.A) says that it ends; 0: not
 * known. */
static double promised_end(const char *path) {
  unsigned char first[52] = {0};
  FILE *file = fopen(path, "rb");
  if (!file)
    return 0.0;
  const bool whole = fread(first, 1, sizeof first, file) == sizeof first && memcmp(first, "\211HDF\r\n\032\n", 8) == 0;
  (void)fclose(file);
  const bool old = first[8] < 2;
  if (!whole || first[8] > 3 || first[old ? 13 : 9] != 8)
    return 0.0;
  return (double)fen_bytes_number(first + (first[8] == 0 ? 40 : old ? 44 : 28), 8);
}

fen_status fen_nc_refused(const fen_nc_reader *reader, const char *variable, int code, fen_error *err) {
  const char *reason = nc_strerror(code);
  const double promised = promised_end(reader->path);
  if (promised > reader->size)
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "copy or make the file anew", err,
                       "the file is truncated: it has %.0f bytes of %.0f", reader->size, promised);
  return fen_nc_fail(reader, variable, FEN_ERR_FILE_FORMAT, "make or copy the file anew; ncdump -h shows what can be read of it", err,
                     "the file is damaged or no NetCDF (%s)", reason + (strncmp(reason, "NetCDF: ", 8) == 0 ? 8 : 0));
}

fen_status fen_nc_open(const char *path, fen_nc_reader **out, fen_error *err) {
  fen_status status = fen_file_check(path, err);
  fen_nc_reader *reader = NULL;
  if (!status)
    status = FEN_NEW(&reader, 1, err);
  if (status)
    return status;
  reader->file = -1;
  status = fen_duplicate(path, &reader->path, err);
  if (!status) {
    reader->size = fen_nc_file_size(path);
    status = reader->size > 0.0 ? fen_nc_check_classic(reader, err)
                                : fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "copy or make the file anew", err, "the file is empty");
  }
  if (!status)
    status = refuse_other(reader, err);
  if (!status) {
    fen_nc_prepare();
    int code = nc_open(path, NC_NOWRITE, &reader->file);
    if (code) {
      reader->file = -1;
      status =
          code == NC_ENOMEM ? fen_fail(err, FEN_ERR_MEMORY, "%s: no memory to open it", path) : fen_nc_refused(reader, NULL, code, err);
    }
  }
  if (status)
    fen_nc_close(&reader);
  else
    *out = reader;
  return status;
}

void fen_nc_close(fen_nc_reader **reader) {
  if (!reader || !*reader)
    return;
  if ((*reader)->file >= 0)
    (void)nc_close((*reader)->file);
  fen_free((*reader)->path);
  fen_free(*reader);
  *reader = NULL;
}

const char *fen_nc_path(const fen_nc_reader *reader) {
  return reader->path;
}

bool fen_nc_has(const fen_nc_reader *reader, const char *variable) {
  int id;
  return nc_inq_varid(reader->file, variable, &id) == NC_NOERR;
}

ptrdiff_t fen_nc_variable_count(const fen_nc_reader *reader) {
  int count = 0;
  return nc_inq_nvars(reader->file, &count) ? 0 : count;
}

fen_status fen_nc_variable_name(const fen_nc_reader *reader, ptrdiff_t index, char *name, fen_error *err) {
  char full[NC_MAX_NAME + 1];
  if (index < 0 || index >= fen_nc_variable_count(reader))
    return fen_nc_fail(reader, NULL, FEN_ERR_ARGUMENT, NULL, err, "there is no variable number %td", index);
  int code = nc_inq_varname(reader->file, (int)index, full);
  if (code)
    return fen_nc_refused(reader, NULL, code, err);
  if (strlen(full) >= FEN_NC_NAME)
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "rename the variable", err, "a name of more than %d bytes: '%.40s...'",
                       FEN_NC_NAME - 1, full);
  memcpy(name, full, strlen(full) + 1);
  return FEN_OK;
}

/* "the file has: A, B, ..." for the remedy, and the likely misspelling. */
static void describe_variables(const fen_nc_reader *reader, const char *wanted, char remedy[400], char nearest[FEN_NC_NAME]) {
  char name[FEN_NC_NAME];
  size_t used = (size_t)snprintf(remedy, 400, "give a file with it; this one has:");
  nearest[0] = '\0';
  for (ptrdiff_t i = 0; i < fen_nc_variable_count(reader); i++) {
    if (fen_nc_variable_name(reader, i, name, NULL))
      continue;
    const char *candidates[2] = {name, nearest};
    const char *best = fen_nearest_word(wanted, candidates, nearest[0] ? 2 : 1);
    if (best == name)
      memcpy(nearest, name, sizeof name);
    if (used + strlen(name) + 8 < 400)
      used += (size_t)snprintf(remedy + used, 400 - used, " %s", name);
    else if (used + 4 < 400 && remedy[used - 1] != '.')
      used += (size_t)snprintf(remedy + used, 400 - used, " ...");
  }
}

fen_status fen_nc_find(const fen_nc_reader *reader, const char *variable, int *id, fen_error *err) {
  fen_nc_quiet();
  int code = nc_inq_varid(reader->file, variable, id);
  if (!code)
    return FEN_OK;
  if (code != NC_ENOTVAR)
    return fen_nc_refused(reader, variable, code, err);
  char remedy[400];
  char nearest[FEN_NC_NAME];
  describe_variables(reader, variable, remedy, nearest);
  return fen_nc_fail(reader, NULL, FEN_ERR_VARIABLE, remedy, err, "variable '%.60s' is missing%s%.60s%s", variable,
                     nearest[0] ? "; is '" : "", nearest, nearest[0] ? "' meant for it?" : "");
}

fen_status fen_nc_dimension(const fen_nc_reader *reader, const char *name, ptrdiff_t *length, fen_error *err) {
  int id;
  size_t size;
  int code = nc_inq_dimid(reader->file, name, &id);
  if (code == NC_EBADDIM)
    return fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "ncdump -h shows the dimensions it has", err, "dimension '%.60s' is missing", name);
  if (!code)
    code = nc_inq_dimlen(reader->file, id, &size);
  if (code)
    return fen_nc_refused(reader, NULL, code, err);
  if (size > INT_MAX)
    return fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "make the file anew", err, "dimension '%.60s' has an absurd length of %zu", name, size);
  *length = (ptrdiff_t)size;
  return FEN_OK;
}

fen_status fen_nc_variable_shape(const fen_nc_reader *reader, const char *variable, fen_nc_shape *out, fen_error *err) {
  int id;
  fen_status status = fen_nc_find(reader, variable, &id, err);
  if (status)
    return status;
  fen_nc_shape shape = {0};
  int dimensions[NC_MAX_VAR_DIMS];
  size_t extent[FEN_NC_MAX_RANK] = {0};
  int code = nc_inq_varndims(reader->file, id, &shape.rank);
  if (!code && shape.rank > FEN_NC_MAX_RANK)
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, NULL, err, "%d dimensions are more than the %d that are read", shape.rank,
                       FEN_NC_MAX_RANK);
  if (!code)
    code = nc_inq_vardimid(reader->file, id, dimensions);
  for (int i = 0; i < shape.rank && !code; i++) {
    char name[NC_MAX_NAME + 1];
    code = nc_inq_dim(reader->file, dimensions[i], name, &extent[i]);
    shape.shape[i] = (ptrdiff_t)extent[i];
    if (!code)
      (void)snprintf(shape.dimension[i], FEN_NC_NAME, "%.*s", FEN_NC_NAME - 1, name);
  }
  if (code)
    return fen_nc_refused(reader, variable, code, err);
  status = fen_nc_check_size(reader, variable, id, shape.rank, extent, err);
  if (!status)
    *out = shape;
  return status;
}
