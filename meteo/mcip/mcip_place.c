/* Where the MCIP grid lies: its map, the chosen sub-domain, map factors and terrain. */
#include <math.h>

#include "fenhe/griddesc.h"
#include "fenhe/memory.h"
#include "mcip_internal.h"

/* LAT and LON are single precision (about 1 m); a wrong projection is off by whole cells. */
static const double LARGEST_MISFIT_CELLS = 0.02;

static const mcip_field LATITUDE = {"LAT", "degree", -90.0, 90.0};
static const mcip_field LONGITUDE = {"LON", "degree", -360.0, 360.0};
static const mcip_field TERRAIN = {"HT", "m", -1000.0, 9000.0};

static fen_status choose_domain(mcip_source *self, const fen_mcip_params *params, fen_grid_params *grid, fen_error *err) {
  const ptrdiff_t start[2] = {params->nx ? params->i_start : 0, params->nx ? params->j_start : 0};
  const ptrdiff_t whole[2] = {grid->nx, grid->ny};
  const ptrdiff_t extent[2] = {params->nx ? params->nx : whole[0], params->nx ? params->ny : whole[1]};
  for (int axis = 0; axis < 2; axis++)
    if (start[axis] < 0 || extent[axis] < 1 || extent[axis] > whole[axis] || start[axis] > whole[axis] - extent[axis])
      return fen_fail(err, FEN_ERR_ARGUMENT,
                      "the sub-domain takes %s %td to %td, the MCIP files have 0 to %td\n  = choose a sub-domain inside the files' cells",
                      axis ? "rows" : "columns", start[axis], start[axis] + extent[axis] - 1, whole[axis] - 1);
  self->i0 = start[0];
  self->j0 = start[1];
  grid->x0 += (double)start[0] * grid->dx;
  grid->y0 += (double)start[1] * grid->dy;
  grid->nx = extent[0];
  grid->ny = extent[1];
  return FEN_OK;
}

/* The attributes' map must bring every cell to where LAT and LON say it is. */
static fen_status check_places(const mcip_source *self, fen_error *err) {
  const fen_file_block block = mcip_model_block(self);
  double *lon = NULL;
  double *lat = NULL;
  double worst = 0.0; /* NaN once a cell lies off the map */
  if (!mcip_has(self, MCIP_GRIDCRO2D, "LAT") || !mcip_has(self, MCIP_GRIDCRO2D, "LON"))
    return FEN_OK;
  fen_status status = FEN_NEW(&lon, block.nx * block.ny, err);
  if (!status)
    status = FEN_NEW(&lat, block.nx * block.ny, err);
  if (!status)
    status = mcip_read(self, MCIP_GRIDCRO2D, &LONGITUDE, 0, 0, 1, &block, lon, err);
  if (!status)
    status = mcip_read(self, MCIP_GRIDCRO2D, &LATITUDE, 0, 0, 1, &block, lat, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++) {
    double i = NAN;
    double j = NAN;
    fen_grid_locate(self->grid, lon[c], lat[c], &i, &j);
    const double off = hypot(i - (double)(c % block.nx), j - (double)(c / block.nx));
    worst = off <= worst || isnan(worst) ? worst : off;
  }
  if (!status && !(worst <= LARGEST_MISFIT_CELLS))
    status = fen_nc_fail(self->group[MCIP_GRIDCRO2D].reader, "LAT", FEN_ERR_GRID, "use the file with the attributes that MCIP wrote", err,
                         "cell centres lie up to %.3g cells off the map that GDTYP and its parameters describe", worst);
  fen_free(lon);
  fen_free(lat);
  return status;
}

/* Squared map factors MSFX2, MSFU2, MSFV2 make the areas and lengths that the weather model took. */
static fen_status take_factors(mcip_source *self, fen_error *err) {
  fen_grid *grid = self->grid;
  const double dx = grid->params.dx;
  const double dy = grid->params.dy;
  const fen_file_block cells = mcip_model_block(self);
  const fen_file_block faces_x = {cells.i0, cells.j0, cells.nx + 1, cells.ny};
  const fen_file_block faces_y = {cells.i0, cells.j0, cells.nx, cells.ny + 1};
  static const mcip_field centre = {"MSFX2", "1", 1e-4, 1e4};
  static const mcip_field face_x = {"MSFU2", "1", 1e-4, 1e4};
  static const mcip_field face_y = {"MSFV2", "1", 1e-4, 1e4};
  double *m2 = NULL;
  fen_status status = FEN_NEW(&m2, (cells.nx + 1) * (cells.ny + 1), err);
  if (!status)
    status = mcip_read(self, MCIP_GRIDCRO2D, &centre, 0, 0, 1, &cells, m2, err);
  for (ptrdiff_t c = 0; !status && c < cells.nx * cells.ny; c++) {
    grid->area_m2[c] = dx * dy / m2[c];
    grid->map_factor[c] = sqrt(m2[c]);
  }
  if (!status)
    status = mcip_read(self, MCIP_GRIDDOT2D, &face_x, 0, 0, 1, &faces_x, m2, err);
  for (ptrdiff_t c = 0; !status && c < faces_x.nx * faces_x.ny; c++) {
    grid->face_x_m[c] = dy / sqrt(m2[c]);
    grid->spacing_x_m[c] = dx / sqrt(m2[c]);
  }
  if (!status)
    status = mcip_read(self, MCIP_GRIDDOT2D, &face_y, 0, 0, 1, &faces_y, m2, err);
  for (ptrdiff_t c = 0; !status && c < faces_y.nx * faces_y.ny; c++) {
    grid->face_y_m[c] = dx / sqrt(m2[c]);
    grid->spacing_y_m[c] = dy / sqrt(m2[c]);
  }
  fen_free(m2);
  return status;
}

fen_status mcip_place(mcip_source *self, const fen_mcip_params *params, fen_error *err) {
  const mcip_group *cross = &self->group[MCIP_GRIDCRO2D];
  const mcip_group *dot = &self->group[MCIP_GRIDDOT2D];
  fen_grid_params grid;
  fen_status status = mcip_select(self, MCIP_GRIDCRO2D, cross->first_file, err);
  if (!status && dot->first_file >= 0)
    status = mcip_select(self, MCIP_GRIDDOT2D, dot->first_file, err);
  if (!status)
    status = fen_ioapi_grid(cross->reader, &cross->header, &grid, err);
  if (!status && self->griddesc)
    status = fen_fault_take(params->faults, fen_griddesc_check(self->griddesc, cross->reader, &cross->header, &self->log, err), err);
  if (!status)
    status = choose_domain(self, params, &grid, err);
  if (!status)
    status = fen_grid_create(&grid, &self->grid, err);
  if (!status)
    status = check_places(self, err);
  if (status)
    return status;
  const bool degrees = grid.projection.kind == FEN_PROJECTION_LONLAT;
  if (!degrees && mcip_has(self, MCIP_GRIDCRO2D, "MSFX2") && mcip_has(self, MCIP_GRIDDOT2D, "MSFU2") &&
      mcip_has(self, MCIP_GRIDDOT2D, "MSFV2"))
    status = take_factors(self, err);
  else if (!degrees)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: the files have no map factors MSFX2, MSFU2, MSFV2; those of the projection are used");
  const fen_file_block block = mcip_model_block(self);
  return status ? status : mcip_read(self, MCIP_GRIDCRO2D, &TERRAIN, 0, 0, 1, &block, self->grid->terrain_m, err);
}
