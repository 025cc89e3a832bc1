/**
 * @file plain_data.h  Shapes and some values of the variables of a plain file (plain_file.h), without HDF5.
 *
 * After the HDF5 File Format Specification, version 3.0, sections III.A.1 (B-trees of version 1, which tell where chunks are) and IV.A.2
 * (messages of the dataspace, the datatype, the layout of version 3, the filters and attributes). Private to io.
 */
#ifndef FENHE_PLAIN_DATA_H
#define FENHE_PLAIN_DATA_H

#include "plain_file.h"

/** What a variable holds. */
typedef enum { FEN_PLAIN_NUMBERS, FEN_PLAIN_LETTERS } fen_plain_content;

/** Shape of a variable that holds this, in chunks that a file of this size can have. @param[out] shape [FEN_NC_MAX_RANK] */
fen_plain_answer fen_plain_shape(fen_plain *plain, const char *name, fen_plain_content content, int *rank, ptrdiff_t *shape);
/** All letters of a table that is not filtered. @param[out] out shape [count][width], the variable's. @return false: HDF5 is to be asked */
bool fen_plain_letters(fen_plain *plain, const char *name, ptrdiff_t count, ptrdiff_t width, char *out);
/**
 * First value of each of the first records of a variable of numbers that are values as they stand: read, or those that fen_plain_told told
 * of the same bytes. @param[out] out shape [count]. @return false: HDF5 is to be asked
 */
bool fen_plain_firsts(fen_plain *plain, const char *name, ptrdiff_t count, double *out);
/** Keep what HDF5 told of the open file, for others that have the same bytes. @param[in] values shape [count] */
void fen_plain_told(fen_plain *plain, const char *name, ptrdiff_t count, const double *values);

#endif
