#include <math.h>

#include "fenhe/grid.h"

fen_status fen_grid_fit_origin(fen_grid_params *params, const double *lon_deg, const double *lat_deg, double *misfit, fen_error *err) {
  const fen_grid_params *p = params;
  if (p->nx < 1 || p->ny < 1 || !(p->dx > 0 && p->dy > 0))
    return fen_fail(err, FEN_ERR_ARGUMENT, "grid of %td x %td cells of %g x %g; all four must be above 0", p->nx, p->ny, p->dx, p->dy);
  fen_projection *projection;
  fen_status status = fen_projection_create(&p->projection, &projection, err);
  if (status)
    return status;
  const int degrees = fen_projection_in_degrees(p->projection.kind);
  double start = NAN;
  double sum_x = 0, sum_y = 0;
  double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
  for (ptrdiff_t j = 0; j < p->ny && !status; j++)
    for (ptrdiff_t i = 0; i < p->nx && !status; i++) {
      double x, y;
      ptrdiff_t at = j * p->nx + i;
      fen_projection_forward(projection, lon_deg[at], lat_deg[at], &x, &y);
      x -= ((double)i + 0.5) * p->dx;
      /* Across the turn of the globe degrees go on beyond 180. */
      if (degrees && i == 0 && j == 0)
        start = x;
      if (degrees)
        x = start + remainder(x - start, 360);
      y -= ((double)j + 0.5) * p->dy;
      sum_x += x;
      sum_y += y;
      low_x = x < low_x ? x : low_x;
      high_x = x > high_x ? x : high_x;
      low_y = y < low_y ? y : low_y;
      high_y = y > high_y ? y : high_y;
      if (!(isfinite(x) && isfinite(y)))
        status = fen_fail(err, FEN_ERR_ARGUMENT, "centre of cell (%td, %td) at %g E, %g N lies off the map \"%s\"; correct the projection",
                          i, j, lon_deg[at], lat_deg[at], fen_projection_text(projection));
    }
  fen_projection_destroy(&projection);
  if (status)
    return status;
  double cells = (double)p->nx * (double)p->ny;
  double x0 = sum_x / cells;
  double y0 = sum_y / cells;
  if (misfit)
    *misfit = hypot(fmax(high_x - x0, x0 - low_x) / p->dx, fmax(high_y - y0, y0 - low_y) / p->dy);
  params->x0 = x0;
  params->y0 = y0;
  return FEN_OK;
}
