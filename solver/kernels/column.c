#include "column.h"

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
