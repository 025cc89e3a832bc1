#include "fenhe/pace.h"

#include <math.h>

#include "fenhe/clock.h"
#include "simulation.h"

static const double hour_s = 3600.0;
static const double time_tolerance_s = 1e-3;

/* Cross to the next whole hour or the end of the weather's interval, whichever is first; one just entered has the next prepared meanwhile.
 */
static fen_status cross(fen_simulation *sim, double end_s, bool entered, fen_pace *pace, fen_error *err) {
  double clock_s = fen_simulation_clock(sim);
  double since_s = clock_s - sim->item->period.start_s;
  double next_s = sim->item->period.start_s + hour_s * (floor((since_s + time_tolerance_s) / hour_s) + 1.0);
  double until_s = fmin(fmin(next_s, sim->forcing.end_s), end_s);
  fen_status status = fen_simulation_drive(sim, clock_s, until_s, err);
  if (!status && entered)
    status = fen_simulation_look_ahead(sim, err);
  if (status)
    return status;
  double begun_s = fen_wall_clock_s();
  ptrdiff_t steps = fen_transport_plan_steps(sim->transport, until_s);
  status = fen_transport_run(sim->transport, until_s, steps, 1, err);
  pace->transport_s += fen_wall_clock_s() - begun_s;
  pace->steps += steps;
  return status;
}

fen_status fen_pace_measure(const fen_case *item, const fen_pace_options *options, fen_pace *out, fen_error *err) {
  fen_case own = *item;
  fen_simulation *sim = NULL;
  fen_pace pace = {0};
  own.courant_max = options->courant_max;
  fen_status status = fen_simulation_open(&own, NULL, NULL, true, &sim, err);
  if (status)
    return status;
  double end_s = fmin(item->period.end_s, item->period.start_s + hour_s * options->hours);
  double begun_s = fen_wall_clock_s();
  while (!status && fen_simulation_clock(sim) < end_s - time_tolerance_s) {
    bool entering = sim->instant < 0 || fen_simulation_clock(sim) > sim->forcing.end_s - time_tolerance_s;
    if (entering && sim->instant >= 0 && fen_wall_clock_s() - begun_s > options->wall_s)
      break;
    if (entering)
      status = fen_simulation_enter(sim, err);
    if (!status)
      status = cross(sim, end_s, entering, &pace, err);
  }
  pace.wall_s = fen_wall_clock_s() - begun_s;
  pace.hours = (fen_simulation_clock(sim) - item->period.start_s) / hour_s;
  pace.weather_s = sim->timing.seconds[FEN_TIMED_WEATHER];
  pace.forcing_s = sim->timing.seconds[FEN_TIMED_ENTERING];
  pace.emissions_s = sim->timing.seconds[FEN_TIMED_EMISSIONS];
  pace.nx = sim->nx;
  pace.ny = sim->ny;
  pace.nz = sim->nz;
  pace.lanes = sim->lanes.count;
  fen_simulation_close(&sim);
  if (!status)
    *out = pace;
  return status;
}
