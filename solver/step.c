/* The splitting (Eq. 17 and 18): which process acts when, on which fluxes. */
#include <math.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "state.h"

/* The three processes, each counted with its wall time. */
static fen_status timed_sweep_x(fen_transport *t, double c0, double c1, int with_pending, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_sweep_x(t, c0, c1, with_pending, err);
  t->stats.seconds[FEN_PROCESS_X] += fen_wall_clock_s() - begun_s;
  return status;
}

static fen_status timed_sweep_y(fen_transport *t, double c0, double c1, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_sweep_y(t, c0, c1, err);
  t->stats.seconds[FEN_PROCESS_Y] += fen_wall_clock_s() - begun_s;
  return status;
}

static fen_status timed_columns(fen_transport *t, const fen_column_plan *plan, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_columns(t, plan, err);
  t->stats.seconds[FEN_PROCESS_COLUMNS] += fen_wall_clock_s() - begun_s;
  return status;
}

/* Fluxes over dt around an instant as multiples of those at the interval's start and end. */
static void flux_share(const fen_transport *t, double middle_s, double dt_s, double *c0, double *c1) {
  double w1 = (middle_s - t->forcing.start_s) / (t->forcing.end_s - t->forcing.start_s);
  *c0 = dt_s * (1.0 - w1);
  *c1 = dt_s * w1;
}

static fen_status need_forcing(const fen_transport *t, double dt_s, fen_error *err) {
  if (!t->forcing.air_kg[0])
    return fen_fail(err, FEN_ERR_ARGUMENT, "no forcing is in force: none has been set, or the last one was refused");
  if (t->broken)
    return fen_fail(err, FEN_ERR_ARGUMENT, "an earlier step failed at %.0f s and left its fields half-way: create the transport anew",
                    t->clock_s);
  if (!(dt_s > 0.0) || !isfinite(dt_s))
    return fen_fail(err, FEN_ERR_ARGUMENT, "time step %g s must be > 0", dt_s);
  return FEN_OK;
}

/* Make the X sweep that is due: what is pending and c0, c1 more. */
static fen_status sweep_x_due(fen_transport *t, double c0, double c1, fen_error *err) {
  fen_status status = timed_sweep_x(t, t->pending_s[0] + c0, t->pending_s[1] + c1, 1, err);
  t->pending_s[0] = t->pending_s[1] = 0.0;
  t->pending_kept = 0;
  return status;
}

/* Y(1/2) [diffuse(1/2) Z diffuse(1/2)] Y(1/2), the inside of a step. */
static fen_status inside_deep(fen_transport *t, double c0, double c1, double dt_s, fen_error *err) {
  fen_column_plan column = {
      .diffuse_s = {0.5 * dt_s, 0.5 * dt_s}, .c0 = c0, .c1 = c1, .time_s = {t->clock_s + 0.25 * dt_s, t->clock_s + 0.75 * dt_s}};
  fen_status status = timed_sweep_y(t, 0.5 * c0, 0.5 * c1, err);
  if (!status)
    status = timed_columns(t, &column, err);
  return status ? status : timed_sweep_y(t, 0.5 * c0, 0.5 * c1, err);
}

/* A single closed layer has no Z sweep: its sources and sinks go around one whole Y sweep, which saves a sweep and its error. */
static fen_status inside_flat(fen_transport *t, double c0, double c1, double dt_s, fen_error *err) {
  fen_column_plan before = {.diffuse_s = {0.0, 0.5 * dt_s}, .time_s = {0.0, t->clock_s + 0.25 * dt_s}};
  fen_column_plan after = {.diffuse_s = {0.0, 0.5 * dt_s}, .time_s = {0.0, t->clock_s + 0.75 * dt_s}};
  fen_status status = timed_columns(t, &before, err);
  if (!status)
    status = timed_sweep_y(t, c0, c1, err);
  return status ? status : timed_columns(t, &after, err);
}

static fen_status one_step(fen_transport *t, double dt_s, fen_error *err) {
  double c0;
  double c1;
  flux_share(t, t->clock_s + 0.5 * dt_s, dt_s, &c0, &c1);
  fen_status status = sweep_x_due(t, 0.5 * c0, 0.5 * c1, err);
  int flat = t->nz == 1 && !t->forcing.flux_top_kgps[0];
  if (!status)
    status = flat ? inside_flat(t, c0, c1, dt_s, err) : inside_deep(t, c0, c1, dt_s, err);
  if (status)
    return status;
  t->pending_s[0] = 0.5 * c0;
  t->pending_s[1] = 0.5 * c1;
  t->clock_s += dt_s;
  t->stats.steps++;
  return FEN_OK;
}

/* At the interval's end its fluxes are about to go: write the pending sweep out in kilograms. */
static fen_status keep_pending(fen_transport *t, fen_error *err) {
  ptrdiff_t faces = t->nz * t->ny * (t->nx + 1);
  fen_status status = t->pending_kg ? FEN_OK : FEN_NEW(&t->pending_kg, faces, err);
  if (status)
    return status;
  for (ptrdiff_t f = 0; f < faces; f++)
    t->pending_kg[f] = t->pending_s[0] * t->forcing.flux_x_kgps[0][f] + t->pending_s[1] * t->forcing.flux_x_kgps[1][f];
  t->pending_s[0] = t->pending_s[1] = 0.0;
  t->pending_kept = 1;
  return FEN_OK;
}

/* Largest relative difference between the air carried through the sweeps and that of the forcing, now. */
static void note_continuity(fen_transport *t) {
  const fen_forcing *f = &t->forcing;
  double w1 = (t->clock_s - f->start_s) / (f->end_s - f->start_s);
  for (ptrdiff_t c = 0; c < t->cells; c++) {
    double wanted = (1.0 - w1) * f->air_kg[0][c] + w1 * f->air_kg[1][c];
    double miss = fabs(t->air_kg[c] / wanted - 1.0);
    if (!(miss <= t->stats.continuity) && !isnan(t->stats.continuity))
      t->stats.continuity = miss;
  }
}

fen_status fen_transport_run(fen_transport *t, double until_s, ptrdiff_t steps, int close, fen_error *err) {
  fen_status status = need_forcing(t, until_s - t->clock_s, err);
  if (status)
    return status;
  if (steps < 1 || until_s > t->forcing.end_s + fen_instant_tolerance_s(&t->forcing))
    return fen_fail(err, FEN_ERR_ARGUMENT, "%td steps until %.6f s: the interval ends at %.6f s", steps, until_s, t->forcing.end_s);
  double start_s = t->clock_s;
  double dt_s = (until_s - start_s) / (double)steps;
  for (int axis = 0; axis < 3; axis++)
    t->stats.courant[axis] = dt_s * t->courant_rate[axis];
  for (ptrdiff_t n = 0; n < steps; n++) {
    t->clock_s = start_s + (double)n * dt_s;
    status = one_step(t, dt_s, err);
    if (status)
      return status;
  }
  t->clock_s = until_s;
  if (!close)
    return until_s < t->forcing.end_s - fen_instant_tolerance_s(&t->forcing) ? FEN_OK : keep_pending(t, err);
  status = sweep_x_due(t, 0.0, 0.0, err);
  if (!status)
    note_continuity(t);
  return status;
}

fen_status fen_transport_advect_axis(fen_transport *t, fen_axis axis, double dt_s, fen_error *err) {
  fen_status status = need_forcing(t, dt_s, err);
  if (status)
    return status;
  if ((unsigned)axis > FEN_AXIS_Z)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no axis %d", (int)axis);
  double c0;
  double c1;
  flux_share(t, t->clock_s + 0.5 * dt_s, dt_s, &c0, &c1);
  if (axis == FEN_AXIS_X)
    return timed_sweep_x(t, c0, c1, 0, err);
  if (axis == FEN_AXIS_Y)
    return timed_sweep_y(t, c0, c1, err);
  return timed_columns(t, &(fen_column_plan){.c0 = c0, .c1 = c1}, err);
}

fen_status fen_transport_advect(fen_transport *t, double dt_s, fen_error *err) {
  fen_status status = need_forcing(t, dt_s, err);
  double c0 = 0.0;
  double c1 = 0.0;
  if (status)
    return status;
  flux_share(t, t->clock_s + 0.5 * dt_s, dt_s, &c0, &c1);
  status = timed_sweep_x(t, 0.5 * c0, 0.5 * c1, 0, err);
  if (!status)
    status = timed_sweep_y(t, 0.5 * c0, 0.5 * c1, err);
  if (!status)
    status = timed_columns(t, &(fen_column_plan){.c0 = c0, .c1 = c1}, err);
  if (!status)
    status = timed_sweep_y(t, 0.5 * c0, 0.5 * c1, err);
  if (!status)
    status = timed_sweep_x(t, 0.5 * c0, 0.5 * c1, 0, err);
  return status;
}

fen_status fen_transport_diffuse(fen_transport *t, double dt_s, fen_error *err) {
  fen_status status = need_forcing(t, dt_s, err);
  if (status)
    return status;
  double middle_s = t->clock_s + 0.5 * dt_s;
  return timed_columns(t, &(fen_column_plan){.diffuse_s = {0.0, dt_s}, .time_s = {middle_s, middle_s}}, err);
}
