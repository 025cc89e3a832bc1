/** @file netcdf_write.h  NetCDF-4 output: written under a temporary name, synced, renamed; shuffle + deflate 1. */
#ifndef FENHE_NETCDF_WRITE_H
#define FENHE_NETCDF_WRITE_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_nc_writer fen_nc_writer;
typedef enum { FEN_NC_FLOAT, FEN_NC_DOUBLE, FEN_NC_INT, FEN_NC_CHAR } fen_nc_type;

/** Start a file that appears as path only after fen_nc_commit. @return FEN_OK; FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_nc_create(const char *path, fen_nc_writer **out, fen_error *err);
/** length 0 makes it unlimited. */
fen_status fen_nc_define_dimension(fen_nc_writer *writer, const char *name, ptrdiff_t length, fen_error *err);
/** dimensions: blank-separated names, "" for a scalar. chunk: shape [rank] or NULL for the library's choice; arrays are compressed. */
fen_status fen_nc_define_variable(fen_nc_writer *writer, const char *name, fen_nc_type type, const char *dimensions, const ptrdiff_t *chunk,
                                  fen_error *err);
/** variable NULL: global. */
fen_status fen_nc_put_text(fen_nc_writer *writer, const char *variable, const char *attribute, const char *text, fen_error *err);
fen_status fen_nc_put_numbers(fen_nc_writer *writer, const char *variable, const char *attribute, const double *values, ptrdiff_t count,
                              fen_error *err);
/** Several text attributes at once: pairs of name and text, ended by NULL. */
fen_status fen_nc_put_texts(fen_nc_writer *writer, const char *variable, const char *const *pairs, fen_error *err);
/** Write a block; rank, start and count as in fen_nc_read; values are converted to the variable's type. */
fen_status fen_nc_write(fen_nc_writer *writer, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                        const double *values, fen_error *err);
/** Write a row of a char variable, padded with NULs. */
fen_status fen_nc_write_text(fen_nc_writer *writer, const char *variable, ptrdiff_t row, const char *text, fen_error *err);
/**
 * Close and sync the file under its temporary name; only fen_nc_commit or fen_nc_discard may follow. Files that belong together are all
 * finished before the first is committed. @return FEN_OK; FEN_ERR_WRITE
 */
fen_status fen_nc_finish(fen_nc_writer *writer, fen_error *err);
/** Finish the file unless that is done, sync its folder, rename to the final name; the writer is destroyed whatever happens. */
fen_status fen_nc_commit(fen_nc_writer **writer, fen_error *err);
/** Drop the file; NULL is allowed. */
void fen_nc_discard(fen_nc_writer **writer);

#ifdef __cplusplus
}
#endif
#endif
