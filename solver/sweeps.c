/* Horizontal advection: pencils along x and y, each thread a share of them. */
#include <omp.h>
#include <string.h>

#include "state.h"

void fen_pencil_round(const fen_transport *t, fen_scratch *s) {
  const fen_pencil *p = &s->pencil;
  t->set->round(p->weight_kg, (p->n + 1) * FEN_WEIGHT_STRIDE, 1.0 / p->unit_kg, s->real.weight);
  t->set->round(p->inverse_pkg, p->n, p->unit_kg, s->real.inverse);
  t->set->round(p->piece, p->pieces[p->n], 1.0, s->real.piece);
  if (p->spreads)
    t->set->round_spread(p, &s->real);
}

void fen_bundle_crossed(const fen_transport *t, const fen_bundle *bundle, const double *crossed, const fen_pencil *p, double *total) {
  int width = bundle->kernels->width;
  double *in = total + bundle->lane;
  double *out = in + t->lanes;
  for (int v = 0; v < width; v++) {
    double low = p->low == FEN_SIDE_OPEN ? crossed[v] : 0.0;
    double high = p->high == FEN_SIDE_OPEN ? crossed[width + v] : 0.0;
    /* By the direction of the air: a tag may be negative in places. */
    in[v] += (p->flux_kg[0] >= 0.0 ? low : 0.0) - (p->flux_kg[p->n] < 0.0 ? high : 0.0);
    out[v] += (p->flux_kg[p->n] >= 0.0 ? high : 0.0) - (p->flux_kg[0] < 0.0 ? low : 0.0);
  }
}

void fen_limiter_record(const fen_transport *t, const fen_scratch *s, float *to, ptrdiff_t stride) {
  for (ptrdiff_t f = 0; f <= s->pencil.n; f++)
    for (ptrdiff_t sp = 0; sp < t->species_count; sp++)
      to[f * stride + sp] = (float)t->set->get(s->phi, f * t->leads + sp);
}

void fen_failure_note(fen_transport *t, ptrdiff_t pencil, double ratio) {
#pragma omp critical(fen_failure)
  if (!t->failure.failed || pencil < t->failure.pencil)
    t->failure = (fen_sweep_failure){.failed = 1, .pencil = pencil, .ratio = ratio};
}

/* Largest share of a cell's air that diffusion exchanges through one of its two faces: below a half, so that both leave it some. */
#define SPREAD_SHARE_MAX 0.45

/* All bundles of one pencil: leads first, whose limiter the tags then use. */
static void sweep_lanes(const fen_transport *t, fen_scratch *s, const fen_pencil_lanes *lanes) {
  fen_pencil *p = &s->pencil;
  size_t size = t->set->real_size;
  for (ptrdiff_t b = 0; b < t->bundle_count; b++) {
    const fen_bundle *bundle = &t->bundles[b];
    const fen_kernels *kernels = bundle->kernels;
    double crossed[2 * FEN_MAX_WIDTH] = {0};
    size_t offset = (size_t)bundle->lane * size;
    kernels->load(lanes->q + offset, lanes->stride, p->n, s->q);
    kernels->pad(p, lanes->low + offset, lanes->high + offset, s->q);
    if (bundle->species < 0)
      kernels->advect_leads(s, t->params.limiter, (char *)s->phi + offset, t->leads, crossed);
    else
      kernels->advect_tags(s, (char *)s->phi + (size_t)bundle->species * size, t->leads, crossed);
    if (p->spreads) {
      kernels->pad(p, lanes->low + offset, lanes->high + offset, s->q);
      kernels->spread(s);
    }
    kernels->store(s->q, lanes->stride, p->n, lanes->q + offset);
    fen_bundle_crossed(t, bundle, crossed, p, lanes->crossed);
  }
  if (lanes->recorded)
    fen_limiter_record(t, s, lanes->recorded, lanes->record_stride);
}

/* Lay out weights and pieces for the air and fluxes in the pencil; 0 if the sweep may run. */
static int lay_out(fen_transport *t, fen_scratch *s, ptrdiff_t pencil) {
  fen_pencil *p = &s->pencil;
  p->spreads = t->forcing.kh_m2ps[0] != NULL;
  double ratio = fen_pencil_pad(p) ? 0.0 : fen_pencil_cut(p);
  if (!(ratio > 0.0)) {
    fen_failure_note(t, pencil, ratio);
    return -1;
  }
  t->set->weigh_even(p, &t->even);
  return 0;
}

/*
 * Air exchanged through the faces by horizontal diffusion (Eq. 16): K times density, area and time over distance, never so much that a
 * result could be negative. Strides are between neighbours along the pencil, in cells of a layer.
 */
static void spread_air(fen_pencil *p, const double *kh[2], double c0, double c1, const double *area_m2, const double *face_m,
                       const double *spacing_m, ptrdiff_t stride) {
  ptrdiff_t n = p->n;
  for (ptrdiff_t f = 0; f <= n; f++) {
    ptrdiff_t left = f - 1;
    ptrdiff_t right = f;
    if (p->low == FEN_SIDE_PERIODIC) {
      left = (left + n) % n;
      right %= n;
    } else if (f == 0 || f == n) {
      p->spread[f] = 0.0;
      continue;
    }
    ptrdiff_t l = left * stride;
    ptrdiff_t r = right * stride;
    double kh_m2 = 0.5 * (c0 * (kh[0][l] + kh[0][r]) + c1 * (kh[1][l] + kh[1][r]));
    double air_kgpm2 = 0.5 * (p->new_air_kg[left] / area_m2[l] + p->new_air_kg[right] / area_m2[r]);
    double smaller_kg = p->new_air_kg[left] < p->new_air_kg[right] ? p->new_air_kg[left] : p->new_air_kg[right];
    double exchanged_kg = kh_m2 * air_kgpm2 * face_m[f * stride] / spacing_m[f * stride];
    p->spread[f] = exchanged_kg < SPREAD_SHARE_MAX * smaller_kg ? exchanged_kg : SPREAD_SHARE_MAX * smaller_kg;
  }
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
      "Courant number",
      axis, t->clock_s, places, failure.pencil / count, failure.pencil % count, failure.ratio);
}

fen_status fen_sweep_x(fen_transport *t, double c0, double c1, int with_pending, fen_error *err) {
  if (t->nx == 1 && t->grid->params.side_x != FEN_SIDE_OPEN)
    return FEN_OK;
  const ptrdiff_t nx = t->nx;
  const double *restrict flux0 = t->forcing.flux_x_kgps[0];
  const double *restrict flux1 = t->forcing.flux_x_kgps[1];
  const double *restrict pending = with_pending && t->pending_kept ? t->pending_kg : NULL;
  t->sums_valid = 0;
#pragma omp parallel for default(none) firstprivate(t, nx, c0, c1, flux0, flux1, pending) schedule(static) num_threads(t->threads)
  for (ptrdiff_t row = 0; row < t->ny * t->nz; row++) {
    ptrdiff_t j = row / t->nz;
    ptrdiff_t k = row % t->nz;
    fen_scratch *s = &t->scratch[omp_get_thread_num()];
    fen_pencil *p = &s->pencil;
    ptrdiff_t layer = k * t->ny + j;
    double *air = t->air_kg + layer * nx;
    p->n = nx;
    p->low = p->high = t->grid->params.side_x;
    memcpy(p->air_kg, air, (size_t)nx * sizeof *air);
    for (ptrdiff_t f = 0; f <= nx; f++) {
      ptrdiff_t at = layer * (nx + 1) + f;
      p->flux_kg[f] = c0 * flux0[at] + c1 * flux1[at] + (pending ? pending[at] : 0.0);
    }
    if (lay_out(t, s, row))
      continue;
    if (t->forcing.kh_m2ps[0]) {
      const double *kh[2] = {t->forcing.kh_m2ps[0] + layer * nx, t->forcing.kh_m2ps[1] + layer * nx};
      spread_air(p, kh, c0, c1, t->grid->area_m2 + j * nx, t->grid->face_x_m + j * (nx + 1), t->grid->spacing_x_m + j * (nx + 1), 1);
    }
    fen_pencil_round(t, s);
    fen_pencil_lanes lanes = {.q = fen_real_at(t, t->q, fen_cell_start(t, k, j, 0)),
                              .stride = t->lanes,
                              .low = fen_edge_values(t, FEN_EDGE_WEST, k, j),
                              .high = fen_edge_values(t, FEN_EDGE_EAST, k, j),
                              .crossed = t->crossed_x + layer * 2 * t->lanes,
                              .recorded = t->recorded[0] ? t->recorded[0] + layer * (nx + 1) * t->species_count : NULL,
                              .record_stride = t->species_count};
    sweep_lanes(t, s, &lanes);
    memcpy(air, p->new_air_kg, (size_t)nx * sizeof *air);
  }
  return failed(t, "x", "(j, k)", t->nz, err);
}

fen_status fen_sweep_y(fen_transport *t, double c0, double c1, fen_error *err) {
  if (t->ny == 1 && t->grid->params.side_y != FEN_SIDE_OPEN)
    return FEN_OK;
  const ptrdiff_t nx = t->nx;
  const ptrdiff_t ny = t->ny;
  const double *restrict flux0 = t->forcing.flux_y_kgps[0];
  const double *restrict flux1 = t->forcing.flux_y_kgps[1];
  t->sums_valid = 0;
#pragma omp parallel for default(none) firstprivate(t, nx, ny, c0, c1, flux0, flux1) schedule(static) num_threads(t->threads)
  for (ptrdiff_t row = 0; row < t->nz * nx; row++) {
    ptrdiff_t k = row / nx;
    ptrdiff_t i = row % nx;
    fen_scratch *s = &t->scratch[omp_get_thread_num()];
    fen_pencil *p = &s->pencil;
    double *air = t->air_kg + k * ny * nx + i;
    p->n = ny;
    p->low = p->high = t->grid->params.side_y;
    for (ptrdiff_t j = 0; j < ny; j++)
      p->air_kg[j] = air[j * nx];
    for (ptrdiff_t f = 0; f <= ny; f++) {
      ptrdiff_t at = (k * (ny + 1) + f) * nx + i;
      p->flux_kg[f] = c0 * flux0[at] + c1 * flux1[at];
    }
    if (lay_out(t, s, row))
      continue;
    if (t->forcing.kh_m2ps[0]) {
      const double *kh[2] = {t->forcing.kh_m2ps[0] + k * ny * nx + i, t->forcing.kh_m2ps[1] + k * ny * nx + i};
      spread_air(p, kh, c0, c1, t->grid->area_m2 + i, t->grid->face_y_m + i, t->grid->spacing_y_m + i, nx);
    }
    fen_pencil_round(t, s);
    fen_pencil_lanes lanes = {.q = fen_real_at(t, t->q, fen_cell_start(t, k, 0, i)),
                              .stride = t->nz * nx * t->lanes,
                              .low = fen_edge_values(t, FEN_EDGE_SOUTH, k, i),
                              .high = fen_edge_values(t, FEN_EDGE_NORTH, k, i),
                              .crossed = t->crossed_y + row * 2 * t->lanes,
                              .recorded = t->recorded[1] ? t->recorded[1] + (k * (ny + 1) * nx + i) * t->species_count : NULL,
                              .record_stride = nx * t->species_count};
    sweep_lanes(t, s, &lanes);
    for (ptrdiff_t j = 0; j < ny; j++)
      air[j * nx] = p->new_air_kg[j];
  }
  return failed(t, "y", "(k, i)", nx, err);
}
