#include "nest_grid.h"

#include <math.h>

#include "fenhe/constants.h"
#include "fenhe/grid_mapping.h"

static double number_or(const fen_nc_reader *file, const char *variable, const char *name, double otherwise) {
  double value = otherwise;
  return fen_nc_attribute_number(file, variable, name, &value, NULL) ? otherwise : value;
}

/* I/O API: GDTYP 1 latitude-longitude, 2 Lambert conformal, 7 equatorial Mercator (I/O API manual, "GRIDS"). */
static fen_status ioapi_params(const fen_nc_reader *file, fen_grid_params *out, fen_error *err) {
  double kind = number_or(file, NULL, "GDTYP", 0.0);
  fen_projection_params *p = &out->projection;
  p->semi_major_m = FEN_WRF_EARTH_RADIUS_M;
  if (kind == 1.0) {
    p->kind = FEN_PROJECTION_LONLAT;
  } else if (kind == 2.0) {
    p->kind = FEN_PROJECTION_LAMBERT;
    p->lat_1_deg = number_or(file, NULL, "P_ALP", NAN);
    p->lat_2_deg = number_or(file, NULL, "P_BET", NAN);
    p->lon_0_deg = number_or(file, NULL, "XCENT", NAN);
    p->lat_0_deg = number_or(file, NULL, "YCENT", NAN);
  } else if (kind == 7.0) {
    p->kind = FEN_PROJECTION_MERCATOR;
    p->lat_1_deg = number_or(file, NULL, "P_ALP", NAN);
    p->lon_0_deg = number_or(file, NULL, "P_GAM", NAN);
  } else {
    return fen_nc_fail(file, NULL, FEN_ERR_GRID, "GDTYP 1, 2 and 7 are read", err, "I/O API grid of type %g", kind);
  }
  out->dx = number_or(file, NULL, "XCELL", NAN);
  out->dy = number_or(file, NULL, "YCELL", NAN);
  out->x0 = number_or(file, NULL, "XORIG", NAN);
  out->y0 = number_or(file, NULL, "YORIG", NAN);
  return FEN_OK;
}

static fen_status axis_params(const fen_nc_reader *file, const char *name, ptrdiff_t count, double *start, double *spacing,
                              fen_error *err) {
  double ends[2];
  if (count < 2)
    return fen_nc_fail(file, name, FEN_ERR_GRID, NULL, err, "fewer than two cells");
  fen_status status = fen_nc_read(file, name, 1, (ptrdiff_t[1]){0}, (ptrdiff_t[1]){1}, &ends[0], err);
  if (!status)
    status = fen_nc_read(file, name, 1, (ptrdiff_t[1]){count - 1}, (ptrdiff_t[1]){1}, &ends[1], err);
  *spacing = (ends[1] - ends[0]) / (double)(count - 1);
  *start = ends[0] - 0.5 * *spacing;
  return status;
}

static fen_status cf_params(const fen_nc_reader *file, fen_grid_params *out, fen_error *err) {
  fen_status status = fen_grid_mapping_read(file, "crs", &out->projection, err);
  if (!status)
    status = axis_params(file, "x", out->nx, &out->x0, &out->dx, err);
  return status ? status : axis_params(file, "y", out->ny, &out->y0, &out->dy, err);
}

fen_status fen_nest_grid_read(const fen_nc_reader *file, ptrdiff_t nx, ptrdiff_t ny, fen_grid **out, fen_error *err) {
  fen_grid_params params = {.nx = nx, .ny = ny, .side_x = FEN_SIDE_OPEN, .side_y = FEN_SIDE_OPEN};
  fen_status status;
  if (fen_nc_has_attribute(file, NULL, "GDTYP"))
    status = ioapi_params(file, &params, err);
  else if (fen_nc_has(file, "crs"))
    status = cf_params(file, &params, err);
  else
    status = fen_nc_fail(file, NULL, FEN_ERR_GRID, "use the output of a Fenhe run or an I/O API file", err, "the file describes no grid");
  return status ? status : fen_grid_create(&params, out, err);
}
