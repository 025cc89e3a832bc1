/* Area and length of regions on a sphere. */
#include <math.h>

#include "fenhe/regions.h"
#include "projection_internal.h"

static const double radian_per_degree = 0.017453292519943295;

/* Integral of the latitude's sine along an edge over longitude, exactly for an edge straight in longitude and latitude [rad]. */
static double under_edge(double lon_a, double lat_a, double lon_b, double lat_b) {
  double rise = lat_b - lat_a;
  double mean = fabs(rise) > 1e-9 ? (cos(lat_a) - cos(lat_b)) / rise : sin(0.5 * (lat_a + lat_b));
  return (lon_b - lon_a) * mean;
}

static double ring_area(const fen_ring *ring, double radius_m) {
  double sum = 0.0;
  for (ptrdiff_t b = 0; b < ring->count; b++) {
    ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
    sum += under_edge(radian_per_degree * ring->lon_deg[a], radian_per_degree * ring->lat_deg[a], radian_per_degree * ring->lon_deg[b],
                      radian_per_degree * ring->lat_deg[b]);
  }
  return fabs(sum) * radius_m * radius_m;
}

double fen_region_area_m2(const fen_region *region, double radius_m) {
  double area_m2 = 0.0;
  for (ptrdiff_t k = 0; k < region->ring_count; k++) {
    /* RFC 7946: the first ring of a polygon is its outline, the others are holes. */
    int outline = k == 0 || region->rings[k].polygon != region->rings[k - 1].polygon;
    area_m2 += (outline ? 1.0 : -1.0) * ring_area(&region->rings[k], radius_m);
  }
  return area_m2;
}

/* As ring_area, the mean along an edge by Simpson's rule: 1e-9 for edges of a degree. */
static double ring_area_on(const fen_ring *ring, double radius_m, double inverse_flattening) {
  double sum = 0.0;
  for (ptrdiff_t b = 0; b < ring->count; b++) {
    ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
    double middle = 0.5 * (ring->lat_deg[a] + ring->lat_deg[b]);
    double mean = fen_authalic_q(ring->lat_deg[a], inverse_flattening) + 4.0 * fen_authalic_q(middle, inverse_flattening) +
                  fen_authalic_q(ring->lat_deg[b], inverse_flattening);
    sum += 0.5 * radian_per_degree * (ring->lon_deg[b] - ring->lon_deg[a]) * mean / 6.0;
  }
  return fabs(sum) * radius_m * radius_m;
}

double fen_region_area_on(const fen_region *region, const fen_projection_params *figure) {
  double area_m2 = 0.0;
  for (ptrdiff_t k = 0; k < region->ring_count; k++) {
    int outline = k == 0 || region->rings[k].polygon != region->rings[k - 1].polygon;
    area_m2 += (outline ? 1.0 : -1.0) * ring_area_on(&region->rings[k], figure->semi_major_m, figure->inverse_flattening);
  }
  return area_m2;
}

double fen_region_perimeter_m(const fen_region *region, double radius_m, ptrdiff_t *corners) {
  double length_m = 0.0;
  *corners = 0;
  for (ptrdiff_t k = 0; k < region->ring_count; k++) {
    const fen_ring *ring = &region->rings[k];
    for (ptrdiff_t b = 0; b < ring->count; b++) {
      ptrdiff_t a = b > 0 ? b - 1 : ring->count - 1;
      double lat = 0.5 * radian_per_degree * (ring->lat_deg[a] + ring->lat_deg[b]);
      double east = radian_per_degree * (ring->lon_deg[b] - ring->lon_deg[a]) * cos(lat);
      double north = radian_per_degree * (ring->lat_deg[b] - ring->lat_deg[a]);
      double edge_m = radius_m * hypot(east, north);
      length_m += edge_m;
      *corners += edge_m > 0.0; /* a closed ring has its first corner twice */
    }
  }
  return length_m;
}
