/** @file deformation.h  Horizontal eddy diffusivity from the wind's deformation. */
#ifndef FENHE_DEFORMATION_H
#define FENHE_DEFORMATION_H

#include <stddef.h>

#include "fenhe/grid.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Smagorinsky (1963): K = (c l)^2 ((du/dx - dv/dy)^2 + (dv/dx + du/dy)^2)^(1/2), l^2 = the cell's area, clipped. Centred differences over
 * true distances (one-sided at open and closed sides); the curvature of the map is neglected.
 * @param[in]  u_mps, v_mps grid-relative wind at centres of one layer, shape [ny][nx]
 * @param[out] kh_m2ps      shape [ny][nx]
 */
void fen_smagorinsky(const fen_grid *grid, const double *u_mps, const double *v_mps, double constant, double minimum_m2ps,
                     double maximum_m2ps, double *kh_m2ps);

#ifdef __cplusplus
}
#endif
#endif
