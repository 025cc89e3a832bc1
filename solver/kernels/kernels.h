/**
 * @file kernels.h  The vector kernels, compiled from one source for two precisions, three widths and each instruction set, and chosen once.
 *
 * A kernel works on one pencil and a bundle of `width` lanes. Arrays named q hold [cell][width] with the pencil's padding and point at the
 * first true cell. `void *` stands for float or double, by the table the kernel was taken from.
 */
#ifndef FENHE_KERNELS_H
#define FENHE_KERNELS_H

#include <stddef.h>

#include "column.h"
#include "fenhe/transport.h"
#include "pencil.h"

enum { FEN_MAX_WIDTH = 16, FEN_WIDTH_COUNT = 3 };

/** Scalars of a pencil in the tracers' precision; shapes as in fen_pencil. */
typedef struct {
  void *weight, *inverse, *piece;
  void *spread_low, *spread_high; /**< horizontal diffusion: shares mixed in from the two neighbours, one after the other, shape [n] */
} fen_pencil_real;

/** Working space of one thread for the longest pencil; every array [padded or n + 1][FEN_MAX_WIDTH]. */
typedef struct {
  fen_pencil pencil;
  fen_pencil_real real;
  fen_column column[2]; /**< before and after the vertical sweep */
  void *q, *difference, *low, *flux, *gain, *loss, *fall;
  void *stage, *right; /**< of the column solve */
  void *source;        /**< emission over the solve, mixing ratio, shape [n][FEN_MAX_WIDTH] */
  void *lane_factor;   /**< factors of the column where lanes deposit differently, shape [2][3][n][FEN_MAX_WIDTH] */
  double *fall_stage, *fall_right, *fall_factor; /**< of the column solve with settling, [n][FEN_MAX_WIDTH], the last thrice that */
  void *taken;                                   /**< scavenging: share that goes, shape [n][FEN_MAX_WIDTH] */
  void *phi;                                     /**< limiter ratios of all leads, shape [n + 1][leads padded] */
  int *euler;                                    /**< which leads fell back to backward Euler, shape [2][leads padded] */
  void *memory;
} fen_scratch;

/** Kernels of one precision and width. */
typedef struct {
  int width;
  /** Gather a pencil of stride `stride` (in numbers) into q. */
  void (*load)(const void *memory, ptrdiff_t stride, ptrdiff_t n, void *q);
  void (*store)(const void *q, ptrdiff_t stride, ptrdiff_t n, void *memory);
  /** Fill the padding of q: periodic, mirrored, or beyond an open end the boundary value where air enters, the edge's where it leaves. */
  void (*pad)(const fen_pencil *pencil, const void *low, const void *high, void *q);
  /** Advect a bundle of leads; writes phi[f * phi_stride + lane]. crossed: tracer through the first and the last face [kg], shape
   * [2][width]. */
  void (*advect_leads)(fen_scratch *scratch, fen_limiter limiter, void *phi, ptrdiff_t phi_stride, double *crossed);
  /** Advect a bundle of tags with the limiter ratios phi[f * phi_stride] of their lead. */
  void (*advect_tags)(fen_scratch *scratch, const void *phi, ptrdiff_t phi_stride, double *crossed);
  /** Explicit diffusion along the pencil (Eq. 16). */
  void (*spread)(fen_scratch *scratch);
  /**
   * Implicit diffusion of the column in q with sources and deposition (Eq. 12 to 14).
   * @param[in]     half        which of scratch->column
   * @param[in]     deposition_ps rate at which the lowest cell loses tracer, shape [width]
   * @param[in]     has_source  whether scratch->source is used
   * @param[in,out] euler       shape [width]: 1 where backward Euler is used; decided here for leads (decide = 1), given for tags
   * @param[in,out] lost_kg     tracer deposited, shape [width], added to
   */
  void (*diffuse)(fen_scratch *scratch, int half, const double *deposition_ps, int has_source, int decide, int *euler, double *lost_kg);
  /** The same where some of the lanes settle (Eq. 22 to 24): settling_mps >= 0, shape [width]. deposition_ps includes settling. */
  void (*settle)(fen_scratch *scratch, int half, const double *settling_mps, const double *deposition_ps, int has_source, int decide,
                 int *euler, double *lost_kg);
  /** q -= taken q; adds what the rounded q has lost, times the cell's air, to taken_kg, shape [width]. */
  void (*scavenge)(fen_scratch *scratch, double *taken_kg);
} fen_kernels;

/** Kernels of one precision and instruction set: the table for each width (16, 8, 4), the conversions from double, the weights of faces. */
typedef struct {
  size_t real_size;
  fen_kernels width[FEN_WIDTH_COUNT];
  /** Multiply by a factor and round. */
  void (*round)(const double *from, ptrdiff_t count, double factor, void *to);
  void (*round_spread)(const fen_pencil *pencil, fen_pencil_real *real);
  void (*put)(void *to, ptrdiff_t index, double value);
  double (*get)(const void *from, ptrdiff_t index);
  /** Weights on cells that are even in the map's coordinate (Eq. 6): x and y sweeps. */
  void (*weigh_even)(fen_pencil *pencil, const fen_even_weights *weights);
  /** Weights of a column's layers: in the mass coordinate where they grow evenly (Eq. 7), else as on even cells; z sweeps. */
  void (*weigh_layers)(fen_pencil *pencil, const fen_even_weights *weights);
} fen_kernel_set;

/**
 * The kernels of an instruction set; all give the same bytes, as nothing is contracted or reassociated.
 * @param[out] out static data; untouched on failure
 * @return FEN_OK; FEN_ERR_ARGUMENT (not an enumerator, or not available on this processor)
 */
fen_status fen_kernel_set_choose(fen_instructions instructions, fen_precision precision, const fen_kernel_set **out, fen_error *err);

/** Make the working space for pencils of up to n cells and so many padded leads. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_scratch_create(ptrdiff_t n, ptrdiff_t leads, size_t real_size, fen_scratch *out, fen_error *err);
/** Bytes of such a working space. */
size_t fen_scratch_bytes(ptrdiff_t n, ptrdiff_t leads, size_t real_size);
void fen_scratch_clear(fen_scratch *scratch);

#endif
