/* Files are opened when they are needed; a few stay open, since one hour is spread over several. */
#include "era5_internal.h"

void era5_close(era5_source *self) {
  for (int n = 0; n < ERA5_MOST_OPEN; n++)
    fen_nc_close(&self->open[n]);
}

fen_status era5_reader(era5_source *self, ptrdiff_t file, const fen_nc_reader **out, fen_error *err) {
  for (int n = 0; n < ERA5_MOST_OPEN; n++)
    if (self->open[n] && self->open_file[n] == file) {
      *out = self->open[n];
      return FEN_OK;
    }
  const int at = self->open_next;
  fen_nc_close(&self->open[at]);
  fen_status status = fen_nc_open(self->files[file], &self->open[at], err);
  if (status)
    return status;
  self->open_file[at] = file;
  self->open_next = (at + 1) % ERA5_MOST_OPEN;
  *out = self->open[at];
  return FEN_OK;
}
