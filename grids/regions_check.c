/* Whether a ring encloses something, and once. */
#include <math.h>
#include <stdlib.h>

#include "fenhe/memory.h"
#include "fenhe/regions.h"

typedef struct {
  ptrdiff_t edge;
  double west, east, south, north;
} span;

static int by_west(const void *a, const void *b) {
  double x = ((const span *)a)->west;
  double y = ((const span *)b)->west;
  return (x > y) - (x < y);
}

/* On which side of the line from corner a to b corner c lies: its sign. */
static double side_of(const fen_ring *ring, ptrdiff_t a, ptrdiff_t b, ptrdiff_t c) {
  return (ring->lon_deg[b] - ring->lon_deg[a]) * (ring->lat_deg[c] - ring->lat_deg[a]) -
         (ring->lat_deg[b] - ring->lat_deg[a]) * (ring->lon_deg[c] - ring->lon_deg[a]);
}

static int cross(const fen_ring *ring, ptrdiff_t n, ptrdiff_t m) {
  ptrdiff_t n_end = (n + 1) % ring->count;
  ptrdiff_t m_end = (m + 1) % ring->count;
  return side_of(ring, m, m_end, n) * side_of(ring, m, m_end, n_end) < 0 && side_of(ring, n, n_end, m) * side_of(ring, n, n_end, m_end) < 0;
}

/* A sweep from west to east: each edge is held against those that reach its western end. */
static fen_status find_crossing(const fen_ring *ring, ptrdiff_t *edge, fen_error *err) {
  span *spans = NULL;
  ptrdiff_t *active = NULL;
  ptrdiff_t active_count = 0;
  fen_status status = FEN_NEW(&spans, ring->count, err);
  if (!status)
    status = FEN_NEW(&active, ring->count, err);
  for (ptrdiff_t n = 0; !status && n < ring->count; n++) {
    ptrdiff_t next = (n + 1) % ring->count;
    spans[n] = (span){n, fmin(ring->lon_deg[n], ring->lon_deg[next]), fmax(ring->lon_deg[n], ring->lon_deg[next]),
                      fmin(ring->lat_deg[n], ring->lat_deg[next]), fmax(ring->lat_deg[n], ring->lat_deg[next])};
  }
  if (!status)
    qsort(spans, (size_t)ring->count, sizeof *spans, by_west);
  for (ptrdiff_t n = 0; !status && n < ring->count; n++) {
    ptrdiff_t kept = 0;
    for (ptrdiff_t k = 0; k < active_count; k++) {
      const span *other = &spans[active[k]];
      if (other->east < spans[n].west)
        continue;
      active[kept++] = active[k];
      if (other->south <= spans[n].north && other->north >= spans[n].south && cross(ring, spans[n].edge, other->edge)) {
        ptrdiff_t later = spans[n].edge > other->edge ? spans[n].edge : other->edge;
        if (!*edge || later + 1 < *edge)
          *edge = later + 1;
      }
    }
    active_count = kept;
    active[active_count++] = n;
  }
  fen_free(spans);
  fen_free(active);
  return status;
}

/* Longitudes follow on across the date line: a step from 179 to -179 is one of 2 degrees. */
static void unwrap(fen_ring *ring) {
  double turns = 0;
  for (ptrdiff_t n = 1; n < ring->count; n++) {
    double before = ring->lon_deg[n - 1] - turns;
    double here = ring->lon_deg[n];
    double step = here - before;
    if (fabs(step) > 180 && fabs(step) < 360 && fabs(before) > 90 && fabs(here) > 90)
      turns -= step > 0 ? 360 : -360;
    ring->lon_deg[n] = here + turns;
  }
}

fen_status fen_ring_check(fen_ring *ring, fen_ring_fault *fault, ptrdiff_t *edge, fen_error *err) {
  double twice = 0;
  *fault = FEN_RING_SOUND;
  *edge = 0;
  unwrap(ring);
  if (ring->count > 0 && fabs(ring->lon_deg[ring->count - 1] - ring->lon_deg[0]) > 359.999 &&
      ring->lat_deg[ring->count - 1] == ring->lat_deg[0] && ring->count > 4) {
    *fault = FEN_RING_ROUND_POLE;
    return FEN_OK;
  }
  for (ptrdiff_t n = 1; n + 1 < ring->count; n++)
    twice += side_of(ring, 0, n, n + 1);
  fen_status status = find_crossing(ring, edge, err);
  if (!status && *edge)
    *fault = FEN_RING_CROSSES;
  else if (!status && !(fabs(twice) > 0))
    *fault = FEN_RING_EMPTY;
  return status;
}
