#include "potential.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "fenhe/memory.h"

enum { MOST_ITERATIONS = 400 };
static const double TOLERANCE = 1e-10;

struct potential_solver {
  ptrdiff_t nx, ny;
  fen_side side_x, side_y;
  double *vectors_x, *values_x; /* eigenvectors [nx][nx] (row: component) and eigenvalues of the 1-D operator along x */
  double *vectors_y, *values_y;
  double *residual, *direction, *image, *solved, *work; /* planes [ny][nx] */
};

/* Difference operator with unit coefficients: each face that lets air through adds (p - p_neighbour); beyond an open side p = 0. */
static void fill_operator(ptrdiff_t n, fen_side side, double *matrix) {
  memset(matrix, 0, (size_t)(n * n) * sizeof *matrix);
  for (ptrdiff_t face = 0; face <= n; face++) {
    const int outer = face == 0 || face == n;
    if (outer && (side == FEN_SIDE_CLOSED || (side == FEN_SIDE_PERIODIC && face == n)))
      continue;
    if (outer && side == FEN_SIDE_OPEN) {
      const ptrdiff_t cell = face == 0 ? 0 : n - 1;
      matrix[cell * n + cell] += 1.0;
      continue;
    }
    const ptrdiff_t left = face == 0 ? n - 1 : face - 1;
    const ptrdiff_t right = face;
    matrix[left * n + left] += 1.0;
    matrix[right * n + right] += 1.0;
    matrix[left * n + right] -= 1.0;
    matrix[right * n + left] -= 1.0;
  }
}

static fen_status diagonalise(ptrdiff_t n, fen_side side, double **vectors, double **values, fen_error *err) {
  ptrdiff_t size = 0;
  fen_status status = fen_product(n, n, 1, &size, err);
  if (!status)
    status = FEN_NEW(vectors, size, err);
  if (!status)
    status = FEN_NEW(values, n, err);
  if (status)
    return status;
  fill_operator(n, side, *vectors);
  const lapack_int info = LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'U', (lapack_int)n, *vectors, (lapack_int)n, *values);
  if (info != 0)
    return fen_fail(err, FEN_ERR_LIBRARY, "LAPACK's dsyevd gave %d for a matrix of %td rows", (int)info, n);
  return FEN_OK;
}

fen_status potential_create(ptrdiff_t nx, ptrdiff_t ny, fen_side side_x, fen_side side_y, potential_solver **out, fen_error *err) {
  potential_solver *s = NULL;
  fen_status status = FEN_NEW(&s, 1, err);
  if (status)
    return status;
  openblas_set_num_threads(1);
  s->nx = nx;
  s->ny = ny;
  s->side_x = side_x;
  s->side_y = side_y;
  status = diagonalise(nx, side_x, &s->vectors_x, &s->values_x, err);
  if (!status)
    status = diagonalise(ny, side_y, &s->vectors_y, &s->values_y, err);
  double **const planes[] = {&s->residual, &s->direction, &s->image, &s->solved, &s->work};
  for (size_t n = 0; !status && n < sizeof planes / sizeof *planes; n++)
    status = FEN_NEW(planes[n], nx * ny, err);
  if (status) {
    potential_destroy(&s);
    return status;
  }
  *out = s;
  return FEN_OK;
}

void potential_destroy(potential_solver **solver) {
  if (!solver || !*solver)
    return;
  potential_solver *s = *solver;
  double *const all[] = {s->vectors_x, s->values_x, s->vectors_y, s->values_y, s->residual, s->direction, s->image, s->solved, s->work};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  fen_free(s);
  *solver = NULL;
}

/* Neighbour's potential along one axis: wrapped on periodic sides, 0 beyond the others (closed ones have coefficient 0). */
static inline double beside(const double *p, ptrdiff_t here, ptrdiff_t position, ptrdiff_t step, ptrdiff_t extent, ptrdiff_t stride,
                            fen_side side) {
  const ptrdiff_t next = position + step;
  if (next >= 0 && next < extent)
    return p[here + step * stride];
  return side == FEN_SIDE_PERIODIC ? p[here - step * (extent - 1) * stride] : 0.0;
}

static void apply_operator(const potential_solver *s, const potential_coefficients *c, const double *p, double *out) {
  const ptrdiff_t nx = s->nx;
  const ptrdiff_t ny = s->ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const ptrdiff_t n = j * nx + i;
      const double *cx = &c->face_x[j * (nx + 1) + i];
      const double *cy = &c->face_y[n];
      double sum = cx[0] * (p[n] - beside(p, n, i, -1, nx, 1, s->side_x)) + cx[1] * (p[n] - beside(p, n, i, 1, nx, 1, s->side_x));
      sum += cy[0] * (p[n] - beside(p, n, j, -1, ny, nx, s->side_y)) + cy[nx] * (p[n] - beside(p, n, j, 1, ny, nx, s->side_y));
      out[n] = sum + (c->top ? c->top[n] * p[n] : 0.0);
    }
}

static double mean(const double *values, ptrdiff_t count) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    sum += values[n];
  return sum / (double)count;
}

typedef struct {
  double x, y, top;
} mean_coefficients;

/* out = inverse of the operator with mean coefficients, by its eigenvectors: two products of matrices there and two back. */
static void precondition(potential_solver *s, const mean_coefficients *m, const double *in, double *out) {
  const int nx = (int)s->nx;
  const int ny = (int)s->ny;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, ny, nx, nx, 1.0, in, nx, s->vectors_x, nx, 0.0, s->work, nx);
  cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, ny, nx, ny, 1.0, s->vectors_y, ny, s->work, nx, 0.0, out, nx);
  const double tiny = 1e-12 * (m->x + m->y);
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      const double eigenvalue = m->x * s->values_x[i] + m->y * s->values_y[j] + m->top;
      out[j * nx + i] = eigenvalue > tiny ? out[j * nx + i] / eigenvalue : 0.0;
    }
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, ny, nx, ny, 1.0, s->vectors_y, ny, out, nx, 0.0, s->work, nx);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, ny, nx, nx, 1.0, s->work, nx, s->vectors_x, nx, 0.0, out, nx);
}

static double dot(const double *a, const double *b, ptrdiff_t count) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    sum += a[n] * b[n];
  return sum;
}

ptrdiff_t potential_solve(potential_solver *s, const potential_coefficients *c, const double *rhs, double *p) {
  const ptrdiff_t cells = s->nx * s->ny;
  const mean_coefficients m = {mean(c->face_x, (s->nx + 1) * s->ny), mean(c->face_y, s->nx * (s->ny + 1)),
                               c->top ? mean(c->top, cells) : 0.0};
  memset(p, 0, (size_t)cells * sizeof *p);
  memcpy(s->residual, rhs, (size_t)cells * sizeof *rhs);
  const double goal = TOLERANCE * sqrt(dot(rhs, rhs, cells));
  precondition(s, &m, s->residual, s->solved);
  memcpy(s->direction, s->solved, (size_t)cells * sizeof *p);
  double product = dot(s->residual, s->solved, cells);
  ptrdiff_t iteration = 0;
  while (iteration < MOST_ITERATIONS && sqrt(dot(s->residual, s->residual, cells)) > goal) {
    apply_operator(s, c, s->direction, s->image);
    const double curvature = dot(s->direction, s->image, cells);
    if (!(curvature > 0.0))
      break;
    const double length = product / curvature;
    for (ptrdiff_t n = 0; n < cells; n++) {
      p[n] += length * s->direction[n];
      s->residual[n] -= length * s->image[n];
    }
    precondition(s, &m, s->residual, s->solved);
    const double next = dot(s->residual, s->solved, cells);
    for (ptrdiff_t n = 0; n < cells; n++)
      s->direction[n] = s->solved[n] + next / product * s->direction[n];
    product = next;
    iteration++;
  }
  return iteration;
}
