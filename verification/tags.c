/*
 * Tags of V2's flow, stopped at T/2: eight Gaussians (centres at (k + 1/2)/8 of the length, an eighth of the width north and south of the
 * middle in turn, e-folding 5 as the bells of V2), which add up to the lead. On a small grid, the same is V8: tags add up, respond
 * linearly, and keep their bytes whatever runs beside them.
 */
#include <math.h>
#include <stdio.h>

#include "fenhe/memory.h"
#include "plane.h"
#include "suites.h"

enum { TAGS = 8, LANES = 2 * TAGS + 1 };

typedef struct {
  const char *suite;
  ptrdiff_t nx, steps; /**< steps in T; half of them are made */
  fen_limiter limiter;
  fen_precision precision;
  fen_verify_tier tier;
  double own_sum, own_response, gap; /**< of an independent implementation; NAN: none */
} tags_row;

static double gaussian_tag(int k, double x, double y) {
  double away = fabs(x + FEN_PLANE_PI - 2.0 * FEN_PLANE_PI * (k + 0.5) / TAGS);
  away = fmin(away, 2.0 * FEN_PLANE_PI - away);
  double north = y - (k % 2 ? -1.0 : 1.0) * FEN_PLANE_PI / 8.0;
  return exp(-5.0 * (away * away + north * north));
}

/** Fields of LANES lanes: the total, the tags, and the total less half of each tag. */
typedef struct {
  ptrdiff_t cells;
  double *total, *tag[TAGS], *less[TAGS];
} lanes;

static fen_status lanes_create(ptrdiff_t cells, lanes *out, fen_error *err) {
  double *all;
  fen_status status = FEN_NEW(&all, LANES * cells, err);
  if (status)
    return status;
  *out = (lanes){.cells = cells, .total = all};
  for (int k = 0; k < TAGS; k++) {
    out->tag[k] = all + (1 + k) * cells;
    out->less[k] = all + (1 + TAGS + k) * cells;
  }
  return FEN_OK;
}

static void fill(const fen_plane *plane, const lanes *l) {
  for (ptrdiff_t c = 0; c < l->cells; c++) {
    double x;
    double y;
    fen_plane_centre(plane, c, &x, &y);
    l->total[c] = 0.0;
    for (int k = 0; k < TAGS; k++) {
      l->tag[k][c] = gaussian_tag(k, x, y);
      l->total[c] += l->tag[k][c];
    }
    for (int k = 0; k < TAGS; k++)
      l->less[k][c] = l->total[c] - 0.5 * l->tag[k][c];
  }
}

/** How the lanes are put into species. */
typedef enum {
  TOGETHER, /**< one lead with all others as tags */
  ALONE,    /**< every one with a limiter of its own */
  SOLITARY  /**< the lead with its first tag only; the others are left */
} arrangement;

static fen_status carry(const tags_row *row, arrangement how_arranged, const lanes *l, double *updates, double *clipped, fen_error *err) {
  fen_species species[LANES] = {{.tags = how_arranged == TOGETHER ? LANES - 1 : how_arranged == SOLITARY ? 1 : 0}};
  fen_transport_params how = {.species = species,
                              .species_count = how_arranged == ALONE ? LANES : 1,
                              .order = 7,
                              .limiter = row->limiter,
                              .precision = row->precision};
  ptrdiff_t members = how_arranged == SOLITARY ? 2 : LANES;
  fen_plane *plane = NULL;
  fen_transport *t = NULL;
  fen_status status = fen_plane_create(&fen_plane_deformation, row->nx, row->nx / 2, row->steps, &plane, err);
  if (!status) {
    fill(plane, l);
    status = fen_plane_start(plane, &how, &t, err);
  }
  for (ptrdiff_t m = 0; m < members && !status; m++)
    status = fen_transport_set_field(t, how_arranged == ALONE ? m : 0, how_arranged == ALONE ? 0 : m, l->total + m * l->cells, err);
  if (!status)
    status = fen_plane_advance(plane, t, row->steps / 2, err);
  for (ptrdiff_t m = 0; m < members && !status; m++)
    status = fen_transport_get_field(t, how_arranged == ALONE ? m : 0, how_arranged == ALONE ? 0 : m, l->total + m * l->cells, err);
  if (!status) {
    *updates = fen_plane_updates(plane, row->steps / 2);
    *clipped += (double)fen_transport_get_stats(t).clipped;
  }
  fen_transport_destroy(&t);
  fen_plane_destroy(&plane);
  return status;
}

static double sum_gap(const lanes *l, double *sum) {
  for (ptrdiff_t c = 0; c < l->cells; c++) {
    sum[c] = 0.0;
    for (int k = 0; k < TAGS; k++)
      sum[c] += l->tag[k][c];
  }
  return fen_plane_compare(l->cells, sum, l->total).l2;
}

/* The largest error, over the tags, of (total - what is left of it when a tag is halved) against half that tag. */
static double response_gap(const lanes *l, const lanes *halved, double *response, double *half) {
  double worst = 0.0;
  for (int k = 0; k < TAGS; k++) {
    for (ptrdiff_t c = 0; c < l->cells; c++) {
      response[c] = l->total[c] - halved->less[k][c];
      half[c] = 0.5 * l->tag[k][c];
    }
    double gap = fen_plane_compare(l->cells, response, half).l2;
    if (!(gap <= worst))
      worst = gap;
  }
  return worst;
}

/* The largest error, over the tags, of the whole field predicted by the tags against a run of its own. */
static double field_gap(const lanes *together, const lanes *alone) {
  double worst = 0.0;
  for (int k = 0; k < TAGS; k++) {
    double gap = fen_plane_compare(together->cells, alone->less[k], together->less[k]).l2;
    if (!(gap <= worst))
      worst = gap;
  }
  return worst;
}

static void tell(const tags_row *row, fen_verify_result *out, const lanes *together, const lanes *alone, const lanes *solitary, double *a,
                 double *b) {
  double exact = row->precision == FEN_PRECISION_SINGLE ? 1e-5 : 1e-12;
  ptrdiff_t cells = together->cells;
  fen_verify_at_most(out, "sum", sum_gap(together, a), 0.0, exact);
  fen_verify_at_most(out, "response", response_gap(together, together, a, b), 0.0, exact);
  double differing = 0.0;
  for (ptrdiff_t c = 0; c < cells; c++)
    differing += !(together->tag[0][c] == solitary->tag[0][c]);
  fen_verify_at_most(out, "values_that_differ_without_others", differing, 0.0, 0.0);
  fen_verify_tell(out, "sum_own_limiters", sum_gap(alone, a), row->own_sum);
  fen_verify_tell(out, "response_own_limiters", response_gap(alone, alone, a, b), row->own_response);
  fen_verify_tell(out, "rerun_own_limiter", field_gap(together, alone), row->gap);
  fen_verify_tell(out, "rerun_response", response_gap(together, alone, a, b), NAN);
  double worst = 0.0;
  for (int k = 0; k < TAGS; k++) {
    fen_plane_norms n = fen_plane_compare(cells, together->tag[k], together->tag[k]);
    worst = fmin(worst, n.minimum / n.maximum);
  }
  fen_verify_tell(out, "tag_min_over_max", worst, NAN);
  double lowest = fen_plane_compare(cells, together->total, together->total).minimum;
  for (int k = 0; k < TAGS; k++)
    lowest = fmin(lowest, fen_plane_compare(cells, alone->less[k], alone->less[k]).minimum);
  fen_verify_at_least(out, "min", lowest, 0.0, 0.0);
}

static fen_status run(const fen_verify_case *item, fen_verify_context *context, fen_verify_result *out, fen_error *err) {
  (void)context;
  const tags_row *row = item->parameters;
  lanes fields[3] = {{0}, {0}, {0}};
  double *work = NULL;
  double clipped = 0.0;
  double updates = 0.0;
  ptrdiff_t cells = row->nx * row->nx / 2;
  fen_status status = FEN_NEW(&work, 2 * cells, err);
  for (int n = 0; n < 3 && !status; n++) {
    status = lanes_create(cells, &fields[n], err);
    if (!status)
      status = carry(row, (arrangement)n, &fields[n], &updates, &clipped, err);
  }
  if (!status) {
    tell(row, out, &fields[TOGETHER], &fields[ALONE], &fields[SOLITARY], work, work + cells);
    fen_verify_at_most(out, "clipped", clipped, 0.0, 0.0);
  }
  for (int n = 0; n < 3; n++)
    fen_free(fields[n].total);
  fen_free(work);
  return status;
}

fen_status fen_verify_tags(fen_verify_context *context, fen_error *err) {
  static const char citation[] =
      "Limiters of their own, and the gap to the linear prediction: an independent implementation on 120 x 60 cells";
  static const tags_row rows[] = {
      {"V2/tags", 120, 500, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, 2.8e-2, 6.2e-2, 5e-3},
      {"V2/tags", 120, 500, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, NAN, NAN, NAN},
      {"V2/tags", 120, 500, FEN_LIMITER_MONOTONE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, 3.9e-2, 6.8e-2, 8e-3},
      {"V2/tags", 240, 1000, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, NAN, NAN, NAN},
      {"V2/tags", 240, 1000, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, NAN, NAN, NAN},
      {"V2/tags", 240, 1000, FEN_LIMITER_MONOTONE, FEN_PRECISION_DOUBLE, FEN_TIER_FULL, NAN, NAN, NAN},
      {"V2/tags", 120, 500, FEN_LIMITER_POSITIVE, FEN_PRECISION_SINGLE, FEN_TIER_FULL, NAN, NAN, NAN},
      {"V8/linearity", 60, 250, FEN_LIMITER_POSITIVE, FEN_PRECISION_DOUBLE, FEN_TIER_QUICK, NAN, NAN, NAN},
      {"V8/linearity", 60, 250, FEN_LIMITER_SELECTIVE, FEN_PRECISION_DOUBLE, FEN_TIER_QUICK, NAN, NAN, NAN},
      {"V8/linearity", 60, 250, FEN_LIMITER_MONOTONE, FEN_PRECISION_DOUBLE, FEN_TIER_QUICK, NAN, NAN, NAN},
      {"V8/linearity", 60, 250, FEN_LIMITER_SELECTIVE, FEN_PRECISION_SINGLE, FEN_TIER_QUICK, NAN, NAN, NAN},
  };
  fen_status status = FEN_OK;
  for (size_t r = 0; r < sizeof rows / sizeof *rows && !status; r++) {
    const tags_row *row = &rows[r];
    fen_verify_case item = {.citation = citation, .precision = row->precision, .tier = row->tier, .run = run, .parameters = row};
    (void)snprintf(item.id, sizeof item.id, "%s/%tdx%td/c0.62/%s-7%s", row->suite, row->nx, row->nx / 2,
                   fen_plane_limiter_name(row->limiter), row->precision == FEN_PRECISION_SINGLE ? "/single" : "");
    (void)snprintf(
        item.setup, sizeof item.setup,
        "Deformation stopped at T/2, %td x %td cells, %td steps, %s limiter: eight Gaussian tags and the total less half of each, "
        "with the total's limiter and with their own; the worst of the eight",
        row->nx, row->nx / 2, row->steps / 2, fen_plane_limiter_name(row->limiter));
    status = fen_verify_add(context, &item, err);
  }
  return status;
}
