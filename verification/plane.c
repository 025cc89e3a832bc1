/* Flows on a plane: their grids, fluxes and steps. */
#include "plane.h"

#include <math.h>

#include "fenhe/memory.h"

static fen_status allocate(fen_plane *p, fen_error *err) {
  double **fields[] = {&p->air_kg, &p->kh_m2ps, &p->loss_ps, &p->thickness_m};
  fen_status status = FEN_NEW(&p->psi, (p->nx + 1) * (p->ny + 1), err);
  if (!status)
    status = FEN_NEW(&p->flux_x_kgps, (p->nx + 1) * p->ny, err);
  if (!status)
    status = FEN_NEW(&p->edges, 2 * (p->nx + p->ny) + p->cells, err);
  if (!status)
    status = FEN_NEW(&p->flux_y_kgps, p->nx * (p->ny + 1), err);
  for (size_t f = 0; f < sizeof fields / sizeof *fields && !status; f++)
    status = FEN_NEW(fields[f], p->cells, err);
  return status;
}

static void fill(fen_plane *p) {
  const fen_grid_params *g = &p->grid->params;
  for (ptrdiff_t c = 0; c < p->cells; c++) {
    p->air_kg[c] = g->dx * g->dy;
    p->kh_m2ps[c] = p->flow->kh_m2ps;
    p->loss_ps[c] = p->flow->loss_ps;
    p->thickness_m[c] = 1.0;
  }
  for (int end = 0; end < 2; end++) {
    p->forcing.air_kg[end] = p->air_kg;
    p->forcing.flux_x_kgps[end] = p->flux_x_kgps;
    p->forcing.flux_y_kgps[end] = p->flux_y_kgps;
    p->forcing.thickness_m[end] = p->thickness_m;
    p->forcing.kh_m2ps[end] = p->flow->kh_m2ps > 0.0 ? p->kh_m2ps : NULL;
  }
  p->forcing.scavenging_ps = p->flow->loss_ps > 0.0 ? p->loss_ps : NULL;
}

fen_status fen_plane_create(const fen_plane_flow *flow, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t steps, fen_plane **out, fen_error *err) {
  fen_grid_params params = {.nx = nx,
                            .ny = ny,
                            .dx = flow->length_x_m / (double)nx,
                            .dy = flow->length_y_m / (double)ny,
                            .x0 = flow->x0,
                            .y0 = flow->y0,
                            .side_x = flow->side_x,
                            .side_y = flow->side_y};
  fen_plane *p = NULL;
  fen_status status = FEN_NEW(&p, 1, err);
  if (status)
    return status;
  *p = (fen_plane){.flow = flow, .nx = nx, .ny = ny, .cells = nx * ny, .steps = steps};
  status = fen_grid_create(&params, &p->grid, err);
  if (!status)
    status = allocate(p, err);
  if (status) {
    fen_plane_destroy(&p);
    return status;
  }
  fill(p);
  fen_plane_enter(p);
  *out = p;
  return FEN_OK;
}

void fen_plane_destroy(fen_plane **plane) {
  fen_plane *p = *plane;
  if (!p)
    return;
  fen_grid_destroy(&p->grid);
  double *arrays[] = {p->psi, p->edges, p->air_kg, p->flux_x_kgps, p->flux_y_kgps, p->kh_m2ps, p->loss_ps, p->thickness_m};
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
    fen_free(arrays[a]);
  fen_free(p);
  *plane = NULL;
}

/*
 * On a periodic side the velocities are periodic, psi need not be: the fluxes of the last face are those of the first, and psi at the last
 * vertices is evaluated as it stands. No air crosses a closed side.
 */
void fen_plane_enter(fen_plane *p) {
  const fen_grid_params *g = &p->grid->params;
  double dt_s = p->flow->end_s / (double)p->steps;
  p->forcing.start_s = (double)p->made * dt_s;
  p->forcing.end_s = p->flow->steady ? p->flow->end_s : (double)(p->made + 1) * dt_s;
  if (p->flow->steady && p->made > 0)
    return;
  double middle_s = ((double)p->made + 0.5) * dt_s;
  ptrdiff_t row = p->nx + 1;
  for (ptrdiff_t j = 0; j <= p->ny; j++)
    for (ptrdiff_t i = 0; i <= p->nx; i++)
      p->psi[j * row + i] = p->flow->psi_m2ps(g->x0 + (double)i * g->dx, g->y0 + (double)j * g->dy, middle_s);
  for (ptrdiff_t j = 0; j < p->ny; j++)
    for (ptrdiff_t i = 0; i <= p->nx; i++) {
      ptrdiff_t vertex = j * row + (g->side_x == FEN_SIDE_PERIODIC ? i % p->nx : i);
      p->flux_x_kgps[j * row + i] = g->side_x == FEN_SIDE_CLOSED && i % p->nx == 0 ? 0.0 : p->psi[vertex] - p->psi[vertex + row];
    }
  for (ptrdiff_t j = 0; j <= p->ny; j++)
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      ptrdiff_t vertex = (g->side_y == FEN_SIDE_PERIODIC ? j % p->ny : j) * row + i;
      p->flux_y_kgps[j * p->nx + i] = g->side_y == FEN_SIDE_CLOSED && j % p->ny == 0 ? 0.0 : p->psi[vertex + 1] - p->psi[vertex];
    }
}

void fen_plane_centre(const fen_plane *p, ptrdiff_t cell, double *x, double *y) {
  const fen_grid_params *g = &p->grid->params;
  *x = g->x0 + ((double)(cell % p->nx) + 0.5) * g->dx;
  *y = g->y0 + ((double)(cell / p->nx) + 0.5) * g->dy;
}

void fen_plane_sample(const fen_plane *p, double (*field)(double x, double y), double *values) {
  for (ptrdiff_t c = 0; c < p->cells; c++) {
    double x;
    double y;
    fen_plane_centre(p, c, &x, &y);
    values[c] = field(x, y);
  }
}

fen_status fen_plane_start(fen_plane *p, const fen_transport_params *how, fen_transport **out, fen_error *err) {
  static const fen_species lead = {.tags = 0, .scavenging_factor = 1.0};
  fen_transport_params params = *how;
  params.grid = p->grid;
  params.nz = 1;
  params.courant_max = 3.0;
  if (!how->species) {
    params.species = &lead;
    params.species_count = 1;
  }
  fen_transport *t = NULL;
  fen_status status = fen_transport_create(&params, &t, err);
  if (!status)
    status = fen_transport_set_forcing(t, &p->forcing, err);
  if (status)
    fen_transport_destroy(&t);
  else
    *out = t;
  return status;
}

/* What comes in during the next step: the values of its middle, of the first lead. */
static fen_status surround(fen_plane *p, fen_transport *t, fen_error *err) {
  const fen_grid_params *g = &p->grid->params;
  double middle_s = ((double)p->made + 0.5) * p->flow->end_s / (double)p->steps;
  double *west = p->edges;
  double *east = west + p->ny;
  double *south = east + p->ny;
  double *north = south + p->nx;
  for (ptrdiff_t j = 0; j < p->ny; j++) {
    double y = g->y0 + ((double)j + 0.5) * g->dy;
    west[j] = p->flow->outside(g->x0 - 0.5 * g->dx, y, middle_s);
    east[j] = p->flow->outside(g->x0 + ((double)p->nx + 0.5) * g->dx, y, middle_s);
  }
  for (ptrdiff_t i = 0; i < p->nx; i++) {
    double x = g->x0 + ((double)i + 0.5) * g->dx;
    south[i] = p->flow->outside(x, g->y0 - 0.5 * g->dy, middle_s);
    north[i] = p->flow->outside(x, g->y0 + ((double)p->ny + 0.5) * g->dy, middle_s);
  }
  return fen_transport_set_boundary_ring(t, 0, 0, west, east, south, north, north + p->nx, err);
}

fen_status fen_plane_advance(fen_plane *p, fen_transport *t, ptrdiff_t steps, fen_error *err) {
  double dt_s = p->flow->end_s / (double)p->steps;
  fen_status status = FEN_OK;
  for (ptrdiff_t s = 0; s < steps && !status; s++) {
    if (p->made > 0 && !p->flow->steady) {
      fen_plane_enter(p);
      status = fen_transport_set_forcing(t, &p->forcing, err);
    }
    if (!status && p->flow->outside)
      status = surround(p, t, err);
    p->made++;
    if (!status)
      status = fen_transport_run(t, p->made == p->steps ? p->flow->end_s : (double)p->made * dt_s, 1, s == steps - 1, err);
  }
  return status;
}

double fen_plane_updates(const fen_plane *p, ptrdiff_t steps) {
  return (double)p->cells * (2.0 * (double)steps + 1.0);
}
