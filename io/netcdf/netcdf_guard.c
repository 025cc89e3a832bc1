/*
 * Sizes that a foreign file states are checked here before anything is allocated by them. A header can promise more than a file holds:
 * in NetCDF-4, chunks that were never written take no room and compressed ones little, so that a file of some kilobytes may tell of
 * 2^62 values. What is promised is set against the size of the file.
 */
#include <netcdf.h>
#include <stdint.h>
#include <sys/stat.h>

#include "netcdf_handle.h"

/* Up to so many bytes as doubles nobody is asked how they fit into the file. */
static const double HARMLESS_BYTES = 256e6;

double fen_nc_file_size(const char *path) {
  struct stat facts;
  return stat(path, &facts) == 0 ? (double)facts.st_size : 0.0;
}

bool fen_nc_plausible(double bytes, double file_bytes) {
  return bytes <= HARMLESS_BYTES || bytes <= FEN_NC_LARGEST_RATIO * file_bytes;
}

static bool plausible(const fen_nc_reader *reader, double values) {
  return fen_nc_plausible(values * (double)sizeof(double), reader->size);
}

static double chunk_values(const fen_nc_reader *reader, int id, int rank) {
  int storage = NC_CONTIGUOUS;
  size_t chunk[NC_MAX_VAR_DIMS];
  double values = 1.0;
  if (rank < 1 || nc_inq_var_chunking(reader->file, id, &storage, chunk) || storage != NC_CHUNKED)
    return 1.0;
  for (int i = 0; i < rank; i++)
    values *= (double)chunk[i];
  return values;
}

fen_status fen_nc_check_size(const fen_nc_reader *reader, const char *variable, int id, int rank, const size_t *extent, fen_error *err) {
  static const char remedy[] = "the file is damaged, or the variable was never written: make the file anew";
  double values = 1.0;
  for (int i = 0; i < rank; i++)
    values *= (double)extent[i];
  if (!(values < (double)PTRDIFF_MAX / sizeof(double)) || !plausible(reader, values))
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, remedy, err, "it promises %.3g values, %.3g GB, but the file has %.3g MB", values,
                       values * sizeof(double) / 1e9, reader->size / 1e6);
  double chunk = chunk_values(reader, id, rank);
  if (!plausible(reader, chunk))
    return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, remedy, err, "its chunks are of %.3g values, %.3g GB, but the file has %.3g MB",
                       chunk, chunk * sizeof(double) / 1e9, reader->size / 1e6);
  return FEN_OK;
}
