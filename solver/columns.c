/* The column process: half diffusion, vertical advection, half diffusion, all tracers of sixteen columns while they are in the cache. */
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <string.h>

#include "kernels/subnormal.h"
#include "state.h"

enum { MOST_ELEMENTS = FEN_ROW_BYTES / sizeof(float) }; /* of a part */

/* Neighbouring columns. */
typedef struct {
  ptrdiff_t j, i, count;
  ptrdiff_t column; /* of the first in a layer */
} batch;

/* Share of the interval's end at an instant. */
static double end_share(const fen_forcing *f, double time_s) {
  return (time_s - f->start_s) / (f->end_s - f->start_s);
}

static void clear_sources(const fen_scratch *s, const fen_kernels *kernels, const fen_part *part, size_t real_size, ptrdiff_t first,
                          ptrdiff_t end) {
  for (ptrdiff_t e = 0; e < part->width; e += kernels->block)
    memset((char *)s->source + (size_t)fen_element_at(s, kernels, e, first) * real_size, 0,
           (size_t)((end - first) * kernels->block) * real_size);
}

/* Emissions over the solve as mixing ratios of a part's elements; returns the layers from the ground up that have any. */
static ptrdiff_t gather_sources(const fen_transport *t, fen_scratch *s, const batch *b, const fen_bundle *bundle, const fen_part *part,
                                const fen_column_half *half) {
  enum { TOGETHER = 64 };
  const fen_kernels *kernels = bundle->kernels;
  const ptrdiff_t *start = t->source_start + (b->column + part->first) * t->bundle_count + (bundle - t->bundles);
  ptrdiff_t of_lane[FEN_MAX_LANES]; /* from a pencil's first element */
  ptrdiff_t at[TOGETHER];
  double ratio[TOGETHER];
  ptrdiff_t layers = 0;
  ptrdiff_t count = 0;
  ptrdiff_t any = 0;
  for (ptrdiff_t n = 0; n < part->pencils; n++)
    any += start[n * t->bundle_count + 1] - start[n * t->bundle_count];
  if (any == 0)
    return 0;
  for (ptrdiff_t v = 0; v < part->lanes; v++)
    of_lane[v] = fen_element_at(s, kernels, fen_element(part, 0, v), 0) - fen_element_at(s, kernels, 0, 0);
  for (ptrdiff_t n = 0; n < part->pencils; n++) {
    const ptrdiff_t of_pencil = fen_element_at(s, kernels, fen_element(part, n, 0), 0);
    for (ptrdiff_t e = start[n * t->bundle_count]; e < start[n * t->bundle_count + 1]; e++) {
      const fen_column_source *source = &t->sources[e];
      if (source->k >= layers) {
        clear_sources(s, kernels, part, t->set->real_size, layers, source->k + 1);
        layers = source->k + 1;
      }
      at[count] = of_pencil + of_lane[source->lane - bundle->lane] + source->k * kernels->block;
      ratio[count++] = half->dt_s * source->rate_kgps / half->air_kg[source->k * FEN_BATCH + part->first + n];
      if (count == TOGETHER) {
        t->set->add(s->source, count, at, ratio);
        count = 0;
      }
    }
  }
  t->set->add(s->source, count, at, ratio);
  return layers;
}

/* Whether any of a part's lanes settles. */
static int settles(const fen_transport *t, const fen_part *part, const fen_leads *leads) {
  int any = 0;
  for (ptrdiff_t v = 0; v < part->lanes && t->settles; v++)
    any |= t->settling_mps[leads->first + v * leads->step] > 0.0;
  return any;
}

/* from, to: where old values are and new ones go in memory, NULL: in s->q. */
static void diffuse_part(const fen_transport *t, fen_scratch *s, const batch *b, const fen_bundle *bundle, const fen_part *part,
                         int half_index, const fen_view *from, const fen_view *to) {
  fen_column_way way = {
      .leads = {.first = bundle->species < 0 ? bundle->lane : bundle->species, .step = bundle->species < 0}, .from = from, .to = to};
  double *restrict dry_kg = t->dry_kg + (b->column + part->first) * t->lanes + bundle->lane;
  double lost_kg[MOST_ELEMENTS];
  for (ptrdiff_t n = 0; n < part->pencils; n++)
    for (ptrdiff_t v = 0; v < part->lanes; v += FEN_CACHE_LINE / (ptrdiff_t)sizeof *dry_kg)
      __builtin_prefetch(dry_kg + n * t->lanes + v, 1);
  way.sources = gather_sources(t, s, b, bundle, part, &s->half[half_index]);
  if (settles(t, part, &way.leads))
    bundle->kernels->settle(s, part, bundle->kernels, half_index, &way, lost_kg);
  else
    bundle->kernels->diffuse(s, part, half_index, &way, lost_kg);
  for (ptrdiff_t n = 0; n < part->pencils; n++)
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      dry_kg[n * t->lanes + v] += lost_kg[fen_element(part, n, v)];
}

/* A field of scavenging coefficients in a batch's columns; 0 if there is no rain in any. */
static int gather_rain(const fen_transport *t, fen_scratch *s, const batch *b, ptrdiff_t field) {
  const fen_forcing *f = &t->forcing;
  const double *rates_ps = field == 0 ? f->scavenging_ps : f->more_scavenging_ps[field - 1];
  int any = 0;
  for (ptrdiff_t k = 0; k < t->nz && rates_ps; k++)
    for (ptrdiff_t n = 0; n < b->count; n++) {
      double rate_ps = rates_ps[k * t->ny * t->nx + b->column + n];
      s->scavenging_ps[k * FEN_BATCH + n] = rate_ps;
      any |= rate_ps > 0.0;
    }
  return any;
}

/* Factors of a part's lanes that have a field, 0 for the others; returns whether any is left. */
static int gather_factors(const fen_transport *t, const fen_bundle *bundle, const fen_part *part, ptrdiff_t field, double *factor) {
  int any = 0;
  for (ptrdiff_t v = 0; v < part->lanes; v++) {
    ptrdiff_t species = bundle->species >= 0 ? bundle->species : bundle->lane + v;
    bool has = species < t->species_count && t->species[species].scavenging_field == field;
    factor[v] = has ? t->species[species].scavenging_factor : 0.0;
    any |= factor[v] > 0.0;
  }
  return any;
}

static void scavenge_part(const fen_transport *t, fen_scratch *s, const batch *b, const fen_bundle *bundle, const fen_part *part,
                          double dt_s) {
  double factor[FEN_MAX_LANES];
  double taken_kg[MOST_ELEMENTS] = {0};
  const ptrdiff_t more = t->forcing.more_scavenging_count;
  /* A field that is alone was gathered with the batch. */
  for (ptrdiff_t field = 0; field <= more; field++)
    if (gather_factors(t, bundle, part, field, factor) && (more == 0 || gather_rain(t, s, b, field)))
      bundle->kernels->scavenge(s, part, dt_s, factor, s->scavenging_ps, taken_kg);
  for (ptrdiff_t n = 0; n < part->pencils; n++)
    for (ptrdiff_t v = 0; v < part->lanes; v++)
      t->wet_kg[(b->column + part->first + n) * t->lanes + bundle->lane + v] += taken_kg[fen_element(part, n, v)];
}

static void swap_rows(void **a, void **b) {
  void *kept = *a;
  *a = *b;
  *b = kept;
}

static void advect_part(const fen_transport *t, fen_scratch *s, const batch *b, const fen_bundle *bundle, const fen_part *part) {
  void *top[FEN_BATCH];
  for (ptrdiff_t n = 0; n < b->count; n++)
    top[n] = fen_edge_values(t, FEN_EDGE_TOP, t->nz - 1, b->column + n) + (size_t)bundle->lane * t->set->real_size;
  const fen_outside outside = {top, top};
  if (bundle->species < 0)
    bundle->kernels->advect_leads(s, part, NULL, &outside, t->params.limiter, fen_bundle_keeps_ratios(t, bundle) ? bundle->lane : -1);
  else
    bundle->kernels->advect_tags(s, part, NULL, &outside, bundle->species);
  swap_rows(&s->q, &s->fresh);
  for (ptrdiff_t n = part->first; n < part->first + part->pencils; n++)
    fen_part_crossed(t, s, part, n, t->crossed_z + b->j * 2 * t->lanes + bundle->lane);
}

static int advects(const fen_column_plan *plan) {
  return plan->c0 != 0.0 || plan->c1 != 0.0;
}

static void process_part(const fen_transport *t, fen_scratch *s, const fen_column_plan *plan, const batch *b, const fen_bundle *bundle,
                         const fen_part *part, int scavenges) {
  const fen_view view = {.start = fen_real_at(t, t->q, fen_cell_start(t, 0, b->j, b->i) + bundle->lane),
                         .pencil_stride = t->lanes,
                         .cell_stride = t->nx * t->lanes};
  const fen_ahead ahead = s->ahead; /* fetched in the first process that there is */
  const fen_view *from = &view;     /* until the first process that there is has read it */
  const fen_view *to = scavenges || plan->diffuse_s[1] == 0.0 ? NULL : &view;
  if (plan->diffuse_s[0] > 0.0) {
    diffuse_part(t, s, b, bundle, part, 0, from, NULL);
    from = NULL;
  }
  s->ahead = plan->diffuse_s[0] > 0.0 ? (fen_ahead){0} : ahead;
  if (advects(plan)) {
    if (from)
      bundle->kernels->load(s, part, from, t->nz, s->q);
    from = NULL;
    advect_part(t, s, b, bundle, part);
  }
  if (plan->diffuse_s[1] > 0.0)
    diffuse_part(t, s, b, bundle, part, 1, from, to);
  if (scavenges)
    scavenge_part(t, s, b, bundle, part, plan->diffuse_s[0] + plan->diffuse_s[1]);
  if (!to)
    bundle->kernels->store(s, part, &view, t->nz, s->q);
}

/*
 * Air of the columns before and after the vertical sweep, and the sweep's weights: 1 if the columns may go on, 0 if fewer of them may, -1
 * if one would be left without air.
 */
static int lay_out(fen_transport *t, fen_scratch *s, const fen_column_plan *plan, const batch *b) {
  fen_pencils *p = &s->pencils;
  const ptrdiff_t layer = t->ny * t->nx;
  const ptrdiff_t nz = t->nz;
  p->n = nz;
  p->count = b->count;
  p->low = FEN_SIDE_CLOSED;
  p->high = t->forcing.flux_top_kgps[0] ? FEN_SIDE_OPEN : FEN_SIDE_CLOSED;
  p->spreads = 0;
  const fen_air_rows air = {.row = {t->air_kg + b->column},
                            .factor = {1.0},
                            .stride = layer,
                            .count = b->count,
                            .later = advects(plan) ? &s->beside[0] : NULL, /* then weights are found */
                            .further = b->count};
  t->set->gather(&air, nz, p->air_kg);
  s->half[0].air_kg = s->half[1].air_kg = p->air_kg;
  if (!advects(plan))
    return 1;
  const fen_air_rows flux = {.row = {t->flux_z_kgps[0] + b->column, t->flux_z_kgps[1] + b->column},
                             .factor = {plan->c0, plan->c1},
                             .stride = layer,
                             .count = b->count,
                             .later = &s->beside[1],
                             .further = b->count};
  t->set->gather(&flux, nz + 1, p->flux_kg);
  fen_pencils_fault fault;
  int fits = t->set->cut(p, &fault);
  if (fault.pencil >= 0 && b->count > 1) /* as in the horizontal sweeps */
    return 0;
  if (fault.pencil >= 0) {
    fen_failure_note(t, b->column, fault.ratio);
    return -1;
  }
  if (!fits)
    return 0;
  t->set->weigh(s, &t->even, 1);
  s->half[1].air_kg = p->new_air_kg;
  return 1;
}

/* Exchange by diffusion in the halves of the process that have any. */
static void prepare_diffusion(const fen_transport *t, fen_scratch *s, const fen_column_plan *plan, const batch *b) {
  const fen_forcing *f = &t->forcing;
  for (int n = 0; n < 2; n++) {
    fen_column_half *half = &s->half[n];
    double w1 = end_share(f, plan->time_s[n]);
    fen_column_forcing forcing = {.share = {1.0 - w1, w1}, .layer = t->ny * t->nx, .count = b->count, .settles = t->settles};
    half->n = t->nz;
    half->dt_s = plan->diffuse_s[n];
    memset(half->factored, 0, sizeof half->factored);
    if (half->dt_s == 0.0)
      continue;
    for (int end = 0; end < 2 && (f->kz_m2ps[0] || t->settles); end++)
      forcing.thickness_m[end] = f->thickness_m[end] + b->column;
    for (int end = 0; end < 2 && f->kz_m2ps[0]; end++)
      forcing.kz_m2ps[end] = f->kz_m2ps[end] + b->column;
    t->set->exchange(&forcing, half);
    t->set->factor(half, FEN_SOLVE_STAGE);
    for (int end = 0; end < 2 && f->thickness_m[0]; end++)
      forcing.thickness_m[end] = f->thickness_m[end] + b->column;
    forcing.deposition_mps = t->deposition_mps ? t->deposition_mps + b->column * t->leads : NULL;
    half->settling_mps = t->settling_mps;
    t->set->sinks(&forcing, half);
    half->falls = 0;
    memset(half->euler, 0, (size_t)(half->leads * FEN_BATCH) * sizeof *half->euler);
  }
}

/* What the next batch of columns begins with. */
static fen_ahead first_ahead(const fen_transport *t, const batch *b) {
  const ptrdiff_t column = b->i + FEN_BATCH < t->nx ? b->column + FEN_BATCH : (b->j + 1) * t->nx;
  if (column >= t->nx * t->ny)
    return (fen_ahead){0};
  const fen_place first = {.bundle = 0, .part = fen_part_of(&t->bundles[0], 0, b->count)};
  char *q = fen_real_at(t, t->q, fen_cell_start(t, 0, column / t->nx, column % t->nx));
  return fen_ahead_of(t, &first, q, t->lanes, t->nx * t->lanes);
}

static void count_euler(fen_transport *t, const fen_scratch *s, const fen_column_plan *plan, const batch *b) {
  for (int n = 0; n < 2; n++) {
    const fen_column_half *half = &s->half[n];
    if (plan->diffuse_s[n] > 0.0 && half->falls)
      for (ptrdiff_t at = 0; at < b->count * half->leads; at++)
        t->euler_count[b->j] += half->euler[at];
  }
}

static void process_batch(fen_transport *t, fen_scratch *s, const fen_column_plan *plan, const batch *b) {
  const ptrdiff_t layer = t->ny * t->nx;
  int fits = lay_out(t, s, plan, b);
  for (ptrdiff_t n = 0; n < b->count && fits == 0; n++) {
    const batch one = {.j = b->j, .i = b->i + n, .count = 1, .column = b->column + n};
    process_batch(t, s, plan, &one);
  }
  if (fits <= 0)
    return;
  prepare_diffusion(t, s, plan, b);
  int rains = plan->diffuse_s[1] > 0.0 && (gather_rain(t, s, b, 0) || t->forcing.more_scavenging_count > 0);
  fen_place next = {.bundle = -1};
  for (int more = fen_parts_next(t, b->count, &next); more;) {
    const fen_place here = next;
    more = fen_parts_next(t, b->count, &next);
    s->ahead = more ? fen_ahead_of(t, &next, fen_real_at(t, t->q, fen_cell_start(t, 0, b->j, b->i)), t->lanes, t->nx * t->lanes)
                    : first_ahead(t, b);
    process_part(t, s, plan, b, &t->bundles[here.bundle], &here.part, rains);
  }
  count_euler(t, s, plan, b);
  if (advects(plan))
    t->set->scatter(s->pencils.new_air_kg, t->nz, b->count, layer, t->air_kg + b->column);
  for (ptrdiff_t n = 0; n < b->count && advects(plan) && t->recorded[2]; n++)
    fen_limiter_record(t, s, n, t->recorded[2] + (b->column + n) * t->species_count, layer * t->species_count);
}

/* Leave out what would do nothing: diffusion without diffusivity, sources or sinks; the vertical sweep of a single closed layer. */
static fen_column_plan needed(const fen_transport *t, const fen_column_plan *wanted) {
  fen_column_plan plan = *wanted;
  int mixes = t->settles || t->forcing.kz_m2ps[0] != NULL || t->forcing.scavenging_ps != NULL || t->forcing.more_scavenging_count > 0 ||
              t->source_start[t->nx * t->ny * t->bundle_count] > 0;
  for (ptrdiff_t s = 0; s < t->species_count; s++)
    mixes |= t->deposits[s];
  if (!mixes)
    plan.diffuse_s[0] = plan.diffuse_s[1] = 0.0;
  if (t->nz == 1 && !t->forcing.flux_top_kgps[0])
    plan.c0 = plan.c1 = 0.0;
  return plan;
}

fen_status fen_columns(fen_transport *t, const fen_column_plan *wanted, fen_error *err) {
  const fen_column_plan reduced = needed(t, wanted);
  const fen_column_plan *plan = &reduced;
  if (plan->diffuse_s[0] == 0.0 && plan->diffuse_s[1] == 0.0 && !advects(plan))
    return FEN_OK;
  t->sums_valid = 0;
#pragma omp parallel default(none) firstprivate(t, plan) num_threads(t->threads)
  {
    fen_scratch *s = &t->scratch[omp_get_thread_num()];
    const unsigned mode = fen_subnormal_flush();
#pragma omp for schedule(static)
    for (ptrdiff_t j = 0; j < t->ny; j++)
      for (ptrdiff_t i = 0; i < t->nx; i += FEN_BATCH) {
        const batch b = {.j = j, .i = i, .count = t->nx - i < FEN_BATCH ? t->nx - i : FEN_BATCH, .column = j * t->nx + i};
        process_batch(t, s, plan, &b);
      }
    fen_subnormal_restore(mode);
  }
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
      "the vertical sweep at %.0f s would leave a cell of column (%td, %td) with %.3g of its air; use more steps or a smaller Courant number ('courant' of 'transport')",
      t->clock_s, failure.pencil % t->nx, failure.pencil / t->nx, failure.ratio);
}
