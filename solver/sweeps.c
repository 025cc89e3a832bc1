/* Horizontal advection: pencils along x and y, each thread batches of them. */
#include <omp.h>
#include <string.h>

#include "kernels/subnormal.h"
#include "state.h"

void fen_part_crossed(const fen_transport *t, const fen_scratch *s, const fen_part *part, ptrdiff_t pencil, double *total) {
  const fen_pencils *p = &s->pencils;
  const double first_kg = p->flux_kg[pencil];
  const double last_kg = p->flux_kg[p->n * FEN_BATCH + pencil];
  double *in = total;
  double *out = total + t->lanes;
  for (ptrdiff_t v = 0; v < part->lanes; v++) {
    const ptrdiff_t e = fen_element(part, pencil - part->first, v);
    double low = p->low == FEN_SIDE_OPEN ? s->crossed[0][e] : 0.0;
    double high = p->high == FEN_SIDE_OPEN ? s->crossed[1][e] : 0.0;
    /* By the direction of the air: a tag may be negative in places. */
    in[v] += (first_kg >= 0.0 ? low : 0.0) - (last_kg < 0.0 ? high : 0.0);
    out[v] += (last_kg >= 0.0 ? high : 0.0) - (first_kg < 0.0 ? low : 0.0);
  }
}

void fen_limiter_record(const fen_transport *t, const fen_scratch *s, ptrdiff_t pencil, float *to, ptrdiff_t stride) {
  for (ptrdiff_t f = 0; f <= s->pencils.n; f++)
    for (ptrdiff_t sp = 0; sp < t->species_count; sp++)
      to[f * stride + sp] = (float)t->set->get(s->phi, (sp * (s->pencils.n + 1) + f) * FEN_BATCH + pencil);
}

void fen_failure_note(fen_transport *t, ptrdiff_t pencil, double ratio) {
#pragma omp critical(fen_failure)
  if (!t->failure.failed || pencil < t->failure.pencil)
    t->failure = (fen_sweep_failure){.failed = 1, .pencil = pencil, .ratio = ratio};
}

int fen_bundle_keeps_ratios(const fen_transport *t, const fen_bundle *bundle) {
  int keeps = t->recorded[0] != NULL;
  for (ptrdiff_t sp = bundle->lane; sp < bundle->lane + bundle->lanes && sp < t->species_count; sp++)
    keeps |= t->species[sp].tags > 0;
  return keeps;
}

/* Neighbouring pencils along one axis, in memory. */
typedef struct {
  ptrdiff_t first, count;                 /* of all pencils along the axis */
  char *q, *next_q;                       /* first lane of the first pencil's first cell, of this batch and of the next, NULL at the end */
  ptrdiff_t pencil_stride, cell_stride;   /* in numbers */
  char *low[FEN_BATCH], *high[FEN_BATCH]; /* boundary values of all lanes */
  double *crossed[FEN_BATCH];             /* in and out, shape [2][lanes] */
  float *recorded[FEN_BATCH];             /* NULL, or limiter ratios of the pencil's first face */
  ptrdiff_t record_stride;
} batch;

static void sweep_part(const fen_transport *t, fen_scratch *s, const batch *b, const fen_bundle *bundle, const fen_part *part) {
  const fen_kernels *kernels = bundle->kernels;
  const size_t offset = (size_t)bundle->lane * t->set->real_size;
  const fen_view view = {.start = b->q + offset, .pencil_stride = b->pencil_stride, .cell_stride = b->cell_stride};
  void *low[FEN_BATCH];
  void *high[FEN_BATCH];
  const fen_outside outside = {low, high};
  for (ptrdiff_t n = 0; n < b->count; n++) {
    low[n] = b->low[n] + offset;
    high[n] = b->high[n] + offset;
  }
  if (bundle->species < 0)
    kernels->advect_leads(s, part, &view, &outside, t->params.limiter, fen_bundle_keeps_ratios(t, bundle) ? bundle->lane : -1);
  else
    kernels->advect_tags(s, part, &view, &outside, bundle->species);
  for (ptrdiff_t n = part->first; n < part->first + part->pencils; n++)
    fen_part_crossed(t, s, part, n, b->crossed[n] + bundle->lane);
}

/* All bundles of a batch: leads first, whose limiter the tags then use. */
static void sweep_lanes(const fen_transport *t, fen_scratch *s, const batch *b) {
  fen_place next = {.bundle = -1};
  for (int more = fen_parts_next(t, b->count, &next); more;) {
    const fen_place here = next;
    more = fen_parts_next(t, b->count, &next);
    if (more)
      s->ahead = fen_ahead_of(t, &next, b->q, b->pencil_stride, b->cell_stride);
    else if (b->next_q)
      s->ahead = fen_ahead_of(t, &(fen_place){.bundle = 0, .part = fen_part_of(&t->bundles[0], 0, b->count)}, b->next_q, b->pencil_stride,
                              b->cell_stride);
    else
      s->ahead = (fen_ahead){0};
    sweep_part(t, s, b, &t->bundles[here.bundle], &here.part);
  }
  for (ptrdiff_t n = 0; n < b->count && b->recorded[0]; n++)
    fen_limiter_record(t, s, n, b->recorded[n], b->record_stride);
}

/* Departure points and pieces of the batch whose air and fluxes are laid out: 1 if the sweep may run, 0 for fewer pencils, -1 for none. */
static int cut(fen_transport *t, fen_scratch *s, const batch *b) {
  fen_pencils *p = &s->pencils;
  fen_pencils_fault fault;
  const int fits = t->set->cut(p, &fault);
  if (fault.pencil < 0)
    return fits;
  if (b->count > 1) /* the fault is that of the first cell: by itself each pencil shows its own */
    return 0;
  fen_failure_note(t, b->first, fault.ratio);
  return -1;
}

/* What a sweep moves: c0 and c1 times the fluxes at start and end of the interval, and for x what is pending. */
typedef struct {
  double c0, c1;
  const double *pending;
} movement;

/* What diffusion asks of faces from `at` of its geometry on, the cells to their left and right from `left` and `right` of a layer on. */
static fen_spread_rows spread_rows(const fen_transport *t, const movement *m, ptrdiff_t k, ptrdiff_t left, ptrdiff_t right) {
  const double *const *kh = t->forcing.kh_m2ps;
  const ptrdiff_t layer = k * t->ny * t->nx;
  return (fen_spread_rows){.kh_m2ps = {{kh[0] + layer + left, kh[0] + layer + right}, {kh[1] + layer + left, kh[1] + layer + right}},
                           .factor = {m->c0, m->c1},
                           .area_m2 = {t->grid->area_m2 + left, t->grid->area_m2 + right}};
}

/* Air that diffusion exchanges through the faces of rows along x, whose air in memory is that after the sweep. */
static void spread_along_x(const fen_transport *t, fen_scratch *s, const movement *m, ptrdiff_t k, ptrdiff_t j, ptrdiff_t count) {
  const ptrdiff_t nx = t->nx;
  const int wraps = s->pencils.low == FEN_SIDE_PERIODIC;
  for (ptrdiff_t n = 0; n < count; n++) {
    const ptrdiff_t cell = (j + n) * nx;
    const ptrdiff_t face = (j + n) * (nx + 1);
    const double *air_kg = t->air_kg + k * t->ny * nx + cell;
    double *out_kg = s->spread_rows + n * (nx + 1);
    fen_spread_rows inner = spread_rows(t, m, k, cell, cell + 1);
    inner.air_kg[0] = air_kg;
    inner.air_kg[1] = air_kg + 1;
    inner.face_m = t->grid->face_x_m + face + 1;
    inner.spacing_m = t->grid->spacing_x_m + face + 1;
    t->set->spread(&inner, nx - 1, out_kg + 1);
    out_kg[0] = out_kg[nx] = 0.0;
    fen_spread_rows seam = spread_rows(t, m, k, cell + nx - 1, cell);
    seam.air_kg[0] = air_kg + nx - 1;
    seam.air_kg[1] = air_kg;
    for (ptrdiff_t f = 0; f <= nx && wraps; f += nx) {
      seam.face_m = t->grid->face_x_m + face + f;
      seam.spacing_m = t->grid->spacing_x_m + face + f;
      t->set->spread(&seam, 1, out_kg + f);
    }
  }
  const fen_air_rows rows = {.row = {s->spread_rows}, .factor = {1.0}, .stride = nx + 1, .count = count};
  t->set->turn(&rows, nx + 1, s->pencils.spread);
}

/* The same of columns of cells along y, from i on. */
static void spread_along_y(const fen_transport *t, fen_scratch *s, const movement *m, ptrdiff_t k, ptrdiff_t i, ptrdiff_t count) {
  fen_pencils *p = &s->pencils;
  const ptrdiff_t ny = t->ny;
  for (ptrdiff_t f = 0; f <= ny; f++) {
    const ptrdiff_t left = fen_wrapped(f - 1, ny, ny - 1);
    const ptrdiff_t right = fen_wrapped(f, ny, ny - 1);
    fen_spread_rows rows = spread_rows(t, m, k, left * t->nx + i, right * t->nx + i);
    rows.air_kg[0] = p->new_air_kg + left * FEN_BATCH;
    rows.air_kg[1] = p->new_air_kg + right * FEN_BATCH;
    rows.face_m = t->grid->face_y_m + f * t->nx + i;
    rows.spacing_m = t->grid->spacing_y_m + f * t->nx + i;
    if (p->low == FEN_SIDE_PERIODIC || (f > 0 && f < ny))
      t->set->spread(&rows, count, p->spread + f * FEN_BATCH);
    else
      memset(p->spread + f * FEN_BATCH, 0, FEN_BATCH * sizeof *p->spread);
  }
}

/* Neighbouring rows of layer k, from j on: their winds are more alike than those of a row's layers. */
static void sweep_x_batch(fen_transport *t, fen_scratch *s, const movement *m, ptrdiff_t k, ptrdiff_t j, ptrdiff_t count) {
  const ptrdiff_t nx = t->nx;
  const ptrdiff_t ny = t->ny;
  const double *restrict flux0 = t->forcing.flux_x_kgps[0];
  const double *restrict flux1 = t->forcing.flux_x_kgps[1];
  const double *restrict pending = m->pending;
  fen_pencils *p = &s->pencils;
  const ptrdiff_t row = k * ny + j; /* the first, of all rows */
  batch b = {.first = row,
             .count = count,
             .q = fen_real_at(t, t->q, fen_cell_start(t, k, j, 0)),
             .next_q = j + FEN_BATCH < ny ? fen_real_at(t, t->q, fen_cell_start(t, k, j + FEN_BATCH, 0))
                       : k + 1 < t->nz    ? fen_real_at(t, t->q, fen_cell_start(t, k + 1, 0, 0))
                                          : NULL,
             .pencil_stride = t->nz * nx * t->lanes,
             .cell_stride = t->lanes,
             .record_stride = t->species_count};
  p->n = nx;
  p->count = count;
  p->low = p->high = t->grid->params.side_x;
  p->spreads = t->forcing.kh_m2ps[0] != NULL;
  for (ptrdiff_t n = 0; n < count; n++) {
    b.low[n] = fen_edge_values(t, FEN_EDGE_WEST, k, j + n);
    b.high[n] = fen_edge_values(t, FEN_EDGE_EAST, k, j + n);
    b.crossed[n] = t->crossed_x + (row + n) * 2 * t->lanes;
    b.recorded[n] = t->recorded[0] ? t->recorded[0] + (row + n) * (nx + 1) * t->species_count : NULL;
  }
  const ptrdiff_t first_face = row * (nx + 1);
  const fen_air_rows air = {
      .row = {t->air_kg + row * nx}, .factor = {1.0}, .stride = nx, .count = count, .later = &s->beside[0], .further = count * nx};
  const fen_air_rows flux = {.row = {flux0 + first_face, flux1 + first_face, pending ? pending + first_face : NULL},
                             .factor = {m->c0, m->c1},
                             .stride = nx + 1,
                             .count = count,
                             .later = &s->beside[1],
                             .further = count * (nx + 1)};
  t->set->turn(&air, nx, p->air_kg);
  t->set->turn(&flux, nx + 1, p->flux_kg);
  int fits = cut(t, s, &b);
  for (ptrdiff_t n = 0; n < count && fits == 0; n++)
    sweep_x_batch(t, s, m, k, j + n, 1);
  if (fits <= 0)
    return;
  t->set->turn_back(p->new_air_kg, nx, count, nx, t->air_kg + row * nx);
  if (p->spreads)
    spread_along_x(t, s, m, k, j, count);
  t->set->weigh(s, &t->even, 0);
  sweep_lanes(t, s, &b);
}

/* Neighbouring columns of cells in layer k, from i on. */
static void sweep_y_batch(fen_transport *t, fen_scratch *s, const movement *m, ptrdiff_t k, ptrdiff_t i, ptrdiff_t count) {
  const ptrdiff_t nx = t->nx;
  const ptrdiff_t ny = t->ny;
  const ptrdiff_t first_face = k * (ny + 1) * nx + i;
  fen_pencils *p = &s->pencils;
  double *air = t->air_kg + k * ny * nx + i;
  batch b = {.first = k * nx + i,
             .count = count,
             .q = fen_real_at(t, t->q, fen_cell_start(t, k, 0, i)),
             .next_q = i + FEN_BATCH < nx ? fen_real_at(t, t->q, fen_cell_start(t, k, 0, i + FEN_BATCH))
                       : k + 1 < t->nz    ? fen_real_at(t, t->q, fen_cell_start(t, k + 1, 0, 0))
                                          : NULL,
             .pencil_stride = t->lanes,
             .cell_stride = t->nz * nx * t->lanes,
             .record_stride = nx * t->species_count};
  p->n = ny;
  p->count = count;
  p->low = p->high = t->grid->params.side_y;
  p->spreads = t->forcing.kh_m2ps[0] != NULL;
  for (ptrdiff_t n = 0; n < count; n++) {
    b.low[n] = fen_edge_values(t, FEN_EDGE_SOUTH, k, i + n);
    b.high[n] = fen_edge_values(t, FEN_EDGE_NORTH, k, i + n);
    b.crossed[n] = t->crossed_y + (k * nx + i + n) * 2 * t->lanes;
    b.recorded[n] = t->recorded[1] ? t->recorded[1] + (k * (ny + 1) * nx + i + n) * t->species_count : NULL;
  }
  const int same_layer = i + FEN_BATCH < nx; /* the next batch */
  const fen_air_rows air_rows = {
      .row = {air}, .factor = {1.0}, .stride = nx, .count = count, .later = &s->beside[0], .further = same_layer ? FEN_BATCH : ny * nx - i};
  const fen_air_rows flux = {.row = {t->forcing.flux_y_kgps[0] + first_face, t->forcing.flux_y_kgps[1] + first_face},
                             .factor = {m->c0, m->c1},
                             .stride = nx,
                             .count = count,
                             .later = &s->beside[1],
                             .further = same_layer ? FEN_BATCH : (ny + 1) * nx - i};
  t->set->gather(&air_rows, ny, p->air_kg);
  t->set->gather(&flux, ny + 1, p->flux_kg);
  int fits = cut(t, s, &b);
  for (ptrdiff_t n = 0; n < count && fits == 0; n++)
    sweep_y_batch(t, s, m, k, i + n, 1);
  if (fits <= 0)
    return;
  if (p->spreads)
    spread_along_y(t, s, m, k, i, count);
  t->set->weigh(s, &t->even, 0);
  sweep_lanes(t, s, &b);
  t->set->scatter(p->new_air_kg, ny, count, nx, air);
}

/* The failure of a sweep, if any. The pencil's place is named by two indices, which count pencils as `count` of the second to one of the
 * first. */
static fen_status failed(fen_transport *t, const char *axis, const char *places, ptrdiff_t count, fen_error *err) {
  if (!t->failure.failed)
    return FEN_OK;
  fen_sweep_failure failure = t->failure;
  t->failure = (fen_sweep_failure){0};
  t->broken = 1;
  return fen_fail(
      err, FEN_ERR_COURANT,
      "the %s sweep at %.0f s would leave a cell of the row with %s = (%td, %td) with %.3g of its air; use more steps or a smaller "
      "Courant number ('courant' of 'transport')",
      axis, t->clock_s, places, failure.pencil / count, failure.pencil % count, failure.ratio);
}

typedef void (*batch_sweep)(fen_transport *t, fen_scratch *s, const movement *m, ptrdiff_t k, ptrdiff_t first, ptrdiff_t count);

/* Sweep all layers, each a row of so many pencils side by side. */
static void sweep_layers(fen_transport *t, const movement *m, ptrdiff_t across, batch_sweep sweep) {
  const ptrdiff_t in_layer = (across + FEN_BATCH - 1) / FEN_BATCH;
  t->sums_valid = 0;
#pragma omp parallel default(none) firstprivate(t, m, across, sweep, in_layer) num_threads(t->threads)
  {
    fen_scratch *s = &t->scratch[omp_get_thread_num()];
    const unsigned mode = fen_subnormal_flush();
#pragma omp for schedule(static)
    for (ptrdiff_t n = 0; n < t->nz * in_layer; n++) {
      ptrdiff_t first = n % in_layer * FEN_BATCH;
      sweep(t, s, m, n / in_layer, first, across - first < FEN_BATCH ? across - first : FEN_BATCH);
    }
    fen_subnormal_restore(mode);
  }
}

fen_status fen_sweep_x(fen_transport *t, double c0, double c1, int with_pending, fen_error *err) {
  if (t->nx == 1 && t->grid->params.side_x != FEN_SIDE_OPEN)
    return FEN_OK;
  const movement m = {c0, c1, with_pending && t->pending_kept ? t->pending_kg : NULL};
  sweep_layers(t, &m, t->ny, sweep_x_batch);
  return failed(t, "x", "(k, j)", t->ny, err);
}

fen_status fen_sweep_y(fen_transport *t, double c0, double c1, fen_error *err) {
  if (t->ny == 1 && t->grid->params.side_y != FEN_SIDE_OPEN)
    return FEN_OK;
  const movement m = {c0, c1, NULL};
  sweep_layers(t, &m, t->nx, sweep_y_batch);
  return failed(t, "y", "(k, i)", t->nx, err);
}
