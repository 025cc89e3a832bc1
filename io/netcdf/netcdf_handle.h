/** @file netcdf_handle.h  What the parts of the NetCDF reader share. Private to io. */
#ifndef FENHE_NETCDF_HANDLE_H
#define FENHE_NETCDF_HANDLE_H

#include "fenhe/netcdf_read.h"

/* netcdf-c and HDF5 (as Debian builds it) are not thread-safe: readers and writers are used by one thread at a time. */
struct fen_nc_reader {
  char *path;
  int file;    /**< netcdf-c's id */
  double size; /**< of the file [bytes] */
};

/** Id of a variable; FEN_ERR_VARIABLE names the nearest there is. */
fen_status fen_nc_find(const fen_nc_reader *reader, const char *variable, int *id, fen_error *err);
/** FEN_ERR_FILE_FORMAT for a call of netcdf-c that failed with `code`. variable may be NULL. */
fen_status fen_nc_refused(const fen_nc_reader *reader, const char *variable, int code, fen_error *err);
/** Whether the header of a classic file (CDF-1, -2, -5) is sound and the file as long as it demands. FEN_ERR_FILE_FORMAT; FEN_ERR_MEMORY */
fen_status fen_nc_check_classic(const fen_nc_reader *reader, fen_error *err);

/** Size of a file [bytes], 0 if there is none. */
double fen_nc_file_size(const char *path);
/** Whether a variable's extents, shape [rank], and its chunks can be true of a file of this size; FEN_ERR_SHAPE. */
fen_status fen_nc_check_size(const fen_nc_reader *reader, const char *variable, int id, int rank, const size_t *extent, fen_error *err);
/** Whether a file of this size may hold so many bytes, however well they are packed; a few are not asked about. */
bool fen_nc_plausible(double bytes, double file_bytes);
/** Bytes that one byte of a file may stand for: zlib packs 1032 into one at the best (zlib.net/zlib_tech.html), other filters a little
 * more. */
enum { FEN_NC_LARGEST_RATIO = 4096 };
/** Texts longer than this are none of ours [bytes]. */
enum { FEN_NC_LONGEST_TEXT = 1 << 20 };

/**
 * To be called before any call that may start HDF5: keeps it from tidying up when the process exits. HDF5 1.10 crashes there if a file
 * could not be closed for want of space, after the fault was told, so that a full disk would end in a segmentation fault. Without it,
 * a host program has to close its own HDF5 files before it exits; one that uses HDF5 before this library is not affected.
 */
void fen_nc_prepare(void);
/**
 * To be called in whatever thread goes on with a file: netcdf-c asks for attributes that need not be there, and HDF5 tells standard error
 * of each that is not. netcdf-c silences it in the thread that it was started in; where HDF5 is built for threads each has its own.
 */
void fen_nc_quiet(void);

#endif
