/*
 * A valley: air that follows given terrain, under analytic weather made mass-consistent by the flux repair. Facts checked: a uniform
 * mixing ratio stays uniform to the bit although the layers follow the ground and the air is squeezed over the ridges, and the budget
 * of a source on the valley's floor closes.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fenhe/idealised.h"
#include "fenhe/interval.h"
#include "fenhe/transport.h"

enum { NX = 40, NY = 30 };
static const double day_s = 86400.0, uniform = 4e-7;

static void must(fen_status status, const fen_error *err) {
  if (status != FEN_OK) {
    fprintf(stderr, "%s\n", err->text);
    exit(fen_status_exit(status));
  }
}

/* A trough of 600 m between two ridges, along y. */
static double ground_m(int i) {
  double away = (i - 0.5 * NX) / (0.25 * NX);
  return 700.0 + 600.0 * exp(-0.5 * pow(fabs(away) - 1.2, 2) / 0.09);
}

/* The weather at two instants becomes the forcing between them, and the transport crosses it. */
static void cross(fen_transport *transport, const fen_forcing *forcing, fen_error *err) {
  ptrdiff_t steps = fen_transport_plan_steps(transport, forcing->end_s);
  must(fen_transport_run(transport, forcing->end_s, steps, 1, err), err);
}

int main(void) {
  fen_error err;
  static double terrain_m[NY * NX];
  for (int c = 0; c < NY * NX; ++c)
    terrain_m[c] = ground_m(c % NX);
  const fen_idealised_params params = {.grid = {.nx = NX, .ny = NY, .dx = 2000, .dy = 2000},
                                       .terrain_m = terrain_m,
                                       .first_layer_m = 30,
                                       .stretching = 1.4,
                                       .top_m = 4000,
                                       .end_s = day_s / 4,
                                       .wind_mps = 6,
                                       .wind_from_deg = 260,
                                       .pblh_day_m = 1000,
                                       .pblh_night_m = 150,
                                       .t2_mean_k = 273,
                                       .t2_range_k = 10};
  fen_weather_source *source = NULL;
  must(fen_idealised_open(&params, NULL, &source, &err), &err);
  const fen_interval_options options = {
      .kz = FEN_KZ_PROFILE, .kz_minimum_m2ps = 0.1, .repair_limit_mps = 5, .scavenging_scale_ps = 0, .scavenging_exponent = 1};
  fen_interval *interval = NULL;
  must(fen_interval_create(source, &options, NULL, &interval, &err), &err);
  const fen_species species[] = {{.tags = 0}, {.tags = 0}}; /* one uniform, one emitted */
  fen_transport *transport = NULL;
  must(fen_transport_create(&(fen_transport_params){.grid = source->grid,
                                                    .nz = source->nz,
                                                    .species = species,
                                                    .species_count = 2,
                                                    .order = 7,
                                                    .limiter = FEN_LIMITER_SELECTIVE,
                                                    .precision = FEN_PRECISION_DOUBLE,
                                                    .courant_max = 3},
                            &transport, &err),
       &err);

  fen_weather weather[2] = {{0}, {0}};
  for (int n = 0; n < 2; ++n)
    must(fen_weather_allocate(NX, NY, source->nz, &weather[n], &err), &err);
  must(source->read(source, 0, &weather[0], &err), &err);
  double *q = malloc((size_t)(source->nz * NY * NX) * sizeof *q);
  if (!q)
    return EXIT_FAILURE;
  for (ptrdiff_t hour = 1; hour < source->time_count; ++hour) {
    fen_forcing forcing;
    fen_repair_report report;
    must(source->read(source, hour, &weather[hour % 2], &err), &err);
    must(fen_interval_build(interval, &weather[(hour + 1) % 2], &weather[hour % 2], &forcing, &report, &err), &err);
    must(fen_transport_set_forcing(transport, &forcing, &err), &err);
    if (hour == 1) {
      for (ptrdiff_t c = 0; c < source->nz * NY * NX; ++c)
        q[c] = uniform;
      must(fen_transport_set_field(transport, 0, 0, q, &err), &err);
      must(fen_transport_set_boundary_profile(transport, 0, 0, q, &err), &err);
      const fen_source chimney = {.i = NX / 2, .j = NY / 2, .species = 1, .rate_kgps = 0.5};
      must(fen_transport_set_sources(transport, &chimney, 1, &err), &err);
    }
    cross(transport, &forcing, &err);
    printf("hour %td: winds repaired by at most %.1e m/s\n", hour, report.maximum_mps);
  }

  ptrdiff_t changed = 0;
  must(fen_transport_get_field(transport, 0, 0, q, &err), &err);
  for (ptrdiff_t c = 0; c < source->nz * NY * NX; ++c)
    changed += q[c] != uniform;
  fen_budget budget;
  must(fen_transport_budget(transport, 1, 0, &budget, &err), &err);
  printf("uniform tracer: %td cells changed; source: emitted %.0f kg, in the air %.0f kg, left %.0f kg, residual %.1e\n", changed,
         budget.emitted_kg, budget.air_kg, budget.out_kg, budget.residual);

  free(q);
  for (int n = 0; n < 2; ++n)
    fen_weather_clear(&weather[n]);
  fen_transport_destroy(&transport);
  fen_interval_destroy(&interval);
  fen_weather_source_destroy(&source);
  return changed == 0 && fabs(budget.residual) < 1e-12 ? EXIT_SUCCESS : EXIT_FAILURE;
}
