/** @file lanes.h  Which lane of the transport carries what: each species' lead, then its tags. */
#ifndef FENHE_LANES_H
#define FENHE_LANES_H

#include "fenhe/case.h"
#include "fenhe/scenario.h"

/** Room for a lane's name; names of variables made of it fit FEN_NC_NAME. */
enum { FEN_LANE_NAME = 104 };

/** Between a species and a scenario in the name of a scenario's lane; no tag's name begins with an underscore. */
#define FEN_SCENARIO_MARK "___"

typedef struct {
  int species, member;      /**< member 0 is the lead */
  const fen_case_tag *tag;  /**< NULL for the lead and for scenarios */
  const fen_change *change; /**< of a scenario: what it makes of all emissions; else NULL */
  bool initial, boundary;   /**< carries the species' initial field, its boundary values */
  char name[FEN_LANE_NAME];
} fen_lane;

/** Lanes in the order of output: PM25, PM25__coking, ..., CO. */
typedef struct {
  ptrdiff_t count;
  fen_lane *items;
  const fen_inventory *inventory; /**< borrowed */
  fen_species *species;           /**< what the transport is created with, shape [species_count] of the case */
} fen_lanes;

/**
 * @param[in] inventory the case's, NULL without emissions: tags of a product to which nothing of it falls are left out
 * @param[in] log       told which; may be NULL
 */
fen_status fen_lanes_create(const fen_case *item, const fen_inventory *inventory, const fen_log *log, fen_lanes *out, fen_error *err);
void fen_lanes_clear(fen_lanes *lanes);
/** A scenario that is carried with the limiter of the base. */
typedef struct {
  const char *name;
  const fen_change *change; /**< borrowed for the lanes' life */
} fen_lane_scenario;
/** Add a lane of every species for each scenario, with its initial and boundary values and all its emissions, changed. */
fen_status fen_lanes_add(fen_lanes *lanes, const fen_case *item, const fen_lane_scenario *scenarios, ptrdiff_t count, fen_error *err);
/** Whether a lane takes what a record emits of a species: the lead and scenarios everything, 'other' what no other tag of its species
 * takes. */
bool fen_lane_takes(const fen_lanes *lanes, const fen_lane *lane, int species, const fen_inventory_record *record);
/**
 * Sources of all lanes from the emissions of the inventory that the lanes were made with, one for each lane and cell that emits.
 * @param[in]  start_s, end_s the interval that they are of
 * @param[in]  work shape [nz][ny][nx] of the grid, overwritten
 * @param[out] out  allocated for the caller (fen_free)
 */
fen_status fen_lanes_sources(const fen_lanes *lanes, const fen_emission *emissions, ptrdiff_t count, double start_s, double end_s,
                             const fen_grid *grid, double *work, fen_source **out, ptrdiff_t *out_count, fen_error *err);

#endif
