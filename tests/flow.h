/** @file flow.h  Flows for tests of the solver: boxes with random but consistent air fluxes. */
#ifndef FENHE_TESTS_FLOW_H
#define FENHE_TESTS_FLOW_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fenhe/transport.h"

#define PI 3.14159265358979323846

/** Fail the test with the library's message. */
#define MUST(call)                                                                                                                         \
  do {                                                                                                                                     \
    fen_error must_error = {.text = ""};                                                                                                   \
    fen_error *err = &must_error;                                                                                                          \
    if ((call) != FEN_OK)                                                                                                                  \
      fail_msg("%s: %s", #call, must_error.text);                                                                                          \
  } while (0)

/** A grid of nx x ny cells and all arrays of a forcing, owned. */
typedef struct {
  fen_grid *grid;
  ptrdiff_t nx, ny, nz, cells;
  double *air[2], *fx[2], *fy[2], *top[2], *thickness[2], *kz[2], *kh[2], *rain;
  fen_forcing forcing;
} flow;

static inline double *numbers(ptrdiff_t count) {
  double *values = calloc((size_t)count, sizeof *values);
  assert_non_null(values);
  return values;
}

static inline flow flow_create(ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, double dx, double x0, double y0, fen_side side_x,
                               fen_side side_y) {
  flow w = {.nx = nx, .ny = ny, .nz = nz, .cells = nx * ny * nz};
  fen_grid_params params = {.nx = nx, .ny = ny, .dx = dx, .dy = dx, .x0 = x0, .y0 = y0, .side_x = side_x, .side_y = side_y};
  MUST(fen_grid_create(&params, &w.grid, err));
  for (int end = 0; end < 2; end++) {
    w.forcing.air_kg[end] = w.air[end] = numbers(w.cells);
    w.forcing.flux_x_kgps[end] = w.fx[end] = numbers(nz * ny * (nx + 1));
    w.forcing.flux_y_kgps[end] = w.fy[end] = numbers(nz * (ny + 1) * nx);
    w.top[end] = numbers(ny * nx);
    w.thickness[end] = numbers(w.cells);
    w.kz[end] = numbers((nz + 1) * ny * nx);
    w.kh[end] = numbers(w.cells);
  }
  w.rain = numbers(w.cells);
  w.forcing.end_s = 1.0;
  return w;
}

/** Still air of 1 kg a cell over cells of 1 m2. */
static inline flow flow_still(ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, fen_side x, fen_side y, double length_s) {
  flow air = flow_create(nx, ny, nz, 1.0, 0.0, 0.0, x, y);
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t c = 0; c < air.cells; c++)
      air.air[end][c] = 1.0;
  air.forcing.end_s = length_s;
  return air;
}

static inline void flow_destroy(flow *w) {
  for (int end = 0; end < 2; end++) {
    double *arrays[] = {w->air[end], w->fx[end], w->fy[end], w->top[end], w->thickness[end], w->kz[end], w->kh[end]};
    for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
      free(arrays[a]);
  }
  free(w->rain);
  fen_grid_destroy(&w->grid);
}

/** Deterministic pseudo-random number in [0, 1) (a 64-bit linear congruential generator, Knuth's constants). */
static inline double chance(uint64_t *seed) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) / 9007199254740992.0;
}

/** A face's share of the typical flux: full, or falling to zero at closed sides, so that cells there are not emptied. */
static inline double flow_shape(fen_side side, ptrdiff_t f, ptrdiff_t n) {
  if (side != FEN_SIDE_CLOSED)
    return 1.0;
  return f == 0 || f == n ? 0.0 : sin(PI * (double)f / (double)n);
}

/** Layers that flow their own ways, roughened at random; zero through closed sides, equal at both ends of a periodic axis. */
static inline void flow_random_faces(flow *w, double *fx, double *fy, double size, uint64_t *seed) {
  const fen_grid_params *p = &w->grid->params;
  for (ptrdiff_t row = 0; row < w->nz * w->ny; row++) {
    double *f = fx + row * (w->nx + 1);
    for (ptrdiff_t i = 0; i <= w->nx; i++)
      f[i] = size * flow_shape(p->side_x, i, w->nx) * (cos(2.0 * (double)(row / w->ny)) + 0.3 * (chance(seed) - 0.5));
    if (p->side_x == FEN_SIDE_PERIODIC)
      f[w->nx] = f[0];
  }
  for (ptrdiff_t k = 0; k < w->nz; k++)
    for (ptrdiff_t i = 0; i < w->nx; i++) {
      double *f = fy + k * (w->ny + 1) * w->nx + i;
      for (ptrdiff_t j = 0; j <= w->ny; j++)
        f[j * w->nx] = size * flow_shape(p->side_y, j, w->ny) * (sin(3.0 * (double)k + 1.0) + 0.3 * (chance(seed) - 0.5));
      if (p->side_y == FEN_SIDE_PERIODIC)
        f[w->ny * w->nx] = f[0];
    }
}

/** Let the air at the end follow from the fluxes over length_s, which are the same at both ends in each column, and the top's be random. */
static inline void flow_fit_air(flow *w, double length_s, uint64_t *seed) {
  ptrdiff_t layer = w->nx * w->ny;
  for (ptrdiff_t column = 0; column < layer; column++) {
    ptrdiff_t j = column / w->nx;
    ptrdiff_t i = column % w->nx;
    double change = 0.0;
    double mass = 0.0;
    for (ptrdiff_t k = 0; k < w->nz; k++) {
      const double *fx = w->fx[0] + (k * w->ny + j) * (w->nx + 1) + i;
      const double *fy = w->fy[0] + (k * (w->ny + 1) + j) * w->nx + i;
      change -= length_s * (fx[1] - fx[0] + fy[w->nx] - fy[0]);
      mass += w->air[0][k * layer + column];
    }
    if (w->forcing.flux_top_kgps[0]) {
      w->top[0][column] = w->top[1][column] = (change + 0.02 * mass * (chance(seed) - 0.5)) / length_s;
      change -= length_s * w->top[0][column];
    }
    for (ptrdiff_t k = 0; k < w->nz; k++)
      w->air[1][k * layer + column] = w->air[0][k * layer + column] * (1.0 + change / mass);
  }
}

/**
 * Random air and fluxes that fit each other over length_s: the end's fluxes differ from the start's by an exchange between layers, so that
 * both carry the same change of column mass. `size` is the flux in units of a cell's air per second.
 */
static inline void flow_set_random(flow *w, double length_s, double size, int first, uint64_t seed) {
  ptrdiff_t layer = w->nx * w->ny;
  w->forcing.start_s = first ? 0.0 : w->forcing.end_s;
  w->forcing.end_s = w->forcing.start_s + length_s;
  for (ptrdiff_t c = 0; c < w->cells; c++)
    w->air[0][c] = first ? 1e9 * (1.0 + 0.2 * chance(&seed)) * exp(-0.1 * (double)(c / layer)) : w->air[1][c];
  flow_random_faces(w, w->fx[0], w->fy[0], size * 1e9, &seed);
  memcpy(w->fx[1], w->fx[0], (size_t)(w->nz * w->ny * (w->nx + 1)) * sizeof(double));
  memcpy(w->fy[1], w->fy[0], (size_t)(w->nz * (w->ny + 1) * w->nx) * sizeof(double));
  for (ptrdiff_t f = 0; f < w->ny * (w->nx + 1) && w->nz > 1; f++) {
    double moved = 0.3 * w->fx[0][f];
    w->fx[1][f] -= moved;
    w->fx[1][(w->nz - 1) * w->ny * (w->nx + 1) + f] += moved;
  }
  flow_fit_air(w, length_s, &seed);
}

/** Layers of 50 m, growing by a tenth each; diffusivity with a maximum aloft; some rain in the lower half. */
static inline void flow_set_mixing(flow *w, double kz_m2ps, double kh_m2ps, double rain_ps) {
  ptrdiff_t layer = w->nx * w->ny;
  for (int end = 0; end < 2; end++) {
    for (ptrdiff_t c = 0; c < w->cells; c++) {
      w->thickness[end][c] = 50.0 * pow(1.1, (double)(c / layer));
      w->kh[end][c] = kh_m2ps;
    }
    for (ptrdiff_t c = 0; c < (w->nz + 1) * layer; c++)
      w->kz[end][c] = kz_m2ps * sin(PI * (double)(c / layer) / (double)w->nz);
    w->forcing.thickness_m[end] = w->thickness[end];
    w->forcing.kz_m2ps[end] = kz_m2ps > 0.0 ? w->kz[end] : NULL;
    w->forcing.kh_m2ps[end] = kh_m2ps > 0.0 ? w->kh[end] : NULL;
  }
  for (ptrdiff_t c = 0; c < w->cells; c++)
    w->rain[c] = c < w->cells / 2 ? rain_ps : 0.0;
  w->forcing.scavenging_ps = rain_ps > 0.0 ? w->rain : NULL;
}

#endif
