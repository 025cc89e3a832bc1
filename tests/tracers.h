/** @file tracers.h  Tracers for tests of the solver that are the same wherever they are put: fields, sources and sinks by their number. */
#ifndef FENHE_TESTS_TRACERS_H
#define FENHE_TESTS_TRACERS_H

#include <omp.h>

#include "flow.h"

/** A species and some of its tags. */
typedef struct {
  int number;
  int first_tag; /**< number of its first tag */
  ptrdiff_t tags;
} party;

/** How a transport is made. */
typedef struct {
  fen_precision precision;
  fen_limiter limiter;
  int order;
  fen_instructions instructions;
  int threads;
  int columns; /**< whether there are sources and sinks too, which need the layers' thickness */
} manner;

static inline uint64_t tracer_seed(int number, int tag) {
  return (uint64_t)(number + 1) * 1000003u + (uint64_t)tag * 7919u;
}

/* A cloud with gaps; a tag may be negative. */
static inline void tracer_fill(fen_transport *t, const flow *w, ptrdiff_t species, ptrdiff_t member, int number, int tag) {
  double *q = numbers(w->cells);
  double *profile = numbers(w->nz);
  uint64_t seed = tracer_seed(number, tag);
  for (ptrdiff_t c = 0; c < w->cells; c++)
    q[c] = chance(&seed) < 0.5 ? 1e-6 * (chance(&seed) - (tag ? 0.3 : 0.0)) : 0.0;
  for (ptrdiff_t k = 0; k < w->nz; k++)
    profile[k] = 1e-7 * chance(&seed);
  MUST(fen_transport_set_field(t, species, member, q, err));
  MUST(fen_transport_set_boundary_profile(t, species, member, profile, err));
  free(q);
  free(profile);
}

/* Two in three species deposit, one in four settles. */
static inline void tracer_sinks(fen_transport *t, const flow *w, ptrdiff_t species, int number) {
  double *velocity_mps = numbers(w->nx * w->ny);
  uint64_t seed = tracer_seed(number, 0) + 1;
  for (ptrdiff_t c = 0; c < w->nx * w->ny; c++)
    velocity_mps[c] = 0.002 * (double)(number % 3) * (1.0 + chance(&seed));
  MUST(fen_transport_set_deposition(t, species, number % 3 ? velocity_mps : NULL, err));
  MUST(fen_transport_set_settling(t, species, number % 4 == 3 ? 0.001 * (double)number : 0.0, err));
  free(velocity_mps);
}

/* Two sources each; some strong enough that diffusion falls back to backward Euler. */
static inline void tracer_sources(fen_transport *t, const flow *w, const party *parties, ptrdiff_t count) {
  ptrdiff_t lanes = 0;
  for (ptrdiff_t s = 0; s < count; s++)
    lanes += 1 + parties[s].tags;
  fen_source *sources = calloc((size_t)(2 * lanes), sizeof *sources);
  assert_non_null(sources);
  ptrdiff_t used = 0;
  for (ptrdiff_t s = 0; s < count; s++)
    for (int m = 0; m <= parties[s].tags; m++) {
      uint64_t seed = tracer_seed(parties[s].number, m ? parties[s].first_tag + m - 1 : 0) + 2;
      for (int n = 0; n < 2; n++)
        sources[used++] = (fen_source){.i = (int)(chance(&seed) * (double)w->nx),
                                       .j = (int)(chance(&seed) * (double)w->ny),
                                       .k = (int)(chance(&seed) * (double)w->nz),
                                       .species = (int)s,
                                       .member = m,
                                       .rate_kgps = chance(&seed)};
    }
  MUST(fen_transport_set_sources(t, sources, used, err));
  free(sources);
}

/** A transport of these tracers, ready to go. */
static inline fen_transport *tracers_create(const manner *how, const flow *w, const party *parties, ptrdiff_t count) {
  fen_species *species = calloc((size_t)count, sizeof *species);
  assert_non_null(species);
  for (ptrdiff_t s = 0; s < count; s++)
    species[s] = (fen_species){.tags = parties[s].tags, .scavenging_factor = 0.5 * (double)(parties[s].number % 3)};
  fen_transport_params params = {.grid = w->grid,
                                 .nz = w->nz,
                                 .species = species,
                                 .species_count = count,
                                 .order = how->order,
                                 .limiter = how->limiter,
                                 .precision = how->precision,
                                 .courant_max = 3.0,
                                 .instructions = how->instructions};
  fen_transport *t = NULL;
  int threads = omp_get_max_threads();
  omp_set_num_threads(how->threads);
  MUST(fen_transport_create(&params, &t, err));
  omp_set_num_threads(threads);
  free(species);
  MUST(fen_transport_set_forcing(t, &w->forcing, err));
  for (ptrdiff_t s = 0; s < count; s++) {
    for (int m = 0; m <= parties[s].tags; m++)
      tracer_fill(t, w, s, m, parties[s].number, m ? parties[s].first_tag + m - 1 : 0);
    if (how->columns)
      tracer_sinks(t, w, s, parties[s].number);
  }
  if (how->columns)
    tracer_sources(t, w, parties, count);
  return t;
}

/** Numbers that tell all of one tracer: its field, what it has left on the ground, its budget. */
static inline ptrdiff_t tracer_numbers(const flow *w) {
  return w->cells + 2 * w->nx * w->ny + (ptrdiff_t)(sizeof(fen_budget) / sizeof(double));
}

static inline void tracer_read(fen_transport *t, const flow *w, ptrdiff_t species, ptrdiff_t member, double *out) {
  const ptrdiff_t layer = w->nx * w->ny;
  fen_budget budget;
  MUST(fen_transport_get_field(t, species, member, out, err));
  MUST(fen_transport_get_deposited(t, species, member, out + w->cells, out + w->cells + layer, err));
  MUST(fen_transport_budget(t, species, member, &budget, err));
  memcpy(out + w->cells + 2 * layer, &budget, sizeof budget);
}

#endif
