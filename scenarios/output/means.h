/** @file means.h  Mass concentrations of the lowest layer and their means over hours, days and the period. */
#ifndef FENHE_MEANS_H
#define FENHE_MEANS_H

#include "run/simulation.h"

enum { FEN_MEANS_ARRAYS = 4 };

/** Shapes [lanes][ny][nx], micrograms per cubic metre of ambient air. */
typedef struct {
  ptrdiff_t lanes, plane;
  double *now;    /**< at the last sample */
  double *hour;   /**< sum over the hour's samples, then its mean */
  double *day;    /**< sum of the day's hours */
  double *period; /**< sum of all hours */
  /** Dry air of the lowest layer, shapes [ny][nx], kg m-3: what gases are brought to a reference state by. NULL: nobody asks for it. */
  double *air_now, *air_hour;
  ptrdiff_t day_hours, hours;
  double *q; /**< one layer, work */
} fen_means;

/** Whether the output holds the density of the air, hour by hour: where gases are written by the hour. */
bool fen_means_has_air(const fen_case *item);
fen_status fen_means_create(const fen_simulation *sim, fen_means *out, fen_error *err);
/** Register all that evolves, under names that begin with "means/"; the struct must stay where it is. */
fen_status fen_means_register(fen_means *means, fen_registry *registry, fen_error *err);
void fen_means_clear(fen_means *means);
/** Take the concentrations at the simulation's clock into means->now. The fields must be closed. */
fen_status fen_means_sample(fen_means *means, fen_simulation *sim, fen_error *err);
/** Add now with a weight in hours: half a sub-interval's length at each of its ends makes the trapezoidal mean. */
void fen_means_add(fen_means *means, double weight_h);
/** The hour is over: add it to day and period. */
void fen_means_end_hour(fen_means *means);
void fen_means_start_hour(fen_means *means);
void fen_means_start_day(fen_means *means);

#endif
