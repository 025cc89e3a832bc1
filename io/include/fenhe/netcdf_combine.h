/** @file netcdf_combine.h  A NetCDF file made of another one: variables are kept, left out, or become weighted sums of others. */
#ifndef FENHE_NETCDF_COMBINE_H
#define FENHE_NETCDF_COMBINE_H

#include "fenhe/netcdf_read.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  char name[FEN_NC_NAME]; /**< a variable of the source, of the shape of the one that is replaced */
  double weight;
} fen_nc_part;

/** What becomes of a variable. */
enum { FEN_NC_KEEP = 0, FEN_NC_DROP = -1 };

typedef struct {
  ptrdiff_t count;          /**< FEN_NC_KEEP, FEN_NC_DROP, or how many parts it becomes the weighted sum of */
  const fen_nc_part *parts; /**< shape [count], valid until the next question */
} fen_nc_fate;

/** Asked once for every variable of the source, in its order. */
typedef fen_nc_fate (*fen_nc_choice)(void *context, const fen_nc_reader *source, const char *variable);

typedef struct {
  fen_nc_choice choose;
  void *context;              /**< of choose */
  const char *const *globals; /**< pairs of name and text that replace or join the global attributes, ended by NULL; may be NULL */
  const char *dimension;      /**< of which only some rows stay, the first of the variables that have it; NULL: all stay */
  ptrdiff_t row_count;        /**< 1 at least */
  const ptrdiff_t *rows;      /**< in the order that they get, shape [row_count] */
} fen_nc_combination;

/**
 * Make a file from another. Types, shapes, chunks and attributes are the source's; sums are formed in double, in the order of the parts,
 * so that one part of weight 1 keeps its bytes. Where the first part has a missing value the sum has it too. The file appears when it is
 * whole.
 * @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_VARIABLE; FEN_ERR_SHAPE; FEN_ERR_WRITE; FEN_ERR_MEMORY
 */
fen_status fen_nc_combine(const char *source, const char *target, const fen_nc_combination *how, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
