/* Where the pixels of a file lie. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "fenhe/grid_mapping.h"
#include "fenhe/memory.h"
#include "fenhe/units.h"
#include "raster_internal.h"

static bool has_axis(const fen_nc_reader *file, const char *name) {
  fen_nc_shape shape;
  return fen_nc_has(file, name) && fen_nc_variable_shape(file, name, &shape, NULL) == FEN_OK && shape.rank == 1;
}

static fen_status read_axis(const fen_nc_reader *file, const char *name, ptrdiff_t count, double **out, fen_error *err) {
  ptrdiff_t start = 0;
  double *values = NULL;
  fen_status status = FEN_NEW(&values, count, err);
  if (!status)
    status = fen_nc_read(file, name, 1, &start, &count, values, err);
  for (ptrdiff_t i = 1; !status && i < count; i++)
    if (!((values[i] - values[i - 1]) * (values[1] - values[0]) > 0.0))
      status = fen_nc_fail(file, name, FEN_ERR_VALUE, "sort the axis, and the map with it", err,
                           "coordinates must increase or decrease throughout; [%td] = %g does not", i, values[i]);
  if (status)
    fen_free(values);
  else
    *out = values;
  return status;
}

static void unit_of(const fen_nc_reader *file, const char *axis, char unit[FEN_NC_NAME]) {
  unit[0] = '\0';
  (void)fen_nc_attribute_text(file, axis, "units", unit, FEN_NC_NAME, NULL);
}

/* CF's grid mapping; one without a name of CF's is read from its crs_wkt. */
static fen_status read_map(fen_raster *r, bool degrees, fen_error *err) {
  char mapping[FEN_NC_NAME] = "";
  fen_projection_params params;
  if (fen_nc_has_attribute(r->file, r->variable, "grid_mapping"))
    (void)fen_nc_attribute_text(r->file, r->variable, "grid_mapping", mapping, sizeof mapping, NULL);
  mapping[strcspn(mapping, ": ")] = '\0';
  if (!mapping[0] || !fen_nc_has(r->file, mapping)) {
    if (degrees)
      return FEN_OK;
    return fen_nc_fail(r->file, r->variable, FEN_ERR_GRID, "add a grid mapping (CF, section 5.6), as gdal_translate -of netCDF writes it",
                       err, "its axes are lengths but no grid mapping says in which projection");
  }
  fen_status status = fen_grid_mapping_read(r->file, mapping, &params, err);
  if (status || params.kind == FEN_PROJECTION_LONLAT || (degrees && params.kind != FEN_PROJECTION_ROTATED))
    return status;
  return fen_projection_create(&params, &r->map, err);
}

static fen_status to_metres(fen_raster *r, const char *axis, const char *unit, double *values, ptrdiff_t count, fen_error *err) {
  fen_conversion metres;
  if (fen_units_conversion(unit, "m", 0.0, 0, &metres, NULL))
    return fen_nc_fail(r->file, axis, FEN_ERR_DATA_UNIT, "give axes in degrees_east and degrees_north, or in m with a grid mapping", err,
                       "the unit '%s' is neither degrees nor a length", unit);
  for (ptrdiff_t n = 0; n < count; n++)
    values[n] = values[n] * metres.scale + metres.offset;
  return FEN_OK;
}

static fen_status make_edges(const double *centre, ptrdiff_t count, double **out, fen_error *err) {
  fen_status status = FEN_NEW(out, count + 1, err);
  if (!status)
    fen_axis_edges(centre, count, *out);
  return status;
}

fen_status fen_raster_read_axes(fen_raster *r, fen_error *err) {
  const char *y_name = r->shape.dimension[r->shape.rank - 2];
  const char *x_name = r->shape.dimension[r->shape.rank - 1];
  char x_unit[FEN_NC_NAME], y_unit[FEN_NC_NAME];
  if (!has_axis(r->file, x_name) || !has_axis(r->file, y_name))
    return FEN_OK;
  unit_of(r->file, x_name, x_unit);
  unit_of(r->file, y_name, y_unit);
  if (strcasecmp(x_unit, "degrees_north") == 0 || strcasecmp(y_unit, "degrees_east") == 0)
    return fen_nc_fail(r->file, r->variable, FEN_ERR_SHAPE, "put the dimensions in the order latitude, longitude (ncpdq does it)", err,
                       "its last dimension, %s, is a latitude", x_name);
  fen_status status = read_axis(r->file, y_name, r->ny, &r->y, err);
  if (!status)
    status = read_axis(r->file, x_name, r->nx, &r->x, err);
  if (status)
    return status;
  /* Axes without a unit are degrees where they can be, as plain files of longitude and latitude have none. */
  bool degrees = strncasecmp(x_unit, "degree", 6) == 0 || (!x_unit[0] && fabs(r->x[0]) <= 360.0 && fabs(r->x[r->nx - 1]) <= 360.0 &&
                                                           fabs(r->y[0]) <= 90.0 && fabs(r->y[r->ny - 1]) <= 90.0);
  status = read_map(r, degrees, err);
  if (!status && !degrees)
    status = to_metres(r, x_name, x_unit, r->x, r->nx, err);
  if (!status && !degrees)
    status = to_metres(r, y_name, y_unit[0] ? y_unit : x_unit, r->y, r->ny, err);
  if (!status)
    status = make_edges(r->x, r->nx, &r->x_edge, err);
  return status ? status : make_edges(r->y, r->ny, &r->y_edge, err);
}
