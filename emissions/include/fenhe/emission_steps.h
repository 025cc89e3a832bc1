/** @file emission_steps.h  What becomes of an inventory's tonnes on their way from a file to the model, to be checked by hand. */
#ifndef FENHE_EMISSION_STEPS_H
#define FENHE_EMISSION_STEPS_H

#include "fenhe/emissions.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * One species and sector of one file, on its way to one species and sector of the case. A file's species that is split, or whose sector
 * is, has a row for each of the parts, which all repeat what the file states. Texts are owned by the inventory.
 *
 *   stated_tpyr * species_factor = species_tpyr
 *   species_tpyr * sector_share  = sector_tpyr
 *   sector_tpyr - inside_tpyr - outside_tpyr = what the regridding lost: rounding alone
 */
typedef struct {
  int file;               /**< index among the parameters' files */
  const char *path;       /**< the file; of a set of files, the first that holds this species and sector */
  ptrdiff_t file_count;   /**< files that hold it */
  const char *species_in; /**< the file's word */
  const char *sector_in;  /**< the file's word; the case's, where the case names the sector */
  const char *unit;       /**< of stated */
  double stated;          /**< sum over the file, cells and months, in its own unit; fluxes per area: times the cells' areas */
  double stated_tpyr;     /**< the same in tonnes in the run's year */
  int species, sector;    /**< of the case; -1: left out by the map's word */
  double species_factor, species_tpyr;
  double sector_share, sector_tpyr;
  double inside_tpyr, outside_tpyr; /**< in the domain and beyond it */
  double period_t;                  /**< emitted in the interval last asked for, after the profiles */
} fen_emission_step;

/**
 * All rows in the order of files, with what is emitted in [start_s, end_s].
 * @param[out] out, count owned by the inventory
 * @return FEN_OK; FEN_ERR_TIME_GAP (a file of hours that does not hold the interval); FEN_ERR_MEMORY
 */
fen_status fen_inventory_steps(fen_inventory *inventory, double start_s, double end_s, const fen_emission_step **out, ptrdiff_t *count,
                               fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
