#include "scores.h"

#include <math.h>

static double mean(const double *values, ptrdiff_t count) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    sum += values[n];
  return sum / (double)count;
}

static double correlation(const double *o, const double *p, ptrdiff_t count) {
  const double middle_o = mean(o, count);
  const double middle_p = mean(p, count);
  double both = 0.0;
  double only_o = 0.0;
  double only_p = 0.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    both += (o[n] - middle_o) * (p[n] - middle_p);
    only_o += (o[n] - middle_o) * (o[n] - middle_o);
    only_p += (p[n] - middle_p) * (p[n] - middle_p);
  }
  return both / sqrt(only_o * only_p);
}

fen_scores fen_scores_of(const double *measured, const double *modelled, ptrdiff_t count) {
  const double middle_o = mean(measured, count);
  const double middle_p = mean(modelled, count);
  double near = 0.0;
  double square = 0.0;
  double log_sum = 0.0;
  double log_square = 0.0;
  for (ptrdiff_t n = 0; n < count; n++) {
    const double o = measured[n];
    const double p = modelled[n];
    const double ratio = log(o) - log(p);
    near += 0.5 * o <= p && p <= 2.0 * o ? 1.0 : 0.0;
    square += (o - p) * (o - p);
    log_sum += ratio;
    log_square += ratio * ratio;
  }
  const double pairs = (double)count;
  return (fen_scores){.fac2 = near / pairs,
                      .fb = 2.0 * (middle_o - middle_p) / (middle_o + middle_p),
                      .nmse = square / pairs / (middle_o * middle_p),
                      .mg = exp(log_sum / pairs),
                      .vg = exp(log_square / pairs),
                      .r = correlation(measured, modelled, count)};
}
