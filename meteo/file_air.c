#include "file_air.h"

#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/layers.h"
#include "fenhe/memory.h"

void fen_file_air_clear(fen_file_air *air) {
  double *const all[] = {air->face_m,       air->ground_m,        air->temperature_k, air->pressure_pa,
                         air->vapour_kgpkg, air->area_mass_kgpm2, air->u_mps,         air->v_mps};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  *air = (fen_file_air){0};
}

fen_file_block fen_file_air_widen(const fen_file_block *model, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t layers, fen_file_air *air) {
  air->west = model->i0 > 0;
  air->south = model->j0 > 0;
  air->nx = air->west + model->nx + (model->i0 + model->nx < nx);
  air->ny = air->south + model->ny + (model->j0 + model->ny < ny);
  air->nz = layers;
  return (fen_file_block){model->i0 - air->west, model->j0 - air->south, air->nx, air->ny};
}

double fen_file_air_density(const fen_file_air *air, ptrdiff_t n) {
  const double moist = 1.0 + air->vapour_kgpkg[n] * FEN_R_VAPOUR_JPKGPK / FEN_R_DRY_JPKGPK;
  return air->pressure_pa[n] / (FEN_R_DRY_JPKGPK * air->temperature_k[n] * moist);
}

/* Dry air over a square metre at a column of the block, the nearest one where the file ends. */
static double area_mass(const fen_file_air *f, ptrdiff_t k, ptrdiff_t j, ptrdiff_t i) {
  i += f->west;
  j += f->south;
  i = i < 0 ? 0 : i > f->nx - 1 ? f->nx - 1 : i;
  j = j < 0 ? 0 : j > f->ny - 1 ? f->ny - 1 : j;
  return f->area_mass_kgpm2[(k * f->ny + j) * f->nx + i];
}

/*
 * WRF couples u with the mean of the column mass on both sides over the map factor; at its own edge with the edge cell's
 * (Skamarock et al. 2019, section 3.2). With the true length of the face that is u (m_left + m_right) / 2 dy / m_u.
 */
static void add_layer_fluxes(const fen_grid *grid, const fen_file_air *f, ptrdiff_t from, ptrdiff_t to, fen_weather *out) {
  const ptrdiff_t nx = out->nx;
  const ptrdiff_t ny = out->ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i <= nx; i++)
      out->flux_x_kgps[(to * ny + j) * (nx + 1) + i] += f->u_mps[(from * ny + j) * (nx + 1) + i] * 0.5 *
                                                        (area_mass(f, from, j, i - 1) + area_mass(f, from, j, i)) *
                                                        grid->face_x_m[j * (nx + 1) + i];
  for (ptrdiff_t j = 0; j <= ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++)
      out->flux_y_kgps[(to * (ny + 1) + j) * nx + i] += f->v_mps[(from * (ny + 1) + j) * nx + i] * 0.5 *
                                                        (area_mass(f, from, j - 1, i) + area_mass(f, from, j, i)) *
                                                        grid->face_y_m[j * nx + i];
}

/* Sums and, for intensive fields, mass-weighted sums of one file layer into one model layer. */
static void add_layer(const fen_grid *grid, const fen_file_air *f, ptrdiff_t from, ptrdiff_t to, fen_weather *out) {
  const ptrdiff_t nx = out->nx;
  const ptrdiff_t ny = out->ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const ptrdiff_t cell = (to * ny + j) * nx + i;
      const ptrdiff_t b = (from * f->ny + j + f->south) * f->nx + i + f->west;
      const double mass = f->area_mass_kgpm2[b] * grid->area_m2[j * nx + i];
      const double p = f->pressure_pa[b];
      const double *u = &f->u_mps[(from * ny + j) * (nx + 1) + i];
      const double *v = &f->v_mps[(from * (ny + 1) + j) * nx + i];
      out->air_kg[cell] += mass;
      out->u_mps[cell] += mass * 0.5 * (u[0] + u[1]);
      out->v_mps[cell] += mass * 0.5 * (v[0] + v[nx]);
      out->temperature_k[cell] += mass * f->temperature_k[b];
      out->pressure_pa[cell] += mass * p;
      /* A model's advection leaves traces below zero. */
      out->vapour_kgpkg[cell] += mass * (f->vapour_kgpkg[b] > 0.0 ? f->vapour_kgpkg[b] : 0.0);
    }
}

static void copy_face_heights(const fen_file_air *f, ptrdiff_t from, ptrdiff_t to, fen_weather *out) {
  for (ptrdiff_t j = 0; j < out->ny; j++)
    for (ptrdiff_t i = 0; i < out->nx; i++)
      out->height_m[(to * out->ny + j) * out->nx + i] = f->face_m[(from * f->ny + j + f->south) * f->nx + i + f->west];
}

static void clear(double *array, ptrdiff_t size) {
  for (ptrdiff_t n = 0; n < size; n++)
    array[n] = 0.0;
}

void fen_file_air_fill(const fen_grid *grid, const int *merge, const fen_file_air *air, fen_weather *out) {
  const ptrdiff_t cells = out->nx * out->ny * out->nz;
  double *const sums[] = {out->air_kg, out->u_mps, out->v_mps, out->temperature_k, out->pressure_pa, out->vapour_kgpkg};
  for (size_t n = 0; n < sizeof sums / sizeof *sums; n++)
    clear(sums[n], cells);
  clear(out->flux_x_kgps, (out->nx + 1) * out->ny * out->nz);
  clear(out->flux_y_kgps, out->nx * (out->ny + 1) * out->nz);
  copy_face_heights(air, 0, 0, out);
  ptrdiff_t from = 0;
  for (ptrdiff_t k = 0; k < out->nz; k++) {
    for (int n = 0; n < merge[k]; n++, from++) {
      add_layer(grid, air, from, k, out);
      add_layer_fluxes(grid, air, from, k, out);
    }
    copy_face_heights(air, from, k + 1, out);
  }
  for (size_t n = 1; n < sizeof sums / sizeof *sums; n++)
    for (ptrdiff_t c = 0; c < cells; c++)
      sums[n][c] /= out->air_kg[c];
}

void fen_file_air_add_cloud(const int *merge, const double *values, fen_weather *out) {
  const ptrdiff_t plane = out->nx * out->ny;
  ptrdiff_t from = 0;
  for (ptrdiff_t k = 0; k < out->nz; k++)
    for (int n = 0; n < merge[k]; n++, from++)
      for (ptrdiff_t c = 0; c < plane; c++) {
        const double value = values[from * plane + c];
        out->cloud_water_kgpkg[k * plane + c] += (value > 0.0 ? value : 0.0) / merge[k];
      }
}

/* Density of dry air at the upper face of the top layer, log-linear through the two uppermost layers. */
static double top_density(const fen_file_air *f, ptrdiff_t column) {
  const ptrdiff_t plane = f->nx * f->ny;
  const double *z = f->face_m + column;
  const double *m = f->area_mass_kgpm2 + column;
  const ptrdiff_t top = f->nz - 1;
  const double upper = z[(top + 1) * plane] - z[top * plane];
  const double density = m[top * plane] / upper;
  if (top == 0)
    return density;
  const double lower = z[top * plane] - z[(top - 1) * plane];
  const double below = m[(top - 1) * plane] / lower;
  return density * pow(density / below, upper / (upper + lower));
}

/* Slope of the top face (above sea level) along one axis of the block, one-sided at its edges. */
static double top_slope(const fen_file_air *f, ptrdiff_t n, ptrdiff_t position, ptrdiff_t extent, ptrdiff_t stride, double spacing_m) {
  const double *z = f->face_m + f->nz * f->nx * f->ny;
  const ptrdiff_t before = position > 0;
  const ptrdiff_t after = position < extent - 1;
  if (before + after == 0)
    return 0.0;
  const ptrdiff_t low = n - before * stride;
  const ptrdiff_t high = n + after * stride;
  return (z[high] + f->ground_m[high] - z[low] - f->ground_m[low]) / (spacing_m * (double)(before + after));
}

void fen_file_air_top(const fen_grid *grid, const fen_file_air *f, double *flux_kgps) {
  const ptrdiff_t nx = grid->params.nx;
  const ptrdiff_t ny = grid->params.ny;
  const double *u = f->u_mps + (f->nz - 1) * ny * (nx + 1);
  const double *v = f->v_mps + (f->nz - 1) * (ny + 1) * nx;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const ptrdiff_t c = j * nx + i;
      const ptrdiff_t bi = i + f->west;
      const ptrdiff_t bj = j + f->south;
      const ptrdiff_t n = bj * f->nx + bi;
      const double *dx = &grid->spacing_x_m[j * (nx + 1) + i];
      const double *dy = &grid->spacing_y_m[c];
      const double slope_x = top_slope(f, n, bi, f->nx, 1, 0.5 * (dx[0] + dx[1]));
      const double slope_y = top_slope(f, n, bj, f->ny, f->nx, 0.5 * (dy[0] + dy[nx]));
      const double *uc = &u[j * (nx + 1) + i];
      const double across = flux_kgps[c] - 0.5 * (uc[0] + uc[1]) * slope_x - 0.5 * (v[c] + v[c + nx]) * slope_y;
      flux_kgps[c] = top_density(f, n) * grid->area_m2[c] * across;
    }
}

fen_status fen_file_air_layers(ptrdiff_t layers, const int *merge, ptrdiff_t count, int **out, ptrdiff_t *nz, ptrdiff_t *used,
                               fen_error *err) {
  const ptrdiff_t made = merge ? count : layers;
  int *each = NULL;
  fen_status status = merge ? fen_layers_check_merge(layers, merge, made, err) : FEN_OK;
  if (!status)
    status = FEN_NEW(&each, made, err);
  if (status)
    return status;
  ptrdiff_t sum = 0;
  for (ptrdiff_t k = 0; k < made; k++) {
    each[k] = merge ? merge[k] : 1;
    sum += each[k];
  }
  *out = each;
  *nz = made;
  *used = sum;
  return FEN_OK;
}
