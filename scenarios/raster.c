#include "raster_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"

fen_status fen_raster_open(const char *path, const char *variable, fen_raster **out, fen_error *err) {
  fen_raster *r = NULL;
  fen_status status = FEN_NEW(&r, 1, err);
  if (status)
    return status;
  (void)snprintf(r->variable, sizeof r->variable, "%s", variable);
  status = fen_nc_open(path, &r->file, err);
  if (!status)
    status = fen_nc_variable_shape(r->file, variable, &r->shape, err);
  int rank = r->shape.rank;
  for (int d = 0; !status && d < rank - 2; d++)
    if (r->shape.shape[d] != 1)
      status = fen_nc_fail(r->file, variable, FEN_ERR_SHAPE, "give one map: select an index with ncks -d", err,
                           "its dimension %s has %td entries; a map over (y, x) is needed", r->shape.dimension[d], r->shape.shape[d]);
  if (!status && (rank < 2 || r->shape.shape[rank - 2] < 2 || r->shape.shape[rank - 1] < 2))
    status = fen_nc_fail(r->file, variable, FEN_ERR_SHAPE, "name a map of the file in 'variable'; ncdump -h shows their dimensions", err,
                         "a map must be two-dimensional (latitude, longitude), 2 x 2 or larger");
  if (!status) {
    r->ny = r->shape.shape[rank - 2];
    r->nx = r->shape.shape[rank - 1];
    status = fen_raster_read_axes(r, err);
  }
  if (!status && !r->x)
    status = fen_source_grid_read_cf(r->file, variable, &r->shape, &r->corners, err);
  if (status)
    fen_raster_close(&r);
  else
    *out = r;
  return status;
}

void fen_raster_close(fen_raster **raster) {
  if (!raster || !*raster)
    return;
  fen_raster *r = *raster;
  fen_free(r->x);
  fen_free(r->y);
  fen_free(r->x_edge);
  fen_free(r->y_edge);
  fen_projection_destroy(&r->map);
  fen_source_grid_clear(&r->corners);
  fen_nc_close(&r->file);
  fen_free(r);
  *raster = NULL;
}

const fen_nc_reader *fen_raster_file(const fen_raster *raster) {
  return raster->file;
}

const char *fen_raster_variable(const fen_raster *raster) {
  return raster->variable;
}

bool fen_raster_has_axes(const fen_raster *raster) {
  return raster->x != NULL;
}

static fen_status read_rows(const fen_raster *r, ptrdiff_t first, ptrdiff_t rows, bool missing, double *out, fen_error *err) {
  ptrdiff_t start[FEN_NC_MAX_RANK] = {0};
  ptrdiff_t count[FEN_NC_MAX_RANK];
  int rank = r->shape.rank;
  memcpy(count, r->shape.shape, sizeof count);
  start[rank - 2] = first;
  count[rank - 2] = rows;
  return missing ? fen_nc_read_missing(r->file, r->variable, rank, start, count, out, err)
                 : fen_nc_read(r->file, r->variable, rank, start, count, out, err);
}

fen_status fen_raster_values(const fen_raster *raster, double **out, fen_error *err) {
  double *values = NULL;
  ptrdiff_t count;
  fen_status status = fen_product(raster->nx, raster->ny, 1, &count, err);
  if (!status)
    status = FEN_NEW(&values, count, err);
  if (!status)
    status = read_rows(raster, 0, raster->ny, true, values, err);
  if (status)
    fen_free(values);
  else
    *out = values;
  return status;
}

/* Place of x on a monotone axis as index + fraction; NaN outside. */
static double place_on(const double *axis, ptrdiff_t count, double x) {
  double sign = axis[1] > axis[0] ? 1.0 : -1.0;
  if (!((x - axis[0]) * sign >= 0.0 && (axis[count - 1] - x) * sign >= 0.0))
    return NAN;
  ptrdiff_t low = 0;
  ptrdiff_t high = count - 1;
  while (high - low > 1) {
    ptrdiff_t middle = (low + high) / 2;
    if ((x - axis[middle]) * sign >= 0.0)
      low = middle;
    else
      high = middle;
  }
  return (double)low + (x - axis[low]) / (axis[high] - axis[low]);
}

/* Place between the last longitude and the first, which is the next one where the axis goes round the globe; NaN elsewhere. */
static double place_at_seam(const double *axis, ptrdiff_t count, double x) {
  double last = axis[count - 1];
  double gap = axis[0] + 360.0 - last;
  double beyond = x - last - 360.0 * floor((x - last) / 360.0);
  return gap > 0.0 && gap <= 1.01 * (axis[1] - axis[0]) && beyond <= gap ? (double)(count - 1) + beyond / gap : NAN;
}

/* Place as index + fraction along both axes; NaN outside. */
static void locate(const fen_raster *r, double lon_deg, double lat_deg, double *i, double *j) {
  double x = lon_deg;
  double y = lat_deg;
  if (r->map)
    fen_projection_forward(r->map, lon_deg, lat_deg, &x, &y);
  bool turns = !r->map || fen_projection_in_degrees(fen_projection_get(r->map)->kind);
  *i = place_on(r->x, r->nx, x);
  if (isnan(*i) && turns)
    *i = place_on(r->x, r->nx, x < 0.5 * (r->x[0] + r->x[r->nx - 1]) ? x + 360.0 : x - 360.0);
  if (isnan(*i) && turns)
    *i = place_at_seam(r->x, r->nx, x);
  *j = place_on(r->y, r->ny, y);
}

bool fen_raster_reaches(const fen_raster *r, double lon_deg, double lat_deg) {
  double i, j;
  locate(r, lon_deg, lat_deg, &i, &j);
  return !isnan(i) && !isnan(j);
}

double fen_raster_between(const fen_raster *r, const double *values, double lon_deg, double lat_deg) {
  double i, j;
  locate(r, lon_deg, lat_deg, &i, &j);
  if (isnan(i) || isnan(j))
    return NAN;
  ptrdiff_t i0 = (ptrdiff_t)i < r->nx - 2 || i > (double)(r->nx - 1) ? (ptrdiff_t)i : r->nx - 2;
  i0 = i0 < r->nx ? i0 : r->nx - 1;
  ptrdiff_t next = i0 + 1 < r->nx ? 1 : 1 - r->nx;
  ptrdiff_t j0 = (ptrdiff_t)j < r->ny - 2 ? (ptrdiff_t)j : r->ny - 2;
  double a = i - (double)i0;
  double b = j - (double)j0;
  const double *row = values + j0 * r->nx + i0;
  const double corner[4] = {row[0], row[next], row[r->nx], row[r->nx + next]};
  const double share[4] = {(1.0 - b) * (1.0 - a), (1.0 - b) * a, b * (1.0 - a), b * a};
  double sum = 0.0;
  double there = 0.0;
  for (int n = 0; n < 4; n++)
    if (!isnan(corner[n])) {
      sum += share[n] * corner[n];
      there += share[n];
    }
  return there >= 0.5 ? sum / there : NAN;
}

void fen_raster_extent(const fen_raster *r, size_t size, char *out) {
  if (!r->x)
    (void)snprintf(out, size, "its %td x %td pixels", r->nx, r->ny);
  else if (r->map)
    (void)snprintf(out, size, "x %.0f to %.0f m and y %.0f to %.0f m of its map", r->x[0], r->x[r->nx - 1], r->y[0], r->y[r->ny - 1]);
  else
    (void)snprintf(out, size, "longitude %.3f to %.3f and latitude %.3f to %.3f", r->x[0], r->x[r->nx - 1], r->y[0], r->y[r->ny - 1]);
}

/* A corner of the file's pixels on the model's map; degrees of either keep to the turn that the model's middle is on. */
static void corner(const fen_raster *r, const fen_grid *grid, double px, double py, double *x, double *y) {
  double lon = px;
  double lat = py > 90.0 ? 90.0 : (py < -90.0 ? -90.0 : py);
  if (r->map)
    fen_projection_inverse(r->map, px, py, &lon, &lat);
  fen_projection_forward(grid->projection, lon, lat, x, y);
}

typedef struct {
  const fen_raster *raster;
  const fen_grid *grid;
  double *south_x, *south_y, *north_x, *north_y; /**< corners along a row's two edges, shape [nx + 1] */
  double *value;                                 /**< shape [nx] */
  char *wanted;                                  /**< columns that may touch the grid, shape [nx] */
  ptrdiff_t first_row, last_row;
  fen_overlaps overlaps;
} walk;

/* Rows and columns that the model's corners reach, with a margin, in the file's own coordinates. */
static void find_window(walk *w) {
  const fen_raster *r = w->raster;
  const fen_grid_params *p = &w->grid->params;
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY}, middle = 0.0;
  bool turns = !r->map || fen_projection_in_degrees(fen_projection_get(r->map)->kind);
  for (ptrdiff_t n = 0; n < (p->nx + 1) * (p->ny + 1); n++) {
    double c[2] = {w->grid->lon_corner_deg[n], w->grid->lat_corner_deg[n]};
    if (r->map)
      fen_projection_forward(r->map, c[0], c[1], &c[0], &c[1]);
    if (n == 0)
      middle = c[0];
    if (turns)
      c[0] = middle + remainder(c[0] - middle, 360.0);
    for (int d = 0; d < 2; d++) {
      low[d] = c[d] < low[d] ? c[d] : low[d];
      high[d] = c[d] > high[d] ? c[d] : high[d];
    }
  }
  double margin[2] = {(high[0] - low[0]) / (double)p->nx + fabs(r->x[1] - r->x[0]),
                      (high[1] - low[1]) / (double)p->ny + fabs(r->y[1] - r->y[0])};
  double centre = 0.5 * (low[0] + high[0]);
  w->first_row = r->ny;
  w->last_row = -1;
  for (ptrdiff_t j = 0; j < r->ny; j++)
    if (r->y[j] >= low[1] - margin[1] && r->y[j] <= high[1] + margin[1]) {
      w->first_row = j < w->first_row ? j : w->first_row;
      w->last_row = j;
    }
  for (ptrdiff_t i = 0; i < r->nx; i++) {
    double away = turns ? remainder(r->x[i] - centre, 360.0) : r->x[i] - centre;
    w->wanted[i] = fabs(away) <= 0.5 * (high[0] - low[0]) + margin[0] ? 1 : 0;
  }
}

static void place_edge(const walk *w, ptrdiff_t j, double *x, double *y) {
  const fen_raster *r = w->raster;
  for (ptrdiff_t i = 0; i <= r->nx; i++)
    if ((i > 0 && w->wanted[i - 1]) || (i < r->nx && w->wanted[i]))
      corner(r, w->grid, r->x_edge[i], r->y_edge[j], &x[i], &y[i]);
}

/* The pixel's overlaps with the grid's cells, and its area on the map. */
static fen_status overlap(walk *w, const double x[4], const double y[4], double *area, fen_error *err) {
  double near[4] = {x[0], x[1], x[2], x[3]};
  double twice = 0.0;
  w->overlaps.count = 0;
  fen_status status = fen_regrid_on_globe(w->grid, near, y, &w->overlaps, err);
  for (int n = 0; n < 4; n++)
    twice += near[n] * y[(n + 1) % 4] - near[(n + 1) % 4] * y[n];
  *area = 0.5 * fabs(twice);
  return status;
}

static fen_status visit_pixel(walk *w, ptrdiff_t j, ptrdiff_t i, const double x[4], const double y[4], fen_pixel_visit visit, void *context,
                              fen_error *err) {
  fen_pixel pixel = {.row = j, .column = i, .value = w->value[i]};
  fen_status status = overlap(w, x, y, &pixel.area, err);
  pixel.part = w->overlaps.items;
  pixel.part_count = w->overlaps.count;
  return status || pixel.part_count == 0 ? status : visit(context, w->raster, &pixel, err);
}

static fen_status visit_axes(walk *w, fen_pixel_visit visit, void *context, fen_error *err) {
  const fen_raster *r = w->raster;
  fen_status status = FEN_OK;
  find_window(w);
  if (w->last_row >= w->first_row)
    place_edge(w, w->first_row, w->south_x, w->south_y);
  for (ptrdiff_t j = w->first_row; !status && j <= w->last_row; j++) {
    place_edge(w, j + 1, w->north_x, w->north_y);
    status = read_rows(r, j, 1, true, w->value, err);
    for (ptrdiff_t i = 0; !status && i < r->nx; i++) {
      if (!w->wanted[i])
        continue;
      const double x[4] = {w->south_x[i], w->south_x[i + 1], w->north_x[i + 1], w->north_x[i]};
      const double y[4] = {w->south_y[i], w->south_y[i + 1], w->north_y[i + 1], w->north_y[i]};
      status = visit_pixel(w, j, i, x, y, visit, context, err);
    }
    double *x = w->south_x, *y = w->south_y;
    w->south_x = w->north_x;
    w->south_y = w->north_y;
    w->north_x = x;
    w->north_y = y;
  }
  return status;
}

static fen_status visit_corners(walk *w, fen_pixel_visit visit, void *context, fen_error *err) {
  const fen_raster *r = w->raster;
  fen_status status = FEN_OK;
  for (ptrdiff_t j = 0; !status && j < r->ny; j++) {
    status = read_rows(r, j, 1, true, w->value, err);
    for (ptrdiff_t i = 0; !status && i < r->nx; i++) {
      double lon[4], lat[4], x[4], y[4];
      fen_source_cell(&r->corners, i, j, lon, lat);
      for (int n = 0; n < 4; n++)
        fen_projection_forward(w->grid->projection, lon[n], lat[n], &x[n], &y[n]);
      status = visit_pixel(w, j, i, x, y, visit, context, err);
    }
  }
  return status;
}

fen_status fen_raster_visit(const fen_raster *raster, const fen_grid *grid, fen_pixel_visit visit, void *context, fen_error *err) {
  walk w = {.raster = raster, .grid = grid};
  double **const lines[] = {&w.south_x, &w.south_y, &w.north_x, &w.north_y, &w.value};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof lines / sizeof *lines; n++)
    status = FEN_NEW(lines[n], raster->nx + 1, err);
  if (!status)
    status = FEN_NEW(&w.wanted, raster->nx, err);
  if (!status)
    status = raster->x ? visit_axes(&w, visit, context, err) : visit_corners(&w, visit, context, err);
  for (size_t n = 0; n < sizeof lines / sizeof *lines; n++)
    fen_free(*lines[n]);
  fen_free(w.wanted);
  fen_overlaps_clear(&w.overlaps);
  return status;
}

/* Pixels are even enough for the one next to the grid's middle to stand for all. */
double fen_raster_pixels_per_cell(const fen_raster *r, const fen_grid *grid) {
  const fen_grid_params *p = &grid->params;
  ptrdiff_t cell = (p->ny / 2) * p->nx + p->nx / 2;
  double x = grid->lon_deg[cell], y = grid->lat_deg[cell], corner_x[3], corner_y[3];
  double dx = r->x[1] - r->x[0], dy = r->y[1] - r->y[0];
  if (r->map)
    fen_projection_forward(r->map, x, y, &x, &y);
  for (int n = 0; n < 3; n++)
    corner(r, grid, x + (n == 1 ? dx : 0.0), y + (n == 2 ? dy : 0.0), &corner_x[n], &corner_y[n]);
  double turn = fen_grid_turn(grid);
  double along = turn > 0.0 ? remainder(corner_x[1] - corner_x[0], turn) : corner_x[1] - corner_x[0];
  double across = turn > 0.0 ? remainder(corner_x[2] - corner_x[0], turn) : corner_x[2] - corner_x[0];
  double area = fabs(along * (corner_y[2] - corner_y[0]) - across * (corner_y[1] - corner_y[0]));
  return p->dx * p->dy / area;
}
