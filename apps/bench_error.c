/*
 * Error against seconds: the deformation V2 by our scheme, with steps of several lengths on several grids, and by the limited PPM of the
 * verification. Timed are the steps, not the making of the wind. Tracers are carried as a model carries them, many together.
 */
#include <omp.h>
#include <stdio.h>

#include "bench_case.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "ppm.h"

enum { TRACERS = 16, QUICK_TRACERS = 4, COARSEST = 60, STEPS_OF_COARSEST = 250 };
static const double shortest_courant = 0.62;

/* One tracer by PPM; its time is that of any other. */
static fen_status run_ppm(fen_plane *plane, double *q, double *seconds, fen_error *err) {
  fen_ppm *ppm = NULL;
  fen_status status = fen_ppm_create(plane, &ppm, err);
  *seconds = 0.0;
  while (!status && plane->made < plane->steps) {
    fen_plane_enter(plane);
    double begun_s = fen_wall_clock_s();
    fen_ppm_step(ppm, plane, q);
    *seconds += fen_wall_clock_s() - begun_s;
  }
  fen_ppm_destroy(&ppm);
  return status;
}

/* Each of the tracers in q; what becomes of the last. */
static fen_status run_ours(fen_plane *plane, const fen_bench_options *o, const fen_bench_point *point, int order, double *q,
                           double *seconds, fen_error *err) {
  fen_species species[TRACERS];
  for (int s = 0; s < TRACERS; s++)
    species[s] = (fen_species){.scavenging_factor = 1.0};
  const fen_transport_params how = {.species = species,
                                    .species_count = point->tracers,
                                    .order = order,
                                    .limiter = FEN_LIMITER_POSITIVE,
                                    .precision = FEN_PRECISION_DOUBLE,
                                    .instructions = o->instructions};
  fen_transport *transport = NULL;
  fen_status status = fen_plane_start(plane, &how, &transport, err);
  for (int s = 0; !status && s < point->tracers; s++)
    status = fen_transport_set_field(transport, s, 0, q, err);
  *seconds = 0.0;
  while (!status && plane->made < plane->steps) {
    if (plane->made > 0) {
      fen_plane_enter(plane);
      status = fen_transport_set_forcing(transport, &plane->forcing, err);
    }
    plane->made++;
    double begun_s = fen_wall_clock_s();
    if (!status)
      status = fen_transport_run(transport, plane->forcing.end_s, 1, plane->made == plane->steps, err);
    *seconds += (fen_wall_clock_s() - begun_s) / point->tracers;
  }
  if (!status)
    status = fen_transport_get_field(transport, point->tracers - 1, 0, q, err);
  fen_transport_destroy(&transport);
  return status;
}

/* order: cells of the stencil, 0 for PPM. */
static fen_status add_point(fen_bench_report *report, ptrdiff_t nx, int longer, int order, fen_error *err) {
  fen_bench_point *point = &report->points[report->point_count];
  *point = (fen_bench_point){.nx = nx,
                             .ny = nx / 2,
                             .steps = STEPS_OF_COARSEST * nx / COARSEST / longer,
                             .courant = shortest_courant * longer,
                             .tracers = !order                   ? 1
                                        : report->options->quick ? QUICK_TRACERS
                                                                 : TRACERS};
  (void)snprintf(point->scheme, sizeof point->scheme, "%d cells", order);
  if (!order)
    (void)snprintf(point->scheme, sizeof point->scheme, "limited PPM");
  fen_plane *plane = NULL;
  double *start = NULL;
  double *q = NULL;
  fen_status status = fen_plane_create(&fen_plane_deformation, point->nx, point->ny, point->steps, &plane, err);
  if (!status)
    status = FEN_NEW(&start, plane->cells, err);
  if (!status)
    status = FEN_NEW(&q, plane->cells, err);
  if (!status) {
    fen_plane_sample(plane, fen_plane_two_bells, start);
    fen_plane_sample(plane, fen_plane_two_bells, q);
    status = order ? run_ours(plane, report->options, point, order, q, &point->seconds, err) : run_ppm(plane, q, &point->seconds, err);
  }
  if (!status) {
    point->l2 = fen_plane_compare(plane->cells, q, start).l2;
    report->point_count++;
  }
  fen_free(start);
  fen_free(q);
  fen_plane_destroy(&plane);
  return status;
}

fen_status fen_bench_error(fen_bench_report *report, fen_error *err) {
  static const int orders[] = {7, 9};
  ptrdiff_t finest = report->options->quick ? 2 * COARSEST : 4 * COARSEST;
  fen_status status = FEN_OK;
  omp_set_num_threads(1);
  for (ptrdiff_t nx = COARSEST; !status && nx <= finest; nx *= 2) {
    status = add_point(report, nx, 1, 0, err);
    for (int o = 0; !status && o < 2; o++)
      for (int longer = 1; !status && longer <= 16; longer *= 2)
        status = add_point(report, nx, longer, orders[o], err);
  }
  return status;
}
