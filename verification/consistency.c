/*
 * V6: what must hold on every wind, to the rounding of the arithmetic: a uniform mixing ratio stays uniform, mass is accounted for, air
 * masses and fluxes agree, no lead becomes negative, tags add up. Emissions, deposition, rain where the weather has it, vertical and
 * horizontal diffusion and open sides all act.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "real_winds.h"
#include "suites.h"

/* Species: one with tags and everything that acts; one that starts from nothing; one that is uniform inside and out and only carried. */
enum { FULL, EMITTED, UNIFORM, SPECIES };
enum { LANES = FEN_WINDS_MEMBERS + 2 };
static const double uniform_kgpkg = 1.0 / 3.0 * 1e-8; /* of no short binary form */
static const double hour_s = 3600.0;
static const double day_s = 86400.0;

typedef struct {
  fen_winds winds;
  ptrdiff_t hours; /* of the weather; the rows of the table */
} setting;

typedef struct {
  fen_real_winds winds;
  fen_transport *transport;
  ptrdiff_t cells;
  double uniform;     /* as the tracers' precision has it [kg/kg] */
  double *work, *sum; /* shape [cells] */
  double start_s;
  ptrdiff_t hour; /* so far */
} scene;

/* The worst of each promise so far, and a row of each hour. */
typedef struct {
  double spread, residual, pace, gap, minimum, tag_minimum;
  fen_transport_stats stats;
  double *rows;
  ptrdiff_t room;
} findings;

enum { COLUMNS = 7 };
static const char *const columns[] = {"hour",    "residual_full",      "residual_tags", "residual_uniform",
                                      "tags_l2", "minimum_lead_kgpkg", "continuity",    NULL};

static fen_status open_scene(scene *s, fen_precision precision, fen_error *err) {
  static const fen_species species[SPECIES] = {{.tags = FEN_WINDS_MEMBERS - 1, .scavenging_factor = 1.0}, {0}, {0}};
  const fen_grid *grid = s->winds.source->grid;
  const fen_transport_params params = {.grid = grid,
                                       .nz = s->winds.source->nz,
                                       .species = species,
                                       .species_count = SPECIES,
                                       .order = 7,
                                       .limiter = FEN_LIMITER_SELECTIVE,
                                       .precision = precision,
                                       .courant_max = 3.0};
  ptrdiff_t plane = grid->params.nx * grid->params.ny;
  s->cells = plane * s->winds.source->nz;
  s->uniform = precision == FEN_PRECISION_SINGLE ? (double)(float)uniform_kgpkg : uniform_kgpkg;
  fen_status status = fen_transport_create(&params, &s->transport, err);
  if (!status)
    status = FEN_NEW(&s->work, s->cells, err);
  if (!status)
    status = FEN_NEW(&s->sum, s->cells, err);
  static const double velocity_mps[] = {[FULL] = 1.5e-3, [EMITTED] = 3e-3};
  for (int n = FULL; !status && n <= EMITTED; n++) {
    for (ptrdiff_t c = 0; c < plane; c++)
      s->work[c] = velocity_mps[n];
    status = fen_transport_set_deposition(s->transport, n, s->work, err);
  }
  return status;
}

static void close_scene(scene *s) {
  fen_transport_destroy(&s->transport);
  fen_real_winds_close(&s->winds);
  fen_free(s->work);
  fen_free(s->sum);
}

/* A background that falls with height; inside it also varies from place to place. */
static double background(const scene *s, ptrdiff_t cell, bool inside) {
  const fen_grid_params *p = &s->winds.source->grid->params;
  ptrdiff_t plane = p->nx * p->ny;
  double height = ((double)(cell / plane) + 0.5) / (double)s->winds.source->nz;
  double x = ((double)(cell % p->nx) + 0.5) / (double)p->nx;
  double y = ((double)(cell % plane / p->nx) + 0.5) / (double)p->ny;
  double pi = acos(-1.0);
  return 2e-8 * exp(-3.0 * height) * (inside ? 1.0 + 0.5 * sin(4.0 * pi * x) * cos(6.0 * pi * y) : 1.0);
}

/* The first fields and what lies outside; lanes that are not named here start empty in clean air. */
static fen_status start(scene *s, fen_error *err) {
  static const int members[] = {FEN_WINDS_LEAD, FEN_WINDS_BACKGROUND};
  const fen_grid_params *p = &s->winds.source->grid->params;
  fen_status status = FEN_OK;
  for (int outside = 0; outside < 2; outside++) {
    ptrdiff_t count = outside ? s->winds.source->nz : s->cells;
    for (ptrdiff_t c = 0; c < count; c++)
      s->work[c] = background(s, outside ? c * p->nx * p->ny : c, !outside);
    for (int m = 0; !status && m < 2; m++)
      status = outside ? fen_transport_set_boundary_profile(s->transport, FULL, members[m], s->work, err)
                       : fen_transport_set_field(s->transport, FULL, members[m], s->work, err);
  }
  for (ptrdiff_t c = 0; c < s->cells; c++)
    s->work[c] = uniform_kgpkg;
  if (!status)
    status = fen_transport_set_field(s->transport, UNIFORM, 0, s->work, err);
  return status ? status : fen_transport_set_boundary_profile(s->transport, UNIFORM, 0, s->work, err);
}

/* How far the tags' sum is from their lead, relative, l2. */
static fen_status tags_gap(scene *s, double *gap, fen_error *err) {
  double miss = 0.0;
  double size = 0.0;
  fen_status status = FEN_OK;
  for (ptrdiff_t c = 0; c < s->cells; c++)
    s->sum[c] = 0.0;
  for (int m = FEN_WINDS_MEMBERS - 1; !status && m >= 0; m--) {
    status = fen_transport_get_field(s->transport, FULL, m, s->work, err);
    for (ptrdiff_t c = 0; c < s->cells && m > 0; c++)
      s->sum[c] += s->work[c];
  }
  for (ptrdiff_t c = 0; c < s->cells; c++) {
    miss += (s->sum[c] - s->work[c]) * (s->sum[c] - s->work[c]);
    size += s->work[c] * s->work[c];
  }
  *gap = sqrt(miss / size);
  return status;
}

/* NaN is the worst. */
static void worsen(double *worst, double value) {
  if (!(value <= *worst))
    *worst = value;
}

/* Look at everything at a whole hour. */
static fen_status look(scene *s, findings *f, fen_error *err) {
  double residual[3] = {0.0, 0.0, 0.0};
  double gap = NAN;
  double days = (fen_transport_clock_s(s->transport) - s->start_s) / day_s;
  fen_status status = tags_gap(s, &gap, err);
  f->pace = 0.0;
  for (int lane = 0; !status && lane < LANES; lane++) {
    int species = lane < FEN_WINDS_MEMBERS ? FULL : lane - FEN_WINDS_MEMBERS + 1;
    int member = species == FULL ? lane : 0;
    fen_budget b;
    status = fen_transport_budget(s->transport, species, member, &b, err);
    worsen(&residual[species == UNIFORM ? 2 : member > 0 ? 1 : 0], fabs(b.residual));
    worsen(&f->residual, fabs(b.residual));
    worsen(&f->pace, fabs(b.residual) / days);
    if (species == UNIFORM)
      worsen(&f->spread, fmax(b.maximum - s->uniform, s->uniform - b.minimum) / s->uniform);
    if (member > 0 && b.maximum > 0.0)
      f->tag_minimum = fmin(f->tag_minimum, b.minimum / b.maximum);
  }
  worsen(&f->gap, gap);
  f->stats = fen_transport_get_stats(s->transport);
  if (!(f->stats.minimum_lead >= f->minimum))
    f->minimum = f->stats.minimum_lead;
  const double row[COLUMNS] = {24.0 * days, residual[0], residual[1], residual[2], gap, f->stats.minimum_lead, f->stats.continuity};
  for (int c = 0; c < COLUMNS && s->hour < f->room; c++)
    f->rows[s->hour * COLUMNS + c] = row[c];
  s->hour++;
  return status;
}

static fen_status cross(scene *s, findings *f, fen_error *err) {
  fen_status status = fen_real_winds_next(&s->winds, err);
  if (!status)
    status = fen_transport_set_forcing(s->transport, &s->winds.forcing, err);
  double clock_s = s->winds.forcing.start_s;
  if (!status && s->hour == 0) {
    s->start_s = clock_s;
    status = start(s, err);
  }
  while (!status && clock_s < s->winds.forcing.end_s - 1.0) {
    double until_s = fmin(clock_s + hour_s, s->winds.forcing.end_s);
    fen_source *sources = NULL;
    ptrdiff_t count = 0;
    status = fen_real_winds_sources(&s->winds, clock_s, until_s, &sources, &count, err);
    if (!status)
      status = fen_transport_set_sources(s->transport, sources, count, err);
    fen_free(sources);
    if (!status)
      status = fen_transport_run(s->transport, until_s, fen_transport_plan_steps(s->transport, until_s), 1, err);
    if (!status)
      status = look(s, f, err);
    clock_s = until_s;
  }
  return status;
}

static void conclude(const scene *s, const findings *f, fen_precision precision, fen_verify_result *out) {
  bool single = precision == FEN_PRECISION_SINGLE;
  double budget = single ? 1e-6 : 1e-12;
  double days = (fen_transport_clock_s(s->transport) - s->start_s) / day_s;
  fen_verify_at_most(out, "spread", f->spread, 0.0, 0.0);
  fen_verify_at_most(out, "residual", f->residual, 0.0, budget * fmax(days, 1.0));
  fen_verify_at_most(out, "residual_pday", f->pace, 0.0, budget);
  fen_verify_at_most(out, "continuity", f->stats.continuity, 0.0, 1e-12);
  fen_verify_at_least(out, "minimum_lead", f->minimum, 0.0, 0.0);
  fen_verify_at_most(out, "clipped", (double)f->stats.clipped, 0.0, 0.0);
  fen_verify_at_most(out, "tags_l2", f->gap, 0.0, single ? 1e-5 : 1e-12);
  fen_verify_tell(out, "tag_minimum", f->tag_minimum, NAN);
  fen_verify_tell(out, "euler_columns", (double)f->stats.euler_columns, NAN);
  fen_verify_tell(out, "repair_mps", s->winds.repair_mps, NAN);
  fen_verify_tell(out, "steps", (double)f->stats.steps, NAN);
  out->cell_updates = 4.0 * (double)s->cells * (double)f->stats.steps;
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  const setting *which = item->parameters;
  scene s = {0};
  findings f = {.minimum = INFINITY, .room = which->hours};
  fen_status status = fen_real_winds_open(&s.winds, which->winds, context, out->skipped, err);
  if (status || out->skipped[0])
    return status;
  status = open_scene(&s, item->precision, err);
  if (!status)
    status = fen_verify_series_add(out, "hours", columns, which->hours, &f.rows, err);
  while (!status && s.hour < which->hours && fen_real_winds_more(&s.winds))
    status = cross(&s, &f, err);
  if (!status)
    conclude(&s, &f, item->precision, out);
  close_scene(&s);
  return status;
}

fen_status fen_verify_consistency(fen_verify_context *context, fen_error *err) {
  static const setting settings[] = {{FEN_WINDS_QUEENSLAND, 12}, {FEN_WINDS_KATRINA, 9}, {FEN_WINDS_BASIN, 48}};
  static const char *const names[] = {"queensland", "katrina", "basin"};
  static const char *const words[] = {
      "12 hours of WRF over Queensland, 14 x 14 x 32 cells of 10 km", "9 hours of WRF in hurricane Katrina, 36 x 33 x 14 cells of 10 km",
      "the built-in case, 48 hours of idealised weather over the terrain of the Taiyuan Basin, 70 x 76 cells of 3 km"};
  fen_status status = FEN_OK;
  for (int n = 0; !status && n < 6; n++) {
    bool single = n % 2 == 1;
    const setting *which = &settings[n / 2];
    fen_verify_case item = {.citation = "promises of this program",
                            .precision = single ? FEN_PRECISION_SINGLE : FEN_PRECISION_DOUBLE,
                            .tier = which->winds == FEN_WINDS_QUEENSLAND ? FEN_TIER_QUICK : FEN_TIER_FULL,
                            .run = run,
                            .parameters = which};
    (void)snprintf(item.id, sizeof item.id, "V6/%s%s", names[n / 2], single ? "/single" : "");
    (void)snprintf(
        item.setup, sizeof item.setup,
        "%s; emissions, deposition, rain where there is some, diffusion and open sides; 3 species and 4 tags, looked at every hour",
        words[n / 2]);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
