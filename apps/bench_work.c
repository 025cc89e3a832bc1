/*
 * Bytes and operations of one update of a cell and tracer, counted from the scheme (docs/numerics.md) and not measured: what the memory
 * must carry at least if each process reads and writes its fields once, and how many numbers must be worked out. A program that fuses
 * processes moves less, one that goes over a field more than once moves more.
 */
#include "bench.h"

/* Parts of the processes; air and weather are in double whatever the tracers are. */
typedef enum { SWEEP_X, SWEEP_Y, SWEEP_Z, DIFFUSION, PPM_SWEEP, PARTS } part;

/*
 * Bytes per cell that all tracers share. A sweep reads and writes the air and reads the flux at both ends of the interval (the vertical
 * flux is such an array too, made once an interval); diffusion reads the air, and diffusivity and thickness at both ends. Deposition
 * velocities are one number a column and lead. The yardstick's air and fluxes are single and steady.
 */
static const double shared_bytes[PARTS] = {
    [SWEEP_X] = 4 * 8, [SWEEP_Y] = 4 * 8, [SWEEP_Z] = 4 * 8, [DIFFUSION] = 5 * 8, [PPM_SWEEP] = 3 * 4};

/*
 * Operations per tracer: add, subtract, multiply, divide, and choose by comparison, one each. A sweep of seven cells: differences 1 and
 * antidiffusive flux 11 (Eq. 5), low-order result of two pieces 3 (Eq. 4), limited flux and new value 4 (Eq. 11). Diffusion: two right-hand
 * sides 3 (Eq. 14), two solves of 6 (Eq. 13), and for a lead the search for what is negative.
 * The yardstick: slope 9, two edges 10, their limiter 14 (Colella & Woodward, Eq. 1.6 to 1.10), flux 14 (1.12), new value 4.
 */
static const double tag_flops[PARTS] = {[SWEEP_X] = 19, [SWEEP_Y] = 19, [SWEEP_Z] = 19, [DIFFUSION] = 15, [PPM_SWEEP] = 51};

/* What a lead has beyond: Eq. 8 (signs 2, out 2, ratio 3, choice 1); Eq. 9 (extremes 10, in 2, ratios 6, choice 5); Eq. 10 (7, 6). */
static const double limiter_flops[] = {
    [FEN_LIMITER_NONE] = 0, [FEN_LIMITER_POSITIVE] = 8, [FEN_LIMITER_SELECTIVE] = 8 + 23 + 13, [FEN_LIMITER_MONOTONE] = 8 + 23};

/* How often a process does each part; a step as a run makes it crosses the column with both diffusions and the sweep in one pass. */
typedef struct {
  int times[PARTS];
  int passes; /* over the tracers */
} recipe;
static const recipe recipes[FEN_BENCH_PROCESSES] = {
    [FEN_BENCH_X_SWEEP] = {{[SWEEP_X] = 1}, 1},
    [FEN_BENCH_Y_SWEEP] = {{[SWEEP_Y] = 1}, 1},
    [FEN_BENCH_Z_SWEEP] = {{[SWEEP_Z] = 1}, 1},
    [FEN_BENCH_DIFFUSION] = {{[DIFFUSION] = 1}, 1},
    [FEN_BENCH_XYZ_DIFFUSION] = {{[SWEEP_X] = 1, [SWEEP_Y] = 1, [SWEEP_Z] = 1, [DIFFUSION] = 1}, 4},
    [FEN_BENCH_FULL_STEP] = {{[SWEEP_X] = 1, [SWEEP_Y] = 2, [SWEEP_Z] = 1, [DIFFUSION] = 2}, 4},
    [FEN_BENCH_YARDSTICK] = {{[PPM_SWEEP] = 3}, 3},
};

fen_bench_work fen_bench_work_of(fen_bench_process process, fen_precision precision, fen_limiter limiter, int species, int tags) {
  const recipe *r = &recipes[process];
  double real = process == FEN_BENCH_YARDSTICK || precision == FEN_PRECISION_SINGLE ? 4.0 : 8.0;
  double leads = (double)species;
  double tracers = leads * (1.0 + (double)tags);
  fen_bench_work work = {.bytes = 2.0 * real * r->passes};
  for (int p = 0; p < PARTS; p++) {
    double beyond = p == PPM_SWEEP ? 0.0 : p == DIFFUSION ? 1.0 : limiter_flops[limiter];
    /* Within the one pass over the columns of a whole step, the second diffusion finds its weather at hand. */
    double shared = process == FEN_BENCH_FULL_STEP && p == DIFFUSION ? shared_bytes[p] - 8.0 : r->times[p] * shared_bytes[p];
    work.bytes += r->times[p] > 0 ? shared / tracers : 0.0;
    work.flops += r->times[p] * (tag_flops[p] + beyond * leads / tracers);
  }
  return work;
}
