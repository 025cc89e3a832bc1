/**
 * @file plane_rows.h  Rows of a table of plane advection as cases: grid, number of steps, limiter, cells, and what was published for them.
 */
#ifndef FENHE_VERIFICATION_PLANE_ROWS_H
#define FENHE_VERIFICATION_PLANE_ROWS_H

#include "plane.h"

/** What the rows of a table have in common. */
typedef struct {
  const char *suite; /**< first word of the ids, such as "V1" */
  const char *what;  /**< first words of the set-up */
  const fen_plane_flow *flow;
  double (*start)(double x, double y);
} fen_plane_table;

/** One row. Numbers are given as they were printed; NULL: none. */
typedef struct {
  const fen_plane_table *table;
  ptrdiff_t nx, ny, steps;
  const char *courant; /**< largest Courant number along an axis, such as "c2.5" */
  fen_limiter limiter;
  int order;
  fen_precision precision;
  fen_verify_tier tier;
  const char *l2, *linf; /**< published */
  const char *goal_l2;   /**< what l2 must not exceed, to its printed digits */
  double share;          /**< what l2 must not exceed as a share of the published one; 0: not asked */
  const char *citation;
  const char *note; /**< a sentence for the reader; NULL: none */
} fen_plane_row;

/** A row in a line: table, nx, ny, steps, courant, limiter, cells, precision, tier (the last words of their enumerators), then as above. */
#define FEN_PLANE_ROW(table, nx, ny, steps, courant, limiter, cells, precision, tier, l2, linf, goal_l2, share, citation, note)            \
  {                                                                                                                                        \
    &(table), nx, ny, steps, courant, FEN_LIMITER_##limiter, cells, FEN_PRECISION_##precision, FEN_TIER_##tier, l2, linf, goal_l2, share,  \
        citation, note                                                                                                                     \
  }

/** Add rows; they must be static. */
fen_status fen_plane_add_rows(fen_verify_context *context, const fen_plane_row *rows, ptrdiff_t count, fen_error *err);
/** The id of a row, to find its result; suffix "" or such as "/half". */
void fen_plane_row_id(const fen_plane_row *row, const char *suffix, char id[FEN_VERIFY_ID]);
/** Its set-up in a sentence. */
void fen_plane_row_setup(const fen_plane_row *row, char setup[FEN_VERIFY_TEXT]);
/** How a row's transport is made. */
fen_transport_params fen_plane_row_how(const fen_plane_row *row);
/** Tell l2 and linf beside the published ones, l2 with its bounds. */
void fen_plane_tell_norms(fen_verify_result *result, const fen_plane_row *row, fen_plane_norms norms);
/** A scheme's results on finer and finer grids. */
typedef struct {
  const char *name;       /**< of the series, such as "seven_cells" */
  const char *const *ids; /**< cases from the coarsest grid to the finest, each twice as fine as the last, ended by NULL; NULL: published */
  int points;             /**< published: how many */
  double cells_across[4], updates[4], l2[4]; /**< published */
} fen_plane_curve;

/**
 * A case that compares cases: the parameters of its item are a static fen_plane_order. Tells the observed order of l2 between the last two
 * grids of the first curve, at least 2 to the two decimals that are printed, and of the two before, and gives every curve as a series
 * of cells across, cell updates, l2: error against work.
 */
typedef struct {
  const fen_plane_curve *curves;
  int count;
} fen_plane_order;
fen_status fen_plane_run_order(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err);

/** A figure of another case, computed on first demand; name must exist. */
fen_status fen_plane_figure_of(fen_verify_context *context, const char *id, const char *name, double *ours, double *updates,
                               fen_error *err);

#endif
