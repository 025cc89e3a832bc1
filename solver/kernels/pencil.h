/**
 * @file pencil.h  One pencil of cells along an axis: all that a sweep needs to know of the air, the same for every tracer.
 *
 * The departure points of the faces cut the old cells; a new cell is the sum of the pieces between its two faces (Eq. 3). That sum is the
 * low-order result. The polynomial adds an antidiffusive mass per face (Eq. 5), a weighted sum of differences between neighbours.
 */
#ifndef FENHE_KERNELS_PENCIL_H
#define FENHE_KERNELS_PENCIL_H

#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/status.h"
#include "weights.h"

enum { FEN_WEIGHT_STRIDE = FEN_MAX_ORDER - 1 };

/** Arrays over cells have `ghost` cells of padding on each side; pointers are already moved, so that index 0 is the first true cell. */
typedef struct {
  ptrdiff_t n;          /**< true cells */
  ptrdiff_t ghost;      /**< padding in use */
  fen_side low, high;   /**< what lies beyond the ends */
  double unit_kg;       /**< a power of two near a cell's air: fluxes of tracer are counted in it, far from underflow */
  int order;            /**< cells of the stencil */
  double *air_kg;       /**< before the sweep, shape [n] and padding */
  double *new_air_kg;   /**< after it, shape [n] */
  double *inverse_pkg;  /**< 1 / new air, shape [n] */
  double *flux_kg;      /**< air that crosses in the sweep, towards +, shape [n + 1] */
  ptrdiff_t *donor;     /**< cell that holds the face's departure point, shape [n + 1] */
  double *crossing_kg;  /**< part of the donor's air that crosses, shape [n + 1] */
  ptrdiff_t *stencil;   /**< first difference q[l + 1] - q[l] of the face's stencil, shape [n + 1] */
  double *weight_kg;    /**< of the differences, shape [n + 1][FEN_WEIGHT_STRIDE] */
  ptrdiff_t *main_cell; /**< old cell with the largest piece in a new cell, shape [n] */
  ptrdiff_t *first;     /**< first old cell with a piece in it, shape [n] */
  ptrdiff_t *pieces;    /**< where its pieces start in `piece`, shape [n + 1] */
  double *piece;        /**< share of each piece in the main piece and the pieces up to it, shape [pieces[n]]; 0 for the main piece */
  double *spread;       /**< horizontal diffusion: air exchanged through a face [kg], shape [n + 1] */
  int spreads;          /**< whether spread is used */
  void *memory;
} fen_pencil;

/** Allocate for pencils of up to n cells. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_pencil_create(ptrdiff_t n, fen_pencil *out, fen_error *err);
/** Bytes of such a pencil. */
size_t fen_pencil_bytes(ptrdiff_t n);
void fen_pencil_clear(fen_pencil *pencil);

/**
 * Set the padding needed for these fluxes and fill the padding of air_kg; n, low, high, air_kg[0..n) and flux_kg[0..n] are given.
 * @return 0, or -1 if a flux carries more air than a periodic pencil has
 */
int fen_pencil_pad(fen_pencil *pencil);
/** Find departure points and pieces. Returns the smallest ratio of new to old air; the sweep must not run unless it is > 0. */
double fen_pencil_cut(fen_pencil *pencil);

#endif
