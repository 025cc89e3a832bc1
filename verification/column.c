/* V6b: the vertical sweep in uneven layers, and the splitting of diffusion, advection and emission. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "suites.h"

static const double pi = 3.14159265358979323846;

enum { LAYERS = 20, FINEST = 16, MOST = FINEST * LAYERS };
#define PERIOD_S 7200.0
#define UPDRAUGHT_TOP_M 3000.0

/* Layers grow geometrically from 30 m to 1000 m; refined, each is divided smoothly. */
static double face_height(ptrdiff_t k, int refine) {
  double growth = pow(1000.0 / 30.0, 1.0 / (LAYERS - 1.0));
  return 30.0 * (pow(growth, (double)k / refine) - 1.0) / (growth - 1.0);
}

static double density(double z_m) {
  return 1.2 * exp(-z_m / 8000.0);
}

/* Of the splitting's column: a convective boundary layer of 1500 m, at most 60 m2/s (the shape of O'Brien 1970). */
static double diffusivity(double z_m) {
  double share = z_m / 1500.0;
  return 0.5 + (share < 1.0 ? 60.0 * 6.75 * share * (1.0 - share) * (1.0 - share) : 0.0);
}

typedef struct {
  double centre_m, sigma_m;
  int refine; /* parts of each layer */
  int order;
  double table; /* l2; NAN: not in the table */
  double limit; /* NAN: only told */
} gaussian;

/* What a column consists of: air, thickness and diffusivity are constant, the flux is replenished from the sides. */
typedef struct {
  ptrdiff_t nz;
  double face_m[MOST + 1];
  double air_kg[MOST];
  double kz_m2ps[MOST + 1];
  double before_kg[MOST], after_kg[MOST], thickness_m[MOST];
  double none[2 * MOST]; /* fluxes through the sides */
  fen_grid *grid;
  fen_transport *transport;
} tower;

/* Mean over a layer by a midpoint rule, weighted by the air's density. */
static double layer_mean(const tower *c, ptrdiff_t k, const gaussian *g, double *air_kg) {
  enum { PARTS = 400 };
  double air = 0.0;
  double tracer = 0.0;
  for (int n = 0; n < PARTS; n++) {
    double dz_m = (c->face_m[k + 1] - c->face_m[k]) / PARTS;
    double z_m = c->face_m[k] + (n + 0.5) * dz_m;
    double distance = (z_m - g->centre_m) / g->sigma_m;
    air += density(z_m) * dz_m;
    tracer += density(z_m) * dz_m * exp(-0.5 * distance * distance);
  }
  *air_kg = air;
  return tracer / air;
}

static fen_status tower_create(const gaussian *g, fen_precision precision, tower *c, double *q, fen_error *err) {
  *c = (tower){.nz = (ptrdiff_t)g->refine * LAYERS};
  for (ptrdiff_t k = 0; k <= c->nz; k++)
    c->face_m[k] = face_height(k, g->refine);
  for (ptrdiff_t k = 0; k < c->nz; k++) {
    q[k] = layer_mean(c, k, g, &c->air_kg[k]);
    c->thickness_m[k] = c->face_m[k + 1] - c->face_m[k];
    c->kz_m2ps[k] = diffusivity(c->face_m[k]);
  }
  const fen_grid_params grid = {.nx = 1, .ny = 1, .dx = 1.0, .dy = 1.0, .side_x = FEN_SIDE_CLOSED, .side_y = FEN_SIDE_CLOSED};
  fen_status status = fen_grid_create(&grid, &c->grid, err);
  const fen_species species = {0};
  const fen_transport_params params = {.grid = c->grid,
                                       .nz = c->nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = g->order,
                                       .limiter = FEN_LIMITER_POSITIVE,
                                       .precision = precision,
                                       .courant_max = 9.0};
  return status ? status : fen_transport_create(&params, &c->transport, err);
}

static void tower_clear(tower *c) {
  fen_transport_destroy(&c->transport);
  fen_grid_destroy(&c->grid);
}

/* Air before and after step n: the table's columns are replenished sideways, before odd steps and after even ones. */
static fen_status enter_step(tower *c, ptrdiff_t n, double start_s, double dt_s, double turn, int diffuses, fen_error *err) {
  for (ptrdiff_t k = 0; k < c->nz; k++) {
    double flux[2];
    for (int side = 0; side < 2; side++) {
      double z_m = c->face_m[k + side];
      int still = z_m >= UPDRAUGHT_TOP_M || k + side == 0 || k + side == c->nz;
      flux[side] = still ? 0.0 : density(z_m) * 0.3 * sin(pi * z_m / UPDRAUGHT_TOP_M) * turn;
    }
    double change_kg = dt_s * (flux[0] - flux[1]);
    c->before_kg[k] = n % 2 ? c->air_kg[k] - change_kg : c->air_kg[k];
    c->after_kg[k] = c->before_kg[k] + change_kg;
  }
  fen_forcing forcing = {.start_s = start_s, .end_s = start_s + dt_s, .air_kg = {c->before_kg, c->after_kg}};
  for (int end = 0; end < 2; end++) {
    forcing.flux_x_kgps[end] = forcing.flux_y_kgps[end] = c->none;
    forcing.thickness_m[end] = c->thickness_m;
    forcing.kz_m2ps[end] = diffuses ? c->kz_m2ps : NULL;
  }
  fen_status status = n > 0 ? fen_transport_replace_air(c->transport, c->before_kg, err) : FEN_OK;
  return status ? status : fen_transport_set_forcing(c->transport, &forcing, err);
}

static double column_l2(const tower *c, const double *ours, const double *wanted) {
  double error = 0.0;
  double size = 0.0;
  for (ptrdiff_t k = 0; k < c->nz; k++) {
    error += (ours[k] - wanted[k]) * (ours[k] - wanted[k]) * c->air_kg[k];
    size += wanted[k] * wanted[k] * c->air_kg[k];
  }
  return sqrt(error / size);
}

static fen_status run_gaussian(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"height_m", "ours_kgpkg", "exact_kgpkg", NULL};
  (void)context;
  const gaussian *g = item->parameters;
  const ptrdiff_t steps = 24 * g->refine;
  const double dt_s = PERIOD_S / (double)steps;
  tower c;
  double exact[MOST];
  double ours[MOST];
  double *row = NULL;
  fen_status status = tower_create(g, item->precision, &c, exact, err);
  for (ptrdiff_t n = 0; n < steps && !status; n++) {
    double start_s = (double)n * dt_s;
    status = enter_step(&c, n, start_s, dt_s, sin(2.0 * pi * (start_s + 0.5 * dt_s) / PERIOD_S), 0, err);
    if (!status && n == 0)
      status = fen_transport_set_field(c.transport, 0, 0, exact, err);
    if (!status)
      status = fen_transport_run(c.transport, start_s + dt_s, 1, 1, err);
  }
  if (!status)
    status = fen_transport_get_field(c.transport, 0, 0, ours, err);
  if (!status)
    status = fen_verify_series_add(out, "profile", columns, c.nz, &row, err);
  for (ptrdiff_t k = 0; k < c.nz && !status; k++, row += 3) {
    row[0] = 0.5 * (c.face_m[k] + c.face_m[k + 1]);
    row[1] = ours[k];
    row[2] = exact[k];
  }
  if (!status) {
    double l2 = column_l2(&c, ours, exact);
    out->cell_updates = (double)(c.nz * steps);
    if (isnan(g->limit))
      fen_verify_tell(out, "l2", l2, g->table);
    else
      fen_verify_at_most(out, "l2", l2, g->table, g->limit);
    fen_verify_at_least(out, "min", fen_transport_get_stats(c.transport).minimum_lead, 0.0, 0.0);
  }
  tower_clear(&c);
  return status;
}

/* Half diffusion, advection, half diffusion; or advection, then diffusion. */
typedef enum { STRANG, ADVECTION_FIRST } splitting;

/* The clock of single processes stands still, so each of their steps is an interval from 0 with its own fluxes. */
static fen_status enter_split_step(tower *c, splitting order, ptrdiff_t n, double dt_s, fen_error *err) {
  double start_s = (double)n * dt_s;
  double turn = sin(2.0 * pi * (start_s + 0.5 * dt_s) / PERIOD_S);
  return enter_step(c, n, order == STRANG ? start_s : 0.0, dt_s, turn, 1, err);
}

static fen_status split_run(const gaussian *g, splitting order, ptrdiff_t steps, double *profile, double *wanted, double *l2,
                            fen_error *err) {
  tower c;
  double dt_s = PERIOD_S / (double)steps;
  double q[MOST];
  fen_status status = tower_create(g, FEN_PRECISION_DOUBLE, &c, q, err);
  for (ptrdiff_t n = 0; n < steps && !status; n++) {
    status = enter_split_step(&c, order, n, dt_s, err);
    if (!status && n == 0)
      status = fen_transport_set_field(c.transport, 0, 0, q, err);
    if (!status && order == STRANG)
      status = fen_transport_run(c.transport, (double)(n + 1) * dt_s, 1, 1, err);
    if (!status && order == ADVECTION_FIRST)
      status = fen_transport_advect_axis(c.transport, FEN_AXIS_Z, dt_s, err);
    if (!status && order == ADVECTION_FIRST)
      status = fen_transport_diffuse(c.transport, dt_s, err);
  }
  if (!status)
    status = fen_transport_get_field(c.transport, 0, 0, profile, err);
  if (!status && wanted)
    *l2 = column_l2(&c, profile, wanted);
  tower_clear(&c);
  return status;
}

static fen_status run_splitting(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  enum { STEPS = 12, SHORT = 64 };
  static const char *const columns[] = {"step_s", "l2_strang", "l2_advection_first", NULL};
  (void)context;
  const gaussian *g = item->parameters;
  double wanted[MOST];
  double profile[MOST];
  double l2[3][2];
  double *row = NULL;
  fen_status status = split_run(g, STRANG, STEPS * SHORT, wanted, NULL, NULL, err);
  if (!status)
    status = fen_verify_series_add(out, "convergence", columns, 3, &row, err);
  for (int level = 0; level < 3 && !status; level++) {
    ptrdiff_t steps = (ptrdiff_t)STEPS << level;
    for (int order = 0; order < 2 && !status; order++)
      status = split_run(g, (splitting)order, steps, profile, wanted, &l2[level][order], err);
    *row++ = PERIOD_S / (double)steps;
    *row++ = l2[level][STRANG];
    *row++ = l2[level][ADVECTION_FIRST];
  }
  if (status)
    return status;
  fen_verify_tell(out, "l2_strang", l2[0][STRANG], 6.9e-4);
  fen_verify_tell(out, "l2_advection_first", l2[0][ADVECTION_FIRST], 3.2e-3);
  fen_verify_at_least(out, "order_strang", log2(l2[1][STRANG] / l2[2][STRANG]), 2.0, 1.8);
  fen_verify_tell(out, "order_advection_first", log2(l2[1][ADVECTION_FIRST] / l2[2][ADVECTION_FIRST]), 1.0);
  return FEN_OK;
}

/* Emission of 2 h into the lowest layer, within the solve or before it; out: the lowest layer's value. */
static fen_status surface_value(const gaussian *g, int inside, ptrdiff_t steps, double *out, fen_error *err) {
  const double rate_kgps = 1e-6;
  tower c;
  double q[MOST];
  double dt_s = PERIOD_S / (double)steps;
  const fen_source source = {.rate_kgps = rate_kgps};
  fen_status status = tower_create(g, FEN_PRECISION_DOUBLE, &c, q, err);
  if (!status)
    status = enter_step(&c, 0, 0.0, PERIOD_S, 0.0, 1, err);
  memset(q, 0, sizeof q);
  if (!status)
    status = fen_transport_set_field(c.transport, 0, 0, q, err);
  if (!status && inside)
    status = fen_transport_set_sources(c.transport, &source, 1, err);
  for (ptrdiff_t n = 0; n < steps && !status; n++) {
    q[0] += inside ? 0.0 : rate_kgps * dt_s / c.air_kg[0];
    if (!inside)
      status = fen_transport_set_field(c.transport, 0, 0, q, err);
    if (!status)
      status = fen_transport_run(c.transport, (double)(n + 1) * dt_s, 1, 1, err);
    if (!status)
      status = fen_transport_get_field(c.transport, 0, 0, q, err);
  }
  *out = q[0];
  tower_clear(&c);
  return status;
}

static fen_status run_emission(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  enum { STEPS = 12, SHORT = 64 };
  (void)context;
  double exact;
  double inside;
  double before;
  fen_status status = surface_value(item->parameters, 1, STEPS * SHORT, &exact, err);
  if (!status)
    status = surface_value(item->parameters, 1, STEPS, &inside, err);
  if (!status)
    status = surface_value(item->parameters, 0, STEPS, &before, err);
  if (status)
    return status;
  fen_verify_tell(out, "surface_inside", fabs(inside / exact - 1.0), 6e-5);
  fen_verify_tell(out, "surface_before", fabs(before / exact - 1.0), 0.07);
  return FEN_OK;
}

fen_status fen_verify_column(fen_verify_context *context, fen_error *err) {
  static const gaussian wide[] = {{1000.0, 400.0, 1, 3, .092, NAN},
                                  {1000.0, 400.0, 1, 5, .037, NAN},
                                  {1000.0, 400.0, 1, 7, .022, .0225},
                                  {1000.0, 400.0, 1, 9, NAN, NAN}};
  static const gaussian narrow[] = {
      {600.0, 200.0, 1, 3, .124, NAN}, {600.0, 200.0, 1, 5, .046, NAN}, {600.0, 200.0, 1, 7, .035, .0355}, {600.0, 200.0, 1, 9, NAN, NAN}};
  static const gaussian fine[] = {{600.0, 200.0, 2, 3, .036, NAN},
                                  {600.0, 200.0, 2, 5, .0104, NAN},
                                  {600.0, 200.0, 2, 7, .0044, .00445},
                                  {600.0, 200.0, 2, 9, NAN, NAN}};
  static const gaussian splitting_of = {600.0, 200.0, FINEST, 7, NAN, NAN};
  static const gaussian emission = {600.0, 200.0, 1, 7, NAN, NAN};
  const struct {
    const char *name;
    const gaussian *rows;
  } groups[] = {{"wide-20", wide}, {"narrow-20", narrow}, {"narrow-40", fine}};
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof groups / sizeof *groups; n++)
    for (int r = 0; r < 4 && !status; r++) {
      const gaussian *g = &groups[n].rows[r];
      fen_verify_case item = {.citation = "computed independently for this project (verification set-ups, V6b)",
                              .precision = FEN_PRECISION_DOUBLE,
                              .tier = g->order == 7 ? FEN_TIER_QUICK : FEN_TIER_FULL,
                              .run = run_gaussian,
                              .parameters = g};
      (void)snprintf(item.id, sizeof item.id, "V6b/%s/positive-%d", groups[n].name, g->order);
      (void)snprintf(
          item.setup, sizeof item.setup,
          "%d layers from 30 m, geometric, to 5786 m; up- and downdraught of 0.3 m/s below 3 km for 7200 s, %d steps, replenished "
          "sideways; Gaussian at %.0f m of %.0f m",
          g->refine * LAYERS, 24 * g->refine, g->centre_m, g->sigma_m);
      status = fen_verify_add(context, &item, err);
    }
  const fen_verify_case others[] = {
      {.id = "V6b/splitting",
       .setup =
           "the same column, layers divided into 16, with K of at most 60 m2/s below 1.5 km; steps of 600 s against 9.4 s, half diffusion, "
           "advection, half diffusion or advection, then diffusion; Gaussian at 600 m of 200 m",
       .citation = "of a column of its own (verification set-ups, V6b): for comparison of sizes",
       .precision = FEN_PRECISION_DOUBLE,
       .tier = FEN_TIER_FULL,
       .run = run_splitting,
       .parameters = &splitting_of},
      {.id = "V6b/emission",
       .setup =
           "the same column, 20 layers, calm, steady emission into the lowest for 7200 s; its value with steps of 600 s against 9.4 s, "
           "emitted within the diffusion solve or before it",
       .citation = "of a column of its own (verification set-ups, V6b): for comparison of sizes",
       .precision = FEN_PRECISION_DOUBLE,
       .tier = FEN_TIER_FULL,
       .run = run_emission,
       .parameters = &emission}};
  for (size_t n = 0; n < 2 && !status; n++)
    status = fen_verify_add(context, &others[n], err);
  return status;
}
