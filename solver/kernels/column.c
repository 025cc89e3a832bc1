#include "column.h"

#include <math.h>

void fen_column_factor(const fen_column *column, double dt_s, double deposition_ps, double *alpha, double *beta, double *sigma) {
  double beta_below = 0.0;
  for (ptrdiff_t k = 0; k < column->n; k++) {
    double from_below = dt_s * column->exchange_kgps[k] / column->air_kg[k];
    double below = from_below * (1.0 - beta_below);
    double above = dt_s * column->exchange_kgps[k + 1] / column->air_kg[k];
    double loss = k == 0 ? dt_s * deposition_ps : 0.0;
    alpha[k] = below / (1.0 + below);
    sigma[k] = (1.0 + below) / (1.0 + below + loss);
    beta[k] = above / (1.0 + below + loss + above);
    beta_below = beta[k];
  }
}

/* Exchange of a face fitted to its Peclet number (Eq. 22): E B(P), with B(P) = P / (e^P - 1) and P = V / E. */
static double fitted(double exchange_kgps, double fall_kgps) {
  double peclet = fall_kgps / exchange_kgps;
  return peclet > 0.0 ? fall_kgps / expm1(peclet) : exchange_kgps; /* without exchange P is infinite, and what is left is the upwind flux */
}

void fen_column_settle(const fen_column *column, double dt_s, double settling_mps, double deposition_ps, ptrdiff_t stride, double *factor) {
  double *own = factor;
  double *below = factor + column->n * stride;
  double *above = factor + 2 * column->n * stride;
  double kept_kg = column->air_kg[0] * (1.0 + dt_s * deposition_ps);
  double up_kg = 0.0;
  for (ptrdiff_t k = 0; k < column->n; k++) {
    double fall_kgps = settling_mps * column->face_air_kgpm[k + 1];
    double below_kg = up_kg;
    up_kg = dt_s * fitted(column->exchange_kgps[k + 1], fall_kgps);
    double down_kg = up_kg + dt_s * fall_kgps;
    double pivot_kg = kept_kg + up_kg;
    own[k * stride] = column->air_kg[k] / pivot_kg;
    below[k * stride] = below_kg / pivot_kg;
    above[k * stride] = down_kg / pivot_kg;
    if (k + 1 < column->n)
      kept_kg = column->air_kg[k + 1] + down_kg * (kept_kg / pivot_kg);
  }
}
