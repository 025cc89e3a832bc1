/** @file ascii_grid.h  ESRI's ASCII grid: six lines of header, then rows of numbers from north to south. */
#ifndef FENHE_ASCII_GRID_H
#define FENHE_ASCII_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  ptrdiff_t nx, ny;
  double west, south, cell; /**< edges and size of the cells, in the file's coordinates */
  bool has_nodata;
  double nodata;
  double *value; /**< shape [ny][nx], the northernmost row first, owned */
} fen_ascii_grid;

/**
 * Read ncols, nrows, xllcorner (or xllcenter), yllcorner, cellsize, NODATA_value (optional) and as many numbers as they say.
 * @return FEN_OK; FEN_ERR_FILE_MISSING; FEN_ERR_ENCODING; FEN_ERR_FILE_FORMAT (no such header, a word that is no number); FEN_ERR_SHAPE
 * (too few or too many numbers); FEN_ERR_MEMORY
 */
fen_status fen_ascii_grid_read(const char *path, fen_ascii_grid *out, fen_error *err);
void fen_ascii_grid_clear(fen_ascii_grid *grid);

#ifdef __cplusplus
}
#endif
#endif
