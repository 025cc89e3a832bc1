/**
 * @file transport.h  The transport of many tracers on one grid: the library's centre.
 *
 * State: air mass [kg] and, per tracer lane, the mixing ratio q [kg/kg]. A species is one lead lane and any number of tag lanes, which
 * use the lead's limiter and are therefore linear in their sources. Arrays passed in and out are double, C order, x fastest, k upwards.
 * Equations are numbered in docs/numerics.md.
 */
#ifndef FENHE_TRANSPORT_H
#define FENHE_TRANSPORT_H

#include <stddef.h>

#include "fenhe/forcing.h"
#include "fenhe/grid.h"
#include "fenhe/instructions.h"
#include "fenhe/registry.h"
#include "fenhe/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { FEN_PRECISION_SINGLE, FEN_PRECISION_DOUBLE } fen_precision;
typedef enum { FEN_LIMITER_NONE, FEN_LIMITER_POSITIVE, FEN_LIMITER_SELECTIVE, FEN_LIMITER_MONOTONE } fen_limiter;
typedef enum { FEN_AXIS_X, FEN_AXIS_Y, FEN_AXIS_Z } fen_axis;

/** One species: a lead and its tags. */
typedef struct {
  ptrdiff_t tags;           /**< number of tag lanes, >= 0 */
  double scavenging_factor; /**< multiplies the forcing's scavenging coefficient, >= 0 */
  ptrdiff_t
      scavenging_field; /**< which coefficient: 0 the forcing's scavenging_ps, n its more_scavenging_ps[n - 1]; where it has none: none */
} fen_species;

typedef struct {
  const fen_grid *grid; /**< borrowed for the life of the transport */
  ptrdiff_t nz;
  const fen_species *species; /**< shape [species_count], copied */
  ptrdiff_t species_count;
  int order; /**< cells of the advection stencil: 3, 5, 7 or 9 */
  fen_limiter limiter;
  fen_precision precision;
  double courant_max;            /**< wanted bound of the Courant number, > 0; 3 is a good value */
  fen_instructions instructions; /**< of the vector kernels; must be available. All give the same bytes */
} fen_transport_params;

typedef struct fen_transport fen_transport;

/** Mass of one lane since the fields were set [kg]; in, out and deposited are sums over time, in fixed order, in double. */
typedef struct {
  double initial_kg, air_kg; /**< in the air when the fields were set, and now */
  double emitted_kg;
  double in_kg, out_kg; /**< through open sides and top */
  double dry_kg, wet_kg;
  double minimum, maximum; /**< smallest and largest mixing ratio now; a tag may undershoot 0 by some per cent of its largest */
  double residual;         /**< (air + dry + wet + out - initial - emitted - in) / (|initial| + |emitted| + |in|), 0 for 0/0 */
} fen_budget;

/** Processes of a step. */
typedef enum { FEN_PROCESS_X, FEN_PROCESS_Y, FEN_PROCESS_COLUMNS, FEN_PROCESS_COUNT } fen_process;

typedef struct {
  ptrdiff_t steps;                   /**< whole steps since creation */
  double courant[3];                 /**< largest Courant number met along each axis in the last interval */
  double continuity;                 /**< largest relative mismatch of air mass and fluxes met */
  double minimum_lead;               /**< smallest mixing ratio of a lead, now [kg/kg] */
  ptrdiff_t clipped;                 /**< cells ever clipped: the scheme never clips, so 0 */
  ptrdiff_t euler_columns;           /**< column solves in which a lead fell back from SDIRK2 to backward Euler */
  double seconds[FEN_PROCESS_COUNT]; /**< wall time of each process since creation; not kept in restart files */
} fen_transport_stats;

/** @return FEN_OK; FEN_ERR_ARGUMENT; FEN_ERR_MEMORY */
fen_status fen_transport_create(const fen_transport_params *params, fen_transport **out, fen_error *err);
/**
 * Bytes that fen_transport_create takes with these parameters and as many threads as there would be now, without the allocator's rounding.
 * Boundary rings, sources and deposition velocities come later, and for restart files another number for each of the air's x faces.
 * @param[out] out untouched on failure
 * @return as fen_transport_create
 */
fen_status fen_transport_bytes(const fen_transport_params *params, size_t *out, fen_error *err);
void fen_transport_destroy(fen_transport **transport);

/** Set a lane's mixing ratio [kg/kg], shape [nz][ny][nx]; its budget starts anew. Needs a forcing, for the air mass. */
fen_status fen_transport_set_field(fen_transport *transport, ptrdiff_t species, ptrdiff_t member, const double *q, fen_error *err);
/** Read a lane's mixing ratio, shape [nz][ny][nx]. */
fen_status fen_transport_get_field(const fen_transport *transport, ptrdiff_t species, ptrdiff_t member, double *q, fen_error *err);
/** One layer of it, shape [ny][nx]. */
fen_status fen_transport_get_layer(const fen_transport *transport, ptrdiff_t species, ptrdiff_t member, ptrdiff_t k, double *q,
                                   fen_error *err);
/** Air mass now [kg], shape [nz][ny][nx]. */
void fen_transport_get_air(const fen_transport *transport, double *air_kg);

/** Mixing ratio outside open sides and above the top: a profile, shape [nz] (top: the last value). The default is 0. */
fen_status fen_transport_set_boundary_profile(fen_transport *transport, ptrdiff_t species, ptrdiff_t member, const double *q,
                                              fen_error *err);
/**
 * The same from fields around the domain, copied; in force until replaced by others or by a profile.
 * @param[in] west, east   shape [nz][ny]
 * @param[in] south, north shape [nz][nx]
 * @param[in] top          shape [ny][nx]
 */
fen_status fen_transport_set_boundary_ring(fen_transport *transport, ptrdiff_t species, ptrdiff_t member, const double *west,
                                           const double *east, const double *south, const double *north, const double *top, fen_error *err);
/** Dry deposition velocity [m/s], total, at the lowest layer's centre, >= 0, shape [ny][nx] (NULL: none), for a species and its tags.
 * Copied. */
fen_status fen_transport_set_deposition(fen_transport *transport, ptrdiff_t species, const double *velocity_mps, fen_error *err);
/**
 * Gravitational settling velocity [m/s], downwards, >= 0, of a species and all its tags; part of the column's implicit solve (Eq. 22 to
 * 24). The ground takes the larger of this and the deposition velocity. @return FEN_OK; FEN_ERR_ARGUMENT (no such species, no thickness in
 * the forcing in use); FEN_ERR_VALUE
 */
fen_status fen_transport_set_settling(fen_transport *transport, ptrdiff_t species, double velocity_mps, fen_error *err);
/** Replace the sources; copied. Indices are checked. */
fen_status fen_transport_set_sources(fen_transport *transport, const fen_source *sources, ptrdiff_t count, fen_error *err);

/**
 * Enter an interval: the first sets the air mass, later ones must start where the clock is and with the air that is there (to 1e-9; a half
 * X sweep left from the last interval's end is allowed for). After a failure the earlier interval may be
 * out of force too: to run is then refused until another call succeeds.
 * @return FEN_OK; FEN_ERR_ARGUMENT (an array missing, the wrong instant, a sweep due within an interval); FEN_ERR_CONTINUITY (a column's
 * fluxes do not carry its change of mass, flux through a closed side, unlike fluxes at the ends of a periodic axis, other air);
 * FEN_ERR_VALUE (air or thickness not > 0, a diffusivity or scavenging coefficient negative or not finite)
 */
fen_status fen_transport_set_forcing(fen_transport *transport, const fen_forcing *forcing, fen_error *err);
/**
 * Put other air masses into the cells, shape [nz][ny][nx], mixing ratios kept: for flows that are replenished from outside the model.
 * @return FEN_OK; FEN_ERR_VALUE (not > 0)
 */
fen_status fen_transport_replace_air(fen_transport *transport, const double *air_kg, fen_error *err);
/**
 * Steps needed from the clock until an instant of the interval within courant_max, without emptying a cell and without going round more
 * than half of a periodic axis in one sweep (Eq. 20).
 */
ptrdiff_t fen_transport_plan_steps(const fen_transport *transport, double until_s);
/**
 * Cross a part of the interval in equal steps, X sweeps of neighbouring steps merged (Eq. 18).
 * @param[in] until_s end of the part, <= the interval's end
 * @param[in] close   0 leaves the last half X sweep to be merged with the next call's first; fields are read and set, and single processes
 * run, only when closed
 * @return FEN_OK; FEN_ERR_ARGUMENT; FEN_ERR_COURANT (a sweep would empty a cell: the fields are left half-way, and the transport can only
 * be read and destroyed); FEN_ERR_MEMORY
 */
fen_status fen_transport_run(fen_transport *transport, double until_s, ptrdiff_t steps, int close, fen_error *err);

/** Single processes over dt_s with the fluxes at clock + dt_s / 2; the clock stays. */
fen_status fen_transport_advect_axis(fen_transport *transport, fen_axis axis, double dt_s, fen_error *err);
/** X(1/2) Y(1/2) Z Y(1/2) X(1/2). */
fen_status fen_transport_advect(fen_transport *transport, double dt_s, fen_error *err);
/** Vertical diffusion with sources, deposition and scavenging. */
fen_status fen_transport_diffuse(fen_transport *transport, double dt_s, fen_error *err);

double fen_transport_clock_s(const fen_transport *transport);
fen_status fen_transport_budget(fen_transport *transport, ptrdiff_t species, ptrdiff_t member, fen_budget *out, fen_error *err);
/** Mass deposited since the fields were set [kg], shape [ny][nx] each; either may be NULL. */
fen_status fen_transport_get_deposited(const fen_transport *transport, ptrdiff_t species, ptrdiff_t member, double *dry_kg, double *wet_kg,
                                       fen_error *err);
fen_transport_stats fen_transport_get_stats(const fen_transport *transport);
/** The seconds alone, without the pass over all fields that the rest takes. */
void fen_transport_get_seconds(const fen_transport *transport, double seconds[FEN_PROCESS_COUNT]);

/** Keep the limiter ratios of each axis' last sweep; costs one byte-sized pass and a field per axis. */
fen_status fen_transport_record_limiter(fen_transport *transport, int on, fen_error *err);
/** Limiter ratios phi in [0, 1] of the last sweep, shape of the axis' faces: [nz][ny][nx + 1], [nz][ny + 1][nx] or [nz + 1][ny][nx]. */
fen_status fen_transport_get_limiter(const fen_transport *transport, fen_axis axis, ptrdiff_t species, double *phi, fen_error *err);

/**
 * Register everything that evolves, under names that begin with "transport/": fields, air, clock, half sweeps, accumulators, and the
 * limiter ratios if they are recorded (the record must not be turned on or off while the registry is used). What drives the transport is
 * not among it: before the arrays are read back, set the sources, boundary values, deposition and the forcing that was in force again.
 * Works between any two calls, with a half X sweep left or not.
 * @return FEN_OK; FEN_ERR_MEMORY; FEN_ERR_INTERNAL (two transports in one registry)
 */
fen_status fen_transport_register(fen_transport *transport, fen_registry *registry, fen_error *err);
/** To be called once registered arrays have been overwritten. */
void fen_transport_restored(fen_transport *transport);

#ifdef __cplusplus
}
#endif
#endif
