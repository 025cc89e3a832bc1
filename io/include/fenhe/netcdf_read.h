/**
 * @file netcdf_read.h  Checked reading of NetCDF: names the file, variable and index in every complaint.
 * netcdf-c is not thread-safe: one thread at a time may read or write, whatever the files. */
#ifndef FENHE_NETCDF_READ_H
#define FENHE_NETCDF_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FEN_NC_MAX_RANK = 8, FEN_NC_NAME = 128 };

typedef struct fen_nc_reader fen_nc_reader;

typedef struct {
  int rank;
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  char dimension[FEN_NC_MAX_RANK][FEN_NC_NAME];
} fen_nc_shape;

/** @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_FILE_FORMAT (truncated, not NetCDF); FEN_ERR_MEMORY */
fen_status fen_nc_open(const char *path, fen_nc_reader **out, fen_error *err);
void fen_nc_close(fen_nc_reader **reader);
const char *fen_nc_path(const fen_nc_reader *reader);
bool fen_nc_has(const fen_nc_reader *reader, const char *variable);
ptrdiff_t fen_nc_variable_count(const fen_nc_reader *reader);
/** Name of the index-th variable into name[FEN_NC_NAME]. */
fen_status fen_nc_variable_name(const fen_nc_reader *reader, ptrdiff_t index, char *name, fen_error *err);
/** Length of a dimension; FEN_ERR_SHAPE if there is none of that name. */
fen_status fen_nc_dimension(const fen_nc_reader *reader, const char *name, ptrdiff_t *length, fen_error *err);
fen_status fen_nc_variable_shape(const fen_nc_reader *reader, const char *variable, fen_nc_shape *out, fen_error *err);
/** Whether a variable holds numbers. @return FEN_OK; FEN_ERR_VARIABLE; FEN_ERR_FILE_FORMAT (text or a compound) */
fen_status fen_nc_check_numbers(const fen_nc_reader *reader, const char *variable, fen_error *err);

/**
 * Read a block as double, scale_factor and add_offset applied. A fill value or a NaN is FEN_ERR_VALUE with its index.
 * @param[in]  start, count shape [rank] of the variable
 * @param[out] out          product of count values; on failure its content is undefined
 * @return FEN_OK; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_VALUE; FEN_ERR_FILE_FORMAT
 */
fen_status fen_nc_read(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                       double *out, fen_error *err);
/** The same, with missing values passed on as NaN. */
fen_status fen_nc_read_missing(const fen_nc_reader *reader, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                               double *out, fen_error *err);
/** Read one row of a char variable (or a string variable) without trailing blanks and NULs. */
fen_status fen_nc_read_text(const fen_nc_reader *reader, const char *variable, ptrdiff_t row, char *out, size_t size, fen_error *err);

/** Text attribute of a variable (NULL variable: global) with blanks trimmed; FEN_ERR_VARIABLE if absent. */
fen_status fen_nc_attribute_text(const fen_nc_reader *reader, const char *variable, const char *name, char *out, size_t size,
                                 fen_error *err);
/** A single number; FEN_ERR_VARIABLE if absent, FEN_ERR_VALUE (text), FEN_ERR_SHAPE (several). */
fen_status fen_nc_attribute_number(const fen_nc_reader *reader, const char *variable, const char *name, double *out, fen_error *err);
/** All numbers of an attribute, at most capacity of them. @param[out] out shape [capacity] @param[out] count how many there are */
fen_status fen_nc_attribute_numbers(const fen_nc_reader *reader, const char *variable, const char *name, ptrdiff_t capacity, double *out,
                                    ptrdiff_t *count, fen_error *err);
bool fen_nc_has_attribute(const fen_nc_reader *reader, const char *variable, const char *name);

/**
 * What a CF time axis counts, such as "hours since 1900-01-01".
 * @param[out] unit_s      length of its unit
 * @param[out] reference_s its date of reference [s since 1970 UTC]
 * @return FEN_OK; FEN_ERR_DATA_UNIT; FEN_ERR_CALENDAR
 */
fen_status fen_nc_time_unit(const fen_nc_reader *reader, const char *axis, double *unit_s, double *reference_s, fen_error *err);
/** A value of such an axis as [s since 1970 UTC], to the millisecond; false, and time untouched: it is none. @param[in,out] time */
bool fen_nc_time_from(double unit_s, double reference_s, double *time);
/** Decode the time axis, [s since 1970 UTC]: CF "units since", WRF's Times, or I/O API's TFLAG, whichever the file has.
 * @param[out] times_s shape [count]; the caller frees it
 * @return FEN_OK; FEN_ERR_VARIABLE (no time axis); FEN_ERR_VALUE (a time that does not exist); FEN_ERR_CALENDAR; FEN_ERR_DATA_UNIT (units
 *         not understood); FEN_ERR_SHAPE; FEN_ERR_FILE_FORMAT; FEN_ERR_MEMORY
 */
fen_status fen_nc_times(const fen_nc_reader *reader, ptrdiff_t *count, double **times_s, fen_error *err);

/** "path: variable[indices]: MESSAGE" and "  = REMEDY  [Ennnn]". variable and remedy may be NULL. */
#if defined(__GNUC__)
__attribute__((format(printf, 6, 7)))
#endif
fen_status
fen_nc_fail(const fen_nc_reader *reader, const char *variable, fen_status status, const char *remedy, fen_error *err, const char *format,
            ...);

#ifdef __cplusplus
}
#endif
#endif
