#include "ground.h"

#include <math.h>

#include "fenhe/boundary_layer.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"

/* Where roughness is not known. */
static const double LAND_ROUGHNESS_M = 0.1;
static const double SEA_ROUGHNESS_M = 1e-4;

/* Writable profiles of one column, shape [nz] each. */
typedef struct {
  double *middle_m, *theta_v_k, *u_mps, *v_mps;
} column_work;

/* Potential temperature, virtual for its vapour. */
static double virtual_potential(double temperature_k, double pressure_pa, double vapour_kgpkg) {
  return temperature_k / pow(pressure_pa / FEN_P0_PA, FEN_R_DRY_JPKGPK / FEN_CP_DRY_JPKGPK) * (1.0 + 0.608 * vapour_kgpkg);
}

static void diagnose_column(const fen_grid *grid, const fen_ground_gaps *gaps, const column_work *work, ptrdiff_t c, fen_weather *w) {
  const ptrdiff_t plane = w->nx * w->ny;
  for (ptrdiff_t k = 0; k < w->nz; k++) {
    const ptrdiff_t n = k * plane + c;
    work->middle_m[k] = 0.5 * (w->height_m[n] + w->height_m[n + plane]);
    work->theta_v_k[k] = virtual_potential(w->temperature_k[n], w->pressure_pa[n], w->vapour_kgpkg[n]);
    work->u_mps[k] = w->u_mps[n];
    work->v_mps[k] = w->v_mps[n];
  }
  const fen_profile profile = {w->nz, work->middle_m, work->theta_v_k, work->u_mps, work->v_mps};
  const bool sea = gaps->land_share ? gaps->land_share[c] < 0.5 : fabs(grid->terrain_m[c]) < 0.01;
  const double roughness = gaps->roughness_m ? gaps->roughness_m[c] : sea ? SEA_ROUGHNESS_M : LAND_ROUGHNESS_M;
  const fen_surface_layer_input input = {
      .wind_mps = hypot(work->u_mps[0], work->v_mps[0]),
      .height_m = work->middle_m[0] > 2.0 * roughness ? work->middle_m[0] : 2.0 * roughness,
      .theta_k = work->theta_v_k[0],
      .theta_low_k = virtual_potential(w->t2_k[c], w->surface_pressure_pa[c], w->q2_kgpkg[c]),
      .height_low_m = 2.0,
      .roughness_m = roughness,
      .sea = sea && !gaps->roughness_m,
      .surface_pressure_pa = w->surface_pressure_pa[c],
  };
  const fen_surface_layer layer = fen_surface_layer_solve(&input);
  if (gaps->friction_velocity)
    w->friction_velocity_mps[c] = layer.friction_velocity_mps;
  if (gaps->heat_flux)
    w->heat_flux_wpm2[c] = layer.heat_flux_wpm2;
  if (gaps->pblh)
    w->pblh_m[c] = fen_boundary_layer_height(&profile, w->friction_velocity_mps[c], w->heat_flux_wpm2[c],
                                             w->surface_pressure_pa[c] / (FEN_R_DRY_JPKGPK * w->t2_k[c]));
}

fen_status fen_ground_diagnose(const fen_grid *grid, const fen_ground_gaps *gaps, fen_weather *w, fen_error *err) {
  double *values = NULL;
  if (!gaps->friction_velocity && !gaps->heat_flux && !gaps->pblh)
    return FEN_OK;
  fen_status status = FEN_NEW(&values, 4 * w->nz, err);
  if (status)
    return status;
  const column_work columns = {values, values + w->nz, values + 2 * w->nz, values + 3 * w->nz};
  for (ptrdiff_t c = 0; c < w->nx * w->ny; c++)
    diagnose_column(grid, gaps, &columns, c, w);
  fen_free(values);
  return FEN_OK;
}

void fen_ground_finish(fen_weather *w) {
  for (ptrdiff_t c = 0; c < w->nx * w->ny; c++) {
    w->q2_kgpkg[c] = w->q2_kgpkg[c] < 0.0 ? 0.0 : w->q2_kgpkg[c];
    w->shortwave_wpm2[c] = w->shortwave_wpm2[c] < 0.0 ? 0.0 : w->shortwave_wpm2[c];
    w->snow_share[c] = w->snow_share[c] < 0.0 ? 0.0 : w->snow_share[c] > 1.0 ? 1.0 : w->snow_share[c];
    w->obukhov_m[c] = fen_obukhov_length(w->friction_velocity_mps[c], w->heat_flux_wpm2[c], w->t2_k[c], w->surface_pressure_pa[c]);
  }
}
