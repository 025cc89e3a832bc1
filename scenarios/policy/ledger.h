/** @file ledger.h  Tonnes before and after each measure. */
#ifndef FENHE_POLICY_LEDGER_H
#define FENHE_POLICY_LEDGER_H

#include "change_parts.h"

typedef struct {
  int sector, region, species; /**< region -1: in none */
  double before_tpyr, after_tpyr;
} fen_ledger_row;

/** What a measure touches of what an earlier one has touched, as it found it. */
typedef struct {
  int earlier, species;
  double tpyr;
} fen_ledger_overlap;

typedef struct {
  ptrdiff_t row_count;
  fen_ledger_row *rows; /**< by species, sector, region; owned */
  ptrdiff_t overlap_count;
  fen_ledger_overlap *overlaps;                       /**< owned */
  double *change_tpyr;                                /**< of all rows, shape [species_count], owned */
  double in_force;                                    /**< part of the period, 0 to 1 */
  double cost_yuan_pyr, co2_tpyr, co2_value_yuan_pyr; /**< NAN: not stated */
} fen_ledger_measure;

struct fen_ledger {
  const fen_change *change;
  fen_ledger_measure *measures;
  fen_ledger_total *totals;                           /**< shape [species_count] */
  double cost_yuan_pyr, co2_tpyr, co2_value_yuan_pyr; /**< NAN: no measure states any */
};

/** "Taiyuan", or "elsewhere" where no region is. */
const char *fen_ledger_district(const fen_ledger *ledger, int region);

#endif
