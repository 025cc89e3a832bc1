/*
 * A yardstick of our own: the piecewise parabolic method with the limiter of Colella & Woodward (1984, J. Comput. Phys. 54, 174-201), in
 * flux form on the same grids, winds and steps as V1 and V2, X Y and Y X in turn, with the air carried through both sweeps. Courant numbers
 * below one.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane.h"
#include "ppm.h"
#include "suites.h"

enum { GHOSTS = 3 };

typedef struct {
  const char *id;
  const fen_plane_flow *flow;
  double (*start)(double x, double y);
  ptrdiff_t nx, ny, steps;
  fen_verify_tier tier;
  const char *l2, *linf; /**< of an independent implementation; NULL: none */
} ppm_row;

/** One line of cells: mixing ratio and air with GHOSTS cells before and behind, and what crosses its faces. */
typedef struct {
  ptrdiff_t n;
  fen_side side;
  double *q, *air;              /**< shape [n + 2 GHOSTS] */
  double *slope, *left, *right; /**< the same */
  double *moved;                /**< air through faces, shape [n + 1] */
  double *carried;              /**< tracer through faces */
} pencil;

static fen_status pencil_create(ptrdiff_t n, pencil *out, fen_error *err) {
  double **arrays[] = {&out->q, &out->air, &out->slope, &out->left, &out->right, &out->moved, &out->carried};
  fen_status status = FEN_OK;
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays && !status; a++)
    status = FEN_NEW(arrays[a], n + 2 * GHOSTS + 1, err);
  return status;
}

static void pencil_clear(pencil *p) {
  double *arrays[] = {p->q, p->air, p->slope, p->left, p->right, p->moved, p->carried};
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
    fen_free(arrays[a]);
}

/* Beyond a closed side lie mirrored cells, beyond an open one clean air. */
static void fill_ghosts(pencil *p) {
  for (ptrdiff_t g = 0; g < GHOSTS; g++) {
    ptrdiff_t low = GHOSTS - 1 - g;
    ptrdiff_t high = GHOSTS + p->n + g;
    ptrdiff_t low_from = p->side == FEN_SIDE_PERIODIC ? low + p->n : GHOSTS + g;
    ptrdiff_t high_from = p->side == FEN_SIDE_PERIODIC ? high - p->n : high - 1 - 2 * g;
    p->q[low] = p->side == FEN_SIDE_OPEN ? 0.0 : p->q[low_from];
    p->q[high] = p->side == FEN_SIDE_OPEN ? 0.0 : p->q[high_from];
    p->air[low] = p->air[low_from];
    p->air[high] = p->air[high_from];
  }
}

/* Slope within a cell, no steeper than twice either side's difference, 0 at extremes: their equation 1.8 on even cells. */
static double limited_slope(double before, double here, double after) {
  double low = here - before;
  double high = after - here;
  if (!(low * high > 0.0))
    return 0.0;
  double size = fmin(0.5 * fabs(after - before), 2.0 * fmin(fabs(low), fabs(high)));
  return copysign(size, after - before);
}

/* Values at the edges of the cells' parabolas: their equations 1.6 and 1.10. */
static void reconstruct(pencil *p) {
  ptrdiff_t all = p->n + 2 * GHOSTS;
  for (ptrdiff_t c = 1; c < all - 1; c++)
    p->slope[c] = limited_slope(p->q[c - 1], p->q[c], p->q[c + 1]);
  for (ptrdiff_t c = 2; c < all - 2; c++) {
    double q = p->q[c];
    double left = 0.5 * (p->q[c - 1] + q) + (p->slope[c - 1] - p->slope[c]) / 6.0;
    double right = 0.5 * (q + p->q[c + 1]) + (p->slope[c] - p->slope[c + 1]) / 6.0;
    double jump = right - left;
    double bend = 6.0 * (q - 0.5 * (left + right));
    if (!((right - q) * (q - left) > 0.0))
      left = right = q;
    else if (jump * bend > jump * jump)
      left = 3.0 * q - 2.0 * right;
    else if (jump * bend < -jump * jump)
      right = 3.0 * q - 2.0 * left;
    p->left[c] = left;
    p->right[c] = right;
  }
}

/* Mean of the donor's parabola over the share that crosses: their equation 1.12. */
static void cross_faces(pencil *p) {
  for (ptrdiff_t f = 0; f <= p->n; f++) {
    ptrdiff_t donor = p->moved[f] >= 0.0 ? f + GHOSTS - 1 : f + GHOSTS;
    double share = fabs(p->moved[f]) / p->air[donor];
    double near = p->moved[f] >= 0.0 ? p->right[donor] : p->left[donor];
    double far = p->moved[f] >= 0.0 ? p->left[donor] : p->right[donor];
    double bend = 6.0 * (p->q[donor] - 0.5 * (near + far));
    p->carried[f] = p->moved[f] * (near - 0.5 * share * (near - far - (1.0 - 2.0 / 3.0 * share) * bend));
  }
}

/* Sweep one line in place. */
static void sweep_pencil(pencil *p, double *q, double *air, const double *flux, ptrdiff_t cell_stride, ptrdiff_t face_stride, double dt_s) {
  for (ptrdiff_t c = 0; c < p->n; c++) {
    p->q[c + GHOSTS] = q[c * cell_stride];
    p->air[c + GHOSTS] = air[c * cell_stride];
  }
  for (ptrdiff_t f = 0; f <= p->n; f++)
    p->moved[f] = dt_s * flux[f * face_stride];
  fill_ghosts(p);
  reconstruct(p);
  cross_faces(p);
  for (ptrdiff_t c = 0; c < p->n; c++) {
    double left_air = p->air[c + GHOSTS] + p->moved[c] - p->moved[c + 1];
    q[c * cell_stride] = (p->q[c + GHOSTS] * p->air[c + GHOSTS] + p->carried[c] - p->carried[c + 1]) / left_air;
    air[c * cell_stride] = left_air;
  }
}

static void sweep(const fen_plane *plane, pencil *p, bool along_x, double *q, double *air, double dt_s) {
  p->n = along_x ? plane->nx : plane->ny;
  p->side = along_x ? plane->flow->side_x : plane->flow->side_y;
  ptrdiff_t lines = along_x ? plane->ny : plane->nx;
  for (ptrdiff_t l = 0; l < lines; l++) {
    ptrdiff_t first = along_x ? l * plane->nx : l;
    const double *flux = along_x ? plane->flux_x_kgps + l * (plane->nx + 1) : plane->flux_y_kgps + l;
    ptrdiff_t stride = along_x ? 1 : plane->nx;
    sweep_pencil(p, q + first, air + first, flux, stride, stride, dt_s);
  }
}

struct fen_ppm {
  pencil line;
  double *air_kg;
};

fen_status fen_ppm_create(const fen_plane *plane, fen_ppm **out, fen_error *err) {
  fen_ppm *ppm = NULL;
  fen_status status = FEN_NEW(&ppm, 1, err);
  if (!status)
    status = pencil_create(plane->nx > plane->ny ? plane->nx : plane->ny, &ppm->line, err);
  if (!status)
    status = FEN_NEW(&ppm->air_kg, plane->cells, err);
  if (status)
    fen_ppm_destroy(&ppm);
  else
    *out = ppm;
  return status;
}

void fen_ppm_destroy(fen_ppm **ppm) {
  if (!*ppm)
    return;
  pencil_clear(&(*ppm)->line);
  fen_free((*ppm)->air_kg);
  fen_free(*ppm);
  *ppm = NULL;
}

void fen_ppm_step(fen_ppm *ppm, fen_plane *plane, double *q) {
  double dt_s = plane->flow->end_s / (double)plane->steps;
  bool x_first = plane->made % 2 == 0;
  for (ptrdiff_t c = 0; c < plane->cells; c++)
    ppm->air_kg[c] = plane->air_kg[c];
  sweep(plane, &ppm->line, x_first, q, ppm->air_kg, dt_s);
  sweep(plane, &ppm->line, !x_first, q, ppm->air_kg, dt_s);
  plane->made++;
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const ppm_row *row = item->parameters;
  fen_plane *plane = NULL;
  fen_ppm *ppm = NULL;
  double *start = NULL;
  double *q = NULL;
  fen_status status = fen_plane_create(row->flow, row->nx, row->ny, row->steps, &plane, err);
  if (!status)
    status = fen_ppm_create(plane, &ppm, err);
  if (!status)
    status = FEN_NEW(&start, plane->cells, err);
  if (!status)
    status = FEN_NEW(&q, plane->cells, err);
  if (!status) {
    double unused;
    fen_plane_sample(plane, row->start, start);
    fen_plane_sample(plane, row->start, q);
    while (plane->made < plane->steps) {
      fen_plane_enter(plane);
      fen_ppm_step(ppm, plane, q);
    }
    fen_plane_norms norms = fen_plane_compare(plane->cells, q, start);
    fen_verify_tell(out, "l2", norms.l2, row->l2 ? fen_plane_printed(row->l2, &unused) : NAN);
    fen_verify_tell(out, "linf", norms.linf, row->linf ? fen_plane_printed(row->linf, &unused) : NAN);
    fen_verify_tell(out, "min", norms.minimum, 0.0);
    fen_verify_tell(out, "max", norms.maximum, NAN);
    out->cell_updates = 2.0 * (double)plane->cells * (double)row->steps;
    (void)snprintf(out->note, sizeof out->note, "Not Fenhe's scheme but a yardstick of the same work, so nothing is held to a bound");
  }
  fen_ppm_destroy(&ppm);
  fen_free(start);
  fen_free(q);
  fen_plane_destroy(&plane);
  return status;
}

fen_status fen_verify_ppm(fen_verify_context *context, fen_error *err) {
  static const char citation[] = "PPM with the limiter of Colella & Woodward (1984), an independent implementation";
  static const ppm_row rows[] = {
      {"V1/50x50/c0.52/ppm", &fen_plane_rotation, fen_plane_gaussian, 50, 50, 300, FEN_TIER_QUICK, ".1452", ".2465"},
      {"V1/100x100/c0.52/ppm", &fen_plane_rotation, fen_plane_gaussian, 100, 100, 600, FEN_TIER_FULL, ".0312", ".0851"},
      {"V1/200x200/c0.52/ppm", &fen_plane_rotation, fen_plane_gaussian, 200, 200, 1200, FEN_TIER_FULL, ".00663", ".0292"},
      {"V2/60x30/c0.62/ppm", &fen_plane_deformation, fen_plane_two_bells, 60, 30, 250, FEN_TIER_QUICK, NULL, NULL},
      {"V2/120x60/c0.62/ppm", &fen_plane_deformation, fen_plane_two_bells, 120, 60, 500, FEN_TIER_FULL, ".3185", ".4538"},
      {"V2/240x120/c0.62/ppm", &fen_plane_deformation, fen_plane_two_bells, 240, 120, 1000, FEN_TIER_FULL, ".1286", ".2319"},
  };
  fen_status status = FEN_OK;
  for (size_t r = 0; r < sizeof rows / sizeof *rows && !status; r++) {
    const ppm_row *row = &rows[r];
    fen_verify_case item = {.citation = citation, .precision = FEN_PRECISION_DOUBLE, .tier = row->tier, .run = run, .parameters = row};
    (void)snprintf(item.id, sizeof item.id, "%s", row->id);
    (void)snprintf(item.setup, sizeof item.setup, "%s, %td x %td cells, %td steps; limited PPM of our own, X Y and Y X in turn",
                   row->flow->steady ? "Rotation as a solid body" : "Deformation with reversal", row->nx, row->ny, row->steps);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
