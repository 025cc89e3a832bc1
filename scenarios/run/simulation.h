/** @file simulation.h  A run's state: weather of two instants, the forcing between them, emissions, transport. */
#ifndef FENHE_SIMULATION_H
#define FENHE_SIMULATION_H

#include "ahead.h"
#include "background/background.h"
#include "fenhe/case.h"
#include "fenhe/registry.h"
#include "fenhe/scenario.h"
#include "lanes.h"
#include "timing.h"

/** Initial and boundary values of one species. */
typedef struct {
  fen_background *initial, *boundary;
  bool bounded;                              /**< false: the boundary value is 0 throughout */
  double *west, *east, *south, *north, *top; /**< rings lent to the transport */
} fen_simulation_values;

/** Arrays at one instant within the interval, interpolated linearly. */
typedef struct {
  double *height_m;      /**< layer faces above ground, shape [nz + 1][ny][nx] */
  double *density_kgpm3; /**< dry air, shape [nz][ny][nx] */
} fen_simulation_air;

/** The sources of a stretch of time. */
typedef struct {
  double start_s, end_s;
  ptrdiff_t count;
  fen_source *items;
  double *work; /**< shape [nz][ny][nx] */
} fen_simulation_sources;

/** Deposition velocities by resistances, for their mean; evolves. */
typedef struct {
  double time_s;
  double *velocity_m; /**< sums over the time, shape [species][ny][nx]; NULL: no species has any */
} fen_simulation_removal;

/** Scenarios that are carried beside the base, with its limiter. */
typedef struct {
  ptrdiff_t count;
  const fen_scenario *const *items; /**< shape [count] */
} fen_simulation_members;

typedef struct {
  const fen_case *item;
  const fen_log *log;
  fen_weather_source *source;
  const fen_grid *grid; /**< the source's */
  ptrdiff_t nx, ny, nz;
  fen_lanes lanes;
  fen_inventory *inventory; /**< NULL without emissions */
  fen_change *change;       /**< of a scenario, on all emissions; NULL: none */
  fen_emission *changed;    /**< emissions as the scenario has them, shape [changed_room] */
  ptrdiff_t changed_room;
  ptrdiff_t member_count;
  fen_change **members; /**< of the scenarios beside, shape [member_count] */
  fen_transport *transport;
  fen_ahead ahead;           /**< the weather, prepared while the interval before it is crossed */
  const fen_weather *before; /**< at the interval's start */
  ptrdiff_t instant;         /**< index in the source of the interval's end, -1 before the first interval */
  fen_forcing forcing;
  fen_repair_report repair;
  ptrdiff_t planned; /**< steps that the whole interval would take */
  fen_simulation_values *values;
  fen_simulation_air air;
  double *work; /**< shape [nz][ny][nx] */
  bool fields_set;
  fen_simulation_sources sources; /**< found while the interval before was crossed; the worker's while it works */
  ptrdiff_t source_count;         /**< of those in force */
  bool sources_ready;             /**< whether they belong to this interval */
  double drive_s[2];              /**< start and end of the time that the sources and boundary values in force are for */
  fen_simulation_removal removal;
  fen_timing timing;
  fen_run_memory memory; /**< expected; total 0: not yet known */
} fen_simulation;

/**
 * Open weather, inventory, backgrounds and transport of a case, which must outlive the simulation.
 * @param[in] members borrowed for the simulation's life; may be NULL
 * @param[in] apart whether the weather is prepared by a thread of its own
 */
fen_status fen_simulation_open(const fen_case *item, const fen_simulation_members *members, const fen_log *log, bool apart,
                               fen_simulation **out, fen_error *err);
void fen_simulation_close(fen_simulation **sim);
/** Let a scenario change the emissions of the base itself, where no others are carried beside it, before the first interval is entered. */
fen_status fen_simulation_set_scenario(fen_simulation *sim, const fen_scenario *scenario, fen_error *err);

/** The inventory of a case on a grid; *out stays NULL without emissions. Every fault goes to faults (may be NULL). */
fen_status fen_simulation_inventory(const fen_case *item, const fen_grid *grid, const fen_log *log, fen_diagnostics *faults,
                                    fen_inventory **out, fen_error *err);

/** What the transport is made with. */
fen_transport_params fen_simulation_transport_params(const fen_simulation *sim);
/** Clock of the transport; the period's start before the first interval. */
double fen_simulation_clock(const fen_simulation *sim);
/** Enter the next interval; the first call sets the initial fields. */
fen_status fen_simulation_enter(fen_simulation *sim, fen_error *err);
/** What is done ahead beside the weather: the sources of an interval's first part. context is the simulation. */
fen_status fen_simulation_sources_ahead(void *context, const fen_ready_interval *ready, fen_error *err);
/** What species ask of removal: made ready with the weather, which must be open (simulation_removal.c). */
fen_status fen_simulation_removal_open(fen_simulation *sim, fen_error *err);
/** Set an interval's rates, and count its velocities in their mean. */
fen_status fen_simulation_removal_enter(fen_simulation *sim, const fen_removal_rates *rates, fen_error *err);
fen_status fen_simulation_removal_register(fen_simulation *sim, fen_registry *registry, fen_error *err);
void fen_simulation_removal_close(fen_simulation *sim);
/** Begin to prepare the interval after this one, if the period has one. */
fen_status fen_simulation_look_ahead(fen_simulation *sim, fen_error *err);
/** Set sources and boundary values for the time from start to end, which lies in the interval. */
fen_status fen_simulation_drive(fen_simulation *sim, double start_s, double end_s, fen_error *err);
/** Register all that evolves, under names that begin with "simulation/" and "transport/". */
fen_status fen_simulation_register(fen_simulation *sim, fen_registry *registry, fen_error *err);
/** Of these, only what fen_simulation_reenter needs. */
fen_status fen_simulation_register_place(fen_simulation *sim, fen_registry *registry, fen_error *err);
/**
 * Make a new simulation ready for a restart file whose place has been read: read the weather, enter the interval and drive it as it was.
 * Then the whole file is read, and fen_transport_restored called.
 * @return as fen_simulation_enter; FEN_ERR_FILE_FORMAT (no such instant of the weather)
 */
fen_status fen_simulation_reenter(fen_simulation *sim, fen_error *err);
/** Height and density at an instant of the interval, into sim->air. */
void fen_simulation_air_at(fen_simulation *sim, double time_s);

#endif
