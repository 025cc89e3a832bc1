/*
 * The piecewise parabolic method with the limiter of Colella & Woodward (1984, J. Comput. Phys. 54, 174-201), as a careful programmer
 * writes it without thinking of vectors: one pencil after the other, one tracer after the other, the pencil's shares of air found once for
 * all tracers. Flux form in x, y and z by turns, the air carried through the sweeps, so that a uniform mixing ratio stays uniform.
 */
#include "bench_yardstick.h"

#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <string.h>

#include "fenhe/memory.h"

enum { GHOSTS = 3 };
static const double courant_wanted = 0.9;

/* A line of cells and what crosses its faces; cells c of the line lie at c + GHOSTS. One for each thread. */
typedef struct {
  float *q, *slope, *left, *right, *air; /* shape [n + 2 GHOSTS] */
  float *moved, *share, *new_air;        /* air through faces, its share of the donor; shape [n + 1] */
  float *carried;                        /* tracer through faces */
} pencil;
enum { PENCIL_ARRAYS = 9 };

struct fen_bench_yardstick {
  ptrdiff_t n[3]; /* cells along each axis */
  int species, threads;
  float *air;      /* shape [nz][ny][nx] */
  float *moved[3]; /* air through faces in a step [kg], shaped as the forcing's fluxes; along z [nz + 1][ny][nx] */
  float *q;        /* shape [species][nz][ny][nx] */
  pencil *pencils;
};

/* Which cells a pencil consists of. */
typedef struct {
  ptrdiff_t n, cell, cell_stride, face, face_stride;
  bool periodic;
} line;

static void fill_ghosts(const line *l, float *values) {
  for (ptrdiff_t g = 0; g < GHOSTS; g++) {
    values[GHOSTS - 1 - g] = values[l->periodic ? GHOSTS + l->n - 1 - g : GHOSTS + g];
    values[GHOSTS + l->n + g] = values[l->periodic ? GHOSTS + g : GHOSTS + l->n - 1 - g];
  }
}

/* What all tracers of a pencil share. */
static void lay_out(const line *l, const float *air, const float *moved, pencil *p) {
  for (ptrdiff_t c = 0; c < l->n; c++)
    p->air[c + GHOSTS] = air[l->cell + c * l->cell_stride];
  fill_ghosts(l, p->air);
  for (ptrdiff_t f = 0; f <= l->n; f++) {
    p->moved[f] = moved[l->face + f * l->face_stride];
    p->share[f] = fabsf(p->moved[f]) / p->air[p->moved[f] >= 0.0F ? f + GHOSTS - 1 : f + GHOSTS];
  }
  for (ptrdiff_t c = 0; c < l->n; c++)
    p->new_air[c] = p->air[c + GHOSTS] + p->moved[c] - p->moved[c + 1];
}

/* Slope within a cell, no steeper than twice either side's difference, 0 at extremes: their equation 1.8 on even cells. */
static float limited_slope(float before, float here, float after) {
  float low = here - before;
  float high = after - here;
  if (!(low * high > 0.0F))
    return 0.0F;
  float steepest = 2.0F * (fabsf(low) < fabsf(high) ? fabsf(low) : fabsf(high));
  float centred = 0.5F * fabsf(after - before);
  return copysignf(centred < steepest ? centred : steepest, low);
}

/* Values at the edges of the cells' parabolas: their equations 1.6 and 1.10. */
static void reconstruct(const line *l, pencil *p) {
  ptrdiff_t all = l->n + 2 * GHOSTS;
  for (ptrdiff_t c = 1; c < all - 1; c++)
    p->slope[c] = limited_slope(p->q[c - 1], p->q[c], p->q[c + 1]);
  for (ptrdiff_t c = 2; c < all - 2; c++) {
    float q = p->q[c];
    float left = 0.5F * (p->q[c - 1] + q) + (p->slope[c - 1] - p->slope[c]) * (1.0F / 6.0F);
    float right = 0.5F * (q + p->q[c + 1]) + (p->slope[c] - p->slope[c + 1]) * (1.0F / 6.0F);
    float jump = right - left;
    float bend = 6.0F * (q - 0.5F * (left + right));
    if (!((right - q) * (q - left) > 0.0F))
      left = right = q;
    else if (jump * bend > jump * jump)
      left = 3.0F * q - 2.0F * right;
    else if (jump * bend < -jump * jump)
      right = 3.0F * q - 2.0F * left;
    p->left[c] = left;
    p->right[c] = right;
  }
}

/* Mean of the donor's parabola over the share that crosses: their equation 1.12. */
static void cross_faces(const line *l, pencil *p) {
  for (ptrdiff_t f = 0; f <= l->n; f++) {
    bool ahead = p->moved[f] >= 0.0F;
    ptrdiff_t donor = ahead ? f + GHOSTS - 1 : f + GHOSTS;
    float near = ahead ? p->right[donor] : p->left[donor];
    float far = ahead ? p->left[donor] : p->right[donor];
    float bend = 6.0F * (p->q[donor] - 0.5F * (near + far));
    p->carried[f] = p->moved[f] * (near - 0.5F * p->share[f] * (near - far - (1.0F - 2.0F / 3.0F * p->share[f]) * bend));
  }
}

static void sweep_line(fen_bench_yardstick *y, const line *l, const float *moved, pencil *p) {
  ptrdiff_t cells = y->n[0] * y->n[1] * y->n[2];
  lay_out(l, y->air, moved, p);
  for (int s = 0; s < y->species; s++) {
    float *q = y->q + s * cells + l->cell;
    for (ptrdiff_t c = 0; c < l->n; c++)
      p->q[c + GHOSTS] = q[c * l->cell_stride];
    fill_ghosts(l, p->q);
    reconstruct(l, p);
    cross_faces(l, p);
    for (ptrdiff_t c = 0; c < l->n; c++)
      q[c * l->cell_stride] = (p->q[c + GHOSTS] * p->air[c + GHOSTS] + p->carried[c] - p->carried[c + 1]) / p->new_air[c];
  }
  for (ptrdiff_t c = 0; c < l->n; c++)
    y->air[l->cell + c * l->cell_stride] = p->new_air[c];
}

static line line_of(const fen_bench_yardstick *y, int axis, ptrdiff_t number) {
  ptrdiff_t nx = y->n[0];
  ptrdiff_t ny = y->n[1];
  ptrdiff_t i = number % nx; /* along y and z */
  ptrdiff_t outer = number / nx;
  if (axis == 0)
    return (line){.n = nx, .cell = number * nx, .cell_stride = 1, .face = number * (nx + 1), .face_stride = 1, .periodic = true};
  if (axis == 1)
    return (line){
        .n = ny, .cell = outer * ny * nx + i, .cell_stride = nx, .face = outer * (ny + 1) * nx + i, .face_stride = nx, .periodic = true};
  return (line){.n = y->n[2], .cell = number, .cell_stride = nx * ny, .face = number, .face_stride = nx * ny};
}

void fen_bench_yardstick_step(fen_bench_yardstick *y) {
  for (int axis = 0; axis < 3; axis++) {
    ptrdiff_t lines = y->n[0] * y->n[1] * y->n[2] / y->n[axis];
#pragma omp parallel for default(none) firstprivate(y, axis, lines) schedule(static) num_threads(y->threads)
    for (ptrdiff_t number = 0; number < lines; number++) {
      const line l = line_of(y, axis, number);
      sweep_line(y, &l, y->moved[axis], &y->pencils[omp_get_thread_num()]);
    }
  }
}

const float *fen_bench_yardstick_air(const fen_bench_yardstick *y) {
  return y->air;
}

const float *fen_bench_yardstick_tracer(const fen_bench_yardstick *y, int species) {
  return y->q + species * y->n[0] * y->n[1] * y->n[2];
}

/* Largest share of a cell's air that would cross a face in the flow's own step. */
static double largest_courant(const fen_bench_flow *flow, const float *upwards) {
  double largest = 0.0;
  ptrdiff_t plane = flow->nx * flow->ny;
  for (ptrdiff_t k = 0; k < flow->nz; k++)
    for (ptrdiff_t n = 0; n < plane; n++) {
      ptrdiff_t j = n / flow->nx;
      double held = flow->air_kg[0][k * plane + n];
      double x = flow->flux_x_kgps[0][(k * flow->ny + j) * (flow->nx + 1) + n % flow->nx];
      double y = flow->flux_y_kgps[0][k * (plane + flow->nx) + n];
      double z = fmax(fabs((double)upwards[k * plane + n]), fabs((double)upwards[(k + 1) * plane + n]));
      largest = fmax(largest, fmax(flow->dt_s * fmax(fabs(x), fabs(y)), z) / held);
    }
  return largest;
}

/* Air that rises through each face in the flow's step, by continuity from the ground up. */
static void rise(const fen_bench_flow *flow, float *upwards) {
  ptrdiff_t plane = flow->nx * flow->ny;
  for (ptrdiff_t n = 0; n < plane; n++) {
    ptrdiff_t j = n / flow->nx;
    ptrdiff_t i = n % flow->nx;
    double risen_kg = 0.0;
    for (ptrdiff_t k = 0; k < flow->nz; k++) {
      const double *x = flow->flux_x_kgps[0] + (k * flow->ny + j) * (flow->nx + 1) + i;
      const double *y = flow->flux_y_kgps[0] + k * (plane + flow->nx) + n;
      risen_kg -= flow->dt_s * (x[1] - x[0] + y[flow->nx] - y[0]);
      upwards[(k + 1) * plane + n] = k + 1 < flow->nz ? (float)risen_kg : 0.0F;
    }
  }
}

static void round_to(const double *from, double factor, ptrdiff_t count, float *to) {
  for (ptrdiff_t n = 0; n < count; n++)
    to[n] = (float)(factor * from[n]);
}

static void fill(fen_bench_yardstick *y, fen_bench_flow *flow) {
  ptrdiff_t plane = flow->nx * flow->ny;
  ptrdiff_t cells = plane * flow->nz;
  rise(flow, y->moved[2]);
  double shortened = fmin(1.0, courant_wanted / largest_courant(flow, y->moved[2]));
  for (ptrdiff_t f = 0; f < cells + plane; f++)
    y->moved[2][f] *= (float)shortened;
  round_to(flow->flux_x_kgps[0], shortened * flow->dt_s, flow->nz * flow->ny * (flow->nx + 1), y->moved[0]);
  round_to(flow->flux_y_kgps[0], shortened * flow->dt_s, flow->nz * (plane + flow->nx), y->moved[1]);
  round_to(flow->air_kg[0], 1.0, cells, y->air);
  for (int s = 0; s < y->species; s++) {
    fen_bench_flow_tracer(flow, s);
    round_to(flow->q, 1.0, cells, y->q + s * cells);
  }
}

static void list_arrays(pencil *p, float **out[PENCIL_ARRAYS]) {
  float **arrays[PENCIL_ARRAYS] = {&p->q, &p->slope, &p->left, &p->right, &p->air, &p->moved, &p->share, &p->new_air, &p->carried};
  memcpy(out, arrays, sizeof arrays);
}

static fen_status allocate(fen_bench_yardstick *y, fen_error *err) {
  ptrdiff_t cells = y->n[0] * y->n[1] * y->n[2];
  ptrdiff_t longest = 0;
  fen_status status = FEN_NEW(&y->air, cells, err);
  if (!status)
    status = FEN_NEW(&y->q, cells * y->species, err);
  for (int axis = 0; axis < 3; axis++) {
    longest = y->n[axis] > longest ? y->n[axis] : longest;
    if (!status)
      status = FEN_NEW(&y->moved[axis], cells + cells / y->n[axis], err);
  }
  if (!status)
    status = FEN_NEW(&y->pencils, y->threads, err);
  for (int n = 0; !status && n < PENCIL_ARRAYS * y->threads; n++) {
    float **arrays[PENCIL_ARRAYS];
    list_arrays(&y->pencils[n / PENCIL_ARRAYS], arrays);
    status = FEN_NEW(arrays[n % PENCIL_ARRAYS], longest + 2 * GHOSTS + 1, err);
  }
  return status;
}

fen_status fen_bench_yardstick_create(fen_bench_flow *flow, int species, int threads, fen_bench_yardstick **out, fen_error *err) {
  fen_bench_yardstick *y = NULL;
  fen_status status = FEN_NEW(&y, 1, err);
  if (status)
    return status;
  *y = (fen_bench_yardstick){.n = {flow->nx, flow->ny, flow->nz}, .species = species, .threads = threads};
  status = allocate(y, err);
  if (status) {
    fen_bench_yardstick_destroy(&y);
    return status;
  }
  fill(y, flow);
  *out = y;
  return FEN_OK;
}

void fen_bench_yardstick_destroy(fen_bench_yardstick **item) {
  fen_bench_yardstick *y = *item;
  if (!y)
    return;
  for (int n = 0; y->pencils && n < PENCIL_ARRAYS * y->threads; n++) {
    float **arrays[PENCIL_ARRAYS];
    list_arrays(&y->pencils[n / PENCIL_ARRAYS], arrays);
    fen_free(*arrays[n % PENCIL_ARRAYS]);
  }
  fen_free(y->pencils);
  for (int axis = 0; axis < 3; axis++)
    fen_free(y->moved[axis]);
  fen_free(y->air);
  fen_free(y->q);
  fen_free(y);
  *item = NULL;
}
