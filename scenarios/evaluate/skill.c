#include "fenhe/skill.h"

#include <math.h>

/* Means first, then sums of differences from them: sums of squares would lose digits. */
typedef struct {
  double observed, modelled, size;             /* sums: O, M, |M - O| */
  double square;                               /* of M - O */
  double fraction, fraction_size;              /* (M - O) / (M + O) and its size */
  double observed_2, modelled_2, both, spread; /* about the means; (|M - Obar| + |O - Obar|)^2 */
  ptrdiff_t within;                            /* a factor of two */
} sums;

static void add_first(sums *s, double o, double m) {
  s->observed += o;
  s->modelled += m;
  s->size += fabs(m - o);
  s->square += (m - o) * (m - o);
  /* Both 0: they agree, and the fraction has no other sensible value. */
  if (m + o > 0.0) {
    s->fraction += (m - o) / (m + o);
    s->fraction_size += fabs(m - o) / (m + o);
  }
  s->within += m >= 0.5 * o && m <= 2.0 * o;
}

static void add_second(sums *s, double o, double m, double mean_o, double mean_m) {
  double to_o = fabs(m - mean_o) + fabs(o - mean_o);
  s->observed_2 += (o - mean_o) * (o - mean_o);
  s->modelled_2 += (m - mean_m) * (m - mean_m);
  s->both += (o - mean_o) * (m - mean_m);
  s->spread += to_o * to_o;
}

/* NaN where the divisor is 0, or nothing beside the size that round-off has. */
static double ratio(double above, double below, double size) {
  return below > 1e-14 * size ? above / below : NAN;
}

fen_skill fen_skill_of(ptrdiff_t count, const double *observed, const double *modelled) {
  fen_skill out = {count, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
  sums s = {0};
  if (count < 1)
    return out;
  const double n = (double)count;
  for (ptrdiff_t p = 0; p < count; p++)
    add_first(&s, observed[p], modelled[p]);
  out.mean_observed = s.observed / n;
  out.mean_modelled = s.modelled / n;
  for (ptrdiff_t p = 0; p < count; p++)
    add_second(&s, observed[p], modelled[p], out.mean_observed, out.mean_modelled);
  out.fac2 = (double)s.within / n;
  out.bias = out.mean_modelled - out.mean_observed;
  out.nmb = ratio(s.modelled - s.observed, s.observed, 0.0);
  out.nme = ratio(s.size, s.observed, 0.0);
  out.rmse = sqrt(s.square / n);
  out.mfb = 2.0 * s.fraction / n;
  out.mfe = 2.0 * s.fraction_size / n;
  double square_o = n * out.mean_observed * out.mean_observed;
  double square_m = n * out.mean_modelled * out.mean_modelled;
  if (s.observed_2 > 1e-14 * square_o && s.modelled_2 > 1e-14 * square_m)
    out.r = s.both / sqrt(s.observed_2 * s.modelled_2);
  out.ioa = ratio(s.spread - s.square, s.spread, square_o);
  out.fb = ratio(2.0 * (out.mean_observed - out.mean_modelled), out.mean_observed + out.mean_modelled, 0.0);
  out.nmse = ratio(s.square / n, out.mean_observed * out.mean_modelled, 0.0);
  return out;
}
