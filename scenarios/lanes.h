/** @file lanes.h  Which lane of the transport carries what: each species' lead, then its tags. */
#ifndef FENHE_LANES_H
#define FENHE_LANES_H

#include "fenhe/case.h"

/** Room for a lane's name; names of variables made of it fit FEN_NC_NAME. */
enum { FEN_LANE_NAME = 104 };

typedef struct {
  int species, member;     /**< member 0 is the lead */
  const fen_case_tag *tag; /**< NULL for the lead */
  bool initial, boundary;  /**< carries the species' initial field, its boundary values */
  char name[FEN_LANE_NAME];
} fen_lane;

/** Lanes in the order of output: PM25, PM25__coking, ..., CO. */
typedef struct {
  ptrdiff_t count;
  fen_lane *items;
  fen_species *species; /**< what the transport is created with, shape [species_count] of the case */
} fen_lanes;

fen_status fen_lanes_create(const fen_case *item, fen_lanes *out, fen_error *err);
void fen_lanes_clear(fen_lanes *lanes);
/**
 * Sources of all lanes from emissions, one for each lane and cell that emits.
 * @param[in]  work shape [nz][ny][nx] of the grid, overwritten
 * @param[out] out  allocated for the caller (fen_free)
 */
fen_status fen_lanes_sources(const fen_lanes *lanes, const fen_emission *emissions, ptrdiff_t count, const fen_grid *grid, double *work,
                             fen_source **out, ptrdiff_t *out_count, fen_error *err);

#endif
