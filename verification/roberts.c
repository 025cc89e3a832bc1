/* V5: a line source in wind and diffusivity that are powers of height, in a plane of x and z (Roberts 1923; Huang 1979). */
#include <math.h>
#include <stdio.h>

#include "exact.h"
#include "fenhe/memory.h"
#include "slab.h"
#include "suites.h"

/* The plume of the published value: C(1000 m, 1.5 m) = 2.4026e-3. */
static const fen_exact_power_law plume = {.a = 3.0, .p = 0.3, .b = 0.4, .n = 0.8, .source_m = 20.0};
#define RECEPTOR_X_M 1000.0
#define RECEPTOR_Z_M 1.5
#define PUBLISHED 2.4026e-3
/* Where a plume that is not emitted by its point enters. */
#define ENTRY_X_M 300.0
#define ENTRY_WIDTH_M 40.0

enum { MOST_LEVELS = 4 };

typedef struct {
  ptrdiff_t layers;
  double first_m, growth;
  int levels;
  ptrdiff_t refine[MOST_LEVELS];
  ptrdiff_t steps;
  int point;          /* whether the plume begins at its source, or else enters with its exact profiles */
  double order_limit; /* 0: only told */
  double value_limit; /* of the receptor's relative error on the finest layers */
} layering;

typedef struct {
  ptrdiff_t nz, nx;
  double dx_m, x0_m;
  double *face_m, *wind_mps, *kz_m2ps, *q, *exact;
} plane;

static void plane_clear(plane *p) {
  double *arrays[] = {p->face_m, p->wind_mps, p->kz_m2ps, p->q, p->exact};
  for (size_t a = 0; a < sizeof arrays / sizeof *arrays; a++)
    fen_free(arrays[a]);
  *p = (plane){0};
}

static double at_receptor(double z_m, const void *of) {
  return fen_exact_power_law_at(of, RECEPTOR_X_M, z_m);
}

static fen_status plane_create(const layering *l, ptrdiff_t refine, plane *out, fen_error *err) {
  *out = (plane){.nz = l->layers * refine, .nx = l->point ? 64 : 54, .dx_m = 20.0, .x0_m = l->point ? -130.0 : 70.0};
  fen_status status = FEN_NEW(&out->face_m, out->nz + 1, err);
  if (!status)
    status = FEN_NEW(&out->wind_mps, out->nz, err);
  if (!status)
    status = FEN_NEW(&out->kz_m2ps, out->nz + 1, err);
  if (!status)
    status = FEN_NEW(&out->q, out->nz * out->nx, err);
  if (!status)
    status = FEN_NEW(&out->exact, out->nz, err);
  if (status)
    return status;
  fen_slab_faces(l->layers, refine, l->first_m, l->growth, out->face_m);
  for (ptrdiff_t k = 0; k < out->nz; k++) {
    double low = out->face_m[k];
    double high = out->face_m[k + 1];
    out->wind_mps[k] = plume.a / (1.0 + plume.p) * (pow(high, 1.0 + plume.p) - pow(low, 1.0 + plume.p)) / (high - low);
    out->kz_m2ps[k + 1] = plume.b * pow(high, plume.n);
    out->exact[k] = fen_exact_mean(at_receptor, &plume, low, high);
  }
  return FEN_OK;
}

/* An emission of 1 kg/m/s at the source's height, split between the two layers whose centres lie around it. */
static fen_status emit_point(const plane *p, fen_slab *slab, fen_error *err) {
  ptrdiff_t k = 0;
  while (0.5 * (p->face_m[k + 1] + p->face_m[k + 2]) < plume.source_m)
    k++;
  double low = 0.5 * (p->face_m[k] + p->face_m[k + 1]);
  double high = 0.5 * (p->face_m[k + 1] + p->face_m[k + 2]);
  double share = (plume.source_m - low) / (high - low);
  int i = (int)lround((0.0 - p->x0_m) / p->dx_m - 0.5);
  const fen_source sources[2] = {{.i = i, .k = (int)k, .rate_kgps = (1.0 - share) * p->dx_m},
                                 {.i = i, .k = (int)k + 1, .rate_kgps = share * p->dx_m}};
  return fen_transport_set_sources(slab->transport, sources, 2, err);
}

typedef struct {
  double x_m;
} section;

static double flux_through(double z_m, const void *of) {
  const section *at = of;
  return plume.a * pow(z_m, plume.p) * fen_exact_power_law_at(&plume, at->x_m, z_m);
}

/*
 * The plume fades in around ENTRY_X_M: each column emits its share of the source with the flux that the whole plume has there. Downwind of
 * all of them it is the same plume, and nothing in it is as narrow as a cell.
 */
static fen_status emit_profiles(const plane *p, fen_slab *slab, fen_error *err) {
  fen_source *sources;
  fen_status status = FEN_NEW(&sources, p->nx * p->nz, err);
  if (status)
    return status;
  ptrdiff_t count = 0;
  for (ptrdiff_t i = 0; i < p->nx; i++) {
    const section at = {p->x0_m + ((double)i + 0.5) * p->dx_m};
    double distance = (at.x_m - ENTRY_X_M) / ENTRY_WIDTH_M;
    double share = p->dx_m / (ENTRY_WIDTH_M * sqrt(2.0 * 3.14159265358979323846)) * exp(-0.5 * distance * distance);
    for (ptrdiff_t k = 0; k < p->nz && share > 1e-12; k++)
      sources[count++] = (fen_source){.i = (int)i,
                                      .k = (int)k,
                                      .rate_kgps = share * p->dx_m * (p->face_m[k + 1] - p->face_m[k]) *
                                                   fen_exact_mean(flux_through, &at, p->face_m[k], p->face_m[k + 1])};
  }
  status = fen_transport_set_sources(slab->transport, sources, count, err);
  fen_free(sources);
  return status;
}

static fen_status run_plane(const layering *l, plane *p, ptrdiff_t steps, fen_precision precision, double *updates, fen_error *err) {
  const double end_s = 900.0;
  const fen_slab_params params = {.nx = p->nx,
                                  .ny = 1,
                                  .nz = p->nz,
                                  .dx_m = p->dx_m,
                                  .x0_m = p->x0_m,
                                  .side_x = FEN_SIDE_OPEN,
                                  .side_y = FEN_SIDE_CLOSED,
                                  .face_m = p->face_m,
                                  .wind_mps = p->wind_mps,
                                  .kz_m2ps = p->kz_m2ps,
                                  .end_s = end_s,
                                  .limiter = FEN_LIMITER_SELECTIVE,
                                  .precision = precision};
  fen_slab slab;
  fen_status status = fen_slab_create(&params, &slab, err);
  if (!status)
    status = fen_transport_set_field(slab.transport, 0, 0, p->q, err);
  if (!status)
    status = l->point ? emit_point(p, &slab, err) : emit_profiles(p, &slab, err);
  if (!status)
    status = fen_transport_run(slab.transport, end_s, steps, 1, err);
  if (!status)
    status = fen_transport_get_field(slab.transport, 0, 0, p->q, err);
  *updates += 3.0 * (double)steps * (double)slab.cells;
  fen_slab_clear(&slab);
  return status;
}

typedef struct {
  double l2, linf, value, flux;
} score;

/* The column at the receptor's distance; its value at the receptor's height is linear in z^alpha, of which the plume is a smooth function.
 */
static score score_of(const plane *p) {
  double alpha = 2.0 + plume.p - plume.n;
  ptrdiff_t i = lround((RECEPTOR_X_M - p->x0_m) / p->dx_m - 0.5);
  score s = {.value = NAN};
  double error = 0.0;
  double size = 0.0;
  double worst = 0.0;
  double largest = 0.0;
  for (ptrdiff_t k = 0; k < p->nz; k++) {
    double dz_m = p->face_m[k + 1] - p->face_m[k];
    double ours = p->q[k * p->nx + i];
    error += dz_m * (ours - p->exact[k]) * (ours - p->exact[k]);
    size += dz_m * p->exact[k] * p->exact[k];
    worst = fmax(worst, fabs(ours - p->exact[k]));
    largest = fmax(largest, p->exact[k]);
    s.flux += dz_m * ours * p->wind_mps[k];
    double here = pow(0.5 * (p->face_m[k] + p->face_m[k + 1]), alpha);
    double next = k + 1 < p->nz ? pow(0.5 * (p->face_m[k + 1] + p->face_m[k + 2]), alpha) : INFINITY;
    double wanted = pow(RECEPTOR_Z_M, alpha);
    if ((here <= wanted || k == 0) && wanted < next)
      s.value = ours + (p->q[(k + 1) * p->nx + i] - ours) * (wanted - here) / (next - here);
  }
  s.l2 = sqrt(error / size);
  s.linf = worst / largest;
  return s;
}

static fen_status profile_series(const plane *p, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"height_m", "ours_kgpm3", "exact_kgpm3", NULL};
  ptrdiff_t i = lround((RECEPTOR_X_M - p->x0_m) / p->dx_m - 0.5);
  double *row;
  fen_status status = fen_verify_series_add(out, "profile", columns, p->nz, &row, err);
  for (ptrdiff_t k = 0; k < p->nz && !status; k++, row += 3) {
    row[0] = 0.5 * (p->face_m[k] + p->face_m[k + 1]);
    row[1] = p->q[k * p->nx + i];
    row[2] = p->exact[k];
  }
  return status;
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const names[MOST_LEVELS] = {"l2_coarsest", "l2_finer", "l2_fine", "l2_finest"};
  static const char *const columns[] = {"lowest_layer_m", "l2", "linf", "receptor_error", NULL};
  (void)context;
  const layering *l = item->parameters;
  score s[MOST_LEVELS];
  double *row;
  fen_status status = fen_verify_series_add(out, "convergence", columns, l->levels, &row, err);
  for (int level = 0; level < l->levels && !status; level++) {
    plane p;
    status = plane_create(l, l->refine[level], &p, err);
    if (!status)
      status = run_plane(l, &p, l->steps, item->precision, &out->cell_updates, err);
    if (!status) {
      s[level] = score_of(&p);
      const double values[] = {p.face_m[1], s[level].l2, s[level].linf, s[level].value / PUBLISHED - 1.0};
      for (int n = 0; n < 4; n++)
        *row++ = values[n];
      fen_verify_tell(out, names[MOST_LEVELS - l->levels + level], s[level].l2, NAN);
    }
    if (!status && level == 0)
      status = profile_series(&p, out, err);
    plane_clear(&p);
  }
  if (status)
    return status;
  const score *last = &s[l->levels - 1];
  double ratio = (double)l->refine[l->levels - 1] / (double)l->refine[l->levels - 2];
  fen_verify_tell(out, "linf_finest", last->linf, NAN);
  if (l->order_limit > 0.0)
    fen_verify_at_least(out, "order_z", fen_slab_order(last[-1].l2, last->l2, ratio), 2.0, l->order_limit);
  else
    fen_verify_tell(out, "order_z", fen_slab_order(last[-1].l2, last->l2, ratio), NAN);
  fen_verify_tell(out, "value", last->value, PUBLISHED);
  fen_verify_at_most(out, "value_error", fabs(last->value / PUBLISHED - 1.0), 0.0, l->value_limit);
  fen_verify_at_most(out, "flux_error", fabs(last->flux - 1.0), 0.0, 1e-4);
  if (l->point)
    (void)snprintf(out->note, sizeof out->note,
                   "Beside a source as narrow as a cell the column solve falls back to backward Euler, which is of first order in time.");
  return FEN_OK;
}

/* Half a unit of the published value's last digit. */
#define DIGITS (0.5e-7 / PUBLISHED)

static const layering even = {.layers = 100,
                              .first_m = 3.0,
                              .growth = 1.0,
                              .levels = 3,
                              .refine = {1, 3, 5},
                              .steps = 450,
                              .order_limit = 1.8,
                              .value_limit = DIGITS};
static const layering stretched = {.layers = 22,
                                   .first_m = 2.0,
                                   .growth = 1.15,
                                   .levels = 4,
                                   .refine = {1, 2, 4, 8},
                                   .steps = 900,
                                   .order_limit = 1.8,
                                   .value_limit = DIGITS};
static const layering point = {
    .layers = 22, .first_m = 2.0, .growth = 1.15, .levels = 2, .refine = {1, 2}, .steps = 900, .point = 1, .value_limit = 0.01};

fen_status fen_verify_roberts(fen_verify_context *context, fen_error *err) {
  const struct {
    const char *id, *layers;
    const layering *parameters;
    fen_verify_tier tier;
  } cases[] = {
      {"V5/roberts/even", "entering around x = 300 m with its exact profiles; layers of 3, 1 and 0.6 m", &even, FEN_TIER_FULL},
      {"V5/roberts/stretched",
       "entering around x = 300 m with its exact profiles; layers from 2 m at the ground, growing by 15 %, and each divided into 2, 4 and 8",
       &stretched, FEN_TIER_FULL},
      {"V5/roberts/point", "emitted by one cell's width at x = 0; layers from 2 m at the ground, growing by 15 %, and each divided into 2",
       &point, FEN_TIER_FULL},
  };
  fen_status status = FEN_OK;
  for (size_t n = 0; n < sizeof cases / sizeof *cases && !status; n++) {
    fen_verify_case item = {.citation = "exact: Roberts (1923); Huang (1979), Atmos. Environ. 13, 453-463",
                            .precision = FEN_PRECISION_DOUBLE,
                            .tier = cases[n].tier,
                            .run = run,
                            .parameters = cases[n].parameters};
    (void)snprintf(item.id, sizeof item.id, "%s", cases[n].id);
    (void)snprintf(
        item.setup, sizeof item.setup,
        "line source of 1 kg/m/s at 20 m in u = 3 z^0.3, K = 0.4 z^0.8, steady; profile and value at 1.5 m, 1000 m downwind; dx = 20 m; %s",
        cases[n].layers);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
