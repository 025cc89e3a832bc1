#include "column.h"

#include <math.h>

/* Exchange of a face fitted to its Peclet number (Eq. 22): E B(P), with B(P) = P / (e^P - 1) and P = V / E. */
static double fitted(double exchange_kgps, double fall_kgps) {
  double peclet = fall_kgps / exchange_kgps;
  return peclet > 0.0 ? fall_kgps / expm1(peclet) : exchange_kgps; /* without exchange P is infinite, and what is left is the upwind flux */
}

void fen_column_settle(const fen_column_half *half, ptrdiff_t column, double dt_s, double settling_mps, double deposition_ps,
                       ptrdiff_t stride, double *factor) {
  const double *air_kg = half->air_kg + column;
  const double *exchange_kgps = half->exchange_kgps + column;
  const double *face_air_kgpm = half->face_air_kgpm + column;
  double *own = factor;
  double *below = factor + half->n * stride;
  double *above = factor + 2 * half->n * stride;
  double kept_kg = air_kg[0] * (1.0 + dt_s * deposition_ps);
  double up_kg = 0.0;
  for (ptrdiff_t k = 0; k < half->n; k++) {
    double fall_kgps = settling_mps * face_air_kgpm[(k + 1) * FEN_BATCH];
    double below_kg = up_kg;
    up_kg = dt_s * fitted(exchange_kgps[(k + 1) * FEN_BATCH], fall_kgps);
    double down_kg = up_kg + dt_s * fall_kgps;
    double pivot_kg = kept_kg + up_kg;
    own[k * stride] = air_kg[k * FEN_BATCH] / pivot_kg;
    below[k * stride] = below_kg / pivot_kg;
    above[k * stride] = down_kg / pivot_kg;
    if (k + 1 < half->n)
      kept_kg = air_kg[(k + 1) * FEN_BATCH] + down_kg * (kept_kg / pivot_kg);
  }
}
