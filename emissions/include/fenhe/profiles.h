/** @file profiles.h  How a sector's emissions run in time and height. */
#ifndef FENHE_PROFILES_H
#define FENHE_PROFILES_H

#include <stddef.h>

#include "fenhe/emissions.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Check a sector: weights finite, >= 0 and summing to 1 within 1e-6, heights increasing. @return FEN_OK; FEN_ERR_WEIGHTS */
fen_status fen_sector_check(const fen_sector *sector, fen_error *err);

/**
 * Mean over [start_s, end_s] of the sector's time factor: emission rate = annual mean rate x factor.
 *
 * With local time, month m, weekday w and hour h, and weights normalised to sum to one,
 *   f = 12 M[m] 7 W[w] 24 H[h] / N(year),   N = mean of 12 M[m] 7 W[w] over the days of that local year,
 * so that the mean of f over any whole local calendar year is exactly 1 in spite of the months' unequal lengths and of the weekdays
 * that a year has 53 times. The integral is exact over parts of hours. Even profiles (all NULL) give exactly 1.
 */
double fen_profile_mean(const fen_sector *sector, double utc_offset_s, double start_s, double end_s);

/**
 * The same where a file gives the months: weight[m] is the part of the interval in month m times the mean there of
 *   g = 7 W[w] 24 H[h] / (mean of 7 W[w] over the days of that month),
 * so that each month keeps its own total. @param[out] weight shape [12]
 */
void fen_profile_month_weights(const fen_sector *sector, double utc_offset_s, double start_s, double end_s, double *weight);

/**
 * Shares of a slab of air, even in height, that fall into layers; what lies above the top goes to the top layer.
 * @param[in]  faces_m heights of the faces above ground, increasing, face k at faces_m[k * stride], k = 0 ... nz
 * @param[out] share   shape [nz], added to: factor times the shares, which sum to factor
 */
void fen_layer_shares(double bottom_m, double top_m, double factor, ptrdiff_t nz, const double *faces_m, ptrdiff_t stride, double *share);

/** Shares of a vertical profile by layer, summing to one (to round-off); no bins: all in the lowest layer. @param[out] share shape [nz] */
void fen_profile_shares(const fen_vertical_profile *profile, ptrdiff_t nz, const double *faces_m, ptrdiff_t stride, double *share);

#ifdef __cplusplus
}
#endif
#endif
