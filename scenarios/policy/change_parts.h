/** @file change_parts.h  A scenario resolved against an inventory: which measure acts on which record, by which factor. */
#ifndef FENHE_POLICY_CHANGE_PARTS_H
#define FENHE_POLICY_CHANGE_PARTS_H

#include <stdint.h>

#include "scenario_parts.h"

/** Points along each side of a cell by which its share in a polygon is told. */
enum { FEN_MASK_SAMPLES = 10, FEN_MASK_POINTS = FEN_MASK_SAMPLES * FEN_MASK_SAMPLES };

/** Some of the points of a cell, a bit each. */
typedef struct {
  uint64_t bits[2];
} fen_samples;

static inline bool fen_samples_has(const fen_samples *samples, int point) {
  return samples->bits[point / 64] >> point % 64 & 1;
}

/** One measure on one record and species; those of a slot are linked in the order of the measures. */
typedef struct {
  int measure;
  double factor;
  bool masked;    /**< acts by the measure's mask only */
  ptrdiff_t next; /**< -1: the last */
} fen_action;

/** When and where a measure acts. */
typedef struct {
  bool always;  /**< throughout the case's period */
  bool reached; /**< false: of an alert whose level is not reached */
  ptrdiff_t window_count;
  fen_window *windows; /**< within the period, in order, owned; none if always */
  fen_samples *mask;   /**< points of each cell in the measure's polygons, shape [cells], owned; NULL: no polygons */
} fen_measure_use;

/** Annual tonnes of one record and species by cell; found when first needed. */
typedef struct {
  bool known;
  ptrdiff_t count;
  ptrdiff_t *cell; /**< owned */
  double *tpyr;    /**< owned */
} fen_spread;

/** A cell that a region's border crosses, and its points in the region. */
typedef struct {
  ptrdiff_t cell;
  fen_samples samples;
} fen_border_cell;

/** All such cells of a region; found when first needed. */
typedef struct {
  bool known;
  ptrdiff_t count;
  fen_border_cell *cells; /**< increasing, owned */
} fen_border;

struct fen_change {
  const fen_scenario *scenario;
  const fen_case *item;
  const fen_inventory *inventory;
  const fen_grid *grid;
  ptrdiff_t record_count, species_count, cells;
  double start_s, end_s;
  fen_measure_use *uses; /**< shape [measure_count] */
  fen_action *actions;
  ptrdiff_t action_count, action_capacity;
  ptrdiff_t *head, *tail; /**< of each slot = record * species_count + species; -1: no action */
  fen_spread *spreads;    /**< by slot; NULL until one is needed */
  fen_border *borders;    /**< by region */
  double *scratch;        /**< shape [cells] */
};

/** What a measure selects. */
typedef enum { FEN_PICK_NO, FEN_PICK_WHOLE, FEN_PICK_BY_MASK } fen_pick;

/** How a selector takes a record; points by their place, fields by the mask. */
fen_pick fen_change_pick(const fen_selector *selector, const fen_inventory_record *record);
/** Complain of words that name nothing in the inventory and of places outside the domain. */
void fen_change_check_selector(const fen_change *change, const fen_measure *measure, const fen_selector *selector, fen_diagnostics *faults);
/** "coking in Datong", for people. */
void fen_change_describe(const fen_change *change, const fen_measure *measure, char *text, size_t size);

int fen_samples_count(const fen_samples *samples);
fen_samples fen_samples_common(const fen_samples *a, const fen_samples *b);

/**
 * Mean over an interval of the product of a slot's actions of measures before `before`, over points of the slot's part of the cell.
 * @param[in] within these points; NULL: all of the part
 */
double fen_change_mean(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, double start_s, double end_s, int before,
                       const fen_samples *within);
/** Tonnes of a slot [t/yr] as measures before `before` leave them: mean over the windows of measure `during` (-1: the period), of the part
 * that the mask of measure `within` covers (-1: all). */
fen_status fen_change_tonnes(fen_change *change, ptrdiff_t slot, int before, int during, int within, double *out, fen_error *err);
fen_status fen_change_spread(fen_change *change, ptrdiff_t slot, const fen_spread **out, fen_error *err);
fen_status fen_change_act(fen_change *change, ptrdiff_t slot, int measure, double factor, bool masked, fen_error *err);
/** Windows and mask of every measure; faults of dates are added. */
fen_status fen_change_set_uses(fen_change *change, fen_diagnostics *faults, fen_error *err);
/** The mask of a measure with polygons. */
fen_status fen_change_set_mask(fen_change *change, int measure, fen_error *err);
/** Whether any action of a slot by a measure before `before` is masked. */
bool fen_change_has_mask(const fen_change *change, ptrdiff_t slot, int before);
/** Points of a cell where a slot emits: of a region's total those in the region. */
fen_samples fen_change_part(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell);
/** Part of a slot's emissions in a cell that a measure's polygons take. */
double fen_change_share(const fen_change *change, int measure, ptrdiff_t slot, ptrdiff_t cell);
/** The actions of one measure. */
fen_status fen_change_apply_measure(fen_change *change, int measure, fen_diagnostics *faults, fen_error *err);
/** Say why a measure did nothing to the tonnes that it found, shape [species_count]. */
void fen_change_complain_idle(const fen_change *change, int measure, const double *taken_tpyr, fen_diagnostics *faults);
/** Whether a measure is in force at an instant. */
bool fen_measure_in_force(const fen_measure_use *use, double time_s);

#endif
