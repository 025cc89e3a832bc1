/**
 * @file glance.h  A glance at the header of a NetCDF-4 file, by HDF5 or without it.
 *
 * netcdf-c reads every attribute and dimension of every variable when it opens a file, some 10 ms for WRF's 150 variables; HDF5 reads what
 * it is asked for, in a third of a millisecond, and what is as netCDF-4 writes it needs no HDF5 and a tenth of that, so that a year of
 * files can be looked through in a second. A glance does not complain: where a function has no plain answer it returns false, and the file
 * is to be opened by fen_nc_open, which tells what is wrong. Like netcdf_read.h it is used by one thread at a time.
 */
#ifndef FENHE_GLANCE_H
#define FENHE_GLANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/netcdf_read.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fen_glance fen_glance;

/**
 * @param[in,out] glance NULL, or one to be used for the next file, which is quicker; the caller's, see fen_glance_close
 * @return false: not an HDF5 file that can be read; glance is NULL then
 */
bool fen_glance_open(const char *path, fen_glance **glance);
void fen_glance_close(fen_glance **glance);
/** Whether a file of this size can hold so many values, however well they are packed. */
bool fen_glance_may_hold(const fen_glance *glance, double values);
bool fen_glance_has(const fen_glance *glance, const char *variable);
/** How many variables and dimensions there are in all. */
bool fen_glance_count(const fen_glance *glance, ptrdiff_t *out);
/** A global attribute that is a single number. */
bool fen_glance_number(const fen_glance *glance, const char *attribute, double *out);
/** A global attribute that is at most so many numbers. @param[out] out shape [most]. @param[out] count how many there are */
bool fen_glance_numbers(const fen_glance *glance, const char *attribute, ptrdiff_t most, double *out, ptrdiff_t *count);
/** An attribute of a variable, or of the file where variable is NULL, that is a text of less than `size` bytes; without the blanks around
 * it. */
bool fen_glance_text(const fen_glance *glance, const char *variable, const char *attribute, char *out, size_t size);
/** Of a variable of numbers, in chunks that a file of this size can have. @param[out] shape [FEN_NC_MAX_RANK] */
bool fen_glance_shape(const fen_glance *glance, const char *variable, int *rank, ptrdiff_t *shape);
/** Of a table of characters, likewise. @param[out] shape [FEN_NC_MAX_RANK] */
bool fen_glance_table(const fen_glance *glance, const char *variable, int *rank, ptrdiff_t *shape);
/** All letters of a table of characters. @param[out] out shape [count][width], which must be the variable's */
bool fen_glance_letters(const fen_glance *glance, const char *variable, ptrdiff_t count, ptrdiff_t width, char *out);
/**
 * Values of a variable that is neither packed nor bounded, none of them missing.
 * @param[in]  start, count shape [rank], which must be the variable's
 * @param[out] out          shape [count...]
 */
bool fen_glance_values(const fen_glance *glance, const char *variable, int rank, const ptrdiff_t *start, const ptrdiff_t *count,
                       double *out);
/** Whether the dimensions of a variable, rank of them, are those of these names. */
bool fen_glance_lies_on(const fen_glance *glance, const char *variable, int rank, const char (*dimensions)[FEN_NC_NAME]);
/** First value of each of the first records of a variable that is neither packed nor bounded, whose first dimension is the record.
 * @param[out] out shape [count] */
bool fen_glance_firsts(const fen_glance *glance, const char *variable, ptrdiff_t count, double *out);

#ifdef __cplusplus
}
#endif
#endif
