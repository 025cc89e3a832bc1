/** Rings cut by straight lines, in whatever plane they lie. */
#ifndef FENHE_GRIDS_RING_CLIP_H
#define FENHE_GRIDS_RING_CLIP_H

#include "fenhe/regions.h"

/** A ring of its own memory that grows as needed; zero-initialise, release with fen_outline_clear. */
typedef struct {
  ptrdiff_t count, capacity;
  double *x, *y;
} fen_outline;

void fen_outline_clear(fen_outline *outline);
fen_status fen_outline_add(fen_outline *outline, double x, double y, fen_error *err);
/** The part of (in) where a x + b y >= c, by Sutherland & Hodgman (1974): edges along the line may lie on each other, areas are right. */
fen_status fen_outline_clip(const fen_outline *in, double a, double b, double c, fen_outline *out, fen_error *err);
/** A ring moved by (shift) and cut to a box; spare is memory to work in. */
fen_status fen_outline_of_ring(const fen_ring *ring, double shift, const double low[2], const double high[2], fen_outline *out,
                               fen_outline *spare, fen_error *err);
/** Signed area, positive anticlockwise; about the first corner, where rounding is smallest. */
double fen_outline_area(const fen_outline *outline);
/** +1 where a ring adds to its region and runs anticlockwise, or is a hole and runs clockwise; -1 otherwise; 0 without area. */
double fen_ring_sign(const fen_region *region, ptrdiff_t ring);

#endif
