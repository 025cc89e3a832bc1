#include "fenhe/deposition.h"

#include <math.h>

fen_status fen_deposition_velocity(const double *land_share, ptrdiff_t cells, double land_mps, double sea_mps, double *velocity_mps,
                                   fen_error *err) {
  if (!(land_mps >= 0.0 && sea_mps >= 0.0) || !isfinite(land_mps) || !isfinite(sea_mps))
    return fen_fail(err, FEN_ERR_ARGUMENT, "deposition velocities of %g m/s over land and %g m/s over sea: both must be 0 or more",
                    land_mps, sea_mps);
  for (ptrdiff_t c = 0; c < cells; c++)
    velocity_mps[c] = land_share ? land_share[c] * land_mps + (1.0 - land_share[c]) * sea_mps : land_mps;
  return FEN_OK;
}
