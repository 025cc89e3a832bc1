/** @file regrid.h  Conservative regridding: the shares of a quadrilateral that lie in the cells of a grid. */
#ifndef FENHE_REGRID_H
#define FENHE_REGRID_H

#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Share of a source cell that lies in a cell of the grid. */
typedef struct {
  ptrdiff_t cell; /**< j * nx + i */
  double share;   /**< of the source cell's area, 0 < share <= 1 */
} fen_overlap;

/** Grows as needed; zero-initialise before use, release with fen_overlaps_clear. */
typedef struct {
  fen_overlap *items; /**< shape [count], owned */
  ptrdiff_t count, capacity;
} fen_overlaps;

void fen_overlaps_clear(fen_overlaps *list);

/**
 * Append the overlaps of one quadrilateral with the grid's cells, by exact clipping (Sutherland & Hodgman 1974) and the shoelace
 * formula, in the grid's map coordinates. The appended shares sum to one (to round-off) if the quadrilateral lies in the grid, else to
 * the part that does; a quadrilateral with a corner that is not finite, or without area, has none.
 * @param[in] x, y corners in order around the cell, shape [4]
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_regrid_quadrilateral(const fen_grid_params *grid, const double *x, const double *y, fen_overlaps *list, fen_error *err);
/**
 * The same for corners as the grid's map gives them: where x comes round, they are brought to the grid's turn of the globe, and a
 * quadrilateral that leaves a grid around the globe at one end enters it at the other.
 * @param[in,out] x brought to one turn
 */
fen_status fen_regrid_on_globe(const fen_grid *grid, double x[4], const double y[4], fen_overlaps *list, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
