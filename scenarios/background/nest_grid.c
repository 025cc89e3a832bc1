#include "nest_grid.h"

#include <math.h>

#include "fenhe/grid_mapping.h"
#include "fenhe/ioapi.h"

static fen_status ioapi_params(const fen_nc_reader *file, fen_grid_params *out, fen_error *err) {
  fen_ioapi_header header;
  fen_status status = fen_ioapi_header_read(file, &header, err);
  if (!status && header.kind != FEN_IOAPI_GRIDDED)
    return fen_nc_fail(file, NULL, FEN_ERR_GRID, "give the gridded file (CONC) of the same run", err,
                       "initial and boundary values are read from gridded I/O API files, this one is of another kind (FTYPE)");
  return status ? status : fen_ioapi_grid(file, &header, out, err);
}

static fen_status axis_params(const fen_nc_reader *file, const char *name, ptrdiff_t count, double *start, double *spacing,
                              fen_error *err) {
  double ends[2];
  if (count < 2)
    return fen_nc_fail(file, name, FEN_ERR_GRID, "take a file of a larger domain", err, "fewer than two points along this axis");
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
  if (fen_ioapi_is(file))
    status = ioapi_params(file, &params, err);
  else if (fen_nc_has(file, "crs"))
    status = cf_params(file, &params, err);
  else
    status = fen_nc_fail(file, NULL, FEN_ERR_GRID, "use the output of a Fenhe run or an I/O API file", err, "the file describes no grid");
  return status ? status : fen_grid_create(&params, out, err);
}
