/* V5: puffs in constant diffusivity, carried by a wind and spread by its shear. */
#include <math.h>

#include "even_field.h"
#include "exact.h"
#include "suites.h"

static const double pi = 3.14159265358979323846;

enum { LEVELS = 3 };

/* A puff of 150 m in a cube of 3 km, periodic along x and y. */
#define PUFF_K_M2PS 20.0
#define PUFF_SIGMA_M 150.0
#define PUFF_CUBE_M 3000.0
#define PUFF_END_S 1000.0
#define PUFF_WIND_X_MPS 2.0
#define PUFF_WIND_Y_MPS 1.2

/* Distance on a periodic axis. */
static double around(double x_m) {
  return x_m - PUFF_CUBE_M * round(x_m / PUFF_CUBE_M);
}

/* Mean of a normalised Gaussian over a cell of width w. */
static double gaussian_mean(double distance_m, double sigma_m, double w_m) {
  double unit = sigma_m * sqrt(2.0);
  return 0.5 * (erf((distance_m + 0.5 * w_m) / unit) - erf((distance_m - 0.5 * w_m) / unit)) / w_m;
}

static void puff_at(const fen_even_field *f, double t_s, double *out) {
  double sigma_m = sqrt(PUFF_SIGMA_M * PUFF_SIGMA_M + 2.0 * PUFF_K_M2PS * t_s);
  double w_m = f->params.dx_m;
  for (ptrdiff_t c = 0; c < f->slab.cells; c++)
    out[c] = gaussian_mean(around(fen_even_field_x(f, c) - PUFF_WIND_X_MPS * t_s), sigma_m, w_m) *
             gaussian_mean(around(fen_even_field_y(f, c) - PUFF_WIND_Y_MPS * t_s), sigma_m, w_m) *
             gaussian_mean(fen_even_field_z(f, c) - 0.5 * PUFF_CUBE_M, sigma_m, w_m);
}

/* Growth of the variances along x and z about the exact centre, over 2 K t. */
static void puff_growth(const fen_even_field *f, double *along_x, double *along_z) {
  double sum = 0.0;
  double xx = 0.0;
  double zz = 0.0;
  for (ptrdiff_t c = 0; c < f->slab.cells; c++) {
    double x_m = around(fen_even_field_x(f, c) - PUFF_WIND_X_MPS * PUFF_END_S);
    double z_m = fen_even_field_z(f, c) - 0.5 * PUFF_CUBE_M;
    sum += f->q[c];
    xx += f->q[c] * x_m * x_m;
    zz += f->q[c] * z_m * z_m;
  }
  double start_m2 = PUFF_SIGMA_M * PUFF_SIGMA_M + f->params.dx_m * f->params.dx_m / 12.0; /* a cell's mean stands at its centre */
  *along_x = (xx / sum - start_m2) / (2.0 * PUFF_K_M2PS * PUFF_END_S);
  *along_z = (zz / sum - start_m2) / (2.0 * PUFF_K_M2PS * PUFF_END_S);
}

static fen_status puff_level(ptrdiff_t cells, ptrdiff_t steps, fen_precision precision, fen_even_field *f, fen_error *err) {
  double dx_m = PUFF_CUBE_M / (double)cells;
  const fen_even_field_params params = {.nx = cells,
                                        .ny = cells,
                                        .nz = cells,
                                        .dx_m = dx_m,
                                        .dz_m = dx_m,
                                        .x0_m = -0.5 * PUFF_CUBE_M,
                                        .y0_m = -0.5 * PUFF_CUBE_M,
                                        .side_x = FEN_SIDE_PERIODIC,
                                        .side_y = FEN_SIDE_PERIODIC,
                                        .wind_mps = PUFF_WIND_X_MPS,
                                        .wind_y_mps = PUFF_WIND_Y_MPS,
                                        .kh_m2ps = PUFF_K_M2PS,
                                        .kz_m2ps = PUFF_K_M2PS,
                                        .end_s = PUFF_END_S,
                                        .precision = precision};
  fen_status status = fen_even_field_create(&params, f, err);
  if (status)
    return status;
  puff_at(f, 0.0, f->q);
  puff_at(f, PUFF_END_S, f->exact);
  return fen_even_field_run(f, steps, err);
}

static fen_status run_puff(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  /* Steps as the square of the cells: horizontal diffusion is explicit, of first order in time. */
  static const struct { ptrdiff_t cells, steps; } level[LEVELS] = {{24, 16}, {36, 36}, {48, 64}};
  static const char *const names[LEVELS] = {"l2_125m", "l2_83m", "l2_63m"};
  static const char *const columns[] = {"cell_m", "l2", NULL};
  (void)context;
  double l2[LEVELS];
  double *row;
  double along_x = NAN;
  double along_z = NAN;
  fen_status status = fen_verify_series_add(out, "convergence", columns, LEVELS, &row, err);
  for (int n = 0; n < LEVELS && !status; n++) {
    fen_even_field f;
    status = puff_level(level[n].cells, level[n].steps, item->precision, &f, err);
    if (!status) {
      l2[n] = fen_even_field_l2(&f, -INFINITY, INFINITY);
      puff_growth(&f, &along_x, &along_z);
      *row++ = f.params.dx_m;
      *row++ = l2[n];
      out->cell_updates += 5.0 * (double)(f.slab.cells * level[n].steps);
      fen_verify_tell(out, names[n], l2[n], NAN);
    }
    fen_even_field_clear(&f);
  }
  if (status)
    return status;
  fen_verify_at_least(out, "order", fen_slab_order(l2[1], l2[2], 48.0 / 36.0), 2.0, 1.8);
  fen_verify_at_most(out, "growth_x_error", fabs(along_x - 1.0), 0.0, 1e-4);
  fen_verify_at_most(out, "growth_z_error", fabs(along_z - 1.0), 0.0, 1e-4);
  return FEN_OK;
}

/* A puff in a wind that grows with height. */
#define SHEAR_PS 0.01
#define SHEAR_K_M2PS 10.0
#define SHEAR_END_S 1000.0
#define SHEAR_XX_M2 9e4
#define SHEAR_ZZ_M2 1e4
#define SHEAR_LENGTH_M 20000.0
#define SHEAR_HEIGHT_M 2400.0

/* The exact Gaussian at the centres of cells: tilt and widths are those of its moments. */
static void sheared_at(const fen_even_field *f, fen_exact_moments m, double *out) {
  double determinant = m.xx * m.zz - m.xz * m.xz;
  for (ptrdiff_t c = 0; c < f->slab.cells; c++) {
    double x = fen_even_field_x(f, c);
    double z = fen_even_field_z(f, c) - 0.5 * SHEAR_HEIGHT_M;
    double form = (m.zz * x * x - 2.0 * m.xz * x * z + m.xx * z * z) / determinant;
    out[c] = exp(-0.5 * form) / (2.0 * pi * sqrt(determinant));
  }
}

static fen_exact_moments moments_of(const fen_even_field *f) {
  double sum = 0.0;
  fen_exact_moments m = {0};
  for (ptrdiff_t c = 0; c < f->slab.cells; c++) {
    double x = fen_even_field_x(f, c);
    double z = fen_even_field_z(f, c) - 0.5 * SHEAR_HEIGHT_M;
    sum += f->q[c];
    m.xx += f->q[c] * x * x;
    m.xz += f->q[c] * x * z;
    m.zz += f->q[c] * z * z;
  }
  return (fen_exact_moments){m.xx / sum, m.xz / sum, m.zz / sum};
}

static fen_status shear_level(ptrdiff_t nz, ptrdiff_t steps, fen_precision precision, double *l2, fen_exact_moments *found,
                              fen_error *err) {
  const fen_even_field_params params = {.nx = 4 * nz,
                                        .ny = 1,
                                        .nz = nz,
                                        .dx_m = SHEAR_LENGTH_M / (4.0 * (double)nz),
                                        .dz_m = SHEAR_HEIGHT_M / (double)nz,
                                        .x0_m = -0.5 * SHEAR_LENGTH_M,
                                        .side_x = FEN_SIDE_PERIODIC,
                                        .side_y = FEN_SIDE_CLOSED,
                                        .shear_ps = SHEAR_PS,
                                        .kh_m2ps = SHEAR_K_M2PS,
                                        .kz_m2ps = SHEAR_K_M2PS,
                                        .end_s = SHEAR_END_S,
                                        .precision = precision};
  fen_even_field f;
  fen_status status = fen_even_field_create(&params, &f, err);
  if (!status) {
    sheared_at(&f, fen_exact_sheared(SHEAR_PS, SHEAR_K_M2PS, SHEAR_XX_M2, SHEAR_ZZ_M2, 0.0), f.q);
    sheared_at(&f, fen_exact_sheared(SHEAR_PS, SHEAR_K_M2PS, SHEAR_XX_M2, SHEAR_ZZ_M2, SHEAR_END_S), f.exact);
    status = fen_even_field_run(&f, steps, err);
  }
  if (!status) {
    *l2 = fen_even_field_l2(&f, -INFINITY, INFINITY);
    *found = moments_of(&f);
  }
  fen_even_field_clear(&f);
  return status;
}

static fen_status run_shear(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const names[LEVELS] = {"l2_100m", "l2_50m", "l2_25m"};
  static const char *const columns[] = {"layer_m", "step_s", "l2", "sigma_xx_error", NULL};
  (void)context;
  const fen_exact_moments exact = fen_exact_sheared(SHEAR_PS, SHEAR_K_M2PS, SHEAR_XX_M2, SHEAR_ZZ_M2, SHEAR_END_S);
  fen_exact_moments found[LEVELS];
  double l2[LEVELS];
  double *row;
  fen_status status = fen_verify_series_add(out, "convergence", columns, LEVELS, &row, err);
  for (int n = 0; n < LEVELS && !status; n++) {
    ptrdiff_t steps = (ptrdiff_t)20 << n;
    ptrdiff_t nz = (ptrdiff_t)24 << n;
    status = shear_level(nz, steps, item->precision, &l2[n], &found[n], err);
    if (status)
      return status;
    *row++ = SHEAR_HEIGHT_M / (double)nz;
    *row++ = SHEAR_END_S / (double)steps;
    *row++ = l2[n];
    *row++ = found[n].xx / exact.xx - 1.0;
    fen_verify_tell(out, names[n], l2[n], NAN);
  }
  if (status)
    return status;
  const fen_exact_moments last = found[LEVELS - 1];
  fen_verify_at_least(out, "order", fen_slab_order(l2[1], l2[2], 2.0), 2.0, 1.8);
  fen_verify_tell(out, "sigma_xx_m2", last.xx, exact.xx);
  fen_verify_tell(out, "sigma_xz_m2", last.xz, exact.xz);
  fen_verify_tell(out, "sigma_zz_m2", last.zz, exact.zz);
  fen_verify_at_most(out, "sigma_xx_error", fabs(last.xx / exact.xx - 1.0), 0.0, 1e-3);
  fen_verify_at_most(out, "sigma_xz_error", fabs(last.xz / exact.xz - 1.0), 0.0, 1e-3);
  fen_verify_at_most(out, "sigma_zz_error", fabs(last.zz / exact.zz - 1.0), 0.0, 1e-3);
  fen_verify_tell(out, "order_sigma_xx", fen_slab_order(fabs(found[1].xx - exact.xx), fabs(last.xx - exact.xx), 2.0), 2.0);
  return FEN_OK;
}

fen_status fen_verify_puffs(fen_verify_context *context, fen_error *err) {
  const fen_verify_case cases[] = {
      {.id = "V5/puff",
       .setup =
           "Gaussian puff of 150 m in wind (2, 1.2) m/s and K = 20 m2/s along all axes, 1000 s in a cube of 3 km, periodic along x and y; "
           "24^3, 36^3 and 48^3 cells, steps as the square of the cells",
       .citation = "exact: a Gaussian whose variances grow by 2 K t",
       .tier = FEN_TIER_FULL,
       .run = run_puff},
      {.id = "V5/shear-puff",
       .setup =
           "Gaussian puff of 300 m by 100 m in u = 0.01/s z and K = 10 m2/s, 1000 s in x and z; layers of 100, 50 and 25 m, dx = 208, 104 "
           "and 52 m, steps of 50, 25 and 12.5 s",
       .citation = "exact: sigma_x^2 grows by 2 K t + S^2 (sigma_z^2 t^2 + 2/3 K t^3) (Saffman 1962; Smith 1965)",
       .tier = FEN_TIER_QUICK,
       .run = run_shear},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof cases / sizeof *cases && !status; n++) {
    fen_verify_case item = cases[n];
    item.precision = FEN_PRECISION_DOUBLE;
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
