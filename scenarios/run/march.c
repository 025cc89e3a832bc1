#include "march.h"

#include <math.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"

static const double hour_s = 3600.0;
static const double time_tolerance_s = 1e-3;

fen_status fen_march_create(fen_simulation *sim, fen_output *output, fen_march *out, fen_error *err) {
  fen_march march = {.sim = sim, .output = output};
  fen_status status = fen_means_create(sim, &march.means, err);
  if (!status)
    status = FEN_NEW(&march.budgets, sim->lanes.count, err);
  if (status)
    fen_march_clear(&march);
  else
    *out = march;
  return status;
}

void fen_march_clear(fen_march *march) {
  fen_means_clear(&march->means);
  fen_free(march->budgets);
  march->budgets = NULL;
}

bool fen_march_over(const fen_march *march) {
  return march->hour >= march->output->hours;
}

fen_status fen_march_register_place(fen_march *march, fen_registry *registry, fen_error *err) {
  fen_status status = fen_simulation_register_place(march->sim, registry, err);
  return status ? status : fen_registry_add(registry, "run/spool_bytes", FEN_ITEM_INT64, 1, &march->output->spool_bytes, err);
}

fen_status fen_march_register(fen_march *march, fen_registry *registry, fen_error *err) {
  const struct {
    const char *name;
    fen_item_kind kind;
    void *address;
  } items[] = {{"run/hour", FEN_ITEM_INT64, &march->hour},
               {"run/hour_opened", FEN_ITEM_INT64, &march->opened},
               {"run/part_from_s", FEN_ITEM_DOUBLE, &march->part.from_s},
               {"run/part_until_s", FEN_ITEM_DOUBLE, &march->part.until_s},
               {"run/part_steps", FEN_ITEM_INT64, &march->part.steps},
               {"run/part_done", FEN_ITEM_INT64, &march->part.done},
               {"run/worst_residual", FEN_ITEM_DOUBLE, &march->worst_residual},
               {"run/spool_bytes", FEN_ITEM_INT64, &march->output->spool_bytes}};
  fen_status status = fen_simulation_register(march->sim, registry, err);
  if (!status)
    status = fen_means_register(&march->means, registry, err);
  for (size_t n = 0; !status && n < sizeof items / sizeof *items; n++)
    status = fen_registry_add(registry, items[n].name, items[n].kind, 1, items[n].address, err);
  return status;
}

static double hour_end(const fen_march *march) {
  return march->sim->item->period.start_s + hour_s * (double)(march->hour + 1);
}

/* The next instant at which something happens: a sample of the hour's mean, the end of the weather's interval. */
static double next_stop(const fen_march *march) {
  const fen_case *item = march->sim->item;
  double sample_s = hour_s / (double)item->output.samples_per_hour;
  double since_s = fen_simulation_clock(march->sim) - item->period.start_s;
  double sample_end_s = item->period.start_s + sample_s * (floor((since_s + time_tolerance_s) / sample_s) + 1.0);
  double interval_end_s = march->sim->forcing.end_s;
  return sample_end_s < interval_end_s - time_tolerance_s ? sample_end_s : interval_end_s;
}

/* One hour's mean is the trapezoidal rule over its samples: each part weighs half at either end. */
static double half_part_h(const fen_march_part *part) {
  return 0.5 * (part->until_s - part->from_s) / hour_s;
}

static fen_status begin_part(fen_march *march, fen_error *err) {
  fen_simulation *sim = march->sim;
  fen_status status = FEN_OK;
  bool opening = !march->opened;
  bool entering = sim->instant < 0 || fen_simulation_clock(sim) > sim->forcing.end_s - time_tolerance_s;
  if (opening)
    fen_means_start_hour(&march->means);
  if (entering)
    status = fen_simulation_enter(sim, err);
  if (!status && opening && march->hour == 0)
    status = fen_means_sample(&march->means, sim, err);
  if (!status && opening && march->hour == 0)
    status = fen_output_fields_hour(march->output, 0, err);
  if (!status && opening && march->hour == 0)
    status = fen_output_hand_over(march->output, err);
  double clock_s = fen_simulation_clock(sim);
  if (!status && (entering || opening))
    status = fen_simulation_drive(sim, clock_s, fmin(hour_end(march), sim->forcing.end_s), err);
  if (!status && entering)
    status = fen_simulation_look_ahead(sim, err);
  if (status)
    return status;
  march->opened = true;
  march->part = (fen_march_part){.from_s = clock_s, .until_s = next_stop(march)};
  march->part.steps = fen_transport_plan_steps(sim->transport, march->part.until_s);
  fen_means_add(&march->means, half_part_h(&march->part));
  return FEN_OK;
}

/* The solver counts its own processes from its creation on. */
static void time_step(fen_timing *timing, double begun_s, const double before[FEN_PROCESS_COUNT], const double after[FEN_PROCESS_COUNT]) {
  static const fen_timed processes[FEN_PROCESS_COUNT] = {FEN_TIMED_SWEEP_X, FEN_TIMED_SWEEP_Y, FEN_TIMED_COLUMNS};
  (void)fen_timing_lap(timing, FEN_TIMED_STEPS, begun_s);
  for (int p = 0; p < FEN_PROCESS_COUNT; p++) {
    double spent_s = after[p] - before[p];
    fen_timing_add(timing, processes[p], spent_s);
    fen_timing_add(timing, FEN_TIMED_STEPS, -spent_s);
  }
}

/* The last step of a part closes the fields. */
static fen_status step(fen_march *march, fen_error *err) {
  fen_simulation *sim = march->sim;
  fen_march_part *part = &march->part;
  double begun_s = fen_wall_clock_s();
  double before[FEN_PROCESS_COUNT], after[FEN_PROCESS_COUNT];
  fen_transport_get_seconds(sim->transport, before);
  ptrdiff_t n = ++part->done;
  bool last = n == part->steps;
  double end_s = last ? part->until_s : part->from_s + (part->until_s - part->from_s) * (double)n / (double)part->steps;
  fen_status status = fen_transport_run(sim->transport, end_s, 1, last, err);
  fen_transport_get_seconds(sim->transport, after);
  time_step(&sim->timing, begun_s, before, after);
  return status;
}

/* The budget of every lane must close; single precision keeps the mass to about 1e-6 a day. */
static fen_status check_budget(fen_march *march, const fen_log *log, fen_error *err) {
  fen_simulation *sim = march->sim;
  double limit = sim->item->precision == FEN_PRECISION_SINGLE ? 1e-5 : 1e-11;
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    fen_status status = fen_transport_budget(sim->transport, lane->species, lane->member, &march->budgets[l], err);
    if (status)
      return status;
    const fen_budget b = march->budgets[l];
    march->worst_residual = fmax(march->worst_residual, fabs(b.residual));
    if (lane->member == 0)
      fen_log_line(log, FEN_LOG_INFO,
                   "budget %s [kg]: initial %.6g, air %.6g, emitted %.6g, in %.6g, out %.6g, dry %.6g, wet %.6g, residual %.1e", lane->name,
                   b.initial_kg, b.air_kg, b.emitted_kg, b.in_kg, b.out_kg, b.dry_kg, b.wet_kg, b.residual);
    else if (b.minimum < 0.0)
      fen_log_line(log, FEN_LOG_INFO, "%s: smallest mixing ratio %.3g, %.1f %% of its largest (it is carried with its lead's limiter)",
                   lane->name, b.minimum, -100.0 * b.minimum / b.maximum);
    if (!(fabs(b.residual) <= limit))
      return fen_fail(err, FEN_ERR_BUDGET,
                      "error: the mass budget of %s does not close: residual %.3g after %td hours, limit %.0e\n"
                      "  = this is a fault of the program or of the air fluxes; report it with run.log",
                      lane->name, b.residual, march->hour + 1, limit);
  }
  return FEN_OK;
}

static fen_status finish_day(fen_march *march, fen_error *err) {
  const fen_case *item = march->sim->item;
  ptrdiff_t day = fen_output_day_of(item, march->hour);
  bool last_hour = march->hour + 1 == march->output->hours;
  if (!last_hour && fen_output_day_of(item, march->hour + 1) == day)
    return FEN_OK;
  fen_status status = fen_output_day_done(march->output, day, &march->means, err);
  fen_means_start_day(&march->means);
  return status;
}

static fen_status finish_hour(fen_march *march, const fen_log *log, fen_error *err) {
  fen_simulation *sim = march->sim;
  char stamp[FEN_TIME_TEXT];
  fen_transport_stats stats = fen_transport_get_stats(sim->transport);
  const fen_output_hour row = {.budgets = march->budgets,
                               .minimum_lead = stats.minimum_lead,
                               .repair_maximum_mps = sim->repair.maximum_mps,
                               .repair_rms_mps = sim->repair.rms_mps,
                               .repair_top_mps = sim->repair.maximum_top_mps,
                               .steps = stats.steps,
                               .clipped = stats.clipped};
  fen_time_format(fen_simulation_clock(sim), sim->item->period.utc_offset_s, stamp);
  fen_log_line(log, FEN_LOG_INFO,
               "hour %td of %td to %s: %td steps so far, Courant %.2f %.2f %.2f, smallest mixing ratio %.3g, clipped %td", march->hour + 1,
               march->output->hours, stamp, stats.steps, stats.courant[0], stats.courant[1], stats.courant[2], stats.minimum_lead,
               stats.clipped);
  double begun_s = fen_wall_clock_s();
  fen_status status = check_budget(march, log, err);
  begun_s = fen_timing_lap(&sim->timing, FEN_TIMED_BUDGET, begun_s);
  fen_means_end_hour(&march->means);
  if (!status)
    status = fen_output_hour_done(march->output, march->hour, &march->means, &row, err);
  if (!status)
    status = finish_day(march, err);
  if (!status)
    status = fen_output_hand_over(march->output, err);
  (void)fen_timing_lap(&sim->timing, FEN_TIMED_OUTPUT, begun_s);
  march->hour++;
  march->opened = false;
  return status;
}

fen_status fen_march_step(fen_march *march, const fen_log *log, bool *hour_ended, fen_error *err) {
  *hour_ended = false;
  fen_status status = fen_worker_check(march->output->worker, err);
  if (!status && march->part.done >= march->part.steps)
    status = begin_part(march, err);
  if (!status)
    status = step(march, err);
  if (status || march->part.done < march->part.steps)
    return status;
  double begun_s = fen_wall_clock_s();
  status = fen_means_sample(&march->means, march->sim, err);
  fen_means_add(&march->means, half_part_h(&march->part));
  (void)fen_timing_lap(&march->sim->timing, FEN_TIMED_SAMPLING, begun_s);
  *hour_ended = fen_simulation_clock(march->sim) >= hour_end(march) - time_tolerance_s;
  return !status && *hour_ended ? finish_hour(march, log, err) : status;
}
