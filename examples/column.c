/*
 * One column of air over the ground: a gas released near the surface is mixed upwards and taken up by the ground. Facts checked: the
 * mass budget closes, some of the gas is deposited, and nothing is negative.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/grid.h"
#include "fenhe/transport.h"

enum { NZ = 20 };
static const double cell_m = 3000, layer_m = 50, density_kgpm3 = 1.2, hours_s = 6 * 3600.0;

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
  double air_kg[NZ], thickness_m[NZ], kz_m2ps[NZ + 1] = {0}, q[NZ];
  const double still_kgps[2 * NZ] = {0};
  for (int k = 0; k < NZ; ++k) {
    air_kg[k] = density_kgpm3 * layer_m * cell_m * cell_m;
    thickness_m[k] = layer_m;
    const double z_m = (k + 1) * layer_m; /* upper face of the layer; mixing ends at the top of the column */
    kz_m2ps[k + 1] = 0.4 * 0.3 * z_m * pow(1 - z_m / (NZ * layer_m), 2);
  }

  must(fen_grid_create(
           &(fen_grid_params){.nx = 1, .ny = 1, .dx = cell_m, .dy = cell_m, .side_x = FEN_SIDE_PERIODIC, .side_y = FEN_SIDE_PERIODIC},
           &grid, &err),
       &err);
  const fen_species species = {.tags = 0};
  must(fen_transport_create(&(fen_transport_params){.grid = grid,
                                                    .nz = NZ,
                                                    .species = &species,
                                                    .species_count = 1,
                                                    .order = 7,
                                                    .limiter = FEN_LIMITER_SELECTIVE,
                                                    .precision = FEN_PRECISION_DOUBLE,
                                                    .courant_max = 3},
                            &transport, &err),
       &err);
  const fen_forcing forcing = {.start_s = 0,
                               .end_s = hours_s,
                               .air_kg = {air_kg, air_kg},
                               .flux_x_kgps = {still_kgps, still_kgps},
                               .flux_y_kgps = {still_kgps, still_kgps},
                               .thickness_m = {thickness_m, thickness_m},
                               .kz_m2ps = {kz_m2ps, kz_m2ps}};
  must(fen_transport_set_forcing(transport, &forcing, &err), &err);
  must(fen_transport_set_deposition(transport, 0, &(double){0.005}, &err), &err);
  must(fen_transport_set_sources(transport, &(fen_source){.k = 1, .rate_kgps = 0.01}, 1, &err), &err);
  must(fen_transport_run(transport, hours_s, 36, 1, &err), &err);
  must(fen_transport_get_field(transport, 0, 0, q, &err), &err);

  for (int k = NZ - 1; k >= 0; k -= 3)
    printf("%5.0f m  %7.2f ug/kg\n", (k + 0.5) * layer_m, q[k] * 1e9);
  fen_budget budget;
  must(fen_transport_budget(transport, 0, 0, &budget, &err), &err);
  const fen_transport_stats stats = fen_transport_get_stats(transport);
  printf("column: emitted %.1f kg = in the air %.1f kg + deposited %.1f kg, residual %.1e\n", budget.emitted_kg, budget.air_kg,
         budget.dry_kg, budget.residual);

  fen_transport_destroy(&transport);
  fen_grid_destroy(&grid);
  return fabs(budget.residual) < 1e-12 && budget.dry_kg > 0 && stats.minimum_lead >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
