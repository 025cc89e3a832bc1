/*
 * V9: advection in terrain-following layers over steep mountains, beside figures from their authors' files: the table of Shaw & Weller
 * (2016), the error tables behind the figures of Chen, Weller, Pring & Shaw (2017), and those behind the figures of Shaw (2018).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "mountain_flow.h"
#include "suites.h"

static const char chen[] =
    "Chen, Weller, Pring & Shaw (2017), QJRMS 143: best of their two schemes, from the error tables of their figures";
static const char shaw_weller[] = "Shaw & Weller (2016), MWR 144: Table 1, best of three schemes on terrain-following layers";
static const char thesis[] =
    "Shaw (2018), thesis, University of Reading: cubicFit on terrain-following layers, from the data of its figures";
static const char set_up[] = "set-up of Shaw, Weller, Methven & Davies (2017), JCP 344 with corrigendum; no figures published as numbers";

typedef struct {
  const char *name; /* after V9/ */
  fen_mountain_params flow;
  double dt_s; /* 0: the step that the program plans itself */
  int order;
  fen_limiter limiter;
  bool bounded;    /* ours may be no larger than the published figures */
  double l2, linf; /* published; NAN: none */
  const char *citation;
  const char *note; /* or NULL */
} setting;

#define PLANE(kind, peak_km, width_km, cells, layers, exponent)                                                                            \
  {                                                                                                                                        \
    .wind = FEN_MOUNTAIN_##kind, .peak_m = 1e3 * (peak_km), .width_m = 1e3 * (width_km), .nx = (cells), .nz = (layers),                    \
    .power = (exponent)                                                                                                                    \
  }
#define POSITIVE 7, FEN_LIMITER_POSITIVE
#define SELECTIVE 7, FEN_LIMITER_SELECTIVE
#define MONOTONE 7, FEN_LIMITER_MONOTONE
#define NINE 9, FEN_LIMITER_POSITIVE

/* The zigzag of the layers makes the tracer, seen along a layer, a wave of the mountains' length: four cells long on the coarsest grid. */
static const char short_wave[] =
    "Along a layer the tracer is a wave as short as the mountains', and every remapping blurs it a little: at "
    "these short steps it is remapped often. At the program's own step the same grid does better than published.";

static const char whole_cells[] =
    "Between the published steps, as those of whole cells, 100 and 200 s, flatter: away from the mountains they "
    "move the tracer by nothing but whole cells.";

/* Shaw & Weller take the tracer to arrive 79 m further on than the integral over the mountains says; in so small an error it shows. */
static const char shift[] = "The published error may hold up to .004 of a centre placed 79 m too far on.";

static const setting settings[] = {
    {"level/3km/150x25/dt50/positive-7", PLANE(LEVEL, 3, 300, 150, 25, 2), 50, POSITIVE, false, .328879, .258199, chen, short_wave},
    {"level/3km/300x50/dt25/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 25, POSITIVE, true, .104619, .0788433, chen, NULL},
    {"level/3km/600x100/dt12.5/positive-7", PLANE(LEVEL, 3, 300, 600, 100, 2), 12.5, POSITIVE, true, .0215331, .0215761, chen, NULL},
    {"level/3km/300x50/dt50/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 50, POSITIVE, true, .107209, .0843463, chen, NULL},
    {"level/3km/300x50/dt100/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 100, POSITIVE, true, .119036, .105169, chen, NULL},
    {"level/3km/300x50/dt156.25/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 156.25, POSITIVE, false, NAN, NAN, chen, whole_cells},
    {"level/3km/300x50/dt200/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 200, POSITIVE, true, .172778, .184601, chen, NULL},
    {"level/3km/300x50/dt25/positive-9", PLANE(LEVEL, 3, 300, 300, 50, 2), 25, NINE, true, .104619, .0788433, chen, NULL},
    {"level/3km/150x25/own/positive-7", PLANE(LEVEL, 3, 300, 150, 25, 2), 0, POSITIVE, true, .328879, .258199, chen, NULL},
    {"level/3km/300x50/own/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 0, POSITIVE, true, .104619, .0788433, chen, NULL},
    {"level/3km/600x100/own/positive-7", PLANE(LEVEL, 3, 300, 600, 100, 2), 0, POSITIVE, true, .0215331, .0215761, chen, NULL},
    {"level/3km/300x50/own/selective-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 0, SELECTIVE, true, .104619, .0788433, chen, NULL},
    {"level/3km/300x50/own/monotone-7", PLANE(LEVEL, 3, 300, 300, 50, 2), 0, MONOTONE, true, .104619, .0788433, chen, NULL},
    {"level/6km/150x25/dt50/positive-7", PLANE(LEVEL, 6, 300, 150, 25, 2), 50, POSITIVE, false, .455241, .43311, chen, short_wave},
    {"level/6km/300x50/dt25/positive-7", PLANE(LEVEL, 6, 300, 300, 50, 2), 25, POSITIVE, false, .196347, .167534, chen, short_wave},
    {"level/6km/600x100/dt12.5/positive-7", PLANE(LEVEL, 6, 300, 600, 100, 2), 12.5, POSITIVE, true, .0651243, .0600812, chen, NULL},
    {"level/6km/300x50/dt25/positive-9", PLANE(LEVEL, 6, 300, 300, 50, 2), 25, NINE, true, .196347, .167534, chen, NULL},
    {"level/6km/150x25/own/positive-7", PLANE(LEVEL, 6, 300, 150, 25, 2), 0, POSITIVE, true, .455241, .43311, chen, NULL},
    {"level/6km/300x50/own/positive-7", PLANE(LEVEL, 6, 300, 300, 50, 2), 0, POSITIVE, true, .196347, .167534, chen, NULL},
    {"level/6km/600x100/own/positive-7", PLANE(LEVEL, 6, 300, 600, 100, 2), 0, POSITIVE, true, .0651243, .0600812, chen, NULL},
    {"level/3km/301x50/dt25/positive-7", PLANE(LEVEL, 3, 301, 301, 50, 2), 25, POSITIVE, true, .0938, NAN, shaw_weller, NULL},
    {"layers/3km/301x50/dt25/positive-7", PLANE(LAYERS, 3, 301, 301, 50, 2), 25, POSITIVE, true, .0209, NAN, shaw_weller, shift},
    {"smooth/3km/150x25/dt142.9/positive-7", PLANE(LEVEL, 3, 300, 150, 25, 4), 1e4 / 70, POSITIVE, true, .465274, NAN, thesis, NULL},
    {"smooth/3km/300x50/dt71.43/positive-7", PLANE(LEVEL, 3, 300, 300, 50, 4), 1e4 / 140, POSITIVE, true, .215368, NAN, thesis, NULL},
    {"smooth/3km/600x100/dt35.71/positive-7", PLANE(LEVEL, 3, 300, 600, 100, 4), 1e4 / 280, POSITIVE, true, .041863, NAN, thesis, NULL},
    {"ground/5km/150x25/dt156.25/positive-7", PLANE(GROUND, 5, 301, 150, 25, 2), 156.25, POSITIVE, false, NAN, NAN, set_up, NULL},
    {"ground/5km/301x50/dt78.125/positive-7", PLANE(GROUND, 5, 301, 301, 50, 2), 78.125, POSITIVE, false, NAN, NAN, set_up, NULL},
    {"ground/5km/301x50/own/positive-7", PLANE(GROUND, 5, 301, 301, 50, 2), 0, POSITIVE, false, NAN, NAN, set_up, NULL},
    {"ground/5km/602x100/dt39.0625/positive-7", PLANE(GROUND, 5, 301, 602, 100, 2), 39.0625, POSITIVE, false, NAN, NAN, set_up, NULL},
};

typedef struct {
  const setting *s;
  fen_mountain_flow flow;
  fen_transport *transport;
  double *half, *now; /* the tracer halfway and at the end, shape [cells] */
} scene;

static fen_status advance(scene *m, fen_precision precision, fen_error *err) {
  const fen_species species = {0};
  const fen_transport_params params = {.grid = m->flow.grid,
                                       .nz = m->s->flow.nz,
                                       .species = &species,
                                       .species_count = 1,
                                       .order = m->s->order,
                                       .limiter = m->s->limiter,
                                       .precision = precision,
                                       .courant_max = 3.0};
  const fen_forcing forcing = fen_mountain_forcing(&m->flow);
  fen_status status = fen_transport_create(&params, &m->transport, err);
  if (!status)
    status = fen_transport_set_forcing(m->transport, &forcing, err);
  if (!status)
    status = fen_transport_set_field(m->transport, 0, 0, m->flow.start, err);
  for (int part = 1; !status && part <= 2; part++) {
    double until_s = 0.5 * part * FEN_MOUNTAIN_END_S;
    double part_s = until_s - fen_transport_clock_s(m->transport);
    ptrdiff_t steps = m->s->dt_s > 0.0 ? (ptrdiff_t)lround(part_s / m->s->dt_s) : fen_transport_plan_steps(m->transport, until_s);
    status = fen_transport_run(m->transport, until_s, steps, 1, err);
    if (!status)
      status = fen_transport_get_field(m->transport, 0, 0, part == 1 ? m->half : m->now, err);
  }
  return status;
}

static void tell(fen_verify_result *out, const setting *s, const char *name, double ours, double published) {
  if (s->bounded && !isnan(published))
    fen_verify_at_most(out, name, ours, published, published);
  else
    fen_verify_tell(out, name, ours, published);
}

static void measure(const scene *m, fen_verify_result *out) {
  double error = 0.0;
  double size = 0.0;
  double worst = 0.0;
  double peak = 0.0;
  double start = 0.0;
  double most = -INFINITY;
  for (ptrdiff_t c = 0; c < m->flow.cells; c++) {
    double e = m->now[c] - m->flow.end[c];
    error += e * e * m->flow.air_kg[c];
    size += m->flow.end[c] * m->flow.end[c] * m->flow.air_kg[c];
    worst = fmax(worst, fabs(e));
    peak = fmax(peak, m->flow.end[c]);
    start = fmax(start, m->flow.start[c]);
    most = fmax(most, m->now[c]);
  }
  fen_transport_stats stats = fen_transport_get_stats(m->transport);
  tell(out, m->s, "l2", sqrt(error / size), m->s->l2);
  tell(out, m->s, "linf", worst / peak, m->s->linf);
  fen_verify_at_least(out, "min", stats.minimum_lead, 0.0, 0.0);
  if (m->s->limiter == FEN_LIMITER_MONOTONE)
    fen_verify_at_most(out, "max", most, start, start);
  else
    fen_verify_tell(out, "max", most, start);
  fen_verify_tell(out, "dx_m", m->flow.grid->params.dx, NAN);
  fen_verify_tell(out, "dt_s", FEN_MOUNTAIN_END_S / (double)stats.steps, NAN);
  fen_verify_tell(out, "courant_x", stats.courant[0], NAN);
  fen_verify_tell(out, "courant_z", stats.courant[2], NAN);
  out->cell_updates = 2.0 * (double)m->flow.cells * (double)stats.steps;
}

/* Worth a picture: ordinary grid, the program's own step and the tracer as published. */
static bool is_pictured(const setting *s) {
  return s->dt_s == 0.0 && s->flow.nx / 10 == 30 && s->flow.power == 2 && s->limiter == FEN_LIMITER_POSITIVE;
}

/* The tracer around the mountains, below 16 km. */
static fen_status picture(const scene *m, fen_verify_result *out, fen_error *err) {
  static const char *const columns[] = {"x_km", "z_km", "start", "halfway", "end", "exact", NULL};
  const double *x = m->flow.x_m;
  const double *z = m->flow.z_m;
  double *values = NULL;
  ptrdiff_t rows = 0;
  for (ptrdiff_t c = 0; c < m->flow.cells; c++)
    rows += fabs(x[c]) < 80e3 && z[c] < 16e3;
  fen_status status = fen_verify_series_add(out, "tracer", columns, rows, &values, err);
  for (ptrdiff_t c = 0; !status && c < m->flow.cells; c++)
    if (fabs(x[c]) < 80e3 && z[c] < 16e3) {
      const double row[] = {1e-3 * x[c], 1e-3 * z[c], m->flow.start[c], m->half[c], m->now[c], m->flow.end[c]};
      memcpy(values, row, sizeof row);
      values += sizeof row / sizeof *row;
    }
  return status;
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  scene m = {.s = item->parameters};
  (void)context;
  fen_status status = fen_mountain_create(&m.s->flow, &m.flow, err);
  if (!status)
    status = FEN_NEW(&m.half, m.flow.cells, err);
  if (!status)
    status = FEN_NEW(&m.now, m.flow.cells, err);
  if (!status)
    status = advance(&m, item->precision, err);
  if (!status)
    measure(&m, out);
  if (!status && is_pictured(m.s))
    status = picture(&m, out, err);
  (void)snprintf(out->note, sizeof out->note, "%s", m.s->note ? m.s->note : "");
  fen_transport_destroy(&m.transport);
  fen_mountain_clear(&m.flow);
  fen_free(m.half);
  fen_free(m.now);
  return status;
}

/* Cases on which the error is seen to fall: with the grid or with the step. */
typedef struct {
  const char *name, *set_up;
  const char *members[6]; /* of settings, the coarsest first; then NULL */
  double least_order;     /* between the last two; NAN: it is told; 0: they differ in their steps, not their grids */
} summary;

static const summary summaries[] = {
    {"level/3km/convergence",
     "l2 on three grids with steps of a quarter of a cell, and the order between the two finest",
     {"level/3km/150x25/dt50/positive-7", "level/3km/300x50/dt25/positive-7", "level/3km/600x100/dt12.5/positive-7"},
     2.0},
    {"level/6km/convergence",
     "the same with mountains of 6 km",
     {"level/6km/150x25/dt50/positive-7", "level/6km/300x50/dt25/positive-7", "level/6km/600x100/dt12.5/positive-7"},
     2.0},
    {"smooth/3km/convergence",
     "the same with the smoother tracer and steps of .71 cells",
     {"smooth/3km/150x25/dt142.9/positive-7", "smooth/3km/300x50/dt71.43/positive-7", "smooth/3km/600x100/dt35.71/positive-7"},
     2.0},
    {"ground/5km/convergence",
     "the same with the tracer on the ground and steps of .78 cells",
     {"ground/5km/150x25/dt156.25/positive-7", "ground/5km/301x50/dt78.125/positive-7", "ground/5km/602x100/dt39.0625/positive-7"},
     NAN},
    {"level/3km/steps",
     "l2 on 300 x 50 cells with longer and longer steps",
     {"level/3km/300x50/dt25/positive-7", "level/3km/300x50/dt50/positive-7", "level/3km/300x50/dt100/positive-7",
      "level/3km/300x50/dt200/positive-7"},
     0.0}};

static fen_status summarise(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  static const char *const grids[] = {"dx_m", "l2", "linf", "published_l2", "published_linf", NULL};
  static const char *const steps[] = {"dt_s", "l2", "linf", "published_l2", "published_linf", NULL};
  enum { WIDTH = sizeof grids / sizeof *grids - 1 };
  const summary *s = item->parameters;
  bool of_steps = s->least_order == 0.0;
  double *values = NULL;
  ptrdiff_t rows = 0;
  while (s->members[rows])
    rows++;
  fen_status status = fen_verify_series_add(out, of_steps ? "errors-steps" : "errors", of_steps ? steps : grids, rows, &values, err);
  for (ptrdiff_t r = 0; !status && r < rows; r++) {
    char id[FEN_VERIFY_ID];
    const fen_verify_result *member = NULL;
    (void)snprintf(id, sizeof id, "V9/%s", s->members[r]);
    status = fen_verify_result_of(context, id, &member, err);
    if (status)
      return status;
    const fen_figure *l2 = fen_verify_figure(member, "l2");
    const fen_figure *linf = fen_verify_figure(member, "linf");
    const double row[WIDTH] = {fen_verify_figure(member, of_steps ? "dt_s" : "dx_m")->ours, l2->ours, linf->ours, l2->reference,
                               linf->reference};
    memcpy(values + r * WIDTH, row, sizeof row);
  }
  if (status)
    return status;
  const double *fine = values + (rows - 1) * WIDTH;
  if (of_steps) {
    fen_verify_tell(out, "l2_longest", fine[1], fine[3]);
    return FEN_OK;
  }
  double order = log(fine[1 - WIDTH] / fine[1]) / log(fine[-WIDTH] / fine[0]);
  if (isnan(s->least_order))
    fen_verify_tell(out, "order", order, NAN);
  else
    fen_verify_at_least(out, "order", order, NAN, s->least_order);
  return FEN_OK;
}

static fen_status add_summaries(fen_verify_context *context, fen_error *err) {
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof summaries / sizeof *summaries; n++) {
    fen_verify_case item = {.citation = "promises of this program",
                            .precision = FEN_PRECISION_DOUBLE,
                            .tier = FEN_TIER_FULL,
                            .run = summarise,
                            .parameters = &summaries[n]};
    (void)snprintf(item.id, sizeof item.id, "V9/%s", summaries[n].name);
    (void)snprintf(item.setup, sizeof item.setup, "%s", summaries[n].set_up);
    status = fen_verify_add(context, &item, err);
  }
  return status;
}

/* Small and quick enough for every run of the tests. */
static bool is_quick(const setting *s) {
  return strcmp(s->name, "level/3km/150x25/own/positive-7") == 0 || strcmp(s->name, "ground/5km/150x25/dt156.25/positive-7") == 0;
}

fen_status fen_verify_mountains(fen_verify_context *context, fen_error *err) {
  static const char *const winds[] = {"level wind", "wind along the layers", "wind along the ground, tracer on the ground"};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof settings / sizeof *settings; n++) {
    const setting *s = &settings[n];
    char step[48] = "the program's own step";
    fen_verify_case item = {.citation = s->citation,
                            .precision = FEN_PRECISION_DOUBLE,
                            .tier = is_quick(s) ? FEN_TIER_QUICK : FEN_TIER_FULL,
                            .run = run,
                            .parameters = s};
    if (s->dt_s > 0.0)
      (void)snprintf(step, sizeof step, "steps of %g s", s->dt_s);
    (void)snprintf(item.id, sizeof item.id, "V9/%s", s->name);
    (void)snprintf(
        item.setup, sizeof item.setup,
        "%s, mountains of %g km, 8 km apart; %d x %d terrain-following cells in %g x 25 km, 10 000 s, %s, tracer a cosine to the %d",
        winds[s->flow.wind], 1e-3 * s->flow.peak_m, s->flow.nx, s->flow.nz, 1e-3 * s->flow.width_m, step, s->flow.power);
    status = fen_verify_add(context, &item, err);
  }
  return status ? status : add_summaries(context, err);
}
