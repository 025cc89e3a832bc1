/* Where the tracer is: sums in fixed order, the mass budget (Eq. 21), and what the run met on its way. */
#include <math.h>

#include "state.h"

enum { ROW_SUM, ROW_REST, ROW_LEAST, ROW_MOST }; /* of row_sums */

/*
 * Compensated sum (Neumaier 1974) of air times mixing ratio along the rows of one j, and the smallest and largest ratio, of lanes first to
 * first + count - 1.
 */
#define SUM_ROW(real)                                                                                                                      \
  static void sum_row_##real(const fen_transport *t, ptrdiff_t j, ptrdiff_t first, ptrdiff_t count) {                                      \
    double *restrict sum = t->row_sums + j * FEN_ROW_SUMS * t->lanes + first;                                                              \
    double *restrict rest = sum + ROW_REST * t->lanes;                                                                                     \
    double *restrict least = sum + ROW_LEAST * t->lanes;                                                                                   \
    double *restrict most = sum + ROW_MOST * t->lanes;                                                                                     \
    for (ptrdiff_t lane = 0; lane < count; lane++) {                                                                                       \
      sum[lane] = rest[lane] = 0.0;                                                                                                        \
      least[lane] = INFINITY;                                                                                                              \
      most[lane] = -INFINITY;                                                                                                              \
    }                                                                                                                                      \
    for (ptrdiff_t k = 0; k < t->nz; k++)                                                                                                  \
      for (ptrdiff_t i = 0; i < t->nx; i++) {                                                                                              \
        const double air = t->air_kg[(k * t->ny + j) * t->nx + i];                                                                         \
        const real *restrict q = (const real *)(const void *)t->q + fen_cell_start(t, k, j, i) + first;                                    \
        for (ptrdiff_t lane = 0; lane < count; lane++) {                                                                                   \
          const double value = (double)q[lane];                                                                                            \
          const double term = air * value;                                                                                                 \
          const double total = sum[lane] + term;                                                                                           \
          const double of_term = (sum[lane] - total) + term;                                                                               \
          const double of_sum = (term - total) + sum[lane];                                                                                \
          rest[lane] += fabs(sum[lane]) >= fabs(term) ? of_term : of_sum;                                                                  \
          sum[lane] = total;                                                                                                               \
          least[lane] = value < least[lane] ? value : least[lane];                                                                         \
          most[lane] = value > most[lane] ? value : most[lane];                                                                            \
        }                                                                                                                                  \
      }                                                                                                                                    \
  }
SUM_ROW(float)
SUM_ROW(double)

/* Rows are summed in parallel, then added in their order. */
static void sum_lanes(fen_transport *t, ptrdiff_t first, ptrdiff_t count, double *out) {
  void (*sum_row)(const fen_transport *t, ptrdiff_t j, ptrdiff_t first, ptrdiff_t count) =
      t->set->real_size == sizeof(float) ? sum_row_float : sum_row_double;
#pragma omp parallel for default(none) firstprivate(t, first, count, sum_row) schedule(static) num_threads(t->threads)
  for (ptrdiff_t j = 0; j < t->ny; j++)
    sum_row(t, j, first, count);
  for (ptrdiff_t lane = first; lane < first + count; lane++) {
    double sum = 0.0;
    for (ptrdiff_t j = 0; j < t->ny; j++) {
      const double *row = t->row_sums + j * FEN_ROW_SUMS * t->lanes + lane;
      sum += row[ROW_SUM * t->lanes] + row[ROW_REST * t->lanes];
    }
    out[lane - first] = sum;
  }
}

/* What has crossed the sides and what was deposited, all lanes in one pass, and each lane's range from its rows. */
static void sum_accounts(fen_transport *t) {
  const ptrdiff_t lanes = t->lanes;
  double *restrict in = t->accounts + FEN_ACCOUNT_IN * lanes;
  double *restrict out = t->accounts + FEN_ACCOUNT_OUT * lanes;
  double *restrict dry = t->accounts + FEN_ACCOUNT_DRY * lanes;
  double *restrict wet = t->accounts + FEN_ACCOUNT_WET * lanes;
  double *restrict least = t->accounts + FEN_ACCOUNT_LEAST * lanes;
  double *restrict most = t->accounts + FEN_ACCOUNT_MOST * lanes;
  const struct {
    const double *crossed;
    ptrdiff_t rows;
  } sides[] = {{t->crossed_x, t->nz * t->ny}, {t->crossed_y, t->nz * t->nx}, {t->crossed_z, t->ny}};
  for (ptrdiff_t lane = 0; lane < lanes; lane++) {
    in[lane] = out[lane] = dry[lane] = wet[lane] = 0.0;
    least[lane] = INFINITY;
    most[lane] = -INFINITY;
  }
  for (size_t side = 0; side < sizeof sides / sizeof *sides; side++)
    for (ptrdiff_t r = 0; r < sides[side].rows; r++) {
      const double *restrict crossed = sides[side].crossed + r * 2 * lanes;
      for (ptrdiff_t lane = 0; lane < lanes; lane++) {
        in[lane] += crossed[lane];
        out[lane] += crossed[lanes + lane];
      }
    }
  for (ptrdiff_t c = 0; c < t->nx * t->ny; c++)
    for (ptrdiff_t lane = 0; lane < lanes; lane++) {
      dry[lane] += t->dry_kg[c * lanes + lane];
      wet[lane] += t->wet_kg[c * lanes + lane];
    }
  for (ptrdiff_t j = 0; j < t->ny; j++) {
    const double *restrict row = t->row_sums + j * FEN_ROW_SUMS * lanes;
    for (ptrdiff_t lane = 0; lane < lanes; lane++) {
      least[lane] = row[ROW_LEAST * lanes + lane] < least[lane] ? row[ROW_LEAST * lanes + lane] : least[lane];
      most[lane] = row[ROW_MOST * lanes + lane] > most[lane] ? row[ROW_MOST * lanes + lane] : most[lane];
    }
  }
}

const double *fen_sums(fen_transport *t) {
  if (!t->sums_valid) {
    sum_lanes(t, 0, t->lanes, t->sums_kg);
    sum_accounts(t);
  }
  t->sums_valid = 1;
  return t->sums_kg;
}

double fen_lane_sum(fen_transport *t, ptrdiff_t lane) {
  double sum_kg;
  sum_lanes(t, lane, 1, &sum_kg);
  return sum_kg;
}

fen_status fen_transport_budget(fen_transport *t, ptrdiff_t species, ptrdiff_t member, fen_budget *out, fen_error *err) {
  ptrdiff_t lane = fen_lane_of(t, species, member);
  if (lane < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no member %td of species %td", member, species);
  const double *sums_kg = fen_sums(t);
  const double *account = t->accounts + lane;
  fen_budget b = {.initial_kg = t->initial_kg[lane],
                  .air_kg = sums_kg[lane],
                  .emitted_kg = t->emitted_kg[lane],
                  .in_kg = account[FEN_ACCOUNT_IN * t->lanes],
                  .out_kg = account[FEN_ACCOUNT_OUT * t->lanes],
                  .dry_kg = account[FEN_ACCOUNT_DRY * t->lanes],
                  .wet_kg = account[FEN_ACCOUNT_WET * t->lanes],
                  .minimum = account[FEN_ACCOUNT_LEAST * t->lanes],
                  .maximum = account[FEN_ACCOUNT_MOST * t->lanes]};
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
