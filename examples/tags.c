/*
 * Who made the plume? Two sources in one wind, each with a tag lane of its own beside their total (the lead). Facts checked: the
 * tags add up to the total in every cell to round-off, and each tag's mass is what its source emitted and did not leave.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/grid.h"
#include "fenhe/transport.h"

enum { NX = 60, NY = 40 };
static const double cell_m = 1000, layer_m = 500, density_kgpm3 = 1.1, u_mps = 4, v_mps = 1, hours_s = 6 * 3600.0;

static double air_kg[NY * NX], flux_x_kgps[NY * (NX + 1)], flux_y_kgps[(NY + 1) * NX];
static double total[NY * NX], tag[2][NY * NX];

static void fill(double *values, int count, double value) {
  for (int c = 0; c < count; ++c)
    values[c] = value;
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
  fill(air_kg, NY * NX, density_kgpm3 * layer_m * cell_m * cell_m);
  fill(flux_x_kgps, NY * (NX + 1), density_kgpm3 * layer_m * cell_m * u_mps);
  fill(flux_y_kgps, (NY + 1) * NX, density_kgpm3 * layer_m * cell_m * v_mps);

  must(fen_grid_create(&(fen_grid_params){.nx = NX, .ny = NY, .dx = cell_m, .dy = cell_m}, &grid, &err), &err);
  const fen_species species = {.tags = 2};
  must(fen_transport_create(&(fen_transport_params){.grid = grid,
                                                    .nz = 1,
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
                               .flux_x_kgps = {flux_x_kgps, flux_x_kgps},
                               .flux_y_kgps = {flux_y_kgps, flux_y_kgps}};
  must(fen_transport_set_forcing(transport, &forcing, &err), &err);

  /* Every source is named twice: once for the lead (member 0), once for its own tag. */
  const fen_source sources[] = {{.i = 10, .j = 10, .member = 0, .rate_kgps = 0.8},
                                {.i = 10, .j = 10, .member = 1, .rate_kgps = 0.8},
                                {.i = 18, .j = 12, .member = 0, .rate_kgps = 0.2},
                                {.i = 18, .j = 12, .member = 2, .rate_kgps = 0.2}};
  must(fen_transport_set_sources(transport, sources, sizeof sources / sizeof *sources, &err), &err);
  must(fen_transport_run(transport, hours_s, fen_transport_plan_steps(transport, hours_s), 1, &err), &err);
  must(fen_transport_get_field(transport, 0, 0, total, &err), &err);
  must(fen_transport_get_field(transport, 0, 1, tag[0], &err), &err);
  must(fen_transport_get_field(transport, 0, 2, tag[1], &err), &err);

  double largest = 0, gap = 0;
  for (int c = 0; c < NY * NX; ++c) {
    largest = fmax(largest, total[c]);
    gap = fmax(gap, fabs(tag[0][c] + tag[1][c] - total[c]));
  }
  int closed = 1;
  for (int member = 0; member < 3; ++member) {
    fen_budget budget;
    must(fen_transport_budget(transport, 0, member, &budget, &err), &err);
    printf("%-8s emitted %8.1f kg, in the air %8.1f kg, left the plane %8.1f kg\n", member ? (member == 1 ? "tag 1" : "tag 2") : "total",
           budget.emitted_kg, budget.air_kg, budget.out_kg);
    closed = closed && fabs(budget.residual) < 1e-12;
  }
  printf("tags: their sum differs from the total by %.1e of its largest value\n", gap / largest);

  fen_transport_destroy(&transport);
  fen_grid_destroy(&grid);
  return closed && largest > 0 && gap <= 1e-13 * largest ? EXIT_SUCCESS : EXIT_FAILURE;
}
