/* The weather of the bench. */
#include "bench_flow.h"

#include <math.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"

static const double spacing_m = 3000.0;
static const double step_s = 600.0;
static const double lowest_m = 30.0;
static const double growth = 1.05;
static const double interval_s = 1e8; /* longer than any measurement */
static const double gyre_courant = 0.8;
static const double wave_courant = 0.2;

static double density_kgpm3(double height_m) {
  return 1.2 * exp(-height_m / 8000.0);
}

/* Courant numbers along x and y that depend on the relative height alone: no layer's flow diverges. */
static double shear_x(double height) {
  return 1.9 - 3.9 * exp(-height * height / 0.04);
}

static double shear_y(double height) {
  return cos(2.0 * FEN_PI * height);
}

static void set_layers(fen_bench_flow *f) {
  double thickness_m = lowest_m;
  for (ptrdiff_t k = 0; k < f->nz; k++) {
    f->layer_m[k + 1] = f->layer_m[k] + thickness_m;
    thickness_m *= growth;
  }
}

static void set_cells(fen_bench_flow *f) {
  ptrdiff_t plane = f->nx * f->ny;
  double top_m = f->layer_m[f->nz];
  for (ptrdiff_t k = 0; k < f->nz; k++) {
    double thickness_m = f->layer_m[k + 1] - f->layer_m[k];
    double air_kg = spacing_m * spacing_m * thickness_m * density_kgpm3(0.5 * (f->layer_m[k] + f->layer_m[k + 1]));
    for (ptrdiff_t n = 0; n < plane; n++) {
      f->air_kg[0][k * plane + n] = air_kg;
      f->thickness_m[0][k * plane + n] = thickness_m;
    }
  }
  /* A mixed layer that is deeper in one half of the domain than in the other. */
  for (ptrdiff_t k = 0; k <= f->nz; k++)
    for (ptrdiff_t n = 0; n < plane; n++) {
      double depth_m = top_m * (0.25 + 0.15 * sin(2.0 * FEN_PI * (double)(n % f->nx) / (double)f->nx));
      double part = f->layer_m[k] / depth_m;
      f->kz_m2ps[0][k * plane + n] = 0.1 + (part < 1.0 ? 80.0 * part * (1.0 - part) * (1.0 - part) : 0.0);
    }
}

/* Waves along x, so many that air rises and sinks by up to a layer or so a step. */
static double waves_of(const fen_bench_flow *f) {
  double top_m = f->layer_m[f->nz];
  double largest = 0.0;
  for (ptrdiff_t k = 0; k < f->nz; k++)
    largest = fmax(largest, sin(FEN_PI * f->layer_m[k] / top_m) * top_m / (f->layer_m[k + 1] - f->layer_m[k]));
  double waves = floor((double)f->nx / (2.0 * wave_courant * largest));
  double most = floor((double)f->nx / 8.0);
  return waves < 1.0 ? 1.0 : waves > most ? most : waves;
}

/*
 * Air mass is steady, so each column's fluxes must sum to nothing. Shear does by itself; the gyre has a stream function, here differenced
 * along the faces, which is sin(kx i) sin(ky j) / ky; the waves' flux is the difference of sin(pi z) between a layer's faces and so sums to
 * 0.
 */
static void set_fluxes(fen_bench_flow *f) {
  double kx = 2.0 * FEN_PI / (double)f->nx;
  double ky = 2.0 * FEN_PI / (double)f->ny;
  double waves = waves_of(f);
  double top_m = f->layer_m[f->nz];
  double column_kg = spacing_m * spacing_m * top_m;
  for (ptrdiff_t k = 0; k < f->nz; k++) {
    double height = 0.5 * (f->layer_m[k] + f->layer_m[k + 1]) / top_m;
    double cell_kgps = f->air_kg[0][k * f->nx * f->ny] / f->dt_s;
    double wave_kgps =
        wave_courant * column_kg / f->dt_s / FEN_PI * (sin(FEN_PI * f->layer_m[k + 1] / top_m) - sin(FEN_PI * f->layer_m[k] / top_m));
    for (ptrdiff_t j = 0; j < f->ny; j++)
      for (ptrdiff_t i = 0; i <= f->nx; i++) {
        double x = (double)(i % f->nx); /* the last face is the first */
        double gyre = gyre_courant * sin(kx * x) * (sin(ky * ((double)j + 1.0)) - sin(ky * (double)j)) / ky;
        f->flux_x_kgps[0][(k * f->ny + j) * (f->nx + 1) + i] = cell_kgps * (shear_x(height) + gyre) + wave_kgps * sin(waves * kx * x);
      }
    for (ptrdiff_t j = 0; j <= f->ny; j++)
      for (ptrdiff_t i = 0; i < f->nx; i++) {
        double next = (double)((i + 1) % f->nx);
        double gyre = gyre_courant * (sin(kx * next) - sin(kx * (double)i)) * sin(ky * (double)(j % f->ny)) / ky;
        f->flux_y_kgps[0][(k * (f->ny + 1) + j) * f->nx + i] = cell_kgps * (shear_y(height) - gyre);
      }
  }
}

/* Sizes of the arrays that each end of the interval has. */
typedef struct {
  double **array; /* of both ends, shape [2] */
  ptrdiff_t size;
} pair;
enum { PAIRS = 5 };

static void list_pairs(fen_bench_flow *f, pair out[PAIRS]) {
  ptrdiff_t plane = f->nx * f->ny;
  out[0] = (pair){f->air_kg, plane * f->nz};
  out[1] = (pair){f->flux_x_kgps, f->nz * f->ny * (f->nx + 1)};
  out[2] = (pair){f->flux_y_kgps, f->nz * (f->ny + 1) * f->nx};
  out[3] = (pair){f->thickness_m, plane * f->nz};
  out[4] = (pair){f->kz_m2ps, plane * (f->nz + 1)};
}

static fen_status allocate(fen_bench_flow *f, fen_error *err) {
  const fen_grid_params params = {
      .nx = f->nx, .ny = f->ny, .dx = spacing_m, .dy = spacing_m, .side_x = FEN_SIDE_PERIODIC, .side_y = FEN_SIDE_PERIODIC};
  pair pairs[PAIRS];
  ptrdiff_t size;
  fen_status status = fen_product(f->nx, f->ny, f->nz + 1, &size, err);
  if (!status)
    status = fen_grid_create(&params, &f->grid, err);
  list_pairs(f, pairs);
  for (int n = 0; !status && n < 2 * PAIRS; n++)
    status = FEN_NEW(&pairs[n / 2].array[n % 2], pairs[n / 2].size, err);
  if (!status)
    status = FEN_NEW(&f->layer_m, f->nz + 1, err);
  if (!status)
    status = FEN_NEW(&f->shape, f->nx + f->ny + f->nz, err);
  if (!status)
    status = FEN_NEW(&f->velocity_mps, f->nx * f->ny, err);
  if (!status)
    status = FEN_NEW(&f->q, f->nx * f->ny * f->nz, err);
  return status ? status : FEN_NEW(&f->total, f->nx * f->ny * f->nz, err);
}

fen_status fen_bench_flow_create(const ptrdiff_t cells[3], fen_bench_flow **out, fen_error *err) {
  fen_bench_flow *f = NULL;
  pair pairs[PAIRS];
  fen_status status = FEN_NEW(&f, 1, err);
  if (status)
    return status;
  *f = (fen_bench_flow){.nx = cells[0], .ny = cells[1], .nz = cells[2], .dt_s = step_s};
  status = allocate(f, err);
  if (status) {
    fen_bench_flow_destroy(&f);
    return status;
  }
  set_layers(f);
  set_cells(f);
  set_fluxes(f);
  list_pairs(f, pairs);
  for (int n = 0; n < PAIRS; n++)
    memcpy(pairs[n].array[1], pairs[n].array[0], (size_t)pairs[n].size * sizeof(double));
  f->forcing = (fen_forcing){.start_s = 0.0, .end_s = interval_s};
  for (int end = 0; end < 2; end++) {
    f->forcing.air_kg[end] = f->air_kg[end];
    f->forcing.flux_x_kgps[end] = f->flux_x_kgps[end];
    f->forcing.flux_y_kgps[end] = f->flux_y_kgps[end];
    f->forcing.thickness_m[end] = f->thickness_m[end];
    f->forcing.kz_m2ps[end] = f->kz_m2ps[end];
  }
  *out = f;
  return FEN_OK;
}

void fen_bench_flow_destroy(fen_bench_flow **item) {
  fen_bench_flow *f = *item;
  pair pairs[PAIRS];
  if (!f)
    return;
  list_pairs(f, pairs);
  for (int n = 0; n < 2 * PAIRS; n++)
    fen_free(pairs[n / 2].array[n % 2]);
  fen_grid_destroy(&f->grid);
  fen_free(f->layer_m);
  fen_free(f->shape);
  fen_free(f->velocity_mps);
  fen_free(f->q);
  fen_free(f->total);
  fen_free(f);
  *item = NULL;
}
