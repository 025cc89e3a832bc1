#include "fenhe/source_grid.h"

#include <math.h>
#include <string.h>

#include "fenhe/constants.h"
#include "fenhe/memory.h"

static const double RADIANS = FEN_PI / 180.0;
/* Sphere with the area of WGS-84, for cells given by their corners alone. */
static const double AUTHALIC_RADIUS_M = 6371007.2;

void fen_source_grid_clear(fen_source_grid *grid) {
  fen_free(grid->x_edge);
  fen_free(grid->y_edge);
  fen_free(grid->corner_lon);
  fen_free(grid->corner_lat);
  fen_free(grid->area_m2);
  *grid = (fen_source_grid){0};
}

void fen_axis_edges(const double *centre, ptrdiff_t count, double *edge) {
  for (ptrdiff_t n = 1; n < count; n++)
    edge[n] = 0.5 * (centre[n - 1] + centre[n]);
  edge[0] = 2.0 * centre[0] - edge[1];
  edge[count] = 2.0 * centre[count - 1] - edge[count - 1];
}

void fen_source_cell(const fen_source_grid *grid, ptrdiff_t i, ptrdiff_t j, double lon[4], double lat[4]) {
  if (grid->x_edge) {
    const double *x = grid->x_edge + i;
    const double *y = grid->y_edge + j;
    memcpy(lon, (double[4]){x[0], x[1], x[1], x[0]}, 4 * sizeof *lon);
    memcpy(lat, (double[4]){y[0], y[0], y[1], y[1]}, 4 * sizeof *lat);
    return;
  }
  memcpy(lon, grid->corner_lon + 4 * (j * grid->nx + i), 4 * sizeof *lon);
  memcpy(lat, grid->corner_lat + 4 * (j * grid->nx + i), 4 * sizeof *lat);
}

/* Area between the equator and a latitude of an ellipsoid, per radian of longitude (Snyder 1987, Map Projections, eq. 3-12). */
static double zone(double lat_deg, double semi_major_m, double e2) {
  double s = sin(lat_deg * RADIANS);
  if (!(e2 > 0.0))
    return semi_major_m * semi_major_m * s;
  double e = sqrt(e2);
  return 0.5 * semi_major_m * semi_major_m * (1.0 - e2) * (s / (1.0 - e2 * s * s) + atanh(e * s) / e);
}

fen_status fen_source_grid_degrees(ptrdiff_t nx, ptrdiff_t ny, double *x_edge, double *y_edge, double semi_major_m,
                                   double inverse_flattening, fen_source_grid *out, fen_error *err) {
  fen_source_grid grid = {.nx = nx, .ny = ny, .x_edge = x_edge, .y_edge = y_edge};
  ptrdiff_t count;
  fen_status status = fen_product(nx, ny, 1, &count, err);
  if (!status)
    status = FEN_NEW(&grid.area_m2, count, err);
  if (status) {
    fen_source_grid_clear(&grid);
    return status;
  }
  double f = inverse_flattening > 0.0 ? 1.0 / inverse_flattening : 0.0;
  double e2 = f * (2.0 - f);
  for (ptrdiff_t j = 0; j < ny; j++) {
    double strip = fabs(zone(y_edge[j + 1], semi_major_m, e2) - zone(y_edge[j], semi_major_m, e2));
    for (ptrdiff_t i = 0; i < nx; i++)
      grid.area_m2[j * nx + i] = strip * fabs(x_edge[i + 1] - x_edge[i]) * RADIANS;
  }
  *out = grid;
  return FEN_OK;
}

static fen_status allocate_corners(fen_source_grid *grid, fen_error *err) {
  ptrdiff_t corners;
  fen_status status = fen_product(grid->nx, grid->ny, 4, &corners, err);
  if (!status)
    status = FEN_NEW(&grid->corner_lon, corners, err);
  if (!status)
    status = FEN_NEW(&grid->corner_lat, corners, err);
  if (!status)
    status = FEN_NEW(&grid->area_m2, grid->nx * grid->ny, err);
  return status;
}

fen_status fen_source_grid_projected(ptrdiff_t nx, ptrdiff_t ny, const double *x_edge, const double *y_edge,
                                     const fen_projection_params *params, fen_source_grid *out, fen_error *err) {
  fen_source_grid grid = {.nx = nx, .ny = ny};
  fen_projection *projection = NULL;
  fen_status status = fen_projection_create(params, &projection, err);
  if (!status)
    status = allocate_corners(&grid, err);
  for (ptrdiff_t j = 0; !status && j < ny; j++) {
    for (ptrdiff_t i = 0; i < nx; i++) {
      static const int east[4] = {0, 1, 1, 0};
      static const int north[4] = {0, 0, 1, 1};
      ptrdiff_t cell = j * nx + i;
      for (int n = 0; n < 4; n++)
        fen_projection_inverse(projection, x_edge[i + east[n]], y_edge[j + north[n]], &grid.corner_lon[4 * cell + n],
                               &grid.corner_lat[4 * cell + n]);
      double lon, lat;
      fen_projection_inverse(projection, 0.5 * (x_edge[i] + x_edge[i + 1]), 0.5 * (y_edge[j] + y_edge[j + 1]), &lon, &lat);
      grid.area_m2[cell] =
          fabs((x_edge[i + 1] - x_edge[i]) * (y_edge[j + 1] - y_edge[j])) / fen_projection_scale(projection, lon, lat).areal;
    }
  }
  fen_projection_destroy(&projection);
  if (status)
    fen_source_grid_clear(&grid);
  else
    *out = grid;
  return status;
}

/* Spherical triangle by l'Huilier's theorem, stable for small ones. */
static double triangle_excess(const double a[3], const double b[3], const double c[3]) {
  const double *side[3][2] = {{b, c}, {c, a}, {a, b}};
  double length[3];
  double half = 0.0;
  for (int n = 0; n < 3; n++) {
    double chord2 = 0.0;
    for (int d = 0; d < 3; d++)
      chord2 += (side[n][0][d] - side[n][1][d]) * (side[n][0][d] - side[n][1][d]);
    length[n] = 2.0 * asin(0.5 * sqrt(chord2));
    half += 0.5 * length[n];
  }
  double product = tan(0.5 * half);
  for (int n = 0; n < 3; n++)
    product *= tan(0.5 * (half - length[n]));
  return product > 0.0 ? 4.0 * atan(sqrt(product)) : 0.0;
}

fen_status fen_source_grid_corners(ptrdiff_t nx, ptrdiff_t ny, double *lon, double *lat, fen_source_grid *out, fen_error *err) {
  fen_source_grid grid = {.nx = nx, .ny = ny, .corner_lon = lon, .corner_lat = lat};
  fen_status status = FEN_NEW(&grid.area_m2, nx * ny, err);
  if (status) {
    fen_source_grid_clear(&grid);
    return status;
  }
  for (ptrdiff_t cell = 0; cell < nx * ny; cell++) {
    double p[4][3];
    for (int n = 0; n < 4; n++) {
      double l = lon[4 * cell + n] * RADIANS;
      double b = lat[4 * cell + n] * RADIANS;
      memcpy(p[n], (double[3]){cos(b) * cos(l), cos(b) * sin(l), sin(b)}, sizeof p[n]);
    }
    grid.area_m2[cell] = AUTHALIC_RADIUS_M * AUTHALIC_RADIUS_M * (triangle_excess(p[0], p[1], p[2]) + triangle_excess(p[0], p[2], p[3]));
  }
  *out = grid;
  return FEN_OK;
}

typedef struct {
  double west, east, south, north;
} degree_box;

static void widen(degree_box *b, double lon, double lat) {
  b->west = lon < b->west ? lon : b->west;
  b->east = lon > b->east ? lon : b->east;
  b->south = lat < b->south ? lat : b->south;
  b->north = lat > b->north ? lat : b->north;
}

static const degree_box NOWHERE = {INFINITY, -INFINITY, INFINITY, -INFINITY};

/* The corners on the turn of the globe nearest to a longitude, each within half a turn of the first. */
static degree_box unwrap(double near_lon, double lon[4], const double lat[4]) {
  degree_box b = NOWHERE;
  for (int n = 0; n < 4; n++) {
    lon[n] += 360.0 * round(((n ? lon[0] : near_lon) - lon[n]) / 360.0);
    widen(&b, lon[n], lat[n]);
  }
  return b;
}

static int apart(const degree_box *a, const degree_box *b) {
  return !(a->west <= b->east && b->west <= a->east && a->south <= b->north && b->south <= a->north);
}

fen_status fen_source_region_shares(const fen_source_grid *grid, const fen_region *region, double *share, fen_error *err) {
  double *lon = NULL, *lat = NULL;
  fen_status status = FEN_NEW(&lon, 4 * grid->nx, err);
  if (!status)
    status = FEN_NEW(&lat, 4 * grid->nx, err);
  for (ptrdiff_t j = 0; !status && j < grid->ny; j++) {
    for (ptrdiff_t i = 0; i < grid->nx; i++)
      fen_source_cell(grid, i, j, lon + 4 * i, lat + 4 * i);
    status = fen_region_shares_in_row(region, grid->nx, lon, lat, share + j * grid->nx, err);
  }
  fen_free(lon);
  fen_free(lat);
  return status;
}

/* The model grid's extent with one cell's width around it, for its edges bend in longitude and latitude. */
static degree_box extent(const fen_grid *grid) {
  degree_box b = NOWHERE;
  ptrdiff_t count = (grid->params.nx + 1) * (grid->params.ny + 1);
  for (ptrdiff_t n = 0; n < count; n++)
    widen(&b, grid->lon_corner_deg[n], grid->lat_corner_deg[n]);
  double margin_x = (b.east - b.west) / (double)grid->params.nx;
  double margin_y = (b.north - b.south) / (double)grid->params.ny;
  return (degree_box){b.west - margin_x, b.east + margin_x, b.south - margin_y, b.north + margin_y};
}

static fen_status map_cell(const fen_source_grid *source, const fen_grid *grid, const degree_box *domain, ptrdiff_t i, ptrdiff_t j,
                           fen_overlaps *overlaps, fen_error *err) {
  double lon[4], lat[4], x[4], y[4];
  fen_source_cell(source, i, j, lon, lat);
  degree_box cell = unwrap(0.5 * (domain->west + domain->east), lon, lat);
  if (apart(&cell, domain))
    return FEN_OK;
  for (int n = 0; n < 4; n++)
    fen_projection_forward(grid->projection, lon[n], lat[n], &x[n], &y[n]);
  return fen_regrid_on_globe(grid, x, y, overlaps, err);
}

/* The model cells that occur among the overlaps. */
static fen_status list_cells(fen_regrid_map *map, ptrdiff_t cells, fen_error *err) {
  char *touched = NULL;
  fen_status status = FEN_NEW(&touched, cells, err);
  for (ptrdiff_t n = 0; !status && n < map->overlaps.count; n++) {
    map->cell_count += !touched[map->overlaps.items[n].cell];
    touched[map->overlaps.items[n].cell] = 1;
  }
  if (!status)
    status = FEN_NEW(&map->cell, map->cell_count, err);
  for (ptrdiff_t cell = 0, n = 0; !status && cell < cells; cell++)
    if (touched[cell])
      map->cell[n++] = cell;
  fen_free(touched);
  return status;
}

fen_status fen_regrid_map_create(const fen_source_grid *source, const fen_grid *grid, fen_regrid_map *out, fen_error *err) {
  fen_regrid_map map = {0};
  degree_box domain = extent(grid);
  fen_status status = FEN_NEW(&map.first, source->nx * source->ny + 1, err);
  for (ptrdiff_t j = 0; !status && j < source->ny; j++) {
    for (ptrdiff_t i = 0; !status && i < source->nx; i++) {
      status = map_cell(source, grid, &domain, i, j, &map.overlaps, err);
      if (!status)
        map.first[j * source->nx + i + 1] = map.overlaps.count;
    }
  }
  if (!status)
    status = list_cells(&map, grid->params.nx * grid->params.ny, err);
  if (status)
    fen_regrid_map_clear(&map);
  else
    *out = map;
  return status;
}

void fen_regrid_map_clear(fen_regrid_map *map) {
  fen_free(map->first);
  fen_overlaps_clear(&map->overlaps);
  fen_free(map->cell);
  *map = (fen_regrid_map){0};
}
