/* V5: plumes of point and line sources in constant wind and diffusivity, light and falling. */
#include <math.h>
#include <stdio.h>

#include "even_field.h"
#include "exact.h"
#include "fenhe/memory.h"
#include "suites.h"

enum { LEVELS = 3 };

/* A point source 75 m above the ground in a wind of 5 m/s, K = 50 m2/s along all axes; cells that have it at a centre. */
#define POINT_K_M2PS 50.0
#define POINT_WIND_MPS 5.0
#define POINT_HEIGHT_M 75.0
#define POINT_END_S 320.0

static fen_status point_level(double dx_m, ptrdiff_t steps, fen_precision precision, double *l2, double *ground, fen_error *err) {
  enum { UPWIND = 4 }; /* cells before the source */
  ptrdiff_t ny = 2 * (ptrdiff_t)lround(480.0 / dx_m) + 1;
  const fen_even_field_params params = {.nx = (ptrdiff_t)lround(1150.0 / dx_m),
                                        .ny = ny,
                                        .nz = (ptrdiff_t)lround(600.0 / dx_m),
                                        .dx_m = dx_m,
                                        .dz_m = dx_m,
                                        .x0_m = -(UPWIND + 0.5) * dx_m,
                                        .y0_m = -0.5 * (double)ny * dx_m,
                                        .side_x = FEN_SIDE_OPEN,
                                        .side_y = FEN_SIDE_OPEN,
                                        .wind_mps = POINT_WIND_MPS,
                                        .kh_m2ps = POINT_K_M2PS,
                                        .kz_m2ps = POINT_K_M2PS,
                                        .end_s = POINT_END_S,
                                        .precision = precision};
  const fen_source source = {.i = UPWIND, .j = (int)(ny / 2), .k = (int)(POINT_HEIGHT_M / dx_m), .rate_kgps = 1.0};
  fen_even_field f;
  fen_status status = fen_even_field_create(&params, &f, err);
  if (!status)
    status = fen_transport_set_sources(f.slab.transport, &source, 1, err);
  if (!status)
    status = fen_even_field_run(&f, steps, err);
  for (ptrdiff_t c = 0; c < f.slab.cells && !status; c++)
    f.exact[c] = fen_exact_point_plume(POINT_WIND_MPS, POINT_K_M2PS, POINT_HEIGHT_M, fen_even_field_x(&f, c), fen_even_field_y(&f, c),
                                       fen_even_field_z(&f, c));
  if (!status) {
    ptrdiff_t at = (ny / 2) * params.nx + lround(600.0 / dx_m) + UPWIND;
    *l2 = fen_even_field_l2(&f, 400.0, 900.0);
    *ground = f.q[at] / f.exact[at];
  }
  fen_even_field_clear(&f);
  return status;
}

static fen_status run_point(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const double dx_m[LEVELS] = {50.0, 30.0, 150.0 / 7.0};
  static const ptrdiff_t steps[LEVELS] = {32, 90, 176};
  static const char *const names[LEVELS] = {"l2_50m", "l2_30m", "l2_21m"};
  static const char *const columns[] = {"cell_m", "l2", "ground_ratio", NULL};
  (void)context;
  double l2[LEVELS];
  double ground = NAN;
  double *row;
  fen_status status = fen_verify_series_add(out, "convergence", columns, LEVELS, &row, err);
  for (int n = 0; n < LEVELS && !status; n++) {
    status = point_level(dx_m[n], steps[n], item->precision, &l2[n], &ground, err);
    if (status)
      return status;
    *row++ = dx_m[n];
    *row++ = l2[n];
    *row++ = ground;
    fen_verify_tell(out, names[n], l2[n], NAN);
  }
  if (status)
    return status;
  fen_verify_at_least(out, "order", fen_slab_order(l2[1], l2[2], dx_m[1] / dx_m[2]), 2.0, 1.8);
  fen_verify_tell(out, "ground_ratio", ground, 1.0);
  return FEN_OK;
}

/* Particles that fall from a line source in a constant wind and deposit, without diffusion along the wind: Ermak's plume, t = x/u. */
static const fen_exact_release falling = {.k_m2ps = 5.0, .settling_mps = 0.1, .deposition_mps = 0.2, .height_m = 60.0};
#define FALL_WIND_MPS 5.0
#define FALL_DX_M 50.0
#define FALL_ENTRY_M 1000.0
#define FALL_WIDTH_M 100.0
#define FALL_TOP_M 480.0
#define FALL_END_S 1600.0

typedef struct {
  double x_m;
} section;

static double flux_through(double z_m, const void *of) {
  const section *at = of;
  return fen_exact_release_at(&falling, z_m, at->x_m / FALL_WIND_MPS); /* per unit of what the source emits */
}

/* The plume fades in around FALL_ENTRY_M, each column emitting its share of the source with the flux that the plume has there. */
static fen_status fade_in(const fen_even_field *f, fen_error *err) {
  const fen_even_field_params *p = &f->params;
  fen_source *sources;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&sources, p->nx * p->nz, err);
  if (status)
    return status;
  for (ptrdiff_t i = 0; i < p->nx; i++) {
    const section at = {fen_even_field_x(f, i)};
    double distance = (at.x_m - FALL_ENTRY_M) / FALL_WIDTH_M;
    double share = p->dx_m / (FALL_WIDTH_M * sqrt(2.0 * 3.14159265358979323846)) * exp(-0.5 * distance * distance);
    for (ptrdiff_t k = 0; k < p->nz && share > 1e-12; k++)
      sources[count++] =
          (fen_source){.i = (int)i,
                       .k = (int)k,
                       .rate_kgps = share * p->dz_m * fen_exact_mean(flux_through, &at, p->dz_m * (double)k, p->dz_m * (double)(k + 1))};
  }
  status = fen_transport_set_sources(f->slab.transport, sources, count, err);
  fen_free(sources);
  return status;
}

static fen_status fall_level(ptrdiff_t nz, fen_precision precision, double *l2, double *ground, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"height_m", "ours", "exact", NULL};
  enum { CELLS = 64 };
  const fen_even_field_params params = {.nx = CELLS,
                                        .ny = 1,
                                        .nz = nz,
                                        .dx_m = FALL_DX_M,
                                        .dz_m = FALL_TOP_M / (double)nz,
                                        .x0_m = 325.0,
                                        .side_x = FEN_SIDE_OPEN,
                                        .side_y = FEN_SIDE_CLOSED,
                                        .wind_mps = FALL_WIND_MPS,
                                        .kz_m2ps = falling.k_m2ps,
                                        .end_s = FALL_END_S,
                                        .precision = precision};
  double velocity_mps[CELLS];
  for (int i = 0; i < CELLS; i++)
    velocity_mps[i] = fen_exact_release_velocity(&falling, 0.5 * params.dz_m);
  fen_even_field f;
  fen_status status = fen_even_field_create(&params, &f, err);
  if (!status)
    status = fen_transport_set_settling(f.slab.transport, 0, falling.settling_mps, err);
  if (!status)
    status = fen_transport_set_deposition(f.slab.transport, 0, velocity_mps, err);
  if (!status)
    status = fade_in(&f, err);
  if (!status)
    status = fen_even_field_run(&f, 200, err);
  const double scale = FALL_WIND_MPS * FALL_DX_M; /* concentration of a line source is c/(u dy) per kilogram a second */
  for (ptrdiff_t c = 0; c < f.slab.cells && !status; c++) {
    const section at = {fen_even_field_x(&f, c)};
    double middle_m = fen_even_field_z(&f, c);
    f.exact[c] = fen_exact_mean(flux_through, &at, middle_m - 0.5 * params.dz_m, middle_m + 0.5 * params.dz_m) / scale;
  }
  double *row = NULL;
  ptrdiff_t i = lround((3000.0 - params.x0_m) / FALL_DX_M - 0.5);
  if (!status) {
    *l2 = fen_even_field_l2(&f, 1800.0, 3300.0);
    *ground = f.q[i] / f.exact[i];
    if (out)
      status = fen_verify_series_add(out, "profile", columns, nz, &row, err);
  }
  for (ptrdiff_t k = 0; k < nz && row && !status; k++, row += 3) {
    row[0] = params.dz_m * ((double)k + 0.5);
    row[1] = f.q[k * params.nx + i];
    row[2] = f.exact[k * params.nx + i];
  }
  fen_even_field_clear(&f);
  return status;
}

static fen_status run_fall(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const ptrdiff_t nz[LEVELS] = {24, 48, 96};
  static const char *const names[LEVELS] = {"l2_20m", "l2_10m", "l2_5m"};
  static const char *const columns[] = {"layer_m", "l2", "ground_ratio", NULL};
  (void)context;
  double l2[LEVELS];
  double ground = NAN;
  double *row;
  fen_status status = fen_verify_series_add(out, "convergence", columns, LEVELS, &row, err);
  for (int n = 0; n < LEVELS && !status; n++) {
    status = fall_level(nz[n], item->precision, &l2[n], &ground, n == 0 ? out : NULL, err);
    if (status)
      return status;
    *row++ = FALL_TOP_M / (double)nz[n];
    *row++ = l2[n];
    *row++ = ground;
    fen_verify_tell(out, names[n], l2[n], NAN);
  }
  if (status)
    return status;
  fen_verify_at_least(out, "order_z", fen_slab_order(l2[1], l2[2], 2.0), 2.0, 1.8);
  fen_verify_tell(out, "ground_ratio", ground, 1.0);
  return FEN_OK;
}

fen_status fen_verify_plumes(fen_verify_context *context, fen_error *err) {
  const fen_verify_case cases[] = {
      {.id = "V5/plume",
       .setup =
           "point source at 75 m in a wind of 5 m/s, K = 50 m2/s along all axes, impermeable ground, steady; 400 to 900 m downwind; cells of "
           "50, 30 and 21 m, steps as their square",
       .citation = "exact: Q/(4 pi K r) exp(-u (r - x)/(2 K)) and its image (Roberts 1923)",
       .tier = FEN_TIER_FULL,
       .run = run_point},
      {.id = "V5/settling/plume",
       .setup =
           "line source at 60 m in a wind of 5 m/s, K = 5 m2/s along z, settling 0.1 m/s, deposition 0.2 m/s, steady; entering around 1000 m "
           "with its exact profiles, 1800 to 3300 m downwind; layers of 20, 10 and 5 m",
       .citation = "exact: Ermak (1977), Atmos. Environ. 11, 231-237",
       .tier = FEN_TIER_FULL,
       .run = run_fall},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof cases / sizeof *cases && !status; n++) {
    fen_verify_case item = cases[n];
    item.precision = FEN_PRECISION_DOUBLE;
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
