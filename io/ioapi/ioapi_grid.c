/* The map that GDTYP and its parameters describe (I/O API manual, "Horizontal grid and coordinate conventions"). */
#include <math.h>

#include "fenhe/ioapi.h"

static bool same_map(const fen_ioapi_place *a, const fen_ioapi_place *b) {
  static const double LARGEST_DEG = 6e-4;
  const double of_a[] = {a->p_alp, a->p_bet, a->p_gam, a->xcent, a->ycent};
  const double of_b[] = {b->p_alp, b->p_bet, b->p_gam, b->xcent, b->ycent};
  bool same = a->gdtyp == b->gdtyp;
  for (size_t n = 0; n < sizeof of_a / sizeof *of_a; n++)
    same = same && fabs(of_a[n] - of_b[n]) <= LARGEST_DEG;
  /* A latitude-longitude grid has no parameters. */
  return same || (a->gdtyp == FEN_IOAPI_LATLON && b->gdtyp == FEN_IOAPI_LATLON);
}

bool fen_ioapi_same_place(const fen_ioapi_place *a, const fen_ioapi_place *b) {
  static const double LARGEST_CELLS = 1e-3;
  return same_map(a, b) && a->ncols == b->ncols && a->nrows == b->nrows && fabs(a->xcell - b->xcell) <= LARGEST_CELLS * a->xcell &&
         fabs(a->ycell - b->ycell) <= LARGEST_CELLS * a->ycell && fabs(a->xorig - b->xorig) <= LARGEST_CELLS * a->xcell &&
         fabs(a->yorig - b->yorig) <= LARGEST_CELLS * a->ycell;
}

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
  case FEN_IOAPI_POLAR:
    map->kind = FEN_PROJECTION_POLAR;
    map->lat_0_deg = p->p_alp < 0.0 ? -90.0 : 90.0;
    map->lat_1_deg = p->p_bet;
    map->lon_0_deg = p->p_gam;
    break;
  case FEN_IOAPI_UTM:
    if (!(p->p_alp >= 1.0 && p->p_alp <= 60.0 && p->p_alp == nearbyint(p->p_alp)))
      return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "correct it, for instance with ncatted", err, "P_ALP = %g is no zone of UTM, 1 to 60",
                         p->p_alp);
    map->kind = FEN_PROJECTION_TRANSVERSE_MERCATOR;
    map->scale = 0.9996;
    map->lon_0_deg = 6.0 * p->p_alp - 183.0;
    map->false_easting_m = 500000.0;
    /* XCENT and YCENT are metres here, by which the coordinates are shifted. */
    grid.x0 += p->xcent;
    grid.y0 += p->ycent;
    *out = grid;
    return FEN_OK;
  default:
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, "regrid the file to one of these", err,
                       "GDTYP %d is not among 1 (latitude-longitude), 2 (Lambert), 5 (UTM), 6 (polar stereographic) and 7 (equatorial "
                       "Mercator)",
                       p->gdtyp);
  }
  fen_status status = shift_origin(reader, p, &grid, err);
  if (!status)
    *out = grid;
  return status;
}
