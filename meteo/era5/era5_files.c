/* Files are opened when they are needed; a few stay open, since one hour is spread over several. */
#include <stdio.h>
#include <string.h>

#include "era5_internal.h"

void era5_close(era5_source *self) {
  for (int n = 0; n < ERA5_MOST_OPEN; n++)
    fen_nc_close(&self->open[n]);
}

/* What the store also delivers: an archive of NetCDF files, and GRIB. */
static fen_status check_kind(const char *path, fen_error *err) {
  char start[4] = "";
  FILE *file = fopen(path, "rb");
  if (!file) /* told by what opens it in earnest */
    return FEN_OK;
  const size_t count = fread(start, 1, sizeof start, file);
  (void)fclose(file);
  if (count == sizeof start && memcmp(start, "PK\003\004", sizeof start) == 0)
    return fen_fail(
        err, FEN_ERR_FILE_FORMAT,
        "%s: error: a ZIP archive, as the Climate Data Store packs several files\n  = unzip it, and name the .nc files that were in "
        "it (data_stream-oper_stepType-instant.nc and the like)",
        path);
  if (count == sizeof start && memcmp(start, "GRIB", sizeof start) == 0)
    return fen_fail(err, FEN_ERR_FILE_FORMAT,
                    "%s: error: a GRIB file\n  = download it with data_format: netcdf, or convert it: grib_to_netcdf or cdo -f nc copy",
                    path);
  return FEN_OK;
}

fen_status era5_reader(era5_source *self, ptrdiff_t file, const fen_nc_reader **out, fen_error *err) {
  for (int n = 0; n < ERA5_MOST_OPEN; n++)
    if (self->open[n] && self->open_file[n] == file) {
      *out = self->open[n];
      return FEN_OK;
    }
  const int at = self->open_next;
  fen_nc_close(&self->open[at]);
  fen_status status = check_kind(self->files[file], err);
  if (!status)
    status = fen_nc_open(self->files[file], &self->open[at], err);
  if (status)
    return status;
  self->open_file[at] = file;
  self->open_next = (at + 1) % ERA5_MOST_OPEN;
  *out = self->open[at];
  return FEN_OK;
}
