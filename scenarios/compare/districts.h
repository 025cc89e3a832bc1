/** @file districts.h  The regions and districts of a case as places to report: which cells they hold, and how many people live in them. */
#ifndef FENHE_COMPARE_DISTRICTS_H
#define FENHE_COMPARE_DISTRICTS_H

#include "fenhe/case.h"
#include "fenhe/spread.h"

/** What districts.nc says of polygons whose file has no note: told in Chinese in its own words. */
#define FEN_OUTLINES_UNSAID "the file does not say how good the outlines are"

/** Cells with weights that sum to 1. */
typedef struct {
  ptrdiff_t count;
  ptrdiff_t *cell;
  double *weight;
} fen_weighted_cells;

typedef struct {
  const char *name, *name_zh;         /**< borrowed from the case; name_zh may be NULL */
  double area_m2, area_share;         /**< in the domain, and which part of the whole district that is */
  double people, people_share;        /**< the same of its people; NaN: unknown */
  fen_weighted_cells area, residents; /**< residents.count 0: no people, or unknown */
} fen_district;

enum { FEN_DISTRICTS_TEXT = 1024 };

/** Districts that have a part in the domain, in the order of the case, and behind them the whole domain. */
typedef struct {
  ptrdiff_t count; /**< 0: the case has neither regions nor districts */
  fen_district *items;
  double *people;                  /**< in each cell, shape [ny][nx]; NULL: unknown */
  char spread[FEN_DISTRICTS_TEXT]; /**< how people are spread within their regions, in words */
} fen_districts;

/**
 * A district whose people are not stated takes its share of those who live in its cells.
 * @param[in] log told which lie outside, and whether people are counted twice; may be NULL
 * @return FEN_OK; statuses of fen_spread_create
 */
fen_status fen_districts_create(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_districts *out, fen_error *err);
void fen_districts_clear(fen_districts *districts);
/** Weighted mean of a plane, summed in the cells' order; NaN without cells. */
double fen_weighted_mean(const fen_weighted_cells *cells, const double *plane);

#endif
