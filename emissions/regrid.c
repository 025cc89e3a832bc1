#include "fenhe/regrid.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

/* Four corners, and at most one more for each of the four clips; twice that for quadrilaterals that are not convex. */
enum { MOST_CORNERS = 16 };

typedef struct {
  int count;
  double x[MOST_CORNERS], y[MOST_CORNERS];
} polygon;

void fen_overlaps_clear(fen_overlaps *list) {
  fen_free(list->items);
  *list = (fen_overlaps){0};
}

static fen_status append(fen_overlaps *list, ptrdiff_t cell, double share, fen_error *err) {
  if (list->count == list->capacity) {
    ptrdiff_t capacity = list->capacity ? 2 * list->capacity : 64;
    fen_overlap *items;
    fen_status status = FEN_NEW(&items, capacity, err);
    if (status)
      return status;
    if (list->count)
      memcpy(items, list->items, (size_t)list->count * sizeof *items);
    fen_free(list->items);
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = (fen_overlap){cell, share};
  return FEN_OK;
}

/* Shoelace formula about the first corner, where rounding is smallest. Signed. */
static double area(const polygon *shape) {
  double twice = 0.0;
  for (int n = 1; n + 1 < shape->count; n++) {
    double ax = shape->x[n] - shape->x[0];
    double ay = shape->y[n] - shape->y[0];
    double bx = shape->x[n + 1] - shape->x[0];
    double by = shape->y[n + 1] - shape->y[0];
    twice += ax * by - bx * ay;
  }
  return 0.5 * twice;
}

/* Keep the side of the line where sign * (coordinate - limit) >= 0; along 0 clips in x, 1 in y. */
static void clip(const polygon *in, int along, double limit, double sign, polygon *out) {
  const double *a = along ? in->y : in->x;
  out->count = 0;
  for (int n = 0; n < in->count; n++) {
    int next = n + 1 < in->count ? n + 1 : 0;
    double here = sign * (a[n] - limit);
    double there = sign * (a[next] - limit);
    if (here >= 0.0 && out->count < MOST_CORNERS) {
      out->x[out->count] = in->x[n];
      out->y[out->count++] = in->y[n];
    }
    if ((here < 0.0) != (there < 0.0) && out->count < MOST_CORNERS) {
      double t = here / (here - there);
      double x = in->x[n] + t * (in->x[next] - in->x[n]);
      double y = in->y[n] + t * (in->y[next] - in->y[n]);
      out->x[out->count] = along ? x : limit;
      out->y[out->count++] = along ? limit : y;
    }
  }
}

static void clip_band(const polygon *in, int along, double low, double high, polygon *out) {
  polygon half;
  clip(in, along, low, 1.0, &half);
  clip(&half, along, high, -1.0, out);
}

/* Indices of the cells that [low, high] touches, cut to the grid; first > last if none. */
static void index_range(double low, double high, double origin, double size, ptrdiff_t count, ptrdiff_t *first, ptrdiff_t *last) {
  double from = floor((low - origin) / size);
  double to = floor((high - origin) / size);
  if (!(to >= 0.0) || !(from < (double)count)) {
    *first = 0;
    *last = -1;
    return;
  }
  *first = from > 0.0 ? (ptrdiff_t)from : 0;
  *last = to < (double)(count - 1) ? (ptrdiff_t)to : count - 1;
}

typedef struct {
  double x_low, x_high, y_low, y_high;
} box;

static box bounds(const double *x, const double *y) {
  box b = {x[0], x[0], y[0], y[0]};
  for (int n = 1; n < 4; n++) {
    b.x_low = x[n] < b.x_low ? x[n] : b.x_low;
    b.x_high = x[n] > b.x_high ? x[n] : b.x_high;
    b.y_low = y[n] < b.y_low ? y[n] : b.y_low;
    b.y_high = y[n] > b.y_high ? y[n] : b.y_high;
  }
  return b;
}

static fen_status clip_rows(const fen_grid_params *grid, const polygon *quad, const box *b, double whole, fen_overlaps *list,
                            fen_error *err) {
  ptrdiff_t i_first, i_last, j_first, j_last;
  index_range(b->x_low, b->x_high, grid->x0, grid->dx, grid->nx, &i_first, &i_last);
  index_range(b->y_low, b->y_high, grid->y0, grid->dy, grid->ny, &j_first, &j_last);
  for (ptrdiff_t j = j_first; j <= j_last && i_first <= i_last; j++) {
    polygon row, part;
    clip_band(quad, 1, grid->y0 + (double)j * grid->dy, grid->y0 + (double)(j + 1) * grid->dy, &row);
    if (row.count < 3)
      continue;
    for (ptrdiff_t i = i_first; i <= i_last; i++) {
      clip_band(&row, 0, grid->x0 + (double)i * grid->dx, grid->x0 + (double)(i + 1) * grid->dx, &part);
      double share = part.count < 3 ? 0.0 : area(&part) / whole;
      if (!(share > 0.0))
        continue;
      fen_status status = append(list, j * grid->nx + i, share, err);
      if (status)
        return status;
    }
  }
  return FEN_OK;
}

fen_status fen_regrid_quadrilateral(const fen_grid_params *grid, const double *x, const double *y, fen_overlaps *list, fen_error *err) {
  polygon quad = {.count = 4};
  for (int n = 0; n < 4; n++) {
    if (!isfinite(x[n]) || !isfinite(y[n]))
      return FEN_OK;
    quad.x[n] = x[n];
    quad.y[n] = y[n];
  }
  double whole = area(&quad);
  if (!(whole != 0.0))
    return FEN_OK;
  box b = bounds(x, y);
  ptrdiff_t first = list->count;
  fen_status status = clip_rows(grid, &quad, &b, whole, list, err);
  if (status)
    return status;
  double x_end = grid->x0 + (double)grid->nx * grid->dx;
  double y_end = grid->y0 + (double)grid->ny * grid->dy;
  if (!(b.x_low >= grid->x0 && b.x_high <= x_end && b.y_low >= grid->y0 && b.y_high <= y_end))
    return FEN_OK;
  /* Rounding of the clips must not leak out of a cell that lies inside as a whole. */
  double sum = 0.0;
  for (ptrdiff_t n = first; n < list->count; n++)
    sum += list->items[n].share;
  for (ptrdiff_t n = first; n < list->count; n++)
    list->items[n].share /= sum;
  return FEN_OK;
}

fen_status fen_regrid_on_globe(const fen_grid *grid, double x[4], const double y[4], fen_overlaps *list, fen_error *err) {
  const fen_grid_params *p = &grid->params;
  const double turn = fen_grid_turn(grid);
  const double middle = p->x0 + 0.5 * (double)p->nx * p->dx;
  fen_status status = FEN_OK;
  if (!(turn > 0.0))
    return fen_regrid_quadrilateral(p, x, y, list, err);
  for (int n = 0; n < 4; n++)
    x[n] += turn * round(((n ? x[0] : middle) - x[n]) / turn);
  for (int k = -1; !status && k <= 1; k++) {
    const double moved[4] = {x[0] + k * turn, x[1] + k * turn, x[2] + k * turn, x[3] + k * turn};
    status = fen_regrid_quadrilateral(p, moved, y, list, err);
  }
  return status;
}
