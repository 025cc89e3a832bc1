/**
 * @file flux_repair.h  Make air fluxes carry the change of air mass: the smallest correcting wind, as the gradient of a potential.
 *
 * In every column the horizontal fluxes and the flux through the top must satisfy div(sum over layers F) + F_top = -(M1 - M0) / dt, so that
 * air mass is linear in time. The correction minimises the kinetic energy sum of air mass times (correction velocity)^2: through a
 * face it is F = a l (p_left - p_right) / d with a the column's dry air over a square metre at the face, l the face's length and d the
 * distance of the centres, the same velocity in all layers. Open sides: p = 0 in a cell beyond the side. Closed sides: no flux at
 * all (whatever was given there is set to 0). Open top: F_top = rho_top area p / depth, a velocity p / depth of an air mass of
 * rho_top area depth in the same sum, which makes the Poisson problem for p a Helmholtz problem. Solved by conjugate gradients,
 * preconditioned by fast diagonalisation (Lynch, Rice & Thomas 1964) of the operator with mean coefficients, and refined to round-off.
 */
#ifndef FENHE_FLUX_REPAIR_H
#define FENHE_FLUX_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "fenhe/grid.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How much the repair changed, over all ends that were added to it; zero-initialise before the first. */
typedef struct {
  double maximum_mps, rms_mps;            /**< correction of the horizontal wind */
  double maximum_top_mps;                 /**< correction of the wind through an open top */
  ptrdiff_t i, j;                         /**< column of the largest correction */
  double mismatch_before, mismatch_after; /**< largest |change of column mass + divergence dt| / column mass */
  double iterations;                      /**< of the conjugate gradients, all passes together */
  double square_sum, face_count;          /**< behind rms_mps */
} fen_repair_report;

/** One end of an interval; fluxes are changed in place. */
typedef struct {
  const double *air_kg;   /**< at this end, the weights: shape [nz][ny][nx], > 0 */
  const double *height_m; /**< faces above ground, shape [nz + 1][ny][nx]; needed for an open top only */
  double *flux_x_kgps;    /**< shape [nz][ny][nx + 1] */
  double *flux_y_kgps;    /**< shape [nz][ny + 1][nx] */
  double *flux_top_kgps;  /**< upwards, shape [ny][nx]; NULL only for a closed top */
} fen_repair_end;

typedef struct fen_flux_repair fen_flux_repair;

/**
 * Factorise once for a grid and its sides. Sets OpenBLAS to one thread, for the whole process.
 * @param[in] grid borrowed for the life of the repair
 * @return FEN_OK; FEN_ERR_MEMORY; FEN_ERR_LIBRARY
 */
fen_status fen_flux_repair_create(const fen_grid *grid, ptrdiff_t nz, bool open_top, fen_flux_repair **out, fen_error *err);
void fen_flux_repair_destroy(fen_flux_repair **repair);

/**
 * Repair the fluxes at one end of an interval.
 * @param[in]     air_before, air_after masses at the interval's ends, shape [nz][ny][nx]
 * @param[in,out] report                the sizes of this end are added to it
 * @return FEN_OK; FEN_ERR_REPAIR (no side and no top is open, and the total air mass changes; or the iteration did not reach 1e-12)
 */
fen_status fen_flux_repair_apply(fen_flux_repair *repair, double dt_s, const double *air_before, const double *air_after,
                                 const fen_repair_end *end, fen_repair_report *report, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
