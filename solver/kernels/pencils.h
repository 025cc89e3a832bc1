/**
 * @file pencils.h  Sixteen pencils of cells along an axis, side by side: all that a sweep needs to know of the air, the same for every
 * tracer.
 *
 * The departure points of the faces cut the old cells; a new cell is the sum of the pieces between its two faces (Eq. 3). That sum is the
 * low-order result. The polynomial adds an antidiffusive mass per face (Eq. 5), a weighted sum of differences between neighbours.
 * In every array the pencil is the fastest index, so that one vector instruction works on several pencils.
 */
#ifndef FENHE_KERNELS_PENCILS_H
#define FENHE_KERNELS_PENCILS_H

#include <stddef.h>
#include <stdint.h>

#include "fenhe/grid.h"
#include "fenhe/status.h"
#include "weights.h"

enum {
  FEN_BATCH = 16,      /**< pencils side by side */
  FEN_WEIGHT_ROWS = 8, /**< weights of a face, FEN_MAX_ORDER - 1 */
  FEN_ENDS = 3         /**< cells beyond a periodic end that are computed once more, for the limiters */
};

/** Arrays over cells have `ghost` cells of padding on each side; pointers are already moved, so that index 0 is the first true cell. */
typedef struct {
  ptrdiff_t n;         /**< true cells */
  ptrdiff_t ghost;     /**< padding in use */
  ptrdiff_t count;     /**< pencils in use, 1 to FEN_BATCH; the others repeat the last of them */
  fen_side low, high;  /**< what lies beyond the ends */
  int order;           /**< cells of the stencil */
  double *unit_kg;     /**< a power of two near a cell's air: fluxes of tracer are counted in it, far from underflow, shape [FEN_BATCH] */
  double *air_kg;      /**< before the sweep, shape [n and padding][FEN_BATCH] */
  double *new_air_kg;  /**< after it, shape [n][FEN_BATCH] */
  double *flux_kg;     /**< air that crosses in the sweep, towards +, shape [n + 1][FEN_BATCH] */
  double *crossing_kg; /**< part of the donor's air that crosses, shape [n + 1][FEN_BATCH] */
  int32_t *donor;      /**< cell that holds the face's departure point, shape [n + 1][FEN_BATCH] */
  int32_t *main_cell;  /**< old cell with the largest piece in a new cell, shape [n][FEN_BATCH] */
  int32_t *terms;      /**< where the rows of a cell's other pieces start, shape [n + 1] */
  int32_t *term_cell;  /**< old cell of each of them, ascending within a new cell, shape [terms[n]][FEN_BATCH] */
  double *term_kg;     /**< its air, no more than the main piece's, 0 where a pencil has no more pieces, like shape */
  ptrdiff_t term_rows; /**< rows that term_cell and term_kg have */
  double *spread;      /**< horizontal diffusion: air exchanged through a face [kg], shape [n + 1][FEN_BATCH] */
  int spreads;         /**< whether spread is used */
} fen_pencils;

/** A pencil that a sweep would leave without air in a cell, or carry round a periodic axis. */
typedef struct {
  ptrdiff_t pencil; /**< of the batch, -1: none */
  double ratio;     /**< new to old air of the first such cell, 0 for one that is turned inside out */
} fen_pencils_fault;

/**
 * Ask for what the next batch will read where this one reads a row of air: rows far apart come singly from memory, which no processor
 * foresees. `beside`: numbers from this batch's to the next one's.
 */
static inline void fen_fetch_beside(const double *row, ptrdiff_t beside) {
  /* By the last number of each half: the first may lie in a line that this batch reads, too. */
  __builtin_prefetch(row + beside + FEN_BATCH / 2 - 1, 0, 2);
  __builtin_prefetch(row + beside + FEN_BATCH - 1, 0, 2);
}

#endif
