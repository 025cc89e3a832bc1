/* Where the tracer is: sums in fixed order, the mass budget (Eq. 21), and what the run met on its way. */
#include <math.h>

#include "state.h"

/* Compensated sum (Neumaier 1974) of air times mixing ratio along the rows of one j, of lanes first to first + count - 1. */
static void sum_row(const fen_transport *t, ptrdiff_t j, ptrdiff_t first, ptrdiff_t count) {
  double *restrict sum = t->row_sums + j * 2 * t->lanes;
  double *restrict rest = sum + t->lanes;
  for (ptrdiff_t lane = first; lane < first + count; lane++)
    sum[lane] = rest[lane] = 0.0;
  for (ptrdiff_t k = 0; k < t->nz; k++)
    for (ptrdiff_t i = 0; i < t->nx; i++) {
      double air = t->air_kg[(k * t->ny + j) * t->nx + i];
      ptrdiff_t start = fen_cell_start(t, k, j, i);
      for (ptrdiff_t lane = first; lane < first + count; lane++) {
        double term = air * t->set->get(t->q, start + lane);
        double total = sum[lane] + term;
        rest[lane] += fabs(sum[lane]) >= fabs(term) ? (sum[lane] - total) + term : (term - total) + sum[lane];
        sum[lane] = total;
      }
    }
}

/* Rows are summed in parallel, then added in their order. */
static void sum_lanes(fen_transport *t, ptrdiff_t first, ptrdiff_t count, double *out) {
#pragma omp parallel for default(none) firstprivate(t, first, count) schedule(static) num_threads(t->threads)
  for (ptrdiff_t j = 0; j < t->ny; j++)
    sum_row(t, j, first, count);
  for (ptrdiff_t lane = first; lane < first + count; lane++) {
    double sum = 0.0;
    for (ptrdiff_t j = 0; j < t->ny; j++)
      sum += t->row_sums[j * 2 * t->lanes + lane] + t->row_sums[(j * 2 + 1) * t->lanes + lane];
    out[lane - first] = sum;
  }
}

const double *fen_sums(fen_transport *t) {
  if (!t->sums_valid)
    sum_lanes(t, 0, t->lanes, t->sums_kg);
  t->sums_valid = 1;
  return t->sums_kg;
}

double fen_lane_sum(fen_transport *t, ptrdiff_t lane) {
  double sum_kg;
  sum_lanes(t, lane, 1, &sum_kg);
  return sum_kg;
}

static void add_crossed(const fen_transport *t, const double *crossed, ptrdiff_t rows, ptrdiff_t lane, fen_budget *b) {
  for (ptrdiff_t r = 0; r < rows; r++) {
    b->in_kg += crossed[r * 2 * t->lanes + lane];
    b->out_kg += crossed[(r * 2 + 1) * t->lanes + lane];
  }
}

static void lane_range(const fen_transport *t, ptrdiff_t lane, double *least, double *most) {
  *least = INFINITY;
  *most = -INFINITY;
  for (ptrdiff_t c = 0; c < t->cells; c++) {
    double q = t->set->get(t->q, c * t->lanes + lane);
    *least = q < *least ? q : *least;
    *most = q > *most ? q : *most;
  }
}

fen_status fen_transport_budget(fen_transport *t, ptrdiff_t species, ptrdiff_t member, fen_budget *out, fen_error *err) {
  ptrdiff_t lane = fen_lane_of(t, species, member);
  if (lane < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no member %td of species %td", member, species);
  fen_budget b = {.initial_kg = t->initial_kg[lane], .air_kg = fen_sums(t)[lane], .emitted_kg = t->emitted_kg[lane]};
  add_crossed(t, t->crossed_x, t->nz * t->ny, lane, &b);
  add_crossed(t, t->crossed_y, t->nz * t->nx, lane, &b);
  add_crossed(t, t->crossed_z, t->ny, lane, &b);
  for (ptrdiff_t c = 0; c < t->nx * t->ny; c++) {
    b.dry_kg += t->dry_kg[c * t->lanes + lane];
    b.wet_kg += t->wet_kg[c * t->lanes + lane];
  }
  lane_range(t, lane, &b.minimum, &b.maximum);
  double given = b.initial_kg + b.emitted_kg + b.in_kg;
  double size = fabs(b.initial_kg) + fabs(b.emitted_kg) + fabs(b.in_kg); /* the parts of a tag may cancel */
  double miss = b.air_kg + b.dry_kg + b.wet_kg + b.out_kg - given;
  b.residual = miss == 0.0 ? 0.0 : miss / size;
  *out = b;
  return FEN_OK;
}

fen_transport_stats fen_transport_get_stats(const fen_transport *t) {
  fen_transport_stats stats = t->stats;
  stats.minimum_lead = t->set->get(t->q, 0);
  for (ptrdiff_t c = 0; c < t->cells; c++)
    for (ptrdiff_t s = 0; s < t->species_count; s++) {
      double q = t->set->get(t->q, c * t->lanes + s);
      stats.minimum_lead = q >= stats.minimum_lead || isnan(stats.minimum_lead) ? stats.minimum_lead : q;
    }
  stats.euler_columns = 0;
  for (ptrdiff_t j = 0; j < t->ny; j++)
    stats.euler_columns += t->euler_count[j];
  return stats;
}
