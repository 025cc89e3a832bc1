/* Exact shares of a region in the cells of a grid. */
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "projection_internal.h"
#include "ring_clip.h"

/* Edges are straight in longitude and latitude; on the map they go in pieces of this part of a cell, whose bend is 1e-5 of the cell. */
static const double PIECE = 0.125;
/* Shares within rounding of 0 and 1 are those. */
static const double ROUNDING = 1e-12;

typedef struct {
  const fen_grid *grid;
  double *share;          /**< of the cells that edges pass, [ny][nx] */
  double *east;           /**< height of edges that pass a column: counts for all cells west of it, [ny][nx + 1] */
  double low[2], high[2]; /**< box about the grid, degrees (metres on a plane) */
  double piece;           /**< longest piece of an edge, degrees */
  fen_outline ring, spare;
} cover;

/* An edge's part within one row of cells, heights in rows: the region lies to its left if it goes up. */
static void add_in_row(cover *c, ptrdiff_t j, double u0, double v0, double u1, double v1) {
  ptrdiff_t nx = c->grid->params.nx;
  double *share = c->share + j * nx;
  double *east = c->east + j * (nx + 1);
  double from = u0, to = u1;
  double rise = v1 - v0;
  if (fmax(from, to) <= 0)
    return;
  if (fmin(from, to) >= (double)nx) {
    east[nx] += rise;
    return;
  }
  double width = to - from;
  ptrdiff_t first = (ptrdiff_t)fmin(fmax(floor(fmin(from, to)), 0), (double)nx);
  ptrdiff_t last = (ptrdiff_t)fmin(floor(fmax(from, to)), (double)nx);
  for (ptrdiff_t i = first; i <= last; i++) {
    /* The edge's part in column i; beyond the last column everything counts as east of it. */
    double a = fmax(fmin(from, to), (double)i);
    double b = i < nx ? fmin(fmax(from, to), (double)(i + 1)) : fmax(from, to);
    double part = fabs(width) > 0 ? rise * (b - a) / fabs(width) : rise;
    if (i < nx)
      share[i] += part * (0.5 * (a + b) - (double)i);
    east[i] += part;
  }
}

static void add_edge(cover *c, double u0, double v0, double u1, double v1) {
  double low = fmax(fmin(v0, v1), 0);
  double high = fmin(fmax(v0, v1), (double)c->grid->params.ny);
  if (!(low < high))
    return;
  for (ptrdiff_t j = (ptrdiff_t)low; (double)j < high; j++) {
    double a = fmax(low, (double)j);
    double b = fmin(high, (double)(j + 1));
    double ua = u0 + (a - v0) / (v1 - v0) * (u1 - u0);
    double ub = u0 + (b - v0) / (v1 - v0) * (u1 - u0);
    if (v1 > v0)
      add_in_row(c, j, ua, a, ub, b);
    else
      add_in_row(c, j, ub, b, ua, a);
  }
}

/* The area between parallels goes with q, by which rows of degrees are measured. */
static double row_of_degrees(const fen_grid_params *p, double y) {
  double row = (y - p->y0) / p->dy;
  double south = p->y0 + floor(row) * p->dy;
  if (!(row >= 0 && row < (double)p->ny))
    return row;
  double inverse = p->projection.inverse_flattening;
  double low = fen_authalic_q(south, inverse);
  double high = fen_authalic_q(fmin(south + p->dy, 90), inverse);
  return floor(row) + (fen_authalic_q(y, inverse) - low) / (high - low);
}

static void to_cells(const cover *c, double lon, double lat, double *u, double *v) {
  const fen_grid_params *p = &c->grid->params;
  double x = lon, y = lat;
  if (p->projection.kind == FEN_PROJECTION_LONLAT || !c->grid->projection) {
    *u = (x - p->x0) / p->dx;
  } else {
    double i, j;
    fen_grid_locate(c->grid, lon, lat, &i, &j);
    *u = i + 0.5;
    y = p->y0 + (j + 0.5) * p->dy;
  }
  *v = fen_projection_in_degrees(p->projection.kind) ? row_of_degrees(p, y) : (y - p->y0) / p->dy;
}

static void add_outline(cover *c, double sign) {
  const fen_outline *o = &c->ring;
  for (ptrdiff_t n = 0; n < o->count; n++) {
    ptrdiff_t next = n + 1 < o->count ? n + 1 : 0;
    /* Pieces are counted from the southern end, so that neighbours that share an edge share its pieces. */
    int up = o->y[next] > o->y[n] || (o->y[next] == o->y[n] && o->x[next] > o->x[n]);
    ptrdiff_t a = up ? n : next;
    ptrdiff_t b = up ? next : n;
    double dx = o->x[b] - o->x[a];
    double dy = o->y[b] - o->y[a];
    double pieces = c->piece > 0 ? fmax(ceil(fmax(fabs(dx), fabs(dy)) / c->piece), 1) : 1;
    double u0, v0, u1, v1;
    to_cells(c, o->x[a], o->y[a], &u0, &v0);
    for (double k = 1; k <= pieces; k++) {
      double t = k < pieces ? k / pieces : 1;
      to_cells(c, t < 1 ? o->x[a] + t * dx : o->x[b], t < 1 ? o->y[a] + t * dy : o->y[b], &u1, &v1);
      if (up == (sign > 0))
        add_edge(c, u0, v0, u1, v1);
      else
        add_edge(c, u1, v1, u0, v0);
      u0 = u1;
      v0 = v1;
    }
  }
}

/* The grid's longitudes and latitudes with a cell's margin; a grid about a pole takes all longitudes. */
static void find_box(cover *c) {
  const fen_grid_params *p = &c->grid->params;
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  if (!c->grid->projection) {
    memcpy(c->low, (double[2]){p->x0 - p->dx, p->y0 - p->dy}, sizeof c->low);
    memcpy(c->high, (double[2]){p->x0 + (double)(p->nx + 1) * p->dx, p->y0 + (double)(p->ny + 1) * p->dy}, sizeof c->high);
    return;
  }
  int lonlat = p->projection.kind == FEN_PROJECTION_LONLAT;
  double middle = c->grid->lon_deg[(p->ny / 2) * p->nx + p->nx / 2];
  for (ptrdiff_t n = 0; n < (p->nx + 1) * (p->ny + 1); n++) {
    double lon = c->grid->lon_corner_deg[n];
    double lat = c->grid->lat_corner_deg[n];
    lon = lonlat ? lon : middle + remainder(lon - middle, 360);
    low[0] = fmin(low[0], lon);
    high[0] = fmax(high[0], lon);
    low[1] = fmin(low[1], lat);
    high[1] = fmax(high[1], lat);
  }
  double margin[2] = {(high[0] - low[0]) / (double)p->nx, (high[1] - low[1]) / (double)p->ny};
  c->piece = PIECE * fmin(margin[0], margin[1]);
  if (!lonlat && high[0] - low[0] > 180) {
    low[0] = middle - 180;
    high[0] = middle + 180;
    *(high[1] > -low[1] ? &high[1] : &low[1]) = high[1] > -low[1] ? 90 : -90;
    c->piece = PIECE * (high[1] - low[1]) / (double)p->ny;
    margin[0] = 0;
  }
  for (int d = 0; d < 2; d++) {
    c->low[d] = low[d] - (lonlat && d == 0 ? 0 : margin[d]);
    c->high[d] = high[d] + (lonlat && d == 0 ? 0 : margin[d]);
  }
  c->low[1] = fmax(c->low[1], -90);
  c->high[1] = fmin(c->high[1], 90);
}

fen_status fen_region_cover(const fen_region *region, const fen_grid *grid, double *share, fen_error *err) {
  ptrdiff_t nx = grid->params.nx;
  ptrdiff_t ny = grid->params.ny;
  cover c = {.grid = grid, .share = share};
  memset(share, 0, (size_t)(nx * ny) * sizeof *share);
  fen_status status = FEN_NEW(&c.east, (nx + 1) * ny, err);
  if (!status)
    find_box(&c);
  int turns = grid->projection ? 1 : 0;
  for (ptrdiff_t k = 0; !status && k < region->ring_count; k++)
    for (int turn = -turns; !status && turn <= turns; turn++) {
      status = fen_outline_of_ring(&region->rings[k], 360.0 * turn, c.low, c.high, &c.ring, &c.spare, err);
      if (!status)
        add_outline(&c, fen_ring_sign(region, k));
    }
  for (ptrdiff_t j = 0; !status && j < ny; j++) {
    double sum = 0;
    for (ptrdiff_t i = nx - 1; i >= 0; i--) {
      sum += c.east[j * (nx + 1) + i + 1];
      double s = share[j * nx + i] + sum;
      share[j * nx + i] = s < ROUNDING ? 0 : (s > 1 - ROUNDING ? 1 : s);
    }
  }
  fen_free(c.east);
  fen_outline_clear(&c.ring);
  fen_outline_clear(&c.spare);
  return status;
}
