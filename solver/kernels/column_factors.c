/* Exchange of air by diffusion and the factors of its implicit solve, sixteen columns at once, for one instruction set. */
#include "level.h"

#define FOR_COLUMNS _Pragma("omp simd") for (int v = 0; v < FEN_BATCH; v++)

/* A row of the forcing at the wanted instant; columns that are not in use repeat the last. */
static FEN_INLINE void mix_row(const fen_column_forcing *f, const double *const pair[2], ptrdiff_t k, double *restrict out) {
  const double *restrict start = pair[0] + k * f->layer;
  const double *restrict end = pair[1] + k * f->layer;
  fen_fetch_beside(start, FEN_BATCH);
  fen_fetch_beside(end, FEN_BATCH);
  if (f->count == FEN_BATCH)
    FOR_COLUMNS out[v] = f->share[0] * start[v] + f->share[1] * end[v];
  else
    for (ptrdiff_t v = 0; v < FEN_BATCH; v++) {
      ptrdiff_t at = v < f->count ? v : f->count - 1;
      out[v] = f->share[0] * start[at] + f->share[1] * end[at];
    }
}

/*
 * Air that a face exchanges by diffusion (Eq. 12): K rho A / dz, with rho A dz the cells' air, so that no area is needed:
 * 2 K (m_k + m_k+1) / (dz_k + dz_k+1)^2; and rho A itself, which settling takes.
 */
void FEN_OF_LEVEL(fen_column_exchange)(const fen_column_forcing *f, fen_column_half *half) {
  const ptrdiff_t n = half->n;
  double lower_m[FEN_BATCH];
  double upper_m[FEN_BATCH];
  double kz_m2ps[FEN_BATCH] = {0};
  FOR_COLUMNS {
    half->exchange_kgps[v] = half->exchange_kgps[n * FEN_BATCH + v] = 0.0;
    half->face_air_kgpm[v] = half->face_air_kgpm[n * FEN_BATCH + v] = 0.0;
    lower_m[v] = upper_m[v] = 0.5;
  }
  if (f->thickness_m[0])
    mix_row(f, f->thickness_m, 0, lower_m);
  for (ptrdiff_t k = 1; k < n; k++) {
    const double *restrict air = half->air_kg + (k - 1) * FEN_BATCH;
    double *restrict exchange = half->exchange_kgps + k * FEN_BATCH;
    double *restrict face_air = half->face_air_kgpm + k * FEN_BATCH;
    if (f->thickness_m[0])
      mix_row(f, f->thickness_m, k, upper_m);
    if (f->kz_m2ps[0])
      mix_row(f, f->kz_m2ps, k, kz_m2ps);
    if (f->settles)
      FOR_COLUMNS face_air[v] = (air[v] + air[FEN_BATCH + v]) / (lower_m[v] + upper_m[v]);
    FOR_COLUMNS {
      double span_m = lower_m[v] + upper_m[v];
      double both_kg = air[v] + air[FEN_BATCH + v];
      exchange[v] = 2.0 * kz_m2ps[v] * both_kg / (span_m * span_m);
      lower_m[v] = upper_m[v];
    }
  }
}

#define FACTORS(real)                                                                                                                      \
  void FEN_OF_LEVEL(fen_column_factor_##real)(fen_column_half * half, int solve) {                                                         \
    const double dt_s = fen_solve_s(half, solve);                                                                                          \
    const ptrdiff_t n = half->n;                                                                                                           \
    double kept[FEN_BATCH]; /* 1 - beta of the cell above */                                                                               \
    if (half->factored[solve])                                                                                                             \
      return;                                                                                                                              \
    half->factored[solve] = 1;                                                                                                             \
    FOR_COLUMNS kept[v] = 0.0;                                                                                                             \
    for (ptrdiff_t k = n - 1; k >= 0; k--) {                                                                                               \
      const double *restrict air = half->air_kg + k * FEN_BATCH;                                                                           \
      const double *restrict exchange = half->exchange_kgps + k * FEN_BATCH;                                                               \
      real *restrict alpha = (real *)half->alpha[solve] + k * FEN_BATCH;                                                                   \
      real *restrict beta = (real *)half->beta[solve] + k * FEN_BATCH;                                                                     \
      double *restrict pivot = half->pivot[solve];                                                                                         \
      FOR_COLUMNS {                                                                                                                        \
        double share = dt_s / air[v];                                                                                                      \
        double below = share * exchange[v];                                                                                                \
        double own = 1.0 + share * exchange[FEN_BATCH + v] * kept[v];                                                                      \
        double part = 1.0 / (own + below);                                                                                                 \
        alpha[v] = (real)((own - 1.0) / own);                                                                                              \
        beta[v] = (real)(below * part);                                                                                                    \
        kept[v] = own * part;                                                                                                              \
        pivot[v] = own;                                                                                                                    \
      }                                                                                                                                    \
    }                                                                                                                                      \
  }
FACTORS(float)
FACTORS(double)

/*
 * What the lowest cells lose of each lead. Deposition over the step is as the rounded sigma makes it, dt v_d/dz_0 but for that rounding:
 * counted is what the column loses. The velocity is the total one, so that what settles deposits at least as fast as it falls (Eq. 23).
 */
#define SINKS(real)                                                                                                                        \
  void FEN_OF_LEVEL(fen_column_sinks_##real)(const fen_column_forcing *f, fen_column_half *half) {                                         \
    const ptrdiff_t leads = half->leads;                                                                                                   \
    const double dt_s = fen_solve_s(half, FEN_SOLVE_STAGE);                                                                                \
    const double *restrict settling_mps = half->settling_mps;                                                                              \
    double thickness_m[FEN_BATCH];                                                                                                         \
    FOR_COLUMNS thickness_m[v] = 1.0; /* without any nothing deposits */                                                                   \
    if (f->thickness_m[0])                                                                                                                 \
      mix_row(f, f->thickness_m, 0, thickness_m);                                                                                          \
    for (ptrdiff_t n = 0; n < FEN_BATCH; n++) {                                                                                            \
      const ptrdiff_t column = n < f->count ? n : f->count - 1;                                                                            \
      const double *deposition_mps = f->deposition_mps ? f->deposition_mps + column * leads : settling_mps;                                \
      double *restrict sink_ps = half->sink_ps + n * leads;                                                                                \
      double *restrict lost_kg = half->lost_kg + n * leads;                                                                                \
      real *restrict sigma = (real *)half->sigma + n * leads;                                                                              \
      const double pivot = half->pivot[FEN_SOLVE_STAGE][n];                                                                                \
      const double air_kg = half->air_kg[n];                                                                                               \
      _Pragma("omp simd") for (ptrdiff_t lead = 0; lead < leads; lead++) {                                                                 \
        double total_mps = deposition_mps[lead] > settling_mps[lead] ? deposition_mps[lead] : settling_mps[lead];                          \
        double rate_ps = total_mps / thickness_m[n];                                                                                       \
        sink_ps[lead] = rate_ps;                                                                                                           \
        sigma[lead] = (real)(pivot / (pivot + dt_s * rate_ps));                                                                            \
      }                                                                                                                                    \
      /* By itself, because gcc 12 takes a vector that becomes single and double again for what it was before. */                          \
      _Pragma("omp simd") for (ptrdiff_t lead = 0; lead < leads; lead++) lost_kg[lead] =                                                   \
          pivot * (1.0 / (double)sigma[lead] - 1.0) / FEN_SDIRK_GAMMA * air_kg;                                                            \
    }                                                                                                                                      \
  }
SINKS(float)
SINKS(double)
