/**
 * @file plane.h  Flows on a plane of unit density, given by a stream function, and how well a field came through them: what the suites of
 * horizontal advection share.
 */
#ifndef FENHE_VERIFICATION_PLANE_H
#define FENHE_VERIFICATION_PLANE_H

#include "verification.h"

#define FEN_PLANE_PI 3.14159265358979323846

/** A flow with u = -dpsi/dy, v = dpsi/dx. */
typedef struct {
  double x0, y0, length_x_m, length_y_m; /**< lower left corner and size of the domain */
  fen_side side_x, side_y;
  double end_s; /**< T, the length of the whole run */
  double (*psi_m2ps)(double x, double y, double t_s);
  /** Mixing ratio of what comes in through open sides; NULL: 0. */
  double (*outside)(double x, double y, double t_s);
  bool steady;    /**< psi does not depend on time */
  double kh_m2ps; /**< horizontal diffusivity, 0: none */
  double loss_ps; /**< rate of loss, by scavenging, 0: none */
} fen_plane_flow;

/** Rotation as a solid body, 600 s a turn, on (10 km)^2; deformation with reversal, T = 5, on [-pi, pi] x [-pi/2, pi/2]. */
extern const fen_plane_flow fen_plane_rotation, fen_plane_deformation;
/** Their starts: a Gaussian of 500 m; two bells that hardly overlap, and each of them. */
double fen_plane_gaussian(double x, double y);
double fen_plane_two_bells(double x, double y);
double fen_plane_west_bell(double x, double y);
double fen_plane_east_bell(double x, double y);

/** A grid laid over a flow, and the air fluxes of the step to come. */
typedef struct {
  const fen_plane_flow *flow;
  ptrdiff_t nx, ny, cells;
  ptrdiff_t steps; /**< of equal length, in the flow's whole time */
  ptrdiff_t made;  /**< steps made so far */
  fen_grid *grid;
  double *edges; /**< mixing ratios half a cell beyond the west, east, south and north side, and a top of zeros */
  double *psi;   /**< at the vertices, shape [ny + 1][nx + 1] */
  double *air_kg, *flux_x_kgps, *flux_y_kgps, *kh_m2ps, *loss_ps, *thickness_m;
  fen_forcing forcing;
} fen_plane;

/** @return FEN_OK; whatever fen_grid_create returns; FEN_ERR_MEMORY */
fen_status fen_plane_create(const fen_plane_flow *flow, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t steps, fen_plane **out, fen_error *err);
void fen_plane_destroy(fen_plane **plane);
/** Fluxes of the next step, at its middle, by differencing psi at the vertices; sets the forcing's interval. */
void fen_plane_enter(fen_plane *plane);
/** Centre of a cell. */
void fen_plane_centre(const fen_plane *plane, ptrdiff_t cell, double *x, double *y);
/** Values at the centres, shape [cells]. */
void fen_plane_sample(const fen_plane *plane, double (*field)(double x, double y), double *values);

/**
 * A transport on the plane's grid, with the first step's forcing.
 * @param[in] how species, order, limiter, precision and instructions; the rest is set here; without species: one lead
 */
fen_status fen_plane_start(fen_plane *plane, const fen_transport_params *how, fen_transport **out, fen_error *err);
/** Make steps with merged X sweeps, closed after the last. */
fen_status fen_plane_advance(fen_plane *plane, fen_transport *transport, ptrdiff_t steps, fen_error *err);
/** Cells times sweeps of that many merged steps: two a step and one to close. */
double fen_plane_updates(const fen_plane *plane, ptrdiff_t steps);

/** How well a field came through: l2 = sqrt(sum e^2 / sum truth^2), linf = max |e| / max |truth|. */
typedef struct {
  double l2, linf, minimum, maximum;
} fen_plane_norms;
fen_plane_norms fen_plane_compare(ptrdiff_t count, const double *ours, const double *truth);

/** One lead through a flow. */
typedef struct {
  const fen_plane_flow *flow;
  double (*start)(double x, double y);
  ptrdiff_t nx, ny, steps;
  ptrdiff_t made;      /**< steps to make, 0: all */
  const double *truth; /**< what should be there after them, shape [ny][nx]; NULL: the start */
  fen_transport_params how;
} fen_plane_run;

typedef struct {
  fen_plane_norms norms;
  double start_maximum; /**< largest of the start, to compare the field's own with */
  double residual;      /**< of the budget */
  double clipped, updates;
} fen_plane_score;

/** @param[out] field what is there at the end, shape [ny][nx]; NULL: not wanted */
fen_status fen_plane_score_of(const fen_plane_run *run, fen_plane_score *out, double *field, fen_error *err);

/** A printed number: its value, and through limit the largest number that is printed so, half a unit of the last digit above. */
double fen_plane_printed(const char *text, double *limit);
/** Name of a limiter as ids have it. */
const char *fen_plane_limiter_name(fen_limiter limiter);
/** Figures that every lead owes: min, max and clipped cells, with their bounds. */
void fen_plane_tell_extremes(fen_verify_result *result, const fen_plane_score *score, fen_limiter limiter);
/** The same and the budget's residual. */
void fen_plane_tell_bounds(fen_verify_result *result, const fen_plane_score *score, const fen_transport_params *how);

#endif
