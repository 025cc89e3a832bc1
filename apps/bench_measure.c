/* Timing: each repeat of a process beside a copy of memory, so that a machine that others use is seen to be one. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "bench_copy.h"
#include "bench_yardstick.h"
#include "fenhe/clock.h"

/* A repeat makes so many calls that it takes this long, within bounds. */
static const double repeat_s = 0.05;
static const double quick_repeat_s = 0.02;
enum { MOST_CALLS = 64, YARDSTICK_SPECIES = 16 };

typedef struct {
  const fen_bench_options *options;
  fen_bench_flow *flow;
  fen_bench_copy *copy;
  fen_bench_table *table;
  int rows; /* to be measured in all */
} bench;

/* What is timed: exactly one of the two is not NULL. */
typedef struct {
  const bench *b;
  fen_bench_process process;
  fen_transport *transport;
  fen_bench_yardstick *yardstick;
} subject;

static fen_status sweep(const subject *s, fen_axis axis, fen_error *err) {
  return fen_transport_advect_axis(s->transport, axis, s->b->flow->dt_s, err);
}

/* The calls that make one update of every cell and tracer. */
static fen_status call(const subject *s, fen_error *err) {
  fen_status status = FEN_OK;
  switch (s->process) {
  case FEN_BENCH_X_SWEEP:
    return sweep(s, FEN_AXIS_X, err);
  case FEN_BENCH_Y_SWEEP:
    return sweep(s, FEN_AXIS_Y, err);
  case FEN_BENCH_Z_SWEEP:
    return sweep(s, FEN_AXIS_Z, err);
  case FEN_BENCH_DIFFUSION:
    return fen_transport_diffuse(s->transport, s->b->flow->dt_s, err);
  case FEN_BENCH_XYZ_DIFFUSION:
    for (fen_axis axis = FEN_AXIS_X; !status && axis <= FEN_AXIS_Z; axis++)
      status = sweep(s, axis, err);
    return status ? status : fen_transport_diffuse(s->transport, s->b->flow->dt_s, err);
  default:
    fen_bench_yardstick_step(s->yardstick);
    return FEN_OK;
  }
}

/*
 * Seconds that so many calls take. A whole step is timed in one run, left open at its end, so that every step has one X sweep. Single
 * sweeps change the cells' air, which is put back between them, outside the time, so that none runs empty.
 */
static fen_status spend(const subject *s, int calls, double *seconds, fen_error *err) {
  fen_status status = FEN_OK;
  *seconds = 0.0;
  if (s->process == FEN_BENCH_FULL_STEP) {
    double begun_s = fen_wall_clock_s();
    status = fen_transport_run(s->transport, fen_transport_clock_s(s->transport) + calls * s->b->flow->dt_s, calls, 0, err);
    *seconds = fen_wall_clock_s() - begun_s;
    return status;
  }
  for (int n = 0; !status && n < calls; n++) {
    double begun_s = fen_wall_clock_s();
    status = call(s, err);
    *seconds += fen_wall_clock_s() - begun_s;
    if (!status && s->transport)
      status = fen_transport_replace_air(s->transport, s->b->flow->air_kg[0], err);
  }
  return status;
}

/* Single processes can only be called when the last half sweep has been made. */
static fen_status close_steps(const subject *s, fen_error *err) {
  if (s->process != FEN_BENCH_FULL_STEP)
    return FEN_OK;
  fen_status status = fen_transport_run(s->transport, fen_transport_clock_s(s->transport) + s->b->flow->dt_s, 1, 1, err);
  return status ? status : fen_transport_replace_air(s->transport, s->b->flow->air_kg[0], err);
}

/* Progress, for who waits at a terminal. */
static void tell(const bench *b, const fen_bench_row *row) {
  if (isatty(STDERR_FILENO) != 1)
    return;
  (void)fprintf(stderr, "\r%3td of %d  %-14s %s  %3d species %3d tags %3d threads  %8.1f M/s   ", b->table->count, b->rows, row->process,
                row->precision, row->species, row->tags, row->threads, row->median);
  if (b->table->count == b->rows)
    (void)fputc('\n', stderr);
}

/* Fill in the rates of a row whose case is set, and add it to the table. */
static fen_status measure(const subject *s, fen_bench_row *row, fen_error *err) {
  const fen_bench_options *o = s->b->options;
  double rates[FEN_BENCH_MOST_REPEATS];
  double copies[FEN_BENCH_MOST_REPEATS];
  double updates = (double)(row->grid[0] * row->grid[1] * row->grid[2]) * row->species * (1.0 + row->tags) / 1e6;
  double seconds = 0.0;
  double unused;
  fen_status status = spend(s, 1, &seconds, err); /* caches and pages warm; its time tells how many calls a repeat needs */
  int calls = seconds > 0.0 ? (int)fmin(MOST_CALLS, ceil((o->quick ? quick_repeat_s : repeat_s) / seconds)) : MOST_CALLS;
  for (int n = 0; !status && n < o->repeats; n++) {
    status = spend(s, calls, &seconds, err);
    rates[n] = updates * calls / seconds;
    copies[n] = fen_bench_copy_once(s->b->copy, row->threads);
  }
  if (!status)
    status = close_steps(s, err);
  if (status)
    return status;
  fen_bench_spread(rates, o->repeats, &row->least, &row->median, &row->most);
  fen_bench_spread(copies, o->repeats, &unused, &row->copy_gbps, &unused);
  row->fraction = row->bytes * row->median * 1e6 / (row->copy_gbps * 1e9);
  status = fen_bench_table_add(s->b->table, row, err);
  tell(s->b, row);
  return status;
}

static fen_bench_row row_of(const bench *b, fen_bench_process process, const fen_bench_tracers *tracers, int threads) {
  fen_bench_work work = fen_bench_work_of(process, tracers->precision, tracers->limiter, tracers->species, tracers->tags);
  fen_bench_row row = {.species = tracers->species, .tags = tracers->tags, .threads = threads, .bytes = work.bytes, .flops = work.flops};
  (void)snprintf(row.process, sizeof row.process, "%s", fen_bench_process_names[process]);
  (void)snprintf(row.precision, sizeof row.precision, "%s", fen_bench_precision_name(tracers->precision));
  memcpy(row.grid, b->options->cells, sizeof row.grid);
  return row;
}

/* All processes of one transport. */
static fen_status bench_tracers(const bench *b, const fen_bench_tracers *tracers, int threads, fen_error *err) {
  subject s = {.b = b};
  omp_set_num_threads(threads);
  fen_status status = fen_bench_flow_transport(b->flow, tracers, &s.transport, err);
  /* From the end, so that whole steps are made on fields that no single sweep has drawn out. */
  for (int p = FEN_BENCH_YARDSTICK - 1; !status && p >= 0; p--) {
    if (!b->options->processes[p])
      continue;
    s.process = (fen_bench_process)p;
    fen_bench_row row = row_of(b, s.process, tracers, threads);
    status = measure(&s, &row, err);
  }
  fen_transport_destroy(&s.transport);
  return status;
}

/* The yardstick takes its tracers one after the other, so that one number of them tells all. */
static fen_status bench_yardstick(const bench *b, int threads, fen_error *err) {
  const fen_bench_options *o = b->options;
  subject s = {.b = b, .process = FEN_BENCH_YARDSTICK};
  fen_bench_tracers tracers = {.species = 1, .precision = FEN_PRECISION_SINGLE, .limiter = o->limiter};
  for (int n = 0; n < o->species_count; n++)
    if (o->species[n] > tracers.species && o->species[n] <= YARDSTICK_SPECIES)
      tracers.species = o->species[n];
  fen_bench_row row = row_of(b, FEN_BENCH_YARDSTICK, &tracers, threads);
  fen_status status = fen_bench_yardstick_create(b->flow, tracers.species, threads, &s.yardstick, err);
  if (!status)
    status = measure(&s, &row, err);
  fen_bench_yardstick_destroy(&s.yardstick);
  return status;
}

static fen_status bench_threads(const bench *b, int threads, fen_error *err) {
  const fen_bench_options *o = b->options;
  fen_bench_tracers tracers = {.limiter = o->limiter, .instructions = o->instructions, .courant_max = 10.0};
  fen_status status = o->processes[FEN_BENCH_YARDSTICK] ? bench_yardstick(b, threads, err) : FEN_OK;
  for (int p = 0; !status && p < o->precision_count; p++) {
    tracers.precision = o->precisions[p];
    for (int n = 0; !status && n < o->species_count + o->tags_count; n++) {
      bool tagged = n >= o->species_count;
      tracers.species = tagged ? 1 : o->species[n];
      tracers.tags = tagged ? o->tags[n - o->species_count] : 0;
      status = bench_tracers(b, &tracers, threads, err);
    }
  }
  return status;
}

static void describe(const fen_bench_options *o, fen_bench_table *table) {
  table->repeats = o->repeats;
  (void)snprintf(table->instructions, sizeof table->instructions, "%s", fen_instructions_name(o->instructions));
  (void)snprintf(table->limiter, sizeof table->limiter, "%s", fen_bench_limiter_name(o->limiter));
  (void)snprintf(table->field, sizeof table->field, "%s", o->clean_air ? "clean" : "background");
  (void)snprintf(table->version, sizeof table->version, "%s", fen_version());
  fen_bench_cpu(table->cpu, sizeof table->cpu);
}

fen_status fen_bench_measure(const fen_bench_options *o, fen_bench_table *out, fen_error *err) {
  fen_bench_table table = {0};
  bench b = {.options = o, .table = &table};
  describe(o, &table);
  for (int p = 0; p < FEN_BENCH_YARDSTICK; p++)
    b.rows += o->processes[p] ? o->thread_count * o->precision_count * (o->species_count + o->tags_count) : 0;
  b.rows += o->processes[FEN_BENCH_YARDSTICK] ? o->thread_count : 0;
  fen_status status = fen_bench_flow_create(o->cells, &b.flow, err);
  if (!status)
    b.flow->clean_air = o->clean_air;
  if (!status)
    status = fen_bench_copy_create(&b.copy, err);
  for (int t = 0; !status && t < o->thread_count; t++)
    status = bench_threads(&b, o->threads[t], err);
  for (int t = 0; !status && t < o->thread_count; t++) {
    table.copy_threads[t] = o->threads[t];
    table.copy_gbps[t] = fen_bench_table_copy(&table, o->threads[t]);
    table.copy_count = t + 1;
  }
  fen_bench_copy_destroy(&b.copy);
  fen_bench_flow_destroy(&b.flow);
  if (status)
    fen_bench_table_clear(&table);
  else
    *out = table;
  return status;
}
