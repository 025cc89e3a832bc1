/**
 * @file crosswind_plume.h  A plume near the ground, integrated across the wind: transport along x and z by the solver itself, run until it
 * is steady.
 */
#ifndef FENHE_VERIFICATION_CROSSWIND_PLUME_H
#define FENHE_VERIFICATION_CROSSWIND_PLUME_H

#include "field_runs.h"
#include "surface_layer.h"

/** How fine the plume is computed. */
typedef struct {
  double dx_m;
  double first_m;    /**< lowest layer */
  double stretching; /**< growth of the layers */
  double courant;    /**< largest Courant number of the strongest wind */
} fen_plume_grid;

/** A plume at one distance. */
typedef struct {
  double integral_mgpm2; /**< crosswind integral at the samplers' height */
  double height_m;       /**< mean height of the plume */
  double wind_mps;       /**< its mean wind */
  double travel_s;       /**< time that it took at that wind on its way */
} fen_plume_arc;

typedef struct {
  double cell_updates;
  double deposited;    /**< share of the release that was deposited before the last arc */
  double unsteady;     /**< largest relative change of an arc's integral in the last minute */
  double minimum_lead; /**< smallest mixing ratio met at the end */
} fen_plume_facts;

/**
 * Compute the plume of one run.
 * @param[in]  surface_spm surface resistance to deposition [s/m]; infinite: none
 * @param[out] arcs        shape [run->arc_count]
 * @return FEN_OK; FEN_ERR_ARGUMENT (source or sampler above the mixing height); FEN_ERR_VERIFY (not steady within two hours);
 * FEN_ERR_MEMORY; whatever the transport returns
 */
fen_status fen_plume_solve(const fen_field_run *run, const fen_plume_grid *grid, double surface_spm, fen_plume_arc *arcs,
                           fen_plume_facts *facts, fen_error *err);

#endif
