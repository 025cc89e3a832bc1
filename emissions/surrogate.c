#include "surrogate.h"

#include <math.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "fenhe/units.h"
#include "inventory_parts.h"

/* Cells along each side of the grid laid around a region without surrogate. */
enum { CELLS_AROUND = 128 };

void fen_surrogate_clear(fen_surrogate *surrogate) {
  fen_source_grid_clear(&surrogate->source);
  fen_regrid_map_clear(&surrogate->map);
  fen_free(surrogate->weight);
  *surrogate = (fen_surrogate){0};
}

void fen_area_pattern_clear(fen_area_pattern *pattern) {
  fen_free(pattern->cell);
  fen_free(pattern->share);
  *pattern = (fen_area_pattern){0};
}

static fen_status read_weights(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *shape, fen_surrogate *out,
                               fen_error *err) {
  ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  ptrdiff_t cells = out->source.nx * out->source.ny;
  char unit[FEN_NC_NAME] = "";
  fen_conversion per_m2;
  fen_status status = FEN_NEW(&out->weight, cells, err);
  if (!status)
    status = fen_nc_read(reader, variable, shape->rank, start, shape->shape, out->weight, err);
  if (status)
    return status;
  (void)fen_nc_attribute_text(reader, variable, "units", unit, sizeof unit, NULL);
  bool density = unit[0] && fen_units_conversion(unit, "m-2", 0.0, 0, &per_m2, NULL) == FEN_OK;
  for (ptrdiff_t s = 0; s < cells; s++) {
    if (!(out->weight[s] >= 0.0))
      return fen_nc_fail(reader, variable, FEN_ERR_NEGATIVE, "correct the file: weights of a surrogate are 0 or more", err,
                         "weight %g at row %td, column %td (from 0)", out->weight[s], s / out->source.nx, s % out->source.nx);
    out->weight[s] *= density ? out->source.area_m2[s] : 1.0;
  }
  return FEN_OK;
}

fen_status fen_surrogate_read(const char *path, const char *variable, const fen_grid *grid, fen_surrogate *out, fen_error *err) {
  fen_nc_reader *reader = NULL;
  fen_surrogate surrogate = {0};
  fen_nc_shape shape;
  fen_status status = fen_nc_open(path, &reader, err);
  if (!status && !variable)
    status = fen_nc_fail(reader, NULL, FEN_ERR_KEY_MISSING, "name it in the case: surrogate: {file: FILE, variable: NAME}", err,
                         "which variable of the surrogate's file is meant?");
  if (!status)
    status = fen_nc_variable_shape(reader, variable, &shape, err);
  if (!status && shape.rank < 2)
    status = fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "name a gridded variable", err, "%d dimensions are no map", shape.rank);
  for (int d = 0; !status && d < shape.rank - 2; d++)
    if (shape.shape[d] != 1)
      status = fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "choose one map with ncks -d", err,
                           "dimension %s has %td values, where a map has one", shape.dimension[d], shape.shape[d]);
  if (!status)
    status = fen_source_grid_read_cf(reader, variable, &shape, &surrogate.source, err);
  if (!status)
    status = read_weights(reader, variable, &shape, &surrogate, err);
  if (!status)
    status = fen_regrid_map_create(&surrogate.source, grid, &surrogate.map, err);
  fen_nc_close(&reader);
  if (status)
    fen_surrogate_clear(&surrogate);
  else
    *out = surrogate;
  return status;
}

/* weight: each source cell's part in the region; becomes its share of the region's total. */
static fen_status make_pattern(const fen_source_grid *source, const fen_regrid_map *map, double *weight, const fen_grid *grid,
                               fen_area_pattern *out, double *sum, fen_error *err) {
  fen_area_pattern pattern = {.made = true};
  ptrdiff_t cells = grid->params.nx * grid->params.ny;
  double total = 0.0;
  for (ptrdiff_t s = 0; s < source->nx * source->ny; s++)
    total += weight[s];
  *sum = total;
  if (!(total > 0.0))
    return FEN_OK;
  for (ptrdiff_t s = 0; s < source->nx * source->ny; s++)
    weight[s] /= total;
  double *dense = NULL;
  fen_status status = FEN_NEW(&dense, cells, err);
  if (status)
    return status;
  (void)fen_regrid_apply(source, map, weight, cells, dense, NULL);
  for (ptrdiff_t cell = 0; cell < cells; cell++)
    pattern.count += dense[cell] > 0.0;
  status = FEN_NEW(&pattern.cell, pattern.count, err);
  if (!status)
    status = FEN_NEW(&pattern.share, pattern.count, err);
  for (ptrdiff_t cell = 0, n = 0; !status && cell < cells; cell++) {
    if (!(dense[cell] > 0.0))
      continue;
    pattern.cell[n] = cell;
    pattern.share[n++] = dense[cell];
    pattern.kept += dense[cell];
  }
  fen_free(dense);
  if (status)
    fen_area_pattern_clear(&pattern);
  else
    *out = pattern;
  return status;
}

fen_status fen_area_pattern_by_surrogate(const fen_surrogate *surrogate, const fen_region *region, const fen_grid *grid,
                                         fen_area_pattern *out, double *sum, fen_error *err) {
  double *weight = NULL;
  ptrdiff_t cells = surrogate->source.nx * surrogate->source.ny;
  fen_status status = FEN_NEW(&weight, cells, err);
  if (status)
    return status;
  status = fen_source_region_shares(&surrogate->source, region, weight, err);
  for (ptrdiff_t s = 0; s < cells; s++)
    weight[s] *= surrogate->weight[s];
  if (!status)
    status = make_pattern(&surrogate->source, &surrogate->map, weight, grid, out, sum, err);
  fen_free(weight);
  return status;
}

/* A grid of degrees around the region. */
static fen_status grid_around(const fen_region *region, fen_source_grid *out, fen_error *err) {
  double box[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
  double *x_edge = NULL;
  double *y_edge = NULL;
  for (ptrdiff_t r = 0; r < region->ring_count; r++) {
    const fen_ring *ring = &region->rings[r];
    for (ptrdiff_t n = 0; n < ring->count; n++) {
      box[0] = ring->lon_deg[n] < box[0] ? ring->lon_deg[n] : box[0];
      box[1] = ring->lon_deg[n] > box[1] ? ring->lon_deg[n] : box[1];
      box[2] = ring->lat_deg[n] < box[2] ? ring->lat_deg[n] : box[2];
      box[3] = ring->lat_deg[n] > box[3] ? ring->lat_deg[n] : box[3];
    }
  }
  fen_status status = FEN_NEW(&x_edge, CELLS_AROUND + 1, err);
  if (!status)
    status = FEN_NEW(&y_edge, CELLS_AROUND + 1, err);
  if (status) {
    fen_free(x_edge);
    return status;
  }
  for (int n = 0; n <= CELLS_AROUND; n++) {
    x_edge[n] = box[0] + (box[1] - box[0]) * n / CELLS_AROUND;
    y_edge[n] = box[2] + (box[3] - box[2]) * n / CELLS_AROUND;
  }
  return fen_source_grid_degrees(CELLS_AROUND, CELLS_AROUND, x_edge, y_edge, FEN_WRF_EARTH_RADIUS_M, 0.0, out, err);
}

fen_status fen_area_pattern_by_area(const fen_region *region, const fen_grid *grid, fen_area_pattern *out, double *sum, fen_error *err) {
  fen_surrogate even = {0};
  *sum = 0.0;
  if (region->ring_count == 0)
    return FEN_OK;
  fen_status status = grid_around(region, &even.source, err);
  if (!status)
    status = fen_regrid_map_create(&even.source, grid, &even.map, err);
  if (!status) {
    even.weight = even.source.area_m2;
    status = fen_area_pattern_by_surrogate(&even, region, grid, out, sum, err);
    even.weight = NULL;
  }
  fen_surrogate_clear(&even);
  return status;
}
