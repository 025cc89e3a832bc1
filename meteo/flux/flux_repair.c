#include "fenhe/flux_repair.h"

#include <math.h>
#include <string.h>

#include "fenhe/memory.h"
#include "potential.h"

/* Relative change of the total air mass that closed or periodic sides may have: the rounding of its sum. */
static const double CLOSED_TOLERANCE = 5e-13;
static const double MISMATCH_LIMIT = 1e-12;
enum { MOST_PASSES = 8 };

struct fen_flux_repair {
  const fen_grid *grid;
  ptrdiff_t nz;
  bool open_top;
  potential_solver *solver;
  double *column_kg;               /* mean of the interval's ends, [ny][nx]: the measure of the mismatch */
  double *change_kgps;             /* (M1 - M0) / dt, [ny][nx] */
  double *weight_kgpm2;            /* dry air of a column over a square metre, [ny][nx] */
  double *face_x, *face_y, *top;   /* coefficients of the potential problem */
  double *rhs, *potential, *total; /* [ny][nx] */
};

fen_status fen_flux_repair_create(const fen_grid *grid, ptrdiff_t nz, bool open_top, fen_flux_repair **out, fen_error *err) {
  fen_flux_repair *r = NULL;
  fen_status status = FEN_NEW(&r, 1, err);
  if (status)
    return status;
  const ptrdiff_t nx = grid->params.nx;
  const ptrdiff_t ny = grid->params.ny;
  r->grid = grid;
  r->nz = nz;
  r->open_top = open_top;
  double **const planes[] = {&r->column_kg, &r->change_kgps, &r->weight_kgpm2, &r->top, &r->rhs, &r->potential, &r->total};
  for (size_t n = 0; !status && n < sizeof planes / sizeof *planes; n++)
    status = FEN_NEW(planes[n], nx * ny, err);
  if (!status)
    status = FEN_NEW(&r->face_x, (nx + 1) * ny, err);
  if (!status)
    status = FEN_NEW(&r->face_y, nx * (ny + 1), err);
  if (!status)
    status = potential_create(nx, ny, grid->params.side_x, grid->params.side_y, &r->solver, err);
  if (status) {
    fen_flux_repair_destroy(&r);
    return status;
  }
  *out = r;
  return FEN_OK;
}

void fen_flux_repair_destroy(fen_flux_repair **repair) {
  if (!repair || !*repair)
    return;
  fen_flux_repair *r = *repair;
  potential_destroy(&r->solver);
  double *const all[] = {r->column_kg, r->change_kgps, r->weight_kgpm2, r->top, r->rhs, r->potential, r->total, r->face_x, r->face_y};
  for (size_t n = 0; n < sizeof all / sizeof *all; n++)
    fen_free(all[n]);
  fen_free(r);
  *repair = NULL;
}

/*
 * The two cells beside a face along one axis. At an open side both are the cell inside, whose air weighs the face; at a periodic
 * one the first is the last cell of the row.
 */
static void cells_beside(ptrdiff_t face, ptrdiff_t extent, fen_side side, ptrdiff_t *left, ptrdiff_t *right) {
  *left = face > 0 ? face - 1 : side == FEN_SIDE_PERIODIC ? extent - 1 : 0;
  *right = face < extent ? face : side == FEN_SIDE_PERIODIC ? 0 : extent - 1;
}

static int is_wall(ptrdiff_t face, ptrdiff_t extent, fen_side side) {
  return side == FEN_SIDE_CLOSED && (face == 0 || face == extent);
}

/* p_left - p_right across a face; beyond an open side p = 0. */
static double potential_drop(const double *p, ptrdiff_t base, ptrdiff_t stride, ptrdiff_t face, ptrdiff_t extent, fen_side side) {
  const int outer = face == 0 || face == extent;
  if (outer && side == FEN_SIDE_CLOSED)
    return 0.0;
  if (outer && side == FEN_SIDE_OPEN)
    return face == 0 ? -p[base] : p[base + (extent - 1) * stride];
  ptrdiff_t left;
  ptrdiff_t right;
  cells_beside(face, extent, side, &left, &right);
  return p[base + left * stride] - p[base + right * stride];
}

static void sum_columns(fen_flux_repair *r, double dt_s, const double *before, const double *after, const fen_repair_end *end) {
  const ptrdiff_t nx = r->grid->params.nx;
  const ptrdiff_t ny = r->grid->params.ny;
  const ptrdiff_t plane = nx * ny;
#pragma omp parallel for default(none) shared(r, dt_s, before, after, end, nx, ny, plane)
  for (ptrdiff_t j = 0; j < ny; j++) {
    const ptrdiff_t first = j * nx;
    for (ptrdiff_t c = first; c < first + nx; c++)
      r->column_kg[c] = r->change_kgps[c] = r->weight_kgpm2[c] = 0.0;
    for (ptrdiff_t k = 0; k < r->nz; k++)
      for (ptrdiff_t c = first; c < first + nx; c++) {
        const ptrdiff_t n = k * plane + c;
        r->column_kg[c] += 0.5 * (before[n] + after[n]);
        r->change_kgps[c] += after[n] - before[n];
        r->weight_kgpm2[c] += end->air_kg[n];
      }
    for (ptrdiff_t c = first; c < first + nx; c++) {
      r->change_kgps[c] /= dt_s;
      r->weight_kgpm2[c] /= r->grid->area_m2[c];
    }
  }
}

static void fill_coefficients(fen_flux_repair *r, const fen_repair_end *end) {
  const fen_grid *g = r->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i <= nx; i++) {
      ptrdiff_t left;
      ptrdiff_t right;
      cells_beside(i, nx, g->params.side_x, &left, &right);
      const ptrdiff_t n = j * (nx + 1) + i;
      const double weight = 0.5 * (r->weight_kgpm2[j * nx + left] + r->weight_kgpm2[j * nx + right]);
      r->face_x[n] = is_wall(i, nx, g->params.side_x) ? 0.0 : weight * g->face_x_m[n] / g->spacing_x_m[n];
    }
  for (ptrdiff_t j = 0; j <= ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      ptrdiff_t left;
      ptrdiff_t right;
      cells_beside(j, ny, g->params.side_y, &left, &right);
      const ptrdiff_t n = j * nx + i;
      const double weight = 0.5 * (r->weight_kgpm2[left * nx + i] + r->weight_kgpm2[right * nx + i]);
      r->face_y[n] = is_wall(j, ny, g->params.side_y) ? 0.0 : weight * g->face_y_m[n] / g->spacing_y_m[n];
    }
  const ptrdiff_t plane = nx * ny;
  for (ptrdiff_t c = 0; r->open_top && c < plane; c++) {
    const double depth = end->height_m[r->nz * plane + c];
    const double thickness = depth - end->height_m[(r->nz - 1) * plane + c];
    r->top[c] = end->air_kg[(r->nz - 1) * plane + c] / (thickness * depth);
  }
  /* Both names of a periodic face must carry the same coefficient, though the grid's arrays may differ by rounding there. */
  for (ptrdiff_t j = 0; g->params.side_x == FEN_SIDE_PERIODIC && j < ny; j++)
    r->face_x[j * (nx + 1) + nx] = r->face_x[j * (nx + 1)];
  for (ptrdiff_t i = 0; g->params.side_y == FEN_SIDE_PERIODIC && i < nx; i++)
    r->face_y[ny * nx + i] = r->face_y[i];
}

/* Walls carry nothing; the two names of a periodic face carry the same. */
static void hold_sides(const fen_flux_repair *r, const fen_repair_end *end) {
  const ptrdiff_t nx = r->grid->params.nx;
  const ptrdiff_t ny = r->grid->params.ny;
  for (ptrdiff_t row = 0; row < r->nz * ny; row++) {
    double *f = end->flux_x_kgps + row * (nx + 1);
    if (r->grid->params.side_x == FEN_SIDE_CLOSED)
      f[0] = f[nx] = 0.0;
    else if (r->grid->params.side_x == FEN_SIDE_PERIODIC)
      f[nx] = f[0];
  }
  for (ptrdiff_t k = 0; k < r->nz; k++)
    for (ptrdiff_t i = 0; i < nx; i++) {
      double *f = end->flux_y_kgps + k * (ny + 1) * nx + i;
      if (r->grid->params.side_y == FEN_SIDE_CLOSED)
        f[0] = f[ny * nx] = 0.0;
      else if (r->grid->params.side_y == FEN_SIDE_PERIODIC)
        f[ny * nx] = f[0];
    }
}

/* rhs = the divergence that is still missing [kg/s]; returns the largest, times dt over the column's mass. */
static double find_mismatch(fen_flux_repair *r, double dt_s, const fen_repair_end *end) {
  const ptrdiff_t nx = r->grid->params.nx;
  const ptrdiff_t ny = r->grid->params.ny;
#pragma omp parallel for default(none) shared(r, end, nx, ny)
  for (ptrdiff_t j = 0; j < ny; j++) {
    double *rhs = &r->rhs[j * nx];
    for (ptrdiff_t i = 0; i < nx; i++)
      rhs[i] = r->open_top ? end->flux_top_kgps[j * nx + i] : 0.0;
    for (ptrdiff_t k = 0; k < r->nz; k++) {
      const double *fx = &end->flux_x_kgps[(k * ny + j) * (nx + 1)];
      const double *fy = &end->flux_y_kgps[(k * (ny + 1) + j) * nx];
      for (ptrdiff_t i = 0; i < nx; i++)
        rhs[i] += fx[i + 1] - fx[i] + fy[i + nx] - fy[i];
    }
    for (ptrdiff_t i = 0; i < nx; i++)
      rhs[i] = -r->change_kgps[j * nx + i] - rhs[i];
  }
  double largest = 0.0;
  for (ptrdiff_t c = 0; c < nx * ny; c++) {
    const double mismatch = fabs(r->rhs[c]) * dt_s / r->column_kg[c];
    if (!(mismatch <= largest))
      largest = mismatch;
  }
  return largest;
}

/* Add the gradient of the potential, the same velocity in all layers, to the fluxes. */
static void add_correction(const fen_flux_repair *r, const fen_repair_end *end) {
  const fen_grid *g = r->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
#pragma omp parallel for default(none) shared(r, end, g, nx, ny)
  for (ptrdiff_t k = 0; k < r->nz; k++) {
    const double *air = end->air_kg + k * nx * ny;
    for (ptrdiff_t j = 0; j < ny; j++)
      for (ptrdiff_t i = 0; i <= nx; i++) {
        ptrdiff_t left;
        ptrdiff_t right;
        cells_beside(i, nx, g->params.side_x, &left, &right);
        const ptrdiff_t n = j * (nx + 1) + i;
        const double layer = 0.5 * (air[j * nx + left] / g->area_m2[j * nx + left] + air[j * nx + right] / g->area_m2[j * nx + right]);
        const double drop = potential_drop(r->potential, j * nx, 1, i, nx, g->params.side_x);
        end->flux_x_kgps[k * ny * (nx + 1) + n] += layer * g->face_x_m[n] / g->spacing_x_m[n] * drop;
      }
    for (ptrdiff_t j = 0; j <= ny; j++)
      for (ptrdiff_t i = 0; i < nx; i++) {
        ptrdiff_t left;
        ptrdiff_t right;
        cells_beside(j, ny, g->params.side_y, &left, &right);
        const ptrdiff_t n = j * nx + i;
        const double layer = 0.5 * (air[left * nx + i] / g->area_m2[left * nx + i] + air[right * nx + i] / g->area_m2[right * nx + i]);
        const double drop = potential_drop(r->potential, i, nx, j, ny, g->params.side_y);
        end->flux_y_kgps[k * (ny + 1) * nx + n] += layer * g->face_y_m[n] / g->spacing_y_m[n] * drop;
      }
  }
  for (ptrdiff_t c = 0; r->open_top && c < nx * ny; c++)
    end->flux_top_kgps[c] += r->top[c] * r->potential[c];
  hold_sides(r, end);
}

static void note(fen_repair_report *report, double velocity, ptrdiff_t i, ptrdiff_t j, ptrdiff_t nx, ptrdiff_t ny) {
  report->square_sum += velocity * velocity;
  report->face_count += 1.0;
  if (fabs(velocity) > report->maximum_mps) {
    report->maximum_mps = fabs(velocity);
    report->i = i < nx ? i : nx - 1;
    report->j = j < ny ? j : ny - 1;
  }
}

static void add_to_report(const fen_flux_repair *r, const fen_repair_end *end, fen_repair_report *report) {
  const fen_grid *g = r->grid;
  const ptrdiff_t nx = g->params.nx;
  const ptrdiff_t ny = g->params.ny;
  for (ptrdiff_t j = 0; j < ny; j++)
    for (ptrdiff_t i = 0; i <= nx; i++)
      note(report, potential_drop(r->total, j * nx, 1, i, nx, g->params.side_x) / g->spacing_x_m[j * (nx + 1) + i], i, j, nx, ny);
  for (ptrdiff_t j = 0; j <= ny; j++)
    for (ptrdiff_t i = 0; i < nx; i++)
      note(report, potential_drop(r->total, i, nx, j, ny, g->params.side_y) / g->spacing_y_m[j * nx + i], i, j, nx, ny);
  report->rms_mps = sqrt(report->square_sum / report->face_count);
  for (ptrdiff_t c = 0; r->open_top && c < nx * ny; c++) {
    const double velocity = fabs(r->total[c]) / end->height_m[r->nz * nx * ny + c];
    if (velocity > report->maximum_top_mps)
      report->maximum_top_mps = velocity;
  }
}

/* Without an open side or top the total must stay; its rounding is taken out of the right-hand side. */
static fen_status check_solvable(fen_flux_repair *r, double dt_s, fen_error *err) {
  if (r->open_top || r->grid->params.side_x == FEN_SIDE_OPEN || r->grid->params.side_y == FEN_SIDE_OPEN)
    return FEN_OK;
  const ptrdiff_t plane = r->grid->params.nx * r->grid->params.ny;
  double missing = 0.0;
  double mass = 0.0;
  for (ptrdiff_t c = 0; c < plane; c++) {
    missing += r->rhs[c];
    mass += r->column_kg[c];
  }
  if (!(fabs(missing) * dt_s <= CLOSED_TOLERANCE * mass))
    return fen_fail(err, FEN_ERR_REPAIR,
                    "no side is open, but the total air mass changes by %.3g of itself in %.6g s: no flux can carry that\n"
                    "  = open a side or the top, or give air masses whose total stays",
                    -missing * dt_s / mass, dt_s);
  for (ptrdiff_t c = 0; c < plane; c++)
    r->rhs[c] -= missing / mass * r->column_kg[c];
  return FEN_OK;
}

fen_status fen_flux_repair_apply(fen_flux_repair *r, double dt_s, const double *air_before, const double *air_after,
                                 const fen_repair_end *end, fen_repair_report *report, fen_error *err) {
  if (!(dt_s > 0.0))
    return fen_fail(err, FEN_ERR_ARGUMENT, "the flux repair over %g s: the interval must be positive", dt_s);
  const ptrdiff_t plane = r->grid->params.nx * r->grid->params.ny;
  sum_columns(r, dt_s, air_before, air_after, end);
  fill_coefficients(r, end);
  hold_sides(r, end);
  memset(r->total, 0, (size_t)plane * sizeof *r->total);
  const potential_coefficients coefficients = {r->face_x, r->face_y, r->open_top ? r->top : NULL};
  double mismatch = find_mismatch(r, dt_s, end);
  if (!(mismatch <= report->mismatch_before))
    report->mismatch_before = mismatch;
  /* Each pass leaves what its own rounding and tolerance left; it ends where a pass no longer helps. */
  double last = INFINITY;
  for (int pass = 0; pass < MOST_PASSES && mismatch > 0.0 && mismatch < 0.3 * last; pass++) {
    fen_status status = check_solvable(r, dt_s, err);
    if (status)
      return status;
    report->iterations += (double)potential_solve(r->solver, &coefficients, r->rhs, r->potential);
    for (ptrdiff_t c = 0; c < plane; c++)
      r->total[c] += r->potential[c];
    add_correction(r, end);
    last = mismatch;
    mismatch = find_mismatch(r, dt_s, end);
  }
  if (!(mismatch <= MISMATCH_LIMIT))
    return fen_fail(err, FEN_ERR_REPAIR,
                    "the flux repair left a mismatch of %.3g of a column's air mass, more than %.3g\n"
                    "  = check the weather for values that are not finite",
                    mismatch, MISMATCH_LIMIT);
  if (!(mismatch <= report->mismatch_after))
    report->mismatch_after = mismatch;
  add_to_report(r, end, report);
  return FEN_OK;
}
