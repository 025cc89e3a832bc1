/* Exact shares of a region in quadrilaterals of longitude and latitude, a row of them at a time. */
#include <math.h>

#include "ring_clip.h"

typedef struct {
  fen_outline band, part, spare;
} outlines;

/* The part of the ring that lies in the quadrilateral, whose corners run anticlockwise if (turn) is 1, clockwise if -1. */
static fen_status part_area(const double lon[4], const double lat[4], double turn, outlines *o, double *area, fen_error *err) {
  const fen_outline *from = &o->band;
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < 4; n++) {
    int next = (n + 1) % 4;
    fen_outline *to = from == &o->part ? &o->spare : &o->part;
    /* The side's left half-plane: inward of an anticlockwise quadrilateral. */
    double a = -(lat[next] - lat[n]) * turn;
    double b = (lon[next] - lon[n]) * turn;
    if (a == 0 && b == 0)
      continue;
    status = fen_outline_clip(from, a, b, a * lon[n] + b * lat[n], to, err);
    from = to;
  }
  *area = status ? 0 : fabs(fen_outline_area(from));
  return status;
}

static double quad_area(const double lon[4], const double lat[4]) {
  return 0.5 * ((lon[2] - lon[0]) * (lat[3] - lat[1]) - (lon[3] - lon[1]) * (lat[2] - lat[0]));
}

/* Corners on the turn of the globe nearest to a longitude, each within half a turn of the first. */
static void near(double lon_near, const double *from, double to[4]) {
  for (int n = 0; n < 4; n++)
    to[n] = from[n] + 360 * round(((n ? to[0] : lon_near) - from[n]) / 360);
}

static void ring_box(const fen_ring *ring, double low[2], double high[2]) {
  low[0] = low[1] = INFINITY;
  high[0] = high[1] = -INFINITY;
  for (ptrdiff_t n = 0; n < ring->count; n++) {
    low[0] = fmin(low[0], ring->lon_deg[n]);
    high[0] = fmax(high[0], ring->lon_deg[n]);
    low[1] = fmin(low[1], ring->lat_deg[n]);
    high[1] = fmax(high[1], ring->lat_deg[n]);
  }
}

static fen_status add_ring(const fen_region *region, ptrdiff_t k, ptrdiff_t count, const double *lon, const double *lat, outlines *o,
                           double *share, fen_error *err) {
  const fen_ring *ring = &region->rings[k];
  double low[2], high[2], band_low[2] = {-1e9, INFINITY}, band_high[2] = {1e9, -INFINITY};
  ring_box(ring, low, high);
  double middle = 0.5 * (low[0] + high[0]);
  int outline = k == 0 || ring->polygon != region->rings[k - 1].polygon;
  for (ptrdiff_t n = 0; n < 4 * count; n++) {
    band_low[1] = fmin(band_low[1], lat[n]);
    band_high[1] = fmax(band_high[1], lat[n]);
  }
  if (!(band_low[1] < high[1] && band_high[1] > low[1]))
    return FEN_OK;
  fen_status status = fen_outline_of_ring(ring, 0, band_low, band_high, &o->band, &o->spare, err);
  for (ptrdiff_t i = 0; !status && i < count; i++) {
    double x[4];
    double area;
    const double *y = lat + 4 * i;
    near(middle, lon + 4 * i, x);
    double whole = quad_area(x, y);
    double west = fmin(fmin(x[0], x[1]), fmin(x[2], x[3]));
    double east = fmax(fmax(x[0], x[1]), fmax(x[2], x[3]));
    if (!(west < high[0] && east > low[0] && fabs(whole) > 0))
      continue;
    status = part_area(x, y, whole > 0 ? 1 : -1, o, &area, err);
    share[i] += (outline ? 1 : -1) * area / fabs(whole);
  }
  return status;
}

fen_status fen_region_shares_in_row(const fen_region *region, ptrdiff_t count, const double *lon_deg, const double *lat_deg, double *share,
                                    fen_error *err) {
  outlines o = {.band = {0}};
  fen_status status = FEN_OK;
  for (ptrdiff_t i = 0; i < count; i++)
    share[i] = 0;
  for (ptrdiff_t k = 0; !status && k < region->ring_count; k++)
    status = add_ring(region, k, count, lon_deg, lat_deg, &o, share, err);
  for (ptrdiff_t i = 0; i < count; i++)
    share[i] = share[i] < 1e-12 ? 0 : (share[i] > 1 - 1e-12 ? 1 : share[i]);
  fen_outline_clear(&o.band);
  fen_outline_clear(&o.part);
  fen_outline_clear(&o.spare);
  return status;
}
