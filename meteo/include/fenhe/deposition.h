/** @file deposition.h  Dry deposition velocities: constants by surface; the full resistances come with a later release. */
#ifndef FENHE_DEPOSITION_H
#define FENHE_DEPOSITION_H

#include <stddef.h>

#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Typical velocities of PM2.5 (0.1 to 1 um) [m/s]: about 0.1 to 0.3 cm/s over vegetated land, 0.05 cm/s or less over water
 * (Zhang et al. 2001, Atmos. Environ. 35, 549-560; Emerson et al. 2020, PNAS 117, 26076-26082, who lower earlier values).
 */
#define FEN_DEPOSITION_PM25_LAND_MPS 1.5e-3
#define FEN_DEPOSITION_PM25_SEA_MPS 3.0e-4

/**
 * Velocity of each cell, the mean of land and sea by their shares.
 * @param[in]  land_share   shape [cells]; NULL: land everywhere
 * @param[out] velocity_mps shape [cells]
 * @return FEN_OK; FEN_ERR_ARGUMENT (a velocity negative or not finite)
 */
fen_status fen_deposition_velocity(const double *land_share, ptrdiff_t cells, double land_mps, double sea_mps, double *velocity_mps,
                                   fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
