/** @file change_parts.h  A scenario resolved against an inventory: which measure acts on which record, by which factor. */
#ifndef FENHE_POLICY_CHANGE_PARTS_H
#define FENHE_POLICY_CHANGE_PARTS_H

#include "policy/scenario_parts.h"

/** Points along each side of a cell by which its share in a polygon is told. */
enum { FEN_MASK_SAMPLES = 10 };

/** One measure on one record and species; those of a slot are linked in the order of the measures. */
typedef struct {
  int measure;
  double factor;
  bool masked;    /**< acts by the measure's mask only */
  ptrdiff_t next; /**< -1: the last */
} fen_action;

/** A cell that a region's border crosses: the share of its part in the region that lies in a measure's polygons. */
typedef struct {
  int region;
  ptrdiff_t cell;
  double share;
} fen_rim;

/** When and where a measure acts. */
typedef struct {
  bool always;  /**< throughout the case's period */
  bool reached; /**< false: of an alert whose level is not reached */
  ptrdiff_t window_count;
  fen_window *windows; /**< within the period, in order, owned; none if always */
  double *mask;        /**< share of each cell in the measure's polygons, shape [cells], owned; NULL: no polygons */
  ptrdiff_t rim_count;
  fen_rim *rims; /**< by region, then cell: instead of the mask for totals of a region, owned */
} fen_measure_use;

/** Annual tonnes of one record and species by cell; found when first needed. */
typedef struct {
  bool known;
  ptrdiff_t count;
  ptrdiff_t *cell; /**< owned */
  double *tpyr;    /**< owned */
} fen_spread;

/** Cells that a region's border crosses; found when first needed. */
typedef struct {
  bool known;
  ptrdiff_t count;
  ptrdiff_t *cell; /**< increasing, owned */
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

/**
 * Mean over an interval of the product of a slot's actions of measures before `before`.
 */
double fen_change_mean(const fen_change *change, ptrdiff_t slot, ptrdiff_t cell, double start_s, double end_s, int before);
/** Tonnes of a slot [t/yr] as measures before `before` leave them: mean over the windows of measure `during` (-1: the period), of the part
 * that the mask of measure `within` covers (-1: all). */
fen_status fen_change_tonnes(fen_change *change, ptrdiff_t slot, int before, int during, int within, double *out, fen_error *err);
fen_status fen_change_spread(fen_change *change, ptrdiff_t slot, const fen_spread **out, fen_error *err);
fen_status fen_change_act(fen_change *change, ptrdiff_t slot, int measure, double factor, bool masked, fen_error *err);
/** Windows and mask of every measure; faults of dates are added. */
fen_status fen_change_set_uses(fen_change *change, fen_diagnostics *faults, fen_error *err);
/** Rims of a measure whose mask is set. */
fen_status fen_change_set_rims(fen_change *change, int measure, fen_error *err);
/** Part of a slot's emissions in a cell that a measure's polygons take. */
double fen_change_share(const fen_change *change, int measure, ptrdiff_t slot, ptrdiff_t cell);
/** The actions of one measure. */
fen_status fen_change_apply_measure(fen_change *change, int measure, fen_diagnostics *faults, fen_error *err);
/** Say why a measure did nothing to the tonnes that it found, shape [species_count]. */
void fen_change_complain_idle(const fen_change *change, int measure, const double *taken_tpyr, fen_diagnostics *faults);
/** Whether a measure is in force at an instant. */
bool fen_measure_in_force(const fen_measure_use *use, double time_s);

#endif
