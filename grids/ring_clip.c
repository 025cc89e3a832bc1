#include "ring_clip.h"

#include <string.h>

#include "fenhe/memory.h"

void fen_outline_clear(fen_outline *outline) {
  fen_free(outline->x);
  fen_free(outline->y);
  *outline = (fen_outline){0};
}

fen_status fen_outline_add(fen_outline *o, double x, double y, fen_error *err) {
  if (o->count == o->capacity) {
    ptrdiff_t capacity = o->capacity ? 2 * o->capacity : 64;
    double *xs = NULL, *ys = NULL;
    fen_status status = FEN_NEW(&xs, capacity, err);
    if (!status)
      status = FEN_NEW(&ys, capacity, err);
    if (status) {
      fen_free(xs);
      return status;
    }
    if (o->count) {
      memcpy(xs, o->x, (size_t)o->count * sizeof *xs);
      memcpy(ys, o->y, (size_t)o->count * sizeof *ys);
    }
    fen_free(o->x);
    fen_free(o->y);
    o->x = xs;
    o->y = ys;
    o->capacity = capacity;
  }
  o->x[o->count] = x;
  o->y[o->count++] = y;
  return FEN_OK;
}

fen_status fen_outline_clip(const fen_outline *in, double a, double b, double c, fen_outline *out, fen_error *err) {
  fen_status status = FEN_OK;
  out->count = 0;
  for (ptrdiff_t n = 0; !status && n < in->count; n++) {
    ptrdiff_t next = n + 1 < in->count ? n + 1 : 0;
    double here = a * in->x[n] + b * in->y[n] - c;
    double there = a * in->x[next] + b * in->y[next] - c;
    if (here >= 0)
      status = fen_outline_add(out, in->x[n], in->y[n], err);
    if (!status && (here < 0) != (there < 0)) {
      double t = here / (here - there);
      status = fen_outline_add(out, in->x[n] + t * (in->x[next] - in->x[n]), in->y[n] + t * (in->y[next] - in->y[n]), err);
    }
  }
  return status;
}

fen_status fen_outline_of_ring(const fen_ring *ring, double shift, const double low[2], const double high[2], fen_outline *out,
                               fen_outline *spare, fen_error *err) {
  fen_status status = FEN_OK;
  out->count = 0;
  for (ptrdiff_t n = 0; !status && n < ring->count; n++)
    status = fen_outline_add(out, ring->lon_deg[n] + shift, ring->lat_deg[n], err);
  if (!status)
    status = fen_outline_clip(out, 1, 0, low[0], spare, err);
  if (!status)
    status = fen_outline_clip(spare, -1, 0, -high[0], out, err);
  if (!status)
    status = fen_outline_clip(out, 0, 1, low[1], spare, err);
  return status ? status : fen_outline_clip(spare, 0, -1, -high[1], out, err);
}

double fen_outline_area(const fen_outline *o) {
  double twice = 0;
  for (ptrdiff_t n = 1; n + 1 < o->count; n++)
    twice += (o->x[n] - o->x[0]) * (o->y[n + 1] - o->y[0]) - (o->x[n + 1] - o->x[0]) * (o->y[n] - o->y[0]);
  return 0.5 * twice;
}

double fen_ring_sign(const fen_region *region, ptrdiff_t ring) {
  const fen_ring *r = &region->rings[ring];
  double twice = 0;
  for (ptrdiff_t n = 1; n + 1 < r->count; n++)
    twice += (r->lon_deg[n] - r->lon_deg[0]) * (r->lat_deg[n + 1] - r->lat_deg[0]) -
             (r->lon_deg[n + 1] - r->lon_deg[0]) * (r->lat_deg[n] - r->lat_deg[0]);
  /* RFC 7946: the first ring of a polygon is its outline, the others are holes. */
  int outline = ring == 0 || r->polygon != region->rings[ring - 1].polygon;
  double turn = twice > 0 ? 1 : (twice < 0 ? -1 : 0);
  return outline ? turn : -turn;
}
