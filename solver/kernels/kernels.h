/**
 * @file kernels.h  The vector kernels, compiled from one source for two precisions, three kinds of parts and each instruction set, and
 * chosen once.
 *
 * A kernel works on a part: some pencils of a batch and some neighbouring lanes, whose elements are counted lane by lane within a pencil
 * where a vector holds lanes of one pencil, and pencil by pencil within a lane where it holds pencils. Its arrays hold blocks of elements,
 * [block][cell][element], with the pencils' padding. `void *` stands for float or double, by the table the kernel was taken from.
 */
#ifndef FENHE_KERNELS_H
#define FENHE_KERNELS_H

#include <stddef.h>

#include "column.h"
#include "fenhe/transport.h"
#include "pencils.h"

enum {
  FEN_ROW_BYTES = 512, /**< most of a cell's elements in a part */
  FEN_CACHE_LINE = 64, /**< bytes */
  FEN_LINES_MORE = 15, /**< most lines that a block fetches of a cell beside its own */
  FEN_MAX_LANES = 64,  /**< of a part */
  FEN_ABREAST = 4,     /**< blocks of columns, or of marching tags, that go along their pencils together */
  FEN_GROUPS = 3       /**< kinds of parts */
};

/** What a kernel works on. */
typedef struct {
  ptrdiff_t first, pencils;         /**< of the batch */
  ptrdiff_t lanes;                  /**< neighbouring lanes of each pencil */
  ptrdiff_t width;                  /**< elements, whole blocks */
  ptrdiff_t pencil_step, lane_step; /**< from an element to that of the next pencil, of the next lane */
} fen_part;

/** Number of a lane's element of a pencil, both counted from the part's first. */
static inline ptrdiff_t fen_element(const fen_part *part, ptrdiff_t pencil, ptrdiff_t lane) {
  return pencil * part->pencil_step + lane * part->lane_step;
}

/** The leads whose deposition, settling and choice of solve a part's lanes have. */
typedef struct {
  ptrdiff_t first;
  ptrdiff_t step; /**< 1: the lanes are leads, and make the choice; 0: they are tags of one lead */
} fen_leads;

/** Where the cells of a batch are in memory, for the part's first lane; strides in numbers. */
typedef struct {
  void *start;
  ptrdiff_t pencil_stride, cell_stride;
} fen_view;

/** How the diffusion of a part goes. */
typedef struct {
  fen_leads leads;
  ptrdiff_t sources;    /**< layers from the ground up that scratch->source holds emissions for */
  const fen_view *from; /**< old values in memory; NULL: in scratch->q */
  const fen_view *to;   /**< where new values go in memory; NULL: into scratch->q */
} fen_column_way;

/** Boundary values by pencil of a batch, for a part's first lane. */
typedef struct {
  void *const *low;
  void *const *high;
} fen_outside;

/** Memory that the next call will work on, fetched cell by cell while this one computes: a line of each pencil, then the next of each. */
typedef struct {
  const char *start; /**< of the first cell of the first pencil */
  ptrdiff_t lines;   /**< cache lines of a cell, all pencils; 0: nothing to fetch */
  ptrdiff_t pencils; /**< 1 where all lie side by side */
  ptrdiff_t pencil_bytes, cell_bytes;
} fen_ahead;

/**
 * What a march asks of the air at index i, all in the tracers' precision: fields of face i and of cell i. Cells are told as their distance
 * from i, so that what lies beyond a periodic end is a copy.
 */
enum {
  FEN_RECORD_WEIGHT,                                      /**< of the differences between neighbours, from donor - order / 2 on */
  FEN_RECORD_SHARE = FEN_RECORD_WEIGHT + FEN_WEIGHT_ROWS, /**< of the second piece of the new cell */
  FEN_RECORD_INVERSE,                                     /**< units over new air */
  FEN_RECORD_DONOR,                                       /**< of the face */
  FEN_RECORD_SENSED,                                      /**< the first of the four cells that tell whether the face is rough */
  FEN_RECORD_MAIN,                                        /**< where the main piece of the new cell lies */
  FEN_RECORD_OTHER,                                       /**< where the second one does */
  FEN_RECORD_THIRD,                                       /**< where a third one does */
  FEN_RECORD_THIRD_SHARE,                                 /**< of it, in all three */
  FEN_RECORD                                              /**< fields, a cache line in single precision */
};

/** How alike the cells of all pencils are in a record's fields (alike.h), and how many pieces a new cell has beside the main one. */
enum {
  FEN_ALIKE_AT_DONOR,
  FEN_ALIKE_AT_SENSED,
  FEN_ALIKE_AT_MAIN,
  FEN_ALIKE_AT_OTHER,
  FEN_ALIKE_AT_THIRD,
  FEN_ALIKE_AT_OTHERS,
  FEN_ALIKES = 8
};

/** The true cell or face that one beyond the ends of a periodic pencil repeats. */
static inline ptrdiff_t fen_wrapped(ptrdiff_t i, ptrdiff_t n, ptrdiff_t most) {
  return i < 0 ? i + n : i > most ? i - n : i;
}

/** Where not NULL, what the next batch will be made from: FEN_BATCH numbers side by side for a cell of all its pencils. */
typedef struct {
  const double *row[3];
  ptrdiff_t stride; /**< from a cell to the next */
} fen_rows_beside;

/** Rows of what a batch is made from: factor[0] row[0] + factor[1] row[1] + row[2], the latter two where not NULL. */
typedef struct {
  const double *row[3];
  double factor[2];
  ptrdiff_t stride;       /**< from a row to the next */
  ptrdiff_t count;        /**< pencils in use; a batch's others repeat the last */
  fen_rows_beside *later; /**< where turning (of rows one after the other) and gathering leave word of the next batch's, to be fetched
                               later; NULL: gathering fetches them at once, turning does not */
  ptrdiff_t further;      /**< numbers from this batch's to the next one's, with `later` */
} fen_air_rows;

/** Working space of one thread for the longest pencil. */
typedef struct {
  fen_pencils pencils;
  void *air;                                     /**< in units, like pencils.air_kg */
  void *share;                                   /**< of pieces beside the main one in themselves, it and those before, like
                                                      pencils.term_kg, of cells of more than three */
  void *spread_low, *spread_high;                /**< horizontal diffusion: shares mixed in from the two neighbours, one after the other,
                                                      shape [n][FEN_BATCH] */
  ptrdiff_t rows_most;                           /**< cells of the longest pencil */
  ptrdiff_t record_side;                         /**< records beyond each end */
  void *records;                                 /**< shape [n and sides][FEN_RECORD][FEN_BATCH] */
  void *pencil_records;                          /**< the same pencil by pencil, shape [FEN_BATCH][rows_most and sides][FEN_RECORD] */
  unsigned char *alike;                          /**< shape [n and sides][FEN_ALIKES], index 0 is face and cell 0 */
  ptrdiff_t reach;                               /**< how far from its index a cell or face looks at cells, at least the padding, which
                                                      mirrors so many; 0 where a cell has more pieces than a record tells */
  int groups;                                    /**< whether any bundle has groups of lanes, for which pencil_records are made */
  void *growth;                                  /**< of air from cell to cell, for the weights of layers, like air */
  void *evenly;                                  /**< whether layers grow evenly about a cell, shape [-1 to n + 1][FEN_BATCH], the
                                                      last of which is read beside n and not used */
  double *spread_rows;                           /**< like pencils.spread, row by row, shape [FEN_BATCH][n + 1] */
  double *per_unit;                              /**< 1 / unit_kg, shape [FEN_BATCH] */
  fen_column_half half[2];                       /**< before and after the vertical sweep */
  ptrdiff_t rows, side;                          /**< cells of a block with its padding, and how much of it there is on each side */
  void *q, *fresh;                               /**< blocks of old and of new values, shape [blocks][rows][elements] */
  void *difference;                              /**< of old values, FEN_ABREAST blocks */
  void *rough;                                   /**< masks of one block */
  void *stage;                                   /**< of the column solve, like q, with which it is exchanged */
  void *end_flux[2];                             /**< limited flux of the first and the last face, by element */
  double *crossed[2];                            /**< tracer that crosses them towards + [kg], by element */
  void *source;                                  /**< emission over the solve, mixing ratio, like q */
  void *settled;                                 /**< of the column solve with settling, like q */
  double *fall_stage, *fall_right, *fall_factor; /**< of the same, [n][FEN_MAX_LANES], the last thrice that */
  double *scavenging_ps;                         /**< shape [n][FEN_BATCH] */
  void *phi;                                     /**< limiter ratios of the leads, shape [leads][n + 1][FEN_BATCH] */
  ptrdiff_t leads;                               /**< padded */
  fen_ahead ahead;
  fen_rows_beside beside[2];                        /**< of air and fluxes, fetched face by face while weights are found, once */
  void (*factor)(fen_column_half *half, int solve); /**< of the kernel set in use */
  void *memory;
} fen_scratch;

/** Kernels of one precision and kind of parts: groups of so many lanes of a pencil share its scalars. */
typedef struct fen_kernels {
  ptrdiff_t most;  /**< elements of a part */
  ptrdiff_t block; /**< elements of a block, */
  int shift;       /**< which are 2 to this power */
  int group;       /**< lanes of a part are a multiple of it; 1: every element has scalars of its own, a part has all pencils of 1, 2 or 4
                        lanes */
  /** Fill n cells of all blocks from memory, and the other way round. */
  void (*load)(const fen_scratch *scratch, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows);
  void (*store)(const fen_scratch *scratch, const fen_part *part, const fen_view *view, ptrdiff_t n, void *rows);
  /**
   * Advect leads in memory (view) or, with view NULL, from scratch->q to scratch->fresh, and diffuse them along the pencils (Eq. 16) if
   * these say so; sets scratch->crossed at open ends.
   * @param[in] lead where in scratch->phi the ratios of the first lane go; -1: they are not kept
   */
  void (*advect_leads)(fen_scratch *scratch, const fen_part *part, const fen_view *view, const fen_outside *outside, fen_limiter limiter,
                       ptrdiff_t lead);
  /** The same for tags, with the kept ratios of their lead. */
  void (*advect_tags)(fen_scratch *scratch, const fen_part *part, const fen_view *view, const fen_outside *outside, ptrdiff_t lead);
  /**
   * Implicit diffusion of columns with sources and deposition (Eq. 12 to 14).
   * @param[in]  half    which of scratch->half
   * @param[out] lost_kg tracer deposited, by element, of which there are part->width
   */
  void (*diffuse)(fen_scratch *scratch, const fen_part *part, int half, const fen_column_way *way, double *lost_kg);
  /** The same where some of the lanes settle (Eq. 22 to 24). */
  void (*settle)(fen_scratch *scratch, const fen_part *part, const struct fen_kernels *kernels, int half, const fen_column_way *way,
                 double *lost_kg);
  /**
   * q -= (1 - exp(-dt factor rate)) q (Eq. 15); adds what the rounded q has lost, times the cell's air, to taken_kg, by element.
   * @param[in] factor  by lane of the part
   * @param[in] rate_ps shape [n][FEN_BATCH]
   */
  void (*scavenge)(fen_scratch *scratch, const fen_part *part, double dt_s, const double *factor, const double *rate_ps, double *taken_kg);
} fen_kernels;

/** What horizontal diffusion asks of faces side by side and of the cells to their left and right (0 and 1), whose rows may overlap. */
typedef struct {
  const double *kh_m2ps[2][2]; /**< at the interval's start and end, of the cells */
  double factor[2];            /**< seconds at each */
  const double *area_m2[2];
  const double *air_kg[2]; /**< after the sweep */
  const double *face_m;    /**< length of a face */
  const double *spacing_m; /**< between the cells' middles */
} fen_spread_rows;

/** Kernels of one precision and instruction set: a table for each kind of parts, widest groups first, and what is done once for all lanes.
 */
typedef struct {
  size_t real_size;
  int groups; /**< kinds of parts in use */
  fen_kernels group[FEN_GROUPS];
  void (*put)(void *to, ptrdiff_t index, double value);
  /** Add values to the numbers at the given places, one after the other. */
  void (*add)(void *to, ptrdiff_t count, const ptrdiff_t *at, const double *value);
  double (*get)(const void *from, ptrdiff_t index);
  /** Turn n numbers of each row, one of each pencil, into a batch's order, shape [n][FEN_BATCH], and back into `count` rows. */
  void (*turn)(const fen_air_rows *rows, ptrdiff_t n, double *batch);
  void (*turn_back)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows);
  /** The same with n rows of one number of each pencil, and back into the first `count` numbers of each. */
  void (*gather)(const fen_air_rows *rows, ptrdiff_t n, double *batch);
  void (*scatter)(const double *batch, ptrdiff_t n, ptrdiff_t count, ptrdiff_t stride, double *rows);
  /** Air exchanged through faces by horizontal diffusion (Eq. 16): K times density, area and time over distance, never so much that a
   * result could be negative. */
  void (*spread)(const fen_spread_rows *rows, ptrdiff_t count, double *out_kg);
  /**
   * Find departure points and pieces; n, low, high, count, air_kg[0..n) and flux_kg[0..n] are given.
   * @param[out] fault a pencil that the sweep would empty or carry round a periodic axis, if any: the sweep must not run
   * @return 1, or 0 if the pieces of so many pencils at once do not fit: fewer pencils do
   */
  int (*cut)(fen_pencils *pencils, fen_pencils_fault *fault);
  /** Weights and shares in the tracers' precision: as on cells even in the map's coordinate (Eq. 6) or, for layers, by mass (Eq. 7). */
  void (*weigh)(fen_scratch *scratch, const fen_even_weights *weights, int layers);
  void (*exchange)(const fen_column_forcing *forcing, fen_column_half *half);
  void (*factor)(fen_column_half *half, int solve);
  /** Deposition of all leads, by the factors of the SDIRK stage. */
  void (*sinks)(const fen_column_forcing *forcing, fen_column_half *half);
} fen_kernel_set;

/**
 * The kernels of an instruction set; all give the same bytes, as nothing is contracted or reassociated.
 * @param[out] out static data; untouched on failure
 * @return FEN_OK; FEN_ERR_ARGUMENT (not an enumerator, or not available on this processor)
 */
fen_status fen_kernel_set_choose(fen_instructions instructions, fen_precision precision, const fen_kernel_set **out, fen_error *err);

/** Where a cell of an element is in blocks such as scratch->q, in numbers. */
static inline ptrdiff_t fen_element_at(const fen_scratch *scratch, const fen_kernels *kernels, ptrdiff_t element, ptrdiff_t cell) {
  const ptrdiff_t block = element >> kernels->shift;
  return ((block * scratch->rows + scratch->side + cell) << kernels->shift) + element - (block << kernels->shift);
}

/** Make the working space for pencils of up to n cells and so many padded leads. @return FEN_OK; FEN_ERR_MEMORY */
fen_status fen_scratch_create(ptrdiff_t n, ptrdiff_t leads, const fen_kernel_set *set, fen_scratch *out, fen_error *err);
/** Bytes of such a working space. */
size_t fen_scratch_bytes(ptrdiff_t n, ptrdiff_t leads, size_t real_size);
void fen_scratch_clear(fen_scratch *scratch);

#endif
