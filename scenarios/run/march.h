/** @file march.h  A run's way through its period: intervals of weather, parts of hours, hours, days; one step at a time. */
#ifndef FENHE_MARCH_H
#define FENHE_MARCH_H

#include "fenhe/registry.h"
#include "output/output.h"

/** The stretch between two instants at which the fields are closed, crossed in equal steps. */
typedef struct {
  double from_s, until_s;
  ptrdiff_t steps, done;
} fen_march_part;

typedef struct {
  fen_simulation *sim;
  fen_output *output;
  fen_means means;
  ptrdiff_t hour;      /**< being computed, from 0; the number of hours when all are done */
  ptrdiff_t opened;    /**< whether the hour's first part has begun */
  fen_march_part part; /**< under way unless done == steps */
  double worst_residual;
  fen_budget *budgets; /**< of the hour just done, shape [lanes] */
} fen_march;

/** Place a march before its first step; simulation and output are borrowed. */
fen_status fen_march_create(fen_simulation *sim, fen_output *output, fen_march *out, fen_error *err);
void fen_march_clear(fen_march *march);
/** Whether every hour is done. */
bool fen_march_over(const fen_march *march);
/**
 * One step, with all that is due before and after it: weather, sources, samples, and at the end of an hour budget and output.
 * Between two calls the state of the run is complete: what is registered then can be written, and the run goes on from there.
 * @param[out] hour_ended whether the step was an hour's last
 */
fen_status fen_march_step(fen_march *march, const fen_log *log, bool *hour_ended, fen_error *err);
/** Of what is registered, only what must be known before the rest can be read. */
fen_status fen_march_register_place(fen_march *march, fen_registry *registry, fen_error *err);
/** Register all that evolves in the run. Addresses within march: it must stay where it is. */
fen_status fen_march_register(fen_march *march, fen_registry *registry, fen_error *err);

#endif
