#include "fenhe/grid.h"

#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "projection_internal.h"

static fen_status check_side(fen_side side, int may_be_periodic, const char *axis, fen_error *err) {
  if (side != FEN_SIDE_OPEN && side != FEN_SIDE_CLOSED && side != FEN_SIDE_PERIODIC)
    return fen_fail(err, FEN_ERR_ARGUMENT, "sides of kind %d along %s; they are open, closed or periodic", (int)side, axis);
  if (side == FEN_SIDE_PERIODIC && !may_be_periodic)
    return fen_fail(err, FEN_ERR_ARGUMENT, "periodic sides along %s; only planes, and a LONLAT grid of 360 degrees in x, can be periodic",
                    axis);
  return FEN_OK;
}

static fen_status check_params(const fen_grid_params *p, fen_error *err) {
  if (p->nx < 1 || p->ny < 1)
    return fen_fail(err, FEN_ERR_ARGUMENT, "grid of %td x %td cells; it needs at least 1 x 1", p->nx, p->ny);
  if (!(p->dx > 0 && isfinite(p->dx) && p->dy > 0 && isfinite(p->dy)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "cells of %g x %g; both sides must be above 0", p->dx, p->dy);
  if (!(isfinite(p->x0) && isfinite(p->y0)))
    return fen_fail(err, FEN_ERR_ARGUMENT, "south-west corner of the grid at (%g, %g); it must be finite", p->x0, p->y0);
  int plane = p->projection.kind == FEN_PROJECTION_NONE;
  int round_the_earth = 0;
  if (fen_projection_in_degrees(p->projection.kind)) {
    double width = (double)p->nx * p->dx;
    double north = p->y0 + (double)p->ny * p->dy;
    if (!(p->y0 >= -90 - 1e-9 && north <= 90 + 1e-9))
      return fen_fail(err, FEN_ERR_ARGUMENT, "grid from %g to %g degrees north; keep it between -90 and 90", p->y0, north);
    if (!(width <= 360 + 1e-9))
      return fen_fail(err, FEN_ERR_ARGUMENT, "grid %g degrees wide; 360 go round the Earth", width);
    round_the_earth = width >= 360 - 1e-9;
  }
  fen_status status = check_side(p->side_x, plane || round_the_earth, "x", err);
  return status ? status : check_side(p->side_y, plane, "y", err);
}

/* Latitude of a row's edge; rounding must not push it over the pole. */
static double edge_y(const fen_grid_params *p, ptrdiff_t j) {
  double y = p->y0 + (double)j * p->dy;
  if (fen_projection_in_degrees(p->projection.kind))
    y = y > 90 ? 90 : (y < -90 ? -90 : y);
  return y;
}

/* A unit of the map at a place, on the Earth: metres along x, along y, and between the two lines of y that are one x apart. */
typedef struct {
  double along_x, along_y, across_x, across_y;
} unit_of_map;

static unit_of_map unit_at(const fen_grid *grid, double x, double y) {
  if (!grid->projection)
    return (unit_of_map){1, 1, 1, 1};
  double lon, lat;
  fen_projection_inverse(grid->projection, x, y, &lon, &lat);
  fen_map_scale scale = fen_projection_scale(grid->projection, lon, lat);
  unit_of_map unit = {1 / scale.mx, 1 / scale.my, 1 / scale.mx, 1 / scale.my};
  if (grid->params.projection.kind == FEN_PROJECTION_PROJ) {
    unit.across_x = scale.my / scale.areal;
    unit.across_y = scale.mx / scale.areal;
  }
  return unit;
}

static double zone_cell_area(const fen_grid_params *p, ptrdiff_t j) {
  double a = p->projection.semi_major_m;
  double inverse = p->projection.inverse_flattening;
  return 0.5 * a * a * p->dx * (FEN_PI / 180) * (fen_authalic_q(edge_y(p, j + 1), inverse) - fen_authalic_q(edge_y(p, j), inverse));
}

static void set_cells(fen_grid *grid) {
  const fen_grid_params *p = &grid->params;
  for (ptrdiff_t j = 0; j < p->ny; j++)
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      ptrdiff_t at = j * p->nx + i;
      double x = p->x0 + ((double)i + 0.5) * p->dx;
      double y = p->y0 + ((double)j + 0.5) * p->dy;
      unit_of_map unit = unit_at(grid, x, y);
      grid->area_m2[at] = p->dx * p->dy * unit.across_x * unit.along_y;
      grid->map_factor[at] = 1 / unit.along_x;
      if (fen_projection_in_degrees(p->projection.kind)) {
        grid->area_m2[at] = zone_cell_area(p, j);
        grid->map_factor[at] = 1;
      }
      if (grid->projection)
        fen_projection_inverse(grid->projection, x, y, &grid->lon_deg[at], &grid->lat_deg[at]);
    }
  if (grid->projection)
    for (ptrdiff_t j = 0; j <= p->ny; j++)
      for (ptrdiff_t i = 0; i <= p->nx; i++) {
        ptrdiff_t at = j * (p->nx + 1) + i;
        fen_projection_inverse(grid->projection, p->x0 + (double)i * p->dx, edge_y(p, j), &grid->lon_corner_deg[at],
                               &grid->lat_corner_deg[at]);
      }
}

static void set_faces(fen_grid *grid) {
  const fen_grid_params *p = &grid->params;
  for (ptrdiff_t j = 0; j < p->ny; j++)
    for (ptrdiff_t i = 0; i <= p->nx; i++) {
      ptrdiff_t at = j * (p->nx + 1) + i;
      unit_of_map unit = unit_at(grid, p->x0 + (double)i * p->dx, p->y0 + ((double)j + 0.5) * p->dy);
      grid->face_x_m[at] = p->dy * unit.along_y;
      grid->spacing_x_m[at] = p->dx * unit.across_x;
    }
  for (ptrdiff_t j = 0; j <= p->ny; j++)
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      ptrdiff_t at = j * p->nx + i;
      unit_of_map unit = unit_at(grid, p->x0 + ((double)i + 0.5) * p->dx, edge_y(p, j));
      grid->face_y_m[at] = p->dx * unit.along_x;
      grid->spacing_y_m[at] = p->dy * unit.across_y;
    }
}

static fen_status allocate_arrays(fen_grid *grid, fen_error *err) {
  ptrdiff_t nx = grid->params.nx;
  ptrdiff_t ny = grid->params.ny;
  ptrdiff_t cells, faces_x, faces_y, corners, most;
  fen_status status = fen_product(nx + 1, ny + 1, (ptrdiff_t)sizeof(double), &most, err);
  if (status)
    return status;
  cells = nx * ny;
  faces_x = (nx + 1) * ny;
  faces_y = nx * (ny + 1);
  corners = (nx + 1) * (ny + 1);
  const struct {
    double **array;
    ptrdiff_t count;
    int always;
  } list[] = {{&grid->area_m2, cells, 1},          {&grid->map_factor, cells, 1},      {&grid->terrain_m, cells, 1},
              {&grid->face_x_m, faces_x, 1},       {&grid->face_y_m, faces_y, 1},      {&grid->spacing_x_m, faces_x, 1},
              {&grid->spacing_y_m, faces_y, 1},    {&grid->lon_deg, cells, 0},         {&grid->lat_deg, cells, 0},
              {&grid->lon_corner_deg, corners, 0}, {&grid->lat_corner_deg, corners, 0}};
  for (size_t k = 0; k < sizeof list / sizeof list[0] && !status; k++)
    if (list[k].always || grid->projection)
      status = FEN_NEW(list[k].array, list[k].count, err);
  return status;
}

/* Faces that are far from square to each other would need fluxes between corners, which the model does not have. */
static const double LEAST_SINE = 0.95;

static double sine_of_axes(const fen_grid *grid, ptrdiff_t cell) {
  fen_map_scale scale = fen_projection_scale(grid->projection, grid->lon_deg[cell], grid->lat_deg[cell]);
  return fmin(scale.mx * scale.my / scale.areal, 1);
}

/* A map does not reach everywhere: beyond its edge or at its poles lengths are zero, infinite or NaN. */
static fen_status check_cells(const fen_grid *grid, fen_error *err) {
  const fen_grid_params *p = &grid->params;
  for (ptrdiff_t j = 0; j < p->ny; j++)
    for (ptrdiff_t i = 0; i < p->nx; i++) {
      double area = grid->area_m2[j * p->nx + i];
      double length = grid->face_x_m[j * (p->nx + 1) + i] + grid->face_x_m[j * (p->nx + 1) + i + 1] + grid->face_y_m[j * p->nx + i] +
                      grid->face_y_m[(j + 1) * p->nx + i];
      if (!(area > 0 && isfinite(area) && length > 0 && isfinite(length)))
        return fen_fail(err, FEN_ERR_ARGUMENT,
                        "cell (%td, %td) of the grid lies off the map \"%s\"; choose another projection or a smaller grid", i, j,
                        grid->projection ? fen_projection_text(grid->projection) : "plane");
      double sine = p->projection.kind == FEN_PROJECTION_PROJ ? sine_of_axes(grid, j * p->nx + i) : 1;
      if (!(sine >= LEAST_SINE))
        return fen_fail(err, FEN_ERR_ARGUMENT,
                        "x and y of the map \"%s\" cross at %.0f degrees in cell (%td, %td), less than %.0f; choose a projection that is "
                        "conformal, or centre it on the grid",
                        fen_projection_text(grid->projection), asin(sine) * (180 / FEN_PI), i, j, asin(LEAST_SINE) * (180 / FEN_PI));
    }
  return FEN_OK;
}

fen_status fen_grid_create(const fen_grid_params *params, fen_grid **out, fen_error *err) {
  fen_status status = check_params(params, err);
  if (status)
    return status;
  fen_grid *grid;
  status = FEN_NEW(&grid, 1, err);
  if (status)
    return status;
  grid->params = *params;
  if (params->projection.kind != FEN_PROJECTION_NONE)
    status = fen_projection_create(&params->projection, &grid->projection, err);
  if (!status)
    status = allocate_arrays(grid, err);
  if (!status) {
    set_cells(grid);
    set_faces(grid);
    status = check_cells(grid, err);
  }
  if (status)
    fen_grid_destroy(&grid);
  else
    *out = grid;
  return status;
}

void fen_grid_destroy(fen_grid **grid) {
  if (!grid || !*grid)
    return;
  fen_grid *g = *grid;
  double *arrays[] = {g->area_m2, g->map_factor, g->face_x_m,       g->face_y_m,       g->spacing_x_m, g->spacing_y_m,
                      g->lon_deg, g->lat_deg,    g->lon_corner_deg, g->lat_corner_deg, g->terrain_m};
  for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++)
    fen_free(arrays[k]);
  fen_projection_destroy(&g->projection);
  fen_free(g);
  *grid = NULL;
}

double fen_grid_turn(const fen_grid *grid) {
  const fen_projection_params *q = &grid->params.projection;
  double mx, my;
  if (fen_projection_in_degrees(q->kind))
    return 360;
  if (q->kind != FEN_PROJECTION_MERCATOR)
    return 0;
  fen_projection_map_factor(grid->projection, 0, 0, &mx, &my);
  return 2 * FEN_PI * q->semi_major_m * mx;
}

/* Bring an index into [-1/2, n - 1/2) by whole periods. */
static double wrapped(double index, ptrdiff_t n) {
  return index - (double)n * floor((index + 0.5) / (double)n);
}

void fen_grid_locate(const fen_grid *grid, double lon_deg, double lat_deg, double *i, double *j) {
  const fen_grid_params *p = &grid->params;
  double x = lon_deg;
  double y = lat_deg;
  if (grid->projection) {
    fen_projection_forward(grid->projection, lon_deg, lat_deg, &x, &y);
    double width = fen_grid_turn(grid);
    if (width > 0)
      x -= width * round((x - p->x0 - 0.5 * (double)p->nx * p->dx) / width);
  }
  *i = (x - p->x0) / p->dx - 0.5;
  *j = (y - p->y0) / p->dy - 0.5;
  if (p->side_x == FEN_SIDE_PERIODIC)
    *i = wrapped(*i, p->nx);
  if (p->side_y == FEN_SIDE_PERIODIC)
    *j = wrapped(*j, p->ny);
}

int fen_grid_contains(const fen_grid *grid, double i, double j) {
  return i >= -0.5 && i <= (double)grid->params.nx - 0.5 && j >= -0.5 && j <= (double)grid->params.ny - 0.5;
}
