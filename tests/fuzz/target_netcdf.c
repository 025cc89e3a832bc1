/* NetCDF as such, classic formats, byte by byte: the header is checked before netcdf-c sees the file. */
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"
#include "fuzz.h"

enum { MOST_READ = 100000 };

static void read_variable(const fen_nc_reader *reader, const char *name) {
  const ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  fen_nc_shape shape;
  fen_error err;
  char text[64];
  double *values = NULL;
  double few[4];
  ptrdiff_t count;
  ptrdiff_t total = 1;
  fen_status status = fen_nc_variable_shape(reader, name, &shape, &err);
  fuzz_check_complaint(status, &err);
  if (status)
    return;
  for (int n = 0; n < shape.rank && !status; n++)
    status = fen_product(total, shape.shape[n], 1, &total, NULL);
  fuzz_check_complaint(fen_nc_read_text(reader, name, 0, text, sizeof text, &err), &err);
  fuzz_check_complaint(fen_nc_attribute_text(reader, name, "units", text, sizeof text, &err), &err);
  fuzz_check_complaint(fen_nc_attribute_numbers(reader, name, "_FillValue", 4, few, &count, &err), &err);
  if (status || total > MOST_READ || FEN_NEW(&values, total + 1, NULL))
    return;
  fuzz_check_complaint(fen_nc_read_missing(reader, name, shape.rank, start, shape.shape, values, &err), &err);
  status = fen_nc_read(reader, name, shape.rank, start, shape.shape, values, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; !status && n < total; n++)
    fuzz_require(isfinite(values[n]));
  fen_free(values);
}

bool fuzz_netcdf(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  ptrdiff_t count = 0;
  double *times_s = NULL;
  /* What does not begin as a classic file goes to HDF5, which is another's to test. */
  if (size < 4 || memcmp(data, "CDF", 3) != 0 || (data[3] != 1 && data[3] != 2 && data[3] != 5))
    return false;
  fuzz_write("any.nc", data, size, path);
  fen_status status = fen_nc_open(path, &reader, &err);
  fuzz_check_complaint(status, &err);
  if (status)
    return false;
  status = fen_nc_times(reader, &count, &times_s, &err);
  fuzz_check_complaint(status, &err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    fuzz_require(isfinite(times_s[n]));
  fen_free(times_s);
  for (ptrdiff_t n = 0; n < fen_nc_variable_count(reader); n++) {
    char name[FEN_NC_NAME];
    status = fen_nc_variable_name(reader, n, name, &err);
    fuzz_check_complaint(status, &err);
    if (!status)
      read_variable(reader, name);
  }
  fen_nc_close(&reader);
  return true;
}
