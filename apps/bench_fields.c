/* The tracers of the bench: fields that give a limiter work, deposition velocities, sources. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "bench_flow.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"

static const double plume_ratio = 1e-8; /* mixing ratio at a plume's core [kg/kg] */

/* One plume and one block for so many cells of a layer, and a single cell for so many. */
enum { CELLS_PER_PLUME = 4000, CELLS_PER_POINT = 1000, LARGEST_BLOCK = 12, POINT_HEIGHT = 4 };

/* Numbers in [0, 1) that depend on the tracer alone: Steele, Lea & Flood (2014), SplitMix. */
static double draw(uint64_t *state) {
  *state += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static ptrdiff_t draw_below(uint64_t *state, ptrdiff_t count) {
  return (ptrdiff_t)(draw(state) * (double)count);
}

static uint64_t seed_of(int number, int part) {
  return (uint64_t)number * UINT64_C(4) + (uint64_t)part;
}

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) {
  return a < b ? a : b;
}

/* A bell in the horizontal, cut where it has fallen to 1e-4, and a half bell above the ground. */
static void add_plume(fen_bench_flow *f, uint64_t *state) {
  double core = plume_ratio * (0.3 + draw(state));
  double width = 4.0 + 8.0 * draw(state);
  double depth = 0.1 + 0.3 * draw(state);
  ptrdiff_t middle_i = draw_below(state, f->nx);
  ptrdiff_t middle_j = draw_below(state, f->ny);
  ptrdiff_t reach_x = smaller((ptrdiff_t)(3.0 * width), (f->nx - 1) / 2);
  ptrdiff_t reach_y = smaller((ptrdiff_t)(3.0 * width), (f->ny - 1) / 2);
  double *along_x = f->shape;
  double *along_y = along_x + f->nx;
  double *upwards = along_y + f->ny;
  for (ptrdiff_t d = -reach_x; d <= reach_x; d++)
    along_x[d + reach_x] = exp(-(double)(d * d) / (width * width));
  for (ptrdiff_t d = -reach_y; d <= reach_y; d++)
    along_y[d + reach_y] = exp(-(double)(d * d) / (width * width));
  for (ptrdiff_t k = 0; k < f->nz; k++)
    upwards[k] = core * exp(-pow(f->layer_m[k] / f->layer_m[f->nz] / depth, 2.0));
  for (ptrdiff_t k = 0; k < f->nz; k++)
    for (ptrdiff_t b = 0; b <= 2 * reach_y; b++) {
      ptrdiff_t j = (middle_j + b - reach_y + f->ny) % f->ny;
      double *row = f->q + (k * f->ny + j) * f->nx;
      for (ptrdiff_t a = 0; a <= 2 * reach_x; a++)
        row[(middle_i + a - reach_x + f->nx) % f->nx] += upwards[k] * along_y[b] * along_x[a];
    }
}

/* A cuboid of one value. */
static void add_block(fen_bench_flow *f, ptrdiff_t place[3], const ptrdiff_t size[3], double value) {
  for (ptrdiff_t k = place[2]; k < smaller(place[2] + size[2], f->nz); k++)
    for (ptrdiff_t j = 0; j < size[1]; j++)
      for (ptrdiff_t i = 0; i < size[0]; i++)
        f->q[(k * f->ny + (place[1] + j) % f->ny) * f->nx + (place[0] + i) % f->nx] += value;
}

static void draw_block(fen_bench_flow *f, uint64_t *state) {
  ptrdiff_t place[3] = {draw_below(state, f->nx), draw_below(state, f->ny), draw_below(state, f->nz / 2)};
  const ptrdiff_t size[3] = {2 + draw_below(state, smaller(LARGEST_BLOCK, f->nx - 2)),
                             2 + draw_below(state, smaller(LARGEST_BLOCK, f->ny - 2)), 1 + draw_below(state, f->nz / 3)};
  add_block(f, place, size, plume_ratio * (0.3 + draw(state)));
}

static void draw_point(const fen_bench_flow *f, uint64_t *state, ptrdiff_t place[3], double *value) {
  place[0] = draw_below(state, f->nx);
  place[1] = draw_below(state, f->ny);
  place[2] = draw_below(state, smaller(POINT_HEIGHT, f->nz));
  *value = 3.0 * plume_ratio * (0.3 + draw(state));
}

void fen_bench_flow_tracer(fen_bench_flow *f, int number) {
  uint64_t state = seed_of(number, 0);
  uint64_t points = seed_of(number, 1);
  ptrdiff_t plane = f->nx * f->ny;
  for (ptrdiff_t c = 0; c < plane * f->nz; c++)
    f->q[c] = f->clean_air ? 0.0 : 0.1 * plume_ratio;
  for (ptrdiff_t n = 0; n <= plane / CELLS_PER_PLUME; n++) {
    add_plume(f, &state);
    draw_block(f, &state);
  }
  for (ptrdiff_t n = 0; n < fen_bench_flow_source_count(f); n++) {
    ptrdiff_t place[3];
    double value;
    draw_point(f, &points, place, &value);
    add_block(f, place, (const ptrdiff_t[3]){1, 1, 1}, value);
  }
}

ptrdiff_t fen_bench_flow_source_count(const fen_bench_flow *f) {
  return 1 + f->nx * f->ny / CELLS_PER_POINT;
}

void fen_bench_flow_sources(const fen_bench_flow *f, int number, int species, int member, fen_source *out) {
  uint64_t points = seed_of(number, 1);
  for (ptrdiff_t n = 0; n < fen_bench_flow_source_count(f); n++) {
    ptrdiff_t place[3];
    double value;
    draw_point(f, &points, place, &value);
    double air_kg = f->air_kg[0][(place[2] * f->ny + place[1]) * f->nx + place[0]];
    out[n] = (fen_source){.i = (int)place[0],
                          .j = (int)place[1],
                          .k = (int)place[2],
                          .species = species,
                          .member = member,
                          .rate_kgps = value * air_kg / f->dt_s};
  }
}

void fen_bench_flow_deposition(fen_bench_flow *f, int species) {
  double land_mps = 0.001 * (1.0 + (double)(species % 8));
  for (ptrdiff_t j = 0; j < f->ny; j++)
    for (ptrdiff_t i = 0; i < f->nx; i++) {
      bool water = sin(2.0 * FEN_PI * (double)i / (double)f->nx) * sin(4.0 * FEN_PI * (double)j / (double)f->ny) > 0.5;
      f->velocity_mps[j * f->nx + i] = water ? 0.3 * land_mps : land_mps;
    }
}

/* A lead is the sum of its tags, as where the tags are all its sources. */
static fen_status set_species(fen_bench_flow *f, fen_transport *transport, int species, int tags, fen_source *sources, fen_error *err) {
  ptrdiff_t cells = f->nx * f->ny * f->nz;
  ptrdiff_t points = fen_bench_flow_source_count(f);
  fen_bench_flow_deposition(f, species);
  fen_status status = fen_transport_set_deposition(transport, species, f->velocity_mps, err);
  if (!status && tags == 0) {
    fen_bench_flow_tracer(f, species);
    fen_bench_flow_sources(f, species, species, 0, sources);
    return fen_transport_set_field(transport, species, 0, f->q, err);
  }
  memset(f->total, 0, (size_t)cells * sizeof *f->total);
  for (int tag = 1; !status && tag <= tags; tag++) {
    fen_source *own = sources + 2 * (tag - 1) * points;
    fen_bench_flow_tracer(f, tag - 1);
    fen_bench_flow_sources(f, tag - 1, species, tag, own);
    fen_bench_flow_sources(f, tag - 1, species, 0, own + points);
    for (ptrdiff_t c = 0; c < cells; c++)
      f->total[c] += f->q[c];
    status = fen_transport_set_field(transport, species, tag, f->q, err);
  }
  return status ? status : fen_transport_set_field(transport, species, 0, f->total, err);
}

static fen_status fill(fen_bench_flow *f, const fen_bench_tracers *tracers, fen_transport *transport, fen_error *err) {
  ptrdiff_t each = fen_bench_flow_source_count(f) * (tracers->tags > 0 ? 2 * tracers->tags : 1);
  fen_source *sources = NULL;
  fen_status status = FEN_NEW(&sources, each * tracers->species, err);
  for (int species = 0; !status && species < tracers->species; species++)
    status = set_species(f, transport, species, tracers->tags, sources + each * species, err);
  if (!status)
    status = fen_transport_set_sources(transport, sources, each * tracers->species, err);
  fen_free(sources);
  return status;
}

fen_status fen_bench_flow_transport(fen_bench_flow *f, const fen_bench_tracers *tracers, fen_transport **out, fen_error *err) {
  fen_species *species = NULL;
  fen_transport *transport = NULL;
  fen_status status = FEN_NEW(&species, tracers->species, err);
  if (status)
    return status;
  for (int s = 0; s < tracers->species; s++)
    species[s] = (fen_species){.tags = tracers->tags, .scavenging_factor = 1.0};
  const fen_transport_params params = {.grid = f->grid,
                                       .nz = f->nz,
                                       .species = species,
                                       .species_count = tracers->species,
                                       .order = 7,
                                       .limiter = tracers->limiter,
                                       .precision = tracers->precision,
                                       .courant_max = tracers->courant_max,
                                       .instructions = tracers->instructions};
  status = fen_transport_create(&params, &transport, err);
  fen_free(species);
  if (!status)
    status = fen_transport_set_forcing(transport, &f->forcing, err);
  if (!status)
    status = fill(f, tracers, transport, err);
  if (status)
    fen_transport_destroy(&transport);
  else
    *out = transport;
  return status;
}
