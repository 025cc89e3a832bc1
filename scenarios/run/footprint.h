/** @file footprint.h  The memory of a run: what is expected once it has begun, and what it took in the end. */
#ifndef FENHE_FOOTPRINT_H
#define FENHE_FOOTPRINT_H

#include "simulation.h"

/**
 * What the run will need at its peak, asked when the first interval is entered and driven: what is resident by then, measured, and what
 * is still to come, computed. In it is all that cannot be computed, such as libraries, an inventory's tables, what reading takes.
 * @param[in] dry without the run's means, output and restart files, which are still to be opened
 */
fen_run_memory fen_footprint_expect(const fen_simulation *sim, bool dry);
/** Peak of the process' resident set so far [bytes], 0 where the system does not tell. */
double fen_footprint_peak(void);

#endif
