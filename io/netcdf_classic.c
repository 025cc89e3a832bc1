#include <netcdf.h>
#include <string.h>
#include <sys/stat.h>

#include "netcdf_handle.h"

/*
 * The least length of a file in the classic formats, after the grammar in the NetCDF User Guide ("File Format Specifications"):
 * netcdf-c does not tell where variables begin, but header and data can be no shorter than their parts.
 */
typedef struct {
  int file;
  double count_bytes; /* of a count, an extent or a dimension's id: 8 in CDF-5, else 4 */
  double begin_bytes; /* of an offset: 4 in CDF-1, else 8 */
} layout;

static double padded(double bytes) {
  double words = bytes / 4.0;
  double whole = (double)(long long)words;
  return 4.0 * (whole < words ? whole + 1.0 : whole);
}

static double type_bytes(nc_type type) {
  static const double bytes[] = {[NC_BYTE] = 1,  [NC_CHAR] = 1,   [NC_SHORT] = 2, [NC_INT] = 4,   [NC_FLOAT] = 4, [NC_DOUBLE] = 8,
                                 [NC_UBYTE] = 1, [NC_USHORT] = 2, [NC_UINT] = 4,  [NC_INT64] = 8, [NC_UINT64] = 8};
  return type >= NC_BYTE && type <= NC_UINT64 ? bytes[type] : 0.0;
}

static double name_bytes(const layout *form, const char *name) {
  return form->count_bytes + padded((double)strlen(name));
}

static int add_attributes(const layout *form, int variable, int count, double *bytes) {
  int code = NC_NOERR;
  *bytes += 4.0 + form->count_bytes;
  for (int i = 0; i < count && !code; i++) {
    char name[NC_MAX_NAME + 1];
    nc_type type = NC_BYTE;
    size_t length = 0;
    code = nc_inq_attname(form->file, variable, i, name);
    if (!code)
      code = nc_inq_att(form->file, variable, name, &type, &length);
    if (!code)
      *bytes += name_bytes(form, name) + 4.0 + form->count_bytes + padded((double)length * type_bytes(type));
  }
  return code;
}

static int add_dimensions(const layout *form, int count, double *bytes) {
  int code = NC_NOERR;
  *bytes += 4.0 + form->count_bytes;
  for (int i = 0; i < count && !code; i++) {
    char name[NC_MAX_NAME + 1];
    code = nc_inq_dimname(form->file, i, name);
    if (!code)
      *bytes += name_bytes(form, name) + form->count_bytes;
  }
  return code;
}

typedef struct {
  double fixed;    /* bytes of the variables without the unlimited dimension */
  double record;   /* bytes of one record of the others, each padded */
  double unpadded; /* the last of them without padding */
  int record_variables;
} extent;

static int add_variable(const layout *form, int id, int unlimited, double *header, extent *data) {
  char name[NC_MAX_NAME + 1];
  nc_type type = NC_BYTE;
  int rank = 0;
  int attributes = 0;
  int dimensions[NC_MAX_VAR_DIMS];
  int code = nc_inq_var(form->file, id, name, &type, &rank, dimensions, &attributes);
  if (code)
    return code;
  double bytes = type_bytes(type);
  int in_record = 0;
  for (int i = 0; i < rank && !code; i++) {
    size_t length = 0;
    code = nc_inq_dimlen(form->file, dimensions[i], &length);
    in_record = in_record || dimensions[i] == unlimited;
    bytes *= dimensions[i] == unlimited ? 1.0 : (double)length;
  }
  *header += name_bytes(form, name) + form->count_bytes * (1.0 + rank) + 4.0 + form->count_bytes + form->begin_bytes;
  if (in_record) {
    data->record += padded(bytes);
    data->unpadded = bytes;
    data->record_variables++;
  } else
    data->fixed += padded(bytes);
  return code ? code : add_attributes(form, id, attributes, header);
}

static int least_length(const layout *form, double *bytes) {
  int dimensions = 0;
  int variables = 0;
  int attributes = 0;
  int unlimited = -1;
  size_t records = 0;
  extent data = {0};
  int code = nc_inq(form->file, &dimensions, &variables, &attributes, &unlimited);
  if (!code && unlimited >= 0)
    code = nc_inq_dimlen(form->file, unlimited, &records);
  *bytes = 4.0 + form->count_bytes;
  if (!code)
    code = add_dimensions(form, dimensions, bytes);
  if (!code)
    code = add_attributes(form, NC_GLOBAL, attributes, bytes);
  *bytes += 4.0 + form->count_bytes;
  for (int i = 0; i < variables && !code; i++)
    code = add_variable(form, i, unlimited, bytes, &data);
  *bytes += data.fixed + (double)records * (data.record_variables == 1 ? data.unpadded : data.record);
  return code;
}

fen_status fen_nc_check_length(const fen_nc_reader *reader, fen_error *err) {
  int format = 0;
  int code = nc_inq_format(reader->file, &format);
  if (code)
    return fen_nc_refused(reader, NULL, code, err);
  if (format != NC_FORMAT_CLASSIC && format != NC_FORMAT_64BIT_OFFSET && format != NC_FORMAT_CDF5)
    return FEN_OK; /* HDF5 knows the end of its files */
  const layout form = {reader->file, format == NC_FORMAT_CDF5 ? 8.0 : 4.0, format == NC_FORMAT_CLASSIC ? 4.0 : 8.0};
  double wanted = 0.0;
  code = least_length(&form, &wanted);
  if (code)
    return fen_nc_refused(reader, NULL, code, err);
  struct stat facts;
  const double last_padding = 3.0; /* which some writers leave out */
  if (stat(reader->path, &facts) || (double)facts.st_size + last_padding < wanted)
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "copy or make the file anew", err,
                       "the file is truncated: %lld bytes where its header demands %.0f", (long long)facts.st_size, wanted);
  return FEN_OK;
}
