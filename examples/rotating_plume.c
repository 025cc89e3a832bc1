/*
 * A plume in solid-body rotation: one layer of air turns about the centre of a plane, and a round plume must come back, after one
 * turn, to where it started. Facts checked: the plume is back to 1 % (l2), its mass is kept, nothing is negative.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/grid.h"
#include "fenhe/transport.h"

enum { N = 100 };
static const double cell_m = 100, layer_m = 100, density_kgpm3 = 1.2, period_s = 600, pi = 3.14159265358979323846;

static double air_kg[N * N], flux_x_kgps[N * (N + 1)], flux_y_kgps[(N + 1) * N], plume[N * N], after[N * N];

/* The fluxes are differences of a stream function at the corners, so that they carry no air into or out of any cell. */
static double stream_kgps(double x_m, double y_m) {
  const double half_m = N * cell_m / 2;
  return density_kgpm3 * layer_m * (pi / period_s) * (pow(x_m - half_m, 2) + pow(y_m - half_m, 2));
}

static void fill(void) {
  for (int j = 0; j < N; ++j)
    for (int i = 0; i < N; ++i) {
      air_kg[j * N + i] = density_kgpm3 * layer_m * cell_m * cell_m;
      const double x_m = (i + 0.5) * cell_m - 5000, y_m = (j + 0.5) * cell_m - 7500;
      plume[j * N + i] = 1e-6 * exp(-(x_m * x_m + y_m * y_m) / (2 * 500.0 * 500.0));
    }
  for (int j = 0; j < N; ++j)
    for (int i = 0; i <= N; ++i) {
      flux_x_kgps[j * (N + 1) + i] = stream_kgps(i * cell_m, (j + 1) * cell_m) - stream_kgps(i * cell_m, j * cell_m);
      flux_y_kgps[i * N + j] = stream_kgps(j * cell_m, i * cell_m) - stream_kgps((j + 1) * cell_m, i * cell_m);
    }
}

/* Print what went wrong and stop: the library itself never does either. */
static void must(fen_status status, const fen_error *err) {
  if (status != FEN_OK) {
    fprintf(stderr, "%s\n", err->text);
    exit(fen_status_exit(status));
  }
}

int main(void) {
  fen_error err;
  fen_grid *grid = NULL;
  fen_transport *transport = NULL;
  fill();

  must(fen_grid_create(&(fen_grid_params){.nx = N, .ny = N, .dx = cell_m, .dy = cell_m}, &grid, &err), &err);
  const fen_species species = {.tags = 0};
  must(fen_transport_create(&(fen_transport_params){.grid = grid,
                                                    .nz = 1,
                                                    .species = &species,
                                                    .species_count = 1,
                                                    .order = 7,
                                                    .limiter = FEN_LIMITER_POSITIVE,
                                                    .precision = FEN_PRECISION_DOUBLE,
                                                    .courant_max = 3},
                            &transport, &err),
       &err);
  const fen_forcing forcing = {.start_s = 0,
                               .end_s = period_s,
                               .air_kg = {air_kg, air_kg},
                               .flux_x_kgps = {flux_x_kgps, flux_x_kgps},
                               .flux_y_kgps = {flux_y_kgps, flux_y_kgps}};
  must(fen_transport_set_forcing(transport, &forcing, &err), &err);
  must(fen_transport_set_field(transport, 0, 0, plume, &err), &err);
  must(fen_transport_run(transport, period_s, fen_transport_plan_steps(transport, period_s), 1, &err), &err);
  must(fen_transport_get_field(transport, 0, 0, after, &err), &err);

  double error = 0, square = 0;
  for (int c = 0; c < N * N; ++c) {
    error += pow(after[c] - plume[c], 2);
    square += pow(plume[c], 2);
  }
  fen_budget budget;
  must(fen_transport_budget(transport, 0, 0, &budget, &err), &err);
  const fen_transport_stats stats = fen_transport_get_stats(transport);
  const double l2 = sqrt(error / square);
  printf("rotating plume: %td steps, l2 error %.2e, mass residual %.1e, minimum %.1e\n", stats.steps, l2, budget.residual,
         stats.minimum_lead);

  fen_transport_destroy(&transport);
  fen_grid_destroy(&grid);
  return l2 < 0.01 && fabs(budget.residual) < 1e-12 && stats.minimum_lead >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
