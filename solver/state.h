/** @file state.h  What a transport consists of. Private to solver/. */
#ifndef FENHE_SOLVER_STATE_H
#define FENHE_SOLVER_STATE_H

#include <stdint.h>

#include "fenhe/transport.h"
#include "kernels/kernels.h"

/** A run of lanes that one kernel call handles: leads together, or tags of one species. */
typedef struct {
  ptrdiff_t lane, lanes;
  const fen_kernels *kernels;
  ptrdiff_t species; /**< -1: leads, lane by lane */
} fen_bundle;

/** Fields beyond the open sides, each [rows][lanes]; with rings unset all rows share the profile. */
typedef enum { FEN_EDGE_WEST, FEN_EDGE_EAST, FEN_EDGE_SOUTH, FEN_EDGE_NORTH, FEN_EDGE_TOP, FEN_EDGE_COUNT } fen_edge;

typedef struct {
  int k, lane;
  double rate_kgps;
} fen_column_source;

/** Sums over all cells or sides by lane, beside the mass in the air. */
enum { FEN_ACCOUNT_IN, FEN_ACCOUNT_OUT, FEN_ACCOUNT_DRY, FEN_ACCOUNT_WET, FEN_ACCOUNT_LEAST, FEN_ACCOUNT_MOST, FEN_ACCOUNTS };
enum { FEN_ROW_SUMS = 4 };

/** Where and how a sweep failed. */
typedef struct {
  int failed;
  ptrdiff_t pencil;
  double ratio; /**< new to old air */
} fen_sweep_failure;

struct fen_transport {
  fen_transport_params params;
  const fen_grid *grid;
  fen_species *species;
  ptrdiff_t nx, ny, nz, cells, species_count;
  const fen_kernel_set *set;
  fen_even_weights even;

  /* Lanes: all leads, padded; then each species' tags, padded. */
  ptrdiff_t leads; /**< padded */
  ptrdiff_t lanes;
  ptrdiff_t *tag_start; /**< first tag lane of each species, shape [species_count] */
  fen_bundle *bundles;
  ptrdiff_t bundle_count;

  /* What evolves. */
  char *q;        /**< mixing ratios, shape [ny][nz][nx][lanes], float or double: columns and x rows of one j lie together */
  double *air_kg; /**< shape [nz][ny][nx] */
  double clock_s;
  double pending_s[2];     /**< the X sweep not yet made, as multiples of the fluxes at start and end of the interval (Eq. 18) */
  double *pending_kg;      /**< the part of it that belongs to an earlier interval, shape [nz][ny][nx + 1]; NULL: none */
  int64_t pending_kept;    /**< whether pending_kg holds anything */
  double *dry_kg, *wet_kg; /**< shape [ny][nx][lanes] */
  double *crossed_x, *crossed_y, *crossed_z; /**< tracer in and out by pencil rows, shapes [nz ny], [nz nx], [ny], each [2][lanes] */
  double *initial_kg, *emitted_kg;           /**< shape [lanes] */
  fen_transport_stats stats;

  /* What drives it. */
  fen_forcing forcing;
  double *flux_z_kgps[2];     /**< upwards, from continuity, shape [nz + 1][ny][nx] */
  double courant_rate[3];     /**< largest Courant number per second in this interval */
  double divergence_rate;     /**< largest outward divergence per second, summed over the axes that diverge */
  double spread_rate;         /**< largest rate of horizontal diffusion */
  char *profile;              /**< boundary values, shape [nz][lanes] */
  char *edge[FEN_EDGE_COUNT]; /**< NULL, or shapes [nz][ny], [nz][ny], [nz][nx], [nz][nx], [ny][nx], each [lanes] */
  double *deposition_mps;     /**< shape [ny][nx][leads], 0 for species without; NULL: none has any */
  unsigned char *deposits;    /**< which species have velocities, shape [species_count] */
  double *settling_mps;       /**< shape [leads] */
  int settles;                /**< whether any species does */
  fen_column_source *sources; /**< sorted by column and bundle */
  ptrdiff_t *source_start;    /**< where those of a column and bundle begin, shape [ny nx bundle_count + 1] */
  double *emission_kgps;      /**< sum of the sources, shape [lanes] */

  /* Working space. */
  fen_scratch *scratch; /**< shape [threads] */
  int threads;
  ptrdiff_t *euler_count; /**< shape [ny] */
  fen_sweep_failure failure;
  int64_t broken;     /**< a sweep has failed, the fields are half-way */
  double *sums_kg;    /**< mass in the air by lane, shape [lanes] */
  double *row_sums;   /**< sum, its rest, least and most by rows, shape [ny][FEN_ROW_SUMS][lanes] */
  double *accounts;   /**< what has left and entered, and the range, shape [FEN_ACCOUNTS][lanes] */
  int sums_valid;     /**< whether sums_kg and accounts are of now */
  float *recorded[3]; /**< limiter ratios by axis, shape [faces][species]; NULL: not recorded */
};

/** Number of an axis' faces in the grid. */
ptrdiff_t fen_axis_faces(const fen_transport *t, fen_axis axis);
/** Lane of a member, or -1. */
ptrdiff_t fen_lane_of(const fen_transport *t, ptrdiff_t species, ptrdiff_t member);
/** Set leads, lanes, tag_start and bundles from the species. */
fen_status fen_lanes_arrange(fen_transport *t, fen_error *err);
/** Number (not byte) index of a cell's first lane in q. */
static inline ptrdiff_t fen_cell_start(const fen_transport *t, ptrdiff_t k, ptrdiff_t j, ptrdiff_t i) {
  return ((j * t->nz + k) * t->nx + i) * t->lanes;
}
/** Address of an element of an array in the tracers' precision. */
static inline void *fen_real_at(const fen_transport *t, char *array, ptrdiff_t index) {
  return array + (size_t)index * t->set->real_size;
}
/** Boundary values of all lanes beside a pencil. @param row index within the edge's layer */
char *fen_edge_values(const fen_transport *t, fen_edge edge, ptrdiff_t k, ptrdiff_t row);

/** How far two instants may lie apart and be the same: a share of the interval, far above the rounding of sums of steps. */
double fen_instant_tolerance_s(const fen_forcing *forcing);
/** Whether a forcing can follow here: all values in their ranges, fluxes that fit the sides. Vertical continuity is not looked at. */
fen_status fen_forcing_check(const fen_transport *t, const fen_forcing *forcing, fen_error *err);

/** Sweep all pencils of an axis; air crosses c0 * flux(start) + c1 * flux(end) (plus, for x, what is pending from earlier intervals). */
fen_status fen_sweep_x(fen_transport *t, double c0, double c1, int with_pending, fen_error *err);
fen_status fen_sweep_y(fen_transport *t, double c0, double c1, fen_error *err);

/** Parts of the column process. */
typedef struct {
  double diffuse_s[2]; /**< implicit diffusion before and after the vertical sweep [s], 0: none */
  double c0, c1;       /**< vertical sweep as for fen_sweep_x; both 0: none */
  double time_s[2];    /**< instants at which diffusivities and thickness are taken */
} fen_column_plan;
fen_status fen_columns(fen_transport *t, const fen_column_plan *plan, fen_error *err);

/** The pencils of a bundle that fit a row, from `first` on. */
fen_part fen_part_of(const fen_bundle *bundle, ptrdiff_t first, ptrdiff_t count);
/** Where a walk over all bundles and parts of a batch is; begin with bundle -1. */
typedef struct {
  ptrdiff_t bundle;
  fen_part part;
} fen_place;
/** Go on to the next part, leads first; 0 at the end. */
int fen_parts_next(const fen_transport *t, ptrdiff_t count, fen_place *place);
/** The memory of a part. @param q of the batch's first pencil */
fen_ahead fen_ahead_of(const fen_transport *t, const fen_place *place, char *q, ptrdiff_t pencil_stride, ptrdiff_t cell_stride);
/** Add what a part's lanes brought through the ends of one pencil to its totals, shape [2][lanes]: in and out. */
void fen_part_crossed(const fen_transport *t, const fen_scratch *s, const fen_part *part, ptrdiff_t pencil, double *total);
/** Whether the leads' limiter ratios are looked at again. */
int fen_bundle_keeps_ratios(const fen_transport *t, const fen_bundle *bundle);
/** Copy the kept ratios of a batch's pencil; to: of its first face. */
void fen_limiter_record(const fen_transport *t, const fen_scratch *s, ptrdiff_t pencil, float *to, ptrdiff_t stride);
/** Note a failed pencil; the one with the lowest index is kept, whatever the order of threads. */
void fen_failure_note(fen_transport *t, ptrdiff_t pencil, double ratio);

/** Mass in the air of all lanes, in fixed order with compensated sums; valid until the fields change. */
const double *fen_sums(fen_transport *t);
/** The same of one lane alone, not kept. */
double fen_lane_sum(fen_transport *t, ptrdiff_t lane);

#endif
