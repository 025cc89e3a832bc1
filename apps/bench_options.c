/* What the command line of bench asks for. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "fenhe/diagnostics.h"

enum { MOST_CELLS = 100000, MOST_TRACERS = 4096, MOST_THREADS = 1024 };

const char *const fen_bench_process_names[FEN_BENCH_PROCESSES] = {[FEN_BENCH_X_SWEEP] = "x_sweep",
                                                                  [FEN_BENCH_Y_SWEEP] = "y_sweep",
                                                                  [FEN_BENCH_Z_SWEEP] = "z_sweep",
                                                                  [FEN_BENCH_DIFFUSION] = "diffusion",
                                                                  [FEN_BENCH_XYZ_DIFFUSION] = "xyz_diffusion",
                                                                  [FEN_BENCH_FULL_STEP] = "full_step",
                                                                  [FEN_BENCH_YARDSTICK] = "yardstick_ppm"};

static const char *const limiter_names[] = {"none", "positive", "selective", "monotone"};
enum { LIMITERS = sizeof limiter_names / sizeof *limiter_names };

const char *fen_bench_precision_name(fen_precision precision) {
  return precision == FEN_PRECISION_SINGLE ? "single" : "double";
}

const char *fen_bench_limiter_name(fen_limiter limiter) {
  return limiter_names[limiter];
}

/* Whole numbers with commas between. */
static bool read_list(const char *text, long least, long most, int *out, int *count) {
  *count = 0;
  while (*count < FEN_BENCH_MOST) {
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || value < least || value > most)
      return false;
    out[(*count)++] = (int)value;
    if (*end != ',')
      return *end == '\0';
    text = end + 1;
  }
  return false;
}

static bool read_species(const char *text, fen_bench_options *o) {
  return read_list(text, 1, MOST_TRACERS, o->species, &o->species_count);
}

static bool read_tags(const char *text, fen_bench_options *o) {
  return read_list(text, 1, MOST_TRACERS, o->tags, &o->tags_count);
}

static bool read_threads(const char *text, fen_bench_options *o) {
  return read_list(text, 1, MOST_THREADS, o->threads, &o->thread_count);
}

/* 64,64,20 or 64x64x20 */
static bool read_cells(const char *text, fen_bench_options *o) {
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

static bool read_repeats(const char *text, fen_bench_options *o) {
  int count;
  return read_list(text, 1, FEN_BENCH_MOST_REPEATS, &o->repeats, &count) && count == 1;
}

static bool read_precision(const char *text, fen_bench_options *o) {
  static const fen_precision both[2] = {FEN_PRECISION_SINGLE, FEN_PRECISION_DOUBLE};
  o->precision_count = strcmp(text, "both") == 0 ? 2 : 1;
  memcpy(o->precisions, both, sizeof both);
  if (strcmp(text, "double") == 0)
    o->precisions[0] = FEN_PRECISION_DOUBLE;
  return o->precision_count == 2 || strcmp(text, fen_bench_precision_name(o->precisions[0])) == 0;
}

static bool read_instructions(const char *text, fen_bench_options *o) {
  int n = FEN_INSTRUCTIONS_BEST;
  while (n <= FEN_INSTRUCTIONS_AVX512 && strcmp(text, fen_instructions_name((fen_instructions)n)) != 0)
    n++;
  o->instructions = n == FEN_INSTRUCTIONS_BEST ? fen_instructions_best() : (fen_instructions)n;
  return fen_instructions_available(o->instructions);
}

static bool read_limiter(const char *text, fen_bench_options *o) {
  int n = 0;
  while (n < LIMITERS && strcmp(text, limiter_names[n]) != 0)
    n++;
  o->limiter = (fen_limiter)n;
  return n < LIMITERS;
}

static bool read_field(const char *text, fen_bench_options *o) {
  o->clean_air = strcmp(text, "clean") == 0;
  return o->clean_air || strcmp(text, "background") == 0;
}

static bool read_processes(const char *text, fen_bench_options *o) {
  memset(o->processes, 0, sizeof o->processes);
  for (;;) {
    size_t length = strcspn(text, ",");
    int p = 0;
    while (p < FEN_BENCH_PROCESSES &&
           (strncmp(text, fen_bench_process_names[p], length) != 0 || fen_bench_process_names[p][length] != '\0'))
      p++;
    if (p == FEN_BENCH_PROCESSES)
      return false;
    o->processes[p] = true;
    if (text[length] == '\0')
      return true;
    text += length + 1;
  }
}

static bool read_courants(const char *text, fen_bench_options *o) {
  o->courant_count = 0;
  while (o->courant_count < FEN_BENCH_MOST) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || !(value >= 0.01 && value <= 100.0))
      return false;
    o->courants[o->courant_count++] = value;
    if (*end != ',')
      return *end == '\0';
    text = end + 1;
  }
  return false;
}

static bool read_hours(const char *text, fen_bench_options *o) {
  char *end;
  o->hours = strtod(text, &end);
  return end != text && *end == '\0' && o->hours >= 0.01 && o->hours <= 10000.0;
}

static bool read_compare(const char *text, fen_bench_options *o) {
  o->compare = text;
  return true;
}

static bool read_from(const char *text, fen_bench_options *o) {
  o->from = text;
  return true;
}

static const struct {
  const char *name;
  bool (*read)(const char *text, fen_bench_options *o);
  const char *wanted;
} with_value[] = {
    {"--cells", read_cells, "give three numbers, such as 64x64x20, of at least 8x8x4"},
    {"--species", read_species, "give up to 16 numbers of 1 to 4096, such as 1,4,16"},
    {"--tags", read_tags, "give up to 16 numbers of 1 to 4096, such as 1,4,16"},
    {"--threads", read_threads, "give up to 16 numbers of 1 to 1024, such as 1,2"},
    {"--repeats", read_repeats, "give 1 to 100"},
    {"--precision", read_precision, "give single, double or both"},
    {"--processes", read_processes,
     "give x_sweep, y_sweep, z_sweep, diffusion, xyz_diffusion, full_step or yardstick_ppm, with commas between"},
    {"--limiter", read_limiter, "give none, positive, selective or monotone"},
    {"--field", read_field, "give background or clean"},
    {"--instructions", read_instructions, "give best, baseline, avx2 or avx512, of those that this processor has (see fenhe doctor)"},
    {"--compare", read_compare, "give a file that fenhe bench --json left"},
    {"--from", read_from, "give a file that fenhe bench --json left"},
    {"--courant", read_courants, "give up to 16 numbers of 0.01 to 100, such as 0.75,1.5,3"},
    {"--hours", read_hours, "give 0.01 to 10000"},
};
enum { WITH_VALUE = sizeof with_value / sizeof *with_value };

static int refuse(const char *word) {
  const char *names[WITH_VALUE + 3] = {"--case", "--json", "--quick"};
  for (int n = 0; n < WITH_VALUE; n++)
    names[n + 3] = with_value[n].name;
  const char *nearest = fen_nearest_word(word, names, WITH_VALUE + 3);
  return nearest ? fen_app_complain_usage("bench", "unknown option '%s'; did you mean '%s'?", word, nearest)
                 : fen_app_complain_usage("bench", "unknown option '%s'", word);
}

/* One option at argument *n, which is moved to the last word that belongs to it. */
static int read_option(const fen_app_arguments *arguments, int *n, fen_bench_options *o) {
  const char *word = arguments->argv[*n];
  const char *next = *n + 1 < arguments->argc ? arguments->argv[*n + 1] : NULL;
  bool *flag = strcmp(word, "--json") == 0    ? &o->as_json
               : strcmp(word, "--quick") == 0 ? &o->quick
               : strcmp(word, "--case") == 0  ? &o->with_case
                                              : NULL;
  if (flag) {
    *flag = true;
    if (flag == &o->with_case && next && next[0] != '-')
      o->case_path = arguments->argv[++*n];
    return FEN_EXIT_OK;
  }
  int k = 0;
  while (k < WITH_VALUE && strcmp(word, with_value[k].name) != 0)
    k++;
  if (k == WITH_VALUE)
    return refuse(word);
  if (!next || strncmp(next, "--", 2) == 0)
    return fen_app_complain_usage("bench", "%s has no value; %s", word, with_value[k].wanted);
  ++*n;
  if (!with_value[k].read(next, o))
    return fen_app_complain_usage("bench", "%s: '%s' is not understood; %s", word, next, with_value[k].wanted);
  return FEN_EXIT_OK;
}

/* Everything that was not asked for in particular. Species alone or tags alone are measured where only these are named. */
static void fill_in(fen_bench_options *o) {
  static const int every[] = {1, 4, 8, 16, 64};
  static const int few[] = {1, 16};
  const int *counts = o->quick ? few : every;
  int count = o->quick ? 2 : 5;
  if (o->species_count == 0 && o->tags_count == 0) {
    memcpy(o->species, counts, (size_t)count * sizeof *counts);
    memcpy(o->tags, counts, (size_t)count * sizeof *counts);
    o->species_count = o->tags_count = count;
  }
  if (o->thread_count == 0) {
    o->threads[0] = 1;
    o->threads[1] = omp_get_num_procs();
    o->thread_count = o->threads[1] > 1 ? 2 : 1;
  }
  if (o->cells[0] == 0) {
    static const ptrdiff_t usual[2][3] = {{128, 128, 32}, {64, 64, 20}};
    static const ptrdiff_t whole[3] = {250, 250, 40};
    memcpy(o->cells, o->with_case && !o->quick ? whole : usual[o->quick], sizeof o->cells);
  }
  if (o->repeats == 0)
    o->repeats = o->quick ? 3 : 5;
  if (o->courant_count == 0)
    (void)read_courants("0.75,1.5,3,6", o);
  if (o->hours == 0.0)
    o->hours = o->quick ? 1.0 : 6.0;
}

int fen_bench_options_read(const fen_app_arguments *arguments, fen_bench_options *out) {
  *out = (fen_bench_options){.limiter = FEN_LIMITER_SELECTIVE, .instructions = fen_instructions_best()};
  (void)read_precision("both", out);
  for (int p = 0; p < FEN_BENCH_PROCESSES; p++)
    out->processes[p] = true;
  for (int n = 1; n < arguments->argc; n++) {
    int wrong = read_option(arguments, &n, out);
    if (wrong)
      return wrong;
  }
  if (out->with_case && (out->compare || out->from))
    return fen_app_complain_usage("bench", "%s compares the table of processes, which --case does not measure: leave one of them out",
                                  out->compare ? "--compare" : "--from");
  fill_in(out);
  return FEN_EXIT_OK;
}
