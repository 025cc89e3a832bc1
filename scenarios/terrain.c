#include "terrain.h"

#include <math.h>

#include "fenhe/memory.h"
#include "fenhe/netcdf_read.h"

enum { SAMPLES = 4 };

typedef struct {
  ptrdiff_t nlat, nlon;
  double *lat_deg, *lon_deg; /* strictly monotone */
  double *height_m;          /* shape [nlat][nlon] */
} relief;

static void relief_clear(relief *r) {
  fen_free(r->lat_deg);
  fen_free(r->lon_deg);
  fen_free(r->height_m);
}

static fen_status read_axis(const fen_nc_reader *file, const char *name, ptrdiff_t count, double **out, fen_error *err) {
  ptrdiff_t start = 0;
  double *values = NULL;
  if (!fen_nc_has(file, name))
    return fen_nc_fail(file, name, FEN_ERR_VARIABLE, "store the coordinates under the dimension's name", err,
                       "dimension '%s' has no coordinate variable", name);
  fen_status status = FEN_NEW(&values, count, err);
  if (!status)
    status = fen_nc_read(file, name, 1, &start, &count, values, err);
  for (ptrdiff_t i = 2; !status && i < count; i++)
    if (!((values[i] - values[i - 1]) * (values[1] - values[0]) > 0.0))
      status = fen_nc_fail(file, name, FEN_ERR_VALUE, NULL, err, "coordinates must increase or decrease throughout; [%td] = %g does not", i,
                           values[i]);
  if (status)
    fen_free(values);
  else
    *out = values;
  return status;
}

static fen_status relief_read(const char *path, const char *variable, relief *out, fen_error *err) {
  fen_nc_reader *file = NULL;
  fen_nc_shape shape;
  fen_status status = fen_nc_open(path, &file, err);
  if (status)
    return status;
  status = fen_nc_variable_shape(file, variable, &shape, err);
  if (!status && (shape.rank != 2 || shape.shape[0] < 2 || shape.shape[1] < 2))
    status =
        fen_nc_fail(file, variable, FEN_ERR_SHAPE, NULL, err, "terrain must be two-dimensional (latitude, longitude), 2 x 2 or larger");
  if (!status) {
    out->nlat = shape.shape[0];
    out->nlon = shape.shape[1];
    status = read_axis(file, shape.dimension[0], out->nlat, &out->lat_deg, err);
  }
  if (!status)
    status = read_axis(file, shape.dimension[1], out->nlon, &out->lon_deg, err);
  if (!status)
    status = FEN_NEW(&out->height_m, out->nlat * out->nlon, err);
  if (!status)
    status = fen_nc_read(file, variable, 2, (ptrdiff_t[2]){0, 0}, shape.shape, out->height_m, err);
  fen_nc_close(&file);
  return status;
}

/* Place of x on a monotone axis as index + fraction; NaN outside. */
static double place_on(const double *axis, ptrdiff_t count, double x) {
  double sign = axis[1] > axis[0] ? 1.0 : -1.0;
  if (!((x - axis[0]) * sign >= 0.0 && (axis[count - 1] - x) * sign >= 0.0))
    return NAN;
  ptrdiff_t low = 0;
  ptrdiff_t high = count - 1;
  while (high - low > 1) {
    ptrdiff_t middle = (low + high) / 2;
    if ((x - axis[middle]) * sign >= 0.0)
      low = middle;
    else
      high = middle;
  }
  return (double)low + (x - axis[low]) / (axis[high] - axis[low]);
}

static double relief_at(const relief *r, double lon_deg, double lat_deg) {
  double i = place_on(r->lon_deg, r->nlon, lon_deg);
  if (isnan(i))
    i = place_on(r->lon_deg, r->nlon, lon_deg < 0.0 ? lon_deg + 360.0 : lon_deg - 360.0);
  double j = place_on(r->lat_deg, r->nlat, lat_deg);
  if (isnan(i) || isnan(j))
    return NAN;
  ptrdiff_t i0 = (ptrdiff_t)i < r->nlon - 2 ? (ptrdiff_t)i : r->nlon - 2;
  ptrdiff_t j0 = (ptrdiff_t)j < r->nlat - 2 ? (ptrdiff_t)j : r->nlat - 2;
  double a = i - (double)i0;
  double b = j - (double)j0;
  const double *row = r->height_m + j0 * r->nlon + i0;
  return (1.0 - b) * ((1.0 - a) * row[0] + a * row[1]) + b * ((1.0 - a) * row[r->nlon] + a * row[r->nlon + 1]);
}

static double cell_mean(const relief *r, const fen_grid *grid, ptrdiff_t i, ptrdiff_t j) {
  const fen_grid_params *p = &grid->params;
  double sum = 0.0;
  for (int b = 0; b < SAMPLES; b++) {
    for (int a = 0; a < SAMPLES; a++) {
      double lon_deg, lat_deg;
      double x = p->x0 + ((double)i + (a + 0.5) / SAMPLES) * p->dx;
      double y = p->y0 + ((double)j + (b + 0.5) / SAMPLES) * p->dy;
      fen_projection_inverse(grid->projection, x, y, &lon_deg, &lat_deg);
      double height_m = relief_at(r, lon_deg, lat_deg);
      sum += height_m < 0.0 ? 0.0 : height_m;
    }
  }
  return sum / (SAMPLES * SAMPLES);
}

fen_status fen_terrain_read(const char *path, const char *variable, const fen_grid *grid, double *height_m, fen_error *err) {
  relief r = {0};
  fen_status status = relief_read(path, variable, &r, err);
  for (ptrdiff_t j = 0; !status && j < grid->params.ny; j++) {
    for (ptrdiff_t i = 0; !status && i < grid->params.nx; i++) {
      ptrdiff_t cell = j * grid->params.nx + i;
      height_m[cell] = cell_mean(&r, grid, i, j);
      if (!(height_m[cell] >= 0.0))
        status = fen_fail(
            err, FEN_ERR_GRID,
            "%s: error: the terrain covers longitude %.3f to %.3f and latitude %.3f to %.3f, not cell (%td, %td) at %.3f, %.3f\n"
            "  = take a terrain file of a larger area, or move or shrink the grid",
            path, r.lon_deg[0], r.lon_deg[r.nlon - 1], r.lat_deg[0], r.lat_deg[r.nlat - 1], i, j, grid->lon_deg[cell], grid->lat_deg[cell]);
    }
  }
  relief_clear(&r);
  return status;
}
