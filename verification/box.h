/**
 * @file box.h  A box of air in which every process of the transport goes on at once, drawn at random from fixed seeds: wind that changes in
 * time, unlike layers, rain, diffusion, deposition, sources, open or closed or periodic sides. The same box can be counted in other units
 * and laid down turned, so that results may be compared byte by byte.
 */
#ifndef FENHE_VERIFICATION_BOX_H
#define FENHE_VERIFICATION_BOX_H

#include "fenhe/transport.h"

enum { FEN_BOX_INSTANTS = 3, FEN_BOX_SPECIES = 5 };

/** Powers of two that multiply all lengths, times, masses and mixing ratios. */
typedef struct {
  int length, time, mass, ratio;
} fen_box_units;

/** How the box lies: first x and y are exchanged, then the new axes reversed. */
typedef struct {
  bool transposed, mirrored_x, mirrored_y;
} fen_box_turn;

typedef struct {
  ptrdiff_t nx, ny, nz;
  fen_side side_x, side_y; /**< an open box has an open top too */
  bool still;              /**< no wind and no diffusion */
  fen_box_units units;
  fen_box_turn turn;
} fen_box_params;

/** Weather of two intervals, from instant 0 to 1 and from 1 to 2, an hour each. */
typedef struct {
  fen_box_params as_laid; /**< extents and sides after turning */
  fen_box_params base;    /**< as given */
  fen_grid *grid;
  fen_forcing forcing[FEN_BOX_INSTANTS - 1];
  double *memory;
} fen_box;

/** A species by its number, which says what it is like, and the numbers of its tags: first_tag, first_tag + 1, ... */
typedef struct {
  int number;
  int first_tag, tags;
} fen_box_species;

/** The tracers' sources: as drawn, the same places with rates of 0, or none. */
typedef enum { FEN_BOX_SOURCES_DRAWN, FEN_BOX_SOURCES_OF_ZERO, FEN_BOX_SOURCES_NONE } fen_box_sources;

/** The tracers of one run, in the order in which the transport is given them. */
typedef struct {
  int count;
  fen_box_species species[FEN_BOX_SPECIES];
  fen_box_sources sources;
} fen_box_tracers;

fen_status fen_box_create(const fen_box_params *params, fen_box *out, fen_error *err);
void fen_box_clear(fen_box *box);

/** A transport of these tracers in the box at its first instant: fields, boundary values, deposition, sources all set. */
fen_status fen_box_transport(const fen_box *box, const fen_box_tracers *tracers, const fen_transport_params *params, fen_transport **out,
                             fen_error *err);
/** Cross both intervals, in parts whose half X sweeps are merged; the sources halve on the way. */
fen_status fen_box_run(const fen_box *box, const fen_box_tracers *tracers, fen_transport *transport, fen_error *err);

/** Numbers in an outcome. */
ptrdiff_t fen_box_outcome_size(const fen_box *box);
/**
 * All that is known of one tracer, in the units and the position of the untransformed box.
 * @param[out] outcome field, dry and wet deposition, budget; shape [fen_box_outcome_size]
 */
fen_status fen_box_outcome(const fen_box *box, fen_transport *transport, ptrdiff_t species, ptrdiff_t member, double *outcome,
                           fen_error *err);

#endif
