#include "crosswind_plume.h"

#include <math.h>
#include <string.h>

#include "fenhe/layers.h"
#include "fenhe/memory.h"
#include "fenhe/transport.h"

static const double AIR_KGPM3 = 1.2; /* cancels: the plume is passive */
static const double FIRST_CHECK_S = 120.0, PART_S = 60.0, LONGEST_S = 7200.0;
static const double STEADY = 1e-4;

/* A plane of nx x nz cells, one metre wide, the source in the middle of cell `source`. */
typedef struct {
  const fen_field_run *run;
  fen_similarity similarity;
  double dx_m;
  ptrdiff_t nx, nz, source;
  double *face_m, *middle_m, *wind_mps;                /* shapes [nz + 1], [nz], [nz] */
  double *air_kg, *thickness_m, *flux_x, *flux_y, *kz; /* of the forcing */
  double *q;                                           /* shape [nz][nx] */
  fen_grid *grid;
  fen_transport *transport;
} plane;

static void plane_free(plane *p) {
  double *arrays[] = {p->face_m, p->middle_m, p->wind_mps, p->air_kg, p->thickness_m, p->flux_x, p->flux_y, p->kz, p->q};
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
    fen_free(arrays[a]);
  fen_transport_destroy(&p->transport);
  fen_grid_destroy(&p->grid);
}

static fen_status plane_allocate(plane *p, const fen_plume_grid *fine, fen_error *err) {
  enum { UPSTREAM = 8, DOWNSTREAM = 12 };
  const double last_m = p->run->arcs[p->run->arc_count - 1].distance_m;
  p->dx_m = fine->dx_m;
  p->source = UPSTREAM;
  p->nx = UPSTREAM + (ptrdiff_t)ceil(last_m / p->dx_m) + DOWNSTREAM;
  fen_status status = fen_layers_from_rule(fine->first_m, fine->stretching, p->similarity.mixing_height_m, &p->nz, &p->face_m, err);
  const ptrdiff_t cells = p->nx * p->nz;
  const struct {
    double **array;
    ptrdiff_t count;
  } wanted[] = {{&p->middle_m, p->nz}, {&p->wind_mps, p->nz},       {&p->air_kg, cells},     {&p->thickness_m, cells},
                {&p->q, cells},        {&p->flux_x, cells + p->nz}, {&p->flux_y, 2 * cells}, {&p->kz, cells + p->nx}};
  for (size_t n = 0; !status && n < sizeof wanted / sizeof *wanted; n++)
    status = FEN_NEW(wanted[n].array, wanted[n].count, err);
  if (status)
    return status;
  const fen_grid_params params = {
      .nx = p->nx, .ny = 1, .dx = p->dx_m, .dy = 1.0, .x0 = 0.0, .y0 = 0.0, .side_x = FEN_SIDE_OPEN, .side_y = FEN_SIDE_CLOSED};
  return fen_grid_create(&params, &p->grid, err);
}

static fen_status plane_fill(plane *p, fen_error *err) {
  double *kz = NULL;
  fen_status status = FEN_NEW(&kz, p->nz + 1, err);
  if (status)
    return status;
  fen_similarity_diffusivity(&p->similarity, p->nz, p->face_m, kz);
  for (ptrdiff_t k = 0; k < p->nz; k++) {
    const double thickness = p->face_m[k + 1] - p->face_m[k];
    p->middle_m[k] = 0.5 * (p->face_m[k] + p->face_m[k + 1]);
    p->wind_mps[k] = fen_similarity_layer_wind(&p->similarity, p->face_m[k], p->face_m[k + 1]);
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      p->air_kg[k * p->nx + i] = AIR_KGPM3 * p->dx_m * thickness;
      p->thickness_m[k * p->nx + i] = thickness;
    }
    for (ptrdiff_t i = 0; i <= p->nx; i++)
      p->flux_x[k * (p->nx + 1) + i] = AIR_KGPM3 * p->wind_mps[k] * thickness;
  }
  for (ptrdiff_t k = 0; k <= p->nz; k++)
    for (ptrdiff_t i = 0; i < p->nx; i++)
      p->kz[k * p->nx + i] = kz[k];
  fen_free(kz);
  return FEN_OK;
}

/* The layer whose middle is the last not above a height, and the share of the next one that makes up the height. */
static ptrdiff_t layer_below(const plane *p, double z_m, double *share) {
  ptrdiff_t k = 0;
  while (k < p->nz - 2 && p->middle_m[k + 1] <= z_m)
    k++;
  const double part = (z_m - p->middle_m[k]) / (p->middle_m[k + 1] - p->middle_m[k]);
  *share = part > 0.0 ? part : 0.0;
  return k;
}

/* The source is shared between two layers so that its height is right. */
static fen_status plane_drive(plane *p, double surface_spm, fen_error *err) {
  double share;
  const int k = (int)layer_below(p, p->run->source_height_m, &share);
  const fen_source sources[] = {{.i = (int)p->source, .k = k, .rate_kgps = (1.0 - share) * p->run->release_kgps},
                                {.i = (int)p->source, .k = k + 1, .rate_kgps = share * p->run->release_kgps}};
  fen_status status = fen_transport_set_sources(p->transport, sources, 2, err);
  if (!status && isfinite(surface_spm)) {
    double *velocity = NULL;
    status = FEN_NEW(&velocity, p->nx, err);
    for (ptrdiff_t i = 0; !status && i < p->nx; i++)
      velocity[i] = fen_similarity_deposition(&p->similarity, p->middle_m[0], surface_spm);
    if (!status)
      status = fen_transport_set_deposition(p->transport, 0, velocity, err);
    fen_free(velocity);
  }
  const fen_forcing forcing = {.end_s = 2.0 * LONGEST_S,
                               .air_kg = {p->air_kg, p->air_kg},
                               .flux_x_kgps = {p->flux_x, p->flux_x},
                               .flux_y_kgps = {p->flux_y, p->flux_y},
                               .thickness_m = {p->thickness_m, p->thickness_m},
                               .kz_m2ps = {p->kz, p->kz}};
  if (!status)
    status = fen_transport_set_forcing(p->transport, &forcing, err);
  return status;
}

/* The plume at cell i: its mixing ratio at a height, its mean height, the mean wind that carries it. */
static double at_height(const plane *p, ptrdiff_t i, double z_m) {
  double share;
  const ptrdiff_t k = layer_below(p, z_m, &share);
  return (1.0 - share) * p->q[k * p->nx + i] + share * p->q[(k + 1) * p->nx + i];
}

static void moments(const plane *p, ptrdiff_t i, double *height_m, double *wind_mps) {
  double mass = 0.0;
  double high = 0.0;
  double flux = 0.0;
  for (ptrdiff_t k = 0; k < p->nz; k++) {
    const double part = p->q[k * p->nx + i] * (p->face_m[k + 1] - p->face_m[k]);
    mass += part;
    high += part * p->middle_m[k];
    flux += part * p->wind_mps[k];
  }
  *height_m = high / mass;
  *wind_mps = flux / mass;
}

/* All arcs; between the middles of cells by interpolation. */
static void read_arcs(const plane *p, fen_plume_arc *arcs) {
  double travel = 0.0;
  ptrdiff_t done = p->source;
  for (ptrdiff_t a = 0; a < p->run->arc_count; a++) {
    const double place = p->run->arcs[a].distance_m / p->dx_m;
    const ptrdiff_t i = p->source + (ptrdiff_t)floor(place);
    const double share = place - floor(place);
    double height[2];
    double wind[2];
    double value[2];
    for (int n = 0; n < 2; n++) {
      moments(p, i + n, &height[n], &wind[n]);
      value[n] = at_height(p, i + n, p->run->sampler_height_m);
    }
    for (; done < i; done++) {
      double unused;
      double here;
      moments(p, done, &unused, &here);
      travel += p->dx_m / here;
    }
    arcs[a] = (fen_plume_arc){.integral_mgpm2 = 1e6 * AIR_KGPM3 * ((1.0 - share) * value[0] + share * value[1]),
                              .height_m = (1.0 - share) * height[0] + share * height[1],
                              .wind_mps = (1.0 - share) * wind[0] + share * wind[1],
                              .travel_s = travel + share * p->dx_m / wind[0]};
  }
}

static fen_status until_steady(plane *p, fen_plume_arc *arcs, fen_plume_facts *facts, fen_error *err) {
  const ptrdiff_t count = p->run->arc_count;
  double *before = NULL;
  fen_status status = FEN_NEW(&before, count, err);
  facts->unsteady = HUGE_VAL;
  for (double until = FIRST_CHECK_S; !status && !(facts->unsteady < STEADY); until += PART_S) {
    if (until > LONGEST_S) {
      status = fen_fail(err, FEN_ERR_VERIFY, "run %d: the plume still changes by %.2g a minute after %g s", p->run->run, facts->unsteady,
                        LONGEST_S);
      break;
    }
    const ptrdiff_t steps = fen_transport_plan_steps(p->transport, until);
    status = fen_transport_run(p->transport, until, steps, 1, err);
    if (!status)
      status = fen_transport_get_field(p->transport, 0, 0, p->q, err);
    if (status)
      break;
    facts->cell_updates += 3.0 * (double)(steps * p->nx * p->nz);
    read_arcs(p, arcs);
    facts->unsteady = 0.0;
    for (ptrdiff_t a = 0; a < count; a++) {
      const double change = fabs(arcs[a].integral_mgpm2 - before[a]) / arcs[a].integral_mgpm2;
      facts->unsteady = change <= facts->unsteady ? facts->unsteady : change;
      before[a] = arcs[a].integral_mgpm2;
    }
  }
  fen_free(before);
  return status;
}

static fen_status run_plane(plane *p, const fen_plume_grid *fine, double surface_spm, fen_plume_arc *arcs, fen_plume_facts *facts,
                            fen_error *err) {
  const fen_species species = {0};
  fen_status status = plane_allocate(p, fine, err);
  if (!status)
    status = plane_fill(p, err);
  if (status)
    return status;
  const fen_transport_params params = {.grid = p->grid,
                                       .nz = p->nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = FEN_PRECISION_DOUBLE,
                                       .courant_max = fine->courant};
  status = fen_transport_create(&params, &p->transport, err);
  if (!status)
    status = plane_drive(p, surface_spm, err);
  if (!status)
    status = until_steady(p, arcs, facts, err);
  if (status)
    return status;
  facts->minimum_lead = fen_transport_get_stats(p->transport).minimum_lead;
  /* In a steady plume the flux through the last arc is what has not been deposited. */
  const ptrdiff_t last = p->source + (ptrdiff_t)(p->run->arcs[p->run->arc_count - 1].distance_m / p->dx_m);
  double flux = 0.0;
  for (ptrdiff_t k = 0; k < p->nz; k++)
    flux += p->q[k * p->nx + last] * p->flux_x[k * (p->nx + 1) + last];
  facts->deposited = 1.0 - flux / p->run->release_kgps;
  return FEN_OK;
}

fen_status fen_plume_solve(const fen_field_run *run, const fen_plume_grid *fine, double surface_spm, fen_plume_arc *arcs,
                           fen_plume_facts *facts, fen_error *err) {
  plane p = {.run = run, .similarity = fen_similarity_of(run)};
  const double height = fmax(run->source_height_m, run->sampler_height_m);
  if (!(height < 0.5 * p.similarity.mixing_height_m))
    return fen_fail(err, FEN_ERR_ARGUMENT, "run %d: source or sampler at %g m, the mixing height is %g m; both must be below half of it",
                    run->run, height, p.similarity.mixing_height_m);
  *facts = (fen_plume_facts){0};
  fen_status status = run_plane(&p, fine, surface_spm, arcs, facts, err);
  plane_free(&p);
  return status;
}
