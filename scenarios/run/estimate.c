/* The dry run: open everything, time one step, write nothing. */
#ifdef _OPENMP
#include <omp.h>
#endif

#include "emission_totals.h"
#include "fenhe/clock.h"
#include "fenhe/run.h"
#include "footprint.h"
#include "inputs.h"
#include "simulation.h"

typedef struct {
  const fen_log *log;
} listing;

static fen_status log_input(void *context, const char *role, const char *path, fen_error *err) {
  const listing *to = context;
  (void)err;
  fen_log_line(to->log, FEN_LOG_INFO, "reads %-15s %s", role, path);
  return FEN_OK;
}

static void log_tonnes(const fen_simulation *sim, const fen_log *log) {
  const fen_case *item = sim->item;
  const fen_inventory_total *totals = sim->inventory ? fen_inventory_totals(sim->inventory) : NULL;
  if (!totals)
    fen_log_line(log, FEN_LOG_INFO, "no emissions");
  for (ptrdiff_t s = 0; totals && s < item->species_count; s++) {
    for (ptrdiff_t k = 0; k < item->sector_count; k++) {
      const fen_inventory_total *total = &totals[s * item->sector_count + k];
      if (total->stated_tpyr > 0.0)
        fen_log_line(log, FEN_LOG_INFO, "emits %-8s %-16s %12.1f t/yr stated, %12.1f t/yr in the domain", item->species[s].name,
                     item->sectors[k].name, total->stated_tpyr, total->kept_tpyr);
    }
  }
}

static fen_status time_one_step(fen_simulation *sim, fen_run_estimate *out, fen_error *err) {
  double period_s = sim->item->period.end_s - sim->item->period.start_s;
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_simulation_enter(sim, err);
  double entered_s = fen_wall_clock_s();
  if (status)
    return status;
  double interval_s = sim->forcing.end_s - sim->forcing.start_s;
  double step_s = interval_s / (double)sim->planned;
  status = fen_simulation_drive(sim, sim->forcing.start_s, sim->forcing.start_s + step_s, err);
  double driven_s = fen_wall_clock_s();
  out->memory = fen_footprint_expect(sim, true);
  if (!status)
    status = fen_transport_run(sim->transport, sim->forcing.start_s + step_s, 1, 1, err);
  double stepped_s = fen_wall_clock_s();
  double intervals = period_s / interval_s;
  double hours = period_s / 3600.0;
  out->steps = (double)sim->planned * intervals;
  /* The first interval reads two instants of weather, later ones one. */
  out->wall_s = out->wall_s + (entered_s - begun_s) * intervals + (driven_s - entered_s) * hours + (stepped_s - driven_s) * out->steps;
  return status;
}

static fen_status show_ledger(fen_simulation *sim, const fen_scenario *scenario, FILE *out, fen_error *err) {
  fen_ledger *ledger = NULL;
  fen_status status = fen_ledger_create(sim->change, &ledger, err);
  if (status)
    return status;
  fen_scenario_print_alert(scenario, out);
  fen_ledger_print(ledger, out);
  fen_ledger_destroy(&ledger);
  return FEN_OK;
}

fen_status fen_run_dry(const fen_case *item, const fen_scenario *scenario, FILE *ledger, const fen_log *log, fen_run_estimate *out,
                       fen_error *err) {
  fen_simulation *sim = NULL;
  fen_run_estimate estimate = {0};
  listing to = {log};
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_simulation_open(item, NULL, log, true, &sim, err);
  if (status)
    return status;
  status = fen_simulation_set_scenario(sim, scenario, err);
  estimate.wall_s = fen_wall_clock_s() - begun_s;
  if (!status)
    status = fen_inputs_visit(item, sim->source, scenario, log_input, &to, err);
  if (!status)
    log_tonnes(sim, log);
  if (!status)
    status = fen_emission_totals_tell(sim, log, err);
  if (!status && scenario)
    status = show_ledger(sim, scenario, ledger, err);
  estimate.nx = sim->nx;
  estimate.ny = sim->ny;
  estimate.nz = sim->nz;
  estimate.lanes = sim->lanes.count;
  estimate.hours = (ptrdiff_t)((item->period.end_s - item->period.start_s) / 3600.0 + 0.5);
#ifdef _OPENMP
  estimate.threads = omp_get_max_threads();
#else
  estimate.threads = 1;
#endif
  if (!status)
    status = time_one_step(sim, &estimate, err);
  fen_simulation_close(&sim);
  if (!status)
    *out = estimate;
  return status;
}
