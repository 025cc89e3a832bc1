#include "release.h"

#include <math.h>

#include "fenhe/memory.h"
#include "slab.h"

enum { MOST_LEVELS = 6, LENGTHS = 4 };

static const char *const l2_names[MOST_LEVELS] = {"l2", "l2_fine2", "l2_fine4", "l2_fine8", "l2_fine16", "l2_fine32"};

/* One run: the profile at its end, the exact one, and what is left of the release. */
typedef struct {
  ptrdiff_t nz;
  double *face_m, *q, *exact;
  fen_budget budget;
  double minimum;
  double dry_kg; /* with what had deposited before the start */
} outcome;

static void release_outcome(outcome *o) {
  fen_free(o->face_m);
  fen_free(o->q);
  fen_free(o->exact);
  *o = (outcome){0};
}

typedef struct {
  const fen_exact_release *release;
  double t_s;
} instant;

static double at_instant(double z_m, const void *of) {
  const instant *now = of;
  return fen_exact_release_at(now->release, z_m, now->t_s);
}

static void means(const fen_exact_release *release, double t_s, ptrdiff_t nz, const double *face_m, double *out) {
  instant now = {release, t_s};
  for (ptrdiff_t k = 0; k < nz; k++)
    out[k] = fen_exact_mean(at_instant, &now, face_m[k], face_m[k + 1]);
}

static fen_status run_column(const fen_release_case *c, const fen_slab_params *params, fen_slab *slab, ptrdiff_t steps, outcome *out,
                             fen_error *err) {
  double velocity_mps = fen_exact_release_velocity(&c->release, 0.5 * out->face_m[1]);
  fen_status status = fen_slab_create(params, slab, err);
  if (!status)
    status = fen_transport_set_settling(slab->transport, 0, c->release.settling_mps, err);
  if (!status)
    status = fen_transport_set_deposition(slab->transport, 0, &velocity_mps, err);
  if (!status)
    status = fen_transport_set_field(slab->transport, 0, 0, out->q, err);
  if (!status)
    status = fen_transport_run(slab->transport, c->end_s - c->start_s, steps, 1, err);
  if (!status)
    status = fen_transport_get_field(slab->transport, 0, 0, out->q, err);
  if (!status)
    status = fen_transport_budget(slab->transport, 0, 0, &out->budget, err);
  if (!status)
    out->minimum = fen_transport_get_stats(slab->transport).minimum_lead;
  return status;
}

static fen_status run(const fen_release_case *c, fen_precision precision, ptrdiff_t refine, ptrdiff_t steps, outcome *out, fen_error *err) {
  ptrdiff_t nz = c->layers * refine;
  double *kz_m2ps = NULL;
  fen_slab slab = {0};
  *out = (outcome){.nz = nz};
  fen_status status = FEN_NEW(&out->face_m, nz + 1, err);
  if (!status)
    status = FEN_NEW(&out->q, nz, err);
  if (!status)
    status = FEN_NEW(&out->exact, nz, err);
  if (!status)
    status = FEN_NEW(&kz_m2ps, nz + 1, err);
  if (!status) {
    fen_slab_faces(c->layers, refine, c->first_m, c->growth, out->face_m);
    means(&c->release, c->start_s, nz, out->face_m, out->q);
    means(&c->release, c->end_s, nz, out->face_m, out->exact);
    for (ptrdiff_t k = 0; k <= nz; k++)
      kz_m2ps[k] = c->release.k_m2ps;
    const fen_slab_params params = {.nx = 1,
                                    .ny = 1,
                                    .nz = nz,
                                    .dx_m = 1.0,
                                    .side_x = FEN_SIDE_CLOSED,
                                    .side_y = FEN_SIDE_CLOSED,
                                    .face_m = out->face_m,
                                    .kz_m2ps = kz_m2ps,
                                    .end_s = c->end_s - c->start_s,
                                    .limiter = FEN_LIMITER_SELECTIVE,
                                    .precision = precision};
    status = run_column(c, &params, &slab, steps, out, err);
  }
  if (!status)
    out->dry_kg = out->budget.dry_kg + 1.0 - fen_exact_release_left(&c->release, c->start_s);
  fen_slab_clear(&slab);
  fen_free(kz_m2ps);
  if (status)
    release_outcome(out);
  return status;
}

/* l2 and linf of a profile against another of the same layers, relative. */
static void norms(const outcome *o, const double *wanted, double *l2, double *linf) {
  double error = 0.0;
  double size = 0.0;
  double worst = 0.0;
  double largest = 0.0;
  for (ptrdiff_t k = 0; k < o->nz; k++) {
    double dz_m = o->face_m[k + 1] - o->face_m[k];
    double miss = o->q[k] - wanted[k];
    error += dz_m * miss * miss;
    size += dz_m * wanted[k] * wanted[k];
    worst = fmax(worst, fabs(miss));
    largest = fmax(largest, fabs(wanted[k]));
  }
  *l2 = sqrt(error / size);
  *linf = worst / largest;
}

static fen_status profile_series(const outcome *o, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"height_m", "ours_pm", "exact_pm", NULL};
  double *row;
  fen_status status = fen_verify_series_add(out, "profile", columns, o->nz, &row, err);
  for (ptrdiff_t k = 0; k < o->nz && !status; k++, row += 3) {
    row[0] = 0.5 * (o->face_m[k] + o->face_m[k + 1]);
    row[1] = o->q[k];
    row[2] = o->exact[k];
  }
  return status;
}

/* Figures of the finest column. */
static void judge(const fen_verify_case *item, const outcome *o, double left, double linf, double order, fen_verify_result *out) {
  const fen_release_case *c = item->parameters;
  fen_verify_tell(out, "linf_finest", linf, NAN);
  if (c->order_limit > 0.0)
    fen_verify_at_least(out, "order_z", order, 2.0, c->order_limit);
  else
    fen_verify_tell(out, "order_z", order, NAN);
  fen_verify_tell(out, "mass_left", o->budget.air_kg, left);
  fen_verify_tell(out, "deposited", o->dry_kg, 1.0 - left);
  if (c->mass_limit > 0.0) {
    fen_verify_at_most(out, "mass_left_error", fabs(o->budget.air_kg - left), 0.0, c->mass_limit);
    fen_verify_at_most(out, "deposited_error", fabs(o->dry_kg - (1.0 - left)), 0.0, c->mass_limit);
  }
  fen_verify_at_most(out, "residual", fabs(o->budget.residual), 0.0, item->precision == FEN_PRECISION_DOUBLE ? 1e-12 : 1e-6);
}

fen_status fen_release_in_height(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"lowest_layer_m", "l2", "linf", "mass_left_error", "deposited_error", NULL};
  (void)context;
  const fen_release_case *c = item->parameters;
  double left = fen_exact_release_left(&c->release, c->end_s);
  double l2[MOST_LEVELS];
  double linf[MOST_LEVELS];
  double *row;
  double lowest = INFINITY;
  fen_status status = fen_verify_series_add(out, "convergence", columns, c->levels, &row, err);
  for (int level = 0; level < c->levels && !status; level++) {
    outcome o;
    status = run(c, item->precision, (ptrdiff_t)1 << level, c->steps, &o, err);
    if (status)
      return status;
    norms(&o, o.exact, &l2[level], &linf[level]);
    lowest = fmin(lowest, o.minimum);
    const double values[] = {o.face_m[1], l2[level], linf[level], o.budget.air_kg - left, o.dry_kg - (1.0 - left)};
    for (int n = 0; n < 5; n++)
      *row++ = values[n];
    fen_verify_tell(out, l2_names[level], l2[level], NAN);
    if (level == 0)
      status = profile_series(&o, out, err);
    if (level == c->levels - 1)
      judge(item, &o, left, linf[level], fen_slab_order(l2[level - 1], l2[level], 2.0), out);
    release_outcome(&o);
  }
  fen_verify_at_least(out, "min", lowest, 0.0, 0.0);
  return status;
}

fen_status fen_release_in_time(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  enum { REFINE = 4, COARSEST = 6, SHORTEST = 3072 };
  static const char *const columns[] = {"step_s", "l2", "linf", NULL};
  (void)context;
  const fen_release_case *c = item->parameters;
  double l2[LENGTHS];
  double *row;
  outcome wanted;
  fen_status status = run(c, item->precision, REFINE, SHORTEST, &wanted, err);
  if (status)
    return status;
  status = fen_verify_series_add(out, "convergence", columns, LENGTHS, &row, err);
  for (int level = 0; level < LENGTHS && !status; level++) {
    outcome o;
    ptrdiff_t steps = (ptrdiff_t)COARSEST << level;
    double linf;
    status = run(c, item->precision, REFINE, steps, &o, err);
    if (status)
      break;
    norms(&o, wanted.q, &l2[level], &linf);
    *row++ = (c->end_s - c->start_s) / (double)steps;
    *row++ = l2[level];
    *row++ = linf;
    fen_verify_tell(out, l2_names[level], l2[level], NAN);
    release_outcome(&o);
  }
  if (!status)
    fen_verify_at_least(out, "order_t", fen_slab_order(l2[LENGTHS - 2], l2[LENGTHS - 1], 2.0), 2.0, 1.8);
  release_outcome(&wanted);
  return status;
}
