/* The map that GDTYP and its parameters describe (I/O API manual, "Horizontal grid and coordinate conventions"). */
#include <math.h>

#include "fenhe/ioapi.h"

/* x and y in metres count from (XCENT, YCENT), which need not be where the projection has its own origin. */
static fen_status shift_origin(const fen_nc_reader *reader, const fen_ioapi_place *place, fen_grid_params *grid, fen_error *err) {
  fen_projection *projection = NULL;
  fen_error reason = {0};
  double x = NAN;
  double y = NAN;
  if (!fen_projection_create(&grid->projection, &projection, &reason))
    fen_projection_forward(projection, place->xcent, place->ycent, &x, &y);
  fen_projection_destroy(&projection);
  if (!(isfinite(x) && isfinite(y)))
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "correct the attributes, for instance with ncatted", err,
                       "GDTYP = %d with P_ALP = %g, P_BET = %g, P_GAM = %g, XCENT = %g, YCENT = %g makes no map%s%s", place->gdtyp,
                       place->p_alp, place->p_bet, place->p_gam, place->xcent, place->ycent, reason.text[0] ? ": " : "", reason.text);
  grid->x0 += x;
  grid->y0 += y;
  return FEN_OK;
}

fen_status fen_ioapi_grid(const fen_nc_reader *reader, const fen_ioapi_header *header, fen_grid_params *out, fen_error *err) {
  const fen_ioapi_place *p = &header->place;
  fen_grid_params grid = {.nx = p->ncols,
                          .ny = p->nrows,
                          .dx = p->xcell,
                          .dy = p->ycell,
                          .x0 = p->xorig,
                          .y0 = p->yorig,
                          .side_x = FEN_SIDE_OPEN,
                          .side_y = FEN_SIDE_OPEN,
                          .projection = {.semi_major_m = header->earth_radius_m}};
  fen_projection_params *map = &grid.projection;
  switch (p->gdtyp) {
  case FEN_IOAPI_LATLON:
    map->kind = FEN_PROJECTION_LONLAT;
    *out = grid;
    return FEN_OK;
  case FEN_IOAPI_LAMBERT:
    map->kind = FEN_PROJECTION_LAMBERT;
    map->lat_1_deg = p->p_alp;
    map->lat_2_deg = p->p_bet;
    map->lat_0_deg = p->ycent;
    map->lon_0_deg = p->p_gam;
    break;
  case FEN_IOAPI_EQUATORIAL_MERCATOR:
    map->kind = FEN_PROJECTION_MERCATOR;
    map->lat_1_deg = p->p_alp;
    map->lon_0_deg = p->p_gam;
    break;
  default:
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "regrid the file to a Lambert, equatorial Mercator or latitude-longitude grid", err,
                       "GDTYP %d is not among 1 (latitude-longitude), 2 (Lambert) and 7 (equatorial Mercator)", p->gdtyp);
  }
  fen_status status = shift_origin(reader, p, &grid, err);
  if (!status)
    *out = grid;
  return status;
}
