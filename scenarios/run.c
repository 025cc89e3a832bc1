/* A run, as the list of its processes. */
#include "fenhe/run.h"

#include <math.h>
#include <stdio.h>

#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "output.h"
#include "run_log.h"

static const double hour_s = 3600.0;
static const double time_tolerance_s = 1e-3;

typedef struct {
  fen_simulation *sim;
  fen_output *output;
  fen_means means;
  const fen_run_options *options;
  fen_run_report *report;
  double begun_s;
  ptrdiff_t hour; /* being computed, from 0 */
} run;

const char *fen_version(void) {
  return FEN_VERSION_TEXT;
}

static bool stopping(const run *r) {
  return r->options->stop && *r->options->stop;
}

/* Step to an instant within the interval; fields are closed there. */
static fen_status advance(run *r, double until_s, fen_error *err) {
  fen_simulation *sim = r->sim;
  double begun_s = fen_wall_clock_s();
  double from_s = fen_simulation_clock(sim);
  ptrdiff_t steps = fen_transport_plan_steps(sim->transport, until_s);
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 1; !status && n <= steps && !stopping(r); n++) {
    bool last = n == steps;
    double step_end_s = last ? until_s : from_s + (until_s - from_s) * (double)n / (double)steps;
    status = fen_transport_run(sim->transport, step_end_s, 1, last, err);
  }
  sim->seconds[FEN_TIMED_TRANSPORT] += fen_wall_clock_s() - begun_s;
  return status;
}

/* The next instant at which something happens: a sample of the hour's mean, the end of the weather's interval. */
static double next_stop(const run *r) {
  const fen_case *item = r->sim->item;
  double sample_s = hour_s / (double)item->output.samples_per_hour;
  double since_s = fen_simulation_clock(r->sim) - item->period.start_s;
  double sample_end_s = item->period.start_s + sample_s * (floor((since_s + time_tolerance_s) / sample_s) + 1.0);
  double interval_end_s = r->sim->forcing.end_s;
  return sample_end_s < interval_end_s - time_tolerance_s ? sample_end_s : interval_end_s;
}

static double hour_end(const run *r) {
  return r->sim->item->period.start_s + hour_s * (double)(r->hour + 1);
}

/* One hour's mean is the trapezoidal rule over its samples. */
static fen_status compute_hour(run *r, fen_error *err) {
  fen_simulation *sim = r->sim;
  fen_status status = FEN_OK;
  bool driven = false;
  fen_means_start_hour(&r->means);
  while (!status && fen_simulation_clock(sim) < hour_end(r) - time_tolerance_s && !stopping(r)) {
    bool entering = sim->instant < 0 || fen_simulation_clock(sim) > sim->forcing.end_s - time_tolerance_s;
    if (entering)
      status = fen_simulation_enter(sim, err);
    double clock_s = fen_simulation_clock(sim);
    if (!status && r->hour == 0 && !driven)
      status = fen_means_sample(&r->means, sim, err);
    if (!status && r->hour == 0 && !driven)
      status = fen_output_fields_hour(r->output, 0, err);
    if (!status && (entering || !driven))
      status = fen_simulation_drive(sim, clock_s, fmin(hour_end(r), sim->forcing.end_s), err);
    if (status)
      break;
    driven = true;
    double until_s = next_stop(r);
    double half_h = 0.5 * (until_s - clock_s) / hour_s;
    fen_means_add(&r->means, half_h);
    status = advance(r, until_s, err);
    if (!status && !stopping(r))
      status = fen_means_sample(&r->means, sim, err);
    fen_means_add(&r->means, half_h);
  }
  return status;
}

/* The budget of every lane must close; single precision keeps the mass to about 1e-6 a day. */
static fen_status check_budget(run *r, const fen_log *log, fen_error *err) {
  fen_simulation *sim = r->sim;
  double limit = sim->item->precision == FEN_PRECISION_SINGLE ? 1e-5 : 1e-11;
  for (ptrdiff_t l = 0; l < sim->lanes.count; l++) {
    const fen_lane *lane = &sim->lanes.items[l];
    fen_budget b;
    fen_status status = fen_transport_budget(sim->transport, lane->species, lane->member, &b, err);
    if (status)
      return status;
    r->report->worst_residual = fmax(r->report->worst_residual, fabs(b.residual));
    if (!lane->tag)
      fen_log_line(log, FEN_LOG_INFO,
                   "budget %s [kg]: initial %.6g, air %.6g, emitted %.6g, in %.6g, out %.6g, dry %.6g, wet %.6g, residual %.1e", lane->name,
                   b.initial_kg, b.air_kg, b.emitted_kg, b.in_kg, b.out_kg, b.dry_kg, b.wet_kg, b.residual);
    else if (b.minimum < 0.0)
      fen_log_line(log, FEN_LOG_INFO,
                   "tag %s: smallest mixing ratio %.3g, %.1f %% of its largest (a tag is carried with its lead's limiter)", lane->name,
                   b.minimum, -100.0 * b.minimum / b.maximum);
    if (!(fabs(b.residual) <= limit))
      return fen_fail(err, FEN_ERR_BUDGET,
                      "error: the mass budget of %s does not close: residual %.3g after %td hours, limit %.0e\n"
                      "  = this is a fault of the program or of the air fluxes; report it with run.log",
                      lane->name, b.residual, r->hour + 1, limit);
  }
  return FEN_OK;
}

static fen_status finish_hour(run *r, const fen_log *log, fen_error *err) {
  fen_simulation *sim = r->sim;
  char stamp[FEN_TIME_TEXT];
  fen_transport_stats stats = fen_transport_get_stats(sim->transport);
  const fen_output_hour row = {.minimum_lead = stats.minimum_lead,
                               .repair_maximum_mps = sim->repair.maximum_mps,
                               .repair_rms_mps = sim->repair.rms_mps,
                               .repair_top_mps = sim->repair.maximum_top_mps,
                               .steps = stats.steps,
                               .clipped = stats.clipped};
  fen_time_format(fen_simulation_clock(sim), sim->item->period.utc_offset_s, stamp);
  fen_log_line(log, FEN_LOG_INFO,
               "hour %td of %td to %s: %td steps so far, Courant %.2f %.2f %.2f, smallest mixing ratio %.3g, clipped %td", r->hour + 1,
               r->output->hours, stamp, stats.steps, stats.courant[0], stats.courant[1], stats.courant[2], stats.minimum_lead,
               stats.clipped);
  fen_status status = check_budget(r, log, err);
  double begun_s = fen_wall_clock_s();
  fen_means_end_hour(&r->means);
  if (!status)
    status = fen_output_hour_done(r->output, r->hour, &r->means, &row, err);
  ptrdiff_t day = fen_output_day_of(sim->item, r->hour);
  bool last_hour = r->hour + 1 == r->output->hours;
  if (!status && (last_hour || fen_output_day_of(sim->item, r->hour + 1) != day)) {
    status = fen_output_day_done(r->output, day, &r->means, err);
    fen_means_start_day(&r->means);
  }
  r->report->steps = stats.steps;
  sim->seconds[FEN_TIMED_OUTPUT] += fen_wall_clock_s() - begun_s;
  return status;
}

static void tell_progress(const run *r) {
  if (!r->options->progress)
    return;
  double wall_s = fen_wall_clock_s() - r->begun_s;
  ptrdiff_t done = r->hour + 1;
  const fen_run_progress progress = {.start_s = r->sim->item->period.start_s,
                                     .end_s = r->sim->item->period.end_s,
                                     .clock_s = fen_simulation_clock(r->sim),
                                     .utc_offset_s = r->sim->item->period.utc_offset_s,
                                     .wall_s = wall_s,
                                     .remaining_s = wall_s * (double)(r->output->hours - done) / (double)done};
  r->options->progress(r->options->progress_context, &progress);
}

static fen_status run_hours(run *r, const fen_log *log, fen_error *err) {
  fen_status status = FEN_OK;
  for (r->hour = 0; !status && r->hour < r->output->hours && !stopping(r); r->hour++) {
    status = compute_hour(r, err);
    if (!status && !stopping(r))
      status = finish_hour(r, log, err);
    if (!status && !stopping(r))
      tell_progress(r);
  }
  return status;
}

static fen_status run_into(run *r, const fen_case *item, const char *folder, const char *command, const fen_log *log, fen_error *err) {
  fen_status status = fen_simulation_open(item, log, &r->sim, err);
  if (!status)
    status = fen_output_create(r->sim, folder, command, &r->output, err);
  if (!status)
    status = fen_means_create(r->sim, &r->means, err);
  if (!status)
    status = run_hours(r, log, err);
  r->report->stopped = stopping(r);
  if (!status && !r->report->stopped) {
    double begun_s = fen_wall_clock_s();
    status = fen_output_commit(r->output, &r->means, err);
    r->sim->seconds[FEN_TIMED_OUTPUT] += fen_wall_clock_s() - begun_s;
    r->report->wall_s = fen_wall_clock_s() - r->begun_s;
    if (!status)
      status = fen_output_summary(r->sim, folder, command, r->report, err);
  }
  if (r->report->stopped)
    fen_log_line(log, FEN_LOG_WARNING, "stopped before the end of the period; no output was left");
  fen_means_clear(&r->means);
  fen_output_close(&r->output);
  fen_simulation_close(&r->sim);
  return status;
}

fen_status fen_run(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err) {
  fen_run_report own = {0};
  run r = {.options = options, .report = report ? report : &own, .begun_s = fen_wall_clock_s()};
  const char *folder = options->folder ? options->folder : item->output.folder;
  const char *command = options->command ? options->command : "fenhe";
  char path[FEN_OUTPUT_PATH];
  fen_run_log log;
  *r.report = (fen_run_report){0};
  (void)snprintf(r.report->folder, sizeof r.report->folder, "%s", folder);
  fen_status status = fen_folder_create(folder, err);
  (void)snprintf(path, sizeof path, "%s/run.log", folder);
  if (!status)
    status = fen_run_log_open(path, options->log, &log, err);
  if (status)
    return status;
  fen_log_line(&log.log, FEN_LOG_INFO, "Fenhe %s: %s", fen_version(), item->title);
  status = run_into(&r, item, folder, command, &log.log, err);
  if (status && err)
    fen_log_line(&log.log, FEN_LOG_INFO, "%s", err->text);
  r.report->wall_s = fen_wall_clock_s() - r.begun_s;
  fen_run_log_close(&log);
  return status;
}
