/** @file regions.h  Named regions as polygons in longitude and latitude, and the share of each cell that lies in them. */
#ifndef FENHE_REGIONS_H
#define FENHE_REGIONS_H

#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One ring of a polygon, closed or not. */
typedef struct {
  ptrdiff_t count;
  double *lon_deg, *lat_deg; /**< shape [count] */
  ptrdiff_t polygon;         /**< the polygon the ring belongs to, whose rings follow each other: the even-odd rule runs within it */
} fen_ring;

typedef struct {
  char *name;    /**< unique */
  char *name_zh; /**< may be NULL */
  char *note;    /**< how good the outline is, for people; may be NULL */
  ptrdiff_t ring_count;
  fen_ring *rings;
} fen_region;

/** Owns everything in it; zero-initialise, release with fen_regions_clear. */
typedef struct {
  ptrdiff_t count;
  fen_region *items;
  ptrdiff_t passed_over; /**< features of their file that are no polygons */
} fen_regions;

void fen_regions_clear(fen_regions *regions);
/** Index of the region of that name, or -1. */
ptrdiff_t fen_regions_find(const fen_regions *regions, const char *name);
typedef enum { FEN_RING_SOUND, FEN_RING_CROSSES, FEN_RING_EMPTY, FEN_RING_ROUND_POLE } fen_ring_fault;

/**
 * Make the longitudes of a ring follow on where it crosses the date line, then see whether its edges cross, or it encloses nothing, or it
 * goes round a pole, so that degrees do not say what is inside.
 * @param[out] edge of those that cross, the one that comes later, counted from 1 by its first corner; 0: none
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_ring_check(fen_ring *ring, fen_ring_fault *fault, ptrdiff_t *edge, fen_error *err);
/** Whether a place lies in a region; of regions that share a border, exactly one has a place on it. Polygons may cross the date line
 * if their longitudes run on (170, 190). */
int fen_region_contains(const fen_region *region, double lon_deg, double lat_deg);
/**
 * Exact area share of every cell in the region: its edges, straight in longitude and latitude, are followed through the cells on the map.
 * Regions that share borders have shares that sum to those of their union, to rounding (1e-12); shares times areas give the region's area,
 * to 1e-6 at 10 km (exactly in the limit, and for LONLAT but for the bend of edges). Holes count; polygons of one region must not overlap.
 * @param[out] share shape [ny][nx]
 * @return FEN_OK; FEN_ERR_MEMORY
 */
fen_status fen_region_cover(const fen_region *region, const fen_grid *grid, double *share, fen_error *err);
/**
 * The same for a row of quadrilaterals whose sides are straight in longitude and latitude, as parts of their area in degrees.
 * @param[in]  lon_deg, lat_deg corners around each, convex, shape [count][4]
 * @param[out] share            shape [count]
 */
fen_status fen_region_shares_in_row(const fen_region *region, ptrdiff_t count, const double *lon_deg, const double *lat_deg, double *share,
                                    fen_error *err);
/** Area share of every cell in the region by sub-sampling, samples x samples points a cell evenly spaced in map coordinates; shape
 * [ny][nx]. On a grid of kind NONE the rings are x and y in metres. */
void fen_region_shares(const fen_region *region, const fen_grid *grid, int samples, double *share);
/** Area on a sphere, its edges straight in longitude and latitude; holes taken off. */
double fen_region_area_m2(const fen_region *region, double radius_m);
/** Area on the sphere or ellipsoid of a projection, likewise. */
double fen_region_area_on(const fen_region *region, const fen_projection_params *figure);
/** Length of its rings on a sphere, and how many corners they have. */
double fen_region_perimeter_m(const fen_region *region, double radius_m, ptrdiff_t *corners);

#ifdef __cplusplus
}
#endif
#endif
