/* The weather of a box, drawn at random and laid down. */
#include "box.h"

#include <math.h>
#include <string.h>

#include "box_parts.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"

static const double spacing_x_m = 3000.0;
static const double spacing_y_m = 2500.0;
static const double interval_s = 3600.0;
static const double cell_kg = 1e9;
static const double wind_ps = 8e-4; /* typical flux in units of a cell's air */

/* A 64-bit linear congruential generator with Knuth's constants; its upper half is used. */
double fen_box_chance(uint64_t *seed) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) * 0x1p-53;
}

/* Which numbers of an array of planes turn into which: along the plane's width w and height h, values multiplied by sign 2^exponent. */
void fen_box_lay(const double *from, ptrdiff_t layers, ptrdiff_t w, ptrdiff_t h, fen_box_turn turn, double sign, int exponent, double *to) {
  ptrdiff_t wide = turn.transposed ? h : w;
  ptrdiff_t high = turn.transposed ? w : h;
  for (ptrdiff_t k = 0; k < layers; k++)
    for (ptrdiff_t j = 0; j < h; j++)
      for (ptrdiff_t i = 0; i < w; i++) {
        ptrdiff_t a = turn.transposed ? j : i;
        ptrdiff_t b = turn.transposed ? i : j;
        a = turn.mirrored_x ? wide - 1 - a : a;
        b = turn.mirrored_y ? high - 1 - b : b;
        to[(k * high + b) * wide + a] = ldexp(sign * from[(k * h + j) * w + i], exponent);
      }
}

/* Arrays of one instant, in the untransformed box. */
typedef struct {
  double *air, *flux_x, *flux_y, *top, *thickness, *kz, *kh, *rain;
} weather;

enum { ARRAYS = sizeof(weather) / sizeof(double *) };

static ptrdiff_t lay_out(const fen_box_params *p, double *memory, weather *out) {
  ptrdiff_t plane = p->nx * p->ny;
  ptrdiff_t cells = plane * p->nz;
  struct {
    double **array;
    ptrdiff_t count;
  } list[] = {{&out->air, cells},
              {&out->flux_x, p->nz * p->ny * (p->nx + 1)},
              {&out->flux_y, p->nz * (p->ny + 1) * p->nx},
              {&out->top, plane},
              {&out->thickness, cells},
              {&out->kz, plane + cells},
              {&out->kh, cells},
              {&out->rain, cells}};
  ptrdiff_t used = 0;
  for (int a = 0; a < ARRAYS; a++) {
    *list[a].array = memory ? memory + used : NULL;
    used += list[a].count;
  }
  return used;
}

/* Full, or falling to zero at closed sides, so that the cells there are not emptied. */
static double shape(fen_side side, ptrdiff_t face, ptrdiff_t n) {
  if (side != FEN_SIDE_CLOSED)
    return 1.0;
  return face == 0 || face == n ? 0.0 : sin(FEN_PI * (double)face / (double)n);
}

/* Layers that flow their own ways, roughened at random. */
static void draw_wind(const fen_box_params *p, uint64_t *seed, weather *w) {
  double size = p->still ? 0.0 : cell_kg * wind_ps;
  for (ptrdiff_t k = 0; k < p->nz; k++) {
    for (ptrdiff_t j = 0; j < p->ny; j++) {
      double *f = w->flux_x + (k * p->ny + j) * (p->nx + 1);
      for (ptrdiff_t i = 0; i <= p->nx; i++)
        f[i] = size * shape(p->side_x, i, p->nx) * (cos(2.0 * (double)k) + 0.15 * (fen_box_chance(seed) - 0.5));
      f[p->nx] = p->side_x == FEN_SIDE_PERIODIC ? f[0] : f[p->nx];
    }
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      double *f = w->flux_y + k * (p->ny + 1) * p->nx + i;
      for (ptrdiff_t j = 0; j <= p->ny; j++)
        f[j * p->nx] = size * shape(p->side_y, j, p->ny) * (sin(3.0 * (double)k + 1.0) + 0.15 * (fen_box_chance(seed) - 0.5));
      f[p->ny * p->nx] = p->side_y == FEN_SIDE_PERIODIC ? f[0] : f[p->ny * p->nx];
    }
  }
}

/* Later winds differ by an exchange between the lowest and the highest layer, so that each column changes its air at the same rate. */
static void shift_wind(const fen_box_params *p, const weather *first, double share, weather *w) {
  ptrdiff_t faces[2] = {p->ny * (p->nx + 1), (p->ny + 1) * p->nx};
  const double *from[2] = {first->flux_x, first->flux_y};
  double *to[2] = {w->flux_x, w->flux_y};
  for (int axis = 0; axis < 2; axis++) {
    memcpy(to[axis], from[axis], (size_t)(p->nz * faces[axis]) * sizeof(double));
    for (ptrdiff_t f = 0; f < faces[axis]; f++) {
      double moved = share * from[axis][f];
      to[axis][f] -= moved;
      to[axis][(p->nz - 1) * faces[axis] + f] += moved;
    }
  }
}

/* Relative change of a column's air per second; through an open top goes what nearly balances the sides. */
static double column_change(const fen_box_params *p, weather *w, ptrdiff_t column, uint64_t *seed) {
  ptrdiff_t plane = p->nx * p->ny;
  ptrdiff_t j = column / p->nx;
  ptrdiff_t i = column % p->nx;
  double inflow = 0.0;
  double mass = 0.0;
  for (ptrdiff_t k = 0; k < p->nz; k++) {
    const double *fx = w->flux_x + (k * p->ny + j) * (p->nx + 1) + i;
    const double *fy = w->flux_y + (k * (p->ny + 1) + j) * p->nx + i;
    inflow -= fx[1] - fx[0] + fy[p->nx] - fy[0];
    mass += w->air[k * plane + column];
  }
  w->top[column] = 0.0;
  if (p->side_x == FEN_SIDE_OPEN && !p->still)
    w->top[column] = inflow + 0.02 * mass / interval_s * (fen_box_chance(seed) - 0.5);
  return (inflow - w->top[column]) / mass;
}

static void draw_weather(const fen_box_params *p, weather w[FEN_BOX_INSTANTS]) {
  uint64_t seed = 20;
  ptrdiff_t plane = p->nx * p->ny;
  for (ptrdiff_t c = 0; c < plane * p->nz; c++)
    w[0].air[c] = cell_kg * (1.0 + 0.2 * fen_box_chance(&seed)) * exp(-0.1 * (double)(c / plane));
  draw_wind(p, &seed, &w[0]);
  for (int n = 1; n < FEN_BOX_INSTANTS; n++)
    shift_wind(p, &w[0], 0.3 * n, &w[n]);
  for (ptrdiff_t column = 0; column < plane; column++) {
    double change_ps = column_change(p, &w[0], column, &seed);
    for (int n = 1; n < FEN_BOX_INSTANTS; n++) {
      w[n].top[column] = w[0].top[column];
      for (ptrdiff_t k = 0; k < p->nz; k++)
        w[n].air[k * plane + column] = w[0].air[k * plane + column] * (1.0 + n * interval_s * change_ps);
    }
  }
  for (int n = 0; n < FEN_BOX_INSTANTS; n++) {
    for (ptrdiff_t c = 0; c < plane * p->nz; c++) {
      w[n].thickness[c] = 50.0 * pow(1.1, (double)(c / plane)) * (1.0 + 0.1 * fen_box_chance(&seed));
      w[n].kh[c] = p->still ? 0.0 : 1000.0 * fen_box_chance(&seed);
      w[n].rain[c] = c < plane * p->nz / 2 ? 2e-4 * fen_box_chance(&seed) : 0.0;
    }
    for (ptrdiff_t c = 0; c < plane * (p->nz + 1); c++)
      w[n].kz[c] = p->still ? 0.0 : 20.0 * fen_box_chance(&seed);
  }
}

static void lay_weather(const fen_box_params *p, const weather *from, weather *to) {
  const fen_box_units *u = &p->units;
  fen_box_turn turn = p->turn;
  double sign_x = turn.mirrored_x ? -1.0 : 1.0;
  double sign_y = turn.mirrored_y ? -1.0 : 1.0;
  int flux = u->mass - u->time;
  int diffusivity = 2 * u->length - u->time;
  fen_box_lay(from->air, p->nz, p->nx, p->ny, turn, 1.0, u->mass, to->air);
  fen_box_lay(from->flux_x, p->nz, p->nx + 1, p->ny, turn, turn.transposed ? sign_y : sign_x, flux,
              turn.transposed ? to->flux_y : to->flux_x);
  fen_box_lay(from->flux_y, p->nz, p->nx, p->ny + 1, turn, turn.transposed ? sign_x : sign_y, flux,
              turn.transposed ? to->flux_x : to->flux_y);
  fen_box_lay(from->top, 1, p->nx, p->ny, turn, 1.0, flux, to->top);
  fen_box_lay(from->thickness, p->nz, p->nx, p->ny, turn, 1.0, u->length, to->thickness);
  fen_box_lay(from->kz, p->nz + 1, p->nx, p->ny, turn, 1.0, diffusivity, to->kz);
  fen_box_lay(from->kh, p->nz, p->nx, p->ny, turn, 1.0, diffusivity, to->kh);
  fen_box_lay(from->rain, p->nz, p->nx, p->ny, turn, 1.0, -u->time, to->rain);
}

static fen_box_params turned(const fen_box_params *p) {
  fen_box_params out = *p;
  if (p->turn.transposed) {
    out.nx = p->ny;
    out.ny = p->nx;
    out.side_x = p->side_y;
    out.side_y = p->side_x;
  }
  return out;
}

static void set_forcings(fen_box *box, const weather laid[FEN_BOX_INSTANTS]) {
  const fen_box_params *p = &box->base;
  for (int n = 0; n < FEN_BOX_INSTANTS - 1; n++) {
    fen_forcing *f = &box->forcing[n];
    *f = (fen_forcing){.start_s = ldexp(n * interval_s, p->units.time), .end_s = ldexp((n + 1) * interval_s, p->units.time)};
    for (int end = 0; end < 2; end++) {
      const weather *w = &laid[n + end];
      f->air_kg[end] = w->air;
      f->flux_x_kgps[end] = w->flux_x;
      f->flux_y_kgps[end] = w->flux_y;
      f->flux_top_kgps[end] = p->side_x == FEN_SIDE_OPEN ? w->top : NULL;
      f->thickness_m[end] = w->thickness;
      f->kz_m2ps[end] = p->still ? NULL : w->kz;
      f->kh_m2ps[end] = p->still ? NULL : w->kh;
    }
    f->scavenging_ps = p->still ? NULL : laid[n].rain;
  }
}

fen_status fen_box_create(const fen_box_params *params, fen_box *out, fen_error *err) {
  fen_box box = {.base = *params, .as_laid = turned(params)};
  weather drawn[FEN_BOX_INSTANTS];
  weather laid[FEN_BOX_INSTANTS];
  ptrdiff_t size = lay_out(params, NULL, &drawn[0]);
  double *scratch = NULL;
  fen_grid_params grid = {.nx = box.as_laid.nx,
                          .ny = box.as_laid.ny,
                          .dx = ldexp(params->turn.transposed ? spacing_y_m : spacing_x_m, params->units.length),
                          .dy = ldexp(params->turn.transposed ? spacing_x_m : spacing_y_m, params->units.length),
                          .side_x = box.as_laid.side_x,
                          .side_y = box.as_laid.side_y};
  fen_status status = fen_grid_create(&grid, &box.grid, err);
  if (!status)
    status = FEN_NEW(&box.memory, FEN_BOX_INSTANTS * size, err);
  if (!status)
    status = FEN_NEW(&scratch, FEN_BOX_INSTANTS * size, err);
  if (status) {
    fen_box_clear(&box);
    return status;
  }
  for (int n = 0; n < FEN_BOX_INSTANTS; n++) {
    lay_out(params, scratch + n * size, &drawn[n]);
    lay_out(&box.as_laid, box.memory + n * size, &laid[n]);
  }
  draw_weather(params, drawn);
  for (int n = 0; n < FEN_BOX_INSTANTS; n++)
    lay_weather(params, &drawn[n], &laid[n]);
  set_forcings(&box, laid);
  fen_free(scratch);
  *out = box;
  return FEN_OK;
}

void fen_box_clear(fen_box *box) {
  fen_grid_destroy(&box->grid);
  fen_free(box->memory);
  *box = (fen_box){0};
}
