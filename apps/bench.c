/* bench: million cell-tracer updates per second of each process and of the whole step. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_flow.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "verbs.h"

static const char help[] =
    "usage: fenhe bench [--cells NXxNYxNZ] [--repeats N] [--precision single|double] [--tracers N,N,...]\n"
    "                   [--instructions best|baseline|avx2|avx512] [--json]\n\n"
    "Million cell-tracer updates per second of each process and of the whole step, for 1, 4, 16 and 64 tracers\n"
    "(a lead and its tags) in a sheared, overturning flow over 128 x 128 x 32 cells at a Courant number of about 2,\n"
    "beside the measured copy bandwidth. The best and the median of the repeats are given. The kernels use the widest\n"
    "instructions that the processor has, or the named ones: results are the same to the byte, speed is not.\n";

enum { MOST_REPEATS = 100, MOST_COUNTS = 16, MOST_CELLS = 100000 };

typedef enum { PROCESS_X, PROCESS_Y, PROCESS_Z, PROCESS_DIFFUSION, PROCESS_STEP, PROCESSES } process;
static const char *const process_names[PROCESSES] = {"x sweep", "y sweep", "z sweep", "diffusion", "whole step"};

typedef struct {
  ptrdiff_t cells[3];
  int repeats;
  fen_precision precision;
  fen_instructions instructions;
  int counts[MOST_COUNTS];
  int count_count;
  bool as_json;
} options;

typedef struct {
  double best, median; /* million cell-tracer updates per second */
} rate;

static int compare(const void *a, const void *b) {
  const double *x = a;
  const double *y = b;
  return (*x > *y) - (*x < *y);
}

static fen_status call(fen_transport *transport, process p, double dt_s, fen_error *err) {
  switch (p) {
  case PROCESS_X:
    return fen_transport_advect_axis(transport, FEN_AXIS_X, dt_s, err);
  case PROCESS_Y:
    return fen_transport_advect_axis(transport, FEN_AXIS_Y, dt_s, err);
  case PROCESS_Z:
    return fen_transport_advect_axis(transport, FEN_AXIS_Z, dt_s, err);
  case PROCESS_DIFFUSION:
    return fen_transport_diffuse(transport, dt_s, err);
  default:
    return fen_transport_run(transport, fen_transport_clock_s(transport) + dt_s, 1, 1, err);
  }
}

/* Single sweeps change the cells' air; it is put back between repeats, so that none runs empty. */
static fen_status measure(const fen_bench_flow *flow, fen_transport *transport, process p, const options *o, int tracers, rate *out,
                          fen_error *err) {
  double seconds[MOST_REPEATS];
  double updates = (double)(o->cells[0] * o->cells[1] * o->cells[2]) * tracers / 1e6;
  fen_status status = FEN_OK;
  for (int n = -1; !status && n < o->repeats; n++) {
    double begun_s = fen_wall_clock_s();
    status = call(transport, p, flow->dt_s, err);
    if (n >= 0)
      seconds[n] = fen_wall_clock_s() - begun_s;
    if (!status && p != PROCESS_STEP)
      status = fen_transport_replace_air(transport, flow->air_kg, err);
  }
  if (status)
    return status;
  qsort(seconds, (size_t)o->repeats, sizeof *seconds, compare);
  *out = (rate){updates / seconds[0], updates / seconds[o->repeats / 2]};
  return FEN_OK;
}

static fen_status bench_tracers(const options *o, int tracers, rate rates[PROCESSES], fen_error *err) {
  fen_bench_flow *flow = NULL;
  fen_transport *transport = NULL;
  fen_status status = fen_bench_flow_create(o->cells, &flow, err);
  if (!status)
    status = fen_bench_flow_transport(flow, tracers, o->precision, o->instructions, &transport, err);
  for (int p = 0; !status && p < PROCESSES; p++)
    status = measure(flow, transport, (process)p, o, tracers, &rates[p], err);
  fen_transport_destroy(&transport);
  fen_bench_flow_destroy(&flow);
  return status;
}

static void print_text(const options *o, rate rates[][PROCESSES], double copy_gbps) {
  (void)printf("%td x %td x %td cells, %s precision, %s instructions, %d repeats; copy %.1f GB/s (read and write counted)\n\n", o->cells[0],
               o->cells[1], o->cells[2], o->precision == FEN_PRECISION_SINGLE ? "single" : "double", fen_instructions_name(o->instructions),
               o->repeats, copy_gbps);
  (void)printf("million cell-tracer updates per second, best (median)\n%-12s", "tracers");
  for (int p = 0; p < PROCESSES; p++)
    (void)printf("%20s", process_names[p]);
  for (int c = 0; c < o->count_count; c++) {
    (void)printf("\n%-12d", o->counts[c]);
    for (int p = 0; p < PROCESSES; p++) {
      char text[40];
      (void)snprintf(text, sizeof text, "%.1f (%.1f)", rates[c][p].best, rates[c][p].median);
      (void)printf("%20s", text);
    }
  }
  (void)putchar('\n');
}

static void print_json(const options *o, rate rates[][PROCESSES], double copy_gbps) {
  json_t *rows = json_array();
  for (int c = 0; c < o->count_count; c++)
    for (int p = 0; p < PROCESSES; p++)
      json_array_append_new(rows, json_pack("{s:i, s:s, s:f, s:f}", "tracers", o->counts[c], "process", process_names[p], "best_mups",
                                            rates[c][p].best, "median_mups", rates[c][p].median));
  json_t *root =
      json_pack("{s:s, s:[I,I,I], s:s, s:s, s:i, s:f, s:o}", "version", fen_version(), "cells", (json_int_t)o->cells[0],
                (json_int_t)o->cells[1], (json_int_t)o->cells[2], "precision", o->precision == FEN_PRECISION_SINGLE ? "single" : "double",
                "instructions", fen_instructions_name(o->instructions), "repeats", o->repeats, "copy_gb_per_s", copy_gbps, "rates", rows);
  (void)json_dumpf(root, stdout, JSON_INDENT(2));
  (void)putchar('\n');
  json_decref(root);
}

static bool read_counts(const char *text, options *o) {
  o->count_count = 0;
  while (o->count_count < MOST_COUNTS) {
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || value < 1 || value > 4096)
      return false;
    o->counts[o->count_count++] = (int)value;
    if (!*end)
      return true;
    if (*end != ',')
      return false;
    text = end + 1;
  }
  return false;
}

/* 64,64,20 or 64x64x20 */
static bool read_cells(const char *text, options *o) {
  static const long least[3] = {8, 8, 4};
  for (int axis = 0; axis < 3; axis++) {
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || value < least[axis] || value > MOST_CELLS || (axis < 2 ? *end != ',' && *end != 'x' : *end != '\0'))
      return false;
    o->cells[axis] = value;
    text = end + 1;
  }
  return true;
}

static bool read_repeats(const char *text, options *o) {
  char *end;
  long value = strtol(text, &end, 10);
  o->repeats = (int)value;
  return end != text && *end == '\0' && value >= 1 && value <= MOST_REPEATS;
}

static bool read_precision(const char *text, options *o) {
  o->precision = strcmp(text, "double") == 0 ? FEN_PRECISION_DOUBLE : FEN_PRECISION_SINGLE;
  return strcmp(text, "double") == 0 || strcmp(text, "single") == 0;
}

static bool read_instructions(const char *text, options *o) {
  int n = FEN_INSTRUCTIONS_BEST;
  while (n <= FEN_INSTRUCTIONS_AVX512 && strcmp(text, fen_instructions_name((fen_instructions)n)) != 0)
    n++;
  o->instructions = n == FEN_INSTRUCTIONS_BEST ? fen_instructions_best() : (fen_instructions)n;
  return fen_instructions_available(o->instructions);
}

static const struct {
  const char *name;
  bool (*read)(const char *text, options *o);
  const char *wanted;
} with_value[] = {
    {"--cells", read_cells, "give three numbers, such as 64x64x20, of at least 8x8x4"},
    {"--tracers", read_counts, "give up to 16 numbers of 1 to 4096, such as 1,4,16"},
    {"--repeats", read_repeats, "give 1 to 100"},
    {"--precision", read_precision, "give single or double"},
    {"--instructions", read_instructions, "give best, baseline, avx2 or avx512, of those that this processor has (see fenhe doctor)"},
};

/* Exit status of a wrong command line, FEN_EXIT_OK for a right one. */
static int read_options(const fen_app_arguments *arguments, options *o) {
  enum { OPTIONS = sizeof with_value / sizeof *with_value };
  for (int n = 1; n < arguments->argc; n++) {
    const char *word = arguments->argv[n];
    size_t k = 0;
    if (strcmp(word, "--json") == 0) {
      o->as_json = true;
      continue;
    }
    while (k < OPTIONS && strcmp(word, with_value[k].name) != 0)
      k++;
    if (k == OPTIONS)
      return fen_app_complain_usage("bench", "unknown option '%s'", word);
    if (++n == arguments->argc)
      return fen_app_complain_usage("bench", "%s has no value; %s", word, with_value[k].wanted);
    if (!with_value[k].read(arguments->argv[n], o))
      return fen_app_complain_usage("bench", "%s: '%s' is not understood; %s", word, arguments->argv[n], with_value[k].wanted);
  }
  return FEN_EXIT_OK;
}

int fen_app_bench(const fen_app_arguments *arguments) {
  options o = {.cells = {128, 128, 32},
               .repeats = 5,
               .precision = FEN_PRECISION_SINGLE,
               .instructions = fen_instructions_best(),
               .counts = {1, 4, 16, 64},
               .count_count = 4};
  rate rates[MOST_COUNTS][PROCESSES];
  fen_error err;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  int wrong = read_options(arguments, &o);
  if (wrong)
    return wrong;
  double copy_gbps = 0.0;
  fen_status status = fen_bench_copy(o.repeats, &copy_gbps, &err);
  for (int c = 0; !status && c < o.count_count; c++)
    status = bench_tracers(&o, o.counts[c], rates[c], &err);
  if (status)
    return fen_app_complain(&err);
  if (o.as_json)
    print_json(&o, rates, copy_gbps);
  else
    print_text(&o, rates, copy_gbps);
  return FEN_EXIT_OK;
}
