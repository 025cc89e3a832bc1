#include "basins.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

enum { EAST, NORTH, WEST, SOUTH, DIRECTIONS };
static const int step_x[DIRECTIONS] = {1, 0, -1, 0};
static const int step_y[DIRECTIONS] = {0, 1, 0, -1};

typedef struct {
  const fen_grid *grid;
  ptrdiff_t nx, ny;
  unsigned char *inside; /**< [ny][nx] */
  unsigned char *sides;  /**< directions in which the outline leaves a corner, as bits, [ny + 1][nx + 1] */
  ptrdiff_t cells, side_count;
  bool runs_out;
} shape;

static bool is_inside(const shape *s, ptrdiff_t i, ptrdiff_t j) {
  return i >= 0 && i < s->nx && j >= 0 && j < s->ny && s->inside[j * s->nx + i];
}

static fen_status flood(shape *s, ptrdiff_t seed, double below_m, fen_error *err) {
  ptrdiff_t *stack = NULL;
  ptrdiff_t depth = 0;
  fen_status status = FEN_NEW(&stack, s->nx * s->ny, err);
  if (status)
    return status;
  s->inside[seed] = 1;
  stack[depth++] = seed;
  while (depth > 0) {
    ptrdiff_t cell = stack[--depth];
    s->cells++;
    for (int d = 0; d < DIRECTIONS; d++) {
      ptrdiff_t i = cell % s->nx + step_x[d];
      ptrdiff_t j = cell / s->nx + step_y[d];
      if (i < 0 || i >= s->nx || j < 0 || j >= s->ny) {
        s->runs_out = true;
      } else if (!s->inside[j * s->nx + i] && s->grid->terrain_m[j * s->nx + i] < below_m) {
        s->inside[j * s->nx + i] = 1;
        stack[depth++] = j * s->nx + i;
      }
    }
  }
  fen_free(stack);
  return FEN_OK;
}

/* Sides between inside and outside, each from corner to corner with the inside on its left. */
static void mark_sides(shape *s) {
  ptrdiff_t width = s->nx + 1;
  for (ptrdiff_t j = 0; j < s->ny; j++)
    for (ptrdiff_t i = 0; i < s->nx; i++) {
      if (!is_inside(s, i, j))
        continue;
      const struct {
        ptrdiff_t corner;
        int direction;
        bool open;
      } sides[] = {{j * width + i, EAST, !is_inside(s, i, j - 1)},
                   {j * width + i + 1, NORTH, !is_inside(s, i + 1, j)},
                   {(j + 1) * width + i + 1, WEST, !is_inside(s, i, j + 1)},
                   {(j + 1) * width + i, SOUTH, !is_inside(s, i - 1, j)}};
      for (int n = 0; n < DIRECTIONS; n++)
        if (sides[n].open) {
          s->sides[sides[n].corner] |= (unsigned char)(1U << sides[n].direction);
          s->side_count++;
        }
    }
}

/* The way on from a corner: left first, which keeps to the same cell where two touch by a corner only. */
static int next_direction(const shape *s, ptrdiff_t corner, int direction) {
  static const int turns[] = {1, 0, 3};
  for (int n = 0; n < 3; n++) {
    int way = (direction + turns[n]) % DIRECTIONS;
    if (s->sides[corner] & (1U << way))
      return way;
  }
  return -1;
}

/* Follow one ring from a corner and take its sides away. */
static ptrdiff_t follow(shape *s, ptrdiff_t start, double *lon, double *lat) {
  ptrdiff_t corner = start;
  ptrdiff_t count = 0;
  int first = 0;
  while (!(s->sides[start] & (1U << first)))
    first++;
  int way = first;
  do {
    double before = count ? lon[count - 1] : s->grid->lon_corner_deg[corner];
    lon[count] = before + remainder(s->grid->lon_corner_deg[corner] - before, 360.0);
    lat[count++] = s->grid->lat_corner_deg[corner];
    corner += step_x[way] + step_y[way] * (s->nx + 1);
    int next = next_direction(s, corner, way);
    /* The first side is left standing until the ring has come back to it. */
    if (count > 1)
      s->sides[corner - step_x[way] - step_y[way] * (s->nx + 1)] &= (unsigned char)~(1U << way);
    way = next;
  } while (way >= 0 && !(corner == start && way == first));
  s->sides[start] &= (unsigned char)~(1U << first);
  return count;
}

static fen_status keep_ring(fen_region *region, ptrdiff_t count, const double *lon, const double *lat, fen_error *err) {
  fen_ring *rings = NULL;
  fen_status status = FEN_NEW(&rings, region->ring_count + 1, err);
  if (status)
    return status;
  if (region->ring_count)
    memcpy(rings, region->rings, (size_t)region->ring_count * sizeof *rings);
  fen_free(region->rings);
  region->rings = rings;
  fen_ring *ring = &rings[region->ring_count];
  status = FEN_NEW(&ring->lon_deg, count, err);
  if (!status)
    status = FEN_NEW(&ring->lat_deg, count, err);
  region->ring_count++;
  if (status)
    return status;
  memcpy(ring->lon_deg, lon, (size_t)count * sizeof *lon);
  memcpy(ring->lat_deg, lat, (size_t)count * sizeof *lat);
  ring->count = count;
  return FEN_OK;
}

/* The cell with the lowest row has its southern side on the outline, all rings that are met later are holes. */
static fen_status trace(shape *s, fen_region *region, fen_error *err) {
  double *lon = NULL, *lat = NULL;
  mark_sides(s);
  fen_status status = FEN_NEW(&lon, s->side_count + 1, err);
  if (!status)
    status = FEN_NEW(&lat, s->side_count + 1, err);
  for (ptrdiff_t corner = 0; !status && corner < (s->nx + 1) * (s->ny + 1); corner++)
    while (!status && s->sides[corner]) {
      ptrdiff_t count = follow(s, corner, lon, lat);
      status = keep_ring(region, count, lon, lat, err);
    }
  fen_free(lon);
  fen_free(lat);
  return status;
}

static fen_status find_seed(const fen_case_basin *basin, const fen_grid *grid, ptrdiff_t *cell, fen_error *err) {
  double i, j;
  const fen_yaml_node *node = fen_yaml_get(basin->node, "seed");
  fen_grid_locate(grid, basin->lon_deg, basin->lat_deg, &i, &j);
  if (!fen_grid_contains(grid, i, j))
    return fen_yaml_fail(node, FEN_ERR_OUTSIDE, "choose a place in the basin, on the grid", err,
                         "the seed %.4g E, %.4g N lies outside the domain", basin->lon_deg, basin->lat_deg);
  ptrdiff_t column = (ptrdiff_t)fmin(fmax(round(i), 0.0), (double)(grid->params.nx - 1));
  ptrdiff_t row = (ptrdiff_t)fmin(fmax(round(j), 0.0), (double)(grid->params.ny - 1));
  *cell = row * grid->params.nx + column;
  if (grid->terrain_m[*cell] < basin->below_m)
    return FEN_OK;
  return fen_yaml_fail(node, FEN_ERR_RANGE, "raise 'below', or choose a seed on the basin's floor", err,
                       "the model's ground at the seed is %.0f m high, not below %g m", grid->terrain_m[*cell], basin->below_m);
}

static fen_status form(const fen_case_basin *basin, fen_region *region, const fen_grid *grid, const fen_log *log, fen_error *err) {
  shape s = {.grid = grid, .nx = grid->params.nx, .ny = grid->params.ny};
  ptrdiff_t seed = 0;
  fen_status status = find_seed(basin, grid, &seed, err);
  if (!status)
    status = FEN_NEW(&s.inside, s.nx * s.ny, err);
  if (!status)
    status = FEN_NEW(&s.sides, (s.nx + 1) * (s.ny + 1), err);
  if (!status)
    status = flood(&s, seed, basin->below_m, err);
  if (!status)
    status = trace(&s, region, err);
  if (!status)
    fen_log_line(log, s.runs_out ? FEN_LOG_WARNING : FEN_LOG_INFO, "%s: %td cells below %g m, %.0f km2%s", region->name, s.cells,
                 basin->below_m, 1e-6 * fen_region_area_on(region, &grid->params.projection),
                 s.runs_out ? "; it runs out of the domain, and ends at its edge" : "");
  fen_free(s.inside);
  fen_free(s.sides);
  return status;
}

fen_status fen_basins_form(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; !status && n < item->basin_count; n++) {
    const fen_case_basin *basin = &item->basins[n];
    fen_region *region = &(basin->is_district ? &item->districts : &item->regions)->items[basin->index];
    if (region->ring_count == 0)
      status = form(basin, region, grid, log, err);
  }
  return status;
}
