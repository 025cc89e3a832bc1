/* What the wind feels of the terrain: how deep a place lies below its surroundings, the slope of the smoothed ground, how valleys lie. */
#include <math.h>

#include "fenhe/memory.h"
#include "idealised_internal.h"

/* Ridges within this distance shelter a basin; slopes steer the wind on a scale of two cells. */
static const double RIDGE_SCALE_M = 20000.0;

/* Running mean over 2 radius + 1 cells of one line, the edge value beyond its ends. */
static void smooth_line(const double *in, double *out, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t radius) {
  double sum = 0.0;
  for (ptrdiff_t n = -radius; n <= radius; n++)
    sum += in[(n < 0 ? 0 : n > count - 1 ? count - 1 : n) * stride];
  for (ptrdiff_t n = 0; n < count; n++) {
    out[n * stride] = sum / (double)(2 * radius + 1);
    const ptrdiff_t enter = n + radius + 1;
    const ptrdiff_t leave = n - radius;
    sum += in[(enter > count - 1 ? count - 1 : enter) * stride] - in[(leave < 0 ? 0 : leave) * stride];
  }
}

/* Twice a running mean along both axes: nearly round, and cheap for any radius. */
static void smooth(double *field, double *work, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t radius_x, ptrdiff_t radius_y) {
  for (int pass = 0; pass < 2; pass++) {
    for (ptrdiff_t j = 0; j < ny; j++)
      smooth_line(field + j * nx, work + j * nx, nx, 1, radius_x);
    for (ptrdiff_t i = 0; i < nx; i++)
      smooth_line(work + i, field + i, ny, nx, radius_y);
  }
}

static ptrdiff_t radius_cells(double scale_m, double spacing_m, ptrdiff_t count) {
  const double cells = scale_m / spacing_m;
  return cells < (double)count ? (ptrdiff_t)ceil(cells) : count;
}

/* Ridge height: the mean of the surroundings plus their standard deviation. */
static void find_basins(idealised_source *self, double *mean, double *square, double *work) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  const ptrdiff_t rx = radius_cells(RIDGE_SCALE_M, g->spacing_x_m[0], nx);
  const ptrdiff_t ry = radius_cells(RIDGE_SCALE_M, g->spacing_y_m[0], ny);
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    const double ground = g->terrain_m[c] - self->mean_ground_m;
    mean[c] = ground;
    square[c] = ground * ground;
  }
  smooth(mean, work, nx, ny, rx, ry);
  smooth(square, work, nx, ny, rx, ry);
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    const double variance = square[c] - mean[c] * mean[c];
    const double ridge = self->mean_ground_m + mean[c] + sqrt(variance > 0.0 ? variance : 0.0);
    self->basin_m[c] = ridge > g->terrain_m[c] ? ridge - g->terrain_m[c] : 0.0;
  }
}

static void find_slopes(idealised_source *self, double *ground, double *work) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  for (ptrdiff_t c = 0; c < nx * ny; c++)
    ground[c] = g->terrain_m[c];
  smooth(ground, work, nx, ny, 1, 1);
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const ptrdiff_t c = j * nx + i;
      const ptrdiff_t west = i > 0;
      const ptrdiff_t east = i < nx - 1;
      const ptrdiff_t south = j > 0;
      const ptrdiff_t north = j < ny - 1;
      const double dx = g->spacing_x_m[j * (nx + 1) + i] * (double)(west + east);
      const double dy = g->spacing_y_m[c] * (double)(south + north);
      self->slope_x[c] = dx > 0.0 ? (ground[c + east] - ground[c - west]) / dx : 0.0;
      self->slope_y[c] = dy > 0.0 ? (ground[c + north * nx] - ground[c - south * nx]) / dy : 0.0;
    }
}

/* The structure tensor: around a valley's floor the slopes of both its sides point across it, whatever their sign. */
static void find_valleys(idealised_source *self, double *work) {
  const fen_grid *g = self->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  const ptrdiff_t rx = radius_cells(RIDGE_SCALE_M, g->spacing_x_m[0], nx);
  const ptrdiff_t ry = radius_cells(RIDGE_SCALE_M, g->spacing_y_m[0], ny);
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    self->tensor_xx[c] = self->slope_x[c] * self->slope_x[c];
    self->tensor_xy[c] = self->slope_x[c] * self->slope_y[c];
    self->tensor_yy[c] = self->slope_y[c] * self->slope_y[c];
  }
  smooth(self->tensor_xx, work, nx, ny, rx, ry);
  smooth(self->tensor_xy, work, nx, ny, rx, ry);
  smooth(self->tensor_yy, work, nx, ny, rx, ry);
}

fen_status idealised_shape_terrain(idealised_source *self, fen_error *err) {
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  double *work = NULL;
  fen_status status = FEN_NEW(&work, 3 * plane, err);
  if (status)
    return status;
  find_basins(self, work, work + plane, work + 2 * plane);
  find_slopes(self, work, work + 2 * plane);
  find_valleys(self, work);
  fen_free(work);
  return FEN_OK;
}
