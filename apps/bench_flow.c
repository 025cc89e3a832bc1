#include "bench_flow.h"

#include <math.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"

static const double spacing_m = 3000.0;
static const double layer_m = 100.0;
static const double density_kgpm3 = 1.2;
static const double wind_mps = 10.0;
static const double interval_s = 1e6; /* longer than any measurement */

/* Air mass is steady, so each column's fluxes sum to nothing: the gyre has no divergence, the overturning none in the vertical mean. */
static void set_fluxes(fen_bench_flow *f) {
  double through_kgps = wind_mps * density_kgpm3 * spacing_m * layer_m;
  double kx = 2.0 * FEN_PI / (double)f->nx;
  double ky = 2.0 * FEN_PI / (double)f->ny;
  for (ptrdiff_t k = 0; k < f->nz; k++) {
    double height = ((double)k + 0.5) / (double)f->nz;
    for (ptrdiff_t j = 0; j < f->ny; j++)
      for (ptrdiff_t i = 0; i <= f->nx; i++) {
        /* Stream function of the gyre at the ends of the face, sin(kx i) sin(ky j) / ky. */
        double gyre = sin(kx * (double)i) * (sin(ky * ((double)j + 1.0)) - sin(ky * (double)j)) / ky;
        double overturning = 0.05 * sin(kx * (double)i) * cos(FEN_PI * height);
        f->flux_x_kgps[(k * f->ny + j) * (f->nx + 1) + i] = through_kgps * (0.4 * gyre + 0.4 * height + overturning + 0.2);
      }
    for (ptrdiff_t j = 0; j <= f->ny; j++)
      for (ptrdiff_t i = 0; i < f->nx; i++) {
        double gyre = (sin(kx * ((double)i + 1.0)) - sin(kx * (double)i)) * sin(ky * (double)j) / ky;
        f->flux_y_kgps[(k * (f->ny + 1) + j) * f->nx + i] = -through_kgps * 0.4 * gyre;
      }
  }
  /* The vertical mean of cos(pi height) over the layers' centres is 0 by symmetry, to round-off. */
}

static void set_cells(fen_bench_flow *f) {
  ptrdiff_t plane = f->nx * f->ny;
  for (ptrdiff_t k = 0; k < f->nz; k++) {
    for (ptrdiff_t n = 0; n < plane; n++) {
      ptrdiff_t j = n / f->nx;
      double x = (double)(n % f->nx) / (double)f->nx - 0.4;
      double y = (double)j / (double)f->ny - 0.5;
      double z = (double)k / (double)f->nz;
      f->air_kg[k * plane + n] = density_kgpm3 * spacing_m * spacing_m * layer_m;
      f->thickness_m[k * plane + n] = layer_m;
      f->q[k * plane + n] = 1e-8 * exp(-(x * x + y * y) / 0.02 - z / 0.3);
    }
  }
  for (ptrdiff_t n = 0; n < plane * (f->nz + 1); n++)
    f->kz_m2ps[n] = 20.0;
}

fen_status fen_bench_flow_create(const ptrdiff_t cells[3], fen_bench_flow **out, fen_error *err) {
  fen_bench_flow *f = NULL;
  fen_status status = FEN_NEW(&f, 1, err);
  if (status)
    return status;
  f->nx = cells[0];
  f->ny = cells[1];
  f->nz = cells[2];
  const fen_grid_params params = {
      .nx = f->nx, .ny = f->ny, .dx = spacing_m, .dy = spacing_m, .side_x = FEN_SIDE_PERIODIC, .side_y = FEN_SIDE_PERIODIC};
  ptrdiff_t size = f->nx * f->ny * f->nz;
  status = fen_grid_create(&params, &f->grid, err);
  if (!status)
    status = FEN_NEW(&f->air_kg, size, err);
  if (!status)
    status = FEN_NEW(&f->flux_x_kgps, f->nz * f->ny * (f->nx + 1), err);
  if (!status)
    status = FEN_NEW(&f->flux_y_kgps, f->nz * (f->ny + 1) * f->nx, err);
  if (!status)
    status = FEN_NEW(&f->thickness_m, size, err);
  if (!status)
    status = FEN_NEW(&f->kz_m2ps, f->nx * f->ny * (f->nz + 1), err);
  if (!status)
    status = FEN_NEW(&f->q, size, err);
  if (status) {
    fen_bench_flow_destroy(&f);
    return status;
  }
  set_cells(f);
  set_fluxes(f);
  f->forcing = (fen_forcing){.start_s = 0.0, .end_s = interval_s};
  for (int end = 0; end < 2; end++) {
    f->forcing.air_kg[end] = f->air_kg;
    f->forcing.flux_x_kgps[end] = f->flux_x_kgps;
    f->forcing.flux_y_kgps[end] = f->flux_y_kgps;
    f->forcing.thickness_m[end] = f->thickness_m;
    f->forcing.kz_m2ps[end] = f->kz_m2ps;
  }
  f->dt_s = 2.0 * spacing_m / wind_mps;
  *out = f;
  return FEN_OK;
}

void fen_bench_flow_destroy(fen_bench_flow **item) {
  if (!item || !*item)
    return;
  fen_bench_flow *f = *item;
  fen_grid_destroy(&f->grid);
  fen_free(f->air_kg);
  fen_free(f->flux_x_kgps);
  fen_free(f->flux_y_kgps);
  fen_free(f->thickness_m);
  fen_free(f->kz_m2ps);
  fen_free(f->q);
  fen_free(f);
  *item = NULL;
}

fen_status fen_bench_flow_transport(const fen_bench_flow *flow, int tracers, fen_precision precision, fen_instructions instructions,
                                    fen_transport **out, fen_error *err) {
  fen_species species = {.tags = tracers - 1};
  const fen_transport_params params = {.grid = flow->grid,
                                       .nz = flow->nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = precision,
                                       .courant_max = 10.0,
                                       .instructions = instructions};
  fen_transport *transport = NULL;
  fen_status status = fen_transport_create(&params, &transport, err);
  if (!status)
    status = fen_transport_set_forcing(transport, &flow->forcing, err);
  for (int member = 0; !status && member < tracers; member++)
    status = fen_transport_set_field(transport, 0, member, flow->q, err);
  if (status)
    fen_transport_destroy(&transport);
  else
    *out = transport;
  return status;
}

fen_status fen_bench_copy(int repeats, double *gbps, fen_error *err) {
  const ptrdiff_t count = 16 << 20;
  double *from = NULL;
  double *to = NULL;
  double best_s = INFINITY;
  fen_status status = FEN_NEW(&from, count, err);
  if (!status)
    status = FEN_NEW(&to, count, err);
  for (int n = 0; !status && n < repeats + 1; n++) {
    double begun_s = fen_wall_clock_s();
#pragma omp parallel for default(none) shared(from, to, count, n)
    for (ptrdiff_t i = 0; i < count; i++)
      to[i] = from[i] + (double)n;
    double taken_s = fen_wall_clock_s() - begun_s;
    best_s = n > 0 && taken_s < best_s ? taken_s : best_s;
  }
  if (!status)
    *gbps = 2.0 * (double)count * sizeof(double) / best_s / 1e9;
  fen_free(from);
  fen_free(to);
  return status;
}
