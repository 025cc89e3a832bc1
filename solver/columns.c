/* The column process: half diffusion, vertical advection, half diffusion, all tracers of a column while it is in the cache. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "state.h"

/* Linear interpolation of a forcing pair at an instant. */
typedef struct {
  double w0, w1;
} blend;

static blend blend_at(const fen_forcing *f, double time_s) {
  double w1 = (time_s - f->start_s) / (f->end_s - f->start_s);
  return (blend){.w0 = 1.0 - w1, .w1 = w1};
}

static double mix(blend b, const double *const pair[2], ptrdiff_t at) {
  return b.w0 * pair[0][at] + b.w1 * pair[1][at];
}

/*
 * Air that a face exchanges by diffusion (Eq. 12): K rho A / dz, with rho A dz the cells' air, so that no area is needed:
 * 2 K (m_k + m_k+1) / (dz_k + dz_k+1)^2; and rho A itself, which settling takes.
 */
static void exchange(const fen_transport *t, ptrdiff_t column, double time_s, fen_column *c) {
  const fen_forcing *f = &t->forcing;
  ptrdiff_t layer = t->ny * t->nx;
  blend b = blend_at(f, time_s);
  c->exchange_kgps[0] = c->exchange_kgps[t->nz] = 0.0;
  c->face_air_kgpm[0] = c->face_air_kgpm[t->nz] = 0.0;
  for (ptrdiff_t k = 1; k < t->nz; k++) {
    ptrdiff_t at = k * layer + column;
    double span_m = f->kz_m2ps[0] || t->settles ? mix(b, f->thickness_m, at - layer) + mix(b, f->thickness_m, at) : 1.0;
    double kz_m2ps = f->kz_m2ps[0] ? mix(b, f->kz_m2ps, at) : 0.0;
    c->exchange_kgps[k] = 2.0 * kz_m2ps * (c->air_kg[k - 1] + c->air_kg[k]) / (span_m * span_m);
    c->face_air_kgpm[k] = (c->air_kg[k - 1] + c->air_kg[k]) / span_m;
  }
}

static double settling_of(const fen_transport *t, ptrdiff_t species) {
  return species < t->species_count ? t->settling_mps[species] : 0.0;
}

/* The deposition velocity is the total one, so that what settles deposits at least as fast as it falls (Eq. 23). */
static double deposition_rate(const fen_transport *t, ptrdiff_t species, ptrdiff_t column, double time_s) {
  const double *velocity = species < t->species_count ? t->deposition_mps[species] : NULL;
  double settling_mps = settling_of(t, species);
  double total_mps = velocity && velocity[column] > settling_mps ? velocity[column] : settling_mps;
  if (total_mps == 0.0)
    return 0.0;
  return total_mps / mix(blend_at(&t->forcing, time_s), t->forcing.thickness_m, column);
}

/* Emissions of the column over dt as mixing ratios of a bundle's lanes; 0 if it has none. */
static int gather_sources(const fen_transport *t, const fen_bundle *bundle, ptrdiff_t column, const fen_column *c, fen_scratch *s) {
  int width = bundle->kernels->width;
  int any = 0;
  for (ptrdiff_t e = t->source_start[column]; e < t->source_start[column + 1]; e++) {
    const fen_column_source *source = &t->sources[e];
    ptrdiff_t lane = source->lane - bundle->lane;
    if (lane < 0 || lane >= width)
      continue;
    if (!any)
      memset(s->source, 0, (size_t)(t->nz * width) * t->set->real_size);
    any = 1;
    ptrdiff_t at = source->k * width + lane;
    t->set->put(s->source, at, t->set->get(s->source, at) + c->dt_s * source->rate_kgps / c->air_kg[source->k]);
  }
  return any;
}

/* Diffuse a bundle: leads decide between SDIRK2 and backward Euler, tags do as their lead did. */
static void diffuse_bundle(const fen_transport *t, fen_scratch *s, const fen_bundle *bundle, ptrdiff_t column, int half, double time_s,
                           double *dry) {
  int width = bundle->kernels->width;
  int *euler = s->euler + half * t->leads;
  int flags[FEN_MAX_WIDTH];
  double rates[FEN_MAX_WIDTH];
  double settling_mps[FEN_MAX_WIDTH];
  int settles = 0;
  int leads = bundle->species < 0;
  for (int v = 0; v < width; v++) {
    ptrdiff_t species = leads ? bundle->lane + v : bundle->species;
    int repeats = v > 0 && (!leads || species >= t->species_count); /* padding does as its neighbour */
    rates[v] = repeats ? rates[v - 1] : deposition_rate(t, species, column, time_s);
    settling_mps[v] = repeats ? settling_mps[v - 1] : settling_of(t, species);
    settles |= settling_mps[v] > 0.0;
    flags[v] = leads ? 0 : euler[species];
  }
  int has_source = gather_sources(t, bundle, column, &s->column[half], s);
  int *decided = leads ? euler + bundle->lane : flags;
  if (settles)
    bundle->kernels->settle(s, half, settling_mps, rates, has_source, leads, decided, dry);
  else
    bundle->kernels->diffuse(s, half, rates, has_source, leads, decided, dry);
}

/* Scavenging over dt; wet: what each lane of the bundle loses [kg]. */
static void scavenge_bundle(const fen_transport *t, fen_scratch *s, const fen_bundle *bundle, ptrdiff_t column, double dt_s, double *wet) {
  const double *rate = t->forcing.scavenging_ps;
  ptrdiff_t layer = t->ny * t->nx;
  int width = bundle->kernels->width;
  int any = 0;
  for (ptrdiff_t k = 0; k < t->nz && !any; k++)
    any = rate[k * layer + column] > 0.0;
  if (!any)
    return;
  for (ptrdiff_t k = 0; k < t->nz; k++)
    for (int v = 0; v < width; v++) {
      ptrdiff_t species = bundle->species >= 0 ? bundle->species : bundle->lane + v;
      double share = species < t->species_count ? t->species[species].scavenging_factor : 0.0;
      double gone = -expm1(-dt_s * share * rate[k * layer + column]);
      t->set->put(s->taken, k * width + v, gone);
    }
  bundle->kernels->scavenge(s, wet);
}

/* Air of the column before and after the vertical sweep, and the sweep's weights. Returns 0 if the column may go on. */
static int lay_out(fen_transport *t, fen_scratch *s, const fen_column_plan *plan, ptrdiff_t column) {
  fen_pencil *p = &s->pencil;
  ptrdiff_t layer = t->ny * t->nx;
  ptrdiff_t nz = t->nz;
  int advects = plan->c0 != 0.0 || plan->c1 != 0.0;
  for (ptrdiff_t k = 0; k < nz; k++)
    s->column[0].air_kg[k] = s->column[1].air_kg[k] = t->air_kg[k * layer + column];
  if (!advects)
    return 0;
  p->n = nz;
  p->low = FEN_SIDE_CLOSED;
  p->high = t->forcing.flux_top_kgps[0] ? FEN_SIDE_OPEN : FEN_SIDE_CLOSED;
  p->spreads = 0;
  memcpy(p->air_kg, s->column[0].air_kg, (size_t)nz * sizeof *p->air_kg);
  for (ptrdiff_t k = 0; k <= nz; k++)
    p->flux_kg[k] = plan->c0 * t->flux_z_kgps[0][k * layer + column] + plan->c1 * t->flux_z_kgps[1][k * layer + column];
  double ratio = fen_pencil_pad(p) ? 0.0 : fen_pencil_cut(p);
  if (!(ratio > 0.0)) {
    fen_failure_note(t, column, ratio);
    return -1;
  }
  t->set->weigh_layers(p, &t->even);
  fen_pencil_round(t, s);
  memcpy(s->column[1].air_kg, p->new_air_kg, (size_t)nz * sizeof *p->new_air_kg);
  return 0;
}

static void advect_bundle(const fen_transport *t, fen_scratch *s, const fen_bundle *bundle, ptrdiff_t j, ptrdiff_t i) {
  fen_pencil *p = &s->pencil;
  size_t size = t->set->real_size;
  char *top = fen_edge_values(t, FEN_EDGE_TOP, t->nz - 1, j * t->nx + i) + (size_t)bundle->lane * size;
  double crossed[2 * FEN_MAX_WIDTH] = {0};
  bundle->kernels->pad(p, top, top, s->q);
  if (bundle->species < 0)
    bundle->kernels->advect_leads(s, t->params.limiter, (char *)s->phi + (size_t)bundle->lane * size, t->leads, crossed);
  else
    bundle->kernels->advect_tags(s, (char *)s->phi + (size_t)bundle->species * size, t->leads, crossed);
  fen_bundle_crossed(t, bundle, crossed, p, t->crossed_z + j * 2 * t->lanes);
}

static void process_column(fen_transport *t, fen_scratch *s, const fen_column_plan *plan, ptrdiff_t j, ptrdiff_t i) {
  ptrdiff_t column = j * t->nx + i;
  ptrdiff_t layer = t->ny * t->nx;
  int advects = plan->c0 != 0.0 || plan->c1 != 0.0;
  if (lay_out(t, s, plan, column))
    return;
  for (int half = 0; half < 2; half++) {
    s->column[half].n = t->nz;
    s->column[half].dt_s = plan->diffuse_s[half];
    s->column[half].factored[0] = s->column[half].factored[1] = 0;
    s->column[half].settling.factored[0] = s->column[half].settling.factored[1] = 0;
    if (plan->diffuse_s[half] > 0.0)
      exchange(t, column, plan->time_s[half], &s->column[half]);
  }
  for (ptrdiff_t b = 0; b < t->bundle_count; b++) {
    const fen_bundle *bundle = &t->bundles[b];
    char *q = fen_real_at(t, t->q, fen_cell_start(t, 0, j, i) + bundle->lane);
    double *dry = t->dry_kg + column * t->lanes + bundle->lane;
    double *wet = t->wet_kg + column * t->lanes + bundle->lane;
    bundle->kernels->load(q, t->nx * t->lanes, t->nz, s->q);
    if (plan->diffuse_s[0] > 0.0)
      diffuse_bundle(t, s, bundle, column, 0, plan->time_s[0], dry);
    if (advects)
      advect_bundle(t, s, bundle, j, i);
    if (plan->diffuse_s[1] > 0.0)
      diffuse_bundle(t, s, bundle, column, 1, plan->time_s[1], dry);
    if (t->forcing.scavenging_ps && plan->diffuse_s[1] > 0.0)
      scavenge_bundle(t, s, bundle, column, plan->diffuse_s[0] + plan->diffuse_s[1], wet);
    bundle->kernels->store(s->q, t->nx * t->lanes, t->nz, q);
  }
  for (int half = 0; half < 2; half++)
    for (ptrdiff_t sp = 0; sp < t->species_count && plan->diffuse_s[half] > 0.0; sp++)
      t->euler_count[j] += s->euler[half * t->leads + sp];
  for (ptrdiff_t k = 0; k < t->nz && advects; k++)
    t->air_kg[k * layer + column] = s->pencil.new_air_kg[k];
  if (advects && t->recorded[2])
    fen_limiter_record(t, s, t->recorded[2] + column * t->species_count, layer * t->species_count);
}

/* Leave out what would do nothing: diffusion without diffusivity, sources or sinks; the vertical sweep of a single closed layer. */
static fen_column_plan needed(const fen_transport *t, const fen_column_plan *wanted) {
  fen_column_plan plan = *wanted;
  int mixes = t->settles || t->forcing.kz_m2ps[0] != NULL || t->forcing.scavenging_ps != NULL || t->source_start[t->nx * t->ny] > 0;
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    mixes |= t->deposition_mps[s] != NULL;
  if (!mixes)
    plan.diffuse_s[0] = plan.diffuse_s[1] = 0.0;
  if (t->nz == 1 && !t->forcing.flux_top_kgps[0])
    plan.c0 = plan.c1 = 0.0;
  return plan;
}

fen_status fen_columns(fen_transport *t, const fen_column_plan *wanted, fen_error *err) {
  const fen_column_plan reduced = needed(t, wanted);
  const fen_column_plan *plan = &reduced;
  if (plan->diffuse_s[0] == 0.0 && plan->diffuse_s[1] == 0.0 && plan->c0 == 0.0 && plan->c1 == 0.0)
    return FEN_OK;
  t->sums_valid = 0;
#pragma omp parallel for default(none) firstprivate(t, plan) schedule(static) num_threads(t->threads)
  for (ptrdiff_t j = 0; j < t->ny; j++)
    for (ptrdiff_t i = 0; i < t->nx; i++)
      process_column(t, &t->scratch[omp_get_thread_num()], plan, j, i);
  double dt_s = plan->diffuse_s[0] + plan->diffuse_s[1];
  for (ptrdiff_t lane = 0; lane < t->lanes; lane++)
    t->emitted_kg[lane] += dt_s * t->emission_kgps[lane];
  if (!t->failure.failed)
    return FEN_OK;
  fen_sweep_failure failure = t->failure;
  t->failure = (fen_sweep_failure){0};
  t->broken = 1;
  return fen_fail(
      err, FEN_ERR_COURANT,
      "the vertical sweep at %.0f s would leave a cell of column (%td, %td) with %.3g of its air; use more steps or a smaller Courant number",
      t->clock_s, failure.pencil % t->nx, failure.pencil / t->nx, failure.ratio);
}
