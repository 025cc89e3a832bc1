/* Entering an interval: checks, vertical fluxes from continuity, and the rates that bound the time step. */
#include <math.h>
#include <string.h>

#include "state.h"

/* Column fluxes may miss the change of air mass by this share of the column's air over the interval. */
#define CONTINUITY_TOLERANCE 1e-9
/* On a periodic axis the air may be carried over half its length in one sweep. */
#define PERIODIC_SHARE_MAX 0.5
/* The outward divergences of the axes may together take this share of a cell's air in one step (Eq. 20). */
#define DIVERGENCE_MAX 0.7
/* Explicit horizontal diffusion may exchange this share in one sweep. */
#define SPREAD_MAX 0.4

/* Net horizontal outflow of a cell at one end of the interval [kg/s], by axis. */
static void divergence(const fen_transport *t, const fen_forcing *f, int end, ptrdiff_t k, ptrdiff_t j, ptrdiff_t i, double *x, double *y) {
  const double *fx = f->flux_x_kgps[end] + (k * t->ny + j) * (t->nx + 1) + i;
  const double *fy = f->flux_y_kgps[end] + (k * (t->ny + 1) + j) * t->nx + i;
  *x = fx[1] - fx[0];
  *y = fy[t->nx] - fy[0];
}

/*
 * Vertical fluxes of one column at one end (Eq. 1); returns what is left over at the top, as a share of the column's air. The leftover, the
 * round-off of the flux repair, is spread over the layers by mass, so that no thin layer at the top has to take all of it.
 */
static double column_fluxes(const fen_transport *t, const fen_forcing *f, int end, ptrdiff_t j, ptrdiff_t i) {
  ptrdiff_t layer = t->ny * t->nx;
  ptrdiff_t column = j * t->nx + i;
  double length_s = f->end_s - f->start_s;
  double flux = 0.0;
  double air = 0.0;
  double *out = t->flux_z_kgps[end];
  out[column] = 0.0;
  for (ptrdiff_t k = 0; k < t->nz; k++) {
    ptrdiff_t c = k * layer + column;
    double x;
    double y;
    divergence(t, f, end, k, j, i, &x, &y);
    flux -= (f->air_kg[1][c] - f->air_kg[0][c]) / length_s + (x + y); /* the same bits with x and y exchanged */
    air += f->air_kg[0][c];
    out[c + layer] = flux;
  }
  double top = f->flux_top_kgps[end] ? f->flux_top_kgps[end][column] : 0.0;
  double left_over = flux - top;
  double below = 0.0;
  for (ptrdiff_t k = 0; k < t->nz - 1; k++) {
    ptrdiff_t c = k * layer + column;
    below += f->air_kg[0][c];
    out[c + layer] -= left_over * below / air;
  }
  out[t->nz * layer + column] = top;
  return left_over * length_s / air;
}

static fen_status vertical_fluxes(fen_transport *t, const fen_forcing *f, fen_error *err) {
  double worst = 0.0;
  ptrdiff_t worst_i = 0;
  ptrdiff_t worst_j = 0;
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t j = 0; j < t->ny; j++)
      for (ptrdiff_t i = 0; i < t->nx; i++) {
        double miss = fabs(column_fluxes(t, f, end, j, i));
        if (!(miss <= worst) && !isnan(worst)) {
          worst = miss;
          worst_i = i;
          worst_j = j;
        }
      }
  if (!(worst <= CONTINUITY_TOLERANCE))
    return fen_fail(
        err, FEN_ERR_CONTINUITY,
        "the air fluxes of column (%td, %td) miss its change of air mass by %.3g of its air over the interval (limit %.0e); repair the "
        "fluxes first (fen_interval_build) or give the flux through the top",
        worst_i, worst_j, worst, CONTINUITY_TOLERANCE);
  if (worst > t->stats.continuity)
    t->stats.continuity = worst;
  return FEN_OK;
}

static double larger(double a, double b) {
  return a > b ? a : b;
}

static double smaller(double a, double b) {
  return a < b ? a : b;
}

/* Rates of one cell at one end: Courant numbers of its low faces and the divergences (Eq. 20). */
static void cell_rates(fen_transport *t, const fen_forcing *f, int end, ptrdiff_t k, ptrdiff_t j, ptrdiff_t i) {
  ptrdiff_t layer = t->ny * t->nx;
  ptrdiff_t c = k * layer + j * t->nx + i;
  double air = f->air_kg[0][c] < f->air_kg[1][c] ? f->air_kg[0][c] : f->air_kg[1][c];
  const double *fx = f->flux_x_kgps[end] + (k * t->ny + j) * (t->nx + 1) + i;
  const double *fy = f->flux_y_kgps[end] + (k * (t->ny + 1) + j) * t->nx + i;
  const double *fz = t->flux_z_kgps[end] + c;
  const double low[3] = {fx[0], fy[0], fz[0]};
  const double high[3] = {fx[1], fy[t->nx], fz[layer]};
  double outward = 0.0;
  for (int axis = 0; axis < 3; axis++) {
    t->courant_rate[axis] = larger(t->courant_rate[axis], larger(-low[axis], high[axis]) / air);
    outward += larger(high[axis] - low[axis], 0.0) / air;
  }
  t->divergence_rate = larger(t->divergence_rate, outward);
}

/* Largest rate at which a face between neighbours a and b exchanges the air of the one that holds less, as in the sweep (Eq. 16). */
static double face_spread_rate(const fen_transport *t, const fen_forcing *f, ptrdiff_t a, ptrdiff_t b, double face_m, double spacing_m) {
  ptrdiff_t layer = t->ny * t->nx;
  double rate = 0.0;
  for (int end = 0; end < 2; end++) {
    double air_a = f->air_kg[end][a];
    double air_b = f->air_kg[end][b];
    double air_kgpm2 = 0.5 * (air_a / t->grid->area_m2[a % layer] + air_b / t->grid->area_m2[b % layer]);
    double kh_m2ps = 0.5 * (f->kh_m2ps[end][a] + f->kh_m2ps[end][b]);
    rate = larger(rate, kh_m2ps * air_kgpm2 * face_m / spacing_m / smaller(air_a, air_b));
  }
  return rate;
}

/* Rate of explicit horizontal diffusion through the two faces of a cell: 2 K / dx^2 where the air is even. */
static double spread_rate(const fen_transport *t, const fen_forcing *f) {
  const fen_grid *g = t->grid;
  double rate = 0.0;
  for (ptrdiff_t c = 0; c < t->cells && f->kh_m2ps[0]; c++) {
    ptrdiff_t j = c / t->nx % t->ny;
    ptrdiff_t i = c % t->nx;
    ptrdiff_t face_x = j * (t->nx + 1) + i;
    ptrdiff_t face_y = j * t->nx + i;
    if (i > 0 || g->params.side_x == FEN_SIDE_PERIODIC)
      rate = larger(rate, face_spread_rate(t, f, c, i > 0 ? c - 1 : c + t->nx - 1, g->face_x_m[face_x], g->spacing_x_m[face_x]));
    if (j > 0 || g->params.side_y == FEN_SIDE_PERIODIC)
      rate =
          larger(rate, face_spread_rate(t, f, c, j > 0 ? c - t->nx : c + (t->ny - 1) * t->nx, g->face_y_m[face_y], g->spacing_y_m[face_y]));
  }
  return 2.0 * rate;
}

/*
 * After the last interval the air must be what this one starts with; then round-off is not handed on. With half an X sweep still due the
 * air is that of no instant: it is compared as that sweep will leave it, and kept.
 */
static fen_status adopt_air(fen_transport *t, const fen_forcing *f, fen_error *err) {
  for (ptrdiff_t c = 0; c < t->cells && !isnan(t->clock_s); c++) {
    const double *due_kg = t->pending_kept ? t->pending_kg + c / t->nx * (t->nx + 1) + c % t->nx : NULL;
    double air_kg = t->air_kg[c] + (due_kg ? due_kg[0] - due_kg[1] : 0.0);
    if (!(fabs(air_kg / f->air_kg[0][c] - 1.0) <= CONTINUITY_TOLERANCE))
      return fen_fail(
          err, FEN_ERR_CONTINUITY,
          "cell (%td, %td, %td) holds %.9g kg of air, the new interval starts with %.9g kg; start each interval with the air that the last "
          "one ended with",
          c % t->nx, c / t->nx % t->ny, c / t->nx / t->ny, air_kg, f->air_kg[0][c]);
  }
  return t->pending_kept ? FEN_OK : fen_transport_replace_air(t, f->air_kg[0], err);
}

fen_status fen_transport_replace_air(fen_transport *t, const double *air_kg, fen_error *err) {
  for (ptrdiff_t c = 0; c < t->cells; c++)
    if (!(air_kg[c] > 0.0) || !isfinite(air_kg[c]))
      return fen_fail(err, FEN_ERR_VALUE, "air mass %g kg at index %td must be > 0", air_kg[c], c);
  memcpy(t->air_kg, air_kg, (size_t)t->cells * sizeof *air_kg);
  t->sums_valid = 0;
  return FEN_OK;
}

fen_status fen_transport_set_forcing(fen_transport *t, const fen_forcing *forcing, fen_error *err) {
  fen_status status = fen_forcing_check(t, forcing, err);
  if (status)
    return status;
  status = vertical_fluxes(t, forcing, err);
  if (!status)
    status = adopt_air(t, forcing, err);
  if (status) { /* the vertical fluxes are those of the refused interval now */
    t->forcing = (fen_forcing){0};
    return status;
  }
  t->forcing = *forcing;
  if (isnan(t->clock_s))
    t->clock_s = forcing->start_s;
  memset(t->courant_rate, 0, sizeof t->courant_rate);
  t->divergence_rate = 0.0;
  for (int end = 0; end < 2; end++)
    for (ptrdiff_t k = 0; k < t->nz; k++)
      for (ptrdiff_t j = 0; j < t->ny; j++)
        for (ptrdiff_t i = 0; i < t->nx; i++)
          cell_rates(t, forcing, end, k, j, i);
  t->spread_rate = spread_rate(t, forcing);
  return FEN_OK;
}

ptrdiff_t fen_transport_plan_steps(const fen_transport *t, double until_s) {
  const fen_grid_params *p = &t->grid->params;
  double most[3] = {t->params.courant_max, t->params.courant_max, t->params.courant_max};
  if (p->side_x == FEN_SIDE_PERIODIC)
    most[0] = smaller(most[0], PERIODIC_SHARE_MAX * (double)t->nx);
  if (p->side_y == FEN_SIDE_PERIODIC)
    most[1] = smaller(most[1], PERIODIC_SHARE_MAX * (double)t->ny);
  double rate = t->divergence_rate / DIVERGENCE_MAX;
  for (int axis = 0; axis < 3; axis++)
    rate = larger(rate, t->courant_rate[axis] / most[axis]);
  rate = larger(rate, t->spread_rate / SPREAD_MAX);
  double steps = ceil((until_s - t->clock_s) * rate);
  return steps >= 1.0 ? (ptrdiff_t)steps : 1;
}
