/* Where the WRF grid lies: its map, a nest that moves, the chosen sub-domain, map factors, terrain and land. */
#include <math.h>

#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "wrf_internal.h"

/* XLAT and XLONG are single precision (about 1 m); a wrong projection is off by whole cells. */
static const double LARGEST_MISFIT_CELLS = 0.02;

static fen_projection_params projection_of(const wrf_header *header) {
  fen_projection_params p = {.semi_major_m = FEN_WRF_EARTH_RADIUS_M};
  if (header->projection == 1) {
    p.kind = FEN_PROJECTION_LAMBERT;
    p.lat_1_deg = header->true_lat_1_deg;
    p.lat_2_deg = header->true_lat_2_deg;
    p.lat_0_deg = header->centre_lat_deg;
    p.lon_0_deg = header->stand_lon_deg;
  } else if (header->projection == 3) {
    p.kind = FEN_PROJECTION_MERCATOR;
    p.lat_1_deg = header->true_lat_1_deg;
    p.lon_0_deg = header->stand_lon_deg;
  } else if (header->projection == 2) {
    p.kind = FEN_PROJECTION_POLAR;
    p.lat_1_deg = header->true_lat_1_deg;
    p.lat_0_deg = header->true_lat_1_deg < 0.0 ? -90.0 : 90.0;
    p.lon_0_deg = header->stand_lon_deg;
  } else if (header->pole_lat_deg != 90.0 || header->pole_lon_deg != 0.0) {
    /* WPS turns the globe so that its pole comes to 180 - STAND_LON, and names the old pole's new meridian POLE_LON (WPS 4,
     * geogrid/src/module_map_utils.F, rotate_coords). */
    p.kind = FEN_PROJECTION_ROTATED;
    p.pole_lat_deg = header->pole_lat_deg;
    p.pole_lon_deg = remainder(180.0 - header->stand_lon_deg, 360.0);
    p.pole_grid_lon_deg = remainder(header->pole_lon_deg, 360.0);
  } else {
    p.kind = FEN_PROJECTION_LONLAT;
  }
  return p;
}

/* Map coordinates of a place; degrees, rotated or not, follow on from a reference across the turn of the globe. */
static void to_map(const fen_projection *projection, double lon_deg, double lat_deg, double near_x, double *x, double *y) {
  fen_projection_forward(projection, lon_deg, lat_deg, x, y);
  if (fen_projection_in_degrees(fen_projection_get(projection)->kind))
    *x = near_x + remainder(*x - near_x, 360.0);
}

static fen_status read_place(const wrf_source *self, ptrdiff_t record, const wrf_block *block, double *lon_deg, double *lat_deg,
                             fen_error *err) {
  fen_status status = wrf_read_block(self->reader, &self->header, "XLONG", record, WRF_CENTRE, 0, 0, block, lon_deg, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, "XLAT", record, WRF_CENTRE, 0, 0, block, lat_deg, err);
  return status;
}

/* Cell size in map coordinates: DX, DY, or for latitude-longitude the spacing of the centres in degrees. */
static fen_status cell_size(wrf_source *self, const fen_projection *projection, double *dx, double *dy, fen_error *err) {
  *dx = self->header.dx_m;
  *dy = self->header.dy_m;
  if (self->header.projection != 6)
    return FEN_OK;
  const double degrees = 180.0 / (FEN_PI * FEN_WRF_EARTH_RADIUS_M);
  *dx *= degrees;
  *dy *= degrees;
  double lon[2] = {0.0, 0.0};
  double lat[2];
  for (int corner = 0; corner < 2; corner++) {
    const wrf_block block = {corner * (self->header.nx - 1), corner * (self->header.ny - 1), 1, 1};
    fen_status status = read_place(self, self->instants[0].record, &block, &lon[corner], &lat[corner], err);
    if (status)
      return status;
    to_map(projection, lon[corner], lat[corner], lon[0], &lon[corner], &lat[corner]);
  }
  /* DX is rounded; the spacing over the whole grid is not. */
  if (self->header.nx > 1) {
    const double east = remainder(lon[1] - lon[0] - *dx * (double)(self->header.nx - 1), 360.0) + *dx * (double)(self->header.nx - 1);
    *dx = east / (double)(self->header.nx - 1);
  }
  if (self->header.ny > 1)
    *dy = (lat[1] - lat[0]) / (double)(self->header.ny - 1);
  if (!(*dx > 0.0 && *dy > 0.0))
    return fen_nc_fail(self->reader, "XLONG", FEN_ERR_GRID, "use a file whose rows go northward and columns eastward", err,
                       "the grid's spacing is %g by %g degrees", *dx, *dy);
  return FEN_OK;
}

/* Complain of a file without places in the reader's words. */
static fen_status check_places(wrf_source *self, fen_error *err) {
  for (ptrdiff_t n = 0; n < self->instant_count; n++) {
    double lon_deg;
    double lat_deg;
    const wrf_block corner = {0, 0, 1, 1};
    if (!isnan(self->instants[n].corner_lon_deg))
      continue;
    fen_status status = wrf_select(self, self->instants[n].file, err);
    if (!status)
      status = read_place(self, self->instants[n].record, &corner, &lon_deg, &lat_deg, err);
    if (status)
      return status;
  }
  return FEN_OK;
}

/* How far the instant's grid lies from the first's, in whole cells. */
static fen_status find_shift(const wrf_source *self, const fen_projection *projection, double dx, double dy, ptrdiff_t index,
                             ptrdiff_t shift[2], fen_error *err) {
  const wrf_instant *origin = &self->instants[0];
  const wrf_instant *instant = &self->instants[index];
  double first[2];
  double place[2];
  fen_projection_forward(projection, origin->corner_lon_deg, origin->corner_lat_deg, &first[0], &first[1]);
  to_map(projection, instant->corner_lon_deg, instant->corner_lat_deg, first[0], &place[0], &place[1]);
  const double cells[2] = {(place[0] - first[0]) / dx, (place[1] - first[1]) / dy};
  for (int axis = 0; axis < 2; axis++) {
    if (!(fabs(cells[axis] - round(cells[axis])) <= LARGEST_MISFIT_CELLS) || !(fabs(cells[axis]) < 1e9)) {
      char text[FEN_TIME_TEXT];
      fen_time_format(instant->time_s, 0.0, text);
      return fen_fail(err, FEN_ERR_GRID,
                      "%s: error: at %s the grid lies %.3f cells %s of its place at the first instant, not a whole number\n"
                      "  = give files of one WRF domain only",
                      self->files[instant->file], text, cells[axis], axis ? "north" : "east");
    }
    shift[axis] = (ptrdiff_t)round(cells[axis]);
  }
  return FEN_OK;
}

typedef struct {
  ptrdiff_t low[2], high[2]; /**< cells common to all instants, in the first instant's indices, high excluded */
} common_cells;

/* Shift of every instant into i0, j0 (of the first's cell (0, 0)), and the cells they share. */
static fen_status find_common(wrf_source *self, const fen_projection *projection, double dx, double dy, common_cells *common,
                              fen_error *err) {
  *common = (common_cells){{0, 0}, {self->header.nx, self->header.ny}};
  const ptrdiff_t extent[2] = {self->header.nx, self->header.ny};
  for (ptrdiff_t n = 0; n < self->instant_count; n++) {
    ptrdiff_t shift[2] = {0, 0};
    fen_status status = find_shift(self, projection, dx, dy, n, shift, err);
    if (status)
      return status;
    self->instants[n].i0 = -shift[0];
    self->instants[n].j0 = -shift[1];
    self->moving = self->moving || shift[0] || shift[1];
    for (int axis = 0; axis < 2; axis++) {
      if (shift[axis] > common->low[axis])
        common->low[axis] = shift[axis];
      if (shift[axis] + extent[axis] < common->high[axis])
        common->high[axis] = shift[axis] + extent[axis];
    }
  }
  return FEN_OK;
}

static fen_status refuse_motion(const wrf_source *self, const common_cells *common, fen_error *err) {
  return fen_fail(err, FEN_ERR_GRID,
                  "%s: error: the WRF grid moves between its instants; %td x %td cells (west-east x south-north) are common to all\n"
                  "  = write 'moving_nest: common' to run on these, or give files of a domain that stays",
                  self->files[0], common->high[0] - common->low[0], common->high[1] - common->low[1]);
}

/* The domain in the first instant's cells: the common ones, or a part of them. */
static fen_status choose_domain(wrf_source *self, const fen_wrf_params *params, const common_cells *common, ptrdiff_t origin[2],
                                ptrdiff_t extent[2], fen_error *err) {
  const ptrdiff_t whole[2] = {common->high[0] - common->low[0], common->high[1] - common->low[1]};
  if (self->moving && !params->moving_common_cells)
    return refuse_motion(self, common, err);
  if (whole[0] < 1 || whole[1] < 1)
    return fen_fail(err, FEN_ERR_GRID,
                    "%s: error: the WRF grid moves so far that no cell is common to all %td instants\n  = choose a shorter period",
                    self->files[0], self->instant_count);
  const ptrdiff_t start[2] = {params->nx ? params->i_start : 0, params->nx ? params->j_start : 0};
  extent[0] = params->nx ? params->nx : whole[0];
  extent[1] = params->nx ? params->ny : whole[1];
  for (int axis = 0; axis < 2; axis++)
    if (start[axis] < 0 || extent[axis] < 1 || extent[axis] > whole[axis] || start[axis] > whole[axis] - extent[axis])
      return fen_fail(err, FEN_ERR_ARGUMENT,
                      "the sub-domain takes %s %td to %td, the WRF files have 0 to %td\n  = choose a sub-domain inside the files' cells",
                      axis ? "rows" : "columns", start[axis], start[axis] + extent[axis] - 1, whole[axis] - 1);
  if (self->moving)
    fen_log_line(&self->log, FEN_LOG_WARNING,
                 "WRF: the grid moves between its instants; the %td x %td cells common to all (west-east x south-north) are used", whole[0],
                 whole[1]);
  for (int axis = 0; axis < 2; axis++)
    origin[axis] = common->low[axis] + start[axis];
  for (ptrdiff_t n = 0; n < self->instant_count; n++) {
    self->instants[n].i0 += origin[0];
    self->instants[n].j0 += origin[1];
  }
  return FEN_OK;
}

/* The corner of the grid such that its centres agree with XLAT and XLONG in the mean, and nowhere differ by more than a trace. */
static fen_status fit_origin(wrf_source *self, fen_grid_params *grid, fen_error *err) {
  const wrf_block block = {self->instants[0].i0, self->instants[0].j0, grid->nx, grid->ny};
  const ptrdiff_t cells = grid->nx * grid->ny;
  double *lon = NULL;
  double *lat = NULL;
  double worst = 0.0;
  fen_status status = FEN_NEW(&lon, cells, err);
  if (!status)
    status = FEN_NEW(&lat, cells, err);
  if (!status)
    status = wrf_select(self, self->instants[0].file, err);
  if (!status)
    status = read_place(self, self->instants[0].record, &block, lon, lat, err);
  if (!status)
    status = fen_grid_fit_origin(grid, lon, lat, &worst, err);
  if (!status && !(worst <= LARGEST_MISFIT_CELLS))
    status = fen_nc_fail(self->reader, "XLAT", FEN_ERR_GRID, "use the file with the attributes that WRF wrote", err,
                         "cell centres lie up to %.3g cells off the projection that the attributes describe", worst);
  fen_free(lon);
  fen_free(lat);
  return status;
}

/* A map factor by its first name that the file has; found = 0 where it has none of them. */
static fen_status read_factor(const wrf_source *self, const char *exact, const char *common, wrf_stagger stagger, const wrf_block *block,
                              double *out, int *found, fen_error *err) {
  const char *name = fen_nc_has(self->reader, exact) ? exact : common;
  *found = fen_nc_has(self->reader, name);
  if (!*found)
    return FEN_OK;
  return wrf_read_block(self->reader, &self->header, name, self->instants[0].record, stagger, 0, 0, block, out, err);
}

typedef struct {
  double *mx, *my, *ux, *uy, *vx, *vy;
} factors;

static fen_status read_factors(const wrf_source *self, const wrf_block *block, factors *f, int *found, fen_error *err) {
  const int lonlat = self->header.projection == 6;
  const struct {
    const char *exact, *isotropic;
    wrf_stagger stagger;
    ptrdiff_t size;
    double **out;
  } list[] = {
      {"MAPFAC_MX", "MAPFAC_M", WRF_CENTRE, block->nx * block->ny, &f->mx},
      {"MAPFAC_MY", "MAPFAC_M", WRF_CENTRE, block->nx * block->ny, &f->my},
      {"MAPFAC_UX", "MAPFAC_U", WRF_STAGGER_X, (block->nx + 1) * block->ny, &f->ux},
      {"MAPFAC_UY", "MAPFAC_U", WRF_STAGGER_X, (block->nx + 1) * block->ny, &f->uy},
      {"MAPFAC_VX", "MAPFAC_V", WRF_STAGGER_Y, block->nx * (block->ny + 1), &f->vx},
      {"MAPFAC_VY", "MAPFAC_V", WRF_STAGGER_Y, block->nx * (block->ny + 1), &f->vy},
  };
  fen_status status = FEN_OK;
  *found = 1;
  for (size_t n = 0; !status && *found && n < sizeof list / sizeof *list; n++) {
    status = FEN_NEW(list[n].out, list[n].size, err);
    if (!status)
      status =
          read_factor(self, list[n].exact, lonlat ? list[n].exact : list[n].isotropic, list[n].stagger, block, *list[n].out, found, err);
    for (ptrdiff_t c = 0; !status && *found && c < list[n].size; c++)
      if (!((*list[n].out)[c] > 0.0))
        status = fen_nc_fail(self->reader, list[n].exact, FEN_ERR_VALUE, "use the file as WRF wrote it", err,
                             "map factor %g is not positive", (*list[n].out)[c]);
  }
  return status;
}

static void put_factors(const wrf_source *self, const factors *f, fen_grid *grid) {
  const double dx = self->header.dx_m;
  const double dy = self->header.dy_m;
  const ptrdiff_t nx = grid->params.nx;
  const ptrdiff_t ny = grid->params.ny;
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    grid->area_m2[c] = dx * dy / (f->mx[c] * f->my[c]);
    if (self->header.projection != 6)
      grid->map_factor[c] = f->mx[c];
  }
  for (ptrdiff_t c = 0; c < (nx + 1) * ny; c++) {
    grid->face_x_m[c] = dy / f->uy[c];
    grid->spacing_x_m[c] = dx / f->ux[c];
  }
  for (ptrdiff_t c = 0; c < nx * (ny + 1); c++) {
    grid->face_y_m[c] = dx / f->vx[c];
    grid->spacing_y_m[c] = dy / f->vy[c];
  }
}

static fen_status take_map_factors(const wrf_source *self, fen_grid *grid, fen_error *err) {
  const wrf_block block = {self->instants[0].i0, self->instants[0].j0, grid->params.nx, grid->params.ny};
  factors f = {0};
  int found = 0;
  fen_status status = read_factors(self, &block, &f, &found, err);
  if (!status && found)
    put_factors(self, &f, grid);
  else if (!status)
    fen_log_line(&self->log, FEN_LOG_INFO, "WRF: the files have no map factors; those of the projection are used");
  double *const all[] = {f.mx, f.my, f.ux, f.uy, f.vx, f.vy};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  return status;
}

/* LANDMASK is 1 on land; XLAND is 1 on land and 2 on water. Without either nothing is known. */
static fen_status take_land(wrf_source *self, fen_error *err) {
  const char *name = fen_nc_has(self->reader, "LANDMASK") ? "LANDMASK" : "XLAND";
  if (!fen_nc_has(self->reader, name))
    return FEN_OK;
  const wrf_block block = wrf_model_block(self, 0);
  fen_status status = FEN_NEW(&self->land_share, block.nx * block.ny, err);
  if (!status)
    status = wrf_read_block(self->reader, &self->header, name, self->instants[0].record, WRF_CENTRE, 0, 0, &block, self->land_share, err);
  for (ptrdiff_t c = 0; !status && c < block.nx * block.ny; c++)
    self->land_share[c] = self->land_share[c] > 0.5 && self->land_share[c] < 1.5;
  return status;
}

fen_status wrf_place(wrf_source *self, const fen_wrf_params *params, fen_error *err) {
  fen_grid_params grid = {.side_x = FEN_SIDE_OPEN, .side_y = FEN_SIDE_OPEN, .projection = projection_of(&self->header)};
  fen_projection *projection = NULL;
  common_cells common;
  ptrdiff_t origin[2] = {0, 0};
  ptrdiff_t extent[2] = {0, 0};
  fen_status status = fen_projection_create(&grid.projection, &projection, err);
  if (!status)
    status = check_places(self, err);
  if (!status)
    status = wrf_select(self, self->instants[0].file, err);
  if (!status)
    status = cell_size(self, projection, &grid.dx, &grid.dy, err);
  if (!status)
    status = find_common(self, projection, grid.dx, grid.dy, &common, err);
  if (!status)
    status = choose_domain(self, params, &common, origin, extent, err);
  if (status)
    goto done;
  grid.nx = extent[0];
  grid.ny = extent[1];
  status = fit_origin(self, &grid, err);
  if (!status)
    status = fen_grid_create(&grid, &self->grid, err);
  if (!status)
    status = take_map_factors(self, self->grid, err);
  if (!status) {
    const wrf_block block = wrf_model_block(self, 0);
    status =
        wrf_read_block(self->reader, &self->header, "HGT", self->instants[0].record, WRF_CENTRE, 0, 0, &block, self->grid->terrain_m, err);
  }
  if (!status)
    status = take_land(self, err);
done:
  fen_projection_destroy(&projection);
  return status;
}
