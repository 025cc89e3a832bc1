#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fenhe/grid_mapping.h"
#include "fenhe/memory.h"
#include "fenhe/source_grid.h"
#include "fenhe/units.h"

/* First word of the attribute, which may be extended as "crs: x y". */
static bool mapping_name(const fen_nc_reader *reader, const char *variable, char name[FEN_NC_NAME]) {
  if (!fen_nc_has_attribute(reader, variable, "grid_mapping") ||
      fen_nc_attribute_text(reader, variable, "grid_mapping", name, FEN_NC_NAME, NULL))
    return false;
  name[strcspn(name, ": ")] = '\0';
  return fen_nc_has(reader, name);
}

static bool is_degrees(const char *unit) {
  return strncasecmp(unit, "degree", 6) == 0;
}

/* A 1-D coordinate variable of its dimension's name? */
static bool has_axis(const fen_nc_reader *reader, const char *dimension) {
  fen_nc_shape shape;
  return fen_nc_has(reader, dimension) && fen_nc_variable_shape(reader, dimension, &shape, NULL) == FEN_OK && shape.rank == 1;
}

/* Rotated degrees say nothing without their pole: the places are then in 2-D coordinates. */
static bool unmapped_rotation(const fen_nc_reader *reader, const char *variable, const char *axis) {
  char standard[FEN_NC_NAME] = "";
  char mapping[FEN_NC_NAME];
  (void)fen_nc_attribute_text(reader, axis, "standard_name", standard, sizeof standard, NULL);
  return strcmp(standard, "grid_longitude") == 0 && !mapping_name(reader, variable, mapping);
}

/* Edges from the bounds variable where there is one, in the axis' own unit. */
static fen_status read_bounds(const fen_nc_reader *reader, const char *axis, ptrdiff_t count, double *edge, bool *found, fen_error *err) {
  char bounds[FEN_NC_NAME];
  *found = false;
  if (!fen_nc_has_attribute(reader, axis, "bounds"))
    return FEN_OK;
  fen_status status = fen_nc_attribute_text(reader, axis, "bounds", bounds, sizeof bounds, err);
  if (status || !fen_nc_has(reader, bounds))
    return status;
  double *pairs;
  status = FEN_NEW(&pairs, 2 * count, err);
  if (!status)
    status = fen_nc_read(reader, bounds, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){count, 2}, pairs, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    if (n > 0 && !(fabs(pairs[2 * n] - pairs[2 * n - 1]) <= 1e-6 * fabs(pairs[2 * n + 1] - pairs[2 * n])))
      status = fen_nc_fail(reader, bounds, FEN_ERR_GRID, "give cells that touch and do not overlap", err,
                           "cell %td ends at %.9g and the next begins at %.9g", n - 1, pairs[2 * n - 1], pairs[2 * n]);
    edge[n] = pairs[2 * n];
    edge[n + 1] = pairs[2 * n + 1];
  }
  *found = !status;
  fen_free(pairs);
  return status;
}

static fen_status read_axis(const fen_nc_reader *reader, const char *axis, ptrdiff_t count, double **out, fen_error *err) {
  double *centre = NULL;
  double *edge = NULL;
  bool found = false;
  fen_status status = FEN_NEW(&centre, count, err);
  if (!status)
    status = FEN_NEW(&edge, count + 1, err);
  if (!status)
    status = fen_nc_read(reader, axis, 1, (ptrdiff_t[1]){0}, &count, centre, err);
  if (!status)
    status = read_bounds(reader, axis, count, edge, &found, err);
  if (!status && !found && count < 2)
    status = fen_nc_fail(reader, axis, FEN_ERR_GRID, "add a bounds variable", err, "an axis of one cell without bounds has no cell size");
  if (!status && !found)
    fen_axis_edges(centre, count, edge);
  for (ptrdiff_t n = 1; !status && n < count; n++)
    if (!((centre[n] - centre[n - 1]) * (centre[1] - centre[0]) > 0.0))
      status = fen_nc_fail(reader, axis, FEN_ERR_VALUE, "sort the axis, and the fields with it", err,
                           "the axis must rise or fall throughout, but [%td] = %g follows %g", n, centre[n], centre[n - 1]);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    if (!((edge[n + 1] - edge[n]) * (edge[1] - edge[0]) > 0.0))
      status = fen_nc_fail(reader, axis, FEN_ERR_GRID, "sort the axis", err, "the axis turns or stands still at index %td", n);
  fen_free(centre);
  if (status)
    fen_free(edge);
  else
    *out = edge;
  return status;
}

static void scale_edges(double *edge, ptrdiff_t count, const fen_conversion *metres) {
  for (ptrdiff_t n = 0; n <= count; n++)
    edge[n] = edge[n] * metres->scale + metres->offset;
}

static fen_status to_metres(const fen_nc_reader *reader, const char *variable, const char *unit, ptrdiff_t nx, ptrdiff_t ny, double *x_edge,
                            double *y_edge, fen_error *err) {
  fen_conversion metres;
  if (fen_units_conversion(unit, "m", 0.0, 0, &metres, NULL))
    return fen_nc_fail(reader, variable, FEN_ERR_DATA_UNIT, "give the axes in degrees_east and degrees_north, or in m with a grid_mapping",
                       err, "the unit '%s' of the horizontal axes is neither degrees nor a length", unit);
  scale_edges(x_edge, nx, &metres);
  scale_edges(y_edge, ny, &metres);
  return FEN_OK;
}

static fen_status from_degrees(ptrdiff_t nx, ptrdiff_t ny, double *x_edge, double *y_edge, const fen_projection_params *params,
                               fen_source_grid *out, fen_error *err) {
  for (ptrdiff_t n = 0; n <= ny; n++)
    y_edge[n] = y_edge[n] > 90.0 ? 90.0 : (y_edge[n] < -90.0 ? -90.0 : y_edge[n]);
  return fen_source_grid_degrees(nx, ny, x_edge, y_edge, params->semi_major_m, params->inverse_flattening, out, err);
}

static fen_status from_axes(const fen_nc_reader *reader, const char *variable, const char *y_name, const char *x_name, ptrdiff_t nx,
                            ptrdiff_t ny, fen_source_grid *out, fen_error *err) {
  /* Degrees without a grid mapping are WGS84's. */
  fen_projection_params params = {.kind = FEN_PROJECTION_LONLAT, .semi_major_m = 6378137.0, .inverse_flattening = 298.257223563};
  double *x_edge = NULL;
  double *y_edge = NULL;
  char unit[FEN_NC_NAME] = "";
  char mapping[FEN_NC_NAME];
  (void)fen_nc_attribute_text(reader, x_name, "units", unit, sizeof unit, NULL);
  fen_status status = FEN_OK;
  bool mapped = mapping_name(reader, variable, mapping);
  if (mapped)
    status = fen_grid_mapping_read(reader, mapping, &params, err);
  if (!status)
    status = read_axis(reader, x_name, nx, &x_edge, err);
  if (!status)
    status = read_axis(reader, y_name, ny, &y_edge, err);
  /* Axes in degrees_east beside the mapping of a plane map are longitudes all the same. */
  bool degrees = is_degrees(unit);
  for (ptrdiff_t n = 0; !status && degrees && n < ny; n++)
    if (!(fabs(0.5 * (y_edge[n] + y_edge[n + 1])) <= 90.001))
      status = fen_nc_fail(reader, y_name, FEN_ERR_VALUE, "give latitudes in degrees, -90 to 90", err,
                           "latitude [%td] = %g lies beyond the pole", n, 0.5 * (y_edge[n] + y_edge[n + 1]));
  if (!status && degrees && params.kind != FEN_PROJECTION_ROTATED)
    return from_degrees(nx, ny, x_edge, y_edge, &params, out, err);
  if (!status && !degrees)
    status = to_metres(reader, variable, unit, nx, ny, x_edge, y_edge, err);
  if (!status && !degrees && (!mapped || fen_projection_in_degrees(params.kind)))
    status = fen_nc_fail(reader, variable, FEN_ERR_GRID, "add the attribute grid_mapping and its variable (CF, section 5.6)", err,
                         "the axes are lengths but no grid mapping says in which projection");
  if (!status)
    status = fen_source_grid_projected(nx, ny, x_edge, y_edge, &params, out, err);
  fen_free(x_edge);
  fen_free(y_edge);
  return status;
}

/* A 2-D coordinate over (y, x) whose unit is degrees_<towards>; by the names in use and by the coordinates attribute. */
static bool find_coordinate(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *field, const char *unit_wanted,
                            const char *const usual[4], char name[FEN_NC_NAME]) {
  char list[4 * FEN_NC_NAME] = "";
  if (fen_nc_has_attribute(reader, variable, "coordinates"))
    (void)fen_nc_attribute_text(reader, variable, "coordinates", list, sizeof list - FEN_NC_NAME, NULL);
  for (int n = 0; n < 4; n++) {
    size_t used = strlen(list);
    (void)snprintf(list + used, sizeof list - used, " %s", usual[n]);
  }
  char *rest = NULL;
  for (char *word = strtok_r(list, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    fen_nc_shape shape;
    char unit[FEN_NC_NAME] = "";
    if (strlen(word) >= FEN_NC_NAME || !fen_nc_has(reader, word) || fen_nc_variable_shape(reader, word, &shape, NULL) || shape.rank != 2 ||
        shape.shape[0] != field->shape[field->rank - 2] || shape.shape[1] != field->shape[field->rank - 1])
      continue;
    (void)fen_nc_attribute_text(reader, word, "units", unit, sizeof unit, NULL);
    if (strcasecmp(unit, unit_wanted) == 0) {
      (void)snprintf(name, FEN_NC_NAME, "%s", word);
      return true;
    }
  }
  return false;
}

/* Corners half-way between four centres; the outermost by continuing the last spacing. */
static void corners_from_centres(const double *centre, ptrdiff_t nx, ptrdiff_t ny, double *corner) {
  static const ptrdiff_t east[4] = {0, 1, 1, 0};
  static const ptrdiff_t north[4] = {0, 0, 1, 1};
  for (ptrdiff_t j = 0; j < ny; j++) {
    for (ptrdiff_t i = 0; i < nx; i++) {
      double here = centre[j * nx + i];
      for (int n = 0; n < 4; n++) {
        ptrdiff_t side_i = i + 2 * east[n] - 1;
        ptrdiff_t side_j = j + 2 * north[n] - 1;
        bool in_i = side_i >= 0 && side_i < nx;
        bool in_j = side_j >= 0 && side_j < ny;
        double along_x = in_i ? centre[j * nx + side_i] - here : here - centre[j * nx + 2 * i - side_i];
        double along_y = in_j ? centre[side_j * nx + i] - here : here - centre[(2 * j - side_j) * nx + i];
        double across = in_i && in_j ? centre[side_j * nx + side_i] : here + along_x + along_y;
        corner[4 * (j * nx + i) + n] = 0.25 * (here + (here + along_x) + (here + along_y) + across);
      }
    }
  }
}

static fen_status read_corners(const fen_nc_reader *reader, const char *name, ptrdiff_t nx, ptrdiff_t ny, double **out, fen_error *err) {
  char bounds[FEN_NC_NAME];
  double *corner = NULL;
  double *centre = NULL;
  fen_status status = FEN_NEW(&corner, 4 * nx * ny, err);
  if (!status && fen_nc_has_attribute(reader, name, "bounds") &&
      fen_nc_attribute_text(reader, name, "bounds", bounds, sizeof bounds, NULL) == FEN_OK && fen_nc_has(reader, bounds)) {
    status = fen_nc_read(reader, bounds, 3, (ptrdiff_t[3]){0, 0, 0}, (ptrdiff_t[3]){ny, nx, 4}, corner, err);
  } else if (!status && (nx < 2 || ny < 2)) {
    status = fen_nc_fail(reader, name, FEN_ERR_GRID, "add a bounds variable of four corners a cell", err,
                         "%td x %td centres without bounds have no cell size", nx, ny);
  } else if (!status) {
    status = FEN_NEW(&centre, nx * ny, err);
    if (!status)
      status = fen_nc_read(reader, name, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){ny, nx}, centre, err);
    if (!status)
      corners_from_centres(centre, nx, ny, corner);
  }
  fen_free(centre);
  if (status)
    fen_free(corner);
  else
    *out = corner;
  return status;
}

fen_status fen_source_grid_read_cf(const fen_nc_reader *reader, const char *variable, const fen_nc_shape *shape, fen_source_grid *out,
                                   fen_error *err) {
  static const char *const usual_lon[4] = {"lon", "longitude", "XLONG", "LON"};
  static const char *const usual_lat[4] = {"lat", "latitude", "XLAT", "LAT"};
  const char *y_name = shape->dimension[shape->rank - 2];
  const char *x_name = shape->dimension[shape->rank - 1];
  ptrdiff_t ny = shape->shape[shape->rank - 2];
  ptrdiff_t nx = shape->shape[shape->rank - 1];
  char unit[FEN_NC_NAME] = "";
  char lon_name[FEN_NC_NAME], lat_name[FEN_NC_NAME];
  double *lon = NULL;
  double *lat = NULL;
  if (has_axis(reader, x_name) && has_axis(reader, y_name) && !unmapped_rotation(reader, variable, x_name)) {
    (void)fen_nc_attribute_text(reader, x_name, "units", unit, sizeof unit, NULL);
    if (strcasecmp(unit, "degrees_north") == 0)
      return fen_nc_fail(reader, variable, FEN_ERR_SHAPE, "put the dimensions in the order time, latitude, longitude (ncpdq does it)", err,
                         "its last dimension, %s, is a latitude", x_name);
    return from_axes(reader, variable, y_name, x_name, nx, ny, out, err);
  }
  if (!find_coordinate(reader, variable, shape, "degrees_east", usual_lon, lon_name) ||
      !find_coordinate(reader, variable, shape, "degrees_north", usual_lat, lat_name))
    return fen_nc_fail(reader, variable, FEN_ERR_GRID,
                       "add coordinate variables with units degrees_east and degrees_north, or axes in m and a grid_mapping", err,
                       "no coordinates are found for its dimensions %s, %s", y_name, x_name);
  fen_status status = read_corners(reader, lon_name, nx, ny, &lon, err);
  if (!status)
    status = read_corners(reader, lat_name, nx, ny, &lat, err);
  if (!status)
    return fen_source_grid_corners(nx, ny, lon, lat, out, err);
  fen_free(lon);
  fen_free(lat);
  return status;
}
