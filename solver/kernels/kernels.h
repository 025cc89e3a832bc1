/**
 * @file kernels.h  The vector kernels, compiled from one source for two precisions, three kinds of rows and each instruction set, and
 * chosen once.
 *
 * A kernel works on a part: some pencils of a batch and some neighbouring lanes. Its arrays are rows of elements, one row a cell along the
 * pencils, [cell][pencil][lane], with the pencils' padding; they point at the first true cell. `void *` stands for float or double, by the
 * table the kernel was taken from.
 */
#ifndef FENHE_KERNELS_H
#define FENHE_KERNELS_H

#include <stddef.h>

#include "column.h"
#include "fenhe/transport.h"
#include "pencils.h"

enum {
  FEN_ROW_BYTES = 512, /**< of the longest row: a few of them lie in the first cache together */
  FEN_CACHE_LINE = 64, /**< bytes */
  FEN_MAX_LANES = 64,  /**< of a part */
  FEN_ROW_BLOCKS = 64, /**< most blocks that a row has */
  FEN_GROUPS = 3       /**< kinds of rows */
};

/** What a kernel works on. */
typedef struct {
  ptrdiff_t first, pencils; /**< of the batch */
  ptrdiff_t lanes;          /**< neighbouring lanes of each pencil */
  ptrdiff_t width;          /**< elements of a row, pencils * lanes or a little more */
  ptrdiff_t row;            /**< from a row to the next, in numbers */
  int shift;                /**< log2(lanes) where lanes is 1, 2 or 4 */
} fen_part;

/** Where the cells of a batch are in memory, for the part's first lane; strides in numbers. */
typedef struct {
  void *start;
  ptrdiff_t pencil_stride, cell_stride;
} fen_view;

/** Memory that the next call will work on, fetched row by row while this one computes. */
typedef struct {
  const char *start; /**< NULL: nothing */
  ptrdiff_t pencils;
  size_t bytes; /**< of a pencil's lanes in a cell */
  ptrdiff_t pencil_bytes, cell_bytes;
} fen_ahead;

/** Scalars of a batch in the tracers' precision; shapes as in fen_pencils. */
typedef struct {
  void *air;     /**< in units */
  void *weight;  /**< of the differences between neighbours, from donor - order / 2, shape [n + 1][FEN_WEIGHT_ROWS][FEN_BATCH] */
  void *inverse; /**< units over new air */
  void *share;   /**< of the pieces beside the main one */
  void *spread_low, *spread_high; /**< horizontal diffusion: shares mixed in from the two neighbours, one after the other, like inverse */
} fen_pencils_real;

/** Stages of the march along the pencils of which four rows are kept. */
enum {
  FEN_RING_FLUX,
  FEN_RING_LOW,
  FEN_RING_LOSS,
  FEN_RING_GAIN,
  FEN_RING_FALL,
  FEN_RING_ROUGH,
  FEN_RING_PHI,
  FEN_RING_LIMITED,
  FEN_RINGS
};

/** Working space of one thread for the longest pencil. */
typedef struct {
  fen_pencils pencils;
  fen_pencils_real real;
  double *growth;                                /**< of air from cell to cell, for the weights of layers, like pencils.air_kg */
  double *per_unit;                              /**< 1 / unit_kg, shape [FEN_BATCH] */
  fen_column_half half[2];                       /**< before and after the vertical sweep */
  void *q, *gamma, *fresh;                       /**< rows of cells, padded: old values, their roughness, new values */
  void *stage;                                   /**< of the column solve, like q, with which it is exchanged */
  void *ring;                                    /**< rows of the march's stages, shape [4][FEN_RINGS] */
  void *done;                                    /**< a row */
  void *end_flux[2];                             /**< limited flux of the first and the last face, a row each */
  double *crossed[2];                            /**< tracer that crosses them towards + [kg], a row each */
  void *source;                                  /**< emission over the solve, mixing ratio, shape [n][width] */
  void *settled;                                 /**< of the column solve with settling, shape [n][width] */
  double *fall_stage, *fall_right, *fall_factor; /**< of the same, [n][FEN_MAX_LANES], the last thrice that */
  double *scavenging_ps;                         /**< shape [n][FEN_BATCH] */
  void *phi;                                     /**< limiter ratios of the leads, shape [n + 1][leads][FEN_BATCH] */
  ptrdiff_t leads;                               /**< padded */
  unsigned char *euler;                          /**< which leads fell back to backward Euler, shape [2][leads][FEN_BATCH] */
  fen_ahead ahead;
  fen_view rest;                                    /**< memory of the rows of q that are not loaded yet */
  ptrdiff_t loaded, until;                          /**< which: from `loaded` to before `until` */
  void (*factor)(fen_column_half *half, int solve); /**< of the kernel set in use */
  const void *nothing;                              /**< FEN_BATCH times 0 */
  const int32_t *zero_cells;                        /**< FEN_BATCH times 0 */
  void *memory;
} fen_scratch;

/** Kernels of one precision and kind of rows: groups of so many lanes of a pencil share its scalars. */
typedef struct fen_kernels {
  ptrdiff_t row; /**< from a row to the next, in numbers */
  int group;     /**< lanes of a part are a multiple of it; 1: every element has scalars of its own, a part has 1, 2 or 4 lanes */
  /** Fill rows from memory, all of them. */
  void (*load)(const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows);
  /** Fill the rows that the padding is made from; the advection loads the others as it comes to them. */
  void (*load_ends)(fen_scratch *scratch, const fen_part *part, const fen_view *view);
  void (*store)(const fen_part *part, const fen_view *view, ptrdiff_t n, const void *rows);
  /**
   * Fill the padding of rows: periodic, mirrored, or beyond an open end the boundary value where air enters, the edge's where it leaves.
   * @param[in] low, high boundary values of the part's first lane by pencil of the batch
   */
  void (*pad)(const fen_scratch *scratch, const fen_part *part, void *const *low, void *const *high, void *rows);
  /**
   * Advect leads from scratch->q to memory (view) or, with view NULL, to scratch->fresh; sets scratch->crossed at open ends. A part has one
   * group of lanes a pencil.
   * @param[in] lead where in scratch->phi the ratios of the first lane go; -1: they are not kept
   */
  void (*advect_leads)(fen_scratch *scratch, const fen_part *part, fen_limiter limiter, ptrdiff_t lead, const fen_view *view);
  /** The same for tags, with the kept ratios of their lead. */
  void (*advect_tags)(fen_scratch *scratch, const fen_part *part, ptrdiff_t lead, const fen_view *view);
  /** Explicit diffusion along the pencils (Eq. 16), from padded rows to memory. */
  void (*spread)(fen_scratch *scratch, const fen_part *part, const void *padded, const fen_view *view);
  /**
   * Implicit diffusion of the columns in scratch->q with sources and deposition (Eq. 12 to 14).
   * @param[in]     half          which of scratch->half
   * @param[in]     deposition_ps rate at which the lowest cell loses tracer, by element
   * @param[in]     sources       layers from the ground up that scratch->source holds emissions for
   * @param[in,out] euler         by element: 1 where backward Euler is used; decided here for leads (decide = 1), given for tags
   * @param[in,out] lost_kg       tracer deposited, by element, added to
   */
  void (*diffuse)(fen_scratch *scratch, const fen_part *part, int half, const double *deposition_ps, ptrdiff_t sources, int decide,
                  unsigned char *euler, double *lost_kg);
  /** The same where some of the lanes settle (Eq. 22 to 24): settling_mps >= 0 by element. deposition_ps includes settling. */
  void (*settle)(fen_scratch *scratch, const fen_part *part, const struct fen_kernels *kernels, int half, const double *settling_mps,
                 const double *deposition_ps, ptrdiff_t sources, int decide, unsigned char *euler, double *lost_kg);
  /**
   * q -= (1 - exp(-dt factor rate)) q (Eq. 15); adds what the rounded q has lost, times the cell's air, to taken_kg, by element.
   * @param[in] factor  by lane of the part
   * @param[in] rate_ps shape [n][FEN_BATCH]
   */
  void (*scavenge)(fen_scratch *scratch, const fen_part *part, double dt_s, const double *factor, const double *rate_ps, double *taken_kg);
} fen_kernels;

/** Kernels of one precision and instruction set: a table for each kind of rows, widest groups first, and what is done once for all lanes.
 */
typedef struct {
  size_t real_size;
  int groups; /**< kinds of rows in use */
  fen_kernels group[FEN_GROUPS];
  void (*put)(void *to, ptrdiff_t index, double value);
  double (*get)(const void *from, ptrdiff_t index);
  /**
   * Find departure points and pieces.
   * @param[out] fault a pencil that the sweep would empty, if any: the sweep must not run
   * @return 1, or 0 if the pieces of so many pencils at once do not fit: fewer pencils do
   */
  int (*cut)(fen_pencils *pencils, fen_pencils_fault *fault);
  /** Weights and shares in the tracers' precision: as on cells even in the map's coordinate (Eq. 6) or, for layers, by mass (Eq. 7). */
  void (*weigh)(fen_scratch *scratch, const fen_even_weights *weights, int layers);
  void (*exchange)(const fen_column_forcing *forcing, fen_column_half *half);
  void (*factor)(fen_column_half *half, int solve);
} fen_kernel_set;

/**
 * The kernels of an instruction set; all give the same bytes, as nothing is contracted or reassociated.
 * @param[out] out static data; untouched on failure
 * @return FEN_OK; FEN_ERR_ARGUMENT (not an enumerator, or not available on this processor)
 */
fen_status fen_kernel_set_choose(fen_instructions instructions, fen_precision precision, const fen_kernel_set **out, fen_error *err);

/** Make the working space for pencils of up to n cells and so many padded leads. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_scratch_create(ptrdiff_t n, ptrdiff_t leads, const fen_kernel_set *set, fen_scratch *out, fen_error *err);
/** Bytes of such a working space. */
size_t fen_scratch_bytes(ptrdiff_t n, ptrdiff_t leads, size_t real_size);
void fen_scratch_clear(fen_scratch *scratch);

#endif
